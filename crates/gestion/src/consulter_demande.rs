//! Reading: the file of one household, narrowed to what the caller may see, and traced.

mod evenements;
mod masquage;
mod points;
mod provenance;

use std::collections::BTreeMap;

use droit::demande::{Demande, Typologie};
use droit::enregistrement::compute_echeance;
use droit::jour::{Jour, format_fr};
use droit::numero_unique::NumeroUnique;
use droit::priorites::has_priorite;
use droit::registre::Rang;
use stockage::blocage;
use stockage::demande::{self, DemandeStockee};
use uuid::Uuid;

use crate::attente_observee::{AttenteObservee, read_attente};
use crate::carbet::Carbet;
use crate::conflits::ChampCompare;
use crate::consulter_echanges::{self, LigneEchange};
use crate::droits::{Acte, Acteur, Masque};
use crate::figer::list_provisoires_dossier;
use crate::issue::Echec;
use crate::labelliser::list_publics;
use crate::portee_demandes;
use crate::prouver_fait::list_faits_a_prouver;

pub use evenements::{EvenementDossier, NatureEvenement};
pub(crate) use masquage::narrow;
pub use points::{LigneVisible, NoteVisible, RubriqueVisible};

/// The file, already narrowed: what the caller may not see is not in it.
#[derive(Clone, Debug)]
pub struct FicheDemande {
    pub id: Uuid,
    /// Without the persons' identity, the household or the protected facts that the role may not see.
    pub demande: Demande,
    pub identite_visible: bool,
    pub menage_visible: bool,
    pub protege: bool,
    /// A label or a motive stands that the caller may not read: shown as one line « publics prioritaires ».
    pub publics_masques: bool,
    pub prioritaire: bool,
    pub expire_le: Option<Jour>,
    pub delai_depasse: bool,
    pub categorie: Option<u8>,
    pub source: String,
    pub extrait_le: Option<Jour>,
    /// `None` while the demande is not registered.
    /// National tables that answer provisionally on the day, in words.
    pub provisoires: Vec<String>,
    pub note: Option<NoteVisible>,
    /// The note that the SNE gave, when the territory scores there and the import brought it.
    pub note_sne: Option<i32>,
    pub rang: Option<Rang>,
    /// The wait observed for leases comparable to the rank.
    pub attente: Option<AttenteObservee>,
    /// Highest total of the register.
    pub total_maximum: i32,
    pub manques: Vec<Manque>,
    pub evenements: Vec<EvenementDossier>,
    /// Every value of the source contract, by path; protected ones as the caller may see them.
    pub champs: BTreeMap<String, String>,
    /// The hold, when it is on a home of the caller's own reach or the caller sees the whole territory.
    pub tenue: Option<Tenue>,
    pub lignes_a_reporter: Vec<LigneEnAttente>,
    /// Messages exchanged with the SNE about this demande, latest first.
    pub echanges: Vec<LigneEchange>,
    /// Where the present value of each block comes from, and its day.
    pub provenances: Vec<(ChampCompare, String)>,
    pub peut: Possibilites,
}

/// Something to ask the household, and what it would decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manque {
    pub quoi: String,
    pub consequence: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenue {
    pub vacance: Uuid,
    pub bailleur: String,
    pub depuis: Jour,
}

/// A line of this demande still to copy in the SNE.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LigneEnAttente {
    pub objet: String,
    pub depuis: Jour,
}

/// What the page offers to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Possibilites {
    pub labelliser: bool,
    pub prouver: bool,
    pub constater_sejour: bool,
    pub transmettre: bool,
    /// Open the draft in its form again.
    pub modifier: bool,
    pub reprendre: bool,
    pub saisir_numero: bool,
    pub renouveler: bool,
    pub radier: bool,
}

/// The demande of a numéro unique within reach, to redirect to its page.
pub async fn find_par_numero(carbet: &Carbet, acteur: &Acteur, numero: &str) -> Result<Uuid, Echec> {
    let numero = NumeroUnique::parse(numero).map_err(|_| Echec::Introuvable)?;
    let departement = carbet.regles().territoire.epci.departement.clone();
    let stored = demande::find_par_numero_unique(&carbet.base, &departement, &numero).await?.ok_or(Echec::Introuvable)?;
    portee_demandes::check_demande(carbet, acteur, Acte::ConsulterDemande, &stored).await?;
    Ok(stored.id)
}

