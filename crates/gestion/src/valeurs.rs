//! The dated national and local values that a household beside a home rests on, found once for a day: the
//! list of a vacancy and the commission read the same figures here.

use droit::admissibilite::{Contexte, RessourcesRapides};
use droit::aides::{BaremeAl, SituationAl, compute_allocation_logement, compute_reste_pour_vivre, compute_taux_effort};
use droit::demande::{Coparentalite, Demande, RolePersonne};
use droit::enregistrement::compute_echeance;
use droit::jour::Jour;
use droit::logement::{Logement, Produit};
use droit::montant::{Centimes, PointsDeBase};
use droit::parametres::{
    Delais, Parametres, PlafondsOutreMer, PlafondsRessources, ReglesEffort, ReglesMenage, Table, UnitesConsommation,
};
use droit::ressources::{
    Categorie, PlaceMenage, check_annee_plafond, compute_categorie_menage, compute_plafond, compute_ressources_mensuelles,
    compute_revenu_plancher, compute_revenu_retenu_menage, compute_unites_consommation, list_ages, list_membres,
};
use droit::territoire::{GrilleTypologie, Territoire};
use droit::tri::Tri;

/// What is in force on the day. A table that does not answer for the day is `None`: what rests on it is unknown.
pub(crate) struct Valeurs<'a> {
    pub jour: Jour,
    delais: Option<&'a Delais>,
    menage: Option<&'a ReglesMenage>,
    plafonds: Option<&'a PlafondsRessources>,
    outre_mer: Option<&'a PlafondsOutreMer>,
    unites: Option<&'a UnitesConsommation>,
    effort: Option<&'a ReglesEffort>,
    bareme: Option<BaremeAl<'a>>,
    typologies: Option<&'a GrilleTypologie>,
}

/// What a home would cost a household, as an estimate: only the CAF decides the benefit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Depense {
    /// Rent, annexes and charges, per month.
    pub brute: Centimes,
    /// Allocation de logement per month; `None` when resources are unknown or in a foyer.
    pub aide: Option<Centimes>,
    pub nette: Option<Centimes>,
    pub taux_effort: Option<PointsDeBase>,
    /// Per day and consumption unit.
    pub reste_pour_vivre: Option<Centimes>,
}

/// The household as the ceilings see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moyens {
    pub categorie: Option<u8>,
    pub ressources: RessourcesRapides,
    pub expire_le: Option<Jour>,
}

impl Moyens {
    /// Ceiling of a product for the household.
    pub fn plafond(&self, produit: Produit) -> Option<Centimes> {
        Produit::ALL.iter().position(|p| *p == produit).and_then(|index| self.ressources.plafonds[index])
    }
}

