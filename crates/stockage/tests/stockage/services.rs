//! Accounts, sessions, territory, jobs, outbox, imports on both engines.

use std::collections::BTreeMap;

use crate::commun::{bases, id, instant, nouvelle};
use stockage::{Contrainte, StockageError};
use stockage::{
    acces_demandeur, compte, consultation, correspondance, courrier, idempotence, import, import_anomalie, session_web, tache,
    territoire,
};

fn account(nombre: u128, identifiant: &str) -> compte::Compte {
    compte::Compte {
        id: id(nombre),
        identifiant: compte::normalise_identifiant(identifiant),
        nom: "Bailleur".into(),
        role: "bailleur".into(),
        organisation: "siguy".into(),
        territoire: None,
        mot_de_passe: "$argon2id$…".into(),
        etat: "actif".into(),
        doit_changer: false,
        echecs: 0,
        verrouille_jusqu_au: None,
        cree_le: instant(0),
        derniere_connexion_le: None,
    }
}

#[tokio::test]
async fn accounts_count_failures_lock_and_unlock() {
    for essai in bases().await {
        let base = &essai.base;
        let tx = base.begin().await.unwrap();
        compte::insert(&tx, &account(1, " Bailleur@Demo.invalid ")).await.unwrap();
        assert_eq!((compte::add_echec(&tx, id(1)).await.unwrap(), compte::add_echec(&tx, id(1)).await.unwrap()), (1, 2));
        compte::set_verrou(&tx, id(1), Some(instant(900))).await.unwrap();
        assert!(matches!(compte::set_verrou(&tx, id(9), None).await, Err(StockageError::Introuvable)));
        tx.commit().await.unwrap();
        let locked = compte::find_par_identifiant(base, "BAILLEUR@demo.invalid").await.unwrap().unwrap();
        assert_eq!((locked.echecs, locked.verrouille_jusqu_au), (2, Some(instant(900))));
        let tx = base.begin().await.unwrap();
        compte::record_connexion(&tx, id(1), instant(1000)).await.unwrap();
        tx.commit().await.unwrap();
        let unlocked = compte::find(base, id(1)).await.unwrap().unwrap();
        assert_eq!(
            (unlocked.echecs, unlocked.verrouille_jusqu_au, unlocked.derniere_connexion_le),
            (0, None, Some(instant(1000)))
        );
        let tx = base.begin().await.unwrap();
        let twin = compte::insert(&tx, &account(2, "bailleur@demo.invalid")).await;
        assert!(matches!(twin, Err(StockageError::Contrainte(Contrainte::IdentifiantDejaPris))), "{twin:?}");
    }
}

