//! A vacancy in days (CIA, objectif 2.3): the steps from the notice to the entry of a household, who owes each, how long
//! each took. Each day without a household is counted once: to the first step, in the written order, not yet done that day.

mod repartition;

pub use repartition::{Repartition, compute_repartition};

use crate::jour::{Jour, add_mois, format_fr};
use crate::montant::Centimes;
use crate::nomenclature::nomenclature;

nomenclature!(
    /// What happens between two households, in order. A first letting has `livraison` instead of the first five.
    EtapeVacance {
        Conge = "conge", "Congé du locataire";
        Visite = "visite", "Visite avant le départ";
        EtatDesLieux = "etat_des_lieux", "État des lieux de sortie";
        TravauxDebut = "travaux_debut", "Début des travaux";
        TravauxFin = "travaux_fin", "Fin des travaux";
        /// The programme is handed over to the bailleur.
        Livraison = "livraison", "Livraison du programme";
        Orientation = "orientation", "Orientation vers un réservataire";
        Designation = "designation", "Désignation des candidats";
        Commission = "commission", "Passage en CALEOL";
        Acceptation = "acceptation", "Réponse du ménage";
        Bail = "bail", "Signature du bail";
        Entree = "entree", "Entrée dans les lieux";
    }
);

nomenclature!(
    /// Who owes a step: the one waited for.
    ActeurVacance {
        Bailleur = "bailleur", "Bailleur";
        Reservataire = "reservataire", "Réservataire";
        Commission = "commission", "Commission (CALEOL)";
        Menage = "menage", "Ménage";
    }
);

nomenclature!(
    /// Which day the home is counted free from.
    OrigineVacance {
        EtatDesLieux = "etat_des_lieux", "état des lieux de sortie";
        Livraison = "livraison", "livraison du programme";
        Disponible = "disponible", "date de disponibilité annoncée";
        Declaration = "declaration", "jour de la déclaration";
    }
);

impl EtapeVacance {
    /// The steps that the bailleur dates; Carbet knows the others by its own acts.
    pub const fn is_datee_a_la_main(self) -> bool {
        matches!(
            self,
            EtapeVacance::Conge
                | EtapeVacance::Visite
                | EtapeVacance::EtatDesLieux
                | EtapeVacance::TravauxDebut
                | EtapeVacance::TravauxFin
                | EtapeVacance::Livraison
        )
    }

    /// Whether the step exists for this kind of letting: nobody leaves a home let for the first time.
    pub const fn is_prevue(self, premiere_location: bool) -> bool {
        match self {
            EtapeVacance::Livraison => premiere_location,
            EtapeVacance::Conge
            | EtapeVacance::Visite
            | EtapeVacance::EtatDesLieux
            | EtapeVacance::TravauxDebut
            | EtapeVacance::TravauxFin => !premiere_location,
            EtapeVacance::Orientation
            | EtapeVacance::Designation
            | EtapeVacance::Commission
            | EtapeVacance::Acceptation
            | EtapeVacance::Bail
            | EtapeVacance::Entree => true,
        }
    }

    /// Who owes it. A home that nobody reserved is designated by its bailleur.
    pub const fn acteur(self, reserve: bool) -> ActeurVacance {
        match self {
            EtapeVacance::Designation if reserve => ActeurVacance::Reservataire,
            EtapeVacance::Commission => ActeurVacance::Commission,
            EtapeVacance::Conge | EtapeVacance::Acceptation | EtapeVacance::Entree => ActeurVacance::Menage,
            EtapeVacance::Visite
            | EtapeVacance::EtatDesLieux
            | EtapeVacance::TravauxDebut
            | EtapeVacance::TravauxFin
            | EtapeVacance::Livraison
            | EtapeVacance::Orientation
            | EtapeVacance::Designation
            | EtapeVacance::Bail => ActeurVacance::Bailleur,
        }
    }

    /// In words that follow « en attente de ».
    pub const fn attente(self) -> &'static str {
        match self {
            EtapeVacance::Conge => "Départ du locataire",
            EtapeVacance::Visite => "Visite à faire",
            EtapeVacance::EtatDesLieux => "État des lieux à faire",
            EtapeVacance::TravauxDebut => "Travaux à commencer",
            EtapeVacance::TravauxFin => "Travaux en cours",
            EtapeVacance::Livraison => "Livraison attendue",
            EtapeVacance::Orientation => "À orienter",
            EtapeVacance::Designation => "Candidats à désigner",
            EtapeVacance::Commission => "CALEOL à tenir",
            EtapeVacance::Acceptation => "Réponse du ménage attendue",
            EtapeVacance::Bail => "Bail à signer",
            EtapeVacance::Entree => "Entrée à venir",
        }
    }
}

