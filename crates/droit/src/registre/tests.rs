//! Incremental equals rebuilt, whatever the edits, their order and the days that pass.

use proptest::prelude::*;

use super::*;
use crate::cotation::{compile_grille, read_grille};
use crate::demande::{
    Dossier, LabelPriorite, LienParente, Motif, MotifRadiation, Personne, PublicPrioritaire, RefusLogement, RolePersonne,
    Souhait, Typologie,
};
use crate::jour::{add_jours, parse_iso};
use crate::numero_unique::NumeroUnique;

fn grille() -> GrilleCompilee {
    let texte = include_str!("../../../../territoires/cacl/cotation/demonstration.toml");
    compile_grille(&read_grille(texte).unwrap()).unwrap()
}

fn reperes() -> Reperes {
    Reperes {
        delai_anormalement_long_mois: [Some(12); 6],
        surfaces_minimales: vec![9, 16, 25, 34, 43, 52, 61, 70],
        communes_epci: vec!["97302".into(), "97307".into()],
    }
}

fn day(number: u64) -> Jour {
    add_jours(parse_iso("2024-01-01").unwrap(), number)
}

/// A demande drawn from a few numbers.
#[derive(Clone, Debug)]
struct Tirage {
    numero: u32,
    depot: u64,
    commune: Option<usize>,
    typologie: u8,
    label: Option<(u64, u64)>,
    enfant: Option<u64>,
    refus: Vec<u64>,
    radiee: bool,
}

fn tirage() -> impl Strategy<Value = Tirage> {
    (
        0..12_u32,
        0..900_u64,
        prop::option::weighted(0.9, 0..2_usize),
        1..4_u8,
        prop::option::of((0..900_u64, 1..300_u64)),
        prop::option::of(0..900_u64),
        prop::collection::vec(0..900_u64, 0..3),
        prop::bool::weighted(0.15),
    )
        .prop_map(|(numero, depot, commune, typologie, label, enfant, refus, radiee)| Tirage {
            numero,
            depot,
            commune,
            typologie,
            label,
            enfant,
            refus,
            radiee,
        })
}

fn demande(tirage: &Tirage) -> (Cle, Demande) {
    let numero_unique = NumeroUnique::parse(&format!("9730124{:06}GDPUB", tirage.numero)).unwrap();
    let mut dossier = Dossier { motifs: vec![Motif::TropPetit], ..Dossier::default() };
    dossier.menage.personnes = vec![Personne::new(RolePersonne::Titulaire)];
    if let Some(birth) = tirage.enfant {
        let mut child = Personne::new(RolePersonne::ACharge(LienParente::Enfant));
        // Eighteen years before a day of the walk: the child comes of age while days pass.
        child.naissance_le = crate::jour::parse_iso("2006-01-01").map(|start| add_jours(start, birth));
        dossier.menage.personnes.push(child);
        dossier.logement_actuel.surface = Some(12);
    }
    dossier.recherche.souhaits =
        tirage.commune.iter().map(|c| Souhait { commune: ["97302", "97307"][*c].into(), quartier: None }).collect();
    dossier.recherche.typologies = Typologie::from_pieces(tirage.typologie).into_iter().collect();
    dossier.labels = tirage
        .label
        .iter()
        .map(|(start, length)| LabelPriorite {
            public: PublicPrioritaire::Handicap,
            autorite: "etat".into(),
            depuis: day(*start),
            jusqu_au: Some(day(start + length)),
            preuve: None,
        })
        .collect();
    dossier.refus = tirage
        .refus
        .iter()
        .map(|le| RefusLogement { le: day(*le), motif: None, logement_adapte: true, silence: false, relogement: false })
        .collect();
    let etat = if tirage.radiee {
        EtatDemande::Radiee { numero_unique, le: day(0), motif: MotifRadiation::Abandon }
    } else {
        EtatDemande::Enregistree { numero_unique }
    };
    let mut cle = [0; 16];
    cle[..4].copy_from_slice(&tirage.numero.to_be_bytes());
    let depose_le = day(tirage.depot);
    (cle, Demande { etat, depose_le, enregistre_le: None, renouvele_le: None, guichet: None, dossier })
}

#[derive(Clone, Debug)]
enum Acte {
    Change(Tirage),
    Oublie(u32),
    Jour(u64),
}

