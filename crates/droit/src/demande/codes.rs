//! Code lists of a demande (SNE, interfaceNuu 02.01).

use crate::nomenclature::nomenclature;

nomenclature!(Civilite { Monsieur = "1", "Monsieur"; Madame = "2", "Madame"; Mademoiselle = "3", "Mademoiselle"; });
nomenclature!(
    /// Class of nationality; never a criterion of a grid (R4.08).
    Nationalite { Francaise = "1", "Française"; UnionEuropeenne = "2", "Union européenne"; HorsUnionEuropeenne = "3", "Hors Union européenne"; }
);
nomenclature!(SituationFamiliale {
    Celibataire = "C", "Célibataire"; Marie = "M", "Marié(e)"; Divorce = "D", "Divorcé(e)"; Separe = "S", "Séparé(e)";
    Pacse = "P", "Pacsé(e)"; Concubin = "U", "Concubin(e)"; Veuf = "V", "Veuf, veuve";
});
nomenclature!(
    /// Link of a cotitulaire to the demandeur.
    LienDemandeur { Conjoint = "M", "Conjoint"; Pacse = "P", "Pacsé(e)"; Concubin = "C", "Concubin(e)"; Colocataire = "L", "Colocataire"; }
);
nomenclature!(Sexe { Masculin = "M", "Masculin"; Feminin = "F", "Féminin"; });
nomenclature!(LienParente { Parent = "P", "Ascendant"; Enfant = "E", "Enfant"; Autre = "A", "Autre"; });
nomenclature!(Coparentalite { GardeAlternee = "G", "Garde alternée"; DroitDeVisite = "D", "Droit de visite"; });
nomenclature!(SituationProfessionnelle {
    Cdi = "CDI", "CDI ou fonctionnaire"; Cdd = "CDD", "CDD, stage, intérim"; Independant = "ART", "Artisan, commerçant, profession libérale";
    Chomage = "CHO", "Chômage"; Apprenti = "APP", "Apprenti"; Etudiant = "ETU", "Étudiant"; Retraite = "RET", "Retraité"; Autre = "AUT", "Autre";
});
nomenclature!(
    /// Nature of a monthly resource; `PensionVersee` is paid out and is subtracted.
    NatureRessource {
        Salaire = "SAL", "Salaire ou revenu d'activité"; Retraite = "RET", "Retraite"; Chomage = "CHO", "Allocation chômage";
        PensionRecue = "PAR", "Pension alimentaire reçue"; PensionInvalidite = "PINV", "Pension d'invalidité"; AllocationsFamiliales = "AF", "Allocations familiales";
        Aah = "AAH", "Allocation aux adultes handicapés"; Aeeh = "AEEH", "Allocation d'éducation de l'enfant handicapé"; Ajpp = "AJPP", "Allocation de présence parentale";
        Rsa = "RSA", "Revenu de solidarité active"; MinimumVieillesse = "AMV", "Allocation de minimum vieillesse"; Paje = "PAJE", "Allocation jeune enfant";
        Bourse = "BE", "Bourse étudiante"; Autre = "AUT", "Autre (hors aide au logement)"; PensionVersee = "PAV", "Pension alimentaire versée";
    }
);
nomenclature!(
    /// How the household is housed on the day it asks.
    ModeleLogement {
        Hlm = "HLM", "Logement HLM"; ParcPrive = "LP", "Locataire du parc privé"; ResidenceSociale = "RS", "Résidence sociale, foyer ou pension de famille";
        ResidenceHoteliere = "RHVS", "Résidence hôtelière à vocation sociale"; ResidenceEtudiante = "RE", "Résidence étudiante";
        SousLocationTemporaire = "SLHT", "Sous-locataire ou hébergé à titre temporaire"; StructureHebergement = "SH", "Structure d'hébergement";
        CentreEnfance = "CDEFCM", "Centre de l'enfance ou centre maternel"; ChezParentsOuEnfants = "CPE", "Chez ses parents ou ses enfants"; ChezParticulier = "CP", "Chez un particulier";
        TitreGratuit = "LTG", "Logé à titre gratuit"; Fonction = "FONC", "Logement de fonction"; ProprietaireOccupant = "POCC", "Propriétaire occupant";
        Camping = "CAMCAR", "Camping, caravaning"; Hotel = "HOT", "Hôtel"; SansAbri = "SD", "Sans abri ou abri de fortune"; Squat = "SQUAT", "Squat";
    }
);
nomenclature!(CategorieLogement { Appartement = "A", "Appartement"; Maison = "M", "Maison"; });
nomenclature!(CategorieRecherchee { Appartement = "A", "Appartement"; Maison = "M", "Maison"; Indifferent = "I", "Indifférent"; });
nomenclature!(
    /// Number of main rooms. A `Chambre` counts as one room.
    Typologie { Chambre = "C", "Chambre"; T1 = "T1", "T1"; T2 = "T2", "T2"; T3 = "T3", "T3"; T4 = "T4", "T4"; T5 = "T5", "T5"; T6 = "T6P", "T6 et plus"; }
);
nomenclature!(
    /// A motive is a declaration: it may feed a provisional score and never proves a priority (R1.08).
    Motif {
        SansLogement = "01", "Sans logement, hébergé ou en logement temporaire"; Demolition = "02", "Démolition"; NonDecent = "03", "Logement non décent, insalubre ou dangereux, local impropre à l'habitation";
        RepriseOuVente = "04", "Logement repris ou mis en vente"; Expulsion = "05", "Procédure d'expulsion"; Violences = "06", "Violences familiales"; Handicap = "07", "Handicap";
        Sante = "08", "Raisons de santé"; TropCher = "09", "Logement trop cher"; TropGrand = "10", "Logement trop grand"; Separation = "11", "Divorce, séparation"; Decohabitation = "12", "Décohabitation";
        TropPetit = "13", "Logement trop petit"; FutureUnion = "14", "Futur mariage, concubinage, PACS"; RegroupementFamilial = "15", "Regroupement familial"; AssistantMaternel = "16", "Assistant(e) maternel(le) ou familial(e)";
        Voisinage = "17", "Environnement ou voisinage"; MutationProfessionnelle = "18", "Mutation professionnelle"; RapprochementTravail = "19", "Rapprochement du lieu de travail";
        RapprochementServices = "20", "Rapprochement des équipements et services"; RapprochementFamille = "21", "Rapprochement de la famille"; AccedantEnDifficulte = "22", "Accédant à la propriété en difficulté"; Autre = "23", "Autre motif";
    }
);
nomenclature!(
    /// The closed list of reasons for striking off (CCH R. 441-2-8). No other reason exists.
    MotifRadiation {
        Attribution = "RADATT", "Attribution d'un logement social"; Abandon = "RADABA", "Renonciation écrite du demandeur"; SansReponse = "RADCON", "Absence de réponse à un courrier";
        Irrecevabilite = "RADIRR", "Demande irrecevable"; NonRenouvellement = "RADREN", "Non-renouvellement dans le délai";
    }
);
nomenclature!(StatutDalo { Non = "NON", "Non"; Actif = "ACTIF", "Actif"; Caduc = "CADUC", "Caduc"; ActifReloge = "ACTREL", "Actif, relogé"; });
nomenclature!(
    /// The priority publics of CCH L. 441-1, DALO standing above the list (R3.01). Codes are Carbet's own.
    PublicPrioritaire {
        Dalo = "dalo", "Reconnu prioritaire au titre du DALO";
        Handicap = "handicap", "Personne en situation de handicap, ou famille ayant à charge une telle personne";
        SortantAct = "sortant_act", "Sortant d'un appartement de coordination thérapeutique";
        MalLogeDefavorise = "mal_loge_defavorise", "Personne mal logée, défavorisée ou rencontrant des difficultés particulières";
        HebergeTemporaire = "heberge_temporaire", "Hébergée ou logée temporairement dans un établissement ou un logement de transition";
        RepriseActivite = "reprise_activite", "Personne mal logée reprenant une activité après un chômage de longue durée";
        HabitatIndigne = "habitat_indigne", "Exposée à une situation d'habitat indigne";
        ViolencesCouple = "violences_couple", "Victime de violences au sein du couple ou menacée de mariage forcé";
        ViolencesSexuelles = "violences_sexuelles", "Victime de viol ou d'agression sexuelle à son domicile ou à ses abords";
        SortieProstitution = "sortie_prostitution", "Engagée dans le parcours de sortie de la prostitution";
        TraiteProxenetisme = "traite_proxenetisme", "Victime de traite des êtres humains ou de proxénétisme";
        MineurSuroccupation = "mineur_suroccupation", "Avec un enfant mineur, dans un logement manifestement suroccupé ou non décent";
        SansLogement = "sans_logement", "Dépourvue de logement, y compris hébergée par un tiers";
        MenaceExpulsion = "menace_expulsion", "Menacée d'expulsion sans relogement";
        SortantAse = "sortant_ase", "Mineur émancipé ou jeune majeur de moins de 21 ans pris en charge par l'aide sociale à l'enfance";
    }
);

