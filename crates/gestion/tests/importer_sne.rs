//! Importing an extract, on both engines.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod commun;

use std::io::Cursor;

use commun::{acteur, salles};
use droit::demande::Typologie;
use droit::logement::{Logement, Produit};
use droit::montant::Centimes;
use gestion::consulter_demande::{consulter_demande, find_par_numero};
use gestion::consulter_imports::{self, EtatImport};
use gestion::droits::Role;
use gestion::importer_sne::{DemandeImport, Lancement, Rapport, import_sne, launch, run};
use gestion::issue::Echec;
use gestion::lister_demandes::{Recherche, list_demandes};
use stockage::blocage::{self, Blocage};
use stockage::candidature::{self, Candidature};
use stockage::journal;
use stockage::logement::{self, Complement, LigneLogement};
use stockage::vacance::Vacance;
use uuid::Uuid;

const NUMERO: &str = "9730324001234GDPUB";

fn document(demandes: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><n:interfaceNuu versionInterface=\"02.01\" xmlns:n=\"http://nuu.application.i2/\"><n:entete><n:typeFichier>CRE</n:typeFichier><n:dateFichier>2026-11-13T10:00:00</n:dateFichier></n:entete>\n{demandes}\n</n:interfaceNuu>"
    )
}

fn demande(numero: &str, nom: &str, prenom: &str, suite: &str) -> String {
    format!(
        "<n:demande><n:demandeLogement><n:numGuichet>97301</n:numGuichet><n:numUnique>{numero}</n:numUnique><n:dateCreationDemande>2024-03-15</n:dateCreationDemande>{suite}<n:personnePhysique><n:demandeur><n:nom>{nom}</n:nom><n:prenom>{prenom}</n:prenom><n:dateNaissance>1984-03-14</n:dateNaissance></n:demandeur></n:personnePhysique><n:logementRecherche><n:listeTypeLogement><n:typeLogement>T3</n:typeLogement></n:listeTypeLogement><n:listeLocalisationSouhaite><n:localisationSouhaite><n:commune>97302</n:commune></n:localisationSouhaite></n:listeLocalisationSouhaite></n:logementRecherche></n:demandeLogement></n:demande>\n"
    )
}

fn fichier(nom: &str, contenu: &str) -> DemandeImport {
    DemandeImport {
        nom_fichier: nom.to_owned(),
        contenu: Box::new(Cursor::new(contenu.to_owned().into_bytes())),
        extrait_le: None,
        correspondance: None,
    }
}

fn counts(r: &Rapport) -> (u64, u64, u64, u64, u64, u64) {
    (r.lues, r.creees, r.modifiees, r.inchangees, r.rejetees, r.radiees)
}

#[tokio::test]
async fn an_extract_is_read_once_and_its_demandes_are_ranked() {
    for salle in salles().await {
        let agglo = acteur(Role::Agglo, "cacl");
        let contenu =
            document(&(demande(NUMERO, "Saint-Éloi", "Élodie", "") + &demande("9730324001235GDPUB", "Doudou", "Jean", "")));
        let first = import_sne(&salle.carbet, &agglo, fichier("extrait.xml", &contenu)).await.unwrap();
        assert_eq!(counts(&first), (2, 2, 0, 0, 0, 0));
        assert_eq!(first.extrait_le.unwrap().to_string(), "2026-11-13");
        assert_eq!(salle.carbet.fraicheur_sne().au, first.extrait_le);

        let again = import_sne(&salle.carbet, &agglo, fichier("le même.xml", &contenu)).await.unwrap();
        assert!(again.deja_importe);
        assert_eq!(again.import, first.import);

        let id = find_par_numero(&salle.carbet, &agglo, NUMERO).await.unwrap();
        let fiche = consulter_demande(&salle.carbet, &agglo, id).await.unwrap();
        assert_eq!(fiche.demande.dossier.menage.titulaire().unwrap().nom.as_deref(), Some("Saint-Éloi"));
        assert_eq!(fiche.rang.unwrap().sur, 2);
        assert_eq!(fiche.champs["demandeLogement/numGuichet"], "97301");
        let report = journal::verify(&salle.carbet.base).await.unwrap();
        assert!(report.anomalies.is_empty());
    }
}

