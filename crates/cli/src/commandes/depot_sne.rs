//! The folder where messages to the SNE are left and its answers are found.
//!
//! `DIR/envois` receives one file a message, written aside then renamed; answers are read from `DIR/reponses` and moved to
//! `DIR/traites`, or to `DIR/rejets` with the reason in a text beside them. Whoever connects the folder to the State's
//! service empties `envois` and fills `reponses`.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use gestion::transport_sne::{FichierReponse, Rangement, TransportSne};

/// An answer of one demande is a few kilobytes; beyond this it is none.
const TAILLE_MAX: u64 = 16 * 1024 * 1024;
/// A file that changed later than this may still be being written.
const REPOS: Duration = Duration::from_secs(10);

#[derive(Debug)]
pub struct DepotSne {
    racine: PathBuf,
}

impl DepotSne {
    /// Opens the folder and makes its parts.
    pub fn open(racine: &Path) -> anyhow::Result<DepotSne> {
        for part in ["envois", "reponses", "traites", "rejets"] {
            let dossier = racine.join(part);
            fs::create_dir_all(&dossier)
                .with_context(|| format!("le dossier d'échange {} ne peut pas être créé", dossier.display()))?;
        }
        Ok(DepotSne { racine: racine.to_owned() })
    }

    fn read(&self, chemin: &Path) -> Result<Vec<u8>, String> {
        let mut octets = Vec::new();
        let file = File::open(chemin).map_err(|error| error.to_string())?;
        file.take(TAILLE_MAX + 1).read_to_end(&mut octets).map_err(|error| error.to_string())?;
        if octets.len() as u64 > TAILLE_MAX {
            return Err(format!("Ce fichier dépasse {} Mio : ce n'est pas une réponse.", TAILLE_MAX / 1024 / 1024));
        }
        Ok(octets)
    }
}

/// Written aside, forced to the disk, then renamed: a reader sees the whole file or none.
fn write_atomic(dossier: &Path, nom: &str, contenu: &[u8]) -> std::io::Result<()> {
    let aside = dossier.join(format!(".{nom}.partiel"));
    let mut file = File::create(&aside)?;
    file.write_all(contenu)?;
    file.sync_all()?;
    fs::rename(&aside, dossier.join(nom))
}

impl TransportSne for DepotSne {
    fn libelle(&self) -> String {
        "dossier d’échange".to_owned()
    }

    fn deposer(&self, nom: &str, xml: &str) -> Result<(), String> {
        write_atomic(&self.racine.join("envois"), nom, xml.as_bytes())
            .map_err(|error| format!("le dossier d'échange ne s'écrit pas ({error})"))
    }

    fn list_reponses(&self) -> Result<Vec<FichierReponse>, String> {
        let unread = |error: std::io::Error| format!("le dossier des réponses ne se lit pas ({error})");
        let mut chemins: Vec<PathBuf> = Vec::new();
        for entry in fs::read_dir(self.racine.join("reponses")).map_err(unread)? {
            let chemin = entry.map_err(unread)?.path();
            let nom = chemin.file_name().and_then(|nom| nom.to_str()).unwrap_or_default();
            if chemin.is_file() && !nom.starts_with('.') && nom.to_ascii_lowercase().ends_with(".xml") {
                chemins.push(chemin);
            }
        }
        chemins.sort();
        Ok(chemins
            .into_iter()
            .map(|chemin| FichierReponse {
                nom: chemin.file_name().map(|nom| nom.to_string_lossy().into_owned()).unwrap_or_default(),
                recent: fs::metadata(&chemin)
                    .and_then(|m| m.modified())
                    .is_ok_and(|modified| modified.elapsed().is_ok_and(|age| age < REPOS)),
                contenu: self.read(&chemin),
            })
            .collect())
    }

    fn ranger(&self, nom: &str, rangement: &Rangement) -> Result<(), String> {
        let source = self.racine.join("reponses").join(nom);
        let part = match rangement {
            Rangement::Traite => "traites",
            Rangement::Rejete(_) => "rejets",
        };
        let dossier = self.racine.join(part);
        let failed = |error: std::io::Error| format!("la réponse ne peut pas être rangée dans {part} ({error})");
        if let Rangement::Rejete(raison) = rangement {
            write_atomic(&dossier, &format!("{nom}.raison.txt"), format!("{raison}\n").as_bytes()).map_err(failed)?;
        }
        fs::rename(source, dossier.join(nom)).map_err(failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_left_whole_and_an_answer_is_put_away_with_its_reason() {
        let folder = tempfile::tempdir().unwrap();
        let depot = DepotSne::open(folder.path()).unwrap();
        depot.deposer("CRE_C1.xml", "<a/>").unwrap();
        depot.deposer("CRE_C1.xml", "<a/>").unwrap();
        assert_eq!(fs::read_dir(folder.path().join("envois")).unwrap().count(), 1, "the same message twice is one file");
        for nom in ["b.xml", "a.xml", ".c.xml", "d.txt"] {
            fs::write(folder.path().join("reponses").join(nom), "<x/>").unwrap();
        }
        let listed = depot.list_reponses().unwrap();
        let names: Vec<&str> = listed.iter().map(|f| f.nom.as_str()).collect();
        assert_eq!(names, ["a.xml", "b.xml"]);
        assert!(listed[0].recent && listed[0].contenu.is_ok());
        depot.ranger("a.xml", &Rangement::Traite).unwrap();
        depot.ranger("b.xml", &Rangement::Rejete("Référence inconnue.".to_owned())).unwrap();
        assert!(folder.path().join("traites/a.xml").exists());
        let reason = fs::read_to_string(folder.path().join("rejets/b.xml.raison.txt")).unwrap();
        assert_eq!(reason, "Référence inconnue.\n");
        assert!(depot.list_reponses().unwrap().is_empty());
    }
}
