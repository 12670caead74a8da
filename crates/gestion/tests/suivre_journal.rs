//! Following the journal with two servers on one base: each engine's polling, and what PostgreSQL tells earlier.

#![expect(clippy::unwrap_used, reason = "a test stops at its first surprise")]

mod commun;

use std::sync::Arc;
use std::time::Duration;

use gestion::acteur_systeme::SYSTEME;
use gestion::carbet::Carbet;
use gestion::suivre_journal;
use stockage::Moteur;
use stockage::journal::Ecoute;

/// Longer than any of these tests lasts: what is followed within it was told.
const JAMAIS: Duration = Duration::from_secs(3600);
const PATIENCE: Duration = Duration::from_secs(20);

async fn act(carbet: &Carbet) -> i64 {
    let acte = carbet.begin(&SYSTEME, "essai").await.unwrap();
    carbet.conclude(acte).await.unwrap()
}

async fn reaches(carbet: &Carbet, seq: i64) -> bool {
    let arrived = async {
        while carbet.registre.read().seq < seq {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, arrived).await.is_ok()
}

#[tokio::test]
async fn each_server_sees_what_the_other_did() {
    for salle in commun::salles().await {
        let second = Arc::new(commun::start(salle.essai.reopen().await).await);
        let mut following = tokio::task::JoinSet::new();
        following.spawn(suivre_journal::follow_every(second.clone(), Duration::from_millis(50)));
        following.spawn(suivre_journal::follow_every(salle.carbet.clone(), Duration::from_millis(50)));
        let seq = act(&salle.carbet).await;
        assert!(reaches(&second, seq).await, "{:?}", salle.carbet.base.moteur());
        let seq = act(&second).await;
        assert!(reaches(&salle.carbet, seq).await, "{:?}", salle.carbet.base.moteur());
    }
}

#[tokio::test]
async fn postgresql_wakes_the_other_server_before_it_looks() {
    for salle in commun::salles().await.into_iter().filter(|salle| salle.carbet.base.moteur() == Moteur::Postgres) {
        let second = Arc::new(commun::start(salle.essai.reopen().await).await);
        let mut following = tokio::task::JoinSet::new();
        following.spawn(suivre_journal::follow_every(second.clone(), JAMAIS));
        // Its first look may still be under way: acts are repeated until one was told, then each one must be.
        let mut told = false;
        for _ in 0..200 {
            let seq = act(&salle.carbet).await;
            tokio::time::sleep(Duration::from_millis(50)).await;
            told = second.registre.read().seq >= seq;
            if told {
                break;
            }
        }
        assert!(told, "the second server never looks by itself here");
        for _ in 0..5 {
            let seq = act(&salle.carbet).await;
            assert!(reaches(&second, seq).await);
        }
    }
}

#[tokio::test]
async fn a_line_is_heard_once_it_is_committed() {
    for salle in commun::salles().await {
        let other = salle.essai.reopen().await;
        let mut ear = Ecoute::open(&other).await.unwrap();
        let undone = salle.carbet.begin(&SYSTEME, "essai").await.unwrap();
        drop(undone);
        let seq = act(&salle.carbet).await;
        match salle.carbet.base.moteur() {
            Moteur::Postgres => {
                let heard = tokio::time::timeout(PATIENCE, ear.wait()).await.unwrap().unwrap();
                assert_eq!(heard, Some(seq));
            }
            Moteur::Sqlite => {
                let heard = tokio::time::timeout(Duration::from_millis(50), ear.wait()).await;
                assert!(heard.is_err(), "SQLite tells nothing: the journal is asked");
            }
        }
    }
}
