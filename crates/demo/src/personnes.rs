//! Who lives there: persons, ages, links, names.

use droit::demande::*;
use droit::jour::{Jour, compute_age};

use crate::chiffres::{Composition, PREMIER_SOUHAIT};
use crate::hasard::Hasard;
use crate::menages::{Histoire, year_of};
use crate::noms::{Accent, draw_nationalite, draw_nom, draw_prenom};
use crate::parc::{days_after, days_before};

pub(crate) fn draw_menage(hasard: &mut Hasard, histoire: &Histoire, accent: Accent) -> Menage {
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
    Menage { personnes, a_naitre, ..Menage::default() }
}

trait ToAge {
    fn to_age(self, hasard: &mut Hasard) -> i64;
}

impl ToAge for (i64, i64) {
    fn to_age(self, hasard: &mut Hasard) -> i64 {
        hasard.between(self.0, self.1)
    }
}

pub(crate) fn draw_personne(
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
pub(crate) fn add_mois_back(jour: Jour, years: i64) -> Jour {
    jour - chrono::Months::new(u32::try_from(years * 12).unwrap_or(0))
}
