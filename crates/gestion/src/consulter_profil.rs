//! One's own account: what it may see, and where it is signed in.

use chrono::{DateTime, Utc};
use services::jeton;
use stockage::{compte, session_web};

use crate::carbet::Carbet;
use crate::droits::{Acte, Acteur, Masque, VueNote, VueSensible};
use crate::issue::Echec;

pub struct Profil {
    pub nom: String,
    pub identifiant: String,
    pub role: &'static str,
    pub organisation: String,
    /// What the role sees of a file, in a sentence.
    pub visible: String,
    /// Must choose another password.
    pub doit_changer: bool,
    pub sessions: Vec<SessionListee>,
}

/// An open session of the account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionListee {
    pub ouverte_le: DateTime<Utc>,
    pub vue_le: DateTime<Utc>,
    /// The one that asks.
    pub courante: bool,
}

/// Reads the account of the caller; `jeton` is the token of the session that asks.
pub async fn read_profil(carbet: &Carbet, acteur: &Acteur, jeton: &str) -> Result<Profil, Echec> {
    acteur.portee(Acte::TenirSonCompte).ok_or(Echec::Introuvable)?;
    let found = compte::find(&carbet.base, acteur.compte).await?.ok_or(Echec::Introuvable)?;
    let now = carbet.horloge.instant_utc();
    let digest = jeton::digest_jeton(jeton);
    let sessions = session_web::list_de_compte(&carbet.base, acteur.compte)
        .await?
        .into_iter()
        .filter(|session| session.expire_le > now)
        .map(|session| SessionListee {
            ouverte_le: session.cree_le,
            vue_le: session.vu_le,
            courante: session.jeton_empreinte == digest,
        })
        .collect();
    let organisation =
        carbet.regles().territoire.organisation(&found.organisation).map_or(found.organisation.clone(), |o| o.nom.clone());
    Ok(Profil {
        nom: found.nom,
        identifiant: found.identifiant,
        role: acteur.role.libelle(),
        organisation,
        visible: describe_masque(acteur.role.masque()),
        doit_changer: found.doit_changer,
        sessions,
    })
}

fn describe_masque(masque: Masque) -> String {
    if !masque.identite {
        return "Aucun dossier nominatif".to_owned();
    }
    let mut vues = vec![if masque.identite_sur.is_some() { "identité des ménages de son contingent" } else { "identité" }];
    if masque.menage {
        vues.push("ménage, ressources et logement actuel");
    }
    match masque.sensible {
        VueSensible::Oui => vues.push("faits protégés"),
        VueSensible::Drapeau => vues.push("existence d’un fait protégé"),
        VueSensible::Non => {}
    }
    if masque.secret {
        vues.push(if masque.secret_sur.is_some() { "faits secrets de ses dossiers" } else { "faits secrets" });
    }
    vues.push(match masque.note {
        VueNote::Detail => "points ligne par ligne",
        VueNote::Familles => "points par rubrique",
        VueNote::Total => "total des points",
    });
    let mut phrase = vues.join(", ");
    if let Some(first) = phrase.get(..1) {
        // Every first word starts by a plain letter.
        phrase = format!("{}{}", first.to_uppercase(), &phrase[1..]);
    }
    phrase
}
