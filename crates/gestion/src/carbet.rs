//! The running Carbet: the base, the clock, the rules in force and the live register, shared by all acts.

use std::sync::{Arc, RwLock};

use chrono::{DateTime, Utc};
use droit::jour::Jour;
use droit::parametres::Parametres;
use services::courriel::Smtp;
use services::horloge::Horloge;
use services::sms::Sms;
use stockage::journal::{self, Charge, LigneJournal, Objet};
use stockage::{Base, StockageError, Transaction};
use uuid::Uuid;

use crate::charger_territoire::{self, Regles, ReglesRefusees};
use crate::droits::Acteur;
use crate::issue::Echec;
use crate::registre::Registre;
use crate::traces::Traces;
use crate::transport_sne::TransportSne;

/// Shared by every act and every page of one server.
pub struct Carbet {
    pub base: Base,
    pub horloge: Horloge,
    pub parametres: Arc<Parametres>,
    /// The live columns of the register.
    pub registre: Registre,
    /// Reads of nominative files, not yet written.
    pub traces: Traces,
    /// Demo mode: fictional data, simulated SNE, said on every page.
    pub demo: bool,
    options: Options,
    regles: RwLock<Arc<Regles>>,
    /// Last verification of the journal asked of this server.
    verification: RwLock<Option<Verification>>,
}

/// What the last verification of the journal found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verification {
    pub instant_utc: DateTime<Utc>,
    pub lignes: u64,
    pub anomalies: usize,
}

/// What the operator chose at start.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// People reach the server by HTTPS: cookies are sent over nothing else.
    pub https: bool,
    pub demonstration: Option<Demonstration>,
    /// Where messages leave from; without it they wait.
    pub courriel: Option<Smtp>,
    /// What carries the SMS; without it they wait.
    pub sms: Option<Sms>,
    /// National values, when some replace those shipped; the shipped ones otherwise.
    pub parametres: Option<Arc<Parametres>>,
    /// What carries the messages of the interface to the SNE; without it they wait to be taken by hand.
    pub transport_sne: Option<Arc<dyn TransportSne>>,
}

/// What the sign-in page of a demonstration tells.
#[derive(Clone, Debug)]
pub struct Demonstration {
    /// Role in words, identifier.
    pub comptes: Vec<(String, String)>,
    pub mot_de_passe: String,
    pub demandeur: String,
}

/// Why a Carbet does not start.
#[derive(Debug, thiserror::Error)]
pub enum DemarrageRefuse {
    #[error(
        "la base ne contient aucune règle locale : chargez d'abord un dossier de territoire (carbet territoire charger DOSSIER)"
    )]
    SansTerritoire,
    #[error(transparent)]
    Regles(#[from] ReglesRefusees),
    #[error(transparent)]
    Stockage(#[from] StockageError),
}

/// An act under way: one transaction, one line of the journal. Dropping it undoes everything.
pub struct ActeEnCours {
    pub tx: Transaction,
    pub(crate) ligne: LigneJournal,
}

/// How old the last extract of the SNE is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FraicheurSne {
    pub au: Option<Jour>,
    /// Older than eight days: nothing may prepare a CALEOL on it without a warning.
    pub vieux: bool,
}

/// Beyond this many days an extract is old.
const EXTRAIT_VIEUX_JOURS: i64 = 8;

impl Carbet {
    /// A Carbet on an open base, with the local rules the base holds and its register built.
    pub async fn start(base: Base, horloge: Horloge, options: Options) -> Result<Carbet, DemarrageRefuse> {
        let parametres = options.parametres.clone().unwrap_or_else(|| Arc::new(Parametres::embarques()));
        let jour = horloge.instant_utc().date_naive();
        let regles = charger_territoire::read_regles(&base, jour).await?.ok_or(DemarrageRefuse::SansTerritoire)??;
        let carbet = Carbet {
            base,
            horloge,
            parametres,
            registre: Registre::default(),
            traces: Traces::default(),
            demo: options.demonstration.is_some(),
            options,
            regles: RwLock::new(Arc::new(regles)),
            verification: RwLock::new(None),
        };
        // The rules were read on the day in UTC: near midnight, the day of the territory is another one.
        if carbet.aujourd_hui() != jour {
            let regles = charger_territoire::read_regles(&carbet.base, carbet.aujourd_hui()).await?;
            carbet.replace_regles(regles.ok_or(DemarrageRefuse::SansTerritoire)??);
        }
        carbet.registre.build(&carbet).await?;
        Ok(carbet)
    }

    /// The legal day: a day of the territory's time zone.
    pub fn aujourd_hui(&self) -> Jour {
        self.horloge.jour(&self.regles().territoire.epci.fuseau).expect("the time zone is checked when the territory is loaded")
    }

    /// The legal day of an instant kept in the base.
    pub fn jour_de(&self, instant: DateTime<Utc>) -> Jour {
        let fuseau = &self.regles().territoire.epci.fuseau;
        Horloge::Fixe(instant).jour(fuseau).expect("the time zone is checked when the territory is loaded")
    }

