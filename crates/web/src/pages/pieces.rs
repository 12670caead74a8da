//! `/demandes/{id}/pieces`: the papers of a household, received, checked, withdrawn; `/pieces/{id}`: one of them.

use axum::extract::multipart::MultipartError;
use axum::extract::{DefaultBodyLimit, Form, FromRequest, Multipart, Path, Request};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use droit::jour::format_fr;
use droit::pieces::Piece;
use droit::reperage::list_publics_reperes;
use gestion::carbet::Carbet;
use gestion::consulter_pieces::{PieceVue, PiecesDemande, consulter_pieces, ouvrir_piece};
use gestion::deposer_piece::{Depose, Depot, Genre, TAILLE_MAX, deposer_piece};
use gestion::droits::Acte;
use gestion::issue::{Echec, Refus};
use gestion::retirer_piece::retirer_piece;
use gestion::verifier_piece::verifier_piece;
use uuid::Uuid;

use super::fiche_demande::nom_menage;
use super::formulaire::Champs;
use crate::carte::Carte;
use crate::visite::Visite;
use crate::vues::cadre::Ton;
use crate::vues::composants::{Choix, Etiquette, Saisie};
use crate::vues::pieces::{LignePiece, PieceRecue, PublicVu, SubstitutVu, VuePieces};

/// A file and the fields around it.
const CORPS_MAX: usize = TAILLE_MAX + 64 * 1024;

pub fn routes(carte: Carte) -> Carte {
    carte
        .get("/demandes/{id}/pieces", show)
        .post("/demandes/{id}/pieces", send)
        .get("/pieces/{id}", open)
        .post("/pieces/{id}/verifier", verify)
        .post("/pieces/{id}/retirer", withdraw)
}

async fn show(visite: Visite, Path(id): Path<Uuid>) -> Response {
    page(&visite, id, Saisie::default(), StatusCode::OK).await
}

async fn page(visite: &Visite, id: Uuid, saisie: Saisie, status: StatusCode) -> Response {
    match consulter_pieces(&visite.carbet, &visite.acteur, id).await {
        Ok(pieces) => visite.page_with(status, &vue(visite, &pieces, saisie)),
        Err(echec) => visite.echec(echec),
    }
}

fn vue(visite: &Visite, pieces: &PiecesDemande, saisie: Saisie) -> VuePieces {
    let missing = pieces.list_manquantes().len();
    let mut choices: Vec<(String, String)> = vec![(String::new(), "Choisir".to_owned())];
    for line in &pieces.attendues {
        let code = line.attendue.piece.code();
        let place = line.attendue.rang.map_or_else(|| code.to_owned(), |rang| format!("{code}/{rang}"));
        let pour = if line.pour.is_empty() { String::new() } else { format!(", {}", line.pour) };
        choices.push((place, format!("{}{pour}", line.attendue.piece.libelle())));
    }
    // What this household's declaration does not show the caller may still be handed over at the desk.
    for piece in &pieces.deposables {
        if !pieces.attendues.iter().any(|line| line.attendue.piece == *piece) {
            choices.push((piece.code().to_owned(), format!("{} (remise par le ménage)", piece.libelle())));
        }
    }
    let pairs: Vec<(&str, &str)> = choices.iter().map(|(code, words)| (code.as_str(), words.as_str())).collect();
    VuePieces {
        cadre: visite.cadre("Pièces"),
        id: pieces.id.to_string(),
        menage: nom_menage(pieces.id, &pieces.demande),
        resume: match missing {
            0 => "Toutes les pièces nécessaires sont là.".to_owned(),
            1 => "Il manque une pièce.".to_owned(),
            n => format!("Il manque {n} pièces."),
        },
        lignes: pieces
            .attendues
            .iter()
            .map(|line| LignePiece {
                libelle: line.attendue.piece.libelle().to_owned(),
                pour: line.pour.clone(),
                precision: line.attendue.precision.to_owned(),
                exigence: line.attendue.exigence.libelle().to_owned(),
                a_confirmer: !line.attendue.verifiee,
                recues: line.recues.iter().map(|p| to_recue(&visite.carbet, p, pieces)).collect(),
            })
            .collect(),
        autres: pieces.autres.iter().map(|p| to_recue(&visite.carbet, p, pieces)).collect(),
        reservees: match pieces.reservees {
            0 => String::new(),
            1 => "Une pièce reçue est réservée aux personnes habilitées.".to_owned(),
            n => format!("{n} pièces reçues sont réservées aux personnes habilitées."),
        },
        substituts: pieces
            .substituts
            .iter()
            .map(|s| SubstitutVu { libelle: s.libelle.clone(), poids: s.poids, validite: format!("{} mois", s.validite_mois) })
            .collect(),
        publics: list_publics_reperes(&pieces.demande.dossier)
            .iter()
            .map(|p| PublicVu {
                libelle: p.public.libelle().to_owned(),
                article: format!("CCH L. 441-1, {}", p.paragraphe),
                preuve: p.preuve.to_owned(),
            })
            .collect(),
        tenir: pieces.tenir,
        brouillon: pieces.brouillon,
        saisir: visite.acteur.portee(Acte::SaisirDemande).is_some(),
        choix: Choix::list(&pairs, saisie.valeur("piece")),
        saisie,
    }
}

