//! The papers that a suspensive condition may wait for (CCH R. 441-2-4-1, annex of the arrêté du 22 décembre 2020).

use crate::nomenclature::nomenclature;

nomenclature!(
    /// Families of the regulatory list; nothing outside it may be asked for (grouping to confirm).
    PieceListee {
        Identite = "identite", "Pièce d'identité";
        SejourRegulier = "sejour_regulier", "Titre attestant la régularité du séjour";
        AvisImpositionN2 = "avis_imposition_n2", "Avis d'imposition de l'avant-dernière année";
        AvisImpositionN1 = "avis_imposition_n1", "Avis d'imposition de l'année précédente";
        SituationFamiliale = "situation_familiale", "Justificatif de la situation familiale";
        LogementActuel = "logement_actuel", "Justificatif du logement actuel";
        Ressources = "ressources", "Justificatif des ressources mensuelles";
        Complementaire = "complementaire", "Pièce complémentaire de la liste réglementaire";
    }
);

/// CCH R. 441-2-4-1: the papers of the list that would tell a fact unknown of a condition of access (grouping to confirm);
/// none for a fact that no paper of the list tells.
pub fn list_pieces(fait: &str) -> &'static [PieceListee] {
    use PieceListee as P;
    match fait {
        "sejour_regulier" => &[P::SejourRegulier, P::Identite],
        "naissance_le" => &[P::Identite],
        "emancipation" => &[P::SituationFamiliale, P::Identite],
        "conjoint_separe" => &[P::SituationFamiliale],
        "revenu" => &[P::AvisImpositionN2, P::AvisImpositionN1],
        // The ceiling follows from the household: who lives in it, and their ages.
        "plafond" => &[P::SituationFamiliale, P::Identite],
        _ => &[],
    }
}
