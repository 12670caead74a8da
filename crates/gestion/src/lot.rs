//! Several acts under one commit: each keeps its savepoint and its line of the journal, and is acknowledged after the commit.
//!
//! For long work only (the night's forgetting): a page does one act. An act that is refused is undone alone. The lines are
//! written together at the end, because whoever writes a line holds the head of the journal until the commit: acts of other
//! servers wait for the writing of the lines, not for the work. For the same reason an act of a lot must not destroy the
//! key that the line of an earlier one needs.

use stockage::Transaction;
use stockage::journal::{self, LigneJournal};

use crate::carbet::{ActeEnCours, Carbet};
use crate::droits::Acteur;
use crate::issue::Echec;

/// Acts under way, one after the other. Dropping it undoes all of them.
pub struct Lot {
    tx: Transaction,
    lignes: Vec<LigneJournal>,
}

impl Carbet {
    /// Opens the transaction of several acts.
    pub async fn begin_lot(&self) -> Result<Lot, Echec> {
        Ok(Lot { tx: self.base.begin().await?, lignes: Vec::new() })
    }

    /// Writes the line of each act kept, in their order, commits, and brings the live register up to date. Returns the
    /// numbers of the lines: the acts may be acknowledged. A lot without act writes nothing.
    pub async fn conclude_lot(&self, lot: Lot) -> Result<Vec<i64>, Echec> {
        let mut seqs = Vec::with_capacity(lot.lignes.len());
        for ligne in &lot.lignes {
            seqs.push(journal::append(&lot.tx, ligne).await?);
        }
        if !seqs.is_empty() {
            lot.tx.commit().await?;
            self.registre.follow(self).await?;
        }
        Ok(seqs)
    }
}

impl Lot {
    /// One act of the lot: what `work` writes is kept with the others, or undone alone when it is refused. The outer error
    /// is a failure of the base: drop the lot, nothing of it was written.
    pub async fn run<T>(
        &mut self,
        carbet: &Carbet,
        acteur: &Acteur,
        acte: &'static str,
        work: impl AsyncFnOnce(&mut ActeEnCours) -> Result<T, Echec>,
    ) -> Result<Result<T, Echec>, Echec> {
        let mut part = ActeEnCours { tx: self.tx.begin_part().await?, ligne: carbet.open_ligne(acteur, acte) };
        match work(&mut part).await {
            Ok(value) => {
                part.tx.commit().await?;
                self.lignes.push(part.ligne);
                Ok(Ok(value))
            }
            Err(Echec::Stockage(error)) => Err(Echec::Stockage(error)),
            Err(refused) => {
                part.tx.rollback().await?;
                Ok(Err(refused))
            }
        }
    }

    /// How many acts are kept so far.
    pub fn len(&self) -> usize {
        self.lignes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.lignes.is_empty()
    }
}
