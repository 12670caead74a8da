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
    /// A first password that must be changed.
    pub a_changer: bool,
    /// Open sessions of the account.
    pub sessions: Vec<Ligne>,
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
            a_changer: true,
            sessions: vec![
                Ligne::new("Ouverte le 16/11/2026 à 8 h 02", "Celle-ci"),
                Ligne::new("Ouverte le 13/11/2026 à 17 h 40", "Vue le 13/11/2026 à 18 h 10"),
            ],
            saisie: Saisie::default(),
        }
    }
}
