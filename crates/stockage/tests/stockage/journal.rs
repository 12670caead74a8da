//! The journal on both engines: chained, forgettable, tamper-evident.

use crate::commun::{bases, id, instant, nouvelle};
use sea_orm::{ConnectionTrait, Database};
use serde_json::json;
use stockage::Base;
use stockage::journal::{self, Charge, FiltreJournal, LigneJournal, Objet};

fn entree(acte: &str, objets: Vec<Objet>, charge: Charge) -> LigneJournal {
    LigneJournal { acteur: "systeme".into(), acte: acte.into(), instant_utc: instant(1), objets, charge }
}

/// Four lines: general payload, payload of demandes 1 and 2, none.
async fn fill(base: &Base) {
    let transaction = base.begin().await.unwrap();
    stockage::demande::insert_lot(&transaction, &[nouvelle(1), nouvelle(2)]).await.unwrap();
    let of = |n: u128| Charge::Demande { departement: "973".into(), demande_id: id(n), valeur: json!({ "note": n as u64 }) };
    journal::append(&transaction, &entree("importer", vec![], Charge::Generale(json!({ "lues": 2 })))).await.unwrap();
    journal::append(&transaction, &entree("saisir", vec![Objet::new("demande", id(1)), Objet::new("import", "x")], of(1)))
        .await
        .unwrap();
    transaction.commit().await.unwrap();
    let transaction = base.begin().await.unwrap();
    assert_eq!(journal::append(&transaction, &entree("saisir", vec![Objet::new("demande", id(2))], of(2))).await.unwrap(), 3);
    transaction.commit().await.unwrap();
    let transaction = base.begin().await.unwrap();
    journal::append(&transaction, &entree("abandon", vec![], Charge::Aucune)).await.unwrap();
    drop(transaction);
    let transaction = base.begin().await.unwrap();
    assert_eq!(
        journal::append(&transaction, &entree("clore", vec![], Charge::Aucune)).await.unwrap(),
        4,
        "an undone act takes no number"
    );
    transaction.commit().await.unwrap();
}

#[tokio::test]
async fn lines_are_chained_read_back_and_listed() {
    for essai in bases().await {
        let base = &essai.base;
        assert!(journal::verify(base).await.unwrap().is_intact(), "an empty journal is intact");
        fill(base).await;
        let rapport = journal::verify(base).await.unwrap();
        assert_eq!((rapport.anomalies.clone(), rapport.lignes, rapport.charges_verifiees), (vec![], 4, 3));
        assert_eq!(journal::get_seq(base).await.unwrap(), 4);
        assert_eq!(journal::since(base, 2, 10).await.unwrap().iter().map(|l| l.seq).collect::<Vec<_>>(), [3, 4]);
        let of_one = journal::list_for(base, "demande", &id(1).to_string()).await.unwrap();
        assert_eq!((of_one.len(), of_one[0].objets.len(), of_one[0].instant_utc), (1, 2, instant(1)));
        assert_eq!(journal::find_charge(base, 1).await.unwrap(), Some(json!({ "lues": 2 })));
        assert_eq!(journal::find_charge(base, 4).await.unwrap(), None);
        let filtre = FiltreJournal { acte: Some("saisir".into()), avant: Some(3), ..FiltreJournal::default() };
        assert_eq!(journal::list_page(base, &filtre, 10).await.unwrap().iter().map(|l| l.seq).collect::<Vec<_>>(), [2]);
    }
}

#[tokio::test]
async fn a_purge_destroys_the_key_and_the_chain_still_verifies() {
    for essai in bases().await {
        let base = &essai.base;
        fill(base).await;
        let transaction = base.begin().await.unwrap();
        let removed = stockage::demande::purge(&transaction, "973", id(1), instant(2)).await.unwrap();
        assert!(removed.contains(&("personne", 4)) && removed.contains(&("fait_protege", 2)), "{removed:?}");
        transaction.commit().await.unwrap();
        let rapport = journal::verify(base).await.unwrap();
        assert_eq!((rapport.anomalies, rapport.lignes, rapport.charges_verifiees, rapport.charges_effacees), (vec![], 4, 2, 1));
        assert_eq!(journal::find_charge(base, 2).await.unwrap(), None, "what was forgotten cannot be read");
        assert_eq!(journal::find_charge(base, 3).await.unwrap(), Some(json!({ "note": 2 })), "the others still can");
    }
}

#[tokio::test]
async fn every_tampering_shows() {
    let attacks = [
        "UPDATE journal SET acte = 'autre' WHERE seq = 2",
        "UPDATE journal SET acteur = 'quelqu_un' WHERE seq = 4",
        "DELETE FROM journal WHERE seq = 3",
        "DELETE FROM journal WHERE seq = 4",
        "UPDATE journal_objet SET objet_id = 'z' WHERE seq = 2 AND rang = 1",
        "DELETE FROM journal_objet WHERE seq = 3",
        "DELETE FROM journal_charge WHERE seq = 1",
        "UPDATE journal_charge SET chiffre = (SELECT chiffre FROM journal_charge c WHERE c.seq = 3) WHERE seq = 2",
        "DELETE FROM cle_demande",
        "UPDATE journal_tete SET sceau = 'x'",
        "DELETE FROM journal_tete",
    ];
    for essai in bases().await {
        fill(&essai.base).await;
    }
    for attack in attacks {
        for essai in bases().await {
            fill(&essai.base).await;
            Database::connect(&essai.url).await.unwrap().execute_unprepared(attack).await.unwrap();
            assert!(!journal::verify(&essai.base).await.unwrap().is_intact(), "unseen: {attack}");
        }
    }
}

#[tokio::test]
async fn concurrent_acts_take_consecutive_numbers() {
    for essai in bases().await {
        let mut acts = tokio::task::JoinSet::new();
        for _ in 0..12 {
            let base = essai.base.clone();
            acts.spawn(async move {
                let transaction = base.begin().await.unwrap();
                let seq = journal::append(&transaction, &entree("acte", vec![], Charge::Generale(json!(1)))).await.unwrap();
                transaction.commit().await.unwrap();
                seq
            });
        }
        let mut seqs = acts.join_all().await;
        seqs.sort_unstable();
        assert_eq!(seqs, (1..=12).collect::<Vec<i64>>());
        assert!(journal::verify(&essai.base).await.unwrap().is_intact());
    }
}
