//! Housing benefit overseas, effort rate, reste pour vivre. Estimates: only the CAF decides.

use crate::montant::{Centimes, PointsDeBase};
use crate::parametres::{AlAbattement, AlForfaits, AlTaux, Millioniemes, ReglesEffort, UNITE};

/// What the estimate needs. Amounts per month, resources per year (last twelve months).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SituationAl {
    /// Main rent, charges excluded.
    pub loyer: Centimes,
    pub couple: bool,
    pub personnes_a_charge: u32,
    pub ressources_annuelles: Centimes,
}

/// Why no estimate is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusAl {
    /// Foyers and résidences sociales follow another rule (C16).
    Foyer,
    /// A rent or resources below zero.
    MontantNegatif,
}

/// The three dated tables of the benefit.
#[derive(Clone, Copy, Debug)]
pub struct BaremeAl<'a> {
    pub forfaits: &'a AlForfaits,
    pub abattement: &'a AlAbattement,
    pub taux: &'a AlTaux,
}

/// The estimate with the steps that made it, each rounded to the cent for reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EstimationAl {
    pub loyer_plafond: Centimes,
    pub loyer_retenu: Centimes,
    pub forfait_charges: Centimes,
    pub participation: Centimes,
    /// After the flat deduction, before CRDS.
    pub avant_crds: Centimes,
    pub crds: Centimes,
    /// Paid each month; zero below the smallest payment.
    pub montant: Centimes,
}

/// CCH L. 823-1: estimate of the allocation de logement overseas (zone 2), to the cent.
///
/// Exact arithmetic: amounts in millionths of a cent, one rounding to the cent of the aid, then of
/// the CRDS. The loyer ratio is rounded to a hundredth of a percent and TL to five decimals, as the
/// formula says. `foyer` is refused.
pub fn compute_allocation_logement(bareme: BaremeAl<'_>, situation: SituationAl, foyer: bool) -> Result<EstimationAl, RefusAl> {
    if foyer {
        return Err(RefusAl::Foyer);
    }
    if situation.loyer.0 < 0 || situation.ressources_annuelles.0 < 0 {
        return Err(RefusAl::MontantNegatif);
    }
    let BaremeAl { forfaits, abattement, taux } = bareme;
    let charges = situation.personnes_a_charge;
    let ceiling = i128::from(compute_loyer_plafond(forfaits, situation.couple, charges).0);
    let rent = i128::from(situation.loyer.0);
    let retained = rent.min(ceiling);
    let lump = i128::from(forfaits.forfait_charges.0) + i128::from(charges) * i128::from(forfaits.forfait_charges_par_personne.0);
    let expense = retained + lump;
    let unit = i128::from(UNITE);

    let minimum = (expense * i128::from(taux.participation_minimale.0)).max(i128::from(forfaits.participation_minimale.0) * unit);
    let rate = i128::from(compute_tf(taux, situation.couple, charges).0) + compute_tl(taux, retained, ceiling);
    let over = (i128::from(situation.ressources_annuelles.0)
        - i128::from(compute_abattement(abattement, situation.couple, charges).0))
    .max(0);
    let participation = minimum + rate.max(0) * over;
    let gross = (expense * unit - participation).max(0);

    // Degressivity by the real rent: whole up to 2.5 ceilings, nothing beyond 3.1, linear between.
    let (start, end) = (i128::from(taux.degressivite.0) * ceiling, i128::from(taux.suppression.0) * ceiling);
    let gross_cents = if rent * unit <= start {
        round_half_up(gross, unit)
    } else if rent * unit >= end {
        0
    } else {
        round_half_up(gross * (end - rent * unit), unit * (end - start))
    };
    let before_crds = (gross_cents - i128::from(taux.retenue_forfaitaire.0)).max(0);
    let crds = round_half_up(before_crds * i128::from(taux.crds.0), unit);
    let net = before_crds - crds;
    let paid = if net < i128::from(taux.versement_minimum.0) { 0 } else { net };
    Ok(EstimationAl {
        loyer_plafond: to_centimes(ceiling),
        loyer_retenu: to_centimes(retained),
        forfait_charges: to_centimes(lump),
        participation: to_centimes(round_half_up(participation, unit)),
        avant_crds: to_centimes(before_crds),
        crds: to_centimes(crds),
        montant: to_centimes(paid),
    })
}

