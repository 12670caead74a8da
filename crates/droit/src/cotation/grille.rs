//! The file of a grid (DESIGN §4): read into nouns, every mistake told in French with its line and column.

use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use crate::demande::Sensibilite;
use crate::faits::{DescriptionFait, Portee, Schema, TypeFait};
use crate::jour::{Jour, parse_iso};

/// A mistake of a grid file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("ligne {ligne}, colonne {colonne} : {message}")]
pub struct ErreurGrille {
    /// From 1.
    pub ligne: usize,
    /// From 1, in characters.
    pub colonne: usize,
    pub message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatutGrille {
    Projet,
    Adoptee,
    /// Invented for tests and demonstrations; never shown as official.
    Demonstration,
}

/// A tie-break, in the order written by the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Departage {
    DeposeLe,
    EnregistreLe,
    NumeroUnique,
}

/// How the points of a rubrique are put together (R4.07).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Regle {
    Somme,
    /// The largest only.
    Maximum,
    /// The n largest.
    Meilleurs(usize),
}

/// A proof that a criterion accepts. `Declaratif` accepts a mere statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PreuveAdmise {
    Declaratif,
    Piece,
    Decision,
    Social,
}

#[derive(Clone, Debug)]
pub struct Grille {
    pub version: String,
    pub statut: StatutGrille,
    pub en_vigueur: Jour,
    /// Least total; `None` lets a total be negative.
    pub plancher: Option<i32>,
    pub departage: Vec<Departage>,
    pub faits_locaux: Vec<FaitLocal>,
    pub rubriques: Vec<Rubrique>,
    /// Differences of the grid of demandes of mutation, by code of criterion.
    pub mutation: Vec<CritereMutation>,
    pub refus: Option<EffetRefus>,
    pub(super) source: Source,
}

/// The text of the file, to tell where a mistake stands.
#[derive(Clone, Debug)]
pub(super) struct Source(String);

/// A fact that only this territory collects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaitLocal {
    pub nom: String,
    pub libelle: Option<String>,
    pub type_fait: TypeFait,
    pub portee: Portee,
}

#[derive(Clone, Debug)]
pub struct Rubrique {
    pub code: String,
    pub libelle: String,
    pub regle: Regle,
    /// In points.
    pub plafond: Option<i32>,
    pub criteres: Vec<Critere>,
}

#[derive(Clone, Debug)]
pub struct Critere {
    pub code: String,
    pub libelle: String,
    /// Condition over the facts; exclusive of `valeur`.
    pub si: Option<Spanned<String>>,
    /// Name of an integer fact; exclusive of `si`.
    pub valeur: Option<Spanned<String>>,
    pub points: Option<i32>,
    pub par_tranche: Option<ParTranche>,
    pub paliers: Vec<Palier>,
    pub preuve: Vec<PreuveAdmise>,
    /// Article or deliberation that the criterion rests on.
    pub fondement: Option<String>,
    pub(super) span: Range<usize>,
}

/// So many points for each whole slice of `de`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParTranche {
    pub de: i32,
    pub points: i32,
    /// In points.
    pub plafond: Option<i32>,
}

/// A threshold; it replaces the one below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Palier {
    pub a_partir_de: Option<i32>,
    pub au_dessus_de: Option<i32>,
    pub points: i32,
}

/// What a criterion becomes for a demande of mutation.
#[derive(Clone, Debug)]
pub struct CritereMutation {
    pub code: Spanned<String>,
    pub exclu: bool,
    pub points: Option<i32>,
    pub par_tranche: Option<ParTranche>,
    pub paliers: Vec<Palier>,
}

