//! Second step: who presides a session, the sealed content of its minutes, their addenda.

use sea_orm_migration::prelude::*;

use super::outils::T::*;
use super::outils::create;

pub(super) struct Commission;

impl MigrationName for Commission {
    fn name(&self) -> &str {
        "m20261124_000002_commission"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Commission {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut president = Table::alter();
        president.table("seance").add_column(ColumnDef::new("president").text().null());
        manager.alter_table(president).await?;
        create(
            manager,
            "proces_verbal_contenu",
            &["seance_id"],
            &[
                ("seance_id", Uuid),
                ("numero", Texte),
                ("empreinte", Texte),
                ("cle_id", Texte),
                ("scelle_le", Instant),
                ("scelle_par", Texte),
                ("chiffre", Octets),
            ],
            &[("seance", &["seance_id"], &["id"])],
        )
        .await?;
        create(
            manager,
            "additif",
            &["seance_id", "rang"],
            &[
                ("seance_id", Uuid),
                ("rang", Entier),
                ("numero", Texte),
                ("empreinte_precedente", Texte),
                ("empreinte", Texte),
                ("cle_id", Texte),
                ("scelle_le", Instant),
                ("scelle_par", Texte),
                ("objet_chiffre", Octets),
                ("document_chiffre", Octets),
            ],
            &[("proces_verbal", &["seance_id"], &["seance_id"])],
        )
        .await
    }
}
