//! From what people type to what the contract writes; a refusal says what was expected.

use droit::demande::*;
use droit::jour::{Jour, add_jours, parse_iso};
use droit::logement::TypeReservataire;
use droit::montant::Centimes;

use super::cibles::{ChampCible, GenreCible, find_champ_contrat};
use super::{Colonne, Conversion, Correspondance, normalize};
use crate::sne::champs::TypeChamp;
use crate::sne::controle::find_defaut;
use crate::sne::liste::format_euros;

/// Values for the target, one unless it is a list, and the French reason of each that is refused.
pub fn convert(
    correspondance: &Correspondance,
    colonne: &Colonne,
    cible: &ChampCible,
    cellule: &str,
) -> Vec<Result<String, Refus>> {
    let whole = convert_one(correspondance, colonne, cible, cellule);
    if !cible.liste || whole.is_ok() {
        return vec![whole];
    }
    let parts = |texte: &str, separators: &[char]| -> Vec<String> {
        texte.split(separators).map(str::trim).filter(|p| !p.is_empty()).map(str::to_owned).collect()
    };
    let mut out = Vec::new();
    for part in parts(cellule, &[';', '|', '\n', '\r']) {
        match convert_one(correspondance, colonne, cible, &part) {
            Ok(valeur) => out.push(Ok(valeur)),
            // A comma may belong to a label: tried last. A stroke may belong to a date.
            Err(_) if cible.genre == GenreCible::Date => {
                out.extend(parts(&part, &[',', ' ']).iter().map(|p| convert_one(correspondance, colonne, cible, p)));
            }
            Err(_) => out.extend(parts(&part, &[',', '/', '+']).iter().map(|p| convert_one(correspondance, colonne, cible, p))),
        }
    }
    out
}

/// A value that was refused, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refus {
    pub valeur: String,
    pub raison: String,
}

fn convert_one(correspondance: &Correspondance, colonne: &Colonne, cible: &ChampCible, cellule: &str) -> Result<String, Refus> {
    let refuse = |raison: String| Refus { valeur: cellule.to_owned(), raison };
    let replaced = find_par_nom(&colonne.valeurs, cellule);
    let texte = replaced.unwrap_or(cellule).trim();
    if matches!(
        texte,
        "#N/A" | "#REF!" | "#VALUE!" | "#DIV/0!" | "#NAME?" | "#NULL!" | "#NUM!" | "#VALEUR!" | "#NOM?" | "#NOMBRE!" | "#NUL!"
    ) {
        return Err(refuse("la cellule contient une erreur de calcul du tableur".into()));
    }
    let valeur = match cible.genre {
        GenreCible::Texte => texte.to_owned(),
        GenreCible::NumeroUnique => read_numero(texte).map_err(refuse)?,
        GenreCible::Date => {
            read_date(texte, colonne.conversion == Conversion::DateAmericaine).map(|j| j.to_string()).ok_or_else(|| {
                refuse("cette date n'existe pas ou n'est pas écrite JJ/MM/AAAA, AAAA-MM-JJ ou comme une date de tableur".into())
            })?
        }
        GenreCible::Booleen => {
            let lu = read_booleen(texte).ok_or_else(|| refuse("attendu oui ou non (ou vrai, faux, 1, 0, x)".into()))?;
            let lu = if colonne.conversion == Conversion::BooleenInverse { !lu } else { lu };
            if lu { "true" } else { "false" }.to_owned()
        }
        GenreCible::Montant => {
            let lu = read_montant(texte)
                .ok_or_else(|| refuse("attendu un montant en euros, deux décimales au plus, comme 1 234,56".into()))?;
            let lu = if colonne.conversion == Conversion::MontantAnnuel { Centimes(lu.0.div_euclid(12)) } else { lu };
            if let Some(TypeChamp::Entier { min, max }) = find_champ_contrat(&cible.chemin).map(|c| c.genre)
                && (lu < Centimes::euros(min) || lu > Centimes::euros(max))
            {
                return Err(refuse(format!("le montant doit être compris entre {min} et {max} euros")));
            }
            return Ok(format_euros(lu));
        }
        GenreCible::Entier => read_entier(texte).ok_or_else(|| refuse("attendu un nombre entier".into()))?.to_string(),
        GenreCible::Code => {
            let nom = find_champ_contrat(&cible.chemin).map_or("", |c| c.nom);
            match list_codes(nom) {
                Some(codes) => find_code(nom, &codes, texte)
                    .ok_or_else(|| refuse("cette valeur n'est ni un code ni un libellé de la liste".into()))?,
                None => texte.to_ascii_uppercase(),
            }
        }
        GenreCible::Commune => read_commune(correspondance, texte).ok_or_else(|| {
            refuse("cette commune n'est pas connue : attendu son code INSEE, ou un nom présent dans la correspondance".into())
        })?,
        GenreCible::CodePostal => {
            let chiffres: String = texte.chars().filter(|c| !c.is_whitespace()).collect();
            // A workbook loses the first zero of a number.
            if chiffres.len() == 4 && chiffres.bytes().all(|b| b.is_ascii_digit()) { format!("0{chiffres}") } else { chiffres }
        }
        GenreCible::Telephone => read_telephone(texte),
    };
    match find_champ_contrat(&cible.chemin).and_then(|champ| find_defaut(champ, &valeur)) {
        Some(raison) => Err(refuse(raison)),
        None => Ok(valeur),
    }
}

