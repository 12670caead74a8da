//! Act: importing an extract of the SNE (XML interfaceNuu, or any table through a saved mapping).
//!
//! The file is read in the background of the act, demande by demande; then everything it changes is
//! written in one transaction with one line of the journal. A broken file leaves the base as it was;
//! a bad row is an anomaly with its line, and the others are kept. The same bytes are one import,
//! whatever the number of servers that receive them.

mod ecriture;
mod lecture;
pub mod rapprochement;

use std::io::{Read, Seek};
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use droit::jour::Jour;
use serde_json::json;
use services::horloge::Horloge;
use sha2::{Digest, Sha256};
use stockage::import::{self, Import};
use stockage::tache::{self, Tache};
use stockage::{Contrainte, StockageError, correspondance};
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::droits::{Acte, Acteur};
use crate::issue::{Echec, Refus};

/// Kind of the job of an import.
pub const GENRE: &str = "importer_sne";
/// How long a silent server is trusted to be at work.
const BAIL: Duration = Duration::minutes(3);

/// Bytes of a file, wherever they are.
pub trait Source: Read + Seek + Send + 'static {}
impl<T: Read + Seek + Send + 'static> Source for T {}

/// What is asked.
pub struct DemandeImport {
    pub nom_fichier: String,
    pub contenu: Box<dyn Source>,
    /// Day of the extract; else that of the header of the file, else today.
    pub extrait_le: Option<Jour>,
    /// Name of a saved mapping; without one the columns of a table are recognised.
    pub correspondance: Option<String>,
}

/// A file received, ready to be read by [`run`].
pub struct Travail {
    pub import: Uuid,
    tache: Uuid,
    serveur: String,
    nom_fichier: String,
    empreinte: String,
    contenu: Box<dyn Source>,
    taille: u64,
    extrait_le: Option<Jour>,
    /// TOML of the mapping.
    correspondance: Option<String>,
}

/// What became of a file received.
pub enum Lancement {
    Pret(Box<Travail>),
    /// The very same file was read before: nothing is done.
    DejaImporte(Uuid),
    /// The very same file is being read, here or by another server.
    EnCours(Uuid),
}

/// What an import did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rapport {
    pub import: Uuid,
    pub deja_importe: bool,
    pub extrait_le: Option<Jour>,
    pub lues: u64,
    pub creees: u64,
    pub modifiees: u64,
    pub inchangees: u64,
    pub rejetees: u64,
    pub radiees: u64,
    /// Households freed from a proposal because the SNE struck them off.
    pub liberees: u64,
    pub anomalies: u64,
}

/// Receives and reads a file, from its bytes to its report.
pub async fn import_sne(carbet: &Arc<Carbet>, acteur: &Acteur, demande: DemandeImport) -> Result<Rapport, Echec> {
    match launch(carbet, acteur, demande).await? {
        Lancement::Pret(travail) => run(carbet, acteur, *travail).await,
        Lancement::DejaImporte(id) => {
            let import = import::find(&carbet.base, id).await?.ok_or(Echec::Introuvable)?;
            Ok(Rapport { deja_importe: true, ..Rapport::from_import(&import) })
        }
        Lancement::EnCours(_) => Err(Refus::new(
            "import_en_cours",
            "Ce fichier est déjà en cours de lecture.",
            "Attendez la fin de cet import : son rapport est sur la page Imports.",
        )
        .champ("fichier")
        .into()),
    }
}

/// Takes a file in: its digest, its row of `import` and its job. The same bytes are taken in once.
///
/// # Errors
/// An empty or unreadable file, an unknown mapping.
pub async fn launch(carbet: &Arc<Carbet>, acteur: &Acteur, demande: DemandeImport) -> Result<Lancement, Echec> {
    check_importer(acteur)?;
    let mapping = match demande.correspondance.as_deref().filter(|nom| !nom.is_empty()) {
        Some(nom) => Some(correspondance::find(&carbet.base, nom).await?.map(|c| c.colonnes).ok_or_else(|| {
            Refus::new(
                "correspondance_inconnue",
                format!("La correspondance « {nom} » n'existe pas ou n'existe plus."),
                "Choisissez une correspondance enregistrée, ou laissez Carbet reconnaître les colonnes.",
            )
            .champ("correspondance")
        })?),
        None => None,
    };
    let (contenu, empreinte, taille) = digest(demande.contenu).await?;
    let travail = Travail {
        import: Uuid::now_v7(),
        tache: Uuid::now_v7(),
        serveur: Uuid::now_v7().to_string(),
        nom_fichier: short_name(&demande.nom_fichier),
        empreinte,
        contenu,
        taille,
        extrait_le: demande.extrait_le,
        correspondance: mapping,
    };
    record_lancement(carbet, acteur, travail).await
}

