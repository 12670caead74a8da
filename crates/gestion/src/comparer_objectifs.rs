//! Act and reading: the figures the State publishes of the objectives, beside those counted here, and what explains the gap.
//!
//! The State's figure is the official one. A lease is named with each reason that may count it otherwise there.

use droit::jour::format_fr;
use droit::objectifs::{Objectif, Place};
use interop::tableau;
use serde_json::json;
use stockage::chiffre_officiel::{self, ChiffreOfficiel};
use stockage::fait_compte::FaitCompte;

use crate::carbet::Carbet;
use crate::consulter_objectifs::{
    BailListe, DemandeListe, LigneMesure, Part, Perimetre, lettre, list_baux, list_faits, objectif_de, read_objectifs,
};
use crate::droits::{Acte, Acteur};
use crate::issue::{Echec, Refus};

/// Rows of a table of figures: a few dozens are expected.
const LIGNES_MAX: usize = 2_000;

/// How the State's figure is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NatureChiffre {
    /// Hundredths of a percent.
    Taux,
    /// Leases counted.
    Nombre,
}

/// A row that was not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LigneRefusee {
    pub ligne: u64,
    pub champ: &'static str,
    pub valeur: String,
    pub raison: String,
    pub que_faire: &'static str,
}

/// What became of a table of figures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BilanChiffres {
    pub gardees: usize,
    pub refusees: Vec<LigneRefusee>,
    /// The last year met.
    pub annee: Option<i32>,
}

/// The State's figure and Carbet's.
#[derive(Clone, Debug)]
pub struct Comparaison {
    pub objectif: Objectif,
    pub titulaire: String,
    pub nom: String,
    pub nature: NatureChiffre,
    pub officiel: i64,
    /// `None` when nothing is counted here.
    pub ici: Option<i64>,
    /// Leases that may be counted otherwise there, each with why.
    pub baux: Vec<(BailListe, Vec<String>)>,
}

/// Reads a table `année ; indicateur ; porteur ; valeur` and keeps its figures. Errors: it is no table, a column is missing.
pub async fn enregistrer_chiffres(carbet: &Carbet, acteur: &Acteur, octets: &[u8]) -> Result<BilanChiffres, Echec> {
    check(acteur)?;
    let refuse = |raison: String| {
        Refus::new("chiffres_illisibles", raison, "Reprenez le modèle : année ; indicateur ; porteur ; valeur.").champ("fichier")
    };
    let table = tableau::open(octets).map_err(|error| refuse(format!("Ces chiffres ne sont pas lus : {error}.")))?;
    let find = |noms: &[&str]| table.entetes.iter().position(|e| noms.contains(&e.trim().to_lowercase().as_str()));
    let columns =
        (find(&["année", "annee"]), find(&["indicateur", "objectif"]), find(&["porteur", "titulaire"]), find(&["valeur"]));
    let (Some(annee), Some(indicateur), Some(porteur), Some(valeur)) = columns else {
        return Err(refuse("Une des quatre colonnes manque.".to_owned()).into());
    };
    let rows: Vec<tableau::LigneTableau> = table.rows().filter_map(Result::ok).take(LIGNES_MAX).collect();
    let mut act = carbet.begin(acteur, "enregistrer_chiffres_officiels").await?;
    let mut bilan = BilanChiffres::default();
    let mut known: Option<(i32, Vec<(Objectif, LigneMesure)>)> = None;
    for row in &rows {
        let cell = |rank: usize| row.cellules.get(rank).map(|c| c.trim().to_owned()).unwrap_or_default();
        let mut refused = |champ, valeur: String, raison: &str, que_faire| {
            bilan.refusees.push(LigneRefusee { ligne: row.numero, champ, valeur, raison: raison.to_owned(), que_faire });
        };
        let Some(year) = cell(annee).parse::<i32>().ok().filter(|year| (2000..=2100).contains(year)) else {
            refused("année", cell(annee), "ce n'est pas une année", "Écrivez-la en quatre chiffres.");
            continue;
        };
        let Some(objectif) = find_objectif(&cell(indicateur)) else {
            refused("indicateur", cell(indicateur), "cet indicateur n'est pas suivi", "Écrivez A, B ou C.");
            continue;
        };
        if known.as_ref().is_none_or(|(of, _)| *of != year) {
            known = Some((year, list_mesures(carbet, acteur, year).await?));
        }
        let wanted = cell(porteur).to_lowercase();
        let holder = known
            .iter()
            .flat_map(|(_, lines)| lines)
            .find(|(of, line)| *of == objectif && (line.titulaire.to_lowercase() == wanted || line.nom.to_lowercase() == wanted));
        let Some((_, holder)) = holder else {
            let advice = "Écrivez le nom du titulaire comme à la page Objectifs.";
            refused("porteur", cell(porteur), "ce titulaire n'est pas suivi pour cet indicateur", advice);
            continue;
        };
        let Some((nature, value)) = parse_valeur(&cell(valeur)) else {
            refused("valeur", cell(valeur), "ce n'est ni un taux ni un nombre de baux", "Écrivez 25,55 % ou 46.");
            continue;
        };
        let line = ChiffreOfficiel {
            annee: year,
            indicateur: lettre(objectif).to_owned(),
            porteur: holder.titulaire.clone(),
            valeur: value,
            nature: match nature {
                NatureChiffre::Taux => "taux",
                NatureChiffre::Nombre => "nombre",
            }
            .to_owned(),
            recu_le: act.instant(),
            recu_par: acteur.code(),
        };
        if chiffre_officiel::find(&act.tx, year, &line.indicateur, &line.porteur).await?.is_some() {
            chiffre_officiel::update(&act.tx, &line).await?;
        } else {
            chiffre_officiel::insert(&act.tx, &line).await?;
        }
        bilan.gardees += 1;
        bilan.annee = Some(year);
    }
    if bilan.gardees > 0 {
        act.tell(json!({ "gardees": bilan.gardees, "refusees": bilan.refusees.len(), "annee": bilan.annee }));
        carbet.conclude(act).await?;
    }
    Ok(bilan)
}

