//! What the commission decided in two past years: who sat, what each decision froze on its day, the sealed minutes.
//!
//! The same rules as a session held in the program, applied on the day of the session. The content of the minutes is
//! sealed here; its document is composed when somebody first reads it.

use std::collections::BTreeMap;
use std::sync::Arc;

use demo::{Attente, DecisionPassee, Jeu, MotifNonAttribution, VacancePassee};
use droit::caleol::{Decision as DecisionCaleol, MotifDecision, PieceListee};
use droit::demande::{Demande, EtatDemande};
use droit::jour::Jour;
use droit::montant::Centimes;
use droit::parametres::Parametres;
use gestion::charger_territoire::Regles;
use gestion::clore_seance::{SeanceTenue, write_proces_verbal};
use gestion::decider::loyer;
use gestion::decision_figee::{FaitsDecision, NomsLogement, freeze_decision};
use gestion::examen::{Regles as ReglesExamen, examine};
use gestion::figer::{Fige, SeanceFigee};
use gestion::issue::Echec;
use gestion::preparer_seance::list_sieges_de_seance;
use gestion::registre::compute_reperes;
use gestion::seance::{count_votants, logement_examine, membres_de_droit};
use stockage::StockageError;
use stockage::decision::{self, Decision};
use stockage::proces_verbal::{self, ContenuScelle};
use stockage::seance::Seance;
use stockage::seance_membre::{self, SeanceMembre};
use stockage::seance_point::{self, SeancePoint};
use stockage::vacance::Vacance;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::{DEPARTEMENT, Semis, derive, noon, passe, uuid};

/// Delay given by the commission for a missing paper.
const JOURS_PIECE: chrono::Days = chrono::Days::new(30);
const POINT: u8 = 3;
const DECISION: u8 = 6;
/// Sessions worked out ahead of the base, at most: some hundred kilobytes each.
const D_AVANCE: usize = 120;

/// The seat that presides: the first of the landlord's board.
pub const PRESIDENT: &str = "representant_bailleur_1";

/// Fictional members of each landlord's commission: its board, then its tenants.
const MEMBRES: [(&str, [&str; 6]); 3] = [
    (
        "siguy",
        ["Éliane Robinel", "Patrick Loe-Mie", "Marcelline Boudoine", "Guy-Noël Sabas", "Thérèse Anatolin", "Viviane Sophal"],
    ),
    ("simko", ["Hector Alcidor", "Monique Tjon-Sam", "Raymond Féliciane", "Aurore Damasier", "Yvon Laplume", "Josette Maroni"]),
    (
        "semsamar",
        ["Clarisse Bonaventin", "Rodrigue Sainval", "Denise Kong-Fa", "Alix Théodorin", "Firmin Cazal", "Solange Périgny"],
    ),
];

/// Gives the landlord's own seats their names.
pub fn name_sieges(bailleur: &str, sieges: &mut [SeanceMembre]) {
    let Some((_, noms)) = MEMBRES.iter().find(|(code, _)| *code == bailleur) else { return };
    let own = sieges.iter_mut().filter(|s| matches!(s.qualite.as_str(), "representant_bailleur" | "representant_locataires"));
    for (siege, nom) in own.zip(noms) {
        siege.nom = Some((*nom).to_owned());
    }
}

/// What became of a candidate of a past session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// In the ordered list, from 1.
    pub position: i32,
    pub irrecevable: bool,
}

/// Sessions on their way to the base, told by another thread.
pub struct Recits {
    told: mpsc::Receiver<Result<Tenue, StockageError>>,
    work: JoinHandle<()>,
}

/// Starts to work the past sessions out, while the stock and the households are being written.
pub fn start(semis: &Semis<'_>, seances: Vec<Seance>, vacances: Vec<Vacance>) -> Recits {
    let recit =
        Recit { jeu: semis.jeu.clone(), regles: semis.regles.clone(), parametres: semis.parametres.clone(), seances, vacances };
    let (sender, told) = mpsc::channel(D_AVANCE);
    Recits { told, work: tokio::task::spawn_blocking(move || recit.tell(&sender)) }
}

