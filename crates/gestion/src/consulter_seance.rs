//! Reading: one session, its agenda, its members, and one home with its candidates side by side.
//!
//! Before the decision the figures are computed on the day; after it, they are those that were frozen.

use droit::caleol::{self, check_quorum, compute_voix};
use droit::constat::Constat;
use droit::montant::{Centimes, PointsDeBase};
use droit::tri::Tri;
use stockage::Base;
use stockage::additif::{self, Additif};
use stockage::candidature::{self, Candidature};
use stockage::consultation;
use stockage::decision::{self, Decision};
use stockage::demande::{self, DemandeStockee};
use stockage::seance::Seance;
use stockage::seance_membre::{self, SeanceMembre};
use stockage::seance_point::{self, SeancePoint};
use stockage::vacance::Vacance;
use stockage::{offre, proces_verbal, residence, vacance};
use uuid::Uuid;

use crate::a_reporter::nom_menage;
use crate::carbet::Carbet;
use crate::decider::{CodeDecision, loyer, nom_organisation};
use crate::droits::{Acte, Acteur};
use crate::examen::{Calcul, Regles as ReglesExamen, examine};
use crate::figer::{Fige, list_provisoires};
use crate::issue::Echec;
use crate::registre::compute_reperes;
use crate::seance::{self as commun, point};
use crate::valeurs::tell_annee_plafond;

/// A session as shown.
pub struct SeanceLue {
    pub seance: Seance,
    pub bailleur_nom: String,
    pub points: Vec<PointLu>,
    pub membres: Vec<MembreLu>,
    /// Of the home under examination.
    pub quorum: Option<Constat>,
    pub preponderante: Option<Preponderante>,
    /// Candidates of the agenda without a decision.
    pub sans_decision: usize,
    pub examen: Option<ExamenLu>,
    pub peut_tenir: bool,
    /// Its minutes are sealed here.
    pub proces_verbal: bool,
    pub additifs: Vec<Additif>,
    /// Decisions were taken here, on all its homes: their letters may be printed.
    pub decisions: usize,
}

pub struct PointLu {
    pub id: Uuid,
    pub vacance: Uuid,
    /// Place on the agenda, from 1.
    pub numero: u32,
    /// `T3 Les Balourous`.
    pub logement: String,
    pub commune: String,
    pub candidats: usize,
    pub etat: String,
    /// Candidates without a decision.
    pub en_attente: usize,
    pub courant: bool,
}

pub struct MembreLu {
    pub membre: SeanceMembre,
    pub nom: String,
    /// On the home under examination; `None` without one.
    pub voix: Option<caleol::Voix>,
    pub preponderante: bool,
}

/// Whose vote breaks a tie, and whether that seat is there for the home under examination.
pub struct Preponderante {
    pub qualite: String,
    pub presente: bool,
}

/// The home under examination.
pub struct ExamenLu {
    pub point: SeancePoint,
    /// Place on the agenda, from 1.
    pub numero: u32,
    pub vacance: Vacance,
    pub logement: droit::logement::Logement,
    pub residence: String,
    pub adresse: String,
    pub commune: String,
    pub reservataire: String,
    /// Members who may vote on it.
    pub votants: u32,
    /// What the figures rest on that may still change: provisional tables, ceilings of the next year.
    pub reserves: Vec<String>,
    pub candidats: Vec<CandidatLu>,
}

pub struct CandidatLu {
    pub candidature: Candidature,
    pub demande: Uuid,
    /// Name, when the caller sees identities.
    pub menage: Option<String>,
    pub numero_unique: Option<String>,
    pub calcul: Calcul,
    pub total: i32,
    pub provisoire: bool,
    /// Points that await a proof.
    pub a_prouver: i32,
    pub prioritaire: bool,
    pub mutation: bool,
    /// Words on the present home, neither health nor violence.
    pub situation: String,
    pub adultes: usize,
    pub enfants: usize,
    pub a_naitre: u8,
    pub decision: Option<DecisionLue>,
}

pub struct DecisionLue {
    pub decision: Decision,
    pub code: Option<CodeDecision>,
    pub offre: Option<Uuid>,
}

