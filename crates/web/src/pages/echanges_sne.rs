//! `/echanges-sne`: the messages exchanged with the SNE, their files, the answers brought by hand, the corrections.

use std::collections::BTreeMap;

use axum::Form;
use axum::extract::{Path, Query, Request};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use gestion::carbet::Carbet;
use gestion::completer_message::{Completion, CompletionRefusee, completer_message};
use gestion::consulter_echanges::{
    ChampACompleter, GenreSaisie, LigneEchange, consulter_echange, list_a_porter, list_echanges, read_archive, read_fichier,
};
use gestion::echange_sne::{EtatMessage, libelle_objet};
use gestion::issue::Echec;
use gestion::recevoir_reponse_sne::{BilanReponses, recevoir_fichier};
use gestion::renvoyer_message::{classer_message, marquer_envoyes, renvoyer_message};
use serde::Deserialize;
use uuid::Uuid;

use super::formulaire::Champs;
use super::imports::read_envoi;
use crate::carte::Carte;
use crate::visite::Visite;
use crate::vues::cadre::Ton;
use crate::vues::composants::{Choix, Etiquette, Ligne, Saisie};
use crate::vues::echanges_sne::{ChampSne, LigneEchangeVue, VueEchangeSne, VueEchangesSne};

const LISTE: &str = "/echanges-sne";

