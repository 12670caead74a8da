use proptest::prelude::*;

use super::*;
use crate::demande::{
    Dossier, EtatDemande, LienDemandeur, MotifRadiation, Nationalite, Personne, RolePersonne, Souhait, TitreSejour, Typologie,
};
use crate::jour::{add_jours, parse_iso};
use crate::logement::Produit;
use crate::numero_unique::NumeroUnique;
use crate::territoire::{Adoption, GrilleTypologie, LigneTypologie, StatutRegle};

fn jour(text: &str) -> Jour {
    parse_iso(text).unwrap()
}

fn numero() -> NumeroUnique {
    NumeroUnique::parse("9730324001234GDPUB").unwrap()
}

fn logement() -> Logement {
    Logement {
        bailleur: "siguy".into(),
        rpls: None,
        commune: "97302".into(),
        secteur: None,
        qpv: None,
        qpv_connu: true,
        typologie: Typologie::T3,
        produit: Produit::Llts,
        surface: 62,
        etage: Some(2),
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

fn demande() -> Demande {
    let mut titulaire = Personne::new(RolePersonne::Titulaire);
    titulaire.nationalite = Some(Nationalite::Francaise);
    titulaire.naissance_le = Some(jour("1990-05-04"));
    let mut dossier = Dossier::default();
    dossier.menage.personnes = vec![titulaire];
    dossier.recherche.typologies = vec![Typologie::T3];
    dossier.recherche.souhaits = vec![Souhait { commune: "97302".into(), quartier: None }];
    Demande {
        etat: EtatDemande::Enregistree { numero_unique: numero() },
        depose_le: jour("2024-03-10"),
        enregistre_le: None,
        renouvele_le: None,
        guichet: None,
        dossier,
    }
}

fn contexte() -> Contexte<'static> {
    Contexte {
        jour: jour("2026-11-16"),
        expire_le: Some(jour("2027-03-10")),
        plafond: Some(Centimes::euros(15_797)),
        revenu: Some(Centimes::euros(15_797)),
        revenu_plancher: None,
        typologies: None,
    }
}

fn grille() -> GrilleTypologie {
    GrilleTypologie {
        lignes: vec![LigneTypologie { personnes: 1, minimum: Typologie::T1, maximum: Typologie::T2 }],
        adoption: Adoption {
            depuis: jour("2021-01-01"),
            jusqu_au: None,
            statut: StatutRegle::AConfirmer,
            source: "essai".into(),
        },
    }
}

fn premier(logement: &Logement, demande: &Demande, contexte: &Contexte<'_>) -> Option<&'static str> {
    check_admissibilite(logement, demande, contexte).premier_obstacle().map(|c| c.regle)
}

#[test]
fn a_household_at_the_ceiling_is_admissible() {
    let answer = check_admissibilite(&logement(), &demande(), &contexte());
    assert_eq!((answer.admissible, answer.obstacles().count(), answer.avertissements().count()), (Tri::Vrai, 0, 0));
    assert!(answer.inconnus().is_empty());
}

#[test]
fn one_cent_above_the_ceiling_bars() {
    let contexte = Contexte { revenu: Some(Centimes(1_579_701)), ..contexte() };
    let answer = check_admissibilite(&logement(), &demande(), &contexte);
    let first = answer.premier_obstacle().unwrap();
    assert_eq!((first.regle, first.article), ("plafond_ressources", "CCH R. 441-1"));
    assert!(first.raison.contains("LLTS"));
}

#[test]
fn a_separation_that_nobody_settled_leaves_the_ceiling_open() {
    let over = Contexte { revenu: Some(Centimes::euros(30_000)), ..contexte() };
    let open = Contexte { revenu_plancher: Some(Centimes::euros(12_000)), ..over };
    let answer = check_admissibilite(&logement(), &demande(), &open);
    assert_eq!((answer.admissible, answer.inconnus()), (Tri::Inconnu, vec!["conjoint_separe"]));
    let both = Contexte { revenu_plancher: Some(Centimes::euros(20_000)), ..over };
    assert_eq!(premier(&logement(), &demande(), &both), Some("plafond_ressources"), "above the ceiling either way");
    let under = Contexte { revenu_plancher: Some(Centimes::ZERO), ..contexte() };
    assert_eq!(check_admissibilite(&logement(), &demande(), &under).admissible, Tri::Vrai, "it does not change the answer");
}

#[test]
fn the_reasons_come_in_the_order_of_the_law_and_all_are_told() {
    let mut demande = demande();
    demande.dossier.recherche.typologies = vec![Typologie::T1];
    demande.dossier.recherche.souhaits[0].commune = "97310".into();
    demande.dossier.recherche.demande_elargie = Some(false);
    let contexte = Contexte { expire_le: Some(jour("2026-11-15")), revenu: Some(Centimes::euros(20_000)), ..contexte() };
    let answer = check_admissibilite(&logement(), &demande, &contexte);
    let rules: Vec<_> = answer.obstacles().map(|c| c.regle).collect();
    assert_eq!(rules, ["demande_valide", "plafond_ressources", "typologie_recherchee", "commune_souhaitee"]);
    assert!(answer.inconnus().is_empty(), "a refusal is certain whatever is unknown");
}

#[test]
fn the_last_day_of_validity_counts() {
    let on = |expire: &str| premier(&logement(), &demande(), &Contexte { expire_le: Some(jour(expire)), ..contexte() });
    assert_eq!(on("2026-11-16"), None);
    assert_eq!(on("2026-11-15"), Some("demande_valide"));
}

#[test]
fn unknown_facts_are_named_and_leave_the_household_in_the_list() {
    let mut demande = demande();
    demande.dossier.menage.personnes[0].nationalite = Some(Nationalite::HorsUnionEuropeenne);
    let answer = check_admissibilite(&logement(), &demande, &Contexte { revenu: None, ..contexte() });
    assert_eq!((answer.admissible, answer.inconnus()), (Tri::Inconnu, vec!["sejour_regulier", "revenu"]));
    assert!(answer.is_presentable());
}

#[test]
fn every_cotitulaire_must_stay_regularly() {
    let mut demande = demande();
    let mut second = Personne::new(RolePersonne::Cotitulaire(LienDemandeur::Conjoint));
    second.nationalite = Some(Nationalite::HorsUnionEuropeenne);
    second.sejour_regulier = Some(false);
    demande.dossier.menage.personnes.push(second);
    assert_eq!(premier(&logement(), &demande, &contexte()), Some("sejour_regulier"));
    demande.dossier.menage.personnes[1].role = RolePersonne::ACharge(crate::demande::LienParente::Parent);
    assert_eq!(premier(&logement(), &demande, &contexte()), None);
}

#[test]
fn a_title_seen_prevails_and_an_ended_one_leaves_the_stay_unknown() {
    let mut demande = demande();
    demande.dossier.menage.personnes[0].nationalite = Some(Nationalite::HorsUnionEuropeenne);
    demande.dossier.menage.personnes[0].sejour_regulier = Some(false);
    let mut with = |titre: &str, jusqu_au: Option<&str>| {
        demande.dossier.menage.personnes[0].titre_sejour = Some(titre_sejour(titre, jusqu_au.map(jour)));
        check_admissibilite(&logement(), &demande, &contexte())
    };
    assert_eq!(with("carte_resident", Some("2026-11-16")).admissible, Tri::Vrai, "its last day counts");
    let ended = with("carte_resident", Some("2026-11-15"));
    assert_eq!((ended.admissible, ended.inconnus()), (Tri::Inconnu, vec!["sejour_regulier"]));
    assert!(ended.examens.iter().any(|e| e.constat.raison.contains("15/11/2026")), "it says which day");
    assert_eq!(with("decision_favorable", None).admissible, Tri::Vrai);
    assert_eq!(with(TitreSejour::AUCUN, None).premier_obstacle().map(|c| c.regle), Some("sejour_regulier"));
}

#[test]
fn the_stay_of_a_separated_spouse_is_not_tested() {
    let mut demande = demande();
    let mut second = Personne::new(RolePersonne::Cotitulaire(LienDemandeur::Conjoint));
    second.nationalite = Some(Nationalite::HorsUnionEuropeenne);
    second.sejour_regulier = Some(false);
    demande.dossier.menage.personnes.push(second);
    demande.dossier.menage.conjoint_separe = Some(true);
    assert_eq!(premier(&logement(), &demande, &contexte()), None);
    assert_eq!(demande.dossier.menage.nombre_personnes(), 1);
    demande.dossier.menage.personnes[1].role = RolePersonne::Cotitulaire(LienDemandeur::Colocataire);
    assert_eq!(premier(&logement(), &demande, &contexte()), Some("sejour_regulier"), "a flatmate is no spouse");
}

fn titre_sejour(titre: &str, jusqu_au: Option<Jour>) -> TitreSejour {
    TitreSejour { titre: titre.into(), jusqu_au, verifie_le: jour("2026-11-01"), verifie_par: "cacl".into() }
}

#[test]
fn a_minor_waits_for_emancipation() {
    let mut demande = demande();
    demande.dossier.menage.personnes[0].naissance_le = Some(jour("2008-11-17"));
    assert_eq!(check_admissibilite(&logement(), &demande, &contexte()).inconnus(), ["emancipation"]);
    demande.dossier.menage.personnes[0].naissance_le = Some(jour("2008-11-16"));
    assert_eq!(check_admissibilite(&logement(), &demande, &contexte()).admissible, Tri::Vrai);
}

#[test]
fn a_struck_off_or_unregistered_demande_is_barred_first() {
    let mut demande = demande();
    demande.etat = EtatDemande::Radiee { numero_unique: numero(), le: jour("2026-01-01"), motif: MotifRadiation::Attribution };
    assert_eq!(premier(&logement(), &demande, &contexte()), Some("demande_active"));
    demande.etat = EtatDemande::Brouillon;
    assert_eq!(premier(&logement(), &demande, &contexte()), Some("demande_active"));
}

#[test]
fn size_and_ownership_warn_and_never_bar() {
    let mut demande = demande();
    demande.dossier.logement_actuel.proprietaire = Some(true);
    let grid = grille();
    let answer = check_admissibilite(&logement(), &demande, &Contexte { typologies: Some(&grid), ..contexte() });
    assert_eq!(answer.admissible, Tri::Vrai);
    assert_eq!(answer.avertissements().map(|c| c.regle).collect::<Vec<_>>(), ["proprietaire", "taille_menage"]);
}

#[test]
fn a_wish_for_other_communes_is_asked_when_unknown() {
    let mut demande = demande();
    demande.dossier.recherche.souhaits[0].commune = "97309".into();
    assert_eq!(check_admissibilite(&logement(), &demande, &contexte()).inconnus(), ["demande_elargie"]);
    demande.dossier.recherche.demande_elargie = Some(true);
    assert_eq!(check_admissibilite(&logement(), &demande, &contexte()).admissible, Tri::Vrai);
}

#[test]
fn an_adapted_home_meets_a_stated_need() {
    let mut demande = demande();
    demande.dossier.recherche.logement_adapte = Some(true);
    let warned = check_admissibilite(&logement(), &demande, &contexte());
    assert_eq!(warned.admissible, Tri::Vrai, "an ordinary home may suit: the need warns");
    assert_eq!(warned.avertissements().map(|c| c.regle).collect::<Vec<_>>(), ["besoin_adapte"]);
    let adapte = Logement { adapte: Some(true), ..logement() };
    assert_eq!(premier(&adapte, &demande, &contexte()), None);
    let unknown = Logement { adapte: None, ..logement() };
    assert_eq!(check_admissibilite(&unknown, &demande, &contexte()).admissible, Tri::Vrai);
    demande.dossier.recherche.logement_adapte = Some(false);
    let answer = check_admissibilite(&adapte, &demande, &contexte());
    assert_eq!(answer.avertissements().map(|c| c.regle).collect::<Vec<_>>(), ["usage_adapte"]);
}

#[test]
fn floor_category_and_foyer_are_told_as_warnings() {
    let mut demande = demande();
    demande.dossier.recherche.sans_ascenseur_refuse = Some(true);
    demande.dossier.recherche.categorie = Some(crate::demande::CategorieRecherchee::Maison);
    let foyer = Logement { foyer: true, ..logement() };
    let answer = check_admissibilite(&foyer, &demande, &contexte());
    assert_eq!(answer.avertissements().map(|c| c.regle).collect::<Vec<_>>(), ["categorie", "etage", "foyer"]);
    assert_eq!(answer.admissible, Tri::Vrai);
}

fn tri_bool() -> impl Strategy<Value = Option<bool>> {
    prop_oneof![Just(None), Just(Some(true)), Just(Some(false))]
}

fn some<T: Clone + std::fmt::Debug + 'static>(values: Vec<T>) -> impl Strategy<Value = T> {
    proptest::sample::select(values)
}

prop_compose! {
    fn any_personne()(
        role in some(vec![RolePersonne::Titulaire, RolePersonne::Cotitulaire(LienDemandeur::Pacse), RolePersonne::ACharge(crate::demande::LienParente::Enfant)]),
        nationalite in some(vec![None, Some(Nationalite::Francaise), Some(Nationalite::UnionEuropeenne), Some(Nationalite::HorsUnionEuropeenne)]),
        sejour_regulier in tri_bool(),
        titre in proptest::option::of((some(vec!["carte_resident", TitreSejour::AUCUN]), proptest::option::of(0_u64..12_000))),
        age in proptest::option::of(0_u64..12_000),
    ) -> Personne {
        let mut p = Personne::new(role);
        p.nationalite = nationalite;
        p.sejour_regulier = sejour_regulier;
        p.titre_sejour = titre.map(|(code, days)| titre_sejour(code, days.map(|d| add_jours(jour("2000-01-01"), d))));
        p.naissance_le = age.map(|days| add_jours(jour("1996-02-29"), days));
        p
    }
}

prop_compose! {
    fn any_demande()(
        etat in some(vec![EtatDemande::Brouillon, EtatDemande::EnAttenteDeNumero,
            EtatDemande::Enregistree { numero_unique: numero() }, EtatDemande::Enregistree { numero_unique: numero() }, EtatDemande::Enregistree { numero_unique: numero() },
            EtatDemande::Radiee { numero_unique: numero(), le: jour("2026-01-01"), motif: MotifRadiation::Abandon }]),
        personnes in proptest::collection::vec(any_personne(), 0..4),
        typologies in proptest::collection::vec(some(Typologie::ALL.to_vec()), 0..3),
        communes in proptest::collection::vec(some(vec!["97302", "97309", "2A004", "une commune bien longue"]), 0..3),
        elargie in tri_bool(),
        adapte in tri_bool(),
    ) -> Demande {
        let mut d = demande();
        d.etat = etat;
        d.dossier.menage.personnes = personnes;
        d.dossier.recherche.typologies = typologies;
        d.dossier.recherche.souhaits = communes.into_iter().map(|c| Souhait { commune: c.into(), quartier: None }).collect();
        d.dossier.recherche.demande_elargie = elargie;
        d.dossier.recherche.logement_adapte = adapte;
        d
    }
}

prop_compose! {
    fn any_logement()(
        typologie in some(Typologie::ALL.to_vec()),
        produit in some(Produit::ALL.to_vec()),
        commune in some(vec!["97302", "97309", "une commune bien longue"]),
        adapte in tri_bool(),
    ) -> Logement {
        Logement { typologie, produit, commune: commune.into(), adapte, ..logement() }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 4_000, ..ProptestConfig::default() })]

    #[test]
    fn the_fast_form_gives_the_same_answer(
        demande in any_demande(),
        logement in any_logement(),
        revenu in proptest::option::of(0_i64..4),
        plancher in proptest::option::of(0_i64..4),
        plafonds in proptest::array::uniform3(proptest::option::of(0_i64..4)),
        expire in proptest::option::of(0_u64..4),
    ) {
        let jour = jour("2026-11-16");
        let expire_le = expire.map(|days| add_jours(parse_iso("2026-11-14").unwrap(), days));
        let ressources = RessourcesRapides { revenu: revenu.map(Centimes), revenu_plancher: plancher.map(Centimes), plafonds: plafonds.map(|p| p.map(Centimes)) };
        let rank = Produit::ALL.iter().position(|p| *p == logement.produit).unwrap();
        let contexte = Contexte {
            jour,
            expire_le,
            plafond: ressources.plafonds[rank],
            revenu: ressources.revenu,
            revenu_plancher: ressources.revenu_plancher,
            typologies: None,
        };
        let whole = check_admissibilite(&logement, &demande, &contexte);
        let fast = prefiltrer(&LogementRapide::new(&logement), &DemandeRapide::new(&demande, expire_le, &ressources), jour);
        prop_assert_eq!(whole.admissible, fast);
        prop_assert_eq!(whole.admissible == Tri::Faux, whole.premier_obstacle().is_some());
        prop_assert_eq!(whole.admissible.is_inconnu(), !whole.inconnus().is_empty());
    }
}
