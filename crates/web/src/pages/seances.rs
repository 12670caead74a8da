//! `/seances`: the sessions of the commission, and preparing one.

use axum::Form;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::Response;
use droit::jour::{format_fr, parse_iso};
use gestion::consulter_seances::{PageSeances, ResumeSeance, list_seances};
use gestion::decider::nom_organisation;
use gestion::issue::{Echec, Refus};
use gestion::preparer_seance::{ModeSeance, PreparationSeance, format_heure, preparer_seance};
use serde::Deserialize;

use super::formulaire::Champs;
use crate::carte::Carte;
use crate::visite::Visite;
use crate::vues::cadre::Ton;
use crate::vues::composants::{Choix, Etiquette, Pagination, Saisie};
use crate::vues::seances::{LigneSeance, VueSeances};

pub fn routes(carte: Carte) -> Carte {
    carte.get("/seances", list).post("/seances", prepare)
}

#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    page: usize,
}

async fn list(visite: Visite, Query(page): Query<Page>) -> Response {
    show(&visite, page.page, StatusCode::OK, Saisie::default()).await
}

async fn prepare(visite: Visite, Form(champs): Form<Champs>) -> Response {
    let tenue_le = parse_iso(champs.get("tenue_le"));
    let mode = ModeSeance::from_code(champs.get("mode"));
    let read = match (tenue_le, mode) {
        (Some(tenue_le), Some(mode)) => Ok(PreparationSeance {
            tenue_le,
            heure: champs.texte("heure"),
            lieu: Some(champs.get("lieu").to_owned()),
            mode,
            cle: Some(champs.get("cle_idempotence").to_owned()),
        }),
        (None, _) => {
            Err(Refus::new("date_illisible", "La date n'est pas lisible.", "Choisir le jour de la séance.").champ("tenue_le"))
        }
        (_, None) => {
            Err(Refus::new("mode_inconnu", "La tenue de la séance n'est pas choisie.", "Choisir une des deux tenues.")
                .champ("mode"))
        }
    };
    let done = match read {
        Ok(demande) => preparer_seance(&visite.carbet, &visite.acteur, demande).await,
        Err(refus) => Err(refus.into()),
    };
    match done {
        Ok(id) => visite.then(
            &format!("/seances/{id}"),
            "Séance préparée",
            "Inscrivez-y les logements depuis la liste de leurs candidats, puis convoquez les membres.",
        ),
        Err(Echec::Refus(refus)) => {
            let saisie = champs.into_refused(&refus, "tenue_le");
            show(&visite, 1, StatusCode::UNPROCESSABLE_ENTITY, saisie).await
        }
        Err(other) => visite.echec(other),
    }
}

async fn show(visite: &Visite, page: usize, status: StatusCode, saisie: Saisie) -> Response {
    match list_seances(&visite.carbet, &visite.acteur, page).await {
        Ok(read) => visite.page_with(status, &vue(visite, read, saisie)),
        Err(echec) => visite.echec(echec),
    }
}

fn vue(visite: &Visite, read: PageSeances, mut saisie: Saisie) -> VueSeances {
    if saisie.valeurs.is_empty() {
        saisie.valeurs = vec![("heure".to_owned(), "09:00".to_owned())];
    }
    let mode = saisie.valeur("mode").to_owned();
    let own = &visite.acteur.organisation;
    let plural = if read.total > 1 { "s" } else { "" };
    VueSeances {
        cadre: visite.cadre("Séances CALEOL"),
        resume: read.prochaine.as_ref().map_or_else(
            || "Aucune séance à venir.".to_owned(),
            |s| {
                let heure = s.heure.as_deref().map(|h| format!(" à {}", format_heure(h))).unwrap_or_default();
                format!("Prochaine séance le {}{heure}, {}.", format_fr(s.tenue_le), s.bailleur_nom)
            },
        ),
        pagination: Pagination {
            page: u32::try_from(read.page).unwrap_or(1),
            pages: u32::try_from(read.pages).unwrap_or(1),
            modele: "/seances?page=".to_owned(),
            resume: format!("{} séance{plural}", read.total),
            tailles: Vec::new(),
        },
        peut_convoquer: read.peut_preparer,
        bailleurs: vec![Choix { valeur: own.clone(), libelle: nom_organisation(&visite.carbet, own), choisi: true }],
        modes: ModeSeance::ALL
            .iter()
            .map(|m| Choix { valeur: m.code().to_owned(), libelle: m.libelle().to_owned(), choisi: m.code() == mode })
            .collect(),
        lignes: read.lignes.iter().map(ligne).collect(),
        saisie,
    }
}

fn ligne(s: &ResumeSeance) -> LigneSeance {
    let parts = [s.heure.as_deref().map(format_heure), s.lieu.clone()];
    LigneSeance {
        id: s.id.to_string(),
        tenue_le: format_fr(s.tenue_le),
        lieu: parts.into_iter().flatten().collect::<Vec<_>>().join(", "),
        bailleur: s.bailleur_nom.clone(),
        logements: s.logements.to_string(),
        demandes: s.demandes.to_string(),
        etat: etat(&s.etat),
        proces_verbal: s.proces_verbal,
    }
}

/// The state of a session in a word and a tone.
pub(super) fn etat(code: &str) -> Etiquette {
    match code {
        "convoquee" => Etiquette::new("Convoquée", Ton::Info),
        "ouverte" => Etiquette::new("Ouverte", Ton::Attention),
        "close" => Etiquette::new("Close", Ton::Bon),
        _ => Etiquette::new("En préparation", Ton::Neutre),
    }
}
