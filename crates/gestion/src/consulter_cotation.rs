//! The grid of points as anyone may read it: each criterion in words, with its article and its proof (CCH L. 441-2-8).

use droit::cotation::{Critere, Departage, Grille, Palier, ParTranche, PreuveAdmise, Regle, Rubrique, StatutGrille, read_grille};
use droit::faits::{Schema, Valeur, format_valeur};
use droit::jour::format_fr;

use crate::carbet::Carbet;

/// The grid in force, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrilleLue {
    pub version: String,
    pub en_vigueur: String,
    /// Words of its status, and whether it is official.
    pub statut: &'static str,
    pub officielle: bool,
    /// The note shown to applicants is that of the SNE: this grid only informs.
    pub notation_sne: bool,
    pub rubriques: Vec<RubriqueLue>,
    pub plancher: Option<i32>,
    /// Tie-breaks, in order.
    pub departage: Vec<&'static str>,
    /// Effect of repeated refusals; empty when the grid sets none.
    pub refus: Vec<String>,
    /// Other versions of the folder: version, first day, words of the status.
    pub versions: Vec<(String, String, &'static str)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RubriqueLue {
    pub libelle: String,
    pub regle: String,
    pub criteres: Vec<CritereLu>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CritereLu {
    pub code: String,
    pub libelle: String,
    pub condition: String,
    pub preuve: String,
    pub fondement: String,
    pub points: String,
    /// What differs for a tenant of the social stock who asks to move; empty when nothing does.
    pub mutation: String,
}

/// The grid in force. Public: nothing in it is about anybody.
pub fn read_cotation(carbet: &Carbet) -> GrilleLue {
    let regles = carbet.regles();
    let schema = regles.grille.schema();
    let mut lues: Vec<Grille> =
        regles.territoire.grilles_cotation.iter().filter_map(|(_, texte)| read_grille(texte).ok()).collect();
    lues.sort_by_key(|grille| std::cmp::Reverse(grille.en_vigueur));
    let (in_force, others): (Vec<Grille>, Vec<Grille>) = lues
        .into_iter()
        .partition(|grille| grille.version == regles.grille.version && grille.en_vigueur == regles.grille.en_vigueur);
    let grille = in_force.first().expect("the grid in force was compiled from a file of the territory");
    GrilleLue {
        version: grille.version.clone(),
        en_vigueur: format_fr(grille.en_vigueur),
        statut: statut(grille.statut),
        officielle: grille.statut == StatutGrille::Adoptee,
        notation_sne: regles.territoire.epci.notation == droit::territoire::SourceNotation::Sne,
        rubriques: grille.rubriques.iter().map(|rubrique| read_rubrique(grille, rubrique, schema)).collect(),
        plancher: grille.plancher,
        departage: regles.grille.departage.iter().map(|departage| describe_departage(*departage)).collect(),
        refus: grille
            .refus
            .iter()
            .map(|effet| {
                let source = effet.fondement.as_ref().map(|f| format!(" ({f})")).unwrap_or_default();
                format!(
                    "{}{source} : {} pendant douze mois, à partir du refus n° {}. Le silence et le refus d’un logement inadapté n’en retirent jamais.",
                    effet.libelle,
                    format_points(effet.points),
                    effet.a_partir_de,
                )
            })
            .collect(),
        versions: others.iter().map(|other| (other.version.clone(), format_fr(other.en_vigueur), statut(other.statut))).collect(),
    }
}

const fn statut(statut: StatutGrille) -> &'static str {
    match statut {
        StatutGrille::Projet => "Projet, pas encore adopté",
        StatutGrille::Adoptee => "Grille adoptée",
        StatutGrille::Demonstration => "Grille de démonstration, sans valeur officielle",
    }
}

fn read_rubrique(grille: &Grille, rubrique: &Rubrique, schema: &Schema) -> RubriqueLue {
    let mut regle = match rubrique.regle {
        Regle::Somme => "tous les critères s’ajoutent".to_owned(),
        Regle::Maximum => "le meilleur critère compte".to_owned(),
        Regle::Meilleurs(n) => format!("les {n} meilleurs critères comptent"),
    };
    if let Some(plafond) = rubrique.plafond {
        regle = format!("{regle}, {} au plus", format_points(plafond));
    }
    RubriqueLue {
        libelle: rubrique.libelle.clone(),
        regle,
        criteres: rubrique.criteres.iter().map(|critere| read_critere(grille, critere, schema)).collect(),
    }
}

