//! Signed-in sessions: an opaque token known by its digest only.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Order};
use uuid::Uuid;

use crate::base::{Acces, Transaction};
use crate::erreur::StockageError;
use crate::ligne::{self, crud, egal, table};

table! {
    /// Of an account, or of an applicant (then `departement` and `demande_id`).
    SessionWeb = "session_web" {
        cle { jeton_empreinte: String, }
        compte_id: Option<Uuid>,
        departement: Option<String>,
        demande_id: Option<Uuid>,
        cree_le: DateTime<Utc>,
        vu_le: DateTime<Utc>,
        expire_le: DateTime<Utc>,
        navigateur: Option<String>,
    }
}

crud!(SessionWeb; jeton_empreinte: &str);

/// The session of that token if it is still open at that instant.
pub async fn find_ouverte(
    acces: &impl Acces,
    jeton_empreinte: &str,
    instant_utc: DateTime<Utc>,
) -> Result<Option<SessionWeb>, StockageError> {
    Ok(find(acces, jeton_empreinte).await?.filter(|session| session.expire_le > instant_utc))
}

pub async fn list_de_compte(acces: &impl Acces, compte_id: Uuid) -> Result<Vec<SessionWeb>, StockageError> {
    ligne::list(acces, Condition::all().add(egal("compte_id", compte_id)), &[("vu_le", Order::Desc)]).await
}

/// Tells that the session was used, and puts its end off.
pub async fn touch(
    transaction: &Transaction,
    jeton_empreinte: &str,
    vu_le: DateTime<Utc>,
    expire_le: DateTime<Utc>,
) -> Result<(), StockageError> {
    let values = vec![("vu_le", vu_le.into()), ("expire_le", expire_le.into())];
    ligne::update_where(transaction, "session_web", values, Condition::all().add(egal("jeton_empreinte", jeton_empreinte)))
        .await?;
    Ok(())
}

/// Signs out. Closing a session that no longer exists changes nothing.
pub async fn delete(transaction: &Transaction, jeton_empreinte: &str) -> Result<(), StockageError> {
    ligne::delete(transaction, "session_web", Condition::all().add(egal("jeton_empreinte", jeton_empreinte))).await?;
    Ok(())
}

/// Closes every session of an account (closed account, new password); returns how many.
pub async fn delete_de_compte(transaction: &Transaction, compte_id: Uuid) -> Result<u64, StockageError> {
    ligne::delete(transaction, "session_web", Condition::all().add(egal("compte_id", compte_id))).await
}

/// Removes sessions ended before that instant; returns how many.
pub async fn purge_expirees(transaction: &Transaction, instant_utc: DateTime<Utc>) -> Result<u64, StockageError> {
    ligne::delete(transaction, "session_web", Condition::all().add(Expr::col("expire_le").lte(instant_utc))).await
}
