//! Act: free a household proposed for a vacancy, with the reason.

use droit::etats::MotifLiberation;
use stockage::candidature::{self, Candidature};
use stockage::{decision, seance, seance_point};
use uuid::Uuid;

use crate::carbet::{ActeEnCours, Carbet};
use crate::droits::{Acte, Acteur};
use crate::issue::{Echec, Refus};
use crate::portee_vacance::find_vacance;
use crate::seance::point;
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
        "proposee_a_la_designation" => {}
        "inscrite_en_seance" => check_sans_attribution(&acte, &candidate).await?,
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

/// CCH R. 441-3: an attribution rests on the files examined beside it. Once one is decided for the home, a candidate
/// leaves by a decision of the commission, never by being freed.
async fn check_sans_attribution(acte: &ActeEnCours, candidate: &Candidature) -> Result<(), Echec> {
    for ligne in seance_point::list_de_vacance(&acte.tx, candidate.vacance_id).await? {
        if ligne.etat == point::RETIRE {
            continue;
        }
        let Some(session) = seance::find(&acte.tx, ligne.seance_id).await? else { continue };
        if session.etat == "close" {
            continue;
        }
        let taken = decision::list_de_seance(&acte.tx, session.id).await?;
        if taken.iter().any(|d| d.point_id == ligne.id && d.rang.is_some()) {
            return Err(Refus::new(
                "attribution_prononcee",
                "La commission a déjà attribué ce logement, sur l’examen de ce ménage parmi les autres.",
                "Enregistrez, en séance, la décision de la commission pour ce ménage : elle le libère.",
            )
            .article("CCH R. 441-3")
            .into());
        }
    }
    Ok(())
}
