//! The objectives count frozen leases only, and each figure is the length of its list.

use std::sync::Arc;

use droit::jour::{Jour, parse_iso};
use droit::objectifs::Objectif;
use droit::parametres::Parametres;
use gestion::acteur_systeme::SYSTEME;
use gestion::carbet::{Carbet, Options};
use gestion::consulter_objectifs::{DemandeListe, LigneMesure, Part, Perimetre, TableauObjectifs, list_baux, read_objectifs};
use gestion::droits::{Acteur, Role};
use gestion::exporter_objectifs::export_objectifs;
use gestion::fait_compte::compute_empreinte;
use gestion::issue::Echec;
use gestion::rectifier_quartiles::rectifier_quartiles;
use stockage::fait_compte::{self, FaitCompte, FiltreFait};
use uuid::Uuid;

use crate::commun::{JOUR, Salle, acteur, horloge, salles};

fn agglo() -> Acteur {
    acteur(Role::Agglo, "cacl")
}

fn fait(signe_le: &str, bailleur: &str) -> FaitCompte {
    let signe_le: Jour = parse_iso(signe_le).expect("the case is well made");
    FaitCompte {
        id: Uuid::now_v7(),
        bail_id: Uuid::now_v7(),
        annee: chrono::Datelike::year(&signe_le),
        signe_le,
        attribue_le: None,
        departement: "973".to_owned(),
        epci: "249730045".to_owned(),
        bailleur: bailleur.to_owned(),
        reservataire: None,
        type_reservataire: Some("AUCUN".to_owned()),
        commune: "97302".to_owned(),
        secteur: None,
        en_qpv: Some(false),
        qpv: None,
        qpv_millesime: Some("2024".to_owned()),
        quartile: Some(3),
        quartile_provisoire: false,
        revenu_uc: None,
        prioritaire: Some(false),
        dalo: Some(false),
        relogement: Some(false),
        mutation: Some(false),
        foyer: false,
        produit: "LLS".to_owned(),
        typologie: "T3".to_owned(),
        versions: "{}".to_owned(),
        empreinte: String::new(),
        rectifie: None,
        attente_mois: None,
    }
}

async fn freeze(salle: &Salle, faits: &[FaitCompte]) {
    let tx = salle.carbet.base.begin().await.expect("the case is well made");
    fait_compte::insert_lot(&tx, faits).await.expect("the case is well made");
    tx.commit().await.expect("the case is well made");
}

fn line<'a>(tableau: &'a TableauObjectifs, objectif: Objectif, titulaire: &str) -> &'a LigneMesure {
    let mesure = tableau.objectifs.iter().find(|m| m.objectif == objectif).expect("the case is well made");
    mesure.lignes.iter().find(|l| l.titulaire == titulaire).expect("the case is well made")
}

#[tokio::test]
async fn forty_six_leases_of_one_hundred_and_eighty_are_25_55_percent() {
    for salle in salles().await {
        let mut faits: Vec<FaitCompte> = (0..180).map(|_| fait("2025-06-02", "siguy")).collect();
        // 40 of the first quartile and 8 relogés, 2 of whom are both: the union counts once.
        faits.iter_mut().take(40).for_each(|f| f.quartile = Some(1));
        faits.iter_mut().skip(38).take(8).for_each(|f| f.relogement = Some(true));
        freeze(&salle, &faits).await;
        let tableau = read_objectifs(&salle.carbet, &agglo(), Some(2025), Perimetre::Epci).await.unwrap();
        let epci = line(&tableau, Objectif::HorsQpv, "epci");
        assert_eq!((epci.resultat.mesure.base, epci.resultat.mesure.numerateur), (180, 46));
        assert_eq!(epci.resultat.mesure.taux.unwrap().to_string(), "25,55\u{a0}%");
        assert_eq!(epci.resultat.mesure.manque, 0);
        assert!(epci.exigible);
        assert!(!tableau.provisoire.annee_en_cours);
        assert_eq!(tableau.seuil_premier_quartile.unwrap().to_string(), "8\u{202f}603,00\u{a0}€");
        let simko = line(&tableau, Objectif::HorsQpv, "bailleur.simko");
        assert_eq!((simko.resultat.mesure.base, simko.resultat.mesure.taux), (0, None));
    }
}

