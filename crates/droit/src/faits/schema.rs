//! The list of facts that a grid or a set of columns speaks of: the catalogue, then the local facts.

use std::borrow::Cow;

use crate::demande::{Sensibilite, ValeurLocale};

use super::{Contexte, EtatPreuve, Fait, Portee, TypeFait, Valeur, list_faits};

/// One fact as grids and columns know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DescriptionFait {
    pub nom: String,
    pub type_fait: TypeFait,
    pub portee: Portee,
    pub sensibilite: Sensibilite,
    pub libelle: String,
    /// True for a fact made by the register itself.
    pub automatique: bool,
    /// True for a fact that only the territory collects.
    pub local: bool,
}

/// The facts in a fixed order; a value is found by its index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schema {
    faits: Vec<DescriptionFait>,
}

/// Values and proof states of one demande, in the order of a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaitsDemande {
    pub valeurs: Vec<Valeur>,
    pub preuves: Vec<EtatPreuve>,
}

impl Schema {
    /// The national catalogue alone.
    pub fn national() -> Schema {
        Schema { faits: list_faits().map(DescriptionFait::from_fait).collect() }
    }

    /// The catalogue followed by local facts. The caller has checked that no name is taken twice.
    pub fn with_locaux(locaux: Vec<DescriptionFait>) -> Schema {
        let mut schema = Schema::national();
        schema.faits.extend(locaux);
        schema
    }

    pub fn faits(&self) -> &[DescriptionFait] {
        &self.faits
    }

    pub fn find(&self, nom: &str) -> Option<usize> {
        self.faits.iter().position(|fait| fait.nom == nom)
    }

    /// Facts of a demande of which nothing is known.
    pub fn inconnus(&self) -> FaitsDemande {
        FaitsDemande {
            valeurs: vec![Valeur::Inconnu; self.faits.len()],
            preuves: self.faits.iter().map(DescriptionFait::etat_initial).collect(),
        }
    }
}

impl DescriptionFait {
    fn from_fait(fait: &Fait) -> DescriptionFait {
        DescriptionFait {
            nom: fait.nom.to_owned(),
            type_fait: (fait.type_fait)(),
            portee: fait.portee,
            sensibilite: fait.sensibilite,
            libelle: fait.libelle.to_owned(),
            automatique: fait.automatique,
            local: false,
        }
    }

    /// The proof state of a value that nobody examined.
    pub fn etat_initial(&self) -> EtatPreuve {
        if self.automatique { EtatPreuve::SansObjet } else { EtatPreuve::Declare }
    }

    /// Whether a value may stand in this fact.
    pub fn accepts(&self, valeur: &Valeur) -> bool {
        match (&self.type_fait, valeur) {
            (_, Valeur::Inconnu) => true,
            (TypeFait::Booleen, Valeur::Booleen(_))
            | (TypeFait::Entier, Valeur::Entier(_))
            | (TypeFait::Date, Valeur::Date(_)) => true,
            (TypeFait::Enumeration(codes), Valeur::Enumeration(code)) => codes.iter().any(|c| c == code),
            _ => false,
        }
    }
}

impl FaitsDemande {
    /// Value of a fact by its index; unknown beyond what was derived.
    pub fn valeur(&self, index: usize) -> &Valeur {
        self.valeurs.get(index).unwrap_or(&Valeur::Inconnu)
    }

    /// Proof state of a fact by its index.
    pub fn preuve(&self, index: usize) -> EtatPreuve {
        self.preuves.get(index).copied().unwrap_or(EtatPreuve::Declare)
    }

    /// Sets the value of a fact of this name; returns false when the schema has no such fact or the type differs.
    #[must_use]
    pub fn set(&mut self, schema: &Schema, nom: &str, valeur: Valeur, preuve: EtatPreuve) -> bool {
        match schema.find(nom) {
            Some(index) if schema.faits()[index].accepts(&valeur) => {
                self.valeurs[index] = valeur;
                self.preuves[index] = preuve;
                true
            }
            _ => false,
        }
    }
}

/// Derives every fact of the schema for one demande on the day of the context. A local value of another
/// type than its fact is unknown: the grid that asks for it wins over what an older grid recorded.
pub fn compute_faits(schema: &Schema, contexte: &Contexte) -> FaitsDemande {
    let mut faits =
        FaitsDemande { valeurs: Vec::with_capacity(schema.faits.len()), preuves: Vec::with_capacity(schema.faits.len()) };
    let mut national = list_faits();
    for description in &schema.faits {
        let (valeur, preuve) = if description.local {
            (local_value(description, contexte), contexte.etat_preuve(&description.nom))
        } else {
            let fait = national.next().expect("a schema starts with the whole catalogue");
            (fait.derive)(contexte)
        };
        faits.valeurs.push(valeur);
        faits.preuves.push(preuve);
    }
    faits
}

fn local_value(description: &DescriptionFait, contexte: &Contexte) -> Valeur {
    let valeur = match contexte.demande.dossier.faits_locaux.get(&description.nom) {
        None => Valeur::Inconnu,
        Some(ValeurLocale::Booleen(value)) => Valeur::Booleen(*value),
        Some(ValeurLocale::Entier(value)) => Valeur::Entier(*value),
        Some(ValeurLocale::Enumeration(code)) => Valeur::Enumeration(Cow::Owned(code.clone())),
        Some(ValeurLocale::Date(jour)) => Valeur::Date(*jour),
    };
    if description.accepts(&valeur) { valeur } else { Valeur::Inconnu }
}
