//! Who sits, who votes, for which home; quorum, casting vote, number of candidates.

use crate::constat::Constat;
use crate::parametres::{ReglesCaleol, VoixPreponderante};
use crate::tri::Tri;

/// Quality of a member (CCH L. 441-2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Qualite {
    /// One of the six named by the landlord's board.
    RepresentantBailleur,
    /// Of the six, the one who represents the tenants.
    RepresentantLocataires,
    /// Mayor or representative, for homes of the commune (INSEE code).
    Maire {
        commune: String,
    },
    PresidentEpci,
    Prefet,
    /// Holder who is not a member of right, for its own contingent (code of the organisation).
    Reservataire {
        code: String,
    },
    AssociationInsertion,
    /// CCAS, social service, anyone invited.
    Invite,
}

/// What a member may do for one home.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voix {
    Deliberative,
    Consultative,
    /// Does not sit for this home.
    Aucune,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    Present,
    /// By a proxy that the règlement intérieur admits.
    Represente,
    Absent,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membre {
    pub qualite: Qualite,
    pub presence: Presence,
    /// Left for this home because of a link with a candidate.
    pub deporte: bool,
}

/// What decides the seats of one home.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogementExamine<'a> {
    /// INSEE code.
    pub commune: &'a str,
    /// Whether the home stands in the territory of the EPCI whose president sits.
    pub dans_epci: bool,
    /// Code of the holder of the home, when reserved.
    pub reservataire: Option<&'a str>,
}

/// CCH L. 441-2: the voice of a member for a home. The mayor sits for the homes of the commune, the
/// president of the EPCI for its territory; other holders are consultative, for their contingent.
pub fn compute_voix(qualite: &Qualite, logement: LogementExamine<'_>) -> Voix {
    match qualite {
        Qualite::RepresentantBailleur | Qualite::RepresentantLocataires | Qualite::Prefet => Voix::Deliberative,
        Qualite::Maire { commune } if commune == logement.commune => Voix::Deliberative,
        Qualite::PresidentEpci if logement.dans_epci => Voix::Deliberative,
        Qualite::Maire { .. } | Qualite::PresidentEpci => Voix::Aucune,
        Qualite::Reservataire { code } if logement.reservataire == Some(code.as_str()) => Voix::Consultative,
        Qualite::Reservataire { .. } => Voix::Aucune,
        Qualite::AssociationInsertion | Qualite::Invite => Voix::Consultative,
    }
}

/// CCH R. 441-9: quorum of one home. The number comes from the règlement intérieur of the landlord;
/// unknown, the test is undetermined. Members with a deliberative voice, present or represented,
/// count, except those who left for a link with a candidate.
pub fn check_quorum(membres: &[Membre], logement: LogementExamine<'_>, minimum: Option<u32>) -> Constat {
    const REGLE: &str = "quorum";
    const ARTICLE: &str = "CCH R. 441-9";
    let Some(minimum) = minimum else {
        return Constat::indetermine(REGLE, ARTICLE, vec!["quorum"], "Le quorum du règlement intérieur n'est pas enregistré.");
    };
    let voting = membres
        .iter()
        .filter(|m| !m.deporte && m.presence != Presence::Absent && compute_voix(&m.qualite, logement) == Voix::Deliberative)
        .count();
    let seen = format!("{voting} membre(s) à voix délibérative, quorum de {minimum}.");
    if voting as u64 >= u64::from(minimum) {
        Constat::satisfait(REGLE, ARTICLE, seen)
    } else {
        Constat::non_satisfait(REGLE, ARTICLE, seen)
    }
}

/// Votes of the members with a deliberative voice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Votes {
    pub pour: u32,
    pub contre: u32,
    pub abstention: u32,
    /// How the holder of the casting vote voted: true for; `None` absent or abstaining.
    pub voix_preponderante: Option<bool>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IssueVote {
    Adopte,
    Rejete,
    /// Tie broken by the casting vote (reference to confirm), with its sense.
    AdopteParVoixPreponderante,
    RejeteParVoixPreponderante,
    /// A tie that nobody present can break.
    Egalite,
}

