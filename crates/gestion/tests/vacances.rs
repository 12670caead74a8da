//! From a vacancy to the list and the hold, on both engines.

#![expect(clippy::unwrap_used, reason = "a test stops at its first surprise")]

mod commun;

use std::collections::BTreeSet;

use chrono::Datelike;
use commun::{Salle, acteur, salles};
use droit::demande::*;
use droit::etats::{MotifLiberation, MotifRetrait};
use droit::jour::parse_iso;
use droit::logement::{Logement, Produit, TypeReservataire};
use droit::montant::Centimes;
use droit::numero_unique::NumeroUnique;
use gestion::acteur_systeme::SYSTEME;
use gestion::carbet::{Carbet, Options};
use gestion::consulter_reservations::consulter_reservations;
use gestion::declarer_vacance::{ChoixReservataire, DeclarationVacance, declarer_vacance};
use gestion::designation::{DemandeListe, Liste, Onglet, chercher_menages, designer, expliquer, export_designation};
use gestion::droits::{Acteur, Role};
use gestion::exporter_demandes::export_demandes;
use gestion::exporter_logements::export_logements;
use gestion::issue::{Echec, Refus};
use gestion::liberer_candidat::liberer_candidat;
use gestion::lister_demandes::Recherche;
use gestion::lister_logements::{DemandeParc, lister_logements};
use gestion::lister_vacances::{DemandeVacances, consulter_vacance, lister_vacances};
use gestion::orienter_vacance::orienter_vacance;
use gestion::proposer_candidat::{Proposition, proposer_candidat};
use gestion::rendre_vacance::{Rendu, rendre_vacance};
use gestion::retirer_vacance::retirer_vacance;
use gestion::traces;
use stockage::consultation;
use stockage::demande::{Meta, NouvelleDemande, Origine};
use stockage::logement::{Complement, LigneLogement};
use stockage::{blocage, candidature, demande, logement};
use uuid::Uuid;

/// A single French adult who asks for a T3 in Cayenne; filed `annees` before 2026.
fn menage(rang: u32, annees: i32, revenu: i64) -> Demande {
    let mut titulaire = Personne::new(RolePersonne::Titulaire);
    titulaire.nom = Some(format!("Essai{rang}"));
    titulaire.prenom = Some("Camille".to_owned());
    titulaire.nationalite = Some(Nationalite::Francaise);
    titulaire.naissance_le = parse_iso("1985-05-04");
    titulaire.revenus_fiscaux.insert(2024, Centimes::euros(revenu));
    titulaire.ressources = vec![Ressource { nature: NatureRessource::Salaire, montant: Centimes::euros(900) }];
    let mut dossier = Dossier::default();
    dossier.menage.personnes = vec![titulaire];
    dossier.recherche.typologies = vec![Typologie::T3];
    dossier.recherche.souhaits = vec![Souhait { commune: "97302".to_owned(), quartier: None }];
    dossier.recherche.demande_elargie = Some(false);
    let depose_le = parse_iso("2026-03-02").unwrap().with_year(2026 - annees).unwrap();
    Demande {
        etat: EtatDemande::Enregistree { numero_unique: numero(rang) },
        depose_le,
        enregistre_le: Some(depose_le),
        renouvele_le: parse_iso("2026-03-02"),
        guichet: None,
        dossier,
    }
}

fn numero(rang: u32) -> NumeroUnique {
    NumeroUnique::parse(&format!("9730321{rang:06}GDPUB")).unwrap()
}

fn id(rang: u32) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + u128::from(rang))
}

fn home(bailleur: &str) -> Logement {
    Logement {
        bailleur: bailleur.to_owned(),
        rpls: None,
        commune: "97302".to_owned(),
        secteur: None,
        qpv: None,
        qpv_connu: true,
        typologie: Typologie::T3,
        produit: Produit::Lls,
        surface: 62,
        etage: Some(1),
        ascenseur: Some(false),
        adapte: Some(false),
        individuel: false,
        annee_construction: 2005,
        conventionne_le: None,
        loyer: Centimes::euros(420),
        loyer_annexes: Centimes::ZERO,
        charges: Centimes::euros(60),
        foyer: false,
    }
}

