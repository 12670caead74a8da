//! `/vacances/{id}`: the home, its households in order, the reasons for the others, the proposals.

use axum::Form;
use axum::extract::{Path, Query};
use axum::response::Response;
use droit::admissibilite::Niveau;
use droit::etats::{Candidature as EtatCandidature, MotifLiberation, MotifRetrait};
use droit::jour::format_fr;
use droit::montant::group_thousands;
use droit::numero_unique::NumeroUnique;
use droit::tri::Tri;
use gestion::consulter_parcours_vacance::consulter_parcours_vacance;
use gestion::designation::{
    self, Candidat as Rangee, DemandeListe, Liste, MenageTrouve, Onglet, chercher_menages, designer, expliquer,
    export_designation,
};
use gestion::droits::Acte;
use gestion::issue::{Echec, Refus};
use gestion::liberer_candidat::{self, liberer_candidat};
use gestion::lister_vacances::{FicheVacance, consulter_vacance};
use gestion::orienter_vacance::orienter_vacance;
use gestion::preselectionner::list_preselectionnes;
use gestion::proposer_candidat::{Proposition as Demande, proposer_candidat};
use gestion::rendre_vacance::{Rendu, rendre_vacance};
use gestion::retirer_vacance::retirer_vacance;
use serde::Deserialize;
use uuid::Uuid;

use super::formulaire::Champs;
use super::logements::{choix, etage, oui_non};
use super::parcours_vacance;
use super::vacances::{read_titulaire, titulaires};
use crate::carte::Carte;
use crate::visite::{Visite, encode};
use crate::vues::cadre::{Message, Ton};
use crate::vues::composants::{Choix, Etiquette, Ligne, Pagination};
use crate::vues::vacance::{
    Candidat, CarteLogement, Ecarte, Explication, FiltreRegle, GestionVacance, Propose, Proposition, RegleExaminee, Trouve,
    VueVacance,
};

/// Demandes that the law asks for (CCH R. 441-3).
const CANDIDATS: usize = 3;

const UN_FAIT_CHANGE: &str = "Si un fait a changé, faites-le mettre à jour au guichet : la liste se recalcule aussitôt.";

