//! What the last sessions left open: who is held, the offers to notify, the households in the order of points, the SNE lines.

use demo::{Attente, CandidatPasse, DecisionPassee, Jeu, MOTIF_REFUS, Offre, Reponse, VacancePassee};
use droit::caleol::compute_delai_reponse;
use droit::demande::{Demande, RefusLogement};
use droit::jour::Jour;
use droit::logement::Logement;
use droit::parametres::Parametres;
use gestion::a_reporter::{Report, objet};
use gestion::charger_territoire::Regles;
use gestion::examen::{LoyerDemande, Regles as ReglesExamen, examine};
use gestion::registre::compute_reperes;
use stockage::a_reporter::AReporter;
use stockage::{StockageError, a_reporter, blocage, decision, offre};

use super::{DEPARTEMENT, Semis, derive, etapes, noon, passe, uuid};

const REPORT: u8 = 7;
/// Days to answer an offer (CCH R. 441-10).
const DELAI: u32 = 10;

/// Last day to answer an offer notified on a day, by the calendar of the département.
pub fn last_day(semis: &Semis<'_>, notifiee_le: Jour) -> Jour {
    let (delais, feries) = (semis.parametres.delais.find(notifiee_le), semis.parametres.jours_feries.find(notifiee_le));
    let read = delais.ok().zip(feries.ok());
    read.and_then(|(delais, feries)| compute_delai_reponse(delais.valeurs, feries.valeurs, notifiee_le, DELAI, DEPARTEMENT))
        .unwrap_or(notifiee_le)
}

/// Where the vacancy stands.
pub const fn etat_vacance(attente: Attente) -> &'static str {
    match attente {
        Attente::Notification | Attente::Piece => "en_commission",
        Attente::Reponse | Attente::Silence | Attente::Bail | Attente::RangSuivant => "proposee",
    }
}

/// Where a candidate that is still held stands; `None` once freed.
pub fn etat_candidature(attente: Attente, c: &CandidatPasse) -> Option<&'static str> {
    match (&c.decision, &c.offre) {
        (DecisionPassee::NonAttribution { .. }, _) | (_, Some(Offre { reponse: Reponse::Refusee { .. }, .. })) => None,
        (_, Some(_)) if attente == Attente::Bail => Some("acceptee"),
        (_, Some(_)) => Some("en_offre"),
        (_, None) => Some("attribuee"),
    }
}

/// Day a candidate was freed by its own refusal.
pub fn freed_le(c: &CandidatPasse) -> Option<Jour> {
    match &c.offre {
        Some(Offre { reponse: Reponse::Refusee { le, .. }, .. }) => Some(*le),
        _ => None,
    }
}

/// Puts the households of what is not over in the order of points, those over the ceiling last, and tells the refusals
/// to the files: a commission that has no reason to depart from the order follows it.
pub fn order(jeu: &mut Jeu, regles: &Regles, parametres: &Parametres) {
    for index in 0..jeu.passe.vacances.len() {
        let v = &jeu.passe.vacances[index];
        if v.attente.is_none() {
            continue;
        }
        let day = jeu.passe.seances[v.seance].tenue_le;
        let home = jeu.logements[v.logement].logement.clone();
        let mut households: Vec<usize> = v.candidats.iter().map(|c| c.demande).collect();
        sort(&mut households, jeu, &home, (regles, parametres), day);
        let v = &mut jeu.passe.vacances[index];
        for (c, demande) in v.candidats.iter_mut().zip(households) {
            c.demande = demande;
        }
        if let Some((demande, le)) = v.candidats.iter().find_map(|c| Some((c.demande, freed_le(c)?))) {
            let motif = Some(MOTIF_REFUS.to_owned());
            let refus = RefusLogement { le, motif, logement_adapte: true, silence: false, relogement: false };
            jeu.demandes[demande].demande.dossier.refus.push(refus);
        }
    }
    for index in 0..jeu.present.vacances.len() {
        let v = &jeu.present.vacances[index];
        let home = jeu.logements[v.logement].logement.clone();
        let mut households = v.candidats.clone();
        sort(&mut households, jeu, &home, (regles, parametres), v.declaree_le);
        jeu.present.vacances[index].candidats = households;
    }
}

