//! The batch form (DESIGN §4, `carbet noter`): records in, `notes.csv` and `designations.csv` out, as text.
//!
//! Reading the files and their CSV is the caller's; so is the clock. The points are those of `compute_notes`.
//! A statement of the file is a declaration: what asks for a proof is provisional here. Criteria on a home
//! are not counted, since the file says nothing of the couple demande–home.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;

use crate::faits::{FaitsDemande, TypeFait, Valeur};
use crate::jour::{Jour, parse_iso};
use crate::logement::Produit;
use crate::montant::Centimes;

use super::colonnes::{Colonnes, Entete};
use super::compilation::GrilleCompilee;
use super::notes::{CleTri, Notes, compute_cle, compute_notes, compute_rangs};

/// A line, or the header, that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("ligne {ligne}, colonne « {colonne} » : {message}")]
pub struct AnomalieLot {
    /// Line of the file, the header being 1.
    pub ligne: usize,
    pub colonne: String,
    pub message: String,
}

const OBLIGATOIRES: [&str; 7] = ["numero_unique", "depose_le", "personnes", "categorie", "revenu", "souhaits", "typologie_min"];
const TYPOLOGIE_MAX: &str = "typologie_max";
const ENREGISTRE_LE: &str = "enregistre_le";
const ANCIENNETE: &str = crate::faits::ANCIENNETE_MOIS;

/// The demandes of a file, as columns.
pub struct Lot<'g> {
    grille: &'g GrilleCompilee,
    jour: Jour,
    entete: EnTeteLot,
    colonnes: Colonnes,
    numeros: Vec<String>,
    connus: HashSet<String>,
    candidats: Vec<Candidat>,
    /// Communes wished, as indexes, all rows one after the other.
    souhaits: Vec<u32>,
    communes: HashMap<String, u32>,
}

/// What a vacancy asks of a demande.
struct Candidat {
    personnes: Option<u16>,
    /// 1 to 6.
    categorie: Option<u8>,
    revenu: Option<Centimes>,
    typologie_min: u8,
    typologie_max: u8,
    fin_souhaits: u32,
}

struct EnTeteLot {
    noms: Vec<String>,
    index: HashMap<String, usize>,
    /// Column of the file, fact of the schema.
    faits: Vec<(usize, usize)>,
}

/// Scores and ranks of a lot.
pub struct NotesLot {
    pub notes: Notes,
    /// From 1 among the same commune of first wish and largest typology; 0 without them.
    pub rangs: Vec<u32>,
}

/// A vacant home of the file of homes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogementLot {
    pub logement: String,
    /// INSEE code.
    pub commune: String,
    /// Rooms, 1 to 6.
    pub typologie: u8,
    pub produit: Produit,
    pub personnes_min: Option<u16>,
    pub personnes_max: Option<u16>,
    /// Ceilings of the six categories when the file gives them, else `None` and the legal ones apply.
    pub plafonds: Option<[Centimes; 6]>,
}

/// Legal ceiling of a product for a category (1 to 6) and a number of persons; `None` when none is in force.
pub type PlafondLegal<'a> = &'a dyn Fn(Produit, u8, u16) -> Option<Centimes>;

