//! What a home does next once a rank has ended: the next rank is to be notified, or the designation starts again.

use droit::etats::ActeVacance;
use droit::jour::Jour;
use stockage::candidature::{self, Candidature};
use stockage::decision::{self, Decision};
use stockage::offre::{self, Offre};
use stockage::vacance::Vacance;
use uuid::Uuid;

use crate::carbet::ActeEnCours;
use crate::issue::Echec;
use crate::vacance_etat;

/// State of an offer that waits for its notification.
pub const A_NOTIFIER: &str = "a_notifier";

/// Opens the offer of the lowest rank that waits, unless one is under way; with no rank left, the home goes back
/// to designation. Returns the offer to notify.
pub(crate) async fn compute_suite(acte: &mut ActeEnCours, home: &mut Vacance) -> Result<Option<Uuid>, Echec> {
    let candidates = candidature::list_de_vacance(&acte.tx, home.id).await?;
    if candidates.iter().any(|c| matches!(c.etat.as_str(), "en_offre" | "acceptee" | "bail_signe")) {
        return Ok(None);
    }
    let mut waiting: Vec<&Candidature> = candidates.iter().filter(|c| c.etat == "attribuee").collect();
    waiting.sort_by_key(|c| (c.rang, c.id));
    let Some(next) = waiting.first() else {
        if matches!(home.etat.as_str(), "en_commission" | "proposee") {
            vacance_etat::apply(acte, home, 0, ActeVacance::RelancerDesignation).await?;
        }
        return Ok(None);
    };
    let offres = offre::list_de_vacance(&acte.tx, home.id).await?;
    if let Some(open) = offres.iter().find(|o| o.candidature_id == next.id && o.etat == A_NOTIFIER) {
        return Ok(Some(open.id));
    }
    let row = Offre {
        id: Uuid::now_v7(),
        candidature_id: next.id,
        vacance_id: home.id,
        departement: next.departement.clone(),
        demande_id: next.demande_id,
        etat: A_NOTIFIER.to_owned(),
        mode: None,
        notifiee_le: None,
        recue_le: None,
        expire_le: None,
        repondue_le: None,
        refus_motif: None,
        logement_inadapte: None,
        maj_le: acte.instant(),
    };
    offre::insert(&acte.tx, &row).await?;
    acte.touch("offre", row.id);
    Ok(Some(row.id))
}

/// What the commission ranked beside a candidature: the decision of its session on its home, and the candidatures
/// attributed with it. An earlier session on the same home has nothing to say of it.
pub(crate) struct Classement {
    /// `None` when no decision is known.
    pub decision: Option<Decision>,
    pub candidatures: Vec<Candidature>,
}

pub(crate) async fn read_classement(acte: &ActeEnCours, home: &Vacance, candidature_id: Uuid) -> Result<Classement, Echec> {
    let mut candidatures = candidature::list_de_vacance(&acte.tx, home.id).await?;
    let decision = decision::find_de_candidature(&acte.tx, candidature_id).await?;
    if let Some(own) = &decision {
        let taken = decision::list_de_seance(&acte.tx, own.seance_id).await?;
        let ranked =
            |c: &Candidature| taken.iter().any(|d| d.point_id == own.point_id && d.candidature_id == c.id && d.rang.is_some());
        candidatures.retain(ranked);
    }
    Ok(Classement { decision, candidatures })
}

impl Classement {
    /// CCH R. 441-3: day from which the offer of a rank may be received: that of the decision, then the one that ended
    /// the rank before.
    pub fn compute_ouverture(&self, rang: u8) -> Option<Jour> {
        let before = self.candidatures.iter().filter(|c| c.rang.is_some_and(|r| r < i32::from(rang)));
        before.filter_map(|c| c.liberee_le).chain(self.decision.as_ref().map(|d| d.decide_le)).max()
    }

    /// The highest rank offered so far in this ranking, 0 when none.
    pub async fn find_rang_offert(&self, acte: &ActeEnCours, home: &Vacance) -> Result<u8, Echec> {
        let offered = offre::list_de_vacance(&acte.tx, home.id).await?;
        let rank = offered
            .iter()
            .filter(|o| o.notifiee_le.is_some())
            .filter_map(|o| self.candidatures.iter().find(|c| c.id == o.candidature_id)?.rang)
            .max();
        Ok(rank.and_then(|r| u8::try_from(r).ok()).unwrap_or(0))
    }
}
