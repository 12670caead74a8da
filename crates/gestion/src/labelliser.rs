//! Act: labelling a household as a priority public, by an authority, on a proof (R3.04).

use droit::demande::{Demande, LabelPriorite, PublicPrioritaire, Sensibilite};
use droit::jour::{Jour, format_fr};
use droit::priorites::compute_depuis_label;
use serde_json::json;
use stockage::demande::Origine;
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::droits::{Acte, Acteur, Masque, Role, VueSensible};
use crate::idempotence;
use crate::issue::{Echec, Refus};
use crate::modifier_etat::{get_en_portee, write_version};

/// Longest text of a proof: a reference, never a story (R12.06).
const PREUVE_MAX: usize = 160;

pub struct Labellisation {
    pub public: PublicPrioritaire,
    /// Day of the recognition. The label counts from the day it is recorded, save for a decision of the commission de
    /// médiation and a proven emergency, that keep theirs.
    pub depuis: Jour,
    pub jusqu_au: Option<Jour>,
    /// Reference of the decision or of the paper, required; no diagnosis, no story.
    pub preuve: Option<String>,
    pub cle_idempotence: Option<String>,
}

/// The publics an actor may label: those whose existence it may see; the DALO is the State's (CCH L. 441-2-3).
pub fn list_publics(acteur: &Acteur) -> Vec<PublicPrioritaire> {
    let masque = acteur.role.masque();
    PublicPrioritaire::ALL
        .iter()
        .copied()
        .filter(|public| sees(masque, public.sensibilite()))
        .filter(|public| *public != PublicPrioritaire::Dalo || acteur.role == Role::Etat)
        .collect()
}

/// Whether a role sees what is of that sensitivity.
pub fn sees(masque: Masque, sensibilite: Sensibilite) -> bool {
    match sensibilite {
        Sensibilite::Normale | Sensibilite::Elevee => true,
        Sensibilite::Restreinte => masque.sensible == VueSensible::Oui,
        Sensibilite::Secrete => masque.secret,
    }
}

/// Labels a household. Errors: a public that is not theirs to label, impossible dates, the same label in force.
pub async fn labelliser(carbet: &Carbet, acteur: &Acteur, id: Uuid, label: Labellisation) -> Result<(), Echec> {
    let mut act = carbet.begin(acteur, "labelliser").await?;
    let stored = get_en_portee(carbet, &act, acteur, Acte::Labelliser, id).await?;
    let claimed =
        idempotence::claim(&act.tx, label.cle_idempotence.as_deref(), acteur, "labelliser", &id.to_string(), act.instant())
            .await?;
    if claimed.is_some() {
        return Ok(());
    }
    let (public, depuis, jusqu_au) = (label.public, label.depuis, label.jusqu_au);
    let preuve = label.preuve.map(|p| p.trim().to_owned()).filter(|p| !p.is_empty());
    check_label(carbet, acteur, &stored.demande, public, depuis, jusqu_au, preuve.as_deref())?;
    let (reconnu_le, depuis) = (depuis, compute_depuis_label(public, depuis, carbet.aujourd_hui()));
    if jusqu_au.is_some_and(|until| until < depuis) {
        return Err(Refus::new(
            "label_deja_fini",
            "Ce label a pris fin avant d'être enregistré : il ne peut plus compter.",
            "Si la situation dure, donnez une fin plus tardive ou laissez-la vide.",
        )
        .article("CCH L. 441-1")
        .champ("jusqu_au")
        .into());
    }
    let preuve = preuve.map(|p| if depuis == reconnu_le { p } else { format!("{p} (reconnu le {})", format_fr(reconnu_le)) });
    let mut changed: Demande = stored.demande.clone();
    changed.dossier.labels.push(LabelPriorite { public, autorite: acteur.organisation.clone(), depuis, jusqu_au, preuve });
    write_version(&mut act, acteur, &stored, &changed, Origine::Piece).await?;
    let told = json!({ "public": public.code(), "reconnu_le": reconnu_le, "depuis": depuis, "jusqu_au": jusqu_au });
    act.tell_about(&stored.departement, id, told);
    carbet.conclude(act).await?;
    Ok(())
}

fn check_label(
    carbet: &Carbet,
    acteur: &Acteur,
    demande: &Demande,
    public: PublicPrioritaire,
    depuis: Jour,
    jusqu_au: Option<Jour>,
    preuve: Option<&str>,
) -> Result<(), Refus> {
    let today = carbet.aujourd_hui();
    if !list_publics(acteur).contains(&public) {
        return Err(Refus::new(
            "label_hors_competence",
            "Ce public n'est pas de ceux que votre organisation peut labelliser.",
            "Transmettez la situation à l'autorité compétente.",
        )
        .article("CCH L. 441-1")
        .champ("public"));
    }
    if depuis > today {
        return Err(Refus::new(
            "label_futur",
            format!("Le label est daté du {}, après aujourd'hui.", format_fr(depuis)),
            "Donnez le jour de la reconnaissance.",
        )
        .champ("depuis"));
    }
    if jusqu_au.is_some_and(|until| until < depuis) {
        return Err(Refus::new("label_fini_avant", "La fin du label précède son début.", "Corrigez l'une des deux dates.")
            .champ("jusqu_au"));
    }
    if preuve.is_none() {
        return Err(Refus::new(
            "preuve_manquante",
            "Un label repose sur une décision ou une pièce : sans sa référence, il ne peut pas compter.",
            "Donnez la référence de la décision ou de la pièce vue, sans récit ni diagnostic.",
        )
        .article("CCH L. 441-1")
        .champ("preuve"));
    }
    if preuve.is_some_and(|p| p.chars().count() > PREUVE_MAX) {
        return Err(Refus::new(
            "preuve_trop_longue",
            format!("La preuve dépasse {PREUVE_MAX} caractères."),
            "Donnez la référence de la décision, sans récit ni diagnostic.",
        )
        .champ("preuve"));
    }
    let same = |l: &LabelPriorite| l.public == public && l.jusqu_au.is_none_or(|until| until >= depuis);
    if demande.dossier.labels.iter().any(same) {
        return Err(Refus::new(
            "label_en_cours",
            format!("Le label « {} » est déjà en cours sur cette demande.", public.libelle()),
            "Rien à faire : il compte déjà.",
        )
        .champ("public"));
    }
    Ok(())
}
