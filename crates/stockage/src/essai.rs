//! Fresh bases for tests, one on each engine (feature `essai`, for tests only).
//!
//! PostgreSQL comes from `CARBET_TEST_POSTGRES` (URL of a database where databases can be made); without
//! it the test fails, unless `CARBET_TEST_SANS_POSTGRES=1` says to do without.

use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::{ConnectionTrait, Database};

use crate::{Base, Coffre};

static COMPTEUR: AtomicU32 = AtomicU32::new(0);

/// A migrated base; its files, or its database, go when it is dropped.
pub struct Essai {
    pub base: Base,
    pub url: String,
    dossier: Option<tempfile::TempDir>,
    /// Server and name of the database to drop.
    postgres: Option<(String, String)>,
}

impl Drop for Essai {
    fn drop(&mut self) {
        let Some((serveur, nom)) = self.postgres.take() else { return };
        // A runtime cannot be entered from within another: the cleaning has its own thread.
        let cleaning = std::thread::spawn(move || {
            let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return false };
            runtime.block_on(async {
                let Ok(admin) = Database::connect(&serveur).await else { return false };
                admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {nom} WITH (FORCE)")).await.is_ok()
            })
        });
        if !matches!(cleaning.join(), Ok(true)) {
            eprintln!("une base d'essai n'a pas pu être supprimée");
        }
    }
}

/// The key of test bases.
pub fn coffre() -> Coffre {
    Coffre::new([42; 32], "essai")
}

/// One migrated base on each engine, SQLite first.
///
/// # Panics
/// When an engine cannot be tried and nobody said to do without it.
pub async fn bases() -> Vec<Essai> {
    let dossier = tempfile::tempdir().expect("a temporary folder can be made");
    let url = format!("sqlite://{}", dossier.path().join("essai.db").display());
    let mut essais = vec![open(url, Some(dossier), None).await];
    match std::env::var("CARBET_TEST_POSTGRES") {
        Ok(serveur) => {
            let nom = format!("carbet_essai_{}_{}", std::process::id(), COMPTEUR.fetch_add(1, Ordering::Relaxed));
            let admin = Database::connect(&serveur).await.expect("CARBET_TEST_POSTGRES must name a running server");
            for ordre in [format!("DROP DATABASE IF EXISTS {nom}"), format!("CREATE DATABASE {nom}")] {
                admin.execute_unprepared(&ordre).await.expect("databases can be made on the server of the tests");
            }
            let (racine, _) = serveur.rsplit_once('/').expect("the URL names a database");
            essais.push(open(format!("{racine}/{nom}"), None, Some((serveur.clone(), nom))).await);
        }
        Err(_) if std::env::var("CARBET_TEST_SANS_POSTGRES").as_deref() == Ok("1") => {
            eprintln!("PostgreSQL n'est pas essayé (CARBET_TEST_SANS_POSTGRES=1)");
        }
        Err(_) => panic!(
            "CARBET_TEST_POSTGRES n'est pas défini : lancez « make test », qui démarre un PostgreSQL privé, ou CARBET_TEST_SANS_POSTGRES=1 pour s'en passer"
        ),
    }
    essais
}

impl Essai {
    /// Another pool on the same base, as a second server would have.
    pub async fn reopen(&self) -> Base {
        Base::open(&self.url, coffre()).await.expect("the base was opened before")
    }

    /// The folder of the SQLite file, if it is one.
    pub fn dossier(&self) -> Option<&std::path::Path> {
        self.dossier.as_ref().map(tempfile::TempDir::path)
    }
}

async fn open(url: String, dossier: Option<tempfile::TempDir>, postgres: Option<(String, String)>) -> Essai {
    let base = Base::open(&url, coffre()).await.expect("a fresh base opens");
    base.migrate().await.expect("a fresh base migrates");
    Essai { base, url, dossier, postgres }
}
