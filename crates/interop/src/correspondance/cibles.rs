//! The catalogue of targets: named ones from `cibles.csv`, then every value of the SNE contract.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use crate::sne::champs::{CHAMPS, TypeChamp, find_champ, strip_rangs};

/// Prefix of targets that the contract does not have.
pub(super) const PROPRE: &str = "carbet/";

/// Prefix of those of the files of a bailleur.
pub(super) const BAILLEUR: &str = "carbet/bailleur/";

/// How a cell is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GenreCible {
    Texte,
    NumeroUnique,
    Date,
    Booleen,
    Montant,
    Entier,
    /// Code or label of a closed list.
    Code,
    /// INSEE code, or a name known of the mapping.
    Commune,
    CodePostal,
    Telephone,
}

impl GenreCible {
    pub const fn libelle(self) -> &'static str {
        match self {
            GenreCible::Texte => "texte",
            GenreCible::NumeroUnique => "numéro unique",
            GenreCible::Date => "date",
            GenreCible::Booleen => "oui ou non",
            GenreCible::Montant => "montant en euros",
            GenreCible::Entier => "nombre entier",
            GenreCible::Code => "code ou libellé d'une liste",
            GenreCible::Commune => "code INSEE ou nom de commune",
            GenreCible::CodePostal => "code postal",
            GenreCible::Telephone => "téléphone",
        }
    }
}

/// What a column may become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChampCible {
    /// Stable name, saved in a mapping: of the catalogue, or a path of the contract.
    pub code: String,
    /// French label for the list of choices.
    pub libelle: String,
    /// French heading under which it is listed.
    pub groupe: String,
    pub genre: GenreCible,
    /// True when one cell may hold several values.
    pub liste: bool,
    pub exemple: String,
    /// Without it no demande can be read.
    pub indispensable: bool,
    /// Below `interfaceNuu/demande/`, with ranks; `[*]` for a list; `carbet/…` outside the contract.
    pub(super) chemin: String,
    /// Normalised headers that mean this target.
    pub(super) noms: Vec<String>,
}

static CIBLES: LazyLock<Vec<ChampCible>> = LazyLock::new(|| {
    let mut cibles: Vec<ChampCible> = include_str!("cibles.csv").lines().skip(1).flat_map(parse_line).collect();
    for champ in CHAMPS.iter().filter(|c| c.genre != TypeChamp::Groupe) {
        let Some(chemin) = champ.chemin.strip_prefix("demande/") else { continue };
        cibles.push(ChampCible {
            code: chemin.to_owned(),
            libelle: chemin.to_owned(),
            groupe: "Contrat interfaceNuu".to_owned(),
            genre: guess_genre(chemin),
            liste: false,
            exemple: String::new(),
            indispensable: false,
            chemin: chemin.to_owned(),
            noms: Vec::new(),
        });
    }
    cibles
});

static INDEX: LazyLock<HashMap<&'static str, usize>> =
    LazyLock::new(|| CIBLES.iter().enumerate().map(|(i, c)| (c.code.as_str(), i)).collect());

/// All targets, named ones first, in the order in which a form shows them.
pub fn champs_cibles() -> &'static [ChampCible] {
    &CIBLES
}

/// The target of this code. A path may carry ranks (`personneACharge[2]`), the prefix of the contract and
/// a last `@code`.
pub fn find_cible(code: &str) -> Option<Cow<'static, ChampCible>> {
    if let Some(i) = INDEX.get(code) {
        return Some(Cow::Borrowed(&CIBLES[*i]));
    }
    let chemin = code.trim().trim_start_matches('/');
    let chemin =
        ["interfaceNuu/demande/", "demande/", "interfaceNuu/"].iter().find_map(|p| chemin.strip_prefix(p)).unwrap_or(chemin);
    let chemin = chemin.strip_suffix("/@code").or_else(|| chemin.strip_suffix("@code")).unwrap_or(chemin);
    let base = strip_rangs(chemin)?;
    let i = INDEX.get(base.as_str()).filter(|_| base.contains('/'))?;
    if base == chemin {
        return Some(Cow::Borrowed(&CIBLES[*i]));
    }
    Some(Cow::Owned(ChampCible {
        code: chemin.to_owned(),
        libelle: chemin.to_owned(),
        chemin: chemin.to_owned(),
        ..CIBLES[*i].clone()
    }))
}

