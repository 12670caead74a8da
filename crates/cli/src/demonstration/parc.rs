//! The stock.

use std::collections::BTreeMap;

use demo::Occupation;
use stockage::StockageError;
use stockage::logement::{self, Complement, LigneLogement};
use stockage::residence::{self, Residence};

use super::{Semis, uuid};

pub async fn write(semis: &Semis<'_>) -> Result<(), StockageError> {
    let residences: Vec<Residence> = semis
        .jeu
        .residences
        .iter()
        .map(|r| Residence {
            id: uuid(r.id),
            bailleur: r.bailleur.to_owned(),
            nom: r.nom.clone(),
            adresse: Some(r.voie.clone()),
            commune: r.commune.to_owned(),
            secteur: Some(r.secteur.to_owned()),
            quartier: None,
            qpv: r.qpv.map(str::to_owned),
            qpv_connu: true,
            annee_construction: Some(i32::from(r.annee_construction)),
        })
        .collect();
    residence::insert_lot(semis.tx, &residences).await?;
    let reservations = reservations(semis);
    let logements: Vec<LigneLogement> = semis
        .jeu
        .logements
        .iter()
        .enumerate()
        .map(|(index, l)| {
            let reservation = reservations.get(&index);
            let complement = Complement {
                residence_id: Some(uuid(semis.jeu.residences[l.residence].id)),
                reference: Some(l.numero.clone()),
                adresse: Some(l.adresse.clone()),
                reservataire: reservation.map(|(organisation, _)| organisation.clone()),
                type_reservataire: reservation.map(|(_, kind)| (*kind).to_owned()),
            };
            let etat = match l.occupation {
                Occupation::Loue => "loue",
                Occupation::Vacant { .. } => "vacant",
            };
            LigneLogement::from_logement(uuid(l.id), &l.logement, complement, etat, semis.instant)
        })
        .collect();
    logement::insert_lot(semis.tx, &logements).await
}

/// Whose right a home was last let or is being let on.
fn reservations(semis: &Semis<'_>) -> BTreeMap<usize, (String, &'static str)> {
    let past = semis.jeu.passe.vacances.iter().map(|v| (v.logement, &v.reservation));
    let present = semis.jeu.present.vacances.iter().map(|v| (v.logement, &v.reservation));
    past.chain(present).map(|(index, r)| (index, (r.organisation.clone(), r.type_reservataire.code()))).collect()
}
