//! Forgetting a demande: on both engines nothing of the household stays, the journal verifies, the accounts do not move.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod commun;

use commun::Salle;
use droit::demande::{Demande, EtatDemande, MotifRadiation, Personne, RolePersonne, Typologie};
use droit::jour::{Jour, parse_iso};
use droit::logement::{Produit, TypeReservataire};
use gestion::acteur_systeme::SYSTEME;
use gestion::consulter_objectifs::{DemandeListe, Part, Perimetre, list_baux, read_objectifs};
use gestion::droits::Role;
use gestion::fait_compte::{FaitsBail, build_fait_compte, compute_empreinte};
use gestion::issue::Echec;
use gestion::purger::{self, Bilan};
use sha2::{Digest, Sha256};
use stockage::blocage::{self, Blocage};
use stockage::consultation::Consultation;
use stockage::demande::{Meta, NouvelleDemande, Origine};
use stockage::fait_compte::FiltreFait;
use stockage::idempotence::Idempotence;
use stockage::session_web::SessionWeb;
use stockage::{Moteur, consultation, demande, fait_compte, idempotence, journal, piece, purge_certificat, session_web};
use uuid::Uuid;

/// Words found in nothing else than the rows of the forgotten household.
const NOMS: [&str; 4] = ["Zwartebroek", "Yhdéléanor", "ZWARTEBROEK", "0694987654"];

fn jour(text: &str) -> Jour {
    parse_iso(text).unwrap()
}

fn radiee(salle: &Salle, nombre: u32, le: &str) -> NouvelleDemande {
    let mut titulaire = Personne::new(RolePersonne::Titulaire);
    titulaire.nom = Some(NOMS[0].to_owned());
    titulaire.prenom = Some(NOMS[1].to_owned());
    titulaire.handicap = Some(true);
    let numero_unique = droit::numero_unique::NumeroUnique::parse(&format!("9730324{nombre:06}GDPUB")).unwrap();
    let mut demande = Demande {
        etat: EtatDemande::Radiee { numero_unique, le: jour(le), motif: MotifRadiation::NonRenouvellement },
        depose_le: jour("2022-03-05"),
        enregistre_le: Some(jour("2022-03-06")),
        renouvele_le: None,
        guichet: None,
        dossier: Default::default(),
    };
    demande.dossier.menage.personnes = vec![titulaire];
    demande.dossier.contact.telephone = Some(NOMS[3].to_owned());
    let meta = Meta {
        source: "essai".into(),
        extrait_le: None,
        origine: Origine::Sne,
        agent: "systeme".into(),
        instant_utc: salle.carbet.horloge.instant_utc(),
        protege: false,
    };
    NouvelleDemande { departement: "973".into(), id: Uuid::now_v7(), demande, meta }
}

/// Records demandes by an act that tells the journal their names, as a desk would.
async fn record(salle: &Salle, nouvelles: &[NouvelleDemande]) {
    for nouvelle in nouvelles {
        let mut acte = salle.carbet.begin(&SYSTEME, "essai").await.unwrap();
        demande::insert(&acte.tx, nouvelle).await.unwrap();
        acte.tell_about("973", nouvelle.id, serde_json::json!({ "nom": NOMS[0] }));
        salle.carbet.conclude(acte).await.unwrap();
    }
}

fn fait(nombre: u128, en_qpv: bool, quartile: u8) -> stockage::fait_compte::FaitCompte {
    fait_signe(nombre, "2024-06-15", en_qpv, quartile)
}

