//! Acts: the household's answer to an offer, its silence, and the ways an offer loses its effect.
//!
//! A refusal or a silence frees the household and opens the offer of the next rank. Silence refuses this offer in
//! law and never costs points (C13); neither does the refusal of a home that does not fit, nor that of a rehousing (R4.09).

use droit::admissibilite::{self, check_admissibilite};
use droit::caleol::{MotifRefusOffre, check_effort_offre};
use droit::demande::{Demande, RefusLogement};
use droit::etats::{ActeCandidature, ActeOffre, MotifCaducite, MotifLiberation};
use droit::jour::Jour;
use droit::logement::Logement;
use droit::montant::PointsDeBase;
use droit::tri::Tri;
use stockage::demande::{self, DemandeStockee, Meta, Origine};
use stockage::{candidature, decision, offre, vacance};
use uuid::Uuid;

use crate::a_reporter::{self, Report, objet};
use crate::carbet::{ActeEnCours, Carbet};
use crate::conditions_acces::{is_perdu, list_conditions};
use crate::decider::loyer;
use crate::droits::{Acte, Acteur, Portee};
use crate::examen::{LoyerDemande, compute_calcul};
use crate::figer::Fige;
use crate::issue::{Echec, Refus};
use crate::offre::{self as commun, Dossier};
use crate::rang_suivant::{A_NOTIFIER, compute_suite};
use crate::seance::logement_de;
use crate::sortie;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReponseOffre {
    Acceptee {
        le: Jour,
    },
    Refusee {
        le: Jour,
        motif: Option<MotifRefusOffre>,
        logement_inadapte: bool,
        /// The offer is a rehousing that an operation owes.
        relogement: bool,
    },
    /// Found after the last day to answer.
    Silence,
}

/// What follows the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SuiteOffre {
    /// The lease is to be signed.
    BailAPreparer,
    /// The offer of the next rank is to be notified.
    RangSuivant(Uuid),
    /// No rank left: the designation starts again.
    DesignationRelancee,
}

/// Records the answer.
///
/// Errors: an answer after the delay or before the notification; a silence found before the end of the delay.
pub async fn repondre_offre(carbet: &Carbet, acteur: &Acteur, id: Uuid, reponse: ReponseOffre) -> Result<SuiteOffre, Echec> {
    let mut acte = carbet.begin(acteur, "repondre_offre").await?;
    let mut dossier = commun::find_en_portee(&acte.tx, acteur, id).await?;
    let jour = carbet.aujourd_hui();
    let (ActeSuite { offre: demande, le }, code) = match &reponse {
        ReponseOffre::Acceptee { le } => (ActeSuite { offre: ActeOffre::Accepter { le: *le }, le: *le }, "acceptee"),
        ReponseOffre::Refusee { le, motif, .. } => {
            let motif = motif.map(|m| m.code().to_owned());
            (ActeSuite { offre: ActeOffre::Refuser { le: *le, motif }, le: *le }, "refusee")
        }
        ReponseOffre::Silence => (ActeSuite { offre: ActeOffre::ConstaterSilence { le: jour }, le: jour }, "silence"),
    };
    if le > jour {
        return Err(Refus::new(
            "reponse_a_venir",
            "Cette réponse est datée d'un jour à venir.",
            "Vérifier la date de la réponse.",
        )
        .champ("recue_le")
        .into());
    }
    apply_offre(carbet, &mut acte, &mut dossier, demande, le).await?;
    acte.tell(serde_json::json!({ "reponse": code, "le": le.to_string() }));
    let suite = match reponse {
        ReponseOffre::Acceptee { le } => {
            sortie::apply(carbet, &mut acte, &mut dossier.candidature, ActeCandidature::Accepter { le }).await?;
            SuiteOffre::BailAPreparer
        }
        ReponseOffre::Refusee { le, motif, logement_inadapte, relogement } => {
            let stored = demande::get(&acte.tx, &dossier.offre.departement, dossier.offre.demande_id).await?;
            let home = logement_de(&acte.tx, &dossier.vacance).await?.to_logement()?;
            let told = Tri::from(!logement_inadapte && motif != Some(MotifRefusOffre::LogementInadapte));
            let fits = told.et(check_effort(carbet, &acte, &dossier, &home, &stored.demande, jour).await?).et(check_adapte(
                carbet,
                &home,
                loyer(&dossier.vacance),
                &stored.demande,
                jour,
            ));
            dossier.offre.logement_inadapte = match fits {
                Tri::Vrai => Some(false),
                Tri::Faux => Some(true),
                Tri::Inconnu => None,
            };
            dossier.offre.refus_motif = motif.map(|m| m.code().to_owned());
            offre::update(&acte.tx, &dossier.offre).await?;
            let refus = RefusLogement {
                le,
                motif: motif.map(|m| m.code().to_owned()),
                // What nobody knows never costs (R4.09): the home fits only when every test passes.
                logement_adapte: fits == Tri::Vrai,
                silence: false,
                relogement,
            };
            end(carbet, acteur, &mut acte, &mut dossier, Some((stored, refus)), MotifLiberation::Refus, le).await?
        }
        ReponseOffre::Silence => {
            let stored = demande::get(&acte.tx, &dossier.offre.departement, dossier.offre.demande_id).await?;
            let refus = RefusLogement { le, motif: None, logement_adapte: true, silence: true, relogement: false };
            end(carbet, acteur, &mut acte, &mut dossier, Some((stored, refus)), MotifLiberation::Silence, le).await?
        }
    };
    carbet.conclude(acte).await?;
    Ok(suite)
}

