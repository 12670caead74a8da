//! PDF read back: what a reader, a screen reader or a lawyer finds in the file.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod commun;

use commun::*;
use documents::*;

#[test]
fn the_minutes_hold_every_field_of_the_practice() {
    let bytes = render_proces_verbal(&sample_proces_verbal()).unwrap();
    keep("proces_verbal.pdf", &bytes);
    let text = squeeze(&read_text(&bytes));
    for expected in [
        "Procès-verbal de la séance du lundi 16 novembre 2026",
        "SIGUY-2026-22",
        "Présentielle",
        "salle Maroni",
        "Représenté(e) par Y. Boulanger",
        "Délibérative, prépondérante",
        "9730012345",
        "12, allée des Aigrettes",
        "78 m²",
        "LLS, logement locatif social",
        "482,15 €",
        "64,00 €",
        "546,15 €",
        "État, publics prioritaires",
        "33 826 €",
        "Atteint : 6 voix pour 4 requises",
        "973032400123497GUY",
        "22,17 %",
        "1 284,50 €",
        "Attribution, rang 1",
        "Non-attribution",
        "Ressources insuffisantes au regard du loyer",
        "arrêté du 10 mars 2011",
        "5 pour, 1 abstention",
        "version 2026-01-01",
        "Moins de trois demandes examinées",
        "Attribution sous condition, rang 1",
        "inconnu",
        "À confirmer",
        "provisoire",
        "9f2c6b1e 0d7a4583",
        "Données fictives",
        "Page 1 sur",
    ] {
        assert!(text.contains(&squeeze(expected)), "« {expected} » is missing from the minutes:\n{text}");
    }
}

#[test]
fn the_same_session_gives_the_same_bytes() {
    let pv = sample_proces_verbal();
    assert_eq!(render_proces_verbal(&pv).unwrap(), render_proces_verbal(&pv).unwrap());
    let mut other = pv.clone();
    other.logements[0].candidats[0].motif = "Autre motif".into();
    assert_ne!(render_proces_verbal(&pv).unwrap(), render_proces_verbal(&other).unwrap());
}

#[test]
fn a_name_is_never_read_as_markup() {
    let hostile = "#panic(1) ]} \\ $x$ *gras* _i_ `c` <etq> @ref // fin \"q\"";
    let mut pv = sample_proces_verbal();
    pv.membres[0].nom = hostile.into();
    pv.logements[0].residence = hostile.into();
    pv.logements[0].candidats[0].motif = hostile.into();
    let text = squeeze(&read_text(&render_proces_verbal(&pv).unwrap()));
    assert!(text.matches(&squeeze(hostile)).count() >= 4, "{text}");
}

#[test]
fn the_file_is_tagged_french_and_titled() {
    let bytes = render_proces_verbal(&sample_proces_verbal()).unwrap();
    let document = lopdf::Document::load_mem(&bytes).unwrap();
    let catalog = document.catalog().unwrap();
    assert!(catalog.has(b"StructTreeRoot"));
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap().to_ascii_lowercase(), b"fr-fr");
    assert!(catalog.get(b"MarkInfo").unwrap().as_dict().unwrap().get(b"Marked").unwrap().as_bool().unwrap());
    let raw = String::from_utf8_lossy(&bytes);
    assert!(raw.contains("pdfuaid:part"), "the file should claim PDF/UA");
    assert!(raw.contains("pdfaid:part"), "the file should claim PDF/A");
    assert!(raw.contains("Procès-verbal de la commission d"), "the title is in the metadata");
}

#[test]
fn an_empty_session_and_a_long_one_are_both_printed() {
    let mut pv = sample_proces_verbal();
    let home = pv.logements[0].clone();
    pv.logements.clear();
    assert_eq!(count_pages(&render_proces_verbal(&pv).unwrap()), 1);
    pv.logements = vec![home; 40];
    let bytes = render_proces_verbal(&pv).unwrap();
    let pages = count_pages(&bytes);
    assert!(pages > 8, "{pages}");
    assert!(squeeze(&read_text(&bytes)).contains(&format!("Page{pages}sur{pages}")));
}

