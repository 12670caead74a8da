//! `/comptes`: who may sign in.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use droit::jour::format_fr;
use gestion::comptes::list_roles;
use gestion::consulter_comptes::{CompteListe, EtatCompte, list_comptes};
use gestion::creer_compte::{NouveauCompte, create_compte};
use gestion::droits::Role;
use gestion::fermer_compte::close_compte;
use gestion::issue::Echec;
use gestion::rouvrir_compte::{reopen_compte, unlock_compte};
use uuid::Uuid;

use super::formulaire::Champs;
use crate::carte::Carte;
use crate::etat::Etat;
use crate::visite::Visite;
use crate::vues::cadre::{Message, Ton};
use crate::vues::composants::{Choix, Etiquette, Saisie};
use crate::vues::comptes::{LigneCompte, VueComptes};

pub fn routes(carte: Carte) -> Carte {
    carte
        .get("/comptes", show)
        .post("/comptes", create)
        .post("/comptes/{id}/fermer", close)
        .post("/comptes/{id}/rouvrir", reopen)
        .post("/comptes/{id}/deverrouiller", unlock)
}

async fn show(State(_): State<Etat>, visite: Visite) -> Response {
    page(&visite, StatusCode::OK, Saisie::default(), None).await
}

async fn create(State(_): State<Etat>, visite: Visite, Form(champs): Form<Champs>) -> Response {
    let demande = NouveauCompte {
        nom: champs.get_exact("nom").to_owned(),
        identifiant: champs.get_exact("identifiant").to_owned(),
        role: champs.get_exact("role").to_owned(),
        organisation: champs.get_exact("organisation").to_owned(),
        cle_idempotence: Some(champs.get("cle_idempotence").to_owned()),
    };
    match create_compte(&visite.carbet, &visite.acteur, &demande).await {
        Ok(cree) => {
            // The password goes to this page alone: neither an address nor a cookie carries it.
            let message = match cree.mot_de_passe {
                Some(secret) => one_time(&cree.identifiant, &secret),
                None => Message {
                    ton: Ton::Attention,
                    titre: format!("Le compte {} était déjà ouvert par ce formulaire", cree.identifiant),
                    texte:
                        "Son premier mot de passe n’a été montré qu’une fois. S’il est perdu, fermez le compte puis rouvrez-le."
                            .to_owned(),
                },
            };
            page(&visite, StatusCode::CREATED, Saisie::default(), Some(message)).await
        }
        Err(Echec::Refus(refus)) => {
            let typed = champs.into_refused(&refus, "identifiant");
            page(&visite, StatusCode::UNPROCESSABLE_ENTITY, typed, None).await
        }
        Err(echec) => visite.echec(echec),
    }
}

async fn close(State(_): State<Etat>, visite: Visite, Path(id): Path<Uuid>) -> Response {
    match close_compte(&visite.carbet, &visite.acteur, id).await {
        Ok(nom) => visite.then("/comptes", format!("Le compte de {nom} est fermé"), "Ses sessions ouvertes sont terminées."),
        Err(echec) => visite.refuse("/comptes", echec),
    }
}

async fn reopen(State(_): State<Etat>, visite: Visite, Path(id): Path<Uuid>) -> Response {
    match reopen_compte(&visite.carbet, &visite.acteur, id).await {
        Ok(rendu) => {
            let message = rendu.mot_de_passe.as_deref().map(|secret| one_time(&rendu.identifiant, secret));
            page(&visite, StatusCode::OK, Saisie::default(), message).await
        }
        Err(echec) => visite.refuse("/comptes", echec),
    }
}

async fn unlock(State(_): State<Etat>, visite: Visite, Path(id): Path<Uuid>) -> Response {
    match unlock_compte(&visite.carbet, &visite.acteur, id).await {
        Ok(rendu) => {
            visite.then("/comptes", format!("Le compte de {} est déverrouillé", rendu.nom), "Son mot de passe n’a pas changé.")
        }
        Err(echec) => visite.refuse("/comptes", echec),
    }
}

fn one_time(identifiant: &str, secret: &str) -> Message {
    Message {
        ton: Ton::Bon,
        titre: format!("Compte {identifiant} ouvert. Premier mot de passe : {secret}"),
        texte:
            "Notez-le et remettez-le en main propre : il ne sera plus jamais montré, et la personne devra en choisir un autre."
                .to_owned(),
    }
}

async fn page(visite: &Visite, status: StatusCode, saisie: Saisie, message: Option<Message>) -> Response {
    match list_comptes(&visite.carbet, &visite.acteur).await {
        Ok(comptes) => {
            let mut vue = vue(visite, &comptes, saisie);
            vue.cadre.messages.extend(message);
            visite.page_with(status, &vue)
        }
        Err(echec) => visite.echec(echec),
    }
}

fn vue(visite: &Visite, comptes: &[CompteListe], saisie: Saisie) -> VueComptes {
    let locked = comptes.iter().filter(|c| matches!(c.etat, EtatCompte::Verrouille { .. })).count();
    let regles = visite.carbet.regles();
    let organisations: Vec<(&str, &str)> = regles
        .territoire
        .organisations
        .iter()
        .filter(|o| !list_roles(o.nature).is_empty())
        .map(|o| (o.code.as_str(), o.sigle.as_str()))
        .collect();
    let roles: Vec<(&str, &str)> =
        Role::ALL.iter().filter(|role| **role != Role::Demandeur).map(|role| (role.code(), role.libelle())).collect();
    VueComptes {
        cadre: visite.cadre("Comptes"),
        resume: format!(
            "{} comptes, {}.",
            comptes.len(),
            match locked {
                0 => "aucun verrouillé".to_owned(),
                n => format!("{n} verrouillé{} après des essais refusés", if n > 1 { "s" } else { "" }),
            }
        ),
        lignes: comptes.iter().map(|compte| ligne(visite, compte)).collect(),
        roles: Choix::list(&roles, saisie.valeur_ou("role", "bailleur")),
        organisations: Choix::list(&organisations, saisie.valeur("organisation")),
        saisie,
    }
}

fn ligne(visite: &Visite, compte: &CompteListe) -> LigneCompte {
    LigneCompte {
        id: compte.id.to_string(),
        nom: compte.nom.clone(),
        identifiant: compte.identifiant.clone(),
        role: compte.role.clone(),
        organisation: compte.organisation.clone(),
        derniere_connexion: compte
            .derniere_connexion_le
            .map_or_else(|| "jamais".to_owned(), |instant| format_fr(visite.carbet.jour_de(instant))),
        etat: match compte.etat {
            EtatCompte::Ouvert => Etiquette::new("Ouvert", Ton::Bon),
            EtatCompte::AInitialiser => Etiquette::new("Premier mot de passe", Ton::Info),
            EtatCompte::Verrouille { .. } => Etiquette::new("Verrouillé", Ton::Attention),
            EtatCompte::Ferme => Etiquette::new("Fermé", Ton::Neutre),
        },
        actif: compte.etat != EtatCompte::Ferme,
        verrouille: matches!(compte.etat, EtatCompte::Verrouille { .. }),
        modifiable: compte.modifiable,
    }
}
