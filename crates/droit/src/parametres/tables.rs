//! The values of each table, laid out as the text prints them.

use super::Forme;
use super::lecture::{Millioniemes, centimes, liste_centimes};
use crate::montant::Centimes;
use crate::pieces::Piece;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Arrêté of 29 July 1987: yearly ceilings by household category.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlafondsRessources {
    /// Categories 1 to 6.
    #[serde(deserialize_with = "liste_centimes")]
    pub plus_autres_regions: Vec<Centimes>,
    #[serde(deserialize_with = "centimes")]
    pub personne_supplementaire: Centimes,
}

/// Coefficients of the overseas products on the PLUS ceilings.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlafondsOutreMer {
    pub lls: Millioniemes,
    pub llts: Millioniemes,
    pub pls: Millioniemes,
    pub pls_base: BasePls,
}

/// The two readings of the text for PLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BasePls {
    /// 1,30 × the PLUS ceiling.
    Plus,
    /// 1,30 × the LLS ceiling.
    Lls,
}

/// Thresholds by EPCI, keyed by SIREN.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quartiles {
    pub epci: BTreeMap<String, SeuilsQuartile>,
}

/// Euros per consumption unit and per year.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeuilsQuartile {
    pub libelle: String,
    #[serde(deserialize_with = "centimes")]
    pub q1: Centimes,
    #[serde(deserialize_with = "centimes")]
    pub q2: Centimes,
    #[serde(deserialize_with = "centimes")]
    pub q3: Centimes,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SurfacesMinimales {
    /// Square metres for 1, 2, … persons; the last holds beyond.
    pub metres_carres: Vec<u32>,
    pub pieces_en_plus: u32,
}

/// Weights in tenths of a unit.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitesConsommation {
    pub premier_adulte: u32,
    pub autre: u32,
    pub enfant: u32,
    pub age_seuil: u32,
    pub mois_par_an: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReglesMenage {
    pub jeune_menage_ages: u32,
    pub baisse_revenu_pct: u32,
    pub categorie_maximale: u8,
    pub handicap_monte_categorie: bool,
    pub nombre_de_personnes_seul: bool,
    pub majorite: u32,
    /// First month in which the commission is told that the lease may fall under the ceilings of the next year.
    pub bail_annee_suivante_mois: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delais {
    pub validite_mois: u32,
    pub preavis_mois: u32,
    pub attestation_mois: u32,
    pub verification_en_ligne_jours_ouvres: u32,
    pub accueil_mois: u32,
    pub accueil_grande_agglomeration_mois: u32,
    pub courrier_radiation_mois: u32,
    pub offre_jours_minimum: u32,
    pub examen_triennal_ans: u32,
    pub conservation_ans: u32,
    /// Traces of who read a nominative file (R12.07).
    pub trace_consultation_mois: u32,
    /// To contest a decision before the administrative judge (CJA R. 421-1).
    pub recours_mois: u32,
    /// A home vacant for more months than that is a long vacancy.
    pub vacance_longue_mois: u32,
}

/// Arrêté of 22 December 2020, annexe: the papers and how strongly each is asked.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListePieces {
    pub piece: Vec<LignePiece>,
    /// What may stand for a tax notice, strongest first.
    pub substitut: Vec<Substitut>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LignePiece {
    pub code: String,
    pub exigence: ExigencePiece,
    /// Read in the text itself, not only in its accounts.
    pub verifiee: bool,
}

/// When a paper is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExigencePiece {
    /// To be registered.
    Enregistrement,
    /// To be examined.
    Instruction,
    /// At the request of who examines, within the list.
    Complementaire,
}

/// A proof that may stand for a paper the household has not; to confirm.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Substitut {
    pub libelle: String,
    /// From 1 to 100; the tax notice itself is 100.
    pub poids: u32,
    /// Months during which it is taken.
    pub validite_mois: u32,
}

impl ListePieces {
    /// The row of a paper, if the version has it.
    pub fn find(&self, piece: Piece) -> Option<&LignePiece> {
        self.piece.iter().find(|ligne| ligne.code == piece.code())
    }
}

