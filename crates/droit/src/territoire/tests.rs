use super::*;
use crate::jour::parse_iso;
use crate::montant::PointsDeBase;

fn jour(text: &str) -> Jour {
    parse_iso(text).unwrap()
}

/// The folder of the CACL as shipped; grids are added by their own module.
fn dossier() -> Vec<(String, String)> {
    let files = [
        ("territoire.toml", include_str!("../../../../territoires/cacl/territoire.toml")),
        ("organisations.toml", include_str!("../../../../territoires/cacl/organisations.toml")),
        ("objectifs/cia_2020.toml", include_str!("../../../../territoires/cacl/objectifs/cia_2020.toml")),
        ("reservations/siguy.toml", include_str!("../../../../territoires/cacl/reservations/siguy.toml")),
        ("reservations/simko.toml", include_str!("../../../../territoires/cacl/reservations/simko.toml")),
        ("reservations/semsamar.toml", include_str!("../../../../territoires/cacl/reservations/semsamar.toml")),
        ("priorites.toml", include_str!("../../../../territoires/cacl/priorites.toml")),
        ("typologie.toml", include_str!("../../../../territoires/cacl/typologie.toml")),
        ("effort.toml", include_str!("../../../../territoires/cacl/effort.toml")),
        ("relances.toml", include_str!("../../../../territoires/cacl/relances.toml")),
        ("courriers.toml", include_str!("../../../../territoires/cacl/courriers.toml")),
        ("dal.toml", include_str!("../../../../territoires/cacl/dal.toml")),
        ("plan_actions.toml", include_str!("../../../../territoires/cacl/plan_actions.toml")),
        ("charte_relogement.toml", include_str!("../../../../territoires/cacl/charte_relogement.toml")),
        ("observatoire.toml", include_str!("../../../../territoires/cacl/observatoire.toml")),
        ("geo/communes_schema.geojson", include_str!("../../../../territoires/cacl/geo/communes_schema.geojson")),
    ];
    files.iter().map(|(chemin, texte)| ((*chemin).to_owned(), (*texte).to_owned())).collect()
}