fn fait_signe(nombre: u128, signe_le: &str, en_qpv: bool, quartile: u8) -> stockage::fait_compte::FaitCompte {
    build_fait_compte(FaitsBail {
        id: Uuid::from_u128(nombre),
        bail_id: Uuid::from_u128(1000 + nombre),
        signe_le: jour(signe_le),
        attribue_le: None,
        departement: "973".into(),
        epci: "249730045".into(),
        bailleur: "siguy".into(),
        reservataire: None,
        type_reservataire: Some(TypeReservataire::Aucun),
        commune: "97302".into(),
        secteur: None,
        en_qpv: Some(en_qpv),
        qpv: None,
        qpv_millesime: None,
        quartile: Some(quartile),
        quartile_provisoire: false,
        revenu_uc: None,
        prioritaire: Some(false),
        dalo: Some(false),
        relogement: Some(false),
        mutation: None,
        foyer: false,
        produit: Produit::Lls,
        typologie: Typologie::T3,
        attente_mois: Some(30),
        versions: serde_json::json!({}),
    })
}

/// A paper of the household, whose file bears its name.
fn papier(demande_id: Uuid) -> piece::Piece {
    piece::Piece {
        id: Uuid::from_u128(77),
        departement: "973".into(),
        demande_id,
        code: "identite".into(),
        rang: Some(0),
        genre: "pdf".into(),
        nom: format!("{}.pdf", NOMS[0]),
        empreinte: Sha256::digest(NOMS[0].as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect(),
        taille: 9,
        etat: "deposee".into(),
        depose_le: chrono::Utc::now(),
        depose_par: "essai".into(),
        organisation: "ccas_cayenne".into(),
        suite_le: None,
        suite_par: None,
        motif_retrait: None,
    }
}

fn code(result: Result<impl Sized, Echec>) -> &'static str {
    match result {
        Err(Echec::Refus(refus)) => refus.code,
        Err(Echec::Introuvable) => "introuvable",
        Err(Echec::Stockage(error)) => panic!("{error}"),
        Ok(_) => "fait",
    }
}

/// Words of the household found in the files of the base (SQLite) or in any row of its tables.
async fn read_back(salle: &Salle) -> Vec<String> {
    if salle.carbet.base.moteur() == Moteur::Postgres {
        let mut found = Vec::new();
        demande::list_toutes(&salle.carbet.base, |d| found.push(format!("{:?}", d.demande))).await.unwrap();
        found.retain(|text| NOMS.iter().any(|nom| text.contains(nom)));
        return found;
    }
    let mut found = Vec::new();
    for entry in std::fs::read_dir(salle.essai.dossier().unwrap()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        for nom in NOMS {
            if bytes.windows(nom.len()).any(|window| window == nom.as_bytes()) {
                found.push(format!("{nom} in {}", path.display()));
            }
        }
    }
    found
}