fn find_par_nom<'a>(valeurs: &'a std::collections::BTreeMap<String, String>, texte: &str) -> Option<&'a str> {
    if valeurs.is_empty() {
        return None;
    }
    let nom = normalize(texte);
    valeurs.iter().find(|(cle, _)| normalize(cle) == nom).map(|(_, v)| v.as_str())
}

/// The shape itself is checked by the reading of the demande, which rejects with the exact reason.
fn read_numero(texte: &str) -> Result<String, String> {
    let upper = texte.to_ascii_uppercase().replace(',', ".");
    let scientific = upper.split_once('E').is_some_and(|(m, e)| {
        m.contains('.')
            && m.parse::<f64>().is_ok()
            && !e.is_empty()
            && e.trim_start_matches('+').bytes().all(|b| b.is_ascii_digit())
    });
    if scientific {
        return Err("le tableur a pris ce numéro pour un nombre et en a perdu les derniers chiffres : refaites l'export avec la colonne au format texte".into());
    }
    Ok(texte.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect())
}

/// French, ISO, and the serial number of spreadsheets (days since 30 December 1899); a time of day is dropped.
fn read_date(texte: &str, americaine: bool) -> Option<Jour> {
    let day = texte.split(['T', ' ']).next().unwrap_or("");
    if let Some(jour) = parse_iso(day) {
        return Some(jour);
    }
    let numbers: Vec<&str> = day.split(['/', '.', '-']).collect();
    if let [a, b, c] = numbers.as_slice() {
        let digits = |s: &str, max: usize| {
            (!s.is_empty() && s.len() <= max && s.bytes().all(|d| d.is_ascii_digit())).then(|| s.parse::<u32>().ok()).flatten()
        };
        if a.len() == 4 {
            return Jour::from_ymd_opt(i32::try_from(digits(a, 4)?).ok()?, digits(b, 2)?, digits(c, 2)?);
        }
        // Two digits of a year do not say the century: refused rather than guessed.
        if c.len() != 4 {
            return None;
        }
        let (jour, mois) = if americaine { (b, a) } else { (a, b) };
        return Jour::from_ymd_opt(i32::try_from(digits(c, 4)?).ok()?, digits(mois, 2)?, digits(jour, 2)?);
    }
    if day.len() == 8 && day.bytes().all(|d| d.is_ascii_digit()) {
        return parse_iso(&format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..]));
    }
    let serial: u64 = day.split(['.', ',']).next()?.parse().ok().filter(|n| (3_000..=80_000).contains(n))?;
    Some(add_jours(Jour::from_ymd_opt(1899, 12, 30)?, serial))
}

fn read_booleen(texte: &str) -> Option<bool> {
    match normalize(texte).as_str() {
        "oui" | "o" | "vrai" | "true" | "1" | "x" | "yes" | "y" | "v" => Some(true),
        "non" | "n" | "faux" | "false" | "0" | "no" | "f" => Some(false),
        _ => None,
    }
}

