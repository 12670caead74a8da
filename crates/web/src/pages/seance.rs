//! `/seances/{id}`: the session on screen, its acts, its minutes.

use axum::Form;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use droit::caleol::{Decision as DecisionCaleol, ExceptionCandidats, MotifDecision, PieceListee, Voix, Votes, list_motifs};
use droit::jour::{format_fr, parse_iso};
use droit::tri::Tri;
use gestion::clore_seance::clore_seance;
use gestion::consulter_seance::{CandidatLu, ExamenLu, MembreLu, PointLu, SeanceLue, consulter_seance};
use gestion::convoquer_seance::{convoquer_seance, reporter_seance};
use gestion::decider::{CodeDecision, DecisionDemandee, ExamenLogement, decider};
use gestion::droits::Acte;
use gestion::enregistrer_presences::{Presences, enregistrer_presences};
use gestion::inscrire_point::{InscriptionPoint, alertes_sne, inscrire_point, retirer_point};
use gestion::issue::{Echec, Refus};
use gestion::preparer_seance::{ModeSeance, format_heure};
use serde::Deserialize;
use uuid::Uuid;

use super::formulaire::Champs;
use crate::carte::Carte;
use crate::visite::Visite;
use crate::vues::cadre::Ton;
use crate::vues::composants::{Choix, Etiquette, Saisie};
use crate::vues::seance::{
    AdditifVue, CandidatVue, Cloture, DecisionVue, Examen, MembreVue, PointOrdreDuJour, Quorum, VueSeance,
};

pub fn routes(carte: Carte) -> Carte {
    carte
        .get("/seances/{id}", show)
        .post("/vacances/{id}/inscrire", enter)
        .post("/seances/{id}/points/{point}/retirer", withdraw)
        .post("/seances/{id}/convoquer", convene)
        .post("/seances/{id}/reporter", put_off)
        .post("/seances/{id}/presences", attend)
        .post("/seances/{id}/decisions", decide)
        .post("/seances/{id}/clore", close)
}

#[derive(Deserialize)]
struct Vue {
    vacance: Option<Uuid>,
    #[serde(default)]
    affichage: String,
}

async fn show(visite: Visite, Path(id): Path<Uuid>, Query(choix): Query<Vue>) -> Response {
    let projection = choix.affichage == "projection";
    page(&visite, id, choix.vacance, projection, StatusCode::OK, Saisie::default()).await
}

pub(super) async fn page(
    visite: &Visite,
    id: Uuid,
    vacance: Option<Uuid>,
    projection: bool,
    status: StatusCode,
    saisie: Saisie,
) -> Response {
    match consulter_seance(&visite.carbet, &visite.acteur, id, vacance).await {
        Ok(lue) => visite.page_with(status, &vue(visite, lue, projection, saisie)),
        Err(echec) => visite.echec(echec),
    }
}

/// From the list of a home: puts it on the agenda of the chosen session.
async fn enter(visite: Visite, Path(vacance): Path<Uuid>, Form(champs): Form<Champs>) -> Response {
    let back = format!("/vacances/{vacance}");
    let Ok(seance) = Uuid::parse_str(champs.get("seance")) else {
        let refus = Refus::new("seance_absente", "Aucune séance n'est choisie.", "Choisir une séance, ou en préparer une.");
        return visite.refuse(&back, refus.into());
    };
    let motif = champs.texte("motif_insuffisance");
    let exception = ExceptionCandidats::from_code(champs.get("exception"))
        .or_else(|| motif.is_some().then_some(ExceptionCandidats::Insuffisance));
    let demande = InscriptionPoint { seance, vacance, exception, exception_motif: motif, cle: champs.texte("cle_idempotence") };
    match inscrire_point(&visite.carbet, &visite.acteur, demande).await {
        Ok(inscrit) => visite.then(
            &format!("/seances/{seance}?vacance={vacance}"),
            "Logement inscrit à l’ordre du jour",
            inscrit.alertes.join(" "),
        ),
        Err(echec) => visite.refuse(&back, echec),
    }
}

