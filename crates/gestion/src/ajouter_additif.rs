//! Act: correct or complete sealed minutes by an addendum, chained to the document before it (R7.10).

use documents::AdditifProcesVerbal;
use stockage::additif::{self, NouvelAdditif};
use stockage::seance_membre;
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::clore_seance::{find_president, nom_membre};
use crate::droits::{Acte, Acteur};
use crate::idempotence;
use crate::issue::{Echec, Refus};
use crate::proces_verbal::{get_compose, impossible};
use crate::seance as commun;

#[derive(Clone, Debug)]
pub struct DemandeAdditif {
    pub seance: Uuid,
    /// One line.
    pub objet: String,
    pub texte: String,
    pub cle: Option<String>,
}

const OBJET_MAX: usize = 120;
const TEXTE_MAX: usize = 8_000;

/// Seals the addendum and returns its number.
///
/// Errors: a session still open, minutes held elsewhere, no object, no text.
pub async fn ajouter_additif(carbet: &Carbet, acteur: &Acteur, demande: DemandeAdditif) -> Result<String, Echec> {
    let id = demande.seance;
    let session = commun::find_en_portee(&carbet.base, acteur, Acte::TenirSeance, id).await?;
    let (objet, texte) = check(&demande)?;
    if session.etat != "close" {
        return Err(Refus::new(
            "seance_non_close",
            "La séance n'est pas close : son procès-verbal n'est pas encore scellé.",
            "Corriger la séance elle-même, puis la clore.",
        )
        .into());
    }
    let minutes = match get_compose(carbet, id).await {
        Err(Echec::Introuvable) => {
            return Err(Refus::new(
                "proces_verbal_absent",
                "Le procès-verbal de cette séance n'est pas tenu dans Carbet.",
                "Écrire l'additif à la suite du procès-verbal, là où il est tenu.",
            )
            .into());
        }
        found => found?,
    };
    let mut acte = carbet.begin(acteur, "ajouter_additif").await?;
    let before = additif::list_de_seance(&acte.tx, id).await?;
    let rang = before.last().map_or(1, |last| last.rang + 1);
    let numero = format!("{}-A{rang}", minutes.numero);
    if let Some(known) =
        idempotence::claim(&acte.tx, demande.cle.as_deref(), acteur, "ajouter_additif", &numero, acte.instant()).await?
    {
        return Ok(known);
    }
    let (precedent, empreinte_precedente) = match before.last() {
        Some(last) => (format!("l'additif n° {}", last.rang), last.empreinte.clone()),
        None => ("le procès-verbal".to_owned(), minutes.empreinte),
    };
    let regles = carbet.regles();
    let territoire = &regles.territoire;
    let membres = seance_membre::list_de_seance(&acte.tx, id).await?;
    let values = AdditifProcesVerbal {
        bailleur: territoire.organisation(&session.bailleur).map_or_else(|| session.bailleur.clone(), |o| o.nom.clone()),
        territoire: territoire.epci.nom.clone(),
        numero: numero.clone(),
        rang: u16::try_from(rang).unwrap_or(u16::MAX),
        proces_verbal: minutes.numero,
        seance_le: session.tenue_le,
        president: find_president(&session, &membres).map(|m| nom_membre(&regles, m)),
        objet: objet.clone(),
        texte,
        precedent,
        empreinte_precedente: empreinte_precedente.clone(),
        auteur: acteur.nom.clone(),
        etabli_le: carbet.aujourd_hui(),
        fictif: carbet.demo,
    };
    let document = match tokio::task::spawn_blocking(move || documents::render_additif(&values)).await {
        Ok(Ok(document)) => document,
        Ok(Err(error)) => return Err(impossible(&error.to_string())),
        Err(_) => return Err(impossible("la composition s'est interrompue")),
    };
    let nouveau = NouvelAdditif {
        seance_id: id,
        rang,
        numero: &numero,
        objet: &objet,
        empreinte_precedente: &empreinte_precedente,
        document: &document,
        scelle_le: acte.instant(),
        scelle_par: &acteur.code(),
    };
    let empreinte = additif::insert(&acte.tx, nouveau).await?;
    acte.touch("seance", id).touch("proces_verbal", id).touch("additif", &numero).tell(serde_json::json!({
        "numero": numero, "empreinte": empreinte, "empreinte_precedente": empreinte_precedente,
    }));
    carbet.conclude(acte).await?;
    Ok(numero)
}

/// The object on one line, the text in paragraphs.
fn check(demande: &DemandeAdditif) -> Result<(String, Vec<String>), Refus> {
    let objet = demande.objet.split_whitespace().collect::<Vec<_>>().join(" ");
    if objet.is_empty() || objet.chars().count() > OBJET_MAX {
        return Err(Refus::new(
            "objet_absent",
            format!("L'objet de l'additif tient en une ligne, de {OBJET_MAX} caractères au plus."),
            "Écrire ce que l'additif corrige ou complète.",
        )
        .champ("objet"));
    }
    let texte: Vec<String> = demande.texte.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    if texte.is_empty() || demande.texte.chars().count() > TEXTE_MAX {
        return Err(Refus::new(
            "texte_absent",
            "Le texte de l'additif manque ou dépasse la longueur d'un additif.",
            "Dire le point du procès-verbal visé, ce qu'il fallait lire et pourquoi, sans santé, ni origine, ni jugement.",
        )
        .champ("texte"));
    }
    Ok((objet, texte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn demande(objet: &str, texte: &str) -> DemandeAdditif {
        DemandeAdditif { seance: Uuid::nil(), objet: objet.into(), texte: texte.into(), cle: None }
    }

    #[test]
    fn an_addendum_says_what_it_is_about() {
        let code = |objet: &str, texte: &str| check(&demande(objet, texte)).err().map(|refus| refus.code);
        assert_eq!(code(" ", "Texte."), Some("objet_absent"));
        assert_eq!(code(&"x".repeat(121), "Texte."), Some("objet_absent"));
        assert_eq!(code("Loyer", " \n "), Some("texte_absent"));
        let (objet, texte) = check(&demande(" Loyer\tdu point 2 ", "Premier.\n\n Second. ")).unwrap();
        assert_eq!((objet.as_str(), texte), ("Loyer du point 2", vec!["Premier.".to_owned(), "Second.".to_owned()]));
    }
}
