//! Act: asking that a demande be struck off, for one of the five reasons of R. 441-2-8 and with its proof.
//! The demande stays registered until the SNE says otherwise (C7).

use droit::demande::MotifRadiation;
use droit::enregistrement::compute_echeance;
use droit::etats::{DemandeRadiation, check_radiation};
use droit::jour::{Jour, format_fr};
use serde_json::json;
use stockage::bail;
use stockage::demande::DemandeStockee;
use uuid::Uuid;

use crate::a_reporter::{self, Report};
use crate::carbet::{ActeEnCours, Carbet};
use crate::droits::{Acte, Acteur};
use crate::echange_sne::DemandeSne;
use crate::issue::{Echec, Refus};
use crate::modifier_etat::get_en_portee;
use crate::renouveler_demande::check_pas_deja_demande;

/// Object of the line to type in the SNE.
pub const OBJET: &str = "radiation";

/// What is asked, with the proofs seen.
#[derive(Clone, Copy, Debug)]
pub struct RadiationDemandee {
    pub motif: MotifRadiation,
    /// Day of the written renunciation, of the letter, of the warning or of the notice, as the reason wants.
    pub ecrit_le: Option<Jour>,
    /// Day of the landlord's reasoned decision.
    pub decide_le: Option<Jour>,
    /// The letter warned of the striking off.
    pub avertissement: bool,
}

/// Asks for a striking off. Errors: the guard of the reason, in words.
pub async fn radier_demande(carbet: &Carbet, acteur: &Acteur, id: Uuid, radiation: RadiationDemandee) -> Result<(), Echec> {
    let mut act = carbet.begin(acteur, "radier_demande").await?;
    let stored = get_en_portee(carbet, &act, acteur, Acte::SaisirDemande, id).await?;
    let wanted = read_voulue(carbet, &act, &stored, radiation).await?;
    check_radiation(&stored.demande.etat, wanted, carbet.aujourd_hui(), carbet.regles().territoire.epci.mode_sne)?;
    check_pas_deja_demande(&act, &stored.departement, id, OBJET).await?;
    let mut valeurs = vec![("Motif".to_owned(), format!("{} ({})", radiation.motif.libelle(), radiation.motif.code()))];
    valeurs.extend(radiation.ecrit_le.map(|le| ("Date de l'écrit".to_owned(), format_fr(le))));
    valeurs.extend(radiation.decide_le.map(|le| ("Date de la décision".to_owned(), format_fr(le))));
    let report = Report { evenement: "Radiation de la demande".to_owned(), ou: "Demande, onglet Radiation".to_owned(), valeurs };
    let sne = DemandeSne::Radiation { motif: radiation.motif.code().to_owned(), ecrit_le: radiation.ecrit_le };
    a_reporter::ask(carbet, &mut act, acteur, &stored, &report, sne).await?;
    act.tell_about(&stored.departement, id, json!({ "motif": radiation.motif.code() }));
    carbet.conclude(act).await?;
    Ok(())
}

async fn read_voulue(
    carbet: &Carbet,
    act: &ActeEnCours,
    stored: &DemandeStockee,
    radiation: RadiationDemandee,
) -> Result<DemandeRadiation, Echec> {
    let RadiationDemandee { ecrit_le, decide_le, avertissement, .. } = radiation;
    Ok(match radiation.motif {
        MotifRadiation::Attribution => {
            let leases = bail::list_de_demande(&act.tx, &stored.departement, stored.id).await?;
            DemandeRadiation::Attribution { bail_signe_le: leases.first().map(|b| b.signe_le) }
        }
        MotifRadiation::Abandon => DemandeRadiation::Abandon { ecrit_le },
        MotifRadiation::SansReponse => DemandeRadiation::SansReponse { courrier_le: ecrit_le, avertissement },
        MotifRadiation::Irrecevabilite => DemandeRadiation::Irrecevabilite { averti_le: ecrit_le, decide_le },
        MotifRadiation::NonRenouvellement => {
            let delais = carbet.parametres.delais.find(carbet.aujourd_hui()).ok();
            let due = delais.and_then(|d| compute_echeance(d.valeurs, stored.demande.depose_le, stored.demande.renouvele_le));
            let expire_le = due.map(|due| due.expire_le).ok_or_else(|| {
                Refus::new(
                    "echeance_inconnue",
                    "L'échéance de cette demande ne peut pas être calculée.",
                    "Vérifiez les dates de dépôt et de renouvellement.",
                )
            })?;
            DemandeRadiation::NonRenouvellement { preavis_le: ecrit_le, expire_le }
        }
    })
}
