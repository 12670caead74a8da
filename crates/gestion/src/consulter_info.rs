//! What anyone is owed to know (CCH L. 441-2-6): how long one waits, for which homes, where to be received.
//!
//! Counts under the threshold of statistical secrecy are not told, and an average never rests on so few.

use std::collections::BTreeMap;

use droit::demande::Typologie;
use droit::jour::{Jour, compute_mois_entiers, sub_mois};
use stockage::demande::{self as demandes, Filtre, Page, Tri};
use stockage::fait_compte::{self, FiltreFait};
use stockage::{bail, logement};

use crate::carbet::Carbet;
use crate::habitat::{nom_commune, sigle};
use crate::issue::Echec;

/// Below this count nothing is told.
pub const SEUIL_SECRET: u32 = 11;
/// Ids asked at once.
const LOT: usize = 500;

/// What the public page tells.
pub struct InfoPublique {
    /// First and last day of the leases counted.
    pub periode: (Jour, Jour),
    /// By commune then size; only those somebody asks for.
    pub attentes: Vec<AttenteType>,
    pub parc: Vec<ParcCommune>,
    pub guichets: Vec<GuichetPublic>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttenteType {
    pub commune: String,
    pub typologie: String,
    /// Demandes whose first wish is that commune and whose largest size is that one.
    pub demandes: Option<u32>,
    pub attribues: Option<u32>,
    /// Average whole months between the filing and the lease.
    pub attente_mois: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParcCommune {
    pub commune: String,
    pub logements: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuichetPublic {
    pub nom: String,
    pub organisation: String,
    pub commune: String,
}

/// The public figures of the day.
pub async fn read_info(carbet: &Carbet) -> Result<InfoPublique, Echec> {
    let jour = carbet.aujourd_hui();
    let periode = last_year(jour);
    let regles = carbet.regles();
    let territoire = &regles.territoire;
    let attribues = list_attribues(carbet, periode).await?;
    let waits = list_attentes(carbet, periode).await?;
    let mut attentes = Vec::new();
    {
        let registre = carbet.registre.read();
        for commune in territoire.communes() {
            for pieces in 1..=6u8 {
                let asked = u32::try_from(registre.colonnes.list_groupe(&commune.code, pieces).count()).unwrap_or(u32::MAX);
                let key = (commune.code.clone(), pieces);
                let let_homes = attribues.get(&key).copied().unwrap_or(0);
                if asked < SEUIL_SECRET && let_homes < SEUIL_SECRET {
                    continue;
                }
                attentes.push(AttenteType {
                    commune: commune.nom.clone(),
                    typologie: Typologie::from_pieces(pieces).map_or_else(String::new, |t| t.libelle().to_owned()),
                    demandes: above_secret(asked),
                    attribues: above_secret(let_homes),
                    attente_mois: waits.get(&key).and_then(|months| average(months)),
                });
            }
        }
    }
    let mut parc: BTreeMap<String, u64> = BTreeMap::new();
    for (commune, _, count) in logement::count_par_commune(&carbet.base, None).await? {
        *parc.entry(commune).or_default() += count;
    }
    Ok(InfoPublique {
        periode,
        attentes,
        parc: territoire
            .communes()
            .iter()
            .map(|commune| ParcCommune {
                commune: commune.nom.clone(),
                logements: above_secret(parc.get(&commune.code).map_or(0, |n| u32::try_from(*n).unwrap_or(u32::MAX))),
            })
            .collect(),
        guichets: territoire
            .guichets
            .iter()
            .map(|guichet| GuichetPublic {
                nom: guichet.nom.clone(),
                organisation: sigle(territoire, &guichet.organisation),
                commune: guichet.commune.as_deref().map_or_else(String::new, |code| nom_commune(territoire, code)),
            })
            .collect(),
    })
}

/// A count that may be told.
pub fn above_secret(count: u32) -> Option<u32> {
    (count >= SEUIL_SECRET).then_some(count)
}

/// Homes of a commune and a size let over the last twelve months.
pub(crate) async fn count_attribues(carbet: &Carbet, commune: &str, typologie: Typologie) -> Result<u32, Echec> {
    let all = list_attribues(carbet, last_year(carbet.aujourd_hui())).await?;
    Ok(all.get(&(commune.to_owned(), typologie.pieces())).copied().unwrap_or(0))
}

fn last_year(jour: Jour) -> (Jour, Jour) {
    let start = sub_mois(jour, 12);
    (start.succ_opt().unwrap_or(start), jour)
}

/// Leases of a period by commune and rooms, from the frozen facts.
async fn list_attribues(carbet: &Carbet, (depuis, jusqu_au): (Jour, Jour)) -> Result<BTreeMap<(String, u8), u32>, Echec> {
    let mut counts = BTreeMap::new();
    for annee in chrono::Datelike::year(&depuis)..=chrono::Datelike::year(&jusqu_au) {
        let filtre = FiltreFait { annee: Some(annee), ..FiltreFait::default() };
        for fait in fait_compte::list(&carbet.base, &filtre).await? {
            if let Some(typologie) = Typologie::from_code(&fait.typologie)
                && (depuis..=jusqu_au).contains(&fait.signe_le)
            {
                *counts.entry((fait.commune, typologie.pieces())).or_default() += 1;
            }
        }
    }
    Ok(counts)
}

/// Whole months waited, by commune and rooms, for the leases whose demande is still kept.
async fn list_attentes(carbet: &Carbet, (depuis, jusqu_au): (Jour, Jour)) -> Result<BTreeMap<(String, u8), Vec<u32>>, Echec> {
    let leases = bail::list_signes(&carbet.base, depuis, jusqu_au).await?;
    let mut filings = BTreeMap::new();
    let departement = carbet.regles().territoire.epci.departement.clone();
    let ids: Vec<uuid::Uuid> = leases.iter().map(|lease| lease.demande_id).collect();
    for lot in ids.chunks(LOT) {
        // Only a date is read: protected files count like the others.
        let filtre =
            Filtre { departement: Some(departement.clone()), avec_proteges: true, ids: Some(lot.to_vec()), ..Filtre::default() };
        let page = demandes::list_page(&carbet.base, &filtre, Tri::Anciennete, Page { numero: 1, taille: LOT as u64 }).await?;
        filings.extend(page.lignes.into_iter().map(|ligne| (ligne.id, ligne.depose_le)));
    }
    let homes: Vec<uuid::Uuid> = leases.iter().map(|lease| lease.logement_id).collect();
    let homes: BTreeMap<uuid::Uuid, (String, String)> = logement::get_lot(&carbet.base, &homes)
        .await?
        .into_iter()
        .map(|home| (home.id, (home.commune, home.typologie)))
        .collect();
    let mut waits: BTreeMap<(String, u8), Vec<u32>> = BTreeMap::new();
    for lease in &leases {
        if let (Some(depose_le), Some((commune, typologie))) = (filings.get(&lease.demande_id), homes.get(&lease.logement_id))
            && let Some(typologie) = Typologie::from_code(typologie)
        {
            waits
                .entry((commune.clone(), typologie.pieces()))
                .or_default()
                .push(compute_mois_entiers(*depose_le, lease.signe_le));
        }
    }
    Ok(waits)
}

/// The average, truncated to the month; `None` on too few.
fn average(months: &[u32]) -> Option<u32> {
    let count = u32::try_from(months.len()).ok().filter(|count| *count >= SEUIL_SECRET)?;
    u32::try_from(months.iter().map(|m| u64::from(*m)).sum::<u64>() / u64::from(count)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_told_of_fewer_than_eleven() {
        assert_eq!(above_secret(10), None);
        assert_eq!(above_secret(11), Some(11));
        assert_eq!(average(&[12; 10]), None);
        assert_eq!(average(&[12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 23]), Some(13));
    }

    #[test]
    fn a_year_ends_today() {
        let jour = Jour::from_ymd_opt(2026, 11, 16).unwrap();
        assert_eq!(last_year(jour), (Jour::from_ymd_opt(2025, 11, 17).unwrap(), jour));
    }
}
