//! `/vacances/{id}/interets`: « Toujours intéressé ? », asked and answered.

use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use droit::jour::format_fr;
use gestion::demander_interet::{
    CandidatInterroge, Questions, Voie, demander_interet, enregistrer_interet, read_questions, repondre_interet,
};
use gestion::droits::Acte;
use gestion::ecrire_demandeur::Canal;
use gestion::issue::{Echec, Refus};
use gestion::preselectionner::{VisiteNotee, noter_visite, preselectionner, retirer_preselection};
use uuid::Uuid;

use super::formulaire::Champs;
use crate::carte::Carte;
use crate::visite::Visite;
use crate::vues::cadre::Ton;
use crate::vues::composants::Etiquette;
use crate::vues::interets::{ApercuVue, CandidatVue, VueInterets};

pub fn routes(carte: Carte) -> Carte {
    carte
        .get("/vacances/{id}/interets", show)
        .post("/vacances/{id}/interets", ask)
        .post("/vacances/{id}/preselections", preselect)
        .post("/preselections/{id}/retirer", unselect)
        .post("/vacances/{id}/visites", visit)
        .post("/interets/{id}/reponse", note)
        .post("/mon-dossier/interets/{id}", answer)
}

async fn show(visite: Visite, Path(id): Path<Uuid>) -> Response {
    page(&visite, id, Champs::default(), StatusCode::OK).await
}

async fn page(visite: &Visite, id: Uuid, champs: Champs, status: StatusCode) -> Response {
    match read_questions(&visite.carbet, &visite.acteur, id).await {
        Ok(read) => visite.page_with(status, &vue(visite, &read, champs, status == StatusCode::OK)),
        Err(echec) => visite.echec(echec),
    }
}

