//! Acts: one file per act, one transaction, one journal line; and readings, narrowed to the caller's rights.
//!
//! To add an act: its row in `droits.toml`, its variant in [`droits::Acte`], its file here (request,
//! errors, function, tests), its page in `web`. An act opens with [`carbet::Carbet::begin`] and ends
//! with [`carbet::Carbet::conclude`]; dropped in between, it never happened.

// What every act stands on.
pub mod acteur_systeme;
pub mod carbet;
pub mod droits;
pub mod idempotence;
pub mod issue;
pub mod registre;

// How things are told.
pub mod habitat;

// Rules and servers.
pub mod charger_territoire;
pub mod suivre_journal;

// Who is here.
pub mod ouvrir_session;

// Accounts.
pub mod changer_mot_de_passe;
pub mod comptes;
pub mod consulter_comptes;
pub mod consulter_profil;
pub mod creer_compte;
pub mod fermer_compte;
pub mod rouvrir_compte;

// What is read.
pub mod consulter_accueil;
pub mod consulter_cotation;
pub mod consulter_info;
pub mod consulter_journal;
pub mod consulter_objectifs;
pub mod exporter_objectifs;
pub mod suivre_mon_dossier;
