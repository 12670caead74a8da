//! Reading: the offers that are out, to notify, expired or to sign, and one offer with its ranks and events.

use std::collections::HashMap;

use droit::jour::Jour;
use stockage::candidature::{self, Candidature};
use stockage::decision::{self, Decision};
use stockage::demande;
use stockage::offre::{self, Offre};
use stockage::vacance::{FiltreVacance, Vacance};
use stockage::{bail, residence, seance, vacance};
use uuid::Uuid;

use crate::a_reporter::nom_menage;
use crate::carbet::Carbet;
use crate::conditions_acces::{is_perdu, list_conditions};
use crate::decider::loyer;
use crate::droits::{Acte, Acteur, Portee};
use crate::issue::Echec;
use crate::offre as commun;
use crate::rang_suivant::A_NOTIFIER;
use crate::seance::logement_de;

/// Where an offer stands on the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EtapeOffre {
    /// The last day to answer has gone by: the silence is to be found.
    Expiree,
    ANotifier,
    /// Attribution under a condition whose paper is awaited.
    SousCondition,
    EnCours,
    BailASigner,
    Terminee,
}

#[derive(Clone, Debug)]
pub struct LigneOffre {
    pub id: Uuid,
    pub demande: Uuid,
    pub menage: String,
    pub numero_unique: Option<String>,
    pub logement: String,
    pub rang: Option<i32>,
    pub etape: EtapeOffre,
    pub etat: String,
    pub expire_le: Option<Jour>,
    pub condition_avant_le: Option<Jour>,
}

/// One offer as shown.
pub struct OffreLue {
    pub ligne: LigneOffre,
    pub offre: Offre,
    pub candidature: Candidature,
    pub decision: Option<Decision>,
    pub seance_le: Option<Jour>,
    pub adresse: String,
    pub loyer: droit::montant::Centimes,
    /// Ranks given for the home: rank, demande, name, state of the candidature.
    pub rangs: Vec<(i32, Uuid, String, String)>,
    pub bail_signe_le: Option<Jour>,
    /// Monthly resources of the file, proposed for the lease.
    pub revenu_mensuel: Option<droit::montant::Centimes>,
    /// The offer waits for its notification, and the household no longer meets a legal condition of access.
    pub acces_perdu: bool,
}

/// The offers of the landlord that still ask for something, the most pressing first; `terminees` adds the others.
pub async fn list_offres(carbet: &Carbet, acteur: &Acteur, terminees: bool) -> Result<Vec<LigneOffre>, Echec> {
    let reach = acteur.portee(Acte::SuivreOffre).ok_or(Echec::Introuvable)?;
    let etats: &[&str] = if terminees { &[] } else { &[A_NOTIFIER, "notifiee", "acceptee"] };
    let bailleur = (reach != Portee::Territoire).then(|| acteur.organisation.clone());
    let filtre = FiltreVacance { bailleur, ouvertes_seulement: !terminees, ..FiltreVacance::default() };
    let homes: HashMap<Uuid, Vacance> = vacance::list(&carbet.base, &filtre).await?.into_iter().map(|v| (v.id, v)).collect();
    let mut lignes = Vec::new();
    for offre in offre::list(&carbet.base, etats).await? {
        let Some(home) = homes.get(&offre.vacance_id) else { continue };
        let Some(candidate) = candidature::find(&carbet.base, offre.candidature_id).await? else { continue };
        let ligne = read_ligne(carbet, acteur, &offre, &candidate, home).await?;
        if terminees || ligne.etape != EtapeOffre::Terminee {
            lignes.push(ligne);
        }
    }
    lignes.sort_by_key(|l| (l.etape, l.expire_le, l.id));
    Ok(lignes)
}

