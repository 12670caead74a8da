//! `/objectifs/ecart`: the State's figures beside those counted here.

use askama::Template;

use super::cadre::Cadre;
use super::composants::Saisie;

/// `GET /objectifs/ecart?annee=`; `POST /objectifs/ecart` (multipart): `fichier` or `texte`.
#[derive(Template)]
#[template(path = "ecart.html")]
pub struct VueEcart {
    pub cadre: Cadre,
    pub annee: String,
    pub lignes: Vec<LigneEcart>,
    /// Rows that were not kept.
    pub refusees: Vec<RefusChiffre>,
    pub saisie: Saisie,
}

pub struct LigneEcart {
    pub titre: String,
    pub officiel: String,
    pub ici: String,
    pub ecart: String,
    /// Leases that may explain the gap.
    pub baux: Vec<BailExplique>,
}

pub struct BailExplique {
    pub signe_le: String,
    pub commune: String,
    pub bailleur: String,
    pub raisons: String,
}

pub struct RefusChiffre {
    pub ligne: String,
    pub champ: String,
    pub valeur: String,
    pub raison: String,
    pub conseil: String,
}

impl VueEcart {
    pub fn exemple() -> VueEcart {
        VueEcart {
            cadre: Cadre::exemple("Écart avec l’infocentre", "/objectifs"),
            annee: "2025".into(),
            lignes: vec![LigneEcart {
                titre: "A. Hors QPV : ménages du premier quartile et relogés, Agglomération".into(),
                officiel: "24,90 %".into(),
                ici: "25,55 %".into(),
                ecart: "+0,65 point".into(),
                baux: vec![BailExplique {
                    signe_le: "30/12/2025".into(),
                    commune: "Cayenne".into(),
                    bailleur: "SIGUY".into(),
                    raisons: "signé le 30/12/2025, connu ici le 05/01/2026 par le fichier du bailleur".into(),
                }],
            }],
            refusees: vec![RefusChiffre {
                ligne: "3".into(),
                champ: "valeur".into(),
                valeur: "beaucoup".into(),
                raison: "ce n'est ni un taux ni un nombre de baux".into(),
                conseil: "Écrivez 25,55 % ou 46.".into(),
            }],
            saisie: Saisie::default(),
        }
    }
}
