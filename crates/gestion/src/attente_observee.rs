//! Reading: how long those who signed a lease had waited, for one commune and one size, from the frozen facts.
//!
//! Half of the households waited between the two ends of the interval. It promises nothing to anybody, and under the
//! threshold of statistical secrecy nothing is told.

use droit::demande::Typologie;
use droit::jour::sub_mois;
use stockage::fait_compte::{self, FaitCompte, FiltreFait};

use crate::carbet::Carbet;
use crate::consulter_info::above_secret;
use crate::issue::Echec;

/// Months of leases that the interval rests on.
pub const PERIODE_MOIS: u32 = 24;

/// The wait observed for comparable leases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttenteObservee {
    /// First and third quartiles, in whole months.
    pub mois: (u32, u32),
    /// Leases behind it.
    pub baux: u32,
}

/// Leases of that commune and size signed in the last 24 months; `None` under eleven.
pub async fn read_attente(carbet: &Carbet, commune: &str, typologie: Typologie) -> Result<Option<AttenteObservee>, Echec> {
    let jour = carbet.aujourd_hui();
    let filtre = FiltreFait {
        commune: Some(commune.to_owned()),
        apres: Some(sub_mois(jour, PERIODE_MOIS)),
        jusqu_au: Some(jour),
        ..FiltreFait::default()
    };
    let same = |fait: &FaitCompte| Typologie::from_code(&fait.typologie).is_some_and(|t| t.pieces() == typologie.pieces());
    let facts = fait_compte::list(&carbet.base, &filtre).await?;
    let mois = facts.iter().filter(|fait| same(fait)).filter_map(|fait| fait.attente_mois);
    let mois = mois.filter_map(|m| u32::try_from(m).ok()).collect();
    Ok(compute_attente(mois))
}

/// The interval that holds the middle half: the smallest waits that a quarter, and three quarters, did not exceed.
fn compute_attente(mut mois: Vec<u32>) -> Option<AttenteObservee> {
    let baux = above_secret(u32::try_from(mois.len()).ok()?)?;
    mois.sort_unstable();
    let quartile = |quarters: usize| mois[(mois.len() * quarters).div_ceil(4) - 1];
    Some(AttenteObservee { mois: (quartile(1), quartile(3)), baux })
}

impl AttenteObservee {
    /// `de 18 à 41 mois (37 baux en 24 mois)`.
    pub fn en_mots(&self) -> String {
        let (from, to) = self.mois;
        let interval = if from == to { format!("{from} mois") } else { format!("de {from} à {to} mois") };
        format!("{interval} ({} baux en {PERIODE_MOIS} mois)", self.baux)
    }
}

/// The sentence shown beside a rank.
pub fn tell_attente(attente: Option<&AttenteObservee>) -> String {
    match attente {
        Some(attente) => format!("Attente observée pour la moitié des ménages : {}.", attente.en_mots()),
        None => "Attente observée : trop peu d’attributions pour l’estimer.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_needs_eleven_leases_and_holds_the_middle_half() {
        assert_eq!(compute_attente(vec![12; 10]), None);
        let observed = compute_attente((1..=12).rev().collect()).unwrap();
        assert_eq!(observed, AttenteObservee { mois: (3, 9), baux: 12 });
        assert_eq!(observed.en_mots(), "de 3 à 9 mois (12 baux en 24 mois)");
        assert_eq!(compute_attente(vec![7; 11]).unwrap().en_mots(), "7 mois (11 baux en 24 mois)");
        assert!(tell_attente(None).contains("trop peu d’attributions"));
    }
}
