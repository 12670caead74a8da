//! How a home is told to people: its short name, its address, its commune, its holder.

use std::collections::{BTreeSet, HashMap};

use droit::demande::Typologie;
use droit::logement::TypeReservataire;
use droit::montant::Centimes;
use droit::territoire::Territoire;
use stockage::logement::{self, LigneLogement};
use stockage::residence::{self, Residence};
use stockage::vacance::Vacance;
use stockage::{Acces, StockageError};
use uuid::Uuid;

/// Up to this many residences are read one by one.
const PEU: usize = 3;

/// A home in words, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Habitat {
    pub logement: Uuid,
    /// `T3 Les Balourous`, or `T3, 14 allée des Balourous` when the residence has no name.
    pub nom: String,
    pub residence: String,
    pub adresse: String,
    pub commune: String,
    pub code_commune: String,
    pub secteur: String,
    pub typologie: String,
    pub bailleur: String,
    pub code_bailleur: String,
}

/// Homes and their residences, read at once.
pub struct Habitats {
    logements: HashMap<Uuid, LigneLogement>,
    residences: HashMap<Uuid, Residence>,
}

impl Habitats {
    pub async fn read(acces: &impl Acces, ids: &[Uuid]) -> Result<Habitats, StockageError> {
        let logements: HashMap<Uuid, LigneLogement> =
            logement::get_lot(acces, ids).await?.into_iter().map(|l| (l.id, l)).collect();
        Habitats::with_residences(acces, logements).await
    }

    pub async fn of_lignes(acces: &impl Acces, lignes: &[LigneLogement]) -> Result<Habitats, StockageError> {
        Habitats::with_residences(acces, lignes.iter().map(|l| (l.id, l.clone())).collect()).await
    }

    async fn with_residences(acces: &impl Acces, logements: HashMap<Uuid, LigneLogement>) -> Result<Habitats, StockageError> {
        let ids: BTreeSet<Uuid> = logements.values().filter_map(|l| l.residence_id).collect();
        let mut residences = HashMap::new();
        if ids.len() > PEU {
            let all = residence::list(acces, None).await?;
            residences.extend(all.into_iter().filter(|r| ids.contains(&r.id)).map(|r| (r.id, r)));
        } else {
            for id in ids {
                residences.extend(residence::find(acces, id).await?.map(|found| (id, found)));
            }
        }
        Ok(Habitats { logements, residences })
    }

    pub fn ligne(&self, id: Uuid) -> Option<&LigneLogement> {
        self.logements.get(&id)
    }

    pub fn residence(&self, id: Uuid) -> Option<&Residence> {
        self.logements.get(&id)?.residence_id.and_then(|r| self.residences.get(&r))
    }

    /// The home in words.
    pub fn habitat(&self, territoire: &Territoire, id: Uuid) -> Option<Habitat> {
        let ligne = self.logements.get(&id)?;
        let residence = self.residence(id);
        let typologie =
            Typologie::from_code(&ligne.typologie).map_or_else(|| ligne.typologie.clone(), |t| t.libelle().to_owned());
        let street = ligne.adresse.clone().or_else(|| residence.and_then(|r| r.adresse.clone())).unwrap_or_default();
        let commune = nom_commune(territoire, &ligne.commune);
        let nom = match residence {
            Some(residence) => format!("{typologie} {}", residence.nom),
            None if street.is_empty() => format!("{typologie}, {commune}"),
            None => format!("{typologie}, {street}"),
        };
        Some(Habitat {
            logement: id,
            nom,
            residence: residence.map_or_else(|| street.clone(), |r| r.nom.clone()),
            adresse: if street.is_empty() { commune.clone() } else { format!("{street}, {commune}") },
            commune,
            code_commune: ligne.commune.clone(),
            secteur: territoire.secteur_de(&ligne.commune, None).map_or_else(String::new, |s| s.nom.clone()),
            typologie,
            bailleur: sigle(territoire, &ligne.bailleur),
            code_bailleur: ligne.bailleur.clone(),
        })
    }
}

pub fn nom_commune(territoire: &Territoire, code: &str) -> String {
    territoire.commune(code).map_or_else(|| code.to_owned(), |c| c.nom.clone())
}

/// Short name of an organisation, its code when it is not known.
pub fn sigle(territoire: &Territoire, code: &str) -> String {
    territoire.organisation(code).map_or_else(|| code.to_owned(), |o| o.sigle.clone())
}

/// The holder of a vacancy in words: `État, publics prioritaires`; the bailleur when nobody holds it.
pub fn libelle_reservataire(territoire: &Territoire, vacance: &Vacance) -> String {
    libelle_titulaire(territoire, vacance.reservataire.as_deref(), vacance.type_reservataire.as_deref())
}

pub fn libelle_titulaire(territoire: &Territoire, code: Option<&str>, kind: Option<&str>) -> String {
    let kind = kind.and_then(TypeReservataire::from_code);
    let Some(code) = code else {
        return TypeReservataire::Aucun.libelle().to_owned();
    };
    let name = sigle(territoire, code);
    match kind {
        Some(TypeReservataire::EtatPrioritaires) => format!("{name}, publics prioritaires"),
        Some(TypeReservataire::EtatAgents) => format!("{name}, agents publics"),
        Some(TypeReservataire::Aucun) => format!("{name}, hors contingent"),
        Some(TypeReservataire::Collectivite | TypeReservataire::ActionLogement | TypeReservataire::Autre) | None => name,
    }
}

/// Rent and charges of a vacancy, per month.
pub fn total(vacance: &Vacance) -> Centimes {
    Centimes(vacance.loyer.saturating_add(vacance.loyer_annexes).saturating_add(vacance.charges))
}
