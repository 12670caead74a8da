//! Long work and work of the night: asked once, taken by one server, told as it goes, tried again when it fails.
//!
//! To add a kind of work: one line in [`list_travaux`]. An act asks with [`enqueue`] in its own transaction; every server
//! runs [`work`] beside its pages. While a server works, it renews its lease; if it stops, another takes the job over
//! when the lease ends. Leases and retries are told by the machine's clock, whatever day a demonstration stands on.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration as Attente;

use chrono::{DateTime, Duration, Utc};
use droit::jour::Jour;
use serde_json::Value as Json;
use services::horloge::Horloge;
use stockage::tache::{self, Tache};
use stockage::{Contrainte, StockageError, Transaction};
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::a_reporter::TACHE_ECHANGE;
use crate::acteur_systeme::SYSTEME;
use crate::carbet::Carbet;
use crate::echange_sne;
use crate::envoyer_courriers;
use crate::issue::Echec;
use crate::purger;
use crate::recevoir_fichier::{self, Nature};
use crate::recevoir_reponse_sne;
use crate::rectifier_quartiles::rectifier_quartiles;

/// Kind of the nightly forgetting.
pub const PURGE: &str = "purge";
/// Placing again the leases whose thresholds are published.
pub const RECTIFICATION: &str = "rectification_quartiles";

/// How often a server looks for work.
const PERIODE: Attente = Attente::from_secs(2);
/// Messages sent between two looks.
const COURRIERS: u64 = 50;

type Issue<'a> = Pin<Box<dyn Future<Output = Result<String, Echec>> + Send + 'a>>;

/// A kind of work: what it is called in the base, and how it is done. It returns a sentence for the page.
#[derive(Clone, Copy)]
pub struct Travail {
    pub genre: &'static str,
    pub run: for<'a> fn(&'a Arc<Carbet>, Json, &'a Avancement) -> Issue<'a>,
}

/// How far a job is, told by whoever does it: kept in the base about once a second.
#[derive(Default)]
pub struct Avancement {
    fait: AtomicI64,
    /// 0 while unknown.
    total: AtomicI64,
}

/// A server at work.
pub struct Ouvrier {
    /// Its own name among the servers.
    pub serveur: String,
    pub travaux: Vec<Travail>,
    /// How long a silent server is trusted to be at work.
    pub bail: Duration,
    /// Wait after a first failure; each one doubles it.
    pub reprise: Duration,
    pub essais_max: i32,
}

/// The kinds of work that Carbet does.
pub fn list_travaux() -> Vec<Travail> {
    let mut travaux = vec![
        Travail { genre: PURGE, run: |carbet, _, avancement| Box::pin(run_purge(carbet, avancement)) },
        Travail { genre: RECTIFICATION, run: |carbet, _, _| Box::pin(run_rectification(carbet)) },
        Travail { genre: TACHE_ECHANGE, run: |carbet, charge, _| Box::pin(run_echange(carbet, charge)) },
    ];
    // A file is read by the server that receives it; it comes here when that server stopped.
    travaux.extend(Nature::ALL.iter().map(|nature| Travail {
        genre: nature.genre(),
        run: |carbet, charge, _| Box::pin(recevoir_fichier::resume(carbet, charge)),
    }));
    travaux
}

/// Asks for a job in the transaction of an act. False when the same key was asked before: it is one job.
pub async fn enqueue(tx: &Transaction, genre: &str, cle: &str, charge: &Json) -> Result<bool, Echec> {
    if tache::find_par_cle(tx, cle).await?.is_some() {
        return Ok(false);
    }
    let now = Horloge::Reelle.instant_utc();
    let job = Tache {
        id: Uuid::now_v7(),
        genre: genre.to_owned(),
        cle_idempotence: cle.to_owned(),
        charge: charge.to_string(),
        etat: "en_attente".to_owned(),
        essais: 0,
        fait: 0,
        total: None,
        message: None,
        prise_par: None,
        prise_jusqu_au: None,
        pas_avant: now,
        cree_le: now,
        termine_le: None,
    };
    tache::insert(tx, &job).await?;
    Ok(true)
}

/// Works until dropped: the night's forgetting once a legal day, jobs as they come, messages of the outbox.
pub async fn work(carbet: Arc<Carbet>) {
    let ouvrier = Ouvrier::new(list_travaux());
    let mut last_night = None;
    let mut failing = false;
    loop {
        match turn(&carbet, &ouvrier, &mut last_night).await {
            Ok(()) => failing = false,
            Err(error) if !failing => {
                failing = true;
                tracing::error!(%error, "the work beside the pages has stopped; it is tried again");
            }
            Err(_) => {}
        }
        tokio::time::sleep(PERIODE).await;
    }
}

