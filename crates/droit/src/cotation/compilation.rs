//! A grid compiled once: conditions as flat programs, scales sorted, everything checked.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::demande::NaturePreuve;
use crate::faits::{Portee, REFUS_RANG, Schema, TypeFait};
use crate::jour::Jour;

use super::colonnes::{SANS_OBJET, TOUTES, bit_nature};
use super::expression::compile_expression;
use super::grille::{Critere, Departage, ErreurGrille, Grille, Palier, ParTranche, PreuveAdmise, Regle, StatutGrille};
use super::programme::Programme;

/// No criterion weighs more: totals stay far from the bounds of their type.
const POINTS_MAXIMAUX: i32 = 10_000;
/// With the bound on points, keeps every total within 32 bits.
const CRITERES_MAXIMAUX: usize = 10_000;
/// The largest total that those two bounds allow; a floor stays within it.
const TOTAL_MAXIMAL: i32 = 100_000_000;
/// Code of the rubrique that carries the effect of refusals.
const REFUS: &str = "refus";

/// A grid ready to run, on one demande or on the whole register.
#[derive(Clone, Debug)]
pub struct GrilleCompilee {
    pub version: String,
    pub statut: StatutGrille,
    pub en_vigueur: Jour,
    pub plancher: Option<i32>,
    /// Complete order: what the file omits follows in the default order.
    pub departage: [Departage; 3],
    pub rubriques: Vec<RubriqueCompilee>,
    /// In the order of the file; a rubrique owns a range of them.
    pub criteres: Vec<CritereCompile>,
    pub(super) schema: Schema,
    /// Index of the fact `mutation`, when the grid differs for demandes of mutation.
    pub(super) mutation: Option<usize>,
}

#[derive(Clone, Debug)]
pub struct RubriqueCompilee {
    pub code: String,
    pub libelle: String,
    pub regle: Regle,
    pub plafond: Option<i32>,
    pub criteres: Range<usize>,
}

#[derive(Clone, Debug)]
pub struct CritereCompile {
    pub code: String,
    pub libelle: String,
    pub fondement: Option<String>,
    /// Facts read, by index in the schema of the grid.
    pub faits: Vec<usize>,
    pub portee: Portee,
    pub preuve: Vec<PreuveAdmise>,
    pub(super) mesure: Mesure,
    pub(super) bareme: Bareme,
    pub(super) bareme_mutation: Option<Bareme>,
    /// Bits of the proofs that make points certain; all bits when a statement is enough.
    pub(super) admises: u8,
}

/// What a criterion looks at.
#[derive(Clone, Debug)]
pub(super) enum Mesure {
    Condition(Programme),
    Valeur(usize),
}

/// How a criterion turns what it looks at into points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bareme {
    /// Points when the condition is true.
    Fixe(i16),
    /// Points for each whole slice, held at a cap in points.
    Tranche { de: i32, points: i32, plafond: i16 },
    /// Thresholds (≥) ascending, each replacing the one below.
    Paliers(Vec<(i32, i16)>),
    /// Not counted for this kind of demande.
    Exclu,
}

impl Bareme {
    /// Points of a known value.
    pub(super) fn points(&self, valeur: i32) -> i16 {
        match self {
            Bareme::Fixe(points) => *points,
            Bareme::Exclu => 0,
            Bareme::Tranche { de, points, plafond } => {
                let raw = i64::from(valeur.max(0) / *de) * i64::from(*points);
                let bound = i64::from(*plafond);
                (if *points >= 0 { raw.min(bound) } else { raw.max(bound) }) as i16
            }
            Bareme::Paliers(paliers) => {
                let above = paliers.partition_point(|(seuil, _)| *seuil <= valeur);
                if above == 0 { 0 } else { paliers[above - 1].1 }
            }
        }
    }
}

impl GrilleCompilee {
    /// The facts that the grid may read: the national catalogue, then its local facts.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }
}

