//! A naive engine, written apart from the real one: a tree walked per demande, sums done the plain way.

use proptest::prelude::*;

use super::super::*;
use crate::faits::{EtatPreuve, FaitsDemande, Valeur};
use crate::jour::{Jour, add_jours, parse_iso};
use crate::tri::Tri;

/// A condition as a tree, with its text for the real engine.
#[derive(Clone, Debug)]
enum Arbre {
    Fait(usize),
    Compare(usize, &'static str, i64),
    Parmi(Vec<usize>),
    Et(Box<Arbre>, Box<Arbre>),
    Ou(Box<Arbre>, Box<Arbre>),
    Non(Box<Arbre>),
}

const BOOLEENS: [&str; 3] = ["b0", "b1", "b2"];
const ENTIERS: [&str; 2] = ["n0", "n1"];
const CODES: [&str; 4] = ["A", "B", "C", "D"];

fn text(arbre: &Arbre) -> String {
    match arbre {
        Arbre::Fait(b) => BOOLEENS[*b].to_owned(),
        Arbre::Compare(n, sign, value) => format!("{} {sign} {value}", ENTIERS[*n]),
        Arbre::Parmi(codes) => format!("e0 dans [{}]", codes.iter().map(|c| CODES[*c]).collect::<Vec<_>>().join(", ")),
        Arbre::Et(a, b) => format!("({}) et ({})", text(a), text(b)),
        Arbre::Ou(a, b) => format!("({}) ou ({})", text(a), text(b)),
        Arbre::Non(a) => format!("non ({})", text(a)),
    }
}

/// What one generated demande knows.
#[derive(Clone, Debug)]
struct Ligne {
    booleens: [Option<bool>; 3],
    entiers: [Option<i64>; 2],
    code: Option<usize>,
    prouves: bool,
    depot: u64,
    commune: usize,
    pieces: u8,
}

fn truth(arbre: &Arbre, ligne: &Ligne, visible: bool) -> Tri {
    match arbre {
        Arbre::Fait(b) => Tri::from(ligne.booleens[*b].filter(|_| visible)),
        Arbre::Compare(n, sign, value) => match ligne.entiers[*n].filter(|_| visible) {
            None => Tri::Inconnu,
            Some(v) => Tri::from(match *sign {
                "=" => v == *value,
                "!=" => v != *value,
                "<" => v < *value,
                "<=" => v <= *value,
                ">" => v > *value,
                _ => v >= *value,
            }),
        },
        Arbre::Parmi(codes) => Tri::from(ligne.code.filter(|_| visible).map(|c| codes.contains(&c))),
        Arbre::Et(a, b) => truth(a, ligne, visible).et(truth(b, ligne, visible)),
        Arbre::Ou(a, b) => truth(a, ligne, visible).ou(truth(b, ligne, visible)),
        Arbre::Non(a) => truth(a, ligne, visible).not(),
    }
}

#[derive(Clone, Debug)]
struct Essai {
    regle: u8,
    plafond: Option<i32>,
    criteres: Vec<(Arbre, i32, bool)>,
}

fn arbre() -> impl Strategy<Value = Arbre> {
    let leaf = prop_oneof![
        (0..3_usize).prop_map(Arbre::Fait),
        (0..2_usize, prop::sample::select(vec!["=", "!=", "<", "<=", ">", ">="]), -2..4_i64)
            .prop_map(|(n, s, v)| Arbre::Compare(n, s, v)),
        prop::collection::vec(0..4_usize, 1..3).prop_map(Arbre::Parmi),
    ];
    leaf.prop_recursive(3, 8, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| Arbre::Et(a.into(), b.into())),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| Arbre::Ou(a.into(), b.into())),
            inner.prop_map(|a| Arbre::Non(a.into())),
        ]
    })
}

fn ligne() -> impl Strategy<Value = Ligne> {
    (
        prop::array::uniform3(prop::option::of(any::<bool>())),
        prop::array::uniform2(prop::option::of(-3..5_i64)),
        prop::option::of(0..4_usize),
        any::<bool>(),
        0..40_u64,
        0..3_usize,
        0..4_u8,
    )
        .prop_map(|(booleens, entiers, code, prouves, depot, commune, pieces)| Ligne {
            booleens,
            entiers,
            code,
            prouves,
            depot,
            commune,
            pieces,
        })
}

fn toml(essais: &[Essai], plancher: Option<i32>) -> String {
    let mut out = "[grille]\nversion=\"x\"\nstatut=\"projet\"\nen_vigueur=2026-01-01\n".to_owned();
    if let Some(plancher) = plancher {
        out += &format!("plancher={plancher}\n");
    }
    for nom in BOOLEENS {
        out += &format!("[[fait_local]]\nnom=\"{nom}\"\ntype=\"booleen\"\n");
    }
    for nom in ENTIERS {
        out += &format!("[[fait_local]]\nnom=\"{nom}\"\ntype=\"entier\"\n");
    }
    out += "[[fait_local]]\nnom=\"e0\"\ntype=\"enumeration\"\nvaleurs=[\"A\",\"B\",\"C\",\"D\"]\n";
    for (r, essai) in essais.iter().enumerate() {
        let regle = ["regle=\"somme\"", "regle=\"maximum\"", "regle=\"meilleurs\"\nnombre=2"][usize::from(essai.regle)];
        out += &format!("[[rubrique]]\ncode=\"r{r}\"\nlibelle=\"R\"\n{regle}\n");
        if let Some(plafond) = essai.plafond {
            out += &format!("plafond={plafond}\n");
        }
        for (c, (arbre, points, preuve)) in essai.criteres.iter().enumerate() {
            let preuve = if *preuve { "preuve=\"piece\"\n" } else { "" };
            out += &format!(
                "[[rubrique.critere]]\ncode=\"c{r}_{c}\"\nlibelle=\"C\"\nsi=\"{}\"\npoints={points}\n{preuve}",
                text(arbre)
            );
        }
    }
    out
}

