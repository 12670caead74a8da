//! Messages to the SNE in interface mode: written in the act that asks, sent by a job, answered by the SNE.
//!
//! A message lacks something (`a_completer`), waits to leave (`a_envoyer`), has left (`envoye`), and is answered: granted
//! (`accepte`) or refused (`refuse`). A refused or incomplete one is replaced (`remplace`) by the corrected one. Nothing
//! here changes a demande: [`crate::recevoir_reponse_sne`] does, on the answer.

use std::collections::BTreeMap;

use droit::demande::{Demande, MotifRadiation, Typologie};
use droit::jour::Jour;
use droit::logement::TypeReservataire;
use droit::montant::Centimes;
use interop::sne::{AttributionMessage, ChampACompleter, Message, list_a_completer, write_message};
use serde::{Deserialize, Serialize};
use stockage::demande::DemandeStockee;
use stockage::message_sne::{self, FiltreMessage, MessageSne};
use stockage::{bail, decision, logement};
use uuid::Uuid;

use crate::a_reporter::TACHE_ECHANGE;
use crate::carbet::{ActeEnCours, Carbet};
use crate::figer::Fige;
use crate::issue::{Echec, Refus};
use crate::taches;

/// Code of the refusal that means: the carrier does not answer, try again.
pub const DEPOT_INDISPONIBLE: &str = "depot_indisponible";

/// What is asked of the SNE, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "objet", rename_all = "snake_case")]
pub enum DemandeSne {
    Creation,
    Modification,
    Renouvellement {
        le: Jour,
    },
    /// `motif` is a code of R. 441-2-8.
    Radiation {
        motif: String,
        ecrit_le: Option<Jour>,
    },
    /// The lease is signed: its data are read from it.
    RadiationAttribution,
}

/// The encrypted part of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Contenu {
    pub demande: DemandeSne,
    pub xml: String,
    /// Values corrected for the SNE and not yet those of a registered demande: they become so when it grants them.
    #[serde(default)]
    pub valeurs: BTreeMap<String, String>,
}

/// Where a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EtatMessage {
    ACompleter,
    AEnvoyer,
    Envoye,
    Accepte,
    Refuse,
    Remplace,
}

impl EtatMessage {
    pub const ALL: [EtatMessage; 6] = [
        EtatMessage::ACompleter,
        EtatMessage::AEnvoyer,
        EtatMessage::Envoye,
        EtatMessage::Refuse,
        EtatMessage::Accepte,
        EtatMessage::Remplace,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            EtatMessage::ACompleter => "a_completer",
            EtatMessage::AEnvoyer => "a_envoyer",
            EtatMessage::Envoye => "envoye",
            EtatMessage::Accepte => "accepte",
            EtatMessage::Refuse => "refuse",
            EtatMessage::Remplace => "remplace",
        }
    }

    pub const fn libelle(self) -> &'static str {
        match self {
            EtatMessage::ACompleter => "À compléter",
            EtatMessage::AEnvoyer => "À envoyer",
            EtatMessage::Envoye => "Envoyé, sans réponse",
            EtatMessage::Accepte => "Accepté par le SNE",
            EtatMessage::Refuse => "Refusé par le SNE",
            EtatMessage::Remplace => "Remplacé ou abandonné",
        }
    }

    pub fn from_code(code: &str) -> Option<EtatMessage> {
        EtatMessage::ALL.into_iter().find(|etat| etat.code() == code)
    }

    /// Nothing more is awaited of it.
    pub const fn is_clos(self) -> bool {
        matches!(self, EtatMessage::Accepte | EtatMessage::Remplace)
    }
}

impl DemandeSne {
    pub const fn objet(&self) -> &'static str {
        match self {
            DemandeSne::Creation => "creation",
            DemandeSne::Modification => "modification",
            DemandeSne::Renouvellement { .. } => "renouvellement",
            DemandeSne::Radiation { .. } => "radiation",
            DemandeSne::RadiationAttribution => "radiation_attribution",
        }
    }
}

/// What an object of message is called.
pub fn libelle_objet(objet: &str) -> &'static str {
    match objet {
        "creation" => "Enregistrement",
        "modification" => "Mise à jour",
        "renouvellement" => "Renouvellement",
        "radiation" => "Radiation",
        "radiation_attribution" => "Radiation pour attribution",
        _ => "Échange",
    }
}