/// Writes members, points, decisions and minutes of every past session. Returns the place of the candidates of each
/// past vacancy.
pub async fn write(semis: &Semis<'_>, mut recits: Recits) -> Result<Vec<[Place; 3]>, StockageError> {
    let mut places = vec![[Place::default(); 3]; semis.jeu.passe.vacances.len()];
    while let Some(result) = recits.told.recv().await {
        let held = result?;
        for (index, known) in held.places {
            places[index] = known;
        }
        seance_membre::insert_lot(semis.tx, &held.membres).await?;
        seance_point::insert_lot(semis.tx, &held.points).await?;
        decision::insert_lot(semis.tx, &held.decisions).await?;
        proces_verbal::insert_contenus(semis.tx, &held.contenu).await?;
    }
    recits.work.await.map_err(|_| incoherent("une séance passée n'a pas pu être racontée".to_owned()))?;
    Ok(places)
}

/// The set is written before anybody can read a refusal: it is a fault of the set.
fn incident(echec: Echec) -> StockageError {
    match echec {
        Echec::Stockage(error) => error,
        other => incoherent(other.to_string()),
    }
}

fn incoherent(quoi: String) -> StockageError {
    StockageError::DonneesIncoherentes { table: "proces_verbal", quoi }
}

/// What past sessions are told from.
struct Recit {
    jeu: Arc<Jeu>,
    regles: Arc<Regles>,
    parametres: Arc<Parametres>,
    seances: Vec<Seance>,
    vacances: Vec<Vacance>,
}

/// A past session as rows.
pub struct Tenue {
    membres: Vec<SeanceMembre>,
    points: Vec<SeancePoint>,
    decisions: Vec<Decision>,
    contenu: Vec<ContenuScelle>,
    /// By index of the vacancy.
    places: Vec<(usize, [Place; 3])>,
}

impl Recit {
    /// Tells every session in its order, until nobody listens.
    fn tell(&self, sender: &mpsc::Sender<Result<Tenue, StockageError>>) {
        let mut by_session: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (index, v) in self.jeu.passe.vacances.iter().enumerate() {
            by_session.entry(v.seance).or_default().push(index);
        }
        for (session, homes) in by_session {
            if sender.blocking_send(self.seal(&self.seances[session], &homes)).is_err() {
                return;
            }
        }
    }

    fn seal(&self, seance: &Seance, homes: &[usize]) -> Result<Tenue, StockageError> {
        let mut held = hold(self, seance, homes);
        let tenue = SeanceTenue {
            seance,
            points: &held.points,
            membres: &held.membres,
            decisions: &held.decisions,
            close_le: seance.tenue_le,
        };
        let contenu = write_proces_verbal(&self.regles, &self.parametres, true, tenue, noon(seance.tenue_le), "systeme")
            .map_err(incident)?;
        held.contenu.push(contenu);
        Ok(held)
    }
}

