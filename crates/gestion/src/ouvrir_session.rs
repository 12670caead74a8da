//! Signing in, being recognised, signing out.
//!
//! An unknown account, a wrong password and a locked account get the same answer in the same time.
//! Failures lock the account for a while that grows, never for good, so that nobody can shut another out.

use chrono::Duration;
use services::{jeton, mot_de_passe};
use stockage::compte::{self, Compte};
use stockage::session_web::{self, SessionWeb};
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::droits::{Acteur, Role};
use crate::issue::{Echec, Refus};

/// Failures before the first lock.
const ESSAIS_AVANT_VERROU: i32 = 5;
/// First lock, in minutes; it doubles at each further failure, up to the longest.
const VERROU_MINUTES: i64 = 1;
const VERROU_MAXIMUM_MINUTES: i64 = 60;
/// A session ends after this many hours without a request, and in any case after a working day.
const SESSION_INACTIVE_HEURES: i64 = 2;
const SESSION_MAXIMUM_HEURES: i64 = 12;

/// What was typed on the sign-in page.
pub struct Identification<'a> {
    pub identifiant: &'a str,
    pub mot_de_passe: &'a str,
}

/// A session just opened: the token goes into the cookie and is kept nowhere else.
pub struct SessionOuverte {
    pub jeton: String,
    pub acteur: Acteur,
}

/// Opens a session for an account.
pub async fn open_session(carbet: &Carbet, saisie: Identification<'_>) -> Result<SessionOuverte, Echec> {
    let identifiant = saisie.identifiant.trim().to_lowercase();
    let found = compte::find_par_identifiant(&carbet.base, &identifiant).await?;
    let now = carbet.horloge.instant_utc();
    let digest = found.as_ref().map(|compte| compte.mot_de_passe.as_str());
    let matches = mot_de_passe::check_mot_de_passe(saisie.mot_de_passe, digest);
    let Some(compte) = found else {
        return Err(unknown().into());
    };
    let locked = compte.verrouille_jusqu_a.is_some_and(|until| until > now);
    if !matches || locked || compte.ferme_le.is_some() {
        if !locked {
            record_failure(carbet, &compte).await?;
        }
        return Err(unknown().into());
    }
    let acteur = acteur_of(&compte)?;
    let jeton = jeton::create_jeton();
    let tx = carbet.base.begin().await?;
    compte::record_success(&tx, compte.id, now).await?;
    let session = SessionWeb {
        jeton_condensat: jeton::digest_jeton(&jeton),
        compte_id: compte.id,
        cree_le: now,
        vue_le: now,
        expire_le: now + Duration::hours(SESSION_MAXIMUM_HEURES),
    };
    session_web::insert(&tx, &session).await?;
    tx.commit().await?;
    Ok(SessionOuverte { jeton, acteur })
}

/// Recognises the holder of a session's token; `None` when the session is over.
pub async fn find_acteur(carbet: &Carbet, jeton: &str) -> Result<Option<Acteur>, Echec> {
    let Some((session, compte)) = session_web::find(&carbet.base, &jeton::digest_jeton(jeton)).await? else {
        return Ok(None);
    };
    let now = carbet.horloge.instant_utc();
    let idle = now - session.vue_le;
    if session.expire_le <= now || idle > Duration::hours(SESSION_INACTIVE_HEURES) || compte.ferme_le.is_some() {
        return Ok(None);
    }
    if idle > Duration::minutes(5) {
        let tx = carbet.base.begin().await?;
        session_web::touch(&tx, &session.jeton_condensat, now).await?;
        tx.commit().await?;
    }
    acteur_of(&compte).map(Some)
}

/// Ends a session.
pub async fn close_session(carbet: &Carbet, jeton: &str) -> Result<(), Echec> {
    let tx = carbet.base.begin().await?;
    session_web::delete(&tx, &jeton::digest_jeton(jeton)).await?;
    tx.commit().await?;
    Ok(())
}

async fn record_failure(carbet: &Carbet, compte: &Compte) -> Result<(), Echec> {
    let failures = compte.echecs + 1;
    let over = failures - ESSAIS_AVANT_VERROU;
    let until = (over >= 0).then(|| {
        let minutes = (VERROU_MINUTES << over.min(6)).min(VERROU_MAXIMUM_MINUTES);
        carbet.horloge.instant_utc() + Duration::minutes(minutes)
    });
    let tx = carbet.base.begin().await?;
    compte::record_failure(&tx, compte.id, failures, until).await?;
    tx.commit().await?;
    Ok(())
}

fn acteur_of(compte: &Compte) -> Result<Acteur, Echec> {
    let role = Role::from_code(&compte.role).ok_or_else(unknown)?;
    Ok(Acteur {
        compte: compte.id,
        nom: compte.nom.clone(),
        role,
        organisation: compte.organisation.clone(),
        departement: compte.departement.clone(),
        demande: compte.demande_id,
    })
}

fn unknown() -> Refus {
    Refus::new(
        "identification_refusee",
        "Cet identifiant et ce mot de passe ne vont pas ensemble, ou le compte est momentanément verrouillé.",
        "Vérifiez votre saisie ; après cinq essais, attendez une minute. Votre référent peut vous redonner un accès.",
    )
}

/// The nil identifier stands for nobody: acts of the program itself.
pub const PERSONNE: Uuid = Uuid::nil();
