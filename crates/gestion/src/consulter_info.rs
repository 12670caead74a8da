//! What anyone is owed to know (CCH L. 441-2-6): how long one waits, for which homes, where to be received.
//!
//! Counts under the threshold of statistical secrecy are not told, and an average never rests on so few.

use std::collections::BTreeMap;

use droit::demande::Typologie;
use droit::jour::{Jour, sub_mois};
use stockage::fait_compte::{self, FiltreFait};
use stockage::logement;

use crate::carbet::Carbet;
use crate::habitat::{nom_commune, sigle};
use crate::issue::Echec;

/// Below this count nothing is told.
pub const SEUIL_SECRET: u32 = 11;

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
    let mut attentes = Vec::new();
    {
        let registre = carbet.registre.read();
        for commune in territoire.communes() {
            for pieces in 1..=6u8 {
                let asked = u32::try_from(registre.colonnes.list_groupe(&commune.code, pieces).count()).unwrap_or(u32::MAX);
                let key = (commune.code.clone(), pieces);
                let let_homes = attribues.get(&key).map_or(0, |group| group.baux);
                if asked < SEUIL_SECRET && let_homes < SEUIL_SECRET {
                    continue;
                }
                attentes.push(AttenteType {
                    commune: commune.nom.clone(),
                    typologie: Typologie::from_pieces(pieces).map_or_else(String::new, |t| t.libelle().to_owned()),
                    demandes: above_secret(asked),
                    attribues: above_secret(let_homes),
                    attente_mois: attribues.get(&key).and_then(|group| average(&group.mois)),
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
    Ok(all.get(&(commune.to_owned(), typologie.pieces())).map_or(0, |group| group.baux))
}

fn last_year(jour: Jour) -> (Jour, Jour) {
    let start = sub_mois(jour, 12);
    (start.succ_opt().unwrap_or(start), jour)
}

/// Leases of one commune and size: how many, and the whole months waited where the lease froze them.
#[derive(Default)]
struct Attribues {
    baux: u32,
    mois: Vec<u32>,
}

/// Leases of a period by commune and rooms, from the frozen facts.
async fn list_attribues(carbet: &Carbet, (depuis, jusqu_au): (Jour, Jour)) -> Result<BTreeMap<(String, u8), Attribues>, Echec> {
    let mut groups: BTreeMap<(String, u8), Attribues> = BTreeMap::new();
    for annee in chrono::Datelike::year(&depuis)..=chrono::Datelike::year(&jusqu_au) {
        let filtre = FiltreFait { annee: Some(annee), ..FiltreFait::default() };
        for fait in fait_compte::list(&carbet.base, &filtre).await? {
            if let Some(typologie) = Typologie::from_code(&fait.typologie)
                && (depuis..=jusqu_au).contains(&fait.signe_le)
            {
                let group = groups.entry((fait.commune, typologie.pieces())).or_default();
                group.baux += 1;
                group.mois.extend(fait.attente_mois.and_then(|mois| u32::try_from(mois).ok()));
            }
        }
    }
    Ok(groups)
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
