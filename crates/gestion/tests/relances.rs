//! The board of what waits and the calls, on both engines.

#![expect(clippy::unwrap_used, reason = "a test stops at its first surprise")]

mod commun;

use commun::attribution::{DEPARTEMENT, Preparation, household, insert_household, is_held, jour, prepare, prepare_for};
use commun::{acteur, salles};
use droit::demande::{EtatDemande, MotifRadiation};
use droit::etats::MotifLiberation;
use gestion::carbet::Carbet;
use gestion::consigner_appel::{AppelSaisi, IssueAppel, consigner_appel, corriger_appel, list_appels};
use gestion::consulter_relances::{FiltreRelance, Groupe, LigneRelance, TriRelance, consulter_relances, export_relances};
use gestion::droits::{Acteur, Role};
use gestion::issue::Echec;
use gestion::liberer_candidat::liberer_candidat;
use gestion::preselectionner::{VisiteNotee, list_preselectionnes, noter_visite, preselectionner, retirer_preselection};
use gestion::proposer_candidat::{Proposition, proposer_candidat};
use stockage::offre::{self, Offre};
use stockage::{appel, candidature, demande};
use uuid::Uuid;

fn code<T: std::fmt::Debug>(result: Result<T, Echec>) -> &'static str {
    match result {
        Err(Echec::Refus(refus)) => refus.code,
        Err(Echec::Introuvable) => "introuvable",
        other => panic!("a refusal was expected, got {other:?}"),
    }
}

fn call(issue: IssueAppel, dit: &str) -> AppelSaisi {
    AppelSaisi { appele_le: jour("2026-11-16"), issue, dit: dit.into(), rappeler_le: None, cle: None }
}

async fn lines(carbet: &Carbet, who: &Acteur, groupe: Groupe) -> Vec<LigneRelance> {
    let filtre = FiltreRelance { groupe: Some(groupe), ..FiltreRelance::default() };
    consulter_relances(carbet, who, &filtre).await.unwrap().lignes
}

/// An offer notified to the nth household, to be answered by that day.
async fn notify(carbet: &Carbet, prepared: &Preparation, n: usize, expire_le: &str) -> Uuid {
    let tx = carbet.base.begin().await.unwrap();
    let row = Offre {
        id: Uuid::now_v7(),
        candidature_id: prepared.candidatures[n],
        vacance_id: prepared.vacance,
        departement: DEPARTEMENT.into(),
        demande_id: prepared.demandes[n],
        etat: "notifiee".into(),
        mode: Some("main_propre".into()),
        notifiee_le: Some(jour("2026-11-02")),
        recue_le: Some(jour("2026-11-02")),
        expire_le: Some(jour(expire_le)),
        repondue_le: None,
        refus_motif: None,
        logement_inadapte: None,
        maj_le: carbet.horloge.instant_utc(),
    };
    offre::insert(&tx, &row).await.unwrap();
    let mut candidate = candidature::find(&tx, prepared.candidatures[n]).await.unwrap().unwrap();
    candidate.etat = "en_offre".into();
    candidate.rang = Some(i32::try_from(n).unwrap() + 1);
    candidature::update(&tx, &candidate).await.unwrap();
    tx.commit().await.unwrap();
    row.id
}

