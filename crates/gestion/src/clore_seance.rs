//! Act: close a session and seal its minutes (R7.10). The minutes print only what was frozen with the decisions.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use documents::{
    CandidatExamine, DecisionImprimee, LogementExamine, Membre, ParametreApplique, Presence, ProcesVerbal, Quorum, Voix,
};
use droit::caleol::{Decision as DecisionCaleol, ExceptionCandidats, MotifDecision, PieceListee};
use droit::etats::{ActeSeance, MotifLiberation};
use droit::jour::{Jour, format_fr};
use droit::montant::{Centimes, PointsDeBase};
use droit::parametres::Parametres;
use droit::territoire::{Commission, QualiteMembre, StatutRegle, Voix as VoixMembre};
use droit::tri::Tri;
use sha2::{Digest, Sha256};
use stockage::candidature::{self, Candidature};
use stockage::decision::{self, Decision};
use stockage::proces_verbal::{self, ContenuScelle};
use stockage::seance::{self, Seance};
use stockage::seance_membre::{self, SeanceMembre};
use stockage::seance_point::{self, SeancePoint};
use stockage::vacance;
use uuid::Uuid;

use crate::carbet::{ActeEnCours, Carbet};
use crate::charger_territoire::Regles;
use crate::decider::{CodeDecision, RETRAIT};
use crate::droits::{Acte, Acteur};
use crate::figer::{Fige, libelle_table, tell_reserves};
use crate::issue::{Echec, Refus};
use crate::nombre_candidats::{check_nombre, compute_dalo};
use crate::preparer_seance::{ModeSeance, format_heure};
use crate::proces_verbal::{compose, impossible};
use crate::rang_suivant::compute_suite;
use crate::seance::{self as commun, point};
use crate::valeurs::tell_annee_plafond;

/// The sealed minutes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeanceClose {
    pub numero: String,
    /// SHA-256 of the document.
    pub empreinte: String,
    /// Offers that wait for their notification.
    pub offres: usize,
}

/// Closes the session: every home decided or withdrawn, minutes sealed, first ranks to be notified, homes without
/// attribution back to designation.
pub async fn clore_seance(carbet: &Carbet, acteur: &Acteur, id: Uuid) -> Result<SeanceClose, Echec> {
    let mut acte = carbet.begin(acteur, "clore_seance").await?;
    let mut session = commun::find_en_portee(&acte.tx, acteur, Acte::TenirSeance, id).await?;
    let mut points = seance_point::list_de_seance(&acte.tx, id).await?;
    commun::apply(carbet, &mut session, ActeSeance::Clore { le: carbet.aujourd_hui() })?;
    let mut waiting = 0;
    for ligne in points.iter().filter(|p| p.etat != point::RETIRE) {
        let candidates = candidature::list_de_vacance(&acte.tx, ligne.vacance_id).await?;
        waiting += candidates.iter().filter(|c| c.etat == "inscrite_en_seance").count();
    }
    if waiting > 0 {
        return Err(Refus::new(
            "candidats_sans_decision",
            format!("{waiting} candidat(s) n'ont pas encore de décision."),
            "Décider, ou retirer de l'ordre du jour les logements et les candidats non examinés.",
        )
        .article("CCH R. 441-3")
        .into());
    }
    let decisions = decision::list_de_seance(&acte.tx, id).await?;
    for ligne in points.iter_mut().filter(|p| p.etat != point::RETIRE) {
        recount_examines(carbet, &acte, &session, ligne, &decisions).await?;
    }
    let membres = seance_membre::list_de_seance(&acte.tx, id).await?;
    if find_president(&session, &membres).is_none() {
        return Err(Refus::new(
            "president_absent",
            "La présidence de la séance n'est pas enregistrée : le procès-verbal la nomme et la fait signer.",
            "Choisir, avec les présences, celui des six membres du bailleur qui préside.",
        )
        .article("CCH R. 441-9")
        .champ("president")
        .into());
    }
    let tenue = SeanceTenue {
        seance: &session,
        points: &points,
        membres: &membres,
        decisions: &decisions,
        close_le: carbet.aujourd_hui(),
    };
    let contenu = write_proces_verbal(&carbet.regles(), &carbet.parametres, carbet.demo, tenue, acte.instant(), &acteur.code())?;
    let document = compose(contenu.texte.clone()).await?;
    let numero = contenu.numero.clone();
    let (le, par) = (contenu.scelle_le, contenu.scelle_par.clone());
    proces_verbal::insert_contenus(&acte.tx, &[contenu]).await?;
    let sealed = proces_verbal::insert(&acte.tx, id, &numero, &document, le, &par).await?;
    seance::update(&acte.tx, &session).await?;
    let mut offres = 0;
    for ligne in points.iter().filter(|p| p.etat != point::RETIRE) {
        let mut home = vacance::find(&acte.tx, ligne.vacance_id).await?.ok_or(Echec::Introuvable)?;
        if compute_suite(&mut acte, &mut home).await?.is_some() {
            offres += 1;
        }
    }
    acte.touch("seance", id).touch("proces_verbal", id).tell(serde_json::json!({
        "numero": numero, "empreinte": sealed.empreinte, "decisions": decisions.len(), "offres": offres,
    }));
    carbet.conclude(acte).await?;
    Ok(SeanceClose { numero, empreinte: sealed.empreinte, offres })
}

