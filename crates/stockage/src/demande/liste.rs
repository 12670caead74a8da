//! Lists and searches of demandes over the head columns: nothing restricted is read here.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use droit::demande::Typologie;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Order, Query};
use uuid::Uuid;

use super::{LignePersonne, LigneSouhait, Tete};
use crate::base::Acces;
use crate::erreur::StockageError;
use crate::ligne::{self, egal};
use crate::nom_cle::nom_cle;

/// What to list: every filter given must hold. Rights are the caller's: it sets `avec_proteges` and narrows by `ids`.
#[derive(Clone, Debug, Default)]
pub struct Filtre {
    pub departement: Option<String>,
    /// Codes of états; empty means all.
    pub etats: Vec<String>,
    /// INSEE code of any wish.
    pub commune: Option<String>,
    /// Asked typology, by its number of rooms.
    pub typologie: Option<Typologie>,
    pub guichet: Option<String>,
    /// Words of a name of any person of the household, in any order, each from its beginning.
    pub nom: Option<String>,
    /// Birth date of any person of the household.
    pub naissance_le: Option<NaiveDate>,
    /// Beginning of the numéro unique.
    pub numero_unique: Option<String>,
    /// False hides protected files.
    pub avec_proteges: bool,
    /// Only these demandes, when given.
    pub ids: Option<Vec<Uuid>>,
}

/// Ties are broken by the id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tri {
    /// Oldest demande first.
    #[default]
    Anciennete,
    /// Latest filed first.
    Recente,
    Nom,
    /// Last changed first.
    MiseAJour,
}

#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// From 1.
    pub numero: u64,
    pub taille: u64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct PageDemandes {
    /// Demandes that satisfy the filter, on all pages.
    pub total: u64,
    pub lignes: Vec<LigneDemande>,
}

/// A line of a list, with the identity of the titulaire.
#[derive(Clone, Debug, PartialEq)]
pub struct LigneDemande {
    pub departement: String,
    pub id: Uuid,
    pub numero_unique: Option<String>,
    /// `brouillon`, `en_attente_de_numero`, `enregistree`, `radiee`.
    pub etat: String,
    pub nom: Option<String>,
    pub prenom: Option<String>,
    pub naissance_le: Option<NaiveDate>,
    pub depose_le: NaiveDate,
    pub enregistre_le: Option<NaiveDate>,
    pub renouvele_le: Option<NaiveDate>,
    pub radiee_le: Option<NaiveDate>,
    pub guichet: Option<String>,
    pub nombre_personnes: i32,
    /// INSEE code of the first wish.
    pub commune_souhaitee: Option<String>,
    pub pieces_min: Option<i32>,
    pub pieces_max: Option<i32>,
    pub protege: bool,
    pub extrait_le: Option<NaiveDate>,
    pub maj_le: DateTime<Utc>,
}

pub async fn list_page(acces: &impl Acces, filtre: &Filtre, tri: Tri, page: Page) -> Result<PageDemandes, StockageError> {
    if filtre.ids.as_ref().is_some_and(Vec::is_empty) {
        return Ok(PageDemandes { total: 0, lignes: Vec::new() });
    }
    let condition = build_condition(filtre);
    let total = ligne::count(acces, "demande", condition.clone()).await?;
    let mut select = ligne::select::<Tete>(condition);
    match tri {
        Tri::Anciennete => select.order_by("depose_le", Order::Asc),
        Tri::Recente => select.order_by("depose_le", Order::Desc),
        Tri::Nom => select.order_by("nom_cle", Order::Asc),
        Tri::MiseAJour => select.order_by("maj_le", Order::Desc),
    };
    let taille = page.taille.clamp(1, 1000);
    let offset = Ord::min(page.numero.saturating_sub(1).saturating_mul(taille), i64::MAX as u64);
    select.order_by("id", Order::Asc).limit(taille).offset(offset);
    let heads: Vec<Tete> = ligne::lire_tout(acces, &select).await?;
    Ok(PageDemandes { total, lignes: with_titulaires(acces, heads).await? })
}

/// The lines of some demandes, in no order: what a list whose order is known shows.
pub async fn list_lignes(acces: &impl Acces, ids: &[Uuid]) -> Result<Vec<LigneDemande>, StockageError> {
    let mut lignes = Vec::with_capacity(ids.len());
    for lot in ids.chunks(500) {
        let condition = Condition::all().add(Expr::col("id").is_in(lot.iter().copied()));
        let heads: Vec<Tete> = ligne::list(acces, condition, &[]).await?;
        lignes.extend(with_titulaires(acces, heads).await?);
    }
    Ok(lignes)
}

