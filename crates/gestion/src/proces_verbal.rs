//! Reading: the minutes of a session and their addenda, byte for byte.
//!
//! Minutes are sealed as a content with its digest; the document is composed from it once, at closing or when it is first
//! read, and kept. Nothing else is read to compose it: neither the file of a household nor the rules of today.

use stockage::proces_verbal::{self, ProcesVerbal};
use stockage::{Contrainte, StockageError, additif};
use uuid::Uuid;

use crate::acteur_systeme::SYSTEME;
use crate::carbet::Carbet;
use crate::droits::{Acte, Acteur};
use crate::issue::{Echec, Refus};
use crate::seance as commun;

/// The sealed minutes, byte for byte, to who may see the session: number and document.
pub async fn read_proces_verbal(carbet: &Carbet, acteur: &Acteur, id: Uuid) -> Result<(String, Vec<u8>), Echec> {
    commun::find_en_portee(&carbet.base, acteur, Acte::ConsulterSeances, id).await?;
    let row = get_compose(carbet, id).await?;
    Ok((row.numero, proces_verbal::get_document(&carbet.base, id).await?))
}

/// An addendum, byte for byte, to who may see the session: number and document.
pub async fn read_additif(carbet: &Carbet, acteur: &Acteur, id: Uuid, rang: i32) -> Result<(String, Vec<u8>), Echec> {
    commun::find_en_portee(&carbet.base, acteur, Acte::ConsulterSeances, id).await?;
    Ok(additif::get_document(&carbet.base, id, rang).await?)
}

/// The minutes with their document, composed now if nobody has read it yet.
pub(crate) async fn get_compose(carbet: &Carbet, id: Uuid) -> Result<ProcesVerbal, Echec> {
    if let Some(row) = proces_verbal::find(&carbet.base, id).await? {
        return Ok(row);
    }
    let contenu = proces_verbal::find_contenu(&carbet.base, id).await?.ok_or(Echec::Introuvable)?;
    let document = compose(contenu.texte).await?;
    let mut acte = carbet.begin(&SYSTEME, "composer_proces_verbal").await?;
    let sealed = proces_verbal::insert(&acte.tx, id, &contenu.numero, &document, contenu.scelle_le, &contenu.scelle_par).await;
    match sealed {
        Ok(row) => {
            acte.touch("proces_verbal", id).tell(serde_json::json!({ "numero": row.numero, "empreinte": row.empreinte }));
            carbet.conclude(acte).await?;
            Ok(row)
        }
        // Another reader composed the same bytes meanwhile.
        Err(StockageError::Contrainte(Contrainte::ProcesVerbalDejaScelle)) => {
            drop(acte);
            proces_verbal::find(&carbet.base, id).await?.ok_or(Echec::Introuvable)
        }
        Err(error) => Err(error.into()),
    }
}

/// Typesetting takes a whole core: not on a thread that serves pages.
pub(crate) async fn compose(contenu: String) -> Result<Vec<u8>, Echec> {
    match tokio::task::spawn_blocking(move || documents::compose_contenu(&contenu)).await {
        Ok(Ok(document)) => Ok(document),
        Ok(Err(error)) => Err(impossible(&error.to_string())),
        Err(_) => Err(impossible("la composition s'est interrompue")),
    }
}

pub(crate) fn impossible(raison: &str) -> Echec {
    Refus::new(
        "proces_verbal_impossible",
        format!("Le procès-verbal n'a pas pu être composé : {raison}."),
        "Rien n'est perdu ni modifié. Réessayer, puis prévenir l'administrateur.",
    )
    .into()
}
