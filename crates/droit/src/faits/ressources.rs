//! Facts on means: monthly resources and effort rates.

use crate::demande::Sensibilite;
use crate::ressources::compute_ressources_mensuelles;

use super::{Contexte, EtatPreuve, Fait, Portee, TypeFait, Valeur};

pub(super) const FAITS: &[Fait] = &[
    Fait {
        nom: "revenu_mensuel",
        type_fait: || TypeFait::Entier,
        portee: Portee::Demande,
        sensibilite: Sensibilite::Elevee,
        article: "CCH R. 441-2-2",
        libelle: "Ressources mensuelles du ménage, en euros",
        explication: "Ressources déclarées de toutes les personnes, pensions versées déduites, en euros entiers ; inconnues si aucune ressource reçue n’est saisie.",
        automatique: false,
        derive: |c| {
            (Valeur::from_entier(compute_ressources(c).map(|cents| cents.div_euclid(100))), c.etat_preuve("revenu_mensuel"))
        },
    },
    Fait {
        nom: "taux_effort_actuel_pct",
        type_fait: || TypeFait::Entier,
        portee: Portee::Demande,
        sensibilite: Sensibilite::Elevee,
        article: "Arrêté du 10 mars 2011",
        libelle: "Taux d’effort dans le logement actuel, en pour cent",
        explication: "Loyer et charges moins l’aide, rapportés aux ressources mensuelles, tronqués au pour cent ; inconnu si un terme manque.",
        automatique: false,
        derive: |c| (Valeur::from_entier(compute_effort(c, 100)), c.etat_preuve("taux_effort_actuel_pct")),
    },
    Fait {
        nom: "taux_effort_actuel_points_de_base",
        type_fait: || TypeFait::Entier,
        portee: Portee::Demande,
        sensibilite: Sensibilite::Elevee,
        article: "Arrêté du 10 mars 2011",
        libelle: "Taux d’effort dans le logement actuel, au centième",
        explication: "Le même taux au centième de pour cent : 4000 vaut 40 %. À préférer pour un seuil « plus de ».",
        automatique: false,
        // Proven with the whole-percent form: one and the same paper establishes both.
        derive: |c| (Valeur::from_entier(compute_effort(c, 10_000)), c.etat_preuve("taux_effort_actuel_pct")),
    },
    Fait {
        nom: "taux_effort_pct",
        type_fait: || TypeFait::Entier,
        portee: Portee::Logement,
        sensibilite: Sensibilite::Elevee,
        article: "Arrêté du 10 mars 2011",
        libelle: "Taux d’effort dans le logement proposé, en pour cent",
        explication: "Dépend du logement : calculé pour chaque candidat d’une liste, inconnu hors d’une liste.",
        automatique: true,
        derive: |_| (Valeur::Inconnu, EtatPreuve::SansObjet),
    },
];

/// Monthly resources of the household in cents, as the quartile counts them.
fn compute_ressources(contexte: &Contexte) -> Option<i64> {
    compute_ressources_mensuelles(&contexte.demande.dossier.menage).map(|amount| amount.0)
}

/// (rent and charges − aid) / resources, times `scale`, truncated; `None` when a term is missing or resources are zero.
fn compute_effort(contexte: &Contexte, scale: i64) -> Option<i64> {
    let actuel = &contexte.demande.dossier.logement_actuel;
    let net = actuel.loyer?.0.saturating_sub(actuel.aide?.0).max(0);
    let ressources = compute_ressources(contexte)?;
    if ressources == 0 {
        return None;
    }
    i64::try_from(i128::from(net) * i128::from(scale) / i128::from(ressources)).ok()
}
