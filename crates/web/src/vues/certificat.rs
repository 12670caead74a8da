//! `/exploitation/certificats/{id}`: that a demande was forgotten, on one sheet.

use askama::Template;

use super::cadre::{Cadre, Ton};
use super::composants::{Etiquette, Ligne};

/// `GET /exploitation/certificats/{id}`.
#[derive(Template)]
#[template(path = "certificat.html")]
pub struct VueCertificat {
    pub cadre: Cadre,
    pub conforme: Etiquette,
    pub faits: Vec<Ligne>,
    /// Table, rows removed.
    pub objets: Vec<(String, String)>,
    pub total: String,
    /// SHA-256 of what the certificate says.
    pub empreinte: String,
}

impl VueCertificat {
    pub fn exemple() -> VueCertificat {
        VueCertificat {
            cadre: Cadre::exemple("Certificat d’effacement", "/exploitation/certificats/019a-p1"),
            conforme: Etiquette::new("Empreinte conforme", Ton::Bon),
            faits: vec![
                Ligne::new("Demande effacée", "019a8c1e-5d2f-7a40-9d1b-0c7b2f6f1a11"),
                Ligne::new("Radiée le", "15/11/2025"),
                Ligne::new("Effacée le", "16/11/2026 à 0 h 01"),
                Ligne::new("Effacée par", "Carbet, de lui-même"),
            ],
            objets: vec![
                ("Demande".into(), "1".into()),
                ("Versions du dossier".into(), "9".into()),
                ("Personnes".into(), "4".into()),
            ],
            total: "14".into(),
            empreinte: "9f2c41d0a7e35b8c9f2c41d0a7e35b8c9f2c41d0a7e35b8c9f2c41d0a7e35b8c".into(),
        }
    }
}
