//! `/relances`: what waits for somebody, with what to do about it.

use askama::Template;

use super::cadre::{Cadre, Ton};
use super::composants::{Choix, Colonne, Etiquette};

/// `GET /relances?groupe=&bailleur=&tri=`.
#[derive(Template)]
#[template(path = "relances.html")]
pub struct VueRelances {
    pub cadre: Cadre,
    /// One sentence: how many wait for what.
    pub resume: String,
    /// Groups with their counts, as links.
    pub groupes: Vec<GroupeVue>,
    /// Code of the group shown; empty for all.
    pub groupe: String,
    pub bailleurs: Vec<Choix>,
    /// Code of the bailleur shown; empty for all.
    pub bailleur: String,
    pub tri: String,
    pub colonnes: Vec<Colonne>,
    pub lignes: Vec<LigneRelanceVue>,
    /// How the days are counted.
    pub convention: String,
    pub peut_appeler: bool,
    pub issues: Vec<Choix>,
    /// Day of today, ISO: the default of a call.
    pub aujourd_hui: String,
    /// Address of the same board with the same choices.
    pub ici: String,
}

pub struct GroupeVue {
    pub libelle: String,
    pub nombre: usize,
    pub adresse: String,
    pub actif: bool,
}

pub struct LigneRelanceVue {
    /// Makes the ids of the row's fields.
    pub numero: usize,
    pub groupe: Etiquette,
    /// Empty when the home alone waits.
    pub demande: String,
    pub menage: String,
    pub numero_unique: String,
    pub telephone: String,
    pub logement: String,
    pub bailleur: String,
    pub raison: String,
    pub depuis: String,
    /// The day that matters, with its nature.
    pub echeance: Option<Etiquette>,
    pub echeance_nature: String,
    pub dernier_appel: String,
    /// Words and address of what to do next.
    pub suite: Option<(String, String)>,
}

impl VueRelances {
    pub fn exemple() -> VueRelances {
        let ligne = |numero: usize, groupe: Etiquette, menage: &str, raison: &str, echeance: Option<Etiquette>| LigneRelanceVue {
            numero,
            groupe,
            demande: if menage.is_empty() { String::new() } else { format!("019a-d{numero}") },
            menage: menage.into(),
            numero_unique: if menage.is_empty() { String::new() } else { "973020909500128833".into() },
            telephone: if menage.is_empty() { String::new() } else { "0694 00 00 12".into() },
            logement: "T3 Les Balourous".into(),
            bailleur: "SIGUY".into(),
            raison: raison.into(),
            depuis: "05/11/2026".into(),
            echeance_nature: if echeance.is_some() { "délai de la loi".into() } else { String::new() },
            echeance,
            dernier_appel: if numero == 1 { "Appelé le 12/11/2026 : message laissé".into() } else { String::new() },
            suite: Some(("Ouvrir l’offre".into(), "/offres/019a-o1".into())),
        };
        let groupe = |libelle: &str, nombre: usize, actif: bool| GroupeVue {
            libelle: libelle.into(),
            nombre,
            adresse: "/relances?groupe=sans_reponse".into(),
            actif,
        };
        VueRelances {
            cadre: Cadre::exemple("Relances", "/relances"),
            resume: "Trois lignes attendent, dont une au délai dépassé.".into(),
            groupes: vec![
                groupe("Tout", 3, true),
                groupe("Offres sans réponse", 1, false),
                groupe("Pièces manquantes", 1, false),
                groupe("Tours épuisés", 1, false),
            ],
            groupe: String::new(),
            bailleurs: Choix::list(&[("", "Tous"), ("siguy", "SIGUY"), ("simko", "SIMKO")], ""),
            bailleur: String::new(),
            tri: String::new(),
            colonnes: vec![
                Colonne::triable("Ménage", "/relances?tri=menage", "none"),
                Colonne::fixe("Ce qui attend"),
                Colonne::triable("Depuis", "/relances?tri=depuis", "none"),
                Colonne::triable("Prochain jour", "/relances", "ascending"),
                Colonne::fixe("Faire"),
            ],
            lignes: vec![
                ligne(
                    1,
                    Etiquette::new("Offres sans réponse", Ton::Grave),
                    "Maturin Roselyne",
                    "Délai de réponse expiré le 12/11/2026 : le silence est à constater.",
                    Some(Etiquette::new("12/11/2026, dépassé", Ton::Grave)),
                ),
                ligne(
                    2,
                    Etiquette::new("Pièces manquantes", Ton::Attention),
                    "Joseph Marie-Rose",
                    "Justificatif de ressources : attendu jusqu’au 20/11/2026 inclus.",
                    Some(Etiquette::new("20/11/2026", Ton::Attention)),
                ),
                ligne(
                    3,
                    Etiquette::new("Tours épuisés", Ton::Attention),
                    "",
                    "Les 3 rangs attribués n’ont pas abouti : la désignation est à reprendre.",
                    None,
                ),
            ],
            convention: "« Sans nouvelle » compte à partir de 10 jours, usage local à confirmer.".into(),
            peut_appeler: true,
            issues: Choix::list(&[("", "Choisir"), ("joint", "Joint"), ("absent", "Pas de réponse")], ""),
            aujourd_hui: "2026-11-16".into(),
            ici: "/relances".into(),
        }
    }

    pub fn exemple_vide() -> VueRelances {
        VueRelances { lignes: Vec::new(), resume: "Rien n’attend de relance.".into(), ..VueRelances::exemple() }
    }
}
