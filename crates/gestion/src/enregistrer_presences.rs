//! Act: record who sits, present or by proxy. The first record of the day opens the session (CCH R. 441-9).

use std::collections::BTreeMap;

use droit::etats::ActeSeance;
use droit::territoire::Voix;
use stockage::seance;
use stockage::seance::Seance;
use stockage::seance_membre::{self, SeanceMembre};
use uuid::Uuid;

use crate::carbet::{ActeEnCours, Carbet};
use crate::droits::{Acte, Acteur};
use crate::issue::{Echec, Refus};
use crate::seance as commun;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Presences {
    /// Codes of the members present.
    pub presents: Vec<String>,
    /// Absent member → member who carries the proxy.
    pub pouvoirs: BTreeMap<String, String>,
    /// Names of those who sit, by code of member; printed in the minutes.
    pub noms: BTreeMap<String, String>,
    /// Code of the member who presides; may be chosen later, at the latest before closing.
    pub president: Option<String>,
}

/// Opens a convened session.
pub async fn ouvrir_seance(carbet: &Carbet, acteur: &Acteur, id: Uuid) -> Result<(), Echec> {
    let mut acte = carbet.begin(acteur, "ouvrir_seance").await?;
    let mut session = commun::find_en_portee(&acte.tx, acteur, Acte::TenirSeance, id).await?;
    open(carbet, &mut acte, &mut session).await?;
    carbet.conclude(acte).await.map(|_| ())
}

async fn open(carbet: &Carbet, acte: &mut ActeEnCours, session: &mut Seance) -> Result<(), Echec> {
    commun::apply(carbet, session, ActeSeance::Ouvrir { le: carbet.aujourd_hui() })?;
    seance::update(&acte.tx, session).await?;
    acte.touch("seance", session.id);
    Ok(())
}

/// Records presences and proxies; opens the session if it was only convened.
///
/// Errors: a member unknown here; a proxy given to someone absent or without a vote, or more than the règlement admits.
pub async fn enregistrer_presences(carbet: &Carbet, acteur: &Acteur, id: Uuid, presences: Presences) -> Result<(), Echec> {
    let mut acte = carbet.begin(acteur, "enregistrer_presences").await?;
    let mut session = commun::find_en_portee(&acte.tx, acteur, Acte::TenirSeance, id).await?;
    if session.etat == "convoquee" {
        open(carbet, &mut acte, &mut session).await?;
    }
    if session.etat != "ouverte" {
        return Err(Refus::new(
            "seance_non_ouverte",
            "Les présences s'enregistrent le jour de la séance, après sa convocation et avant sa clôture.",
            "Convoquer d'abord la séance, ou vérifier sa date.",
        )
        .article("CCH R. 441-9")
        .into());
    }
    let mut membres = seance_membre::list_de_seance(&acte.tx, id).await?;
    let regles = carbet.regles();
    let commission = commun::commission(&regles.territoire, &session.bailleur, session.tenue_le)?;
    check(&membres, &presences, commission.pouvoirs_par_membre)?;
    for membre in &mut membres {
        membre.present = presences.presents.contains(&membre.membre);
        membre.pouvoir_a = presences.pouvoirs.get(&membre.membre).filter(|_| !membre.present).cloned();
        if let Some(nom) = presences.noms.get(&membre.membre).map(|n| n.trim()).filter(|n| !n.is_empty()) {
            membre.nom = Some(nom.to_owned());
        }
        seance_membre::update(&acte.tx, membre).await?;
    }
    session.president = presences.president.clone();
    session.maj_le = acte.instant();
    seance::update(&acte.tx, &session).await?;
    acte.touch("seance", id).tell(serde_json::json!({
        "presents": presences.presents.len(), "pouvoirs": presences.pouvoirs.len(),
        "president": presences.president,
    }));
    carbet.conclude(acte).await.map(|_| ())
}

