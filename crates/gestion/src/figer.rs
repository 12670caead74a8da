//! What a decision was based on, frozen as text: facts, score lines, figures, versions (R4.03, R7.10).
//!
//! The text is stored encrypted with its digest; minutes and replays read it and nothing else. Its
//! shape is versioned: a reader of an old form keeps reading it.

use droit::cotation::{EtatLigne, GrilleCompilee, Note};
use droit::demande::NaturePreuve;
use droit::faits::{EtatPreuve, FaitsDemande, Schema, Valeur};
use droit::jour::{Jour, format_fr, parse_iso};
use droit::logement::Logement;
use droit::montant::Centimes;
use droit::parametres::{Parametres, Verification};
use serde::{Deserialize, Serialize};

use crate::decision_figee::NomsLogement;
use crate::examen::{Calcul, Examen, LoyerDemande};

/// Version of this form. Form 1 could not say that a priority, the DALO or a mutation is unknown, nor the local effort
/// threshold, nor whether a version is to be confirmed.
pub const FORME: u32 = 2;

/// Forms that a reader takes: what form 1 did not say is unknown.
const FORMES_LUES: [u32; 2] = [1, FORME];

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fige {
    pub forme: u32,
    pub jour: String,
    pub demande: DemandeFigee,
    pub logement: LogementFige,
    pub candidat: CandidatFige,
    pub calcul: CalculFige,
    pub faits: Vec<FaitFige>,
    pub note: NoteFigee,
    pub seance: SeanceFigee,
    pub versions: VersionsFigees,
}

/// The demande as examined.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemandeFigee {
    pub numero_unique: String,
    pub depose_le: String,
    pub renouvele_le: Option<String>,
    /// Version of the dossier in Carbet.
    pub version: i64,
    /// Day of the SNE extract it comes from.
    pub extrait_le: Option<String>,
}

/// The home as examined; amounts in cents per month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogementFige {
    pub rpls: Option<String>,
    pub residence: String,
    pub adresse: String,
    pub commune: String,
    pub commune_nom: String,
    pub typologie: String,
    pub surface: u16,
    pub produit: String,
    pub financement: String,
    pub loyer: i64,
    pub loyer_annexes: i64,
    pub charges: i64,
    pub reservataire: Option<String>,
    pub reservataire_nom: String,
    /// `None`: location unknown.
    pub en_qpv: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CandidatFige {
    /// Code and name of the organisation that proposed the household.
    pub contingent: String,
    pub contingent_nom: String,
    pub position: Option<i32>,
    /// `None`: unknown.
    pub prioritaire: Option<bool>,
    pub dalo: Option<bool>,
    pub mutation: Option<bool>,
}

/// Amounts in cents, rates in basis points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalculFige {
    pub personnes: u8,
    pub categorie: Option<u8>,
    pub revenu: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revenu_plancher: Option<i64>,
    pub plafond: Option<i64>,
    pub ressources_mensuelles: Option<i64>,
    pub unites_dixiemes: Option<u32>,
    pub aide: Option<i64>,
    pub taux_effort: Option<i64>,
    pub reste_pour_vivre: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaitFige {
    pub nom: String,
    pub valeur: ValeurFigee,
    /// `declare`, `sans_objet`, or the nature of the proof.
    pub preuve: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "valeur", rename_all = "snake_case")]