async fn strike_off(carbet: &Carbet, id: Uuid) {
    let tx = carbet.base.begin().await.unwrap();
    let mut stored = demande::get(&tx, DEPARTEMENT, id).await.unwrap();
    let numero_unique = stored.demande.numero_unique().unwrap();
    stored.demande.etat = EtatDemande::Radiee { numero_unique, le: jour("2026-11-12"), motif: MotifRadiation::ALL[0] };
    let meta = demande::Meta {
        source: "essai".into(),
        extrait_le: None,
        origine: demande::Origine::Sne,
        agent: "essai".into(),
        instant_utc: carbet.horloge.instant_utc(),
        protege: false,
    };
    demande::update(&tx, DEPARTEMENT, id, stored.version, &stored.demande, &meta).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn the_board_tells_what_waits_and_since_when() {
    for salle in salles().await {
        let carbet = &salle.carbet;
        let who = acteur(Role::Bailleur, "siguy");
        let prepared = prepare(carbet, 1, 4).await;
        let over = notify(carbet, &prepared, 0, "2026-11-12").await;
        notify(carbet, &prepared, 1, "2026-11-20").await;
        strike_off(carbet, prepared.demandes[2]).await;

        let answers = lines(carbet, &who, Groupe::SansReponse).await;
        assert_eq!(
            answers.iter().map(|l| l.demande).collect::<Vec<_>>(),
            [Some(prepared.demandes[0]), Some(prepared.demandes[1])]
        );
        assert_eq!((answers[0].offre, answers[0].echeance, answers[0].legale), (Some(over), Some(jour("2026-11-12")), true));
        assert!(answers[0].raison.contains("expiré") && answers[1].raison.contains("jusqu'au 20/11/2026"));
        assert!(answers[0].menage.contains("Essai 1") && answers[0].logement.contains("Balourous"));

        let lost = lines(carbet, &who, Groupe::Perdu).await;
        assert_eq!(lost.iter().map(|l| l.demande).collect::<Vec<_>>(), [Some(prepared.demandes[2])]);
        assert!(
            lost[0].raison.contains("radiée le 12/11/2026") && is_held(carbet, prepared.demandes[2]).await,
            "told, not freed"
        );

        // Proposed on 5 November, the day is the 16th: beyond the ten days of the territory.
        let silent = lines(carbet, &who, Groupe::SansNouvelle).await;
        assert!(silent.iter().any(|l| l.demande == Some(prepared.demandes[3])) && silent[0].raison.contains("11 jours"));
        consigner_appel(carbet, &who, prepared.demandes[3], call(IssueAppel::Absent, "")).await.unwrap();
        assert!(
            lines(carbet, &who, Groupe::SansNouvelle).await.iter().any(|l| l.demande == Some(prepared.demandes[3])),
            "nobody answered"
        );
        consigner_appel(carbet, &who, prepared.demandes[3], call(IssueAppel::Joint, "Attend la commission.")).await.unwrap();
        assert!(!lines(carbet, &who, Groupe::SansNouvelle).await.iter().any(|l| l.demande == Some(prepared.demandes[3])), "news");

        // All ranks gone, nobody proposed since: the home waits.
        assert!(lines(carbet, &who, Groupe::TourEpuise).await.is_empty());
        for n in 2..4 {
            liberer_candidat(carbet, &who, prepared.candidatures[n], MotifLiberation::Desistement).await.unwrap();
        }
        let tx = carbet.base.begin().await.unwrap();
        for n in 0..2 {
            let mut c = candidature::find(&tx, prepared.candidatures[n]).await.unwrap().unwrap();
            (c.etat, c.liberee_le, c.liberation_motif) = ("liberee".into(), Some(jour("2026-11-13")), Some("silence".into()));
            candidature::update(&tx, &c).await.unwrap();
            stockage::blocage::delete(&tx, DEPARTEMENT, c.demande_id, c.id).await.unwrap();
        }
        tx.commit().await.unwrap();
        let tour = lines(carbet, &who, Groupe::TourEpuise).await;
        assert_eq!(
            (tour.len(), tour[0].vacance, tour[0].demande, tour[0].depuis),
            (1, Some(prepared.vacance), None, jour("2026-11-13"))
        );
    }
}

#[tokio::test]
async fn each_sees_its_part_and_the_counts_equal_the_lists() {
    for salle in salles().await {
        let carbet = &salle.carbet;
        let own = prepare(carbet, 1, 2).await;
        let other = prepare_for(carbet, 11, 1, "commune_97302").await;
        notify(carbet, &own, 0, "2026-11-20").await;
        notify(carbet, &other, 0, "2026-11-18").await;
        let all = FiltreRelance::default();
        for (who, offers) in [
            (acteur(Role::Bailleur, "siguy"), 2),
            (acteur(Role::Bailleur, "simko"), 0),
            (acteur(Role::Commune, "commune_97302"), 1),
            (acteur(Role::Agglo, "cacl"), 2),
            (acteur(Role::Guichet, "ccas_cayenne"), 2),
        ] {
            assert_eq!(lines(carbet, &who, Groupe::SansReponse).await.len(), offers, "{}", who.organisation);
            let board = consulter_relances(carbet, &who, &all).await.unwrap();
            assert_eq!(board.comptes.iter().map(|(_, n)| n).sum::<usize>(), board.lignes.len());
            let file = export_relances(carbet, &who, &all).await.unwrap();
            assert!(file.nom.ends_with(".xlsx") && !file.octets.is_empty());
        }
        for role in [Role::Caleol, Role::Observatoire, Role::Admin, Role::Dpo, Role::Social] {
            assert_eq!(code(consulter_relances(carbet, &acteur(role, "cacl"), &all).await), "introuvable");
        }
        let desk = acteur(Role::Guichet, "ccas_cayenne");
        let board = consulter_relances(carbet, &desk, &all).await.unwrap();
        assert!(!board.comptes.iter().any(|(g, _)| matches!(g, Groupe::Perdu | Groupe::TourEpuise | Groupe::SansNouvelle)));
        let sorted = FiltreRelance { tri: TriRelance::Menage, ..FiltreRelance::default() };
        let names: Vec<String> =
            consulter_relances(carbet, &desk, &sorted).await.unwrap().lignes.into_iter().map(|l| l.menage).collect();
        let mut expected = names.clone();
        expected.sort();
        assert_eq!(names, expected);
    }
}

#[tokio::test]
async fn a_call_is_kept_corrected_and_forgotten_with_the_file() {
    for salle in salles().await {
        let carbet = &salle.carbet;
        let who = acteur(Role::Bailleur, "siguy");
        let prepared = prepare(carbet, 1, 1).await;
        let id = prepared.demandes[0];
        assert_eq!(code(consigner_appel(carbet, &who, id, call(IssueAppel::Joint, "  ")).await), "appel_sans_reponse");
        assert_eq!(code(consigner_appel(carbet, &who, id, call(IssueAppel::Joint, &"é".repeat(501))).await), "appel_trop_long");
        let late = AppelSaisi { appele_le: jour("2026-11-17"), ..call(IssueAppel::Absent, "") };
        assert_eq!(code(consigner_appel(carbet, &who, id, late).await), "appel_a_venir");
        let past = AppelSaisi { rappeler_le: Some(jour("2026-11-15")), ..call(IssueAppel::Absent, "") };
        assert_eq!(code(consigner_appel(carbet, &who, id, past).await), "rappel_passe");

        let saisi = AppelSaisi {
            rappeler_le: Some(jour("2026-11-20")),
            cle: Some("une-cle".into()),
            ..call(IssueAppel::Joint, "Apportera son avis lundi.")
        };
        let first = consigner_appel(carbet, &who, id, saisi.clone()).await.unwrap();
        assert_eq!(consigner_appel(carbet, &who, id, saisi).await.unwrap(), first, "the same form twice is one call");
        let due = lines(carbet, &who, Groupe::Rappel).await;
        assert_eq!((due.len(), due[0].echeance, due[0].legale), (1, Some(jour("2026-11-20")), false));

        let other = acteur(Role::Agglo, "cacl");
        assert_eq!(
            code(corriger_appel(carbet, &other, first, call(IssueAppel::Absent, "")).await),
            "appel_d_une_autre_organisation"
        );
        corriger_appel(carbet, &who, first, call(IssueAppel::Message, "Message laissé.")).await.unwrap();
        assert_eq!(code(corriger_appel(carbet, &who, first, call(IssueAppel::Absent, "")).await), "appel_deja_corrige");
        let read = list_appels(carbet, &other, id).await.unwrap();
        assert_eq!(read.len(), 2, "the first stays beside its correction");
        assert!(read[0].est_correction && !read[0].remplace && read[1].remplace && read[1].dit == "Apportera son avis lundi.");
        assert!(lines(carbet, &who, Groupe::Rappel).await.is_empty(), "the correction asks no call");

        // Out of reach is absent; who keeps no call reads none.
        assert_eq!(
            code(consigner_appel(carbet, &acteur(Role::Bailleur, "simko"), id, call(IssueAppel::Absent, "")).await),
            "introuvable"
        );
        assert!(list_appels(carbet, &acteur(Role::Caleol, "siguy"), id).await.unwrap().is_empty());

        let tx = carbet.base.begin().await.unwrap();
        stockage::blocage::delete_de_vacance(&tx, prepared.vacance).await.unwrap();
        let removed = demande::purge(&tx, DEPARTEMENT, id, carbet.horloge.instant_utc()).await.unwrap();
        assert!(removed.contains(&("appel", 2)), "{removed:?}");
        tx.commit().await.unwrap();
        assert_eq!(appel::find(&carbet.base, first).await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_preselection_holds_nobody_and_opens_the_file_to_who_contacts() {
    for salle in salles().await {
        let carbet = &salle.carbet;
        let who = acteur(Role::Bailleur, "siguy");
        let home = prepare(carbet, 1, 0).await;
        let other = prepare(carbet, 500, 0).await;
        let mut ids = Vec::new();
        let tx = carbet.base.begin().await.unwrap();
        for n in 0..6 {
            let id = Uuid::now_v7();
            insert_household(&tx, id, household(20 + n), carbet.horloge.instant_utc()).await;
            ids.push(id);
        }
        tx.commit().await.unwrap();
        carbet.registre.build(carbet).await.unwrap();

        assert_eq!(code(consigner_appel(carbet, &who, ids[0], call(IssueAppel::Absent, "")).await), "introuvable");
        for id in &ids[..5] {
            preselectionner(carbet, &who, home.vacance, *id, None).await.unwrap();
            assert!(!is_held(carbet, *id).await, "a preselection is no hold");
        }
        assert_eq!(code(preselectionner(carbet, &who, home.vacance, ids[5], None).await), "preselection_pleine");
        preselectionner(carbet, &who, other.vacance, ids[0], None).await.unwrap();
        consigner_appel(carbet, &who, ids[0], call(IssueAppel::Absent, "")).await.unwrap();
        let stranger = acteur(Role::Bailleur, "simko");
        assert_eq!(code(preselectionner(carbet, &stranger, home.vacance, ids[5], None).await), "introuvable");
        assert_eq!(code(consigner_appel(carbet, &stranger, ids[0], call(IssueAppel::Absent, "")).await), "introuvable");

        // A visit missed changes nothing; a wish needs a visit.
        let missed = VisiteNotee { le: jour("2026-11-16"), venu: false, souhaite: None };
        let before = demande::get(&carbet.base, DEPARTEMENT, ids[1]).await.unwrap().demande;
        noter_visite(carbet, &who, home.vacance, ids[1], missed).await.unwrap();
        assert_eq!(demande::get(&carbet.base, DEPARTEMENT, ids[1]).await.unwrap().demande, before);
        let wrong = VisiteNotee { souhaite: Some(true), ..missed };
        assert_eq!(code(noter_visite(carbet, &who, home.vacance, ids[1], wrong).await), "souhait_sans_visite");
        assert_eq!(code(noter_visite(carbet, &who, home.vacance, ids[5], missed).await), "introuvable");

        // Proposed elsewhere, the household is held there and leaves no place here to be held twice.
        let proposition =
            |vacance, demande| Proposition { vacance, demande, motif: Some("Souhaite continuer.".into()), cle: None };
        proposer_candidat(carbet, &who, proposition(other.vacance, ids[0])).await.unwrap();
        assert!(is_held(carbet, ids[0]).await);
        assert_eq!(code(proposer_candidat(carbet, &who, proposition(home.vacance, ids[0])).await), "menage_deja_retenu");
        proposer_candidat(carbet, &who, proposition(home.vacance, ids[1])).await.unwrap();
        let left = list_preselectionnes(carbet, &who, home.vacance).await.unwrap();
        assert_eq!(left.len(), 4, "proposed, it is no longer only preselected");
        preselectionner(carbet, &who, home.vacance, ids[5], None).await.unwrap();
        retirer_preselection(carbet, &who, left[0].id).await.unwrap();
        assert!(is_held(carbet, ids[0]).await, "taking out of a preselection frees nobody either");
    }
}
