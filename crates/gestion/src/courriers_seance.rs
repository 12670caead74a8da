//! Reading: the letters that tell each household what a closed session decided (CCH L. 441-2-2, R. 441-10).
//!
//! The home and the reason are those that were frozen with the decision; only the name and the address are today's.

use documents::{
    Destinataire, Echeance, Emetteur, Lettre, Liasse, Notification, Recours, Suite, build_lettre_notification, render_liasse,
};
use droit::caleol::{Decision as DecisionCaleol, MotifDecision, PieceListee};
use droit::jour::{Jour, format_fr};
use stockage::decision::{self, Decision};
use stockage::demande::{self, DemandeStockee};
use stockage::offre::{self, Offre};
use stockage::seance::Seance;
use stockage::{seance_membre, seance_point};
use uuid::Uuid;

use crate::a_reporter::nom_menage;
use crate::carbet::Carbet;
use crate::clore_seance::{find_president, nom_membre};
use crate::decider::CodeDecision;
use crate::droits::{Acte, Acteur};
use crate::figer::Fige;
use crate::issue::{Echec, Refus};
use crate::seance::{self as commun, point};

/// What all the letters of a session share.
struct Entete {
    emetteur: Emetteur,
    lieu: String,
    le: Jour,
    decide_le: Jour,
    signataire: String,
    recours: Option<Recours>,
    /// Days to answer an offer that is not notified yet.
    delai_jours: u32,
    fictif: bool,
}

/// The letters of a closed session as one PDF, or the letter of one decision: name of the file and document.
///
/// Errors: a session still open; nothing decided, or every household forgotten since.
pub async fn render_courriers(
    carbet: &Carbet,
    acteur: &Acteur,
    seance: Uuid,
    choisie: Option<Uuid>,
) -> Result<(String, Vec<u8>), Echec> {
    let base = &carbet.base;
    let session = commun::find_en_portee(base, acteur, Acte::SuivreOffre, seance).await?;
    if session.etat != "close" {
        return Err(Refus::new(
            "seance_non_close",
            "Les courriers s'impriment après la clôture : jusque-là une décision peut encore changer.",
            "Clore la séance, puis imprimer ses courriers.",
        )
        .into());
    }
    let entete = build_entete(carbet, &session).await?;
    let decisions: Vec<Decision> = decision::list_de_seance(base, seance)
        .await?
        .into_iter()
        .filter(|d| choisie.is_none_or(|id| d.id == id))
        .filter(|d| matches!(CodeDecision::from_code(&d.code), Some(CodeDecision::Caleol(_))))
        .collect();
    let ids: Vec<Uuid> = decisions.iter().map(|d| d.demande_id).collect();
    let households = demande::get_lot(base, &acteur.departement, &ids).await?;
    let mut lettres = Vec::with_capacity(decisions.len());
    // In the order of the agenda, then of the ranks.
    for ligne in seance_point::list_de_seance(base, seance).await?.into_iter().filter(|p| p.etat != point::RETIRE) {
        let offres = offre::list_de_vacance(base, ligne.vacance_id).await?;
        let mut of_point: Vec<&Decision> = decisions.iter().filter(|d| d.point_id == ligne.id).collect();
        of_point.sort_by_key(|d| (d.rang.unwrap_or(i32::MAX), d.id));
        for taken in of_point {
            let fige = taken.fige.as_deref().and_then(Fige::read);
            let household = households.iter().find(|h| h.id == taken.demande_id);
            let (Some(fige), Some(household)) = (fige, household) else { continue };
            let offer = offres.iter().rev().find(|o| o.candidature_id == taken.candidature_id);
            lettres.extend(write_lettre(carbet, &entete, taken, &fige, household, offer));
            carbet.traces.note(acteur, "demande", household.id, carbet.horloge.instant_utc());
        }
    }
    if lettres.is_empty() {
        return match choisie {
            Some(_) => Err(Echec::Introuvable),
            None => Err(Refus::new(
                "aucun_courrier",
                "Cette séance n'a aucun courrier à imprimer.",
                "Ses décisions sont tenues ailleurs, ou ses demandes sont effacées.",
            )
            .into()),
        };
    }
    let name = match choisie {
        Some(_) => lettres[0].references.first().map_or_else(String::new, |r| format!("-{}", r.valeur)),
        None => String::new(),
    };
    let liasse = Liasse {
        titre: match choisie {
            Some(_) => lettres[0].objet.clone(),
            None => format!("Courriers de la séance du {}", format_fr(session.tenue_le)),
        },
        auteur: entete.emetteur.nom.clone(),
        le: entete.le,
        lettres,
        fictif: carbet.demo,
    };
    let fichier = format!("courriers-{}-{}{name}.pdf", session.bailleur, session.tenue_le);
    match tokio::task::spawn_blocking(move || render_liasse(&liasse)).await {
        Ok(Ok(document)) => Ok((fichier, document)),
        Ok(Err(error)) => {
            tracing::error!(seance.id = %seance, %error, "the letters of a session could not be rendered");
            Err(impossible())
        }
        Err(_) => Err(impossible()),
    }
}

