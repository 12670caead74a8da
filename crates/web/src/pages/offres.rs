//! `/offres`: what is out and what it waits for; `/offres/{id}`: notification, answer, lease.

use axum::Form;
use axum::extract::{Path, Query};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{Datelike, Weekday};
use droit::caleol::{ModeNotification, MotifRefusOffre};
use droit::etats::MotifCaducite;
use droit::jour::{Jour, format_fr, parse_iso};
use droit::montant::Centimes;
use gestion::consulter_offres::{EtapeOffre, LigneOffre as LigneLue, OffreLue, consulter_offre, list_offres};
use gestion::issue::{Echec, Refus};
use gestion::notifier_offre::{NotificationOffre, notifier_offre};
use gestion::preparer_bail::{BailPrepare, RendezVous, preparer_bail, read_preparation, render_rendez_vous};
use gestion::repondre_offre::{
    ReponseOffre, SuiteOffre, constater_condition_non_levee, lever_condition, rendre_caduque, repondre_offre,
};
use gestion::signer_bail::{SignatureBail, signer_bail};
use serde::Deserialize;
use uuid::Uuid;

use super::formulaire::Champs;
use crate::carte::Carte;
use crate::visite::Visite;
use crate::vues::cadre::Ton;
use crate::vues::composants::{Choix, Etiquette, Evenement, Saisie};
use crate::vues::offre::{Delai, RangOffre, VueOffre};
use crate::vues::offres::{LigneOffre, VueOffres};

pub fn routes(carte: Carte) -> Carte {
    carte
        .get("/offres", list)
        .get("/offres/{id}", show)
        .post("/offres/{id}/notification", notify)
        .post("/offres/{id}/reponse", answer)
        .post("/offres/{id}/silence", silence)
        .post("/offres/{id}/condition", condition)
        .post("/offres/{id}/caducite", lapse)
        .post("/offres/{id}/bail", sign)
        .post("/offres/{id}/preparation", prepare)
        .get("/offres/{id}/rendez-vous.pdf", appointment)
}

#[derive(Deserialize)]
struct Choisies {
    #[serde(default)]
    terminees: String,
}

async fn list(visite: Visite, Query(choix): Query<Choisies>) -> Response {
    let terminees = choix.terminees == "oui";
    match list_offres(&visite.carbet, &visite.acteur, terminees).await {
        Ok(lignes) => visite.page(&VueOffres {
            cadre: visite.cadre("Offres"),
            resume: resume(&lignes),
            lignes: lignes.iter().map(ligne).collect(),
            terminees,
        }),
        Err(echec) => visite.echec(echec),
    }
}

fn resume(lignes: &[LigneLue]) -> String {
    let words = [
        (EtapeOffre::Expiree, "sans réponse à constater"),
        (EtapeOffre::ANotifier, "à notifier"),
        (EtapeOffre::SousCondition, "sous condition"),
        (EtapeOffre::EnCours, "en attente de réponse"),
        (EtapeOffre::BailASigner, "avec un bail à signer"),
    ];
    let parts: Vec<String> = words
        .iter()
        .filter_map(|(etape, words)| {
            let count = lignes.iter().filter(|l| l.etape == *etape).count();
            (count > 0).then(|| format!("{count} {words}"))
        })
        .collect();
    if parts.is_empty() { "Aucune offre n’attend.".to_owned() } else { format!("Offres : {}.", parts.join(", ")) }
}