    /// An instant as people of the territory read it: `16/11/2026 à 9 h 41`.
    pub fn format_instant(&self, instant: DateTime<Utc>) -> String {
        let local = services::horloge::to_locale(instant, &self.regles().territoire.epci.fuseau)
            .expect("the time zone is checked when the territory is loaded");
        let (hour, minute) = (chrono::Timelike::hour(&local), chrono::Timelike::minute(&local));
        format!("{} à {hour}\u{a0}h\u{a0}{minute:02}", droit::jour::format_fr(local.date()))
    }

    /// The local rules in force.
    pub fn regles(&self) -> Arc<Regles> {
        self.regles.read().expect("no writer of the rules panics").clone()
    }

    pub(crate) fn replace_regles(&self, regles: Regles) {
        *self.regles.write().expect("no writer of the rules panics") = Arc::new(regles);
    }

    /// The last verification of the journal since this server started.
    pub fn verification(&self) -> Option<Verification> {
        *self.verification.read().expect("no writer of the verification panics")
    }

    pub(crate) fn keep_verification(&self, verification: Verification) {
        *self.verification.write().expect("no writer of the verification panics") = Some(verification);
    }

    pub fn https(&self) -> bool {
        self.options.https
    }

    pub fn demonstration(&self) -> Option<&Demonstration> {
        self.options.demonstration.as_ref()
    }

    /// The mail server, when the operator named one.
    pub fn courriel(&self) -> Option<&Smtp> {
        self.options.courriel.as_ref()
    }

    /// What carries the SMS, when the operator named it.
    pub fn sms(&self) -> Option<&Sms> {
        self.options.sms.as_ref()
    }

    /// What carries the messages of the interface, when the operator named it.
    pub fn transport_sne(&self) -> Option<Arc<dyn TransportSne>> {
        self.options.transport_sne.clone()
    }

    /// Whether the base answers.
    pub async fn check_sante(&self) -> Result<(), StockageError> {
        journal::since(&self.base, i64::MAX - 1, 1).await.map(|_| ())
    }

    /// The day of the last extract of the SNE, and whether it is too old to decide on.
    pub fn fraicheur_sne(&self) -> FraicheurSne {
        let au = self.registre.extrait_le();
        let vieux = au.is_none_or(|au| (self.aujourd_hui() - au).num_days() > EXTRAIT_VIEUX_JOURS);
        FraicheurSne { au, vieux }
    }

    /// Opens the transaction of an act.
    pub async fn begin(&self, acteur: &Acteur, acte: &'static str) -> Result<ActeEnCours, Echec> {
        Ok(ActeEnCours { tx: self.base.begin().await?, ligne: self.open_ligne(acteur, acte) })
    }

    /// The line of an act that starts now.
    pub(crate) fn open_ligne(&self, acteur: &Acteur, acte: &'static str) -> LigneJournal {
        LigneJournal {
            acteur: acteur.code(),
            acte: acte.to_owned(),
            instant_utc: self.horloge.instant_utc(),
            objets: Vec::new(),
            charge: Charge::Aucune,
        }
    }

    /// Writes the act's line, commits, and brings the live register up to date with it, so that
    /// whoever acted reads their own write. Returns the number of the line.
    pub async fn conclude(&self, en_cours: ActeEnCours) -> Result<i64, Echec> {
        let seq = journal::append(&en_cours.tx, &en_cours.ligne).await?;
        en_cours.tx.commit().await?;
        self.registre.follow(self).await?;
        Ok(seq)
    }
}

impl ActeEnCours {
    /// Names a row the act touched, by its kind (table name) and id.
    pub fn touch(&mut self, kind: &str, id: impl ToString) -> &mut ActeEnCours {
        let objet = Objet::new(kind, id);
        if !self.ligne.objets.contains(&objet) {
            self.ligne.objets.push(objet);
        }
        self
    }

    /// Names many rows of one kind, each once.
    pub fn touch_all(&mut self, kind: &str, ids: &[Uuid]) -> &mut ActeEnCours {
        let mut known: std::collections::BTreeSet<String> =
            self.ligne.objets.iter().filter(|o| o.type_objet == kind).map(|o| o.id.clone()).collect();
        for id in ids {
            if known.insert(id.to_string()) {
                self.ligne.objets.push(Objet::new(kind, id));
            }
        }
        self
    }

    /// Tells the journal what was done; names no household.
    pub fn tell(&mut self, valeur: serde_json::Value) -> &mut ActeEnCours {
        self.ligne.charge = Charge::Generale(valeur);
        self
    }

    /// Tells the journal what was done to one demande: encrypted under its key and forgotten with it.
    pub fn tell_about(&mut self, departement: &str, demande_id: Uuid, valeur: serde_json::Value) -> &mut ActeEnCours {
        self.ligne.charge = Charge::Demande { departement: departement.to_owned(), demande_id, valeur };
        self.touch("demande", demande_id)
    }

    /// The instant of the act, the same for all it writes.
    pub fn instant(&self) -> DateTime<Utc> {
        self.ligne.instant_utc
    }
}
