//! Decisions of the commission, with what they were based on, frozen and forgettable with the demande.

use chrono::NaiveDate;
use sea_orm::sea_query::{Condition, Order};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::base::{Acces, Transaction};
use crate::cle_demande::{self, cle_de};
use crate::coffre::{Cle, to_hex};
use crate::compression;
use crate::erreur::StockageError;
use crate::ligne::{self, egal, table};

/// A decision. `fige` is the JSON of facts, score lines and versions; `None` when read after the demande was forgotten.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    pub id: Uuid,
    pub seance_id: Uuid,
    pub point_id: Uuid,
    pub candidature_id: Uuid,
    pub departement: String,
    pub demande_id: Uuid,
    /// Code of R7.07.
    pub code: String,
    pub rang: Option<i32>,
    /// Code of R7.08.
    pub motif: Option<String>,
    pub motif_detail: Option<String>,
    /// Missing paper of a suspensive condition, and its last day.
    pub condition_piece: Option<String>,
    pub condition_avant_le: Option<NaiveDate>,
    pub voix_pour: Option<i32>,
    pub voix_contre: Option<i32>,
    pub abstentions: Option<i32>,
    pub fige: Option<String>,
    /// SHA-256 of `fige`, kept when it is forgotten.
    pub fige_empreinte: String,
    pub decide_le: NaiveDate,
    pub decide_par: String,
}

impl Decision {
    /// Why an attribution departs from the order of points: what the commission wrote for it, forgotten with the demande.
    pub fn ecart_motif(&self) -> Option<&str> {
        self.rang.and(self.motif_detail.as_deref())
    }
}

table! {
    Stockee = "decision" {
        cle { id: Uuid, }
        seance_id: Uuid,
        point_id: Uuid,
        candidature_id: Uuid,
        departement: String,
        demande_id: Uuid,
        code: String,
        rang: Option<i32>,
        motif: Option<String>,
        motif_detail_chiffre: Option<Vec<u8>>,
        condition_piece: Option<String>,
        condition_avant_le: Option<NaiveDate>,
        voix_pour: Option<i32>,
        voix_contre: Option<i32>,
        abstentions: Option<i32>,
        fige_chiffre: Vec<u8>,
        fige_empreinte: String,
        decide_le: NaiveDate,
        decide_par: String,
    }
}

/// Decisions closed at a time: their keys are read together.
const LOT: usize = 500;

/// The digest of a frozen text.
pub fn compute_empreinte(fige: &str) -> String {
    to_hex(&Sha256::digest(fige.as_bytes()))
}

/// Records a decision; `fige` must be there, its digest is computed here. Errors: `DecisionDejaPrise`.
pub async fn insert(transaction: &Transaction, decision: &Decision) -> Result<(), StockageError> {
    ligne::insert_lot(transaction, &[close(transaction, decision).await?]).await
}

/// Records many decisions in few statements; the demandes must hold their key.
pub async fn insert_lot(transaction: &Transaction, decisions: &[Decision]) -> Result<(), StockageError> {
    for lot in decisions.chunks(LOT) {
        let demandes: Vec<(&str, Uuid)> = lot.iter().map(|d| (d.departement.as_str(), d.demande_id)).collect();
        let cles = cle_demande::list_vivantes(transaction, &demandes).await?;
        let mut rows = Vec::with_capacity(lot.len());
        for d in lot {
            let cle = cles.get(&(d.departement.clone(), d.demande_id)).ok_or(StockageError::Introuvable)?;
            rows.push(close_with(cle, d)?);
        }
        ligne::insert_lot(transaction, &rows).await?;
    }
    Ok(())
}

/// Replaces a decision before the session is closed. Errors: `Introuvable`.
pub async fn update(transaction: &Transaction, decision: &Decision) -> Result<(), StockageError> {
    ligne::update(transaction, &close(transaction, decision).await?).await
}

pub async fn find(acces: &impl Acces, id: Uuid) -> Result<Option<Decision>, StockageError> {
    open(acces, ligne::list(acces, Condition::all().add(egal("id", id)), &[]).await?).await.map(|mut all| all.pop())
}

/// Decisions of a session, in the order they were taken.
pub async fn list_de_seance(acces: &impl Acces, seance_id: Uuid) -> Result<Vec<Decision>, StockageError> {
    open(acces, ligne::list(acces, Condition::all().add(egal("seance_id", seance_id)), &[("id", Order::Asc)]).await?).await
}

