//! Values that two sources do not agree on: what was typed here after the day of a file, and what the file says.

use chrono::{DateTime, NaiveDate, Utc};
use droit::demande::Demande;
use sea_orm::sea_query::{Condition, Order};
use uuid::Uuid;

use crate::base::{Acces, Transaction};
use crate::cle_demande::{self, cle_de};
use crate::demande;
use crate::erreur::StockageError;
use crate::ligne::{self, egal, table};

/// One field of one demande. Both files are kept whole and encrypted: the field is taken from either.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflit {
    pub id: Uuid,
    pub departement: String,
    pub demande_id: Uuid,
    /// Code of the field.
    pub champ: String,
    /// `a_trancher`, `locale`, `fichier`.
    pub etat: String,
    pub locale_le: NaiveDate,
    pub locale_par: String,
    /// `sne`, `tableau`, `gestion`.
    pub source: String,
    pub fichier_le: NaiveDate,
    pub import_id: Uuid,
    pub locale: Demande,
    pub fichier: Demande,
    pub cree_le: DateTime<Utc>,
    pub tranche_le: Option<DateTime<Utc>>,
    pub tranche_par: Option<String>,
}

table! {
    Stocke = "conflit" {
        cle { id: Uuid, }
        departement: String,
        demande_id: Uuid,
        champ: String,
        etat: String,
        locale_le: NaiveDate,
        locale_par: String,
        source: String,
        fichier_le: NaiveDate,
        import_id: Uuid,
        chiffre: Vec<u8>,
        cree_le: DateTime<Utc>,
        tranche_le: Option<DateTime<Utc>>,
        tranche_par: Option<String>,
    }
}

/// What to keep of a list.
#[derive(Clone, Debug, Default)]
pub struct FiltreConflit {
    pub etat: Option<String>,
    pub source: Option<String>,
    pub champ: Option<String>,
}

impl FiltreConflit {
    fn condition(&self) -> Condition {
        Condition::all()
            .add_option(self.etat.as_deref().map(|v| egal("etat", v)))
            .add_option(self.source.as_deref().map(|v| egal("source", v)))
            .add_option(self.champ.as_deref().map(|v| egal("champ", v)))
    }
}

/// Writes a conflict, in the place of an earlier one of the same field.
pub async fn upsert(transaction: &Transaction, c: &Conflit) -> Result<(), StockageError> {
    let same = cle_de(&c.departement, c.demande_id).add(egal("champ", c.champ.as_str()));
    ligne::delete(transaction, "conflit", same).await?;
    let clear = format!("{}\u{1e}{}", demande::write_contenu(&c.locale)?, demande::write_contenu(&c.fichier)?);
    let chiffre = cle_demande::seal(transaction, &c.departement, c.demande_id, &contexte(c.id), &clear).await?;
    let row = Stocke {
        id: c.id,
        departement: c.departement.clone(),
        demande_id: c.demande_id,
        champ: c.champ.clone(),
        etat: c.etat.clone(),
        locale_le: c.locale_le,
        locale_par: c.locale_par.clone(),
        source: c.source.clone(),
        fichier_le: c.fichier_le,
        import_id: c.import_id,
        chiffre,
        cree_le: c.cree_le,
        tranche_le: c.tranche_le,
        tranche_par: c.tranche_par.clone(),
    };
    ligne::insert_lot(transaction, &[row]).await
}

pub async fn find(acces: &impl Acces, id: Uuid) -> Result<Option<Conflit>, StockageError> {
    match ligne::find::<Stocke>(acces, Condition::all().add(egal("id", id))).await? {
        Some(row) => Ok(Some(open(acces, row).await?)),
        None => Ok(None),
    }
}

/// Latest first, at most `limite`.
pub async fn list(acces: &impl Acces, filtre: &FiltreConflit, limite: u64) -> Result<Vec<Conflit>, StockageError> {
    let mut select = ligne::select::<Stocke>(filtre.condition());
    select.order_by("cree_le", Order::Desc).order_by("id", Order::Desc).limit(limite);
    open_all(acces, ligne::lire_tout(acces, &select).await?).await
}

pub async fn list_de_demande(acces: &impl Acces, departement: &str, demande_id: Uuid) -> Result<Vec<Conflit>, StockageError> {
    open_all(acces, ligne::list(acces, cle_de(departement, demande_id), &[("champ", Order::Asc)]).await?).await
}

pub async fn count(acces: &impl Acces, filtre: &FiltreConflit) -> Result<u64, StockageError> {
    ligne::count(acces, "conflit", filtre.condition()).await
}

/// Says which value stands.
pub async fn set_etat(
    transaction: &Transaction,
    id: Uuid,
    etat: &str,
    le: DateTime<Utc>,
    par: &str,
) -> Result<(), StockageError> {
    let values = vec![("etat", etat.into()), ("tranche_le", Some(le).into()), ("tranche_par", Some(par.to_owned()).into())];
    match ligne::update_where(transaction, "conflit", values, Condition::all().add(egal("id", id))).await? {
        0 => Err(StockageError::Introuvable),
        _ => Ok(()),
    }
}

/// Forgets what no longer opposes two sources: a later file speaks.
pub async fn delete(transaction: &Transaction, id: Uuid) -> Result<(), StockageError> {
    ligne::delete(transaction, "conflit", Condition::all().add(egal("id", id))).await.map(|_| ())
}

fn contexte(id: Uuid) -> String {
    format!("conflit/{id}")
}

async fn open_all(acces: &impl Acces, rows: Vec<Stocke>) -> Result<Vec<Conflit>, StockageError> {
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        found.push(open(acces, row).await?);
    }
    Ok(found)
}

async fn open(acces: &impl Acces, s: Stocke) -> Result<Conflit, StockageError> {
    let broken = || StockageError::incoherent("conflit", "contenu illisible");
    let clear = cle_demande::unseal(acces, &s.departement, s.demande_id, "conflit", &contexte(s.id), &s.chiffre)
        .await?
        .ok_or_else(broken)?;
    let (locale, fichier) = clear.split_once('\u{1e}').ok_or_else(broken)?;
    Ok(Conflit {
        id: s.id,
        locale: demande::read_contenu(locale)?,
        fichier: demande::read_contenu(fichier)?,
        departement: s.departement,
        demande_id: s.demande_id,
        champ: s.champ,
        etat: s.etat,
        locale_le: s.locale_le,
        locale_par: s.locale_par,
        source: s.source,
        fichier_le: s.fichier_le,
        import_id: s.import_id,
        cree_le: s.cree_le,
        tranche_le: s.tranche_le,
        tranche_par: s.tranche_par,
    })
}