impl<'g> Lot<'g> {
    /// Reads the header. Every unknown, missing or repeated column is told.
    pub fn new(grille: &'g GrilleCompilee, jour: Jour, noms: &[&str]) -> Result<Lot<'g>, Vec<AnomalieLot>> {
        let mut anomalies = Vec::new();
        let mut fail = |colonne: &str, message: String| {
            anomalies.push(AnomalieLot { ligne: 1, colonne: colonne.to_owned(), message });
        };
        let (mut index, mut faits) = (HashMap::new(), Vec::new());
        for (position, nom) in noms.iter().enumerate() {
            if index.insert((*nom).to_owned(), position).is_some() {
                fail(nom, "cette colonne est écrite deux fois : gardez-en une".to_owned());
            }
            match grille.schema().find(nom) {
                Some(fait) => faits.push((position, fait)),
                None if OBLIGATOIRES.contains(nom) || [TYPOLOGIE_MAX, ENREGISTRE_LE].contains(nom) => {}
                None => {
                    fail(nom, "colonne inconnue : ni une colonne du format, ni un fait du catalogue ou de la grille".to_owned())
                }
            }
        }
        for nom in OBLIGATOIRES.iter().chain(&[TYPOLOGIE_MAX]) {
            if !index.contains_key(*nom) {
                fail(nom, "cette colonne manque : ajoutez-la, vide si rien n’est connu".to_owned());
            }
        }
        if !anomalies.is_empty() {
            return Err(anomalies);
        }
        let schema = grille.schema().clone();
        let colonnes =
            if index.contains_key(ANCIENNETE) { Colonnes::with_anciennete_donnee(schema) } else { Colonnes::new(schema) };
        Ok(Lot {
            grille,
            jour,
            entete: EnTeteLot { noms: noms.iter().map(|nom| (*nom).to_owned()).collect(), index, faits },
            colonnes,
            numeros: Vec::new(),
            connus: HashSet::new(),
            candidats: Vec::new(),
            souhaits: Vec::new(),
            communes: HashMap::new(),
        })
    }

    /// Rows read.
    pub fn len(&self) -> usize {
        self.numeros.len()
    }

    pub fn is_empty(&self) -> bool {
        self.numeros.is_empty()
    }

    /// Reads one row; a bad one changes nothing and says why.
    pub fn push(&mut self, ligne: usize, champs: &[&str]) -> Result<(), AnomalieLot> {
        let fail = |colonne: &str, message: String| AnomalieLot { ligne, colonne: colonne.to_owned(), message };
        if champs.len() != self.entete.noms.len() {
            let message = format!(
                "{} champs lus, {} attendus : vérifiez les virgules et les guillemets",
                champs.len(),
                self.entete.noms.len()
            );
            return Err(fail("numero_unique", message));
        }
        let champ = |nom: &str| self.entete.index.get(nom).map_or("", |position| champs[*position]);
        let numero_unique = champ("numero_unique");
        if numero_unique.is_empty() || numero_unique.len() > 18 {
            return Err(fail("numero_unique", format!("« {numero_unique} » n’a pas de 1 à 18 caractères")));
        }
        if self.connus.contains(numero_unique) {
            return Err(fail(
                "numero_unique",
                format!("« {numero_unique} » figure déjà plus haut : une demande n’a qu’une ligne"),
            ));
        }
        let depose_le = parse_iso(champ("depose_le"))
            .ok_or_else(|| fail("depose_le", format!("« {} » n’est pas une date comme 2024-03-15", champ("depose_le"))))?;
        let enregistre_le = match champ(ENREGISTRE_LE) {
            "" => None,
            text => Some(
                parse_iso(text).ok_or_else(|| fail(ENREGISTRE_LE, format!("« {text} » n’est pas une date comme 2024-03-15")))?,
            ),
        };
        let number = |nom: &str, low: u16, high: u16| match champ(nom) {
            "" => Ok(None),
            text => match text.parse::<u16>() {
                Ok(value) if (low..=high).contains(&value) => Ok(Some(value)),
                _ => Err(fail(nom, format!("« {text} » n’est pas un nombre entier de {low} à {high}"))),
            },
        };
        let personnes = number("personnes", 1, 99)?;
        let categorie = number("categorie", 1, 6)?.map(|value| value as u8);
        let typologie_min = number("typologie_min", 1, 6)?.unwrap_or(0) as u8;
        let typologie_max = number(TYPOLOGIE_MAX, 1, 6)?.unwrap_or(0) as u8;
        if typologie_max < typologie_min {
            return Err(fail(TYPOLOGIE_MAX, "la plus grande typologie est inférieure à la plus petite".to_owned()));
        }
        let revenu = match champ("revenu") {
            "" => None,
            text => Some(Centimes::parse(text).map_err(|error| fail("revenu", error.to_string()))?),
        };
        let souhaits: Vec<&str> = champ("souhaits").split_ascii_whitespace().collect();
        let faits = self.faits(ligne, champs)?;
        let mut numero = [0; 18];
        numero.iter_mut().zip(numero_unique.bytes()).for_each(|(to, from)| *to = from);
        let commune = souhaits.first().map(|commune| (*commune).to_owned());
        self.colonnes.push(&Entete { depose_le, enregistre_le, numero, commune, typologie_max }, &faits);
        self.connus.insert(numero_unique.to_owned());
        self.numeros.push(numero_unique.to_owned());
        for souhait in souhaits {
            let next = self.communes.len() as u32;
            let index = *self.communes.entry(souhait.to_owned()).or_insert(next);
            self.souhaits.push(index);
        }
        let fin_souhaits = self.souhaits.len() as u32;
        self.candidats.push(Candidat { personnes, categorie, revenu, typologie_min, typologie_max, fin_souhaits });
        Ok(())
    }

    fn faits(&self, ligne: usize, champs: &[&str]) -> Result<FaitsDemande, AnomalieLot> {
        let mut faits = self.grille.schema().inconnus();
        for (position, fait) in &self.entete.faits {
            let description = &self.grille.schema().faits()[*fait];
            let text = champs[*position];
            let valeur = read_valeur(&description.type_fait, text).ok_or_else(|| AnomalieLot {
                ligne,
                colonne: description.nom.clone(),
                message: format!(
                    "« {text} » n’est pas une valeur de type « {} »{}",
                    description.type_fait.libelle(),
                    example(&description.type_fait)
                ),
            })?;
            faits.valeurs[*fait] = valeur;
        }
        Ok(faits)
    }

    /// Scores and ranks every row. The result does not depend on the number of threads.
    pub fn compute(&self, fils: usize) -> NotesLot {
        self.rank(self.score(fils))
    }

    /// The scores alone.
    pub fn score(&self, fils: usize) -> Notes {
        compute_notes(self.grille, &self.colonnes, self.jour, fils)
    }

    /// The ranks that scores give.
    pub fn rank(&self, notes: Notes) -> NotesLot {
        let rangs = compute_rangs(self.grille, &self.colonnes, &notes);
        NotesLot { notes, rangs }
    }

    /// Text of `notes.csv`, in the order of the file read.
    pub fn write_notes(&self, resultat: &NotesLot) -> String {
        let mut out = String::from("numero_unique,total,provisoire,rang");
        for critere in &self.grille.criteres {
            out.push(',');
            write_field(&mut out, &critere.code);
        }
        out.push('\n');
        for (ligne, numero) in self.numeros.iter().enumerate() {
            write_field(&mut out, numero);
            // Writing to a String cannot fail.
            let _ = write!(out, ",{},{},", resultat.notes.totaux[ligne], resultat.notes.provisoires[ligne]);
            if resultat.rangs[ligne] != 0 {
                let _ = write!(out, "{}", resultat.rangs[ligne]);
            }
            for critere in 0..self.grille.criteres.len() {
                out.push(',');
                if let Some(points) = resultat.notes.points(critere, ligne) {
                    let _ = write!(out, "{points}");
                }
            }
            out.push('\n');
        }
        out
    }

    /// For each home, the first `candidats` admissible rows in the order of points and tie-breaks: wishes hold the
    /// commune, typology and household size fit, income is known and at most the ceiling. Text of `designations.csv`.
    pub fn write_designations(
        &self,
        resultat: &NotesLot,
        logements: &[LogementLot],
        candidats: usize,
        plafond: PlafondLegal,
    ) -> String {
        let ordered = self.order_by_commune(resultat, logements);
        let mut out = String::from("logement,position,numero_unique\n");
        for logement in logements {
            let rows = self.communes.get(&logement.commune).and_then(|commune| ordered.get(commune));
            let admissible =
                rows.into_iter().flatten().filter(|(_, ligne)| self.is_admissible(*ligne as usize, logement, plafond));
            for (position, (_, ligne)) in admissible.take(candidats).enumerate() {
                write_field(&mut out, &logement.logement);
                let _ = write!(out, ",{},", position + 1);
                write_field(&mut out, &self.numeros[*ligne as usize]);
                out.push('\n');
            }
        }
        out
    }

    /// Rows that wish each commune where a home is, best first.
    fn order_by_commune(&self, resultat: &NotesLot, logements: &[LogementLot]) -> BTreeMap<u32, Vec<(CleTri, u32)>> {
        let mut ordered: BTreeMap<u32, Vec<(CleTri, u32)>> =
            logements.iter().filter_map(|l| self.communes.get(&l.commune)).map(|commune| (*commune, Vec::new())).collect();
        let mut debut = 0;
        for (ligne, candidat) in self.candidats.iter().enumerate() {
            let souhaits = &self.souhaits[debut..candidat.fin_souhaits as usize];
            debut = candidat.fin_souhaits as usize;
            let cle = compute_cle(self.grille, &self.colonnes, ligne, resultat.notes.totaux[ligne]);
            for (position, commune) in souhaits.iter().enumerate() {
                // A commune wished twice counts once.
                if !souhaits[..position].contains(commune)
                    && let Some(rows) = ordered.get_mut(commune)
                {
                    rows.push((cle, ligne as u32));
                }
            }
        }
        ordered.values_mut().for_each(|rows| rows.sort_unstable());
        ordered
    }

    fn is_admissible(&self, ligne: usize, logement: &LogementLot, plafond: PlafondLegal) -> bool {
        let candidat = &self.candidats[ligne];
        let (Some(personnes), Some(categorie), Some(revenu)) = (candidat.personnes, candidat.categorie, candidat.revenu) else {
            return false;
        };
        let ceiling = match &logement.plafonds {
            Some(plafonds) => Some(plafonds[usize::from(categorie) - 1]),
            None => plafond(logement.produit, categorie, personnes),
        };
        (candidat.typologie_min..=candidat.typologie_max).contains(&logement.typologie)
            && logement.personnes_min.is_none_or(|least| personnes >= least)
            && logement.personnes_max.is_none_or(|most| personnes <= most)
            && ceiling.is_some_and(|ceiling| revenu <= ceiling)
    }
}

/// Reads the homes: header, then rows. One bad row does not lose the others.
pub fn read_logements(noms: &[&str], lignes: &[Vec<&str>]) -> (Vec<LogementLot>, Vec<AnomalieLot>) {
    let (mut logements, mut anomalies) = (Vec::new(), Vec::new());
    let column = |nom: &str| noms.iter().position(|known| *known == nom);
    for nom in ["logement", "commune", "typologie", "produit", "personnes_min", "personnes_max"] {
        if column(nom).is_none() {
            anomalies.push(AnomalieLot {
                ligne: 1,
                colonne: nom.to_owned(),
                message: "cette colonne manque : ajoutez-la".to_owned(),
            });
        }
    }
    if !anomalies.is_empty() {
        return (logements, anomalies);
    }
    for (index, champs) in lignes.iter().enumerate() {
        match read_logement(&column, index + 2, champs) {
            Ok(logement) => logements.push(logement),
            Err(anomalie) => anomalies.push(anomalie),
        }
    }
    (logements, anomalies)
}

fn read_logement(column: &dyn Fn(&str) -> Option<usize>, ligne: usize, champs: &[&str]) -> Result<LogementLot, AnomalieLot> {
    let fail = |colonne: &str, message: String| AnomalieLot { ligne, colonne: colonne.to_owned(), message };
    let champ = |nom: &str| column(nom).and_then(|position| champs.get(position).copied()).unwrap_or("");
    let size = |nom: &str| match champ(nom) {
        "" => Ok(None),
        text => text.parse::<u16>().map(Some).map_err(|_| fail(nom, format!("« {text} » n’est pas un nombre entier"))),
    };
    let typologie = match champ("typologie").parse::<u8>() {
        Ok(value @ 1..=6) => value,
        _ => return Err(fail("typologie", format!("« {} » n’est pas un nombre de pièces de 1 à 6", champ("typologie")))),
    };
    let produit = Produit::from_code(champ("produit"))
        .ok_or_else(|| fail("produit", format!("« {} » n’est pas un produit : LLTS, LLS ou PLS", champ("produit"))))?;
    if champ("logement").is_empty() || champ("commune").is_empty() {
        return Err(fail("logement", "le logement et sa commune sont nécessaires".to_owned()));
    }
    let mut plafonds = [Centimes::ZERO; 6];
    let mut given = 0;
    for (index, plafond) in plafonds.iter_mut().enumerate() {
        let nom = format!("plafond_{}", index + 1);
        if !champ(&nom).is_empty() {
            *plafond = Centimes::parse(champ(&nom)).map_err(|error| fail(&nom, error.to_string()))?;
            given += 1;
        }
    }
    if given != 0 && given != 6 {
        return Err(fail("plafond_1", "donnez les six plafonds, ou aucun pour appliquer ceux de la loi".to_owned()));
    }
    Ok(LogementLot {
        logement: champ("logement").to_owned(),
        commune: champ("commune").to_owned(),
        typologie,
        produit,
        personnes_min: size("personnes_min")?,
        personnes_max: size("personnes_max")?,
        plafonds: (given == 6).then_some(plafonds),
    })
}

fn read_valeur(type_fait: &TypeFait, text: &str) -> Option<Valeur> {
    if text.is_empty() {
        return Some(Valeur::Inconnu);
    }
    match type_fait {
        TypeFait::Booleen => match text {
            "true" => Some(Valeur::Booleen(true)),
            "false" => Some(Valeur::Booleen(false)),
            _ => None,
        },
        TypeFait::Entier => text.parse().ok().map(Valeur::Entier),
        TypeFait::Date => parse_iso(text).map(Valeur::Date),
        TypeFait::Enumeration(codes) => {
            codes.iter().any(|code| code == text).then(|| Valeur::Enumeration(Cow::Owned(text.to_owned())))
        }
    }
}

fn example(type_fait: &TypeFait) -> String {
    match type_fait {
        TypeFait::Booleen => " : écrivez true, false, ou laissez vide".to_owned(),
        TypeFait::Entier => " : écrivez un nombre entier comme 12".to_owned(),
        TypeFait::Date => " : écrivez une date comme 2024-03-15".to_owned(),
        TypeFait::Enumeration(codes) => format!(" : {}", codes.join(", ")),
    }
}

fn write_field(out: &mut String, text: &str) {
    if text.contains([',', '"', '\n', '\r']) {
        out.push('"');
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cotation::{compile_grille, read_grille};

    const NOMS: [&str; 13] = [
        "numero_unique",
        "depose_le",
        "personnes",
        "categorie",
        "revenu",
        "souhaits",
        "typologie_min",
        "typologie_max",
        "dalo",
        "habite_dans_epci",
        "suroccupation",
        "handicap",
        "modele_logement",
    ];

    fn lot(grille: &GrilleCompilee, rows: &[[&str; 13]]) -> (NotesLot, String, String) {
        let mut lot = Lot::new(grille, parse_iso("2026-03-01").unwrap(), &NOMS).unwrap();
        for (index, row) in rows.iter().enumerate() {
            lot.push(index + 2, row).unwrap();
        }
        let noms = ["logement", "commune", "typologie", "produit", "personnes_min", "personnes_max"];
        let (logements, anomalies) =
            read_logements(&noms, &[vec!["L1", "97302", "3", "LLS", "2", "4"], vec!["L2", "97307", "1", "LLTS", "", ""]]);
        assert!(anomalies.is_empty());
        let plafond = |_: Produit, _: u8, _: u16| Some(Centimes::euros(20_000));
        let notes = lot.compute(2);
        let texts = (lot.write_notes(&notes), lot.write_designations(&notes, &logements, 2, &plafond));
        (notes, texts.0, texts.1)
    }

    fn grille() -> GrilleCompilee {
        compile_grille(&read_grille(include_str!("../../../../territoires/cacl/cotation/demonstration.toml")).unwrap()).unwrap()
    }

    #[test]
    fn a_file_gives_notes_ranks_and_designations() {
        let rows = [
            ["A", "2025-12-01", "3", "3", "20000", "97302 97307", "2", "3", "", "true", "false", "false", "HLM"],
            ["B", "2025-11-30", "3", "3", "20000.01", "97302", "3", "3", "true", "true", "", "false", ""],
            ["C", "2025-09-01", "2", "2", "0", "97307 97302 97302", "1", "3", "false", "true", "true", "true", "CP"],
            ["D", "2020-01-01", "5", "4", "100", "97302", "3", "3", "", "", "", "", ""],
            ["E", "2026-02-01", "2", "", "", "", "", "", "", "", "", "", ""],
        ];
        let (_, notes, designations) = lot(&grille(), &rows);
        let lines: Vec<&str> = notes.lines().collect();
        assert!(lines[0].starts_with("numero_unique,total,provisoire,rang,dalo,handicap_ou_act,"));
        let head = |line: &str| line.split(',').take(4).collect::<Vec<_>>().join(",");
        assert_eq!(head(lines[1]), "A,4,false,3");
        assert_eq!(head(lines[2]), "B,54,true,1");
        assert_eq!(head(lines[3]), "C,45,true,1");
        assert_eq!(head(lines[4]), "D,24,false,2");
        assert_eq!(head(lines[5]), "E,0,false,");
        // B is over the ceiling by a cent, D too large a household; C comes before A by its points.
        assert_eq!(designations, "logement,position,numero_unique\nL1,1,C\nL1,2,A\nL2,1,C\n");
    }

    #[test]
    fn bad_headers_and_rows_say_what_is_wrong() {
        let grille = grille();
        let day = parse_iso("2026-03-01").unwrap();
        let errors = Lot::new(&grille, day, &["numero_unique", "numero_unique", "nationalite"]).err().unwrap();
        assert!(errors.iter().any(|e| e.colonne == "nationalite") && errors.iter().any(|e| e.colonne == "revenu"));
        let mut lot = Lot::new(&grille, day, &NOMS).unwrap();
        let good = ["A", "2025-12-01", "3", "3", "20000", "97302", "2", "3", "", "true", "false", "false", "HLM"];
        lot.push(2, &good).unwrap();
        for (position, value, colonne) in [
            (0, "A", "numero_unique"),
            (0, "", "numero_unique"),
            (0, "0123456789012345678", "numero_unique"),
            (1, "01/12/2025", "depose_le"),
            (2, "0", "personnes"),
            (3, "7", "categorie"),
            (4, "mille", "revenu"),
            (7, "1", "typologie_max"),
            (8, "oui", "dalo"),
            (12, "XYZ", "modele_logement"),
        ] {
            let mut row = good;
            row[0] = "Z";
            row[position] = value;
            let anomalie = lot.push(3, &row).err().unwrap();
            assert_eq!((anomalie.ligne, anomalie.colonne.as_str()), (3, colonne), "{anomalie}");
        }
        assert!(lot.push(4, &good[..4]).is_err());
        assert_eq!(lot.len(), 1, "a bad row changes nothing");
    }
}
