//! What decides the objectives of the demonstration: holder, quartile, share of priority households.

use droit::logement::{Produit, TypeReservataire};
use droit::montant::Centimes;

use crate::chiffres::{PART_RESERVATAIRES, PREMIER_QUARTILE_EN_QPV_POUR_MILLE, PREMIER_QUARTILE_HORS_QPV_POUR_MILLE};
use crate::hasard::Hasard;
use crate::parc::Bailleur;
use crate::passe::Reservation;

pub(crate) fn draw_reservation(hasard: &mut Hasard, bailleur: Bailleur, commune: &str) -> Reservation {
    let (type_reservataire, organisation) = match hasard.weighted(&PART_RESERVATAIRES) {
        "etat_prioritaires" => (TypeReservataire::EtatPrioritaires, "etat".to_owned()),
        "etat_agents" => (TypeReservataire::EtatAgents, "etat".to_owned()),
        "commune" => (TypeReservataire::Collectivite, format!("commune_{commune}")),
        "action_logement" => (TypeReservataire::ActionLogement, "action_logement".to_owned()),
        "ctg" => (TypeReservataire::Collectivite, "ctg".to_owned()),
        "cacl" => (TypeReservataire::Collectivite, "cacl".to_owned()),
        _ => (TypeReservataire::Aucun, bailleur.to_owned()),
    };
    Reservation { type_reservataire, organisation }
}

/// Share of priority households by holder, per thousand: some reach their 25 %, some miss it (assumption).
pub(crate) fn priority_share(bailleur: Bailleur, reservation: &Reservation) -> u32 {
    match (reservation.type_reservataire, reservation.organisation.as_str()) {
        (TypeReservataire::EtatPrioritaires, _) => 955,
        (TypeReservataire::EtatAgents, _) => 60,
        (TypeReservataire::ActionLogement, _) => 205,
        (TypeReservataire::Collectivite, "commune_97302") => 300,
        (TypeReservataire::Collectivite, "commune_97305") => 180,
        (TypeReservataire::Collectivite, "commune_97307") => 265,
        (TypeReservataire::Collectivite, "ctg") => 330,
        (TypeReservataire::Collectivite, "cacl") => 400,
        (TypeReservataire::Collectivite | TypeReservataire::Autre, _) => 150,
        (TypeReservataire::Aucun, _) => match bailleur {
            "siguy" => 285,
            "simko" => 215,
            _ => 165,
        },
    }
}

pub(crate) fn draw_quartile(hasard: &mut Hasard, en_qpv: bool, produit: Produit) -> u8 {
    let premier = if en_qpv { PREMIER_QUARTILE_EN_QPV_POUR_MILLE } else { PREMIER_QUARTILE_HORS_QPV_POUR_MILLE };
    if hasard.chance(premier) {
        return 1;
    }
    match produit {
        Produit::Llts => hasard.weighted(&[(2, 72), (3, 28)]),
        Produit::Lls => hasard.weighted(&[(2, 46), (3, 40), (4, 14)]),
        Produit::Pls => hasard.weighted(&[(2, 22), (3, 44), (4, 34)]),
    }
}

/// Bounds of the yearly income per unit in a quartile, kept below what the ceiling of the product bears.
pub(crate) fn income_of(quartile: u8, [q1, q2, q3]: [i64; 3], produit: Produit) -> (i64, i64) {
    let top = match produit {
        Produit::Llts => 14_800,
        Produit::Lls => 22_200,
        Produit::Pls => 30_000,
    };
    // A margin of twenty-five euros a year absorbs the rounding of monthly incomes to the euro.
    match quartile {
        1 => (2_400, q1 - 25),
        2 => (q1, (q2 - 25).min(top)),
        3 => (q2, (q3 - 25).min(top)),
        _ => (q3, top),
    }
}

/// Strictly below a threshold is the lower quartile (C9).
pub(crate) fn quartile_of(revenu_uc: Centimes, seuils: [i64; 3]) -> u8 {
    1 + seuils.iter().filter(|seuil| revenu_uc.0 >= **seuil * 100).count() as u8
}
