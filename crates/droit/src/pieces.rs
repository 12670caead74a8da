//! The papers that may be asked of a household: those of the list, for this household, and nothing beyond.

use crate::demande::{Dossier, ModeleLogement, Motif, RolePersonne, Sensibilite, SituationFamiliale};
use crate::jour::{Jour, compute_age};
use crate::nomenclature::nomenclature;
use crate::parametres::{ExigencePiece, ListePieces, Substitut};

nomenclature!(
    /// The papers of the list, by what they prove. Codes are Carbet's own.
    Piece {
        Identite = "identite", "Pièce d’identité ou titre de séjour";
        AvisImposition = "avis_imposition", "Avis d’imposition";
        SituationFamille = "situation_famille", "Document sur la situation de famille";
        Enfants = "enfants", "Livret de famille ou acte de naissance des enfants";
        Garde = "garde", "Décision ou accord écrit sur la garde des enfants";
        Grossesse = "grossesse", "Certificat de grossesse";
        LogementActuel = "logement_actuel", "Document sur le logement actuel";
        Ressources = "ressources", "Justificatif des ressources du mois";
        Activite = "activite", "Justificatif de la situation professionnelle";
        Separation = "separation", "Décision ou convention de séparation";
        Demolition = "demolition", "Avis de démolition";
        NonDecent = "non_decent", "Rapport ou arrêté sur l’état du logement";
        Conge = "conge", "Congé donné par le propriétaire";
        Expulsion = "expulsion", "Commandement de quitter les lieux ou jugement d’expulsion";
        Handicap = "handicap", "Décision de la CDAPH ou carte mobilité inclusion";
        Sante = "sante", "Certificat médical sans diagnostic";
        Violences = "violences", "Ordonnance de protection, plainte ou décision de justice";
        AssistantMaternel = "assistant_maternel", "Agrément d’assistant maternel ou familial";
        Mutation = "mutation", "Attestation de l’employeur sur la mutation";
        Accedant = "accedant", "Justificatif des difficultés de l’accédant à la propriété";
    }
);

/// One paper to ask this household for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PieceAttendue {
    pub piece: Piece,
    /// Place in the household of the person it is about; `None` for the household.
    pub rang: Option<usize>,
    pub exigence: ExigencePiece,
    /// What will do, for this household.
    pub precision: &'static str,
    /// The list was read in the text, not only in its accounts.
    pub verifiee: bool,
}

impl Piece {
    /// Who may know that such a paper exists: what it proves decides (R12.05).
    pub const fn sensibilite(self) -> Sensibilite {
        match self {
            Piece::Violences => Sensibilite::Secrete,
            Piece::Handicap | Piece::Sante => Sensibilite::Restreinte,
            Piece::Expulsion | Piece::AvisImposition | Piece::Ressources | Piece::Identite => Sensibilite::Elevee,
            Piece::SituationFamille
            | Piece::Enfants
            | Piece::Garde
            | Piece::Grossesse
            | Piece::LogementActuel
            | Piece::Activite
            | Piece::Separation
            | Piece::Demolition
            | Piece::NonDecent
            | Piece::Conge
            | Piece::AssistantMaternel
            | Piece::Mutation
            | Piece::Accedant => Sensibilite::Normale,
        }
    }

    /// The facts of the catalogue that the paper proves once it was examined (R4.06). A public of CCH L. 441-1 is never
    /// proven so: an authority recognises it.
    pub const fn list_faits(self) -> &'static [&'static str] {
        match self {
            Piece::Enfants => &["personnes", "enfants", "mineurs"],
            Piece::Grossesse => &["enfants_a_naitre"],
            Piece::LogementActuel => &[
                "modele_logement",
                "heberge",
                "heberge_en_structure",
                "typologie_actuelle",
                "surface_actuelle",
                "habite_dans_epci",
            ],
            Piece::Ressources => &["revenu_mensuel"],
            Piece::Activite => &["situation_professionnelle", "travaille_dans_epci"],
            Piece::SituationFamille => &["monoparental"],
            Piece::Identite => &["age_titulaire"],
            Piece::AvisImposition
            | Piece::Garde
            | Piece::Separation
            | Piece::Demolition
            | Piece::NonDecent
            | Piece::Conge
            | Piece::Expulsion
            | Piece::Handicap
            | Piece::Sante
            | Piece::Violences
            | Piece::AssistantMaternel
            | Piece::Mutation
            | Piece::Accedant => &[],
        }
    }
}