/// Effect of repeated refusals without reason (R4.09): silence and unfit homes never count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EffetRefus {
    pub libelle: String,
    /// Number of the refusal that costs points, within twelve months.
    pub a_partir_de: i32,
    /// Negative.
    pub points: i32,
    pub fondement: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fichier {
    grille: EnTete,
    #[serde(default)]
    fait_local: Vec<Spanned<FaitLocalToml>>,
    #[serde(default)]
    rubrique: Vec<Spanned<RubriqueToml>>,
    #[serde(default)]
    mutation: MutationToml,
    refus: Option<Spanned<RefusToml>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EnTete {
    version: String,
    statut: StatutGrille,
    en_vigueur: Spanned<toml::value::Datetime>,
    plancher: Option<i32>,
    #[serde(default)]
    departage: Vec<Departage>,
    /// Free text on the origin of the grid.
    #[serde(default)]
    #[expect(dead_code, reason = "accepted in the file, shown from it")]
    source: Option<String>,
    #[serde(default)]
    #[expect(dead_code, reason = "accepted in the file, shown from it")]
    deliberation: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FaitLocalToml {
    nom: Spanned<String>,
    #[serde(rename = "type")]
    type_fait: Spanned<String>,
    libelle: Option<String>,
    #[serde(default)]
    valeurs: Vec<String>,
    portee: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RubriqueToml {
    code: Spanned<String>,
    libelle: String,
    regle: Spanned<String>,
    nombre: Option<usize>,
    plafond: Option<i32>,
    #[serde(default)]
    critere: Vec<Spanned<CritereToml>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CritereToml {
    code: Spanned<String>,
    libelle: String,
    si: Option<Spanned<String>>,
    valeur: Option<Spanned<String>>,
    points: Option<i32>,
    par_tranche: Option<ParTranche>,
    #[serde(default)]
    paliers: Vec<Palier>,
    preuve: Option<UneOuPlusieurs>,
    fondement: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum UneOuPlusieurs {
    Une(PreuveAdmise),
    Plusieurs(Vec<PreuveAdmise>),
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct MutationToml {
    #[serde(default)]
    critere: Vec<CritereMutationToml>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CritereMutationToml {
    code: Spanned<String>,
    #[serde(default)]
    exclu: bool,
    points: Option<i32>,
    par_tranche: Option<ParTranche>,
    #[serde(default)]
    paliers: Vec<Palier>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RefusToml {
    libelle: Option<String>,
    a_partir_de: i32,
    points: i32,
    /// The law leaves the length open; Carbet counts over twelve months.
    duree_mois: i32,
    fondement: Option<String>,
}

impl Source {
    pub(super) fn error(&self, offset: usize, message: impl Into<String>) -> ErreurGrille {
        let mut offset = offset.min(self.0.len());
        while !self.0.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &self.0[..offset];
        let line_start = before.rfind('\n').map_or(0, |index| index + 1);
        ErreurGrille {
            ligne: before.matches('\n').count() + 1,
            colonne: before[line_start..].chars().count() + 1,
            message: message.into(),
        }
    }

    /// Offset in the file of a byte of a quoted value; its start when the quoting hides where it is.
    pub(super) fn inside(&self, value: &Spanned<String>, position: usize) -> usize {
        let span = value.span();
        let raw = self.0.get(span.clone()).unwrap_or_default();
        if raw.len() == value.get_ref().len() + 2 { span.start + 1 + position } else { span.start }
    }
}

/// Reads a grid. All the mistakes that can be told at once are.
pub fn read_grille(texte: &str) -> Result<Grille, Vec<ErreurGrille>> {
    let source = Source(texte.to_owned());
    let fichier: Fichier = toml::from_str(texte)
        .map_err(|error| vec![source.error(error.span().map_or(0, |span| span.start), translate(error.message()))])?;
    let mut errors = Vec::new();
    let en_vigueur = parse_iso(&fichier.grille.en_vigueur.get_ref().to_string());
    if en_vigueur.is_none() {
        errors.push(
            source.error(fichier.grille.en_vigueur.span().start, "« en_vigueur » doit être une date seule, comme 2026-01-01"),
        );
    }
    let faits_locaux = read_faits_locaux(&fichier.fait_local, &source, &mut errors);
    let rubriques = fichier.rubrique.into_iter().map(|rubrique| read_rubrique(rubrique, &source, &mut errors)).collect();
    let refus = fichier.refus.and_then(|refus| read_refus(&refus, &source, &mut errors));
    let mutation = fichier.mutation.critere.into_iter().map(|c| CritereMutation {
        code: c.code,
        exclu: c.exclu,
        points: c.points,
        par_tranche: c.par_tranche,
        paliers: c.paliers,
    });
    match en_vigueur {
        Some(en_vigueur) if errors.is_empty() => Ok(Grille {
            version: fichier.grille.version,
            statut: fichier.grille.statut,
            en_vigueur,
            plancher: fichier.grille.plancher,
            departage: fichier.grille.departage,
            faits_locaux,
            rubriques,
            mutation: mutation.collect(),
            refus,
            source,
        }),
        _ => Err(errors),
    }
}

fn read_faits_locaux(faits: &[Spanned<FaitLocalToml>], source: &Source, errors: &mut Vec<ErreurGrille>) -> Vec<FaitLocal> {
    let national = Schema::national();
    let mut locaux: Vec<FaitLocal> = Vec::new();
    for fait in faits {
        let fait = fait.get_ref();
        let (nom, at) = (fait.nom.get_ref(), fait.nom.span().start);
        let reserved = ["et", "ou", "non", "dans", "vrai", "faux", "true", "false"].contains(&nom.as_str());
        let shape = nom.bytes().next().is_some_and(|b| b.is_ascii_lowercase())
            && nom.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if reserved || !shape {
            errors.push(source.error(
                at,
                format!(
                    "« {nom} » ne peut pas nommer un fait : minuscules sans accents, chiffres et « _ », et pas un mot du langage"
                ),
            ));
        }
        if nom.contains("nationalite") {
            errors.push(source.error(at, "aucun critère ne peut porter sur la nationalité (loi n° 2008-496) : retirez ce fait"));
        }
        if national.find(nom).is_some() || locaux.iter().any(|other| other.nom == *nom) {
            errors.push(source.error(at, format!("le fait « {nom} » existe déjà : choisissez un autre nom")));
        }
        let type_fait = match fait.type_fait.get_ref().as_str() {
            "booleen" => TypeFait::Booleen,
            "entier" => TypeFait::Entier,
            "date" => TypeFait::Date,
            "enumeration" => {
                if fait.valeurs.is_empty() || fait.valeurs.len() > 255 {
                    errors
                        .push(source.error(at, format!("le fait « {nom} » est une énumération : donnez de 1 à 255 « valeurs »")));
                }
                TypeFait::Enumeration(fait.valeurs.clone())
            }
            other => {
                errors.push(source.error(
                    fait.type_fait.span().start,
                    format!("type « {other} » inconnu : booleen, entier, enumeration ou date"),
                ));
                TypeFait::Booleen
            }
        };
        let portee = match fait.portee.as_ref().map(|p| (p.get_ref().as_str(), p.span().start)) {
            None | Some(("demande", _)) => Portee::Demande,
            Some(("logement", _)) => Portee::Logement,
            Some((other, at)) => {
                errors.push(source.error(at, format!("portée « {other} » inconnue : demande ou logement")));
                Portee::Demande
            }
        };
        locaux.push(FaitLocal { nom: nom.clone(), libelle: fait.libelle.clone(), type_fait, portee });
    }
    locaux
}

fn read_rubrique(rubrique: Spanned<RubriqueToml>, source: &Source, errors: &mut Vec<ErreurGrille>) -> Rubrique {
    let rubrique = rubrique.into_inner();
    let at = rubrique.regle.span().start;
    let regle = match (rubrique.regle.get_ref().as_str(), rubrique.nombre) {
        ("somme", None) => Regle::Somme,
        ("maximum", None) => Regle::Maximum,
        ("meilleurs", Some(nombre)) if nombre >= 1 => Regle::Meilleurs(nombre),
        ("meilleurs", _) => {
            errors.push(source.error(at, "la règle « meilleurs » veut un « nombre » d’au moins 1"));
            Regle::Somme
        }
        ("somme" | "maximum", Some(_)) => {
            errors.push(source.error(at, "« nombre » ne va qu’avec la règle « meilleurs » : retirez-le"));
            Regle::Somme
        }
        (other, _) => {
            errors.push(source.error(at, format!("règle « {other} » inconnue : somme, maximum ou meilleurs")));
            Regle::Somme
        }
    };
    let read = |critere: Spanned<CritereToml>| {
        let span = critere.get_ref().code.span();
        let critere = critere.into_inner();
        Critere {
            code: critere.code.into_inner(),
            libelle: critere.libelle,
            si: critere.si,
            valeur: critere.valeur,
            points: critere.points,
            par_tranche: critere.par_tranche,
            paliers: critere.paliers,
            preuve: match critere.preuve {
                None => Vec::new(),
                Some(UneOuPlusieurs::Une(one)) => vec![one],
                Some(UneOuPlusieurs::Plusieurs(several)) => several,
            },
            fondement: critere.fondement,
            span,
        }
    };
    Rubrique {
        code: rubrique.code.into_inner(),
        libelle: rubrique.libelle,
        regle,
        plafond: rubrique.plafond,
        criteres: rubrique.critere.into_iter().map(read).collect(),
    }
}

fn read_refus(refus: &Spanned<RefusToml>, source: &Source, errors: &mut Vec<ErreurGrille>) -> Option<EffetRefus> {
    let at = refus.span().start;
    let refus = refus.get_ref();
    if refus.duree_mois != 12 {
        errors.push(source.error(at, "« duree_mois » doit valoir 12 : les refus sont comptés sur douze mois"));
    }
    if refus.points > 0 {
        errors.push(source.error(at, "l’effet d’un refus ne peut pas donner de points : « points » doit être négatif ou nul"));
    }
    if refus.a_partir_de < 2 {
        errors.push(source.error(at, "un premier refus avertit et ne coûte rien : « a_partir_de » doit valoir 2 au moins"));
    }
    Some(EffetRefus {
        libelle: refus.libelle.clone().unwrap_or_else(|| "Refus répétés et non motivés d’un logement adapté".to_owned()),
        a_partir_de: refus.a_partir_de,
        points: refus.points,
        fondement: refus.fondement.clone(),
    })
}

impl FaitLocal {
    pub fn description(&self) -> DescriptionFait {
        DescriptionFait {
            nom: self.nom.clone(),
            type_fait: self.type_fait.clone(),
            portee: self.portee,
            sensibilite: Sensibilite::Normale,
            libelle: self.libelle.clone().unwrap_or_else(|| self.nom.replace('_', " ")),
            automatique: false,
            local: true,
        }
    }
}

/// The reader's own words, in French.
fn translate(message: &str) -> String {
    let quoted = |text: &str| text.split('`').nth(1).unwrap_or_default().to_owned();
    let line = message.lines().next().unwrap_or_default();
    if line.starts_with("unknown field") {
        let expected: Vec<&str> = line.split('`').skip(3).step_by(2).collect();
        format!("clé « {} » inconnue ici. Clés possibles : {}", quoted(line), expected.join(", "))
    } else if line.starts_with("missing field") {
        format!("il manque la clé « {} »", quoted(line))
    } else if line.starts_with("unknown variant") {
        let expected: Vec<&str> = line.split('`').skip(3).step_by(2).collect();
        format!("valeur « {} » inconnue. Valeurs possibles : {}", quoted(line), expected.join(", "))
    } else if line.starts_with("invalid type") || line.starts_with("invalid value") {
        "valeur d’un autre type que celui attendu : vérifiez les guillemets et les nombres entiers".to_owned()
    } else if line.starts_with("duplicate") {
        "clé ou tableau écrit deux fois : gardez-en un seul".to_owned()
    } else if line.starts_with("data did not match") {
        "preuve inconnue : declaratif, piece, decision ou social, seule ou en liste".to_owned()
    } else {
        format!("le fichier n’est pas du TOML bien formé ({line}) : vérifiez les guillemets, crochets et signes « = »")
    }
}
