//! One account per role, and an applicant's code. Told on the sign-in page, in a demonstration only.

use droit::demande::EtatDemande;
use gestion::carbet::Demonstration;
use gestion::droits::Role;
use services::{jeton, mot_de_passe};
use stockage::acces_demandeur::{self, AccesDemandeur};
use stockage::compte::{self, Compte};
use stockage::{Base, StockageError, demande};
use uuid::Uuid;

use super::{DEPARTEMENT, Semis, uuid};

const MOT_DE_PASSE: &str = "carbet-demo";
/// The applicant's code, as a desk would print it.
const CODE: &str = "CARBE-2DEM2";

/// Identifier, name, role, organisation, what the page says.
const COMPTES: &[(&str, &str, Role, &str, &str)] = &[
    ("bailleur@demo.invalid", "Mylène Assard", Role::Bailleur, "siguy", "Chargée d’attribution d’un bailleur (SIGUY)"),
    ("agglo@demo.invalid", "Régis Toussaint", Role::Agglo, "cacl", "Chargé de mission habitat de l’agglomération"),
    ("caleol@demo.invalid", "Odile Kaïba", Role::Caleol, "siguy", "Membre de la commission d’attribution"),
    ("etat@demo.invalid", "Sabine Moreau", Role::Etat, "etat", "État, réservataire"),
    ("commune@demo.invalid", "Joël Ringuet", Role::Commune, "commune_97302", "Commune de Cayenne, réservataire"),
    ("guichet@demo.invalid", "Fabienne Loé", Role::Guichet, "adil", "Guichet d’enregistrement"),
    ("adil@demo.invalid", "Maurice Sainte-Rose", Role::Adil, "adil", "ADIL"),
    ("ctg@demo.invalid", "Nadège Ho-Tin", Role::Ctg, "ctg", "Collectivité territoriale, réservataire"),
    ("action-logement@demo.invalid", "Cédric Valmy", Role::ActionLogement, "action_logement", "Action Logement, réservataire"),
    ("social@demo.invalid", "Irène Gabriel", Role::Social, "ctg", "Travail social"),
    ("referent@demo.invalid", "Saint-Clair Amaïs", Role::Referent, "cacl", "Référent relogement"),
    ("observatoire@demo.invalid", "Lucie Berthelot", Role::Observatoire, "audeg", "Observatoire"),
    ("admin@demo.invalid", "Administration technique", Role::Admin, "cacl", "Administration technique"),
    ("dpo@demo.invalid", "Paul Desmangles", Role::Dpo, "cacl", "Protection des données"),
];

pub async fn write(semis: &Semis<'_>) -> Result<(), StockageError> {
    // Twelve characters at least are asked of real passwords; this one is public.
    let digest = mot_de_passe::hash_sans_controle(MOT_DE_PASSE);
    let comptes: Vec<Compte> = COMPTES
        .iter()
        .enumerate()
        .map(|(rang, (identifiant, nom, role, organisation, _))| Compte {
            id: Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0100 + rang as u128),
            identifiant: compte::normalise_identifiant(identifiant),
            nom: (*nom).to_owned(),
            role: role.code().to_owned(),
            organisation: (*organisation).to_owned(),
            territoire: None,
            mot_de_passe: digest.clone(),
            etat: "actif".to_owned(),
            doit_changer: false,
            echecs: 0,
            verrouille_jusqu_au: None,
            cree_le: semis.instant,
            derniere_connexion_le: None,
        })
        .collect();
    compte::insert_lot(semis.tx, &comptes).await?;
    if let Some(chosen) = semis.jeu.demandes.iter().find(|d| matches!(d.demande.etat, EtatDemande::Enregistree { .. })) {
        let acces = AccesDemandeur {
            departement: DEPARTEMENT.to_owned(),
            demande_id: uuid(chosen.id),
            code_empreinte: jeton::digest_jeton(CODE),
            cree_le: semis.instant,
            echecs: 0,
            verrouille_jusqu_au: None,
        };
        acces_demandeur::insert(semis.tx, &acces).await?;
    }
    Ok(())
}

/// What the sign-in page tells, the applicant apart.
pub fn affichage() -> Demonstration {
    Demonstration {
        comptes: COMPTES.iter().map(|(identifiant, _, _, _, role)| ((*role).to_owned(), (*identifiant).to_owned())).collect(),
        mot_de_passe: MOT_DE_PASSE.to_owned(),
        demandeur: String::new(),
    }
}

/// Adds the numéro unique of the applicant who holds the code.
pub async fn complete(base: &Base, mut affichage: Demonstration) -> Result<Demonstration, StockageError> {
    for acces in acces_demandeur::list(base, DEPARTEMENT).await? {
        let stored = demande::find(base, DEPARTEMENT, acces.demande_id).await?;
        if let Some(numero) = stored.and_then(|stored| stored.demande.numero_unique()) {
            affichage.demandeur = format!("Démonstration : numéro {numero}, code {CODE}.");
        }
    }
    Ok(affichage)
}
