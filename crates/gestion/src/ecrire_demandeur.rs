//! Act: writing to a household by e-mail or by SMS, from a text of the territory, through the outbox; and its preview.
//!
//! A protected file is never written to: a message may be read by whoever it must be kept from. An SMS asks the consent
//! that the file holds; a household may stop either way, and the stop is obeyed by every message.

use droit::jour::{Jour, format_fr};
use droit::territoire::{ChampModele, CodeModele, ModeleCourrier, Territoire};
use stockage::Acces;
use stockage::courrier::{self, Contenu, Courrier};
use stockage::demande::{self, DemandeStockee};
use stockage::envoi::{self, Envoi, OppositionEnvoi, Texte};
use uuid::Uuid;

use crate::a_reporter::nom_menage;
use crate::carbet::{ActeEnCours, Carbet};
use crate::droits::{Acte, Acteur};
use crate::idempotence::claim;
use crate::issue::{Echec, Refus};
use crate::portee_demandes::check_demande;

/// A way to write to a household.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Canal {
    Mel,
    Sms,
}

impl Canal {
    pub const ALL: [Canal; 2] = [Canal::Mel, Canal::Sms];

    pub const fn code(self) -> &'static str {
        match self {
            Canal::Mel => "mel",
            Canal::Sms => "sms",
        }
    }

    pub const fn libelle(self) -> &'static str {
        match self {
            Canal::Mel => "Courriel",
            Canal::Sms => "SMS",
        }
    }

    pub fn from_code(code: &str) -> Option<Canal> {
        Canal::ALL.into_iter().find(|canal| canal.code() == code)
    }
}

/// What fills the places of a text beside what the file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Valeurs {
    pub logement: Option<String>,
    pub commune: Option<String>,
    pub date_limite: Option<Jour>,
    pub piece: Option<String>,
    pub jour: Option<Jour>,
    pub heure: Option<String>,
    pub lieu: Option<String>,
}

/// A message to write.
#[derive(Clone, Debug)]
pub struct Message {
    pub modele: CodeModele,
    pub canal: Canal,
    pub valeurs: Valeurs,
}

/// A message as it would leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Apercu {
    pub canal: Canal,
    pub destinataire: String,
    pub sujet: String,
    pub corps: String,
}

/// A message written before, as shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvoiLu {
    pub le: String,
    pub canal: String,
    pub modele: String,
    pub organisation: String,
    /// `a_envoyer`, `envoye`, `echoue`.
    pub etat: String,
    /// When it left, in words.
    pub parti: Option<String>,
    pub corps: String,
}

/// What a household may be written to by, and what was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Correspondance {
    pub canaux: Vec<Canal>,
    pub oppositions: Vec<Canal>,
    /// Why nothing may be written; empty when something may.
    pub empechement: String,
    pub envois: Vec<EnvoiLu>,
}

/// The ways to write to a household, in the order of preference: those its file gives and that it did not stop.
pub(crate) async fn list_canaux(acces: &impl Acces, stored: &DemandeStockee) -> Result<Vec<Canal>, Echec> {
    if stored.protege {
        return Ok(Vec::new());
    }
    let stopped = envoi::list_oppositions(acces, &stored.departement, stored.id).await?;
    let open = |canal: Canal| !stopped.iter().any(|o| o.canal == canal.code());
    let contact = &stored.demande.dossier.contact;
    let mut canaux = Vec::new();
    if contact.mel.as_deref().is_some_and(|mel| mel.contains('@')) && open(Canal::Mel) {
        canaux.push(Canal::Mel);
    }
    if contact.sms_accepte == Some(true) && read_numero(stored).is_some() && open(Canal::Sms) {
        canaux.push(Canal::Sms);
    }
    Ok(canaux)
}

/// The telephone as digits, when a message may reach it.
fn read_numero(stored: &DemandeStockee) -> Option<String> {
    let typed = stored.demande.dossier.contact.telephone.as_deref()?;
    let digits: String = typed.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    (digits.chars().filter(char::is_ascii_digit).count() >= 10).then_some(digits)
}

/// What a message would say. Errors: as writing it.
pub async fn preview(carbet: &Carbet, acteur: &Acteur, id: Uuid, message: &Message) -> Result<Apercu, Echec> {
    let stored = find_en_portee(carbet, acteur, id).await?;
    let canaux = list_canaux(&carbet.base, &stored).await?;
    compose(carbet, acteur, &stored, &canaux, message)
}

