//! What every act on a CALEOL session starts from: the session within the caller's reach, its state,
//! the règlement of its commission, its members as the law reads them.

use droit::caleol::{self, Presence, Qualite};
use droit::etats::{self, ActeSeance};
use droit::jour::Jour;
use droit::parametres::{Parametres, VoixPreponderante};
use droit::territoire::{Commission, QualiteMembre, StatutRegle, Territoire, Voix};
use stockage::logement::LigneLogement;
use stockage::seance::Seance;
use stockage::seance_membre::SeanceMembre;
use stockage::vacance::Vacance;
use stockage::{Acces, logement, seance, seance_membre};
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::droits::{Acte, Acteur, Portee};
use crate::issue::{Echec, Refus};

/// States of a point of the agenda.
pub mod point {
    pub const INSCRIT: &str = "inscrit";
    /// At least one candidate has a decision.
    pub const DECIDE: &str = "decide";
    pub const RETIRE: &str = "retire";
}

/// The session, if this person may do this act on it; out of reach is the same as absent.
pub(crate) async fn find_en_portee(acces: &impl Acces, acteur: &Acteur, acte: Acte, id: Uuid) -> Result<Seance, Echec> {
    let seance = seance::find(acces, id).await?.ok_or(Echec::Introuvable)?;
    if is_en_portee(acces, acteur, acte, &seance).await? { Ok(seance) } else { Err(Echec::Introuvable) }
}

/// Whether a session is within reach: the landlord's own, those one sits in, or all of the territory.
pub(crate) async fn is_en_portee(acces: &impl Acces, acteur: &Acteur, acte: Acte, seance: &Seance) -> Result<bool, Echec> {
    Ok(match acteur.portee(acte) {
        Some(Portee::Territoire) => true,
        Some(Portee::Organisation) => seance.bailleur == acteur.organisation,
        // The session is the landlord's: others who sit in it read it (CCH L. 441-2).
        Some(Portee::Seance) if acte == Acte::TenirSeance => seance.bailleur == acteur.organisation,
        Some(Portee::Seance) => {
            seance.bailleur == acteur.organisation
                || seance_membre::list_de_seance(acces, seance.id)
                    .await?
                    .iter()
                    .any(|m| m.organisation.as_deref() == Some(acteur.organisation.as_str()))
        }
        Some(Portee::Contingent | Portee::Soi) | None => false,
    })
}

/// The state a row tells.
pub(crate) fn etat(carbet: &Carbet, seance: &Seance) -> etats::Seance {
    let day = |instant: Option<chrono::DateTime<chrono::Utc>>| instant.map_or(seance.tenue_le, |i| carbet.jour_de(i));
    match seance.etat.as_str() {
        "convoquee" => etats::Seance::Convoquee { prevue_le: seance.tenue_le, convoquee_le: day(seance.convoquee_le) },
        "ouverte" => etats::Seance::Ouverte { ouverte_le: day(seance.ouverte_le) },
        "close" => etats::Seance::Close { close_le: day(seance.close_le) },
        _ => etats::Seance::Preparee { prevue_le: seance.tenue_le },
    }
}

/// Applies an act to a session row: its state code and its instants.
pub(crate) fn apply(carbet: &Carbet, seance: &mut Seance, acte: ActeSeance) -> Result<(), Echec> {
    let now = carbet.horloge.instant_utc();
    let next = etat(carbet, seance).apply(acte)?;
    match next {
        etats::Seance::Preparee { prevue_le } => {
            seance.tenue_le = prevue_le;
            seance.convoquee_le = None;
        }
        etats::Seance::Convoquee { .. } => seance.convoquee_le = Some(now),
        etats::Seance::Ouverte { .. } => seance.ouverte_le = Some(now),
        etats::Seance::Close { .. } => seance.close_le = Some(now),
    }
    next.code().clone_into(&mut seance.etat);
    seance.maj_le = now;
    Ok(())
}

/// The règlement of the landlord's commission on a day.
pub(crate) fn commission<'a>(territoire: &'a Territoire, bailleur: &str, jour: Jour) -> Result<&'a Commission, Echec> {
    territoire.commission(bailleur, jour).ok_or_else(|| {
        Refus::new(
            "commission_absente",
            format!("Aucun règlement de commission n'est en vigueur le {} pour ce bailleur.", droit::jour::format_fr(jour)),
            "Compléter organisations.toml du territoire, puis le charger de nouveau.",
        )
        .article("CCH L. 441-2")
        .into()
    })
}

/// The seat of a member as the rules read it. `organisation` gives the commune of a mayor and the holder of a contingent.
pub(crate) fn qualite(territoire: &Territoire, membre: &SeanceMembre) -> Qualite {
    let organisation = membre.organisation.clone().unwrap_or_default();
    match QualiteMembre::from_code(&membre.qualite) {
        Some(QualiteMembre::RepresentantBailleur) => Qualite::RepresentantBailleur,
        Some(QualiteMembre::RepresentantLocataires) => Qualite::RepresentantLocataires,
        Some(QualiteMembre::Maire) => Qualite::Maire {
            commune: territoire
                .communes
                .iter()
                .find(|c| c.organisation == organisation)
                .map_or_else(String::new, |c| c.code.clone()),
        },
        Some(QualiteMembre::PresidentEpci) => Qualite::PresidentEpci,
        Some(QualiteMembre::Prefet) => Qualite::Prefet,
        Some(QualiteMembre::Reservataire) => Qualite::Reservataire { code: organisation },
        Some(QualiteMembre::AssociationInsertion) => Qualite::AssociationInsertion,
        Some(QualiteMembre::ServiceSocial) | None => Qualite::Invite,
    }
}

