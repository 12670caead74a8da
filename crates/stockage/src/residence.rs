//! Residences: the building a home stands in.

use sea_orm::sea_query::{Condition, Order};
use uuid::Uuid;

use crate::base::Acces;
use crate::erreur::StockageError;
use crate::ligne::{self, crud, egal, table};

table! {
    Residence = "residence" {
        cle { id: Uuid, }
        /// Code of the organisation.
        bailleur: String,
        nom: String,
        adresse: Option<String>,
        /// INSEE code.
        commune: String,
        secteur: Option<String>,
        quartier: Option<String>,
        /// Code of the QPV; null is outside when `qpv_connu`.
        qpv: Option<String>,
        qpv_connu: bool,
        annee_construction: Option<i32>,
    }
}

crud!(Residence; id: Uuid);

/// Residences of a bailleur, or all, by name.
pub async fn list(acces: &impl Acces, bailleur: Option<&str>) -> Result<Vec<Residence>, StockageError> {
    let condition = Condition::all().add_option(bailleur.map(|b| egal("bailleur", b)));
    ligne::list(acces, condition, &[("nom", Order::Asc), ("id", Order::Asc)]).await
}
