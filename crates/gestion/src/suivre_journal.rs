//! Following the journal: what other servers did reaches this one's register, and days pass.

use std::sync::Arc;
use std::time::Duration;

use crate::carbet::Carbet;

/// How often the journal is asked; it is the truth, whatever wakes the server earlier.
const PERIODE: Duration = Duration::from_secs(1);

/// Follows until dropped. A base that does not answer is asked again.
pub async fn follow(carbet: Arc<Carbet>) {
    let mut failing = false;
    loop {
        tokio::time::sleep(PERIODE).await;
        match carbet.registre.follow(&carbet).await {
            Ok(()) => failing = false,
            Err(error) if !failing => {
                failing = true;
                tracing::error!(%error, "the journal cannot be followed");
            }
            Err(_) => {}
        }
    }
}