async fn withdraw(visite: Visite, Path((id, point)): Path<(Uuid, Uuid)>, Form(champs): Form<Champs>) -> Response {
    let motif = champs.get("motif").to_owned();
    done(
        &visite,
        id,
        retirer_point(&visite.carbet, &visite.acteur, id, point, &motif).await,
        "Logement retiré de l’ordre du jour",
        "Ses candidats sont libres et sa désignation reprend.",
    )
}

async fn convene(visite: Visite, Path(id): Path<Uuid>, Form(champs): Form<Champs>) -> Response {
    let urgence = champs.texte("urgence");
    match convoquer_seance(&visite.carbet, &visite.acteur, id, urgence.as_deref()).await {
        Ok(count) => {
            visite.then(&format!("/seances/{id}"), "Convocations prêtes à partir", format!("{count} membres sont convoqués."))
        }
        Err(Echec::Refus(refus)) => {
            page(&visite, id, None, false, StatusCode::UNPROCESSABLE_ENTITY, champs.into_refused(&refus, "urgence")).await
        }
        Err(other) => visite.echec(other),
    }
}

async fn put_off(visite: Visite, Path(id): Path<Uuid>, Form(champs): Form<Champs>) -> Response {
    let Some(jour) = parse_iso(champs.get("reporter_au")) else {
        let refus = Refus::new("date_illisible", "La date n'est pas lisible.", "Choisir le nouveau jour de la séance.");
        return visite.refuse(&format!("/seances/{id}"), refus.into());
    };
    let act = reporter_seance(&visite.carbet, &visite.acteur, id, jour).await;
    done(&visite, id, act, "Séance reportée", "Convoquez de nouveau les membres.")
}

async fn attend(visite: Visite, Path(id): Path<Uuid>, Form(champs): Form<Champs>) -> Response {
    let presents = champs.list("present");
    let mut pouvoirs = champs.list_prefixe("pouvoir_");
    pouvoirs.retain(|absent, _| !presents.contains(absent));
    let president = champs.texte("president");
    let presences = Presences { presents, pouvoirs, noms: champs.list_prefixe("nom_"), president };
    let act = enregistrer_presences(&visite.carbet, &visite.acteur, id, presences).await;
    done(&visite, id, act, "Présences enregistrées", "Le quorum est compté pour chaque logement.")
}

async fn close(visite: Visite, Path(id): Path<Uuid>, Form(champs): Form<Champs>) -> Response {
    let back = format!("/seances/{id}");
    if champs.get("confirmer") != "oui" {
        let refus = Refus::new(
            "cloture_non_confirmee",
            "La clôture n'est pas confirmée.",
            "Cocher la confirmation : le procès-verbal ne se modifie plus.",
        );
        return visite.refuse(&back, refus.into());
    }
    match clore_seance(&visite.carbet, &visite.acteur, id).await {
        Ok(closed) => {
            let next = match closed.offres {
                0 => "Aucune offre n’est à notifier.".to_owned(),
                1 => "Une offre est à notifier.".to_owned(),
                n => format!("{n} offres sont à notifier."),
            };
            visite.then(&back, format!("Séance close, procès-verbal {} scellé", closed.numero), next)
        }
        Err(echec) => visite.refuse(&back, echec),
    }
}

async fn decide(visite: Visite, Path(id): Path<Uuid>, Form(champs): Form<Champs>) -> Response {
    let lu = &champs;
    let Ok(vacance) = Uuid::parse_str(lu.get("vacance")) else { return visite.echec(Echec::Introuvable) };
    let read = read_decisions(lu);
    let act = match read {
        Ok(decisions) => {
            let demande = ExamenLogement {
                seance: id,
                vacance,
                deportes: champs.list("deporte"),
                decisions,
                cle: lu.texte("cle_idempotence"),
            };
            decider(&visite.carbet, &visite.acteur, demande).await
        }
        Err(refus) => Err(refus.into()),
    };
    match act {
        Ok(_) => visite.then(
            &format!("/seances/{id}"),
            "Décisions enregistrées",
            "Les faits, la grille et les plafonds du jour sont figés avec elles.",
        ),
        Err(Echec::Refus(refus)) => {
            let saisie = champs.into_refused(&refus, "decision_1");
            page(&visite, id, Some(vacance), false, StatusCode::UNPROCESSABLE_ENTITY, saisie).await
        }
        Err(other) => visite.echec(other),
    }
}

