//! `/objectifs/ecart`: the State's figures, the official ones, beside those counted here.

use axum::extract::{Query, Request};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::Datelike;
use droit::jour::format_fr;
use droit::montant::group_thousands;
use gestion::comparer_objectifs::{
    BilanChiffres, Comparaison, LigneRefusee, NatureChiffre, comparer_objectifs, enregistrer_chiffres,
};
use gestion::consulter_objectifs::lettre;
use gestion::issue::Echec;
use serde::Deserialize;

use super::formulaire::Champs;
use super::imports::read_formulaire;
use crate::carte::Carte;
use crate::visite::Visite;
use crate::vues::composants::Saisie;
use crate::vues::ecart::{BailExplique, LigneEcart, RefusChiffre, VueEcart};

pub fn routes(carte: Carte) -> Carte {
    carte.get("/objectifs/ecart", show).post("/objectifs/ecart", send)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Choisi {
    annee: String,
}

async fn show(visite: Visite, Query(choisi): Query<Choisi>) -> Response {
    let annee = choisi.annee.trim().parse().unwrap_or_else(|_| visite.carbet.aujourd_hui().year());
    dress(&visite, annee, Saisie::default(), &[], StatusCode::OK).await
}

async fn send(visite: Visite, request: Request) -> Response {
    let current = visite.carbet.aujourd_hui().year();
    let envoi = match read_formulaire(request).await {
        Ok(envoi) => envoi,
        Err(refus) => {
            let mut champs = Champs::default();
            champs.refuse(&refus, "fichier");
            return dress(&visite, current, champs.into_saisie(), &[], StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    let mut champs = Champs::new(envoi.champs);
    let octets = if envoi.contenu.is_empty() { champs.get("texte").as_bytes().to_vec() } else { envoi.contenu };
    if octets.is_empty() {
        champs.erreur("fichier", "Choisissez un fichier, ou collez les chiffres.");
        return dress(&visite, current, champs.into_saisie(), &[], StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    match enregistrer_chiffres(&visite.carbet, &visite.acteur, &octets).await {
        Ok(BilanChiffres { gardees, refusees, annee: Some(annee) }) if refusees.is_empty() => visite.then(
            &format!("/objectifs/ecart?annee={annee}"),
            "Chiffres de l’État enregistrés",
            format!("{gardees} chiffres sont comparés à ceux de Carbet."),
        ),
        Ok(bilan) => {
            let annee = bilan.annee.unwrap_or(current);
            dress(&visite, annee, champs.into_saisie(), &bilan.refusees, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Echec::Refus(refus)) => {
            champs.refuse(&refus, "fichier");
            dress(&visite, current, champs.into_saisie(), &[], StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(other) => visite.echec(other),
    }
}

async fn dress(visite: &Visite, annee: i32, saisie: Saisie, refusees: &[LigneRefusee], status: StatusCode) -> Response {
    let found = match comparer_objectifs(&visite.carbet, &visite.acteur, annee).await {
        Ok(found) => found,
        Err(echec) => return visite.echec(echec),
    };
    let vue = VueEcart {
        cadre: visite.cadre("Écart avec l’infocentre"),
        annee: annee.to_string(),
        lignes: found.iter().map(ligne).collect(),
        refusees: refusees
            .iter()
            .map(|r| RefusChiffre {
                ligne: r.ligne.to_string(),
                champ: r.champ.to_owned(),
                valeur: r.valeur.clone(),
                raison: r.raison.clone(),
                conseil: r.que_faire.to_owned(),
            })
            .collect(),
        saisie,
    };
    visite.page_with(status, &vue)
}

fn ligne(c: &Comparaison) -> LigneEcart {
    LigneEcart {
        titre: format!("{}. {}, {}", lettre(c.objectif).to_uppercase(), c.objectif.libelle(), c.nom),
        officiel: chiffre(c.nature, c.officiel),
        ici: c.ici.map_or_else(|| "sans bail".to_owned(), |ici| chiffre(c.nature, ici)),
        ecart: match c.ici.map(|ici| ici - c.officiel) {
            None => "sans comparaison".to_owned(),
            Some(0) => "aucun".to_owned(),
            Some(gap) => format!("{}{}", if gap > 0 { "+" } else { "−" }, points(c.nature, gap.abs())),
        },
        baux: c
            .baux
            .iter()
            .map(|(bail, raisons)| BailExplique {
                signe_le: format_fr(bail.fait.signe_le),
                commune: bail.commune.clone(),
                bailleur: bail.bailleur.clone(),
                raisons: raisons.join(" ; "),
            })
            .collect(),
    }
}

fn chiffre(nature: NatureChiffre, valeur: i64) -> String {
    match nature {
        NatureChiffre::Taux => format!("{},{:02} %", valeur / 100, valeur % 100),
        NatureChiffre::Nombre => group_thousands(valeur.unsigned_abs()),
    }
}

fn points(nature: NatureChiffre, valeur: i64) -> String {
    match nature {
        NatureChiffre::Taux => format!("{},{:02} point", valeur / 100, valeur % 100),
        NatureChiffre::Nombre if valeur > 1 => format!("{valeur} baux"),
        NatureChiffre::Nombre => format!("{valeur} bail"),
    }
}
