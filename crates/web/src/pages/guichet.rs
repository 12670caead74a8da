//! `/guichet`: the desk, search first; `/guichet/pre-demande`: the first step of a draft, after the check of who asked before.

use axum::Form;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use droit::demande::Personne;
use droit::doublon::Doublon;
use droit::jour::{Jour, format_fr, parse_iso};
use gestion::droits::Acte;
use gestion::issue::Echec;
use gestion::lister_demandes::{LigneRegistre, Ordre, Recherche, list_demandes};
use gestion::rapprocher_saisie::{Proche, find_proches, reconnaitre_personne};
use gestion::saisir_demande::saisir_personne_distincte;
use serde::Deserialize;
use uuid::Uuid;

use super::etapes;
use super::formulaire::Champs;
use super::saisie_demande;
use crate::carte::Carte;
use crate::visite::{Visite, encode};
use crate::vues::cadre::Ton;
use crate::vues::composants::Etiquette;
use crate::vues::guichet::{LigneGuichet, ProcheVu, VueDoublons, VueGuichet};

/// Drafts shown, the latest first.
const BROUILLONS: usize = 12;

pub fn routes(carte: Carte) -> Carte {
    carte
        .get("/guichet", show)
        .get("/guichet/pre-demande", commencer)
        .post("/guichet/pre-demande", create)
        .post("/guichet/meme-personne", reconnaitre)
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Cherche {
    q: String,
    nom: String,
    prenom: String,
    naissance_le: String,
}

async fn show(visite: Visite, Query(asked): Query<Cherche>) -> Response {
    let texte: String = asked.q.trim().chars().take(200).collect();
    let found = if texte.is_empty() {
        None
    } else {
        let recherche = Recherche { texte: texte.clone(), ordre: Ordre::Pertinence, page: 1, ..Recherche::default() };
        match list_demandes(&visite.carbet, &visite.acteur, &recherche).await {
            Ok(liste) => Some(liste),
            Err(echec) => return visite.echec(echec),
        }
    };
    if let Some(id) = found.as_ref().and_then(|liste| liste.directe) {
        return Redirect::to(&format!("/demandes/{id}")).into_response();
    }
    let drafts = Recherche { etats: vec!["brouillon".to_owned()], ordre: Ordre::Recente, page: 1, ..Recherche::default() };
    let drafts = match list_demandes(&visite.carbet, &visite.acteur, &drafts).await {
        Ok(liste) => liste,
        Err(echec) => return visite.echec(echec),
    };
    let shown = found.as_ref().map_or(0, |liste| liste.lignes.len() as u64);
    let resume = match found.as_ref().map_or(0, |liste| liste.total) {
        0 => "Aucune demande trouvée".to_owned(),
        1 => "Une demande trouvée".to_owned(),
        total if total > shown => format!("{total} demandes trouvées, les {shown} plus proches : précisez le nom ou la date"),
        total => format!("{total} demandes trouvées"),
    };
    let today = visite.carbet.aujourd_hui();
    let vue = VueGuichet {
        cadre: visite.cadre("Guichet"),
        commencer: address_commencer(&texte),
        q: texte,
        resultats: found.map(|liste| liste.lignes.iter().map(|l| to_line(l, "", today)).collect()),
        resume,
        brouillons: drafts.lignes.iter().take(BROUILLONS).map(|l| to_line(l, "/etape/1", today)).collect(),
        fraicheur: visite
            .carbet
            .fraicheur_sne()
            .au
            .map_or_else(|| "Aucun extrait du SNE n’est lu".to_owned(), |au| format!("SNE au {}", format_fr(au))),
        a_renouveler: visite.acteur.portee(Acte::AppelerMenages).is_some(),
    };
    visite.page(&vue)
}

fn to_line(ligne: &LigneRegistre, suite: &str, jour: Jour) -> LigneGuichet {
    let etat = match ligne.etat.as_str() {
        "brouillon" => Etiquette::new("Brouillon", Ton::Attention),
        "en_attente_de_numero" => Etiquette::new("En attente de numéro", Ton::Attention),
        "radiee" => Etiquette::new("Radiée", Ton::Neutre),
        // The last day of validity is included (CCH R. 441-2-7).
        _ => match ligne.expire_le {
            Some(last) if last < jour => Etiquette::new(format!("Expirée le {}", format_fr(last)), Ton::Grave),
            Some(_) | None => Etiquette::new("Enregistrée", Ton::Bon),
        },
    };
    LigneGuichet {
        adresse: format!("/demandes/{}{suite}", ligne.id),
        menage: ligne.nom.clone().unwrap_or_else(|| "Sans nom".to_owned()),
        naissance: naissance(ligne.naissance_le),
        numero_unique: ligne.numero_unique.clone().unwrap_or_else(|| "Sans numéro".to_owned()),
        etiquettes: vec![etat],
        depot: format!("déposée le {}", format_fr(ligne.depose_le)),
    }
}

fn naissance(le: Option<Jour>) -> String {
    le.map_or_else(|| "date de naissance inconnue".to_owned(), |le| format!("né(e) le {}", format_fr(le)))
}

/// Where a draft starts with what was searched: a date of birth, or a name then a first name. A number is nobody's yet.
fn address_commencer(texte: &str) -> String {
    let mut parts = texte.split('/');
    let french = match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(day), Some(month), Some(year), None) => parse_iso(&format!("{year}-{month:0>2}-{day:0>2}")),
        _ => None,
    };
    let pairs = if let Some(le) = parse_iso(texte).or(french) {
        vec![("naissance_le", le.to_string())]
    } else if texte.bytes().any(|b| b.is_ascii_digit()) {
        Vec::new()
    } else {
        let (nom, prenom) = texte.split_once(' ').unwrap_or((texte, ""));
        vec![("nom", nom.to_owned()), ("prenom", prenom.trim().to_owned())]
    };
    let pairs: Vec<String> =
        pairs.iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| format!("{name}={}", encode(value))).collect();
    if pairs.is_empty() { "/guichet/pre-demande".to_owned() } else { format!("/guichet/pre-demande?{}", pairs.join("&")) }
}

