//! The home page of each role, empty and with things that wait.

use droit::jour::{add_jours, sub_mois};
use gestion::consulter_accueil::{Urgence, Vers, read_accueil};
use gestion::droits::Role;
use gestion::issue::Echec;
use stockage::vacance::{self, Vacance};
use uuid::Uuid;

use crate::commun::{acteur, salles};
use crate::dossier::{logement, register};

#[tokio::test]
async fn every_role_has_its_page_even_on_an_empty_base() {
    for salle in salles().await {
        for role in Role::ALL {
            let organisation = match role {
                Role::Bailleur => "siguy",
                Role::Etat => "etat",
                Role::Commune => "commune_97302",
                Role::Ctg => "ctg",
                Role::ActionLogement => "action_logement",
                _ => "cacl",
            };
            let accueil = read_accueil(&salle.carbet, &acteur(role, organisation)).await;
            match role {
                Role::Demandeur => assert!(matches!(accueil, Err(Echec::Introuvable))),
                _ => assert!(!accueil.unwrap().chiffres.is_empty(), "{role}"),
            }
        }
    }
}

#[tokio::test]
async fn a_vacancy_waits_for_its_bailleur_and_its_holder_only() {
    for salle in salles().await {
        let home = logement(&salle, "siguy").await;
        let today = salle.carbet.aujourd_hui();
        let tx = salle.carbet.base.begin().await.unwrap();
        let id = Uuid::now_v7();
        let open = Vacance {
            id,
            logement_id: home,
            bailleur: "siguy".to_owned(),
            etat: "orientee".to_owned(),
            ouverte: Some(home),
            declaree_le: today,
            declaree_par: "systeme".to_owned(),
            disponible_le: None,
            reservataire: Some("etat".to_owned()),
            type_reservataire: Some("PPRIOR".to_owned()),
            orientee_le: Some(today),
            orientation_motif: None,
            reponse_avant_le: Some(add_jours(today, 2)),
            loyer: 45_000,
            loyer_annexes: 0,
            charges: 5_000,
            close_le: None,
            cloture_motif: None,
            premiere_location: false,
            maj_le: salle.carbet.horloge.instant_utc(),
        };
        vacance::insert(&tx, &open).await.unwrap();
        tx.commit().await.unwrap();

        for (role, organisation, waits) in [
            (Role::Bailleur, "siguy", true),
            (Role::Bailleur, "simko", false),
            (Role::Etat, "etat", true),
            (Role::Ctg, "ctg", false),
            (Role::Guichet, "cacl", false),
        ] {
            let accueil = read_accueil(&salle.carbet, &acteur(role, organisation)).await.unwrap();
            let found = accueil.attentes.iter().find(|a| a.vers == Vers::Vacance(id));
            assert_eq!(found.is_some(), waits, "{role} {organisation}");
            if let Some(found) = found {
                assert_eq!(found.urgence, Urgence::Attention);
                assert_eq!(found.delai, "18/11/2026");
            }
        }
    }
}

#[tokio::test]
async fn a_desk_calls_the_demandes_that_expire() {
    for salle in salles().await {
        let today = salle.carbet.aujourd_hui();
        let desk = salle.carbet.regles().territoire.guichets[0].clone();
        // Expires in a month; expired a month ago; valid for long; of another desk.
        for (months, guichet) in [(11, desk.code.as_str()), (13, desk.code.as_str()), (1, desk.code.as_str()), (11, "ZZ999")] {
            register(&salle, |demande| {
                demande.depose_le = sub_mois(today, 40);
                demande.renouvele_le = Some(sub_mois(today, months));
                demande.guichet = Some(guichet.to_owned());
            })
            .await;
        }
        let accueil = read_accueil(&salle.carbet, &acteur(Role::Guichet, &desk.organisation)).await.unwrap();
        assert_eq!(accueil.chiffres[0].valeur, "1");
        let titles: Vec<&str> = accueil.attentes.iter().map(|a| a.titre.as_str()).collect();
        assert_eq!(titles, ["Une demande a passé son échéance", "Une demande à faire renouveler"]);
    }
}
