//! The directory of social homes (RPLS): the landlord's yearly file (64 positions, arrêté of 5 January 2010) and the
//! public file, one row a home.
//!
//! A file is read line by line, each line decoded by itself (UTF-8, else Windows-1252, which holds ISO-8859-1): one bad
//! line costs one home. To add a column of another year: its name in [`champs`].

// Positions of the landlord's file and columns of the public one.
mod champs;
// Code lists of the order.
pub mod codes;
// Bounded lines of any encoding.
mod lignes;
// One row into one home.
mod logement;

use std::collections::HashSet;
use std::io::BufRead;
use std::ops::ControlFlow;

use droit::demande::Typologie;
use droit::jour::Jour;
use droit::logement::{Produit, TypeReservataire};
use droit::montant::Centimes;

use crate::anomalie::{Anomalie, ErreurFichier, Gravite, truncate_valeur};
use crate::tableau;
use champs::Plan;
use codes::{ModeOccupation, MotifSortie};
use lignes::{Ligne, Lignes};

/// Rows of one file: the largest public file, a region's, has less.
pub const LOGEMENTS_MAX: u64 = 2_000_000;
/// Bytes of a workbook held in memory.
const CLASSEUR_MAX: u64 = 256 << 20;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FormatRpls {
    /// The 64 positions of a landlord's file.
    #[default]
    Declaratif,
    /// The public detail file: neither identifier, nor landlord, nor rent.
    Public,
}

impl FormatRpls {
    pub const fn libelle(self) -> &'static str {
        match self {
            FormatRpls::Declaratif => "fichier du bailleur (64 positions)",
            FormatRpls::Public => "fichier public au logement",
        }
    }
}

/// A home as a file tells it; what is not told is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogementRpls {
    /// Identifier in the directory, 10 characters; the public file has none.
    pub identifiant: Option<String>,
    /// The landlord's own.
    pub reference: Option<String>,
    /// INSEE code.
    pub commune: String,
    pub adresse: Option<String>,
    /// Name of the programme.
    pub residence: Option<String>,
    pub en_qpv: Option<bool>,
    pub individuel: bool,
    pub typologie: Option<Typologie>,
    pub surface: Option<u16>,
    pub etage: Option<i8>,
    pub annee_construction: Option<u16>,
    /// Whose ceilings apply: of the CUS when it tells, else of the first financing.
    pub produit: Option<Produit>,
    pub conventionne_le: Option<Jour>,
    pub occupation: Option<ModeOccupation>,
    /// First day of the month in which the lease under way began.
    pub bail_depuis: Option<Jour>,
    pub loyer: Option<Centimes>,
    pub loyer_annexes: Option<Centimes>,
    pub type_reservataire: Option<TypeReservataire>,
    /// Why the home has left the stock.
    pub sortie: Option<MotifSortie>,
}

/// One row of the file.
#[derive(Clone, Debug)]
pub struct LectureLogement {
    /// Line of the file, from 1.
    pub ligne: u64,
    /// As read, even malformed.
    pub identifiant: Option<String>,
    /// `None` when rejected: an anomaly of gravity `Rejet` says why.
    pub logement: Option<LogementRpls>,
    pub anomalies: Vec<Anomalie>,
}

/// What was read, once the file is at its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResumeRpls {
    pub format: FormatRpls,
    /// Of the lines that are not plain ASCII: `UTF-8`, `windows-1252`, `UTF-16LE`.
    pub encodage: String,
    pub lues: u64,
    pub rejetees: u64,
    /// True when the sink asked to stop before the end.
    pub interrompu: bool,
    /// About the file as a whole.
    pub anomalies: Vec<Anomalie>,
}

/// Reads a file and hands each home to `sink` as it comes; a workbook is held in memory, a text never is.
///
/// # Errors
/// A file that is neither of the two, or beyond the bounds. What was handed out is the caller's to roll back.
pub fn read_rpls(
    mut source: impl BufRead,
    mut sink: impl FnMut(LectureLogement) -> ControlFlow<()>,
) -> Result<ResumeRpls, ErreurFichier> {
    let head = source.fill_buf().map_err(|e| ErreurFichier::Lecture(e.to_string()))?;
    if head.starts_with(b"PK") {
        let mut octets = Vec::new();
        let mut bounded = std::io::Read::take(source, CLASSEUR_MAX + 1);
        std::io::Read::read_to_end(&mut bounded, &mut octets).map_err(|e| ErreurFichier::Lecture(e.to_string()))?;
        if octets.len() as u64 > CLASSEUR_MAX {
            return Err(ErreurFichier::Limite { ligne: 1, quoi: "la taille du classeur", limite: CLASSEUR_MAX });
        }
        return read_classeur(&octets, &mut sink);
    }
    let mut lignes = Lignes::new(source)?;
    let Some(first) = lignes.find_premiere()? else { return Err(ErreurFichier::Vide) };
    let separateur = lignes.separateur();
    let mut lecture = Lecture::open(&lignes::split(&first.texte, separateur), first.numero)?;
    let mut pending = lecture.first_is_data.then_some(first);
    loop {
        let ligne = match pending.take() {
            Some(ligne) => Ok(ligne),
            None => match lignes.next_ligne()? {
                None => break,
                Some(ligne) => ligne,
            },
        };
        let flow = match ligne {
            Ok(Ligne { texte, .. }) if texte.trim_matches([separateur, ' ', '"']).is_empty() => ControlFlow::Continue(()),
            Ok(Ligne { numero, texte }) => lecture.read(numero, &lignes::split(&texte, separateur), &mut sink)?,
            Err(anomalie) => lecture.refuse(*anomalie, &mut sink),
        };
        if flow.is_break() {
            lecture.resume.interrompu = true;
            break;
        }
    }
    lecture.resume.encodage = lignes.encodage().to_owned();
    Ok(lecture.resume)
}

