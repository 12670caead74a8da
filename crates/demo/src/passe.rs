//! What happened: vacancies, sessions, three candidates each, offers, leases, and the facts frozen at the lease.

use chrono::{Datelike, NaiveDate};
use droit::demande::{MotifRadiation, RefusLogement, Typologie};
use droit::jour::Jour;
use droit::logement::{Produit, TypeReservataire};
use droit::montant::Centimes;

use crate::calendrier::{list_seances, next_open_day, working_day};
use crate::chiffres::{BAUX_PAR_AN, get_quartiles};
use crate::en_cours::{self, Attente};
use crate::hasard::Hasard;
use crate::menages::{Profil, Registre, strike_off, year_of};
use crate::parc::{Bailleur, LogementsLibres, Parc, days_after, days_before};
use crate::tirages::{draw_quartile, draw_reservation, income_of, priority_share, quartile_of};
use crate::{Id, Plan};

/// Sessions and vacancies from 1 January of the previous year to the day of the demonstration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passe {
    /// In order of date, then landlord.
    pub seances: Vec<SeancePassee>,
    pub vacances: Vec<VacancePassee>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeancePassee {
    pub id: Id,
    pub bailleur: Bailleur,
    pub tenue_le: Jour,
    /// `SIGUY-2025-07`: rank of the session in its year.
    pub numero: String,
}

