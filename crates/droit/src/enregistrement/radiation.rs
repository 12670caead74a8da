//! The striking off of a demande: five reasons, each with its proof. One rule, read by the cases and by the acts.

use crate::constat::Constat;
use crate::demande::MotifRadiation;
use crate::jour::{Jour, add_jours, add_mois, format_fr, sub_mois};
use crate::parametres::Delais;

/// The proofs that guard a striking off. `None` is unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PreuvesRadiation {
    pub bail_signe_le: Option<Jour>,
    /// Day of the written renunciation.
    pub renonciation_le: Option<Jour>,
    /// Letter to the last known address (no answer), or warning of inadmissibility.
    pub courrier_envoye_le: Option<Jour>,
    pub reponse_recue: Option<bool>,
    /// Whether the letter warned of the striking off.
    pub courrier_avertit: Option<bool>,
    /// Day of the landlord's reasoned decision of inadmissibility.
    pub decide_le: Option<Jour>,
    pub preavis_envoye_le: Option<Jour>,
    pub expire_le: Option<Jour>,
}

/// What stands in the way of a striking off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    pub code: &'static str,
    /// The proof nobody gave; `None` when the proofs given forbid it.
    pub manque: Option<&'static str>,
    pub raison: String,
    pub que_faire: String,
}

/// CCH R. 441-2-8: five reasons only, each with its guard. Carbet records or requests a striking
/// off; for non-renewal the SNE alone pronounces it (C7).
///
/// The month left by letters (reasons c and d) is to confirm; its last day belongs to the applicant. For c the month
/// runs before the striking off is asked, for d before the landlord decides. The notice of e leaves at the latest one
/// month, counted backwards, before the last day of validity: for 28 February, 28 January.
pub fn check_radiation(delais: &Delais, motif: MotifRadiation, preuves: &PreuvesRadiation, jour: Jour) -> Constat {
    const REGLE: &str = "radiation";
    const ARTICLE: &str = "CCH R. 441-2-8";
    match find_obstacle(delais, motif, preuves, jour) {
        Ok(raison) => Constat::satisfait(REGLE, ARTICLE, raison),
        Err(Obstacle { manque: Some(fact), raison, .. }) => Constat::indetermine(REGLE, ARTICLE, vec![fact], raison),
        Err(Obstacle { manque: None, raison, .. }) => Constat::non_satisfait(REGLE, ARTICLE, raison),
    }
}

/// The proof that makes the striking off possible, in words, or what stands in its way and what to do next.
pub(crate) fn find_obstacle(
    delais: &Delais,
    motif: MotifRadiation,
    preuves: &PreuvesRadiation,
    jour: Jour,
) -> Result<String, Obstacle> {
    match motif {
        MotifRadiation::Attribution => find_attribution(preuves, jour),
        MotifRadiation::Abandon => find_abandon(preuves, jour),
        MotifRadiation::SansReponse => find_sans_reponse(delais, preuves, jour),
        MotifRadiation::Irrecevabilite => find_irrecevabilite(delais, preuves, jour),
        MotifRadiation::NonRenouvellement => find_non_renouvellement(delais, preuves, jour),
    }
}

fn missing(code: &'static str, fact: &'static str, raison: &str, que_faire: &str) -> Obstacle {
    Obstacle { code, manque: Some(fact), raison: raison.to_owned(), que_faire: que_faire.to_owned() }
}

fn barred(code: &'static str, raison: impl Into<String>, que_faire: impl Into<String>) -> Obstacle {
    Obstacle { code, manque: None, raison: raison.into(), que_faire: que_faire.into() }
}

/// a) A social home was let: only once the lease is signed (to confirm).
fn find_attribution(preuves: &PreuvesRadiation, jour: Jour) -> Result<String, Obstacle> {
    const NEXT: &str = "Enregistrer la signature du bail, puis recommencer.";
    match preuves.bail_signe_le {
        None => Err(missing(
            "bail_non_signe",
            "bail_signe_le",
            "La radiation pour attribution attend la signature du bail\u{a0}: l'attribution seule ne radie pas.",
            NEXT,
        )),
        Some(signe) if signe <= jour => Ok(format!("Bail signé le {}.", format_fr(signe))),
        Some(signe) => Err(barred("bail_non_signe", format!("Le bail ne sera signé que le {}.", format_fr(signe)), NEXT)),
    }
}

/// b) The applicant renounced in writing.
fn find_abandon(preuves: &PreuvesRadiation, jour: Jour) -> Result<String, Obstacle> {
    const NEXT: &str = "Verser l'écrit au dossier avec sa date.";
    match preuves.renonciation_le {
        None => Err(missing(
            "renonciation_non_ecrite",
            "renonciation_le",
            "La renonciation doit être écrite par le demandeur\u{a0}: le dossier n'en contient pas.",
            NEXT,
        )),
        Some(le) if le <= jour => Ok(format!("Renonciation écrite du demandeur, du {}.", format_fr(le))),
        Some(le) => Err(barred(
            "renonciation_non_ecrite",
            format!("La renonciation est datée du {}, après aujourd'hui.", format_fr(le)),
            NEXT,
        )),
    }
}

