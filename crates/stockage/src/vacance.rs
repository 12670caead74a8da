//! Vacancies: a home that becomes free, its orientation, its end.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Order};
use uuid::Uuid;

use crate::base::Acces;
use crate::erreur::StockageError;
use crate::ligne::{self, crud, egal, table};

table! {
    Vacance = "vacance" {
        cle { id: Uuid, }
        logement_id: Uuid,
        bailleur: String,
        /// `declaree`, `orientee`, `inscrite`, `attribuee`, `louee`, `retiree`.
        etat: String,
        /// The home's id while the vacancy runs, `None` once louée or retirée: the base refuses a second open vacancy of a home.
        ouverte: Option<Uuid>,
        declaree_le: NaiveDate,
        declaree_par: String,
        disponible_le: Option<NaiveDate>,
        reservataire: Option<String>,
        type_reservataire: Option<String>,
        orientee_le: Option<NaiveDate>,
        orientation_motif: Option<String>,
        /// Last day for the réservataire to propose.
        reponse_avant_le: Option<NaiveDate>,
        /// Cents a month, as declared for this letting.
        loyer: i64,
        loyer_annexes: i64,
        charges: i64,
        close_le: Option<NaiveDate>,
        cloture_motif: Option<String>,
        /// Nobody leaves it: the first letting of a programme.
        premiere_location: bool,
        maj_le: DateTime<Utc>,
    }
}

crud!(Vacance; id: Uuid);

/// What to list: every filter given must hold.
#[derive(Clone, Debug, Default)]
pub struct FiltreVacance {
    pub bailleur: Option<String>,
    pub reservataire: Option<String>,
    /// Codes of états; empty means all.
    pub etats: Vec<String>,
    pub logement_id: Option<Uuid>,
    pub ouvertes_seulement: bool,
    /// Closed between two days, both included.
    pub closes_entre: Option<(NaiveDate, NaiveDate)>,
}

/// Oldest declared first.
pub async fn list(acces: &impl Acces, filtre: &FiltreVacance) -> Result<Vec<Vacance>, StockageError> {
    let mut condition = Condition::all()
        .add_option(filtre.bailleur.as_deref().map(|v| egal("bailleur", v)))
        .add_option(filtre.reservataire.as_deref().map(|v| egal("reservataire", v)))
        .add_option(filtre.logement_id.map(|v| egal("logement_id", v)));
    if !filtre.etats.is_empty() {
        condition = condition.add(Expr::col("etat").is_in(filtre.etats.iter().map(String::as_str)));
    }
    if filtre.ouvertes_seulement {
        condition = condition.add(Expr::col("ouverte").is_not_null());
    }
    if let Some((depuis, jusqu_au)) = filtre.closes_entre {
        condition = condition.add(Expr::col("close_le").between(depuis, jusqu_au));
    }
    ligne::list(acces, condition, &[("declaree_le", Order::Asc), ("id", Order::Asc)]).await
}
