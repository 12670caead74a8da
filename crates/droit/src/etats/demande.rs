//! The life of a demande (R1.10, R1.11, DESIGN 3b): the SNE numbers and strikes off, Carbet asks and records.

use super::Refus;
use crate::demande::{Demande, EtatDemande, MotifRadiation};
use crate::jour::{Jour, add_jours, add_mois, format_fr};
use crate::numero_unique::NumeroUnique;
use crate::territoire::ModeSne;
use crate::territoire::limites::Limites;

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

/// A striking off that a partner wants, with the proof that its reason needs (CCH R. 441-2-8, closed list).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DemandeRadiation {
    /// a) A social home was let: only once the lease is signed (to confirm).
    Attribution { bail_signe_le: Option<Jour> },
    /// b) The applicant renounced in writing.
    Abandon { ecrit_le: Option<Jour> },
    /// c) No answer to a letter sent to the last known address, which warned of it.
    SansReponse { courrier_le: Option<Jour>, avertissement: bool },
    /// d) The landlord's reasoned decision, after a written warning.
    Irrecevabilite { averti_le: Option<Jour>, decide_le: Option<Jour> },
    /// e) Not renewed in time, the notice having been sent: the SNE alone pronounces it.
    NonRenouvellement { preavis_le: Option<Jour>, expire_le: Jour },
}

impl DemandeRadiation {
    pub const fn motif(self) -> MotifRadiation {
        match self {
            DemandeRadiation::Attribution { .. } => MotifRadiation::Attribution,
            DemandeRadiation::Abandon { .. } => MotifRadiation::Abandon,
            DemandeRadiation::SansReponse { .. } => MotifRadiation::SansReponse,
            DemandeRadiation::Irrecevabilite { .. } => MotifRadiation::Irrecevabilite,
            DemandeRadiation::NonRenouvellement { .. } => MotifRadiation::NonRenouvellement,
        }
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

/// CCH R. 441-2-8: whether a partner may ask that a demande be struck off, and by which way.
///
/// Interpretation (to confirm): the lease must be signed for a); the warning of c) and d) leaves at least a
/// month, whole, before the striking off is asked for c), before the decision itself is taken for d).
///
/// # Errors
/// The demande is not registered, the proof is missing, the delay runs, or the SNE alone decides.
pub fn check_radiation(etat: &EtatDemande, voulue: DemandeRadiation, jour: Jour, mode: ModeSne) -> Result<SuiteRadiation, Refus> {
    if !matches!(etat, EtatDemande::Enregistree { .. }) {
        return Err(Refus::transition("La demande", libelle_etat_demande(etat), "radier"));
    }
    // The month is whole: its last day still belongs to the applicant.
    let wait = |since: Jour, until: Jour, what: &str| {
        let limit = add_mois(since, Limites::get().delai_avertissement_mois());
        if until > limit {
            return Ok(());
        }
        Err(Refus::new(
            "delai_en_cours",
            ARTICLE,
            format!("{what} date du {} : un mois au moins doit s'écouler.", format_fr(since)),
            format!("Attendre le {} et vérifier qu'aucune réponse n'est arrivée.", format_fr(add_jours(limit, 1))),
        ))
    };
    let manque = |code, raison: &str, que_faire: &str| Refus::new(code, ARTICLE, raison, que_faire);
    match voulue {
        DemandeRadiation::Attribution { bail_signe_le } => {
            if bail_signe_le.is_none_or(|le| le > jour) {
                return Err(manque(
                    "bail_non_signe",
                    "Aucun bail n'est signé : l'attribution seule ne radie pas.",
                    "Enregistrer la signature du bail, puis recommencer.",
                ));
            }
        }
        DemandeRadiation::Abandon { ecrit_le } => {
            if ecrit_le.is_none_or(|le| le > jour) {
                return Err(manque(
                    "renonciation_non_ecrite",
                    "La renonciation doit être écrite par le demandeur.",
                    "Verser l'écrit au dossier avec sa date.",
                ));
            }
        }
        DemandeRadiation::SansReponse { courrier_le, avertissement } => match courrier_le {
            Some(sent) if avertissement => wait(sent, jour, "Le courrier")?,
            _ => {
                return Err(manque(
                    "courrier_absent",
                    "Il faut un courrier à la dernière adresse connue, qui avertit de la radiation.",
                    "Envoyer ce courrier et verser la preuve de son envoi.",
                ));
            }
        },
        DemandeRadiation::Irrecevabilite { averti_le, decide_le } => match (averti_le, decide_le) {
            (Some(warned), Some(decided)) if decided >= warned && decided <= jour => wait(warned, decided, "L'avertissement")?,
            _ => {
                return Err(manque(
                    "decision_absente",
                    "Il faut un avertissement écrit, puis une décision motivée du bailleur.",
                    "Verser l'avertissement et la décision au dossier, avec leurs dates.",
                ));
            }
        },
        DemandeRadiation::NonRenouvellement { preavis_le, expire_le } => {
            check_non_renouvellement(preavis_le, expire_le, jour)?;
            if mode == ModeSne::Compagnon {
                return Err(Refus::new(
                    "radiation_par_le_sne",
                    ARTICLE,
                    "Le SNE prononce seul la radiation pour non-renouvellement : Carbet ne la décide ni ne la demande.",
                    "Attendre le prochain extrait du SNE, ou aider le demandeur à renouveler.",
                ));
            }
        }
    }
    let motif = voulue.motif();
    Ok(match mode {
        ModeSne::Compagnon => SuiteRadiation::AReporterDansLeSne { motif },
        ModeSne::Interface => SuiteRadiation::MessageAuSne { motif },
    })
}

fn check_non_renouvellement(preavis_le: Option<Jour>, expire_le: Jour, jour: Jour) -> Result<(), Refus> {
    if jour <= expire_le {
        return Err(Refus::new(
            "demande_valide",
            ARTICLE,
            format!("La demande est valable jusqu'au {} inclus.", format_fr(expire_le)),
            "Attendre l'échéance.",
        ));
    }
    let limit = |sent| add_mois(sent, Limites::get().preavis_mois());
    if preavis_le.is_none_or(|sent| limit(sent) > expire_le) {
        return Err(Refus::new(
            "preavis_absent",
            Some("CCH R. 441-2-7"),
            "Rien ne prouve que le préavis a été envoyé un mois au moins avant l'échéance.",
            "Retrouver la preuve d'envoi ; sans elle, la demande ne peut être radiée pour ce motif.",
        ));
    }
    Ok(())
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