#[tokio::test]
async fn sessions_end_and_are_closed_together() {
    for essai in bases().await {
        let base = &essai.base;
        let session = |jeton: &str, expire| session_web::SessionWeb {
            jeton_empreinte: jeton.into(),
            compte_id: Some(id(1)),
            departement: None,
            demande_id: None,
            cree_le: instant(0),
            vu_le: instant(0),
            expire_le: instant(expire),
            navigateur: None,
        };
        let tx = base.begin().await.unwrap();
        session_web::insert_lot(&tx, &[session("a", 10), session("b", 100), session("c", 1000)]).await.unwrap();
        session_web::touch(&tx, "b", instant(5), instant(200)).await.unwrap();
        assert_eq!(session_web::purge_expirees(&tx, instant(10)).await.unwrap(), 1);
        tx.commit().await.unwrap();
        assert!(session_web::find_ouverte(base, "b", instant(199)).await.unwrap().is_some());
        assert!(session_web::find_ouverte(base, "b", instant(200)).await.unwrap().is_none());
        let tx = base.begin().await.unwrap();
        assert_eq!(session_web::delete_de_compte(&tx, id(1)).await.unwrap(), 2);
        tx.commit().await.unwrap();
        assert!(session_web::list_de_compte(base, id(1)).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn an_applicant_enters_by_a_code_that_locks() {
    for essai in bases().await {
        let tx = essai.base.begin().await.unwrap();
        stockage::demande::insert(&tx, &nouvelle(1)).await.unwrap();
        let way_in = acces_demandeur::AccesDemandeur {
            departement: "973".into(),
            demande_id: id(1),
            code_empreinte: "e".into(),
            cree_le: instant(0),
            echecs: 0,
            verrouille_jusqu_au: None,
        };
        acces_demandeur::insert(&tx, &way_in).await.unwrap();
        assert_eq!(acces_demandeur::add_echec(&tx, "973", id(1)).await.unwrap(), 1);
        acces_demandeur::set_verrou(&tx, "973", id(1), None).await.unwrap();
        assert_eq!(acces_demandeur::find(&tx, "973", id(1)).await.unwrap(), Some(way_in));
    }
}

#[tokio::test]
async fn a_territory_is_versioned_and_the_same_folder_makes_no_version() {
    for essai in bases().await {
        let base = &essai.base;
        let mut files =
            BTreeMap::from([("territoire.toml".to_owned(), b"a = 1".to_vec()), ("geo/x.geojson".to_owned(), vec![0, 255])]);
        let tx = base.begin().await.unwrap();
        let (first, new) = territoire::save(&tx, id(1), "cacl", &files, instant(0), "compte").await.unwrap();
        assert_eq!((first.numero, new), (1, true));
        assert_eq!(territoire::save(&tx, id(2), "cacl", &files, instant(1), "compte").await.unwrap(), (first.clone(), false));
        let original = files.clone();
        files.insert("priorites.toml".into(), vec![]);
        assert_eq!(territoire::save(&tx, id(3), "cacl", &files, instant(2), "compte").await.unwrap().0.numero, 2);
        tx.commit().await.unwrap();
        assert_eq!(territoire::get_fichiers(base, id(1)).await.unwrap(), original);
        assert_eq!(territoire::get_fichiers(base, id(3)).await.unwrap(), files);
        assert_eq!(territoire::find_derniere(base, "cacl").await.unwrap().unwrap().id, id(3));
        assert_eq!(territoire::list_versions(base, "cacl").await.unwrap().len(), 2);
        assert_eq!(territoire::list_territoires(base).await.unwrap(), ["cacl"]);
        assert!(matches!(territoire::get_fichiers(base, id(9)).await, Err(StockageError::Introuvable)));
    }
}

#[tokio::test]
async fn a_job_is_taken_by_one_server_and_taken_back_when_its_lease_ends() {
    for essai in bases().await {
        let base = &essai.base;
        let job = tache::Tache {
            id: id(1),
            genre: "importer_sne".into(),
            cle_idempotence: "k".into(),
            charge: "{}".into(),
            etat: "en_attente".into(),
            essais: 0,
            fait: 0,
            total: None,
            message: None,
            prise_par: None,
            prise_jusqu_au: None,
            pas_avant: instant(0),
            cree_le: instant(0),
            termine_le: None,
        };
        let tx = base.begin().await.unwrap();
        tache::insert(&tx, &job).await.unwrap();
        tx.commit().await.unwrap();
        let tx = base.begin().await.unwrap();
        let twice = tache::insert(&tx, &tache::Tache { id: id(2), ..job }).await;
        assert!(matches!(twice, Err(StockageError::Contrainte(Contrainte::DejaFait))));
        drop(tx);
        let tx = base.begin().await.unwrap();
        assert!(tache::take(&tx, &["autre"], "s1", instant(1), instant(60)).await.unwrap().is_none());
        assert!(tache::take(&tx, &["importer_sne"], "s1", instant(-1), instant(60)).await.unwrap().is_none(), "not yet due");
        assert_eq!(tache::take(&tx, &["importer_sne"], "s1", instant(1), instant(60)).await.unwrap().unwrap().essais, 1);
        assert!(tache::take(&tx, &["importer_sne"], "s2", instant(30), instant(90)).await.unwrap().is_none(), "already taken");
        assert!(tache::set_progression(&tx, id(1), "s1", 3, Some(9), instant(60)).await.unwrap());
        assert_eq!(tache::take(&tx, &["importer_sne"], "s2", instant(61), instant(120)).await.unwrap().unwrap().essais, 2);
        assert!(!tache::finish(&tx, id(1), "s1", "faite", None, instant(62)).await.unwrap(), "it lost the job");
        assert!(tache::postpone(&tx, id(1), "s2", instant(200), "réseau").await.unwrap());
        assert!(tache::take(&tx, &["importer_sne"], "s2", instant(199), instant(300)).await.unwrap().is_none());
        assert!(tache::take(&tx, &["importer_sne"], "s2", instant(200), instant(300)).await.unwrap().is_some());
        assert!(tache::finish(&tx, id(1), "s2", "faite", Some("terminé"), instant(201)).await.unwrap());
        tx.commit().await.unwrap();
        assert!(tache::list_en_cours(base).await.unwrap().is_empty());
        assert_eq!(tache::find_par_cle(base, "k").await.unwrap().unwrap().etat, "faite");
    }
}

#[tokio::test]
async fn the_outbox_the_keys_and_the_traces_are_kept() {
    for essai in bases().await {
        let base = &essai.base;
        let contenu =
            courrier::Contenu { destinataire: "a@demo.invalid".into(), sujet: "Séance".into(), corps: "Convocation".into() };
        let letter = courrier::Courrier {
            id: id(1),
            canal: "mel".into(),
            contenu,
            etat: "a_envoyer".into(),
            essais: 0,
            cree_le: instant(0),
            pas_avant: instant(0),
            envoye_le: None,
            message: None,
        };
        let key = idempotence::Idempotence {
            cle: "f".into(),
            acteur: "c".into(),
            acte: "a".into(),
            resultat: "/x".into(),
            cree_le: instant(0),
        };
        let trace = |n: u128, seconds| consultation::Consultation {
            id: id(n),
            acteur: "c".into(),
            organisation: None,
            type_objet: "demande".into(),
            objet_id: "1".into(),
            motif: None,
            nombre: 2,
            instant_utc: instant(seconds),
        };
        let tx = base.begin().await.unwrap();
        courrier::insert(&tx, &letter).await.unwrap();
        idempotence::insert(&tx, &key).await.unwrap();
        consultation::insert_many(&tx, &[trace(1, 0), trace(2, 50)]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(courrier::list_a_envoyer(base, instant(0), 10).await.unwrap(), std::slice::from_ref(&letter));
        assert_eq!(idempotence::find(base, "f").await.unwrap(), Some(key.clone()));
        assert_eq!(consultation::list_for(base, "demande", "1").await.unwrap(), [trace(2, 50), trace(1, 0)]);
        let tx = base.begin().await.unwrap();
        courrier::update(&tx, &courrier::Courrier { etat: "envoye".into(), envoye_le: Some(instant(9)), ..letter })
            .await
            .unwrap();
        assert_eq!(consultation::purge_avant(&tx, instant(10)).await.unwrap(), 1);
        tx.commit().await.unwrap();
        assert!(courrier::list_a_envoyer(base, instant(99), 10).await.unwrap().is_empty());
        assert_eq!(consultation::list_de_acteur(base, "c", 10).await.unwrap(), [trace(2, 50)]);
        let tx = base.begin().await.unwrap();
        assert!(matches!(idempotence::insert(&tx, &key).await, Err(StockageError::Contrainte(Contrainte::DejaFait))));
    }
}

#[tokio::test]
async fn imports_keep_their_anomalies_and_the_day_of_the_extract() {
    for essai in bases().await {
        let base = &essai.base;
        let read = |n: u128, etat: &str, day: u32| import::Import {
            id: id(n),
            source: "sne".into(),
            nom_fichier: "x.xml".into(),
            empreinte: format!("e{n}"),
            etat: etat.into(),
            extrait_le: chrono::NaiveDate::from_ymd_opt(2026, 11, day),
            lance_le: instant(n as i64),
            lance_par: "c".into(),
            termine_le: None,
            lues: 10,
            creees: 8,
            modifiees: 0,
            inchangees: 0,
            rejetees: 2,
            radiees: 0,
            message: None,
            bailleur: None,
        };
        let anomaly = |rang| import_anomalie::ImportAnomalie {
            import_id: id(1),
            rang,
            gravite: "rejet".into(),
            ligne: Some(rang * 7),
            champ: Some("dateNaissance".into()),
            valeur: Some("31/02/1990".into()),
            raison: "date impossible".into(),
            que_faire: None,
        };
        let mapping = correspondance::Correspondance {
            nom: "ccas".into(),
            source: "tableau".into(),
            colonnes: "{}".into(),
            maj_le: instant(0),
            maj_par: "c".into(),
        };
        let tx = base.begin().await.unwrap();
        import::insert_lot(&tx, &[read(1, "termine", 3), read(2, "refuse", 9), read(3, "termine", 1)]).await.unwrap();
        import_anomalie::insert_lot(&tx, &[anomaly(1), anomaly(2), anomaly(3)]).await.unwrap();
        correspondance::insert(&tx, &mapping).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(import::find_dernier_extrait(base, "sne").await.unwrap(), chrono::NaiveDate::from_ymd_opt(2026, 11, 3));
        assert!(import::find_termine_par_empreinte(base, "sne", None, "e1").await.unwrap().is_some());
        assert!(import::find_termine_par_empreinte(base, "sne", None, "e2").await.unwrap().is_none());
        assert_eq!(import::list(base, None, 2).await.unwrap().iter().map(|i| i.id).collect::<Vec<_>>(), [id(3), id(2)]);
        assert_eq!(import_anomalie::list(base, id(1), 1, 1).await.unwrap(), [anomaly(2)]);
        assert_eq!(import_anomalie::count(base, id(1)).await.unwrap(), 3);
        assert_eq!(correspondance::list(base).await.unwrap(), [mapping]);
    }
}
