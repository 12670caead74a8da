//! What a decision freezes, put together: the demande, the home, the figures and the versions of the day.

use droit::cotation::StatutGrille;
use droit::demande::Demande;
use droit::jour::Jour;
use droit::logement::Logement;
use droit::parametres::Parametres;
use droit::tri::Tri;

use crate::charger_territoire::Regles;
use crate::examen::{Examen, LoyerDemande};
use crate::figer::{
    CandidatFige, DemandeFigee, FORME, Fige, LogementFige, SeanceFigee, SeuilFige, VersionsFigees, freeze_examen,
    freeze_parametres,
};

/// Everything a decision was based on.
pub struct FaitsDecision<'a> {
    pub regles: &'a Regles,
    pub parametres: &'a Parametres,
    /// Day of the decision.
    pub jour: Jour,
    pub demande: &'a Demande,
    /// Version of the dossier in Carbet.
    pub version: i64,
    pub extrait_le: Option<Jour>,
    pub logement: &'a Logement,
    pub loyer: LoyerDemande,
    pub noms: NomsLogement,
    /// Code of the organisation that proposed the household.
    pub contingent: &'a str,
    pub position: Option<i32>,
    pub examen: &'a Examen,
    pub seance: SeanceFigee,
}

/// Names that the base and the territory give to a home.
#[derive(Clone, Debug)]
pub struct NomsLogement {
    pub residence: String,
    pub adresse: String,
    pub commune: String,
    pub reservataire: Option<String>,
    pub reservataire_nom: String,
}

/// Freezes a decision: same facts, same text.
pub fn freeze_decision(faits: FaitsDecision<'_>) -> Fige {
    let FaitsDecision { regles, demande, examen, .. } = faits;
    let figes = freeze_examen(&regles.grille, examen);
    Fige {
        forme: FORME,
        jour: faits.jour.to_string(),
        demande: DemandeFigee {
            numero_unique: demande.numero_unique().map_or_else(String::new, |n| n.to_string()),
            depose_le: demande.depose_le.to_string(),
            renouvele_le: demande.renouvele_le.map(|j| j.to_string()),
            version: faits.version,
            extrait_le: faits.extrait_le.map(|j| j.to_string()),
        },
        logement: LogementFige::freeze(faits.logement, faits.loyer, faits.noms),
        candidat: CandidatFige {
            contingent: faits.contingent.to_owned(),
            contingent_nom: regles.nom_organisation(faits.contingent),
            position: faits.position,
            prioritaire: to_fige(examen.prioritaire),
            dalo: to_fige(examen.dalo),
            mutation: to_fige(examen.mutation),
        },
        calcul: figes.calcul,
        faits: figes.faits,
        note: figes.note,
        seance: faits.seance,
        versions: VersionsFigees {
            grille: regles.grille.version.clone(),
            grille_statut: statut_grille(regles.grille.statut).to_owned(),
            territoire: regles.version.to_string(),
            territoire_numero: regles.numero,
            parametres: freeze_parametres(faits.parametres, faits.jour),
            seuil_effort: regles.territoire.seuil_effort(faits.jour).map(|seuil| SeuilFige {
                taux_maximal: seuil.taux_maximal.0,
                statut: seuil.adoption.statut.code().to_owned(),
                source: seuil.adoption.source.clone(),
            }),
        },
    }
}

/// As frozen: unknown stays unknown.
const fn to_fige(tri: Tri) -> Option<bool> {
    match tri {
        Tri::Vrai => Some(true),
        Tri::Faux => Some(false),
        Tri::Inconnu => None,
    }
}

const fn statut_grille(statut: StatutGrille) -> &'static str {
    match statut {
        StatutGrille::Projet => "projet",
        StatutGrille::Adoptee => "adoptee",
        StatutGrille::Demonstration => "demonstration",
    }
}