async fn turn(carbet: &Arc<Carbet>, ouvrier: &Ouvrier, last_night: &mut Option<Jour>) -> Result<(), Echec> {
    let jour = carbet.aujourd_hui();
    if *last_night != Some(jour) {
        enqueue_purge(carbet, jour).await?;
        enqueue_nuit(carbet, RECTIFICATION, jour).await?;
        echange_sne::enqueue_en_attente(carbet, jour).await?;
        *last_night = Some(jour);
    }
    while ouvrier.run_due(carbet).await? {}
    recevoir_reponse_sne::recevoir_depot(carbet).await?;
    envoyer_courriers::envoyer_courriers(carbet, COURRIERS).await?;
    Ok(())
}

/// Asks for the forgetting of a legal day, whatever the number of servers that ask.
pub async fn enqueue_purge(carbet: &Carbet, jour: Jour) -> Result<bool, Echec> {
    enqueue_nuit(carbet, PURGE, jour).await
}

async fn enqueue_nuit(carbet: &Carbet, genre: &str, jour: Jour) -> Result<bool, Echec> {
    let tx = carbet.base.begin().await?;
    match enqueue(&tx, genre, &format!("{genre}/{jour}"), &Json::Null).await {
        Ok(asked) => {
            tx.commit().await?;
            Ok(asked)
        }
        Err(Echec::Stockage(StockageError::Contrainte(Contrainte::DejaFait))) => Ok(false),
        Err(error) => Err(error),
    }
}

async fn run_purge(carbet: &Carbet, avancement: &Avancement) -> Result<String, Echec> {
    let bilan = purger::purger_echues(carbet, &SYSTEME, |done, total| avancement.tell(done, total)).await?;
    let mut phrase = match bilan.purgees {
        0 => "Aucune demande n'était à effacer.".to_owned(),
        1 => "Une demande effacée.".to_owned(),
        n => format!("{n} demandes effacées."),
    };
    if bilan.retenues > 0 {
        phrase.push_str(&format!(" Reportées, car retenues sur une proposition : {}.", bilan.retenues));
    }
    Ok(phrase)
}

async fn run_rectification(carbet: &Carbet) -> Result<String, Echec> {
    Ok(match rectifier_quartiles(carbet, &SYSTEME).await? {
        0 => "Aucun bail n'attendait ses seuils.".to_owned(),
        1 => "Un bail placé d'après les seuils publiés.".to_owned(),
        n => format!("{n} baux placés d'après les seuils publiés."),
    })
}

async fn run_echange(carbet: &Carbet, charge: Json) -> Result<String, Echec> {
    echange_sne::envoyer(carbet, &charge).await
}

impl Avancement {
    pub fn tell(&self, fait: u64, total: u64) {
        self.fait.store(i64::try_from(fait).unwrap_or(i64::MAX), Ordering::Relaxed);
        self.total.store(i64::try_from(total).unwrap_or(i64::MAX), Ordering::Relaxed);
    }

    fn read(&self) -> (i64, Option<i64>) {
        let total = self.total.load(Ordering::Relaxed);
        (self.fait.load(Ordering::Relaxed), (total > 0).then_some(total))
    }
}

impl Ouvrier {
    pub fn new(travaux: Vec<Travail>) -> Ouvrier {
        Ouvrier {
            serveur: Uuid::now_v7().to_string(),
            travaux,
            bail: Duration::minutes(2),
            reprise: Duration::minutes(1),
            essais_max: 5,
        }
    }

    /// Takes one job due and does it. False when there was none. A job that fails is told on its row, not here.
    pub async fn run_due(&self, carbet: &Arc<Carbet>) -> Result<bool, Echec> {
        // A look costs no writer; only a job due opens a transaction.
        let now = Horloge::Reelle.instant_utc();
        if !tache::list_en_cours(&carbet.base).await?.iter().any(|job| self.is_due(job, now)) {
            return Ok(false);
        }
        let genres: Vec<&str> = self.travaux.iter().map(|travail| travail.genre).collect();
        let tx = carbet.base.begin().await?;
        let Some(job) = tache::take(&tx, &genres, &self.serveur, now, now + self.bail).await? else { return Ok(false) };
        if job.essais > self.essais_max {
            // Servers stopped on it again and again: it is not given to one more.
            let message = "Le travail s'est interrompu trop de fois.";
            tache::finish(&tx, job.id, &self.serveur, "echouee", Some(message), now).await?;
            tx.commit().await?;
            return Ok(true);
        }
        tx.commit().await?;
        let Some(travail) = self.travaux.iter().find(|travail| travail.genre == job.genre) else { return Ok(false) };
        let avancement = Arc::new(Avancement::default());
        if let Some(result) = self.run_under_lease(carbet, travail, &job, &avancement).await {
            self.record(carbet, &job, &avancement, result).await?;
        }
        Ok(true)
    }

