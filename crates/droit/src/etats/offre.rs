//! An offer of a home and the reply to it (CCH R. 441-10, R7.09).

use super::{MotifLiberation, Refus};
use crate::jour::{Jour, format_fr};
use crate::nomenclature::nomenclature;

nomenclature!(MotifCaducite {
    VacanceRetiree = "vacance_retiree", "Logement retiré"; DemandeRadiee = "demande_radiee", "Demande radiée"; FaitNouveau = "fait_nouveau", "Fait nouveau qui change les conditions";
    Erreur = "erreur", "Offre envoyée par erreur"; BailNonSigne = "bail_non_signe", "Bail non signé";
});

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offre {
    /// Last day of the reply, included; the caller computes it by the calendar of the département.
    Notifiee {
        notifiee_le: Jour,
        expire_le: Jour,
    },
    Acceptee {
        le: Jour,
    },
    /// The household may give no reason.
    Refusee {
        le: Jour,
        motif: Option<String>,
    },
    /// No answer in the delay: refused in law, and never a malus by default (C13).
    Silencieuse {
        constatee_le: Jour,
    },
    Caduque {
        le: Jour,
        motif: MotifCaducite,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActeOffre {
    Accepter { le: Jour },
    Refuser { le: Jour, motif: Option<String> },
    ConstaterSilence { le: Jour },
    RendreCaduque { le: Jour, motif: MotifCaducite },
}

impl ActeOffre {
    pub const fn code(&self) -> &'static str {
        match self {
            ActeOffre::Accepter { .. } => "accepter",
            ActeOffre::Refuser { .. } => "refuser",
            ActeOffre::ConstaterSilence { .. } => "constater_silence",
            ActeOffre::RendreCaduque { .. } => "rendre_caduque",
        }
    }
}

impl Offre {
    pub const CODES: &'static [&'static str] = &["notifiee", "acceptee", "refusee", "silencieuse", "caduque"];

    pub const fn code(&self) -> &'static str {
        match self {
            Offre::Notifiee { .. } => "notifiee",
            Offre::Acceptee { .. } => "acceptee",
            Offre::Refusee { .. } => "refusee",
            Offre::Silencieuse { .. } => "silencieuse",
            Offre::Caduque { .. } => "caduque",
        }
    }

    pub const fn libelle(&self) -> &'static str {
        match self {
            Offre::Notifiee { .. } => "Notifiée",
            Offre::Acceptee { .. } => "Acceptée",
            Offre::Refusee { .. } => "Refusée",
            Offre::Silencieuse { .. } => "Restée sans réponse",
            Offre::Caduque { .. } => "Caduque",
        }
    }

    /// Why the household is freed by the end of its offer; `None` while it may still lead to a lease.
    pub const fn motif_liberation(&self) -> Option<MotifLiberation> {
        match self {
            Offre::Refusee { .. } => Some(MotifLiberation::Refus),
            Offre::Silencieuse { .. } => Some(MotifLiberation::Silence),
            Offre::Caduque { .. } => Some(MotifLiberation::OffreCaduque),
            Offre::Notifiee { .. } | Offre::Acceptee { .. } => None,
        }
    }

    /// # Errors
    /// The act is not possible from this state, or comes after (before, for silence) the end of the delay.
    pub fn apply(self, acte: ActeOffre) -> Result<Offre, Refus> {
        use ActeOffre as A;
        use Offre as O;
        match (self, acte) {
            (O::Notifiee { expire_le, .. }, A::Accepter { le } | A::Refuser { le, .. }) if le > expire_le => Err(Refus::new(
                "delai_expire",
                Some("CCH R. 441-10"),
                format!("Le délai de réponse a expiré le {} : le silence vaut refus de cette offre.", format_fr(expire_le)),
                "Constater le silence ; une réponse tardive s'inscrit dans le dossier.",
            )),
            (O::Notifiee { notifiee_le, .. }, A::Accepter { le } | A::Refuser { le, .. }) if le < notifiee_le => Err(Refus::new(
                "reponse_avant_notification",
                Some("CCH R. 441-10"),
                format!("La réponse est datée d'avant la notification du {}.", format_fr(notifiee_le)),
                "Vérifier la date de la réponse ou celle de la notification.",
            )),
            (O::Notifiee { .. }, A::Accepter { le }) => Ok(O::Acceptee { le }),
            (O::Notifiee { .. }, A::Refuser { le, motif }) => Ok(O::Refusee { le, motif }),
            (O::Notifiee { expire_le, .. }, A::ConstaterSilence { le }) => {
                if le > expire_le {
                    Ok(O::Silencieuse { constatee_le: le })
                } else {
                    Err(Refus::new(
                        "delai_en_cours",
                        Some("CCH R. 441-10"),
                        format!("Le demandeur peut répondre jusqu'au {} inclus.", format_fr(expire_le)),
                        "Attendre le lendemain pour constater le silence.",
                    ))
                }
            }
            (O::Notifiee { .. } | O::Acceptee { .. }, A::RendreCaduque { le, motif }) => Ok(O::Caduque { le, motif }),
            (state, acte) => Err(Refus::transition("L'offre", state.libelle(), acte.code())),
        }
    }
}
