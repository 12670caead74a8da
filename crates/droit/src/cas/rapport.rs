//! Reads a case file, runs it, says in French what differs.

use super::donnees::{Champs, read_table};
use super::regles::Contexte;
use super::{Arret, Donnee, Reponse, regles};
use crate::jour::parse_iso;
use crate::parametres::{Parametres, line_of, translate};
use std::fmt;
use toml::de::{DeTable, DeValue};

/// One case that did not give what was expected, or could not be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Echec {
    /// Line of the case in the file, first line 1.
    pub ligne: usize,
    pub titre: String,
    /// French: expected and obtained, or what is badly written.
    pub message: String,
}

impl fmt::Display for Echec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ligne {}, « {} »\u{a0}: {}", self.ligne, self.titre, self.message)
    }
}

/// What a file of cases gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RapportCas {
    /// Cases read, failures included.
    pub total: usize,
    pub echecs: Vec<Echec>,
}

impl RapportCas {
    pub fn is_succes(&self) -> bool {
        self.echecs.is_empty()
    }

    pub fn reussis(&self) -> usize {
        self.total.saturating_sub(self.echecs.len())
    }
}

/// Runs every case of a file. A file that cannot be read, or holds no case, is a failure too.
pub fn run(contenu: &str, parametres: &Parametres) -> RapportCas {
    let mut rapport = RapportCas::default();
    let whole_file = |ligne: usize, message: String| Echec { ligne, titre: "fichier".into(), message };
    let root = match DeTable::parse(contenu) {
        Ok(root) => root.into_inner(),
        Err(error) => {
            let ligne = error.span().map_or(1, |span| line_of(contenu, span.start));
            rapport.echecs.push(whole_file(ligne, translate(error.message())));
            rapport.total = 1;
            return rapport;
        }
    };
    for (key, _) in root.iter().filter(|(key, _)| key.get_ref() != "cas") {
        let ligne = line_of(contenu, key.span().start);
        rapport.echecs.push(whole_file(
            ligne,
            format!("« {} » n'est pas attendu : un fichier de cas ne contient que des [[cas]]", key.get_ref()),
        ));
        rapport.total += 1;
    }
    let cases = root.get("cas").and_then(|value| value.get_ref().as_array());
    let Some(cases) = cases.filter(|list| !list.is_empty()) else {
        rapport.echecs.push(whole_file(1, "le fichier ne contient aucun [[cas]]".into()));
        rapport.total += 1;
        return rapport;
    };
    for case in cases {
        rapport.total += 1;
        let ligne = line_of(contenu, case.span().start);
        let titre = || match case.get_ref().as_table().and_then(|table| table.get("titre")).map(|value| value.get_ref()) {
            Some(DeValue::String(text)) => text.to_string(),
            _ => "cas sans titre".to_owned(),
        };
        if let Err(message) = run_one(case.get_ref(), parametres) {
            rapport.echecs.push(Echec { ligne, titre: titre(), message });
        }
    }
    rapport
}

