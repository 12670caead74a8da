//! The steps of a vacancy in days, from their typing to the board, on both engines.

#![expect(clippy::unwrap_used, reason = "a test stops at its first surprise")]

mod commun;

use commun::{Salle, acteur, salles};
use droit::demande::Typologie;
use droit::jour::{Jour, parse_iso};
use droit::logement::{Logement, Produit};
use droit::montant::Centimes;
use droit::vacance::{EtapeVacance, OrigineVacance};
use gestion::acteur_systeme::SYSTEME;
use gestion::carbet::Carbet;
use gestion::consulter_delais::{FiltreDelais, consulter_delais};
use gestion::consulter_parcours_vacance::consulter_parcours_vacance;
use gestion::dater_etape::{JourEtape, dater_etape};
use gestion::declarer_vacance::{DeclarationVacance, declarer_vacance};
use gestion::droits::{Acteur, Role};
use gestion::exporter_delais::export_delais;
use gestion::issue::{Echec, Refus};
use gestion::retirer_vacance::retirer_vacance;
use stockage::logement::{self, Complement, LigneLogement};
use uuid::Uuid;

fn day(text: &str) -> Jour {
    parse_iso(text).unwrap()
}

async fn add_logement(carbet: &Carbet, rang: u32) -> Uuid {
    let home = Logement {
        bailleur: "siguy".to_owned(),
        rpls: None,
        commune: "97302".to_owned(),
        secteur: None,
        qpv: None,
        qpv_connu: true,
        typologie: Typologie::T3,
        produit: Produit::Lls,
        surface: 62,
        etage: Some(1),
        ascenseur: Some(false),
        adapte: Some(false),
        individuel: false,
        annee_construction: 2005,
        conventionne_le: None,
        loyer: Centimes::euros(420),
        loyer_annexes: Centimes::ZERO,
        charges: Centimes::euros(60),
        foyer: false,
    };
    let mut acte = carbet.begin(&SYSTEME, "essai").await.unwrap();
    let complement = Complement { adresse: Some(format!("{rang} rue des Essais")), ..Complement::default() };
    let ligne = LigneLogement::from_logement(Uuid::now_v7(), &home, complement, "loue", acte.instant());
    logement::insert(&acte.tx, &ligne).await.unwrap();
    acte.touch("logement", ligne.id);
    carbet.conclude(acte).await.unwrap();
    ligne.id
}

fn declaration(logement: Uuid) -> DeclarationVacance {
    DeclarationVacance {
        logement,
        disponible_le: day("2026-08-10"),
        loyer: Centimes::euros(420),
        loyer_annexes: Centimes::euros(12),
        charges: Centimes::euros(60),
        choix: None,
        reponse_avant_le: None,
        premiere_location: false,
        conge_le: Some(day("2026-07-01")),
        etat_des_lieux_le: Some(day("2026-08-12")),
        cle: None,
    }
}

fn jour_etape(vacance: Uuid, etape: EtapeVacance, le: Option<&str>) -> JourEtape {
    JourEtape { vacance, etape, le: le.map(day), cle: None }
}

fn refus<T: std::fmt::Debug>(answer: Result<T, Echec>) -> Refus {
    match answer.unwrap_err() {
        Echec::Refus(refus) => refus,
        other => panic!("expected a refusal, got {other}"),
    }
}

async fn open(carbet: &Carbet, rang: u32) -> (Acteur, Uuid) {
    let who = acteur(Role::Bailleur, "siguy");
    let logement = add_logement(carbet, rang).await;
    let vacance = declarer_vacance(carbet, &who, declaration(logement)).await.unwrap();
    (who, vacance)
}

