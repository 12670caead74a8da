//! Spotting at a desk who may be of a priority public: six plain questions. An answer is a declaration: it never makes a
//! label, which an authority gives on a proof (R3.04).

use crate::demande::{Dossier, ModeleLogement, Motif, PublicPrioritaire, Sensibilite};
use crate::nomenclature::nomenclature;

nomenclature!(
    /// The questions, in the order they are asked; the last one is asked in private.
    QuestionReperage {
        Toit = "toit", "Êtes-vous sans logement à vous : à la rue, hébergé, à l’hôtel, en foyer ?";
        Etat = "etat", "Votre logement est-il dangereux, insalubre ou bien trop petit pour vos enfants ?";
        Depart = "depart", "Un juge, un commissaire de justice ou votre propriétaire vous demande-t-il de partir ?";
        Sante = "sante", "Quelqu’un du ménage a-t-il un handicap reconnu, ou sort-il d’un appartement de soins ?";
        Parcours = "parcours", "Reprenez-vous un travail après un long chômage, ou sortez-vous de l’aide sociale à l’enfance ?";
        Securite = "securite", "Quelqu’un vous fait-il peur ou du mal, chez vous ou dehors ?";
    }
);

nomenclature!(ReponseReperage { Oui = "oui", "Oui"; Non = "non", "Non"; NeSaitPas = "ne_sait_pas", "Ne sait pas"; });

/// A public that the declaration points to, for an authority to recognise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicRepere {
    pub public: PublicPrioritaire,
    /// Paragraph of CCH L. 441-1 that names the public; letters to confirm on the text in force.
    pub paragraphe: &'static str,
    /// The paper that usually proves it; to confirm with the authority.
    pub preuve: &'static str,
}

impl QuestionReperage {
    /// The motive that a « oui » declares; `None` when no motive of the national form says it.
    pub const fn motif(self) -> Option<Motif> {
        match self {
            QuestionReperage::Toit => Some(Motif::SansLogement),
            QuestionReperage::Etat => Some(Motif::NonDecent),
            QuestionReperage::Depart => Some(Motif::Expulsion),
            QuestionReperage::Sante => Some(Motif::Handicap),
            QuestionReperage::Parcours => None,
            QuestionReperage::Securite => Some(Motif::Violences),
        }
    }

    /// Who may know the answer: that of the motive it declares.
    pub const fn sensibilite(self) -> Sensibilite {
        match self.motif() {
            Some(motif) => motif.sensibilite(),
            None => Sensibilite::Normale,
        }
    }
}

/// CCH L. 441-1: the publics that a declaration points to, those labelled already left out. Nothing is concluded from what
/// was not said, and a public is only proposed: an authority labels it.
pub fn list_publics_reperes(dossier: &Dossier) -> Vec<PublicRepere> {
    use PublicPrioritaire as P;
    let motif = |wanted: Motif| dossier.motifs.contains(&wanted);
    let modele = dossier.logement_actuel.modele;
    let structure = matches!(
        modele,
        Some(
            ModeleLogement::StructureHebergement
                | ModeleLogement::ResidenceSociale
                | ModeleLogement::ResidenceHoteliere
                | ModeleLogement::CentreEnfance
                | ModeleLogement::SousLocationTemporaire
        )
    );
    let without = matches!(
        modele,
        Some(
            ModeleLogement::SansAbri
                | ModeleLogement::Squat
                | ModeleLogement::ChezParticulier
                | ModeleLogement::ChezParentsOuEnfants
                | ModeleLogement::Hotel
                | ModeleLogement::Camping
        )
    );
    let candidates = [
        (motif(Motif::Handicap), P::Handicap, "a", "Décision de la CDAPH ou carte mobilité inclusion"),
        (structure, P::HebergeTemporaire, "d", "Attestation du gestionnaire ou du SIAO"),
        (motif(Motif::NonDecent), P::HabitatIndigne, "f", "Rapport de la mairie ou de l’ARS, arrêté"),
        (motif(Motif::Violences), P::ViolencesCouple, "g", "Ordonnance de protection, décision de justice ou plainte"),
        (
            motif(Motif::NonDecent) || motif(Motif::TropPetit),
            P::MineurSuroccupation,
            "j",
            "Bail qui donne la surface et livret de famille, ou rapport sur le logement",
        ),
        (without || motif(Motif::SansLogement), P::SansLogement, "k", "Attestation de qui héberge, ou de domiciliation"),
        (motif(Motif::Expulsion), P::MenaceExpulsion, "l", "Jugement, assignation ou commandement de quitter les lieux"),
    ];
    candidates
        .into_iter()
        .filter(|(held, public, _, _)| *held && !dossier.labels.iter().any(|label| label.public == *public))
        .map(|(_, public, paragraphe, preuve)| PublicRepere { public, paragraphe, preuve })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demande::LabelPriorite;
    use crate::jour::parse_iso;

    fn publics(dossier: &Dossier) -> Vec<PublicPrioritaire> {
        list_publics_reperes(dossier).into_iter().map(|p| p.public).collect()
    }

    #[test]
    fn nothing_said_points_to_nobody() {
        assert!(publics(&Dossier::default()).is_empty());
    }

    #[test]
    fn a_declaration_points_to_a_public_until_an_authority_labels_it() {
        let mut dossier = Dossier { motifs: vec![Motif::Expulsion, Motif::TropCher], ..Dossier::default() };
        dossier.logement_actuel.modele = Some(ModeleLogement::ChezParticulier);
        assert_eq!(publics(&dossier), [PublicPrioritaire::SansLogement, PublicPrioritaire::MenaceExpulsion]);
        dossier.labels.push(LabelPriorite {
            public: PublicPrioritaire::MenaceExpulsion,
            autorite: "etat".into(),
            depuis: parse_iso("2026-01-05").unwrap(),
            jusqu_au: None,
            preuve: None,
        });
        assert_eq!(publics(&dossier), [PublicPrioritaire::SansLogement]);
    }

    #[test]
    fn the_question_on_safety_stays_secret() {
        assert_eq!(QuestionReperage::Securite.sensibilite(), Sensibilite::Secrete);
        assert_eq!(QuestionReperage::Sante.sensibilite(), Sensibilite::Restreinte);
        assert_eq!(QuestionReperage::ALL.len(), 6);
    }
}
