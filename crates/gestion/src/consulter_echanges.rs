//! Readings: the messages exchanged with the SNE, what each lacks or was refused, and their files.
//!
//! The list tells who and what; the file of a message holds the whole demande. It is given to whoever may read all it
//! holds: a protected file, or one with a restricted fact, leaves through the carrier or by an authorised hand.

use chrono::{DateTime, Utc};
use droit::demande::{Demande, Sensibilite};
use interop::archive::write_zip;
pub use interop::sne::{ChampACompleter, GenreSaisie};
use interop::sne::{complete_demande, find_a_corriger, list_champs, sensibilite_champ};
use stockage::Acces;
use stockage::demande::{self, DemandeStockee};
use stockage::message_sne::{self, FiltreMessage, MessageSne};
use uuid::Uuid;

use crate::a_reporter::nom_menage;
use crate::carbet::Carbet;
use crate::droits::{Acte, Acteur, Portee, VueSensible};
use crate::echange_sne::{EtatMessage, list_manques, nom_fichier, read_contenu};
use crate::issue::{Echec, Refus};
use crate::recevoir_reponse_sne::RefusGarde;

/// Messages shown at once; the rest is counted.
const LIMITE: u64 = 500;

/// A message, as a line of the list.
#[derive(Clone, Debug)]
pub struct LigneEchange {
    pub id: Uuid,
    pub demande: Uuid,
    /// Name of the titulaire; `None` when the caller does not see identities or the file is protected from them.
    pub menage: Option<String>,
    pub numero_unique: Option<String>,
    pub objet: String,
    pub type_fichier: String,
    pub reference: String,
    pub etat: EtatMessage,
    pub refus: Vec<RefusGarde>,
    /// How many fields are to be completed.
    pub manques: usize,
    pub erreur: Option<String>,
    pub cree_le: DateTime<Utc>,
    pub envoye_le: Option<DateTime<Utc>>,
    pub repondu_le: Option<DateTime<Utc>>,
    /// The caller may take the file.
    pub fichier: bool,
}

/// One message, with what is to be completed.
#[derive(Clone, Debug)]
pub struct EchangeVu {
    pub ligne: LigneEchange,
    pub a_completer: Vec<ChampACompleter>,
    /// The demande is still a draft: what is completed becomes its values at once.
    pub brouillon: bool,
}

/// The list, and how many messages stand in each state.
#[derive(Clone, Debug)]
pub struct Echanges {
    pub lignes: Vec<LigneEchange>,
    pub comptes: Vec<(EtatMessage, u64)>,
    /// In words, what carries the messages; `None` when they are carried by hand.
    pub transport: Option<String>,
    pub interface: bool,
}

/// The messages within reach; all that await something, or those of one state.
pub async fn list_echanges(carbet: &Carbet, acteur: &Acteur, etat: Option<EtatMessage>) -> Result<Echanges, Echec> {
    let organisation = reach(acteur)?;
    let etats: Vec<&'static str> = match etat {
        Some(etat) => vec![etat.code()],
        None => EtatMessage::ALL.into_iter().filter(|e| !e.is_clos()).map(EtatMessage::code).collect(),
    };
    let filtre = FiltreMessage { etats, organisation: organisation.map(str::to_owned), limite: Some(LIMITE) };
    let messages = message_sne::list(&carbet.base, &filtre).await?;
    let mut comptes = Vec::new();
    for etat in EtatMessage::ALL {
        comptes.push((etat, message_sne::count(&carbet.base, etat.code(), organisation).await?));
    }
    let demandes = get_demandes(carbet, acteur, &messages).await?;
    let mut lignes = Vec::new();
    for message in &messages {
        if let Some(stored) = demandes.iter().find(|d| d.id == message.demande_id).filter(|d| may_know(acteur, d)) {
            lignes.push(build_ligne(acteur, message, stored)?);
        }
    }
    Ok(Echanges {
        lignes,
        comptes,
        transport: carbet.transport_sne().map(|transport| transport.libelle()),
        interface: carbet.regles().territoire.epci.mode_sne == droit::territoire::ModeSne::Interface,
    })
}

