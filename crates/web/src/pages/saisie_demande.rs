//! The form of a new demande: its choices, and its fields read into nouns.

use chrono::Datelike;
use droit::demande::*;
use droit::montant::Centimes;
use gestion::saisir_demande::SaisieDemande;

use super::demandes::{choix_communes, choix_guichets, choix_typologies};
use super::formulaire::Champs;
use crate::visite::Visite;
use crate::vues::composants::{Choix, Saisie};
use crate::vues::demande_nouvelle::{ListeNommee, PersonneASaisir, VueDemandeNouvelle};

/// Other persons, wishes, typologies and motives that one page offers.
const PERSONNES: u8 = 6;
const SOUHAITS: u8 = 3;
const TYPOLOGIES: u8 = 2;
const MOTIFS: u8 = 3;

/// Links offered for another person of the household.
const LIENS: &[(&str, &str)] = &[
    ("", "Choisir"),
    ("conjoint", "Conjoint(e), futur(e) cotitulaire"),
    ("pacse", "Partenaire de PACS, futur(e) cotitulaire"),
    ("concubin", "Concubin(e), futur(e) cotitulaire"),
    ("colocataire", "Colocataire"),
    ("enfant", "Enfant à charge"),
    ("garde", "Enfant en garde alternée"),
    ("visite", "Enfant en droit de visite"),
    ("parent", "Ascendant à charge"),
    ("autre", "Autre personne à charge"),
];

pub fn vue(visite: &Visite, saisie: Saisie) -> VueDemandeNouvelle {
    let carbet = &visite.carbet;
    let list = |base: &str, count: u8, libelle: &str, choix: &dyn Fn(&str) -> Vec<Choix>, requis: bool| {
        (1..=count)
            .map(|n| {
                let nom = format!("{base}_{n}");
                ListeNommee {
                    choix: choix(saisie.valeur(&nom)),
                    libelle: if n == 1 { libelle.to_owned() } else { format!("{libelle} {n}") },
                    requis: requis && n == 1,
                    nom,
                }
            })
            .collect()
    };
    VueDemandeNouvelle {
        cadre: visite.cadre("Saisir une demande"),
        civilites: choix_de(Civilite::ALL.iter().map(|c| (c.code(), c.libelle())), saisie.valeur("civilite")),
        situations: choix_de(
            SituationFamiliale::ALL.iter().map(|s| (s.code(), s.libelle())),
            saisie.valeur("situation_familiale"),
        ),
        modeles: choix_de(ModeleLogement::ALL.iter().map(|m| (m.code(), m.libelle())), saisie.valeur("modele")),
        communes: list("commune", SOUHAITS, "Commune souhaitée", &|choisie| choix_communes(carbet, "Choisir", choisie), true),
        typologies: list("typologie", TYPOLOGIES, "Typologie", &|choisie| choix_typologies("Choisir", choisie), true),
        motifs: list(
            "motif",
            MOTIFS,
            "Motif",
            &|choisi| choix_de(Motif::ALL.iter().map(|m| (m.code(), m.libelle())), choisi),
            false,
        ),
        guichets: choix_guichets(carbet, "Choisir", saisie.valeur("guichet")),
        personnes: (1..=PERSONNES)
            .map(|numero| PersonneASaisir { numero, liens: Choix::list(LIENS, saisie.valeur(format!("lien_{numero}"))) })
            .collect(),
        libelle_revenu: format!("Revenu fiscal de référence {}", annee_revenu(visite)),
        saisie,
    }
}

/// The fields as nouns; `None` when some do not read, each told under its field.
pub fn read(visite: &Visite, champs: &mut Champs) -> Option<SaisieDemande> {
    let mut dossier = Dossier::default();
    dossier.menage.personnes.push(read_titulaire(visite, champs));
    for numero in 1..=PERSONNES {
        dossier.menage.personnes.extend(read_personne(champs, numero));
    }
    dossier.menage.a_naitre =
        read_entier(champs, "a_naitre", 9).filter(|n| *n > 0).map(|nombre| ANaitre { nombre: nombre as u8, prevue_le: None });
    dossier.contact = Contact {
        adresse: champs.texte("adresse"),
        code_postal: read_code_postal(champs),
        commune: None,
        telephone: champs.texte("telephone"),
        mel: champs.texte("mel"),
        sms_accepte: None,
    };
    dossier.logement_actuel = LogementActuel {
        modele: champs.texte("modele").and_then(|code| ModeleLogement::from_code(&code)),
        surface: read_entier(champs, "surface", 999),
        nombre_habitants: read_entier(champs, "habitants", 99).map(|n| n as u8),
        loyer: read_montant(champs, "loyer"),
        ..LogementActuel::default()
    };
    dossier.recherche.souhaits =
        read_list(champs, "commune", SOUHAITS).into_iter().map(|commune| Souhait { commune, quartier: None }).collect();
    dossier.recherche.typologies =
        read_list(champs, "typologie", TYPOLOGIES).iter().filter_map(|code| Typologie::from_code(code)).collect();
    dossier.motifs = read_list(champs, "motif", MOTIFS).iter().filter_map(|code| Motif::from_code(code)).collect();
    let depose_le = champs.jour_requis("depose_le");
    let (guichet, cle_idempotence) = (champs.texte("guichet"), champs.texte("cle_idempotence"));
    let depose_le = depose_le.filter(|_| !champs.has_erreurs())?;
    Some(SaisieDemande { depose_le, guichet, dossier, cle_idempotence })
}

