//! `/vacances`: homes to let, and where each stands.

use askama::Template;

use super::cadre::{Cadre, Ton};
use super::composants::{Choix, Colonne, Etiquette, Pagination};

/// `GET /vacances?etape=&demande=&q=&commune=&tri=&page=`.
#[derive(Template)]
#[template(path = "vacances.html")]
pub struct VueVacances {
    pub cadre: Cadre,
    pub resume: String,
    pub peut_declarer: bool,
    pub peut_voir_delais: bool,
    /// Asked for one household: its name or landmark.
    pub pour_menage: Option<String>,
    /// Addresses of the lists: running, let, withdrawn; the one shown is chosen.
    pub onglets: Vec<Choix>,
    /// What was searched, and what the form carries on.
    pub q: String,
    pub etape: String,
    pub demande: String,
    pub tri: String,
    pub communes: Vec<Choix>,
    /// Some filter is set: offers to clear it.
    pub filtree: bool,
    /// Seven columns: logement, libre le, réservataire, étape, échéance, admissibles, loyer.
    pub colonnes: Vec<Colonne>,
    /// Why nothing is listed, and what to do next.
    pub vide: (String, String),
    pub lignes: Vec<LigneVacance>,
    pub pagination: Pagination,
}

pub struct LigneVacance {
    pub id: String,
    pub logement: String,
    pub adresse: String,
    pub libre_le: String,
    /// Days vacant, in words.
    pub duree: String,
    pub reservataire: String,
    pub bailleur: String,
    pub etape: Etiquette,
    pub etape_detail: String,
    pub echeance: Etiquette,
    pub admissibles: String,
    pub loyer: String,
}

impl VueVacances {
    pub fn exemple() -> VueVacances {
        let ligne = |id: &str,
                     logement: &str,
                     adresse: &str,
                     libre: &str,
                     duree: &str,
                     reservataire: &str,
                     etape: Etiquette,
                     detail: &str,
                     echeance: Etiquette,
                     admissibles: &str,
                     loyer: &str| LigneVacance {
            id: id.into(),
            logement: logement.into(),
            adresse: adresse.into(),
            libre_le: libre.into(),
            duree: duree.into(),
            reservataire: reservataire.into(),
            bailleur: "SIGUY".into(),
            etape,
            etape_detail: detail.into(),
            echeance,
            admissibles: admissibles.into(),
            loyer: loyer.into(),
        };
        VueVacances {
            cadre: Cadre::exemple("Vacances", "/vacances"),
            resume: "4 logements à attribuer, le plus ancien vacant depuis 46 jours.".into(),
            peut_declarer: true,
            peut_voir_delais: true,
            pour_menage: None,
            onglets: Choix::list(
                &[("/vacances", "En cours"), ("/vacances?etape=louee", "Louées"), ("/vacances?etape=retiree", "Retirées")],
                "/vacances",
            ),
            q: String::new(),
            etape: String::new(),
            demande: String::new(),
            tri: "libre".into(),
            communes: Choix::list(&[("", "Toutes"), ("97302", "Cayenne")], ""),
            filtree: false,
            colonnes: vec![
                Colonne::triable("Logement", "/vacances?tri=logement", "none"),
                Colonne::triable("Libre le", "/vacances?tri=-libre", "ascending"),
                Colonne::triable("Réservataire", "/vacances?tri=reservataire", "none"),
                Colonne::fixe("Étape"),
                Colonne::triable("Échéance", "/vacances?tri=echeance", "none"),
                Colonne::triable("Admissibles", "/vacances?tri=admissibles", "none").en_nombre(),
                Colonne::triable("Loyer et charges", "/vacances?tri=loyer", "none").en_nombre(),
            ],
            vide: ("Aucune vacance en cours".into(), "Déclarez un logement libre ou bientôt libre.".into()),
            lignes: vec![
                ligne(
                    "019a-v9",
                    "T2 Carapa",
                    "22 route de Montjoly, Remire-Montjoly",
                    "01/10/2026",
                    "46 jours",
                    "CTG",
                    Etiquette::new("Offre envoyée", Ton::Info),
                    "rang 1 notifié",
                    Etiquette::new("Jeudi 19/11", Ton::Grave),
                    "38",
                    "421,20 €",
                ),
                ligne(
                    "019a-v8",
                    "T4 Les Awaras",
                    "3 rue des Awaras, Cayenne",
                    "15/11/2026",
                    "1 jour",
                    "Cayenne",
                    Etiquette::new("Liste à compléter", Ton::Attention),
                    "2 candidats",
                    Etiquette::new("17/11", Ton::Attention),
                    "61",
                    "640,80 €",
                ),
                ligne(
                    "019a-v7",
                    "T3 Les Balourous",
                    "14 allée des Balourous, Matoury",
                    "01/12/2026",
                    "dans 15 jours",
                    "État, prioritaires",
                    Etiquette::new("Candidats proposés", Ton::Bon),
                    "3 candidats",
                    Etiquette::new("04/12", Ton::Neutre),
                    "143",
                    "494,80 €",
                ),
            ],
            pagination: Pagination {
                page: 1,
                pages: 1,
                modele: "/vacances?page=".into(),
                resume: "3 vacances".into(),
                tailles: Vec::new(),
            },
        }
    }

    pub fn exemple_vide() -> VueVacances {
        VueVacances { lignes: Vec::new(), ..VueVacances::exemple() }
    }
}
