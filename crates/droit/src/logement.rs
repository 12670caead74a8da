//! Nouns of the supply: the home, its financing, its reservation.

use crate::demande::Typologie;
use crate::jour::Jour;
use crate::montant::Centimes;
use crate::nomenclature::nomenclature;

nomenclature!(
    /// Financing product overseas (arrêté of 14 March 2011): its income ceilings follow it.
    Produit { Llts = "LLTS", "Logement locatif très social"; Lls = "LLS", "Logement locatif social"; Pls = "PLS", "Prêt locatif social"; }
);

nomenclature!(
    /// Kind of holder of a reservation right (CCH R. 441-5), in the words of the SNE contract.
    TypeReservataire {
        Collectivite = "COLTER", "Collectivité territoriale ou EPCI"; ActionLogement = "COLACT", "Action Logement et employeurs";
        EtatPrioritaires = "PPRIOR", "État, publics prioritaires"; EtatAgents = "PFONCT", "État, agents publics"; Autre = "AUTRES", "Autre réservataire"; Aucun = "AUCUN", "Hors contingent (bailleur)";
    }
);

/// A home of the social stock as the rules see it. Codes of organisations and of places are those of the territory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logement {
    pub bailleur: String,
    /// Identifier of the home in RPLS, 10 characters.
    pub rpls: Option<String>,
    /// INSEE code.
    pub commune: String,
    pub secteur: Option<String>,
    /// Code of the QPV at its vintage; `None` means outside; unknown location is told by `qpv_connu`.
    pub qpv: Option<String>,
    pub qpv_connu: bool,
    pub typologie: Typologie,
    pub produit: Produit,
    /// Habitable area, whole square metres.
    pub surface: u16,
    pub etage: Option<i8>,
    pub ascenseur: Option<bool>,
    pub adapte: Option<bool>,
    pub individuel: bool,
    pub annee_construction: u16,
    pub conventionne_le: Option<Jour>,
    /// Main rent per month, annexes excluded.
    pub loyer: Centimes,
    pub loyer_annexes: Centimes,
    /// Recoverable charges per month, entered, never guessed.
    pub charges: Centimes,
    /// A foyer or résidence sociale follows another aid rule and stands outside the objectives.
    pub foyer: bool,
}
