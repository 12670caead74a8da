//! Reading: which values of the law and which local rules apply today, and which of them are to be confirmed.
//!
//! The shares of the reservation conventions are left to their own page: here they are counted, never shown.

mod locales;

use chrono::Datelike as _;
use droit::jour::{Jour, format_fr};
use droit::parametres::{HorsPeriode, Verification, Version};

use crate::carbet::Carbet;
use crate::droits::{Acte, Acteur};
use crate::figer::{is_table_du_dossier, is_table_lue, libelle_table};
use crate::issue::Echec;

/// Standing of a value, what needs a look first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EtatValeur {
    /// Its value, its text or its reading is still to be confirmed.
    AConfirmer,
    /// Used after its last published day.
    Provisoire,
    /// Nothing is published for today and the table refuses to answer.
    NonPubliee,
    /// Written for the demonstration.
    Demonstration,
    /// Published, and read in the text.
    Publiee,
    /// Adopted by the authority that its source names.
    Adoptee,
}

/// A table of the law or a local rule, as it applies today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValeurAppliquee {
    pub code: &'static str,
    pub nom: String,
    pub article: String,
    /// What the rule sets, in words; empty for a table.
    pub valeur: String,
    /// First day of the version applied.
    pub au: Option<Jour>,
    pub etat: EtatValeur,
    /// To be confirmed and, on top of it, used after its last published day.
    pub provisoire: bool,
    /// The text it is read in; empty for a local rule, whose source says it.
    pub texte: String,
    pub source: String,
    /// What it waits for.
    pub suite: String,
}

/// A rank of the local list of priority publics.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RangVu {
    pub rang: u8,
    pub libelle: String,
    pub publics: Vec<String>,
}

/// The local list of priority publics, in its own order (R3.03, C18).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListeLocale {
    pub rangs: Vec<RangVu>,
    pub au: Jour,
    pub etat: EtatValeur,
    pub validee_en_cih_le: Option<Jour>,
    pub source: String,
}

/// What applies today: to be confirmed first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParametresAppliques {
    pub jour: Jour,
    /// Every table of the law.
    pub tables: Vec<ValeurAppliquee>,
    /// Every rule of the territory.
    pub locales: Vec<ValeurAppliquee>,
    pub publics: Option<ListeLocale>,
    /// Tables and rules to be confirmed.
    pub a_confirmer: usize,
}

/// A page whose figures rest on some of the values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chiffres {
    Objectifs,
    Reservations,
    Cotation,
    Demande,
    Seance,
}

impl Chiffres {
    /// Whether the figures of the page read a table or a local rule.
    fn reads(self, code: &str) -> bool {
        match self {
            Chiffres::Objectifs => {
                ["objectifs", "quartiles", "unites_consommation", "menage", "objectif_local", "qpv"].contains(&code)
            }
            Chiffres::Reservations => ["reservations", "convention"].contains(&code),
            Chiffres::Cotation => is_table_du_dossier(code) || ["grille", "delai_anormalement_long", "qpv"].contains(&code),
            Chiffres::Demande => {
                is_table_du_dossier(code)
                    || ["grille", "delai_anormalement_long", "qpv", "publics_prioritaires", "pieces"].contains(&code)
            }
            Chiffres::Seance => {
                is_table_lue(code)
                    || ["grille", "publics_prioritaires", "typologie", "seuil_effort", "commission", "voix_preponderante", "qpv"]
                        .contains(&code)
            }
        }
    }
}

/// The values that apply today. Errors: `Introuvable` without the right.
pub fn consulter_parametres(carbet: &Carbet, acteur: &Acteur) -> Result<ParametresAppliques, Echec> {
    acteur.portee(Acte::ConsulterParametres).ok_or(Echec::Introuvable)?;
    let (jour, regles) = (carbet.aujourd_hui(), carbet.regles());
    let (mut tables, mut locales) = (list_tables(carbet, jour), locales::list_locales(&regles, jour, annee(jour)));
    // What needs a look comes first; the order of the registers is kept within a standing.
    tables.sort_by_key(|v| v.etat);
    locales.sort_by_key(|v| v.etat);
    let a_confirmer = tables.iter().chain(&locales).filter(|v| v.etat == EtatValeur::AConfirmer).count();
    Ok(ParametresAppliques { jour, tables, locales, publics: locales::build_liste(&regles, jour), a_confirmer })
}

/// How many of the values that the figures of a page rest on are to be confirmed; 0 for who may not see them.
pub fn count_a_confirmer(carbet: &Carbet, acteur: &Acteur, chiffres: Chiffres) -> usize {
    if acteur.portee(Acte::ConsulterParametres).is_none() {
        return 0;
    }
    let (jour, regles) = (carbet.aujourd_hui(), carbet.regles());
    list_tables(carbet, jour)
        .iter()
        .chain(&locales::list_locales(&regles, jour, annee(jour)))
        .filter(|v| v.etat == EtatValeur::AConfirmer && chiffres.reads(v.code))
        .count()
}

/// The civil year of a day, for the yearly objectives.
fn annee(jour: Jour) -> u16 {
    u16::try_from(jour.year()).unwrap_or(0)
}

fn list_tables(carbet: &Carbet, jour: Jour) -> Vec<ValeurAppliquee> {
    let p = &carbet.parametres;
    p.list_versions(jour)
        .into_iter()
        .zip(p.list_libelles())
        .map(|((code, found), (_, libelle, article))| {
            // The name that the minutes give, so that one finds here what one read there.
            let nom = match libelle_table(code) {
                same if same == code => libelle,
                told => told,
            };
            build_table(code, nom, article, found)
        })
        .collect()
}

fn build_table(code: &'static str, nom: &str, article: &str, found: Result<(&Version, bool), HorsPeriode>) -> ValeurAppliquee {
    let empty = ValeurAppliquee {
        code,
        nom: nom.to_owned(),
        article: article.to_owned(),
        valeur: String::new(),
        au: None,
        etat: EtatValeur::NonPubliee,
        provisoire: false,
        texte: String::new(),
        source: String::new(),
        suite: "Attend la publication du texte : d’ici là, Carbet ne répond pas.".to_owned(),
    };
    let Ok((version, provisoire)) = found else { return empty };
    let (etat, suite) = match (version.verification, provisoire) {
        (Verification::AConfirmer, false) => (EtatValeur::AConfirmer, "Attend la relecture d’un juriste.".to_owned()),
        (Verification::AConfirmer, true) => (
            EtatValeur::AConfirmer,
            "Attend la relecture d’un juriste, et la valeur publiée pour ce jour : ce qui en dépend sera recalculé.".to_owned(),
        ),
        (Verification::Verifie, true) => {
            (EtatValeur::Provisoire, "Attend la valeur publiée pour ce jour : ce qui en dépend sera recalculé.".to_owned())
        }
        (Verification::Verifie, false) => (EtatValeur::Publiee, format!("Relue le {}.", format_fr(version.verifie_le))),
    };
    ValeurAppliquee {
        au: Some(version.en_vigueur),
        etat,
        provisoire: provisoire && etat == EtatValeur::AConfirmer,
        texte: version.texte.clone(),
        source: version.source.clone(),
        suite,
        ..empty
    }
}
