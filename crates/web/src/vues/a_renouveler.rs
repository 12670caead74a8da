//! `/demandes/a-renouveler`: the households to call before their demande expires.

use askama::Template;

use super::cadre::{Cadre, Ton};
use super::composants::{Choix, Etiquette};

/// `GET /demandes/a-renouveler`; each line posts to `/demandes/{id}/appels` (`appel_issue`, `appel_dit`, `retour`).
#[derive(Template)]
#[template(path = "a_renouveler.html")]
pub struct VueARenouveler {
    pub cadre: Cadre,
    pub resume: String,
    pub lignes: Vec<LigneARenouveler>,
    pub issues: Vec<Choix>,
}

pub struct LigneARenouveler {
    pub id: String,
    pub menage: String,
    pub numero_unique: String,
    /// Empty when none is known.
    pub telephone: String,
    /// For `tel:`, digits only.
    pub telephone_lien: String,
    pub echeance: Etiquette,
    pub appel: String,
    /// The renewal is asked already.
    pub demandee: bool,
}

impl VueARenouveler {
    pub fn exemple() -> VueARenouveler {
        VueARenouveler {
            cadre: Cadre::exemple("Demandes à renouveler", "/guichet"),
            resume: "Une demande expire dans les 60 jours.".into(),
            lignes: vec![LigneARenouveler {
                id: "019a8c1e-5d2f-7a40-9d1b-0c7b2f6f1a11".into(),
                menage: "Baptista Ana".into(),
                numero_unique: "9730324001234GDPUB".into(),
                telephone: "0694 00 00 00".into(),
                telephone_lien: "0694000000".into(),
                echeance: Etiquette::new("Expire le 20/12/2026, dans 34 jours", Ton::Attention),
                appel: "16/11/2026 : Message laissé".into(),
                demandee: false,
            }],
            issues: Choix::list(&[("joint", "Joint, va renouveler"), ("message", "Message laissé")], ""),
        }
    }

    pub fn exemple_vide() -> VueARenouveler {
        VueARenouveler { lignes: Vec::new(), ..VueARenouveler::exemple() }
    }
}
