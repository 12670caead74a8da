//! The applicant's way in: the digest of the code printed for a demande, with its failure counter.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Order, Query};
use uuid::Uuid;

use crate::base::scelle::Scelle;
use crate::base::{Acces, Transaction};
use crate::cle_demande::cle_de;
use crate::erreur::StockageError;
use crate::ligne::{self, crud, egal, table};

table! {
    AccesDemandeur = "acces_demandeur" {
        cle { departement: String, demande_id: Uuid, }
        code_empreinte: String,
        cree_le: DateTime<Utc>,
        /// Failed tries in a row.
        echecs: i32,
        verrouille_jusqu_au: Option<DateTime<Utc>>,
    }
}

crud!(AccesDemandeur; departement: &str, demande_id: Uuid);

/// Counts a failed try in one statement and returns the new count.
pub async fn add_echec(transaction: &Transaction, departement: &str, demande_id: Uuid) -> Result<i32, StockageError> {
    let mut update = Query::update();
    update.table("acces_demandeur").value("echecs", Expr::col("echecs").add(1)).cond_where(cle_de(departement, demande_id));
    transaction.lien().execute(&update).await?;
    Ok(find(transaction, departement, demande_id).await?.ok_or(StockageError::Introuvable)?.echecs)
}

/// Locks until an instant, or unlocks with `None` (the counter goes back to zero).
pub async fn set_verrou(
    transaction: &Transaction,
    departement: &str,
    demande_id: Uuid,
    jusqu_au: Option<DateTime<Utc>>,
) -> Result<(), StockageError> {
    let mut values = vec![("verrouille_jusqu_au", jusqu_au.into())];
    if jusqu_au.is_none() {
        values.push(("echecs", 0i32.into()));
    }
    ligne::update_where(transaction, "acces_demandeur", values, cle_de(departement, demande_id)).await?;
    Ok(())
}

/// Every way in of a département, by demande.
pub async fn list(acces: &impl Acces, departement: &str) -> Result<Vec<AccesDemandeur>, StockageError> {
    ligne::list(acces, Condition::all().add(egal("departement", departement)), &[("demande_id", Order::Asc)]).await
}

pub async fn delete(transaction: &Transaction, departement: &str, demande_id: Uuid) -> Result<(), StockageError> {
    let key: Condition = cle_de(departement, demande_id);
    ligne::delete(transaction, "acces_demandeur", key).await?;
    Ok(())
}