async fn add_menages(carbet: &Carbet, menages: Vec<(u32, Demande)>) {
    let mut acte = carbet.begin(&SYSTEME, "essai").await.unwrap();
    for (rang, demande) in menages {
        let meta = Meta {
            source: "essai".to_owned(),
            extrait_le: parse_iso("2026-11-10"),
            origine: Origine::Sne,
            agent: "systeme".to_owned(),
            instant_utc: acte.instant(),
            protege: false,
        };
        let nouvelle = NouvelleDemande { departement: "973".to_owned(), id: id(rang), demande, meta };
        demande::insert(&acte.tx, &nouvelle).await.unwrap();
        acte.touch("demande", id(rang));
    }
    carbet.conclude(acte).await.unwrap();
}

async fn add_logement(carbet: &Carbet, rang: u32, logement: &Logement) -> Uuid {
    let mut acte = carbet.begin(&SYSTEME, "essai").await.unwrap();
    let complement = Complement { adresse: Some(format!("{rang} rue des Essais")), ..Complement::default() };
    let ligne = LigneLogement::from_logement(id(10_000 + rang), logement, complement, "loue", acte.instant());
    logement::insert(&acte.tx, &ligne).await.unwrap();
    acte.touch("logement", ligne.id);
    carbet.conclude(acte).await.unwrap();
    ligne.id
}

fn declaration(logement: Uuid) -> DeclarationVacance {
    DeclarationVacance {
        logement,
        disponible_le: parse_iso("2026-12-01").unwrap(),
        loyer: Centimes::euros(420),
        loyer_annexes: Centimes::euros(12),
        charges: Centimes::euros(60),
        choix: None,
        reponse_avant_le: None,
        premiere_location: false,
        conge_le: None,
        etat_des_lieux_le: None,
        cle: None,
    }
}

async fn open_vacance(carbet: &Carbet, rang: u32, bailleur: &str) -> (Acteur, Uuid) {
    let who = acteur(Role::Bailleur, bailleur);
    let logement = add_logement(carbet, rang, &home(bailleur)).await;
    let vacance = declarer_vacance(carbet, &who, declaration(logement)).await.unwrap();
    (who, vacance)
}

async fn list(carbet: &Carbet, who: &Acteur, vacance: Uuid, onglet: Onglet) -> Liste {
    designer(carbet, who, &DemandeListe { vacance, onglet, regle: None, page: 1 }).await.unwrap()
}

fn proposition(vacance: Uuid, rang: u32, motif: Option<&str>) -> Proposition {
    Proposition { vacance, demande: id(rang), motif: motif.map(str::to_owned), cle: None }
}

fn refus<T: std::fmt::Debug>(answer: Result<T, Echec>) -> Refus {
    match answer.unwrap_err() {
        Echec::Refus(refus) => refus,
        other => panic!("expected a refusal, got {other}"),
    }
}

#[tokio::test]
async fn a_vacancy_is_oriented_by_the_flow_and_opened_once() {
    for Salle { carbet, essai: _essai } in salles().await {
        let who = acteur(Role::Bailleur, "siguy");
        let logement = add_logement(&carbet, 1, &home("siguy")).await;
        let demande = DeclarationVacance { cle: Some("cle-1".to_owned()), ..declaration(logement) };
        let vacance = declarer_vacance(&carbet, &who, demande.clone()).await.unwrap();
        assert_eq!(declarer_vacance(&carbet, &who, demande).await.unwrap(), vacance, "the same form twice is one act");
        let fiche = consulter_vacance(&carbet, &who, vacance).await.unwrap();
        // The largest share of an empty year takes the first home.
        assert_eq!((fiche.vacance.etat.as_str(), fiche.vacance.logement_id), ("orientee", logement));
        assert!(fiche.vacance.orientation_motif.is_some_and(|m| m.contains("Flux de l’année")));
        assert_eq!(fiche.total, Centimes::euros(492));
        assert_eq!(refus(declarer_vacance(&carbet, &who, declaration(logement)).await).code, "vacance_deja_ouverte");
        let other = acteur(Role::Bailleur, "simko");
        assert!(matches!(declarer_vacance(&carbet, &other, declaration(logement)).await, Err(Echec::Introuvable)));
        assert!(matches!(consulter_vacance(&carbet, &other, vacance).await, Err(Echec::Introuvable)));
        assert!(lister_vacances(&carbet, &other, &DemandeVacances::default()).await.unwrap().is_empty());
        assert_eq!(lister_vacances(&carbet, &who, &DemandeVacances::default()).await.unwrap().len(), 1);
        let stock = lister_logements(&carbet, &who, &DemandeParc::default()).await.unwrap();
        assert_eq!((stock.total, stock.vacants, stock.lignes[0].vacance), (1, 1, Some(vacance)));
        assert_eq!(lister_logements(&carbet, &other, &DemandeParc::default()).await.unwrap().total, 0);
    }
}

