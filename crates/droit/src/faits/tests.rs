//! The facts on hand-made demandes: passing, failing, unknown; and the day they change.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::demande::*;
use crate::jour::parse_iso;
use crate::montant::Centimes;

fn jour(text: &str) -> Jour {
    parse_iso(text).unwrap()
}

fn demande() -> Demande {
    Demande {
        etat: EtatDemande::Brouillon,
        depose_le: jour("2023-01-15"),
        enregistre_le: None,
        renouvele_le: None,
        guichet: None,
        dossier: Dossier::default(),
    }
}

fn reperes() -> Reperes {
    Reperes {
        delai_anormalement_long_mois: [None, None, Some(36), Some(36), None, None],
        surfaces_minimales: vec![9, 16, 25, 34, 43, 52, 61, 70],
        communes_epci: vec!["97302".into()],
    }
}

fn read(demande: &Demande, nom: &str, le: &str) -> (Valeur, EtatPreuve, Option<Jour>) {
    let reperes = reperes();
    let contexte = Contexte::new(demande, jour(le), &reperes);
    let (valeur, etat) = (find_fait(nom).unwrap().derive)(&contexte);
    (valeur, etat, contexte.horizon())
}

fn value(demande: &Demande, nom: &str) -> Valeur {
    read(demande, nom, "2026-11-16").0
}

fn label(public: PublicPrioritaire, depuis: &str, jusqu_au: Option<&str>) -> LabelPriorite {
    LabelPriorite { public, autorite: "etat".into(), depuis: jour(depuis), jusqu_au: jusqu_au.map(jour), preuve: None }
}

#[test]
fn an_empty_file_knows_almost_nothing() {
    let empty = demande();
    for nom in [
        "personnes",
        "mineurs",
        "suroccupation",
        "revenu_mensuel",
        "travaille_dans_epci",
        "habite_dans_epci",
        "mutation",
        "handicap",
    ] {
        assert_eq!(value(&empty, nom), Valeur::Inconnu, "{nom}");
    }
    assert_eq!(value(&empty, "anciennete_mois"), Valeur::Entier(46));
    assert_eq!(value(&empty, "prioritaire"), Valeur::Booleen(false));
}

#[test]
fn over_occupation_is_strict_and_capped_at_eight_persons() {
    let mut file = demande();
    for (persons, surface, wanted) in [(5, 42, true), (5, 43, false), (9, 70, false), (9, 69, true), (1, 9, false)] {
        file.dossier.logement_actuel.nombre_habitants = Some(persons);
        file.dossier.logement_actuel.surface = Some(surface);
        assert_eq!(value(&file, "suroccupation"), Valeur::Booleen(wanted), "{persons} persons in {surface} m²");
    }
}

#[test]
fn a_label_proves_within_its_dates_and_a_motive_only_declares() {
    let mut file = demande();
    file.dossier.motifs = vec![Motif::Handicap];
    let (valeur, etat, _) = read(&file, "handicap", "2026-11-16");
    assert_eq!((valeur, etat), (Valeur::Booleen(true), EtatPreuve::Declare));
    assert_eq!(value(&file, "prioritaire"), Valeur::Booleen(false), "a declaration is not a label");
    assert_eq!(value(&file, "menace_expulsion"), Valeur::Booleen(false), "the motives were asked and this one is not there");

    file.dossier.labels = vec![label(PublicPrioritaire::Handicap, "2026-01-01", Some("2026-06-30"))];
    let proven = EtatPreuve::Prouve { nature: NaturePreuve::Decision };
    assert_eq!(read(&file, "handicap", "2026-06-30").1, proven);
    assert_eq!(read(&file, "handicap", "2026-06-30").2, Some(jour("2026-07-01")), "the day after its end is noted");
    assert_eq!(read(&file, "handicap", "2026-07-01").1, EtatPreuve::Declare);
    assert_eq!(read(&file, "handicap", "2025-12-31").2, Some(jour("2026-01-02")), "so is the first day on which it counts");
    assert_eq!(read(&file, "handicap", "2026-01-01").1, EtatPreuve::Declare, "labelled on the day itself");
    assert_eq!(read(&file, "handicap", "2026-01-02").1, proven);
    assert_eq!(read(&file, "prioritaire", "2026-02-01").0, Valeur::Booleen(true));
}

#[test]
fn only_an_active_dalo_counts() {
    let mut file = demande();
    for (statut, wanted) in
        [(StatutDalo::Actif, true), (StatutDalo::Caduc, false), (StatutDalo::ActifReloge, false), (StatutDalo::Non, false)]
    {
        file.dossier.dalo = Some(DecisionDalo { statut, decide_le: Some(jour("2026-01-10")) });
        assert_eq!(value(&file, "dalo"), Valeur::Booleen(wanted), "{statut:?}");
    }
    file.dossier.dalo = Some(DecisionDalo { statut: StatutDalo::Actif, decide_le: Some(jour("2026-12-01")) });
    assert_eq!(value(&file, "dalo"), Valeur::Booleen(false), "decided later than the day asked");
}

