//! Reading the file: in a blocking thread, by batches, with the progress told on the job.

use std::collections::BTreeMap;
use std::io::{BufReader, Read};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use droit::jour::{Jour, parse_iso};
use interop::sne::{LectureDemande, read_extrait};
use interop::{Anomalie, ErreurFichier, correspondance, tableau};
use tokio::sync::mpsc;

use crate::carbet::Carbet;
use crate::enregistrer_correspondance::{list_communes, list_manquantes};
use crate::issue::{Echec, Refus};
use crate::recevoir_fichier::{Comptage, Source, Travail};

/// Demandes handed over at a time.
const LOT: usize = 64;
/// Least time between two lines of progress.
const PERIODE: Duration = Duration::from_millis(700);

/// Where the rows come from, and what a missing value then means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// The contract carries the whole file of the household: what it does not say is not said.
    Xml,
    /// A table carries some columns: what it does not carry is left as it is.
    Tableau,
}

/// What was read of a whole file.
pub struct Extrait {
    pub nature: Nature,
    pub empreinte: String,
    pub extrait_le: Option<Jour>,
    /// The last reading of each numéro unique, in the order of the file.
    pub lectures: Vec<LectureDemande>,
    pub lues: u64,
    pub rejetees: u64,
    /// Of rejected rows, of the header, and of the rows kept.
    pub anomalies: Vec<Anomalie>,
}

struct Fin {
    nature: Nature,
    fichier_le: Option<Jour>,
    anomalies: Vec<Anomalie>,
}

pub async fn read(carbet: &Arc<Carbet>, travail: Travail) -> Result<Extrait, Echec> {
    let (send, mut receive) = mpsc::channel::<Vec<LectureDemande>>(8);
    let done = Arc::new(AtomicU64::new(0));
    let suivi = travail.suivi();
    let Travail { contenu, correspondance, taille, empreinte, extrait_le, .. } = travail;
    let counter = done.clone();
    let communes = list_communes(&carbet.regles().territoire);
    let reading = tokio::task::spawn_blocking(move || read_all(contenu, correspondance.as_deref(), communes, &counter, &send));

    let mut collected = Collecte::default();
    let mut told = Instant::now();
    while let Some(lot) = receive.recv().await {
        lot.into_iter().for_each(|lecture| collected.add(lecture));
        if told.elapsed() >= PERIODE {
            told = Instant::now();
            suivi.tell(carbet, done.load(Ordering::Relaxed), taille).await?;
        }
    }
    let fin = reading
        .await
        .map_err(|_| Refus::new("lecture_interrompue", "La lecture du fichier s'est interrompue.", "Envoyez-le de nouveau."))?
        .map_err(refuse)?;
    suivi.tell(carbet, taille, taille).await?;
    let mut anomalies = fin.anomalies;
    anomalies.append(&mut collected.anomalies);
    Ok(Extrait {
        nature: fin.nature,
        empreinte,
        extrait_le: extrait_le.or(fin.fichier_le),
        lues: collected.lues,
        rejetees: collected.rejetees,
        lectures: collected.into_ordered(),
        anomalies,
    })
}

/// Rows kept in the order of the file; a numéro unique read again replaces the first reading.
#[derive(Default)]
struct Collecte {
    kept: Vec<Option<LectureDemande>>,
    places: BTreeMap<String, usize>,
    anomalies: Vec<Anomalie>,
    lues: u64,
    rejetees: u64,
}

impl Collecte {
    fn add(&mut self, mut lecture: LectureDemande) {
        self.lues += 1;
        self.anomalies.append(&mut lecture.anomalies);
        let Some(demande) = &lecture.demande else {
            self.rejetees += 1;
            return;
        };
        if let Some(numero) = demande.numero_unique()
            && let Some(earlier) = self.places.insert(numero.as_str().to_owned(), self.kept.len())
        {
            self.kept[earlier] = None;
        }
        self.kept.push(Some(lecture));
    }

    fn into_ordered(self) -> Vec<LectureDemande> {
        self.kept.into_iter().flatten().collect()
    }
}

fn read_all(
    mut contenu: Box<dyn Source>,
    mapping: Option<&str>,
    communes: BTreeMap<String, String>,
    done: &AtomicU64,
    send: &mpsc::Sender<Vec<LectureDemande>>,
) -> Result<Fin, Impossible> {
    let unreadable = |error: std::io::Error| ErreurFichier::Lecture(error.to_string());
    let mut head = [0u8; 512];
    let count = contenu.read(&mut head).map_err(unreadable)?;
    contenu.rewind().map_err(unreadable)?;
    if is_xml(&head[..count]) { read_xml(contenu, done, send) } else { read_tableau(contenu, mapping, communes, done, send) }
}