/// The State's figures of a year beside ours.
pub async fn comparer_objectifs(carbet: &Carbet, acteur: &Acteur, annee: i32) -> Result<Vec<Comparaison>, Echec> {
    check(acteur)?;
    let mesures = list_mesures(carbet, acteur, annee).await?;
    let newest = list_faits(carbet, annee).await?.into_iter().filter_map(|f| f.qpv_millesime).max();
    let mut seen = Vec::new();
    for told in chiffre_officiel::list(&carbet.base, annee).await? {
        let Some(objectif) = objectif_de(&told.indicateur) else { continue };
        let Some((_, line)) = mesures.iter().find(|(of, line)| *of == objectif && line.titulaire == told.porteur) else {
            continue;
        };
        let nature = if told.nature == "taux" { NatureChiffre::Taux } else { NatureChiffre::Nombre };
        let mesure = &line.resultat.mesure;
        let ici = match nature {
            NatureChiffre::Taux => mesure.taux.map(|taux| taux.0),
            NatureChiffre::Nombre => i64::try_from(mesure.numerateur).ok(),
        };
        let mut baux = Vec::new();
        if ici != Some(told.valeur) {
            for part in [Part::Base, Part::Inconnus] {
                let demande = DemandeListe { annee, objectif, titulaire: told.porteur.clone(), part, page: 1 };
                let pages = list_baux(carbet, acteur, &demande).await?.pages;
                for page in 1..=pages {
                    for bail in list_baux(carbet, acteur, &DemandeListe { page, ..demande.clone() }).await?.baux {
                        let raisons = list_raisons(&bail.fait, bail.place, newest.as_deref());
                        let twice = baux.iter().any(|(known, _): &(BailListe, _)| known.fait.id == bail.fait.id);
                        if !raisons.is_empty() && !twice {
                            baux.push((bail, raisons));
                        }
                    }
                }
            }
        }
        seen.push(Comparaison {
            objectif,
            titulaire: told.porteur,
            nom: line.nom.clone(),
            nature,
            officiel: told.valeur,
            ici,
            baux,
        });
    }
    Ok(seen)
}

