//! What a bailleur sends each day: its vacancies, its leases, its tenants, as any table.
//!
//! The columns are those of a saved mapping (targets `bailleur_…` of the catalogue), else those recognised by their
//! header. One table tells one kind of thing, known by its columns. A bad value in a column that a row cannot do without
//! sets the row aside; elsewhere it is told and left out. What is not written stays unknown.

use std::collections::BTreeMap;

use droit::jour::{Jour, parse_iso};
use droit::logement::TypeReservataire;
use droit::montant::Centimes;

use crate::anomalie::{Anomalie, ErreurFichier, Gravite, truncate_valeur};
use crate::correspondance::{Colonne, Correspondance, convert_cellule, find_cible, normalize_entete};
use crate::tableau;

/// Prefix of the targets of these files in the catalogue.
pub const PREFIXE: &str = "bailleur_";
/// Rows of one file: several times the stock of the largest.
const LIGNES_MAX: u64 = 300_000;
/// Anomalies kept of one file; the others are counted.
const ANOMALIES_MAX: usize = 10_000;
/// Characters kept of a reference.
const TEXTE_MAX: usize = 120;

/// What a table tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GenreFichier {
    Vacances,
    Baux,
    Locataires,
}

impl GenreFichier {
    pub const fn code(self) -> &'static str {
        match self {
            GenreFichier::Vacances => "vacances",
            GenreFichier::Baux => "baux",
            GenreFichier::Locataires => "locataires",
        }
    }

    pub const fn libelle(self) -> &'static str {
        match self {
            GenreFichier::Vacances => "Vacances",
            GenreFichier::Baux => "Baux signés",
            GenreFichier::Locataires => "Locataires en place",
        }
    }

    /// Column that no row can do without, besides the home.
    const fn indispensable(self) -> Option<&'static str> {
        match self {
            GenreFichier::Vacances => Some("disponible_le"),
            GenreFichier::Baux => Some("signe_le"),
            GenreFichier::Locataires => None,
        }
    }
}

/// One row. What the file does not say is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LigneBailleur {
    /// Line of the file, from 1.
    pub ligne: u64,
    /// The bailleur's own reference of the home.
    pub reference: Option<String>,
    pub rpls: Option<String>,
    pub numero_unique: Option<String>,
    pub disponible_le: Option<Jour>,
    pub loyer: Option<Centimes>,
    pub loyer_annexes: Option<Centimes>,
    pub charges: Option<Centimes>,
    /// The bailleur's own reference of the lease.
    pub bail: Option<String>,
    pub signe_le: Option<Jour>,
    pub effet_le: Option<Jour>,
    pub type_reservataire: Option<TypeReservataire>,
    pub reservataire: Option<String>,
    pub mutation: Option<bool>,
    pub relogement: Option<bool>,
    pub prioritaire: Option<bool>,
    pub dalo: Option<bool>,
    /// A year, by consumption unit.
    pub revenu_uc: Option<Centimes>,
    pub entree_le: Option<Jour>,
}

impl LigneBailleur {
    /// What names the home in an anomaly.
    pub fn nom_logement(&self) -> String {
        self.reference.clone().or_else(|| self.rpls.clone()).unwrap_or_default()
    }
}

/// A whole file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FichierBailleur {
    pub genre: GenreFichier,
    pub lues: u64,
    pub rejetees: u64,
    pub lignes: Vec<LigneBailleur>,
    pub anomalies: Vec<Anomalie>,
    /// Anomalies that were not kept.
    pub tues: u64,
}

/// Headers by which a column is recognised without a mapping, as normalised.
const NOMS: &[(&str, &[&str])] = &[
    ("reference", &["reference logement", "ref logement", "code logement", "numero logement", "reference", "logement", "lot"]),
    ("rpls", &["identifiant rpls", "id rpls", "rpls", "numero rpls"]),
    ("numero_unique", &["numero unique", "numero unique demande", "nud", "n unique", "numero demande"]),
    ("disponible_le", &["disponible", "date disponibilite", "libre", "date liberation", "date libre", "vacant depuis"]),
    ("loyer", &["loyer", "loyer principal", "loyer hors charges", "loyer hc", "loyer mensuel"]),
    ("loyer_annexes", &["loyer annexes", "loyer annexe"]),
    ("charges", &["charges", "provision charges", "charges locatives"]),
    ("bail", &["reference bail", "numero bail", "ref bail", "numero contrat", "bail"]),
    ("signe_le", &["signe", "date signature", "bail signe", "date signature bail", "date bail"]),
    ("effet_le", &["effet", "date effet", "date effet bail", "bail effet"]),
    ("type_reservataire", &["type reservataire", "contingent", "type reservation"]),
    ("reservataire", &["reservataire", "code reservataire"]),
    ("mutation", &["mutation", "mutation interne"]),
    ("relogement", &["relogement", "relogement anru", "relogement renouvellement urbain"]),
    ("prioritaire", &["prioritaire", "public prioritaire"]),
    ("dalo", &["dalo"]),
    ("revenu_uc", &["revenu uc", "revenu annuel uc", "revenu unite consommation", "revenu annuel unite consommation"]),
    ("entree_le", &["entree", "date entree", "date entree lieux", "entre"]),
];

