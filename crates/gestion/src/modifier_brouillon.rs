//! Act: a draft is opened again at a desk and saved with what was changed. Nothing that its form does not show is lost.

use droit::demande::{Demande, Dossier, EtatDemande, Personne, RolePersonne, Souhait};
use serde_json::json;
use stockage::demande::{self, DemandeStockee, Origine};
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::consulter_demande::narrow;
use crate::droits::{Acte, Acteur, Masque};
use crate::idempotence;
use crate::issue::{Echec, Refus};
use crate::labelliser::sees;
use crate::modifier_etat::{get_en_portee, write_version};
use crate::portee_demandes;
use crate::saisir_demande::{SaisieDemande, check_saisie};

/// A draft as its form shows it.
#[derive(Clone, Debug)]
pub struct Brouillon {
    pub id: Uuid,
    /// To give back with the changes: a draft changed by someone else meanwhile is not overwritten.
    pub version: i64,
    /// Without what the caller may not see, which the draft keeps.
    pub demande: Demande,
}

/// What was typed again.
#[derive(Clone, Debug)]
pub struct Modification {
    pub id: Uuid,
    pub version: i64,
    pub saisie: SaisieDemande,
    /// For each person typed beside the titulaire, its place among those of the draft, from 1; a new one has a place beyond.
    pub rangs: Vec<usize>,
    /// Tax year of the income that the form shows; the others stay.
    pub annee_revenu: i32,
}

/// The draft to fill the form with; the read is traced. Errors: out of reach, no longer a draft, protected.
pub async fn ouvrir_brouillon(carbet: &Carbet, acteur: &Acteur, id: Uuid) -> Result<Brouillon, Echec> {
    let departement = carbet.regles().territoire.epci.departement.clone();
    let stored = demande::get(&carbet.base, &departement, id).await?;
    portee_demandes::check_demande(carbet, acteur, Acte::SaisirDemande, &stored).await?;
    check_modifiable(acteur, &stored)?;
    carbet.traces.note(acteur, "demande", id, carbet.horloge.instant_utc());
    let demande = narrow(&stored.demande, acteur.role.masque(), stored.protege);
    Ok(Brouillon { id, version: stored.version, demande })
}

/// Saves a draft. The same checks as when it was first typed.
pub async fn modifier_brouillon(carbet: &Carbet, acteur: &Acteur, modification: Modification) -> Result<(), Echec> {
    let Modification { id, version, saisie, rangs, annee_revenu } = modification;
    let mut act = carbet.begin(acteur, "modifier_brouillon").await?;
    let stored = get_en_portee(carbet, &act, acteur, Acte::SaisirDemande, id).await?;
    let (cle, now) = (saisie.cle_idempotence.as_deref(), act.instant());
    if idempotence::claim(&act.tx, cle, acteur, "modifier_brouillon", &id.to_string(), now).await?.is_some() {
        return Ok(());
    }
    check_modifiable(acteur, &stored)?;
    check_saisie(carbet, &saisie)?;
    if stored.version != version {
        return Err(Refus::new(
            "dossier_modifie",
            "Ce brouillon a été modifié par quelqu’un d’autre depuis que vous l’avez ouvert.",
            "Notez ce que vous avez changé, ouvrez-le de nouveau, puis reprenez vos changements.",
        )
        .into());
    }
    let changed = Demande {
        depose_le: saisie.depose_le,
        guichet: saisie.guichet,
        dossier: merge(&stored.demande.dossier, saisie.dossier, &rangs, annee_revenu, acteur.role.masque()),
        ..stored.demande.clone()
    };
    if changed == stored.demande {
        return Ok(());
    }
    write_version(&mut act, acteur, &stored, &changed, Origine::Demandeur).await?;
    let departement = stored.departement.clone();
    act.tell_about(&departement, id, json!({ "version": version + 1 }));
    carbet.conclude(act).await.map(|_| ())
}

/// What stands against changing it, in words.
fn check_modifiable(acteur: &Acteur, stored: &DemandeStockee) -> Result<(), Refus> {
    if stored.demande.etat != EtatDemande::Brouillon {
        return Err(Refus::new(
            "plus_un_brouillon",
            "Cette demande n’est plus un brouillon : elle est transmise ou enregistrée.",
            "Reprenez la saisie si elle attend encore son numéro ; sinon, faites modifier la demande dans le SNE.",
        )
        .article("Arrêté du 25 novembre 2010"));
    }
    if stored.protege && !acteur.role.masque().secret {
        return Err(Refus::new(
            "dossier_protege",
            "Ce brouillon est protégé : ses souhaits et son adresse ne vous sont pas communiqués, vous ne pouvez donc pas le modifier.",
            "Transmettez-le au SNE tel quel, ou adressez le ménage au service social habilité.",
        ));
    }
    Ok(())
}