fn ligne(l: &LigneLue) -> LigneOffre {
    let day = |le: Option<Jour>| le.map(format_jour).unwrap_or_default();
    let (etat, echeance, suite) = match l.etape {
        EtapeOffre::Expiree => (
            Etiquette::new("Délai expiré", Ton::Grave),
            format!("Expirée le {}", day(l.expire_le)),
            "Constater le silence, ou inscrire la réponse reçue à temps",
        ),
        EtapeOffre::ANotifier => (Etiquette::new("À notifier", Ton::Attention), String::new(), "Notifier l’offre"),
        EtapeOffre::SousCondition => (
            Etiquette::new("Sous condition", Ton::Attention),
            format!("Pièce attendue jusqu’au {}", day(l.condition_avant_le)),
            "Enregistrer la pièce reçue",
        ),
        EtapeOffre::EnCours => {
            (Etiquette::new("Notifiée", Ton::Info), format!("Réponse jusqu’au {}", day(l.expire_le)), "Attendre la réponse")
        }
        EtapeOffre::BailASigner => (Etiquette::new("Acceptée", Ton::Bon), String::new(), "Enregistrer le bail signé"),
        EtapeOffre::Terminee => (etat(&l.etat, false), String::new(), ""),
    };
    LigneOffre {
        id: l.id.to_string(),
        menage: l.menage.clone(),
        numero_unique: l.numero_unique.clone().unwrap_or_default(),
        demande: l.demande.to_string(),
        logement: l.logement.clone(),
        rang: l.rang.map(|r| r.to_string()).unwrap_or_default(),
        etat,
        echeance,
        suite: suite.to_owned(),
    }
}

fn etat(code: &str, signed: bool) -> Etiquette {
    match code {
        "notifiee" => Etiquette::new("Notifiée", Ton::Info),
        "acceptee" if signed => Etiquette::new("Bail signé", Ton::Bon),
        "acceptee" => Etiquette::new("Acceptée", Ton::Bon),
        "refusee" => Etiquette::new("Refusée", Ton::Neutre),
        "silencieuse" => Etiquette::new("Sans réponse", Ton::Neutre),
        "caduque" => Etiquette::new("Sans effet", Ton::Neutre),
        _ => Etiquette::new("À notifier", Ton::Attention),
    }
}

async fn show(visite: Visite, Path(id): Path<Uuid>) -> Response {
    page(&visite, id, StatusCode::OK, Saisie::default()).await
}

async fn page(visite: &Visite, id: Uuid, status: StatusCode, saisie: Saisie) -> Response {
    let lue = match consulter_offre(&visite.carbet, &visite.acteur, id).await {
        Ok(lue) => lue,
        Err(echec) => return visite.echec(echec),
    };
    match read_preparation(&visite.carbet, &visite.acteur, id).await {
        Ok(prepared) => visite.page_with(status, &vue(visite, &lue, prepared.as_ref(), saisie)),
        Err(echec) => visite.echec(echec),
    }
}

async fn prepare(visite: Visite, Path(id): Path<Uuid>, Form(mut champs): Form<Champs>) -> Response {
    let (loyer, annexes, charges) =
        (champs.montant("loyer_reel", true), champs.montant("annexes_reel", false), champs.montant("charges_reel", false));
    let depot = champs.texte("depot_garantie").and_then(|_| champs.montant("depot_garantie", true));
    let le = champs.jour("rendez_vous_le");
    let (Some(loyer), Some(loyer_annexes), Some(charges), false) = (loyer, annexes, charges, champs.has_erreurs()) else {
        return page(&visite, id, StatusCode::UNPROCESSABLE_ENTITY, champs.into_saisie()).await;
    };
    let rendez_vous = le.map(|le| RendezVous {
        le,
        heure: champs.get("rendez_vous_heure").to_owned(),
        lieu: champs.get("rendez_vous_lieu").to_owned(),
    });
    let saisi = BailPrepare { loyer, loyer_annexes, charges, depot_garantie: depot, rendez_vous };
    let act = preparer_bail(&visite.carbet, &visite.acteur, id, saisi).await;
    answer_with(&visite, id, champs, "loyer_reel", act, |()| {
        ("Bail préparé".to_owned(), "Ces montants seront ceux du bail ; la lettre du rendez-vous s’imprime ici.".to_owned())
    })
    .await
}

