//! Jobs: once whatever the number of servers, taken over when one stops, tried again when they fail.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod commun;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration as Attente;

use chrono::Duration;
use gestion::carbet::Carbet;
use gestion::issue::{Echec, Refus};
use gestion::taches::{self, Ouvrier, Travail, enqueue};
use serde_json::json;
use services::horloge::Horloge;
use stockage::StockageError;
use stockage::tache::{self, Tache};

async fn ask(carbet: &Carbet, genre: &str, cle: &str) -> bool {
    let tx = carbet.base.begin().await.unwrap();
    let asked = enqueue(&tx, genre, cle, &json!(cle)).await.unwrap();
    tx.commit().await.unwrap();
    asked
}

async fn find(carbet: &Carbet, cle: &str) -> Tache {
    tache::find_par_cle(&carbet.base, cle).await.unwrap().unwrap()
}

fn ouvrier(travail: Travail) -> Ouvrier {
    Ouvrier { bail: Duration::milliseconds(600), reprise: Duration::zero(), essais_max: 3, ..Ouvrier::new(vec![travail]) }
}

static FAITS: Mutex<Vec<String>> = Mutex::new(Vec::new());

#[tokio::test]
async fn two_servers_never_run_one_job_twice() {
    let travail = Travail {
        genre: "compter",
        run: |_, charge, avancement| {
            Box::pin(async move {
                avancement.tell(1, 2);
                tokio::time::sleep(Attente::from_millis(5)).await;
                FAITS.lock().unwrap().push(charge.as_str().unwrap().to_owned());
                avancement.tell(2, 2);
                Ok("compté".to_owned())
            })
        },
    };
    for salle in commun::salles().await {
        FAITS.lock().unwrap().clear();
        let second = Arc::new(commun::start(salle.essai.reopen().await).await);
        let mut wanted: Vec<String> = (10..40).map(|n| format!("c{n}")).collect();
        for cle in &wanted {
            assert!(ask(&salle.carbet, "compter", cle).await);
            assert!(!ask(&second, "compter", cle).await, "the same key is one job");
        }
        let mut servers = tokio::task::JoinSet::new();
        for carbet in [salle.carbet.clone(), second, salle.carbet.clone()] {
            servers.spawn(async move {
                let ouvrier = ouvrier(travail);
                while ouvrier.run_due(&carbet).await.unwrap() {}
            });
        }
        servers.join_all().await;
        // A server that saw a job taken by another stops looking: the last ones are for whoever looks next.
        while ouvrier(travail).run_due(&salle.carbet).await.unwrap() {}
        let mut done = std::mem::take(&mut *FAITS.lock().unwrap());
        done.sort();
        wanted.sort();
        assert_eq!(done, wanted, "{:?}", salle.carbet.base.moteur());
        let job = find(&salle.carbet, "c10").await;
        assert_eq!((job.etat.as_str(), job.essais, job.fait, job.total), ("faite", 1, 2, Some(2)));
        assert_eq!(job.message.as_deref(), Some("compté"));
    }
}

static LENTS: AtomicUsize = AtomicUsize::new(0);

#[tokio::test]
async fn a_job_left_by_a_server_is_taken_over_when_its_lease_ends() {
    // Stuck the first time, as a server that stops in the middle; done the second.
    let travail = Travail {
        genre: "lent",
        run: |_, _, _| {
            Box::pin(async move {
                if LENTS.fetch_add(1, Ordering::SeqCst).is_multiple_of(2) {
                    std::future::pending::<()>().await;
                }
                Ok("fini".to_owned())
            })
        },
    };
    for salle in commun::salles().await {
        ask(&salle.carbet, "lent", "l").await;
        let (first, second) = (ouvrier(travail), ouvrier(travail));
        let stuck = tokio::time::timeout(Attente::from_millis(1200), first.run_due(&salle.carbet)).await;
        assert!(stuck.is_err(), "the first server stops here, its lease renewed until then");
        assert!(!second.run_due(&salle.carbet).await.unwrap(), "the lease still holds");
        tokio::time::sleep(Attente::from_millis(700)).await;
        assert!(second.run_due(&salle.carbet).await.unwrap());
        let job = find(&salle.carbet, "l").await;
        assert_eq!((job.etat.as_str(), job.essais, job.prise_par), ("faite", 2, None));
    }
}

