//! Closing an account: its sessions end at once; its acts stay in the journal.

use stockage::{compte, session_web};
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::comptes::{check_gestion, find_autre};
use crate::droits::Acteur;
use crate::issue::Echec;

/// Closes an account; closing a closed one changes nothing. Returns its holder's name.
pub async fn close_compte(carbet: &Carbet, acteur: &Acteur, id: Uuid) -> Result<String, Echec> {
    check_gestion(acteur)?;
    let mut en_cours = carbet.begin(acteur, "fermer_compte").await?;
    let mut found = find_autre(&en_cours.tx, acteur, id).await?;
    let nom = found.nom.clone();
    if found.etat == "clos" {
        return Ok(nom);
    }
    found.etat = "clos".to_owned();
    compte::update(&en_cours.tx, &found).await?;
    let sessions = session_web::delete_de_compte(&en_cours.tx, id).await?;
    en_cours.touch("compte", id).tell(serde_json::json!({ "sessions_fermees": sessions }));
    carbet.conclude(en_cours).await?;
    Ok(nom)
}
