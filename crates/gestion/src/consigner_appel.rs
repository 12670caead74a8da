//! Acts: keeping a call to a household, and correcting it. What was said stays with the file, encrypted, and is
//! forgotten with it; a correction stands beside the call it corrects.
//!
//! A call that finds nobody is a fact, never a reason: it costs the household neither points nor place.

use droit::jour::Jour;
use stockage::appel::{self, Appel};
use stockage::demande;
use uuid::Uuid;

use crate::carbet::{ActeEnCours, Carbet};
use crate::droits::{Acte, Acteur};
use crate::idempotence::claim;
use crate::issue::{Echec, Refus};
use crate::portee_demandes::check_demande;

/// Longest note of a call, in characters.
pub const DIT_MAXIMUM: usize = 500;

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IssueAppel {
    Joint,
    Message,
    Absent,
    FauxNumero,
}

impl IssueAppel {
    pub const ALL: [IssueAppel; 4] = [IssueAppel::Joint, IssueAppel::Message, IssueAppel::Absent, IssueAppel::FauxNumero];

    pub const fn code(self) -> &'static str {
        match self {
            IssueAppel::Joint => "joint",
            IssueAppel::Message => "message",
            IssueAppel::Absent => "absent",
            IssueAppel::FauxNumero => "faux_numero",
        }
    }

    pub const fn libelle(self) -> &'static str {
        match self {
            IssueAppel::Joint => "Joint",
            IssueAppel::Message => "Message laissé",
            IssueAppel::Absent => "Pas de réponse",
            IssueAppel::FauxNumero => "Numéro qui ne répond plus au ménage",
        }
    }

    pub fn from_code(code: &str) -> Option<IssueAppel> {
        IssueAppel::ALL.into_iter().find(|issue| issue.code() == code)
    }
}

/// A call as typed.
#[derive(Clone, Debug)]
pub struct AppelSaisi {
    pub appele_le: Jour,
    pub issue: IssueAppel,
    pub dit: String,
    pub rappeler_le: Option<Jour>,
    pub cle: Option<String>,
}

/// A call as shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppelLu {
    pub id: Uuid,
    pub appele_le: Jour,
    pub issue: IssueAppel,
    pub dit: String,
    pub rappeler_le: Option<Jour>,
    pub organisation: String,
    /// A later line corrects this one.
    pub remplace: bool,
    pub est_correction: bool,
    /// The caller's organisation wrote it and nothing corrects it yet.
    pub corrigible: bool,
}

/// Keeps a call on a demande within reach. Returns its id.
///
/// # Errors
/// A day to come, a day to call again already past, a note too long, or nothing written of a person who was reached.
pub async fn consigner_appel(carbet: &Carbet, acteur: &Acteur, id: Uuid, saisi: AppelSaisi) -> Result<Uuid, Echec> {
    let departement = carbet.regles().territoire.epci.departement.clone();
    let stored = demande::get(&carbet.base, &departement, id).await?;
    check_demande(carbet, acteur, Acte::ConsignerAppel, &stored).await?;
    let mut acte = carbet.begin(acteur, "consigner_appel").await?;
    let written = write(carbet, &mut acte, acteur, (&departement, id), saisi, None).await?;
    if written.1 {
        carbet.conclude(acte).await?;
    }
    Ok(written.0)
}

/// Corrects a call that the caller's organisation kept. The first stays. Returns the demande.
///
/// # Errors
/// The same as keeping one; a call of another organisation, or corrected already.
pub async fn corriger_appel(carbet: &Carbet, acteur: &Acteur, id: Uuid, saisi: AppelSaisi) -> Result<Uuid, Echec> {
    let departement = carbet.regles().territoire.epci.departement.clone();
    let first = appel::find(&carbet.base, id).await?.filter(|a| a.departement == departement).ok_or(Echec::Introuvable)?;
    let stored = demande::get(&carbet.base, &departement, first.demande_id).await?;
    check_demande(carbet, acteur, Acte::ConsignerAppel, &stored).await?;
    if first.organisation != acteur.organisation {
        return Err(Refus::new(
            "appel_d_une_autre_organisation",
            "Cet appel a été consigné par une autre organisation.",
            "Consignez le vôtre : les deux restent lisibles.",
        )
        .into());
    }
    let mut acte = carbet.begin(acteur, "corriger_appel").await?;
    let known = appel::list_de_demande(&acte.tx, &departement, first.demande_id).await?;
    let corrected = known.iter().any(|a| a.corrige == Some(id));
    let replayed = match saisi.cle.as_deref() {
        Some(cle) => stockage::idempotence::find(&acte.tx, cle).await?.is_some(),
        None => false,
    };
    if corrected && !replayed {
        return Err(Refus::new(
            "appel_deja_corrige",
            "Cet appel est déjà corrigé.",
            "Rechargez le dossier et corrigez la dernière version.",
        )
        .into());
    }
    let written = write(carbet, &mut acte, acteur, (&departement, first.demande_id), saisi, Some(id)).await?;
    if written.1 {
        carbet.conclude(acte).await?;
    }
    Ok(first.demande_id)
}

