//! The commands as a shell sees them: exit codes 0, 1, 2, help in French, `--json` for machines.

#![expect(clippy::unwrap_used, reason = "a test stops at its first surprise")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn carbet(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_carbet")).args(arguments).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn root() -> PathBuf {
    Path::new(&std::env::var("CARGO_MANIFEST_DIR").unwrap()).join("../..")
}

fn cases() -> Vec<String> {
    let mut files: Vec<String> = std::fs::read_dir(root().join("crates/droit/cas"))
        .unwrap()
        .map(|entry| entry.unwrap().path().to_string_lossy().into_owned())
        .filter(|path| path.ends_with(".toml"))
        .collect();
    files.sort();
    files
}

fn write(folder: &tempfile::TempDir, name: &str, content: &str) -> String {
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    path.to_string_lossy().into_owned()
}

const AGES: &str = r#"
[[cas]]
titre = "Un couple dont la somme des âges fait 55 ans relève de la catégorie 3"
regle = "ressources.categorie_menage"
date = 2026-03-01
donnees = { personnes = [{ age = 30, role = "titulaire" }, { age = 25, role = "cotitulaire" }] }
attendu = { categorie = CATEGORIE }
"#;

#[test]
fn our_own_cases_all_hold() {
    let files = cases();
    let mut arguments = vec!["cas", "--json"];
    arguments.extend(files.iter().map(String::as_str));
    let output = carbet(&arguments);
    assert_eq!(output.status.code(), Some(0), "{}", out(&output));
    let report: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
    assert!(report["total"].as_u64().unwrap() >= 150, "{report}");
    assert_eq!(report["echecs"], serde_json::json!([]));
}

#[test]
fn a_case_that_fails_is_told_on_one_line_and_exits_with_one() {
    let folder = tempfile::tempdir().unwrap();
    let good = write(&folder, "juste.toml", &AGES.replace("CATEGORIE", "3"));
    let bad = write(&folder, "faux.toml", &AGES.replace("CATEGORIE", "2"));
    let output = carbet(&["cas", &good]);
    assert_eq!((output.status.code(), out(&output).as_str()), (Some(0), "1 cas, 0 en échec\n"));
    let output = carbet(&["cas", &good, &bad]);
    let lines: Vec<String> = out(&output).lines().map(str::to_owned).collect();
    assert_eq!((output.status.code(), lines.len()), (Some(1), 2), "{lines:?}");
    assert!(lines[0].contains("faux.toml") && lines[0].contains("somme des âges"), "{}", lines[0]);
    assert_eq!(lines[1], "2 cas, 1 en échec");
    let output = carbet(&["--json", "cas", &bad]);
    let report: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
    assert_eq!((output.status.code(), &report["total"]), (Some(1), &serde_json::json!(1)));
    assert_eq!(report["echecs"].as_array().unwrap().len(), 1);
}

#[test]
fn the_rules_are_listed_with_their_inputs_and_outputs() {
    let output = carbet(&["cas", "--regles"]);
    let text = out(&output);
    assert_eq!(output.status.code(), Some(0));
    for rule in ["ressources.categorie_menage", "objectifs.hors_qpv", "caleol.delai_reponse", "conservation.purge"] {
        assert!(text.contains(rule), "{rule} is not listed");
    }
}

#[test]
fn what_cannot_be_read_is_refused_in_french_and_what_is_misused_exits_with_two() {
    let output = carbet(&["cas", "/nulle/part.toml"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("fichier illisible"));
    for (misuse, said) in [
        (&["cas"][..], "il manque"),
        (&["inconnue"], "la commande « inconnue » n'existe pas"),
        (&["cas", "--inconnue"], "« --inconnue » n'existe pas"),
        (&["noter", "--fils", "beaucoup"], "« beaucoup » ne convient pas"),
        (&[], "il manque une commande"),
    ] {
        let output = carbet(misuse);
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{misuse:?}");
        assert!(told.contains(said) && told.contains("carbet --help"), "{misuse:?} : {told}");
    }
}

#[test]
fn every_command_helps_in_french() {
    for command in
        [&["--help"][..], &["cas", "--help"], &["verifier", "--help"], &["noter", "--help"], &["journal", "verifier", "--help"]]
    {
        let output = carbet(command);
        let text = out(&output);
        assert_eq!(output.status.code(), Some(0), "{command:?}");
        for english in ["Usage", "Options:", "Commands", "Arguments:", "Print", "default:", "[env"] {
            assert!(!text.contains(english), "{command:?} says « {english} »:\n{text}");
        }
        assert!(text.contains("Utilisation\u{a0}: carbet") && text.contains("Afficher cette aide"), "{text}");
    }
}

#[test]
fn a_territory_is_checked_with_the_file_and_the_line() {
    let output = carbet(&["verifier", &root().join("territoires/cacl").to_string_lossy()]);
    assert_eq!(output.status.code(), Some(0), "{}", out(&output));
    let folder = tempfile::tempdir().unwrap();
    write(&folder, "territoire.toml", "[epci]\nnom = 3\n");
    let output = carbet(&["verifier", &folder.path().to_string_lossy()]);
    assert_eq!(output.status.code(), Some(1));
    let told = format!("{}{}", out(&output), String::from_utf8_lossy(&output.stderr));
    assert!(told.contains("territoire.toml"), "{told}");
}

/// The register goes out as it came in, one document a demande; the schema of the State judges when it is at hand.
#[test]
fn the_register_is_exported_in_the_form_of_the_sne() {
    let folder = tempfile::tempdir().unwrap();
    let base = format!("sqlite://{}", folder.path().join("essai.db").display());
    let key = "42".repeat(32);
    let with_base = ["--base", &base, "--cle", &key];
    let run = |arguments: &[&str]| carbet(&[arguments, &with_base].concat());
    let territoire = root().join("territoires/cacl").to_string_lossy().into_owned();
    assert_eq!(run(&["territoire", "charger", &territoire]).status.code(), Some(0));
    let extract = root().join("crates/interop/tests/donnees/complete.xml").to_string_lossy().into_owned();
    let read = run(&["importer", "sne", &extract]);
    assert_eq!(read.status.code(), Some(0), "{}", out(&read));
    let target = folder.path().join("sortie");
    let sortie = target.to_string_lossy().into_owned();
    let output = run(&["exporter", "sne", "--sortie", &sortie, "--radiees", "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let report: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
    assert_eq!((&report["ecrites"], &report["incompletes"]), (&1.into(), &0.into()), "{report}");
    let document = target.join("973032300045600001.xml");
    assert!(std::fs::read_to_string(&document).unwrap().contains("<typeFichier>COP</typeFichier>"));
    assert_eq!(run(&["exporter", "sne", "--sortie", &sortie]).status.code(), Some(1), "a folder in use is left alone");
    assert_eq!(carbet(&["exporter", "sne"]).status.code(), Some(2));
    let Ok(external) = std::env::var("CARBET_DONNEES_EXTERNES") else {
        println!("CARBET_DONNEES_EXTERNES n'est pas défini : le schéma du SNE n'a pas jugé l'export");
        return;
    };
    let schema = format!("{external}/sne/agpl/InterfaceNuu_v0201.xsd");
    match Command::new("xmllint").args(["--noout", "--schema", &schema]).arg(&document).output() {
        Ok(judged) => assert!(judged.status.success(), "{}", String::from_utf8_lossy(&judged.stderr)),
        Err(_) => println!("xmllint n'est pas installé : le schéma du SNE n'a pas jugé l'export"),
    }
}
