//! Several acts under one commit, on both engines: a refused one is undone alone, each keeps its line, nothing is told early.

#![expect(clippy::unwrap_used, reason = "a test stops at its first surprise")]

mod commun;

use commun::Salle;
use gestion::acteur_systeme::SYSTEME;
use gestion::issue::{Echec, Refus};
use gestion::lot::Lot;
use stockage::idempotence::{self, Idempotence};
use stockage::{Contrainte, StockageError, journal};

/// An act of the lot: it writes a row, then is refused when the law says so.
async fn write(salle: &Salle, lot: &mut Lot, cle: &str, refused: bool) -> Result<Result<(), Echec>, Echec> {
    let row = Idempotence {
        cle: cle.into(),
        acteur: "systeme".into(),
        acte: "essai".into(),
        resultat: String::new(),
        cree_le: salle.carbet.horloge.instant_utc(),
    };
    lot.run(&salle.carbet, &SYSTEME, "essai", async |acte| {
        idempotence::insert(&acte.tx, &row).await?;
        acte.touch("idempotence", &row.cle);
        if refused { Err(Refus::new("non", "Non.", "Rien à faire.").into()) } else { Ok(()) }
    })
    .await
}

async fn exists(salle: &Salle, cle: &str) -> bool {
    idempotence::find(&salle.carbet.base, cle).await.unwrap().is_some()
}

#[tokio::test]
async fn a_refused_act_is_undone_alone_and_the_others_share_a_commit() {
    for salle in commun::salles().await {
        let (carbet, moteur) = (&salle.carbet, salle.carbet.base.moteur());
        let before = journal::get_seq(&carbet.base).await.unwrap();
        let mut lot = carbet.begin_lot().await.unwrap();
        assert!(write(&salle, &mut lot, "a", false).await.unwrap().is_ok());
        let refused = write(&salle, &mut lot, "b", true).await.unwrap();
        assert!(matches!(refused, Err(Echec::Refus(refus)) if refus.code == "non"));
        // The base itself refuses: PostgreSQL would take no further order without the savepoint.
        let taken = write(&salle, &mut lot, "a", false).await.unwrap();
        assert!(matches!(taken, Err(Echec::Refus(_))), "{moteur:?}");
        assert!(write(&salle, &mut lot, "c", false).await.unwrap().is_ok());
        assert_eq!(lot.len(), 2);
        if moteur == stockage::Moteur::Postgres {
            assert!(!exists(&salle, "a").await, "nobody sees an act before the commit");
        }

        let seqs = carbet.conclude_lot(lot).await.unwrap();

        assert_eq!(seqs, [before + 1, before + 2], "one line an act kept, in their order");
        for (cle, kept) in [("a", true), ("b", false), ("c", true)] {
            assert_eq!(exists(&salle, cle).await, kept, "{cle} {moteur:?}");
        }
        let lines = journal::since(&carbet.base, before, 10).await.unwrap();
        let named: Vec<(&str, usize)> = lines.iter().map(|line| (line.acte.as_str(), line.objets.len())).collect();
        assert_eq!(named, [("essai", 1), ("essai", 1)], "each line names what its own act touched");
        assert_eq!(carbet.registre.read().seq, before + 2, "whoever acted reads their own writes");
        assert!(journal::verify(&carbet.base).await.unwrap().is_intact());
    }
}

#[tokio::test]
async fn a_lot_dropped_or_broken_writes_nothing() {
    for salle in commun::salles().await {
        let carbet = &salle.carbet;
        let before = journal::get_seq(&carbet.base).await.unwrap();
        let mut dropped = carbet.begin_lot().await.unwrap();
        assert!(write(&salle, &mut dropped, "a", false).await.unwrap().is_ok());
        drop(dropped);

        let mut broken = carbet.begin_lot().await.unwrap();
        assert!(write(&salle, &mut broken, "b", false).await.unwrap().is_ok());
        let failure = broken
            .run(carbet, &SYSTEME, "essai", async |_| {
                Err::<(), _>(Echec::Stockage(StockageError::Contrainte(Contrainte::Autre("essai".into()))))
            })
            .await;
        assert!(matches!(failure, Err(Echec::Stockage(_))), "a failure of the base is not the refusal of one act");
        drop(broken);

        let empty = carbet.begin_lot().await.unwrap();
        assert!(empty.is_empty() && carbet.conclude_lot(empty).await.unwrap().is_empty());
        assert!(!exists(&salle, "a").await && !exists(&salle, "b").await);
        assert_eq!(journal::get_seq(&carbet.base).await.unwrap(), before);
    }
}