/// One offer within reach.
pub async fn consulter_offre(carbet: &Carbet, acteur: &Acteur, id: Uuid) -> Result<OffreLue, Echec> {
    let dossier = commun::find_en_portee(&carbet.base, acteur, id).await?;
    let ligne = read_ligne(carbet, acteur, &dossier.offre, &dossier.candidature, &dossier.vacance).await?;
    let taken = decision::find_de_candidature(&carbet.base, dossier.candidature.id).await?;
    let seance_le = match &taken {
        Some(taken) => seance::find(&carbet.base, taken.seance_id).await?.map(|s| s.tenue_le),
        None => None,
    };
    let mut rangs = Vec::new();
    for candidate in candidature::list_de_vacance(&carbet.base, dossier.vacance.id).await? {
        let Some(rang) = candidate.rang else { continue };
        let stored = demande::find(&carbet.base, &candidate.departement, candidate.demande_id).await?;
        let name = stored.as_ref().map_or_else(|| "Dossier effacé".to_owned(), nom_menage);
        rangs.push((rang, candidate.demande_id, name, candidate.etat.clone()));
    }
    rangs.sort_by_key(|(rang, id, ..)| (*rang, *id));
    let leases = bail::list_de_logement(&carbet.base, dossier.vacance.logement_id).await?;
    let stored = demande::find(&carbet.base, &dossier.offre.departement, dossier.offre.demande_id).await?;
    let home = logement_de(&carbet.base, &dossier.vacance).await?.to_logement()?;
    let acces_perdu = dossier.offre.etat == A_NOTIFIER
        && stored
            .as_ref()
            .is_some_and(|s| is_perdu(&list_conditions(&carbet.parametres, &s.demande, &home, carbet.aujourd_hui())));
    Ok(OffreLue {
        acces_perdu,
        adresse: read_adresse(carbet, &dossier.vacance).await?,
        loyer: loyer(&dossier.vacance).total(),
        bail_signe_le: leases.iter().find(|b| b.offre_id == Some(dossier.offre.id)).map(|b| b.signe_le),
        revenu_mensuel: stored.as_ref().and_then(|s| droit::ressources::compute_ressources_mensuelles(&s.demande.dossier.menage)),
        ligne,
        decision: taken,
        seance_le,
        rangs,
        offre: dossier.offre,
        candidature: dossier.candidature,
    })
}

async fn read_ligne(
    carbet: &Carbet,
    acteur: &Acteur,
    offre: &Offre,
    candidate: &Candidature,
    home: &Vacance,
) -> Result<LigneOffre, Echec> {
    let stored = demande::find(&carbet.base, &offre.departement, offre.demande_id).await?;
    let taken = match offre.etat.as_str() {
        A_NOTIFIER => decision::find_de_candidature(&carbet.base, candidate.id).await?,
        _ => None,
    };
    let condition_avant_le = taken.and_then(|d| d.condition_avant_le);
    let today = carbet.aujourd_hui();
    let etape = match offre.etat.as_str() {
        A_NOTIFIER if condition_avant_le.is_some() => EtapeOffre::SousCondition,
        A_NOTIFIER => EtapeOffre::ANotifier,
        "notifiee" if offre.expire_le.is_some_and(|last| today > last) => EtapeOffre::Expiree,
        "notifiee" => EtapeOffre::EnCours,
        "acceptee" if candidate.etat == "acceptee" => EtapeOffre::BailASigner,
        _ => EtapeOffre::Terminee,
    };
    let sees_names = acteur.role.masque().identite;
    Ok(LigneOffre {
        id: offre.id,
        demande: offre.demande_id,
        menage: stored.as_ref().filter(|_| sees_names).map_or_else(|| "Dossier effacé".to_owned(), nom_menage),
        numero_unique: stored.and_then(|s| s.demande.numero_unique()).map(|n| n.to_string()),
        logement: read_nom(carbet, home).await?,
        rang: candidate.rang,
        etape,
        etat: offre.etat.clone(),
        expire_le: offre.expire_le,
        condition_avant_le,
    })
}

async fn read_nom(carbet: &Carbet, home: &Vacance) -> Result<String, Echec> {
    let dwelling = logement_de(&carbet.base, home).await?;
    let name = match dwelling.residence_id {
        Some(id) => residence::find(&carbet.base, id).await?.map(|r| r.nom),
        None => None,
    };
    Ok(format!("{} {}", dwelling.typologie, name.or(dwelling.adresse).unwrap_or_default()).trim().to_owned())
}

pub(crate) async fn read_adresse(carbet: &Carbet, home: &Vacance) -> Result<String, Echec> {
    let dwelling = logement_de(&carbet.base, home).await?;
    let commune =
        carbet.regles().territoire.commune(&dwelling.commune).map_or_else(|| dwelling.commune.clone(), |c| c.nom.clone());
    Ok(match dwelling.adresse {
        Some(adresse) if !adresse.contains(&commune) => format!("{adresse}, {commune}"),
        Some(adresse) => adresse,
        None => commune,
    })
}
