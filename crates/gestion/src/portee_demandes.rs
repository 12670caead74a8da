//! Which demandes a person reaches: the whole territory, those under proposal on one's homes or
//! contingent, those of one's sessions, or one's own (R12.05). Out of reach is as if it did not exist.

use std::collections::BTreeSet;

use droit::priorites::has_priorite;

use stockage::demande::DemandeStockee;
use stockage::seance::FiltreSeance;
use stockage::vacance::FiltreVacance;
use stockage::{blocage, candidature, compte, journal, preselection, seance, seance_membre, seance_point, vacance};
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::droits::{Acte, Acteur, Masque, Portee, Role, VueSensible};
use crate::issue::Echec;

/// What an actor reaches for an act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Etendue {
    Toutes,
    Seulement(BTreeSet<Uuid>),
}

impl Etendue {
    pub fn contains(&self, id: Uuid) -> bool {
        match self {
            Etendue::Toutes => true,
            Etendue::Seulement(ids) => ids.contains(&id),
        }
    }

    /// The ids to keep, for a filter; `None` for no limit.
    pub fn ids(&self) -> Option<Vec<Uuid>> {
        match self {
            Etendue::Toutes => None,
            Etendue::Seulement(ids) => Some(ids.iter().copied().collect()),
        }
    }
}

/// The reach of an actor on demandes. Errors: `Introuvable` without the right.
pub async fn read_etendue(carbet: &Carbet, acteur: &Acteur, acte: Acte) -> Result<Etendue, Echec> {
    let ids = match acteur.portee(acte).ok_or(Echec::Introuvable)? {
        Portee::Territoire => return Ok(Etendue::Toutes),
        Portee::Organisation => {
            let held = blocage::list(&carbet.base).await?;
            let filtre = FiltreVacance {
                bailleur: Some(acteur.organisation.clone()),
                ouvertes_seulement: true,
                ..FiltreVacance::default()
            };
            let mut ids: BTreeSet<Uuid> =
                held.into_iter().filter(|b| b.bailleur == acteur.organisation).map(|b| b.demande_id).collect();
            let homes: BTreeSet<Uuid> = vacance::list(&carbet.base, &filtre).await?.into_iter().map(|v| v.id).collect();
            ids.extend(list_preselectionnees(carbet, &homes).await?);
            ids
        }
        Portee::Contingent => list_contingent(carbet, acteur).await?,
        Portee::Seance => list_seances(carbet, acteur).await?,
        Portee::Soi => acteur.demande.into_iter().collect(),
    };
    Ok(Etendue::Seulement(ids))
}

/// Lists and searches show a protected file only to whoever may know what protects it.
pub fn sees_proteges(acteur: &Acteur) -> bool {
    let masque = acteur.role.masque();
    masque.secret && masque.secret_sur.is_none()
}

/// The files whose identity an actor reads, among those it reaches (R12.05): for the State, what its contingent serves.
pub async fn read_identifiables(carbet: &Carbet, acteur: &Acteur) -> Result<Etendue, Echec> {
    let masque = acteur.role.masque();
    match (masque.identite, masque.identite_sur) {
        (false, _) => Ok(Etendue::Seulement(BTreeSet::new())),
        (true, None) => Ok(Etendue::Toutes),
        (true, Some(_)) => {
            let mut ids = list_contingent(carbet, acteur).await?;
            ids.extend(list_seances(carbet, acteur).await?);
            ids.extend(list_prioritaires(carbet));
            Ok(Etendue::Seulement(ids))
        }
    }
}

/// What an actor sees of this file (R12.05).
pub async fn read_masque(carbet: &Carbet, acteur: &Acteur, demande: &DemandeStockee) -> Result<Masque, Echec> {
    let mut masque = acteur.role.masque();
    masque.identite = read_identifiables(carbet, acteur).await?.contains(demande.id);
    if masque.secret && masque.secret_sur.is_some() {
        masque.secret = is_suivie(carbet, acteur, demande).await?;
    }
    Ok(masque)
}

