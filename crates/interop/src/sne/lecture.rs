//! Streaming reader of an extract: one demande in memory at a time.

use std::collections::HashSet;
use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;

use droit::demande::Demande;
use droit::numero_unique::NumeroUnique;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::ESPACE;
use super::arbre::Noeud;
use super::champs::find_champ;
use super::controle::{Constats, check_demande, find_defaut};
use super::demande::build_demande;
use crate::anomalie::{Anomalie, ErreurFichier, Gravite, truncate_valeur};
use crate::encodage::LecteurUtf8;

/// Deepest element accepted.
const PROFONDEUR_MAX: usize = 32;
/// Elements in one demande.
const ELEMENTS_MAX: u64 = 50_000;
/// Bytes of one tag, text or comment.
const MORCEAU_MAX: u64 = 1 << 20;
/// Bytes of one demande.
const DEMANDE_MAX: u64 = 8 << 20;
const ATTRIBUTS_MAX: u64 = 32;

/// One demande of the file.
#[derive(Clone, Debug)]
pub struct LectureDemande {
    /// Rank in the file, from 1.
    pub position: u64,
    /// Line of its first element, from 1.
    pub ligne: u64,
    /// `CRE`, `MOD`, `RAD`, `REN`…; `None` when the header does not say.
    pub type_fichier: Option<String>,
    /// As read, even malformed.
    pub numero_unique: Option<String>,
    /// `None` when rejected: an anomaly of gravity `Rejet` says why.
    pub demande: Option<Demande>,
    pub anomalies: Vec<Anomalie>,
}

/// What was read, once the file is at its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResumeExtrait {
    pub version: String,
    /// Of the last header.
    pub type_fichier: Option<String>,
    /// As read: date and hour of the extract.
    pub fichier_le: Option<String>,
    pub encodage: String,
    pub demandes: u64,
    pub rejetees: u64,
    /// True when the sink asked to stop before the end.
    pub interrompu: bool,
    /// About the header; those of a demande came with it.
    pub anomalies: Vec<Anomalie>,
}

/// Reads an extract and hands each demande to `sink` as it comes. On `Err` the file is broken and what
/// was handed out is the caller's to roll back.
pub fn read_extrait(
    source: impl BufRead,
    mut sink: impl FnMut(LectureDemande) -> ControlFlow<()>,
) -> Result<ResumeExtrait, ErreurFichier> {
    let decoded = LecteurUtf8::for_xml(source)?;
    let mut resume = ResumeExtrait { encodage: decoded.encodage().to_owned(), ..ResumeExtrait::default() };
    let mut lecteur = Lecteur::new(decoded, resume.encodage.clone());
    lecteur.read_racine(&mut resume)?;
    let mut seen: HashSet<NumeroUnique> = HashSet::new();
    while let Some(node) = lecteur.read_child()? {
        match node.nom.as_str() {
            "entete" => read_entete(&node, &mut resume),
            "demande" => {
                resume.demandes += 1;
                let lecture = read_demande(&node, &resume, &mut seen);
                resume.rejetees += u64::from(lecture.demande.is_none());
                if sink(lecture).is_break() {
                    resume.interrompu = true;
                    return Ok(resume);
                }
            }
            _ => {
                let mut constats = Constats::default();
                constats.push(
                    node.ligne,
                    &node.nom,
                    node.valeur(),
                    Gravite::Signalee,
                    "cet élément n'existe pas à cet endroit du contrat",
                    "Il n'est pas importé ; vérifiez l'origine du fichier.",
                );
                resume.anomalies.append(&mut constats.anomalies);
            }
        }
    }
    lecteur.read_end()?;
    Ok(resume)
}