/// Arrêté du 22 décembre 2020, annexe: the papers that may be asked of this household, each for a reason found in its own
/// declaration; a paper without such a reason is not in the answer, and may not be asked. Copies are enough.
///
/// Interpretation, to confirm on the text of the annexe: which paper goes with which declared situation.
pub fn list_pieces(liste: &ListePieces, majorite: u32, dossier: &Dossier, jour: Jour) -> Vec<PieceAttendue> {
    let mut asked = Vec::new();
    let mut ask = |piece: Piece, rang: Option<usize>, precision: &'static str| {
        if let Some(ligne) = liste.find(piece) {
            let verifiee = ligne.verifiee;
            asked.push(PieceAttendue { piece, rang, exigence: ligne.exigence, precision, verifiee });
        }
    };
    let personnes = &dossier.menage.personnes;
    let is_minor = |naissance: Option<Jour>| naissance.is_some_and(|le| compute_age(le, jour) < majorite);
    let adults: Vec<usize> = personnes
        .iter()
        .enumerate()
        .filter(|(_, p)| match p.role {
            RolePersonne::Titulaire | RolePersonne::Cotitulaire(_) => true,
            // Who lives there all the time and is of age signs nothing, yet is counted.
            RolePersonne::ACharge(_) => p.naissance_le.is_some() && !is_minor(p.naissance_le),
            RolePersonne::EnGarde(_) => false,
        })
        .map(|(rang, _)| rang)
        .collect();
    for &rang in &adults {
        ask(Piece::Identite, Some(rang), "Carte d’identité, passeport ou titre de séjour en cours ; une copie suffit.");
    }
    for &rang in &adults {
        ask(Piece::AvisImposition, Some(rang), "Avis de l’année N-2 ; sans avis, voyez l’échelle des preuves qui le remplacent.");
    }
    if let Some(precision) = dossier.menage.titulaire().and_then(|t| t.situation_familiale).and_then(precise_famille) {
        ask(Piece::SituationFamille, None, precision);
    }
    let lives = |p: &crate::demande::Personne| matches!(p.role, RolePersonne::ACharge(crate::demande::LienParente::Enfant));
    if personnes.iter().any(lives) {
        ask(Piece::Enfants, None, "Livret de famille, acte de naissance ou jugement d’adoption.");
    }
    if personnes.iter().any(|p| matches!(p.role, RolePersonne::EnGarde(_))) {
        ask(Piece::Garde, None, "Jugement, convention homologuée ou accord écrit des parents.");
    }
    if dossier.menage.a_naitre.is_some_and(|a| a.nombre > 0) {
        ask(Piece::Grossesse, None, "Certificat qui donne la date prévue de naissance.");
    }
    if let Some(modele) = dossier.logement_actuel.modele {
        ask(Piece::LogementActuel, None, precise_logement(modele));
    }
    if personnes.iter().any(|p| !p.ressources.is_empty()) {
        ask(Piece::Ressources, None, "Bulletin de paie, notification de la caisse ou titre de pension du dernier mois.");
    }
    if personnes.iter().any(|p| p.situation_professionnelle.is_some()) {
        ask(Piece::Activite, None, "Contrat de travail, attestation de l’employeur, de France Travail ou carte d’étudiant.");
    }
    for motif in &dossier.motifs {
        if let Some((piece, precision)) = precise_motif(*motif) {
            ask(piece, None, precision);
        }
    }
    asked
}

/// What may stand for a tax notice that an adult of the household has not, strongest first. Empty when each gave one.
///
/// Interpretation, to confirm with the manager of the SNE: the annexe asks for the notice, and the practice of the desks
/// accepts these for those who have none.
pub fn list_substituts<'a>(liste: &'a ListePieces, dossier: &Dossier) -> &'a [Substitut] {
    let asked =
        dossier.menage.personnes.iter().filter(|p| matches!(p.role, RolePersonne::Titulaire | RolePersonne::Cotitulaire(_)));
    if asked.into_iter().all(|p| !p.revenus_fiscaux.is_empty()) { &[] } else { &liste.substitut }
}