/// The members as the rules of quorum and votes read them for a home; `deportes` left for it. A member represented counts
/// only through a carrier who sits there for this home: present, deliberative on it, not set aside (R7.03, R7.04).
pub fn membres_de_droit(
    territoire: &Territoire,
    membres: &[SeanceMembre],
    deportes: &[String],
    logement: caleol::LogementExamine<'_>,
) -> Vec<caleol::Membre> {
    let carries = |code: &String| {
        membres.iter().any(|m| m.membre == *code && m.present) && siege(territoire, membres, deportes, code, logement)
    };
    membres
        .iter()
        .map(|m| caleol::Membre {
            qualite: qualite(territoire, m),
            presence: match (m.present, &m.pouvoir_a) {
                (true, _) => Presence::Present,
                (false, Some(carrier)) if carries(carrier) => Presence::Represente,
                (false, Some(_) | None) => Presence::Absent,
            },
            deporte: deportes.contains(&m.membre),
        })
        .collect()
}

/// Whether a seat votes on a home.
fn siege(
    territoire: &Territoire,
    membres: &[SeanceMembre],
    deportes: &[String],
    code: &str,
    logement: caleol::LogementExamine<'_>,
) -> bool {
    !deportes.iter().any(|d| d == code)
        && membres
            .iter()
            .find(|m| m.membre == code)
            .is_some_and(|m| caleol::compute_voix(&qualite(territoire, m), logement) == caleol::Voix::Deliberative)
}

/// CCH L. 441-2: whose vote breaks a tie: what the règlement says, else the national rule, by the CIA in force (C11).
pub(crate) fn qualite_preponderante(
    parametres: &Parametres,
    territoire: &Territoire,
    commission: &Commission,
    jour: Jour,
) -> Option<QualiteMembre> {
    if let Some(stated) = commission.voix_preponderante.as_ref().filter(|v| v.adoption.is_en_vigueur(jour)) {
        return Some(stated.qualite);
    }
    let regles = parametres.caleol.find(jour).ok()?.valeurs;
    let cia = territoire.objectifs.iter().any(|o| o.adoption.statut != StatutRegle::Projet && o.adoption.is_en_vigueur(jour));
    Some(match caleol::find_voix_preponderante(regles, cia) {
        VoixPreponderante::PresidentEpci => QualiteMembre::PresidentEpci,
        VoixPreponderante::Maire => QualiteMembre::Maire,
    })
}

/// The seat whose vote breaks a tie on a home: there in person, voting on it, not set aside.
pub(crate) fn find_preponderante<'a>(
    territoire: &Territoire,
    membres: &'a [SeanceMembre],
    deportes: &[String],
    holder: Option<QualiteMembre>,
    logement: caleol::LogementExamine<'_>,
) -> Option<&'a SeanceMembre> {
    let holder = holder?.code();
    membres.iter().find(|m| m.qualite == holder && m.present && siege(territoire, membres, deportes, &m.membre, logement))
}

/// Members who may vote on a home: deliberative there, present or represented, not set aside.
pub fn count_votants(membres: &[caleol::Membre], logement: caleol::LogementExamine<'_>) -> u32 {
    let voting = membres.iter().filter(|m| {
        !m.deporte && m.presence != Presence::Absent && caleol::compute_voix(&m.qualite, logement) == caleol::Voix::Deliberative
    });
    u32::try_from(voting.count()).unwrap_or(u32::MAX)
}

/// What decides the seats of a home.
pub fn logement_examine<'a>(territoire: &Territoire, commune: &'a str, vacance: &'a Vacance) -> caleol::LogementExamine<'a> {
    caleol::LogementExamine {
        commune,
        dans_epci: territoire.commune(commune).is_some(),
        reservataire: vacance.reservataire.as_deref(),
    }
}

/// The home of a vacancy.
pub(crate) async fn logement_de(acces: &impl Acces, vacance: &Vacance) -> Result<LigneLogement, Echec> {
    logement::find(acces, vacance.logement_id).await?.ok_or(Echec::Introuvable)
}

/// Whether a seat may vote, as the row keeps it.
pub(crate) fn voix_de(membre: &SeanceMembre) -> Voix {
    Voix::from_code(&membre.voix).unwrap_or(Voix::Consultative)
}

/// Whether a seat is one of the six of the landlord's board, among whom the president is elected (CCH L. 441-2).
pub fn is_du_bailleur(membre: &SeanceMembre) -> bool {
    matches!(
        QualiteMembre::from_code(&membre.qualite),
        Some(QualiteMembre::RepresentantBailleur | QualiteMembre::RepresentantLocataires)
    )
}
