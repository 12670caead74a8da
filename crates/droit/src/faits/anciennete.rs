//! Facts on time: seniority of the demande and the délai anormalement long.

use crate::demande::Sensibilite;
use crate::jour::{add_jours, add_mois, compute_mois_entiers};

use super::{EtatPreuve, Fait, Portee, TypeFait, Valeur};

/// Name of the one fact that columns hold as a date (see `cotation::Colonnes`).
pub(crate) const ANCIENNETE_MOIS: &str = "anciennete_mois";

pub(super) const FAITS: &[Fait] = &[
    Fait {
        nom: ANCIENNETE_MOIS,
        type_fait: || TypeFait::Entier,
        portee: Portee::Demande,
        sensibilite: Sensibilite::Normale,
        article: "CCH R. 441-2-7",
        libelle: "Ancienneté de la demande, en mois",
        explication: "Mois de calendrier entiers depuis le dépôt initial, conservé d’un renouvellement à l’autre.",
        automatique: true,
        // No change is noted: columns hold the date, and the months are counted on the day asked.
        derive: |c| (Valeur::Entier(i64::from(compute_mois_entiers(c.demande.depose_le, c.jour))), EtatPreuve::SansObjet),
    },
    Fait {
        nom: "delai_anormal_depasse",
        type_fait: || TypeFait::Booleen,
        portee: Portee::Demande,
        sensibilite: Sensibilite::Normale,
        article: "CCH L. 441-1-4",
        libelle: "Délai anormalement long dépassé",
        explication: "Vrai après le délai fixé par le préfet pour la plus grande typologie demandée ; inconnu si aucun délai n’est fixé.",
        automatique: true,
        derive: |c| {
            let delai = c.typologie_max().and_then(|t| c.reperes.delai_anormalement_long_mois[usize::from(t.pieces()) - 1]);
            let valeur = delai.map_or(Valeur::Inconnu, |months| {
                let end = add_mois(c.demande.depose_le, months);
                c.note_changement(add_jours(end, 1));
                Valeur::Booleen(c.jour > end)
            });
            (valeur, EtatPreuve::SansObjet)
        },
    },
    Fait {
        nom: "depose_le",
        type_fait: || TypeFait::Date,
        portee: Portee::Demande,
        sensibilite: Sensibilite::Normale,
        article: "CCH R. 441-2-3",
        libelle: "Date de dépôt initial",
        explication: "Jour du dépôt initial inscrit sur l’attestation ; jamais tiré du numéro unique.",
        automatique: true,
        derive: |c| (Valeur::Date(c.demande.depose_le), EtatPreuve::SansObjet),
    },
];
