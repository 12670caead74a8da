//! Homes of the stock.

use chrono::{DateTime, NaiveDate, Utc};
use droit::demande::Typologie;
use droit::logement::{Logement, Produit};
use droit::montant::Centimes;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Func, Order, Query};
use uuid::Uuid;

use crate::base::{Acces, Transaction};
use crate::demande::Page;
use crate::erreur::StockageError;
use crate::ligne::{self, crud, egal, table};

table! {
    /// A home as stored; money in cents a month, area in whole square metres.
    LigneLogement = "logement" {
        cle { id: Uuid, }
        residence_id: Option<Uuid>,
        bailleur: String,
        /// RPLS identifier, unique.
        rpls: Option<String>,
        /// The bailleur's own reference (building, stair, door).
        reference: Option<String>,
        adresse: Option<String>,
        commune: String,
        secteur: Option<String>,
        qpv: Option<String>,
        qpv_connu: bool,
        typologie: String,
        produit: String,
        surface: i32,
        etage: Option<i32>,
        ascenseur: Option<bool>,
        adapte: Option<bool>,
        individuel: bool,
        annee_construction: i32,
        conventionne_le: Option<NaiveDate>,
        loyer: i64,
        loyer_annexes: i64,
        charges: i64,
        foyer: bool,
        /// Code of the organisation holding the reservation right.
        reservataire: Option<String>,
        type_reservataire: Option<String>,
        /// `loue`, `vacant`, `hors_location`.
        etat: String,
        maj_le: DateTime<Utc>,
        /// Day of the last stock file that named it.
        rpls_extrait_le: Option<NaiveDate>,
        /// When that file was read; a later `maj_le` is a change made here since.
        rpls_lu_le: Option<DateTime<Utc>>,
        /// Day of the first stock file that no longer names it.
        absent_depuis: Option<NaiveDate>,
    }
}

crud!(LigneLogement; id: Uuid);

/// What a home has beside the noun of `droit`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Complement {
    pub residence_id: Option<Uuid>,
    pub reference: Option<String>,
    pub adresse: Option<String>,
    pub reservataire: Option<String>,
    pub type_reservataire: Option<String>,
}

impl LigneLogement {
    pub fn from_logement(
        id: Uuid,
        logement: &Logement,
        complement: Complement,
        etat: &str,
        maj_le: DateTime<Utc>,
    ) -> LigneLogement {
        LigneLogement {
            id,
            residence_id: complement.residence_id,
            bailleur: logement.bailleur.clone(),
            rpls: logement.rpls.clone(),
            reference: complement.reference,
            adresse: complement.adresse,
            commune: logement.commune.clone(),
            secteur: logement.secteur.clone(),
            qpv: logement.qpv.clone(),
            qpv_connu: logement.qpv_connu,
            typologie: logement.typologie.code().to_owned(),
            produit: logement.produit.code().to_owned(),
            surface: i32::from(logement.surface),
            etage: logement.etage.map(i32::from),
            ascenseur: logement.ascenseur,
            adapte: logement.adapte,
            individuel: logement.individuel,
            annee_construction: i32::from(logement.annee_construction),
            conventionne_le: logement.conventionne_le,
            loyer: logement.loyer.0,
            loyer_annexes: logement.loyer_annexes.0,
            charges: logement.charges.0,
            foyer: logement.foyer,
            reservataire: complement.reservataire,
            type_reservataire: complement.type_reservataire,
            etat: etat.to_owned(),
            maj_le,
            rpls_extrait_le: None,
            rpls_lu_le: None,
            absent_depuis: None,
        }
    }