struct Compilation<'a> {
    grille: &'a Grille,
    schema: Schema,
    errors: Vec<ErreurGrille>,
}

/// Compiles a grid, or tells every mistake in it.
pub fn compile_grille(grille: &Grille) -> Result<GrilleCompilee, Vec<ErreurGrille>> {
    let schema = Schema::with_locaux(grille.faits_locaux.iter().map(|fait| fait.description()).collect());
    let mut compilation = Compilation { grille, schema, errors: Vec::new() };
    let (mut rubriques, mut criteres) = (Vec::new(), Vec::<CritereCompile>::new());
    let (mut codes, mut codes_rubriques) = (BTreeSet::new(), BTreeSet::from([REFUS]));
    if grille.plancher.is_some_and(|plancher| !(-TOTAL_MAXIMAL..=TOTAL_MAXIMAL).contains(&plancher)) {
        compilation.fail(0, format!("le plancher doit être entre −{TOTAL_MAXIMAL} et {TOTAL_MAXIMAL} points"));
    }
    let count: usize = grille.rubriques.iter().map(|rubrique| rubrique.criteres.len()).sum();
    if count > CRITERES_MAXIMAUX {
        compilation.fail(0, format!("{count} critères : une grille en compte au plus {CRITERES_MAXIMAUX}"));
        return Err(compilation.errors);
    }
    for rubrique in &grille.rubriques {
        let debut = criteres.len();
        let at = rubrique.criteres.first().map_or(0, |critere| critere.span.start);
        if !codes_rubriques.insert(rubrique.code.as_str()) {
            compilation.fail(
                at,
                format!("la rubrique « {} » est écrite deux fois, ou son code est réservé : changez son code", rubrique.code),
            );
        }
        if rubrique.plafond.is_some_and(|plafond| plafond < 0) {
            compilation.fail(at, format!("le plafond de la rubrique « {} » ne peut pas être négatif", rubrique.code));
        }
        for critere in &rubrique.criteres {
            if !codes.insert(critere.code.as_str()) {
                compilation.fail(
                    critere.span.start,
                    format!("le critère « {} » est écrit deux fois : changez l’un des codes", critere.code),
                );
            }
            criteres.extend(compilation.critere(critere));
        }
        rubriques.push(RubriqueCompilee {
            code: rubrique.code.clone(),
            libelle: rubrique.libelle.clone(),
            regle: rubrique.regle,
            plafond: rubrique.plafond,
            criteres: debut..criteres.len(),
        });
    }
    if let Some(refus) = &grille.refus {
        let fait = compilation.schema.find(REFUS_RANG).expect("the catalogue holds the fact of refusals");
        let points = compilation.points(refus.points, 0);
        criteres.push(CritereCompile {
            code: "refus_repetes".to_owned(),
            libelle: refus.libelle.clone(),
            fondement: refus.fondement.clone(),
            faits: vec![fait],
            portee: Portee::Demande,
            preuve: Vec::new(),
            mesure: Mesure::Valeur(fait),
            bareme: Bareme::Paliers(vec![(refus.a_partir_de, points)]),
            bareme_mutation: None,
            admises: TOUTES,
        });
        let range = criteres.len() - 1..criteres.len();
        rubriques.push(RubriqueCompilee {
            code: REFUS.to_owned(),
            libelle: "Refus".to_owned(),
            regle: Regle::Somme,
            plafond: None,
            criteres: range,
        });
    }
    compilation.apply_mutation(&mut criteres);
    let mutation = (!grille.mutation.is_empty()).then(|| compilation.schema.find("mutation")).flatten();
    if !compilation.errors.is_empty() {
        return Err(compilation.errors);
    }
    Ok(GrilleCompilee {
        version: grille.version.clone(),
        statut: grille.statut,
        en_vigueur: grille.en_vigueur,
        plancher: grille.plancher,
        departage: complete_departage(&grille.departage),
        rubriques,
        criteres,
        schema: compilation.schema,
        mutation,
    })
}

