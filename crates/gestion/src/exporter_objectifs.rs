//! The workbook of the objectives of a year: the figures, the leases behind them, and how they were counted.

use documents::classeur::{Cellule, Classeur, Colonne, Feuille, Genre, Note, render_classeur};
use droit::objectifs::{Objectif, Place};
use stockage::fait_compte::FaitCompte;

use crate::carbet::Carbet;
use crate::consulter_objectifs::{self as lecture, Perimetre, TableauObjectifs, list_bail, list_faits, to_bail};
use crate::conventions::convention_objectif;
use crate::droits::Acteur;
pub use crate::fichier::Fichier;
use crate::issue::{Echec, Refus};

/// Writes the workbook of a year; no household can be recognised in it.
pub async fn export_objectifs(carbet: &Carbet, acteur: &Acteur, annee: Option<i32>) -> Result<Fichier, Echec> {
    let epci = lecture::read_objectifs(carbet, acteur, annee, Perimetre::Epci).await?;
    let reservataires = lecture::read_objectifs(carbet, acteur, Some(epci.annee), Perimetre::Reservataires).await?;
    let faits = list_faits(carbet, epci.annee).await?;
    let regles = carbet.regles();
    let classeur = Classeur {
        titre: format!("Objectifs d’attribution {}", epci.annee),
        auteur: regles.territoire.epci.nom.clone(),
        feuilles: vec![feuille_chiffres(&epci, &reservataires), feuille_baux(carbet, &faits)],
        notes: notes(carbet, &epci),
        edite_le: carbet.aujourd_hui(),
    };
    let octets = render_classeur(&classeur).map_err(|erreur| {
        Refus::new(
            "classeur_impossible",
            format!("Le tableur n'a pas pu être écrit : {erreur}."),
            "Réessayez avec une autre année.",
        )
    })?;
    Ok(Fichier { nom: format!("objectifs-{}.xlsx", epci.annee), octets })
}

fn colonne(titre: &str, genre: Genre, largeur: u16) -> Colonne {
    Colonne { titre: titre.to_owned(), genre, largeur }
}

fn entier(value: u64) -> Cellule {
    Cellule::Entier(i64::try_from(value).unwrap_or(i64::MAX))
}

fn feuille_chiffres(epci: &TableauObjectifs, reservataires: &TableauObjectifs) -> Feuille {
    let mut lignes = Vec::new();
    for tableau in [epci, reservataires] {
        for mesure in &tableau.objectifs {
            for ligne in &mesure.lignes {
                let resultat = &ligne.resultat;
                lignes.push(vec![
                    Cellule::Texte(lecture::lettre(mesure.objectif).to_uppercase()),
                    Cellule::Texte(mesure.objectif.libelle().to_owned()),
                    Cellule::Texte(ligne.nom.clone()),
                    entier(resultat.mesure.base),
                    entier(resultat.mesure.numerateur),
                    resultat.mesure.taux.map_or(Cellule::Inconnu, Cellule::Taux),
                    if ligne.exigible { Cellule::Taux(resultat.mesure.cible) } else { Cellule::Inconnu },
                    if ligne.exigible { entier(resultat.mesure.manque) } else { Cellule::Inconnu },
                    entier(resultat.inclassables),
                    entier(resultat.localisation_inconnue),
                ]);
            }
        }
    }
    Feuille {
        titre: format!("Objectifs {}", epci.annee),
        colonnes: vec![
            colonne("Objectif", Genre::Texte, 9),
            colonne("Intitulé", Genre::Texte, 40),
            colonne("Titulaire", Genre::Texte, 28),
            colonne("Baux de la base", Genre::Entier, 12),
            colonne("Baux comptés", Genre::Entier, 12),
            colonne("Taux", Genre::Taux, 10),
            colonne("Cible", Genre::Taux, 10),
            colonne("Baux manquants", Genre::Entier, 12),
            colonne("Inclassables", Genre::Entier, 12),
            colonne("Localisation inconnue", Genre::Entier, 14),
        ],
        lignes,
    }
}

