//! Acts: choosing the households to contact about a vacancy before any is proposed, and noting their visit.
//!
//! A preselection holds nobody: the same household may be contacted for other homes, proposed elsewhere, or left where it
//! is. Only a proposal holds (`proposer_candidat`), and a visit missed changes nothing to a demande.

use droit::jour::Jour;
use stockage::candidature;
use stockage::preselection::{self, Preselection, Visite};
use stockage::vacance::Vacance;
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::droits::{Acte, Acteur};
use crate::idempotence::claim;
use crate::issue::{Echec, Refus};
use crate::portee_vacance::find_vacance;
use crate::proposer_candidat::examine;
use crate::sortie::is_vivante;

/// What is noted of a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VisiteNotee {
    pub le: Jour,
    pub venu: bool,
    /// `None` while the household has not said.
    pub souhaite: Option<bool>,
}

/// Preselects a household for a vacancy. Returns the id of the preselection.
///
/// # Errors
/// The home is not to be designated any more; the household is barred for it; the local maximum is reached.
pub async fn preselectionner(
    carbet: &Carbet,
    acteur: &Acteur,
    id: Uuid,
    demande: Uuid,
    cle: Option<&str>,
) -> Result<Uuid, Echec> {
    let mut acte = carbet.begin(acteur, "preselectionner").await?;
    let home = find_vacance(&acte.tx, acteur, Acte::Preselectionner, id).await?;
    let row_id = Uuid::now_v7();
    if let Some(deja) = claim(&acte.tx, cle, acteur, "preselectionner", &row_id.to_string(), acte.instant()).await? {
        return deja.parse().map_err(|_| Echec::Introuvable);
    }
    if !matches!(home.etat.as_str(), "orientee" | "en_designation" | "rendue_au_bailleur") {
        let next = "Rechargez la page pour voir où en est le logement.";
        return Err(Refus::new("vacance_arretee", "La liste des candidats de ce logement est arrêtée.", next).into());
    }
    let departement = carbet.regles().territoire.epci.departement.clone();
    let known = preselection::list_de_vacance(&acte.tx, id).await?;
    if let Some(deja) = known.iter().find(|p| p.demande_id == demande) {
        return Ok(deja.id);
    }
    check_maximum(carbet, &acte.tx, &home, &known).await?;
    let etat = examine(carbet, &acte, &home, &departement, demande).await?;
    let row = Preselection {
        id: row_id,
        departement: departement.clone(),
        demande_id: demande,
        vacance_id: id,
        organisation: acteur.organisation.clone(),
        position: etat.position.and_then(|p| i32::try_from(p).ok()),
        preselectionnee_le: carbet.aujourd_hui(),
        preselectionnee_par: acteur.code(),
    };
    preselection::insert(&acte.tx, &row).await?;
    acte.touch("preselection", row_id).touch("vacance", id).tell_about(
        &departement,
        demande,
        serde_json::json!({ "vacance": id, "position": row.position }),
    );
    carbet.conclude(acte).await?;
    Ok(row_id)
}

/// Takes a household out of the preselection; it was never held. Returns the vacancy.
pub async fn retirer_preselection(carbet: &Carbet, acteur: &Acteur, id: Uuid) -> Result<Uuid, Echec> {
    let mut acte = carbet.begin(acteur, "retirer_preselection").await?;
    let row = preselection::find(&acte.tx, id).await?.ok_or(Echec::Introuvable)?;
    let home = find_vacance(&acte.tx, acteur, Acte::Preselectionner, row.vacance_id).await?;
    preselection::delete(&acte.tx, id).await?;
    acte.touch("preselection", id).touch("vacance", home.id).tell_about(
        &row.departement,
        row.demande_id,
        serde_json::json!({ "vacance": home.id }),
    );
    carbet.conclude(acte).await?;
    Ok(home.id)
}

