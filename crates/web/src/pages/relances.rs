//! `/relances`: what waits for somebody, its spreadsheet; and the calls made to households.

use axum::Form;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use droit::jour::{Jour, format_fr};
use gestion::consigner_appel::{AppelSaisi, IssueAppel, consigner_appel, corriger_appel};
use gestion::consulter_relances::{
    FiltreRelance, Groupe, LigneRelance, Tableau, TriRelance, consulter_relances, export_relances,
};
use gestion::droits::Acte;
use gestion::issue::Echec;
use serde::Deserialize;
use uuid::Uuid;

use super::demande;
use super::formulaire::Champs;
use crate::carte::Carte;
use crate::visite::{Visite, encode};
use crate::vues::cadre::Ton;
use crate::vues::composants::{Choix, Colonne, Etiquette};
use crate::vues::relances::{GroupeVue, LigneRelanceVue, VueRelances};

pub fn routes(carte: Carte) -> Carte {
    carte
        .get("/relances", show)
        .get("/relances.xlsx", export)
        .post("/demandes/{id}/appels", record)
        .post("/appels/{id}/corriger", correct)
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Regard {
    groupe: String,
    bailleur: String,
    tri: String,
}

impl Regard {
    fn filtre(&self) -> FiltreRelance {
        FiltreRelance {
            groupe: Groupe::from_code(&self.groupe),
            bailleur: Some(self.bailleur.clone()).filter(|b| !b.is_empty()),
            tri: TriRelance::from_code(&self.tri),
        }
    }

    /// The same board, one choice changed.
    fn address(&self, groupe: &str, tri: &str) -> String {
        format!("/relances?groupe={}&bailleur={}&tri={}", encode(groupe), encode(&self.bailleur), encode(tri))
    }
}

async fn show(visite: Visite, Query(regard): Query<Regard>) -> Response {
    match consulter_relances(&visite.carbet, &visite.acteur, &regard.filtre()).await {
        Ok(tableau) => visite.page(&vue(&visite, &regard, &tableau)),
        Err(echec) => visite.echec(echec),
    }
}

async fn export(visite: Visite, Query(regard): Query<Regard>) -> Response {
    visite.send(export_relances(&visite.carbet, &visite.acteur, &regard.filtre()).await)
}

async fn record(visite: Visite, Path(id): Path<Uuid>, Form(mut champs): Form<Champs>) -> Response {
    let Some(saisi) = read(&visite, &mut champs) else {
        return demande::page(&visite, id, champs, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let (retour, rappel) = (champs.get("retour").to_owned(), saisi.rappeler_le);
    let done = consigner_appel(&visite.carbet, &visite.acteur, id, saisi).await.map(|_| id);
    answer(&visite, id, champs, done, &retour, "Appel consigné", rappel).await
}

async fn correct(visite: Visite, Path(id): Path<Uuid>, Form(mut champs): Form<Champs>) -> Response {
    // The page to show again is that of the file the form was on; the act finds it by itself.
    let fiche = champs.texte("demande").and_then(|id| Uuid::parse_str(&id).ok()).unwrap_or(id);
    let Some(saisi) = read(&visite, &mut champs) else {
        return demande::page(&visite, fiche, champs, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let rappel = saisi.rappeler_le;
    let done = corriger_appel(&visite.carbet, &visite.acteur, id, saisi).await;
    answer(&visite, fiche, champs, done, "", "Appel corrigé", rappel).await
}

fn read(visite: &Visite, champs: &mut Champs) -> Option<AppelSaisi> {
    let issue = IssueAppel::from_code(champs.get("appel_issue"));
    if issue.is_none() {
        champs.erreur("appel_issue", "Choisissez comment l’appel s’est terminé.");
    }
    let appele_le = match champs.texte("appele_le") {
        Some(_) => champs.jour("appele_le"),
        None => Some(visite.carbet.aujourd_hui()),
    };
    let rappeler_le = champs.jour("rappeler_le");
    let (Some(issue), Some(appele_le), false) = (issue, appele_le, champs.has_erreurs()) else { return None };
    let dit = champs.texte("appel_dit").unwrap_or_default();
    Some(AppelSaisi { appele_le, issue, dit, rappeler_le, cle: champs.texte("cle_idempotence") })
}

async fn answer(
    visite: &Visite,
    fiche: Uuid,
    mut champs: Champs,
    done: Result<Uuid, Echec>,
    retour: &str,
    titre: &str,
    rappel: Option<Jour>,
) -> Response {
    match done {
        Ok(id) => {
            let known = retour.starts_with("/relances") || retour == "/demandes/a-renouveler";
            let back = if known { retour.to_owned() } else { format!("/demandes/{id}#appels") };
            let next = match rappel {
                Some(le) => format!("Il revient dans les relances, à refaire le {}.", format_fr(le)),
                None => "Il figure au dossier et dans les relances.".to_owned(),
            };
            visite.then(&back, titre, next)
        }
        Err(Echec::Refus(refus)) => {
            champs.refuse(&refus, "appel_dit");
            demande::page(visite, fiche, champs, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(other) => visite.echec(other),
    }
}

/// How a call may end, for a list.
pub(super) fn issues(choisie: &str) -> Vec<Choix> {
    let mut pairs = vec![("", "Choisir")];
    pairs.extend(IssueAppel::ALL.iter().map(|issue| (issue.code(), issue.libelle())));
    Choix::list(&pairs, choisie)
}

fn vue(visite: &Visite, regard: &Regard, tableau: &Tableau) -> VueRelances {
    let today = visite.carbet.aujourd_hui();
    let total: usize = tableau.comptes.iter().map(|(_, count)| count).sum();
    let mut groupes = vec![GroupeVue {
        libelle: "Tout".to_owned(),
        nombre: total,
        adresse: regard.address("", &regard.tri),
        actif: regard.groupe.is_empty(),
    }];
    groupes.extend(tableau.comptes.iter().map(|(groupe, nombre)| GroupeVue {
        libelle: groupe.libelle().to_owned(),
        nombre: *nombre,
        adresse: regard.address(groupe.code(), &regard.tri),
        actif: groupe.code() == regard.groupe,
    }));
    let mut bailleurs = vec![("", "Tous")];
    bailleurs.extend(tableau.bailleurs.iter().map(|(code, name)| (code.as_str(), name.as_str())));
    let sorted = |libelle: &str, tri: &str| {
        let sens = if regard.tri == tri { "ascending" } else { "none" };
        Colonne::triable(libelle, &regard.address(&regard.groupe, tri), sens)
    };
    VueRelances {
        cadre: visite.cadre("Relances"),
        resume: resume(&tableau.lignes, today),
        groupes,
        bailleurs: Choix::list(&bailleurs, &regard.bailleur),
        colonnes: vec![
            sorted("Ménage", "menage"),
            Colonne::fixe("Ce qui attend"),
            sorted("Depuis", "depuis"),
            sorted("Prochain jour", ""),
            Colonne::fixe("Faire"),
        ],
        lignes: tableau.lignes.iter().enumerate().map(|(n, l)| ligne(visite, n + 1, l, today)).collect(),
        convention: match tableau.delai {
            Some((jours, true)) => format!("« Sans nouvelle » compte à partir de {jours} jours, usage local."),
            Some((jours, false)) => format!("« Sans nouvelle » compte à partir de {jours} jours, usage local à confirmer."),
            None => "Aucun délai « sans nouvelle » n’est fixé pour ce territoire : ces cas ne sont pas comptés.".to_owned(),
        },
        peut_appeler: visite.acteur.portee(Acte::ConsignerAppel).is_some(),
        issues: issues(""),
        aujourd_hui: today.to_string(),
        ici: regard.address(&regard.groupe, &regard.tri),
        groupe: regard.groupe.clone(),
        bailleur: regard.bailleur.clone(),
        tri: regard.tri.clone(),
    }
}

fn resume(lignes: &[LigneRelance], today: Jour) -> String {
    let over = lignes.iter().filter(|l| l.legale && l.echeance.is_some_and(|last| today > last)).count();
    let waiting = match lignes.len() {
        0 => return "Rien n’attend de relance.".to_owned(),
        1 => "Une ligne attend".to_owned(),
        n => format!("{n} lignes attendent"),
    };
    match over {
        0 => format!("{waiting}."),
        1 => format!("{waiting}, dont une au délai de la loi dépassé."),
        n => format!("{waiting}, dont {n} au délai de la loi dépassé."),
    }
}

fn ligne(visite: &Visite, numero: usize, l: &LigneRelance, today: Jour) -> LigneRelanceVue {
    let over = l.echeance.is_some_and(|last| today > last);
    let ton = match l.groupe {
        Groupe::SansReponse | Groupe::Pieces if over => Ton::Grave,
        Groupe::Perdu => Ton::Grave,
        Groupe::Pieces | Groupe::TourEpuise => Ton::Attention,
        Groupe::Rappel if over => Ton::Attention,
        Groupe::SansReponse | Groupe::Interet | Groupe::SansNouvelle | Groupe::Rappel => Ton::Info,
    };
    let id = l.demande.map(|id| id.simple().to_string());
    let landmark = id.map_or_else(String::new, |id| format!("Ménage {}", id[id.len() - 6..].to_uppercase()));
    LigneRelanceVue {
        numero,
        groupe: Etiquette::new(l.groupe.libelle(), ton),
        demande: l.demande.map(|id| id.to_string()).unwrap_or_default(),
        menage: if l.menage.is_empty() { landmark } else { l.menage.clone() },
        numero_unique: l.numero_unique.clone(),
        telephone: l.telephone.clone(),
        logement: l.logement.clone(),
        bailleur: gestion::habitat::sigle(&visite.carbet.regles().territoire, &l.bailleur),
        raison: l.raison.clone(),
        depuis: format_fr(l.depuis),
        echeance: l.echeance.map(|last| {
            let words = if over { format!("{}, dépassé", format_fr(last)) } else { format_fr(last) };
            Etiquette::new(words, if over { Ton::Grave } else { Ton::Neutre })
        }),
        echeance_nature: match (l.echeance, l.legale, l.groupe) {
            (None, ..) => String::new(),
            (_, true, _) => "délai de la loi".to_owned(),
            (_, _, Groupe::Pieces) => "jour de la séance".to_owned(),
            _ => "jour convenu".to_owned(),
        },
        dernier_appel: l.dernier_appel.map_or_else(String::new, |(le, issue)| {
            format!("Dernier appel le {} : {}", format_fr(le), issue.libelle().to_lowercase())
        }),
        suite: suite(visite, l),
    }
}

/// The page where the next act is done, when the caller may open it.
fn suite(visite: &Visite, l: &LigneRelance) -> Option<(String, String)> {
    let may = |acte: Acte| visite.acteur.portee(acte).is_some();
    if let Some(offre) = l.offre.filter(|_| may(Acte::SuivreOffre)) {
        return Some(("Ouvrir l’offre".to_owned(), format!("/offres/{offre}")));
    }
    let vacance = l.vacance.filter(|_| may(Acte::ConsulterVacances))?;
    let words = match l.groupe {
        Groupe::TourEpuise => "Reprendre la désignation",
        Groupe::Perdu => "Libérer ou remplacer",
        Groupe::Interet if may(Acte::DemanderInteret) => {
            return Some(("Noter la réponse".to_owned(), format!("/vacances/{vacance}/interets")));
        }
        _ => "Ouvrir la vacance",
    };
    Some((words.to_owned(), format!("/vacances/{vacance}")))
}
