//! Opening what the commands share: the base, its key, the territory's folder.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use gestion::acteur_systeme::SYSTEME;
use gestion::charger_territoire::{self, Chargement};
use services::horloge::Horloge;
use stockage::{Base, Coffre};

/// Where the base is: `--base`, else `CARBET_BASE`, else a local SQLite file.
#[derive(Args, Clone)]
pub struct OptionsBase {
    /// Adresse de la base : sqlite://fichier.db ou postgres://…
    #[arg(long, env = "CARBET_BASE", default_value = "sqlite://carbet.db")]
    pub base: String,
    /// Clé de chiffrement, 64 chiffres hexadécimaux
    #[arg(long, env = "CARBET_CLE", hide_env_values = true)]
    pub cle: Option<String>,
}

impl OptionsBase {
    /// Opens the base and brings its schema up to date.
    pub async fn open(&self) -> anyhow::Result<Base> {
        let base = Base::open(&self.base, self.coffre()?).await.context("la base ne s'ouvre pas")?;
        base.migrate().await.context("la base ne peut pas être mise à jour")?;
        Ok(base)
    }

    fn coffre(&self) -> anyhow::Result<Coffre> {
        let Some(texte) = &self.cle else {
            bail!(
                "aucune clé de chiffrement : définissez CARBET_CLE (64 chiffres hexadécimaux, par exemple produits par « openssl rand -hex 32 ») et gardez-la à l'abri, elle seule ouvre les faits protégés"
            );
        };
        Ok(Coffre::new(parse_cle(texte)?, "principale"))
    }
}

/// The files of a territory's folder, as `(chemin, contenu)` with `/` in the paths, sorted.
pub fn read_dossier(dossier: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let mut fichiers = Vec::new();
    let mut a_lire: Vec<PathBuf> = vec![dossier.to_owned()];
    while let Some(courant) = a_lire.pop() {
        for entree in std::fs::read_dir(&courant).with_context(|| format!("dossier illisible : {}", courant.display()))? {
            let chemin = entree?.path();
            if chemin.is_dir() {
                a_lire.push(chemin);
            } else if matches!(chemin.extension().and_then(|e| e.to_str()), Some("toml" | "geojson")) {
                let relatif = chemin.strip_prefix(dossier).expect("walked below it").to_string_lossy().replace('\\', "/");
                let contenu =
                    std::fs::read_to_string(&chemin).with_context(|| format!("fichier illisible : {}", chemin.display()))?;
                fichiers.push((relatif, contenu));
            }
        }
    }
    fichiers.sort();
    Ok(fichiers)
}

/// The territory shipped in the binary: the CACL.
pub fn territoire_embarque() -> Vec<(String, String)> {
    #[derive(rust_embed::RustEmbed)]
    #[folder = "../../territoires/cacl"]
    #[include = "*.toml"]
    #[include = "*.geojson"]
    struct Cacl;
    let mut fichiers: Vec<(String, String)> = Cacl::iter()
        .filter_map(|chemin| Cacl::get(&chemin).map(|f| (chemin.to_string(), String::from_utf8_lossy(&f.data).into_owned())))
        .collect();
    fichiers.sort();
    fichiers
}

/// Loads a territory's folder into the base when it differs from what is in force there.
pub async fn load_territoire(base: &Base, horloge: &Horloge, fichiers: &[(String, String)]) -> anyhow::Result<Chargement> {
    Ok(charger_territoire::load_territoire(base, horloge, &SYSTEME, fichiers).await?)
}

fn parse_cle(texte: &str) -> anyhow::Result<[u8; 32]> {
    let texte = texte.trim();
    if texte.len() != 64 || !texte.is_ascii() {
        bail!("CARBET_CLE doit compter 64 chiffres hexadécimaux, elle en compte {}", texte.len());
    }
    let mut cle = [0u8; 32];
    for (octet, paire) in cle.iter_mut().zip(texte.as_bytes().chunks(2)) {
        let paire = std::str::from_utf8(paire)?;
        *octet = u8::from_str_radix(paire, 16).with_context(|| format!("« {paire} » n'est pas hexadécimal dans CARBET_CLE"))?;
    }
    Ok(cle)
}