/// CCH R. 441-3: the files examined for each home attributed, counted once more when nothing can change any longer. A file
/// that the SNE struck off in the meantime leaves a shortage that nobody chose: its reason is recorded.
async fn recount_examines(
    carbet: &Carbet,
    acte: &ActeEnCours,
    session: &Seance,
    ligne: &mut SeancePoint,
    decisions: &[Decision],
) -> Result<(), Echec> {
    let of_point = || decisions.iter().filter(|d| d.point_id == ligne.id);
    if !of_point().any(|d| d.rang.is_some()) {
        return Ok(());
    }
    let candidates = candidature::list_de_vacance(&acte.tx, ligne.vacance_id).await?;
    let examined: Vec<&Candidature> =
        candidates.iter().filter(|c| of_point().any(|d| d.candidature_id == c.id && d.code != RETRAIT)).collect();
    let exception = ligne.exception.as_deref().and_then(ExceptionCandidats::from_code);
    let jour = carbet.aujourd_hui();
    let dalo = compute_dalo(carbet, &acte.tx, &examined, jour).await?;
    let constat = check_nombre(carbet, jour, examined.len(), exception, dalo)?;
    if constat.tri() == Tri::Vrai {
        return Ok(());
    }
    let struck_off = candidates.iter().any(|c| {
        c.liberation_motif.as_deref() == Some(MotifLiberation::DemandeRadiee.code())
            && session.ouverte_le.is_some_and(|since| c.maj_le >= since)
            && !of_point().any(|d| d.candidature_id == c.id)
    });
    if !struck_off {
        return Err(Refus::new(
            "moins_de_trois_candidats",
            format!("À la clôture, pour un logement attribué : {}", constat.raison),
            "Prévenir l'administrateur : un candidat a quitté l'ordre du jour après l'attribution.",
        )
        .article(constat.article)
        .into());
    }
    let count = examined.len();
    ligne.exception = Some(ExceptionCandidats::Insuffisance.code().to_owned());
    ligne.exception_motif =
        Some(format!("Une demande inscrite a été radiée du SNE pendant la séance : {count} demande(s) examinée(s)"));
    ligne.maj_le = acte.instant();
    seance_point::update(&acte.tx, ligne).await?;
    Ok(())
}

/// A session held, with what its minutes are written from.
#[derive(Clone, Copy)]
pub struct SeanceTenue<'a> {
    pub seance: &'a Seance,
    pub points: &'a [SeancePoint],
    pub membres: &'a [SeanceMembre],
    /// In the order they were taken.
    pub decisions: &'a [Decision],
    pub close_le: Jour,
}

