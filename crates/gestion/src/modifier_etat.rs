//! Shared by the acts that change one demande: read it within reach, change it, write its next version.

use droit::demande::Demande;
use stockage::demande::{self, DemandeStockee, Meta, Origine};
use stockage::{Contrainte, StockageError};
use uuid::Uuid;

use crate::carbet::{ActeEnCours, Carbet};
use crate::droits::{Acte, Acteur};
use crate::issue::{Echec, Refus};
use crate::portee_demandes;
use crate::protection::is_protegee;

/// The demande, in the transaction, when the actor reaches it for the act.
pub(crate) async fn get_en_portee(
    carbet: &Carbet,
    act: &ActeEnCours,
    acteur: &Acteur,
    acte: Acte,
    id: Uuid,
) -> Result<DemandeStockee, Echec> {
    let departement = carbet.regles().territoire.epci.departement.clone();
    let stored = demande::get(&act.tx, &departement, id).await?;
    portee_demandes::check_demande(carbet, acteur, acte, &stored).await?;
    Ok(stored)
}

/// Writes the next version of a demande and names it in the journal.
pub(crate) async fn write_version(
    act: &mut ActeEnCours,
    acteur: &Acteur,
    stored: &DemandeStockee,
    changed: &Demande,
    origine: Origine,
) -> Result<(), Echec> {
    let meta = Meta {
        source: if origine == Origine::Sne { "reponse_sne".to_owned() } else { "saisie".to_owned() },
        extrait_le: stored.extrait_le,
        origine,
        agent: acteur.code(),
        instant_utc: act.instant(),
        protege: is_protegee(changed),
    };
    match demande::update(&act.tx, &stored.departement, stored.id, stored.version, changed, &meta).await {
        Ok(_) => {
            act.touch("demande", stored.id);
            Ok(())
        }
        Err(StockageError::Contrainte(Contrainte::VersionPerimee)) => Err(Refus::new(
            "dossier_modifie",
            "Ce dossier a été modifié par quelqu'un d'autre entre-temps.",
            "Rechargez la page pour voir ses valeurs à jour, puis recommencez.",
        )
        .into()),
        Err(StockageError::Contrainte(Contrainte::NumeroUniqueDejaPris)) => Err(Refus::new(
            "numero_deja_pris",
            "Ce numéro unique est déjà celui d'une autre demande du registre.",
            "Cherchez-la par ce numéro : s'il s'agit du même ménage, gardez une seule des deux demandes.",
        )
        .champ("numero_unique")
        .into()),
        Err(error) => Err(error.into()),
    }
}