/// The candidates for whom a decision was chosen, in the order of the form.
fn read_decisions(lu: &Champs) -> Result<Vec<DecisionDemandee>, Refus> {
    let mut decisions = Vec::new();
    for n in 1..=50 {
        let Ok(demande) = Uuid::parse_str(lu.get(&format!("demande_{n}"))) else { continue };
        let field = |nom: &str| lu.get(&format!("{nom}_{n}"));
        let Some(code) = CodeDecision::from_code(field("decision")) else { continue };
        let rang = match field("rang") {
            "" => None,
            text => Some(
                text.parse::<u8>()
                    .map_err(|_| Refus::new("rang_illisible", "Le rang n'est pas un nombre.", "Choisir un rang de la liste."))?,
            ),
        };
        // A rank chosen with a plain attribution is an attribution in rank.
        let code = match (code, rang) {
            (CodeDecision::Caleol(DecisionCaleol::Attribution), Some(_)) => CodeDecision::Caleol(DecisionCaleol::AttributionRang),
            (code, _) => code,
        };
        let count = |nom: &str| -> Result<u32, Refus> {
            match field(nom) {
                "" => Ok(0),
                text => text.parse().map_err(|_| {
                    Refus::new("voix_illisibles", format!("« {text} » n'est pas un nombre de voix."), "Écrire un nombre entier.")
                }),
            }
        };
        decisions.push(DecisionDemandee {
            demande,
            code,
            rang: rang.filter(|_| code.is_attribution()),
            motif: MotifDecision::from_code(field("motif")),
            precision: Some(field("precision").to_owned()).filter(|p| !p.is_empty()),
            piece: PieceListee::from_code(field("piece")),
            condition_avant_le: parse_iso(field("avant_le")),
            votes: Votes {
                pour: count("pour")?,
                contre: count("contre")?,
                abstention: count("abstention")?,
                voix_preponderante: match field("preponderante") {
                    "pour" => Some(true),
                    "contre" => Some(false),
                    _ => None,
                },
            },
        });
    }
    Ok(decisions)
}

fn done(visite: &Visite, id: Uuid, act: Result<(), Echec>, titre: &str, texte: &str) -> Response {
    let back = format!("/seances/{id}");
    match act {
        Ok(()) => visite.then(&back, titre, texte),
        Err(echec) => visite.refuse(&back, echec),
    }
}

