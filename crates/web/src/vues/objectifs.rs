//! `/objectifs`: the three objectives of attributions, by holder and by year.

use askama::Template;

use super::cadre::{Cadre, Ton};
use super::composants::{Barre, Choix, Etiquette, GraphiqueTaux, Tuile};

/// `GET /objectifs?annee=&perimetre=`.
#[derive(Template)]
#[template(path = "objectifs.html")]
pub struct VueObjectifs {
    pub cadre: Cadre,
    pub annee: String,
    /// The caller may compare with the State's figures.
    pub peut_comparer: bool,
    pub resume: String,
    pub annees: Vec<Choix>,
    /// `epci`, `bailleur` or `reservataire`.
    pub perimetres: Vec<Choix>,
    /// Why the figures may still change; empty when they are final.
    pub provisoire: String,
    pub tuiles: Vec<Tuile>,
    pub objectifs: Vec<ObjectifVue>,
    /// Freeze date, QPV vintage, versions.
    pub note: String,
}

pub struct ObjectifVue {
    /// `a`, `b` or `c`.
    pub code: String,
    pub titre: String,
    pub article: String,
    /// What is counted, in one plain sentence.
    pub explication: String,
    /// How it is counted.
    pub convention: String,
    pub graphique: GraphiqueTaux,
    pub lignes: Vec<LigneObjectif>,
}

pub struct LigneObjectif {
    pub titulaire: String,
    pub base: u32,
    pub numerateur: u32,
    /// Truncated to two decimals, `sans bail` when the base is zero.
    pub taux: String,
    pub ecart: Etiquette,
    pub inconnus: u32,
    /// Address of the list, ready for `&part=base`, `&part=numerateur`, `&part=inconnus`.
    pub adresse: String,
}

impl VueObjectifs {
    pub fn exemple() -> VueObjectifs {
        VueObjectifs {
            cadre: Cadre::exemple("Objectifs d’attribution", "/objectifs"),
            annee: "2026".into(),
            peut_comparer: true,
            resume: "Année 2026, baux signés jusqu’au 16/11/2026. Chaque chiffre ouvre la liste des baux qui le font.".into(),
            annees: Choix::list(&[("2026", "2026"), ("2025", "2025"), ("2024", "2024")], "2026"),
            perimetres: Choix::list(&[("epci", "Agglomération et bailleurs"), ("reservataire", "Réservataires")], "epci"),
            provisoire: String::new(),
            tuiles: vec![
                Tuile::new("25,55 %", "A. Hors QPV, premier quartile et relogés", "46 baux sur 180, cible 25 %", "/objectifs/liste?annee=2026&objectif=a&part=numerateur", Ton::Bon),
                Tuile::new("55,00 %", "B. En QPV, autres quartiles", "66 baux sur 120, cible 50 %", "/objectifs/liste?annee=2026&objectif=b&part=numerateur", Ton::Bon),
                Tuile::new("24,32 %", "C. Publics prioritaires, Cayenne", "9 baux sur 37, il en manque 1", "/objectifs/liste?annee=2026&objectif=c&titulaire=commune_97302&part=numerateur", Ton::Grave),
            ],
            objectifs: vec![
                objectif("a", "A. Hors QPV : ménages du premier quartile et relogés", "CCH L. 441-1", "Part des baux signés hors quartier prioritaire au profit des ménages du premier quartile ou relogés d’une opération de renouvellement.", 2_500, "25 %", &[("Agglomération", 180, 46, 2_555, "25,55 %", 0), ("SIGUY", 70, 19, 2_714, "27,14 %", 1), ("SIMKO", 67, 15, 2_238, "22,38 %", 2), ("SEMSAMAR", 43, 12, 2_790, "27,90 %", 0)]),
                objectif("b", "B. En QPV : ménages des trois autres quartiles", "CCH L. 441-1", "Part des baux signés en quartier prioritaire au profit des ménages qui ne sont pas du premier quartile.", 5_000, "50 %", &[("Agglomération", 120, 66, 5_500, "55,00 %", 4), ("SIGUY", 61, 36, 5_901, "59,01 %", 1), ("SIMKO", 38, 18, 4_736, "47,36 %", 3), ("SEMSAMAR", 21, 12, 5_714, "57,14 %", 0)]),
                objectif("c", "C. Publics prioritaires, par titulaire", "CCH L. 441-1", "Part des baux de chaque titulaire au profit des ménages reconnus au titre du DALO, à défaut prioritaires.", 2_500, "25 %", &[("Cayenne", 37, 9, 2_432, "24,32 %", 0), ("CTG", 22, 6, 2_727, "27,27 %", 0), ("Action Logement", 41, 12, 2_926, "29,26 %", 0)]),
            ],
            note: "Contours QPV 2024, seuil du premier quartile 2026 : 8 181 € par unité de consommation et par an. Le taux est tronqué à deux décimales, jamais arrondi au-dessus.".into(),
        }
    }
}

type Figures = (&'static str, u32, u32, u32, &'static str, u32);

fn objectif(
    code: &str,
    titre: &str,
    article: &str,
    explication: &str,
    cible: u32,
    cible_texte: &str,
    lignes: &[Figures],
) -> ObjectifVue {
    ObjectifVue {
        code: code.into(),
        titre: titre.into(),
        article: article.into(),
        explication: explication.into(),
        convention: "Convention : baux signés en 2026, mutations internes comprises.".into(),
        graphique: GraphiqueTaux {
            description: format!("{titre}, cible {cible_texte}. Les taux sont dans le tableau voisin."),
            barres: lignes
                .iter()
                .map(|l| Barre { libelle: l.0.into(), taux: l.3, texte: l.4.into(), atteint: l.3 >= cible })
                .collect(),
            cible,
            cible_texte: cible_texte.into(),
        },
        lignes: lignes
            .iter()
            .map(|l| LigneObjectif {
                titulaire: l.0.into(),
                base: l.1,
                numerateur: l.2,
                taux: l.4.into(),
                ecart: if l.3 >= cible {
                    Etiquette::new("Atteint", Ton::Bon)
                } else {
                    Etiquette::new("Il manque 2 baux", Ton::Grave)
                },
                inconnus: l.5,
                adresse: format!(
                    "/objectifs/liste?annee=2026&objectif={code}&titulaire={}",
                    l.0.to_lowercase().replace(' ', "_")
                ),
            })
            .collect(),
    }
}
