//! `/demandes/{id}/etape/{n}`: a draft typed in short steps. Each step is the form in one page with only its fields shown;
//! the others come from what is stored, so that nothing is lost.

use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use droit::demande::Sensibilite;
use droit::reperage::{QuestionReperage, ReponseReperage};
use gestion::issue::Echec;
use gestion::modifier_brouillon::{Modification, modifier_brouillon, ouvrir_brouillon};
use uuid::Uuid;

use super::formulaire::Champs;
use super::saisie_demande::{self, Formulaire};
use crate::carte::Carte;
use crate::visite::Visite;
use crate::vues::composants::{Choix, Saisie};
use crate::vues::etape::{LienEtape, QuestionVue, VueEtape};

/// The step of the papers has a page of its own.
const PIECES: u8 = 7;
const ETAPES: &[&str] = &["Qui", "Ménage", "Ressources", "Logement actuel", "Souhaits", "Situation", "Pièces"];
/// What the six questions send.
const QUESTION: &str = "question_";

pub fn routes(carte: Carte) -> Carte {
    carte.get("/demandes/{id}/etape/{n}", show).post("/demandes/{id}/etape/{n}", save)
}

pub fn address(id: Uuid, numero: u8) -> String {
    if numero >= PIECES { format!("/demandes/{id}/pieces") } else { format!("/demandes/{id}/etape/{numero}") }
}

/// The page of a step; without an id, the first step of a draft that does not exist yet.
pub fn vue(visite: &Visite, id: Option<Uuid>, numero: u8, saisie: Saisie) -> VueEtape {
    let questions = if numero == 6 { questions(&saisie) } else { Vec::new() };
    let formulaire = id.map_or(Formulaire::Nouvelle, Formulaire::Brouillon);
    VueEtape {
        cadre: visite.cadre("Pré-demande"),
        numero,
        etapes: (1..)
            .zip(ETAPES)
            .map(|(n, libelle)| LienEtape {
                numero: n,
                libelle,
                adresse: id.map_or_else(String::new, |id| address(id, n)),
                courante: n == numero,
            })
            .collect(),
        adresse: id.map_or_else(|| "/guichet/pre-demande".to_owned(), |id| address(id, numero)),
        // The sixth step holds what may be secret: no tab keeps it.
        brouillon: if numero == 6 {
            String::new()
        } else {
            format!("{}:etape-{numero}{}", visite.acteur.compte.simple(), of_whom(id, &saisie))
        },
        formulaire: saisie_demande::vue(visite, &formulaire, saisie),
        questions,
    }
}

/// A draft that has no address yet is told from another by who was searched: one person's text never fills another's form.
fn of_whom(id: Option<Uuid>, saisie: &Saisie) -> String {
    match id {
        Some(_) => String::new(),
        None => format!(":{}:{}:{}", saisie.valeur("nom"), saisie.valeur("prenom"), saisie.valeur("naissance_le")),
    }
}

fn questions(saisie: &Saisie) -> Vec<QuestionVue> {
    QuestionReperage::ALL
        .iter()
        .map(|question| {
            let nom = format!("{QUESTION}{}", question.code());
            let answers: Vec<(&str, &str)> = ReponseReperage::ALL.iter().map(|r| (r.code(), r.libelle())).collect();
            QuestionVue {
                reponses: Choix::list(&answers, saisie.valeur(&nom)),
                libelle: question.libelle().to_owned(),
                aide: match question.sensibilite() {
                    Sensibilite::Secrete => {
                        "Seul à seul. Un « oui » protège le dossier : il n’est plus montré qu’aux personnes habilitées, et vous ne pourrez plus modifier ce brouillon."
                    }
                    Sensibilite::Restreinte => "Sans dire de quelle maladie il s’agit. La réponse est réservée.",
                    Sensibilite::Normale | Sensibilite::Elevee => "",
                },
                nom,
            }
        })
        .collect()
}

/// The step a field belongs to; 0 for what is no field of the draft.
fn etape_de(champ: &str) -> u8 {
    let base = champ.trim_end_matches(|c: char| c.is_ascii_digit());
    match base {
        "civilite"
        | "nom"
        | "nom_naissance"
        | "prenom"
        | "naissance_le"
        | "situation_familiale"
        | "telephone"
        | "mel"
        | "adresse"
        | "code_postal"
        | "depose_le"
        | "guichet" => 1,
        "nom_" | "prenom_" | "naissance_" | "lien_" | "a_naitre" => 2,
        "rfr" => 3,
        "modele" | "surface" | "habitants" | "loyer" => 4,
        "commune_" | "typologie_" => 5,
        "motif_" => 6,
        _ => 0,
    }
}

async fn show(visite: Visite, Path((id, n)): Path<(Uuid, String)>) -> Response {
    let Some(numero) = read_numero(&n) else { return visite.echec(Echec::Introuvable) };
    match ouvrir_brouillon(&visite.carbet, &visite.acteur, id).await {
        Ok(_) if numero == PIECES => Redirect::to(&address(id, PIECES)).into_response(),
        Ok(brouillon) => {
            let saisie = saisie_demande::fill(&visite, &brouillon);
            visite.page(&vue(&visite, Some(id), numero, saisie))
        }
        Err(echec) => visite.refuse(&format!("/demandes/{id}"), echec),
    }
}

