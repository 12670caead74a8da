//! Act: typing a demande at a desk. It is a draft of Carbet: only the SNE registers and numbers (C6, DESIGN 3b).

use droit::demande::{Demande, Dossier, EtatDemande, Personne};
use droit::jour::{Jour, format_fr};
use serde_json::json;
use stockage::demande::{self, Meta, NouvelleDemande, Origine};
use uuid::Uuid;

use crate::carbet::{ActeEnCours, Carbet};
use crate::droits::{Acte, Acteur};
use crate::idempotence;
use crate::issue::{Echec, Refus};
use crate::protection::is_protegee;
use crate::rapprocher_saisie::list_proches;

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
}

/// Types a demande. Errors: the identity of the titulaire is not whole, a date is impossible, the desk is unknown.
pub async fn saisir_demande(carbet: &Carbet, acteur: &Acteur, saisie: SaisieDemande) -> Result<DemandeSaisie, Echec> {
    saisir_personne_distincte(carbet, acteur, saisie, &[]).await
}

/// The same, once the desk said which close files are those of other persons: the journal keeps it.
pub async fn saisir_personne_distincte(
    carbet: &Carbet,
    acteur: &Acteur,
    saisie: SaisieDemande,
    distincts: &[Uuid],
) -> Result<DemandeSaisie, Echec> {
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
    let mut doublons = find_doublons(carbet, &act, acteur, &departement, &titulaire).await?;
    doublons.retain(|doublon| !distincts.contains(&doublon.id));
    let meta = Meta {
        source: "saisie".to_owned(),
        extrait_le: None,
        origine: Origine::Demandeur,
        agent: acteur.code(),
        instant_utc: act.instant(),
        protege: is_protegee(&demande),
    };
    demande::insert(&act.tx, &NouvelleDemande { departement: departement.clone(), id, demande, meta }).await?;
    act.tell_about(
        &departement,
        id,
        json!({ "doublons": doublons.iter().map(|d| d.id).collect::<Vec<_>>(), "personnes_differentes": distincts }),
    );
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
    let close = list_proches(carbet, &act.tx, acteur, departement, titulaire).await?;
    let same = close.into_iter().filter(|proche| proche.rapprochement.doublon == droit::doublon::Doublon::MemeIdentite);
    Ok(same.map(|p| Doublon { id: p.id, numero_unique: p.numero_unique, etat: p.etat, depose_le: p.depose_le }).collect())
}
