//! The same form sent twice is one act: its key is claimed in the act's transaction.

use chrono::{DateTime, Utc};
use stockage::Transaction;
use stockage::idempotence::{self, Idempotence};

use crate::droits::Acteur;
use crate::issue::Echec;

/// Claims a key for a result. `Some` is what the first sending gave: nothing more is to be done.
/// A key first used by someone else, or for another act, is not theirs to read: the act is refused as absent.
pub async fn claim(
    tx: &Transaction,
    cle: Option<&str>,
    acteur: &Acteur,
    acte: &str,
    resultat: &str,
    instant: DateTime<Utc>,
) -> Result<Option<String>, Echec> {
    let Some(cle) = cle.filter(|cle| !cle.is_empty()) else { return Ok(None) };
    if let Some(known) = idempotence::find(tx, cle).await? {
        return if known.acteur == acteur.code() && known.acte == acte {
            Ok(Some(known.resultat))
        } else {
            Err(Echec::Introuvable)
        };
    }
    let ligne = Idempotence {
        cle: cle.to_owned(),
        acteur: acteur.code(),
        acte: acte.to_owned(),
        resultat: resultat.to_owned(),
        cree_le: instant,
    };
    idempotence::insert(tx, &ligne).await?;
    Ok(None)
}
