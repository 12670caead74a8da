//! From a vacancy to a lease on both engines: what the base itself refuses, what is forgotten, what stays.

use crate::commun::{bases, id, instant, jour, nouvelle};
use droit::demande::Typologie;
use droit::logement::{Logement, Produit};
use droit::montant::Centimes;
use stockage::demande::Page;
use stockage::logement::{Complement, FiltreLogement, LigneLogement};
use stockage::{Base, Contrainte, StockageError, Transaction};
use stockage::{
    a_reporter, bail, blocage, candidature, decision, fait_compte, logement, offre, proces_verbal, seance, seance_membre,
    seance_point, vacance,
};

fn noun() -> Logement {
    Logement {
        bailleur: "siguy".into(),
        rpls: Some("9730000001".into()),
        commune: "97302".into(),
        secteur: Some("est".into()),
        qpv: Some("QN97301M".into()),
        qpv_connu: true,
        typologie: Typologie::T3,
        produit: Produit::Lls,
        surface: 68,
        etage: Some(-1),
        ascenseur: Some(false),
        adapte: None,
        individuel: false,
        annee_construction: 1998,
        conventionne_le: Some(jour("1998-06-01")),
        loyer: Centimes(51_234),
        loyer_annexes: Centimes(0),
        charges: Centimes(4_500),
        foyer: false,
    }
}

fn vacancy(nombre: u128) -> vacance::Vacance {
    vacance::Vacance {
        id: id(nombre),
        logement_id: id(1),
        bailleur: "siguy".into(),
        etat: "declaree".into(),
        ouverte: Some(id(1)),
        declaree_le: jour("2026-11-01"),
        declaree_par: "compte".into(),
        disponible_le: None,
        reservataire: Some("etat".into()),
        type_reservataire: Some("PPRIOR".into()),
        orientee_le: None,
        orientation_motif: None,
        reponse_avant_le: None,
        loyer: 51_234,
        loyer_annexes: 0,
        charges: 4_500,
        close_le: None,
        cloture_motif: None,
        premiere_location: false,
        maj_le: instant(0),
    }
}

fn candidate(nombre: u128) -> candidature::Candidature {
    candidature::Candidature {
        id: id(nombre),
        vacance_id: id(10),
        departement: "973".into(),
        demande_id: id(1),
        etat: "proposee".into(),
        position: Some(1),
        note: Some(74),
        rang: None,
        organisation: "siguy".into(),
        propose_le: jour("2026-11-02"),
        propose_par: "compte".into(),
        ecart_motif: None,
        liberee_le: None,
        liberation_motif: None,
        maj_le: instant(0),
    }
}

fn hold(candidature: u128) -> blocage::Blocage {
    blocage::Blocage {
        departement: "973".into(),
        demande_id: id(1),
        candidature_id: id(candidature),
        vacance_id: id(10),
        bailleur: "siguy".into(),
        depuis: jour("2026-11-02"),
    }
}

/// A demande (1), a home (1), its vacancy (10), a candidate (20), a session (30) with its point (31).
async fn fill(base: &Base) {
    let tx = base.begin().await.unwrap();
    stockage::demande::insert(&tx, &nouvelle(1)).await.unwrap();
    logement::insert(&tx, &LigneLogement::from_logement(id(1), &noun(), Complement::default(), "loue", instant(0)))
        .await
        .unwrap();
    vacance::insert(&tx, &vacancy(10)).await.unwrap();
    candidature::insert(&tx, &candidate(20)).await.unwrap();
    let session = seance::Seance {
        id: id(30),
        bailleur: "siguy".into(),
        commission: "caleol_siguy".into(),
        tenue_le: jour("2026-11-16"),
        heure: Some("09:00".into()),
        lieu: None,
        mode: "presentiel".into(),
        etat: "ouverte".into(),
        convoquee_le: None,
        ouverte_le: Some(instant(0)),
        close_le: None,
        observations: None,
        president: None,
        cree_par: "compte".into(),
        maj_le: instant(0),
    };
    seance::insert(&tx, &session).await.unwrap();
    seance_point::insert(&tx, &point(31)).await.unwrap();
    tx.commit().await.unwrap();
}

