//! Act: notify an offer, its reply delay counted by the calendar of the département (CCH R. 441-10).

use droit::caleol::{ModeNotification, compute_delai_reponse};
use droit::etats::{ActeCandidature, ActeVacance};
use droit::jour::{Jour, format_fr};
use stockage::{demande, offre};
use uuid::Uuid;

use crate::a_reporter::{self, Report, objet};
use crate::carbet::Carbet;
use crate::conditions_acces::{check_acces, list_conditions};
use crate::droits::Acteur;
use crate::inscrire_point::check_statut;
use crate::issue::{Echec, Refus};
use crate::rang_suivant::{A_NOTIFIER, read_classement};
use crate::seance::logement_de;
use crate::{offre as commun, sortie, vacance_etat};

#[derive(Clone, Debug)]
pub struct NotificationOffre {
    pub offre: Uuid,
    pub mode: ModeNotification,
    /// Day of reception, or of the vain presentation printed on the slip.
    pub recue_le: Jour,
    /// Days to answer, ten at least.
    pub delai_jours: u32,
}

/// Records the notification and returns the last day to answer, included.
///
/// Errors: a day to come or before the offer; fewer than ten days; a condition not lifted; a demande struck off since the
/// session; a legal condition of access not met, or still unknown.
pub async fn notifier_offre(carbet: &Carbet, acteur: &Acteur, saisie: NotificationOffre) -> Result<Jour, Echec> {
    let mut acte = carbet.begin(acteur, "notifier_offre").await?;
    let mut dossier = commun::find_en_portee(&acte.tx, acteur, saisie.offre).await?;
    if dossier.offre.etat != A_NOTIFIER {
        return Err(Refus::new(
            "offre_deja_notifiee",
            "Cette offre est déjà notifiée ou terminée.",
            "Recharger la page pour voir où elle en est.",
        )
        .into());
    }
    let jour = carbet.aujourd_hui();
    let expire_le = compute_expiration(carbet, &saisie, jour)?;
    let stored = demande::get(&acte.tx, &dossier.offre.departement, dossier.offre.demande_id).await?;
    check_statut(carbet, &stored, jour)?;
    let rang = dossier.candidature.rang.and_then(|r| u8::try_from(r).ok()).unwrap_or(1);
    let classement = read_classement(&acte, &dossier.vacance, dossier.candidature.id).await?;
    check_reception(saisie.recue_le, classement.compute_ouverture(rang), rang)?;
    let before = classement.find_rang_offert(&acte, &dossier.vacance).await?;
    sortie::apply(carbet, &mut acte, &mut dossier.candidature, ActeCandidature::Offrir { expire_le }).await?;
    let home = logement_de(&acte.tx, &dossier.vacance).await?.to_logement()?;
    let conditions = list_conditions(&carbet.parametres, &stored.demande, &home, jour);
    check_acces(&conditions, classement.decision.as_ref())?;
    vacance_etat::apply(&mut acte, &mut dossier.vacance, before, ActeVacance::Proposer { rang }).await?;
    let offre = &mut dossier.offre;
    "notifiee".clone_into(&mut offre.etat);
    offre.mode = Some(saisie.mode.code().to_owned());
    offre.notifiee_le = Some(jour);
    offre.recue_le = Some(saisie.recue_le);
    offre.expire_le = Some(expire_le);
    offre.maj_le = acte.instant();
    offre::update(&acte.tx, offre).await?;
    acte.touch("offre", offre.id);
    let report = Report {
        evenement: "Proposition de logement après commission".to_owned(),
        ou: "Gestion partagée, Événements, Proposition".to_owned(),
        valeurs: vec![
            ("Reçue le".to_owned(), format_fr(saisie.recue_le)),
            ("Réponse avant le".to_owned(), format_fr(expire_le)),
            ("Rang".to_owned(), rang.to_string()),
        ],
    };
    a_reporter::add(carbet, &mut acte, &stored, objet::OFFRE, &dossier.vacance.bailleur, &report).await?;
    acte.tell(serde_json::json!({ "mode": saisie.mode.code(), "recue_le": saisie.recue_le.to_string(), "expire_le": expire_le.to_string() }));
    carbet.conclude(acte).await?;
    Ok(expire_le)
}

/// CCH R. 441-10: an offer is received once it exists: after the decision, and once the rank before has ended.
fn check_reception(recue_le: Jour, ouverte_le: Option<Jour>, rang: u8) -> Result<(), Refus> {
    match ouverte_le {
        Some(since) if recue_le < since => Err(Refus::new(
            "notification_anterieure",
            format!(
                "L'offre de rang {rang} n'existe que depuis le {} : elle n'a pas pu être reçue le {}.",
                format_fr(since),
                format_fr(recue_le)
            ),
            "Indiquer la date du reçu, de l'accusé ou du bordereau de cette offre.",
        )
        .article("CCH R. 441-10")
        .champ("notifie_le")),
        Some(_) | None => Ok(()),
    }
}

/// CCH R. 441-10: the last day to answer, and why not when the delay or the day cannot be.
fn compute_expiration(carbet: &Carbet, saisie: &NotificationOffre, jour: Jour) -> Result<Jour, Echec> {
    const ARTICLE: &str = "CCH R. 441-10";
    if saisie.recue_le > jour {
        return Err(Refus::new(
            "notification_a_venir",
            format!("Le {} n'est pas encore venu : le délai court de la réception.", format_fr(saisie.recue_le)),
            "Indiquer la date du reçu, de l'accusé ou du bordereau.",
        )
        .article(ARTICLE)
        .champ("notifie_le")
        .into());
    }
    let missing = |hors: droit::parametres::HorsPeriode| {
        Refus::new("parametre_absent", hors.to_string(), "Compléter les paramètres nationaux de cette date.")
    };
    let delais = carbet.parametres.delais.find(saisie.recue_le).map_err(missing)?;
    let feries = carbet.parametres.jours_feries.find(saisie.recue_le).map_err(missing)?;
    let notification = saisie.mode.notification(saisie.recue_le);
    let departement = carbet.regles().territoire.epci.departement.clone();
    // A delay of years is a typing error.
    let days = saisie.delai_jours.min(3660);
    compute_delai_reponse(delais.valeurs, feries.valeurs, notification.point_de_depart(), days, &departement).ok_or_else(|| {
        Refus::new(
            "delai_trop_court",
            format!(
                "Le délai de réponse est de {} jours au moins ; {} sont indiqués.",
                delais.valeurs.offre_jours_minimum, saisie.delai_jours
            ),
            "Indiquer un délai conforme.",
        )
        .article(ARTICLE)
        .champ("delai_jours")
        .into()
    })
}
