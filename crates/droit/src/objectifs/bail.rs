//! The facts of a lease, frozen without identity, and where each objective puts it.

use crate::jour::Jour;
use crate::logement::TypeReservataire;
use crate::ressources::Quartile;
use crate::tri::Tri;
use chrono::Datelike;

/// What was frozen at the signature of a lease (codes are those of the territory).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BailCompte {
    pub signe_le: Jour,
    pub bailleur: String,
    /// Who the home was charged to. `Aucun` is the landlord's own.
    pub type_reservataire: TypeReservataire,
    /// Organisation of the holder; `None` for the landlord's own.
    pub reservataire: Option<String>,
    /// Reserved, then given back to the landlord for lack of a candidate: counts with the landlord's.
    pub rendu_au_bailleur: bool,
    /// INSEE code.
    pub commune: String,
    pub secteur: Option<String>,
    /// In a QPV of the vintage in force at the lease, by the address of the home.
    pub qpv: Tri,
    /// `None`: resources missing at the allocation, unclassifiable.
    pub quartile: Option<Quartile>,
    /// Rehoused in a renouvellement urbain operation or an ORCOD.
    pub reloge: Tri,
    pub dalo: Tri,
    /// Labelled before the commission under CCH L. 441-1 (DALO apart).
    pub prioritaire: Tri,
    pub foyer: bool,
    /// Intermediate housing, out of the perimeter.
    pub intermediaire: bool,
    /// Already a tenant of the social stock; counts like the others.
    pub mutation: bool,
}

/// The three objectives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Objectif {
    /// A: first quartile and relogés outside QPV.
    HorsQpv,
    /// B: second to fourth quartile in QPV.
    EnQpv,
    /// C: DALO and priority publics, per holder.
    PublicsPrioritaires,
}

impl Objectif {
    pub const ALL: [Objectif; 3] = [Objectif::HorsQpv, Objectif::EnQpv, Objectif::PublicsPrioritaires];

    pub const fn code(self) -> &'static str {
        match self {
            Objectif::HorsQpv => "hors_qpv",
            Objectif::EnQpv => "en_qpv",
            Objectif::PublicsPrioritaires => "publics_prioritaires",
        }
    }

    pub const fn libelle(self) -> &'static str {
        match self {
            Objectif::HorsQpv => "Premier quartile et relogés, hors QPV",
            Objectif::EnQpv => "Deuxième au quatrième quartile, en QPV",
            Objectif::PublicsPrioritaires => "DALO et publics prioritaires",
        }
    }

    pub const fn article(self) -> &'static str {
        match self {
            Objectif::HorsQpv | Objectif::EnQpv | Objectif::PublicsPrioritaires => "CCH L. 441-1",
        }
    }
}

/// Where an objective puts a lease: each figure opens the list of the leases of one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// Not concerned.
    HorsBase,
    /// In the base and in the numerator.
    Compte,
    /// In the base only.
    NonCompte,
    /// In the base, and the fact that decides is missing: never in the numerator, told apart.
    Inclassable,
    /// The location is unknown: in no base, told apart.
    LocalisationInconnue,
}

/// CCH L. 441-1 (R5.01): a lease counts in the year it is signed, whenever the household enters.
pub fn compute_annee(signe_le: Jour) -> i32 {
    signe_le.year()
}

impl BailCompte {
    pub fn annee(&self) -> i32 {
        compute_annee(self.signe_le)
    }

    /// CCH L. 441-1 (R5.01, R5.02, R5.05, R5.06): the place of the lease in an objective. Foyers and
    /// intermediate housing stand outside; mutations count.
    pub fn classer(&self, objectif: Objectif) -> Place {
        if self.foyer || self.intermediaire {
            return Place::HorsBase;
        }
        match objectif {
            Objectif::HorsQpv => match self.qpv {
                Tri::Vrai => Place::HorsBase,
                Tri::Inconnu => Place::LocalisationInconnue,
                Tri::Faux => match (self.reloge, self.quartile) {
                    (Tri::Vrai, _) | (_, Some(Quartile::Q1)) => Place::Compte,
                    (Tri::Faux, Some(Quartile::Q2 | Quartile::Q3 | Quartile::Q4)) => Place::NonCompte,
                    // Either fact would count it: unknown is told apart, never a no.
                    (Tri::Inconnu, _) | (Tri::Faux, None) => Place::Inclassable,
                },
            },
            Objectif::EnQpv => match self.qpv {
                Tri::Faux => Place::HorsBase,
                Tri::Inconnu => Place::LocalisationInconnue,
                Tri::Vrai => match self.quartile {
                    Some(Quartile::Q1) => Place::NonCompte,
                    Some(Quartile::Q2 | Quartile::Q3 | Quartile::Q4) => Place::Compte,
                    None => Place::Inclassable,
                },
            },
            Objectif::PublicsPrioritaires => match self.dalo.ou(self.prioritaire) {
                _ if self.titulaire().is_none() => Place::HorsBase,
                Tri::Vrai => Place::Compte,
                Tri::Faux => Place::NonCompte,
                Tri::Inconnu => Place::Inclassable,
            },
        }
    }

    /// The holder whose 25 % this lease counts in (R5.06 table); `None` when the law sets no such
    /// objective on the holder (State agents, other holders).
    pub fn titulaire(&self) -> Option<Titulaire> {
        let bailleur = || Titulaire::Bailleur(self.bailleur.clone());
        if self.rendu_au_bailleur {
            return Some(bailleur());
        }
        match self.type_reservataire {
            TypeReservataire::Aucun => Some(bailleur()),
            TypeReservataire::Collectivite => Some(Titulaire::Collectivite(self.reservataire.clone().unwrap_or_default())),
            TypeReservataire::ActionLogement => Some(Titulaire::ActionLogement),
            TypeReservataire::EtatPrioritaires => Some(Titulaire::Etat),
            TypeReservataire::EtatAgents | TypeReservataire::Autre => None,
        }
    }
}

/// Who answers for objective C, evaluated per holder and never on the total of the EPCI.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Titulaire {
    /// The State's 25 %, which goes whole to priority publics.
    Etat,
    ActionLogement,
    /// A collectivité or EPCI, on its own reservations.
    Collectivite(String),
    /// A landlord, on homes not reserved or given back.
    Bailleur(String),
}
