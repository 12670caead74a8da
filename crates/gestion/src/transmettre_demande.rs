//! Act: handing a draft to the SNE: a fiche to type there (companion mode) or a message (interface mode).

use droit::demande::Demande;
use droit::etats::{ActeDemande, apply_demande};
use droit::jour::format_fr;
use serde_json::json;
use stockage::demande::Origine;
use stockage::message_sne;
use uuid::Uuid;

use crate::a_reporter::{self, Report};
use crate::carbet::Carbet;
use crate::droits::{Acte, Acteur};
use crate::echange_sne::{DemandeSne, EtatMessage, find_ouvert};
use crate::issue::{Echec, Refus};
use crate::modifier_etat::{get_en_portee, write_version};

/// Object of the line to type in the SNE.
pub const OBJET: &str = "creation";

/// Hands the draft over. Errors: it is no draft any more.
pub async fn transmettre_demande(carbet: &Carbet, acteur: &Acteur, id: Uuid) -> Result<(), Echec> {
    let mut act = carbet.begin(acteur, "transmettre_demande").await?;
    let stored = get_en_portee(carbet, &act, acteur, Acte::SaisirDemande, id).await?;
    let etat = apply_demande(stored.demande.etat.clone(), ActeDemande::Transmettre)?;
    let changed = Demande { etat, ..stored.demande.clone() };
    write_version(&mut act, acteur, &stored, &changed, Origine::Demandeur).await?;
    a_reporter::ask(carbet, &mut act, acteur, &stored, &report(&changed), DemandeSne::Creation).await?;
    act.tell_about(&stored.departement, id, json!({}));
    carbet.conclude(act).await?;
    Ok(())
}

/// The draft comes back to the desk: the SNE refused it, or it is to be corrected.
pub async fn reprendre_demande(carbet: &Carbet, acteur: &Acteur, id: Uuid) -> Result<(), Echec> {
    let mut act = carbet.begin(acteur, "reprendre_demande").await?;
    let stored = get_en_portee(carbet, &act, acteur, Acte::SaisirDemande, id).await?;
    let etat = apply_demande(stored.demande.etat.clone(), ActeDemande::RevenirAuBrouillon)?;
    if let Some(message) = find_ouvert(&act, &stored.departement, id, OBJET).await? {
        if !message_sne::set_etat(&act.tx, message.id, &["a_completer", "a_envoyer"], EtatMessage::Remplace.code()).await? {
            return Err(Refus::new(
                "message_parti",
                "La demande est partie au SNE : la reprendre ici n'arrêterait pas son enregistrement.",
                "Attendez sa réponse ; un refus vous rendra le brouillon.",
            )
            .into());
        }
        act.touch("message_sne", message.id);
    }
    write_version(&mut act, acteur, &stored, &Demande { etat, ..stored.demande.clone() }, Origine::Demandeur).await?;
    for line in stockage::a_reporter::list_de_demande(&act.tx, &stored.departement, id).await? {
        if line.objet == OBJET && line.fait_le.is_none() {
            stockage::a_reporter::set_fait(&act.tx, line.id, act.instant(), &acteur.code()).await?;
        }
    }
    act.tell_about(&stored.departement, id, json!({}));
    carbet.conclude(act).await?;
    Ok(())
}

fn report(demande: &Demande) -> Report {
    let mut valeurs = vec![("Date de dépôt".to_owned(), format_fr(demande.depose_le))];
    if let Some(titulaire) = demande.dossier.menage.titulaire() {
        let texts = [("Nom", titulaire.nom.as_ref().or(titulaire.nom_naissance.as_ref())), ("Prénom", titulaire.prenom.as_ref())];
        valeurs.extend(texts.into_iter().filter_map(|(label, text)| text.map(|t| (label.to_owned(), t.clone()))));
        valeurs.extend(titulaire.naissance_le.map(|le| ("Date de naissance".to_owned(), format_fr(le))));
    }
    Report { evenement: "Nouvelle demande à enregistrer".to_owned(), ou: "Nouvelle demande".to_owned(), valeurs }
}
