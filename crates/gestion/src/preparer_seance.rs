//! Act: prepare a session of the landlord's commission (CCH L. 441-2, R. 441-9).

use droit::jour::{Jour, format_fr};
use droit::territoire::{Commission, NatureOrganisation, QualiteMembre, Territoire, Voix};
use stockage::seance::Seance;
use stockage::seance_membre::SeanceMembre;
use stockage::{seance, seance_membre};
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::droits::{Acte, Acteur, Portee};
use crate::idempotence;
use crate::issue::{Echec, Refus};
use crate::seance as commun;

/// How the members meet (R7.05).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModeSeance {
    Presence,
    /// Only if the règlement intérieur provides for it (to confirm while it is silent, C11).
    Numerique,
}

impl ModeSeance {
    pub const ALL: [ModeSeance; 2] = [ModeSeance::Presence, ModeSeance::Numerique];

    pub const fn code(self) -> &'static str {
        match self {
            ModeSeance::Presence => "presentiel",
            ModeSeance::Numerique => "distance",
        }
    }

    pub const fn libelle(self) -> &'static str {
        match self {
            ModeSeance::Presence => "En présence",
            ModeSeance::Numerique => "Numérique",
        }
    }

    pub fn from_code(code: &str) -> Option<ModeSeance> {
        ModeSeance::ALL.into_iter().find(|mode| mode.code() == code)
    }
}

/// What the secretary of the commission typed.
#[derive(Clone, Debug)]
pub struct PreparationSeance {
    pub tenue_le: Jour,
    /// `09:00`.
    pub heure: Option<String>,
    pub lieu: Option<String>,
    pub mode: ModeSeance,
    pub cle: Option<String>,
}

/// Creates the session with the seats of the règlement; mayors and réservataires take theirs with the homes.
///
/// Errors: a day gone by, an hour that is none, a digital session that the règlement refuses, no commission.
pub async fn preparer_seance(carbet: &Carbet, acteur: &Acteur, demande: PreparationSeance) -> Result<Uuid, Echec> {
    if acteur.portee(Acte::TenirSeance) != Some(Portee::Organisation) {
        return Err(Echec::Introuvable);
    }
    let regles = carbet.regles();
    let commission = commun::commission(&regles.territoire, &acteur.organisation, demande.tenue_le)?;
    check(&demande, commission, carbet.aujourd_hui())?;
    let mut acte = carbet.begin(acteur, "preparer_seance").await?;
    let id = Uuid::now_v7();
    if let Some(deja) =
        idempotence::claim(&acte.tx, demande.cle.as_deref(), acteur, "preparer_seance", &id.to_string(), acte.instant()).await?
    {
        return deja.parse().map_err(|_| Echec::Introuvable);
    }
    let ligne = Seance {
        id,
        bailleur: acteur.organisation.clone(),
        commission: commission.nom.clone(),
        tenue_le: demande.tenue_le,
        heure: demande.heure.clone(),
        lieu: demande.lieu.clone().filter(|lieu| !lieu.trim().is_empty()),
        mode: demande.mode.code().to_owned(),
        etat: "preparee".to_owned(),
        convoquee_le: None,
        ouverte_le: None,
        close_le: None,
        observations: None,
        president: None,
        cree_par: acteur.code(),
        maj_le: acte.instant(),
    };
    seance::insert(&acte.tx, &ligne).await?;
    seance_membre::insert_lot(&acte.tx, &list_sieges(&regles.territoire, commission, &acteur.organisation, id)).await?;
    acte.touch("seance", id).tell(serde_json::json!({ "tenue_le": demande.tenue_le.to_string(), "mode": demande.mode.code() }));
    carbet.conclude(acte).await?;
    Ok(id)
}

fn check(demande: &PreparationSeance, commission: &Commission, jour: Jour) -> Result<(), Refus> {
    if demande.tenue_le < jour {
        return Err(Refus::new(
            "date_passee",
            format!("Le {} est passé.", format_fr(demande.tenue_le)),
            "Indiquer le jour même ou un jour à venir.",
        )
        .champ("tenue_le"));
    }
    if demande.heure.as_deref().is_some_and(|heure| !is_heure(heure)) {
        return Err(Refus::new("heure_invalide", "L'heure n'est pas lisible.", "L'écrire comme 09:00.").champ("heure"));
    }
    if demande.mode == ModeSeance::Numerique && commission.seance_numerique == Some(false) {
        return Err(Refus::new(
            "seance_numerique_exclue",
            "Le règlement intérieur de cette commission n'admet pas la séance numérique.",
            "Tenir la séance en présence, ou faire modifier le règlement par le conseil d'administration.",
        )
        .article("CCH L. 441-2")
        .champ("mode"));
    }
    Ok(())
}

/// `09:00` as it is read aloud: `9 h`, `14 h 30`.
pub fn format_heure(text: &str) -> String {
    match text.split_once(':') {
        Some((hours, minutes)) if is_heure(text) => {
            let hours = hours.trim_start_matches('0');
            let hours = if hours.is_empty() { "0" } else { hours };
            if minutes == "00" { format!("{hours}\u{a0}h") } else { format!("{hours}\u{a0}h\u{a0}{minutes}") }
        }
        _ => text.to_owned(),
    }
}