/// Decisions about a household, latest first.
pub async fn list_de_demande(acces: &impl Acces, departement: &str, demande_id: Uuid) -> Result<Vec<Decision>, StockageError> {
    open(acces, ligne::list(acces, cle_de(departement, demande_id), &[("decide_le", Order::Desc), ("id", Order::Desc)]).await?)
        .await
}

/// How many decisions a session took.
pub async fn count_de_seance(acces: &impl Acces, seance_id: Uuid) -> Result<u64, StockageError> {
    ligne::count(acces, "decision", Condition::all().add(egal("seance_id", seance_id))).await
}

pub async fn find_de_candidature(acces: &impl Acces, candidature_id: Uuid) -> Result<Option<Decision>, StockageError> {
    let rows = ligne::list(
        acces,
        Condition::all().add(egal("candidature_id", candidature_id)),
        &[("decide_le", Order::Asc), ("id", Order::Asc)],
    )
    .await?;
    open(acces, rows).await.map(|mut all| all.pop())
}

fn contexte(id: Uuid, colonne: &str) -> String {
    format!("decision/{id}/{colonne}")
}

async fn close(transaction: &Transaction, d: &Decision) -> Result<Stockee, StockageError> {
    close_with(&cle_demande::get_or_create(transaction, &d.departement, d.demande_id).await?, d)
}

fn close_with(cle: &Cle, d: &Decision) -> Result<Stockee, StockageError> {
    let fige = d.fige.as_deref().ok_or_else(|| StockageError::incoherent("decision", "décision sans faits figés"))?;
    let seal = |colonne: &str, text: &str| cle.encrypt(&contexte(d.id, colonne), text.as_bytes());
    Ok(Stockee {
        id: d.id,
        seance_id: d.seance_id,
        point_id: d.point_id,
        candidature_id: d.candidature_id,
        departement: d.departement.clone(),
        demande_id: d.demande_id,
        code: d.code.clone(),
        rang: d.rang,
        motif: d.motif.clone(),
        motif_detail_chiffre: d.motif_detail.as_deref().map(|text| seal("motif_detail", text)),
        condition_piece: d.condition_piece.clone(),
        condition_avant_le: d.condition_avant_le,
        voix_pour: d.voix_pour,
        voix_contre: d.voix_contre,
        abstentions: d.abstentions,
        fige_chiffre: cle.encrypt(&contexte(d.id, "fige"), &compression::pack(fige)),
        fige_empreinte: compute_empreinte(fige),
        decide_le: d.decide_le,
        decide_par: d.decide_par.clone(),
    })
}

async fn open(acces: &impl Acces, rows: Vec<Stockee>) -> Result<Vec<Decision>, StockageError> {
    let mut decisions = Vec::with_capacity(rows.len());
    for s in rows {
        let sealed =
            cle_demande::unseal_bytes(acces, &s.departement, s.demande_id, "decision", &contexte(s.id, "fige"), &s.fige_chiffre)
                .await?;
        let fige = sealed.map(|bytes| compression::unpack("decision", bytes)).transpose()?;
        if fige.as_deref().is_some_and(|f| compute_empreinte(f) != s.fige_empreinte) {
            return Err(StockageError::incoherent("decision", "les faits figés ne correspondent plus à leur empreinte"));
        }
        let motif_detail = match &s.motif_detail_chiffre {
            Some(sealed) => {
                cle_demande::unseal(acces, &s.departement, s.demande_id, "decision", &contexte(s.id, "motif_detail"), sealed)
                    .await?
            }
            None => None,
        };
        decisions.push(Decision {
            id: s.id,
            seance_id: s.seance_id,
            point_id: s.point_id,
            candidature_id: s.candidature_id,
            departement: s.departement,
            demande_id: s.demande_id,
            code: s.code,
            rang: s.rang,
            motif: s.motif,
            motif_detail,
            condition_piece: s.condition_piece,
            condition_avant_le: s.condition_avant_le,
            voix_pour: s.voix_pour,
            voix_contre: s.voix_contre,
            abstentions: s.abstentions,
            fige,
            fige_empreinte: s.fige_empreinte,
            decide_le: s.decide_le,
            decide_par: s.decide_par,
        });
    }
    Ok(decisions)
}
