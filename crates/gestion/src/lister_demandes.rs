//! Reading: the register, searched and filtered, narrowed to the caller's reach.

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};

use droit::demande::{Demande, StatutDalo, Typologie};
use droit::enregistrement::compute_echeance;
use droit::jour::Jour;
use droit::priorites::has_priorite;
use droit::registre::Registre as Colonnes;
use stockage::demande::{self, CleTri, Filtre, LigneDemande};
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::droits::{Acte, Acteur};
use crate::issue::Echec;
use crate::portee_demandes::{self, Etendue, sees_proteges};
use crate::recherche::{self, Correspondance, Perimetre};

/// Lines of a page, unless another size is asked.
pub const TAILLE: u64 = 50;
/// Lines read at once for an export.
const LOT: usize = 500;
/// Characters of a numéro unique.
const NUMERO: usize = 18;

/// The order of a list; ties follow the numéro unique, then the id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ordre {
    /// Highest total first, then the oldest demande; demandes that are not ranked come last.
    #[default]
    Points,
    PointsCroissants,
    Anciennete,
    Recente,
    Nom,
    NomInverse,
    NumeroUnique,
    NumeroUniqueInverse,
    /// By the name of the first wished commune.
    Souhait,
    SouhaitInverse,
    /// By the smallest home asked, then the size of the household.
    Logement,
    LogementInverse,
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
    /// Lines of a page; 0 for [`TAILLE`].
    pub taille: u64,
}

impl Recherche {
    fn taille(&self) -> u64 {
        match self.taille {
            0 => TAILLE,
            asked => asked.min(LOT as u64),
        }
    }
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
    let identifiables = portee_demandes::read_identifiables(carbet, acteur).await?;
    let trouvees = find(carbet, acteur, &etendue, &identifiables, recherche);
    if let Some(id) = find_directe(recherche, trouvees.as_ref()) {
        return Ok(ListeDemandes { total: 1, lignes: Vec::new(), page: 1, pages: 1, actives, directe: Some(id) });
    }
    let filtre = narrow(reach, recherche);
    let noms = list_noms(carbet, &identifiables, recherche.ordre).await?;
    let ids = rank_ids(carbet, list_cles(carbet, &filtre, trouvees.as_ref()).await?, recherche, trouvees.as_ref(), &noms);
    let (total, taille) = (ids.len() as u64, recherche.taille());
    let pages = total.div_ceil(taille).max(1);
    let page = recherche.page.clamp(1, pages);
    let shown: Vec<Uuid> = ids.into_iter().skip(((page - 1) * taille) as usize).take(taille as usize).collect();
    let rows = read_rows(carbet, &shown).await?;
    let souhaits = demande::list_souhaits(&carbet.base, &shown).await?;
    let lignes = to_lines(carbet, &identifiables, rows, &souhaits, trouvees.as_ref());
    Ok(ListeDemandes { total, lignes, page, pages, actives, directe: None })
}

