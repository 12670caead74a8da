//! `/connexion`: sign in.

use askama::Template;

use super::cadre::Cadre;

/// `GET /connexion`; `POST /connexion` (`identifiant`, `mot_de_passe`, `retour`); `POST /connexion/demandeur`
/// (`numero_unique`, `code`).
#[derive(Template)]
#[template(path = "connexion.html")]
pub struct VueConnexion {
    pub cadre: Cadre,
    /// Why the last try was refused; empty when there was none.
    pub refus: String,
    pub identifiant: String,
    /// Address asked before signing in; a local path, checked by the server.
    pub retour: String,
    /// Demo mode only; empty otherwise.
    pub comptes_demo: Vec<CompteDemo>,
    pub mot_de_passe_demo: String,
    /// Sentence giving the number and the code of a fictional applicant; empty otherwise.
    pub demandeur_demo: String,
}

pub struct CompteDemo {
    pub role: String,
    pub identifiant: String,
}

impl VueConnexion {
    pub fn exemple() -> VueConnexion {
        let compte = |role: &str, identifiant: &str| CompteDemo { role: role.into(), identifiant: identifiant.into() };
        VueConnexion {
            cadre: Cadre::exemple("Se connecter", "/connexion"),
            refus: String::new(),
            identifiant: String::new(),
            retour: "/".into(),
            comptes_demo: vec![
                compte("Chargée d’attribution d’un bailleur", "bailleur@demo.invalid"),
                compte("Chargée de mission habitat de l’agglomération", "agglo@demo.invalid"),
                compte("Membre de la commission d’attribution", "caleol@demo.invalid"),
                compte("État, réservataire", "etat@demo.invalid"),
                compte("Guichet d’enregistrement", "guichet@demo.invalid"),
                compte("Administration", "admin@demo.invalid"),
            ],
            mot_de_passe_demo: "carbet-demo".into(),
            demandeur_demo: "Démonstration : numéro 973032104512398745, code 4823.".into(),
        }
    }
}
