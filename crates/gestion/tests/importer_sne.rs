//! Importing an extract, on both engines.

mod commun;

use std::io::Cursor;

use commun::{acteur, salles};
use gestion::consulter_demande::{consulter_demande, find_par_numero};
use gestion::consulter_imports::{self, EtatImport};
use gestion::droits::Role;
use gestion::importer_sne::{DemandeImport, Lancement, Rapport, import_sne, launch, run};
use gestion::issue::Echec;
use gestion::lister_demandes::{Recherche, list_demandes};
use stockage::journal;

const NUMERO: &str = "9730324001234GDPUB";

fn document(demandes: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><n:interfaceNuu versionInterface=\"02.01\" xmlns:n=\"http://nuu.application.i2/\"><n:entete><n:typeFichier>CRE</n:typeFichier><n:dateFichier>2026-11-13T10:00:00</n:dateFichier></n:entete>\n{demandes}\n</n:interfaceNuu>"
    )
}

fn demande(numero: &str, nom: &str, prenom: &str, suite: &str) -> String {
    format!(
        "<n:demande><n:demandeLogement><n:numGuichet>97301</n:numGuichet><n:numUnique>{numero}</n:numUnique><n:dateCreationDemande>2024-03-15</n:dateCreationDemande>{suite}<n:personnePhysique><n:demandeur><n:nom>{nom}</n:nom><n:prenom>{prenom}</n:prenom><n:dateNaissance>1984-03-14</n:dateNaissance></n:demandeur></n:personnePhysique><n:logementRecherche><n:listeTypeLogement><n:typeLogement>T3</n:typeLogement></n:listeTypeLogement><n:listeLocalisationSouhaite><n:localisationSouhaite><n:commune>97302</n:commune></n:localisationSouhaite></n:listeLocalisationSouhaite></n:logementRecherche></n:demandeLogement></n:demande>\n"
    )
}

fn fichier(nom: &str, contenu: &str) -> DemandeImport {
    DemandeImport {
        nom_fichier: nom.to_owned(),
        contenu: Box::new(Cursor::new(contenu.to_owned().into_bytes())),
        extrait_le: None,
        correspondance: None,
    }
}

fn counts(r: &Rapport) -> (u64, u64, u64, u64, u64, u64) {
    (r.lues, r.creees, r.modifiees, r.inchangees, r.rejetees, r.radiees)
}

#[tokio::test]
async fn an_extract_is_read_once_and_its_demandes_are_ranked() {
    for salle in salles().await {
        let agglo = acteur(Role::Agglo, "cacl");
        let contenu = document(&(demande(NUMERO, "Saint-Éloi", "Élodie", "") + &demande("9730324001235GDPUB", "Doudou", "Jean", "")));
        let first = import_sne(&salle.carbet, &agglo, fichier("extrait.xml", &contenu)).await.unwrap();
        assert_eq!(counts(&first), (2, 2, 0, 0, 0, 0));
        assert_eq!(first.extrait_le.unwrap().to_string(), "2026-11-13");
        assert_eq!(salle.carbet.fraicheur_sne().au, first.extrait_le);

        let again = import_sne(&salle.carbet, &agglo, fichier("le même.xml", &contenu)).await.unwrap();
        assert!(again.deja_importe);
        assert_eq!(again.import, first.import);

        let id = find_par_numero(&salle.carbet, &agglo, NUMERO).await.unwrap();
        let fiche = consulter_demande(&salle.carbet, &agglo, id).await.unwrap();
        assert_eq!(fiche.demande.dossier.menage.titulaire().unwrap().nom.as_deref(), Some("Saint-Éloi"));
        assert_eq!(fiche.rang.unwrap().sur, 2);
        assert_eq!(fiche.champs["demandeLogement/numGuichet"], "97301");
        let report = journal::verify(&salle.carbet.base).await.unwrap();
        assert!(report.anomalies.is_empty());
    }
}

#[tokio::test]
async fn another_file_of_the_same_content_changes_no_row() {
    for salle in salles().await {
        let agglo = acteur(Role::Agglo, "cacl");
        let contenu = document(&demande(NUMERO, "Doudou", "Jean", ""));
        import_sne(&salle.carbet, &agglo, fichier("a.xml", &contenu)).await.unwrap();
        let same = import_sne(&salle.carbet, &agglo, fichier("b.xml", &format!("{contenu}\n"))).await.unwrap();
        assert_eq!(counts(&same), (1, 0, 0, 1, 0, 0));
        let renamed = document(&demande(NUMERO, "Doudou", "Jeanne", ""));
        let changed = import_sne(&salle.carbet, &agglo, fichier("c.xml", &renamed)).await.unwrap();
        assert_eq!(counts(&changed), (1, 0, 1, 0, 0, 0));
        let mut older = fichier("d.xml", &contenu.replace("typeFichier>CRE", "typeFichier>MOD"));
        older.extrait_le = droit::jour::parse_iso("2026-10-01");
        let kept = import_sne(&salle.carbet, &agglo, older).await.unwrap();
        assert_eq!((kept.modifiees, kept.inchangees, kept.anomalies > 0), (0, 1, true), "an older extract never wins");
    }
}

