//! The steps of a vacancy in days, on the page of the vacancy.

use super::cadre::Ton;
use super::composants::{Choix, Etiquette, Evenement};

/// Section `#delais` of `/vacances/{id}`; `POST /vacances/{id}/etapes`: `etape`, `le`; an empty `le` takes the day back.
pub struct ParcoursVue {
    /// `46 jours de vacance`.
    pub titre: String,
    /// From which day, and what is waited for, in a sentence.
    pub resume: String,
    pub etiquettes: Vec<Etiquette>,
    /// Steps in the order of their days, the one waited for last.
    pub etapes: Vec<Evenement>,
    /// Steps without a date, in words; empty when all are dated.
    pub non_datees: String,
    /// Days by actor: who, days in words.
    pub acteurs: Vec<(String, String)>,
    /// How days and rent are counted.
    pub convention: String,
    /// The form, when the caller may date steps.
    pub saisie: Option<SaisieEtape>,
}

pub struct SaisieEtape {
    pub etapes: Vec<Choix>,
    /// What was typed, `AAAA-MM-JJ`.
    pub le: String,
    /// Last day that can be written.
    pub maximum: String,
    /// Steps whose day may be taken back: code, words with the day.
    pub retirables: Vec<(String, String)>,
    /// Days that no longer hold, in sentences.
    pub corrections: Vec<String>,
}

impl ParcoursVue {
    pub fn exemple() -> ParcoursVue {
        ParcoursVue {
            titre: "36 jours de vacance".into(),
            resume:
                "Compté depuis le 01/10/2026 (état des lieux de sortie). Travaux en cours depuis 31 jours : attendu de SIGUY."
                    .into(),
            etiquettes: vec![
                Etiquette::new("Plus de trois mois", Ton::Grave),
                Etiquette::new("Loyer perdu : 540,00 €", Ton::Neutre),
            ],
            etapes: vec![
                Evenement::new("20/08/2026", "2026-08-20", "Congé du locataire", "", Ton::Bon),
                Evenement::new("01/10/2026", "2026-10-01", "État des lieux de sortie", "42 jours, bailleur", Ton::Bon),
                Evenement::new("06/10/2026", "2026-10-06", "Début des travaux", "5 jours, bailleur", Ton::Bon),
                Evenement::new("Aujourd’hui", "2026-11-06", "Travaux en cours", "depuis 31 jours, bailleur", Ton::Attention),
            ],
            non_datees: "Visite avant le départ".into(),
            acteurs: vec![("Bailleur".into(), "36 jours".into()), ("Réservataire".into(), "0 jour".into())],
            convention: "Chaque jour compte une fois, à la première étape qui n’est pas faite.".into(),
            saisie: Some(SaisieEtape {
                etapes: Choix::list(&[("visite", "Visite avant le départ"), ("travaux_fin", "Fin des travaux")], "travaux_fin"),
                le: String::new(),
                maximum: "2026-11-06".into(),
                retirables: vec![("travaux_debut".into(), "Début des travaux, le 06/10/2026".into())],
                corrections: vec![
                    "Début des travaux : 05/10/2026, corrigé après la saisie du 06/10/2026 (Agent Exemple).".into(),
                ],
            }),
        }
    }
}
