//! The steps of a vacancy in days: their section on `/vacances/{id}`, and the form that dates one.

use axum::Form;
use axum::extract::Path;
use axum::response::Response;
use droit::jour::{Jour, format_fr};
use droit::vacance::{ActeurVacance, EtapeVacance, Intervalle, Jalon};
use gestion::consulter_parcours_vacance::{CorrectionEtape, ParcoursVacance};
use gestion::dater_etape::{JourEtape, dater_etape};
use gestion::issue::{Echec, Refus};
use uuid::Uuid;

use super::formulaire::Champs;
use super::logements::choix;
use crate::carte::Carte;
use crate::visite::{Visite, encode};
use crate::vues::cadre::Ton;
use crate::vues::composants::{Etiquette, Evenement};
use crate::vues::parcours_vacance::{ParcoursVue, SaisieEtape};

pub const CONVENTION: &str = "Chaque jour compte une fois, à la première étape qui n’est pas faite ; tant que des travaux courent, aucun jour n’est compté à qui désigne. Une étape sans date n’est pas zéro : ses jours vont avec l’étape suivante. Loyer perdu : un trentième du loyer mensuel et de ses annexes par jour, sans les charges.";

pub fn routes(carte: Carte) -> Carte {
    carte.post("/vacances/{id}/etapes", date_step)
}

async fn date_step(visite: Visite, Path(id): Path<String>, Form(mut champs): Form<Champs>) -> Response {
    let Ok(id) = Uuid::parse_str(&id) else {
        return visite.echec(Echec::Introuvable);
    };
    let code = champs.texte("etape").unwrap_or_default();
    // What was typed comes back with the refusal.
    let back = format!("/vacances/{id}?etape={}&le={}", encode(&code), encode(champs.get("le")));
    let Some(etape) = EtapeVacance::from_code(&code) else {
        let refus = Refus::new("etape_absente", "Aucune étape n’est choisie.", "Choisissez-la dans la liste.");
        return visite.refuse(&back, refus.into());
    };
    let undone = champs.texte("retirer").is_some();
    let le = if undone { None } else { champs.jour("le") };
    if !undone && le.is_none() {
        let refus =
            Refus::new("jour_absent", "Le jour de l’étape ne se lit pas comme une date.", "Écrivez par exemple 2026-12-01.");
        return visite.refuse(&back, refus.into());
    }
    let cle = champs.texte("cle_idempotence");
    let done = format!("/vacances/{id}");
    match dater_etape(&visite.carbet, &visite.acteur, JourEtape { vacance: id, etape, le, cle }).await {
        Ok(()) => match le {
            Some(le) => visite.then(&done, "Étape datée", format!("{} : {}.", etape.libelle(), format_fr(le))),
            None => visite.then(&done, "Date retirée", format!("« {} » n’a plus de date.", etape.libelle())),
        },
        Err(echec) => visite.refuse(&back, echec),
    }
}

/// The section, with what a refused form had typed.
pub fn dress(found: &ParcoursVacance, bailleur: &str, jour: Jour, etape: &str, le: &str) -> ParcoursVue {
    let duree = &found.duree;
    let mut etiquettes = Vec::new();
    if found.longue {
        etiquettes.push(Etiquette::new(format!("Plus de {} mois", found.mois_longue), Ton::Grave));
    }
    if found.dossier.premiere_location {
        etiquettes.push(Etiquette::new("Première mise en location", Ton::Info));
    }
    if duree.total > 0 {
        etiquettes.push(Etiquette::new(format!("Loyer perdu : {}", found.loyer_perdu), Ton::Neutre));
    }
    let since = format!("Compté depuis le {} ({}).", format_fr(duree.libre_le), duree.origine.libelle());
    let now = duree.en_cours().and_then(|i| i.etapes.last().map(|etape| (i, *etape)));
    let resume = match now {
        Some((_, etape)) if duree.libre_le > jour => {
            format!("Libre le {}. En attente : {}.", format_fr(duree.libre_le), etape.attente().to_lowercase())
        }
        Some((interval, etape)) => {
            let who = etape.acteur(found.dossier.reserve);
            format!("{since} {} depuis {} : {}.", etape.attente(), jours(interval.jours()), attendu(who, bailleur))
        }
        None if duree.retiree => format!("{since} Le compte s’est arrêté au retrait, le {}.", format_fr(duree.jusqu_au)),
        None => format!("{since} Fin de la vacance le {}.", format_fr(duree.jusqu_au)),
    };
    let missing: Vec<&str> = EtapeVacance::ALL
        .iter()
        .filter(|e| e.is_datee_a_la_main() && e.is_prevue(found.dossier.premiere_location) && find(found, **e).is_none())
        .map(|e| e.libelle())
        .collect();
    let mut acteurs: Vec<(String, String)> =
        ActeurVacance::ALL.iter().map(|a| (a.libelle().to_owned(), jours(duree.jours_acteur(Some(*a))))).collect();
    if duree.jours_acteur(None) > 0 {
        acteurs.push(("Non répartis".to_owned(), jours(duree.jours_acteur(None))));
    }
    ParcoursVue {
        titre: if duree.libre_le > jour { "Pas encore libre".to_owned() } else { format!("{} de vacance", jours(duree.total)) },
        resume,
        etiquettes,
        etapes: list_evenements(found, jour),
        non_datees: missing.join(", "),
        acteurs,
        convention: CONVENTION.to_owned(),
        saisie: found.peut_dater.then(|| saisie(found, jour, etape, le)),
    }
}

