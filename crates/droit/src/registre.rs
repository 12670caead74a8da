//! The live register: every registered demande as columns, with totals and ranks kept up to date.
//!
//! Pure core of `gestion::registre`. Columns hold days; what depends on the day is computed on the day
//! asked. A demande is read again only when one of its facts may have changed since (its horizon).

use std::collections::{BTreeMap, HashMap};

use crate::cotation::{CleTri, Colonnes, Entete, GrilleCompilee, Notes, compute_cle, compute_notes};
use crate::demande::{Demande, EtatDemande};
use crate::faits::{Contexte, FaitsDemande, Reperes, compute_faits};
use crate::jour::Jour;

/// Identifier of a demande: the bytes of its uuid.
pub type Cle = [u8; 16];

/// The register under one grid, on one day at a time.
pub struct Registre {
    grille: GrilleCompilee,
    reperes: Reperes,
    jour: Jour,
    fils: usize,
    colonnes: Colonnes,
    notes: Notes,
    /// By row.
    entrees: Vec<Entree>,
    lignes: HashMap<Cle, u32>,
    /// Comparable demandes (commune of first wish, rooms), in the order of their ranks.
    groupes: BTreeMap<(String, u8), Vec<(CleTri, Cle)>>,
}

struct Entree {
    cle: Cle,
    demande: Box<Demande>,
    /// The facts hold from this day…
    calcule_le: Jour,
    /// …until the day before this one.
    horizon: Option<Jour>,
}

/// Rank of a demande among comparable ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rang {
    /// INSEE code of the commune of the first wish.
    pub commune: String,
    /// Largest number of rooms asked, 1 to 6.
    pub typologie_max: u8,
    /// From 1.
    pub rang: u32,
    /// How many demandes are compared.
    pub sur: u32,
    pub total: i32,
}

impl Registre {
    /// An empty register. `fils` is how many threads a whole computation may use.
    pub fn new(grille: GrilleCompilee, reperes: Reperes, jour: Jour, fils: usize) -> Registre {
        let colonnes = Colonnes::new(grille.schema().clone());
        let notes = compute_notes(&grille, &colonnes, jour, 1);
        Registre {
            grille,
            reperes,
            jour,
            fils: fils.max(1),
            colonnes,
            notes,
            entrees: Vec::new(),
            lignes: HashMap::new(),
            groupes: BTreeMap::new(),
        }
    }

    /// A register filled at once: one computation for all rows.
    pub fn build(
        grille: GrilleCompilee,
        reperes: Reperes,
        jour: Jour,
        fils: usize,
        demandes: impl IntoIterator<Item = (Cle, Demande)>,
    ) -> Registre {
        let mut registre = Registre::new(grille, reperes, jour, fils);
        for (cle, demande) in demandes.into_iter().filter(|(_, demande)| is_rangee(demande)) {
            registre.write(cle, demande);
        }
        registre.recompute();
        registre
    }

    pub fn grille(&self) -> &GrilleCompilee {
        &self.grille
    }

    /// The day the register stands on.
    pub fn jour(&self) -> Jour {
        self.jour
    }

    pub fn len(&self) -> usize {
        self.entrees.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entrees.is_empty()
    }

    /// The rows, for previews of another grid: `compute_notes(&draft, registre.colonnes(), …)`.
    pub fn colonnes(&self) -> &Colonnes {
        &self.colonnes
    }

    /// The scores, in the order of the rows.
    pub fn notes(&self) -> &Notes {
        &self.notes
    }

    /// Identifier of a row.
    pub fn cle(&self, ligne: usize) -> Cle {
        self.entrees[ligne].cle
    }

    /// Row of a demande; `None` when the register does not hold it.
    pub fn ligne(&self, cle: &Cle) -> Option<usize> {
        self.lignes.get(cle).map(|ligne| *ligne as usize)
    }

    pub fn demande(&self, cle: &Cle) -> Option<&Demande> {
        self.ligne(cle).map(|ligne| self.entrees[ligne].demande.as_ref())
    }

    /// Total points of a demande on the day of the register.
    pub fn total(&self, cle: &Cle) -> Option<i32> {
        self.ligne(cle).map(|ligne| self.notes.totaux[ligne])
    }

    /// Facts of a demande on the day of the register, in the order of the schema of the grid.
    pub fn faits(&self, cle: &Cle) -> Option<FaitsDemande> {
        let demande = self.demande(cle)?;
        Some(compute_faits(self.grille.schema(), &Contexte::new(demande, self.jour, &self.reperes)))
    }

    /// Records a demande, new or changed. Only a registered demande is held and ranked: any other state removes it.
    pub fn upsert(&mut self, cle: Cle, demande: &Demande) {
        if !is_rangee(demande) {
            self.remove(&cle);
            return;
        }
        self.leave_groupe(&cle);
        let ligne = self.write(cle, demande.clone());
        self.score(ligne);
        self.enter_groupe(ligne);
    }

    /// Forgets a demande; returns false when the register did not hold it.
    pub fn remove(&mut self, cle: &Cle) -> bool {
        self.leave_groupe(cle);
        let Some(ligne) = self.lignes.remove(cle).map(|ligne| ligne as usize) else {
            return false;
        };
        self.entrees.swap_remove(ligne);
        self.colonnes.swap_remove(ligne);
        self.notes.swap_remove(ligne);
        if let Some(moved) = self.entrees.get(ligne) {
            self.lignes.insert(moved.cle, ligne as u32);
        }
        true
    }

