//! The outbox, sent to a real SMTP server on a local port: once, tried again when it must be, never lost.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod commun;

use std::sync::{Arc, Mutex};

use gestion::carbet::{Carbet, Options};
use gestion::envoyer_courriers::{Envois, compute_reprise, envoyer_courriers};
use services::courriel::Smtp;
use stockage::compte::{self, Compte};
use stockage::courrier::{self, Contenu, Courrier};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use uuid::Uuid;

/// Recipients of the messages taken in charge.
type Recus = Arc<Mutex<Vec<String>>>;

/// An SMTP server: refuses for good whoever is `absent@…`, asks to come back for whoever is `occupe@…`.
async fn server() -> (Smtp, Recus) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let recus = Recus::default();
    let kept = recus.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(speak(stream, kept.clone()));
        }
    });
    (Smtp::from_url(&format!("smtp://127.0.0.1:{port}"), "Carbet <carbet@exemple.fr>").unwrap(), recus)
}

async fn speak(mut stream: TcpStream, recus: Recus) {
    let (reader, mut writer) = stream.split();
    let mut lines = BufReader::new(reader).lines();
    let (mut data, mut to) = (false, String::new());
    if writer.write_all(b"220 essai\r\n").await.is_err() {
        return;
    }
    while let Ok(Some(line)) = lines.next_line().await {
        let answer = match line.as_str() {
            "." if data => {
                data = false;
                recus.lock().unwrap().push(to.clone());
                "250 pris en charge"
            }
            _ if data => continue,
            "DATA" => {
                data = true;
                "354 parlez"
            }
            "QUIT" => "221 au revoir",
            text if text.contains("<absent@") => "550 inconnu",
            text if text.contains("<occupe@") => "451 plus tard",
            text => {
                if let Some(address) = text.strip_prefix("RCPT TO:<") {
                    to = address.split('>').next().unwrap_or_default().to_owned();
                }
                "250 bien"
            }
        };
        if writer.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
            return;
        }
    }
}

async fn with_courriel(salle: &commun::Salle, smtp: Smtp) -> Carbet {
    let options = Options { courriel: Some(smtp), ..Options::default() };
    Carbet::start(salle.essai.reopen().await, commun::horloge(commun::JOUR), options).await.unwrap()
}

fn message(destinataire: &str, canal: &str, carbet: &Carbet) -> Courrier {
    Courrier {
        id: Uuid::now_v7(),
        canal: canal.into(),
        contenu: Contenu { destinataire: destinataire.into(), sujet: "Convocation".into(), corps: "Séance à 9 h.".into() },
        etat: "a_envoyer".into(),
        essais: 0,
        cree_le: carbet.horloge.instant_utc(),
        pas_avant: carbet.horloge.instant_utc(),
        envoye_le: None,
        message: None,
    }
}

async fn post(carbet: &Carbet, destinataire: &str, canal: &str) -> Uuid {
    let courrier = message(destinataire, canal, carbet);
    let tx = carbet.base.begin().await.unwrap();
    courrier::insert(&tx, &courrier).await.unwrap();
    tx.commit().await.unwrap();
    courrier.id
}

async fn find(carbet: &Carbet, id: Uuid) -> Courrier {
    courrier::find(&carbet.base, id).await.unwrap().unwrap()
}

#[tokio::test]
async fn messages_leave_once_whatever_the_number_of_servers() {
    for salle in commun::salles().await {
        let (smtp, recus) = server().await;
        let (one, two) = (with_courriel(&salle, smtp.clone()).await, with_courriel(&salle, smtp).await);
        let mut wanted = Vec::new();
        for n in 10..25 {
            post(&one, &format!("a{n}@exemple.fr"), "mel").await;
            wanted.push(format!("a{n}@exemple.fr"));
        }
        let (first, second) = tokio::join!(envoyer_courriers(&one, 100), envoyer_courriers(&two, 100));
        assert_eq!(first.unwrap().envoyes + second.unwrap().envoyes, 15);
        let mut received = recus.lock().unwrap().clone();
        received.sort();
        assert_eq!(received, wanted, "{:?}", one.base.moteur());
        assert_eq!(envoyer_courriers(&one, 100).await.unwrap(), Envois::default());
        assert_eq!(courrier::count_par_etat(&one.base).await.unwrap(), [("envoye".to_owned(), "mel".to_owned(), 15)]);
    }
}

