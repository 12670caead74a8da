//! `/mon-dossier`: the applicant's own file, in plain words (CCH L. 441-2-6, L. 441-2-8).

use axum::extract::{Query, State};
use axum::response::Response;
use droit::cotation::EtatLigne;
use droit::demande::Demande;
use droit::jour::format_fr;
use droit::montant::group_thousands;
use gestion::attente_observee::tell_attente;
use gestion::demander_interet::{Interet, list_mes_questions};
use gestion::suivre_mon_dossier::{EtatDossier, MaPlace, MesPoints, MonDossier, MonPoint, read_mon_dossier};
use serde::Deserialize;

use crate::carte::Carte;
use crate::etat::Etat;
use crate::visite::Visite;
use crate::vues::cadre::Ton;
use crate::vues::composants::{Etiquette, Evenement, Ligne};
use crate::vues::info::Etape;
use crate::vues::mon_dossier::{PointSimple, QuestionVue, VueMonDossier};

/// Things to do shown at once.
const A_FAIRE: usize = 5;

pub fn routes(carte: Carte) -> Carte {
    carte.get("/mon-dossier", show)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Choisi {
    position: String,
}

async fn show(State(_): State<Etat>, visite: Visite, Query(choisi): Query<Choisi>) -> Response {
    let dossier = match read_mon_dossier(&visite.carbet, &visite.acteur, choisi.position == "exacte").await {
        Ok(dossier) => dossier,
        Err(echec) => return visite.echec(echec),
    };
    match list_mes_questions(&visite.carbet, &visite.acteur).await {
        Ok(questions) => visite.page(&vue(&visite, &dossier, &questions)),
        Err(echec) => visite.echec(echec),
    }
}

fn vue(visite: &Visite, dossier: &MonDossier, questions: &[(Interet, String)]) -> VueMonDossier {
    let (etat, etat_detail) = etat(dossier);
    let (total, total_detail) = dossier.points.as_ref().map_or_else(Default::default, total);
    VueMonDossier {
        cadre: visite.cadre("Mon dossier"),
        numero_unique: dossier.demande.numero_unique().map_or_else(|| "en attente".to_owned(), |n| n.to_string()),
        etat,
        etat_detail,
        questions: questions.iter().map(|(question, home)| tell_question(visite, question, home)).collect(),
        a_faire: a_faire(dossier),
        place: dossier.place.as_ref().map_or_else(
            || {
                "Ma place sera calculée quand ma demande sera active et que ma commune et la taille du logement seront connues."
                    .to_owned()
            },
            place,
        ),
        offre_annuelle: dossier.place.as_ref().map_or_else(String::new, |place| match place.attribues_en_un_an {
            Some(n) => format!(
                "{} logements {} à {} ont été attribués en un an.",
                group_thousands(u64::from(n)),
                place.typologie,
                place.commune
            ),
            None => format!("Moins de 11 logements {} à {} ont été attribués en un an.", place.typologie, place.commune),
        }),
        attente: dossier.place.as_ref().map_or_else(String::new, |place| tell_attente(place.attente.as_ref())),
        place_note: "La place change chaque jour et ne donne pas droit à un logement : la commission décide.".to_owned(),
        position_exacte: dossier.place.as_ref().is_some_and(|place| place.exacte.is_none()),
        note_sne: dossier.points.is_none(),
        total,
        total_detail,
        lignes: dossier.points.iter().flat_map(|points| &points.lignes).map(point).collect(),
        evenements: dossier
            .evenements
            .iter()
            .map(|e| {
                let ton = if e.favorable { Ton::Bon } else { Ton::Neutre };
                Evenement::new(&format_fr(e.le), &e.le.to_string(), &e.titre, &e.detail, ton)
            })
            .collect(),
        informations: informations(dossier),
        corriger: if dossier.guichet.is_empty() {
            "Une erreur ? Tout guichet la corrige, avec le papier qui le prouve.".to_owned()
        } else {
            format!("Une erreur ? Le guichet {} la corrige, ou tout autre, avec le papier qui le prouve.", dossier.guichet)
        },
    }
}

fn tell_question(visite: &Visite, question: &Interet, home: &str) -> QuestionVue {
    QuestionVue {
        id: question.id.to_string(),
        logement: home.to_owned(),
        organisation: gestion::habitat::sigle(&visite.carbet.regles().territoire, &question.organisation),
        le: format_fr(question.demande_le),
        reponse: match question.reponse.as_deref() {
            Some("oui") => "J’ai répondu oui.".to_owned(),
            Some(_) => "J’ai répondu non. Je peux changer d’avis.".to_owned(),
            None => String::new(),
        },
    }
}

fn etat(dossier: &MonDossier) -> (Etiquette, String) {
    match &dossier.etat {
        EtatDossier::EnAttenteDeNumero => (
            Etiquette::new("Ma demande attend son numéro unique", Ton::Attention),
            "Le guichet l’a transmise au SNE. Elle compte à partir du numéro qu’il donnera.".to_owned(),
        ),
        EtatDossier::Active { expire_le, bientot } => (
            Etiquette::new("Ma demande est active", if *bientot { Ton::Attention } else { Ton::Bon }),
            match (expire_le, bientot) {
                (Some(le), true) => {
                    format!(
                        "Elle n’est valable que jusqu’au {} inclus : renouvelez-la d’ici là, sinon elle sera radiée.",
                        format_fr(*le)
                    )
                }
                (Some(le), false) => format!("Elle est valable jusqu’au {} inclus.", format_fr(*le)),
                (None, _) => "Ses dates se contredisent : un guichet les vérifiera avec vous.".to_owned(),
            },
        ),
        EtatDossier::Expiree { depuis } => (
            Etiquette::new("Ma demande a passé son échéance", Ton::Grave),
            format!(
                "Elle devait être renouvelée au plus tard le {}. Allez à un guichet sans attendre : elle peut être radiée.",
                format_fr(*depuis)
            ),
        ),
        EtatDossier::Radiee { le, motif } => (
            Etiquette::new("Ma demande est radiée", Ton::Grave),
            format!("Depuis le {} : {motif}. Un guichet peut vous expliquer pourquoi et ce qui reste possible.", format_fr(*le)),
        ),
    }
}

fn a_faire(dossier: &MonDossier) -> Vec<Etape> {
    let mut steps = Vec::new();
    if let Some((home, jusqu_au)) = &dossier.offre_en_cours {
        steps.push(Etape::new(
            &format!("Répondre à l’offre avant la fin du {}", format_fr(*jusqu_au)),
            &format!("{home}. Sans réponse, l’offre est refusée par silence."),
        ));
    }
    if let EtatDossier::Active { expire_le: Some(le), bientot: true } = &dossier.etat {
        steps.push(Etape::new(
            &format!("Renouveler au plus tard le {}", format_fr(*le)),
            "À un guichet ou en ligne, avec l’avis d’imposition le plus récent.",
        ));
    }
    if let EtatDossier::Expiree { .. } = &dossier.etat {
        steps.push(Etape::new("Renouveler sans attendre", "À un guichet ou en ligne."));
    }
    for point in dossier.points.iter().flat_map(|points| &points.lignes) {
        match point.etat {
            EtatLigne::Provisoire if !point.papiers.is_empty() => steps.push(Etape::new(
                &format!("Prouver : {}", point.libelle),
                &format!(
                    "Apportez une {} à un guichet : {} deviennent définitifs.",
                    point.papiers.join(" ou une "),
                    points_en_mots(point.retenus)
                ),
            )),
            EtatLigne::ACompleter if !point.a_completer.is_empty() => {
                steps.push(Etape::new(
                    &format!("Compléter : {}", point.libelle),
                    &format!("À dire au guichet : {}.", point.a_completer.join(", ")),
                ));
            }
            EtatLigne::Provisoire | EtatLigne::ACompleter | EtatLigne::Acquis | EtatLigne::Nul => {}
        }
    }
    if dossier.delai_anormal_depasse == Some(true) {
        steps.push(Etape::new(
            "Saisir la commission de médiation (DALO), si je le souhaite",
            "Mon attente dépasse le délai anormalement long fixé par le préfet : je peux demander que mon droit au logement soit reconnu (CCH L. 441-2-3). L’ADIL conseille gratuitement.",
        ));
    }
    steps.truncate(A_FAIRE);
    steps
}

fn place(place: &MaPlace) -> String {
    let kind = format!("{} demandes de {} à {}", group_thousands(u64::from(place.sur)), place.typologie, place.commune);
    match place.exacte {
        Some(1) => format!("Ma demande est la première, sur {kind}."),
        Some(n) => format!("Ma demande est la {}e, sur {kind}.", group_thousands(u64::from(n))),
        None if place.bande >= place.sur => format!("Ma demande est parmi les {kind}."),
        None => format!("Ma demande est parmi les {} premières, sur {kind}.", group_thousands(u64::from(place.bande))),
    }
}

fn total(points: &MesPoints) -> (String, String) {
    let mut detail = match points.provisoires {
        0 => "points, tous établis".to_owned(),
        n => format!("points, dont {n} à prouver"),
    };
    if points.demonstration {
        detail.push_str(&format!(" (grille {}, de démonstration)", points.version));
    } else {
        detail.push_str(&format!(" (grille {})", points.version));
    }
    (points.total.to_string(), detail)
}

fn point(point: &MonPoint) -> PointSimple {
    let fait = match point.etat {
        EtatLigne::ACompleter if point.a_completer.is_empty() => {
            "Dépend d’une valeur que l’autorité n’a pas encore fixée".to_owned()
        }
        EtatLigne::ACompleter => format!("Manque : {}", point.a_completer.join(", ")),
        EtatLigne::Provisoire if !point.papiers.is_empty() => {
            format!("{}. À prouver par une {}", point.fait, point.papiers.join(" ou une "))
        }
        EtatLigne::Provisoire | EtatLigne::Acquis | EtatLigne::Nul => match point.points {
            Some(points) if points != point.retenus => {
                format!("{}. Vaut {}, dont {} comptent ici", point.fait, points_en_mots(points), point.retenus)
            }
            _ => point.fait.clone(),
        },
    };
    PointSimple {
        critere: point.libelle.clone(),
        fait,
        fondement: point.article.clone(),
        points: match (point.etat, point.retenus) {
            (EtatLigne::ACompleter, _) if point.a_completer.is_empty() => "en attente".to_owned(),
            (EtatLigne::ACompleter, _) => "à compléter".to_owned(),
            (EtatLigne::Provisoire, n) => format!("{n} à prouver"),
            (EtatLigne::Acquis | EtatLigne::Nul, n) => n.to_string(),
        },
    }
}

fn points_en_mots(points: i32) -> String {
    if points.unsigned_abs() > 1 { format!("{points} points") } else { format!("{points} point") }
}

fn informations(dossier: &MonDossier) -> Vec<Ligne> {
    let demande: &Demande = &dossier.demande;
    let contact = &demande.dossier.contact;
    let persons = demande.dossier.menage.nombre_personnes();
    let optional =
        |libelle: &str, valeur: Option<String>| valeur.map_or_else(|| Ligne::manquante(libelle), |v| Ligne::new(libelle, &v));
    let sizes: Vec<&str> = demande.dossier.recherche.typologies.iter().map(|t| t.libelle()).collect();
    vec![
        Ligne::new("Déposée le", &format_fr(demande.depose_le)),
        optional("Renouvelée le", demande.renouvele_le.map(format_fr)),
        optional("Guichet", Some(dossier.guichet.clone()).filter(|g| !g.is_empty())),
        Ligne::new("Personnes à loger", &persons.to_string()),
        optional("Communes souhaitées", Some(dossier.souhaits.join(", ")).filter(|s| !s.is_empty())),
        optional("Taille demandée", Some(sizes.join(", ")).filter(|s| !s.is_empty())),
        optional("Téléphone", contact.telephone.clone()),
        optional("Adresse électronique", contact.mel.clone()),
        optional(
            "Délai anormalement long",
            dossier.delai_anormal_depasse.map(|over| if over { "dépassé" } else { "non dépassé" }.to_owned()),
        ),
    ]
}
