//! `/demandes/{id}`: the file of a household, and the acts of a desk on it. A numéro unique redirects.

use axum::Form;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use droit::demande::{MotifRadiation, NaturePreuve, PublicPrioritaire};
use droit::territoire::ModeSne;
use gestion::consigner_appel::list_appels;
use gestion::constater_sejour::{SejourConstate, constater_sejour};
use gestion::consulter_demande::{consulter_demande, find_par_numero};
use gestion::feuille_suite::render_suite;
use gestion::fiche_presaisie::render_fiche;
use gestion::issue::Echec;
use gestion::labelliser::{Labellisation, labelliser};
use gestion::modifier_brouillon::{Modification, modifier_brouillon, ouvrir_brouillon};
use gestion::prouver_fait::prouver_fait;
use gestion::radier_demande::{RadiationDemandee, radier_demande};
use gestion::recevoir_numero::recevoir_numero;
use gestion::renouveler_demande::renouveler_demande;
use gestion::transmettre_demande::{reprendre_demande, transmettre_demande};
use uuid::Uuid;

use super::fiche_demande;
use super::formulaire::Champs;
use super::saisie_demande::{self, Formulaire};
use crate::carte::Carte;
use crate::visite::Visite;

pub fn routes(carte: Carte) -> Carte {
    carte
        .get("/demandes/{id}", show)
        .get("/demandes/{id}/fiche-presaisie.pdf", fiche)
        .get("/demandes/{id}/et-maintenant.pdf", suite)
        .get("/demandes/{id}/modifier", open_brouillon)
        .post("/demandes/{id}/modifier", save_brouillon)
        .post("/demandes/{id}/transmettre", transmettre)
        .post("/demandes/{id}/reprendre", reprendre)
        .post("/demandes/{id}/numero-unique", numero)
        .post("/demandes/{id}/renouveler", renouveler)
        .post("/demandes/{id}/radier", radier)
        .post("/demandes/{id}/labels", label)
        .post("/demandes/{id}/preuves", preuve)
        .post("/demandes/{id}/sejour", sejour)
}

async fn show(visite: Visite, Path(cle): Path<String>) -> Response {
    let Ok(id) = Uuid::parse_str(&cle) else {
        return match find_par_numero(&visite.carbet, &visite.acteur, &cle).await {
            Ok(id) => Redirect::to(&address(id)).into_response(),
            Err(echec) => visite.echec(echec),
        };
    };
    page(&visite, id, Champs::default(), StatusCode::OK).await
}

pub(super) async fn page(visite: &Visite, id: Uuid, champs: Champs, status: StatusCode) -> Response {
    let fiche = match consulter_demande(&visite.carbet, &visite.acteur, id).await {
        Ok(fiche) => fiche,
        Err(echec) => return visite.echec(echec),
    };
    match list_appels(&visite.carbet, &visite.acteur, id).await {
        Ok(appels) => visite.page_with(status, &fiche_demande::vue(visite, &fiche, &appels, champs.into_saisie())),
        // A file read by who may not keep calls shows none.
        Err(Echec::Introuvable) => visite.page_with(status, &fiche_demande::vue(visite, &fiche, &[], champs.into_saisie())),
        Err(echec) => visite.echec(echec),
    }
}

