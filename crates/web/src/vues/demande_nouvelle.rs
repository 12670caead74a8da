//! `/demandes/nouvelle`: typing a demande at a desk.

use askama::Template;

use super::cadre::Cadre;
use super::composants::{Choix, Saisie};

/// `GET /demandes/nouvelle`, `GET /demandes/{id}/modifier`; `POST /demandes`, `POST /demandes/{id}/modifier`: `civilite`, `nom`, `nom_naissance`, `prenom`, `naissance_le`, contact,
/// `modele`, `surface`, `rfr`, three wishes, two typologies, three motives, other persons (`nom_n`, `prenom_n`,
/// `naissance_n`, `lien_n`), `depose_le`, `guichet`.
#[derive(Template)]
#[template(path = "demande_nouvelle.html")]
pub struct VueDemandeNouvelle {
    pub cadre: Cadre,
    /// Where the form goes.
    pub adresse: String,
    /// Where « Annuler » goes.
    pub retour: String,
    /// Version of the draft opened again; empty for a new one.
    pub version: String,
    pub civilites: Vec<Choix>,
    pub situations: Vec<Choix>,
    pub modeles: Vec<Choix>,
    pub communes: Vec<ListeNommee>,
    pub typologies: Vec<ListeNommee>,
    pub motifs: Vec<ListeNommee>,
    pub guichets: Vec<Choix>,
    pub personnes: Vec<PersonneASaisir>,
    /// Label of the income, with its tax year.
    pub libelle_revenu: String,
    pub saisie: Saisie,
}

/// A list of choices under a field of its own.
pub struct ListeNommee {
    pub nom: String,
    pub libelle: String,
    pub choix: Vec<Choix>,
    pub requis: bool,
}

pub struct PersonneASaisir {
    pub numero: u8,
    pub liens: Vec<Choix>,
}

impl VueDemandeNouvelle {
    pub fn exemple() -> VueDemandeNouvelle {
        let liste = |nom: &str, libelle: &str, pairs: &[(&str, &str)], requis| ListeNommee {
            nom: nom.into(),
            libelle: libelle.into(),
            choix: Choix::list(pairs, ""),
            requis,
        };
        VueDemandeNouvelle {
            cadre: Cadre::exemple("Saisir une demande", "/demandes"),
            adresse: "/demandes".into(),
            retour: "/demandes".into(),
            version: String::new(),
            civilites: Choix::list(&[("", "Choisir"), ("1", "Monsieur"), ("2", "Madame")], ""),
            situations: Choix::list(&[("", "Choisir"), ("C", "Célibataire")], ""),
            modeles: Choix::list(&[("", "Choisir"), ("CP", "Chez un particulier")], ""),
            communes: vec![liste("commune_1", "Premier souhait", &[("", "Choisir"), ("97302", "Cayenne")], true)],
            typologies: vec![liste("typologie_1", "Typologie", &[("", "Choisir"), ("T3", "T3")], true)],
            motifs: vec![liste("motif_1", "Premier motif", &[("", "Choisir"), ("13", "Logement trop petit")], false)],
            guichets: Choix::list(&[("", "Choisir"), ("97301", "CCAS de Cayenne")], ""),
            personnes: vec![PersonneASaisir { numero: 1, liens: Choix::list(&[("", "Choisir"), ("E", "Enfant")], "") }],
            libelle_revenu: "Revenu fiscal de référence 2024".into(),
            saisie: Saisie {
                valeurs: vec![("nom".into(), "Appolinaire".into())],
                erreurs: vec![(
                    "naissance_le".into(),
                    "Il manque la date de naissance du titulaire. Renseignez-la d’après la pièce d’identité.".into(),
                )],
            },
        }
    }
}
