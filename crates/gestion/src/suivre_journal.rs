//! Following the journal: what other servers did reaches this one's register, and days pass.

use std::sync::Arc;
use std::time::Duration;

use crate::carbet::Carbet;
use crate::traces;

/// How often the journal is asked; it is the truth, whatever wakes the server earlier.
const PERIODE: Duration = Duration::from_secs(1);

/// Follows until dropped. A base that does not answer is asked again.
pub async fn follow(carbet: Arc<Carbet>) {
    let mut failing = false;
    loop {
        tokio::time::sleep(PERIODE).await;
        let followed = carbet.registre.follow(&carbet).await;
        let traced = traces::flush(&carbet).await;
        match followed.and(traced) {
            Ok(()) => failing = false,
            Err(error) if !failing => {
                failing = true;
                tracing::error!(%error, "the journal cannot be followed, or reads cannot be traced");
            }
            Err(_) => {}
        }
    }
}
