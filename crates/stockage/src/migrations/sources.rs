//! What other sources say: the leases a bailleur tells of, the values two sources do not agree on, the State's figures.

use sea_orm_migration::prelude::*;

use super::outils::T::*;
use super::outils::{create, index};

pub(super) struct Sources;

impl MigrationName for Sources {
    fn name(&self) -> &str {
        "m20261124_000010_sources"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Sources {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = &[
            ("id", Uuid),
            ("logement_id", Uuid),
            ("bailleur", Texte),
            ("reference", TexteN),
            ("signe_le", Jour),
            ("import_id", Uuid),
            ("recu_le", Instant),
        ];
        create(manager, "bail_hors_parcours", &["id"], columns, &[("logement", &["logement_id"], &["id"])]).await?;
        index(manager, true, "uq_bail_hors_parcours", "bail_hors_parcours", &["logement_id", "signe_le"]).await?;
        let columns = &[
            ("id", Uuid),
            ("departement", Texte),
            ("demande_id", Uuid),
            ("champ", Texte),
            ("etat", Texte),
            ("locale_le", Jour),
            ("locale_par", Texte),
            ("source", Texte),
            ("fichier_le", Jour),
            ("import_id", Uuid),
            ("chiffre", Octets),
            ("cree_le", Instant),
            ("tranche_le", InstantN),
            ("tranche_par", TexteN),
        ];
        create(manager, "conflit", &["id"], columns, &[]).await?;
        index(manager, true, "uq_conflit_champ", "conflit", &["departement", "demande_id", "champ"]).await?;
        index(manager, false, "ix_conflit_etat", "conflit", &["etat", "cree_le"]).await?;
        let columns = &[
            ("annee", Entier),
            ("indicateur", Texte),
            ("porteur", Texte),
            ("valeur", Grand),
            ("nature", Texte),
            ("recu_le", Instant),
            ("recu_par", Texte),
        ];
        create(manager, "chiffre_officiel", &["annee", "indicateur", "porteur"], columns, &[]).await
    }
}
