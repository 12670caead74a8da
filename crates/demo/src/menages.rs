//! Households and their demandes. Each household is one story: who, where it lives, why it asks, what it asks.

use droit::demande::*;
use droit::jour::{Jour, add_ans, compute_mois_entiers};
use droit::montant::Centimes;
use droit::numero_unique::NumeroUnique;

use crate::chiffres::{
    COMPOSITIONS, Composition, ENFANTS_COUPLE, ENFANTS_MONOPARENTALE, GUICHETS, PREMIER_SOUHAIT, get_quartiles, personnes_pour,
    typologies_voulues,
};
use crate::hasard::Hasard;
use crate::noms::draw_accent;
use crate::parc::{days_after, days_before};
use crate::personnes::draw_menage;
use crate::ressources::{compute_dixiemes_uc, compute_mensuel, compute_revenu_uc, fill_revenus_fiscaux, split_ressources};
use crate::situations::{
    draw_contact, draw_labels, draw_logement_actuel, draw_motif, draw_preuves, draw_public, draw_recherche, motif_of,
};
use crate::{DemandeDemo, Plan};

/// The growing list of demandes and what numbers them.
pub(crate) struct Registre {
    plan: Plan,
    pub hasard: Hasard,
    pub demandes: Vec<DemandeDemo>,
    /// Living demandes by typology first asked, index 0 for T1: where sessions find their candidates.
    pub par_typologie: [Vec<usize>; 6],
    sequence: u32,
}

/// What is imposed on a household that will sign a lease.
pub(crate) struct Profil {
    pub seance_le: Jour,
    pub typologie: Typologie,
    pub commune: &'static str,
    /// Yearly income per unit, euros, both bounds included.
    pub revenu_uc: (i64, i64),
    pub prioritaire: bool,
}

/// What the frozen facts of a lease need to know about the household.
pub(crate) struct Resultat {
    pub indice: usize,
    pub revenu_uc: Centimes,
    pub personnes: u8,
    pub dalo: bool,
    pub mutation: bool,
    pub depose_le: Jour,
}

/// All that a story is drawn from.
pub(crate) struct Histoire {
    pub depose_le: Jour,
    pub vu_le: Jour,
    pub composition: Composition,
    pub enfants: u8,
    pub typologies: Vec<Typologie>,
    pub premier_souhait: &'static str,
    pub revenu_uc: i64,
    pub public: Option<PublicPrioritaire>,
    pub ressources_inconnues: bool,
}

impl Registre {
    pub fn new(plan: &Plan) -> Registre {
        Registre {
            plan: *plan,
            hasard: Hasard::new(plan.graine, 2),
            demandes: Vec::with_capacity(plan.demandes * 4 / 3),
            par_typologie: Default::default(),
            sequence: 100_000,
        }
    }

    /// The living demandes, whose incomes per unit follow the quartiles of the year.
    pub fn add_vivantes(&mut self) {
        let count = self.plan.demandes;
        let mut rangs: Vec<usize> = (0..count).collect();
        self.hasard.shuffle(&mut rangs);
        for rang in rangs {
            let revenu_uc = income_at(&mut self.hasard, rang, count, get_quartiles(year_of(self.plan.aujourd_hui)));
            let histoire = self.draw_vivante(revenu_uc);
            let typologie = histoire.typologies[0];
            let (demande, _) = self.write(&histoire);
            self.par_typologie[usize::from(typologie.pieces()) - 1].push(self.demandes.len());
            let id = self.hasard.id(histoire.depose_le);
            self.demandes.push(DemandeDemo { id, demande });
        }
    }

    fn draw_vivante(&mut self, revenu_uc: i64) -> Histoire {
        let h = &mut self.hasard;
        let depose_le = draw_depot(h, self.plan.aujourd_hui);
        let composition = h.weighted(&COMPOSITIONS);
        let enfants = match composition {
            Composition::Monoparentale => h.weighted(&ENFANTS_MONOPARENTALE),
            Composition::CoupleAvecEnfants => h.weighted(&ENFANTS_COUPLE),
            Composition::Isole | Composition::CoupleSansEnfant | Composition::Autre => 0,
        };
        let personnes = enfants + if matches!(composition, Composition::Isole | Composition::Monoparentale) { 1 } else { 2 };
        let mut typologies = vec![h.weighted(typologies_voulues(personnes))];
        if h.chance(260)
            && let Some(larger) = Typologie::from_pieces(typologies[0].pieces() + 1)
            && larger != typologies[0]
        {
            typologies.push(larger);
        }
        let public = h.chance(175).then(|| draw_public(h, enfants));
        Histoire {
            depose_le,
            vu_le: self.plan.aujourd_hui,
            composition,
            enfants,
            typologies,
            premier_souhait: h.weighted(&PREMIER_SOUHAIT),
            revenu_uc,
            public,
            ressources_inconnues: h.chance(18),
        }
    }

