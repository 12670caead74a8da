//! A home with proposed households, ready for a session.

#![expect(clippy::unwrap_used, reason = "a test stops at its first surprise")]

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use droit::demande::*;
use droit::jour::{Jour, parse_iso};
use droit::logement::{Logement, Produit};
use droit::montant::Centimes;
use droit::numero_unique::NumeroUnique;
use gestion::carbet::Carbet;
use stockage::blocage::{self, Blocage};
use stockage::candidature::{self, Candidature};
use stockage::demande::{self, Meta, NouvelleDemande, Origine};
use stockage::logement::{self, Complement, LigneLogement};
use stockage::residence::{self, Residence};
use stockage::vacance::{self, Vacance};
use uuid::Uuid;

pub const DEPARTEMENT: &str = "973";

pub fn jour(text: &str) -> Jour {
    parse_iso(text).unwrap()
}

/// A registered household of two adults and a child; `rang` makes its number and its seniority.
pub fn household(rang: u32) -> Demande {
    let person = |role, nom: &str, born: &str| Personne {
        nom: Some(nom.to_owned()),
        prenom: Some(format!("Prénom {rang}")),
        naissance_le: Some(jour(born)),
        nationalite: Some(Nationalite::Francaise),
        ..Personne::new(role)
    };
    let mut titulaire = person(RolePersonne::Titulaire, &format!("Essai {rang}"), "1985-04-02");
    titulaire.revenus_fiscaux = BTreeMap::from([(2024, Centimes::euros(16_000)), (2025, Centimes::euros(16_000))]);
    titulaire.ressources = vec![Ressource { nature: NatureRessource::ALL[0], montant: Centimes::euros(1_400) }];
    let mut autre = person(RolePersonne::Cotitulaire(LienDemandeur::ALL[0]), "Autre", "1987-09-12");
    autre.revenus_fiscaux = BTreeMap::from([(2024, Centimes::ZERO), (2025, Centimes::ZERO)]);
    let child = person(RolePersonne::ACharge(LienParente::ALL[0]), "Enfant", "2018-01-20");
    Demande {
        etat: EtatDemande::Enregistree { numero_unique: numero(rang) },
        depose_le: jour(&format!("20{:02}-03-10", 16 + rang % 10)),
        enregistre_le: None,
        renouvele_le: Some(jour("2026-03-01")),
        guichet: None,
        dossier: Dossier {
            menage: Menage { personnes: vec![titulaire, autre, child], ..Menage::default() },
            recherche: Recherche {
                typologies: vec![Typologie::T3],
                souhaits: vec![Souhait { commune: "97302".into(), quartier: None }],
                ..Recherche::default()
            },
            ..Dossier::default()
        },
    }
}

pub fn numero(rang: u32) -> NumeroUnique {
    NumeroUnique::parse(&format!("9730326{rang:06}97302")).unwrap()
}

/// A vacant home of SIGUY in Cayenne with its candidates proposed and held.
pub struct Preparation {
    pub vacance: Uuid,
    pub logement: Uuid,
    /// Ids of the demandes, best noted first.
    pub demandes: Vec<Uuid>,
    pub candidatures: Vec<Uuid>,
}

pub async fn prepare(carbet: &Carbet, depuis: u32, count: u32) -> Preparation {
    prepare_for(carbet, depuis, count, "siguy").await
}