fn to_recue(carbet: &Carbet, vue: &PieceVue, pieces: &PiecesDemande) -> PieceRecue {
    let line = &vue.ligne;
    let withdrawn = line.etat == "retiree";
    let etat = match line.etat.as_str() {
        "verifiee" => Etiquette::new("Vérifiée", Ton::Bon),
        "retiree" => Etiquette::new("Retirée", Ton::Neutre),
        _ => Etiquette::new("Reçue, à vérifier", Ton::Info),
    };
    let reason = line.motif_retrait.as_ref().map_or_else(String::new, |motif| format!(", retirée : {motif}"));
    PieceRecue {
        id: line.id.to_string(),
        libelle: vue.piece.libelle().to_owned(),
        nom: line.nom.clone(),
        detail: format!("{} Ko, reçue le {}{reason}", (line.taille + 1023) / 1024, format_fr(carbet.jour_de(line.depose_le))),
        etat,
        ouvrable: !withdrawn,
        verifiable: pieces.tenir && line.etat == "deposee",
        retirable: pieces.tenir && pieces.brouillon && line.etat == "deposee",
    }
}

/// A file and the fields beside it; a photo taken at once when there is no file.
async fn read_envoi(mut request: Request) -> Result<(String, Vec<u8>, Champs), Refus> {
    DefaultBodyLimit::max(CORPS_MAX).apply(&mut request);
    let unread = |error: MultipartError| {
        if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
            let que_faire = "Reprenez la photo en qualité normale, ou envoyez le PDF en plusieurs parties.";
            return Refus::new("fichier_trop_gros", "Le fichier dépasse 10 Mio.", que_faire).champ("fichier");
        }
        Refus::new("envoi_interrompu", "L’envoi de la pièce s’est interrompu.", "Envoyez-la de nouveau.").champ("fichier")
    };
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| {
        Refus::new("formulaire_illisible", "Le formulaire n’est pas lisible.", "Rouvrez la page et recommencez.").champ("fichier")
    })?;
    let (mut nom, mut contenu, mut valeurs) = (String::new(), Vec::new(), Vec::new());
    while let Some(field) = form.next_field().await.map_err(unread)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "fichier" || name == "photo" {
            let file = field.file_name().unwrap_or_default().to_owned();
            let bytes = field.bytes().await.map_err(unread)?;
            if !bytes.is_empty() && contenu.is_empty() {
                (nom, contenu) = (file, bytes.to_vec());
            }
        } else {
            valeurs.push((name, field.text().await.map_err(unread)?));
        }
    }
    Ok((nom, contenu, Champs::new(valeurs)))
}

async fn send(visite: Visite, Path(id): Path<Uuid>, request: Request) -> Response {
    let refuse = async |champs: Champs, refus: &Refus| {
        page(&visite, id, champs.into_refused(refus, "fichier"), StatusCode::UNPROCESSABLE_ENTITY).await
    };
    let (nom_fichier, contenu, champs) = match read_envoi(request).await {
        Ok(envoi) => envoi,
        Err(refus) => return refuse(Champs::default(), &refus).await,
    };
    let chosen = champs.get("piece").to_owned();
    let (code, rang) = chosen.split_once('/').unwrap_or((&chosen, ""));
    let Some(piece) = Piece::from_code(code) else {
        let refus = Refus::new("piece_absente", "Dites quelle pièce c’est.", "Choisissez-la dans la liste.").champ("piece");
        return refuse(champs, &refus).await;
    };
    let depot = Depot { piece, rang: rang.parse().ok(), nom_fichier, contenu, cle_idempotence: champs.texte("cle_idempotence") };
    match deposer_piece(&visite.carbet, &visite.acteur, id, depot).await {
        Ok(Depose::Nouvelle(_)) => visite.then(&address(id), "Pièce reçue", "Elle vaut pour tous les guichets."),
        Ok(Depose::DejaLa(_)) => visite.then(&address(id), "Pièce déjà là", "Le même fichier était reçu : rien n’a changé."),
        Err(Echec::Refus(refus)) => refuse(champs, &refus).await,
        Err(other) => visite.echec(other),
    }
}

async fn open(visite: Visite, Path(id): Path<Uuid>) -> Response {
    match ouvrir_piece(&visite.carbet, &visite.acteur, id).await {
        Ok((genre, nom, octets)) => {
            let kind = match genre {
                Genre::Pdf => "application/pdf",
                Genre::Jpeg => "image/jpeg",
                Genre::Png => "image/png",
            };
            // Never shown within the site: a file received is not ours.
            let disposition = format!("attachment; filename=\"{nom}\"");
            ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)], octets).into_response()
        }
        Err(echec) => visite.echec(echec),
    }
}

async fn verify(visite: Visite, Path(id): Path<Uuid>) -> Response {
    match verifier_piece(&visite.carbet, &visite.acteur, id).await {
        Ok(demande) => visite.then(&address(demande), "Pièce vérifiée", "Les faits qu’elle prouve ne sont plus provisoires."),
        Err(echec) => visite.refuse("/guichet", echec),
    }
}

async fn withdraw(visite: Visite, Path(id): Path<Uuid>, Form(champs): Form<Champs>) -> Response {
    match retirer_piece(&visite.carbet, &visite.acteur, id, champs.get("motif")).await {
        Ok(demande) => visite.then(&address(demande), "Pièce retirée", "Son contenu est effacé ; la ligne dit pourquoi."),
        Err(echec) => visite.refuse("/guichet", echec),
    }
}

fn address(id: Uuid) -> String {
    format!("/demandes/{id}/pieces")
}
