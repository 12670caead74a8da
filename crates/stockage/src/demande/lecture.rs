//! Reading demandes back as nouns of `droit`.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use droit::demande::Demande;
use droit::numero_unique::NumeroUnique;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Order, Query};
use uuid::Uuid;

use super::dossier_json::{self, DemandeJson, Fragment};
use super::{LigneFait, LigneVersion, Origine, Tete, contexte_fait};
use crate::base::Acces;
use crate::cle_demande::{self, CleDemande, EtatCle, cle_de};
use crate::coffre::Cle;
use crate::erreur::StockageError;
use crate::ligne::{self, egal};

/// A demande as the base holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct DemandeStockee {
    pub departement: String,
    pub id: Uuid,
    pub demande: Demande,
    pub protege: bool,
    /// To give back to `update`.
    pub version: i64,
    pub source: String,
    pub extrait_le: Option<NaiveDate>,
    pub maj_le: DateTime<Utc>,
}

/// One change of a file: when, from where, by whom.
#[derive(Clone, Debug, PartialEq)]
pub struct VersionDossier {
    pub version: i64,
    pub source: String,
    pub extrait_le: Option<NaiveDate>,
    pub origine: Origine,
    pub agent: String,
    pub instant_utc: DateTime<Utc>,
}

/// Demandes read in one go.
const LOT: u64 = 500;

/// The demande; errors: `Introuvable`.
pub async fn get(acces: &impl Acces, departement: &str, id: Uuid) -> Result<DemandeStockee, StockageError> {
    find(acces, departement, id).await?.ok_or(StockageError::Introuvable)
}

pub async fn find(acces: &impl Acces, departement: &str, id: Uuid) -> Result<Option<DemandeStockee>, StockageError> {
    let key = Condition::all().add(egal("departement", departement)).add(egal("id", id));
    let heads = ligne::list::<Tete>(acces, key, &[]).await?;
    Ok(assemble(acces, heads).await?.pop())
}

/// The demandes of these ids that exist, in the order of `departement` then `id`.
pub async fn get_lot(acces: &impl Acces, departement: &str, ids: &[Uuid]) -> Result<Vec<DemandeStockee>, StockageError> {
    let mut found = Vec::with_capacity(ids.len());
    for lot in ids.chunks(LOT as usize) {
        let condition = Condition::all().add(egal("departement", departement)).add(Expr::col("id").is_in(lot.iter().copied()));
        let heads = ligne::list::<Tete>(acces, condition, &[("id", Order::Asc)]).await?;
        found.extend(assemble(acces, heads).await?);
    }
    found.sort_by_key(|d| d.id);
    Ok(found)
}

pub async fn find_par_numero_unique(
    acces: &impl Acces,
    departement: &str,
    numero_unique: &NumeroUnique,
) -> Result<Option<DemandeStockee>, StockageError> {
    let key = Condition::all().add(egal("departement", departement)).add(egal("numero_unique", numero_unique.as_str()));
    let heads = ligne::list::<Tete>(acces, key, &[]).await?;
    Ok(assemble(acces, heads).await?.pop())
}

/// Numéro unique to id for a whole département, to match an extract at once.
pub async fn list_numeros(acces: &impl Acces, departement: &str) -> Result<HashMap<String, Uuid>, StockageError> {
    let mut select = Query::select();
    select
        .columns(["numero_unique", "id"])
        .from("demande")
        .cond_where(Condition::all().add(egal("departement", departement)).add(Expr::col("numero_unique").is_not_null()));
    let rows = acces.lien().query_all(&select).await?;
    let mut numeros = HashMap::with_capacity(rows.len());
    for row in rows {
        numeros.insert(row.try_get("", "numero_unique")?, row.try_get("", "id")?);
    }
    Ok(numeros)
}

