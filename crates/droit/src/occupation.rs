//! Occupation of a home: too many persons, or too many rooms.

use crate::constat::Constat;
use crate::parametres::SurfacesMinimales;

/// CCH L. 822-10: smallest living area for a number of persons, in square metres.
/// The surface is that of the housing benefit; the statistical indicator by rooms is another notion.
pub fn compute_surface_minimale(surfaces: &SurfacesMinimales, personnes: u32) -> u32 {
    let Some(index) = usize::try_from(personnes).ok().and_then(|n| n.checked_sub(1)) else { return 0 };
    let last = surfaces.metres_carres.len() - 1;
    surfaces.metres_carres[index.min(last)]
}

/// CCH L. 822-10: over-occupied when the area is strictly below the minimum.
/// `Satisfait` means over-occupied. `surface` in hundredths of a square metre.
pub fn check_suroccupation(surfaces: &SurfacesMinimales, personnes: Option<u32>, surface: Option<u32>) -> Constat {
    const REGLE: &str = "suroccupation";
    const ARTICLE: &str = "CCH L. 822-10";
    let (personnes, surface) = match (personnes, surface) {
        (Some(personnes), Some(surface)) => (personnes, surface),
        (personnes, surface) => {
            let manque = [personnes.is_none().then_some("personnes"), surface.is_none().then_some("surface")];
            return Constat::indetermine(
                REGLE,
                ARTICLE,
                manque.into_iter().flatten().collect(),
                "Le nombre de personnes ou la surface du logement manque.",
            );
        }
    };
    let minimum = compute_surface_minimale(surfaces, personnes);
    let seen = format!("{},{:02}\u{a0}m² pour {personnes} personne(s), minimum {minimum}\u{a0}m².", surface / 100, surface % 100);
    if u64::from(surface) < u64::from(minimum) * 100 {
        Constat::satisfait(REGLE, ARTICLE, format!("Logement suroccupé\u{a0}: {seen}"))
    } else {
        Constat::non_satisfait(REGLE, ARTICLE, format!("Logement non suroccupé\u{a0}: {seen}"))
    }
}

/// CCH L. 621-2: under-occupied when the habitable rooms (kitchen and rooms of a profession
/// excluded) exceed the persons by more than one. `Satisfait` means under-occupied. Children with
/// a visiting right count.
pub fn check_sous_occupation(surfaces: &SurfacesMinimales, personnes: Option<u32>, pieces: Option<u32>) -> Constat {
    const REGLE: &str = "sous_occupation";
    const ARTICLE: &str = "CCH L. 621-2";
    let (personnes, pieces) = match (personnes, pieces) {
        (Some(personnes), Some(pieces)) => (personnes, pieces),
        (personnes, pieces) => {
            let manque = [personnes.is_none().then_some("personnes"), pieces.is_none().then_some("pieces")];
            return Constat::indetermine(
                REGLE,
                ARTICLE,
                manque.into_iter().flatten().collect(),
                "Le nombre de personnes ou de pièces manque.",
            );
        }
    };
    let seen = format!("{pieces} pièce(s) pour {personnes} personne(s).");
    if u64::from(pieces) > u64::from(personnes) + u64::from(surfaces.pieces_en_plus) {
        Constat::satisfait(REGLE, ARTICLE, format!("Logement sous-occupé\u{a0}: {seen}"))
    } else {
        Constat::non_satisfait(REGLE, ARTICLE, format!("Logement non sous-occupé\u{a0}: {seen}"))
    }
}
