//! The households.

use droit::demande::{Demande, PublicPrioritaire, Sensibilite};
use droit::jour::Jour;
use stockage::StockageError;
use stockage::demande::{self, Meta, NouvelleDemande, Origine};

use super::{DEPARTEMENT, Semis, uuid};

/// The extract of the SNE the register is said to come from: three days before the day of the demonstration.
const EXTRAIT_JOURS_AVANT: u64 = 3;

pub async fn write(semis: &Semis<'_>) -> Result<(), StockageError> {
    let extrait_le = semis.jour - chrono::Days::new(EXTRAIT_JOURS_AVANT);
    for lot in semis.jeu.demandes.chunks(1_000) {
        let nouvelles: Vec<NouvelleDemande> = lot
            .iter()
            .map(|d| NouvelleDemande {
                departement: DEPARTEMENT.to_owned(),
                id: uuid(d.id),
                demande: d.demande.clone(),
                meta: Meta {
                    source: "sne".to_owned(),
                    extrait_le: Some(extrait_le),
                    origine: Origine::Sne,
                    agent: "systeme".to_owned(),
                    instant_utc: semis.instant,
                    protege: is_protegee(&d.demande, semis.jour),
                },
            })
            .collect();
        demande::insert_lot(semis.tx, &nouvelles).await?;
    }
    Ok(())
}

/// A household whose file reveals violence is protected from its first day.
fn is_protegee(demande: &Demande, jour: Jour) -> bool {
    let live = |public: PublicPrioritaire| public.sensibilite() == Sensibilite::Secrete;
    demande.dossier.labels.iter().any(|label| live(label.public) && label.jusqu_au.is_none_or(|end| end >= jour))
}
