//! Reading the fields of a form: exact amounts and days, errors in French under their field. Every page reads its forms here.

use std::collections::BTreeMap;

use droit::jour::{Jour, parse_iso};
use droit::montant::Centimes;
use gestion::issue::Refus;
use serde::Deserialize;

use crate::vues::composants::Saisie;

/// What was typed, read field by field; keeps everything for the form to be shown again.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "Vec<(String, String)>")]
pub struct Champs {
    saisie: Saisie,
}

impl Champs {
    pub fn new(valeurs: Vec<(String, String)>) -> Champs {
        Champs { saisie: Saisie { valeurs, erreurs: Vec::new() } }
    }

    /// The first value of a field, trimmed; empty when absent.
    pub fn get(&self, nom: &str) -> &str {
        self.saisie.valeur(nom).trim()
    }

    /// The first value of a field as it was typed, spaces included: a password.
    pub fn get_exact(&self, nom: &str) -> &str {
        self.saisie.valeur(nom)
    }

    /// Every value of a repeated field, in the order of the form.
    pub fn list(&self, nom: &str) -> Vec<String> {
        self.saisie.valeurs.iter().filter(|(n, _)| n == nom).map(|(_, v)| v.clone()).collect()
    }

    /// The fields whose name starts so and that are not empty: the rest of the name, the value trimmed.
    pub fn list_prefixe(&self, prefixe: &str) -> BTreeMap<String, String> {
        let named = self.saisie.valeurs.iter().filter_map(|(n, v)| Some((n.strip_prefix(prefixe)?, v.trim())));
        named.filter(|(_, v)| !v.is_empty()).map(|(n, v)| (n.to_owned(), v.to_owned())).collect()
    }

    /// A text, trimmed; `None` when left empty.
    pub fn texte(&self, nom: &str) -> Option<String> {
        let value = self.get(nom);
        (!value.is_empty()).then(|| value.to_owned())
    }

    /// A day; notes the error and gives `None` when it does not read.
    pub fn jour(&mut self, nom: &str) -> Option<Jour> {
        let value = self.texte(nom)?;
        let read = parse_iso(&value);
        if read.is_none() {
            self.erreur(nom, format!("« {value} » ne se lit pas comme une date. Écrivez par exemple 2026-12-01."));
        }
        read
    }

    pub fn jour_requis(&mut self, nom: &str) -> Option<Jour> {
        if self.texte(nom).is_none() {
            self.erreur(nom, "Cette date est nécessaire.");
        }
        self.jour(nom)
    }

    /// An amount; empty is zero when not required.
    pub fn montant(&mut self, nom: &str, requis: bool) -> Option<Centimes> {
        let Some(value) = self.texte(nom) else {
            if requis {
                self.erreur(nom, "Ce montant est nécessaire. Écrivez 0 s’il n’y en a pas.");
                return None;
            }
            return Some(Centimes::ZERO);
        };
        match Centimes::parse(&value) {
            Ok(amount) => Some(amount),
            Err(_) => {
                self.erreur(nom, format!("« {value} » ne se lit pas comme un montant. Écrivez par exemple 412,30."));
                None
            }
        }
    }

    pub fn erreur(&mut self, nom: &str, phrase: impl Into<String>) {
        self.saisie.erreurs.push((nom.to_owned(), phrase.into()));
    }

    /// Puts a refusal under its field, or under `defaut`.
    pub fn refuse(&mut self, refus: &Refus, defaut: &str) {
        self.erreur(refus.champ.unwrap_or(defaut), refus.to_string());
    }

    pub fn has_erreurs(&self) -> bool {
        !self.saisie.erreurs.is_empty()
    }

    pub fn into_saisie(self) -> Saisie {
        self.saisie
    }

    /// What was typed with a refusal under its field, or under `defaut`, to show the form again.
    pub fn into_refused(mut self, refus: &Refus, defaut: &str) -> Saisie {
        self.refuse(refus, defaut);
        self.saisie
    }
}

impl From<Vec<(String, String)>> for Champs {
    fn from(valeurs: Vec<(String, String)>) -> Champs {
        Champs::new(valeurs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_and_days_are_exact_and_errors_name_their_field() {
        let typed = |pairs: &[(&str, &str)]| Champs::new(pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect());
        let mut good = typed(&[("loyer", "1 412,30"), ("libre_le", "2026-12-01")]);
        assert_eq!(good.montant("loyer", true), Some(Centimes(141_230)));
        assert_eq!(good.jour_requis("libre_le"), parse_iso("2026-12-01"));
        assert_eq!(good.montant("charges", false), Some(Centimes::ZERO));
        assert!(!good.has_erreurs());
        let mut bad = typed(&[("loyer", "trois cents"), ("libre_le", "31/02/2026")]);
        assert_eq!((bad.montant("loyer", true), bad.jour_requis("libre_le"), bad.montant("charges", true)), (None, None, None));
        let saisie = bad.into_saisie();
        assert!(saisie.erreur("loyer").contains("trois cents"));
        assert!(!saisie.erreur("libre_le").is_empty() && !saisie.erreur("charges").is_empty());
        assert_eq!(saisie.valeur("loyer"), "trois cents", "what was typed stays");
    }
}