/// What the minutes of a session say, ready to be sealed: same session, same text.
pub fn write_proces_verbal(
    regles: &Regles,
    parametres: &Parametres,
    fictif: bool,
    tenue: SeanceTenue<'_>,
    scelle_le: DateTime<Utc>,
    scelle_par: &str,
) -> Result<ContenuScelle, Echec> {
    let numero = numero(tenue.seance);
    let minutes = build(regles, parametres, fictif, tenue, &numero)?;
    let texte = documents::write_contenu(&minutes).map_err(|error| impossible(&error.to_string()))?;
    Ok(ContenuScelle { seance_id: tenue.seance.id, numero, texte, scelle_le, scelle_par: scelle_par.to_owned() })
}

/// The member who presides: one of the six of the landlord's board, present (CCH L. 441-2).
pub(crate) fn find_president<'a>(session: &Seance, membres: &'a [SeanceMembre]) -> Option<&'a SeanceMembre> {
    let code = session.president.as_deref()?;
    membres
        .iter()
        .find(|m| m.membre == code && m.present && commun::is_du_bailleur(m) && commun::voix_de(m) == VoixMembre::Deliberative)
}

fn numero(session: &Seance) -> String {
    let short: String = session.id.simple().to_string().chars().rev().take(6).collect::<Vec<_>>().into_iter().rev().collect();
    format!("{}-{}-{short}", session.bailleur.to_uppercase(), session.tenue_le.format("%Y%m%d"))
}

/// The minutes from what was frozen: decisions with their facts, presences, observations.
fn build(
    regles: &Regles,
    parametres: &Parametres,
    fictif: bool,
    tenue: SeanceTenue<'_>,
    numero: &str,
) -> Result<ProcesVerbal, Echec> {
    let SeanceTenue { seance: session, points, membres, decisions, close_le } = tenue;
    let territoire = &regles.territoire;
    let commission = commun::commission(territoire, &session.bailleur, session.tenue_le)?;
    let mut read = Vec::with_capacity(decisions.len());
    for taken in decisions {
        let fige = taken.fige.as_deref().and_then(Fige::read).ok_or_else(|| {
            Refus::new(
                "faits_figes_illisibles",
                "Les faits figés d'une décision ne se lisent plus.",
                "Prévenir l'administrateur.",
            )
        })?;
        read.push((taken, fige));
    }
    let mut observations: Vec<String> = session.observations.iter().flat_map(|text| text.lines()).map(str::to_owned).collect();
    let mut logements = Vec::new();
    for (numero, ligne) in (1..).zip(points) {
        let of_point: Vec<&(&Decision, Fige)> = read.iter().filter(|(d, _)| d.point_id == ligne.id).collect();
        match of_point.first() {
            Some(_) => logements.push(view_logement(regles, membres, ligne, &of_point)),
            None => observations.push(format!(
                "Point {numero} retiré de l'ordre du jour avant examen{}.",
                ligne.exception_motif.as_deref().map(|m| format!(" : {m}")).unwrap_or_default()
            )),
        }
    }
    if !read.is_empty() {
        observations.extend(tell_annee_plafond(parametres, session.tenue_le));
    }
    for (_, fige) in &read {
        for code in &fige.seance.deportes {
            let name = membres.iter().find(|m| m.membre == *code).map_or_else(|| code.clone(), |m| nom_membre(regles, m));
            let note = format!("{name} a quitté la séance pour l'examen du logement {}.", fige.logement.residence);
            if !observations.contains(&note) {
                observations.push(note);
            }
        }
    }
    let casting = commun::qualite_preponderante(parametres, territoire, commission, session.tenue_le);
    Ok(ProcesVerbal {
        bailleur: territoire.organisation(&session.bailleur).map_or_else(|| session.bailleur.clone(), |o| o.nom.clone()),
        bailleur_mentions: None,
        territoire: territoire.epci.nom.clone(),
        seance: format!("{}, n°\u{a0}{}", format_fr(session.tenue_le), numero.rsplit('-').next().unwrap_or(numero)),
        tenue_le: session.tenue_le,
        mode: ModeSeance::from_code(&session.mode).map_or_else(|| session.mode.clone(), |m| m.libelle().to_owned()),
        horaire: session.heure.as_ref().map(|h| format!("à {}", format_heure(h))),
        lieu: session.lieu.clone(),
        reglement: Some(format!("{} ({})", commission.adoption.source, commission.adoption.statut.libelle().to_lowercase())),
        president: find_president(session, membres).map(|m| nom_membre(regles, m)),
        membres: membres.iter().map(|m| view_membre(regles, casting, session, membres, m)).collect(),
        observations,
        logements,
        parametres: list_parametres(&read),
        a_confirmer: list_a_confirmer(session, commission, &read),
        empreinte: compute_empreinte(session, membres, decisions),
        edite_le: close_le,
        fictif,
    })
}