fn vue(visite: &Visite, lue: SeanceLue, projection: bool, saisie: Saisie) -> VueSeance {
    let s = &lue.seance;
    let mut cadre = visite.cadre(&format!("Séance CALEOL du {}", format_fr(s.tenue_le)));
    cadre.projection = projection;
    let reached = visite.carbet.aujourd_hui() >= s.tenue_le;
    let mode = ModeSeance::from_code(&s.mode).map_or("", ModeSeance::libelle);
    let heure = s.heure.as_deref().map(format_heure).unwrap_or_default();
    let place: Vec<String> =
        [s.lieu.clone().unwrap_or_default(), heure, mode.to_lowercase()].into_iter().filter(|p| !p.trim().is_empty()).collect();
    let open = s.etat == "ouverte";
    let mut etiquettes = vec![super::seances::etat(&s.etat)];
    if let Some(instant) = s.convoquee_le {
        etiquettes
            .push(Etiquette::new(format!("Ordre du jour envoyé le {}", format_fr(visite.carbet.jour_de(instant))), Ton::Neutre));
    }
    let close = s.etat == "close";
    let follows = visite.acteur.portee(Acte::SuivreOffre).is_some();
    VueSeance {
        cadre,
        id: s.id.to_string(),
        tenue_le: format_fr(s.tenue_le),
        lieu: format!("{}. {}.", lue.bailleur_nom, place.join(", ")),
        etiquettes,
        close,
        proces_verbal: lue.proces_verbal,
        peut_convoquer: lue.peut_tenir && s.etat == "preparee",
        peut_modifier: lue.peut_tenir && !close,
        peut_presences: lue.peut_tenir && (open || (s.etat == "convoquee" && reached)),
        alerte: if close { String::new() } else { alertes_sne(&visite.carbet).join(" ") },
        points: lue.points.iter().map(point).collect(),
        quorum: quorum(&lue, open || close),
        membres: lue.membres.iter().map(|m| membre(m, &lue.membres)).collect(),
        presidence: presidence(&lue),
        president: president(&lue).map(|m| m.nom.clone()).unwrap_or_default(),
        ordre_du_jour: lue.points.iter().any(|p| p.etat != "retire"),
        courriers: close && lue.decisions > 0 && follows,
        peut_additif: close && lue.proces_verbal && lue.peut_tenir,
        additifs: lue
            .additifs
            .iter()
            .map(|a| AdditifVue {
                rang: a.rang,
                numero: a.numero.clone(),
                objet: a.objet.clone(),
                le: format_fr(visite.carbet.jour_de(a.scelle_le)),
            })
            .collect(),
        cloture: Cloture {
            possible: open && lue.sans_decision == 0 && president(&lue).is_some(),
            texte: match (open, lue.sans_decision) {
                (true, 0) if president(&lue).is_none() => {
                    "Toutes les décisions sont prises. Choisissez, avec les présences, qui préside : le procès-verbal le nomme."
                        .to_owned()
                }
                (false, _) => "Enregistrez d’abord les présences : elles ouvrent la séance.".to_owned(),
                (true, 0) => {
                    "Toutes les décisions sont prises. La clôture scelle le procès-verbal et prépare les offres.".to_owned()
                }
                (true, 1) => "Un candidat n’a pas encore de décision : décidez ou retirez-le de l’ordre du jour.".to_owned(),
                (true, n) => format!("{n} candidats n’ont pas encore de décision : décidez ou retirez-les de l’ordre du jour."),
            },
        },
        examen: lue.examen.as_ref().map(|e| examen(e, &lue, open && lue.peut_tenir && !projection, follows, &saisie)),
        saisie,
    }
}

fn point(p: &PointLu) -> PointOrdreDuJour {
    let plural = if p.candidats > 1 { "s" } else { "" };
    PointOrdreDuJour {
        id: p.id.to_string(),
        vacance: p.vacance.to_string(),
        numero: p.numero,
        logement: p.logement.clone(),
        detail: format!("{}, {} candidat{plural}", p.commune, p.candidats),
        etat: match p.etat.as_str() {
            "decide" if p.en_attente == 0 => Etiquette::new("Décidé", Ton::Bon),
            "decide" => Etiquette::new("À terminer", Ton::Attention),
            "retire" => Etiquette::new("Retiré", Ton::Neutre),
            _ if p.courant => Etiquette::new("En examen", Ton::Attention),
            _ => Etiquette::new("À examiner", Ton::Neutre),
        },
        courant: p.courant,
        retirable: p.etat == "inscrit",
    }
}

fn quorum(lue: &SeanceLue, held: bool) -> Quorum {
    let Some(constat) = lue.quorum.as_ref() else {
        return Quorum {
            ton: Ton::Neutre,
            constat: "Quorum compté pour chaque logement".to_owned(),
            detail: "Il dépend de la commune du logement et de son réservataire.".to_owned(),
        };
    };
    let place = lue.examen.as_ref().map(|e| e.commune.clone()).unwrap_or_default();
    let (ton, words) = match constat.tri() {
        _ if !held => (Ton::Neutre, "Présences à enregistrer"),
        Tri::Vrai => (Ton::Bon, "Quorum atteint"),
        Tri::Faux => (Ton::Grave, "Quorum non atteint"),
        Tri::Inconnu => (Ton::Attention, "Quorum à confirmer"),
    };
    Quorum {
        ton,
        constat: format!("{words} pour le logement examiné"),
        detail: format!("{} Compté pour {place} : le maire de la commune siège pour ce logement.", constat.raison),
    }
}

