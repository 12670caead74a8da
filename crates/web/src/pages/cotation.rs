//! `/cotation`: the grid of points, for anyone (CCH L. 441-2-8).

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use gestion::consulter_cotation::{GrilleLue, read_cotation};
use gestion::droits::{Acteur, Role};

use crate::carte::Carte;
use crate::etat::Etat;
use crate::visite::{cadre, cadre_public, render};
use crate::vues::cadre::{Cadre, Ton};
use crate::vues::composants::Etiquette;
use crate::vues::cotation::{CritereGrille, RubriqueGrille, VueCotation};

pub fn routes(carte: Carte) -> Carte {
    carte.get("/cotation", show)
}

async fn show(State(etat): State<Etat>, acteur: Option<Extension<Acteur>>) -> Response {
    let cadre = match acteur {
        Some(Extension(acteur)) if acteur.role != Role::Demandeur => cadre(&etat.carbet, &acteur, "/cotation"),
        _ => {
            let sne = etat.carbet.fraicheur_sne();
            Cadre { sne_au: sne.au.map(droit::jour::format_fr), sne_vieux: sne.vieux, ..cadre_public(&etat.carbet) }
        }
    };
    render(StatusCode::OK, &vue(cadre, &read_cotation(&etat.carbet)))
}

fn vue(cadre: Cadre, grille: &GrilleLue) -> VueCotation {
    let epci = cadre.epci.clone();
    let mut lecture = vec![
        "Les points aident à classer les demandes. La commission d’attribution décide ; elle peut s’écarter de l’ordre en le motivant.".to_owned(),
        "Un critère déclaré compte à titre provisoire tant que sa preuve n’est pas apportée. Un fait inconnu ne vaut ni oui ni non : il ne donne aucun point et il est à compléter.".to_owned(),
        "La nationalité n’est jamais un critère.".to_owned(),
    ];
    if let Some(plancher) = grille.plancher {
        lecture.push(format!("Un total n’est jamais inférieur à {plancher}."));
    }
    if grille.notation_sne {
        lecture.push(
            "La note des demandeurs est calculée par le SNE ; cette grille informe et n’en donne pas une seconde.".to_owned(),
        );
    }
    for (version, depuis, statut) in &grille.versions {
        lecture.push(format!("Autre version : {version}, en vigueur au {depuis}. {statut}."));
    }
    VueCotation {
        cadre: cadre.with_titre("Grille de cotation"),
        resume: format!("Version {}, en vigueur depuis le {}. {epci}.", grille.version, grille.en_vigueur),
        etiquettes: vec![Etiquette::new(grille.statut, if grille.officielle { Ton::Bon } else { Ton::Attention })],
        rubriques: grille
            .rubriques
            .iter()
            .map(|rubrique| RubriqueGrille {
                libelle: rubrique.libelle.clone(),
                regle: rubrique.regle.clone(),
                criteres: rubrique
                    .criteres
                    .iter()
                    .map(|critere| CritereGrille {
                        libelle: critere.libelle.clone(),
                        condition: [critere.condition.as_str(), critere.mutation.as_str()]
                            .into_iter()
                            .filter(|part| !part.is_empty())
                            .collect::<Vec<_>>()
                            .join(". "),
                        preuve: critere.preuve.clone(),
                        fondement: critere.fondement.clone(),
                        points: critere.points.clone(),
                    })
                    .collect(),
            })
            .collect(),
        lecture,
        departage: grille
            .departage
            .iter()
            .enumerate()
            .map(|(rang, texte)| if rang == 0 { (*texte).to_owned() } else { format!("Puis {}", lower(texte)) })
            .collect(),
        refus: if grille.refus.is_empty() { vec!["Un refus ne retire aucun point.".to_owned()] } else { grille.refus.clone() },
    }
}

fn lower(texte: &str) -> String {
    let mut chars = texte.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