#[tokio::test]
async fn what_fails_is_tried_again_or_given_up_with_its_reason() {
    for salle in commun::salles().await {
        let (smtp, recus) = server().await;
        let carbet = with_courriel(&salle, smtp).await;
        let absent = post(&carbet, "absent@exemple.fr", "mel").await;
        let busy = post(&carbet, "occupe@exemple.fr", "mel").await;
        let sms = post(&carbet, "0694000000", "sms").await;
        let envois = envoyer_courriers(&carbet, 10).await.unwrap();
        assert_eq!(envois, Envois { envoyes: 0, reportes: 1, abandonnes: 1 });
        let absent = find(&carbet, absent).await;
        assert_eq!((absent.etat.as_str(), absent.essais), ("echoue", 1));
        assert!(absent.message.unwrap().contains("550"));
        let busy = find(&carbet, busy).await;
        assert_eq!((busy.etat.as_str(), busy.essais), ("a_envoyer", 1));
        assert!(busy.pas_avant > carbet.horloge.instant_utc() && busy.message.unwrap().contains("451"));
        let sms = find(&carbet, sms).await;
        assert_eq!((sms.etat.as_str(), sms.essais), ("a_envoyer", 0), "no SMS leaves by mail");
        assert!(recus.lock().unwrap().is_empty());
    }
    assert_eq!([1, 2, 3, 9].map(|n| compute_reprise(n).num_minutes()), [5, 10, 20, 720]);
}

#[tokio::test]
async fn a_message_to_an_organisation_reaches_its_open_accounts() {
    for salle in commun::salles().await {
        let (smtp, recus) = server().await;
        let carbet = with_courriel(&salle, smtp).await;
        let account = |identifiant: &str, organisation: &str, etat: &str| Compte {
            id: Uuid::now_v7(),
            identifiant: identifiant.into(),
            nom: "Essai".into(),
            role: "bailleur".into(),
            organisation: organisation.into(),
            territoire: None,
            mot_de_passe: "x".into(),
            etat: etat.into(),
            doit_changer: false,
            echecs: 0,
            verrouille_jusqu_au: None,
            cree_le: carbet.horloge.instant_utc(),
            derniere_connexion_le: None,
        };
        let tx = carbet.base.begin().await.unwrap();
        for (identifiant, organisation, etat) in [
            ("un@siguy.fr", "siguy", "actif"),
            ("deux@siguy.fr", "siguy", "actif"),
            ("parti@siguy.fr", "siguy", "ferme"),
            ("x@simko.fr", "simko", "actif"),
        ] {
            compte::insert(&tx, &account(identifiant, organisation, etat)).await.unwrap();
        }
        tx.commit().await.unwrap();
        let convocation = post(&carbet, "siguy/presidence", "mel").await;
        let nobody = post(&carbet, "semsamar/presidence", "mel").await;
        envoyer_courriers(&carbet, 10).await.unwrap();
        let mut received = recus.lock().unwrap().clone();
        received.sort();
        assert_eq!(received, ["deux@siguy.fr", "un@siguy.fr"]);
        assert!(courrier::find(&carbet.base, convocation).await.unwrap().is_none(), "one row an address took its place");
        assert!(find(&carbet, nobody).await.message.unwrap().contains("aucun compte actif"));
    }
}

#[tokio::test]
async fn without_a_mail_server_messages_wait() {
    for salle in commun::salles().await {
        let id = post(&salle.carbet, "a@exemple.fr", "mel").await;
        assert_eq!(envoyer_courriers(&salle.carbet, 10).await.unwrap(), Envois::default());
        let waiting = find(&salle.carbet, id).await;
        assert_eq!((waiting.etat.as_str(), waiting.essais), ("a_envoyer", 0));
    }
}
