//! Reading: the register, searched and filtered, narrowed to the caller's reach.

use std::collections::{BTreeSet, HashMap};

use droit::demande::{Demande, StatutDalo, Typologie};
use droit::enregistrement::compute_echeance;
use droit::jour::Jour;
use droit::priorites::has_priorite;
use stockage::demande::{self, Filtre, LigneDemande, Page, Tri};
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::droits::{Acte, Acteur};
use crate::issue::Echec;
use crate::portee_demandes::{self, Etendue, sees_proteges};
use crate::recherche::{self, Correspondance, Perimetre};

/// Lines of a page.
pub const TAILLE: u64 = 50;
/// Lines read at once for an export.
const LOT: usize = 500;
/// Characters of a numéro unique.
const NUMERO: usize = 18;

/// The order of a list; ties follow the seniority, then the id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ordre {
    /// Highest total first; demandes that are not ranked come last.
    #[default]
    Points,
    Anciennete,
    Recente,
    Nom,
    /// The closest answers to what was typed first; without a search, as by points.
    Pertinence,
}

/// What is asked; every criterion given must hold.
#[derive(Clone, Debug, Default)]
pub struct Recherche {
    /// Names, a birth date, a numéro unique or a part of it, together or alone.
    pub texte: String,
    /// Codes of états; empty means all.
    pub etats: Vec<String>,
    /// INSEE code of any wish.
    pub commune: Option<String>,
    pub typologie: Option<Typologie>,
    pub guichet: Option<String>,
    /// A criterion of the grid lacks a fact.
    pub incomplete: bool,
    /// A label in force, or the DALO.
    pub prioritaire: bool,
    pub ordre: Ordre,
    /// From 1.
    pub page: u64,
}

/// One line, already narrowed to what the caller may see.
#[derive(Clone, Debug)]
pub struct LigneRegistre {
    pub id: Uuid,
    /// Family name then first name; `None` when the caller may not see identities, or nobody gave them.
    pub nom: Option<String>,
    pub naissance_le: Option<Jour>,
    pub numero_unique: Option<String>,
    pub etat: String,
    pub depose_le: Jour,
    pub expire_le: Option<Jour>,
    pub nombre_personnes: i32,
    /// INSEE codes in the order of the household.
    pub souhaits: Vec<String>,
    pub pieces_min: Option<i32>,
    pub pieces_max: Option<i32>,
    /// `None` while the demande is not registered.
    pub points: Option<i32>,
    pub provisoire: bool,
    pub incomplete: bool,
    pub prioritaire: bool,
    pub dalo: bool,
    pub mutation: bool,
    /// How the line answers what was typed.
    pub comment: Option<Correspondance>,
}

/// A page of the register.
#[derive(Clone, Debug)]
pub struct ListeDemandes {
    pub total: u64,
    pub lignes: Vec<LigneRegistre>,
    pub page: u64,
    pub pages: u64,
    /// Registered demandes the caller may list, whatever the filter.
    pub actives: u64,
    /// The search was the numéro unique of one demande: its page.
    pub directe: Option<Uuid>,
}

/// What was typed, answered: how each demande answers, and its place.
type Trouvees = HashMap<Uuid, (Correspondance, usize)>;

/// Registered demandes the caller may list. Errors: `Introuvable` without the right.
pub(crate) async fn count_actives(carbet: &Carbet, acteur: &Acteur) -> Result<usize, Echec> {
    let etendue = portee_demandes::read_etendue(carbet, acteur, Acte::ListerDemandes).await?;
    let held = count_dans(carbet, &reach(carbet, acteur, &etendue)).await?;
    Ok(usize::try_from(held).unwrap_or(usize::MAX))
}

async fn count_dans(carbet: &Carbet, reach: &Filtre) -> Result<u64, Echec> {
    let active = Filtre { etats: vec!["enregistree".to_owned()], ..reach.clone() };
    Ok(demande::count(&carbet.base, &active).await?)
}

