//! `/demandes/{id}/pieces`: what may be asked of this household, what was received, what may be proposed to an authority.

use askama::Template;

use super::cadre::{Cadre, Ton};
use super::composants::{Choix, Etiquette, Saisie};

/// `GET /demandes/{id}/pieces`; `POST` with a file: `piece` (code, or code and person `avis_imposition/1`), `fichier`.
#[derive(Template)]
#[template(path = "pieces.html")]
pub struct VuePieces {
    pub cadre: Cadre,
    pub id: String,
    pub menage: String,
    /// How many are missing, in words.
    pub resume: String,
    pub lignes: Vec<LignePiece>,
    pub autres: Vec<PieceRecue>,
    /// Papers that the caller may not know, in words; empty when there is none.
    pub reservees: String,
    pub substituts: Vec<SubstitutVu>,
    pub publics: Vec<PublicVu>,
    pub tenir: bool,
    pub brouillon: bool,
    /// Links to the sheet the household takes home.
    pub saisir: bool,
    pub choix: Vec<Choix>,
    pub saisie: Saisie,
}

pub struct LignePiece {
    pub libelle: String,
    pub pour: String,
    pub precision: String,
    pub exigence: String,
    pub a_confirmer: bool,
    pub recues: Vec<PieceRecue>,
}

pub struct PieceRecue {
    pub id: String,
    pub libelle: String,
    pub nom: String,
    /// Size and day, in words.
    pub detail: String,
    pub etat: Etiquette,
    pub ouvrable: bool,
    pub verifiable: bool,
    pub retirable: bool,
}

pub struct SubstitutVu {
    pub libelle: String,
    pub poids: u32,
    pub validite: String,
}

pub struct PublicVu {
    pub libelle: String,
    pub article: String,
    pub preuve: String,
}

impl VuePieces {
    pub fn exemple() -> VuePieces {
        let recue = |etat: Etiquette, retirable: bool| PieceRecue {
            id: "019a8c1e-5d2f-7a40-9d1b-0c7b2f6f1a11".into(),
            libelle: "Pièce d’identité ou titre de séjour".into(),
            nom: "photo.jpg".into(),
            detail: "1,2 Mo, reçue le 16/11/2026".into(),
            etat,
            ouvrable: true,
            verifiable: retirable,
            retirable,
        };
        let ligne = |libelle: &str, recues| LignePiece {
            libelle: libelle.into(),
            pour: "Ana Baptista".into(),
            precision: "Une copie suffit.".into(),
            exigence: "Pour être enregistrée".into(),
            a_confirmer: false,
            recues,
        };
        VuePieces {
            cadre: Cadre::exemple("Pièces", "/guichet"),
            id: "019a8c1e-5d2f-7a40-9d1b-0c7b2f6f1a11".into(),
            menage: "Baptista Ana".into(),
            resume: "Il manque une pièce pour que la demande soit examinée.".into(),
            lignes: vec![
                ligne("Pièce d’identité ou titre de séjour", vec![recue(Etiquette::new("Vérifiée", Ton::Bon), false)]),
                ligne("Avis d’imposition", Vec::new()),
            ],
            autres: vec![recue(Etiquette::new("Reçue", Ton::Info), true)],
            reservees: "Une pièce réservée aux personnes habilitées.".into(),
            substituts: vec![SubstitutVu { libelle: "Bulletins de paie".into(), poids: 70, validite: "3 mois".into() }],
            publics: vec![PublicVu {
                libelle: "Dépourvue de logement, y compris hébergée par un tiers".into(),
                article: "CCH L. 441-1, k".into(),
                preuve: "Attestation de qui héberge".into(),
            }],
            tenir: true,
            brouillon: true,
            saisir: true,
            choix: Choix::list(&[("", "Choisir"), ("identite/0", "Pièce d’identité")], ""),
            saisie: Saisie::default(),
        }
    }
}
