//! Candidates of a vacancy, from the proposal to the lease or the release.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Order};
use uuid::Uuid;

use crate::base::Acces;
use crate::cle_demande::cle_de;
use crate::erreur::StockageError;
use crate::ligne::{self, crud, egal, table};

table! {
    Candidature = "candidature" {
        cle { id: Uuid, }
        vacance_id: Uuid,
        departement: String,
        demande_id: Uuid,
        /// `proposee`, `inscrite`, `decidee`, `offerte`, `acceptee`, `refusee`, `liberee`, `bail_signe`.
        etat: String,
        /// Place in the ordered list when proposed, from 1.
        position: Option<i32>,
        /// Total of points when proposed.
        note: Option<i64>,
        /// Rank given by the commission.
        rang: Option<i32>,
        /// Code of the proposing organisation.
        organisation: String,
        propose_le: NaiveDate,
        propose_par: String,
        /// Why the order of the list was not followed (R4.03).
        ecart_motif: Option<String>,
        liberee_le: Option<NaiveDate>,
        liberation_motif: Option<String>,
        maj_le: DateTime<Utc>,
    }
}

crud!(Candidature; id: Uuid);

/// Candidates of a vacancy, in the order of proposal.
pub async fn list_de_vacance(acces: &impl Acces, vacance_id: Uuid) -> Result<Vec<Candidature>, StockageError> {
    ligne::list(acces, Condition::all().add(egal("vacance_id", vacance_id)), &[("propose_le", Order::Asc), ("id", Order::Asc)])
        .await
}

/// Candidates of several vacancies at once.
pub async fn list_de_vacances(acces: &impl Acces, vacances: &[Uuid]) -> Result<Vec<Candidature>, StockageError> {
    let mut found = Vec::new();
    for lot in vacances.chunks(1000) {
        let condition = Condition::all().add(Expr::col("vacance_id").is_in(lot.iter().copied()));
        found.extend(ligne::list::<Candidature>(acces, condition, &[("propose_le", Order::Asc), ("id", Order::Asc)]).await?);
    }
    Ok(found)
}

/// Everything a household was candidate to, latest first.
pub async fn list_de_demande(acces: &impl Acces, departement: &str, demande_id: Uuid) -> Result<Vec<Candidature>, StockageError> {
    ligne::list(acces, cle_de(departement, demande_id), &[("propose_le", Order::Desc), ("id", Order::Desc)]).await
}
