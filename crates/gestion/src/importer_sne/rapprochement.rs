//! What an extract says beside what Carbet already holds of the same demande.
//!
//! The SNE is the truth of what it carries. What only Carbet holds (labels, proofs, local facts,
//! refusals, checks made at a desk) is never erased by an extract.

use droit::demande::{Contact, Demande, Dossier, LogementActuel, Menage, Personne, Recherche};
use stockage::nom_cle;

use super::lecture::Nature;

/// The demande as it stands after the reading.
pub fn merge(held: &Demande, read: &Demande, nature: Nature) -> Demande {
    let dossier = match nature {
        Nature::Xml => Dossier {
            menage: keep_checks(&held.dossier.menage, read.dossier.menage.clone()),
            labels: held.dossier.labels.clone(),
            dalo: read.dossier.dalo.clone().or_else(|| held.dossier.dalo.clone()),
            refus: held.dossier.refus.clone(),
            faits_locaux: held.dossier.faits_locaux.clone(),
            preuves: held.dossier.preuves.clone(),
            ..read.dossier.clone()
        },
        Nature::Tableau => complete(&held.dossier, &read.dossier),
    };
    Demande {
        etat: read.etat.clone(),
        depose_le: read.depose_le,
        enregistre_le: read.enregistre_le.or(held.enregistre_le),
        renouvele_le: latest(read.renouvele_le, held.renouvele_le),
        guichet: read.guichet.clone().or_else(|| held.guichet.clone()),
        dossier,
    }
}

/// What a desk checked of a person stays with that person.
fn keep_checks(held: &Menage, mut read: Menage) -> Menage {
    read.conjoint_separe = read.conjoint_separe.or(held.conjoint_separe);
    read.frais_ehpad = read.frais_ehpad.or(held.frais_ehpad);
    for personne in &mut read.personnes {
        if let Some(known) = held.personnes.iter().find(|known| is_same(known, personne)) {
            personne.sejour_regulier = personne.sejour_regulier.or(known.sejour_regulier);
            personne.titre_sejour = personne.titre_sejour.take().or_else(|| known.titre_sejour.clone());
            personne.handicap = personne.handicap.or(known.handicap);
        }
    }
    read
}

/// A table says what its columns carry; the rest is left as it was.
fn complete(held: &Dossier, read: &Dossier) -> Dossier {
    let mut champs_source = held.champs_source.clone();
    for champ in &read.champs_source {
        match champs_source.iter_mut().find(|known| known.chemin == champ.chemin) {
            Some(known) => known.valeur.clone_from(&champ.valeur),
            None => champs_source.push(champ.clone()),
        }
    }
    Dossier {
        menage: complete_menage(&held.menage, &read.menage),
        contact: complete_contact(&held.contact, &read.contact),
        logement_actuel: complete_logement(&held.logement_actuel, &read.logement_actuel),
        recherche: complete_recherche(&held.recherche, &read.recherche),
        motifs: if read.motifs.is_empty() { held.motifs.clone() } else { read.motifs.clone() },
        motif_precision: read.motif_precision.clone().or_else(|| held.motif_precision.clone()),
        labels: held.labels.clone(),
        dalo: read.dalo.clone().or_else(|| held.dalo.clone()),
        refus: held.refus.clone(),
        faits_locaux: held.faits_locaux.clone(),
        preuves: held.preuves.clone(),
        champs_source,
    }
}

/// A table that gives fewer persons than known says nothing of the others.
fn complete_menage(held: &Menage, read: &Menage) -> Menage {
    let mut personnes = Vec::new();
    let base = if read.personnes.len() >= held.personnes.len() { &read.personnes } else { &held.personnes };
    for (rank, personne) in base.iter().enumerate() {
        let known = held.personnes.iter().find(|p| is_same(p, personne)).or_else(|| held.personnes.get(rank));
        let told = read.personnes.iter().find(|p| is_same(p, personne)).or_else(|| read.personnes.get(rank));
        personnes.push(match (known, told) {
            (Some(known), Some(told)) => complete_personne(known, told),
            (Some(one), None) | (None, Some(one)) => one.clone(),
            (None, None) => personne.clone(),
        });
    }
    Menage {
        personnes,
        a_naitre: read.a_naitre.or(held.a_naitre),
        conjoint_separe: read.conjoint_separe.or(held.conjoint_separe),
        frais_ehpad: read.frais_ehpad.or(held.frais_ehpad),
    }
}

