//! The board as a workbook.

use documents::classeur::{Feuille, Genre};

use super::{FiltreRelance, consulter_relances};
use crate::carbet::Carbet;
use crate::droits::Acteur;
use crate::fichier::{Fichier, colonne, date, note, texte, write_liste};
use crate::issue::Echec;

/// The lines kept by a filter, in its order.
pub async fn export_relances(carbet: &Carbet, acteur: &Acteur, filtre: &FiltreRelance) -> Result<Fichier, Echec> {
    let tableau = consulter_relances(carbet, acteur, filtre).await?;
    let regles = carbet.regles();
    let now = carbet.horloge.instant_utc();
    for id in tableau.lignes.iter().filter_map(|l| l.demande) {
        carbet.traces.note(acteur, "demande", id, now);
    }
    let lignes = tableau.lignes.iter().map(|l| {
        vec![
            texte(l.groupe.libelle()),
            texte(l.menage.clone()),
            texte(l.numero_unique.clone()),
            texte(l.telephone.clone()),
            texte(l.logement.clone()),
            texte(crate::habitat::sigle(&regles.territoire, &l.bailleur)),
            date(Some(l.depuis)),
            date(l.echeance),
            texte(if l.echeance.is_none() {
                ""
            } else if l.legale {
                "délai de la loi"
            } else {
                "usage local ou rappel"
            }),
            texte(l.raison.clone()),
            date(l.dernier_appel.map(|(le, _)| le)),
            texte(l.dernier_appel.map_or("", |(_, issue)| issue.libelle())),
        ]
    });
    let feuille = Feuille {
        titre: "Relances".to_owned(),
        colonnes: vec![
            colonne("Ce qui attend", Genre::Texte, 30),
            colonne("Ménage", Genre::Texte, 28),
            colonne("Numéro unique", Genre::Texte, 22),
            colonne("Téléphone", Genre::Texte, 16),
            colonne("Logement", Genre::Texte, 28),
            colonne("Bailleur", Genre::Texte, 14),
            colonne("Depuis", Genre::Date, 12),
            colonne("Prochain jour", Genre::Date, 14),
            colonne("Nature du jour", Genre::Texte, 20),
            colonne("Raison", Genre::Texte, 60),
            colonne("Dernier appel", Genre::Date, 14),
            colonne("Issue", Genre::Texte, 20),
        ],
        lignes: lignes.collect(),
    };
    let mut notes = vec![
        note("Lignes", tableau.lignes.len().to_string()),
        note("Convention", "Une ligne rappelle, elle ne libère personne. Un silence ne retire ni point ni rang."),
    ];
    if let Some((jours, adopte)) = tableau.delai {
        let statut = if adopte { "adopté" } else { "à confirmer" };
        notes.push(note("Sans nouvelle", format!("À partir de {jours} jours, usage local {statut}.")));
    }
    write_liste(carbet, "relances", "Relances", vec![feuille], notes)
}