fn read_xml(contenu: Box<dyn Source>, done: &AtomicU64, send: &mpsc::Sender<Vec<LectureDemande>>) -> Result<Fin, Impossible> {
    let mut lot = Vec::with_capacity(LOT);
    let resume = read_extrait(BufReader::new(Comptage { contenu, done }), |lecture| {
        lot.push(lecture);
        if lot.len() < LOT {
            return ControlFlow::Continue(());
        }
        hand_over(&mut lot, send)
    })?;
    let _ = hand_over(&mut lot, send);
    Ok(Fin { nature: Nature::Xml, fichier_le: resume.fichier_le.as_deref().and_then(parse_day), anomalies: resume.anomalies })
}

fn read_tableau(
    mut contenu: Box<dyn Source>,
    mapping: Option<&str>,
    communes: BTreeMap<String, String>,
    done: &AtomicU64,
    send: &mpsc::Sender<Vec<LectureDemande>>,
) -> Result<Fin, Impossible> {
    let mut bytes = Vec::new();
    contenu.read_to_end(&mut bytes).map_err(|error| ErreurFichier::Lecture(error.to_string()))?;
    done.store(bytes.len() as u64, Ordering::Relaxed);
    let table = tableau::open(&bytes)?;
    let mut mapping = match mapping {
        Some(texte) => correspondance::read_toml(texte).map_err(|e| Impossible::Colonnes(vec![e.to_string()]))?,
        None => correspondance::propose(&table.entetes),
    };
    mapping.communes.extend(communes);
    let missing = list_manquantes(&mapping, &table.entetes);
    if !missing.is_empty() {
        return Err(Impossible::Colonnes(missing));
    }
    let mut anomalies = table.anomalies.clone();
    anomalies.extend(correspondance::check(&mapping, &table.entetes));
    let mut lot = Vec::with_capacity(LOT);
    for row in table.rows() {
        match row {
            Ok(ligne) => {
                lot.push(correspondance::apply(&mapping, &table.entetes, &ligne));
                if lot.len() >= LOT && hand_over(&mut lot, send).is_break() {
                    break;
                }
            }
            Err(anomalie) => anomalies.push(anomalie),
        }
    }
    let _ = hand_over(&mut lot, send);
    Ok(Fin { nature: Nature::Tableau, fichier_le: None, anomalies })
}

/// Breaks when nobody listens any more.
fn hand_over(lot: &mut Vec<LectureDemande>, send: &mpsc::Sender<Vec<LectureDemande>>) -> ControlFlow<()> {
    let full = std::mem::replace(lot, Vec::with_capacity(LOT));
    if send.blocking_send(full).is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
}

/// The first character that is neither a mark of encoding, a blank nor half of a wide character is `<`.
fn is_xml(head: &[u8]) -> bool {
    let mark = [0xEF, 0xBB, 0xBF, 0xFE, 0xFF, 0x00];
    head.iter().find(|b| !mark.contains(*b) && !b.is_ascii_whitespace()) == Some(&b'<')
}

/// `2026-11-13…` or `13/11/2026…`.
fn parse_day(text: &str) -> Option<Jour> {
    let head: String = text.trim().chars().take(10).collect();
    parse_iso(&head).or_else(|| {
        let mut parts = head.split('/');
        let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
        parse_iso(&format!("{year}-{month}-{day}"))
    })
}

/// Why nothing of a file can be read.
#[derive(Debug)]
enum Impossible {
    Fichier(ErreurFichier),
    /// Compulsory values that no column gives.
    Colonnes(Vec<String>),
}

impl From<ErreurFichier> for Impossible {
    fn from(error: ErreurFichier) -> Impossible {
        Impossible::Fichier(error)
    }
}

fn refuse(error: Impossible) -> Echec {
    match error {
        Impossible::Fichier(error) => {
            Refus::new("fichier_refuse", format!("Le fichier est refusé en entier : {error}."), "La base n'a pas changé.")
        }
        Impossible::Colonnes(missing) => Refus::new(
            "colonnes_manquantes",
            format!("Le fichier est refusé en entier : {}.", missing.join(" ; ")),
            "Dites à quoi correspond chaque colonne (Nouvelle correspondance), puis envoyez le fichier de nouveau.",
        ),
    }
    .champ("fichier")
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xml_is_known_by_its_first_character() {
        assert!(is_xml(b"<?xml version=\"1.0\"?>"));
        assert!(is_xml("\u{feff}\n  <interfaceNuu>".as_bytes()));
        assert!(is_xml(&[0xFF, 0xFE, b'<', 0, b'?', 0]));
        assert!(!is_xml(b"numero_unique;nom"));
        assert!(!is_xml(b"PK\x03\x04"));
        assert!(!is_xml(b""));
    }

    #[test]
    fn the_day_of_a_header_is_read_in_both_forms() {
        assert_eq!(parse_day("2026-11-13T08:00:00"), parse_iso("2026-11-13"));
        assert_eq!(parse_day("13/11/2026 08:00"), parse_iso("2026-11-13"));
        assert_eq!(parse_day("hier"), None);
    }
}