#[tokio::test]
async fn each_figure_is_the_length_of_its_list() {
    for salle in salles().await {
        let mut faits = Vec::new();
        for (index, bailleur) in ["siguy", "simko", "semsamar", "siguy", "siguy", "simko", "siguy"].into_iter().enumerate() {
            let mut one = fait("2026-03-10", bailleur);
            one.en_qpv = [Some(true), Some(false), None][index % 3];
            one.quartile = [Some(1), Some(2), None, Some(4)][index % 4];
            one.prioritaire = [Some(true), None][index % 2];
            faits.push(one);
        }
        for (code, kind) in [("etat", "PPRIOR"), ("etat", "PFONCT"), ("ctg", "COLTER"), ("action_logement", "COLACT")] {
            let mut one = fait("2026-04-01", "siguy");
            one.reservataire = Some(code.to_owned());
            one.type_reservataire = Some(kind.to_owned());
            one.dalo = Some(kind == "COLTER");
            faits.push(one);
        }
        // Outside: a foyer, another year, and a row that a correction replaced.
        let mut foyer = fait("2026-04-02", "siguy");
        foyer.foyer = true;
        let replaced = fait("2026-05-05", "siguy");
        let mut correction = fait("2026-05-05", "siguy");
        correction.rectifie = Some(replaced.id);
        correction.quartile = Some(1);
        faits.extend([foyer, fait("2025-04-01", "siguy"), replaced, correction]);
        freeze(&salle, &faits).await;

        let mut seen = 0;
        for perimetre in [Perimetre::Epci, Perimetre::Reservataires] {
            let tableau = read_objectifs(&salle.carbet, &agglo(), Some(2026), perimetre).await.unwrap();
            assert!(tableau.provisoire.annee_en_cours);
            assert_eq!(tableau.annees, [2026, 2025]);
            for mesure in &tableau.objectifs {
                for ligne in &mesure.lignes {
                    let figures = [
                        (Part::Base, ligne.resultat.mesure.base),
                        (Part::Numerateur, ligne.resultat.mesure.numerateur),
                        (Part::Inconnus, ligne.resultat.inclassables + ligne.resultat.localisation_inconnue),
                    ];
                    for (part, figure) in figures {
                        let demande = DemandeListe {
                            annee: 2026,
                            objectif: mesure.objectif,
                            titulaire: ligne.titulaire.clone(),
                            part,
                            page: 1,
                        };
                        let liste = list_baux(&salle.carbet, &agglo(), &demande).await.unwrap();
                        let place = format!("{:?} {} {part:?}", mesure.objectif, ligne.titulaire);
                        assert_eq!(liste.total as u64, figure, "{place}");
                        assert_eq!(liste.baux.len() as u64, figure, "{place}");
                        seen += figure;
                    }
                }
            }
        }
        assert!(seen > 30, "the cases fill the figures: {seen}");

        let epci = read_objectifs(&salle.carbet, &agglo(), Some(2026), Perimetre::Epci).await.unwrap();
        // C is owed holder by holder: on the whole it is told, never required.
        assert!(!line(&epci, Objectif::PublicsPrioritaires, "epci").exigible);
        let holders = read_objectifs(&salle.carbet, &agglo(), Some(2026), Perimetre::Reservataires).await.unwrap();
        let etat = line(&holders, Objectif::PublicsPrioritaires, "titulaire.etat");
        // The contingent of State agents stands outside; on its own, the State owes the whole.
        assert_eq!((etat.resultat.mesure.base, etat.resultat.mesure.numerateur), (1, 0));
        assert_eq!(etat.resultat.mesure.cible.0, 10_000);
        let ctg = line(&holders, Objectif::PublicsPrioritaires, "titulaire.ctg");
        assert_eq!((ctg.resultat.mesure.base, ctg.resultat.mesure.numerateur, ctg.resultat.mesure.cible.0), (1, 1, 2_500));
    }
}

#[tokio::test]
async fn long_lists_go_by_pages_and_lose_nobody() {
    for salle in salles().await {
        let faits: Vec<FaitCompte> = (0..120).map(|_| fait("2026-02-03", "simko")).collect();
        freeze(&salle, &faits).await;
        let mut seen = std::collections::BTreeSet::new();
        for page in 1..=3 {
            let demande = DemandeListe {
                annee: 2026,
                objectif: Objectif::HorsQpv,
                titulaire: "bailleur.simko".to_owned(),
                part: Part::Base,
                page,
            };
            let liste = list_baux(&salle.carbet, &agglo(), &demande).await.unwrap();
            assert_eq!((liste.total, liste.pages, liste.nom_titulaire.as_str()), (120, 3, "SIMKO"));
            seen.extend(liste.baux.iter().map(|b| b.fait.id));
        }
        assert_eq!(seen.len(), 120);
    }
}

