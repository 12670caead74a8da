//! `/demandes`: the register, searched and filtered; `/demandes/nouvelle`: typing a demande at a desk.

use axum::Form;
use axum::extract::{Query, RawQuery};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use droit::demande::Typologie;
use droit::jour::{Jour, compute_mois_entiers, format_fr};
use droit::montant::group_thousands;
use gestion::carbet::Carbet;
use gestion::droits::Acte;
use gestion::exporter_demandes::export_demandes;
use gestion::issue::Echec;
use gestion::lister_demandes::{LigneRegistre, Ordre, Recherche, list_demandes};
use gestion::recherche::Correspondance;
use gestion::saisir_demande::saisir_demande;
use serde::Deserialize;

use super::formulaire::Champs;
use super::saisie_demande::{self, Formulaire};
use super::vues_gardees;
use crate::carte::Carte;
use crate::liste::{Liste, read_taille};
use crate::visite::Visite;
use crate::vues::cadre::Ton;
use crate::vues::composants::{Choix, Colonne, Etiquette, Pagination};
use crate::vues::demandes::{LigneDemande, VueDemandes};

pub fn routes(carte: Carte) -> Carte {
    carte.get("/demandes", show).get("/demandes.xlsx", export).get("/demandes/nouvelle", show_nouvelle).post("/demandes", create)
}

/// What the address asks; a value that means nothing is left out.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Parametres {
    q: String,
    commune: String,
    typologie: String,
    /// Absent: registered ones, or all when something is searched.
    etat: Option<String>,
    guichet: String,
    incomplete: String,
    prioritaire: String,
    tri: String,
    taille: String,
    page: String,
}

async fn show(visite: Visite, RawQuery(query): RawQuery, Query(asked): Query<Parametres>) -> Response {
    if query.is_none_or(|query| query.is_empty()) {
        match vues_gardees::find_defaut(&visite).await {
            Ok(Some(adresse)) => return Redirect::to(&adresse).into_response(),
            Ok(None) => {}
            Err(echec) => return visite.echec(echec),
        }
    }
    let recherche = to_recherche(&asked);
    let liste = match list_demandes(&visite.carbet, &visite.acteur, &recherche).await {
        Ok(liste) => liste,
        Err(echec) => return visite.echec(echec),
    };
    if let Some(id) = liste.directe {
        return Redirect::to(&format!("/demandes/{id}")).into_response();
    }
    let ici = with_liste(&asked, recherche.ordre, |liste| liste.ici());
    let gardees = match vues_gardees::dress(&visite, &ici).await {
        Ok(gardees) => gardees,
        Err(echec) => return visite.echec(echec),
    };
    let jour = visite.carbet.aujourd_hui();
    let etat = etat_choisi(&asked);
    let taille = recherche.taille;
    let first = (liste.page - 1) * taille + 1;
    let last = (liste.page * taille).min(liste.total);
    let shown = match liste.total {
        0 => "Aucune demande".to_owned(),
        1 => "Une demande".to_owned(),
        total => format!("{} demandes, de {first} à {last}", group_thousands(total)),
    };
    let count = |value: u64| u32::try_from(value).unwrap_or(u32::MAX);
    let vue = VueDemandes {
        cadre: visite.cadre("Demandes"),
        resume: resume(&visite.carbet, liste.actives),
        peut_importer: visite.acteur.portee(Acte::Importer).is_some(),
        peut_saisir: visite.acteur.portee(Acte::SaisirDemande).is_some(),
        q: asked.q.clone(),
        communes: choix_communes(&visite.carbet, "Toutes", &asked.commune),
        typologies: choix_typologies("Toutes", &asked.typologie),
        etats: Choix::list(ETATS, etat),
        guichets: choix_guichets(&visite.carbet, "Tous", &asked.guichet),
        incomplete: recherche.incomplete,
        prioritaire: recherche.prioritaire,
        filtree: has_filtre(&asked),
        tri: asked.tri.clone(),
        taille: asked.taille.clone(),
        gardees,
        export: ici.replacen("/demandes", "/demandes.xlsx", 1),
        colonnes: with_liste(&asked, recherche.ordre, colonnes),
        lignes: liste.lignes.iter().map(|ligne| to_vue(&visite.carbet, ligne, jour)).collect(),
        pagination: Pagination {
            page: count(liste.page),
            pages: count(liste.pages),
            modele: with_liste(&asked, recherche.ordre, |liste| liste.modele()),
            resume: shown,
            tailles: with_liste(&asked, recherche.ordre, |liste| liste.tailles()),
        },
    };
    visite.page(&vue)
}