    /// A household that signed a lease: struck off for attribution by the caller, who knows the day.
    pub fn add_logee(&mut self, profil: &Profil) -> Resultat {
        let h = &mut self.hasard;
        let personnes = h.weighted(personnes_pour(profil.typologie));
        let (composition, enfants) = match personnes {
            1 => (Composition::Isole, 0),
            2 if h.chance(250) => (Composition::CoupleSansEnfant, 0),
            2 => (Composition::Monoparentale, 1),
            n if h.chance(280) => (Composition::CoupleAvecEnfants, n - 2),
            n => (Composition::Monoparentale, n - 1),
        };
        let wait = h.weighted(&[((40, 200), 20), ((200, 500), 35), ((500, 1100), 30), ((1100, 2600), 15)]);
        let depose_le = days_before(profil.seance_le, h.between(wait.0, wait.1));
        let public = profil.prioritaire.then(|| draw_public(h, enfants));
        let revenu_uc = h.between(profil.revenu_uc.0, profil.revenu_uc.1);
        let histoire = Histoire {
            depose_le,
            vu_le: profil.seance_le,
            composition,
            enfants,
            typologies: vec![profil.typologie],
            premier_souhait: profil.commune,
            revenu_uc,
            public,
            ressources_inconnues: false,
        };
        let (demande, revenu_uc) = self.write(&histoire);
        let resultat = Resultat {
            indice: self.demandes.len(),
            revenu_uc,
            personnes: demande.dossier.menage.nombre_personnes(),
            dalo: public == Some(PublicPrioritaire::Dalo),
            mutation: demande.dossier.logement_actuel.modele == Some(ModeleLogement::Hlm),
            depose_le,
        };
        let id = self.hasard.id(depose_le);
        self.demandes.push(DemandeDemo { id, demande });
        resultat
    }

    /// Demandes struck off without a home: not renewed, given up, no answer.
    pub fn add_radiees(&mut self) {
        for rang in 0..self.plan.demandes / 14 {
            let revenu_uc =
                income_at(&mut self.hasard, rang, self.plan.demandes / 14, get_quartiles(year_of(self.plan.aujourd_hui)));
            let le = days_before(self.plan.aujourd_hui, self.hasard.between(5, 330));
            let mut histoire = self.draw_vivante(revenu_uc);
            histoire.depose_le = days_before(le, self.hasard.between(400, 1500));
            let (mut demande, _) = self.write(&histoire);
            let motif = self.hasard.weighted(&[
                (MotifRadiation::NonRenouvellement, 82),
                (MotifRadiation::Abandon, 11),
                (MotifRadiation::SansReponse, 7),
            ]);
            strike_off(&mut demande, le, motif);
            let id = self.hasard.id(histoire.depose_le);
            self.demandes.push(DemandeDemo { id, demande });
        }
    }

    /// Writes the demande of a story; returns it with the income per unit that its resources give.
    fn write(&mut self, histoire: &Histoire) -> (Demande, Centimes) {
        let h = &mut self.hasard;
        let accent = draw_accent(h);
        let mut menage = draw_menage(h, histoire, accent);
        let dixiemes = compute_dixiemes_uc(&menage.personnes, histoire.vu_le);
        let mensuel = compute_mensuel(histoire.revenu_uc, dixiemes);
        if !histoire.ressources_inconnues {
            split_ressources(h, &mut menage.personnes, mensuel, histoire.revenu_uc, histoire.vu_le);
            fill_revenus_fiscaux(h, &mut menage.personnes, year_of(histoire.vu_le), 120);
        }
        let personnes = menage.nombre_personnes();
        let motif = histoire.public.and_then(motif_of).unwrap_or_else(|| draw_motif(h, histoire));
        let logement_actuel = draw_logement_actuel(h, histoire, motif, personnes, mensuel);
        let mut motifs = vec![motif];
        if h.chance(270) {
            let second = h.weighted(&[
                (Motif::RapprochementTravail, 3),
                (Motif::TropCher, 3),
                (Motif::RapprochementFamille, 2),
                (Motif::Voisinage, 2),
            ]);
            if second != motif {
                motifs.push(second);
            }
        }
        let guichet = h.weighted(&GUICHETS.map(|g| (g.code, g.part)));
        self.sequence += 1;
        let numero_unique = numero(histoire.depose_le, self.sequence, guichet);
        let dossier = Dossier {
            contact: draw_contact(h, &logement_actuel, &menage, self.sequence),
            recherche: draw_recherche(h, histoire, &menage, mensuel),
            preuves: draw_preuves(h, histoire, &menage),
            labels: draw_labels(h, histoire),
            dalo: (histoire.public == Some(PublicPrioritaire::Dalo)).then(|| DecisionDalo {
                statut: StatutDalo::Actif,
                decide_le: Some(days_before(histoire.vu_le, h.between(20, 210)).max(histoire.depose_le)),
            }),
            menage,
            logement_actuel,
            motif_precision: None,
            motifs,
            ..Dossier::default()
        };
        let demande = Demande {
            etat: EtatDemande::Enregistree { numero_unique },
            depose_le: histoire.depose_le,
            enregistre_le: Some(days_after(histoire.depose_le, h.between(0, 4)).min(histoire.vu_le)),
            renouvele_le: draw_renouvellement(h, histoire),
            guichet: Some(guichet.to_owned()),
            dossier,
        };
        (demande, compute_revenu_uc(mensuel, dixiemes))
    }
}

