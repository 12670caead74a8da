//! Act: taking in what the SNE answers to a message, from the carrier or from a file sent by hand.
//!
//! An answer is one act. The same answer twice changes nothing; one that fits no message is set aside with its reason.

use droit::demande::{Demande, MotifRadiation};
use droit::jour::format_fr;
use interop::sne::{RefusSne, ReponseMessage, complete_demande, read_reponses};
use serde::{Deserialize, Serialize};
use serde_json::json;
use stockage::demande::{self, Origine};
use stockage::message_sne::{self, MessageSne};

use crate::acteur_systeme::SYSTEME;
use crate::carbet::Carbet;
use crate::droits::{Acte, Acteur};
use crate::echange_sne::{Contenu, DemandeSne, EtatMessage, read_contenu};
use crate::issue::{Echec, Refus};
use crate::modifier_etat::write_version;
use crate::reponse_sne::{ReponseSne, apply_dans};
use crate::transport_sne::{FichierReponse, Rangement};

/// What a file of answers gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BilanReponses {
    pub acceptees: usize,
    pub refusees: usize,
    /// Received before.
    pub deja: usize,
    /// Set aside, each with its reason.
    pub rejets: Vec<String>,
}

/// One thing the SNE refused, as it is kept and shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusGarde {
    pub code: String,
    pub propriete: String,
    pub message: String,
}

enum Suite {
    Acceptee,
    Refusee,
    Deja,
}

/// Takes in a file sent by hand. Errors: without the right; it is no document of the contract.
pub async fn recevoir_fichier(carbet: &Carbet, acteur: &Acteur, octets: &[u8]) -> Result<BilanReponses, Echec> {
    acteur.portee(Acte::EchangerSne).ok_or(Echec::Introuvable)?;
    take_in(carbet, acteur, octets).await
}

/// Takes in what the carrier brought back and puts each file away. Returns how many files were read.
pub async fn recevoir_depot(carbet: &Carbet) -> Result<usize, Echec> {
    let Some(transport) = carbet.transport_sne() else { return Ok(0) };
    let listing = transport.clone();
    let listed = tokio::task::spawn_blocking(move || listing.list_reponses()).await;
    let fichiers = match listed.unwrap_or_else(|_| Err("la lecture s'est interrompue".to_owned())) {
        Ok(fichiers) => fichiers,
        Err(raison) => {
            tracing::warn!(raison, "the answers of the SNE could not be listed; they are looked for again");
            return Ok(0);
        }
    };
    let mut read = 0;
    for fichier in fichiers {
        let Some(rangement) = classify(carbet, &fichier).await? else { continue };
        read += 1;
        let (transport, nom) = (transport.clone(), fichier.nom);
        let put = tokio::task::spawn_blocking(move || transport.ranger(&nom, &rangement)).await;
        if let Err(raison) = put.unwrap_or_else(|_| Err("le rangement s'est interrompu".to_owned())) {
            tracing::warn!(raison, "an answer of the SNE was taken in but could not be put away");
        }
    }
    Ok(read)
}

/// `None` leaves the file for the next look.
async fn classify(carbet: &Carbet, fichier: &FichierReponse) -> Result<Option<Rangement>, Echec> {
    let octets = match &fichier.contenu {
        Ok(octets) => octets,
        Err(raison) => return Ok((!fichier.recent).then(|| Rangement::Rejete(raison.clone()))),
    };
    match take_in(carbet, &SYSTEME, octets).await {
        Ok(bilan) if bilan.rejets.is_empty() => Ok(Some(Rangement::Traite)),
        Ok(bilan) => Ok(Some(Rangement::Rejete(bilan.rejets.join(" ")))),
        Err(Echec::Refus(_)) if fichier.recent => Ok(None),
        Err(Echec::Refus(refus)) => Ok(Some(Rangement::Rejete(refus.to_string()))),
        Err(error) => Err(error),
    }
}

async fn take_in(carbet: &Carbet, acteur: &Acteur, octets: &[u8]) -> Result<BilanReponses, Echec> {
    let answers = read_reponses(octets).map_err(|error| {
        let raison = format!("Ce fichier n'est pas une réponse du SNE : {error}.");
        Refus::new("reponse_illisible", raison, "Redemandez la réponse, au format interfaceNuu.").champ("fichier")
    })?;
    if answers.is_empty() {
        return Err(Refus::new("reponse_vide", "Ce fichier ne contient aucune réponse.", "Vérifiez le fichier.")
            .champ("fichier")
            .into());
    }
    let mut bilan = BilanReponses::default();
    for answer in answers {
        match apply(carbet, acteur, &answer).await {
            Ok(Suite::Acceptee) => bilan.acceptees += 1,
            Ok(Suite::Refusee) => bilan.refusees += 1,
            Ok(Suite::Deja) => bilan.deja += 1,
            Err(Echec::Refus(refus)) => bilan.rejets.push(refus.to_string()),
            Err(Echec::Introuvable) => bilan.rejets.push("La demande de ce message n'est plus dans le registre.".to_owned()),
            Err(error) => return Err(error),
        }
    }
    Ok(bilan)
}

