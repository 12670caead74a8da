//! Points, totals and ranks of every row of the columns.

use std::cmp::Reverse;

use crate::faits::Portee;
use crate::jour::Jour;

use super::colonnes::{Colonnes, SANS_GROUPE, TOUTES, Vue};
use super::compilation::{Bareme, CritereCompile, GrilleCompilee, Mesure, RubriqueCompilee};
use super::grille::{Departage, Regle};
use super::note::Cadre;
use super::programme::{BLOC, INCONNU, Pile, VRAI};

/// Marks, among points, a criterion that could not be decided or is not counted here.
pub(super) const POINTS_INCONNUS: i16 = i16::MIN;

/// The scores of all rows, in the order of the columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notes {
    pub totaux: Vec<i32>,
    /// The total would differ if only the proven facts counted.
    pub provisoires: Vec<bool>,
    /// A criterion at least lacks a fact.
    pub a_completer: Vec<bool>,
    /// By criterion, then by row.
    points: Vec<Vec<i16>>,
}

impl Notes {
    /// Points of a row for a criterion of the grid; `None` when a fact is missing.
    pub fn points(&self, critere: usize, ligne: usize) -> Option<i16> {
        let points = self.points[critere][ligne];
        (points != POINTS_INCONNUS).then_some(points)
    }

    /// Makes room for a row that `compute_ligne` will fill.
    pub(crate) fn push(&mut self) {
        self.totaux.push(0);
        self.provisoires.push(false);
        self.a_completer.push(false);
        self.points.iter_mut().for_each(|points| points.push(0));
    }

    pub(crate) fn swap_remove(&mut self, ligne: usize) {
        self.totaux.swap_remove(ligne);
        self.provisoires.swap_remove(ligne);
        self.a_completer.swap_remove(ligne);
        for points in &mut self.points {
            points.swap_remove(ligne);
        }
    }

    /// Scores one row anew, by the program that scores them all.
    pub(crate) fn compute_ligne(&mut self, grille: &GrilleCompilee, colonnes: &Colonnes, jour: Jour, ligne: usize) {
        let rows = ligne..ligne + 1;
        let part = Part {
            debut: ligne,
            totaux: &mut self.totaux[rows.clone()],
            provisoires: &mut self.provisoires[rows.clone()],
            a_completer: &mut self.a_completer[rows.clone()],
            points: self.points.iter_mut().map(|points| &mut points[rows.clone()]).collect(),
        };
        fill(grille, &Vue::new(colonnes, &grille.schema, jour), part);
    }
}

/// What one thread fills for its rows.
struct Part<'a> {
    debut: usize,
    totaux: &'a mut [i32],
    provisoires: &'a mut [bool],
    a_completer: &'a mut [bool],
    points: Vec<&'a mut [i16]>,
}

/// Working memory for a block of rows.
pub(super) struct Bloc {
    pile: Pile,
    valeurs: [i32; BLOC],
    mutation: [u8; BLOC],
    /// Points by criterion; then the same with only the proven facts.
    pub(super) points: Vec<[i16; BLOC]>,
    pub(super) certains: Vec<[i16; BLOC]>,
    pub(super) total: [i32; BLOC],
    pub(super) total_certain: [i32; BLOC],
    pub(super) a_completer: [bool; BLOC],
}

/// Scores every row on a day, on `fils` threads (at least one). The result does not depend on their number.
pub fn compute_notes(grille: &GrilleCompilee, colonnes: &Colonnes, jour: Jour, fils: usize) -> Notes {
    let lignes = colonnes.len();
    let mut notes = Notes {
        totaux: vec![0; lignes],
        provisoires: vec![false; lignes],
        a_completer: vec![false; lignes],
        points: grille.criteres.iter().map(|_| vec![0; lignes]).collect(),
    };
    if lignes == 0 {
        return notes;
    }
    let vue = Vue::new(colonnes, &grille.schema, jour);
    let blocks = lignes.div_ceil(BLOC);
    let share = blocks.div_ceil(fils.clamp(1, blocks)) * BLOC;
    let mut parts: Vec<Part> = notes
        .totaux
        .chunks_mut(share)
        .zip(notes.provisoires.chunks_mut(share))
        .zip(notes.a_completer.chunks_mut(share))
        .enumerate()
        .map(|(index, ((totaux, provisoires), a_completer))| Part {
            debut: index * share,
            totaux,
            provisoires,
            a_completer,
            points: Vec::new(),
        })
        .collect();
    for points in &mut notes.points {
        for (part, chunk) in parts.iter_mut().zip(points.chunks_mut(share)) {
            part.points.push(chunk);
        }
    }
    std::thread::scope(|scope| {
        let mut parts = parts.into_iter();
        let first = parts.next();
        for part in parts {
            let vue = &vue;
            scope.spawn(move || fill(grille, vue, part));
        }
        if let Some(part) = first {
            fill(grille, &vue, part);
        }
    });
    notes
}

