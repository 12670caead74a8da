//! `articles.toml` and the code tell the same story.
#![expect(clippy::disallowed_methods, reason = "a test of the repository reads its files")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Article {
    statut: String,
    ou: Option<String>,
    pourquoi: String,
    verification: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn articles() -> BTreeMap<String, Article> {
    toml::from_str(&std::fs::read_to_string(root().join("articles.toml")).expect("articles.toml is there"))
        .expect("articles.toml is read")
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the folder is read") {
        let path = entry.expect("the entry is read").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn every_row_is_complete_and_every_applied_article_names_a_file() {
    for (nom, article) in articles() {
        assert!(
            ["applique", "sans_calcul", "hors_perimetre", "a_faire"].contains(&article.statut.as_str()),
            "{nom}: {}",
            article.statut
        );
        assert!(
            ["verifie", "partiel", "a_confirmer"].contains(&article.verification.as_str()),
            "{nom}: {}",
            article.verification
        );
        assert!(!article.pourquoi.is_empty(), "{nom} says nothing");
        match (article.statut.as_str(), article.ou) {
            ("applique", Some(path)) => assert!(root().join(&path).is_file(), "{nom}: {path} does not exist"),
            ("applique", None) => panic!("{nom} is applied nowhere"),
            (_, Some(path)) => panic!("{nom} is not applied, yet names {path}"),
            (_, None) => {}
        }
    }
}

#[test]
fn every_article_of_a_rule_or_of_a_table_has_its_row() {
    let articles = articles();
    for regle in droit::cas::regles() {
        assert!(articles.contains_key(regle.article), "{} cites {}", regle.nom, regle.article);
    }
    for motif in droit::caleol::MotifDecision::ALL {
        assert!(articles.contains_key(motif.article()), "{} cites {}", motif.code(), motif.article());
    }
    let parametres = droit::parametres::Parametres::embarques();
    for article in [&parametres.plafonds_ressources.article, &parametres.quartiles.article, &parametres.al_taux.article] {
        assert!(articles.contains_key(article), "{article}");
    }
    for name in droit::parametres::Parametres::NOMS {
        let text = std::fs::read_to_string(root().join("parametres").join(format!("{name}.toml"))).unwrap();
        let article = text.lines().find_map(|line| line.strip_prefix("article = \"")).unwrap().trim_end_matches('"');
        assert!(articles.contains_key(article), "{name}.toml cites {article}");
    }
}

/// Text constants that look like an article, in the source of the rules.
#[test]
fn every_article_written_in_the_rules_has_its_row() {
    let articles = articles();
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let mut seen = 0;
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        for literal in text.split('"').skip(1).step_by(2) {
            let shape = ["CCH L. ", "CCH R. ", "CCH D. ", "code civil "].iter().any(|prefix| literal.starts_with(prefix));
            // « CCH L. 441-1, k » is a paragraph of the article: the row is that of the article.
            let article = literal.split_once(", ").map_or(literal, |(article, _)| article);
            if shape && article.len() < 24 {
                seen += 1;
                assert!(articles.contains_key(article), "{} cites {literal}", file.display());
            }
        }
    }
    assert!(seen > 30, "only {seen} articles found: the reading of the sources is broken");
}