/// Whether the organisation of the actor follows this household: it recognised a public, or one of its accounts acted on the
/// file.
async fn is_suivie(carbet: &Carbet, acteur: &Acteur, demande: &DemandeStockee) -> Result<bool, Echec> {
    if demande.demande.dossier.labels.iter().any(|label| label.autorite == acteur.organisation) {
        return Ok(true);
    }
    let mut accounts: BTreeSet<String> = compte::list_de_organisation(&carbet.base, &acteur.organisation)
        .await?
        .into_iter()
        .map(|account| account.id.to_string())
        .collect();
    accounts.insert(acteur.code());
    let acts = journal::list_for(&carbet.base, "demande", &demande.id.to_string()).await?;
    Ok(acts.iter().any(|line| accounts.contains(&line.acteur)))
}

/// The priority publics that the State's contingent serves, DALO included (CCH L. 441-1, L. 441-2-3).
fn list_prioritaires(carbet: &Carbet) -> Vec<Uuid> {
    let register = carbet.registre.read();
    let columns = &register.colonnes;
    let jour = columns.jour();
    let keys = (0..columns.len()).map(|row| columns.cle(row));
    keys.filter(|cle| columns.demande(cle).is_some_and(|held| has_priorite(held, jour))).map(Uuid::from_bytes).collect()
}

/// Whether an actor may open this file. Errors: `Introuvable`.
///
/// A protected file opens to who may know, to the desks (which see that it is protected), and to whoever
/// works on it now: the bailleur and the commission of a home it is proposed for.
pub async fn check_demande(carbet: &Carbet, acteur: &Acteur, acte: Acte, demande: &DemandeStockee) -> Result<(), Echec> {
    let etendue = read_etendue(carbet, acteur, acte).await?;
    if !etendue.contains(demande.id) {
        return Err(Echec::Introuvable);
    }
    let masque = acteur.role.masque();
    let knows = masque.secret || masque.sensible != VueSensible::Non;
    if demande.protege && !knows && etendue == Etendue::Toutes {
        return Err(Echec::Introuvable);
    }
    Ok(())
}

/// Households proposed on the homes whose reservation right the organisation holds.
async fn list_contingent(carbet: &Carbet, acteur: &Acteur) -> Result<BTreeSet<Uuid>, Echec> {
    let filtre =
        FiltreVacance { reservataire: Some(acteur.organisation.clone()), ouvertes_seulement: true, ..FiltreVacance::default() };
    let vacances: BTreeSet<Uuid> = vacance::list(&carbet.base, &filtre).await?.into_iter().map(|v| v.id).collect();
    let held = blocage::list(&carbet.base).await?;
    let mut ids: BTreeSet<Uuid> = held.into_iter().filter(|b| vacances.contains(&b.vacance_id)).map(|b| b.demande_id).collect();
    ids.extend(list_preselectionnees(carbet, &vacances).await?);
    Ok(ids)
}

/// Households chosen to be contacted for these homes: whoever contacts them reads their file, though nobody holds them.
async fn list_preselectionnees(carbet: &Carbet, vacances: &BTreeSet<Uuid>) -> Result<Vec<Uuid>, Echec> {
    let ids: Vec<Uuid> = vacances.iter().copied().collect();
    Ok(preselection::list_de_vacances(&carbet.base, &ids).await?.into_iter().map(|p| p.demande_id).collect())
}

/// Households on the agenda of a session to come or under way where the actor sits.
async fn list_seances(carbet: &Carbet, acteur: &Acteur) -> Result<BTreeSet<Uuid>, Echec> {
    let filtre =
        FiltreSeance { etats: ["preparee", "convoquee", "ouverte"].map(str::to_owned).to_vec(), ..FiltreSeance::default() };
    let mut vacances = Vec::new();
    for seance in seance::list(&carbet.base, &filtre).await? {
        let sits = seance.bailleur == acteur.organisation
            || (matches!(acteur.role, Role::Caleol | Role::Etat)
                && seance_membre::list_de_seance(&carbet.base, seance.id)
                    .await?
                    .iter()
                    .any(|m| m.organisation.as_deref() == Some(acteur.organisation.as_str())));
        if sits {
            vacances.extend(seance_point::list_de_seance(&carbet.base, seance.id).await?.into_iter().map(|p| p.vacance_id));
        }
    }
    let candidates = candidature::list_de_vacances(&carbet.base, &vacances).await?;
    Ok(candidates.into_iter().filter(|c| c.etat != "liberee").map(|c| c.demande_id).collect())
}
