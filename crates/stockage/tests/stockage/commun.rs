//! A fresh base on each engine (`stockage::essai`), and demandes that fill every field.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use droit::demande::*;
use droit::montant::Centimes;
use droit::numero_unique::NumeroUnique;
use stockage::demande::{Meta, NouvelleDemande, Origine};
pub use stockage::essai::{bases, coffre};
use uuid::Uuid;

pub fn jour(text: &str) -> NaiveDate {
    droit::jour::parse_iso(text).unwrap()
}

/// An instant of a fixed day, `secondes` later.
pub fn instant(secondes: i64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 16, 12, 0, 0).unwrap() + chrono::Duration::seconds(secondes)
}

pub fn id(nombre: u128) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + nombre)
}

pub fn meta(secondes: i64) -> Meta {
    Meta {
        source: "essai".into(),
        extrait_le: Some(jour("2026-11-10")),
        origine: Origine::Sne,
        agent: "systeme".into(),
        instant_utc: instant(secondes),
        protege: false,
    }
}

/// A demande that fills every kind of field, restricted and secret ones included.
pub fn demande(nombre: u32) -> Demande {
    let mut titulaire = Personne::new(RolePersonne::Titulaire);
    titulaire.civilite = Some(Civilite::Madame);
    titulaire.nom = Some("D'Abreu-Léonço".into());
    titulaire.nom_naissance = Some("Nugent".into());
    titulaire.prenom = Some(format!("Éloïse{nombre}"));
    titulaire.naissance_le = Some(jour("1990-03-01"));
    titulaire.nationalite = Some(Nationalite::HorsUnionEuropeenne);
    titulaire.situation_familiale = Some(SituationFamiliale::Concubin);
    titulaire.situation_professionnelle = Some(SituationProfessionnelle::Cdd);
    titulaire.sejour_regulier = Some(true);
    titulaire.handicap = Some(true);
    titulaire.revenus_fiscaux = BTreeMap::from([(2024, Centimes(1_234_567)), (2025, Centimes(0))]);
    titulaire.ressources = vec![
        Ressource { nature: NatureRessource::Aah, montant: Centimes(101_605) },
        Ressource { nature: NatureRessource::Salaire, montant: Centimes(45_000) },
        Ressource { nature: NatureRessource::Aeeh, montant: Centimes(14_900) },
        Ressource { nature: NatureRessource::PensionVersee, montant: Centimes(5_000) },
    ];
    let mut conjoint = Personne::new(RolePersonne::Cotitulaire(LienDemandeur::Concubin));
    conjoint.nom = Some("Œuvré".into());
    let mut enfant = Personne::new(RolePersonne::EnGarde(Coparentalite::GardeAlternee));
    enfant.handicap = Some(false);
    enfant.sexe = Some(Sexe::Feminin);
    let dossier = Dossier {
        menage: Menage {
            personnes: vec![titulaire, conjoint, enfant, Personne::new(RolePersonne::ACharge(LienParente::Parent))],
            a_naitre: Some(ANaitre { nombre: 1, prevue_le: Some(jour("2027-02-01")) }),
            conjoint_separe: Some(true),
            frais_ehpad: Some(Centimes(1_250_050)),
        },
        contact: Contact {
            telephone: Some("0694000000".into()),
            commune: Some("97302".into()),
            sms_accepte: Some(false),
            ..Contact::default()
        },
        logement_actuel: LogementActuel {
            modele: Some(ModeleLogement::ChezParticulier),
            typologie: Some(Typologie::T2),
            surface: Some(38),
            loyer: Some(Centimes(40_050)),
            indigne: Some(true),
            depuis: Some(jour("2020-01-01")),
            ..LogementActuel::default()
        },
        recherche: Recherche {
            typologies: vec![Typologie::T4, Typologie::T3],
            souhaits: vec![
                Souhait { commune: "97302".into(), quartier: Some("Mont-Lucas".into()) },
                Souhait { commune: "97307".into(), quartier: None },
            ],
            logement_adapte: Some(true),
            loyer_maximum: Some(Centimes(70_000)),
            ..Recherche::default()
        },
        motifs: vec![Motif::Violences, Motif::SansLogement, Motif::Sante],
        motif_precision: Some("Précision confidentielle".into()),
        labels: vec![
            label(PublicPrioritaire::Dalo),
            label(PublicPrioritaire::ViolencesCouple),
            label(PublicPrioritaire::Handicap),
            label(PublicPrioritaire::SansLogement),
        ],
        dalo: Some(DecisionDalo { statut: StatutDalo::Actif, decide_le: Some(jour("2026-01-15")) }),
        refus: vec![RefusLogement {
            le: jour("2026-02-01"),
            motif: None,
            logement_adapte: false,
            silence: true,
            relogement: true,
        }],
        faits_locaux: BTreeMap::from([
            ("a".into(), ValeurLocale::Booleen(true)),
            ("b".into(), ValeurLocale::Entier(-3)),
            ("c".into(), ValeurLocale::Enumeration("mot".into())),
            ("d".into(), ValeurLocale::Date(jour("2026-05-05"))),
        ]),
        preuves: BTreeMap::from([(
            "handicap".into(),
            Preuve { nature: NaturePreuve::Piece, depuis: jour("2026-01-01"), jusqu_au: None },
        )]),
        champs_source: vec![ChampSource { chemin: "listeHandicap/0/taux".into(), valeur: "80".into() }],
    };
    Demande {
        etat: EtatDemande::Enregistree { numero_unique: NumeroUnique::parse(&format!("9730324{nombre:06}GDPUB")).unwrap() },
        depose_le: jour("2024-03-05"),
        enregistre_le: Some(jour("2024-03-06")),
        renouvele_le: Some(jour("2026-03-01")),
        guichet: Some("GDPUB".into()),
        dossier,
    }
}

fn label(public: PublicPrioritaire) -> LabelPriorite {
    LabelPriorite {
        public,
        autorite: "etat".into(),
        depuis: jour("2026-01-01"),
        jusqu_au: Some(jour("2027-01-01")),
        preuve: Some("décision".into()),
    }
}

pub fn nouvelle(nombre: u32) -> NouvelleDemande {
    NouvelleDemande { departement: "973".into(), id: id(u128::from(nombre)), demande: demande(nombre), meta: meta(0) }
}