impl<'a> Valeurs<'a> {
    pub fn new(parametres: &'a Parametres, territoire: &'a Territoire, jour: Jour) -> Valeurs<'a> {
        Valeurs { typologies: territoire.grille_typologie(jour), ..Valeurs::nationales(parametres, jour) }
    }

    /// Without the local grid of typologies: enough for figures, not for admissibility.
    pub fn nationales(parametres: &'a Parametres, jour: Jour) -> Valeurs<'a> {
        let (forfaits, abattement, taux) =
            (read(&parametres.al_forfaits, jour), read(&parametres.al_abattement, jour), read(&parametres.al_taux, jour));
        let bareme = match (forfaits, abattement, taux) {
            (Some(forfaits), Some(abattement), Some(taux)) => Some(BaremeAl { forfaits, abattement, taux }),
            _ => None,
        };
        Valeurs {
            jour,
            delais: read(&parametres.delais, jour),
            menage: read(&parametres.menage, jour),
            plafonds: read(&parametres.plafonds_ressources, jour),
            outre_mer: read(&parametres.plafonds_outre_mer, jour),
            unites: read(&parametres.unites_consommation, jour),
            effort: read(&parametres.effort, jour),
            bareme,
            typologies: None,
        }
    }

    /// Category, income retained, ceilings of each product, last day of validity.
    pub fn compute_moyens(&self, demande: &Demande) -> Moyens {
        let menage = &demande.dossier.menage;
        let categorie = self.menage.map(|regles| compute_categorie_menage(regles, menage, self.jour));
        let (numero, sans_maximum) = match categorie {
            Some(Categorie::Connue { categorie, sans_maximum, .. }) => (Some(categorie), Some(sans_maximum)),
            Some(Categorie::AgeManquant | Categorie::MenageVide) | None => (None, None),
        };
        let mut plafonds = [None; 3];
        if let (Some(base), Some(outre_mer), Some(numero)) = (self.plafonds, self.outre_mer, numero) {
            for (plafond, produit) in plafonds.iter_mut().zip(Produit::ALL) {
                *plafond = compute_plafond(base, outre_mer, *produit, numero, sans_maximum).ok();
            }
        }
        let revenu = self.menage.and_then(|regles| compute_revenu_retenu_menage(regles, menage, self.jour)).map(|r| r.revenu);
        let revenu_plancher = self.menage.and_then(|regles| compute_revenu_plancher(regles, &demande.dossier, self.jour));
        Moyens {
            categorie: numero,
            ressources: RessourcesRapides { revenu, revenu_plancher, plafonds },
            expire_le: self.compute_dernier_jour(demande),
        }
    }

    /// The case as the rules of admissibility take it.
    pub fn contexte(&self, moyens: &Moyens, produit: Produit) -> Contexte<'a> {
        Contexte {
            jour: self.jour,
            expire_le: moyens.expire_le,
            plafond: moyens.plafond(produit),
            revenu: moyens.ressources.revenu,
            revenu_plancher: moyens.ressources.revenu_plancher,
            typologies: self.typologies,
        }
    }

    /// The cost of the home for the household: benefit, effort rate (arrêté du 10 mars 2011), reste pour vivre.
    pub fn compute_depense(&self, logement: &Logement, demande: &Demande) -> Depense {
        let menage = &demande.dossier.menage;
        let rent = Centimes(logement.loyer.0.saturating_add(logement.loyer_annexes.0));
        let brute = Centimes(rent.0.saturating_add(logement.charges.0));
        let Some(monthly) = compute_ressources_mensuelles(menage) else {
            return Depense { brute, ..Depense::default() };
        };
        let months = self.unites.map_or(0, |unites| i64::from(unites.mois_par_an));
        let situation = SituationAl {
            loyer: logement.loyer,
            couple: list_membres(menage, self.jour).iter().any(|m| m.place == PlaceMenage::Conjoint),
            personnes_a_charge: count_charges(demande),
            ressources_annuelles: Centimes(monthly.0.saturating_mul(months)),
        };
        let aide = self
            .bareme
            .filter(|_| months > 0)
            .and_then(|bareme| compute_allocation_logement(bareme, situation, logement.foyer).ok())
            .map(|estimate| estimate.montant);
        let Some(aid) = aide else {
            return Depense { brute, ..Depense::default() };
        };
        let nette = Centimes(brute.0.saturating_sub(aid.0).max(0));
        let units = self.compute_unites(demande);
        let reste = self
            .effort
            .zip(units)
            .and_then(|(regles, units)| compute_reste_pour_vivre(regles, monthly, nette, Centimes::ZERO, units));
        Depense {
            brute,
            aide: Some(aid),
            nette: Some(nette),
            taux_effort: compute_taux_effort(rent, logement.charges, aid, monthly),
            reste_pour_vivre: reste,
        }
    }

    /// Consumption units of the household, in tenths.
    pub fn compute_unites(&self, demande: &Demande) -> Option<u32> {
        self.unites.and_then(|poids| compute_unites_consommation(poids, &list_ages(&demande.dossier.menage, self.jour)))
    }

    /// Last day of validity, included (CCH R. 441-2-7).
    fn compute_dernier_jour(&self, demande: &Demande) -> Option<Jour> {
        Some(compute_echeance(self.delais?, demande.depose_le, demande.renouvele_le)?.expire_le)
    }
}

fn read<T>(table: &Table<T>, jour: Jour) -> Option<&T> {
    table.find(jour).ok().map(|found| found.valeurs)
}

/// Dependants born, children in alternating custody included: the CAF may count them otherwise.
fn count_charges(demande: &Demande) -> u32 {
    let counts = |role: &RolePersonne| match role {
        RolePersonne::ACharge(_) | RolePersonne::EnGarde(Coparentalite::GardeAlternee) => true,
        RolePersonne::EnGarde(Coparentalite::DroitDeVisite) | RolePersonne::Titulaire | RolePersonne::Cotitulaire(_) => false,
    };
    u32::try_from(demande.dossier.menage.personnes.iter().filter(|p| counts(&p.role)).count()).unwrap_or(u32::MAX)
}

/// R2.06: the warning of the last months of a year, when the lease may fall under the ceilings of the next.
pub(crate) fn tell_annee_plafond(parametres: &Parametres, jour: Jour) -> Option<String> {
    let found = parametres.menage.find(jour).ok()?;
    let constat = check_annee_plafond(found.valeurs, Some(jour));
    (constat.tri() == Tri::Faux).then_some(constat.raison)
}
