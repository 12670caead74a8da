//! Reading: the sheet « et maintenant ? » that a household takes home from the desk. It tells no restricted fact: whoever
//! finds it learns a name, a desk, a date and which common papers are missing.

use documents::{FeuilleSuite, LigneSuite, render_feuille_suite};
use droit::demande::{Demande, EtatDemande, Sensibilite};
use droit::enregistrement::{compute_attestation_au_plus_tard, compute_echeance};
use droit::jour::format_fr;
use droit::territoire::Territoire;
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::consulter_pieces::{PiecesDemande, consulter_pieces};
use crate::droits::{Acte, Acteur};
use crate::issue::{Echec, Refus};

/// The sheet as a PDF. Errors: out of reach, a demande struck off.
pub async fn render_suite(carbet: &Carbet, acteur: &Acteur, id: Uuid) -> Result<Vec<u8>, Echec> {
    acteur.portee(Acte::SaisirDemande).ok_or(Echec::Introuvable)?;
    let pieces = consulter_pieces(carbet, acteur, id).await?;
    if matches!(pieces.demande.etat, EtatDemande::Radiee { .. }) {
        return Err(Refus::new(
            "suite_sans_objet",
            "Cette demande est radiée : rien ne vient ensuite.",
            "Si le ménage cherche encore un logement, ouvrez une nouvelle pré-demande.",
        )
        .into());
    }
    let regles = carbet.regles();
    let feuille = build(carbet, &regles.territoire, acteur, id, &pieces);
    render_feuille_suite(&feuille).map_err(|error| {
        tracing::error!(%error, "a sheet for a household could not be rendered");
        Refus::new(
            "feuille_impossible",
            "La feuille n'a pas pu être composée.",
            "Réessayez ; si cela persiste, prévenez l'administrateur.",
        )
        .into()
    })
}

fn build(carbet: &Carbet, territoire: &Territoire, acteur: &Acteur, id: Uuid, pieces: &PiecesDemande) -> FeuilleSuite {
    let demande = &pieces.demande;
    let desk = demande.guichet.as_deref().and_then(|code| territoire.guichet(code)).map(|g| g.nom.clone());
    let own = territoire.organisation(&acteur.organisation).map(|o| o.nom.clone());
    let guichet = desk.or(own).unwrap_or_default();
    let id = id.simple().to_string();
    let titulaire = demande.dossier.menage.titulaire();
    let names = titulaire.map(|t| [t.prenom.as_deref(), t.nom.as_deref().or(t.nom_naissance.as_deref())]);
    FeuilleSuite {
        reference: demande.numero_unique().map_or_else(|| format!("P-{}", id[id.len() - 8..].to_uppercase()), |n| n.to_string()),
        territoire: territoire.epci.nom.clone(),
        personne: names.into_iter().flatten().flatten().collect::<Vec<_>>().join(" "),
        etablie_le: carbet.aujourd_hui(),
        lignes: list_lignes(carbet, demande, &guichet, pieces),
        guichet,
        fictif: carbet.demo,
    }
}

fn list_lignes(carbet: &Carbet, demande: &Demande, guichet: &str, pieces: &PiecesDemande) -> Vec<LigneSuite> {
    let line = |titre: &str, texte: String| LigneSuite { titre: titre.to_owned(), texte, points: Vec::new() };
    let delais = carbet.parametres.delais.find(carbet.aujourd_hui()).ok().map(|found| found.valeurs);
    let mut lignes = Vec::new();
    match demande.numero_unique() {
        Some(numero) => {
            lignes.push(line(
                "Votre demande est enregistrée",
                format!("Gardez ce numéro : {numero}. Il suit votre demande partout."),
            ));
        }
        None => {
            let due = delais
                .map(|d| format!(", au plus tard le {}", format_fr(compute_attestation_au_plus_tard(d, demande.depose_le))));
            lignes.push(line("Votre demande est préparée", format!("Elle a été déposée le {}.", format_fr(demande.depose_le))));
            lignes.push(line(
                "Votre numéro va arriver",
                format!("Le système national vous envoie un numéro unique et une attestation{}.", due.unwrap_or_default()),
            ));
        }
    }
    lignes.push(line("Où aller", format!("Une question, un changement, un enfant qui naît : {guichet}.")));
    let mut missing: Vec<String> = pieces
        .list_manquantes()
        .into_iter()
        .filter(|l| l.attendue.piece.sensibilite() < Sensibilite::Restreinte)
        .map(|l| {
            let pour = if l.pour.is_empty() { String::new() } else { format!(", {}", l.pour) };
            format!("{}{pour}", l.attendue.piece.libelle())
        })
        .collect();
    missing.dedup();
    lignes.push(if missing.is_empty() {
        line("Vos papiers sont là", "Personne ne peut vous en demander d'autres que ceux de la liste.".to_owned())
    } else {
        LigneSuite { points: missing, ..line("À apporter", "Une copie ou une photo suffit.".to_owned()) }
    });
    if let Some(due) = delais.and_then(|d| compute_echeance(d, demande.depose_le, demande.renouvele_le)) {
        lignes.push(line(
            "Chaque année, dites que vous cherchez toujours",
            format!("Avant le {}. Sinon la demande peut être radiée.", format_fr(due.expire_le)),
        ));
    }
    lignes
}
