//! A row of tenants: the present home of a household that asks for another. Every other tenant is left unread.

use droit::demande::{Demande, ModeleLogement, Typologie};
use droit::numero_unique::NumeroUnique;
use interop::Gravite;
use interop::bailleur::LigneBailleur;
use stockage::demande::{self, Meta, Origine};
use stockage::logement::LigneLogement;

use super::ecriture::{Contexte, Dire, Effet, Suite};
use crate::carbet::ActeEnCours;
use crate::conflits::{Parole, settle};
use crate::issue::Echec;
use crate::protection::is_protegee;

pub(super) async fn write(
    contexte: &Contexte<'_>,
    act: &mut ActeEnCours,
    row: &LigneBailleur,
    home: &LigneLogement,
) -> Result<Suite, Echec> {
    // A tenant who asks for nothing: nothing of him is kept.
    let Some(text) = &row.numero_unique else { return Ok((Effet::Inchangee, Vec::new())) };
    let tell =
        |gravite, raison: String, que_faire| Dire { champ: "numéro unique", valeur: text.clone(), gravite, raison, que_faire };
    let numero = match NumeroUnique::parse(text) {
        Ok(numero) => numero,
        Err(invalid) => {
            let raison = format!("ce numéro unique n'est pas bien formé ({invalid})");
            let dire = tell(Gravite::Rejet, raison, "Corrigez le numéro, puis envoyez le fichier de nouveau.");
            return Ok((Effet::Rejetee, vec![dire]));
        }
    };
    let departement = contexte.carbet.regles().territoire.epci.departement.clone();
    let Some(held) = demande::find_par_numero_unique(&act.tx, &departement, &numero).await? else {
        let raison = "aucune demande du registre ne porte ce numéro".to_owned();
        let dire = tell(Gravite::Signalee, raison, "Vérifiez le numéro, ou importez un extrait plus récent du SNE.");
        return Ok((Effet::Inchangee, vec![dire]));
    };
    let merged = tell_logement(&held.demande, contexte, row, home);
    if merged == held.demande {
        return Ok((Effet::Inchangee, Vec::new()));
    }
    let parole = Parole { source: "gestion", le: contexte.cadre.extrait_le, import: contexte.cadre.import };
    let accord = settle(contexte.carbet, act, &held, merged, &parole).await?;
    if accord.demande == held.demande {
        let raison = "le logement actuel a été saisi ici après le jour du fichier : la valeur d'ici est gardée".to_owned();
        return Ok((Effet::Inchangee, vec![tell(Gravite::Signalee, raison, "Choisissez la bonne valeur à la page Conflits.")]));
    }
    let meta = Meta {
        source: "gestion".to_owned(),
        extrait_le: held.extrait_le,
        origine: Origine::TiersValide,
        agent: contexte.acteur.code(),
        instant_utc: act.instant(),
        protege: is_protegee(&accord.demande),
    };
    demande::update(&act.tx, &departement, held.id, held.version, &accord.demande, &meta).await?;
    act.touch("demande", held.id);
    Ok((Effet::Modifiee, Vec::new()))
}

fn tell_logement(held: &Demande, contexte: &Contexte<'_>, row: &LigneBailleur, home: &LigneLogement) -> Demande {
    let mut merged = held.clone();
    let present = &mut merged.dossier.logement_actuel;
    present.modele = Some(ModeleLogement::Hlm);
    present.bailleur = Some(contexte.cadre.bailleur.clone());
    present.commune = Some(home.commune.clone());
    present.typologie = Typologie::from_code(&home.typologie).or(present.typologie);
    present.surface = u16::try_from(home.surface).ok().filter(|surface| *surface > 0).or(present.surface);
    present.depuis = row.entree_le.or(present.depuis);
    merged
}
