//! `/imports/correspondances/{code}`: which column goes where.

use askama::Template;

use super::cadre::Cadre;
use super::composants::{Choix, Saisie};

/// `GET` and `POST /imports/correspondances/{code}` (`nouvelle` for a new one): `nom`, `nature`, and for each column n
/// `titre_n`, `colonne_n` (empty: not read).
#[derive(Template)]
#[template(path = "correspondance.html")]
pub struct VueCorrespondance {
    pub cadre: Cadre,
    pub code: String,
    pub natures: Vec<Choix>,
    /// How many columns were recognised, in words.
    pub reconnues: String,
    pub colonnes: Vec<ColonneFichier>,
    /// Compulsory targets no column gives; empty when complete.
    pub manquantes: String,
    pub saisie: Saisie,
}

pub struct ColonneFichier {
    pub numero: u32,
    pub titre: String,
    /// First values, separated by commas.
    pub apercu: String,
    pub cibles: Vec<Choix>,
}

impl VueCorrespondance {
    /// Before a sample file is given.
    pub fn exemple_vide() -> VueCorrespondance {
        VueCorrespondance { colonnes: Vec::new(), manquantes: String::new(), ..VueCorrespondance::exemple() }
    }

    pub fn exemple() -> VueCorrespondance {
        let cibles = |choisie: &str| {
            Choix::list(
                &[
                    ("", "Ne pas lire"),
                    ("numero_unique", "Numéro unique"),
                    ("nom", "Nom"),
                    ("depose_le", "Date de dépôt"),
                    ("commune", "Commune souhaitée"),
                ],
                choisie,
            )
        };
        let colonne = |numero, titre: &str, apercu: &str, cible: &str| ColonneFichier {
            numero,
            titre: titre.into(),
            apercu: apercu.into(),
            cibles: cibles(cible),
        };
        VueCorrespondance {
            cadre: Cadre::exemple("Correspondance des colonnes", "/imports"),
            code: "nouvelle".into(),
            natures: Choix::list(&[("sne", "Extrait du SNE"), ("rpls", "Parc (RPLS)")], "sne"),
            reconnues: "3 colonnes reconnues sur 4".into(),
            colonnes: vec![
                colonne(1, "N° unique", "973032104512398745, 973072205611447702", "numero_unique"),
                colonne(2, "NOM USAGE", "JOSEPH, BAPTISTA", "nom"),
                colonne(3, "Date dépôt", "02/03/2021, 18/05/2022", "depose_le"),
                colonne(4, "Obs.", "", ""),
            ],
            manquantes: "Le revenu fiscal de référence : le plafond de ressources restera indéterminé.".into(),
            saisie: Saisie { valeurs: vec![("nom".into(), "SNE, application web (2026)".into())], erreurs: Vec::new() },
        }
    }
}
