//! Cases of the commission, of the offer that follows it and of the lease that ends it.

use super::Contexte;
use super::calculs::{Calcul, demander_entiers, mal_ecrit, oui_non};
use crate::caleol::{IssueVote, LogementExamine, Membre, Presence, Qualite, Votes, check_quorum, compute_issue_vote};
use crate::cas::Arret;
use crate::cas::donnees::Champs;
use crate::etats::{ActeOffre, Offre};
use crate::objectifs::compute_annee;
use crate::reservation::check_part_garantie;

pub fn quorum(cx: &Contexte<'_>) -> Calcul {
    let commune = cx.champs.code("commune")?.ok_or_else(|| Arret::manque("commune"))?;
    let dans_epci = cx.champs.booleen("dans_epci")?.ok_or_else(|| Arret::manque("dans_epci"))?;
    let reservataire = cx.champs.code("reservataire")?;
    let rows = cx.champs.liste("membres")?.ok_or_else(|| Arret::manque("membres"))?;
    let membres = rows.iter().map(membre).collect::<Result<Vec<_>, _>>()?;
    let logement = LogementExamine { commune: &commune, dans_epci, reservataire: reservataire.as_deref() };
    oui_non("atteint", &check_quorum(&membres, logement, cx.champs.entier("minimum")?))
}

fn membre(row: &Champs<'_>) -> Result<Membre, Arret> {
    let qualite = match row.texte("qualite")? {
        Some("bailleur") => Qualite::RepresentantBailleur,
        Some("locataires") => Qualite::RepresentantLocataires,
        Some("maire") => Qualite::Maire { commune: row.code("commune")?.ok_or_else(|| Arret::manque("commune"))? },
        Some("epci") => Qualite::PresidentEpci,
        Some("prefet") => Qualite::Prefet,
        Some("reservataire") => Qualite::Reservataire { code: row.code("code")?.ok_or_else(|| Arret::manque("code"))? },
        Some("insertion") => Qualite::AssociationInsertion,
        Some("invite") => Qualite::Invite,
        other => return Err(mal_ecrit(format!("qualité de membre « {} » inconnue", other.unwrap_or_default()))),
    };
    let presence = match row.texte("presence")? {
        Some("present") => Presence::Present,
        Some("represente") => Presence::Represente,
        Some("absent") => Presence::Absent,
        other => return Err(mal_ecrit(format!("présence « {} » inconnue", other.unwrap_or_default()))),
    };
    let deporte = row.booleen("deporte")?.unwrap_or(false);
    row.check_noms("un membre")?;
    Ok(Membre { qualite, presence, deporte })
}

pub fn vote(cx: &Contexte<'_>) -> Calcul {
    let [pour, contre, abstention] = demander_entiers(cx.champs, ["pour", "contre", "abstention"])?;
    let votes = Votes { pour, contre, abstention, voix_preponderante: cx.champs.booleen("voix_preponderante")? };
    let issue = match compute_issue_vote(votes) {
        IssueVote::Adopte => "adopte",
        IssueVote::Rejete => "rejete",
        IssueVote::AdopteParVoixPreponderante => "adopte_par_voix_preponderante",
        IssueVote::RejeteParVoixPreponderante => "rejete_par_voix_preponderante",
        IssueVote::Egalite => "egalite",
    };
    Ok(vec![("issue", issue.into())])
}

pub fn silence(cx: &Contexte<'_>) -> Calcul {
    let notifiee_le = cx.champs.date("notifiee_le")?.ok_or_else(|| Arret::manque("notifiee_le"))?;
    let expire_le = cx.champs.date("expire_le")?.ok_or_else(|| Arret::manque("expire_le"))?;
    let acte = match (cx.champs.date("reponse_le")?, cx.champs.date("constat_le")?) {
        (Some(le), None) => ActeOffre::Accepter { le },
        (None, Some(le)) => ActeOffre::ConstaterSilence { le },
        (None, None) => return Err(Arret::Manque(vec!["reponse_le".into(), "constat_le".into()])),
        (Some(_), Some(_)) => return Err(mal_ecrit("un cas porte une réponse ou un constat, non les deux".into())),
    };
    match (Offre::Notifiee { notifiee_le, expire_le }).apply(acte) {
        Ok(offre) => Ok(vec![("etat", offre.code().into())]),
        Err(refus) => Err(Arret::refus(refus.code, refus.raison)),
    }
}

pub fn part_garantie(cx: &Contexte<'_>) -> Calcul {
    let part = cx.champs.decimal("part_pct", 2)?.map(u32::try_from).transpose();
    let part = part.map_err(|_| mal_ecrit("« part_pct » : attendu un pourcentage positif".into()))?;
    oui_non("respecte", &check_part_garantie(cx.en_vigueur(&cx.parametres.reservations)?, part))
}

pub fn annee_bail(cx: &Contexte<'_>) -> Calcul {
    let signe_le = cx.champs.date("bail_signe_le")?.ok_or_else(|| Arret::manque("bail_signe_le"))?;
    // Asked so that a case may state it: the entry into the home never moves the year.
    cx.champs.date("entree_le")?;
    let annee = u64::try_from(compute_annee(signe_le)).map_err(|_| mal_ecrit("année négative".into()))?;
    Ok(vec![("annee", annee.into())])
}