/// What the form shows comes from the form; the rest stays as it was.
fn merge(stored: &Dossier, typed: Dossier, rangs: &[usize], annee: i32, masque: Masque) -> Dossier {
    let mut dossier = stored.clone();
    dossier.menage.personnes = merge_personnes(&stored.menage.personnes, typed.menage.personnes, rangs, annee);
    let due = stored.menage.a_naitre.and_then(|a| a.prevue_le);
    dossier.menage.a_naitre = typed.menage.a_naitre.map(|a| droit::demande::ANaitre { prevue_le: a.prevue_le.or(due), ..a });
    let contact = &mut dossier.contact;
    (contact.adresse, contact.code_postal) = (typed.contact.adresse, typed.contact.code_postal);
    (contact.telephone, contact.mel) = (typed.contact.telephone, typed.contact.mel);
    let actuel = &mut dossier.logement_actuel;
    (actuel.modele, actuel.surface) = (typed.logement_actuel.modele, typed.logement_actuel.surface);
    (actuel.nombre_habitants, actuel.loyer) = (typed.logement_actuel.nombre_habitants, typed.logement_actuel.loyer);
    dossier.recherche.typologies = typed.recherche.typologies;
    dossier.recherche.souhaits =
        typed.recherche.souhaits.into_iter().map(|souhait| keep_quartier(&stored.recherche.souhaits, souhait)).collect();
    dossier.motifs = typed.motifs;
    let hidden = stored.motifs.iter().filter(|motif| !sees(masque, motif.sensibilite()));
    for motif in hidden {
        if !dossier.motifs.contains(motif) {
            dossier.motifs.push(*motif);
        }
    }
    dossier
}

/// A wish whose commune did not change keeps its quarter.
fn keep_quartier(stored: &[Souhait], souhait: Souhait) -> Souhait {
    stored.iter().find(|known| known.commune == souhait.commune).cloned().unwrap_or(souhait)
}

fn merge_personnes(stored: &[Personne], typed: Vec<Personne>, rangs: &[usize], annee: i32) -> Vec<Personne> {
    let holder = stored.iter().find(|p| p.is_titulaire());
    let others: Vec<&Personne> = stored.iter().filter(|p| !p.is_titulaire()).collect();
    let mut rangs = rangs.iter();
    typed
        .into_iter()
        .map(|person| {
            if person.role == RolePersonne::Titulaire {
                return match holder {
                    None => person,
                    Some(known) => merge_titulaire(known, person, annee),
                };
            }
            let known = rangs.next().and_then(|rang| others.get(rang.checked_sub(1)?));
            match known {
                None => person,
                Some(known) => Personne {
                    role: person.role,
                    nom: person.nom,
                    prenom: person.prenom,
                    naissance_le: person.naissance_le,
                    ..(*known).clone()
                },
            }
        })
        .collect()
}

/// The form holds the income of one tax year: those of the others stay.
fn merge_titulaire(known: &Personne, typed: Personne, annee: i32) -> Personne {
    let mut revenus_fiscaux = known.revenus_fiscaux.clone();
    revenus_fiscaux.remove(&annee);
    revenus_fiscaux.extend(typed.revenus_fiscaux);
    Personne {
        role: typed.role,
        civilite: typed.civilite,
        nom: typed.nom,
        nom_naissance: typed.nom_naissance,
        prenom: typed.prenom,
        naissance_le: typed.naissance_le,
        situation_familiale: typed.situation_familiale,
        revenus_fiscaux,
        ..known.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use droit::demande::{LienParente, Motif, Nationalite};
    use droit::montant::Centimes;

    #[test]
    fn what_the_form_does_not_show_stays() {
        let person = |role, prenom: &str| Personne {
            prenom: Some(prenom.to_owned()),
            nationalite: Some(Nationalite::Francaise),
            ..Personne::new(role)
        };
        let child = RolePersonne::ACharge(LienParente::Enfant);
        let mut stored = Dossier::default();
        stored.menage.personnes = vec![person(RolePersonne::Titulaire, "Ana"), person(child, "Lou"), person(child, "Noa")];
        stored.menage.personnes[0].revenus_fiscaux.insert(2023, Centimes::euros(9_000));
        stored.recherche.souhaits = vec![Souhait { commune: "97302".into(), quartier: Some("q1".into()) }];
        stored.recherche.parking = Some(true);
        let secret = Motif::ALL.iter().copied().find(|m| !sees(Masque::default(), m.sensibilite())).unwrap();
        stored.motifs = vec![secret];
        let mut typed = Dossier::default();
        let bare = |role, prenom: &str| Personne { prenom: Some(prenom.to_owned()), ..Personne::new(role) };
        // Lou was emptied from the form, Noa renamed, Zoé added.
        typed.menage.personnes = vec![bare(RolePersonne::Titulaire, "Anna"), bare(child, "Noah"), bare(child, "Zoé")];
        typed.menage.personnes[0].revenus_fiscaux.insert(2024, Centimes::euros(10_000));
        typed.recherche.souhaits = vec![Souhait { commune: "97302".into(), quartier: None }];
        let merged = merge(&stored, typed, &[2, 3], 2024, Masque::default());
        let names: Vec<_> = merged.menage.personnes.iter().map(|p| (p.prenom.as_deref().unwrap(), p.nationalite)).collect();
        assert_eq!(names, [("Anna", Some(Nationalite::Francaise)), ("Noah", Some(Nationalite::Francaise)), ("Zoé", None)]);
        assert_eq!(merged.menage.personnes[0].revenus_fiscaux.len(), 2, "the income of another year stays");
        assert_eq!(merged.recherche.souhaits[0].quartier.as_deref(), Some("q1"));
        assert_eq!((merged.recherche.parking, merged.motifs), (Some(true), vec![secret]));
    }
}