#[tokio::test]
async fn steps_are_dated_corrected_and_taken_back_with_their_history() {
    for Salle { carbet, essai: _essai } in salles().await {
        let (who, id) = open(&carbet, 1).await;
        let told = consulter_parcours_vacance(&carbet, &who, id).await.unwrap();
        assert_eq!((told.duree.libre_le, told.duree.origine), (day("2026-08-12"), OrigineVacance::EtatDesLieux));
        assert_eq!(told.duree.total, (carbet.aujourd_hui() - day("2026-08-12")).num_days());
        assert_eq!(told.loyer_perdu, Centimes(43_200 * told.duree.total / 30));
        assert!(told.peut_dater && told.corrections.is_empty());
        dater_etape(&carbet, &who, jour_etape(id, EtapeVacance::TravauxDebut, Some("2026-09-01"))).await.unwrap();
        let told = consulter_parcours_vacance(&carbet, &who, id).await.unwrap();
        assert_eq!(told.duree.en_cours().unwrap().etape(), Some(EtapeVacance::TravauxFin), "works run until they are ended");
        dater_etape(&carbet, &who, jour_etape(id, EtapeVacance::TravauxFin, Some("2026-10-05"))).await.unwrap();
        dater_etape(&carbet, &who, jour_etape(id, EtapeVacance::TravauxFin, Some("2026-10-01"))).await.unwrap();
        let told = consulter_parcours_vacance(&carbet, &who, id).await.unwrap();
        assert_eq!(told.duree.jours_etape(EtapeVacance::TravauxFin), Some(30));
        assert_eq!(told.corrections.iter().map(|c| c.le).collect::<Vec<_>>(), [Some(day("2026-10-05"))]);
        dater_etape(&carbet, &who, jour_etape(id, EtapeVacance::TravauxFin, None)).await.unwrap();
        let told = consulter_parcours_vacance(&carbet, &who, id).await.unwrap();
        assert_eq!(told.duree.en_cours().unwrap().etape(), Some(EtapeVacance::TravauxFin));
        let wrong = [
            (EtapeVacance::TravauxFin, Some("2026-08-20"), "ordre_des_etapes"),
            (EtapeVacance::Visite, Some("2026-06-20"), "ordre_des_etapes"),
            (EtapeVacance::TravauxFin, Some("2027-08-20"), "jour_futur"),
            (EtapeVacance::Bail, Some("2026-10-01"), "etape_calculee"),
            (EtapeVacance::Livraison, Some("2026-10-01"), "etape_sans_objet"),
            (EtapeVacance::TravauxFin, None, "etape_non_datee"),
        ];
        for (etape, le, code) in wrong {
            assert_eq!(refus(dater_etape(&carbet, &who, jour_etape(id, etape, le)).await).code, code);
        }
        let twice = JourEtape { cle: Some("k1".to_owned()), ..jour_etape(id, EtapeVacance::Visite, Some("2026-07-20")) };
        dater_etape(&carbet, &who, twice.clone()).await.unwrap();
        dater_etape(&carbet, &who, twice).await.unwrap();
        let told = consulter_parcours_vacance(&carbet, &who, id).await.unwrap();
        assert_eq!(told.corrections.len(), 3, "the same form twice writes one row: {:?}", told.corrections);
        for stranger in [acteur(Role::Bailleur, "simko"), acteur(Role::Agglo, "cacl"), acteur(Role::Ctg, "ctg")] {
            let saisie = jour_etape(id, EtapeVacance::TravauxFin, Some("2026-10-01"));
            assert!(matches!(dater_etape(&carbet, &stranger, saisie).await, Err(Echec::Introuvable)));
        }
    }
}

#[tokio::test]
async fn a_first_letting_takes_no_notice() {
    for Salle { carbet, essai: _essai } in salles().await {
        let who = acteur(Role::Bailleur, "siguy");
        let logement = add_logement(&carbet, 1).await;
        let demande = DeclarationVacance { premiere_location: true, ..declaration(logement) };
        let refused = refus(declarer_vacance(&carbet, &who, demande.clone()).await);
        assert_eq!((refused.code, refused.champ), ("etape_sans_objet", Some("conge_le")));
        let demande = DeclarationVacance { conge_le: None, etat_des_lieux_le: None, ..demande };
        let id = declarer_vacance(&carbet, &who, demande).await.unwrap();
        dater_etape(&carbet, &who, jour_etape(id, EtapeVacance::Livraison, Some("2026-09-01"))).await.unwrap();
        let told = consulter_parcours_vacance(&carbet, &who, id).await.unwrap();
        assert_eq!((told.duree.libre_le, told.duree.origine), (day("2026-09-01"), OrigineVacance::Livraison));
    }
}

#[tokio::test]
async fn the_board_is_narrowed_to_its_reader_and_its_figures_to_enough_homes() {
    for Salle { carbet, essai: _essai } in salles().await {
        let (who, id) = open(&carbet, 1).await;
        let (_, gone) = open(&carbet, 2).await;
        retirer_vacance(&carbet, &who, gone, droit::etats::MotifRetrait::Vente).await.unwrap();
        let tout = FiltreDelais::default();
        let board = consulter_delais(&carbet, &who, &tout).await.unwrap();
        assert_eq!((board.lignes.len(), board.longues, board.bilan.retirees, board.bilan.louees), (1, 1, 1, 0));
        let row = &board.lignes[0];
        assert_eq!((row.vacance.id, row.etape, row.jours_etape), (id, EtapeVacance::Designation, 0), "declared today");
        assert_eq!(row.duree.jours_etape(EtapeVacance::Orientation), Some(row.duree.total), "nothing was oriented before");
        assert!(row.peut_ouvrir && row.longue);
        let etat = acteur(Role::Etat, "etat");
        let seen = consulter_delais(&carbet, &etat, &tout).await.unwrap();
        assert_eq!((seen.lignes.len(), seen.bilan.seuil, seen.bilan.longues), (1, 11, None));
        assert!(consulter_delais(&carbet, &acteur(Role::Bailleur, "simko"), &tout).await.unwrap().lignes.is_empty());
        assert!(matches!(
            consulter_delais(&carbet, &acteur(Role::Guichet, "ccas_cayenne"), &tout).await,
            Err(Echec::Introuvable)
        ));
        assert_eq!(count(&carbet, &who, FiltreDelais { longues: true, ..FiltreDelais::default() }).await, 1);
        assert_eq!(count(&carbet, &who, FiltreDelais { commune: "97307".to_owned(), ..FiltreDelais::default() }).await, 0);
        assert_eq!(count(&carbet, &who, FiltreDelais { etape: "travaux_fin".to_owned(), ..FiltreDelais::default() }).await, 0);
        let sheet = export_delais(&carbet, &who, &tout).await.unwrap();
        assert!(sheet.nom.ends_with(".xlsx") && sheet.octets.starts_with(b"PK"));
        assert_eq!(sheet.octets, export_delais(&carbet, &who, &tout).await.unwrap().octets, "same input, same bytes");
    }
}

async fn count(carbet: &Carbet, who: &Acteur, filtre: FiltreDelais) -> usize {
    consulter_delais(carbet, who, &filtre).await.unwrap().lignes.len()
}