pub async fn prepare_for(carbet: &Carbet, depuis: u32, count: u32, reservataire: &str) -> Preparation {
    let now = carbet.horloge.instant_utc();
    let tx = carbet.base.begin().await.unwrap();
    let residence_id = Uuid::now_v7();
    let residence = Residence {
        id: residence_id,
        bailleur: "siguy".into(),
        nom: "Les Balourous".into(),
        adresse: Some("14 allée des Balourous".into()),
        commune: "97302".into(),
        secteur: None,
        quartier: None,
        qpv: None,
        qpv_connu: true,
        annee_construction: Some(1998),
    };
    residence::insert(&tx, &residence).await.unwrap();
    let home = Logement {
        bailleur: "siguy".into(),
        rpls: Some(format!("97300{depuis:05}")),
        commune: "97302".into(),
        secteur: None,
        qpv: None,
        qpv_connu: true,
        typologie: Typologie::T3,
        produit: Produit::Llts,
        surface: 66,
        etage: Some(2),
        ascenseur: Some(false),
        adapte: None,
        individuel: false,
        annee_construction: 1998,
        conventionne_le: None,
        loyer: Centimes(42_000),
        loyer_annexes: Centimes(2_000),
        charges: Centimes(5_480),
        foyer: false,
    };
    let logement = Uuid::now_v7();
    let complement = Complement { residence_id: Some(residence_id), adresse: residence.adresse.clone(), ..Complement::default() };
    logement::insert(&tx, &LigneLogement::from_logement(logement, &home, complement, "vacant", now)).await.unwrap();
    let vacance_id = Uuid::now_v7();
    let row = Vacance {
        id: vacance_id,
        logement_id: logement,
        bailleur: "siguy".into(),
        etat: "en_designation".into(),
        ouverte: Some(logement),
        declaree_le: jour("2026-11-01"),
        declaree_par: "essai".into(),
        disponible_le: None,
        reservataire: Some(reservataire.into()),
        type_reservataire: None,
        orientee_le: None,
        orientation_motif: None,
        reponse_avant_le: None,
        loyer: home.loyer.0,
        loyer_annexes: home.loyer_annexes.0,
        charges: home.charges.0,
        close_le: None,
        cloture_motif: None,
        premiere_location: false,
        maj_le: now,
    };
    vacance::insert(&tx, &row).await.unwrap();
    tx.commit().await.unwrap();
    let (demandes, candidatures) = propose(carbet, vacance_id, depuis, count).await;
    Preparation { vacance: vacance_id, logement, demandes, candidatures }
}

/// Proposes new households for a vacancy: ids of the demandes, then of the candidatures.
pub async fn propose(carbet: &Carbet, vacance_id: Uuid, depuis: u32, count: u32) -> (Vec<Uuid>, Vec<Uuid>) {
    let now = carbet.horloge.instant_utc();
    let tx = carbet.base.begin().await.unwrap();
    let (mut demandes, mut candidatures) = (Vec::new(), Vec::new());
    for n in 0..count {
        let id = Uuid::now_v7();
        insert_household(&tx, id, household(depuis + n), now).await;
        let candidate = Candidature {
            id: Uuid::now_v7(),
            vacance_id,
            departement: DEPARTEMENT.into(),
            demande_id: id,
            etat: "proposee_a_la_designation".into(),
            position: Some(i32::try_from(n).unwrap() + 1),
            note: None,
            rang: None,
            organisation: "siguy".into(),
            propose_le: jour("2026-11-05"),
            propose_par: "essai".into(),
            ecart_motif: None,
            liberee_le: None,
            liberation_motif: None,
            maj_le: now,
        };
        candidature::insert(&tx, &candidate).await.unwrap();
        let hold = Blocage {
            departement: DEPARTEMENT.into(),
            demande_id: id,
            candidature_id: candidate.id,
            vacance_id,
            bailleur: "siguy".into(),
            depuis: jour("2026-11-05"),
        };
        blocage::insert(&tx, &hold).await.unwrap();
        demandes.push(id);
        candidatures.push(candidate.id);
    }
    tx.commit().await.unwrap();
    (demandes, candidatures)
}

pub async fn insert_household(tx: &stockage::Transaction, id: Uuid, demande: Demande, now: DateTime<Utc>) {
    let meta = Meta {
        source: "essai".into(),
        extrait_le: Some(jour("2026-11-13")),
        origine: Origine::Sne,
        agent: "essai".into(),
        instant_utc: now,
        protege: false,
    };
    demande::insert(tx, &NouvelleDemande { departement: DEPARTEMENT.into(), id, demande, meta }).await.unwrap();
}

/// Whether a household is held out of other lists.
pub async fn is_held(carbet: &Carbet, demande: Uuid) -> bool {
    blocage::find(&carbet.base, DEPARTEMENT, demande).await.unwrap().is_some()
}
