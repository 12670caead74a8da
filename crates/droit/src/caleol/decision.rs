//! Decisions of the commission on each candidate, and their reasons.

use crate::constat::Constat;
use crate::montant::PointsDeBase;
use crate::nomenclature::nomenclature;

nomenclature!(
    /// CCH R. 441-3: the five decisions; there is no waiting list nor adjournment.
    Decision {
        /// Offer to the first rank.
        Attribution = "attribution", "Attribution du logement";
        /// The next rank is offered only after the refusal or silence of those before.
        AttributionRang = "attribution_rang", "Attribution en rang utile";
        /// For a missing piece of the legal list only; void if it does not come in time.
        ConditionSuspensive = "condition_suspensive", "Attribution sous condition suspensive";
        /// Of that home: the demande stays active.
        NonAttribution = "non_attribution", "Non-attribution du logement";
        /// The demande does not meet the legal conditions of access.
        Irrecevabilite = "irrecevabilite", "Rejet pour irrecevabilité de la demande";
    }
);

nomenclature!(
    /// Reasons of a decision (R7.08). Origin, lack of local tie alone, health or a "profile" never are one.
    MotifDecision {
        RessourcesInsuffisantes = "ressources_insuffisantes", "Ressources insuffisantes au regard du taux d'effort calculé";
        CompositionInadaptee = "composition_inadaptee", "Taille du ménage inadaptée au logement";
        AutreCandidatPrioritaire = "autre_candidat_prioritaire", "Autre candidat plus prioritaire pour ce logement";
        EquilibreSocial = "equilibre_social", "Équilibre de la résidence, prévu et documenté par la CIA";
        DossierIncomplet = "dossier_incomplet", "Dossier incomplet au jour de la séance";
        LogementInadapte = "logement_inadapte", "Logement inadapté (accès, accessibilité)";
        ImpayeMutation = "impaye_mutation", "Mutation\u{a0}: dette de loyer établie";
        TroubleMutation = "trouble_mutation", "Mutation\u{a0}: troubles de jouissance établis";
        ProprietaireLogementAdapte = "proprietaire_logement_adapte", "Propriétaire d'un logement adapté à ses besoins";
        FausseDeclaration = "fausse_declaration", "Déclaration inexacte établie";
        PlafondDepasse = "plafond_depasse", "Ressources au-dessus du plafond";
        SejourIrregulier = "sejour_irregulier", "Condition de séjour non remplie";
        PasResidencePrincipale = "pas_residence_principale", "Logement non destiné à la résidence principale";
        MineurNonEmancipe = "mineur_non_emancipe", "Mineur non émancipé";
        PieceManquante = "piece_manquante", "Pièce de la liste réglementaire manquante";
    }
);

impl Decision {
    /// Whether a written reason is due to the applicant (CCH L. 441-2-2).
    pub const fn needs_motif(self) -> bool {
        match self {
            Decision::NonAttribution | Decision::Irrecevabilite | Decision::ConditionSuspensive => true,
            Decision::Attribution | Decision::AttributionRang => false,
        }
    }

    pub const fn needs_rang(self) -> bool {
        match self {
            Decision::AttributionRang => true,
            Decision::Attribution | Decision::ConditionSuspensive | Decision::NonAttribution | Decision::Irrecevabilite => false,
        }
    }
}

impl MotifDecision {
    /// The article the reason rests on.
    pub const fn article(self) -> &'static str {
        use MotifDecision as M;
        match self {
            M::RessourcesInsuffisantes => "Arrêté du 10 mars 2011",
            M::CompositionInadaptee | M::AutreCandidatPrioritaire | M::LogementInadapte => "CCH L. 441-1",
            M::EquilibreSocial => "CCH L. 441-1-6",
            M::DossierIncomplet
            | M::ImpayeMutation
            | M::TroubleMutation
            | M::ProprietaireLogementAdapte
            | M::FausseDeclaration => "CCH L. 441-2-2",
            M::PlafondDepasse | M::PasResidencePrincipale | M::MineurNonEmancipe => "CCH R. 441-1",
            M::SejourIrregulier => "CCH R. 300-2",
            M::PieceManquante => "CCH R. 441-2-4-1",
        }
    }

    /// The one decision the reason may go with.
    pub const fn decision(self) -> Decision {
        use MotifDecision as M;
        match self {
            M::RessourcesInsuffisantes
            | M::CompositionInadaptee
            | M::AutreCandidatPrioritaire
            | M::EquilibreSocial
            | M::DossierIncomplet
            | M::LogementInadapte
            | M::ImpayeMutation
            | M::TroubleMutation
            | M::ProprietaireLogementAdapte
            | M::FausseDeclaration => Decision::NonAttribution,
            M::PlafondDepasse | M::SejourIrregulier | M::PasResidencePrincipale | M::MineurNonEmancipe => {
                Decision::Irrecevabilite
            }
            M::PieceManquante => Decision::ConditionSuspensive,
        }
    }
}

