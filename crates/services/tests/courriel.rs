//! Sending to a real SMTP server that speaks on a local port.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use services::courriel::{EnvoiError, Smtp};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// Takes one message and returns what was said; answers `recipient` to RCPT TO.
async fn server(recipient: &'static str) -> (Smtp, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let (reader, mut writer) = stream.split();
        let mut lines = BufReader::new(reader).lines();
        let mut heard = Vec::new();
        writer.write_all(b"220 essai ESMTP\r\n").await.unwrap();
        let mut data = false;
        while let Some(line) = lines.next_line().await.unwrap() {
            heard.push(line.clone());
            let answer = match line.split([' ', ':']).next().unwrap_or_default() {
                _ if data && line == "." => {
                    data = false;
                    "250 pris en charge"
                }
                _ if data => continue,
                "EHLO" => "250-essai\r\n250 8BITMIME",
                "RCPT" => recipient,
                "DATA" => {
                    data = true;
                    "354 j'écoute"
                }
                "QUIT" => "221 au revoir",
                _ => "250 bien",
            };
            if writer.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() || line == "QUIT" {
                break;
            }
        }
        heard
    });
    (Smtp::from_url(&format!("smtp://127.0.0.1:{port}"), "Carbet <carbet@exemple.fr>").unwrap(), heard)
}

#[tokio::test]
async fn a_message_reaches_the_server_whole() {
    let (smtp, heard) = server("250 bien").await;
    smtp.send("agent@exemple.fr", "Convocation : séance du 16/11", "Bonjour,\nséance à 9 h.").await.unwrap();
    let heard = heard.await.unwrap();
    assert!(heard.iter().any(|l| l.starts_with("MAIL FROM:<carbet@exemple.fr>")), "{heard:?}");
    assert!(heard.iter().any(|l| l.starts_with("RCPT TO:<agent@exemple.fr>")), "{heard:?}");
    assert!(heard.iter().any(|l| l.starts_with("Subject: ")) && heard.iter().any(|l| l.starts_with("Message-ID: ")), "{heard:?}");
    assert!(heard.iter().any(|l| l == "To: agent@exemple.fr"), "{heard:?}");
}

#[tokio::test]
async fn a_refusal_is_told_without_the_address() {
    let (smtp, _heard) = server("550 agent@exemple.fr inconnu").await;
    let refused = smtp.send("agent@exemple.fr", "s", "c").await.unwrap_err();
    assert!(matches!(&refused, EnvoiError::Definitif(m) if m.contains("550") && !m.contains('@')), "{refused:?}");
    let (smtp, _heard) = server("451 plus tard").await;
    let later = smtp.send("agent@exemple.fr", "s", "c").await.unwrap_err();
    assert!(matches!(&later, EnvoiError::Passager(m) if m.contains("451")), "{later:?}");
    let nobody = Smtp::from_url("smtp://127.0.0.1:1", "carbet@exemple.fr").unwrap();
    assert!(matches!(nobody.send("agent@exemple.fr", "s", "c").await, Err(EnvoiError::Passager(_))));
    assert!(matches!(nobody.send("pas une adresse", "s", "c").await, Err(EnvoiError::Definitif(_))));
}
