//! Published fixtures, the demonstration grid, and the column form against a naive engine.

use super::*;
use crate::faits::{EtatPreuve, FaitsDemande, Valeur};
use crate::jour::parse_iso;

mod reference;

fn grille(texte: &str) -> GrilleCompilee {
    compile_grille(&read_grille(texte).unwrap()).unwrap()
}

fn faits(grille: &GrilleCompilee, values: &[(&str, Valeur)]) -> FaitsDemande {
    let mut faits = grille.schema().inconnus();
    for (nom, valeur) in values {
        assert!(faits.set(grille.schema(), nom, valeur.clone(), EtatPreuve::Declare), "{nom}");
    }
    faits
}

fn total(texte: &str, values: &[(&str, Valeur)]) -> i32 {
    let grille = grille(texte);
    compute_note(&grille, &faits(&grille, values), Cadre::General).total
}

const VRAI: Valeur = Valeur::Booleen(true);
const FAUX: Valeur = Valeur::Booleen(false);
const DEMONSTRATION: &str = include_str!("../../../../territoires/cacl/cotation/demonstration.toml");

#[test]
fn toulouse_forty_months_and_dalo_make_110() {
    let texte = include_str!("../../cas/grilles/toulouse.toml");
    let months = |months, late| [("anciennete_mois", Valeur::Entier(months)), ("delai_anormal_depasse", late), ("dalo", VRAI)];
    assert_eq!(total(texte, &months(40, VRAI)), 110);
    assert_eq!(total(texte, &months(36, FAUX)), 86);
}

#[test]
fn lyon_eviction_single_parent_and_effort_make_35() {
    let texte = include_str!("../../cas/grilles/lyon.toml");
    let values = [("menace_expulsion", VRAI), ("monoparental", VRAI), ("taux_effort_actuel_pct", Valeur::Entier(41))];
    assert_eq!(total(texte, &values), 35);
}

#[test]
fn paris_2014_takes_the_best_of_the_rubrique() {
    let texte = include_str!("../../cas/grilles/paris_2014.toml");
    assert_eq!(total(texte, &[("fin_de_cohabitation", VRAI), ("chez_ses_parents", VRAI)]), 2);
}

#[test]
fn compiegne_may_go_below_zero_or_be_floored() {
    let texte = include_str!("../../cas/grilles/compiegne.toml");
    let values = [("travailleur_essentiel", VRAI), ("trouble_de_voisinage", VRAI)];
    assert_eq!(total(texte, &values), -5);
    let floored = texte.replace("statut =", "plancher = 0\nstatut =");
    assert_eq!(total(&floored, &values), 0);
}

#[test]
fn the_demonstration_grid_counts_as_it_says() {
    let base = [("anciennete_mois", Valeur::Entier(41)), ("delai_anormal_depasse", FAUX)];
    assert_eq!(total(DEMONSTRATION, &base), 13);
    let mut values = base.to_vec();
    values.extend([("mal_loge_defavorise", VRAI), ("sans_logement", VRAI), ("menace_expulsion", VRAI)]);
    assert_eq!(total(DEMONSTRATION, &values), 13 + 30, "best two of three");
    values.extend([("taux_effort_actuel_points_de_base", Valeur::Entier(4000)), ("habite_dans_epci", VRAI)]);
    assert_eq!(total(DEMONSTRATION, &values), 13 + 30 + 3, "exactly 40 % is not above 40 %");
    values.push(("taux_effort_actuel_points_de_base", Valeur::Entier(4001)));
    values.push(("refus_rang_12_mois", Valeur::Entier(2)));
    assert_eq!(total(DEMONSTRATION, &values), 13 + 30 + 3 + 8 - 10);
    assert_eq!(total(DEMONSTRATION, &[("anciennete_mois", Valeur::Entier(500))]), 40, "capped");
}

#[test]
fn a_statement_is_provisional_until_its_proof() {
    let grille = grille(DEMONSTRATION);
    let mut faits = faits(&grille, &[("handicap", VRAI), ("sortant_act", FAUX)]);
    let note = compute_note(&grille, &faits, Cadre::General);
    assert!(note.provisoire);
    let line = |note: &Note| note.lignes.iter().find(|l| l.critere == "handicap_ou_act").cloned().unwrap();
    assert_eq!((line(&note).etat, line(&note).retenus), (EtatLigne::Provisoire, 30));
    assert_eq!(line(&note).preuves_attendues, [PreuveAdmise::Piece, PreuveAdmise::Decision]);
    for (nature, wanted) in [
        (crate::demande::NaturePreuve::Social, EtatLigne::Provisoire),
        (crate::demande::NaturePreuve::Decision, EtatLigne::Acquis),
    ] {
        assert!(faits.set(grille.schema(), "handicap", VRAI, EtatPreuve::Prouve { nature }));
        assert_eq!(line(&compute_note(&grille, &faits, Cadre::General)).etat, wanted);
    }
}