fn impossible() -> Echec {
    Refus::new(
        "courriers_impossibles",
        "Les courriers n'ont pas pu être composés.",
        "Réessayer ; si cela persiste, prévenir l'administrateur.",
    )
    .into()
}

async fn build_entete(carbet: &Carbet, session: &Seance) -> Result<Entete, Echec> {
    let regles = carbet.regles();
    let territoire = &regles.territoire;
    let bailleur = territoire.organisation(&session.bailleur);
    let le = carbet.aujourd_hui();
    let delais =
        carbet.parametres.delais.find(le).map_err(|hors| {
            Refus::new("parametre_absent", hors.to_string(), "Compléter les paramètres nationaux de cette date.")
        })?;
    let membres = seance_membre::list_de_seance(&carbet.base, session.id).await?;
    Ok(Entete {
        emetteur: Emetteur {
            nom: bailleur.map_or_else(|| session.bailleur.clone(), |o| o.nom.clone()),
            adresse: vec!["Commission d'attribution des logements".to_owned()],
            contact: None,
        },
        lieu: bailleur
            .and_then(|o| o.commune.as_deref())
            .and_then(|code| territoire.commune(code))
            .map_or_else(String::new, |c| c.nom.clone()),
        le,
        decide_le: session.tenue_le,
        signataire: find_president(session, &membres).map_or_else(String::new, |m| nom_membre(&regles, m)),
        recours: territoire.epci.tribunal.as_ref().map(|tribunal| Recours {
            delai: format_mois(delais.valeurs.recours_mois),
            autorite: tribunal.clone(),
            adresse: None,
        }),
        delai_jours: delais.valeurs.offre_jours_minimum,
        fictif: carbet.demo,
    })
}

/// `deux mois`.
fn format_mois(mois: u32) -> String {
    const NOMBRES: [&str; 6] = ["un", "deux", "trois", "quatre", "cinq", "six"];
    let index = usize::try_from(mois).unwrap_or(usize::MAX).wrapping_sub(1);
    NOMBRES.get(index).map_or_else(|| format!("{mois} mois"), |word| format!("{word} mois"))
}

/// The letter of a decision; `None` for a file that was not examined.
fn write_lettre(
    carbet: &Carbet,
    entete: &Entete,
    taken: &Decision,
    fige: &Fige,
    household: &DemandeStockee,
    offer: Option<&Offre>,
) -> Option<Lettre> {
    let suite = decide_suite(taken, offer, entete.delai_jours)?;
    // A ranking cannot be contested (CE, 27 novembre 2025, n° 496595); a refusal can.
    let contestable = matches!(suite, Suite::NonAttribution { .. } | Suite::Rejet { .. });
    let home = &fige.logement;
    let place: Vec<&str> = [home.residence.as_str(), home.adresse.as_str(), home.commune_nom.as_str()]
        .into_iter()
        .filter(|p| !p.is_empty())
        .collect();
    Some(build_lettre_notification(&Notification {
        emetteur: entete.emetteur.clone(),
        destinataire: Destinataire { nom: nom_menage(household), adresse: list_adresse(carbet, household) },
        lieu: entete.lieu.clone(),
        le: entete.le,
        numero_unique: fige.demande.numero_unique.clone(),
        decide_le: entete.decide_le,
        logement: format!("un {} de {} m², {}", home.typologie, home.surface, place.join(", ")),
        cout_mensuel: fige.loyer().total(),
        suite,
        recours: entete.recours.clone().filter(|_| contestable),
        signataire: entete.signataire.clone(),
        qualite_signataire: "Pour la commission d'attribution, la présidence".to_owned(),
        fictif: entete.fictif,
    }))
}

