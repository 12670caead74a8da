//! The score of one demande, line by line, with what made each line.

use crate::demande::Sensibilite;
use crate::faits::{EtatPreuve, FaitsDemande, Portee, Valeur, find_fait};
use crate::jour::Jour;

use super::colonnes::{Colonnes, Entete, Vue};
use super::compilation::{GrilleCompilee, RubriqueCompilee};
use super::grille::PreuveAdmise;
use super::notes::{Bloc, POINTS_INCONNUS, kept};

/// Where a score is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cadre {
    /// The rank among comparable demandes: criteria on a home are not counted.
    General,
    /// The shortlist of a home: facts of scope `Logement` are given.
    Logement,
}

/// The score of one demande under one grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub total: i32,
    /// The total would differ if only the proven facts counted.
    pub provisoire: bool,
    /// One line a criterion, in the order of the grid; criteria on a home only in the frame of a home.
    pub lignes: Vec<LigneNote>,
    /// Points by rubrique after its rule and its cap: code, label, points.
    pub rubriques: Vec<(String, String, i32)>,
    /// What the floor of the grid added.
    pub releve_au_plancher: i32,
    /// Version of the grid.
    pub version: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LigneNote {
    pub rubrique: String,
    pub critere: String,
    pub libelle: String,
    /// Points of the criterion alone; `None` when a fact is missing.
    pub points: Option<i32>,
    /// Points that count in the total, after best-of and cap.
    pub retenus: i32,
    /// Facts read: name, value, proof state.
    pub faits: Vec<(String, Valeur, EtatPreuve)>,
    /// Ground of the criterion, else article of its first fact.
    pub article: String,
    pub etat: EtatLigne,
    /// Facts to complete, by name, when a fact is missing.
    pub manque: Vec<String>,
    /// Proofs accepted, when the points await one.
    pub preuves_attendues: Vec<PreuveAdmise>,
    /// Strictest sensitivity of the facts read.
    pub sensibilite: Sensibilite,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EtatLigne {
    /// Points (or a malus) that rest on what is established.
    Acquis,
    /// Points that await a proof.
    Provisoire,
    /// A fact is missing: no point, and something to ask.
    ACompleter,
    /// The criterion is known not to apply.
    Nul,
}

/// Scores one demande. `faits` are in the order of `grille.schema()`.
pub fn compute_note(grille: &GrilleCompilee, faits: &FaitsDemande, cadre: Cadre) -> Note {
    let mut colonnes = Colonnes::with_anciennete_donnee(grille.schema.clone());
    // Days and numbers only rank: one row alone needs none.
    let entete = Entete { depose_le: Jour::default(), enregistre_le: None, numero: [0; 18], commune: None, typologie_max: 0 };
    colonnes.push(&entete, faits);
    let mut bloc = Bloc::new(grille);
    bloc.run(grille, &Vue::new(&colonnes, &grille.schema, entete.depose_le), 0, 1, cadre);

    let (mut lignes, mut rubriques) = (Vec::with_capacity(grille.criteres.len()), Vec::with_capacity(grille.rubriques.len()));
    for rubrique in &grille.rubriques {
        let points: Vec<i16> = rubrique.criteres.clone().map(|index| bloc.points[index][0]).collect();
        let retenus = retain(rubrique, &points);
        rubriques.push((rubrique.code.clone(), rubrique.libelle.clone(), retenus.iter().sum()));
        for ((index, points), retenus) in rubrique.criteres.clone().zip(points).zip(retenus) {
            if cadre == Cadre::Logement || grille.criteres[index].portee == Portee::Demande {
                lignes.push(line(grille, rubrique, index, points, bloc.certains[index][0], retenus, faits));
            }
        }
    }
    let counted: i32 = rubriques.iter().map(|(_, _, points)| points).sum();
    Note {
        total: bloc.total[0],
        provisoire: bloc.total[0] != bloc.total_certain[0],
        lignes,
        rubriques,
        releve_au_plancher: bloc.total[0] - counted,
        version: grille.version.clone(),
    }
}

/// Which points of a rubrique count: the best (the first written when equal), then the cap takes from the last lines.
fn retain(rubrique: &RubriqueCompilee, points: &[i16]) -> Vec<i32> {
    let mut retenus: Vec<i32> = points.iter().map(|p| if *p == POINTS_INCONNUS { 0 } else { i32::from(*p) }).collect();
    if let Some(count) = kept(rubrique.regle, points.len()) {
        let mut order: Vec<usize> = (0..retenus.len()).collect();
        order.sort_by_key(|index| std::cmp::Reverse(retenus[*index]));
        for index in &order[count..] {
            retenus[*index] = 0;
        }
    }
    if let Some(plafond) = rubrique.plafond {
        let mut excess = retenus.iter().sum::<i32>().saturating_sub(plafond);
        for points in retenus.iter_mut().rev() {
            let taken = excess.min(*points).max(0);
            *points -= taken;
            excess -= taken;
        }
    }
    retenus
}

fn line(
    grille: &GrilleCompilee,
    rubrique: &RubriqueCompilee,
    index: usize,
    points: i16,
    certains: i16,
    retenus: i32,
    faits: &FaitsDemande,
) -> LigneNote {
    let critere = &grille.criteres[index];
    let description = |fait: &usize| &grille.schema.faits()[*fait];
    let read: Vec<(String, Valeur, EtatPreuve)> = critere
        .faits
        .iter()
        .map(|fait| (description(fait).nom.clone(), faits.valeur(*fait).clone(), faits.preuve(*fait)))
        .collect();
    let etat = match points {
        POINTS_INCONNUS => EtatLigne::ACompleter,
        // No point, yet only because of a statement that awaits its proof: known enough to say nothing is won.
        0 => EtatLigne::Nul,
        _ if points != certains => EtatLigne::Provisoire,
        _ => EtatLigne::Acquis,
    };
    let missing = |(_, valeur, _): &&(String, Valeur, EtatPreuve)| etat == EtatLigne::ACompleter && valeur.is_inconnu();
    let article = critere
        .fondement
        .clone()
        .or_else(|| critere.faits.iter().find_map(|fait| find_fait(&description(fait).nom)).map(|fait| fait.article.to_owned()));
    LigneNote {
        rubrique: rubrique.code.clone(),
        critere: critere.code.clone(),
        libelle: critere.libelle.clone(),
        points: (points != POINTS_INCONNUS).then_some(i32::from(points)),
        retenus,
        manque: read.iter().filter(missing).map(|(nom, _, _)| nom.clone()).collect(),
        faits: read,
        article: article.unwrap_or_else(|| format!("Grille {}", grille.version)),
        etat,
        preuves_attendues: if etat == EtatLigne::Provisoire { critere.preuve.clone() } else { Vec::new() },
        sensibilite: critere.faits.iter().map(|fait| description(fait).sensibilite).max().unwrap_or(Sensibilite::Normale),
    }
}