#[tokio::test]
async fn another_file_of_the_same_content_changes_no_row() {
    for salle in salles().await {
        let agglo = acteur(Role::Agglo, "cacl");
        let contenu = document(&demande(NUMERO, "Doudou", "Jean", ""));
        import_sne(&salle.carbet, &agglo, fichier("a.xml", &contenu)).await.unwrap();
        let same = import_sne(&salle.carbet, &agglo, fichier("b.xml", &format!("{contenu}\n"))).await.unwrap();
        assert_eq!(counts(&same), (1, 0, 0, 1, 0, 0));
        let renamed = document(&demande(NUMERO, "Doudou", "Jeanne", ""));
        let changed = import_sne(&salle.carbet, &agglo, fichier("c.xml", &renamed)).await.unwrap();
        assert_eq!(counts(&changed), (1, 0, 1, 0, 0, 0));
        let mut older = fichier("d.xml", &contenu.replace("typeFichier>CRE", "typeFichier>MOD"));
        older.extrait_le = droit::jour::parse_iso("2026-10-01");
        let kept = import_sne(&salle.carbet, &agglo, older).await.unwrap();
        assert_eq!((kept.modifiees, kept.inchangees, kept.anomalies > 0), (0, 1, true), "an older extract never wins");
    }
}

#[tokio::test]
async fn a_renewal_and_a_striking_off_leave_the_household_they_do_not_repeat() {
    for salle in salles().await {
        let agglo = acteur(Role::Agglo, "cacl");
        let whole = document(&demande(NUMERO, "Doudou", "Jean", ""));
        import_sne(&salle.carbet, &agglo, fichier("cre.xml", &whole)).await.unwrap();
        let event = |kind: &str, suite: &str| {
            document(&format!(
                "<n:demande><n:demandeLogement><n:numUnique>{NUMERO}</n:numUnique><n:dateCreationDemande>2024-03-15</n:dateCreationDemande>{suite}</n:demandeLogement></n:demande>"
            ))
            .replace("typeFichier>CRE", &format!("typeFichier>{kind}"))
        };
        let renewal =
            event("REN", "<n:renouvellement><n:dateRenouvellement>2026-03-10</n:dateRenouvellement></n:renouvellement>");
        import_sne(&salle.carbet, &agglo, fichier("ren.xml", &renewal)).await.unwrap();
        let id = find_par_numero(&salle.carbet, &agglo, NUMERO).await.unwrap();
        let file = consulter_demande(&salle.carbet, &agglo, id).await.unwrap().demande;
        assert_eq!(file.renouvele_le, droit::jour::parse_iso("2026-03-10"));
        assert_eq!(file.dossier.menage.titulaire().unwrap().nom.as_deref(), Some("Doudou"));
        let struck = event(
            "RAD",
            "<n:radiation><n:dateRadiation>2026-11-02</n:dateRadiation><n:motifRadiation>RADABA</n:motifRadiation></n:radiation>",
        );
        let report = import_sne(&salle.carbet, &agglo, fichier("rad.xml", &struck)).await.unwrap();
        assert_eq!(counts(&report), (1, 0, 1, 0, 0, 1));
        let file = consulter_demande(&salle.carbet, &agglo, id).await.unwrap().demande;
        assert!(matches!(file.etat, droit::demande::EtatDemande::Radiee { .. }));
        assert_eq!(file.dossier.menage.titulaire().unwrap().nom.as_deref(), Some("Doudou"));
    }
}

#[tokio::test]
async fn a_bad_row_is_named_and_the_others_are_kept() {
    for salle in salles().await {
        let agglo = acteur(Role::Agglo, "cacl");
        let contenu =
            document(&(demande("9731324001234GDPUB", "Mauvais", "Numéro", "") + &demande(NUMERO, "Doudou", "Jean", "")));
        let report = import_sne(&salle.carbet, &agglo, fichier("extrait.xml", &contenu)).await.unwrap();
        assert_eq!(counts(&report), (2, 1, 0, 0, 1, 0));
        let anomalies = consulter_imports::list_anomalies(&salle.carbet, &agglo, report.import, 1).await.unwrap();
        let rejet = anomalies.iter().find(|a| a.gravite == Some(interop_rejet())).expect("the rejected row is told");
        assert!(rejet.ligne.is_some() && rejet.champ.ends_with("numUnique") && !rejet.que_faire.is_empty());
        assert_eq!(rejet.valeur, "9731324001234GDPUB");
    }
}

fn interop_rejet() -> gestion::consulter_imports::Gravite {
    gestion::consulter_imports::Gravite::Rejet
}

