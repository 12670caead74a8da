//! Where the present value of each block of a file comes from: the last version that brought it, and its day.

use droit::demande::Demande;
use droit::jour::format_fr;
use stockage::compte;
use stockage::demande::VersionDossier;
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::conflits::{ChampCompare, find_origine};
use crate::habitat::sigle;
use crate::issue::Echec;

/// `SNE au 13/11/2026`, `Saisi le 16/11/2026 par CACL`, block by block.
pub async fn list_provenances(
    carbet: &Carbet,
    held: &Demande,
    versions: &[(VersionDossier, Demande)],
) -> Result<Vec<(ChampCompare, String)>, Echec> {
    let mut told = Vec::new();
    for champ in ChampCompare::ALL {
        if let Some(version) = find_origine(champ, &held.dossier, versions) {
            told.push((champ, tell(carbet, version).await?));
        }
    }
    Ok(told)
}

async fn tell(carbet: &Carbet, version: &VersionDossier) -> Result<String, Echec> {
    let read_le = carbet.jour_de(version.instant_utc);
    let au = format_fr(version.extrait_le.unwrap_or(read_le));
    Ok(match version.source.as_str() {
        "sne" => format!("SNE au {au}"),
        "reponse_sne" => format!("Réponse du SNE du {}", format_fr(read_le)),
        "tableau" => format!("Tableau importé, au {au}"),
        "gestion" => format!("Fichier du bailleur, lu le {}", format_fr(read_le)),
        "demo" => format!("Démonstration, SNE au {au}"),
        _ => {
            let author = match Uuid::parse_str(&version.agent) {
                Ok(id) => compte::find(&carbet.base, id).await?,
                Err(_) => None,
            };
            match author {
                Some(author) => {
                    format!("Saisi le {} par {}", format_fr(read_le), sigle(&carbet.regles().territoire, &author.organisation))
                }
                None => format!("Saisi le {}", format_fr(read_le)),
            }
        }
    })
}
