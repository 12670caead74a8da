//! The demande and its dossier: what the household declared, and what was established.

use std::collections::BTreeMap;

use super::codes::*;
use crate::jour::Jour;
use crate::montant::Centimes;
use crate::numero_unique::NumeroUnique;

/// A demande as the rules see it on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demande {
    pub etat: EtatDemande,
    /// Date of initial filing: the seniority of the demande, kept through renewals (R1.02, R1.03).
    pub depose_le: Jour,
    /// Day the registration was recorded; a tie-breaker only.
    pub enregistre_le: Option<Jour>,
    /// Last renewal; the validity of one year runs from it (CCH R. 441-2-7).
    pub renouvele_le: Option<Jour>,
    /// Registering desk, five characters.
    pub guichet: Option<String>,
    pub dossier: Dossier,
}

/// Life of a demande. Only the SNE issues the numéro unique (DESIGN 3b).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EtatDemande {
    /// Being typed at a desk; no legal effect.
    Brouillon,
    /// Handed to the SNE, number not yet known.
    EnAttenteDeNumero,
    Enregistree {
        numero_unique: NumeroUnique,
    },
    Radiee {
        numero_unique: NumeroUnique,
        le: Jour,
        motif: MotifRadiation,
    },
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dossier {
    pub menage: Menage,
    pub contact: Contact,
    pub logement_actuel: LogementActuel,
    pub recherche: Recherche,
    /// In the order of the household, three at most on the form.
    pub motifs: Vec<Motif>,
    pub motif_precision: Option<String>,
    pub labels: Vec<LabelPriorite>,
    pub dalo: Option<DecisionDalo>,
    pub refus: Vec<RefusLogement>,
    /// Facts that only one territory collects, by their name in its grid.
    pub faits_locaux: BTreeMap<String, ValeurLocale>,
    /// Which facts were proven, by the name of the fact in the catalogue.
    pub preuves: BTreeMap<String, Preuve>,
    /// Every value of the source that no field above holds, so that nothing read is lost:
    /// path in the source, value.
    pub champs_source: Vec<ChampSource>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Menage {
    /// The titulaire first, then cotitulaires, then dependants and children in shared custody.
    pub personnes: Vec<Personne>,
    /// Unborn children: count with a pregnancy certificate (R2.03, to confirm).
    pub a_naitre: Option<ANaitre>,
    /// Divorce proceedings, PACS dissolved or protection order: the means of the other one do not count (R2.04). Which
    /// of the three is nobody's business; restricted.
    pub conjoint_separe: Option<bool>,
    /// Costs of a spouse in a nursing home (EHPAD), per year, that the income is lowered by (R2.04); restricted.
    pub frais_ehpad: Option<Centimes>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ANaitre {
    pub nombre: u8,
    pub prevue_le: Option<Jour>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Personne {
    pub role: RolePersonne,
    pub civilite: Option<Civilite>,
    pub nom: Option<String>,
    pub nom_naissance: Option<String>,
    pub prenom: Option<String>,
    pub naissance_le: Option<Jour>,
    pub sexe: Option<Sexe>,
    pub nationalite: Option<Nationalite>,
    pub situation_familiale: Option<SituationFamiliale>,
    pub situation_professionnelle: Option<SituationProfessionnelle>,
    pub profession: Option<String>,
    pub employeur: Option<String>,
    /// INSEE code of the work place.
    pub commune_travail: Option<String>,
    /// Recognised disability; restricted.
    pub handicap: Option<bool>,
    /// Whether the residence permit meets R. 300-2, checked by a desk; `None` when not examined.
    pub sejour_regulier: Option<bool>,
    /// What a desk saw of the title to stay; prevails over what a source says. Its kind may tell of an exile: stored
    /// with the restricted facts, shown to who may state it.
    pub titre_sejour: Option<TitreSejour>,
    /// Revenu fiscal de référence by tax year.
    pub revenus_fiscaux: BTreeMap<i32, Centimes>,
    /// Monthly amounts as declared.
    pub ressources: Vec<Ressource>,
}

/// The title to stay of one holder, as a desk saw it (CCH R. 300-2, R2.02). Never its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TitreSejour {
    /// Code of the dated list (`parametres/titres_sejour.toml`), or [`TitreSejour::AUCUN`].
    pub titre: String,
    /// Last day of the title, included; `None` when it has none.
    pub jusqu_au: Option<Jour>,
    pub verifie_le: Jour,
    /// Code of the organisation that saw it.
    pub verifie_par: String,
}

impl TitreSejour {
    /// The holder has no title of the list.
    pub const AUCUN: &'static str = "aucun";
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RolePersonne {
    Titulaire,
    Cotitulaire(LienDemandeur),
    ACharge(LienParente),
    /// Child not living there all the time.
    EnGarde(Coparentalite),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ressource {
    pub nature: NatureRessource,
    /// Per month, always positive; the nature says whether it is received or paid.
    pub montant: Centimes,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    pub adresse: Option<String>,
    pub code_postal: Option<String>,
    /// INSEE code.
    pub commune: Option<String>,
    pub telephone: Option<String>,
    pub mel: Option<String>,
    pub sms_accepte: Option<bool>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogementActuel {
    pub modele: Option<ModeleLogement>,
    pub categorie: Option<CategorieLogement>,
    pub typologie: Option<Typologie>,
    /// Living area, whole square metres.
    pub surface: Option<u16>,
    pub nombre_habitants: Option<u8>,
    /// Rent and charges per month.
    pub loyer: Option<Centimes>,
    /// Housing benefit per month.
    pub aide: Option<Centimes>,
    pub commune: Option<String>,
    pub code_postal: Option<String>,
    /// Name or code of the social landlord, when the household is already its tenant.
    pub bailleur: Option<String>,
    pub depuis: Option<Jour>,
    /// Owns a dwelling, here or elsewhere.
    pub proprietaire: Option<bool>,
    /// In a QPV of the vintage in force.
    pub en_qpv: Option<bool>,
    /// Reported or decided unfit (arrêté, ARS or commune report).
    pub indigne: Option<bool>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recherche {
    pub categorie: Option<CategorieRecherchee>,
    pub typologies: Vec<Typologie>,
    /// In the order of the household, eight at most on the form.
    pub souhaits: Vec<Souhait>,
    /// Accepts other communes than those asked.
    pub demande_elargie: Option<bool>,
    /// Highest monthly expense the household can bear.
    pub loyer_maximum: Option<Centimes>,
    pub parking: Option<bool>,
    pub rez_de_chaussee_refuse: Option<bool>,
    pub sans_ascenseur_refuse: Option<bool>,
    /// Needs a home adapted to a disability; restricted.
    pub logement_adapte: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Souhait {
    /// INSEE code.
    pub commune: String,
    pub quartier: Option<String>,
}

/// A priority counts in statistics only if labelled before the CALEOL through the agreed circuit (R3.04).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelPriorite {
    pub public: PublicPrioritaire,
    /// Code of the organisation that labelled.
    pub autorite: String,
    pub depuis: Jour,
    pub jusqu_au: Option<Jour>,
    pub preuve: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionDalo {
    pub statut: StatutDalo,
    pub decide_le: Option<Jour>,
}

/// A refusal by the applicant, kept with what makes it count or not (R4.09).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusLogement {
    pub le: Jour,
    /// Code of the reason; `None` when the applicant gave none.
    pub motif: Option<String>,
    /// False when the home offered failed the tests of typology, ceiling or effort: such a refusal never costs points.
    pub logement_adapte: bool,
    /// Silence refuses the offer in law and never costs points (C13).
    pub silence: bool,
    /// The offer was a rehousing that the operation owes: its refusal never costs points (R4.09).
    pub relogement: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValeurLocale {
    Booleen(bool),
    Entier(i64),
    Enumeration(String),
    Date(Jour),
}

/// How a fact was established (R4.06).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preuve {
    pub nature: NaturePreuve,
    pub depuis: Jour,
    pub jusqu_au: Option<Jour>,
}

crate::nomenclature::nomenclature!(NaturePreuve {
    Piece = "piece", "Pièce examinée"; Decision = "decision", "Décision d'une autorité"; Social = "social", "Évaluation d'un travailleur social";
});

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChampSource {
    pub chemin: String,
    pub valeur: String,
}

impl Demande {
    pub fn numero_unique(&self) -> Option<NumeroUnique> {
        match &self.etat {
            EtatDemande::Brouillon | EtatDemande::EnAttenteDeNumero => None,
            EtatDemande::Enregistree { numero_unique } | EtatDemande::Radiee { numero_unique, .. } => Some(*numero_unique),
        }
    }
}

impl Personne {
    /// A person of whom only the role is known.
    pub fn new(role: RolePersonne) -> Personne {
        Personne {
            role,
            civilite: None,
            nom: None,
            nom_naissance: None,
            prenom: None,
            naissance_le: None,
            sexe: None,
            nationalite: None,
            situation_familiale: None,
            situation_professionnelle: None,
            profession: None,
            employeur: None,
            commune_travail: None,
            handicap: None,
            sejour_regulier: None,
            titre_sejour: None,
            revenus_fiscaux: BTreeMap::new(),
            ressources: Vec::new(),
        }
    }

    pub fn is_titulaire(&self) -> bool {
        self.role == RolePersonne::Titulaire
    }

    /// Will hold the lease: the titulaire or a cotitulaire.
    pub fn is_cocontractant(&self) -> bool {
        matches!(self.role, RolePersonne::Titulaire | RolePersonne::Cotitulaire(_))
    }

    /// Spouse, PACS partner or concubine of the titulaire.
    pub fn is_conjoint(&self) -> bool {
        match self.role {
            RolePersonne::Cotitulaire(LienDemandeur::Conjoint | LienDemandeur::Pacse | LienDemandeur::Concubin) => true,
            RolePersonne::Titulaire
            | RolePersonne::Cotitulaire(LienDemandeur::Colocataire)
            | RolePersonne::ACharge(_)
            | RolePersonne::EnGarde(_) => false,
        }
    }
}

impl Menage {
    pub fn titulaire(&self) -> Option<&Personne> {
        self.personnes.iter().find(|p| p.is_titulaire())
    }

    /// CCH L. 441-1 (R2.04): the persons who will live in the home. The spouse of an applicant in divorce proceedings,
    /// whose PACS is dissolved or whom an order protects is none of them.
    pub fn list_futurs_occupants(&self) -> impl Iterator<Item = &Personne> + Clone {
        let separated = self.conjoint_separe == Some(true);
        self.personnes.iter().filter(move |p| !(separated && p.is_conjoint()))
    }

    /// Persons who will live in the home, unborn children included.
    pub fn nombre_personnes(&self) -> u8 {
        let unborn = self.a_naitre.map_or(0, |a| a.nombre);
        u8::try_from(self.list_futurs_occupants().count()).unwrap_or(u8::MAX).saturating_add(unborn)
    }
}