#[tokio::test]
async fn a_wrong_declaration_names_its_field() {
    for Salle { carbet, essai: _essai } in salles().await {
        let who = acteur(Role::Bailleur, "siguy");
        let logement = add_logement(&carbet, 1, &home("siguy")).await;
        let wrong = [
            (DeclarationVacance { loyer: Centimes::ZERO, ..declaration(logement) }, "loyer"),
            (DeclarationVacance { charges: Centimes(-1), ..declaration(logement) }, "charges"),
            (DeclarationVacance { disponible_le: parse_iso("2036-12-01").unwrap(), ..declaration(logement) }, "libre_le"),
            (DeclarationVacance { reponse_avant_le: parse_iso("2026-11-15"), ..declaration(logement) }, "proposition_avant"),
        ];
        for (demande, field) in wrong {
            assert_eq!(refus(declarer_vacance(&carbet, &who, demande).await).champ, Some(field));
        }
        let choix = ChoixReservataire {
            reservataire: "ctg".to_owned(),
            type_reservataire: TypeReservataire::EtatPrioritaires,
            motif: "essai".to_owned(),
        };
        let demande = DeclarationVacance { choix: Some(choix), ..declaration(logement) };
        assert_eq!(refus(declarer_vacance(&carbet, &who, demande).await).code, "reservataire_sans_droit");
    }
}

#[tokio::test]
async fn the_list_is_ordered_and_each_other_household_has_its_first_rule() {
    for Salle { carbet, essai: _essai } in salles().await {
        let mut elsewhere = menage(4, 9, 8_000);
        elsewhere.dossier.recherche.souhaits[0].commune = "97307".to_owned();
        let mut unknown = menage(5, 9, 8_000);
        unknown.dossier.menage.personnes[0].revenus_fiscaux.clear();
        let rich = menage(3, 9, 90_000);
        let all = vec![
            (1, menage(1, 2, 8_000)),
            (2, menage(2, 6, 8_000)),
            (3, rich),
            (4, elsewhere),
            (5, unknown),
            (6, menage(6, 6, 8_000)),
        ];
        add_menages(&carbet, all).await;
        let (who, vacance) = open_vacance(&carbet, 1, "siguy").await;
        let page = list(&carbet, &who, vacance, Onglet::Admissibles).await;
        assert_eq!((page.admissibles, page.indetermines, page.ecartes), (3, 1, 2));
        // Equal points and days: the smaller numéro unique first.
        assert_eq!(page.candidats.iter().map(|c| c.demande).collect::<Vec<_>>(), [id(2), id(6), id(1)]);
        let first = &page.candidats[0];
        assert_eq!((first.position, first.exige_motif), (Some(1), false));
        assert!(page.candidats[1].exige_motif);
        assert_eq!((first.identite.as_deref(), first.menage.as_str()), (None, "1 personne, catégorie 1"));
        assert!(first.depense.aide.is_some_and(|aid| aid > Centimes::ZERO && aid < first.depense.brute));
        assert!(first.depense.taux_effort.is_some() && first.depense.reste_pour_vivre.is_some());

        let out = list(&carbet, &who, vacance, Onglet::Ecartes).await;
        let rules: Vec<_> = out.regles.iter().map(|r| (r.code, r.nombre)).collect();
        assert_eq!(rules, [("plafond_ressources", 1), ("commune_souhaitee", 1)]);
        let only = DemandeListe { vacance, onglet: Onglet::Ecartes, regle: Some("commune_souhaitee".to_owned()), page: 9 };
        let only = designer(&carbet, &who, &only).await.unwrap();
        assert_eq!(only.refuses.iter().map(|e| e.demande).collect::<Vec<_>>(), [id(4)]);
        let open = list(&carbet, &who, vacance, Onglet::Indetermines).await;
        assert_eq!((open.refuses[0].demande, open.refuses[0].regle.code), (id(5), "plafond_ressources"));

        let agglo = acteur(Role::Agglo, "cacl");
        let seen = list(&carbet, &agglo, vacance, Onglet::Admissibles).await;
        assert_eq!(seen.candidats[0].identite.as_deref(), Some("Camille Essai2"));
    }
}

