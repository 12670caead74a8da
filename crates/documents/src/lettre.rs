//! A letter: who writes, to whom, about what, in sections. Its words are given by the caller or by
//! [`crate::notification`].

use droit::jour::Jour;
use serde::Serialize;

use crate::format::{JourPdf, format_jour};
use crate::moteur::{RenduImpossible, render};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lettre {
    pub emetteur: Emetteur,
    pub destinataire: Destinataire,
    /// Town where the letter is signed; empty when it is not known.
    pub lieu: String,
    pub le: Jour,
    pub references: Vec<ReferenceLettre>,
    pub objet: String,
    pub sections: Vec<SectionLettre>,
    pub politesse: String,
    pub signataire: String,
    pub qualite_signataire: String,
    pub fictif: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Emetteur {
    pub nom: String,
    /// Three lines at most.
    pub adresse: Vec<String>,
    /// Telephone and opening hours, in the footer.
    pub contact: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Destinataire {
    pub nom: String,
    pub adresse: Vec<String>,
}

/// `Numéro unique` and its value, for instance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReferenceLettre {
    pub libelle: String,
    pub valeur: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SectionLettre {
    pub titre: Option<String>,
    pub paragraphes: Vec<String>,
    /// Set apart: the one thing to remember.
    pub encadre: bool,
}

/// Several letters in one file, each numbered from its own first page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Liasse {
    /// Title of the file.
    pub titre: String,
    pub auteur: String,
    pub le: Jour,
    pub lettres: Vec<Lettre>,
    pub fictif: bool,
}

#[derive(Serialize)]
struct VueLiasse<'a> {
    titre: &'a str,
    auteur: &'a str,
    le: JourPdf,
    lettres: Vec<VueLettre<'a>>,
    fictif: bool,
}

#[derive(Serialize)]
struct VueLettre<'a> {
    emetteur: &'a Emetteur,
    destinataire: &'a Destinataire,
    lieu: &'a str,
    le_long: String,
    references: &'a [ReferenceLettre],
    objet: &'a str,
    sections: &'a [SectionLettre],
    politesse: &'a str,
    signataire: &'a str,
    qualite_signataire: &'a str,
}

/// Renders the letter as a tagged PDF whose address fits the window of an envelope.
pub fn render_lettre(lettre: &Lettre) -> Result<Vec<u8>, RenduImpossible> {
    render(
        "lettre.typ",
        &VueLiasse {
            titre: &lettre.objet,
            auteur: &lettre.emetteur.nom,
            le: lettre.le.into(),
            lettres: vec![view(lettre)],
            fictif: lettre.fictif,
        },
    )
}

/// Renders several letters as one tagged PDF, to be printed and folded at once.
pub fn render_liasse(liasse: &Liasse) -> Result<Vec<u8>, RenduImpossible> {
    render(
        "lettre.typ",
        &VueLiasse {
            titre: &liasse.titre,
            auteur: &liasse.auteur,
            le: liasse.le.into(),
            lettres: liasse.lettres.iter().map(view).collect(),
            fictif: liasse.fictif,
        },
    )
}

fn view(lettre: &Lettre) -> VueLettre<'_> {
    VueLettre {
        emetteur: &lettre.emetteur,
        destinataire: &lettre.destinataire,
        lieu: &lettre.lieu,
        le_long: format_jour(lettre.le),
        references: &lettre.references,
        objet: &lettre.objet,
        sections: &lettre.sections,
        politesse: &lettre.politesse,
        signataire: &lettre.signataire,
        qualite_signataire: &lettre.qualite_signataire,
    }
}
