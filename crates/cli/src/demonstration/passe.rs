//! Two past years: sessions closed, offers answered, leases signed, and the facts that count.

use demo::{CandidatPasse, DecisionPassee, Offre, Reponse, SeancePassee, VacancePassee};
use droit::etats::MotifLiberation;
use droit::jour::{add_jours, compute_mois_entiers};
use gestion::fait_compte::{FaitsBail, build_fait_compte};
use stockage::{StockageError, bail, candidature, fait_compte, offre, seance, vacance};

use super::{DEPARTEMENT, Semis, commission, derive, en_cours, etapes, noon, uuid};

/// Kinds of derived identifiers.
pub(super) const CANDIDATURE: u8 = 1;
pub(super) const OFFRE: u8 = 2;
const BAIL: u8 = 4;
const FAIT: u8 = 5;

/// The sessions and the vacancies of the past, as rows.
pub fn list(semis: &Semis<'_>) -> (Vec<seance::Seance>, Vec<vacance::Vacance>) {
    let passe = &semis.jeu.passe;
    (
        passe.seances.iter().map(|s| closed_seance(semis, s)).collect(),
        passe.vacances.iter().map(|v| closed_vacance(semis, v)).collect(),
    )
}

pub async fn write(
    semis: &Semis<'_>,
    seances: &[seance::Seance],
    vacances: &[vacance::Vacance],
    recits: commission::Recits,
) -> Result<(), StockageError> {
    let passe = &semis.jeu.passe;
    seance::insert_lot(semis.tx, seances).await?;
    vacance::insert_lot(semis.tx, vacances).await?;
    etapes::write(semis, vacances).await?;
    let mut candidatures = Vec::new();
    let examinees = commission::write(semis, recits).await?;
    for (v, places) in passe.vacances.iter().zip(&examinees) {
        for (index, c) in v.candidats.iter().enumerate() {
            let is_holder = v.bail.as_ref().is_some_and(|b| b.demande == c.demande);
            candidatures.push(closed_candidature(semis, v, c, (index, places[index]), is_holder));
        }
    }
    candidature::insert_lot(semis.tx, &candidatures).await?;
    write_suites(semis).await?;
    en_cours::write(semis).await
}

/// What came after the sessions: offers, leases, frozen facts.
async fn write_suites(semis: &Semis<'_>) -> Result<(), StockageError> {
    let (mut offres, mut baux, mut faits) = (vec![], vec![], vec![]);
    for v in &semis.jeu.passe.vacances {
        for (position, c) in v.candidats.iter().enumerate() {
            if let Some(o) = &c.offre {
                offres.push(told_offre(semis, v, c, position, o));
            }
        }
        if let Some(b) = &v.bail {
            let position = v.candidats.iter().position(|c| c.demande == b.demande).unwrap_or(0);
            let id = derive(v.id, BAIL, 0);
            baux.push(bail::Bail {
                id,
                offre_id: v.candidats[position].offre.as_ref().map(|_| derive(v.id, OFFRE, position)),
                candidature_id: Some(derive(v.id, CANDIDATURE, position)),
                vacance_id: Some(uuid(v.id)),
                logement_id: uuid(semis.jeu.logements[v.logement].id),
                departement: DEPARTEMENT.to_owned(),
                demande_id: uuid(semis.jeu.demandes[b.demande].id),
                bailleur: b.faits.bailleur.to_owned(),
                signe_le: b.signe_le,
                effet_le: Some(b.signe_le),
                loyer: b.faits.loyer_total.0,
                maj_le: noon(b.signe_le),
            });
            let f = &b.faits;
            faits.push(build_fait_compte(FaitsBail {
                id: derive(v.id, FAIT, 0),
                bail_id: id,
                signe_le: b.signe_le,
                attribue_le: Some(f.attribue_le),
                departement: DEPARTEMENT.to_owned(),
                epci: semis.regles.territoire.epci.siren.clone(),
                bailleur: f.bailleur.to_owned(),
                reservataire: Some(f.reservation.organisation.clone()),
                type_reservataire: Some(f.reservation.type_reservataire),
                commune: f.commune.clone(),
                secteur: Some(f.secteur.clone()),
                en_qpv: Some(f.qpv.is_some()),
                qpv: f.qpv.clone(),
                qpv_millesime: Some(f.millesime_qpv.to_string()),
                quartile: Some(f.quartile),
                quartile_provisoire: false,
                revenu_uc: Some(f.revenu_uc),
                prioritaire: Some(f.prioritaire),
                dalo: Some(f.dalo),
                relogement: Some(f.relogement.is_some()),
                mutation: Some(f.mutation),
                foyer: false,
                produit: f.produit,
                typologie: f.typologie,
                attente_mois: Some(compute_mois_entiers(f.depose_le, b.signe_le)),
                versions: serde_json::json!({
                    "territoire": semis.regles.numero,
                    "grille": semis.regles.grille.version,
                    "quartiles": f.annee_seuils,
                    "anciennete_mois": compute_mois_entiers(f.depose_le, f.attribue_le),
                }),
            }));
        }
    }
    offre::insert_lot(semis.tx, &offres).await?;
    bail::insert_lot(semis.tx, &baux).await?;
    fait_compte::insert_lot(semis.tx, &faits).await
}

fn closed_seance(semis: &Semis<'_>, s: &SeancePassee) -> seance::Seance {
    let instant = noon(s.tenue_le);
    seance::Seance {
        id: uuid(s.id),
        bailleur: s.bailleur.to_owned(),
        commission: super::present::commission(semis, s.bailleur, s.tenue_le),
        tenue_le: s.tenue_le,
        heure: Some("09:00".to_owned()),
        lieu: Some(super::present::lieu()),
        mode: "presentiel".to_owned(),
        etat: "close".to_owned(),
        convoquee_le: Some(instant - chrono::Days::new(8)),
        ouverte_le: Some(instant),
        close_le: Some(instant),
        observations: None,
        president: Some(commission::PRESIDENT.to_owned()),
        cree_par: "systeme".to_owned(),
        maj_le: instant,
    }
}

