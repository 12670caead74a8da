//! Act: sending again a message that was given up, or before its turn.

use stockage::courrier;
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::consulter_exploitation::is_en_vol;
use crate::droits::{Acte, Acteur};
use crate::envoyer_courriers::maintenant;
use crate::idempotence::claim;
use crate::issue::{Echec, Refus};

/// Makes a message due at once, its tries counted anew.
///
/// # Errors
/// Refused once it left, and while a server may be sending it.
pub async fn reprendre_courrier(carbet: &Carbet, acteur: &Acteur, id: Uuid, cle: Option<&str>) -> Result<(), Echec> {
    acteur.portee(Acte::TenirCourriers).ok_or(Echec::Introuvable)?;
    let mut acte = carbet.begin(acteur, "reprendre_courrier").await?;
    if claim(&acte.tx, cle, acteur, "reprendre_courrier", &id.to_string(), acte.instant()).await?.is_some() {
        return Ok(());
    }
    let now = maintenant(carbet);
    let found = courrier::find_suivi(&acte.tx, id).await?.ok_or(Echec::Introuvable)?;
    if found.etat == "envoye" {
        return Err(Refus::new("courrier_envoye", "Ce message est déjà parti.", "Il n'y a rien à reprendre.").into());
    }
    if is_en_vol(&found, now) {
        let next = "Revenez dans cinq minutes : s'il n'est pas parti, cette page dira pourquoi.";
        return Err(Refus::new("courrier_en_vol", "Un envoi de ce message est en cours ou va commencer.", next).into());
    }
    courrier::reprendre(&acte.tx, id, now).await?;
    acte.touch("courrier", id).tell(serde_json::json!({ "essais": found.essais, "etat": found.etat }));
    carbet.conclude(acte).await?;
    Ok(())
}
