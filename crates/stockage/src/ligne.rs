//! A row as a plain struct, and the few statements every table needs.

use sea_orm::sea_query::{Asterisk, Condition, Expr, ExprTrait, Func, Order, Query, SelectStatement};
use sea_orm::{DbErr, QueryResult, Value};

use crate::base::scelle::Scelle;
use crate::base::{Acces, Transaction};
use crate::erreur::StockageError;

/// Values of one statement: below the limit of both engines.
const VALEURS_MAX: usize = 30_000;
/// Rows of one statement: more brings nothing and fills the statement cache.
const LIGNES_MAX: usize = 250;

pub trait Ligne: Sized + Send + Sync {
    const TABLE: &'static str;
    const CLE: &'static [&'static str];
    /// Key columns first.
    const COLONNES: &'static [&'static str];
    fn valeurs(&self) -> Vec<Value>;
    fn lire(row: &QueryResult) -> Result<Self, DbErr>;
}

/// Declares a row and its table: key columns, then the others, named as the fields are.
macro_rules! table {
    ($(#[$meta:meta])* $name:ident = $table:literal { cle { $($(#[$km:meta])* $k:ident : $kt:ty,)+ } $($(#[$fm:meta])* $f:ident : $t:ty,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name { $($(#[$km])* pub $k: $kt,)+ $($(#[$fm])* pub $f: $t,)* }

        impl crate::ligne::Ligne for $name {
            const TABLE: &'static str = $table;
            const CLE: &'static [&'static str] = &[$(stringify!($k)),+];
            const COLONNES: &'static [&'static str] = &[$(stringify!($k),)+ $(stringify!($f)),*];
            fn valeurs(&self) -> Vec<sea_orm::Value> {
                vec![$(self.$k.clone().into(),)+ $(self.$f.clone().into()),*]
            }
            fn lire(row: &sea_orm::QueryResult) -> Result<Self, sea_orm::DbErr> {
                Ok($name { $($k: row.try_get("", stringify!($k))?,)+ $($f: row.try_get("", stringify!($f))?),* })
            }
        }
    };
}

/// Gives a table's module its usual functions.
macro_rules! crud {
    ($name:ident; $($k:ident : $kt:ty),+) => {
        /// Adds a row. Errors: a named constraint.
        pub async fn insert(transaction: &crate::Transaction, ligne: &$name) -> Result<(), crate::StockageError> {
            crate::ligne::insert_lot(transaction, std::slice::from_ref(ligne)).await
        }

        /// Adds many rows in few statements.
        pub async fn insert_lot(transaction: &crate::Transaction, lignes: &[$name]) -> Result<(), crate::StockageError> {
            crate::ligne::insert_lot(transaction, lignes).await
        }

        /// Replaces the row of the same key. Errors: `Introuvable`.
        pub async fn update(transaction: &crate::Transaction, ligne: &$name) -> Result<(), crate::StockageError> {
            crate::ligne::update(transaction, ligne).await
        }

        /// The row of that key, if it exists.
        pub async fn find(acces: &impl crate::Acces, $($k: $kt),+) -> Result<Option<$name>, crate::StockageError> {
            let key = sea_orm::sea_query::Condition::all()$(.add(crate::ligne::egal(stringify!($k), $k)))+;
            crate::ligne::find(acces, key).await
        }
    };
}
pub(crate) use {crud, table};

pub(crate) fn egal(colonne: &'static str, valeur: impl Into<Value>) -> Expr {
    Expr::col(colonne).eq(Expr::val(valeur))
}

pub(crate) async fn insert_lot<L: Ligne>(transaction: &Transaction, lignes: &[L]) -> Result<(), StockageError> {
    let par_lot = (VALEURS_MAX / L::COLONNES.len()).clamp(1, LIGNES_MAX);
    for lot in lignes.chunks(par_lot) {
        let mut insert = Query::insert();
        insert.into_table(L::TABLE).columns(L::COLONNES.iter().copied());
        for ligne in lot {
            insert.values_panic(ligne.valeurs().into_iter().map(Expr::val));
        }
        transaction.lien().execute(&insert).await?;
    }
    Ok(())
}

pub(crate) async fn update<L: Ligne>(transaction: &Transaction, ligne: &L) -> Result<(), StockageError> {
    let mut valeurs = ligne.valeurs().into_iter();
    let mut update = Query::update();
    update.table(L::TABLE);
    for (colonne, valeur) in L::CLE.iter().copied().zip(valeurs.by_ref()) {
        update.and_where(egal(colonne, valeur));
    }
    for (colonne, valeur) in L::COLONNES[L::CLE.len()..].iter().copied().zip(valeurs) {
        update.value(colonne, Expr::val(valeur));
    }
    match transaction.lien().execute(&update).await?.rows_affected() {
        0 => Err(StockageError::Introuvable),
        _ => Ok(()),
    }
}

/// Sets some columns where the condition holds; returns the number of rows changed.
pub(crate) async fn update_where(
    transaction: &Transaction,
    table: &'static str,
    valeurs: Vec<(&'static str, Value)>,
    condition: Condition,
) -> Result<u64, StockageError> {
    let mut update = Query::update();
    update.table(table).cond_where(condition);
    for (colonne, valeur) in valeurs {
        update.value(colonne, Expr::val(valeur));
    }
    Ok(transaction.lien().execute(&update).await?.rows_affected())
}

pub(crate) async fn delete(transaction: &Transaction, table: &'static str, condition: Condition) -> Result<u64, StockageError> {
    let mut delete = Query::delete();
    delete.from_table(table).cond_where(condition);
    Ok(transaction.lien().execute(&delete).await?.rows_affected())
}

pub(crate) fn select<L: Ligne>(condition: Condition) -> SelectStatement {
    let mut select = Query::select();
    select.columns(L::COLONNES.iter().copied()).from(L::TABLE).cond_where(condition);
    select
}

pub(crate) async fn find<L: Ligne>(acces: &impl Acces, condition: Condition) -> Result<Option<L>, StockageError> {
    let mut statement = select::<L>(condition);
    statement.limit(1);
    match acces.lien().query_one(&statement).await? {
        Some(row) => Ok(Some(L::lire(&row)?)),
        None => Ok(None),
    }
}

/// Rows in a written order.
pub(crate) async fn list<L: Ligne>(
    acces: &impl Acces,
    condition: Condition,
    ordre: &[(&'static str, Order)],
) -> Result<Vec<L>, StockageError> {
    let mut statement = select::<L>(condition);
    for (colonne, sens) in ordre {
        statement.order_by(*colonne, sens.clone());
    }
    lire_tout(acces, &statement).await
}

pub(crate) async fn lire_tout<L: Ligne>(acces: &impl Acces, statement: &SelectStatement) -> Result<Vec<L>, StockageError> {
    let rows = acces.lien().query_all(statement).await?;
    rows.iter().map(|row| L::lire(row).map_err(StockageError::from)).collect()
}

pub(crate) async fn count(acces: &impl Acces, table: &'static str, condition: Condition) -> Result<u64, StockageError> {
    let mut statement = Query::select();
    statement.expr_as(Func::count(Expr::col(Asterisk)), "n").from(table).cond_where(condition);
    match acces.lien().query_one(&statement).await? {
        Some(row) => Ok(u64::try_from(row.try_get::<i64>("", "n")?).unwrap_or(0)),
        None => Ok(0),
    }
}