fn ranks(registre: &Registre) -> BTreeMap<Cle, (i32, Option<Rang>)> {
    (0..registre.len())
        .map(|ligne| {
            let cle = registre.cle(ligne);
            (cle, (registre.notes().totaux[ligne], registre.rang_de(&cle)))
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn incremental_equals_rebuilt_while_days_pass(
        actes in prop::collection::vec(
            prop_oneof![
                5 => tirage().prop_map(Acte::Change),
                1 => (0..12_u32).prop_map(Acte::Oublie),
                2 => (0..1800_u64).prop_map(Acte::Jour),
            ],
            1..40,
        ),
    ) {
        let mut registre = Registre::new(grille(), reperes(), day(0), 2);
        let mut held = BTreeMap::new();
        for acte in &actes {
            match acte {
                Acte::Change(tirage) => {
                    let (cle, demande) = demande(tirage);
                    registre.upsert(cle, &demande);
                    held.insert(cle, demande);
                }
                Acte::Oublie(numero) => {
                    let mut cle = [0; 16];
                    cle[..4].copy_from_slice(&numero.to_be_bytes());
                    registre.remove(&cle);
                    held.remove(&cle);
                }
                Acte::Jour(number) => registre.at(day(*number)),
            }
        }
        let rebuilt = Registre::build(grille(), reperes(), registre.jour(), 1, held.clone());
        prop_assert_eq!(ranks(&registre), ranks(&rebuilt));
        let reversed = Registre::build(grille(), reperes(), registre.jour(), 3, held.into_iter().rev());
        prop_assert_eq!(ranks(&registre), ranks(&reversed));
        // The columns and the line-by-line form give one total.
        for ligne in 0..registre.len() {
            let cle = registre.cle(ligne);
            let faits = registre.faits(&cle).expect("held");
            let note = crate::cotation::compute_note(registre.grille(), &faits, crate::cotation::Cadre::General);
            prop_assert_eq!((note.total, note.provisoire), (registre.notes().totaux[ligne], registre.notes().provisoires[ligne]));
        }
    }
}

fn simple(numero: u32, depot: u64) -> Tirage {
    Tirage { numero, depot, commune: Some(0), typologie: 3, label: None, enfant: None, refus: Vec::new(), radiee: false }
}

#[test]
fn the_older_filing_wins_a_tie_and_a_radiation_frees_the_rank() {
    let mut registre = Registre::new(grille(), reperes(), day(20), 1);
    let (older, newer) = (demande(&simple(2, 3)), demande(&simple(1, 4)));
    registre.upsert(newer.0, &newer.1);
    registre.upsert(older.0, &older.1);
    let rang = |registre: &Registre, cle| registre.rang_de(cle).map(|r| (r.rang, r.sur));
    assert_eq!(rang(&registre, &older.0), Some((1, 2)));
    assert_eq!(rang(&registre, &newer.0), Some((2, 2)));
    registre.upsert(older.0, &demande(&Tirage { radiee: true, ..simple(2, 3) }).1);
    assert_eq!(rang(&registre, &older.0), None);
    assert_eq!(rang(&registre, &newer.0), Some((1, 1)));
}

#[test]
fn seniority_and_labels_follow_the_day_without_any_act() {
    let mut registre = Registre::new(grille(), reperes(), day(10), 1);
    let (cle, file) = demande(&Tirage { label: Some((0, 100)), ..simple(1, 0) });
    registre.upsert(cle, &file);
    assert_eq!(registre.total(&cle), Some(30));
    registre.at(day(100));
    assert_eq!(registre.total(&cle), Some(31), "the label holds on its last day; one quarter has passed");
    registre.at(day(101));
    assert_eq!(registre.total(&cle), Some(1));
    registre.at(day(0));
    assert_eq!(registre.total(&cle), Some(0), "a label of the day itself does not count yet");
    registre.at(day(10));
    assert_eq!(registre.total(&cle), Some(30), "days can be asked backwards");
}

#[test]
fn the_second_refusal_costs_points_for_twelve_months() {
    let (cle, file) = demande(&Tirage { refus: vec![400, 600], label: Some((0, 2000)), ..simple(1, 0) });
    let mut registre = Registre::new(grille(), reperes(), day(0), 1);
    registre.upsert(cle, &file);
    let mut malus = |number| {
        registre.at(day(number));
        let faits = registre.faits(&cle).expect("held");
        let note = crate::cotation::compute_note(registre.grille(), &faits, crate::cotation::Cadre::General);
        note.lignes.iter().find(|l| l.critere == "refus_repetes").map(|l| l.retenus)
    };
    assert_eq!(malus(500), Some(0), "a first refusal warns");
    assert_eq!(malus(600), Some(-10));
    assert_eq!(malus(900), Some(-10), "though the first is more than twelve months old");
    assert_eq!(malus(966), Some(0));
}
