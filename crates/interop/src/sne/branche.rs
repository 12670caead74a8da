//! A demande being assembled from paths and values, in the order of the contract.

use std::collections::BTreeMap;

use super::arbre::Noeud;
use super::champs::{find_champ, split_rang};

/// A tree being assembled: children by order in the contract, name and rank.
#[derive(Default)]
pub struct Branche {
    pub valeur: Option<String>,
    pub enfants: BTreeMap<(usize, String, u32), Branche>,
}

impl Branche {
    pub fn child(&self, segment: &str) -> Option<&Branche> {
        let (nom, rang) = split_rang(segment)?;
        self.enfants.iter().find(|((_, n, r), _)| n == nom && *r == rang).map(|(_, b)| b)
    }

    pub fn text(&self, chemin: &str) -> Option<&str> {
        chemin.split('/').try_fold(self, |branche, segment| branche.child(segment))?.valeur.as_deref()
    }

    /// False when there is a value already.
    pub fn insert(&mut self, chemin: &str, valeur: String) -> bool {
        let mut branche = self;
        let mut table = "demande".to_owned();
        for segment in chemin.split('/') {
            let Some((nom, rang)) = split_rang(segment) else { return false };
            table = format!("{table}/{nom}");
            let ordre = find_champ(&table).map_or(usize::MAX, |c| c.rang);
            let rang = match rang {
                // A list comes after the numbered ones.
                0 => branche.enfants.keys().filter(|(_, n, _)| n == nom).map(|(_, _, r)| *r).max().unwrap_or(0).max(99) + 1,
                rang => rang,
            };
            branche = branche.enfants.entry((ordre, nom.to_owned(), rang)).or_default();
        }
        if branche.valeur.is_some() {
            return false;
        }
        branche.valeur = Some(valeur);
        true
    }

    /// The branch at a path without ranks, made when absent.
    pub fn entry(&mut self, chemin: &str) -> &mut Branche {
        let mut table = "demande".to_owned();
        chemin.split('/').fold(self, |branche, nom| {
            table = format!("{table}/{nom}");
            let ordre = find_champ(&table).map_or(usize::MAX, |c| c.rang);
            branche.enfants.entry((ordre, nom.to_owned(), 1)).or_default()
        })
    }

    pub fn build(self, nom: &str, ligne: u64) -> Noeud {
        Noeud {
            nom: nom.to_owned(),
            ligne,
            texte: self.valeur.unwrap_or_default(),
            enfants: self.enfants.into_iter().map(|((_, nom, _), b)| b.build(&nom, ligne)).collect(),
            ..Noeud::default()
        }
    }
}