fn is_heure(text: &str) -> bool {
    let Some((hours, minutes)) = text.split_once(':') else { return false };
    let number = |part: &str, below: u8| part.len() == 2 && part.parse::<u8>().is_ok_and(|n| n < below);
    number(hours, 24) && number(minutes, 60)
}

/// Every seat of a session whose agenda is known: those of the règlement, then, for each home (INSEE code of its
/// commune, code of its réservataire), those of its mayor and of its réservataire.
pub fn list_sieges_de_seance(
    territoire: &Territoire,
    bailleur: &str,
    jour: Jour,
    seance_id: Uuid,
    logements: &[(String, Option<String>)],
) -> Vec<SeanceMembre> {
    let Some(commission) = territoire.commission(bailleur, jour) else { return Vec::new() };
    let mut sieges = list_sieges(territoire, commission, bailleur, seance_id);
    for (commune, reservataire) in logements {
        let own = [
            siege_maire(territoire, seance_id, commune),
            reservataire.as_deref().and_then(|code| siege_reservataire(territoire, seance_id, code)),
        ];
        for siege in own.into_iter().flatten() {
            if !sieges.iter().any(|s| s.membre == siege.membre) {
                sieges.push(siege);
            }
        }
    }
    sieges
}

/// The seats known before any home is on the agenda, in the order of the règlement.
fn list_sieges(territoire: &Territoire, commission: &Commission, bailleur: &str, seance_id: Uuid) -> Vec<SeanceMembre> {
    let mut sieges = Vec::new();
    for prevu in &commission.membres {
        let organisation = match prevu.qualite {
            QualiteMembre::RepresentantBailleur | QualiteMembre::RepresentantLocataires => Some(bailleur.to_owned()),
            QualiteMembre::PresidentEpci => Some(territoire.epci.organisation.clone()),
            QualiteMembre::Prefet => find_nature(territoire, NatureOrganisation::Etat),
            QualiteMembre::AssociationInsertion | QualiteMembre::ServiceSocial => None,
            // Their seat depends on the home: see `siege_maire` and `siege_reservataire`.
            QualiteMembre::Maire | QualiteMembre::Reservataire => continue,
        };
        for rang in 1..=prevu.nombre {
            let code =
                if prevu.nombre == 1 { prevu.qualite.code().to_owned() } else { format!("{}_{rang}", prevu.qualite.code()) };
            sieges.push(siege(seance_id, code, prevu.qualite, organisation.clone(), prevu.voix, None));
        }
    }
    sieges
}

fn find_nature(territoire: &Territoire, nature: NatureOrganisation) -> Option<String> {
    territoire.organisations.iter().find(|o| o.nature == nature).map(|o| o.code.clone())
}

fn siege(
    seance_id: Uuid,
    membre: String,
    qualite: QualiteMembre,
    organisation: Option<String>,
    voix: Voix,
    nom: Option<String>,
) -> SeanceMembre {
    SeanceMembre {
        seance_id,
        membre,
        nom,
        qualite: qualite.code().to_owned(),
        organisation,
        voix: voix.code().to_owned(),
        present: false,
        pouvoir_a: None,
        convoque_le: None,
    }
}

/// The seat of the mayor of a commune (CCH L. 441-2: for the homes of that commune only).
pub(crate) fn siege_maire(territoire: &Territoire, seance_id: Uuid, commune: &str) -> Option<SeanceMembre> {
    let commune = territoire.commune(commune)?;
    let (code, nom) = (format!("maire_{}", commune.code), format!("Commune de {}", commune.nom));
    Some(siege(seance_id, code, QualiteMembre::Maire, Some(commune.organisation.clone()), Voix::Deliberative, Some(nom)))
}

/// The seat of a réservataire for its contingent; `None` for those who sit of right or are the landlord.
pub(crate) fn siege_reservataire(territoire: &Territoire, seance_id: Uuid, code: &str) -> Option<SeanceMembre> {
    let organisation = territoire.organisation(code)?;
    match organisation.nature {
        NatureOrganisation::Etat | NatureOrganisation::Commune | NatureOrganisation::Epci | NatureOrganisation::Bailleur => None,
        NatureOrganisation::Ctg
        | NatureOrganisation::ActionLogement
        | NatureOrganisation::Adil
        | NatureOrganisation::Caf
        | NatureOrganisation::Observatoire
        | NatureOrganisation::Association
        | NatureOrganisation::Ccas => Some(siege(
            seance_id,
            format!("reservataire_{code}"),
            QualiteMembre::Reservataire,
            Some(code.to_owned()),
            Voix::Consultative,
            Some(organisation.sigle.clone()),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::{format_heure, is_heure};

    #[test]
    fn an_hour_is_written_as_it_is_said() {
        let said = ["09:00", "14:30", "00:05"].map(format_heure);
        assert_eq!(said, ["9\u{a0}h", "14\u{a0}h\u{a0}30", "0\u{a0}h\u{a0}05"]);
    }

    #[test]
    fn an_hour_is_two_numbers_of_the_clock() {
        for good in ["00:00", "09:30", "23:59"] {
            assert!(is_heure(good), "{good}");
        }
        for bad in ["24:00", "9:30", "09h30", "09:60", "", "09:3"] {
            assert!(!is_heure(bad), "{bad}");
        }
    }
}