fn hold(recit: &Recit, seance: &Seance, homes: &[usize]) -> Tenue {
    let territoire = &recit.regles.territoire;
    let jour = seance.tenue_le;
    let seats: Vec<(String, Option<String>)> = homes
        .iter()
        .map(|index| {
            let v = &recit.jeu.passe.vacances[*index];
            (recit.jeu.logements[v.logement].logement.commune.clone(), Some(v.reservation.organisation.clone()))
        })
        .collect();
    let mut membres = list_sieges_de_seance(territoire, &seance.bailleur, jour, seance.id, &seats);
    name_sieges(&seance.bailleur, &mut membres);
    seat(seance, &mut membres);
    let quorum = territoire.commission(&seance.bailleur, jour).and_then(|c| c.quorum).map(u32::from);
    let reperes = compute_reperes(&recit.parametres, territoire, jour);
    let rules = ReglesExamen { parametres: &recit.parametres, reperes: &reperes, grille: &recit.regles.grille };
    let mut tenue = Tenue { membres, points: vec![], decisions: vec![], contenu: vec![], places: vec![] };
    for (ordre, index) in homes.iter().enumerate() {
        let v = &recit.jeu.passe.vacances[*index];
        let home = &recit.vacances[*index];
        let logement = &recit.jeu.logements[v.logement].logement;
        let seen = logement_examine(territoire, &logement.commune, home);
        let votants = count_votants(&membres_de_droit(territoire, &tenue.membres, &[], seen), seen);
        let frozen = SeanceFigee { votants, quorum, deportes: Vec::new(), voix_preponderante: None };
        let figes = freeze_candidats(recit, rules, jour, v, home, &frozen);
        let point = derive(v.id, POINT, 0);
        tenue.points.push(SeancePoint {
            id: point,
            seance_id: seance.id,
            vacance_id: home.id,
            ordre: i32::try_from(ordre).unwrap_or(i32::MAX),
            etat: "decide".to_owned(),
            exception: None,
            exception_motif: None,
            quorum: Some(serde_json::json!({ "votants": votants, "requis": quorum }).to_string()),
            maj_le: noon(jour),
        });
        let mut places = [Place::default(); 3];
        for (rang, (place, fige)) in places.iter_mut().zip(&figes).enumerate() {
            let taken = write_decision(recit, seance, v, point, rang, &figes, votants);
            place.position = fige.candidat.position.unwrap_or(0);
            place.irrecevable = taken.code == DecisionCaleol::Irrecevabilite.code();
            tenue.decisions.push(taken);
        }
        tenue.places.push((*index, places));
    }
    tenue.decisions.sort_by_key(|d| d.id);
    tenue
}

/// Who came: the board always, the others as the digits of the session tell; an absent member of the board gives a proxy.
fn seat(seance: &Seance, membres: &mut [SeanceMembre]) {
    let bytes = seance.id.as_bytes();
    for (index, membre) in membres.iter_mut().enumerate() {
        let chance = bytes[15 - index % 6] ^ u8::try_from(index).unwrap_or(0).wrapping_mul(37);
        membre.convoque_le = seance.convoquee_le;
        membre.present = match membre.qualite.as_str() {
            "representant_bailleur" => membre.membre == PRESIDENT || chance > 25,
            "representant_locataires" | "president_epci" => chance > 30,
            "prefet" | "maire" => chance > 70,
            // A seat that nobody was named to stays empty.
            _ => membre.organisation.is_some() && chance > 120,
        };
    }
    let carrier = membres
        .iter()
        .find(|m| m.qualite == "representant_bailleur" && m.present && m.membre != PRESIDENT)
        .map(|m| m.membre.clone());
    if let Some(absent) = membres.iter_mut().find(|m| m.qualite == "representant_bailleur" && !m.present) {
        absent.pouvoir_a = carrier;
    }
}

/// What the commission knew of each candidate on its day, placed in the order of points, then of filing.
fn freeze_candidats(
    recit: &Recit,
    rules: ReglesExamen<'_>,
    jour: Jour,
    v: &VacancePassee,
    home: &Vacance,
    seance: &SeanceFigee,
) -> Vec<Fige> {
    let known = &recit.jeu.logements[v.logement];
    let residence = &recit.jeu.residences[known.residence];
    let commune = recit.regles.territoire.commune(&known.logement.commune);
    let noms = NomsLogement {
        residence: residence.nom.clone(),
        adresse: known.adresse.clone(),
        commune: commune.map_or_else(|| known.logement.commune.clone(), |c| c.nom.clone()),
        reservataire: home.reservataire.clone(),
        reservataire_nom: recit.regles.nom_organisation(home.reservataire.as_deref().unwrap_or(&home.bailleur)),
    };
    let mut figes: Vec<Fige> = v
        .candidats
        .iter()
        .map(|c| {
            let mut demande = on_day(&recit.jeu.demandes[c.demande].demande, jour);
            let mut examen = examine(rules, &demande, &known.logement, loyer(home), jour);
            // Whoever was ranked was under the ceiling on that day, whatever the income is since.
            if let (DecisionPassee::Attribution { .. }, Some(revenu), Some(plafond)) =
                (c.decision, examen.calcul.revenu, examen.calcul.plafond)
                && revenu > plafond
            {
                lower_revenus(&mut demande, plafond, revenu);
                examen = examine(rules, &demande, &known.logement, loyer(home), jour);
            }
            freeze_decision(FaitsDecision {
                regles: &recit.regles,
                parametres: rules.parametres,
                jour,
                demande: &demande,
                version: 1,
                extrait_le: Some(jour - chrono::Days::new(3)),
                logement: &known.logement,
                loyer: loyer(home),
                noms: noms.clone(),
                contingent: &v.reservation.organisation,
                position: None,
                examen: &examen,
                seance: seance.clone(),
            })
        })
        .collect();
    let mut order: Vec<usize> = (0..figes.len()).collect();
    order.sort_by_key(|i| {
        let fige = &figes[*i];
        (-fige.note.total, fige.demande.depose_le.clone(), fige.demande.numero_unique.clone())
    });
    for (place, i) in (1..).zip(order) {
        figes[i].candidat.position = Some(place);
    }
    figes
}