fn point(nombre: u128) -> seance_point::SeancePoint {
    seance_point::SeancePoint {
        id: id(nombre),
        seance_id: id(30),
        vacance_id: id(10),
        ordre: 1,
        etat: "inscrit".into(),
        exception: None,
        exception_motif: None,
        quorum: None,
        maj_le: instant(0),
    }
}

fn decided(nombre: u128) -> decision::Decision {
    decision::Decision {
        id: id(nombre),
        seance_id: id(30),
        point_id: id(31),
        candidature_id: id(20),
        departement: "973".into(),
        demande_id: id(1),
        code: "attribution".into(),
        rang: Some(1),
        motif: None,
        motif_detail: Some("Détail confidentiel".into()),
        condition_piece: None,
        condition_avant_le: None,
        voix_pour: Some(5),
        voix_contre: Some(0),
        abstentions: None,
        fige: Some("{\"note\":74}".into()),
        fige_empreinte: String::new(),
        decide_le: jour("2026-11-16"),
        decide_par: "compte".into(),
    }
}

async fn refused<F: AsyncFnOnce(&Transaction) -> Result<(), StockageError>>(base: &Base, expected: Contrainte, act: F) {
    let tx = base.begin().await.unwrap();
    match act(&tx).await {
        Err(StockageError::Contrainte(found)) => assert_eq!(found, expected),
        other => panic!("expected {expected:?}, got {other:?}"),
    }
}