/// One message, with its demande's missing fields. The read is traced.
pub async fn consulter_echange(carbet: &Carbet, acteur: &Acteur, id: Uuid) -> Result<EchangeVu, Echec> {
    let (message, stored) = find_en_portee(&carbet.base, acteur, id).await?;
    carbet.traces.note(acteur, "demande", stored.id, carbet.horloge.instant_utc());
    let told = told(&message, &stored)?;
    let open = matches!(message.etat.as_str(), "a_completer" | "refuse");
    let ligne = build_ligne(acteur, &message, &stored)?;
    let mut a_completer = if open { list_manques(&told) } else { Vec::new() };
    for refus in ligne.refus.iter().filter(|_| open) {
        if let Some(champ) = find_a_corriger(&told, &refus.propriete, &refus.message)
            && a_completer.iter().all(|known| known.chemin != champ.chemin)
        {
            a_completer.push(champ);
        }
    }
    Ok(EchangeVu { ligne, a_completer, brouillon: stored.demande.numero_unique().is_none() })
}

/// The messages of one demande, latest first, for its page.
pub async fn list_de_demande(carbet: &Carbet, acteur: &Acteur, stored: &DemandeStockee) -> Result<Vec<LigneEchange>, Echec> {
    let Ok(organisation) = reach(acteur) else { return Ok(Vec::new()) };
    let all = message_sne::list_de_demande(&carbet.base, &stored.departement, stored.id).await?;
    all.iter()
        .filter(|m| organisation.is_none_or(|code| m.organisation.as_deref() == Some(code)))
        .map(|message| build_ligne(acteur, message, stored))
        .collect()
}

/// The file of one message. Errors: out of reach; it holds what the caller may not read.
pub async fn read_fichier(carbet: &Carbet, acteur: &Acteur, id: Uuid) -> Result<(String, String), Echec> {
    let (message, stored) = find_en_portee(&carbet.base, acteur, id).await?;
    if !may_take(acteur, &told(&message, &stored)?, stored.protege) {
        return Err(Refus::new(
            "fichier_protege",
            "Ce message contient des faits protégés que votre fonction ne donne pas à lire.",
            "Faites-le porter au SNE par le service de l'État habilité, ou par le dépôt automatique.",
        )
        .into());
    }
    carbet.traces.note(acteur, "demande", stored.id, carbet.horloge.instant_utc());
    Ok((nom_fichier(&message), read_contenu(&message)?.xml))
}

/// All the messages that wait to leave, in one archive (empty when none does), and how many were left out as protected.
pub async fn read_archive(carbet: &Carbet, acteur: &Acteur) -> Result<(Vec<u8>, usize), Echec> {
    let organisation = reach(acteur)?;
    let filtre = FiltreMessage { etats: vec!["a_envoyer"], organisation: organisation.map(str::to_owned), limite: None };
    let messages = message_sne::list(&carbet.base, &filtre).await?;
    let demandes = get_demandes(carbet, acteur, &messages).await?;
    let (mut files, mut kept_out) = (Vec::new(), 0);
    for message in &messages {
        let Some(stored) = demandes.iter().find(|d| d.id == message.demande_id) else { continue };
        if may_know(acteur, stored) && may_take(acteur, &told(message, stored)?, stored.protege) {
            carbet.traces.note(acteur, "demande", stored.id, carbet.horloge.instant_utc());
            files.push((nom_fichier(message), read_contenu(message)?.xml.into_bytes()));
        } else {
            kept_out += 1;
        }
    }
    let archive = write_zip(&files).map_err(|error| {
        tracing::error!(error, "an archive of messages could not be written");
        Refus::new("archive_impossible", "L'archive n'a pas pu être composée.", "Prenez les messages un par un.")
    })?;
    Ok((archive, kept_out))
}