fn feuille_baux(carbet: &Carbet, faits: &[FaitCompte]) -> Feuille {
    let regles = carbet.regles();
    let texte = |value: Option<&str>| value.map_or(Cellule::Inconnu, |v| Cellule::Texte(v.to_owned()));
    let oui_non = |value: Option<bool>| texte(value.map(|v| if v { "oui" } else { "non" }));
    let lignes = faits
        .iter()
        .map(|fait| {
            let bail = to_bail(fait);
            let en_mots = list_bail(&regles.territoire, fait, Place::HorsBase);
            let mut ligne = vec![
                Cellule::Date(fait.signe_le),
                Cellule::Texte(en_mots.bailleur),
                Cellule::Texte(en_mots.reservataire),
                Cellule::Texte(fait.commune.clone()),
                Cellule::Texte(en_mots.commune),
                oui_non(fait.en_qpv),
                texte(fait.qpv.as_deref()),
                texte(fait.qpv_millesime.as_deref()),
                Cellule::Texte(fait.typologie.clone()),
                Cellule::Texte(fait.produit.clone()),
                fait.quartile.map_or(Cellule::Inconnu, |q| Cellule::Entier(i64::from(q))),
                texte(Some(if fait.quartile_provisoire { "oui" } else { "non" })),
                oui_non(fait.prioritaire),
                oui_non(fait.dalo),
                oui_non(fait.relogement),
                oui_non(fait.mutation),
            ];
            ligne.extend(Objectif::ALL.iter().map(|objectif| texte(Some(place_en_mots(bail.classer(*objectif))))));
            ligne
        })
        .collect();
    Feuille {
        titre: "Baux".to_owned(),
        colonnes: vec![
            colonne("Bail signé le", Genre::Date, 13),
            colonne("Bailleur", Genre::Texte, 14),
            colonne("Réservataire", Genre::Texte, 28),
            colonne("Code commune", Genre::Texte, 12),
            colonne("Commune", Genre::Texte, 20),
            colonne("En QPV", Genre::Texte, 9),
            colonne("QPV", Genre::Texte, 12),
            colonne("Millésime QPV", Genre::Texte, 12),
            colonne("Typologie", Genre::Texte, 10),
            colonne("Produit", Genre::Texte, 10),
            colonne("Quartile", Genre::Entier, 9),
            colonne("Quartile provisoire", Genre::Texte, 12),
            colonne("Public prioritaire", Genre::Texte, 12),
            colonne("DALO", Genre::Texte, 8),
            colonne("Relogement", Genre::Texte, 12),
            colonne("Mutation", Genre::Texte, 10),
            colonne("Objectif A", Genre::Texte, 16),
            colonne("Objectif B", Genre::Texte, 16),
            colonne("Objectif C", Genre::Texte, 16),
        ],
        lignes,
    }
}

/// Where an objective puts a lease, in words.
pub fn place_en_mots(place: Place) -> &'static str {
    match place {
        Place::HorsBase => "hors base",
        Place::Compte => "compté",
        Place::NonCompte => "non compté",
        Place::Inclassable => "inclassable",
        Place::LocalisationInconnue => "localisation inconnue",
    }
}

/// How the figures were counted.
pub fn notes(carbet: &Carbet, tableau: &TableauObjectifs) -> Vec<Note> {
    let note = |libelle: &str, texte: String| Note { libelle: libelle.to_owned(), texte };
    let regles = carbet.regles();
    let mut notes = vec![
        note("Source", "Faits figés à la signature de chaque bail, sans identité. Aucune fiche de ménage n’est lue pour compter.".to_owned()),
        note("Année", "Un bail compte dans l’année civile de sa signature (CCH L. 441-1).".to_owned()),
        note(
            "Taux",
            "Baux comptés divisés par baux de la base, tronqué à deux décimales et jamais arrondi au-dessus. Une base vide est sans taux."
                .to_owned(),
        ),
        note(
            "Inclassables",
            "Baux de la base dont le fait qui décide manque : jamais dans le numérateur. Une localisation inconnue sort de la base."
                .to_owned(),
        ),
        note("Convention des objectifs A et B", convention_objectif(tableau, Objectif::HorsQpv, None)),
        note("Convention de l’objectif C", convention_objectif(tableau, Objectif::PublicsPrioritaires, None)),
        note(
            "Objectif C",
            "Apprécié titulaire par titulaire. Le contingent des agents de l’État n’y entre pas ; un logement rendu au bailleur compte avec les siens."
                .to_owned(),
        ),
        note(
            "Règles locales",
            format!("Version {} des règles de {}.", regles.numero, regles.territoire.epci.sigle),
        ),
    ];
    if let Some(seuil) = tableau.seuil_premier_quartile {
        notes.push(note("Premier quartile", format!("{seuil} par unité de consommation et par an, strictement au-dessous.")));
    }
    if !tableau.millesimes_qpv.is_empty() {
        notes.push(note("Contours des QPV", format!("Millésime {}.", tableau.millesimes_qpv.join(", "))));
    }
    if let Some(texte) = provisoire_en_mots(tableau) {
        notes.push(note("Chiffres provisoires", texte));
    }
    if carbet.demo {
        notes.push(note("Démonstration", "Données fictives : aucun ménage ni aucun bail de ce fichier n’existe.".to_owned()));
    }
    notes
}

/// Why the figures may still change; `None` when they are final.
pub fn provisoire_en_mots(tableau: &TableauObjectifs) -> Option<String> {
    let mut raisons = Vec::new();
    if tableau.provisoire.annee_en_cours {
        raisons.push(format!("L’année {} n’est pas terminée : d’autres baux s’y ajouteront.", tableau.annee));
    }
    match tableau.provisoire.quartiles_provisoires {
        0 => {}
        1 => raisons.push(
            "Un bail a été classé avec un seuil de la table « Seuils annuels de quartile » qui n’était pas encore publié."
                .to_owned(),
        ),
        n => raisons.push(format!(
            "{n} baux ont été classés avec un seuil de la table « Seuils annuels de quartile » qui n’était pas encore publié."
        )),
    }
    (!raisons.is_empty()).then(|| raisons.join(" "))
}