/// A step done on a day. Designation, commission and answer may come several times: a commission that attributes nothing
/// starts again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Jalon {
    pub etape: EtapeVacance,
    pub le: Jour,
}

/// Where the vacancy ends, or stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FinVacance {
    /// Still open on that day: the step that its state waits for.
    EnCours { le: Jour, attendue: EtapeVacance },
    /// Let: the day of entry when known, else that of the lease.
    Louee { le: Jour },
    /// Withdrawn: the clock stopped that day, and the home is counted apart.
    Retiree { le: Jour },
}

/// What is known of a vacancy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DossierVacance {
    pub premiere_location: bool,
    /// Held by a réservataire other than the bailleur.
    pub reserve: bool,
    pub declaree_le: Jour,
    pub disponible_le: Option<Jour>,
    /// Oriented anew, or given back: the day from which the present holder has it.
    pub reoriente_le: Option<Jour>,
    /// In any order.
    pub jalons: Vec<Jalon>,
    pub fin: FinVacance,
}

/// Days between two known dates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intervalle {
    /// The step that ends it, or is waited for; before it, those that no date tells apart from it.
    pub etapes: Vec<EtapeVacance>,
    pub depuis: Jour,
    pub jusqu_au: Jour,
    /// `None` when the steps not told apart are owed by several: the days are shared by nobody.
    pub acteur: Option<ActeurVacance>,
    /// The last step is not done yet.
    pub en_cours: bool,
    /// The true day of the last step, which may be before the days counted.
    pub fait_le: Option<Jour>,
}

impl Intervalle {
    pub fn jours(&self) -> i64 {
        (self.jusqu_au - self.depuis).num_days()
    }

    /// The only step of these days; `None` when they cover several.
    pub fn etape(&self) -> Option<EtapeVacance> {
        match self.etapes.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }
}

/// A vacancy as days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DureeVacance {
    pub libre_le: Jour,
    pub origine: OrigineVacance,
    /// Last day counted.
    pub jusqu_au: Jour,
    /// Before the home is free: from the notice to the leaving inventory. Never in the total.
    pub preavis: Vec<Intervalle>,
    /// From the free home on; their days sum to the total.
    pub intervalles: Vec<Intervalle>,
    /// Days of vacancy; 0 while the home is not free yet.
    pub total: i64,
    pub retiree: bool,
}

impl DureeVacance {
    pub fn en_cours(&self) -> Option<&Intervalle> {
        self.intervalles.last().filter(|last| last.en_cours)
    }

    /// Days of a step that the dates tell apart; `None` when no date does.
    pub fn jours_etape(&self, etape: EtapeVacance) -> Option<i64> {
        let mut own = self.preavis.iter().chain(&self.intervalles).filter(|i| i.etape() == Some(etape)).peekable();
        own.peek().is_some().then(|| own.map(Intervalle::jours).sum())
    }

    /// Days owed by one; `None` counts those that the dates give to nobody.
    pub fn jours_acteur(&self, acteur: Option<ActeurVacance>) -> i64 {
        self.intervalles.iter().filter(|i| i.acteur == acteur).map(Intervalle::jours).sum()
    }

    /// Vacant for more months than that, counted in calendar months from the free day.
    pub fn is_longue(&self, mois: u32) -> bool {
        self.jusqu_au > add_mois(self.libre_le, mois)
    }
}

/// Why a day cannot be written for a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JourRefuse {
    pub code: &'static str,
    pub raison: String,
    pub que_faire: &'static str,
}