#[test]
fn each_decision_has_its_letter() {
    let cases = [
        (
            "attribution",
            Suite::Attribution {
                echeance: Echeance::AvantFinDu(jour("2026-11-27")),
                comment: "Appelez le guichet ou passez nous voir.".into(),
            },
            vec!["vous est attribué", "vendredi 27 novembre 2026", "vous refusez ce logement (CCH R. 441-10)"],
        ),
        (
            "attribution_a_notifier",
            Suite::Attribution { echeance: Echeance::JoursDepuisReception(10), comment: "Venez nous voir.".into() },
            vec!["dans les 10 jours qui suivent le jour où vous recevez cette lettre", "jusqu'au jour ouvré suivant"],
        ),
        ("rang", Suite::Rang { rang: 2 }, vec!["Vous êtes au rang 2", "rien à faire"]),
        (
            "condition",
            Suite::SousCondition { piece: "votre avis d'imposition 2025".into(), avant_fin_du: jour("2026-11-30") },
            vec!["à une condition", "avis d'imposition", "lundi 30 novembre 2026"],
        ),
        (
            "non_attribution",
            Suite::NonAttribution {
                motif: "un autre ménage est plus prioritaire pour ce logement".into(),
                article: Some("CCH L. 441-1".into()),
            },
            vec!["ne vous est pas attribué", "plus prioritaire pour ce logement (CCH L. 441-1).", "reste active"],
        ),
        (
            "rejet",
            Suite::Rejet { motif: "vos ressources dépassent le plafond".into(), article: Some("CCH R. 441-1".into()) },
            vec!["rejette votre demande", "dépassent le plafond (CCH R. 441-1)."],
        ),
    ];
    for (name, suite, expected) in cases {
        let lettre = build_lettre_notification(&sample_notification(suite));
        let bytes = render_lettre(&lettre).unwrap();
        keep(&format!("lettre_{name}.pdf"), &bytes);
        let text = squeeze(&read_text(&bytes));
        for words in expected.into_iter().chain(["deux mois", "tribunal administratif", "973032400123497GUY", "Adélaïde"]) {
            assert!(text.contains(&squeeze(words)), "{name}: « {words} » missing:\n{text}");
        }
        assert_eq!(count_pages(&bytes), 1, "{name} fits one page");
    }
}

#[test]
fn a_letter_without_known_remedy_says_nothing_of_it() {
    let mut notification = sample_notification(Suite::Rang { rang: 3 });
    notification.recours = None;
    let text = read_text(&render_lettre(&build_lettre_notification(&notification)).unwrap());
    assert!(!text.contains("tribunal"), "{text}");
}

#[test]
fn the_presaisie_sheet_says_that_it_registers_nothing() {
    let fiche = FichePresaisie {
        guichet: "CCAS de Matoury".into(),
        territoire: "Communauté d'agglomération du Centre Littoral".into(),
        reference: "PRE-2026-0412".into(),
        etablie_le: jour("2026-11-16"),
        sections: vec![SectionFiche {
            titre: "Le demandeur".into(),
            lignes: vec![
                LigneFiche { libelle: "Nom".into(), valeur: Some("Adélaïde".into()) },
                LigneFiche { libelle: "Date de naissance".into(), valeur: None },
            ],
        }],
        pieces: vec![
            PieceFiche { libelle: "Pièce d'identité ou titre de séjour".into(), fournie: true },
            PieceFiche { libelle: "Avis d'imposition de l'avant-dernière année".into(), fournie: false },
        ],
        suites: vec!["Présentez-vous à l'ADIL avec cette fiche.".into(), "Gardez le numéro unique qui vous sera remis.".into()],
        fictif: false,
    };
    let bytes = render_fiche_presaisie(&fiche).unwrap();
    keep("fiche_presaisie.pdf", &bytes);
    let text = squeeze(&read_text(&bytes));
    for words in ["ne vaut pas enregistrement", "Adélaïde", "à compléter", "fournie", "à apporter", "Présentez-vous à l'ADIL"]
    {
        assert!(text.contains(&squeeze(words)), "« {words} » missing:\n{text}");
    }
    assert!(!text.contains("fictives"));
}

