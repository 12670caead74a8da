//! Reading: the board of the vacancies in days as a workbook, under the same filters and rights as the page.

use documents::classeur::{Cellule, Feuille, Genre};
use droit::vacance::{EtapeVacance, Repartition};

use crate::carbet::Carbet;
use crate::consulter_delais::{Bilan, FiltreDelais, LigneBilan, LigneDelai, consulter_delais};
use crate::droits::Acteur;
use crate::fichier::{Fichier, colonne, date, entier, montant, note, oui_non, texte, write_liste};
use crate::issue::Echec;

/// Steps that have their column of days.
const ETAPES: &[EtapeVacance] = &[
    EtapeVacance::TravauxDebut,
    EtapeVacance::TravauxFin,
    EtapeVacance::Orientation,
    EtapeVacance::Designation,
    EtapeVacance::Commission,
    EtapeVacance::Acceptation,
    EtapeVacance::Bail,
];

/// Writes the open vacancies of the list, then the figures of the year.
pub async fn export_delais(carbet: &Carbet, acteur: &Acteur, filtre: &FiltreDelais) -> Result<Fichier, Echec> {
    let found = consulter_delais(carbet, acteur, filtre).await?;
    let mut colonnes = vec![
        colonne("Logement", Genre::Texte, 28),
        colonne("Adresse", Genre::Texte, 36),
        colonne("Commune", Genre::Texte, 20),
        colonne("Bailleur", Genre::Texte, 14),
        colonne("Réservataire", Genre::Texte, 24),
        colonne("Libre le", Genre::Date, 12),
        colonne("Compté depuis", Genre::Texte, 26),
        colonne("Jours de vacance", Genre::Entier, 10),
        colonne("Plus de trois mois", Genre::Texte, 10),
        colonne("Étape en cours", Genre::Texte, 28),
        colonne("Jours dans l’étape", Genre::Entier, 10),
        colonne("Attendu de", Genre::Texte, 24),
        colonne("Loyer perdu", Genre::Montant, 12),
    ];
    colonnes.extend(ETAPES.iter().map(|etape| colonne(etape.libelle(), Genre::Entier, 12)));
    let open = Feuille { titre: "Vacances en cours".to_owned(), colonnes, lignes: found.lignes.iter().map(row).collect() };
    let notes = vec![
        note(
            "Jours de vacance",
            "De l’état des lieux de sortie (à défaut du jour de disponibilité, puis de la déclaration) à aujourd’hui. Chaque jour compte une fois, à la première étape qui n’est pas faite.",
        ),
        note("Case vide", "Aucune date ne permet de compter ces jours : ce n’est pas zéro."),
        note("Loyer perdu", "Un trentième du loyer mensuel et de ses annexes par jour, sans les charges, au centime inférieur."),
        note("Bilan", format!("Logements loués en {} ; rien en dessous de {} logements.", found.bilan.annee, found.bilan.seuil)),
    ];
    write_liste(carbet, "delais-vacance", "Délais de vacance", vec![open, bilan(&found.bilan)], notes)
}

fn row(ligne: &LigneDelai) -> Vec<Cellule> {
    let mut cells = vec![
        texte(&ligne.habitat.nom),
        texte(&ligne.habitat.adresse),
        texte(&ligne.habitat.commune),
        texte(&ligne.habitat.bailleur),
        texte(&ligne.reservataire),
        date(Some(ligne.duree.libre_le)),
        texte(ligne.duree.origine.libelle()),
        entier(ligne.duree.total),
        oui_non(ligne.longue),
        texte(ligne.etape.attente()),
        entier(ligne.jours_etape),
        texte(&ligne.attendu),
        montant(Some(ligne.loyer_perdu)),
    ];
    cells.extend(ETAPES.iter().map(|etape| ligne.duree.jours_etape(*etape).map_or(Cellule::Inconnu, entier)));
    cells
}

fn bilan(bilan: &Bilan) -> Feuille {
    let lines = std::iter::once(&bilan.total).chain(&bilan.acteurs).chain(&bilan.etapes);
    Feuille {
        titre: format!("Bilan {}", bilan.annee),
        colonnes: vec![
            colonne("Durée", Genre::Texte, 30),
            colonne("Due par", Genre::Texte, 30),
            colonne("Logements", Genre::Entier, 10),
            colonne("Médiane (jours)", Genre::Texte, 12),
            colonne("Moyenne (jours)", Genre::Texte, 12),
        ],
        lignes: lines.map(bilan_row).collect(),
    }
}

fn bilan_row(ligne: &LigneBilan) -> Vec<Cellule> {
    let told =
        |pick: fn(&Repartition) -> i64| ligne.repartition.as_ref().map_or(Cellule::Inconnu, |r| texte(format_dixiemes(pick(r))));
    vec![
        texte(ligne.libelle),
        texte(ligne.acteur),
        entier(ligne.nombre),
        told(|r| r.mediane_dixiemes),
        told(|r| r.moyenne_dixiemes),
    ]
}

/// `12,5`; whole days without a comma.
pub fn format_dixiemes(dixiemes: i64) -> String {
    match dixiemes % 10 {
        0 => (dixiemes / 10).to_string(),
        rest => format!("{},{rest}", dixiemes / 10),
    }
}