/// The digest of all that was frozen: presences, then each decision's digest in order.
fn compute_empreinte(session: &Seance, membres: &[SeanceMembre], decisions: &[Decision]) -> String {
    let mut hash = Sha256::new();
    hash.update(format!("president|{}\n", session.president.as_deref().unwrap_or("")).as_bytes());
    for m in membres {
        hash.update(format!("{}|{}|{}|{}\n", m.membre, m.voix, m.present, m.pouvoir_a.as_deref().unwrap_or("")).as_bytes());
    }
    for d in decisions {
        let rank = d.rang.map(|r| r.to_string()).unwrap_or_default();
        hash.update(format!("{}|{}|{rank}|{}\n", d.id, d.code, d.fige_empreinte).as_bytes());
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn nom_membre(regles: &Regles, membre: &SeanceMembre) -> String {
    match (&membre.nom, &membre.organisation) {
        (Some(nom), _) => nom.clone(),
        (None, Some(organisation)) => regles.nom_organisation(organisation),
        (None, None) => "Non désigné".to_owned(),
    }
}

fn view_membre(
    regles: &Regles,
    casting: Option<QualiteMembre>,
    session: &Seance,
    membres: &[SeanceMembre],
    membre: &SeanceMembre,
) -> Membre {
    let presides = if session.president.as_ref() == Some(&membre.membre) { ", préside la séance" } else { "" };
    let quality = QualiteMembre::from_code(&membre.qualite);
    let casting = casting.is_some() && casting == quality;
    Membre {
        nom: nom_membre(regles, membre),
        qualite: format!("{}{presides}", quality.map_or(membre.qualite.as_str(), |q| q.libelle())),
        voix: match (commun::voix_de(membre), casting) {
            (VoixMembre::Deliberative, true) => Voix::Preponderante,
            (VoixMembre::Deliberative, false) => Voix::Deliberative,
            (VoixMembre::Consultative, _) => Voix::Consultative,
        },
        presence: match (membre.present, &membre.pouvoir_a) {
            (true, _) => Presence::Present,
            (false, None) => Presence::Absent,
            (false, Some(carrier)) => Presence::Represente {
                par: membres.iter().find(|m| m.membre == *carrier).map_or_else(|| carrier.clone(), |m| nom_membre(regles, m)),
            },
        },
    }
}

fn view_logement(
    regles: &Regles,
    membres: &[SeanceMembre],
    ligne: &SeancePoint,
    of_point: &[&(&Decision, Fige)],
) -> LogementExamine {
    let fige = &of_point[0].1;
    let home = &fige.logement;
    let mut sizes: BTreeSet<(u8, i64)> = BTreeSet::new();
    for (_, fige) in of_point {
        sizes.extend(fige.calcul.categorie.zip(fige.calcul.plafond));
    }
    let ceilings: Vec<String> =
        sizes.iter().map(|(category, plafond)| format!("{} (catégorie {category})", Centimes(*plafond))).collect();
    let mut ordered: Vec<&&(&Decision, Fige)> = of_point.iter().collect();
    ordered.sort_by_key(|(d, fige)| (d.rang.unwrap_or(i32::MAX), fige.candidat.position.unwrap_or(i32::MAX), d.id));
    let quorum = |n: u32| u16::try_from(n).unwrap_or(u16::MAX);
    LogementExamine {
        rpls: home.rpls.clone(),
        residence: home.residence.clone(),
        adresse: home.adresse.clone(),
        commune: home.commune_nom.clone(),
        typologie: home.typologie.clone(),
        surface: home.surface,
        financement: format!("{} ({})", home.financement, home.produit),
        loyer: Centimes(home.loyer + home.loyer_annexes),
        charges: Centimes(home.charges),
        reservataire: home.reservataire_nom.clone(),
        en_qpv: home.en_qpv,
        plafond: (!ceilings.is_empty()).then(|| ceilings.join(" ; ")),
        quorum: fige.seance.quorum.map(|requis| Quorum { presents: quorum(fige.seance.votants), requis: quorum(requis) }),
        grille: format!("{} ({})", fige.versions.grille, fige.versions.grille_statut.replace("demonstration", "démonstration")),
        exception: ligne.exception.as_deref().map(|code| {
            let words = ExceptionCandidats::from_code(code).map_or(code, |e| e.libelle());
            ligne.exception_motif.as_deref().map_or_else(|| words.to_owned(), |motif| format!("{words} : {motif}"))
        }),
        candidats: ordered.into_iter().map(|(d, fige)| view_candidat(regles, membres, d, fige)).collect(),
    }
}

fn view_candidat(regles: &Regles, membres: &[SeanceMembre], taken: &Decision, fige: &Fige) -> CandidatExamine {
    let rang = taken.rang.and_then(|r| u8::try_from(r).ok()).unwrap_or(1);
    let code = CodeDecision::from_code(&taken.code);
    let decision = match code {
        Some(CodeDecision::Caleol(DecisionCaleol::Attribution)) => DecisionImprimee::Attribution,
        Some(CodeDecision::Caleol(DecisionCaleol::AttributionRang)) => DecisionImprimee::AttributionRang { rang },
        Some(CodeDecision::Caleol(DecisionCaleol::ConditionSuspensive)) => DecisionImprimee::SousCondition { rang },
        Some(CodeDecision::Caleol(DecisionCaleol::NonAttribution)) => DecisionImprimee::NonAttribution,
        Some(CodeDecision::Caleol(DecisionCaleol::Irrecevabilite)) => DecisionImprimee::RejetIrrecevable,
        Some(CodeDecision::Retrait) | None => DecisionImprimee::RetireOrdreDuJour,
    };
    let motif = taken.motif.as_deref().and_then(MotifDecision::from_code);
    let mut parts: Vec<String> = motif.iter().map(|m| m.libelle().to_owned()).collect();
    if let Some(piece) = taken.condition_piece.as_deref().and_then(PieceListee::from_code) {
        let limit =
            taken.condition_avant_le.map(|le| format!(", à fournir au plus tard le {}", format_fr(le))).unwrap_or_default();
        parts.push(format!("{}{limit}", piece.libelle()));
    }
    parts.extend(taken.motif_detail.clone());
    let votes = taken.voix_pour.map(|pour| {
        let plural = if taken.abstentions > Some(1) { "s" } else { "" };
        // CCH L. 441-2: votes equal, who decided is told.
        let casting = fige.seance.voix_preponderante.as_ref().map_or_else(String::new, |code| {
            let name = membres.iter().find(|m| m.membre == *code).map_or_else(|| code.clone(), |m| nom_membre(regles, m));
            format!(" ; à égalité, voix prépondérante : {name}, pour")
        });
        format!(
            "{pour} pour, {} contre, {} abstention{plural}{casting}",
            taken.voix_contre.unwrap_or(0),
            taken.abstentions.unwrap_or(0)
        )
    });
    CandidatExamine {
        numero_unique: fige.demande.numero_unique.clone(),
        contingent: fige.candidat.contingent_nom.clone(),
        prioritaire: fige.candidat.prioritaire,
        points: Some(fige.note.total),
        points_provisoires: fige.note.provisoire,
        taux_effort: fige.calcul.taux_effort.map(PointsDeBase),
        reste_a_vivre: compute_reste_mensuel(fige),
        decision,
        motif: parts.join(". "),
        article: Some(motif.map_or("CCH R. 441-3", MotifDecision::article).to_owned()).filter(|_| votes.is_some()),
        votes,
    }
}

/// Left each month for the household once rent, charges and the estimated aid are counted.
fn compute_reste_mensuel(fige: &Fige) -> Option<Centimes> {
    let (resources, aide) = (fige.calcul.ressources_mensuelles?, fige.calcul.aide?);
    Some(Centimes(resources) - (fige.loyer().total() - Centimes(aide)))
}

fn list_parametres(read: &[(&Decision, Fige)]) -> Vec<ParametreApplique> {
    let mut listed: Vec<ParametreApplique> = Vec::new();
    for (_, fige) in read {
        let grid = ParametreApplique {
            intitule: "Grille de cotation".to_owned(),
            version: fige.versions.grille.clone(),
            source: format!("Règles locales, version {}", fige.versions.territoire_numero),
            provisoire: false,
        };
        let tables = fige.versions.parametres.iter().map(|v| ParametreApplique {
            intitule: libelle_table(&v.table).to_owned(),
            version: format!(
                "{}{}",
                v.version.rsplit('@').next().unwrap_or_default(),
                if v.a_confirmer { " (à confirmer)" } else { "" }
            ),
            source: v.texte.clone(),
            provisoire: v.provisoire,
        });
        for line in std::iter::once(grid).chain(tables) {
            if !listed.contains(&line) {
                listed.push(line);
            }
        }
    }
    listed
}

/// Points of law or local choices that stand "à confirmer" (C11).
fn list_a_confirmer(session: &Seance, commission: &Commission, read: &[(&Decision, Fige)]) -> Vec<String> {
    let mut notes = Vec::new();
    if commission.quorum.is_none() {
        notes.push("Quorum non fixé par le règlement enregistré : aucun quorum n'a été vérifié.".to_owned());
    }
    if commission.adoption.statut != StatutRegle::Adoptee {
        notes.push(format!("Règlement intérieur de la commission : {}.", commission.adoption.source));
    }
    if let Some(casting) = commission.voix_preponderante.as_ref().filter(|v| v.adoption.statut != StatutRegle::Adoptee) {
        notes.push(format!("Voix prépondérante ({}) : {}.", casting.qualite.libelle(), casting.adoption.source));
    }
    if session.mode == ModeSeance::Numerique.code() && commission.seance_numerique != Some(true) {
        notes.push("Séance numérique : à confirmer par le règlement intérieur et l'accord de l'État.".to_owned());
    }
    if read.iter().any(|(_, fige)| fige.versions.grille_statut != "adoptee") {
        notes.push("Grille de cotation non adoptée : les points sont donnés à titre de démonstration.".to_owned());
    }
    notes.extend(tell_reserves(read.iter().flat_map(|(_, fige)| &fige.versions.parametres)));
    let effort = read.iter().find(|(d, _)| d.motif.as_deref() == Some(MotifDecision::RessourcesInsuffisantes.code()));
    let seuil = effort.and_then(|(_, fige)| fige.versions.seuil_effort.as_ref());
    if let Some(seuil) = seuil.filter(|s| s.statut != StatutRegle::Adoptee.code()) {
        notes.push(format!("Taux d'effort maximal de {} : {}.", PointsDeBase(seuil.taux_maximal), seuil.source));
    }
    notes
}
