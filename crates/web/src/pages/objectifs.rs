//! `/objectifs`: figures by holder and by year, the leases behind each, and the workbook.

use axum::extract::{Query, State};
use axum::response::Response;
use droit::jour::format_fr;
use droit::objectifs::{Objectif, Place};
use gestion::consulter_objectifs::{
    BailListe, DemandeListe, LigneMesure, ObjectifMesure, Part, Perimetre, TableauObjectifs, lettre, list_baux, objectif_de,
    read_objectifs,
};
use gestion::conventions::convention_objectif;
use gestion::droits::Acte;
use gestion::exporter_objectifs::{export_objectifs, provisoire_en_mots};
use gestion::issue::Echec;
use serde::Deserialize;

use crate::carte::Carte;
use crate::etat::Etat;
use crate::visite::{Visite, encode};
use crate::vues::cadre::Ton;
use crate::vues::composants::{Barre, Choix, Etiquette, GraphiqueTaux, Pagination, Tuile};
use crate::vues::objectifs::{LigneObjectif, ObjectifVue, VueObjectifs};
use crate::vues::objectifs_liste::{LigneBail, VueObjectifsListe};

pub fn routes(carte: Carte) -> Carte {
    carte.get("/objectifs", show).get("/objectifs/liste", list).get("/objectifs.xlsx", export)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Choisi {
    annee: String,
    perimetre: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Liste {
    annee: String,
    objectif: String,
    titulaire: String,
    part: String,
    page: String,
}

async fn show(State(_): State<Etat>, visite: Visite, Query(choisi): Query<Choisi>) -> Response {
    let perimetre = Perimetre::from_code(&choisi.perimetre).unwrap_or_default();
    match read_objectifs(&visite.carbet, &visite.acteur, parse_annee(&choisi.annee), perimetre).await {
        Ok(tableau) => visite.page(&vue(&visite, &tableau)),
        Err(echec) => visite.echec(echec),
    }
}

async fn list(State(_): State<Etat>, visite: Visite, Query(choisi): Query<Liste>) -> Response {
    let (Some(annee), Some(objectif), Some(part)) =
        (parse_annee(&choisi.annee), objectif_de(&choisi.objectif), Part::from_code(&choisi.part))
    else {
        return visite.echec(Echec::Introuvable);
    };
    let demande =
        DemandeListe { annee, objectif, titulaire: choisi.titulaire.clone(), part, page: choisi.page.parse().unwrap_or(1) };
    let found = match list_baux(&visite.carbet, &visite.acteur, &demande).await {
        Ok(found) => found,
        Err(echec) => return visite.echec(echec),
    };
    let what = match (part, objectif) {
        (Part::Base, _) => "de la base",
        (Part::Numerateur, _) => "comptés",
        (Part::Inconnus, Objectif::PublicsPrioritaires) => "dont la priorité est inconnue",
        (Part::Inconnus, _) => "dont le quartile ou la localisation est inconnu",
    };
    let words = if found.total > 1 { "baux" } else { "bail" };
    visite.page(&VueObjectifsListe {
        cadre: visite.cadre(&format!("Objectif {}, {}", lettre(objectif).to_uppercase(), found.nom_titulaire)),
        annee: annee.to_string(),
        resume: format!("{} {words} {what}, signés en {annee}. {}.", found.total, objectif.libelle()),
        lignes: found.baux.iter().map(ligne_bail).collect(),
        pagination: Pagination {
            page: found.page,
            pages: found.pages,
            modele: format!(
                "/objectifs/liste?annee={annee}&objectif={}&titulaire={}&part={}&page=",
                lettre(objectif),
                encode(&choisi.titulaire),
                part.code()
            ),
            resume: format!("{} {words}", found.total),
            tailles: Vec::new(),
        },
    })
}

async fn export(State(_): State<Etat>, visite: Visite, Query(choisi): Query<Choisi>) -> Response {
    visite.send(export_objectifs(&visite.carbet, &visite.acteur, parse_annee(&choisi.annee)).await)
}

fn parse_annee(texte: &str) -> Option<i32> {
    texte.trim().parse().ok()
}

fn vue(visite: &Visite, tableau: &TableauObjectifs) -> VueObjectifs {
    let annee = tableau.annee.to_string();
    let annees: Vec<String> = tableau.annees.iter().map(ToString::to_string).collect();
    let pairs: Vec<(&str, &str)> = annees.iter().map(|a| (a.as_str(), a.as_str())).collect();
    let today = format_fr(visite.carbet.aujourd_hui());
    let resume = match (tableau.provisoire.annee_en_cours, tableau.baux) {
        (_, 0) => format!("Aucun bail n’est compté en {annee}."),
        (true, n) => {
            format!("Année {annee}, {n} baux signés jusqu’au {today}. Chaque chiffre ouvre la liste des baux qui le font.")
        }
        (false, n) => format!("Année {annee}, {n} baux signés. Chaque chiffre ouvre la liste des baux qui le font."),
    };
    VueObjectifs {
        cadre: visite.cadre("Objectifs d’attribution"),
        peut_comparer: visite.acteur.portee(Acte::ComparerObjectifs).is_some(),
        resume,
        annees: Choix::list(&pairs, &annee),
        perimetres: Choix::list(
            &[("epci", "Agglomération et bailleurs"), ("reservataire", "Réservataires")],
            tableau.perimetre.code(),
        ),
        provisoire: provisoire_en_mots(tableau).unwrap_or_default(),
        tuiles: tableau.objectifs.iter().filter_map(|mesure| tuile(tableau, mesure)).collect(),
        objectifs: tableau.objectifs.iter().map(|mesure| objectif(tableau, mesure)).collect(),
        note: note(tableau),
        annee,
    }
}

/// The figure owed at the highest level; for C, owed holder by holder, the one that lacks the most.
fn tuile(tableau: &TableauObjectifs, mesure: &ObjectifMesure) -> Option<Tuile> {
    let ligne = match mesure.objectif {
        Objectif::PublicsPrioritaires => mesure
            .lignes
            .iter()
            .filter(|l| l.exigible && l.resultat.mesure.base > 0)
            .max_by_key(|l| (l.resultat.mesure.manque, std::cmp::Reverse(l.resultat.mesure.taux)))?,
        Objectif::HorsQpv | Objectif::EnQpv => mesure.lignes.first()?,
    };
    let m = &ligne.resultat.mesure;
    let detail = match (ligne.exigible, m.manque) {
        (false, _) => format!("{} baux sur {}, pour information", m.numerateur, m.base),
        (true, 0) => format!("{} baux sur {}, cible {} %", m.numerateur, m.base, m.cible.0 / 100),
        (true, n) => format!("{} baux sur {}, il en manque {n}", m.numerateur, m.base),
    };
    let ton = match (ligne.exigible && m.base > 0, m.atteint) {
        (false, _) => Ton::Neutre,
        (true, true) => Ton::Bon,
        (true, false) => Ton::Grave,
    };
    Some(Tuile::new(
        &taux(ligne),
        &format!("{}. {}, {}", lettre(mesure.objectif).to_uppercase(), mesure.objectif.libelle(), ligne.nom),
        &detail,
        &format!("{}&part=numerateur", adresse(tableau, mesure.objectif, ligne)),
        ton,
    ))
}

fn objectif(tableau: &TableauObjectifs, mesure: &ObjectifMesure) -> ObjectifVue {
    let code = lettre(mesure.objectif);
    let titre = format!("{}. {}", code.to_uppercase(), mesure.objectif.libelle());
    let cible =
        mesure.lignes.iter().find(|l| l.exigible).or(mesure.lignes.first()).map_or(0, |l| basis(l.resultat.mesure.cible.0));
    let cible_texte = format!("{} %", cible / 100);
    let other_targets = mesure.lignes.iter().any(|l| l.exigible && basis(l.resultat.mesure.cible.0) != cible);
    let mut explication = match mesure.objectif {
        Objectif::HorsQpv => {
            "Part des baux signés hors quartier prioritaire au profit des ménages du premier quartile de ressources ou relogés d’une opération de renouvellement urbain."
        }
        Objectif::EnQpv => {
            "Part des baux signés en quartier prioritaire au profit des ménages qui ne sont pas du premier quartile de ressources."
        }
        Objectif::PublicsPrioritaires => {
            "Part des baux de chaque titulaire au profit des ménages reconnus au titre du DALO, à défaut des publics prioritaires. L’objectif s’apprécie titulaire par titulaire, jamais sur l’ensemble."
        }
    }
    .to_owned();
    if other_targets {
        explication.push_str(" La cible de l’État sur son contingent est de 100 % : l’écart du tableau en tient compte.");
    }
    ObjectifVue {
        code: code.to_owned(),
        article: mesure.objectif.article().to_owned(),
        convention: convention_objectif(tableau, mesure.objectif, mesure.lignes.first()),
        explication,
        graphique: GraphiqueTaux {
            description: format!("{titre}, cible {cible_texte}. Les taux sont dans le tableau voisin."),
            barres: mesure
                .lignes
                .iter()
                .map(|l| Barre {
                    // The table beside says which part of its homes.
                    libelle: l.nom.split(',').next().unwrap_or_default().to_owned(),
                    taux: l.resultat.mesure.taux.map_or(0, |t| basis(t.0)),
                    texte: taux(l),
                    atteint: l.resultat.mesure.atteint,
                })
                .collect(),
            cible,
            cible_texte,
        },
        titre,
        lignes: mesure
            .lignes
            .iter()
            .map(|l| LigneObjectif {
                titulaire: l.nom.clone(),
                base: count(l.resultat.mesure.base),
                numerateur: count(l.resultat.mesure.numerateur),
                taux: taux(l),
                ecart: ecart(l),
                inconnus: count(l.resultat.inclassables + l.resultat.localisation_inconnue),
                adresse: adresse(tableau, mesure.objectif, l),
            })
            .collect(),
    }
}

fn ecart(ligne: &LigneMesure) -> Etiquette {
    let m = &ligne.resultat.mesure;
    match (ligne.exigible, m.base, m.manque) {
        (false, _, _) => Etiquette::new("Pour information", Ton::Neutre),
        (true, 0, _) => Etiquette::new("Sans bail", Ton::Neutre),
        (true, _, 0) => Etiquette::new("Atteint", Ton::Bon),
        (true, _, 1) => Etiquette::new("Il manque 1 bail", Ton::Grave),
        (true, _, n) => Etiquette::new(format!("Il manque {n} baux"), Ton::Grave),
    }
}

fn adresse(tableau: &TableauObjectifs, objectif: Objectif, ligne: &LigneMesure) -> String {
    format!("/objectifs/liste?annee={}&objectif={}&titulaire={}", tableau.annee, lettre(objectif), encode(&ligne.titulaire))
}

fn taux(ligne: &LigneMesure) -> String {
    ligne.resultat.mesure.taux.map_or_else(|| "sans bail".to_owned(), |taux| taux.to_string())
}

fn basis(points: i64) -> u32 {
    u32::try_from(points).unwrap_or(0)
}

fn count(value: u64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

fn note(tableau: &TableauObjectifs) -> String {
    let mut parts = Vec::new();
    match tableau.seuil_premier_quartile {
        Some(seuil) => {
            parts.push(format!("Premier quartile {} : moins de {seuil} par unité de consommation et par an.", tableau.annee))
        }
        None => parts.push(format!("Le seuil du premier quartile {} n’est pas publié.", tableau.annee)),
    }
    if !tableau.millesimes_qpv.is_empty() {
        parts.push(format!("Contours des quartiers prioritaires : millésime {}.", tableau.millesimes_qpv.join(", ")));
    }
    parts.push("Le taux est tronqué à deux décimales, jamais arrondi au-dessus. Seul un bail signé compte, dans l’année de sa signature.".to_owned());
    parts.join(" ")
}

fn ligne_bail(bail: &BailListe) -> LigneBail {
    let fait = &bail.fait;
    let mut etiquettes = Vec::new();
    let mut tag = |shown: bool, words: &str, ton: Ton| {
        if shown {
            etiquettes.push(Etiquette::new(words, ton));
        }
    };
    tag(bail.place == Place::Compte, "Compté", Ton::Bon);
    tag(bail.place == Place::Inclassable, "Inclassable", Ton::Attention);
    tag(bail.place == Place::LocalisationInconnue, "Localisation inconnue", Ton::Attention);
    tag(fait.quartile_provisoire, "Quartile provisoire", Ton::Attention);
    tag(fait.relogement == Some(true), "Relogé", Ton::Info);
    tag(fait.dalo == Some(true), "DALO", Ton::Priorite);
    tag(fait.prioritaire == Some(true), "Prioritaire", Ton::Priorite);
    tag(fait.mutation == Some(true), "Mutation", Ton::Neutre);
    LigneBail {
        signe_le: format_fr(fait.signe_le),
        commune: bail.commune.clone(),
        qpv: match (fait.en_qpv, &fait.qpv) {
            (Some(true), Some(code)) => format!("QPV {code}"),
            (Some(true), None) => "en QPV".to_owned(),
            (Some(false), _) => "hors QPV".to_owned(),
            (None, _) => "localisation inconnue".to_owned(),
        },
        logement: format!(
            "{}, {}",
            droit::demande::Typologie::from_code(&fait.typologie).map_or(fait.typologie.as_str(), |t| t.libelle()),
            fait.produit
        ),
        bailleur: bail.bailleur.clone(),
        reservataire: bail.reservataire.clone(),
        quartile: match fait.quartile {
            Some(1) => "1er".to_owned(),
            Some(n) => format!("{n}e"),
            None => "inconnu".to_owned(),
        },
        etiquettes,
    }
}