pub fn routes(carte: Carte) -> Carte {
    carte
        .get("/vacances/{id}", show)
        .get("/vacances/{id}/liste.xlsx", export)
        .post("/vacances/{id}/rendre", give_back)
        .post("/vacances/{id}/orienter", orient)
        .post("/vacances/{id}/retirer", withdraw)
        .post("/vacances/{id}/candidatures", propose)
        .post("/candidatures/{id}/liberer", free)
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Regard {
    onglet: String,
    regle: String,
    personne: String,
    page: String,
    /// A step and its day, from a form that was refused.
    etape: String,
    le: String,
}

async fn show(visite: Visite, Path(id): Path<String>, Query(regard): Query<Regard>) -> Response {
    let Ok(id) = Uuid::parse_str(&id) else {
        return visite.echec(Echec::Introuvable);
    };
    let onglet = match regard.onglet.as_str() {
        "indetermines" => Onglet::Indetermines,
        "ecartes" => Onglet::Ecartes,
        _ => Onglet::Admissibles,
    };
    let regle = Some(regard.regle.clone()).filter(|r| !r.is_empty() && onglet != Onglet::Admissibles);
    let demande = DemandeListe { vacance: id, onglet, regle, page: regard.page.parse().unwrap_or(1) };
    let fiche = match consulter_vacance(&visite.carbet, &visite.acteur, id).await {
        Ok(fiche) => fiche,
        Err(echec) => return visite.echec(echec),
    };
    let parcours = match consulter_parcours_vacance(&visite.carbet, &visite.acteur, id).await {
        Ok(found) => {
            let jour = visite.carbet.aujourd_hui();
            parcours_vacance::dress(&found, &fiche.habitat.bailleur, jour, &regard.etape, &regard.le)
        }
        Err(echec) => return visite.echec(echec),
    };
    let liste = match designer(&visite.carbet, &visite.acteur, &demande).await {
        Ok(liste) => liste,
        Err(echec) => return visite.echec(echec),
    };
    let mut cadre = visite.cadre(&format!("Candidats pour {}", fiche.habitat.nom));
    let reponse = match answer(&visite, id, regard.personne.trim()).await {
        Ok(reponse) => reponse,
        Err(Echec::Refus(refus)) => {
            cadre.messages.push(Message { ton: Ton::Attention, titre: refus.raison, texte: refus.que_faire });
            Reponse::default()
        }
        Err(echec) => return visite.echec(echec),
    };
    let chosen: Vec<Uuid> = match list_preselectionnes(&visite.carbet, &visite.acteur, id).await {
        Ok(rows) => rows.iter().map(|p| p.demande_id).collect(),
        Err(echec) => return visite.echec(echec),
    };
    let may_preselect = fiche.peut_proposer && visite.acteur.portee(Acte::Preselectionner).is_some();
    let onglet_nom = match onglet {
        Onglet::Admissibles => "admissibles",
        Onglet::Indetermines => "indetermines",
        Onglet::Ecartes => "ecartes",
    };
    let vue = VueVacance {
        cadre,
        id: id.to_string(),
        logement: carte_logement(&visite, &fiche),
        onglet: onglet_nom.to_owned(),
        nombre_admissibles: group_thousands(liste.admissibles as u64),
        nombre_indetermines: group_thousands(liste.indetermines as u64),
        nombre_ecartes: group_thousands(liste.ecartes as u64),
        candidats: liste.candidats.iter().map(|c| candidat(c, &liste, may_preselect, &chosen)).collect(),
        ecartes: liste.refuses.iter().map(ecarte).collect(),
        filtres: filtres(id, onglet_nom, &regard.regle, &liste),
        pagination: pagination(id, onglet_nom, &regard.regle, &liste),
        proposition: proposition(&fiche, &liste),
        recherche: if Uuid::parse_str(&regard.personne).is_ok() { String::new() } else { regard.personne.clone() },
        explication: reponse.explication,
        trouves: reponse.trouves,
        trouves_autres: reponse.autres,
        note: note(&liste),
        peut_proposer: fiche.peut_proposer || fiche.vacance.etat == "en_commission" && fiche.peut_gerer,
        motifs_liberation: liberer_candidat::MOTIFS.iter().map(|m| choix(m.code(), m.libelle(), "")).collect(),
        gestion: fiche.peut_gerer.then(|| GestionVacance {
            reservataires: titulaires(&visite, &fiche.vacance.bailleur, ""),
            motifs_retrait: MotifRetrait::ALL.iter().map(|m| choix(m.code(), m.libelle(), "")).collect(),
        }),
        peut_rendre: fiche.peut_rendre,
        parcours,
        interets: fiche.peut_proposer || fiche.peut_gerer,
        alerte_sne: alerte_sne(&visite),
    };
    visite.page(&vue)
}

/// What « Pourquoi pas ce ménage ? » answers.
#[derive(Default)]
struct Reponse {
    explication: Option<Explication>,
    trouves: Vec<Trouve>,
    autres: bool,
}

/// A numéro unique or the identifier of a row is explained at once; so is the only household that answers a name.
async fn answer(visite: &Visite, vacance: Uuid, personne: &str) -> Result<Reponse, Echec> {
    let (carbet, acteur) = (&visite.carbet, &visite.acteur);
    if personne.is_empty() {
        return Ok(Reponse::default());
    }
    let mut personne = personne.to_owned();
    if Uuid::parse_str(&personne).is_err() && NumeroUnique::parse(&personne).is_err() {
        let found = chercher_menages(carbet, acteur, vacance, &personne).await?;
        match found.menages.as_slice() {
            [one] => personne = one.demande.to_string(),
            many => {
                let trouves = many.iter().map(trouve).collect();
                return Ok(Reponse { explication: None, trouves, autres: found.autres });
            }
        }
    }
    let found = expliquer(carbet, acteur, vacance, &personne).await?;
    Ok(Reponse { explication: Some(dress_explication(&found)), ..Reponse::default() })
}

fn trouve(row: &MenageTrouve) -> Trouve {
    Trouve {
        demande: row.demande.to_string(),
        nom: row.identite.clone().unwrap_or_else(|| format!("Ménage {}", row.repere)),
        detail: row.detail.clone(),
        situation: row.situation.clone(),
        tenu: row.tenu_ailleurs.clone().unwrap_or_default(),
    }
}

/// What an old extract makes people check before a CALEOL.
fn alerte_sne(visite: &Visite) -> String {
    let fresh = visite.carbet.fraicheur_sne();
    match (fresh.vieux, fresh.au) {
        (false, _) => String::new(),
        (true, Some(au)) => format!(
            "Le dernier extrait date du {}, plus de huit jours. Importez-en un récent, ou vérifiez dans le SNE que chaque demande proposée est toujours active.",
            format_fr(au)
        ),
        (true, None) => {
            "Aucun extrait du SNE n’a été importé : vérifiez dans le SNE que chaque demande proposée est active.".to_owned()
        }
    }
}

fn carte_logement(visite: &Visite, fiche: &FicheVacance) -> CarteLogement {
    let (home, v) = (&fiche.logement, &fiche.vacance);
    let optional = |libelle: &str, valeur: Option<String>| Ligne { libelle: libelle.to_owned(), valeur };
    let mut resume = vec![format!("{} m²", home.surface), if home.individuel { "maison" } else { "appartement" }.to_owned()];
    if let Some(floor) = home.etage.filter(|_| !home.individuel) {
        resume.push(match home.ascenseur {
            Some(true) => format!("{} avec ascenseur", etage(floor)),
            Some(false) if floor > 0 => format!("{} sans ascenseur", etage(floor)),
            _ => etage(floor),
        });
    }
    let delay = match v.reponse_avant_le {
        Some(limit) => format!(", proposition attendue avant le {}", format_fr(limit)),
        None => String::new(),
    };
    let why = v.orientation_motif.as_deref().filter(|_| may_read_flow(visite)).map_or_else(String::new, |m| format!(" {m}"));
    let mut tags = vec![Etiquette::new(home.produit.code(), Ton::Neutre)];
    tags.push(match (&home.qpv, home.qpv_connu) {
        (Some(_), _) => Etiquette::new("En QPV", Ton::Attention),
        (None, true) => Etiquette::new("Hors QPV", Ton::Info),
        (None, false) => Etiquette::new("QPV à vérifier", Ton::Neutre),
    });
    tags.push(Etiquette::new(fiche.etat, if v.ouverte.is_some() { Ton::Info } else { Ton::Neutre }));
    CarteLogement {
        residence: fiche.habitat.residence.clone(),
        typologie: home.typologie.libelle().to_owned(),
        resume: resume.join(", "),
        adresse: fiche.habitat.adresse.clone(),
        orientation: format!("Réservataire : {}{delay}.{why}", fiche.reservataire),
        loyer: home.loyer.to_string(),
        annexes: home.loyer_annexes.to_string(),
        charges: home.charges.to_string(),
        total: fiche.total.to_string(),
        etiquettes: tags,
        lignes: vec![
            Ligne::new("Bailleur", &fiche.habitat.bailleur),
            Ligne::new("Réservataire", &fiche.reservataire),
            optional("Libre le", v.disponible_le.map(format_fr)),
            optional("Orienté le", v.orientee_le.map(format_fr)),
            Ligne::new("Construit en", &home.annee_construction.to_string()),
            optional("RPLS", home.rpls.clone()),
            optional("Adapté", home.adapte.map(oui_non)),
        ],
    }
}

/// The reason of the orientation speaks of the flow between the parties.
fn may_read_flow(visite: &Visite) -> bool {
    visite.acteur.portee(gestion::droits::Acte::ConsulterReservations).is_some()
}

fn candidat(row: &Rangee, liste: &Liste, may_preselect: bool, chosen: &[Uuid]) -> Candidat {
    let d = &row.depense;
    let unknown = || "inconnu".to_owned();
    let mut tags = Vec::new();
    if row.prioritaire {
        tags.push(Etiquette::new("Prioritaire", Ton::Priorite));
    }
    if row.mutation {
        tags.push(Etiquette::new("Mutation", Ton::Info));
    }
    if row.revenus_inconnus {
        tags.push(Etiquette::new("Ressources à compléter", Ton::Attention));
    }
    tags.extend(row.avertissements.iter().map(|a| Etiquette::new(mot_avertissement(a.code), Ton::Neutre)));
    let held = row.tenu_ailleurs.is_some();
    Candidat {
        demande: row.demande.to_string(),
        rang: row.position.and_then(|p| u32::try_from(p).ok()).unwrap_or(0),
        identite: row.identite.clone(),
        repere: row.repere.clone(),
        menage: if row.typologies.is_empty() {
            row.menage.clone()
        } else {
            format!("{}, demande {}", row.menage, row.typologies)
        },
        anciennete: match row.rang {
            Some((rang, sur)) => format!("{}, rang {rang} sur {sur}", row.depot),
            None => row.depot.clone(),
        },
        points: row.total,
        points_provisoires: row.points_provisoires,
        points_maximum: liste.compte.points_maximum,
        loyer_net: d.nette.map_or_else(unknown, |m| m.to_string()),
        aide: d.aide.map_or_else(unknown, |m| m.to_string()),
        taux_effort: d.taux_effort.map_or_else(unknown, |t| t.to_string()),
        reste_pour_vivre: d.reste_pour_vivre.map_or_else(unknown, |m| m.to_string()),
        etiquettes: tags,
        propose: row.candidature.is_some(),
        candidature: match &row.candidature {
            Some((id, etat)) if is_liberable(etat) => id.to_string(),
            _ => String::new(),
        },
        tenu_ailleurs: row.tenu_ailleurs.clone(),
        exige_motif: row.exige_motif,
        preselectionne: chosen.contains(&row.demande),
        preselectionnable: may_preselect && row.candidature.is_none() && !chosen.contains(&row.demande),
        classe: match (row.candidature.is_some(), held) {
            (true, _) => "retenu",
            (false, true) => "tenu",
            (false, false) => "",
        },
    }
}

/// A warning in two words; the rule itself is in the explanation.
fn mot_avertissement(code: &str) -> &'static str {
    match code {
        "taille_menage" => "Taille à vérifier",
        "categorie" => "Autre type souhaité",
        "etage" => "Étage refusé",
        "proprietaire" => "Propriétaire",
        "usage_adapte" => "Logement adapté",
        "foyer" => "Foyer",
        _ => "À vérifier",
    }
}

