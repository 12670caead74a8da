//! What the CIA announces, without inventing what it does not describe (C18): `plan_actions.toml`,
//! `charte_relogement.toml`, `observatoire.toml`.

use super::adoption::Adoption;
use super::lecteur::Table;
use super::lieux::check_uniques;
use super::organisations::{Organisation, check_connue};

/// An action of the CIA.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionCia {
    pub numero: u8,
    /// `None` prints "contenu à compléter".
    pub intitule: Option<String>,
    /// Codes of the organisations that lead it.
    pub pilotes: Vec<String>,
    pub partenaires: Vec<String>,
    pub etapes: Vec<EtapeAction>,
    pub adoption: Adoption,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EtapeAction {
    pub annee: u16,
    pub libelle: String,
}

/// A part of a document still being written: its value or text is absent until it is adopted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ElementAttendu {
    pub code: String,
    pub libelle: String,
    /// Group of elements (`objectif`, `procedure`, `qualification`, `precarite`).
    pub groupe: String,
    /// `None` prints "contenu à compléter".
    pub contenu: Option<String>,
}

/// The charte de relogement or the recipe of the observatory's index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentAttendu {
    pub titre: String,
    pub elements: Vec<ElementAttendu>,
    pub adoption: Adoption,
}

pub(super) fn lire_actions(racine: &Table<'_>, organisations: &[Organisation]) -> Vec<ActionCia> {
    let mut actions: Vec<ActionCia> = Vec::new();
    for t in racine.tables("action") {
        let adoption = t.adoption();
        let numero = t.entier("numero").and_then(|n| u8::try_from(n).ok());
        let (intitule, pilotes, partenaires) = (t.texte_si("intitule"), t.textes_si("pilotes"), t.textes_si("partenaires"));
        let mut etapes = Vec::new();
        for e in t.tables("etape") {
            let (annee, libelle) = (e.entier("annee").and_then(|n| u16::try_from(n).ok()), e.texte("libelle"));
            e.finir();
            if let (Some(annee), Some(libelle)) = (annee, libelle) {
                etapes.push(EtapeAction { annee, libelle });
            }
        }
        t.finir();
        for pilote in &pilotes {
            check_connue(&t, "pilotes", Some(pilote), organisations);
        }
        if let (Some(numero), Some(adoption)) = (numero, adoption) {
            if actions.iter().any(|a| a.numero == numero) {
                t.signaler("numero", format!("L'action {numero} est décrite deux fois."), "N'en garder qu'une description.");
            }
            actions.push(ActionCia { numero, intitule, pilotes, partenaires, etapes, adoption });
        }
    }
    racine.finir();
    actions
}

pub(super) fn lire_document(racine: &Table<'_>) -> Option<DocumentAttendu> {
    let (adoption, titre) = (racine.adoption(), racine.texte("titre"));
    let mut elements = Vec::new();
    for t in racine.tables("element") {
        let (code, libelle, groupe, contenu) = (t.texte("code"), t.texte("libelle"), t.texte("groupe"), t.texte_si("contenu"));
        t.finir();
        if let (Some(code), Some(libelle), Some(groupe)) = (code, libelle, groupe) {
            elements.push(ElementAttendu { code, libelle, groupe, contenu });
        }
    }
    check_uniques(racine, "element", "code", elements.iter().map(|e| e.code.as_str()));
    racine.finir();
    Some(DocumentAttendu { titre: titre?, elements, adoption: adoption? })
}
