//! Opening an account: its first password is shown once, to be handed over, and must be changed.

use serde_json::json;
use services::{jeton, mot_de_passe};
use stockage::compte::{self, Compte};
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::comptes::{check_gestion, check_role};
use crate::droits::{Acteur, Role};
use crate::idempotence::claim;
use crate::issue::{Echec, Refus};

const ACTE: &str = "creer_compte";

/// What was typed.
#[derive(Clone, Debug, Default)]
pub struct NouveauCompte {
    pub nom: String,
    /// E-mail address.
    pub identifiant: String,
    pub role: String,
    pub organisation: String,
    pub cle_idempotence: Option<String>,
}

/// An account just opened.
#[derive(Clone, Debug)]
pub struct CompteCree {
    pub id: Uuid,
    pub identifiant: String,
    /// `None` when the same form was already received: the password was shown then, and only then.
    pub mot_de_passe: Option<String>,
}

/// Opens an account.
pub async fn create_compte(carbet: &Carbet, acteur: &Acteur, saisie: &NouveauCompte) -> Result<CompteCree, Echec> {
    check_gestion(acteur)?;
    let nom = saisie.nom.split_whitespace().collect::<Vec<_>>().join(" ");
    if nom.is_empty() || nom.chars().count() > 120 {
        return Err(Refus::new(
            "nom_absent",
            "Le nom de la personne manque ou dépasse 120 caractères.",
            "Saisissez son nom et son prénom.",
        )
        .champ("nom")
        .into());
    }
    let identifiant = compte::normalise_identifiant(&saisie.identifiant);
    check_adresse(&identifiant)?;
    let Some(role) = Role::from_code(&saisie.role).filter(|role| *role != Role::Demandeur) else {
        return Err(Refus::new("role_inconnu", "Ce rôle n'existe pas.", "Choisissez un rôle de la liste.").champ("role").into());
    };
    check_role(&carbet.regles().territoire, role, &saisie.organisation)?;
    // Two codes: long enough for the rule on passwords, short enough to be read aloud.
    let premier = format!("{}-{}", jeton::create_code(), jeton::create_code());
    let digest = hash_off_thread(premier.clone()).await?;

    let mut en_cours = carbet.begin(acteur, ACTE).await?;
    let id = Uuid::now_v7();
    let instant = en_cours.instant();
    if let Some(deja) = claim(&en_cours.tx, saisie.cle_idempotence.as_deref(), acteur, ACTE, &id.to_string(), instant).await? {
        let id = Uuid::parse_str(&deja).map_err(|_| Echec::Introuvable)?;
        return Ok(CompteCree { id, identifiant, mot_de_passe: None });
    }
    if compte::find_par_identifiant(&en_cours.tx, &identifiant).await?.is_some() {
        return Err(Refus::new(
            "identifiant_pris",
            format!("Un compte existe déjà pour « {identifiant} »."),
            "Rouvrez ce compte s'il est fermé, ou saisissez une autre adresse.",
        )
        .champ("identifiant")
        .into());
    }
    let compte = Compte {
        id,
        identifiant: identifiant.clone(),
        nom,
        role: role.code().to_owned(),
        organisation: saisie.organisation.clone(),
        territoire: None,
        mot_de_passe: digest,
        etat: "actif".to_owned(),
        doit_changer: true,
        echecs: 0,
        verrouille_jusqu_au: None,
        cree_le: instant,
        derniere_connexion_le: None,
    };
    compte::insert(&en_cours.tx, &compte).await?;
    en_cours.touch("compte", id).tell(json!({ "role": compte.role, "organisation": compte.organisation }));
    carbet.conclude(en_cours).await?;
    Ok(CompteCree { id, identifiant, mot_de_passe: Some(premier) })
}

/// The digest takes a whole core for a while: not on a thread that serves pages.
pub(crate) async fn hash_off_thread(mot_de_passe: String) -> Result<String, Echec> {
    let digest = tokio::task::spawn_blocking(move || mot_de_passe::hash_mot_de_passe(&mot_de_passe)).await;
    match digest {
        Ok(Ok(digest)) => Ok(digest),
        Ok(Err(refuse)) => Err(Refus::new(
            "mot_de_passe_refuse",
            majuscule(&format!("{refuse}.")),
            "Choisissez-en un autre, par exemple une phrase.",
        )
        .champ("nouveau")
        .into()),
        Err(_) => Err(Refus::new("interrompu", "Le calcul a été interrompu.", "Recommencez dans un instant.").into()),
    }
}

fn majuscule(phrase: &str) -> String {
    let mut chars = phrase.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Enough to see a typing mistake; the address proves itself when it is used.
fn check_adresse(identifiant: &str) -> Result<(), Refus> {
    let good = identifiant.len() <= 200
        && !identifiant.contains(char::is_whitespace)
        && identifiant.split_once('@').is_some_and(|(local, domaine)| {
            !local.is_empty()
                && !domaine.contains('@')
                && domaine.split('.').count() > 1
                && domaine.split('.').all(|part| !part.is_empty())
        });
    if good {
        return Ok(());
    }
    Err(Refus::new(
        "adresse_invalide",
        "L'identifiant n'est pas une adresse électronique.",
        "Saisissez une adresse comme prenom.nom@organisme.fr.",
    )
    .champ("identifiant"))
}

#[cfg(test)]
mod tests {
    use super::check_adresse;

    #[test]
    fn an_identifier_is_an_address() {
        for good in ["a@b.fr", "bailleur@demo.invalid", "x.y+z@sous.domaine.gf"] {
            assert!(check_adresse(good).is_ok(), "{good}");
        }
        for bad in ["", "a", "a@", "@b.fr", "a@b", "a b@c.fr", "a@b@c.fr", "a@b..fr"] {
            assert!(check_adresse(bad).is_err(), "{bad}");
        }
    }
}
