//! Importing the stock of a bailleur, on both engines.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod commun;

use std::io::Cursor;

use commun::{acteur, salles};
use droit::jour::parse_iso;
use gestion::consulter_imports::{consulter_import, list_anomalies, list_imports};
use gestion::droits::Role;
use gestion::importer_rpls::{DemandeRpls, import_rpls, is_rpls, launch};
use gestion::issue::Echec;
use gestion::recevoir_fichier::{Lancement, Nature, Rapport};
use gestion::taches::{Ouvrier, list_travaux};
use stockage::logement::{self, LigneLogement};
use stockage::{Base, import_morceau, journal};

/// One home of the landlord's file; `changes` are positions from 1.
fn row(identifiant: &str, changes: &[(usize, &str)]) -> String {
    let mut cells = vec![String::new(); 64];
    let base = [
        (1, identifiant),
        (2, identifiant),
        (4, "97302"),
        (7, "12"),
        (9, "RUE"),
        (10, "DES BALOUROUS"),
        (20, "Les Balourous"),
        (22, "2"),
        (23, "C"),
        (24, "3"),
        (25, "64"),
        (26, "1998"),
        (32, "13"),
        (40, "1"),
        (44, "412,35"),
        (63, "1"),
    ];
    for (position, valeur) in base.iter().chain(changes) {
        cells[position - 1] = (*valeur).to_owned();
    }
    cells.join(";") + "\r\n"
}

fn fichier(contenu: &str, extrait_le: &str) -> DemandeRpls {
    DemandeRpls {
        nom_fichier: "parc.csv".to_owned(),
        contenu: Box::new(Cursor::new(contenu.to_owned().into_bytes())),
        extrait_le: parse_iso(extrait_le),
        bailleur: Some("siguy".to_owned()),
    }
}

fn counts(r: &Rapport) -> [u64; 6] {
    [r.lues, r.creees, r.modifiees, r.inchangees, r.rejetees, r.radiees]
}

async fn home(base: &Base, rpls: &str) -> LigneLogement {
    logement::find_par_rpls(base, rpls).await.unwrap().unwrap()
}

const A: &str = "9730000001";
const B: &str = "9730000002";

#[tokio::test]
async fn a_stock_is_added_then_brought_up_to_date_and_twice_changes_nothing() {
    for salle in salles().await {
        let (carbet, base, agglo) = (&salle.carbet, &salle.carbet.base, acteur(Role::Agglo, "cacl"));
        let contenu = row(A, &[]) + &row(B, &[(40, "2"), (22, "1"), (63, "4")]) + &row("9730000003", &[(4, "97304")]);
        assert!(is_rpls(contenu.as_bytes()) && !is_rpls(b"numero_unique;nom\n1;2\n"));
        let first = import_rpls(carbet, &agglo, fichier(&contenu, "2026-01-01")).await.unwrap();
        assert_eq!(counts(&first), [3, 2, 0, 0, 0, 0]);
        let seen = consulter_import(carbet, &agglo, first.import).await.unwrap();
        assert_eq!((seen.nature, seen.bailleur.as_deref()), (Some(Nature::Rpls), Some("siguy")));
        let message = seen.message.unwrap();
        assert!(message.contains("1 hors du territoire") && message.contains("1 en QPV"), "{message}");
        let a = home(base, A).await;
        assert_eq!((a.bailleur.as_str(), a.etat.as_str(), a.loyer, a.produit.as_str()), ("siguy", "loue", 41_235, "LLS"));
        assert_eq!((a.reservataire.as_deref(), a.qpv_connu, a.residence_id.is_some()), (Some("etat"), true, true));
        let b = home(base, B).await;
        assert_eq!((b.etat.as_str(), b.qpv_connu, b.residence_id), ("vacant", false, a.residence_id));

        let again = import_rpls(carbet, &agglo, fichier(&contenu, "2026-01-01")).await.unwrap();
        assert!(again.deja_importe);
        let same = import_rpls(carbet, &agglo, fichier(&format!("{contenu}\n"), "2026-01-01")).await.unwrap();
        assert_eq!(counts(&same), [3, 0, 0, 2, 0, 0]);
        assert_eq!(home(base, A).await, a, "nothing of the row has changed");

        let newer = row(A, &[(44, "420")]);
        let changed = import_rpls(carbet, &agglo, fichier(&newer, "2026-06-01")).await.unwrap();
        assert_eq!(counts(&changed), [1, 0, 1, 0, 0, 1]);
        assert_eq!(home(base, A).await.loyer, 42_000);
        assert_eq!(home(base, B).await.absent_depuis, parse_iso("2026-06-01"), "flagged, not deleted");
        let back = import_rpls(carbet, &agglo, fichier(&(newer + &row(B, &[])), "2026-07-01")).await.unwrap();
        assert_eq!(counts(&back), [2, 0, 1, 1, 0, 0]);
        assert_eq!(home(base, B).await.absent_depuis, None);
        assert!(journal::verify(base).await.unwrap().anomalies.is_empty());
    }
}