async fn appointment(visite: Visite, Path(id): Path<Uuid>) -> Response {
    match render_rendez_vous(&visite.carbet, &visite.acteur, id).await {
        Ok((fichier, document)) => {
            let disposition = format!("attachment; filename=\"{fichier}\"");
            ([(header::CONTENT_TYPE, "application/pdf".to_owned()), (header::CONTENT_DISPOSITION, disposition)], document)
                .into_response()
        }
        Err(echec) => visite.refuse(&format!("/offres/{id}"), echec),
    }
}

async fn notify(visite: Visite, Path(id): Path<Uuid>, Form(champs): Form<Champs>) -> Response {
    let lu = &champs;
    let read = match (ModeNotification::from_code(lu.get("mode")), parse_iso(lu.get("notifie_le")), lu.get("delai_jours").parse())
    {
        (Some(mode), Some(recue_le), Ok(delai_jours)) => Ok(NotificationOffre { offre: id, mode, recue_le, delai_jours }),
        (None, ..) => {
            Err(Refus::new("mode_inconnu", "L'envoi n'est pas choisi.", "Choisir comment l'offre est arrivée.").champ("mode"))
        }
        (_, None, _) => {
            Err(Refus::new("date_illisible", "La date n'est pas lisible.", "Indiquer le jour de réception ou de présentation.")
                .champ("notifie_le"))
        }
        (.., Err(_)) => Err(Refus::new("delai_illisible", "Le délai n'est pas un nombre de jours.", "Écrire un nombre entier.")
            .champ("delai_jours")),
    };
    let act = match read {
        Ok(saisie) => notifier_offre(&visite.carbet, &visite.acteur, saisie).await,
        Err(refus) => Err(refus.into()),
    };
    answer_with(&visite, id, champs, "notifie_le", act, |expire_le| {
        ("Offre notifiée".to_owned(), format!("Réponse attendue jusqu’au {} inclus.", format_jour(expire_le)))
    })
    .await
}

async fn answer(visite: Visite, Path(id): Path<Uuid>, Form(champs): Form<Champs>) -> Response {
    let lu = &champs;
    let read = match (lu.get("reponse"), parse_iso(lu.get("recue_le"))) {
        ("acceptee", Some(le)) => Ok(ReponseOffre::Acceptee { le }),
        ("refusee", Some(le)) => Ok(ReponseOffre::Refusee {
            le,
            motif: MotifRefusOffre::from_code(lu.get("motif_refus")),
            logement_inadapte: lu.get("inadapte") == "oui",
            relogement: lu.get("offre_relogement") == "oui",
        }),
        (_, None) => {
            Err(Refus::new("date_illisible", "La date n'est pas lisible.", "Indiquer le jour où la réponse est arrivée.")
                .champ("recue_le"))
        }
        _ => Err(Refus::new("reponse_absente", "La réponse n'est pas choisie.", "Choisir : accepte ou refuse.").champ("reponse")),
    };
    let act = match read {
        Ok(reponse) => repondre_offre(&visite.carbet, &visite.acteur, id, reponse).await,
        Err(refus) => Err(refus.into()),
    };
    answer_with(&visite, id, champs, "recue_le", act, |suite| ("Réponse enregistrée".to_owned(), words(suite))).await
}

async fn silence(visite: Visite, Path(id): Path<Uuid>, Form(champs): Form<Champs>) -> Response {
    let act = repondre_offre(&visite.carbet, &visite.acteur, id, ReponseOffre::Silence).await;
    answer_with(&visite, id, champs, "recue_le", act, |suite| ("Absence de réponse constatée".to_owned(), words(suite))).await
}