pub enum ValeurFigee {
    Inconnu,
    Booleen(bool),
    Entier(i64),
    Enumeration(String),
    Date(String),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteFigee {
    pub total: i32,
    pub provisoire: bool,
    pub releve_au_plancher: i32,
    pub lignes: Vec<LigneFigee>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LigneFigee {
    pub rubrique: String,
    pub critere: String,
    pub libelle: String,
    pub points: Option<i32>,
    pub retenus: i32,
    pub article: String,
    /// `acquis`, `provisoire`, `a_completer`, `nul`.
    pub etat: String,
}

/// The commission on this home.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeanceFigee {
    /// Members who could vote on this home.
    pub votants: u32,
    /// `None` while the règlement sets no quorum.
    pub quorum: Option<u32>,
    /// Codes of the members who left for a link with a candidate.
    pub deportes: Vec<String>,
    /// Code of the member whose casting vote carried the decision; `None` when the majority did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voix_preponderante: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionsFigees {
    pub grille: String,
    pub grille_statut: String,
    /// Id and number of the version of the local rules.
    pub territoire: String,
    pub territoire_numero: i64,
    pub parametres: Vec<VersionFigee>,
    /// Local effort threshold in force on the day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seuil_effort: Option<SeuilFige>,
}

/// A local threshold and its standing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeuilFige {
    /// Basis points.
    pub taux_maximal: i64,
    /// Code of the standing of the rule.
    pub statut: String,
    pub source: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionFigee {
    pub table: String,
    /// `table@jour`.
    pub version: String,
    pub texte: String,
    pub source: String,
    /// Used after its last encoded day.
    pub provisoire: bool,
    /// Its values or their reading are still to be confirmed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub a_confirmer: bool,
}

/// Tables of the law that an examination reads, and their names in the minutes.
const TABLES_LUES: &[(&str, &str)] = &[
    ("plafonds_ressources", "Plafonds de ressources"),
    ("plafonds_outre_mer", "Plafonds outre-mer par produit"),
    ("surfaces_minimales", "Surfaces minimales d’occupation"),
    ("unites_consommation", "Unités de consommation"),
    ("menage", "Catégories de ménage et revenu retenu"),
    ("delais", "Délais de la demande et de l’offre"),
    ("caleol", "Règles de la commission"),
    ("effort", "Taux d’effort et reste pour vivre"),
    ("al_forfaits", "Aide au logement : forfaits"),
    ("al_abattement", "Aide au logement : abattements"),
    ("al_taux", "Aide au logement : taux"),
];

/// Those of them that only a home needs: the page of a demande, which shows none, does not read them.
const POUR_UN_LOGEMENT: &[&str] = &["al_forfaits", "al_abattement", "al_taux", "effort", "caleol"];

/// Whether an examination reads a table.
pub(crate) fn is_table_lue(code: &str) -> bool {
    TABLES_LUES.iter().any(|(table, _)| *table == code)
}

/// Whether the page of a demande reads a table: the housing benefit and the effort are out of its figures.
pub(crate) fn is_table_du_dossier(code: &str) -> bool {
    is_table_lue(code) && !POUR_UN_LOGEMENT.contains(&code)
}

/// The name of a table for readers; its code when it is not one of those.
pub(crate) fn libelle_table(code: &str) -> &str {
    TABLES_LUES.iter().find(|(table, _)| *table == code).map_or(code, |(_, words)| words)
}

impl Fige {
    /// The frozen text: same values, same bytes.
    pub fn write(&self) -> String {
        serde_json::to_string(self).expect("a frozen decision holds only texts and integers")
    }

    /// Reads a frozen text; `None` when it is not of a known form.
    pub fn read(text: &str) -> Option<Fige> {
        serde_json::from_str::<Fige>(text).ok().filter(|fige| FORMES_LUES.contains(&fige.forme))
    }

