//! The live register on both engines: followed line by line it equals the one built anew, on every server, as days pass.

#![expect(clippy::unwrap_used, reason = "a test stops at its first surprise")]

mod commun;

use std::collections::BTreeMap;

use commun::attribution::{DEPARTEMENT, household, insert_household};
use droit::demande::{Demande, EtatDemande, MotifRadiation, Souhait, Typologie};
use droit::registre::{Cle, Rang};
use gestion::acteur_systeme::SYSTEME;
use gestion::carbet::{Carbet, Options};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use stockage::demande::{self, Meta, Origine};
use stockage::{Base, journal};
use uuid::Uuid;

#[derive(Clone, Debug)]
enum Pas {
    /// A household nobody knew.
    Depose(u32),
    /// Another commune, other rooms.
    Change {
        rang: u32,
        commune: usize,
        pieces: u8,
        protege: bool,
    },
    Radie(u32),
    Oublie(u32),
    /// So many days later.
    Jours(u64),
}

const RANGS: u32 = 36;
const OUBLI: &str = "essai_oubli";

fn pas() -> impl Strategy<Value = Pas> {
    prop_oneof![
        5 => (0..RANGS).prop_map(Pas::Depose),
        4 => (0..RANGS, 0..3_usize, 1..6_u8, any::<bool>())
            .prop_map(|(rang, commune, pieces, protege)| Pas::Change { rang, commune, pieces, protege }),
        1 => (0..RANGS).prop_map(Pas::Radie),
        1 => (0..RANGS).prop_map(Pas::Oublie),
        2 => (1..200_u64).prop_map(Pas::Jours),
    ]
}

fn id(rang: u32) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + u128::from(rang))
}

fn meta(carbet: &Carbet, protege: bool) -> Meta {
    Meta {
        source: "saisie".to_owned(),
        extrait_le: None,
        origine: Origine::Demandeur,
        agent: "systeme".to_owned(),
        instant_utc: carbet.horloge.instant_utc(),
        protege,
    }
}

/// Does one step through the journal; a step on a household that is not there changes nothing.
async fn apply(carbet: &Carbet, pas: &Pas) {
    let rang = match pas {
        Pas::Depose(rang) | Pas::Change { rang, .. } | Pas::Radie(rang) | Pas::Oublie(rang) => *rang,
        Pas::Jours(_) => return,
    };
    let code = if matches!(pas, Pas::Oublie(_)) { OUBLI } else { "essai" };
    let mut acte = carbet.begin(&SYSTEME, code).await.unwrap();
    let lines = journal::list_for(&acte.tx, "demande", &id(rang).to_string()).await.unwrap();
    if lines.iter().any(|line| line.acte == OUBLI) {
        // An id is never given twice.
        return;
    }
    let found = demande::find(&acte.tx, DEPARTEMENT, id(rang)).await.unwrap();
    let change = async |tx: &stockage::Transaction, version: i64, demande: &Demande, protege: bool| {
        demande::update(tx, DEPARTEMENT, id(rang), version, demande, &meta(carbet, protege)).await.unwrap();
    };
    match (pas, found) {
        (Pas::Depose(_), None) => {
            let now = acte.instant();
            insert_household(&acte.tx, id(rang), household(rang), now).await;
        }
        (Pas::Change { commune, pieces, protege, .. }, Some(stored)) => {
            let mut demande = stored.demande;
            let commune = ["97302", "97307", "97309"][*commune].to_owned();
            demande.dossier.recherche.souhaits = vec![Souhait { commune, quartier: None }];
            demande.dossier.recherche.typologies = Typologie::from_pieces(*pieces).into_iter().collect();
            change(&acte.tx, stored.version, &demande, *protege).await;
        }
        (Pas::Radie(_), Some(stored)) => {
            let EtatDemande::Enregistree { numero_unique } = stored.demande.etat.clone() else { return };
            let etat = EtatDemande::Radiee { numero_unique, le: carbet.aujourd_hui(), motif: MotifRadiation::Abandon };
            change(&acte.tx, stored.version, &Demande { etat, ..stored.demande }, stored.protege).await;
        }
        (Pas::Oublie(_), Some(_)) => {
            let now = acte.instant();
            demande::purge(&acte.tx, DEPARTEMENT, id(rang), now).await.unwrap();
        }
        _ => return,
    }
    acte.tell_about(DEPARTEMENT, id(rang), serde_json::json!({ "pas": format!("{pas:?}") }));
    if matches!(pas, Pas::Oublie(_)) {
        // The key is gone: nothing more can be told of the household.
        acte.tell(serde_json::json!({ "oubli": true }));
    }
    carbet.conclude(acte).await.unwrap();
}

type Image = BTreeMap<Cle, (i32, Option<Rang>, bool)>;

fn image(carbet: &Carbet) -> Image {
    let lecture = carbet.registre.read();
    (0..lecture.colonnes.len())
        .map(|ligne| {
            let cle = lecture.colonnes.cle(ligne);
            let protegee = lecture.is_protegee(Uuid::from_bytes(cle));
            (cle, (lecture.colonnes.notes().totaux[ligne], lecture.colonnes.rang_de(&cle), protegee))
        })
        .collect()
}

