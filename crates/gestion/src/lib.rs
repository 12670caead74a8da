//! Acts: one file per act, one transaction, one journal line; and readings, narrowed to the caller's rights.
//!
//! To add an act: its row in `droits.toml`, its variant in [`droits::Acte`], its file here (request,
//! errors, function, tests), its page in `web`. An act opens with [`carbet::Carbet::begin`] and ends
//! with [`carbet::Carbet::conclude`]; dropped in between, it never happened.

// What every act stands on.
pub mod acteur_systeme;
pub mod carbet;
pub mod droits;
pub mod issue;
pub mod lot;
pub mod recherche;
pub mod registre;
pub mod traces;

// Rules and servers.
pub mod charger_territoire;
pub mod suivre_journal;

// Who is here.
pub mod ouvrir_session;

// The register, from the SNE and from the desks.
pub mod appeler_menages;
pub mod comparer_objectifs;
pub mod conflits;
pub mod constater_sejour;
pub mod consulter_demande;
pub mod consulter_historique;
pub mod consulter_imports;
pub mod consulter_parametres;
pub mod consulter_pieces;
pub mod consulter_sources;
pub mod conventions;
pub mod deposer_piece;
pub mod enregistrer_correspondance;
pub mod feuille_suite;
pub mod fiche_presaisie;
pub mod importer_bailleur;
pub mod importer_rpls;
pub mod importer_sne;
pub mod labelliser;
pub mod lister_demandes;
pub mod modifier_brouillon;
mod modifier_etat;
pub mod portee_demandes;
pub mod protection;
pub mod prouver_fait;
pub mod radier_demande;
pub mod rapprocher_saisie;
pub mod recevoir_fichier;
pub mod recevoir_numero;
pub mod renouveler_demande;
pub mod reponse_sne;
pub mod retirer_piece;
pub mod saisir_demande;
pub mod transmettre_demande;
pub mod verifier_piece;

// Messages to the SNE and its answers (mode `interface`).
pub mod completer_message;
pub mod consulter_echanges;
pub mod echange_sne;
pub mod exporter_sne;
pub mod recevoir_reponse_sne;
pub mod renvoyer_message;
pub mod transport_sne;

// Accounts.
pub mod changer_mot_de_passe;
pub mod comptes;
pub mod consulter_comptes;
pub mod consulter_profil;
pub mod creer_compte;
pub mod fermer_compte;
pub mod rouvrir_compte;
pub mod tenir_vues;

// What is read.
pub mod attente_observee;
pub mod consulter_accueil;
pub mod consulter_cotation;
pub mod consulter_info;
pub mod consulter_journal;
pub mod consulter_objectifs;
pub mod exporter_delais;
pub mod exporter_demandes;
pub mod exporter_logements;
pub mod exporter_objectifs;
pub mod suivre_mon_dossier;

// The commission, from the agenda to the minutes.
pub mod a_reporter;
pub mod ajouter_additif;
pub mod clore_seance;
pub(crate) mod conditions_acces;
pub mod consulter_seance;
pub mod consulter_seances;
pub mod convoquer_seance;
pub mod courriers_seance;
pub mod decider;
pub mod decision_figee;
pub mod enregistrer_presences;
pub mod examen;
pub mod figer;
pub mod inscrire_point;
pub(crate) mod nombre_candidats;
pub mod ordre_du_jour;
pub mod preparer_seance;
pub mod proces_verbal;
pub mod rejouer_decision;
pub mod seance;

// From the offer to the lease.
pub mod consulter_offres;
pub mod fait_compte;
pub mod notifier_offre;
mod offre;
pub mod rang_suivant;
pub mod rectifier_quartiles;
pub mod repondre_offre;
pub mod signer_bail;

// What is done between a vacancy and an answer.
pub mod consigner_appel;
pub mod consulter_relances;
pub mod demander_interet;
pub mod ecrire_demandeur;
pub mod preparer_bail;
pub mod preselectionner;

// What acts share.
pub mod fichier;
pub mod habitat;
pub mod idempotence;
pub(crate) mod parcours_vacance;
pub(crate) mod portee_vacance;
pub(crate) mod sortie;
pub(crate) mod vacance_etat;
pub(crate) mod valeurs;

// From a vacancy to the list, and the hold.
pub mod consulter_delais;
pub mod consulter_parcours_vacance;
pub mod consulter_reservations;
pub mod dater_etape;
pub mod declarer_vacance;
pub mod designation;
pub mod liberer_candidat;
pub mod lister_logements;
pub mod lister_vacances;
pub mod orientation;
pub mod orienter_vacance;
pub mod proposer_candidat;
pub mod rendre_vacance;
pub mod retirer_vacance;

// What the server does by itself: forgetting, messages, long work.
pub mod abandonner_courrier;
pub mod consulter_exploitation;
pub mod envoyer_courriers;
pub mod purger;
pub mod reprendre_courrier;
pub mod taches;
