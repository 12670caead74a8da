//! Saved column mappings of spreadsheets.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Condition, Order};

use crate::base::{Acces, Transaction};
use crate::erreur::StockageError;
use crate::ligne::{self, crud, egal, table};

table! {
    Correspondance = "correspondance" {
        cle { nom: String, }
        source: String,
        /// JSON: column of the file to field.
        colonnes: String,
        maj_le: DateTime<Utc>,
        maj_par: String,
    }
}

crud!(Correspondance; nom: &str);

pub async fn list(acces: &impl Acces) -> Result<Vec<Correspondance>, StockageError> {
    ligne::list(acces, Condition::all(), &[("nom", Order::Asc)]).await
}

pub async fn delete(transaction: &Transaction, nom: &str) -> Result<(), StockageError> {
    ligne::delete(transaction, "correspondance", Condition::all().add(egal("nom", nom))).await?;
    Ok(())
}
