//! Priority labels: from which day a label counts for a commission (R3.04).

use crate::constat::Constat;
use crate::demande::{Demande, LabelPriorite, PublicPrioritaire, StatutDalo};
use crate::jour::{Jour, add_jours, format_fr};

const REGLE: &str = "label_priorite";
const ARTICLE: &str = "CCH L. 441-1";

/// CCH L. 441-1 (R3.04): first day on which a label counts. A household is labelled before the commission, hence
/// strictly before its day.
///
/// Two exceptions count from their own day: a decision of the commission de médiation, which labels by itself (CCH
/// L. 441-2-3), and violence, a proven emergency that may be labelled on the very day. A disaster is no public of the
/// list: it is labelled under the public it makes, the day before at the latest (practice of the agreed circuit, to confirm).
pub fn compute_debut_label(public: PublicPrioritaire, depuis: Jour) -> Jour {
    if is_label_immediat(public) { depuis } else { add_jours(depuis, 1) }
}

/// CCH L. 441-1 (R3.04): day from which a label stands, when it is recorded on a day for a recognition dated before.
///
/// A label is no later work: it stands from the day it is recorded. A decision of the commission de médiation keeps its
/// own date, as does violence, the emergency that may be labelled afterwards on its proof.
pub fn compute_depuis_label(public: PublicPrioritaire, reconnu_le: Jour, enregistre_le: Jour) -> Jour {
    if is_label_immediat(public) { reconnu_le } else { reconnu_le.max(enregistre_le) }
}

/// The labels that hold by their own decision or by a proven emergency.
const fn is_label_immediat(public: PublicPrioritaire) -> bool {
    use PublicPrioritaire as P;
    match public {
        P::Dalo | P::ViolencesCouple | P::ViolencesSexuelles => true,
        P::Handicap
        | P::SortantAct
        | P::MalLogeDefavorise
        | P::HebergeTemporaire
        | P::RepriseActivite
        | P::HabitatIndigne
        | P::SortieProstitution
        | P::TraiteProxenetisme
        | P::MineurSuroccupation
        | P::SansLogement
        | P::MenaceExpulsion
        | P::SortantAse => false,
    }
}

/// CCH L. 441-1 (R3.04): whether a label counts for a commission held on a day.
pub fn check_label(public: PublicPrioritaire, depuis: Option<Jour>, jusqu_au: Option<Jour>, jour: Jour) -> Constat {
    let Some(depuis) = depuis else {
        return Constat::indetermine(REGLE, ARTICLE, vec!["depuis"], "Le jour de la labellisation n'est pas connu.");
    };
    let (labelled, day) = (format_fr(depuis), format_fr(jour));
    if let Some(end) = jusqu_au.filter(|end| *end < jour) {
        return Constat::non_satisfait(REGLE, ARTICLE, format!("Le label a pris fin le {}.", format_fr(end)));
    }
    if compute_debut_label(public, depuis) <= jour {
        Constat::satisfait(REGLE, ARTICLE, format!("Label du {labelled}, en vigueur pour la commission du {day}."))
    } else {
        Constat::non_satisfait(
            REGLE,
            ARTICLE,
            format!("Label du {labelled} : il doit précéder le jour de la commission ({day}), sauf urgence établie."),
        )
    }
}

impl LabelPriorite {
    /// Whether the label counts on a day, as [`check_label`] finds.
    pub fn is_en_vigueur(&self, jour: Jour) -> bool {
        compute_debut_label(self.public, self.depuis) <= jour && self.jusqu_au.is_none_or(|end| jour <= end)
    }
}

/// CCH L. 441-1, L. 441-2-3 (R3.04): a label that counts on the day, or an active decision of the commission de
/// médiation taken by that day. Yes or no, never which.
pub fn has_priorite(demande: &Demande, jour: Jour) -> bool {
    let dalo = demande.dossier.dalo.as_ref();
    demande.dossier.labels.iter().any(|label| label.is_en_vigueur(jour))
        || dalo.is_some_and(|d| d.statut == StatutDalo::Actif && d.decide_le.is_none_or(|le| le <= jour))
}
