//! Messages of the interface: what Carbet asks of the SNE, one document a demande, and what the SNE answers.
//!
//! A message is the demande in the form of the contract with what is asked (a renewal, a striking off) and a reference
//! in `refInterne`. An answer is the document the SNE gives back: the same reference, the numéro unique, or the list of
//! what it refuses. The public contract says what a document holds; who carries it is not public (to confirm, 2026-11-24).

use std::io::BufRead;
use std::ops::ControlFlow;

use droit::demande::{ChampSource, Demande, EtatDemande, MotifRadiation, Typologie};
use droit::jour::Jour;
use droit::logement::TypeReservataire;
use droit::montant::Centimes;
use droit::numero_unique::NumeroUnique;

use super::ecriture::{Ecriture, write_extrait};
use super::lecture::read_extrait;
use super::liste::{format_euros, list_champs};
use crate::anomalie::{ErreurFichier, Gravite};

const D: &str = "demandeLogement";
const ATTRIBUTION: &str = "demandeLogement/radiation/attributionLogement";
/// Longest line of an address in the contract.
const VOIE_MAX: usize = 32;

/// What is asked of the SNE.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// Register the demande and give its numéro unique.
    Creation,
    /// Take the new values of a registered demande.
    Modification,
    Renouvellement {
        le: Jour,
    },
    Radiation {
        le: Jour,
        motif: MotifRadiation,
        /// Day of the letter left without answer.
        courrier_le: Option<Jour>,
        attribution: Option<AttributionMessage>,
    },
}

/// What the text records at a striking off for an allocation (CCH R. 441-2-9).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributionMessage {
    pub signe_le: Jour,
    pub deja_loge: Option<bool>,
    pub rpls: Option<String>,
    pub dalo: Option<bool>,
    pub type_reservataire: TypeReservataire,
    pub siren_bailleur: Option<String>,
    pub typologie: Typologie,
    pub surface: u16,
    pub loyer: Centimes,
    pub adresse: Option<String>,
    /// INSEE code.
    pub commune: String,
}

/// What the SNE answered about one message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReponseMessage {
    /// `refInterne` of the message it answers.
    pub reference: Option<String>,
    pub numero_unique: Option<NumeroUnique>,
    pub renouvele_le: Option<Jour>,
    pub radiee: Option<(Jour, MotifRadiation)>,
    /// What the SNE refuses, in its own words.
    pub refus: Vec<RefusSne>,
    /// Why the document cannot be used at all.
    pub illisible: Option<String>,
}

/// One thing refused by the SNE.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RefusSne {
    pub code: String,
    /// Property of the demande at fault, when the SNE names it.
    pub propriete: String,
    pub message: String,
}

impl Message {
    /// Type of file of the contract.
    pub const fn type_fichier(&self) -> &'static str {
        match self {
            Message::Creation => "CRE",
            Message::Modification => "MOD",
            Message::Renouvellement { .. } => "REN",
            Message::Radiation { .. } => "RAD",
        }
    }
}

/// Writes a message. `reference` comes back in the answer: 18 characters at most.
pub fn write_message(demande: &Demande, reference: &str, message: &Message, fichier_le: Jour, heure: &str) -> Ecriture {
    let mut asked = demande.clone();
    let mut put = |chemin: &str, valeur: String| {
        asked.dossier.champs_source.push(ChampSource { chemin: format!("{D}/{chemin}"), valeur });
    };
    put("refInterne", reference.to_owned());
    match message {
        Message::Creation | Message::Modification => {}
        Message::Renouvellement { le } => put("renouvellement/dateRenouvellement", le.to_string()),
        Message::Radiation { le, motif, courrier_le, attribution } => {
            put("radiation/dateRadiation", le.to_string());
            put("radiation/motifRadiation", motif.code().to_owned());
            if let Some(le) = courrier_le {
                put("radiation/absenceReponse/dateCourrier", le.to_string());
            }
            if let Some(attribution) = attribution {
                asked.dossier.champs_source.extend(list_attribution(attribution));
            }
        }
    }
    write_extrait(&asked, message.type_fichier(), fichier_le, heure)
}

