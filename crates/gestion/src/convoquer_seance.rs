//! Act: convene the members of a session, with its agenda (règlement intérieur, CCH R. 441-9).

use droit::etats::ActeSeance;
use droit::jour::{add_jours, format_fr};
use stockage::courrier::{self, Contenu, Courrier};
use stockage::{seance, seance_membre, seance_point};
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::droits::{Acte, Acteur};
use crate::inscrire_point::add_observation;
use crate::issue::{Echec, Refus};
use crate::preparer_seance::format_heure;
use crate::seance::{self as commun, point};

/// Sends the agenda to every member, those of the homes included. Returns how many were convened.
///
/// Errors: an empty agenda; less than the delay of the règlement without `urgence` (its reason goes to the minutes).
pub async fn convoquer_seance(carbet: &Carbet, acteur: &Acteur, id: Uuid, urgence: Option<&str>) -> Result<usize, Echec> {
    let mut acte = carbet.begin(acteur, "convoquer_seance").await?;
    let mut session = commun::find_en_portee(&acte.tx, acteur, Acte::TenirSeance, id).await?;
    let points = seance_point::list_de_seance(&acte.tx, id).await?;
    let homes = points.iter().filter(|p| p.etat != point::RETIRE).count();
    if homes == 0 {
        return Err(Refus::new(
            "ordre_du_jour_vide",
            "Aucun logement n'est inscrit à l'ordre du jour.",
            "Inscrire un logement depuis la liste de ses candidats, puis convoquer.",
        )
        .into());
    }
    let jour = carbet.aujourd_hui();
    let regles = carbet.regles();
    let commission = commun::commission(&regles.territoire, &session.bailleur, session.tenue_le)?;
    let urgence = urgence.map(str::trim).filter(|text| !text.is_empty());
    if let Some(delay) = commission.delai_ordre_du_jour_jours
        && add_jours(jour, u64::from(delay)) > session.tenue_le
    {
        let Some(reason) = urgence else {
            return Err(Refus::new(
                "delai_de_convocation",
                format!(
                    "Le règlement demande {delay} jours entre l'ordre du jour et la séance du {}.",
                    format_fr(session.tenue_le)
                ),
                "Reporter la séance, ou écrire le motif d'urgence : il figurera au procès-verbal.",
            )
            .article("CCH R. 441-9")
            .champ("urgence")
            .into());
        };
        add_observation(&mut session, &format!("Convocation en urgence le {} : {reason}", format_fr(jour)));
    }
    commun::apply(carbet, &mut session, ActeSeance::Convoquer { le: jour })?;
    seance::update(&acte.tx, &session).await?;
    let membres = seance_membre::list_de_seance(&acte.tx, id).await?;
    let body = format!(
        "La commission {} se réunit le {}{}{}. Logements à l'ordre du jour : {homes}. Le dossier se lit dans Carbet, page « Séances CALEOL ».",
        session.commission,
        format_fr(session.tenue_le),
        session.heure.as_deref().map(|h| format!(" à {}", format_heure(h))).unwrap_or_default(),
        session.lieu.as_deref().map(|l| format!(", {l}")).unwrap_or_default(),
    );
    for mut membre in membres.iter().cloned() {
        let message = Courrier {
            id: Uuid::now_v7(),
            canal: "mel".to_owned(),
            contenu: Contenu {
                // The address is that of the organisation's accounts, found when it is sent.
                destinataire: format!("{}/{}", membre.organisation.as_deref().unwrap_or(&session.bailleur), membre.membre),
                sujet: format!("Convocation : CALEOL du {}", format_fr(session.tenue_le)),
                corps: body.clone(),
            },
            etat: "a_envoyer".to_owned(),
            essais: 0,
            cree_le: acte.instant(),
            pas_avant: acte.instant(),
            envoye_le: None,
            message: None,
        };
        courrier::insert(&acte.tx, &message).await?;
        membre.convoque_le = Some(acte.instant());
        seance_membre::update(&acte.tx, &membre).await?;
    }
    acte.touch("seance", id).tell(serde_json::json!({
        "membres": membres.len(), "logements": homes, "urgence": urgence,
    }));
    carbet.conclude(acte).await?;
    Ok(membres.len())
}

/// Puts a session off to another day: back to preparation, to be convened again.
pub async fn reporter_seance(carbet: &Carbet, acteur: &Acteur, id: Uuid, prevue_le: droit::jour::Jour) -> Result<(), Echec> {
    let mut acte = carbet.begin(acteur, "reporter_seance").await?;
    let mut session = commun::find_en_portee(&acte.tx, acteur, Acte::TenirSeance, id).await?;
    if prevue_le < carbet.aujourd_hui() {
        return Err(Refus::new("date_passee", format!("Le {} est passé.", format_fr(prevue_le)), "Indiquer un jour à venir.")
            .champ("tenue_le")
            .into());
    }
    let before = session.tenue_le;
    commun::apply(carbet, &mut session, ActeSeance::Reporter { prevue_le })?;
    add_observation(&mut session, &format!("Séance du {} reportée au {}.", format_fr(before), format_fr(prevue_le)));
    seance::update(&acte.tx, &session).await?;
    acte.touch("seance", id).tell(serde_json::json!({ "de": before.to_string(), "vers": prevue_le.to_string() }));
    carbet.conclude(acte).await.map(|_| ())
}