#[tokio::test]
async fn the_workbook_is_written_and_strangers_get_nothing() {
    for salle in salles().await {
        freeze(&salle, &[fait("2026-02-03", "simko")]).await;
        let fichier = export_objectifs(&salle.carbet, &agglo(), Some(2026)).await.unwrap();
        assert_eq!(fichier.nom, "objectifs-2026.xlsx");
        assert!(fichier.octets.starts_with(b"PK"));
        for role in [Role::Guichet, Role::Caleol, Role::Admin, Role::Dpo, Role::Demandeur] {
            let refused = read_objectifs(&salle.carbet, &acteur(role, "cacl"), None, Perimetre::Epci).await;
            assert!(matches!(refused, Err(Echec::Introuvable)), "{role}");
        }
        let demande = DemandeListe {
            annee: 2026,
            objectif: Objectif::HorsQpv,
            titulaire: "bailleur.inconnu".to_owned(),
            part: Part::Base,
            page: 1,
        };
        assert!(matches!(list_baux(&salle.carbet, &agglo(), &demande).await, Err(Echec::Introuvable)));
        assert!(matches!(read_objectifs(&salle.carbet, &agglo(), Some(1999), Perimetre::Epci).await, Err(Echec::Refus(_))));
    }
}

/// R5.03: a lease of early 2027 is placed by the thresholds of 2026, then by those of 2027 once they are published.
#[tokio::test]
async fn a_lease_is_placed_again_when_its_thresholds_are_published() {
    let published = include_str!("../../../../parametres/quartiles.toml").to_owned()
        + r#"
[[version]]
en_vigueur = 2027-01-01
jusqu_au = 2027-12-31
texte = "Arrêté d'essai, effet au 1er janvier 2027"
source = "Essai"
verifie_le = 2026-11-24
statut = "verifie"
[version.valeurs]
[version.valeurs.epci.249730045]
libelle = "CA du Centre Littoral"
q1 = 8500
q2 = 13500
q3 = 20500
"#;
    let published = Arc::new(Parametres::charger(&[("quartiles.toml", &published)]).unwrap());
    for salle in salles().await {
        let lease = |euros: Option<i64>, quartile: Option<i32>| {
            let mut one = fait("2027-02-01", "siguy");
            (one.quartile, one.quartile_provisoire) = (quartile, quartile.is_some());
            one.revenu_uc = euros.map(|n| n * 100);
            one.versions = r#"{"quartiles":"2026"}"#.to_owned();
            one
        };
        // Under the new threshold, at it, and a lease whose income nobody gave.
        freeze(&salle, &[lease(Some(8_300), Some(2)), lease(Some(8_500), Some(2)), lease(None, None)]).await;
        assert_eq!(rectifier_quartiles(&salle.carbet, &SYSTEME).await.unwrap(), 0, "nothing is published");

        let options = Options { parametres: Some(published.clone()), ..Options::default() };
        let carbet = Carbet::start(salle.essai.base.clone(), horloge(JOUR), options).await.unwrap();
        assert_eq!(rectifier_quartiles(&carbet, &SYSTEME).await.unwrap(), 2);
        let rows = fait_compte::list(&carbet.base, &FiltreFait { annee: Some(2027), ..FiltreFait::default() }).await.unwrap();
        assert_eq!(rows.len(), 3, "a row replaced no longer counts");
        let mut placed: Vec<_> = rows.iter().map(|f| (f.revenu_uc, f.quartile, f.rectifie.is_some())).collect();
        placed.sort_unstable();
        assert_eq!(placed, [(None, None, false), (Some(830_000), Some(1), true), (Some(850_000), Some(2), true)]);
        for row in rows.iter().filter(|f| f.rectifie.is_some()) {
            assert!(!row.quartile_provisoire && row.empreinte == compute_empreinte(row));
            assert!(row.versions.contains("2027"), "{}", row.versions);
        }
        assert_eq!(rectifier_quartiles(&carbet, &SYSTEME).await.unwrap(), 0, "twice changes nothing");
    }
}
