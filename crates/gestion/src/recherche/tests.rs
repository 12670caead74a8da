//! The index against what it promises: what is found, in which order, and that its history leaves no trace.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

fn cle(n: u16) -> Cle {
    let mut cle = [0; 16];
    cle[14..].copy_from_slice(&n.to_be_bytes());
    cle
}

fn noms(nom: &str, prenom: &str, ne: &str) -> Noms {
    Noms { mots: super::index::split([nom, prenom].into_iter()), naissance_le: droit::jour::parse_iso(ne) }
}

fn fiche(personnes: &[(&str, &str, &str)]) -> Fiche {
    Fiche { personnes: personnes.iter().map(|(n, p, le)| noms(n, p, le)).collect(), ..Fiche::default() }
}

fn index(fiches: &[Fiche]) -> Index {
    let sources: Vec<(u16, &Fiche)> = (0u16..).zip(fiches).collect();
    Index::build(&sources, 2, |(n, fiche)| (cle(*n), (*fiche).clone()))
}

fn ask(index: &Index, texte: &str) -> Vec<(u16, Correspondance)> {
    let question = Question::read(texte, droit::jour::parse_iso("2026-11-24").unwrap());
    let reponse = index.find(&question, &Champ { proteges: true, parmi: None }, None);
    assert_eq!(reponse.total, reponse.trouves.len());
    reponse.trouves.iter().map(|t| (u16::from_be_bytes([t.cle[14], t.cle[15]]), t.comment)).collect()
}

fn town() -> Index {
    index(&[
        fiche(&[("Castor", "Marie-Rose", "1984-03-14"), ("Castor", "Jean", "2012-05-01")]),
        fiche(&[("Da Silva", "Ana", "1990-08-22"), ("Xiong", "Pao", "1988-01-02")]),
        fiche(&[("Castorin", "Jozef", "1970-01-01")]),
        fiche(&[("Kastor", "François", "1965-07-07")]),
        fiche(&[("Saint-Prix", "Éloïse", "1957-11-03")]),
        fiche(&[("Jean", "Castor", "2001-09-09")]),
    ])
}

#[test]
fn a_name_is_found_whatever_its_spelling() {
    use Correspondance::{Debut, Exacte, Orthographe, Partielle, Prononciation};
    let town = town();
    for (texte, first) in [
        ("castor marie rose", (0, Exacte)),
        ("ROSE-MARIE CASTOR", (0, Exacte)),
        ("marierose castor", (0, Exacte)),
        ("dasilva", (1, Exacte)),
        ("da silva ana 22/08/1990", (1, Exacte)),
        ("siong", (1, Prononciation)),
        ("josef castorin", (2, Prononciation)),
        ("franswa castor", (3, Prononciation)),
        ("saint prix", (4, Exacte)),
        ("st-prix eloise", (4, Partielle)),
        ("sainptrix", (4, Orthographe)),
        ("saintprixeloise", (4, Orthographe)),
        ("eloi", (4, Debut)),
        ("catsor jean", (0, Orthographe)),
        ("14 mars 1984", (0, Exacte)),
        ("castor 1965", (3, Prononciation)),
    ] {
        assert_eq!(ask(&town, texte).first(), Some(&first), "{texte}");
    }
    assert!(ask(&town, "castor pao").iter().all(|(_, comment)| *comment == Partielle), "two words of two persons are no match");
    assert_eq!(ask(&town, "da silva 14/03/1984"), [], "the date is the bearer's");
    assert_eq!(ask(&town, "zz"), []);
}

#[test]
fn answers_follow_the_written_order() {
    use Correspondance::{Debut, Exacte, Prononciation};
    assert_eq!(
        ask(&town(), "castor"),
        [(0, Exacte), (5, Exacte), (2, Debut), (3, Prononciation)],
        "exact, beginning, sound; then the name of the titulaire"
    );
}

#[test]
fn a_number_is_found_by_any_part() {
    let with = |numero: &str| Fiche { numero: Some(numero.to_owned()), ..fiche(&[("Castor", "Ana", "1990-01-01")]) };
    let index = index(&[with("973032104512398745"), with("973072205611447702")]);
    assert_eq!(ask(&index, "9730 3210"), [(0, Correspondance::Exacte)]);
    assert_eq!(ask(&index, "447702"), [(1, Correspondance::Debut)]);
    assert_eq!(ask(&index, "castor 4512398"), [(0, Correspondance::Exacte)]);
    assert_eq!(ask(&index, "97399"), []);
}

