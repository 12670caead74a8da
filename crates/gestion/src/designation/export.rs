//! Reading: the ordered list of a vacancy as a workbook, narrowed like the page: before designation, no identity.

use documents::classeur::{Cellule, Feuille, Genre};
use droit::demande::Demande;
use stockage::logement;
use uuid::Uuid;

use super::compute_logement;
use super::liste::{Candidat, Ecarte, Tenus, Vue};
use super::ordre::classer;
use crate::carbet::Carbet;
use crate::droits::{Acte, Acteur};
use crate::fichier::{Fichier, colonne, entier, montant, note, oui_non, texte, texte_ou_inconnu, write_liste};
use crate::habitat::{Habitats, libelle_reservataire};
use crate::issue::Echec;
use crate::portee_vacance::find_vacance;
use crate::valeurs::Valeurs;

/// Writes the admissible households in order, then those to complete with the fact that would decide.
pub async fn export_designation(carbet: &Carbet, acteur: &Acteur, vacance: Uuid) -> Result<Fichier, Echec> {
    let home = find_vacance(&carbet.base, acteur, Acte::ConsulterVacances, vacance).await?;
    let ligne = logement::find(&carbet.base, home.logement_id).await?.ok_or(Echec::Introuvable)?;
    let dwelling = compute_logement(&ligne, &home)?;
    let habitats = Habitats::of_lignes(&carbet.base, std::slice::from_ref(&ligne)).await?;
    let tenus = Tenus::read(carbet, &carbet.base, &home).await?;
    let regles = carbet.regles();
    let habitat = habitats.habitat(&regles.territoire, ligne.id).ok_or(Echec::Introuvable)?;
    let valeurs = Valeurs::new(&carbet.parametres, &regles.territoire, carbet.aujourd_hui());
    let registre = carbet.registre.read();
    let classement = classer(&registre.colonnes, &valeurs, &dwelling);
    let vue = Vue { acteur, registre: &registre, valeurs: &valeurs, logement: &dwelling, tenus: &tenus, classement: &classement };
    let numero = |id: Uuid| {
        let held: &Demande = registre.colonnes.demande(id.as_bytes())?;
        held.numero_unique().filter(|_| vue.is_ouvert(id)).map(|n| n.to_string())
    };
    let candidats: Vec<Candidat> =
        (1..).zip(&classement.admissibles).filter_map(|(position, place)| vue.candidat(Some(position), place)).collect();
    let first = vue.list_premieres(&classement.indetermines);
    let a_completer: Vec<Ecarte> =
        first.iter().filter_map(|(index, dite, autres)| vue.ecarte(&classement.indetermines[*index], dite, *autres)).collect();
    let named = candidats.iter().map(|c| (c.demande, &c.identite)).chain(a_completer.iter().map(|e| (e.demande, &e.identite)));
    for (id, _) in named.filter(|(_, identite)| identite.is_some()) {
        carbet.traces.note(acteur, "demande", id, carbet.horloge.instant_utc());
    }
    let feuilles = vec![
        feuille_admissibles(candidats.iter().map(|c| row(c, numero(c.demande))).collect()),
        feuille_a_completer(a_completer.iter().map(|e| row_a_completer(e, numero(e.demande))).collect()),
    ];
    let holder = libelle_reservataire(&regles.territoire, &home);
    let notes = vec![
        note("Logement", format!("{}, {}. Réservataire : {holder}.", habitat.nom, habitat.adresse)),
        note(
            "Ordre",
            format!(
                "Grille {} : points, puis l’ordre écrit de la grille. La liste aide à proposer, la commission reste souveraine.",
                regles.grille.version
            ),
        ),
        note(
            "Écartés",
            format!(
                "{} ménages écartés ne figurent pas ici : la page dit pour chacun la règle et l’article.",
                classement.ecartes.len()
            ),
        ),
        note("Identités", "Un ménage sans nom est désigné par le repère de la page : son identité s’ouvre à la désignation."),
        note("Aide au logement", "Estimation au barème en vigueur : seule la caisse d’allocations familiales décide."),
    ];
    drop(registre);
    write_liste(carbet, "liste", &format!("Candidats pour {}", habitat.nom), feuilles, notes)
}

