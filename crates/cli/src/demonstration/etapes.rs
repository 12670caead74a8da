//! The dated steps of the vacancies: notice, visit, leaving inventory, works. Drawn from the identifier of the vacancy, so that
//! the set is the same at each writing; one vacancy in twelve is left undated, as bailleurs do.

use demo::Id;
use droit::jour::{Jour, add_jours};
use droit::vacance::EtapeVacance;
use stockage::StockageError;
use stockage::vacance::Vacance;
use stockage::vacance_etape::{self, VacanceEtape};

use super::{Semis, derive, noon};

const ETAPE: u8 = 7;

/// Writes the steps done by the end of each vacancy, or by the day of the set.
pub async fn write(semis: &Semis<'_>, vacances: &[Vacance]) -> Result<(), StockageError> {
    let rows: Vec<VacanceEtape> = vacances.iter().flat_map(|v| list(v, v.close_le.unwrap_or(semis.jour))).collect();
    vacance_etape::insert_lot(semis.tx, &rows).await
}

/// The day the candidates of a vacancy were proposed: some days after it was declared, never after `limite`.
pub fn propose_le(id: Id, declaree_le: Jour, limite: Jour) -> Jour {
    add_jours(declaree_le, 2 + draw(id, 9) % 24).min(limite).max(declaree_le)
}

fn list(v: &Vacance, fin: Jour) -> Vec<VacanceEtape> {
    let id = *v.id.as_bytes();
    let libre_le = v.disponible_le.unwrap_or(v.declaree_le);
    if draw(id, 10).is_multiple_of(12) {
        return Vec::new();
    }
    let mut days = Vec::new();
    if v.premiere_location {
        days.push((EtapeVacance::Livraison, libre_le));
    } else {
        let notice = 30 * (1 + draw(id, 11) % 3);
        let conge_le = (libre_le - chrono::Days::new(notice)).min(v.declaree_le);
        days.push((EtapeVacance::Conge, conge_le));
        if !draw(id, 12).is_multiple_of(3) {
            days.push((EtapeVacance::Visite, add_jours(conge_le, 12 + draw(id, 12) % 9).min(libre_le)));
        }
        days.push((EtapeVacance::EtatDesLieux, libre_le));
        // A sound home takes no works: they start and end on the day of its inventory.
        let (wait, length) = if draw(id, 13).is_multiple_of(4) { (0, 0) } else { (3 + draw(id, 13) % 10, 4 + draw(id, 14) % 42) };
        let debut_le = add_jours(libre_le, wait);
        days.push((EtapeVacance::TravauxDebut, debut_le));
        let fin_le = add_jours(debut_le, length);
        days.push((EtapeVacance::TravauxFin, if v.close_le.is_some() { fin_le.min(fin).max(debut_le) } else { fin_le }));
    }
    days.into_iter()
        .filter(|(_, le)| *le <= fin)
        .enumerate()
        .map(|(rank, (etape, le))| VacanceEtape {
            id: derive(id, ETAPE, rank),
            vacance_id: v.id,
            etape: etape.code().to_owned(),
            le: Some(le),
            saisi_par: "systeme".to_owned(),
            saisi_le: noon(le),
        })
        .collect()
}

/// A number from one byte of the identifier.
fn draw(id: Id, byte: usize) -> u64 {
    u64::from(id[byte])
}
