//! The register as columns: one vector per fact, a byte for booleans and codes, four for integers and days.
//!
//! The seniority column holds the day of filing, not a number of months: months are counted on the
//! day asked, so that columns stay true when days pass.

use std::collections::HashMap;

use chrono::Datelike;

use crate::demande::{Demande, NaturePreuve};
use crate::faits::{DescriptionFait, EtatPreuve, FaitsDemande, Schema, TypeFait, Valeur};
use crate::jour::Jour;

use super::programme::{FAUX, INCONNU, VRAI};

pub(super) const ABSENT_ENTIER: i32 = i32::MIN;
pub(super) const ABSENT_OCTET: u8 = u8::MAX;

/// Values of one fact for every row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Colonne {
    /// Booleans (0 false, 1 unknown, 2 true) or indexes of codes (255 unknown).
    Octets(Vec<u8>),
    /// Integers, or days counted from the common era; the least value means unknown.
    Entiers(Vec<i32>),
    /// Whole months elapsed since the day of filing of the row: nothing stored twice.
    MoisDepuisDepot,
}

/// Proof states of one fact: one for all rows, or one a row (bits of natures).
#[derive(Clone, Debug, PartialEq, Eq)]
enum Preuves {
    Constante(u8),
    ParLigne(Vec<u8>),
}

/// What ranks and groups a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entete {
    pub depose_le: Jour,
    pub enregistre_le: Option<Jour>,
    /// Numéro unique, at most 18 bytes; longer text is cut by the caller's own check.
    pub numero: [u8; 18],
    /// INSEE code of the commune of the first wish.
    pub commune: Option<String>,
    /// Largest number of rooms asked, 1 to 6; 0 when none.
    pub typologie_max: u8,
}

impl Entete {
    /// From a demande. Without a numéro unique the row comes after those that have one.
    pub fn from_demande(demande: &Demande) -> Entete {
        let recherche = &demande.dossier.recherche;
        let mut numero = [u8::MAX; 18];
        if let Some(known) = demande.numero_unique() {
            numero.iter_mut().zip(known.as_str().bytes()).for_each(|(to, from)| *to = from);
        }
        Entete {
            depose_le: demande.depose_le,
            enregistre_le: demande.enregistre_le,
            numero,
            commune: recherche.souhaits.first().map(|souhait| souhait.commune.clone()),
            typologie_max: recherche.typologies.iter().map(|typologie| typologie.pieces()).max().unwrap_or(0),
        }
    }
}

/// All rows, as a structure of arrays.
#[derive(Clone, Debug)]
pub struct Colonnes {
    schema: Schema,
    colonnes: Vec<Colonne>,
    preuves: Vec<Preuves>,
    pub(super) depose_le: Vec<i32>,
    pub(super) enregistre_le: Vec<i32>,
    pub(super) numeros: Vec<[u8; 18]>,
    pub(super) groupes: Vec<u32>,
    communes: Vec<String>,
    /// Index of each commune; looked up, never walked, so that its order cannot show.
    index_communes: HashMap<String, u32>,
}

/// Rows without a wish or a typology belong to no group and have no rank.
pub(super) const SANS_GROUPE: u32 = u32::MAX;

/// Bits of a proof state; 128 marks what needs no proof.
pub(super) const SANS_OBJET: u8 = 0x80;
pub(super) const TOUTES: u8 = u8::MAX;

pub(super) fn bit_nature(nature: NaturePreuve) -> u8 {
    match nature {
        NaturePreuve::Piece => 1,
        NaturePreuve::Decision => 2,
        NaturePreuve::Social => 4,
    }
}

fn bits(etat: EtatPreuve) -> u8 {
    match etat {
        EtatPreuve::Declare => 0,
        EtatPreuve::Prouve { nature } => bit_nature(nature),
        EtatPreuve::SansObjet => SANS_OBJET,
    }
}

fn day_number(jour: Jour) -> i32 {
    jour.num_days_from_ce()
}

impl Colonnes {
    /// Columns whose seniority follows the day asked.
    pub fn new(schema: Schema) -> Colonnes {
        Colonnes::build(schema, true)
    }

    /// Columns whose seniority is a number of months given with the other facts.
    pub fn with_anciennete_donnee(schema: Schema) -> Colonnes {
        Colonnes::build(schema, false)
    }