#[tokio::test]
async fn why_not_tells_every_rule_and_keeps_the_means_to_who_may_open_the_file() {
    for Salle { carbet, essai: _essai } in salles().await {
        let mut both = menage(3, 9, 90_000);
        both.dossier.recherche.typologies = vec![Typologie::T1];
        add_menages(&carbet, vec![(1, menage(1, 2, 8_000)), (3, both)]).await;
        let (who, vacance) = open_vacance(&carbet, 1, "siguy").await;
        let told = expliquer(&carbet, &who, vacance, numero(3).as_str()).await.unwrap();
        let failing: Vec<_> = told.regles.iter().filter(|r| r.tri == droit::tri::Tri::Faux).map(|r| r.dite.code).collect();
        assert_eq!(failing, ["plafond_ressources", "typologie_recherchee", "taille_menage"], "every rule, warnings too");
        let first = told.premiere.unwrap();
        assert_eq!(first.code, "plafond_ressources");
        assert!(!first.raison.contains("90"), "{}", first.raison);
        assert!(told.identite.is_none() && !told.peut_proposer);
        let agglo = expliquer(&carbet, &acteur(Role::Agglo, "cacl"), vacance, numero(3).as_str()).await.unwrap();
        assert!(agglo.premiere.unwrap().raison.contains("90\u{202f}000"));
        assert_eq!(refus(expliquer(&carbet, &who, vacance, "973").await).code, "menage_inconnu");
        assert_eq!(refus(expliquer(&carbet, &who, vacance, numero(99).as_str()).await).code, "menage_inconnu");
        let refused = refus(proposer_candidat(&carbet, &who, proposition(vacance, 3, Some("il insiste"))).await);
        assert_eq!((refused.code, refused.article), ("menage_non_admissible", Some("CCH R. 441-1")));
    }
}

#[tokio::test]
async fn a_household_under_proposal_is_held_and_says_where() {
    for Salle { carbet, essai: _essai } in salles().await {
        add_menages(&carbet, (1..=4).map(|rang| (rang, menage(rang, 9 - rang as i32, 8_000))).collect()).await;
        let (who, first) = open_vacance(&carbet, 1, "siguy").await;
        let (other, second) = open_vacance(&carbet, 2, "simko").await;
        let held = proposer_candidat(&carbet, &who, proposition(first, 1, None)).await.unwrap();
        assert_eq!(consulter_vacance(&carbet, &who, first).await.unwrap().vacance.etat, "en_designation");
        let refused = refus(proposer_candidat(&carbet, &other, proposition(second, 1, None)).await);
        assert_eq!(refused.code, "menage_deja_retenu");
        assert!(refused.raison.contains("T3 à Cayenne") && refused.raison.contains("SIGUY"), "{}", refused.raison);
        assert_eq!(refus(proposer_candidat(&carbet, &who, proposition(first, 1, None)).await).code, "deja_propose");
        // Held elsewhere, it asks no reason of who proposes the next.
        let list2 = list(&carbet, &other, second, Onglet::Admissibles).await;
        assert!(list2.candidats[0].tenu_ailleurs.as_deref().is_some_and(|t| t.contains("SIGUY")));
        assert!(list2.candidats[0].identite.is_none() && !list2.candidats[1].exige_motif);
        // Out of order: a reason, kept.
        assert_eq!(refus(proposer_candidat(&carbet, &who, proposition(first, 3, None)).await).code, "motif_absent");
        let far = proposer_candidat(&carbet, &who, proposition(first, 3, Some("rez-de-chaussée demandé"))).await.unwrap();
        let kept = candidature::find(&carbet.base, far).await.unwrap().unwrap();
        assert_eq!((kept.position, kept.ecart_motif.as_deref()), (Some(3), Some("rez-de-chaussée demandé")));
        // Designated, its name is known here.
        let list1 = list(&carbet, &who, first, Onglet::Admissibles).await;
        assert_eq!(list1.candidats[0].identite.as_deref(), Some("Camille Essai1"));
        assert_eq!(list1.proposes.len(), 2);
        // Freed, it may be proposed elsewhere.
        assert!(matches!(liberer_candidat(&carbet, &other, held, MotifLiberation::Annulation).await, Err(Echec::Introuvable)));
        liberer_candidat(&carbet, &who, held, MotifLiberation::Desistement).await.unwrap();
        assert_eq!(refus(liberer_candidat(&carbet, &who, held, MotifLiberation::Desistement).await).code, "deja_libere");
        proposer_candidat(&carbet, &other, proposition(second, 1, None)).await.unwrap();
    }
}

