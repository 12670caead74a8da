//! `/logements`: the stock.

use askama::Template;

use super::cadre::{Cadre, Ton};
use super::composants::{Choix, Colonne, Etiquette, Pagination};

/// `GET /logements?q=&commune=&bailleur=&typologie=&produit=&qpv=&etat=&tri=&page=`.
#[derive(Template)]
#[template(path = "logements.html")]
pub struct VueLogements {
    pub cadre: Cadre,
    pub resume: String,
    pub q: String,
    pub communes: Vec<Choix>,
    pub bailleurs: Vec<Choix>,
    pub typologies: Vec<Choix>,
    pub produits: Vec<Choix>,
    pub qpv: Vec<Choix>,
    pub etats: Vec<Choix>,
    /// Eight columns: résidence, commune, typologie, bailleur, produit, à savoir, loyer, vacance.
    /// Some filter is set: offers to clear it.
    pub filtree: bool,
    /// Order asked, which a new search keeps.
    pub tri: String,
    /// Address of the same list as a workbook.
    pub export: String,
    pub colonnes: Vec<Colonne>,
    pub lignes: Vec<LigneLogement>,
    pub pagination: Pagination,
}

pub struct LigneLogement {
    pub id: String,
    pub residence: String,
    pub adresse: String,
    pub commune: String,
    pub secteur: String,
    pub typologie: String,
    pub surface: String,
    pub bailleur: String,
    pub produit: String,
    pub etiquettes: Vec<Etiquette>,
    pub loyer: String,
    /// Identifier of the open vacancy.
    pub vacance: Option<String>,
    pub peut_declarer: bool,
}

impl VueLogements {
    pub fn exemple() -> VueLogements {
        let ligne = |id: &str,
                     residence: &str,
                     adresse: &str,
                     commune: &str,
                     typologie: &str,
                     surface: &str,
                     tag: Etiquette,
                     loyer: &str,
                     vacance: Option<&str>| LigneLogement {
            id: id.into(),
            residence: residence.into(),
            adresse: adresse.into(),
            commune: commune.into(),
            secteur: "Centre".into(),
            typologie: typologie.into(),
            surface: surface.into(),
            bailleur: "SIGUY".into(),
            produit: "LLS".into(),
            etiquettes: vec![tag],
            loyer: loyer.into(),
            vacance: vacance.map(str::to_owned),
            peut_declarer: true,
        };
        VueLogements {
            cadre: Cadre::exemple("Logements", "/logements"),
            resume: "11 957 logements dans six communes, dont 31 vacants.".into(),
            q: String::new(),
            communes: Choix::list(&[("", "Toutes"), ("97302", "Cayenne"), ("97307", "Matoury")], ""),
            bailleurs: Choix::list(&[("", "Tous"), ("siguy", "SIGUY"), ("simko", "SIMKO"), ("semsamar", "SEMSAMAR")], ""),
            typologies: Choix::list(&[("", "Toutes"), ("T2", "T2"), ("T3", "T3")], ""),
            produits: Choix::list(&[("", "Tous"), ("LLTS", "LLTS"), ("LLS", "LLS"), ("PLS", "PLS")], ""),
            qpv: Choix::list(&[("", "Partout"), ("oui", "En QPV"), ("non", "Hors QPV")], ""),
            etats: Choix::list(&[("", "Tous"), ("loue", "Loué"), ("vacant", "Vacant"), ("hors_location", "Hors location")], ""),
            filtree: false,
            tri: String::new(),
            export: "/logements.xlsx".into(),
            colonnes: vec![
                Colonne::triable("Résidence", "/logements?tri=residence", "ascending"),
                Colonne::triable("Commune", "/logements?tri=commune", "none"),
                Colonne::fixe("Typologie"),
                Colonne::fixe("Bailleur"),
                Colonne::fixe("Produit"),
                Colonne::fixe("À savoir"),
                Colonne::fixe("Loyer").en_nombre(),
                Colonne::fixe("Vacance"),
            ],
            lignes: vec![
                ligne(
                    "l1",
                    "Les Awaras",
                    "3 rue des Awaras",
                    "Cayenne",
                    "T4",
                    "84 m²",
                    Etiquette::new("En QPV", Ton::Attention),
                    "548,10 €",
                    Some("019a-v8"),
                ),
                ligne(
                    "l2",
                    "Les Balourous",
                    "14 allée des Balourous",
                    "Matoury",
                    "T3",
                    "66 m²",
                    Etiquette::new("Hors QPV", Ton::Info),
                    "412,30 €",
                    Some("019a-v7"),
                ),
                ligne(
                    "l3",
                    "Carapa",
                    "22 route de Montjoly",
                    "Remire-Montjoly",
                    "T2",
                    "51 m²",
                    Etiquette::new("Hors QPV", Ton::Info),
                    "356,00 €",
                    None,
                ),
            ],
            pagination: Pagination {
                page: 1,
                pages: 240,
                modele: "/logements?page=".into(),
                resume: "11 957 logements, de 1 à 50".into(),
                tailles: Vec::new(),
            },
        }
    }
}
