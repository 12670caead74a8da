//! The flat program of a condition: postfix operations over columns, three-valued, run by blocks.
//!
//! A truth value is a byte, `Faux` 0, `Inconnu` 1, `Vrai` 2: Kleene's « et » is the minimum, « ou » the
//! maximum, « non » the difference to 2, which a processor does many at a time.

use super::colonnes::{ABSENT_ENTIER, Vue};

/// Rows handled at once: the working values of a block stay in the nearest cache.
pub(super) const BLOC: usize = 1024;

pub(super) const FAUX: u8 = 0;
pub(super) const INCONNU: u8 = 1;
pub(super) const VRAI: u8 = 2;

/// Comparison between integers or days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparaison {
    Egal,
    Different,
    Inferieur,
    InferieurOuEgal,
    Superieur,
    SuperieurOuEgal,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    /// A boolean fact.
    Charge(usize),
    Constante(u8),
    /// An enumeration fact is one of a set of codes.
    Appartient {
        fait: usize,
        masque: Box<[bool; 256]>,
    },
    Compare {
        fait: usize,
        comparaison: Comparaison,
        valeur: i32,
    },
    /// An integer or date fact is one of a sorted list.
    Dans {
        fait: usize,
        valeurs: Box<[i32]>,
    },
    CompareFaits {
        gauche: usize,
        comparaison: Comparaison,
        droite: usize,
    },
    Et,
    Ou,
    Non,
}

/// A compiled condition. Facts are designated by their index in the schema of the grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Programme {
    pub(super) operations: Vec<Operation>,
    /// Deepest stack that the operations reach.
    pub(super) profondeur: usize,
    /// Facts read, each once, ascending.
    pub(super) faits: Vec<usize>,
}

/// Working memory of one thread, reused from block to block.
pub(super) struct Pile {
    niveaux: Vec<[u8; BLOC]>,
    gauche: [i32; BLOC],
    droite: [i32; BLOC],
}

impl Comparaison {
    pub(super) fn holds(self, left: i32, right: i32) -> bool {
        match self {
            Comparaison::Egal => left == right,
            Comparaison::Different => left != right,
            Comparaison::Inferieur => left < right,
            Comparaison::InferieurOuEgal => left <= right,
            Comparaison::Superieur => left > right,
            Comparaison::SuperieurOuEgal => left >= right,
        }
    }

    /// The comparison with its sides exchanged.
    pub(super) fn flip(self) -> Comparaison {
        match self {
            Comparaison::Egal => Comparaison::Egal,
            Comparaison::Different => Comparaison::Different,
            Comparaison::Inferieur => Comparaison::Superieur,
            Comparaison::InferieurOuEgal => Comparaison::SuperieurOuEgal,
            Comparaison::Superieur => Comparaison::Inferieur,
            Comparaison::SuperieurOuEgal => Comparaison::InferieurOuEgal,
        }
    }
}

impl Programme {
    pub(super) fn new(operations: Vec<Operation>) -> Programme {
        let (mut height, mut profondeur) = (0_usize, 0_usize);
        let mut faits = Vec::new();
        for operation in &operations {
            match operation {
                Operation::Et | Operation::Ou => height -= 1,
                Operation::Non => {}
                Operation::Constante(_) => height += 1,
                Operation::Charge(fait)
                | Operation::Appartient { fait, .. }
                | Operation::Compare { fait, .. }
                | Operation::Dans { fait, .. } => {
                    height += 1;
                    faits.push(*fait);
                }
                Operation::CompareFaits { gauche, droite, .. } => {
                    height += 1;
                    faits.extend([*gauche, *droite]);
                }
            }
            profondeur = profondeur.max(height);
        }
        faits.sort_unstable();
        faits.dedup();
        Programme { operations, profondeur, faits }
    }

    /// Facts that the condition reads, by index in the schema.
    pub fn faits(&self) -> &[usize] {
        &self.faits
    }

