//! The trace of reads of nominative files: kept in memory for a second or so, then written together (DESIGN 3b).

use std::collections::BTreeMap;
use std::sync::Mutex;

use chrono::{DateTime, Utc};
use stockage::consultation::{self, Consultation};
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::droits::Acteur;
use crate::issue::Echec;

/// Reads not yet written: by reader, kind and id of the object.
#[derive(Default)]
pub struct Traces {
    pending: Mutex<BTreeMap<(String, String, String), Lue>>,
}

struct Lue {
    organisation: String,
    nombre: i32,
    instant_utc: DateTime<Utc>,
}

impl Traces {
    /// Notes that an actor read an object. It is durable after the next [`flush`], at most some seconds later.
    pub fn note(&self, acteur: &Acteur, type_objet: &str, objet_id: impl ToString, instant_utc: DateTime<Utc>) {
        let key = (acteur.code(), type_objet.to_owned(), objet_id.to_string());
        let mut pending = self.pending.lock().expect("no writer of the traces panics");
        let read =
            pending.entry(key).or_insert_with(|| Lue { organisation: acteur.organisation.clone(), nombre: 0, instant_utc });
        read.nombre = read.nombre.saturating_add(1);
        read.instant_utc = instant_utc;
    }

    fn take(&self) -> Vec<Consultation> {
        let pending = std::mem::take(&mut *self.pending.lock().expect("no writer of the traces panics"));
        pending
            .into_iter()
            .map(|((acteur, type_objet, objet_id), read)| Consultation {
                id: Uuid::now_v7(),
                acteur,
                organisation: Some(read.organisation).filter(|o| !o.is_empty()),
                type_objet,
                objet_id,
                motif: None,
                nombre: read.nombre,
                instant_utc: read.instant_utc,
            })
            .collect()
    }

    fn give_back(&self, rows: Vec<Consultation>) {
        let mut pending = self.pending.lock().expect("no writer of the traces panics");
        for row in rows {
            let read = pending.entry((row.acteur, row.type_objet, row.objet_id)).or_insert_with(|| Lue {
                organisation: row.organisation.unwrap_or_default(),
                nombre: 0,
                instant_utc: row.instant_utc,
            });
            read.nombre = read.nombre.saturating_add(row.nombre);
        }
    }
}

/// Writes the reads noted so far. When the base does not answer they are kept for the next time.
pub async fn flush(carbet: &Carbet) -> Result<(), Echec> {
    let rows = carbet.traces.take();
    if rows.is_empty() {
        return Ok(());
    }
    let written = async {
        let tx = carbet.base.begin().await?;
        consultation::insert_many(&tx, &rows).await?;
        tx.commit().await
    }
    .await;
    if let Err(error) = written {
        carbet.traces.give_back(rows);
        return Err(error.into());
    }
    Ok(())
}
