//! Files that were read: what they were, what came of them.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Order};
use uuid::Uuid;

use crate::base::Acces;
use crate::erreur::StockageError;
use crate::ligne::{self, crud, egal, table};

table! {
    Import = "import" {
        cle { id: Uuid, }
        /// `sne`, `tableau`, `rpls`.
        source: String,
        nom_fichier: String,
        /// SHA-256 of the file.
        empreinte: String,
        /// `en_cours`, `termine`, `refuse`.
        etat: String,
        extrait_le: Option<NaiveDate>,
        lance_le: DateTime<Utc>,
        lance_par: String,
        termine_le: Option<DateTime<Utc>>,
        lues: i64,
        creees: i64,
        modifiees: i64,
        inchangees: i64,
        rejetees: i64,
        radiees: i64,
        message: Option<String>,
        /// Whose stock it tells.
        bailleur: Option<String>,
    }
}

crud!(Import; id: Uuid);

/// Latest first; of a bailleur's stock, or all.
pub async fn list(acces: &impl Acces, bailleur: Option<&str>, limite: u64) -> Result<Vec<Import>, StockageError> {
    let mut select = ligne::select::<Import>(Condition::all().add_option(bailleur.map(|b| egal("bailleur", b))));
    select.order_by("lance_le", Order::Desc).order_by("id", Order::Desc).limit(limite);
    ligne::lire_tout(acces, &select).await
}

/// The finished import of the very same file from a source, for the same bailleur when it has one.
pub async fn find_termine_par_empreinte(
    acces: &impl Acces,
    source: &str,
    bailleur: Option<&str>,
    empreinte: &str,
) -> Result<Option<Import>, StockageError> {
    let condition = Condition::all()
        .add(egal("empreinte", empreinte))
        .add(egal("etat", "termine"))
        .add(egal("source", source))
        .add_option(bailleur.map(|b| egal("bailleur", b)));
    ligne::find(acces, condition).await
}

/// The latest extract read from a source: « SNE au … ».
pub async fn find_dernier_extrait(acces: &impl Acces, source: &str) -> Result<Option<NaiveDate>, StockageError> {
    let condition =
        Condition::all().add(egal("source", source)).add(egal("etat", "termine")).add(Expr::col("extrait_le").is_not_null());
    let mut select = ligne::select::<Import>(condition);
    select.order_by("extrait_le", Order::Desc).limit(1);
    Ok(ligne::lire_tout::<Import>(acces, &select).await?.pop().and_then(|import| import.extrait_le))
}
