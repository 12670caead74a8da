//! Importing the daily files of a bailleur, and what happens when two sources do not agree; on both engines.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod commun;

use std::io::Cursor;

use commun::attribution::{DEPARTEMENT, household, insert_household, jour, numero, prepare};
use commun::{acteur, salles};
use gestion::carbet::Carbet;
use gestion::conflits::{count_a_trancher, list_conflits, trancher_conflit};
use gestion::consulter_imports::list_anomalies;
use gestion::droits::Role;
use gestion::importer_bailleur::{DemandeBailleur, import_bailleur, is_bailleur};
use gestion::importer_rpls::{DemandeRpls, import_rpls};
use gestion::importer_sne::{DemandeImport, import_sne};
use gestion::issue::Echec;
use gestion::recevoir_fichier::Rapport;
use stockage::demande::{self, Meta, Origine};
use stockage::fait_compte::{self, FiltreFait};
use stockage::vacance::{self, FiltreVacance};
use stockage::{bail, journal};
use uuid::Uuid;

fn fichier(contenu: &str, extrait_le: &str) -> DemandeBailleur {
    DemandeBailleur {
        nom_fichier: "jour.csv".to_owned(),
        contenu: Box::new(Cursor::new(contenu.to_owned().into_bytes())),
        extrait_le: Some(jour(extrait_le)),
        bailleur: Some("siguy".to_owned()),
        correspondance: None,
    }
}

/// Read, new, changed, unchanged, set aside, absent.
fn counts(r: &Rapport) -> [u64; 6] {
    [r.lues, r.creees, r.modifiees, r.inchangees, r.rejetees, r.radiees]
}

/// Three homes of SIGUY, by their references A, B and C.
async fn parc(carbet: &std::sync::Arc<Carbet>) {
    let row = |rpls: &str, reference: &str| {
        let mut cells = vec![String::new(); 64];
        for (position, valeur) in [
            (1, rpls),
            (2, reference),
            (4, "97302"),
            (7, "12"),
            (9, "RUE"),
            (10, "DES BALOUROUS"),
            (22, "2"),
            (23, "C"),
            (24, "3"),
            (25, "64"),
            (26, "1998"),
            (32, "13"),
            (40, "1"),
            (44, "412,35"),
            (63, "1"),
        ] {
            cells[position - 1] = valeur.to_owned();
        }
        cells.join(";") + "\r\n"
    };
    let contenu = row("9730000001", "A") + &row("9730000002", "B") + &row("9730000003", "C");
    let demande = DemandeRpls {
        nom_fichier: "parc.csv".to_owned(),
        contenu: Box::new(Cursor::new(contenu.into_bytes())),
        extrait_le: Some(jour("2026-01-01")),
        bailleur: Some("siguy".to_owned()),
    };
    import_rpls(carbet, &acteur(Role::Agglo, "cacl"), demande).await.unwrap();
}

#[tokio::test]
async fn vacancies_are_opened_brought_up_to_date_and_never_closed() {
    for salle in salles().await {
        let (carbet, agglo) = (&salle.carbet, acteur(Role::Agglo, "cacl"));
        parc(carbet).await;
        let entete = "Référence logement;Disponible le;Loyer;Charges\n";
        let contenu = format!("{entete}A;01/12/2026;400;50\nB;05/12/2026;;\nInconnu;05/12/2026;400;\nC;32/12/2026;400;\n");
        assert!(is_bailleur(contenu.as_bytes()));
        let first = import_bailleur(carbet, &agglo, fichier(&contenu, "2026-11-14")).await.unwrap();
        assert_eq!(counts(&first), [4, 2, 0, 0, 2, 0]);
        let told = list_anomalies(carbet, &agglo, first.import, 0).await.unwrap();
        assert!(told.iter().any(|a| a.ligne == Some(4) && a.valeur == "Inconnu"), "{told:#?}");
        assert!(told.iter().all(|a| !a.raison.is_empty() && !a.que_faire.is_empty()));
        let open = FiltreVacance { ouvertes_seulement: true, ..FiltreVacance::default() };
        let rows = vacance::list(&carbet.base, &open).await.unwrap();
        assert_eq!(rows.len(), 2);
        let loyers: Vec<i64> = rows.iter().map(|v| v.loyer).collect();
        assert!(loyers.contains(&40_000) && loyers.contains(&41_235), "a rent not told is that of the home: {loyers:?}");

        // Rows were set aside: the file may be read again, and changes nothing more.
        let again = import_bailleur(carbet, &agglo, fichier(&contenu, "2026-11-14")).await.unwrap();
        assert_eq!(counts(&again), [4, 0, 0, 2, 2, 0]);

        let clean = format!("{entete}A;01/12/2026;405;50\n");
        let next = import_bailleur(carbet, &agglo, fichier(&clean, "2026-11-16")).await.unwrap();
        assert_eq!(counts(&next), [1, 0, 1, 0, 0, 0], "what was declared on the day of the file is not its to name");
        let twice = import_bailleur(carbet, &agglo, fichier(&clean, "2026-11-16")).await.unwrap();
        assert!(twice.deja_importe);
        assert_eq!(vacance::list(&carbet.base, &open).await.unwrap().len(), 2, "none is closed");

        let older =
            import_bailleur(carbet, &agglo, fichier(&format!("{entete}A;01/12/2026;300;50\n"), "2026-11-10")).await.unwrap();
        assert_eq!(counts(&older), [1, 0, 0, 1, 0, 0]);
        let told = list_anomalies(carbet, &agglo, older.import, 0).await.unwrap();
        assert!(told[0].raison.contains("est gardé"), "{told:#?}");
        assert!(journal::verify(&carbet.base).await.unwrap().anomalies.is_empty());
    }
}

