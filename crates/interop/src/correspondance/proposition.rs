//! Guesses a mapping from headers, and says what a mapping lacks.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::cibles::{BAILLEUR, champs_cibles, find_cible};
use super::{Colonne, Correspondance, normalize};
use crate::anomalie::{Anomalie, Gravite, truncate_valeur};

/// Words of a header that change nothing.
const MOTS_VIDES: [&str; 12] = ["de", "du", "des", "la", "le", "les", "l", "d", "a", "au", "en", "par"];

/// Targets by normalised header; the first of the catalogue wins.
static NOMS: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let mut noms = HashMap::new();
    for cible in champs_cibles() {
        for nom in &cible.noms {
            noms.entry(nom.as_str()).or_insert(cible.code.as_str());
        }
    }
    noms
});

pub(crate) fn normalize_entete(entete: &str) -> String {
    // `dateNaissance` is two words.
    let mut spaced = String::new();
    let mut last_lower = false;
    for c in entete.chars() {
        if c.is_uppercase() && last_lower {
            spaced.push(' ');
        }
        last_lower = c.is_lowercase();
        spaced.push(c);
    }
    let words: Vec<String> = normalize(&spaced).split(' ').filter(|w| !MOTS_VIDES.contains(w)).map(str::to_owned).collect();
    words.join(" ")
}

/// A mapping guessed from the headers: paths of the contract, names of the catalogue, usual names. A
/// target is proposed once, for the first column that means it. Nothing is read of the values.
pub fn propose(entetes: &[String]) -> Correspondance {
    let mut taken = HashSet::new();
    let mut colonnes = Vec::new();
    for entete in entetes {
        let Some((champ, annee)) = guess_cible(entete) else { continue };
        // A name and the path it stands for are one target.
        if taken.insert(find_cible(&champ).map_or_else(String::new, |c| c.chemin.clone())) {
            colonnes.push(Colonne { source: entete.clone(), champ, annee, ..Colonne::default() });
        }
    }
    Correspondance { nom: String::new(), communes: Default::default(), colonnes }
}

fn guess_cible(entete: &str) -> Option<(String, Option<i32>)> {
    if let Some(cible) = find_cible(entete) {
        return Some((cible.code.clone(), None));
    }
    let nom = normalize_entete(entete);
    if let Some(code) = NOMS.get(nom.as_str()) {
        return Some(((*code).to_owned(), None));
    }
    // « RFR 2024 »: an income with its year.
    let annee = nom.split(' ').find_map(|w| w.parse::<i32>().ok().filter(|a| (1990..=2099).contains(a)))?;
    let rest: Vec<&str> = nom.split(' ').filter(|w| w.parse() != Ok(annee)).collect();
    let code = NOMS.get(rest.join(" ").as_str()).filter(|c| c.contains("revenu_fiscal"))?;
    Some(((*code).to_owned(), Some(annee)))
}

/// What the mapping lacks or says twice, before a row is read. A `Rejet` means that no row could be.
pub fn check(correspondance: &Correspondance, entetes: &[String]) -> Vec<Anomalie> {
    let mut anomalies = Vec::new();
    let mut push = |champ: &str, gravite, raison: String, que_faire: &str| {
        anomalies.push(Anomalie {
            ligne: 1,
            numero_unique: None,
            champ: truncate_valeur(champ),
            valeur: String::new(),
            gravite,
            raison,
            que_faire: que_faire.to_owned(),
        });
    };
    let mut targets: HashMap<String, &str> = HashMap::new();
    let mut sources: HashSet<&str> = HashSet::new();
    for colonne in &correspondance.colonnes {
        let Some(cible) = find_cible(&colonne.champ) else {
            push(
                &colonne.source,
                Gravite::Rejet,
                format!("le champ « {} » n'existe pas", truncate_valeur(&colonne.champ)),
                "Choisissez un champ de la liste pour cette colonne.",
            );
            continue;
        };
        if !entetes.contains(&colonne.source) {
            push(
                &colonne.source,
                Gravite::Signalee,
                format!("cette colonne, attendue pour « {} », n'est pas dans le tableau", cible.libelle),
                "Vérifiez le nom de la colonne dans le fichier ou choisissez-en une autre.",
            );
            continue;
        }
        if !sources.insert(&colonne.source) {
            push(
                &colonne.source,
                Gravite::Signalee,
                "cette colonne a deux correspondances".to_owned(),
                "Les deux sont appliquées ; retirez celle qui ne convient pas.",
            );
        }
        if let Some(other) = targets.insert(cible.chemin.clone(), &colonne.source)
            && !cible.liste
        {
            push(
                &colonne.source,
                Gravite::Signalee,
                format!("« {} » est aussi lu dans la colonne « {other} »", cible.libelle),
                "La première valeur remplie est retenue, l'autre est gardée avec les valeurs de la source.",
            );
        }
    }
    // A table of a bailleur tells homes and leases: what a demande cannot do without is not asked of it.
    let bailleur = targets.keys().any(|chemin| chemin.starts_with(BAILLEUR));
    let asked: &[&str] =
        if bailleur { &[] } else { &["depose_le", "numero_unique", "nom", "naissance_le", "communes_souhaitees"] };
    for code in asked {
        let Some(cible) = find_cible(code) else { continue };
        let base = |chemin: &str| crate::sne::champs::strip_rangs(chemin);
        if targets.keys().any(|t| base(t) == base(&cible.chemin)) {
            continue;
        }
        let gravite = if cible.indispensable { Gravite::Rejet } else { Gravite::Signalee };
        let que_faire = if cible.indispensable {
            "Désignez la colonne qui la porte : sans elle l'ancienneté ne peut pas être établie et aucune demande n'est importée."
        } else {
            "Désignez la colonne qui le porte, ou importez ainsi : la valeur manquera dans chaque demande."
        };
        push(&cible.libelle, gravite, format!("aucune colonne ne donne « {} »", cible.libelle), que_faire);
    }
    for entete in entetes.iter().filter(|e| !sources.contains(e.as_str())) {
        push(
            entete,
            Gravite::Signalee,
            "cette colonne n'a pas de correspondance".to_owned(),
            "Ses valeurs sont gardées dans la demande telles quelles, sans servir aux règles.",
        );
    }
    anomalies
}
