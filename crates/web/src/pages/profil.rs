//! `/profil`: my account.

use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use gestion::changer_mot_de_passe::{NouveauMotDePasse, change_mot_de_passe};
use gestion::consulter_profil::read_profil;
use gestion::issue::Echec;
use services::jeton;

use super::formulaire::Champs;
use crate::carte::Carte;
use crate::etat::Etat;
use crate::visite::Visite;
use crate::vues::composants::{Ligne, Saisie};
use crate::vues::profil::VueProfil;

pub fn routes(carte: Carte) -> Carte {
    carte.get("/profil", show).post("/profil/mot-de-passe", change)
}

async fn show(State(_): State<Etat>, visite: Visite) -> Response {
    page(&visite, StatusCode::OK, Saisie::default()).await
}

async fn change(State(_): State<Etat>, visite: Visite, Form(champs): Form<Champs>) -> Response {
    let session = jeton::digest_jeton(visite.jeton());
    let demande = NouveauMotDePasse {
        ancien: champs.get_exact("ancien"),
        nouveau: champs.get_exact("nouveau"),
        confirmation: champs.get_exact("confirmation"),
        session: &session,
    };
    match change_mot_de_passe(&visite.carbet, &visite.acteur, demande).await {
        Ok(()) => visite.then("/profil", "Votre mot de passe est changé", "Vos autres sessions sont terminées."),
        Err(Echec::Refus(refus)) => {
            // No password is ever written back into a page; the template has one place for its error.
            let erreur = format!("{} {}", refus.raison, refus.que_faire);
            let typed = Saisie { valeurs: Vec::new(), erreurs: vec![("ancien".to_owned(), erreur)] };
            page(&visite, StatusCode::UNPROCESSABLE_ENTITY, typed).await
        }
        Err(echec) => visite.echec(echec),
    }
}

async fn page(visite: &Visite, status: StatusCode, saisie: Saisie) -> Response {
    match read_profil(&visite.carbet, &visite.acteur, visite.jeton()).await {
        Ok(profil) => visite.page_with(
            status,
            &VueProfil {
                cadre: visite.cadre("Mon compte"),
                lignes: vec![
                    Ligne::new("Nom", &profil.nom),
                    Ligne::new("Identifiant", &profil.identifiant),
                    Ligne::new("Rôle", profil.role),
                    Ligne::new("Organisation", &profil.organisation),
                    Ligne::new("Ce que vous voyez d’un dossier", &profil.visible),
                ],
                a_changer: profil.doit_changer,
                sessions: profil
                    .sessions
                    .iter()
                    .map(|session| {
                        Ligne::new(
                            &format!("Ouverte le {}", visite.carbet.format_instant(session.ouverte_le)),
                            &if session.courante {
                                "Celle-ci".to_owned()
                            } else {
                                format!("Vue le {}", visite.carbet.format_instant(session.vue_le))
                            },
                        )
                    })
                    .collect(),
                saisie,
            },
        ),
        Err(echec) => visite.echec(echec),
    }
}