    fn is_due(&self, job: &Tache, now: DateTime<Utc>) -> bool {
        let ours = self.travaux.iter().any(|travail| travail.genre == job.genre);
        ours && match job.etat.as_str() {
            "en_attente" => job.pas_avant <= now,
            _ => job.prise_jusqu_au.is_some_and(|until| until < now),
        }
    }

    /// `None` when the lease was lost: another server does the job now.
    async fn run_under_lease(
        &self,
        carbet: &Arc<Carbet>,
        travail: &Travail,
        job: &Tache,
        avancement: &Arc<Avancement>,
    ) -> Option<Result<String, Echec>> {
        let (lost, is_lost) = oneshot::channel();
        // Ends with this function, however it ends.
        let mut renewal = JoinSet::new();
        renewal.spawn(renew(carbet.clone(), avancement.clone(), job.id, self.serveur.clone(), self.bail, lost));
        let charge = serde_json::from_str(&job.charge).unwrap_or(Json::Null);
        tokio::select! {
            result = (travail.run)(carbet, charge, avancement) => Some(result),
            // A renewal that ends otherwise than by a loss never ends the job.
            Ok(()) = is_lost => None,
        }
    }

    async fn record(
        &self,
        carbet: &Carbet,
        job: &Tache,
        avancement: &Avancement,
        result: Result<String, Echec>,
    ) -> Result<(), Echec> {
        let now = Horloge::Reelle.instant_utc();
        let (fait, total) = avancement.read();
        let tx = carbet.base.begin().await?;
        tache::set_progression(&tx, job.id, &self.serveur, fait, total, now + self.bail).await?;
        match result {
            Ok(phrase) => {
                tache::finish(&tx, job.id, &self.serveur, "faite", Some(&phrase), now).await?;
            }
            Err(Echec::Stockage(error)) if job.essais < self.essais_max => {
                tracing::warn!(tache.id = %job.id, tache.genre = %job.genre, %error, "a job failed and will be tried again");
                let message = "La base n'a pas pu être écrite : le travail sera repris.";
                let wait = self.reprise * 2i32.pow(u32::try_from(job.essais - 1).unwrap_or(0).min(8));
                tache::postpone(&tx, job.id, &self.serveur, now + wait, message).await?;
            }
            // The carrier of the messages may be away for a while.
            Err(Echec::Refus(refus)) if refus.code == echange_sne::DEPOT_INDISPONIBLE && job.essais < self.essais_max => {
                let wait = self.reprise * 2i32.pow(u32::try_from(job.essais - 1).unwrap_or(0).min(8));
                tache::postpone(&tx, job.id, &self.serveur, now + wait, &refus.to_string()).await?;
            }
            Err(error) => {
                tracing::error!(tache.id = %job.id, tache.genre = %job.genre, %error, "a job was given up");
                let message = match &error {
                    Echec::Refus(refus) => refus.to_string(),
                    Echec::Introuvable => "Ce que le travail devait traiter n'existe plus.".to_owned(),
                    Echec::Stockage(_) => "La base n'a pas pu être écrite : le travail est abandonné.".to_owned(),
                };
                tache::finish(&tx, job.id, &self.serveur, "echouee", Some(&message), now).await?;
            }
        }
        tx.commit().await?;
        Ok(())
    }
}

/// Keeps the lease and the progress of a job in the base; tells `lost` when another server has taken it.
async fn renew(
    carbet: Arc<Carbet>,
    avancement: Arc<Avancement>,
    id: Uuid,
    serveur: String,
    bail: Duration,
    lost: oneshot::Sender<()>,
) {
    let third = (bail / 3).to_std().unwrap_or(Attente::from_secs(1));
    let period = third.min(Attente::from_secs(1));
    let (mut told, mut renewed) = ((0, None), tokio::time::Instant::now());
    loop {
        tokio::time::sleep(period).await;
        let now = avancement.read();
        if now == told && renewed.elapsed() < third {
            continue;
        }
        let until = Horloge::Reelle.instant_utc() + bail;
        match write(&carbet, id, &serveur, now, until).await {
            Ok(true) => (told, renewed) = (now, tokio::time::Instant::now()),
            Ok(false) => {
                // The receiver is gone when the job ended in between.
                let _ = lost.send(());
                return;
            }
            Err(error) => tracing::warn!(tache.id = %id, %error, "the lease of a job could not be renewed"),
        }
    }
}

async fn write(
    carbet: &Carbet,
    id: Uuid,
    serveur: &str,
    (fait, total): (i64, Option<i64>),
    until: DateTime<Utc>,
) -> Result<bool, StockageError> {
    let tx = carbet.base.begin().await?;
    let held = tache::set_progression(&tx, id, serveur, fait, total, until).await?;
    tx.commit().await?;
    Ok(held)
}
