//! The journal of acts: one line an act, chained, with its payload apart and forgettable (DESIGN 3b).
//!
//! A line's digest covers the previous digest, its number, instant, actor, act, objects and the
//! salted digest of its payload. The payload is encrypted under the key of the demande (or the
//! general key); once that key is destroyed, the chain still verifies. The head row is locked from
//! the append to the commit, so that the order of numbers is the order of commits; its seal is
//! keyed, so that a chain recomputed by someone without the key shows.

mod ecoute;
mod verification;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, LockType, Order, Query};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::base::scelle::Scelle;
use crate::base::{Acces, Transaction};
use crate::cle_demande::{self, EtatCle};
use crate::coffre::{random, to_hex};
use crate::erreur::StockageError;
use crate::ligne::{self, egal, table};

pub use ecoute::Ecoute;
pub use verification::{AnomalieJournal, Rapport, verify};

/// A line to write. `acteur` is a code (account id, `systeme`), never a name.
#[derive(Clone, Debug)]
pub struct LigneJournal {
    pub acteur: String,
    pub acte: String,
    pub instant_utc: DateTime<Utc>,
    pub objets: Vec<Objet>,
    pub charge: Charge,
}

/// A row an act touched: its kind (`demande`, `vacance`, …) and its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objet {
    pub type_objet: String,
    pub id: String,
}

impl Objet {
    pub fn new(type_objet: &str, id: impl ToString) -> Objet {
        Objet { type_objet: type_objet.to_owned(), id: id.to_string() }
    }
}

/// What the act did, readable while its key lives.
#[derive(Clone, Debug, Default)]
pub enum Charge {
    #[default]
    Aucune,
    /// Names no household: kept under the general key.
    Generale(Json),
    /// About one demande: forgotten with it.
    Demande { departement: String, demande_id: Uuid, valeur: Json },
}

/// A line as it stands in the chain.
#[derive(Clone, Debug, PartialEq)]
pub struct LigneLue {
    pub seq: i64,
    pub instant_utc: DateTime<Utc>,
    pub acteur: String,
    pub acte: String,
    pub objets: Vec<Objet>,
    pub empreinte: String,
}

/// What to list: every filter given must hold.
#[derive(Clone, Debug, Default)]
pub struct FiltreJournal {
    pub acteur: Option<String>,
    pub acte: Option<String>,
    pub type_objet: Option<String>,
    pub objet_id: Option<String>,
    pub depuis: Option<DateTime<Utc>>,
    pub jusqu_au: Option<DateTime<Utc>>,
    /// Lines strictly before this number (for the next page).
    pub avant: Option<i64>,
}

table! {
    Ligne = "journal" {
        cle { seq: i64, }
        precedent: String,
        instant_utc: DateTime<Utc>,
        acteur: String,
        acte: String,
        charge_empreinte: Option<String>,
        empreinte: String,
    }
}

table! {
    Tete = "journal_tete" {
        cle { id: i32, }
        seq: i64,
        empreinte: String,
        sceau: String,
        cle_id: String,
    }
}

table! {
    LigneObjet = "journal_objet" {
        cle { seq: i64, rang: i32, }
        type_objet: String,
        objet_id: String,
    }
}

table! {
    LigneCharge = "journal_charge" {
        cle { seq: i64, }
        departement: Option<String>,
        demande_id: Option<Uuid>,
        cle_id: String,
        chiffre: Vec<u8>,
    }
}

const TETE: i32 = 1;
const SEL: usize = 16;
/// What the first line follows.
const ORIGINE: &str = "carbet";

