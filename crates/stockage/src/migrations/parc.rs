//! The stock as files tell it: what day they spoke of, which homes they no longer name, whose stock they are; and the
//! bytes of a file kept until it is read.

use sea_orm_migration::prelude::*;

use super::outils::T::*;
use super::outils::create;

pub(super) struct Parc;

impl MigrationName for Parc {
    fn name(&self) -> &str {
        "m20261124_000006_parc"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Parc {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, mut column) in [
            ("logement", ColumnDef::new("rpls_extrait_le").date().null().to_owned()),
            ("logement", ColumnDef::new("rpls_lu_le").timestamp_with_time_zone().null().to_owned()),
            ("logement", ColumnDef::new("absent_depuis").date().null().to_owned()),
            ("import", ColumnDef::new("bailleur").text().null().to_owned()),
        ] {
            manager.alter_table(Table::alter().table(table).add_column(&mut column).to_owned()).await?;
        }
        let columns = &[("import_id", Uuid), ("rang", Entier), ("chiffre", Octets)];
        create(manager, "import_morceau", &["import_id", "rang"], columns, &[("import", &["import_id"], &["id"])]).await
    }
}
