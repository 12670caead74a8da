//! Act: completing or correcting what the SNE needs, and sending again.
//!
//! A draft takes the values at once. A registered demande is the SNE's: the values leave with the message, and become
//! those of the demande when the SNE grants it.

use std::collections::BTreeMap;

use droit::demande::{Demande, EtatDemande};
use droit::etats::{ActeDemande, apply_demande};
use interop::sne::complete_demande;
use serde_json::json;
use stockage::demande::{self, Origine};
use stockage::message_sne;
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::consulter_echanges::find_en_portee;
use crate::droits::Acteur;
use crate::echange_sne::{self, DemandeSne, EtatMessage, read_contenu};
use crate::idempotence;
use crate::issue::{Echec, Refus};
use crate::modifier_etat::write_version;

/// Values by path of the contract; an empty one is left as it is.
#[derive(Clone, Debug, Default)]
pub struct Completion {
    pub valeurs: BTreeMap<String, String>,
    pub cle_idempotence: Option<String>,
}

/// Why it was not done: an ordinary refusal, or values that the contract refuses, by path.
#[derive(Debug)]
pub enum CompletionRefusee {
    Echec(Echec),
    Valeurs(BTreeMap<String, String>),
}

impl<E: Into<Echec>> From<E> for CompletionRefusee {
    fn from(error: E) -> CompletionRefusee {
        CompletionRefusee::Echec(error.into())
    }
}

/// Completes and sends again; returns where the new message stands. Errors: the message left already or was replaced.
pub async fn completer_message(
    carbet: &Carbet,
    acteur: &Acteur,
    id: Uuid,
    completion: Completion,
) -> Result<EtatMessage, CompletionRefusee> {
    let mut act = carbet.begin(acteur, "completer_message_sne").await?;
    let (message, _) = find_en_portee(&act.tx, acteur, id).await?;
    let cle = completion.cle_idempotence.as_deref();
    if idempotence::claim(&act.tx, cle, acteur, "completer_message_sne", &id.to_string(), act.instant()).await?.is_some() {
        return Ok(EtatMessage::AEnvoyer);
    }
    let depuis = [EtatMessage::ACompleter.code(), EtatMessage::Refuse.code()];
    if !message_sne::set_etat(&act.tx, id, &depuis, EtatMessage::Remplace.code()).await? {
        return Err(Refus::new(
            "message_parti",
            "Ce message est parti, ou a déjà été remplacé : il ne se corrige plus.",
            "Attendez la réponse du SNE, ou corrigez le message qui le remplace.",
        )
        .into());
    }
    let contenu = read_contenu(&message)?;
    let mut valeurs = contenu.valeurs.clone();
    valeurs.extend(completion.valeurs.into_iter().filter(|(_, valeur)| !valeur.trim().is_empty()));
    let stored = demande::get(&act.tx, &message.departement, message.demande_id).await?;
    let completed = complete_demande(&stored.demande, &valeurs)
        .map_err(|all| CompletionRefusee::Valeurs(all.into_iter().map(|a| (a.champ, a.raison)).collect()))?;
    let (told, kept) = match stored.demande.etat {
        EtatDemande::Brouillon | EtatDemande::EnAttenteDeNumero => {
            let etat = match stored.demande.etat {
                EtatDemande::Brouillon => apply_demande(EtatDemande::Brouillon, ActeDemande::Transmettre)?,
                ref waiting => waiting.clone(),
            };
            let changed = Demande { etat, ..completed };
            write_version(&mut act, acteur, &stored, &changed, Origine::Demandeur).await?;
            (changed, BTreeMap::new())
        }
        EtatDemande::Enregistree { .. } if contenu.demande != DemandeSne::Creation => (completed, valeurs),
        EtatDemande::Enregistree { .. } | EtatDemande::Radiee { .. } => {
            return Err(Refus::new(
                "message_sans_objet",
                "La demande a changé d'état : ce message n'a plus d'objet.",
                "Classez-le, puis reprenez la démarche depuis le dossier si elle vaut encore.",
            )
            .into());
        }
    };
    let organisation = message.organisation.as_deref();
    let asked = contenu.demande;
    let par = acteur.code();
    let stored = demande::get(&act.tx, &message.departement, message.demande_id).await?;
    let etat = echange_sne::prepare(carbet, &mut act, &stored, &told, organisation, asked, (kept, Some(id), &par)).await?;
    act.touch("message_sne", id);
    act.tell_about(&message.departement, message.demande_id, json!({ "objet": message.objet }));
    carbet.conclude(act).await?;
    Ok(etat)
}

/// Asks the SNE to take corrected values of a registered demande (message `MOD`). Nothing changes here before its answer.
pub async fn demander_mise_a_jour(
    carbet: &Carbet,
    acteur: &Acteur,
    demande_id: Uuid,
    valeurs: BTreeMap<String, String>,
) -> Result<EtatMessage, CompletionRefusee> {
    let mut act = carbet.begin(acteur, "demander_mise_a_jour_sne").await?;
    let stored =
        crate::modifier_etat::get_en_portee(carbet, &act, acteur, crate::droits::Acte::SaisirDemande, demande_id).await?;
    if carbet.regles().territoire.epci.mode_sne != droit::territoire::ModeSne::Interface {
        return Err(Refus::new(
            "pas_d_interface",
            "Ce territoire n'échange pas de messages avec le SNE.",
            "Corrigez la demande dans le SNE : le prochain extrait l'apportera.",
        )
        .into());
    }
    if !matches!(stored.demande.etat, EtatDemande::Enregistree { .. }) {
        return Err(Refus::new(
            "demande_non_enregistree",
            "Seule une demande enregistrée se met à jour dans le SNE.",
            "Un brouillon se complète ; une demande radiée ne change plus.",
        )
        .into());
    }
    let objet = DemandeSne::Modification.objet();
    crate::renouveler_demande::check_pas_deja_demande(&act, &stored.departement, demande_id, objet).await?;
    let told = complete_demande(&stored.demande, &valeurs)
        .map_err(|all| CompletionRefusee::Valeurs(all.into_iter().map(|a| (a.champ, a.raison)).collect()))?;
    let (organisation, par) = (Some(acteur.organisation.as_str()), acteur.code());
    let asked = DemandeSne::Modification;
    let etat = echange_sne::prepare(carbet, &mut act, &stored, &told, organisation, asked, (valeurs, None, &par)).await?;
    act.tell_about(&stored.departement, demande_id, json!({ "objet": objet }));
    carbet.conclude(act).await?;
    Ok(etat)
}
