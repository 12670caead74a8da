//! What the last sessions left open: offers to notify, out, unanswered, accepted, refused, or waiting for a paper.

use droit::jour::Jour;

use crate::calendrier::next_open_day;
use crate::hasard::Hasard;
use crate::menages::Registre;
use crate::parc::{Bailleur, LogementsLibres, Occupation, Parc, days_after, days_before};
use crate::passe::{CandidatPasse, DecisionPassee, MotifNonAttribution, Offre, Reponse, VacancePassee, find_candidat};
use crate::tirages::draw_reservation;

/// What a home waits for since its session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attente {
    /// The first rank is to be told.
    Notification,
    /// The delay of the first rank runs.
    Reponse,
    /// It has run out.
    Silence,
    /// The first rank accepted.
    Bail,
    /// The first rank declined: the second is to be told.
    RangSuivant,
    /// Attributed on condition of a paper.
    Piece,
}

impl Attente {
    pub const ALL: [Attente; 6] =
        [Attente::Silence, Attente::Bail, Attente::Notification, Attente::Reponse, Attente::RangSuivant, Attente::Piece];
}

/// Reason of the refusal of [`Attente::RangSuivant`].
pub const MOTIF_REFUS: &str = "eloignement";
/// Every delay of an answer has run out when the session was held this long ago.
const JOURS_DEPUIS: i64 = 15;

/// Homes for the last session of a landlord; households in `pris` are kept out, those it takes are added.
pub(crate) fn build(
    hasard: &mut Hasard,
    parc: &mut Parc,
    libres: &mut LogementsLibres,
    registre: &Registre,
    (bailleur, seances): (Bailleur, &[Jour]),
    today: Jour,
    pris: &mut Vec<usize>,
) -> Option<(Jour, Vec<VacancePassee>)> {
    let tenue_le = *seances.iter().rev().find(|day| **day <= days_before(today, JOURS_DEPUIS))?;
    let mut vacances = Vec::new();
    for attente in Attente::ALL {
        let Some(logement) = libres.take_where(|index| parc.residences[parc.logements[index].residence].bailleur == bailleur)
        else {
            break;
        };
        let declaree_le = days_before(tenue_le, hasard.between(14, 40));
        let libre_le = days_after(declaree_le, hasard.between(0, 10));
        parc.logements[logement].occupation = Occupation::Vacant { depuis: libre_le };
        let home = &parc.logements[logement].logement;
        let mut candidats = Vec::new();
        for position in 0..3u8 {
            let demande = find_candidat(hasard, registre, home.typologie, &home.commune, declaree_le, pris)?;
            pris.push(demande);
            let decision = match position {
                0 | 1 => DecisionPassee::Attribution { rang: position + 1 },
                _ => DecisionPassee::NonAttribution { motif: MotifNonAttribution::AutreMenagePrioritaire },
            };
            let offre = if position == 0 { tell_offre(attente, tenue_le, today) } else { None };
            candidats.push(CandidatPasse { demande, decision, offre });
        }
        vacances.push(VacancePassee {
            id: hasard.id(declaree_le),
            logement,
            declaree_le,
            libre_le,
            reservation: draw_reservation(hasard, bailleur, &home.commune),
            seance: 0,
            candidats,
            bail: None,
            attente: Some(attente),
        });
    }
    Some((tenue_le, vacances))
}

/// The offer made to the first rank, when one was.
fn tell_offre(attente: Attente, tenue_le: Jour, today: Jour) -> Option<Offre> {
    let soon = next_open_day(days_after(tenue_le, 1));
    let answer = days_after(soon, 6).min(today);
    match attente {
        Attente::Notification | Attente::Piece => None,
        Attente::Reponse => {
            Some(Offre { notifiee_le: next_open_day(days_before(today, 6)).min(today), reponse: Reponse::Attendue })
        }
        Attente::Silence => Some(Offre { notifiee_le: soon, reponse: Reponse::Attendue }),
        Attente::Bail => Some(Offre { notifiee_le: soon, reponse: Reponse::Acceptee { le: answer } }),
        Attente::RangSuivant => {
            Some(Offre { notifiee_le: soon, reponse: Reponse::Refusee { le: answer, motif: Some(MOTIF_REFUS) } })
        }
    }
}