async fn lapse(visite: Visite, Path(id): Path<Uuid>, Form(champs): Form<Champs>) -> Response {
    let act = match MotifCaducite::from_code(champs.get("motif")) {
        Some(motif) => rendre_caduque(&visite.carbet, &visite.acteur, id, motif).await,
        None => Err(Refus::new("motif_absent", "La raison n'est pas choisie.", "Choisir pourquoi l'offre n'a plus d'effet.")
            .champ("motif")
            .into()),
    };
    answer_with(&visite, id, champs, "motif", act, |suite| ("Offre sans effet".to_owned(), words(suite))).await
}

async fn condition(visite: Visite, Path(id): Path<Uuid>, Form(champs): Form<Champs>) -> Response {
    let candidature = match consulter_offre(&visite.carbet, &visite.acteur, id).await {
        Ok(lue) => lue.candidature.id,
        Err(echec) => return visite.echec(echec),
    };
    let lu = &champs;
    if lu.get("levee") == "non" {
        let act = constater_condition_non_levee(&visite.carbet, &visite.acteur, candidature).await;
        return answer_with(&visite, id, champs, "piece_recue_le", act, |suite| ("Condition non levée".to_owned(), words(suite)))
            .await;
    }
    let act = match parse_iso(lu.get("piece_recue_le")) {
        Some(le) => lever_condition(&visite.carbet, &visite.acteur, candidature, le).await,
        None => Err(Refus::new("date_illisible", "La date n'est pas lisible.", "Indiquer le jour où la pièce est arrivée.")
            .champ("piece_recue_le")
            .into()),
    };
    answer_with(&visite, id, champs, "piece_recue_le", act, |()| {
        ("Condition levée".to_owned(), "L’offre peut être notifiée.".to_owned())
    })
    .await
}

async fn sign(visite: Visite, Path(id): Path<Uuid>, Form(champs): Form<Champs>) -> Response {
    let act = match read_bail(id, &champs) {
        Ok(saisie) => signer_bail(&visite.carbet, &visite.acteur, saisie).await,
        Err(refus) => Err(refus.into()),
    };
    answer_with(&visite, id, champs, "signe_le", act, |_| {
        (
            "Bail enregistré".to_owned(),
            "Ses faits sont figés pour les objectifs. La radiation est à reporter dans le SNE : voir la liste « À reporter au SNE ».".to_owned(),
        )
    })
    .await
}

fn read_bail(offre: Uuid, lu: &Champs) -> Result<SignatureBail, Refus> {
    let signe_le = parse_iso(lu.get("signe_le")).ok_or_else(|| {
        Refus::new("date_illisible", "La date n'est pas lisible.", "Indiquer le jour de la signature.").champ("signe_le")
    })?;
    let effet_le = match lu.get("entree_le") {
        "" => None,
        text => Some(parse_iso(text).ok_or_else(|| {
            Refus::new("date_illisible", "La date d'entrée n'est pas lisible.", "Indiquer le jour d'entrée, ou laisser vide.")
                .champ("entree_le")
        })?),
    };
    let revenu_mensuel = match lu.get("revenu_mensuel") {
        "" => None,
        text => Some(Centimes::parse(text).map_err(|e| {
            Refus::new(
                "montant_illisible",
                format!("Les ressources ne sont pas lisibles : {e}."),
                "Écrire un montant comme 1234,56.",
            )
            .champ("revenu_mensuel")
        })?),
    };
    if revenu_mensuel.is_some_and(|amount| amount.0 < 0) {
        return Err(Refus::new("montant_negatif", "Les ressources ne peuvent pas être négatives.", "Corriger le montant.")
            .champ("revenu_mensuel"));
    }
    let relogement = match lu.get("relogement") {
        "oui" => Some(true),
        "non" => Some(false),
        _ => None,
    };
    Ok(SignatureBail { offre, signe_le, effet_le, revenu_mensuel, relogement, cle: lu.texte("cle_idempotence") })
}

