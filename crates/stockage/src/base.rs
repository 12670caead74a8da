//! The connection pool and the transaction of an act.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult,
    IsolationLevel, QueryResult, SqliteTransactionMode, Statement, StatementBuilder, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::coffre::Coffre;
use crate::erreur::StockageError;
use crate::migrations::Migrations;

/// How long a writer waits for another before the act is told as busy.
const ATTENTE: Duration = Duration::from_secs(15);

/// Tables whose rows a purge removes.
const TABLES_NOMINATIVES: &[&str] =
    &["demande", "personne", "souhait", "dossier_version", "fait_protege", "a_reporter", "message_sne"];

/// The base of an installation: a pool of connections and the keys. Cheap to clone.
#[derive(Clone)]
pub struct Base {
    connexion: DatabaseConnection,
    coffre: Coffre,
    moteur: Moteur,
    /// SQLite has one writer: acts queue here rather than on the file.
    ecriture: Arc<Mutex<()>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moteur {
    Sqlite,
    Postgres,
}

/// One act: everything in it is kept together at `commit`, or nothing. Dropping it undoes it.
pub struct Transaction {
    transaction: DatabaseTransaction,
    coffre: Coffre,
    moteur: Moteur,
    /// Freed after the transaction (fields drop in order).
    _ecriture: Option<OwnedMutexGuard<()>>,
}

/// What can be read from: a [`Base`] (each read on its own) or a [`Transaction`] (sees its own writes).
pub trait Acces: scelle::Scelle + Sync {}
impl Acces for Base {}
impl Acces for Transaction {}

pub(crate) mod scelle {
    /// Keeps `Acces` closed and the driver's types inside this crate.
    pub trait Scelle {
        fn lien(&self) -> super::Lien<'_>;
        fn coffre(&self) -> &super::Coffre;
    }
}

/// A borrowed connection or transaction.
#[derive(Clone, Copy)]
pub enum Lien<'a> {
    Connexion(&'a DatabaseConnection),
    Transaction(&'a DatabaseTransaction),
}

impl Base {
    /// Opens `sqlite://chemin.db` (made if absent), `sqlite::memory:` (one connection: while a transaction is open,
    /// read through it) or `postgres://…`. Errors: address not understood, base out of reach.
    pub async fn open(url: &str, coffre: Coffre) -> Result<Base, StockageError> {
        let sqlite = url.starts_with("sqlite:");
        let memory = sqlite && url.contains(":memory:");
        let address = if sqlite && !memory && !url.contains('?') { format!("{url}?mode=rwc") } else { url.to_owned() };
        let mut options = ConnectOptions::new(address);
        options.sqlx_logging(false).acquire_timeout(ATTENTE).max_connections(if memory { 1 } else { 12 }).min_connections(1);
        if memory {
            // A base in memory lives as long as its connection.
            options.idle_timeout(None::<Duration>).max_lifetime(None::<Duration>);
        }
        if sqlite {
            options.map_sqlx_sqlite_opts(move |opts| {
                // What is deleted is overwritten with zeros: forgetting must reach the file itself (R12.02).
                let opts =
                    opts.foreign_keys(true).busy_timeout(ATTENTE).statement_cache_capacity(256).pragma("secure_delete", "ON");
                if memory {
                    opts
                } else {
                    opts.pragma("journal_mode", "WAL").pragma("synchronous", "FULL").pragma("cache_size", "-32000")
                }
            });
        }
        let connexion = Database::connect(options).await?;
        let moteur = match connexion.get_database_backend() {
            DbBackend::Sqlite => Moteur::Sqlite,
            _ => Moteur::Postgres,
        };
        Ok(Base { connexion, coffre, moteur, ecriture: Arc::new(Mutex::new(())) })
    }

    /// Brings the schema to this version of Carbet; does nothing when it already is.
    pub async fn migrate(&self) -> Result<(), StockageError> {
        let _ecriture = self.ecriture.lock().await;
        Ok(Migrations::up(&self.connexion, None).await?)
    }

    /// Starts an act. On SQLite acts of one process wait for each other here.
    pub async fn begin(&self) -> Result<Transaction, StockageError> {
        let guard = match self.moteur {
            Moteur::Sqlite => Some(self.ecriture.clone().lock_owned().await),
            Moteur::Postgres => None,
        };
        let options = match self.moteur {
            Moteur::Sqlite => TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
                ..TransactionOptions::default()
            },
            Moteur::Postgres => TransactionOptions {
                isolation_level: Some(IsolationLevel::ReadCommitted),
                access_mode: Some(AccessMode::ReadWrite),
                ..TransactionOptions::default()
            },
        };
        let transaction = self.connexion.begin_with_options(options).await?;
        Ok(Transaction { transaction, coffre: self.coffre.clone(), moteur: self.moteur, _ecriture: guard })
    }

    /// Rebuilds the files so that nothing deleted can be read in them: SQLite's file and its write-ahead log; on
    /// PostgreSQL the tables of the register (its own log and the backups keep their own term). Writers wait meanwhile.
    pub async fn scrub(&self) -> Result<(), StockageError> {
        let _ecriture = self.ecriture.lock().await;
        match self.moteur {
            Moteur::Sqlite => {
                self.connexion.execute_unprepared("VACUUM").await?;
                self.connexion.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await?;
            }
            Moteur::Postgres => {
                for table in TABLES_NOMINATIVES {
                    self.connexion.execute_unprepared(&format!("VACUUM {table}")).await?;
                }
            }
        }
        Ok(())
    }

    pub fn moteur(&self) -> Moteur {
        self.moteur
    }

    /// Waits until pending work is done and closes every connection.
    pub async fn close(self) -> Result<(), StockageError> {
        Ok(self.connexion.close().await?)
    }

    /// Names of tables and columns as they stand in the base, sorted; for the test of `colonnes.toml` and diagnostics.
    pub async fn list_colonnes(&self) -> Result<Vec<(String, String)>, StockageError> {
        let sql = match self.moteur {
            Moteur::Sqlite => {
                "SELECT m.name AS t, c.name AS c FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name <> 'seaql_migrations' ORDER BY 1, 2"
            }
            Moteur::Postgres => {
                "SELECT table_name::text AS t, column_name::text AS c FROM information_schema.columns WHERE table_schema = current_schema() AND table_name <> 'seaql_migrations' ORDER BY 1, 2"
            }
        };
        let rows = self.connexion.query_all_raw(Statement::from_string(self.connexion.get_database_backend(), sql)).await?;
        let mut columns = Vec::with_capacity(rows.len());
        for row in rows {
            columns.push((row.try_get("", "t")?, row.try_get("", "c")?));
        }
        columns.sort();
        Ok(columns)
    }
}

impl Transaction {
    /// Keeps everything. Once it returns, the act is durable.
    pub async fn commit(self) -> Result<(), StockageError> {
        Ok(self.transaction.commit().await?)
    }

