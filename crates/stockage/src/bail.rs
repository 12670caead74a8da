//! Signed leases.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Order};
use uuid::Uuid;

use crate::base::Acces;
use crate::cle_demande::cle_de;
use crate::erreur::StockageError;
use crate::ligne::{self, crud, egal, table};

table! {
    Bail = "bail" {
        cle { id: Uuid, }
        offre_id: Option<Uuid>,
        candidature_id: Option<Uuid>,
        /// One lease a vacancy, kept by the base.
        vacance_id: Option<Uuid>,
        logement_id: Uuid,
        departement: String,
        demande_id: Uuid,
        bailleur: String,
        signe_le: NaiveDate,
        effet_le: Option<NaiveDate>,
        /// Cents a month.
        loyer: i64,
        maj_le: DateTime<Utc>,
    }
}

crud!(Bail; id: Uuid);

pub async fn list_de_demande(acces: &impl Acces, departement: &str, demande_id: Uuid) -> Result<Vec<Bail>, StockageError> {
    ligne::list(acces, cle_de(departement, demande_id), &[("signe_le", Order::Desc), ("id", Order::Desc)]).await
}

pub async fn list_de_logement(acces: &impl Acces, logement_id: Uuid) -> Result<Vec<Bail>, StockageError> {
    ligne::list(acces, Condition::all().add(egal("logement_id", logement_id)), &[("signe_le", Order::Desc), ("id", Order::Desc)])
        .await
}

/// Those of several vacancies at once.
pub async fn list_de_vacances(acces: &impl Acces, vacances: &[Uuid]) -> Result<Vec<Bail>, StockageError> {
    let mut found = Vec::new();
    for lot in vacances.chunks(1000) {
        let condition = Condition::all().add(Expr::col("vacance_id").is_in(lot.iter().copied()));
        found.extend(ligne::list::<Bail>(acces, condition, &[("signe_le", Order::Asc), ("id", Order::Asc)]).await?);
    }
    Ok(found)
}
