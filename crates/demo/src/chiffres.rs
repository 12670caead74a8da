//! The figures that the demonstration is calibrated on. Each says where it comes from: published, or
//! an assumption (hypothèse) never to be shown as a fact.

use droit::demande::Typologie;

/// Social homes of a commune on 1 January 2019.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StockCommune {
    /// INSEE code.
    pub commune: &'static str,
    pub nom: &'static str,
    pub code_postal: &'static str,
    pub secteur: &'static str,
    /// Homes by main rooms: 1, 2, 3, 4, 5 and more.
    pub pieces: [usize; 5],
    pub en_qpv: usize,
    pub individuels: usize,
    /// Quartiers prioritaires, by their demonstration codes of `territoires/cacl/territoire.toml`.
    pub quartiers: &'static [&'static str],
}

impl StockCommune {
    pub fn total(&self) -> usize {
        self.pieces.iter().sum()
    }
}

/// RPLS on 1 January 2019, aggregated by commune (SDES): 11 957 homes. Quartier codes are fictional.
pub const STOCK: [StockCommune; 6] = [
    StockCommune {
        commune: "97302",
        nom: "Cayenne",
        code_postal: "97300",
        secteur: "cayenne",
        pieces: [167, 1293, 2292, 2054, 427],
        en_qpv: 3243,
        individuels: 689,
        quartiers: &["demo_mango", "demo_themire", "demo_village_chinois", "demo_zephir"],
    },
    StockCommune {
        commune: "97305",
        nom: "Macouria",
        code_postal: "97355",
        secteur: "ouest",
        pieces: [6, 358, 850, 729, 194],
        en_qpv: 1336,
        individuels: 634,
        quartiers: &["demo_soula", "demo_sainte_agathe"],
    },
    StockCommune {
        commune: "97307",
        nom: "Matoury",
        code_postal: "97351",
        secteur: "remire_matoury",
        pieces: [5, 325, 661, 713, 214],
        en_qpv: 138,
        individuels: 369,
        quartiers: &["demo_copaya"],
    },
    StockCommune {
        commune: "97309",
        nom: "Rémire-Montjoly",
        code_postal: "97354",
        secteur: "remire_matoury",
        pieces: [28, 295, 425, 456, 204],
        en_qpv: 252,
        individuels: 559,
        quartiers: &["demo_remire_montjoly"],
    },
    StockCommune {
        commune: "97310",
        nom: "Roura",
        code_postal: "97311",
        secteur: "roura",
        pieces: [0, 20, 40, 35, 0],
        en_qpv: 0,
        individuels: 0,
        quartiers: &[],
    },
    StockCommune {
        commune: "97313",
        nom: "Montsinéry-Tonnegrande",
        code_postal: "97356",
        secteur: "ouest",
        pieces: [0, 12, 36, 95, 23],
        en_qpv: 0,
        individuels: 59,
        quartiers: &[],
    },
];

/// RPLS 2019: homes by decade of construction, the whole CACL.
pub const DECENNIES: [(u16, usize); 7] =
    [(1950, 9), (1960, 1924), (1970, 270), (1980, 390), (1990, 2446), (2000, 3158), (2010, 3760)];

/// Assumption: shares of the three bailleurs in the CACL, in percent; no public source gives them.
pub const PART_BAILLEURS: [(&str, usize); 3] = [("siguy", 55), ("simko", 28), ("semsamar", 17)];

/// Financing of the stock of Guyane in 2022, per thousand (SDES): LLS, PLS, LLTS.
pub const FINANCEMENTS: [(droit::logement::Produit, u32); 3] =
    [(droit::logement::Produit::Lls, 778), (droit::logement::Produit::Pls, 107), (droit::logement::Produit::Llts, 115)];

/// Stock of the CACL on 1 January 2023: vacant homes among those let or offered, per thousand (SDES).
pub const VACANCE_POUR_MILLE: u32 = 55;

/// Quartiles of the applicants of the CACL, euros per consumption unit and year: Q1, Q2, Q3.
/// Yearly arrêtés; a year without its own uses the nearest.
pub const QUARTILES: [(i32, [i64; 3]); 3] =
    [(2024, [8_317, 13_487, 19_689]), (2025, [8_603, 13_494, 20_153]), (2026, [8_181, 13_200, 20_320])];

/// Thresholds of a year, or of the nearest year known.
pub fn get_quartiles(annee: i32) -> [i64; 3] {
    let annee = annee.clamp(QUARTILES[0].0, QUARTILES[QUARTILES.len() - 1].0);
    QUARTILES.iter().find(|(year, _)| *year == annee).map_or(QUARTILES[0].1, |(_, seuils)| *seuils)
}

/// Kind of household.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Composition {
    Isole,
    CoupleSansEnfant,
    CoupleAvecEnfants,
    Monoparentale,
    Autre,
}

/// Share of households, per cent: 55 % of one-parent families is published (SNE end of 2023); the rest is an assumption.
pub const COMPOSITIONS: [(Composition, u32); 5] = [
    (Composition::Isole, 24),
    (Composition::CoupleSansEnfant, 6),
    (Composition::CoupleAvecEnfants, 14),
    (Composition::Monoparentale, 55),
    (Composition::Autre, 1),
];

