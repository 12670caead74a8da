//! The stock: residences and homes whose counts are exactly those of RPLS 2019.

use droit::demande::Typologie;
use droit::jour::{Jour, add_jours};
use droit::logement::{Logement, Produit};
use droit::montant::Centimes;

use crate::chiffres::{DECENNIES, FINANCEMENTS, PART_BAILLEURS, STOCK, StockCommune, VACANCE_POUR_MILLE};
use crate::hasard::Hasard;
use crate::toponymes::{RESIDENCES, SUITES, VOIES};
use crate::{Id, Plan};

/// Code of a landlord: `siguy`, `simko` or `semsamar`.
pub type Bailleur = &'static str;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Residence {
    pub id: Id,
    /// `SIGUY-0012`, unique.
    pub code: String,
    pub nom: String,
    pub bailleur: Bailleur,
    /// INSEE code.
    pub commune: &'static str,
    pub secteur: &'static str,
    pub voie: String,
    pub code_postal: &'static str,
    /// Demonstration code of the QPV; `None` outside.
    pub qpv: Option<&'static str>,
    pub individuel: bool,
    pub annee_construction: u16,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogementDemo {
    pub id: Id,
    /// Index in `Jeu::residences`.
    pub residence: usize,
    /// Door or number in the residence.
    pub numero: String,
    /// Street line, without town.
    pub adresse: String,
    pub logement: Logement,
    pub occupation: Occupation,
}

/// Whether somebody lives there on the day of the demonstration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occupation {
    Loue,
    Vacant { depuis: Jour },
}

pub(crate) struct Parc {
    pub residences: Vec<Residence>,
    pub logements: Vec<LogementDemo>,
}

/// Homes in a drawn order; each is taken once, so that no home has two stories.
pub(crate) struct LogementsLibres {
    ordre: Vec<usize>,
}

impl LogementsLibres {
    pub fn new(plan: &Plan, parc: &Parc) -> LogementsLibres {
        let mut ordre: Vec<usize> = (0..parc.logements.len()).collect();
        Hasard::new(plan.graine, 11).shuffle(&mut ordre);
        LogementsLibres { ordre }
    }

    /// The next home that nobody took.
    pub fn take(&mut self) -> Option<usize> {
        self.ordre.pop()
    }

    /// The next home that fits; the others keep their place.
    pub fn take_where(&mut self, fits: impl Fn(usize) -> bool) -> Option<usize> {
        let position = self.ordre.iter().rposition(|index| fits(*index))?;
        Some(self.ordre.remove(position))
    }
}

/// Homes that will make one residence.
struct Bloc {
    stock: usize,
    qpv: bool,
    individuel: bool,
    taille: usize,
    /// Older first.
    anciennete: usize,
}

pub(crate) fn build(plan: &Plan) -> Parc {
    let hasard = &mut Hasard::new(plan.graine, 1);
    let mut blocs: Vec<Bloc> = Vec::new();
    for (stock, commune) in STOCK.iter().enumerate() {
        cut_commune(hasard, stock, commune, &mut blocs);
    }
    blocs.sort_by_key(|bloc| bloc.anciennete);
    let total: usize = STOCK.iter().map(StockCommune::total).sum();
    let mut quotas: Vec<(Bailleur, usize)> = PART_BAILLEURS.iter().map(|(code, part)| (*code, total * part / 100 + 1)).collect();
    let mut rooms: Vec<[usize; 5]> = STOCK.iter().map(|commune| commune.pieces).collect();
    let mut parc = Parc { residences: Vec::new(), logements: Vec::with_capacity(total) };
    for (bloc, decennie) in cut_decennies(blocs) {
        let bailleur = hasard.weighted(&quotas.iter().map(|(code, left)| (*code, *left as u32)).collect::<Vec<_>>());
        if let Some((_, left)) = quotas.iter_mut().find(|(code, _)| *code == bailleur) {
            *left = left.saturating_sub(bloc.taille);
        }
        let last = if decennie == 2010 { 8 } else { 9 };
        let annee = decennie + hasard.between(0, last) as u16;
        build_residence(hasard, plan, &mut parc, &bloc, annee, bailleur, &mut rooms[bloc.stock]);
    }
    parc
}

