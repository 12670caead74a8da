//! Receiving a file, whatever it holds: its digest, its row of `import`, its job, its bytes kept until it is read.
//!
//! The same bytes are one import, whatever the number of servers that receive them. A file received by the pages is kept
//! in encrypted chunks until its job ends: when the server that reads it stops, [`resume`] goes on from them.

mod suivi;

use std::io::{Cursor, Read, Seek};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, Duration, Utc};
use droit::jour::{Jour, parse_iso};
use serde_json::{Value as Json, json};
use services::horloge::Horloge;
use sha2::{Digest, Sha256};
use stockage::import::{self, Import};
use stockage::tache::{self, Tache};
use stockage::{Contrainte, StockageError, compte, import_morceau};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::acteur_systeme::SYSTEME;
use crate::carbet::Carbet;
use crate::droits::{Acte, Acteur, Portee};
use crate::issue::{Echec, Refus};
use crate::{importer_bailleur, importer_rpls, importer_sne, ouvrir_session};

pub(crate) use suivi::Suivi;

/// How long a silent server is trusted to be at work.
pub(crate) const BAIL: Duration = Duration::minutes(3);
/// A file of the pages is no larger; what the operator reads from the disk is read again from there.
const GARDE_MAX: u64 = 256 * 1024 * 1024;

/// Bytes of a file, wherever they are.
pub trait Source: Read + Seek + Send + 'static {}
impl<T: Read + Seek + Send + 'static> Source for T {}

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// Demandes: an extract of the SNE.
    Sne,
    /// Homes: the stock of a bailleur.
    Rpls,
    /// Vacancies, leases or tenants: what a bailleur sends each day.
    Gestion,
}

impl Nature {
    pub const ALL: &'static [Nature] = &[Nature::Sne, Nature::Rpls, Nature::Gestion];

    /// As stored with the import.
    pub const fn code(self) -> &'static str {
        match self {
            Nature::Sne => "sne",
            Nature::Rpls => "rpls",
            Nature::Gestion => "gestion",
        }
    }

    pub const fn libelle(self) -> &'static str {
        match self {
            Nature::Sne => "Extrait du SNE",
            Nature::Rpls => "Parc d’un bailleur (RPLS)",
            Nature::Gestion => "Vacances, baux ou locataires d’un bailleur",
        }
    }

    pub fn from_code(code: &str) -> Option<Nature> {
        Nature::ALL.iter().copied().find(|n| n.code() == code)
    }

    /// Kind of its job.
    pub const fn genre(self) -> &'static str {
        match self {
            Nature::Sne => "importer_sne",
            Nature::Rpls => "importer_rpls",
            Nature::Gestion => "importer_bailleur",
        }
    }
}

/// A file as it comes.
pub struct Fichier {
    pub nature: Nature,
    pub nom_fichier: String,
    pub contenu: Box<dyn Source>,
    pub extrait_le: Option<Jour>,
    /// TOML of the mapping of a table.
    pub correspondance: Option<String>,
    /// Whose stock it tells.
    pub bailleur: Option<String>,
}

/// A file received, ready to be read.
pub struct Travail {
    pub import: Uuid,
    pub nature: Nature,
    pub bailleur: Option<String>,
    pub(crate) tache: Uuid,
    pub(crate) serveur: String,
    pub(crate) nom_fichier: String,
    pub(crate) empreinte: String,
    pub(crate) contenu: Box<dyn Source>,
    pub(crate) taille: u64,
    pub(crate) extrait_le: Option<Jour>,
    pub(crate) correspondance: Option<String>,
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

/// Takes a file in: its digest, its row of `import`, its job, its bytes. The same bytes are taken in once.
///
/// # Errors
/// An empty or unreadable file.
pub(crate) async fn receive(carbet: &Arc<Carbet>, acteur: &Acteur, fichier: Fichier) -> Result<Lancement, Echec> {
    let (contenu, empreinte, taille) = digest(fichier.contenu).await?;
    let travail = Travail {
        import: Uuid::now_v7(),
        nature: fichier.nature,
        bailleur: fichier.bailleur,
        tache: Uuid::now_v7(),
        serveur: Uuid::now_v7().to_string(),
        nom_fichier: short_name(&fichier.nom_fichier),
        empreinte,
        contenu,
        taille,
        extrait_le: fichier.extrait_le,
        correspondance: fichier.correspondance,
    };
    record_lancement(carbet, acteur, travail).await
}

async fn record_lancement(carbet: &Arc<Carbet>, acteur: &Acteur, mut travail: Travail) -> Result<Lancement, Echec> {
    let mut act = carbet.begin(acteur, "recevoir_import").await?;
    if let Some(done) =
        import::find_termine_par_empreinte(&act.tx, travail.nature.code(), travail.bailleur.as_deref(), &travail.empreinte)
            .await?
        // A daily file with rows set aside may be read again: what kept them out may have been mended here.
        && !(travail.nature == Nature::Gestion && done.rejetees > 0)
    {
        return Ok(Lancement::DejaImporte(done.id));
    }
    let cle = cle_tache(travail.nature, travail.bailleur.as_deref(), &travail.empreinte);
    let now = Horloge::Reelle.instant_utc();
    let job = Tache {
        id: travail.tache,
        genre: travail.nature.genre().to_owned(),
        cle_idempotence: cle.clone(),
        charge: json!({
            "import": travail.import, "extrait_le": travail.extrait_le.map(|le| le.to_string()), "correspondance": travail.correspondance,
        })
        .to_string(),
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
        source: travail.nature.code().to_owned(),
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
        bailleur: travail.bailleur.clone(),
    };
    import::insert(&act.tx, &row).await?;
    // The operator still has the file of a command line; a page's file is nowhere else.
    if !acteur.compte.is_nil() && travail.taille <= GARDE_MAX {
        let mut octets = Vec::new();
        travail.contenu.read_to_end(&mut octets).and_then(|_| travail.contenu.rewind()).map_err(|_| unreadable())?;
        import_morceau::insert(&act.tx, travail.import, &octets).await?;
    }
    act.touch("import", travail.import);
    act.tell(json!({ "empreinte": travail.empreinte, "octets": travail.taille }));
    carbet.conclude(act).await?;
    Ok(Lancement::Pret(Box::new(travail)))
}

impl Travail {
    pub(crate) fn suivi(&self) -> Suivi {
        Suivi { import: self.import, tache: self.tache, serveur: self.serveur.clone() }
    }

