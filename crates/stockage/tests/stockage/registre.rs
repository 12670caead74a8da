//! The register on both engines: written, read back, searched, versioned, forgotten.

use crate::commun::{bases, demande, id, instant, jour, meta, nouvelle};
use droit::demande::{EtatDemande, MotifRadiation, Typologie};
use sea_orm::{ConnectionTrait, Database, Statement};
use stockage::demande::{self as table, Filtre, Page, Tri};
use stockage::{Contrainte, StockageError};

const UNE: Page = Page { numero: 1, taille: 50 };

#[tokio::test]
async fn a_demande_is_read_back_as_it_was_written() {
    for essai in bases().await {
        let transaction = essai.base.begin().await.unwrap();
        table::insert(&transaction, &nouvelle(1)).await.unwrap();
        // Read in the same transaction, then after it.
        assert_eq!(table::get(&transaction, "973", id(1)).await.unwrap().demande, demande(1));
        transaction.commit().await.unwrap();
        let lue = table::get(&essai.base, "973", id(1)).await.unwrap();
        assert_eq!((lue.demande.clone(), lue.version, lue.protege, lue.maj_le), (demande(1), 1, false, instant(0)));
        let numero = demande(1).numero_unique().unwrap();
        assert_eq!(table::find_par_numero_unique(&essai.base, "973", &numero).await.unwrap(), Some(lue));
        assert_eq!(table::find_par_numero_unique(&essai.base, "972", &numero).await.unwrap(), None);
        assert!(matches!(table::get(&essai.base, "973", id(2)).await, Err(StockageError::Introuvable)));
    }
}

#[tokio::test]
async fn nothing_restricted_stands_in_clear() {
    for essai in bases().await {
        let transaction = essai.base.begin().await.unwrap();
        table::insert(&transaction, &nouvelle(1)).await.unwrap();
        transaction.commit().await.unwrap();
        let raw = Database::connect(&essai.url).await.unwrap();
        let row = raw
            .query_one_raw(Statement::from_string(raw.get_database_backend(), "SELECT contenu FROM dossier_version"))
            .await
            .unwrap()
            .unwrap();
        let contenu: String = row.try_get("", "contenu").unwrap();
        for secret in [
            "handicap",
            "\"06\"",
            "\"08\"",
            "violences_couple",
            "AAH",
            "AEEH",
            "logement_adapte\":true,\"loyer",
            "confidentielle",
            "listeHandicap",
        ] {
            assert!(!contenu.contains(secret), "{secret} stands in clear");
        }
        assert!(contenu.contains("\"01\"") && contenu.contains("dalo"), "open facts stay readable");
    }
}

#[tokio::test]
async fn a_change_adds_a_version_and_a_stale_one_is_refused() {
    for essai in bases().await {
        let transaction = essai.base.begin().await.unwrap();
        table::insert(&transaction, &nouvelle(1)).await.unwrap();
        let mut changed = demande(1);
        changed.etat = EtatDemande::Radiee {
            numero_unique: changed.numero_unique().unwrap(),
            le: jour("2026-11-16"),
            motif: MotifRadiation::Attribution,
        };
        changed.dossier.motifs.clear();
        changed.dossier.menage.personnes.truncate(1);
        assert_eq!(table::update(&transaction, "973", id(1), 1, &changed, &meta(10)).await.unwrap(), 2);
        let stale = table::update(&transaction, "973", id(1), 1, &demande(1), &meta(20)).await;
        assert!(matches!(stale, Err(StockageError::Contrainte(Contrainte::VersionPerimee))));
        assert!(matches!(
            table::update(&transaction, "973", id(9), 1, &changed, &meta(20)).await,
            Err(StockageError::Introuvable)
        ));
        transaction.commit().await.unwrap();

        assert_eq!(table::get(&essai.base, "973", id(1)).await.unwrap().demande, changed);
        assert_eq!(table::find_au(&essai.base, "973", id(1), instant(5)).await.unwrap(), Some(demande(1)));
        assert_eq!(table::find_au(&essai.base, "973", id(1), instant(10)).await.unwrap(), Some(changed));
        assert_eq!(table::find_au(&essai.base, "973", id(1), instant(-1)).await.unwrap(), None);
        let versions = table::list_versions(&essai.base, "973", id(1)).await.unwrap();
        assert_eq!(versions.iter().map(|v| v.version).collect::<Vec<_>>(), [2, 1]);
    }
}

#[tokio::test]
async fn a_numero_unique_is_taken_once_and_a_dropped_act_leaves_nothing() {
    for essai in bases().await {
        let transaction = essai.base.begin().await.unwrap();
        table::insert(&transaction, &nouvelle(1)).await.unwrap();
        transaction.commit().await.unwrap();
        let mut twin = nouvelle(1);
        twin.id = id(2);
        let transaction = essai.base.begin().await.unwrap();
        let refused = table::insert(&transaction, &twin).await;
        assert!(matches!(refused, Err(StockageError::Contrainte(Contrainte::NumeroUniqueDejaPris))), "{refused:?}");
        drop(transaction);
        let transaction = essai.base.begin().await.unwrap();
        table::insert(&transaction, &nouvelle(3)).await.unwrap();
        drop(transaction);
        assert_eq!(table::find(&essai.base, "973", id(3)).await.unwrap(), None);
        // Two demandes without number live together.
        let transaction = essai.base.begin().await.unwrap();
        for nombre in [4, 5] {
            let mut brouillon = nouvelle(nombre);
            brouillon.demande.etat = EtatDemande::Brouillon;
            table::insert(&transaction, &brouillon).await.unwrap();
        }
        transaction.commit().await.unwrap();
    }
}