/// The reasons offered for a decision, in the order of the list.
pub fn list_motifs(decision: Decision) -> impl Iterator<Item = MotifDecision> {
    MotifDecision::ALL.iter().copied().filter(move |motif| motif.decision() == decision)
}

/// CCH L. 441-2-2: a non-attribution and an inadmissibility are reasoned, each by a reason of its own
/// list; a suspensive condition names its missing piece; a ranking carries its rank.
pub fn check_motivation(decision: Decision, motifs: &[MotifDecision], rang: Option<u32>) -> Constat {
    const REGLE: &str = "motivation_decision";
    const ARTICLE: &str = "CCH L. 441-2-2";
    if let Some(wrong) = motifs.iter().find(|motif| motif.decision() != decision) {
        let raison = format!("Le motif «\u{a0}{}\u{a0}» ne va pas avec «\u{a0}{}\u{a0}».", wrong.libelle(), decision.libelle());
        return Constat::non_satisfait(REGLE, ARTICLE, raison);
    }
    if decision.needs_motif() && motifs.is_empty() {
        return Constat::indetermine(
            REGLE,
            ARTICLE,
            vec!["motifs"],
            format!("«\u{a0}{}\u{a0}» doit être motivée.", decision.libelle()),
        );
    }
    match (decision.needs_rang(), rang) {
        (true, None | Some(0)) => {
            Constat::indetermine(REGLE, ARTICLE, vec!["rang"], "Le rang du candidat, à partir de 1, est attendu.")
        }
        (true, Some(_)) | (false, None) => Constat::satisfait(REGLE, ARTICLE, "Décision complète."),
        (false, Some(_)) => Constat::non_satisfait(REGLE, ARTICLE, "Un rang ne va qu'avec une attribution en rang utile."),
    }
}

/// CCH L. 441-2-2 with the arrêté du 10 mars 2011 (R7.08): "ressources insuffisantes" rests on the effort rate, which
/// must exceed what the territory holds to be bearable. Without a local threshold, a known rate is enough.
pub fn check_ressources_insuffisantes(taux_effort: Option<PointsDeBase>, seuil: Option<PointsDeBase>) -> Constat {
    const REGLE: &str = "motif_ressources_insuffisantes";
    const ARTICLE: &str = "Arrêté du 10 mars 2011";
    match (taux_effort, seuil) {
        (None, _) => Constat::indetermine(
            REGLE,
            ARTICLE,
            vec!["taux_effort"],
            "Ce motif suppose le calcul du taux d'effort, que les ressources connues ne permettent pas.",
        ),
        (Some(rate), None) => Constat::satisfait(REGLE, ARTICLE, format!("Taux d'effort de {rate} ; aucun repère local.")),
        (Some(rate), Some(cap)) if rate > cap => {
            Constat::satisfait(REGLE, ARTICLE, format!("Taux d'effort de {rate}, au-dessus du repère local de {cap}."))
        }
        (Some(rate), Some(cap)) => Constat::non_satisfait(
            REGLE,
            ARTICLE,
            format!("Le taux d'effort est de {rate}, dans la limite du repère local de {cap} : les ressources suffisent."),
        ),
    }
}

/// CCH L. 441-2-8 (R4.09): whether an offered home was within the means of the household: its effort rate does not
/// exceed the local threshold. Otherwise its refusal costs nothing. Undetermined without a rate or a threshold.
pub fn check_effort_offre(taux_effort: Option<PointsDeBase>, seuil: Option<PointsDeBase>) -> Constat {
    const REGLE: &str = "effort_offre";
    const ARTICLE: &str = "CCH L. 441-2-8";
    let (Some(rate), Some(cap)) = (taux_effort, seuil) else {
        let absent = [("taux_effort", taux_effort.is_none()), ("seuil", seuil.is_none())];
        let manque = absent.iter().filter(|(_, absent)| *absent).map(|(nom, _)| *nom).collect();
        return Constat::indetermine(REGLE, ARTICLE, manque, "Le taux d'effort ou le repère local n'est pas connu.");
    };
    let seen = format!("Taux d'effort de {rate} pour un repère local de {cap}.");
    if rate <= cap { Constat::satisfait(REGLE, ARTICLE, seen) } else { Constat::non_satisfait(REGLE, ARTICLE, seen) }
}