/// Cuts a commune into residences, keeping its exact counts in QPV and of individual homes.
fn cut_commune(hasard: &mut Hasard, stock: usize, commune: &StockCommune, blocs: &mut Vec<Bloc>) {
    let total = commune.total();
    let individuels_qpv = (commune.individuels * commune.en_qpv).checked_div(total).unwrap_or(0);
    let cells = [
        (true, false, commune.en_qpv - individuels_qpv),
        (true, true, individuels_qpv),
        (false, true, commune.individuels - individuels_qpv),
        (false, false, total - commune.en_qpv - (commune.individuels - individuels_qpv)),
    ];
    let base = match commune.commune {
        "97302" => 0,
        "97309" => 18,
        "97307" => 30,
        "97305" => 45,
        _ => 70,
    };
    for (qpv, individuel, count) in cells {
        let mut left = count;
        while left > 0 {
            let wanted = if individuel { hasard.between(8, 36) } else { hasard.between(16, 92) }.unsigned_abs() as usize;
            let taille = if left < wanted + 8 { left } else { wanted };
            left -= taille;
            let anciennete = base + if qpv { 0 } else { 25 } + hasard.below(100);
            blocs.push(Bloc { stock, qpv, individuel, taille, anciennete });
        }
    }
}

/// Gives each residence its decade, cutting one in two where a decade is full.
fn cut_decennies(blocs: Vec<Bloc>) -> Vec<(Bloc, u16)> {
    let mut decennies = DECENNIES.into_iter();
    let (mut decennie, mut room) = decennies.next().unwrap_or((2010, usize::MAX));
    let mut dated = Vec::with_capacity(blocs.len() + DECENNIES.len());
    for mut bloc in blocs {
        while bloc.taille > 0 {
            if room == 0 {
                (decennie, room) = decennies.next().unwrap_or((2010, usize::MAX));
            }
            let taille = bloc.taille.min(room);
            bloc.taille -= taille;
            room -= taille;
            dated.push((Bloc { taille, ..bloc }, decennie));
        }
    }
    dated
}

fn build_residence(
    hasard: &mut Hasard,
    plan: &Plan,
    parc: &mut Parc,
    bloc: &Bloc,
    annee: u16,
    bailleur: Bailleur,
    rooms: &mut [usize; 5],
) {
    let commune = &STOCK[bloc.stock];
    let index = parc.residences.len();
    let registered = Jour::from_ymd_opt(2019, 1, 2).expect("a civil day");
    let nom = format!("{}{}", RESIDENCES[index * 7 % RESIDENCES.len()], suite_of(index / RESIDENCES.len()));
    let voie = hasard.pick(&VOIES);
    let qpv = if bloc.qpv { Some(hasard.pick(commune.quartiers)) } else { None };
    parc.residences.push(Residence {
        id: hasard.id(registered),
        code: format!("{}-{:04}", bailleur.to_uppercase(), index + 1),
        nom,
        bailleur,
        commune: commune.commune,
        secteur: commune.secteur,
        voie: voie.to_owned(),
        code_postal: commune.code_postal,
        qpv,
        individuel: bloc.individuel,
        annee_construction: annee,
    });
    let produit = hasard.weighted(&FINANCEMENTS);
    let ascenseur = !bloc.individuel && hasard.chance(140);
    let prix = price_per_m2(hasard, produit, annee);
    let charges_m2 = hasard.between(70, 125);
    let premier = hasard.between(1, 30);
    for rang in 0..bloc.taille {
        let typologie = draw_typologie(hasard, rooms, bloc.individuel);
        let surface = draw_surface(hasard, typologie);
        let etage = if bloc.individuel { None } else { Some((rang % 20 / 4) as i8) };
        let numero = if bloc.individuel {
            format!("{}", rang + 1)
        } else {
            format!("{}{:02}", char::from(b'A' + (rang / 20 % 26) as u8), rang % 20 + 1)
        };
        let adresse = if bloc.individuel {
            format!("{}, {voie}", premier + 2 * rang as i64)
        } else {
            format!("{premier}, {voie}, porte {numero}")
        };
        let annexes = if hasard.chance(280) { Centimes(100 * hasard.between(12, 38)) } else { Centimes::ZERO };
        let occupation = if hasard.chance(VACANCE_POUR_MILLE - 5) {
            let days = hasard.between(10, 420).unsigned_abs();
            Occupation::Vacant { depuis: plan.aujourd_hui - chrono::Days::new(days) }
        } else {
            Occupation::Loue
        };
        parc.logements.push(LogementDemo {
            id: hasard.id(registered),
            residence: index,
            numero,
            adresse,
            logement: Logement {
                bailleur: bailleur.to_owned(),
                rpls: Some(format!("99{:08}", 73_000_000 + parc.logements.len())),
                commune: commune.commune.to_owned(),
                secteur: Some(commune.secteur.to_owned()),
                qpv: qpv.map(str::to_owned),
                qpv_connu: true,
                typologie,
                produit,
                surface,
                etage,
                ascenseur: Some(ascenseur),
                adapte: Some(hasard.chance(40)),
                individuel: bloc.individuel,
                annee_construction: annee,
                conventionne_le: None,
                loyer: Centimes(prix * i64::from(surface)),
                loyer_annexes: annexes,
                charges: Centimes(charges_m2 * i64::from(surface) + 1_500),
                foyer: false,
            },
            occupation,
        });
    }
}