#[tokio::test]
async fn a_broken_file_leaves_the_base_as_it_was_and_may_be_sent_again() {
    for salle in salles().await {
        let agglo = acteur(Role::Agglo, "cacl");
        let whole = document(&(demande(NUMERO, "Doudou", "Jean", "") + &demande("9730324001235GDPUB", "Autre", "Ève", "")));
        let cut = &whole[..whole.len() - 300];
        for (nom, contenu) in [("coupe.xml", cut), ("texte.txt", "bonjour\nle monde"), ("vide.xml", " \n ")] {
            let refus = import_sne(&salle.carbet, &agglo, fichier(nom, contenu)).await.unwrap_err();
            assert!(matches!(&refus, Echec::Refus(r) if r.champ == Some("fichier")), "{nom} : {refus}");
        }
        let list = list_demandes(&salle.carbet, &agglo, &Recherche::default()).await.unwrap();
        assert_eq!((list.total, list.actives), (0, 0));
        let imports = consulter_imports::list_imports(&salle.carbet, &agglo).await.unwrap();
        assert!(imports.iter().all(|i| i.etat == EtatImport::Refuse && i.message.is_some()));
        let again = import_sne(&salle.carbet, &agglo, fichier("coupe.xml", cut)).await.unwrap_err();
        assert!(matches!(again, Echec::Refus(r) if r.code == "fichier_refuse"), "a refused file may be tried again");
    }
}

#[tokio::test]
async fn two_servers_that_receive_the_same_file_read_it_once() {
    for salle in salles().await {
        let agglo = acteur(Role::Agglo, "cacl");
        let other = std::sync::Arc::new(commun::start(salle.essai.reopen().await).await);
        let contenu = document(&demande(NUMERO, "Doudou", "Jean", ""));
        let Lancement::Pret(travail) = launch(&salle.carbet, &agglo, fichier("a.xml", &contenu)).await.unwrap() else {
            panic!("the first server reads it")
        };
        let import = travail.import;
        let second = launch(&other, &agglo, fichier("a.xml", &contenu)).await.unwrap();
        assert!(matches!(second, Lancement::EnCours(id) if id == import));
        run(&salle.carbet, &agglo, *travail).await.unwrap();
        let third = launch(&other, &agglo, fichier("a.xml", &contenu)).await.unwrap();
        assert!(matches!(third, Lancement::DejaImporte(id) if id == import));
        other.registre.follow(&other).await.unwrap();
        assert_eq!(other.registre.read().colonnes.len(), 1);
    }
}

#[tokio::test]
async fn a_striking_off_by_the_sne_takes_the_demande_out_of_the_ranks() {
    for salle in salles().await {
        let agglo = acteur(Role::Agglo, "cacl");
        import_sne(&salle.carbet, &agglo, fichier("a.xml", &document(&demande(NUMERO, "Doudou", "Jean", "")))).await.unwrap();
        let struck =
            "<n:radiation><n:dateRadiation>2026-11-10</n:dateRadiation><n:motifRadiation>RADREN</n:motifRadiation></n:radiation>";
        let report = import_sne(&salle.carbet, &agglo, fichier("b.xml", &document(&demande(NUMERO, "Doudou", "Jean", struck))))
            .await
            .unwrap();
        assert_eq!(counts(&report), (1, 0, 1, 0, 0, 1));
        assert!(salle.carbet.registre.read().colonnes.is_empty());
        let id = find_par_numero(&salle.carbet, &agglo, NUMERO).await.unwrap();
        let fiche = consulter_demande(&salle.carbet, &agglo, id).await.unwrap();
        assert!(fiche.evenements.iter().any(|e| e.titre == "Radiée"));
    }
}

#[tokio::test]
async fn a_table_is_read_by_its_headers_and_erases_nothing_it_does_not_carry() {
    for salle in salles().await {
        let agglo = acteur(Role::Agglo, "cacl");
        import_sne(&salle.carbet, &agglo, fichier("a.xml", &document(&demande(NUMERO, "Doudou", "Jean", "")))).await.unwrap();
        let csv = format!("Numéro unique;Date de dépôt;Nom;Prénom;Téléphone\n{NUMERO};15/03/2024;Doudou;Jean;0694000012\n");
        let mut table = fichier("export.csv", &csv);
        table.extrait_le = droit::jour::parse_iso("2026-11-14");
        let report = import_sne(&salle.carbet, &agglo, table).await.unwrap();
        assert_eq!(counts(&report), (1, 0, 1, 0, 0, 0));
        let id = find_par_numero(&salle.carbet, &agglo, NUMERO).await.unwrap();
        let dossier = consulter_demande(&salle.carbet, &agglo, id).await.unwrap().demande.dossier;
        assert_eq!(dossier.contact.telephone.as_deref(), Some("0694000012"));
        assert_eq!(dossier.recherche.souhaits.len(), 1, "the wish of the extract is still there");
        assert!(dossier.menage.titulaire().unwrap().naissance_le.is_some());
    }
}