/// The field of the contract at a path with ranks.
pub(super) fn find_champ_contrat(chemin: &str) -> Option<&'static crate::sne::champs::Champ> {
    find_champ(&format!("demande/{}", strip_rangs(chemin)?))
}

fn guess_genre(chemin: &str) -> GenreCible {
    let Some(champ) = find_champ_contrat(chemin) else { return GenreCible::Texte };
    match champ.nom {
        "numUnique" => return GenreCible::NumeroUnique,
        "codePostal" => return GenreCible::CodePostal,
        "telDomicile" | "telPortable" | "telTravail" | "tel" => return GenreCible::Telephone,
        nom if nom.starts_with("montant") => return GenreCible::Montant,
        _ => {}
    }
    match champ.genre {
        TypeChamp::Code => GenreCible::Code,
        TypeChamp::Commune => GenreCible::Commune,
        TypeChamp::Booleen => GenreCible::Booleen,
        TypeChamp::Date => GenreCible::Date,
        TypeChamp::Entier { .. } => GenreCible::Entier,
        TypeChamp::Groupe
        | TypeChamp::Instant
        | TypeChamp::Texte { .. }
        | TypeChamp::Chiffres { .. }
        | TypeChamp::Mel { .. }
        | TypeChamp::Libre => GenreCible::Texte,
    }
}

fn parse_line(line: &'static str) -> Vec<ChampCible> {
    let cells: Vec<&str> = line.split(';').collect();
    let [code, libelle, groupe, genre, rangs, chemin, exemple @ .., noms] = cells.as_slice() else { return Vec::new() };
    let exemple = exemple.join(";");
    let rangs: u32 = rangs.parse().unwrap_or(1);
    (1..=rangs)
        .map(|i| {
            let fill = |text: &str| text.replace("{i}", &i.to_string()).replace("{i+1}", &(i + 1).to_string());
            let mut seen: Vec<String> = noms.split(',').map(|n| super::proposition::normalize_entete(&fill(n))).collect();
            if i == 1 && noms.contains("{i}") {
                // The first of a series is often not numbered, when the name says a person.
                seen.extend(
                    noms.split(',')
                        .filter(|n| n.contains("cotitulaire") || n.contains("conjoint"))
                        .map(|n| super::proposition::normalize_entete(&n.replace("{i}", ""))),
                );
            }
            seen.push(super::proposition::normalize_entete(&fill(libelle)));
            let chemin = fill(chemin);
            ChampCible {
                code: fill(code),
                libelle: fill(libelle),
                groupe: (*groupe).to_owned(),
                genre: match *genre {
                    "numero" => GenreCible::NumeroUnique,
                    "telephone" => GenreCible::Telephone,
                    "code_postal" => GenreCible::CodePostal,
                    "date" => GenreCible::Date,
                    "booleen" => GenreCible::Booleen,
                    "montant" => GenreCible::Montant,
                    "entier" => GenreCible::Entier,
                    _ => guess_genre(&chemin),
                },
                liste: *genre == "liste",
                exemple: exemple.clone(),
                indispensable: *code == "depose_le",
                chemin,
                noms: seen,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_exists_in_the_contract_or_is_our_own() {
        let mut codes = std::collections::HashSet::new();
        for cible in champs_cibles() {
            assert!(codes.insert(&cible.code), "{} twice", cible.code);
            let known = cible.chemin.starts_with(PROPRE)
                || find_champ_contrat(&cible.chemin).is_some_and(|c| c.genre != TypeChamp::Groupe);
            assert!(known, "{} → {}", cible.code, cible.chemin);
        }
        assert!(codes.len() > 300);
    }

    #[test]
    fn a_header_means_one_target() {
        let mut seen = HashMap::new();
        for cible in champs_cibles() {
            for nom in &cible.noms {
                if let Some(other) = seen.insert(nom, &cible.code) {
                    assert_eq!(other, &cible.code, "« {nom} »");
                }
            }
        }
    }
}