/// Goes back to the offer with what was done, or shows the form again with what is to mend.
async fn answer_with<T>(
    visite: &Visite,
    id: Uuid,
    champs: Champs,
    champ: &'static str,
    act: Result<T, Echec>,
    told: impl FnOnce(T) -> (String, String),
) -> Response {
    match act {
        Ok(value) => {
            let (titre, texte) = told(value);
            visite.then(&format!("/offres/{id}"), titre, texte)
        }
        Err(Echec::Refus(refus)) => page(visite, id, StatusCode::UNPROCESSABLE_ENTITY, champs.into_refused(&refus, champ)).await,
        Err(other) => visite.echec(other),
    }
}

fn words(suite: SuiteOffre) -> String {
    match suite {
        SuiteOffre::BailAPreparer => "Le bail est à signer.".to_owned(),
        SuiteOffre::RangSuivant(_) => {
            "Le ménage est libre. L’offre du rang suivant est à notifier : voir la liste des offres.".to_owned()
        }
        SuiteOffre::DesignationRelancee => {
            "Le ménage est libre. Aucun rang ne reste : la désignation du logement reprend.".to_owned()
        }
    }
}

/// `jeudi 19/11/2026`.
fn format_jour(jour: Jour) -> String {
    let name = match jour.weekday() {
        Weekday::Mon => "lundi",
        Weekday::Tue => "mardi",
        Weekday::Wed => "mercredi",
        Weekday::Thu => "jeudi",
        Weekday::Fri => "vendredi",
        Weekday::Sat => "samedi",
        Weekday::Sun => "dimanche",
    };
    format!("{name} {}", format_fr(jour))
}

