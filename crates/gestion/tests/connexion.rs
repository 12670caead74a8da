//! Signing in on both engines: who is let in, who is locked out, and when a session ends.

#![expect(clippy::unwrap_used, reason = "a test stops at its first surprise")]

mod commun;

use chrono::Duration;
use gestion::carbet::Carbet;
use gestion::issue::Echec;
use gestion::ouvrir_session::{self, Identification};
use services::horloge::Horloge;
use stockage::compte::{self, Compte};
use uuid::Uuid;

const MOT_DE_PASSE: &str = "une phrase longue";

async fn create_compte(carbet: &Carbet, identifiant: &str, etat: &str) -> Uuid {
    let id = Uuid::now_v7();
    let tx = carbet.base.begin().await.unwrap();
    let compte = Compte {
        id,
        identifiant: compte::normalise_identifiant(identifiant),
        nom: "Essai Guichet".to_owned(),
        role: "guichet".to_owned(),
        organisation: "commune_97302".to_owned(),
        territoire: None,
        mot_de_passe: services::mot_de_passe::hash_sans_controle(MOT_DE_PASSE),
        etat: etat.to_owned(),
        doit_changer: false,
        echecs: 0,
        verrouille_jusqu_au: None,
        cree_le: carbet.horloge.instant_utc(),
        derniere_connexion_le: None,
    };
    compte::insert(&tx, &compte).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn sign_in(carbet: &Carbet, identifiant: &str, mot_de_passe: &str) -> Result<String, String> {
    match ouvrir_session::open_session(carbet, Identification { identifiant, mot_de_passe }).await {
        Ok(session) => Ok(session.jeton),
        Err(Echec::Refus(refus)) => Err(refus.to_string()),
        Err(other) => panic!("{other}"),
    }
}

/// A Carbet of its own on each engine, whose clock the test moves.
async fn carbets() -> Vec<(Carbet, stockage::essai::Essai)> {
    let mut carbets = Vec::new();
    for essai in stockage::essai::bases().await {
        carbets.push((commun::start(essai.base.clone()).await, essai));
    }
    carbets
}

fn advance(carbet: &mut Carbet, minutes: i64) {
    carbet.horloge = Horloge::Fixe(carbet.horloge.instant_utc() + Duration::minutes(minutes));
}

#[tokio::test]
async fn unknown_wrong_and_closed_get_the_same_answer() {
    for (carbet, _essai) in carbets().await {
        create_compte(&carbet, "guichet@essai.invalid", "actif").await;
        create_compte(&carbet, "parti@essai.invalid", "clos").await;
        let unknown = sign_in(&carbet, "personne@essai.invalid", MOT_DE_PASSE).await.unwrap_err();
        let wrong = sign_in(&carbet, "guichet@essai.invalid", "une autre phrase").await.unwrap_err();
        let closed = sign_in(&carbet, "parti@essai.invalid", MOT_DE_PASSE).await.unwrap_err();
        assert_eq!(unknown, wrong);
        assert_eq!(unknown, closed);
        let jeton = sign_in(&carbet, "  Guichet@Essai.Invalid ", MOT_DE_PASSE).await.unwrap();
        let acteur = ouvrir_session::find_acteur(&carbet, &jeton).await.unwrap().unwrap();
        assert_eq!((acteur.role.code(), acteur.organisation.as_str()), ("guichet", "commune_97302"));
        assert_eq!(ouvrir_session::find_acteur(&carbet, "un jeton inventé").await.unwrap(), None);
    }
}

#[tokio::test]
async fn five_failures_lock_the_account_for_a_minute_and_no_more() {
    for (mut carbet, _essai) in carbets().await {
        let id = create_compte(&carbet, "guichet@essai.invalid", "actif").await;
        for _ in 0..5 {
            sign_in(&carbet, "guichet@essai.invalid", "une autre phrase").await.unwrap_err();
        }
        sign_in(&carbet, "guichet@essai.invalid", MOT_DE_PASSE)
            .await
            .expect_err("the right password does not open a locked account");
        advance(&mut carbet, 2);
        sign_in(&carbet, "guichet@essai.invalid", MOT_DE_PASSE).await.unwrap();
        let compte = compte::find(&carbet.base, id).await.unwrap().unwrap();
        assert_eq!((compte.echecs, compte.verrouille_jusqu_au), (0, None));
    }
}

#[tokio::test]
async fn a_session_ends_after_two_hours_of_silence_and_after_twelve_in_any_case() {
    for (mut carbet, _essai) in carbets().await {
        create_compte(&carbet, "guichet@essai.invalid", "actif").await;
        let silent = sign_in(&carbet, "guichet@essai.invalid", MOT_DE_PASSE).await.unwrap();
        let busy = sign_in(&carbet, "guichet@essai.invalid", MOT_DE_PASSE).await.unwrap();
        advance(&mut carbet, 119);
        assert!(ouvrir_session::find_acteur(&carbet, &busy).await.unwrap().is_some());
        advance(&mut carbet, 1);
        assert_eq!(ouvrir_session::find_acteur(&carbet, &silent).await.unwrap(), None, "two hours without a request");
        for _ in 0..6 {
            advance(&mut carbet, 100);
            assert!(ouvrir_session::find_acteur(&carbet, &busy).await.unwrap().is_some(), "in use, within twelve hours");
        }
        advance(&mut carbet, 1);
        assert_eq!(ouvrir_session::find_acteur(&carbet, &busy).await.unwrap(), None, "twelve hours, in use or not");
    }
}

#[tokio::test]
async fn a_closed_session_and_the_sessions_of_a_closed_account_are_over() {
    for (carbet, _essai) in carbets().await {
        let id = create_compte(&carbet, "guichet@essai.invalid", "actif").await;
        let left = sign_in(&carbet, "guichet@essai.invalid", MOT_DE_PASSE).await.unwrap();
        ouvrir_session::close_session(&carbet, &left).await.unwrap();
        ouvrir_session::close_session(&carbet, &left).await.unwrap();
        assert_eq!(ouvrir_session::find_acteur(&carbet, &left).await.unwrap(), None);
        let open = sign_in(&carbet, "guichet@essai.invalid", MOT_DE_PASSE).await.unwrap();
        let compte = compte::find(&carbet.base, id).await.unwrap().unwrap();
        let tx = carbet.base.begin().await.unwrap();
        compte::update(&tx, &Compte { etat: "clos".to_owned(), ..compte }).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(ouvrir_session::find_acteur(&carbet, &open).await.unwrap(), None);
    }
}
