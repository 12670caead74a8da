//! What waits for those who steer, administer or protect.

use droit::jour::format_fr;
use droit::objectifs::Objectif;
use stockage::{compte, import, import_anomalie, journal};

use super::{Accueil, Action, Attente, LIGNES, Urgence, Vers, chiffre, count};
use crate::acteur_systeme::SYSTEME;
use crate::carbet::Carbet;
use crate::conflits::count_a_trancher;
use crate::consulter_comptes::{EtatCompte, etat_de};
use crate::consulter_objectifs::{LigneMesure, Perimetre, TableauObjectifs, lettre, read_objectifs};
use crate::consulter_sources::{EtatSource, consulter_sources};
use crate::conventions::{convention_demandes, convention_objectif};
use crate::droits::{Acteur, Role};
use crate::issue::Echec;
use crate::lister_demandes::count_actives;

/// Imports looked at.
const IMPORTS_RECENTS: u64 = 5;

/// How old the last extract is.
pub(super) async fn add_fraicheur(carbet: &Carbet, acteur: &Acteur, accueil: &mut Accueil) -> Result<(), Echec> {
    accueil.actions.push(Action::ImporterExtrait);
    let sne = carbet.fraicheur_sne();
    let (titre, delai) = match sne.au {
        None => ("Aucun extrait du SNE n’a été importé".to_owned(), "à faire".to_owned()),
        Some(au) => (format!("L’extrait du SNE date du {}", format_fr(au)), format_fr(au)),
    };
    if sne.vieux {
        accueil.attentes.push(Attente {
            titre,
            detail: "Au-delà de huit jours, aucun ordre du jour ne devrait s’y appuyer : importez l’extrait du jour.".to_owned(),
            vers: Vers::Imports,
            delai,
            urgence: Urgence::Attention,
        });
    }
    let held = count_actives(carbet, acteur).await?;
    accueil.chiffres.push(chiffre(
        held,
        "demandes enregistrées",
        sne.au.map_or_else(|| "aucun extrait importé".to_owned(), |au| format!("SNE au {}", format_fr(au))),
        Vers::Demandes { etat: "enregistree" },
        if sne.vieux { Urgence::Attention } else { Urgence::Information },
    ));
    accueil.conventions.push(format!("Demandes. {}", convention_demandes(carbet.aujourd_hui())));
    Ok(())
}

/// Recent imports that left anomalies.
pub(super) async fn add_imports(carbet: &Carbet, accueil: &mut Accueil) -> Result<(), Echec> {
    for found in import::list(&carbet.base, None, IMPORTS_RECENTS).await? {
        let anomalies = import_anomalie::count(&carbet.base, found.id).await?;
        if anomalies == 0 && found.etat != "refuse" {
            continue;
        }
        let anomalies = usize::try_from(anomalies).unwrap_or(usize::MAX);
        accueil.attentes.push(Attente {
            titre: if found.etat == "refuse" {
                "Un extrait a été refusé".to_owned()
            } else {
                format!(
                    "Import du {} : {}",
                    format_fr(carbet.jour_de(found.lance_le)),
                    count(anomalies, "", "une anomalie", "anomalies")
                )
            },
            detail: "Chaque ligne est nommée, avec sa valeur et ce qu’il faut corriger à la source.".to_owned(),
            vers: Vers::Import(found.id),
            delai: format_fr(carbet.jour_de(found.lance_le)),
            urgence: if found.etat == "refuse" { Urgence::Attention } else { Urgence::Information },
        });
    }
    Ok(())
}

