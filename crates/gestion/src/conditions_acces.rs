//! The legal conditions of access to a home (CCH R. 441-1, R. 300-2), weighed again by each act that brings a household
//! nearer to it: the decision, the notification, the lease. One that is not met stops the act; one that is unknown lets
//! the commission decide under a suspensive condition only, on the paper that would tell.

use droit::admissibilite::check_admissibilite;
use droit::caleol::{PieceListee, list_pieces};
use droit::constat::Constat;
use droit::demande::Demande;
use droit::jour::Jour;
use droit::logement::Logement;
use droit::parametres::Parametres;
use droit::tri::Tri;
use stockage::decision::Decision;

use crate::issue::Refus;
use crate::valeurs::Valeurs;

/// Rules that nobody may waive: regular stay, majority, ceiling of the product.
const REGLES: [&str; 3] = ["sejour_regulier", "majorite", "plafond_ressources"];

/// Facts that a figure must tell: a paper received is not enough, the figure has to stand in the file.
const CHIFFRES: [&str; 2] = ["revenu", "plafond"];

/// The conditions of access of a household to a home on a day, in the order of the law.
pub(crate) fn list_conditions(parametres: &Parametres, demande: &Demande, logement: &Logement, jour: Jour) -> Vec<Constat> {
    let valeurs = Valeurs::nationales(parametres, jour);
    let moyens = valeurs.compute_moyens(demande);
    check_admissibilite(logement, demande, &valeurs.contexte(&moyens, logement.produit))
        .examens
        .into_iter()
        .map(|examen| examen.constat)
        .filter(|constat| REGLES.contains(&constat.regle))
        .collect()
}

/// CCH R. 441-3: whether an attribution may be decided; `piece` is the paper of its suspensive condition.
pub(crate) fn check_attribution(conditions: &[Constat], piece: Option<PieceListee>) -> Result<(), Refus> {
    check_remplies(conditions, "Décider l'irrecevabilité avec ce motif, ou corriger le dossier s'il se trompe, puis revoter.")?;
    for constat in conditions.iter().filter(|c| c.tri() == Tri::Inconnu) {
        if piece.is_some_and(|piece| tells(piece, constat)) {
            continue;
        }
        let wanted = list_attendues(constat);
        return Err(Refus::new(
            "condition_acces_inconnue",
            format!("{} L'attribution ne peut être décidée que sous condition suspensive.", constat.raison),
            format!(
                "Choisir l'attribution sous condition de la pièce qui l'établit ({wanted}), ou compléter d'abord le dossier."
            ),
        )
        .article(constat.article));
    }
    Ok(())
}

/// CCH R. 441-1: whether the household may be offered the home, or sign its lease. What was unknown in session must be
/// known, by the file or by the paper of the condition that was lifted.
pub(crate) fn check_acces(conditions: &[Constat], decision: Option<&Decision>) -> Result<(), Refus> {
    check_remplies(
        conditions,
        "Corriger le dossier s'il se trompe ; sinon constater que l'offre n'a plus d'effet (fait nouveau) : le rang suivant vient.",
    )?;
    let levee = decision
        .filter(|d| d.condition_avant_le.is_none())
        .and_then(|d| d.condition_piece.as_deref())
        .and_then(PieceListee::from_code);
    for constat in conditions.iter().filter(|c| c.tri() == Tri::Inconnu) {
        let by_figures = constat.manque().iter().any(|fait| CHIFFRES.contains(fait));
        if !by_figures && levee.is_some_and(|piece| tells(piece, constat)) {
            continue;
        }
        let wanted = list_attendues(constat);
        return Err(Refus::new(
            "condition_acces_inconnue",
            format!("{} Elle doit être établie avant d'aller plus loin.", constat.raison),
            format!("L'établir sur la page du dossier ou dans le SNE ({wanted}), puis recommencer."),
        )
        .article(constat.article));
    }
    Ok(())
}

/// Whether a condition is certainly not met.
pub(crate) fn is_perdu(conditions: &[Constat]) -> bool {
    conditions.iter().any(|c| c.tri() == Tri::Faux)
}

fn check_remplies(conditions: &[Constat], que_faire: &str) -> Result<(), Refus> {
    match conditions.iter().find(|c| c.tri() == Tri::Faux) {
        Some(constat) => {
            Err(Refus::new("condition_acces_non_remplie", constat.raison.clone(), que_faire).article(constat.article))
        }
        None => Ok(()),
    }
}

/// Whether a paper tells all that a condition still asks.
fn tells(piece: PieceListee, constat: &Constat) -> bool {
    constat.manque().iter().all(|fait| list_pieces(fait).contains(&piece))
}

fn list_attendues(constat: &Constat) -> String {
    let pieces: Vec<String> =
        PieceListee::ALL.iter().filter(|piece| tells(**piece, constat)).map(|piece| piece.libelle().to_lowercase()).collect();
    if pieces.is_empty() { "plusieurs pièces manquent".to_owned() } else { pieces.join(", ou ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inconnu(regle: &'static str, fait: &'static str) -> Constat {
        Constat::indetermine(regle, "CCH R. 441-1", vec![fait], "À vérifier.")
    }

    #[test]
    fn an_unknown_condition_waits_for_the_paper_that_tells_it() {
        let code = |conditions: &[Constat], piece| check_attribution(conditions, piece).err().map(|r| r.code);
        let stay = [inconnu("sejour_regulier", "sejour_regulier")];
        assert_eq!(code(&stay, None), Some("condition_acces_inconnue"));
        assert_eq!(code(&stay, Some(PieceListee::LogementActuel)), Some("condition_acces_inconnue"));
        assert_eq!(code(&stay, Some(PieceListee::SejourRegulier)), None);
        let two = [stay[0].clone(), inconnu("plafond_ressources", "revenu")];
        assert_eq!(code(&two, Some(PieceListee::SejourRegulier)), Some("condition_acces_inconnue"), "one paper, two unknowns");
        let over = [Constat::non_satisfait("plafond_ressources", "CCH R. 441-1", "Au-dessus.")];
        assert_eq!(code(&over, Some(PieceListee::AvisImpositionN2)), Some("condition_acces_non_remplie"));
        assert_eq!(code(&[], None), None);
    }

    #[test]
    fn every_unknown_of_the_conditions_has_a_paper() {
        for fait in ["sejour_regulier", "naissance_le", "emancipation", "revenu", "plafond", "conjoint_separe"] {
            assert!(!list_pieces(fait).is_empty(), "{fait}");
        }
    }
}
