//! Act: the bailleur dates a step of a vacancy that Carbet cannot know, corrects it, or takes its day back (CIA, objectif 2.3).

use droit::jour::Jour;
use droit::vacance::{EtapeVacance, Jalon, check_jour_etape};
use stockage::vacance::Vacance;
use stockage::vacance_etape::{self, VacanceEtape};
use uuid::Uuid;

use crate::carbet::{ActeEnCours, Carbet};
use crate::droits::{Acte, Acteur};
use crate::idempotence;
use crate::issue::{Echec, Refus};
use crate::parcours_vacance::read_dossiers;
use crate::portee_vacance::find_vacance;

#[derive(Clone, Debug)]
pub struct JourEtape {
    pub vacance: Uuid,
    pub etape: EtapeVacance,
    /// `None` takes the day back: the step is unknown again.
    pub le: Option<Jour>,
    pub cle: Option<String>,
}

/// Writes the day. The days written before are kept, with who wrote them.
pub async fn dater_etape(carbet: &Carbet, acteur: &Acteur, saisie: JourEtape) -> Result<(), Echec> {
    let mut acte = carbet.begin(acteur, "dater_etape").await?;
    let home = find_vacance(&acte.tx, acteur, Acte::DaterEtape, saisie.vacance).await?;
    let (texte, now) = (saisie.etape.code(), acte.instant());
    if idempotence::claim(&acte.tx, saisie.cle.as_deref(), acteur, "dater_etape", texte, now).await?.is_some() {
        return Ok(());
    }
    write_jour(&mut acte, acteur, &home, saisie.etape, saisie.le, carbet.aujourd_hui()).await?;
    acte.touch("vacance", home.id).tell(serde_json::json!({ "etape": saisie.etape.code(), "le": saisie.le }));
    carbet.conclude(acte).await?;
    Ok(())
}

/// Checks a day against those known, and adds its row.
pub(crate) async fn write_jour(
    acte: &mut ActeEnCours,
    acteur: &Acteur,
    home: &Vacance,
    etape: EtapeVacance,
    le: Option<Jour>,
    aujourd_hui: Jour,
) -> Result<(), Echec> {
    let dossiers = read_dossiers(&acte.tx, std::slice::from_ref(home), aujourd_hui).await?;
    let dossier = dossiers.first().ok_or(Echec::Introuvable)?;
    match le {
        Some(le) => check_jour_etape(dossier, Jalon { etape, le }, aujourd_hui)
            .map_err(|refus| Refus::new(refus.code, refus.raison, refus.que_faire).champ("le"))?,
        None if !dossier.jalons.iter().any(|j| j.etape == etape && etape.is_datee_a_la_main()) => {
            return Err(not_dated(etape).into());
        }
        None => {}
    }
    let ligne = VacanceEtape {
        id: Uuid::now_v7(),
        vacance_id: home.id,
        etape: etape.code().to_owned(),
        le,
        saisi_par: acteur.code(),
        saisi_le: acte.instant(),
    };
    vacance_etape::insert(&acte.tx, &ligne).await?;
    acte.touch("vacance_etape", ligne.id);
    Ok(())
}

fn not_dated(etape: EtapeVacance) -> Refus {
    Refus::new(
        "etape_non_datee",
        format!("« {} » n’a pas de jour à retirer.", etape.libelle()),
        "Rechargez la page pour voir les étapes datées.",
    )
    .champ("etape")
}
