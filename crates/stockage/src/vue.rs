//! Saved views of a list: its filters and its order under a name, for one account or for its organisation. What was
//! searched by name or by number is never part of one.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Order};
use uuid::Uuid;

use crate::base::{Acces, Transaction};
use crate::erreur::StockageError;
use crate::ligne::{self, crud, egal, table};

table! {
    Vue = "vue" {
        cle { id: Uuid, }
        compte_id: Uuid,
        /// Code of the organisation that reads it when it is shared.
        organisation: String,
        /// Address of the list, e.g. `/demandes`.
        page: String,
        nom: String,
        /// What follows `?` in the address.
        filtres: String,
        partagee: bool,
        /// Opened by its account when the page is asked bare.
        par_defaut: bool,
        cree_le: DateTime<Utc>,
        maj_le: DateTime<Utc>,
    }
}

crud!(Vue; id: Uuid);

/// The views of an account on a page, and those its organisation shares, by name.
pub async fn list_lisibles(acces: &impl Acces, compte: Uuid, organisation: &str, page: &str) -> Result<Vec<Vue>, StockageError> {
    let shared = Condition::all().add(egal("partagee", true)).add(egal("organisation", organisation));
    let mine = Condition::any().add(egal("compte_id", compte)).add(shared);
    let condition = Condition::all().add(egal("page", page)).add(mine);
    ligne::list(acces, condition, &[("nom", Order::Asc), ("id", Order::Asc)]).await
}

/// No other view of this account opens this page by itself.
pub async fn clear_defaut(transaction: &Transaction, compte: Uuid, page: &str, sauf: Uuid) -> Result<u64, StockageError> {
    let condition = Condition::all()
        .add(egal("compte_id", compte))
        .add(egal("page", page))
        .add(egal("par_defaut", true))
        .add(Expr::col("id").ne(sauf));
    ligne::update_where(transaction, "vue", vec![("par_defaut", false.into())], condition).await
}

pub async fn delete(transaction: &Transaction, id: Uuid) -> Result<u64, StockageError> {
    ligne::delete(transaction, "vue", Condition::all().add(egal("id", id))).await
}
