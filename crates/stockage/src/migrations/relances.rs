//! What is done between a vacancy and an answer: calls, questions asked to households, and their answers.

use sea_orm_migration::prelude::*;

use super::outils::T::*;
use super::outils::{create, index};

pub(super) struct Relances;

impl MigrationName for Relances {
    fn name(&self) -> &str {
        "m20261124_000009_relances"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Relances {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(
            manager,
            "appel",
            &["id"],
            &[
                ("id", Uuid),
                ("departement", Texte),
                ("demande_id", Uuid),
                ("appele_le", Jour),
                ("issue", Texte),
                ("chiffre", Octets),
                ("rappeler_le", JourN),
                ("organisation", Texte),
                ("corrige", UuidN),
                ("cree_le", Instant),
                ("cree_par", Texte),
            ],
            &[],
        )
        .await?;
        index(manager, false, "ix_appel_demande", "appel", &["departement", "demande_id"]).await?;
        // A call is corrected once: the next correction starts from the last.
        index(manager, true, "uq_appel_corrige", "appel", &["corrige"]).await?;
        create(
            manager,
            "interet",
            &["id"],
            &[
                ("id", Uuid),
                ("departement", Texte),
                ("demande_id", Uuid),
                ("vacance_id", Uuid),
                ("organisation", Texte),
                ("canal", Texte),
                ("demande_le", Jour),
                ("reponse", TexteN),
                ("reponse_le", JourN),
                ("reponse_canal", TexteN),
                ("reponse_par", TexteN),
                ("cree_le", Instant),
                ("cree_par", Texte),
            ],
            &[],
        )
        .await?;
        index(manager, true, "uq_interet_menage", "interet", &["vacance_id", "departement", "demande_id"]).await?;
        index(manager, false, "ix_interet_demande", "interet", &["departement", "demande_id"]).await?;
        create(
            manager,
            "envoi",
            &["id"],
            &[
                ("id", Uuid),
                ("departement", Texte),
                ("demande_id", Uuid),
                ("courrier_id", Uuid),
                ("canal", Texte),
                ("modele", Texte),
                ("chiffre", Octets),
                ("organisation", Texte),
                ("etat", Texte),
                ("envoye_le", InstantN),
                ("cree_le", Instant),
                ("cree_par", Texte),
            ],
            &[],
        )
        .await?;
        index(manager, false, "ix_envoi_demande", "envoi", &["departement", "demande_id"]).await?;
        index(manager, false, "ix_envoi_courrier", "envoi", &["courrier_id"]).await?;
        create(
            manager,
            "opposition_envoi",
            &["departement", "demande_id", "canal"],
            &[("departement", Texte), ("demande_id", Uuid), ("canal", Texte), ("depuis", Instant), ("cree_par", Texte)],
            &[],
        )
        .await?;
        create(
            manager,
            "preselection",
            &["id"],
            &[
                ("id", Uuid),
                ("departement", Texte),
                ("demande_id", Uuid),
                ("vacance_id", Uuid),
                ("organisation", Texte),
                ("position", EntierN),
                ("preselectionnee_le", Jour),
                ("preselectionnee_par", Texte),
            ],
            &[],
        )
        .await?;
        let menage = &["vacance_id", "departement", "demande_id"];
        index(manager, true, "uq_preselection_menage", "preselection", menage).await?;
        index(manager, false, "ix_preselection_demande", "preselection", &["departement", "demande_id"]).await?;
        create(
            manager,
            "visite",
            &["vacance_id", "departement", "demande_id"],
            &[
                ("vacance_id", Uuid),
                ("departement", Texte),
                ("demande_id", Uuid),
                ("visitee_le", Jour),
                ("venu", Bool),
                ("souhaite", BoolN),
                ("organisation", Texte),
                ("notee_par", Texte),
            ],
            &[],
        )
        .await?;
        create(
            manager,
            "preparation_bail",
            &["offre_id"],
            &[
                ("offre_id", Uuid),
                ("departement", Texte),
                ("demande_id", Uuid),
                ("loyer", Grand),
                ("loyer_annexes", Grand),
                ("charges", Grand),
                ("depot_garantie", GrandN),
                ("rendez_vous_le", JourN),
                ("rendez_vous_heure", TexteN),
                ("rendez_vous_lieu", TexteN),
                ("maj_le", Instant),
                ("maj_par", Texte),
            ],
            &[],
        )
        .await
    }
}