#[tokio::test]
async fn an_older_file_never_wins_and_says_so() {
    for salle in salles().await {
        let (carbet, base, agglo) = (&salle.carbet, &salle.carbet.base, acteur(Role::Agglo, "cacl"));
        import_rpls(carbet, &agglo, fichier(&(row(A, &[]) + &row(B, &[])), "2026-06-01")).await.unwrap();
        let older = import_rpls(carbet, &agglo, fichier(&row(A, &[(44, "300")]), "2025-01-01")).await.unwrap();
        assert_eq!(counts(&older), [1, 0, 0, 1, 0, 0], "nor does it flag what it does not name");
        let told = list_anomalies(carbet, &agglo, older.import, 1).await.unwrap();
        assert!(told[0].raison.contains("01/06/2026") && told[0].numero_unique == A);
        assert_eq!(home(base, A).await.loyer, 41_235);

        // Somebody took the home off the market here, on the day of the test (16 November).
        let later = chrono::DateTime::parse_from_rfc3339("2026-11-16T18:00:00Z").unwrap().to_utc();
        let tx = base.begin().await.unwrap();
        logement::set_etat(&tx, home(base, A).await.id, "hors_location", later).await.unwrap();
        tx.commit().await.unwrap();
        let kept = import_rpls(carbet, &agglo, fichier(&(row(B, &[]) + &row(A, &[])), "2026-11-01")).await.unwrap();
        let told = list_anomalies(carbet, &agglo, kept.import, 1).await.unwrap();
        assert_eq!((told.len(), told[0].champ.as_str(), told[0].valeur.as_str()), (1, "mode d'occupation", "loue"));
        assert_eq!(home(base, A).await.etat, "hors_location");
        let newer = import_rpls(carbet, &agglo, fichier(&(row(A, &[(45, "12")]) + &row(B, &[])), "2026-11-16")).await.unwrap();
        assert_eq!((newer.modifiees, home(base, A).await.etat.as_str()), (1, "loue"));
    }
}

#[tokio::test]
async fn homes_that_leave_bad_rows_and_the_stock_of_another_are_told() {
    for salle in salles().await {
        let (carbet, base, agglo) = (&salle.carbet, &salle.carbet.base, acteur(Role::Agglo, "cacl"));
        import_rpls(carbet, &agglo, fichier(&(row(A, &[]) + &row(B, &[])), "2025-01-01")).await.unwrap();
        let contenu = row(A, &[(37, "4")]) + &row(B, &[(24, "")]);
        let report = import_rpls(carbet, &agglo, fichier(&contenu, "2026-01-01")).await.unwrap();
        assert_eq!(counts(&report), [2, 0, 0, 0, 1, 1]);
        let (a, b) = (home(base, A).await, home(base, B).await);
        assert_eq!((a.etat.as_str(), a.absent_depuis), ("hors_location", parse_iso("2026-01-01")));
        assert_eq!(b.absent_depuis, None, "a row that does not read still names its home");

        let simko = DemandeRpls { bailleur: Some("simko".to_owned()), ..fichier(&contenu, "2026-01-01") };
        let other = import_rpls(carbet, &agglo, simko).await.unwrap();
        assert_eq!((other.creees, other.rejetees), (0, 2));
        let wrong = import_rpls(carbet, &agglo, fichier("a;b\n1;2\n", "2026-01-01")).await.unwrap_err();
        assert!(matches!(wrong, Echec::Refus(r) if r.code == "fichier_refuse" && r.champ == Some("fichier")));
        let empty = import_rpls(carbet, &agglo, fichier(&row("9730000009", &[(24, "")]), "2026-02-01")).await.unwrap_err();
        assert!(matches!(empty, Echec::Refus(r) if r.code == "fichier_sans_logement"));
        assert_eq!(home(base, B).await, b);
    }
}

