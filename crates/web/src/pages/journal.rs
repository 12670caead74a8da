//! `/journal`: every act, and the verification of their chain.

use axum::extract::{Query, State};
use axum::response::Response;
use droit::jour::parse_iso;
use droit::montant::group_thousands;
use gestion::consulter_journal::{FiltreActes, PageJournal, list_actes, list_codes, verify_chaine};
use gestion::issue::{Echec, Refus};
use serde::Deserialize;

use crate::carte::Carte;
use crate::etat::Etat;
use crate::visite::{Visite, encode};
use crate::vues::cadre::Ton;
use crate::vues::composants::{Choix, Etiquette, Pagination};
use crate::vues::journal::{LigneJournal, VueJournal};

pub fn routes(carte: Carte) -> Carte {
    carte.get("/journal", show).post("/journal/verifier", verify)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Filtre {
    depuis: String,
    jusqu_au: String,
    acte: String,
    /// Kind and id, as `vacance.019a…`.
    objet: String,
    avant: String,
}

async fn show(State(_): State<Etat>, visite: Visite, Query(filtre): Query<Filtre>) -> Response {
    let text = |value: &str| Some(value.trim().to_owned()).filter(|v| !v.is_empty());
    let demande = FiltreActes {
        depuis: parse_iso(filtre.depuis.trim()),
        jusqu_au: parse_iso(filtre.jusqu_au.trim()),
        acte: text(&filtre.acte),
        objet: filtre.objet.split_once('.').map(|(kind, id)| (kind.to_owned(), id.to_owned())),
        avant: filtre.avant.trim().parse().ok(),
    };
    match list_actes(&visite.carbet, &visite.acteur, &demande).await {
        Ok(page) => visite.page(&vue(&visite, &filtre, &page)),
        Err(echec) => visite.echec(echec),
    }
}

async fn verify(State(_): State<Etat>, visite: Visite) -> Response {
    match verify_chaine(&visite.carbet, &visite.acteur).await {
        Ok(rapport) if rapport.is_intact() => visite.then(
            "/journal",
            "La chaîne du journal est intacte",
            format!("{} lignes relues, aucune modifiée, déplacée, ajoutée ni retirée.", group_thousands(rapport.lignes)),
        ),
        Ok(rapport) => {
            let first: Vec<String> =
                rapport.anomalies.iter().take(3).map(|anomalie| format!("ligne {} : {}", anomalie.seq, anomalie.quoi)).collect();
            let refus = Refus::new(
                "chaine_rompue",
                format!("La chaîne du journal est rompue ({} anomalies).", rapport.anomalies.len()),
                format!("{}. Gardez une copie de la base et prévenez le délégué à la protection des données.", first.join(" ; ")),
            );
            visite.refuse("/journal", Echec::Refus(refus))
        }
        Err(echec) => visite.echec(echec),
    }
}

fn vue(visite: &Visite, filtre: &Filtre, page: &PageJournal) -> VueJournal {
    let chaine = match visite.carbet.verification() {
        None => Etiquette::new("Chaîne non vérifiée depuis le démarrage", Ton::Neutre),
        Some(seen) if seen.anomalies == 0 => {
            Etiquette::new(format!("Chaîne vérifiée le {}", visite.carbet.format_instant(seen.instant_utc)), Ton::Bon)
        }
        Some(seen) => Etiquette::new(format!("Chaîne rompue, {} anomalies", seen.anomalies), Ton::Grave),
    };
    let codes = list_codes();
    let mut pairs = vec![("", "Tous")];
    pairs.extend(codes.iter().map(|(code, libelle)| (code.as_str(), libelle.as_str())));
    if !filtre.acte.is_empty() && !codes.iter().any(|(code, _)| *code == filtre.acte) {
        pairs.push((filtre.acte.as_str(), filtre.acte.as_str()));
    }
    let suite = page.suite.map_or_else(String::new, |seq| {
        format!(
            "/journal?depuis={}&jusqu_au={}&acte={}&objet={}&avant={seq}",
            encode(&filtre.depuis),
            encode(&filtre.jusqu_au),
            encode(&filtre.acte),
            encode(&filtre.objet)
        )
    });
    VueJournal {
        cadre: visite.cadre("Journal"),
        resume: format!(
            "{} actes enregistrés. Chaque ligne porte l’empreinte de la précédente.",
            group_thousands(u64::try_from(page.derniere).unwrap_or(0))
        ),
        chaine,
        depuis: filtre.depuis.clone(),
        jusqu_au: filtre.jusqu_au.clone(),
        actes: Choix::list(&pairs, &filtre.acte),
        lignes: page
            .lignes
            .iter()
            .map(|ligne| LigneJournal {
                seq: group_thousands(u64::try_from(ligne.seq).unwrap_or(0)),
                quand: visite.carbet.format_instant(ligne.instant_utc),
                qui: ligne.qui.clone(),
                organisation: ligne.organisation.clone(),
                acte: ligne.acte.clone(),
                objets: ligne.objets.clone(),
                empreinte: ligne.empreinte.clone(),
            })
            .collect(),
        pagination: Pagination {
            page: 1,
            pages: 1,
            modele: String::new(),
            resume: match page.lignes.len() {
                0 => String::new(),
                1 => "1 acte".to_owned(),
                n => format!("{n} actes"),
            },
            tailles: Vec::new(),
        },
        suite,
    }
}
