//! Income ceilings of the overseas products.

use crate::constat::Constat;
use crate::jour::Jour;
use crate::logement::Produit;
use crate::montant::Centimes;
use crate::parametres::{BasePls, PlafondsOutreMer, PlafondsRessources, ReglesMenage};
use chrono::Datelike;

/// The category and the number of persons do not go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CategorieIncoherente {
    /// Not 1 to 6.
    HorsListe,
    /// A household of n persons is at least category n.
    TropPetite,
    /// A category cannot stand that high for so few persons.
    PersonnesManquantes,
}

/// CCH R. 441-1, arrêté du 14 mars 2011 (LLS, LLTS) and arrêté du 12 avril 2005 (PLS): yearly
/// ceiling of a product, rounded once to the nearest euro (rounding to confirm). Beyond category 6, one supplement for
/// each step: the table says six persons "ou" one and four dependants, so that a single parent of five earns one (to
/// confirm). `sans_maximum` is the category before its ceiling, at least the number of persons; needed for category 6 only.
pub fn compute_plafond(
    plafonds: &PlafondsRessources,
    outre_mer: &PlafondsOutreMer,
    produit: Produit,
    categorie: u8,
    sans_maximum: Option<u32>,
) -> Result<Centimes, CategorieIncoherente> {
    let index = usize::from(categorie).checked_sub(1).ok_or(CategorieIncoherente::HorsListe)?;
    let base = *plafonds.plus_autres_regions.get(index).ok_or(CategorieIncoherente::HorsListe)?;
    let last = index + 1 == plafonds.plus_autres_regions.len();
    if !last && sans_maximum.is_some_and(|n| n > u32::from(categorie)) {
        return Err(CategorieIncoherente::TropPetite);
    }
    let extra = match sans_maximum {
        _ if !last => 0,
        Some(step) => step.saturating_sub(u32::from(categorie)),
        None => return Err(CategorieIncoherente::PersonnesManquantes),
    };
    let plus = i128::from(base.0) + i128::from(extra) * i128::from(plafonds.personne_supplementaire.0);
    let unit = i128::from(crate::parametres::UNITE);
    // Numerator and denominator are kept whole so that the only rounding is the last one.
    let (numerator, denominator) = match (produit, outre_mer.pls_base) {
        (Produit::Lls, _) => (plus * i128::from(outre_mer.lls.0), unit),
        (Produit::Llts, _) => (plus * i128::from(outre_mer.llts.0), unit),
        (Produit::Pls, BasePls::Plus) => (plus * i128::from(outre_mer.pls.0), unit),
        (Produit::Pls, BasePls::Lls) => (plus * i128::from(outre_mer.lls.0) * i128::from(outre_mer.pls.0), unit * unit),
    };
    Ok(round_to_euro(numerator, denominator))
}

/// Nearest euro, half up: the rounding of the ceilings published by the State (to confirm, tolerance of one euro).
fn round_to_euro(cents_numerator: i128, denominator: i128) -> Centimes {
    let euro = denominator * 100;
    let euros = (cents_numerator * 2 + euro).div_euclid(euro * 2);
    Centimes(i64::try_from(euros * 100).unwrap_or(i64::MAX))
}

/// CCH R. 441-1: resources at most equal to the ceiling; equality passes.
pub fn check_plafond(revenu: Option<Centimes>, plafond: Centimes, produit: Produit) -> Constat {
    check_plafond_incertain(revenu, None, plafond, produit)
}

/// CCH R. 441-1, CCH L. 441-1 (R2.04): the same when a separation is mentioned and nobody said whether the means of the
/// other one count: `plancher` is the least the income may be. Undetermined only where the two readings disagree.
pub fn check_plafond_incertain(
    revenu: Option<Centimes>,
    plancher: Option<Centimes>,
    plafond: Centimes,
    produit: Produit,
) -> Constat {
    const REGLE: &str = "plafond_ressources";
    const ARTICLE: &str = "CCH R. 441-1";
    let code = produit.code();
    match revenu {
        None => Constat::indetermine(
            REGLE,
            ARTICLE,
            vec!["revenu"],
            format!("Le revenu fiscal de référence manque\u{a0}; plafond {code} de {plafond}."),
        ),
        Some(revenu) if revenu <= plafond => {
            Constat::satisfait(REGLE, ARTICLE, format!("Revenu de {revenu}, plafond {code} de {plafond}."))
        }
        Some(revenu) if plancher.is_some_and(|least| least <= plafond) => Constat::indetermine(
            REGLE,
            ARTICLE,
            vec!["conjoint_separe"],
            format!(
                "Revenu de {revenu}, au-dessus du plafond {code} de {plafond}, si les ressources du conjoint comptent\u{a0}: \
                 une séparation ou une protection est évoquée, à vérifier au dossier."
            ),
        ),
        Some(revenu) => {
            Constat::non_satisfait(REGLE, ARTICLE, format!("Revenu de {revenu}, au-dessus du plafond {code} de {plafond}."))
        }
    }
}

/// CCH R. 441-1 (R2.06): the ceiling is that of the year in which the lease is signed (to confirm). Late in the year, a
/// lease signed in January falls under the next one: unsatisfied warns, and bars nobody.
pub fn check_annee_plafond(regles: &ReglesMenage, jour: Option<Jour>) -> Constat {
    const REGLE: &str = "annee_plafond";
    const ARTICLE: &str = "CCH R. 441-1";
    let Some(jour) = jour else {
        return Constat::indetermine(REGLE, ARTICLE, vec!["jour"], "Le jour de la commission n'est pas connu.");
    };
    let year = jour.year();
    if jour.month() < regles.bail_annee_suivante_mois {
        return Constat::satisfait(REGLE, ARTICLE, format!("Plafonds de {year}."));
    }
    Constat::non_satisfait(
        REGLE,
        ARTICLE,
        format!("Plafonds de {year}\u{a0}: si le bail est signé en janvier, le plafond de l'année suivante s'appliquera."),
    )
}