    /// Reads the file by its nature. A broken file changes nothing but its own row, which says why.
    pub async fn run(self, carbet: &Arc<Carbet>, acteur: &Acteur) -> Result<Rapport, Echec> {
        // Ends with this function, however it ends.
        let mut renewal = JoinSet::new();
        renewal.spawn(self.suivi().renew(carbet.clone()));
        match self.nature {
            Nature::Sne => importer_sne::run(carbet, acteur, self).await,
            Nature::Rpls => importer_rpls::run(carbet, acteur, self).await,
            Nature::Gestion => importer_bailleur::run(carbet, acteur, self).await,
        }
    }
}

/// Goes on with a file whose server stopped, from the bytes kept, in the name of whoever sent it. Returns a sentence.
///
/// # Errors
/// A file that was not kept, a sender whose account is closed: both are told on the import.
pub(crate) async fn resume(carbet: &Arc<Carbet>, charge: Json) -> Result<String, Echec> {
    let id = charge.get("import").and_then(Json::as_str).and_then(|id| Uuid::parse_str(id).ok()).ok_or(Echec::Introuvable)?;
    let row = import::find(&carbet.base, id).await?.filter(|row| row.etat == "en_cours").ok_or(Echec::Introuvable)?;
    let nature = Nature::from_code(&row.source).ok_or(Echec::Introuvable)?;
    let cle = cle_tache(nature, row.bailleur.as_deref(), &row.empreinte);
    let job = tache::find_par_cle(&carbet.base, &cle).await?.ok_or(Echec::Introuvable)?;
    let suivi = Suivi { import: id, tache: job.id, serveur: job.prise_par.clone().unwrap_or_default() };
    let text = |key: &str| charge.get(key).and_then(Json::as_str).map(str::to_owned);
    let sender = match Uuid::parse_str(&row.lance_par) {
        Ok(compte) => compte::find(&carbet.base, compte).await?.filter(|c| c.etat == "actif"),
        Err(_) => None,
    };
    let kept = import_morceau::find(&carbet.base, id, &row.empreinte).await?;
    let (Some(sender), Some(octets)) = (sender, kept) else {
        let refus = Refus::new(
            "import_interrompu",
            "La lecture s'est interrompue et le fichier n'a pas été gardé, ou le compte qui l'avait envoyé est fermé.",
            "Envoyez le fichier de nouveau.",
        );
        suivi.record_refus(carbet, &SYSTEME, &refus.clone().into()).await?;
        return Err(refus.into());
    };
    let acteur = ouvrir_session::acteur_of(carbet, &sender)?;
    let travail = Travail {
        import: id,
        nature,
        bailleur: row.bailleur,
        tache: suivi.tache,
        serveur: suivi.serveur,
        nom_fichier: row.nom_fichier,
        empreinte: row.empreinte,
        taille: octets.len() as u64,
        contenu: Box::new(Cursor::new(octets)),
        extrait_le: text("extrait_le").as_deref().and_then(parse_iso),
        correspondance: text("correspondance"),
    };
    let rapport = travail.run(carbet, &acteur).await?;
    Ok(format!("{} lignes lues, {} anomalies.", rapport.lues, rapport.anomalies))
}

/// The refusal of a file that is being read.
pub(crate) fn refuse_en_cours() -> Refus {
    Refus::new(
        "import_en_cours",
        "Ce fichier est déjà en cours de lecture.",
        "Attendez la fin de cet import : son rapport est sur la page Imports.",
    )
    .champ("fichier")
}

/// The report of a file read before. Errors: `Introuvable`.
pub(crate) async fn get_rapport(carbet: &Carbet, id: Uuid) -> Result<Rapport, Echec> {
    let import = import::find(&carbet.base, id).await?.ok_or(Echec::Introuvable)?;
    Ok(Rapport { deja_importe: true, ..Rapport::from_import(&import) })
}

/// Who opens the page: whoever has the right, and the operator of the server. Errors: `Introuvable`.
pub(crate) fn check_importer(acteur: &Acteur) -> Result<(), Echec> {
    if acteur.compte.is_nil() || acteur.portee(Acte::Importer).is_some() { Ok(()) } else { Err(Echec::Introuvable) }
}

/// Who imports what: an extract of the SNE with a right on the whole territory, a stock with the right to see it too, and
/// a bailleur its own only. Errors: `Introuvable`.
pub(crate) fn check_nature(acteur: &Acteur, nature: Nature, bailleur: Option<&str>) -> Result<(), Echec> {
    if acteur.compte.is_nil() {
        return Ok(());
    }
    let allowed = match (nature, acteur.portee(Acte::Importer)) {
        (Nature::Sne, Some(Portee::Territoire)) => true,
        (Nature::Rpls | Nature::Gestion, Some(Portee::Territoire)) => {
            acteur.portee(Acte::ConsulterLogements) == Some(Portee::Territoire)
        }
        (Nature::Rpls | Nature::Gestion, Some(Portee::Organisation)) => bailleur == Some(acteur.organisation.as_str()),
        _ => false,
    };
    if allowed { Ok(()) } else { Err(Echec::Introuvable) }
}

/// The bailleur a file is of: the one named, else that of the caller. `choix` asks for it. Errors: not one of the
/// territory, or not the caller's.
pub(crate) fn find_bailleur(
    carbet: &Carbet,
    acteur: &Acteur,
    nature: Nature,
    named: Option<String>,
    choix: &str,
) -> Result<String, Echec> {
    let own = acteur.portee(Acte::Importer) == Some(Portee::Organisation);
    let bailleur = named.filter(|code| !code.is_empty()).or_else(|| own.then(|| acteur.organisation.clone()));
    check_nature(acteur, nature, bailleur.as_deref())?;
    let regles = carbet.regles();
    bailleur.filter(|code| regles.territoire.bailleur(code).is_some()).ok_or_else(|| {
        let codes: Vec<&str> = regles.territoire.bailleurs().map(|b| b.code.as_str()).collect();
        Refus::new(
            "bailleur_inconnu",
            "Le bailleur du fichier n'est pas indiqué, ou n'est pas du territoire.",
            format!("{choix} : {}.", codes.join(", ")),
        )
        .champ("bailleur")
        .into()
    })
}

/// A file speaks of a day that has come.
pub(crate) fn check_extrait_le(carbet: &Carbet, extrait_le: Option<Jour>, que_faire: &str) -> Result<(), Refus> {
    if extrait_le.is_some_and(|le| le > carbet.aujourd_hui()) {
        return Err(Refus::new("extrait_a_venir", "La date du fichier est après aujourd'hui.", que_faire).champ("extrait_le"));
    }
    Ok(())
}

/// The saved mapping that was named is not there.
pub(crate) fn refuse_correspondance(nom: &str) -> Refus {
    Refus::new(
        "correspondance_inconnue",
        format!("La correspondance « {nom} » n'existe pas ou n'existe plus."),
        "Choisissez une correspondance enregistrée, ou laissez Carbet reconnaître les colonnes.",
    )
    .champ("correspondance")
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
    let charge: Json = serde_json::from_str(&job.charge).ok()?;
    Uuid::parse_str(charge.get("import")?.as_str()?).ok()
}

/// The same bytes, of the same nature and for the same bailleur, are one job.
pub(crate) fn cle_tache(nature: Nature, bailleur: Option<&str>, empreinte: &str) -> String {
    match bailleur {
        Some(bailleur) => format!("{}/{bailleur}/{empreinte}", nature.genre()),
        None => format!("{}/{empreinte}", nature.genre()),
    }
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

fn unreadable() -> Echec {
    Refus::new("fichier_illisible", "Le fichier n'a pas pu être lu jusqu'au bout.", "Envoyez-le de nouveau.")
        .champ("fichier")
        .into()
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

/// A file that tells how far it was read.
pub(crate) struct Comptage<'a> {
    pub contenu: Box<dyn Source>,
    pub done: &'a AtomicU64,
}

impl Read for Comptage<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.contenu.read(buffer)?;
        self.done.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}
