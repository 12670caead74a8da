//! Sample values and a reader of PDF text, for the tests of this crate.

use documents::*;
use droit::jour::{Jour, parse_iso};
use droit::montant::{Centimes, PointsDeBase};

pub fn jour(text: &str) -> Jour {
    parse_iso(text).unwrap()
}

/// Text of a PDF, page after page, spaces of all kinds made plain and runs of them made one.
pub fn read_text(bytes: &[u8]) -> String {
    let document = lopdf::Document::load_mem(bytes).unwrap();
    let pages: Vec<u32> = document.get_pages().keys().copied().collect();
    let text = document.extract_text(&pages).unwrap();
    normalise(&text)
}

pub fn normalise(text: &str) -> String {
    text.split(|c: char| c.is_whitespace()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The same text without any space, for comparing words that a page may break.
pub fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{ad}').map(|c| if c == '’' { '\'' } else { c }).collect()
}

pub fn count_pages(bytes: &[u8]) -> usize {
    lopdf::Document::load_mem(bytes).unwrap().get_pages().len()
}

/// Writes the bytes beside the build when `CARBET_APERCU` names a folder, to be looked at.
pub fn keep(name: &str, bytes: &[u8]) {
    if let Some(folder) = std::env::var_os("CARBET_APERCU") {
        std::fs::write(std::path::Path::new(&folder).join(name), bytes).unwrap();
    }
}