/// The facts proven by the papers examined, taken together: a lease gives a surface and the civil papers give the persons,
/// both are needed to prove an overcrowding.
pub fn list_faits_prouves(examinees: &[Piece]) -> Vec<&'static str> {
    let mut faits: Vec<&'static str> = examinees.iter().flat_map(|piece| piece.list_faits()).copied().collect();
    if examinees.contains(&Piece::LogementActuel) && examinees.contains(&Piece::Enfants) {
        faits.push("suroccupation");
    }
    faits.sort_unstable();
    faits.dedup();
    faits
}

const fn precise_famille(situation: SituationFamiliale) -> Option<&'static str> {
    match situation {
        SituationFamiliale::Celibataire | SituationFamiliale::Concubin => None,
        SituationFamiliale::Marie => Some("Livret de famille ou acte de mariage."),
        SituationFamiliale::Pacse => Some("Récépissé ou attestation d’enregistrement du PACS."),
        SituationFamiliale::Divorce => Some("Jugement de divorce ou convention déposée chez un notaire."),
        SituationFamiliale::Separe => Some("Ordonnance, acte du notaire ou de l’avocat, ou déclaration sur la séparation."),
        SituationFamiliale::Veuf => Some("Livret de famille ou acte de décès."),
    }
}

const fn precise_logement(modele: ModeleLogement) -> &'static str {
    match modele {
        ModeleLogement::Hlm | ModeleLogement::ParcPrive | ModeleLogement::ResidenceEtudiante => "Bail et dernière quittance.",
        ModeleLogement::ResidenceSociale
        | ModeleLogement::ResidenceHoteliere
        | ModeleLogement::StructureHebergement
        | ModeleLogement::CentreEnfance => "Attestation du gestionnaire de la structure.",
        ModeleLogement::SousLocationTemporaire => "Contrat de sous-location ou attestation de l’association.",
        ModeleLogement::ChezParentsOuEnfants | ModeleLogement::ChezParticulier => "Attestation de la personne qui héberge.",
        ModeleLogement::TitreGratuit | ModeleLogement::Fonction => "Attestation de qui prête le logement, ou de l’employeur.",
        ModeleLogement::ProprietaireOccupant => "Acte de propriété ou avis de taxe foncière.",
        ModeleLogement::Camping | ModeleLogement::Hotel => "Reçu, facture ou attestation de qui loue la place.",
        ModeleLogement::SansAbri | ModeleLogement::Squat => {
            "Attestation d’un travailleur social, d’une association ou certificat de domiciliation."
        }
    }
}

