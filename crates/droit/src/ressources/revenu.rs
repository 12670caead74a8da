//! Income retained for the ceilings; monthly resources, consumption units and quartile.

use crate::demande::{Dossier, LienParente, Menage, Motif, NatureRessource, Personne, RolePersonne, SituationFamiliale};
use crate::jour::{Jour, compute_age};
use crate::montant::Centimes;
use crate::parametres::{ReglesMenage, SeuilsQuartile, UnitesConsommation};
use chrono::Datelike;

/// Which tax year is retained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnneeRevenu {
    N2,
    N1,
}

impl AnneeRevenu {
    pub const fn code(self) -> &'static str {
        match self {
            AnneeRevenu::N2 => "n2",
            AnneeRevenu::N1 => "n1",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RevenuRetenu {
    pub revenu: Centimes,
    pub annee: AnneeRevenu,
}

/// CCH R. 441-1, arrêté du 29 juillet 1987 art. 4: the revenu fiscal de référence N-2, replaced by
/// N-1 when that is lower by at least 10 %, 10 % included. `None` when N-2 is unknown.
pub fn compute_revenu_retenu(regles: &ReglesMenage, rfr_n2: Option<Centimes>, rfr_n1: Option<Centimes>) -> Option<RevenuRetenu> {
    let n2 = rfr_n2?;
    if let Some(n1) = rfr_n1 {
        let drop = (i128::from(n2.0) - i128::from(n1.0)) * 100;
        if n1 < n2 && drop >= i128::from(n2.0) * i128::from(regles.baisse_revenu_pct) {
            return Some(RevenuRetenu { revenu: n1, annee: AnneeRevenu::N1 });
        }
    }
    Some(RevenuRetenu { revenu: n2, annee: AnneeRevenu::N2 })
}

/// CCH R. 441-1, CCH L. 441-1 (R2.04): the same from a household of the register, on a day, less the costs of a spouse
/// in a nursing home when stated.
///
/// The sum of N-2 is known only when the titulaire, every cotitulaire and every dependant adult who
/// is not a child of the household have theirs (children are on their parents' notice); N-1 likewise. The partner of an
/// applicant in divorce proceedings, whose PACS is dissolved or whom an order protects is left out.
pub fn compute_revenu_retenu_menage(regles: &ReglesMenage, menage: &Menage, jour: Jour) -> Option<RevenuRetenu> {
    let compte = if menage.conjoint_separe == Some(true) { Compte::SansConjoint } else { Compte::Tous };
    let kept = compute_lecture(regles, menage, jour, compte)?;
    Some(RevenuRetenu { revenu: deduct_ehpad(kept.revenu, menage.frais_ehpad), ..kept })
}

/// CCH L. 441-1 (R2.04): the least income the household may have, when its file mentions a separation and nobody said
/// whether the means of the other one count; `None` when the income retained is certain.
///
/// Without a partner in the file the notice may still be that of the couple: nothing says how much is the applicant's.
pub fn compute_revenu_plancher(regles: &ReglesMenage, dossier: &Dossier, jour: Jour) -> Option<Centimes> {
    let menage = &dossier.menage;
    if menage.conjoint_separe.is_some() || !is_separation_evoquee(dossier) {
        return None;
    }
    let own =
        menage.personnes.iter().any(Personne::is_conjoint).then(|| compute_lecture(regles, menage, jour, Compte::SansConjoint));
    let least = own.flatten().map_or(Centimes::ZERO, |kept| kept.revenu);
    Some(deduct_ehpad(least, menage.frais_ehpad))
}

/// A motive or a family status that raises the question, without answering it.
fn is_separation_evoquee(dossier: &Dossier) -> bool {
    let told = dossier.motifs.iter().any(|motif| matches!(motif, Motif::Separation | Motif::Violences));
    told || dossier.menage.titulaire().is_some_and(|t| t.situation_familiale == Some(SituationFamiliale::Separe))
}

/// Whose income is summed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Compte {
    Tous,
    SansConjoint,
}

fn compute_lecture(regles: &ReglesMenage, menage: &Menage, jour: Jour, compte: Compte) -> Option<RevenuRetenu> {
    let year = jour.year();
    let sum = |year| sum_rfr(regles, menage, jour, year, compte);
    compute_revenu_retenu(regles, sum(year - 2), sum(year - 1))
}

/// CCH L. 441-1: the costs of a spouse in a nursing home lower the income, never below zero.
fn deduct_ehpad(revenu: Centimes, frais: Option<Centimes>) -> Centimes {
    Centimes(revenu.0.saturating_sub(frais.map_or(0, |f| f.0)).max(0))
}

fn sum_rfr(regles: &ReglesMenage, menage: &Menage, jour: Jour, year: i32, compte: Compte) -> Option<Centimes> {
    if menage.personnes.is_empty() {
        return None;
    }
    let mut total = Centimes::ZERO;
    for personne in menage.personnes.iter().filter(|p| compte == Compte::Tous || !p.is_conjoint()) {
        match personne.revenus_fiscaux.get(&year) {
            Some(amount) => total = Centimes(total.0.saturating_add(amount.0)),
            None if must_declare(regles, personne, jour) => return None,
            None => {}
        }
    }
    Some(total)
}

fn must_declare(regles: &ReglesMenage, personne: &Personne, jour: Jour) -> bool {
    match personne.role {
        RolePersonne::Titulaire | RolePersonne::Cotitulaire(_) => true,
        RolePersonne::ACharge(LienParente::Parent | LienParente::Autre) => {
            personne.naissance_le.is_none_or(|born| compute_age(born, jour) >= regles.majorite)
        }
        RolePersonne::ACharge(LienParente::Enfant) | RolePersonne::EnGarde(_) => false,
    }
}

/// Monthly resources of the household: received less paid (pension versée), housing aid excluded.
/// `None` when nobody stated any resource received: a pension paid alone says nothing of what comes in,
/// and would make a first quartile of an unknown. A stated zero is a resource.
pub fn compute_ressources_mensuelles(menage: &Menage) -> Option<Centimes> {
    let lines = menage.list_futurs_occupants().flat_map(|p| &p.ressources);
    if lines.clone().all(|line| line.nature == NatureRessource::PensionVersee) {
        return None;
    }
    let total = lines.fold(0i64, |sum, line| match line.nature {
        NatureRessource::PensionVersee => sum.saturating_sub(line.montant.0),
        NatureRessource::Salaire
        | NatureRessource::Retraite
        | NatureRessource::Chomage
        | NatureRessource::PensionRecue
        | NatureRessource::PensionInvalidite
        | NatureRessource::AllocationsFamiliales
        | NatureRessource::Aah
        | NatureRessource::Aeeh
        | NatureRessource::Ajpp
        | NatureRessource::Rsa
        | NatureRessource::MinimumVieillesse
        | NatureRessource::Paje
        | NatureRessource::Bourse
        | NatureRessource::Autre => sum.saturating_add(line.montant.0),
    });
    Some(Centimes(total.max(0)))
}

/// Consumption units in tenths: 1 for the first adult, 0.5 for each other person of 14 and more,
/// 0.3 for each younger. `None` when nobody lives there, or when an age that decides is missing.
/// A child in shared custody counts whole (to confirm).
pub fn compute_unites_consommation(poids: &UnitesConsommation, ages: &[Option<u32>]) -> Option<u32> {
    match ages {
        [] => None,
        [_] => Some(poids.premier_adulte),
        several => {
            let mut ages: Vec<u32> = several.iter().copied().collect::<Option<_>>()?;
            ages.sort_unstable_by(|a, b| b.cmp(a));
            let others = ages[1..].iter().map(|age| if *age >= poids.age_seuil { poids.autre } else { poids.enfant });
            Some(others.fold(poids.premier_adulte, u32::saturating_add))
        }
    }
}

/// Ages of the persons born, on a day; unborn children are no consumption unit (to confirm).
pub fn list_ages(menage: &Menage, jour: Jour) -> Vec<Option<u32>> {
    menage.list_futurs_occupants().map(|p| p.naissance_le.map(|born| compute_age(born, jour))).collect()
}

/// Quarter of the applicants of an EPCI by resources; the first is the poorest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quartile {
    Q1,
    Q2,
    Q3,
    Q4,
}

