//! `/comptes`: who may sign in.

use askama::Template;

use super::cadre::{Cadre, Ton};
use super::composants::{Choix, Etiquette, Saisie};

/// `GET /comptes`; `POST /comptes` (`nom`, `identifiant`, `role`, `organisation`); `POST /comptes/{id}/fermer`,
/// `POST /comptes/{id}/rouvrir`, `POST /comptes/{id}/deverrouiller`.
#[derive(Template)]
#[template(path = "comptes.html")]
pub struct VueComptes {
    pub cadre: Cadre,
    pub resume: String,
    pub lignes: Vec<LigneCompte>,
    pub roles: Vec<Choix>,
    pub organisations: Vec<Choix>,
    pub saisie: Saisie,
}

pub struct LigneCompte {
    pub id: String,
    pub nom: String,
    pub identifiant: String,
    pub role: String,
    pub organisation: String,
    pub derniere_connexion: String,
    pub etat: Etiquette,
    pub actif: bool,
    /// Locked after refused sign-ins.
    pub verrouille: bool,
    /// False for one's own account.
    pub modifiable: bool,
}

impl VueComptes {
    pub fn exemple() -> VueComptes {
        let compte =
            |id: &str, nom: &str, identifiant: &str, role: &str, organisation: &str, derniere: &str, actif, etat| LigneCompte {
                id: id.into(),
                nom: nom.into(),
                identifiant: identifiant.into(),
                role: role.into(),
                organisation: organisation.into(),
                derniere_connexion: derniere.into(),
                verrouille: identifiant.starts_with("commune"),
                etat,
                actif,
                modifiable: true,
            };
        VueComptes {
            cadre: Cadre::exemple("Comptes", "/comptes"),
            resume: "14 comptes, 1 verrouillé après des essais refusés.".into(),
            lignes: vec![
                compte(
                    "c1",
                    "Mylène Assard",
                    "bailleur@demo.invalid",
                    "Attributions",
                    "SIGUY",
                    "16/11/2026",
                    true,
                    Etiquette::new("Ouvert", Ton::Bon),
                ),
                compte(
                    "c2",
                    "Henri Cippe",
                    "commune@demo.invalid",
                    "Commune",
                    "Cayenne",
                    "02/11/2026",
                    true,
                    Etiquette::new("Verrouillé", Ton::Attention),
                ),
                compte(
                    "c3",
                    "Ancien agent",
                    "ancien@demo.invalid",
                    "Guichet",
                    "ADIL",
                    "14/01/2026",
                    false,
                    Etiquette::new("Fermé", Ton::Neutre),
                ),
            ],
            roles: Choix::list(&[("bailleur", "Attributions d’un bailleur"), ("guichet", "Guichet")], "bailleur"),
            organisations: Choix::list(&[("siguy", "SIGUY"), ("cacl", "CACL")], "siguy"),
            saisie: Saisie::default(),
        }
    }
}
