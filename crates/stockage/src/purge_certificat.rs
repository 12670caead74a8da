//! What remains of a purged demande: the certificate that it was forgotten, without any identity.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::{Condition, Order};
use uuid::Uuid;

use crate::base::Acces;
use crate::erreur::StockageError;
use crate::ligne::{self, Ligne, crud, table};

table! {
    PurgeCertificat = "purge_certificat" {
        cle { id: Uuid, }
        departement: String,
        demande_id: Uuid,
        motif: String,
        radiee_le: Option<NaiveDate>,
        purge_le: DateTime<Utc>,
        purge_par: String,
        /// JSON: rows removed by table.
        objets: String,
        empreinte: String,
    }
}

crud!(PurgeCertificat; id: Uuid);

pub async fn list(acces: &impl Acces) -> Result<Vec<PurgeCertificat>, StockageError> {
    ligne::list(acces, Condition::all(), &[("purge_le", Order::Desc), ("id", Order::Desc)]).await
}

/// The latest certificates, `limite` at most.
pub async fn list_recents(acces: &impl Acces, limite: u64) -> Result<Vec<PurgeCertificat>, StockageError> {
    let mut select = ligne::select::<PurgeCertificat>(Condition::all());
    select.order_by("purge_le", Order::Desc).order_by("id", Order::Desc).limit(limite);
    ligne::lire_tout(acces, &select).await
}

pub async fn count(acces: &impl Acces) -> Result<u64, StockageError> {
    ligne::count(acces, PurgeCertificat::TABLE, Condition::all()).await
}
