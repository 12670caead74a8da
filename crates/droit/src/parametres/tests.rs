use super::*;
use crate::jour::{add_jours, parse_iso};

fn jour(text: &str) -> Jour {
    parse_iso(text).unwrap()
}

#[test]
fn the_shipped_tables_are_read() {
    let parametres = Parametres::embarques();
    assert_eq!(parametres.plafonds_ressources.versions().count(), 7);
    assert_eq!(parametres.quartiles.versions().count(), 3);
    assert_eq!(Parametres::NOMS.len(), 17);
}

/// Each day from 2020 to 2026 has one answer per table, or an error that the table announces.
#[test]
fn every_encoded_day_has_exactly_one_answer() {
    let parametres = Parametres::embarques();
    let (mut day, last) = (jour("2020-01-01"), jour("2026-12-31"));
    while day <= last {
        for (nom, found) in parametres.list_versions(day) {
            match (nom, found) {
                (_, Ok((version, provisoire))) => {
                    assert!(version.en_vigueur <= day, "{nom} on {day}");
                    assert_eq!(provisoire, version.jusqu_au.is_some_and(|end| end < day), "{nom} on {day}");
                    assert!(!provisoire || nom == "al_abattement", "{nom} on {day} is only provisional");
                }
                ("quartiles", Err(error)) => assert!(day < jour("2024-01-01"), "{error}"),
                ("pieces", Err(error)) => assert!(day < jour("2021-01-01"), "{error}"),
                ("titres_sejour", Err(error)) => assert!(day < jour("2022-04-27"), "{error}"),
                ("reservations", Err(error)) => assert!(day < jour("2020-02-22"), "{error}"),
                (_, Err(error)) => panic!("{nom}: {error}"),
            }
        }
        day = add_jours(day, 1);
    }
}

/// Exactly one version of each table covers a day: intervals neither overlap nor leave a hole.
#[test]
fn versions_follow_each_other_without_hole() {
    let parametres = Parametres::embarques();
    let ends: Vec<(Jour, Option<Jour>)> =
        parametres.plafonds_ressources.versions().map(|(v, _)| (v.en_vigueur, v.jusqu_au)).collect();
    for pair in ends.windows(2) {
        assert_eq!(add_jours(pair[0].1.unwrap(), 1), pair[1].0);
    }
    let ends: Vec<(Jour, Option<Jour>)> = parametres.quartiles.versions().map(|(v, _)| (v.en_vigueur, v.jusqu_au)).collect();
    for pair in ends.windows(2) {
        assert_eq!(add_jours(pair[0].1.unwrap(), 1), pair[1].0);
    }
}

#[test]
fn after_the_last_day_a_table_refuses_or_answers_provisionally() {
    let parametres = Parametres::embarques();
    assert!(parametres.plafonds_ressources.find(jour("2027-01-01")).unwrap().provisoire);
    assert!(!parametres.plafonds_ressources.find(jour("2026-12-31")).unwrap().provisoire);
    let error = parametres.plafonds_ressources.find(jour("2019-12-31")).unwrap_err();
    assert!(error.to_string().contains("31/12/2019"), "{error}");
    let source = include_str!("../../../../parametres/plafonds_ressources.toml").replace("\"provisoire\"", "\"refuser\"");
    let strict = Parametres::charger(&[("plafonds_ressources.toml", &source)]).unwrap();
    assert!(strict.plafonds_ressources.find(jour("2027-01-01")).is_err());
}

fn refused(nom: &str, contenu: &str) -> ErreurParametres {
    Parametres::charger(&[(nom, contenu)]).unwrap_err().remove(0)
}

#[test]
fn a_wrong_file_is_told_in_french_with_its_line() {
    let quartiles = include_str!("../../../../parametres/quartiles.toml");
    let line = |erreur: &ErreurParametres, contenu: &str, word: &str| {
        let expected = contenu.lines().position(|l| l.contains(word)).unwrap() + 1;
        assert_eq!(erreur.ligne, Some(expected), "{erreur}");
    };
    let bad = quartiles.replace("q1 = 8317", "q1 = 8317.5");
    let erreur = refused("quartiles.toml", &bad);
    assert!(erreur.message.contains("forme attendue"), "{erreur}");
    line(&erreur, &bad, "8317.5");
    let bad = quartiles.replace("q1 = 8317", "q_un = 8317");
    let erreur = refused("quartiles", &bad);
    assert!(erreur.message.contains("« q_un » n'est pas attendu"), "{erreur}");
    line(&erreur, &bad, "q_un");
    let bad = quartiles.replace("q1 = 8317", "q1 = 18317");
    assert!(refused("quartiles", &bad).message.contains("croître"));
    let bad = quartiles.replace("q1 = 8181", "q1 = 6181");
    assert!(refused("quartiles", &bad).message.contains("d'écart"));
    let bad = quartiles.replace("jusqu_au = 2024-12-31", "jusqu_au = 2025-06-30");
    assert!(refused("quartiles", &bad).message.contains("avant la fin de la précédente"));
    assert!(refused("inconnu.toml", quartiles).message.contains("pas une table connue"));
    let renamed = quartiles.replace("nom = \"quartiles\"", "nom = \"seuils\"");
    assert!(refused("quartiles", &renamed).message.contains("le nom du fichier"));
}

#[test]
fn an_override_replaces_one_table_only() {
    let source = include_str!("../../../../parametres/caleol.toml").replace("candidats_minimum = 3", "candidats_minimum = 4");
    let parametres = Parametres::charger(&[("caleol.toml", &source)]).unwrap();
    assert_eq!(parametres.caleol.derniere().valeurs.candidats_minimum, 4);
    assert_eq!(parametres.delais, Parametres::embarques().delais);
}

#[test]
fn every_version_names_its_text_and_source() {
    let parametres = Parametres::embarques();
    for (nom, found) in parametres.list_versions(jour("2026-11-16")) {
        let (version, _) = found.unwrap();
        assert!(!version.texte.is_empty() && !version.source.is_empty(), "{nom}");
        assert!(version.nom().starts_with(nom));
    }
}
