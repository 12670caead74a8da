//! The pages made from the registers are those of the registers of today.
//!
//! `CARBET_ECRIRE_DOCS=1 cargo test -p carbet-maison --test chapitres` writes them again.

use maison::chapitres::list_pages;
use maison::{read, root};

#[test]
fn the_chapter_on_the_law_is_that_of_the_registers() {
    let write = std::env::var("CARBET_ECRIRE_DOCS").as_deref() == Ok("1");
    let sommaire = read("docs/src/SUMMARY.md");
    for (file, text) in list_pages() {
        let path = root().join(file);
        if write {
            std::fs::create_dir_all(path.parent().expect("a page stands in a folder"))
                .expect("the folder of the page can be made");
            std::fs::write(&path, &text).expect("the page can be written");
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            kept == text,
            "{file} ne dit plus ce que disent les registres : relancez avec CARBET_ECRIRE_DOCS=1 (cargo test -p carbet-maison --test chapitres)"
        );
        let link = file.trim_start_matches("docs/src/");
        assert!(sommaire.contains(&format!("({link})")), "{file} manque dans docs/src/SUMMARY.md");
    }
}

#[test]
fn the_pages_hold_what_a_lawyer_looks_for() {
    let pages: std::collections::BTreeMap<_, _> = list_pages().into_iter().collect();
    assert!(pages["docs/src/droit/articles.md"].contains("| CCH L. 441-1 | Objectifs hors QPV"));
    assert!(pages["docs/src/droit/valeurs.md"].contains("plus_autres_regions = [20870, 27870"));
    assert!(pages["docs/src/droit/cas.md"].contains("Le 10 juin est férié en Guyane"));
    assert!(pages["docs/src/reference/donnees.md"].contains("| `numero_unique` |"));
}
