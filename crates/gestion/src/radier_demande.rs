//! Act: asking that a demande be struck off, for one of the five reasons of R. 441-2-8 and with its proof.
//! The demande stays registered until the SNE says otherwise (C7).

use droit::demande::MotifRadiation;
use droit::enregistrement::{PreuvesRadiation, compute_echeance};
use droit::etats::ask_radiation;
use droit::jour::{Jour, format_fr};
use droit::parametres::Delais;
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
    /// Whether an answer came to the letter; unknown refuses (R1.11 c).
    pub reponse_recue: Option<bool>,
}

/// Asks for a striking off. Errors: the guard of the reason, in words.
pub async fn radier_demande(carbet: &Carbet, acteur: &Acteur, id: Uuid, radiation: RadiationDemandee) -> Result<(), Echec> {
    let mut act = carbet.begin(acteur, "radier_demande").await?;
    let stored = get_en_portee(carbet, &act, acteur, Acte::SaisirDemande, id).await?;
    let jour = carbet.aujourd_hui();
    let delais = get_delais(carbet, jour)?;
    let preuves = read_preuves(delais, &act, &stored, radiation).await?;
    let mode = carbet.regles().territoire.epci.mode_sne;
    ask_radiation(delais, &stored.demande.etat, radiation.motif, &preuves, jour, mode)?;
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

/// The delays of the law in force on a day (R. 441-2-7, R. 441-2-8): nothing is asked on delays that nobody knows.
pub(crate) fn get_delais(carbet: &Carbet, jour: Jour) -> Result<&Delais, Refus> {
    carbet.parametres.delais.find(jour).map(|found| found.valeurs).map_err(|_| {
        Refus::new(
            "delais_inconnus",
            format!("Aucun délai légal n'est enregistré pour le {}.", format_fr(jour)),
            "Faites charger la table « délais » pour cette date, puis recommencez.",
        )
        .article("CCH R. 441-2-8")
    })
}

async fn read_preuves(
    delais: &Delais,
    act: &ActeEnCours,
    stored: &DemandeStockee,
    radiation: RadiationDemandee,
) -> Result<PreuvesRadiation, Echec> {
    let RadiationDemandee { ecrit_le, decide_le, avertissement, reponse_recue, .. } = radiation;
    let letter = PreuvesRadiation { courrier_envoye_le: ecrit_le, courrier_avertit: Some(avertissement), ..Default::default() };
    Ok(match radiation.motif {
        MotifRadiation::Attribution => {
            let leases = bail::list_de_demande(&act.tx, &stored.departement, stored.id).await?;
            PreuvesRadiation { bail_signe_le: leases.first().map(|b| b.signe_le), ..Default::default() }
        }
        MotifRadiation::Abandon => PreuvesRadiation { renonciation_le: ecrit_le, ..Default::default() },
        MotifRadiation::SansReponse => PreuvesRadiation { reponse_recue, ..letter },
        MotifRadiation::Irrecevabilite => PreuvesRadiation { decide_le, ..letter },
        MotifRadiation::NonRenouvellement => {
            let due = compute_echeance(delais, stored.demande.depose_le, stored.demande.renouvele_le);
            PreuvesRadiation { preavis_envoye_le: ecrit_le, expire_le: due.map(|due| due.expire_le), ..Default::default() }
        }
    })
}