    /// The noun of `droit`. Errors: a stored code that is no longer known.
    pub fn to_logement(&self) -> Result<Logement, StockageError> {
        let wrong =
            |quoi: &str, valeur: &dyn std::fmt::Display| StockageError::incoherent("logement", format!("{quoi} « {valeur} »"));
        Ok(Logement {
            bailleur: self.bailleur.clone(),
            rpls: self.rpls.clone(),
            commune: self.commune.clone(),
            secteur: self.secteur.clone(),
            qpv: self.qpv.clone(),
            qpv_connu: self.qpv_connu,
            typologie: Typologie::from_code(&self.typologie).ok_or_else(|| wrong("typologie", &self.typologie))?,
            produit: Produit::from_code(&self.produit).ok_or_else(|| wrong("produit", &self.produit))?,
            surface: u16::try_from(self.surface).map_err(|_| wrong("surface", &self.surface))?,
            etage: self.etage.map(|e| i8::try_from(e).map_err(|_| wrong("étage", &e))).transpose()?,
            ascenseur: self.ascenseur,
            adapte: self.adapte,
            individuel: self.individuel,
            annee_construction: u16::try_from(self.annee_construction)
                .map_err(|_| wrong("année de construction", &self.annee_construction))?,
            conventionne_le: self.conventionne_le,
            loyer: Centimes(self.loyer),
            loyer_annexes: Centimes(self.loyer_annexes),
            charges: Centimes(self.charges),
            foyer: self.foyer,
        })
    }
}

/// What to list: every filter given must hold.
#[derive(Clone, Debug, Default)]
pub struct FiltreLogement {
    pub bailleur: Option<String>,
    pub commune: Option<String>,
    pub typologie: Option<Typologie>,
    pub produit: Option<Produit>,
    /// In a QPV, or known to be outside.
    pub en_qpv: Option<bool>,
    pub etat: Option<String>,
    pub reservataire: Option<String>,
    /// Part of the address, of the residence's name, of the bailleur's reference or of the RPLS identifier, as typed.
    pub texte: Option<String>,
    pub tri: TriLogement,
    pub decroissant: bool,
}

/// The order of a list; ties by commune, typology, id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TriLogement {
    #[default]
    Commune,
    Adresse,
    Typologie,
    Surface,
    Loyer,
}

impl TriLogement {
    const fn colonne(self) -> &'static str {
        match self {
            TriLogement::Commune => "commune",
            TriLogement::Adresse => "adresse",
            TriLogement::Typologie => "typologie",
            TriLogement::Surface => "surface",
            TriLogement::Loyer => "loyer",
        }
    }
}

impl FiltreLogement {
    fn condition(&self) -> Condition {
        let mut condition = Condition::all()
            .add_option(self.bailleur.as_deref().map(|v| egal("bailleur", v)))
            .add_option(self.commune.as_deref().map(|v| egal("commune", v)))
            .add_option(self.typologie.map(|v| egal("typologie", v.code())))
            .add_option(self.produit.map(|v| egal("produit", v.code())))
            .add_option(self.etat.as_deref().map(|v| egal("etat", v)))
            .add_option(self.reservataire.as_deref().map(|v| egal("reservataire", v)));
        match self.en_qpv {
            Some(true) => condition = condition.add(Expr::col("qpv").is_not_null()),
            Some(false) => condition = condition.add(Expr::col("qpv").is_null()).add(egal("qpv_connu", true)),
            None => {}
        }
        if let Some(texte) = &self.texte {
            let plain: String = texte.to_lowercase().chars().filter(|c| !matches!(c, '%' | '_' | '\\')).collect();
            let like = |colonne: &'static str| Expr::expr(Func::lower(Expr::col(colonne))).like(format!("%{plain}%"));
            let named = Query::select()
                .column("id")
                .from("residence")
                .and_where(Expr::expr(Func::lower(Expr::col("nom"))).like(format!("%{plain}%")))
                .to_owned();
            condition = condition.add(
                Condition::any()
                    .add(like("adresse"))
                    .add(like("reference"))
                    .add(like("rpls"))
                    .add(Expr::col("residence_id").in_subquery(named)),
            );
        }
        condition
    }
}

