//! Signing in, being recognised, signing out.
//!
//! An unknown account, a wrong password and a locked account get the same answer in the same time.
//! Failures lock the account for a while that grows, never for good, so that nobody can shut another out.

use chrono::{DateTime, Duration, Utc};
use droit::numero_unique::NumeroUnique;
use services::{jeton, mot_de_passe};
use stockage::compte::{self, Compte};
use stockage::session_web::{self, SessionWeb};
use stockage::{acces_demandeur, demande};
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::droits::{Acteur, Role};
use crate::issue::{Echec, Refus};

/// Failures before the first lock; the lock starts at one minute and doubles up to an hour.
const ESSAIS_AVANT_VERROU: i32 = 5;
const VERROU_MAXIMUM_MINUTES: i64 = 60;
/// A session ends after two hours without a request, and in any case after a working day.
const INACTIVE_HEURES: i64 = 2;
const MAXIMUM_HEURES: i64 = 12;
/// A session's last use is written at most this often.
const TRACE_MINUTES: i64 = 5;

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
    let found = compte::find_par_identifiant(&carbet.base, saisie.identifiant).await?;
    let now = carbet.horloge.instant_utc();
    let digest = found.as_ref().map(|compte| compte.mot_de_passe.clone());
    let matches = check_off_thread(saisie.mot_de_passe.to_owned(), digest).await;
    let Some(compte) = found else {
        return Err(unknown().into());
    };
    if compte.verrouille_jusqu_au.is_some_and(|until| until > now) || compte.etat != "actif" {
        return Err(unknown().into());
    }
    if !matches {
        let tx = carbet.base.begin().await?;
        let failures = compte::add_echec(&tx, compte.id).await?;
        if let Some(until) = lock_until(failures, now) {
            compte::set_verrou(&tx, compte.id, Some(until)).await?;
        }
        tx.commit().await?;
        return Err(unknown().into());
    }
    let acteur = acteur_of(carbet, &compte)?;
    let tx = carbet.base.begin().await?;
    compte::record_connexion(&tx, compte.id, now).await?;
    let (jeton, session) = new_session(now);
    session_web::insert(&tx, &SessionWeb { compte_id: Some(compte.id), ..session }).await?;
    tx.commit().await?;
    Ok(SessionOuverte { jeton, acteur })
}

/// Opens a session for an applicant, by the numéro unique and the code handed to them.
pub async fn open_session_demandeur(carbet: &Carbet, numero: &str, code: &str) -> Result<SessionOuverte, Echec> {
    let departement = carbet.regles().territoire.epci.departement.clone();
    let now = carbet.horloge.instant_utc();
    let digest = jeton::digest_jeton(&code.trim().to_uppercase());
    let Ok(numero) = NumeroUnique::parse(numero) else {
        return Err(unknown_demandeur().into());
    };
    let Some(stored) = demande::find_par_numero_unique(&carbet.base, &departement, &numero).await? else {
        return Err(unknown_demandeur().into());
    };
    let Some(acces) = acces_demandeur::find(&carbet.base, &departement, stored.id).await? else {
        return Err(unknown_demandeur().into());
    };
    if acces.verrouille_jusqu_au.is_some_and(|until| until > now) {
        return Err(unknown_demandeur().into());
    }
    let tx = carbet.base.begin().await?;
    if acces.code_empreinte != digest {
        let failures = acces_demandeur::add_echec(&tx, &departement, stored.id).await?;
        if let Some(until) = lock_until(failures, now) {
            acces_demandeur::set_verrou(&tx, &departement, stored.id, Some(until)).await?;
        }
        tx.commit().await?;
        return Err(unknown_demandeur().into());
    }
    acces_demandeur::set_verrou(&tx, &departement, stored.id, None).await?;
    let (jeton, session) = new_session(now);
    let session = SessionWeb { departement: Some(departement.clone()), demande_id: Some(stored.id), ..session };
    session_web::insert(&tx, &session).await?;
    tx.commit().await?;
    Ok(SessionOuverte { jeton, acteur: demandeur(departement, stored.id) })
}

/// Who holds a session.
#[derive(Clone, Debug)]
pub struct Visiteur {
    pub acteur: Acteur,
    /// Came in with a password handed to them: does nothing before choosing another.
    pub doit_changer: bool,
}

/// Recognises the holder of a session's token; `None` when the session is over.
pub async fn find_acteur(carbet: &Carbet, jeton: &str) -> Result<Option<Acteur>, Echec> {
    Ok(find_visiteur(carbet, jeton).await?.map(|visiteur| visiteur.acteur))
}

