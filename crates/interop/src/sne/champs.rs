//! The table of the contract: paths, occurrences and facets, from `champs.csv`.

use std::collections::HashMap;
use std::sync::LazyLock;

use droit::demande::*;
use droit::logement::TypeReservataire;

/// Root of every path of the table.
pub const RACINE: &str = "interfaceNuu/";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypeChamp {
    /// Holds other elements.
    Groupe,
    /// `code` attribute of a closed list.
    Code,
    /// INSEE code in the `code` attribute.
    Commune,
    Booleen,
    Date,
    Instant,
    Entier {
        min: i64,
        max: i64,
    },
    Texte {
        longueur: usize,
    },
    /// Digits only.
    Chiffres {
        longueur: usize,
    },
    Mel {
        longueur: usize,
    },
    Libre,
}

#[derive(Clone, Debug)]
pub struct Champ {
    /// Without `interfaceNuu/`.
    pub chemin: &'static str,
    pub nom: &'static str,
    pub genre: TypeChamp,
    pub obligatoire: bool,
    pub repete: bool,
    /// Rank in the contract, which is the order of the elements.
    pub rang: usize,
}

/// Fields in the order of the contract.
pub static CHAMPS: LazyLock<Vec<Champ>> = LazyLock::new(|| {
    let lines: Vec<&'static str> = include_str!("champs.csv").lines().skip(1).collect();
    let mut champs: Vec<Champ> = lines.into_iter().enumerate().filter_map(|(rang, line)| parse_line(rang, line)).collect();
    let groupes: Vec<&'static str> = champs.iter().filter_map(|c| c.chemin.rsplit_once('/').map(|(parent, _)| parent)).collect();
    for champ in &mut champs {
        if groupes.contains(&champ.chemin) {
            champ.genre = TypeChamp::Groupe;
        }
    }
    champs
});

/// By path.
static INDEX: LazyLock<HashMap<&'static str, usize>> =
    LazyLock::new(|| CHAMPS.iter().enumerate().map(|(i, c)| (c.chemin, i)).collect());

/// Children of each path, in the order of the contract.
static ENFANTS: LazyLock<HashMap<&'static str, Vec<usize>>> = LazyLock::new(|| {
    let mut map: HashMap<&'static str, Vec<usize>> = HashMap::new();
    for (i, champ) in CHAMPS.iter().enumerate() {
        if let Some((parent, _)) = champ.chemin.rsplit_once('/') {
            map.entry(parent).or_default().push(i);
        }
    }
    map
});

/// The field at this path (no index, no `interfaceNuu/`).
pub fn find_champ(chemin: &str) -> Option<&'static Champ> {
    INDEX.get(chemin).map(|i| &CHAMPS[*i])
}

pub fn list_enfants(chemin: &str) -> impl Iterator<Item = &'static Champ> {
    ENFANTS.get(chemin).into_iter().flatten().map(|i| &CHAMPS[*i])
}

/// The path without its ranks; `None` when a bracket is not a rank from 1 to 999.
pub fn strip_rangs(chemin: &str) -> Option<String> {
    let segments: Option<Vec<&str>> = chemin.split('/').map(|s| split_rang(s).map(|(nom, _)| nom)).collect();
    segments.map(|s| s.join("/"))
}

/// Name and rank of a segment. A list, `[*]`, has rank 0.
pub fn split_rang(segment: &str) -> Option<(&str, u32)> {
    match segment.split_once('[') {
        None => Some((segment, 1)),
        Some((nom, "*]")) => Some((nom, 0)),
        Some((nom, rest)) => {
            let rang = rest.strip_suffix(']')?.parse().ok().filter(|r| (1..=999).contains(r))?;
            Some((nom, rang))
        }
    }
}

