//! Base, numerator, rate and gap: the arithmetic shared by every objective.

use crate::montant::PointsDeBase;

/// A count against its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mesure {
    pub base: u64,
    pub numerateur: u64,
    /// Truncated to the basis point; `None` on an empty base.
    pub taux: Option<PointsDeBase>,
    pub cible: PointsDeBase,
    /// An empty base owes nothing: reached.
    pub atteint: bool,
    /// Homes lacking to reach the target on this base.
    pub manque: u64,
}

/// Why counts cannot be those of one set of leases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComptesIncoherents {
    /// More leases counted than leases.
    NumerateurSuperieur,
    /// More in both sets than in one of them.
    IntersectionSuperieure,
}

impl ComptesIncoherents {
    pub const fn code(self) -> &'static str {
        match self {
            ComptesIncoherents::NumerateurSuperieur => "numerateur_superieur_a_la_base",
            ComptesIncoherents::IntersectionSuperieure => "intersection_superieure",
        }
    }
}

/// CCH L. 441-1 (R5.01, R5.07): reached when numerator × 100 ≥ target × base, in integers; the gap is
/// the ceiling of target × base less the numerator.
pub fn compute_mesure(base: u64, numerateur: u64, cible_pct: u32) -> Result<Mesure, ComptesIncoherents> {
    if numerateur > base {
        return Err(ComptesIncoherents::NumerateurSuperieur);
    }
    let needed = (u128::from(base) * u128::from(cible_pct)).div_ceil(100);
    let manque = u64::try_from(needed.saturating_sub(u128::from(numerateur))).unwrap_or(u64::MAX);
    Ok(Mesure {
        base,
        numerateur,
        taux: PointsDeBase::ratio(numerateur, base),
        cible: PointsDeBase(i64::from(cible_pct) * 100),
        atteint: manque == 0,
        manque,
    })
}

/// CCH L. 441-1: first quartile and relogés united, those who are both counted once.
pub fn compute_union(premier_quartile: u64, reloges: u64, les_deux: u64) -> Result<u64, ComptesIncoherents> {
    if les_deux > premier_quartile.min(reloges) {
        return Err(ComptesIncoherents::IntersectionSuperieure);
    }
    Ok(premier_quartile.saturating_add(reloges - les_deux))
}
