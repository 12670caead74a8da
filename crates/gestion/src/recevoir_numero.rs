//! Act: typing back the numéro unique that the SNE issued (companion mode).

use droit::demande::Demande;
use droit::etats::{ActeDemande, apply_demande};
use droit::numero_unique::NumeroUnique;
use droit::territoire::ModeSne;
use serde_json::json;
use stockage::demande::Origine;
use uuid::Uuid;

use crate::carbet::{ActeEnCours, Carbet};
use crate::droits::{Acte, Acteur};
use crate::issue::{Echec, Refus};
use crate::modifier_etat::{get_en_portee, write_version};
use crate::transmettre_demande;

/// Records the number as it was typed. Errors: it is not one, it is another demande's, the demande awaits
/// none, or the territory receives its numbers from the SNE itself.
pub async fn recevoir_numero(carbet: &Carbet, acteur: &Acteur, id: Uuid, numero: &str) -> Result<(), Echec> {
    let mut act = carbet.begin(acteur, "recevoir_numero").await?;
    let stored = get_en_portee(carbet, &act, acteur, Acte::SaisirDemande, id).await?;
    if carbet.regles().territoire.epci.mode_sne == ModeSne::Interface {
        return Err(Refus::new(
            "numero_par_interface",
            "Le numéro unique arrive du SNE par l'interface : il ne se saisit pas.",
            "Attendez la réponse du SNE ; relancez l'échange si elle tarde.",
        )
        .article("CCH R. 441-2-4")
        .champ("numero_unique")
        .into());
    }
    let numero_unique = NumeroUnique::parse(numero).map_err(|error| {
        Refus::new(
            "numero_invalide",
            format!("Ce numéro unique n'est pas valable : {error}."),
            "Recopiez-le depuis l'attestation du SNE.",
        )
        .article("CCH R. 441-2-4")
        .champ("numero_unique")
    })?;
    let etat = apply_demande(stored.demande.etat.clone(), ActeDemande::RecevoirNumero { numero_unique })?;
    let changed = Demande { etat, enregistre_le: Some(carbet.aujourd_hui()), ..stored.demande.clone() };
    write_version(&mut act, acteur, &stored, &changed, Origine::Sne).await?;
    confirm(&mut act, &stored.departement, id, &[transmettre_demande::OBJET], &acteur.code()).await?;
    act.tell_about(&stored.departement, id, json!({}));
    carbet.conclude(act).await?;
    Ok(())
}

/// Ticks the lines to copy that the SNE has shown to be done.
pub(crate) async fn confirm(act: &mut ActeEnCours, departement: &str, id: Uuid, objets: &[&str], par: &str) -> Result<(), Echec> {
    for line in stockage::a_reporter::list_de_demande(&act.tx, departement, id).await? {
        if line.fait_le.is_none() && objets.contains(&line.objet.as_str()) {
            stockage::a_reporter::set_fait(&act.tx, line.id, act.instant(), par).await?;
            act.touch("a_reporter", line.id);
        }
    }
    Ok(())
}