    /// Undoes everything now, rather than when dropped.
    pub async fn rollback(self) -> Result<(), StockageError> {
        Ok(self.transaction.rollback().await?)
    }

    pub fn moteur(&self) -> Moteur {
        self.moteur
    }
}

impl scelle::Scelle for Base {
    fn lien(&self) -> Lien<'_> {
        Lien::Connexion(&self.connexion)
    }
    fn coffre(&self) -> &Coffre {
        &self.coffre
    }
}

impl scelle::Scelle for Transaction {
    fn lien(&self) -> Lien<'_> {
        Lien::Transaction(&self.transaction)
    }
    fn coffre(&self) -> &Coffre {
        &self.coffre
    }
}

impl Lien<'_> {
    pub(crate) async fn query_all(self, statement: &impl StatementBuilder) -> Result<Vec<QueryResult>, DbErr> {
        match self {
            Lien::Connexion(c) => c.query_all(statement).await,
            Lien::Transaction(t) => t.query_all(statement).await,
        }
    }

    pub(crate) async fn query_one(self, statement: &impl StatementBuilder) -> Result<Option<QueryResult>, DbErr> {
        match self {
            Lien::Connexion(c) => c.query_one(statement).await,
            Lien::Transaction(t) => t.query_one(statement).await,
        }
    }

    pub(crate) async fn execute(self, statement: &impl StatementBuilder) -> Result<ExecResult, DbErr> {
        match self {
            Lien::Connexion(c) => c.execute(statement).await,
            Lien::Transaction(t) => t.execute(statement).await,
        }
    }
}