fn read_entete(node: &Noeud, resume: &mut ResumeExtrait) {
    resume.type_fichier = node.text("typeFichier").map(str::to_owned);
    resume.fichier_le = node.text("dateFichier").map(str::to_owned);
    let mut constats = Constats::default();
    for (nom, obligation) in [("typeFichier", "le type du fichier"), ("dateFichier", "la date du fichier")] {
        let chemin = format!("entete/{nom}");
        match node.text(nom) {
            None => constats.push(
                node.ligne,
                &chemin,
                "",
                Gravite::Signalee,
                format!("{obligation} manque dans l'en-tête"),
                "L'extrait est lu ; signalez-le à l'éditeur du logiciel qui l'a produit.",
            ),
            Some(valeur) => {
                let inconnu =
                    nom == "typeFichier" && !["CRE", "CRS", "MOD", "RAD", "REN", "SUP", "DIS", "RET", "COP"].contains(&valeur);
                let defaut = find_champ(&chemin)
                    .and_then(|c| find_defaut(c, valeur))
                    .or_else(|| inconnu.then(|| "ce type de fichier n'est pas dans la liste du contrat".to_owned()));
                if let Some(raison) = defaut {
                    constats.push(
                        node.ligne,
                        &chemin,
                        valeur,
                        Gravite::Signalee,
                        raison,
                        "L'extrait est lu ; vérifiez son origine.",
                    );
                }
            }
        }
    }
    resume.anomalies.append(&mut constats.anomalies);
}

fn read_demande(node: &Noeud, resume: &ResumeExtrait, seen: &mut HashSet<NumeroUnique>) -> LectureDemande {
    let numero_unique = node.text("demandeLogement/numUnique").map(truncate_valeur);
    let mut constats = Constats { numero_unique: numero_unique.clone(), anomalies: Vec::new() };
    check_demande(node, &mut constats);
    let demande = build_demande(node, &mut constats);
    if let Some(numero) = demande.as_ref().and_then(Demande::numero_unique)
        && !seen.insert(numero)
    {
        constats.push(
            node.ligne,
            "demandeLogement/numUnique",
            numero.as_str(),
            Gravite::Signalee,
            "ce numéro unique figure déjà plus haut dans le fichier",
            "La dernière des deux lectures l'emporte ; vérifiez dans le SNE laquelle est à jour.",
        );
    }
    LectureDemande {
        position: resume.demandes,
        ligne: node.ligne,
        type_fichier: resume.type_fichier.clone(),
        numero_unique,
        demande,
        anomalies: constats.anomalies,
    }
}

/// Counts lines and bounds the size of what is read since the last `mark`.
struct Compteur<R> {
    inner: R,
    ligne: u64,
    read: u64,
    allowed: u64,
}

const TROP_LONG: &str = "morceau trop long";

impl<R: BufRead> Read for Compteur<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Compteur<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.read > self.allowed {
            return Err(io::Error::other(TROP_LONG));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        if let Ok(buffer) = self.inner.fill_buf() {
            let taken = &buffer[..amount.min(buffer.len())];
            self.ligne += taken.iter().filter(|b| **b == b'\n').count() as u64;
        }
        self.read += amount as u64;
        self.inner.consume(amount);
    }
}

struct Lecteur<R> {
    reader: Reader<Compteur<R>>,
    buffer: Vec<u8>,
    encodage: String,
    racine_vide: bool,
    racine_fermee: bool,
}

impl<R: BufRead> Lecteur<R> {
    fn new(source: R, encodage: String) -> Lecteur<R> {
        let reader = Reader::from_reader(Compteur { inner: source, ligne: 1, read: 0, allowed: MORCEAU_MAX });
        Lecteur { reader, buffer: Vec::new(), encodage, racine_vide: false, racine_fermee: false }
    }

    fn ligne(&self) -> u64 {
        self.reader.get_ref().ligne
    }