#[test]
fn a_protected_file_is_neither_shown_nor_counted() {
    let hidden = Fiche { protege: true, ..fiche(&[("Castor", "Ana", "1990-01-01")]) };
    let index = index(&[hidden, fiche(&[("Castor", "Lia", "1991-01-01")])]);
    let question = Question { mots: vec!["castor".to_owned(), "ana".to_owned()], ..Question::default() };
    let seen = index.find(&question, &Champ { proteges: true, parmi: None }, None);
    let unseen = index.find(&question, &Champ::default(), None);
    assert_eq!(seen.trouves[0].comment, Correspondance::Exacte);
    assert_eq!((unseen.total, unseen.trouves[0].cle), (1, cle(1)), "as if the protected one did not exist");
    let reach = |asked: &Cle| *asked == cle(7);
    assert_eq!(index.find(&question, &Champ { proteges: true, parmi: Some(&reach) }, None).total, 0);
}

#[test]
fn a_limit_keeps_the_first_ones() {
    let fiches: Vec<Fiche> =
        (0..60).map(|n| fiche(&[(["Castor", "Castorin"][n % 2], ["Ana", "Lia", "Zoé"][n % 3], "1990-01-01")])).collect();
    let index = index(&fiches);
    let question = Question { mots: vec!["castor".to_owned()], ..Question::default() };
    let all = index.find(&question, &Champ::default(), None);
    let some = index.find(&question, &Champ::default(), Some(7));
    assert_eq!((all.total, some.total), (60, 60));
    assert_eq!(some.trouves, all.trouves[..7]);
}

fn household() -> impl Strategy<Value = Fiche> {
    let word = prop::sample::select(vec![
        "Castor",
        "Kastor",
        "Castorin",
        "Da Silva",
        "Dasilva",
        "Ly",
        "Marie-Rose",
        "Rose",
        "Woz",
        "Jean",
    ]);
    let person = (word.clone(), word, 0u64..4).prop_map(|(nom, prenom, day)| Noms {
        mots: super::index::split([nom, prenom].into_iter()),
        naissance_le: Some(droit::jour::add_jours(droit::jour::parse_iso("1990-01-01").unwrap(), day)),
    });
    (prop::collection::vec(person, 0..4), any::<bool>()).prop_map(|(personnes, protege)| Fiche {
        protege,
        numero: None,
        personnes,
    })
}

proptest! {
    #[test]
    fn an_index_kept_up_to_date_equals_one_built_anew(steps in prop::collection::vec((0u16..12, prop::option::weighted(0.7, household())), 1..60)) {
        let mut kept = Index::default();
        let mut truth: BTreeMap<u16, Fiche> = BTreeMap::new();
        for (n, change) in &steps {
            match change {
                Some(fiche) => {
                    kept.upsert_all([(cle(*n), fiche)]);
                    truth.insert(*n, fiche.clone());
                }
                None => {
                    kept.remove(&cle(*n));
                    truth.remove(n);
                }
            }
        }
        let sources: Vec<(&u16, &Fiche)> = truth.iter().collect();
        let rebuilt = Index::build(&sources, 3, |(n, fiche)| (cle(**n), (*fiche).clone()));
        prop_assert_eq!(kept.len(), rebuilt.len());
        for texte in ["castor", "castorjean", "rose marie", "dasilva", "da silva", "ly jean", "catsor", "02/01/1990", "jean 03/01/1990", "zorro woz"] {
            let question = Question::read(texte, droit::jour::parse_iso("2026-11-24").unwrap());
            for proteges in [false, true] {
                let champ = Champ { proteges, parmi: None };
                prop_assert_eq!(kept.find(&question, &champ, None), rebuilt.find(&question, &champ, None), "{}", texte);
                prop_assert_eq!(kept.find(&question, &champ, Some(3)), rebuilt.find(&question, &champ, Some(3)), "{}", texte);
            }
        }
    }
}
