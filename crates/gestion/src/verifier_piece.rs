//! Act: saying that a paper was examined. It proves the facts that the grid reads and that it is about (R4.06).

use droit::demande::{NaturePreuve, Preuve};
use droit::pieces::{Piece, list_faits_prouves};
use serde_json::json;
use stockage::demande::Origine;
use stockage::piece;
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::consulter_pieces::get_lisible;
use crate::droits::{Acte, Acteur};
use crate::issue::{Echec, Refus};
use crate::modifier_etat::{get_en_portee, write_version};
use crate::prouver_fait::list_faits_a_prouver;

/// Checks a paper and gives its demande. Errors: withdrawn, or checked before.
pub async fn verifier_piece(carbet: &Carbet, acteur: &Acteur, id: Uuid) -> Result<Uuid, Echec> {
    let mut act = carbet.begin(acteur, "verifier_piece").await?;
    let (row, known) = get_lisible(&act.tx, acteur, id).await?;
    let stored = get_en_portee(carbet, &act, acteur, Acte::TenirPieces, row.demande_id).await?;
    if !piece::set_etat(&act.tx, id, "verifiee", act.instant(), &acteur.code(), None).await? {
        return Err(Refus::new(
            "piece_deja_traitee",
            "Cette pièce est déjà vérifiée, ou elle a été retirée.",
            "Rien à faire : la liste montre où elle en est.",
        )
        .into());
    }
    let provable = list_faits_a_prouver(carbet, acteur);
    let mut changed = stored.demande.clone();
    let mut proven = Vec::new();
    let rows = piece::list_de_demande(&act.tx, &stored.departement, row.demande_id).await?;
    let examined: Vec<Piece> = rows.iter().filter(|p| p.etat == "verifiee").filter_map(|p| Piece::from_code(&p.code)).collect();
    for fait in list_faits_prouves(&examined) {
        if provable.iter().any(|f| f.nom == fait) && !changed.dossier.preuves.contains_key(fait) {
            let proof = Preuve { nature: NaturePreuve::Piece, depuis: carbet.aujourd_hui(), jusqu_au: None };
            changed.dossier.preuves.insert(fait.to_owned(), proof);
            proven.push(fait);
        }
    }
    if !proven.is_empty() {
        write_version(&mut act, acteur, &stored, &changed, Origine::Piece).await?;
    }
    act.touch("piece", id);
    act.tell_about(&stored.departement, row.demande_id, json!({ "piece": known.code(), "faits": proven }));
    carbet.conclude(act).await?;
    Ok(row.demande_id)
}
