//! `/offres/{id}`: the offer made after the session, its delay, its answer, its lease.

use askama::Template;

use super::cadre::{Cadre, Ton};
use super::composants::{Choix, Etiquette, Evenement, Saisie};

/// `GET /offres/{id}`; `POST …/notification` (`mode`, `notifie_le`, `delai_jours`), `POST …/reponse` (`reponse`
/// = `acceptee` or `refusee`, `recue_le`, `motif_refus`, `inadapte`, `offre_relogement`), `POST …/bail` (`signe_le`, `entree_le`, `revenu_mensuel`, `relogement`), `POST …/silence`,
/// `POST …/caducite` (`motif`), `POST …/condition` (`recue_le` or `non_levee`).
#[derive(Template)]
#[template(path = "offre.html")]
pub struct VueOffre {
    pub cadre: Cadre,
    pub id: String,
    pub seance: String,
    pub seance_le: String,
    pub resume: String,
    pub etiquettes: Vec<Etiquette>,
    pub delai: Delai,
    pub peut_notifier: bool,
    pub modes: Vec<Choix>,
    pub peut_repondre: bool,
    pub motifs_refus: Vec<Choix>,
    /// The last day to answer has gone by.
    pub silence: bool,
    pub peut_signer: bool,
    /// Shows the form `POST /offres/{id}/preparation`.
    pub peut_preparer: bool,
    /// The appointment to sign, in words; empty without one.
    pub rendez_vous: String,
    /// A suspensive condition waits: what for, and until when; empty without one.
    pub condition: String,
    /// The delay of the condition has gone by.
    pub condition_echue: bool,
    /// Reasons for which the offer loses its effect; empty when it cannot.
    pub motifs_caducite: Vec<Choix>,
    pub rangs: Vec<RangOffre>,
    pub evenements: Vec<Evenement>,
    pub saisie: Saisie,
}

/// The reply delay: its end, and how it was counted.
pub struct Delai {
    pub ton: Ton,
    pub titre: String,
    pub detail: String,
}

pub struct RangOffre {
    pub rang: u32,
    pub demande: String,
    pub menage: String,
    pub etat: Etiquette,
}

impl VueOffre {
    pub fn exemple() -> VueOffre {
        VueOffre {
            cadre: Cadre::exemple("Offre : T2 Carapa à Maturin Roselyne", "/seances"),
            id: "019a-o1".into(),
            seance: "s0".into(),
            seance_le: "27/10/2026".into(),
            resume: "22 route de Montjoly, Remire-Montjoly, 421,20 € loyer et charges.".into(),
            etiquettes: vec![Etiquette::new("Notifiée", Ton::Info)],
            delai: Delai { ton: Ton::Attention, titre: "Réponse attendue jusqu’au jeudi 19/11/2026 à 24 h".into(), detail: "Reçue le lundi 09/11/2026, dix jours, jour de réception exclu. Le silence vaut refus de cette offre et n’ôte aucun point.".into() },
            peut_notifier: true,
            modes: Choix::list(&[("recommande", "Lettre recommandée"), ("remise", "Remise en main propre"), ("courriel", "Courriel avec accusé")], "recommande"),
            peut_repondre: true,
            motifs_refus: Choix::list(&[("", "Sans motif"), ("inadapte", "Logement inadapté"), ("loyer", "Loyer trop élevé"), ("situation", "Situation géographique"), ("change", "Situation changée")], ""),
            silence: true,
            peut_signer: true,
            peut_preparer: true,
            rendez_vous: "Rendez-vous le mardi 24/11/2026 à 14 h 30, agence de Cayenne.".into(),
            condition: String::new(),
            condition_echue: false,
            motifs_caducite: Choix::list(&[("fait_nouveau", "Fait nouveau qui change les conditions"), ("bail_non_signe", "Bail non signé")], ""),
            rangs: vec![
                RangOffre { rang: 1, demande: "019a-d4".into(), menage: "Maturin Roselyne".into(), etat: Etiquette::new("Offre en cours", Ton::Info) },
                RangOffre { rang: 2, demande: "019a-d9".into(), menage: "Edwige Paul".into(), etat: Etiquette::new("En réserve", Ton::Neutre) },
            ],
            evenements: vec![
                Evenement::new("09/11/2026", "2026-11-09", "Offre reçue", "Bordereau de recommandé", Ton::Info),
                Evenement::new("27/10/2026", "2026-10-27", "Attribution avec rang", "Séance de la SIGUY", Ton::Bon),
            ],
            saisie: Saisie { valeurs: vec![("delai_jours".into(), "10".into())], erreurs: Vec::new() },
        }
    }

    /// The offer that waits for a paper, then for its notification.
    pub fn exemple_a_notifier() -> VueOffre {
        VueOffre {
            etiquettes: vec![Etiquette::new("À notifier", Ton::Attention)],
            delai: Delai {
                ton: Ton::Neutre,
                titre: "Offre à notifier".into(),
                detail: "Le délai de réponse court de sa réception.".into(),
            },
            peut_repondre: false,
            peut_signer: false,
            silence: false,
            condition: "Avis d’imposition attendu jusqu’au 30/11/2026.".into(),
            ..VueOffre::exemple()
        }
    }
}
