//! `/parametres`: the values of the law and the local rules applied today.

use askama::Template;

use super::cadre::{Cadre, Ton};
use super::composants::Etiquette;

/// `GET /parametres`.
#[derive(Template)]
#[template(path = "parametres.html")]
pub struct VueParametres {
    pub cadre: Cadre,
    pub resume: String,
    /// Tables of the law, to be confirmed first.
    pub tables: Vec<LigneValeur>,
    /// Rules of the territory, to be confirmed first.
    pub locales: Vec<LigneValeur>,
    pub publics: Option<PublicsLocaux>,
}

pub struct LigneValeur {
    pub nom: String,
    pub article: String,
    /// What a local rule sets; empty for a table.
    pub valeur: String,
    pub version: String,
    pub etats: Vec<Etiquette>,
    pub texte: String,
    pub source: String,
    pub suite: String,
}

/// The local list of priority publics, in its own order.
pub struct PublicsLocaux {
    pub etat: Etiquette,
    pub validation: String,
    pub source: String,
    pub rangs: Vec<LigneRang>,
}

pub struct LigneRang {
    pub rang: u8,
    pub libelle: String,
    pub publics: String,
}

impl VueParametres {
    pub fn exemple() -> VueParametres {
        VueParametres {
            cadre: Cadre::exemple("Valeurs de droit appliquées", "/parametres"),
            resume:
                "3 valeurs et règles s’appliquent au 16/11/2026 ; 2 sont à confirmer. Un chiffre qui en dépend reste à relire."
                    .into(),
            tables: vec![
                LigneValeur {
                    nom: "Aide au logement : abattements".into(),
                    article: "CCH L. 823-2".into(),
                    valeur: String::new(),
                    version: "version du 01/01/2025".into(),
                    etats: vec![
                        Etiquette::new("À confirmer", Ton::Attention),
                        Etiquette::new("Valeur provisoire", Ton::Attention),
                    ],
                    texte: "Arrêté du 27 septembre 2019 modifié, abattement au 01/01/2025".into(),
                    source: "Relevé public".into(),
                    suite:
                        "Attend la relecture d’un juriste, et la valeur publiée pour ce jour : ce qui en dépend sera recalculé."
                            .into(),
                },
                LigneValeur {
                    nom: "Plafonds de ressources".into(),
                    article: "CCH R. 441-1".into(),
                    valeur: String::new(),
                    version: "version du 01/01/2026".into(),
                    etats: vec![Etiquette::new("Publiée", Ton::Bon)],
                    texte: "Arrêté du 19 décembre 2025 modifiant l’arrêté du 29 juillet 1987".into(),
                    source: "Journal officiel".into(),
                    suite: "Relue le 16/11/2026.".into(),
                },
            ],
            locales: vec![LigneValeur {
                nom: "Objectif A : chaque bailleur (SIGUY, SIMKO)".into(),
                article: "CCH L. 441-1".into(),
                valeur: "25,00 % des attributions.".into(),
                version: "version du 01/01/2021".into(),
                etats: vec![Etiquette::new("À confirmer", Ton::Attention)],
                texte: String::new(),
                source: "Convention intercommunale d’attribution, répartition à relire".into(),
                suite: "Attend la relecture de la convention intercommunale d’attribution.".into(),
            }],
            publics: Some(PublicsLocaux {
                etat: Etiquette::new("À confirmer", Ton::Attention),
                validation: "Depuis le 14/12/2020 ; validation par la CIH à confirmer.".into(),
                source: "Présentation de la CIH".into(),
                rangs: vec![
                    LigneRang {
                        rang: 1,
                        libelle: "Handicap".into(),
                        publics: "Personne en situation de handicap, ou famille ayant à charge une telle personne".into(),
                    },
                    LigneRang {
                        rang: 2,
                        libelle: "Habitat indigne".into(),
                        publics: "Exposée à une situation d’habitat indigne".into(),
                    },
                ],
            }),
        }
    }
}
