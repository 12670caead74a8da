//! A reader of TOML tables that reports every problem in French, with its line, and goes on.

use std::cell::RefCell;
use std::collections::BTreeSet;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::adoption::{Adoption, StatutRegle};
use super::anomalie::Fichier;
use crate::jour::Jour;
use crate::montant::PointsDeBase;

/// A table of a file, the keys already asked being remembered so that unknown keys are told.
pub(super) struct Table<'a> {
    pub(super) fichier: Fichier<'a>,
    /// How the table is called in the messages, `[epci]` or `[[commune]]`.
    nom: String,
    contenu: &'a DeTable<'a>,
    debut: usize,
    lus: RefCell<BTreeSet<&'static str>>,
}

/// Parses a whole file; a text that is not TOML gives its problems and no table.
pub(super) fn lire_toml<'a>(fichier: Fichier<'a>) -> Option<Spanned<DeTable<'a>>> {
    let (table, errors) = DeTable::parse_recoverable(fichier.texte);
    for error in &errors {
        fichier.signaler(
            error.span().map(|s| s.start),
            format!("Le texte n'est pas du TOML correct (détail technique : {}).", error.message()),
            "Corriger la ligne : une clé, le signe « = », puis un texte entre guillemets, un nombre, une date ou une liste entre crochets.",
        );
    }
    errors.is_empty().then_some(table)
}

impl<'a> Table<'a> {
    pub(super) fn racine(fichier: Fichier<'a>, contenu: &'a Spanned<DeTable<'a>>) -> Table<'a> {
        Table { fichier, nom: "fichier".into(), contenu: contenu.get_ref(), debut: 0, lus: RefCell::default() }
    }

    /// Marks the key as known and finds its value.
    fn get(&self, cle: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.lus.borrow_mut().insert(cle);
        self.contenu.get(cle)
    }

    /// Byte offset of the value of a key, of the table when the key is absent.
    pub(super) fn position(&self, cle: &str) -> usize {
        self.contenu.get(cle).map_or(self.debut, |v| v.span().start)
    }

    pub(super) fn signaler(&self, cle: &str, message: impl Into<String>, que_faire: impl Into<String>) {
        self.fichier.signaler(Some(self.position(cle)), message, que_faire);
    }

    fn manque(&self, cle: &str, attendu: &str) {
        self.fichier.signaler(
            Some(self.debut),
            format!("La clé « {cle} » manque dans {}.", self.nom),
            format!("Ajouter « {cle} = … » ({attendu})."),
        );
    }

    /// Reads a value when present; reports a value of another kind.
    fn lire<T>(&self, cle: &'static str, attendu: &str, f: impl Fn(&DeValue<'a>) -> Option<T>) -> Option<T> {
        let value = self.get(cle)?;
        let read = f(value.get_ref());
        if read.is_none() {
            self.signaler(
                cle,
                format!("La valeur de « {cle} » dans {} n'est pas ce qui est attendu.", self.nom),
                format!("Écrire {attendu}."),
            );
        }
        read
    }

