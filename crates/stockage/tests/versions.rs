//! A base written by each released version still opens: it migrates, its journal verifies, its demandes are read.
//!
//! `CARBET_ECRIRE_VERSION=0.2.0 cargo test -p carbet-stockage --test versions` writes the base of a version, once, when it is
//! tagged (`outils/version.sh`); a base written is never written again.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[expect(dead_code, reason = "shared with the other tests")]
#[path = "stockage/commun.rs"]
mod commun;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use commun::{bases, coffre, id, instant, nouvelle};
use droit::demande::Motif;
use sea_orm::{ConnectOptions, ConnectionTrait, Database};
use serde_json::json;
use stockage::journal::{self, Charge, LigneJournal, Objet};
use stockage::{Base, Moteur, demande, purge_certificat};

/// Bytes of a SQLite base of the repository, at most.
const TAILLE_MAX: u64 = 300_000;

fn folder() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").unwrap();
    PathBuf::from(here).join("tests/versions")
}

/// Versions that have a base of that kind.
fn list_versions(kind: &str) -> Vec<(String, PathBuf)> {
    let mut found: Vec<(String, PathBuf)> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter_map(|path| {
            let name = path.file_name()?.to_str()?.strip_suffix(kind)?.to_owned();
            Some((name, path))
        })
        .collect();
    found.sort();
    found
}

fn line(acte: &str, objets: Vec<Objet>, charge: Charge) -> LigneJournal {
    LigneJournal { acteur: "systeme".into(), acte: acte.into(), instant_utc: instant(1), objets, charge }
}

/// Three demandes, one of them forgotten, and the acts that made them.
async fn fill(base: &Base) {
    let tx = base.begin().await.unwrap();
    demande::insert_lot(&tx, &[nouvelle(1), nouvelle(2), nouvelle(3)]).await.unwrap();
    journal::append(&tx, &line("importer", vec![], Charge::Generale(json!({ "lues": 3 })))).await.unwrap();
    for n in 1..=3u128 {
        let charge = Charge::Demande { departement: "973".into(), demande_id: id(n), valeur: json!({ "note": n as u64 }) };
        journal::append(&tx, &line("saisir", vec![Objet::new("demande", id(n))], charge)).await.unwrap();
    }
    tx.commit().await.unwrap();
    let tx = base.begin().await.unwrap();
    demande::purge(&tx, "973", id(3), instant(2)).await.unwrap();
    let certificat = purge_certificat::PurgeCertificat {
        id: id(33),
        departement: "973".into(),
        demande_id: id(3),
        motif: "terme".into(),
        radiee_le: None,
        purge_le: instant(2),
        purge_par: "systeme".into(),
        objets: "{}".into(),
        empreinte: "e".into(),
    };
    purge_certificat::insert(&tx, &certificat).await.unwrap();
    journal::append(&tx, &line("purger", vec![Objet::new("demande", id(3))], Charge::Aucune)).await.unwrap();
    tx.commit().await.unwrap();
}

/// What must still hold once the base is brought to today's schema.
async fn check(version: &str, base: Base) {
    base.migrate().await.unwrap();
    base.migrate().await.unwrap();
    let rapport = journal::verify(&base).await.unwrap();
    assert!(rapport.is_intact(), "{version} : {rapport:?}");
    assert_eq!((rapport.lignes, rapport.charges_verifiees, rapport.charges_effacees), (5, 3, 1), "{version}");
    let read = demande::get(&base, "973", id(1)).await.unwrap().demande;
    assert_eq!(read.numero_unique().unwrap().as_str(), "9730324000001GDPUB", "{version}");
    assert_eq!(read.dossier.menage.personnes[0].prenom.as_deref(), Some("Éloïse1"), "{version}");
    assert!(read.dossier.motifs.contains(&Motif::Violences), "{version} : a secret fact is still opened by its key");
    assert!(demande::find(&base, "973", id(3)).await.unwrap().is_none(), "{version}");
    assert_eq!(purge_certificat::list(&base).await.unwrap().len(), 1, "{version}");
    let tx = base.begin().await.unwrap();
    demande::update(&tx, "973", id(1), 1, &read, &commun::meta(9)).await.unwrap();
    journal::append(&tx, &line("modifier", vec![Objet::new("demande", id(1))], Charge::Aucune)).await.unwrap();
    tx.commit().await.unwrap();
    assert!(journal::verify(&base).await.unwrap().is_intact(), "{version} : the chain goes on");
    base.close().await.unwrap();
}