fn membre(m: &MembreLu, all: &[MembreLu]) -> MembreVue {
    let votes = m.membre.voix == "deliberative";
    let porteurs = if votes {
        let mut choices =
            vec![Choix { valeur: String::new(), libelle: "Aucun pouvoir".to_owned(), choisi: m.membre.pouvoir_a.is_none() }];
        choices.extend(all.iter().filter(|o| o.membre.membre != m.membre.membre && o.membre.voix == "deliberative").map(|o| {
            Choix {
                valeur: o.membre.membre.clone(),
                libelle: format!("{} ({})", o.nom, qualite(o)),
                choisi: m.membre.pouvoir_a.as_deref() == Some(o.membre.membre.as_str()),
            }
        }));
        choices
    } else {
        Vec::new()
    };
    MembreVue {
        code: m.membre.membre.clone(),
        nom: m.nom.clone(),
        qualite: qualite(m),
        voix: match (m.voix, votes, m.preponderante) {
            (Some(Voix::Aucune), ..) => "sans voix sur ce logement",
            (Some(Voix::Consultative), ..) | (None, false, _) => "voix consultative",
            (Some(Voix::Deliberative), _, true) | (None, true, true) => "voix délibérative, prépondérante",
            (Some(Voix::Deliberative), _, false) | (None, true, false) => "voix délibérative",
        }
        .to_owned(),
        present: m.membre.present,
        represente: m
            .membre
            .pouvoir_a
            .as_deref()
            .and_then(|code| all.iter().find(|o| o.membre.membre == code))
            .map(|o| format!("représenté par {}", o.nom))
            .unwrap_or_default(),
        porteurs,
    }
}

/// Who presides, when that is recorded.
fn president(lue: &SeanceLue) -> Option<&MembreLu> {
    lue.membres.iter().find(|m| Some(&m.membre.membre) == lue.seance.president.as_ref())
}

/// Members who may preside: the six of the landlord's board (CCH L. 441-2).
fn presidence(lue: &SeanceLue) -> Vec<Choix> {
    let chosen = lue.seance.president.as_deref();
    let mut choices =
        vec![Choix { valeur: String::new(), libelle: "À choisir avant la clôture".to_owned(), choisi: chosen.is_none() }];
    choices.extend(lue.membres.iter().filter(|m| gestion::seance::is_du_bailleur(&m.membre)).map(|m| Choix {
        valeur: m.membre.membre.clone(),
        libelle: format!("{} ({})", m.nom, qualite(m)),
        choisi: chosen == Some(m.membre.membre.as_str()),
    }));
    choices
}

fn qualite(m: &MembreLu) -> String {
    let rank = m.membre.membre.rsplit('_').next().filter(|last| last.len() == 1 && last.chars().all(|c| c.is_ascii_digit()));
    let words = droit::territoire::QualiteMembre::from_code(&m.membre.qualite).map_or(m.membre.qualite.as_str(), |q| q.libelle());
    rank.map_or_else(|| words.to_owned(), |rank| format!("{words} {rank}"))
}