async fn record_lancement(carbet: &Arc<Carbet>, acteur: &Acteur, mut travail: Travail) -> Result<Lancement, Echec> {
    let mut act = carbet.begin(acteur, "recevoir_import").await?;
    if let Some(done) = import::find_termine_par_empreinte(&act.tx, &travail.empreinte).await? {
        return Ok(Lancement::DejaImporte(done.id));
    }
    let cle = format!("{GENRE}/{}", travail.empreinte);
    let now = Horloge::Reelle.instant_utc();
    let job = Tache {
        id: travail.tache,
        genre: GENRE.to_owned(),
        cle_idempotence: cle.clone(),
        charge: json!({ "import": travail.import }).to_string(),
        etat: "en_cours".to_owned(),
        essais: 1,
        fait: 0,
        total: i64::try_from(travail.taille).ok(),
        message: None,
        prise_par: Some(travail.serveur.clone()),
        prise_jusqu_au: Some(now + BAIL),
        pas_avant: now,
        cree_le: now,
        termine_le: None,
    };
    match tache::find_par_cle(&act.tx, &cle).await? {
        Some(present) if is_alive(&present, now) => return Ok(Lancement::EnCours(import_of(&present).unwrap_or(travail.import))),
        Some(present) => {
            travail.tache = present.id;
            tache::update(&act.tx, &Tache { id: present.id, essais: present.essais + 1, ..job }).await?;
        }
        None => match tache::insert(&act.tx, &job).await {
            Ok(()) => {}
            Err(StockageError::Contrainte(Contrainte::DejaFait)) => {
                // Another server took the same file in between.
                drop(act);
                let present = tache::find_par_cle(&carbet.base, &cle).await?;
                return Ok(Lancement::EnCours(present.as_ref().and_then(import_of).unwrap_or(travail.import)));
            }
            Err(error) => return Err(error.into()),
        },
    }
    let row = Import {
        id: travail.import,
        source: "sne".to_owned(),
        nom_fichier: travail.nom_fichier.clone(),
        empreinte: travail.empreinte.clone(),
        etat: "en_cours".to_owned(),
        extrait_le: travail.extrait_le,
        lance_le: act.instant(),
        lance_par: acteur.code(),
        termine_le: None,
        lues: 0,
        creees: 0,
        modifiees: 0,
        inchangees: 0,
        rejetees: 0,
        radiees: 0,
        message: None,
    };
    import::insert(&act.tx, &row).await?;
    act.touch("import", travail.import);
    act.tell(json!({ "empreinte": travail.empreinte, "octets": travail.taille }));
    carbet.conclude(act).await?;
    Ok(Lancement::Pret(Box::new(travail)))
}

/// Reads a file taken in and writes what it changes, at once. A broken file changes nothing but its own row, which says why.
pub async fn run(carbet: &Arc<Carbet>, acteur: &Acteur, travail: Travail) -> Result<Rapport, Echec> {
    let suivi = Suivi { import: travail.import, tache: travail.tache, serveur: travail.serveur.clone() };
    let result = match lecture::read(carbet, travail).await {
        Ok(extrait) => ecriture::write(carbet, acteur, &suivi, extrait).await,
        Err(echec) => Err(echec),
    };
    if let Err(echec) = &result {
        record_refus(carbet, acteur, &suivi, echec).await?;
    }
    result
}

/// Which rows an import under way owns.
struct Suivi {
    import: Uuid,
    tache: Uuid,
    serveur: String,
}

