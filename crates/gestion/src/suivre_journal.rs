//! Following the journal: what other servers did reaches this one's register, and days pass.

use std::sync::Arc;
use std::time::Duration;

use stockage::StockageError;
use stockage::journal::Ecoute;
use tokio::time::{MissedTickBehavior, interval};

use crate::carbet::Carbet;
use crate::issue::Echec;
use crate::traces;

/// How often the journal is asked; it is the truth, whatever wakes the server earlier.
const PERIODE: Duration = Duration::from_secs(1);

/// Follows until dropped. A base that does not answer is asked again.
pub async fn follow(carbet: Arc<Carbet>) {
    follow_every(carbet, PERIODE).await;
}

/// Follows, asking the journal at that period at least. On PostgreSQL the acts of other servers wake this one.
pub async fn follow_every(carbet: Arc<Carbet>, periode: Duration) {
    let mut failing = false;
    let mut ear = None;
    let mut tick = interval(periode);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let done = tokio::select! {
            _ = tick.tick() => look(&carbet, &mut ear).await,
            heard = wait(&mut ear) => wake(&carbet, &mut ear, heard).await,
        };
        match done {
            Ok(()) => failing = false,
            Err(error) if !failing => {
                failing = true;
                tracing::error!(%error, "the journal cannot be followed, or reads cannot be traced");
            }
            Err(_) => {}
        }
    }
}

/// The regular look; it also opens the ear, or opens it again.
async fn look(carbet: &Carbet, ear: &mut Option<Ecoute>) -> Result<(), Echec> {
    let listening = match ear {
        Some(_) => Ok(()),
        // Listening before looking: no line falls in between.
        None => Ecoute::open(&carbet.base).await.map(|open| *ear = Some(open)),
    };
    let followed = carbet.registre.follow(carbet).await;
    let traced = traces::flush(carbet).await;
    followed.and(traced).and(listening.map_err(Echec::from))
}

async fn wait(ear: &mut Option<Ecoute>) -> Result<Option<i64>, StockageError> {
    match ear {
        Some(ear) => ear.wait().await,
        None => std::future::pending().await,
    }
}

async fn wake(carbet: &Carbet, ear: &mut Option<Ecoute>, heard: Result<Option<i64>, StockageError>) -> Result<(), Echec> {
    match heard {
        // This server's own act, or one already read with others.
        Ok(Some(seq)) if seq <= carbet.registre.read().seq => Ok(()),
        Ok(_) => carbet.registre.follow(carbet).await,
        Err(error) => {
            *ear = None;
            Err(error.into())
        }
    }
}