#[tokio::test]
async fn the_public_file_is_compared_and_writes_no_home() {
    for salle in salles().await {
        let (carbet, agglo) = (&salle.carbet, acteur(Role::Agglo, "cacl"));
        let contenu = "DEPCOM;NBPIECE;SURFHAB;CONSTRUCT;FINAN\n97302;3;64;1998;13\n97302;2;45;1998;13\n97307;2;45;2001;10\n";
        let report = import_rpls(carbet, &agglo, fichier(contenu, "2026-01-01")).await.unwrap();
        assert_eq!(counts(&report), [3, 0, 0, 3, 0, 0]);
        let message = consulter_import(carbet, &agglo, report.import).await.unwrap().message.unwrap();
        assert!(message.contains("Cayenne 2 au fichier, 0 ici") && message.contains("Matoury 1 au fichier, 0 ici"), "{message}");
    }
}

#[tokio::test]
async fn each_imports_what_is_theirs() {
    for salle in salles().await {
        let carbet = &salle.carbet;
        let (siguy, simko) = (acteur(Role::Bailleur, "siguy"), acteur(Role::Bailleur, "simko"));
        let own = DemandeRpls { bailleur: None, ..fichier(&row(A, &[]), "2026-01-01") };
        let report = import_rpls(carbet, &siguy, own).await.unwrap();
        assert_eq!((report.creees, list_imports(carbet, &siguy).await.unwrap().len()), (1, 1));
        assert!(list_imports(carbet, &simko).await.unwrap().is_empty());
        assert!(matches!(consulter_import(carbet, &simko, report.import).await, Err(Echec::Introuvable)));
        for stranger in [&simko, &acteur(Role::Guichet, "cacl"), &acteur(Role::Commune, "cayenne")] {
            let refused = import_rpls(carbet, stranger, fichier(&row(B, &[]), "2026-01-01")).await;
            assert!(matches!(refused, Err(Echec::Introuvable)), "{}", stranger.nom);
        }
        let unknown = DemandeRpls { bailleur: Some("cacl".to_owned()), ..fichier(&row(B, &[]), "2026-01-01") };
        let refused = import_rpls(carbet, &acteur(Role::Agglo, "cacl"), unknown).await.unwrap_err();
        assert!(matches!(refused, Echec::Refus(r) if r.champ == Some("bailleur")));
    }
}

#[tokio::test]
async fn a_file_whose_server_stopped_is_read_from_the_bytes_kept() {
    for salle in salles().await {
        let (carbet, base) = (&salle.carbet, &salle.carbet.base);
        let sender = commun::compte(carbet, Role::Agglo, "cacl").await;
        let Lancement::Pret(travail) = launch(carbet, &sender, fichier(&row(A, &[]), "2026-01-01")).await.unwrap() else {
            panic!("the file is new")
        };
        let import = travail.import;
        drop(travail);
        // The server stops here; its lease runs out.
        let job = stockage::tache::list_en_cours(base).await.unwrap().pop().unwrap();
        let tx = base.begin().await.unwrap();
        let past = chrono::Utc::now() - chrono::Duration::minutes(1);
        stockage::tache::update(&tx, &stockage::tache::Tache { prise_jusqu_au: Some(past), ..job }).await.unwrap();
        tx.commit().await.unwrap();

        assert!(Ouvrier::new(list_travaux()).run_due(carbet).await.unwrap());
        let seen = consulter_import(carbet, &sender, import).await.unwrap();
        assert_eq!((seen.etat, seen.rapport.creees), (gestion::consulter_imports::EtatImport::Termine, 1));
        assert_eq!(home(base, A).await.etat, "loue");
        let tx = base.begin().await.unwrap();
        assert_eq!(import_morceau::delete(&tx, import).await.unwrap(), 0, "the bytes are forgotten once read");
    }
}
