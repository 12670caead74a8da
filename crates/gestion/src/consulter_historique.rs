//! Reading: what changed in a file, field by field, and the file as it was known on a day (R1.06), within the masks.

mod champs;

use droit::demande::Demande;
use droit::jour::Jour;
use stockage::demande::{self, DemandeStockee, Origine, VersionDossier};
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::consulter_demande::narrow;
use crate::droits::{Acte, Acteur, Masque};
use crate::issue::Echec;
use crate::portee_demandes;
use champs::Champs;

/// The life of a file, value by value.
#[derive(Clone, Debug)]
pub struct Historique {
    pub id: Uuid,
    /// As it is now, narrowed.
    pub demande: Demande,
    /// Latest first.
    pub changements: Vec<Changement>,
    /// The first day the register knew it.
    pub connue_depuis: Option<Jour>,
    /// The file on the day asked, when it was known.
    pub etat: Option<EtatAu>,
}

/// One version of the file and what it changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changement {
    pub le: Jour,
    pub source: String,
    pub origine: Origine,
    pub extrait_le: Option<Jour>,
    /// The version that opened the file: it changes nothing.
    pub entree: bool,
    /// Only the fields the caller may read.
    pub champs: Vec<ChampModifie>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChampModifie {
    pub libelle: String,
    /// `None` when it was not known.
    pub avant: Option<String>,
    /// `None` when it is no longer known.
    pub apres: Option<String>,
}

/// The file on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EtatAu {
    pub le: Jour,
    /// Day of the version that stood then.
    pub version_du: Jour,
    /// Field and value, in the order of the form.
    pub valeurs: Vec<(String, String)>,
}

/// Reads the history of a file, and the file on a day when one is asked. Traced like the file itself.
pub async fn consulter_historique(carbet: &Carbet, acteur: &Acteur, id: Uuid, au: Option<Jour>) -> Result<Historique, Echec> {
    let departement = carbet.regles().territoire.epci.departement.clone();
    let stored = demande::get(&carbet.base, &departement, id).await?;
    portee_demandes::check_demande(carbet, acteur, Acte::ConsulterDemande, &stored).await?;
    carbet.traces.note(acteur, "demande", id, carbet.horloge.instant_utc());
    let versions = demande::list_contenus(&carbet.base, &departement, id).await?;
    let masque = portee_demandes::read_masque(carbet, acteur, &stored).await?;
    let known = |day: Jour| versions.iter().rev().find(|(version, _)| carbet.jour_de(version.instant_utc) <= day);
    let etat = au.and_then(|le| {
        let (version, held) = known(le)?;
        let valeurs = tell(carbet, masque, &stored, held).into_iter().collect();
        Some(EtatAu { le, version_du: carbet.jour_de(version.instant_utc), valeurs })
    });
    Ok(Historique {
        id,
        demande: narrow(&stored.demande, masque, stored.protege),
        connue_depuis: versions.first().map(|(version, _)| carbet.jour_de(version.instant_utc)),
        changements: compare(carbet, masque, &stored, &versions),
        etat,
    })
}

/// What each version changed, within the masks of the caller; latest first.
pub(crate) fn compare(
    carbet: &Carbet,
    masque: Masque,
    stored: &DemandeStockee,
    versions: &[(VersionDossier, Demande)],
) -> Vec<Changement> {
    let mut before: Option<Champs> = None;
    let mut changements = Vec::with_capacity(versions.len());
    for (version, held) in versions {
        let after = tell(carbet, masque, stored, held);
        changements.push(Changement {
            le: carbet.jour_de(version.instant_utc),
            source: version.source.clone(),
            origine: version.origine,
            extrait_le: version.extrait_le,
            entree: before.is_none(),
            champs: before.as_ref().map_or_else(Vec::new, |before| after.differ(before)),
        });
        before = Some(after);
    }
    changements.reverse();
    changements
}

/// A version in words. A file protected today hides what its older versions say too.
fn tell(carbet: &Carbet, masque: Masque, stored: &DemandeStockee, held: &Demande) -> Champs {
    let narrowed = narrow(held, masque, stored.protege);
    Champs::read(&narrowed, &carbet.regles().territoire, masque, stored.protege)
}

/// What one file says otherwise than another, within the masks: `avant` here, `apres` in the other.
pub(crate) fn differ(
    carbet: &Carbet,
    masque: Masque,
    stored: &DemandeStockee,
    here: &Demande,
    other: &Demande,
) -> Vec<ChampModifie> {
    tell(carbet, masque, stored, other).differ(&tell(carbet, masque, stored, here))
}

/// Where a change comes from, in words (arrêté of 25 November 2010).
pub fn libelle_origine(origine: Origine) -> &'static str {
    match origine {
        Origine::Demandeur => "Déclaré par le demandeur",
        Origine::Piece => "Lu sur une pièce examinée",
        Origine::TiersValide => "Donné par un tiers, validé par le demandeur",
        Origine::Sne => "Reçu du SNE",
    }
}
