//! Act: forgetting a demande whose term has passed (décret n° 2017-917 art. 4, R12.02).
//!
//! One file is one act. Its rows are removed and its key destroyed: what the key encrypted elsewhere (the journal, the
//! facts of a decision) can never be read again, and the chain of the journal still verifies. What was counted stays
//! (`fait_compte`, without identity), so that the accounts of past years give the same figures. A certificate says
//! what was removed. [`purger_echues`] does the file of every demande due, then the traces that have had their time.

use chrono::Duration;
use droit::conservation::compute_purge;
use droit::demande::EtatDemande;
use droit::jour::{Jour, format_fr};
use serde_json::json;
use sha2::{Digest, Sha256};
use stockage::demande::{self, DemandeStockee};
use stockage::purge_certificat::{self, PurgeCertificat};
use stockage::{Contrainte, StockageError, consultation, courrier, idempotence, import_morceau, session_web};
use uuid::Uuid;

use crate::carbet::{ActeEnCours, Carbet};
use crate::droits::Acteur;
use crate::issue::{Echec, Refus};

const ARTICLE: &str = "décret n° 2017-917 du 9 mai 2017, art. 4";
/// A form sent twice is sent within the day; a week covers a tab left open.
const CLES_JOURS: i64 = 7;
/// A message sent or given up is kept long enough to answer « je n'ai rien reçu ».
const COURRIER_JOURS: i64 = 60;
/// Files forgotten under one commit: acts of others wait at most for that many.
const ACTES_PAR_LOT: usize = 40;

/// What a run of the night did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bilan {
    pub purgees: u64,
    /// Due but held by a proposal: tried again the next night.
    pub retenues: u64,
    pub consultations: u64,
    pub sessions: u64,
    pub cles: u64,
    pub courriers: u64,
}

/// Forgets one demande and returns its certificate.
///
/// # Errors
/// Refused while the demande is not struck off, its term has not come, or a proposal holds the household.
pub async fn purger(carbet: &Carbet, acteur: &Acteur, departement: &str, id: Uuid) -> Result<PurgeCertificat, Echec> {
    let mut acte = carbet.begin(acteur, "purger").await?;
    let certificat = forget(carbet, &mut acte, acteur, departement, id).await?;
    carbet.conclude(acte).await?;
    Ok(certificat)
}

/// What the act writes, its line excepted.
async fn forget(
    carbet: &Carbet,
    acte: &mut ActeEnCours,
    acteur: &Acteur,
    departement: &str,
    id: Uuid,
) -> Result<PurgeCertificat, Echec> {
    let stored = demande::get(&acte.tx, departement, id).await?;
    let radiee_le = check_terme(carbet, &stored)?;
    let removed = match demande::purge(&acte.tx, departement, id, acte.instant()).await {
        Err(StockageError::Contrainte(Contrainte::MenageDejaRetenu)) => return Err(held().into()),
        other => other?,
    };
    let mut certificat = PurgeCertificat {
        id: Uuid::now_v7(),
        departement: departement.to_owned(),
        demande_id: id,
        motif: "terme".to_owned(),
        radiee_le: Some(radiee_le),
        purge_le: acte.instant(),
        purge_par: acteur.code(),
        objets: serde_json::Value::from_iter(removed.iter().map(|(table, rows)| (*table, *rows))).to_string(),
        empreinte: String::new(),
    };
    certificat.empreinte = compute_empreinte(&certificat);
    purge_certificat::insert(&acte.tx, &certificat).await?;
    acte.touch("demande", id).touch("purge_certificat", certificat.id);
    acte.tell(json!({ "radiee_le": radiee_le.to_string(), "empreinte": certificat.empreinte }));
    Ok(certificat)
}

/// Forgets every demande due on the legal day, then the traces whose time has passed. `progression` is told how many
/// files were looked at, out of how many, once what was done to them is durable.
pub async fn purger_echues(carbet: &Carbet, acteur: &Acteur, mut progression: impl FnMut(u64, u64)) -> Result<Bilan, Echec> {
    let mut bilan = Bilan::default();
    let departement = carbet.regles().territoire.epci.departement.clone();
    let due = list_echues(carbet, &departement).await?;
    let total = due.len() as u64;
    let mut done = 0;
    for ids in due.chunks(ACTES_PAR_LOT) {
        let mut lot = carbet.begin_lot().await?;
        for &id in ids {
            let forgotten =
                lot.run(carbet, acteur, "purger", async |acte| forget(carbet, acte, acteur, &departement, id).await).await?;
            if let Err(Echec::Refus(_)) = forgotten {
                bilan.retenues += 1;
            }
            // `Introuvable`: another server forgot it in between.
        }
        bilan.purgees += carbet.conclude_lot(lot).await?.len() as u64;
        done += ids.len() as u64;
        progression(done, total);
    }
    purger_traces(carbet, acteur, &mut bilan).await?;
    if bilan.purgees > 0 {
        carbet.base.scrub().await?;
    }
    Ok(bilan)
}