/// Notes the visit of a household preselected or proposed; the last one noted counts.
///
/// # Errors
/// A day to come; a wish from who did not come.
pub async fn noter_visite(carbet: &Carbet, acteur: &Acteur, id: Uuid, demande: Uuid, visite: VisiteNotee) -> Result<(), Echec> {
    let mut acte = carbet.begin(acteur, "noter_visite").await?;
    let home = find_vacance(&acte.tx, acteur, Acte::Preselectionner, id).await?;
    let departement = carbet.regles().territoire.epci.departement.clone();
    let chosen = preselection::list_de_vacance(&acte.tx, id).await?.iter().any(|p| p.demande_id == demande);
    let proposed = candidature::list_de_vacance(&acte.tx, id).await?.iter().any(|c| c.demande_id == demande && is_vivante(c));
    if !chosen && !proposed {
        return Err(Echec::Introuvable);
    }
    if visite.le > carbet.aujourd_hui() {
        let next = "Notez-la une fois passée.";
        return Err(Refus::new("visite_a_venir", "La visite est datée d'un jour à venir.", next).champ("visitee_le").into());
    }
    if !visite.venu && visite.souhaite.is_some() {
        let next = "Laissez « n'a pas dit », ou posez-lui la question « toujours intéressé ? ».";
        return Err(Refus::new("souhait_sans_visite", "Le ménage n'est pas venu et un souhait est noté.", next)
            .champ("visitee_le")
            .into());
    }
    let row = Visite {
        vacance_id: id,
        departement: departement.clone(),
        demande_id: demande,
        visitee_le: visite.le,
        venu: visite.venu,
        souhaite: visite.souhaite,
        organisation: acteur.organisation.clone(),
        notee_par: acteur.code(),
    };
    preselection::put_visite(&acte.tx, &row).await?;
    acte.touch("vacance", home.id).tell_about(
        &departement,
        demande,
        serde_json::json!({ "vacance": id, "visitee_le": visite.le.to_string(), "venu": visite.venu, "souhaite": visite.souhaite }),
    );
    carbet.conclude(acte).await?;
    Ok(())
}

/// The households preselected for a vacancy and not proposed for it since.
pub async fn list_preselectionnes(carbet: &Carbet, acteur: &Acteur, id: Uuid) -> Result<Vec<Preselection>, Echec> {
    let home = find_vacance(&carbet.base, acteur, Acte::ConsulterVacances, id).await?;
    let candidates = candidature::list_de_vacance(&carbet.base, home.id).await?;
    let mut rows = preselection::list_de_vacance(&carbet.base, home.id).await?;
    rows.retain(|p| !candidates.iter().any(|c| c.demande_id == p.demande_id && is_vivante(c)));
    Ok(rows)
}

/// The local usage says how many may be contacted at once for a home: those preselected and not proposed.
async fn check_maximum(
    carbet: &Carbet,
    acces: &impl stockage::Acces,
    home: &Vacance,
    known: &[Preselection],
) -> Result<(), Echec> {
    let regles = carbet.regles();
    let Some(usage) = regles.territoire.delai_relance(carbet.aujourd_hui()) else {
        let next = "Proposez le ménage, ou complétez relances.toml du territoire.";
        return Err(Refus::new("preselection_sans_usage", "Le territoire n'a pas fixé d'usage de présélection.", next).into());
    };
    let candidates = candidature::list_de_vacance(acces, home.id).await?;
    let waiting = known.iter().filter(|p| !candidates.iter().any(|c| c.demande_id == p.demande_id && is_vivante(c))).count();
    let maximum = usage.preselection_maximum;
    if waiting >= usize::try_from(maximum).unwrap_or(usize::MAX) {
        return Err(Refus::new(
            "preselection_pleine",
            format!("{maximum} ménages sont déjà présélectionnés pour ce logement (usage local)."),
            "Retirez-en un, ou proposez ceux qui souhaitent continuer.",
        )
        .into());
    }
    Ok(())
}