fn read_montant(texte: &str) -> Option<Centimes> {
    let lower = texte.to_lowercase();
    let cleaned = ["euros", "euro", "eur", "€"].iter().find_map(|unit| lower.trim().strip_suffix(unit)).unwrap_or(&lower);
    Centimes::parse(cleaned.trim()).ok()
}

/// `42`, `42,0`, `42 m²`. A fraction is refused: dropping it would be a silent rounding.
fn read_entier(texte: &str) -> Option<i64> {
    let cleaned = ["m²", "m2"].iter().find_map(|unit| texte.strip_suffix(unit)).unwrap_or(texte);
    let (whole, fraction) = cleaned.trim().split_once([',', '.']).unwrap_or((cleaned, ""));
    fraction.bytes().all(|b| b == b'0').then(|| whole.trim().parse().ok()).flatten()
}

fn read_telephone(texte: &str) -> String {
    let digits: String = texte.chars().filter(|c| c.is_ascii_digit()).collect();
    // Indicatif of the overseas territory or of mainland France in front of nine digits.
    let local = ["0033", "00594", "00590", "00596", "00262"]
        .iter()
        .find_map(|p| digits.strip_prefix(p).filter(|r| r.len() == 9))
        .or_else(|| {
            texte.trim_start().strip_prefix('+').and_then(|_| {
                ["33", "594", "590", "596", "262"].iter().find_map(|p| digits.strip_prefix(p).filter(|r| r.len() == 9))
            })
        });
    match local {
        Some(rest) => format!("0{rest}"),
        None if digits.len() == 9 && !digits.starts_with('0') => format!("0{digits}"),
        None if texte.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || "+.-()/".contains(c)) => digits,
        None => texte.to_owned(),
    }
}

fn read_commune(correspondance: &Correspondance, texte: &str) -> Option<String> {
    if let Some(code) = find_par_nom(&correspondance.communes, texte) {
        return Some(code.to_owned());
    }
    if texte.contains([',', ';', '/', '|', '+']) {
        return None;
    }
    // A code alone, or written before or after the name: « 97302 Cayenne », « Cayenne (97302) ».
    let words = texte.split(|c: char| !c.is_ascii_alphanumeric()).map(str::to_ascii_uppercase);
    let mut codes = words.filter(|word| {
        let bytes = word.as_bytes();
        bytes.len() == 5
            && bytes[0].is_ascii_digit()
            && (bytes[1].is_ascii_digit() || matches!(bytes[1], b'A' | b'B'))
            && bytes[2..].iter().all(u8::is_ascii_digit)
    });
    codes.next().filter(|_| codes.next().is_none())
}

type Codes = Vec<(&'static str, &'static str)>;

/// Code and label of each value of a closed list, by the name of the field; `None` when it is not known.
fn list_codes(nom: &str) -> Option<Codes> {
    macro_rules! codes {
        ($liste:ident) => {
            $liste::ALL.iter().map(|v| (v.code(), v.libelle())).collect()
        };
    }
    Some(match nom {
        "civilite" => codes!(Civilite),
        "nationalite" => codes!(Nationalite),
        "situationFamiliale" => codes!(SituationFamiliale),
        "lienDemandeur" => codes!(LienDemandeur),
        "sexe" => codes!(Sexe),
        "lienParente" => codes!(LienParente),
        "coParentalite" => codes!(Coparentalite),
        "typeContratTravail" => codes!(SituationProfessionnelle),
        "ressource" => codes!(NatureRessource),
        "modeleLogement" => codes!(ModeleLogement),
        "categorieLogement" => codes!(CategorieLogement),
        "categorieLogementRecherche" => codes!(CategorieRecherchee),
        "typeLogement" | "typeLogementActuel" => codes!(Typologie),
        "motifDemande" => codes!(Motif),
        "motifRadiation" => codes!(MotifRadiation),
        "statutDalo" => codes!(StatutDalo),
        "typeReservataire" => codes!(TypeReservataire),
        _ => return None,
    })
}

