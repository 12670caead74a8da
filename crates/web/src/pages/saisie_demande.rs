//! The form of a new demande: its choices, and its fields read into nouns.

use chrono::Datelike;
use droit::demande::*;
use droit::montant::Centimes;
use gestion::modifier_brouillon::Brouillon;
use gestion::saisir_demande::SaisieDemande;
use uuid::Uuid;

use super::demandes::{choix_communes, choix_guichets, choix_typologies};
use super::formulaire::Champs;
use crate::visite::Visite;
use crate::vues::composants::{Choix, Saisie};
use crate::vues::demande_nouvelle::{ListeNommee, PersonneASaisir, VueDemandeNouvelle};

/// Other persons, wishes, typologies and motives that one page offers at first.
const PERSONNES: u8 = 6;
const SOUHAITS: u8 = 3;
const TYPOLOGIES: u8 = 2;
const MOTIFS: u8 = 3;
/// Fields read at most: a draft opened again shows all it holds, and one more.
const LIGNES_MAXIMUM: u8 = 30;

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

/// What else than the fields the page needs: where the form goes.
#[derive(Clone, Debug)]
pub enum Formulaire {
    Nouvelle,
    /// The draft that is opened again, by its id.
    Brouillon(Uuid),
}

pub fn vue(visite: &Visite, formulaire: &Formulaire, saisie: Saisie) -> VueDemandeNouvelle {
    let carbet = &visite.carbet;
    let list = |base: &str, count: u8, libelle: &str, choix: &dyn Fn(&str) -> Vec<Choix>, requis: bool| {
        (1..=count_lignes(&saisie, &[base], count))
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
        cadre: visite.cadre(match formulaire {
            Formulaire::Nouvelle => "Saisir une demande",
            Formulaire::Brouillon(_) => "Reprendre un brouillon",
        }),
        adresse: match formulaire {
            Formulaire::Nouvelle => "/demandes".to_owned(),
            Formulaire::Brouillon(id) => format!("/demandes/{id}/modifier"),
        },
        retour: match formulaire {
            Formulaire::Nouvelle => "/demandes".to_owned(),
            Formulaire::Brouillon(id) => format!("/demandes/{id}"),
        },
        version: saisie.valeur("version").to_owned(),
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
        personnes: (1..=count_lignes(&saisie, &["nom", "prenom", "naissance", "lien"], PERSONNES))
            .map(|numero| PersonneASaisir { numero, liens: Choix::list(LIENS, saisie.valeur(format!("lien_{numero}"))) })
            .collect(),
        libelle_revenu: format!("Revenu fiscal de référence {}", annee_revenu(visite)),
        saisie,
    }
}

/// Lines to show: those at first, or one more than the last one filled.
fn count_lignes(saisie: &Saisie, bases: &[&str], count: u8) -> u8 {
    let filled = |n: &u8| bases.iter().any(|base| !saisie.valeur(format!("{base}_{n}")).is_empty());
    let last = (1..=LIGNES_MAXIMUM).rev().find(filled).unwrap_or(0);
    count.max((last + 1).min(LIGNES_MAXIMUM))
}

/// The fields of a draft, as they were typed.
pub fn fill(visite: &Visite, brouillon: &Brouillon) -> Saisie {
    let mut valeurs: Vec<(String, String)> = vec![("version".to_owned(), brouillon.version.to_string())];
    let mut put = |nom: &str, valeur: Option<String>| valeurs.extend(valeur.map(|v| (nom.to_owned(), v)));
    let demande = &brouillon.demande;
    let dossier = &demande.dossier;
    put("depose_le", Some(demande.depose_le.to_string()));
    put("guichet", demande.guichet.clone());
    if let Some(t) = dossier.menage.titulaire() {
        put("civilite", t.civilite.map(|c| c.code().to_owned()));
        put("nom", t.nom.clone());
        put("nom_naissance", t.nom_naissance.clone());
        put("prenom", t.prenom.clone());
        put("naissance_le", t.naissance_le.map(|le| le.to_string()));
        put("situation_familiale", t.situation_familiale.map(|s| s.code().to_owned()));
        put("rfr", t.revenus_fiscaux.get(&annee_revenu(visite)).map(|m| write_montant(*m)));
    }
    for (n, p) in (1..).zip(dossier.menage.personnes.iter().filter(|p| !p.is_titulaire())) {
        put(&format!("nom_{n}"), p.nom.clone());
        put(&format!("prenom_{n}"), p.prenom.clone());
        put(&format!("naissance_{n}"), p.naissance_le.map(|le| le.to_string()));
        put(&format!("lien_{n}"), code_lien(p.role).map(str::to_owned));
    }
    put("a_naitre", dossier.menage.a_naitre.filter(|a| a.nombre > 0).map(|a| a.nombre.to_string()));
    put("adresse", dossier.contact.adresse.clone());
    put("code_postal", dossier.contact.code_postal.clone());
    put("telephone", dossier.contact.telephone.clone());
    put("mel", dossier.contact.mel.clone());
    put("modele", dossier.logement_actuel.modele.map(|m| m.code().to_owned()));
    put("surface", dossier.logement_actuel.surface.map(|s| s.to_string()));
    put("habitants", dossier.logement_actuel.nombre_habitants.map(|n| n.to_string()));
    put("loyer", dossier.logement_actuel.loyer.map(write_montant));
    for (n, souhait) in (1..).zip(&dossier.recherche.souhaits) {
        put(&format!("commune_{n}"), Some(souhait.commune.clone()));
    }
    for (n, typologie) in (1..).zip(&dossier.recherche.typologies) {
        put(&format!("typologie_{n}"), Some(typologie.code().to_owned()));
    }
    for (n, motif) in (1..).zip(&dossier.motifs) {
        put(&format!("motif_{n}"), Some(motif.code().to_owned()));
    }
    Saisie { valeurs, erreurs: Vec::new() }
}