/// The session with one home under examination: the one asked, else the first that waits, else the first.
pub async fn consulter_seance(carbet: &Carbet, acteur: &Acteur, id: Uuid, choisi: Option<Uuid>) -> Result<SeanceLue, Echec> {
    let base = &carbet.base;
    let seance = commun::find_en_portee(base, acteur, Acte::ConsulterSeances, id).await?;
    let regles = carbet.regles();
    let territoire = &regles.territoire;
    let points = seance_point::list_de_seance(base, id).await?;
    let kept: Vec<&SeancePoint> = points.iter().filter(|p| p.etat != point::RETIRE).collect();
    let mut waits: Option<&SeancePoint> = None;
    for ligne in &kept {
        if seance.etat != "close" && waits.is_none() && count_attente(base, ligne.vacance_id).await? > 0 {
            waits = Some(ligne);
        }
    }
    let current = choisi
        .and_then(|vacance| kept.iter().copied().find(|p| p.vacance_id == vacance))
        .or(waits)
        .or_else(|| kept.iter().copied().find(|p| p.etat == point::INSCRIT))
        .or_else(|| kept.first().copied())
        .cloned();
    let decisions = decision::list_de_seance(base, id).await?;
    let mut lus = Vec::with_capacity(points.len());
    let mut sans_decision = 0;
    for (numero, ligne) in (1..).zip(&points) {
        let Some(home) = vacance::find(base, ligne.vacance_id).await? else { continue };
        let dwelling = commun::logement_de(base, &home).await?;
        let name = match dwelling.residence_id {
            Some(residence_id) => residence::find(base, residence_id).await?.map(|r| r.nom),
            None => None,
        };
        let waiting =
            if ligne.etat == point::RETIRE || seance.etat == "close" { 0 } else { count_attente(base, home.id).await? };
        let decided = decisions.iter().filter(|d| d.point_id == ligne.id).count();
        sans_decision += waiting;
        lus.push(PointLu {
            id: ligne.id,
            vacance: ligne.vacance_id,
            numero,
            logement: format!("{} {}", dwelling.typologie, name.or(dwelling.adresse).unwrap_or_default()).trim().to_owned(),
            commune: territoire.commune(&dwelling.commune).map_or_else(|| dwelling.commune.clone(), |c| c.nom.clone()),
            candidats: waiting + decided,
            etat: ligne.etat.clone(),
            en_attente: waiting,
            courant: current.as_ref().is_some_and(|c| c.id == ligne.id),
        });
    }
    let rows = seance_membre::list_de_seance(base, id).await?;
    let examen = match current {
        Some(ligne) => {
            let place = points.iter().position(|p| p.id == ligne.id).unwrap_or(0);
            let numero = u32::try_from(place + 1).unwrap_or(u32::MAX);
            Some(read_examen(carbet, acteur, &seance, (numero, ligne), &rows, &decisions).await?)
        }
        None => None,
    };
    let seen = examen.as_ref().map(|e| commun::logement_examine(territoire, &e.logement.commune, &e.vacance));
    let commission = territoire.commission(&seance.bailleur, seance.tenue_le);
    let quorum = seen.map(|home| {
        let membres = commun::membres_de_droit(territoire, &rows, &[], home);
        check_quorum(&membres, home, commission.and_then(|c| c.quorum).map(u32::from))
    });
    let holder = commission.and_then(|c| commun::qualite_preponderante(&carbet.parametres, territoire, c, seance.tenue_le));
    let casting = holder.map(|q| q.code());
    let preponderante = holder.map(|q| Preponderante {
        qualite: q.libelle().to_owned(),
        presente: seen.is_some_and(|home| commun::find_preponderante(territoire, &rows, &[], holder, home).is_some()),
    });
    let membres = rows
        .into_iter()
        .map(|membre| MembreLu {
            nom: match (&membre.nom, &membre.organisation) {
                (Some(nom), _) => nom.clone(),
                (None, Some(code)) => nom_organisation(carbet, code),
                (None, None) => "À désigner".to_owned(),
            },
            voix: seen.map(|home| compute_voix(&commun::qualite(territoire, &membre), home)),
            preponderante: casting == Some(membre.qualite.as_str()),
            membre,
        })
        .collect();
    Ok(SeanceLue {
        bailleur_nom: nom_organisation(carbet, &seance.bailleur),
        proces_verbal: proces_verbal::is_scelle(base, id).await?,
        additifs: additif::list_de_seance(base, id).await?,
        peut_tenir: commun::is_en_portee(base, acteur, Acte::TenirSeance, &seance).await?,
        seance,
        points: lus,
        membres,
        quorum,
        preponderante,
        sans_decision,
        decisions: decisions.len(),
        examen,
    })
}