#[tokio::test]
async fn the_base_refuses_what_must_be_unique() {
    for essai in bases().await {
        let base = &essai.base;
        fill(base).await;
        let tx = base.begin().await.unwrap();
        blocage::insert(&tx, &hold(20)).await.unwrap();
        decision::insert(&tx, &decided(40)).await.unwrap();
        proces_verbal::insert(&tx, id(30), "2026-1", b"document", instant(1), "compte").await.unwrap();
        bail::insert(&tx, &lease(50)).await.unwrap();
        tx.commit().await.unwrap();
        refused(base, Contrainte::MenageDejaRetenu, async |tx| blocage::insert(tx, &hold(21)).await).await;
        refused(base, Contrainte::VacanceDejaOuverte, async |tx| vacance::insert(tx, &vacancy(11)).await).await;
        refused(base, Contrainte::PointDejaInscrit, async |tx| seance_point::insert(tx, &point(32)).await).await;
        refused(base, Contrainte::DecisionDejaPrise, async |tx| decision::insert(tx, &decided(41)).await).await;
        refused(base, Contrainte::BailDejaSigne, async |tx| bail::insert(tx, &lease(51)).await).await;
        refused(base, Contrainte::ProcesVerbalDejaScelle, async |tx| {
            proces_verbal::insert(tx, id(30), "2026-2", b"autre", instant(2), "compte").await.map(drop)
        })
        .await;
        refused(base, Contrainte::ObjetLie, async |tx| {
            candidature::insert(tx, &candidature::Candidature { vacance_id: id(99), ..candidate(22) }).await
        })
        .await;
        // A closed vacancy leaves room for the next one.
        let tx = base.begin().await.unwrap();
        vacance::update(&tx, &vacance::Vacance { ouverte: None, etat: "louee".into(), ..vacancy(10) }).await.unwrap();
        vacance::insert(&tx, &vacancy(11)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(
            vacance::list(base, &vacance::FiltreVacance { ouvertes_seulement: true, ..Default::default() }).await.unwrap().len(),
            1
        );
        assert_eq!(vacance::list(base, &vacance::FiltreVacance::default()).await.unwrap().len(), 2);
    }
}

fn lease(nombre: u128) -> bail::Bail {
    bail::Bail {
        id: id(nombre),
        offre_id: None,
        candidature_id: Some(id(20)),
        vacance_id: Some(id(10)),
        logement_id: id(1),
        departement: "973".into(),
        demande_id: id(1),
        bailleur: "siguy".into(),
        signe_le: jour("2026-11-20"),
        effet_le: None,
        loyer: 51_234,
        maj_le: instant(0),
    }
}

#[tokio::test]
async fn of_concurrent_holds_exactly_one_wins() {
    for essai in bases().await {
        fill(&essai.base).await;
        let mut acts = tokio::task::JoinSet::new();
        for n in 0..8u128 {
            let base = essai.base.clone();
            acts.spawn(async move {
                let tx = base.begin().await.unwrap();
                match blocage::insert(&tx, &hold(100 + n)).await {
                    Ok(()) => tx.commit().await.map(|()| true),
                    Err(StockageError::Contrainte(Contrainte::MenageDejaRetenu)) => Ok(false),
                    Err(other) => Err(other),
                }
            });
        }
        let won = acts.join_all().await.into_iter().map(Result::unwrap).filter(|won| *won).count();
        assert_eq!(won, 1);
        let held = blocage::list(&essai.base).await.unwrap().pop().unwrap();
        let tx = essai.base.begin().await.unwrap();
        assert!(!blocage::delete(&tx, "973", id(1), id(999)).await.unwrap(), "another candidature frees nobody");
        assert!(blocage::delete(&tx, "973", id(1), held.candidature_id).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(blocage::find(&essai.base, "973", id(1)).await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_decision_keeps_its_frozen_facts_until_the_demande_is_forgotten() {
    for essai in bases().await {
        let base = &essai.base;
        fill(base).await;
        let tx = base.begin().await.unwrap();
        decision::insert(&tx, &decided(40)).await.unwrap();
        let line = a_reporter::AReporter {
            id: id(60),
            departement: "973".into(),
            demande_id: id(1),
            objet: "radiation".into(),
            donnees: "{\"motif\":\"RADATT\"}".into(),
            cree_le: instant(0),
            organisation: Some("siguy".into()),
            fait_le: None,
            fait_par: None,
        };
        a_reporter::insert(&tx, &line).await.unwrap();
        let silent = decision::Decision { fige: None, ..decided(41) };
        assert!(matches!(decision::insert(&tx, &silent).await, Err(StockageError::DonneesIncoherentes { .. })));
        tx.commit().await.unwrap();
        let expected = decision::Decision { fige_empreinte: decision::compute_empreinte("{\"note\":74}"), ..decided(40) };
        assert_eq!(decision::list_de_seance(base, id(30)).await.unwrap(), std::slice::from_ref(&expected));
        assert_eq!(decision::find_de_candidature(base, id(20)).await.unwrap(), Some(expected.clone()));
        assert_eq!(a_reporter::list_a_faire(base, Some("siguy")).await.unwrap(), [line]);
        let tx = base.begin().await.unwrap();
        assert!(a_reporter::set_fait(&tx, id(60), instant(5), "compte").await.unwrap());
        assert!(!a_reporter::set_fait(&tx, id(60), instant(6), "autre").await.unwrap(), "done once");
        stockage::demande::purge(&tx, "973", id(1), instant(10)).await.unwrap();
        tx.commit().await.unwrap();
        let forgotten = decision::find(base, id(40)).await.unwrap().unwrap();
        assert_eq!(forgotten, decision::Decision { fige: None, motif_detail: None, ..expected });
    }
}

#[tokio::test]
async fn a_held_demande_is_not_forgotten() {
    for essai in bases().await {
        fill(&essai.base).await;
        let tx = essai.base.begin().await.unwrap();
        blocage::insert(&tx, &hold(20)).await.unwrap();
        let kept = stockage::demande::purge(&tx, "973", id(1), instant(10)).await;
        assert!(matches!(kept, Err(StockageError::Contrainte(Contrainte::MenageDejaRetenu))));
    }
}

#[tokio::test]
async fn homes_sessions_minutes_and_offers_are_read_back() {
    for essai in bases().await {
        let base = &essai.base;
        fill(base).await;
        let home = logement::find(base, id(1)).await.unwrap().unwrap();
        assert_eq!(home.to_logement().unwrap(), noun());
        for (filtre, total) in [
            (FiltreLogement { en_qpv: Some(true), typologie: Some(Typologie::T3), ..FiltreLogement::default() }, 1),
            (FiltreLogement { en_qpv: Some(false), ..FiltreLogement::default() }, 0),
            (FiltreLogement { bailleur: Some("simko".into()), ..FiltreLogement::default() }, 0),
            (FiltreLogement { texte: Some("rue".into()), ..FiltreLogement::default() }, 0),
        ] {
            assert_eq!(logement::list_page(base, &filtre, Page { numero: 1, taille: 10 }).await.unwrap().0, total, "{filtre:?}");
        }
        assert_eq!(logement::count_par_commune(base, None).await.unwrap(), [("97302".to_owned(), "T3".to_owned(), 1)]);

        let document: Vec<u8> = (0..1_300_000u32).map(|i| (i % 251) as u8).collect();
        let member = seance_membre::SeanceMembre {
            seance_id: id(30),
            membre: "commune".into(),
            nom: None,
            qualite: "maire".into(),
            organisation: Some("commune_97302".into()),
            voix: "deliberative".into(),
            present: true,
            pouvoir_a: None,
            convoque_le: None,
        };
        let offer = offre::Offre {
            id: id(70),
            candidature_id: id(20),
            vacance_id: id(10),
            departement: "973".into(),
            demande_id: id(1),
            etat: "notifiee".into(),
            mode: Some("recommande".into()),
            notifiee_le: Some(jour("2026-11-17")),
            recue_le: None,
            expire_le: Some(jour("2026-11-27")),
            repondue_le: None,
            refus_motif: None,
            logement_inadapte: None,
            maj_le: instant(0),
        };
        let tx = base.begin().await.unwrap();
        seance_membre::replace(&tx, id(30), std::slice::from_ref(&member)).await.unwrap();
        seance_membre::replace(&tx, id(30), std::slice::from_ref(&member)).await.unwrap();
        offre::insert(&tx, &offer).await.unwrap();
        proces_verbal::insert(&tx, id(30), "2026-1", &document, instant(1), "compte").await.unwrap();
        logement::set_etat(&tx, id(1), "vacant", instant(2)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(seance_membre::list_de_seance(base, id(30)).await.unwrap(), [member]);
        assert_eq!(offre::list(base, &["notifiee"]).await.unwrap(), [offer]);
        assert!(offre::list(base, &["acceptee"]).await.unwrap().is_empty());
        assert_eq!(proces_verbal::get_document(base, id(30)).await.unwrap(), document);
        assert_eq!(logement::find_par_rpls(base, "9730000001").await.unwrap().unwrap().etat, "vacant");
        let filtre =
            seance::FiltreSeance { etats: vec!["ouverte".into()], depuis: Some(jour("2026-11-16")), ..Default::default() };
        assert_eq!(seance::list(base, &filtre).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_corrected_fact_replaces_the_frozen_one_without_erasing_it() {
    for essai in bases().await {
        let base = &essai.base;
        let fact = |n: u128, rectifie| fait_compte::FaitCompte {
            id: id(n),
            bail_id: id(50),
            annee: 2026,
            signe_le: jour("2026-11-20"),
            attribue_le: Some(jour("2026-11-16")),
            departement: "973".into(),
            epci: "249730045".into(),
            bailleur: "siguy".into(),
            reservataire: None,
            type_reservataire: None,
            commune: "97302".into(),
            secteur: None,
            en_qpv: None,
            qpv: None,
            qpv_millesime: None,
            quartile: Some(1),
            quartile_provisoire: true,
            revenu_uc: Some(60_000),
            prioritaire: Some(true),
            dalo: None,
            relogement: Some(false),
            mutation: None,
            foyer: false,
            produit: "LLS".into(),
            typologie: "T3".into(),
            versions: "{}".into(),
            empreinte: "x".into(),
            rectifie,
            attente_mois: Some(41),
        };
        let tx = base.begin().await.unwrap();
        fait_compte::insert_lot(&tx, &[fact(80, None), fact(81, None), fact(82, Some(id(80)))]).await.unwrap();
        tx.commit().await.unwrap();
        let filtre = fait_compte::FiltreFait { annee: Some(2026), bailleur: Some("siguy".into()), ..Default::default() };
        assert_eq!(fait_compte::list(base, &filtre).await.unwrap(), [fact(81, None), fact(82, Some(id(80)))]);
        assert_eq!(fait_compte::find(base, id(80)).await.unwrap(), Some(fact(80, None)));
        assert_eq!(fait_compte::list_annees(base).await.unwrap(), [2026]);
    }
}