/// Lists demandes. Errors: `Introuvable` without the right.
pub async fn list_demandes(carbet: &Carbet, acteur: &Acteur, recherche: &Recherche) -> Result<ListeDemandes, Echec> {
    let etendue = portee_demandes::read_etendue(carbet, acteur, Acte::ListerDemandes).await?;
    let reach = reach(carbet, acteur, &etendue);
    let actives = count_dans(carbet, &reach).await?;
    let identite = acteur.role.masque().identite;
    let trouvees = find(carbet, acteur, &etendue, recherche);
    if let Some(id) = find_directe(recherche, trouvees.as_ref()) {
        return Ok(ListeDemandes { total: 1, lignes: Vec::new(), page: 1, pages: 1, actives, directe: Some(id) });
    }
    let filtre = narrow(reach, recherche);
    let in_memory = trouvees.is_some()
        || recherche.incomplete
        || recherche.prioritaire
        || matches!(recherche.ordre, Ordre::Points | Ordre::Pertinence);
    let asked = recherche.page.max(1);
    let (total, page, rows) = if in_memory {
        let ids = rank_ids(carbet, list_ids(carbet, &filtre, trouvees.as_ref()).await?, recherche, trouvees.as_ref());
        let total = ids.len() as u64;
        let page = asked.min(total.div_ceil(TAILLE).max(1));
        let shown: Vec<Uuid> = ids.into_iter().skip(((page - 1) * TAILLE) as usize).take(TAILLE as usize).collect();
        (total, page, read_rows(carbet, &shown).await?)
    } else {
        let tri = match recherche.ordre {
            Ordre::Recente => Tri::Recente,
            Ordre::Nom => Tri::Nom,
            Ordre::Points | Ordre::Anciennete | Ordre::Pertinence => Tri::Anciennete,
        };
        let found = demande::list_page(&carbet.base, &filtre, tri, Page { numero: asked, taille: TAILLE }).await?;
        (found.total, asked, found.lignes)
    };
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let souhaits = demande::list_souhaits(&carbet.base, &ids).await?;
    let lignes = rows.into_iter().map(|row| to_line(carbet, identite, row, &souhaits, trouvees.as_ref())).collect();
    Ok(ListeDemandes { total, lignes, page, pages: total.div_ceil(TAILLE).max(1), actives, directe: None })
}

/// Every demande that a search finds, in its order: what an export writes.
pub(crate) async fn list_toutes(carbet: &Carbet, acteur: &Acteur, recherche: &Recherche) -> Result<Vec<LigneRegistre>, Echec> {
    let etendue = portee_demandes::read_etendue(carbet, acteur, Acte::ListerDemandes).await?;
    let trouvees = find(carbet, acteur, &etendue, recherche);
    let filtre = narrow(reach(carbet, acteur, &etendue), recherche);
    let identite = acteur.role.masque().identite;
    let ids = rank_ids(carbet, list_ids(carbet, &filtre, trouvees.as_ref()).await?, recherche, trouvees.as_ref());
    let mut lignes = Vec::with_capacity(ids.len());
    for lot in ids.chunks(LOT) {
        let souhaits = demande::list_souhaits(&carbet.base, lot).await?;
        let rows = read_rows(carbet, lot).await?;
        lignes.extend(rows.into_iter().map(|row| to_line(carbet, identite, row, &souhaits, trouvees.as_ref())));
    }
    Ok(lignes)
}

/// All that the caller may list.
fn reach(carbet: &Carbet, acteur: &Acteur, etendue: &Etendue) -> Filtre {
    Filtre {
        departement: Some(carbet.regles().territoire.epci.departement.clone()),
        avec_proteges: sees_proteges(acteur),
        ids: etendue.ids(),
        ..Filtre::default()
    }
}

/// What was asked, within reach.
fn narrow(reach: Filtre, recherche: &Recherche) -> Filtre {
    Filtre {
        etats: recherche.etats.clone(),
        commune: recherche.commune.clone(),
        typologie: recherche.typologie,
        guichet: recherche.guichet.clone(),
        ..reach
    }
}

/// Who answers what was typed; `None` when nothing was.
fn find(carbet: &Carbet, acteur: &Acteur, etendue: &Etendue, recherche: &Recherche) -> Option<Trouvees> {
    let texte = recherche.texte.trim();
    if texte.is_empty() {
        return None;
    }
    let found = recherche::find(carbet, acteur, &Perimetre::new(acteur, etendue), texte, None);
    Some(found.demandes.into_iter().zip(0..).map(|((id, comment), place)| (id, (comment, place))).collect())
}

/// The one demande whose whole numéro unique was typed.
fn find_directe(recherche: &Recherche, trouvees: Option<&Trouvees>) -> Option<Uuid> {
    let whole = recherche.texte.chars().filter(|c| c.is_alphanumeric()).count() == NUMERO
        && recherche.texte.chars().any(|c| c.is_ascii_digit());
    let mut found = trouvees?.keys().filter(|_| whole);
    found.next().copied().filter(|_| found.next().is_none())
}

/// The ids that a filter keeps, among those found.
async fn list_ids(carbet: &Carbet, filtre: &Filtre, trouvees: Option<&Trouvees>) -> Result<Vec<(Uuid, Jour)>, Echec> {
    let Some(trouvees) = trouvees else { return Ok(demande::list_ids(&carbet.base, filtre).await?) };
    if trouvees.len() <= LOT {
        // What was found is within reach already.
        let ids: BTreeSet<Uuid> = trouvees.keys().copied().collect();
        let narrowed = Filtre { ids: Some(ids.into_iter().collect()), ..filtre.clone() };
        return Ok(demande::list_ids(&carbet.base, &narrowed).await?);
    }
    let mut ids = demande::list_ids(&carbet.base, filtre).await?;
    ids.retain(|(id, _)| trouvees.contains_key(id));
    Ok(ids)
}