#[tokio::test]
async fn withdrawing_or_giving_a_home_to_another_frees_everyone_and_says_why() {
    for Salle { carbet, essai: _essai } in salles().await {
        add_menages(&carbet, (1..=4).map(|rang| (rang, menage(rang, 9 - rang as i32, 8_000))).collect()).await;
        let (who, vacance) = open_vacance(&carbet, 1, "siguy").await;
        for rang in 1..=2 {
            proposer_candidat(&carbet, &who, proposition(vacance, rang, None)).await.unwrap();
        }
        let fiche = consulter_vacance(&carbet, &who, vacance).await.unwrap();
        let to_ctg = ChoixReservataire {
            reservataire: "ctg".to_owned(),
            type_reservataire: TypeReservataire::Collectivite,
            motif: "Tour rendu par le réservataire.".to_owned(),
        };
        assert_ne!(fiche.vacance.reservataire.as_deref(), Some("ctg"));
        assert_eq!(orienter_vacance(&carbet, &who, vacance, to_ctg.clone()).await.unwrap(), 2);
        assert_eq!(refus(orienter_vacance(&carbet, &who, vacance, to_ctg).await).code, "deja_oriente");
        let ctg = acteur(Role::Ctg, "ctg");
        proposer_candidat(&carbet, &ctg, proposition(vacance, 1, None)).await.unwrap();
        assert_eq!(retirer_vacance(&carbet, &who, vacance, MotifRetrait::Travaux).await.unwrap(), 1);
        assert!(blocage::list(&carbet.base).await.unwrap().is_empty());
        let reasons: Vec<_> = candidature::list_de_vacance(&carbet.base, vacance)
            .await
            .unwrap()
            .into_iter()
            .filter_map(|c| c.liberation_motif)
            .collect();
        assert_eq!(reasons, ["retrait_designation", "retrait_designation", "vacance_retiree"]);
        let fiche = consulter_vacance(&carbet, &who, vacance).await.unwrap();
        assert_eq!((fiche.vacance.etat.as_str(), fiche.peut_proposer, fiche.peut_gerer), ("retiree", false, false));
        let home = logement::find(&carbet.base, fiche.vacance.logement_id).await.unwrap().unwrap();
        assert_eq!(home.etat, "hors_location");
    }
}

#[tokio::test]
async fn going_above_the_share_of_the_state_warns_with_its_figures_and_blocks_nothing() {
    for Salle { carbet, essai: _essai } in salles().await {
        let who = acteur(Role::Bailleur, "siguy");
        let to_state = |kind| {
            Some(ChoixReservataire {
                reservataire: "etat".to_owned(),
                type_reservataire: kind,
                motif: "Désignation du préfet.".to_owned(),
            })
        };
        let mut motifs = Vec::new();
        for rang in 1..=4 {
            let logement = add_logement(&carbet, rang, &home("siguy")).await;
            let demande = DeclarationVacance { choix: to_state(TypeReservataire::EtatPrioritaires), ..declaration(logement) };
            let vacance = declarer_vacance(&carbet, &who, demande).await.unwrap();
            motifs.push(consulter_vacance(&carbet, &who, vacance).await.unwrap().vacance.orientation_motif.unwrap());
        }
        // Three homes are too few to hold one of 30 %.
        assert!(motifs[..3].iter().all(|m| m == "Désignation du préfet."), "{motifs:?}");
        assert!(motifs[3].contains("4 logement(s) pour l'État sur une assiette de 4, au plus 1 (30\u{a0}%)"), "{motifs:?}");
    }
}

