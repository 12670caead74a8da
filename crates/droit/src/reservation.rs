//! Reservations managed in flow: base, shares, drift, yearly report.

use crate::constat::Constat;
use crate::jour::Jour;
use crate::parametres::PartsReservation;
use chrono::Datelike;

/// The homes of one year, counted for the whole département (C14), or the commune when the holder is one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flux {
    /// Homes expected to be let or re-let.
    pub logements: u32,
    pub mutations: u32,
    pub relogements_ru: u32,
    pub relogements_lhi: u32,
    pub ventes: u32,
    pub hors_champ: u32,
}

/// CCH R. 441-5: base of the flow: the homes of the year less internal mutations, rehousing, sales
/// and homes out of scope. `None` when more is removed than there is.
pub fn compute_assiette(flux: &Flux) -> Option<u32> {
    let removed = [flux.mutations, flux.relogements_ru, flux.relogements_lhi, flux.ventes, flux.hors_champ];
    let removed: u64 = removed.iter().copied().map(u64::from).sum();
    u32::try_from(u64::from(flux.logements).checked_sub(removed)?).ok()
}

/// The code of the State among the holders; its share is a cap.
pub const ETAT: &str = "etat";
/// The code under which what nobody reserved stays with the landlord.
pub const BAILLEUR: &str = "bailleur";

/// Share of one holder in the convention, in hundredths of a percent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub titulaire: String,
    pub points_de_base: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartsRefusees {
    /// Above 100 %.
    AuDelaDeCent,
    /// Below 100 % although the landlord's own share is written.
    Incompletes,
    /// The State above its legal cap.
    EtatAuDelaDuPlafond,
    /// The same holder twice.
    Doublon(String),
}

impl PartsRefusees {
    pub fn code(&self) -> &'static str {
        match self {
            PartsRefusees::AuDelaDeCent => "parts_au_dela_de_100",
            PartsRefusees::Incompletes => "parts_incompletes",
            PartsRefusees::EtatAuDelaDuPlafond => "etat_au_dela_du_plafond",
            PartsRefusees::Doublon(_) => "titulaire_en_double",
        }
    }
}

/// CCH R. 441-5: whole homes of each holder, in the order of the convention.
///
/// Largest remainder; ties by the order of the convention; the State never above its share, since a
/// legal cap rounds down (the law is silent on rounding: project rule, published). Shares below
/// 100 % leave the rest to the landlord, appended under `bailleur`.
pub fn compute_repartition(
    regles: &PartsReservation,
    assiette: u32,
    parts: &[Part],
) -> Result<Vec<(String, u32)>, PartsRefusees> {
    const CENT: u64 = 10_000;
    let mut parts = parts.to_vec();
    for (index, part) in parts.iter().enumerate() {
        if parts[..index].iter().any(|before| before.titulaire == part.titulaire) {
            return Err(PartsRefusees::Doublon(part.titulaire.clone()));
        }
        if part.titulaire == ETAT && part.points_de_base > regles.etat_pct * 100 {
            return Err(PartsRefusees::EtatAuDelaDuPlafond);
        }
    }
    let sum: u64 = parts.iter().map(|part| u64::from(part.points_de_base)).sum();
    if sum > CENT {
        return Err(PartsRefusees::AuDelaDeCent);
    }
    if sum < CENT {
        if parts.iter().any(|part| part.titulaire == BAILLEUR) {
            return Err(PartsRefusees::Incompletes);
        }
        parts.push(Part { titulaire: BAILLEUR.to_owned(), points_de_base: (CENT - sum) as u32 });
    }
    let exact: Vec<u64> = parts.iter().map(|part| u64::from(part.points_de_base) * u64::from(assiette)).collect();
    let mut units: Vec<u64> = exact.iter().map(|value| value / CENT).collect();
    let left = u64::from(assiette) - units.iter().sum::<u64>();
    let mut order: Vec<usize> =
        (0..parts.len()).filter(|i| parts[*i].titulaire != ETAT && !exact[*i].is_multiple_of(CENT)).collect();
    order.sort_by_key(|i| (std::cmp::Reverse(exact[*i] % CENT), *i));
    for index in order.into_iter().take(usize::try_from(left).unwrap_or(usize::MAX)) {
        units[index] += 1;
    }
    Ok(parts.into_iter().zip(units).map(|(part, units)| (part.titulaire, u32::try_from(units).unwrap_or(u32::MAX))).collect())
}

/// CCH R. 441-5: most homes that State agents may take inside the State's share, rounded down.
pub fn compute_plafond_agents(regles: &PartsReservation, assiette: u32) -> u32 {
    u32::try_from(u64::from(assiette) * u64::from(regles.etat_agents_pct) / 100).unwrap_or(u32::MAX)
}

