//! Changing one's own password: every other session of the account ends.

use services::mot_de_passe;
use stockage::{compte, session_web};

use crate::carbet::Carbet;
use crate::creer_compte::hash_off_thread;
use crate::droits::{Acte, Acteur};
use crate::issue::{Echec, Refus};

/// What was typed.
pub struct NouveauMotDePasse<'a> {
    pub ancien: &'a str,
    pub nouveau: &'a str,
    pub confirmation: &'a str,
    /// Digest of the token of the session that asks: it stays open.
    pub session: &'a str,
}

/// Changes the password of the caller.
pub async fn change_mot_de_passe(carbet: &Carbet, acteur: &Acteur, saisie: NouveauMotDePasse<'_>) -> Result<(), Echec> {
    acteur.portee(Acte::TenirSonCompte).ok_or(Echec::Introuvable)?;
    if saisie.nouveau != saisie.confirmation {
        return Err(Refus::new(
            "confirmation_differente",
            "Les deux saisies du nouveau mot de passe diffèrent.",
            "Saisissez deux fois le même mot de passe.",
        )
        .champ("confirmation")
        .into());
    }
    if saisie.nouveau == saisie.ancien {
        return Err(Refus::new("mot_de_passe_inchange", "Le nouveau mot de passe est l'ancien.", "Choisissez-en un autre.")
            .champ("nouveau")
            .into());
    }
    let found = compte::find(&carbet.base, acteur.compte).await?.ok_or(Echec::Introuvable)?;
    let (typed, kept) = (saisie.ancien.to_owned(), found.mot_de_passe.clone());
    let matches =
        tokio::task::spawn_blocking(move || mot_de_passe::check_mot_de_passe(&typed, Some(&kept))).await.unwrap_or(false);
    if !matches {
        return Err(Refus::new(
            "ancien_mot_de_passe",
            "Le mot de passe actuel n'est pas celui-là.",
            "Saisissez-le de nouveau, ou demandez-en un autre à l'administration.",
        )
        .champ("ancien")
        .into());
    }
    let digest = hash_off_thread(saisie.nouveau.to_owned()).await?;
    let mut en_cours = carbet.begin(acteur, "changer_mot_de_passe").await?;
    compte::set_mot_de_passe(&en_cours.tx, acteur.compte, &digest, false).await?;
    let mut closed = 0;
    for session in session_web::list_de_compte(&en_cours.tx, acteur.compte).await? {
        if session.jeton_empreinte != saisie.session {
            session_web::delete(&en_cours.tx, &session.jeton_empreinte).await?;
            closed += 1;
        }
    }
    en_cours.touch("compte", acteur.compte).tell(serde_json::json!({ "sessions_fermees": closed }));
    carbet.conclude(en_cours).await?;
    Ok(())
}
