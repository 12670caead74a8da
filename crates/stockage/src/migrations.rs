//! The schema, step by step. A step is never edited once released: to break a shape, add, move, then remove later.

mod attente;
mod commission;
mod commission_exacte;
mod messages_sne;
mod outils;
mod parc;
mod session_sans_csrf;
mod socle;

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
            Box::new(commission_exacte::CommissionExacte),
        ]
    }
}
