//! The program acting by itself: loading rules, seeding the demonstration, following the journal.

use std::sync::LazyLock;

use uuid::Uuid;

use crate::droits::{Acteur, Role};

/// Signs the acts nobody signed in for (commands run by whoever operates the server).
pub static SYSTEME: LazyLock<Acteur> = LazyLock::new(|| Acteur {
    compte: Uuid::nil(),
    nom: "Carbet".to_owned(),
    role: Role::Admin,
    organisation: String::new(),
    departement: String::new(),
    demande: None,
});
