//! A session of a CALEOL (R7.03, R7.10).

use super::Refus;
use crate::jour::{Jour, format_fr};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seance {
    Preparee {
        prevue_le: Jour,
    },
    Convoquee {
        prevue_le: Jour,
        convoquee_le: Jour,
    },
    Ouverte {
        ouverte_le: Jour,
    },
    /// Its minutes no longer change; a correction is an addendum.
    Close {
        close_le: Jour,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActeSeance {
    Convoquer {
        le: Jour,
    },
    /// No quorum, or another day: back to preparation.
    Reporter {
        prevue_le: Jour,
    },
    Ouvrir {
        le: Jour,
    },
    Clore {
        le: Jour,
    },
}

impl ActeSeance {
    pub const fn code(&self) -> &'static str {
        match self {
            ActeSeance::Convoquer { .. } => "convoquer",
            ActeSeance::Reporter { .. } => "reporter",
            ActeSeance::Ouvrir { .. } => "ouvrir",
            ActeSeance::Clore { .. } => "clore",
        }
    }
}

impl Seance {
    pub const CODES: &'static [&'static str] = &["preparee", "convoquee", "ouverte", "close"];

    pub const fn code(&self) -> &'static str {
        match self {
            Seance::Preparee { .. } => "preparee",
            Seance::Convoquee { .. } => "convoquee",
            Seance::Ouverte { .. } => "ouverte",
            Seance::Close { .. } => "close",
        }
    }

    pub const fn libelle(&self) -> &'static str {
        match self {
            Seance::Preparee { .. } => "En préparation",
            Seance::Convoquee { .. } => "Convoquée",
            Seance::Ouverte { .. } => "Ouverte",
            Seance::Close { .. } => "Close",
        }
    }

    /// # Errors
    /// The act is not possible from this state, or its day contradicts the calendar.
    pub fn apply(self, acte: ActeSeance) -> Result<Seance, Refus> {
        use ActeSeance as A;
        use Seance as S;
        match (self, acte) {
            (S::Preparee { prevue_le }, A::Convoquer { le }) => {
                if le <= prevue_le {
                    Ok(S::Convoquee { prevue_le, convoquee_le: le })
                } else {
                    Err(Refus::new(
                        "convocation_tardive",
                        Some("CCH R. 441-9"),
                        format!("La séance est prévue le {}, avant la convocation.", format_fr(prevue_le)),
                        "Reporter la séance avant de la convoquer.",
                    ))
                }
            }
            (S::Preparee { .. } | S::Convoquee { .. }, A::Reporter { prevue_le }) => Ok(S::Preparee { prevue_le }),
            (S::Convoquee { prevue_le, .. }, A::Ouvrir { le }) => {
                if le >= prevue_le {
                    Ok(S::Ouverte { ouverte_le: le })
                } else {
                    Err(Refus::new(
                        "ouverture_anticipee",
                        Some("CCH R. 441-9"),
                        format!("La séance est convoquée pour le {}.", format_fr(prevue_le)),
                        "L'ouvrir ce jour-là, ou la reporter à une date convenue.",
                    ))
                }
            }
            (S::Ouverte { ouverte_le }, A::Clore { le }) => {
                if le >= ouverte_le {
                    Ok(S::Close { close_le: le })
                } else {
                    Err(Refus::new(
                        "cloture_anterieure",
                        None,
                        "La clôture est datée d'avant l'ouverture.",
                        "Vérifier la date de clôture.",
                    ))
                }
            }
            (state, acte) => Err(Refus::transition("La séance", state.libelle(), acte.code())),
        }
    }
}
