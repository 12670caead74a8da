//! What Carbet knows of the steps of vacancies: those the bailleur dated, and those its own acts wrote, read where they stand.

use std::collections::HashMap;

use droit::jour::Jour;
use droit::vacance::{DossierVacance, EtapeVacance, FinVacance, Jalon};
use stockage::bail::{self, Bail};
use stockage::candidature::{self, Candidature};
use stockage::offre::{self, Offre};
use stockage::vacance::Vacance;
use stockage::vacance_etape;
use stockage::{Acces, seance, seance_point};
use uuid::Uuid;

use crate::issue::Echec;
use crate::sortie::is_vivante;

/// Demandes that make a designation (CCH R. 441-3); fewer do when the home went to a session with them.
const CANDIDATS: usize = 3;

/// The steps of each vacancy, in the order given.
pub(crate) async fn read_dossiers(acces: &impl Acces, vacances: &[Vacance], jour: Jour) -> Result<Vec<DossierVacance>, Echec> {
    let ids: Vec<Uuid> = vacances.iter().map(|v| v.id).collect();
    let mut dated: HashMap<Uuid, Vec<Jalon>> = HashMap::new();
    let rows = vacance_etape::list_de_vacances(acces, &ids).await?;
    for ((vacance, etape), le) in vacance_etape::keep_dernieres(&rows) {
        if let Some(etape) = EtapeVacance::from_code(&etape) {
            dated.entry(vacance).or_default().push(Jalon { etape, le });
        }
    }
    let candidats = group(candidature::list_de_vacances(acces, &ids).await?, |c| c.vacance_id);
    let offres = group(offre::list_de_vacances(acces, &ids).await?, |o| o.vacance_id);
    let mut baux: HashMap<Uuid, Bail> = HashMap::new();
    for lease in bail::list_de_vacances(acces, &ids).await? {
        baux.extend(lease.vacance_id.map(|id| (id, lease)));
    }
    let points = seance_point::list_de_vacances(acces, &ids).await?;
    let mut sessions: Vec<Uuid> = points.iter().map(|p| p.seance_id).collect();
    sessions.sort_unstable();
    sessions.dedup();
    let held: HashMap<Uuid, Jour> = seance::get_lot(acces, &sessions).await?.into_iter().map(|s| (s.id, s.tenue_le)).collect();
    let mut decided: HashMap<Uuid, Vec<Jour>> = HashMap::new();
    for point in points.iter().filter(|p| p.etat == "decide") {
        decided.entry(point.vacance_id).or_default().extend(held.get(&point.seance_id));
    }
    let none_candidates: &[Candidature] = &[];
    Ok(vacances
        .iter()
        .map(|v| {
            let mut seances = decided.remove(&v.id).unwrap_or_default();
            seances.sort_unstable();
            let traces = Traces {
                candidats: candidats.get(&v.id).map_or(none_candidates, Vec::as_slice),
                offres: offres.get(&v.id).map_or(&[], Vec::as_slice),
                bail: baux.get(&v.id),
                seances: &seances,
            };
            build_dossier(v, dated.remove(&v.id).unwrap_or_default(), &traces, jour)
        })
        .collect())
}

fn group<L>(rows: Vec<L>, key: impl Fn(&L) -> Uuid) -> HashMap<Uuid, Vec<L>> {
    let mut map: HashMap<Uuid, Vec<L>> = HashMap::new();
    for row in rows {
        map.entry(key(&row)).or_default().push(row);
    }
    map
}

/// What the acts left of one vacancy.
struct Traces<'a> {
    candidats: &'a [Candidature],
    offres: &'a [Offre],
    bail: Option<&'a Bail>,
    /// Days of the sessions that decided, in order.
    seances: &'a [Jour],
}

