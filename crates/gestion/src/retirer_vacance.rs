//! Act: withdraw a vacancy. Everyone it held is freed and told why; nobody loses anything by it.

use droit::etats::{ActeVacance, MotifLiberation, MotifRetrait};
use stockage::{logement, offre, seance_point};
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::droits::{Acte, Acteur};
use crate::issue::{Echec, Refus};
use crate::portee_vacance::find_vacance;
use crate::{sortie, vacance_etat};

/// Withdraws a vacancy for a reason of the list. Returns how many households were freed.
///
/// A home on an agenda leaves it; an offer still out becomes void. An offer already accepted binds: it stops the act.
pub async fn retirer_vacance(carbet: &Carbet, acteur: &Acteur, id: Uuid, motif: MotifRetrait) -> Result<usize, Echec> {
    let mut acte = carbet.begin(acteur, "retirer_vacance").await?;
    let mut home = find_vacance(&acte.tx, acteur, Acte::DeclarerVacance, id).await?;
    let jour = carbet.aujourd_hui();
    for mut line in offre::list_de_vacance(&acte.tx, home.id).await? {
        match line.etat.as_str() {
            "acceptee" => {
                return Err(Refus::new(
                    "offre_acceptee",
                    "Un ménage a accepté ce logement : il ne peut pas être retiré.",
                    "Signez le bail, ou enregistrez d’abord le désistement du ménage.",
                )
                .article("CCH R. 441-10")
                .into());
            }
            "a_notifier" | "notifiee" => {
                "caduque".clone_into(&mut line.etat);
                line.refus_motif = Some(droit::etats::MotifCaducite::VacanceRetiree.code().to_owned());
                line.maj_le = acte.instant();
                offre::update(&acte.tx, &line).await?;
                acte.touch("offre", line.id);
            }
            _ => {}
        }
    }
    for mut point in seance_point::list_de_vacance(&acte.tx, home.id).await? {
        if point.etat == "inscrit" {
            "retire".clone_into(&mut point.etat);
            point.exception_motif = Some(format!("Logement retiré : {}.", motif.libelle().to_lowercase()));
            point.maj_le = acte.instant();
            seance_point::update(&acte.tx, &point).await?;
            acte.touch("seance_point", point.id).touch("seance", point.seance_id);
        }
    }
    let retirer = ActeVacance::Retirer { le: jour, motif };
    vacance_etat::apply(&mut acte, &mut home, 0, retirer).await?;
    let freed = sortie::liberer_toutes(carbet, &mut acte, &home, MotifLiberation::VacanceRetiree, jour).await?;
    logement::set_etat(&acte.tx, home.logement_id, etat_logement(motif), acte.instant()).await?;
    acte.touch("logement", home.logement_id).tell(serde_json::json!({ "motif": motif.code(), "liberes": freed }));
    carbet.conclude(acte).await?;
    Ok(freed)
}

/// What becomes of the home: withdrawn by mistake it was let all along.
fn etat_logement(motif: MotifRetrait) -> &'static str {
    match motif {
        MotifRetrait::Travaux | MotifRetrait::Demolition | MotifRetrait::Vente | MotifRetrait::Relogement => "hors_location",
        MotifRetrait::Erreur => "loue",
        MotifRetrait::Autre => "vacant",
    }
}
