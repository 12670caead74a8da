//! Giving an account back to its holder: reopened when closed, unlocked after refused sign-ins, with another
//! first password when the old one is lost.

use serde_json::json;
use services::jeton;
use stockage::{compte, session_web};
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::comptes::{check_gestion, check_role, find_autre};
use crate::creer_compte::hash_off_thread;
use crate::droits::{Acteur, Role};
use crate::issue::{Echec, Refus};

/// An account given back.
#[derive(Clone, Debug)]
pub struct CompteRendu {
    pub nom: String,
    pub identifiant: String,
    /// Shown once, when another first password was made.
    pub mot_de_passe: Option<String>,
}

/// Unlocks an account after refused sign-ins; its password does not change.
pub async fn unlock_compte(carbet: &Carbet, acteur: &Acteur, id: Uuid) -> Result<CompteRendu, Echec> {
    check_gestion(acteur)?;
    let mut en_cours = carbet.begin(acteur, "deverrouiller_compte").await?;
    let found = find_autre(&en_cours.tx, acteur, id).await?;
    compte::set_verrou(&en_cours.tx, id, None).await?;
    en_cours.touch("compte", id);
    carbet.conclude(en_cours).await?;
    Ok(CompteRendu { nom: found.nom, identifiant: found.identifiant, mot_de_passe: None })
}

/// Reopens a closed account with another first password: whoever knew the old one comes in no more.
pub async fn reopen_compte(carbet: &Carbet, acteur: &Acteur, id: Uuid) -> Result<CompteRendu, Echec> {
    check_gestion(acteur)?;
    let premier = format!("{}-{}", jeton::create_code(), jeton::create_code());
    let digest = hash_off_thread(premier.clone()).await?;
    let mut en_cours = carbet.begin(acteur, "rouvrir_compte").await?;
    let mut found = find_autre(&en_cours.tx, acteur, id).await?;
    if found.etat == "actif" {
        return Err(Refus::new("compte_ouvert", "Ce compte est déjà ouvert.", "S'il est verrouillé, déverrouillez-le.").into());
    }
    let role = Role::from_code(&found.role).ok_or(Echec::Introuvable)?;
    check_role(&carbet.regles().territoire, role, &found.organisation)?;
    found.etat = "actif".to_owned();
    found.mot_de_passe = digest;
    found.doit_changer = true;
    found.echecs = 0;
    found.verrouille_jusqu_au = None;
    compte::update(&en_cours.tx, &found).await?;
    session_web::delete_de_compte(&en_cours.tx, id).await?;
    en_cours.touch("compte", id).tell(json!({ "role": found.role, "organisation": found.organisation }));
    carbet.conclude(en_cours).await?;
    Ok(CompteRendu { nom: found.nom, identifiant: found.identifiant, mot_de_passe: Some(premier) })
}