#[tokio::test]
async fn a_bad_row_is_named_and_the_others_are_kept() {
    for salle in salles().await {
        let agglo = acteur(Role::Agglo, "cacl");
        let contenu = document(&(demande("9731324001234GDPUB", "Mauvais", "Numéro", "") + &demande(NUMERO, "Doudou", "Jean", "")));
        let report = import_sne(&salle.carbet, &agglo, fichier("extrait.xml", &contenu)).await.unwrap();
        assert_eq!(counts(&report), (2, 1, 0, 0, 1, 0));
        let anomalies = consulter_imports::list_anomalies(&salle.carbet, &agglo, report.import, 1).await.unwrap();
        let rejet = anomalies.iter().find(|a| a.gravite == Some(interop_rejet())).expect("the rejected row is told");
        assert!(rejet.ligne.is_some() && rejet.champ.ends_with("numUnique") && !rejet.que_faire.is_empty());
        assert_eq!(rejet.valeur, "9731324001234GDPUB");
    }
}

fn interop_rejet() -> gestion::consulter_imports::Gravite {
    gestion::consulter_imports::Gravite::Rejet
}

#[tokio::test]
async fn a_broken_file_leaves_the_base_as_it_was_and_may_be_sent_again() {
    for salle in salles().await {
        let agglo = acteur(Role::Agglo, "cacl");
        let whole = document(&(demande(NUMERO, "Doudou", "Jean", "") + &demande("9730324001235GDPUB", "Autre", "Ève", "")));
        let cut = &whole[..whole.len() - 300];
        for (nom, contenu) in [("coupe.xml", cut), ("texte.txt", "bonjour\nle monde"), ("vide.xml", " \n ")] {
            let refus = import_sne(&salle.carbet, &agglo, fichier(nom, contenu)).await.unwrap_err();
            assert!(matches!(&refus, Echec::Refus(r) if r.champ == Some("fichier")), "{nom} : {refus}");
        }
        let list = list_demandes(&salle.carbet, &agglo, &Recherche::default()).await.unwrap();
        assert_eq!((list.total, list.actives), (0, 0));
        let imports = consulter_imports::list_imports(&salle.carbet, &agglo).await.unwrap();
        assert!(imports.iter().all(|i| i.etat == EtatImport::Refuse && i.message.is_some()));
        let again = import_sne(&salle.carbet, &agglo, fichier("coupe.xml", cut)).await.unwrap_err();
        assert!(matches!(again, Echec::Refus(r) if r.code == "fichier_refuse"), "a refused file may be tried again");
    }
}

#[tokio::test]
async fn two_servers_that_receive_the_same_file_read_it_once() {
    for salle in salles().await {
        let agglo = acteur(Role::Agglo, "cacl");
        let other = std::sync::Arc::new(commun::start(salle.essai.reopen().await).await);
        let contenu = document(&demande(NUMERO, "Doudou", "Jean", ""));
        let Lancement::Pret(travail) = launch(&salle.carbet, &agglo, fichier("a.xml", &contenu)).await.unwrap() else {
            panic!("the first server reads it")
        };
        let import = travail.import;
        let second = launch(&other, &agglo, fichier("a.xml", &contenu)).await.unwrap();
        assert!(matches!(second, Lancement::EnCours(id) if id == import));
        run(&salle.carbet, &agglo, *travail).await.unwrap();
        let third = launch(&other, &agglo, fichier("a.xml", &contenu)).await.unwrap();
        assert!(matches!(third, Lancement::DejaImporte(id) if id == import));
        other.registre.follow(&other).await.unwrap();
        assert_eq!(other.registre.read().colonnes.len(), 1);
    }
}

#[tokio::test]
async fn a_striking_off_by_the_sne_takes_the_demande_out_of_the_ranks() {
    for salle in salles().await {
        let agglo = acteur(Role::Agglo, "cacl");
        import_sne(&salle.carbet, &agglo, fichier("a.xml", &document(&demande(NUMERO, "Doudou", "Jean", "")))).await.unwrap();
        let struck = "<n:radiation><n:dateRadiation>2026-11-10</n:dateRadiation><n:motifRadiation>RADREN</n:motifRadiation></n:radiation>";
        let report =
            import_sne(&salle.carbet, &agglo, fichier("b.xml", &document(&demande(NUMERO, "Doudou", "Jean", struck)))).await.unwrap();
        assert_eq!(counts(&report), (1, 0, 1, 0, 0, 1));
        assert!(salle.carbet.registre.read().colonnes.is_empty());
        let id = find_par_numero(&salle.carbet, &agglo, NUMERO).await.unwrap();
        let fiche = consulter_demande(&salle.carbet, &agglo, id).await.unwrap();
        assert!(fiche.evenements.iter().any(|e| e.titre == "Radiée"));
    }
}

#[tokio::test]
async fn a_table_is_read_by_its_headers_and_erases_nothing_it_does_not_carry() {
    for salle in salles().await {
        let agglo = acteur(Role::Agglo, "cacl");
        import_sne(&salle.carbet, &agglo, fichier("a.xml", &document(&demande(NUMERO, "Doudou", "Jean", "")))).await.unwrap();
        let csv = format!("Numéro unique;Date de dépôt;Nom;Prénom;Téléphone\n{NUMERO};15/03/2024;Doudou;Jean;0694000012\n");
        let mut table = fichier("export.csv", &csv);
        table.extrait_le = droit::jour::parse_iso("2026-11-14");
        let report = import_sne(&salle.carbet, &agglo, table).await.unwrap();
        assert_eq!(counts(&report), (1, 0, 1, 0, 0, 0));
        let id = find_par_numero(&salle.carbet, &agglo, NUMERO).await.unwrap();
        let dossier = consulter_demande(&salle.carbet, &agglo, id).await.unwrap().demande.dossier;
        assert_eq!(dossier.contact.telephone.as_deref(), Some("0694000012"));
        assert_eq!(dossier.recherche.souhaits.len(), 1, "the wish of the extract is still there");
        assert!(dossier.menage.titulaire().unwrap().naissance_le.is_some());
    }
}
