//! What national law imposes on local rules (`parametres/limites_locales.toml`).

use std::sync::LazyLock;

use serde::Deserialize;

use crate::montant::PointsDeBase;

#[derive(Debug, Deserialize)]
pub(crate) struct Limites {
    reservations: Reservations,
    objectifs: Objectifs,
    demande: LimitesDemande,
}

#[derive(Debug, Deserialize)]
struct Reservations {
    etat: i64,
    etat_agents: i64,
    collectivites_garantie: i64,
}

#[derive(Debug, Deserialize)]
struct Objectifs {
    hors_qpv: i64,
    en_qpv_a_defaut: i64,
    publics_prioritaires: i64,
}

#[derive(Debug, Deserialize)]
struct LimitesDemande {
    majorite_ans: u32,
    delai_avertissement_mois: u32,
}

static LIMITES: LazyLock<Limites> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../parametres/limites_locales.toml")).expect("the shipped limits are read by a test")
});

impl Limites {
    pub(crate) fn get() -> &'static Limites {
        &LIMITES
    }

    /// State share of a bailleur's flow, agents included (CCH R. 441-5).
    pub(crate) fn etat(&self) -> PointsDeBase {
        PointsDeBase(self.reservations.etat * 100)
    }

    /// State agents, inside the State share (CCH R. 441-5).
    pub(crate) fn etat_agents(&self) -> PointsDeBase {
        PointsDeBase(self.reservations.etat_agents * 100)
    }

    /// Collectivités, EPCI and chambers together, in return for a loan guarantee (CCH R. 441-5).
    pub(crate) fn collectivites_garantie(&self) -> PointsDeBase {
        PointsDeBase(self.reservations.collectivites_garantie * 100)
    }

    pub(crate) fn hors_qpv(&self) -> PointsDeBase {
        PointsDeBase(self.objectifs.hors_qpv * 100)
    }

    pub(crate) fn en_qpv_a_defaut(&self) -> PointsDeBase {
        PointsDeBase(self.objectifs.en_qpv_a_defaut * 100)
    }

    pub(crate) fn publics_prioritaires(&self) -> PointsDeBase {
        PointsDeBase(self.objectifs.publics_prioritaires * 100)
    }

    /// Age of majority, years (code civil 388).
    pub(crate) fn majorite_ans(&self) -> u32 {
        self.demande.majorite_ans
    }

    /// Least delay between warning and striking off, months (R1.11 c and d, to confirm).
    pub(crate) fn delai_avertissement_mois(&self) -> u32 {
        self.demande.delai_avertissement_mois
    }
}
