//! Waking those who follow the journal: PostgreSQL tells each commit to whoever listens (NOTIFY).
//!
//! What is heard only shortens a wait: a message lost with its connection is not repeated, and SQLite has none. The rows
//! of the journal are the truth.

use sea_orm::DbErr;
use sea_orm::sea_query::{Expr, Func, Query};
use sea_orm::sqlx::postgres::PgListener;

use crate::base::scelle::Scelle;
use crate::base::{Base, Lien, Moteur, Transaction};
use crate::erreur::StockageError;

const CANAL: &str = "carbet_journal";

/// An ear on the journal of a base. It keeps one connection of the pool.
pub struct Ecoute {
    listener: Option<PgListener>,
}

impl Ecoute {
    /// Listens from now on. On SQLite nothing will be heard.
    pub async fn open(base: &Base) -> Result<Ecoute, StockageError> {
        let listener = match (base.moteur(), base.lien()) {
            (Moteur::Postgres, Lien::Connexion(connexion)) => {
                let mut listener = PgListener::connect_with(connexion.get_postgres_connection_pool()).await.map_err(lost)?;
                listener.listen(CANAL).await.map_err(lost)?;
                Some(listener)
            }
            _ => None,
        };
        Ok(Ecoute { listener })
    }

    /// Waits for a line and gives its number. `None` when the connection was lost and is open again: lines may have been
    /// missed. On SQLite it never returns.
    pub async fn wait(&mut self) -> Result<Option<i64>, StockageError> {
        let Some(listener) = &mut self.listener else { return std::future::pending().await };
        let heard = listener.try_recv().await.map_err(lost)?;
        Ok(heard.and_then(|message| message.payload().parse().ok()))
    }
}

/// Tells the number of a line to whoever listens, when the transaction commits.
pub(super) async fn announce(transaction: &Transaction, seq: i64) -> Result<(), StockageError> {
    if transaction.moteur() == Moteur::Postgres {
        let mut notify = Query::select();
        notify.expr(Func::cust("pg_notify").args([Expr::val(CANAL), Expr::val(seq.to_string())]));
        transaction.lien().query_one(&notify).await?;
    }
    Ok(())
}

fn lost(error: sea_orm::sqlx::Error) -> StockageError {
    DbErr::Conn(sea_orm::RuntimeErr::SqlxError(error.into())).into()
}
