//! Reading: the households that answer what a person types in « Pourquoi pas ce ménage ? », to pick one among them.

use droit::demande::EtatDemande;
use droit::jour::format_fr;
use droit::tri::Tri;
use stockage::demande::{self, DemandeStockee};
use stockage::logement;
use uuid::Uuid;

use super::compute_logement;
use super::liste::{Tenus, Vue, repere, tell_identite};
use super::ordre::{Classement, classer};
use crate::carbet::Carbet;
use crate::droits::{Acte, Acteur, Portee};
use crate::issue::{Echec, Refus};
use crate::portee_demandes::sees_proteges;
use crate::portee_vacance::find_vacance;
use crate::recherche::{self, Perimetre};
use crate::valeurs::Valeurs;

/// Households shown at once; beyond, a longer search narrows them.
pub const TROUVES_MAXIMUM: usize = 20;
/// Households read for it: some may be drafts, which no list of a home holds.
const TROUVES_LUS: usize = 2 * TROUVES_MAXIMUM + 1;
/// Letters under which a search by name would list the register.
const LETTRES_MINIMUM: usize = 2;
/// Digits of a landmark.
const REPERE_CHIFFRES: usize = 4;

/// One household that answers, told within what the caller may see of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenageTrouve {
    pub demande: Uuid,
    /// `None` when the caller may not know.
    pub identite: Option<String>,
    pub repere: String,
    /// Birth date, numéro unique and composition, as far as the caller may read them.
    pub detail: String,
    /// Where it stands on this vacancy.
    pub situation: String,
    pub tenu_ailleurs: Option<String>,
}

/// Who answers a search, and whether others do too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trouves {
    pub menages: Vec<MenageTrouve>,
    pub autres: bool,
}

/// Looks for households by name, part of a numéro unique, birth date, or the four digits that a list shows.
///
/// Spelling matters little (`crate::recherche`). A name finds only households whose identity the caller may
/// know: the whole register for who opens any file, those proposed for this home for the others.
pub async fn chercher_menages(carbet: &Carbet, acteur: &Acteur, vacance: Uuid, texte: &str) -> Result<Trouves, Echec> {
    let home = find_vacance(&carbet.base, acteur, Acte::ConsulterVacances, vacance).await?;
    let ligne = logement::find(&carbet.base, home.logement_id).await?.ok_or(Echec::Introuvable)?;
    let dwelling = compute_logement(&ligne, &home)?;
    let tenus = Tenus::read(carbet, &carbet.base, &home).await?;
    let texte = texte.trim();
    let found =
        if is_repere(texte) { find_repere(carbet, texte).await? } else { find_texte(carbet, acteur, &tenus, texte).await? };
    if found.is_empty() {
        return Err(unknown(acteur).into());
    }
    let regles = carbet.regles();
    let valeurs = Valeurs::new(&carbet.parametres, &regles.territoire, carbet.aujourd_hui());
    let registre = carbet.registre.read();
    let classement = classer(&registre.colonnes, &valeurs, &dwelling);
    let vue = Vue { acteur, registre: &registre, valeurs: &valeurs, logement: &dwelling, tenus: &tenus, classement: &classement };
    let menages: Vec<MenageTrouve> = found.iter().take(TROUVES_MAXIMUM).map(|stored| dress(&vue, &classement, stored)).collect();
    for menage in menages.iter().filter(|m| m.identite.is_some()) {
        carbet.traces.note(acteur, "demande", menage.demande, carbet.horloge.instant_utc());
    }
    Ok(Trouves { autres: found.len() > TROUVES_MAXIMUM, menages })
}

/// Whether the caller searches the whole register by name.
fn sees_register(acteur: &Acteur) -> bool {
    let masque = acteur.role.masque();
    acteur.portee(Acte::ConsulterDemande) == Some(Portee::Territoire) && masque.identite && masque.identite_sur.is_none()
}

fn is_repere(texte: &str) -> bool {
    texte.len() == REPERE_CHIFFRES && texte.bytes().all(|b| b.is_ascii_digit())
}