async fn commencer(visite: Visite, Query(asked): Query<Cherche>) -> Response {
    let mut valeurs = vec![("depose_le".to_owned(), visite.carbet.aujourd_hui().to_string())];
    let regles = visite.carbet.regles();
    let own = regles.territoire.guichets.iter().find(|g| g.organisation == visite.acteur.organisation);
    valeurs.extend(own.map(|g| ("guichet".to_owned(), g.code.clone())));
    for (nom, valeur) in [("nom", asked.nom), ("prenom", asked.prenom), ("naissance_le", asked.naissance_le)] {
        valeurs.push((nom.to_owned(), valeur));
    }
    visite.page(&etapes::vue(&visite, None, 1, Champs::new(valeurs).into_saisie()))
}

async fn create(visite: Visite, Form(mut champs): Form<Champs>) -> Response {
    let again =
        |champs: Champs| visite.page_with(StatusCode::UNPROCESSABLE_ENTITY, &etapes::vue(&visite, None, 1, champs.into_saisie()));
    let Some(saisie) = saisie_demande::read(&visite, &mut champs) else { return again(champs) };
    let distincts: Vec<Uuid> = champs.list("distinct").iter().filter_map(|id| Uuid::parse_str(id).ok()).collect();
    let decided = champs.get("personnes_differentes") == "oui";
    if let Some(titulaire) = saisie.dossier.menage.titulaire() {
        let close = match find_proches(&visite.carbet, &visite.acteur, titulaire).await {
            Ok(close) => close,
            Err(echec) => return visite.echec(echec),
        };
        // A file that came in between is shown too: what was decided was decided on the others.
        let close: Vec<Proche> = close
            .into_iter()
            .filter(|p| p.rapprochement.doublon.is_a_trancher() && !(decided && distincts.contains(&p.id)))
            .collect();
        if !close.is_empty() {
            let personne = tell_personne(titulaire);
            return visite.page(&vue_doublons(&visite, personne, &close, champs));
        }
    }
    match saisir_personne_distincte(&visite.carbet, &visite.acteur, saisie, &distincts).await {
        Ok(done) => {
            visite.then(&etapes::address(done.id, 2), "Pré-demande commencée", "Vous pouvez quitter et reprendre à tout moment.")
        }
        Err(Echec::Refus(refus)) => {
            champs.refuse(&refus, "nom");
            again(champs)
        }
        Err(other) => visite.echec(other),
    }
}

fn tell_personne(personne: &Personne) -> String {
    let noms = [personne.nom.as_deref(), personne.prenom.as_deref()];
    let noms: Vec<&str> = noms.into_iter().flatten().collect();
    format!("{}, {}", noms.join(" "), naissance(personne.naissance_le))
}

fn vue_doublons(visite: &Visite, personne: String, proches: &[Proche], champs: Champs) -> VueDoublons {
    let carried = champs.into_saisie().valeurs;
    VueDoublons {
        cadre: visite.cadre("Cette personne a-t-elle déjà une demande ?"),
        personne,
        proches: proches
            .iter()
            .map(|p| ProcheVu {
                id: p.id.to_string(),
                titulaire: if p.titulaire.is_empty() { "Sans nom".to_owned() } else { p.titulaire.clone() },
                naissance: naissance(p.naissance_le),
                numero_unique: p.numero_unique.clone().unwrap_or_else(|| "sans numéro".to_owned()),
                depot: format!("déposée le {}", format_fr(p.depose_le)),
                lien: Etiquette::new(
                    p.rapprochement.doublon.libelle(),
                    match p.rapprochement.doublon {
                        Doublon::MemeIdentite => Ton::Grave,
                        Doublon::Possible => Ton::Attention,
                        Doublon::Jumeaux | Doublon::EnfantPartage | Doublon::Aucun => Ton::Info,
                    },
                ),
                concorde: or_rien(&p.rapprochement.concorde),
                differe: or_rien(&p.rapprochement.differe),
            })
            .collect(),
        champs: carried
            .into_iter()
            .filter(|(nom, _)| nom != "distinct" && nom != "cle_idempotence" && nom != "personnes_differentes")
            .collect(),
    }
}

fn or_rien(words: &[&str]) -> String {
    if words.is_empty() { "rien".to_owned() } else { words.join(", ") }
}

async fn reconnaitre(visite: Visite, Form(champs): Form<Champs>) -> Response {
    let Ok(id) = Uuid::parse_str(champs.get("demande")) else { return visite.echec(Echec::Introuvable) };
    match reconnaitre_personne(&visite.carbet, &visite.acteur, id).await {
        Ok(()) => visite.then(&format!("/demandes/{id}"), "Demande retrouvée", "Rien n’a été créé : continuez sur ce dossier."),
        Err(echec) => visite.refuse("/guichet", echec),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_searched_is_carried_over() {
        assert_eq!(address_commencer("Baptista Ana"), "/guichet/pre-demande?nom=Baptista&prenom=Ana");
        assert_eq!(address_commencer("02/05/1990"), "/guichet/pre-demande?naissance_le=1990-05-02");
        assert_eq!(address_commencer("9730324"), "/guichet/pre-demande");
    }
}
