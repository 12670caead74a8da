//! `/a-reporter`: what has to be typed in the SNE, with copy buttons, what was, and its spreadsheet.

use axum::extract::{Path, Query};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use gestion::a_reporter::{LigneReport, export_a_reporter, list_a_reporter, list_reportees, mark_reporte, remettre_a_reporter};
use serde::Deserialize;
use uuid::Uuid;

use crate::carte::Carte;
use crate::visite::Visite;
use crate::vues::a_reporter::{LigneAReporter, ValeurACopier, VueAReporter};
use crate::vues::cadre::Ton;
use crate::vues::composants::{Choix, Etiquette};

pub fn routes(carte: Carte) -> Carte {
    carte
        .get("/a-reporter", list)
        .get("/a-reporter.xlsx", export)
        .post("/a-reporter/{id}/fait", mark)
        .post("/a-reporter/{id}/a-faire", unmark)
}

/// What is kept of the list.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Filtre {
    /// `faites` for those copied lately; else those to copy.
    etat: String,
    /// Code of what happened; empty for all.
    objet: String,
}

async fn list(visite: Visite, Query(filtre): Query<Filtre>) -> Response {
    let waiting = list_a_reporter(&visite.carbet, &visite.acteur).await;
    let done = list_reportees(&visite.carbet, &visite.acteur).await;
    let (waiting, done) = match (waiting, done) {
        (Ok(waiting), Ok(done)) => (waiting, done),
        (Err(echec), _) | (_, Err(echec)) => return visite.echec(echec),
    };
    let faites = filtre.etat == "faites";
    let shown = if faites { &done } else { &waiting };
    let today = visite.carbet.aujourd_hui();
    let objets = list_objets(shown, &filtre.objet);
    let kept = shown.iter().filter(|l| filtre.objet.is_empty() || l.objet == filtre.objet);
    visite.page(&VueAReporter {
        cadre: visite.cadre("À reporter au SNE"),
        lignes: kept.map(|l| ligne(l, (today - l.depuis).num_days())).collect(),
        etats: Choix::list(
            &[
                ("", &format!("À reporter ({})", waiting.len())),
                ("faites", &format!("Reportées depuis trente jours ({})", done.len())),
            ],
            &filtre.etat,
        ),
        objets,
        objet: filtre.objet,
        faites,
    })
}

/// What the list holds, each with its count.
fn list_objets(lines: &[LigneReport], chosen: &str) -> Vec<Choix> {
    let mut counts: Vec<(&str, &str, usize)> = Vec::new();
    for line in lines {
        match counts.iter_mut().find(|(code, _, _)| *code == line.objet) {
            Some((_, _, count)) => *count += 1,
            None => counts.push((&line.objet, &line.report.evenement, 1)),
        }
    }
    let words: Vec<(&str, String)> = counts.iter().map(|(code, label, count)| (*code, format!("{label} ({count})"))).collect();
    let mut pairs = vec![("", "Tout")];
    pairs.extend(words.iter().map(|(code, label)| (*code, label.as_str())));
    Choix::list(&pairs, chosen)
}

async fn mark(visite: Visite, Path(id): Path<Uuid>) -> Response {
    match mark_reporte(&visite.carbet, &visite.acteur, id).await {
        Ok(()) => {
            visite.then("/a-reporter", "Ligne reportée", "Elle quitte la liste ; le journal garde qui l’a reportée et quand.")
        }
        Err(echec) => visite.refuse("/a-reporter", echec),
    }
}

async fn unmark(visite: Visite, Path(id): Path<Uuid>) -> Response {
    match remettre_a_reporter(&visite.carbet, &visite.acteur, id).await {
        Ok(()) => visite.then("/a-reporter", "Ligne remise à reporter", "Elle revient dans la liste."),
        Err(echec) => visite.refuse("/a-reporter?etat=faites", echec),
    }
}

async fn export(visite: Visite, Query(filtre): Query<Filtre>) -> Response {
    let objet = Some(filtre.objet.as_str()).filter(|code| !code.is_empty());
    match export_a_reporter(&visite.carbet, &visite.acteur, objet).await {
        Ok(octets) => {
            let headers = [
                (header::CONTENT_TYPE, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"a-reporter-au-sne.xlsx\""),
            ];
            (headers, octets).into_response()
        }
        Err(echec) => visite.refuse("/a-reporter", echec),
    }
}

fn ligne(l: &LigneReport, days: i64) -> LigneAReporter {
    LigneAReporter {
        id: l.id.to_string(),
        demande: l.demande.to_string(),
        menage: l.menage.clone().unwrap_or_else(|| "Demande".to_owned()),
        numero_unique: l.numero_unique.clone().unwrap_or_default(),
        evenement: l.report.evenement.clone(),
        ou: l.report.ou.clone(),
        valeurs: l
            .report
            .valeurs
            .iter()
            .map(|(libelle, valeur)| ValeurACopier { libelle: libelle.clone(), valeur: valeur.clone() })
            .collect(),
        depuis: match (l.fait, days) {
            (Some(fait), _) if fait.par_le_sne => Etiquette::new("Confirmé par un extrait du SNE", Ton::Bon),
            (Some(fait), _) => match fait.absent_de_l_extrait {
                Some(au) => Etiquette::new(format!("Absent du SNE au {}", droit::jour::format_fr(au)), Ton::Grave),
                None => Etiquette::new(format!("Reporté le {}", droit::jour::format_fr(fait.le)), Ton::Neutre),
            },
            (None, ..=0) => Etiquette::new("Aujourd’hui", Ton::Neutre),
            (None, 1) => Etiquette::new("Depuis hier", Ton::Neutre),
            (None, 2..=7) => Etiquette::new(format!("Depuis {days} jours"), Ton::Neutre),
            (None, _) => Etiquette::new(format!("Depuis {days} jours"), Ton::Attention),
        },
        a_defaire: l.fait.is_some_and(|fait| !fait.par_le_sne),
    }
}