fn examen(e: &ExamenLu, lue: &SeanceLue, decides: bool, follows: bool, saisie: &Saisie) -> Examen {
    let waiting = e.candidats.iter().any(|c| c.decision.is_none());
    let count = u32::try_from(e.candidats.len()).unwrap_or(0);
    let mut etiquettes = vec![Etiquette::new(e.logement.produit.code(), Ton::Neutre)];
    etiquettes.push(match (e.logement.qpv_connu, &e.logement.qpv) {
        (false, _) => Etiquette::new("QPV à vérifier", Ton::Attention),
        (true, Some(_)) => Etiquette::new("En QPV", Ton::Attention),
        (true, None) => Etiquette::new("Hors QPV", Ton::Info),
    });
    let ceilings: std::collections::BTreeSet<(u8, i64)> =
        e.candidats.iter().filter_map(|c| Some((c.calcul.categorie?, c.calcul.plafond?.0))).collect();
    let pairs = |list: Vec<(&str, String)>| -> Vec<Choix> {
        list.into_iter().map(|(valeur, libelle)| Choix { valeur: valeur.to_owned(), libelle, choisi: false }).collect()
    };
    let mut decisions = vec![("", "À décider".to_owned())];
    decisions.extend(DecisionCaleol::ALL.iter().map(|d| (d.code(), d.libelle().to_owned())));
    decisions.push((CodeDecision::Retrait.code(), CodeDecision::Retrait.libelle().to_owned()));
    let mut pieces = vec![("", "Aucune".to_owned())];
    pieces.extend(PieceListee::ALL.iter().map(|p| (p.code(), p.libelle().to_owned())));
    let absent: Vec<&str> = saisie.valeurs.iter().filter(|(n, _)| n == "deporte").map(|(_, v)| v.as_str()).collect();
    Examen {
        vacance: e.vacance.id.to_string(),
        numero: e.numero,
        logement: format!("{} {}, {} m²", e.logement.typologie.code(), e.residence, e.logement.surface),
        adresse: [e.adresse.as_str(), e.commune.as_str()]
            .iter()
            .filter(|p| !p.is_empty())
            .copied()
            .collect::<Vec<_>>()
            .join(", "),
        etiquettes,
        loyer: gestion::decider::loyer(&e.vacance).total().to_string(),
        reservataire: e.reservataire.clone(),
        plafond: match ceilings.len() {
            0 => "inconnu : le ménage n’a pas de catégorie".to_owned(),
            _ => ceilings
                .iter()
                .map(|(category, cents)| format!("{} (catégorie {category})", droit::montant::Centimes(*cents)))
                .collect::<Vec<_>>()
                .join(" ; "),
        },
        reserves: e.reserves.clone(),
        alerte: match &e.point.exception {
            Some(code) => format!(
                "Moins de trois candidats : {}{}.",
                ExceptionCandidats::from_code(code).map_or(code.as_str(), |x| x.libelle()).to_lowercase(),
                e.point.exception_motif.as_deref().map(|m| format!(", {m}")).unwrap_or_default()
            ),
            None => String::new(),
        },
        candidats: (1..)
            .zip(&e.candidats)
            .map(|(ordre, c)| candidat(ordre, c, e, (follows, lue.seance.etat == "close")))
            .collect(),
        decisions: pairs(decisions),
        rangs: (1..=count).collect(),
        motifs: DecisionCaleol::ALL
            .iter()
            .map(|d| (d.libelle().to_owned(), pairs(list_motifs(*d).map(|m| (m.code(), m.libelle().to_owned())).collect())))
            .filter(|(_, list)| !list.is_empty())
            .collect(),
        pieces: pairs(pieces),
        deportables: lue
            .membres
            .iter()
            .filter(|m| m.voix == Some(Voix::Deliberative) && (m.membre.present || m.membre.pouvoir_a.is_some()))
            .map(|m| Choix {
                valeur: m.membre.membre.clone(),
                libelle: format!("{} ({})", m.nom, qualite(m)),
                choisi: absent.contains(&m.membre.membre.as_str()),
            })
            .collect(),
        preponderante: lue.preponderante.as_ref().filter(|p| p.presente).map(|p| p.qualite.clone()).unwrap_or_default(),
        egalite: match &lue.preponderante {
            Some(p) if p.presente => String::new(),
            Some(p) => format!(
                "À égalité, la voix prépondérante appartient au siège « {} », absent ou sans voix sur ce logement : il faut revoter.",
                p.qualite
            ),
            None => "À égalité, aucune voix prépondérante n’est connue ici : il faut revoter.".to_owned(),
        },
        a_decider: decides && waiting,
    }
}

