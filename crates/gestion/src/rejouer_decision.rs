//! Reading: a decision replayed from what was frozen with it: the same score and figures, or what differs.

use droit::aides::{compute_reste_pour_vivre, compute_taux_effort};
use droit::cotation::{Cadre, compute_note};
use droit::jour::parse_iso;
use droit::montant::Centimes;
use stockage::decision;
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::charger_territoire::{check_regles, list_fichiers};
use crate::droits::{Acte, Acteur};
use crate::figer::{Fige, NoteFigee, thaw_faits};
use crate::issue::Echec;
use crate::seance as commun;

/// What the replay found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejeu {
    Identique,
    /// Each difference in one sentence: what was frozen, what is computed.
    Different(Vec<String>),
    /// The demande was forgotten: its frozen facts are unreadable, as they must be.
    Oubliee,
}

/// Replays one decision with the grid and the rules of its day.
pub async fn rejouer_decision(carbet: &Carbet, acteur: &Acteur, id: Uuid) -> Result<Rejeu, Echec> {
    let taken = decision::find(&carbet.base, id).await?.ok_or(Echec::Introuvable)?;
    commun::find_en_portee(&carbet.base, acteur, Acte::ConsulterSeances, taken.seance_id).await?;
    let Some(text) = taken.fige.as_deref() else { return Ok(Rejeu::Oubliee) };
    let Some(fige) = Fige::read(text) else {
        return Ok(Rejeu::Different(vec!["La forme des faits figés n'est pas connue de cette version de Carbet.".to_owned()]));
    };
    let Ok(version) = Uuid::parse_str(&fige.versions.territoire) else {
        return Ok(Rejeu::Different(vec!["La version des règles locales n'est pas lisible.".to_owned()]));
    };
    let fichiers = list_fichiers(&carbet.base, version).await?;
    let jour = parse_iso(&fige.jour);
    let mut gaps = Vec::new();
    match check_regles(&fichiers, jour) {
        Err(_) => gaps.push("Les règles locales de la décision ne se chargent plus.".to_owned()),
        Ok((_, grille)) if grille.version != fige.versions.grille => {
            gaps.push(format!("Grille figée {}, grille trouvée {}.", fige.versions.grille, grille.version));
        }
        Ok((_, grille)) => match thaw_faits(grille.schema(), &fige.faits) {
            Err(fait) => gaps.push(format!("Le fait « {fait} » n'existe plus ou a changé de type.")),
            Ok(faits) => compare_note(&fige, &NoteFigee::freeze(&compute_note(&grille, &faits, Cadre::Logement)), &mut gaps),
        },
    }
    compare_calcul(carbet, &fige, &mut gaps);
    Ok(if gaps.is_empty() { Rejeu::Identique } else { Rejeu::Different(gaps) })
}

fn compare_note(fige: &Fige, replayed: &NoteFigee, gaps: &mut Vec<String>) {
    if fige.note.total != replayed.total {
        gaps.push(format!("Total figé {}, total recalculé {}.", fige.note.total, replayed.total));
    }
    for (frozen, computed) in fige.note.lignes.iter().zip(&replayed.lignes).filter(|(a, b)| a != b) {
        gaps.push(format!("« {} » : {} points figés, {} recalculés.", frozen.libelle, frozen.retenus, computed.retenus));
    }
    if fige.note.lignes.len() != replayed.lignes.len() {
        gaps.push(format!("{} lignes figées, {} recalculées.", fige.note.lignes.len(), replayed.lignes.len()));
    }
}

/// Effort and what is left, from the frozen resources, aid and rent.
fn compare_calcul(carbet: &Carbet, fige: &Fige, gaps: &mut Vec<String>) {
    let (Some(resources), Some(aide)) = (fige.calcul.ressources_mensuelles.map(Centimes), fige.calcul.aide.map(Centimes)) else {
        return;
    };
    let rent = fige.loyer();
    let rate = compute_taux_effort(rent.loyer + rent.annexes, rent.charges, aide, resources).map(|r| r.0);
    if rate != fige.calcul.taux_effort {
        gaps.push("Le taux d'effort recalculé diffère de celui qui est figé.".to_owned());
    }
    let rules = parse_iso(&fige.jour).and_then(|jour| carbet.parametres.effort.find(jour).ok());
    if let (Some(rules), Some(units)) = (rules, fige.calcul.unites_dixiemes) {
        let net = Centimes((rent.total() - aide).0.max(0));
        let left = compute_reste_pour_vivre(rules.valeurs, resources, net, Centimes::ZERO, units).map(|c| c.0);
        if left != fige.calcul.reste_pour_vivre {
            gaps.push("Le reste pour vivre recalculé diffère de celui qui est figé.".to_owned());
        }
    }
}
