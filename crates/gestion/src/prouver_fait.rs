//! Act: confirming a declared fact on a proof seen (R4.06): its points stop being provisional.

use droit::demande::{NaturePreuve, Preuve};
use droit::faits::DescriptionFait;
use serde_json::json;
use stockage::demande::Origine;
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::droits::{Acte, Acteur};
use crate::issue::{Echec, Refus};
use crate::labelliser::sees;
use crate::modifier_etat::{get_en_portee, write_version};

/// Facts a person may confirm: those the grid reads, that a household states, and that the caller may see.
pub fn list_faits_a_prouver(carbet: &Carbet, acteur: &Acteur) -> Vec<DescriptionFait> {
    let regles = carbet.regles();
    let mut used: Vec<usize> = regles.grille.criteres.iter().flat_map(|c| c.faits.iter().copied()).collect();
    used.sort_unstable();
    used.dedup();
    let masque = acteur.role.masque();
    used.into_iter()
        .filter_map(|index| regles.grille.schema().faits().get(index).cloned())
        .filter(|fait| !fait.automatique && sees(masque, fait.sensibilite))
        .collect()
}

/// Confirms a fact by its name in the grid. Errors: a fact that nobody proves here.
pub async fn prouver_fait(carbet: &Carbet, acteur: &Acteur, id: Uuid, fait: &str, nature: NaturePreuve) -> Result<(), Echec> {
    let mut act = carbet.begin(acteur, "prouver_fait").await?;
    let stored = get_en_portee(carbet, &act, acteur, Acte::ProuverFait, id).await?;
    if !list_faits_a_prouver(carbet, acteur).iter().any(|known| known.nom == fait) {
        return Err(Refus::new(
            "fait_non_prouvable",
            "Ce fait ne se confirme pas ici : il est calculé par le registre, ou la grille ne le lit pas.",
            "Choisissez un fait de la liste.",
        )
        .champ("fait")
        .into());
    }
    let mut changed = stored.demande.clone();
    let proof = Preuve { nature, depuis: carbet.aujourd_hui(), jusqu_au: None };
    changed.dossier.preuves.insert(fait.to_owned(), proof);
    write_version(&mut act, acteur, &stored, &changed, Origine::Piece).await?;
    act.tell_about(&stored.departement, id, json!({ "fait": fait, "nature": nature.code() }));
    carbet.conclude(act).await?;
    Ok(())
}