fn candidat(ordre: u32, c: &CandidatLu, e: &ExamenLu, suites: (bool, bool)) -> CandidatVue {
    let unknown = || "inconnu".to_owned();
    let count = |n: usize, one: &str, many: &str| match n {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{n} {many}")),
    };
    let mut people: Vec<String> = [
        count(c.adultes, "adulte", "adultes"),
        count(c.enfants, "enfant", "enfants"),
        count(usize::from(c.a_naitre), "à naître", "à naître"),
    ]
    .into_iter()
    .flatten()
    .collect();
    people.extend(c.calcul.categorie.map(|n| format!("catégorie {n}")));
    let mut etiquettes = Vec::new();
    if c.prioritaire {
        etiquettes.push(Etiquette::new("Public prioritaire : oui", Ton::Priorite));
    }
    if c.mutation {
        etiquettes.push(Etiquette::new("Mutation", Ton::Info));
    }
    CandidatVue {
        ordre,
        demande: c.demande.to_string(),
        decide: c.decision.is_some(),
        rang: c.candidature.position.and_then(|p| u32::try_from(p).ok()).unwrap_or(ordre),
        menage: c.menage.clone().unwrap_or_else(|| format!("Candidat {ordre}")),
        numero_unique: c.numero_unique.clone().unwrap_or_default(),
        composition: people.join(", "),
        points: c.total.to_string(),
        points_detail: match c.a_prouver {
            0 => "tous prouvés".to_owned(),
            n => format!("dont {n} à prouver"),
        },
        taux_effort: c.calcul.taux_effort.map_or_else(unknown, |t| t.to_string()),
        aide: c.calcul.aide.map_or_else(|| "aide inconnue".to_owned(), |a| format!("aide estimée {a}, seule la CAF décide")),
        reste_pour_vivre: c.calcul.reste_pour_vivre.map_or_else(unknown, |r| r.to_string()),
        ressources: c.calcul.revenu.map_or_else(unknown, |r| r.to_string()),
        plafond: match (c.calcul.revenu, c.calcul.plafond) {
            (Some(revenu), Some(plafond)) if revenu <= plafond => format!("sous le plafond {}", e.logement.produit.code()),
            (Some(_), Some(_)) => format!("au-dessus du plafond {}", e.logement.produit.code()),
            _ => "plafond non comparable".to_owned(),
        },
        situation: c.situation.clone(),
        etiquettes,
        pour: e.votants.to_string(),
        decision: c.decision.as_ref().map(|d| decision(d, suites)),
    }
}

fn decision(d: &gestion::consulter_seance::DecisionLue, (follows, close): (bool, bool)) -> DecisionVue {
    let taken = &d.decision;
    let words = d.code.map_or_else(|| taken.code.clone(), |c| c.libelle().to_owned());
    let motif = taken.motif.as_deref().and_then(MotifDecision::from_code).map(|m| m.libelle().to_owned());
    let condition = taken.condition_piece.as_deref().and_then(PieceListee::from_code).map(|p| match taken.condition_avant_le {
        Some(le) => format!("{} attendue jusqu’au {}", p.libelle(), format_fr(le)),
        None => format!("{} reçue", p.libelle()),
    });
    DecisionVue {
        ton: match d.code {
            Some(code) if code.is_attribution() => Ton::Bon,
            Some(CodeDecision::Retrait) | None => Ton::Neutre,
            Some(CodeDecision::Caleol(_)) => Ton::Attention,
        },
        libelle: taken.rang.map_or(words.clone(), |rang| format!("{words}, rang {rang}")),
        motif: [motif, condition, taken.motif_detail.clone()].into_iter().flatten().collect::<Vec<_>>().join(". "),
        votes: match taken.voix_pour {
            Some(pour) => {
                let plural = if taken.abstentions > Some(1) { "s" } else { "" };
                format!(
                    "{pour} pour, {} contre, {} abstention{plural}",
                    taken.voix_contre.unwrap_or(0),
                    taken.abstentions.unwrap_or(0)
                )
            }
            None => String::new(),
        },
        offre: d.offre.filter(|_| follows).map(|id| id.to_string()),
        courrier: (close && follows && matches!(d.code, Some(CodeDecision::Caleol(_)))).then(|| taken.id.to_string()),
    }
}
