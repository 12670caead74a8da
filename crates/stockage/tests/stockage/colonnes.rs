//! Every column of the schema is classified in `colonnes.toml`, on both engines, and nothing else is.

use std::collections::{BTreeMap, BTreeSet};

use crate::commun::bases;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fichier {
    visible_par: BTreeMap<String, String>,
    conservation: BTreeMap<String, String>,
    table: BTreeMap<String, Table>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    visible_par: String,
    conservation: String,
    sensibilite: String,
    colonnes: BTreeMap<String, Colonne>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Colonne {
    finalite: String,
    visible_par: Option<String>,
    conservation: Option<String>,
    sensibilite: Option<String>,
}

fn read() -> Fichier {
    toml::from_str(include_str!("../../colonnes.toml")).unwrap()
}

#[tokio::test]
async fn every_column_is_classified() {
    let classified: BTreeSet<(String, String)> = read()
        .table
        .into_iter()
        .flat_map(|(table, t)| t.colonnes.into_keys().map(move |colonne| (table.clone(), colonne)))
        .collect();
    for essai in bases().await {
        let live: BTreeSet<(String, String)> = essai.base.list_colonnes().await.unwrap().into_iter().collect();
        assert!(live.len() > 300, "the schema is read");
        let missing: Vec<_> = live.difference(&classified).collect();
        let unknown: Vec<_> = classified.difference(&live).collect();
        assert!(missing.is_empty() && unknown.is_empty(), "{:?}: missing {missing:?}, unknown {unknown:?}", essai.base.moteur());
    }
}

#[test]
fn every_classification_uses_the_words_of_the_file() {
    let fichier = read();
    for (nom, table) in &fichier.table {
        for (colonne, c) in &table.colonnes {
            let visible_par = c.visible_par.as_ref().unwrap_or(&table.visible_par);
            let conservation = c.conservation.as_ref().unwrap_or(&table.conservation);
            let sensibilite = c.sensibilite.as_ref().unwrap_or(&table.sensibilite);
            assert!(!c.finalite.trim().is_empty(), "{nom}.{colonne}: no purpose");
            assert!(fichier.visible_par.contains_key(visible_par), "{nom}.{colonne}: {visible_par}");
            assert!(fichier.conservation.contains_key(conservation), "{nom}.{colonne}: {conservation}");
            assert!(
                ["normale", "elevee", "restreinte", "secrete"].contains(&sensibilite.as_str()),
                "{nom}.{colonne}: {sensibilite}"
            );
        }
    }
}

#[test]
fn what_is_encrypted_is_told_sensitive() {
    for (nom, table) in read().table {
        for (colonne, c) in table.colonnes.iter().filter(|(colonne, _)| colonne.contains("chiffre")) {
            assert_ne!(c.sensibilite.as_ref().unwrap_or(&table.sensibilite), "normale", "{nom}.{colonne}");
        }
    }
}