    fn build(schema: Schema, anciennete_du_depot: bool) -> Colonnes {
        let colonnes = schema.faits().iter().map(|fait| empty_column(fait, anciennete_du_depot)).collect();
        let preuves = schema.faits().iter().map(|fait| Preuves::Constante(bits(fait.etat_initial()))).collect();
        Colonnes {
            schema,
            colonnes,
            preuves,
            depose_le: Vec::new(),
            enregistre_le: Vec::new(),
            numeros: Vec::new(),
            groupes: Vec::new(),
            communes: Vec::new(),
            index_communes: HashMap::new(),
        }
    }

    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.depose_le.len()
    }

    pub fn is_empty(&self) -> bool {
        self.depose_le.is_empty()
    }

    /// Group of comparable demandes of a row: commune of first wish and number of rooms; `None` without them.
    pub fn groupe(&self, ligne: usize) -> Option<(&str, u8)> {
        let groupe = self.groupes[ligne];
        (groupe != SANS_GROUPE).then(|| (self.communes[groupe as usize / 8].as_str(), (groupe % 8) as u8))
    }

    /// Adds a row. `faits` must be in the order of the schema of these columns.
    pub fn push(&mut self, entete: &Entete, faits: &FaitsDemande) {
        let ligne = self.len();
        let groupe = self.intern(entete);
        self.depose_le.push(0);
        self.enregistre_le.push(0);
        self.numeros.push([0; 18]);
        self.groupes.push(groupe);
        for (index, preuves) in self.preuves.iter_mut().enumerate() {
            match &mut self.colonnes[index] {
                Colonne::Octets(values) => values.push(ABSENT_OCTET),
                Colonne::Entiers(values) => values.push(ABSENT_ENTIER),
                Colonne::MoisDepuisDepot => {}
            }
            if let Preuves::ParLigne(values) = preuves {
                values.push(0);
            }
        }
        self.set(ligne, entete, faits);
    }

    /// Replaces a row.
    pub fn set(&mut self, ligne: usize, entete: &Entete, faits: &FaitsDemande) {
        self.depose_le[ligne] = day_number(entete.depose_le);
        // A demande whose registration day is unknown comes after those whose day is known.
        self.enregistre_le[ligne] = entete.enregistre_le.map_or(i32::MAX, day_number);
        self.numeros[ligne] = entete.numero;
        self.groupes[ligne] = self.intern(entete);
        let lignes = self.len();
        for index in 0..self.colonnes.len() {
            let fait = &self.schema.faits()[index];
            match &mut self.colonnes[index] {
                Colonne::Octets(values) => values[ligne] = encode_octet(&fait.type_fait, faits.valeur(index)),
                Colonne::Entiers(values) => values[ligne] = encode_entier(faits.valeur(index)),
                Colonne::MoisDepuisDepot => {}
            }
            let state = bits(faits.preuve(index));
            match &mut self.preuves[index] {
                Preuves::ParLigne(values) => values[ligne] = state,
                Preuves::Constante(same) if *same == state => {}
                Preuves::Constante(same) => {
                    let mut values = vec![*same; lignes];
                    values[ligne] = state;
                    self.preuves[index] = Preuves::ParLigne(values);
                }
            }
        }
    }

    /// Removes a row; the last row takes its place.
    pub fn swap_remove(&mut self, ligne: usize) {
        self.depose_le.swap_remove(ligne);
        self.enregistre_le.swap_remove(ligne);
        self.numeros.swap_remove(ligne);
        self.groupes.swap_remove(ligne);
        for (colonne, preuves) in self.colonnes.iter_mut().zip(&mut self.preuves) {
            match colonne {
                Colonne::Octets(values) => {
                    values.swap_remove(ligne);
                }
                Colonne::Entiers(values) => {
                    values.swap_remove(ligne);
                }
                Colonne::MoisDepuisDepot => {}
            }
            if let Preuves::ParLigne(values) = preuves {
                values.swap_remove(ligne);
            }
        }
    }

    fn intern(&mut self, entete: &Entete) -> u32 {
        let (Some(commune), 1..=6) = (&entete.commune, entete.typologie_max) else {
            return SANS_GROUPE;
        };
        let pieces = u32::from(entete.typologie_max);
        let index = match self.index_communes.get(commune) {
            Some(index) => *index,
            None => {
                let index = self.communes.len() as u32;
                self.communes.push(commune.clone());
                self.index_communes.insert(commune.clone(), index);
                index
            }
        };
        index * 8 + pieces
    }
}

fn empty_column(fait: &DescriptionFait, anciennete_du_depot: bool) -> Colonne {
    match fait.type_fait {
        _ if anciennete_du_depot && fait.nom == crate::faits::ANCIENNETE_MOIS && !fait.local => Colonne::MoisDepuisDepot,
        TypeFait::Booleen | TypeFait::Enumeration(_) => Colonne::Octets(Vec::new()),
        TypeFait::Entier | TypeFait::Date => Colonne::Entiers(Vec::new()),
    }
}

fn encode_octet(type_fait: &TypeFait, valeur: &Valeur) -> u8 {
    match (type_fait, valeur) {
        (_, Valeur::Booleen(true)) => VRAI,
        (_, Valeur::Booleen(false)) => FAUX,
        (TypeFait::Booleen, _) => INCONNU,
        (TypeFait::Enumeration(codes), Valeur::Enumeration(code)) => {
            codes.iter().position(|known| known == code).and_then(|i| u8::try_from(i).ok()).unwrap_or(ABSENT_OCTET)
        }
        _ => ABSENT_OCTET,
    }
}

