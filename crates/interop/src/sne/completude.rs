//! What a demande still lacks to be written in the form of the SNE, field by field, and its values once completed.

use std::collections::BTreeMap;

use droit::demande::*;

use super::arbre::Noeud;
use super::branche::Branche;
use super::champs::{Champ, TypeChamp, find_champ, list_enfants, strip_rangs};
use super::controle::{Constats, find_defaut, is_attendu};
use super::demande::build_demande;
use super::ecriture::build_arbre;
use super::liste::list_champs;
use crate::anomalie::{Anomalie, Gravite};

/// How a missing value is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GenreSaisie {
    Texte,
    Date,
    OuiNon,
    Nombre,
    /// INSEE code of a commune.
    Commune,
    /// Code and words.
    Liste(Vec<(&'static str, &'static str)>),
}

/// A field of the contract that is missing or that the SNE would refuse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChampACompleter {
    /// Path with ranks, below `interfaceNuu/demande/`.
    pub chemin: String,
    /// In words, with the person it is about.
    pub libelle: String,
    pub genre: GenreSaisie,
    /// As held; empty when missing.
    pub valeur: String,
    pub raison: String,
}

/// The fields to complete before the demande can be sent, in the order of the contract.
pub fn list_a_completer(demande: &Demande) -> Vec<ChampACompleter> {
    let (racine, _) = build_arbre(demande);
    let mut out = Vec::new();
    walk(&racine, "demande", "", &mut out);
    out
}

/// The field that a refusal of the SNE names by its path, to be corrected; `None` when the contract has no such field.
pub fn find_a_corriger(demande: &Demande, chemin: &str, raison: &str) -> Option<ChampACompleter> {
    let champ = strip_rangs(chemin).and_then(|nu| find_champ(&format!("demande/{nu}")))?;
    if champ.genre == TypeChamp::Groupe {
        return None;
    }
    let mut out = Vec::new();
    let held = list_champs(demande).remove(chemin).unwrap_or_default();
    push(champ, chemin.to_owned(), &held, raison.to_owned(), &mut out);
    out.pop()
}

/// The demande with these values, by path. What the contract does not hold stays as it was.
///
/// # Errors
/// A value that the contract refuses: the anomalies, whose `champ` is the path given.
pub fn complete_demande(demande: &Demande, valeurs: &BTreeMap<String, String>) -> Result<Demande, Vec<Anomalie>> {
    let mut constats = Constats::default();
    for (chemin, valeur) in valeurs {
        let champ = strip_rangs(chemin).and_then(|nu| find_champ(&format!("demande/{nu}")));
        let defaut = match champ.filter(|c| c.genre != TypeChamp::Groupe) {
            Some(champ) => find_defaut(champ, valeur),
            None => Some("le contrat du SNE n'a pas ce champ".to_owned()),
        };
        if let Some(raison) = defaut {
            constats.push(1, chemin, valeur, Gravite::Rejet, raison, "Corrigez la valeur.");
        }
    }
    if !constats.anomalies.is_empty() {
        return Err(constats.anomalies);
    }
    let mut champs = list_champs(demande);
    champs.extend(valeurs.iter().map(|(chemin, valeur)| (chemin.clone(), valeur.clone())));
    let mut branche = Branche::default();
    for (chemin, valeur) in champs {
        branche.insert(&chemin, valeur);
    }
    let Some(mut completed) = build_demande(&branche.build("demande", 1), &mut constats) else {
        return Err(constats.anomalies);
    };
    keep_hors_contrat(demande, &mut completed);
    Ok(completed)
}

/// States, labels, proofs and facts that the contract does not carry.
fn keep_hors_contrat(held: &Demande, completed: &mut Demande) {
    completed.etat = held.etat.clone();
    completed.enregistre_le = held.enregistre_le;
    let (from, to) = (&held.dossier, &mut completed.dossier);
    to.labels = from.labels.clone();
    to.refus = from.refus.clone();
    to.faits_locaux = from.faits_locaux.clone();
    to.preuves = from.preuves.clone();
    if from.recherche.logement_adapte.is_some() {
        to.recherche.logement_adapte = from.recherche.logement_adapte;
    }
    for (kept, person) in from.menage.personnes.iter().zip(&mut to.menage.personnes) {
        if kept.role != person.role {
            continue;
        }
        person.handicap = kept.handicap;
        person.sejour_regulier = kept.sejour_regulier;
        person.titre_sejour = kept.titre_sejour.clone();
        for (annee, montant) in &kept.revenus_fiscaux {
            person.revenus_fiscaux.entry(*annee).or_insert(*montant);
        }
        // The contract sums the resources of dependants on the titulaire: who earns them is known here.
        if matches!(kept.role, RolePersonne::ACharge(_)) {
            person.ressources = kept.ressources.clone();
        }
    }
}

fn walk(node: &Noeud, table: &str, chemin: &str, out: &mut Vec<ChampACompleter>) {
    for champ in list_enfants(table) {
        let mut rang = 0;
        for enfant in node.children(champ.nom) {
            rang += 1;
            let here = join(chemin, champ, rang);
            if champ.genre == TypeChamp::Groupe {
                walk(enfant, champ.chemin, &here, out);
            } else if let Some(raison) = find_defaut(champ, enfant.valeur()) {
                push(champ, here, enfant.valeur(), raison, out);
            }
        }
        if rang == 0 && is_attendu(champ, node) {
            ask(champ, &join(chemin, champ, 1), out);
        }
    }
}

