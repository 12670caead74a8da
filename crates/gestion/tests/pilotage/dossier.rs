//! The applicant's own file, the public figures, the grid in words.

use droit::demande::{Demande, Dossier, EtatDemande, Personne, PublicPrioritaire, RolePersonne, Souhait, StatutDalo, Typologie};
use droit::jour::parse_iso;
use droit::logement::{Logement, Produit};
use droit::montant::Centimes;
use droit::numero_unique::NumeroUnique;
use gestion::acteur_systeme::SYSTEME;
use gestion::consulter_cotation::read_cotation;
use gestion::consulter_info::read_info;
use gestion::droits::{Acteur, Role};
use gestion::issue::Echec;
use gestion::suivre_mon_dossier::{EtatDossier, read_mon_dossier};
use std::sync::atomic::{AtomicU32, Ordering};
use stockage::demande::{Meta, NouvelleDemande, Origine};
use stockage::logement::{Complement, LigneLogement};
use uuid::Uuid;

use crate::commun::{Salle, acteur, salles};

static NUMEROS: AtomicU32 = AtomicU32::new(1);

/// A registered demande of two persons for a T2 in Cayenne, changed by the test; returns its id.
pub async fn register(salle: &Salle, change: impl FnOnce(&mut Demande)) -> Uuid {
    let number = NUMEROS.fetch_add(1, Ordering::Relaxed);
    let numero_unique =
        NumeroUnique::parse(&format!("973{:02}21{number:06}DA001", 1 + number % 12)).expect("the case is well made");
    let mut titulaire = Personne::new(RolePersonne::Titulaire);
    titulaire.nom = Some("Nugent".to_owned());
    titulaire.naissance_le = parse_iso("1990-03-01");
    let mut dossier = Dossier::default();
    dossier.menage.personnes = vec![titulaire];
    dossier.recherche.souhaits = vec![Souhait { commune: "97302".to_owned(), quartier: None }];
    dossier.recherche.typologies = vec![Typologie::T2];
    let mut demande = Demande {
        etat: EtatDemande::Enregistree { numero_unique },
        depose_le: parse_iso("2022-02-10").expect("the case is well made"),
        enregistre_le: parse_iso("2022-02-11"),
        renouvele_le: parse_iso("2026-02-10"),
        guichet: Some("DA001".to_owned()),
        dossier,
    };
    change(&mut demande);
    let id = Uuid::now_v7();
    let mut en_cours = salle.carbet.begin(&SYSTEME, "essai").await.expect("the case is well made");
    let meta = Meta {
        source: "essai".to_owned(),
        extrait_le: parse_iso("2026-11-13"),
        origine: Origine::Sne,
        agent: "systeme".to_owned(),
        instant_utc: en_cours.instant(),
        protege: false,
    };
    let nouvelle = NouvelleDemande { departement: "973".to_owned(), id, demande, meta };
    stockage::demande::insert(&en_cours.tx, &nouvelle).await.expect("the case is well made");
    en_cours.touch("demande", id);
    salle.carbet.conclude(en_cours).await.expect("the case is well made");
    id
}

/// A home of a bailleur in Cayenne; returns its id.
pub async fn logement(salle: &Salle, bailleur: &str) -> Uuid {
    let id = Uuid::now_v7();
    let home = Logement {
        bailleur: bailleur.to_owned(),
        rpls: None,
        commune: "97302".to_owned(),
        secteur: None,
        qpv: None,
        qpv_connu: true,
        typologie: Typologie::T2,
        produit: Produit::Lls,
        surface: 50,
        etage: None,
        ascenseur: None,
        adapte: None,
        individuel: false,
        annee_construction: 1998,
        conventionne_le: None,
        loyer: Centimes::euros(450),
        loyer_annexes: Centimes::ZERO,
        charges: Centimes::euros(50),
        foyer: false,
    };
    let ligne = LigneLogement::from_logement(id, &home, Complement::default(), "vacant", salle.carbet.horloge.instant_utc());
    let tx = salle.carbet.base.begin().await.expect("the case is well made");
    stockage::logement::insert(&tx, &ligne).await.expect("the case is well made");
    tx.commit().await.expect("the case is well made");
    id
}

fn applicant(id: Uuid) -> Acteur {
    Acteur { demande: Some(id), ..acteur(Role::Demandeur, "") }
}