fn list_attribution(a: &AttributionMessage) -> Vec<ChampSource> {
    let known = |value: Option<bool>| match value {
        Some(true) => "OUI",
        Some(false) => "NON",
        None => "NONDOC",
    };
    let mut valeurs = vec![
        ("dateSignatureBail", a.signe_le.to_string()),
        ("dejaLogeParcBailleur", known(a.deja_loge).to_owned()),
        ("accordCollectif", "NONDOC".to_owned()),
        ("typeReservataire", a.type_reservataire.code().to_owned()),
    ];
    valeurs.extend(a.dalo.map(|dalo| ("attribueEnComDALO", dalo.to_string())));
    valeurs.extend(a.siren_bailleur.clone().map(|siren| ("codeSirenBailleur", siren)));
    match &a.rpls {
        Some(rpls) => valeurs.push(("numeroRpls", rpls.clone())),
        // Without an identifier the text asks for the place, the area, the type and the rent.
        None => {
            valeurs.extend([
                ("typeLogement", a.typologie.code().to_owned()),
                ("surface", a.surface.to_string()),
                ("montantLoyer", format_euros(Centimes(a.loyer.0 / 100 * 100))),
                ("adresse/commune", a.commune.clone()),
            ]);
            let street = a.adresse.as_deref().map(|text| text.chars().take(VOIE_MAX).collect::<String>());
            valeurs.extend(street.filter(|text| !text.is_empty()).map(|text| ("adresse/voie", text)));
        }
    }
    valeurs.into_iter().map(|(nom, valeur)| ChampSource { chemin: format!("{ATTRIBUTION}/{nom}"), valeur }).collect()
}

/// Reads a document of answers. Errors: it is no document of the contract.
pub fn read_reponses(source: impl BufRead) -> Result<Vec<ReponseMessage>, ErreurFichier> {
    let mut answers = Vec::new();
    read_extrait(source, |lecture| {
        answers.push(match &lecture.demande {
            Some(demande) => build_reponse(demande),
            None => {
                let why = lecture.anomalies.iter().find(|a| a.gravite == Gravite::Rejet).map(|a| a.raison.clone());
                ReponseMessage {
                    illisible: Some(why.unwrap_or_else(|| "la réponse ne dit rien d'une demande".to_owned())),
                    ..ReponseMessage::default()
                }
            }
        });
        ControlFlow::Continue(())
    })?;
    Ok(answers)
}

fn build_reponse(demande: &Demande) -> ReponseMessage {
    let champs = list_champs(demande);
    let mut refus: Vec<RefusSne> = Vec::new();
    for rang in 1.. {
        let base = format!("{D}/listeAnomalie/anomalie[{rang}]");
        let at = |suffix: &str| champs.get(&format!("{base}{suffix}")).cloned().unwrap_or_default();
        let one = RefusSne { code: at(""), propriete: at("/@propriete"), message: at("/message") };
        if one == RefusSne::default() {
            break;
        }
        refus.push(one);
    }
    let doublons = format!("{D}/listeDoublons");
    if refus.is_empty() && demande.numero_unique().is_none() && champs.keys().any(|chemin| chemin.starts_with(&doublons)) {
        refus.push(RefusSne {
            code: "DOUBLON".to_owned(),
            propriete: String::new(),
            message: "Le SNE connaît déjà une ou plusieurs demandes de ce ménage.".to_owned(),
        });
    }
    ReponseMessage {
        reference: champs.get(&format!("{D}/refInterne")).cloned(),
        numero_unique: demande.numero_unique(),
        renouvele_le: demande.renouvele_le,
        radiee: match demande.etat {
            EtatDemande::Radiee { le, motif, .. } => Some((le, motif)),
            EtatDemande::Brouillon | EtatDemande::EnAttenteDeNumero | EtatDemande::Enregistree { .. } => None,
        },
        refus,
        illisible: None,
    }
}
