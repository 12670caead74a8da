//! Saved views of the register, on both engines.

mod commun;

use commun::attribution::{household, insert_household};
use commun::{acteur, compte, salles};
use gestion::droits::Role;
use gestion::issue::Echec;
use gestion::lister_demandes::{Ordre, Recherche, list_demandes};
use gestion::tenir_vues::{VueSaisie, enregistrer_vue, list_vues, modifier_vue, supprimer_vue};
use uuid::Uuid;

fn typed(nom: &str, partagee: bool, par_defaut: bool) -> VueSaisie {
    VueSaisie { nom: nom.into(), partagee, par_defaut, cle: None }
}

fn code<T: std::fmt::Debug>(result: Result<T, Echec>) -> &'static str {
    match result {
        Err(Echec::Refus(refus)) => refus.code,
        Err(Echec::Introuvable) => "introuvable",
        other => panic!("a refusal was expected, got {other:?}"),
    }
}

#[tokio::test]
async fn a_view_is_one_s_own_until_it_is_shared_and_only_its_keeper_changes_it() {
    for salle in salles().await {
        let carbet = &salle.carbet;
        let one = compte(carbet, Role::Guichet, "ccas_cayenne").await;
        let colleague = compte(carbet, Role::Guichet, "ccas_cayenne").await;
        let other = compte(carbet, Role::Bailleur, "siguy").await;
        let page = "/demandes";
        let keyed = VueSaisie { cle: Some("cle-vue".into()), ..typed("À compléter", false, true) };
        let id = enregistrer_vue(carbet, &one, page, "incomplete=oui", keyed.clone()).await.unwrap();
        assert_eq!(enregistrer_vue(carbet, &one, page, "incomplete=oui", keyed).await.unwrap(), id, "sent twice, kept once");
        assert_eq!(code(enregistrer_vue(carbet, &one, page, "", typed("À compléter", false, false)).await), "nom_de_vue_pris");
        assert_eq!(code(enregistrer_vue(carbet, &one, page, "", typed(" ", false, false)).await), "nom_de_vue");
        assert!(list_vues(carbet, &colleague, page).await.unwrap().is_empty());

        modifier_vue(carbet, &one, id, typed("Dossiers à compléter", true, true)).await.unwrap();
        let read = list_vues(carbet, &colleague, page).await.unwrap();
        assert_eq!(
            (read.len(), read[0].nom.as_str(), read[0].a_soi, read[0].par_defaut),
            (1, "Dossiers à compléter", false, false)
        );
        assert!(list_vues(carbet, &other, page).await.unwrap().is_empty(), "shared within the organisation only");
        assert_eq!(code(modifier_vue(carbet, &colleague, id, typed("x", false, false)).await), "introuvable");
        assert_eq!(code(supprimer_vue(carbet, &colleague, id, true).await), "introuvable");

        enregistrer_vue(carbet, &one, page, "tri=nom", typed("Par nom", false, true)).await.unwrap();
        let mine = list_vues(carbet, &one, page).await.unwrap();
        assert_eq!(mine.iter().filter(|v| v.par_defaut).map(|v| v.nom.as_str()).collect::<Vec<_>>(), ["Par nom"]);

        assert_eq!(code(supprimer_vue(carbet, &one, id, false).await), "suppression_a_confirmer");
        supprimer_vue(carbet, &one, id, true).await.unwrap();
        assert!(list_vues(carbet, &colleague, page).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn who_may_not_share_keeps_views_for_oneself() {
    for salle in salles().await {
        let adil = compte(&salle.carbet, Role::Adil, "adil").await;
        assert_eq!(
            code(enregistrer_vue(&salle.carbet, &adil, "/demandes", "", typed("À nous", true, false)).await),
            "vue_non_partageable"
        );
        enregistrer_vue(&salle.carbet, &adil, "/demandes", "", typed("À moi", false, false)).await.unwrap();
        let observatoire = compte(&salle.carbet, Role::Observatoire, "audeg").await;
        assert_eq!(
            code(enregistrer_vue(&salle.carbet, &observatoire, "/demandes", "", typed("a", false, false)).await),
            "introuvable"
        );
    }
}

#[tokio::test]
async fn the_register_is_in_the_order_asked_and_ties_follow_the_numero_unique() {
    for salle in salles().await {
        let carbet = &salle.carbet;
        let tx = carbet.base.begin().await.unwrap();
        let now = carbet.horloge.instant_utc();
        let mut ids = Vec::new();
        // Filed the same day: only the numéro unique tells them apart. The last one is named before the others.
        for rang in [3u32, 1, 2] {
            let mut demande = household(rang);
            demande.depose_le = droit::jour::parse_iso("2020-03-10").unwrap();
            if rang == 3 {
                demande.dossier.menage.personnes[0].nom = Some("Abord".into());
            }
            let id = Uuid::now_v7();
            insert_household(&tx, id, demande, now).await;
            ids.push(id);
        }
        tx.commit().await.unwrap();
        let (three, one, two) = (ids[0], ids[1], ids[2]);
        let guichet = acteur(Role::Guichet, "ccas_cayenne");
        let listed = async |ordre, taille, page| {
            let asked = Recherche { ordre, taille, page, ..Recherche::default() };
            let liste = list_demandes(carbet, &guichet, &asked).await.unwrap();
            (liste.lignes.iter().map(|l| l.id).collect::<Vec<_>>(), liste.pages, liste.page)
        };
        assert_eq!(listed(Ordre::Anciennete, 0, 1).await.0, [one, two, three]);
        assert_eq!(listed(Ordre::Recente, 0, 1).await.0, [one, two, three], "ties do not turn round");
        assert_eq!(listed(Ordre::NumeroUniqueInverse, 0, 1).await.0, [three, two, one]);
        assert_eq!(listed(Ordre::Nom, 0, 1).await.0, [three, one, two]);
        assert_eq!(listed(Ordre::NomInverse, 0, 1).await.0, [two, one, three]);
        assert_eq!(listed(Ordre::Anciennete, 2, 1).await, (vec![one, two], 2, 1));
        assert_eq!(listed(Ordre::Anciennete, 2, 9).await, (vec![three], 2, 2), "a page too far is the last one");
    }
}