/// An amount as one types it: `9800` or `412,30`.
fn write_montant(montant: Centimes) -> String {
    let (euros, cents) = (montant.0 / 100, montant.0 % 100);
    if cents == 0 { euros.to_string() } else { format!("{euros},{cents:02}") }
}

/// The persons typed beside the titulaire, by their place on the form.
pub fn list_rangs(champs: &Champs) -> Vec<usize> {
    (1..=LIGNES_MAXIMUM).filter(|n| is_saisie(champs, *n)).map(usize::from).collect()
}

/// Something was typed for this person.
fn is_saisie(champs: &Champs, numero: u8) -> bool {
    ["nom", "prenom", "naissance", "lien"].iter().any(|base| champs.texte(&format!("{base}_{numero}")).is_some())
}

/// The fields as nouns; `None` when some do not read, each told under its field.
pub fn read(visite: &Visite, champs: &mut Champs) -> Option<SaisieDemande> {
    let mut dossier = Dossier::default();
    dossier.menage.personnes.push(read_titulaire(visite, champs));
    for numero in 1..=LIGNES_MAXIMUM {
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
        read_list(champs, "commune").into_iter().map(|commune| Souhait { commune, quartier: None }).collect();
    dossier.recherche.typologies = read_list(champs, "typologie").iter().filter_map(|code| Typologie::from_code(code)).collect();
    dossier.motifs = read_list(champs, "motif").iter().filter_map(|code| Motif::from_code(code)).collect();
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
    if !is_saisie(champs, numero) {
        return None;
    }
    let (nom, prenom) = (champs.texte(&format!("nom_{numero}")), champs.texte(&format!("prenom_{numero}")));
    let link = format!("lien_{numero}");
    let naissance_le = champs.jour(&format!("naissance_{numero}"));
    let lien = champs.texte(&link);
    let Some(role) = lien.as_deref().and_then(read_lien) else {
        champs.erreur(&link, "Dites le lien de cette personne avec le titulaire : il compte dans la composition du ménage.");
        return None;
    };
    let mut personne = Personne::new(role);
    (personne.nom, personne.prenom, personne.naissance_le) = (nom, prenom, naissance_le);
    Some(personne)
}

/// Roles of the form, by the code of their link.
const ROLES: &[(&str, RolePersonne)] = &[
    ("conjoint", RolePersonne::Cotitulaire(LienDemandeur::Conjoint)),
    ("pacse", RolePersonne::Cotitulaire(LienDemandeur::Pacse)),
    ("concubin", RolePersonne::Cotitulaire(LienDemandeur::Concubin)),
    ("colocataire", RolePersonne::Cotitulaire(LienDemandeur::Colocataire)),
    ("enfant", RolePersonne::ACharge(LienParente::Enfant)),
    ("parent", RolePersonne::ACharge(LienParente::Parent)),
    ("autre", RolePersonne::ACharge(LienParente::Autre)),
    ("garde", RolePersonne::EnGarde(Coparentalite::GardeAlternee)),
    ("visite", RolePersonne::EnGarde(Coparentalite::DroitDeVisite)),
];

fn read_lien(code: &str) -> Option<RolePersonne> {
    ROLES.iter().find(|(known, _)| *known == code).map(|(_, role)| *role)
}

fn code_lien(role: RolePersonne) -> Option<&'static str> {
    ROLES.iter().find(|(_, known)| *known == role).map(|(code, _)| *code)
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
fn read_list(champs: &Champs, base: &str) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    for value in (1..=LIGNES_MAXIMUM).filter_map(|n| champs.texte(&format!("{base}_{n}"))) {
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
pub fn annee_revenu(visite: &Visite) -> i32 {
    visite.carbet.aujourd_hui().year() - 2
}
