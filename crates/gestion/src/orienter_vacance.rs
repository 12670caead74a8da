//! Act: give a vacancy to another holder, or back to the bailleur; those whom the former designated are freed.

use chrono::Datelike;
use droit::etats::{ActeVacance, MotifLiberation};
use droit::logement::TypeReservataire;
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::declarer_vacance::{ChoixReservataire, check_choix};
use crate::droits::{Acte, Acteur};
use crate::issue::{Echec, Refus};
use crate::orientation::warn_plafond_etat;
use crate::portee_vacance::find_vacance;
use crate::{sortie, vacance_etat};

/// Orients a vacancy again, with a reason. Returns how many households were freed.
pub async fn orienter_vacance(carbet: &Carbet, acteur: &Acteur, id: Uuid, choix: ChoixReservataire) -> Result<usize, Echec> {
    let mut acte = carbet.begin(acteur, "orienter_vacance").await?;
    let mut home = find_vacance(&acte.tx, acteur, Acte::DeclarerVacance, id).await?;
    let jour = carbet.aujourd_hui();
    let same = home.reservataire.as_deref() == Some(choix.reservataire.as_str())
        && home.type_reservataire.as_deref() == Some(choix.type_reservataire.code());
    if same {
        return Err(Refus::new(
            "deja_oriente",
            "Ce logement est déjà orienté vers ce réservataire.",
            "Choisissez un autre réservataire, ou laissez l’orientation telle qu’elle est.",
        )
        .champ("reservataire")
        .into());
    }
    let mut orientation = check_choix(carbet, &choix, &home.bailleur, jour)?;
    let counted = home.orientee_le.is_some_and(|le| le.year() == jour.year());
    let former = home.type_reservataire.as_deref().and_then(TypeReservataire::from_code).filter(|_| counted);
    if let Some(warning) =
        warn_plafond_etat(carbet, &acte.tx, &home.bailleur, orientation.type_reservataire, former, jour).await?
    {
        orientation.motif = format!("{} {warning}", orientation.motif);
    }
    let mut freed = 0;
    if matches!(home.etat.as_str(), "orientee" | "en_designation") {
        vacance_etat::apply(&mut acte, &mut home, 0, ActeVacance::Rendre { le: jour }).await?;
        freed = sortie::liberer_toutes(carbet, &mut acte, &home, MotifLiberation::RetraitDesignation, jour).await?;
    }
    home.reservataire = Some(orientation.reservataire.clone());
    home.type_reservataire = Some(orientation.type_reservataire.code().to_owned());
    home.orientee_le = Some(jour);
    home.orientation_motif = Some(orientation.motif.clone());
    home.reponse_avant_le = orientation.reponse_avant_le;
    let orienter =
        ActeVacance::Orienter { reservataire: orientation.reservataire.clone(), jusqu_au: orientation.reponse_avant_le };
    vacance_etat::apply(&mut acte, &mut home, 0, orienter).await?;
    acte.tell(serde_json::json!({
        "reservataire": orientation.reservataire, "type": orientation.type_reservataire.code(),
        "motif": orientation.motif, "liberes": freed,
    }));
    carbet.conclude(acte).await?;
    Ok(freed)
}