fn is_liberable(etat: &str) -> bool {
    matches!(etat, "proposee_a_la_designation" | "inscrite_en_seance")
}

fn ecarte(row: &designation::Ecarte) -> Ecarte {
    Ecarte {
        demande: row.demande.to_string(),
        menage: row.identite.clone().unwrap_or_else(|| format!("Ménage {}", row.repere)),
        composition: match (&row.tenu_ailleurs, row.propose) {
            (_, true) => format!("{} ; proposé ici", row.menage),
            (Some(held), false) => format!("{} ; {held}", row.menage),
            (None, false) => row.menage.clone(),
        },
        regle: row.regle.libelle.to_owned(),
        autres: u32::try_from(row.autres).unwrap_or(u32::MAX),
        raison: row.regle.raison.clone(),
        manque: row.regle.manque.join(", "),
        article: row.regle.article.to_owned(),
        points: row.total.to_string(),
    }
}

fn filtres(id: Uuid, onglet: &str, chosen: &str, liste: &Liste) -> Vec<FiltreRegle> {
    if liste.regles.is_empty() {
        return Vec::new();
    }
    let total: usize = liste.regles.iter().map(|r| r.nombre).sum();
    let mut list = vec![FiltreRegle {
        libelle: "Toutes les règles".to_owned(),
        nombre: group_thousands(total as u64),
        adresse: format!("/vacances/{id}?onglet={onglet}"),
        actif: chosen.is_empty(),
    }];
    list.extend(liste.regles.iter().map(|r| FiltreRegle {
        libelle: r.libelle.to_owned(),
        nombre: group_thousands(r.nombre as u64),
        adresse: format!("/vacances/{id}?onglet={onglet}&regle={}", r.code),
        actif: r.code == chosen,
    }));
    list
}