/// A page of homes in the order asked; and how many there are on all pages.
pub async fn list_page(
    acces: &impl Acces,
    filtre: &FiltreLogement,
    page: Page,
) -> Result<(u64, Vec<LigneLogement>), StockageError> {
    let total = ligne::count(acces, "logement", filtre.condition()).await?;
    let mut select = ligne::select::<LigneLogement>(filtre.condition());
    let taille = page.taille.clamp(1, 1000);
    let offset = Ord::min(page.numero.saturating_sub(1).saturating_mul(taille), i64::MAX as u64);
    let sens = if filtre.decroissant { Order::Desc } else { Order::Asc };
    select
        .order_by(filtre.tri.colonne(), sens)
        .order_by("commune", Order::Asc)
        .order_by("typologie", Order::Asc)
        .order_by("id", Order::Asc)
        .limit(taille)
        .offset(offset);
    Ok((total, ligne::lire_tout(acces, &select).await?))
}

/// The homes of these ids that exist, by id.
pub async fn get_lot(acces: &impl Acces, ids: &[Uuid]) -> Result<Vec<LigneLogement>, StockageError> {
    let mut found = Vec::with_capacity(ids.len());
    for lot in ids.chunks(1000) {
        found.extend(
            ligne::list::<LigneLogement>(acces, Condition::all().add(Expr::col("id").is_in(lot.iter().copied())), &[]).await?,
        );
    }
    found.sort_by_key(|l| l.id);
    Ok(found)
}

pub async fn find_par_rpls(acces: &impl Acces, rpls: &str) -> Result<Option<LigneLogement>, StockageError> {
    ligne::find(acces, Condition::all().add(egal("rpls", rpls))).await
}

/// The whole stock of a bailleur, by id.
pub async fn list_de_bailleur(acces: &impl Acces, bailleur: &str) -> Result<Vec<LigneLogement>, StockageError> {
    ligne::list(acces, Condition::all().add(egal("bailleur", bailleur)), &[("id", Order::Asc)]).await
}

/// Those of these identifiers that are known, whoever the bailleur is.
pub async fn list_par_rpls(acces: &impl Acces, identifiants: &[String]) -> Result<Vec<LigneLogement>, StockageError> {
    let mut found = Vec::new();
    for lot in identifiants.chunks(1000) {
        let condition = Condition::all().add(Expr::col("rpls").is_in(lot.iter().map(String::as_str)));
        found.extend(ligne::list::<LigneLogement>(acces, condition, &[]).await?);
    }
    Ok(found)
}

/// Number of homes by commune and typology, for the figures of the stock.
pub async fn count_par_commune(acces: &impl Acces, bailleur: Option<&str>) -> Result<Vec<(String, String, u64)>, StockageError> {
    let mut select = Query::select();
    select
        .columns(["commune", "typologie"])
        .expr_as(Func::count(Expr::col("id")), "n")
        .from("logement")
        .cond_where(Condition::all().add_option(bailleur.map(|b| egal("bailleur", b))))
        .group_by_columns(["commune", "typologie"])
        .order_by("commune", Order::Asc)
        .order_by("typologie", Order::Asc);
    let mut counts = Vec::new();
    for row in acces.lien().query_all(&select).await? {
        counts.push((
            row.try_get("", "commune")?,
            row.try_get("", "typologie")?,
            u64::try_from(row.try_get::<i64>("", "n")?).unwrap_or(0),
        ));
    }
    Ok(counts)
}

/// Errors: `Introuvable`.
pub async fn set_etat(transaction: &Transaction, id: Uuid, etat: &str, maj_le: DateTime<Utc>) -> Result<(), StockageError> {
    let values = vec![("etat", etat.into()), ("maj_le", maj_le.into())];
    match ligne::update_where(transaction, "logement", values, Condition::all().add(egal("id", id))).await? {
        0 => Err(StockageError::Introuvable),
        _ => Ok(()),
    }
}