fn parse_line(rang: usize, line: &'static str) -> Option<Champ> {
    let mut cells = line.splitn(5, ';');
    let chemin = cells.next()?.strip_prefix(RACINE)?;
    let kind = cells.next()?;
    let min = cells.next()?;
    let max = cells.next()?;
    let facettes = cells.next().unwrap_or("");
    let number = |key: &str| facettes.split(' ').find_map(|f| f.strip_prefix(key)).and_then(|v| v.parse::<i64>().ok());
    let longueur = number("maxLength=").and_then(|v| usize::try_from(v).ok()).unwrap_or(usize::MAX);
    let genre = match facettes.split(' ').next().unwrap_or("") {
        "code" => TypeChamp::Code,
        "boolean" => TypeChamp::Booleen,
        "date" => TypeChamp::Date,
        "dateTime" => TypeChamp::Instant,
        "int" => TypeChamp::Entier {
            min: number("minInclusive=").unwrap_or(i64::MIN),
            max: number("maxInclusive=").unwrap_or(i64::MAX),
        },
        "string" if facettes.contains("pattern=[0-9]") => TypeChamp::Chiffres { longueur },
        "string" if facettes.contains('@') => TypeChamp::Mel { longueur },
        "string" => TypeChamp::Texte { longueur },
        _ if kind == "t_commune" => TypeChamp::Commune,
        _ => TypeChamp::Libre,
    };
    Some(Champ { chemin, nom: chemin.rsplit('/').next()?, genre, obligatoire: min != "0", repete: max == "unbounded", rang })
}

/// Whether a code belongs to the closed list of the field; `None` when the list is not known.
pub fn is_code_connu(chemin: &str, code: &str) -> Option<bool> {
    Some(match chemin.rsplit('/').next().unwrap_or(chemin) {
        "civilite" => Civilite::from_code(code).is_some(),
        "nationalite" => Nationalite::from_code(code).is_some(),
        "situationFamiliale" => SituationFamiliale::from_code(code).is_some(),
        "lienDemandeur" => LienDemandeur::from_code(code).is_some(),
        "sexe" => Sexe::from_code(code).is_some(),
        "lienParente" => LienParente::from_code(code).is_some(),
        "coParentalite" => Coparentalite::from_code(code).is_some(),
        "typeContratTravail" => SituationProfessionnelle::from_code(code).is_some(),
        "ressource" => NatureRessource::from_code(code).is_some(),
        "modeleLogement" => ModeleLogement::from_code(code).is_some(),
        "categorieLogement" => CategorieLogement::from_code(code).is_some(),
        "categorieLogementRecherche" => CategorieRecherchee::from_code(code).is_some(),
        "typeLogementActuel" => Typologie::from_code(code).is_some(),
        "typeLogement" if chemin.contains("logementRecherche/") => Typologie::from_code(code).is_some(),
        // An attributed home is described with the classes of RPLS, older files with those of the demande.
        "typeLogement" => Typologie::from_code(code).is_some() || matches!(code, "T6" | "T7" | "T8" | "T9P"),
        "typologieLogementDalo" => {
            code.len() == 2
                && code.parse::<u8>().is_ok_and(|n| matches!(n, 1..=6 | 8 | 9 | 21..=26 | 28 | 30 | 31 | 40..=50 | 99))
        }
        "motifDemande" => Motif::from_code(code).is_some(),
        "motifRadiation" => MotifRadiation::from_code(code).is_some(),
        "statutDalo" => StatutDalo::from_code(code).is_some(),
        "typeReservataire" => TypeReservataire::from_code(code).is_some(),
        "sousMotifIrrecevabilite" => matches!(code, "IRRSEJ" | "IRRRES"),
        "zus" => matches!(code, "ZUSOUI" | "ZUSNON" | "ZUSNSP"),
        "accordCollectif" => matches!(code, "ACD" | "ACI" | "AUCUN" | "NONDOC"),
        "dejaLogeParcBailleur" => matches!(code, "OUI" | "NON" | "NONDOC"),
        "etatHandicap" => matches!(code, "STA" | "EVO"),
        "capaciteMarcheHandicap" => matches!(code, "1" | "2" | "3" | "4"),
        "natureHandicapMoteur" => matches!(code, "MS" | "MI"),
        "natureHandicapSensoriel" => matches!(code, "DA" | "DV"),
        _ => return None,
    })
}