fn fill(grille: &GrilleCompilee, vue: &Vue, part: Part) {
    let Part { debut, totaux, provisoires, a_completer, mut points } = part;
    let mut bloc = Bloc::new(grille);
    let mut start = 0;
    while start < totaux.len() {
        let longueur = BLOC.min(totaux.len() - start);
        bloc.run(grille, vue, debut + start, longueur, Cadre::General);
        let rows = start..start + longueur;
        totaux[rows.clone()].copy_from_slice(&bloc.total[..longueur]);
        a_completer[rows.clone()].copy_from_slice(&bloc.a_completer[..longueur]);
        for (index, provisoire) in provisoires[rows.clone()].iter_mut().enumerate() {
            *provisoire = bloc.total[index] != bloc.total_certain[index];
        }
        for (out, column) in points.iter_mut().zip(&bloc.points) {
            out[rows.clone()].copy_from_slice(&column[..longueur]);
        }
        start += longueur;
    }
}

impl Bloc {
    pub(super) fn new(grille: &GrilleCompilee) -> Bloc {
        let criteres = grille.criteres.len();
        Bloc {
            pile: Pile::new(),
            valeurs: [0; BLOC],
            mutation: [0; BLOC],
            points: vec![[0; BLOC]; criteres],
            certains: vec![[0; BLOC]; criteres],
            total: [0; BLOC],
            total_certain: [0; BLOC],
            a_completer: [false; BLOC],
        }
    }

    /// Scores a block of rows. Points of criteria out of the frame are marked unknown and ask for nothing.
    pub(super) fn run(&mut self, grille: &GrilleCompilee, vue: &Vue, debut: usize, longueur: usize, cadre: Cadre) {
        self.total[..longueur].fill(0);
        self.total_certain[..longueur].fill(0);
        self.a_completer[..longueur].fill(false);
        if let Some(fait) = grille.mutation {
            vue.load_octets(fait, debut, TOUTES, INCONNU, &mut self.mutation[..longueur]);
        }
        for (index, critere) in grille.criteres.iter().enumerate() {
            if critere.portee == Portee::Logement && cadre == Cadre::General {
                self.points[index][..longueur].fill(POINTS_INCONNUS);
                self.certains[index][..longueur].fill(POINTS_INCONNUS);
                continue;
            }
            self.critere(grille, vue, index, critere, debut, longueur);
            for (missing, points) in self.a_completer[..longueur].iter_mut().zip(&self.points[index]) {
                *missing |= *points == POINTS_INCONNUS;
            }
        }
        let proofs = grille.criteres.iter().any(|critere| critere.admises != TOUTES);
        for rubrique in &grille.rubriques {
            combine(rubrique, &self.points[rubrique.criteres.clone()], &mut self.total[..longueur]);
            if proofs {
                combine(rubrique, &self.certains[rubrique.criteres.clone()], &mut self.total_certain[..longueur]);
            }
        }
        if !proofs {
            self.total_certain[..longueur].copy_from_slice(&self.total[..longueur]);
        }
        if let Some(plancher) = grille.plancher {
            for total in self.total[..longueur].iter_mut().chain(&mut self.total_certain[..longueur]) {
                *total = (*total).max(plancher);
            }
        }
    }

    fn critere(
        &mut self,
        grille: &GrilleCompilee,
        vue: &Vue,
        index: usize,
        critere: &CritereCompile,
        debut: usize,
        longueur: usize,
    ) {
        for (admises, certain) in [(TOUTES, false), (critere.admises, true)] {
            if certain && admises == TOUTES {
                self.certains[index][..longueur].copy_from_slice(&self.points[index][..longueur]);
                continue;
            }
            let out = if certain { &mut self.certains[index] } else { &mut self.points[index] };
            let out = &mut out[..longueur];
            match &critere.mesure {
                Mesure::Condition(programme) => {
                    let truth = programme.run(vue, debut, longueur, admises, &mut self.pile);
                    let points = |bareme: &Bareme| if let Bareme::Fixe(points) = bareme { *points } else { 0 };
                    let (first, second) = (points(&critere.bareme), critere.bareme_mutation.as_ref().map(points));
                    for (row, (out, truth)) in out.iter_mut().zip(truth).enumerate() {
                        let worth = match second {
                            Some(second) if grille.mutation.is_some() && self.mutation[row] == VRAI => second,
                            _ => first,
                        };
                        *out = match *truth {
                            VRAI => worth,
                            INCONNU => POINTS_INCONNUS,
                            _ => 0,
                        };
                    }
                }
                Mesure::Valeur(fait) => {
                    let valeurs = &mut self.valeurs[..longueur];
                    vue.load_entiers(*fait, debut, admises, valeurs);
                    for (row, (out, valeur)) in out.iter_mut().zip(valeurs).enumerate() {
                        let bareme = match &critere.bareme_mutation {
                            Some(second) if grille.mutation.is_some() && self.mutation[row] == VRAI => second,
                            _ => &critere.bareme,
                        };
                        *out = if *valeur == super::colonnes::ABSENT_ENTIER { POINTS_INCONNUS } else { bareme.points(*valeur) };
                    }
                }
            }
            // A criterion that this kind of demande does not count asks for nothing.
            for (bareme, kind) in [(Some(&critere.bareme), false), (critere.bareme_mutation.as_ref(), true)] {
                if bareme == Some(&Bareme::Exclu) {
                    for (row, out) in out.iter_mut().enumerate() {
                        if (self.mutation[row] == VRAI) == kind {
                            *out = 0;
                        }
                    }
                }
            }
        }
    }
}

