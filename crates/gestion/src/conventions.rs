//! How each figure is counted, in one sentence, from one place: pages, home and workbook print the same words.

use droit::jour::{Jour, format_fr};
use droit::objectifs::Objectif;

use crate::consulter_objectifs::{LigneMesure, TableauObjectifs};

/// How an objective counts, with the vintage and the pending leases of a year.
pub fn convention_objectif(tableau: &TableauObjectifs, objectif: Objectif, ligne: Option<&LigneMesure>) -> String {
    let mut parts =
        vec![format!("Baux signés en {} (date du bail, non celle de sa saisie), mutations internes comprises", tableau.annee)];
    match objectif {
        Objectif::HorsQpv | Objectif::EnQpv => {
            if !tableau.millesimes_qpv.is_empty() {
                parts.push(format!("quartiers prioritaires au millésime {}", tableau.millesimes_qpv.join(", ")));
            }
            if let Some(ligne) = ligne {
                parts.push(match ligne.resultat.inclassables + ligne.resultat.localisation_inconnue {
                    0 => "aucune ressource ni localisation en attente".to_owned(),
                    1 => "un bail en attente de ressources ou de localisation, compté à part".to_owned(),
                    n => format!("{n} baux en attente de ressources ou de localisation, comptés à part"),
                });
            }
        }
        Objectif::PublicsPrioritaires => {
            parts.push("titulaire par titulaire, un logement rendu au bailleur compte avec les siens".to_owned());
        }
    }
    format!("Convention : {}.", parts.join(" ; "))
}

/// How the demandes of the register count.
pub fn convention_demandes(jour: Jour) -> String {
    format!("Actives au {}, mutations et demandes externes, quel que soit le rang du souhait.", format_fr(jour))
}