/// Writes the message in the act that asks it, and the job that will send it. `demande` is the demande as it is to be
/// told, `valeurs` what differs in it from the demande held.
pub(crate) async fn prepare(
    carbet: &Carbet,
    acte: &mut ActeEnCours,
    stored: &DemandeStockee,
    demande: &Demande,
    organisation: Option<&str>,
    asked: DemandeSne,
    (valeurs, precedent, par): (BTreeMap<String, String>, Option<Uuid>, &str),
) -> Result<EtatMessage, Echec> {
    let id = Uuid::now_v7();
    let reference = reference_de(id);
    let message = build_message(carbet, acte, stored, &asked).await?;
    let local = services::horloge::to_locale(acte.instant(), &carbet.regles().territoire.epci.fuseau)
        .expect("the time zone is checked when the territory is loaded");
    let ecriture = write_message(demande, &reference, &message, local.date(), &local.format("%H:%M:%S").to_string());
    let etat = if ecriture.refusees == 0 { EtatMessage::AEnvoyer } else { EtatMessage::ACompleter };
    let contenu = Contenu { demande: asked, xml: ecriture.xml, valeurs };
    let row = MessageSne {
        id,
        departement: stored.departement.clone(),
        demande_id: stored.id,
        reference,
        objet: contenu.demande.objet().to_owned(),
        type_fichier: message.type_fichier().to_owned(),
        organisation: organisation.map(str::to_owned).filter(|code| !code.is_empty()),
        etat: etat.code().to_owned(),
        contenu: serde_json::to_string(&contenu).expect("a message holds only texts and days"),
        reponse: None,
        erreur: None,
        precedent,
        cree_le: acte.instant(),
        cree_par: par.to_owned(),
        envoye_le: None,
        repondu_le: None,
    };
    message_sne::insert(&acte.tx, &row).await?;
    if etat == EtatMessage::AEnvoyer {
        enqueue(acte, &row, "premier").await?;
    }
    acte.touch("message_sne", id).touch("demande", stored.id);
    Ok(etat)
}

/// Asks for the sending of a message; `essai` tells one asking from another.
pub(crate) async fn enqueue(acte: &ActeEnCours, message: &MessageSne, essai: &str) -> Result<bool, Echec> {
    let charge = serde_json::json!({
        "objet": message.objet, "departement": message.departement, "demande": message.demande_id, "message": message.id,
    });
    taches::enqueue(&acte.tx, TACHE_ECHANGE, &format!("{TACHE_ECHANGE}/{}/{essai}", message.id), &charge).await
}

/// Eighteen characters that name nobody.
fn reference_de(id: Uuid) -> String {
    let hex = id.simple().to_string();
    format!("C{}", hex[hex.len() - 17..].to_uppercase())
}

/// The file of a message: its kind and its reference.
pub(crate) fn nom_fichier(message: &MessageSne) -> String {
    format!("{}_{}.xml", message.type_fichier, message.reference)
}

pub(crate) fn read_contenu(message: &MessageSne) -> Result<Contenu, Echec> {
    serde_json::from_str(&message.contenu).map_err(|_| {
        Refus::new(
            "message_illisible",
            "Ce message ne se lit pas avec cette version de Carbet.",
            "Mettez Carbet à jour, ou refaites la démarche depuis le dossier.",
        )
        .into()
    })
}

/// The fields the SNE would refuse, of the demande with the values already corrected.
pub(crate) fn list_manques(demande: &Demande) -> Vec<ChampACompleter> {
    list_a_completer(demande)
}

/// The message still open of a demande for this object, if any.
pub(crate) async fn find_ouvert(
    acte: &ActeEnCours,
    departement: &str,
    id: Uuid,
    objet: &str,
) -> Result<Option<MessageSne>, Echec> {
    let all = message_sne::list_de_demande(&acte.tx, departement, id).await?;
    let open = ["a_completer", "a_envoyer", "envoye"];
    Ok(all.into_iter().find(|m| m.objet == objet && open.contains(&m.etat.as_str())))
}

async fn build_message(
    carbet: &Carbet,
    acte: &ActeEnCours,
    stored: &DemandeStockee,
    asked: &DemandeSne,
) -> Result<Message, Echec> {
    let le = carbet.aujourd_hui();
    Ok(match asked {
        DemandeSne::Creation => Message::Creation,
        DemandeSne::Modification => Message::Modification,
        DemandeSne::Renouvellement { le } => Message::Renouvellement { le: *le },
        DemandeSne::Radiation { motif, ecrit_le } => {
            let motif = MotifRadiation::from_code(motif).ok_or(Echec::Introuvable)?;
            let courrier_le = ecrit_le.filter(|_| motif == MotifRadiation::SansReponse);
            // A landlord's lease may also be reported by a desk: its data are the same.
            let attribution = if motif == MotifRadiation::Attribution { find_attribution(acte, stored).await? } else { None };
            Message::Radiation { le, motif, courrier_le, attribution }
        }
        DemandeSne::RadiationAttribution => Message::Radiation {
            le,
            motif: MotifRadiation::Attribution,
            courrier_le: None,
            attribution: find_attribution(acte, stored).await?,
        },
    })
}

