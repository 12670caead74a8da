//! From the text of a file to a table: exact amounts, French errors with their line.

use super::{AuDela, ErreurParametres, Forme, Table, Verification, Version};
use crate::jour::Jour;
use crate::montant::Centimes;
use serde::Deserialize;
use serde::de::{Deserializer, Error, Visitor};
use std::fmt;

/// A coefficient held in millionths: 675 000 is 0,675.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Millioniemes(pub i64);

/// One unit in millionths.
pub const UNITE: i64 = 1_000_000;

impl Millioniemes {
    /// Reads `0.675`, `-0,0006`, `1`: at most six decimals.
    pub fn parse(text: &str) -> Option<Millioniemes> {
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, fraction) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
        let plain = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || whole.len() > 9 || fraction.len() > 6 || !plain(whole) || !plain(fraction) {
            return None;
        }
        let fraction: i64 = format!("{fraction:0<6}").parse().ok()?;
        let value = whole.parse::<i64>().ok()? * UNITE + fraction;
        Some(Millioniemes(if negative { -value } else { value }))
    }
}

impl<'de> Deserialize<'de> for Millioniemes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Millioniemes, D::Error> {
        let text = String::deserialize(deserializer)?;
        Millioniemes::parse(&text)
            .ok_or_else(|| D::Error::custom(format!("« {text} » n'est pas un coefficient : attendu un texte comme \"0.675\"")))
    }
}

/// An amount of a table: whole euros, or a text such as `"290.34"`; a floating number is refused.
pub(super) struct Montant(pub Centimes);

impl<'de> Deserialize<'de> for Montant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Montant, D::Error> {
        struct Lecteur;
        impl Visitor<'_> for Lecteur {
            type Value = Montant;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("un montant en euros entiers, ou un texte comme \"290.34\"")
            }
            fn visit_i64<E: Error>(self, euros: i64) -> Result<Montant, E> {
                euros.checked_mul(100).map(|c| Montant(Centimes(c))).ok_or_else(|| E::custom("le montant est hors de mesure"))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Montant, E> {
                Centimes::parse(text).map(Montant).map_err(|erreur| E::custom(erreur.to_string()))
            }
        }
        deserializer.deserialize_any(Lecteur)
    }
}

pub(super) fn centimes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Centimes, D::Error> {
    Montant::deserialize(deserializer).map(|montant| montant.0)
}

pub(super) fn liste_centimes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Centimes>, D::Error> {
    Vec::<Montant>::deserialize(deserializer).map(|list| list.into_iter().map(|montant| montant.0).collect())
}

/// A civil day of a file.
pub(super) struct JourLu(pub Jour);