/// Holds a household on a home of SIGUY, as a proposal does.
async fn hold(carbet: &gestion::carbet::Carbet, demande_id: Uuid) -> Uuid {
    let mut act = carbet.begin(&gestion::acteur_systeme::SYSTEME, "essai").await.unwrap();
    let home = Logement {
        bailleur: "siguy".to_owned(),
        rpls: None,
        commune: "97302".to_owned(),
        secteur: None,
        qpv: None,
        qpv_connu: true,
        typologie: Typologie::T3,
        produit: Produit::Lls,
        surface: 62,
        etage: None,
        ascenseur: None,
        adapte: None,
        individuel: false,
        annee_construction: 2005,
        conventionne_le: None,
        loyer: Centimes::euros(420),
        loyer_annexes: Centimes::ZERO,
        charges: Centimes::euros(60),
        foyer: false,
    };
    let logement_id = Uuid::now_v7();
    let row = LigneLogement::from_logement(logement_id, &home, Complement::default(), "vacant", act.instant());
    logement::insert(&act.tx, &row).await.unwrap();
    let today = carbet.aujourd_hui();
    let vacance = Vacance {
        id: Uuid::now_v7(),
        logement_id,
        bailleur: "siguy".to_owned(),
        etat: "orientee".to_owned(),
        ouverte: Some(logement_id),
        declaree_le: today,
        declaree_par: "essai".to_owned(),
        disponible_le: None,
        reservataire: None,
        type_reservataire: None,
        orientee_le: None,
        orientation_motif: None,
        reponse_avant_le: None,
        loyer: 42_000,
        loyer_annexes: 0,
        charges: 6_000,
        close_le: None,
        cloture_motif: None,
        premiere_location: false,
        maj_le: act.instant(),
    };
    stockage::vacance::insert(&act.tx, &vacance).await.unwrap();
    let candidature = Candidature {
        id: Uuid::now_v7(),
        vacance_id: vacance.id,
        departement: "973".to_owned(),
        demande_id,
        etat: "proposee_a_la_designation".to_owned(),
        position: Some(1),
        note: None,
        rang: None,
        organisation: "siguy".to_owned(),
        propose_le: today,
        propose_par: "essai".to_owned(),
        ecart_motif: None,
        liberee_le: None,
        liberation_motif: None,
        maj_le: act.instant(),
    };
    candidature::insert(&act.tx, &candidature).await.unwrap();
    let hold = Blocage {
        departement: "973".to_owned(),
        demande_id,
        candidature_id: candidature.id,
        vacance_id: vacance.id,
        bailleur: "siguy".to_owned(),
        depuis: today,
    };
    blocage::insert(&act.tx, &hold).await.unwrap();
    act.touch("candidature", candidature.id);
    carbet.conclude(act).await.unwrap();
    candidature.id
}