/// The demandes whose term has come, the oldest first.
pub async fn list_echues(carbet: &Carbet, departement: &str) -> Result<Vec<Uuid>, Echec> {
    let jour = carbet.aujourd_hui();
    let radiees = demande::list_radiees(&carbet.base, departement, jour).await?;
    let mut due = Vec::new();
    for (id, radiee_le) in radiees {
        if terme(carbet, radiee_le)? <= jour {
            due.push(id);
        }
    }
    Ok(due)
}

/// Traces of reading, sessions over, keys of forms and messages done with: no household is named by the line it writes.
async fn purger_traces(carbet: &Carbet, acteur: &Acteur, bilan: &mut Bilan) -> Result<(), Echec> {
    let jour = carbet.aujourd_hui();
    let mois = delais(carbet, jour)?.trace_consultation_mois;
    let mut acte = carbet.begin(acteur, "purger_traces").await?;
    let now = acte.instant();
    let limite = now.checked_sub_months(chrono::Months::new(mois)).unwrap_or(now);
    bilan.consultations = consultation::purge_avant(&acte.tx, limite).await?;
    bilan.sessions = session_web::purge_expirees(&acte.tx, now).await?;
    bilan.cles = idempotence::purge_avant(&acte.tx, now - Duration::days(CLES_JOURS)).await?;
    // A file is forgotten when its reading ends; nothing should be left.
    let files = import_morceau::purge_finis(&acte.tx).await?;
    bilan.courriers = courrier::purge_avant(&acte.tx, now - Duration::days(COURRIER_JOURS)).await?;
    if (bilan.consultations, bilan.sessions, bilan.cles, bilan.courriers, files) == (0, 0, 0, 0, 0) {
        return Ok(());
    }
    acte.tell(json!({
        "consultations": bilan.consultations, "sessions": bilan.sessions, "cles": bilan.cles, "courriers": bilan.courriers,
    }));
    carbet.conclude(acte).await?;
    Ok(())
}

fn check_terme(carbet: &Carbet, stored: &DemandeStockee) -> Result<Jour, Echec> {
    let EtatDemande::Radiee { le, .. } = stored.demande.etat else {
        let refus = Refus::new(
            "demande_non_radiee",
            "Cette demande n'est pas radiée : ses données servent encore.",
            "Elle sera effacée un an après sa radiation.",
        );
        return Err(refus.article(ARTICLE).into());
    };
    let purge_le = terme(carbet, le)?;
    if purge_le > carbet.aujourd_hui() {
        let refus = Refus::new(
            "terme_non_echu",
            format!("Les données de cette demande radiée se gardent jusqu'au {}.", format_fr(purge_le)),
            "Elle sera effacée d'elle-même ce jour-là.",
        );
        return Err(refus.article(ARTICLE).into());
    }
    Ok(le)
}

fn terme(carbet: &Carbet, radiee_le: Jour) -> Result<Jour, Echec> {
    Ok(compute_purge(delais(carbet, carbet.aujourd_hui())?, radiee_le))
}

pub(crate) fn delais(carbet: &Carbet, jour: Jour) -> Result<&droit::parametres::Delais, Echec> {
    let found = carbet.parametres.delais.find(jour).map_err(|error| {
        Refus::new(
            "delais_inconnus",
            format!("Les délais légaux ne sont pas connus à cette date : {error}."),
            "Complétez parametres/delais.toml.",
        )
    })?;
    Ok(found.valeurs)
}

fn held() -> Refus {
    Refus::new(
        "menage_retenu",
        "Ce ménage est retenu sur une proposition de logement : son dossier ne peut pas être effacé.",
        "Libérez d'abord le candidat, ou attendez la fin de la proposition.",
    )
}

/// Digest of all a certificate says, each part preceded by its length.
pub fn compute_empreinte(certificat: &PurgeCertificat) -> String {
    let mut hash = Sha256::new();
    let parts = [
        certificat.departement.clone(),
        certificat.demande_id.to_string(),
        certificat.motif.clone(),
        certificat.radiee_le.map(|jour| jour.to_string()).unwrap_or_default(),
        certificat.purge_le.timestamp_micros().to_string(),
        certificat.purge_par.clone(),
        certificat.objets.clone(),
    ];
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
