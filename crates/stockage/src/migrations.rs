//! The schema, step by step. A step is never edited once released: to break a shape, add, move, then remove later.

mod attente;
mod commission;
mod commission_exacte;
mod etapes_vacance;
mod messages_sne;
mod outils;
mod parc;
mod pieces;
mod relances;
mod session_sans_csrf;
mod socle;
mod sources;
mod vues;

use sea_orm_migration::{MigrationTrait, MigratorTrait};

pub(crate) struct Migrations;

impl MigratorTrait for Migrations {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(socle::Socle),
            Box::new(commission::Commission),
            Box::new(attente::Attente),
            Box::new(session_sans_csrf::SessionSansCsrf),
            Box::new(messages_sne::MessagesSne),
            Box::new(parc::Parc),
            Box::new(etapes_vacance::EtapesVacance),
            Box::new(sources::Sources),
            Box::new(relances::Relances),
            Box::new(pieces::Pieces),
            Box::new(commission_exacte::CommissionExacte),
            Box::new(vues::Vues),
        ]
    }
}