    /// Moves the register to a day, forwards or backwards: facts whose horizon is passed are read again, and all is ranked anew.
    pub fn at(&mut self, jour: Jour) {
        if jour == self.jour {
            return;
        }
        self.jour = jour;
        let stale: Vec<usize> = (0..self.entrees.len())
            .filter(|ligne| {
                let entree = &self.entrees[*ligne];
                jour < entree.calcule_le || entree.horizon.is_some_and(|horizon| jour >= horizon)
            })
            .collect();
        for ligne in stale {
            self.refresh(ligne);
        }
        self.recompute();
    }

    /// Puts another grid, or other dated values, in the place of the present ones; every fact is read again.
    pub fn replace(&mut self, grille: GrilleCompilee, reperes: Reperes) {
        let entrees = std::mem::take(&mut self.entrees);
        let held = entrees.into_iter().map(|entree| (entree.cle, *entree.demande));
        *self = Registre::build(grille, reperes, self.jour, self.fils, held);
    }

    /// Rank on the day of the register; `None` without a wish, a typology, or the demande itself.
    pub fn rang_de(&self, cle: &Cle) -> Option<Rang> {
        let ligne = self.ligne(cle)?;
        let (commune, typologie_max) = self.colonnes.groupe(ligne)?;
        let groupe = self.groupes.get(&(commune.to_owned(), typologie_max))?;
        let position = groupe.binary_search(&(self.cle_tri(ligne), *cle)).ok()?;
        Some(Rang {
            commune: commune.to_owned(),
            typologie_max,
            rang: position as u32 + 1,
            sur: groupe.len() as u32,
            total: self.notes.totaux[ligne],
        })
    }

    /// Comparable demandes in the order of their ranks.
    pub fn list_groupe(&self, commune: &str, typologie_max: u8) -> impl Iterator<Item = Cle> {
        self.groupes.get(&(commune.to_owned(), typologie_max)).into_iter().flatten().map(|(_, cle)| *cle)
    }

    fn cle_tri(&self, ligne: usize) -> CleTri {
        compute_cle(&self.grille, &self.colonnes, ligne, self.notes.totaux[ligne])
    }

    /// Writes the row of a registered demande, without its score.
    fn write(&mut self, cle: Cle, demande: Demande) -> usize {
        let (entete, faits, horizon) = self.read(&demande);
        let entree = Entree { cle, demande: Box::new(demande), calcule_le: self.jour, horizon };
        match self.ligne(&cle) {
            Some(ligne) => {
                self.colonnes.set(ligne, &entete, &faits);
                self.entrees[ligne] = entree;
                ligne
            }
            None => {
                let ligne = self.entrees.len();
                self.colonnes.push(&entete, &faits);
                self.notes.push();
                self.entrees.push(entree);
                self.lignes.insert(cle, ligne as u32);
                ligne
            }
        }
    }

    fn refresh(&mut self, ligne: usize) {
        let (entete, faits, horizon) = self.read(&self.entrees[ligne].demande);
        self.colonnes.set(ligne, &entete, &faits);
        self.entrees[ligne].calcule_le = self.jour;
        self.entrees[ligne].horizon = horizon;
    }

    fn read(&self, demande: &Demande) -> (Entete, FaitsDemande, Option<Jour>) {
        let contexte = Contexte::new(demande, self.jour, &self.reperes);
        let faits = compute_faits(self.grille.schema(), &contexte);
        (Entete::from_demande(demande), faits, contexte.horizon())
    }

    /// Scores one row with the engine of all rows.
    fn score(&mut self, ligne: usize) {
        self.notes.compute_ligne(&self.grille, &self.colonnes, self.jour, ligne);
    }

    fn enter_groupe(&mut self, ligne: usize) {
        let Some((commune, typologie_max)) = self.colonnes.groupe(ligne) else {
            return;
        };
        let entry = (self.cle_tri(ligne), self.entrees[ligne].cle);
        let groupe = self.groupes.entry((commune.to_owned(), typologie_max)).or_default();
        if let Err(position) = groupe.binary_search(&entry) {
            groupe.insert(position, entry);
        }
    }

    fn leave_groupe(&mut self, cle: &Cle) {
        let Some(ligne) = self.ligne(cle) else {
            return;
        };
        let entry = (self.cle_tri(ligne), *cle);
        let Some((commune, typologie_max)) = self.colonnes.groupe(ligne) else {
            return;
        };
        let key = (commune.to_owned(), typologie_max);
        if let Some(groupe) = self.groupes.get_mut(&key) {
            if let Ok(position) = groupe.binary_search(&entry) {
                groupe.remove(position);
            }
            if groupe.is_empty() {
                self.groupes.remove(&key);
            }
        }
    }

    fn recompute(&mut self) {
        self.notes = compute_notes(&self.grille, &self.colonnes, self.jour, self.fils);
        let mut groupes: BTreeMap<(String, u8), Vec<(CleTri, Cle)>> = BTreeMap::new();
        for (ligne, entree) in self.entrees.iter().enumerate() {
            if let Some((commune, typologie_max)) = self.colonnes.groupe(ligne) {
                groupes.entry((commune.to_owned(), typologie_max)).or_default().push((self.cle_tri(ligne), entree.cle));
            }
        }
        for groupe in groupes.values_mut() {
            groupe.sort_unstable();
        }
        self.groupes = groupes;
    }
}

fn is_rangee(demande: &Demande) -> bool {
    matches!(demande.etat, EtatDemande::Enregistree { .. })
}

#[cfg(test)]
mod tests;
