//! `/metrics`: how the server does, for Prometheus. Counts only: nothing about anybody.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::carte::Carte;
use crate::etat::Etat;

pub fn routes(carte: Carte) -> Carte {
    carte.get("/metrics", show)
}

async fn show(State(etat): State<Etat>) -> Response {
    let carbet = &etat.carbet;
    let up = u8::from(carbet.check_sante().await.is_ok());
    let (held, seq) = {
        let registre = carbet.registre.read();
        (registre.colonnes.len(), registre.seq)
    };
    let sne = carbet.fraicheur_sne().au.map(|au| (carbet.aujourd_hui() - au).num_days());
    let mut out = String::new();
    let mut gauge = |name: &str, help: &str, value: String| {
        out.push_str(&format!("# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}\n"));
    };
    gauge("carbet_base_repond", "1 when the base answers.", up.to_string());
    gauge("carbet_demandes_enregistrees", "Registered demandes held in memory.", held.to_string());
    gauge("carbet_journal_derniere_ligne", "Number of the last journal line taken into account.", seq.to_string());
    gauge("carbet_regles_version", "Version of the local rules in force.", carbet.regles().numero.to_string());
    if let Some(days) = sne {
        gauge("carbet_extrait_sne_age_jours", "Days since the last SNE extract.", days.to_string());
    }
    if let Some(seen) = carbet.verification() {
        gauge("carbet_journal_anomalies", "Anomalies found by the last verification of the journal.", seen.anomalies.to_string());
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], out).into_response()
}