/// Usual words for a code, by field.
const USAGES: &[(&str, &str, &str)] = &[
    ("civilite", "m", "1"),
    ("civilite", "mr", "1"),
    ("civilite", "mme", "2"),
    ("civilite", "mlle", "3"),
    ("sexe", "h", "M"),
    ("sexe", "homme", "M"),
    ("sexe", "garcon", "M"),
    ("sexe", "femme", "F"),
    ("sexe", "fille", "F"),
    ("nationalite", "francais", "1"),
    ("nationalite", "france", "1"),
    ("nationalite", "ue", "2"),
    ("nationalite", "hors ue", "3"),
    ("situationFamiliale", "concubinage", "U"),
    ("situationFamiliale", "union libre", "U"),
    ("situationFamiliale", "vie maritale", "U"),
    ("situationFamiliale", "pacs", "P"),
    ("situationFamiliale", "veuf", "V"),
    ("situationFamiliale", "veuve", "V"),
    ("lienDemandeur", "conjointe", "M"),
    ("lienDemandeur", "epoux", "M"),
    ("lienDemandeur", "epouse", "M"),
    ("lienDemandeur", "marie", "M"),
    ("lienDemandeur", "pacs", "P"),
    ("typeContratTravail", "cdi", "CDI"),
    ("typeContratTravail", "fonctionnaire", "CDI"),
    ("typeContratTravail", "cdd", "CDD"),
    ("typeContratTravail", "interim", "CDD"),
    ("typeContratTravail", "demandeur emploi", "CHO"),
    ("typeContratTravail", "sans emploi", "CHO"),
    ("typeContratTravail", "independant", "ART"),
    ("modeleLogement", "sans abri", "SD"),
    ("modeleLogement", "proprietaire", "POCC"),
    ("modeleLogement", "locataire hlm", "HLM"),
    ("modeleLogement", "locataire prive", "LP"),
    ("modeleLogement", "heberge chez un tiers", "CP"),
    ("modeleLogement", "chez ses parents", "CPE"),
    ("statutDalo", "oui", "ACTIF"),
];

fn find_code(nom: &str, codes: &Codes, texte: &str) -> Option<String> {
    let exact = texte.trim().to_ascii_uppercase();
    // « 1 » for the motive « 01 »: a workbook loses the first zero.
    let padded = format!("0{exact}");
    if let Some((code, _)) =
        codes.iter().find(|(code, _)| *code == exact).or_else(|| codes.iter().find(|(code, _)| *code == padded))
    {
        return Some((*code).to_owned());
    }
    if matches!(nom, "typeLogement" | "typeLogementActuel")
        && let Some(typologie) = read_typologie(texte)
    {
        return Some(typologie.code().to_owned());
    }
    // « Marié(e) », « mariée » and « marie » are one word.
    let flat = |text: &str| normalize(&text.replace("(e)", "").replace("(le)", ""));
    let nom_lu = flat(texte);
    let same = |libelle: &str| {
        let libelle = flat(libelle);
        libelle == nom_lu || nom_lu.strip_suffix('e') == Some(&libelle)
    };
    let usage = USAGES.iter().find(|(champ, mot, _)| *champ == nom && *mot == nom_lu).map(|(_, _, code)| *code);
    codes.iter().find(|(_, libelle)| same(libelle)).map(|(code, _)| *code).or(usage).map(str::to_owned)
}