/// What the letter says: an offer made or to be made, a rank that waits, a refusal and its reason (R7.07).
fn decide_suite(taken: &Decision, offer: Option<&Offre>, delai_jours: u32) -> Option<Suite> {
    let CodeDecision::Caleol(code) = CodeDecision::from_code(&taken.code)? else { return None };
    let motif = taken.motif.as_deref().and_then(MotifDecision::from_code);
    let reason = || {
        let parts: Vec<String> = motif.iter().map(|m| m.libelle().to_owned()).chain(taken.motif_detail.clone()).collect();
        (parts.join(". "), motif.map(|m| m.article().to_owned()))
    };
    Some(match code {
        DecisionCaleol::NonAttribution => {
            let (motif, article) = reason();
            Suite::NonAttribution { motif, article }
        }
        DecisionCaleol::Irrecevabilite => {
            let (motif, article) = reason();
            Suite::Rejet { motif, article }
        }
        DecisionCaleol::ConditionSuspensive => match (taken.condition_piece.as_deref(), taken.condition_avant_le) {
            (Some(piece), Some(avant_fin_du)) => Suite::SousCondition {
                piece: PieceListee::from_code(piece).map_or_else(|| piece.to_owned(), |p| p.libelle().to_owned()),
                avant_fin_du,
            },
            _ => offered(offer, delai_jours),
        },
        DecisionCaleol::Attribution | DecisionCaleol::AttributionRang => match (offer, taken.rang) {
            (None, Some(rang)) if rang > 1 => Suite::Rang { rang: u8::try_from(rang).unwrap_or(u8::MAX) },
            _ => offered(offer, delai_jours),
        },
    })
}

/// CCH R. 441-10: the last day once notified; until then, the days counted from the reception of the letter.
fn offered(offer: Option<&Offre>, delai_jours: u32) -> Suite {
    let echeance = match offer.and_then(|o| o.expire_le) {
        Some(last) => Echeance::AvantFinDu(last),
        None => Echeance::JoursDepuisReception(delai_jours),
    };
    Suite::Attribution {
        echeance,
        comment: "Répondez par écrit, en rappelant votre numéro unique, ou venez nous voir avec cette lettre.".to_owned(),
    }
}

pub(crate) fn list_adresse(carbet: &Carbet, household: &DemandeStockee) -> Vec<String> {
    let contact = &household.demande.dossier.contact;
    let regles = carbet.regles();
    let town = contact
        .commune
        .as_deref()
        .map(|code| regles.territoire.commune(code).map_or_else(|| code.to_owned(), |c| c.nom.to_uppercase()));
    let last: Vec<String> = contact.code_postal.iter().cloned().chain(town).collect();
    contact.adresse.iter().cloned().chain((!last.is_empty()).then(|| last.join(" "))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(code: DecisionCaleol, rang: Option<i32>) -> Decision {
        Decision {
            id: Uuid::nil(),
            seance_id: Uuid::nil(),
            point_id: Uuid::nil(),
            candidature_id: Uuid::nil(),
            departement: "973".into(),
            demande_id: Uuid::nil(),
            code: code.code().to_owned(),
            rang,
            motif: Some("autre_candidat_prioritaire".to_owned()).filter(|_| code.needs_motif()),
            motif_detail: Some("Un ménage reconnu prioritaire".to_owned()).filter(|_| code.needs_motif()),
            condition_piece: None,
            condition_avant_le: None,
            voix_pour: Some(6),
            voix_contre: Some(0),
            abstentions: Some(0),
            fige: None,
            fige_empreinte: String::new(),
            decide_le: Jour::default(),
            decide_par: "systeme".into(),
        }
    }

    #[test]
    fn each_decision_has_the_letter_of_its_effect() {
        let first = decide_suite(&taken(DecisionCaleol::Attribution, Some(1)), None, 10);
        assert!(matches!(first, Some(Suite::Attribution { echeance: Echeance::JoursDepuisReception(10), .. })));
        let second = decide_suite(&taken(DecisionCaleol::AttributionRang, Some(2)), None, 10);
        assert_eq!(second, Some(Suite::Rang { rang: 2 }));
        let refused = decide_suite(&taken(DecisionCaleol::NonAttribution, None), None, 10);
        let Some(Suite::NonAttribution { motif, article }) = refused else { panic!("a refusal is told as one") };
        assert_eq!(motif, "Autre candidat plus prioritaire pour ce logement. Un ménage reconnu prioritaire");
        assert_eq!(article.as_deref(), Some("CCH L. 441-1"));
        let mut withdrawn = taken(DecisionCaleol::NonAttribution, None);
        withdrawn.code = crate::decider::RETRAIT.to_owned();
        assert_eq!(decide_suite(&withdrawn, None, 10), None, "nothing was decided on it");
    }

    #[test]
    fn months_are_written_in_words() {
        assert_eq!((format_mois(2).as_str(), format_mois(12).as_str()), ("deux mois", "12 mois"));
    }
}