#[tokio::test]
async fn a_household_under_proposal_is_seen_by_its_bailleur_and_freed_when_the_sne_strikes_it_off() {
    for salle in salles().await {
        let (agglo, siguy, simko) =
            (acteur(Role::Agglo, "cacl"), acteur(Role::Bailleur, "siguy"), acteur(Role::Bailleur, "simko"));
        let carbet = &salle.carbet;
        let two = document(&(demande(NUMERO, "Doudou", "Jean", "") + &demande("9730324001235GDPUB", "Autre", "Ève", "")));
        import_sne(carbet, &agglo, fichier("a.xml", &two)).await.unwrap();
        let id = find_par_numero(carbet, &agglo, NUMERO).await.unwrap();
        assert!(find_par_numero(carbet, &siguy, NUMERO).await.is_err(), "nothing is proposed yet");
        let candidature_id = hold(carbet, id).await;
        assert_eq!(list_demandes(carbet, &siguy, &Recherche::default()).await.unwrap().total, 1);
        assert_eq!(list_demandes(carbet, &simko, &Recherche::default()).await.unwrap().total, 0);
        let seen = consulter_demande(carbet, &siguy, id).await.unwrap();
        assert!(seen.tenue.is_some());
        assert!(seen.note.unwrap().rubriques.iter().all(|r| r.lignes.is_empty()), "a bailleur sees families, not facts");

        let struck =
            "<n:radiation><n:dateRadiation>2026-11-10</n:dateRadiation><n:motifRadiation>RADABA</n:motifRadiation></n:radiation>";
        let report =
            import_sne(carbet, &agglo, fichier("b.xml", &document(&demande(NUMERO, "Doudou", "Jean", struck)))).await.unwrap();
        assert_eq!((report.radiees, report.liberees), (1, 1));
        assert!(blocage::list(&carbet.base).await.unwrap().is_empty());
        let row = candidature::find(&carbet.base, candidature_id).await.unwrap().unwrap();
        assert_eq!((row.etat.as_str(), row.liberation_motif.as_deref()), ("liberee", Some("demande_radiee")));
        let told = consulter_imports::consulter_import(carbet, &agglo, report.import).await.unwrap();
        assert!(told.message.unwrap().contains("libéré"));
    }
}

#[tokio::test]
async fn a_draft_of_the_desk_is_numbered_by_the_extract_that_answers_it() {
    for salle in salles().await {
        let carbet = &salle.carbet;
        let (agglo, guichet) = (acteur(Role::Agglo, "cacl"), acteur(Role::Guichet, "ccas_cayenne"));
        let mut titulaire = droit::demande::Personne::new(droit::demande::RolePersonne::Titulaire);
        titulaire.nom = Some("SAINT ELOI".to_owned());
        titulaire.prenom = Some("élodie".to_owned());
        titulaire.naissance_le = droit::jour::parse_iso("1984-03-14");
        let mut dossier = droit::demande::Dossier::default();
        dossier.menage.personnes.push(titulaire);
        let saisie = gestion::saisir_demande::SaisieDemande {
            depose_le: droit::jour::parse_iso("2026-11-12").unwrap(),
            guichet: None,
            dossier,
            cle_idempotence: None,
        };
        let id = gestion::saisir_demande::saisir_demande(carbet, &guichet, saisie).await.unwrap().id;
        gestion::transmettre_demande::transmettre_demande(carbet, &guichet, id).await.unwrap();
        let report =
            import_sne(carbet, &agglo, fichier("a.xml", &document(&demande(NUMERO, "Saint-Éloi", "Élodie", "")))).await.unwrap();
        assert_eq!(counts(&report), (1, 0, 1, 0, 0, 0));
        assert_eq!(find_par_numero(carbet, &agglo, NUMERO).await.unwrap(), id, "the same file, now with its number");
        assert!(stockage::a_reporter::list_de_demande(&carbet.base, "973", id).await.unwrap()[0].fait_le.is_some());
    }
}

#[tokio::test]
async fn the_public_sample_is_imported_with_each_of_its_values() {
    let Ok(dossier) = std::env::var("CARBET_DONNEES_EXTERNES") else {
        eprintln!("L'exemple public du SNE n'est pas essayé : CARBET_DONNEES_EXTERNES n'est pas défini.");
        return;
    };
    let chemin = std::path::Path::new(&dossier).join("sne/agpl/JDD_OPENFISCA.xml");
    let contenu = std::fs::read_to_string(&chemin).unwrap();
    let mut values = Vec::new();
    interop::sne::read_extrait(contenu.as_bytes(), |lecture| {
        values.push(interop::sne::list_champs(&lecture.demande.unwrap()));
        std::ops::ControlFlow::Continue(())
    })
    .unwrap();
    for salle in salles().await {
        let referent = acteur(Role::Referent, "cacl");
        let report = import_sne(&salle.carbet, &acteur(Role::Agglo, "cacl"), fichier("JDD.xml", &contenu)).await.unwrap();
        assert_eq!((report.lues, report.creees), (values.len() as u64, values.len() as u64));
        assert!(report.anomalies > 0, "what its schema would refuse is told");
        for expected in &values {
            let numero = &expected["demandeLogement/numUnique"];
            let id = find_par_numero(&salle.carbet, &referent, numero).await.unwrap();
            let fiche = consulter_demande(&salle.carbet, &referent, id).await.unwrap();
            assert_eq!(&fiche.champs, expected);
        }
    }
}