/// Writes a message and leaves it to the outbox.
///
/// # Errors
/// A protected file; a way that the household refused, stopped or has no address for; a place of the text left empty.
pub async fn ecrire_demandeur(
    carbet: &Carbet,
    acteur: &Acteur,
    id: Uuid,
    message: &Message,
    cle: Option<&str>,
) -> Result<(), Echec> {
    let stored = find_en_portee(carbet, acteur, id).await?;
    let mut acte = carbet.begin(acteur, "ecrire_demandeur").await?;
    if claim(&acte.tx, cle, acteur, "ecrire_demandeur", &id.to_string(), acte.instant()).await?.is_some() {
        return Ok(());
    }
    let canaux = list_canaux(&acte.tx, &stored).await?;
    let apercu = compose(carbet, acteur, &stored, &canaux, message)?;
    post(&mut acte, acteur, &stored, message.modele, apercu).await?;
    let told = serde_json::json!({ "modele": message.modele.code(), "canal": message.canal.code() });
    acte.tell_about(&stored.departement, id, told);
    carbet.conclude(acte).await?;
    Ok(())
}

/// Stops a way of writing to a household, or opens it again when it asks. Nothing else changes for it.
pub async fn opposer_envoi(carbet: &Carbet, acteur: &Acteur, id: Uuid, canal: Canal, stop: bool) -> Result<(), Echec> {
    let stored = find_en_portee(carbet, acteur, id).await?;
    let mut acte = carbet.begin(acteur, "opposer_envoi").await?;
    let known = envoi::list_oppositions(&acte.tx, &stored.departement, id).await?.iter().any(|o| o.canal == canal.code());
    if known == stop {
        return Ok(());
    }
    if stop {
        let row = OppositionEnvoi {
            departement: stored.departement.clone(),
            demande_id: id,
            canal: canal.code().to_owned(),
            depuis: acte.instant(),
            cree_par: acteur.code(),
        };
        envoi::insert_opposition(&acte.tx, &row).await?;
    } else {
        envoi::delete_opposition(&acte.tx, &stored.departement, id, canal.code()).await?;
    }
    acte.tell_about(&stored.departement, id, serde_json::json!({ "canal": canal.code(), "arret": stop }));
    carbet.conclude(acte).await?;
    Ok(())
}

/// What may be written to a household and what was; empty for who may not write.
pub async fn read_correspondance(carbet: &Carbet, acteur: &Acteur, id: Uuid) -> Result<Correspondance, Echec> {
    let stored = match find_en_portee(carbet, acteur, id).await {
        Err(Echec::Introuvable) => return Ok(Correspondance::default()),
        other => other?,
    };
    let stopped = envoi::list_oppositions(&carbet.base, &stored.departement, id).await?;
    let canaux = list_canaux(&carbet.base, &stored).await?;
    let sent = envoi::list_de_demande(&carbet.base, &stored.departement, id).await?;
    let regles = carbet.regles();
    Ok(Correspondance {
        empechement: if canaux.is_empty() { tell_empechement(&stored).que_faire } else { String::new() },
        canaux,
        oppositions: stopped.iter().filter_map(|o| Canal::from_code(&o.canal)).collect(),
        envois: sent
            .into_iter()
            .map(|e| EnvoiLu {
                le: carbet.format_instant(e.cree_le),
                canal: Canal::from_code(&e.canal).map_or_else(|| e.canal.clone(), |c| c.libelle().to_owned()),
                modele: CodeModele::from_code(&e.modele).map_or_else(|| e.modele.clone(), |m| m.libelle().to_owned()),
                organisation: crate::habitat::sigle(&regles.territoire, &e.organisation),
                etat: e.etat,
                parti: e.envoye_le.map(|le| carbet.format_instant(le)),
                corps: e.texte.corps,
            })
            .collect(),
    })
}

async fn find_en_portee(carbet: &Carbet, acteur: &Acteur, id: Uuid) -> Result<DemandeStockee, Echec> {
    let departement = carbet.regles().territoire.epci.departement.clone();
    let stored = demande::get(&carbet.base, &departement, id).await?;
    check_demande(carbet, acteur, Acte::EcrireDemandeur, &stored).await?;
    Ok(stored)
}