#[tokio::test]
async fn an_applicant_reads_their_points_and_a_band() {
    for salle in salles().await {
        let mine = register(&salle, |demande| {
            demande.dossier.dalo =
                Some(droit::demande::DecisionDalo { statut: StatutDalo::Actif, decide_le: parse_iso("2025-06-11") });
        })
        .await;
        for _ in 0..30 {
            register(&salle, |demande| demande.depose_le = parse_iso("2026-01-05").unwrap()).await;
        }
        let dossier = read_mon_dossier(&salle.carbet, &applicant(mine), false).await.unwrap();
        assert!(matches!(dossier.etat, EtatDossier::Active { bientot: false, .. }));
        let place = dossier.place.unwrap();
        assert_eq!((place.sur, place.bande, place.exacte), (31, 10, None));
        assert_eq!((place.commune.as_str(), place.typologie.as_str()), ("Cayenne", "T2"));
        assert_eq!(place.attribues_en_un_an, None, "nothing is told of no lease");
        let points = dossier.points.unwrap();
        assert!(points.demonstration);
        assert_eq!(points.total, points.lignes.iter().map(|l| l.retenus).sum::<i32>());
        let total = salle.carbet.registre.read().colonnes.total(mine.as_bytes()).unwrap();
        assert_eq!(points.total, total, "the applicant reads the score of the lists");
        let anciennete = points.lignes.iter().find(|l| l.fait.contains("Ancienneté de la demande")).unwrap();
        assert_eq!((anciennete.fait.as_str(), anciennete.retenus), ("Ancienneté de la demande, en mois : 57", 19));

        let exact = read_mon_dossier(&salle.carbet, &applicant(mine), true).await.unwrap();
        assert_eq!(exact.place.unwrap().exacte, Some(1));
        // Nobody else opens that page, and an applicant opens no other file.
        assert!(matches!(read_mon_dossier(&salle.carbet, &acteur(Role::Agglo, "cacl"), false).await, Err(Echec::Introuvable)));
        assert!(matches!(read_mon_dossier(&salle.carbet, &applicant(Uuid::now_v7()), false).await, Err(Echec::Introuvable)));
    }
}

#[tokio::test]
async fn a_demande_past_its_day_says_so() {
    for salle in salles().await {
        let mine = register(&salle, |demande| demande.renouvele_le = parse_iso("2025-11-01")).await;
        let dossier = read_mon_dossier(&salle.carbet, &applicant(mine), false).await.unwrap();
        assert_eq!(dossier.etat, EtatDossier::Expiree { depuis: parse_iso("2026-11-01").unwrap() });
        // The last day is a day of validity.
        let last = register(&salle, |demande| demande.renouvele_le = parse_iso("2025-11-16")).await;
        let dossier = read_mon_dossier(&salle.carbet, &applicant(last), false).await.unwrap();
        assert_eq!(dossier.etat, EtatDossier::Active { expire_le: parse_iso("2026-11-16"), bientot: true });
        let soon = register(&salle, |demande| demande.renouvele_le = parse_iso("2025-12-01")).await;
        let dossier = read_mon_dossier(&salle.carbet, &applicant(soon), false).await.unwrap();
        assert_eq!(dossier.etat, EtatDossier::Active { expire_le: parse_iso("2026-12-01"), bientot: true });
    }
}

#[tokio::test]
async fn public_figures_hide_small_counts() {
    for salle in salles().await {
        for _ in 0..10 {
            register(&salle, |_| {}).await;
        }
        assert!(read_info(&salle.carbet).await.unwrap().attentes.is_empty(), "ten are not told");
        register(&salle, |_| {}).await;
        let info = read_info(&salle.carbet).await.unwrap();
        assert_eq!(info.attentes.len(), 1);
        assert_eq!(
            (info.attentes[0].demandes, info.attentes[0].attribues, info.attentes[0].attente_mois),
            (Some(11), None, None)
        );
        assert!(info.parc.iter().all(|commune| commune.logements.is_none()));
        assert!(!info.guichets.is_empty());
    }
}

#[tokio::test]
async fn the_grid_reads_in_words_with_its_articles() {
    for salle in salles().await {
        let grille = read_cotation(&salle.carbet);
        assert_eq!(grille.version, "demonstration-2026-1");
        assert!(!grille.officielle && grille.statut.contains("démonstration"));
        let criteres: Vec<_> = grille.rubriques.iter().flat_map(|r| &r.criteres).collect();
        let regles = salle.carbet.regles();
        let compiled = regles.grille.rubriques.iter().filter(|r| r.code != "refus");
        assert_eq!(criteres.len(), compiled.map(|r| r.criteres.len()).sum::<usize>());
        for critere in &criteres {
            assert!(
                !critere.condition.is_empty() && !critere.points.is_empty() && !critere.fondement.is_empty(),
                "{}",
                critere.code
            );
            assert!(!critere.condition.contains('_'), "a name of a fact is left in « {} »", critere.condition);
        }
        let dalo = criteres.iter().find(|c| c.code == "dalo").unwrap();
        assert_eq!((dalo.points.as_str(), dalo.fondement.as_str()), ("50\u{a0}points", "CCH L. 441-2-3"));
        assert_eq!(dalo.preuve, "décision d’une autorité");
        assert_eq!(grille.departage.len(), 3);
        assert_eq!(grille.refus.len(), 1);
        // The label exists for every priority public named by the grid.
        assert_ne!(PublicPrioritaire::Dalo.libelle(), "");
    }
}