/// Who holds the right to propose for a vacancy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reservation {
    pub type_reservataire: TypeReservataire,
    /// Code of the organisation; the landlord itself outside any contingent.
    pub organisation: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VacancePassee {
    pub id: Id,
    /// Index in `Jeu::logements`; a home has one past vacancy at most.
    pub logement: usize,
    pub declaree_le: Jour,
    pub libre_le: Jour,
    pub reservation: Reservation,
    /// Index in `Passe::seances`.
    pub seance: usize,
    /// Three, in the order of examination.
    pub candidats: Vec<CandidatPasse>,
    /// `None` when nobody took the home, or not yet.
    pub bail: Option<BailSigne>,
    /// What the home still waits for; `None` once its story is over.
    pub attente: Option<Attente>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CandidatPasse {
    /// Index in `Jeu::demandes`.
    pub demande: usize,
    pub decision: DecisionPassee,
    /// Made only to ranked candidates who were reached.
    pub offre: Option<Offre>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecisionPassee {
    Attribution { rang: u8 },
    NonAttribution { motif: MotifNonAttribution },
}

/// Reasons met in practice (R7.08).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MotifNonAttribution {
    RessourcesInsuffisantes,
    CompositionInadaptee,
    AutreMenagePrioritaire,
    DossierIncomplet,
    LogementInadapte,
}

impl MotifNonAttribution {
    pub const ALL: [MotifNonAttribution; 5] = [
        MotifNonAttribution::RessourcesInsuffisantes,
        MotifNonAttribution::CompositionInadaptee,
        MotifNonAttribution::AutreMenagePrioritaire,
        MotifNonAttribution::DossierIncomplet,
        MotifNonAttribution::LogementInadapte,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            MotifNonAttribution::RessourcesInsuffisantes => "ressources_insuffisantes",
            MotifNonAttribution::CompositionInadaptee => "composition_inadaptee",
            MotifNonAttribution::AutreMenagePrioritaire => "autre_menage_prioritaire",
            MotifNonAttribution::DossierIncomplet => "dossier_incomplet",
            MotifNonAttribution::LogementInadapte => "logement_inadapte",
        }
    }

    pub const fn libelle(self) -> &'static str {
        match self {
            MotifNonAttribution::RessourcesInsuffisantes => {
                "Ressources insuffisantes au regard du loyer, après calcul du taux d'effort"
            }
            MotifNonAttribution::CompositionInadaptee => "Composition du ménage inadaptée au logement",
            MotifNonAttribution::AutreMenagePrioritaire => "Un autre ménage est plus prioritaire pour ce logement",
            MotifNonAttribution::DossierIncomplet => "Dossier incomplet à la séance",
            MotifNonAttribution::LogementInadapte => "Logement inadapté à la situation du ménage",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offre {
    pub notifiee_le: Jour,
    pub reponse: Reponse,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reponse {
    Acceptee {
        le: Jour,
    },
    /// `motif` is `None` when the applicant gave none.
    Refusee {
        le: Jour,
        motif: Option<&'static str>,
    },
    /// No answer within the delay: refused in law, without fault.
    Silence,
    /// The answer is waited for.
    Attendue,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BailSigne {
    /// Index in `Jeu::demandes`.
    pub demande: usize,
    pub signe_le: Jour,
    pub faits: FaitsCompte,
}

/// What the yearly objectives count, without identity (DESIGN 3b).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaitsCompte {
    pub bailleur: Bailleur,
    pub reservation: Reservation,
    /// INSEE code.
    pub commune: String,
    pub secteur: String,
    /// Demonstration code of the QPV, vintage 2024; `None` outside.
    pub qpv: Option<String>,
    pub millesime_qpv: u16,
    /// 1 to 4 with the thresholds of the year of the lease; an income at a threshold is in the upper one.
    pub quartile: u8,
    /// Year whose thresholds were used.
    pub annee_seuils: i32,
    /// Yearly income per consumption unit.
    pub revenu_uc: Centimes,
    pub prioritaire: bool,
    pub dalo: bool,
    /// Rehoused by an operation, counted with the first quartile outside QPV.
    pub relogement: Option<Relogement>,
    pub produit: Produit,
    pub typologie: Typologie,
    pub personnes: u8,
    /// Already the tenant of a social landlord.
    pub mutation: bool,
    pub depose_le: Jour,
    pub attribue_le: Jour,
    /// Rent, annexes and charges per month at the lease.
    pub loyer_total: Centimes,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relogement {
    RenouvellementUrbain,
    HabitatIndigne,
}

/// How the three candidates of a vacancy fare.
#[derive(Clone, Copy)]
enum Scenario {
    /// The household of this rank takes the home, those before decline.
    Accepte {
        rang: u8,
    },
    Personne,
}

impl Passe {
    /// Households of the homes whose story is not over: proposed nowhere else.
    pub(crate) fn list_tenus(&self) -> Vec<usize> {
        self.vacances.iter().filter(|v| v.attente.is_some()).flat_map(|v| indexes_of(&v.candidats)).collect()
    }
}

pub(crate) fn build(plan: &Plan, parc: &mut Parc, libres: &mut LogementsLibres, registre: &mut Registre) -> Passe {
    let hasard = &mut Hasard::new(plan.graine, 3);
    let mut passe = Passe::default();
    let today = plan.aujourd_hui;
    let Some(start) = NaiveDate::from_ymd_opt(today.year() - 1, 1, 1) else { return passe };
    let last = days_before(today, 1);
    let mut days: Vec<(Jour, bool)> = Vec::new();
    for annee in [today.year() - 1, today.year()] {
        let (Some(first), Some(end)) = (NaiveDate::from_ymd_opt(annee, 1, 1), NaiveDate::from_ymd_opt(annee, 12, 31)) else {
            continue;
        };
        let span = (end.min(last) - first).num_days() + 1;
        let yearly = BAUX_PAR_AN * plan.demandes / 8_300;
        let count = yearly * span.max(0).unsigned_abs() as usize / 365;
        for index in 0..count {
            days.push((working_day(hasard.day_between(first, end.min(last)), last), false));
            if index % 33 == 32 {
                days.push((working_day(hasard.day_between(first, end.min(last)), last), true));
            }
        }
    }
    days.sort();
    let calendar = list_seances(start, last);
    let mut drafts = Vec::with_capacity(days.len());
    for (day, sans_preneur) in days {
        let Some(logement) = libres.take() else { break };
        if let Some(draft) = draft_vacance(hasard, parc, registre, &calendar, logement, day, sans_preneur, start, last) {
            drafts.push(draft);
        }
    }
    let mut pris = Vec::new();
    let en_cours = &mut Hasard::new(plan.graine, 5);
    for (bailleur, dates) in &calendar {
        let left = en_cours::build(en_cours, parc, libres, registre, (bailleur, dates), today, &mut pris);
        if let Some((tenue_le, vacances)) = left {
            drafts.extend(vacances.into_iter().map(|vacance| Draft { bailleur, tenue_le, vacance }));
        }
    }
    number_seances(hasard, &mut passe, drafts);
    passe
}

/// A vacancy with the landlord and the day of its session, before sessions are numbered.
struct Draft {
    bailleur: Bailleur,
    tenue_le: Jour,
    vacance: VacancePassee,
}

#[expect(clippy::too_many_arguments, reason = "one story needs the whole context, once")]
fn draft_vacance(
    hasard: &mut Hasard,
    parc: &Parc,
    registre: &mut Registre,
    calendar: &[(Bailleur, Vec<Jour>); 3],
    logement: usize,
    day: Jour,
    sans_preneur: bool,
    start: Jour,
    last: Jour,
) -> Option<Draft> {
    let home = &parc.logements[logement].logement;
    let bailleur = parc.residences[parc.logements[logement].residence].bailleur;
    let scenario =
        if sans_preneur { Scenario::Personne } else { Scenario::Accepte { rang: hasard.weighted(&[(1, 79), (2, 16), (3, 5)]) } };
    let delay = match scenario {
        Scenario::Accepte { rang } => 16 + 14 * i64::from(rang - 1),
        Scenario::Personne => 20,
    };
    let (_, dates) = calendar.iter().find(|(code, _)| *code == bailleur)?;
    let tenue_le = *dates.iter().rev().find(|date| **date <= days_before(day, delay))?;
    let reservation = draw_reservation(hasard, bailleur, &home.commune);
    let en_qpv = home.qpv.is_some();
    let seuils = get_quartiles(day.year());
    let quartile = draw_quartile(hasard, en_qpv, home.produit);
    let mut candidats = Vec::with_capacity(3);
    let mut bail = None;
    if let Scenario::Accepte { rang } = scenario {
        let part = priority_share(bailleur, &reservation);
        let profil = Profil {
            seance_le: tenue_le,
            typologie: home.typologie,
            commune: parc.residences[parc.logements[logement].residence].commune,
            revenu_uc: income_of(quartile, seuils, home.produit),
            prioritaire: hasard.chance(part),
        };
        let logee = registre.add_logee(&profil);
        strike_off(&mut registre.demandes[logee.indice].demande, day, MotifRadiation::Attribution);
        let relogement = (!en_qpv && hasard.chance(26))
            .then(|| hasard.weighted(&[(Relogement::RenouvellementUrbain, 7), (Relogement::HabitatIndigne, 3)]));
        bail = Some(BailSigne {
            demande: logee.indice,
            signe_le: day.max(start),
            faits: FaitsCompte {
                bailleur,
                reservation: reservation.clone(),
                commune: home.commune.clone(),
                secteur: home.secteur.clone().unwrap_or_default(),
                qpv: home.qpv.clone(),
                millesime_qpv: 2024,
                quartile: quartile_of(logee.revenu_uc, seuils),
                annee_seuils: day.year(),
                revenu_uc: logee.revenu_uc,
                prioritaire: profil.prioritaire,
                dalo: logee.dalo,
                relogement,
                produit: home.produit,
                typologie: home.typologie,
                personnes: logee.personnes,
                mutation: logee.mutation,
                depose_le: logee.depose_le,
                attribue_le: tenue_le,
                loyer_total: home.loyer + home.loyer_annexes + home.charges,
            },
        });
        let mut notifiee_le = next_open_day(days_after(tenue_le, hasard.between(1, 3)));
        for position in 1..rang {
            let (candidat, next) =
                decline(hasard, registre, home.typologie, &home.commune, tenue_le, position, notifiee_le, last, &candidats);
            candidats.push(candidat?);
            notifiee_le = next;
        }
        let repond_le = days_after(notifiee_le, hasard.between(1, 7)).min(days_before(day, 1)).max(notifiee_le);
        candidats.push(CandidatPasse {
            demande: logee.indice,
            decision: DecisionPassee::Attribution { rang },
            offre: Some(Offre {
                notifiee_le: notifiee_le.min(days_before(day, 1)),
                reponse: Reponse::Acceptee { le: repond_le },
            }),
        });
    } else {
        let notifiee_le = next_open_day(days_after(tenue_le, hasard.between(1, 3)));
        let (candidat, _) = decline(hasard, registre, home.typologie, &home.commune, tenue_le, 1, notifiee_le, last, &candidats);
        candidats.push(candidat?);
    }
    fill_with_others(hasard, registre, home.typologie, &home.commune, tenue_le, &mut candidats);
    let declaree_le = days_before(tenue_le, hasard.between(14, 62));
    let vacance = VacancePassee {
        id: hasard.id(declaree_le),
        logement,
        declaree_le,
        libre_le: days_after(days_before(declaree_le, 12), hasard.between(0, 60)).min(tenue_le),
        reservation,
        seance: 0,
        candidats,
        bail,
        attente: None,
    };
    Some(Draft { bailleur, tenue_le, vacance })
}

/// A ranked candidate who does not take the home; its refusal goes to its file. Returns the day of the next offer.
#[expect(clippy::too_many_arguments, reason = "one story needs the whole context, once")]
fn decline(
    hasard: &mut Hasard,
    registre: &mut Registre,
    typologie: Typologie,
    commune: &str,
    tenue_le: Jour,
    rang: u8,
    notifiee_le: Jour,
    last: Jour,
    taken: &[CandidatPasse],
) -> (Option<CandidatPasse>, Jour) {
    let Some(demande) = find_candidat(hasard, registre, typologie, commune, tenue_le, &indexes_of(taken)) else {
        return (None, notifiee_le);
    };
    let silence = hasard.chance(400);
    let (reponse, end) = if silence {
        (Reponse::Silence, days_after(notifiee_le, 11))
    } else {
        let le = days_after(notifiee_le, hasard.between(1, 8)).min(last);
        let motif = hasard.weighted(&[
            (Some("eloignement"), 30),
            (Some("loyer"), 20),
            (Some("surface"), 12),
            (Some("etage"), 10),
            (Some("quartier"), 16),
            (None, 12),
        ]);
        (Reponse::Refusee { le, motif }, le)
    };
    let motif = match &reponse {
        Reponse::Refusee { motif, .. } => motif.map(str::to_owned),
        Reponse::Acceptee { .. } | Reponse::Silence | Reponse::Attendue => None,
    };
    let refus = RefusLogement { le: end.min(last), motif, logement_adapte: hasard.chance(880), silence, relogement: false };
    registre.demandes[demande].demande.dossier.refus.push(refus);
    let offre = Some(Offre { notifiee_le, reponse });
    let candidat = CandidatPasse { demande, decision: DecisionPassee::Attribution { rang }, offre };
    (Some(candidat), next_open_day(days_after(end, 1)))
}

/// Completes the three examined households: next ranks that are never reached, or reasoned non-attributions.
fn fill_with_others(
    hasard: &mut Hasard,
    registre: &Registre,
    typologie: Typologie,
    commune: &str,
    tenue_le: Jour,
    candidats: &mut Vec<CandidatPasse>,
) {
    let mut rang = candidats.len() as u8;
    let nobody = candidats.iter().all(|c| !matches!(c.offre.as_ref().map(|o| &o.reponse), Some(Reponse::Acceptee { .. })));
    while candidats.len() < 3 {
        let Some(demande) = find_candidat(hasard, registre, typologie, commune, tenue_le, &indexes_of(candidats)) else { return };
        let ranked = !nobody && usize::from(rang) == candidats.len() && hasard.chance(550);
        let decision = if ranked {
            rang += 1;
            DecisionPassee::Attribution { rang }
        } else {
            let motif = hasard.weighted(&[
                (MotifNonAttribution::AutreMenagePrioritaire, 46),
                (MotifNonAttribution::RessourcesInsuffisantes, 24),
                (MotifNonAttribution::CompositionInadaptee, 14),
                (MotifNonAttribution::DossierIncomplet, 10),
                (MotifNonAttribution::LogementInadapte, 6),
            ]);
            DecisionPassee::NonAttribution { motif }
        };
        candidats.push(CandidatPasse { demande, decision, offre: None });
    }
}

fn indexes_of(candidats: &[CandidatPasse]) -> Vec<usize> {
    candidats.iter().map(|candidat| candidat.demande).collect()
}

/// A living demande filed before the session, of the same typology, wishing this commune when one is found quickly.
pub(crate) fn find_candidat(
    hasard: &mut Hasard,
    registre: &Registre,
    typologie: Typologie,
    commune: &str,
    avant: Jour,
    taken: &[usize],
) -> Option<usize> {
    let pools: [usize; 3] = {
        let own = usize::from(typologie.pieces()) - 1;
        [own, own.saturating_sub(1), (own + 1).min(5)]
    };
    let free = |index: usize| registre.demandes[index].demande.depose_le < avant && !taken.contains(&index);
    for (pool, wished, tries) in [(0, true, 40), (0, false, 40), (1, false, 60), (2, false, 60)] {
        let pool = &registre.par_typologie[pools[pool]];
        if pool.is_empty() {
            continue;
        }
        for _ in 0..tries {
            let index = hasard.pick(pool);
            let wishes = &registre.demandes[index].demande.dossier.recherche.souhaits;
            if free(index) && (!wished || wishes.iter().any(|s| s.commune == commune)) {
                return Some(index);
            }
        }
    }
    registre.par_typologie.iter().flatten().copied().find(|index| free(*index))
}

fn number_seances(hasard: &mut Hasard, passe: &mut Passe, mut drafts: Vec<Draft>) {
    drafts.sort_by_key(|draft| (draft.tenue_le, draft.bailleur, draft.vacance.declaree_le));
    let mut counts: std::collections::BTreeMap<(Bailleur, i32), u32> = std::collections::BTreeMap::new();
    for mut draft in drafts {
        let known = passe.seances.iter().rposition(|s| s.tenue_le == draft.tenue_le && s.bailleur == draft.bailleur);
        draft.vacance.seance = known.unwrap_or_else(|| {
            let annee = year_of(draft.tenue_le);
            let rang = counts.entry((draft.bailleur, annee)).or_insert(0);
            *rang += 1;
            let numero = format!("{}-{annee}-{rang:02}", draft.bailleur.to_uppercase());
            passe.seances.push(SeancePassee {
                id: hasard.id(draft.tenue_le),
                bailleur: draft.bailleur,
                tenue_le: draft.tenue_le,
                numero,
            });
            passe.seances.len() - 1
        });
        passe.vacances.push(draft.vacance);
    }
}