fn read_critere(grille: &Grille, critere: &Critere, schema: &Schema) -> CritereLu {
    let condition = match (&critere.si, &critere.valeur) {
        (Some(si), _) => put_in_words(si.get_ref(), schema),
        (None, Some(valeur)) => {
            let nom = valeur.get_ref();
            let label = libelle_fait(nom, schema);
            format!("{label} : {}", describe_bareme(nom, critere.par_tranche, &critere.paliers))
        }
        (None, None) => String::new(),
    };
    let names =
        [&critere.si, &critere.valeur].into_iter().flatten().flat_map(|text| words_of(text.get_ref())).collect::<Vec<_>>();
    let known: Vec<usize> = names.iter().filter_map(|name| schema.find(name)).collect();
    let automatique = !known.is_empty() && known.iter().all(|index| schema.faits()[*index].automatique);
    let mutation = grille.mutation.iter().find(|m| m.code.get_ref() == &critere.code);
    CritereLu {
        code: critere.code.clone(),
        libelle: critere.libelle.clone(),
        condition,
        preuve: if automatique { "Calculée".to_owned() } else { describe_preuves(&critere.preuve) },
        fondement: critere
            .fondement
            .clone()
            .or_else(|| article_of(&names))
            .unwrap_or_else(|| format!("Grille {}", grille.version)),
        points: describe_points(critere.points, critere.par_tranche, &critere.paliers),
        mutation: match mutation {
            None => String::new(),
            Some(change) if change.exclu => "Ne compte pas pour une mutation".to_owned(),
            Some(change) => {
                format!("Pour une mutation : {}", describe_points(change.points, change.par_tranche, &change.paliers))
            }
        },
    }
}

fn article_of(names: &[String]) -> Option<String> {
    names.iter().find_map(|name| droit::faits::find_fait(name)).map(|fait| fait.article.to_owned())
}

fn describe_preuves(preuves: &[PreuveAdmise]) -> String {
    if preuves.is_empty() || preuves.contains(&PreuveAdmise::Declaratif) {
        return "Déclaration".to_owned();
    }
    preuves.iter().map(|preuve| libelle_preuve(*preuve)).collect::<Vec<_>>().join(", ou ")
}

/// A proof in words.
pub const fn libelle_preuve(preuve: PreuveAdmise) -> &'static str {
    match preuve {
        PreuveAdmise::Declaratif => "déclaration",
        PreuveAdmise::Piece => "pièce justificative",
        PreuveAdmise::Decision => "décision d’une autorité",
        PreuveAdmise::Social => "évaluation d’un travailleur social",
    }
}

const fn describe_departage(departage: Departage) -> &'static str {
    match departage {
        Departage::DeposeLe => "La demande déposée le plus tôt",
        Departage::EnregistreLe => "La demande enregistrée le plus tôt",
        Departage::NumeroUnique => "Le plus petit numéro unique",
    }
}

/// The most that a criterion brings: `50 points`, `jusqu’à 40 points`.
fn describe_points(points: Option<i32>, tranche: Option<ParTranche>, paliers: &[Palier]) -> String {
    if let Some(points) = points {
        return format_points(points);
    }
    if let Some(tranche) = tranche {
        return tranche.plafond.map_or_else(
            || format!("{} par tranche", format_points(tranche.points)),
            |plafond| format!("jusqu’à {}", format_points(plafond)),
        );
    }
    let most = paliers.iter().map(|palier| palier.points).max_by_key(|points| points.abs()).unwrap_or(0);
    if paliers.len() > 1 { format!("jusqu’à {}", format_points(most)) } else { format_points(most) }
}

/// How a measured fact brings its points, in words.
fn describe_bareme(nom: &str, tranche: Option<ParTranche>, paliers: &[Palier]) -> String {
    let value = |seuil: i32| format_valeur(nom, &Valeur::Entier(i64::from(seuil)));
    if let Some(tranche) = tranche {
        let cap = tranche.plafond.map(|plafond| format!(", {} au plus", format_points(plafond))).unwrap_or_default();
        return format!("{} par tranche entière de {}{cap}", format_points(tranche.points), value(tranche.de));
    }
    paliers
        .iter()
        .map(|palier| match (palier.a_partir_de, palier.au_dessus_de) {
            (Some(seuil), _) => format!("{} à partir de {}", format_points(palier.points), value(seuil)),
            (None, Some(seuil)) => format!("{} au-dessus de {}", format_points(palier.points), value(seuil)),
            (None, None) => format_points(palier.points),
        })
        .collect::<Vec<_>>()
        .join(" ; ")
}

