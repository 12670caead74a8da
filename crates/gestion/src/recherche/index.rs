//! The index: persons of households by the words of their names. Pure: no file, no base, no clock.
//!
//! Each word lists the persons who bear it. A search takes the rarest word typed and checks the others person by person, so
//! that all the words of an answer belong to one person. The order of answers is written: how they match, then the name of
//! the titulaire, then the identifier; it does not depend on how the index was filled.

use std::collections::HashMap;

use chrono::Datelike;
use droit::demande::{Demande, Personne};
use droit::jour::Jour;
use stockage::nom_cle;

use super::lexique::{Correspondance, Lexique};
use super::question::Question;

/// Identifier of a demande: the bytes of its uuid.
pub type Cle = [u8; 16];

const NUMERO: usize = 18;
/// No birth date known.
const SANS_DATE: i32 = i32::MIN;
/// A person whose household has left.
const PARTI: u32 = u32::MAX;
/// The index is written anew when so many persons in a hundred have left.
const PARTIS_POURCENT: usize = 25;

/// What the index keeps of a demande.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fiche {
    pub protege: bool,
    pub numero: Option<String>,
    /// The titulaire first.
    pub personnes: Vec<Noms>,
}

/// A person's words: family name, birth name, first name, then those written as one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Noms {
    pub mots: Vec<String>,
    pub naissance_le: Option<Jour>,
}

impl Fiche {
    pub fn from_demande(demande: &Demande, protege: bool) -> Fiche {
        Fiche {
            protege,
            numero: demande.numero_unique().map(|numero| numero.to_string()),
            personnes: demande.dossier.menage.personnes.iter().map(Noms::from_personne).collect(),
        }
    }
}

impl Noms {
    pub fn from_personne(personne: &Personne) -> Noms {
        let fields = [&personne.nom, &personne.nom_naissance, &personne.prenom];
        Noms { mots: split(fields.into_iter().flatten().map(String::as_str)), naissance_le: personne.naissance_le }
    }
}

/// Words of some names, each once, then what each name of several words gives when written as one.
pub fn split<'a>(noms: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut mots: Vec<String> = Vec::new();
    let mut joints: Vec<String> = Vec::new();
    for nom in noms {
        let cle = nom_cle(nom);
        let parts: Vec<&str> = cle.split(' ').filter(|m| !m.is_empty()).collect();
        joints.extend(parts.windows(2).map(|pair| pair.concat()));
        if nom.contains(['ç', 'Ç']) {
            // Said as an `s`, whoever spells it so.
            joints.extend(nom_cle(&nom.replace(['ç', 'Ç'], "s")).split(' ').map(str::to_owned));
        }
        mots.extend(parts.into_iter().map(str::to_owned));
    }
    mots.append(&mut joints);
    let mut seen: Vec<String> = Vec::with_capacity(mots.len());
    for mot in mots {
        if !seen.contains(&mot) {
            seen.push(mot);
        }
    }
    seen
}

/// What whoever asks may see.
#[derive(Clone, Copy, Default)]
pub struct Champ<'a> {
    /// Protected files too.
    pub proteges: bool,
    /// Only these, when given.
    pub parmi: Option<&'a (dyn Fn(&Cle) -> bool + Sync)>,
}

/// One answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trouve {
    pub cle: Cle,
    pub comment: Correspondance,
}

/// Answers in their order, and how many were found in all; under a limit, a least.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reponse {
    pub total: usize,
    pub trouves: Vec<Trouve>,
}

/// Words that answer one typed, and how.
type Words = Vec<(u32, Correspondance)>;

#[derive(Default)]
pub struct Index {
    lexique: Lexique,
    /// By word: its persons, ascending.
    postes: Vec<Vec<u32>>,
    /// By person: row of the household, or [`PARTI`]; birth date as days; end of its words in `mots`.
    menage_de: Vec<u32>,
    naissances: Vec<i32>,
    fins: Vec<u32>,
    mots: Vec<u32>,
    rangees: Vec<Rangee>,
    par_cle: HashMap<Cle, u32>,
    partis: usize,
}

