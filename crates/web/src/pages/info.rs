//! `/info`: what anyone is owed to know, without an account (CCH L. 441-2-6).

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use droit::jour::format_fr;
use droit::montant::group_thousands;
use gestion::consulter_cotation::read_cotation;
use gestion::consulter_info::{InfoPublique, read_info};

use crate::carte::Carte;
use crate::etat::Etat;
use crate::visite::{cadre_public, echec_page, render};
use crate::vues::composants::Ligne;
use crate::vues::info::{AttenteLogement, Etape, GuichetVue, VueInfo};

pub fn routes(carte: Carte) -> Carte {
    carte.get("/info", show)
}

async fn show(State(etat): State<Etat>) -> Response {
    match read_info(&etat.carbet).await {
        Ok(info) => render(StatusCode::OK, &vue(&etat, &info)),
        Err(echec) => echec_page(cadre_public(&etat.carbet), echec),
    }
}

/// `3 ans 1 mois`, `8 mois`.
pub fn format_mois(months: u32) -> String {
    let (ans, mois) = (months / 12, months % 12);
    let years = match ans {
        0 => String::new(),
        1 => "1 an".to_owned(),
        n => format!("{n} ans"),
    };
    match (years.is_empty(), mois) {
        (true, m) => format!("{m} mois"),
        (false, 0) => years,
        (false, m) => format!("{years} {m} mois"),
    }
}

fn told(count: Option<u32>) -> String {
    count.map_or_else(|| "moins de 11".to_owned(), |n| group_thousands(u64::from(n)))
}

fn vue(etat: &Etat, info: &InfoPublique) -> VueInfo {
    let grille = read_cotation(&etat.carbet);
    let delai =
        etat.carbet.parametres.delais.find(etat.carbet.aujourd_hui()).map_or_else(
            |_| "le délai légal".to_owned(),
            |found| format!("{} jours au moins", found.valeurs.offre_jours_minimum),
        );
    VueInfo {
        cadre: cadre_public(&etat.carbet).with_titre("Demander un logement social"),
        etapes: vec![
            Etape::new("Déposer une demande", "À un guichet ou en ligne. Une seule demande vaut pour tout le département."),
            Etape::new(
                "Recevoir son numéro unique",
                "Il est donné par le système national d’enregistrement (SNE) et prouve la demande et la date d’où court l’ancienneté.",
            ),
            Etape::new(
                "Renouveler chaque année",
                "Une demande vaut un an. Sans renouvellement elle est radiée, et l’ancienneté est perdue.",
            ),
            Etape::new("Apporter les preuves", "Un papier qui prouve une situation rend ses points définitifs. Il est gardé une fois, pour tous les guichets."),
            Etape::new(
                "Passer en commission",
                "Trois demandes au moins sont examinées pour chaque logement, sauf exception. La décision est écrite et motivée.",
            ),
            Etape::new("Répondre à l’offre", &format!("Vous disposez de {delai}. Le silence vaut refus de cette offre, et ne retire aucun point.")),
        ],
        attente_note: format!(
            "Demandes : premier souhait et plus grande taille demandée, ce jour. Logements attribués et attente : baux signés du {} au {}. Un nombre inférieur à 11 n’est pas montré.",
            format_fr(info.periode.0),
            format_fr(info.periode.1)
        ),
        attentes: info
            .attentes
            .iter()
            .map(|attente| AttenteLogement {
                logement: format!("{} à {}", attente.typologie, attente.commune),
                demandes: told(attente.demandes),
                attribues: told(attente.attribues),
                attente: attente.attente_mois.map_or_else(|| "trop peu de baux".to_owned(), format_mois),
            })
            .collect(),
        parc: info.parc.iter().map(|commune| Ligne::new(&commune.commune, &format!("{} logements sociaux", told(commune.logements)))).collect(),
        objectifs: vec![
            "Chaque année, hors des quartiers prioritaires, une part des logements doit aller aux ménages les plus modestes ou relogés d’un quartier rénové.".to_owned(),
            "Dans les quartiers prioritaires, une part doit aller aux autres ménages, pour que chacun puisse vivre partout.".to_owned(),
            "Chaque bailleur et chaque réservataire doit aussi loger une part de ménages reconnus prioritaires.".to_owned(),
        ],
        guichets: info
            .guichets
            .iter()
            .map(|guichet| GuichetVue {
                nom: guichet.nom.clone(),
                adresse: if guichet.commune.is_empty() { guichet.organisation.clone() } else { guichet.commune.clone() },
                horaires: if guichet.commune.is_empty() { String::new() } else { guichet.organisation.clone() },
            })
            .collect(),
        cotation_note: format!(
            "Chaque demande reçoit des points selon une grille publique (version {}). Ils aident à classer, la commission décide.{}",
            grille.version,
            if grille.officielle { String::new() } else { format!(" {}.", grille.statut) }
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::format_mois;

    #[test]
    fn a_wait_is_told_in_years_and_months() {
        assert_eq!(format_mois(8), "8 mois");
        assert_eq!(format_mois(12), "1 an");
        assert_eq!(format_mois(37), "3 ans 1 mois");
    }
}