/// Adds the points of a rubrique to the totals. An unknown criterion counts for zero; `maximum` and
/// `meilleurs` take the largest of all, so that a malus counts there only if nothing larger stands beside it.
fn combine(rubrique: &RubriqueCompilee, points: &[[i16; BLOC]], totals: &mut [i32]) {
    let value = |points: i16| if points == POINTS_INCONNUS { 0 } else { i32::from(points) };
    let cap = |sum: i32| rubrique.plafond.map_or(sum, |plafond| sum.min(plafond));
    match kept(rubrique.regle, points.len()) {
        None => {
            let mut sums = [0_i32; BLOC];
            for column in points {
                for (sum, points) in sums.iter_mut().zip(&column[..totals.len()]) {
                    *sum += value(*points);
                }
            }
            totals.iter_mut().zip(sums).for_each(|(total, sum)| *total += cap(sum));
        }
        Some(count) => {
            let mut best = vec![[i32::MIN; BLOC]; count];
            for column in points {
                for (row, points) in column[..totals.len()].iter().enumerate() {
                    let mut carried = value(*points);
                    for level in &mut best {
                        let (high, low) = (level[row].max(carried), level[row].min(carried));
                        (level[row], carried) = (high, low);
                    }
                }
            }
            for (row, total) in totals.iter_mut().enumerate() {
                *total += cap(best.iter().map(|level| level[row]).sum());
            }
        }
    }
}

/// How many criteria a rule keeps, when it is fewer than there are.
pub(super) fn kept(regle: Regle, criteres: usize) -> Option<usize> {
    let count = match regle {
        Regle::Somme => return None,
        Regle::Maximum => 1,
        Regle::Meilleurs(nombre) => nombre,
    };
    (count < criteres).then_some(count)
}

/// Sorting key of a row: larger totals first, then the tie-breaks in the order of the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CleTri(Reverse<i32>, [u8; 26]);

pub(crate) fn compute_cle(grille: &GrilleCompilee, colonnes: &Colonnes, ligne: usize, total: i32) -> CleTri {
    let mut bytes = [0; 26];
    let mut at = 0;
    // Signed days made unsigned in the same order.
    let day = |value: i32| (value as u32 ^ 0x8000_0000).to_be_bytes();
    for departage in grille.departage {
        match departage {
            Departage::DeposeLe => {
                bytes[at..at + 4].copy_from_slice(&day(colonnes.depose_le[ligne]));
                at += 4;
            }
            Departage::EnregistreLe => {
                bytes[at..at + 4].copy_from_slice(&day(colonnes.enregistre_le[ligne]));
                at += 4;
            }
            Departage::NumeroUnique => {
                bytes[at..at + 18].copy_from_slice(&colonnes.numeros[ligne]);
                at += 18;
            }
        }
    }
    CleTri(Reverse(total), bytes)
}

/// Rank of each row among the comparable demandes, from 1; 0 for a row without a wish or a typology.
/// Rows equal in everything keep their order in the columns.
pub fn compute_rangs(grille: &GrilleCompilee, colonnes: &Colonnes, notes: &Notes) -> Vec<u32> {
    let mut order: Vec<(u32, CleTri, u32)> = (0..colonnes.len())
        .filter(|ligne| colonnes.groupes[*ligne] != SANS_GROUPE)
        .map(|ligne| (colonnes.groupes[ligne], compute_cle(grille, colonnes, ligne, notes.totaux[ligne]), ligne as u32))
        .collect();
    order.sort_unstable();
    let mut rangs = vec![0; colonnes.len()];
    let (mut groupe, mut rang) = (SANS_GROUPE, 0);
    for (of, _, ligne) in order {
        rang = if of == groupe { rang + 1 } else { 1 };
        groupe = of;
        rangs[ligne as usize] = rang;
    }
    rangs
}
