//! Facts on refusals by the applicant. Silence and an unfit home never count (R4.09, C13), nor any refusal of a
//! household recognised under the DALO: the law of the State, and not points, draws the consequences of its refusals.

use crate::demande::{PublicPrioritaire, Sensibilite};
use crate::jour::{Jour, add_mois};

use super::priorites::is_labelled;
use super::{Contexte, EtatPreuve, Fait, Portee, TypeFait, Valeur};

/// Name of the fact that the `[refus]` effect of a grid rests on.
pub(crate) const REFUS_RANG: &str = "refus_rang_12_mois";

const MOIS: u32 = 12;

pub(super) const FAITS: &[Fait] = &[
    Fait {
        nom: "refus_non_motives_12_mois",
        type_fait: || TypeFait::Entier,
        portee: Portee::Demande,
        sensibilite: Sensibilite::Normale,
        article: "CCH L. 441-2-8",
        libelle: "Refus non motivés depuis douze mois",
        explication: "Refus sans motif d’un logement adapté, prononcés depuis moins de douze mois ; le silence ne compte jamais, ni le refus d’un relogement, ni ceux d’un ménage reconnu DALO.",
        automatique: true,
        derive: |c| (Valeur::Entier(live(c, &counted(c)).count() as i64), EtatPreuve::SansObjet),
    },
    Fait {
        nom: REFUS_RANG,
        type_fait: || TypeFait::Entier,
        portee: Portee::Demande,
        sensibilite: Sensibilite::Normale,
        article: "CCH L. 441-2-8",
        libelle: "Rang du refus non motivé qui produit encore effet",
        explication: "Pour un refus de moins de douze mois, son rang parmi ceux des douze mois qui le précèdent : 2 pour un deuxième refus.",
        automatique: true,
        derive: |c| {
            let days = counted(c);
            let rank =
                live(c, &days).map(|le| days.iter().filter(|other| **other <= le && le < add_mois(**other, MOIS)).count()).max();
            (Valeur::Entier(rank.unwrap_or(0) as i64), EtatPreuve::SansObjet)
        },
    },
];

/// Days of the refusals that may cost points: a fit home, no reason given, an answer received, no rehousing, no DALO.
fn counted(contexte: &Contexte) -> Vec<Jour> {
    if is_labelled(contexte, PublicPrioritaire::Dalo) {
        return Vec::new();
    }
    let refus = &contexte.demande.dossier.refus;
    refus.iter().filter(|r| r.logement_adapte && !r.silence && !r.relogement && r.motif.is_none()).map(|r| r.le).collect()
}

fn live<'a>(contexte: &'a Contexte, days: &'a [Jour]) -> impl Iterator<Item = Jour> + 'a {
    days.iter().copied().filter(move |le| {
        contexte.note_changement(*le);
        contexte.note_changement(add_mois(*le, MOIS));
        *le <= contexte.jour && contexte.jour < add_mois(*le, MOIS)
    })
}