pub fn routes(carte: Carte) -> Carte {
    carte
        .get(LISTE, list)
        .get("/echanges-sne/a-envoyer.zip", archive)
        .get("/echanges-sne/{id}", show)
        .get("/echanges-sne/{id}/message.xml", download)
        .post("/echanges-sne/envoyes", carried)
        .post("/echanges-sne/reponses", receive)
        .post("/echanges-sne/{id}/completer", complete)
        .post("/echanges-sne/{id}/renvoyer", resend)
        .post("/echanges-sne/{id}/classer", set_aside)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Filtre {
    /// Code of a state; empty for all that await something.
    etat: String,
}

async fn list(visite: Visite, Query(filtre): Query<Filtre>) -> Response {
    page(&visite, &filtre.etat, Saisie::default(), StatusCode::OK).await
}

async fn page(visite: &Visite, etat: &str, saisie: Saisie, status: StatusCode) -> Response {
    let read = list_echanges(&visite.carbet, &visite.acteur, EtatMessage::from_code(etat)).await;
    let ready = list_a_porter(&visite.carbet, &visite.acteur).await;
    let (echanges, ready) = match (read, ready) {
        (Ok(echanges), Ok(ready)) => (echanges, ready),
        (Err(echec), _) | (_, Err(echec)) => return visite.echec(echec),
    };
    let open: u64 = echanges.comptes.iter().filter(|(etat, _)| !etat.is_clos()).map(|(_, count)| count).sum();
    let mut words = vec![(String::new(), format!("En cours ({open})"))];
    words.extend(echanges.comptes.iter().map(|(etat, count)| (etat.code().to_owned(), format!("{} ({count})", etat.libelle()))));
    let pairs: Vec<(&str, &str)> = words.iter().map(|(code, label)| (code.as_str(), label.as_str())).collect();
    let vue = VueEchangesSne {
        cadre: visite.cadre("Échanges avec le SNE"),
        lignes: lignes(&visite.carbet, &echanges.lignes),
        etats: Choix::list(&pairs, etat),
        transport: match &echanges.transport {
            Some(transport) => format!("Les messages partent par le {transport}."),
            None => "Aucun dépôt automatique n’est branché : les messages se portent à la main.".to_owned(),
        },
        a_la_main: echanges.transport.is_none(),
        interface: echanges.interface,
        a_porter: ready.len(),
        saisie,
    };
    visite.page_with(status, &vue)
}

/// Lines of messages in words, for this page and for the file of a household.
pub(super) fn lignes(carbet: &Carbet, all: &[LigneEchange]) -> Vec<LigneEchangeVue> {
    all.iter()
        .map(|l| LigneEchangeVue {
            id: l.id.to_string(),
            demande: l.demande.to_string(),
            menage: l.menage.clone().unwrap_or_else(|| "Demande".to_owned()),
            numero_unique: l.numero_unique.clone().unwrap_or_default(),
            objet: libelle_objet(&l.objet).to_owned(),
            etat: etiquette(l.etat),
            quand: match (l.repondu_le, l.envoye_le) {
                (Some(le), _) => format!("Réponse du {}", carbet.format_instant(le)),
                (None, Some(le)) => format!("Envoyé le {}", carbet.format_instant(le)),
                (None, None) => format!("Demandé le {}", carbet.format_instant(l.cree_le)),
            },
            refus: remarques(l),
        })
        .collect()
}

fn remarques(l: &LigneEchange) -> Vec<String> {
    let mut said: Vec<String> = l
        .refus
        .iter()
        .map(|r| match (r.message.is_empty(), r.code.is_empty()) {
            (true, _) => format!("Code {}", r.code),
            (false, true) => r.message.clone(),
            (false, false) => format!("{} ({})", r.message, r.code),
        })
        .collect();
    match l.manques {
        0 => {}
        1 => said.push("Un champ obligatoire manque : complétez-le.".to_owned()),
        n => said.push(format!("{n} champs obligatoires manquent : complétez-les.")),
    }
    said.extend(l.erreur.iter().map(|raison| format!("L’envoi a échoué : {raison}.")));
    said
}

fn etiquette(etat: EtatMessage) -> Etiquette {
    let ton = match etat {
        EtatMessage::ACompleter => Ton::Attention,
        EtatMessage::AEnvoyer | EtatMessage::Envoye => Ton::Info,
        EtatMessage::Accepte => Ton::Bon,
        EtatMessage::Refuse => Ton::Grave,
        EtatMessage::Remplace => Ton::Neutre,
    };
    Etiquette::new(etat.libelle(), ton)
}

async fn show(visite: Visite, Path(id): Path<Uuid>) -> Response {
    one(&visite, id, Saisie::default(), StatusCode::OK).await
}

async fn one(visite: &Visite, id: Uuid, mut saisie: Saisie, status: StatusCode) -> Response {
    let vu = match consulter_echange(&visite.carbet, &visite.acteur, id).await {
        Ok(vu) => vu,
        Err(echec) => return visite.echec(echec),
    };
    let l = &vu.ligne;
    for champ in &vu.a_completer {
        if saisie.valeur(&champ.chemin).is_empty() {
            saisie.valeurs.push((champ.chemin.clone(), champ.valeur.clone()));
        }
    }
    let menage = l.menage.clone().unwrap_or_else(|| "Demande".to_owned());
    let instant = |le: Option<chrono::DateTime<chrono::Utc>>| le.map(|le| visite.carbet.format_instant(le));
    let open = matches!(l.etat, EtatMessage::ACompleter | EtatMessage::Refuse);
    let vue = VueEchangeSne {
        cadre: visite.cadre(&format!("{} : {menage}", libelle_objet(&l.objet))),
        id: id.to_string(),
        demande: l.demande.to_string(),
        etat: etiquette(l.etat),
        resume: [
            Ligne::new("Type de message", &l.type_fichier),
            Ligne::new("Référence", &l.reference),
            Ligne { libelle: "Numéro unique".to_owned(), valeur: l.numero_unique.clone() },
            Ligne { libelle: "Demandé le".to_owned(), valeur: instant(Some(l.cree_le)) },
            Ligne { libelle: "Envoyé le".to_owned(), valeur: instant(l.envoye_le) },
            Ligne { libelle: "Réponse le".to_owned(), valeur: instant(l.repondu_le) },
        ]
        .into_iter()
        .filter(|line| line.valeur.is_some())
        .collect(),
        refus: remarques(l),
        champs: vu.a_completer.iter().map(|champ| to_champ(&visite.carbet, champ, &saisie)).collect(),
        peut_completer: open,
        peut_renvoyer: matches!(l.etat, EtatMessage::AEnvoyer | EtatMessage::Envoye),
        peut_classer: open && !(l.objet == "creation" && l.etat == EtatMessage::ACompleter),
        fichier: l.fichier,
        suite: if vu.brouillon {
            "Ces valeurs complètent le brouillon, puis un nouveau message part.".to_owned()
        } else {
            "Ces valeurs partent avec le nouveau message ; elles deviendront celles du dossier quand le SNE les aura acceptées."
                .to_owned()
        },
        menage,
        saisie,
    };
    visite.page_with(status, &vue)
}

fn to_champ(carbet: &Carbet, champ: &ChampACompleter, saisie: &Saisie) -> ChampSne {
    let chosen = saisie.valeur(&champ.chemin);
    let regles = carbet.regles();
    let (genre, choix) = match &champ.genre {
        GenreSaisie::Texte if champ.chemin.ends_with("/numGuichet") => {
            let mut pairs = vec![("", "")];
            pairs.extend(regles.territoire.guichets.iter().map(|g| (g.code.as_str(), g.nom.as_str())));
            ("liste", Choix::list(&pairs, chosen))
        }
        GenreSaisie::Texte | GenreSaisie::Commune => ("text", Vec::new()),
        GenreSaisie::Date => ("date", Vec::new()),
        GenreSaisie::Nombre => ("number", Vec::new()),
        GenreSaisie::OuiNon => ("liste", Choix::list(&[("", ""), ("true", "Oui"), ("false", "Non")], chosen)),
        GenreSaisie::Liste(codes) => {
            let mut pairs = vec![("", "")];
            pairs.extend(codes.iter().copied());
            ("liste", Choix::list(&pairs, chosen))
        }
    };
    ChampSne { nom: champ.chemin.clone(), libelle: champ.libelle.clone(), raison: champ.raison.clone(), genre, choix }
}

async fn complete(visite: Visite, Path(id): Path<Uuid>, Form(valeurs): Form<Vec<(String, String)>>) -> Response {
    let mut champs = Champs::new(valeurs.clone());
    let cle_idempotence = champs.texte("cle_idempotence");
    let fields: BTreeMap<String, String> = valeurs.into_iter().filter(|(nom, _)| nom.contains('/')).collect();
    match completer_message(&visite.carbet, &visite.acteur, id, Completion { valeurs: fields, cle_idempotence }).await {
        Ok(EtatMessage::ACompleter) => {
            visite.then(LISTE, "Valeurs enregistrées", "Le nouveau message attend encore d’autres champs obligatoires.")
        }
        Ok(_) => visite.then(LISTE, "Message corrigé", "Il part au SNE ; sa réponse changera l’état de la demande."),
        Err(CompletionRefusee::Valeurs(errors)) => {
            for (nom, raison) in errors {
                champs.erreur(&nom, format!("Valeur refusée : {raison}."));
            }
            champs.erreur("message", "Une valeur ne convient pas : corrigez-la, rien n’a été enregistré.");
            one(&visite, id, champs.into_saisie(), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(CompletionRefusee::Echec(echec)) => visite.refuse(&address(id), echec),
    }
}

async fn resend(visite: Visite, Path(id): Path<Uuid>) -> Response {
    match renvoyer_message(&visite.carbet, &visite.acteur, id).await {
        Ok(()) => visite.then(&address(id), "Nouvel envoi demandé", "Le même message, sous la même référence."),
        Err(echec) => visite.refuse(&address(id), echec),
    }
}

async fn set_aside(visite: Visite, Path(id): Path<Uuid>) -> Response {
    match classer_message(&visite.carbet, &visite.acteur, id).await {
        Ok(()) => visite.then(LISTE, "Message classé", "La demande n’a pas changé."),
        Err(echec) => visite.refuse(&address(id), echec),
    }
}

async fn carried(visite: Visite) -> Response {
    let marked = match list_a_porter(&visite.carbet, &visite.acteur).await {
        Ok(ids) => marquer_envoyes(&visite.carbet, &visite.acteur, &ids).await,
        Err(echec) => Err(echec),
    };
    match marked {
        Ok(count) => visite.then(LISTE, "Messages marqués comme envoyés", format!("Réponses attendues : {count}.")),
        Err(echec) => visite.refuse(LISTE, echec),
    }
}

async fn receive(visite: Visite, request: Request) -> Response {
    let mut champs = Champs::default();
    let read = match read_envoi(request).await {
        Ok(envoi) => recevoir_fichier(&visite.carbet, &visite.acteur, &envoi.contenu).await,
        Err(refus) => Err(refus.into()),
    };
    match read {
        Ok(bilan) if bilan.rejets.is_empty() => visite.then(LISTE, "Réponse lue", bilan_en_mots(&bilan)),
        Ok(bilan) => {
            champs.erreur("fichier", format!("{} {}", bilan_en_mots(&bilan), bilan.rejets.join(" ")));
            page(&visite, "", champs.into_saisie(), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Echec::Refus(refus)) => {
            champs.refuse(&refus, "fichier");
            page(&visite, "", champs.into_saisie(), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(other) => visite.echec(other),
    }
}

fn bilan_en_mots(bilan: &BilanReponses) -> String {
    format!("Acceptées : {}. Refusées : {}. Déjà reçues : {}.", bilan.acceptees, bilan.refusees, bilan.deja)
}

async fn download(visite: Visite, Path(id): Path<Uuid>) -> Response {
    match read_fichier(&visite.carbet, &visite.acteur, id).await {
        Ok((nom, xml)) => attachment("application/xml", &nom, xml.into_bytes()),
        Err(echec) => visite.refuse(&address(id), echec),
    }
}

async fn archive(visite: Visite) -> Response {
    match read_archive(&visite.carbet, &visite.acteur).await {
        Ok((octets, _)) => attachment("application/zip", "messages-sne.zip", octets),
        Err(echec) => visite.refuse(LISTE, echec),
    }
}

fn attachment(genre: &'static str, nom: &str, octets: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{nom}\"");
    ([(header::CONTENT_TYPE, genre.to_owned()), (header::CONTENT_DISPOSITION, disposition)], octets).into_response()
}

fn address(id: Uuid) -> String {
    format!("{LISTE}/{id}")
}