/// The messages that the caller's archive holds.
pub async fn list_a_porter(carbet: &Carbet, acteur: &Acteur) -> Result<Vec<Uuid>, Echec> {
    let waiting = list_echanges(carbet, acteur, Some(EtatMessage::AEnvoyer)).await?;
    Ok(waiting.lignes.into_iter().filter(|l| l.fichier).map(|l| l.id).collect())
}

/// A message and its demande within reach. Errors: `Introuvable`.
pub(crate) async fn find_en_portee(acces: &impl Acces, acteur: &Acteur, id: Uuid) -> Result<(MessageSne, DemandeStockee), Echec> {
    let organisation = reach(acteur)?;
    let message = message_sne::find(acces, id).await?.ok_or(Echec::Introuvable)?;
    if organisation.is_some_and(|code| message.organisation.as_deref() != Some(code)) {
        return Err(Echec::Introuvable);
    }
    let stored = demande::get(acces, &message.departement, message.demande_id).await?;
    if !may_know(acteur, &stored) {
        return Err(Echec::Introuvable);
    }
    Ok((message, stored))
}

fn reach(acteur: &Acteur) -> Result<Option<&str>, Echec> {
    match acteur.portee(Acte::EchangerSne) {
        Some(Portee::Territoire) => Ok(None),
        Some(Portee::Organisation) => Ok(Some(&acteur.organisation)),
        Some(Portee::Contingent | Portee::Seance | Portee::Soi) | None => Err(Echec::Introuvable),
    }
}

/// A protected file is known to who may read it and to the desks, as on its own page.
fn may_know(acteur: &Acteur, stored: &DemandeStockee) -> bool {
    let masque = acteur.role.masque();
    let own = acteur.portee(Acte::EchangerSne) == Some(Portee::Organisation);
    !stored.protege || masque.secret || masque.sensible != VueSensible::Non || own
}

/// The file holds every value: restricted ones are given to whoever may read them.
fn may_take(acteur: &Acteur, told: &Demande, protege: bool) -> bool {
    let masque = acteur.role.masque();
    if masque.secret && masque.sensible == VueSensible::Oui {
        return true;
    }
    !protege && list_champs(told).iter().all(|(chemin, valeur)| sensibilite_champ(chemin, valeur) < Sensibilite::Restreinte)
}

/// The demande as the message tells it.
fn told(message: &MessageSne, stored: &DemandeStockee) -> Result<Demande, Echec> {
    let contenu = read_contenu(message)?;
    if contenu.valeurs.is_empty() {
        return Ok(stored.demande.clone());
    }
    Ok(complete_demande(&stored.demande, &contenu.valeurs).unwrap_or_else(|_| stored.demande.clone()))
}

async fn get_demandes(carbet: &Carbet, acteur: &Acteur, messages: &[MessageSne]) -> Result<Vec<DemandeStockee>, Echec> {
    let mut ids: Vec<Uuid> = messages.iter().map(|m| m.demande_id).collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(demande::get_lot(&carbet.base, &acteur.departement, &ids).await?)
}

fn build_ligne(acteur: &Acteur, message: &MessageSne, stored: &DemandeStockee) -> Result<LigneEchange, Echec> {
    let etat = EtatMessage::from_code(&message.etat).unwrap_or(EtatMessage::Remplace);
    let told = told(message, stored)?;
    let refus = message.reponse.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    Ok(LigneEchange {
        id: message.id,
        demande: message.demande_id,
        menage: acteur.role.masque().identite.then(|| nom_menage(stored)),
        numero_unique: stored.demande.numero_unique().map(|n| n.to_string()),
        objet: message.objet.clone(),
        type_fichier: message.type_fichier.clone(),
        reference: message.reference.clone(),
        etat,
        refus,
        manques: if etat == EtatMessage::ACompleter { list_manques(&told).len() } else { 0 },
        erreur: message.erreur.clone(),
        cree_le: message.cree_le,
        envoye_le: message.envoye_le,
        repondu_le: message.repondu_le,
        fichier: !etat.is_clos() && etat != EtatMessage::ACompleter && may_take(acteur, &told, stored.protege),
    })
}
