//! The life of a demande (R1.10, R1.11, DESIGN 3b): the SNE numbers and strikes off, Carbet asks and records.

use super::Refus;
use crate::demande::{Demande, EtatDemande, MotifRadiation};
use crate::enregistrement::{PreuvesRadiation, find_obstacle};
use crate::jour::{Jour, format_fr};
use crate::numero_unique::NumeroUnique;
use crate::parametres::Delais;
use crate::territoire::ModeSne;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActeDemande {
    /// Handed to the SNE: the fiche of the companion mode, or a message of the interface.
    Transmettre,
    /// The SNE sent it back: duplicate, missing identity.
    RevenirAuBrouillon,
    RecevoirNumero {
        numero_unique: NumeroUnique,
    },
    Renouveler {
        le: Jour,
    },
    Radier(Radiation),
}

impl ActeDemande {
    pub const fn code(&self) -> &'static str {
        match self {
            ActeDemande::Transmettre => "transmettre",
            ActeDemande::RevenirAuBrouillon => "revenir_au_brouillon",
            ActeDemande::RecevoirNumero { .. } => "recevoir_numero",
            ActeDemande::Renouveler { .. } => "renouveler",
            ActeDemande::Radier(_) => "radier",
        }
    }
}

/// A striking off that the SNE pronounced; nothing else can make one (C7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Radiation {
    le: Jour,
    motif: MotifRadiation,
}

impl Radiation {
    /// As read in an extract or an answer of the SNE.
    pub const fn from_sne(le: Jour, motif: MotifRadiation) -> Radiation {
        Radiation { le, motif }
    }
}

/// What follows an accepted request: the demande stays registered until the SNE says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SuiteRadiation {
    /// A line of the list "à reporter dans le SNE".
    AReporterDansLeSne { motif: MotifRadiation },
    /// A message of the interface; its answer makes the `Radiation`.
    MessageAuSne { motif: MotifRadiation },
}

const ARTICLE: Option<&str> = Some("CCH R. 441-2-8");

pub const fn code_etat_demande(etat: &EtatDemande) -> &'static str {
    match etat {
        EtatDemande::Brouillon => "brouillon",
        EtatDemande::EnAttenteDeNumero => "en_attente_de_numero",
        EtatDemande::Enregistree { .. } => "enregistree",
        EtatDemande::Radiee { .. } => "radiee",
    }
}

pub const fn libelle_etat_demande(etat: &EtatDemande) -> &'static str {
    match etat {
        EtatDemande::Brouillon => "Brouillon",
        EtatDemande::EnAttenteDeNumero => "En attente de numéro",
        EtatDemande::Enregistree { .. } => "Enregistrée",
        EtatDemande::Radiee { .. } => "Radiée",
    }
}

/// # Errors
/// The act is not possible from this state.
pub fn apply_demande(etat: EtatDemande, acte: ActeDemande) -> Result<EtatDemande, Refus> {
    use ActeDemande as A;
    use EtatDemande as E;
    match (etat, acte) {
        (E::Brouillon, A::Transmettre) => Ok(E::EnAttenteDeNumero),
        (E::EnAttenteDeNumero, A::RevenirAuBrouillon) => Ok(E::Brouillon),
        (E::EnAttenteDeNumero, A::RecevoirNumero { numero_unique }) => Ok(E::Enregistree { numero_unique }),
        (E::Enregistree { numero_unique }, A::Renouveler { .. }) => Ok(E::Enregistree { numero_unique }),
        (E::Enregistree { numero_unique }, A::Radier(Radiation { le, motif })) => Ok(E::Radiee { numero_unique, le, motif }),
        (etat, acte) => Err(Refus::transition("La demande", libelle_etat_demande(&etat), acte.code())),
    }
}

/// Renews a demande: number and seniority are kept, validity runs from that day (CCH R. 441-2-7).
///
/// # Errors
/// The demande is not registered, or the day is earlier than its filing or last renewal.
pub fn renouveler(demande: Demande, le: Jour) -> Result<Demande, Refus> {
    let etat = apply_demande(demande.etat.clone(), ActeDemande::Renouveler { le })?;
    let last = demande.renouvele_le.unwrap_or(demande.depose_le).max(demande.depose_le);
    if le < last {
        return Err(Refus::new(
            "renouvellement_anterieur",
            Some("CCH R. 441-2-7"),
            format!("Le renouvellement est daté du {}, avant le dernier acte du {}.", format_fr(le), format_fr(last)),
            "Vérifier la date du renouvellement.",
        ));
    }
    Ok(Demande { etat, renouvele_le: Some(le), ..demande })
}

/// CCH R. 441-2-8: whether a partner may ask that a demande be struck off, and by which way. The proofs are those of
/// [`crate::enregistrement::check_radiation`]; what is added is the state of the demande and who pronounces (C7).
///
/// # Errors
/// The demande is not registered, the proof is missing, the delay runs, or the SNE alone decides.
pub fn ask_radiation(
    delais: &Delais,
    etat: &EtatDemande,
    motif: MotifRadiation,
    preuves: &PreuvesRadiation,
    jour: Jour,
    mode: ModeSne,
) -> Result<SuiteRadiation, Refus> {
    if !matches!(etat, EtatDemande::Enregistree { .. }) {
        return Err(Refus::transition("La demande", libelle_etat_demande(etat), "radier"));
    }
    find_obstacle(delais, motif, preuves, jour).map_err(|o| Refus::new(o.code, ARTICLE, o.raison, o.que_faire))?;
    match mode {
        ModeSne::Compagnon if motif == MotifRadiation::NonRenouvellement => Err(Refus::new(
            "radiation_par_le_sne",
            ARTICLE,
            "Le SNE prononce seul la radiation pour non-renouvellement : Carbet ne la décide ni ne la demande.",
            "Attendre le prochain extrait du SNE, ou aider le demandeur à renouveler.",
        )),
        ModeSne::Compagnon => Ok(SuiteRadiation::AReporterDansLeSne { motif }),
        ModeSne::Interface => Ok(SuiteRadiation::MessageAuSne { motif }),
    }
}

/// Whether Carbet may print the attestation of registration (CCH R. 441-2-4): never in companion mode.
///
/// # Errors
/// The mode is companion, or the demande has no number.
pub fn check_attestation(etat: &EtatDemande, mode: ModeSne) -> Result<NumeroUnique, Refus> {
    match (mode, etat) {
        (ModeSne::Compagnon, _) => Err(Refus::new(
            "attestation_du_sne",
            Some("CCH R. 441-2-4"),
            "L'attestation est délivrée par le SNE : Carbet n'en imprime pas.",
            "L'obtenir dans le SNE ou sur le portail national.",
        )),
        (ModeSne::Interface, EtatDemande::Enregistree { numero_unique }) => Ok(*numero_unique),
        (ModeSne::Interface, EtatDemande::Brouillon | EtatDemande::EnAttenteDeNumero | EtatDemande::Radiee { .. }) => {
            Err(Refus::new(
                "demande_sans_numero_actif",
                Some("CCH R. 441-2-4"),
                format!("La demande est « {} » : elle n'a pas de numéro unique actif.", libelle_etat_demande(etat)),
                "Attendre la réponse du SNE, ou déposer une nouvelle demande.",
            ))
        }
    }
}