fn naive_total(essais: &[Essai], plancher: Option<i32>, ligne: &Ligne, certain: bool) -> i32 {
    let mut total = 0;
    for essai in essais {
        let mut points: Vec<i32> = essai
            .criteres
            .iter()
            .map(|(arbre, points, preuve)| {
                let visible = !(certain && *preuve) || ligne.prouves;
                if truth(arbre, ligne, visible) == Tri::Vrai { *points } else { 0 }
            })
            .collect();
        points.sort_by_key(|p| -p);
        let kept = [usize::MAX, 1, 2][usize::from(essai.regle)];
        let sum: i32 = points.iter().take(kept).sum();
        total += essai.plafond.map_or(sum, |plafond| sum.min(plafond));
    }
    plancher.map_or(total, |plancher| total.max(plancher))
}

fn known(grille: &GrilleCompilee, ligne: &Ligne) -> FaitsDemande {
    let mut faits = grille.schema().inconnus();
    let etat =
        if ligne.prouves { EtatPreuve::Prouve { nature: crate::demande::NaturePreuve::Piece } } else { EtatPreuve::Declare };
    let mut set = |nom: &str, valeur: Valeur| assert!(faits.set(grille.schema(), nom, valeur, etat));
    for (nom, value) in BOOLEENS.iter().zip(ligne.booleens) {
        set(nom, value.map_or(Valeur::Inconnu, Valeur::Booleen));
    }
    for (nom, value) in ENTIERS.iter().zip(ligne.entiers) {
        set(nom, Valeur::from_entier(value));
    }
    set("e0", Valeur::from_code(ligne.code.map(|c| CODES[c])));
    faits
}

fn day(number: u64) -> Jour {
    add_jours(parse_iso("2020-01-01").unwrap(), number)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]
    #[test]
    fn row_form_column_form_and_naive_engine_agree(
        essais in prop::collection::vec(
            (0..3_u8, prop::option::of(0..20_i32), prop::collection::vec((arbre(), -20..30_i32, any::<bool>()), 1..5))
                .prop_map(|(regle, plafond, criteres)| Essai { regle, plafond, criteres }),
            1..4,
        ),
        plancher in prop::option::of(-5..5_i32),
        lignes in prop::collection::vec(ligne(), 1..40),
        repeat in prop::sample::select(vec![1_usize, 70]),
    ) {
        let grille = compile_grille(&read_grille(&toml(&essais, plancher)).unwrap()).unwrap();
        let mut colonnes = Colonnes::new(grille.schema().clone());
        // Repeated, so that several blocks and threads have work.
        let all: Vec<&Ligne> = std::iter::repeat_n(&lignes, repeat).flatten().collect();
        for (index, ligne) in all.iter().enumerate() {
            let mut numero = [b'0'; 18];
            numero[..6].copy_from_slice(format!("{index:06}").as_bytes());
            let entete = Entete {
                depose_le: day(ligne.depot),
                enregistre_le: None,
                numero,
                commune: Some(format!("9730{}", ligne.commune)),
                typologie_max: ligne.pieces,
            };
            colonnes.push(&entete, &known(&grille, ligne));
        }
        let notes = compute_notes(&grille, &colonnes, day(2000), 1);
        for fils in [2, 3, 8] {
            prop_assert_eq!(&notes, &compute_notes(&grille, &colonnes, day(2000), fils));
        }
        for (index, ligne) in all.iter().enumerate() {
            let naive = naive_total(&essais, plancher, ligne, false);
            prop_assert_eq!(notes.totaux[index], naive);
            prop_assert_eq!(notes.provisoires[index], naive != naive_total(&essais, plancher, ligne, true));
        }
        for (index, ligne) in lignes.iter().enumerate() {
            let note = compute_note(&grille, &known(&grille, ligne), Cadre::General);
            prop_assert_eq!((note.total, note.provisoire), (notes.totaux[index], notes.provisoires[index]));
            let retained: i32 = note.lignes.iter().map(|l| l.retenus).sum();
            prop_assert_eq!(note.total, retained + note.releve_au_plancher);
            for (critere, line) in note.lignes.iter().enumerate() {
                prop_assert_eq!(line.points, notes.points(critere, index).map(i32::from));
            }
        }
        let rangs = compute_rangs(&grille, &colonnes, &notes);
        for (index, ligne) in all.iter().enumerate().take(40) {
            let better = all.iter().enumerate().filter(|(other, l)| {
                l.commune == ligne.commune && l.pieces == ligne.pieces
                    && (-notes.totaux[*other], l.depot, *other) < (-notes.totaux[index], ligne.depot, index)
            });
            let wanted = if ligne.pieces == 0 { 0 } else { better.count() as u32 + 1 };
            prop_assert_eq!(rangs[index], wanted);
        }
    }

    #[test]
    fn no_text_makes_the_reader_panic(texte in "[a-z_ ()\\[\\],=<>!\"0-9é-]{0,60}") {
        let _ = compile_expression(&texte, &crate::faits::Schema::national());
        let _ = read_grille(&texte);
    }
}