#[test]
fn the_delay_is_exceeded_the_day_after_it_ends() {
    let mut file = demande();
    assert_eq!(value(&file, "delai_anormal_depasse"), Valeur::Inconnu, "no typology asked");
    file.dossier.recherche.typologies = vec![Typologie::T2, Typologie::T3];
    let (valeur, _, horizon) = read(&file, "delai_anormal_depasse", "2026-01-15");
    assert_eq!((valeur, horizon), (Valeur::Booleen(false), Some(jour("2026-01-16"))));
    assert_eq!(read(&file, "delai_anormal_depasse", "2026-01-16").0, Valeur::Booleen(true));
    file.dossier.recherche.typologies = vec![Typologie::T5];
    assert_eq!(value(&file, "delai_anormal_depasse"), Valeur::Inconnu, "no delay fixed for it");
}

#[test]
fn means_and_effort_are_exact_and_truncated() {
    let mut file = demande();
    let mut titulaire = Personne::new(RolePersonne::Titulaire);
    titulaire.ressources = vec![
        Ressource { nature: NatureRessource::Salaire, montant: Centimes(150_050) },
        Ressource { nature: NatureRessource::PensionVersee, montant: Centimes(20_000) },
    ];
    file.dossier.menage.personnes = vec![titulaire];
    assert_eq!(value(&file, "revenu_mensuel"), Valeur::Entier(1300));
    assert_eq!(value(&file, "taux_effort_actuel_pct"), Valeur::Inconnu);
    file.dossier.logement_actuel.loyer = Some(Centimes(60_000));
    file.dossier.logement_actuel.aide = Some(Centimes(7_950));
    // 520,50 / 1 300,50 is 40.02 %.
    assert_eq!(value(&file, "taux_effort_actuel_pct"), Valeur::Entier(40));
    assert_eq!(value(&file, "taux_effort_actuel_points_de_base"), Valeur::Entier(4002));
}

#[test]
fn a_household_is_counted_with_its_children() {
    let mut file = demande();
    let mut child = Personne::new(RolePersonne::ACharge(LienParente::Enfant));
    child.naissance_le = Some(jour("2008-11-17"));
    file.dossier.menage.personnes =
        vec![Personne::new(RolePersonne::Titulaire), child, Personne::new(RolePersonne::EnGarde(Coparentalite::DroitDeVisite))];
    file.dossier.menage.a_naitre = Some(ANaitre { nombre: 1, prevue_le: None });
    assert_eq!(value(&file, "personnes"), Valeur::Entier(4));
    assert_eq!(value(&file, "enfants"), Valeur::Entier(1), "a visiting right is not a child of the home");
    assert_eq!(value(&file, "monoparental"), Valeur::Booleen(true));
    let (valeur, _, horizon) = read(&file, "mineurs", "2026-11-16");
    assert_eq!((valeur, horizon), (Valeur::Entier(1), Some(jour("2026-11-17"))));
    assert_eq!(read(&file, "mineurs", "2026-11-17").0, Valeur::Entier(0));
    file.dossier.menage.personnes[1].naissance_le = None;
    assert_eq!(value(&file, "mineurs"), Valeur::Inconnu);
}

#[test]
fn silence_reasons_and_unfit_homes_never_count_as_refusals() {
    let mut file = demande();
    let refus = |le: &str| RefusLogement { le: jour(le), motif: None, logement_adapte: true, silence: false, relogement: false };
    file.dossier.refus = vec![
        RefusLogement { silence: true, ..refus("2026-10-01") },
        RefusLogement { relogement: true, ..refus("2026-10-02") },
        RefusLogement { logement_adapte: false, ..refus("2026-10-02") },
        RefusLogement { motif: Some("trop_loin".into()), ..refus("2026-10-03") },
        refus("2025-11-16"),
        refus("2025-11-17"),
    ];
    assert_eq!(value(&file, "refus_non_motives_12_mois"), Valeur::Entier(1), "twelve months to the day is over");
    assert_eq!(value(&file, "refus_rang_12_mois"), Valeur::Entier(2));
    file.dossier.dalo = Some(DecisionDalo { statut: StatutDalo::Actif, decide_le: Some(jour("2026-01-10")) });
    assert_eq!(value(&file, "refus_rang_12_mois"), Valeur::Entier(0), "the State's law, not points, follows a DALO refusal");
    assert_eq!(value(&file, "refus_non_motives_12_mois"), Valeur::Entier(0));
}

#[test]
fn any_minor_in_charge_counts_in_an_overcrowded_home() {
    let mut file = demande();
    file.dossier.logement_actuel.nombre_habitants = Some(5);
    file.dossier.logement_actuel.surface = Some(30);
    assert_eq!(value(&file, "mineur_suroccupation"), Valeur::Inconnu, "no household typed");
    let dependant = |link, born: Option<&str>| {
        let mut personne = Personne::new(RolePersonne::ACharge(link));
        personne.naissance_le = born.map(jour);
        personne
    };
    file.dossier.menage.personnes = vec![Personne::new(RolePersonne::Titulaire), dependant(LienParente::Parent, None)];
    assert_eq!(value(&file, "mineur_suroccupation"), Valeur::Booleen(false), "an ascendant is of age");
    file.dossier.menage.personnes.push(dependant(LienParente::Enfant, None));
    assert_eq!(value(&file, "mineur_suroccupation"), Valeur::Inconnu, "the age of a child decides");
    file.dossier.menage.personnes.push(dependant(LienParente::Autre, Some("2015-03-01")));
    assert_eq!(value(&file, "mineur_suroccupation"), Valeur::Booleen(true), "a nephew in charge is a minor like another");
}

