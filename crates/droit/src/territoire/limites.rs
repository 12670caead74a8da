//! What national law imposes on local rules, read in the national tables of [`crate::parametres`].
//!
//! A territory may be more demanding, never less. A folder is checked against the last version of each table: it is written for
//! the days to come, and what was adopted in the past was checked when it was loaded.

use std::sync::LazyLock;

use crate::montant::PointsDeBase;
use crate::parametres::{CiblesObjectifs, Parametres, PartsReservation, ReglesMenage};

#[derive(Debug)]
pub(crate) struct Limites {
    reservations: PartsReservation,
    objectifs: CiblesObjectifs,
    menage: ReglesMenage,
}

static LIMITES: LazyLock<Limites> = LazyLock::new(|| {
    let parametres = Parametres::embarques();
    Limites {
        reservations: parametres.reservations.derniere().valeurs.clone(),
        objectifs: parametres.objectifs.derniere().valeurs.clone(),
        menage: parametres.menage.derniere().valeurs.clone(),
    }
});

/// Whole percents to basis points.
fn from_pct(pct: u32) -> PointsDeBase {
    PointsDeBase(i64::from(pct) * 100)
}

impl Limites {
    pub(crate) fn get() -> &'static Limites {
        &LIMITES
    }

    /// State share of a bailleur's flow, agents included (CCH R. 441-5).
    pub(crate) fn etat(&self) -> PointsDeBase {
        from_pct(self.reservations.etat_pct)
    }

    /// State agents, inside the State share (CCH R. 441-5).
    pub(crate) fn etat_agents(&self) -> PointsDeBase {
        from_pct(self.reservations.etat_agents_pct)
    }

    /// Collectivités, EPCI and chambers together, in return for a loan guarantee (CCH R. 441-5).
    pub(crate) fn collectivites_garantie(&self) -> PointsDeBase {
        from_pct(self.reservations.collectivites_garantie_pct)
    }

    /// Least rate of the first quartile outside the QPV (CCH L. 441-1).
    pub(crate) fn hors_qpv(&self) -> PointsDeBase {
        from_pct(self.objectifs.hors_qpv_premier_quartile_pct)
    }

    /// Rate of the other quartiles in the QPV when the orientations set none (CCH L. 441-1).
    pub(crate) fn en_qpv_a_defaut(&self) -> PointsDeBase {
        from_pct(self.objectifs.en_qpv_quartiles_2_a_4_pct)
    }

    /// Least rate of the priority publics (CCH L. 441-1).
    pub(crate) fn publics_prioritaires(&self) -> PointsDeBase {
        from_pct(self.objectifs.publics_prioritaires_pct)
    }

    /// Age of majority, years (code civil 388).
    pub(crate) fn majorite_ans(&self) -> u32 {
        self.menage.majorite
    }
}
