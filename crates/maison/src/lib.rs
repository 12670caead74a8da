//! The rules of the house, kept by tests.
//!
//! This crate holds no product code and nothing may depend on it. It reads the project as text: the imports of each crate, the
//! length of the files, the words of the law, the documents, the lock files. To add a rule: one test in `tests/`, whose message
//! says in plain words what to do; its list in `maison.toml` when it has one.

pub mod chapitres;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// `maison.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Maison {
    pub fichiers: Fichiers,
    pub textes: Textes,
    /// Imports allowed to each crate, by package name.
    pub crates: BTreeMap<String, Imports>,
}

/// What files must be.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fichiers {
    pub lignes_max: usize,
    pub presents: Vec<String>,
}

/// What must not be written, and where.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Textes {
    pub jamais_dans_le_code: Vec<String>,
    pub jamais: Vec<String>,
    pub jamais_dans_droit: Vec<String>,
}

/// What one crate may import.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Imports {
    pub maison: Vec<String>,
    pub dehors: Vec<String>,
    pub essais: Vec<String>,
}

/// `glossaire.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Glossaire {
    /// Words without a legal meaning that may stand in a name.
    pub technique: Vec<String>,
    pub mot: Vec<Mot>,
}

/// One noun of the law.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mot {
    pub terme: String,
    pub officiel: String,
    pub article: Option<String>,
    pub anglais: String,
    pub glose: String,
    #[serde(default)]
    pub eviter: Vec<String>,
}

/// The root of the project. Read when the test runs: a kept target folder may hold a binary built from another copy.
pub fn root() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.join("../..").canonicalize().expect("crates/maison stands two folders below the root")
}

/// Reads a file of the project, named from its root; panics with its name when it cannot, since every caller is a test.
pub fn read(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file} ne se lit pas : {error}"))
}

/// Reads a TOML file of the project.
pub fn read_toml<T: serde::de::DeserializeOwned>(file: &str) -> T {
    toml::from_str(&read(file)).unwrap_or_else(|error| panic!("{file} n'a pas la forme attendue : {error}"))
}

/// The files written by people, as paths from the root with `/`, sorted. Built, installed and binary files are left out.
pub fn list_files() -> Vec<String> {
    const BUILT: [&str; 6] = ["target", "node_modules", "dist", ".git", "images", "book"];
    fn walk(folder: &Path, root: &Path, found: &mut Vec<String>) {
        let Ok(entries) = fs::read_dir(folder) else { return };
        for entry in entries.flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if path.is_symlink() || BUILT.contains(&name.as_str()) {
                continue;
            }
            if path.is_dir() {
                walk(&path, root, found);
            } else if let Ok(relative) = path.strip_prefix(root) {
                found.push(relative.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    let root = root();
    let mut found = Vec::new();
    walk(&root, &root, &mut found);
    found.sort();
    found
}

/// True for a source file of ours: Rust, TypeScript, script, style, template, law data.
pub fn is_source(file: &str) -> bool {
    const KINDS: [&str; 9] = [".rs", ".ts", ".mjs", ".js", ".sh", ".scss", ".html", ".typ", ".sql"];
    KINDS.iter().any(|kind| file.ends_with(kind))
}

/// True for a text we can search: everything but pictures, fonts, sheets and lock files.
pub fn is_text(file: &str) -> bool {
    const OTHERS: [&str; 14] = [
        ".png",
        ".jpg",
        ".svg",
        ".ico",
        ".woff",
        ".woff2",
        ".ttf",
        ".otf",
        ".pdf",
        ".xlsx",
        ".db",
        ".zip",
        ".geojson",
        "Cargo.lock",
    ];
    !OTHERS.iter().any(|kind| file.ends_with(kind))
}

/// `EtatDemande` gives `["etat", "demande"]`; `numero_unique` gives `["numero", "unique"]`.
pub fn split_words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut open = false;
    for letter in name.chars() {
        if letter == '_' {
            open = false;
        } else if letter.is_uppercase() || !open {
            words.push(letter.to_lowercase().collect());
            open = true;
        } else if let Some(last) = words.last_mut() {
            last.push(letter);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_into_words() {
        assert_eq!(split_words("EtatDemande"), ["etat", "demande"]);
        assert_eq!(split_words("numero_unique"), ["numero", "unique"]);
        assert_eq!(split_words("ANaitre"), ["a", "naitre"]);
    }

    #[test]
    fn the_walk_finds_itself_and_no_built_file() {
        let files = list_files();
        assert!(files.iter().any(|file| file == "crates/maison/src/lib.rs"));
        assert!(!files.iter().any(|file| file.contains("node_modules/") || file.starts_with("target/")));
    }
}