    fn exiger<T>(&self, cle: &'static str, attendu: &str, f: impl Fn(&DeValue<'a>) -> Option<T>) -> Option<T> {
        if self.get(cle).is_none() {
            self.manque(cle, attendu);
        }
        self.lire(cle, attendu, f)
    }

    /// A required, non-blank text.
    pub(super) fn texte(&self, cle: &'static str) -> Option<String> {
        self.exiger(cle, "un texte entre guillemets, non vide", texte)
    }

    pub(super) fn texte_si(&self, cle: &'static str) -> Option<String> {
        self.lire(cle, "un texte entre guillemets, non vide", texte)
    }

    pub(super) fn entier(&self, cle: &'static str) -> Option<u32> {
        self.exiger(cle, "un nombre entier positif, sans guillemets", entier)
    }

    pub(super) fn entier_si(&self, cle: &'static str) -> Option<u32> {
        self.lire(cle, "un nombre entier positif, sans guillemets", entier)
    }

    pub(super) fn jour(&self, cle: &'static str) -> Option<Jour> {
        self.exiger(cle, "une date AAAA-MM-JJ sans guillemets", jour)
    }

    pub(super) fn jour_si(&self, cle: &'static str) -> Option<Jour> {
        self.lire(cle, "une date AAAA-MM-JJ sans guillemets", jour)
    }

    pub(super) fn booleen_si(&self, cle: &'static str) -> Option<bool> {
        self.lire(cle, "true ou false, sans guillemets", |v| v.as_bool())
    }

    /// A percentage from 0 to 100 with two decimals at most, read exactly.
    pub(super) fn pourcent(&self, cle: &'static str) -> Option<PointsDeBase> {
        self.exiger(cle, "un pourcentage de 0 à 100, deux décimales au plus, avec un point décimal", pourcent)
    }

    /// A list of texts; absent gives an empty list.
    pub(super) fn textes_si(&self, cle: &'static str) -> Vec<String> {
        self.lire(cle, "une liste de textes, [\"a\", \"b\"]", |v| v.as_array()?.iter().map(|v| texte(v.get_ref())).collect())
            .unwrap_or_default()
    }

    /// A required list of at least one text.
    pub(super) fn textes(&self, cle: &'static str) -> Vec<String> {
        if self.get(cle).is_none() {
            self.manque(cle, "une liste de textes");
        }
        self.textes_si(cle)
    }

    /// One of a closed list of words.
    pub(super) fn choix<T>(&self, cle: &'static str, valeurs: &[(&str, T)]) -> Option<T>
    where
        T: Copy,
    {
        if self.get(cle).is_none() {
            self.manque(cle, &enumerer(valeurs));
        }
        self.choix_si(cle, valeurs)
    }

    pub(super) fn choix_si<T: Copy>(&self, cle: &'static str, valeurs: &[(&str, T)]) -> Option<T> {
        let word = self.texte_si(cle)?;
        let found = valeurs.iter().find(|(name, _)| *name == word).map(|(_, value)| *value);
        if found.is_none() {
            self.signaler(
                cle,
                format!("« {word} » n'est pas une valeur admise pour « {cle} » dans {}.", self.nom),
                format!("Choisir parmi {}.", enumerer(valeurs)),
            );
        }
        found
    }

    /// The tables of `[[cle]]`, in the order of the file; absent gives none.
    pub(super) fn tables(&self, cle: &'static str) -> Vec<Table<'a>> {
        let Some(value) = self.get(cle) else { return Vec::new() };
        let Some(array) = value.get_ref().as_array() else {
            self.signaler(
                cle,
                format!("« {cle} » doit être une suite de tables."),
                format!("Écrire chaque élément sous [[{cle}]]."),
            );
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in array.iter() {
            match item.get_ref().as_table() {
                Some(contenu) => tables.push(self.enfant(format!("[[{cle}]]"), contenu, item.span().start)),
                None => self.fichier.signaler(
                    Some(item.span().start),
                    format!("Un élément de « {cle} » n'est pas une table."),
                    format!("Écrire chaque élément sous [[{cle}]] ou entre accolades."),
                ),
            }
        }
        tables
    }

    pub(super) fn table_si(&self, cle: &'static str) -> Option<Table<'a>> {
        let value = self.get(cle)?;
        let Some(contenu) = value.get_ref().as_table() else {
            self.signaler(cle, format!("« {cle} » doit être une table."), format!("Écrire ses valeurs sous [{cle}]."));
            return None;
        };
        Some(self.enfant(format!("[{cle}]"), contenu, value.span().start))
    }

    /// A table the file must have.
    pub(super) fn table(&self, cle: &'static str) -> Option<Table<'a>> {
        if self.get(cle).is_none() {
            self.fichier.signaler(
                Some(self.debut),
                format!("La table [{cle}] manque."),
                format!("Ajouter [{cle}] et ses valeurs."),
            );
        }
        self.table_si(cle)
    }

    fn enfant(&self, nom: String, contenu: &'a DeTable<'a>, debut: usize) -> Table<'a> {
        Table { fichier: self.fichier, nom, contenu, debut, lus: RefCell::default() }
    }

    /// `en_vigueur`, `jusqu_au`, `statut`, `source`: every local rule has them.
    pub(super) fn adoption(&self) -> Option<Adoption> {
        let depuis = self.jour("en_vigueur");
        let jusqu_au = self.jour_si("jusqu_au");
        let statut = self.choix("statut", StatutRegle::CHOIX);
        let source = self.texte("source");
        if let (Some(depuis), Some(jusqu_au)) = (depuis, jusqu_au)
            && jusqu_au < depuis
        {
            self.signaler(
                "jusqu_au",
                "La règle finit avant de commencer.",
                "Vérifier « en_vigueur » et « jusqu_au » (dernier jour inclus).",
            );
        }
        Some(Adoption { depuis: depuis?, jusqu_au, statut: statut?, source: source? })
    }

    /// Reports the keys that nothing asked for: a misspelt key must not be silently ignored.
    pub(super) fn finir(&self) {
        for (key, _) in self.contenu.iter() {
            let name: &str = key.get_ref();
            if !self.lus.borrow().contains(name) {
                let known: Vec<&str> = self.lus.borrow().iter().copied().collect();
                self.fichier.signaler(
                    Some(key.span().start),
                    format!("La clé « {name} » est inconnue dans {}.", self.nom),
                    format!("Corriger son nom ou la retirer. Clés admises : {}.", known.join(", ")),
                );
            }
        }
    }
}

fn enumerer<T>(valeurs: &[(&str, T)]) -> String {
    valeurs.iter().map(|(name, _)| format!("« {name} »")).collect::<Vec<_>>().join(", ")
}

fn texte(value: &DeValue<'_>) -> Option<String> {
    value.as_str().filter(|t| !t.trim().is_empty()).map(str::to_owned)
}

fn entier(value: &DeValue<'_>) -> Option<u32> {
    let integer = value.as_integer()?;
    u32::from_str_radix(&integer.as_str().replace('_', ""), integer.radix()).ok()
}

fn jour(value: &DeValue<'_>) -> Option<Jour> {
    let datetime = value.as_datetime()?;
    if datetime.time.is_some() {
        return None;
    }
    let date = datetime.date?;
    Jour::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day))
}

fn pourcent(value: &DeValue<'_>) -> Option<PointsDeBase> {
    let text = value.as_integer().map(|i| i.as_str()).or_else(|| value.as_float().map(|f| f.as_str()))?;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || fraction.len() > 2 || !digits(whole) || !digits(fraction) {
        return None;
    }
    let fraction: i64 = if fraction.is_empty() { 0 } else { format!("{fraction:0<2}").parse().ok()? };
    let rate = whole.parse::<i64>().ok()? * 100 + fraction;
    (rate <= 10_000).then_some(PointsDeBase(rate))
}