/// The households of the register that the lists show under these four digits.
async fn find_repere(carbet: &Carbet, texte: &str) -> Result<Vec<DemandeStockee>, Echec> {
    let ids: Vec<Uuid> = {
        let registre = carbet.registre.read();
        let keys = (0..registre.colonnes.len()).map(|row| registre.colonnes.cle(row));
        keys.filter(|cle| repere(cle) == texte).take(TROUVES_MAXIMUM + 1).map(Uuid::from_bytes).collect()
    };
    read(carbet, &ids).await
}

async fn find_texte(carbet: &Carbet, acteur: &Acteur, tenus: &Tenus, texte: &str) -> Result<Vec<DemandeStockee>, Echec> {
    if texte.chars().filter(|c| c.is_alphanumeric()).count() < LETTRES_MINIMUM {
        return Err(too_short().into());
    }
    if !acteur.role.masque().identite {
        return Ok(Vec::new());
    }
    let whole = sees_register(acteur);
    let perimetre = Perimetre {
        // Whoever is proposed here is known by name to those who work on this home.
        proteges: sees_proteges(acteur) || !whole,
        parmi: (!whole).then(|| tenus.ici.iter().map(|c| c.demande_id).collect()),
        nommables: None,
    };
    let found = recherche::find(carbet, acteur, &perimetre, texte, Some(TROUVES_LUS));
    let ids: Vec<Uuid> = found.demandes.into_iter().map(|(id, _)| id).collect();
    let mut rows = read(carbet, &ids).await?;
    // A draft stands on no list of a home.
    rows.retain(|row| matches!(row.demande.etat, EtatDemande::Enregistree { .. } | EtatDemande::Radiee { .. }));
    Ok(rows)
}

/// The demandes of some ids, in their order.
async fn read(carbet: &Carbet, ids: &[Uuid]) -> Result<Vec<DemandeStockee>, Echec> {
    let departement = carbet.regles().territoire.epci.departement.clone();
    let mut rows = demande::get_lot(&carbet.base, &departement, ids).await?;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
    Ok(rows)
}

fn dress(vue: &Vue<'_>, classement: &Classement, stored: &DemandeStockee) -> MenageTrouve {
    let held = &stored.demande;
    let open = vue.is_ouvert(stored.id);
    let mut detail = Vec::new();
    if open {
        let born = held.dossier.menage.titulaire().and_then(|t| t.naissance_le);
        detail.extend(born.map(|le| format!("né(e) le {}", format_fr(le))));
        detail.extend(held.numero_unique().map(|n| n.to_string()));
    }
    detail.push(vue.menage(stored.id, held));
    let situation = match classement.find(stored.id.as_bytes()) {
        _ if vue.tenus.ici(stored.id).is_some() => "Proposé pour ce logement".to_owned(),
        Some((Some(position), _)) => format!("Admissible, au rang {position}"),
        Some((None, place)) if place.admissible == Tri::Inconnu => "À compléter".to_owned(),
        Some((None, _)) => "Écarté".to_owned(),
        None => "Hors de la liste".to_owned(),
    };
    MenageTrouve {
        demande: stored.id,
        identite: open.then(|| tell_identite(held)),
        repere: repere(stored.id.as_bytes()),
        detail: detail.join(", "),
        situation,
        tenu_ailleurs: vue.tenus.ailleurs(stored.id).cloned(),
    }
}

fn too_short() -> Refus {
    Refus::new(
        "recherche_courte",
        "Une seule lettre désigne trop de ménages.",
        "Saisissez au moins deux lettres du nom, ou le numéro unique.",
    )
    .champ("personne")
}

fn unknown(acteur: &Acteur) -> Refus {
    let next = if sees_register(acteur) {
        "Vérifiez l’orthographe, ou saisissez le numéro unique tel qu’il figure sur l’attestation."
    } else {
        "Avant la désignation, un nom ne se cherche que parmi les ménages proposés ici. Saisissez le numéro unique (18 caractères) ou les quatre chiffres du repère de la liste."
    };
    Refus::new("menage_inconnu", "Aucun ménage ne répond à cette recherche.", next).champ("personne")
}