fn vue(visite: &Visite, lue: &OffreLue, prepared: Option<&BailPrepare>, mut saisie: Saisie) -> VueOffre {
    let today = visite.carbet.aujourd_hui().to_string();
    for (nom, value) in [
        ("delai_jours", "10".to_owned()),
        ("notifie_le", today.clone()),
        ("recue_le", today.clone()),
        ("piece_recue_le", today.clone()),
        ("signe_le", today),
        ("revenu_mensuel", lue.revenu_mensuel.map(|c| format!("{},{:02}", c.0 / 100, c.0 % 100)).unwrap_or_default()),
    ] {
        if !saisie.valeurs.iter().any(|(n, _)| n == nom) {
            saisie.valeurs.push((nom.to_owned(), value));
        }
    }
    for (nom, value) in prepared_values(prepared) {
        if !saisie.valeurs.iter().any(|(n, _)| n == nom) {
            saisie.valeurs.push((nom.to_owned(), value));
        }
    }
    let mode = saisie.valeur("mode").to_owned();
    let refus = saisie.valeur("motif_refus").to_owned();
    let signed = lue.bail_signe_le.is_some();
    let l = &lue.ligne;
    let choices = |first: Option<&str>, list: Vec<(&'static str, &'static str)>, chosen: &str| -> Vec<Choix> {
        first
            .map(|words| ("", words))
            .into_iter()
            .chain(list)
            .map(|(valeur, libelle)| Choix { valeur: valeur.to_owned(), libelle: libelle.to_owned(), choisi: valeur == chosen })
            .collect()
    };
    VueOffre {
        cadre: visite.cadre(&format!("Offre : {} à {}", l.logement, l.menage)),
        id: l.id.to_string(),
        seance: lue.decision.as_ref().map(|d| d.seance_id.to_string()).unwrap_or_default(),
        seance_le: lue.seance_le.map(format_fr).unwrap_or_default(),
        resume: format!("{}, {} par mois, charges comprises.", lue.adresse, lue.loyer),
        etiquettes: vec![etat(&lue.offre.etat, signed)],
        delai: delai(lue),
        peut_notifier: l.etape == EtapeOffre::ANotifier,
        modes: choices(None, ModeNotification::ALL.iter().map(|m| (m.code(), m.libelle())).collect(), &mode),
        peut_repondre: matches!(l.etape, EtapeOffre::EnCours | EtapeOffre::Expiree),
        motifs_refus: choices(Some("Sans motif"), MotifRefusOffre::ALL.iter().map(|m| (m.code(), m.libelle())).collect(), &refus),
        silence: l.etape == EtapeOffre::Expiree,
        peut_signer: l.etape == EtapeOffre::BailASigner,
        peut_preparer: matches!(l.etape, EtapeOffre::EnCours | EtapeOffre::Expiree | EtapeOffre::BailASigner),
        rendez_vous: prepared.and_then(|p| p.rendez_vous.as_ref()).map_or_else(String::new, |r| {
            format!("Rendez-vous le {} à {}, {}.", format_jour(r.le), r.heure.replace(':', " h "), r.lieu)
        }),
        condition: match (l.etape, &lue.decision) {
            (EtapeOffre::SousCondition, Some(d)) => {
                let piece = d
                    .condition_piece
                    .as_deref()
                    .and_then(droit::caleol::PieceListee::from_code)
                    .map_or("Pièce", |p| p.libelle());
                format!("{piece} à fournir jusqu’au {} inclus.", l.condition_avant_le.map(format_jour).unwrap_or_default())
            }
            _ => String::new(),
        },
        condition_echue: l.condition_avant_le.is_some_and(|last| visite.carbet.aujourd_hui() > last),
        motifs_caducite: if matches!(lue.offre.etat.as_str(), "notifiee" | "acceptee") && !signed {
            choices(None, MotifCaducite::ALL.iter().map(|m| (m.code(), m.libelle())).collect(), "")
        } else if lue.acces_perdu {
            // Never sent: only the loss of a legal condition of access ends it.
            choices(None, vec![(MotifCaducite::FaitNouveau.code(), MotifCaducite::FaitNouveau.libelle())], "")
        } else {
            Vec::new()
        },
        rangs: lue
            .rangs
            .iter()
            .map(|(rang, demande, name, state)| RangOffre {
                rang: u32::try_from(*rang).unwrap_or(0),
                demande: demande.to_string(),
                menage: name.clone(),
                etat: match state.as_str() {
                    "attribuee" => Etiquette::new("En attente de son rang", Ton::Neutre),
                    "en_offre" => Etiquette::new("Offre en cours", Ton::Info),
                    "acceptee" => Etiquette::new("A accepté", Ton::Bon),
                    "bail_signe" => Etiquette::new("Bail signé", Ton::Bon),
                    _ => Etiquette::new("Libre", Ton::Neutre),
                },
            })
            .collect(),
        evenements: evenements(lue),
        saisie,
    }
}

/// What was prepared, as its form shows it.
fn prepared_values(prepared: Option<&BailPrepare>) -> Vec<(&'static str, String)> {
    let Some(p) = prepared else { return Vec::new() };
    let amount = |c: Centimes| format!("{},{:02}", c.0 / 100, c.0 % 100);
    let mut values =
        vec![("loyer_reel", amount(p.loyer)), ("annexes_reel", amount(p.loyer_annexes)), ("charges_reel", amount(p.charges))];
    values.extend(p.depot_garantie.map(|depot| ("depot_garantie", amount(depot))));
    if let Some(r) = &p.rendez_vous {
        values.push(("rendez_vous_le", r.le.to_string()));
        values.push(("rendez_vous_heure", r.heure.clone()));
        values.push(("rendez_vous_lieu", r.lieu.clone()));
    }
    values
}

