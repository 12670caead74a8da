//! The papers of a demande, filed once, and the calls made before a demande expires.

use sea_orm_migration::prelude::*;

use super::outils::T::*;
use super::outils::{create, index};

pub(super) struct Pieces;

impl MigrationName for Pieces {
    fn name(&self) -> &str {
        "m20261124_000008_pieces"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Pieces {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(
            manager,
            "piece",
            &["id"],
            &[
                ("id", Uuid),
                ("departement", Texte),
                ("demande_id", Uuid),
                ("chiffre", Octets),
                ("rang", EntierN),
                ("genre", Texte),
                ("empreinte", Texte),
                ("taille", Grand),
                ("etat", Texte),
                ("depose_le", Instant),
                ("depose_par", Texte),
                ("organisation", Texte),
                ("suite_le", InstantN),
                ("suite_par", TexteN),
                ("motif_retrait", TexteN),
            ],
            &[],
        )
        .await?;
        index(manager, false, "ix_piece_demande", "piece", &["departement", "demande_id"]).await?;
        let part: super::outils::Colonnes =
            &[("piece_id", Uuid), ("rang", Entier), ("departement", Texte), ("demande_id", Uuid), ("chiffre", Octets)];
        create(manager, "piece_morceau", &["piece_id", "rang"], part, &[("piece", &["piece_id"], &["id"])]).await?;
        index(manager, false, "ix_piece_morceau_demande", "piece_morceau", &["departement", "demande_id"]).await
    }
}
