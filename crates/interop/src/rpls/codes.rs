//! Code lists of the order on RPLS, as enums, and what they mean for the ceilings and the reservations.

use droit::logement::{Produit, TypeReservataire};

macro_rules! codes {
    ($(#[$meta:meta])* $name:ident { $($variant:ident = $code:literal, $libelle:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($variant,)+ }

        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            pub const fn code(self) -> &'static str {
                match self { $($name::$variant => $code,)+ }
            }

            pub const fn libelle(self) -> &'static str {
                match self { $($name::$variant => $libelle,)+ }
            }

            pub fn from_code(code: &str) -> Option<$name> {
                match code { $($code => Some($name::$variant),)+ _ => None }
            }
        }
    };
}

codes! {
    /// Position 40.
    ModeOccupation {
        Loue = "1", "loué"; VacantPropose = "2", "proposé à la location mais vacant"; Vide = "3", "vide";
        Association = "4", "pris en charge par une association"; Contrepartie = "5", "occupé avec contrepartie"; SansObjet = "9", "sans objet";
    }
}
codes! {
    /// Position 37.
    MotifSortie {
        VenteOccupant = "1", "vendu à son occupant"; AutreBailleur = "2", "cédé à un autre bailleur"; AutreVente = "3", "vendu";
        Demolition = "4", "démoli"; Autre = "5", "sorti du parc pour une autre raison"; SansObjet = "9", "sans objet";
    }
}
codes! {
    /// Position 63.
    Contingent {
        EtatAgents = "1", "État, fonctionnaires"; EtatPrioritaires = "2", "État, prioritaires"; Employeurs = "3", "employeurs et Action Logement";
        Collectivites = "4", "collectivités et EPCI"; Garanties = "5", "autres réservataires au titre de R. 314"; Autres = "6", "autres réservataires"; NonReserve = "7", "non réservé";
    }
}
codes! {
    /// Position 32.
    Financement {
        Llts = "10", "PLAI ou LLTS"; PlaLmTs = "11", "PLA LM ou PLA TS"; Pla = "12", "PLA"; Lls = "13", "PLUS ou LLS"; Pls = "14", "PLS";
        Pap = "15", "PAP"; Pli = "16", "PLI"; Pcl = "17", "PCL"; AutreDepuis1977 = "49", "autre financement depuis 1977";
        Hbm = "50", "HBM"; PlrPsr = "51", "PLR ou PSR"; HlmO = "52", "HLM/O"; Ilm = "53", "ILM"; Iln = "54", "ILN"; Cff = "55", "prêt du Crédit foncier";
        AutreAvant1977 = "99", "autre financement avant 1977";
    }
}

impl Contingent {
    /// In the words of the SNE contract.
    pub const fn type_reservataire(self) -> TypeReservataire {
        match self {
            Contingent::EtatAgents => TypeReservataire::EtatAgents,
            Contingent::EtatPrioritaires => TypeReservataire::EtatPrioritaires,
            Contingent::Employeurs => TypeReservataire::ActionLogement,
            Contingent::Collectivites => TypeReservataire::Collectivite,
            Contingent::Garanties | Contingent::Autres => TypeReservataire::Autre,
            Contingent::NonReserve => TypeReservataire::Aucun,
        }
    }
}

impl Financement {
    /// The overseas product whose ceilings apply; none is guessed for a financing of another kind. The old loans of social
    /// homes follow the ceilings of the LLS: reading of the tables of RPLS, to confirm, which the ceiling of the CUS overrides.
    pub const fn produit(self) -> Option<Produit> {
        match self {
            Financement::Llts | Financement::PlaLmTs => Some(Produit::Llts),
            Financement::Lls
            | Financement::Pla
            | Financement::Hbm
            | Financement::PlrPsr
            | Financement::HlmO
            | Financement::Ilm => Some(Produit::Lls),
            Financement::Pls => Some(Produit::Pls),
            Financement::Pap
            | Financement::Pli
            | Financement::Pcl
            | Financement::AutreDepuis1977
            | Financement::Iln
            | Financement::Cff
            | Financement::AutreAvant1977 => None,
        }
    }
}

/// Position 47, the ceiling that the CUS applies: 16 (PLI) stands outside social homes.
pub fn produit_de_plafond(code: &str) -> Option<Produit> {
    match code {
        "11" => Some(Produit::Llts),
        "13" => Some(Produit::Lls),
        "14" => Some(Produit::Pls),
        _ => None,
    }
}
