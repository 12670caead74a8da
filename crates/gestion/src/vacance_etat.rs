//! The state of a vacancy row and the acts that move it, shared by designation, session, offer and lease.

use droit::etats::{ActeVacance, MotifRetrait, Vacance as Etat};
use stockage::vacance::{self, Vacance};

use crate::carbet::ActeEnCours;
use crate::issue::Echec;

/// The state a row tells. `rang` is that of the household the home is offered to.
pub(crate) fn etat(ligne: &Vacance, rang: u8) -> Etat {
    let reservataire = ligne.reservataire.clone().unwrap_or_else(|| ligne.bailleur.clone());
    let closed = ligne.close_le.unwrap_or(ligne.declaree_le);
    match ligne.etat.as_str() {
        "orientee" => Etat::Orientee { reservataire, jusqu_au: ligne.reponse_avant_le },
        "en_designation" => Etat::EnDesignation { reservataire },
        "en_commission" => Etat::EnCommission { reservataire },
        "proposee" => Etat::Proposee { reservataire, rang },
        "louee" => Etat::Louee { bail_signe_le: closed },
        "retiree" => Etat::Retiree {
            le: closed,
            motif: ligne.cloture_motif.as_deref().and_then(MotifRetrait::from_code).unwrap_or(MotifRetrait::Autre),
        },
        "rendue_au_bailleur" => Etat::RendueAuBailleur { le: closed, par: reservataire },
        _ => Etat::Declaree { le: ligne.declaree_le },
    }
}

/// Applies an act to a vacancy row and writes it. `rang`: the rank offered so far, 0 when none.
pub(crate) async fn apply(acte: &mut ActeEnCours, ligne: &mut Vacance, rang: u8, demande: ActeVacance) -> Result<(), Echec> {
    let next = etat(ligne, rang).apply(demande)?;
    next.code().clone_into(&mut ligne.etat);
    match &next {
        Etat::Louee { bail_signe_le } => {
            ligne.close_le = Some(*bail_signe_le);
            ligne.ouverte = None;
        }
        Etat::Retiree { le, motif } => {
            ligne.close_le = Some(*le);
            ligne.cloture_motif = Some(motif.code().to_owned());
            ligne.ouverte = None;
        }
        Etat::Declaree { .. }
        | Etat::Orientee { .. }
        | Etat::EnDesignation { .. }
        | Etat::EnCommission { .. }
        | Etat::Proposee { .. }
        | Etat::RendueAuBailleur { .. } => {}
    }
    ligne.maj_le = acte.instant();
    vacance::update(&acte.tx, ligne).await?;
    acte.touch("vacance", ligne.id);
    Ok(())
}
