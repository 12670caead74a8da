//! `/imports`: bring a file in, and what was brought before.

use askama::Template;

use super::cadre::{Cadre, Ton};
use super::composants::{Choix, Etiquette, Saisie};

/// `GET /imports`; `POST /imports` (multipart): `fichier`, `nature`, `bailleur`, `correspondance`, `extrait_le`, then a redirect to
/// `/imports/{id}`. The field `fichier` of `saisie` carries the refusal of the whole file.
#[derive(Template)]
#[template(path = "imports.html")]
pub struct VueImports {
    pub cadre: Cadre,
    /// `sne`, `rpls`; the empty value lets Carbet recognise the content.
    pub natures: Vec<Choix>,
    /// Whose stock a file tells; empty when the account has no choice.
    pub bailleurs: Vec<Choix>,
    /// Saved mappings; the empty value lets Carbet recognise the columns. None for an account that reads no table.
    pub correspondances: Vec<Choix>,
    pub lignes: Vec<LigneImport>,
    pub saisie: Saisie,
}

pub struct LigneImport {
    pub id: String,
    pub fichier: String,
    pub nature: String,
    pub recu_le: String,
    pub par: String,
    pub lues: String,
    pub changees: String,
    pub anomalies: String,
    pub etat: Etiquette,
}

impl VueImports {
    pub fn exemple() -> VueImports {
        let ligne =
            |id: &str, fichier: &str, nature: &str, le: &str, lues: &str, changees: &str, anomalies: &str, etat| LigneImport {
                id: id.into(),
                fichier: fichier.into(),
                nature: nature.into(),
                recu_le: le.into(),
                par: "Mylène Assard".into(),
                lues: lues.into(),
                changees: changees.into(),
                anomalies: anomalies.into(),
                etat,
            };
        VueImports {
            cadre: Cadre::exemple("Imports", "/imports"),
            natures: Choix::list(
                &[("", "Reconnaître le contenu"), ("sne", "Extrait du SNE"), ("rpls", "Parc d’un bailleur (RPLS)")],
                "",
            ),
            bailleurs: Choix::list(&[("", "Choisir le bailleur"), ("siguy", "SIGUY"), ("simko", "SIMKO")], ""),
            correspondances: Choix::list(
                &[
                    ("", "Reconnaître les colonnes"),
                    ("sne_web", "SNE, application web (2026)"),
                    ("siguy", "SIGUY, vacances du matin"),
                ],
                "",
            ),
            lignes: vec![
                ligne(
                    "i3",
                    "extrait_sne_973_20261113.xml",
                    "SNE, interfaceNuu 02.01",
                    "13/11/2026 à 8 h 12",
                    "8 312",
                    "214",
                    "17",
                    Etiquette::new("Terminé", Ton::Bon),
                ),
                ligne(
                    "i2",
                    "rpls_siguy_2026.csv",
                    "Parc SIGUY au 01/01/2026",
                    "12/11/2026 à 7 h 40",
                    "9",
                    "2",
                    "1",
                    Etiquette::new("Terminé", Ton::Bon),
                ),
                ligne(
                    "i1",
                    "export.csv",
                    "SNE",
                    "06/11/2026 à 16 h 02",
                    "0",
                    "0",
                    "1",
                    Etiquette::new("Refusé en entier", Ton::Grave),
                ),
            ],
            saisie: Saisie::default(),
        }
    }
}
