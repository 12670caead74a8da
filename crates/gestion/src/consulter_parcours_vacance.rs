//! Reading: one vacancy in days, for its page.

use droit::jour::Jour;
use droit::montant::Centimes;
use droit::vacance::{DossierVacance, DureeVacance, EtapeVacance, compute_duree, compute_loyer_perdu};
use stockage::vacance::Vacance;
use stockage::{compte, vacance_etape};
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::droits::{Acte, Acteur};
use crate::issue::Echec;
use crate::parcours_vacance::read_dossiers;
use crate::portee_vacance::{find_vacance, is_en_portee};

/// A vacancy as days.
#[derive(Clone, Debug)]
pub struct ParcoursVacance {
    pub dossier: DossierVacance,
    pub duree: DureeVacance,
    /// Vacant beyond the delay of a long vacancy, in months.
    pub longue: bool,
    pub mois_longue: u32,
    /// Rent and annexes of the days counted, without charges.
    pub loyer_perdu: Centimes,
    pub peut_dater: bool,
    pub corrections: Vec<CorrectionEtape>,
}

/// A day that was written, then corrected or taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrectionEtape {
    pub etape: EtapeVacance,
    pub le: Option<Jour>,
    pub par: String,
    pub saisi_le: Jour,
}

pub async fn consulter_parcours_vacance(carbet: &Carbet, acteur: &Acteur, id: Uuid) -> Result<ParcoursVacance, Echec> {
    let vacance = find_vacance(&carbet.base, acteur, Acte::ConsulterVacances, id).await?;
    let jour = carbet.aujourd_hui();
    let mut dossiers = read_dossiers(&carbet.base, std::slice::from_ref(&vacance), jour).await?;
    let dossier = dossiers.pop().ok_or(Echec::Introuvable)?;
    let duree = compute_duree(&dossier);
    let mois_longue = find_mois_longue(carbet, jour)?;
    let peut_dater = is_en_portee(acteur, Acte::DaterEtape, &vacance);
    Ok(ParcoursVacance {
        longue: duree.is_longue(mois_longue),
        mois_longue,
        loyer_perdu: compute_loyer_perdu(loyer(&vacance), duree.total),
        corrections: if peut_dater { list_corrections(carbet, id).await? } else { Vec::new() },
        peut_dater,
        dossier,
        duree,
    })
}

/// What the home would bring each month: rent and annexes, without charges.
pub(crate) fn loyer(vacance: &Vacance) -> Centimes {
    Centimes(vacance.loyer.saturating_add(vacance.loyer_annexes))
}

/// Months beyond which a vacancy is long.
pub(crate) fn find_mois_longue(carbet: &Carbet, jour: Jour) -> Result<u32, Echec> {
    crate::purger::delais(carbet, jour).map(|d| d.vacance_longue_mois)
}

/// The rows that no longer hold, the last written first; only for who may correct them.
async fn list_corrections(carbet: &Carbet, id: Uuid) -> Result<Vec<CorrectionEtape>, Echec> {
    let rows = vacance_etape::list_de_vacances(&carbet.base, &[id]).await?;
    let names = compte::list(&carbet.base).await?;
    let mut list = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let later = rows[index + 1..].iter().any(|other| other.etape == row.etape);
        let Some(etape) = EtapeVacance::from_code(&row.etape).filter(|_| later || row.le.is_none()) else { continue };
        let name = names.iter().find(|c| c.id.to_string() == row.saisi_par).map(|c| c.nom.clone());
        list.push(CorrectionEtape {
            etape,
            le: row.le,
            par: name.unwrap_or_else(|| "Carbet".to_owned()),
            saisi_le: carbet.jour_de(row.saisi_le),
        });
    }
    list.reverse();
    Ok(list)
}