/// Reads a table. Errors: it is no table, or its columns tell none of the three kinds.
pub fn read_bailleur(octets: &[u8], mapping: Option<&Correspondance>) -> Result<FichierBailleur, ErreurFichier> {
    let table = tableau::open(octets)?;
    let none = Correspondance::default();
    let correspondance = mapping.unwrap_or(&none);
    let colonnes = map_colonnes(mapping, &table.entetes);
    let has = |champ: &str| colonnes.iter().flatten().any(|(code, _)| *code == champ);
    let genre = if has("signe_le") {
        GenreFichier::Baux
    } else if has("disponible_le") {
        GenreFichier::Vacances
    } else if has("numero_unique") {
        GenreFichier::Locataires
    } else {
        return Err(ErreurFichier::Bailleur("la date de disponibilité, la date de signature ou le numéro unique"));
    };
    if !has("reference") && !has("rpls") {
        return Err(ErreurFichier::Bailleur("la référence du logement ou son identifiant RPLS"));
    }
    let mut lecture = Lecture { genre, lignes: Vec::new(), anomalies: Vec::new(), lues: 0, rejetees: 0, tues: 0 };
    for anomalie in table.anomalies.clone() {
        lecture.tell(anomalie);
    }
    for row in table.rows() {
        lecture.lues += 1;
        if lecture.lues > LIGNES_MAX {
            return Err(ErreurFichier::Limite { ligne: lecture.lues, quoi: "le nombre de lignes", limite: LIGNES_MAX });
        }
        match row {
            Ok(row) => lecture.read_row(correspondance, &table.entetes, &colonnes, row.numero, &row.cellules),
            Err(anomalie) => {
                lecture.rejetees += 1;
                lecture.tell(anomalie);
            }
        }
    }
    let Lecture { genre, lignes, anomalies, lues, rejetees, tues } = lecture;
    Ok(FichierBailleur { genre, lues, rejetees, lignes, anomalies, tues })
}

/// Whether a table is one of these, by its columns.
pub fn is_bailleur(octets: &[u8], mapping: Option<&Correspondance>) -> bool {
    let Ok(table) = tableau::open(octets) else { return false };
    let colonnes = map_colonnes(mapping, &table.entetes);
    let has = |champ: &str| colonnes.iter().flatten().any(|(code, _)| *code == champ);
    (has("reference") || has("rpls")) && (has("signe_le") || has("disponible_le") || has("entree_le"))
}

/// The targets of a file and the mapping of each, column by column.
fn map_colonnes(mapping: Option<&Correspondance>, entetes: &[String]) -> Vec<Option<(&'static str, Colonne)>> {
    let known = |code: &str| NOMS.iter().map(|(champ, _)| *champ).find(|champ| *champ == code);
    let mut taken = std::collections::BTreeSet::new();
    entetes
        .iter()
        .map(|entete| {
            let saved = mapping.and_then(|m| {
                m.colonnes.iter().filter(|c| c.source == *entete).find_map(|c| {
                    let code = c.champ.strip_prefix(PREFIXE).or((c.champ == "numero_unique").then_some("numero_unique"))?;
                    Some((known(code)?, c.clone()))
                })
            });
            let found = saved.or_else(|| {
                let nom = normalize_entete(entete);
                let (champ, _) = NOMS.iter().find(|(champ, noms)| {
                    noms.contains(&nom.as_str()) || *entete == **champ || entete.strip_prefix(PREFIXE) == Some(champ)
                })?;
                Some((*champ, Colonne { source: entete.clone(), ..Colonne::default() }))
            })?;
            taken.insert(found.0).then_some(found)
        })
        .collect()
}

struct Lecture {
    genre: GenreFichier,
    lignes: Vec<LigneBailleur>,
    anomalies: Vec<Anomalie>,
    lues: u64,
    rejetees: u64,
    tues: u64,
}

