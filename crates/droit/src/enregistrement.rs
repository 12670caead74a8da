//! Registration, validity, renewal and striking off of a demande.

mod radiation;

pub(crate) use radiation::find_obstacle;
pub use radiation::{Obstacle, PreuvesRadiation, check_radiation};

use crate::constat::Constat;
use crate::jour::{Jour, add_jours, add_mois, compute_mois_entiers, format_fr, sub_mois};
use crate::parametres::{Delais, JoursFeries};

/// Validity of a demande.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Echeance {
    /// Last day of validity, included: the demande expires at the end of that day.
    pub expire_le: Jour,
    /// Last day to send the notice of expiry.
    pub preavis_au_plus_tard: Jour,
}

/// CCH R. 441-2-7: a demande is valid one year from its filing or its last renewal; the notice goes
/// out at least one month before. `None` when the renewal is before the filing.
///
/// That the new year runs from the renewal itself, and that its last day is included (counted from the
/// day after, as the delays of the offer are), is to confirm against the practice of the SNE.
pub fn compute_echeance(delais: &Delais, depose_le: Jour, renouvele_le: Option<Jour>) -> Option<Echeance> {
    if renouvele_le.is_some_and(|renewed| renewed < depose_le) {
        return None;
    }
    let expire_le = add_mois(renouvele_le.unwrap_or(depose_le), delais.validite_mois);
    Some(Echeance { expire_le, preavis_au_plus_tard: sub_mois(expire_le, delais.preavis_mois) })
}

/// CCH R. 441-2-7: whether the demande is still valid on `jour`, the last day included.
pub fn check_validite(delais: &Delais, depose_le: Jour, renouvele_le: Option<Jour>, jour: Jour) -> Constat {
    const REGLE: &str = "validite_demande";
    const ARTICLE: &str = "CCH R. 441-2-7";
    match compute_echeance(delais, depose_le, renouvele_le) {
        None => Constat::indetermine(
            REGLE,
            ARTICLE,
            vec!["renouvele_le"],
            "Le renouvellement est daté d'avant le dépôt\u{a0}: vérifiez les deux dates.",
        ),
        Some(echeance) if jour <= echeance.expire_le => Constat::satisfait(
            REGLE,
            ARTICLE,
            format!("La demande est valable jusqu'au {} inclus.", format_fr(echeance.expire_le)),
        ),
        Some(echeance) => Constat::non_satisfait(
            REGLE,
            ARTICLE,
            format!("La demande a expiré le {} sans renouvellement.", format_fr(echeance.expire_le)),
        ),
    }
}

/// CCH R. 441-2-5: last day to give the attestation of registration.
pub fn compute_attestation_au_plus_tard(delais: &Delais, depose_le: Jour) -> Jour {
    add_mois(depose_le, delais.attestation_mois)
}

/// Arrêté du 25 novembre 2010: last day for a desk to check the identity of an online request,
/// in working days (Monday to Friday, legal holidays of the département excluded).
pub fn compute_verification_au_plus_tard(delais: &Delais, feries: &JoursFeries, departement: &str, demandee_le: Jour) -> Jour {
    use chrono::{Datelike, Weekday};
    let mut jour = demandee_le;
    let mut left = delais.verification_en_ligne_jours_ouvres;
    while left > 0 {
        jour = add_jours(jour, 1);
        let weekend = matches!(jour.weekday(), Weekday::Sat | Weekday::Sun);
        if !weekend && !crate::caleol::is_ferie(feries, departement, jour) {
            left -= 1;
        }
    }
    jour
}

/// CCH L. 441-2-8: last day to receive an applicant who asks for it.
pub fn compute_accueil_au_plus_tard(delais: &Delais, demande_le: Jour, grande_agglomeration: bool) -> Jour {
    let months = if grande_agglomeration { delais.accueil_grande_agglomeration_mois } else { delais.accueil_mois };
    add_mois(demande_le, months)
}

/// CCH L. 441-1-4: the abnormally long delay is exceeded strictly after its last day, in calendar
/// months from the initial filing. The prefect fixes it; unknown, the test is undetermined.
pub fn check_delai_anormalement_long(depose_le: Jour, delai_mois: Option<u32>, jour: Jour) -> Constat {
    const REGLE: &str = "delai_anormalement_long";
    const ARTICLE: &str = "CCH L. 441-1-4";
    let Some(delai) = delai_mois else {
        return Constat::indetermine(
            REGLE,
            ARTICLE,
            vec!["delai_anormalement_long"],
            "Le délai anormalement long n'est pas fixé pour ce logement.",
        );
    };
    let elapsed = compute_mois_entiers(depose_le, jour);
    if jour > add_mois(depose_le, delai) {
        Constat::satisfait(REGLE, ARTICLE, format!("{elapsed} mois d'attente, au-delà du délai de {delai} mois."))
    } else {
        Constat::non_satisfait(REGLE, ARTICLE, format!("{elapsed} mois d'attente, dans le délai de {delai} mois."))
    }
}