/// Files struck off on that day or before, with the day: the oldest first.
pub async fn list_radiees(
    acces: &impl Acces,
    departement: &str,
    jusqu_au: NaiveDate,
) -> Result<Vec<(Uuid, NaiveDate)>, StockageError> {
    let condition = Condition::all()
        .add(egal("departement", departement))
        .add(egal("etat", "radiee"))
        .add(Expr::col("radiee_le").lte(jusqu_au));
    let mut select = Query::select();
    select.columns(["id", "radiee_le"]).from("demande").cond_where(condition);
    select.order_by("radiee_le", Order::Asc).order_by("id", Order::Asc);
    let rows = acces.lien().query_all(&select).await?;
    rows.iter().map(|row| Ok((row.try_get("", "id")?, row.try_get("", "radiee_le")?))).collect()
}

/// Gives every demande of the base to `visit`, by `departement` then `id`, a batch at a time: never the whole register in memory.
pub async fn list_toutes(acces: &impl Acces, mut visit: impl FnMut(DemandeStockee) + Send) -> Result<u64, StockageError> {
    let mut after: Option<(String, Uuid)> = None;
    let mut total = 0;
    loop {
        let mut condition = Condition::all();
        if let Some((departement, id)) = &after {
            let same = Condition::all().add(egal("departement", departement.as_str())).add(Expr::col("id").gt(*id));
            condition = condition.add(Condition::any().add(Expr::col("departement").gt(departement.as_str())).add(same));
        }
        let mut select = ligne::select::<Tete>(condition);
        select.order_by("departement", Order::Asc).order_by("id", Order::Asc).limit(LOT);
        let heads: Vec<Tete> = ligne::lire_tout(acces, &select).await?;
        let Some(last) = heads.last() else {
            return Ok(total);
        };
        after = Some((last.departement.clone(), last.id));
        for demande in assemble(acces, heads).await? {
            total += 1;
            visit(demande);
        }
    }
}

/// The changes of a file, latest first.
pub async fn list_versions(acces: &impl Acces, departement: &str, id: Uuid) -> Result<Vec<VersionDossier>, StockageError> {
    let rows = ligne::list::<LigneVersion>(acces, cle_de(departement, id), &[("version", Order::Desc)]).await?;
    rows.iter().map(to_version).collect()
}

/// Every version of a file with all it said, the oldest first.
pub async fn list_contenus(
    acces: &impl Acces,
    departement: &str,
    id: Uuid,
) -> Result<Vec<(VersionDossier, Demande)>, StockageError> {
    let rows = ligne::list::<LigneVersion>(acces, cle_de(departement, id), &[("version", Order::Asc)]).await?;
    let mut faits: BTreeMap<i64, Vec<LigneFait>> = BTreeMap::new();
    for fait in ligne::list::<LigneFait>(acces, cle_de(departement, id), &[]).await? {
        faits.entry(fait.version).or_default().push(fait);
    }
    let cle = open_cle(acces, departement, id).await?;
    rows.iter().map(|row| Ok((to_version(row)?, read(row, faits.remove(&row.version).unwrap_or_default(), &cle)?))).collect()
}

fn to_version(row: &LigneVersion) -> Result<VersionDossier, StockageError> {
    let origine = Origine::from_code(&row.origine)
        .ok_or_else(|| StockageError::incoherent("dossier_version", format!("origine « {} »", row.origine)))?;
    Ok(VersionDossier {
        version: row.version,
        source: row.source.clone(),
        extrait_le: row.extrait_le,
        origine,
        agent: row.agent.clone(),
        instant_utc: row.instant_utc,
    })
}

async fn open_cle(acces: &impl Acces, departement: &str, id: Uuid) -> Result<Cle, StockageError> {
    match cle_demande::find(acces, departement, id).await? {
        EtatCle::Vivante(cle) => Ok(cle),
        EtatCle::Detruite | EtatCle::Absente => Err(StockageError::incoherent("cle_demande", "clé absente")),
    }
}