fn check(membres: &[SeanceMembre], presences: &Presences, par_membre: Option<u8>) -> Result<(), Refus> {
    let find = |code: &str| membres.iter().find(|m| m.membre == code);
    let codes = presences.presents.iter().chain(presences.pouvoirs.keys()).chain(presences.pouvoirs.values());
    let codes = codes.chain(&presences.president);
    if let Some(unknown) = codes.into_iter().find(|code| find(code).is_none()) {
        return Err(Refus::new(
            "membre_inconnu",
            format!("« {unknown} » n'est pas membre de cette séance."),
            "Recharger la page et recommencer.",
        ));
    }
    if let Some(code) = &presences.president
        && !find(code).is_some_and(|m| {
            commun::is_du_bailleur(m) && commun::voix_de(m) == Voix::Deliberative && presences.presents.contains(code)
        })
    {
        return Err(Refus::new(
            "president_sans_voix",
            "La séance est présidée par l'un des six membres du bailleur, présent : ils élisent leur président.",
            "Cocher sa présence, ou choisir un autre des six.",
        )
        .article("CCH L. 441-2")
        .champ("president"));
    }
    let mut carried: BTreeMap<&str, u8> = BTreeMap::new();
    for (absent, carrier) in presences.pouvoirs.iter().filter(|(absent, _)| !presences.presents.contains(absent)) {
        let votes = |code: &str| find(code).is_some_and(|m| commun::voix_de(m) == Voix::Deliberative);
        if !presences.presents.contains(carrier) || !votes(carrier) || !votes(absent) {
            return Err(Refus::new(
                "pouvoir_sans_voix",
                "Un pouvoir va d'un membre absent à un membre présent, tous deux avec voix délibérative.",
                "Choisir un membre présent à voix délibérative.",
            )
            .article("CCH R. 441-9")
            .champ("pouvoir"));
        }
        *carried.entry(carrier).or_default() += 1;
    }
    let Some(limit) = par_membre else {
        return match presences.pouvoirs.is_empty() {
            true => Ok(()),
            false => Err(Refus::new(
                "pouvoirs_non_prevus",
                "Le règlement intérieur connu de Carbet ne dit rien des pouvoirs.",
                "Enregistrer seulement les présents, ou compléter le règlement dans le territoire.",
            )
            .article("CCH R. 441-9")
            .champ("pouvoir")),
        };
    };
    if carried.values().any(|count| *count > limit) {
        return Err(Refus::new(
            "trop_de_pouvoirs",
            format!("Le règlement admet {limit} pouvoir(s) par membre."),
            "Répartir les pouvoirs entre les membres présents.",
        )
        .article("CCH R. 441-9")
        .champ("pouvoir"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn membre(code: &str, voix: &str) -> SeanceMembre {
        SeanceMembre {
            seance_id: Uuid::nil(),
            membre: code.into(),
            nom: None,
            qualite: "representant_bailleur".into(),
            organisation: None,
            voix: voix.into(),
            present: false,
            pouvoir_a: None,
            convoque_le: None,
        }
    }

    fn presences(presents: &[&str], pouvoirs: &[(&str, &str)]) -> Presences {
        Presences {
            presents: presents.iter().map(|c| (*c).to_owned()).collect(),
            pouvoirs: pouvoirs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect(),
            noms: BTreeMap::new(),
            president: None,
        }
    }

    #[test]
    fn a_proxy_needs_a_voting_member_who_is_there() {
        let all =
            [membre("a", "deliberative"), membre("b", "deliberative"), membre("c", "deliberative"), membre("d", "consultative")];
        let code = |p: &Presences, limit| check(&all, p, limit).err().map(|r| r.code);
        assert_eq!(code(&presences(&["a"], &[("b", "a")]), Some(1)), None);
        assert_eq!(code(&presences(&["a"], &[("b", "c")]), Some(1)), Some("pouvoir_sans_voix"));
        assert_eq!(code(&presences(&["a", "d"], &[("b", "d")]), Some(1)), Some("pouvoir_sans_voix"));
        assert_eq!(code(&presences(&["a"], &[("b", "a"), ("c", "a")]), Some(1)), Some("trop_de_pouvoirs"));
        assert_eq!(code(&presences(&["a"], &[("b", "a")]), None), Some("pouvoirs_non_prevus"));
        assert_eq!(code(&presences(&["z"], &[]), Some(1)), Some("membre_inconnu"));
    }

    #[test]
    fn who_presides_is_there_and_votes() {
        let mut prefet = membre("p", "deliberative");
        prefet.qualite = "prefet".into();
        let all = [membre("a", "deliberative"), membre("b", "deliberative"), membre("d", "consultative"), prefet];
        let code = |president: &str| {
            let p = Presences { president: Some(president.to_owned()), ..presences(&["a", "d", "p"], &[]) };
            check(&all, &p, Some(1)).err().map(|r| r.code)
        };
        assert_eq!(code("a"), None);
        assert_eq!(code("b"), Some("president_sans_voix"), "absent");
        assert_eq!(code("d"), Some("president_sans_voix"), "consultative");
        assert_eq!(code("p"), Some("president_sans_voix"), "the prefect votes and does not preside");
        assert_eq!(code("z"), Some("membre_inconnu"));
    }
}
