//! Households and their demandes. Each household is one story: who, where it lives, why it asks, what it asks.

use droit::demande::*;
use droit::jour::{Jour, add_ans, add_mois, compute_age, compute_mois_entiers};
use droit::montant::Centimes;
use droit::numero_unique::NumeroUnique;

use crate::chiffres::{
    COMPOSITIONS, Composition, ENFANTS_COUPLE, ENFANTS_MONOPARENTALE, GUICHETS, PREMIER_SOUHAIT, STOCK, get_quartiles,
    personnes_pour, typologies_voulues,
};
use crate::hasard::Hasard;
use crate::noms::{Accent, draw_accent, draw_nationalite, draw_nom, draw_prenom};
use crate::parc::{days_after, days_before};
use crate::ressources::{compute_dixiemes_uc, compute_mensuel, compute_revenu_uc, fill_revenus_fiscaux, split_ressources};
use crate::toponymes::VOIES;
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
struct Histoire {
    depose_le: Jour,
    vu_le: Jour,
    composition: Composition,
    enfants: u8,
    typologies: Vec<Typologie>,
    premier_souhait: &'static str,
    revenu_uc: i64,
    public: Option<PublicPrioritaire>,
    ressources_inconnues: bool,
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

fn draw_public(hasard: &mut Hasard, enfants: u8) -> PublicPrioritaire {
    use PublicPrioritaire as P;
    let public = hasard.weighted(&[
        (P::Dalo, 9),
        (P::Handicap, 10),
        (P::SortantAct, 1),
        (P::MalLogeDefavorise, 16),
        (P::HebergeTemporaire, 12),
        (P::RepriseActivite, 3),
        (P::HabitatIndigne, 13),
        (P::ViolencesCouple, 6),
        (P::ViolencesSexuelles, 1),
        (P::MineurSuroccupation, 14),
        (P::SansLogement, 10),
        (P::MenaceExpulsion, 4),
        (P::SortantAse, 1),
    ]);
    if enfants == 0 && public == P::MineurSuroccupation { P::MalLogeDefavorise } else { public }
}

fn motif_of(public: PublicPrioritaire) -> Option<Motif> {
    use PublicPrioritaire as P;
    match public {
        P::Handicap => Some(Motif::Handicap),
        P::SortantAct => Some(Motif::Sante),
        P::HebergeTemporaire | P::SansLogement | P::SortantAse => Some(Motif::SansLogement),
        P::HabitatIndigne => Some(Motif::NonDecent),
        P::ViolencesCouple | P::ViolencesSexuelles | P::SortieProstitution | P::TraiteProxenetisme => Some(Motif::Violences),
        P::MineurSuroccupation => Some(Motif::TropPetit),
        P::MenaceExpulsion => Some(Motif::Expulsion),
        P::Dalo | P::MalLogeDefavorise | P::RepriseActivite => None,
    }
}

/// Shares of first motives, per thousand (assumption), once the priority households have theirs.
fn draw_motif(hasard: &mut Hasard, histoire: &Histoire) -> Motif {
    let motif = hasard.weighted(&[
        (Motif::SansLogement, 355),
        (Motif::TropPetit, 232),
        (Motif::Decohabitation, 52),
        (Motif::Separation, 75),
        (Motif::TropCher, 78),
        (Motif::NonDecent, 62),
        (Motif::Demolition, 8),
        (Motif::RepriseOuVente, 15),
        (Motif::Expulsion, 6),
        (Motif::RapprochementTravail, 24),
        (Motif::RapprochementServices, 12),
        (Motif::RapprochementFamille, 14),
        (Motif::Sante, 18),
        (Motif::Handicap, 6),
        (Motif::TropGrand, 8),
        (Motif::MutationProfessionnelle, 8),
        (Motif::Voisinage, 8),
        (Motif::Autre, 10),
    ]);
    if motif == Motif::TropPetit && histoire.composition == Composition::Isole { Motif::Decohabitation } else { motif }
}

fn draw_menage(hasard: &mut Hasard, histoire: &Histoire, accent: Accent) -> Menage {
    let nom = draw_nom(hasard, accent);
    let parent = histoire.enfants > 0;
    let age = if histoire.public == Some(PublicPrioritaire::SortantAse) {
        hasard.between(18, 20)
    } else if parent {
        hasard.between(22, 54)
    } else {
        hasard.weighted(&[((19, 29), 42), ((30, 45), 26), ((46, 64), 22), ((65, 82), 10)]).to_age(hasard)
    };
    let femmes = if histoire.composition == Composition::Monoparentale { 880 } else { 500 };
    let sexe = if hasard.chance(femmes) { Sexe::Feminin } else { Sexe::Masculin };
    let mut titulaire = draw_personne(hasard, RolePersonne::Titulaire, accent, nom, sexe, age, histoire.vu_le);
    titulaire.handicap = match histoire.public {
        Some(PublicPrioritaire::Handicap) => Some(true),
        _ if hasard.chance(640) => Some(hasard.chance(22)),
        _ => None,
    };
    let en_couple = matches!(histoire.composition, Composition::CoupleAvecEnfants | Composition::CoupleSansEnfant);
    titulaire.situation_familiale = Some(if en_couple {
        hasard.weighted(&[(SituationFamiliale::Concubin, 58), (SituationFamiliale::Marie, 32), (SituationFamiliale::Pacse, 10)])
    } else {
        hasard.weighted(&[
            (SituationFamiliale::Celibataire, 78),
            (SituationFamiliale::Divorce, 8),
            (SituationFamiliale::Separe, 11),
            (SituationFamiliale::Veuf, 3),
        ])
    });
    let mut personnes = vec![titulaire];
    if en_couple {
        let lien = match personnes[0].situation_familiale {
            Some(SituationFamiliale::Marie) => LienDemandeur::Conjoint,
            Some(SituationFamiliale::Pacse) => LienDemandeur::Pacse,
            _ => LienDemandeur::Concubin,
        };
        let other_sex = if sexe == Sexe::Feminin { Sexe::Masculin } else { Sexe::Feminin };
        let other_name = if lien == LienDemandeur::Conjoint { nom } else { draw_nom(hasard, accent) };
        let other_age = (age + hasard.between(-6, 6)).max(19);
        let mut cotitulaire =
            draw_personne(hasard, RolePersonne::Cotitulaire(lien), accent, other_name, other_sex, other_age, histoire.vu_le);
        cotitulaire.situation_familiale = personnes[0].situation_familiale;
        personnes.push(cotitulaire);
    }
    let oldest = (age - 17).clamp(0, 20);
    for _ in 0..histoire.enfants {
        let sexe = if hasard.chance(510) { Sexe::Masculin } else { Sexe::Feminin };
        let age = hasard.between(0, oldest);
        personnes.push(draw_personne(hasard, RolePersonne::ACharge(LienParente::Enfant), accent, nom, sexe, age, histoire.vu_le));
    }
    if histoire.composition == Composition::Autre {
        let age = (age + 22).min(88);
        personnes.push(draw_personne(
            hasard,
            RolePersonne::ACharge(LienParente::Parent),
            accent,
            nom,
            Sexe::Feminin,
            age,
            histoire.vu_le,
        ));
    } else if histoire.composition == Composition::Isole && age > 24 && hasard.chance(40) {
        let role =
            RolePersonne::EnGarde(hasard.weighted(&[(Coparentalite::GardeAlternee, 6), (Coparentalite::DroitDeVisite, 4)]));
        let age = hasard.between(1, oldest.min(16));
        personnes.push(draw_personne(hasard, role, accent, nom, Sexe::Masculin, age, histoire.vu_le));
    }
    let naissance = (20..=41).contains(&age) && (sexe == Sexe::Feminin || en_couple) && hasard.chance(42);
    let a_naitre = naissance.then(|| ANaitre { nombre: 1, prevue_le: Some(days_after(histoire.vu_le, hasard.between(20, 200))) });
    Menage { personnes, a_naitre }
}

trait ToAge {
    fn to_age(self, hasard: &mut Hasard) -> i64;
}

impl ToAge for (i64, i64) {
    fn to_age(self, hasard: &mut Hasard) -> i64 {
        hasard.between(self.0, self.1)
    }
}

fn draw_personne(
    hasard: &mut Hasard,
    role: RolePersonne,
    accent: Accent,
    nom: &str,
    sexe: Sexe,
    age: i64,
    jour: Jour,
) -> Personne {
    let naissance_le = days_before(add_mois_back(jour, age), hasard.between(1, 364));
    let mut personne = Personne::new(role);
    personne.nom = Some(nom.to_owned());
    personne.prenom = Some(draw_prenom(hasard, accent, sexe, year_of(naissance_le)).to_owned());
    personne.naissance_le = Some(naissance_le);
    personne.sexe = Some(sexe);
    if compute_age(naissance_le, jour) >= 18 && !matches!(role, RolePersonne::ACharge(_) | RolePersonne::EnGarde(_)) {
        personne.civilite = Some(if sexe == Sexe::Feminin { Civilite::Madame } else { Civilite::Monsieur });
        let nationalite = draw_nationalite(hasard, accent);
        personne.nationalite = Some(nationalite);
        personne.sejour_regulier = match nationalite {
            Nationalite::Francaise => None,
            _ if hasard.chance(860) => Some(true),
            _ => None,
        };
        personne.commune_travail = hasard.chance(560).then(|| hasard.weighted(&PREMIER_SOUHAIT).to_owned());
        if sexe == Sexe::Feminin && hasard.chance(150) {
            personne.nom_naissance = Some(draw_nom(hasard, accent).to_owned());
        }
    }
    personne
}

/// The same day so many years before.
fn add_mois_back(jour: Jour, years: i64) -> Jour {
    jour - chrono::Months::new(u32::try_from(years * 12).unwrap_or(0))
}

fn draw_logement_actuel(hasard: &mut Hasard, histoire: &Histoire, motif: Motif, personnes: u8, mensuel: i64) -> LogementActuel {
    use ModeleLogement as M;
    use PublicPrioritaire as P;
    let modele = match (histoire.public, motif) {
        (Some(P::HebergeTemporaire), _) => hasard.weighted(&[
            (M::StructureHebergement, 6),
            (M::ResidenceSociale, 2),
            (M::Hotel, 2),
            (M::SousLocationTemporaire, 2),
        ]),
        (Some(P::SortantAse), _) => M::CentreEnfance,
        (Some(P::SansLogement), _) => hasard.weighted(&[(M::SansAbri, 3), (M::ChezParticulier, 5), (M::ChezParentsOuEnfants, 2)]),
        (_, Motif::SansLogement) => hasard.weighted(&[
            (M::ChezParentsOuEnfants, 46),
            (M::ChezParticulier, 38),
            (M::StructureHebergement, 6),
            (M::Hotel, 2),
            (M::SousLocationTemporaire, 4),
            (M::SansAbri, 2),
            (M::Squat, 2),
        ]),
        (_, Motif::Decohabitation) => M::ChezParentsOuEnfants,
        (_, Motif::TropGrand | Motif::Demolition) => M::Hlm,
        (_, Motif::RepriseOuVente) => M::ParcPrive,
        (_, Motif::NonDecent) => {
            hasard.weighted(&[(M::ParcPrive, 62), (M::TitreGratuit, 16), (M::SansAbri, 8), (M::Squat, 6), (M::Hlm, 8)])
        }
        _ => hasard.weighted(&[
            (M::ParcPrive, 52),
            (M::Hlm, 36),
            (M::TitreGratuit, 7),
            (M::Fonction, 2),
            (M::ProprietaireOccupant, 3),
        ]),
    };
    let loge = matches!(modele, M::ParcPrive | M::Hlm | M::Fonction | M::ProprietaireOccupant | M::TitreGratuit);
    let petit = motif == Motif::TropPetit || histoire.public == Some(P::MineurSuroccupation);
    let pieces = if petit { personnes.saturating_sub(2).clamp(1, 3) } else { personnes.clamp(1, 4) };
    let surface =
        if petit { hasard.between(5, 8) * i64::from(personnes) + 3 } else { i64::from(pieces) * hasard.between(15, 21) + 14 };
    let loyer = match modele {
        M::ParcPrive => Some(Centimes::euros(hasard.between(420, 640) + 55 * i64::from(pieces))),
        M::Hlm => Some(Centimes::euros(hasard.between(260, 340) + 62 * i64::from(pieces))),
        _ => None,
    };
    let aide = loyer.map(|loyer| {
        let modeste = mensuel < 1_300 + 350 * i64::from(personnes);
        if modeste { Centimes::euros(loyer.0 / 100 * hasard.between(30, 52) / 100) } else { Centimes::ZERO }
    });
    let commune = if hasard.chance(970) { histoire.premier_souhait } else { "97304" };
    let habitants = personnes + if loge { 0 } else { hasard.between(2, 5) as u8 };
    let indigne = match histoire.public {
        Some(P::HabitatIndigne) => Some(true),
        _ if motif == Motif::NonDecent => hasard.chance(300).then_some(true),
        _ => None,
    };
    LogementActuel {
        modele: Some(modele),
        categorie: loge.then(|| if hasard.chance(550) { CategorieLogement::Maison } else { CategorieLogement::Appartement }),
        typologie: loge.then(|| Typologie::from_pieces(pieces)).flatten(),
        surface: (loge && hasard.chance(860)).then(|| u16::try_from(surface).unwrap_or(9)),
        nombre_habitants: Some(habitants),
        loyer,
        aide,
        commune: Some(commune.to_owned()),
        code_postal: STOCK.iter().find(|s| s.commune == commune).map(|s| s.code_postal.to_owned()),
        bailleur: (modele == M::Hlm).then(|| hasard.weighted(&[("siguy", 55), ("simko", 28), ("semsamar", 17)]).to_owned()),
        depuis: Some(days_before(histoire.depose_le, hasard.between(30, 3_000))),
        proprietaire: (modele == M::ProprietaireOccupant).then_some(true),
        en_qpv: hasard.chance(700).then(|| hasard.chance(if commune == "97302" { 520 } else { 200 })),
        indigne,
    }
}

fn draw_contact(hasard: &mut Hasard, logement: &LogementActuel, menage: &Menage, sequence: u32) -> Contact {
    let sans_adresse = matches!(logement.modele, Some(ModeleLogement::SansAbri | ModeleLogement::Squat));
    let initiale = menage
        .titulaire()
        .and_then(|t| t.prenom.as_deref())
        .and_then(|p| p.chars().next())
        .map_or('x', |c| c.to_ascii_lowercase());
    let initiale = if initiale.is_ascii_alphabetic() { initiale } else { 'x' };
    Contact {
        adresse: Some(if sans_adresse {
            "Domiciliation au CCAS".to_owned()
        } else {
            format!("{}, {}", hasard.between(1, 140), hasard.pick(&VOIES))
        }),
        code_postal: logement.code_postal.clone(),
        commune: logement.commune.clone(),
        // Numbers kept for fiction by the regulator: 06 39 98.
        telephone: hasard.chance(930).then(|| format!("063998{:04}", hasard.between(0, 9_999))),
        mel: hasard.chance(540).then(|| format!("{initiale}{sequence}@demandeurs.exemple")),
        sms_accepte: Some(hasard.chance(720)),
    }
}

fn draw_recherche(hasard: &mut Hasard, histoire: &Histoire, menage: &Menage, mensuel: i64) -> Recherche {
    let mut souhaits = vec![Souhait { commune: histoire.premier_souhait.to_owned(), quartier: None }];
    for _ in 0..hasard.weighted(&[(0, 34), (1, 33), (2, 22), (3, 11)]) {
        let commune = hasard.weighted(&PREMIER_SOUHAIT);
        if souhaits.iter().all(|s| s.commune != commune) {
            souhaits.push(Souhait { commune: commune.to_owned(), quartier: None });
        }
    }
    let adapte = menage.personnes.iter().any(|p| p.handicap == Some(true)) && hasard.chance(450);
    Recherche {
        categorie: Some(hasard.weighted(&[
            (CategorieRecherchee::Indifferent, 70),
            (CategorieRecherchee::Maison, 18),
            (CategorieRecherchee::Appartement, 12),
        ])),
        typologies: histoire.typologies.clone(),
        souhaits,
        demande_elargie: Some(hasard.chance(430)),
        loyer_maximum: hasard
            .chance(800)
            .then(|| Centimes::euros((mensuel * hasard.between(25, 40) / 100 / 10 * 10).clamp(200, 1_100))),
        parking: Some(hasard.chance(310)),
        rez_de_chaussee_refuse: Some(hasard.chance(90)),
        sans_ascenseur_refuse: Some(adapte || hasard.chance(70)),
        logement_adapte: adapte.then_some(true),
    }
}

fn draw_labels(hasard: &mut Hasard, histoire: &Histoire) -> Vec<LabelPriorite> {
    let Some(public) = histoire.public else { return Vec::new() };
    let autorite = match public {
        PublicPrioritaire::Dalo => "etat",
        PublicPrioritaire::SortantAse | PublicPrioritaire::SortantAct => "ctg",
        _ => hasard.weighted(&[("etat", 64), ("ctg", 20), ("cacl", 6), ("action_logement", 10)]),
    };
    let depuis = days_before(histoire.vu_le, hasard.between(15, 330)).max(histoire.depose_le);
    vec![LabelPriorite {
        public,
        autorite: autorite.to_owned(),
        depuis,
        jusqu_au: hasard.chance(300).then(|| add_mois(depuis, 18)),
        preuve: Some(
            hasard
                .weighted(&[
                    ("Décision de la commission de médiation ou du préfet", 4),
                    ("Évaluation sociale", 5),
                    ("Pièce examinée au guichet", 3),
                ])
                .to_owned(),
        ),
    }]
}

/// Facts proven by a paper, by their name in the catalogue of facts.
fn draw_preuves(hasard: &mut Hasard, histoire: &Histoire, menage: &Menage) -> std::collections::BTreeMap<String, Preuve> {
    let depuis = days_before(histoire.vu_le, hasard.between(10, 300)).max(histoire.depose_le);
    let mut preuves = std::collections::BTreeMap::new();
    let mut prove = |nom: &str, nature: NaturePreuve| preuves.insert(nom.to_owned(), Preuve { nature, depuis, jusqu_au: None });
    if hasard.chance(520) {
        prove("revenu_mensuel", NaturePreuve::Piece);
    }
    if hasard.chance(480) {
        prove("personnes", NaturePreuve::Piece);
    }
    if hasard.chance(260) {
        prove("suroccupation", NaturePreuve::Piece);
    }
    if menage.titulaire().is_some_and(|t| t.handicap == Some(true)) && hasard.chance(800) {
        prove("handicap", NaturePreuve::Decision);
    }
    if let Some(public) = histoire.public
        && hasard.chance(850)
    {
        let nature = if public == PublicPrioritaire::Dalo { NaturePreuve::Decision } else { NaturePreuve::Social };
        prove(public.code(), nature);
    }
    preuves
}