fn pagination(id: Uuid, onglet: &str, regle: &str, liste: &Liste) -> Pagination {
    let first = (liste.page - 1) * designation::PAR_PAGE + 1;
    let last = (liste.page * designation::PAR_PAGE).min(liste.filtres);
    let resume = match liste.filtres {
        0 => "Aucun ménage".to_owned(),
        1 => "1 ménage".to_owned(),
        n => format!(
            "{} ménages, de {} à {}",
            group_thousands(n as u64),
            group_thousands(first as u64),
            group_thousands(last as u64)
        ),
    };
    Pagination {
        page: u32::try_from(liste.page).unwrap_or(1),
        pages: u32::try_from(liste.pages).unwrap_or(u32::MAX),
        modele: format!("/vacances/{id}?onglet={onglet}&regle={}&page=", encode(regle)),
        resume,
        tailles: Vec::new(),
    }
}

fn proposition(fiche: &FicheVacance, liste: &Liste) -> Proposition {
    let count = liste.proposes.len();
    let titre = match count {
        0 => "Aucun candidat proposé".to_owned(),
        1 => "1 candidat proposé".to_owned(),
        n => format!("{n} candidats proposés"),
    };
    let detail = match (fiche.vacance.etat.as_str(), count) {
        ("louee", _) => "Le bail est signé.".to_owned(),
        ("retiree", _) => "Le logement est retiré : tous les ménages sont libérés.".to_owned(),
        ("en_commission" | "proposee", _) => {
            "Le logement est inscrit à une séance ; la liste des candidats est arrêtée.".to_owned()
        }
        (_, 0) => "Proposez les ménages dans l’ordre ; chacun est aussitôt retenu pour ce logement.".to_owned(),
        (_, n) if n >= CANDIDATS => "Le minimum de trois demandes est atteint.".to_owned(),
        (_, n) => format!("Il en manque {} pour examiner trois demandes (CCH R. 441-3), sauf exception motivée.", CANDIDATS - n),
    };
    let seances = if count == 0 {
        Vec::new()
    } else {
        let words = |s: &gestion::lister_vacances::SeanceOuverte| match &s.heure {
            Some(hour) => format!("Séance du {}, {hour}", format_fr(s.tenue_le)),
            None => format!("Séance du {}", format_fr(s.tenue_le)),
        };
        fiche.seances.iter().map(|s| Choix { valeur: s.id.to_string(), libelle: words(s), choisi: false }).collect()
    };
    Proposition {
        titre,
        detail,
        menages: liste.proposes.iter().map(propose_ligne).collect(),
        seances,
        motif_insuffisance: count < CANDIDATS,
    }
}