/// Writes the line of an act in its transaction and returns its number. Call it last: it holds the head until commit.
pub async fn append(transaction: &Transaction, entree: &LigneJournal) -> Result<i64, StockageError> {
    let (seq, precedent) = lock_tete(transaction).await?;
    let seq = seq + 1;
    let instant_utc = to_micros(entree.instant_utc);

    let charge = match &entree.charge {
        Charge::Aucune => None,
        Charge::Generale(valeur) => Some((transaction.coffre().generale().clone(), None, None, valeur)),
        Charge::Demande { departement, demande_id, valeur } => {
            let cle = cle_demande::get_or_create(transaction, departement, *demande_id).await?;
            Some((cle, Some(departement.clone()), Some(*demande_id), valeur))
        }
    };
    let mut charge_empreinte = None;
    if let Some((cle, departement, demande_id, valeur)) = charge {
        let salt: [u8; SEL] = random();
        let clear = [salt.as_slice(), valeur.to_string().as_bytes()].concat();
        charge_empreinte = Some(to_hex(&Sha256::digest(&clear)));
        let chiffre = cle.encrypt(&contexte(seq), &clear);
        let row = LigneCharge { seq, departement, demande_id, cle_id: transaction.coffre().cle_id().to_owned(), chiffre };
        ligne::insert_lot(transaction, &[row]).await?;
    }

    let mut row = Ligne {
        seq,
        precedent,
        instant_utc,
        acteur: entree.acteur.clone(),
        acte: entree.acte.clone(),
        charge_empreinte,
        empreinte: String::new(),
    };
    row.empreinte = compute_empreinte(&row, &entree.objets);
    let objets: Vec<LigneObjet> = entree
        .objets
        .iter()
        .zip(0i32..)
        .map(|(objet, rang)| LigneObjet { seq, rang, type_objet: objet.type_objet.clone(), objet_id: objet.id.clone() })
        .collect();
    ligne::insert_lot(transaction, std::slice::from_ref(&row)).await?;
    ligne::insert_lot(transaction, &objets).await?;
    let coffre = transaction.coffre();
    let tete = Tete {
        id: TETE,
        seq,
        sceau: coffre.sceau(&format!("{seq}/{}", row.empreinte)),
        empreinte: row.empreinte,
        cle_id: coffre.cle_id().to_owned(),
    };
    ligne::update(transaction, &tete).await?;
    ecoute::announce(transaction, seq).await?;
    Ok(seq)
}

/// The number of the last line, 0 when the journal is empty.
pub async fn get_seq(acces: &impl Acces) -> Result<i64, StockageError> {
    Ok(ligne::find::<Tete>(acces, Condition::all().add(egal("id", TETE))).await?.map_or(0, |tete| tete.seq))
}

/// Lines after `seq`, in order, `limite` at most: what a follower reads to keep up.
pub async fn since(acces: &impl Acces, seq: i64, limite: u64) -> Result<Vec<LigneLue>, StockageError> {
    let mut select = ligne::select::<Ligne>(Condition::all().add(Expr::col("seq").gt(seq)));
    select.order_by("seq", Order::Asc).limit(limite);
    with_objets(acces, ligne::lire_tout(acces, &select).await?).await
}

/// Lines that touched an object, oldest first.
pub async fn list_for(acces: &impl Acces, type_objet: &str, id: &str) -> Result<Vec<LigneLue>, StockageError> {
    let filtre =
        FiltreJournal { type_objet: Some(type_objet.to_owned()), objet_id: Some(id.to_owned()), ..FiltreJournal::default() };
    let mut lignes = list_page(acces, &filtre, i64::MAX as u64).await?;
    lignes.reverse();
    Ok(lignes)
}

/// Lines that satisfy the filter, latest first.
pub async fn list_page(acces: &impl Acces, filtre: &FiltreJournal, limite: u64) -> Result<Vec<LigneLue>, StockageError> {
    let mut condition = Condition::all()
        .add_option(filtre.acteur.as_deref().map(|v| egal("acteur", v)))
        .add_option(filtre.acte.as_deref().map(|v| egal("acte", v)))
        .add_option(filtre.depuis.map(|v| Expr::col("instant_utc").gte(v)))
        .add_option(filtre.jusqu_au.map(|v| Expr::col("instant_utc").lte(v)))
        .add_option(filtre.avant.map(|v| Expr::col("seq").lt(v)));
    if filtre.type_objet.is_some() || filtre.objet_id.is_some() {
        let mut touched = Query::select();
        touched.column("seq").from("journal_objet").cond_where(
            Condition::all()
                .add_option(filtre.type_objet.as_deref().map(|v| egal("type_objet", v)))
                .add_option(filtre.objet_id.as_deref().map(|v| egal("objet_id", v))),
        );
        condition = condition.add(Expr::col("seq").in_subquery(touched));
    }
    let mut select = ligne::select::<Ligne>(condition);
    select.order_by("seq", Order::Desc).limit(limite);
    with_objets(acces, ligne::lire_tout(acces, &select).await?).await
}

/// The payload of a line; `None` when it has none or was forgotten.
pub async fn find_charge(acces: &impl Acces, seq: i64) -> Result<Option<Json>, StockageError> {
    let Some(row) = ligne::find::<LigneCharge>(acces, Condition::all().add(egal("seq", seq))).await? else {
        return Ok(None);
    };
    match open_charge(acces, &row).await? {
        Some(clear) => serde_json::from_slice(clear.get(SEL..).unwrap_or_default())
            .map(Some)
            .map_err(|e| StockageError::incoherent("journal_charge", e.to_string())),
        None => Ok(None),
    }
}

