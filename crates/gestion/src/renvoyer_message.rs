//! Acts on a message as it stands: sending the same one again, saying that it left by hand, setting it aside.

use serde_json::json;
use stockage::message_sne::{self, MessageSne};
use uuid::Uuid;

use crate::carbet::{ActeEnCours, Carbet};
use crate::consulter_echanges::find_en_portee;
use crate::droits::Acteur;
use crate::echange_sne::{self, EtatMessage};
use crate::issue::{Echec, Refus};

/// Leaves the same message again: the last sending failed, or no answer came. Its reference does not change, so that the
/// SNE knows it for the same.
pub async fn renvoyer_message(carbet: &Carbet, acteur: &Acteur, id: Uuid) -> Result<(), Echec> {
    let mut act = carbet.begin(acteur, "renvoyer_message_sne").await?;
    let (message, _) = find_en_portee(&act.tx, acteur, id).await?;
    let depuis = [EtatMessage::AEnvoyer.code(), EtatMessage::Envoye.code()];
    if !message_sne::set_etat(&act.tx, id, &depuis, EtatMessage::AEnvoyer.code()).await? {
        return Err(clos(&message));
    }
    echange_sne::enqueue(&act, &message, &format!("repris/{}", Uuid::now_v7())).await?;
    tell(&mut act, &message);
    carbet.conclude(act).await.map(|_| ())
}

/// Says that these messages were carried to the SNE by hand; returns how many were waiting.
pub async fn marquer_envoyes(carbet: &Carbet, acteur: &Acteur, ids: &[Uuid]) -> Result<usize, Echec> {
    let mut act = carbet.begin(acteur, "marquer_messages_envoyes").await?;
    let mut count = 0;
    for id in ids {
        let (message, _) = find_en_portee(&act.tx, acteur, *id).await?;
        if message_sne::set_envoye(&act.tx, *id, act.instant()).await? {
            act.touch("message_sne", *id).touch("demande", message.demande_id);
            count += 1;
        }
    }
    if count == 0 {
        return Err(Refus::new(
            "rien_a_marquer",
            "Aucun de ces messages n'attendait d'être envoyé.",
            "Rechargez la page pour voir où ils en sont.",
        )
        .into());
    }
    act.tell(json!({ "messages": count }));
    carbet.conclude(act).await?;
    Ok(count)
}

/// Sets a message aside: it is not to be sent, or its refusal is accepted. The demande does not change.
pub async fn classer_message(carbet: &Carbet, acteur: &Acteur, id: Uuid) -> Result<(), Echec> {
    let mut act = carbet.begin(acteur, "classer_message_sne").await?;
    let (message, _) = find_en_portee(&act.tx, acteur, id).await?;
    if message.objet == "creation" && message.etat == EtatMessage::ACompleter.code() {
        return Err(Refus::new(
            "demande_en_attente",
            "La demande attend son numéro par ce message : le classer la laisserait sans suite.",
            "Complétez-le, ou reprenez la saisie depuis le dossier.",
        )
        .into());
    }
    let depuis = [EtatMessage::ACompleter.code(), EtatMessage::Refuse.code()];
    if !message_sne::set_etat(&act.tx, id, &depuis, EtatMessage::Remplace.code()).await? {
        return Err(clos(&message));
    }
    tell(&mut act, &message);
    carbet.conclude(act).await.map(|_| ())
}

fn tell(act: &mut ActeEnCours, message: &MessageSne) {
    act.touch("message_sne", message.id);
    act.tell_about(&message.departement, message.demande_id, json!({ "objet": message.objet }));
}

fn clos(message: &MessageSne) -> Echec {
    let state = EtatMessage::from_code(&message.etat).map_or("dans un état inconnu", EtatMessage::libelle);
    Refus::new(
        "message_clos",
        format!("Ce message est « {state} » : cela ne se fait plus."),
        "Rechargez la page pour voir où il en est.",
    )
    .into()
}
