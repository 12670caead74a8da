//! Act: a réservataire gives a home back to its bailleur; those whom it had designated are freed, and its flow is given back (R6.07).

use droit::etats::{ActeVacance, MotifLiberation};
use droit::jour::format_fr;
use droit::logement::TypeReservataire;
use stockage::{candidature, vacance};
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::droits::{Acte, Acteur};
use crate::habitat::libelle_reservataire;
use crate::issue::{Echec, Refus};
use crate::portee_vacance::find_vacance;
use crate::{idempotence, sortie, vacance_etat};

/// Least length of a reason, in characters.
const MOTIF_MINIMUM: usize = 5;

#[derive(Clone, Debug)]
pub struct Rendu {
    pub vacance: Uuid,
    pub motif: String,
    pub cle: Option<String>,
}

/// Gives the home back. Returns how many households were freed.
///
/// From here on the home counts in the flow of the bailleur, which designates for itself: the holder that gave it back
/// is due another one. It leaves the reach of that holder with the act.
pub async fn rendre_vacance(carbet: &Carbet, acteur: &Acteur, rendu: Rendu) -> Result<usize, Echec> {
    let mut acte = carbet.begin(acteur, "rendre_vacance").await?;
    let now = acte.instant();
    // Claimed first: the second sending of a form finds a home out of reach, and must still be answered alike.
    let held = candidature::list_de_vacance(&acte.tx, rendu.vacance).await?.iter().filter(|c| sortie::is_vivante(c)).count();
    let cle = rendu.cle.as_deref();
    if let Some(deja) = idempotence::claim(&acte.tx, cle, acteur, "rendre_vacance", &held.to_string(), now).await? {
        return deja.parse().map_err(|_| Echec::Introuvable);
    }
    let mut home = find_vacance(&acte.tx, acteur, Acte::RendreVacance, rendu.vacance).await?;
    let kind = home.type_reservataire.clone().unwrap_or_else(|| TypeReservataire::Aucun.code().to_owned());
    let former = home.reservataire.clone().unwrap_or_else(|| home.bailleur.clone());
    if kind == TypeReservataire::Aucun.code() && former == home.bailleur {
        return Err(own().into());
    }
    let motif = rendu.motif.trim();
    if motif.chars().count() < MOTIF_MINIMUM {
        return Err(without_reason().into());
    }
    if !matches!(home.etat.as_str(), "orientee" | "en_designation") {
        return Err(too_late(&home.etat).into());
    }
    let jour = carbet.aujourd_hui();
    let holder = libelle_reservataire(&carbet.regles().territoire, &home);
    vacance_etat::apply(&mut acte, &mut home, 0, ActeVacance::Rendre { le: jour }).await?;
    let freed = sortie::liberer_toutes(carbet, &mut acte, &home, MotifLiberation::RetraitDesignation, jour).await?;
    home.reservataire = Some(home.bailleur.clone());
    home.type_reservataire = Some(TypeReservataire::Aucun.code().to_owned());
    home.orientee_le = Some(jour);
    home.orientation_motif = Some(format!("Rendu par {holder} le {} : {}.", format_fr(jour), motif.trim_end_matches('.')));
    home.reponse_avant_le = None;
    vacance::update(&acte.tx, &home).await?;
    acte.tell(serde_json::json!({ "reservataire": former, "type": kind, "motif": motif, "liberes": freed }));
    carbet.conclude(acte).await?;
    Ok(freed)
}

fn own() -> Refus {
    Refus::new(
        "deja_au_bailleur",
        "Ce logement n’est réservé à personne : il est déjà au bailleur.",
        "Proposez un ménage, ou retirez le logement s’il n’est plus à louer.",
    )
}

fn without_reason() -> Refus {
    Refus::new(
        "motif_absent",
        "Rendre un logement demande un motif : le bailleur le lira, et votre bilan annuel aussi.",
        "Écrivez la raison en une phrase, par exemple « aucun candidat pour cette typologie ».",
    )
    .article("CCH R. 441-5")
    .champ("motif")
}

fn too_late(etat: &str) -> Refus {
    let (raison, next) = match etat {
        "en_commission" | "proposee" => (
            "Ce logement est inscrit à une séance ou proposé à un ménage : il ne peut plus être rendu.",
            "Demandez au bailleur de le retirer de l’ordre du jour, puis rendez-le.",
        ),
        "rendue_au_bailleur" => {
            ("Ce logement est déjà rendu au bailleur.", "Rechargez la liste des vacances pour voir où il en est.")
        }
        _ => ("Ce logement n’est plus à attribuer.", "Rechargez la liste des vacances pour voir où il en est."),
    };
    Refus::new("rendu_impossible", raison, next)
}