fn cacl() -> Territoire {
    Territoire::charger(&dossier()).unwrap_or_else(|problems| {
        panic!("{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
    })
}

/// Loads the folder with one text replaced, and gives the problems.
fn problemes(chemin: &str, from: &str, to: &str) -> Vec<Anomalie> {
    let mut files = dossier();
    let file = files.iter_mut().find(|f| f.0 == chemin).unwrap();
    assert!(file.1.contains(from), "the test replaces a text that is there: {from}");
    file.1 = file.1.replacen(from, to, 1);
    Territoire::charger(&files).err().unwrap_or_default()
}

#[test]
fn the_cacl_loads_whole() {
    let t = cacl();
    assert_eq!(t.communes().len(), 6);
    assert_eq!(t.contours.len(), 6);
    assert_eq!((t.epci.siren.as_str(), t.epci.departement.as_str(), t.epci.regime), ("249730045", "973", Regime::OutreMer));
    assert_eq!(t.bailleurs().map(|b| b.code.as_str()).collect::<Vec<_>>(), ["siguy", "simko", "semsamar"]);
    assert_eq!(t.reservataire("etat"), Some(TypeReservataire::EtatPrioritaires));
    assert_eq!(t.reservataire("commune_97302"), Some(TypeReservataire::Collectivite));
    assert_eq!(t.reservataire("siguy"), Some(TypeReservataire::Aucun));
    assert_eq!(t.reservataire("adil"), None);
    assert_eq!(t.secteur_de("97313", None).map(|s| s.code.as_str()), Some("ouest"));
    assert!(t.commission("simko", jour("2026-11-16")).is_some());
    assert!(t.commission("simko", jour("2020-11-16")).is_none());
    assert_eq!(t.objectifs_de(2026).count(), 7);
    let taux = |code, portee: &PorteeObjectif| t.objectif(code, portee, 2026).map(|o| o.taux);
    assert_eq!(taux(CodeObjectif::HorsQpv, &PorteeObjectif::Bailleur("siguy".into())), Some(PointsDeBase(2_500)));
    assert_eq!(taux(CodeObjectif::PublicsPrioritaires, &PorteeObjectif::Reservataire("ctg".into())), Some(PointsDeBase(2_500)));
    assert_eq!(taux(CodeObjectif::TravailleursEssentiels, &PorteeObjectif::Epci), None);
    assert_eq!(t.commission("siguy", jour("2026-11-16")).map(Commission::voix_deliberatives), Some(9));
    assert_eq!(t.conventions_de("siguy", jour("2026-01-01")).count(), 11);
    assert_eq!(t.hierarchie(jour("2026-01-01")).unwrap().rang(crate::demande::PublicPrioritaire::HabitatIndigne), Some(3));
    assert_eq!(t.grille_typologie(jour("2026-01-01")).unwrap().pieces_admises(9), Some(5..=6));
    assert_eq!(t.delai_anormalement_long(jour("2026-01-01")).unwrap().mois(crate::demande::Typologie::T2), None);
    assert!(t.qpv.iter().all(|q| q.code_officiel.is_none() && q.adoption.statut == StatutRegle::AConfirmer));
}

#[test]
fn the_order_of_the_files_changes_nothing() {
    let mut files = dossier();
    files.reverse();
    assert_eq!(Territoire::charger(&files).unwrap(), cacl());
}

#[test]
fn several_problems_are_told_at_once_with_their_lines() {
    let mut files = dossier();
    let t = &mut files[0].1;
    *t = t.replace("regime = \"outre_mer\"", "regime = \"outremer\"").replace("zone_aide = 2", "zone_aid = 2").replacen(
        "249730045",
        "24973004",
        1,
    );
    let problems = Territoire::charger(&files).unwrap_err();
    let first = problems.iter().find(|p| p.message.contains("outremer")).unwrap();
    assert_eq!((first.fichier.as_str(), first.colonne), ("territoire.toml", Some(10)));
    assert!(files[0].1.lines().nth(first.ligne - 1).unwrap().contains("outremer"));
    assert!(problems.iter().any(|p| p.message.contains("SIREN")));
    assert_eq!(problems.iter().filter(|p| p.message.contains("« zone_aid » est inconnue")).count(), 6);
}

#[test]
fn the_share_of_the_state_may_not_pass_its_cap() {
    let problems = problemes("reservations/siguy.toml", "part = 25", "part = 25.01");
    assert!(
        problems
            .iter()
            .any(|p| p.message.contains("part de l'État") && p.message.contains("30,01") && p.message.contains("R. 441-5")),
        "{problems:?}"
    );
    assert!(problemes("reservations/siguy.toml", "part = 25", "part = 24.99").is_empty());
    let problems = problemes("reservations/siguy.toml", "part = 12", "part = 12.5");
    assert!(problems.iter().any(|p| p.message.contains("garanties d'emprunt") && p.message.contains("20,50")), "{problems:?}");
}

#[test]
fn an_objective_below_the_law_is_refused() {
    let problems = problemes("objectifs/cia_2020.toml", "taux = 25", "taux = 24");
    assert!(problems.iter().any(|p| p.ligne > 0 && p.message.contains("CCH L. 441-1")), "{problems:?}");
    assert!(problemes("objectifs/cia_2020.toml", "taux = 25", "taux = 30").is_empty());
}

#[test]
fn a_territorialised_objective_cites_its_edition() {
    let text = "[[objectif]]\ncode = \"A\"\nportee = \"secteur\"\nsecteur = \"ouest\"\ndepuis_annee = 2027\ntaux = 20\narticle = \"x\"\nen_vigueur = 2027-01-01\nstatut = \"adoptee\"\nsource = \"x\"\n";
    let mut files = dossier();
    files.push(("objectifs/secteurs.toml".into(), text.into()));
    assert!(Territoire::charger(&files).unwrap_err().iter().any(|p| p.message.contains("référentiel des quartiers")));
}

#[test]
fn duplicates_unknown_places_and_overlaps_are_told() {
    assert!(
        problemes("organisations.toml", "code = \"simko\"", "code = \"siguy\"").iter().any(|p| p.message.contains("sert à deux"))
    );
    assert!(
        problemes("territoire.toml", "commune = \"97307\"", "commune = \"97399\"")
            .iter()
            .any(|p| p.message.contains("« 97399 »"))
    );
    assert!(
        problemes("objectifs/cia_2020.toml", "portee = \"chaque_bailleur\"", "portee = \"epci\"")
            .iter()
            .any(|p| p.message.contains("même année"))
    );
    assert!(
        problemes("priorites.toml", "\"habitat_indigne\"", "\"handicap\"").iter().any(|p| p.message.contains("classé deux fois"))
    );
    assert!(
        problemes("priorites.toml", "\"habitat_indigne\"", "\"anciens_voisins\"")
            .iter()
            .any(|p| p.message.contains("liste nationale"))
    );
    assert!(
        problemes(
            "organisations.toml",
            "qualite = \"prefet\"\n  nombre = 1\n  voix = \"deliberative\"",
            "qualite = \"prefet\"\n  nombre = 1\n  voix = \"consultative\""
        )
        .iter()
        .any(|p| p.message.contains("CCH L. 441-2"))
    );
}

#[test]
fn a_logo_stands_in_the_folder() {
    let (from, to) = ("organisation = \"cacl\"", "organisation = \"cacl\"\nlogo = \"logo.svg\"");
    assert!(problemes("territoire.toml", from, to).iter().any(|p| p.message.contains("logo.svg")));
}

#[test]
fn a_bad_shape_is_refused_with_its_place() {
    let problems = problemes("geo/communes_schema.geojson", "[-52.315, 4.891]", "[-52.315, 4.899]");
    assert!(problems.iter().any(|p| p.message.contains("géométrie") && p.ligne == 1), "{problems:?}");
    assert!(
        problemes("geo/communes_schema.geojson", "FeatureCollection\"", "FeatureCollection")
            .iter()
            .any(|p| p.message.contains("JSON"))
    );
    let t = cacl();
    assert_eq!(t.contour("97302").unwrap().polygones[0][0][0], Point { longitude: -52_315_000, latitude: 4_891_000 });
}

#[test]
fn broken_toml_and_missing_files_are_told() {
    assert!(problemes("dal.toml", "[[version]]", "[[version]").iter().any(|p| p.message.contains("TOML") && p.ligne > 0));
    let files: Vec<_> = dossier().into_iter().filter(|f| f.0 != "organisations.toml").collect();
    assert!(
        Territoire::charger(&files)
            .unwrap_err()
            .iter()
            .any(|p| p.fichier == "organisations.toml" && p.message.contains("manque"))
    );
}

#[test]
fn national_limits_are_those_of_the_texts() {
    let limites = limites::Limites::get();
    assert_eq!(limites.etat(), PointsDeBase(3_000));
    assert!(limites.etat_agents() < limites.etat());
    assert_eq!(limites.collectivites_garantie(), PointsDeBase(2_000));
    assert_eq!((limites.hors_qpv(), limites.en_qpv_a_defaut()), (PointsDeBase(2_500), PointsDeBase(5_000)));
    assert_eq!((limites.publics_prioritaires(), limites.majorite_ans()), (PointsDeBase(2_500), 18));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, cases: 300, ..Default::default() })]

    /// A damaged file is reported or still means something; it never brings the program down.
    #[test]
    fn a_damaged_file_never_panics(file in 0_usize..13, at in 0_usize..4_000, len in 0_usize..12, insert in "[\\[\\]{}\"=,.0-9a-zé\\n-]{0,6}") {
        let mut files = dossier();
        let chars: Vec<char> = files[file].1.chars().collect();
        let (from, to) = (at.min(chars.len()), (at + len).min(chars.len()));
        files[file].1 = chars[..from].iter().chain(insert.chars().collect::<Vec<_>>().iter()).chain(&chars[to..]).collect();
        if let Err(problems) = Territoire::charger(&files) {
            proptest::prop_assert!(!problems.is_empty());
            proptest::prop_assert!(problems.iter().all(|p| !p.message.is_empty() && !p.que_faire.is_empty()));
        }
    }
}