#[tokio::test]
async fn two_servers_cannot_hold_the_same_household() {
    for Salle { carbet, essai } in salles().await {
        add_menages(&carbet, vec![(1, menage(1, 3, 8_000))]).await;
        let (who, first) = open_vacance(&carbet, 1, "siguy").await;
        let (other, second) = open_vacance(&carbet, 2, "simko").await;
        let twin = Carbet::start(essai.reopen().await, commun::horloge(commun::JOUR), Options::default()).await.unwrap();
        for round in 0..6 {
            let (here, there) = tokio::join!(
                proposer_candidat(&carbet, &who, proposition(first, 1, None)),
                proposer_candidat(&twin, &other, proposition(second, 1, None)),
            );
            let holds = blocage::list(&carbet.base).await.unwrap();
            assert_eq!(holds.len(), 1, "round {round}: {here:?} {there:?}");
            let (kept, loser) = match (here, there) {
                (Ok(id), Err(loser)) => (liberer_candidat(&carbet, &who, id, MotifLiberation::Annulation).await, loser),
                (Err(loser), Ok(id)) => (liberer_candidat(&twin, &other, id, MotifLiberation::Annulation).await, loser),
                both => panic!("round {round}: {both:?}"),
            };
            kept.unwrap();
            assert!(matches!(&loser, Echec::Refus(refus) if refus.code == "menage_deja_retenu"), "round {round}: {loser}");
        }
    }
}

/// Whatever the acts and their order: a household is held exactly while a living candidature holds it.
#[tokio::test]
async fn a_hold_stands_exactly_while_a_candidature_lives() {
    for (engine, Salle { carbet, essai: _essai }) in salles().await.into_iter().enumerate() {
        add_menages(&carbet, (1..=5).map(|rang| (rang, menage(rang, 9 - rang as i32, 8_000))).collect()).await;
        let mut homes = Vec::new();
        for (rang, bailleur) in [(1, "siguy"), (2, "simko"), (3, "semsamar")] {
            homes.push(open_vacance(&carbet, rang, bailleur).await);
        }
        let mut seed: u64 = 0x9e37_79b9_7f4a_7c15 + engine as u64;
        let mut next = |bound: u64| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            seed % bound
        };
        let mut done = [0_u32; 3];
        for _ in 0..60 {
            let slot = next(3) as usize;
            let (who, vacance) = homes[slot].clone();
            match next(10) {
                0..=5 => {
                    let rang = next(5) as u32 + 1;
                    done[0] += u32::from(
                        proposer_candidat(&carbet, &who, proposition(vacance, rang, Some("tirage d'essai"))).await.is_ok(),
                    );
                }
                6..=8 => {
                    let all = candidature::list_de_vacance(&carbet.base, vacance).await.unwrap();
                    if !all.is_empty() {
                        let one = &all[next(all.len() as u64) as usize];
                        done[1] += u32::from(liberer_candidat(&carbet, &who, one.id, MotifLiberation::Annulation).await.is_ok());
                    }
                }
                _ => {
                    retirer_vacance(&carbet, &who, vacance, MotifRetrait::Autre).await.unwrap();
                    let logement = consulter_vacance(&carbet, &who, vacance).await.unwrap().vacance.logement_id;
                    homes[slot].1 = declarer_vacance(&carbet, &who, declaration(logement)).await.unwrap();
                    done[2] += 1;
                }
            }
            let mut living = BTreeSet::new();
            for rang in 1..=5 {
                for c in candidature::list_de_demande(&carbet.base, "973", id(rang)).await.unwrap() {
                    if c.etat != "liberee" {
                        assert!(living.insert((c.demande_id, c.id)), "one living candidature a household");
                    }
                }
            }
            let held: BTreeSet<_> =
                blocage::list(&carbet.base).await.unwrap().into_iter().map(|b| (b.demande_id, b.candidature_id)).collect();
            assert_eq!(held, living);
        }
        assert!(done.iter().all(|count| *count > 0), "every kind of act was tried: {done:?}");
    }
}