impl Quartile {
    pub const fn numero(self) -> u8 {
        match self {
            Quartile::Q1 => 1,
            Quartile::Q2 => 2,
            Quartile::Q3 => 3,
            Quartile::Q4 => 4,
        }
    }

    pub const fn from_numero(numero: u8) -> Option<Quartile> {
        match numero {
            1 => Some(Quartile::Q1),
            2 => Some(Quartile::Q2),
            3 => Some(Quartile::Q3),
            4 => Some(Quartile::Q4),
            _ => None,
        }
    }
}

/// Yearly income per consumption unit, truncated to the cent, and its quartile, compared exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    pub revenu_uc: Centimes,
    pub quartile: Quartile,
}

/// CCH L. 441-1: yearly income of a consumption unit (monthly × 12 ÷ UC) against the thresholds of
/// the EPCI; strictly below a threshold is under it. `unites_dixiemes` comes from
/// [`compute_unites_consommation`] and is never zero.
pub fn compute_quartile(
    poids: &UnitesConsommation,
    seuils: &SeuilsQuartile,
    revenu_mensuel: Centimes,
    unites_dixiemes: u32,
) -> Position {
    let yearly_tenths = i128::from(revenu_mensuel.0) * i128::from(poids.mois_par_an) * 10;
    let units = i128::from(unites_dixiemes.max(1));
    let revenu_uc = Centimes(i64::try_from(yearly_tenths.div_euclid(units)).unwrap_or(i64::MAX));
    Position { revenu_uc, quartile: find_quartile(seuils, revenu_uc) }
}

/// CCH L. 441-1: the quartile of a yearly income of one consumption unit, strictly below a threshold is under it. The
/// thresholds are whole cents: an income truncated to the cent is below one exactly when the income itself is.
pub fn find_quartile(seuils: &SeuilsQuartile, revenu_uc: Centimes) -> Quartile {
    if revenu_uc < seuils.q1 {
        Quartile::Q1
    } else if revenu_uc < seuils.q2 {
        Quartile::Q2
    } else if revenu_uc < seuils.q3 {
        Quartile::Q3
    } else {
        Quartile::Q4
    }
}

/// CCH L. 441-1: the quartile of a household of the register on a day. `None` when resources or an age are missing.
pub fn compute_quartile_menage(
    poids: &UnitesConsommation,
    seuils: &SeuilsQuartile,
    menage: &Menage,
    jour: Jour,
) -> Option<Position> {
    let units = compute_unites_consommation(poids, &list_ages(menage, jour))?;
    Some(compute_quartile(poids, seuils, compute_ressources_mensuelles(menage)?, units))
}
