//! Act: saying which title to stay a holder of the future lease has, as seen at a desk (CCH R. 300-2, R2.02).

use droit::demande::{Demande, TitreSejour};
use droit::jour::{Jour, format_fr};
use droit::parametres::LigneTitre;
use serde_json::json;
use stockage::demande::Origine;
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::droits::{Acte, Acteur};
use crate::idempotence;
use crate::issue::{Echec, Refus};
use crate::modifier_etat::{get_en_portee, write_version};

/// What the desk saw, and of whom.
pub struct SejourConstate {
    /// Place of the person in the household.
    pub rang: usize,
    /// Code of the dated list, [`TitreSejour::AUCUN`], or `None` to take back what was said.
    pub titre: Option<String>,
    /// Last day written on the title, included.
    pub jusqu_au: Option<Jour>,
    pub cle_idempotence: Option<String>,
}

/// The titles admitted today, in the order of the list; none when the list does not reach this day.
pub fn list_titres(carbet: &Carbet) -> &[LigneTitre] {
    carbet.parametres.titres_sejour.find(carbet.aujourd_hui()).map_or(&[], |found| found.valeurs.titre.as_slice())
}

/// Writes the title of one holder. Errors: not a holder, a title out of the list, an ended or missing last day.
pub async fn constater_sejour(carbet: &Carbet, acteur: &Acteur, id: Uuid, constat: SejourConstate) -> Result<(), Echec> {
    let mut act = carbet.begin(acteur, "constater_sejour").await?;
    let stored = get_en_portee(carbet, &act, acteur, Acte::ConstaterSejour, id).await?;
    let cle = constat.cle_idempotence.as_deref();
    if idempotence::claim(&act.tx, cle, acteur, "constater_sejour", &id.to_string(), act.instant()).await?.is_some() {
        return Ok(());
    }
    check_constat(carbet, &stored.demande, &constat)?;
    let mut changed = stored.demande.clone();
    changed.dossier.menage.personnes[constat.rang].titre_sejour = constat.titre.map(|titre| TitreSejour {
        titre,
        jusqu_au: constat.jusqu_au,
        verifie_le: carbet.aujourd_hui(),
        verifie_par: acteur.organisation.clone(),
    });
    write_version(&mut act, acteur, &stored, &changed, Origine::Piece).await?;
    // Which title, and until when, stay in the file: the journal only says of whom.
    act.tell_about(&stored.departement, id, json!({ "rang": constat.rang }));
    carbet.conclude(act).await?;
    Ok(())
}

fn check_constat(carbet: &Carbet, demande: &Demande, constat: &SejourConstate) -> Result<(), Refus> {
    let menage = &demande.dossier.menage;
    if !menage.personnes.get(constat.rang).is_some_and(|p| p.is_cocontractant()) {
        return Err(Refus::new(
            "sejour_hors_bail",
            "Seul le séjour des futurs titulaires du bail est une condition d'accès.",
            "Choisissez le demandeur ou un codemandeur.",
        )
        .article("CCH R. 441-1")
        .champ("rang"));
    }
    let Some(code) = constat.titre.as_deref() else { return Ok(()) };
    let ligne = list_titres(carbet).iter().find(|ligne| ligne.code == code);
    match (ligne, constat.jusqu_au) {
        (None, _) if code == TitreSejour::AUCUN => Ok(()),
        (None, _) => Err(Refus::new(
            "titre_inconnu",
            "Ce titre n'est pas dans la liste des titres admis ce jour.",
            "Choisissez un titre de la liste, ou « Aucun titre admis ».",
        )
        .article("CCH R. 300-2")
        .champ("titre")),
        (Some(ligne), None) if ligne.echeance => Err(Refus::new(
            "echeance_absente",
            "Ce titre porte un dernier jour : sans lui, le séjour compterait sans fin.",
            "Donnez la date de fin écrite sur le titre.",
        )
        .article("CCH R. 300-2")
        .champ("sejour_jusqu_au")),
        (Some(_), Some(last)) if last < carbet.aujourd_hui() => Err(Refus::new(
            "titre_fini",
            format!("Ce titre a pris fin le {}.", format_fr(last)),
            "Demandez le récépissé de renouvellement ou l'attestation de prolongation.",
        )
        .article("CCH R. 300-2")
        .champ("sejour_jusqu_au")),
        (Some(_), _) => Ok(()),
    }
}