fn propose_ligne(row: &Rangee) -> Propose {
    let (id, etat) = row.candidature.as_ref().map_or((String::new(), ""), |(id, etat)| (id.to_string(), etat.as_str()));
    Propose {
        candidature: id,
        demande: row.demande.to_string(),
        nom: row.identite.clone().unwrap_or_else(|| format!("Ménage {}", row.repere)),
        detail: match row.position {
            Some(position) => format!("rang {position}, {} points", row.total),
            None => format!("hors liste, {} points", row.total),
        },
        etat: libelle_candidature(etat).to_owned(),
        liberable: is_liberable(etat),
    }
}

fn libelle_candidature(code: &str) -> &'static str {
    let day = droit::jour::Jour::default();
    match code {
        "inscrite_en_seance" => EtatCandidature::InscriteEnSeance { seance_le: day }.libelle(),
        "attribuee" => EtatCandidature::Attribuee { rang: 1, condition_jusqu_au: None }.libelle(),
        "en_offre" => EtatCandidature::EnOffre { rang: 1, expire_le: day }.libelle(),
        "acceptee" => EtatCandidature::Acceptee { le: day }.libelle(),
        "bail_signe" => EtatCandidature::BailSigne { le: day }.libelle(),
        _ => EtatCandidature::ProposeeALaDesignation { le: day }.libelle(),
    }
}