fn sort(households: &mut [usize], jeu: &Jeu, home: &Logement, (regles, parametres): (&Regles, &Parametres), day: Jour) {
    let reperes = compute_reperes(parametres, &regles.territoire, day);
    let rules = ReglesExamen { parametres, reperes: &reperes, grille: &regles.grille };
    let asked = LoyerDemande { loyer: home.loyer, annexes: home.loyer_annexes, charges: home.charges };
    households.sort_by_cached_key(|index| {
        let demande: &Demande = &jeu.demandes[*index].demande;
        let examen = examine(rules, demande, home, asked, day);
        let over = examen.calcul.revenu.zip(examen.calcul.plafond).is_some_and(|(revenu, plafond)| revenu > plafond);
        (over, -examen.note.total, demande.depose_le, demande.numero_unique().map(|n| n.to_string()))
    });
}

/// Holds, offers to notify, and the lines to copy in the SNE.
pub async fn write(semis: &Semis<'_>) -> Result<(), StockageError> {
    let (mut blocages, mut offres) = (vec![], vec![]);
    for v in &semis.jeu.passe.vacances {
        let Some(attente) = v.attente else { continue };
        let home = &semis.jeu.logements[v.logement];
        let mut to_tell = true;
        for (index, c) in v.candidats.iter().enumerate() {
            let Some(etat) = etat_candidature(attente, c) else { continue };
            let candidature_id = derive(v.id, passe::CANDIDATURE, index);
            let demande_id = uuid(semis.jeu.demandes[c.demande].id);
            blocages.push(blocage::Blocage {
                departement: DEPARTEMENT.to_owned(),
                demande_id,
                candidature_id,
                vacance_id: uuid(v.id),
                bailleur: home.logement.bailleur.clone(),
                depuis: etapes::propose_le(
                    v.id,
                    v.declaree_le,
                    semis.jeu.passe.seances[v.seance].tenue_le - chrono::Days::new(7),
                ),
            });
            if etat == "attribuee" && to_tell {
                offres.push(to_notify(semis, v, index));
            }
            to_tell = false;
        }
        write_reports(semis, v).await?;
    }
    blocage::insert_lot(semis.tx, &blocages).await?;
    offre::insert_lot(semis.tx, &offres).await
}

/// The offer that waits for its letter.
fn to_notify(semis: &Semis<'_>, v: &VacancePassee, index: usize) -> offre::Offre {
    offre::Offre {
        id: derive(v.id, passe::OFFRE, index),
        candidature_id: derive(v.id, passe::CANDIDATURE, index),
        vacance_id: uuid(v.id),
        departement: DEPARTEMENT.to_owned(),
        demande_id: uuid(semis.jeu.demandes[v.candidats[index].demande].id),
        etat: gestion::rang_suivant::A_NOTIFIER.to_owned(),
        mode: None,
        notifiee_le: None,
        recue_le: None,
        expire_le: None,
        repondue_le: None,
        refus_motif: None,
        logement_inadapte: None,
        maj_le: noon(semis.jeu.passe.seances[v.seance].tenue_le),
    }
}

/// What the landlord has still to copy in the SNE of these homes: the passage before the commission.
async fn write_reports(semis: &Semis<'_>, v: &VacancePassee) -> Result<(), StockageError> {
    let tenue_le = semis.jeu.passe.seances[v.seance].tenue_le;
    for (index, c) in v.candidats.iter().enumerate() {
        let taken = decision::find_de_candidature(semis.tx, derive(v.id, passe::CANDIDATURE, index)).await?;
        let Some(taken) = taken else { continue };
        let line = AReporter {
            id: derive(v.id, REPORT, index),
            departement: DEPARTEMENT.to_owned(),
            demande_id: uuid(semis.jeu.demandes[c.demande].id),
            objet: objet::DECISION_CALEOL.to_owned(),
            donnees: Report::of_decision(&taken).write(),
            cree_le: noon(tenue_le),
            organisation: Some(semis.jeu.logements[v.logement].logement.bailleur.clone()),
            fait_le: None,
            fait_par: None,
        };
        a_reporter::insert(semis.tx, &line).await?;
    }
    Ok(())
}
