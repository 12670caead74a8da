//! The distinct words of all names, found exactly, by their beginning, by their sound and by their slips.

use std::collections::HashMap;

use super::distance::{fautes_permises, is_proche, lettres};
use super::sons::son;

/// How a word answers another; the smaller the closer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Correspondance {
    /// The number, the date or every word as typed.
    Exacte,
    /// A word begins as typed.
    Debut,
    /// A word is said the same way.
    Prononciation,
    /// A word differs by a slip or two.
    Orthographe,
    /// One of the words typed is another one.
    Partielle,
}

impl Correspondance {
    /// What a page says of it; nothing when there is nothing to say.
    pub const fn libelle(self) -> &'static str {
        match self {
            Correspondance::Exacte | Correspondance::Debut => "",
            Correspondance::Prononciation => "même prononciation",
            Correspondance::Orthographe => "orthographe proche",
            Correspondance::Partielle => "un mot différent",
        }
    }
}

/// Words by number, in the order they came; a number never changes.
#[derive(Default)]
pub(super) struct Lexique {
    textes: Arene,
    sons: Arene,
    /// Numbers in the order of the alphabet, and the place of each number in it.
    ordre: Vec<u32>,
    places: Vec<u32>,
    /// Numbers in the order of their sounds.
    par_son: Vec<u32>,
    /// By length in bytes: the letters of each word, and its number.
    longueurs: Vec<Longueur>,
    /// Words that came since the last [`Lexique::settle`].
    neufs: HashMap<Box<str>, u32>,
}

#[derive(Default)]
struct Longueur {
    lettres: Vec<u64>,
    mots: Vec<u32>,
}

/// Texts one after the other.
#[derive(Default)]
struct Arene {
    texte: String,
    fins: Vec<u32>,
}

impl Arene {
    fn push(&mut self, texte: &str) {
        self.texte.push_str(texte);
        self.fins.push(u32::try_from(self.texte.len()).expect("the words of all names hold in 4 GB"));
    }

    fn get(&self, mot: u32) -> &str {
        let mot = mot as usize;
        let debut = if mot == 0 { 0 } else { self.fins[mot - 1] as usize };
        &self.texte[debut..self.fins[mot] as usize]
    }
}

impl Lexique {
    pub(super) fn len(&self) -> usize {
        self.textes.fins.len()
    }

    pub(super) fn texte(&self, mot: u32) -> &str {
        self.textes.get(mot)
    }

    /// Place of a word in the alphabet.
    pub(super) fn place(&self, mot: u32) -> u32 {
        self.places[mot as usize]
    }

    /// Number of a word, known or new. After new words, [`Lexique::settle`] before any search.
    pub(super) fn intern(&mut self, texte: &str) -> u32 {
        if let Ok(place) = self.ordre.binary_search_by(|mot| self.textes.get(*mot).cmp(texte)) {
            return self.ordre[place];
        }
        if let Some(mot) = self.neufs.get(texte) {
            return *mot;
        }
        let mot = u32::try_from(self.len()).expect("fewer words than a number holds");
        self.textes.push(texte);
        self.sons.push(&son(texte));
        let longueur = texte.len();
        if self.longueurs.len() <= longueur {
            self.longueurs.resize_with(longueur + 1, Longueur::default);
        }
        self.longueurs[longueur].lettres.push(lettres(texte.as_bytes()));
        self.longueurs[longueur].mots.push(mot);
        self.neufs.insert(texte.into(), mot);
        mot
    }

    /// Gives the new words their places.
    pub(super) fn settle(&mut self) {
        if self.neufs.is_empty() {
            return;
        }
        let known = self.ordre.len();
        let total = u32::try_from(self.len()).unwrap_or(u32::MAX);
        self.ordre.extend(u32::try_from(known).unwrap_or(u32::MAX)..total);
        self.par_son.extend(u32::try_from(known).unwrap_or(u32::MAX)..total);
        // Sorted runs are merged, not sorted again.
        self.ordre.sort_by(|a, b| self.textes.get(*a).cmp(self.textes.get(*b)));
        self.par_son.sort_by(|a, b| (self.sons.get(*a), self.textes.get(*a)).cmp(&(self.sons.get(*b), self.textes.get(*b))));
        self.places.resize(self.ordre.len(), 0);
        for (place, mot) in (0u32..).zip(&self.ordre) {
            self.places[*mot as usize] = place;
        }
        self.neufs = HashMap::new();
    }

    /// Number of a word that stands as it is.
    pub(super) fn get(&self, cherche: &str) -> Option<u32> {
        self.ordre.binary_search_by(|mot| self.textes.get(*mot).cmp(cherche)).ok().map(|place| self.ordre[place])
    }

    /// Every word that answers `cherche`, each once, the closest way first; slips are looked for when asked.
    pub(super) fn find(&self, cherche: &str, fautes: bool) -> Vec<(u32, Correspondance)> {
        let mut found = Vec::new();
        let from = self.ordre.partition_point(|mot| self.textes.get(*mot) < cherche);
        for mot in self.ordre[from..].iter().take_while(|mot| self.textes.get(**mot).starts_with(cherche)) {
            let same = self.textes.get(*mot).len() == cherche.len();
            found.push((*mot, if same { Correspondance::Exacte } else { Correspondance::Debut }));
        }
        let said = son(cherche);
        if said.len() >= 2 {
            let from = self.par_son.partition_point(|mot| self.sons.get(*mot) < said.as_str());
            let same = self.par_son[from..].iter().take_while(|mot| self.sons.get(**mot) == said);
            found.extend(same.map(|mot| (*mot, Correspondance::Prononciation)));
        }
        if fautes {
            self.find_fautes(cherche, &mut found);
        }
        found.sort_unstable();
        found.dedup_by_key(|(mot, _)| *mot);
        found.sort_unstable_by_key(|(mot, comment)| (*comment, *mot));
        found
    }

    fn find_fautes(&self, cherche: &str, found: &mut Vec<(u32, Correspondance)>) {
        let fautes = fautes_permises(cherche.len());
        let bits = lettres(cherche.as_bytes());
        let last = (cherche.len() + fautes + 1).min(self.longueurs.len());
        let first = (cherche.len() - fautes).min(last);
        if fautes == 0 {
            return;
        }
        for longueur in &self.longueurs[first..last] {
            for (lettres, mot) in longueur.lettres.iter().zip(&longueur.mots) {
                let near = (lettres ^ bits).count_ones() as usize <= 2 * fautes;
                if near && is_proche(cherche.as_bytes(), self.textes.get(*mot).as_bytes(), fautes) {
                    found.push((*mot, Correspondance::Orthographe));
                }
            }
        }
    }

    /// Bytes held.
    pub(super) fn octets(&self) -> usize {
        let vectors = self.ordre.capacity() + self.places.capacity() + self.par_son.capacity();
        let arenas = self.textes.texte.capacity() + self.sons.texte.capacity();
        let ends = self.textes.fins.capacity() + self.sons.fins.capacity();
        let lengths: usize = self.longueurs.iter().map(|l| 2 * l.lettres.capacity() + l.mots.capacity()).sum();
        arenas + 4 * (vectors + ends + lengths)
    }
}
