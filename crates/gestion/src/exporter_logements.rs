//! Reading: the stock as a workbook, under the same filters and rights as the page.

use documents::classeur::{Cellule, Feuille, Genre};

use crate::carbet::Carbet;
use crate::droits::Acteur;
use crate::fichier::{Fichier, colonne, entier, montant, note, oui_non, texte, texte_ou_inconnu, write_liste};
use crate::habitat::sigle;
use crate::issue::Echec;
use crate::lister_logements::{DemandeParc, LigneParc, lister_tous};

/// Writes every home that the search finds, in its order.
pub async fn export_logements(carbet: &Carbet, acteur: &Acteur, demande: &DemandeParc) -> Result<Fichier, Echec> {
    let lignes = lister_tous(carbet, acteur, demande).await?;
    let feuille = Feuille {
        titre: "Logements".to_owned(),
        colonnes: vec![
            colonne("RPLS", Genre::Texte, 14),
            colonne("Résidence", Genre::Texte, 28),
            colonne("Adresse", Genre::Texte, 36),
            colonne("Code commune", Genre::Texte, 12),
            colonne("Commune", Genre::Texte, 20),
            colonne("Secteur", Genre::Texte, 20),
            colonne("Bailleur", Genre::Texte, 14),
            colonne("Typologie", Genre::Texte, 10),
            colonne("Surface (m²)", Genre::Entier, 10),
            colonne("Produit", Genre::Texte, 10),
            colonne("Étage", Genre::Entier, 8),
            colonne("Ascenseur", Genre::Texte, 10),
            colonne("Adapté", Genre::Texte, 9),
            colonne("QPV", Genre::Texte, 14),
            colonne("Loyer", Genre::Montant, 12),
            colonne("Annexes", Genre::Montant, 12),
            colonne("Charges", Genre::Montant, 12),
            colonne("État", Genre::Texte, 14),
            colonne("Réservataire", Genre::Texte, 20),
        ],
        lignes: lignes.iter().map(|ligne| row(carbet, ligne)).collect(),
    };
    let notes = vec![note(
        "Contenu",
        "Logements de la liste affichée, sous les mêmes filtres et dans le même ordre. Une case vide est inconnue.",
    )];
    write_liste(carbet, "logements", "Logements", vec![feuille], notes)
}

fn row(carbet: &Carbet, ligne: &LigneParc) -> Vec<Cellule> {
    let (habitat, home) = (&ligne.habitat, &ligne.logement);
    let regles = carbet.regles();
    let optional = |value: Option<bool>| value.map_or(Cellule::Inconnu, oui_non);
    vec![
        texte_ou_inconnu(home.rpls.clone()),
        texte(&habitat.residence),
        texte(&habitat.adresse),
        texte(&habitat.code_commune),
        texte(&habitat.commune),
        texte(&habitat.secteur),
        texte(&habitat.bailleur),
        texte(&habitat.typologie),
        entier(home.surface),
        texte(home.produit.code()),
        home.etage.map_or(Cellule::Inconnu, entier),
        optional(home.ascenseur),
        optional(home.adapte),
        match (&home.qpv, home.qpv_connu) {
            (Some(code), _) => texte(code),
            (None, true) => texte("hors QPV"),
            (None, false) => Cellule::Inconnu,
        },
        montant(Some(home.loyer)),
        montant(Some(home.loyer_annexes)),
        montant(Some(home.charges)),
        texte(libelle_etat(&ligne.etat)),
        texte_ou_inconnu(ligne.reservataire.as_deref().map(|code| sigle(&regles.territoire, code))),
    ]
}

fn libelle_etat(code: &str) -> &'static str {
    match code {
        "vacant" => "Vacant",
        "hors_location" => "Hors location",
        _ => "Loué",
    }
}