#[test]
fn the_sheet_a_household_takes_home_says_what_comes_next_on_one_page() {
    let line = |titre: &str, points: &[&str]| LigneSuite {
        titre: titre.into(),
        texte: "Une phrase simple, qui tient sur deux lignes de la feuille au plus.".into(),
        points: points.iter().map(|p| (*p).to_owned()).collect(),
    };
    let feuille = FeuilleSuite {
        guichet: "CCAS de Matoury".into(),
        territoire: "Communauté d'agglomération du Centre Littoral".into(),
        reference: "P-0B2F6F1A".into(),
        personne: "Ana Adélaïde".into(),
        etablie_le: jour("2026-11-16"),
        lignes: vec![
            line("Votre demande est préparée", &[]),
            line("Votre numéro va arriver", &[]),
            line("Où aller", &[]),
            line("À apporter", &["Pièce d'identité", "Avis d'imposition", "Document sur le logement actuel"]),
            line("Chaque année, dites que vous cherchez toujours", &[]),
        ],
        fictif: false,
    };
    let bytes = render_feuille_suite(&feuille).unwrap();
    keep("feuille_suite.pdf", &bytes);
    let text = squeeze(&read_text(&bytes));
    for words in ["Et maintenant", "Ana Adélaïde", "À apporter", "Avis d'imposition", "Page 1 sur 1", "ne vaut pas attestation"]
    {
        assert!(text.contains(&squeeze(words)), "« {words} » missing:\n{text}");
    }
}

#[test]
fn a_list_prints_with_its_notes_on_every_page_size() {
    let colonne = |titre: &str, largeur, a_droite| ColonneTableau { titre: titre.into(), largeur, a_droite };
    let mut tableau = Tableau {
        titre: "Demandes en attente d'un T3".into(),
        sous_titre: Some("Cayenne et Matoury, au 16/11/2026".into()),
        auteur: "CACL".into(),
        colonnes: vec![colonne("Numéro unique", 3, false), colonne("Commune", 3, false), colonne("Points", 1, true)],
        lignes: (0..120).map(|n| vec![format!("97303240{n:05}97GUY"), "Rémire-Montjoly".into(), n.to_string()]).collect(),
        notes: vec!["Source : SNE au 15/11/2026, demandes actives.".into()],
        edite_le: jour("2026-11-16"),
        paysage: true,
        fictif: true,
    };
    let bytes = render_tableau(&tableau).unwrap();
    keep("tableau.pdf", &bytes);
    let text = squeeze(&read_text(&bytes));
    assert!(
        text.contains("120lignes") && text.contains(&squeeze("SNE au 15/11/2026")) && text.contains("973032400011997GUY"),
        "{text}"
    );
    assert!(text.matches(&squeeze("Numéro unique")).count() >= 3, "the header is repeated on each page");
    tableau.lignes = vec![vec!["une cellule".into()], vec!["a".into(), "b".into(), "c".into(), "en trop".into()]];
    let text = read_text(&render_tableau(&tableau).unwrap());
    assert!(text.contains("une cellule") && !text.contains("en trop"));
    tableau.lignes.clear();
    assert!(squeeze(&read_text(&render_tableau(&tableau).unwrap())).contains(&squeeze("Aucune ligne ne répond")));
}

#[test]
fn letters_print_together_each_from_its_first_page() {
    let suites = [
        Suite::Rang { rang: 2 },
        Suite::NonAttribution { motif: "composition inadaptée".into(), article: Some("CCH L. 441-1".into()) },
        Suite::Attribution { echeance: Echeance::JoursDepuisReception(10), comment: "Venez nous voir.".into() },
    ];
    let liasse = Liasse {
        titre: "Courriers de la séance du 16/11/2026".into(),
        auteur: "SIGUY".into(),
        le: jour("2026-11-17"),
        lettres: suites.into_iter().map(|suite| build_lettre_notification(&sample_notification(suite))).collect(),
        fictif: true,
    };
    let bytes = render_liasse(&liasse).unwrap();
    keep("liasse.pdf", &bytes);
    assert_eq!(count_pages(&bytes), 3);
    assert_eq!(render_liasse(&liasse).unwrap(), bytes, "same letters, same bytes");
    let text = read_text(&bytes);
    assert_eq!(text.matches("Page 1 sur 1").count(), 3, "{text}");
    assert!(!text.contains("Page 2"), "{text}");
}

