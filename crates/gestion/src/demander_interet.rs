//! Acts: « Toujours intéressé ? » asked to chosen candidates of a vacancy, and the answer, typed at the desk or on the
//! telephone, or given by the applicant.
//!
//! No answer is no answer: nothing here writes on a candidature, a hold, a demande or its points. A household that says
//! no is shown as lost on the board, and freed only by the act that frees, with its reason.

use droit::territoire::CodeModele;
use stockage::candidature;
use stockage::demande::{self, DemandeStockee};
use stockage::interet;
use stockage::preselection;
use stockage::vacance::{self, Vacance};
use uuid::Uuid;

use crate::a_reporter::nom_menage;
use crate::carbet::Carbet;
use crate::droits::{Acte, Acteur};
use crate::ecrire_demandeur::{Apercu, Canal, Message, Valeurs, compose, list_canaux, post};
use crate::habitat::{Habitats, libelle_reservataire};
use crate::idempotence::claim;
use crate::issue::{Echec, Refus};
use crate::portee_demandes::check_demande;
use crate::portee_vacance::find_vacance;
use crate::preselectionner::list_preselectionnes;
use crate::sortie::is_vivante;

pub use stockage::interet::Interet;
pub use stockage::preselection::Visite;

/// Said of a question that is asked by voice: no message leaves.
const TELEPHONE: &str = "telephone";

/// What was done for those chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bilan {
    pub ecrits: usize,
    /// To be called: no way to write to them.
    pub a_appeler: usize,
    /// Asked before: not asked again.
    pub deja: usize,
}

/// A candidate of the vacancy, what it was asked and what it answered.
#[derive(Clone, Debug)]
pub struct CandidatInterroge {
    pub demande: Uuid,
    pub menage: String,
    pub numero_unique: String,
    /// How it would be asked; `None` by voice.
    pub canal: Option<Canal>,
    pub question: Option<Interet>,
    /// The preselection, when the household is not proposed yet.
    pub preselection: Option<Uuid>,
    pub visite: Option<Visite>,
}

/// The page of the questions of a vacancy.
#[derive(Clone, Debug)]
pub struct Questions {
    pub vacance: Uuid,
    pub logement: String,
    pub reservataire: String,
    pub candidats: Vec<CandidatInterroge>,
    /// What would leave, for the first that may be written to.
    pub apercu: Option<Apercu>,
}

/// By whom an answer was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voie {
    Telephone,
    Guichet,
}

impl Voie {
    pub const fn code(self) -> &'static str {
        match self {
            Voie::Telephone => "telephone",
            Voie::Guichet => "guichet",
        }
    }

    pub fn from_code(code: &str) -> Option<Voie> {
        [Voie::Telephone, Voie::Guichet].into_iter().find(|voie| voie.code() == code)
    }
}

/// The candidates of a vacancy within reach, with their questions.
pub async fn read_questions(carbet: &Carbet, acteur: &Acteur, id: Uuid) -> Result<Questions, Echec> {
    let home = find_vacance(&carbet.base, acteur, Acte::DemanderInteret, id).await?;
    let asked = interet::list_de_vacance(&carbet.base, id).await?;
    let regles = carbet.regles();
    let valeurs = describe(carbet, &home).await?;
    let visits = preselection::list_visites(&carbet.base, id).await?;
    let waiting = list_preselectionnes(carbet, acteur, id).await?;
    let mut candidats = Vec::new();
    let mut apercu = None;
    for stored in list_candidats(carbet, &home).await? {
        let canaux = list_canaux(&carbet.base, &stored).await?;
        let canal = canaux.first().copied();
        if let (None, Some(canal)) = (&apercu, canal) {
            let message = Message { modele: CodeModele::Interet, canal, valeurs: valeurs.clone() };
            apercu = compose(carbet, acteur, &stored, &canaux, &message).ok();
        }
        candidats.push(CandidatInterroge {
            demande: stored.id,
            menage: if acteur.role.masque().identite { nom_menage(&stored) } else { String::new() },
            numero_unique: stored.demande.numero_unique().map(|n| n.to_string()).unwrap_or_default(),
            canal,
            question: asked.iter().find(|q| q.demande_id == stored.id).cloned(),
            preselection: waiting.iter().find(|p| p.demande_id == stored.id).map(|p| p.id),
            visite: visits.iter().find(|v| v.demande_id == stored.id).cloned(),
        });
    }
    Ok(Questions {
        vacance: id,
        logement: valeurs.logement.unwrap_or_default(),
        reservataire: libelle_reservataire(&regles.territoire, &home),
        candidats,
        apercu,
    })
}

