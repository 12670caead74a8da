//! `/demandes/{id}/historique`: each change of a file, field by field, and the file as it was on a day.

use axum::extract::{Path, Query};
use axum::response::Response;
use droit::jour::{format_fr, parse_iso};
use gestion::consulter_historique::{ChampModifie, Changement, Historique, consulter_historique, libelle_origine};
use serde::Deserialize;
use uuid::Uuid;

use super::fiche_demande::nom_menage;
use crate::carte::Carte;
use crate::visite::Visite;
use crate::vues::cadre::{Message, Ton};
use crate::vues::composants::Ligne;
use crate::vues::historique::{ChampVue, ChangementVue, EtatVue, VueHistorique};

pub fn routes(carte: Carte) -> Carte {
    carte.get("/demandes/{id}/historique", show)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Demande {
    au: String,
}

async fn show(visite: Visite, Path(id): Path<Uuid>, Query(asked): Query<Demande>) -> Response {
    let au = parse_iso(asked.au.trim());
    match consulter_historique(&visite.carbet, &visite.acteur, id, au).await {
        Ok(historique) => visite.page(&dress(&visite, &historique, asked.au.trim())),
        Err(echec) => visite.echec(echec),
    }
}

fn dress(visite: &Visite, historique: &Historique, au: &str) -> VueHistorique {
    let menage = nom_menage(historique.id, &historique.demande);
    let mut cadre = visite.cadre(&format!("Historique, {menage}"));
    if !au.is_empty() && historique.etat.is_none() {
        cadre.messages.push(not_known(historique, au));
    }
    VueHistorique {
        cadre,
        id: historique.id.to_string(),
        menage,
        au: au.to_owned(),
        au_maximum: visite.carbet.aujourd_hui().to_string(),
        etat: historique.etat.as_ref().map(|etat| EtatVue {
            titre: format!("Le dossier tel qu’il était connu le {}", format_fr(etat.le)),
            resume: format!("Valeurs enregistrées le {}, en lecture seule.", format_fr(etat.version_du)),
            valeurs: etat.valeurs.iter().map(|(libelle, valeur)| Ligne::new(libelle, valeur)).collect(),
        }),
        changements: historique.changements.iter().map(changement).collect(),
    }
}

fn not_known(historique: &Historique, au: &str) -> Message {
    let texte = match (parse_iso(au), historique.connue_depuis) {
        (None, _) => "Écrivez une date, par exemple 2026-11-16.".to_owned(),
        (Some(_), Some(depuis)) => format!("Le registre ne la connaît que depuis le {}.", format_fr(depuis)),
        (Some(_), None) => "Le registre n’en garde aucune version.".to_owned(),
    };
    Message { ton: Ton::Attention, titre: "La demande n’était pas connue à cette date.".to_owned(), texte }
}

fn changement(change: &Changement) -> ChangementVue {
    let extrait = change.extrait_le.map_or_else(String::new, |le| format!(", extrait du {}", format_fr(le)));
    ChangementVue {
        le: format_fr(change.le),
        iso: change.le.to_string(),
        titre: titre(&change.source, change.entree).to_owned(),
        origine: format!("{}{extrait}", libelle_origine(change.origine)),
        entree: change.entree,
        champs: change.champs.iter().map(champ).collect(),
    }
}

fn titre(source: &str, entree: bool) -> &'static str {
    match source {
        "saisie" if entree => "Saisie au guichet",
        _ if entree => "Entrée au registre",
        "sne" | "tableau" => "Mise à jour par le SNE",
        "gestion" => "Mise à jour par un fichier du bailleur",
        "reponse_sne" => "Réponse du SNE",
        "saisie" => "Changement au guichet",
        _ => "Changement",
    }
}

fn champ(champ: &ChampModifie) -> ChampVue {
    ChampVue { libelle: champ.libelle.clone(), avant: champ.avant.clone(), apres: champ.apres.clone() }
}