struct Rangee {
    cle: Cle,
    numero: [u8; NUMERO],
    protege: bool,
    vivant: bool,
    nombre: u16,
    /// Its first person, the titulaire.
    premiere: u32,
}

impl Index {
    /// Fills an index. `fiches` reads one household; it is called from several threads.
    pub fn build<T: Sync>(sources: &[T], fils: usize, fiches: impl Fn(&T) -> (Cle, Fiche) + Sync) -> Index {
        let part = sources.len().div_ceil(fils.max(1)).max(1);
        // A batch at a time: the words of three million households never stand in memory as text.
        let batch = part.min(50_000);
        let mut index = Index::default();
        for chunk in sources.chunks(batch * fils.max(1)) {
            let read: Vec<Vec<(Cle, Fiche)>> = std::thread::scope(|scope| {
                let threads: Vec<_> =
                    chunk.chunks(batch).map(|slice| scope.spawn(|| slice.iter().map(&fiches).collect::<Vec<_>>())).collect();
                threads.into_iter().map(|t| t.join().expect("reading names does not panic")).collect()
            });
            for (cle, fiche) in read.into_iter().flatten() {
                index.write(cle, &fiche);
            }
        }
        index.lexique.settle();
        index
    }

    pub fn len(&self) -> usize {
        self.par_cle.len()
    }

    pub fn is_empty(&self) -> bool {
        self.par_cle.is_empty()
    }

