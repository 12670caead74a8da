//! Designation: for a vacancy, the households in order, and for any other the rules that stand against it.
//!
//! Follow one list: the register's columns → the prefilter of `droit::admissibilite` → the points → the
//! written order. The list helps to propose; nobody is proposed by it (R4.03).

mod explication;
mod export;
mod liste;
mod ordre;
mod recherche;
mod regard;

pub use crate::valeurs::Depense;
pub(crate) use crate::valeurs::Valeurs;
pub use explication::{Explication, RegleExaminee, expliquer};
pub use export::export_designation;
pub use liste::{Candidat, Compte, DemandeListe, Ecarte, Liste, Onglet, PAR_PAGE, RegleComptee, designer};
pub(crate) use liste::{Tenus, has_libre_avant, tell_blocages};
pub(crate) use ordre::classer;
pub use recherche::{MenageTrouve, TROUVES_MAXIMUM, Trouves, chercher_menages};
pub use regard::RegleDite;

use droit::logement::Logement;
use droit::montant::Centimes;
use stockage::logement::LigneLogement;
use stockage::vacance::Vacance;

use crate::issue::Echec;

/// The home as it is let this time: the rent is that of the vacancy.
pub(crate) fn compute_logement(ligne: &LigneLogement, vacance: &Vacance) -> Result<Logement, Echec> {
    let logement = ligne.to_logement()?;
    Ok(Logement {
        loyer: Centimes(vacance.loyer),
        loyer_annexes: Centimes(vacance.loyer_annexes),
        charges: Centimes(vacance.charges),
        ..logement
    })
}

/// Words for a rule of admissibility, in lists and in filters.
pub fn libelle_regle(regle: &str) -> &'static str {
    match regle {
        "demande_active" => "Demande enregistrée",
        "demande_valide" => "Demande en cours de validité",
        "sejour_regulier" => "Séjour régulier",
        "majorite" => "Majorité ou émancipation",
        "proprietaire" => "Propriété d’un logement",
        "plafond_ressources" => "Plafond de ressources",
        "typologie_recherchee" => "Typologie recherchée",
        "taille_menage" => "Taille du ménage",
        "commune_souhaitee" => "Commune souhaitée",
        "besoin_adapte" => "Besoin d’un logement adapté",
        "usage_adapte" => "Usage d’un logement adapté",
        "categorie" => "Maison ou appartement",
        "etage" => "Étage et ascenseur",
        "foyer" => "Foyer ou résidence sociale",
        _ => "Autre règle",
    }
}

/// Words for a fact that would decide.
pub fn libelle_manque(fait: &str) -> String {
    match fait {
        "expire_le" => "l’échéance de la demande".to_owned(),
        "sejour_regulier" => "le titre de séjour d’un titulaire".to_owned(),
        "naissance_le" => "la date de naissance du titulaire".to_owned(),
        "emancipation" => "l’émancipation du titulaire mineur".to_owned(),
        // Neutral on purpose: the question alone would tell of a separation or of violence.
        "conjoint_separe" => "les ressources à compter".to_owned(),
        "revenu" => "les revenus fiscaux".to_owned(),
        "plafond" => "le plafond applicable (âges ou composition)".to_owned(),
        "typologies" => "la typologie recherchée".to_owned(),
        "personnes" => "la composition du ménage".to_owned(),
        "souhaits" => "les communes souhaitées".to_owned(),
        "demande_elargie" => "l’accord du ménage pour d’autres communes".to_owned(),
        "logement.adapte" => "si le logement est adapté".to_owned(),
        "logement_adapte" => "le besoin d’un logement adapté".to_owned(),
        "logement.etage" => "l’étage du logement".to_owned(),
        "logement.ascenseur" => "la présence d’un ascenseur".to_owned(),
        other => droit::faits::find_fait(other).map_or_else(|| other.to_owned(), |fait| fait.libelle.to_lowercase()),
    }
}