/// Values to choose between, and sources that are late.
pub(super) async fn add_sources(carbet: &Carbet, acteur: &Acteur, accueil: &mut Accueil) -> Result<(), Echec> {
    let waiting = usize::try_from(count_a_trancher(carbet, acteur).await?).unwrap_or(usize::MAX);
    if waiting > 0 {
        accueil.attentes.push(Attente {
            titre: count(waiting, "", "Un conflit entre une saisie et un fichier", "conflits entre une saisie et un fichier"),
            detail: "La valeur d’ici est gardée jusqu’à votre choix.".to_owned(),
            vers: Vers::Conflits,
            delai: "à trancher".to_owned(),
            urgence: Urgence::Attention,
        });
    }
    let sources = consulter_sources(carbet, acteur).await?.sources;
    let named = |keeps: fn(EtatSource) -> bool| -> Vec<String> {
        sources.iter().filter(|s| keeps(s.etat) && s.nom != "SNE").map(|s| s.nom.clone()).collect()
    };
    let late = named(|etat| matches!(etat, EtatSource::EnRetard(_)));
    if !late.is_empty() {
        accueil.attentes.push(Attente {
            titre: count(late.len(), "", "Une source est en retard", "sources sont en retard"),
            detail: format!("{}.", late.join(", ")),
            vers: Vers::Sources,
            delai: "en retard".to_owned(),
            urgence: Urgence::Information,
        });
    }
    let never = named(|etat| etat == EtatSource::Jamais);
    if !never.is_empty() {
        accueil.attentes.push(Attente {
            titre: count(never.len(), "", "Une source n’a jamais rien envoyé", "sources n’ont jamais rien envoyé"),
            detail: format!("{}. Demandez le premier fichier, ou lisez avec prudence ce qui en dépend.", never.join(", ")),
            vers: Vers::Sources,
            delai: "jamais reçu".to_owned(),
            urgence: Urgence::Information,
        });
    }
    Ok(())
}

/// Objectives of the year: the late ones wait, A is drawn.
pub(super) async fn add_objectifs(carbet: &Carbet, accueil: &mut Accueil) -> Result<(), Echec> {
    // Figures without identity: read once for the page, whoever it is shown to may read them.
    for perimetre in [Perimetre::Epci, Perimetre::Reservataires] {
        let tableau = read_objectifs(carbet, &observer(), None, perimetre).await?;
        for mesure in &tableau.objectifs {
            for ligne in mesure.lignes.iter().filter(|l| l.exigible && !l.resultat.mesure.atteint).take(LIGNES) {
                accueil.attentes.push(late(&tableau, mesure.objectif, ligne));
            }
            if perimetre == Perimetre::Epci {
                if mesure.objectif == Objectif::HorsQpv {
                    accueil.objectifs = mesure.lignes.iter().map(|l| (l.nom.clone(), l.resultat)).collect();
                }
                if let Some(ligne) = mesure.lignes.first().filter(|l| l.exigible) {
                    accueil.chiffres.push(figure(&tableau, mesure.objectif, ligne));
                    accueil.conventions.push(tell_convention(&tableau, mesure.objectif, ligne));
                }
            }
        }
    }
    Ok(())
}

/// A holder of reservation rights: its own objective C.
pub(super) async fn add_objectif_titulaire(carbet: &Carbet, acteur: &Acteur, accueil: &mut Accueil) -> Result<(), Echec> {
    let tableau = read_objectifs(carbet, &observer(), None, Perimetre::Reservataires).await?;
    let mine = format!("titulaire.{}", acteur.organisation);
    for mesure in &tableau.objectifs {
        for ligne in mesure.lignes.iter().filter(|l| l.titulaire == mine) {
            accueil.chiffres.push(figure(&tableau, mesure.objectif, ligne));
            accueil.conventions.push(tell_convention(&tableau, mesure.objectif, ligne));
            if !ligne.resultat.mesure.atteint {
                accueil.attentes.push(late(&tableau, mesure.objectif, ligne));
            }
        }
    }
    Ok(())
}

/// Whoever may read the objectives and nothing of a household.
fn observer() -> Acteur {
    Acteur { role: Role::Observatoire, ..SYSTEME.clone() }
}

fn figure(tableau: &TableauObjectifs, objectif: Objectif, ligne: &LigneMesure) -> super::Chiffre {
    let mesure = &ligne.resultat.mesure;
    super::Chiffre {
        valeur: mesure.taux.map_or_else(|| "sans bail".to_owned(), |taux| taux.to_string()),
        libelle: format!("{} (objectif {}), {}", objectif.libelle(), lettre(objectif).to_uppercase(), ligne.nom),
        detail: format!(
            "{} sur {} baux signés en {}, cible {} %",
            mesure.numerateur,
            mesure.base,
            tableau.annee,
            mesure.cible.0 / 100
        ),
        vers: Vers::Objectifs,
        urgence: if mesure.atteint { Urgence::Bonne } else { Urgence::Grave },
    }
}

/// `Objectif A. Convention : …`
fn tell_convention(tableau: &TableauObjectifs, objectif: Objectif, ligne: &LigneMesure) -> String {
    format!("Objectif {}. {}", lettre(objectif).to_uppercase(), convention_objectif(tableau, objectif, Some(ligne)))
}