#[tokio::test]
async fn a_household_is_looked_for_by_name_within_what_the_caller_may_know() {
    for Salle { carbet, essai: _essai } in salles().await {
        let mut accented = menage(1, 9, 8_000);
        accented.dossier.menage.personnes[0].nom = Some("Éloïse-Anne".to_owned());
        add_menages(&carbet, vec![(1, accented), (2, menage(2, 5, 8_000)), (3, menage(3, 4, 90_000))]).await;
        let (who, vacance) = open_vacance(&carbet, 1, "siguy").await;
        let agglo = acteur(Role::Agglo, "cacl");
        let found = chercher_menages(&carbet, &agglo, vacance, "  ELOISE ").await.unwrap();
        assert_eq!(found.menages.iter().map(|m| m.demande).collect::<Vec<_>>(), [id(1)]);
        assert_eq!(found.menages[0].situation, "Admissible, au rang 1");
        assert!(found.menages[0].detail.contains("né(e) le 04/05/1985") && found.menages[0].detail.contains(numero(1).as_str()));
        let many = chercher_menages(&carbet, &agglo, vacance, "camille essai").await.unwrap();
        assert_eq!(many.menages.iter().map(|m| m.situation.as_str()).collect::<Vec<_>>(), ["Admissible, au rang 2", "Écarté"]);
        assert_eq!(refus(chercher_menages(&carbet, &agglo, vacance, "e").await).code, "recherche_courte");
        assert_eq!(refus(chercher_menages(&carbet, &agglo, vacance, "personne").await).code, "menage_inconnu");
        // A bailleur knows no name before the designation, and finds a household by the digits of the list.
        assert_eq!(refus(chercher_menages(&carbet, &who, vacance, "eloise").await).code, "menage_inconnu");
        let listed = list(&carbet, &who, vacance, Onglet::Admissibles).await;
        let mark = chercher_menages(&carbet, &who, vacance, &listed.candidats[0].repere).await.unwrap();
        assert!(mark.menages.iter().any(|m| m.demande == id(1) && m.identite.is_none() && !m.detail.contains("1985")));
        proposer_candidat(&carbet, &who, proposition(vacance, 1, None)).await.unwrap();
        let named = chercher_menages(&carbet, &who, vacance, "eloise").await.unwrap();
        assert_eq!(named.menages[0].situation, "Proposé pour ce logement");
        // Held here, it says so from another home.
        let (other, second) = open_vacance(&carbet, 2, "simko").await;
        let elsewhere = expliquer(&carbet, &other, second, numero(1).as_str()).await.unwrap();
        assert!(elsewhere.tenu_ailleurs.is_some_and(|t| t.contains("SIGUY")) && !elsewhere.peut_proposer);
        let out = expliquer(&carbet, &agglo, second, numero(3).as_str()).await.unwrap();
        assert_eq!((out.premiere.unwrap().code, out.autres.len()), ("plafond_ressources", 0));
    }
}

#[tokio::test]
async fn exports_keep_the_masks_and_the_filters_of_their_lists() {
    for Salle { carbet, essai: _essai } in salles().await {
        add_menages(&carbet, vec![(1, menage(1, 2, 8_000)), (2, menage(2, 6, 8_000))]).await;
        let (who, vacance) = open_vacance(&carbet, 1, "siguy").await;
        let before = export_designation(&carbet, &who, vacance).await.unwrap();
        let agglo = acteur(Role::Agglo, "cacl");
        let open = export_designation(&carbet, &agglo, vacance).await.unwrap();
        assert!(before.nom.ends_with(".xlsx") && before.octets.starts_with(b"PK"));
        assert_ne!(before.octets, open.octets, "the names are only in the one who may know them");
        let again = export_designation(&carbet, &agglo, vacance).await.unwrap();
        assert_eq!(again.octets, open.octets, "same input, same bytes");
        let other = acteur(Role::Bailleur, "simko");
        assert!(matches!(export_designation(&carbet, &other, vacance).await, Err(Echec::Introuvable)));
        let recherche = Recherche { texte: numero(2).to_string(), ..Recherche::default() };
        let one = export_demandes(&carbet, &agglo, &recherche).await.unwrap();
        let two = export_demandes(&carbet, &agglo, &Recherche::default()).await.unwrap();
        assert!(one.octets.len() < two.octets.len());
        traces::flush(&carbet).await.unwrap();
        assert!(
            !consultation::list_for(&carbet.base, "demande", &id(1).to_string()).await.unwrap().is_empty(),
            "each name is traced"
        );
        let stock = export_logements(&carbet, &who, &DemandeParc::default()).await.unwrap();
        assert!(stock.octets.starts_with(b"PK"));
        let caleol = acteur(Role::Caleol, "siguy");
        assert!(matches!(export_demandes(&carbet, &caleol, &Recherche::default()).await, Err(Echec::Introuvable)));
    }
}

