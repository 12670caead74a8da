//! The files: how long, what they never hold, which must be there.

use maison::{Maison, is_source, is_text, list_files, read, read_toml, root};

fn in_house_tests(file: &str) -> bool {
    file.starts_with("crates/maison/") || file == "maison.toml"
}

/// True when `needle` stands in `line` as a whole word (its ends touch no letter, digit or `_`).
fn holds_word(line: &str, needle: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(needle).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + needle.len()..].chars().next();
        let free_before = !needle.starts_with(is_word) || !before.is_some_and(is_word);
        let free_after = !needle.ends_with(is_word) || !after.is_some_and(is_word);
        free_before && free_after
    })
}

fn search(files: impl Iterator<Item = String>, needles: &[String], fold: bool) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files {
        let Ok(text) = std::fs::read_to_string(root().join(&file)) else { continue };
        for (number, line) in text.lines().enumerate() {
            let folded = if fold { line.to_lowercase() } else { line.to_owned() };
            for needle in needles {
                let needle = if fold { needle.to_lowercase() } else { needle.clone() };
                if holds_word(&folded, &needle) {
                    faults.push(format!("{file}:{} contient « {needle} »", number + 1));
                }
            }
        }
    }
    faults
}

#[test]
fn no_source_file_is_too_long() {
    let maison: Maison = read_toml("maison.toml");
    let long: Vec<String> = list_files()
        .into_iter()
        .filter(|file| is_source(file))
        .filter_map(|file| {
            let lines = read(&file).lines().count();
            (lines > maison.fichiers.lignes_max)
                .then(|| format!("{file} : {lines} lignes, au plus {}", maison.fichiers.lignes_max))
        })
        .collect();
    assert!(long.is_empty(), "séparez ces fichiers par acte ou par sujet :\n{}", long.join("\n"));
}

#[test]
fn the_code_holds_no_unfinished_mark() {
    let maison: Maison = read_toml("maison.toml");
    let sources = list_files().into_iter().filter(|file| is_source(file) && !in_house_tests(file));
    let faults = search(sources, &maison.textes.jamais_dans_le_code, false);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn nothing_names_a_machine_or_a_tool() {
    let maison: Maison = read_toml("maison.toml");
    let texts = list_files().into_iter().filter(|file| is_text(file) && !in_house_tests(file));
    let faults = search(texts, &maison.textes.jamais, true);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_law_counts_in_integers_and_knows_no_clock() {
    let maison: Maison = read_toml("maison.toml");
    let law = list_files().into_iter().filter(|file| {
        (file.starts_with("crates/droit/src/") || file.starts_with("crates/optimisation/src/")) && file.ends_with(".rs")
    });
    let law: Vec<String> = law.collect();
    assert!(law.len() > 5, "crates/droit/src holds the law");
    let faults: Vec<String> = search(law.into_iter(), &maison.textes.jamais_dans_droit, false)
        .into_iter()
        .filter(|fault| !is_in_optimisation_with_floats(fault))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Only `droit` is bound to integers; an optimiser may use the floats of its solver.
fn is_in_optimisation_with_floats(fault: &str) -> bool {
    fault.starts_with("crates/optimisation/") && (fault.ends_with("« f32 »") || fault.ends_with("« f64 »"))
}

#[test]
fn unsafe_is_forbidden_in_each_crate() {
    for file in list_files().iter().filter(|file| file.starts_with("crates/") && file.ends_with("/Cargo.toml")) {
        let manifest: toml::Table = read_toml(file);
        let inherits = manifest.get("lints").and_then(|lints| lints.get("workspace")).and_then(toml::Value::as_bool);
        assert_eq!(inherits, Some(true), "{file} doit porter [lints] workspace = true");
    }
    let workspace: toml::Table = read_toml("Cargo.toml");
    assert_eq!(workspace["workspace"]["lints"]["rust"]["unsafe_code"].as_str(), Some("forbid"));
}

#[test]
fn the_documents_of_the_house_are_there() {
    let maison: Maison = read_toml("maison.toml");
    let missing: Vec<&String> = maison.fichiers.presents.iter().filter(|file| !root().join(file).is_file()).collect();
    assert!(missing.is_empty(), "il manque : {missing:?}");
}

#[test]
fn the_licence_is_the_eupl() {
    let licence = read("LICENCE");
    assert!(licence.starts_with("EUROPEAN UNION PUBLIC LICENCE v. 1.2"));
    assert!(licence.contains("Compatible Licences"), "le texte de la licence est entier");
    assert!(read("README.md").contains("EUPL-1.2"));
    let workspace: toml::Table = read_toml("Cargo.toml");
    assert_eq!(workspace["workspace"]["package"]["license"].as_str(), Some("EUPL-1.2"));
}

#[test]
fn whole_words_only() {
    assert!(holds_word("let x: f64 = 1", "f64"));
    assert!(!holds_word("let buf64 = 1", "f64"));
    assert!(holds_word("// TODO: later", "TODO"));
    assert!(!holds_word("METODOLOGIE", "TODO"));
    assert!(holds_word("    #[allow(dead_code)]", "#[allow("));
}