const fn precise_motif(motif: Motif) -> Option<(Piece, &'static str)> {
    Some(match motif {
        Motif::Demolition => (Piece::Demolition, "Courrier du propriétaire ou de l’opération."),
        Motif::NonDecent => (Piece::NonDecent, "Rapport de la mairie, de l’ARS ou de la CAF, ou arrêté."),
        Motif::RepriseOuVente => (Piece::Conge, "Lettre de congé du propriétaire."),
        Motif::Expulsion => (Piece::Expulsion, "Commandement, assignation ou jugement."),
        Motif::Violences => (Piece::Violences, "L’un de ces écrits suffit ; il n’est lu que par les personnes habilitées."),
        Motif::Handicap => (Piece::Handicap, "Sans le dossier médical : la décision ou la carte suffit."),
        Motif::Sante => (Piece::Sante, "Le certificat dit le besoin de logement, jamais la maladie."),
        Motif::Separation => (Piece::Separation, "Ordonnance, jugement, convention ou récépissé de la demande."),
        Motif::AssistantMaternel => (Piece::AssistantMaternel, "Agrément en cours."),
        Motif::MutationProfessionnelle => (Piece::Mutation, "Lieu et date de la prise de poste."),
        Motif::AccedantEnDifficulte => (Piece::Accedant, "Commandement, échéancier ou attestation de la banque."),
        Motif::SansLogement
        | Motif::TropCher
        | Motif::TropGrand
        | Motif::Decohabitation
        | Motif::TropPetit
        | Motif::FutureUnion
        | Motif::RegroupementFamilial
        | Motif::Voisinage
        | Motif::RapprochementTravail
        | Motif::RapprochementServices
        | Motif::RapprochementFamille
        | Motif::Autre => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demande::{ANaitre, LienParente, Personne};
    use crate::jour::parse_iso;
    use crate::montant::Centimes;
    use crate::parametres::Parametres;

    fn asked(dossier: &Dossier) -> Vec<Piece> {
        let parametres = Parametres::embarques();
        let jour = parse_iso("2026-11-16").unwrap();
        let liste = parametres.pieces.find(jour).unwrap().valeurs;
        list_pieces(liste, 18, dossier, jour).into_iter().map(|p| p.piece).collect()
    }

    fn person(role: RolePersonne, naissance: &str) -> Personne {
        Personne { naissance_le: parse_iso(naissance), ..Personne::new(role) }
    }

    #[test]
    fn a_person_alone_is_asked_for_identity_and_tax_notice_only() {
        let mut dossier = Dossier::default();
        dossier.menage.personnes.push(person(RolePersonne::Titulaire, "1990-05-02"));
        assert_eq!(asked(&dossier), [Piece::Identite, Piece::AvisImposition]);
    }

    #[test]
    fn each_paper_has_its_reason_in_the_declaration() {
        let mut dossier = Dossier::default();
        dossier.menage.personnes.push(person(RolePersonne::Titulaire, "1990-05-02"));
        dossier.menage.personnes.push(person(RolePersonne::ACharge(LienParente::Enfant), "2018-05-02"));
        dossier.menage.personnes.push(person(RolePersonne::ACharge(LienParente::Enfant), "2001-05-02"));
        dossier.menage.a_naitre = Some(ANaitre { nombre: 1, prevue_le: None });
        dossier.menage.personnes[0].situation_familiale = Some(SituationFamiliale::Divorce);
        dossier.logement_actuel.modele = Some(ModeleLogement::ChezParticulier);
        dossier.motifs = vec![Motif::TropPetit, Motif::Handicap];
        let found = asked(&dossier);
        assert_eq!(found.iter().filter(|p| **p == Piece::Identite).count(), 2, "the child of age, not the minor");
        for piece in [Piece::SituationFamille, Piece::Enfants, Piece::Grossesse, Piece::LogementActuel, Piece::Handicap] {
            assert!(found.contains(&piece), "{}", piece.code());
        }
        assert!(!found.contains(&Piece::Violences) && !found.contains(&Piece::Garde));
        assert_eq!(Piece::Handicap.sensibilite(), Sensibilite::Restreinte);
    }

    #[test]
    fn who_has_no_tax_notice_gets_the_ladder_and_who_has_one_does_not() {
        let parametres = Parametres::embarques();
        let liste = parametres.pieces.derniere().valeurs;
        let mut dossier = Dossier::default();
        dossier.menage.personnes.push(person(RolePersonne::Titulaire, "1990-05-02"));
        let ladder = list_substituts(liste, &dossier);
        assert!(ladder.len() >= 4 && ladder.windows(2).all(|pair| pair[0].poids > pair[1].poids));
        dossier.menage.personnes[0].revenus_fiscaux.insert(2024, Centimes::euros(9_000));
        assert!(list_substituts(liste, &dossier).is_empty());
    }

    #[test]
    fn an_overcrowding_is_proven_by_the_lease_and_the_civil_papers_together() {
        assert!(!list_faits_prouves(&[Piece::LogementActuel]).contains(&"suroccupation"));
        assert!(list_faits_prouves(&[Piece::LogementActuel, Piece::Enfants]).contains(&"suroccupation"));
        assert!(list_faits_prouves(&[Piece::Violences, Piece::Handicap]).is_empty(), "an authority recognises a public");
        let schema = crate::faits::Schema::national();
        for fait in list_faits_prouves(Piece::ALL) {
            assert!(schema.find(fait).is_some(), "{fait} is in the catalogue");
        }
    }

    #[test]
    fn the_list_gives_each_paper_its_row() {
        let parametres = Parametres::embarques();
        let liste = parametres.pieces.derniere().valeurs;
        for piece in Piece::ALL {
            assert!(liste.find(*piece).is_some(), "{}", piece.code());
        }
    }
}