fn build_dossier(v: &Vacance, mut jalons: Vec<Jalon>, traces: &Traces<'_>, jour: Jour) -> DossierVacance {
    let mut add = |etape, le: Option<Jour>| jalons.extend(le.map(|le| Jalon { etape, le }));
    // The declaration orients at once; a later orientation, or a home given back, starts the designation again.
    add(EtapeVacance::Orientation, v.orientee_le.map(|_| v.declaree_le));
    for (round, tenue_le) in traces.seances.iter().enumerate() {
        let before = round.checked_sub(1).map(|last| traces.seances[last]);
        let here = |c: &&Candidature| {
            let kept = c.liberee_le.is_none_or(|out| out >= *tenue_le);
            c.propose_le <= *tenue_le && before.is_none_or(|last| c.propose_le > last) && kept
        };
        add(EtapeVacance::Designation, compute_designation(traces.candidats.iter().filter(here)));
        add(EtapeVacance::Commission, Some(*tenue_le));
        let next = traces.seances.get(round + 1);
        let answers = traces.offres.iter().filter_map(|o| answer(o).map(|le| (le, o.etat == "acceptee")));
        let here = answers.filter(|(le, _)| le >= tenue_le && next.is_none_or(|after| le < after));
        let last = here.max_by_key(|(le, accepted)| (*accepted, *le));
        // While the home is still offered, a refusal only passes it to the next rank.
        let offered = next.is_none() && v.etat == "proposee";
        add(EtapeVacance::Acceptation, last.filter(|(_, accepted)| *accepted || !offered).map(|(le, _)| le));
    }
    let last = traces.seances.last();
    let living = traces.candidats.iter().filter(|c| is_vivante(c) && last.is_none_or(|last| c.propose_le > *last));
    let count = living.clone().count();
    let attendue = match v.etat.as_str() {
        "orientee" | "rendue_au_bailleur" => EtapeVacance::Designation,
        "en_designation" if count < CANDIDATS => EtapeVacance::Designation,
        "en_designation" | "en_commission" => {
            add(EtapeVacance::Designation, compute_designation(living));
            EtapeVacance::Commission
        }
        "proposee" if traces.offres.iter().any(|o| o.etat == "acceptee") => EtapeVacance::Bail,
        "proposee" => EtapeVacance::Acceptation,
        _ => EtapeVacance::Orientation,
    };
    let closed = v.close_le.unwrap_or(jour);
    let fin = match v.etat.as_str() {
        "louee" => {
            let signe_le = traces.bail.map_or(closed, |b| b.signe_le);
            let effet_le = traces.bail.and_then(|b| b.effet_le).filter(|le| *le >= signe_le);
            add(EtapeVacance::Bail, Some(signe_le));
            add(EtapeVacance::Entree, effet_le);
            FinVacance::Louee { le: effet_le.unwrap_or(signe_le).min(jour.max(signe_le)) }
        }
        "retiree" => FinVacance::Retiree { le: closed },
        _ => FinVacance::EnCours { le: jour, attendue },
    };
    DossierVacance {
        premiere_location: v.premiere_location,
        reserve: v.reservataire.as_deref().is_some_and(|holder| holder != v.bailleur),
        declaree_le: v.declaree_le,
        disponible_le: v.disponible_le,
        reoriente_le: v.orientee_le.filter(|le| *le > v.declaree_le),
        jalons,
        fin,
    }
}

/// The day of the third candidate, or of the last one when there are fewer.
fn compute_designation<'a>(candidats: impl Iterator<Item = &'a Candidature>) -> Option<Jour> {
    let mut days: Vec<Jour> = candidats.map(|c| c.propose_le).collect();
    days.sort_unstable();
    days.get(CANDIDATS - 1).or(days.last()).copied()
}

/// The day a household answered, or let the delay pass.
fn answer(offre: &Offre) -> Option<Jour> {
    match offre.etat.as_str() {
        "acceptee" | "refusee" => offre.repondue_le,
        "silence" => offre.repondue_le.or(offre.expire_le),
        _ => None,
    }
}
