//! A file to send to the browser, and the workbooks that become one.

use documents::classeur::{Cellule, Classeur, Colonne, Feuille, Genre, Note, render_classeur};
use droit::jour::{Jour, format_fr};
use droit::montant::Centimes;

use crate::carbet::Carbet;
use crate::issue::{Echec, Refus};

/// A file to send.
#[derive(Clone, Debug)]
pub struct Fichier {
    pub nom: String,
    pub octets: Vec<u8>,
}

/// Writes the sheets of a list, with what the reader must know of them, under the name and the day.
pub(crate) fn write_liste(
    carbet: &Carbet,
    nom: &str,
    titre: &str,
    feuilles: Vec<Feuille>,
    mut notes: Vec<Note>,
) -> Result<Fichier, Echec> {
    let jour = carbet.aujourd_hui();
    notes.push(note("Édité le", format_fr(jour)));
    if let Some(au) = carbet.fraicheur_sne().au {
        notes.push(note("Données du SNE", format!("Dernier extrait du {}.", format_fr(au))));
    }
    if carbet.demo {
        notes.push(note("Démonstration", "Données fictives : aucun ménage de ce fichier n’existe."));
    }
    let classeur = Classeur {
        titre: titre.to_owned(),
        auteur: carbet.regles().territoire.epci.nom.clone(),
        feuilles,
        notes,
        edite_le: jour,
    };
    let octets = render_classeur(&classeur).map_err(|erreur| {
        Refus::new(
            "classeur_impossible",
            format!("Le tableur n’a pas pu être écrit : {erreur}."),
            "Réduisez la liste par un filtre, puis recommencez.",
        )
    })?;
    Ok(Fichier { nom: format!("{nom}-{jour}.xlsx"), octets })
}

pub(crate) fn note(libelle: &str, texte: impl Into<String>) -> Note {
    Note { libelle: libelle.to_owned(), texte: texte.into() }
}

pub(crate) fn colonne(titre: &str, genre: Genre, largeur: u16) -> Colonne {
    Colonne { titre: titre.to_owned(), genre, largeur }
}

/// A text; an empty one is unknown.
pub(crate) fn texte(value: impl Into<String>) -> Cellule {
    let value = value.into();
    if value.is_empty() { Cellule::Inconnu } else { Cellule::Texte(value) }
}

pub(crate) fn texte_ou_inconnu(value: Option<String>) -> Cellule {
    value.map_or(Cellule::Inconnu, texte)
}

pub(crate) fn entier(value: impl Into<i64>) -> Cellule {
    Cellule::Entier(value.into())
}

pub(crate) fn date(value: Option<Jour>) -> Cellule {
    value.map_or(Cellule::Inconnu, Cellule::Date)
}

pub(crate) fn montant(value: Option<Centimes>) -> Cellule {
    value.map_or(Cellule::Inconnu, Cellule::Montant)
}

pub(crate) fn oui_non(value: bool) -> Cellule {
    texte(if value { "oui" } else { "non" })
}