/// Act: an offer loses its effect (home withdrawn, new fact, lease never signed): the household is freed.
pub async fn rendre_caduque(carbet: &Carbet, acteur: &Acteur, id: Uuid, motif: MotifCaducite) -> Result<SuiteOffre, Echec> {
    let mut acte = carbet.begin(acteur, "rendre_offre_caduque").await?;
    let mut dossier = commun::find_en_portee(&acte.tx, acteur, id).await?;
    let le = carbet.aujourd_hui();
    if dossier.offre.etat == A_NOTIFIER && motif == MotifCaducite::FaitNouveau {
        check_perdu(carbet, &acte, &dossier, le).await?;
        "caduque".clone_into(&mut dossier.offre.etat);
        dossier.offre.maj_le = acte.instant();
        acte.touch("offre", dossier.offre.id);
    } else {
        apply_offre(carbet, &mut acte, &mut dossier, ActeOffre::RendreCaduque { le, motif }, le).await?;
    }
    dossier.offre.refus_motif = Some(motif.code().to_owned());
    offre::update(&acte.tx, &dossier.offre).await?;
    acte.tell(serde_json::json!({ "motif": motif.code() }));
    let suite = end(carbet, acteur, &mut acte, &mut dossier, None, MotifLiberation::OffreCaduque, le).await?;
    carbet.conclude(acte).await?;
    Ok(suite)
}

/// An offer that was never sent lapses only when the household certainly lost a legal condition of access: nothing else
/// takes its rank away (CCH R. 441-3).
async fn check_perdu(carbet: &Carbet, acte: &ActeEnCours, dossier: &Dossier, jour: Jour) -> Result<(), Echec> {
    let stored = demande::get(&acte.tx, &dossier.offre.departement, dossier.offre.demande_id).await?;
    let home = logement_de(&acte.tx, &dossier.vacance).await?.to_logement()?;
    if is_perdu(&list_conditions(&carbet.parametres, &stored.demande, &home, jour)) {
        return Ok(());
    }
    Err(Refus::new(
        "conditions_remplies",
        "Ce ménage n'a perdu aucune condition légale d'accès : son rang lui reste.",
        "Notifier l'offre.",
    )
    .article("CCH R. 441-3")
    .into())
}

