//! Yearly objectives of allocation, legal and local: `objectifs/*.toml` (R5.02–R5.06, C4, C17).

use super::adoption::{Adoption, StatutRegle};
use super::lecteur::Table;
use super::limites::Limites;
use super::organisations::choix_de;
use crate::montant::PointsDeBase;
use crate::nomenclature::nomenclature;

nomenclature!(CodeObjectif {
    HorsQpv = "A", "Premier quartile et relogés, hors QPV"; EnQpv = "B", "Deuxième au quatrième quartile, en QPV";
    PublicsPrioritaires = "C", "Publics prioritaires"; TravailleursEssentiels = "D", "Travailleurs des secteurs essentiels";
});

/// For whom an objective is set.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PorteeObjectif {
    Epci,
    /// Each bailleur on its own leases.
    ChaqueBailleur,
    /// Each réservataire on its own contingent.
    ChaqueReservataire,
    Bailleur(String),
    Reservataire(String),
    Secteur(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objectif {
    pub code: CodeObjectif,
    pub portee: PorteeObjectif,
    /// Civil years, both included; `None` while nothing ends it.
    pub depuis_annee: u16,
    pub jusqu_a_annee: Option<u16>,
    pub taux: PointsDeBase,
    pub article: String,
    /// Edition of the référentiel des quartiers on which a territorialised objective rests (C17).
    pub referentiel: Option<String>,
    pub adoption: Adoption,
}

impl Objectif {
    pub fn is_de_l_annee(&self, annee: u16) -> bool {
        self.adoption.statut != StatutRegle::Projet
            && self.depuis_annee <= annee
            && self.jusqu_a_annee.is_none_or(|last| annee <= last)
    }
}

#[derive(Clone, Copy)]
enum Mot {
    Epci,
    ChaqueBailleur,
    ChaqueReservataire,
    Bailleur,
    Reservataire,
    Secteur,
}

/// Reads the objectives of one file; `connus` says whether a bailleur, a réservataire or a secteur exists.
pub(super) fn lire(racine: &Table<'_>, connu: &impl Fn(&PorteeObjectif) -> bool, deja: &mut Vec<Objectif>) {
    for t in racine.tables("objectif") {
        let adoption = t.adoption();
        let code = t.choix("code", choix_de!(CodeObjectif));
        let portee = lire_portee(&t);
        let (depuis, jusqu_a) = (t.entier("depuis_annee"), t.entier_si("jusqu_a_annee"));
        let (taux, article, referentiel) = (t.pourcent("taux"), t.texte("article"), t.texte_si("referentiel"));
        t.finir();
        let annee = |n: Option<u32>| n.and_then(|n| u16::try_from(n).ok());
        let (Some(code), Some(portee), Some(depuis_annee), Some(taux), Some(article), Some(adoption)) =
            (code, portee, annee(depuis), taux, article, adoption)
        else {
            continue;
        };
        let objectif =
            Objectif { code, portee, depuis_annee, jusqu_a_annee: annee(jusqu_a), taux, article, referentiel, adoption };
        check_plancher(&t, &objectif);
        if !connu(&objectif.portee) {
            t.signaler(
                "portee",
                "Le titulaire de cet objectif n'est pas déclaré dans le territoire.",
                "Vérifier « bailleur », « reservataire » ou « secteur ».",
            );
        }
        if matches!(objectif.portee, PorteeObjectif::Secteur(_)) && objectif.referentiel.is_none() {
            t.signaler(
                "portee",
                "Un objectif par secteur suppose une édition validée du référentiel des quartiers (action 4 de la CIA).",
                "Citer cette édition par « referentiel » ou retirer l'objectif.",
            );
        }
        let overlaps = deja.iter().any(|o| {
            o.code == objectif.code
                && o.portee == objectif.portee
                && o.adoption.statut != StatutRegle::Projet
                && objectif.adoption.statut != StatutRegle::Projet
                && o.jusqu_a_annee.is_none_or(|last| objectif.depuis_annee <= last)
                && objectif.jusqu_a_annee.is_none_or(|last| o.depuis_annee <= last)
        });
        if overlaps {
            t.signaler(
                "depuis_annee",
                format!("Deux objectifs {} de même portée valent la même année.", objectif.code.code()),
                "Clore le premier par « jusqu_a_annee ».",
            );
        }
        deja.push(objectif);
    }
    racine.finir();
}

fn lire_portee(t: &Table<'_>) -> Option<PorteeObjectif> {
    let mot = t.choix(
        "portee",
        &[
            ("epci", Mot::Epci),
            ("chaque_bailleur", Mot::ChaqueBailleur),
            ("chaque_reservataire", Mot::ChaqueReservataire),
            ("bailleur", Mot::Bailleur),
            ("reservataire", Mot::Reservataire),
            ("secteur", Mot::Secteur),
        ],
    )?;
    Some(match mot {
        Mot::Epci => PorteeObjectif::Epci,
        Mot::ChaqueBailleur => PorteeObjectif::ChaqueBailleur,
        Mot::ChaqueReservataire => PorteeObjectif::ChaqueReservataire,
        Mot::Bailleur => PorteeObjectif::Bailleur(t.texte("bailleur")?),
        Mot::Reservataire => PorteeObjectif::Reservataire(t.texte("reservataire")?),
        Mot::Secteur => PorteeObjectif::Secteur(t.texte("secteur")?),
    })
}

/// A whole-EPCI or per-holder objective may not go below the law; a secteur may, the whole deciding.
fn check_plancher(t: &Table<'_>, objectif: &Objectif) {
    if matches!(objectif.portee, PorteeObjectif::Secteur(_)) {
        return;
    }
    let limites = Limites::get();
    let (plancher, article) = match objectif.code {
        CodeObjectif::HorsQpv => (limites.hors_qpv(), "CCH L. 441-1"),
        CodeObjectif::EnQpv => (limites.en_qpv_a_defaut(), "CCH L. 441-1, à défaut de taux fixé par les orientations"),
        CodeObjectif::PublicsPrioritaires => (limites.publics_prioritaires(), "CCH L. 441-1"),
        CodeObjectif::TravailleursEssentiels => return,
    };
    let set_by_orientations = objectif.code == CodeObjectif::EnQpv && objectif.adoption.statut == StatutRegle::Adoptee;
    if objectif.taux < plancher && !set_by_orientations {
        t.signaler(
            "taux",
            format!(
                "L'objectif {} de {} est inférieur au minimum de {plancher} ({article}).",
                objectif.code.code(),
                objectif.taux
            ),
            format!("Écrire au moins {plancher} : une règle locale peut être plus exigeante que la loi, jamais moins."),
        );
    }
}
