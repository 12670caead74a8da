//! What is wrong in a file of a territory, said so that its author can mend it.

use std::cell::RefCell;

/// One problem of one file. A load reports them all, in the order of the files then of the lines.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Anomalie {
    /// Path inside the folder of the territory.
    pub fichier: String,
    /// From 1; 0 when the problem has no place in the file (a missing file).
    pub ligne: usize,
    /// From 1, in characters, when one value is to blame.
    pub colonne: Option<usize>,
    /// What is wrong and why, in French, with the article when a law is contradicted.
    pub message: String,
    /// The next step, in French.
    pub que_faire: String,
}

impl std::fmt::Display for Anomalie {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.fichier)?;
        if self.ligne > 0 {
            write!(f, ", ligne {}", self.ligne)?;
            if let Some(colonne) = self.colonne {
                write!(f, ", colonne {colonne}")?;
            }
        }
        write!(f, " : {} {}", self.message, self.que_faire)
    }
}

/// A file being read and the list that its problems join.
#[derive(Clone, Copy)]
pub(super) struct Fichier<'a> {
    pub(super) chemin: &'a str,
    pub(super) texte: &'a str,
    pub(super) anomalies: &'a RefCell<Vec<Anomalie>>,
}

impl Fichier<'_> {
    /// Records a problem at a byte offset of the text; `None` when it has no place.
    pub(super) fn signaler(&self, position: Option<usize>, message: impl Into<String>, que_faire: impl Into<String>) {
        let (ligne, colonne) = position.map_or((0, None), |p| {
            let (ligne, colonne) = self.situer(p);
            (ligne, Some(colonne))
        });
        self.anomalies.borrow_mut().push(Anomalie {
            fichier: self.chemin.to_owned(),
            ligne,
            colonne,
            message: message.into(),
            que_faire: que_faire.into(),
        });
    }

    /// Line and column, both from 1, of a byte offset.
    fn situer(&self, position: usize) -> (usize, usize) {
        let mut end = position.min(self.texte.len());
        while !self.texte.is_char_boundary(end) {
            end -= 1;
        }
        let before = &self.texte[..end];
        let ligne = before.matches('\n').count() + 1;
        let colonne = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
        (ligne, colonne)
    }
}