async fn rebuilt(base: &Base, carbet: &Carbet) -> Image {
    let other = Carbet::start(base.clone(), carbet.horloge, Options::default()).await.unwrap();
    image(&other)
}

#[test]
fn incremental_equals_rebuilt_whatever_the_acts_and_the_days() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut salles = runtime.block_on(async {
        let mut salles = Vec::new();
        for essai in stockage::essai::bases().await {
            salles.push((commun::start(essai.base.clone()).await, essai));
        }
        salles
    });
    // Each case goes on from the base the last one left: the walk is as long as all cases together.
    let config = Config { cases: 6, failure_persistence: None, max_shrink_iters: 0, ..Config::default() };
    let walks = prop::collection::vec(pas(), 25..40);
    for (carbet, essai) in &mut salles {
        let cell = std::cell::RefCell::new(&mut *carbet);
        TestRunner::new(config.clone())
            .run(&walks, |walk| {
                let mut carbet = cell.borrow_mut();
                runtime.block_on(async {
                    for pas in &walk {
                        if let Pas::Jours(jours) = pas {
                            let day = droit::jour::add_jours(carbet.aujourd_hui(), *jours);
                            carbet.horloge = commun::horloge(&day.to_string());
                            carbet.registre.follow(&carbet).await.unwrap();
                        } else {
                            apply(&carbet, pas).await;
                        }
                    }
                    let fresh = rebuilt(&essai.base, &carbet).await;
                    prop_assert_eq!(image(&carbet), fresh);
                    Ok(())
                })
            })
            .unwrap();
        runtime.block_on(async {
            assert!(!image(carbet).is_empty(), "the walk left households to compare");
            let report = journal::verify(&essai.base).await.unwrap();
            assert!(report.is_intact() && report.lignes > 50, "{report:?}");
        });
    }
}

#[tokio::test]
async fn two_servers_on_one_base_agree_and_read_their_own_writes() {
    for essai in stockage::essai::bases().await {
        let first = commun::start(essai.base.clone()).await;
        let second = Carbet::start(essai.reopen().await, commun::horloge(commun::JOUR), Options::default()).await.unwrap();
        for rang in 0..10 {
            let writer = if rang % 2 == 0 { &first } else { &second };
            apply(writer, &Pas::Depose(rang)).await;
            assert!(writer.registre.read().colonnes.ligne(id(rang).as_bytes()).is_some(), "one's own write is read");
        }
        let change = Pas::Change { rang: 3, commune: 1, pieces: 4, protege: true };
        tokio::join!(apply(&first, &change), apply(&second, &Pas::Oublie(4)));
        for server in [&first, &second] {
            server.registre.follow(server).await.unwrap();
        }
        assert_eq!(image(&first).len(), 9);
        assert_eq!(image(&first), image(&second));
        assert_eq!(image(&first), rebuilt(&essai.base, &first).await);
        assert!(first.registre.read().is_protegee(id(3)) && second.registre.read().is_protegee(id(3)));
        assert!(journal::verify(&essai.base).await.unwrap().is_intact());
    }
}

#[tokio::test]
async fn new_rules_reach_the_other_server_with_the_journal() {
    for essai in stockage::essai::bases().await {
        let first = commun::start(essai.base.clone()).await;
        apply(&first, &Pas::Depose(1)).await;
        let mut files = commun::fichiers_cacl();
        files.iter_mut().find(|(name, _)| name == "cotation/demonstration.toml").unwrap().1.push_str("\n# relue\n");
        gestion::charger_territoire::load_territoire(&essai.base, &first.horloge, &SYSTEME, &files).await.unwrap();
        assert_eq!(first.regles().numero, 1);
        first.registre.follow(&first).await.unwrap();
        assert_eq!(first.regles().numero, 2);
        assert_eq!(image(&first), rebuilt(&essai.base, &first).await);
    }
}

#[tokio::test]
async fn a_purge_destroys_the_key_and_the_chain_still_verifies() {
    for essai in stockage::essai::bases().await {
        let carbet = commun::start(essai.base.clone()).await;
        apply(&carbet, &Pas::Depose(1)).await;
        apply(&carbet, &Pas::Depose(2)).await;
        let seq = journal::list_for(&essai.base, "demande", &id(1).to_string()).await.unwrap()[0].seq;
        assert!(journal::find_charge(&essai.base, seq).await.unwrap().is_some(), "readable while the key lives");
        let before = journal::verify(&essai.base).await.unwrap();
        apply(&carbet, &Pas::Oublie(1)).await;
        assert_eq!(journal::find_charge(&essai.base, seq).await.unwrap(), None, "forgotten with its household");
        let after = journal::verify(&essai.base).await.unwrap();
        assert!(after.is_intact(), "{after:?}");
        assert_eq!((after.lignes, after.charges_effacees), (before.lignes + 1, before.charges_effacees + 1));
        assert_eq!(image(&carbet).keys().collect::<Vec<_>>(), [id(2).as_bytes()]);
    }
}
