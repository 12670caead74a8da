//! What was decided here and must be typed in the SNE (mode `compagnon`).

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Order};
use uuid::Uuid;

use crate::base::{Acces, Transaction};
use crate::cle_demande;
use crate::erreur::StockageError;
use crate::ligne::{self, egal, table};

/// A line to copy; `donnees` (JSON) is encrypted under the demande's key.
#[derive(Clone, Debug, PartialEq)]
pub struct AReporter {
    pub id: Uuid,
    pub departement: String,
    pub demande_id: Uuid,
    /// `radiation`, `renouvellement`, `creation`, `modification`…
    pub objet: String,
    pub donnees: String,
    pub cree_le: DateTime<Utc>,
    /// Who has to copy it.
    pub organisation: Option<String>,
    pub fait_le: Option<DateTime<Utc>>,
    pub fait_par: Option<String>,
}

table! {
    Stockee = "a_reporter" {
        cle { id: Uuid, }
        departement: String,
        demande_id: Uuid,
        objet: String,
        chiffre: Vec<u8>,
        cree_le: DateTime<Utc>,
        organisation: Option<String>,
        fait_le: Option<DateTime<Utc>>,
        fait_par: Option<String>,
    }
}

pub async fn insert(transaction: &Transaction, a: &AReporter) -> Result<(), StockageError> {
    let chiffre = cle_demande::seal(transaction, &a.departement, a.demande_id, &contexte(a.id), &a.donnees).await?;
    let row = Stockee {
        id: a.id,
        departement: a.departement.clone(),
        demande_id: a.demande_id,
        objet: a.objet.clone(),
        chiffre,
        cree_le: a.cree_le,
        organisation: a.organisation.clone(),
        fait_le: a.fait_le,
        fait_par: a.fait_par.clone(),
    };
    ligne::insert_lot(transaction, &[row]).await
}

pub async fn find(acces: &impl Acces, id: Uuid) -> Result<Option<AReporter>, StockageError> {
    open(acces, ligne::list(acces, Condition::all().add(egal("id", id)), &[]).await?).await.map(|mut all| all.pop())
}

/// Lines still to copy (of an organisation when given), oldest first.
pub async fn list_a_faire(acces: &impl Acces, organisation: Option<&str>) -> Result<Vec<AReporter>, StockageError> {
    let condition =
        Condition::all().add(Expr::col("fait_le").is_null()).add_option(organisation.map(|o| egal("organisation", o)));
    open(acces, ligne::list(acces, condition, &[("cree_le", Order::Asc), ("id", Order::Asc)]).await?).await
}

pub async fn list_de_demande(acces: &impl Acces, departement: &str, demande_id: Uuid) -> Result<Vec<AReporter>, StockageError> {
    let rows = ligne::list(acces, cle_demande::cle_de(departement, demande_id), &[("cree_le", Order::Desc), ("id", Order::Desc)])
        .await?;
    open(acces, rows).await
}

/// Marks as copied; false when it already was.
pub async fn set_fait(
    transaction: &Transaction,
    id: Uuid,
    fait_le: DateTime<Utc>,
    fait_par: &str,
) -> Result<bool, StockageError> {
    let values = vec![("fait_le", Some(fait_le).into()), ("fait_par", Some(fait_par.to_owned()).into())];
    let condition = Condition::all().add(egal("id", id)).add(Expr::col("fait_le").is_null());
    Ok(ligne::update_where(transaction, "a_reporter", values, condition).await? > 0)
}

/// Puts a line back on the list; false when it stood there.
pub async fn set_a_faire(transaction: &Transaction, id: Uuid) -> Result<bool, StockageError> {
    let values = vec![("fait_le", None::<DateTime<Utc>>.into()), ("fait_par", None::<String>.into())];
    let condition = Condition::all().add(egal("id", id)).add(Expr::col("fait_le").is_not_null());
    Ok(ligne::update_where(transaction, "a_reporter", values, condition).await? > 0)
}

/// Lines copied since an instant (of an organisation when given), latest first, `limite` at most.
pub async fn list_faites(
    acces: &impl Acces,
    organisation: Option<&str>,
    depuis: DateTime<Utc>,
    limite: u64,
) -> Result<Vec<AReporter>, StockageError> {
    let condition =
        Condition::all().add(Expr::col("fait_le").gte(depuis)).add_option(organisation.map(|o| egal("organisation", o)));
    let mut select = ligne::select::<Stockee>(condition);
    select.order_by("fait_le", Order::Desc).order_by("id", Order::Desc).limit(limite);
    open(acces, ligne::lire_tout(acces, &select).await?).await
}

fn contexte(id: Uuid) -> String {
    format!("a_reporter/{id}")
}

async fn open(acces: &impl Acces, rows: Vec<Stockee>) -> Result<Vec<AReporter>, StockageError> {
    let mut lines = Vec::with_capacity(rows.len());
    for s in rows {
        let donnees = cle_demande::unseal(acces, &s.departement, s.demande_id, "a_reporter", &contexte(s.id), &s.chiffre).await?;
        let donnees =
            donnees.ok_or_else(|| StockageError::incoherent("a_reporter", "clé détruite pour une ligne encore présente"))?;
        lines.push(AReporter {
            id: s.id,
            departement: s.departement,
            demande_id: s.demande_id,
            objet: s.objet,
            donnees,
            cree_le: s.cree_le,
            organisation: s.organisation,
            fait_le: s.fait_le,
            fait_par: s.fait_par,
        });
    }
    Ok(lines)
}