fn attendu(acteur: ActeurVacance, bailleur: &str) -> String {
    match acteur {
        ActeurVacance::Bailleur => format!("attendu de {bailleur}"),
        ActeurVacance::Reservataire => "attendu du réservataire".to_owned(),
        ActeurVacance::Commission => "attendu de la commission".to_owned(),
        ActeurVacance::Menage => "attendu du ménage".to_owned(),
    }
}

fn find(found: &ParcoursVacance, etape: EtapeVacance) -> Option<Jour> {
    found.dossier.jalons.iter().find(|j| j.etape == etape).map(|j| j.le)
}

/// Each step on its true day; the one waited for last.
fn list_evenements(found: &ParcoursVacance, jour: Jour) -> Vec<Evenement> {
    let cut: Vec<&Intervalle> = found.duree.preavis.iter().chain(&found.duree.intervalles).collect();
    let alone = |jalon: &&Jalon| {
        jalon.etape.is_datee_a_la_main() && !cut.iter().any(|i| i.etapes.last() == Some(&jalon.etape) && i.fait_le.is_some())
    };
    let mut list: Vec<(Jour, EtapeVacance, Evenement)> = Vec::new();
    for jalon in found.dossier.jalons.iter().filter(alone) {
        list.push((jalon.le, jalon.etape, evenement(jalon.le, jalon.etape.libelle(), String::new(), Ton::Bon)));
    }
    for interval in cut.iter().filter(|i| !i.en_cours) {
        let Some(etape) = interval.etapes.last().copied() else { continue };
        let (title, le) = match interval.fait_le {
            Some(le) => (etape.libelle(), le),
            None => ("Orienté de nouveau", interval.jusqu_au),
        };
        list.push((le, etape, evenement(le, title, detail(interval), Ton::Bon)));
    }
    list.sort_by_key(|(le, etape, _)| (*le, *etape));
    let mut list: Vec<Evenement> = list.into_iter().map(|(_, _, told)| told).collect();
    if let Some(now) = found.duree.en_cours()
        && let Some(etape) = now.etapes.last()
    {
        let mut told = evenement(jour, etape.attente(), format!("depuis {}", detail(now)), Ton::Attention);
        "Aujourd’hui".clone_into(&mut told.le);
        list.push(told);
    }
    list
}

fn evenement(le: Jour, titre: &str, detail: String, ton: Ton) -> Evenement {
    Evenement { le: format_fr(le), iso: le.to_string(), titre: titre.to_owned(), detail, ton }
}

/// `20 jours, bailleur`; with the steps that no date tells apart.
fn detail(interval: &Intervalle) -> String {
    let days = jours(interval.jours());
    let who = interval.acteur.map_or("partagés entre plusieurs", ActeurVacance::libelle).to_lowercase();
    match interval.etapes.split_last() {
        Some((_, before)) if !before.is_empty() && interval.fait_le.is_some() => {
            let with: Vec<String> = before.iter().map(|e| e.libelle().to_lowercase()).collect();
            format!("{days}, {who} ; avec les jours sans date : {}", with.join(", "))
        }
        _ => format!("{days}, {who}"),
    }
}

fn saisie(found: &ParcoursVacance, jour: Jour, etape: &str, le: &str) -> SaisieEtape {
    let hand =
        || EtapeVacance::ALL.iter().copied().filter(|e| e.is_datee_a_la_main() && e.is_prevue(found.dossier.premiere_location));
    let next = hand().find(|e| find(found, *e).is_none()).map_or("", EtapeVacance::code);
    let chosen = if etape.is_empty() { next } else { etape };
    SaisieEtape {
        etapes: hand().map(|e| choix(e.code(), e.libelle(), chosen)).collect(),
        le: le.to_owned(),
        maximum: jour.to_string(),
        retirables: hand()
            .filter_map(|e| find(found, e).map(|le| (e.code().to_owned(), format!("{}, le {}", e.libelle(), format_fr(le)))))
            .collect(),
        corrections: found.corrections.iter().map(correction).collect(),
    }
}

fn correction(row: &CorrectionEtape) -> String {
    let on = format!("le {} par {}", format_fr(row.saisi_le), row.par);
    match row.le {
        Some(le) => format!("{} : {}, écrit {on}, ne vaut plus.", row.etape.libelle(), format_fr(le)),
        None => format!("{} : date retirée {on}.", row.etape.libelle()),
    }
}

pub fn jours(days: i64) -> String {
    if days > 1 { format!("{days} jours") } else { format!("{days} jour") }
}
