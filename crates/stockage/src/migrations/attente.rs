//! The wait frozen with a lease: what is told to those who wait rests on leases, also once their files are purged.

use sea_orm_migration::prelude::*;

pub(super) struct Attente;

impl MigrationName for Attente {
    fn name(&self) -> &str {
        "m20261124_000003_attente"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Attente {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut column = ColumnDef::new("attente_mois");
        column.integer().null();
        manager.alter_table(Table::alter().table("fait_compte").add_column(column).take()).await
    }
}
