use super::*;
use crate::parametres::Parametres;

const FICHIERS: &[(&str, &str)] = &[
    ("enregistrement", include_str!("../../cas/enregistrement.toml")),
    ("ressources", include_str!("../../cas/ressources.toml")),
    ("occupation", include_str!("../../cas/occupation.toml")),
    ("priorites", include_str!("../../cas/priorites.toml")),
    ("objectifs", include_str!("../../cas/objectifs.toml")),
    ("reservation", include_str!("../../cas/reservation.toml")),
    ("caleol", include_str!("../../cas/caleol.toml")),
    ("aides", include_str!("../../cas/aides.toml")),
    ("conservation", include_str!("../../cas/conservation.toml")),
];

#[test]
fn every_case_of_the_project_holds() {
    let parametres = Parametres::embarques();
    let mut total = 0;
    let mut failures = Vec::new();
    for (fichier, contenu) in FICHIERS {
        let rapport = run(contenu, &parametres);
        total += rapport.total;
        failures.extend(rapport.echecs.iter().map(|echec| format!("{fichier}.toml, {echec}")));
    }
    assert!(failures.is_empty(), "{} cases fail:\n{}", failures.len(), failures.join("\n"));
    assert!(total >= 150, "only {total} cases");
}

#[test]
fn every_rule_has_values_and_another_answer_in_the_cases() {
    for regle in regles() {
        let asked = format!("regle = \"{}\"", regle.nom);
        let cases: Vec<&str> =
            FICHIERS.iter().flat_map(|(_, contenu)| contenu.split("[[cas]]")).filter(|case| case.contains(&asked)).collect();
        let other = cases.iter().filter(|case| case.contains("indetermine =") || case.contains("refus =")).count();
        assert!(other >= 1, "{} has no undetermined case", regle.nom);
        assert!(cases.len() - other >= 2, "{} needs a passing and a failing case", regle.nom);
    }
}

fn first_failure(contenu: &str) -> String {
    let rapport = run(contenu, &Parametres::embarques());
    rapport.echecs.first().map(Echec::to_string).unwrap_or_default()
}

const PURGE: &str = "[[cas]]\ntitre = \"Purge\"\nregle = \"conservation.purge\"\ndonnees = { radiee_le = 2026-01-10 }\n";

#[test]
fn a_wrong_expectation_is_told_with_what_was_obtained() {
    let message = first_failure(&format!("{PURGE}attendu = {{ purge_le = 2027-01-11 }}\n"));
    assert_eq!(message, "ligne 1, « Purge »\u{a0}: purge_le attendu 2027-01-11, obtenu 2027-01-10");
    assert!(
        first_failure(&format!("{PURGE}attendu = {{ indetermine = [\"radiee_le\"] }}\n"))
            .contains("obtenu purge_le = 2027-01-10")
    );
    assert!(first_failure(&format!("{PURGE}attendu = {{ purge_le = 2027-01-10 }}\n")).is_empty());
}

#[test]
fn badly_written_cases_fail_and_say_why() {
    for (contenu, said) in [
        ("", "aucun [[cas]]"),
        ("[[cas]]\ntitre = \"x\"\nregle = \"rien\"\nattendu = { a = 1 }", "n'existe pas"),
        (
            "[[cas]]\ntitre = \"x\"\nregle = \"conservation.purge\"\ndonnees = { a = 1 }\nattendu = { purge_le = 1 }",
            "n'est pas une donnée",
        ),
        (
            "[[cas]]\ntitre = \"x\"\nregle = \"conservation.purge\"\ndonnees = { radiee_le = 3 }\nattendu = { purge_le = 1 }",
            "attendu une date",
        ),
        (&format!("{PURGE}attendu = {{}}"), "rien n'est attendu"),
        (&format!("{PURGE}attendu = {{ purge = 1 }}"), "n'est pas un résultat"),
        (&format!("{PURGE}atendu = {{ purge_le = 1 }}"), "n'est pas un champ d'un cas"),
        ("[[cas]\n", "TOML"),
        ("[autre]\na = 1\n", "n'est pas attendu"),
    ] {
        let message = first_failure(contenu);
        assert!(message.contains(said), "{contenu}\n→ {message}");
    }
}

#[test]
fn amounts_never_pass_through_a_float() {
    let case = |amount: &str| {
        format!(
            "[[cas]]\ntitre = \"x\"\nregle = \"ressources.revenu_retenu\"\ndonnees = {{ rfr_n2 = {amount} }}\nattendu = {{ revenu = \"900719925474099.37\" }}"
        )
    };
    assert_eq!(first_failure(&case("900719925474099.37")), "");
    assert!(first_failure(&case("900719925474099.375")).contains("décimales"));
    assert!(first_failure(&case("1e3")).contains("décimal"));
}
