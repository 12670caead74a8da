//! Facts on the tie with the territory. A tie may add moderate points; it is never a gate (R4.08).

use crate::demande::{RolePersonne, Sensibilite, SituationProfessionnelle};
use crate::tri::Tri;

use super::{Contexte, Fait, Portee, TypeFait, Valeur};

pub(super) const FAITS: &[Fait] = &[
    Fait {
        nom: "travaille_dans_epci",
        type_fait: || TypeFait::Booleen,
        portee: Portee::Demande,
        sensibilite: Sensibilite::Normale,
        article: "CCH L. 441",
        libelle: "Travaille dans l’intercommunalité",
        explication: "Le lieu de travail du titulaire ou d’un cotitulaire est dans une commune de l’intercommunalité.",
        automatique: false,
        derive: |c| (Valeur::from_tri(works(c)), c.etat_preuve("travaille_dans_epci")),
    },
    Fait {
        nom: "habite_dans_epci",
        type_fait: || TypeFait::Booleen,
        portee: Portee::Demande,
        sensibilite: Sensibilite::Normale,
        article: "CCH L. 441",
        libelle: "Habite dans l’intercommunalité",
        explication: "La commune du logement actuel, à défaut celle de l’adresse de contact, est dans l’intercommunalité.",
        automatique: false,
        derive: |c| {
            let dossier = &c.demande.dossier;
            let commune = dossier.logement_actuel.commune.as_ref().or(dossier.contact.commune.as_ref());
            let tri = Tri::from(commune.map(|commune| c.reperes.communes_epci.contains(commune)));
            (Valeur::from_tri(tri), c.etat_preuve("habite_dans_epci"))
        },
    },
];

fn works(contexte: &Contexte) -> Tri {
    let personnes = &contexte.demande.dossier.menage.personnes;
    let signers = personnes.iter().filter(|p| matches!(p.role, RolePersonne::Titulaire | RolePersonne::Cotitulaire(_)));
    let mut answer = if personnes.is_empty() { Tri::Inconnu } else { Tri::Faux };
    for personne in signers {
        let without_work = matches!(
            personne.situation_professionnelle,
            Some(SituationProfessionnelle::Chomage | SituationProfessionnelle::Retraite)
        );
        answer = answer.ou(match &personne.commune_travail {
            Some(commune) => Tri::from(contexte.reperes.communes_epci.contains(commune)),
            None if without_work => Tri::Faux,
            None => Tri::Inconnu,
        });
    }
    answer
}
