//! The words of the law: every noun of `droit` is in the glossary, every article register parses.

use std::collections::BTreeSet;

use maison::{Glossaire, list_files, read, read_toml, root, split_words};

/// Name of a public module or type, with the file that declares it.
fn list_nouns() -> Vec<(String, String)> {
    let mut nouns = Vec::new();
    for file in list_files().into_iter().filter(|file| file.starts_with("crates/droit/src/") && file.ends_with(".rs")) {
        for line in read(&file).lines() {
            // The macro of code lists declares a type on the line of its name.
            let line = line.trim_start().trim_start_matches("nomenclature!(");
            for start in ["pub struct ", "pub enum ", "pub mod ", "pub type "] {
                let Some(rest) = line.strip_prefix(start) else { continue };
                let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if !name.is_empty() && name != "tests" {
                    nouns.push((file.clone(), name));
                }
            }
            if let Some((name, rest)) = line.split_once(" {")
                && rest.contains(" = \"")
                && name.chars().all(char::is_alphanumeric)
                && name.starts_with(char::is_uppercase)
            {
                nouns.push((file.clone(), name.to_owned()));
            }
        }
    }
    nouns
}

#[test]
fn each_noun_of_the_law_is_in_the_glossary() {
    let glossaire: Glossaire = read_toml("glossaire.toml");
    let words: BTreeSet<String> =
        glossaire.mot.iter().flat_map(|mot| split_words(&mot.terme)).chain(glossaire.technique.iter().cloned()).collect();
    let nouns = list_nouns();
    assert!(nouns.iter().any(|(_, name)| name == "Demande"), "the reading of crates/droit finds its nouns");
    assert!(nouns.iter().any(|(_, name)| name == "Civilite"), "the reading of crates/droit finds its code lists");
    let unknown: Vec<String> = nouns
        .iter()
        .flat_map(|(file, name)| {
            let words = &words;
            split_words(name)
                .into_iter()
                .filter(move |word| !words.contains(word) && !words.contains(word.trim_end_matches('s')))
                .map(move |word| format!("{file} : « {word} » de {name}"))
        })
        .collect();
    assert!(
        unknown.is_empty(),
        "ajoutez ces mots à glossaire.toml ([[mot]] pour un mot du droit, `technique` pour un autre) :\n{}",
        unknown.join("\n")
    );
}

#[test]
fn the_glossary_is_whole_sorted_and_without_double() {
    let glossaire: Glossaire = read_toml("glossaire.toml");
    let termes: Vec<&str> = glossaire.mot.iter().map(|mot| mot.terme.as_str()).collect();
    for pair in termes.windows(2) {
        assert!(pair[0] < pair[1], "glossaire.toml : « {} » doit venir après « {} », une seule fois", pair[1], pair[0]);
    }
    for mot in &glossaire.mot {
        let plain = mot.terme.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        assert!(plain, "« {} » s'écrit en minuscules, sans accent", mot.terme);
        assert!(!mot.officiel.is_empty() && !mot.anglais.is_empty(), "« {} » est incomplet", mot.terme);
        assert!(mot.glose.ends_with('.'), "la glose de « {} » est une phrase", mot.terme);
        assert!(mot.article.as_ref().is_none_or(|article| article.contains(char::is_numeric)), "article de « {} »", mot.terme);
        assert!(!mot.eviter.contains(&mot.terme), "« {} » ne peut être le mot et le mot à éviter", mot.terme);
    }
}

#[test]
fn the_registers_of_the_law_parse() {
    let articles: toml::Table = read_toml("articles.toml");
    assert!(!articles.is_empty(), "articles.toml holds the articles");
    let data: Vec<String> = list_files()
        .into_iter()
        .filter(|file| {
            file.ends_with(".toml") && ["parametres/", "territoires/", "crates/droit/cas/"].iter().any(|d| file.starts_with(d))
        })
        .collect();
    for file in &data {
        let _: toml::Table = read_toml(file);
    }
    if root().join("parametres").is_dir() {
        assert!(data.iter().any(|file| file.starts_with("parametres/")), "parametres/ holds its tables");
    }
}