/// Candidates of a home on the agenda who have no decision yet.
async fn count_attente(base: &Base, vacance: Uuid) -> Result<usize, Echec> {
    Ok(candidature::list_de_vacance(base, vacance).await?.iter().filter(|c| c.etat == "inscrite_en_seance").count())
}

pub(crate) async fn read_examen(
    carbet: &Carbet,
    acteur: &Acteur,
    seance: &Seance,
    (numero, ligne): (u32, SeancePoint),
    rows: &[SeanceMembre],
    decisions: &[Decision],
) -> Result<ExamenLu, Echec> {
    let base = &carbet.base;
    let regles = carbet.regles();
    let territoire = &regles.territoire;
    let home = vacance::find(base, ligne.vacance_id).await?.ok_or(Echec::Introuvable)?;
    let dwelling = commun::logement_de(base, &home).await?;
    let logement = dwelling.to_logement()?;
    let residence = match dwelling.residence_id {
        Some(id) => residence::find(base, id).await?,
        None => None,
    };
    let seen = commun::logement_examine(territoire, &logement.commune, &home);
    let votants = commun::count_votants(&commun::membres_de_droit(territoire, rows, &[], seen), seen);
    let mut candidates: Vec<Candidature> = candidature::list_de_vacance(base, home.id)
        .await?
        .into_iter()
        .filter(|c| {
            c.etat == "inscrite_en_seance" || decisions.iter().any(|d| d.candidature_id == c.id && d.point_id == ligne.id)
        })
        .collect();
    candidates.sort_by_key(|c| (c.position.unwrap_or(i32::MAX), c.propose_le, c.id));
    let ids: Vec<Uuid> = candidates.iter().map(|c| c.demande_id).collect();
    let stored = demande::get_lot(base, &acteur.departement, &ids).await?;
    trace(carbet, acteur, &ids).await?;
    let offres = offre::list_de_vacance(base, home.id).await?;
    let jour = if seance.etat == "preparee" || seance.etat == "convoquee" {
        seance.tenue_le.max(carbet.aujourd_hui())
    } else {
        carbet.aujourd_hui()
    };
    let reperes = compute_reperes(&carbet.parametres, territoire, jour);
    let rules = ReglesExamen { parametres: &carbet.parametres, reperes: &reperes, grille: &regles.grille };
    let mut lus = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        let Some(found) = stored.iter().find(|d| d.id == candidate.demande_id) else { continue };
        let taken = decisions.iter().find(|d| d.candidature_id == candidate.id && d.point_id == ligne.id);
        lus.push(read_candidat(acteur, rules, found, candidate, &logement, &home, taken, &offres, jour));
    }
    Ok(ExamenLu {
        adresse: dwelling.adresse.clone().or_else(|| residence.as_ref().and_then(|r| r.adresse.clone())).unwrap_or_default(),
        residence: residence.map(|r| r.nom).unwrap_or_default(),
        commune: territoire.commune(&logement.commune).map_or_else(|| logement.commune.clone(), |c| c.nom.clone()),
        reservataire: nom_organisation(carbet, home.reservataire.as_deref().unwrap_or(&home.bailleur)),
        votants,
        reserves: list_provisoires(&carbet.parametres, jour)
            .into_iter()
            .map(|table| format!("{table} : valeur provisoire."))
            .chain(tell_annee_plafond(&carbet.parametres, seance.tenue_le))
            .collect(),
        numero,
        point: ligne,
        vacance: home,
        logement,
        candidats: lus,
    })
}