/// Asks the chosen candidates, each once.
///
/// # Errors
/// Nobody chosen; a household that is not a candidate of this vacancy.
pub async fn demander_interet(
    carbet: &Carbet,
    acteur: &Acteur,
    id: Uuid,
    chosen: &[Uuid],
    cle: Option<&str>,
) -> Result<Bilan, Echec> {
    let home = find_vacance(&carbet.base, acteur, Acte::DemanderInteret, id).await?;
    if chosen.is_empty() {
        return Err(Refus::new("personne_choisi", "Aucun ménage n'est coché.", "Cochez ceux à qui poser la question.")
            .champ("demande")
            .into());
    }
    let candidates = list_candidats(carbet, &home).await?;
    let valeurs = describe(carbet, &home).await?;
    let mut acte = carbet.begin(acteur, "demander_interet").await?;
    if claim(&acte.tx, cle, acteur, "demander_interet", &id.to_string(), acte.instant()).await?.is_some() {
        return Ok(Bilan::default());
    }
    let mut bilan = Bilan::default();
    for demande in chosen {
        let stored = candidates.iter().find(|c| c.id == *demande).ok_or(Echec::Introuvable)?;
        if interet::find_de_menage(&acte.tx, id, &stored.departement, stored.id).await?.is_some() {
            bilan.deja += 1;
            continue;
        }
        let canaux = list_canaux(&acte.tx, stored).await?;
        let message =
            canaux.first().map(|canal| Message { modele: CodeModele::Interet, canal: *canal, valeurs: valeurs.clone() });
        let canal = match message {
            Some(message) => {
                let apercu = compose(carbet, acteur, stored, &canaux, &message)?;
                post(&mut acte, acteur, stored, CodeModele::Interet, apercu).await?;
                bilan.ecrits += 1;
                message.canal.code()
            }
            None => {
                bilan.a_appeler += 1;
                TELEPHONE
            }
        };
        let row = Interet {
            id: Uuid::now_v7(),
            departement: stored.departement.clone(),
            demande_id: stored.id,
            vacance_id: id,
            organisation: acteur.organisation.clone(),
            canal: canal.to_owned(),
            demande_le: carbet.aujourd_hui(),
            reponse: None,
            reponse_le: None,
            reponse_canal: None,
            reponse_par: None,
            cree_le: acte.instant(),
            cree_par: acteur.code(),
        };
        interet::insert(&acte.tx, &row).await?;
        acte.touch("interet", row.id).touch("demande", stored.id);
    }
    acte.touch("vacance", id).tell(serde_json::json!({
        "ecrits": bilan.ecrits, "a_appeler": bilan.a_appeler, "deja": bilan.deja,
    }));
    carbet.conclude(acte).await?;
    Ok(bilan)
}

/// Keeps an answer given by voice; the last one counts. Returns the vacancy.
pub async fn enregistrer_interet(carbet: &Carbet, acteur: &Acteur, id: Uuid, oui: bool, voie: Voie) -> Result<Uuid, Echec> {
    let question = interet::find(&carbet.base, id).await?.ok_or(Echec::Introuvable)?;
    let stored = demande::get(&carbet.base, &question.departement, question.demande_id).await?;
    check_demande(carbet, acteur, Acte::EnregistrerInteret, &stored).await?;
    record(carbet, acteur, "enregistrer_interet", &question, oui, voie.code()).await?;
    Ok(question.vacance_id)
}

