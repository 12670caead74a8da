//! Keys of forms already received: the same form sent twice is one act.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Condition, Expr, ExprTrait};

use crate::base::Transaction;
use crate::erreur::StockageError;
use crate::ligne::{self, crud, table};

table! {
    /// `resultat` is what the first sending gave (an address, an id), to give it again.
    Idempotence = "idempotence" {
        cle { cle: String, }
        acteur: String,
        acte: String,
        resultat: String,
        cree_le: DateTime<Utc>,
    }
}

crud!(Idempotence; cle: &str);

/// Forgets keys older than `avant`; returns how many.
pub async fn purge_avant(transaction: &Transaction, avant: DateTime<Utc>) -> Result<u64, StockageError> {
    ligne::delete(transaction, "idempotence", Condition::all().add(Expr::col("cree_le").lt(avant))).await
}