async fn record_refus(carbet: &Carbet, acteur: &Acteur, suivi: &Suivi, echec: &Echec) -> Result<(), Echec> {
    let message = match echec {
        Echec::Refus(refus) => format!("{} {}", refus.raison, refus.que_faire),
        Echec::Introuvable | Echec::Stockage(_) => {
            "La base n'a pas pu être écrite : rien n'a changé. Envoyez le fichier de nouveau.".to_owned()
        }
    };
    let mut act = carbet.begin(acteur, "refuser_import").await?;
    if let Some(mut row) = import::find(&act.tx, suivi.import).await? {
        row.etat = "refuse".to_owned();
        row.termine_le = Some(act.instant());
        row.message = Some(message.clone());
        import::update(&act.tx, &row).await?;
    }
    tache::finish(&act.tx, suivi.tache, &suivi.serveur, "echouee", Some(&message), Horloge::Reelle.instant_utc()).await?;
    act.touch("import", suivi.import);
    act.tell(json!({ "refus": if let Echec::Refus(refus) = echec { refus.code } else { "incident" } }));
    carbet.conclude(act).await?;
    Ok(())
}

/// Who imports: whoever has the right, and the operator of the server. Errors: `Introuvable`.
pub(crate) fn check_importer(acteur: &Acteur) -> Result<(), Echec> {
    if acteur.compte.is_nil() || acteur.portee(Acte::Importer).is_some() { Ok(()) } else { Err(Echec::Introuvable) }
}

/// Whether a job is waited for: running under a lease that holds.
pub(crate) fn is_alive(job: &Tache, now: DateTime<Utc>) -> bool {
    match job.etat.as_str() {
        "en_attente" => true,
        "en_cours" => job.prise_jusqu_au.is_some_and(|until| until >= now),
        _ => false,
    }
}

/// The import a job is about.
pub(crate) fn import_of(job: &Tache) -> Option<Uuid> {
    let charge: serde_json::Value = serde_json::from_str(&job.charge).ok()?;
    Uuid::parse_str(charge.get("import")?.as_str()?).ok()
}

impl Rapport {
    pub fn from_import(import: &Import) -> Rapport {
        let count = |value: i64| u64::try_from(value).unwrap_or(0);
        Rapport {
            import: import.id,
            deja_importe: false,
            extrait_le: import.extrait_le,
            lues: count(import.lues),
            creees: count(import.creees),
            modifiees: count(import.modifiees),
            inchangees: count(import.inchangees),
            rejetees: count(import.rejetees),
            radiees: count(import.radiees),
            liberees: 0,
            anomalies: 0,
        }
    }
}

/// Stands between the number an anomaly was found beside and its value, both encrypted together.
const SEPARATEUR: char = '\u{1f}';

/// Number and value of a stored anomaly.
pub(crate) fn split_valeur(stored: &str) -> (&str, &str) {
    stored.split_once(SEPARATEUR).unwrap_or(("", stored))
}

/// SHA-256 and size of the whole file, then back to its beginning.
async fn digest(mut contenu: Box<dyn Source>) -> Result<(Box<dyn Source>, String, u64), Echec> {
    let unreadable = || {
        Echec::from(
            Refus::new("fichier_illisible", "Le fichier n'a pas pu être lu jusqu'au bout.", "Envoyez-le de nouveau.")
                .champ("fichier"),
        )
    };
    let (contenu, result) = tokio::task::spawn_blocking(move || {
        let result = hash(&mut contenu);
        (contenu, result)
    })
    .await
    .map_err(|_| unreadable())?;
    let (empreinte, taille) = result.map_err(|_| unreadable())?;
    if taille == 0 {
        let refus = Refus::new("fichier_vide", "Le fichier est vide.", "Vérifiez l'export, puis envoyez-le de nouveau.");
        return Err(refus.champ("fichier").into());
    }
    Ok((contenu, empreinte, taille))
}

fn hash(contenu: &mut Box<dyn Source>) -> std::io::Result<(String, u64)> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0u8; 64 * 1024];
    let mut taille = 0u64;
    loop {
        let count = contenu.read(&mut buffer)?;
        if count == 0 {
            break;
        }
        hash.update(&buffer[..count]);
        taille += count as u64;
    }
    contenu.rewind()?;
    let empreinte = hash.finalize().iter().fold(String::with_capacity(64), |mut hex, byte| {
        use std::fmt::Write;
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    Ok((empreinte, taille))
}

/// The last part of a path, at most 120 characters.
fn short_name(nom: &str) -> String {
    let last = nom.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !c.is_control()).take(120).collect();
    if clean.is_empty() { "fichier".to_owned() } else { clean }
}