/// `T3`, `F3`, `type 3`, `3 pièces`, `3`, `studio`, `T6 et plus`.
fn read_typologie(texte: &str) -> Option<Typologie> {
    let nom = normalize(texte);
    match nom.as_str() {
        "studio" | "t bis" => return Some(Typologie::T1),
        "chambre" => return Some(Typologie::Chambre),
        _ => {}
    }
    let words: Vec<&str> = nom
        .split(' ')
        .filter(|w| !matches!(*w, "t" | "f" | "type" | "pieces" | "piece" | "p" | "et" | "plus" | "ou" | "bis"))
        .collect();
    match words.as_slice() {
        [number] => number.parse::<u8>().ok().filter(|n| *n <= 9).and_then(Typologie::from_pieces),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::find_cible;
    use super::*;

    fn read(code: &str, cellule: &str) -> Vec<Result<String, String>> {
        let correspondance = Correspondance {
            communes: [("Cayenne".to_owned(), "97302".to_owned()), ("Rémire-Montjoly".to_owned(), "97309".to_owned())].into(),
            ..Correspondance::default()
        };
        convert(&correspondance, &Colonne::default(), &find_cible(code).unwrap(), cellule)
            .into_iter()
            .map(|r| r.map_err(|r| r.valeur))
            .collect()
    }

    fn good(code: &str, cellule: &str, expected: &[&str]) {
        let expected: Vec<Result<String, String>> = expected.iter().map(|v| Ok((*v).to_owned())).collect();
        assert_eq!(read(code, cellule), expected, "{code} « {cellule} »");
    }

    #[test]
    fn dates_of_every_form_are_one_day() {
        for form in [
            "15/01/2024",
            "2024-01-15",
            "2024-01-15T10:00:00",
            "15.01.2024",
            "15-1-2024",
            "45306",
            "45306.75",
            "20240115",
            "15/01/2024 08:30",
        ] {
            good("depose_le", form, &["2024-01-15"]);
        }
        for bad in ["30/02/2024", "15/01/24", "janvier", "1", "99999999", "15/13/2024", "é/é/2024"] {
            assert!(read("depose_le", bad)[0].is_err(), "{bad}");
        }
    }

    #[test]
    fn labels_and_usual_words_are_codes() {
        good("civilite", "Mme", &["2"]);
        good("situation_familiale", "mariée", &["M"]);
        good("situation_familiale", "Célibataire", &["C"]);
        good("motif_1", "Logement trop petit", &["13"]);
        good("motif_1", "1", &["01"]);
        good("motifs", "Logement non décent, insalubre ou dangereux, local impropre à l'habitation ; 13", &["03", "13"]);
        good("typologies", "T2, F3/4 pièces", &["T2", "T3", "T4"]);
        good("typologie_1", "T6 et plus", &["T6P"]);
        good("communes_souhaitees", "cayenne, Remire Montjoly / 97307", &["97302", "97309", "97307"]);
        good("enfants_naissances", "01/02/2016, 03/09/2019", &["2016-02-01", "2019-09-03"]);
        assert!(read("communes_souhaitees", "Atlantis")[0].is_err());
        assert!(read("civilite", "Docteur")[0].is_err());
    }

    #[test]
    fn numbers_are_read_as_people_type_them() {
        good("ressources_mensuelles", "1 850,50 €", &["1850.50"]);
        good("revenu_fiscal_n1", "18500", &["18500"]);
        good("logement_actuel_surface", "42 m²", &["42"]);
        good("telephone", "+594 694 00 00 00", &["0694000000"]);
        good("telephone", "694000000", &["0694000000"]);
        good("code_postal", "1000", &["01000"]);
        good("proprietaire", "x", &["true"]);
        for (code, bad) in [
            ("revenu_fiscal_n1", "1,234"),
            ("ressources_mensuelles", "99999999"),
            ("proprietaire", "peut-être"),
            ("logement_actuel_surface", "41,6"),
            ("numero_unique", "9,73012E+17"),
            ("mel", "pas une adresse"),
        ] {
            assert!(read(code, bad)[0].is_err(), "{code} {bad}");
        }
    }

    #[test]
    fn a_column_may_say_otherwise() {
        let cible = find_cible("depose_le").unwrap();
        let colonne = Colonne { conversion: Conversion::DateAmericaine, ..Colonne::default() };
        assert_eq!(convert(&Correspondance::default(), &colonne, &cible, "01/15/2024"), vec![Ok("2024-01-15".to_owned())]);
        let colonne = Colonne { valeurs: [("Ouï".to_owned(), "non".to_owned())].into(), ..Colonne::default() };
        assert_eq!(
            convert(&Correspondance::default(), &colonne, &find_cible("parking").unwrap(), "oui"),
            vec![Ok("false".to_owned())]
        );
        let colonne = Colonne { conversion: Conversion::MontantAnnuel, ..Colonne::default() };
        let cible = find_cible("ressources_mensuelles").unwrap();
        assert_eq!(convert(&Correspondance::default(), &colonne, &cible, "12 000"), vec![Ok("1000".to_owned())]);
    }
}