    /// Next event, with what no extract may hold refused.
    fn next(&mut self) -> Result<Event<'static>, ErreurFichier> {
        self.buffer.clear();
        let source = self.reader.get_mut();
        source.allowed = source.read + MORCEAU_MAX;
        let event = self.reader.read_event_into(&mut self.buffer).map(Event::into_owned);
        let ligne = self.ligne();
        match event {
            Ok(Event::DocType(_)) => Err(ErreurFichier::Entite { ligne, nom: "DOCTYPE".into() }),
            Ok(event) => Ok(event),
            Err(quick_xml::Error::Io(error)) if error.kind() == io::ErrorKind::InvalidData => {
                Err(ErreurFichier::Encodage { ligne, encodage: self.encodage.clone() })
            }
            Err(quick_xml::Error::Io(error)) if error.to_string() == TROP_LONG => {
                Err(ErreurFichier::Limite { ligne, quoi: "un élément ou un texte", limite: MORCEAU_MAX })
            }
            Err(quick_xml::Error::Io(error)) => Err(ErreurFichier::Lecture(error.to_string())),
            Err(quick_xml::Error::Syntax(_)) if self.is_at_end() => {
                Err(ErreurFichier::Tronque { ligne, element: "la dernière balise".into() })
            }
            Err(error) => Err(ErreurFichier::Xml { ligne, detail: truncate_valeur(&error.to_string()) }),
        }
    }

    fn is_at_end(&mut self) -> bool {
        let source = self.reader.get_mut();
        source.allowed = u64::MAX;
        source.fill_buf().is_ok_and(<[u8]>::is_empty)
    }

    fn read_racine(&mut self, resume: &mut ResumeExtrait) -> Result<(), ErreurFichier> {
        let (start, empty) = loop {
            match self.next()? {
                Event::Start(start) => break (start, false),
                Event::Empty(start) => break (start, true),
                Event::Text(text) if !text.trim().is_empty() => {
                    return Err(ErreurFichier::Xml { ligne: self.ligne(), detail: "du texte précède la racine".into() });
                }
                Event::Eof => return Err(ErreurFichier::Vide),
                _ => {}
            }
        };
        let attributs = self.read_attributs(&start)?;
        let prefixe = start.name().prefix().map(|p| p.as_ref().to_owned());
        let declaration = prefixe.map_or_else(|| "xmlns".to_owned(), |p| format!("xmlns:{p}"));
        let espace = attributs.iter().find(|(nom, _)| *nom == declaration).map(|(_, v)| v.clone()).unwrap_or_default();
        if start.local_name().as_ref() != "interfaceNuu" || espace != ESPACE {
            return Err(ErreurFichier::Racine {
                racine: truncate_valeur(start.local_name().as_ref()),
                espace: truncate_valeur(&espace),
            });
        }
        let version = attributs.into_iter().find(|(nom, _)| nom == "versionInterface").map(|(_, v)| v).unwrap_or_default();
        if !matches!(version.as_str(), "02.00" | "02.01") {
            return Err(ErreurFichier::Version(truncate_valeur(&version)));
        }
        resume.version = version;
        self.racine_vide = empty;
        Ok(())
    }

    /// Attributes with their full name, entities resolved among the five of XML.
    fn read_attributs(&self, start: &BytesStart<'_>) -> Result<Vec<(String, String)>, ErreurFichier> {
        let ligne = self.ligne();
        let mut out = Vec::new();
        for attribut in start.attributes() {
            let attribut = attribut.map_err(|e| ErreurFichier::Xml { ligne, detail: truncate_valeur(&e.to_string()) })?;
            let valeur = quick_xml::escape::unescape(&attribut.value)
                .map_err(|_| ErreurFichier::Entite { ligne, nom: truncate_valeur(&attribut.value) })?;
            out.push((attribut.key.as_ref().to_owned(), valeur.into_owned()));
            if out.len() as u64 > ATTRIBUTS_MAX {
                return Err(ErreurFichier::Limite { ligne, quoi: "le nombre d'attributs d'un élément", limite: ATTRIBUTS_MAX });
            }
        }
        Ok(out)
    }

    fn open(&self, start: &BytesStart<'_>) -> Result<Noeud, ErreurFichier> {
        let attributs = self.read_attributs(start)?.into_iter().filter(|(nom, _)| nom != "xmlns" && !nom.starts_with("xmlns:"));
        Ok(Noeud {
            nom: start.local_name().as_ref().to_owned(),
            ligne: self.ligne(),
            attributs: attributs.map(|(nom, v)| (nom.rsplit(':').next().unwrap_or("").to_owned(), v)).collect(),
            ..Noeud::default()
        })
    }

    /// Next child of the root as a tree; `None` at the end of the root.
    fn read_child(&mut self) -> Result<Option<Noeud>, ErreurFichier> {
        if self.racine_vide || self.racine_fermee {
            return Ok(None);
        }
        let mut stack: Vec<Noeud> = Vec::new();
        let begin = self.reader.get_ref().read;
        let mut elements = 0;
        loop {
            let event = self.next()?;
            let ligne = self.ligne();
            let done = match event {
                Event::Start(start) => {
                    elements += 1;
                    stack.push(self.open(&start)?);
                    None
                }
                Event::Empty(start) => {
                    elements += 1;
                    Some(self.open(&start)?)
                }
                Event::End(_) => match stack.pop() {
                    Some(node) => Some(node),
                    None => {
                        self.racine_fermee = true;
                        return Ok(None);
                    }
                },
                Event::Text(text) => {
                    if let Some(node) = stack.last_mut() {
                        node.texte.push_str(&text.xml10_content());
                    }
                    None
                }
                Event::CData(text) => {
                    if let Some(node) = stack.last_mut() {
                        node.texte.push_str(&text);
                    }
                    None
                }
                Event::GeneralRef(reference) => {
                    let character = match &*reference {
                        "amp" => Some('&'),
                        "lt" => Some('<'),
                        "gt" => Some('>'),
                        "quot" => Some('"'),
                        "apos" => Some('\''),
                        _ => reference.resolve_char_ref().ok().flatten(),
                    };
                    let Some(character) = character else {
                        return Err(ErreurFichier::Entite { ligne, nom: truncate_valeur(&reference) });
                    };
                    if let Some(node) = stack.last_mut() {
                        node.texte.push(character);
                    }
                    None
                }
                Event::Eof => {
                    return Err(ErreurFichier::Tronque {
                        ligne,
                        element: format!(
                            "l'élément « {} »",
                            stack.last().map_or_else(|| "interfaceNuu".into(), |n| truncate_valeur(&n.nom))
                        ),
                    });
                }
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => None,
            };
            if stack.len() > PROFONDEUR_MAX {
                return Err(ErreurFichier::Limite { ligne, quoi: "la profondeur des éléments", limite: PROFONDEUR_MAX as u64 });
            }
            if elements > ELEMENTS_MAX {
                return Err(ErreurFichier::Limite { ligne, quoi: "le nombre d'éléments d'une demande", limite: ELEMENTS_MAX });
            }
            if self.reader.get_ref().read - begin > DEMANDE_MAX {
                return Err(ErreurFichier::Limite { ligne, quoi: "la taille d'une demande", limite: DEMANDE_MAX });
            }
            if let Some(node) = done {
                match stack.last_mut() {
                    Some(parent) => parent.enfants.push(node),
                    None => return Ok(Some(node)),
                }
            }
        }
    }

    /// After the root: only blanks and comments.
    fn read_end(&mut self) -> Result<(), ErreurFichier> {
        loop {
            match self.next()? {
                Event::Eof => return Ok(()),
                Event::Start(_) | Event::Empty(_) | Event::CData(_) => {
                    return Err(ErreurFichier::Xml { ligne: self.ligne(), detail: "un second document suit le premier".into() });
                }
                _ => {}
            }
        }
    }
}
