//! Facts of a lease, frozen without identity: the yearly accounts read only these rows.

use chrono::NaiveDate;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Order, Query};
use uuid::Uuid;

use crate::base::Acces;
use crate::erreur::StockageError;
use crate::ligne::{self, egal, table};

table! {
    /// Unknown stays `None`. A row is never changed: a correction is a new row that names the one it replaces in `rectifie`.
    FaitCompte = "fait_compte" {
        cle { id: Uuid, }
        bail_id: Uuid,
        /// Year in which the lease counts.
        annee: i32,
        signe_le: NaiveDate,
        attribue_le: Option<NaiveDate>,
        departement: String,
        /// SIREN.
        epci: String,
        bailleur: String,
        reservataire: Option<String>,
        type_reservataire: Option<String>,
        commune: String,
        secteur: Option<String>,
        en_qpv: Option<bool>,
        qpv: Option<String>,
        qpv_millesime: Option<String>,
        /// 1 to 4.
        quartile: Option<i32>,
        /// The threshold of the year was not published yet.
        quartile_provisoire: bool,
        /// Cents a month by consumption unit.
        revenu_uc: Option<i64>,
        prioritaire: Option<bool>,
        dalo: Option<bool>,
        relogement: Option<bool>,
        mutation: Option<bool>,
        foyer: bool,
        produit: String,
        typologie: String,
        /// JSON of the versions of parameters, grid and territory.
        versions: String,
        /// Digest of what the row was made from.
        empreinte: String,
        rectifie: Option<Uuid>,
        /// Whole months between the filing of the demande and the lease.
        attente_mois: Option<i32>,
    }
}

/// Adds frozen rows.
pub async fn insert_lot(transaction: &crate::Transaction, lignes: &[FaitCompte]) -> Result<(), StockageError> {
    ligne::insert_lot(transaction, lignes).await
}

pub async fn insert(transaction: &crate::Transaction, fait: &FaitCompte) -> Result<(), StockageError> {
    ligne::insert_lot(transaction, std::slice::from_ref(fait)).await
}

pub async fn find(acces: &impl Acces, id: Uuid) -> Result<Option<FaitCompte>, StockageError> {
    ligne::find(acces, Condition::all().add(egal("id", id))).await
}

/// What to list: every filter given must hold.
#[derive(Clone, Debug, Default)]
pub struct FiltreFait {
    pub annee: Option<i32>,
    pub bailleur: Option<String>,
    pub reservataire: Option<String>,
    /// INSEE code.
    pub commune: Option<String>,
    /// Signed after this day, and not later than the other, included.
    pub apres: Option<NaiveDate>,
    pub jusqu_au: Option<NaiveDate>,
}

/// Rows in force (those replaced by a correction are left out), by day of signature.
pub async fn list(acces: &impl Acces, filtre: &FiltreFait) -> Result<Vec<FaitCompte>, StockageError> {
    list_en_vigueur(acces, filtre, Condition::all()).await
}

/// Rows in force whose quartile rests on thresholds of another year.
pub async fn list_provisoires(acces: &impl Acces) -> Result<Vec<FaitCompte>, StockageError> {
    list_en_vigueur(acces, &FiltreFait::default(), Condition::all().add(egal("quartile_provisoire", true))).await
}

async fn list_en_vigueur(acces: &impl Acces, filtre: &FiltreFait, de_plus: Condition) -> Result<Vec<FaitCompte>, StockageError> {
    let mut replaced = Query::select();
    replaced.column("rectifie").from("fait_compte").cond_where(Condition::all().add(Expr::col("rectifie").is_not_null()));
    let condition = de_plus
        .add_option(filtre.annee.map(|v| egal("annee", v)))
        .add_option(filtre.bailleur.as_deref().map(|v| egal("bailleur", v)))
        .add_option(filtre.reservataire.as_deref().map(|v| egal("reservataire", v)))
        .add_option(filtre.commune.as_deref().map(|v| egal("commune", v)))
        .add_option(filtre.apres.map(|v| Expr::col("signe_le").gt(v)))
        .add_option(filtre.jusqu_au.map(|v| Expr::col("signe_le").lte(v)))
        .add(Expr::col("id").not_in_subquery(replaced));
    ligne::list(acces, condition, &[("signe_le", Order::Asc), ("id", Order::Asc)]).await
}

/// Years that have rows, latest first.
pub async fn list_annees(acces: &impl Acces) -> Result<Vec<i32>, StockageError> {
    let mut select = Query::select();
    select.distinct().column("annee").from("fait_compte").order_by("annee", Order::Desc);
    let rows = acces.lien().query_all(&select).await?;
    rows.iter().map(|row| row.try_get("", "annee").map_err(StockageError::from)).collect()
}
