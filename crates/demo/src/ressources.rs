//! Monthly resources and revenu fiscal of a fictional household, from a yearly income per consumption unit.

use droit::demande::{NatureRessource, Personne, Ressource, RolePersonne, SituationProfessionnelle};
use droit::jour::{Jour, compute_age};
use droit::montant::Centimes;

use crate::hasard::Hasard;

/// Consumption units in tenths: 10, then 5 from 14 years, 3 below (R5.04).
pub(crate) fn compute_dixiemes_uc(personnes: &[Personne], jour: Jour) -> i64 {
    personnes
        .iter()
        .enumerate()
        .map(|(index, personne)| match (index, personne.naissance_le) {
            (0, _) => 10,
            (_, Some(naissance)) if compute_age(naissance, jour) < 14 => 3,
            _ => 5,
        })
        .sum()
}

/// Monthly income of the household, whole euros, for a yearly income per unit in euros. Rounded up, so
/// that a household drawn above a threshold stays above it.
pub(crate) fn compute_mensuel(revenu_uc: i64, dixiemes: i64) -> i64 {
    (revenu_uc * dixiemes + 119) / 120
}

/// Yearly income per unit, in cents, as it comes out of whole monthly euros.
pub(crate) fn compute_revenu_uc(mensuel: i64, dixiemes: i64) -> Centimes {
    Centimes(mensuel * 12 * 10 * 100 / dixiemes.max(1))
}

/// Splits a monthly income between the adults and the natures a household of this kind has.
pub(crate) fn split_ressources(hasard: &mut Hasard, personnes: &mut [Personne], mensuel: i64, revenu_uc: i64, jour: Jour) {
    let age = personnes.first().and_then(|p| p.naissance_le).map_or(40, |n| compute_age(n, jour));
    let enfants = personnes
        .iter()
        .skip(1)
        .filter(|p| matches!(p.role, RolePersonne::ACharge(_)) && p.naissance_le.is_some_and(|n| compute_age(n, jour) < 20))
        .count() as i64;
    let familiales = match enfants {
        0 => 0,
        1 => 25,
        2 => 148,
        n => 338 + 190 * (n - 3),
    }
    .min(mensuel / 2);
    let handicap = personnes.first().is_some_and(|p| p.handicap == Some(true));
    let mut rest = mensuel - familiales;
    let second = personnes.iter().position(|p| matches!(p.role, RolePersonne::Cotitulaire(_)));
    if let Some(second) = second
        && rest > 1_700
        && hasard.chance(720)
    {
        let part = rest * hasard.between(28, 46) / 100;
        rest -= part;
        let situation = hasard.weighted(&[(SituationProfessionnelle::Cdi, 6), (SituationProfessionnelle::Cdd, 4)]);
        personnes[second].situation_professionnelle = Some(situation);
        push(&mut personnes[second], NatureRessource::Salaire, part);
    } else if let Some(second) = second {
        personnes[second].situation_professionnelle =
            Some(hasard.weighted(&[(SituationProfessionnelle::Chomage, 4), (SituationProfessionnelle::Autre, 6)]));
    }
    let (nature, situation) = choose_activite(hasard, age, handicap, revenu_uc);
    if let Some(titulaire) = personnes.first_mut() {
        titulaire.situation_professionnelle = Some(situation);
        push(titulaire, nature, rest);
        push(titulaire, NatureRessource::AllocationsFamiliales, familiales);
    }
}

fn push(personne: &mut Personne, nature: NatureRessource, euros: i64) {
    if euros > 0 {
        personne.ressources.push(Ressource { nature, montant: Centimes::euros(euros) });
    }
}

fn choose_activite(hasard: &mut Hasard, age: u32, handicap: bool, revenu_uc: i64) -> (NatureRessource, SituationProfessionnelle) {
    use NatureRessource as N;
    use SituationProfessionnelle as S;
    if age >= 65 {
        return if revenu_uc < 12_500 { (N::MinimumVieillesse, S::Retraite) } else { (N::Retraite, S::Retraite) };
    }
    if handicap && revenu_uc < 14_000 {
        return (N::Aah, S::Autre);
    }
    if age < 24 && revenu_uc < 8_000 {
        return hasard.weighted(&[((N::Bourse, S::Etudiant), 3), ((N::Salaire, S::Apprenti), 3), ((N::Autre, S::Autre), 2)]);
    }
    match revenu_uc {
        ..5_000 => hasard.weighted(&[((N::Rsa, S::Chomage), 50), ((N::Rsa, S::Autre), 40), ((N::Salaire, S::Cdd), 10)]),
        5_000..9_000 => hasard.weighted(&[
            ((N::Rsa, S::Autre), 30),
            ((N::Chomage, S::Chomage), 28),
            ((N::Salaire, S::Cdd), 32),
            ((N::Salaire, S::Independant), 10),
        ]),
        9_000..15_000 => hasard.weighted(&[
            ((N::Salaire, S::Cdi), 46),
            ((N::Salaire, S::Cdd), 30),
            ((N::Chomage, S::Chomage), 14),
            ((N::Salaire, S::Independant), 10),
        ]),
        _ => hasard.weighted(&[((N::Salaire, S::Cdi), 78), ((N::Salaire, S::Cdd), 13), ((N::Salaire, S::Independant), 9)]),
    }
}

/// Revenu fiscal de référence of the last years: the taxable natures after the 10 % allowance, sometimes missing.
pub(crate) fn fill_revenus_fiscaux(hasard: &mut Hasard, personnes: &mut [Personne], annee: i32, missing_per_mille: u32) {
    if hasard.chance(missing_per_mille) {
        return;
    }
    let recent = hasard.chance(240);
    for personne in personnes.iter_mut().filter(|p| !matches!(p.role, RolePersonne::ACharge(_) | RolePersonne::EnGarde(_))) {
        let imposable: i64 = personne
            .ressources
            .iter()
            .filter(|r| matches!(r.nature, NatureRessource::Salaire | NatureRessource::Retraite | NatureRessource::Chomage))
            .map(|r| r.montant.0 / 100)
            .sum();
        let rfr = imposable * 12 * 9 / 10;
        personne.revenus_fiscaux.insert(annee - 2, Centimes::euros(rfr * hasard.between(88, 103) / 100));
        if recent {
            personne.revenus_fiscaux.insert(annee - 1, Centimes::euros(rfr * hasard.between(72, 100) / 100));
        }
    }
}
