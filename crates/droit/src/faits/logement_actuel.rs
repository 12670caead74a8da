//! Facts on the present home of the household.

use crate::demande::{ModeleLogement, Sensibilite, Typologie};
use crate::tri::Tri;

use super::{Contexte, Fait, Portee, TypeFait, Valeur};

pub(super) const FAITS: &[Fait] = &[
    Fait {
        nom: "suroccupation",
        type_fait: || TypeFait::Booleen,
        portee: Portee::Demande,
        sensibilite: Sensibilite::Normale,
        article: "CCH L. 822-10",
        libelle: "Logement actuel suroccupé",
        explication: "La surface habitable est inférieure au minimum légal pour le nombre d’occupants ; inconnu sans l’un des deux.",
        automatique: false,
        derive: |c| (Valeur::from_tri(is_suroccupe(c)), c.etat_preuve("suroccupation")),
    },
    Fait {
        nom: "modele_logement",
        type_fait: || TypeFait::Enumeration(ModeleLogement::ALL.iter().map(|m| m.code().to_owned()).collect()),
        portee: Portee::Demande,
        sensibilite: Sensibilite::Normale,
        article: "CCH R. 441-2-2",
        libelle: "Type d’hébergement actuel",
        explication: "Code du formulaire de demande : HLM, LP, SH, CPE, CP, SD, SQUAT, et les autres de la liste.",
        automatique: false,
        derive: |c| {
            (Valeur::from_code(c.demande.dossier.logement_actuel.modele.map(|m| m.code())), c.etat_preuve("modele_logement"))
        },
    },
    Fait {
        nom: "typologie_actuelle",
        type_fait: || TypeFait::Enumeration(Typologie::ALL.iter().map(|t| t.code().to_owned()).collect()),
        portee: Portee::Demande,
        sensibilite: Sensibilite::Normale,
        article: "CCH R. 441-2-2",
        libelle: "Typologie du logement actuel",
        explication: "Code du formulaire de demande : C, T1 à T5, T6P.",
        automatique: false,
        derive: |c| {
            let code = c.demande.dossier.logement_actuel.typologie.map(|t| t.code());
            (Valeur::from_code(code), c.etat_preuve("typologie_actuelle"))
        },
    },
    Fait {
        nom: "heberge",
        type_fait: || TypeFait::Booleen,
        portee: Portee::Demande,
        sensibilite: Sensibilite::Normale,
        article: "CCH L. 441-1, k",
        libelle: "Hébergé par un tiers",
        explication: "Vit chez ses parents ou ses enfants, ou chez un particulier ; inconnu si le logement actuel n’est pas saisi.",
        automatique: false,
        derive: |c| {
            let among = is_modele(c, |m| matches!(m, ModeleLogement::ChezParentsOuEnfants | ModeleLogement::ChezParticulier));
            (Valeur::from_tri(among), c.etat_preuve("heberge"))
        },
    },
    Fait {
        nom: "heberge_en_structure",
        type_fait: || TypeFait::Booleen,
        portee: Portee::Demande,
        sensibilite: Sensibilite::Normale,
        article: "CCH L. 441-1, d",
        libelle: "Hébergé ou logé temporairement en structure",
        explication: "Vit dans une structure d’hébergement, un logement de transition ou une résidence sociale.",
        automatique: false,
        derive: |c| (Valeur::from_tri(is_modele(c, is_structure)), c.etat_preuve("heberge_en_structure")),
    },
    Fait {
        nom: "sans_abri",
        type_fait: || TypeFait::Booleen,
        portee: Portee::Demande,
        sensibilite: Sensibilite::Normale,
        article: "CCH L. 441-1, k",
        libelle: "Sans abri",
        explication: "Sans abri ou sous un abri de fortune ; inconnu si le logement actuel n’est pas saisi.",
        automatique: false,
        derive: |c| (Valeur::from_tri(is_modele(c, |m| m == ModeleLogement::SansAbri)), c.etat_preuve("sans_abri")),
    },
    Fait {
        nom: "mutation",
        type_fait: || TypeFait::Booleen,
        portee: Portee::Demande,
        sensibilite: Sensibilite::Normale,
        article: "CCH L. 441-1",
        libelle: "Déjà locataire du parc social",
        explication: "Locataire d’un bailleur social au jour de la demande ; inconnu si le logement actuel n’est pas saisi.",
        automatique: false,
        derive: |c| {
            let actuel = &c.demande.dossier.logement_actuel;
            let tri = match actuel.modele {
                Some(modele) => Tri::from(modele == ModeleLogement::Hlm),
                None if actuel.bailleur.is_some() => Tri::Vrai,
                None => Tri::Inconnu,
            };
            (Valeur::from_tri(tri), c.etat_preuve("mutation"))
        },
    },
    Fait {
        nom: "en_qpv",
        type_fait: || TypeFait::Booleen,
        portee: Portee::Demande,
        sensibilite: Sensibilite::Normale,
        article: "CCH L. 441-1",
        libelle: "Habite un quartier prioritaire",
        explication: "Le logement actuel est dans un quartier prioritaire de la politique de la ville ; inconnu s’il n’est pas situé.",
        automatique: true,
        derive: |c| (Valeur::from_tri(Tri::from(c.demande.dossier.logement_actuel.en_qpv)), super::EtatPreuve::SansObjet),
    },
    Fait {
        nom: "surface_actuelle",
        type_fait: || TypeFait::Entier,
        portee: Portee::Demande,
        sensibilite: Sensibilite::Normale,
        article: "CCH R. 441-2-2",
        libelle: "Surface du logement actuel, en m²",
        explication: "Surface habitable déclarée, en mètres carrés entiers ; inconnue si elle n’est pas saisie.",
        automatique: false,
        derive: |c| {
            let surface = c.demande.dossier.logement_actuel.surface.map(i64::from);
            (Valeur::from_entier(surface), c.etat_preuve("surface_actuelle"))
        },
    },
];

/// Over-occupation of the present home (CCH L. 822-10): strictly under the least area for its occupants. The
/// occupants of the home are counted; when nobody counted them, the persons of the demande stand for them.
pub(super) fn is_suroccupe(contexte: &Contexte) -> Tri {
    let dossier = &contexte.demande.dossier;
    let occupants = dossier.logement_actuel.nombre_habitants.unwrap_or_else(|| dossier.menage.nombre_personnes());
    let surfaces = &contexte.reperes.surfaces_minimales;
    let (Some(surface), true, Some(last)) = (dossier.logement_actuel.surface, occupants > 0, surfaces.last()) else {
        return Tri::Inconnu;
    };
    let least = surfaces.get(usize::from(occupants) - 1).unwrap_or(last);
    Tri::from(surface < *least)
}

pub(super) fn is_structure(modele: ModeleLogement) -> bool {
    matches!(
        modele,
        ModeleLogement::StructureHebergement
            | ModeleLogement::ResidenceSociale
            | ModeleLogement::ResidenceHoteliere
            | ModeleLogement::SousLocationTemporaire
            | ModeleLogement::CentreEnfance
    )
}

pub(super) fn is_modele(contexte: &Contexte, test: impl Fn(ModeleLogement) -> bool) -> Tri {
    Tri::from(contexte.demande.dossier.logement_actuel.modele.map(test))
}