impl<'de> Deserialize<'de> for JourLu {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<JourLu, D::Error> {
        let read = toml::value::Datetime::deserialize(deserializer)?;
        let date = read.date.filter(|_| read.time.is_none() && read.offset.is_none());
        date.and_then(|d| Jour::from_ymd_opt(i32::from(d.year), u32::from(d.month), u32::from(d.day)))
            .map(JourLu)
            .ok_or_else(|| D::Error::custom(format!("« {read} » n'est pas un jour : attendu 2026-01-01")))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fichier<T> {
    table: EnTete,
    version: Vec<VersionLue<T>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EnTete {
    nom: String,
    libelle: String,
    article: String,
    au_dela: AuDelaLu,
    variation_annuelle_max_pct: Option<u32>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum AuDelaLu {
    Refuser,
    Provisoire,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum StatutLu {
    Verifie,
    AConfirmer,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VersionLue<T> {
    en_vigueur: toml::Spanned<JourLu>,
    jusqu_au: Option<JourLu>,
    texte: String,
    source: String,
    journal_officiel: Option<String>,
    verifie_le: JourLu,
    statut: StatutLu,
    exception: Option<String>,
    valeurs: T,
}

/// Line of a byte offset, first line 1.
pub(crate) fn line_of(contenu: &str, offset: usize) -> usize {
    contenu.as_bytes()[..offset.min(contenu.len())].iter().filter(|byte| **byte == b'\n').count() + 1
}

/// Says a message of the TOML reader in French, keeping the words it quotes.
pub(crate) fn translate(message: &str) -> String {
    let quoted = |text: &str| text.split('`').nth(1).unwrap_or_default().to_owned();
    if message.starts_with("unknown field") {
        let expected: Vec<&str> = message.split('`').skip(3).step_by(2).collect();
        format!("« {} » n'est pas attendu ici. Champs connus : {}.", quoted(message), expected.join(", "))
    } else if message.starts_with("missing field") {
        format!("le champ « {} » manque.", quoted(message))
    } else if message.starts_with("unknown variant") {
        let expected: Vec<&str> = message.split('`').skip(3).step_by(2).collect();
        format!("« {} » n'est pas une valeur admise. Valeurs : {}.", quoted(message), expected.join(", "))
    } else if message.starts_with("duplicate key") {
        "la même clé est écrite deux fois.".to_owned()
    } else if message.starts_with("invalid type") || message.starts_with("invalid value") || message.starts_with("invalid length")
    {
        let expected = message.split("expected ").nth(1).unwrap_or("une autre forme");
        format!("la valeur n'a pas la forme attendue ({expected}).")
    } else if message.chars().any(|c| "éèêàç«".contains(c)) {
        message.to_owned()
    } else {
        format!("l'écriture TOML n'est pas comprise ({message}).")
    }
}

pub(super) fn read_table<T: Forme>(nom: &str, contenu: &str) -> Result<Table<T>, ErreurParametres> {
    let fichier = format!("{nom}.toml");
    let error = |ligne: Option<usize>, message: String| ErreurParametres { fichier: fichier.clone(), ligne, message };
    let read: Fichier<T> =
        toml::from_str(contenu).map_err(|e| error(e.span().map(|span| line_of(contenu, span.start)), translate(e.message())))?;
    if read.table.nom != nom {
        return Err(error(None, format!("la table se nomme « {} », le nom du fichier veut « {nom} ».", read.table.nom)));
    }
    let mut versions: Vec<(Version, T)> = Vec::with_capacity(read.version.len());
    for lue in read.version {
        let ligne = Some(line_of(contenu, lue.en_vigueur.span().start));
        let en_vigueur = lue.en_vigueur.into_inner().0;
        if let Some((previous, _)) = versions.last()
            && (previous.en_vigueur >= en_vigueur || previous.jusqu_au.is_some_and(|last| last >= en_vigueur))
        {
            return Err(error(ligne, "cette version commence avant la fin de la précédente : écrivez les versions de la plus ancienne à la plus récente.".into()));
        }
        let jusqu_au = lue.jusqu_au.map(|jour| jour.0);
        if jusqu_au.is_some_and(|last| last < en_vigueur) {
            return Err(error(ligne, "cette version finit avant de commencer.".into()));
        }
        lue.valeurs.check_forme().map_err(|message| error(ligne, message))?;
        let version = Version {
            table: nom.to_owned(),
            en_vigueur,
            jusqu_au,
            texte: lue.texte,
            source: lue.source,
            journal_officiel: lue.journal_officiel.filter(|text| !text.is_empty()),
            verifie_le: lue.verifie_le.0,
            verification: match lue.statut {
                StatutLu::Verifie => Verification::Verifie,
                StatutLu::AConfirmer => Verification::AConfirmer,
            },
            exception: lue.exception,
        };
        if let (Some(maximum), Some((_, before)), None) =
            (read.table.variation_annuelle_max_pct, versions.last(), &version.exception)
        {
            check_variation(&before.list_montants(), &lue.valeurs.list_montants(), maximum)
                .map_err(|message| error(ligne, message))?;
        }
        versions.push((version, lue.valeurs));
    }
    if versions.is_empty() {
        return Err(error(None, "la table n'a aucune version.".into()));
    }
    Ok(Table {
        nom: read.table.nom,
        libelle: read.table.libelle,
        article: read.table.article,
        au_dela: match read.table.au_dela {
            AuDelaLu::Refuser => AuDela::Refuser,
            AuDelaLu::Provisoire => AuDela::Provisoire,
        },
        variation_annuelle_max_pct: read.table.variation_annuelle_max_pct,
        versions,
    })
}

/// A jump larger than the table allows is most often a typing error.
fn check_variation(before: &[i64], after: &[i64], maximum_pct: u32) -> Result<(), String> {
    for (old, new) in before.iter().zip(after) {
        let gap = i128::from(new - old).abs() * 100;
        if gap > i128::from(*old).abs() * i128::from(maximum_pct) {
            return Err(format!(
                "un montant passe de {} à {}, plus de {maximum_pct}\u{a0}% d'écart : vérifiez-le, ou écrivez « exception » avec sa raison.",
                Centimes(*old),
                Centimes(*new)
            ));
        }
    }
    Ok(())
}
