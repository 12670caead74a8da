//! `/logements/{id}`: the card of a home.

use askama::Template;

use super::cadre::{Cadre, Ton};
use super::composants::{Etiquette, Evenement, Ligne};

/// `GET /logements/{id}`.
#[derive(Template)]
#[template(path = "logement.html")]
pub struct VueLogement {
    pub cadre: Cadre,
    pub id: String,
    pub adresse: String,
    pub etiquettes: Vec<Etiquette>,
    pub description: Vec<Ligne>,
    pub loyer: Vec<Ligne>,
    /// Open vacancy that the caller may see.
    pub vacance: Option<String>,
    pub peut_declarer: bool,
    /// Vacancies and leases, latest first; nobody is named.
    pub histoire: Vec<Evenement>,
}

impl VueLogement {
    pub fn exemple() -> VueLogement {
        VueLogement {
            cadre: Cadre::exemple("T3 Les Balourous", "/logements"),
            id: "l2".into(),
            adresse: "14 allée des Balourous, Matoury".into(),
            etiquettes: vec![
                Etiquette::new("LLS", Ton::Neutre),
                Etiquette::new("Hors QPV", Ton::Info),
                Etiquette::new("Vacant", Ton::Attention),
            ],
            description: vec![
                Ligne::new("Bailleur", "SIGUY"),
                Ligne::new("Surface", "66 m²"),
                Ligne::new("Étage", "2e, sans ascenseur"),
                Ligne::manquante("Adapté"),
            ],
            loyer: vec![Ligne::new("Loyer principal", "412,30 €"), Ligne::new("Charges", "64,50 €")],
            vacance: Some("019a-v7".into()),
            peut_declarer: false,
            histoire: vec![
                Evenement::new(
                    "16/11/2026",
                    "2026-11-16",
                    "Vacance déclarée",
                    "Orientée vers l’État, publics prioritaires",
                    Ton::Info,
                ),
                Evenement::new("02/03/2019", "2019-03-02", "Bail signé", "", Ton::Bon),
            ],
        }
    }
}