    /// Runs over `longueur` rows from `debut`, at most a block. `admises` keeps only the values whose
    /// proof is among these bits; others are taken as unknown.
    pub(super) fn run<'p>(&self, vue: &Vue, debut: usize, longueur: usize, admises: u8, pile: &'p mut Pile) -> &'p [u8] {
        if pile.niveaux.len() < self.profondeur {
            pile.niveaux.resize(self.profondeur, [INCONNU; BLOC]);
        }
        let mut top = 0;
        for operation in &self.operations {
            match operation {
                Operation::Et | Operation::Ou => {
                    top -= 1;
                    let (low, high) = pile.niveaux.split_at_mut(top);
                    let (left, right) = (&mut low[top - 1][..longueur], &high[0][..longueur]);
                    if *operation == Operation::Et {
                        left.iter_mut().zip(right).for_each(|(l, r)| *l = (*l).min(*r));
                    } else {
                        left.iter_mut().zip(right).for_each(|(l, r)| *l = (*l).max(*r));
                    }
                }
                Operation::Non => pile.niveaux[top - 1][..longueur].iter_mut().for_each(|v| *v = VRAI - *v),
                Operation::Constante(value) => {
                    pile.niveaux[top][..longueur].fill(*value);
                    top += 1;
                }
                Operation::Charge(fait) => {
                    let out = &mut pile.niveaux[top][..longueur];
                    vue.load_octets(*fait, debut, admises, INCONNU, out);
                    top += 1;
                }
                Operation::Appartient { fait, masque } => {
                    let out = &mut pile.niveaux[top][..longueur];
                    vue.load_octets(*fait, debut, admises, super::colonnes::ABSENT_OCTET, out);
                    for value in out.iter_mut() {
                        *value = match *value {
                            super::colonnes::ABSENT_OCTET => INCONNU,
                            code => u8::from(masque[usize::from(code)]) * VRAI,
                        };
                    }
                    top += 1;
                }
                Operation::Compare { fait, comparaison, valeur } => {
                    let input = &mut pile.gauche[..longueur];
                    vue.load_entiers(*fait, debut, admises, input);
                    compare_constante(input, *comparaison, *valeur, &mut pile.niveaux[top][..longueur]);
                    top += 1;
                }
                Operation::Dans { fait, valeurs } => {
                    let input = &mut pile.gauche[..longueur];
                    vue.load_entiers(*fait, debut, admises, input);
                    for (out, value) in pile.niveaux[top][..longueur].iter_mut().zip(input) {
                        *out =
                            if *value == ABSENT_ENTIER { INCONNU } else { u8::from(valeurs.binary_search(value).is_ok()) * VRAI };
                    }
                    top += 1;
                }
                Operation::CompareFaits { gauche, comparaison, droite } => {
                    vue.load_entiers(*gauche, debut, admises, &mut pile.gauche[..longueur]);
                    vue.load_entiers(*droite, debut, admises, &mut pile.droite[..longueur]);
                    let pairs = pile.gauche[..longueur].iter().zip(&pile.droite[..longueur]);
                    for (out, (left, right)) in pile.niveaux[top][..longueur].iter_mut().zip(pairs) {
                        *out = if *left == ABSENT_ENTIER || *right == ABSENT_ENTIER {
                            INCONNU
                        } else {
                            u8::from(comparaison.holds(*left, *right)) * VRAI
                        };
                    }
                    top += 1;
                }
            }
        }
        &pile.niveaux[0][..longueur]
    }
}

impl Pile {
    pub(super) fn new() -> Pile {
        Pile { niveaux: Vec::new(), gauche: [0; BLOC], droite: [0; BLOC] }
    }
}

/// One loop per comparison, without a branch inside, so that it is done many rows at a time.
fn compare_constante(input: &[i32], comparaison: Comparaison, right: i32, out: &mut [u8]) {
    fn fill(input: &[i32], out: &mut [u8], test: impl Fn(i32) -> bool) {
        for (out, value) in out.iter_mut().zip(input) {
            *out = if *value == ABSENT_ENTIER { INCONNU } else { u8::from(test(*value)) * VRAI };
        }
    }
    match comparaison {
        Comparaison::Egal => fill(input, out, |v| v == right),
        Comparaison::Different => fill(input, out, |v| v != right),
        Comparaison::Inferieur => fill(input, out, |v| v < right),
        Comparaison::InferieurOuEgal => fill(input, out, |v| v <= right),
        Comparaison::Superieur => fill(input, out, |v| v > right),
        Comparaison::SuperieurOuEgal => fill(input, out, |v| v >= right),
    }
}