#[test]
fn the_content_alone_makes_the_minutes() {
    let minutes = sample_proces_verbal();
    let contenu = write_contenu(&minutes).unwrap();
    assert_eq!(write_contenu(&minutes).unwrap(), contenu, "same session, same content");
    assert_eq!(compose_contenu(&contenu).unwrap(), render_proces_verbal(&minutes).unwrap());
}

#[test]
fn an_addendum_names_what_it_follows() {
    let additif = AdditifProcesVerbal {
        bailleur: "SIGUY".into(),
        territoire: "Communauté d'agglomération du Centre Littoral".into(),
        numero: "SIGUY-20261116-a1b2c3-A1".into(),
        rang: 1,
        proces_verbal: "SIGUY-20261116-a1b2c3".into(),
        seance_le: jour("2026-11-16"),
        president: Some("Mireille Sagne".into()),
        objet: "Loyer du deuxième logement".into(),
        texte: vec!["Au point 2, lire 498,20 € au lieu de 489,20 €.".into(), "La décision ne change pas.".into()],
        precedent: "le procès-verbal".into(),
        empreinte_precedente: "ab".repeat(32),
        auteur: "Mylène Assard".into(),
        etabli_le: jour("2026-11-18"),
        fictif: true,
    };
    let bytes = render_additif(&additif).unwrap();
    keep("additif.pdf", &bytes);
    assert_eq!(count_pages(&bytes), 1);
    let text = squeeze(&read_text(&bytes));
    for words in ["Additif n° 1 au procès-verbal", "Loyer du deuxième logement", "498,20", "Mireille Sagne", "abababab abababab"]
    {
        assert!(text.contains(&squeeze(words)), "« {words} » missing:\n{text}");
    }
}

#[test]
fn the_agenda_names_nobody_to_who_may_not_see() {
    let candidat = |menage: Option<&str>| CandidatPropose {
        numero_unique: "973032400123497GUY".into(),
        menage: menage.map(str::to_owned),
        composition: "2 adultes, 1 enfant".into(),
        situation: "Locataire parc privé, T1 de 28 m².".into(),
        prioritaire: true,
        mutation: false,
        points: 86,
        points_provisoires: true,
        taux_effort: Some(droit::montant::PointsDeBase(1_960)),
        reste_pour_vivre: None,
    };
    let ordre = |menage: Option<&str>| OrdreDuJour {
        bailleur: "SIGUY".into(),
        territoire: "Communauté d'agglomération du Centre Littoral".into(),
        tenue_le: jour("2026-11-16"),
        horaire: Some("09:00".into()),
        lieu: Some("Salle Maroni".into()),
        mode: "En présence".into(),
        convoquee_le: Some(jour("2026-11-06")),
        membres: vec!["Mireille Sagne (Représentant du bailleur)".into(), "État (Préfet)".into()],
        logements: vec![LogementPropose {
            residence: "Les Palétuviers".into(),
            adresse: "12, allée des Aigrettes".into(),
            commune: "Cayenne".into(),
            typologie: "T3".into(),
            surface: 64,
            financement: "LLS".into(),
            cout_mensuel: droit::montant::Centimes(54_615),
            reservataire: "État".into(),
            en_qpv: Some(false),
            exception: None,
            candidats: vec![candidat(menage), candidat(menage), candidat(menage)],
        }],
        lecteur: "Odile Kaïba".into(),
        edite_le: jour("2026-11-10"),
        fictif: true,
    };
    let bytes = render_ordre_du_jour(&ordre(Some("Adélaïde Lucienne"))).unwrap();
    keep("ordre_du_jour.pdf", &bytes);
    let text = squeeze(&read_text(&bytes));
    for words in
        ["Ordre du jour de la séance du lundi 16 novembre 2026", "Adélaïde Lucienne", "19,60 %", "inconnu", "Odile Kaïba"]
    {
        assert!(text.contains(&squeeze(words)), "« {words} » missing:\n{text}");
    }
    assert!(!read_text(&render_ordre_du_jour(&ordre(None)).unwrap()).contains("Lucienne"));
}