/// Every demande that a search finds, in its order: what an export writes.
pub(crate) async fn list_toutes(carbet: &Carbet, acteur: &Acteur, recherche: &Recherche) -> Result<Vec<LigneRegistre>, Echec> {
    let etendue = portee_demandes::read_etendue(carbet, acteur, Acte::ListerDemandes).await?;
    let identifiables = portee_demandes::read_identifiables(carbet, acteur).await?;
    let trouvees = find(carbet, acteur, &etendue, &identifiables, recherche);
    let filtre = narrow(reach(carbet, acteur, &etendue), recherche);
    let noms = list_noms(carbet, &identifiables, recherche.ordre).await?;
    let ids = rank_ids(carbet, list_cles(carbet, &filtre, trouvees.as_ref()).await?, recherche, trouvees.as_ref(), &noms);
    let mut lignes = Vec::with_capacity(ids.len());
    for lot in ids.chunks(LOT) {
        let souhaits = demande::list_souhaits(&carbet.base, lot).await?;
        let rows = read_rows(carbet, lot).await?;
        lignes.extend(to_lines(carbet, &identifiables, rows, &souhaits, trouvees.as_ref()));
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
fn find(carbet: &Carbet, acteur: &Acteur, etendue: &Etendue, identifiables: &Etendue, recherche: &Recherche) -> Option<Trouvees> {
    let texte = recherche.texte.trim();
    if texte.is_empty() {
        return None;
    }
    let found = recherche::find(carbet, acteur, &Perimetre::new(acteur, etendue).identifying(identifiables), texte, None);
    Some(found.demandes.into_iter().zip(0..).map(|((id, comment), place)| (id, (comment, place))).collect())
}

/// The one demande whose whole numéro unique was typed.
fn find_directe(recherche: &Recherche, trouvees: Option<&Trouvees>) -> Option<Uuid> {
    let whole = recherche.texte.chars().filter(|c| c.is_alphanumeric()).count() == NUMERO
        && recherche.texte.chars().any(|c| c.is_ascii_digit());
    let mut found = trouvees?.keys().filter(|_| whole);
    found.next().copied().filter(|_| found.next().is_none())
}

/// What a filter keeps, among those found.
async fn list_cles(carbet: &Carbet, filtre: &Filtre, trouvees: Option<&Trouvees>) -> Result<Vec<CleTri>, Echec> {
    let Some(trouvees) = trouvees else { return Ok(demande::list_cles(&carbet.base, filtre).await?) };
    if trouvees.len() <= LOT {
        // What was found is within reach already.
        let ids: BTreeSet<Uuid> = trouvees.keys().copied().collect();
        let narrowed = Filtre { ids: Some(ids.into_iter().collect()), ..filtre.clone() };
        return Ok(demande::list_cles(&carbet.base, &narrowed).await?);
    }
    let mut cles = demande::list_cles(&carbet.base, filtre).await?;
    cles.retain(|cle| trouvees.contains_key(&cle.id));
    Ok(cles)
}

/// The names that order a list; none for who may not see names, who does not learn their order either.
async fn list_noms(carbet: &Carbet, identifiables: &Etendue, ordre: Ordre) -> Result<HashMap<Uuid, String>, Echec> {
    if *identifiables == Etendue::Seulement(BTreeSet::new()) || !matches!(ordre, Ordre::Nom | Ordre::NomInverse) {
        return Ok(HashMap::new());
    }
    let mut noms = demande::list_noms(&carbet.base, &carbet.regles().territoire.epci.departement).await?;
    noms.retain(|id, _| identifiables.contains(*id));
    Ok(noms)
}

/// Keeps what the live register says to keep, in the order asked.
fn rank_ids(
    carbet: &Carbet,
    cles: Vec<CleTri>,
    recherche: &Recherche,
    trouvees: Option<&Trouvees>,
    noms: &HashMap<Uuid, String>,
) -> Vec<Uuid> {
    let regles = carbet.regles();
    let register = carbet.registre.read();
    let columns = &register.colonnes;
    let jour = columns.jour();
    let mut kept: Vec<(Option<i32>, CleTri)> = cles
        .into_iter()
        .filter(|cle| {
            let row = columns.ligne(cle.id.as_bytes());
            let incomplete = row.is_some_and(|row| columns.notes().a_completer[row]);
            (!recherche.incomplete || incomplete)
                && (!recherche.prioritaire || columns.demande(cle.id.as_bytes()).is_some_and(|d| has_priorite(d, jour)))
        })
        .map(|cle| (columns.total(cle.id.as_bytes()), cle))
        .collect();
    let place = |cle: &CleTri| trouvees.and_then(|t| t.get(&cle.id)).map(|(_, place)| *place);
    let commune = |cle: &CleTri| {
        cle.commune_souhaitee.as_ref().map(|code| regles.territoire.commune(code).map_or_else(|| code.clone(), |c| c.nom.clone()))
    };
    let ordre = match recherche.ordre {
        Ordre::Nom | Ordre::NomInverse if noms.is_empty() => Ordre::Anciennete,
        Ordre::Pertinence if trouvees.is_none() => Ordre::Points,
        other => other,
    };
    kept.sort_by(|(a_points, a), (b_points, b)| {
        let first = match ordre {
            Ordre::Pertinence => place(a).cmp(&place(b)),
            Ordre::Points => b_points.cmp(a_points).then(a.depose_le.cmp(&b.depose_le)),
            Ordre::PointsCroissants => last_none(a_points, b_points, false).then(a.depose_le.cmp(&b.depose_le)),
            Ordre::Anciennete => a.depose_le.cmp(&b.depose_le),
            Ordre::Recente => b.depose_le.cmp(&a.depose_le),
            Ordre::Nom => last_none(&noms.get(&a.id), &noms.get(&b.id), false),
            Ordre::NomInverse => last_none(&noms.get(&a.id), &noms.get(&b.id), true),
            Ordre::NumeroUnique => last_none(&a.numero_unique, &b.numero_unique, false),
            Ordre::NumeroUniqueInverse => last_none(&a.numero_unique, &b.numero_unique, true),
            Ordre::Souhait => last_none(&commune(a), &commune(b), false),
            Ordre::SouhaitInverse => last_none(&commune(a), &commune(b), true),
            Ordre::Logement => last_none(&a.pieces_min, &b.pieces_min, false).then(a.nombre_personnes.cmp(&b.nombre_personnes)),
            Ordre::LogementInverse => {
                last_none(&a.pieces_min, &b.pieces_min, true).then(b.nombre_personnes.cmp(&a.nombre_personnes))
            }
        };
        first.then_with(|| last_none(&a.numero_unique, &b.numero_unique, false)).then_with(|| a.id.cmp(&b.id))
    });
    kept.into_iter().map(|(_, cle)| cle.id).collect()
}

/// What is unknown comes last, whichever way the list runs.
fn last_none<T: Ord>(a: &Option<T>, b: &Option<T>, reversed: bool) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) if reversed => b.cmp(a),
        (Some(a), Some(b)) => a.cmp(b),
        (a, b) => a.is_none().cmp(&b.is_none()),
    }
}