/// How many demandes satisfy a filter.
pub async fn count(acces: &impl Acces, filtre: &Filtre) -> Result<u64, StockageError> {
    if filtre.ids.as_ref().is_some_and(Vec::is_empty) {
        return Ok(0);
    }
    ligne::count(acces, "demande", build_condition(filtre)).await
}

/// What orders a list: read for every demande that a filter keeps, in one statement.
#[derive(Clone, Debug, PartialEq)]
pub struct CleTri {
    pub id: Uuid,
    pub depose_le: NaiveDate,
    pub numero_unique: Option<String>,
    /// INSEE code of the first wish.
    pub commune_souhaitee: Option<String>,
    pub pieces_min: Option<i32>,
    pub nombre_personnes: i32,
}

/// Every demande that satisfies a filter, with what orders it: what the live register then ranks.
pub async fn list_cles(acces: &impl Acces, filtre: &Filtre) -> Result<Vec<CleTri>, StockageError> {
    if filtre.ids.as_ref().is_some_and(Vec::is_empty) {
        return Ok(Vec::new());
    }
    let mut select = Query::select();
    select
        .columns(["id", "depose_le", "numero_unique", "commune_souhaitee", "pieces_min", "nombre_personnes"])
        .from("demande")
        .cond_where(build_condition(filtre));
    let rows = acces.lien().query_all(&select).await?;
    rows.iter()
        .map(|row| {
            Ok(CleTri {
                id: row.try_get("", "id")?,
                depose_le: row.try_get("", "depose_le")?,
                numero_unique: row.try_get("", "numero_unique")?,
                commune_souhaitee: row.try_get("", "commune_souhaitee")?,
                pieces_min: row.try_get("", "pieces_min")?,
                nombre_personnes: row.try_get("", "nombre_personnes")?,
            })
        })
        .collect()
}

/// The names of the titulaires as a list shows them, as keys to compare: family name, then first name.
pub async fn list_noms(acces: &impl Acces, departement: &str) -> Result<HashMap<Uuid, String>, StockageError> {
    let mut select = Query::select();
    select
        .columns(["demande_id", "nom", "nom_naissance", "prenom"])
        .from("personne")
        .cond_where(Condition::all().add(egal("departement", departement)).add(egal("role", "titulaire")));
    let rows = acces.lien().query_all(&select).await?;
    rows.iter()
        .map(|row| {
            let (nom, naissance): (Option<String>, Option<String>) = (row.try_get("", "nom")?, row.try_get("", "nom_naissance")?);
            let prenom: Option<String> = row.try_get("", "prenom")?;
            let shown: Vec<String> = [nom.or(naissance), prenom].into_iter().flatten().collect();
            Ok((row.try_get("", "demande_id")?, nom_cle(&shown.join(" "))))
        })
        .collect()
}

