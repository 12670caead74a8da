//! `/imports/conflits`: what was typed here and what a file says, side by side, until somebody chooses.

use axum::Form;
use axum::extract::{Path, Query};
use axum::response::Response;
use droit::jour::format_fr;
use gestion::conflits::{ChampCompare, ConflitVu, list_conflits, trancher_conflit};
use serde::Deserialize;
use uuid::Uuid;

use super::formulaire::Champs;
use crate::carte::Carte;
use crate::visite::Visite;
use crate::vues::cadre::Ton;
use crate::vues::composants::{Choix, Etiquette};
use crate::vues::conflits::{LigneConflit, ValeurConflit, VueConflits};

const PAGE: &str = "/imports/conflits";

pub fn routes(carte: Carte) -> Carte {
    carte.get("/imports/conflits", show).post("/imports/conflits/{id}", choose)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Filtre {
    etat: String,
    source: String,
    champ: String,
}

async fn show(visite: Visite, Query(asked): Query<Filtre>) -> Response {
    let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    match list_conflits(&visite.carbet, &visite.acteur, &asked.etat, given(&asked.source), given(&asked.champ)).await {
        Ok(found) => visite.page(&dress(&visite, &asked, &found)),
        Err(echec) => visite.echec(echec),
    }
}

async fn choose(visite: Visite, Path(id): Path<Uuid>, Form(champs): Form<Champs>) -> Response {
    let choix = champs.texte("choix").unwrap_or_default();
    match trancher_conflit(&visite.carbet, &visite.acteur, id, &choix).await {
        Ok(_) if choix == "fichier" => visite.then(
            PAGE,
            "Valeur du fichier retenue",
            "L’autre choix reste possible : filtrez les conflits tranchés pour y revenir.",
        ),
        Ok(_) => visite.then(
            PAGE,
            "Valeur locale gardée",
            "L’autre choix reste possible : filtrez les conflits tranchés pour y revenir.",
        ),
        Err(echec) => visite.refuse(PAGE, echec),
    }
}

fn dress(visite: &Visite, asked: &Filtre, found: &[ConflitVu]) -> VueConflits {
    let mut fields = vec![("", "Toutes les données")];
    fields.extend(ChampCompare::ALL.iter().map(|champ| (champ.code(), champ.libelle())));
    VueConflits {
        cadre: visite.cadre("Conflits entre sources"),
        etats: Choix::list(&[("", "À trancher"), ("tranches", "Déjà tranchés")], &asked.etat),
        sources: Choix::list(
            &[
                ("", "Toutes les sources"),
                ("sne", "Extrait du SNE"),
                ("tableau", "Tableau importé"),
                ("gestion", "Fichier d’un bailleur"),
            ],
            &asked.source,
        ),
        champs: Choix::list(&fields, &asked.champ),
        lignes: found.iter().map(ligne).collect(),
    }
}

fn ligne(conflit: &ConflitVu) -> LigneConflit {
    LigneConflit {
        id: conflit.id.to_string(),
        demande: conflit.demande.to_string(),
        numero_unique: conflit.numero_unique.clone().unwrap_or_else(|| "sans numéro".to_owned()),
        champ: conflit.champ.libelle().to_owned(),
        etat: match conflit.etat.as_str() {
            "locale" => Etiquette::new("Valeur locale gardée", Ton::Bon),
            "fichier" => Etiquette::new("Valeur du fichier retenue", Ton::Bon),
            _ => Etiquette::new("À trancher", Ton::Attention),
        },
        locale: format!("Saisi le {} par {}", format_fr(conflit.locale_le), conflit.locale_par),
        fichier: format!("{} au {}", source_en_mots(&conflit.source), format_fr(conflit.fichier_le)),
        valeurs: conflit
            .valeurs
            .iter()
            .map(|v| ValeurConflit {
                libelle: v.libelle.clone(),
                ici: v.avant.clone().unwrap_or_else(|| "non renseigné".to_owned()),
                fichier: v.apres.clone().unwrap_or_else(|| "non renseigné".to_owned()),
            })
            .collect(),
        peut_garder: conflit.etat != "locale",
        peut_prendre: conflit.etat != "fichier",
    }
}

/// A source in words.
pub(super) fn source_en_mots(source: &str) -> &'static str {
    match source {
        "sne" => "SNE",
        "reponse_sne" => "Réponse du SNE",
        "tableau" => "Tableau importé",
        "gestion" => "Fichier du bailleur",
        "demo" => "Démonstration",
        _ => "Saisi",
    }
}