fn delai(lue: &OffreLue) -> Delai {
    let l = &lue.ligne;
    let told = |ton, titre: String, detail: &str| Delai { ton, titre, detail: detail.to_owned() };
    if let Some(le) = lue.bail_signe_le {
        return told(
            Ton::Bon,
            format!("Bail signé le {}", format_jour(le)),
            "Ses faits sont figés pour les objectifs de l’année. La radiation pour attribution est à reporter dans le SNE.",
        );
    }
    match (l.etape, l.expire_le) {
        (EtapeOffre::EnCours, Some(last)) => told(
            Ton::Attention,
            format!("Réponse attendue jusqu’au {} à 24 h", format_jour(last)),
            &format!(
                "Reçue le {}, jour de réception exclu ; un dernier jour chômé passe au jour ouvré suivant (CCH R. 441-10). Le silence vaut refus de cette offre et n’ôte aucun point.",
                lue.offre.recue_le.map(format_jour).unwrap_or_default()
            ),
        ),
        (EtapeOffre::Expiree, Some(last)) => told(
            Ton::Grave,
            format!("Délai expiré le {}", format_jour(last)),
            "Une réponse datée d’avant reste possible à inscrire ; sinon le silence est à constater, et le ménage redevient disponible.",
        ),
        (EtapeOffre::BailASigner, _) => {
            told(Ton::Bon, "Offre acceptée, bail à signer".to_owned(), "Seul le bail signé compte dans les objectifs.")
        }
        (EtapeOffre::SousCondition, _) => told(
            Ton::Attention,
            "Attribution sous condition suspensive".to_owned(),
            "L’offre se notifie une fois la pièce reçue dans le délai.",
        ),
        (EtapeOffre::ANotifier, _) => {
            told(Ton::Neutre, "Offre à notifier".to_owned(), "Le délai de réponse, dix jours au moins, court de sa réception.")
        }
        _ if lue.offre.etat == "refusee" && lue.offre.refus_motif.is_none() && lue.offre.logement_inadapte == Some(false) => {
            told(
                Ton::Attention,
                "Refus sans motif d’un logement adapté".to_owned(),
                "Le ménage est libre. Au premier refus sans motif, avertissez-le par écrit : un deuxième dans les douze mois peut lui ôter des points, si la grille le prévoit (CCH L. 441-2-8). Un relogement dû par une opération et un ménage reconnu DALO n’en perdent jamais.",
            )
        }
        _ => told(
            Ton::Neutre,
            "Offre terminée".to_owned(),
            "Le ménage est libre ; un refus d’un logement inadapté ou un silence n’ôte aucun point.",
        ),
    }
}

fn evenements(lue: &OffreLue) -> Vec<Evenement> {
    let mut events: Vec<(Jour, &str, String, Ton)> = Vec::new();
    if let Some(taken) = &lue.decision {
        let rank = taken.rang.map(|r| format!("Rang {r}")).unwrap_or_default();
        events.push((taken.decide_le, "Attribution par la commission", rank, Ton::Bon));
    }
    if let Some(le) = lue.offre.recue_le {
        let mode = lue.offre.mode.as_deref().and_then(ModeNotification::from_code).map_or("", |m| m.libelle());
        events.push((le, "Offre reçue", mode.to_owned(), Ton::Info));
    }
    if let Some(le) = lue.offre.repondue_le {
        let (titre, ton) = match lue.offre.etat.as_str() {
            "acceptee" => ("Offre acceptée", Ton::Bon),
            "refusee" => ("Offre refusée", Ton::Neutre),
            "silencieuse" => ("Absence de réponse", Ton::Neutre),
            _ => ("Offre sans effet", Ton::Neutre),
        };
        let code = lue.offre.refus_motif.as_deref();
        let detail = code
            .and_then(|c| {
                MotifRefusOffre::from_code(c).map(|m| m.libelle()).or_else(|| MotifCaducite::from_code(c).map(|m| m.libelle()))
            })
            .unwrap_or_default();
        events.push((le, titre, detail.to_owned(), ton));
    }
    if let Some(le) = lue.bail_signe_le {
        events.push((le, "Bail signé", String::new(), Ton::Bon));
    }
    events.reverse();
    events
        .into_iter()
        .map(|(le, titre, detail, ton)| Evenement::new(&format_fr(le), &le.to_string(), titre, &detail, ton))
        .collect()
}