async fn save(visite: Visite, Path((id, n)): Path<(Uuid, String)>, Form(posted): Form<Champs>) -> Response {
    let Some(numero) = read_numero(&n).filter(|numero| *numero < PIECES) else { return visite.echec(Echec::Introuvable) };
    let brouillon = match ouvrir_brouillon(&visite.carbet, &visite.acteur, id).await {
        Ok(brouillon) => brouillon,
        Err(echec) => return visite.refuse(&format!("/demandes/{id}"), echec),
    };
    let quit = posted.get("suite") == "quitter";
    let mut champs = compose(numero, saisie_demande::fill(&visite, &brouillon), posted.into_saisie());
    let again = |champs: Champs| {
        visite.page_with(StatusCode::UNPROCESSABLE_ENTITY, &vue(&visite, Some(id), numero, champs.into_saisie()))
    };
    let Some(saisie) = saisie_demande::read(&visite, &mut champs) else { return again(champs) };
    let modification = Modification {
        id,
        version: champs.texte("version").and_then(|v| v.parse().ok()).unwrap_or(0),
        saisie,
        rangs: saisie_demande::list_rangs(&champs),
        annee_revenu: saisie_demande::annee_revenu(&visite),
    };
    match modifier_brouillon(&visite.carbet, &visite.acteur, modification).await {
        Ok(()) if quit => visite.then("/guichet", "Étape enregistrée", "Le brouillon vous attend dans la liste."),
        Ok(()) => Redirect::to(&address(id, numero + 1)).into_response(),
        Err(Echec::Refus(refus)) => {
            champs.refuse(&refus, "nom");
            again(champs)
        }
        Err(other) => visite.echec(other),
    }
}

/// What is stored, with the fields of one step as they were posted. A « oui » to a question declares its motive.
fn compose(numero: u8, stored: Saisie, posted: Saisie) -> Champs {
    let mut valeurs: Vec<(String, String)> =
        stored.valeurs.into_iter().filter(|(nom, _)| nom != "version" && etape_de(nom) != numero).collect();
    let keeps = |nom: &str| etape_de(nom) == numero || nom == "version" || nom == "cle_idempotence" || nom.starts_with(QUESTION);
    valeurs.extend(posted.valeurs.into_iter().filter(|(nom, _)| keeps(nom)));
    if numero == 6 {
        for question in QuestionReperage::ALL {
            let answer = format!("{QUESTION}{}", question.code());
            let yes = valeurs.iter().any(|(nom, valeur)| *nom == answer && valeur == ReponseReperage::Oui.code());
            let Some(motif) = question.motif().filter(|_| yes) else { continue };
            let said = valeurs.iter().any(|(nom, valeur)| etape_de(nom) == 6 && valeur == motif.code());
            if !said && let Some(nom) = free_motif(&valeurs) {
                valeurs.retain(|(known, _)| *known != nom);
                valeurs.push((nom, motif.code().to_owned()));
            }
        }
    }
    Champs::new(valeurs)
}

/// The first field of motives left empty.
fn free_motif(valeurs: &[(String, String)]) -> Option<String> {
    let is_free = |nom: &String| !valeurs.iter().any(|(known, valeur)| known == nom && !valeur.trim().is_empty());
    (1..=30).map(|n| format!("motif_{n}")).find(is_free)
}

fn read_numero(text: &str) -> Option<u8> {
    text.parse().ok().filter(|numero| (1..=PIECES).contains(numero))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saisie(pairs: &[(&str, &str)]) -> Saisie {
        Saisie { valeurs: pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect(), erreurs: Vec::new() }
    }

    #[test]
    fn a_step_replaces_its_own_fields_only() {
        let stored =
            saisie(&[("nom", "Baptista"), ("version", "1"), ("nom_1", "Baptista"), ("rfr", "9800"), ("commune_1", "97302")]);
        let champs = compose(2, stored, saisie(&[("nom_1", ""), ("nom_2", "Tapirelle"), ("version", "4"), ("rfr", "1")]));
        assert_eq!((champs.get("nom"), champs.get("nom_1"), champs.get("nom_2")), ("Baptista", "", "Tapirelle"));
        assert_eq!((champs.get("rfr"), champs.get("commune_1"), champs.get("version")), ("9800", "97302", "4"));
    }

    #[test]
    fn a_yes_declares_a_motive_once_and_a_no_declares_nothing() {
        let posted = saisie(&[
            ("motif_1", "13"),
            ("motif_2", ""),
            ("question_toit", "oui"),
            ("question_depart", "non"),
            ("question_parcours", "oui"),
            ("question_securite", "ne_sait_pas"),
        ]);
        let champs = compose(6, saisie(&[("motif_1", "05")]), posted);
        assert_eq!((champs.get("motif_1"), champs.get("motif_2"), champs.get("motif_3")), ("13", "01", ""));
    }

    #[test]
    fn every_field_of_a_draft_belongs_to_a_step() {
        for champ in ["nom", "nom_1", "lien_12", "rfr", "loyer", "typologie_2", "motif_3", "a_naitre", "depose_le"] {
            assert_ne!(etape_de(champ), 0, "{champ}");
        }
        assert_eq!((etape_de("version"), read_numero("8"), read_numero("x")), (0, None, None));
    }
}