    pub fn loyer(&self) -> LoyerDemande {
        LoyerDemande {
            loyer: Centimes(self.logement.loyer),
            annexes: Centimes(self.logement.loyer_annexes),
            charges: Centimes(self.logement.charges),
        }
    }
}

impl CalculFige {
    pub(crate) fn freeze(calcul: &Calcul) -> CalculFige {
        CalculFige {
            personnes: calcul.personnes,
            categorie: calcul.categorie,
            revenu: calcul.revenu.map(|c| c.0),
            revenu_plancher: calcul.revenu_plancher.map(|c| c.0),
            plafond: calcul.plafond.map(|c| c.0),
            ressources_mensuelles: calcul.ressources_mensuelles.map(|c| c.0),
            unites_dixiemes: calcul.unites_dixiemes,
            aide: calcul.aide.map(|c| c.0),
            taux_effort: calcul.taux_effort.map(|t| t.0),
            reste_pour_vivre: calcul.reste_pour_vivre.map(|c| c.0),
        }
    }
}

impl LogementFige {
    /// The home with the rent of this letting and the names a reader needs.
    pub(crate) fn freeze(logement: &Logement, loyer: LoyerDemande, noms: NomsLogement) -> LogementFige {
        LogementFige {
            rpls: logement.rpls.clone(),
            residence: noms.residence,
            adresse: noms.adresse,
            commune: logement.commune.clone(),
            commune_nom: noms.commune,
            typologie: logement.typologie.code().to_owned(),
            surface: logement.surface,
            produit: logement.produit.code().to_owned(),
            financement: logement.produit.libelle().to_owned(),
            loyer: loyer.loyer.0,
            loyer_annexes: loyer.annexes.0,
            charges: loyer.charges.0,
            reservataire: noms.reservataire,
            reservataire_nom: noms.reservataire_nom,
            en_qpv: logement.qpv_connu.then_some(logement.qpv.is_some()),
        }
    }
}

pub(crate) fn freeze_faits(schema: &Schema, faits: &FaitsDemande) -> Vec<FaitFige> {
    schema
        .faits()
        .iter()
        .zip(faits.valeurs.iter().zip(&faits.preuves))
        .map(|(description, (valeur, preuve))| FaitFige {
            nom: description.nom.clone(),
            valeur: match valeur {
                Valeur::Inconnu => ValeurFigee::Inconnu,
                Valeur::Booleen(value) => ValeurFigee::Booleen(*value),
                Valeur::Entier(value) => ValeurFigee::Entier(*value),
                Valeur::Enumeration(code) => ValeurFigee::Enumeration(code.to_string()),
                Valeur::Date(jour) => ValeurFigee::Date(jour.to_string()),
            },
            preuve: match preuve {
                EtatPreuve::Declare => "declare",
                EtatPreuve::SansObjet => "sans_objet",
                EtatPreuve::Prouve { nature } => nature.code(),
            }
            .to_owned(),
        })
        .collect()
}

/// The frozen facts in the order of a schema; `Err` names a fact that the schema no longer has or types otherwise.
pub(crate) fn thaw_faits(schema: &Schema, figes: &[FaitFige]) -> Result<FaitsDemande, String> {
    let mut faits = schema.inconnus();
    for fige in figes {
        let valeur = match &fige.valeur {
            ValeurFigee::Inconnu => Valeur::Inconnu,
            ValeurFigee::Booleen(value) => Valeur::Booleen(*value),
            ValeurFigee::Entier(value) => Valeur::Entier(*value),
            ValeurFigee::Enumeration(code) => Valeur::Enumeration(code.clone().into()),
            ValeurFigee::Date(text) => Valeur::Date(parse_iso(text).ok_or_else(|| fige.nom.clone())?),
        };
        let preuve = match fige.preuve.as_str() {
            "declare" => EtatPreuve::Declare,
            "sans_objet" => EtatPreuve::SansObjet,
            code => EtatPreuve::Prouve { nature: NaturePreuve::from_code(code).ok_or_else(|| fige.nom.clone())? },
        };
        if !faits.set(schema, &fige.nom, valeur, preuve) {
            return Err(fige.nom.clone());
        }
    }
    Ok(faits)
}

impl NoteFigee {
    pub(crate) fn freeze(note: &Note) -> NoteFigee {
        let lignes = note.lignes.iter().map(|ligne| LigneFigee {
            rubrique: ligne.rubrique.clone(),
            critere: ligne.critere.clone(),
            libelle: ligne.libelle.clone(),
            points: ligne.points,
            retenus: ligne.retenus,
            article: ligne.article.clone(),
            etat: match ligne.etat {
                EtatLigne::Acquis => "acquis",
                EtatLigne::Provisoire => "provisoire",
                EtatLigne::ACompleter => "a_completer",
                EtatLigne::Nul => "nul",
            }
            .to_owned(),
        });
        NoteFigee {
            total: note.total,
            provisoire: note.provisoire,
            releve_au_plancher: note.releve_au_plancher,
            lignes: lignes.collect(),
        }
    }
}

/// The versions in force on a day of every table an examination reads; a table without value that day is left out.
pub(crate) fn freeze_parametres(parametres: &Parametres, jour: Jour) -> Vec<VersionFigee> {
    parametres
        .list_versions(jour)
        .into_iter()
        .filter(|(table, _)| is_table_lue(table))
        .filter_map(|(table, found)| {
            let (version, provisoire) = found.ok()?;
            Some(VersionFigee {
                table: table.to_owned(),
                version: version.nom(),
                texte: version.texte.clone(),
                source: version.source.clone(),
                provisoire,
                a_confirmer: version.verification == Verification::AConfirmer,
            })
        })
        .collect()
}

/// The tables that an examination reads on a day after the end of their last version, in words: name, and the version
/// that answers provisionally.
pub(crate) fn list_provisoires(parametres: &Parametres, jour: Jour) -> Vec<String> {
    freeze_parametres(parametres, jour).iter().filter(|v| v.provisoire).map(tell_version).collect()
}

/// The same for the page of a demande, which shows no home.
pub(crate) fn list_provisoires_dossier(parametres: &Parametres, jour: Jour) -> Vec<String> {
    let read = freeze_parametres(parametres, jour);
    read.iter().filter(|v| v.provisoire && is_table_du_dossier(&v.table)).map(tell_version).collect()
}

/// What the minutes say of the versions applied: each one used provisionally, or whose reading is to be confirmed, once.
pub(crate) fn tell_reserves<'a>(versions: impl Iterator<Item = &'a VersionFigee>) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    for version in versions {
        let name = tell_version(version);
        let provisional =
            version.provisoire.then(|| format!("{name} : appliquée à titre provisoire, faute de valeur publiée pour ce jour."));
        let open = version.a_confirmer.then(|| format!("{name} : à confirmer ({}).", version.texte));
        for note in [provisional, open].into_iter().flatten() {
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
    }
    notes
}