/// Who may know a fact (R12.05). Restricted and secret facts are encrypted at rest and masked by rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sensibilite {
    Normale,
    /// Sensitive, yet readable by whoever handles the file.
    Elevee,
    /// Health, disability, child protection.
    Restreinte,
    /// Violence, trafficking: revealing it can get somebody hurt.
    Secrete,
}

impl PublicPrioritaire {
    pub const fn sensibilite(self) -> Sensibilite {
        use PublicPrioritaire as P;
        match self {
            P::ViolencesCouple | P::ViolencesSexuelles | P::SortieProstitution | P::TraiteProxenetisme => Sensibilite::Secrete,
            P::Handicap | P::SortantAct | P::SortantAse => Sensibilite::Restreinte,
            P::Dalo | P::MalLogeDefavorise | P::HebergeTemporaire | P::MenaceExpulsion => Sensibilite::Elevee,
            P::RepriseActivite | P::HabitatIndigne | P::MineurSuroccupation | P::SansLogement => Sensibilite::Normale,
        }
    }
}

impl Motif {
    pub const fn sensibilite(self) -> Sensibilite {
        match self {
            Motif::Violences => Sensibilite::Secrete,
            Motif::Handicap | Motif::Sante => Sensibilite::Restreinte,
            Motif::Expulsion => Sensibilite::Elevee,
            Motif::SansLogement
            | Motif::Demolition
            | Motif::NonDecent
            | Motif::RepriseOuVente
            | Motif::TropCher
            | Motif::TropGrand
            | Motif::Separation
            | Motif::Decohabitation
            | Motif::TropPetit
            | Motif::FutureUnion
            | Motif::RegroupementFamilial
            | Motif::AssistantMaternel
            | Motif::Voisinage
            | Motif::MutationProfessionnelle
            | Motif::RapprochementTravail
            | Motif::RapprochementServices
            | Motif::RapprochementFamille
            | Motif::AccedantEnDifficulte
            | Motif::Autre => Sensibilite::Normale,
        }
    }
}

impl Typologie {
    /// Main rooms, 1 to 6.
    pub const fn pieces(self) -> u8 {
        match self {
            Typologie::Chambre | Typologie::T1 => 1,
            Typologie::T2 => 2,
            Typologie::T3 => 3,
            Typologie::T4 => 4,
            Typologie::T5 => 5,
            Typologie::T6 => 6,
        }
    }

    /// From a number of rooms; six and more are one class. `None` for zero.
    pub const fn from_pieces(pieces: u8) -> Option<Typologie> {
        Some(match pieces {
            0 => return None,
            1 => Typologie::T1,
            2 => Typologie::T2,
            3 => Typologie::T3,
            4 => Typologie::T4,
            5 => Typologie::T5,
            _ => Typologie::T6,
        })
    }
}
