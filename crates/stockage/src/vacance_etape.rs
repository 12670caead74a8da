//! Days of the steps of a vacancy, as its bailleur wrote them. A correction is a new row: the last one of a step holds.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Order};
use uuid::Uuid;

use crate::base::Acces;
use crate::erreur::StockageError;
use crate::ligne::{self, crud, table};

table! {
    VacanceEtape = "vacance_etape" {
        cle { id: Uuid, }
        vacance_id: Uuid,
        /// Code of `droit::vacance::EtapeVacance`.
        etape: String,
        /// `None` takes the day back.
        le: Option<NaiveDate>,
        saisi_par: String,
        saisi_le: DateTime<Utc>,
    }
}

crud!(VacanceEtape; id: Uuid);

/// Every row of these vacancies, the first written first.
pub async fn list_de_vacances(acces: &impl Acces, vacances: &[Uuid]) -> Result<Vec<VacanceEtape>, StockageError> {
    let mut found = Vec::new();
    for lot in vacances.chunks(1000) {
        let condition = Condition::all().add(Expr::col("vacance_id").is_in(lot.iter().copied()));
        found.extend(ligne::list::<VacanceEtape>(acces, condition, &[("saisi_le", Order::Asc), ("id", Order::Asc)]).await?);
    }
    Ok(found)
}

/// The day that holds for each step, of rows in the order they were written.
pub fn keep_dernieres(lignes: &[VacanceEtape]) -> BTreeMap<(Uuid, String), NaiveDate> {
    let mut kept = BTreeMap::new();
    for ligne in lignes {
        let key = (ligne.vacance_id, ligne.etape.clone());
        match ligne.le {
            Some(le) => kept.insert(key, le),
            None => kept.remove(&key),
        };
    }
    kept
}