#[tokio::test]
async fn a_server_that_lost_its_lease_leaves_the_job_alone() {
    let travail = Travail { genre: "perdu", run: |_, _, _| Box::pin(std::future::pending()) };
    for salle in commun::salles().await {
        ask(&salle.carbet, "perdu", "p").await;
        let carbet = salle.carbet.clone();
        let slow = tokio::spawn(async move { ouvrier(travail).run_due(&carbet).await });
        while find(&salle.carbet, "p").await.etat != "en_cours" {
            tokio::time::sleep(Attente::from_millis(10)).await;
        }
        let later = Horloge::Reelle.instant_utc() + Duration::hours(1);
        let tx = salle.carbet.base.begin().await.unwrap();
        assert!(tache::take(&tx, &["perdu"], "autre", later, later + Duration::hours(1)).await.unwrap().is_some());
        tx.commit().await.unwrap();
        let ended = tokio::time::timeout(Attente::from_secs(10), slow).await;
        assert!(ended.unwrap().unwrap().unwrap(), "the first server gives the job up by itself");
        let job = find(&salle.carbet, "p").await;
        assert_eq!((job.etat.as_str(), job.prise_par.as_deref()), ("en_cours", Some("autre")));
    }
}

static ESSAIS: AtomicUsize = AtomicUsize::new(0);

#[tokio::test]
async fn what_may_pass_is_tried_again_and_what_is_refused_is_not() {
    let fragile = Travail {
        genre: "fragile",
        run: |_, charge, _| {
            Box::pin(async move {
                let rank = ESSAIS.fetch_add(1, Ordering::SeqCst);
                match charge.as_str() {
                    Some("refuse") => Err(Refus::new("non", "Le fichier n'est pas lisible.", "Envoyez-en un autre.").into()),
                    Some("passe") if rank == 2 => Ok("fait".to_owned()),
                    _ => Err(Echec::Stockage(StockageError::Introuvable)),
                }
            })
        },
    };
    for salle in commun::salles().await {
        let run = async |cle: &str| {
            ESSAIS.store(0, Ordering::SeqCst);
            ask(&salle.carbet, "fragile", cle).await;
            while ouvrier(fragile).run_due(&salle.carbet).await.unwrap() {}
            let job = find(&salle.carbet, cle).await;
            (job.etat, job.essais, job.message.unwrap())
        };
        assert_eq!(run("passe").await, ("faite".into(), 3, "fait".into()));
        let refused = run("refuse").await;
        assert_eq!((refused.0.as_str(), refused.1), ("echouee", 1));
        assert!(refused.2.contains("pas lisible") && refused.2.contains("Envoyez-en un autre"));
        let broken = run("casse").await;
        assert_eq!((broken.0.as_str(), broken.1), ("echouee", 3));
    }
}

#[tokio::test]
async fn the_night_is_asked_once_a_legal_day() {
    for salle in commun::salles().await {
        let jour = salle.carbet.aujourd_hui();
        assert!(taches::enqueue_purge(&salle.carbet, jour).await.unwrap());
        assert!(!taches::enqueue_purge(&salle.carbet, jour).await.unwrap());
        let ouvrier = Ouvrier::new(taches::list_travaux());
        assert!(ouvrier.run_due(&salle.carbet).await.unwrap());
        assert!(!ouvrier.run_due(&salle.carbet).await.unwrap());
        let job = find(&salle.carbet, &format!("purge/{jour}")).await;
        assert_eq!((job.etat.as_str(), job.message.as_deref()), ("faite", Some("Aucune demande n'était à effacer.")));
    }
}