/// Salt and payload, or `None` when the key of the demande was destroyed.
async fn open_charge(acces: &impl Acces, row: &LigneCharge) -> Result<Option<Vec<u8>>, StockageError> {
    let cle = match (&row.departement, row.demande_id) {
        (Some(departement), Some(demande_id)) => match cle_demande::find(acces, departement, demande_id).await? {
            EtatCle::Vivante(cle) => cle,
            EtatCle::Detruite => return Ok(None),
            EtatCle::Absente => return Err(StockageError::incoherent("cle_demande", "clé absente sans trace de purge")),
        },
        _ => acces.coffre().generale().clone(),
    };
    cle.decrypt("journal_charge", &contexte(row.seq), &row.chiffre).map(Some)
}

async fn lock_tete(transaction: &Transaction) -> Result<(i64, String), StockageError> {
    let mut select = ligne::select::<Tete>(Condition::all().add(egal("id", TETE)));
    select.lock(LockType::Update);
    if let Some(tete) = ligne::lire_tout::<Tete>(transaction, &select).await?.pop() {
        return Ok((tete.seq, tete.empreinte));
    }
    // First line ever: two servers may race, the second waits on the key then reads the first one's head.
    let coffre = transaction.coffre();
    let mut insert = Query::insert();
    insert.into_table("journal_tete").columns(["id", "seq", "empreinte", "sceau", "cle_id"]);
    insert.values_panic([
        TETE.into(),
        0i64.into(),
        ORIGINE.into(),
        coffre.sceau(&format!("0/{ORIGINE}")).into(),
        coffre.cle_id().into(),
    ]);
    insert.on_conflict(sea_orm::sea_query::OnConflict::column("id").do_nothing().to_owned());
    transaction.lien().execute(&insert).await?;
    match ligne::lire_tout::<Tete>(transaction, &select).await?.pop() {
        Some(tete) => Ok((tete.seq, tete.empreinte)),
        None => Err(StockageError::incoherent("journal_tete", "tête absente")),
    }
}

async fn list_objets(acces: &impl Acces, premier: i64, dernier: i64) -> Result<Vec<LigneObjet>, StockageError> {
    let range = Condition::all().add(Expr::col("seq").between(premier, dernier));
    ligne::list(acces, range, &[("seq", Order::Asc), ("rang", Order::Asc)]).await
}

async fn with_objets(acces: &impl Acces, lignes: Vec<Ligne>) -> Result<Vec<LigneLue>, StockageError> {
    let mut lues: Vec<LigneLue> = Vec::with_capacity(lignes.len());
    for lot in lignes.chunks(500) {
        let seqs: Vec<i64> = lot.iter().map(|l| l.seq).collect();
        let condition = Condition::all().add(Expr::col("seq").is_in(seqs));
        let mut objets = ligne::list::<LigneObjet>(acces, condition, &[("seq", Order::Asc), ("rang", Order::Asc)]).await?;
        for l in lot {
            let of_line =
                objets.extract_if(.., |o| o.seq == l.seq).map(|o| Objet { type_objet: o.type_objet, id: o.objet_id }).collect();
            lues.push(LigneLue {
                seq: l.seq,
                instant_utc: l.instant_utc,
                acteur: l.acteur.clone(),
                acte: l.acte.clone(),
                objets: of_line,
                empreinte: l.empreinte.clone(),
            });
        }
    }
    Ok(lues)
}

fn contexte(seq: i64) -> String {
    format!("journal_charge/{seq}")
}

/// Both engines keep microseconds: the digest covers what can be read back.
fn to_micros(instant: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(instant.timestamp_micros()).unwrap_or(instant)
}

/// Each part is preceded by its length, so that no two lines can be written alike.
fn compute_empreinte(ligne: &Ligne, objets: &[Objet]) -> String {
    let mut hash = Sha256::new();
    let mut part = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    };
    part(ligne.precedent.as_bytes());
    part(&ligne.seq.to_be_bytes());
    part(&ligne.instant_utc.timestamp_micros().to_be_bytes());
    part(ligne.acteur.as_bytes());
    part(ligne.acte.as_bytes());
    part(ligne.charge_empreinte.as_deref().unwrap_or("").as_bytes());
    for objet in objets {
        part(objet.type_objet.as_bytes());
        part(objet.id.as_bytes());
    }
    to_hex(&hash.finalize())
}