/// The message filled, to the address of the file.
pub(crate) fn compose(
    carbet: &Carbet,
    acteur: &Acteur,
    stored: &DemandeStockee,
    canaux: &[Canal],
    message: &Message,
) -> Result<Apercu, Echec> {
    if !canaux.contains(&message.canal) {
        return Err(tell_empechement(stored).into());
    }
    let regles = carbet.regles();
    let absent = || {
        let next = "Choisissez un autre texte ou un autre moyen, ou complétez courriers.toml.";
        Refus::new("modele_absent", "Le territoire n'a pas de texte pour cet envoi.", next).champ("modele")
    };
    let modele = regles.territoire.modele_courrier(message.modele, carbet.aujourd_hui()).ok_or_else(absent)?;
    let corps = match message.canal {
        Canal::Mel => &modele.mel,
        Canal::Sms => modele.sms.as_ref().ok_or_else(absent)?,
    };
    let valeur = |champ| find_valeur(&regles.territoire, acteur, stored, modele, &message.valeurs, champ);
    let missing = |champ: ChampModele| {
        let why = format!("Le texte attend une valeur : {}.", champ.libelle());
        Refus::new("champ_absent", why, "Donnez-la, puis prévisualisez de nouveau.").champ(champ.code())
    };
    let contact = &stored.demande.dossier.contact;
    Ok(Apercu {
        canal: message.canal,
        destinataire: match message.canal {
            Canal::Mel => contact.mel.clone().unwrap_or_default(),
            Canal::Sms => read_numero(stored).unwrap_or_default(),
        },
        sujet: match message.canal {
            Canal::Mel => modele.objet.write(valeur).map_err(missing)?,
            Canal::Sms => String::new(),
        },
        corps: corps.write(valeur).map_err(missing)?,
    })
}

fn find_valeur(
    territoire: &Territoire,
    acteur: &Acteur,
    stored: &DemandeStockee,
    modele: &ModeleCourrier,
    valeurs: &Valeurs,
    champ: ChampModele,
) -> Option<String> {
    match champ {
        ChampModele::Menage => Some(nom_menage(stored)),
        ChampModele::NumeroUnique => stored.demande.numero_unique().map(|n| n.to_string()),
        ChampModele::Logement => valeurs.logement.clone(),
        ChampModele::Commune => valeurs.commune.clone(),
        ChampModele::Bailleur => {
            Some(territoire.organisation(&acteur.organisation).map_or_else(|| acteur.organisation.clone(), |o| o.nom.clone()))
        }
        ChampModele::DateLimite => valeurs.date_limite.map(format_fr),
        ChampModele::Piece => valeurs.piece.clone(),
        ChampModele::Jour => valeurs.jour.map(format_fr),
        ChampModele::Heure => valeurs.heure.clone(),
        ChampModele::Place => valeurs.lieu.clone(),
        ChampModele::Contact => Some(modele.contact.clone()),
    }
}

fn tell_empechement(stored: &DemandeStockee) -> Refus {
    if stored.protege {
        return Refus::new(
            "dossier_protege",
            "Ce dossier est protégé : ni courriel ni SMS ne part.",
            "Ce dossier est protégé : parlez à la personne elle-même, de vive voix.",
        );
    }
    Refus::new(
        "moyen_ferme",
        "Le ménage ne se joint pas par ce moyen : pas d'adresse, pas d'accord, ou il a demandé l'arrêt.",
        "Appelez-le, ou demandez-lui au guichet comment il veut être joint.",
    )
    .champ("canal")
}

/// Puts a message in the outbox, with its proof.
pub(crate) async fn post(
    acte: &mut ActeEnCours,
    acteur: &Acteur,
    stored: &DemandeStockee,
    modele: CodeModele,
    apercu: Apercu,
) -> Result<(), Echec> {
    let message = Courrier {
        id: Uuid::now_v7(),
        canal: apercu.canal.code().to_owned(),
        contenu: Contenu { destinataire: apercu.destinataire.clone(), sujet: apercu.sujet.clone(), corps: apercu.corps.clone() },
        etat: "a_envoyer".to_owned(),
        essais: 0,
        cree_le: acte.instant(),
        pas_avant: acte.instant(),
        envoye_le: None,
        message: None,
    };
    courrier::insert(&acte.tx, &message).await?;
    let proof = Envoi {
        id: Uuid::now_v7(),
        departement: stored.departement.clone(),
        demande_id: stored.id,
        courrier_id: message.id,
        canal: message.canal.clone(),
        modele: modele.code().to_owned(),
        texte: Texte { destinataire: apercu.destinataire, sujet: apercu.sujet, corps: apercu.corps },
        organisation: acteur.organisation.clone(),
        etat: "a_envoyer".to_owned(),
        envoye_le: None,
        cree_le: acte.instant(),
        cree_par: acteur.code(),
    };
    envoi::insert(&acte.tx, &proof).await?;
    acte.touch("envoi", proof.id).touch("courrier", message.id);
    Ok(())
}
