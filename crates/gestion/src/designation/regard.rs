//! What a caller may read of the reasons for a household: its means, its status and its health are not told to
//! whoever may not open its file.

use droit::admissibilite::Examen;
use droit::tri::Tri;

use super::{libelle_manque, libelle_regle};
use crate::droits::VueSensible;

/// How much of the reasons the caller reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Regard {
    /// Means, status, property: who may open the file.
    pub dossier: bool,
    /// Needs that come from a disability.
    pub sensible: VueSensible,
}

/// One rule in words, narrowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegleDite {
    /// Code of the rule, or of the group of rules that the caller may not tell apart.
    pub code: &'static str,
    pub libelle: &'static str,
    pub raison: String,
    pub manque: Vec<String>,
    pub article: &'static str,
}

/// Rules told as one to whoever may not read the file.
const ACCES: &[&str] = &["sejour_regulier", "majorite"];
const MOYENS: &[&str] = &["plafond_ressources", "proprietaire"];
const ADAPTATION: &[&str] = &["besoin_adapte", "usage_adapte"];

impl Regard {
    pub fn say(self, examen: &Examen) -> RegleDite {
        let constat = &examen.constat;
        let regle = constat.regle;
        let hidden = |code, libelle, raison: &str, article| RegleDite {
            code,
            libelle,
            raison: raison.to_owned(),
            manque: if constat.manque().is_empty() { Vec::new() } else { vec!["une pièce du dossier".to_owned()] },
            article,
        };
        let outcome = |tri: Tri| match tri {
            Tri::Vrai => "Condition remplie.",
            Tri::Faux => "Condition non remplie ; le détail est au dossier, que tient le guichet.",
            Tri::Inconnu => "Condition à vérifier au dossier avant la commission.",
        };
        if ADAPTATION.contains(&regle) && self.sensible != VueSensible::Oui {
            return hidden("convenance", "Convenance du logement", outcome(constat.tri()), "CCH L. 441-1");
        }
        if ACCES.contains(&regle) && !self.dossier {
            return hidden("acces", "Conditions d’accès au logement social", outcome(constat.tri()), "CCH R. 441-1");
        }
        if MOYENS.contains(&regle) && !self.dossier {
            // What is missing may be asked for; what is known of the means may not be told.
            let told = hidden(regle, libelle_regle(regle), outcome(constat.tri()), constat.article);
            return RegleDite { manque: constat.manque().iter().map(|fait| libelle_manque(fait)).collect(), ..told };
        }
        RegleDite {
            code: regle,
            libelle: libelle_regle(regle),
            raison: constat.raison.clone(),
            manque: constat.manque().iter().map(|fait| libelle_manque(fait)).collect(),
            article: constat.article,
        }
    }
}