/// The calls of a household, the last first; empty for who may not keep any.
pub async fn list_appels(carbet: &Carbet, acteur: &Acteur, id: Uuid) -> Result<Vec<AppelLu>, Echec> {
    if acteur.portee(Acte::ConsignerAppel).is_none() {
        return Ok(Vec::new());
    }
    let departement = carbet.regles().territoire.epci.departement.clone();
    let stored = demande::get(&carbet.base, &departement, id).await?;
    check_demande(carbet, acteur, Acte::ConsignerAppel, &stored).await?;
    let calls = appel::list_de_demande(&carbet.base, &departement, id).await?;
    let regles = carbet.regles();
    let shown = calls.iter().map(|a| {
        let remplace = calls.iter().any(|other| other.corrige == Some(a.id));
        AppelLu {
            id: a.id,
            appele_le: a.appele_le,
            issue: IssueAppel::from_code(&a.issue).unwrap_or(IssueAppel::Absent),
            dit: a.dit.clone(),
            rappeler_le: a.rappeler_le,
            organisation: crate::habitat::sigle(&regles.territoire, &a.organisation),
            remplace,
            est_correction: a.corrige.is_some(),
            corrigible: !remplace && a.organisation == acteur.organisation,
        }
    });
    Ok(shown.collect())
}

/// Writes a call; false when the same form had written it already.
async fn write(
    carbet: &Carbet,
    acte: &mut ActeEnCours,
    acteur: &Acteur,
    (departement, demande): (&str, Uuid),
    saisi: AppelSaisi,
    corrige: Option<Uuid>,
) -> Result<(Uuid, bool), Echec> {
    let dit = check(carbet, &saisi)?;
    let id = Uuid::now_v7();
    let nom = acte.ligne.acte.clone();
    if let Some(deja) = claim(&acte.tx, saisi.cle.as_deref(), acteur, &nom, &id.to_string(), acte.instant()).await? {
        return Ok((deja.parse().map_err(|_| Echec::Introuvable)?, false));
    }
    let row = Appel {
        id,
        departement: departement.to_owned(),
        demande_id: demande,
        appele_le: saisi.appele_le,
        issue: saisi.issue.code().to_owned(),
        dit,
        rappeler_le: saisi.rappeler_le,
        organisation: acteur.organisation.clone(),
        corrige,
        cree_le: acte.instant(),
        cree_par: acteur.code(),
    };
    appel::insert(&acte.tx, &row).await?;
    acte.touch("appel", id).tell_about(
        departement,
        demande,
        serde_json::json!({ "issue": row.issue, "rappeler_le": row.rappeler_le.map(|j| j.to_string()), "corrige": corrige }),
    );
    Ok((id, true))
}

/// What was said, trimmed.
fn check(carbet: &Carbet, saisi: &AppelSaisi) -> Result<String, Refus> {
    let jour = carbet.aujourd_hui();
    let dit = saisi.dit.trim();
    if saisi.appele_le > jour {
        let next = "Consignez-le une fois passé ; pour le prévoir, utilisez « Rappeler le ».";
        return Err(Refus::new("appel_a_venir", "L'appel est daté d'un jour à venir.", next).champ("appele_le"));
    }
    let count = dit.chars().count();
    if count > DIT_MAXIMUM {
        let why = format!("Ce qui a été dit tient en {DIT_MAXIMUM} caractères ; il y en a {count}.");
        return Err(Refus::new("appel_trop_long", why, "Gardez l'essentiel, sans santé ni vie privée.").champ("appel_dit"));
    }
    if saisi.issue == IssueAppel::Joint && dit.is_empty() {
        let next = "Écrivez en une phrase ce que la personne a répondu.";
        return Err(Refus::new("appel_sans_reponse", "La personne a été jointe, et rien n'est noté.", next).champ("appel_dit"));
    }
    if saisi.rappeler_le.is_some_and(|le| le < jour) {
        let next = "Choisissez aujourd'hui ou un jour à venir.";
        return Err(Refus::new("rappel_passe", "Le jour du rappel est déjà passé.", next).champ("rappeler_le"));
    }
    Ok(dit.to_owned())
}