/// Assumption: children of a one-parent family, then of a couple with children; gives 2.8 persons a household (SNE end of 2023).
pub const ENFANTS_MONOPARENTALE: [(u8, u32); 6] = [(1, 36), (2, 29), (3, 19), (4, 9), (5, 5), (6, 2)];
pub const ENFANTS_COUPLE: [(u8, u32); 6] = [(1, 28), (2, 31), (3, 23), (4, 11), (5, 5), (6, 2)];

/// Assumption: typology asked by the number of persons; gives about T1 10, T2 25, T3 33, T4 23, T5 and more 9 per cent.
pub fn typologies_voulues(personnes: u8) -> &'static [(Typologie, u32)] {
    match personnes {
        0 | 1 => &[(Typologie::T1, 42), (Typologie::T2, 58)],
        2 => &[(Typologie::T2, 44), (Typologie::T3, 56)],
        3 => &[(Typologie::T3, 88), (Typologie::T4, 12)],
        4 => &[(Typologie::T3, 10), (Typologie::T4, 90)],
        5 => &[(Typologie::T4, 65), (Typologie::T5, 35)],
        _ => &[(Typologie::T4, 15), (Typologie::T5, 65), (Typologie::T6, 20)],
    }
}

/// Persons likely to live in a home of this typology; one row a typology (assumption).
pub fn personnes_pour(typologie: Typologie) -> &'static [(u8, u32)] {
    match typologie {
        Typologie::Chambre | Typologie::T1 => &[(1, 1)],
        Typologie::T2 => &[(1, 60), (2, 40)],
        Typologie::T3 => &[(2, 45), (3, 50), (4, 5)],
        Typologie::T4 => &[(3, 12), (4, 55), (5, 33)],
        Typologie::T5 => &[(5, 45), (6, 45), (7, 10)],
        Typologie::T6 => &[(6, 50), (7, 40), (8, 10)],
    }
}

/// Assumption: first wish, per thousand, by commune. Kourou and Saint-Laurent stand outside the CACL.
pub const PREMIER_SOUHAIT: [(&str, u32); 8] =
    [("97302", 440), ("97307", 175), ("97309", 190), ("97305", 135), ("97313", 22), ("97310", 14), ("97304", 16), ("97311", 8)];

/// Assumption: shares of the flow, per cent, as in the fictional conventions of the territory; `commune` is the commune of the home.
pub const PART_RESERVATAIRES: [(&str, u32); 7] = [
    ("etat_prioritaires", 25),
    ("etat_agents", 5),
    ("commune", 12),
    ("action_logement", 18),
    ("ctg", 5),
    ("cacl", 3),
    ("bailleur", 32),
];

/// Assumption, from estimates: leases signed in a year on the CACL for 8 300 demandes (1 000 to 1 250).
pub const BAUX_PAR_AN: usize = 1_100;

/// First quartile among leases outside QPV: 33 % with relogés, and inside: quartiles 2 to 4 are 70 % (CIH of the CACL, figures of 2020).
pub const PREMIER_QUARTILE_HORS_QPV_POUR_MILLE: u32 = 312;
pub const PREMIER_QUARTILE_EN_QPV_POUR_MILLE: u32 = 300;

/// Desks and their share, per thousand (assumption). Codes of `territoires/cacl/organisations.toml`.
pub const GUICHETS: [crate::Guichet; 9] = [
    crate::Guichet { code: "DA001", part: 310 },
    crate::Guichet { code: "DS001", part: 190 },
    crate::Guichet { code: "DK001", part: 90 },
    crate::Guichet { code: "DM001", part: 60 },
    crate::Guichet { code: "DL001", part: 70 },
    crate::Guichet { code: "DC302", part: 130 },
    crate::Guichet { code: "DC305", part: 40 },
    crate::Guichet { code: "DC307", part: 70 },
    crate::Guichet { code: "DC309", part: 40 },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stock_adds_up_to_the_published_total() {
        assert_eq!(STOCK.iter().map(StockCommune::total).sum::<usize>(), 11_957);
        assert_eq!(DECENNIES.iter().map(|(_, homes)| homes).sum::<usize>(), 11_957);
        assert_eq!(STOCK.map(|s| s.total()), [6233, 2137, 1918, 1408, 95, 166]);
    }

    #[test]
    fn shares_are_whole() {
        assert_eq!(COMPOSITIONS.iter().map(|(_, part)| part).sum::<u32>(), 100);
        assert_eq!(FINANCEMENTS.iter().map(|(_, part)| part).sum::<u32>(), 1000);
        assert_eq!(PREMIER_SOUHAIT.iter().map(|(_, part)| part).sum::<u32>(), 1000);
        assert_eq!(PART_RESERVATAIRES.iter().map(|(_, part)| part).sum::<u32>(), 100);
        assert_eq!(GUICHETS.iter().map(|g| g.part).sum::<u32>(), 1000);
        assert_eq!(PART_BAILLEURS.iter().map(|(_, part)| part).sum::<usize>(), 100);
    }

    #[test]
    fn a_year_without_threshold_uses_the_nearest() {
        assert_eq!(get_quartiles(2026), [8_181, 13_200, 20_320]);
        assert_eq!(get_quartiles(2031), get_quartiles(2026));
        assert_eq!(get_quartiles(1999), get_quartiles(2024));
    }
}
