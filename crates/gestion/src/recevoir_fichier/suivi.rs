//! An import under way: its progress, its report, its refusal.

use std::sync::Arc;
use std::time::Duration;

use interop::Anomalie;
use serde_json::json;
use services::horloge::Horloge;
use stockage::import_anomalie::{self, ImportAnomalie};
use stockage::{import, import_morceau, tache};
use uuid::Uuid;

use super::{BAIL, Rapport, SEPARATEUR};
use crate::carbet::{ActeEnCours, Carbet};
use crate::droits::Acteur;
use crate::issue::{Echec, Refus};

/// A quarter of the lease.
const RENOUVELLEMENT: Duration = Duration::from_secs(45);

/// Which rows an import under way owns.
#[derive(Clone)]
pub(crate) struct Suivi {
    pub import: Uuid,
    pub tache: Uuid,
    pub serveur: String,
}

impl Suivi {
    /// Tells how far the reading is. Errors: another server has taken the job.
    pub async fn tell(&self, carbet: &Carbet, done: u64, total: u64) -> Result<(), Echec> {
        let tx = carbet.base.begin().await?;
        let until = Horloge::Reelle.instant_utc() + BAIL;
        let as_i64 = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
        let held = tache::set_progression(&tx, self.tache, &self.serveur, as_i64(done), Some(as_i64(total)), until).await?;
        tx.commit().await?;
        if held { Ok(()) } else { Err(taken().into()) }
    }

    /// Keeps the lease while a long reading is written, until dropped. A renewal that fails is tried again: the writing
    /// itself refuses to end a job that another server has taken.
    pub async fn renew(self, carbet: Arc<Carbet>) {
        loop {
            tokio::time::sleep(RENOUVELLEMENT).await;
            let until = Horloge::Reelle.instant_utc() + BAIL;
            let renewed = async {
                let tx = carbet.base.begin().await?;
                tache::renew(&tx, self.tache, &self.serveur, until).await?;
                tx.commit().await
            };
            if let Err(error) = renewed.await {
                tracing::warn!(tache.id = %self.tache, %error, "the lease of an import could not be renewed");
            }
        }
    }

    /// Writes the report and the anomalies, ends the job and forgets the bytes, in the transaction of the act.
    pub async fn finish(
        &self,
        act: &mut ActeEnCours,
        rapport: &mut Rapport,
        anomalies: &mut [Anomalie],
        message: Option<String>,
    ) -> Result<(), Echec> {
        // What stands on no line of the file comes last.
        anomalies.sort_by_key(|a| (a.ligne == 0, a.ligne));
        let rows: Vec<ImportAnomalie> = (1i64..).zip(&*anomalies).map(|(rang, a)| to_row(self.import, rang, a)).collect();
        import_anomalie::insert_lot(&act.tx, &rows).await?;
        rapport.anomalies = rows.len() as u64;
        let count = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
        let mut row = import::find(&act.tx, self.import).await?.ok_or(Echec::Introuvable)?;
        row.etat = "termine".to_owned();
        row.extrait_le = rapport.extrait_le;
        row.termine_le = Some(act.instant());
        row.lues = count(rapport.lues);
        row.creees = count(rapport.creees);
        row.modifiees = count(rapport.modifiees);
        row.inchangees = count(rapport.inchangees);
        row.rejetees = count(rapport.rejetees);
        row.radiees = count(rapport.radiees);
        row.message = message;
        import::update(&act.tx, &row).await?;
        import_morceau::delete(&act.tx, self.import).await?;
        if !tache::finish(&act.tx, self.tache, &self.serveur, "faite", None, Horloge::Reelle.instant_utc()).await? {
            return Err(taken().into());
        }
        act.touch("import", self.import);
        Ok(())
    }

    /// Tells on the import why nothing was written; another server that took the job is left alone.
    pub async fn record_refus(&self, carbet: &Carbet, acteur: &Acteur, echec: &Echec) -> Result<(), Echec> {
        let message = match echec {
            Echec::Refus(refus) if refus.code == "import_repris" => return Ok(()),
            Echec::Refus(refus) => format!("{} {}", refus.raison, refus.que_faire),
            Echec::Introuvable | Echec::Stockage(_) => {
                "La base n'a pas pu être écrite : rien n'a changé. Envoyez le fichier de nouveau.".to_owned()
            }
        };
        let mut act = carbet.begin(acteur, "refuser_import").await?;
        if let Some(mut row) = import::find(&act.tx, self.import).await? {
            row.etat = "refuse".to_owned();
            row.termine_le = Some(act.instant());
            row.message = Some(message.clone());
            import::update(&act.tx, &row).await?;
        }
        import_morceau::delete(&act.tx, self.import).await?;
        tache::finish(&act.tx, self.tache, &self.serveur, "echouee", Some(&message), Horloge::Reelle.instant_utc()).await?;
        act.touch("import", self.import);
        act.tell(json!({ "refus": if let Echec::Refus(refus) = echec { refus.code } else { "incident" } }));
        carbet.conclude(act).await?;
        Ok(())
    }
}

fn taken() -> Refus {
    Refus::new("import_repris", "Un autre serveur a repris la lecture de ce fichier.", "Suivez-la sur la page Imports.")
}

fn to_row(import_id: Uuid, rang: i64, a: &Anomalie) -> ImportAnomalie {
    let valeur = match &a.numero_unique {
        Some(numero) => format!("{numero}{SEPARATEUR}{}", a.valeur),
        None => a.valeur.clone(),
    };
    ImportAnomalie {
        import_id,
        rang,
        gravite: a.gravite.code().to_owned(),
        ligne: i64::try_from(a.ligne).ok().filter(|ligne| *ligne > 0),
        champ: Some(a.champ.clone()),
        valeur: Some(valeur).filter(|v| !v.is_empty()),
        raison: a.raison.clone(),
        que_faire: Some(a.que_faire.clone()).filter(|q| !q.is_empty()),
    }
}