/// The file as it was known at an instant; `None` before its first version.
pub async fn find_au(
    acces: &impl Acces,
    departement: &str,
    id: Uuid,
    instant_utc: DateTime<Utc>,
) -> Result<Option<Demande>, StockageError> {
    let mut select = ligne::select::<LigneVersion>(cle_de(departement, id).add(Expr::col("instant_utc").lte(instant_utc)));
    select.order_by("version", Order::Desc).limit(1);
    let Some(version) = ligne::lire_tout::<LigneVersion>(acces, &select).await?.pop() else {
        return Ok(None);
    };
    let faits = ligne::list::<LigneFait>(acces, cle_de(departement, id).add(egal("version", version.version)), &[]).await?;
    let cle = open_cle(acces, departement, id).await?;
    read(&version, faits, &cle).map(Some)
}

/// Reads the current version of these heads with three statements, whatever their number (at most `LOT`).
async fn assemble(acces: &impl Acces, heads: Vec<Tete>) -> Result<Vec<DemandeStockee>, StockageError> {
    if heads.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = heads.iter().map(|h| h.id).collect();
    // Only the current version, chosen by the base: old ones stay where they are.
    let current = |table: &'static str| {
        let mut exists = Query::select();
        exists.expr(Expr::val(1i32)).from("demande").cond_where(
            Condition::all()
                .add(Expr::col(("demande", "departement")).equals((table, "departement")))
                .add(Expr::col(("demande", "id")).equals((table, "demande_id")))
                .add(Expr::col(("demande", "version")).equals((table, "version"))),
        );
        Condition::all().add(Expr::col("demande_id").is_in(ids.iter().copied())).add(Expr::exists(exists))
    };
    let mut versions: BTreeMap<Uuid, LigneVersion> = BTreeMap::new();
    for row in ligne::list::<LigneVersion>(acces, current("dossier_version"), &[]).await? {
        versions.insert(row.demande_id, row);
    }
    let mut faits: BTreeMap<Uuid, Vec<LigneFait>> = BTreeMap::new();
    for row in ligne::list::<LigneFait>(acces, current("fait_protege"), &[]).await? {
        faits.entry(row.demande_id).or_default().push(row);
    }
    let condition = Condition::all().add(Expr::col("demande_id").is_in(ids.iter().copied()));
    let mut keys: BTreeMap<Uuid, CleDemande> = BTreeMap::new();
    for row in ligne::list::<CleDemande>(acces, condition, &[]).await? {
        keys.insert(row.demande_id, row);
    }
    let mut demandes = Vec::with_capacity(heads.len());
    for head in heads {
        let version = versions
            .remove(&head.id)
            .ok_or_else(|| StockageError::incoherent("dossier_version", format!("version {} absente", head.version)))?;
        let row = keys.remove(&head.id).ok_or_else(|| StockageError::incoherent("cle_demande", "clé absente"))?;
        let EtatCle::Vivante(cle) = cle_demande::open(acces.coffre(), &row)? else {
            return Err(StockageError::incoherent("cle_demande", "clé détruite pour une demande encore présente"));
        };
        let demande = read(&version, faits.remove(&head.id).unwrap_or_default(), &cle)?;
        demandes.push(DemandeStockee {
            departement: head.departement,
            id: head.id,
            demande,
            protege: head.protege,
            version: head.version,
            source: head.source,
            extrait_le: head.extrait_le,
            maj_le: head.maj_le,
        });
    }
    Ok(demandes)
}

fn read(version: &LigneVersion, faits: Vec<LigneFait>, cle: &Cle) -> Result<Demande, StockageError> {
    let json: DemandeJson =
        serde_json::from_str(&version.contenu).map_err(|e| StockageError::incoherent("dossier_version", e.to_string()))?;
    let mut fragments = Vec::with_capacity(faits.len());
    for fait in faits {
        let contexte = contexte_fait(&fait.departement, fait.demande_id, fait.version, &fait.sensibilite);
        let clear = cle.decrypt("fait_protege", &contexte, &fait.chiffre)?;
        let fragment: Fragment =
            serde_json::from_slice(&clear).map_err(|_| StockageError::incoherent("fait_protege", "fragment illisible"))?;
        fragments.push(fragment);
    }
    dossier_json::read(json, fragments).map_err(|quoi| StockageError::incoherent("dossier_version", quoi))
}
