//! The journal of acts: who did what, when, on what; never a name of a household.

use std::collections::HashMap;

use chrono::{DateTime, Days, NaiveTime, TimeZone, Utc};
use droit::jour::Jour;
use stockage::compte;
use stockage::journal::{self, FiltreJournal, Rapport};

use crate::carbet::{Carbet, Verification};
use crate::droits::{Acte, Acteur};
use crate::habitat::sigle;
use crate::issue::Echec;

pub const PAR_PAGE: u64 = 50;
/// Objects named on a line; the rest is counted.
const OBJETS_NOMMES: usize = 4;

/// What to list.
#[derive(Clone, Debug, Default)]
pub struct FiltreActes {
    /// First and last legal day, included.
    pub depuis: Option<Jour>,
    pub jusqu_au: Option<Jour>,
    pub acte: Option<String>,
    /// Kind and id of an object.
    pub objet: Option<(String, String)>,
    /// Lines before this number: the next page.
    pub avant: Option<i64>,
}

pub struct PageJournal {
    pub lignes: Vec<ActeJournal>,
    /// Number of the last line written.
    pub derniere: i64,
    /// Where the next page starts; `None` on the last one.
    pub suite: Option<i64>,
}

/// A line for readers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActeJournal {
    pub seq: i64,
    pub instant_utc: DateTime<Utc>,
    pub qui: String,
    pub organisation: String,
    /// Words of the act; its code when unknown.
    pub acte: String,
    pub objets: String,
    pub empreinte: String,
}

/// Acts that the journal may hold beside those of the rights table, with their words.
const ACTES: &[(&str, &str)] = &[
    ("changer_mot_de_passe", "Changer son mot de passe"),
    ("charger_territoire", "Charger des règles locales"),
    ("creer_compte", "Ouvrir un compte"),
    ("deposer_piece", "Déposer une pièce"),
    ("deverrouiller_compte", "Déverrouiller un compte"),
    ("fermer_compte", "Fermer un compte"),
    ("importer_rpls", "Importer le parc d'un bailleur"),
    ("importer_sne", "Importer un extrait du SNE"),
    ("reconnaitre_personne", "Reconnaître la même personne"),
    ("rectifier_quartiles", "Placer des baux d'après les seuils publiés"),
    ("retirer_piece", "Retirer une pièce"),
    ("rouvrir_compte", "Rouvrir un compte"),
    ("semer_demonstration", "Écrire les données de démonstration"),
    ("verifier_piece", "Vérifier une pièce"),
];

/// A page of the journal, latest first.
pub async fn list_actes(carbet: &Carbet, acteur: &Acteur, filtre: &FiltreActes) -> Result<PageJournal, Echec> {
    acteur.portee(Acte::ConsulterJournal).ok_or(Echec::Introuvable)?;
    let stocke = FiltreJournal {
        acteur: None,
        acte: filtre.acte.clone(),
        type_objet: filtre.objet.as_ref().map(|(kind, _)| kind.clone()),
        objet_id: filtre.objet.as_ref().map(|(_, id)| id.clone()),
        depuis: filtre.depuis.map(|jour| start_of(carbet, jour)),
        // The last instant of the day, both bounds being included.
        jusqu_au: filtre
            .jusqu_au
            .and_then(|jour| jour.checked_add_days(Days::new(1)))
            .map(|next| start_of(carbet, next) - chrono::Duration::microseconds(1)),
        avant: filtre.avant,
    };
    let mut lues = journal::list_page(&carbet.base, &stocke, PAR_PAGE + 1).await?;
    let more = lues.len() as u64 > PAR_PAGE;
    lues.truncate(PAR_PAGE as usize);
    let suite = if more { lues.last().map(|ligne| ligne.seq) } else { None };
    let regles = carbet.regles();
    let comptes: HashMap<String, (String, String)> = compte::list(&carbet.base)
        .await?
        .into_iter()
        .map(|compte| (compte.id.to_string(), (compte.identifiant, sigle(&regles.territoire, &compte.organisation))))
        .collect();
    let lignes = lues
        .into_iter()
        .map(|ligne| {
            let (qui, organisation) = match comptes.get(&ligne.acteur) {
                Some(found) => found.clone(),
                None if ligne.acteur == "systeme" => ("Carbet".to_owned(), String::new()),
                None => (ligne.acteur.clone(), String::new()),
            };
            ActeJournal {
                seq: ligne.seq,
                instant_utc: ligne.instant_utc,
                qui,
                organisation,
                acte: libelle_acte(&ligne.acte),
                objets: describe_objets(&ligne.objets),
                empreinte: ligne.empreinte.chars().take(8).collect(),
            }
        })
        .collect();
    Ok(PageJournal { lignes, derniere: journal::get_seq(&carbet.base).await?, suite })
}

