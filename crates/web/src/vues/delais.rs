//! `/vacances/delais`: open vacancies by age, who is waited for, and the figures of a year.

use askama::Template;

use super::cadre::{Cadre, Ton};
use super::composants::{BarreJours, Choix, Colonne, Etiquette, GraphiqueJours, Pagination, Tuile};

/// `GET /vacances/delais?bailleur=&commune=&etape=&reservataire=&longues=&annee=&tri=&page=`.
#[derive(Template)]
#[template(path = "delais.html")]
pub struct VueDelais {
    pub cadre: Cadre,
    pub resume: String,
    pub tuiles: Vec<Tuile>,
    /// Empty when the caller sees one bailleur only.
    pub bailleurs: Vec<Choix>,
    pub communes: Vec<Choix>,
    pub etapes: Vec<Choix>,
    /// Empty when the caller is the réservataire.
    pub reservataires: Vec<Choix>,
    pub longues: bool,
    /// `Plus de 3 mois`.
    pub libelle_longues: String,
    pub annees: Vec<Choix>,
    pub tri: String,
    pub filtree: bool,
    pub tableur: String,
    pub colonnes: Vec<Colonne>,
    pub vide: (String, String),
    pub lignes: Vec<LigneDelai>,
    pub pagination: Pagination,
    pub bilan: BilanVue,
    pub convention: String,
}

pub struct LigneDelai {
    /// Empty when the page of the vacancy is out of reach.
    pub id: String,
    pub logement: String,
    pub adresse: String,
    pub jours: String,
    pub depuis: String,
    /// Over the delay of a long vacancy.
    pub alerte: Option<Etiquette>,
    pub etape: String,
    pub jours_etape: String,
    pub attendu: String,
    pub reservataire: String,
    pub bailleur: String,
    pub loyer_perdu: String,
}

pub struct BilanVue {
    pub titre: String,
    pub resume: String,
    /// No home closed in the year.
    pub vide: bool,
    pub graphique: GraphiqueJours,
    pub etapes: Vec<LigneBilan>,
    pub acteurs: Vec<LigneBilan>,
    pub note: String,
}

pub struct LigneBilan {
    pub libelle: String,
    pub acteur: String,
    pub nombre: String,
    pub mediane: String,
    pub moyenne: String,
}

impl VueDelais {
    pub fn exemple() -> VueDelais {
        let ligne = |libelle: &str, acteur: &str, nombre: &str, mediane: &str, moyenne: &str| LigneBilan {
            libelle: libelle.into(),
            acteur: acteur.into(),
            nombre: nombre.into(),
            mediane: mediane.into(),
            moyenne: moyenne.into(),
        };
        VueDelais {
            cadre: Cadre::exemple("Délais de vacance", "/vacances"),
            resume: "2 vacances en cours, 1 depuis plus de 3 mois.".into(),
            tuiles: vec![Tuile::new("1", "Plus de 3 mois", "sur 2 vacances", "/vacances/delais?longues=oui", Ton::Grave)],
            bailleurs: Choix::list(&[("", "Tous"), ("siguy", "SIGUY")], ""),
            communes: Choix::list(&[("", "Toutes"), ("97302", "Cayenne")], ""),
            etapes: Choix::list(&[("", "Toutes"), ("travaux_fin", "Travaux en cours")], ""),
            reservataires: Choix::list(&[("", "Tous"), ("ctg|collectivite", "CTG")], ""),
            longues: false,
            libelle_longues: "Plus de 3 mois".into(),
            annees: Choix::list(&[("2026", "2026"), ("2025", "2025")], "2026"),
            tri: String::new(),
            filtree: false,
            tableur: "/vacances/delais.xlsx".into(),
            colonnes: vec![
                Colonne::triable("Logement", "/vacances/delais?tri=logement", "none"),
                Colonne::triable("Vacance", "/vacances/delais?tri=-jours", "descending").en_nombre(),
                Colonne::triable("Étape en cours", "/vacances/delais?tri=etape", "none"),
                Colonne::triable("Attendu de", "/vacances/delais?tri=attendu", "none"),
                Colonne::fixe("Réservataire"),
                Colonne::triable("Loyer perdu", "/vacances/delais?tri=loyer", "none").en_nombre(),
            ],
            vide: ("Aucune vacance en cours".into(), "Déclarez un logement libre ou bientôt libre.".into()),
            lignes: vec![LigneDelai {
                id: "019a-v9".into(),
                logement: "T2 Carapa".into(),
                adresse: "22 route de Montjoly, Remire-Montjoly".into(),
                jours: "112 jours".into(),
                depuis: "depuis le 27/07/2026".into(),
                alerte: Some(Etiquette::new("Plus de 3 mois", Ton::Grave)),
                etape: "Travaux en cours".into(),
                jours_etape: "depuis 46 jours".into(),
                attendu: "SIGUY".into(),
                reservataire: "CTG".into(),
                bailleur: "SIGUY".into(),
                loyer_perdu: "1 572,48 €".into(),
            }],
            pagination: Pagination {
                page: 1,
                pages: 1,
                modele: "/vacances/delais?page=".into(),
                resume: "1 vacance".into(),
                tailles: Vec::new(),
            },
            bilan: BilanVue {
                titre: "Logements loués en 2026".into(),
                resume: "42 logements loués, 3 retirés comptés à part. Durée médiane : 61 jours.".into(),
                vide: false,
                graphique: GraphiqueJours {
                    description: "Jours moyens par étape, sur les logements loués en 2026.".into(),
                    barres: vec![BarreJours { libelle: "Fin des travaux".into(), dixiemes: 204, texte: "20,4".into() }],
                },
                etapes: vec![
                    ligne("Fin des travaux", "Bailleur", "42", "18", "20,4"),
                    ligne("Visite avant le départ", "Bailleur", "8", "–", "–"),
                ],
                acteurs: vec![ligne("Bailleur", "", "42", "31", "34,5")],
                note: "Rien n’est montré en dessous de 11 logements.".into(),
            },
            convention: "Chaque jour compte une fois.".into(),
        }
    }

    pub fn exemple_vide() -> VueDelais {
        let full = VueDelais::exemple();
        VueDelais { lignes: Vec::new(), bilan: BilanVue { vide: true, ..full.bilan }, ..VueDelais::exemple() }
    }
}
