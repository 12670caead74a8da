//! The running Carbet: the base, the clock, the rules in force and the live register, shared by all acts.

use std::sync::{Arc, RwLock};

use chrono::{DateTime, Utc};
use droit::cotation::GrilleCompilee;
use droit::jour::Jour;
use droit::parametres::Parametres;
use droit::territoire::Territoire;
use services::horloge::Horloge;
use stockage::{Base, Transaction};
use uuid::Uuid;

use crate::droits::Acteur;
use crate::issue::Echec;
use crate::registre::Registre;

/// Shared by every act and every page of one server.
pub struct Carbet {
    pub base: Base,
    pub horloge: Horloge,
    pub parametres: Arc<Parametres>,
    /// Demo mode: fictional data, simulated SNE, said on every page.
    pub demo: bool,
    regles: RwLock<Arc<Regles>>,
    pub registre: Registre,
}

/// The local rules in force, read from the base once and replaced as a whole.
pub struct Regles {
    pub territoire: Territoire,
    pub grille: GrilleCompilee,
}

/// An act under way: one transaction, one line of the journal.
pub struct ActeEnCours {
    pub tx: Transaction,
    acte: &'static str,
    acteur: Uuid,
    instant: DateTime<Utc>,
    objets: Vec<(&'static str, Uuid)>,
    demande: Option<Uuid>,
    charge: serde_json::Value,
}

impl Carbet {
    pub fn new(base: Base, horloge: Horloge, parametres: Parametres, regles: Regles, demo: bool) -> Carbet {
        Carbet { base, horloge, parametres: Arc::new(parametres), demo, regles: RwLock::new(Arc::new(regles)), registre: Registre::default() }
    }

    /// The legal day: a day of the territory's time zone.
    pub fn aujourd_hui(&self) -> Jour {
        self.horloge.jour(self.regles().territoire.fuseau())
    }

    pub fn regles(&self) -> Arc<Regles> {
        self.regles.read().expect("no writer of the rules panics").clone()
    }

    /// Puts other local rules in force; the register is to be rebuilt after it.
    pub fn replace_regles(&self, regles: Regles) {
        *self.regles.write().expect("no writer of the rules panics") = Arc::new(regles);
    }

    /// Opens the transaction of an act. Dropping what it returns undoes everything.
    pub async fn begin(&self, acteur: &Acteur, acte: &'static str) -> Result<ActeEnCours, Echec> {
        Ok(ActeEnCours {
            tx: self.base.begin().await?,
            acte,
            acteur: acteur.compte,
            instant: self.horloge.instant_utc(),
            objets: Vec::new(),
            demande: None,
            charge: serde_json::Value::Null,
        })
    }

    /// Writes the act's line, commits, and brings the live register up to date with it, so that
    /// whoever acted reads their own write. Returns the number of the line.
    pub async fn conclude(&self, en_cours: ActeEnCours) -> Result<i64, Echec> {
        let ligne = stockage::journal::LigneJournal {
            instant: en_cours.instant,
            acteur: en_cours.acteur,
            acte: en_cours.acte.to_owned(),
            objets: en_cours.objets.iter().map(|(kind, id)| ((*kind).to_owned(), *id)).collect(),
            demande: en_cours.demande,
            charge: en_cours.charge,
        };
        let seq = stockage::journal::append(&en_cours.tx, &ligne).await?;
        en_cours.tx.commit().await?;
        self.registre.follow(self).await?;
        Ok(seq)
    }
}

impl ActeEnCours {
    /// Names a row the act touched, by its type (table name) and id.
    pub fn touch(&mut self, kind: &'static str, id: Uuid) -> &mut ActeEnCours {
        self.objets.push((kind, id));
        self
    }

    /// Names the demande the act is about: the payload is encrypted under its key and forgotten with it.
    pub fn about(&mut self, demande: Uuid) -> &mut ActeEnCours {
        self.demande = Some(demande);
        self.touch("demande", demande)
    }

    /// What was done, for the journal only.
    pub fn tell(&mut self, charge: serde_json::Value) -> &mut ActeEnCours {
        self.charge = charge;
        self
    }

    pub fn instant(&self) -> DateTime<Utc> {
        self.instant
    }
}