/// A table and its version: « Aide au logement : abattements, version du 01/01/2025 ».
pub(crate) fn tell_version(version: &VersionFigee) -> String {
    let day = version.version.rsplit('@').next().unwrap_or_default();
    let day = parse_iso(day).map_or_else(|| day.to_owned(), format_fr);
    format!("{}, version du {day}", libelle_table(&version.table))
}

/// What of the frozen form comes from the examination.
pub(crate) struct ExamenFige {
    pub calcul: CalculFige,
    pub faits: Vec<FaitFige>,
    pub note: NoteFigee,
}

pub(crate) fn freeze_examen(grille: &GrilleCompilee, examen: &Examen) -> ExamenFige {
    ExamenFige {
        calcul: CalculFige::freeze(&examen.calcul),
        faits: freeze_faits(grille.schema(), &examen.faits),
        note: NoteFigee::freeze(&examen.note),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_come_back_as_they_were_frozen() {
        let schema = Schema::national();
        let mut faits = schema.inconnus();
        assert!(faits.set(&schema, "dalo", Valeur::Booleen(true), EtatPreuve::Prouve { nature: NaturePreuve::Decision }));
        assert!(faits.set(&schema, "taux_effort_pct", Valeur::Entier(27), EtatPreuve::SansObjet));
        let jour = parse_iso("2021-03-04").unwrap();
        assert!(faits.set(&schema, "depose_le", Valeur::Date(jour), EtatPreuve::SansObjet));
        let figes = freeze_faits(&schema, &faits);
        let text = serde_json::to_string(&figes).unwrap();
        let read: Vec<FaitFige> = serde_json::from_str(&text).unwrap();
        assert_eq!(thaw_faits(&schema, &read), Ok(faits));
    }

    #[test]
    fn form_1_still_reads_and_what_it_did_not_say_is_unknown() {
        let known =
            r#"{"contingent":"siguy","contingent_nom":"SIGUY","position":1,"prioritaire":true,"dalo":false,"mutation":false}"#;
        let read: CandidatFige = serde_json::from_str(known).unwrap();
        assert_eq!((read.prioritaire, read.dalo, read.mutation), (Some(true), Some(false), Some(false)));
        let version = r#"{"table":"effort","version":"effort@2011-03-10","texte":"Arrêté","source":"texte","provisoire":false}"#;
        let read: VersionFigee = serde_json::from_str(version).unwrap();
        assert!(!read.a_confirmer);
        let versions = r#"{"grille":"g","grille_statut":"adoptee","territoire":"v","territoire_numero":1,"parametres":[]}"#;
        assert_eq!(serde_json::from_str::<VersionsFigees>(versions).unwrap().seuil_effort, None);
    }

    #[test]
    fn the_minutes_name_each_table_that_is_provisional_or_to_confirm() {
        let parametres = Parametres::embarques();
        let frozen = freeze_parametres(&parametres, parse_iso("2026-11-16").unwrap());
        let told = tell_reserves(frozen.iter().chain(&frozen));
        let about = |words: &str| told.iter().filter(|note| note.contains(words)).count();
        // The allowances of the housing benefit end with 2025 and are used in 2026.
        assert_eq!(about("Aide au logement : abattements, version du 01/01/2025 : appliquée à titre provisoire"), 1, "{told:#?}");
        assert_eq!(about("Taux d’effort et reste pour vivre"), 1, "to confirm, told once");
        assert_eq!(about("Surfaces minimales"), 0, "checked on the text");
        assert!(list_provisoires_dossier(&parametres, parse_iso("2026-11-16").unwrap()).is_empty());
        let later = list_provisoires_dossier(&parametres, parse_iso("2027-02-01").unwrap());
        assert_eq!(later, ["Plafonds de ressources, version du 01/01/2026"]);
        let shown = list_provisoires(&parametres, parse_iso("2026-11-16").unwrap());
        assert_eq!(shown, ["Aide au logement : abattements, version du 01/01/2025"]);
    }

    #[test]
    fn a_fact_that_no_longer_exists_is_named() {
        let gone = FaitFige { nom: "fait_disparu".into(), valeur: ValeurFigee::Booleen(true), preuve: "declare".into() };
        assert_eq!(thaw_faits(&Schema::national(), &[gone]), Err("fait_disparu".to_owned()));
    }
}
