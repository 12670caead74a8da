//! Who may import whom: `maison.toml` against what cargo reads.

use std::collections::BTreeSet;

use cargo_metadata::{DependencyKind, MetadataCommand};
use maison::{Maison, read_toml, root};

#[test]
fn each_crate_imports_only_what_its_row_allows() {
    let maison: Maison = read_toml("maison.toml");
    let metadata = MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .other_options(["--offline".to_owned()])
        .exec()
        .expect("cargo metadata reads the workspace");
    assert!(metadata.packages.len() > 5, "cargo metadata lists the crates of the workspace");
    let mut faults = Vec::new();
    for package in &metadata.packages {
        let name = package.name.to_string();
        let Some(imports) = maison.crates.get(&name) else {
            faults.push(format!("{name} n'a pas de ligne dans maison.toml : ajoutez [crates.{name}]"));
            continue;
        };
        for dependency in &package.dependencies {
            let ours = dependency.name.starts_with("carbet-");
            let list = if ours { &imports.maison } else { &imports.dehors };
            let in_tests = dependency.kind != DependencyKind::Normal;
            if list.contains(&dependency.name) || (in_tests && imports.essais.contains(&dependency.name)) {
                continue;
            }
            let place = if in_tests { "pour ses tests" } else { "" };
            faults.push(format!("{name} importe {} {place}: maison.toml ne le permet pas", dependency.name));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_rooms_have_no_cycle_and_nobody_imports_the_house_tests() {
    let maison: Maison = read_toml("maison.toml");
    // The order of the rooms: each may use only what stands before it.
    let mut known: BTreeSet<&str> = BTreeSet::new();
    let mut left: Vec<(&String, &maison::Imports)> = maison.crates.iter().collect();
    while !left.is_empty() {
        let before = left.len();
        left.retain(|(name, imports)| {
            let ready = imports.maison.iter().all(|import| known.contains(import.as_str()));
            if ready {
                known.insert(name.as_str());
            }
            !ready
        });
        assert!(left.len() < before, "ces pièces s'importent en rond ou importent une pièce absente : {left:?}");
    }
    for (name, imports) in &maison.crates {
        assert!(!imports.maison.iter().any(|import| import == "carbet-maison"), "{name} importe carbet-maison");
    }
}
