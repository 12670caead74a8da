//! Facts on the priority publics of CCH L. 441-1. A label in force proves; a motive or the present
//! home declares, and its points stay provisional; neither of them makes a household « prioritaire » (R3.04).

use crate::demande::{
    Coparentalite, LienParente, ModeleLogement, Motif, NaturePreuve, PublicPrioritaire, RolePersonne, Sensibilite, StatutDalo,
};
use crate::priorites::compute_debut_label;
use crate::territoire::limites::Limites;
use crate::tri::Tri;

use super::logement_actuel::{is_modele, is_structure, is_suroccupe};
use super::{Contexte, EtatPreuve, Fait, Portee, TypeFait, Valeur};

pub(super) const FAITS: &[Fait] = &[
    Fait {
        nom: "prioritaire",
        type_fait: || TypeFait::Booleen,
        portee: Portee::Demande,
        sensibilite: Sensibilite::Normale,
        article: "CCH L. 441-1",
        libelle: "Ménage labellisé prioritaire",
        explication: "Au moins un label, ou une décision DALO, en vigueur au jour du calcul. Un label compte à partir du lendemain de sa date, le jour même pour des violences ou une décision DALO ; une déclaration ne suffit jamais.",
        automatique: true,
        derive: |c| {
            let labelled = PublicPrioritaire::ALL.iter().any(|public| is_labelled(c, *public));
            (Valeur::Booleen(labelled), EtatPreuve::SansObjet)
        },
    },
    Fait {
        nom: "dalo",
        type_fait: || TypeFait::Booleen,
        portee: Portee::Demande,
        sensibilite: Sensibilite::Elevee,
        article: "CCH L. 441-2-3",
        libelle: "Reconnu prioritaire au titre du DALO",
        explication: "Décision de la commission de médiation en cours de validité ; une décision caduque ou déjà suivie d’un relogement ne compte plus.",
        automatique: false,
        derive: |c| compute_public(c, PublicPrioritaire::Dalo),
    },
    Fait {
        nom: "handicap",
        type_fait: || TypeFait::Booleen,
        portee: Portee::Demande,
        sensibilite: Sensibilite::Restreinte,
        article: "CCH L. 441-1, a",
        libelle: "Handicap dans le ménage",
        explication: "Labellisé, reconnu pour une personne du ménage, ou déclaré comme motif (provisoire).",
        automatique: false,
        derive: |c| compute_public(c, PublicPrioritaire::Handicap),
    },
    Fait {
        nom: "sortant_act",
        type_fait: || TypeFait::Booleen,
        portee: Portee::Demande,
        sensibilite: Sensibilite::Restreinte,
        article: "CCH L. 441-1, b",
        libelle: "Sortant d’un appartement de coordination thérapeutique",
        explication: "Labellisé par l’autorité compétente ; aucun motif du formulaire ne le déclare.",
        automatique: false,
        derive: |c| compute_public(c, PublicPrioritaire::SortantAct),
    },
    Fait {
        nom: "mal_loge_defavorise",
        type_fait: || TypeFait::Booleen,
        portee: Portee::Demande,
        sensibilite: Sensibilite::Elevee,
        article: "CCH L. 441-1, c",
        libelle: "Mal logé, défavorisé ou en difficulté",
        explication: "Labellisé par l’autorité compétente ; aucun motif du formulaire ne le déclare.",
        automatique: false,
        derive: |c| compute_public(c, PublicPrioritaire::MalLogeDefavorise),
    },
    Fait {
        nom: "heberge_temporaire",
        type_fait: || TypeFait::Booleen,
        portee: Portee::Demande,
        sensibilite: Sensibilite::Elevee,
        article: "CCH L. 441-1, d",
        libelle: "Hébergé ou logé temporairement",
        explication: "Labellisé, ou logé aujourd’hui dans une structure ou un logement de transition (provisoire).",
        automatique: false,
        derive: |c| compute_public(c, PublicPrioritaire::HebergeTemporaire),
    },
    Fait {
        nom: "reprise_activite",
        type_fait: || TypeFait::Booleen,
        portee: Portee::Demande,
        sensibilite: Sensibilite::Normale,
        article: "CCH L. 441-1, e",
        libelle: "Reprise d’activité après un chômage de longue durée",
        explication: "Labellisé par l’autorité compétente ; aucun motif du formulaire ne le déclare.",
        automatique: false,
        derive: |c| compute_public(c, PublicPrioritaire::RepriseActivite),
    },
    Fait {
        nom: "habitat_indigne",
        type_fait: || TypeFait::Booleen,
        portee: Portee::Demande,
        sensibilite: Sensibilite::Normale,
        article: "CCH L. 441-1, f",
        libelle: "Exposé à l’habitat indigne",
        explication: "Labellisé, logement signalé indigne, ou déclaré comme motif (provisoire).",
        automatique: false,
        derive: |c| compute_public(c, PublicPrioritaire::HabitatIndigne),
    },
    Fait {
        nom: "violences_couple",
        type_fait: || TypeFait::Booleen,
        portee: Portee::Demande,
        sensibilite: Sensibilite::Secrete,
        article: "CCH L. 441-1, g",
        libelle: "Violences au sein du couple",
        explication: "Labellisé, ou déclaré comme motif (provisoire). Secret : jamais montré à qui n’en a pas le droit.",
        automatique: false,
        derive: |c| compute_public(c, PublicPrioritaire::ViolencesCouple),
    },
    Fait {
        nom: "violences_sexuelles",
        type_fait: || TypeFait::Booleen,
        portee: Portee::Demande,
        sensibilite: Sensibilite::Secrete,
        article: "CCH L. 441-1, g bis",
        libelle: "Violences sexuelles au domicile ou à ses abords",
        explication: "Labellisé par l’autorité compétente ; secret : jamais montré à qui n’en a pas le droit.",
        automatique: false,
        derive: |c| compute_public(c, PublicPrioritaire::ViolencesSexuelles),
    },
    Fait {
        nom: "sortie_prostitution",
        type_fait: || TypeFait::Booleen,
        portee: Portee::Demande,
        sensibilite: Sensibilite::Secrete,
        article: "CCH L. 441-1, h",
        libelle: "Parcours de sortie de la prostitution",
        explication: "Labellisé par l’autorité compétente ; secret : jamais montré à qui n’en a pas le droit.",
        automatique: false,
        derive: |c| compute_public(c, PublicPrioritaire::SortieProstitution),
    },
    Fait {
        nom: "traite_proxenetisme",
        type_fait: || TypeFait::Booleen,
        portee: Portee::Demande,
        sensibilite: Sensibilite::Secrete,
        article: "CCH L. 441-1, i",
        libelle: "Victime de traite ou de proxénétisme",
        explication: "Labellisé par l’autorité compétente ; secret : jamais montré à qui n’en a pas le droit.",
        automatique: false,
        derive: |c| compute_public(c, PublicPrioritaire::TraiteProxenetisme),
    },
    Fait {
        nom: "mineur_suroccupation",
        type_fait: || TypeFait::Booleen,
        portee: Portee::Demande,
        sensibilite: Sensibilite::Normale,
        article: "CCH L. 441-1, j",
        libelle: "Enfant mineur dans un logement suroccupé ou non décent",
        explication: "Labellisé, ou un mineur à charge, enfant ou non, dans un logement suroccupé ou signalé non décent (provisoire).",
        automatique: false,
        derive: |c| compute_public(c, PublicPrioritaire::MineurSuroccupation),
    },
    Fait {
        nom: "sans_logement",
        type_fait: || TypeFait::Booleen,
        portee: Portee::Demande,
        sensibilite: Sensibilite::Normale,
        article: "CCH L. 441-1, k",
        libelle: "Dépourvu de logement",
        explication: "Labellisé, sans abri ou hébergé par un tiers, ou déclaré comme motif (provisoire).",
        automatique: false,
        derive: |c| compute_public(c, PublicPrioritaire::SansLogement),
    },
    Fait {
        nom: "menace_expulsion",
        type_fait: || TypeFait::Booleen,
        portee: Portee::Demande,
        sensibilite: Sensibilite::Elevee,
        article: "CCH L. 441-1, l",
        libelle: "Menacé d’expulsion sans relogement",
        explication: "Labellisé, ou déclaré comme motif (provisoire).",
        automatique: false,
        derive: |c| compute_public(c, PublicPrioritaire::MenaceExpulsion),
    },
    Fait {
        nom: "sortant_ase",
        type_fait: || TypeFait::Booleen,
        portee: Portee::Demande,
        sensibilite: Sensibilite::Restreinte,
        article: "CCH L. 441-1, m",
        libelle: "Sortant de l’aide sociale à l’enfance",
        explication: "Labellisé par l’autorité compétente ; aucun motif du formulaire ne le déclare.",
        automatique: false,
        derive: |c| compute_public(c, PublicPrioritaire::SortantAse),
    },
];

