//! A household put beside a home on a day: income and ceiling, aid, effort, what is left, and the score
//! in the frame of that home. Computed by `droit`; this file only brings the facts together.

use droit::aides::{BaremeAl, SituationAl, compute_allocation_logement, compute_reste_pour_vivre, compute_taux_effort};
use droit::cotation::{Cadre, GrilleCompilee, Note, compute_note};
use droit::demande::{Coparentalite, Demande, LienDemandeur, RolePersonne};
use droit::faits::{Contexte, EtatPreuve, FaitsDemande, Reperes, Valeur, compute_faits};
use droit::jour::Jour;
use droit::logement::Logement;
use droit::montant::{Centimes, PointsDeBase};
use droit::parametres::Parametres;
use droit::ressources::{
    compute_categorie_menage, compute_plafond, compute_ressources_mensuelles, compute_revenu_retenu_menage,
    compute_unites_consommation, list_ages,
};

/// Rent asked for this letting, per month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoyerDemande {
    pub loyer: Centimes,
    pub annexes: Centimes,
    pub charges: Centimes,
}

impl LoyerDemande {
    pub fn total(self) -> Centimes {
        self.loyer + self.annexes + self.charges
    }
}

/// The figures of a household for a home. `None` is unknown, never zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calcul {
    pub personnes: u8,
    pub categorie: Option<u8>,
    /// Income retained, per year.
    pub revenu: Option<Centimes>,
    /// Ceiling of the home's product for this household, per year.
    pub plafond: Option<Centimes>,
    pub ressources_mensuelles: Option<Centimes>,
    /// Consumption units in tenths.
    pub unites_dixiemes: Option<u32>,
    /// Estimate of the housing benefit, per month: only the CAF decides.
    pub aide: Option<Centimes>,
    pub taux_effort: Option<PointsDeBase>,
    /// Per day and consumption unit.
    pub reste_pour_vivre: Option<Centimes>,
}

/// The household beside the home.
#[derive(Clone, Debug)]
pub struct Examen {
    pub calcul: Calcul,
    pub faits: FaitsDemande,
    pub note: Note,
    /// Labelled, or DALO, on the day (yes or no only).
    pub prioritaire: bool,
    pub dalo: bool,
    pub mutation: bool,
}

/// Everything the examination needs beside the household.
#[derive(Clone, Copy)]
pub struct Regles<'a> {
    pub parametres: &'a Parametres,
    pub reperes: &'a Reperes,
    pub grille: &'a GrilleCompilee,
}

/// Examines a demande for a home on a day.
pub fn examine(regles: Regles<'_>, demande: &Demande, logement: &Logement, loyer: LoyerDemande, jour: Jour) -> Examen {
    let calcul = compute_calcul(regles.parametres, demande, logement, loyer, jour);
    let schema = regles.grille.schema();
    let mut faits = compute_faits(schema, &Contexte::new(demande, jour, regles.reperes));
    if let Some(rate) = calcul.taux_effort {
        // A grid without this fact does not read it.
        let _ = faits.set(schema, "taux_effort_pct", Valeur::Entier(rate.0 / 100), EtatPreuve::SansObjet);
    }
    let is = |nom: &str| schema.find(nom).is_some_and(|index| faits.valeurs[index] == Valeur::Booleen(true));
    Examen {
        note: compute_note(regles.grille, &faits, Cadre::Logement),
        prioritaire: is("prioritaire"),
        dalo: is("dalo"),
        mutation: is("mutation"),
        calcul,
        faits,
    }
}

pub(crate) fn compute_calcul(
    parametres: &Parametres,
    demande: &Demande,
    logement: &Logement,
    loyer: LoyerDemande,
    jour: Jour,
) -> Calcul {
    let menage = &demande.dossier.menage;
    let personnes = menage.nombre_personnes();
    let rules = parametres.menage.find(jour).ok().map(|found| found.valeurs);
    let categorie = rules.and_then(|rules| compute_categorie_menage(rules, menage, jour).numero());
    let revenu = rules.and_then(|rules| compute_revenu_retenu_menage(rules, menage, jour)).map(|found| found.revenu);
    let ceilings = parametres.plafonds_ressources.find(jour).ok().zip(parametres.plafonds_outre_mer.find(jour).ok());
    let plafond = ceilings.zip(categorie).and_then(|((plafonds, outre_mer), categorie)| {
        compute_plafond(plafonds.valeurs, outre_mer.valeurs, logement.produit, categorie, Some(u32::from(personnes))).ok()
    });
    let ressources_mensuelles = compute_ressources_mensuelles(menage);
    let units = parametres.unites_consommation.find(jour).ok().map(|found| found.valeurs);
    let unites_dixiemes = units.and_then(|units| compute_unites_consommation(units, &list_ages(menage, jour)));
    let aide = estimate_aide(parametres, demande, logement, loyer, ressources_mensuelles, jour);
    let taux_effort = ressources_mensuelles
        .zip(aide)
        .and_then(|(resources, aide)| compute_taux_effort(loyer.loyer + loyer.annexes, loyer.charges, aide, resources));
    let effort = parametres.effort.find(jour).ok().map(|found| found.valeurs);
    let reste_pour_vivre = match (effort, ressources_mensuelles, aide, unites_dixiemes) {
        (Some(rules), Some(resources), Some(aide), Some(units)) => {
            let net = Centimes((loyer.total() - aide).0.max(0));
            compute_reste_pour_vivre(rules, resources, net, Centimes::ZERO, units)
        }
        _ => None,
    };
    Calcul { personnes, categorie, revenu, plafond, ressources_mensuelles, unites_dixiemes, aide, taux_effort, reste_pour_vivre }
}

/// The benefit from what the household states today, its monthly resources over twelve months.
fn estimate_aide(
    parametres: &Parametres,
    demande: &Demande,
    logement: &Logement,
    loyer: LoyerDemande,
    ressources: Option<Centimes>,
    jour: Jour,
) -> Option<Centimes> {
    let forfaits = parametres.al_forfaits.find(jour).ok()?.valeurs;
    let abattement = parametres.al_abattement.find(jour).ok()?.valeurs;
    let taux = parametres.al_taux.find(jour).ok()?.valeurs;
    let personnes = &demande.dossier.menage.personnes;
    let count = |wanted: fn(&RolePersonne) -> bool| personnes.iter().filter(|p| wanted(&p.role)).count();
    let situation = SituationAl {
        loyer: loyer.loyer,
        couple: count(|role| matches!(role, RolePersonne::Cotitulaire(link) if *link != LienDemandeur::Colocataire)) > 0,
        personnes_a_charge: u32::try_from(count(|role| {
            matches!(role, RolePersonne::ACharge(_) | RolePersonne::EnGarde(Coparentalite::GardeAlternee))
        }))
        .ok()?,
        ressources_annuelles: Centimes(ressources?.0.checked_mul(12)?),
    };
    compute_allocation_logement(BaremeAl { forfaits, abattement, taux }, situation, logement.foyer)
        .ok()
        .map(|found| found.montant)
}