fn run_one(case: &DeValue<'_>, parametres: &Parametres) -> Result<(), String> {
    let entries = read_table(case.as_table().ok_or("un cas est une table [[cas]]")?)?;
    let find = |nom: &str| entries.iter().find(|(key, _)| key == nom).map(|(_, value)| value);
    const CHAMPS: [&str; 5] = ["titre", "regle", "date", "donnees", "attendu"];
    if let Some((key, _)) = entries.iter().find(|(key, _)| !CHAMPS.contains(&key.as_str())) {
        return Err(format!("« {key} » n'est pas un champ d'un cas. Champs : {}", CHAMPS.join(", ")));
    }
    match find("titre") {
        Some(Donnee::Texte(text)) if !text.trim().is_empty() => {}
        _ => return Err("il manque un titre, une phrase qu'un juriste comprend".into()),
    }
    let Some(Donnee::Texte(nom)) = find("regle") else {
        return Err("il manque la règle à appliquer (champ regle)".into());
    };
    let Some(regle) = regles().iter().find(|regle| regle.nom == nom) else {
        return Err(format!("la règle « {nom} » n'existe pas ; « carbet cas --regles » en donne la liste"));
    };
    let date = match find("date") {
        None => None,
        Some(Donnee::Date(jour)) => Some(*jour),
        Some(Donnee::Texte(text)) => {
            Some(parse_iso(text).ok_or_else(|| format!("la date « {text} » n'est pas un jour comme 2026-03-01"))?)
        }
        Some(other) => return Err(format!("la date « {other} » n'est pas un jour comme 2026-03-01")),
    };
    let donnees: &[(String, Donnee)] = match find("donnees") {
        None => &[],
        Some(Donnee::Table(entries)) => entries,
        Some(_) => return Err("les données s'écrivent entre accolades".into()),
    };
    if let Some((key, _)) = donnees.iter().find(|(key, _)| !regle.donnees.contains(&key.as_str())) {
        return Err(format!("« {key} » n'est pas une donnée de {nom}. Données : {}", regle.donnees.join(", ")));
    }
    let Some(Donnee::Table(attendu)) = find("attendu") else {
        return Err("il manque ce qui est attendu (champ attendu, entre accolades)".into());
    };
    let champs = Champs::new(donnees);
    let reponse = match (regle.calcul)(&Contexte::new(&champs, parametres, date)) {
        Ok(valeurs) => Reponse::Valeurs(valeurs),
        Err(Arret::Manque(noms)) => Reponse::Indetermine(noms),
        Err(Arret::Refus { code, raison }) => Reponse::Refus { code, raison },
        Err(Arret::MalEcrit(message)) => return Err(message),
    };
    compare(attendu, &reponse, regle.attendu)
}

fn compare(attendu: &[(String, Donnee)], reponse: &Reponse, connus: &[&str]) -> Result<(), String> {
    if attendu.is_empty() {
        return Err("rien n'est attendu : le cas ne vérifie rien".into());
    }
    let mut gaps = Vec::new();
    for (key, expected) in attendu {
        let got = match (key.as_str(), reponse) {
            ("indetermine", Reponse::Indetermine(noms)) => {
                let mut wanted: Vec<String> = match expected {
                    Donnee::Liste(list) => list.iter().map(Donnee::to_string).collect(),
                    other => return Err(format!("indetermine attend une liste de noms, lu « {other} »")),
                };
                let mut found = noms.clone();
                wanted.sort();
                found.sort();
                if wanted == found {
                    continue;
                }
                tell(reponse)
            }
            ("refus", Reponse::Refus { code, .. }) if *expected == Donnee::Texte(code.clone()) => continue,
            ("indetermine" | "refus", _) => tell(reponse),
            (key, _) if !connus.contains(&key) => {
                return Err(format!("« {key} » n'est pas un résultat de la règle. Résultats : {}", connus.join(", ")));
            }
            (key, Reponse::Valeurs(valeurs)) => match valeurs.iter().find(|(nom, _)| *nom == key) {
                Some((_, value)) if value.same_value(expected) => continue,
                Some((_, value)) => value.to_string(),
                None => "aucune valeur".to_owned(),
            },
            (_, Reponse::Indetermine(_) | Reponse::Refus { .. }) => tell(reponse),
        };
        gaps.push(format!("{key} attendu {expected}, obtenu {got}"));
    }
    if gaps.is_empty() { Ok(()) } else { Err(gaps.join(" ; ")) }
}

fn tell(reponse: &Reponse) -> String {
    match reponse {
        Reponse::Valeurs(valeurs) => {
            let all: Vec<String> = valeurs.iter().map(|(nom, value)| format!("{nom} = {value}")).collect();
            all.join(", ")
        }
        Reponse::Indetermine(noms) => format!("indéterminé, il manque {}", noms.join(", ")),
        Reponse::Refus { code, raison } => format!("refus « {code} » ({raison})"),
    }
}
