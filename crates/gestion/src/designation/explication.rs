//! Reading: « Pourquoi pas ce ménage ? » Every rule in the order of the law, for one household and one vacancy.

use droit::admissibilite::{Examen, Fondement, Niveau, check_admissibilite};
use droit::demande::{Demande, EtatDemande};
use droit::numero_unique::NumeroUnique;
use droit::tri::Tri;
use stockage::demande::{self, DemandeStockee};
use stockage::logement;
use uuid::Uuid;

use super::compute_logement;
use super::liste::{Tenus, Vue, repere};
use super::ordre::classer;
use super::regard::{Regard, RegleDite};
use crate::carbet::Carbet;
use crate::droits::{Acte, Acteur};
use crate::issue::{Echec, Refus};
use crate::portee_demandes::sees_proteges;
use crate::portee_vacance::find_vacance;
use crate::valeurs::{Depense, Valeurs};

/// Everything that was examined for one household.
#[derive(Clone, Debug)]
pub struct Explication {
    pub demande: Uuid,
    pub identite: Option<String>,
    pub repere: String,
    pub menage: String,
    pub admissible: Tri,
    /// Place among the admissible, from 1.
    pub position: Option<usize>,
    pub total: Option<i32>,
    pub depense: Depense,
    /// First rule that bars.
    pub premiere: Option<RegleDite>,
    /// Other rules that bar, in words, in the order of the law.
    pub autres: Vec<&'static str>,
    /// Facts that would decide, in words, each once.
    pub inconnus: Vec<String>,
    pub regles: Vec<RegleExaminee>,
    pub tenu_ailleurs: Option<String>,
    /// Proposed on this vacancy already.
    pub propose: bool,
    /// Proposing it is possible, with a reason when `exige_motif`.
    pub peut_proposer: bool,
}

#[derive(Clone, Debug)]
pub struct RegleExaminee {
    pub dite: RegleDite,
    pub tri: Tri,
    pub niveau: Niveau,
    pub fondement: Fondement,
}

/// Examines the household named by its numéro unique, or by the identifier that a list gives.
pub async fn expliquer(carbet: &Carbet, acteur: &Acteur, vacance: Uuid, recherche: &str) -> Result<Explication, Echec> {
    let home = find_vacance(&carbet.base, acteur, Acte::ConsulterVacances, vacance).await?;
    let ligne = logement::find(&carbet.base, home.logement_id).await?.ok_or(Echec::Introuvable)?;
    let dwelling = compute_logement(&ligne, &home)?;
    let stored = find_demande(carbet, acteur, recherche.trim()).await?;
    let tenus = Tenus::read(carbet, &carbet.base, &home).await?;
    let regles = carbet.regles();
    let valeurs = Valeurs::new(&carbet.parametres, &regles.territoire, carbet.aujourd_hui());
    let registre = carbet.registre.read();
    let classement = classer(&registre.colonnes, &valeurs, &dwelling);
    let vue = Vue { acteur, registre: &registre, valeurs: &valeurs, logement: &dwelling, tenus: &tenus, classement: &classement };
    let demande: &Demande = &stored.demande;
    let moyens = valeurs.compute_moyens(demande);
    let answer = check_admissibilite(&dwelling, demande, &valeurs.contexte(&moyens, dwelling.produit));
    let regard = vue.regard(stored.id);
    let place = classement.find(stored.id.as_bytes());
    let mut inconnus: Vec<String> = Vec::new();
    if answer.admissible.is_inconnu() {
        let open = answer.examens.iter().filter(|e| e.niveau == Niveau::Obstacle && e.constat.tri().is_inconnu());
        for word in open.flat_map(|e| regard.say(e).manque) {
            if !inconnus.contains(&word) {
                inconnus.push(word);
            }
        }
    }
    let regles_examinees = say_all(&answer.examens, regard);
    let barred = answer.examens.iter().find(|e| e.niveau == Niveau::Obstacle && e.constat.tri() == Tri::Faux);
    let tenu_ailleurs = tenus.ailleurs(stored.id).cloned();
    let propose = tenus.ici(stored.id).is_some();
    let identite = vue.identite(stored.id, demande);
    if identite.is_some() {
        carbet.traces.note(acteur, "demande", stored.id, carbet.horloge.instant_utc());
    }
    Ok(Explication {
        demande: stored.id,
        identite,
        repere: repere(stored.id.as_bytes()),
        menage: vue.menage(stored.id, demande),
        admissible: answer.admissible,
        position: place.and_then(|(position, _)| position),
        total: place.map(|(_, place)| place.total),
        depense: valeurs.compute_depense(&dwelling, demande),
        autres: list_autres(&regles_examinees),
        premiere: barred.map(|e| regard.say(e)),
        inconnus,
        regles: regles_examinees,
        peut_proposer: answer.is_presentable() && tenu_ailleurs.is_none() && !propose,
        tenu_ailleurs,
        propose,
    })
}

/// Every rule in order; rules that the caller may not tell apart are one line, that of the worst.
fn say_all(examens: &[Examen], regard: Regard) -> Vec<RegleExaminee> {
    let mut rows: Vec<RegleExaminee> = Vec::with_capacity(examens.len());
    for e in examens {
        let row = RegleExaminee { dite: regard.say(e), tri: e.constat.tri(), niveau: e.niveau, fondement: e.fondement };
        match rows.iter_mut().find(|known| known.dite.code == row.dite.code) {
            Some(known) if known.tri == Tri::Vrai || row.tri == Tri::Faux => *known = row,
            Some(_) => {}
            None => rows.push(row),
        }
    }
    rows
}

/// Rules that bar after the first one.
fn list_autres(regles: &[RegleExaminee]) -> Vec<&'static str> {
    let bars = regles.iter().filter(|r| r.niveau == Niveau::Obstacle && r.tri == Tri::Faux);
    bars.skip(1).map(|r| r.dite.libelle).collect()
}

/// The demande of a numéro unique or of an identifier. Protected and out of reach: the answer of a demande that does not exist.
async fn find_demande(carbet: &Carbet, acteur: &Acteur, recherche: &str) -> Result<DemandeStockee, Echec> {
    let departement = carbet.regles().territoire.epci.departement.clone();
    let unknown = || {
        Echec::from(
            Refus::new(
                "menage_inconnu",
                "Aucune demande de ce territoire ne répond à cette recherche.",
                "Saisissez le numéro unique tel qu’il figure sur l’attestation, 18 caractères.",
            )
            .champ("personne"),
        )
    };
    if let Ok(id) = Uuid::parse_str(recherche) {
        return demande::find(&carbet.base, &departement, id).await?.ok_or_else(unknown);
    }
    let numero = NumeroUnique::parse(recherche).map_err(|_| unknown())?;
    let found = demande::find_par_numero_unique(&carbet.base, &departement, &numero).await?.ok_or_else(unknown)?;
    let hidden = found.protege && !sees_proteges(acteur);
    let draft = matches!(found.demande.etat, EtatDemande::Brouillon | EtatDemande::EnAttenteDeNumero);
    if hidden || draft { Err(unknown()) } else { Ok(found) }
}