#[test]
fn a_missing_fact_is_asked_for_and_gives_nothing() {
    let grille = grille(DEMONSTRATION);
    let note = compute_note(&grille, &grille.schema().inconnus(), Cadre::General);
    assert_eq!(note.total, 0);
    let line = note.lignes.iter().find(|l| l.critere == "vit_ou_travaille").unwrap();
    assert_eq!(line.etat, EtatLigne::ACompleter);
    assert_eq!(line.manque.len(), 2);
    // One tie is enough: the other fact is no longer needed.
    let note = compute_note(&grille, &faits(&grille, &[("habite_dans_epci", VRAI)]), Cadre::General);
    assert_eq!(note.total, 3);
}

#[test]
fn a_criterion_on_the_home_counts_only_beside_a_home() {
    let texte = include_str!("../../cas/grilles/lyon.toml").replace("taux_effort_actuel_pct", "taux_effort_pct");
    let grille = grille(&texte);
    let faits = faits(&grille, &[("taux_effort_pct", Valeur::Entier(35))]);
    assert_eq!(compute_note(&grille, &faits, Cadre::General).total, 0);
    assert_eq!(compute_note(&grille, &faits, Cadre::Logement).total, 10);
}

#[test]
fn mutation_changes_what_the_file_says() {
    let texte = format!(
        "{}\n[[mutation.critere]]\ncode = \"monoparental\"\npoints = 7\n[[mutation.critere]]\ncode = \"taux_effort\"\nexclu = true\n",
        include_str!("../../cas/grilles/lyon.toml")
    );
    let base = [("monoparental", VRAI), ("taux_effort_actuel_pct", Valeur::Entier(41))];
    let with = |mutation| total(&texte, &[base[0].clone(), base[1].clone(), ("mutation", mutation)]);
    assert_eq!((with(VRAI), with(FAUX), with(Valeur::Inconnu)), (7, 15, 15));
}

#[test]
fn a_cap_is_taken_from_the_last_lines() {
    let texte = include_str!("../../cas/grilles/lyon.toml").replace("regle = \"somme\"", "regle = \"somme\"\nplafond = 22");
    let grille = grille(&texte);
    let values = [("menace_expulsion", VRAI), ("monoparental", VRAI), ("taux_effort_actuel_pct", Valeur::Entier(41))];
    let note = compute_note(&grille, &faits(&grille, &values), Cadre::General);
    assert_eq!(note.total, 22);
    assert_eq!(note.lignes.iter().map(|l| l.retenus).collect::<Vec<_>>(), [20, 2, 0]);
}

#[test]
fn mistakes_are_told_in_french_with_their_place() {
    let lyon = include_str!("../../cas/grilles/lyon.toml");
    let first = |texte: &str| match read_grille(texte) {
        Err(errors) => errors[0].clone(),
        Ok(grille) => compile_grille(&grille).expect_err(texte)[0].clone(),
    };
    for (from, to, place, words) in [
        ("si = \"monoparental\"", "si = \"monoparentale\"", (19, 7), "Vouliez-vous écrire « monoparental »"),
        ("si = \"monoparental\"", "si = \"monoparental et (dalo\"", (19, 28), "parenthèse jamais fermée"),
        ("si = \"monoparental\"", "si = \"personnes\"", (19, 7), "comparez-le"),
        ("si = \"monoparental\"", "si = \"modele_logement = HLMX\"", (19, 25), "Valeurs possibles"),
        ("si = \"monoparental\"", "si = \"personnes > vrai\"", (19, 19), "nombre entier"),
        ("regle = \"somme\"", "regle = \"meilleurs\"", (10, 9), "nombre"),
        ("points = 5", "points = 50000", (17, 8), "50000"),
        ("points = 5", "point = 5", (20, 1), "« point » inconnue"),
        ("version = \"lyon-extrait\"", "", (2, 1), "« version »"),
        ("statut = \"adoptee\"", "statut = \"adopte\"", (4, 10), "adoptee"),
    ] {
        assert!(lyon.contains(from));
        let error = first(&lyon.replacen(from, to, 1));
        assert!(error.message.contains(words), "{to}: {error}");
        assert_eq!((error.ligne, error.colonne), place, "{to}: {error}");
    }
}

#[test]
fn hostile_conditions_are_refused_without_panic() {
    let schema = crate::faits::Schema::national();
    let deep = format!("{}dalo{}", "(".repeat(5000), ")".repeat(4000));
    let chain = vec!["dalo"; 1200].join(" et ");
    assert!(compile_expression(&chain, &schema).is_ok());
    assert!(compile_expression(&format!("{}dalo", "non ".repeat(2000)), &schema).is_ok());
    for bad in [
        deep.as_str(),
        "",
        "et",
        "dalo et",
        "dalo ou ou dalo",
        "non",
        "(",
        ")",
        "()",
        "dalo dalo",
        "personnes = ",
        "3 = 3",
        "1 < personnes < 3",
        "personnes dans",
        "personnes dans []",
        "personnes dans [1,",
        "personnes dans [1 2]",
        "dalo dans [1]",
        "é",
        "personnes > 99999999999",
        "personnes = 2026-02-30",
        "depose_le < 3",
        "\"",
        "modele_logement < HLM",
        "personnes = enfants = 3",
        "depose_le = personnes",
        "nationalite = 1",
    ] {
        assert!(compile_expression(bad, &schema).is_err(), "{bad}");
    }
}

