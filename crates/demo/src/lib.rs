//! Demonstration data: fictional households on a stock that has the real counts of the CACL.
//!
//! Pure: a seed, a number of demandes and a day in, values out; same plan, same data. The stock has the
//! exact counts of RPLS 2019 by commune, rooms, decade, QPV and individual homes ([`chiffres`]); the
//! rest is drawn from shares that are either published or marked as assumptions. Names, addresses,
//! residences and identifiers are invented.
//!
//! It stores nothing: `gestion` reads a [`Jeu`] and records it through its acts.
//!
//! To change what the demonstration shows: figures in `chiffres.rs`, names in `noms.rs` and
//! `toponymes.rs`, stories in `menages.rs` and `passe.rs`.

// What everything is drawn from.
pub mod chiffres;
mod hasard;
mod noms;
mod toponymes;

// The stock.
mod parc;

// Households and their demandes.
mod menages;
mod personnes;
mod ressources;
mod situations;

// Sessions, offers and leases; what waits today.
mod calendrier;
mod en_cours;
mod passe;
mod present;
mod tirages;

use droit::demande::Demande;
use droit::jour::Jour;

pub use en_cours::{Attente, MOTIF_REFUS};
pub use parc::{Bailleur, LogementDemo, Occupation, Residence};
pub use passe::{
    BailSigne, CandidatPasse, DecisionPassee, FaitsCompte, MotifNonAttribution, Offre, Passe, Relogement, Reponse, Reservation,
    SeancePassee, VacancePassee,
};
pub use present::{Present, SeanceAVenir, VacanceOuverte};

/// Identifier shaped like a uuid v7: milliseconds of a plausible instant, then bits of the seed.
pub type Id = [u8; 16];

/// What to generate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    pub graine: u64,
    /// Demandes alive on `aujourd_hui`; leases and open vacancies follow in proportion.
    pub demandes: usize,
    /// The day of the demonstration, in the territory.
    pub aujourd_hui: Jour,
}

impl Plan {
    /// The plan of the demonstration: 8 300 demandes, the middle of the estimate for the CACL (7 900 to 8 700, an assumption).
    pub fn new(aujourd_hui: Jour) -> Plan {
        Plan { graine: 973, demandes: 8_300, aujourd_hui }
    }
}

/// Everything of the demonstration. Other structs point into these vectors by index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jeu {
    pub residences: Vec<Residence>,
    pub logements: Vec<LogementDemo>,
    /// The `Plan::demandes` living demandes first, then those struck off: housed, then lapsed or abandoned.
    pub demandes: Vec<DemandeDemo>,
    /// Sessions and leases since 1 January of the previous year.
    pub passe: Passe,
    pub present: Present,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemandeDemo {
    pub id: Id,
    pub demande: Demande,
}

/// A desk that registers demandes: the same codes as `territoires/cacl/organisations.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guichet {
    /// Five characters, the end of the numéros uniques it registers. Fictional.
    pub code: &'static str,
    /// Share of the demandes it registers, per thousand (assumption).
    pub part: u32,
}

/// Generates the whole set. Never fails: any plan gives a coherent set, an empty one included.
pub fn generer(plan: &Plan) -> Jeu {
    let mut parc = parc::build(plan);
    let mut registre = menages::Registre::new(plan);
    registre.add_vivantes();
    let mut libres = parc::LogementsLibres::new(plan, &parc);
    let passe = passe::build(plan, &mut parc, &mut libres, &mut registre);
    let present = present::build(plan, &mut parc, &mut libres, &registre, passe.list_tenus());
    registre.add_radiees();
    Jeu { residences: parc.residences, logements: parc.logements, demandes: registre.demandes, passe, present }
}