fn read_titulaire(visite: &Visite, champs: &mut Champs) -> Personne {
    let mut titulaire = Personne::new(RolePersonne::Titulaire);
    titulaire.civilite = champs.texte("civilite").and_then(|code| Civilite::from_code(&code));
    titulaire.nom = champs.texte("nom");
    titulaire.nom_naissance = champs.texte("nom_naissance");
    titulaire.prenom = champs.texte("prenom");
    titulaire.naissance_le = champs.jour("naissance_le");
    titulaire.situation_familiale = champs.texte("situation_familiale").and_then(|code| SituationFamiliale::from_code(&code));
    if let Some(revenu) = read_montant(champs, "rfr") {
        titulaire.revenus_fiscaux.insert(annee_revenu(visite), revenu);
    }
    titulaire
}

fn read_personne(champs: &mut Champs, numero: u8) -> Option<Personne> {
    let (nom, prenom) = (champs.texte(&format!("nom_{numero}")), champs.texte(&format!("prenom_{numero}")));
    let (birth, link) = (format!("naissance_{numero}"), format!("lien_{numero}"));
    let naissance_le = champs.jour(&birth);
    let lien = champs.texte(&link);
    if nom.is_none() && prenom.is_none() && naissance_le.is_none() && lien.is_none() {
        return None;
    }
    let role = match lien.as_deref() {
        Some("conjoint") => RolePersonne::Cotitulaire(LienDemandeur::Conjoint),
        Some("pacse") => RolePersonne::Cotitulaire(LienDemandeur::Pacse),
        Some("concubin") => RolePersonne::Cotitulaire(LienDemandeur::Concubin),
        Some("colocataire") => RolePersonne::Cotitulaire(LienDemandeur::Colocataire),
        Some("enfant") => RolePersonne::ACharge(LienParente::Enfant),
        Some("parent") => RolePersonne::ACharge(LienParente::Parent),
        Some("autre") => RolePersonne::ACharge(LienParente::Autre),
        Some("garde") => RolePersonne::EnGarde(Coparentalite::GardeAlternee),
        Some("visite") => RolePersonne::EnGarde(Coparentalite::DroitDeVisite),
        _ => {
            champs.erreur(&link, "Dites le lien de cette personne avec le titulaire : il compte dans la composition du ménage.");
            return None;
        }
    };
    let mut personne = Personne::new(role);
    (personne.nom, personne.prenom, personne.naissance_le) = (nom, prenom, naissance_le);
    Some(personne)
}

/// An amount that may be left empty; a negative one is refused.
fn read_montant(champs: &mut Champs, nom: &str) -> Option<Centimes> {
    champs.texte(nom)?;
    let amount = champs.montant(nom, true)?;
    if amount < Centimes::ZERO {
        champs.erreur(nom, "Un montant ne peut pas être négatif.");
        return None;
    }
    Some(amount)
}

fn read_entier(champs: &mut Champs, nom: &str, maximum: u16) -> Option<u16> {
    let text = champs.texte(nom)?;
    match text.parse::<u16>() {
        Ok(value) if value <= maximum => Some(value),
        _ => {
            champs.erreur(nom, format!("« {text} » n’est pas un nombre entier de 0 à {maximum}."));
            None
        }
    }
}

fn read_code_postal(champs: &mut Champs) -> Option<String> {
    let text = champs.texte("code_postal")?;
    if text.len() == 5 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Some(text);
    }
    champs.erreur("code_postal", format!("« {text} » n’est pas un code postal de cinq chiffres."));
    None
}

/// Values of a numbered field, each once, in order.
fn read_list(champs: &Champs, base: &str, count: u8) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    for value in (1..=count).filter_map(|n| champs.texte(&format!("{base}_{n}"))) {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    values
}

fn choix_de(pairs: impl Iterator<Item = (&'static str, &'static str)>, choisi: &str) -> Vec<Choix> {
    let mut all = vec![("", "Choisir")];
    all.extend(pairs);
    Choix::list(&all, choisi)
}

/// The tax year that the ceilings look at.
fn annee_revenu(visite: &Visite) -> i32 {
    visite.carbet.aujourd_hui().year() - 2
}
