//! The column of a form token per session goes: a post from another site is refused by its headers, nothing ever read it.

use sea_orm_migration::prelude::*;

pub(super) struct SessionSansCsrf;

impl MigrationName for SessionSansCsrf {
    fn name(&self) -> &str {
        "m20261124_000004_session_sans_csrf"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for SessionSansCsrf {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("session_web").drop_column("csrf").to_owned()).await
    }
}