async fn export(visite: Visite, Query(asked): Query<Parametres>) -> Response {
    visite.send(export_demandes(&visite.carbet, &visite.acteur, &to_recherche(&asked)).await)
}

async fn show_nouvelle(visite: Visite) -> Response {
    let defaut = vec![("depose_le".to_owned(), visite.carbet.aujourd_hui().to_string())];
    visite.page(&saisie_demande::vue(&visite, &Formulaire::Nouvelle, Champs::new(defaut).into_saisie()))
}

async fn create(visite: Visite, Form(mut champs): Form<Champs>) -> Response {
    let Some(saisie) = saisie_demande::read(&visite, &mut champs) else {
        return visite.page_with(
            StatusCode::UNPROCESSABLE_ENTITY,
            &saisie_demande::vue(&visite, &Formulaire::Nouvelle, champs.into_saisie()),
        );
    };
    match saisir_demande(&visite.carbet, &visite.acteur, saisie).await {
        Ok(done) => {
            let texte = match done.doublons.as_slice() {
                [] => "Vérifiez-la, puis transmettez-la au SNE.".to_owned(),
                [one] => format!(
                    "Attention : une demande existe déjà au même nom et à la même date de naissance ({}, déposée le {}). Vérifiez avant de transmettre.",
                    one.numero_unique.as_deref().unwrap_or("sans numéro"),
                    format_fr(one.depose_le)
                ),
                many => format!(
                    "Attention : {} demandes existent déjà au même nom et à la même date de naissance. Vérifiez avant de transmettre.",
                    many.len()
                ),
            };
            visite.then(&format!("/demandes/{}", done.id), "Brouillon enregistré", texte)
        }
        Err(Echec::Refus(refus)) => {
            champs.refuse(&refus, "nom");
            visite.page_with(
                StatusCode::UNPROCESSABLE_ENTITY,
                &saisie_demande::vue(&visite, &Formulaire::Nouvelle, champs.into_saisie()),
            )
        }
        Err(other) => visite.echec(other),
    }
}

const ETATS: &[(&str, &str)] = &[
    ("enregistree", "Enregistrées"),
    ("en_attente_de_numero", "En attente de numéro"),
    ("brouillon", "Brouillons"),
    ("radiee", "Radiées"),
    ("toutes", "Toutes"),
];

/// A search looks everywhere unless told otherwise.
fn etat_choisi(asked: &Parametres) -> &str {
    match asked.etat.as_deref() {
        Some(etat) if ETATS.iter().any(|(code, _)| *code == etat) => etat,
        _ if asked.q.trim().is_empty() => "enregistree",
        _ => "toutes",
    }
}

fn to_recherche(asked: &Parametres) -> Recherche {
    let text = |value: &str| Some(value.trim().to_owned()).filter(|v| !v.is_empty());
    let etat = etat_choisi(asked);
    Recherche {
        texte: asked.q.trim().chars().take(200).collect(),
        etats: if etat == "toutes" { Vec::new() } else { vec![etat.to_owned()] },
        commune: text(&asked.commune),
        typologie: Typologie::from_code(&asked.typologie),
        guichet: text(&asked.guichet),
        incomplete: asked.incomplete == "oui",
        prioritaire: asked.prioritaire == "oui",
        ordre: TRIS
            .iter()
            .find(|(mot, _)| *mot == asked.tri)
            .map_or_else(|| if asked.q.trim().is_empty() { Ordre::Points } else { Ordre::Pertinence }, |(_, ordre)| *ordre),
        page: asked.page.parse().unwrap_or(1),
        taille: read_taille(&asked.taille),
    }
}

/// Words of the address for each order; `-` before one turns it round. The words of links sent before hold.
const TRIS: &[(&str, Ordre)] = &[
    ("-total", Ordre::Points),
    ("total", Ordre::PointsCroissants),
    ("depot", Ordre::Anciennete),
    ("-depot", Ordre::Recente),
    ("points", Ordre::Points),
    ("anciennete", Ordre::Anciennete),
    ("recente", Ordre::Recente),
    ("nom", Ordre::Nom),
    ("-nom", Ordre::NomInverse),
    ("numero", Ordre::NumeroUnique),
    ("-numero", Ordre::NumeroUniqueInverse),
    ("souhait", Ordre::Souhait),
    ("-souhait", Ordre::SouhaitInverse),
    ("logement", Ordre::Logement),
    ("-logement", Ordre::LogementInverse),
];