impl Lecture {
    fn tell(&mut self, anomalie: Anomalie) {
        if self.anomalies.len() < ANOMALIES_MAX {
            self.anomalies.push(anomalie);
        } else {
            self.tues += 1;
        }
    }

    fn read_row(
        &mut self,
        correspondance: &Correspondance,
        entetes: &[String],
        colonnes: &[Option<(&'static str, Colonne)>],
        ligne: u64,
        cellules: &[String],
    ) {
        let mut values: BTreeMap<&'static str, String> = BTreeMap::new();
        let mut refused = Vec::new();
        for ((entete, colonne), cellule) in entetes.iter().zip(colonnes).zip(cellules) {
            let (Some((champ, colonne)), cellule) = (colonne, cellule.trim()) else { continue };
            if cellule.is_empty() {
                continue;
            }
            let Some(cible) = find_cible(&format!("{PREFIXE}{champ}")) else { continue };
            match check_texte(champ, convert_cellule(correspondance, colonne, &cible, cellule)) {
                Ok(value) => drop(values.insert(champ, value)),
                Err(raison) => refused.push((*champ, entete.clone(), truncate_valeur(cellule), raison)),
            }
        }
        let home = values.contains_key("reference") || values.contains_key("rpls");
        let needed = self.genre.indispensable();
        let complete = home && needed.is_none_or(|champ| values.contains_key(champ));
        let nom = values.get("reference").or_else(|| values.get("rpls")).cloned();
        for (champ, entete, valeur, raison) in refused {
            let needs = Some(champ) == needed || matches!(champ, "reference" | "rpls") && !home;
            self.tell(Anomalie {
                ligne,
                numero_unique: nom.clone(),
                champ: truncate_valeur(&entete),
                valeur,
                gravite: if needs { Gravite::Rejet } else { Gravite::Ignoree },
                raison,
                que_faire: if needs {
                    "La ligne est laissée de côté : corrigez cette valeur, puis envoyez le fichier de nouveau."
                } else {
                    "Le reste de la ligne est lu ; cette valeur reste inconnue. Corrigez-la, puis envoyez le fichier de nouveau."
                }
                .to_owned(),
            });
        }
        if !complete {
            self.rejetees += 1;
            let (champ, raison) = match (home, needed) {
                (true, Some("signe_le")) => ("date de signature", "la date de signature du bail manque ou ne peut pas être lue"),
                (true, _) => ("date de disponibilité", "la date de disponibilité manque ou ne peut pas être lue"),
                (false, _) => ("logement", "ni la référence du logement ni son identifiant RPLS ne sont lisibles"),
            };
            self.tell(Anomalie {
                ligne,
                numero_unique: nom,
                champ: champ.to_owned(),
                valeur: String::new(),
                gravite: Gravite::Rejet,
                raison: raison.to_owned(),
                que_faire: "Complétez la ligne, puis envoyez le fichier de nouveau ; les autres lignes sont gardées.".to_owned(),
            });
            return;
        }
        self.lignes.push(to_ligne(ligne, &values));
    }
}

/// What the catalogue cannot check: the length of a reference, the code of a kind of holder.
fn check_texte(champ: &str, value: Result<String, String>) -> Result<String, String> {
    let value = value?;
    match champ {
        "reference" | "rpls" | "bail" | "reservataire" | "numero_unique" if value.chars().count() > TEXTE_MAX => {
            Err(format!("cette valeur dépasse {TEXTE_MAX} caractères"))
        }
        "type_reservataire" => find_type(&value).map(|kind| kind.code().to_owned()).ok_or_else(|| {
            let codes: Vec<&str> = TypeReservataire::ALL.iter().map(|t| t.code()).collect();
            format!("ce contingent n'est pas connu ; codes attendus : {}", codes.join(", "))
        }),
        "loyer" | "loyer_annexes" | "charges" | "revenu_uc" if value.starts_with('-') => {
            Err("un montant ne peut pas être négatif".to_owned())
        }
        _ => Ok(value),
    }
}

fn find_type(texte: &str) -> Option<TypeReservataire> {
    let upper = texte.trim().to_uppercase();
    let nom = normalize_entete(texte);
    TypeReservataire::from_code(&upper)
        .or_else(|| TypeReservataire::ALL.iter().copied().find(|t| normalize_entete(t.libelle()) == nom))
}

fn to_ligne(ligne: u64, values: &BTreeMap<&'static str, String>) -> LigneBailleur {
    let text = |champ: &str| values.get(champ).cloned();
    let day = |champ: &str| values.get(champ).and_then(|v| parse_iso(v));
    let amount = |champ: &str| values.get(champ).and_then(|v| Centimes::parse(v).ok());
    let flag = |champ: &str| values.get(champ).map(|v| v == "true");
    LigneBailleur {
        ligne,
        reference: text("reference"),
        rpls: text("rpls"),
        numero_unique: text("numero_unique"),
        disponible_le: day("disponible_le"),
        loyer: amount("loyer"),
        loyer_annexes: amount("loyer_annexes"),
        charges: amount("charges"),
        bail: text("bail"),
        signe_le: day("signe_le"),
        effet_le: day("effet_le"),
        type_reservataire: values.get("type_reservataire").and_then(|code| TypeReservataire::from_code(code)),
        reservataire: text("reservataire"),
        mutation: flag("mutation"),
        relogement: flag("relogement"),
        prioritaire: flag("prioritaire"),
        dalo: flag("dalo"),
        revenu_uc: amount("revenu_uc"),
        entree_le: day("entree_le"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(texte: &str) -> FichierBailleur {
        read_bailleur(texte.as_bytes(), None).unwrap()
    }

    #[test]
    fn each_kind_is_known_by_its_columns() {
        let vacances = read("Référence logement;Disponible le;Loyer;Charges\nBAL-01;01/12/2026;412,35;60\n");
        assert_eq!((vacances.genre, vacances.lues, vacances.rejetees), (GenreFichier::Vacances, 1, 0));
        let row = &vacances.lignes[0];
        assert_eq!(
            (row.reference.as_deref(), row.loyer, row.charges),
            (Some("BAL-01"), Some(Centimes(41_235)), Some(Centimes(6_000)))
        );
        assert_eq!(row.disponible_le, parse_iso("2026-12-01"));

        let baux =
            read("Identifiant RPLS;Date de signature;Numéro unique;Contingent;Mutation;DALO\n9730000001;2026-10-02;;ETAT;non;\n");
        assert_eq!(baux.genre, GenreFichier::Baux);
        assert_eq!((baux.lignes[0].mutation, baux.lignes[0].dalo), (Some(false), None));

        let locataires = read("Logement;Numéro unique;Entrée le\nBAL-02;973071609871210331;03/02/2015\n");
        assert_eq!(locataires.genre, GenreFichier::Locataires);
        assert_eq!(locataires.lignes[0].entree_le, parse_iso("2015-02-03"));
    }

    #[test]
    fn a_bad_row_is_named_and_the_others_are_kept() {
        let lu = read(
            "reference;disponible_le;loyer\nA1;31/02/2026;400\nA2;01/03/2026;beaucoup\n;01/03/2026;400\nA4;02/03/2026;410\n",
        );
        assert_eq!((lu.lues, lu.rejetees, lu.lignes.len()), (4, 2, 2));
        let first = &lu.anomalies[0];
        assert_eq!(
            (first.ligne, first.champ.as_str(), first.valeur.as_str(), first.gravite),
            (2, "disponible_le", "31/02/2026", Gravite::Rejet)
        );
        assert!(lu.anomalies.iter().any(|a| a.ligne == 3 && a.valeur == "beaucoup" && a.gravite == Gravite::Ignoree));
        assert!(lu.anomalies.iter().all(|a| !a.raison.is_empty() && !a.que_faire.is_empty()));
        assert_eq!(lu.lignes[0].loyer, None, "unknown stays unknown");
    }

    #[test]
    fn a_saved_mapping_names_columns_that_no_one_would_guess() {
        let mapping = Correspondance {
            nom: "SIGUY".to_owned(),
            colonnes: vec![
                Colonne { source: "K1".to_owned(), champ: "bailleur_reference".to_owned(), ..Colonne::default() },
                Colonne { source: "K2".to_owned(), champ: "bailleur_disponible_le".to_owned(), ..Colonne::default() },
            ],
            ..Correspondance::default()
        };
        let octets = b"K1;K2\nA1;01/03/2026\n";
        assert!(read_bailleur(octets, None).is_err());
        assert!(is_bailleur(octets, Some(&mapping)));
        assert_eq!(read_bailleur(octets, Some(&mapping)).unwrap().lignes[0].reference.as_deref(), Some("A1"));
    }

    #[test]
    fn a_table_of_something_else_is_refused_in_words() {
        let refus = read_bailleur(b"nom;prenom\na;b\n", None).unwrap_err();
        assert!(refus.to_string().contains("aucune colonne"), "{refus}");
    }
}