/// A step dated by hand: in the order of the steps, never to come, never after the household entered.
///
/// # Errors
/// The step is not dated by hand, is not one of this letting, or its day contradicts another.
pub fn check_jour_etape(dossier: &DossierVacance, jalon: Jalon, aujourd_hui: Jour) -> Result<(), JourRefuse> {
    let Jalon { etape, le } = jalon;
    let refuse = |code, raison: String, que_faire| Err(JourRefuse { code, raison, que_faire });
    if !etape.is_datee_a_la_main() {
        return refuse(
            "etape_calculee",
            format!("« {} » est datée par l’acte lui-même, jamais à la main.", etape.libelle()),
            "Enregistrez l’acte dans Carbet : sa date suit.",
        );
    }
    if !etape.is_prevue(dossier.premiere_location) {
        let raison = if dossier.premiere_location {
            format!("« {} » n’existe pas pour une première mise en location : personne ne quitte ce logement.", etape.libelle())
        } else {
            format!("« {} » ne concerne que la première mise en location d’un programme.", etape.libelle())
        };
        return refuse("etape_sans_objet", raison, "Choisissez une étape de la liste.");
    }
    if le > aujourd_hui {
        return refuse(
            "jour_futur",
            format!("Le {} est à venir : une étape se date quand elle est faite.", format_fr(le)),
            "Revenez dater cette étape le jour où elle a lieu, ou vérifiez l’année.",
        );
    }
    for other in dossier.jalons.iter().filter(|j| j.etape.is_datee_a_la_main() && j.etape != etape) {
        let wrong = if other.etape < etape { le < other.le } else { le > other.le };
        if wrong {
            let side = if other.etape < etape { "avant" } else { "après" };
            return refuse(
                "ordre_des_etapes",
                format!("Le {} est {side} « {} », datée du {}.", format_fr(le), other.etape.libelle(), format_fr(other.le)),
                "Corrigez ce jour, ou d’abord celui de l’autre étape.",
            );
        }
    }
    match dossier.fin {
        FinVacance::Louee { le: end } | FinVacance::Retiree { le: end } if le > end => refuse(
            "apres_la_fin",
            format!("La vacance a pris fin le {} : aucune étape ne peut la suivre.", format_fr(end)),
            "Vérifiez le jour.",
        ),
        FinVacance::Louee { .. } | FinVacance::Retiree { .. } | FinVacance::EnCours { .. } => Ok(()),
    }
}

/// The days of a vacancy, step by step.
///
/// The home is free from its leaving inventory (a first letting: from its handing over), else from the day announced, else
/// from its declaration. Works come first: while they run, no day is counted to whoever designates meanwhile. A step without
/// a date has no days of its own: those are kept with the next step that has one. Days spent with a former holder, before the
/// home was oriented anew, are given to nobody.
pub fn compute_duree(dossier: &DossierVacance) -> DureeVacance {
    let (libre_le, origine) = compute_libre_le(dossier);
    let (fin, attendue, retiree) = match dossier.fin {
        FinVacance::EnCours { le, attendue } => (le, Some(attendue), false),
        FinVacance::Louee { le } => (le, None, false),
        FinVacance::Retiree { le } => (le, None, true),
    };
    let end = fin.max(libre_le);
    let mut cours = Cours { intervalles: Vec::new(), depuis: libre_le, fin: end, reserve: dossier.reserve };
    let (start, done) = (find(dossier, EtapeVacance::TravauxDebut), find(dossier, EtapeVacance::TravauxFin));
    if let Some(start) = start {
        cours.add(&[EtapeVacance::TravauxDebut], start, false);
    }
    match (start, done) {
        (Some(_), Some(done)) => cours.add(&[EtapeVacance::TravauxFin], done, false),
        (None, Some(done)) => cours.add(&[EtapeVacance::TravauxDebut, EtapeVacance::TravauxFin], done, false),
        (Some(_), None) if attendue.is_some() => cours.add(&[EtapeVacance::TravauxFin], end, true),
        (_, None) => {}
    }
    let running = start.is_some() && done.is_none() && attendue.is_some();
    let mut before = None;
    for jalon in list_attribution(dossier).into_iter().filter(|_| !running) {
        if let Some(le) = dossier.reoriente_le.filter(|le| before == Some(EtapeVacance::Orientation) && *le <= jalon.le) {
            cours.add_perdu(le);
        }
        cours.add(&list_non_datees(before, jalon.etape), jalon.le, false);
        before = Some(jalon.etape);
    }
    if let Some(le) = dossier.reoriente_le.filter(|_| before == Some(EtapeVacance::Orientation)) {
        cours.add_perdu(le);
    }
    match attendue {
        Some(_) if running => {}
        None if cours.depuis == end => {}
        Some(attendue) => cours.add(&list_non_datees(before, attendue), end, true),
        // Closed without the date of its last steps.
        None if retiree => cours.add(&[before.map_or(EtapeVacance::Orientation, next)], end, false),
        None => cours.add(&list_non_datees(before, EtapeVacance::Entree), end, false),
    }
    let total = (end - libre_le).num_days();
    DureeVacance {
        libre_le,
        origine,
        jusqu_au: end,
        preavis: list_preavis(dossier),
        intervalles: cours.intervalles,
        total,
        retiree,
    }
}