fn complete_personne(held: &Personne, read: &Personne) -> Personne {
    let mut revenus_fiscaux = held.revenus_fiscaux.clone();
    revenus_fiscaux.extend(&read.revenus_fiscaux);
    Personne {
        role: read.role,
        civilite: read.civilite.or(held.civilite),
        nom: read.nom.clone().or_else(|| held.nom.clone()),
        nom_naissance: read.nom_naissance.clone().or_else(|| held.nom_naissance.clone()),
        prenom: read.prenom.clone().or_else(|| held.prenom.clone()),
        naissance_le: read.naissance_le.or(held.naissance_le),
        sexe: read.sexe.or(held.sexe),
        nationalite: read.nationalite.or(held.nationalite),
        situation_familiale: read.situation_familiale.or(held.situation_familiale),
        situation_professionnelle: read.situation_professionnelle.or(held.situation_professionnelle),
        profession: read.profession.clone().or_else(|| held.profession.clone()),
        employeur: read.employeur.clone().or_else(|| held.employeur.clone()),
        commune_travail: read.commune_travail.clone().or_else(|| held.commune_travail.clone()),
        handicap: read.handicap.or(held.handicap),
        sejour_regulier: read.sejour_regulier.or(held.sejour_regulier),
        titre_sejour: read.titre_sejour.clone().or_else(|| held.titre_sejour.clone()),
        revenus_fiscaux,
        ressources: if read.ressources.is_empty() { held.ressources.clone() } else { read.ressources.clone() },
    }
}

fn complete_contact(held: &Contact, read: &Contact) -> Contact {
    Contact {
        adresse: read.adresse.clone().or_else(|| held.adresse.clone()),
        code_postal: read.code_postal.clone().or_else(|| held.code_postal.clone()),
        commune: read.commune.clone().or_else(|| held.commune.clone()),
        telephone: read.telephone.clone().or_else(|| held.telephone.clone()),
        mel: read.mel.clone().or_else(|| held.mel.clone()),
        sms_accepte: read.sms_accepte.or(held.sms_accepte),
    }
}

fn complete_logement(held: &LogementActuel, read: &LogementActuel) -> LogementActuel {
    LogementActuel {
        modele: read.modele.or(held.modele),
        categorie: read.categorie.or(held.categorie),
        typologie: read.typologie.or(held.typologie),
        surface: read.surface.or(held.surface),
        nombre_habitants: read.nombre_habitants.or(held.nombre_habitants),
        loyer: read.loyer.or(held.loyer),
        aide: read.aide.or(held.aide),
        commune: read.commune.clone().or_else(|| held.commune.clone()),
        code_postal: read.code_postal.clone().or_else(|| held.code_postal.clone()),
        bailleur: read.bailleur.clone().or_else(|| held.bailleur.clone()),
        depuis: read.depuis.or(held.depuis),
        proprietaire: read.proprietaire.or(held.proprietaire),
        en_qpv: read.en_qpv.or(held.en_qpv),
        indigne: read.indigne.or(held.indigne),
    }
}

fn complete_recherche(held: &Recherche, read: &Recherche) -> Recherche {
    Recherche {
        categorie: read.categorie.or(held.categorie),
        typologies: if read.typologies.is_empty() { held.typologies.clone() } else { read.typologies.clone() },
        souhaits: if read.souhaits.is_empty() { held.souhaits.clone() } else { read.souhaits.clone() },
        demande_elargie: read.demande_elargie.or(held.demande_elargie),
        loyer_maximum: read.loyer_maximum.or(held.loyer_maximum),
        parking: read.parking.or(held.parking),
        rez_de_chaussee_refuse: read.rez_de_chaussee_refuse.or(held.rez_de_chaussee_refuse),
        sans_ascenseur_refuse: read.sans_ascenseur_refuse.or(held.sans_ascenseur_refuse),
        logement_adapte: read.logement_adapte.or(held.logement_adapte),
    }
}

fn latest<T: Ord>(a: Option<T>, b: Option<T>) -> Option<T> {
    a.max(b)
}

/// Same role, same names as they are searched, same birth date; a name unknown on one side decides nothing.
fn is_same(a: &Personne, b: &Personne) -> bool {
    a.role == b.role && identite(a).is_some() && identite(a) == identite(b)
}

/// What identifies a person for a duplicate check: name, first name, birth date. `None` when one is unknown.
pub fn identite(personne: &Personne) -> Option<(String, String, droit::jour::Jour)> {
    let nom = personne.nom.as_ref().or(personne.nom_naissance.as_ref())?;
    Some((nom_cle(nom), nom_cle(personne.prenom.as_ref()?), personne.naissance_le?))
}
