//! The reason of a departure from the order of points stood twice: in clear here, and under the key of the demande beside
//! it. The clear one goes, so that a purge forgets what the commission wrote of a household.

use sea_orm_migration::prelude::*;

pub(super) struct CommissionExacte;

impl MigrationName for CommissionExacte {
    fn name(&self) -> &str {
        "m20261124_000012_commission_exacte"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for CommissionExacte {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("decision").drop_column("ecart_motif").to_owned()).await
    }
}
