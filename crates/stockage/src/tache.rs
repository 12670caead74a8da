//! Long work: taken with a lease, told with its progress, done once.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, LockBehavior, LockType, Order};
use uuid::Uuid;

use crate::base::{Acces, Transaction};
use crate::erreur::StockageError;
use crate::ligne::{self, crud, egal, table};

table! {
    Tache = "tache" {
        cle { id: Uuid, }
        genre: String,
        /// The same work asked twice is one job (`Contrainte::DejaFait`).
        cle_idempotence: String,
        /// JSON, without identity.
        charge: String,
        /// `en_attente`, `en_cours`, `faite`, `echouee`.
        etat: String,
        essais: i32,
        fait: i64,
        total: Option<i64>,
        message: Option<String>,
        /// The server at work, until when it is trusted to be.
        prise_par: Option<String>,
        prise_jusqu_au: Option<DateTime<Utc>>,
        pas_avant: DateTime<Utc>,
        cree_le: DateTime<Utc>,
        termine_le: Option<DateTime<Utc>>,
    }
}

crud!(Tache; id: Uuid);

pub async fn find_par_cle(acces: &impl Acces, cle_idempotence: &str) -> Result<Option<Tache>, StockageError> {
    ligne::find(acces, Condition::all().add(egal("cle_idempotence", cle_idempotence))).await
}

/// Jobs not finished, oldest first.
pub async fn list_en_cours(acces: &impl Acces) -> Result<Vec<Tache>, StockageError> {
    let condition = Condition::all().add(Expr::col("etat").is_in(["en_attente", "en_cours"]));
    ligne::list(acces, condition, &[("cree_le", Order::Asc), ("id", Order::Asc)]).await
}

/// Latest jobs, whatever became of them, `limite` at most.
pub async fn list_recentes(acces: &impl Acces, limite: u64) -> Result<Vec<Tache>, StockageError> {
    let mut select = ligne::select::<Tache>(Condition::all());
    select.order_by("cree_le", Order::Desc).order_by("id", Order::Desc).limit(limite);
    ligne::lire_tout(acces, &select).await
}

/// Takes the oldest job due: waiting, or left by a server whose lease ran out. Two servers never take the same one.
pub async fn take(
    transaction: &Transaction,
    genres: &[&str],
    prise_par: &str,
    maintenant: DateTime<Utc>,
    jusqu_au: DateTime<Utc>,
) -> Result<Option<Tache>, StockageError> {
    let waiting = Condition::all().add(egal("etat", "en_attente")).add(Expr::col("pas_avant").lte(maintenant));
    let left = Condition::all().add(egal("etat", "en_cours")).add(Expr::col("prise_jusqu_au").lt(maintenant));
    let due = Condition::all().add(Expr::col("genre").is_in(genres.iter().copied())).add(Condition::any().add(waiting).add(left));
    let mut select = ligne::select::<Tache>(due);
    select.order_by("cree_le", Order::Asc).order_by("id", Order::Asc).limit(1);
    select.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    let Some(mut tache) = ligne::lire_tout::<Tache>(transaction, &select).await?.pop() else {
        return Ok(None);
    };
    tache.etat = "en_cours".to_owned();
    tache.essais += 1;
    tache.prise_par = Some(prise_par.to_owned());
    tache.prise_jusqu_au = Some(jusqu_au);
    ligne::update(transaction, &tache).await?;
    Ok(Some(tache))
}

/// Tells how far the work is and keeps the lease. False when another server has taken the job: stop.
pub async fn set_progression(
    transaction: &Transaction,
    id: Uuid,
    prise_par: &str,
    fait: i64,
    total: Option<i64>,
    jusqu_au: DateTime<Utc>,
) -> Result<bool, StockageError> {
    let values = vec![("fait", fait.into()), ("total", total.into()), ("prise_jusqu_au", Some(jusqu_au).into())];
    Ok(ligne::update_where(transaction, "tache", values, held(id, prise_par)).await? > 0)
}

/// Keeps the lease, whatever the progress. False when another server has taken the job.
pub async fn renew(transaction: &Transaction, id: Uuid, prise_par: &str, jusqu_au: DateTime<Utc>) -> Result<bool, StockageError> {
    let values = vec![("prise_jusqu_au", Some(jusqu_au).into())];
    Ok(ligne::update_where(transaction, "tache", values, held(id, prise_par)).await? > 0)
}

/// Ends the job as `faite` or `echouee`. False when another server has taken it.
pub async fn finish(
    transaction: &Transaction,
    id: Uuid,
    prise_par: &str,
    etat: &str,
    message: Option<&str>,
    termine_le: DateTime<Utc>,
) -> Result<bool, StockageError> {
    let values = vec![
        ("etat", etat.into()),
        ("message", message.map(str::to_owned).into()),
        ("termine_le", Some(termine_le).into()),
        ("prise_par", None::<String>.into()),
        ("prise_jusqu_au", None::<DateTime<Utc>>.into()),
    ];
    Ok(ligne::update_where(transaction, "tache", values, held(id, prise_par)).await? > 0)
}

/// Puts the job back, not before an instant. False when another server has taken it.
pub async fn postpone(
    transaction: &Transaction,
    id: Uuid,
    prise_par: &str,
    pas_avant: DateTime<Utc>,
    message: &str,
) -> Result<bool, StockageError> {
    let values = vec![
        ("etat", "en_attente".into()),
        ("message", Some(message.to_owned()).into()),
        ("pas_avant", pas_avant.into()),
        ("prise_par", None::<String>.into()),
        ("prise_jusqu_au", None::<DateTime<Utc>>.into()),
    ];
    Ok(ligne::update_where(transaction, "tache", values, held(id, prise_par)).await? > 0)
}

fn held(id: Uuid, prise_par: &str) -> Condition {
    Condition::all().add(egal("id", id)).add(egal("etat", "en_cours")).add(egal("prise_par", prise_par))
}
