//! The schema, step by step. A step is never edited once released: to break a shape, add, move, then remove later.

mod outils;
mod parc;
mod socle;

use sea_orm_migration::{MigrationTrait, MigratorTrait};

pub(crate) struct Migrations;

impl MigratorTrait for Migrations {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(socle::Socle), Box::new(parc::Parc)]
    }
}