fn read_classeur(octets: &[u8], sink: &mut impl FnMut(LectureLogement) -> ControlFlow<()>) -> Result<ResumeRpls, ErreurFichier> {
    let table = tableau::open(octets)?;
    let first = champs::pad(&table.entete_brut);
    let mut lecture = Lecture::open(&first, table.ligne_entete)?;
    lecture.resume.encodage.clone_from(&table.encodage);
    // Names given to columns that have none mean nothing here.
    let named = !lecture.first_is_data;
    lecture.resume.anomalies.extend(table.anomalies.iter().filter(|a| named || a.ligne != table.ligne_entete).cloned());
    let mut flow = ControlFlow::Continue(());
    if lecture.first_is_data {
        flow = lecture.read(table.ligne_entete, &first, sink)?;
    }
    for row in table.rows() {
        if flow.is_break() {
            lecture.resume.interrompu = true;
            break;
        }
        flow = match row {
            Ok(ligne) => lecture.read(ligne.numero, &champs::pad(&ligne.cellules), sink)?,
            Err(anomalie) => lecture.refuse(anomalie, sink),
        };
    }
    Ok(lecture.resume)
}

/// A file being read: where each value stands, which homes were seen.
struct Lecture {
    plan: Plan,
    first_is_data: bool,
    seen: HashSet<[u8; 10]>,
    resume: ResumeRpls,
}

impl Lecture {
    /// From the cells of the first line: names of columns, or a home.
    fn open(cellules: &[String], ligne: u64) -> Result<Lecture, ErreurFichier> {
        let (plan, first_is_data, format) = Plan::recognise(cellules).ok_or(ErreurFichier::Format(
            "un tableau qui n'est ni le fichier RPLS du bailleur, à 64 positions, ni le fichier public, aux colonnes nommées DEPCOM, NBPIECE…",
        ))?;
        let mut resume = ResumeRpls { format, ..ResumeRpls::default() };
        for nom in plan.list_absents() {
            resume.anomalies.push(Anomalie {
                ligne,
                numero_unique: None,
                champ: nom.to_owned(),
                valeur: String::new(),
                gravite: Gravite::Signalee,
                raison: "cette colonne n'est pas dans le fichier".to_owned(),
                que_faire: "La valeur manquera à chaque logement ; vérifiez l'année du fichier.".to_owned(),
            });
        }
        Ok(Lecture { plan, first_is_data, seen: HashSet::new(), resume })
    }

    fn read(
        &mut self,
        ligne: u64,
        cellules: &[String],
        sink: &mut impl FnMut(LectureLogement) -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>, ErreurFichier> {
        self.resume.lues += 1;
        if self.resume.lues > LOGEMENTS_MAX {
            return Err(ErreurFichier::Limite { ligne, quoi: "le nombre de logements", limite: LOGEMENTS_MAX });
        }
        let mut lecture = logement::build(&self.plan, self.resume.format, ligne, cellules);
        let key = lecture.logement.as_ref().and_then(|l| <[u8; 10]>::try_from(l.identifiant.as_deref()?.as_bytes()).ok());
        if let Some(key) = key
            && !self.seen.insert(key)
        {
            lecture.anomalies.push(Anomalie {
                ligne,
                numero_unique: lecture.identifiant.clone(),
                champ: "identifiant RPLS".to_owned(),
                valeur: truncate_valeur(lecture.identifiant.as_deref().unwrap_or_default()),
                gravite: Gravite::Signalee,
                raison: "ce logement figure déjà plus haut dans le fichier".to_owned(),
                que_faire: "La dernière des deux lignes l'emporte ; retirez celle qui est fausse.".to_owned(),
            });
        }
        self.resume.rejetees += u64::from(lecture.logement.is_none());
        Ok(sink(lecture))
    }

    fn refuse(&mut self, anomalie: Anomalie, sink: &mut impl FnMut(LectureLogement) -> ControlFlow<()>) -> ControlFlow<()> {
        self.resume.lues += 1;
        self.resume.rejetees += 1;
        sink(LectureLogement { ligne: anomalie.ligne, identifiant: None, logement: None, anomalies: vec![anomalie] })
    }
}