/// The same, with what stands between the person and their work.
pub async fn find_visiteur(carbet: &Carbet, jeton: &str) -> Result<Option<Visiteur>, Echec> {
    let now = carbet.horloge.instant_utc();
    let Some(session) = session_web::find_ouverte(&carbet.base, &jeton::digest_jeton(jeton), now).await? else {
        return Ok(None);
    };
    if now - session.cree_le > Duration::hours(MAXIMUM_HEURES) {
        return Ok(None);
    }
    if now - session.vu_le > Duration::minutes(TRACE_MINUTES) {
        let tx = carbet.base.begin().await?;
        session_web::touch(&tx, &session.jeton_empreinte, now, now + Duration::hours(INACTIVE_HEURES)).await?;
        tx.commit().await?;
    }
    match (session.compte_id, session.departement, session.demande_id) {
        (Some(id), _, _) => match compte::find(&carbet.base, id).await? {
            Some(compte) if compte.etat == "actif" => {
                Ok(Some(Visiteur { acteur: acteur_of(carbet, &compte)?, doit_changer: compte.doit_changer }))
            }
            _ => Ok(None),
        },
        (None, Some(departement), Some(demande_id)) => {
            Ok(Some(Visiteur { acteur: demandeur(departement, demande_id), doit_changer: false }))
        }
        _ => Ok(None),
    }
}

/// Ends a session; ending one that is over changes nothing.
pub async fn close_session(carbet: &Carbet, jeton: &str) -> Result<(), Echec> {
    let tx = carbet.base.begin().await?;
    session_web::delete(&tx, &jeton::digest_jeton(jeton)).await?;
    tx.commit().await?;
    Ok(())
}

/// The digest takes a tenth of a second of a whole core on purpose: not on a thread that serves pages.
async fn check_off_thread(mot_de_passe: String, digest: Option<String>) -> bool {
    tokio::task::spawn_blocking(move || mot_de_passe::check_mot_de_passe(&mot_de_passe, digest.as_deref())).await.unwrap_or(false)
}

fn lock_until(failures: i32, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let over = failures - ESSAIS_AVANT_VERROU;
    (over >= 0).then(|| now + Duration::minutes((1i64 << over.min(6)).min(VERROU_MAXIMUM_MINUTES)))
}

fn new_session(now: DateTime<Utc>) -> (String, SessionWeb) {
    let jeton = jeton::create_jeton();
    let session = SessionWeb {
        jeton_empreinte: jeton::digest_jeton(&jeton),
        compte_id: None,
        departement: None,
        demande_id: None,
        cree_le: now,
        vu_le: now,
        expire_le: now + Duration::hours(INACTIVE_HEURES),
        navigateur: None,
    };
    (jeton, session)
}

/// The actor an account makes.
pub(crate) fn acteur_of(carbet: &Carbet, compte: &Compte) -> Result<Acteur, Echec> {
    let role = Role::from_code(&compte.role).ok_or_else(unknown)?;
    Ok(Acteur {
        compte: compte.id,
        nom: compte.nom.clone(),
        role,
        organisation: compte.organisation.clone(),
        departement: carbet.regles().territoire.epci.departement.clone(),
        demande: None,
    })
}

fn demandeur(departement: String, demande_id: Uuid) -> Acteur {
    Acteur {
        compte: demande_id,
        nom: "Demandeur".to_owned(),
        role: Role::Demandeur,
        organisation: String::new(),
        departement,
        demande: Some(demande_id),
    }
}

fn unknown() -> Refus {
    Refus::new(
        "identification_refusee",
        "Cet identifiant et ce mot de passe ne vont pas ensemble, ou le compte est momentanément verrouillé.",
        "Vérifiez votre saisie ; après cinq essais, attendez une minute. Votre référent peut vous redonner un accès.",
    )
}

fn unknown_demandeur() -> Refus {
    Refus::new(
        "identification_refusee",
        "Ce numéro unique et ce code ne vont pas ensemble, ou l'accès est momentanément verrouillé.",
        "Vérifiez les 18 caractères de votre numéro et le code remis par le guichet, qui peut vous en donner un autre.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locks_grow_and_end() {
        let now = DateTime::<Utc>::UNIX_EPOCH;
        assert_eq!(lock_until(4, now), None);
        assert_eq!(lock_until(5, now), Some(now + Duration::minutes(1)));
        assert_eq!(lock_until(8, now), Some(now + Duration::minutes(8)));
        assert_eq!(lock_until(500, now), Some(now + Duration::minutes(60)));
    }
}
