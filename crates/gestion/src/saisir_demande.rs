//! Act: typing a demande at a desk. It is a draft of Carbet: only the SNE registers and numbers (C6, DESIGN 3b).

use std::collections::HashMap;

use droit::demande::{Demande, Dossier, EtatDemande, Personne};
use droit::jour::{Jour, format_fr};
use serde_json::json;
use stockage::demande::{self, Filtre, Meta, NouvelleDemande, Origine, Page, Tri};
use uuid::Uuid;

use crate::carbet::{ActeEnCours, Carbet};
use crate::droits::{Acte, Acteur};
use crate::idempotence;
use crate::importer_sne::rapprochement::identite;
use crate::issue::{Echec, Refus};
use crate::portee_demandes::sees_proteges;
use crate::protection::is_protegee;
use crate::recherche::{self, Correspondance, Naissance, Perimetre, Question};

/// Possible duplicates told at most.
const DOUBLONS_MAXIMUM: u64 = 20;

/// What was typed, already read into nouns.
#[derive(Clone, Debug)]
pub struct SaisieDemande {
    /// Day of filing at the desk.
    pub depose_le: Jour,
    /// Registering desk; five characters of the territory's list.
    pub guichet: Option<String>,
    pub dossier: Dossier,
    pub cle_idempotence: Option<String>,
}

/// The draft, and who already has a demande under the same identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemandeSaisie {
    pub id: Uuid,
    /// Told, never blocked: twins and namesakes exist.
    pub doublons: Vec<Doublon>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doublon {
    pub id: Uuid,
    pub numero_unique: Option<String>,
    pub etat: String,
    pub depose_le: Jour,
    /// `Exacte` for the same name and first name; else how close they are. The birth date is the same.
    pub comment: Correspondance,
}

/// Types a demande. Errors: the identity of the titulaire is not whole, a date is impossible, the desk is unknown.
pub async fn saisir_demande(carbet: &Carbet, acteur: &Acteur, saisie: SaisieDemande) -> Result<DemandeSaisie, Echec> {
    acteur.portee(Acte::SaisirDemande).ok_or(Echec::Introuvable)?;
    check_saisie(carbet, &saisie)?;
    let departement = carbet.regles().territoire.epci.departement.clone();
    let demande = Demande {
        etat: EtatDemande::Brouillon,
        depose_le: saisie.depose_le,
        enregistre_le: None,
        renouvele_le: None,
        guichet: saisie.guichet,
        dossier: saisie.dossier,
    };
    let titulaire = demande.dossier.menage.titulaire().ok_or(Echec::Introuvable)?.clone();
    let mut act = carbet.begin(acteur, "saisir_demande").await?;
    let id = Uuid::now_v7();
    let claimed =
        idempotence::claim(&act.tx, saisie.cle_idempotence.as_deref(), acteur, "saisir_demande", &id.to_string(), act.instant())
            .await?;
    if let Some(first) = claimed {
        let id = Uuid::parse_str(&first).map_err(|_| Echec::Introuvable)?;
        return Ok(DemandeSaisie { id, doublons: Vec::new() });
    }
    let doublons = find_doublons(carbet, &act, acteur, &departement, &titulaire).await?;
    let meta = Meta {
        source: "saisie".to_owned(),
        extrait_le: None,
        origine: Origine::Demandeur,
        agent: acteur.code(),
        instant_utc: act.instant(),
        protege: is_protegee(&demande),
    };
    demande::insert(&act.tx, &NouvelleDemande { departement: departement.clone(), id, demande, meta }).await?;
    act.tell_about(&departement, id, json!({ "doublons": doublons.iter().map(|d| d.id).collect::<Vec<_>>() }));
    carbet.conclude(act).await?;
    Ok(DemandeSaisie { id, doublons })
}

