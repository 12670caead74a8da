//! `/demandes/{id}/ecrire`: a message to a household, previewed then sent; and the stop it may ask.

use axum::Form;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use droit::territoire::CodeModele;
use gestion::consulter_demande::consulter_demande;
use gestion::ecrire_demandeur::{
    Apercu, Canal, Correspondance, EnvoiLu, Message, Valeurs, ecrire_demandeur, opposer_envoi, preview, read_correspondance,
};
use gestion::issue::{Echec, Refus};
use uuid::Uuid;

use super::fiche_demande::nom_menage;
use super::formulaire::Champs;
use crate::carte::Carte;
use crate::visite::Visite;
use crate::vues::cadre::Ton;
use crate::vues::composants::{Choix, Etiquette};
use crate::vues::ecrire::{ArretVue, EnvoiVue, VueEcrire};
use crate::vues::interets::ApercuVue;

/// Fields of the form, sent again as they were previewed.
const CHAMPS: [&str; 9] = ["modele", "canal", "piece", "date_limite", "logement", "commune", "jour", "heure", "lieu"];

pub fn routes(carte: Carte) -> Carte {
    carte.get("/demandes/{id}/ecrire", show).post("/demandes/{id}/ecrire", send).post("/demandes/{id}/opposition", stop)
}

async fn show(visite: Visite, Path(id): Path<Uuid>, Query(pairs): Query<Vec<(String, String)>>) -> Response {
    let mut champs = Champs::new(pairs);
    if champs.get("modele").is_empty() {
        return page(&visite, id, champs, None, StatusCode::OK).await;
    }
    let Some(message) = read(&mut champs) else {
        return page(&visite, id, champs, None, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    match preview(&visite.carbet, &visite.acteur, id, &message).await {
        Ok(apercu) => page(&visite, id, champs, Some(apercu), StatusCode::OK).await,
        Err(Echec::Refus(refus)) => {
            champs.refuse(&refus, "modele");
            page(&visite, id, champs, None, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(other) => visite.echec(other),
    }
}

async fn send(visite: Visite, Path(id): Path<Uuid>, Form(mut champs): Form<Champs>) -> Response {
    let Some(message) = read(&mut champs) else {
        return page(&visite, id, champs, None, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let cle = champs.texte("cle_idempotence");
    match ecrire_demandeur(&visite.carbet, &visite.acteur, id, &message, cle.as_deref()).await {
        Ok(()) => visite.then(
            &address(id),
            "Message écrit",
            "Il part dès que possible ; la preuve de son départ s’affichera ci-dessous.",
        ),
        Err(Echec::Refus(refus)) => {
            champs.refuse(&refus, "modele");
            page(&visite, id, champs, None, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(other) => visite.echec(other),
    }
}

async fn stop(visite: Visite, Path(id): Path<Uuid>, Form(champs): Form<Champs>) -> Response {
    let Some(canal) = Canal::from_code(champs.get("canal")) else {
        let refus = Refus::new("moyen_inconnu", "Le moyen n'est pas choisi.", "Choisir le courriel ou le SMS.");
        return visite.refuse(&address(id), refus.into());
    };
    let stop = champs.get("arret") != "non";
    match opposer_envoi(&visite.carbet, &visite.acteur, id, canal, stop).await {
        Ok(()) if stop => visite.then(&address(id), "Arrêt enregistré", "Plus rien ne part par ce moyen, quel que soit l’envoi."),
        Ok(()) => visite.then(&address(id), "Moyen rouvert", "Les messages peuvent de nouveau partir par ce moyen."),
        Err(echec) => visite.refuse(&address(id), echec),
    }
}

fn read(champs: &mut Champs) -> Option<Message> {
    let modele = CodeModele::from_code(champs.get("modele"));
    if modele.is_none() {
        champs.erreur("modele", "Choisissez le texte à envoyer.");
    }
    let canal = Canal::from_code(champs.get("canal"));
    if canal.is_none() {
        champs.erreur("canal", "Choisissez le courriel ou le SMS.");
    }
    let valeurs = Valeurs {
        logement: champs.texte("logement"),
        commune: champs.texte("commune"),
        date_limite: champs.jour("date_limite"),
        piece: champs.texte("piece"),
        jour: champs.jour("jour"),
        heure: champs.texte("heure"),
        lieu: champs.texte("lieu"),
    };
    match (modele, canal, champs.has_erreurs()) {
        (Some(modele), Some(canal), false) => Some(Message { modele, canal, valeurs }),
        _ => None,
    }
}

async fn page(visite: &Visite, id: Uuid, champs: Champs, apercu: Option<Apercu>, status: StatusCode) -> Response {
    let fiche = match consulter_demande(&visite.carbet, &visite.acteur, id).await {
        Ok(fiche) => fiche,
        Err(echec) => return visite.echec(echec),
    };
    match read_correspondance(&visite.carbet, &visite.acteur, id).await {
        Ok(read) => visite.page_with(status, &vue(visite, id, &nom_menage(id, &fiche.demande), &read, champs, apercu)),
        Err(echec) => visite.echec(echec),
    }
}

fn vue(visite: &Visite, id: Uuid, menage: &str, read: &Correspondance, champs: Champs, apercu: Option<Apercu>) -> VueEcrire {
    let mut modeles = vec![("", "Choisir")];
    modeles.extend(CodeModele::ALL.iter().map(|m| (m.code(), m.libelle())));
    let canaux: Vec<(&str, &str)> = read.canaux.iter().map(|c| (c.code(), c.libelle())).collect();
    VueEcrire {
        cadre: visite.cadre(&format!("Écrire à {menage}")),
        id: id.to_string(),
        menage: menage.to_owned(),
        empechement: read.empechement.clone(),
        modeles: Choix::list(&modeles, champs.get("modele")),
        canaux: Choix::list(&canaux, champs.get("canal")),
        destinataire: apercu.as_ref().map_or_else(String::new, |a| a.destinataire.clone()),
        apercu: apercu.map(|a| ApercuVue { canal: a.canal.libelle().to_lowercase(), sujet: a.sujet, corps: a.corps }),
        cachees: CHAMPS
            .iter()
            .map(|name| ((*name).to_owned(), champs.get(name).to_owned()))
            .filter(|(_, value)| !value.is_empty())
            .collect(),
        arrets: Canal::ALL
            .iter()
            .map(|canal| ArretVue {
                canal: canal.code().to_owned(),
                libelle: canal.libelle().to_owned(),
                arrete: read.oppositions.contains(canal),
            })
            .collect(),
        envois: read.envois.iter().map(envoi).collect(),
        saisie: champs.into_saisie(),
    }
}

fn envoi(e: &EnvoiLu) -> EnvoiVue {
    EnvoiVue {
        le: e.le.clone(),
        quoi: format!("{}, {}", e.canal, e.modele),
        organisation: e.organisation.clone(),
        etat: match (e.etat.as_str(), &e.parti) {
            ("envoye", Some(le)) => Etiquette::new(format!("Parti le {le}"), Ton::Bon),
            ("echoue", _) => Etiquette::new("N’est pas parti", Ton::Grave),
            _ => Etiquette::new("En attente d’envoi", Ton::Info),
        },
        corps: e.corps.clone(),
    }
}

fn address(id: Uuid) -> String {
    format!("/demandes/{id}/ecrire")
}