/// The value of one public and how it is established.
fn compute_public(contexte: &Contexte, public: PublicPrioritaire) -> (Valeur, EtatPreuve) {
    if is_labelled(contexte, public) {
        return (Valeur::Booleen(true), EtatPreuve::Prouve { nature: NaturePreuve::Decision });
    }
    (Valeur::from_tri(compute_declaration(contexte, public)), contexte.etat_preuve(public.code()))
}

/// A label of this public holds on the day; for the DALO, so does an active decision.
pub(super) fn is_labelled(contexte: &Contexte, public: PublicPrioritaire) -> bool {
    let dossier = &contexte.demande.dossier;
    // Every label is looked at, so that each end of period is noted.
    let labels = dossier.labels.iter().filter(|label| label.public == public);
    let labelled = labels.filter(|label| contexte.holds(compute_debut_label(public, label.depuis), label.jusqu_au)).count() > 0;
    let decided = public == PublicPrioritaire::Dalo
        && dossier.dalo.as_ref().is_some_and(|decision| {
            decision.statut == StatutDalo::Actif && decision.decide_le.is_none_or(|le| contexte.holds(le, None))
        });
    labelled || decided
}

/// What the household itself says. A public that only a label can establish is false without one.
fn compute_declaration(contexte: &Contexte, public: PublicPrioritaire) -> Tri {
    let dossier = &contexte.demande.dossier;
    match public {
        PublicPrioritaire::Dalo
        | PublicPrioritaire::SortantAct
        | PublicPrioritaire::MalLogeDefavorise
        | PublicPrioritaire::RepriseActivite
        | PublicPrioritaire::ViolencesSexuelles
        | PublicPrioritaire::SortieProstitution
        | PublicPrioritaire::TraiteProxenetisme
        | PublicPrioritaire::SortantAse => Tri::Faux,
        PublicPrioritaire::Handicap => {
            let personnes = &dossier.menage.personnes;
            if personnes.iter().any(|p| p.handicap == Some(true)) || dossier.motifs.contains(&Motif::Handicap) {
                Tri::Vrai
            } else if is_liste_close(&dossier.motifs)
                || (!personnes.is_empty() && personnes.iter().all(|p| p.handicap == Some(false)))
            {
                Tri::Faux
            } else {
                Tri::Inconnu
            }
        }
        PublicPrioritaire::HebergeTemporaire => is_modele(contexte, is_structure),
        PublicPrioritaire::HabitatIndigne => match dossier.logement_actuel.indigne {
            Some(true) => Tri::Vrai,
            Some(false) | None => has_motif(contexte, Motif::NonDecent),
        },
        PublicPrioritaire::ViolencesCouple => has_motif(contexte, Motif::Violences),
        PublicPrioritaire::MineurSuroccupation => {
            has_mineur_a_charge(contexte).et(is_suroccupe(contexte).ou(has_motif(contexte, Motif::NonDecent)))
        }
        PublicPrioritaire::SansLogement => is_modele(contexte, |m| {
            matches!(m, ModeleLogement::SansAbri | ModeleLogement::ChezParticulier | ModeleLogement::ChezParentsOuEnfants)
        })
        .ou(has_motif(contexte, Motif::SansLogement)),
        PublicPrioritaire::MenaceExpulsion => has_motif(contexte, Motif::Expulsion),
    }
}

