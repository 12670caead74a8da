//! National values: dated tables, one file of `parametres/` per table of the text.
//!
//! The values ship in the binary and may be overridden by files given as text. A lookup on a day
//! returns the values with the version they come from; outside the encoded dates each table says
//! whether it refuses or answers provisionally.

mod erreur;
mod lecture;
mod tables;

pub use erreur::{ErreurParametres, HorsPeriode};
pub use lecture::{Millioniemes, UNITE};
pub(crate) use lecture::{line_of, translate};
pub use tables::*;

use crate::jour::Jour;
use serde::de::DeserializeOwned;

/// What a table answers after its last encoded day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuDela {
    Refuser,
    /// The last version answers, marked provisional: shown as such, and recomputed later.
    Provisoire,
}

/// How far a version was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verification {
    Verifie,
    AConfirmer,
}

/// The identity of one dated version of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    pub table: String,
    pub en_vigueur: Jour,
    /// Last day of a version known to be replaced; `None` when it runs until the next one.
    pub jusqu_au: Option<Jour>,
    pub texte: String,
    pub source: String,
    pub journal_officiel: Option<String>,
    pub verifie_le: Jour,
    pub verification: Verification,
    /// Why a shape test does not hold for this version.
    pub exception: Option<String>,
}

impl Version {
    /// Stable name of the version, as frozen with a decision: `plafonds_ressources@2026-01-01`.
    pub fn nom(&self) -> String {
        format!("{}@{}", self.table, self.en_vigueur)
    }
}

/// The values in force on a day, with where they come from.
#[derive(Clone, Copy, Debug)]
pub struct EnVigueur<'a, T> {
    pub valeurs: &'a T,
    pub version: &'a Version,
    /// True when the day is after the encoded dates and the table answers provisionally.
    pub provisoire: bool,
}

/// One legal table and its dated versions, oldest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table<T> {
    pub nom: String,
    pub libelle: String,
    pub article: String,
    pub au_dela: AuDela,
    /// Largest yearly change of an amount, in percent, beyond which a file is suspect.
    pub variation_annuelle_max_pct: Option<u32>,
    versions: Vec<(Version, T)>,
}

impl<T> Table<T> {
    /// The values in force on `jour`.
    pub fn find(&self, jour: Jour) -> Result<EnVigueur<'_, T>, HorsPeriode> {
        let position = self.versions.partition_point(|(version, _)| version.en_vigueur <= jour);
        let outside = || HorsPeriode {
            table: self.libelle.clone(),
            jour,
            depuis: self.versions[0].0.en_vigueur,
            jusqu_au: self.versions[self.versions.len() - 1].0.jusqu_au,
        };
        let Some((version, valeurs)) = position.checked_sub(1).map(|index| &self.versions[index]) else {
            return Err(outside());
        };
        let after = version.jusqu_au.is_some_and(|last| jour > last);
        let is_last = position == self.versions.len();
        match (after, self.au_dela) {
            (false, _) => Ok(EnVigueur { valeurs, version, provisoire: false }),
            (true, AuDela::Provisoire) if is_last => Ok(EnVigueur { valeurs, version, provisoire: true }),
            (true, AuDela::Provisoire | AuDela::Refuser) => Err(outside()),
        }
    }

    /// The most recent version, for a rule asked without a day.
    pub fn derniere(&self) -> EnVigueur<'_, T> {
        let (version, valeurs) = &self.versions[self.versions.len() - 1];
        EnVigueur { valeurs, version, provisoire: false }
    }

    /// Every version, oldest first.
    pub fn versions(&self) -> impl Iterator<Item = (&Version, &T)> {
        self.versions.iter().map(|(version, valeurs)| (version, valeurs))
    }
}

macro_rules! tables {
    ($($(#[$meta:meta])* $nom:ident : $type:ty;)+) => {
        /// Every national table.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Parametres { $($(#[$meta])* pub $nom: Table<$type>,)+ }

        impl Parametres {
            /// The names of the tables, which are those of their files without `.toml`.
            pub const NOMS: &'static [&'static str] = &[$(stringify!($nom),)+];

            /// The tables shipped in the binary.
            pub fn embarques() -> Parametres {
                $(let $nom = lecture::read_table(stringify!($nom), include_str!(concat!("../../../parametres/", stringify!($nom), ".toml")))
                    .expect("the shipped tables are read by a test");)+
                Parametres { $($nom,)+ }
            }

            /// The shipped tables, some replaced by the files given: name (with or without `.toml`) and content.
            ///
            /// Errors name the file, the line and what is wrong; all files are read before answering.
            pub fn charger(fichiers: &[(&str, &str)]) -> Result<Parametres, Vec<ErreurParametres>> {
                let mut parametres = Parametres::embarques();
                let mut erreurs = Vec::new();
                for (fichier, contenu) in fichiers {
                    let nom = fichier.strip_suffix(".toml").unwrap_or(fichier);
                    match nom {
                        $(stringify!($nom) => match lecture::read_table(stringify!($nom), contenu) {
                            Ok(table) => parametres.$nom = table,
                            Err(erreur) => erreurs.push(erreur),
                        },)+
                        autre => erreurs.push(ErreurParametres {
                            fichier: (*fichier).to_owned(), ligne: None,
                            message: format!("« {autre} » n'est pas une table connue. Tables : {}.", Parametres::NOMS.join(", ")),
                        }),
                    }
                }
                if erreurs.is_empty() { Ok(parametres) } else { Err(erreurs) }
            }

            /// The version of every table in force on a day, for a page that shows them or a decision that freezes them.
            pub fn list_versions(&self, jour: Jour) -> Vec<(&'static str, Result<(&Version, bool), HorsPeriode>)> {
                vec![$((stringify!($nom), self.$nom.find(jour).map(|found| (found.version, found.provisoire))),)+]
            }

            /// What each table is called and the article it comes from, in the order of [`Parametres::list_versions`].
            pub fn list_libelles(&self) -> Vec<(&'static str, &str, &str)> {
                vec![$((stringify!($nom), self.$nom.libelle.as_str(), self.$nom.article.as_str()),)+]
            }
        }
    };
}

tables! {
    /// Income ceilings PLUS "autres régions", from which the overseas ceilings derive.
    plafonds_ressources: PlafondsRessources;
    plafonds_outre_mer: PlafondsOutreMer;
    quartiles: Quartiles;
    surfaces_minimales: SurfacesMinimales;
    unites_consommation: UnitesConsommation;
    menage: ReglesMenage;
    delais: Delais;
    /// Papers that may be asked, and what may stand for a tax notice.
    pieces: ListePieces;
    /// Titles to stay admitted for a social home.
    titres_sejour: TitresSejour;
    caleol: ReglesCaleol;
    objectifs: CiblesObjectifs;
    reservations: PartsReservation;
    effort: ReglesEffort;
    jours_feries: JoursFeries;
    al_forfaits: AlForfaits;
    al_abattement: AlAbattement;
    al_taux: AlTaux;
}

/// A value table that checks its own shape when it is read.
pub(crate) trait Forme: DeserializeOwned {
    /// Says in French what cannot be, e.g. a threshold above the next one.
    fn check_forme(&self) -> Result<(), String>;
    /// Amounts compared from one version to the next, in a fixed order.
    fn list_montants(&self) -> Vec<i64> {
        Vec::new()
    }
}

#[cfg(test)]
mod tests;
