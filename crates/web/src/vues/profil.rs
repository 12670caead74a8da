//! `/profil`: my account.

use askama::Template;

use super::cadre::Cadre;
use super::composants::{Ligne, Saisie};

/// `GET /profil`; `POST /profil/mot-de-passe` (`ancien`, `nouveau`, `confirmation`).
#[derive(Template)]
#[template(path = "profil.html")]
pub struct VueProfil {
    pub cadre: Cadre,
    /// Name, role, organisation, territory, what may be seen.
    pub lignes: Vec<Ligne>,
    /// The error of the whole form stands at `ancien`.
    pub saisie: Saisie,
}

impl VueProfil {
    pub fn exemple() -> VueProfil {
        VueProfil {
            cadre: Cadre::exemple("Mon compte", "/profil"),
            lignes: vec![
                Ligne::new("Nom", "Mylène Assard"),
                Ligne::new("Identifiant", "bailleur@demo.invalid"),
                Ligne::new("Rôle", "Chargée d’attribution"),
                Ligne::new("Organisation", "SIGUY"),
                Ligne::new("Identités visibles", "Ménages désignés ou proposés sur vos logements"),
            ],
            saisie: Saisie::default(),
        }
    }
}