#[tokio::test]
async fn an_absent_vacancy_is_listed() {
    for salle in salles().await {
        let (carbet, agglo) = (&salle.carbet, acteur(Role::Agglo, "cacl"));
        let ready = prepare(carbet, 40, 1).await;
        parc(carbet).await;
        let contenu = "reference;disponible_le;loyer\nA;01/12/2026;400\n";
        let report = import_bailleur(carbet, &agglo, fichier(contenu, "2026-11-16")).await.unwrap();
        assert_eq!(counts(&report), [1, 1, 0, 0, 0, 1]);
        let told = list_anomalies(carbet, &agglo, report.import, 0).await.unwrap();
        assert!(told.iter().any(|a| a.raison.starts_with("absente du fichier")), "{told:#?}");
        assert_eq!(vacance::find(&carbet.base, ready.vacance).await.unwrap().unwrap().etat, "en_designation");
    }
}

#[tokio::test]
async fn a_lease_without_designation_counts_and_what_is_unknown_stays_unknown() {
    for salle in salles().await {
        let (carbet, agglo) = (&salle.carbet, acteur(Role::Agglo, "cacl"));
        parc(carbet).await;
        let tx = carbet.base.begin().await.unwrap();
        let known = Uuid::now_v7();
        insert_household(&tx, known, household(7), carbet.horloge.instant_utc()).await;
        tx.commit().await.unwrap();
        let contenu = format!(
            "reference;bail;signe_le;numero_unique;mutation;dalo;revenu_uc\nA;B-1;02/11/2026;;non;;7000\nB;B-2;03/11/2026;{};;;\nC;B-3;03/12/2027;;;;\n",
            numero(7).as_str()
        );
        let report = import_bailleur(carbet, &agglo, fichier(&contenu, "2026-11-16")).await.unwrap();
        assert_eq!(counts(&report), [3, 2, 0, 0, 1, 0]);
        let faits = fait_compte::list(&carbet.base, &FiltreFait { annee: Some(2026), ..FiltreFait::default() }).await.unwrap();
        assert_eq!(faits.len(), 2);
        let (a, b) = (&faits[0], &faits[1]);
        assert_eq!((a.signe_le, a.mutation, a.dalo, a.relogement), (jour("2026-11-02"), Some(false), None, None));
        assert_eq!((a.quartile, a.type_reservataire.as_deref()), (Some(1), None), "told by its income, held by nobody known");
        assert_eq!((b.mutation, b.attente_mois.is_some()), (None, true));
        assert_eq!(bail::list_de_demande(&carbet.base, DEPARTEMENT, known).await.unwrap().len(), 1);
        let same = import_bailleur(carbet, &agglo, fichier(&contenu, "2026-11-16")).await.unwrap();
        assert_eq!(counts(&same), [3, 0, 0, 2, 1, 0], "a lease is counted once");
    }
}

#[tokio::test]
async fn a_designated_household_signs_only_once_its_answer_is_recorded() {
    for salle in salles().await {
        let (carbet, agglo) = (&salle.carbet, acteur(Role::Agglo, "cacl"));
        prepare(carbet, 50, 1).await;
        let contenu = format!("rpls;signe_le;numero_unique\n9730000050;10/11/2026;{}\n", numero(50).as_str());
        let report = import_bailleur(carbet, &agglo, fichier(&contenu, "2026-11-16")).await.unwrap();
        assert_eq!(counts(&report), [1, 0, 0, 0, 1, 0]);
        let told = list_anomalies(carbet, &agglo, report.import, 0).await.unwrap();
        assert!(told[0].raison.contains("R. 441-10"), "{told:#?}");
    }
}

