//! Sending the messages that acts left in the outbox.
//!
//! A message is taken for a few minutes by one server, sent, then marked: two servers never send the same one, and a
//! server that stops in between only delays it. What fails is tried again, later each time, then given up with its
//! reason. Without a mail server everything waits, and the page of the operator says so.

use chrono::{DateTime, Duration, Utc};
use services::courriel::{EnvoiError, Smtp};
use services::horloge::Horloge;
use services::sms::Sms;
use stockage::compte;
use stockage::courrier::{self, Contenu, Courrier};
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::issue::Echec;

/// The channels this act sends by.
const MEL: &str = "mel";
const SMS: &str = "sms";
/// How long a message is kept from other servers while it is sent.
pub(crate) const PRISE: Duration = Duration::minutes(5);
/// The wait after the first failure; it doubles each time.
const REPRISE: Duration = Duration::minutes(5);
const REPRISE_MAX: Duration = Duration::hours(12);
/// Tries before a message is given up: about two days.
const ESSAIS_MAX: i32 = 10;

/// What a run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Envois {
    pub envoyes: u64,
    /// To be tried again.
    pub reportes: u64,
    pub abandonnes: u64,
}

/// Sends the messages due, `limite` at most a channel. What has no way to leave waits.
pub async fn envoyer_courriers(carbet: &Carbet, limite: u64) -> Result<Envois, Echec> {
    let mut envois = Envois::default();
    if let Some(smtp) = carbet.courriel() {
        send_mels(carbet, smtp, limite, &mut envois).await?;
    }
    if let Some(sms) = carbet.sms() {
        send_sms(carbet, sms, limite, &mut envois).await?;
    }
    Ok(envois)
}

async fn send_sms(carbet: &Carbet, sms: &Sms, limite: u64, envois: &mut Envois) -> Result<(), Echec> {
    for _ in 0..limite {
        let now = maintenant(carbet);
        if !courrier::has_a_envoyer(&carbet.base, SMS, now).await? {
            break;
        }
        let tx = carbet.base.begin().await?;
        let Some(message) = courrier::take(&tx, SMS, now, now + PRISE).await? else { break };
        tx.commit().await?;
        let (carrier, id, contenu) = (sms.clone(), message.id.to_string(), message.contenu.clone());
        let sent = tokio::task::spawn_blocking(move || carrier.send(&id, &contenu.destinataire, &contenu.corps)).await;
        let sent = sent.unwrap_or_else(|_| Err(EnvoiError::Passager("L'envoi s'est interrompu.".to_owned())));
        record(carbet, &message, sent, envois).await?;
    }
    Ok(())
}

async fn send_mels(carbet: &Carbet, smtp: &Smtp, limite: u64, envois: &mut Envois) -> Result<(), Echec> {
    for _ in 0..limite {
        let now = maintenant(carbet);
        if !courrier::has_a_envoyer(&carbet.base, MEL, now).await? {
            break;
        }
        let tx = carbet.base.begin().await?;
        let Some(message) = courrier::take(&tx, MEL, now, now + PRISE).await? else { break };
        let addresses = list_adresses(&tx, &message).await?;
        if let Some(addresses) = addresses {
            let each: Vec<Courrier> = addresses.into_iter().map(|address| to_one(&message, address)).collect();
            if each.is_empty() {
                let absent = EnvoiError::Passager("L'organisation destinataire n'a aucun compte actif.".to_owned());
                record_echec(&tx, &message, &absent, now, envois).await?;
            } else {
                courrier::split(&tx, message.id, &each).await?;
            }
            tx.commit().await?;
            continue;
        }
        tx.commit().await?;
        send(carbet, smtp, &message, envois).await?;
    }
    Ok(())
}

async fn send(carbet: &Carbet, smtp: &Smtp, message: &Courrier, envois: &mut Envois) -> Result<(), Echec> {
    let Contenu { destinataire, sujet, corps } = &message.contenu;
    let sent = smtp.send(destinataire, sujet, corps).await;
    record(carbet, message, sent, envois).await
}

/// Writes what became of a message.
async fn record(carbet: &Carbet, message: &Courrier, sent: Result<(), EnvoiError>, envois: &mut Envois) -> Result<(), Echec> {
    let now = maintenant(carbet);
    let tx = carbet.base.begin().await?;
    match sent {
        Ok(()) => {
            courrier::record_envoi(&tx, message.id, now).await?;
            envois.envoyes += 1;
        }
        Err(error) => record_echec(&tx, message, &error, now, envois).await?,
    }
    tx.commit().await?;
    Ok(())
}

async fn record_echec(
    tx: &stockage::Transaction,
    message: &Courrier,
    error: &EnvoiError,
    now: DateTime<Utc>,
    envois: &mut Envois,
) -> Result<(), Echec> {
    let again = matches!(error, EnvoiError::Passager(_)) && message.essais < ESSAIS_MAX;
    let pas_avant = again.then(|| now + compute_reprise(message.essais));
    courrier::record_echec(tx, message.id, pas_avant, &error.to_string()).await?;
    if again {
        envois.reportes += 1;
    } else {
        tracing::warn!(courrier.id = %message.id, raison = %error, "a message was given up");
        envois.abandonnes += 1;
    }
    Ok(())
}

/// The wait after that many tries.
pub fn compute_reprise(essais: i32) -> Duration {
    let doublings = u32::try_from(essais.saturating_sub(1)).unwrap_or(0).min(16);
    (REPRISE * 2i32.pow(doublings)).min(REPRISE_MAX)
}

/// The addresses a message stands for when it names an organisation (`siguy/membre`); `None` when it names an address.
async fn list_adresses(tx: &stockage::Transaction, message: &Courrier) -> Result<Option<Vec<String>>, Echec> {
    let destinataire = &message.contenu.destinataire;
    if destinataire.contains('@') {
        return Ok(None);
    }
    let organisation = destinataire.split('/').next().unwrap_or_default();
    let accounts = compte::list_de_organisation(tx, organisation).await?;
    Ok(Some(accounts.into_iter().map(|account| account.identifiant).filter(|id| id.contains('@')).collect()))
}

fn to_one(message: &Courrier, destinataire: String) -> Courrier {
    Courrier {
        id: Uuid::now_v7(),
        contenu: Contenu { destinataire, ..message.contenu.clone() },
        essais: 0,
        pas_avant: message.cree_le,
        ..message.clone()
    }
}

/// Messages are dated by the clock of the acts, which a demonstration holds still; retries need one that runs.
pub(crate) fn maintenant(carbet: &Carbet) -> DateTime<Utc> {
    Horloge::Reelle.instant_utc().max(carbet.horloge.instant_utc())
}
