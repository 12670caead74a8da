//! Error pages, in plain French. A file one may not see answers as a file that does not exist.

use askama::Template;

use super::cadre::Cadre;

/// Answer of any address that failed.
#[derive(Template)]
#[template(path = "erreur.html")]
pub struct VueErreur {
    pub cadre: Cadre,
    pub code: u16,
    /// What happened and why.
    pub explication: String,
    /// What to do next.
    pub suite: String,
    pub retour: String,
    pub retour_libelle: String,
    /// Identifier of the request, to give to the administrator; may be empty.
    pub reference: String,
}

impl VueErreur {
    /// 404, also for what the caller may not see.
    pub fn introuvable(cadre: Cadre) -> VueErreur {
        VueErreur {
            cadre: cadre.with_titre("Cette page n’existe pas, ou ne vous est pas ouverte"),
            code: 404,
            explication: "L’adresse est inexacte, le dossier a été purgé, ou votre mission ne donne pas accès à ce dossier."
                .into(),
            suite: "Cherchez la demande par son numéro unique, ou demandez l’accès à votre administrateur.".into(),
            retour: "/".into(),
            retour_libelle: "Revenir à l’accueil".into(),
            reference: String::new(),
        }
    }

    /// 403: the form is too old or came from elsewhere.
    pub fn refusee(cadre: Cadre) -> VueErreur {
        VueErreur {
            cadre: cadre.with_titre("Cette page a expiré"),
            code: 403,
            explication: "Le formulaire a été envoyé depuis une page trop ancienne ou d’un autre site : rien n’a été enregistré."
                .into(),
            suite: "Rouvrez la page, vérifiez votre saisie et envoyez-la de nouveau.".into(),
            retour: "/".into(),
            retour_libelle: "Rouvrir Carbet".into(),
            reference: String::new(),
        }
    }

    /// 500: nothing was recorded.
    pub fn interne(cadre: Cadre, reference: impl Into<String>) -> VueErreur {
        VueErreur {
            cadre: cadre.with_titre("Carbet n’a pas pu répondre"),
            code: 500,
            explication: "Une erreur est survenue de notre côté. Rien de ce que vous veniez d’envoyer n’a été enregistré.".into(),
            suite: "Réessayez dans un instant. Si l’erreur revient, donnez la référence ci-dessous à votre administrateur."
                .into(),
            retour: "/".into(),
            retour_libelle: "Revenir à l’accueil".into(),
            reference: reference.into(),
        }
    }

    pub fn exemple() -> VueErreur {
        VueErreur::introuvable(Cadre::exemple("", "/"))
    }
}
