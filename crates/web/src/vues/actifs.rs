//! Addresses of the embedded styles, script, fonts and drawings: `front/dist/manifest.json` gives the name of each.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../front/dist"]
#[include = "manifest.json"]
#[allow_missing = true]
struct Manifeste;

static NOMS: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    Manifeste::get("manifest.json").and_then(|file| serde_json::from_slice(&file.data).ok()).unwrap_or_default()
});

/// Address of an asset by its plain name (`carbet.css`). Without a built `front/dist` the plain name is kept.
pub fn adresse(nom: &str) -> String {
    format!("/statique/{}", NOMS.get(nom).map_or(nom, String::as_str))
}