fn feuille_admissibles(lignes: Vec<Vec<Cellule>>) -> Feuille {
    Feuille {
        titre: "Admissibles".to_owned(),
        colonnes: vec![
            colonne("Rang", Genre::Entier, 7),
            colonne("Ménage", Genre::Texte, 28),
            colonne("Repère", Genre::Texte, 9),
            colonne("Numéro unique", Genre::Texte, 22),
            colonne("Composition", Genre::Texte, 34),
            colonne("Dépôt", Genre::Texte, 22),
            colonne("Typologies", Genre::Texte, 14),
            colonne("Points", Genre::Entier, 9),
            colonne("dont à prouver", Genre::Entier, 10),
            colonne("Aide estimée", Genre::Montant, 13),
            colonne("Loyer net", Genre::Montant, 13),
            colonne("Taux d’effort", Genre::Taux, 10),
            colonne("Reste pour vivre (par jour et UC)", Genre::Montant, 16),
            colonne("Prioritaire", Genre::Texte, 11),
            colonne("Mutation", Genre::Texte, 10),
            colonne("À vérifier", Genre::Texte, 30),
            colonne("Proposé ici", Genre::Texte, 11),
            colonne("Retenu ailleurs", Genre::Texte, 44),
        ],
        lignes,
    }
}

fn row(c: &Candidat, numero: Option<String>) -> Vec<Cellule> {
    let warnings: Vec<&str> = c.avertissements.iter().map(|a| a.libelle).collect();
    vec![
        c.position.and_then(|p| i64::try_from(p).ok()).map_or(Cellule::Inconnu, Cellule::Entier),
        texte_ou_inconnu(c.identite.clone()),
        texte(&c.repere),
        texte_ou_inconnu(numero),
        texte(&c.menage),
        texte(&c.depot),
        texte(&c.typologies),
        entier(c.total),
        entier(c.points_provisoires),
        montant(c.depense.aide),
        montant(c.depense.nette),
        c.depense.taux_effort.map_or(Cellule::Inconnu, Cellule::Taux),
        montant(c.depense.reste_pour_vivre),
        oui_non(c.prioritaire),
        oui_non(c.mutation),
        texte(warnings.join(", ")),
        oui_non(c.candidature.is_some()),
        texte_ou_inconnu(c.tenu_ailleurs.clone()),
    ]
}

fn feuille_a_completer(lignes: Vec<Vec<Cellule>>) -> Feuille {
    Feuille {
        titre: "À compléter".to_owned(),
        colonnes: vec![
            colonne("Ménage", Genre::Texte, 28),
            colonne("Repère", Genre::Texte, 9),
            colonne("Numéro unique", Genre::Texte, 22),
            colonne("Composition", Genre::Texte, 34),
            colonne("Points", Genre::Entier, 9),
            colonne("Première règle", Genre::Texte, 28),
            colonne("Raison", Genre::Texte, 50),
            colonne("Il manque", Genre::Texte, 36),
            colonne("Article", Genre::Texte, 16),
            colonne("Retenu ailleurs", Genre::Texte, 44),
        ],
        lignes,
    }
}

fn row_a_completer(e: &Ecarte, numero: Option<String>) -> Vec<Cellule> {
    vec![
        texte_ou_inconnu(e.identite.clone()),
        texte(&e.repere),
        texte_ou_inconnu(numero),
        texte(&e.menage),
        entier(e.total),
        texte(e.regle.libelle),
        texte(&e.regle.raison),
        texte(e.regle.manque.join(", ")),
        texte(e.regle.article),
        texte_ou_inconnu(e.tenu_ailleurs.clone()),
    ]
}
