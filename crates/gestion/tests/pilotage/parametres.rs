//! The page of the values applied hides nothing that is to be confirmed.

use droit::parametres::Verification;
use droit::territoire::{CodeObjectif, PorteeObjectif, StatutRegle};
use gestion::consulter_parametres::{Chiffres, EtatValeur, consulter_parametres, count_a_confirmer};
use gestion::droits::Role;
use gestion::issue::Echec;

use crate::commun::{acteur, salles};

#[tokio::test]
async fn every_table_is_shown_and_those_to_confirm_come_first() {
    for salle in salles().await {
        let carbet = &salle.carbet;
        let found = consulter_parametres(carbet, &acteur(Role::Agglo, "cacl")).unwrap();
        let told = carbet.parametres.list_versions(found.jour);
        assert_eq!(found.tables.len(), told.len(), "a table is missing");
        let mut a_confirmer = 0;
        for (code, version) in told {
            let row = found.tables.iter().find(|t| t.code == code).expect(code);
            assert!(!row.nom.is_empty() && row.nom != code && !row.article.is_empty(), "{code} has no name for readers");
            match version {
                Ok((version, provisoire)) => {
                    let open = version.verification == Verification::AConfirmer;
                    assert_eq!(row.etat == EtatValeur::AConfirmer, open, "{code}");
                    assert_eq!(row.provisoire || row.etat == EtatValeur::Provisoire, provisoire, "{code}");
                    assert_eq!((row.au, &row.texte), (Some(version.en_vigueur), &version.texte), "{code}");
                    a_confirmer += usize::from(open);
                }
                Err(_) => assert_eq!(row.etat, EtatValeur::NonPubliee, "{code}"),
            }
            assert!(!row.suite.is_empty(), "{code} says nothing of what comes next");
        }
        assert!(a_confirmer > 0, "the case shows nothing");
        assert!(found.tables[..a_confirmer].iter().all(|t| t.etat == EtatValeur::AConfirmer), "not first");
        assert!(found.tables.is_sorted_by_key(|t| t.etat) && found.locales.is_sorted_by_key(|t| t.etat));
    }
}

#[tokio::test]
async fn the_local_rules_to_confirm_are_shown_with_what_they_wait_for() {
    for salle in salles().await {
        let regles = salle.carbet.regles();
        let found = consulter_parametres(&salle.carbet, &acteur(Role::Bailleur, "siguy")).unwrap();
        for objectif in regles.territoire.objectifs.iter().filter(|o| {
            o.portee == PorteeObjectif::ChaqueBailleur && [CodeObjectif::HorsQpv, CodeObjectif::EnQpv].contains(&o.code)
        }) {
            let name = format!("Objectif {} : chaque bailleur", objectif.code.code());
            let row = found.locales.iter().find(|r| r.nom.starts_with(&name)).expect(&name);
            assert_eq!(row.etat == EtatValeur::AConfirmer, objectif.adoption.statut == StatutRegle::AConfirmer, "{name}");
            assert!(row.nom.contains("SIGUY"), "{name}");
        }
        let waiting: Vec<_> = found.locales.iter().filter(|r| r.etat == EtatValeur::AConfirmer).collect();
        assert!(!waiting.is_empty() && waiting.iter().all(|r| !r.suite.is_empty() && !r.source.is_empty()), "{waiting:#?}");
        for code in ["publics_prioritaires", "delai_anormalement_long", "seuil_effort", "relance"] {
            assert!(found.locales.iter().any(|r| r.code == code), "{code}");
        }
        let liste = found.publics.expect("the territory ranks some publics");
        assert!(liste.rangs.iter().enumerate().all(|(i, r)| usize::from(r.rang) == i + 1 && !r.publics.is_empty()));
        // What a convention gives to whom is not told here.
        assert!(found.locales.iter().filter(|r| r.code == "convention").all(|r| !r.valeur.contains('%')));
    }
}

#[tokio::test]
async fn staff_read_them_and_an_applicant_does_not() {
    for salle in salles().await {
        for role in Role::ALL {
            let who = acteur(role, "cacl");
            let found = consulter_parametres(&salle.carbet, &who);
            if role == Role::Demandeur {
                assert!(matches!(found, Err(Echec::Introuvable)));
                assert_eq!(count_a_confirmer(&salle.carbet, &who, Chiffres::Seance), 0);
                continue;
            }
            let all = found.unwrap().a_confirmer;
            for chiffres in [Chiffres::Objectifs, Chiffres::Reservations, Chiffres::Cotation, Chiffres::Demande, Chiffres::Seance]
            {
                let count = count_a_confirmer(&salle.carbet, &who, chiffres);
                assert!(count > 0 && count <= all, "{role} {chiffres:?} : {count} of {all}");
            }
        }
    }
}
