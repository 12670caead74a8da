//! Writes a demande in the form of the SNE, interfaceNuu 02.01: what a desk types in the State's register
//! or hands to its software.
//!
//! Elements follow the order of the contract. What the contract cannot hold is not written and is listed.

use std::fmt::Write;

use droit::demande::Demande;
use droit::jour::Jour;

use super::ESPACE;
use super::arbre::Noeud;
use super::branche::Branche;
use super::champs::{TypeChamp, find_champ, list_enfants, strip_rangs};
use super::controle::{Constats, check_demande, is_attendu};
use super::liste::list_champs;
use crate::anomalie::{Anomalie, Gravite};

/// A document and what is to be known before it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ecriture {
    /// UTF-8, one demande.
    pub xml: String,
    /// What the schema would refuse, what was rounded, what was not written. `ligne` is always 1.
    pub anomalies: Vec<Anomalie>,
    /// How many of them, the last ones, the schema would refuse.
    pub refusees: usize,
}

/// Writes one document for one demande. `type_fichier` is a code of the contract, `CRE`, `MOD`, `REN`,
/// `RAD`; `fichier_le` and its `heure` (`hh:mm:ss`) are those of the document. The same demande gives the
/// same bytes, and reading them gives its nouns again as far as the contract holds them.
pub fn write_extrait(demande: &Demande, type_fichier: &str, fichier_le: Jour, heure: &str) -> Ecriture {
    let (racine, mut constats) = build_arbre(demande);
    let before = constats.anomalies.len();
    check_demande(&racine, &mut constats);
    let refusees = constats.anomalies.len() - before;
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(xml, "<interfaceNuu xmlns=\"{ESPACE}\" versionInterface=\"02.01\">");
    let _ = writeln!(xml, "  <entete>\n    <typeFichier>{}</typeFichier>", escape(type_fichier));
    let _ = writeln!(xml, "    <dateFichier>{fichier_le}T{}</dateFichier>\n  </entete>", escape(heure));
    write_noeud(&racine, "demande", 1, &mut xml);
    xml.push_str("</interfaceNuu>\n");
    Ecriture { xml, anomalies: constats.anomalies, refusees }
}

/// The demande as the tree that will be written, completed with what says nothing of the household, and what was left out.
pub(crate) fn build_arbre(demande: &Demande) -> (Noeud, Constats) {
    let mut constats = Constats { numero_unique: demande.numero_unique().map(|n| n.as_str().to_owned()), anomalies: Vec::new() };
    let mut arbre = Branche::default();
    arbre.entry("demandeLogement");
    if demande.dossier.menage.titulaire().is_some() {
        // A titulaire of whom nothing is known is a person all the same.
        arbre.entry("demandeLogement/personnePhysique/demandeur");
    }
    for (chemin, valeur) in list_champs(demande) {
        if is_reponse(&chemin) {
            continue;
        }
        let champ = strip_rangs(&chemin).and_then(|nu| find_champ(&format!("demande/{nu}")));
        let Some(champ) = champ.filter(|c| c.genre != TypeChamp::Groupe) else {
            constats.push(
                1,
                &chemin,
                &valeur,
                Gravite::Ignoree,
                "le contrat du SNE n'a pas de champ pour cette valeur : elle n'est pas écrite",
                "Reportez-la dans les précisions si le SNE doit la connaître.",
            );
            continue;
        };
        let written = match champ.genre {
            TypeChamp::Entier { .. } => round_euros(&valeur),
            _ => None,
        };
        if written.is_some() {
            constats.push(
                1,
                &chemin,
                &valeur,
                Gravite::Signalee,
                "le contrat du SNE n'admet que des euros entiers : les centimes ne sont pas écrits",
                "Aucune action : le montant exact reste dans la demande.",
            );
        }
        if !arbre.insert(&chemin, written.unwrap_or(valeur)) {
            constats.push(
                1,
                &chemin,
                "",
                Gravite::Ignoree,
                "cette valeur a déjà été écrite",
                "Vérifiez les valeurs de la source.",
            );
        }
    }
    let mut racine = arbre.build("demande", 1);
    complete(&mut racine, "demande");
    (racine, constats)
}

/// What the State's register answered to an earlier file is not sent back, nor its marks of change.
fn is_reponse(chemin: &str) -> bool {
    ["listeAnomalie", "listeDoublons"].iter().any(|nom| chemin.starts_with(&format!("demandeLogement/{nom}")))
        || chemin.ends_with("/@modifie")
}

/// Whole euros of an amount with cents; `None` when there is nothing to drop.
fn round_euros(valeur: &str) -> Option<String> {
    let (euros, cents) = valeur.split_once('.')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    (digits(euros.trim_start_matches('-')) && digits(cents)).then(|| euros.to_owned())
}

/// Adds what the schema wants and that says nothing of the household: groups that may be empty, the text
/// of the applicant when there is none, and that an address with a French postcode is not abroad.
fn complete(node: &mut Noeud, table: &str) {
    for champ in list_enfants(table) {
        if !is_attendu(champ, node) || node.child(champ.nom).is_some() {
            continue;
        }
        let texte = match (champ.nom, champ.genre) {
            ("precision", _) => "",
            ("etranger", _) if node.child("codePostal").is_some() => "false",
            (_, TypeChamp::Groupe) if list_enfants(champ.chemin).all(|c| !c.obligatoire) => "",
            _ => continue,
        };
        node.enfants.push(Noeud { nom: champ.nom.to_owned(), ligne: node.ligne, texte: texte.to_owned(), ..Noeud::default() });
    }
    node.enfants.sort_by_key(|n| find_champ(&format!("{table}/{}", n.nom)).map_or(usize::MAX, |c| c.rang));
    for enfant in &mut node.enfants {
        let table = format!("{table}/{}", enfant.nom);
        complete(enfant, &table);
    }
}

fn write_noeud(node: &Noeud, table: &str, depth: usize, xml: &mut String) {
    let indent = "  ".repeat(depth);
    let nom = &node.nom;
    let valeur = escape(&node.texte);
    // Writing to a string does not fail.
    let _ = match find_champ(table).map(|c| c.genre) {
        Some(TypeChamp::Code | TypeChamp::Commune) => writeln!(xml, "{indent}<{nom} code=\"{valeur}\"/>"),
        Some(genre) if genre != TypeChamp::Groupe => writeln!(xml, "{indent}<{nom}>{valeur}</{nom}>"),
        _ if node.enfants.is_empty() => writeln!(xml, "{indent}<{nom}/>"),
        _ => {
            let _ = writeln!(xml, "{indent}<{nom}>");
            for enfant in &node.enfants {
                write_noeud(enfant, &format!("{table}/{}", enfant.nom), depth + 1, xml);
            }
            writeln!(xml, "{indent}</{nom}>")
        }
    };
}

/// Escapes for text and attributes; a character that XML forbids is a space.
fn escape(texte: &str) -> String {
    let mut out = String::with_capacity(texte.len());
    for c in texte.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\r' | '\t' => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            c if c < ' ' || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
