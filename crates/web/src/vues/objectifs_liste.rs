//! `/objectifs/liste`: the leases behind a figure.

use askama::Template;

use super::cadre::{Cadre, Ton};
use super::composants::{Etiquette, Pagination};

/// `GET /objectifs/liste?annee=&objectif=a|b|c&titulaire=&part=base|numerateur|inconnus&page=`.
#[derive(Template)]
#[template(path = "objectifs_liste.html")]
pub struct VueObjectifsListe {
    pub cadre: Cadre,
    pub annee: String,
    pub resume: String,
    pub lignes: Vec<LigneBail>,
    pub pagination: Pagination,
}

/// A frozen lease: no identity.
pub struct LigneBail {
    pub signe_le: String,
    pub commune: String,
    pub qpv: String,
    pub logement: String,
    pub bailleur: String,
    pub reservataire: String,
    pub quartile: String,
    pub etiquettes: Vec<Etiquette>,
}

impl VueObjectifsListe {
    pub fn exemple() -> VueObjectifsListe {
        let bail = |jour: &str, commune: &str, qpv: &str, logement: &str, quartile: &str, tags| LigneBail {
            signe_le: jour.into(),
            commune: commune.into(),
            qpv: qpv.into(),
            logement: logement.into(),
            bailleur: "SIGUY".into(),
            reservataire: "État, prioritaires".into(),
            quartile: quartile.into(),
            etiquettes: tags,
        };
        VueObjectifsListe {
            cadre: Cadre::exemple("Baux comptés, objectif A, SIGUY", "/objectifs"),
            annee: "2026".into(),
            resume: "19 baux signés hors QPV en 2026 au profit de ménages du premier quartile ou relogés.".into(),
            lignes: vec![
                bail("12/11/2026", "Matoury", "hors QPV", "T3, LLTS", "1er", vec![Etiquette::new("Premier quartile", Ton::Bon)]),
                bail(
                    "03/11/2026",
                    "Remire-Montjoly",
                    "hors QPV",
                    "T2, LLS",
                    "2e",
                    vec![Etiquette::new("Relogé NPNRU", Ton::Info)],
                ),
                bail(
                    "21/10/2026",
                    "Cayenne",
                    "hors QPV",
                    "T4, LLTS",
                    "1er",
                    vec![Etiquette::new("Premier quartile", Ton::Bon), Etiquette::new("Prioritaire", Ton::Priorite)],
                ),
            ],
            pagination: Pagination { page: 1, pages: 1, modele: String::new(), resume: "19 baux".into(), tailles: Vec::new() },
        }
    }
}
