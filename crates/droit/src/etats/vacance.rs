//! A vacancy: a home to let, from its declaration to the lease (R6.07, R6.09).

use super::{MotifLiberation, Refus};
use crate::jour::{Jour, format_fr};
use crate::nomenclature::nomenclature;

nomenclature!(MotifRetrait {
    Travaux = "travaux", "Travaux"; Demolition = "demolition", "Démolition"; Vente = "vente", "Vente"; Relogement = "relogement", "Mobilisé pour un relogement";
    Erreur = "erreur", "Déclaration faite par erreur"; Autre = "autre", "Autre motif";
});

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Vacance {
    Declaree {
        le: Jour,
    },
    /// Given to a holder by the flow, until a day when the convention says one.
    Orientee {
        reservataire: String,
        jusqu_au: Option<Jour>,
    },
    EnDesignation {
        /// Code of the holder who designates; that of the bailleur when it does.
        reservataire: String,
    },
    EnCommission {
        reservataire: String,
    },
    /// Offered to the household of that rank.
    Proposee {
        reservataire: String,
        rang: u8,
    },
    Louee {
        bail_signe_le: Jour,
    },
    Retiree {
        le: Jour,
        motif: MotifRetrait,
    },
    /// The holder found no candidate in time, or gave the home back.
    RendueAuBailleur {
        le: Jour,
        par: String,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActeVacance {
    Orienter {
        reservataire: String,
        jusqu_au: Option<Jour>,
    },
    OuvrirDesignation,
    /// The bailleur designates for itself a home that was given back.
    ReprendreParBailleur {
        bailleur: String,
    },
    Rendre {
        le: Jour,
    },
    InscrireEnSeance,
    Proposer {
        rang: u8,
    },
    /// No attribution, or no rank left: designation starts again.
    RelancerDesignation,
    Louer {
        bail_signe_le: Jour,
    },
    Retirer {
        le: Jour,
        motif: MotifRetrait,
    },
}

impl ActeVacance {
    pub const fn code(&self) -> &'static str {
        match self {
            ActeVacance::Orienter { .. } => "orienter",
            ActeVacance::OuvrirDesignation => "ouvrir_designation",
            ActeVacance::ReprendreParBailleur { .. } => "reprendre_par_bailleur",
            ActeVacance::Rendre { .. } => "rendre",
            ActeVacance::InscrireEnSeance => "inscrire_en_seance",
            ActeVacance::Proposer { .. } => "proposer",
            ActeVacance::RelancerDesignation => "relancer_designation",
            ActeVacance::Louer { .. } => "louer",
            ActeVacance::Retirer { .. } => "retirer",
        }
    }
}

impl Vacance {
    pub const CODES: &'static [&'static str] =
        &["declaree", "orientee", "en_designation", "en_commission", "proposee", "louee", "retiree", "rendue_au_bailleur"];

    pub const fn code(&self) -> &'static str {
        match self {
            Vacance::Declaree { .. } => "declaree",
            Vacance::Orientee { .. } => "orientee",
            Vacance::EnDesignation { .. } => "en_designation",
            Vacance::EnCommission { .. } => "en_commission",
            Vacance::Proposee { .. } => "proposee",
            Vacance::Louee { .. } => "louee",
            Vacance::Retiree { .. } => "retiree",
            Vacance::RendueAuBailleur { .. } => "rendue_au_bailleur",
        }
    }

    pub const fn libelle(&self) -> &'static str {
        match self {
            Vacance::Declaree { .. } => "Déclarée",
            Vacance::Orientee { .. } => "Orientée vers un réservataire",
            Vacance::EnDesignation { .. } => "En désignation",
            Vacance::EnCommission { .. } => "Inscrite en commission",
            Vacance::Proposee { .. } => "Proposée à un ménage",
            Vacance::Louee { .. } => "Louée",
            Vacance::Retiree { .. } => "Retirée",
            Vacance::RendueAuBailleur { .. } => "Rendue au bailleur",
        }
    }

    /// No act is possible any more.
    pub const fn is_close(&self) -> bool {
        match self {
            Vacance::Louee { .. } | Vacance::Retiree { .. } => true,
            Vacance::Declaree { .. }
            | Vacance::Orientee { .. }
            | Vacance::EnDesignation { .. }
            | Vacance::EnCommission { .. }
            | Vacance::Proposee { .. }
            | Vacance::RendueAuBailleur { .. } => false,
        }
    }

    /// Why the candidatures still held by this vacancy are freed; `None` while it goes on.
    /// A withdrawn home frees everyone, a let one frees those who did not sign, a home
    /// given back frees those its holder designated.
    pub const fn motif_liberation(&self) -> Option<MotifLiberation> {
        match self {
            Vacance::Retiree { .. } => Some(MotifLiberation::VacanceRetiree),
            Vacance::Louee { .. } => Some(MotifLiberation::AutreRang),
            Vacance::RendueAuBailleur { .. } => Some(MotifLiberation::RetraitDesignation),
            Vacance::Declaree { .. }
            | Vacance::Orientee { .. }
            | Vacance::EnDesignation { .. }
            | Vacance::EnCommission { .. }
            | Vacance::Proposee { .. } => None,
        }
    }

    /// # Errors
    /// The act is not possible from this state, or a date or a rank contradicts it.
    pub fn apply(self, acte: ActeVacance) -> Result<Vacance, Refus> {
        use ActeVacance as A;
        use Vacance as V;
        match (self, acte) {
            (V::Declaree { le }, A::Orienter { jusqu_au: Some(jusqu_au), .. }) if jusqu_au < le => Err(Refus::new(
                "delai_avant_declaration",
                None,
                format!("Le délai laissé au réservataire finit le {}, avant la déclaration.", format_fr(jusqu_au)),
                "Indiquer un dernier jour postérieur à la déclaration.",
            )),
            (V::Declaree { .. } | V::RendueAuBailleur { .. }, A::Orienter { reservataire, jusqu_au }) => {
                Ok(V::Orientee { reservataire, jusqu_au })
            }
            (V::Orientee { reservataire, .. }, A::OuvrirDesignation) => Ok(V::EnDesignation { reservataire }),
            (V::RendueAuBailleur { .. }, A::ReprendreParBailleur { bailleur }) => Ok(V::EnDesignation { reservataire: bailleur }),
            (V::Orientee { reservataire, .. } | V::EnDesignation { reservataire }, A::Rendre { le }) => {
                Ok(V::RendueAuBailleur { le, par: reservataire })
            }
            (V::EnDesignation { reservataire }, A::InscrireEnSeance) => Ok(V::EnCommission { reservataire }),
            (V::EnCommission { reservataire }, A::Proposer { rang }) => proposer(reservataire, 0, rang),
            (V::Proposee { reservataire, rang: before }, A::Proposer { rang }) => proposer(reservataire, before, rang),
            (V::EnCommission { reservataire } | V::Proposee { reservataire, .. }, A::RelancerDesignation) => {
                Ok(V::EnDesignation { reservataire })
            }
            (V::Proposee { .. }, A::Louer { bail_signe_le }) => Ok(V::Louee { bail_signe_le }),
            (
                V::Declaree { .. }
                | V::Orientee { .. }
                | V::EnDesignation { .. }
                | V::EnCommission { .. }
                | V::Proposee { .. }
                | V::RendueAuBailleur { .. },
                A::Retirer { le, motif },
            ) => Ok(V::Retiree { le, motif }),
            (state, acte) => Err(Refus::transition("La vacance", state.libelle(), acte.code())),
        }
    }
}

/// A rank is offered only after those before it refused or kept silent (R7.07 b); a household may have left meanwhile.
fn proposer(reservataire: String, before: u8, rang: u8) -> Result<Vacance, Refus> {
    if rang > before {
        return Ok(Vacance::Proposee { reservataire, rang });
    }
    Err(Refus::new(
        "rang_deja_propose",
        Some("CCH R. 441-3"),
        format!("Le rang {rang} a déjà été proposé : le suivant est après le rang {before}."),
        "Proposer le logement au rang suivant.",
    ))
}