/// Why a lease may be counted otherwise by the State.
fn list_raisons(fait: &FaitCompte, place: Place, newest: Option<&str>) -> Vec<String> {
    let mut raisons = Vec::new();
    let versions: serde_json::Value = serde_json::from_str(&fait.versions).unwrap_or_default();
    if versions.get("hors_parcours").and_then(serde_json::Value::as_bool) == Some(true) {
        let le = versions.get("recu_le").and_then(serde_json::Value::as_str).and_then(droit::jour::parse_iso);
        raisons.push(le.map_or_else(
            || "bail hors parcours, dit par le bailleur".to_owned(),
            |le| format!("signé le {}, connu ici le {} par le fichier du bailleur", format_fr(fait.signe_le), format_fr(le)),
        ));
    }
    if let Some(le) = fait.attribue_le.filter(|le| chrono::Datelike::year(le) != fait.annee) {
        raisons.push(format!(
            "attribué le {}, signé le {} : ici, l’année est celle du bail signé",
            format_fr(le),
            format_fr(fait.signe_le)
        ));
    }
    if fait.quartile.is_none() {
        raisons.push("ressources inconnues".to_owned());
    } else if fait.quartile_provisoire {
        raisons.push("seuil de quartile provisoire".to_owned());
    }
    if place == Place::LocalisationInconnue || fait.en_qpv.is_none() {
        raisons.push("quartier prioritaire à localiser".to_owned());
    }
    if let (Some(own), Some(newest)) = (fait.qpv_millesime.as_deref(), newest)
        && own != newest
    {
        raisons.push(format!("contour du quartier au millésime {own}"));
    }
    if fait.type_reservataire.is_none() {
        raisons.push("contingent inconnu, hors convention".to_owned());
    }
    if fait.mutation == Some(true) {
        raisons.push("mutation interne".to_owned());
    }
    raisons
}

/// Every holder and its measure, objective by objective.
async fn list_mesures(carbet: &Carbet, acteur: &Acteur, annee: i32) -> Result<Vec<(Objectif, LigneMesure)>, Echec> {
    let mut lines: Vec<(Objectif, LigneMesure)> = Vec::new();
    for perimetre in [Perimetre::Epci, Perimetre::Reservataires] {
        for mesure in read_objectifs(carbet, acteur, Some(annee), perimetre).await?.objectifs {
            lines.extend(mesure.lignes.into_iter().map(|line| (mesure.objectif, line)));
        }
    }
    Ok(lines)
}

fn find_objectif(texte: &str) -> Option<Objectif> {
    let lower = texte.trim().to_lowercase();
    let letter = lower.strip_prefix("objectif ").unwrap_or(&lower);
    objectif_de(letter).or_else(|| Objectif::ALL.into_iter().find(|o| o.libelle().to_lowercase() == lower))
}

/// `25,55 %` is a rate, `46` a number of leases.
fn parse_valeur(texte: &str) -> Option<(NatureChiffre, i64)> {
    let clean: String = texte.chars().filter(|c| !c.is_whitespace()).collect();
    let rate = clean.ends_with('%') || clean.contains([',', '.']);
    let number = clean.trim_end_matches('%').replace(',', ".");
    let (whole, part) = number.split_once('.').unwrap_or((&number, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 9 || part.len() > 2 || !digits(whole) || !digits(part) {
        return None;
    }
    let whole: i64 = whole.parse().ok()?;
    if !rate {
        return Some((NatureChiffre::Nombre, whole));
    }
    let part: i64 = format!("{part:0<2}").parse().ok()?;
    Some((NatureChiffre::Taux, whole * 100 + part)).filter(|(_, rate)| *rate <= 10_000)
}

fn check(acteur: &Acteur) -> Result<(), Echec> {
    acteur.portee(Acte::ComparerObjectifs).map(|_| ()).ok_or(Echec::Introuvable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_and_a_number_are_told_apart() {
        assert_eq!(parse_valeur("25,55 %"), Some((NatureChiffre::Taux, 2_555)));
        assert_eq!(parse_valeur("25.5"), Some((NatureChiffre::Taux, 2_550)));
        assert_eq!(parse_valeur("1 046"), Some((NatureChiffre::Nombre, 1_046)));
        for bad in ["", "%", "-3", "abc", "25,555", "120 %"] {
            assert_eq!(parse_valeur(bad), None, "{bad}");
        }
        assert_eq!(find_objectif("Objectif C"), Some(Objectif::PublicsPrioritaires));
    }
}
