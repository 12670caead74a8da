//! What was wrong in a file: where, what value (encrypted), why, what to do.

use sea_orm::sea_query::{Condition, Expr, ExprTrait, Order};
use uuid::Uuid;

use crate::base::scelle::Scelle;
use crate::base::{Acces, Transaction};
use crate::erreur::StockageError;
use crate::ligne::{self, egal, table};

#[derive(Clone, Debug, PartialEq)]
pub struct ImportAnomalie {
    pub import_id: Uuid,
    /// From 1, in the order of the file.
    pub rang: i64,
    /// `rejet` or `avertissement`.
    pub gravite: String,
    pub ligne: Option<i64>,
    pub champ: Option<String>,
    /// As read; may be personal, so it is encrypted.
    pub valeur: Option<String>,
    pub raison: String,
    pub que_faire: Option<String>,
}

table! {
    Stockee = "import_anomalie" {
        cle { import_id: Uuid, rang: i64, }
        gravite: String,
        ligne: Option<i64>,
        champ: Option<String>,
        valeur_chiffre: Option<Vec<u8>>,
        raison: String,
        que_faire: Option<String>,
    }
}

pub async fn insert_lot(transaction: &Transaction, anomalies: &[ImportAnomalie]) -> Result<(), StockageError> {
    let cle = transaction.coffre().generale();
    let rows: Vec<Stockee> = anomalies
        .iter()
        .map(|a| Stockee {
            import_id: a.import_id,
            rang: a.rang,
            gravite: a.gravite.clone(),
            ligne: a.ligne,
            champ: a.champ.clone(),
            valeur_chiffre: a.valeur.as_ref().map(|v| cle.encrypt(&contexte(a.import_id, a.rang), v.as_bytes())),
            raison: a.raison.clone(),
            que_faire: a.que_faire.clone(),
        })
        .collect();
    ligne::insert_lot(transaction, &rows).await
}

/// Anomalies of an import after `apres` (0 for the first page), `limite` at most.
pub async fn list(acces: &impl Acces, import_id: Uuid, apres: i64, limite: u64) -> Result<Vec<ImportAnomalie>, StockageError> {
    let mut select =
        ligne::select::<Stockee>(Condition::all().add(egal("import_id", import_id)).add(Expr::col("rang").gt(apres)));
    select.order_by("rang", Order::Asc).limit(limite);
    let mut anomalies = Vec::new();
    for s in ligne::lire_tout::<Stockee>(acces, &select).await? {
        let valeur = match &s.valeur_chiffre {
            Some(sealed) => {
                let clear = acces.coffre().generale().decrypt("import_anomalie", &contexte(import_id, s.rang), sealed)?;
                Some(String::from_utf8(clear).map_err(|_| StockageError::incoherent("import_anomalie", "texte illisible"))?)
            }
            None => None,
        };
        anomalies.push(ImportAnomalie {
            import_id,
            rang: s.rang,
            gravite: s.gravite,
            ligne: s.ligne,
            champ: s.champ,
            valeur,
            raison: s.raison,
            que_faire: s.que_faire,
        });
    }
    Ok(anomalies)
}

pub async fn count(acces: &impl Acces, import_id: Uuid) -> Result<u64, StockageError> {
    ligne::count(acces, "import_anomalie", Condition::all().add(egal("import_id", import_id))).await
}

fn contexte(import_id: Uuid, rang: i64) -> String {
    format!("import_anomalie/{import_id}/{rang}")
}