/// Communes wished by some demandes, each in the order of its household.
pub async fn list_souhaits(acces: &impl Acces, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<String>>, StockageError> {
    let mut souhaits: HashMap<Uuid, Vec<String>> = HashMap::new();
    for lot in ids.chunks(500) {
        let condition = Condition::all().add(Expr::col("demande_id").is_in(lot.iter().copied()));
        for row in ligne::list::<LigneSouhait>(acces, condition, &[("rang", Order::Asc)]).await? {
            souhaits.entry(row.demande_id).or_default().push(row.commune);
        }
    }
    Ok(souhaits)
}

/// What a person types in one box: a numéro unique or its beginning, a birth date, or names.
pub async fn search(acces: &impl Acces, texte: &str, filtre: &Filtre, limite: u64) -> Result<PageDemandes, StockageError> {
    let mut filtre = filtre.clone();
    set_texte(&mut filtre, texte);
    list_page(acces, &filtre, Tri::Nom, Page { numero: 1, taille: limite }).await
}

/// Understands what was typed and narrows the filter by it.
pub fn set_texte(filtre: &mut Filtre, texte: &str) {
    let compact: String = texte.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
    if let Some(jour) = parse_date(&compact) {
        filtre.naissance_le = Some(jour);
    } else if compact.len() >= 4 && compact.bytes().take(3).all(|b| b.is_ascii_digit()) {
        filtre.numero_unique = Some(compact);
    } else {
        filtre.nom = Some(texte.to_owned());
    }
}

/// `1990-03-01` or `01/03/1990`.
fn parse_date(text: &str) -> Option<NaiveDate> {
    droit::jour::parse_iso(text).or_else(|| {
        let mut parts = text.split('/');
        let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || year.len() != 4 {
            return None;
        }
        NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    })
}

fn build_condition(filtre: &Filtre) -> Condition {
    let mut condition = Condition::all()
        .add_option(filtre.departement.as_deref().map(|v| egal("departement", v)))
        .add_option(filtre.guichet.as_deref().map(|v| egal("guichet", v)))
        .add_option((!filtre.avec_proteges).then(|| egal("protege", false)))
        .add_option(filtre.ids.as_ref().map(|ids| Expr::col("id").is_in(ids.iter().copied())));
    if !filtre.etats.is_empty() {
        condition = condition.add(Expr::col("etat").is_in(filtre.etats.iter().map(String::as_str)));
    }
    if let Some(typologie) = filtre.typologie {
        let pieces = i32::from(typologie.pieces());
        condition = condition.add(Expr::col("pieces_min").lte(pieces)).add(Expr::col("pieces_max").gte(pieces));
    }
    if let Some(numero) = &filtre.numero_unique {
        let prefix: String = numero.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
        condition = condition.add(Expr::col("numero_unique").like(format!("{prefix}%")));
    }
    if let Some(commune) = &filtre.commune {
        condition = condition.add(exists("souhait", Condition::all().add(egal("commune", commune.as_str()))));
    }
    if let Some(jour) = filtre.naissance_le {
        condition = condition.add(exists("personne", Condition::all().add(Expr::col(("personne", "naissance_le")).eq(jour))));
    }
    if let Some(nom) = &filtre.nom {
        // A key holds only letters, digits and spaces: nothing that LIKE would read as a joker.
        let mut words = Condition::all();
        for word in nom_cle(nom).split(' ').filter(|w| !w.is_empty()) {
            words = words.add(Expr::col(("personne", "nom_cle")).like(format!("% {word}%")));
        }
        condition = condition.add(exists("personne", words));
    }
    condition
}

fn exists(table: &'static str, condition: Condition) -> Expr {
    let mut select = Query::select();
    select.expr(Expr::val(1i32)).from(table).cond_where(
        Condition::all()
            .add(Expr::col((table, "departement")).equals(("demande", "departement")))
            .add(Expr::col((table, "demande_id")).equals(("demande", "id")))
            .add(condition),
    );
    Expr::exists(select)
}

async fn with_titulaires(acces: &impl Acces, heads: Vec<Tete>) -> Result<Vec<LigneDemande>, StockageError> {
    let ids: Vec<Uuid> = heads.iter().map(|h| h.id).collect();
    let mut titulaires: HashMap<Uuid, LignePersonne> = HashMap::new();
    if !ids.is_empty() {
        let condition = Condition::all().add(Expr::col("demande_id").is_in(ids)).add(egal("role", "titulaire"));
        titulaires.extend(ligne::list::<LignePersonne>(acces, condition, &[]).await?.into_iter().map(|p| (p.demande_id, p)));
    }
    Ok(heads
        .into_iter()
        .map(|head| {
            let titulaire = titulaires.get(&head.id);
            LigneDemande {
                nom: titulaire.and_then(|t| t.nom.clone().or_else(|| t.nom_naissance.clone())),
                prenom: titulaire.and_then(|t| t.prenom.clone()),
                departement: head.departement,
                id: head.id,
                numero_unique: head.numero_unique,
                etat: head.etat,
                naissance_le: head.naissance_le,
                depose_le: head.depose_le,
                enregistre_le: head.enregistre_le,
                renouvele_le: head.renouvele_le,
                radiee_le: head.radiee_le,
                guichet: head.guichet,
                nombre_personnes: head.nombre_personnes,
                commune_souhaitee: head.commune_souhaitee,
                pieces_min: head.pieces_min,
                pieces_max: head.pieces_max,
                protege: head.protege,
                extrait_le: head.extrait_le,
                maj_le: head.maj_le,
            }
        })
        .collect())
}