/// The written order, then what it omits: older filing, earlier registration, numéro unique (R4.12).
fn complete_departage(written: &[Departage]) -> [Departage; 3] {
    let mut order: Vec<Departage> = Vec::with_capacity(3);
    for departage in written.iter().chain(&[Departage::DeposeLe, Departage::EnregistreLe, Departage::NumeroUnique]) {
        if !order.contains(departage) {
            order.push(*departage);
        }
    }
    order.try_into().expect("three tie-breaks exist, each once")
}

impl Compilation<'_> {
    fn fail(&mut self, offset: usize, message: impl Into<String>) {
        let error = self.grille.source.error(offset, message);
        self.errors.push(error);
    }

    fn critere(&mut self, critere: &Critere) -> Option<CritereCompile> {
        let at = critere.span.start;
        let (mesure, faits) = match (&critere.si, &critere.valeur) {
            (Some(si), None) => match compile_expression(si.get_ref(), &self.schema) {
                Ok(programme) => {
                    let faits = programme.faits().to_vec();
                    (Mesure::Condition(programme), faits)
                }
                Err(error) => {
                    let offset = self.grille.source.inside(si, error.position);
                    self.fail(offset, format!("critère « {} » : {}", critere.code, error.message));
                    return None;
                }
            },
            (None, Some(valeur)) => {
                let offset = valeur.span().start;
                match self.schema.find(valeur.get_ref()) {
                    Some(index) if self.schema.faits()[index].type_fait == TypeFait::Entier => {
                        (Mesure::Valeur(index), vec![index])
                    }
                    Some(_) => {
                        self.fail(
                            offset,
                            format!(
                                "critère « {} » : « {} » n’est pas un nombre entier, « valeur » en veut un",
                                critere.code,
                                valeur.get_ref()
                            ),
                        );
                        return None;
                    }
                    None => {
                        self.fail(
                            offset,
                            format!("critère « {} » : « {} » n’est pas un fait connu", critere.code, valeur.get_ref()),
                        );
                        return None;
                    }
                }
            }
            _ => {
                self.fail(at, format!("le critère « {} » veut « si » ou « valeur », l’un des deux et un seul", critere.code));
                return None;
            }
        };
        let condition = matches!(mesure, Mesure::Condition(_));
        let bareme = self.bareme(&critere.code, at, condition, critere.points, critere.par_tranche, &critere.paliers)?;
        let portee = if faits.iter().any(|fait| self.schema.faits()[*fait].portee == Portee::Logement) {
            Portee::Logement
        } else {
            Portee::Demande
        };
        Some(CritereCompile {
            code: critere.code.clone(),
            libelle: critere.libelle.clone(),
            fondement: critere.fondement.clone(),
            faits,
            portee,
            preuve: critere.preuve.clone(),
            mesure,
            bareme,
            bareme_mutation: None,
            admises: admitted(&critere.preuve),
        })
    }

    fn bareme(
        &mut self,
        code: &str,
        at: usize,
        condition: bool,
        points: Option<i32>,
        par_tranche: Option<ParTranche>,
        paliers: &[Palier],
    ) -> Option<Bareme> {
        match (condition, points, par_tranche, paliers) {
            (true, Some(points), None, []) => Some(Bareme::Fixe(self.points(points, at))),
            (true, ..) => {
                self.fail(
                    at,
                    format!("le critère « {code} » a une condition : il veut « points », et ni « par_tranche » ni « paliers »"),
                );
                None
            }
            (false, None, Some(tranche), []) => {
                let points = self.points(tranche.points, at);
                if tranche.de < 1 {
                    self.fail(at, format!("critère « {code} » : la tranche « de » doit valoir 1 au moins"));
                    return None;
                }
                if tranche.plafond.is_some_and(|plafond| i32::from(points).signum() * plafond.signum() < 0) {
                    self.fail(at, format!("critère « {code} » : le plafond doit avoir le signe des points"));
                    return None;
                }
                let bound = tranche.plafond.unwrap_or(POINTS_MAXIMAUX * i32::from(points).signum());
                Some(Bareme::Tranche { de: tranche.de, points: i32::from(points), plafond: self.points(bound, at) })
            }
            (false, None, None, [_, ..]) => self.paliers(code, at, paliers),
            (false, ..) => {
                self.fail(at, format!("le critère « {code} » lit une valeur : il veut « par_tranche » ou « paliers », l’un des deux et sans « points »"));
                None
            }
        }
    }

    fn paliers(&mut self, code: &str, at: usize, paliers: &[Palier]) -> Option<Bareme> {
        let mut seuils = Vec::with_capacity(paliers.len());
        for palier in paliers {
            let seuil = match (palier.a_partir_de, palier.au_dessus_de) {
                (Some(seuil), None) => Some(seuil),
                // Facts are integers: strictly above n is from n + 1.
                (None, Some(seuil)) => seuil.checked_add(1),
                _ => None,
            };
            let Some(seuil) = seuil else {
                self.fail(at, format!("critère « {code} » : un palier veut « a_partir_de » ou « au_dessus_de », l’un des deux"));
                return None;
            };
            seuils.push((seuil, self.points(palier.points, at)));
        }
        seuils.sort_by_key(|(seuil, _)| *seuil);
        if seuils.windows(2).any(|pair| pair[0].0 == pair[1].0) {
            self.fail(at, format!("critère « {code} » : deux paliers commencent à la même valeur, gardez-en un"));
            return None;
        }
        Some(Bareme::Paliers(seuils))
    }

    fn points(&mut self, points: i32, at: usize) -> i16 {
        if !(-POINTS_MAXIMAUX..=POINTS_MAXIMAUX).contains(&points) {
            self.fail(at, format!("{points} points : un critère pèse entre −{POINTS_MAXIMAUX} et {POINTS_MAXIMAUX} points"));
            return 0;
        }
        points as i16
    }

    fn apply_mutation(&mut self, criteres: &mut [CritereCompile]) {
        let mut seen = BTreeSet::new();
        for difference in &self.grille.mutation {
            let (code, at) = (difference.code.get_ref(), difference.code.span().start);
            if !seen.insert(code.as_str()) {
                self.fail(at, format!("[mutation] : le critère « {code} » y est écrit deux fois"));
                continue;
            }
            let Some(critere) = criteres.iter_mut().find(|critere| critere.code == *code) else {
                self.fail(at, format!("[mutation] : aucun critère de la grille n’a le code « {code} »"));
                continue;
            };
            let condition = matches!(critere.mesure, Mesure::Condition(_));
            let bareme = match (difference.exclu, difference.points, difference.par_tranche, difference.paliers.as_slice()) {
                (true, None, None, []) => Some(Bareme::Exclu),
                (true, ..) => {
                    self.fail(at, format!("[mutation] : le critère « {code} » est exclu, il ne peut pas avoir aussi des points"));
                    None
                }
                (false, points, tranche, paliers) => self.bareme(code, at, condition, points, tranche, paliers),
            };
            critere.bareme_mutation = bareme;
        }
    }
}

/// Without a proof asked, or with statements accepted, every known value gives certain points.
fn admitted(preuve: &[PreuveAdmise]) -> u8 {
    if preuve.is_empty() || preuve.contains(&PreuveAdmise::Declaratif) {
        return TOUTES;
    }
    preuve.iter().fold(SANS_OBJET, |bits, preuve| {
        bits | match preuve {
            PreuveAdmise::Declaratif => 0,
            PreuveAdmise::Piece => bit_nature(NaturePreuve::Piece),
            PreuveAdmise::Decision => bit_nature(NaturePreuve::Decision),
            PreuveAdmise::Social => bit_nature(NaturePreuve::Social),
        }
    })
}
