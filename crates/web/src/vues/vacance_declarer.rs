//! `/vacances/declarer`: declare a home free or soon to be.

use askama::Template;

use super::cadre::Cadre;
use super::composants::{Choix, Saisie};

/// `GET /vacances/declarer?logement=`; `POST /vacances`: `logement`, `libre_le`, `reservataire` (`code|type`, empty for the
/// flow), `motif`, `proposition_avant`, `premiere_location` (`oui`), `conge_le`, `etat_des_lieux_le`, `loyer`, `loyer_annexes`, `charges` (euros with a comma).
#[derive(Template)]
#[template(path = "vacance_declarer.html")]
pub struct VueVacanceDeclarer {
    pub cadre: Cadre,
    /// What was searched in the stock to fill the list.
    pub q: String,
    pub logements: Vec<Choix>,
    pub reservataires: Vec<Choix>,
    /// What the flow proposes for the home chosen, and why; empty before a home is chosen.
    pub orientation: String,
    pub saisie: Saisie,
}

impl VueVacanceDeclarer {
    pub fn exemple() -> VueVacanceDeclarer {
        VueVacanceDeclarer {
            cadre: Cadre::exemple("Déclarer une vacance", "/vacances"),
            q: String::new(),
            logements: Choix::list(
                &[("", "Choisir un logement"), ("l3", "T2 Carapa, 22 route de Montjoly, Remire-Montjoly")],
                "l3",
            ),
            reservataires: Choix::list(
                &[("", "Selon le flux : État, publics prioritaires"), ("ctg", "CTG"), ("action_logement", "Action Logement")],
                "",
            ),
            orientation: "Flux de l’année : État, publics prioritaires, part de 25,00 %, 4 logements orientés sur 19.".into(),
            saisie: Saisie {
                valeurs: vec![("loyer".into(), "trois cents".into()), ("libre_le".into(), "2026-12-01".into())],
                erreurs: vec![(
                    "loyer".into(),
                    "« trois cents » ne se lit pas comme un montant. Écrivez par exemple 412,30.".into(),
                )],
            },
        }
    }
}
