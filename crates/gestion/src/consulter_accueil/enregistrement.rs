//! What waits at a registering desk.

use droit::jour::{Jour, format_fr};
use stockage::a_reporter;
use stockage::demande::{self, Filtre, Page, Tri};

use super::{Accueil, Action, Attente, Echeance, Urgence, Vers, chiffre, count};
use crate::appeler_menages::EXPIRATION_JOURS;
use crate::carbet::Carbet;
use crate::droits::Acteur;
use crate::issue::Echec;
use crate::lister_demandes::count_actives;
use crate::suivre_mon_dossier::find_expiration;

/// A line to copy waits too long after this many days.
const REPORT_JOURS: i64 = 5;

/// A desk: demandes of its organisation about to expire, those without a number yet.
pub(super) async fn add_guichet(carbet: &Carbet, acteur: &Acteur, accueil: &mut Accueil) -> Result<(), Echec> {
    let aujourd_hui = carbet.aujourd_hui();
    accueil.actions.push(Action::SaisirDemande);
    let regles = carbet.regles();
    let desks: Vec<String> = regles
        .territoire
        .guichets
        .iter()
        .filter(|guichet| guichet.organisation == acteur.organisation)
        .map(|guichet| guichet.code.clone())
        .collect();
    let (soon, late) = count_expirations(carbet, &desks, aujourd_hui);
    accueil.chiffres.push(chiffre(
        soon,
        "demandes expirent sous 60 jours",
        if desks.is_empty() { "tous guichets" } else { "de vos guichets" },
        Vers::ARenouveler,
        if soon > 0 { Urgence::Attention } else { Urgence::Bonne },
    ));
    if late > 0 {
        accueil.attentes.push(Attente {
            titre: count(late, "", "Une demande a passé son échéance", "demandes ont passé leur échéance"),
            detail: "Sans renouvellement, le SNE prononce la radiation (CCH R. 441-2-7) : appelez les ménages.".to_owned(),
            vers: Vers::ARenouveler,
            delai: "échéance passée".to_owned(),
            urgence: Urgence::Grave,
        });
    }
    if soon > 0 {
        accueil.attentes.push(Attente {
            titre: count(soon, "", "Une demande à faire renouveler", "demandes à faire renouveler"),
            detail: "Le préavis part un mois avant l’échéance ; un appel évite une radiation.".to_owned(),
            vers: Vers::ARenouveler,
            delai: "sous 60 jours".to_owned(),
            urgence: Urgence::Attention,
        });
    }
    let filtre = Filtre {
        departement: Some(acteur.departement.clone()),
        etats: vec!["en_attente_de_numero".to_owned()],
        ..Filtre::default()
    };
    let waiting = demande::list_page(&carbet.base, &filtre, Tri::Anciennete, Page { numero: 1, taille: 1 }).await?;
    let total = usize::try_from(waiting.total).unwrap_or(usize::MAX);
    accueil.chiffres.push(chiffre(
        total,
        "en attente de numéro unique",
        waiting.lignes.first().map_or_else(String::new, |l| format!("la plus ancienne du {}", format_fr(l.depose_le))),
        Vers::Demandes { etat: "en_attente_de_numero" },
        if total > 0 { Urgence::Attention } else { Urgence::Bonne },
    ));
    if let Some(oldest) = waiting.lignes.first() {
        accueil.attentes.push(Attente {
            titre: count(total, "", "Une demande sans numéro unique", "demandes sans numéro unique"),
            detail: "Saisissez le numéro que le SNE a donné : lui seul prouve la demande.".to_owned(),
            vers: Vers::Demandes { etat: "en_attente_de_numero" },
            delai: format!("depuis le {}", format_fr(oldest.depose_le)),
            urgence: Urgence::Attention,
        });
    }
    Ok(())
}

/// Demandes about to expire, and past their day, of these desks (all when none).
fn count_expirations(carbet: &Carbet, desks: &[String], aujourd_hui: Jour) -> (usize, usize) {
    let registre = carbet.registre.read();
    let (mut soon, mut late) = (0, 0);
    for ligne in 0..registre.colonnes.len() {
        let Some(demande) = registre.colonnes.demande(&registre.colonnes.cle(ligne)) else { continue };
        if !desks.is_empty() && !demande.guichet.as_ref().is_some_and(|code| desks.contains(code)) {
            continue;
        }
        match find_expiration(carbet, demande, aujourd_hui).map(|day| (day - aujourd_hui).num_days()) {
            Some(i64::MIN..=-1) => late += 1,
            Some(days) if days <= EXPIRATION_JOURS => soon += 1,
            _ => {}
        }
    }
    (soon, late)
}

/// Lines to copy into the SNE, of an organisation or of all.
pub(super) async fn add_a_reporter(carbet: &Carbet, organisation: Option<&str>, accueil: &mut Accueil) -> Result<(), Echec> {
    let lines = a_reporter::list_a_faire(&carbet.base, organisation).await?;
    let oldest = lines.first().map(|line| carbet.jour_de(line.cree_le));
    let age = oldest.map_or(0, |day| (carbet.aujourd_hui() - day).num_days());
    let late = age > REPORT_JOURS;
    accueil.chiffres.push(chiffre(
        lines.len(),
        "à reporter dans le SNE",
        oldest.map_or_else(|| "tout est reporté".to_owned(), |day| format!("la plus ancienne du {}", format_fr(day))),
        Vers::AReporter,
        if late { Urgence::Attention } else { Urgence::Information },
    ));
    if let Some(oldest) = oldest {
        accueil.attentes.push(Attente {
            titre: count(lines.len(), "", "Une ligne à reporter dans le SNE", "lignes à reporter dans le SNE"),
            detail: "Le SNE reste la référence : ce qui n’y est pas saisi n’a pas d’effet hors d’ici.".to_owned(),
            vers: Vers::AReporter,
            delai: format!("depuis le {}", format_fr(oldest)),
            urgence: if late { Urgence::Attention } else { Urgence::Information },
        });
    }
    Ok(())
}

/// A social worker or a référent: the size of the register they search in.
pub(super) async fn add_social(carbet: &Carbet, acteur: &Acteur, accueil: &mut Accueil) -> Result<(), Echec> {
    let held = count_actives(carbet, acteur).await?;
    accueil.chiffres.push(chiffre(
        held,
        "demandes enregistrées",
        "cherchez par nom, numéro unique ou date de naissance",
        Vers::Demandes { etat: "enregistree" },
        Urgence::Information,
    ));
    if let Some(au) = carbet.fraicheur_sne().au {
        accueil.echeances.push(Echeance {
            le: au,
            titre: "Dernier extrait du SNE".to_owned(),
            detail: "Les dossiers sont à jour de cette date".to_owned(),
            urgence: Urgence::Information,
        });
    }
    Ok(())
}
