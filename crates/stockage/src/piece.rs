//! The papers of a demande: what each is, and its bytes in chunks, encrypted under the key of the demande, so that they
//! are forgotten with it.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Order};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::base::{Acces, Transaction};
use crate::cle_demande::{self, EtatCle};
use crate::coffre::to_hex;
use crate::erreur::StockageError;
use crate::ligne::{self, egal, table};

/// A paper received; its bytes stand apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    pub id: Uuid,
    pub departement: String,
    pub demande_id: Uuid,
    /// Code of the list of papers.
    pub code: String,
    /// Place in the household of the person it is about.
    pub rang: Option<i32>,
    /// `pdf`, `jpeg`, `png`: what the bytes say, not the name of the file.
    pub genre: String,
    pub nom: String,
    /// SHA-256 of the bytes.
    pub empreinte: String,
    pub taille: i64,
    /// `deposee`, `verifiee`, `retiree`.
    pub etat: String,
    pub depose_le: DateTime<Utc>,
    pub depose_par: String,
    pub organisation: String,
    /// When it was checked or withdrawn, and by whom.
    pub suite_le: Option<DateTime<Utc>>,
    pub suite_par: Option<String>,
    pub motif_retrait: Option<String>,
}

table! {
    Stockee = "piece" {
        cle { id: Uuid, }
        departement: String,
        demande_id: Uuid,
        chiffre: Vec<u8>,
        rang: Option<i32>,
        genre: String,
        empreinte: String,
        taille: i64,
        etat: String,
        depose_le: DateTime<Utc>,
        depose_par: String,
        organisation: String,
        suite_le: Option<DateTime<Utc>>,
        suite_par: Option<String>,
        motif_retrait: Option<String>,
    }
}

table! {
    Morceau = "piece_morceau" {
        cle { piece_id: Uuid, rang: i32, }
        departement: String,
        demande_id: Uuid,
        chiffre: Vec<u8>,
    }
}

const MORCEAU: usize = 1024 * 1024;
/// Stands between what a paper is and the name of its file, encrypted together: that a paper on violence exists is secret.
const SEPARATEUR: char = '\u{1f}';

/// Keeps a paper and its bytes. Errors: `Introuvable` once the demande was forgotten.
pub async fn insert(transaction: &Transaction, p: &Piece, octets: &[u8]) -> Result<(), StockageError> {
    let cle = cle_demande::get_or_create(transaction, &p.departement, p.demande_id).await?;
    let row = Stockee {
        id: p.id,
        departement: p.departement.clone(),
        demande_id: p.demande_id,
        chiffre: cle.encrypt(&format!("piece/{}", p.id), format!("{}{SEPARATEUR}{}", p.code, p.nom).as_bytes()),
        rang: p.rang,
        genre: p.genre.clone(),
        empreinte: p.empreinte.clone(),
        taille: p.taille,
        etat: p.etat.clone(),
        depose_le: p.depose_le,
        depose_par: p.depose_par.clone(),
        organisation: p.organisation.clone(),
        suite_le: p.suite_le,
        suite_par: p.suite_par.clone(),
        motif_retrait: p.motif_retrait.clone(),
    };
    ligne::insert_lot(transaction, &[row]).await?;
    for (rang, part) in (0i32..).zip(octets.chunks(MORCEAU)) {
        let chunk = Morceau {
            piece_id: p.id,
            rang,
            departement: p.departement.clone(),
            demande_id: p.demande_id,
            chiffre: cle.encrypt(&contexte(p.id, rang), part),
        };
        ligne::insert_lot(transaction, &[chunk]).await?;
    }
    Ok(())
}

pub async fn find(acces: &impl Acces, id: Uuid) -> Result<Option<Piece>, StockageError> {
    open(acces, ligne::list(acces, Condition::all().add(egal("id", id)), &[]).await?).await.map(|mut all| all.pop())
}

/// The papers of a demande, withdrawn ones included, oldest first.
pub async fn list_de_demande(acces: &impl Acces, departement: &str, demande_id: Uuid) -> Result<Vec<Piece>, StockageError> {
    let order = [("depose_le", Order::Asc), ("id", Order::Asc)];
    open(acces, ligne::list(acces, cle_demande::cle_de(departement, demande_id), &order).await?).await
}

/// The bytes of a paper; `None` once withdrawn. Errors: content that no longer has its digest.
pub async fn find_octets(acces: &impl Acces, p: &Piece) -> Result<Option<Vec<u8>>, StockageError> {
    let EtatCle::Vivante(cle) = cle_demande::find(acces, &p.departement, p.demande_id).await? else { return Ok(None) };
    let mut octets = Vec::new();
    for rang in 0i32.. {
        let key = Condition::all().add(egal("piece_id", p.id)).add(egal("rang", rang));
        let Some(part) = ligne::find::<Morceau>(acces, key).await? else { break };
        octets.extend(cle.decrypt("piece_morceau", &contexte(p.id, rang), &part.chiffre)?);
    }
    if octets.is_empty() {
        return Ok(None);
    }
    if to_hex(&Sha256::digest(&octets)) != p.empreinte {
        return Err(StockageError::incoherent("piece_morceau", "la pièce gardée ne correspond plus à son empreinte"));
    }
    Ok(Some(octets))
}

/// Says what became of a paper; false when that was said before.
pub async fn set_etat(
    transaction: &Transaction,
    id: Uuid,
    etat: &str,
    suite_le: DateTime<Utc>,
    suite_par: &str,
    motif_retrait: Option<&str>,
) -> Result<bool, StockageError> {
    let values = vec![
        ("etat", etat.into()),
        ("suite_le", Some(suite_le).into()),
        ("suite_par", Some(suite_par.to_owned()).into()),
        ("motif_retrait", motif_retrait.map(str::to_owned).into()),
    ];
    let condition = Condition::all().add(egal("id", id)).add(Expr::col("etat").ne(etat)).add(Expr::col("etat").ne("retiree"));
    Ok(ligne::update_where(transaction, "piece", values, condition).await? > 0)
}

/// Forgets the bytes of a paper withdrawn; its line stays and says why.
pub async fn delete_octets(transaction: &Transaction, id: Uuid) -> Result<u64, StockageError> {
    ligne::delete(transaction, "piece_morceau", Condition::all().add(egal("piece_id", id))).await
}

fn contexte(id: Uuid, rang: i32) -> String {
    format!("piece_morceau/{id}/{rang}")
}

async fn open(acces: &impl Acces, rows: Vec<Stockee>) -> Result<Vec<Piece>, StockageError> {
    let mut papers = Vec::with_capacity(rows.len());
    for s in rows {
        let context = format!("piece/{}", s.id);
        let opened = cle_demande::unseal(acces, &s.departement, s.demande_id, "piece", &context, &s.chiffre).await?;
        let opened = opened.ok_or_else(|| StockageError::incoherent("piece", "clé détruite pour une pièce encore présente"))?;
        let (code, nom) = opened.split_once(SEPARATEUR).unwrap_or((&opened, ""));
        papers.push(Piece {
            id: s.id,
            departement: s.departement,
            demande_id: s.demande_id,
            code: code.to_owned(),
            rang: s.rang,
            genre: s.genre,
            nom: nom.to_owned(),
            empreinte: s.empreinte,
            taille: s.taille,
            etat: s.etat,
            depose_le: s.depose_le,
            depose_par: s.depose_par,
            organisation: s.organisation,
            suite_le: s.suite_le,
            suite_par: s.suite_par,
            motif_retrait: s.motif_retrait,
        });
    }
    Ok(papers)
}