/// Integers beyond 32 bits are held at the bound: no threshold of a grid lies there.
fn encode_entier(valeur: &Valeur) -> i32 {
    match valeur {
        Valeur::Entier(value) => (*value).clamp(i64::from(ABSENT_ENTIER) + 1, i64::from(i32::MAX)) as i32,
        Valeur::Date(jour) => day_number(*jour),
        Valeur::Inconnu | Valeur::Booleen(_) | Valeur::Enumeration(_) => ABSENT_ENTIER,
    }
}

/// Columns seen by a grid on a day: the facts of the grid are bound by name; one that the columns lack is unknown.
pub(super) struct Vue<'a> {
    colonnes: &'a Colonnes,
    liens: Vec<Option<usize>>,
    jour: Jour,
    mois: Option<TableMois>,
}

/// Whole months up to the day of the view, by day of filing: worth making once for many rows.
struct TableMois {
    premier: i32,
    mois: Vec<i32>,
}

/// From this many rows on, a table of months is made (if filings span less than this many days).
const LIGNES_POUR_TABLE: usize = 1024;
const JOURS_DE_TABLE: i32 = 60_000;

impl TableMois {
    fn new(depots: &[i32], jour: Jour) -> Option<TableMois> {
        let (premier, dernier) = (*depots.iter().min()?, *depots.iter().max()?);
        let worth = depots.len() >= LIGNES_POUR_TABLE && dernier.checked_sub(premier)? < JOURS_DE_TABLE;
        worth.then(|| TableMois { premier, mois: (premier..=dernier).map(|depot| months_since(depot, jour)).collect() })
    }
}

impl<'a> Vue<'a> {
    /// A fact whose type (or list of codes) differs in the columns is unknown too.
    pub(super) fn new(colonnes: &'a Colonnes, schema: &Schema, jour: Jour) -> Vue<'a> {
        let bind = |fait: &DescriptionFait| {
            let index = colonnes.schema.find(&fait.nom)?;
            (colonnes.schema.faits()[index].type_fait == fait.type_fait).then_some(index)
        };
        let liens: Vec<Option<usize>> = schema.faits().iter().map(bind).collect();
        let asked = liens.iter().flatten().any(|index| colonnes.colonnes[*index] == Colonne::MoisDepuisDepot);
        let mois = if asked { TableMois::new(&colonnes.depose_le, jour) } else { None };
        Vue { colonnes, liens, jour, mois }
    }

    pub(super) fn load_octets(&self, fait: usize, debut: usize, admises: u8, absent: u8, out: &mut [u8]) {
        match self.liens[fait].map(|index| (&self.colonnes.colonnes[index], index)) {
            Some((Colonne::Octets(values), index)) => {
                out.copy_from_slice(&values[debut..debut + out.len()]);
                self.mask(index, debut, admises, absent, out);
            }
            _ => out.fill(absent),
        }
    }

    pub(super) fn load_entiers(&self, fait: usize, debut: usize, admises: u8, out: &mut [i32]) {
        match self.liens[fait].map(|index| (&self.colonnes.colonnes[index], index)) {
            Some((Colonne::Entiers(values), index)) => {
                out.copy_from_slice(&values[debut..debut + out.len()]);
                self.mask(index, debut, admises, ABSENT_ENTIER, out);
            }
            Some((Colonne::MoisDepuisDepot, _)) => {
                let depots = &self.colonnes.depose_le[debut..debut + out.len()];
                match &self.mois {
                    Some(table) => {
                        out.iter_mut().zip(depots).for_each(|(out, depot)| *out = table.mois[(depot - table.premier) as usize]);
                    }
                    None => out.iter_mut().zip(depots).for_each(|(out, depot)| *out = months_since(*depot, self.jour)),
                }
            }
            Some((Colonne::Octets(values), index)) => {
                // Booleans and codes compared with one another: their bytes stand for integers.
                let unknown =
                    if self.colonnes.schema.faits()[index].type_fait == TypeFait::Booleen { INCONNU } else { ABSENT_OCTET };
                for (out, value) in out.iter_mut().zip(&values[debut..]) {
                    *out = if *value == unknown { ABSENT_ENTIER } else { i32::from(*value) };
                }
                self.mask(index, debut, admises, ABSENT_ENTIER, out);
            }
            None => out.fill(ABSENT_ENTIER),
        }
    }

    /// Takes as unknown the values whose proof is not among `admises`.
    fn mask<T: Copy>(&self, index: usize, debut: usize, admises: u8, absent: T, out: &mut [T]) {
        if admises == TOUTES {
            return;
        }
        match &self.colonnes.preuves[index] {
            Preuves::Constante(state) if state & admises == 0 => out.fill(absent),
            Preuves::Constante(_) => {}
            Preuves::ParLigne(states) => {
                for (out, state) in out.iter_mut().zip(&states[debut..]) {
                    if state & admises == 0 {
                        *out = absent;
                    }
                }
            }
        }
    }
}

/// Whole months from a day number to a day, as `jour::compute_mois_entiers`.
fn months_since(depot: i32, jour: Jour) -> i32 {
    Jour::from_num_days_from_ce_opt(depot).map_or(ABSENT_ENTIER, |depuis| crate::jour::compute_mois_entiers(depuis, jour) as i32)
}
