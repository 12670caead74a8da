//! The accounts of the territory, for whoever administers them.

use chrono::{DateTime, Utc};
use stockage::compte::{self, Compte};
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::comptes::check_gestion;
use crate::droits::{Acteur, Role};
use crate::habitat::sigle;
use crate::issue::Echec;

/// An account as listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompteListe {
    pub id: Uuid,
    pub nom: String,
    pub identifiant: String,
    pub role: String,
    pub organisation: String,
    pub derniere_connexion_le: Option<DateTime<Utc>>,
    pub etat: EtatCompte,
    /// One's own account is not changed here.
    pub modifiable: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EtatCompte {
    Ouvert,
    /// Never signed in since a password was handed out.
    AInitialiser,
    Verrouille {
        jusqu_au: DateTime<Utc>,
    },
    Ferme,
}

/// Every account, by organisation then identifier.
pub async fn list_comptes(carbet: &Carbet, acteur: &Acteur) -> Result<Vec<CompteListe>, Echec> {
    check_gestion(acteur)?;
    let regles = carbet.regles();
    let now = carbet.horloge.instant_utc();
    Ok(compte::list(&carbet.base)
        .await?
        .into_iter()
        .map(|compte| CompteListe {
            etat: etat_de(&compte, now),
            role: Role::from_code(&compte.role).map_or_else(|| compte.role.clone(), |role| role.libelle().to_owned()),
            organisation: sigle(&regles.territoire, &compte.organisation),
            modifiable: compte.id != acteur.compte,
            id: compte.id,
            nom: compte.nom,
            identifiant: compte.identifiant,
            derniere_connexion_le: compte.derniere_connexion_le,
        })
        .collect())
}

pub(crate) fn etat_de(compte: &Compte, now: DateTime<Utc>) -> EtatCompte {
    match compte.verrouille_jusqu_au {
        _ if compte.etat != "actif" => EtatCompte::Ferme,
        Some(jusqu_au) if jusqu_au > now => EtatCompte::Verrouille { jusqu_au },
        _ if compte.doit_changer => EtatCompte::AInitialiser,
        _ => EtatCompte::Ouvert,
    }
}
