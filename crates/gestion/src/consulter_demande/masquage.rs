//! Narrowing a file to what a role may see (R12.05): what is hidden is absent, not blanked on the page.

use std::collections::BTreeMap;

use droit::demande::{Contact, Demande, LogementActuel, Menage, Personne, Sensibilite};
use interop::sne;

use crate::droits::Masque;
use crate::labelliser::sees;

/// The demande without what the role may not see. In a protected file the address and the wishes are
/// hidden too from who may not know why (R12.05).
pub fn narrow(held: &Demande, masque: Masque, protege: bool) -> Demande {
    let mut demande = held.clone();
    let dossier = &mut demande.dossier;
    dossier.labels.retain(|label| sees(masque, label.public.sensibilite()));
    dossier.motifs.retain(|motif| sees(masque, motif.sensibilite()));
    if !sees(masque, Sensibilite::Restreinte) {
        dossier.motif_precision = None;
        dossier.recherche.logement_adapte = None;
        (dossier.menage.conjoint_separe, dossier.menage.frais_ehpad) = (None, None);
        dossier.menage.personnes.iter_mut().for_each(|p| p.handicap = None);
        dossier.preuves.retain(|fait, _| is_ordinary(fait));
    }
    if !masque.menage {
        dossier.menage = Menage {
            personnes: dossier.menage.personnes.iter().map(|p| Personne::new(p.role)).collect(),
            a_naitre: dossier.menage.a_naitre,
            ..Menage::default()
        };
        dossier.logement_actuel = LogementActuel::default();
        dossier.faits_locaux.clear();
    }
    if !masque.identite {
        for personne in &mut dossier.menage.personnes {
            (personne.nom, personne.nom_naissance, personne.prenom) = (None, None, None);
            personne.naissance_le = None;
        }
        dossier.contact = Contact::default();
        dossier.champs_source.clear();
    }
    if protege && !masque.secret {
        dossier.contact = Contact::default();
        dossier.logement_actuel.commune = None;
        dossier.logement_actuel.code_postal = None;
        dossier.recherche.souhaits.clear();
    }
    demande
}

/// Whether some label or motive is there that the role may not read.
pub fn hides_public(held: &Demande, masque: Masque) -> bool {
    held.dossier.labels.iter().any(|label| !sees(masque, label.public.sensibilite()))
}

/// Every value of the contract, by its path: nothing above the role's sight, nothing that would tell where
/// a protected household lives.
pub fn list_champs(narrowed: &Demande, masque: Masque, protege: bool) -> BTreeMap<String, String> {
    if !masque.identite || !masque.menage || (protege && !masque.secret) {
        return BTreeMap::new();
    }
    let mut champs = sne::list_champs(narrowed);
    champs.retain(|chemin, valeur| sees(masque, sne::sensibilite_champ(chemin, valeur)));
    champs
}

/// A fact whose very name tells nothing sensitive.
fn is_ordinary(fait: &str) -> bool {
    droit::faits::find_fait(fait).is_none_or(|f| f.sensibilite < Sensibilite::Restreinte)
}