fn has_filtre(asked: &Parametres) -> bool {
    let set = [&asked.q, &asked.commune, &asked.typologie, &asked.guichet, &asked.incomplete, &asked.prioritaire];
    set.iter().any(|value| !value.is_empty()) || asked.etat.as_deref().is_some_and(|etat| etat != "enregistree")
}

/// The list asked, with the word of the order it is really in: what a header must say.
fn with_liste<T>(asked: &Parametres, ordre: Ordre, then: impl FnOnce(&Liste<'_>) -> T) -> T {
    let filtres = [
        ("q", asked.q.as_str()),
        ("commune", &asked.commune),
        ("typologie", &asked.typologie),
        ("etat", asked.etat.as_deref().unwrap_or_default()),
        ("guichet", &asked.guichet),
        ("incomplete", &asked.incomplete),
        ("prioritaire", &asked.prioritaire),
    ];
    let tri = TRIS.iter().find(|(_, known)| *known == ordre).map_or("", |(mot, _)| *mot);
    then(&Liste { chemin: "/demandes", filtres: &filtres, tri, taille: read_taille(&asked.taille) })
}

fn colonnes(liste: &Liste<'_>) -> Vec<Colonne> {
    vec![
        liste.colonne("Ménage", "nom"),
        liste.colonne("Numéro unique", "numero"),
        liste.colonne("Premier souhait", "souhait"),
        liste.colonne("Logement", "logement"),
        liste.colonne("Déposée le", "depot"),
        liste.colonne_decroissante("Points", "total").en_nombre(),
    ]
}

fn resume(carbet: &Carbet, actives: u64) -> String {
    let count = match actives {
        0 => "Aucune demande enregistrée à votre portée".to_owned(),
        1 => "Une demande enregistrée à votre portée".to_owned(),
        many => format!("{} demandes enregistrées à votre portée", group_thousands(many)),
    };
    match carbet.fraicheur_sne().au {
        Some(au) => format!("{count}, SNE au {}.", format_fr(au)),
        None => format!("{count}. Aucun extrait du SNE n’a encore été lu."),
    }
}

fn to_vue(carbet: &Carbet, ligne: &LigneRegistre, jour: Jour) -> LigneDemande {
    let regles = carbet.regles();
    let commune = |code: &String| regles.territoire.commune(code).map_or_else(|| code.clone(), |c| c.nom.clone());
    let souhaits: Vec<String> = ligne.souhaits.iter().map(commune).collect();
    let mut others: Vec<String> = souhaits.iter().skip(1).cloned().collect();
    others.dedup();
    LigneDemande {
        id: ligne.id.to_string(),
        menage: ligne.nom.clone().unwrap_or_else(|| landmark(ligne)),
        naissance: ligne.naissance_le.map_or_else(String::new, |le| format!("né(e) le {}", format_fr(le))),
        numero_unique: ligne.numero_unique.clone().unwrap_or_else(|| "En attente de numéro".to_owned()),
        etiquettes: etiquettes(ligne, jour),
        souhait: souhaits.first().cloned().unwrap_or_default(),
        autres_souhaits: if others.is_empty() { String::new() } else { format!("puis {}", others.join(", ")) },
        typologie: typologies(ligne.pieces_min, ligne.pieces_max),
        personnes: if ligne.nombre_personnes > 1 {
            format!("{} personnes", ligne.nombre_personnes)
        } else {
            format!("{} personne", ligne.nombre_personnes)
        },
        depose_le: format_fr(ligne.depose_le),
        anciennete: anciennete(ligne.depose_le, jour),
        points: ligne.points.map_or_else(|| "–".to_owned(), |points| points.to_string()),
        provisoire: ligne.provisoire,
    }
}

/// A household without its name: the end of its own id, which tells nothing.
fn landmark(ligne: &LigneRegistre) -> String {
    let id = ligne.id.simple().to_string();
    format!("Ménage {}", id[id.len() - 6..].to_uppercase())
}

fn etiquettes(ligne: &LigneRegistre, jour: Jour) -> Vec<Etiquette> {
    let mut tags = Vec::new();
    if let Some(comment) = ligne.comment.map(Correspondance::libelle).filter(|libelle| !libelle.is_empty()) {
        tags.push(Etiquette::new(comment, Ton::Neutre));
    }
    match ligne.etat.as_str() {
        "brouillon" => tags.push(Etiquette::new("Brouillon", Ton::Attention)),
        "en_attente_de_numero" => tags.push(Etiquette::new("En attente de numéro", Ton::Attention)),
        "radiee" => tags.push(Etiquette::new("Radiée", Ton::Neutre)),
        _ => {}
    }
    if ligne.dalo {
        tags.push(Etiquette::new("DALO", Ton::Priorite));
    } else if ligne.prioritaire {
        tags.push(Etiquette::new("Prioritaire", Ton::Priorite));
    }
    if ligne.mutation {
        tags.push(Etiquette::new("Mutation", Ton::Info));
    }
    if ligne.etat == "enregistree"
        && let Some(le) = ligne.expire_le
    {
        // The last day of validity is included (CCH R. 441-2-7).
        if le < jour {
            tags.push(Etiquette::new(format!("Expirée le {}", format_fr(le)), Ton::Grave));
        } else if (le - jour).num_days() <= 60 {
            tags.push(Etiquette::new(format!("Expire le {}", format_fr(le)), Ton::Attention));
        }
    }
    tags
}

fn typologies(min: Option<i32>, max: Option<i32>) -> String {
    match (min, max) {
        (Some(min), Some(max)) if min == max => format!("T{min}"),
        (Some(min), Some(max)) => format!("T{min} à T{max}"),
        _ => "Non renseigné".to_owned(),
    }
}

/// `5 ans 8 mois`, `7 mois`, `12 jours`.
pub(super) fn anciennete(depuis: Jour, jour: Jour) -> String {
    let months = compute_mois_entiers(depuis, jour);
    let years = |n: u32| if n > 1 { format!("{n} ans") } else { format!("{n} an") };
    match (months / 12, months % 12) {
        (0, 0) => match (jour - depuis).num_days() {
            days if days > 1 => format!("{days} jours"),
            1 => "1 jour".to_owned(),
            _ => "aujourd’hui".to_owned(),
        },
        (0, rest) => format!("{rest} mois"),
        (whole, 0) => years(whole),
        (whole, rest) => format!("{} {rest} mois", years(whole)),
    }
}

pub(super) fn choix_communes(carbet: &Carbet, aucune: &str, choisie: &str) -> Vec<Choix> {
    let regles = carbet.regles();
    let mut pairs = vec![("", aucune)];
    pairs.extend(regles.territoire.communes().iter().map(|c| (c.code.as_str(), c.nom.as_str())));
    Choix::list(&pairs, choisie)
}

pub(super) fn choix_typologies(aucune: &str, choisie: &str) -> Vec<Choix> {
    let mut pairs = vec![("", aucune)];
    pairs.extend(Typologie::ALL.iter().filter(|t| **t != Typologie::Chambre).map(|t| (t.code(), t.libelle())));
    Choix::list(&pairs, choisie)
}

pub(super) fn choix_guichets(carbet: &Carbet, aucun: &str, choisi: &str) -> Vec<Choix> {
    let regles = carbet.regles();
    let mut pairs = vec![("", aucun)];
    pairs.extend(regles.territoire.guichets.iter().map(|g| (g.code.as_str(), g.nom.as_str())));
    Choix::list(&pairs, choisi)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_told_in_years_months_or_days() {
        let jour = |text| droit::jour::parse_iso(text).unwrap();
        let today = jour("2026-11-16");
        for (depuis, dit) in [
            ("2021-03-02", "5 ans 8 mois"),
            ("2025-11-16", "1 an"),
            ("2026-04-16", "7 mois"),
            ("2026-11-09", "7 jours"),
            ("2026-11-16", "aujourd’hui"),
        ] {
            assert_eq!(anciennete(jour(depuis), today), dit);
        }
    }

    #[test]
    fn sorting_keeps_what_was_searched() {
        let asked = Parametres { q: "marie rose".into(), commune: "97302".into(), ..Parametres::default() };
        let sorted = Parametres { tri: "nom".into(), ..asked.clone() };
        let ordre = to_recherche(&sorted).ordre;
        assert_eq!(with_liste(&sorted, ordre, |liste| liste.ici()), "/demandes?q=marie%20rose&commune=97302&tri=nom");
        assert_eq!(
            with_liste(&asked, to_recherche(&asked).ordre, |liste| liste.modele()),
            "/demandes?q=marie%20rose&commune=97302&page="
        );
        let heads = with_liste(&sorted, ordre, colonnes);
        assert_eq!(heads.iter().map(|head| head.sens).collect::<Vec<_>>(), ["ascending", "none", "none", "none", "none", "none"]);
        assert_eq!(to_recherche(&Parametres { tri: "points".into(), ..Parametres::default() }).ordre, Ordre::Points);
        assert_eq!(etat_choisi(&asked), "toutes", "a search looks everywhere");
        assert_eq!(etat_choisi(&Parametres::default()), "enregistree");
    }
}
