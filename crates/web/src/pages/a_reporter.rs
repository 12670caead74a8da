//! `/a-reporter`: what has to be typed in the SNE, with copy buttons; its spreadsheet.

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use gestion::a_reporter::{LigneReport, list_a_reporter, mark_reporte};
use uuid::Uuid;

use crate::carte::Carte;
use crate::visite::Visite;
use crate::vues::a_reporter::{LigneAReporter, ValeurACopier, VueAReporter};
use crate::vues::cadre::Ton;
use crate::vues::composants::Etiquette;

pub fn routes(carte: Carte) -> Carte {
    carte.get("/a-reporter", list).get("/a-reporter.csv", export).post("/a-reporter/{id}/fait", mark)
}

async fn list(visite: Visite) -> Response {
    match list_a_reporter(&visite.carbet, &visite.acteur).await {
        Ok(lines) => {
            let today = visite.carbet.aujourd_hui();
            visite.page(&VueAReporter {
                cadre: visite.cadre("À reporter au SNE"),
                lignes: lines.iter().map(|l| ligne(l, (today - l.depuis).num_days())).collect(),
            })
        }
        Err(echec) => visite.echec(echec),
    }
}

async fn mark(visite: Visite, Path(id): Path<Uuid>) -> Response {
    match mark_reporte(&visite.carbet, &visite.acteur, id).await {
        Ok(()) => {
            visite.then("/a-reporter", "Ligne reportée", "Elle quitte la liste ; le journal garde qui l’a reportée et quand.")
        }
        Err(echec) => visite.refuse("/a-reporter", echec),
    }
}

/// UTF-8 with its mark and semicolons: what a French spreadsheet opens at once.
async fn export(visite: Visite) -> Response {
    match list_a_reporter(&visite.carbet, &visite.acteur).await {
        Ok(lines) => {
            let mut csv = String::from("\u{feff}Numéro unique;Événement;Où le saisir;Valeurs;Depuis\r\n");
            for l in &lines {
                let values: Vec<String> = l.report.valeurs.iter().map(|(name, value)| format!("{name} : {value}")).collect();
                let row = [
                    // As text: a spreadsheet would round eighteen digits.
                    format!("=\"{}\"", l.numero_unique.clone().unwrap_or_default()),
                    quote(&l.report.evenement),
                    quote(&l.report.ou),
                    quote(&values.join(" | ")),
                    droit::jour::format_fr(l.depuis),
                ];
                csv.push_str(&row.join(";"));
                csv.push_str("\r\n");
            }
            let headers = [
                (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"a-reporter-au-sne.csv\""),
            ];
            (headers, csv).into_response()
        }
        Err(echec) => visite.echec(echec),
    }
}

/// A cell that no spreadsheet takes for a formula.
fn quote(text: &str) -> String {
    let defused = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() };
    format!("\"{}\"", defused.replace('"', "\"\""))
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
        depuis: match days {
            ..=0 => Etiquette::new("Aujourd’hui", Ton::Neutre),
            1 => Etiquette::new("Depuis hier", Ton::Neutre),
            2..=7 => Etiquette::new(format!("Depuis {days} jours"), Ton::Neutre),
            _ => Etiquette::new(format!("Depuis {days} jours"), Ton::Attention),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::quote;

    #[test]
    fn no_cell_is_a_formula() {
        assert_eq!(quote("=1+1"), "\"'=1+1\"");
        assert_eq!(quote("dit « \"oui\" »"), "\"dit « \"\"oui\"\" »\"");
    }
}