/// A missing group is asked by what it must hold.
fn ask(champ: &'static Champ, chemin: &str, out: &mut Vec<ChampACompleter>) {
    if champ.genre != TypeChamp::Groupe {
        push(champ, chemin.to_owned(), "", "obligatoire pour le SNE".to_owned(), out);
        return;
    }
    let empty = Noeud { nom: champ.nom.to_owned(), ..Noeud::default() };
    for enfant in list_enfants(champ.chemin).filter(|c| is_attendu(c, &empty)) {
        ask(enfant, &join(chemin, enfant, 1), out);
    }
}

fn join(chemin: &str, champ: &Champ, rang: u32) -> String {
    let nom = if champ.repete { format!("{}[{rang}]", champ.nom) } else { champ.nom.to_owned() };
    if chemin.is_empty() { nom } else { format!("{chemin}/{nom}") }
}

fn push(champ: &'static Champ, chemin: String, valeur: &str, raison: String, out: &mut Vec<ChampACompleter>) {
    let genre = match champ.genre {
        TypeChamp::Date => GenreSaisie::Date,
        TypeChamp::Booleen => GenreSaisie::OuiNon,
        TypeChamp::Entier { .. } => GenreSaisie::Nombre,
        TypeChamp::Commune => GenreSaisie::Commune,
        TypeChamp::Code => list_codes(champ.chemin).map_or(GenreSaisie::Texte, GenreSaisie::Liste),
        _ => GenreSaisie::Texte,
    };
    let libelle = format!("{}{}", libelle(champ.nom), qui(&chemin));
    out.push(ChampACompleter { chemin, libelle, genre, valeur: valeur.to_owned(), raison });
}

fn list_codes(chemin: &str) -> Option<Vec<(&'static str, &'static str)>> {
    macro_rules! codes {
        ($noun:ident) => {
            $noun::ALL.iter().map(|n| (n.code(), n.libelle())).collect()
        };
    }
    Some(match chemin.rsplit('/').next()? {
        "civilite" => codes!(Civilite),
        "nationalite" => codes!(Nationalite),
        "situationFamiliale" => codes!(SituationFamiliale),
        "lienDemandeur" => codes!(LienDemandeur),
        "lienParente" => codes!(LienParente),
        "coParentalite" => codes!(Coparentalite),
        "typeContratTravail" => codes!(SituationProfessionnelle),
        "modeleLogement" => codes!(ModeleLogement),
        "typeLogement" | "typeLogementActuel" => codes!(Typologie),
        "motifDemande" => codes!(Motif),
        "sexe" => codes!(Sexe),
        _ => return None,
    })
}

/// The field in words; one without words keeps the name of the contract.
fn libelle(nom: &'static str) -> &'static str {
    match nom {
        "numGuichet" => "Guichet enregistreur",
        "dateCreationDemande" => "Date de dépôt",
        "demandeElargie" => "Accepte que la recherche soit élargie",
        "typeLogement" => "Type de logement souhaité",
        "commune" => "Commune (code INSEE)",
        "motifDemande" => "Motif de la demande",
        "civilite" => "Civilité",
        "nom" => "Nom d'usage",
        "prenom" => "Prénom",
        "dateNaissance" => "Date de naissance",
        "nationalite" => "Nationalité",
        "situationFamiliale" => "Situation familiale",
        "etranger" => "Adresse à l'étranger",
        "voie" => "Numéro et voie",
        "codePostal" => "Code postal",
        "typeContratTravail" => "Situation professionnelle",
        "lienDemandeur" => "Lien avec le demandeur",
        "lienParente" => "Lien de parenté",
        "coParentalite" => "Garde ou droit de visite",
        "modeleLogement" => "Genre de logement",
        "proprietaire" => "Propriétaire d'un logement",
        "mel" => "Adresse électronique",
        "telPortable" => "Téléphone",
        "montantLoyer" => "Loyer",
        "surface" => "Surface",
        "sexe" => "Sexe",
        autre => autre,
    }
}

/// Of whom, or of what.
fn qui(chemin: &str) -> String {
    let rang = |prefix: &str| chemin.split_once(prefix).and_then(|(_, rest)| rest.split(']').next()).unwrap_or("1").to_owned();
    if chemin.contains("demandeur/adressePostale") {
        ", adresse postale du demandeur".to_owned()
    } else if chemin.contains("personnePhysique/demandeur") {
        ", demandeur".to_owned()
    } else if chemin.contains("cotitulaire[") {
        format!(", cotitulaire {}", rang("cotitulaire["))
    } else if chemin.contains("personneACharge[") {
        format!(", personne à charge {}", rang("personneACharge["))
    } else if chemin.contains("personneEnGarde[") {
        format!(", enfant en garde {}", rang("personneEnGarde["))
    } else if chemin.contains("logementActuel") {
        ", logement actuel".to_owned()
    } else if chemin.contains("localisationSouhaite[") {
        format!(", souhait {}", rang("localisationSouhaite["))
    } else {
        String::new()
    }
}