#[expect(clippy::too_many_arguments, reason = "what one column of the page is made from")]
fn read_candidat(
    acteur: &Acteur,
    rules: ReglesExamen<'_>,
    stored: &DemandeStockee,
    candidate: Candidature,
    logement: &droit::logement::Logement,
    home: &Vacance,
    taken: Option<&Decision>,
    offres: &[offre::Offre],
    jour: droit::jour::Jour,
) -> CandidatLu {
    let examen = examine(rules, &stored.demande, logement, loyer(home), jour);
    let frozen = taken.and_then(|d| d.fige.as_deref()).and_then(Fige::read);
    let a_prouver =
        examen.note.lignes.iter().filter(|l| l.etat == droit::cotation::EtatLigne::Provisoire).map(|l| l.retenus).sum::<i32>();
    let menage = &stored.demande.dossier.menage;
    let today = |le| droit::jour::compute_age(le, jour);
    let adultes = menage.personnes.iter().filter(|p| p.naissance_le.is_none_or(|le| today(le) >= 18)).count();
    let (calcul, total, provisoire, prioritaire, mutation) = match &frozen {
        Some(fige) => (
            Calcul {
                personnes: fige.calcul.personnes,
                categorie: fige.calcul.categorie,
                revenu: fige.calcul.revenu.map(Centimes),
                revenu_plancher: fige.calcul.revenu_plancher.map(Centimes),
                plafond: fige.calcul.plafond.map(Centimes),
                ressources_mensuelles: fige.calcul.ressources_mensuelles.map(Centimes),
                unites_dixiemes: fige.calcul.unites_dixiemes,
                aide: fige.calcul.aide.map(Centimes),
                taux_effort: fige.calcul.taux_effort.map(PointsDeBase),
                reste_pour_vivre: fige.calcul.reste_pour_vivre.map(Centimes),
            },
            fige.note.total,
            fige.note.provisoire,
            fige.candidat.prioritaire == Some(true),
            fige.candidat.mutation == Some(true),
        ),
        None => {
            let (prioritaire, mutation) = (examen.prioritaire == Tri::Vrai, examen.mutation == Tri::Vrai);
            (examen.calcul.clone(), examen.note.total, examen.note.provisoire, prioritaire, mutation)
        }
    };
    CandidatLu {
        demande: stored.id,
        menage: acteur.role.masque().identite.then(|| nom_menage(stored)),
        numero_unique: stored.demande.numero_unique().map(|n| n.to_string()),
        calcul,
        total,
        provisoire,
        a_prouver,
        prioritaire,
        mutation,
        situation: describe_situation(stored),
        adultes,
        enfants: menage.personnes.len() - adultes,
        a_naitre: menage.a_naitre.map_or(0, |a| a.nombre),
        decision: taken.map(|d| DecisionLue {
            code: CodeDecision::from_code(&d.code),
            offre: offres.iter().rev().find(|o| o.candidature_id == candidate.id).map(|o| o.id),
            decision: d.clone(),
        }),
        candidature: candidate,
    }
}

/// One sentence on the present home.
fn describe_situation(stored: &DemandeStockee) -> String {
    let home = &stored.demande.dossier.logement_actuel;
    let mut parts = Vec::new();
    match (home.modele, home.typologie, home.surface) {
        (Some(modele), typologie, surface) => {
            let mut text = modele.libelle().to_owned();
            if let Some(typologie) = typologie {
                text.push_str(&format!(", {}", typologie.code()));
            }
            if let Some(surface) = surface {
                text.push_str(&format!(" de {surface} m²"));
            }
            parts.push(text);
        }
        (None, _, _) => parts.push("Logement actuel non renseigné".to_owned()),
    }
    if let Some(habitants) = home.nombre_habitants {
        parts.push(format!("{habitants} personnes y vivent"));
    }
    if let Some(loyer) = home.loyer.filter(|l| l.0 > 0) {
        parts.push(format!("loyer actuel {loyer}"));
    }
    format!("{}.", parts.join(" ; "))
}

/// Every nominative reading leaves its trace (R12.05).
async fn trace(carbet: &Carbet, acteur: &Acteur, ids: &[Uuid]) -> Result<(), Echec> {
    if ids.is_empty() || !acteur.role.masque().identite {
        return Ok(());
    }
    let tx = carbet.base.begin().await?;
    let instant = carbet.horloge.instant_utc();
    let rows: Vec<consultation::Consultation> = ids
        .iter()
        .map(|id| consultation::Consultation {
            id: Uuid::now_v7(),
            acteur: acteur.code(),
            organisation: Some(acteur.organisation.clone()),
            type_objet: "demande".to_owned(),
            objet_id: id.to_string(),
            motif: Some("seance".to_owned()),
            nombre: 1,
            instant_utc: instant,
        })
        .collect();
    consultation::insert_many(&tx, &rows).await?;
    tx.commit().await?;
    Ok(())
}
