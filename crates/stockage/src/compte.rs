//! Accounts of professionals, with failure counter and lock-out.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Order};
use uuid::Uuid;

use crate::base::scelle::Scelle;
use crate::base::{Acces, Transaction};
use crate::erreur::StockageError;
use crate::ligne::{self, crud, egal, table};

table! {
    /// An account. `identifiant` is kept trimmed and in lower case by [`normalise_identifiant`].
    Compte = "compte" {
        cle { id: Uuid, }
        identifiant: String,
        nom: String,
        /// Code of the role in the rights table.
        role: String,
        /// Code of the organisation.
        organisation: String,
        territoire: Option<String>,
        /// Digest of the password (PHC text), never the password.
        mot_de_passe: String,
        /// `actif` or `clos`.
        etat: String,
        /// Must choose a new password at the next sign-in.
        doit_changer: bool,
        /// Failed sign-ins in a row.
        echecs: i32,
        verrouille_jusqu_au: Option<DateTime<Utc>>,
        cree_le: DateTime<Utc>,
        derniere_connexion_le: Option<DateTime<Utc>>,
    }
}

crud!(Compte; id: Uuid);

/// How an identifier is kept and compared.
pub fn normalise_identifiant(text: &str) -> String {
    text.trim().to_lowercase()
}

/// Whatever the case and the spaces around.
pub async fn find_par_identifiant(acces: &impl Acces, identifiant: &str) -> Result<Option<Compte>, StockageError> {
    ligne::find(acces, Condition::all().add(egal("identifiant", normalise_identifiant(identifiant)))).await
}

pub async fn list(acces: &impl Acces) -> Result<Vec<Compte>, StockageError> {
    ligne::list(acces, Condition::all(), &[("organisation", Order::Asc), ("identifiant", Order::Asc)]).await
}

/// Open accounts of an organisation.
pub async fn list_de_organisation(acces: &impl Acces, organisation: &str) -> Result<Vec<Compte>, StockageError> {
    let condition = Condition::all().add(egal("organisation", organisation)).add(egal("etat", "actif"));
    ligne::list(acces, condition, &[("identifiant", Order::Asc)]).await
}

/// Counts a failed sign-in in one statement (concurrent tries all count) and returns the new count.
pub async fn add_echec(transaction: &Transaction, id: Uuid) -> Result<i32, StockageError> {
    let mut update = sea_orm::sea_query::Query::update();
    update.table("compte").value("echecs", Expr::col("echecs").add(1)).and_where(egal("id", id));
    transaction.lien().execute(&update).await?;
    Ok(find(transaction, id).await?.ok_or(StockageError::Introuvable)?.echecs)
}

/// Locks until an instant, or unlocks with `None` (the counter goes back to zero).
pub async fn set_verrou(transaction: &Transaction, id: Uuid, jusqu_au: Option<DateTime<Utc>>) -> Result<(), StockageError> {
    let mut values = vec![("verrouille_jusqu_au", jusqu_au.into())];
    if jusqu_au.is_none() {
        values.push(("echecs", 0i32.into()));
    }
    changed(ligne::update_where(transaction, "compte", values, Condition::all().add(egal("id", id))).await?)
}

/// A sign-in that succeeded: counter to zero, no lock.
pub async fn record_connexion(transaction: &Transaction, id: Uuid, instant_utc: DateTime<Utc>) -> Result<(), StockageError> {
    let values = vec![
        ("echecs", 0i32.into()),
        ("verrouille_jusqu_au", None::<DateTime<Utc>>.into()),
        ("derniere_connexion_le", Some(instant_utc).into()),
    ];
    changed(ligne::update_where(transaction, "compte", values, Condition::all().add(egal("id", id))).await?)
}

pub async fn set_mot_de_passe(
    transaction: &Transaction,
    id: Uuid,
    mot_de_passe: &str,
    doit_changer: bool,
) -> Result<(), StockageError> {
    let values = vec![("mot_de_passe", mot_de_passe.into()), ("doit_changer", doit_changer.into())];
    changed(ligne::update_where(transaction, "compte", values, Condition::all().add(egal("id", id))).await?)
}

fn changed(rows: u64) -> Result<(), StockageError> {
    if rows == 0 { Err(StockageError::Introuvable) } else { Ok(()) }
}