/// The demande as it stood on a past day: living, without what came later.
fn on_day(demande: &Demande, jour: Jour) -> Demande {
    let mut past = demande.clone();
    if let EtatDemande::Radiee { numero_unique, .. } = past.etat {
        past.etat = EtatDemande::Enregistree { numero_unique };
    }
    past.renouvele_le = past.renouvele_le.filter(|le| *le <= jour);
    past.dossier.refus.retain(|refus| refus.le < jour);
    past.dossier.labels.retain(|label| label.depuis <= jour);
    past.dossier.dalo = past.dossier.dalo.filter(|dalo| dalo.decide_le.is_none_or(|le| le <= jour));
    past
}

/// Brings the income of a household to nine tenths of a ceiling.
fn lower_revenus(demande: &mut Demande, plafond: Centimes, revenu: Centimes) {
    let lower = |amount: &mut Centimes| amount.0 = amount.0 * plafond.0 * 9 / (revenu.0 * 10);
    for personne in &mut demande.dossier.menage.personnes {
        personne.revenus_fiscaux.values_mut().for_each(lower);
        personne.ressources.iter_mut().for_each(|r| lower(&mut r.montant));
    }
}

fn write_decision(
    recit: &Recit,
    seance: &Seance,
    v: &VacancePassee,
    point: Uuid,
    index: usize,
    figes: &[Fige],
    votants: u32,
) -> Decision {
    let candidat = &v.candidats[index];
    let fige = &figes[index];
    let ranked = v.candidats.iter().filter(|c| matches!(c.decision, DecisionPassee::Attribution { .. })).count();
    let condition = (v.attente == Some(Attente::Piece) && index == 0).then(|| seance.tenue_le + JOURS_PIECE);
    let (code, rang, motif, detail) = match candidat.decision {
        DecisionPassee::Attribution { rang } if condition.is_some() => {
            (DecisionCaleol::ConditionSuspensive, Some(i32::from(rang)), None, explain_ecart(v, figes, index, rang))
        }
        DecisionPassee::Attribution { rang } => {
            let code = if ranked > 1 { DecisionCaleol::AttributionRang } else { DecisionCaleol::Attribution };
            (code, Some(i32::from(rang)), None, explain_ecart(v, figes, index, rang))
        }
        DecisionPassee::NonAttribution { .. } if is_over(fige) => {
            (DecisionCaleol::Irrecevabilite, None, Some(MotifDecision::PlafondDepasse), None)
        }
        DecisionPassee::NonAttribution { motif } => {
            let winner = v.candidats.iter().position(|c| c.decision == DecisionPassee::Attribution { rang: 1 });
            let (motif, detail) = choose_motif(motif, fige, winner.map(|w| &figes[w]));
            (DecisionCaleol::NonAttribution, None, Some(motif), detail)
        }
    };
    // One voice against or abstaining now and then, as the digits of the vacancy tell.
    let (contre, abstentions) = match v.id[14].wrapping_add(u8::try_from(index).unwrap_or(0)) % 16 {
        0 => (1, 0),
        1 => (0, 1),
        _ => (0, 0),
    };
    let votants = i32::try_from(votants).unwrap_or(i32::MAX);
    let text = fige.write();
    Decision {
        id: derive(v.id, DECISION, index),
        seance_id: seance.id,
        point_id: point,
        candidature_id: derive(v.id, passe::CANDIDATURE, index),
        departement: DEPARTEMENT.to_owned(),
        demande_id: uuid(recit.jeu.demandes[candidat.demande].id),
        code: code.code().to_owned(),
        rang,
        motif: motif.map(|m| m.code().to_owned()),
        motif_detail: detail,
        condition_piece: condition.map(|_| PieceListee::AvisImpositionN1.code().to_owned()),
        condition_avant_le: condition,
        voix_pour: Some(votants - contre - abstentions),
        voix_contre: Some(contre),
        abstentions: Some(abstentions),
        fige_empreinte: decision::compute_empreinte(&text),
        fige: Some(text),
        decide_le: seance.tenue_le,
        decide_par: "systeme".to_owned(),
    }
}