/// Opens a file. The read is traced. Errors: `Introuvable`, also when it is out of reach.
pub async fn consulter_demande(carbet: &Carbet, acteur: &Acteur, id: Uuid) -> Result<FicheDemande, Echec> {
    let departement = carbet.regles().territoire.epci.departement.clone();
    let stored = demande::get(&carbet.base, &departement, id).await?;
    portee_demandes::check_demande(carbet, acteur, Acte::ConsulterDemande, &stored).await?;
    carbet.traces.note(acteur, "demande", id, carbet.horloge.instant_utc());
    let versions = demande::list_contenus(&carbet.base, &departement, id).await?;
    let masque = portee_demandes::read_masque(carbet, acteur, &stored).await?;
    let evenements = evenements::list_evenements(carbet, acteur, masque, &stored, &versions).await?;
    let provenances = provenance::list_provenances(carbet, &stored.demande, &versions).await?;
    let tenue = find_tenue(carbet, acteur, &stored).await?;
    let attente = find_attente(carbet, id).await?;
    let lignes_a_reporter = stockage::a_reporter::list_de_demande(&carbet.base, &departement, id)
        .await?
        .into_iter()
        .filter(|line| line.fait_le.is_none())
        .map(|line| LigneEnAttente { depuis: carbet.jour_de(line.cree_le), objet: line.objet })
        .collect();
    let fiche = build(carbet, acteur, masque, &stored, evenements, tenue, lignes_a_reporter);
    let echanges = consulter_echanges::list_de_demande(carbet, acteur, &stored).await?;
    Ok(FicheDemande { attente, echanges, provenances, ..fiche })
}

fn build(
    carbet: &Carbet,
    acteur: &Acteur,
    masque: Masque,
    stored: &DemandeStockee,
    evenements: Vec<EvenementDossier>,
    tenue: Option<Tenue>,
    lignes_a_reporter: Vec<LigneEnAttente>,
) -> FicheDemande {
    let jour = carbet.aujourd_hui();
    let delais = carbet.parametres.delais.find(jour).ok();
    let held = &stored.demande;
    let echeance = delais.and_then(|d| compute_echeance(d.valeurs, held.depose_le, held.renouvele_le));
    let categorie = carbet
        .parametres
        .menage
        .find(jour)
        .ok()
        .and_then(|regles| droit::ressources::compute_categorie_menage(regles.valeurs, &held.dossier.menage, jour).numero());
    let register = carbet.registre.read();
    let columns = &register.colonnes;
    let note = points::compute(carbet, columns, masque, stored);
    let total_maximum = columns.notes().totaux.iter().copied().max().unwrap_or(0);
    let rang = columns.rang_de(stored.id.as_bytes());
    drop(register);
    let masked = masquage::narrow(held, masque, stored.protege);
    FicheDemande {
        id: stored.id,
        identite_visible: masque.identite,
        menage_visible: masque.menage,
        protege: stored.protege,
        publics_masques: masquage::hides_public(held, masque),
        prioritaire: has_priorite(held, jour),
        expire_le: echeance.map(|e| e.expire_le),
        delai_depasse: points::is_delai_depasse(carbet, held, jour),
        categorie: categorie.filter(|_| masque.menage),
        source: stored.source.clone(),
        extrait_le: stored.extrait_le,
        manques: list_manques(carbet, &masked, note.as_ref(), masque.menage, jour),
        champs: masquage::list_champs(&masked, masque, stored.protege),
        provisoires: list_provisoires_dossier(&carbet.parametres, jour),
        note,
        rang,
        attente: None,
        total_maximum,
        evenements,
        tenue,
        lignes_a_reporter,
        echanges: Vec::new(),
        provenances: Vec::new(),
        note_sne: find_note_sne(carbet, &stored.demande),
        peut: list_possibilites(carbet, acteur, held),
        demande: masked,
    }
}