#[tokio::test]
async fn lists_filter_sort_and_search_without_accents() {
    for essai in bases().await {
        let transaction = essai.base.begin().await.unwrap();
        let mut toutes: Vec<_> = (1..=7).map(nouvelle).collect();
        toutes[6].meta.protege = true;
        toutes[1].demande.depose_le = jour("2020-01-01");
        toutes[2].demande.dossier.recherche.typologies = vec![Typologie::T1];
        toutes[3].demande.dossier.recherche.souhaits.clear();
        toutes[4].demande.dossier.menage.personnes[0].nom = Some("Zéphyrin".into());
        table::insert_lot(&transaction, &toutes).await.unwrap();
        transaction.commit().await.unwrap();
        let base = &essai.base;
        let all = table::list_page(base, &Filtre::default(), Tri::Anciennete, UNE).await.unwrap();
        assert_eq!((all.total, all.lignes[0].id), (6, id(2)), "protected files are hidden, the oldest comes first");
        assert_eq!(all.lignes[0].nom.as_deref(), Some("D'Abreu-Léonço"));
        let page =
            table::list_page(base, &Filtre { avec_proteges: true, ..Filtre::default() }, Tri::Nom, Page { numero: 2, taille: 4 })
                .await
                .unwrap();
        assert_eq!((page.total, page.lignes.len(), page.lignes[2].id), (7, 3, id(5)));
        for (texte, total) in [
            ("leonco eloise", 5),
            ("ABREU", 5),
            ("oeuv", 6),
            ("zephyrin nugent", 1),
            ("1990-03-01", 6),
            ("01/03/1990", 6),
            ("02/03/1990", 0),
            ("9730 324 000002", 1),
            ("personne", 0),
            ("%", 6),
        ] {
            assert_eq!(table::search(base, texte, &Filtre::default(), 10).await.unwrap().total, total, "{texte}");
        }
        let narrowed = |f: Filtre| async move { table::list_page(base, &f, Tri::Recente, UNE).await.unwrap().total };
        assert_eq!(narrowed(Filtre { typologie: Some(Typologie::T4), ..Filtre::default() }).await, 5);
        assert_eq!(narrowed(Filtre { commune: Some("97307".into()), ..Filtre::default() }).await, 5);
        assert_eq!(narrowed(Filtre { etats: vec!["radiee".into()], ..Filtre::default() }).await, 0);
        assert_eq!(
            narrowed(Filtre { guichet: Some("GDPUB".into()), departement: Some("973".into()), ..Filtre::default() }).await,
            6
        );
        assert_eq!(narrowed(Filtre { ids: Some(vec![id(1), id(7)]), ..Filtre::default() }).await, 1);
        assert_eq!(narrowed(Filtre { ids: Some(vec![]), ..Filtre::default() }).await, 0);
        assert_eq!(table::list_numeros(base, "973").await.unwrap().len(), 7);
        assert_eq!(
            table::get_lot(base, "973", &[id(3), id(1)]).await.unwrap().iter().map(|d| d.id).collect::<Vec<_>>(),
            [id(1), id(3)]
        );
    }
}

#[tokio::test]
async fn the_whole_register_is_loaded_and_streamed_in_batches() {
    for essai in bases().await {
        let nouvelles: Vec<_> = (1..=1203).map(nouvelle).collect();
        let transaction = essai.base.begin().await.unwrap();
        let start = std::time::Instant::now();
        table::insert_lot(&transaction, &nouvelles).await.unwrap();
        transaction.commit().await.unwrap();
        let written = start.elapsed();
        let mut seen = Vec::new();
        let total = table::list_toutes(&essai.base, |d| seen.push((d.id, d.demande.numero_unique()))).await.unwrap();
        eprintln!("{:?}: 1203 demandes written in {written:?}, read in {:?}", essai.base.moteur(), start.elapsed() - written);
        assert_eq!(total, 1203);
        assert!(seen.iter().zip(&nouvelles).all(|(s, n)| *s == (n.id, n.demande.numero_unique())));
    }
}

#[tokio::test]
async fn a_base_in_memory_lives_as_long_as_it_is_open() {
    let base = stockage::Base::open("sqlite::memory:", crate::commun::coffre()).await.unwrap();
    base.migrate().await.unwrap();
    base.migrate().await.expect("a base already migrated stays as it is");
    let transaction = base.begin().await.unwrap();
    table::insert(&transaction, &nouvelle(1)).await.unwrap();
    transaction.commit().await.unwrap();
    // Reads can be awaited by a server: their futures move between threads.
    let read = tokio::spawn(async move {
        let found = table::search(&base, "leonco", &Filtre::default(), 10).await.unwrap().total;
        let transaction = base.begin().await.unwrap();
        let streamed = table::list_toutes(&transaction, |_| ()).await.unwrap();
        (found, streamed)
    });
    assert_eq!(read.await.unwrap(), (1, 1));
}

#[tokio::test]
async fn another_master_key_opens_nothing_and_says_so() {
    for essai in bases().await {
        let transaction = essai.base.begin().await.unwrap();
        table::insert(&transaction, &nouvelle(1)).await.unwrap();
        transaction.commit().await.unwrap();
        for coffre in [stockage::Coffre::new([1; 32], "autre"), stockage::Coffre::new([1; 32], "essai")] {
            let other = stockage::Base::open(&essai.url, coffre).await.unwrap();
            let refused = table::get(&other, "973", id(1)).await;
            assert!(matches!(refused, Err(StockageError::DonneesIncoherentes { table: "cle_demande", .. })), "{refused:?}");
        }
    }
}
