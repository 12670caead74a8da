//! Writes the fictional set of `demo` into a base, once: what `carbet demo` opens on.
//!
//! Bulk rows, not acts: the set tells two past years. One line of the journal names the whole set.

mod commission;
mod comptes;
mod en_cours;
mod etapes;
mod parc;
mod passe;
mod present;
mod registre;
pub mod sne_simule;

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use demo::{Id, Jeu, Plan};
use droit::parametres::Parametres;
use gestion::acteur_systeme::SYSTEME;
use gestion::carbet::Demonstration;
use gestion::charger_territoire::Regles;
use services::horloge::Horloge;
use stockage::journal::{self, Charge, LigneJournal, Objet};
use stockage::{Base, StockageError, Transaction, compte};
use uuid::Uuid;

/// Département of the whole set.
const DEPARTEMENT: &str = "973";

/// What every writer of rows needs.
pub struct Semis<'a> {
    tx: &'a Transaction,
    jeu: Arc<Jeu>,
    regles: Arc<Regles>,
    parametres: Arc<Parametres>,
    jour: NaiveDate,
    instant: DateTime<Utc>,
}

/// How many of each were written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ecrit {
    pub logements: usize,
    pub demandes: usize,
    pub baux: usize,
}

/// Writes the set unless the base already holds accounts, and tells what the sign-in page shows.
pub async fn seed(
    base: &Base,
    horloge: &Horloge,
    regles: Regles,
    jour: NaiveDate,
    demandes: usize,
) -> Result<(Demonstration, Option<Ecrit>), StockageError> {
    let affichage = comptes::affichage();
    if !compte::list(base).await?.is_empty() {
        return Ok((comptes::complete(base, affichage).await?, None));
    }
    let mut jeu = demo::generer(&Plan { demandes, ..Plan::new(jour) });
    let parametres = Arc::new(Parametres::embarques());
    en_cours::order(&mut jeu, &regles, &parametres);
    let jeu = Arc::new(jeu);
    let tx = base.begin().await?;
    let semis = Semis { tx: &tx, jeu: jeu.clone(), regles: Arc::new(regles), parametres, jour, instant: horloge.instant_utc() };
    let (seances, vacances) = passe::list(&semis);
    let recits = commission::start(&semis, seances.clone(), vacances.clone());
    parc::write(&semis).await?;
    registre::write(&semis).await?;
    passe::write(&semis, &seances, &vacances, recits).await?;
    present::write(&semis).await?;
    comptes::write(&semis).await?;
    let ligne = LigneJournal {
        acteur: SYSTEME.code(),
        acte: "semer_demonstration".to_owned(),
        instant_utc: semis.instant,
        objets: vec![Objet::new("demonstration", jour)],
        charge: Charge::Generale(serde_json::json!({ "demandes": jeu.demandes.len(), "logements": jeu.logements.len() })),
    };
    journal::append(&tx, &ligne).await?;
    tx.commit().await?;
    let ecrit = Ecrit {
        logements: jeu.logements.len(),
        demandes: jeu.demandes.len(),
        baux: jeu.passe.vacances.iter().filter(|vacance| vacance.bail.is_some()).count(),
    };
    Ok((comptes::complete(base, affichage).await?, Some(ecrit)))
}

/// The same identifier for the same thing, derived from another one: the set is the same at each writing.
fn derive(id: Id, what: u8, rank: usize) -> Uuid {
    let mut bytes = id;
    let rank = rank as u64;
    for (slot, byte) in
        bytes[8..].iter_mut().zip(rank.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(u64::from(what)).to_be_bytes())
    {
        *slot ^= byte.rotate_left(u32::from(what % 8));
    }
    bytes[15] ^= what;
    bytes[8] = (bytes[8] & 0x3F) | 0x80;
    Uuid::from_bytes(bytes)
}

fn uuid(id: Id) -> Uuid {
    Uuid::from_bytes(id)
}

/// Noon in Cayenne of a past day.
fn noon(jour: NaiveDate) -> DateTime<Utc> {
    jour.and_hms_opt(15, 0, 0).expect("this hour exists every day").and_utc()
}