/// The applicant's own answer.
pub async fn repondre_interet(carbet: &Carbet, acteur: &Acteur, id: Uuid, oui: bool) -> Result<(), Echec> {
    acteur.portee(Acte::RepondreInteret).ok_or(Echec::Introuvable)?;
    let question = interet::find(&carbet.base, id).await?.ok_or(Echec::Introuvable)?;
    if acteur.demande != Some(question.demande_id) || question.departement != acteur.departement {
        return Err(Echec::Introuvable);
    }
    record(carbet, acteur, "repondre_interet", &question, oui, "mon_dossier").await
}

/// The questions that wait for the applicant: the question and the home in words, while the home is to be let.
pub async fn list_mes_questions(carbet: &Carbet, acteur: &Acteur) -> Result<Vec<(Interet, String)>, Echec> {
    let id = acteur.demande.ok_or(Echec::Introuvable)?;
    let mut open = Vec::new();
    for question in interet::list_de_demande(&carbet.base, &acteur.departement, id).await? {
        let home = vacance::find(&carbet.base, question.vacance_id).await?.filter(|v| v.ouverte.is_some());
        if let Some(home) = home {
            let words = describe(carbet, &home).await?;
            open.push((question, words.logement.unwrap_or_default()));
        }
    }
    Ok(open)
}

async fn record(
    carbet: &Carbet,
    acteur: &Acteur,
    nom: &'static str,
    question: &Interet,
    oui: bool,
    voie: &str,
) -> Result<(), Echec> {
    let home = vacance::find(&carbet.base, question.vacance_id).await?.ok_or(Echec::Introuvable)?;
    if home.ouverte.is_none() {
        let next = "Il n'y a plus de réponse à donner ; votre demande continue comme avant.";
        return Err(Refus::new("logement_attribue", "Ce logement n'est plus à attribuer.", next).into());
    }
    let mut acte = carbet.begin(acteur, nom).await?;
    let answer = if oui { "oui" } else { "non" };
    interet::set_reponse(&acte.tx, question.id, answer, carbet.aujourd_hui(), voie, &acteur.code()).await?;
    acte.touch("interet", question.id).tell_about(
        &question.departement,
        question.demande_id,
        serde_json::json!({ "reponse": answer, "voie": voie }),
    );
    carbet.conclude(acte).await?;
    Ok(())
}

/// The households that may be asked: those proposed for the home and not yet freed, then those preselected.
async fn list_candidats(carbet: &Carbet, home: &Vacance) -> Result<Vec<DemandeStockee>, Echec> {
    let candidates = candidature::list_de_vacance(&carbet.base, home.id).await?;
    let mut ids: Vec<Uuid> = candidates.iter().filter(|c| is_vivante(c)).map(|c| c.demande_id).collect();
    let chosen = preselection::list_de_vacance(&carbet.base, home.id).await?;
    ids.extend(chosen.iter().map(|p| p.demande_id));
    let departement = carbet.regles().territoire.epci.departement.clone();
    let mut read = demande::get_lot(&carbet.base, &departement, &ids).await?;
    read.sort_by_key(|d| ids.iter().position(|id| *id == d.id));
    read.dedup_by_key(|d| d.id);
    Ok(read)
}

/// The home as a household is told of it: kind, residence and commune.
async fn describe(carbet: &Carbet, home: &Vacance) -> Result<Valeurs, Echec> {
    let habitats = Habitats::read(&carbet.base, &[home.logement_id]).await?;
    let regles = carbet.regles();
    let habitat = habitats.habitat(&regles.territoire, home.logement_id).ok_or(Echec::Introuvable)?;
    Ok(Valeurs {
        logement: Some(format!("{}, {}", habitat.nom, habitat.commune)),
        commune: Some(habitat.commune),
        ..Valeurs::default()
    })
}
