//! `carbet exporter sne --sortie DIR`: the register in the form of the SNE, one document a demande.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, Subcommand};
use gestion::acteur_systeme::SYSTEME;
use gestion::carbet::{Carbet, Options};
use gestion::exporter_sne::{DocumentSne, export_sne};
use services::horloge::Horloge;

use crate::commandes::ouverture::OptionsBase;
use crate::sortie::Issue;

#[derive(Subcommand)]
pub enum Commande {
    /// Écrire les demandes au format interfaceNuu du SNE, un document par demande
    Sne(Sne),
}

#[derive(Args)]
pub struct Sne {
    /// Dossier où écrire ; il doit être vide ou absent
    #[arg(long)]
    sortie: PathBuf,
    /// Écrire aussi les demandes radiées
    #[arg(long)]
    radiees: bool,
    #[command(flatten)]
    base: OptionsBase,
}

/// Documents between two lines of progress.
const PAS: u64 = 1_000;
/// What the SNE would refuse, beside the documents.
const DEFAUTS: &str = "defauts.csv";

pub async fn run(commande: Commande, json: bool) -> anyhow::Result<Issue> {
    let Commande::Sne(options) = commande;
    if fs::read_dir(&options.sortie).is_ok_and(|mut entries| entries.next().is_some()) {
        let raison = format!("Le dossier {} n'est pas vide : rien n'a été écrit.", options.sortie.display());
        if json {
            println!("{}", serde_json::json!({ "refus": "dossier_non_vide", "raison": raison }));
        } else {
            println!("{raison} Donnez un dossier vide ou absent.");
        }
        return Ok(Issue::Refuse);
    }
    let base = options.base.open().await?;
    let carbet = Carbet::start(base, Horloge::Reelle, Options::default()).await?;
    create_prive(&options.sortie)?;
    let mut defauts = csv::WriterBuilder::new().delimiter(b';').from_path(options.sortie.join(DEFAUTS))?;
    defauts.write_record(["document", "champ", "raison"])?;
    let (mut written, mut failed) = (0u64, None::<anyhow::Error>);
    let bilan = export_sne(&carbet, &SYSTEME, options.radiees, |document| {
        if failed.is_none() {
            failed = write(&options.sortie, &document, &mut defauts).err();
            written += 1;
            if written.is_multiple_of(PAS) {
                eprintln!("{written} demandes écrites…");
            }
        }
    })
    .await?;
    if let Some(error) = failed {
        return Err(error);
    }
    defauts.flush()?;
    if json {
        let report = serde_json::json!({
            "dossier": options.sortie, "ecrites": bilan.ecrites, "incompletes": bilan.incompletes, "defauts": options.sortie.join(DEFAUTS),
        });
        println!("{report}");
    } else {
        println!("{} demandes écrites dans {}.", bilan.ecrites, options.sortie.display());
        if bilan.incompletes > 0 {
            println!("Dont {} que le SNE refuserait en l'état : voir {DEFAUTS}.", bilan.incompletes);
        }
        println!("Ces fichiers sont nominatifs : gardez-les à l'abri et effacez-les après usage.");
    }
    Ok(Issue::Fait)
}

fn write(sortie: &Path, document: &DocumentSne, defauts: &mut csv::Writer<fs::File>) -> anyhow::Result<()> {
    let chemin = sortie.join(&document.nom);
    fs::write(&chemin, &document.xml).with_context(|| format!("fichier impossible à écrire : {}", chemin.display()))?;
    for (champ, raison) in &document.defauts {
        defauts.write_record([&document.nom, champ, raison])?;
    }
    Ok(())
}

/// The folder is for its owner alone where the system knows it: the documents are nominative.
fn create_prive(dossier: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(dossier).with_context(|| format!("dossier impossible à créer : {}", dossier.display()))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(dossier, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}