/// Ceiling rent of zone 2 for a family; dependants beyond the sixth no longer raise it overseas.
fn compute_loyer_plafond(forfaits: &AlForfaits, couple: bool, charges: u32) -> Centimes {
    match charges.min(forfaits.charges_plafond).checked_sub(1) {
        None if couple => forfaits.loyer_couple,
        None => forfaits.loyer_seul,
        Some(more) => Centimes(forfaits.loyer_une_charge.0 + i64::from(more) * forfaits.loyer_charge_supplementaire.0),
    }
}

/// Yearly allowance R0 for a family.
fn compute_abattement(abattement: &AlAbattement, couple: bool, charges: u32) -> Centimes {
    let Some(index) = charges.checked_sub(1) else {
        return if couple { abattement.couple } else { abattement.seul };
    };
    let listed = abattement.charges.len() as u64 - 1;
    let position = u64::from(index).min(listed);
    let more = i64::try_from(u64::from(index) - position).unwrap_or(i64::MAX);
    Centimes(abattement.charges[position as usize].0.saturating_add(abattement.charge_supplementaire.0.saturating_mul(more)))
}

/// Rate TF for a family, never below zero.
fn compute_tf(taux: &AlTaux, couple: bool, charges: u32) -> Millioniemes {
    let Some(index) = charges.checked_sub(1) else {
        return if couple { taux.tf_couple } else { taux.tf_seul };
    };
    let listed = taux.tf_charges.len() as u64 - 1;
    let position = u64::from(index).min(listed);
    let more = i64::try_from(u64::from(index) - position).unwrap_or(i64::MAX);
    Millioniemes(taux.tf_charges[position as usize].0.saturating_add(taux.tf_charge_supplementaire.0.saturating_mul(more)).max(0))
}

/// Rate TL in millionths, from the retained rent over the reference rent (the ceiling itself here).
fn compute_tl(taux: &AlTaux, retained: i128, ceiling: i128) -> i128 {
    const RATIO: i128 = 10_000;
    const FIVE_DECIMALS: i128 = 10;
    let unit = i128::from(UNITE);
    let ratio = round_half_up(retained * RATIO, ceiling.max(1)) * (unit / RATIO);
    let slice = |from: i128, to: i128, rate: i128| (ratio.min(to) - from).max(0) * rate;
    let [low, high] = [i128::from(taux.tl_seuils[0].0), i128::from(taux.tl_seuils[1].0)];
    let total = slice(low, high, i128::from(taux.tl_taux[0].0)) + slice(high, ratio.max(high), i128::from(taux.tl_taux[1].0));
    round_half_up(total, unit * FIVE_DECIMALS) * FIVE_DECIMALS
}

/// Nearest whole, half up, for non-negative values: the rounding of the cents paid by the CAF.
fn round_half_up(numerator: i128, denominator: i128) -> i128 {
    (numerator * 2 + denominator).div_euclid(denominator * 2)
}

fn to_centimes(value: i128) -> Centimes {
    Centimes(i64::try_from(value).unwrap_or(i64::MAX))
}

/// Arrêté du 10 mars 2011: (rent + charges − aid) ÷ resources of the persons who will live there,
/// truncated to the basis point. An aid above the expense gives zero. `None` without resources:
/// no rate can be told. An indicator, never a gate.
pub fn compute_taux_effort(
    loyer: Centimes,
    charges: Centimes,
    aide: Centimes,
    ressources_mensuelles: Centimes,
) -> Option<PointsDeBase> {
    if ressources_mensuelles.0 <= 0 {
        return None;
    }
    let net = (i128::from(loyer.0) + i128::from(charges.0) - i128::from(aide.0)).max(0);
    let rate = net * 10_000 / i128::from(ressources_mensuelles.0);
    Some(PointsDeBase(i64::try_from(rate).unwrap_or(i64::MAX)))
}

/// Arrêté du 10 mars 2011 (practice beside it): what is left per day and consumption unit after the
/// net housing cost and other fixed charges, truncated to the cent; may be negative.
pub fn compute_reste_pour_vivre(
    regles: &ReglesEffort,
    ressources_mensuelles: Centimes,
    depense_nette: Centimes,
    autres_charges: Centimes,
    unites_dixiemes: u32,
) -> Option<Centimes> {
    if unites_dixiemes == 0 {
        return None;
    }
    let left = (i128::from(ressources_mensuelles.0) - i128::from(depense_nette.0) - i128::from(autres_charges.0)) * 10;
    Some(to_centimes(left / (i128::from(unites_dixiemes) * i128::from(regles.jours_par_mois))))
}
