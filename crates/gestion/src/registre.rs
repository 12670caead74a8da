//! The live register of one server: the columns of `droit::registre`, kept up to date by the journal.
//!
//! The base is the truth. Every server follows the lines of the journal in their order and reads again
//! the demandes they name, its own acts included: there is one way in, so that two servers agree.

use std::collections::{BTreeSet, HashMap};
use std::sync::{RwLock, RwLockReadGuard};

use droit::faits::Reperes;
use droit::jour::Jour;
use droit::parametres::Parametres;
use droit::registre::{Cle, Registre as Colonnes};
use droit::territoire::Territoire;
use stockage::{StockageError, demande, import, journal};
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::charger_territoire;
use crate::issue::Echec;
use crate::recherche::{Fiche, Index};

/// Lines of the journal read at a time.
const LOT: u64 = 500;
/// Threads of a whole computation.
const FILS: usize = 2;

/// The register in memory; empty until built.
#[derive(Default)]
pub struct Registre {
    interieur: RwLock<Option<Interieur>>,
    /// One follower at a time reads the journal.
    suivi: tokio::sync::Mutex<()>,
}

/// What is read under the lock.
pub struct Interieur {
    pub colonnes: Colonnes,
    /// Every demande, registered or not, by the names of its persons.
    pub noms: Index,
    /// Number of the last line of the journal taken into account.
    pub seq: i64,
    protegees: BTreeSet<Cle>,
    extraits: HashMap<Cle, Jour>,
    extrait_le: Option<Jour>,
}

/// A guard over the built register.
pub struct Lecture<'a>(RwLockReadGuard<'a, Option<Interieur>>);

impl std::ops::Deref for Lecture<'_> {
    type Target = Interieur;
    fn deref(&self) -> &Interieur {
        self.0.as_ref().expect("a Carbet starts with its register built")
    }
}

impl Interieur {
    /// Whether a demande is protected: it appears in no list of whoever may not know.
    pub fn is_protegee(&self, id: Uuid) -> bool {
        self.protegees.contains(id.as_bytes())
    }

    /// Day of the SNE extract a demande comes from.
    pub fn extrait_le(&self, id: Uuid) -> Option<Jour> {
        self.extraits.get(id.as_bytes()).copied()
    }

    fn forget(&mut self, id: Uuid) {
        self.colonnes.remove(id.as_bytes());
        self.noms.remove(id.as_bytes());
        self.protegees.remove(id.as_bytes());
        self.extraits.remove(id.as_bytes());
    }

    fn note(&mut self, id: Uuid, protege: bool, extrait_le: Option<Jour>) {
        let cle = *id.as_bytes();
        if protege {
            self.protegees.insert(cle);
        } else {
            self.protegees.remove(&cle);
        }
        if let Some(jour) = extrait_le {
            self.extraits.insert(cle, jour);
            self.extrait_le = self.extrait_le.max(Some(jour));
        }
    }
}

