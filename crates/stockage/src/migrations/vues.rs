//! Saved views of the lists.

use sea_orm_migration::prelude::*;

use super::outils::T::*;
use super::outils::{create, index};

pub(super) struct Vues;

impl MigrationName for Vues {
    fn name(&self) -> &str {
        "m20261125_000015_vues"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Vues {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(
            manager,
            "vue",
            &["id"],
            &[
                ("id", Uuid),
                ("compte_id", Uuid),
                ("organisation", Texte),
                ("page", Texte),
                ("nom", Texte),
                ("filtres", Texte),
                ("partagee", Bool),
                ("par_defaut", Bool),
                ("cree_le", Instant),
                ("maj_le", Instant),
            ],
            &[("compte", &["compte_id"], &["id"])],
        )
        .await?;
        index(manager, true, "uq_vue_nom", "vue", &["compte_id", "page", "nom"]).await?;
        index(manager, false, "ix_vue_organisation", "vue", &["organisation", "page"]).await
    }
}
