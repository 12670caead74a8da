//! Sending SMS by what the operator names: a folder another program empties, or a gateway of this very machine.
//! What is sent, to whom and when is decided elsewhere.

use std::fmt;
use std::io::{Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::courriel::EnvoiError;

/// Beyond it a gateway that does not answer is given up until the next try.
const ATTENTE: Duration = Duration::from_secs(20);
/// Longest answer read: only its first line counts.
const REPONSE_MAX: u64 = 4096;

/// What carries the SMS. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sms {
    /// One text file a message: `numero`, an empty line, the text.
    Dossier(PathBuf),
    Passerelle(Passerelle),
}

/// A gateway reached in clear on this machine; its key is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Passerelle {
    hote: String,
    port: u16,
    chemin: String,
    cle: Option<String>,
}

/// Why the operator's settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SmsRefuse {
    #[error("l'adresse de la passerelle SMS n'est pas comprise ; attendu par exemple http://127.0.0.1:8088/sms")]
    Adresse,
    #[error(
        "la passerelle SMS « {0} » serait jointe en clair : seule la machine elle-même est admise ; placez-y un relais vers votre fournisseur"
    )]
    EnClair(String),
    #[error("le dossier des SMS « {0} » n'existe pas ou ne s'écrit pas")]
    Dossier(String),
}

impl Sms {
    /// `http://127.0.0.1:8088/sms`, with the key it asks for, if any.
    pub fn from_url(url: &str, cle: Option<&str>) -> Result<Sms, SmsRefuse> {
        let rest = url.strip_prefix("http://").ok_or(SmsRefuse::Adresse)?;
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (hote, port) = authority.rsplit_once(':').ok_or(SmsRefuse::Adresse)?;
        let port = port.parse().map_err(|_| SmsRefuse::Adresse)?;
        let bare = hote.trim_start_matches('[').trim_end_matches(']');
        if bare != "localhost" && !bare.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback()) {
            return Err(SmsRefuse::EnClair(hote.to_owned()));
        }
        let safe = |text: &str| text.chars().all(|c| c.is_ascii_graphic());
        if !safe(path) || !cle.is_none_or(safe) {
            return Err(SmsRefuse::Adresse);
        }
        Ok(Sms::Passerelle(Passerelle { hote: bare.to_owned(), port, chemin: format!("/{path}"), cle: cle.map(str::to_owned) }))
    }

    pub fn from_dossier(dossier: &Path) -> Result<Sms, SmsRefuse> {
        if dossier.is_dir() {
            Ok(Sms::Dossier(dossier.to_owned()))
        } else {
            Err(SmsRefuse::Dossier(dossier.display().to_string()))
        }
    }

    /// Where messages go, to tell the operator.
    pub fn vers(&self) -> String {
        match self {
            Sms::Dossier(dossier) => format!("dossier {}", dossier.display()),
            Sms::Passerelle(p) => format!("passerelle {}:{}", p.hote, p.port),
        }
    }

    /// Hands one text for one number over. `reference` makes a second try of the same message known as such. Blocks.
    pub fn send(&self, reference: &str, numero: &str, corps: &str) -> Result<(), EnvoiError> {
        if !numero.chars().all(|c| c.is_ascii_digit() || c == '+') || numero.len() < 10 {
            return Err(EnvoiError::Definitif("Le numéro du destinataire n'en est pas un.".to_owned()));
        }
        match self {
            Sms::Dossier(dossier) => deposit(dossier, reference, numero, corps),
            Sms::Passerelle(passerelle) => passerelle.send(reference, numero, corps),
        }
    }
}

/// Writes aside then renames: who empties the folder never reads half a message. The same reference is the same file.
fn deposit(dossier: &Path, reference: &str, numero: &str, corps: &str) -> Result<(), EnvoiError> {
    let failed = |_| EnvoiError::Passager("Le dossier des SMS ne s'écrit pas.".to_owned());
    let aside = dossier.join(format!(".{reference}.partiel"));
    std::fs::write(&aside, format!("{numero}\n\n{corps}\n")).map_err(failed)?;
    std::fs::rename(&aside, dossier.join(format!("{reference}.txt"))).map_err(failed)
}

impl Passerelle {
    fn send(&self, reference: &str, numero: &str, corps: &str) -> Result<(), EnvoiError> {
        let status = self.post(reference, numero, corps).map_err(|error| {
            EnvoiError::Passager(
                match error.kind() {
                    std::io::ErrorKind::TimedOut | std::io::ErrorKind::WouldBlock => "La passerelle SMS n'a pas répondu à temps.",
                    _ => "La passerelle SMS n'est pas joignable.",
                }
                .to_owned(),
            )
        })?;
        match status {
            200..=299 => Ok(()),
            408 | 429 | 500..=599 => {
                Err(EnvoiError::Passager(format!("La passerelle SMS a demandé de réessayer plus tard (code {status}).")))
            }
            // An answer that is none: the message may or may not have left, and it is not lost.
            0 => Err(EnvoiError::Passager("La passerelle SMS a donné une réponse illisible.".to_owned())),
            other => Err(EnvoiError::Definitif(format!("La passerelle SMS a refusé le message (code {other})."))),
        }
    }