/// The letter of c) and d), that warned of the striking off.
fn find_courrier(preuves: &PreuvesRadiation) -> Result<Jour, Obstacle> {
    const NEXT: &str = "Envoyer un courrier qui avertit de la radiation et verser la preuve de son envoi.";
    let code = "courrier_absent";
    let Some(envoye) = preuves.courrier_envoye_le else {
        return Err(missing(
            code,
            "courrier_envoye_le",
            "Aucun courrier d'avertissement, envoyé à la dernière adresse connue, n'est daté au dossier.",
            NEXT,
        ));
    };
    match preuves.courrier_avertit {
        None => Err(missing(code, "courrier_avertit", "Le dossier ne dit pas si le courrier annonçait la radiation.", NEXT)),
        Some(false) => Err(barred(code, "Le courrier n'annonçait pas la radiation.", NEXT)),
        Some(true) => Ok(envoye),
    }
}

/// The month is whole: its last day still belongs to the applicant.
fn check_mois_ecoule(delais: &Delais, envoye: Jour, until: Jour) -> Result<(), Obstacle> {
    let limite = add_mois(envoye, delais.courrier_radiation_mois);
    if until > limite {
        return Ok(());
    }
    Err(barred(
        "delai_en_cours",
        format!("Le demandeur peut répondre jusqu'au {} inclus.", format_fr(limite)),
        format!("Attendre le {} et vérifier qu'aucune réponse n'est arrivée.", format_fr(add_jours(limite, 1))),
    ))
}

/// c) No answer to a letter sent to the last known address, which warned of it.
fn find_sans_reponse(delais: &Delais, preuves: &PreuvesRadiation, jour: Jour) -> Result<String, Obstacle> {
    let envoye = find_courrier(preuves)?;
    check_mois_ecoule(delais, envoye, jour)?;
    match preuves.reponse_recue {
        None => Err(missing(
            "reponse_inconnue",
            "reponse_recue",
            "Le dossier ne dit pas si le demandeur a répondu au courrier.",
            "Vérifier le courrier, la messagerie et le registre du guichet, puis dire si une réponse est arrivée.",
        )),
        Some(true) => Err(barred(
            "reponse_recue",
            "Le demandeur a répondu au courrier\u{a0}: sa demande reste active.",
            "Enregistrer sa réponse au dossier.",
        )),
        Some(false) => Ok(format!("Courrier d'avertissement du {}, sans réponse, délai écoulé.", format_fr(envoye))),
    }
}

/// d) The landlord's reasoned decision, after a written warning that left the month whole.
fn find_irrecevabilite(delais: &Delais, preuves: &PreuvesRadiation, jour: Jour) -> Result<String, Obstacle> {
    const NEXT: &str = "Verser l'avertissement et la décision motivée du bailleur au dossier, avec leurs dates.";
    let envoye = find_courrier(preuves)?;
    let Some(decide) = preuves.decide_le else {
        check_mois_ecoule(delais, envoye, jour)?;
        return Err(missing(
            "decision_absente",
            "decide_le",
            "La décision motivée du bailleur n'est pas datée au dossier.",
            NEXT,
        ));
    };
    if decide > jour || decide < envoye {
        return Err(barred(
            "decision_absente",
            format!(
                "La décision du {} ne peut précéder l'avertissement du {} ni suivre aujourd'hui.",
                format_fr(decide),
                format_fr(envoye)
            ),
            NEXT,
        ));
    }
    check_mois_ecoule(delais, envoye, decide)?;
    Ok(format!("Avertissement du {}, décision motivée du {}.", format_fr(envoye), format_fr(decide)))
}

/// e) Not renewed in time, the notice having been sent: the SNE alone pronounces it.
fn find_non_renouvellement(delais: &Delais, preuves: &PreuvesRadiation, jour: Jour) -> Result<String, Obstacle> {
    const NEXT: &str = "Retrouver la preuve d'envoi ; sans elle, la demande ne peut être radiée pour ce motif.";
    let Some(expire) = preuves.expire_le else {
        return Err(missing(
            "echeance_inconnue",
            "expire_le",
            "L'échéance de la demande n'est pas connue.",
            "Vérifier les dates de dépôt et de renouvellement.",
        ));
    };
    if jour <= expire {
        return Err(barred(
            "demande_valide",
            format!("La demande est valable jusqu'au {} inclus.", format_fr(expire)),
            "Attendre l'échéance.",
        ));
    }
    let dernier = sub_mois(expire, delais.preavis_mois);
    match preuves.preavis_envoye_le {
        None => Err(missing(
            "preavis_absent",
            "preavis_envoye_le",
            "La preuve de l'envoi du préavis manque\u{a0}: sans elle, pas de radiation.",
            NEXT,
        )),
        Some(envoye) if envoye <= dernier => {
            Ok(format!("Préavis envoyé le {}, demande expirée le {}.", format_fr(envoye), format_fr(expire)))
        }
        Some(envoye) => Err(barred(
            "preavis_absent",
            format!(
                "Préavis envoyé le {}, après le {}, dernier jour pour prévenir un mois avant l'échéance.",
                format_fr(envoye),
                format_fr(dernier)
            ),
            NEXT,
        )),
    }
}