fn dress_explication(found: &designation::Explication) -> Explication {
    let name = found.identite.clone().unwrap_or_else(|| format!("Ménage {}", found.repere));
    let (ton, conclusion) = match (found.admissible, &found.premiere, found.position) {
        (Tri::Faux, Some(first), _) => (Ton::Grave, format!("Non admissible sur ce logement : {}", first.libelle.to_lowercase())),
        (Tri::Faux, None, _) => (Ton::Grave, "Non admissible sur ce logement".to_owned()),
        (Tri::Inconnu, _, _) => (Ton::Attention, "Admissibilité à compléter".to_owned()),
        (Tri::Vrai, _, Some(position)) if found.tenu_ailleurs.is_some() => {
            (Ton::Attention, format!("Admissible, au rang {position}, mais retenu pour un autre logement"))
        }
        (Tri::Vrai, _, Some(position)) => (Ton::Bon, format!("Admissible, au rang {position}")),
        (Tri::Vrai, _, None) => (Ton::Bon, "Admissible".to_owned()),
    };
    let mut suite = match found.admissible {
        Tri::Faux if found.autres.is_empty() => UN_FAIT_CHANGE.to_owned(),
        Tri::Faux => format!("D’autres règles s’y opposent aussi : {}. {UN_FAIT_CHANGE}", found.autres.join(", ").to_lowercase()),
        Tri::Inconnu => {
            format!("Ces faits décideraient : {}. Demandez-les au ménage ou à son guichet.", found.inconnus.join(", "))
        }
        Tri::Vrai => "Il figure dans la liste, à sa place.".to_owned(),
    };
    if let Some(held) = &found.tenu_ailleurs {
        suite.push_str(&format!(" {held}."));
    } else if found.propose {
        suite.push_str(" Il est proposé pour ce logement.");
    }
    Explication {
        demande: found.demande.to_string(),
        menage: format!("{name}, {}", found.menage),
        peut_proposer: found.peut_proposer,
        ton,
        conclusion,
        suite,
        regles: found.regles.iter().map(regle_examinee).collect(),
    }
}

fn regle_examinee(row: &designation::RegleExaminee) -> RegleExaminee {
    let issue = match (row.tri, row.niveau) {
        (Tri::Vrai, _) => Etiquette::new("Satisfait", Ton::Bon),
        (Tri::Faux, Niveau::Obstacle) => Etiquette::new("Non satisfait", Ton::Grave),
        (Tri::Faux, Niveau::Avertissement) => Etiquette::new("À apprécier", Ton::Attention),
        (Tri::Inconnu, _) => Etiquette::new("Indéterminé", Ton::Attention),
    };
    let raison = if row.dite.manque.is_empty() {
        row.dite.raison.clone()
    } else {
        format!("{} Il manque : {}.", row.dite.raison, row.dite.manque.join(", "))
    };
    RegleExaminee { regle: row.dite.libelle.to_owned(), issue, raison, article: row.dite.article.to_owned() }
}

fn note(liste: &Liste) -> String {
    let compte = &liste.compte;
    let demo = if compte.demonstration { ", grille de démonstration jamais adoptée" } else { "" };
    let mut provisional: String = compte.provisoires.iter().map(|table| format!(" Valeur provisoire : {table}.")).collect();
    if let Some(notice) = &compte.annee_plafond {
        provisional.push_str(&format!(" {notice}"));
    }
    format!(
        "Ordre de la grille {}{demo} au {} : points, puis date de dépôt, enregistrement et numéro unique selon la grille. La liste aide à proposer, la commission reste souveraine. L’aide au logement est une estimation : seule la CAF décide.{provisional}",
        compte.grille,
        format_fr(compte.jour)
    )
}

async fn propose(visite: Visite, Path(id): Path<String>, Form(champs): Form<Champs>) -> Response {
    let demande = champs.texte("demande").and_then(|d| Uuid::parse_str(&d).ok());
    let (Ok(vacance), Some(demande)) = (Uuid::parse_str(&id), demande) else {
        return visite.echec(Echec::Introuvable);
    };
    let proposition = Demande { vacance, demande, motif: champs.texte("motif"), cle: champs.texte("cle_idempotence") };
    // A refusal asks a reason, typed on the page of the home.
    let back = format!("/vacances/{vacance}");
    match proposer_candidat(&visite.carbet, &visite.acteur, proposition).await {
        Ok(_) if champs.get("retour") == "interets" => visite.then(
            &format!("{back}/interets"),
            "Ménage proposé",
            "Il est retenu pour ce logement jusqu’à la décision ou sa libération.",
        ),
        Ok(_) => visite.then(&back, "Ménage proposé", "Il est retenu pour ce logement jusqu’à la décision ou sa libération."),
        Err(echec) => visite.refuse(&back, echec),
    }
}

