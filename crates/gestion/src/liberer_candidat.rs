//! Act: free a household proposed for a vacancy, with the reason.

use droit::etats::MotifLiberation;
use stockage::candidature;
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::droits::{Acte, Acteur};
use crate::issue::{Echec, Refus};
use crate::portee_vacance::find_vacance;
use crate::sortie;

/// Reasons a person may give before the commission decided; the others come with the acts that end an offer or a vacancy.
pub const MOTIFS: &[MotifLiberation] = &[
    MotifLiberation::RetraitDesignation,
    MotifLiberation::Desistement,
    MotifLiberation::DemandeRadiee,
    MotifLiberation::Annulation,
];

/// Frees a household. Gives the vacancy it was proposed for.
pub async fn liberer_candidat(carbet: &Carbet, acteur: &Acteur, id: Uuid, motif: MotifLiberation) -> Result<Uuid, Echec> {
    let mut acte = carbet.begin(acteur, "liberer_candidat").await?;
    let mut candidate = candidature::find(&acte.tx, id).await?.ok_or(Echec::Introuvable)?;
    let home = find_vacance(&acte.tx, acteur, Acte::Designer, candidate.vacance_id).await?;
    if !MOTIFS.contains(&motif) {
        return Err(Refus::new(
            "motif_reserve",
            format!("« {} » n’est pas un motif que l’on choisit : il vient d’une décision ou d’une réponse.", motif.libelle()),
            "Choisissez un motif de la liste.",
        )
        .champ("motif")
        .into());
    }
    match candidate.etat.as_str() {
        "proposee_a_la_designation" | "inscrite_en_seance" => {}
        "liberee" | "bail_signe" => {
            return Err(Refus::new(
                "deja_libere",
                "Ce ménage n’est plus retenu pour ce logement.",
                "Rechargez la page pour voir la liste à jour.",
            )
            .into());
        }
        _ => {
            return Err(Refus::new(
                "decision_prise",
                "La commission a décidé pour ce ménage : sa libération passe par la suite de la décision.",
                "Enregistrez la réponse à l’offre ou le désistement depuis la page des offres.",
            )
            .article("CCH R. 441-10")
            .into());
        }
    }
    let motif = match (candidate.etat.as_str(), motif) {
        ("inscrite_en_seance", MotifLiberation::RetraitDesignation) => MotifLiberation::RetraitOrdreDuJour,
        _ => motif,
    };
    sortie::liberer(carbet, &mut acte, &mut candidate, motif, carbet.aujourd_hui()).await?;
    let departement = candidate.departement.clone();
    acte.touch("vacance", home.id).tell_about(
        &departement,
        candidate.demande_id,
        serde_json::json!({ "vacance": home.id, "motif": motif.code() }),
    );
    carbet.conclude(acte).await?;
    Ok(home.id)
}