/// CCH L. 441-2: outcome of a vote; a tie is broken by the casting vote (to confirm, C11).
pub fn compute_issue_vote(votes: Votes) -> IssueVote {
    match votes.pour.cmp(&votes.contre) {
        std::cmp::Ordering::Greater => IssueVote::Adopte,
        std::cmp::Ordering::Less => IssueVote::Rejete,
        std::cmp::Ordering::Equal => match votes.voix_preponderante {
            Some(true) => IssueVote::AdopteParVoixPreponderante,
            Some(false) => IssueVote::RejeteParVoixPreponderante,
            None => IssueVote::Egalite,
        },
    }
}

/// CCH L. 441-2: who holds the casting vote, by the presence of a CIA in force (to confirm, C11).
pub fn find_voix_preponderante(regles: &ReglesCaleol, cia_en_vigueur: bool) -> VoixPreponderante {
    if cia_en_vigueur { regles.voix_preponderante_avec_cia } else { regles.voix_preponderante_sans_cia }
}

/// What the three-candidates rule looks at. `Tri::Inconnu` and `None` are unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Candidatures {
    pub examines: Option<u32>,
    /// Every candidate examined was designated by the prefect for DALO (L. 441-2-3 II): see [`compute_dalo_designe`].
    pub dalo_designe: Tri,
    /// Home with the PLAI-adapté subsidy, which does not exist in Guyane: heeded only where the rules open it (C10).
    pub plai_adapte: Tri,
    /// Shortage of candidates, its reason recorded.
    pub insuffisance_motivee: Tri,
}

/// CCH R. 441-3, L. 441-2-3 II: the exception covers candidates designated by the prefect for DALO. One candidate who is
/// not, among those examined, brings the three back; without any candidate there is no designation.
pub fn compute_dalo_designe(candidats: impl IntoIterator<Item = Tri>) -> Tri {
    candidats.into_iter().reduce(Tri::et).unwrap_or(Tri::Faux)
}

/// CCH R. 441-3: at least three demandes examined for a home. Exceptions: candidates designated for
/// DALO, PLAI-adapté homes where this financing exists (C10, to confirm), a shortage whose reason is recorded. Nothing else.
pub fn check_nombre_candidats(regles: &ReglesCaleol, candidatures: Candidatures) -> Constat {
    const REGLE: &str = "nombre_candidats";
    const ARTICLE: &str = "CCH R. 441-3";
    let plai = if regles.plai_adapte_par_defaut { candidatures.plai_adapte } else { Tri::Faux };
    let enough = candidatures.examines.map(|n| n >= regles.candidats_minimum);
    if enough == Some(true) {
        return Constat::satisfait(REGLE, ARTICLE, format!("{} demandes examinées.", candidatures.examines.unwrap_or_default()));
    }
    let exceptions = [
        ("dalo_designe", candidatures.dalo_designe, "Chaque candidat est désigné par le préfet au titre du DALO."),
        ("plai_adapte", plai, "Logement financé en PLAI adapté."),
        ("insuffisance_motivee", candidatures.insuffisance_motivee, "Insuffisance de candidats, motif enregistré."),
    ];
    if let Some((_, _, raison)) = exceptions.iter().find(|(_, value, _)| value.is_vrai()) {
        return Constat::satisfait(REGLE, ARTICLE, *raison);
    }
    let mut manque: Vec<&'static str> =
        exceptions.iter().filter(|(_, value, _)| value.is_inconnu()).map(|(nom, _, _)| *nom).collect();
    if enough.is_none() {
        manque.insert(0, "examines");
    }
    let examined = candidatures.examines.unwrap_or_default();
    if manque.is_empty() {
        let raison =
            format!("{examined} demande(s) examinée(s), il en faut {}, ou un motif d'insuffisance.", regles.candidats_minimum);
        Constat::non_satisfait(REGLE, ARTICLE, raison)
    } else {
        Constat::indetermine(REGLE, ARTICLE, manque, "Le nombre de demandes examinées ou une exception reste à établir.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dalo_exception_holds_while_every_candidate_is_designated() {
        use Tri::{Faux, Inconnu, Vrai};
        assert_eq!(compute_dalo_designe([Vrai, Vrai]), Vrai);
        assert_eq!(compute_dalo_designe([Vrai, Faux]), Faux);
        assert_eq!(compute_dalo_designe([Vrai, Inconnu]), Inconnu);
        assert_eq!(compute_dalo_designe([]), Faux, "nobody was designated");
    }
}
