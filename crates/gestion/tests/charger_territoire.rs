//! Loading the local rules on both engines.

mod commun;

use gestion::acteur_systeme::SYSTEME;
use gestion::charger_territoire::{self, Chargement, ChargementRefuse};
use stockage::journal;

#[tokio::test]
async fn the_same_content_makes_no_version_and_comes_back_as_it_was() {
    for essai in stockage::essai::bases().await {
        let (base, horloge, fichiers) = (&essai.base, commun::horloge(commun::JOUR), commun::fichiers_cacl());
        let load =
            async |fichiers: &[(String, String)]| charger_territoire::load_territoire(base, &horloge, &SYSTEME, fichiers).await;
        assert_eq!(load(&fichiers).await.unwrap(), Chargement::NouvelleVersion(1));
        let shuffled: Vec<_> = fichiers.iter().rev().cloned().collect();
        assert_eq!(load(&shuffled).await.unwrap(), Chargement::Inchange(1), "the order of the files is not content");
        assert_eq!(journal::get_seq(base).await.unwrap(), 1, "what changes nothing writes no line");
        assert_eq!(charger_territoire::list_fichiers_en_vigueur(base).await.unwrap().unwrap(), fichiers);
        let mut changed = fichiers.clone();
        changed[0].1.push_str("\n# relu\n");
        assert_eq!(load(&changed).await.unwrap(), Chargement::NouvelleVersion(2));
        assert_eq!(charger_territoire::list_fichiers_en_vigueur(base).await.unwrap().unwrap(), changed);
        assert!(journal::verify(base).await.unwrap().is_intact());
    }
}

#[tokio::test]
async fn a_refused_folder_leaves_the_base_as_it_was() {
    for essai in stockage::essai::bases().await {
        let (base, horloge, fichiers) = (&essai.base, commun::horloge(commun::JOUR), commun::fichiers_cacl());
        let load =
            async |fichiers: &[(String, String)]| charger_territoire::load_territoire(base, &horloge, &SYSTEME, fichiers).await;
        let broken = |chemin: &str, texte: &str| -> Vec<(String, String)> {
            let mut fichiers = fichiers.clone();
            fichiers.iter_mut().find(|(nom, _)| nom == chemin).expect("the file is in the folder").1 = texte.to_owned();
            fichiers
        };
        let Err(ChargementRefuse::Regles(refus)) = load(&broken("organisations.toml", "[[organisation]\n")).await else {
            panic!("a file that is no TOML is refused");
        };
        assert!(refus.0.iter().any(|a| a.fichier == "organisations.toml"), "{refus}");
        assert_eq!(charger_territoire::list_fichiers_en_vigueur(base).await.unwrap(), None);
        assert_eq!(journal::get_seq(base).await.unwrap(), 0);
        load(&fichiers).await.unwrap();
        let Err(ChargementRefuse::Regles(refus)) = load(&broken("cotation/demonstration.toml", "[grille]\n")).await else {
            panic!("a grid without its parts is refused");
        };
        assert!(refus.0.iter().all(|a| a.fichier == "cotation/demonstration.toml"), "{refus}");
        assert_eq!(charger_territoire::list_fichiers_en_vigueur(base).await.unwrap().unwrap(), fichiers);
        assert_eq!(journal::get_seq(base).await.unwrap(), 1);
    }
}
