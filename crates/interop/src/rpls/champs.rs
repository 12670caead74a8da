//! Where each value stands: by position in the landlord's file, by name in the public one.

use super::FormatRpls;

/// Positions of the landlord's file (arrêté of 5 January 2010).
pub const POSITIONS: usize = 64;

macro_rules! champs {
    ($($variant:ident = $position:literal, [$($colonne:literal),*], $libelle:literal;)+) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Champ { $($variant,)+ }

        impl Champ {
            pub const ALL: &'static [Champ] = &[$(Champ::$variant,)+];

            /// From 1; 0 when the landlord's file does not have it.
            const fn position(self) -> usize {
                match self { $(Champ::$variant => $position,)+ }
            }

            /// Names in the public file, years apart.
            const fn colonnes(self) -> &'static [&'static str] {
                match self { $(Champ::$variant => &[$($colonne),*],)+ }
            }

            pub const fn libelle(self) -> &'static str {
                match self { $(Champ::$variant => $libelle,)+ }
            }
        }
    };
}

champs! {
    Identifiant = 1, [], "identifiant RPLS";
    Reference = 2, [], "identifiant du bailleur";
    Commune = 4, ["DEPCOM", "DEPCOM_CODE"], "code commune";
    NumeroVoie = 7, ["NUMVOIE"], "numéro de voie";
    Repetition = 8, ["INDREP"], "indice de répétition";
    TypeVoie = 9, ["TYPVOIE"], "type de voie";
    NomVoie = 10, ["NOMVOIE"], "nom de voie";
    Appartement = 11, ["NUMAPPT"], "numéro d'appartement";
    Etage = 15, ["ETAGE"], "étage";
    Batiment = 18, ["BAT"], "bâtiment";
    Programme = 20, ["COMPLGEO"], "programme";
    LieuDit = 21, ["LIEUDIT"], "lieu-dit";
    Qpv = 22, ["QPV", "QPV_CODE"], "situation en QPV";
    TypeConstruction = 23, ["TYPECONST", "TYPECONST_CODE"], "type de construction";
    Pieces = 24, ["NBPIECE"], "nombre de pièces";
    Surface = 25, ["SURFHAB"], "surface habitable";
    Annee = 26, ["CONSTRUCT"], "année de construction";
    Financement = 32, ["FINAN", "FINAN_CODE"], "financement initial";
    Conventionne = 34, ["CONV", "CONV_CODE"], "conventionnement";
    DateConvention = 36, ["DATCONV"], "date de convention";
    Sortie = 37, [], "motif de sortie";
    Occupation = 40, [], "mode d'occupation";
    Bail = 41, [], "prise d'effet du bail";
    Loyer = 44, [], "loyer principal";
    LoyerAccessoire = 45, [], "loyer accessoire";
    PlafondCus = 47, ["CUS", "CUS_CODE"], "plafond de la CUS";
    Contingent = 63, [], "contingent";
}

/// A row of a workbook, whose last cells are not kept when they are empty.
pub fn pad(cellules: &[String]) -> Vec<String> {
    let mut cells = cellules.to_vec();
    if (Champ::Contingent.position() - 1..POSITIONS).contains(&cells.len()) {
        cells.resize(POSITIONS, String::new());
    }
    cells
}

/// Where to find each value in a row.
pub struct Plan {
    /// Rank of the cell of each field, in the order of [`Champ::ALL`].
    rangs: Vec<Option<usize>>,
    /// Cells a row must have.
    pub largeur: usize,
}

impl Plan {
    /// From the first line: the plan, whether that line is a home, and the kind of file. `None` for any other table.
    pub fn recognise(cellules: &[String]) -> Option<(Plan, bool, FormatRpls)> {
        let names: Vec<String> = cellules.iter().map(|c| c.trim().to_ascii_uppercase()).collect();
        let find = |champ: Champ| names.iter().position(|n| champ.colonnes().contains(&n.as_str()));
        if find(Champ::Commune).is_some() && find(Champ::Pieces).is_some() {
            let rangs = Champ::ALL.iter().map(|c| find(*c)).collect();
            return Some((Plan { rangs, largeur: cellules.len() }, false, FormatRpls::Public));
        }
        // A closing separator makes one cell more.
        let full = cellules.len() == POSITIONS || cellules.len() == POSITIONS + 1 && cellules[POSITIONS].is_empty();
        if !full {
            return None;
        }
        let rangs = Champ::ALL.iter().map(|c| c.position().checked_sub(1)).collect();
        let commune = &names[Champ::Commune.position() - 1];
        let is_data = commune.len() == 5 && commune.chars().skip(2).all(|c| c.is_ascii_digit());
        Some((Plan { rangs, largeur: POSITIONS }, is_data, FormatRpls::Declaratif))
    }

    /// Columns that the public file of this year does not have, among those it could.
    pub fn list_absents(&self) -> Vec<&'static str> {
        let named = |c: &&Champ| !c.colonnes().is_empty() && self.rang(**c).is_none();
        Champ::ALL.iter().filter(named).map(|c| c.libelle()).collect()
    }

    /// The value of a field, empty when the row does not have it.
    pub fn get<'a>(&self, cellules: &'a [String], champ: Champ) -> &'a str {
        self.rang(champ).and_then(|rang| cellules.get(rang)).map_or("", |cell| cell.trim())
    }

    fn rang(&self, champ: Champ) -> Option<usize> {
        self.rangs.get(champ as usize).copied().flatten()
    }
}