/// Motives that the form lets a household give.
const MOTIFS_DU_FORMULAIRE: usize = 3;

/// Whether a motive that is not in the list was not claimed. The contract of the SNE carries every motive ticked, of the
/// main ones only (`principauxMotifDemande`): a list with room left is whole, a full one says nothing of what it left out.
fn is_liste_close(motifs: &[Motif]) -> bool {
    !motifs.is_empty() && motifs.len() < MOTIFS_DU_FORMULAIRE
}

/// CCH L. 441-1, j: whether the household has a minor in its charge, its own child or not (a grandchild, a nephew).
/// One known minor is enough; a birth date that could make one leaves the answer unknown.
fn has_mineur_a_charge(contexte: &Contexte) -> Tri {
    let personnes = &contexte.demande.dossier.menage.personnes;
    let none = if personnes.is_empty() { Tri::Inconnu } else { Tri::Faux };
    personnes.iter().fold(none, |found, personne| match personne.role {
        RolePersonne::ACharge(LienParente::Enfant | LienParente::Autre) | RolePersonne::EnGarde(Coparentalite::GardeAlternee) => {
            let majorite = Limites::get().majorite_ans();
            found.ou(Tri::from(personne.naissance_le.map(|born| contexte.age(born) < majorite)))
        }
        RolePersonne::Titulaire
        | RolePersonne::Cotitulaire(_)
        | RolePersonne::ACharge(LienParente::Parent)
        | RolePersonne::EnGarde(Coparentalite::DroitDeVisite) => found,
    })
}

/// Whether a motive is declared; unknown when the household gave no motive at all.
fn has_motif(contexte: &Contexte, motif: Motif) -> Tri {
    let motifs = &contexte.demande.dossier.motifs;
    if motifs.is_empty() { Tri::Inconnu } else { Tri::from(motifs.contains(&motif)) }
}