/// Strikes a demande off, keeping its number.
pub(crate) fn strike_off(demande: &mut Demande, le: Jour, motif: MotifRadiation) {
    if let Some(numero_unique) = demande.numero_unique() {
        demande.etat = EtatDemande::Radiee { numero_unique, le, motif };
    }
}

pub(crate) fn year_of(jour: Jour) -> i32 {
    chrono::Datelike::year(&jour)
}

/// `973`, month and year of filing, sequence, desk.
fn numero(depose_le: Jour, sequence: u32, guichet: &str) -> NumeroUnique {
    use chrono::Datelike;
    let text = format!("973{:02}{:02}{:06}{guichet}", depose_le.month(), depose_le.year() % 100, sequence % 1_000_000);
    NumeroUnique::parse(&text).expect("a month, two digits, a sequence and a desk of five capitals or digits")
}

/// Yearly income per unit at a rank among all: piecewise, so that the quartiles are those of the applicants.
fn income_at(hasard: &mut Hasard, rang: usize, count: usize, [q1, q2, q3]: [i64; 3]) -> i64 {
    let position = (rang * 1_000_000 + hasard.below(1_000_000)) / count.max(1);
    let position = position.min(999_999) as i64;
    let along = |from: i64, to: i64, low: i64, high: i64| low + (high - low) * (position - from) / (to - from);
    match position {
        ..60_000 => along(0, 60_000, 300, 2_900),
        60_000..250_000 => along(60_000, 250_000, 2_900, q1),
        250_000..500_000 => along(250_000, 500_000, q1, q2),
        500_000..750_000 => along(500_000, 750_000, q2, q3),
        750_000..930_000 => along(750_000, 930_000, q3, 29_500),
        _ => along(930_000, 1_000_000, 29_500, 46_000),
    }
}

/// Half of the demandes are younger than a year and a half; a few wait for ten years.
fn draw_depot(hasard: &mut Hasard, jour: Jour) -> Jour {
    let (low, high) =
        hasard.weighted(&[((1, 180), 20), ((181, 540), 31), ((541, 1100), 26), ((1101, 2200), 17), ((2201, 3700), 6)]);
    days_before(jour, hasard.between(low, high))
}

/// Last renewal before the day: a few are late, their validity has just run out.
fn draw_renouvellement(hasard: &mut Hasard, histoire: &Histoire) -> Option<Jour> {
    let years = compute_mois_entiers(histoire.depose_le, histoire.vu_le) / 12;
    if years == 0 {
        return None;
    }
    // The renewal of the running year may come up to two months before its anniversary; a few of those
    // whose anniversary has just passed are late.
    let anniversary = add_ans(histoire.depose_le, years);
    let late = (histoire.vu_le - anniversary).num_days() <= 60 && hasard.chance(300);
    let base = match (late, years) {
        (true, 1) => return None,
        (true, _) => add_ans(histoire.depose_le, years - 1),
        (false, _) => anniversary,
    };
    let early = hasard.between(0, if late { 10 } else { 50 });
    let renewed = days_before(base, early).max(histoire.depose_le);
    if !late && add_ans(renewed, 1) < histoire.vu_le {
        // Renewed early last year, hence due early this year too.
        return Some(days_before(histoire.vu_le, hasard.between(0, 40)));
    }
    Some(renewed)
}