#[tokio::test]
async fn a_tenant_who_asks_for_a_home_has_his_present_one_and_no_other_tenant_is_kept() {
    for salle in salles().await {
        let (carbet, agglo) = (&salle.carbet, acteur(Role::Agglo, "cacl"));
        parc(carbet).await;
        let tx = carbet.base.begin().await.unwrap();
        let id = Uuid::now_v7();
        insert_household(&tx, id, household(8), carbet.horloge.instant_utc()).await;
        tx.commit().await.unwrap();
        let contenu = format!("reference;numero_unique;entree_le\nA;{};03/02/2015\nB;;01/01/2020\n", numero(8).as_str());
        let report = import_bailleur(carbet, &agglo, fichier(&contenu, "2026-11-16")).await.unwrap();
        assert_eq!(counts(&report), [2, 0, 1, 1, 0, 0]);
        let held = demande::get(&carbet.base, DEPARTEMENT, id).await.unwrap().demande.dossier.logement_actuel;
        assert_eq!((held.bailleur.as_deref(), held.surface, held.depuis), (Some("siguy"), Some(64), Some(jour("2015-02-03"))));
    }
}

#[tokio::test]
async fn what_was_typed_after_the_extract_stays_until_somebody_chooses() {
    for salle in salles().await {
        let (carbet, agglo) = (&salle.carbet, acteur(Role::Agglo, "cacl"));
        let file = |telephone: &str, le: &str| {
            let contenu =
                format!("numero_unique;depose_le;nom;telephone\n{};2024-03-15;Doudou;{telephone}\n", numero(3).as_str());
            DemandeImport {
                nom_fichier: "extrait.csv".to_owned(),
                contenu: Box::new(Cursor::new(contenu.into_bytes())),
                extrait_le: Some(jour(le)),
                correspondance: None,
            }
        };
        import_sne(carbet, &agglo, file("0694000001", "2026-11-01")).await.unwrap();
        let read = async || {
            let found = demande::find_par_numero_unique(&carbet.base, DEPARTEMENT, &numero(3)).await.unwrap().unwrap();
            (found.demande.dossier.contact.telephone.clone(), found)
        };
        // Typed at a desk on the day of the test, 16 November.
        let (_, held) = read().await;
        let mut typed = held.demande.clone();
        typed.dossier.contact.telephone = Some("0694000002".to_owned());
        let meta = Meta {
            source: "saisie".to_owned(),
            extrait_le: held.extrait_le,
            origine: Origine::Demandeur,
            agent: agglo.code(),
            instant_utc: carbet.horloge.instant_utc(),
            protege: false,
        };
        let tx = carbet.base.begin().await.unwrap();
        demande::update(&tx, DEPARTEMENT, held.id, held.version, &typed, &meta).await.unwrap();
        tx.commit().await.unwrap();

        import_sne(carbet, &agglo, file("0694000003", "2026-11-10")).await.unwrap();
        assert_eq!(read().await.0.as_deref(), Some("0694000002"), "an older extract does not overwrite in silence");
        import_sne(carbet, &agglo, file("0694000003", "2026-11-11")).await.unwrap();
        assert_eq!(count_a_trancher(carbet, &agglo).await.unwrap(), 1, "the same question is asked once");
        let seen = list_conflits(carbet, &agglo, "", None, Some("telephone".to_owned())).await.unwrap();
        let value = &seen[0].valeurs[0];
        assert_eq!((value.avant.as_deref(), value.apres.as_deref()), (Some("0694000002"), Some("0694000003")));
        assert!(list_conflits(carbet, &agglo, "", Some("gestion".to_owned()), None).await.unwrap().is_empty());
        let bailleur = acteur(Role::Bailleur, "siguy");
        assert!(matches!(trancher_conflit(carbet, &bailleur, seen[0].id, "fichier").await, Err(Echec::Introuvable)));

        trancher_conflit(carbet, &agglo, seen[0].id, "fichier").await.unwrap();
        assert_eq!(read().await.0.as_deref(), Some("0694000003"));
        assert_eq!(count_a_trancher(carbet, &agglo).await.unwrap(), 0);
        trancher_conflit(carbet, &agglo, seen[0].id, "locale").await.unwrap();
        assert_eq!(read().await.0.as_deref(), Some("0694000002"), "the other choice undoes it");
        import_sne(carbet, &agglo, file("0694000003", "2026-11-12")).await.unwrap();
        assert_eq!(count_a_trancher(carbet, &agglo).await.unwrap(), 0, "a question answered is not asked again");
        assert!(journal::verify(&carbet.base).await.unwrap().anomalies.is_empty());
    }
}