/// The data of CCH R. 441-2-9, from the last lease of the household.
async fn find_attribution(acte: &ActeEnCours, stored: &DemandeStockee) -> Result<Option<AttributionMessage>, Echec> {
    let leases = bail::list_de_demande(&acte.tx, &stored.departement, stored.id).await?;
    let Some(lease) = leases.first() else { return Ok(None) };
    let Some(home) = logement::find(&acte.tx, lease.logement_id).await? else { return Ok(None) };
    let taken = match lease.candidature_id {
        Some(candidature) => decision::find_de_candidature(&acte.tx, candidature).await?,
        None => None,
    };
    let fige = taken.as_ref().and_then(|d| d.fige.as_deref()).and_then(Fige::read);
    let right = match lease.vacance_id {
        Some(id) => stockage::vacance::find(&acte.tx, id).await?.and_then(|v| v.type_reservataire),
        None => None,
    };
    Ok(Some(AttributionMessage {
        signe_le: lease.signe_le,
        deja_loge: fige.as_ref().and_then(|f| f.candidat.mutation),
        rpls: home.rpls.clone(),
        dalo: fige.as_ref().and_then(|f| f.candidat.dalo),
        type_reservataire: right
            .or(home.type_reservataire)
            .as_deref()
            .and_then(TypeReservataire::from_code)
            .unwrap_or(TypeReservataire::Aucun),
        siren_bailleur: None,
        typologie: Typologie::from_code(&home.typologie).unwrap_or(Typologie::T1),
        surface: u16::try_from(home.surface).unwrap_or(0),
        loyer: Centimes(lease.loyer),
        adresse: home.adresse,
        commune: home.commune,
    }))
}

/// The job of one message: leaves it with the carrier. A carrier that does not answer is tried again.
pub(crate) async fn envoyer(carbet: &Carbet, charge: &serde_json::Value) -> Result<String, Echec> {
    let id = charge["message"].as_str().and_then(|id| Uuid::parse_str(id).ok());
    let message = match id {
        Some(id) => message_sne::find(&carbet.base, id).await?,
        None => None,
    };
    let Some(message) = message else { return Ok("Ce message n'est plus à envoyer.".to_owned()) };
    if message.etat != EtatMessage::AEnvoyer.code() {
        return Ok("Ce message est déjà parti, ou remplacé.".to_owned());
    }
    let Some(transport) = carbet.transport_sne() else {
        return Ok("Aucun dépôt n'est branché : le message attend sur la page des échanges.".to_owned());
    };
    let (nom, xml) = (nom_fichier(&message), read_contenu(&message)?.xml);
    let left = tokio::task::spawn_blocking(move || transport.deposer(&nom, &xml)).await;
    if let Err(raison) = left.unwrap_or_else(|_| Err("l'envoi s'est interrompu".to_owned())) {
        let tx = carbet.base.begin().await?;
        message_sne::set_erreur(&tx, message.id, &raison).await?;
        tx.commit().await?;
        return Err(Refus::new(
            DEPOT_INDISPONIBLE,
            format!("Le message n'a pas pu être déposé : {raison}."),
            "L'envoi sera repris ; vérifiez le dépôt si cela dure.",
        )
        .into());
    }
    let mut acte = carbet.begin(&crate::acteur_systeme::SYSTEME, "envoyer_message_sne").await?;
    if message_sne::set_envoye(&acte.tx, message.id, acte.instant()).await? {
        acte.touch("message_sne", message.id);
        acte.tell_about(&message.departement, message.demande_id, serde_json::json!({ "objet": message.objet }));
        carbet.conclude(acte).await?;
    }
    Ok("Message déposé.".to_owned())
}

/// Asks again, once a legal day, for the messages that wait although a carrier is there: sendings given up, or written
/// before the carrier was named. Whatever the number of servers that ask.
pub(crate) async fn enqueue_en_attente(carbet: &Carbet, jour: Jour) -> Result<(), Echec> {
    if carbet.transport_sne().is_none() {
        return Ok(());
    }
    let filtre = FiltreMessage { etats: vec!["a_envoyer"], ..FiltreMessage::default() };
    for message in message_sne::list(&carbet.base, &filtre).await? {
        let tx = carbet.base.begin().await?;
        let charge = serde_json::json!({ "objet": message.objet, "message": message.id });
        match taches::enqueue(&tx, TACHE_ECHANGE, &format!("{TACHE_ECHANGE}/{}/{jour}", message.id), &charge).await {
            Ok(_) => tx.commit().await?,
            Err(Echec::Refus(_)) => {}
            Err(Echec::Stockage(stockage::StockageError::Contrainte(_))) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
