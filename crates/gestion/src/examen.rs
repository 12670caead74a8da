//! A household put beside a home on a day: income and ceiling, aid, effort, what is left, and the score
//! in the frame of that home. Computed by `droit`; this file only brings the facts together.

use droit::cotation::{Cadre, GrilleCompilee, Note, compute_note};
use droit::demande::Demande;
use droit::faits::{Contexte, EtatPreuve, FaitsDemande, Reperes, Valeur, compute_faits};
use droit::jour::Jour;
use droit::logement::Logement;
use droit::montant::{Centimes, PointsDeBase};
use droit::parametres::Parametres;
use droit::ressources::compute_ressources_mensuelles;
use droit::tri::Tri;

use crate::valeurs::Valeurs;

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
    /// Least income when it is not known whether the means of a spouse count (R2.04).
    pub revenu_plancher: Option<Centimes>,
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
    /// Labelled, or DALO, on the day (never which); `Inconnu` when the catalogue in force does not say.
    pub prioritaire: Tri,
    pub dalo: Tri,
    pub mutation: Tri,
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
    let is = |nom: &str| match schema.find(nom).map(|index| &faits.valeurs[index]) {
        Some(Valeur::Booleen(known)) => Tri::from(*known),
        Some(Valeur::Inconnu | Valeur::Entier(_) | Valeur::Enumeration(_) | Valeur::Date(_)) | None => Tri::Inconnu,
    };
    Examen {
        note: compute_note(regles.grille, &faits, Cadre::Logement),
        prioritaire: is("prioritaire").ou(is("dalo")),
        dalo: is("dalo"),
        mutation: is("mutation"),
        calcul,
        faits,
    }
}

/// The figures of a household for a home let at a rent, by the rules of the list of a vacancy.
pub(crate) fn compute_calcul(
    parametres: &Parametres,
    demande: &Demande,
    logement: &Logement,
    loyer: LoyerDemande,
    jour: Jour,
) -> Calcul {
    let valeurs = Valeurs::nationales(parametres, jour);
    let moyens = valeurs.compute_moyens(demande);
    let let_at = Logement { loyer: loyer.loyer, loyer_annexes: loyer.annexes, charges: loyer.charges, ..logement.clone() };
    let depense = valeurs.compute_depense(&let_at, demande);
    Calcul {
        personnes: demande.dossier.menage.nombre_personnes(),
        categorie: moyens.categorie,
        revenu: moyens.ressources.revenu,
        revenu_plancher: moyens.ressources.revenu_plancher,
        plafond: moyens.plafond(logement.produit),
        ressources_mensuelles: compute_ressources_mensuelles(&demande.dossier.menage),
        unites_dixiemes: valeurs.compute_unites(demande),
        aide: depense.aide,
        taux_effort: depense.taux_effort,
        reste_pour_vivre: depense.reste_pour_vivre,
    }
}
