//! The tools around the program: exact versions, lock files without hosts, scripts that stop on a failure.

use maison::{list_files, read, root};
use serde_json::Value;

fn read_json(file: &str) -> Value {
    serde_json::from_str(&read(file)).unwrap_or_else(|error| panic!("{file} : {error}"))
}

#[test]
fn npm_packages_have_exact_versions_and_a_lock_without_hosts() {
    let packages: Vec<String> = list_files().into_iter().filter(|file| file.ends_with("package.json")).collect();
    assert!(packages.iter().any(|file| file == "e2e/package.json"));
    for file in packages {
        let package = read_json(&file);
        for list in ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"] {
            for (name, version) in package[list].as_object().into_iter().flatten() {
                let version = version.as_str().unwrap_or_default();
                let exact = version.starts_with(|c: char| c.is_ascii_digit())
                    && version.split('.').count() >= 3
                    && !version.contains(' ');
                assert!(exact, "{file} : {name} doit avoir une version exacte, lu « {version} »");
            }
        }
        let lock = file.replace("package.json", "package-lock.json");
        assert!(root().join(&lock).is_file(), "{lock} manque : lancez npm install");
        for (name, entry) in read_json(&lock)["packages"].as_object().into_iter().flatten() {
            assert!(
                entry.get("resolved").is_none(),
                "{lock} : {name} nomme un serveur ; lancez npm install avec le .npmrc du dossier"
            );
        }
        let npmrc = file.replace("package.json", ".npmrc");
        assert!(read(&npmrc).contains("omit-lockfile-registry-resolved=true"), "{npmrc} garde le verrou sans nom de serveur");
    }
}

#[test]
fn scripts_stop_on_the_first_failure() {
    let scripts: Vec<String> = list_files().into_iter().filter(|file| file.ends_with(".sh") || file == ".ci/run").collect();
    assert!(scripts.len() > 3);
    for file in scripts {
        let text = read(&file);
        // A script to be sourced has no shebang: the one that sources it has set the options.
        if text.starts_with("#!") {
            assert!(text.contains("set -euo pipefail"), "{file} doit porter « set -euo pipefail »");
        }
    }
}

#[test]
fn continuous_integration_is_make_test() {
    let commands: Vec<String> = read(".ci/run")
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .filter(|line| !line.starts_with("set ") && !line.starts_with("cd ") && !line.starts_with("export "))
        .map(str::to_owned)
        .collect();
    assert_eq!(commands, ["make test"]);
}

#[test]
fn cargo_takes_crates_from_the_public_registry_only() {
    for line in read("Cargo.lock").lines().filter(|line| line.starts_with("source = ")) {
        assert_eq!(
            line, "source = \"registry+https://github.com/rust-lang/crates.io-index\"",
            "source inattendue dans Cargo.lock"
        );
    }
}

#[test]
fn the_summary_of_the_documentation_lists_each_page_once() {
    let summary = read("docs/src/SUMMARY.md");
    let mut listed: Vec<&str> = summary.split("](").skip(1).filter_map(|rest| rest.split(')').next()).collect();
    listed.sort_unstable();
    let mut present: Vec<String> = list_files()
        .into_iter()
        .filter_map(|file| file.strip_prefix("docs/src/").map(str::to_owned))
        .filter(|file| file.ends_with(".md") && file != "SUMMARY.md")
        .collect();
    present.sort_unstable();
    assert_eq!(listed, present, "docs/src/SUMMARY.md et les pages de docs/src/ ne se correspondent pas");
}