/// Act: the paper of a suspensive condition came in time (R7.07 c): the attribution stands, the offer may be notified.
pub async fn lever_condition(carbet: &Carbet, acteur: &Acteur, candidature_id: Uuid, recue_le: Jour) -> Result<(), Echec> {
    let mut acte = carbet.begin(acteur, "lever_condition").await?;
    let (mut candidate, mut found) = find_condition(&acte, acteur, candidature_id).await?;
    if recue_le > carbet.aujourd_hui() {
        return Err(Refus::new("piece_a_venir", "Cette date est à venir.", "Indiquer le jour où la pièce est arrivée.")
            .champ("recue_le")
            .into());
    }
    sortie::apply(carbet, &mut acte, &mut candidate, ActeCandidature::LeverCondition { le: recue_le }).await?;
    found.condition_avant_le = None;
    decision::update(&acte.tx, &found).await?;
    acte.touch("decision", found.id)
        .tell(serde_json::json!({ "piece": found.condition_piece, "recue_le": recue_le.to_string() }));
    carbet.conclude(acte).await.map(|_| ())
}

/// Act: the paper did not come in time: the attribution is void, the household is freed, the next rank is to be notified.
pub async fn constater_condition_non_levee(carbet: &Carbet, acteur: &Acteur, candidature_id: Uuid) -> Result<SuiteOffre, Echec> {
    let mut acte = carbet.begin(acteur, "constater_condition_non_levee").await?;
    let (mut candidate, found) = find_condition(&acte, acteur, candidature_id).await?;
    let jour = carbet.aujourd_hui();
    if found.condition_avant_le.is_none_or(|limit| jour <= limit) {
        return Err(Refus::new(
            "condition_en_cours",
            "Le délai laissé pour fournir la pièce n'est pas écoulé.",
            "Attendre son lendemain, ou enregistrer la pièce reçue.",
        )
        .article("CCH R. 441-3")
        .into());
    }
    let mut home = vacance::find(&acte.tx, candidate.vacance_id).await?.ok_or(Echec::Introuvable)?;
    sortie::liberer(carbet, &mut acte, &mut candidate, MotifLiberation::ConditionNonLevee, jour).await?;
    cancel_a_notifier(&acte, home.id, candidate.id).await?;
    let suite = next(&mut acte, &mut home).await?;
    acte.tell(serde_json::json!({ "piece": found.condition_piece }));
    carbet.conclude(acte).await?;
    Ok(suite)
}

struct ActeSuite {
    offre: ActeOffre,
    le: Jour,
}

async fn apply_offre(
    carbet: &Carbet,
    acte: &mut ActeEnCours,
    dossier: &mut Dossier,
    demande: ActeOffre,
    le: Jour,
) -> Result<(), Echec> {
    let Some(state) = commun::etat(carbet, &dossier.offre) else {
        return Err(Refus::new(
            "offre_non_notifiee",
            "Cette offre n'est pas encore notifiée.",
            "Enregistrer d'abord sa notification : le délai de réponse court de là.",
        )
        .article("CCH R. 441-10")
        .into());
    };
    let next = state.apply(demande)?;
    next.code().clone_into(&mut dossier.offre.etat);
    dossier.offre.repondue_le = Some(le);
    dossier.offre.maj_le = acte.instant();
    offre::update(&acte.tx, &dossier.offre).await?;
    acte.touch("offre", dossier.offre.id);
    Ok(())
}

/// Frees the household, keeps its refusal in its file, tells the SNE, opens the next rank.
async fn end(
    carbet: &Carbet,
    acteur: &Acteur,
    acte: &mut ActeEnCours,
    dossier: &mut Dossier,
    refus: Option<(DemandeStockee, RefusLogement)>,
    motif: MotifLiberation,
    le: Jour,
) -> Result<SuiteOffre, Echec> {
    sortie::liberer(carbet, acte, &mut dossier.candidature, motif, le).await?;
    if let Some((mut stored, refus)) = refus {
        let report = Report {
            evenement: if refus.silence { "Absence de réponse à une proposition" } else { "Refus d'une proposition" }.to_owned(),
            ou: "Gestion partagée, Événements, Réponse du demandeur".to_owned(),
            valeurs: vec![
                ("Date".to_owned(), droit::jour::format_fr(le)),
                (
                    "Motif".to_owned(),
                    refus.motif.as_deref().and_then(MotifRefusOffre::from_code).map_or("Sans motif", |m| m.libelle()).to_owned(),
                ),
            ],
        };
        a_reporter::add(carbet, acte, &stored, objet::REFUS_OFFRE, &dossier.vacance.bailleur, &report).await?;
        stored.demande.dossier.refus.push(refus);
        let meta = Meta {
            source: "carbet".to_owned(),
            extrait_le: stored.extrait_le,
            origine: Origine::Demandeur,
            agent: acteur.code(),
            instant_utc: acte.instant(),
            protege: stored.protege,
        };
        demande::update(&acte.tx, &stored.departement, stored.id, stored.version, &stored.demande, &meta).await?;
    }
    next(acte, &mut dossier.vacance).await
}

