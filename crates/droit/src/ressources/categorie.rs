//! Household category of the income ceilings.

use crate::demande::{LienDemandeur, Menage, Personne, RolePersonne};
use crate::jour::{Jour, compute_age};
use crate::parametres::ReglesMenage;

/// The place of a person in the household, as the category reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlaceMenage {
    Titulaire,
    /// Spouse, partner, concubine of the titulaire.
    Conjoint,
    /// Future co-tenant; alone with the titulaire it is taken for a couple.
    Cotitulaire,
    /// Co-tenant known not to form a couple.
    Colocataire,
    /// A dependant (personne à charge), unborn child included.
    ACharge,
    /// Lives there without being a dependant.
    Autre,
}

/// What the category needs to know of one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MembreMenage {
    pub place: PlaceMenage,
    pub age: Option<u32>,
    /// A disability is claimed by the household: not stated counts as not claimed.
    pub handicap: Option<bool>,
}

/// The category, and on what it rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Categorie {
    Connue {
        categorie: u8,
        /// The same before the ceiling of the table: what passes it earns supplements.
        sans_maximum: u32,
        personnes: u32,
        jeune_menage: bool,
    },
    /// Ages are missing, and they decide.
    AgeManquant,
    /// Nobody in the household.
    MenageVide,
}

impl Categorie {
    pub fn numero(self) -> Option<u8> {
        match self {
            Categorie::Connue { categorie, .. } => Some(categorie),
            Categorie::AgeManquant | Categorie::MenageVide => None,
        }
    }
}

/// CCH R. 441-1 and annex of the arrêté du 29 juillet 1987: category 1 to 6 of a household.
///
/// By number of persons; a person alone with n dependants stands one above; a young couple (two
/// partners, no dependant, sum of ages at most 55) is category 3; a disabled person raises by one
/// (since 2021, to confirm). With `nombre_de_personnes_seul`, only the headcount counts (to confirm).
pub fn compute_categorie(regles: &ReglesMenage, membres: &[MembreMenage]) -> Categorie {
    if membres.is_empty() {
        return Categorie::MenageVide;
    }
    let personnes = u32::try_from(membres.len()).unwrap_or(u32::MAX);
    let charges = membres.iter().filter(|m| m.place == PlaceMenage::ACharge).count();
    let disabled = regles.handicap_monte_categorie && membres.iter().any(|m| m.handicap == Some(true));
    let maximum = u32::from(regles.categorie_maximale);
    if regles.nombre_de_personnes_seul {
        return known(maximum, personnes, personnes, false);
    }
    let mut categorie = personnes;
    if membres.len() == charges + 1 && charges > 0 {
        categorie = personnes.saturating_add(1);
    }
    if disabled {
        categorie = categorie.max(personnes.saturating_add(1));
    }
    if !is_couple(membres) || categorie > 2 {
        return known(maximum, categorie, personnes, false);
    }
    match membres[0].age.zip(membres[1].age) {
        None => Categorie::AgeManquant,
        Some((one, other)) if one.saturating_add(other) <= regles.jeune_menage_ages => known(maximum, 3, personnes, true),
        Some(_) => known(maximum, categorie, personnes, false),
    }
}

fn known(maximum: u32, sans_maximum: u32, personnes: u32, jeune_menage: bool) -> Categorie {
    let categorie = u8::try_from(sans_maximum.min(maximum)).unwrap_or(u8::MAX);
    Categorie::Connue { categorie, sans_maximum, personnes, jeune_menage }
}

/// Two persons, the titulaire and a partner. Titulaire and cotitulaire alone are taken for a couple.
fn is_couple(membres: &[MembreMenage]) -> bool {
    let [one, other] = membres else { return false };
    matches!(
        (one.place, other.place),
        (PlaceMenage::Titulaire, PlaceMenage::Conjoint | PlaceMenage::Cotitulaire)
            | (PlaceMenage::Conjoint | PlaceMenage::Cotitulaire, PlaceMenage::Titulaire)
    )
}

/// The members of a household on a day, unborn children last. Children in shared custody or
/// visiting right count in both homes (arrêté du 14 mars 2011, R2.03).
pub fn list_membres(menage: &Menage, jour: Jour) -> Vec<MembreMenage> {
    let unborn = menage.a_naitre.map_or(0, |a| a.nombre);
    let member = |p: &Personne| MembreMenage {
        place: match p.role {
            RolePersonne::Titulaire => PlaceMenage::Titulaire,
            RolePersonne::Cotitulaire(LienDemandeur::Conjoint | LienDemandeur::Pacse | LienDemandeur::Concubin) => {
                PlaceMenage::Conjoint
            }
            RolePersonne::Cotitulaire(LienDemandeur::Colocataire) => PlaceMenage::Colocataire,
            RolePersonne::ACharge(_) | RolePersonne::EnGarde(_) => PlaceMenage::ACharge,
        },
        age: p.naissance_le.map(|born| compute_age(born, jour)),
        handicap: p.handicap,
    };
    let to_be_born =
        std::iter::repeat_n(MembreMenage { place: PlaceMenage::ACharge, age: Some(0), handicap: None }, usize::from(unborn));
    menage.list_futurs_occupants().map(member).chain(to_be_born).collect()
}

/// CCH R. 441-1: the category of a household of the register on a day.
pub fn compute_categorie_menage(regles: &ReglesMenage, menage: &Menage, jour: Jour) -> Categorie {
    compute_categorie(regles, &list_membres(menage, jour))
}