impl ExigencePiece {
    pub const fn libelle(self) -> &'static str {
        match self {
            ExigencePiece::Enregistrement => "Pour être enregistrée",
            ExigencePiece::Instruction => "Pour être examinée",
            ExigencePiece::Complementaire => "Si l’instructeur en a besoin",
        }
    }
}

/// CCH R. 300-2, arrêté of 20 April 2022: the titles that make a stay regular and permanent.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TitresSejour {
    pub titre: Vec<LigneTitre>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LigneTitre {
    pub code: String,
    pub libelle: String,
    /// The title bears a last day, which is asked for.
    pub echeance: bool,
}

impl TitresSejour {
    pub fn find(&self, code: &str) -> Option<&LigneTitre> {
        self.titre.iter().find(|ligne| ligne.code == code)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReglesCaleol {
    pub candidats_minimum: u32,
    pub plai_adapte_par_defaut: bool,
    pub voix_preponderante_avec_cia: VoixPreponderante,
    pub voix_preponderante_sans_cia: VoixPreponderante,
}

/// Who decides a tied vote; printed "à confirmer" until the reference is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VoixPreponderante {
    PresidentEpci,
    Maire,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CiblesObjectifs {
    pub hors_qpv_premier_quartile_pct: u32,
    pub en_qpv_quartiles_2_a_4_pct: u32,
    pub publics_prioritaires_pct: u32,
    pub etat_prioritaires_pct: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartsReservation {
    pub etat_pct: u32,
    pub etat_agents_pct: u32,
    pub collectivites_garantie_pct: u32,
    pub bilan_mois: u32,
    pub bilan_jour: u32,
    pub derive_unites: u32,
    pub derive_pct: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReglesEffort {
    pub jours_par_mois: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JoursFeries {
    /// `MM-JJ`.
    pub nationaux: Vec<String>,
    pub apres_paques: Vec<i32>,
    pub departements: BTreeMap<String, FeriesLocaux>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeriesLocaux {
    pub fixes: Vec<String>,
    #[serde(default)]
    pub apres_paques: Vec<i32>,
}

/// Monthly amounts.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlForfaits {
    #[serde(deserialize_with = "centimes")]
    pub loyer_seul: Centimes,
    #[serde(deserialize_with = "centimes")]
    pub loyer_couple: Centimes,
    #[serde(deserialize_with = "centimes")]
    pub loyer_une_charge: Centimes,
    #[serde(deserialize_with = "centimes")]
    pub loyer_charge_supplementaire: Centimes,
    pub charges_plafond: u32,
    #[serde(deserialize_with = "centimes")]
    pub forfait_charges: Centimes,
    #[serde(deserialize_with = "centimes")]
    pub forfait_charges_par_personne: Centimes,
    #[serde(deserialize_with = "centimes")]
    pub participation_minimale: Centimes,
}

/// Yearly amounts.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlAbattement {
    #[serde(deserialize_with = "centimes")]
    pub seul: Centimes,
    #[serde(deserialize_with = "centimes")]
    pub couple: Centimes,
    #[serde(deserialize_with = "liste_centimes")]
    pub charges: Vec<Centimes>,
    #[serde(deserialize_with = "centimes")]
    pub charge_supplementaire: Centimes,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlTaux {
    pub participation_minimale: Millioniemes,
    pub tf_seul: Millioniemes,
    pub tf_couple: Millioniemes,
    pub tf_charges: Vec<Millioniemes>,
    pub tf_charge_supplementaire: Millioniemes,
    pub tl_seuils: [Millioniemes; 2],
    pub tl_taux: [Millioniemes; 2],
    pub degressivite: Millioniemes,
    pub suppression: Millioniemes,
    #[serde(deserialize_with = "centimes")]
    pub retenue_forfaitaire: Centimes,
    pub crds: Millioniemes,
    #[serde(deserialize_with = "centimes")]
    pub versement_minimum: Centimes,
}

fn increasing<T: PartialOrd>(list: &[T]) -> bool {
    list.windows(2).all(|pair| pair[0] < pair[1])
}

fn require(condition: bool, message: &str) -> Result<(), String> {
    if condition { Ok(()) } else { Err(message.to_owned()) }
}

impl Forme for PlafondsRessources {
    fn check_forme(&self) -> Result<(), String> {
        require(self.plus_autres_regions.len() == 6, "il faut six plafonds, un par catégorie de ménage.")?;
        require(
            self.plus_autres_regions[0] > Centimes::ZERO && increasing(&self.plus_autres_regions),
            "les plafonds doivent croître avec la catégorie.",
        )?;
        require(self.personne_supplementaire > Centimes::ZERO, "le supplément par personne doit être positif.")
    }
    fn list_montants(&self) -> Vec<i64> {
        self.plus_autres_regions.iter().chain([&self.personne_supplementaire]).map(|c| c.0).collect()
    }
}

impl Forme for PlafondsOutreMer {
    fn check_forme(&self) -> Result<(), String> {
        require(
            Millioniemes(0) < self.llts && self.llts < self.lls && self.lls < self.pls,
            "les coefficients doivent croître du LLTS au LLS puis au PLS.",
        )
    }
}

impl Forme for Quartiles {
    fn check_forme(&self) -> Result<(), String> {
        for (siren, seuils) in &self.epci {
            require(
                siren.len() == 9 && siren.bytes().all(|b| b.is_ascii_digit()),
                "un EPCI est désigné par un SIREN de neuf chiffres.",
            )?;
            require(
                Centimes::ZERO < seuils.q1 && seuils.q1 < seuils.q2 && seuils.q2 < seuils.q3,
                "les seuils de quartile doivent croître.",
            )?;
        }
        Ok(())
    }
    fn list_montants(&self) -> Vec<i64> {
        self.epci.values().flat_map(|s| [s.q1.0, s.q2.0, s.q3.0]).collect()
    }
}

impl Forme for SurfacesMinimales {
    fn check_forme(&self) -> Result<(), String> {
        require(
            !self.metres_carres.is_empty() && increasing(&self.metres_carres),
            "les surfaces doivent croître avec le nombre de personnes.",
        )
    }
}

impl Forme for UnitesConsommation {
    fn check_forme(&self) -> Result<(), String> {
        require(
            0 < self.enfant && self.enfant <= self.autre && self.autre <= self.premier_adulte && self.mois_par_an > 0,
            "les poids doivent décroître du premier adulte à l'enfant, et rester positifs.",
        )
    }
}

impl Forme for ReglesMenage {
    fn check_forme(&self) -> Result<(), String> {
        require(self.baisse_revenu_pct <= 100, "une baisse de revenu ne dépasse pas 100\u{a0}%.")?;
        require((1..=12).contains(&self.bail_annee_suivante_mois), "un mois va de 1 à 12.")?;
        require(self.categorie_maximale == 6, "l'annexe de l'arrêté compte six catégories.")
    }
}

impl Forme for Delais {
    fn check_forme(&self) -> Result<(), String> {
        require(self.validite_mois > self.preavis_mois, "le préavis doit être plus court que la validité de la demande.")?;
        require(
            self.offre_jours_minimum > 0 && self.examen_triennal_ans > 0 && self.recours_mois > 0,
            "les délais doivent être positifs.",
        )
    }
}

impl Forme for TitresSejour {
    fn check_forme(&self) -> Result<(), String> {
        for (rang, ligne) in self.titre.iter().enumerate() {
            let reserved = ligne.code == crate::demande::TitreSejour::AUCUN;
            if reserved || self.titre[..rang].iter().any(|other| other.code == ligne.code) {
                return Err(format!("le code de titre « {} » est réservé ou écrit deux fois", ligne.code));
            }
        }
        if self.titre.is_empty() { Err("la liste des titres est vide".to_owned()) } else { Ok(()) }
    }
}

impl Forme for ListePieces {
    fn check_forme(&self) -> Result<(), String> {
        for (rang, ligne) in self.piece.iter().enumerate() {
            require(Piece::from_code(&ligne.code).is_some(), "chaque pièce a un code connu.")?;
            require(self.piece[..rang].iter().all(|other| other.code != ligne.code), "une pièce n'a qu'une ligne.")?;
        }
        require(
            self.substitut.windows(2).all(|pair| pair[0].poids > pair[1].poids)
                && self.substitut.iter().all(|s| (1..100).contains(&s.poids) && s.validite_mois > 0),
            "l'échelle descend, de moins de 100 à plus de 0, et chaque preuve a une durée.",
        )
    }
}

impl Forme for ReglesCaleol {
    fn check_forme(&self) -> Result<(), String> {
        require(self.candidats_minimum > 0, "le nombre minimal de candidats doit être positif.")
    }
}

impl Forme for CiblesObjectifs {
    fn check_forme(&self) -> Result<(), String> {
        let targets = [
            self.hors_qpv_premier_quartile_pct,
            self.en_qpv_quartiles_2_a_4_pct,
            self.publics_prioritaires_pct,
            self.etat_prioritaires_pct,
        ];
        require(targets.iter().all(|t| *t <= 100), "un objectif ne dépasse pas 100\u{a0}%.")
    }
}

impl Forme for PartsReservation {
    fn check_forme(&self) -> Result<(), String> {
        require(
            self.etat_agents_pct <= self.etat_pct && self.etat_pct <= 100,
            "la part des agents tient dans celle de l'État, au plus 100\u{a0}%.",
        )?;
        require((1..=12).contains(&self.bilan_mois) && (1..=28).contains(&self.bilan_jour), "la date du bilan n'existe pas.")
    }
}

impl Forme for ReglesEffort {
    fn check_forme(&self) -> Result<(), String> {
        require(self.jours_par_mois > 0, "le nombre de jours par mois doit être positif.")
    }
}

impl Forme for JoursFeries {
    fn check_forme(&self) -> Result<(), String> {
        let real = |text: &String| crate::jour::parse_iso(&format!("2024-{text}")).is_some();
        require(
            self.nationaux.iter().chain(self.departements.values().flat_map(|l| &l.fixes)).all(real),
            "un jour fixe s'écrit mois puis jour, comme « 06-10 ».",
        )?;
        require(
            self.apres_paques.iter().chain(self.departements.values().flat_map(|l| &l.apres_paques)).all(|d| d.abs() < 100),
            "un écart avec Pâques reste sous cent jours.",
        )
    }
}

impl Forme for AlForfaits {
    fn check_forme(&self) -> Result<(), String> {
        require(
            Centimes::ZERO < self.loyer_seul && self.loyer_seul < self.loyer_couple && self.loyer_couple < self.loyer_une_charge,
            "les loyers plafonds doivent croître avec la famille.",
        )?;
        require(self.charges_plafond >= 1, "le plafonnement vaut au moins une personne à charge.")
    }
    fn list_montants(&self) -> Vec<i64> {
        [
            self.loyer_seul,
            self.loyer_couple,
            self.loyer_une_charge,
            self.loyer_charge_supplementaire,
            self.forfait_charges,
            self.forfait_charges_par_personne,
            self.participation_minimale,
        ]
        .iter()
        .map(|c| c.0)
        .collect()
    }
}

impl Forme for AlAbattement {
    fn check_forme(&self) -> Result<(), String> {
        require(self.charges.len() == 6, "il faut six abattements, de une à six personnes à charge.")?;
        require(self.seul < self.couple && increasing(&self.charges), "les abattements doivent croître avec la famille.")
    }
    fn list_montants(&self) -> Vec<i64> {
        [self.seul, self.couple].iter().chain(&self.charges).chain([&self.charge_supplementaire]).map(|c| c.0).collect()
    }
}

impl Forme for AlTaux {
    fn check_forme(&self) -> Result<(), String> {
        require(!self.tf_charges.is_empty(), "il faut au moins un taux pour une personne à charge.")?;
        require(self.tl_seuils[0] < self.tl_seuils[1], "les seuils du taux de loyer doivent croître.")?;
        require(self.degressivite < self.suppression, "l'aide diminue avant d'être supprimée.")
    }
}