fn late(tableau: &TableauObjectifs, objectif: Objectif, ligne: &LigneMesure) -> Attente {
    let mesure = &ligne.resultat.mesure;
    let lack = usize::try_from(mesure.manque).unwrap_or(usize::MAX);
    Attente {
        titre: format!(
            "Objectif {}, {} : {}",
            lettre(objectif).to_uppercase(),
            ligne.nom,
            count(lack, "", "il manque un bail", "baux manquent")
        ),
        detail: format!("{}, {} sur {} baux en {}.", objectif.libelle(), mesure.numerateur, mesure.base, tableau.annee),
        vers: Vers::Objectifs,
        delai: mesure.taux.map_or_else(String::new, |taux| format!("{taux} pour {} %", mesure.cible.0 / 100)),
        urgence: Urgence::Attention,
    }
}

/// Whoever administers: locked accounts, the journal.
pub(super) async fn add_administration(carbet: &Carbet, accueil: &mut Accueil) -> Result<(), Echec> {
    accueil.actions.push(Action::OuvrirCompte);
    let now = carbet.horloge.instant_utc();
    let comptes = compte::list(&carbet.base).await?;
    let locked: Vec<_> = comptes.iter().filter(|c| matches!(etat_de(c, now), EtatCompte::Verrouille { .. })).collect();
    let waiting = comptes.iter().filter(|c| etat_de(c, now) == EtatCompte::AInitialiser).count();
    accueil.chiffres.push(chiffre(
        comptes.iter().filter(|c| c.etat == "actif").count(),
        "comptes ouverts",
        count(locked.len(), "aucun verrouillé", "1 verrouillé", "verrouillés"),
        Vers::Comptes,
        if locked.is_empty() { Urgence::Bonne } else { Urgence::Attention },
    ));
    for found in locked.iter().take(LIGNES) {
        accueil.attentes.push(Attente {
            titre: format!("Compte verrouillé : {}", found.identifiant),
            detail: "Plusieurs mots de passe ont été refusés. Vérifiez auprès de la personne, puis déverrouillez.".to_owned(),
            vers: Vers::Comptes,
            delai: count(usize::try_from(found.echecs).unwrap_or(0), "", "un essai", "essais"),
            urgence: Urgence::Attention,
        });
    }
    if waiting > 0 {
        accueil.attentes.push(Attente {
            titre: count(waiting, "", "Un compte garde son premier mot de passe", "comptes gardent leur premier mot de passe"),
            detail: "La personne doit se connecter et choisir le sien.".to_owned(),
            vers: Vers::Comptes,
            delai: "à relancer".to_owned(),
            urgence: Urgence::Information,
        });
    }
    add_journal(carbet, accueil).await
}

/// Whoever protects the data: the journal.
pub(super) async fn add_protection(carbet: &Carbet, accueil: &mut Accueil) -> Result<(), Echec> {
    add_journal(carbet, accueil).await
}

async fn add_journal(carbet: &Carbet, accueil: &mut Accueil) -> Result<(), Echec> {
    let lines = usize::try_from(journal::get_seq(&carbet.base).await?).unwrap_or(0);
    let (detail, urgence) = match carbet.verification() {
        None => ("chaîne à vérifier".to_owned(), Urgence::Information),
        Some(seen) if seen.anomalies == 0 => {
            (format!("chaîne vérifiée le {}", format_fr(carbet.jour_de(seen.instant_utc))), Urgence::Bonne)
        }
        Some(_) => ("chaîne rompue".to_owned(), Urgence::Grave),
    };
    if urgence != Urgence::Bonne {
        accueil.attentes.push(Attente {
            titre: if urgence == Urgence::Grave {
                "La chaîne du journal est rompue"
            } else {
                "La chaîne du journal n’a pas été vérifiée"
            }
            .to_owned(),
            detail: "La vérification relit chaque ligne et dit si l’une a été modifiée, déplacée, ajoutée ou retirée.".to_owned(),
            vers: Vers::Journal,
            delai: if urgence == Urgence::Grave { "à examiner" } else { "depuis le démarrage" }.to_owned(),
            urgence,
        });
    }
    accueil.chiffres.push(chiffre(lines, "actes au journal", detail, Vers::Journal, urgence));
    Ok(())
}