#[tokio::test]
async fn a_base_of_each_released_version_still_opens() {
    if let Ok(version) = std::env::var("CARBET_ECRIRE_VERSION") {
        write_version(&version).await;
    }
    let (files, scripts) = (list_versions(".db"), list_versions(".postgres.sql"));
    assert!(!files.is_empty(), "no base of a released version");
    let names = |list: &[(String, PathBuf)]| list.iter().map(|(version, _)| version.clone()).collect::<Vec<_>>();
    assert_eq!(names(&files), names(&scripts), "each version has its base on both engines");
    let place = tempfile::tempdir().unwrap();
    for (version, file) in files {
        assert!(fs::metadata(&file).unwrap().len() < TAILLE_MAX, "{version} : the base is too large for the repository");
        let copy = place.path().join(format!("{version}.db"));
        fs::copy(&file, &copy).unwrap();
        check(&version, Base::open(&format!("sqlite://{}", copy.display()), coffre()).await.unwrap()).await;
    }
    for (version, script) in scripts {
        for essai in bases().await.into_iter().filter(|essai| essai.base.moteur() == Moteur::Postgres) {
            let connection = Database::connect(&essai.url).await.unwrap();
            connection.execute_unprepared("DROP SCHEMA public CASCADE; CREATE SCHEMA public").await.unwrap();
            connection.execute_unprepared(&fs::read_to_string(&script).unwrap()).await.unwrap();
            connection.close().await.unwrap();
            check(&version, Base::open(&essai.url, coffre()).await.unwrap()).await;
        }
    }
}

/// Writes the base of a version on each engine; refuses to write over one.
async fn write_version(version: &str) {
    fs::create_dir_all(folder()).unwrap();
    let file = folder().join(format!("{version}.db"));
    let script = folder().join(format!("{version}.postgres.sql"));
    assert!(!file.exists() && !script.exists(), "the base of {version} is already written: it is never changed");
    for essai in bases().await {
        fill(&essai.base).await;
        match essai.base.moteur() {
            Moteur::Sqlite => {
                essai.base.clone().close().await.unwrap();
                let mut options = ConnectOptions::new(essai.url.clone());
                options.max_connections(1);
                let connection = Database::connect(options).await.unwrap();
                // Small pages: most tables hold a few rows.
                for order in ["PRAGMA journal_mode = DELETE", "PRAGMA page_size = 1024"] {
                    connection.execute_unprepared(order).await.unwrap();
                }
                connection.execute_unprepared(&format!("VACUUM INTO '{}'", file.display())).await.unwrap();
            }
            Moteur::Postgres => fs::write(&script, dump(&essai.url)).unwrap(),
        }
    }
}

/// The base as statements, one a line: neither comments nor settings of the session.
fn dump(url: &str) -> String {
    let output = Command::new("pg_dump").args(["--inserts", "--no-owner", "--no-privileges", "--schema=public", url]).output();
    let output = output.expect("pg_dump is installed where a version is made");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let mut script = String::new();
    let kept = text.lines().filter(|line| {
        let skipped = ["--", "\\", "SET ", "SELECT pg_catalog.", "CREATE SCHEMA", "COMMENT "];
        !line.trim().is_empty() && !skipped.iter().any(|start| line.starts_with(start))
    });
    for line in kept {
        script.push_str(line.trim());
        script.push(if line.ends_with(';') { '\n' } else { ' ' });
    }
    script
}
