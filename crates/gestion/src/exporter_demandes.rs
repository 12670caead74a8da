//! Reading: the list of demandes as a workbook, under the same filters, rights and masks as the page.

use documents::classeur::{Cellule, Feuille, Genre};
use droit::territoire::Territoire;

use crate::carbet::Carbet;
use crate::droits::Acteur;
use crate::fichier::{Fichier, colonne, date, entier, note, oui_non, texte, texte_ou_inconnu, write_liste};
use crate::habitat::nom_commune;
use crate::issue::Echec;
use crate::lister_demandes::{LigneRegistre, Recherche, list_toutes};

/// Writes every demande that the search finds, in its order. Each name read is traced, as if its file were opened.
pub async fn export_demandes(carbet: &Carbet, acteur: &Acteur, recherche: &Recherche) -> Result<Fichier, Echec> {
    let lignes = list_toutes(carbet, acteur, recherche).await?;
    let now = carbet.horloge.instant_utc();
    for ligne in lignes.iter().filter(|l| l.nom.is_some()) {
        carbet.traces.note(acteur, "demande", ligne.id, now);
    }
    let regles = carbet.regles();
    let feuille = Feuille {
        titre: "Demandes".to_owned(),
        colonnes: vec![
            colonne("Numéro unique", Genre::Texte, 22),
            colonne("Ménage", Genre::Texte, 30),
            colonne("Né(e) le", Genre::Date, 12),
            colonne("État", Genre::Texte, 20),
            colonne("Déposée le", Genre::Date, 12),
            colonne("Échéance", Genre::Date, 12),
            colonne("Personnes", Genre::Entier, 10),
            colonne("Typologies", Genre::Texte, 12),
            colonne("Communes souhaitées", Genre::Texte, 36),
            colonne("Points", Genre::Entier, 9),
            colonne("Points provisoires", Genre::Texte, 11),
            colonne("À compléter", Genre::Texte, 11),
            colonne("Prioritaire", Genre::Texte, 11),
            colonne("DALO", Genre::Texte, 8),
            colonne("Mutation", Genre::Texte, 10),
        ],
        lignes: lignes.iter().map(|ligne| row(&regles.territoire, ligne)).collect(),
    };
    let notes = vec![
        note("Contenu", "Demandes de la liste affichée, sous les mêmes filtres et dans le même ordre."),
        note(
            "Droits",
            "Ce fichier contient des données personnelles : chaque ménage exporté est inscrit à la trace des consultations. Supprimez-le après usage (décret n° 2017-917).",
        ),
        note("Points", format!("Grille {}. La cotation aide à décider, la commission reste souveraine.", regles.grille.version)),
    ];
    write_liste(carbet, "demandes", "Demandes", vec![feuille], notes)
}

fn row(territoire: &Territoire, ligne: &LigneRegistre) -> Vec<Cellule> {
    let souhaits: Vec<String> = ligne.souhaits.iter().map(|code| nom_commune(territoire, code)).collect();
    vec![
        texte_ou_inconnu(ligne.numero_unique.clone()),
        texte_ou_inconnu(ligne.nom.clone()),
        date(ligne.naissance_le),
        texte(libelle_etat(&ligne.etat)),
        Cellule::Date(ligne.depose_le),
        date(ligne.expire_le),
        entier(ligne.nombre_personnes),
        texte(typologies(ligne)),
        texte(souhaits.join(", ")),
        ligne.points.map_or(Cellule::Inconnu, entier),
        oui_non(ligne.provisoire),
        oui_non(ligne.incomplete),
        oui_non(ligne.prioritaire),
        oui_non(ligne.dalo),
        oui_non(ligne.mutation),
    ]
}

fn libelle_etat(code: &str) -> &'static str {
    match code {
        "brouillon" => "Brouillon",
        "en_attente_de_numero" => "En attente de numéro",
        "radiee" => "Radiée",
        _ => "Enregistrée",
    }
}

fn typologies(ligne: &LigneRegistre) -> String {
    match (ligne.pieces_min, ligne.pieces_max) {
        (Some(min), Some(max)) if min == max => format!("T{min}"),
        (Some(min), Some(max)) => format!("T{min} à T{max}"),
        _ => String::new(),
    }
}
