//! The closed vacancies of a year: median and mean days by step and by actor, with the number of homes they rest on.

use droit::montant::Centimes;
use droit::vacance::{ActeurVacance, EtapeVacance, Repartition, compute_loyer_perdu, compute_repartition};

use super::Vue;
use crate::consulter_parcours_vacance::loyer;

/// What a year tells of the homes let in it; those withdrawn are counted apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bilan {
    pub annee: i32,
    /// Years that may be chosen, the last first.
    pub annees: Vec<i32>,
    pub louees: u32,
    pub retirees: u32,
    /// Let after more months than a long vacancy; `None` under the threshold.
    pub longues: Option<u32>,
    /// Rent and annexes not received on the homes let; `None` under the threshold.
    pub loyer_perdu: Option<Centimes>,
    pub total: LigneBilan,
    pub etapes: Vec<LigneBilan>,
    pub acteurs: Vec<LigneBilan>,
    /// Homes with days that no date gives to anyone.
    pub non_reparties: u32,
    /// Fewest homes for a figure.
    pub seuil: u32,
}

/// Days over several homes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LigneBilan {
    pub libelle: &'static str,
    /// Who owes the step.
    pub acteur: &'static str,
    /// Before the home is free: out of the days of vacancy.
    pub preavis: bool,
    /// Homes with a known number of days.
    pub nombre: u32,
    /// `None` when there are fewer homes than the threshold.
    pub repartition: Option<Repartition>,
}

pub(super) fn compute_bilan(annee: i32, annees: Vec<i32>, vues: &[Vue], mois_longue: u32, seuil: u32) -> Bilan {
    let let_homes: Vec<&Vue> = vues.iter().filter(|v| !v.duree.retiree).collect();
    let louees = count(let_homes.len());
    let told = louees >= seuil;
    let etapes = EtapeVacance::ALL
        .iter()
        .filter(|etape| !matches!(etape, EtapeVacance::Conge | EtapeVacance::Livraison))
        .map(|etape| {
            let days: Vec<i64> = let_homes.iter().filter_map(|v| v.duree.jours_etape(*etape)).collect();
            LigneBilan {
                acteur: acteur_de(*etape),
                preavis: *etape < EtapeVacance::TravauxDebut,
                ..ligne(etape.libelle(), &days, seuil)
            }
        })
        .collect();
    let whole: Vec<&&Vue> = let_homes.iter().filter(|v| v.duree.jours_acteur(None) == 0).collect();
    let acteurs = ActeurVacance::ALL
        .iter()
        .map(|acteur| {
            let days: Vec<i64> = whole.iter().map(|v| v.duree.jours_acteur(Some(*acteur))).collect();
            ligne(acteur.libelle(), &days, seuil)
        })
        .collect();
    let totals: Vec<i64> = let_homes.iter().map(|v| v.duree.total).collect();
    let lost = let_homes.iter().fold(Centimes::ZERO, |sum, v| sum + compute_loyer_perdu(loyer(&v.vacance), v.duree.total));
    Bilan {
        annee,
        annees,
        louees,
        retirees: count(vues.len() - let_homes.len()),
        longues: told.then(|| count(let_homes.iter().filter(|v| v.duree.is_longue(mois_longue)).count())),
        loyer_perdu: told.then_some(lost),
        total: ligne("Durée de la vacance", &totals, seuil),
        etapes,
        acteurs,
        non_reparties: count(let_homes.len() - whole.len()),
        seuil,
    }
}

fn ligne(libelle: &'static str, jours: &[i64], seuil: u32) -> LigneBilan {
    let nombre = count(jours.len());
    LigneBilan {
        libelle,
        acteur: "",
        preavis: false,
        nombre,
        repartition: compute_repartition(jours).filter(|_| nombre >= seuil),
    }
}

/// The designation is owed by whoever holds the home.
fn acteur_de(etape: EtapeVacance) -> &'static str {
    match etape {
        EtapeVacance::Visite | EtapeVacance::EtatDesLieux => "Bailleur, pendant le préavis : hors vacance",
        EtapeVacance::Designation => "Réservataire, ou bailleur hors contingent",
        other => other.acteur(true).libelle(),
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
