//! Act: giving up a message that waits.

use stockage::courrier;
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::droits::{Acte, Acteur};
use crate::idempotence::claim;
use crate::issue::{Echec, Refus};

/// Gives a message up: it stays in the list, where it can be taken up again until it is forgotten. One that a server is
/// sending at that very instant may still leave; it is then told as sent.
///
/// # Errors
/// Refused once it left or was given up, and without confirmation.
pub async fn abandonner_courrier(
    carbet: &Carbet,
    acteur: &Acteur,
    id: Uuid,
    confirme: bool,
    cle: Option<&str>,
) -> Result<(), Echec> {
    acteur.portee(Acte::TenirCourriers).ok_or(Echec::Introuvable)?;
    let mut acte = carbet.begin(acteur, "abandonner_courrier").await?;
    let found = courrier::find_suivi(&acte.tx, id).await?.ok_or(Echec::Introuvable)?;
    if !confirme {
        let next = "Cochez la confirmation : la personne à qui il est destiné ne le recevra pas.";
        return Err(Refus::new("abandon_non_confirme", "L'abandon n'est pas confirmé.", next).into());
    }
    if claim(&acte.tx, cle, acteur, "abandonner_courrier", &id.to_string(), acte.instant()).await?.is_some() {
        return Ok(());
    }
    if found.etat != "a_envoyer" {
        let why = if found.etat == "envoye" { "Ce message est déjà parti." } else { "Ce message est déjà abandonné." };
        return Err(Refus::new("courrier_pas_en_attente", why, "Rechargez la page pour voir où il en est.").into());
    }
    courrier::record_echec(&acte.tx, id, None, "Abandonné par l'administration.").await?;
    acte.touch("courrier", id).tell(serde_json::json!({ "essais": found.essais }));
    carbet.conclude(acte).await?;
    Ok(())
}