/// CCH R. 441-1: above the ceiling of the home, on what was frozen.
fn is_over(fige: &Fige) -> bool {
    fige.calcul.revenu.zip(fige.calcul.plafond).is_some_and(|(revenu, plafond)| revenu > plafond)
}

/// R4.03: why a rank departs from the order of points; `None` when it follows it.
fn explain_ecart(v: &VacancePassee, figes: &[Fige], index: usize, rang: u8) -> Option<String> {
    let own = figes[index].note.total;
    let passed = v.candidats.iter().zip(figes).any(|(other, fige)| match other.decision {
        DecisionPassee::Attribution { rang: after } => after > rang && fige.note.total > own,
        DecisionPassee::NonAttribution { .. } => false,
    });
    let reason = match &figes[index].candidat {
        c if c.prioritaire == Some(true) => "Ménage reconnu prioritaire, placé avant les autres par la commission",
        c if c.mutation == Some(true) => "La mutation libère un logement plus grand pour un autre ménage",
        _ => "Logement mieux adapté à la composition de ce ménage et à son lieu de travail",
    };
    passed.then(|| reason.to_owned())
}

/// The reason told, unless what was frozen says otherwise; then another that holds.
fn choose_motif(told: MotifNonAttribution, fige: &Fige, winner: Option<&Fige>) -> (MotifDecision, Option<String>) {
    /// Effort above which "ressources insuffisantes" needs no more explanation, in basis points.
    const EFFORT: i64 = 3_000;
    let pieces = fige.logement.typologie.bytes().filter(u8::is_ascii_digit).map(|b| b - b'0').next().unwrap_or(0);
    let personnes = fige.calcul.personnes;
    match told {
        MotifNonAttribution::RessourcesInsuffisantes if fige.calcul.taux_effort.is_some_and(|rate| rate > EFFORT) => {
            return (MotifDecision::RessourcesInsuffisantes, None);
        }
        MotifNonAttribution::CompositionInadaptee if personnes > pieces + 1 || pieces > personnes + 1 => {
            return (MotifDecision::CompositionInadaptee, None);
        }
        MotifNonAttribution::LogementInadapte => {
            let detail = "L’accès du logement ne répond pas au souhait écrit dans la demande".to_owned();
            return (MotifDecision::LogementInadapte, Some(detail));
        }
        MotifNonAttribution::RessourcesInsuffisantes
        | MotifNonAttribution::CompositionInadaptee
        | MotifNonAttribution::AutreMenagePrioritaire
        | MotifNonAttribution::DossierIncomplet => {}
    }
    let other = match winner {
        _ if told == MotifNonAttribution::DossierIncomplet => None,
        Some(w) if w.candidat.prioritaire == Some(true) && fige.candidat.prioritaire == Some(false) => {
            Some("Un ménage reconnu prioritaire est retenu au premier rang")
        }
        Some(w) if w.note.total >= fige.note.total => {
            Some("Le ménage retenu au premier rang a plus de points, ou une demande plus ancienne")
        }
        _ => None,
    };
    match other {
        Some(detail) => (MotifDecision::AutreCandidatPrioritaire, Some(detail.to_owned())),
        None => {
            let detail = "Attestation de loyer du logement actuel non fournie malgré une relance".to_owned();
            (MotifDecision::DossierIncomplet, Some(detail))
        }
    }
}
