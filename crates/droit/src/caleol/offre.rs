//! Words of the agenda and of the offer: exceptions to three candidates, ways of notifying, reasons of a refusal.

use crate::nomenclature::nomenclature;

nomenclature!(
    /// Why fewer than three demandes are examined for a home (CCH R. 441-3). Nothing else is admitted.
    ExceptionCandidats {
        DaloDesigne = "dalo_designe", "Candidat désigné par le préfet au titre du DALO";
        PlaiAdapte = "plai_adapte", "Logement financé en PLAI adapté";
        Insuffisance = "insuffisance", "Insuffisance du nombre de candidats";
    }
);
nomenclature!(
    /// How the offer reached the household (CCH R. 441-10).
    ModeNotification {
        MainPropre = "main_propre", "Remise en main propre";
        Recommande = "recommande", "Lettre recommandée reçue";
        RecommandeNonRetire = "recommande_non_retire", "Lettre recommandée présentée, non retirée";
        Electronique = "electronique", "Voie électronique avec accusé de réception";
    }
);
nomenclature!(
    /// Why a household refuses an offer; it may also give no reason.
    MotifRefusOffre {
        LoyerTropEleve = "loyer_trop_eleve", "Loyer ou charges trop élevés";
        Localisation = "localisation", "Situation géographique";
        LogementInadapte = "logement_inadapte", "Logement inadapté (taille, accès, état)";
        Environnement = "environnement", "Environnement de l'immeuble";
        SituationChangee = "situation_changee", "Situation du ménage changée";
        AutreLogement = "autre_logement", "Relogé par ailleurs";
        Autre = "autre", "Autre motif";
    }
);

impl ModeNotification {
    /// The event the delay runs from: reception, or a presentation in vain.
    pub const fn notification(self, le: crate::jour::Jour) -> super::Notification {
        match self {
            ModeNotification::RecommandeNonRetire => super::Notification::PresentationVaine { le },
            ModeNotification::MainPropre | ModeNotification::Recommande | ModeNotification::Electronique => {
                super::Notification::Recue { le }
            }
        }
    }
}