async fn read_rows(carbet: &Carbet, ids: &[Uuid]) -> Result<Vec<LigneDemande>, Echec> {
    let mut rows = demande::list_lignes(&carbet.base, ids).await?;
    let places: HashMap<Uuid, usize> = ids.iter().copied().zip(0..).collect();
    rows.sort_by_key(|row| places.get(&row.id).copied());
    Ok(rows)
}

fn to_lines(
    carbet: &Carbet,
    identifiables: &Etendue,
    rows: Vec<LigneDemande>,
    souhaits: &HashMap<Uuid, Vec<String>>,
    trouvees: Option<&Trouvees>,
) -> Vec<LigneRegistre> {
    let register = carbet.registre.read();
    let delais = carbet.parametres.delais.find(register.colonnes.jour()).ok();
    rows.into_iter()
        .map(|row| {
            let expire_le = delais
                .as_ref()
                .and_then(|delais| compute_echeance(delais.valeurs, row.depose_le, row.renouvele_le))
                .map(|echeance| echeance.expire_le);
            to_line(&register.colonnes, identifiables.contains(row.id), row, expire_le, souhaits, trouvees)
        })
        .collect()
}

fn to_line(
    columns: &Colonnes,
    identite: bool,
    row: LigneDemande,
    expire_le: Option<Jour>,
    souhaits: &HashMap<Uuid, Vec<String>>,
    trouvees: Option<&Trouvees>,
) -> LigneRegistre {
    let (key, jour) = (row.id.as_bytes(), columns.jour());
    let place = columns.ligne(key);
    let held = columns.demande(key);
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