#[test]
fn the_effort_threshold_is_optional_and_within_reason() {
    assert_eq!(cacl().seuil_effort(jour("2026-11-16")).map(|s| s.taux_maximal), Some(PointsDeBase(3_300)));
    assert_eq!(cacl().seuil_effort(jour("2020-11-16")), None);
    for wrong in ["0", "9", "61", "3300"] {
        let problems = problemes("effort.toml", "taux_effort_maximal_pct = 33", &format!("taux_effort_maximal_pct = {wrong}"));
        assert!(problems.iter().any(|p| p.to_string().contains("de 10 à 60")), "{wrong} : {problems:?}");
    }
    let silent: Vec<_> = dossier().into_iter().filter(|f| f.0 != "effort.toml").collect();
    let silent = Territoire::charger(&silent).expect("a territory may set no threshold");
    assert_eq!(silent.seuil_effort(jour("2026-11-16")), None);
}

#[test]
fn the_delay_without_news_is_optional_and_within_reason() {
    assert_eq!(cacl().delai_relance(jour("2026-11-16")).map(|d| d.sans_nouvelle_jours), Some(10));
    for wrong in ["0", "91"] {
        let problems = problemes("relances.toml", "sans_nouvelle_jours = 10", &format!("sans_nouvelle_jours = {wrong}"));
        assert!(problems.iter().any(|p| p.to_string().contains("de 1 à 90")), "{wrong} : {problems:?}");
    }
    let silent: Vec<_> = dossier().into_iter().filter(|f| f.0 != "relances.toml").collect();
    assert_eq!(Territoire::charger(&silent).expect("a territory may set none").delai_relance(jour("2026-11-16")), None);
}

#[test]
fn a_short_message_names_nobody_and_every_place_is_known() {
    let texts = cacl();
    for code in CodeModele::ALL {
        assert!(texts.modele_courrier(*code, jour("2026-11-16")).is_some(), "{code:?}");
    }
    for wrong in ["{menage}", "{logement}", "{piece}", "{lieu}"] {
        let problems = problemes("courriers.toml", "sms = \"{bailleur}", &format!("sms = \"{wrong}"));
        assert!(problems.iter().any(|p| p.to_string().contains("ne se met pas dans un SMS")), "{wrong} : {problems:?}");
    }
    let problems = problemes("courriers.toml", "Bonjour {menage}", "Bonjour {motif}");
    assert!(problems.iter().any(|p| p.to_string().contains("pas un champ connu")), "{problems:?}");
}
