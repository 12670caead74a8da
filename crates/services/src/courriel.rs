//! Sending e-mail by the SMTP server that the operator names. What is sent, to whom and when is decided elsewhere.

use std::fmt;
use std::time::Duration;

use lettre::message::{Mailbox, Message, header::ContentType};
use lettre::transport::smtp::AsyncSmtpTransport;
use lettre::{AsyncTransport, Tokio1Executor};

/// Beyond it a server that does not answer is given up until the next try.
const ATTENTE: Duration = Duration::from_secs(20);

/// A mail server and the address messages come from. Cheap to clone; its password is never shown.
#[derive(Clone)]
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    expediteur: Mailbox,
    serveur: String,
}

/// Why the operator's settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SmtpRefuse {
    #[error(
        "l'adresse du serveur de messagerie n'est pas comprise ; attendu smtps://compte:motdepasse@serveur:465, smtp://serveur:587?tls=required ou smtp://127.0.0.1:25"
    )]
    Adresse,
    #[error(
        "le serveur « {0} » serait joint en clair : employez smtps://… ou ajoutez ?tls=required (STARTTLS) ; l'envoi en clair n'est admis que vers la machine elle-même"
    )]
    EnClair(String),
    #[error("« {0} » n'est pas une adresse d'expéditeur ; attendu par exemple « Carbet <carbet@exemple.fr> »")]
    Expediteur(String),
}

/// Why a message did not leave. Neither the address nor the text appears in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnvoiError {
    /// Trying again would give the same answer.
    #[error("{0}")]
    Definitif(String),
    /// The server or the network may do better later.
    #[error("{0}")]
    Passager(String),
}

impl Smtp {
    /// `url` is `smtps://…` (TLS), `smtp://…?tls=required` (STARTTLS) or, for this very machine only, `smtp://127.0.0.1:25`.
    pub fn from_url(url: &str, expediteur: &str) -> Result<Smtp, SmtpRefuse> {
        let expediteur_lu = expediteur.parse().map_err(|_| SmtpRefuse::Expediteur(expediteur.to_owned()))?;
        let serveur = read_serveur(url).ok_or(SmtpRefuse::Adresse)?;
        let chiffre = url.starts_with("smtps://") || has_starttls(url);
        if !chiffre && !is_local(&serveur) {
            return Err(SmtpRefuse::EnClair(serveur));
        }
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_| SmtpRefuse::Adresse)?;
        Ok(Smtp { transport: builder.timeout(Some(ATTENTE)).build(), expediteur: expediteur_lu, serveur })
    }

    /// Name of the server, to tell the operator where messages go.
    pub fn serveur(&self) -> &str {
        &self.serveur
    }

    /// Sends one text to one address. Returns once the server has taken charge of it.
    pub async fn send(&self, destinataire: &str, sujet: &str, corps: &str) -> Result<(), EnvoiError> {
        let to: Mailbox =
            destinataire.parse().map_err(|_| EnvoiError::Definitif("L'adresse du destinataire n'en est pas une.".to_owned()))?;
        let message = Message::builder()
            .from(self.expediteur.clone())
            .to(to)
            .subject(sujet)
            .message_id(None)
            .header(ContentType::TEXT_PLAIN)
            .body(corps.to_owned())
            .map_err(|_| EnvoiError::Definitif("Le message n'a pas pu être composé.".to_owned()))?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            Err(error) => Err(explain(&error)),
        }
    }
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Smtp").field("serveur", &self.serveur).finish_non_exhaustive()
    }
}

/// The server's own words may quote the address: only its code is kept.
fn explain(error: &lettre::transport::smtp::Error) -> EnvoiError {
    let code = error.status().map(|status| format!(" (code {status})")).unwrap_or_default();
    if error.is_permanent() {
        EnvoiError::Definitif(format!("Le serveur de messagerie a refusé le message{code}."))
    } else if error.is_transient() {
        EnvoiError::Passager(format!("Le serveur de messagerie a demandé de réessayer plus tard{code}."))
    } else if error.is_tls() {
        EnvoiError::Passager("La liaison chiffrée avec le serveur de messagerie a échoué.".to_owned())
    } else if error.is_timeout() {
        EnvoiError::Passager("Le serveur de messagerie n'a pas répondu à temps.".to_owned())
    } else {
        EnvoiError::Passager("Le serveur de messagerie n'est pas joignable.".to_owned())
    }
}

/// The host of `scheme://user:password@host:port/path?query`.
fn read_serveur(url: &str) -> Option<String> {
    let rest = url.strip_prefix("smtp://").or_else(|| url.strip_prefix("smtps://"))?;
    let authority = rest.split(['/', '?']).next()?;
    let host_port = authority.rsplit('@').next()?;
    let host = match host_port.strip_prefix('[') {
        Some(v6) => v6.split(']').next()?,
        None => host_port.split(':').next()?,
    };
    (!host.is_empty()).then(|| host.to_owned())
}

fn has_starttls(url: &str) -> bool {
    url.rsplit_once('?').is_some_and(|(_, query)| query.split('&').any(|part| part == "tls=required"))
}

fn is_local(serveur: &str) -> bool {
    serveur == "localhost" || serveur.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clear_text_stays_on_the_machine() {
        let sender = "Carbet <carbet@exemple.fr>";
        assert!(Smtp::from_url("smtp://127.0.0.1:2525", sender).is_ok());
        assert!(Smtp::from_url("smtp://localhost", sender).is_ok());
        assert!(Smtp::from_url("smtp://relais.exemple.fr:587?tls=required", sender).is_ok());
        assert!(Smtp::from_url("smtps://u:p@relais.exemple.fr", sender).is_ok());
        assert!(
            matches!(Smtp::from_url("smtp://relais.exemple.fr", sender), Err(SmtpRefuse::EnClair(s)) if s == "relais.exemple.fr")
        );
        assert!(matches!(Smtp::from_url("http://relais", sender), Err(SmtpRefuse::Adresse)));
        assert!(matches!(Smtp::from_url("smtp://", sender), Err(SmtpRefuse::Adresse)));
        assert!(matches!(Smtp::from_url("smtp://localhost", "carbet"), Err(SmtpRefuse::Expediteur(_))));
    }

    #[test]
    fn the_password_is_never_shown() {
        let smtp = Smtp::from_url("smtps://compte:tres-secret@relais.exemple.fr", "carbet@exemple.fr").unwrap();
        assert!(!format!("{smtp:?}").contains("secret"));
        assert_eq!(smtp.serveur(), "relais.exemple.fr");
    }
}