#[test]
fn the_day_of_filing_gives_months_on_the_day_asked() {
    let grille = grille(include_str!("../../cas/grilles/toulouse.toml"));
    let mut colonnes = Colonnes::new(grille.schema().clone());
    let entete = Entete {
        depose_le: parse_iso("2023-01-31").unwrap(),
        enregistre_le: None,
        numero: [b'1'; 18],
        commune: Some("97302".into()),
        typologie_max: 3,
    };
    colonnes.push(&entete, &grille.schema().inconnus());
    for (day, months) in [("2023-02-27", 0), ("2023-02-28", 1), ("2026-01-31", 36)] {
        assert_eq!(compute_notes(&grille, &colonnes, parse_iso(day).unwrap(), 1).totaux, [months]);
    }
}

#[test]
fn months_are_the_same_by_table_and_one_by_one() {
    let grille = grille(include_str!("../../cas/grilles/toulouse.toml"));
    let mut colonnes = Colonnes::new(grille.schema().clone());
    let (first, asked) = (parse_iso("2020-01-01").unwrap(), parse_iso("2024-02-29").unwrap());
    let filed = |row: u64| crate::jour::add_jours(first, row);
    for row in 0..1600 {
        let entete = Entete { depose_le: filed(row), enregistre_le: None, numero: [0; 18], commune: None, typologie_max: 0 };
        colonnes.push(&entete, &grille.schema().inconnus());
    }
    let notes = compute_notes(&grille, &colonnes, asked, 2);
    for (row, total) in notes.totaux.iter().enumerate() {
        assert_eq!(*total, crate::jour::compute_mois_entiers(filed(row as u64), asked) as i32);
    }
}

#[test]
fn extreme_numbers_are_refused_or_harmless() {
    let lyon = include_str!("../../cas/grilles/lyon.toml");
    let compiled = |from: &str, to: &str| {
        assert!(lyon.contains(from));
        read_grille(&lyon.replacen(from, to, 1)).and_then(|grille| compile_grille(&grille))
    };
    let values = [("menace_expulsion", VRAI), ("taux_effort_actuel_pct", Valeur::Entier(i64::MAX))];
    let cap = compiled("regle = \"somme\"", "regle = \"somme\"\nplafond = 2147483647").unwrap();
    assert_eq!(compute_note(&cap, &faits(&cap, &values), Cadre::General).total, 30);
    let best = compiled("regle = \"somme\"", "regle = \"meilleurs\"\nnombre = 4000000000").unwrap();
    assert_eq!(compute_note(&best, &faits(&best, &values), Cadre::General).total, 30);
    assert!(compiled("statut =", "plancher = 2147483647\nstatut =").is_err());
    assert!(compiled("statut =", "plancher = 99999999999\nstatut =").is_err());
    let tranche = |text: &str| compiled("paliers = [{ a_partir_de = 30, points = 10 }]", text);
    assert!(tranche("par_tranche = { de = 0, points = 1 }").is_err());
    assert!(tranche("par_tranche = { de = 1, points = -1, plafond = -2147483648 }").is_err());
    assert!(tranche("paliers = [{ au_dessus_de = 2147483647, points = 1 }]").is_err());
    assert!(tranche("paliers = [{ a_partir_de = 3, points = 1 }, { au_dessus_de = 2, points = 2 }]").is_err());
    let slices = tranche("par_tranche = { de = 1, points = 10000 }").unwrap();
    assert_eq!(compute_note(&slices, &faits(&slices, &values), Cadre::General).total, 10_020);
}

#[test]
fn ten_thousand_criteria_compile_and_one_more_is_refused() {
    let grid = |count: usize| {
        let mut texte = "[grille]\nversion=\"x\"\nstatut=\"projet\"\nen_vigueur=2026-01-01\n[[rubrique]]\ncode=\"r\"\nlibelle=\"R\"\nregle=\"somme\"\n".to_owned();
        for index in 0..count {
            texte += &format!("[[rubrique.critere]]\ncode=\"c{index}\"\nlibelle=\"C\"\nsi=\"dalo\"\npoints=10000\n");
        }
        read_grille(&texte).and_then(|grille| compile_grille(&grille))
    };
    let largest = grid(10_000).unwrap();
    assert_eq!(compute_note(&largest, &faits(&largest, &[("dalo", VRAI)]), Cadre::General).total, 100_000_000);
    assert!(grid(10_001).is_err());
}
