//! Facts on the household: its size, its children, its titulaire.

use crate::demande::{Coparentalite, LienParente, Personne, RolePersonne, Sensibilite, SituationProfessionnelle};

use super::{Contexte, EtatPreuve, Fait, Portee, TypeFait, Valeur};

pub(super) const FAITS: &[Fait] = &[
    Fait {
        nom: "personnes",
        type_fait: || TypeFait::Entier,
        portee: Portee::Demande,
        sensibilite: Sensibilite::Normale,
        article: "CCH R. 441-1",
        libelle: "Nombre de personnes à loger",
        explication: "Personnes qui vivront dans le logement, enfants à naître compris ; inconnu si personne n’est saisi.",
        automatique: false,
        derive: |c| {
            let count = c.demande.dossier.menage.nombre_personnes();
            (Valeur::from_entier((count > 0).then_some(i64::from(count))), c.etat_preuve("personnes"))
        },
    },
    Fait {
        nom: "enfants",
        type_fait: || TypeFait::Entier,
        portee: Portee::Demande,
        sensibilite: Sensibilite::Normale,
        article: "CCH L. 441-1",
        libelle: "Nombre d’enfants",
        explication: "Enfants à charge ou en garde alternée, quel que soit leur âge ; les enfants à naître n’y sont pas.",
        automatique: false,
        derive: |c| {
            let known = !c.demande.dossier.menage.personnes.is_empty();
            (Valeur::from_entier(known.then(|| children(c).count() as i64)), c.etat_preuve("enfants"))
        },
    },
    Fait {
        nom: "mineurs",
        type_fait: || TypeFait::Entier,
        portee: Portee::Demande,
        sensibilite: Sensibilite::Normale,
        article: "CCH L. 441-1",
        libelle: "Nombre d’enfants mineurs",
        explication: "Enfants à charge ou en garde alternée de moins de 18 ans ; inconnu si une date de naissance manque.",
        automatique: false,
        derive: |c| (Valeur::from_entier(compute_mineurs(c)), c.etat_preuve("mineurs")),
    },
    Fait {
        nom: "monoparental",
        type_fait: || TypeFait::Booleen,
        portee: Portee::Demande,
        sensibilite: Sensibilite::Normale,
        article: "CCH L. 441-1",
        libelle: "Famille monoparentale",
        explication: "Un titulaire sans cotitulaire, avec au moins un enfant à charge ou en garde alternée.",
        automatique: false,
        derive: |c| {
            let personnes = &c.demande.dossier.menage.personnes;
            let alone = !personnes.iter().any(|p| matches!(p.role, RolePersonne::Cotitulaire(_)));
            let valeur = if c.demande.dossier.menage.titulaire().is_none() {
                Valeur::Inconnu
            } else {
                Valeur::Booleen(alone && children(c).next().is_some())
            };
            (valeur, c.etat_preuve("monoparental"))
        },
    },
    Fait {
        nom: "age_titulaire",
        type_fait: || TypeFait::Entier,
        portee: Portee::Demande,
        sensibilite: Sensibilite::Normale,
        article: "CCH R. 441-2-2",
        libelle: "Âge du titulaire",
        explication: "Âge en années entières au jour du calcul ; inconnu sans date de naissance. Ne peut jamais exclure.",
        automatique: false,
        derive: |c| {
            let age = c.demande.dossier.menage.titulaire().and_then(|p| p.naissance_le).map(|day| i64::from(c.age(day)));
            (Valeur::from_entier(age), c.etat_preuve("age_titulaire"))
        },
    },
    Fait {
        nom: "situation_professionnelle",
        type_fait: || TypeFait::Enumeration(SituationProfessionnelle::ALL.iter().map(|s| s.code().to_owned()).collect()),
        portee: Portee::Demande,
        sensibilite: Sensibilite::Normale,
        article: "CCH R. 441-2-2",
        libelle: "Situation professionnelle du titulaire",
        explication: "Code du formulaire de demande : CDI, CDD, ART, CHO, APP, ETU, RET ou AUT.",
        automatique: false,
        derive: |c| {
            let code = c.demande.dossier.menage.titulaire().and_then(|p| p.situation_professionnelle).map(|s| s.code());
            (Valeur::from_code(code), c.etat_preuve("situation_professionnelle"))
        },
    },
    Fait {
        nom: "enfants_a_naitre",
        type_fait: || TypeFait::Entier,
        portee: Portee::Demande,
        sensibilite: Sensibilite::Normale,
        article: "CCH L. 441-1",
        libelle: "Nombre d’enfants à naître",
        explication: "Enfants attendus, tels que déclarés ; zéro si le formulaire n’en mentionne pas.",
        automatique: false,
        derive: |c| {
            let menage = &c.demande.dossier.menage;
            let count = (!menage.personnes.is_empty()).then(|| i64::from(menage.a_naitre.map_or(0, |a| a.nombre)));
            (Valeur::from_entier(count), c.etat_preuve("enfants_a_naitre"))
        },
    },
    Fait {
        nom: "cotitulaires",
        type_fait: || TypeFait::Entier,
        portee: Portee::Demande,
        sensibilite: Sensibilite::Normale,
        article: "CCH R. 441-2-2",
        libelle: "Nombre de cotitulaires",
        explication: "Personnes qui signeront le bail avec le titulaire ; inconnu si le ménage n’est pas saisi.",
        automatique: true,
        derive: |c| {
            let personnes = &c.demande.dossier.menage.personnes;
            let count = personnes.iter().filter(|p| matches!(p.role, RolePersonne::Cotitulaire(_))).count() as i64;
            (Valeur::from_entier((!personnes.is_empty()).then_some(count)), EtatPreuve::SansObjet)
        },
    },
];

/// Children who live in the home, part of the time at least.
fn children<'a>(contexte: &Contexte<'a>) -> impl Iterator<Item = &'a Personne> {
    contexte.demande.dossier.menage.personnes.iter().filter(|p| {
        matches!(p.role, RolePersonne::ACharge(LienParente::Enfant) | RolePersonne::EnGarde(Coparentalite::GardeAlternee))
    })
}

/// Children under 18; `None` when the household is not typed or one birth date is missing.
fn compute_mineurs(contexte: &Contexte) -> Option<i64> {
    if contexte.demande.dossier.menage.personnes.is_empty() {
        return None;
    }
    let mut count = 0;
    for child in children(contexte) {
        if contexte.age(child.naissance_le?) < 18 {
            count += 1;
        }
    }
    Some(count)
}