/// Rent not received: a thirtieth of the monthly rent a day, whatever the month, rounded down to the cent; charges aside.
pub fn compute_loyer_perdu(loyer_mensuel: Centimes, jours: i64) -> Centimes {
    const JOURS_DU_MOIS: i128 = 30;
    let lost = i128::from(loyer_mensuel.0.max(0)) * i128::from(jours.max(0)) / JOURS_DU_MOIS;
    Centimes(i64::try_from(lost).unwrap_or(i64::MAX))
}

/// The intervals as they are cut, one after the other.
struct Cours {
    intervalles: Vec<Intervalle>,
    depuis: Jour,
    fin: Jour,
    reserve: bool,
}

impl Cours {
    /// Days up to one, never backwards nor beyond the end. What was done before the home is free takes no day.
    fn add(&mut self, etapes: &[EtapeVacance], fait_le: Jour, en_cours: bool) {
        let le = fait_le.clamp(self.depuis, self.fin);
        let cut = interval(etapes, self.depuis, le, self.reserve, en_cours);
        self.intervalles.push(Intervalle { fait_le: (!en_cours).then_some(fait_le), ..cut });
        self.depuis = le;
    }

    /// Days lost with a holder who no longer has the home: given to nobody.
    fn add_perdu(&mut self, le: Jour) {
        let le = le.clamp(self.depuis, self.fin);
        if le > self.depuis {
            let etapes = [EtapeVacance::Designation, EtapeVacance::Orientation];
            self.intervalles.push(Intervalle {
                acteur: None,
                fait_le: None,
                ..interval(&etapes, self.depuis, le, self.reserve, false)
            });
            self.depuis = le;
        }
    }
}

fn interval(etapes: &[EtapeVacance], depuis: Jour, jusqu_au: Jour, reserve: bool, en_cours: bool) -> Intervalle {
    let mut actors = etapes.iter().map(|e| e.acteur(reserve));
    let first = actors.next();
    let acteur = first.filter(|one| actors.all(|other| other == *one));
    Intervalle { etapes: etapes.to_vec(), depuis, jusqu_au, acteur, en_cours, fait_le: Some(jusqu_au) }
}

fn find(dossier: &DossierVacance, etape: EtapeVacance) -> Option<Jour> {
    dossier.jalons.iter().find(|j| j.etape == etape).map(|j| j.le)
}

fn compute_libre_le(dossier: &DossierVacance) -> (Jour, OrigineVacance) {
    let own = if dossier.premiere_location {
        (find(dossier, EtapeVacance::Livraison), OrigineVacance::Livraison)
    } else {
        (find(dossier, EtapeVacance::EtatDesLieux), OrigineVacance::EtatDesLieux)
    };
    match (own, dossier.disponible_le) {
        ((Some(le), origine), _) => (le, origine),
        (_, Some(le)) => (le, OrigineVacance::Disponible),
        _ => (dossier.declaree_le, OrigineVacance::Declaration),
    }
}

/// From the notice to the leaving inventory, with the dates that exist.
fn list_preavis(dossier: &DossierVacance) -> Vec<Intervalle> {
    let Some(mut depuis) = find(dossier, EtapeVacance::Conge) else { return Vec::new() };
    let mut list = Vec::new();
    let mut open = Vec::new();
    for etape in [EtapeVacance::Visite, EtapeVacance::EtatDesLieux] {
        open.push(etape);
        if let Some(le) = find(dossier, etape) {
            list.push(interval(&open, depuis, le.max(depuis), dossier.reserve, false));
            depuis = le.max(depuis);
            open.clear();
        }
    }
    list
}

/// From the orientation on, in the order of the days; the same day in the order of the steps.
fn list_attribution(dossier: &DossierVacance) -> Vec<Jalon> {
    let mut list: Vec<Jalon> = dossier.jalons.iter().copied().filter(|j| !j.etape.is_datee_a_la_main()).collect();
    list.sort_by_key(|j| (j.le, j.etape));
    list
}

/// The step, after those of the attribution that no date tells apart from it.
fn list_non_datees(before: Option<EtapeVacance>, etape: EtapeVacance) -> Vec<EtapeVacance> {
    let from = before.unwrap_or(EtapeVacance::Livraison);
    let mut list: Vec<EtapeVacance> = EtapeVacance::ALL.iter().copied().filter(|e| *e > from && *e < etape).collect();
    list.push(etape);
    list
}

fn next(etape: EtapeVacance) -> EtapeVacance {
    EtapeVacance::ALL.iter().copied().find(|e| *e > etape).unwrap_or(EtapeVacance::Entree)
}

#[cfg(test)]
mod tests;