#[tokio::test]
async fn a_holder_gives_a_home_back_and_is_due_another() {
    for Salle { carbet, essai: _essai } in salles().await {
        add_menages(&carbet, (1..=3).map(|rang| (rang, menage(rang, 9 - rang as i32, 8_000))).collect()).await;
        let (who, vacance) = open_vacance(&carbet, 1, "siguy").await;
        let to_ctg = ChoixReservataire {
            reservataire: "ctg".to_owned(),
            type_reservataire: TypeReservataire::Collectivite,
            motif: "Tour du département.".to_owned(),
        };
        orienter_vacance(&carbet, &who, vacance, to_ctg).await.unwrap();
        let ctg = acteur(Role::Ctg, "ctg");
        for rang in 1..=2 {
            proposer_candidat(&carbet, &ctg, proposition(vacance, rang, None)).await.unwrap();
        }
        assert!(consulter_vacance(&carbet, &ctg, vacance).await.unwrap().peut_rendre);
        assert_eq!(count_orientes(&carbet, &ctg).await, 1);
        let rendu = |motif: &str, cle: &str| Rendu { vacance, motif: motif.to_owned(), cle: Some(cle.to_owned()) };
        assert_eq!(refus(rendre_vacance(&carbet, &ctg, rendu(" ", "k0")).await).code, "motif_absent");
        for stranger in [who.clone(), acteur(Role::Etat, "etat"), acteur(Role::Guichet, "ccas_cayenne")] {
            assert!(matches!(rendre_vacance(&carbet, &stranger, rendu("aucun candidat", "k1")).await, Err(Echec::Introuvable)));
        }
        assert_eq!(rendre_vacance(&carbet, &ctg, rendu("aucun candidat pour cette taille", "k2")).await.unwrap(), 2);
        assert_eq!(
            rendre_vacance(&carbet, &ctg, rendu("aucun candidat pour cette taille", "k2")).await.unwrap(),
            2,
            "sent twice"
        );
        assert!(blocage::list(&carbet.base).await.unwrap().is_empty(), "everyone is free");
        assert!(matches!(consulter_vacance(&carbet, &ctg, vacance).await, Err(Echec::Introuvable)), "it left the contingent");
        let fiche = consulter_vacance(&carbet, &who, vacance).await.unwrap();
        assert_eq!((fiche.vacance.etat.as_str(), fiche.vacance.reservataire.as_deref()), ("rendue_au_bailleur", Some("siguy")));
        assert!(fiche.vacance.orientation_motif.is_some_and(|m| m.contains("aucun candidat pour cette taille")));
        assert!(fiche.peut_proposer && !fiche.peut_rendre);
        // R6.07: the flow charges the bailleur, no longer the holder.
        assert_eq!(count_orientes(&carbet, &ctg).await, 0);
        proposer_candidat(&carbet, &who, proposition(vacance, 1, None)).await.unwrap();
        let taken = consulter_vacance(&carbet, &who, vacance).await.unwrap();
        assert_eq!((taken.vacance.etat.as_str(), taken.reservataire), ("en_designation", fiche.reservataire));
    }
}

/// Homes of the year that the flow charges to a holder.
async fn count_orientes(carbet: &Carbet, holder: &Acteur) -> u32 {
    let flux = consulter_reservations(carbet, holder).await.unwrap().flux;
    flux.iter().flat_map(|f| &f.lignes).map(|l| l.orientes).sum()
}
