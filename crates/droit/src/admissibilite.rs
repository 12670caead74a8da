//! Whether a demande may be designated for a home on a day: the rules in the order of the law,
//! what bars told apart from what warns, and the unknown facts that would decide.
//!
//! The income ceiling and the income retained are given by the caller (`ressources`), the expiry too
//! (`enregistrement`): this module only compares them. `rapide` gives the same answer on plain
//! numbers, for shortlists over a whole register.

mod rapide;
mod regles;

pub use rapide::{DemandeRapide, LogementRapide, RessourcesRapides, prefiltrer};

use crate::constat::Constat;
use crate::demande::Demande;
use crate::jour::Jour;
use crate::logement::Logement;
use crate::montant::Centimes;
use crate::territoire::GrilleTypologie;
use crate::tri::Tri;

/// What the caller knows of the case; `None` is unknown, never "no".
#[derive(Clone, Copy, Debug)]
pub struct Contexte<'a> {
    pub jour: Jour,
    /// Last day of validity of the demande, included (CCH R. 441-2-7).
    pub expire_le: Option<Jour>,
    /// Ceiling of the home's product for this household, per year.
    pub plafond: Option<Centimes>,
    /// Income retained, per year (R2.04).
    pub revenu: Option<Centimes>,
    /// Least income when it is not known whether the means of a spouse count (R2.04); `None` when the income is certain.
    pub revenu_plancher: Option<Centimes>,
    /// Local practice on sizes; `None` gives no warning on size.
    pub typologies: Option<&'a GrilleTypologie>,
}

/// What a rule does when it is not satisfied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Niveau {
    /// The household cannot be designated for this home.
    Obstacle,
    /// To be weighed by people; bars nobody.
    Avertissement,
}

/// Where a rule comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fondement {
    Loi,
    /// What the household itself asked for.
    Demande,
    PratiqueLocale,
}

/// One rule applied to the case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Examen {
    pub niveau: Niveau,
    pub fondement: Fondement,
    pub constat: Constat,
}

/// The answer, with everything that made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admissibilite {
    /// `Faux` as soon as one bar is found; `Inconnu` when none is but a fact is missing.
    pub admissible: Tri,
    /// Every rule, in the order of the law.
    pub examens: Vec<Examen>,
}

impl Admissibilite {
    /// Rules that bar, in order; the first is the reason to give first.
    pub fn obstacles(&self) -> impl Iterator<Item = &Constat> {
        self.non_satisfaits(Niveau::Obstacle)
    }

    pub fn avertissements(&self) -> impl Iterator<Item = &Constat> {
        self.non_satisfaits(Niveau::Avertissement)
    }

    pub fn premier_obstacle(&self) -> Option<&Constat> {
        self.obstacles().next()
    }

    /// Facts that would decide, each once, in the order of the rules; empty when the answer is known.
    pub fn inconnus(&self) -> Vec<&'static str> {
        let mut names = Vec::new();
        if self.admissible.is_inconnu() {
            for examen in self.examens.iter().filter(|e| e.niveau == Niveau::Obstacle) {
                for name in examen.constat.manque() {
                    if !names.contains(name) {
                        names.push(*name);
                    }
                }
            }
        }
        names
    }

    /// Nothing bars: the household is shown in the list, with what remains to be checked before the CALEOL.
    /// Leaving out the unknown would set aside every foreigner whose permit nobody has re-read yet.
    pub fn is_presentable(&self) -> bool {
        self.admissible != Tri::Faux
    }

    fn non_satisfaits(&self, niveau: Niveau) -> impl Iterator<Item = &Constat> {
        self.examens.iter().filter(move |e| e.niveau == niveau && e.constat.tri() == Tri::Faux).map(|e| &e.constat)
    }
}

/// Examines a demande for a home, every rule in the order of the law (none hides the next).
pub fn check_admissibilite(logement: &Logement, demande: &Demande, contexte: &Contexte<'_>) -> Admissibilite {
    use Fondement as F;
    use Niveau as N;
    let rows = [
        (N::Obstacle, F::Loi, Some(regles::check_demande_active(demande))),
        (N::Obstacle, F::Loi, Some(regles::check_demande_valide(contexte.expire_le, contexte.jour))),
        (N::Obstacle, F::Loi, Some(regles::check_sejour(&demande.dossier.menage, contexte.jour))),
        (N::Obstacle, F::Loi, Some(regles::check_majorite(&demande.dossier.menage, contexte.jour))),
        (N::Avertissement, F::Loi, regles::check_proprietaire(demande)),
        (N::Obstacle, F::Loi, Some(regles::check_ressources(logement.produit, contexte))),
        (N::Obstacle, F::Demande, Some(regles::check_typologie(logement.typologie, &demande.dossier.recherche))),
        (N::Avertissement, F::PratiqueLocale, regles::check_taille(logement.typologie, demande, contexte)),
        (N::Obstacle, F::Demande, Some(regles::check_commune(&logement.commune, &demande.dossier.recherche))),
        (N::Avertissement, F::Demande, regles::check_besoin_adapte(logement, &demande.dossier.recherche)),
        (N::Avertissement, F::Loi, regles::check_usage_adapte(logement, &demande.dossier.recherche)),
        (N::Avertissement, F::Demande, regles::check_categorie(logement, &demande.dossier.recherche)),
        (N::Avertissement, F::Demande, regles::check_etage(logement, &demande.dossier.recherche)),
        (N::Avertissement, F::Loi, regles::check_foyer(logement)),
    ];
    let examens: Vec<Examen> = rows
        .into_iter()
        .filter_map(|(niveau, fondement, constat)| constat.map(|constat| Examen { niveau, fondement, constat }))
        .collect();
    let admissible =
        examens.iter().filter(|e| e.niveau == Niveau::Obstacle).fold(Tri::Vrai, |all, examen| all.et(examen.constat.tri()));
    Admissibilite { admissible, examens }
}

#[cfg(test)]
mod tests;
