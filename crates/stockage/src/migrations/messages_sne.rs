//! The messages exchanged with the SNE in interface mode.

use sea_orm_migration::prelude::*;

use super::outils::T::*;
use super::outils::{create, index};

pub(super) struct MessagesSne;

impl MigrationName for MessagesSne {
    fn name(&self) -> &str {
        "m20261124_000005_messages_sne"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for MessagesSne {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(
            manager,
            "message_sne",
            &["id"],
            &[
                ("id", Uuid),
                ("departement", Texte),
                ("demande_id", Uuid),
                ("reference", Texte),
                ("objet", Texte),
                ("type_fichier", Texte),
                ("organisation", TexteN),
                ("etat", Texte),
                ("chiffre", Octets),
                ("reponse", OctetsN),
                ("erreur", TexteN),
                ("precedent", UuidN),
                ("cree_le", Instant),
                ("cree_par", Texte),
                ("envoye_le", InstantN),
                ("repondu_le", InstantN),
            ],
            &[],
        )
        .await?;
        index(manager, true, "uq_message_sne_reference", "message_sne", &["reference"]).await?;
        index(manager, false, "ix_message_sne_etat", "message_sne", &["etat", "cree_le"]).await?;
        index(manager, false, "ix_message_sne_demande", "message_sne", &["departement", "demande_id"]).await
    }
}
