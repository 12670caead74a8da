//! Reading: the sessions within the caller's reach, with what waits in each.

use droit::jour::Jour;
use stockage::seance::{self, FiltreSeance, Seance};
use stockage::{candidature, decision, proces_verbal, seance_point};
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::decider::nom_organisation;
use crate::droits::{Acte, Acteur, Portee};
use crate::issue::Echec;
use crate::seance::{self as commun, point};

/// One session of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResumeSeance {
    pub id: Uuid,
    pub bailleur: String,
    pub bailleur_nom: String,
    pub tenue_le: Jour,
    pub heure: Option<String>,
    pub lieu: Option<String>,
    pub mode: String,
    /// Code of `droit::etats::Seance`.
    pub etat: String,
    pub logements: usize,
    pub demandes: usize,
    pub proces_verbal: bool,
}

/// A page of sessions, latest day first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageSeances {
    pub lignes: Vec<ResumeSeance>,
    pub total: usize,
    pub page: usize,
    pub pages: usize,
    /// The next session to come.
    pub prochaine: Option<ResumeSeance>,
    pub peut_preparer: bool,
}

const PAR_PAGE: usize = 25;

/// Sessions within reach, by page from 1.
pub async fn list_seances(carbet: &Carbet, acteur: &Acteur, page: usize) -> Result<PageSeances, Echec> {
    let all = list_en_portee(carbet, acteur, Acte::ConsulterSeances, &[]).await?;
    let today = carbet.aujourd_hui();
    let next = all.iter().rev().find(|s| s.tenue_le >= today && s.etat != "close").cloned();
    let pages = all.len().div_ceil(PAR_PAGE).max(1);
    let page = page.clamp(1, pages);
    let mut lignes = Vec::new();
    for seance in all.iter().skip((page - 1) * PAR_PAGE).take(PAR_PAGE) {
        lignes.push(resume(carbet, seance).await?);
    }
    let prochaine = match next {
        Some(seance) => Some(resume(carbet, &seance).await?),
        None => None,
    };
    Ok(PageSeances {
        lignes,
        total: all.len(),
        page,
        pages,
        prochaine,
        peut_preparer: acteur.portee(Acte::TenirSeance) == Some(Portee::Organisation),
    })
}

/// Sessions that a home may still be put on: those of the landlord that are not closed, soonest first.
pub async fn list_seances_ouvertes(carbet: &Carbet, acteur: &Acteur, bailleur: &str) -> Result<Vec<Seance>, Echec> {
    let mut open = list_en_portee(carbet, acteur, Acte::TenirSeance, &["preparee", "convoquee", "ouverte"]).await?;
    open.retain(|s| s.bailleur == bailleur);
    open.reverse();
    Ok(open)
}

async fn list_en_portee(carbet: &Carbet, acteur: &Acteur, acte: Acte, etats: &[&str]) -> Result<Vec<Seance>, Echec> {
    let filtre = FiltreSeance {
        bailleur: (acteur.portee(acte) == Some(Portee::Organisation)).then(|| acteur.organisation.clone()),
        etats: etats.iter().map(|e| (*e).to_owned()).collect(),
        ..FiltreSeance::default()
    };
    let mut reached = Vec::new();
    for seance in seance::list(&carbet.base, &filtre).await? {
        if commun::is_en_portee(&carbet.base, acteur, acte, &seance).await? {
            reached.push(seance);
        }
    }
    Ok(reached)
}

async fn resume(carbet: &Carbet, seance: &Seance) -> Result<ResumeSeance, Echec> {
    let points = seance_point::list_de_seance(&carbet.base, seance.id).await?;
    let kept: Vec<Uuid> = points.iter().filter(|p| p.etat != point::RETIRE).map(|p| p.vacance_id).collect();
    let demandes = if seance.etat == "close" {
        usize::try_from(decision::count_de_seance(&carbet.base, seance.id).await?).unwrap_or(usize::MAX)
    } else {
        let candidates = candidature::list_de_vacances(&carbet.base, &kept).await?;
        candidates.iter().filter(|c| matches!(c.etat.as_str(), "inscrite_en_seance" | "attribuee")).count()
    };
    Ok(ResumeSeance {
        id: seance.id,
        bailleur: seance.bailleur.clone(),
        bailleur_nom: nom_organisation(carbet, &seance.bailleur),
        tenue_le: seance.tenue_le,
        heure: seance.heure.clone(),
        lieu: seance.lieu.clone(),
        mode: seance.mode.clone(),
        etat: seance.etat.clone(),
        logements: kept.len(),
        demandes,
        proces_verbal: proces_verbal::is_scelle(&carbet.base, seance.id).await?,
    })
}
