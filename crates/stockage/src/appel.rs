//! The calls made to households whose demande is about to expire: what was said, never why.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Order};
use uuid::Uuid;

use crate::base::Acces;
use crate::erreur::StockageError;
use crate::ligne::{self, crud, egal, table};

table! {
    Appel = "appel" {
        cle { id: Uuid, }
        departement: String,
        demande_id: Uuid,
        /// `joint`, `message`, `sans_reponse`, `numero_faux`.
        issue: String,
        appele_le: DateTime<Utc>,
        appele_par: String,
    }
}

crud!(Appel; id: Uuid);

/// Demandes read by one statement.
const LOT: usize = 500;

/// The last call of each of these demandes.
pub async fn list_derniers(
    acces: &impl Acces,
    departement: &str,
    demandes: &[Uuid],
) -> Result<HashMap<Uuid, Appel>, StockageError> {
    let mut last = HashMap::new();
    for lot in demandes.chunks(LOT) {
        let among = Expr::col("demande_id").is_in(lot.iter().copied());
        let condition = Condition::all().add(egal("departement", departement)).add(among);
        for call in ligne::list::<Appel>(acces, condition, &[("appele_le", Order::Asc), ("id", Order::Asc)]).await? {
            last.insert(call.demande_id, call);
        }
    }
    Ok(last)
}
