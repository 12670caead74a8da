//! `/demandes/a-renouveler`: the households to call before their demande expires.

use axum::response::Response;
use droit::jour::format_fr;
use gestion::appeler_menages::{ARenouveler, LigneARenouveler as Ligne, list_a_renouveler};
use gestion::consigner_appel::IssueAppel;

use crate::carte::Carte;
use crate::visite::Visite;
use crate::vues::a_renouveler::{LigneARenouveler, VueARenouveler};
use crate::vues::cadre::Ton;
use crate::vues::composants::{Choix, Etiquette};

pub fn routes(carte: Carte) -> Carte {
    carte.get("/demandes/a-renouveler", show)
}

async fn show(visite: Visite) -> Response {
    let found = match list_a_renouveler(&visite.carbet, &visite.acteur).await {
        Ok(found) => found,
        Err(echec) => return visite.echec(echec),
    };
    let issues: Vec<(&str, &str)> = IssueAppel::ALL.iter().map(|i| (i.code(), i.libelle())).collect();
    visite.page(&VueARenouveler {
        cadre: visite.cadre("Demandes à renouveler"),
        resume: resume(&found),
        lignes: found.lignes.iter().map(to_line).collect(),
        issues: Choix::list(&issues, ""),
    })
}

fn resume(found: &ARenouveler) -> String {
    let soon = found.total - found.depassees;
    let soon = match soon {
        0 => "Aucune demande n’expire dans les 60 jours".to_owned(),
        1 => "Une demande expire dans les 60 jours".to_owned(),
        n => format!("{n} demandes expirent dans les 60 jours"),
    };
    let late = match found.depassees {
        0 => String::new(),
        1 => ", une a passé son échéance".to_owned(),
        n => format!(", {n} ont passé leur échéance"),
    };
    let shown = found.lignes.len();
    let part = if shown < found.total { format!(" Voici les {shown} premières à appeler.") } else { String::new() };
    format!("{soon}{late}.{part}")
}

fn to_line(ligne: &Ligne) -> LigneARenouveler {
    let le = format_fr(ligne.expire_le);
    let echeance = match ligne.jours {
        i64::MIN..=-1 => Etiquette::new(format!("Expirée le {le}"), Ton::Grave),
        0 => Etiquette::new(format!("Expire aujourd’hui, le {le}"), Ton::Grave),
        1 => Etiquette::new(format!("Expire demain, le {le}"), Ton::Grave),
        days => Etiquette::new(format!("Expire le {le}, dans {days} jours"), Ton::Attention),
    };
    let telephone = ligne.telephone.clone().unwrap_or_default();
    LigneARenouveler {
        id: ligne.id.to_string(),
        menage: if ligne.menage.is_empty() { "Sans nom".to_owned() } else { ligne.menage.clone() },
        numero_unique: ligne.numero_unique.clone().unwrap_or_default(),
        telephone_lien: telephone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect(),
        telephone,
        echeance,
        appel: ligne.appel.as_ref().map_or_else(String::new, |(le, said)| format!("{} : {said}", format_fr(*le))),
        demandee: ligne.renouvellement_demande,
    }
}