fn list_manques(carbet: &Carbet, demande: &Demande, note: Option<&NoteVisible>, menage_visible: bool, jour: Jour) -> Vec<Manque> {
    let mut manques = Vec::new();
    if menage_visible {
        let regles = carbet.parametres.menage.find(jour).ok();
        let retenu =
            regles.and_then(|r| droit::ressources::compute_revenu_retenu_menage(r.valeurs, &demande.dossier.menage, jour));
        if retenu.is_none() {
            use chrono::Datelike;
            manques.push(Manque {
                quoi: format!("Revenu fiscal de référence {} de chaque adulte.", jour.year() - 2),
                consequence: "Le plafond de ressources ne peut pas être jugé.".to_owned(),
            });
        }
        if let Some(le) = demande.dossier.menage.a_naitre.and_then(|a| a.prevue_le).filter(|le| *le < jour) {
            manques.push(Manque {
                quoi: format!("Naissance prévue le {} : l’enfant est-il né ?", format_fr(le)),
                consequence: "Il compte encore comme à naître dans la catégorie et le nombre de personnes.".to_owned(),
            });
        }
        if demande.dossier.recherche.souhaits.is_empty() {
            manques.push(Manque {
                quoi: "Commune souhaitée.".to_owned(),
                consequence: "La demande n'est comparée à aucune autre : elle n'a pas de rang.".to_owned(),
            });
        }
        if demande.dossier.recherche.typologies.is_empty() {
            manques.push(Manque {
                quoi: "Typologie recherchée.".to_owned(),
                consequence: "La demande n'a pas de rang et n'entre dans aucune liste.".to_owned(),
            });
        }
    }
    if let Some(note) = note {
        for ligne in note.rubriques.iter().flat_map(|r| &r.lignes) {
            for fait in &ligne.manque {
                let consequence = format!("Le critère « {} » reste à compléter.", ligne.libelle);
                match manques.iter_mut().find(|m| m.quoi == *fait) {
                    Some(known) => known.consequence = format!("{} {consequence}", known.consequence),
                    None => manques.push(Manque { quoi: fait.clone(), consequence }),
                }
            }
        }
    }
    manques
}

/// A territory that scores in the SNE imports that note beside the file, in a column « Note SNE » (DESIGN 3b). Staff see
/// both; the applicant's page never shows the second one.
fn find_note_sne(carbet: &Carbet, demande: &Demande) -> Option<i32> {
    if carbet.regles().territoire.epci.notation != droit::territoire::SourceNotation::Sne {
        return None;
    }
    let is_note = |chemin: &str| {
        let column = chemin.strip_prefix("tableau/").map(stockage::nom_cle).unwrap_or_default();
        matches!(column.as_str(), "note sne" | "cotation sne" | "points sne")
    };
    demande.dossier.champs_source.iter().find(|c| is_note(&c.chemin)).and_then(|c| c.valeur.trim().parse().ok())
}

fn list_possibilites(carbet: &Carbet, acteur: &Acteur, demande: &Demande) -> Possibilites {
    use droit::demande::EtatDemande as E;
    use droit::territoire::ModeSne;
    let desk = acteur.portee(Acte::SaisirDemande).is_some();
    let is = |code: &str| droit::etats::code_etat_demande(&demande.etat) == code;
    let compagnon = carbet.regles().territoire.epci.mode_sne == ModeSne::Compagnon;
    let registered = matches!(demande.etat, E::Enregistree { .. });
    Possibilites {
        labelliser: acteur.portee(Acte::Labelliser).is_some() && !list_publics(acteur).is_empty(),
        constater_sejour: acteur.portee(Acte::ConstaterSejour).is_some() && registered,
        prouver: acteur.portee(Acte::ProuverFait).is_some() && registered && !list_faits_a_prouver(carbet, acteur).is_empty(),
        transmettre: desk && is("brouillon"),
        modifier: desk && is("brouillon"),
        reprendre: desk && is("en_attente_de_numero"),
        saisir_numero: desk && compagnon && is("en_attente_de_numero"),
        renouveler: desk && registered,
        radier: desk && registered,
    }
}

/// What those who signed a lease where this demande ranks had waited.
async fn find_attente(carbet: &Carbet, id: Uuid) -> Result<Option<AttenteObservee>, Echec> {
    let rang = carbet.registre.read().colonnes.rang_de(id.as_bytes());
    let asked = rang.and_then(|r| Some((r.commune, Typologie::from_pieces(r.typologie_max)?)));
    match asked {
        Some((commune, typologie)) => read_attente(carbet, &commune, typologie).await,
        None => Ok(None),
    }
}

async fn find_tenue(carbet: &Carbet, acteur: &Acteur, stored: &DemandeStockee) -> Result<Option<Tenue>, Echec> {
    let Some(hold) = blocage::find(&carbet.base, &stored.departement, stored.id).await? else { return Ok(None) };
    let own = hold.bailleur == acteur.organisation || acteur.portee(Acte::ConsulterVacances).is_some();
    Ok(Some(Tenue { vacance: hold.vacance_id, bailleur: hold.bailleur, depuis: hold.depuis }).filter(|_| own))
}
