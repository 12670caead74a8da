//! `/`: what waits for this person today.

use axum::extract::State;
use axum::response::Response;
use chrono::{Datelike, Weekday};
use droit::jour::{Jour, format_fr};
use gestion::consulter_accueil::{Accueil, Action as ActionAccueil, Urgence, Vers, read_accueil};

use crate::carte::Carte;
use crate::etat::Etat;
use crate::visite::Visite;
use crate::vues::accueil::{Action, Attente, VueAccueil};
use crate::vues::cadre::Ton;
use crate::vues::composants::{Barre, Etiquette, Evenement, GraphiqueTaux, Tuile};

pub fn routes(carte: Carte) -> Carte {
    carte.get("/", show)
}

async fn show(State(_): State<Etat>, visite: Visite) -> Response {
    match read_accueil(&visite.carbet, &visite.acteur).await {
        Ok(accueil) => visite.page(&vue(&visite, &accueil)),
        Err(echec) => visite.echec(echec),
    }
}

fn vue(visite: &Visite, accueil: &Accueil) -> VueAccueil {
    let aujourd_hui = visite.carbet.aujourd_hui();
    VueAccueil {
        cadre: visite.cadre("Aujourd’hui"),
        chapeau: format!(
            "{} {}. {}",
            weekday(aujourd_hui),
            format_fr(aujourd_hui),
            match accueil.attentes.len() {
                0 => "Rien ne vous attend.".to_owned(),
                1 => "Une chose vous attend.".to_owned(),
                n => format!("{n} choses vous attendent."),
            }
        ),
        actions: accueil.actions.iter().map(|action| to_action(*action)).collect(),
        tuiles: accueil
            .chiffres
            .iter()
            .map(|c| Tuile::new(&c.valeur, &c.libelle, &c.detail, &adresse(&c.vers), ton(c.urgence)))
            .collect(),
        conventions: accueil.conventions.clone(),
        attentes: accueil
            .attentes
            .iter()
            .map(|a| Attente {
                titre: a.titre.clone(),
                detail: a.detail.clone(),
                adresse: adresse(&a.vers),
                echeance: Etiquette::new(a.delai.clone(), ton(a.urgence)),
            })
            .collect(),
        agenda: accueil
            .echeances
            .iter()
            .map(|e| Evenement::new(&format_fr(e.le), &e.le.to_string(), &e.titre, &e.detail, ton(e.urgence)))
            .collect(),
        graphique: graphique(accueil),
    }
}

fn graphique(accueil: &Accueil) -> Option<GraphiqueTaux> {
    let (_, first) = accueil.objectifs.first()?;
    let cible = u32::try_from(first.mesure.cible.0).unwrap_or(0);
    let rate = |resultat: &droit::objectifs::Resultat| {
        resultat.mesure.taux.map_or_else(|| "sans bail".to_owned(), |taux| taux.to_string())
    };
    Some(GraphiqueTaux {
        description: format!(
            "Objectif A, {} : {}, pour une cible de {} %.",
            first.annee,
            accueil.objectifs.iter().map(|(nom, r)| format!("{nom} {}", rate(r))).collect::<Vec<_>>().join(", "),
            cible / 100
        ),
        barres: accueil
            .objectifs
            .iter()
            .map(|(nom, r)| Barre {
                libelle: nom.clone(),
                taux: r.mesure.taux.map_or(0, |taux| u32::try_from(taux.0).unwrap_or(0)),
                texte: rate(r),
                atteint: r.mesure.atteint,
            })
            .collect(),
        cible,
        cible_texte: format!("{} %", cible / 100),
    })
}

fn ton(urgence: Urgence) -> Ton {
    match urgence {
        Urgence::Grave => Ton::Grave,
        Urgence::Attention => Ton::Attention,
        Urgence::Information => Ton::Neutre,
        Urgence::Bonne => Ton::Bon,
    }
}

fn adresse(vers: &Vers) -> String {
    match vers {
        Vers::Vacances => "/vacances".to_owned(),
        Vers::Vacance(id) => format!("/vacances/{id}"),
        Vers::Seances => "/seances".to_owned(),
        Vers::Seance(id) => format!("/seances/{id}"),
        Vers::Offres => "/offres".to_owned(),
        Vers::Offre(id) => format!("/offres/{id}"),
        Vers::AReporter => "/a-reporter".to_owned(),
        Vers::Imports => "/imports".to_owned(),
        Vers::Conflits => "/imports/conflits".to_owned(),
        Vers::Sources => "/sources".to_owned(),
        Vers::Import(id) => format!("/imports/{id}"),
        Vers::Objectifs => "/objectifs".to_owned(),
        Vers::ARenouveler => "/demandes/a-renouveler".to_owned(),
        Vers::Demandes { etat } => format!("/demandes?etat={etat}"),
        Vers::Comptes => "/comptes".to_owned(),
        Vers::Journal => "/journal".to_owned(),
        Vers::Cotation => "/cotation".to_owned(),
    }
}

fn to_action(action: ActionAccueil) -> Action {
    let (libelle, adresse) = match action {
        ActionAccueil::DeclarerVacance => ("Déclarer une vacance", "/vacances/declarer"),
        ActionAccueil::SaisirDemande => ("Chercher, puis saisir une demande", "/guichet"),
        ActionAccueil::ImporterExtrait => ("Importer un extrait du SNE", "/imports"),
        ActionAccueil::OuvrirCompte => ("Ouvrir un compte", "/comptes"),
    };
    Action { libelle: libelle.to_owned(), adresse: adresse.to_owned(), principal: true }
}

fn weekday(jour: Jour) -> &'static str {
    match jour.weekday() {
        Weekday::Mon => "Lundi",
        Weekday::Tue => "Mardi",
        Weekday::Wed => "Mercredi",
        Weekday::Thu => "Jeudi",
        Weekday::Fri => "Vendredi",
        Weekday::Sat => "Samedi",
        Weekday::Sun => "Dimanche",
    }
}