    /// The code of the answer; 0 when it is none.
    fn post(&self, reference: &str, numero: &str, corps: &str) -> std::io::Result<u16> {
        let body = format!("reference={}&numero={}&texte={}", encode(reference), encode(numero), encode(corps));
        let key = self.cle.as_ref().map_or_else(String::new, |cle| format!("Authorization: Bearer {cle}\r\n"));
        let head = format!(
            "POST {} HTTP/1.1\r\nHost: {}:{}\r\n{key}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            self.chemin,
            self.hote,
            self.port,
            body.len()
        );
        let mut last = std::io::Error::from(std::io::ErrorKind::NotFound);
        for address in (self.hote.as_str(), self.port).to_socket_addrs()? {
            match TcpStream::connect_timeout(&address, ATTENTE) {
                Ok(mut stream) => {
                    stream.set_read_timeout(Some(ATTENTE))?;
                    stream.set_write_timeout(Some(ATTENTE))?;
                    stream.write_all(head.as_bytes())?;
                    stream.write_all(body.as_bytes())?;
                    let mut answer = Vec::new();
                    stream.take(REPONSE_MAX).read_to_end(&mut answer)?;
                    let line = String::from_utf8_lossy(&answer);
                    return Ok(line.strip_prefix("HTTP/1.").and_then(|l| l.get(2..5)).and_then(|c| c.parse().ok()).unwrap_or(0));
                }
                Err(error) => last = error,
            }
        }
        Err(last)
    }
}

impl fmt::Debug for Passerelle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Passerelle").field("hote", &self.hote).field("port", &self.port).finish_non_exhaustive()
    }
}

fn encode(text: &str) -> String {
    use std::fmt::Write;
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_') {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    /// A gateway that answers each call in turn, and gives back what it was sent.
    fn gateway(answers: &'static [&'static str]) -> (Sms, std::thread::JoinHandle<Vec<String>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://127.0.0.1:{}/sms", listener.local_addr().unwrap().port());
        let served = std::thread::spawn(move || {
            let mut heard = Vec::new();
            for answer in answers {
                let (mut stream, _) = listener.accept().unwrap();
                let mut request = Vec::new();
                let mut buffer = [0; 4096];
                // The head and the body it announces.
                loop {
                    let read = stream.read(&mut buffer).unwrap();
                    request.extend_from_slice(&buffer[..read]);
                    let text = String::from_utf8_lossy(&request).into_owned();
                    let length =
                        text.split("Content-Length: ").nth(1).and_then(|r| r.split("\r\n").next()?.parse::<usize>().ok());
                    let body = text.split("\r\n\r\n").nth(1).map_or(0, str::len);
                    if read == 0 || length.is_some_and(|length| body >= length) {
                        break;
                    }
                }
                heard.push(String::from_utf8_lossy(&request).into_owned());
                stream.write_all(answer.as_bytes()).unwrap();
            }
            heard
        });
        (Sms::from_url(&url, Some("cle-de-passerelle")).unwrap(), served)
    }

    #[test]
    fn a_gateway_takes_the_message_or_says_why_not() {
        let (sms, served) = gateway(&[
            "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 503 Service Unavailable\r\n\r\n",
            "HTTP/1.1 400 Bad Request\r\n\r\n",
            "",
        ]);
        assert_eq!(sms.send("r1", "0694000012", "Réponse & suite"), Ok(()));
        assert!(matches!(sms.send("r2", "0694000012", "x"), Err(EnvoiError::Passager(why)) if why.contains("503")));
        assert!(matches!(sms.send("r3", "0694000012", "x"), Err(EnvoiError::Definitif(why)) if why.contains("400")));
        assert!(matches!(sms.send("r4", "0694000012", "x"), Err(EnvoiError::Passager(_))), "no answer is not a success");
        let heard = served.join().unwrap();
        assert!(heard[0].starts_with("POST /sms HTTP/1.1\r\n") && heard[0].contains("Authorization: Bearer cle-de-passerelle"));
        assert!(heard[0].ends_with("reference=r1&numero=0694000012&texte=R%C3%A9ponse%20%26%20suite"), "{}", heard[0]);
        assert!(matches!(sms.send("r5", "0694000012", "x"), Err(EnvoiError::Passager(_))), "nobody listens any more");
        assert!(matches!(sms.send("r6", "Jean", "x"), Err(EnvoiError::Definitif(_))));
    }

    #[test]
    fn clear_text_stays_on_the_machine_and_the_key_is_never_shown() {
        assert!(matches!(Sms::from_url("http://sms.exemple.fr:80/x", None), Err(SmsRefuse::EnClair(_))));
        assert!(matches!(Sms::from_url("https://127.0.0.1:1/", None), Err(SmsRefuse::Adresse)));
        assert!(matches!(Sms::from_url("http://127.0.0.1:1/a\r\nb", None), Err(SmsRefuse::Adresse)));
        let sms = Sms::from_url("http://localhost:8088/sms", Some("tres-secret")).unwrap();
        assert!(!format!("{sms:?}").contains("secret"));
    }
}