/// CCH R. 441-5 (R6.04, R6.06): homes given to the State in the year against its caps, agents inside its share; both caps
/// round down. On a base too small to hold one home of a cap, that cap is not measured.
///
/// Measured during the year on an expected base, it warns: only the year's own base binds.
pub fn check_plafond_etat(regles: &PartsReservation, assiette: Option<u32>, etat: u32, agents: u32) -> Constat {
    const REGLE: &str = "plafond_etat";
    const ARTICLE: &str = "CCH R. 441-5";
    let unknown = |raison: &str| Constat::indetermine(REGLE, ARTICLE, vec!["assiette"], raison);
    let Some(assiette) = assiette else {
        return unknown("L'assiette de l'année n'est pas connue.");
    };
    let cap = u32::try_from(u64::from(assiette) * u64::from(regles.etat_pct) / 100).unwrap_or(u32::MAX);
    let cap_agents = compute_plafond_agents(regles, assiette);
    if cap == 0 {
        return unknown("L'assiette est trop petite pour mesurer la part de l'État.");
    }
    let told = |given: u32, what: &str, cap: u32, pct: u32| {
        format!("{given} logement(s) {what} sur une assiette de {assiette}, au plus {cap} ({pct}\u{a0}%).")
    };
    if etat > cap {
        return Constat::non_satisfait(REGLE, ARTICLE, told(etat, "pour l'État", cap, regles.etat_pct));
    }
    if agents > cap_agents && cap_agents > 0 {
        return Constat::non_satisfait(
            REGLE,
            ARTICLE,
            told(agents, "pour les agents de l'État", cap_agents, regles.etat_agents_pct),
        );
    }
    Constat::satisfait(REGLE, ARTICLE, told(etat, "pour l'État", cap, regles.etat_pct))
}

/// CCH R. 441-5: what collectivités, EPCI and chambers hold together in return for a loan guarantee
/// stays within 20 %; land, works or a subsidy give more, and are not in `points_de_base` (to confirm).
pub fn check_part_garantie(regles: &PartsReservation, points_de_base: Option<u32>) -> Constat {
    const REGLE: &str = "part_garantie_emprunt";
    const ARTICLE: &str = "CCH R. 441-5";
    let cap = regles.collectivites_garantie_pct;
    match points_de_base {
        None => Constat::indetermine(
            REGLE,
            ARTICLE,
            vec!["part"],
            "La part tenue en contrepartie d'une garantie d'emprunt n'est pas connue.",
        ),
        Some(part) => {
            let seen = format!(
                "{} tenus en contrepartie d'une garantie d'emprunt, au plus {cap}\u{a0}%.",
                crate::montant::PointsDeBase(i64::from(part))
            );
            if u64::from(part) <= u64::from(cap) * 100 {
                Constat::satisfait(REGLE, ARTICLE, seen)
            } else {
                Constat::non_satisfait(REGLE, ARTICLE, seen)
            }
        }
    }
}

/// CCH R. 441-5-1: the balance of a year is sent before 28 February of the next: the day returned is
/// already late.
pub fn compute_echeance_bilan(regles: &PartsReservation, annee: i32) -> Option<Jour> {
    Jour::from_ymd_opt(annee.checked_add(1)?, regles.bilan_mois, regles.bilan_jour)
}

/// CCH R. 441-5-1: whether the balance was sent in time.
pub fn check_envoi_bilan(regles: &PartsReservation, annee: i32, envoye_le: Option<Jour>) -> Constat {
    const REGLE: &str = "envoi_bilan";
    const ARTICLE: &str = "CCH R. 441-5-1";
    match envoye_le.zip(compute_echeance_bilan(regles, annee)) {
        None => Constat::indetermine(REGLE, ARTICLE, vec!["envoye_le"], "La date d'envoi du bilan n'est pas connue."),
        Some((sent, limit)) if sent < limit => Constat::satisfait(REGLE, ARTICLE, "Bilan envoyé avant l'échéance."),
        Some(_) => {
            Constat::non_satisfait(REGLE, ARTICLE, "Bilan envoyé le jour de l'échéance ou après\u{a0}: il devait partir avant.")
        }
    }
}

/// CCH R. 441-5: homes due to a holder by a day of the year, in hundredths of a home, pro rata of the days.
pub fn compute_du_prorata(quota_annuel: u32, jour: Jour) -> u64 {
    let days = if jour.leap_year() { 366 } else { 365 };
    u64::from(quota_annuel) * 100 * u64::from(jour.ordinal()) / days
}

/// CCH R. 441-5: whether what was done stays near what is due on the day. Unsatisfied beyond the
/// larger of 2 homes and 15 % (practice of the project, no legal effect).
pub fn check_derive(regles: &PartsReservation, realise: u32, quota_annuel: u32, jour: Jour) -> Constat {
    check_derive_centiemes(regles, realise, compute_du_prorata(quota_annuel, jour))
}

/// CCH R. 441-5: the same on what is due in hundredths of a home, never cut to a whole home before it is compared.
pub fn check_derive_centiemes(regles: &PartsReservation, realise: u32, due: u64) -> Constat {
    const REGLE: &str = "derive_flux";
    const ARTICLE: &str = "CCH R. 441-5";
    let gap = (u64::from(realise) * 100).abs_diff(due);
    let tolerance = (u64::from(regles.derive_unites) * 100).max(due * u64::from(regles.derive_pct) / 100);
    let seen = format!("{realise} logement(s) pour {},{:02} dus à ce jour.", due / 100, due % 100);
    if gap > tolerance { Constat::non_satisfait(REGLE, ARTICLE, seen) } else { Constat::satisfait(REGLE, ARTICLE, seen) }
}