    /// Records households, new or changed.
    pub fn upsert_all<'a>(&mut self, fiches: impl IntoIterator<Item = (Cle, &'a Fiche)>) {
        for (cle, fiche) in fiches {
            self.leave(&cle);
            self.write(cle, fiche);
        }
        self.lexique.settle();
        self.compact();
    }

    /// Forgets a household.
    pub fn remove(&mut self, cle: &Cle) {
        self.leave(cle);
        self.compact();
    }

    fn leave(&mut self, cle: &Cle) {
        let Some(row) = self.par_cle.remove(cle) else { return };
        let rangee = &mut self.rangees[row as usize];
        rangee.vivant = false;
        rangee.numero = [0; NUMERO];
        let first = rangee.premiere as usize;
        let persons = first..first + usize::from(rangee.nombre);
        self.partis += persons.len();
        self.menage_de[persons.clone()].fill(PARTI);
        self.naissances[persons].fill(SANS_DATE);
    }

    fn write(&mut self, cle: Cle, fiche: &Fiche) {
        let row = u32::try_from(self.rangees.len()).expect("fewer households than a number holds");
        let premiere = u32::try_from(self.menage_de.len()).expect("fewer persons than a number holds");
        for noms in &fiche.personnes {
            let person = u32::try_from(self.menage_de.len()).expect("fewer persons than a number holds");
            self.menage_de.push(row);
            self.naissances.push(noms.naissance_le.map_or(SANS_DATE, |le| le.num_days_from_ce()));
            for texte in &noms.mots {
                let mot = self.lexique.intern(texte);
                if self.postes.len() <= mot as usize {
                    self.postes.resize_with(mot as usize + 1, Vec::new);
                }
                self.postes[mot as usize].push(person);
                self.mots.push(mot);
            }
            self.fins.push(u32::try_from(self.mots.len()).expect("fewer words than a number holds"));
        }
        let mut numero = [0; NUMERO];
        for (slot, byte) in numero.iter_mut().zip(fiche.numero.as_deref().unwrap_or_default().bytes()) {
            *slot = byte;
        }
        let nombre = u16::try_from(fiche.personnes.len()).unwrap_or(u16::MAX);
        self.rangees.push(Rangee { cle, numero, protege: fiche.protege, vivant: true, nombre, premiere });
        self.par_cle.insert(cle, row);
    }

    /// Writes the index anew once many have left: their words leave with them.
    fn compact(&mut self) {
        if self.partis * 100 <= self.menage_de.len() * PARTIS_POURCENT {
            return;
        }
        let mut next = Index::default();
        for (row, rangee) in self.rangees.iter().enumerate().filter(|(_, r)| r.vivant) {
            next.write(rangee.cle, &self.fiche(row));
        }
        next.lexique.settle();
        *self = next;
    }

    /// A household as it was given.
    fn fiche(&self, row: usize) -> Fiche {
        let rangee = &self.rangees[row];
        let first = rangee.premiere as usize;
        let noms = |person: usize| Noms {
            mots: self.mots_de(person).iter().map(|mot| self.lexique.texte(*mot).to_owned()).collect(),
            naissance_le: Jour::from_num_days_from_ce_opt(self.naissances[person])
                .filter(|_| self.naissances[person] != SANS_DATE),
        };
        let numero: String = rangee.numero.iter().take_while(|b| **b != 0).map(|b| char::from(*b)).collect();
        Fiche {
            protege: rangee.protege,
            numero: Some(numero).filter(|n| !n.is_empty()),
            personnes: (first..first + usize::from(rangee.nombre)).map(noms).collect(),
        }
    }

    fn mots_de(&self, person: usize) -> &[u32] {
        let debut = if person == 0 { 0 } else { self.fins[person - 1] as usize };
        &self.mots[debut..self.fins[person] as usize]
    }

    /// Who answers a question, in the written order. Whoever is out of the field is not counted either.
    ///
    /// With a limit, the less close ways are tried only when the closer ones give too few: the total is then a least.
    pub fn find(&self, question: &Question, champ: &Champ<'_>, limite: Option<usize>) -> Reponse {
        if question.is_empty() {
            return Reponse::default();
        }
        let mut found = Trouves::new(self.rangees.len());
        if question.mots.is_empty() {
            self.scan(question, champ, &mut found);
            return self.arrange(found, limite);
        }
        let enough = |found: &Trouves| limite.is_some_and(|limite| found.rows.len() >= limite);
        if limite.is_some() {
            self.join_all(question, champ, false, &mut found);
        }
        if !enough(&found) {
            self.join_all(question, champ, true, &mut found);
        }
        if found.rows.is_empty() {
            for mots in self.split_mots(&question.mots) {
                let words = mots.iter().map(|mot| self.lexique.find(mot, false)).collect();
                self.join(words, question, champ, Some(Correspondance::Orthographe), &mut found);
            }
        }
        if found.rows.is_empty() && question.mots.len() > 1 {
            let answers: Vec<Words> = question.mots.iter().map(|mot| self.lexique.find(mot, true)).collect();
            for absent in 0..answers.len() {
                let mut words = answers.clone();
                words.remove(absent);
                self.join(words, question, champ, Some(Correspondance::Partielle), &mut found);
            }
        }
        self.arrange(found, limite)
    }

    /// The words as typed, then two neighbours read as one.
    fn join_all(&self, question: &Question, champ: &Champ<'_>, fautes: bool, found: &mut Trouves) {
        let answers: Vec<Words> = question.mots.iter().map(|mot| self.lexique.find(mot, fautes)).collect();
        for i in 1..answers.len() {
            let mut joined = self.lexique.find(&question.mots[i - 1..=i].concat(), false);
            // Two words said as one would sound like many.
            joined.retain(|(_, how)| *how <= Correspondance::Debut);
            if !joined.is_empty() {
                let mut words = answers.clone();
                words.splice(i - 1..=i, [joined]);
                self.join(words, question, champ, None, found);
            }
        }
        self.join(answers, question, champ, None, found);
    }

    /// Whether somebody bears a word as it is; those who left no longer do.
    fn is_porte(&self, texte: &str) -> bool {
        let bearers = self.lexique.get(texte).map(|mot| &self.postes[mot as usize]);
        bearers.is_some_and(|persons| persons.iter().any(|person| self.menage_de[*person as usize] != PARTI))
    }

    /// The words with one of them read as two that exist: « castormarie ».
    fn split_mots(&self, mots: &[String]) -> Vec<Vec<String>> {
        let mut readings = Vec::new();
        for (i, mot) in mots.iter().enumerate() {
            for (place, _) in mot.char_indices().filter(|(place, _)| *place >= 2 && place + 2 <= mot.len()) {
                let (head, tail) = mot.split_at(place);
                if self.is_porte(head) && self.is_porte(tail) {
                    let mut reading = mots.to_vec();
                    reading.splice(i..=i, [head.to_owned(), tail.to_owned()]);
                    readings.push(reading);
                }
            }
        }
        readings
    }

    /// Households by a number or a birth date alone.
    fn scan(&self, question: &Question, champ: &Champ<'_>, found: &mut Trouves) {
        match &question.numero {
            Some(numero) => {
                for (row, rangee) in (0u32..).zip(&self.rangees) {
                    if self.accepts(row, question, champ) && has_date(self, rangee, question) {
                        let comment = if rangee.numero.starts_with(numero.as_bytes()) {
                            Correspondance::Exacte
                        } else {
                            Correspondance::Debut
                        };
                        found.note(row, comment);
                    }
                }
            }
            None => {
                for (person, row) in self.menage_de.iter().enumerate() {
                    if self.born(person, question) && *row != PARTI && self.accepts(*row, question, champ) {
                        found.note(*row, Correspondance::Exacte);
                    }
                }
            }
        }
    }

    /// Households one person of which bears a word of each list.
    fn join(
        &self,
        mut answers: Vec<Words>,
        question: &Question,
        champ: &Champ<'_>,
        comment: Option<Correspondance>,
        found: &mut Trouves,
    ) {
        let weigh = |words: &Words| -> usize { words.iter().map(|(mot, _)| self.postes[*mot as usize].len()).sum() };
        let Some(rarest) = (0..answers.len()).min_by_key(|i| weigh(&answers[*i])) else { return };
        let leading = answers.swap_remove(rarest);
        let others: Vec<Vec<u8>> = answers.iter().map(|words| self.spread(words)).collect();
        for (mot, how) in leading {
            for person in &self.postes[mot as usize] {
                let row = self.menage_de[*person as usize];
                if row == PARTI {
                    continue;
                }
                let Some(others) = self.worst(*person as usize, &others) else { continue };
                if self.born(*person as usize, question) && self.accepts(row, question, champ) {
                    found.note(row, comment.unwrap_or(how.max(others)));
                }
            }
        }
    }

    /// By word: 0 when it does not answer, else how it does.
    fn spread(&self, words: &[(u32, Correspondance)]) -> Vec<u8> {
        let mut spread = vec![0; self.lexique.len()];
        for (mot, how) in words {
            spread[*mot as usize] = *how as u8 + 1;
        }
        spread
    }

    /// How the least sure of the other words answers; `None` when one does not.
    fn worst(&self, person: usize, others: &[Vec<u8>]) -> Option<Correspondance> {
        let mut worst = 1;
        for spread in others {
            let best = self.mots_de(person).iter().map(|mot| spread[*mot as usize]).filter(|how| *how > 0).min()?;
            worst = worst.max(best);
        }
        Some(RANGS[usize::from(worst - 1)])
    }

    fn born(&self, person: usize, question: &Question) -> bool {
        let Some(naissance) = &question.naissance else { return true };
        let days = self.naissances[person];
        days != SANS_DATE && Jour::from_num_days_from_ce_opt(days).is_some_and(|le| naissance.contains(le))
    }

    /// Whether a household is in the field and bears the number.
    fn accepts(&self, row: u32, question: &Question, champ: &Champ<'_>) -> bool {
        let rangee = &self.rangees[row as usize];
        let numbered = |numero: &String| rangee.numero.windows(numero.len()).any(|part| part == numero.as_bytes());
        rangee.vivant
            && (champ.proteges || !rangee.protege)
            && question.numero.as_ref().is_none_or(numbered)
            && champ.parmi.is_none_or(|parmi| parmi(&rangee.cle))
    }

    /// Puts the answers in the written order and keeps the first ones.
    fn arrange(&self, found: Trouves, limite: Option<usize>) -> Reponse {
        let total = found.rows.len();
        let mut keyed: Vec<(Correspondance, u64, u32)> = found
            .rows
            .iter()
            .map(|row| (RANGS[usize::from(found.comment[*row as usize] - 1)], self.premiers(*row), *row))
            .collect();
        let order = |a: &(Correspondance, u64, u32), b: &(Correspondance, u64, u32)| {
            (a.0, a.1).cmp(&(b.0, b.1)).then_with(|| self.compare(a.2, b.2))
        };
        if let Some(limite) = limite.filter(|limite| *limite < keyed.len()) {
            if limite > 0 {
                keyed.select_nth_unstable_by(limite - 1, order);
            }
            keyed.truncate(limite);
        }
        keyed.sort_unstable_by(order);
        let trouves =
            keyed.into_iter().map(|(comment, _, row)| Trouve { cle: self.rangees[row as usize].cle, comment }).collect();
        Reponse { total, trouves }
    }

    /// The first two words of the titulaire, in the order of the alphabet.
    fn premiers(&self, row: u32) -> u64 {
        let places = self.places(row);
        let place = |i: usize| places.get(i).map_or(0, |mot| u64::from(self.lexique.place(*mot)) + 1);
        (place(0) << 32) | place(1)
    }

    fn places(&self, row: u32) -> &[u32] {
        let rangee = &self.rangees[row as usize];
        if rangee.nombre == 0 { &[] } else { self.mots_de(rangee.premiere as usize) }
    }

    fn compare(&self, one: u32, other: u32) -> std::cmp::Ordering {
        let words = |row: u32| self.places(row).iter().map(|mot| self.lexique.place(*mot));
        words(one).cmp(words(other)).then_with(|| self.rangees[one as usize].cle.cmp(&self.rangees[other as usize].cle))
    }

    /// Bytes held, for the measures.
    pub fn octets(&self) -> usize {
        let postes: usize = self.postes.iter().map(|p| 24 + 4 * p.capacity()).sum();
        let persons = 4 * (self.menage_de.capacity() + self.naissances.capacity() + self.fins.capacity() + self.mots.capacity());
        let rows = size_of::<Rangee>() * self.rangees.capacity() + 21 * self.par_cle.capacity();
        self.lexique.octets() + postes + persons + rows
    }
}

const RANGS: [Correspondance; 5] = [
    Correspondance::Exacte,
    Correspondance::Debut,
    Correspondance::Prononciation,
    Correspondance::Orthographe,
    Correspondance::Partielle,
];

/// Households found, each once, with the closest way.
struct Trouves {
    comment: Vec<u8>,
    rows: Vec<u32>,
}

impl Trouves {
    fn new(rows: usize) -> Trouves {
        Trouves { comment: vec![0; rows], rows: Vec::new() }
    }

    fn note(&mut self, row: u32, comment: Correspondance) {
        let code = comment as u8 + 1;
        let slot = &mut self.comment[row as usize];
        if *slot == 0 {
            self.rows.push(row);
            *slot = code;
        } else {
            *slot = code.min(*slot);
        }
    }
}

fn has_date(index: &Index, rangee: &Rangee, question: &Question) -> bool {
    let first = rangee.premiere as usize;
    question.naissance.is_none() || (first..first + usize::from(rangee.nombre)).any(|person| index.born(person, question))
}