async fn next(acte: &mut ActeEnCours, home: &mut vacance::Vacance) -> Result<SuiteOffre, Echec> {
    Ok(compute_suite(acte, home).await?.map_or(SuiteOffre::DesignationRelancee, SuiteOffre::RangSuivant))
}

/// An offer that waited for its notification no longer has an object.
pub(crate) async fn cancel_a_notifier(acte: &ActeEnCours, vacance_id: Uuid, candidature_id: Uuid) -> Result<(), Echec> {
    for mut row in offre::list_de_vacance(&acte.tx, vacance_id).await? {
        if row.candidature_id == candidature_id && row.etat == A_NOTIFIER {
            "caduque".clone_into(&mut row.etat);
            row.maj_le = acte.instant();
            offre::update(&acte.tx, &row).await?;
        }
    }
    Ok(())
}

async fn find_condition(
    acte: &ActeEnCours,
    acteur: &Acteur,
    id: Uuid,
) -> Result<(candidature::Candidature, decision::Decision), Echec> {
    let candidate = candidature::find(&acte.tx, id).await?.ok_or(Echec::Introuvable)?;
    let home = vacance::find(&acte.tx, candidate.vacance_id).await?.ok_or(Echec::Introuvable)?;
    if acteur.portee(Acte::SuivreOffre) != Some(Portee::Organisation) || home.bailleur != acteur.organisation {
        return Err(Echec::Introuvable);
    }
    let found = decision::find_de_candidature(&acte.tx, id).await?.ok_or(Echec::Introuvable)?;
    if found.condition_piece.is_none() {
        return Err(Refus::new("sans_condition", "Cette attribution n'attend aucune pièce.", "Notifier l'offre.").into());
    }
    Ok((candidate, found))
}

/// R4.09: whether the effort rate that the commission froze stays within the local threshold; that of today when it froze none.
async fn check_effort(
    carbet: &Carbet,
    acte: &ActeEnCours,
    dossier: &Dossier,
    home: &Logement,
    demande: &Demande,
    jour: Jour,
) -> Result<Tri, Echec> {
    let taken = decision::find_de_candidature(&acte.tx, dossier.candidature.id).await?;
    let frozen = taken.and_then(|d| d.fige).as_deref().and_then(Fige::read);
    let rate = match frozen {
        Some(fige) => fige.calcul.taux_effort.map(PointsDeBase),
        None => compute_calcul(&carbet.parametres, demande, home, loyer(&dossier.vacance), jour).taux_effort,
    };
    let regles = carbet.regles();
    let seuil = regles.territoire.seuil_effort(jour).map(|s| s.taux_maximal);
    Ok(check_effort_offre(rate, seuil).tri())
}

/// R4.09: whether the home passes every test of size, kind and ceiling for this household, whatever was typed.
fn check_adapte(carbet: &Carbet, logement: &Logement, loyer: LoyerDemande, demande: &Demande, jour: Jour) -> Tri {
    let calcul = compute_calcul(&carbet.parametres, demande, logement, loyer, jour);
    let ceiling = match calcul.revenu.zip(calcul.plafond) {
        Some((revenu, plafond)) => Tri::from(revenu <= plafond),
        None => Tri::Inconnu,
    };
    let regles = carbet.regles();
    let typologies = regles.territoire.grille_typologie(jour);
    let contexte =
        admissibilite::Contexte { jour, expire_le: None, plafond: None, revenu: None, revenu_plancher: None, typologies };
    let rules = ["typologie_recherchee", "taille_menage", "besoin_adapte", "commune_souhaitee"];
    check_admissibilite(logement, demande, &contexte)
        .examens
        .iter()
        .filter(|e| rules.contains(&e.constat.regle))
        .fold(ceiling, |all, e| all.et(e.constat.tri()))
}