/// Keeps what the live register says to keep, in the order asked.
fn rank_ids(carbet: &Carbet, ids: Vec<(Uuid, Jour)>, recherche: &Recherche, trouvees: Option<&Trouvees>) -> Vec<Uuid> {
    let register = carbet.registre.read();
    let columns = &register.colonnes;
    let jour = columns.jour();
    let mut kept: Vec<(Option<i32>, Jour, Uuid)> = ids
        .into_iter()
        .filter(|(id, _)| {
            let row = columns.ligne(id.as_bytes());
            let incomplete = row.is_some_and(|row| columns.notes().a_completer[row]);
            let prioritaire = columns.demande(id.as_bytes()).is_some_and(|d| has_priorite(d, jour));
            (!recherche.incomplete || incomplete) && (!recherche.prioritaire || prioritaire)
        })
        .map(|(id, depose_le)| (columns.total(id.as_bytes()), depose_le, id))
        .collect();
    match (recherche.ordre, trouvees) {
        (Ordre::Pertinence, Some(trouvees)) => kept.sort_by_key(|(_, _, id)| trouvees.get(id).map(|(_, place)| *place)),
        (Ordre::Points | Ordre::Pertinence, _) => {
            kept.sort_by_key(|(total, depose_le, id)| (std::cmp::Reverse(*total), *depose_le, *id));
        }
        (Ordre::Recente, _) => kept.sort_by_key(|(_, depose_le, id)| (std::cmp::Reverse(*depose_le), *id)),
        (Ordre::Anciennete, _) => kept.sort_by_key(|(_, depose_le, id)| (*depose_le, *id)),
        (Ordre::Nom, _) => kept.sort_by(|a, b| register.noms.compare_noms(a.2.as_bytes(), b.2.as_bytes())),
    }
    kept.into_iter().map(|(_, _, id)| id).collect()
}

async fn read_rows(carbet: &Carbet, ids: &[Uuid]) -> Result<Vec<LigneDemande>, Echec> {
    let filtre = Filtre { ids: Some(ids.to_vec()), avec_proteges: true, ..Filtre::default() };
    let page = Page { numero: 1, taille: LOT as u64 };
    let mut rows = demande::list_page(&carbet.base, &filtre, Tri::default(), page).await?.lignes;
    let places: HashMap<Uuid, usize> = ids.iter().copied().zip(0..).collect();
    rows.sort_by_key(|row| places.get(&row.id).copied());
    Ok(rows)
}

fn to_line(
    carbet: &Carbet,
    identite: bool,
    row: LigneDemande,
    souhaits: &HashMap<Uuid, Vec<String>>,
    trouvees: Option<&Trouvees>,
) -> LigneRegistre {
    let register = carbet.registre.read();
    let columns = &register.colonnes;
    let (key, jour) = (row.id.as_bytes(), columns.jour());
    let place = columns.ligne(key);
    let held = columns.demande(key);
    let expire_le = carbet
        .parametres
        .delais
        .find(jour)
        .ok()
        .and_then(|delais| compute_echeance(delais.valeurs, row.depose_le, row.renouvele_le))
        .map(|echeance| echeance.expire_le);
    let nom = [row.nom, row.prenom].into_iter().flatten().collect::<Vec<_>>().join(" ");
    LigneRegistre {
        id: row.id,
        nom: Some(nom).filter(|nom| identite && !nom.is_empty()),
        naissance_le: row.naissance_le.filter(|_| identite),
        numero_unique: row.numero_unique,
        etat: row.etat,
        depose_le: row.depose_le,
        expire_le,
        nombre_personnes: row.nombre_personnes,
        souhaits: souhaits.get(&row.id).cloned().unwrap_or_default(),
        pieces_min: row.pieces_min,
        pieces_max: row.pieces_max,
        points: columns.total(key),
        provisoire: place.is_some_and(|place| columns.notes().provisoires[place]),
        incomplete: place.is_some_and(|place| columns.notes().a_completer[place]),
        prioritaire: held.is_some_and(|d| has_priorite(d, jour)),
        dalo: held.is_some_and(is_dalo),
        mutation: held.is_some_and(|d| d.dossier.logement_actuel.bailleur.is_some()),
        comment: trouvees.and_then(|trouvees| trouvees.get(&row.id)).map(|(comment, _)| *comment),
    }
}

fn is_dalo(demande: &Demande) -> bool {
    demande.dossier.dalo.as_ref().is_some_and(|dalo| dalo.statut == StatutDalo::Actif)
}