impl Registre {
    /// Reads the register; never held across an await.
    pub fn read(&self) -> Lecture<'_> {
        Lecture(self.interieur.read().expect("no writer of the register panics"))
    }

    /// The most recent extract any demande comes from.
    pub fn extrait_le(&self) -> Option<Jour> {
        self.read().extrait_le
    }

    /// Builds everything from the base.
    pub async fn build(&self, carbet: &Carbet) -> Result<(), StockageError> {
        let _suivi = self.suivi.lock().await;
        let seq = journal::get_seq(&carbet.base).await?;
        let mut held = Vec::new();
        let mut metas = Vec::new();
        demande::list_toutes(&carbet.base, |stored| {
            metas.push((stored.id, stored.protege, stored.extrait_le));
            held.push((*stored.id.as_bytes(), stored.demande));
        })
        .await?;
        let protegees: BTreeSet<Cle> = metas.iter().filter(|(_, protege, _)| *protege).map(|(id, _, _)| *id.as_bytes()).collect();
        let noms = Index::build(&held, FILS, |(cle, demande)| (*cle, Fiche::from_demande(demande, protegees.contains(cle))));
        let regles = carbet.regles();
        let jour = carbet.aujourd_hui();
        let reperes = compute_reperes(&carbet.parametres, &regles.territoire, jour);
        let colonnes = Colonnes::build(regles.grille.clone(), reperes, jour, FILS, held);
        let mut interieur = Interieur { colonnes, noms, seq, protegees, extraits: HashMap::new(), extrait_le: None };
        for (id, protege, extrait_le) in metas {
            interieur.note(id, protege, extrait_le);
        }
        interieur.extrait_le = interieur.extrait_le.max(import::find_dernier_extrait(&carbet.base, "sne").await?);
        *self.interieur.write().expect("no writer of the register panics") = Some(interieur);
        Ok(())
    }

    /// Takes into account every line of the journal since the last one, and the day if it changed.
    pub async fn follow(&self, carbet: &Carbet) -> Result<(), Echec> {
        let _suivi = self.suivi.lock().await;
        let mut new_rules = false;
        loop {
            let seq = self.read().seq;
            let lines = journal::since(&carbet.base, seq, LOT).await?;
            let Some(last) = lines.last().map(|line| line.seq) else {
                break;
            };
            let mut touched = BTreeSet::new();
            let mut extrait_le = None;
            for objet in lines.iter().flat_map(|line| &line.objets) {
                match objet.type_objet.as_str() {
                    "demande" => touched.extend(Uuid::parse_str(&objet.id).ok()),
                    "territoire_version" => new_rules = true,
                    // An extract that changed nothing still says how fresh the register is.
                    "import" => extrait_le = import::find_dernier_extrait(&carbet.base, "sne").await?,
                    _ => {}
                }
            }
            let touched: Vec<Uuid> = touched.into_iter().collect();
            let departement = carbet.regles().territoire.epci.departement.clone();
            let stored = demande::get_lot(&carbet.base, &departement, &touched).await?;
            let found: BTreeSet<Uuid> = stored.iter().map(|s| s.id).collect();
            let fiches: Vec<(Cle, Fiche)> =
                stored.iter().map(|one| (*one.id.as_bytes(), Fiche::from_demande(&one.demande, one.protege))).collect();
            self.write(|interieur| {
                interieur.noms.upsert_all(fiches.iter().map(|(cle, fiche)| (*cle, fiche)));
                for id in touched.iter().filter(|id| !found.contains(id)) {
                    interieur.forget(*id);
                }
                for one in &stored {
                    interieur.colonnes.upsert(*one.id.as_bytes(), &one.demande);
                    interieur.note(one.id, one.protege, one.extrait_le);
                }
                interieur.extrait_le = interieur.extrait_le.max(extrait_le);
                interieur.seq = last;
            });
        }
        let jour = carbet.aujourd_hui();
        if self.read().colonnes.jour() != jour {
            self.write(|interieur| interieur.colonnes.at(jour));
            // A grid, a threshold or a delay may come into force on that day.
            new_rules = true;
        }
        if new_rules {
            charger_territoire::refresh_regles(carbet).await?;
            let regles = carbet.regles();
            let reperes = compute_reperes(&carbet.parametres, &regles.territoire, jour);
            self.write(|interieur| interieur.colonnes.replace(regles.grille.clone(), reperes));
        }
        Ok(())
    }

    fn write(&self, change: impl FnOnce(&mut Interieur)) {
        let mut guard = self.interieur.write().expect("no writer of the register panics");
        change(guard.as_mut().expect("a Carbet starts with its register built"));
    }
}

/// The dated values and places that facts need on a day.
pub fn compute_reperes(parametres: &Parametres, territoire: &Territoire, jour: Jour) -> Reperes {
    let delai = territoire.delai_anormalement_long(jour);
    let mut mois = [None; 6];
    for (pieces, slot) in (1u8..).zip(&mut mois) {
        *slot = delai.zip(droit::demande::Typologie::from_pieces(pieces)).and_then(|(delai, typologie)| delai.mois(typologie));
    }
    let surfaces = match parametres.surfaces_minimales.find(jour) {
        Ok(en_vigueur) => (1..=12)
            .map(|n| u16::try_from(droit::occupation::compute_surface_minimale(en_vigueur.valeurs, n)).unwrap_or(u16::MAX))
            .collect(),
        Err(_) => Vec::new(),
    };
    Reperes {
        delai_anormalement_long_mois: mois,
        surfaces_minimales: surfaces,
        communes_epci: territoire.communes().iter().map(|commune| commune.code.clone()).collect(),
    }
}