fn closed_vacance(semis: &Semis<'_>, v: &VacancePassee) -> vacance::Vacance {
    let home = &semis.jeu.logements[v.logement];
    let tenue_le = semis.jeu.passe.seances[v.seance].tenue_le;
    let (etat, close_le, motif) = match (&v.bail, v.attente) {
        (Some(b), _) => ("louee", Some(b.signe_le), None),
        (None, Some(attente)) => (en_cours::etat_vacance(attente), None, None),
        (None, None) => {
            let motif = "Aucun candidat n’a accepté ; logement repris par le bailleur".to_owned();
            ("retiree", Some(add_jours(tenue_le, 40)), Some(motif))
        }
    };
    vacance::Vacance {
        id: uuid(v.id),
        logement_id: uuid(home.id),
        bailleur: home.logement.bailleur.clone(),
        etat: etat.to_owned(),
        ouverte: v.attente.map(|_| uuid(home.id)),
        declaree_le: v.declaree_le,
        declaree_par: "systeme".to_owned(),
        disponible_le: Some(v.libre_le),
        reservataire: Some(v.reservation.organisation.clone()),
        type_reservataire: Some(v.reservation.type_reservataire.code().to_owned()),
        orientee_le: Some(v.declaree_le),
        orientation_motif: Some("Donnée de démonstration".to_owned()),
        reponse_avant_le: None,
        loyer: home.logement.loyer.0,
        loyer_annexes: home.logement.loyer_annexes.0,
        charges: home.logement.charges.0,
        close_le,
        cloture_motif: motif,
        premiere_location: super::present::is_premiere_location(home.logement.annee_construction, v.declaree_le),
        maj_le: noon(close_le.unwrap_or(tenue_le)),
    }
}

fn closed_candidature(
    semis: &Semis<'_>,
    v: &VacancePassee,
    c: &CandidatPasse,
    (index, place): (usize, commission::Place),
    is_holder: bool,
) -> candidature::Candidature {
    let tenue_le = semis.jeu.passe.seances[v.seance].tenue_le;
    let rang = match c.decision {
        DecisionPassee::Attribution { rang } => Some(i32::from(rang)),
        DecisionPassee::NonAttribution { .. } => None,
    };
    let motif = match (&c.decision, &c.offre) {
        (DecisionPassee::NonAttribution { .. }, _) if place.irrecevable => MotifLiberation::Irrecevabilite,
        (DecisionPassee::NonAttribution { .. }, _) => MotifLiberation::NonAttribution,
        (_, Some(Offre { reponse: Reponse::Refusee { .. }, .. })) => MotifLiberation::Refus,
        (_, Some(Offre { reponse: Reponse::Silence, .. })) => MotifLiberation::Silence,
        _ => MotifLiberation::AutreRang,
    };
    let waiting = v.attente.and_then(|attente| en_cours::etat_candidature(attente, c));
    let liberee_le = match v.attente {
        _ if is_holder || waiting.is_some() => None,
        None => Some(add_jours(tenue_le, 15)),
        Some(_) => Some(en_cours::freed_le(c).unwrap_or(tenue_le)),
    };
    candidature::Candidature {
        id: derive(v.id, CANDIDATURE, index),
        vacance_id: uuid(v.id),
        departement: DEPARTEMENT.to_owned(),
        demande_id: uuid(semis.jeu.demandes[c.demande].id),
        etat: waiting.unwrap_or(if is_holder { "bail_signe" } else { "liberee" }).to_owned(),
        position: Some(place.position),
        note: None,
        rang,
        organisation: v.reservation.organisation.clone(),
        propose_le: etapes::propose_le(v.id, v.declaree_le, semis.jeu.passe.seances[v.seance].tenue_le - chrono::Days::new(7)),
        propose_par: "systeme".to_owned(),
        ecart_motif: None,
        liberee_le,
        liberation_motif: liberee_le.map(|_| motif.code().to_owned()),
        maj_le: noon(tenue_le),
    }
}

fn told_offre(semis: &Semis<'_>, v: &VacancePassee, c: &CandidatPasse, position: usize, o: &Offre) -> offre::Offre {
    let expire_le = en_cours::last_day(semis, o.notifiee_le);
    let (etat, repondue_le, refus_motif) = match &o.reponse {
        Reponse::Acceptee { le } => ("acceptee", Some(*le), None),
        Reponse::Refusee { le, motif } => ("refusee", Some(*le), motif.map(str::to_owned)),
        Reponse::Silence => ("silencieuse", None, None),
        Reponse::Attendue => ("notifiee", None, None),
    };
    offre::Offre {
        id: derive(v.id, OFFRE, position),
        candidature_id: derive(v.id, CANDIDATURE, position),
        vacance_id: uuid(v.id),
        departement: DEPARTEMENT.to_owned(),
        demande_id: uuid(semis.jeu.demandes[c.demande].id),
        etat: etat.to_owned(),
        mode: Some("electronique".to_owned()),
        notifiee_le: Some(o.notifiee_le),
        recue_le: Some(o.notifiee_le),
        expire_le: Some(expire_le),
        repondue_le,
        refus_motif,
        logement_inadapte: None,
        maj_le: noon(repondue_le.unwrap_or(if etat == "notifiee" { o.notifiee_le } else { expire_le })),
    }
}
