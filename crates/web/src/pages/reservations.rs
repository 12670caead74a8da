//! `/reservations`: the conventions in flow and what the year gave each holder.

use axum::response::Response;
use droit::jour::format_fr;
use gestion::consulter_reservations::{LigneConvention, Reservations, consulter_reservations};

use crate::carte::Carte;
use crate::visite::Visite;
use crate::vues::cadre::Ton;
use crate::vues::composants::Etiquette;
use crate::vues::reservations::{FluxBailleur, LigneFlux, VueReservations};

pub fn routes(carte: Carte) -> Carte {
    carte.get("/reservations", show)
}

async fn show(visite: Visite) -> Response {
    match consulter_reservations(&visite.carbet, &visite.acteur).await {
        Ok(found) => visite.page(&dress(&visite, &found)),
        Err(echec) => visite.echec(echec),
    }
}

fn dress(visite: &Visite, found: &Reservations) -> VueReservations {
    let year = found.annee;
    VueReservations {
        cadre: visite.cadre("Réservations"),
        resume: format!(
            "Conventions en flux au {}. Un logement compte dès qu’il est orienté ; les objectifs, eux, ne comptent que les baux.",
            format_fr(found.jour)
        ),
        bailleurs: found
            .flux
            .iter()
            .map(|flux| FluxBailleur {
                code: flux.code.clone(),
                nom: flux.bailleur.clone(),
                resume: match flux.orientes {
                    0 => format!("aucun logement orienté en {year}"),
                    1 => format!("1 logement orienté en {year}"),
                    n => format!("{n} logements orientés en {year}"),
                },
                lignes: flux.lignes.iter().map(ligne).collect(),
            })
            .collect(),
        note: found.bilan_avant_le.map_or_else(String::new, |limit| {
            format!("Le bilan de {} devait parvenir aux réservataires avant le {} (CCH R. 441-5-1).", year - 1, format_fr(limit))
        }),
    }
}

fn ligne(row: &LigneConvention) -> LigneFlux {
    LigneFlux {
        reservataire: row.reservataire.clone(),
        contrepartie: row.contrepartie.to_owned(),
        part: row.part.to_string(),
        perimetre: match &row.commune {
            Some(commune) => format!("logements orientés à {commune} ({})", row.assiette),
            None => format!("logements orientés, CACL seule ({})", row.assiette),
        },
        du: format!("{},{:02}", row.du_centiemes / 100, row.du_centiemes % 100),
        orientes: row.orientes.to_string(),
        baux: row.baux.to_string(),
        ecart: match &row.derive {
            Some(_) => Etiquette::new("Écart à suivre", Ton::Attention),
            None => Etiquette::new("Dans la part", Ton::Bon),
        },
        delai: format!("{} jours", row.delai_jours),
        comptage: row.point_comptage.to_owned(),
        fondement: format!("{} : {}", row.statut, row.source),
    }
}