fn suite_of(turn: usize) -> String {
    SUITES.get(turn).map_or_else(|| format!(" {}", turn + 1), |suite| (*suite).to_owned())
}

/// Draws a typology among those left in the commune: individual homes are rather large.
fn draw_typologie(hasard: &mut Hasard, left: &mut [usize; 5], individuel: bool) -> Typologie {
    let preference: [u32; 5] = if individuel { [1, 2, 5, 8, 8] } else { [5, 5, 5, 4, 3] };
    let table: Vec<(usize, u32)> = (0..5).map(|i| (i, left[i] as u32 * preference[i])).collect();
    let index = hasard.weighted(&table);
    left[index] = left[index].saturating_sub(1);
    match index {
        0 => Typologie::T1,
        1 => Typologie::T2,
        2 => Typologie::T3,
        3 => Typologie::T4,
        _ if hasard.chance(140) => Typologie::T6,
        _ => Typologie::T5,
    }
}

/// Around 69.8 m² on average, as published for 2019.
fn draw_surface(hasard: &mut Hasard, typologie: Typologie) -> u16 {
    let (low, high) = match typologie {
        Typologie::Chambre => (14, 20),
        Typologie::T1 => (27, 36),
        Typologie::T2 => (43, 54),
        Typologie::T3 => (60, 71),
        Typologie::T4 => (75, 88),
        Typologie::T5 => (92, 106),
        Typologie::T6 => (106, 124),
    };
    hasard.between(low, high) as u16
}

/// Cents per square metre and month: 6,80 € in Guyane in 2024, LLTS 5,20 €, PLS 9,10 € (SDES), older homes cheaper (assumption).
fn price_per_m2(hasard: &mut Hasard, produit: Produit, annee: u16) -> i64 {
    let base = match produit {
        Produit::Llts => 525,
        Produit::Lls => 690,
        Produit::Pls => 915,
    };
    let age = if annee < 1990 {
        90
    } else if annee < 2008 {
        97
    } else {
        104
    };
    base * age / 100 + hasard.between(-35, 35)
}

/// A day so many days before another.
pub(crate) fn days_before(jour: Jour, days: i64) -> Jour {
    jour - chrono::Days::new(days.unsigned_abs())
}

/// A day so many days after another.
pub(crate) fn days_after(jour: Jour, days: i64) -> Jour {
    add_jours(jour, days.unsigned_abs())
}