/// Reads the whole chain and tells whether a line was changed, moved, added or removed.
pub async fn verify_chaine(carbet: &Carbet, acteur: &Acteur) -> Result<Rapport, Echec> {
    acteur.portee(Acte::ConsulterJournal).ok_or(Echec::Introuvable)?;
    let rapport = journal::verify(&carbet.base).await?;
    carbet.keep_verification(Verification {
        instant_utc: carbet.horloge.instant_utc(),
        lignes: rapport.lignes,
        anomalies: rapport.anomalies.len(),
    });
    Ok(rapport)
}

/// Codes and words of the acts one may filter on, by their words.
pub fn list_codes() -> Vec<(String, String)> {
    let mut codes: Vec<(String, String)> =
        ACTES.iter().map(|(code, libelle)| ((*code).to_owned(), (*libelle).to_owned())).collect();
    codes.extend(OF_REGISTRE.iter().map(|code| ((*code).to_owned(), libelle_acte(code))));
    codes.sort_by(|a, b| a.1.cmp(&b.1));
    codes.dedup_by(|a, b| a.0 == b.0);
    codes
}

/// Acts on demandes, homes and sessions whose code reads as words.
const OF_REGISTRE: &[&str] = &[
    "clore_seance",
    "convoquer_seance",
    "declarer_vacance",
    "decider",
    "inscrire_point",
    "liberer_candidat",
    "notifier_offre",
    "orienter_vacance",
    "ouvrir_seance",
    "preparer_seance",
    "proposer_candidat",
    "repondre_offre",
    "retirer_vacance",
    "saisir_demande",
    "signer_bail",
];

/// The words of an act. A code is a verb and nouns without accents: it reads, if plainly.
pub fn libelle_acte(code: &str) -> String {
    if let Some((_, libelle)) = ACTES.iter().find(|(known, _)| *known == code) {
        return (*libelle).to_owned();
    }
    if let Some(ligne) = crate::droits::table().iter().find(|ligne| ligne.acte.code() == code) {
        return ligne.libelle.clone();
    }
    let words = code
        .replace('_', " ")
        .replace("seance", "séance")
        .replace("declarer", "déclarer")
        .replace("liberer", "libérer")
        .replace("decider", "décider")
        .replace("preparer", "préparer")
        .replace("repondre", "répondre");
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn describe_objets(objets: &[journal::Objet]) -> String {
    let mut named: Vec<String> = objets
        .iter()
        .take(OBJETS_NOMMES)
        .map(|objet| {
            // The end of a uuid v7 is what differs from one to the next.
            let end: String = objet.id.chars().rev().take(8).collect::<Vec<_>>().into_iter().rev().collect();
            format!("{} {end}", objet.type_objet.replace('_', " "))
        })
        .collect();
    if objets.len() > OBJETS_NOMMES {
        named.push(format!("et {} autres", objets.len() - OBJETS_NOMMES));
    }
    named.join(", ")
}

/// The instant a legal day starts in the territory.
fn start_of(carbet: &Carbet, jour: Jour) -> DateTime<Utc> {
    let midnight = Utc.from_utc_datetime(&jour.and_time(NaiveTime::MIN));
    // Legal days of the French territories start within fourteen hours of the UTC one.
    (-14i64..=14)
        .rev()
        .map(|hours| midnight - chrono::Duration::hours(hours))
        .find(|instant| carbet.jour_de(*instant) == jour)
        .unwrap_or(midnight)
}