async fn ask(visite: Visite, Path(id): Path<Uuid>, Form(mut champs): Form<Champs>) -> Response {
    let chosen: Vec<Uuid> = champs.list("demande").iter().filter_map(|d| Uuid::parse_str(d).ok()).collect();
    let cle = champs.texte("cle_idempotence");
    match demander_interet(&visite.carbet, &visite.acteur, id, &chosen, cle.as_deref()).await {
        Ok(bilan) => {
            let mut parts = Vec::new();
            for (count, words) in [
                (bilan.ecrits, "message écrit, qui part dès que possible"),
                (bilan.a_appeler, "ménage à appeler, faute d’adresse ou d’accord"),
                (bilan.deja, "déjà interrogé"),
            ] {
                if count > 0 {
                    parts.push(format!("{count} {words}"));
                }
            }
            visite.then(&address(id), "Question posée", format!("{}. Un silence ne change rien pour eux.", parts.join(" ; ")))
        }
        Err(Echec::Refus(refus)) => {
            champs.refuse(&refus, "demande");
            page(&visite, id, champs, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(other) => visite.echec(other),
    }
}

async fn preselect(visite: Visite, Path(id): Path<Uuid>, Form(champs): Form<Champs>) -> Response {
    let back = format!("/vacances/{id}");
    let Some(demande) = champs.texte("demande").and_then(|d| Uuid::parse_str(&d).ok()) else {
        return visite.echec(Echec::Introuvable);
    };
    let cle = champs.texte("cle_idempotence");
    match preselectionner(&visite.carbet, &visite.acteur, id, demande, cle.as_deref()).await {
        Ok(_) => visite.then(
            &back,
            "Ménage présélectionné",
            "Il n’est pas retenu : contactez-le, faites visiter, puis proposez trois ménages au moins.",
        ),
        Err(echec) => visite.refuse(&back, echec),
    }
}

async fn unselect(visite: Visite, Path(id): Path<Uuid>) -> Response {
    match retirer_preselection(&visite.carbet, &visite.acteur, id).await {
        Ok(vacance) => visite.then(&address(vacance), "Ménage retiré de la présélection", "Rien d’autre ne change pour lui."),
        Err(echec) => visite.refuse("/vacances", echec),
    }
}

async fn visit(visite: Visite, Path(id): Path<Uuid>, Form(mut champs): Form<Champs>) -> Response {
    let demande = champs.texte("demande").and_then(|d| Uuid::parse_str(&d).ok());
    let told = match champs.get("visite") {
        "continue" => Some((true, Some(true))),
        "arrete" => Some((true, Some(false))),
        "venu" => Some((true, None)),
        "absent" => Some((false, None)),
        _ => None,
    };
    let (Some(demande), Some((venu, souhaite)), Some(le)) = (demande, told, champs.jour_requis("visitee_le")) else {
        let refus = Refus::new("visite_illisible", "La visite n'est pas comprise.", "Donnez son jour et ce qui s'y est dit.");
        return visite.refuse(&address(id), refus.into());
    };
    match noter_visite(&visite.carbet, &visite.acteur, id, demande, VisiteNotee { le, venu, souhaite }).await {
        Ok(()) => visite.then(&address(id), "Visite notée", "Elle ne change ni les points ni la place du ménage."),
        Err(echec) => visite.refuse(&address(id), echec),
    }
}

async fn note(visite: Visite, Path(id): Path<Uuid>, Form(champs): Form<Champs>) -> Response {
    let (Some(oui), Some(voie)) = (read_oui(&champs), Voie::from_code(champs.get("voie"))) else {
        return visite.refuse("/relances", unread().into());
    };
    match enregistrer_interet(&visite.carbet, &visite.acteur, id, oui, voie).await {
        Ok(vacance) => {
            // A desk has no page of the home: it goes back to what waits.
            let opens = visite.acteur.portee(Acte::DemanderInteret).is_some();
            let back = if opens { address(vacance) } else { "/relances".to_owned() };
            let next = if oui {
                "Le ménage reste candidat."
            } else {
                "Il figure parmi les candidats perdus ; il n’est libéré que par votre acte, avec son motif."
            };
            visite.then(&back, "Réponse notée", next)
        }
        Err(echec) => visite.refuse("/relances", echec),
    }
}

async fn answer(visite: Visite, Path(id): Path<Uuid>, Form(champs): Form<Champs>) -> Response {
    let Some(oui) = read_oui(&champs) else {
        return visite.refuse("/mon-dossier", unread().into());
    };
    match repondre_interet(&visite.carbet, &visite.acteur, id, oui).await {
        Ok(()) => visite.then(
            "/mon-dossier",
            "Réponse enregistrée",
            "Elle ne change ni mes points ni ma place. Je peux répondre de nouveau tant que le logement est à attribuer.",
        ),
        Err(echec) => visite.refuse("/mon-dossier", echec),
    }
}

fn read_oui(champs: &Champs) -> Option<bool> {
    match champs.get("reponse") {
        "oui" => Some(true),
        "non" => Some(false),
        _ => None,
    }
}

fn unread() -> Refus {
    Refus::new("reponse_absente", "La réponse n'est pas choisie.", "Choisir oui ou non.")
}

fn address(vacance: Uuid) -> String {
    format!("/vacances/{vacance}/interets")
}

fn vue(visite: &Visite, read: &Questions, champs: Champs, fresh: bool) -> VueInterets {
    let ticked = champs.list("demande");
    VueInterets {
        cadre: visite.cadre("Toujours intéressé ?"),
        vacance: read.vacance.to_string(),
        logement: read.logement.clone(),
        resume: resume(&read.candidats),
        candidats: read.candidats.iter().map(|k| candidat(k, fresh || ticked.contains(&k.demande.to_string()))).collect(),
        aujourd_hui: visite.carbet.aujourd_hui().to_string(),
        peut_preselectionner: visite.acteur.portee(Acte::Preselectionner).is_some(),
        apercu: read.apercu.as_ref().map(|a| ApercuVue {
            canal: a.canal.libelle().to_owned(),
            sujet: a.sujet.clone(),
            corps: a.corps.clone(),
        }),
        saisie: champs.into_saisie(),
    }
}

fn resume(candidats: &[CandidatInterroge]) -> String {
    if candidats.is_empty() {
        return "Aucun candidat proposé.".to_owned();
    }
    let count = |test: &dyn Fn(&CandidatInterroge) -> bool| candidats.iter().filter(|k| test(k)).count();
    let answered = |k: &CandidatInterroge| k.question.as_ref().and_then(|q| q.reponse.clone());
    let parts: Vec<String> = [
        (count(&|k| k.question.is_none()), "à interroger"),
        (count(&|k| k.question.as_ref().is_some_and(|q| q.reponse.is_none())), "sans réponse"),
        (count(&|k| answered(k).as_deref() == Some("oui")), "toujours intéressés"),
        (count(&|k| answered(k).as_deref() == Some("non")), "plus intéressés"),
    ]
    .into_iter()
    .filter(|(n, _)| *n > 0)
    .map(|(n, words)| format!("{n} {words}"))
    .collect();
    format!("Candidats : {}.", parts.join(", "))
}

fn candidat(k: &CandidatInterroge, coche: bool) -> CandidatVue {
    let canal = |code: &str| Canal::from_code(code).map_or("De vive voix", Canal::libelle).to_owned();
    let (etat, detail) = match k.question.as_ref().map(|q| (q, q.reponse.as_deref(), q.reponse_le)) {
        None => (Etiquette::new("À interroger", Ton::Neutre), String::new()),
        Some((q, None, _)) => (
            Etiquette::new("Sans réponse", Ton::Info),
            format!("Demandé le {}. Ce silence ne lui coûte rien.", format_fr(q.demande_le)),
        ),
        Some((q, Some(answer), le)) => {
            let by = match q.reponse_canal.as_deref() {
                Some("guichet") => "au guichet",
                Some("mon_dossier") => "sur « Mon dossier »",
                _ => "au téléphone",
            };
            let tag = if answer == "oui" {
                Etiquette::new("Intéressé", Ton::Bon)
            } else {
                Etiquette::new("Plus intéressé", Ton::Attention)
            };
            (tag, format!("Répondu le {}, {by}", le.map(format_fr).unwrap_or_default()))
        }
    };
    let id = k.demande.simple().to_string();
    CandidatVue {
        demande: k.demande.to_string(),
        menage: if k.menage.is_empty() { format!("Ménage {}", id[id.len() - 6..].to_uppercase()) } else { k.menage.clone() },
        numero_unique: k.numero_unique.clone(),
        canal: match &k.question {
            Some(q) => canal(&q.canal),
            None => k.canal.map_or("De vive voix", Canal::libelle).to_owned(),
        },
        etat,
        detail,
        etape: if k.preselection.is_some() { "Présélectionné, sans être retenu" } else { "Proposé" }.to_owned(),
        visite: k.visite.as_ref().map_or_else(String::new, |v| {
            let words = match (v.venu, v.souhaite) {
                (false, _) => "n’est pas venu",
                (true, Some(true)) => "souhaite continuer",
                (true, Some(false)) => "ne souhaite pas continuer",
                (true, None) => "venu, n’a pas dit",
            };
            format!("Visite le {} : {words}", format_fr(v.visitee_le))
        }),
        preselection: k.preselection.map(|id| id.to_string()).unwrap_or_default(),
        a_demander: k.question.is_none(),
        coche: coche && k.question.is_none(),
        question: k.question.as_ref().map(|q| q.id.to_string()).unwrap_or_default(),
    }
}
