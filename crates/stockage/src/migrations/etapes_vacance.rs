//! The steps of a vacancy that its bailleur dates, each correction a new row; and the homes let for the first time.

use sea_orm_migration::prelude::*;

use super::outils::T::*;
use super::outils::{create, index};

pub(super) struct EtapesVacance;

impl MigrationName for EtapesVacance {
    fn name(&self) -> &str {
        "m20261124_000007_etapes_vacance"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for EtapesVacance {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut column = ColumnDef::new("premiere_location").boolean().not_null().default(false).to_owned();
        manager.alter_table(Table::alter().table("vacance").add_column(&mut column).to_owned()).await?;
        let columns =
            &[("id", Uuid), ("vacance_id", Uuid), ("etape", Texte), ("le", JourN), ("saisi_par", Texte), ("saisi_le", Instant)];
        create(manager, "vacance_etape", &["id"], columns, &[("vacance", &["vacance_id"], &["id"])]).await?;
        index(manager, false, "ix_vacance_etape_vacance", "vacance_etape", &["vacance_id"]).await?;
        index(manager, false, "ix_vacance_close", "vacance", &["close_le"]).await
    }
}
