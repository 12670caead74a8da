//! Readings: the imports, their progress, their report.

use chrono::{DateTime, Utc};
pub use interop::Gravite;
use services::horloge::Horloge;
use stockage::import::{self, Import};
use stockage::import_anomalie::{self, ImportAnomalie};
use stockage::{compte, tache};
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::droits::{Acte, Acteur, Portee};
use crate::issue::Echec;
use crate::recevoir_fichier::{self, Nature, Rapport, check_importer};

/// Anomalies of a page.
pub const TAILLE: u64 = 100;

/// A row of the list.
#[derive(Clone, Debug)]
pub struct ImportVu {
    pub id: Uuid,
    pub nature: Option<Nature>,
    /// Code of the bailleur whose stock the file tells.
    pub bailleur: Option<String>,
    pub nom_fichier: String,
    pub lance_le: DateTime<Utc>,
    /// Who sent it, in words.
    pub par: String,
    pub etat: EtatImport,
    pub rapport: Rapport,
    /// Why it was refused, or what followed.
    pub message: Option<String>,
    pub termine_le: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EtatImport {
    /// Bytes read, of how many.
    EnCours {
        fait: u64,
        total: u64,
    },
    /// The server that was reading stopped: nothing was written, the file is to be sent again.
    Interrompu,
    Termine,
    Refuse,
}

/// One anomaly, its value split from the number it was found beside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnomalieVue {
    pub rang: i64,
    pub ligne: Option<i64>,
    pub numero_unique: String,
    pub champ: String,
    pub valeur: String,
    pub gravite: Option<Gravite>,
    pub raison: String,
    pub que_faire: String,
}

/// The last imports. Errors: `Introuvable` without the right.
pub async fn list_imports(carbet: &Carbet, acteur: &Acteur) -> Result<Vec<ImportVu>, Echec> {
    check_importer(acteur)?;
    let mut seen = Vec::new();
    for row in import::list(&carbet.base, portee(acteur), 50).await? {
        seen.push(to_view(carbet, row).await?);
    }
    Ok(seen)
}

/// One import. Errors: `Introuvable`.
pub async fn consulter_import(carbet: &Carbet, acteur: &Acteur, id: Uuid) -> Result<ImportVu, Echec> {
    let row = find_en_portee(carbet, acteur, id).await?;
    to_view(carbet, row).await
}

/// Anomalies of a page of an import, from 1; page 0 gives them all.
pub async fn list_anomalies(carbet: &Carbet, acteur: &Acteur, id: Uuid, page: u64) -> Result<Vec<AnomalieVue>, Echec> {
    find_en_portee(carbet, acteur, id).await?;
    let (after, limit) = match page {
        0 => (0, i64::MAX as u64),
        page => (i64::try_from((page - 1).saturating_mul(TAILLE)).unwrap_or(i64::MAX), TAILLE),
    };
    let rows = import_anomalie::list(&carbet.base, id, after, limit).await?;
    Ok(rows.into_iter().map(AnomalieVue::from).collect())
}

/// The bailleur whose imports only are seen; `None` for all.
fn portee(acteur: &Acteur) -> Option<&str> {
    (acteur.portee(Acte::Importer) == Some(Portee::Organisation)).then_some(acteur.organisation.as_str())
}

async fn find_en_portee(carbet: &Carbet, acteur: &Acteur, id: Uuid) -> Result<Import, Echec> {
    check_importer(acteur)?;
    let row = import::find(&carbet.base, id).await?.ok_or(Echec::Introuvable)?;
    match portee(acteur) {
        Some(own) if row.bailleur.as_deref() != Some(own) => Err(Echec::Introuvable),
        _ => Ok(row),
    }
}

async fn to_view(carbet: &Carbet, row: Import) -> Result<ImportVu, Echec> {
    let etat = match row.etat.as_str() {
        "termine" => EtatImport::Termine,
        "refuse" => EtatImport::Refuse,
        _ => find_progression(carbet, &row).await?,
    };
    let par = match Uuid::parse_str(&row.lance_par) {
        Ok(id) => compte::find(&carbet.base, id).await?.map_or_else(|| "Un compte fermé".to_owned(), |c| c.nom),
        Err(_) => "L'exploitant".to_owned(),
    };
    let rapport = Rapport { anomalies: import_anomalie::count(&carbet.base, row.id).await?, ..Rapport::from_import(&row) };
    Ok(ImportVu {
        id: row.id,
        nature: Nature::from_code(&row.source),
        bailleur: row.bailleur,
        nom_fichier: row.nom_fichier,
        lance_le: row.lance_le,
        par,
        etat,
        rapport,
        message: row.message,
        termine_le: row.termine_le,
    })
}

async fn find_progression(carbet: &Carbet, row: &Import) -> Result<EtatImport, Echec> {
    let Some(nature) = Nature::from_code(&row.source) else { return Ok(EtatImport::Interrompu) };
    let key = recevoir_fichier::cle_tache(nature, row.bailleur.as_deref(), &row.empreinte);
    let job = tache::find_par_cle(&carbet.base, &key).await?.filter(|job| recevoir_fichier::import_of(job) == Some(row.id));
    Ok(match job {
        Some(job) if recevoir_fichier::is_alive(&job, Horloge::Reelle.instant_utc()) => EtatImport::EnCours {
            fait: u64::try_from(job.fait).unwrap_or(0),
            total: job.total.and_then(|total| u64::try_from(total).ok()).unwrap_or(0).max(1),
        },
        _ => EtatImport::Interrompu,
    })
}

impl From<ImportAnomalie> for AnomalieVue {
    fn from(row: ImportAnomalie) -> AnomalieVue {
        let valeur = row.valeur.unwrap_or_default();
        let (numero_unique, valeur) = recevoir_fichier::split_valeur(&valeur);
        AnomalieVue {
            rang: row.rang,
            ligne: row.ligne,
            numero_unique: numero_unique.to_owned(),
            champ: row.champ.unwrap_or_default(),
            valeur: valeur.to_owned(),
            gravite: [Gravite::Signalee, Gravite::Ignoree, Gravite::Rejet].into_iter().find(|g| g.code() == row.gravite),
            raison: row.raison,
            que_faire: row.que_faire.unwrap_or_default(),
        }
    }
}
