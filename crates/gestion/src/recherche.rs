//! Finding households by what a person types: names whatever their spelling, a birth date, a numéro unique or a part of it.
//!
//! One reading for the register, « Pourquoi pas ce ménage ? » and the duplicate check of a desk. The index stands in
//! [`crate::registre`], follows the journal as the register does, and is never written anywhere: neither are the words typed.
//! A protected file is neither shown nor counted to whoever may not know it.

mod distance;
mod index;
mod lexique;
mod question;
mod sons;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::carbet::Carbet;
use crate::droits::Acteur;
use crate::portee_demandes::{Etendue, sees_proteges};

pub use index::{Champ, Cle, Fiche, Index, Noms, Reponse, Trouve, split};
pub use lexique::Correspondance;
pub use question::{Naissance, Question};

/// What a search may look at.
#[derive(Clone, Debug, Default)]
pub struct Perimetre {
    pub proteges: bool,
    /// Only these demandes, when given.
    pub parmi: Option<BTreeSet<Uuid>>,
    /// Found by a name or a birth date only among these, when given.
    pub nommables: Option<BTreeSet<Uuid>>,
}

impl Perimetre {
    /// What a person reaches when listing.
    pub fn new(acteur: &Acteur, etendue: &Etendue) -> Perimetre {
        let parmi = match etendue {
            Etendue::Toutes => None,
            Etendue::Seulement(ids) => Some(ids.clone()),
        };
        Perimetre { proteges: sees_proteges(acteur), parmi, nommables: None }
    }

    /// The same, when a name is read of some files only.
    pub fn identifying(self, identifiables: &Etendue) -> Perimetre {
        let nommables = match identifiables {
            Etendue::Toutes => None,
            Etendue::Seulement(ids) => Some(ids.clone()),
        };
        Perimetre { nommables, ..self }
    }
}

/// Demandes found, in their order: how they match, then the name of the titulaire, then the identifier.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trouvailles {
    /// All that answer within reach, beyond the limit too.
    pub total: usize,
    pub demandes: Vec<(Uuid, Correspondance)>,
}

/// Finds demandes by what was typed, whatever their état. By a name or a birth date, only whoever may see identities finds.
pub fn find(carbet: &Carbet, acteur: &Acteur, perimetre: &Perimetre, texte: &str, limite: Option<usize>) -> Trouvailles {
    let question = Question::read(texte, carbet.aujourd_hui());
    if !acteur.role.masque().identite && (!question.mots.is_empty() || question.naissance.is_some()) {
        return Trouvailles::default();
    }
    find_question(carbet, perimetre, &question, limite)
}

/// The same, of a question already read.
pub(crate) fn find_question(carbet: &Carbet, perimetre: &Perimetre, question: &Question, limite: Option<usize>) -> Trouvailles {
    let by_name = !question.mots.is_empty() || question.naissance.is_some();
    let (parmi, nommables) = (perimetre.parmi.as_ref(), perimetre.nommables.as_ref().filter(|_| by_name));
    let reach = (parmi.is_some() || nommables.is_some()).then_some(|cle: &Cle| {
        let id = Uuid::from_bytes(*cle);
        parmi.is_none_or(|ids| ids.contains(&id)) && nommables.is_none_or(|ids| ids.contains(&id))
    });
    let champ = Champ { proteges: perimetre.proteges, parmi: reach.as_ref().map(|f| f as &(dyn Fn(&Cle) -> bool + Sync)) };
    let reponse = carbet.registre.read().noms.find(question, &champ, limite);
    let demandes = reponse.trouves.into_iter().map(|t| (Uuid::from_bytes(t.cle), t.comment)).collect();
    Trouvailles { total: reponse.total, demandes }
}