async fn apply(carbet: &Carbet, acteur: &Acteur, answer: &ReponseMessage) -> Result<Suite, Echec> {
    let message = find_message(carbet, answer).await?;
    match EtatMessage::from_code(&message.etat) {
        Some(EtatMessage::AEnvoyer | EtatMessage::Envoye) => {}
        Some(EtatMessage::Accepte | EtatMessage::Refuse) => return Ok(Suite::Deja),
        Some(EtatMessage::ACompleter | EtatMessage::Remplace) | None => {
            return Err(reject("Cette réponse concerne un message qui a été remplacé ou qui n'est pas parti."));
        }
    }
    let contenu = read_contenu(&message)?;
    let granted = read_accord(&contenu, answer)?;
    let mut act = carbet.begin(acteur, "recevoir_reponse_sne").await?;
    let kept: Vec<RefusGarde> = answer.refus.iter().map(keep).collect();
    let text = serde_json::to_string(&kept).expect("a refusal holds only texts");
    let etat = if granted.is_some() { EtatMessage::Accepte } else { EtatMessage::Refuse };
    if !message_sne::set_reponse(&act.tx, &message, etat.code(), &text, act.instant()).await? {
        return Ok(Suite::Deja);
    }
    act.touch("message_sne", message.id);
    match granted {
        Some(granted) => {
            // The answer that closes the file is applied last: a demande struck off takes no new value.
            if !contenu.valeurs.is_empty() && !matches!(granted, Some(ReponseSne::Radiee { .. })) {
                keep_valeurs(&mut act, &message, &contenu).await?;
            }
            if let Some(change) = granted {
                check_numero(&act, &message, answer).await?;
                apply_dans(carbet, &mut act, &message.departement, message.demande_id, change).await?;
            }
        }
        None if contenu.demande == DemandeSne::Creation => {
            apply_dans(carbet, &mut act, &message.departement, message.demande_id, ReponseSne::Rejetee).await?;
        }
        None => {}
    }
    act.tell_about(&message.departement, message.demande_id, json!({ "objet": message.objet, "reponse": etat.code() }));
    carbet.conclude(act).await?;
    Ok(if etat == EtatMessage::Accepte { Suite::Acceptee } else { Suite::Refusee })
}

async fn find_message(carbet: &Carbet, answer: &ReponseMessage) -> Result<MessageSne, Echec> {
    if let Some(why) = &answer.illisible {
        return Err(reject(&format!("Cette réponse ne se lit pas : {why}.")));
    }
    let Some(reference) = &answer.reference else {
        return Err(reject("Cette réponse ne porte pas la référence d'un message de Carbet (refInterne)."));
    };
    let found = message_sne::find_par_reference(&carbet.base, reference).await?;
    found.ok_or_else(|| reject("Cette réponse porte une référence que Carbet n'a pas donnée, ou dont la demande a été effacée."))
}

/// `Some` when the SNE grants what was asked, with the change that follows; `None` when it refuses.
fn read_accord(contenu: &Contenu, answer: &ReponseMessage) -> Result<Option<Option<ReponseSne>>, Echec> {
    let refused = !answer.refus.is_empty();
    let unclear = |what: &str| reject(&format!("Cette réponse ne dit ni accord ni refus : {what}."));
    Ok(match &contenu.demande {
        // Remarks may come with a number: the number is what counts.
        DemandeSne::Creation => match answer.numero_unique {
            Some(numero_unique) => Some(Some(ReponseSne::Enregistree { numero_unique })),
            None if refused => None,
            None => return Err(unclear("elle ne porte pas de numéro unique")),
        },
        _ if refused => None,
        DemandeSne::Modification => Some(None),
        DemandeSne::Renouvellement { le } => match answer.renouvele_le {
            Some(renewed) if renewed >= *le => Some(Some(ReponseSne::Renouvelee { le: renewed })),
            _ => return Err(unclear(&format!("elle ne porte pas le renouvellement du {}", format_fr(*le)))),
        },
        DemandeSne::Radiation { motif, .. } => Some(Some(read_radiation(answer, MotifRadiation::from_code(motif))?)),
        DemandeSne::RadiationAttribution => Some(Some(read_radiation(answer, Some(MotifRadiation::Attribution))?)),
    })
}

fn read_radiation(answer: &ReponseMessage, asked: Option<MotifRadiation>) -> Result<ReponseSne, Echec> {
    match answer.radiee {
        Some((le, motif)) if Some(motif) == asked => Ok(ReponseSne::Radiee { le, motif }),
        _ => Err(reject("Cette réponse ne dit ni accord ni refus : elle ne porte pas la radiation demandée.")),
    }
}

/// An answer about another demande than the one asked is never applied.
async fn check_numero(act: &crate::carbet::ActeEnCours, message: &MessageSne, answer: &ReponseMessage) -> Result<(), Echec> {
    let stored = demande::get(&act.tx, &message.departement, message.demande_id).await?;
    match (stored.demande.numero_unique(), answer.numero_unique) {
        (Some(held), Some(given)) if held != given => {
            Err(reject("Cette réponse porte le numéro unique d'une autre demande que celle du message."))
        }
        _ => Ok(()),
    }
}

/// The corrected values that the SNE granted become those of the demande.
async fn keep_valeurs(act: &mut crate::carbet::ActeEnCours, message: &MessageSne, contenu: &Contenu) -> Result<(), Echec> {
    let stored = demande::get(&act.tx, &message.departement, message.demande_id).await?;
    let completed: Demande = complete_demande(&stored.demande, &contenu.valeurs)
        .map_err(|_| reject("Les valeurs acceptées ne se reportent plus sur la demande, qui a changé entre-temps."))?;
    write_version(act, &SYSTEME, &stored, &completed, Origine::Sne).await
}

fn keep(refus: &RefusSne) -> RefusGarde {
    RefusGarde { code: refus.code.clone(), propriete: refus.propriete.clone(), message: refus.message.clone() }
}

fn reject(raison: &str) -> Echec {
    Refus::new("reponse_ecartee", raison, "La réponse est mise de côté ; rapprochez-vous du SNE.").champ("fichier").into()
}
