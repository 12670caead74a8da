//! Act: saving what the columns of a table mean, so that the next files of the same origin are read alone.

use std::collections::BTreeMap;

use droit::territoire::Territoire;
use interop::correspondance::{self as colonnes, Colonne, Correspondance};
use interop::{Gravite, tableau};
use serde_json::json;
use stockage::correspondance::{self, Correspondance as Enregistree};

use crate::carbet::Carbet;
use crate::droits::Acteur;
use crate::issue::{Echec, Refus};
use crate::recevoir_fichier::{Nature, Source, check_nature};

/// First values shown of a column.
const APERCU: usize = 3;

/// A target a column may go to: its code, its words, its group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cible {
    pub code: String,
    pub libelle: String,
}

/// A column of a file, what it is proposed to mean, and its first values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColonneProposee {
    pub titre: String,
    /// Code of the target; empty when the column is not read.
    pub cible: String,
    pub apercu: Vec<String>,
}

/// A mapping being written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposition {
    pub nom: String,
    pub colonnes: Vec<ColonneProposee>,
    /// What no column gives, in words.
    pub manquantes: Vec<String>,
}

/// Names of the saved mappings. Errors: `Introuvable` without the right.
pub async fn list_correspondances(carbet: &Carbet, acteur: &Acteur) -> Result<Vec<String>, Echec> {
    check_nature(acteur, Nature::Sne, None)?;
    Ok(correspondance::list(&carbet.base).await?.into_iter().map(|c| c.nom).collect())
}

/// The targets that have a name of their own, in the order of a form. A column may also go to a path of the
/// contract, which is then kept as it was proposed.
pub fn list_cibles() -> Vec<Cible> {
    let named = |c: &&colonnes::ChampCible| c.code != c.libelle;
    colonnes::champs_cibles().iter().filter(named).map(|c| Cible { code: c.code.clone(), libelle: c.libelle.clone() }).collect()
}

/// A saved mapping, to correct it. Errors: `Introuvable`.
pub async fn find_correspondance(carbet: &Carbet, acteur: &Acteur, nom: &str) -> Result<Proposition, Echec> {
    check_nature(acteur, Nature::Sne, None)?;
    let saved = correspondance::find(&carbet.base, nom).await?.ok_or(Echec::Introuvable)?;
    let mapping = colonnes::read_toml(&saved.colonnes).map_err(unreadable)?;
    let columns: Vec<ColonneProposee> = mapping
        .colonnes
        .iter()
        .map(|c| ColonneProposee { titre: c.source.clone(), cible: c.champ.clone(), apercu: Vec::new() })
        .collect();
    let entetes: Vec<String> = columns.iter().map(|c| c.titre.clone()).collect();
    Ok(Proposition { nom: saved.nom, manquantes: list_manquantes(&mapping, &entetes), colonnes: columns })
}

/// Proposes a mapping from a file: its headers, its first values. Errors: a file that is no table.
pub fn propose_correspondance(acteur: &Acteur, contenu: &mut dyn Source) -> Result<Proposition, Echec> {
    check_nature(acteur, Nature::Sne, None)?;
    let refuse = |detail: String| {
        Refus::new("tableau_illisible", format!("Ce fichier n'est pas lu : {detail}."), "Choisissez un fichier xlsx ou csv.")
            .champ("fichier")
    };
    let mut bytes = Vec::new();
    contenu.read_to_end(&mut bytes).map_err(|error| refuse(error.to_string()))?;
    let table = tableau::open(&bytes).map_err(|error| refuse(error.to_string()))?;
    let mapping = colonnes::propose(&table.entetes);
    let first: Vec<_> = table.rows().filter_map(Result::ok).take(APERCU).collect();
    let columns = table
        .entetes
        .iter()
        .enumerate()
        .map(|(rank, titre)| ColonneProposee {
            titre: titre.clone(),
            cible: mapping.colonnes.iter().find(|c| c.source == *titre).map_or_else(String::new, |c| c.champ.clone()),
            apercu: first.iter().filter_map(|row| row.cellules.get(rank)).filter(|v| !v.is_empty()).cloned().collect(),
        })
        .collect();
    Ok(Proposition { nom: String::new(), manquantes: list_manquantes(&mapping, &table.entetes), colonnes: columns })
}

/// Saves a mapping under a name, replacing the one of that name. Errors: no name, an unknown target, a compulsory target missing.
pub async fn enregistrer_correspondance(
    carbet: &Carbet,
    acteur: &Acteur,
    nom: &str,
    choisies: &[(String, String)],
) -> Result<(), Echec> {
    check_nature(acteur, Nature::Sne, None)?;
    let nom: String = nom.trim().chars().filter(|c| !c.is_control()).take(80).collect();
    if nom.is_empty() {
        return Err(Refus::new(
            "nom_absent",
            "La correspondance n'a pas de nom.",
            "Donnez-lui celui du logiciel ou du partenaire.",
        )
        .champ("nom")
        .into());
    }
    let entetes: Vec<String> = choisies.iter().map(|(titre, _)| titre.clone()).collect();
    let proposed = colonnes::propose(&entetes);
    let mut mapping = Correspondance { nom: nom.clone(), ..Correspondance::default() };
    for (titre, cible) in choisies.iter().filter(|(_, cible)| !cible.is_empty()) {
        if colonnes::find_cible(cible).is_none() {
            return Err(Refus::new(
                "cible_inconnue",
                format!("« {cible} » n'est pas une donnée que Carbet sait lire."),
                "Choisissez une destination de la liste.",
            )
            .into());
        }
        let known = proposed.colonnes.iter().find(|c| c.source == *titre && c.champ == *cible).cloned();
        mapping.colonnes.push(known.unwrap_or_else(|| Colonne {
            source: titre.clone(),
            champ: cible.clone(),
            ..Colonne::default()
        }));
    }
    let missing = list_manquantes(&mapping, &entetes);
    if !missing.is_empty() {
        return Err(Refus::new(
            "correspondance_incomplete",
            format!("Aucune ligne ne pourrait être lue : {}.", missing.join(" ; ")),
            "Dites quelle colonne donne ces valeurs.",
        )
        .champ("nom")
        .into());
    }
    let mut act = carbet.begin(acteur, "enregistrer_correspondance").await?;
    let row = Enregistree {
        nom: nom.clone(),
        source: "sne".to_owned(),
        colonnes: colonnes::write_toml(&mapping),
        maj_le: act.instant(),
        maj_par: acteur.code(),
    };
    if correspondance::find(&act.tx, &nom).await?.is_some() {
        correspondance::update(&act.tx, &row).await?;
    } else {
        correspondance::insert(&act.tx, &row).await?;
    }
    act.touch("correspondance", &nom);
    act.tell(json!({ "colonnes": mapping.colonnes.len() }));
    carbet.conclude(act).await?;
    Ok(())
}

/// The communes of the territory by name, for columns that give names.
pub(crate) fn list_communes(territoire: &Territoire) -> BTreeMap<String, String> {
    territoire.communes().iter().map(|c| (c.nom.clone(), c.code.clone())).collect()
}

/// What would keep every row from being read.
pub(crate) fn list_manquantes(mapping: &Correspondance, entetes: &[String]) -> Vec<String> {
    colonnes::check(mapping, entetes).into_iter().filter(|a| a.gravite == Gravite::Rejet).map(|a| a.raison).collect()
}

fn unreadable(error: colonnes::ErreurCorrespondance) -> Refus {
    Refus::new("correspondance_illisible", error.to_string(), "Recommencez la correspondance depuis un fichier.")
}
