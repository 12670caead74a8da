//! What waits today: open vacancies, households under proposal, the next session of each landlord.

use chrono::Datelike;
use droit::jour::{Jour, add_jours};
use gestion::preparer_seance::list_sieges_de_seance;
use stockage::{StockageError, blocage, candidature, seance, seance_membre, seance_point, vacance};

use super::{DEPARTEMENT, Semis, derive, etapes, noon, uuid};

const CANDIDATURE: u8 = 1;
const POINT: u8 = 3;
/// Usual delay of a réservataire to propose, in days.
const DELAI_PROPOSITION: u64 = 30;

pub async fn write(semis: &Semis<'_>) -> Result<(), StockageError> {
    let present = &semis.jeu.present;
    let seances: Vec<_> = present
        .seances
        .iter()
        .map(|s| seance::Seance {
            id: uuid(s.id),
            bailleur: s.bailleur.to_owned(),
            commission: commission(semis, s.bailleur, s.prevue_le),
            tenue_le: s.prevue_le,
            heure: Some("09:00".to_owned()),
            lieu: Some(lieu()),
            mode: "presentiel".to_owned(),
            etat: if is_today(semis, s.prevue_le) { "convoquee" } else { "preparee" }.to_owned(),
            convoquee_le: is_today(semis, s.prevue_le).then(|| noon(s.prevue_le) - chrono::Days::new(8)),
            ouverte_le: None,
            close_le: None,
            observations: None,
            president: None,
            cree_par: "systeme".to_owned(),
            maj_le: semis.instant,
        })
        .collect();
    seance::insert_lot(semis.tx, &seances).await?;
    let (mut vacances, mut points, mut candidatures, mut blocages) = (vec![], vec![], vec![], vec![]);
    for (ordre, v) in present.vacances.iter().enumerate() {
        let home = &semis.jeu.logements[v.logement];
        let etat = match (v.seance, v.candidats.is_empty()) {
            (Some(_), _) => "en_commission",
            (None, false) => "en_designation",
            (None, true) => "orientee",
        };
        vacances.push(vacance::Vacance {
            id: uuid(v.id),
            logement_id: uuid(home.id),
            bailleur: home.logement.bailleur.clone(),
            etat: etat.to_owned(),
            ouverte: Some(uuid(home.id)),
            declaree_le: v.declaree_le,
            declaree_par: "systeme".to_owned(),
            disponible_le: Some(v.libre_le),
            reservataire: Some(v.reservation.organisation.clone()),
            type_reservataire: Some(v.reservation.type_reservataire.code().to_owned()),
            orientee_le: Some(v.declaree_le),
            orientation_motif: Some("Donnée de démonstration".to_owned()),
            reponse_avant_le: Some(add_jours(v.declaree_le, DELAI_PROPOSITION)),
            loyer: home.logement.loyer.0,
            loyer_annexes: home.logement.loyer_annexes.0,
            charges: home.logement.charges.0,
            close_le: None,
            cloture_motif: None,
            premiere_location: is_premiere_location(home.logement.annee_construction, v.declaree_le),
            maj_le: noon(v.declaree_le),
        });
        if let Some(index) = v.seance {
            points.push(seance_point::SeancePoint {
                id: derive(v.id, POINT, 0),
                seance_id: uuid(present.seances[index].id),
                vacance_id: uuid(v.id),
                ordre: i32::try_from(ordre).unwrap_or(i32::MAX),
                etat: "inscrit".to_owned(),
                exception: None,
                exception_motif: None,
                quorum: None,
                maj_le: semis.instant,
            });
        }
        for (position, demande) in v.candidats.iter().enumerate() {
            let id = derive(v.id, CANDIDATURE, position);
            let demande_id = uuid(semis.jeu.demandes[*demande].id);
            candidatures.push(candidature::Candidature {
                id,
                vacance_id: uuid(v.id),
                departement: DEPARTEMENT.to_owned(),
                demande_id,
                etat: if v.seance.is_some() { "inscrite_en_seance" } else { "proposee_a_la_designation" }.to_owned(),
                position: i32::try_from(position + 1).ok(),
                note: None,
                rang: None,
                organisation: v.reservation.organisation.clone(),
                propose_le: etapes::propose_le(v.id, v.declaree_le, semis.jour),
                propose_par: "systeme".to_owned(),
                ecart_motif: None,
                liberee_le: None,
                liberation_motif: None,
                maj_le: noon(v.declaree_le),
            });
            blocages.push(blocage::Blocage {
                departement: DEPARTEMENT.to_owned(),
                demande_id,
                candidature_id: id,
                vacance_id: uuid(v.id),
                bailleur: home.logement.bailleur.clone(),
                depuis: etapes::propose_le(v.id, v.declaree_le, semis.jour),
            });
        }
    }
    vacance::insert_lot(semis.tx, &vacances).await?;
    etapes::write(semis, &vacances).await?;
    seance_point::insert_lot(semis.tx, &points).await?;
    for (index, s) in present.seances.iter().enumerate() {
        let homes: Vec<(String, Option<String>)> = present
            .vacances
            .iter()
            .filter(|v| v.seance == Some(index))
            .map(|v| (semis.jeu.logements[v.logement].logement.commune.clone(), Some(v.reservation.organisation.clone())))
            .collect();
        let mut sieges = list_sieges_de_seance(&semis.regles.territoire, s.bailleur, s.prevue_le, uuid(s.id), &homes);
        super::commission::name_sieges(s.bailleur, &mut sieges);
        for siege in &mut sieges {
            siege.convoque_le = is_today(semis, s.prevue_le).then(|| noon(s.prevue_le) - chrono::Days::new(8));
        }
        seance_membre::insert_lot(semis.tx, &sieges).await?;
    }
    candidature::insert_lot(semis.tx, &candidatures).await?;
    blocage::insert_lot(semis.tx, &blocages).await
}

/// A home built in the year is let for the first time.
pub fn is_premiere_location(annee_construction: u16, declaree_le: Jour) -> bool {
    i32::from(annee_construction) >= declaree_le.year()
}

/// The session of the day is convened: it can be opened and shown.
fn is_today(semis: &Semis<'_>, prevue_le: Jour) -> bool {
    prevue_le <= semis.jour
}

/// Name of a landlord's commission on a day.
pub fn commission(semis: &Semis<'_>, bailleur: &str, jour: Jour) -> String {
    semis.regles.territoire.commission(bailleur, jour).map_or_else(|| bailleur.to_owned(), |c| c.nom.clone())
}

pub fn lieu() -> String {
    "Salle des commissions".to_owned()
}
