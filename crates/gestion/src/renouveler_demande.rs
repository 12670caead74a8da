//! Act: renewing a demande. Carbet asks, the SNE renews: the demande changes when the SNE says so (R1.10).

use droit::etats::renouveler;
use droit::jour::{Jour, format_fr};
use serde_json::json;
use uuid::Uuid;

use crate::a_reporter::{self, Report};
use crate::carbet::Carbet;
use crate::droits::{Acte, Acteur};
use crate::echange_sne::{DemandeSne, find_ouvert};
use crate::issue::{Echec, Refus};
use crate::modifier_etat::get_en_portee;

/// Object of the line to type in the SNE.
pub const OBJET: &str = "renouvellement";

/// Asks that a demande be renewed on a day. Errors: not registered, a day that cannot be, already asked.
pub async fn renouveler_demande(carbet: &Carbet, acteur: &Acteur, id: Uuid, le: Jour) -> Result<(), Echec> {
    let mut act = carbet.begin(acteur, "renouveler_demande").await?;
    let stored = get_en_portee(carbet, &act, acteur, Acte::SaisirDemande, id).await?;
    if le > carbet.aujourd_hui() {
        return Err(Refus::new(
            "renouvellement_futur",
            format!("Le renouvellement est daté du {}, après aujourd'hui.", format_fr(le)),
            "Donnez le jour où le ménage a confirmé sa demande.",
        )
        .champ("le")
        .into());
    }
    renouveler(stored.demande.clone(), le)?;
    check_pas_deja_demande(&act, &stored.departement, id, OBJET).await?;
    let report = Report {
        evenement: "Renouvellement de la demande".to_owned(),
        ou: "Demande, Renouveler".to_owned(),
        valeurs: vec![("Date du renouvellement".to_owned(), format_fr(le))],
    };
    a_reporter::ask(carbet, &mut act, acteur, &stored, &report, DemandeSne::Renouvellement { le }).await?;
    act.tell_about(&stored.departement, id, json!({ "le": le }));
    carbet.conclude(act).await?;
    Ok(())
}

/// The same thing asked twice of the SNE would be typed twice.
pub(crate) async fn check_pas_deja_demande(
    act: &crate::carbet::ActeEnCours,
    departement: &str,
    id: Uuid,
    objet: &str,
) -> Result<(), Echec> {
    let lines = stockage::a_reporter::list_de_demande(&act.tx, departement, id).await?;
    if lines.iter().any(|line| line.objet == objet && line.fait_le.is_none()) {
        return Err(Refus::new(
            "deja_a_reporter",
            "Cela attend déjà d'être reporté dans le SNE.",
            "Suivez-le dans la liste « À reporter au SNE ».",
        )
        .into());
    }
    if find_ouvert(act, departement, id, objet).await?.is_some() {
        return Err(Refus::new(
            "deja_demande_au_sne",
            "Cela est déjà demandé au SNE, qui n'a pas encore répondu.",
            "Suivez le message sur la page « Échanges avec le SNE ».",
        )
        .into());
    }
    Ok(())
}