/// Goes back to the file with what was done; a refusal is shown under its field, with what was typed.
async fn answer(
    visite: &Visite,
    id: Uuid,
    mut champs: Champs,
    defaut: &str,
    done: Result<(), Echec>,
    titre: &str,
    texte: &str,
) -> Response {
    match done {
        Ok(()) => visite.then(&address(id), titre, texte),
        Err(Echec::Refus(refus)) if refus.champ.is_some() || !defaut.is_empty() => {
            champs.refuse(&refus, defaut);
            page(visite, id, champs, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(other) => visite.refuse(&address(id), other),
    }
}

async fn open_brouillon(visite: Visite, Path(id): Path<Uuid>) -> Response {
    match ouvrir_brouillon(&visite.carbet, &visite.acteur, id).await {
        Ok(brouillon) => {
            let saisie = saisie_demande::fill(&visite, &brouillon);
            visite.page(&saisie_demande::vue(&visite, &Formulaire::Brouillon(id), saisie))
        }
        Err(echec) => visite.refuse(&address(id), echec),
    }
}

async fn save_brouillon(visite: Visite, Path(id): Path<Uuid>, Form(mut champs): Form<Champs>) -> Response {
    let again = |visite: &Visite, champs: Champs| {
        let vue = saisie_demande::vue(visite, &Formulaire::Brouillon(id), champs.into_saisie());
        visite.page_with(StatusCode::UNPROCESSABLE_ENTITY, &vue)
    };
    let Some(saisie) = saisie_demande::read(&visite, &mut champs) else {
        return again(&visite, champs);
    };
    let modification = Modification {
        id,
        version: champs.texte("version").and_then(|v| v.parse().ok()).unwrap_or(0),
        saisie,
        rangs: saisie_demande::list_rangs(&champs),
        annee_revenu: saisie_demande::annee_revenu(&visite),
    };
    match modifier_brouillon(&visite.carbet, &visite.acteur, modification).await {
        Ok(()) => visite.then(&address(id), "Brouillon enregistré", "Vérifiez-le, puis transmettez-le au SNE."),
        Err(Echec::Refus(refus)) => {
            champs.refuse(&refus, "nom");
            again(&visite, champs)
        }
        Err(other) => visite.echec(other),
    }
}

async fn transmettre(visite: Visite, Path(id): Path<Uuid>) -> Response {
    match transmettre_demande(&visite.carbet, &visite.acteur, id).await {
        Ok(()) => visite.then(
            &address(id),
            "Demande transmise",
            match visite.carbet.regles().territoire.epci.mode_sne {
                ModeSne::Compagnon => {
                    "Elle attend son numéro unique : enregistrez-la dans le SNE, puis rattachez ici le numéro reçu."
                }
                ModeSne::Interface => {
                    "Elle attend son numéro unique, que la réponse du SNE apportera. Voyez ci-dessous où en est le message."
                }
            },
        ),
        Err(echec) => visite.refuse(&address(id), echec),
    }
}

async fn reprendre(visite: Visite, Path(id): Path<Uuid>) -> Response {
    match reprendre_demande(&visite.carbet, &visite.acteur, id).await {
        Ok(()) => visite.then(&address(id), "Saisie reprise", "La demande est de nouveau un brouillon."),
        Err(echec) => visite.refuse(&address(id), echec),
    }
}

async fn fiche(visite: Visite, Path(id): Path<Uuid>) -> Response {
    match render_fiche(&visite.carbet, &visite.acteur, id).await {
        Ok(pdf) => {
            let name = "inline; filename=\"fiche-presaisie.pdf\"";
            ([(header::CONTENT_TYPE, "application/pdf"), (header::CONTENT_DISPOSITION, name)], pdf).into_response()
        }
        Err(echec) => visite.refuse(&address(id), echec),
    }
}

async fn suite(visite: Visite, Path(id): Path<Uuid>) -> Response {
    match render_suite(&visite.carbet, &visite.acteur, id).await {
        Ok(pdf) => {
            let name = "inline; filename=\"et-maintenant.pdf\"";
            ([(header::CONTENT_TYPE, "application/pdf"), (header::CONTENT_DISPOSITION, name)], pdf).into_response()
        }
        Err(echec) => visite.refuse(&address(id), echec),
    }
}

async fn numero(visite: Visite, Path(id): Path<Uuid>, Form(champs): Form<Champs>) -> Response {
    let typed = champs.texte("numero_unique").unwrap_or_default();
    let done = recevoir_numero(&visite.carbet, &visite.acteur, id, &typed).await;
    answer(
        &visite,
        id,
        champs,
        "numero_unique",
        done,
        "Numéro unique rattaché",
        "La demande est enregistrée et compte dans les listes.",
    )
    .await
}

async fn renouveler(visite: Visite, Path(id): Path<Uuid>, Form(mut champs): Form<Champs>) -> Response {
    let Some(le) = champs.jour_requis("le") else {
        return page(&visite, id, champs, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let done = renouveler_demande(&visite.carbet, &visite.acteur, id, le).await;
    answer(&visite, id, champs, "le", done, "Renouvellement noté", "Il vaudra quand le SNE l’aura enregistré.").await
}

async fn radier(visite: Visite, Path(id): Path<Uuid>, Form(mut champs): Form<Champs>) -> Response {
    let motif = champs.texte("motif").and_then(|code| MotifRadiation::from_code(&code));
    if motif.is_none() {
        champs.erreur("motif", "Choisissez l’un des cinq motifs de la loi (CCH R. 441-2-8).");
    }
    let (ecrit_le, decide_le) = (champs.jour("ecrit_le"), champs.jour("decide_le"));
    let Some(motif) = motif.filter(|_| !champs.has_erreurs()) else {
        return page(&visite, id, champs, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let reponse_recue = champs.texte("reponse_recue").and_then(|said| match said.as_str() {
        "oui" => Some(true),
        "non" => Some(false),
        _ => None,
    });
    let avertissement = champs.texte("avertissement").as_deref() == Some("oui");
    let asked = RadiationDemandee { motif, ecrit_le, decide_le, avertissement, reponse_recue };
    let done = radier_demande(&visite.carbet, &visite.acteur, id, asked).await;
    answer(&visite, id, champs, "motif", done, "Radiation demandée", "La demande reste enregistrée jusqu’à la réponse du SNE.")
        .await
}

async fn label(visite: Visite, Path(id): Path<Uuid>, Form(mut champs): Form<Champs>) -> Response {
    let public = champs.texte("public").and_then(|code| PublicPrioritaire::from_code(&code));
    if public.is_none() {
        champs.erreur("public", "Choisissez le public reconnu.");
    }
    let (depuis, jusqu_au) = (champs.jour_requis("depuis"), champs.jour("jusqu_au"));
    let (Some(public), Some(depuis), false) = (public, depuis, champs.has_erreurs()) else {
        return page(&visite, id, champs, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let asked = Labellisation {
        public,
        depuis,
        jusqu_au,
        preuve: champs.texte("preuve"),
        cle_idempotence: champs.texte("cle_idempotence"),
    };
    let done = labelliser(&visite.carbet, &visite.acteur, id, asked).await;
    answer(&visite, id, champs, "public", done, "Label enregistré", "Il compte dans les points et dans les objectifs.").await
}

async fn preuve(visite: Visite, Path(id): Path<Uuid>, Form(mut champs): Form<Champs>) -> Response {
    let nature = champs.texte("nature").and_then(|code| NaturePreuve::from_code(&code));
    let Some(nature) = nature else {
        champs.erreur("nature", "Choisissez la preuve que vous avez vue.");
        return page(&visite, id, champs, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let fait = champs.texte("fait").unwrap_or_default();
    let done = prouver_fait(&visite.carbet, &visite.acteur, id, &fait, nature).await;
    answer(&visite, id, champs, "fait", done, "Fait confirmé", "Les points qui en dépendent sont recalculés.").await
}

async fn sejour(visite: Visite, Path(id): Path<Uuid>, Form(mut champs): Form<Champs>) -> Response {
    let rang = champs.texte("rang").and_then(|text| text.parse().ok());
    let titre = champs.texte("titre");
    if rang.is_none() {
        champs.erreur("rang", "Choisissez de qui vous avez vu le titre.");
    }
    if titre.is_none() {
        champs.erreur("titre", "Choisissez ce que vous avez vu.");
    }
    let jusqu_au = champs.jour("sejour_jusqu_au");
    let (Some(rang), Some(titre), false) = (rang, titre, champs.has_erreurs()) else {
        return page(&visite, id, champs, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let titre = Some(titre).filter(|code| code != fiche_demande::SEJOUR_A_VERIFIER);
    let asked = SejourConstate { rang, titre, jusqu_au, cle_idempotence: champs.texte("cle_idempotence") };
    let done = constater_sejour(&visite.carbet, &visite.acteur, id, asked).await;
    answer(&visite, id, champs, "titre", done, "Séjour enregistré", "Il compte dès maintenant dans les listes et en commission.")
        .await
}

fn address(id: Uuid) -> String {
    format!("/demandes/{id}")
}
