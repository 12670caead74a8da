//! What waits today: open vacancies, and the next session of each landlord with its agenda being made.

use droit::jour::Jour;

use crate::calendrier::list_prochaines_seances;
use crate::hasard::Hasard;
use crate::menages::Registre;
use crate::parc::{Bailleur, LogementsLibres, Occupation, Parc, days_after, days_before};
use crate::passe::{Reservation, find_candidat};
use crate::tirages::draw_reservation;
use crate::{Id, Plan};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Present {
    pub vacances: Vec<VacanceOuverte>,
    /// One a landlord.
    pub seances: Vec<SeanceAVenir>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VacanceOuverte {
    pub id: Id,
    /// Index in `Jeu::logements`; that home is vacant and has no past vacancy.
    pub logement: usize,
    pub declaree_le: Jour,
    /// May be in the future, the tenant having given notice.
    pub libre_le: Jour,
    pub reservation: Reservation,
    /// Index in `Present::seances` when the home is on an agenda.
    pub seance: Option<usize>,
    /// Indexes in `Jeu::demandes`, in the order proposed; a demande is proposed for one home at most.
    pub candidats: Vec<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeanceAVenir {
    pub id: Id,
    pub bailleur: Bailleur,
    pub prevue_le: Jour,
}

/// Open vacancies for 8 300 demandes, and those of each agenda.
const VACANCES: usize = 60;
const PAR_SEANCE: usize = 6;

pub(crate) fn build(
    plan: &Plan,
    parc: &mut Parc,
    libres: &mut LogementsLibres,
    registre: &Registre,
    tenus: Vec<usize>,
) -> Present {
    let hasard = &mut Hasard::new(plan.graine, 4);
    let mut present = Present::default();
    for (bailleur, prevue_le) in list_prochaines_seances(plan.aujourd_hui) {
        present.seances.push(SeanceAVenir { id: hasard.id(plan.aujourd_hui), bailleur, prevue_le });
    }
    let count = (VACANCES * plan.demandes / 8_300).clamp(12, 240);
    let par_seance = (PAR_SEANCE * plan.demandes / 8_300).clamp(1, PAR_SEANCE);
    let mut proposed = tenus;
    for rang in 0..count {
        let seance = (rang < par_seance * present.seances.len()).then_some(rang % present.seances.len());
        let wanted = seance.map(|index| present.seances[index].bailleur);
        let taken = {
            let owner = |index: usize| parc.residences[parc.logements[index].residence].bailleur;
            libres.take_where(|index| wanted.is_none_or(|bailleur| owner(index) == bailleur))
        };
        let Some(logement) = taken else { break };
        let bailleur = parc.residences[parc.logements[logement].residence].bailleur;
        let age = if seance.is_some() { hasard.between(12, 45) } else { hasard.between(0, 70) };
        let declaree_le = days_before(plan.aujourd_hui, age);
        let libre_le = days_after(days_before(declaree_le, 10), hasard.between(0, 55));
        let home = &mut parc.logements[logement];
        home.occupation = if libre_le <= plan.aujourd_hui { Occupation::Vacant { depuis: libre_le } } else { Occupation::Loue };
        let home = &parc.logements[logement].logement;
        let mut candidats = Vec::new();
        if seance.is_some() {
            for _ in 0..hasard.weighted(&[(3, 55), (4, 30), (5, 15)]) {
                if let Some(demande) = find_candidat(hasard, registre, home.typologie, &home.commune, declaree_le, &proposed) {
                    candidats.push(demande);
                    proposed.push(demande);
                }
            }
        }
        let reservation = draw_reservation(hasard, bailleur, &home.commune);
        present.vacances.push(VacanceOuverte {
            id: hasard.id(declaree_le),
            logement,
            declaree_le,
            libre_le,
            reservation,
            seance,
            candidats,
        });
    }
    present
}
