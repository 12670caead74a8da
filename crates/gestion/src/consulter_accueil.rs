//! The home page: what waits for this person today, by role, in order of urgency.
//!
//! To add a thing that waits: one function here, and its line in the role that it waits for.

mod attribution;
mod enregistrement;
mod pilotage;

use droit::jour::Jour;
use droit::objectifs::Resultat;
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::droits::{Acte, Acteur, Role};
use crate::issue::Echec;

/// What a home page shows.
#[derive(Clone, Debug, Default)]
pub struct Accueil {
    pub chiffres: Vec<Chiffre>,
    /// How the figures are counted, one sentence each.
    pub conventions: Vec<String>,
    /// Most urgent first.
    pub attentes: Vec<Attente>,
    /// Coming days, soonest first.
    pub echeances: Vec<Echeance>,
    /// Names and figures of objective A, for whoever steers.
    pub objectifs: Vec<(String, Resultat)>,
    pub actions: Vec<Action>,
}

/// A figure and where it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chiffre {
    pub valeur: String,
    pub libelle: String,
    pub detail: String,
    pub vers: Vers,
    pub urgence: Urgence,
}

/// Something to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attente {
    pub titre: String,
    pub detail: String,
    pub vers: Vers,
    /// Words of the deadline.
    pub delai: String,
    pub urgence: Urgence,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Echeance {
    pub le: Jour,
    pub titre: String,
    pub detail: String,
    pub urgence: Urgence,
}

/// An act that starts from here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    DeclarerVacance,
    SaisirDemande,
    ImporterExtrait,
    OuvrirCompte,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgence {
    Grave,
    Attention,
    Information,
    Bonne,
}

/// Where a line leads; the server knows the address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Vers {
    Vacances,
    Vacance(Uuid),
    Seances,
    Seance(Uuid),
    Offres,
    Offre(Uuid),
    AReporter,
    Imports,
    Conflits,
    Sources,
    Import(Uuid),
    Objectifs,
    Demandes {
        etat: &'static str,
    },
    /// The households to call before their demande expires.
    ARenouveler,
    Comptes,
    Journal,
    Cotation,
}

/// Lines of one kind beyond which the list of the page is enough.
const LIGNES: usize = 8;

/// Reads the home page of whoever asks.
pub async fn read_accueil(carbet: &Carbet, acteur: &Acteur) -> Result<Accueil, Echec> {
    acteur.portee(Acte::ConsulterAccueil).ok_or(Echec::Introuvable)?;
    let mut accueil = Accueil::default();
    match acteur.role {
        Role::Bailleur => {
            attribution::add_bailleur(carbet, acteur, &mut accueil).await?;
            enregistrement::add_a_reporter(carbet, Some(&acteur.organisation), &mut accueil).await?;
        }
        Role::Agglo => {
            pilotage::add_fraicheur(carbet, acteur, &mut accueil).await?;
            pilotage::add_imports(carbet, &mut accueil).await?;
            pilotage::add_sources(carbet, acteur, &mut accueil).await?;
            pilotage::add_objectifs(carbet, &mut accueil).await?;
            attribution::add_contingent(carbet, acteur, &mut accueil).await?;
            enregistrement::add_a_reporter(carbet, None, &mut accueil).await?;
        }
        Role::Guichet | Role::Adil => {
            enregistrement::add_guichet(carbet, acteur, &mut accueil).await?;
            enregistrement::add_a_reporter(carbet, Some(&acteur.organisation), &mut accueil).await?;
        }
        Role::Etat | Role::Commune | Role::Ctg | Role::ActionLogement => {
            attribution::add_contingent(carbet, acteur, &mut accueil).await?;
            pilotage::add_objectif_titulaire(carbet, acteur, &mut accueil).await?;
        }
        Role::Caleol => attribution::add_seances(carbet, acteur, &mut accueil).await?,
        Role::Observatoire => pilotage::add_objectifs(carbet, &mut accueil).await?,
        Role::Admin => pilotage::add_administration(carbet, &mut accueil).await?,
        Role::Dpo => pilotage::add_protection(carbet, &mut accueil).await?,
        Role::Social | Role::Referent => enregistrement::add_social(carbet, acteur, &mut accueil).await?,
        Role::Demandeur => return Err(Echec::Introuvable),
    }
    accueil.attentes.sort_by_key(|attente| attente.urgence);
    accueil.echeances.sort_by(|a, b| a.le.cmp(&b.le).then_with(|| a.titre.cmp(&b.titre)));
    Ok(accueil)
}

/// `3 offres`, `1 offre`, `aucune offre` as the caller gives them.
fn count(n: usize, aucun: &str, un: &str, plusieurs: &str) -> String {
    match n {
        0 => aucun.to_owned(),
        1 => un.to_owned(),
        n => format!("{n} {plusieurs}"),
    }
}

fn chiffre(valeur: usize, libelle: &str, detail: impl Into<String>, vers: Vers, urgence: Urgence) -> Chiffre {
    Chiffre {
        valeur: droit::montant::group_thousands(valeur as u64),
        libelle: libelle.to_owned(),
        detail: detail.into(),
        vers,
        urgence,
    }
}

/// How close a day is: past or today, within three days, later.
fn urgence_de(le: Jour, aujourd_hui: Jour) -> Urgence {
    match (le - aujourd_hui).num_days() {
        i64::MIN..=0 => Urgence::Grave,
        1..=3 => Urgence::Attention,
        _ => Urgence::Information,
    }
}

/// A deadline in words: `dépassé depuis le 12/11/2026`, `aujourd’hui`, `demain`, `19/11/2026`.
fn delai_en_mots(le: Jour, aujourd_hui: Jour) -> String {
    match (le - aujourd_hui).num_days() {
        i64::MIN..=-1 => format!("dépassé depuis le {}", droit::jour::format_fr(le)),
        0 => "aujourd’hui".to_owned(),
        1 => "demain".to_owned(),
        _ => droit::jour::format_fr(le),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_is_told_by_how_close_it_is() {
        let day = |d| Jour::from_ymd_opt(2026, 11, d).unwrap();
        assert_eq!(delai_en_mots(day(16), day(16)), "aujourd’hui");
        assert_eq!(delai_en_mots(day(17), day(16)), "demain");
        assert_eq!(delai_en_mots(day(12), day(16)), "dépassé depuis le 12/11/2026");
        assert_eq!(urgence_de(day(12), day(16)), Urgence::Grave);
        assert_eq!(urgence_de(day(19), day(16)), Urgence::Attention);
        assert_eq!(urgence_de(day(20), day(16)), Urgence::Information);
    }
}