async fn free(visite: Visite, Path(id): Path<String>, Form(champs): Form<Champs>) -> Response {
    let Ok(id) = Uuid::parse_str(&id) else {
        return visite.echec(Echec::Introuvable);
    };
    let Some(motif) = champs.texte("motif").and_then(|code| MotifLiberation::from_code(&code)) else {
        return visite.refuse(
            "/vacances",
            Refus::new("motif_absent", "Libérer un ménage demande un motif.", "Choisissez-le dans la liste.").into(),
        );
    };
    match liberer_candidat(&visite.carbet, &visite.acteur, id, motif).await {
        Ok(vacance) => {
            visite.then(&format!("/vacances/{vacance}"), "Ménage libéré", format!("Motif : {}.", motif.libelle().to_lowercase()))
        }
        Err(echec) => visite.refuse("/vacances", echec),
    }
}

async fn orient(visite: Visite, Path(id): Path<String>, Form(champs): Form<Champs>) -> Response {
    let Ok(id) = Uuid::parse_str(&id) else {
        return visite.echec(Echec::Introuvable);
    };
    let back = format!("/vacances/{id}");
    let holder = champs.texte("reservataire").unwrap_or_default();
    let Some(choix) = read_titulaire(&holder, champs.texte("motif")) else {
        let refus = Refus::new("reservataire_absent", "Aucun réservataire n’est choisi.", "Choisissez-en un dans la liste.");
        return visite.refuse(&back, refus.into());
    };
    match orienter_vacance(&visite.carbet, &visite.acteur, id, choix).await {
        Ok(freed) => visite.then(&back, "Logement orienté", liberes(freed)),
        Err(echec) => visite.refuse(&back, echec),
    }
}

async fn export(visite: Visite, Path(id): Path<String>) -> Response {
    let Ok(id) = Uuid::parse_str(&id) else {
        return visite.echec(Echec::Introuvable);
    };
    visite.send(export_designation(&visite.carbet, &visite.acteur, id).await)
}

async fn give_back(visite: Visite, Path(id): Path<String>, Form(champs): Form<Champs>) -> Response {
    let Ok(id) = Uuid::parse_str(&id) else {
        return visite.echec(Echec::Introuvable);
    };
    let back = format!("/vacances/{id}");
    if champs.texte("confirme").as_deref() != Some("oui") {
        let refus = Refus::new(
            "rendu_non_confirme",
            "Le logement n’est pas rendu : la case de confirmation n’est pas cochée.",
            "Cochez-la si le logement doit bien revenir au bailleur.",
        );
        return visite.refuse(&back, refus.into());
    }
    let rendu = Rendu { vacance: id, motif: champs.texte("motif").unwrap_or_default(), cle: champs.texte("cle_idempotence") };
    match rendre_vacance(&visite.carbet, &visite.acteur, rendu).await {
        // The home has left the reach of whoever gave it back.
        Ok(freed) => visite.then("/vacances", "Logement rendu au bailleur", liberes(freed)),
        Err(echec) => visite.refuse(&back, echec),
    }
}

async fn withdraw(visite: Visite, Path(id): Path<String>, Form(champs): Form<Champs>) -> Response {
    let Ok(id) = Uuid::parse_str(&id) else {
        return visite.echec(Echec::Introuvable);
    };
    let back = format!("/vacances/{id}");
    let Some(motif) = champs.texte("motif").and_then(|code| MotifRetrait::from_code(&code)) else {
        return visite.refuse(
            &back,
            Refus::new("motif_absent", "Retirer un logement demande un motif.", "Choisissez-le dans la liste.").into(),
        );
    };
    match retirer_vacance(&visite.carbet, &visite.acteur, id, motif).await {
        Ok(freed) => visite.then(&back, "Logement retiré", liberes(freed)),
        Err(echec) => visite.refuse(&back, echec),
    }
}

fn liberes(count: usize) -> String {
    match count {
        0 => "Aucun ménage n’était proposé.".to_owned(),
        1 => "Un ménage a été libéré.".to_owned(),
        n => format!("{n} ménages ont été libérés."),
    }
}