/// `10 points`, `1 point`, `moins 10 points`.
pub fn format_points(points: i32) -> String {
    let absolute = points.unsigned_abs();
    let unit = if absolute > 1 { "points" } else { "point" };
    if points < 0 { format!("moins {absolute}\u{a0}{unit}") } else { format!("{absolute}\u{a0}{unit}") }
}

/// The label of a fact, its name when it has none.
pub fn libelle_fait(nom: &str, schema: &Schema) -> String {
    schema.find(nom).map_or_else(|| nom.replace('_', " "), |index| schema.faits()[index].libelle.clone())
}

fn words_of(condition: &str) -> Vec<String> {
    condition
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .filter(|word| word.starts_with(|c: char| c.is_ascii_alphabetic()) && !KEYWORDS.contains(word))
        .map(str::to_owned)
        .collect()
}

const KEYWORDS: &[&str] = &["et", "ou", "non", "dans", "vrai", "faux"];

/// A condition with the labels of its facts in the place of their names, comparisons in words. The first
/// letter of a label after the first is lowered, save acronyms.
fn put_in_words(condition: &str, schema: &Schema) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut rest = condition.trim();
    while let Some(first) = rest.chars().next() {
        let length = if first.is_ascii_alphabetic() {
            rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len())
        } else if rest.starts_with("<=") || rest.starts_with(">=") || rest.starts_with("!=") {
            2
        } else if first.is_ascii_digit() || first == '-' {
            rest[1..].find(|c: char| !(c.is_ascii_digit() || c == '-')).map_or(rest.len(), |end| end + 1)
        } else {
            first.len_utf8()
        };
        let (token, tail) = rest.split_at(length);
        out.push(match token {
            "<=" => "au plus".to_owned(),
            ">=" => "au moins".to_owned(),
            "<" => "moins de".to_owned(),
            ">" => "plus de".to_owned(),
            "!=" => "différent de".to_owned(),
            "=" => "égal à".to_owned(),
            "dans" => "parmi".to_owned(),
            word if first.is_ascii_alphabetic() && !KEYWORDS.contains(&word) => {
                let label = libelle_fait(word, schema);
                if out.is_empty() { label } else { lower_first(&label) }
            }
            other => other.to_owned(),
        });
        rest = tail.trim_start();
    }
    let joined = out.join(" ").replace("( ", "(").replace(" )", ")").replace("[ ", "").replace(" ]", "").replace(" ,", ",");
    let mut chars = joined.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn lower_first(label: &str) -> String {
    let mut chars = label.chars();
    match (chars.next(), label.chars().nth(1)) {
        (Some(first), Some(second)) if !second.is_uppercase() => first.to_lowercase().chain(chars).collect(),
        _ => label.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_reads_as_a_sentence() {
        let schema = Schema::national();
        assert_eq!(
            put_in_words("travaille_dans_epci ou habite_dans_epci", &schema),
            "Travaille dans l’intercommunalité ou habite dans l’intercommunalité"
        );
        assert_eq!(put_in_words("non (dalo et nombre_enfants >= 2)", &schema).matches("au moins 2").count(), 1);
        assert_eq!(put_in_words("", &schema), "");
    }

    #[test]
    fn points_are_told_in_words() {
        assert_eq!(format_points(-10), "moins 10\u{a0}points");
        assert_eq!(format_points(1), "1\u{a0}point");
        let tranche = ParTranche { de: 3, points: 1, plafond: Some(40) };
        assert_eq!(describe_points(None, Some(tranche), &[]), "jusqu’à 40\u{a0}points");
        assert_eq!(describe_bareme("", Some(tranche), &[]), "1\u{a0}point par tranche entière de 3, 40\u{a0}points au plus");
        let paliers = [Palier { a_partir_de: None, au_dessus_de: Some(4000), points: 8 }];
        assert_eq!(describe_points(None, None, &paliers), "8\u{a0}points");
        assert_eq!(
            describe_bareme("taux_effort_actuel_points_de_base", None, &paliers),
            "8\u{a0}points au-dessus de 40,00\u{a0}%"
        );
    }
}
