//! A short way to write tables that both engines understand alike.

use sea_orm_migration::prelude::*;

/// Type of a column; `…N` may be null.
#[derive(Clone, Copy)]
pub(super) enum T {
    Texte,
    TexteN,
    Entier,
    EntierN,
    Grand,
    GrandN,
    Bool,
    BoolN,
    Jour,
    JourN,
    Instant,
    InstantN,
    Uuid,
    UuidN,
    Octets,
    OctetsN,
}

pub(super) type Colonnes = &'static [(&'static str, T)];

/// Parent table, columns here, columns there; rows fall with their parent.
pub(super) type Lien = (&'static str, &'static [&'static str], &'static [&'static str]);

pub(super) async fn create(
    manager: &SchemaManager<'_>,
    nom: &'static str,
    cle: &'static [&'static str],
    colonnes: Colonnes,
    liens: &[Lien],
) -> Result<(), DbErr> {
    let mut table = Table::create();
    table.table(nom);
    for (colonne, genre) in colonnes {
        let mut def = ColumnDef::new(*colonne);
        let nullable = match genre {
            T::Texte | T::TexteN => {
                def.text();
                matches!(genre, T::TexteN)
            }
            T::Entier | T::EntierN => {
                def.integer();
                matches!(genre, T::EntierN)
            }
            T::Grand | T::GrandN => {
                def.big_integer();
                matches!(genre, T::GrandN)
            }
            T::Bool | T::BoolN => {
                def.boolean();
                matches!(genre, T::BoolN)
            }
            T::Jour | T::JourN => {
                def.date();
                matches!(genre, T::JourN)
            }
            T::Instant | T::InstantN => {
                def.timestamp_with_time_zone();
                matches!(genre, T::InstantN)
            }
            T::Uuid | T::UuidN => {
                def.uuid();
                matches!(genre, T::UuidN)
            }
            T::Octets | T::OctetsN => {
                def.blob();
                matches!(genre, T::OctetsN)
            }
        };
        if nullable {
            def.null();
        } else {
            def.not_null();
        }
        table.col(&mut def);
    }
    let mut primary = Index::create();
    // The name PostgreSQL would give, so that a broken key is named alike on every base.
    primary.name(format!("{nom}_pkey"));
    for colonne in cle {
        primary.col(*colonne);
    }
    table.primary_key(&mut primary);
    for (parent, ici, la) in liens {
        let mut foreign = ForeignKey::create();
        foreign.name(format!("fk_{nom}_{parent}")).on_delete(ForeignKeyAction::Cascade);
        for (from, to) in ici.iter().zip(*la) {
            foreign.from(nom, *from).to(*parent, *to);
        }
        table.foreign_key(&mut foreign);
    }
    manager.create_table(table).await
}

pub(super) async fn index(
    manager: &SchemaManager<'_>,
    unique: bool,
    nom: &'static str,
    table: &'static str,
    colonnes: &[&'static str],
) -> Result<(), DbErr> {
    let mut index = Index::create();
    index.name(nom).table(table);
    for colonne in colonnes {
        index.col(*colonne);
    }
    if unique {
        index.unique();
    }
    manager.create_index(index).await
}