#[tokio::test]
async fn a_demande_is_forgotten_a_year_after_it_was_struck_off() {
    for salle in commun::salles().await {
        let carbet = &salle.carbet;
        let old = radiee(&salle, 1, "2025-11-16");
        record(&salle, std::slice::from_ref(&old)).await;
        let tx = carbet.base.begin().await.unwrap();
        fait_compte::insert_lot(&tx, &[fait(1, true, 3), fait(2, false, 1), fait(3, false, 2)]).await.unwrap();
        let paper = papier(old.id);
        piece::insert(&tx, &paper, NOMS[0].as_bytes()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(piece::find_octets(&carbet.base, &paper).await.unwrap().unwrap(), NOMS[0].as_bytes());
        let filtre = FiltreFait { annee: Some(2024), ..FiltreFait::default() };
        let counted = fait_compte::list(&carbet.base, &filtre).await.unwrap();
        assert!(!read_back(&salle).await.is_empty(), "the household is in the base before");

        let certificat = purger::purger(carbet, &SYSTEME, "973", old.id).await.unwrap();
        carbet.base.scrub().await.unwrap();

        assert_eq!(read_back(&salle).await, Vec::<String>::new(), "{:?}", carbet.base.moteur());
        assert!(demande::find(&carbet.base, "973", old.id).await.unwrap().is_none());
        let rapport = journal::verify(&carbet.base).await.unwrap();
        assert!(rapport.is_intact() && rapport.charges_effacees == 1, "{rapport:?}");
        let kept = purge_certificat::list(&carbet.base).await.unwrap();
        assert_eq!(kept, std::slice::from_ref(&certificat));
        assert_eq!(certificat.empreinte, purger::compute_empreinte(&certificat));
        let objets: serde_json::Value = serde_json::from_str(&certificat.objets).unwrap();
        assert_eq!((&objets["personne"], &objets["dossier_version"], &objets["demande"]), (&1.into(), &1.into(), &1.into()));
        assert_eq!((&objets["piece"], &objets["piece_morceau"], &objets["appel"]), (&1.into(), &1.into(), &0.into()));
        assert!(piece::find(&carbet.base, paper.id).await.unwrap().is_none());
        let replayed = fait_compte::list(&carbet.base, &filtre).await.unwrap();
        assert_eq!((replayed.len(), &replayed), (3, &counted), "the accounts of 2024 do not move");
        assert!(replayed.iter().all(|fait| compute_empreinte(fait) == fait.empreinte));
        assert_eq!(code(purger::purger(carbet, &SYSTEME, "973", old.id).await), "introuvable", "once is enough");
    }
}

/// Everything the report of a year says, with the leases behind each figure.
async fn replay(carbet: &gestion::carbet::Carbet) -> Vec<String> {
    let agglo = commun::acteur(Role::Agglo, "cacl");
    let mut told = Vec::new();
    for perimetre in [Perimetre::Epci, Perimetre::Reservataires] {
        let tableau = read_objectifs(carbet, &agglo, Some(2025), perimetre).await.unwrap();
        for mesure in &tableau.objectifs {
            for ligne in &mesure.lignes {
                for part in [Part::Base, Part::Numerateur, Part::Inconnus] {
                    let (objectif, titulaire) = (mesure.objectif, ligne.titulaire.clone());
                    let demande = DemandeListe { annee: 2025, objectif, titulaire, part, page: 1 };
                    told.push(format!("{:?}", list_baux(carbet, &agglo, &demande).await.unwrap()));
                }
            }
        }
        told.push(format!("{tableau:?}"));
    }
    told
}

#[tokio::test]
async fn the_report_of_a_past_year_is_the_same_once_its_households_are_forgotten() {
    for salle in commun::salles().await {
        let carbet = &salle.carbet;
        let housed = [radiee(&salle, 1, "2025-06-15"), radiee(&salle, 2, "2025-07-01"), radiee(&salle, 3, "2025-09-30")];
        record(&salle, &housed).await;
        let faits =
            [fait_signe(1, "2025-06-15", true, 3), fait_signe(2, "2025-07-01", false, 1), fait_signe(3, "2025-09-30", false, 2)];
        let tx = carbet.base.begin().await.unwrap();
        fait_compte::insert_lot(&tx, &faits).await.unwrap();
        tx.commit().await.unwrap();
        let before = replay(carbet).await;
        assert!(before.iter().any(|line| line.contains("SIGUY")), "the report counts these leases");

        let bilan = purger::purger_echues(carbet, &SYSTEME, |_, _| {}).await.unwrap();

        assert_eq!(bilan.purgees, 3);
        let moteur = carbet.base.moteur();
        assert_eq!(replay(carbet).await, before, "{moteur:?}");
        let elsewhere = commun::start(salle.essai.reopen().await).await;
        assert_eq!(replay(&elsewhere).await, before, "a server started afterwards reads the same, {moteur:?}");
    }
}

#[tokio::test]
async fn what_is_not_due_or_held_is_kept() {
    for salle in commun::salles().await {
        let carbet = &salle.carbet;
        let tomorrow = radiee(&salle, 1, "2025-11-17");
        let mut alive = radiee(&salle, 2, "2020-01-01");
        alive.demande.etat = EtatDemande::Enregistree { numero_unique: alive.demande.numero_unique().unwrap() };
        let retenue = radiee(&salle, 3, "2024-01-01");
        record(&salle, &[tomorrow.clone(), alive.clone(), retenue.clone()]).await;
        let tx = carbet.base.begin().await.unwrap();
        let hold = Blocage {
            departement: "973".into(),
            demande_id: retenue.id,
            candidature_id: Uuid::now_v7(),
            vacance_id: Uuid::now_v7(),
            bailleur: "siguy".into(),
            depuis: jour("2026-11-01"),
        };
        blocage::insert(&tx, &hold).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(code(purger::purger(carbet, &SYSTEME, "973", tomorrow.id).await), "terme_non_echu");
        assert_eq!(code(purger::purger(carbet, &SYSTEME, "973", alive.id).await), "demande_non_radiee");
        assert_eq!(code(purger::purger(carbet, &SYSTEME, "973", retenue.id).await), "menage_retenu");
        assert_eq!(code(purger::purger(carbet, &SYSTEME, "973", Uuid::now_v7()).await), "introuvable");

        let mut told = Vec::new();
        let bilan = purger::purger_echues(carbet, &SYSTEME, |done, total| told.push((done, total))).await.unwrap();
        assert_eq!(bilan, Bilan { retenues: 1, ..Bilan::default() });
        assert_eq!(told, [(1, 1)]);
        assert!(purge_certificat::list(&carbet.base).await.unwrap().is_empty());
        let kept = demande::get_lot(&carbet.base, "973", &[tomorrow.id, alive.id, retenue.id]).await.unwrap();
        assert_eq!(kept.len(), 3);
    }
}

#[tokio::test]
async fn the_night_forgets_what_is_due_and_old_traces() {
    for salle in commun::salles().await {
        let carbet = &salle.carbet;
        let due = [radiee(&salle, 1, "2024-02-29"), radiee(&salle, 2, "2025-11-15")];
        record(&salle, &due).await;
        let now = carbet.horloge.instant_utc();
        let trace = |jours| Consultation {
            id: Uuid::now_v7(),
            acteur: "c".into(),
            organisation: None,
            type_objet: "demande".into(),
            objet_id: "1".into(),
            motif: None,
            nombre: 1,
            instant_utc: now - chrono::Duration::days(jours),
        };
        let session = |jeton: &str, heures| SessionWeb {
            jeton_empreinte: jeton.into(),
            compte_id: None,
            departement: None,
            demande_id: None,
            cree_le: now,
            vu_le: now,
            expire_le: now + chrono::Duration::hours(heures),
            navigateur: None,
        };
        let cle = |cle: &str, jours| Idempotence {
            cle: cle.into(),
            acteur: "c".into(),
            acte: "a".into(),
            resultat: "r".into(),
            cree_le: now - chrono::Duration::days(jours),
        };
        let tx = carbet.base.begin().await.unwrap();
        consultation::insert_many(&tx, &[trace(364), trace(366)]).await.unwrap();
        session_web::insert_lot(&tx, &[session("ouverte", 1), session("finie", -1)]).await.unwrap();
        idempotence::insert_lot(&tx, &[cle("fraiche", 6), cle("vieille", 8)]).await.unwrap();
        tx.commit().await.unwrap();

        let bilan = purger::purger_echues(carbet, &SYSTEME, |_, _| {}).await.unwrap();
        assert_eq!(bilan, Bilan { purgees: 2, consultations: 1, sessions: 1, cles: 1, ..Bilan::default() });
        assert_eq!(read_back(&salle).await, Vec::<String>::new());
        assert!(session_web::find(&carbet.base, "ouverte").await.unwrap().is_some());
        assert!(idempotence::find(&carbet.base, "fraiche").await.unwrap().is_some());
        let again = purger::purger_echues(carbet, &SYSTEME, |_, _| {}).await.unwrap();
        assert_eq!(again, Bilan::default(), "a second run finds nothing and writes nothing");
        assert!(journal::verify(&carbet.base).await.unwrap().is_intact());
    }
}
