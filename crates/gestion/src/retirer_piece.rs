//! Act: withdrawing a paper filed by mistake, while the demande is a draft. Its bytes are forgotten, its line says why.

use droit::demande::EtatDemande;
use serde_json::json;
use stockage::piece;
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::consulter_pieces::get_lisible;
use crate::droits::{Acte, Acteur};
use crate::issue::{Echec, Refus};
use crate::modifier_etat::get_en_portee;

/// Longest reason: never a story.
const MOTIF_MAX: usize = 160;

/// Withdraws a paper and gives its demande. Errors: no draft any more, examined before, no reason.
pub async fn retirer_piece(carbet: &Carbet, acteur: &Acteur, id: Uuid, motif: &str) -> Result<Uuid, Echec> {
    let mut act = carbet.begin(acteur, "retirer_piece").await?;
    let (row, known) = get_lisible(&act.tx, acteur, id).await?;
    let stored = get_en_portee(carbet, &act, acteur, Acte::TenirPieces, row.demande_id).await?;
    let motif = motif.trim();
    if motif.is_empty() || motif.chars().count() > MOTIF_MAX {
        return Err(Refus::new(
            "motif_de_retrait",
            "Un retrait se motive, en une phrase courte.",
            "Dites pourquoi la pièce est retirée : autre ménage, photo illisible, doublon.",
        )
        .champ("motif")
        .into());
    }
    if stored.demande.etat != EtatDemande::Brouillon || row.etat == "verifiee" {
        return Err(Refus::new(
            "piece_acquise",
            "Cette pièce fait partie du dossier : la demande est transmise, ou la pièce est vérifiée.",
            "Déposez la bonne pièce à côté ; celle-ci reste et l’historique le dit.",
        )
        .article("CCH R. 441-2-4-1")
        .into());
    }
    if !piece::set_etat(&act.tx, id, "retiree", act.instant(), &acteur.code(), Some(motif)).await? {
        return Err(Refus::new("piece_deja_retiree", "Cette pièce est déjà retirée.", "Rien à faire.").into());
    }
    piece::delete_octets(&act.tx, id).await?;
    act.touch("piece", id);
    act.tell_about(&stored.departement, row.demande_id, json!({ "piece": known.code(), "motif": motif }));
    carbet.conclude(act).await?;
    Ok(row.demande_id)
}