#[test]
fn the_tie_with_the_territory_is_known_or_unknown() {
    let mut file = demande();
    let mut titulaire = Personne::new(RolePersonne::Titulaire);
    titulaire.situation_professionnelle = Some(SituationProfessionnelle::Chomage);
    file.dossier.menage.personnes = vec![titulaire, Personne::new(RolePersonne::Cotitulaire(LienDemandeur::Pacse))];
    assert_eq!(value(&file, "travaille_dans_epci"), Valeur::Inconnu, "the partner's work place is not known");
    file.dossier.menage.personnes[1].commune_travail = Some("97302".into());
    assert_eq!(value(&file, "travaille_dans_epci"), Valeur::Booleen(true));
    file.dossier.menage.personnes[1].commune_travail = Some("97304".into());
    assert_eq!(value(&file, "travaille_dans_epci"), Valeur::Booleen(false));
    file.dossier.contact.commune = Some("97302".into());
    assert_eq!(value(&file, "habite_dans_epci"), Valeur::Booleen(true));
    file.dossier.logement_actuel.commune = Some("97311".into());
    assert_eq!(value(&file, "habite_dans_epci"), Valeur::Booleen(false), "where one lives wins over where one gets mail");
}

#[test]
fn local_facts_and_proofs_are_read_by_name() {
    let local = DescriptionFait {
        nom: "engagement_local".into(),
        type_fait: TypeFait::Booleen,
        portee: Portee::Demande,
        sensibilite: Sensibilite::Normale,
        libelle: "Engagement local".into(),
        automatique: false,
        local: true,
    };
    let schema = Schema::with_locaux(vec![local]);
    let mut file = demande();
    file.dossier.faits_locaux = BTreeMap::from([("engagement_local".into(), ValeurLocale::Booleen(true))]);
    let preuve = Preuve { nature: NaturePreuve::Piece, depuis: jour("2026-01-01"), jusqu_au: None };
    file.dossier.preuves = BTreeMap::from([("engagement_local".into(), preuve)]);
    let reperes = reperes();
    let facts = |file: &Demande| compute_faits(&schema, &Contexte::new(file, jour("2026-11-16"), &reperes));
    let index = schema.find("engagement_local").unwrap();
    assert_eq!(facts(&file).valeurs[index], Valeur::Booleen(true));
    assert_eq!(facts(&file).preuves[index], EtatPreuve::Prouve { nature: NaturePreuve::Piece });
    file.dossier.faits_locaux = BTreeMap::from([("engagement_local".into(), ValeurLocale::Entier(3))]);
    assert_eq!(facts(&file).valeurs[index], Valeur::Inconnu, "another type than the grid's");
}

#[test]
fn every_value_stands_in_the_type_of_its_fact() {
    let mut file = demande();
    file.dossier.logement_actuel.modele = Some(ModeleLogement::Hlm);
    file.dossier.logement_actuel.typologie = Some(Typologie::T6);
    let (schema, reperes) = (Schema::national(), reperes());
    let facts = compute_faits(&schema, &Contexte::new(&file, jour("2026-11-16"), &reperes));
    for (fait, valeur) in schema.faits().iter().zip(&facts.valeurs) {
        assert!(fait.accepts(valeur), "{}: {valeur:?}", fait.nom);
    }
}

#[test]
fn names_are_unique_and_never_speak_of_nationality() {
    let names: Vec<&str> = list_faits().map(|f| f.nom).collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    assert!(names.iter().all(|name| !name.contains("nationalite") && !name.contains("sejour")));
    assert!(names.len() >= 40, "{}", names.len());
}

#[test]
fn every_fact_explains_itself() {
    for fait in list_faits() {
        assert!(!fait.article.is_empty() && !fait.libelle.is_empty() && fait.explication.len() > 20, "{}", fait.nom);
    }
}

#[test]
fn a_disability_that_a_full_list_of_motives_left_out_is_unknown() {
    let mut file = demande();
    file.dossier.motifs = vec![Motif::TropPetit, Motif::TropCher];
    assert_eq!(value(&file, "handicap"), Valeur::Booleen(false), "a list with room left is whole");
    file.dossier.motifs.push(Motif::Voisinage);
    assert_eq!(value(&file, "handicap"), Valeur::Inconnu, "the form takes three motives");
    file.dossier.menage.personnes = vec![Personne { handicap: Some(false), ..Personne::new(RolePersonne::Titulaire) }];
    assert_eq!(value(&file, "handicap"), Valeur::Booleen(false), "each person is stated");
    file.dossier.menage.personnes[0].handicap = Some(true);
    assert_eq!(value(&file, "handicap"), Valeur::Booleen(true));
}