pub fn sample_proces_verbal() -> ProcesVerbal {
    let membre = |nom: &str, qualite: &str, voix: Voix, presence: Presence| Membre {
        nom: nom.into(),
        qualite: qualite.into(),
        voix,
        presence,
    };
    ProcesVerbal {
        bailleur: "SIGUY".into(),
        bailleur_mentions: Some("Société immobilière de la Guyane, société d'économie mixte, Cayenne".into()),
        territoire: "Communauté d'agglomération du Centre Littoral".into(),
        seance: "SIGUY-2026-22".into(),
        tenue_le: jour("2026-11-16"),
        mode: "Présentielle".into(),
        horaire: Some("de 9 h à 11 h 20".into()),
        lieu: Some("Siège du bailleur, salle Maroni".into()),
        reglement: Some("Délibération du 12/03/2024".into()),
        president: Some("Mireille Sagne".into()),
        membres: vec![
            membre("Mireille Sagne", "Présidente, conseil d'administration", Voix::Preponderante, Presence::Present),
            membre("Yves Boulanger", "Conseil d'administration", Voix::Deliberative, Presence::Present),
            membre("Rosalie Tjon", "Conseil d'administration", Voix::Deliberative, Presence::Represente { par: "Y. Boulanger".into() }),
            membre("Aline Madeleine", "Représentante des locataires", Voix::Deliberative, Presence::Distance),
            membre("Le maire de Cayenne", "Commune d'implantation, ou son représentant", Voix::Deliberative, Presence::Present),
            membre("Le préfet de la Guyane", "État, ou son représentant", Voix::Deliberative, Presence::Excuse),
            membre("La présidente de la CACL", "EPCI, ou son représentant", Voix::Deliberative, Presence::Present),
            membre("Action Logement", "Réservataire", Voix::Consultative, Presence::Absent),
        ],
        observations: vec!["La situation des demandes a été vérifiée au système national d'enregistrement le 13/11/2026.".into()],
        logements: vec![
            LogementExamine {
                rpls: Some("9730012345".into()),
                residence: "Les Palétuviers".into(),
                adresse: "12, allée des Aigrettes".into(),
                commune: "Cayenne".into(),
                typologie: "T4".into(),
                surface: 78,
                financement: "LLS, logement locatif social".into(),
                loyer: Centimes(48_215),
                charges: Centimes(6_400),
                reservataire: "État, publics prioritaires".into(),
                en_qpv: Some(false),
                plafond: Some("33 826 € (catégorie 3) à 40 837 € (catégorie 4)".into()),
                quorum: Some(Quorum { presents: 6, requis: 4 }),
                grille: "Grille de démonstration de la CACL, version 2026-01-01".into(),
                exception: None,
                candidats: vec![
                    CandidatExamine {
                        numero_unique: "973032400123497GUY".into(),
                        contingent: "État".into(),
                        prioritaire: Some(true),
                        points: Some(86),
                        points_provisoires: false,
                        taux_effort: Some(PointsDeBase(2217)),
                        reste_a_vivre: Some(Centimes(128_450)),
                        decision: DecisionImprimee::AttributionRang { rang: 1 },
                        motif: "Premier au classement, ressources et composition adaptées".into(),
                        article: Some("CCH R. 441-3".into()),
                        votes: Some("6 pour".into()),
                    },
                    CandidatExamine {
                        numero_unique: "973112200045197GUY".into(),
                        contingent: "État".into(),
                        prioritaire: Some(true),
                        points: Some(74),
                        points_provisoires: true,
                        taux_effort: Some(PointsDeBase(2580)),
                        reste_a_vivre: Some(Centimes(97_310)),
                        decision: DecisionImprimee::AttributionRang { rang: 2 },
                        motif: "Deuxième au classement".into(),
                        article: Some("CCH R. 441-3".into()),
                        votes: Some("5 pour, 1 abstention".into()),
                    },
                    CandidatExamine {
                        numero_unique: "973052500310297GUY".into(),
                        contingent: "État".into(),
                        prioritaire: Some(false),
                        points: Some(61),
                        points_provisoires: false,
                        taux_effort: Some(PointsDeBase(4105)),
                        reste_a_vivre: Some(Centimes(51_200)),
                        decision: DecisionImprimee::NonAttribution,
                        motif: "Ressources insuffisantes au regard du loyer, après calcul du taux d'effort".into(),
                        article: Some("CCH R. 441-3 et arrêté du 10 mars 2011".into()),
                        votes: Some("6 pour".into()),
                    },
                ],
            },
            LogementExamine {
                rpls: Some("9730098761".into()),
                residence: "Cour Mombin".into(),
                adresse: "3, rue du Balata".into(),
                commune: "Matoury".into(),
                typologie: "T2".into(),
                surface: 49,
                financement: "PLS, prêt locatif social".into(),
                loyer: Centimes(52_870),
                charges: Centimes(5_150),
                reservataire: "Action Logement".into(),
                en_qpv: None,
                plafond: Some("30 424 € (catégorie 1)".into()),
                quorum: Some(Quorum { presents: 5, requis: 4 }),
                grille: "Grille de démonstration de la CACL, version 2026-01-01".into(),
                exception: Some("Insuffisance de candidats : 212 demandes ouvertes étudiées, une seule répond aux conditions du logement (CCH R. 441-3).".into()),
                candidats: vec![CandidatExamine {
                    numero_unique: "973092300087197MAT".into(),
                    contingent: "Action Logement".into(),
                    prioritaire: Some(false),
                    points: None,
                    points_provisoires: false,
                    taux_effort: None,
                    reste_a_vivre: None,
                    decision: DecisionImprimee::SousCondition { rang: 1 },
                    motif: "Avis d'imposition à fournir avant le 30/11/2026".into(),
                    article: Some("CCH R. 441-3".into()),
                    votes: Some("5 pour".into()),
                }],
            },
        ],
        parametres: vec![
            ParametreApplique {
                intitule: "Plafonds de ressources outre-mer".into(),
                version: "01/01/2026".into(),
                source: "Arrêté du 14 mars 2011 modifié".into(),
                provisoire: false,
            },
            ParametreApplique {
                intitule: "Seuils des quartiles de la CACL".into(),
                version: "01/01/2026".into(),
                source: "Arrêté annuel du ministre chargé du logement".into(),
                provisoire: true,
            },
        ],
        a_confirmer: vec!["Voix prépondérante de la présidence : référence du règlement intérieur à fournir.".into()],
        empreinte: "9f2c6b1e0d7a4583c1f0e2b4a6978d5c3e1f2a4b6c8d0e9f7a5b3c1d2e4f6a8b".into(),
        edite_le: jour("2026-11-16"),
        fictif: true,
    }
}

pub fn sample_notification(suite: Suite) -> Notification {
    Notification {
        emetteur: Emetteur {
            nom: "SIGUY".into(),
            adresse: vec!["Service des attributions".into(), "97300 Cayenne".into()],
            contact: Some("Accueil du lundi au jeudi, de 8 h à 13 h".into()),
        },
        destinataire: Destinataire {
            nom: "Mme Lucienne Adélaïde".into(),
            adresse: vec!["8, impasse des Awaras".into(), "97351 Matoury".into()],
        },
        lieu: "Cayenne".into(),
        le: jour("2026-11-17"),
        numero_unique: "973032400123497GUY".into(),
        decide_le: jour("2026-11-16"),
        logement: "un T4 de 78 m² à la résidence Les Palétuviers, Cayenne".into(),
        cout_mensuel: Centimes(54_615),
        suite,
        recours: Some(Recours {
            delai: "deux mois".into(),
            autorite: "le tribunal administratif de la Guyane".into(),
            adresse: Some("www.telerecours.fr".into()),
        }),
        signataire: "Mireille Sagne".into(),
        qualite_signataire: "Présidente de la commission d'attribution".into(),
        fictif: true,
    }
}
