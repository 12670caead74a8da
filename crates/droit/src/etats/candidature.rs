//! A candidature: one household for one vacancy. While it lives it holds the household out of other lists.

use super::Refus;
use crate::jour::{Jour, format_fr};
use crate::nomenclature::nomenclature;

nomenclature!(
    /// How a household under proposal becomes free again. Silence and refusal are told apart (C13).
    MotifLiberation {
        RetraitDesignation = "retrait_designation", "Retiré de la désignation"; RetraitOrdreDuJour = "retrait_ordre_du_jour", "Retiré de l'ordre du jour";
        NonAttribution = "non_attribution", "Non-attribution de ce logement"; Irrecevabilite = "irrecevabilite", "Rejet pour irrecevabilité";
        ConditionNonLevee = "condition_non_levee", "Condition suspensive non levée"; Refus = "refus", "Offre refusée par le demandeur"; Silence = "silence", "Offre restée sans réponse";
        OffreCaduque = "offre_caduque", "Offre devenue caduque"; AutreRang = "autre_rang", "Logement attribué à un rang précédent"; Desistement = "desistement", "Désistement du demandeur";
        VacanceRetiree = "vacance_retiree", "Logement retiré"; DemandeRadiee = "demande_radiee", "Demande radiée"; Annulation = "annulation", "Désignation annulée";
    }
);

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Candidature {
    ProposeeALaDesignation {
        le: Jour,
    },
    InscriteEnSeance {
        seance_le: Jour,
    },
    /// Rank given by the CALEOL; under a condition, the day before which the piece must come (R7.07 c).
    Attribuee {
        rang: u8,
        condition_jusqu_au: Option<Jour>,
    },
    EnOffre {
        rang: u8,
        expire_le: Jour,
    },
    Acceptee {
        le: Jour,
    },
    BailSigne {
        le: Jour,
    },
    Liberee {
        le: Jour,
        motif: MotifLiberation,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActeCandidature {
    InscrireEnSeance { seance_le: Jour },
    Attribuer { rang: u8, condition_jusqu_au: Option<Jour> },
    LeverCondition { le: Jour },
    Offrir { expire_le: Jour },
    Accepter { le: Jour },
    SignerBail { le: Jour },
    Liberer { le: Jour, motif: MotifLiberation },
}

impl ActeCandidature {
    pub const fn code(&self) -> &'static str {
        match self {
            ActeCandidature::InscrireEnSeance { .. } => "inscrire_en_seance",
            ActeCandidature::Attribuer { .. } => "attribuer",
            ActeCandidature::LeverCondition { .. } => "lever_condition",
            ActeCandidature::Offrir { .. } => "offrir",
            ActeCandidature::Accepter { .. } => "accepter",
            ActeCandidature::SignerBail { .. } => "signer_bail",
            ActeCandidature::Liberer { .. } => "liberer",
        }
    }
}

impl Candidature {
    pub const CODES: &'static [&'static str] =
        &["proposee_a_la_designation", "inscrite_en_seance", "attribuee", "en_offre", "acceptee", "bail_signe", "liberee"];

    pub const fn code(&self) -> &'static str {
        match self {
            Candidature::ProposeeALaDesignation { .. } => "proposee_a_la_designation",
            Candidature::InscriteEnSeance { .. } => "inscrite_en_seance",
            Candidature::Attribuee { .. } => "attribuee",
            Candidature::EnOffre { .. } => "en_offre",
            Candidature::Acceptee { .. } => "acceptee",
            Candidature::BailSigne { .. } => "bail_signe",
            Candidature::Liberee { .. } => "liberee",
        }
    }

    pub const fn libelle(&self) -> &'static str {
        match self {
            Candidature::ProposeeALaDesignation { .. } => "Proposée à la désignation",
            Candidature::InscriteEnSeance { .. } => "Inscrite en séance",
            Candidature::Attribuee { .. } => "Attribuée",
            Candidature::EnOffre { .. } => "En offre",
            Candidature::Acceptee { .. } => "Acceptée",
            Candidature::BailSigne { .. } => "Bail signé",
            Candidature::Liberee { .. } => "Libérée",
        }
    }

    /// Whether the household is held out of other lists. A signed lease ends the hold: the demande is then to be struck off.
    pub const fn is_retenue(&self) -> bool {
        match self {
            Candidature::ProposeeALaDesignation { .. }
            | Candidature::InscriteEnSeance { .. }
            | Candidature::Attribuee { .. }
            | Candidature::EnOffre { .. }
            | Candidature::Acceptee { .. } => true,
            Candidature::BailSigne { .. } | Candidature::Liberee { .. } => false,
        }
    }

    /// # Errors
    /// The act is not possible from this state, a condition stands, or a rank is zero.
    pub fn apply(self, acte: ActeCandidature) -> Result<Candidature, Refus> {
        use ActeCandidature as A;
        use Candidature as C;
        match (self, acte) {
            (C::ProposeeALaDesignation { .. }, A::InscrireEnSeance { seance_le }) => Ok(C::InscriteEnSeance { seance_le }),
            (C::InscriteEnSeance { .. }, A::Attribuer { rang: 0, .. }) => Err(Refus::new(
                "rang_nul",
                Some("CCH R. 441-3"),
                "Un rang d'attribution commence à 1.",
                "Donner le rang décidé par la commission.",
            )),
            (C::InscriteEnSeance { .. }, A::Attribuer { rang, condition_jusqu_au }) => {
                Ok(C::Attribuee { rang, condition_jusqu_au })
            }
            (C::Attribuee { rang, condition_jusqu_au: Some(limit) }, A::LeverCondition { le }) => {
                if le <= limit {
                    Ok(C::Attribuee { rang, condition_jusqu_au: None })
                } else {
                    Err(Refus::new(
                        "condition_tardive",
                        Some("CCH R. 441-3"),
                        format!(
                            "La pièce devait parvenir au plus tard le {} : l'attribution sous condition est sans effet.",
                            format_fr(limit)
                        ),
                        "Libérer la candidature pour condition non levée.",
                    ))
                }
            }
            (C::Attribuee { condition_jusqu_au: Some(limit), .. }, A::Offrir { .. }) => Err(Refus::new(
                "condition_en_cours",
                Some("CCH R. 441-3"),
                format!("L'attribution dépend d'une pièce attendue jusqu'au {}.", format_fr(limit)),
                "Enregistrer la pièce reçue, ou libérer la candidature à l'expiration du délai.",
            )),
            (C::Attribuee { rang, condition_jusqu_au: None }, A::Offrir { expire_le }) => Ok(C::EnOffre { rang, expire_le }),
            (C::EnOffre { expire_le, .. }, A::Accepter { le }) => {
                if le <= expire_le {
                    Ok(C::Acceptee { le })
                } else {
                    Err(Refus::new(
                        "delai_expire",
                        Some("CCH R. 441-10"),
                        format!(
                            "Le délai de réponse a expiré le {} : le silence vaut refus de cette offre.",
                            format_fr(expire_le)
                        ),
                        "Constater le silence, puis proposer de nouveau le logement s'il est encore libre.",
                    ))
                }
            }
            (C::Acceptee { .. }, A::SignerBail { le }) => Ok(C::BailSigne { le }),
            (
                C::ProposeeALaDesignation { .. }
                | C::InscriteEnSeance { .. }
                | C::Attribuee { .. }
                | C::EnOffre { .. }
                | C::Acceptee { .. },
                A::Liberer { le, motif },
            ) => Ok(C::Liberee { le, motif }),
            (state, acte) => Err(Refus::transition("La candidature", state.libelle(), acte.code())),
        }
    }
}
