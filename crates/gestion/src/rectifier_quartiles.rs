//! Act: placing the leases of a year again once the thresholds of that year are published (CCH L. 441-1: they come in
//! spring, with effect on 1 January). A frozen row is never changed: a correction names the row it replaces.

use droit::jour::Jour;
use droit::montant::Centimes;
use droit::ressources::find_quartile;
use serde_json::Value as Json;
use stockage::fait_compte::{self, FaitCompte};
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::droits::Acteur;
use crate::fait_compte::compute_empreinte;
use crate::issue::Echec;

/// Leases placed again in one commit.
const LOT: usize = 500;

/// Corrects every row that was placed provisionally and whose year has its thresholds now. Returns how many.
pub async fn rectifier_quartiles(carbet: &Carbet, acteur: &Acteur) -> Result<u64, Echec> {
    let due: Vec<(FaitCompte, FaitCompte)> = fait_compte::list_provisoires(&carbet.base)
        .await?
        .into_iter()
        .filter_map(|fait| Some((correct(carbet, &fait)?, fait)))
        .collect();
    for part in due.chunks(LOT) {
        let mut acte = carbet.begin(acteur, "rectifier_quartiles").await?;
        let rows: Vec<FaitCompte> = part.iter().map(|(correction, _)| correction.clone()).collect();
        fait_compte::insert_lot(&acte.tx, &rows).await?;
        let moved = part.iter().filter(|(correction, fait)| correction.quartile != fait.quartile).count();
        for row in &rows {
            acte.touch("fait_compte", row.id);
        }
        acte.tell(serde_json::json!({ "baux": rows.len(), "quartile_change": moved }));
        carbet.conclude(acte).await?;
    }
    Ok(due.len() as u64)
}

/// The row as the published thresholds make it; `None` while they are not, or when the income is unknown.
fn correct(carbet: &Carbet, fait: &FaitCompte) -> Option<FaitCompte> {
    let thresholds = carbet.parametres.quartiles.find(fait.signe_le).ok().filter(|found| !found.provisoire)?;
    let seuils = thresholds.valeurs.epci.get(&fait.epci)?;
    let mut row = FaitCompte {
        id: Uuid::now_v7(),
        quartile: Some(i32::from(find_quartile(seuils, Centimes(fait.revenu_uc?)).numero())),
        quartile_provisoire: false,
        versions: name_version(&fait.versions, &thresholds.version.nom(), fait.signe_le),
        rectifie: Some(fait.id),
        ..fait.clone()
    };
    row.empreinte = compute_empreinte(&row);
    Some(row)
}

/// The versions of the row, the thresholds named anew.
fn name_version(versions: &str, nom: &str, signe_le: Jour) -> String {
    let mut told: Json =
        serde_json::from_str(versions).unwrap_or_else(|_| serde_json::json!({ "signe_le": signe_le.to_string() }));
    told["quartiles"] = Json::from(nom);
    told.to_string()
}
