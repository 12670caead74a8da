//! `/imports/correspondances/{code}`: what the columns of a table mean, proposed from a file, corrected, saved.

use std::io::Cursor;

use axum::Form;
use axum::extract::{Path, Request};
use axum::http::StatusCode;
use axum::response::Response;
use gestion::droits::{Acte, Portee};
use gestion::enregistrer_correspondance::{
    ColonneProposee, Proposition, enregistrer_correspondance, find_correspondance, list_cibles, propose_correspondance,
};
use gestion::issue::Echec;

use super::formulaire::Champs;
use super::imports::read_envoi;
use crate::carte::Carte;
use crate::visite::Visite;
use crate::vues::composants::{Choix, Saisie};
use crate::vues::correspondance::{ColonneFichier, VueCorrespondance};

/// The address of a mapping that has no name yet.
const NOUVELLE: &str = "nouvelle";

pub fn routes(carte: Carte) -> Carte {
    carte
        .post("/imports/correspondances/apercu", propose)
        .get("/imports/correspondances/{code}", show)
        .post("/imports/correspondances/{code}", save)
}

async fn show(visite: Visite, Path(code): Path<String>) -> Response {
    if code == NOUVELLE {
        if visite.acteur.portee(Acte::Importer) != Some(Portee::Territoire) {
            return visite.echec(Echec::Introuvable);
        }
        return visite.page(&vue(&visite, NOUVELLE, &Proposition::default(), Saisie::default()));
    }
    match find_correspondance(&visite.carbet, &visite.acteur, &code).await {
        Ok(proposition) => {
            let saisie = Saisie { valeurs: vec![("nom".to_owned(), proposition.nom.clone())], erreurs: Vec::new() };
            visite.page(&vue(&visite, &code, &proposition, saisie))
        }
        Err(echec) => visite.echec(echec),
    }
}

async fn propose(visite: Visite, request: Request) -> Response {
    let read = read_envoi(request).await.map_err(Echec::from);
    let proposed = read.and_then(|envoi| propose_correspondance(&visite.acteur, &mut Cursor::new(envoi.contenu)));
    match proposed {
        Ok(proposition) => visite.page(&vue(&visite, NOUVELLE, &proposition, Saisie::default())),
        Err(Echec::Refus(refus)) => {
            let mut champs = Champs::default();
            champs.refuse(&refus, "fichier");
            let page = vue(&visite, NOUVELLE, &Proposition::default(), champs.into_saisie());
            visite.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(other) => visite.echec(other),
    }
}

async fn save(visite: Visite, Path(code): Path<String>, Form(mut champs): Form<Champs>) -> Response {
    let colonnes: Vec<(String, String)> = (1..=500)
        .map_while(|n| {
            champs.texte(&format!("titre_{n}")).map(|titre| (titre, champs.texte(&format!("colonne_{n}")).unwrap_or_default()))
        })
        .collect();
    let nom = champs.texte("nom").unwrap_or_default();
    match enregistrer_correspondance(&visite.carbet, &visite.acteur, &nom, &colonnes).await {
        Ok(()) => {
            visite.then("/imports", "Correspondance enregistrée", "Choisissez-la au prochain envoi d’un fichier de ce modèle.")
        }
        Err(Echec::Refus(refus)) => {
            champs.refuse(&refus, "nom");
            let kept = Proposition {
                nom,
                colonnes: colonnes
                    .into_iter()
                    .map(|(titre, cible)| ColonneProposee { titre, cible, apercu: Vec::new() })
                    .collect(),
                manquantes: Vec::new(),
            };
            visite.page_with(StatusCode::UNPROCESSABLE_ENTITY, &vue(&visite, &code, &kept, champs.into_saisie()))
        }
        Err(other) => visite.echec(other),
    }
}

fn vue(visite: &Visite, code: &str, proposition: &Proposition, saisie: Saisie) -> VueCorrespondance {
    let cibles = list_cibles();
    let known = proposition.colonnes.iter().filter(|c| !c.cible.is_empty()).count();
    VueCorrespondance {
        cadre: visite.cadre("Correspondance des colonnes"),
        code: code.to_owned(),
        natures: Choix::list(&[("sne", "Extrait du SNE")], "sne"),
        reconnues: format!("{known} colonnes lues sur {}", proposition.colonnes.len()),
        colonnes: proposition
            .colonnes
            .iter()
            .zip(1u32..)
            .map(|(colonne, numero)| {
                let mut pairs = vec![("", "Ne pas lire")];
                pairs.extend(cibles.iter().map(|c| (c.code.as_str(), c.libelle.as_str())));
                if !pairs.iter().any(|(code, _)| *code == colonne.cible) {
                    pairs.push((&colonne.cible, &colonne.cible));
                }
                ColonneFichier {
                    numero,
                    titre: colonne.titre.clone(),
                    apercu: colonne.apercu.join(", "),
                    cibles: Choix::list(&pairs, &colonne.cible),
                }
            })
            .collect(),
        manquantes: proposition.manquantes.join(" ; "),
        saisie,
    }
}
