//! The same answer on plain numbers: built once a demande, compared for each home of a shortlist.

use super::regles::{Sejour, compute_sejour, majorite_le};
use crate::demande::{Demande, EtatDemande};
use crate::jour::Jour;
use crate::logement::{Logement, Produit};
use crate::montant::Centimes;
use crate::tri::Tri;

/// What does not change from one home to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemandeRapide {
    enregistree: bool,
    expire_le: Option<Jour>,
    sejour: Sejour,
    majorite_le: Option<Jour>,
    /// Income against the ceiling of each product, in the order of `Produit::ALL`.
    ressources: [Tri; 3],
    /// One bit a number of rooms, 0 when nothing is asked.
    pieces: u8,
    communes: Box<[u64]>,
    elargie: Option<bool>,
}

/// Income retained and the ceiling of the household for each product, in the order of `Produit::ALL`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RessourcesRapides {
    pub revenu: Option<Centimes>,
    /// Least income when it is not known whether the means of a spouse count.
    pub revenu_plancher: Option<Centimes>,
    pub plafonds: [Option<Centimes>; 3],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogementRapide {
    commune: u64,
    piece: u8,
    produit: usize,
}

impl DemandeRapide {
    pub fn new(demande: &Demande, expire_le: Option<Jour>, ressources: &RessourcesRapides) -> DemandeRapide {
        let recherche = &demande.dossier.recherche;
        DemandeRapide {
            enregistree: matches!(demande.etat, EtatDemande::Enregistree { .. }),
            expire_le,
            sejour: compute_sejour(&demande.dossier.menage),
            majorite_le: majorite_le(&demande.dossier.menage),
            ressources: ressources.plafonds.map(|plafond| match (ressources.revenu, plafond) {
                (Some(revenu), Some(plafond)) if revenu > plafond => {
                    if ressources.revenu_plancher.is_some_and(|least| least <= plafond) { Tri::Inconnu } else { Tri::Faux }
                }
                (Some(_), Some(_)) => Tri::Vrai,
                _ => Tri::Inconnu,
            }),
            pieces: recherche.typologies.iter().fold(0, |mask, t| mask | 1 << t.pieces()),
            communes: recherche.souhaits.iter().map(|s| cle_commune(&s.commune)).collect(),
            elargie: recherche.demande_elargie,
        }
    }
}

impl LogementRapide {
    pub fn new(logement: &Logement) -> LogementRapide {
        LogementRapide {
            commune: cle_commune(&logement.commune),
            piece: 1 << logement.typologie.pieces(),
            produit: match logement.produit {
                Produit::Llts => 0,
                Produit::Lls => 1,
                Produit::Pls => 2,
            },
        }
    }
}

/// The `admissible` of `check_admissibilite`, without its reasons. A property test holds them equal.
pub fn prefiltrer(logement: &LogementRapide, demande: &DemandeRapide, jour: Jour) -> Tri {
    let ressources = demande.ressources[logement.produit];
    let asked = demande.pieces & logement.piece != 0;
    // Cheap refusals first: most pairs end here.
    if !demande.enregistree || ressources == Tri::Faux || demande.sejour.tri == Tri::Faux || (demande.pieces != 0 && !asked) {
        return Tri::Faux;
    }
    let commune = if demande.communes.contains(&logement.commune) || demande.elargie == Some(true) {
        Tri::Vrai
    } else if demande.elargie == Some(false) && !demande.communes.is_empty() {
        Tri::Faux
    } else {
        Tri::Inconnu
    };
    let validite = demande.expire_le.map_or(Tri::Inconnu, |last| Tri::from(jour <= last));
    let majorite = demande.majorite_le.map_or(Tri::Inconnu, |day| if jour >= day { Tri::Vrai } else { Tri::Inconnu });
    let typologie = if asked { Tri::Vrai } else { Tri::Inconnu };
    commune.et(validite).et(ressources).et(demande.sejour.on(jour)).et(majorite).et(typologie)
}

/// A commune as a number: its bytes when they fit (every INSEE code does), else a digest marked by the top bit.
fn cle_commune(code: &str) -> u64 {
    let bytes = code.as_bytes();
    if bytes.len() <= 8 && code.is_ascii() {
        return bytes.iter().fold(0, |key, b| key << 8 | u64::from(*b));
    }
    let digest = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, b| (hash ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3));
    digest | 1 << 63
}