/// What was typed may be kept: who is the titulaire, possible dates, a desk of the territory.
pub(crate) fn check_saisie(carbet: &Carbet, saisie: &SaisieDemande) -> Result<(), Refus> {
    let missing = |champ: &'static str, quoi: &str| {
        Refus::new("identite_incomplete", format!("Il manque {quoi} du titulaire."), "Renseignez-le d'après la pièce d'identité.")
            .article("Arrêté du 25 novembre 2010")
            .champ(champ)
    };
    let titulaire = saisie.dossier.menage.titulaire().ok_or_else(|| missing("nom", "le nom"))?;
    let is_empty = |text: &Option<String>| text.as_deref().is_none_or(|t| stockage::nom_cle(t).is_empty());
    if is_empty(&titulaire.nom) && is_empty(&titulaire.nom_naissance) {
        return Err(missing("nom", "le nom"));
    }
    if is_empty(&titulaire.prenom) {
        return Err(missing("prenom", "le prénom"));
    }
    let Some(naissance_le) = titulaire.naissance_le else {
        return Err(missing("naissance_le", "la date de naissance"));
    };
    let today = carbet.aujourd_hui();
    if naissance_le >= today {
        return Err(Refus::new(
            "naissance_future",
            format!("La date de naissance ({}) n'est pas passée.", format_fr(naissance_le)),
            "Vérifiez le jour, le mois et l'année.",
        )
        .champ("naissance_le"));
    }
    if saisie.depose_le > today {
        return Err(Refus::new(
            "depot_futur",
            format!("La date de dépôt ({}) est après aujourd'hui.", format_fr(saisie.depose_le)),
            "Donnez le jour où le ménage a déposé sa demande.",
        )
        .champ("depose_le"));
    }
    if let Some(guichet) = &saisie.guichet
        && carbet.regles().territoire.guichet(guichet).is_none()
    {
        return Err(Refus::new(
            "guichet_inconnu",
            format!("Le guichet « {guichet} » n'est pas un guichet du territoire."),
            "Choisissez un guichet de la liste.",
        )
        .champ("guichet"));
    }
    Ok(())
}

/// Demandes of a person of the same birth date and of the same name and first name, or of names written or said nearly the
/// same (duplicate check, R1.03). Protected files are told only to who may know them.
async fn find_doublons(
    carbet: &Carbet,
    act: &ActeEnCours,
    acteur: &Acteur,
    departement: &str,
    titulaire: &Personne,
) -> Result<Vec<Doublon>, Echec> {
    let Some(key) = identite(titulaire) else { return Ok(Vec::new()) };
    let filtre = Filtre {
        departement: Some(departement.to_owned()),
        nom: Some(format!("{} {}", key.0, key.1)),
        naissance_le: Some(key.2),
        avec_proteges: sees_proteges(acteur),
        ..Filtre::default()
    };
    // The base first, within the act: what another server wrote a moment ago is there already.
    let page = demande::list_page(&act.tx, &filtre, Tri::default(), Page { numero: 1, taille: DOUBLONS_MAXIMUM }).await?;
    let mut ids: Vec<Uuid> = page.lignes.iter().map(|l| l.id).collect();
    let question = Question {
        mots: [&key.0, &key.1].into_iter().flat_map(|n| n.split(' ')).map(str::to_owned).collect(),
        naissance: Some(Naissance::Jours(vec![key.2])),
        numero: None,
    };
    let perimetre = Perimetre { proteges: sees_proteges(acteur), parmi: None };
    let near = recherche::find_question(carbet, &perimetre, &question, Some(DOUBLONS_MAXIMUM as usize));
    let close: HashMap<Uuid, Correspondance> =
        near.demandes.into_iter().filter(|(_, comment)| *comment < Correspondance::Partielle).collect();
    ids.extend(close.keys().copied());
    ids.sort_unstable();
    ids.dedup();
    let mut doublons = Vec::new();
    for stored in demande::get_lot(&act.tx, departement, &ids).await? {
        let same = stored.demande.dossier.menage.personnes.iter().any(|p| identite(p).as_ref() == Some(&key));
        let Some(comment) = same.then_some(Correspondance::Exacte).or_else(|| close.get(&stored.id).copied()) else { continue };
        doublons.push(Doublon {
            id: stored.id,
            numero_unique: stored.demande.numero_unique().map(|n| n.to_string()),
            etat: droit::etats::code_etat_demande(&stored.demande.etat).to_owned(),
            depose_le: stored.demande.depose_le,
            comment,
        });
    }
    doublons.sort_by_key(|doublon| (doublon.comment, doublon.id));
    Ok(doublons)
}
