//! The desk over HTTP: search, the check of who asked before, the steps, the papers.

mod commun;

use axum::http::{StatusCode, header};
use commun::{Reponse, Site};
use gestion::droits::Role;
use web::acces::COOKIE;

const QUI: &str = "nom=Baptista&prenom=Ana&naissance_le=1990-05-02&depose_le=2026-11-10";

fn location(reponse: &Reponse) -> &str {
    assert_eq!(reponse.status, StatusCode::SEE_OTHER, "{}", reponse.corps);
    reponse.headers[header::LOCATION].to_str().unwrap_or_default()
}

#[tokio::test]
async fn a_person_is_typed_in_steps_checked_against_who_asked_before_and_nothing_secret_comes_back() {
    let site = Site::start(false).await;
    let jeton = site.sign_in(Role::Guichet).await;
    let cookie = format!("{COOKIE}={jeton}");
    let post = async |adresse: &str, corps: &str| site.post(adresse, corps, &[("cookie", &cookie)]).await;
    let get = async |adresse: &str| site.request("GET", adresse, Some(&jeton)).await;

    let empty = get("/guichet?q=Baptista+Ana").await.corps;
    assert!(empty.contains("Aucune demande trouvée") && empty.contains("/guichet/pre-demande?nom=Baptista"));
    let typed = get("/guichet/pre-demande?nom=Baptista&prenom=Ana").await.corps;
    assert!(typed.contains("value=\"Baptista\"") && typed.contains(":etape-1:Baptista:Ana:"), "what was searched is there");

    let wrong = post("/guichet/pre-demande", "nom=Baptista&prenom=Ana&naissance_le=2030-01-01&depose_le=2026-11-10").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.corps.contains("value=\"Baptista\""), "what was typed stays");
    let first = post("/guichet/pre-demande", QUI).await;
    let next = location(&first).to_owned();
    let demande = next.trim_end_matches("/etape/2").to_owned();
    assert!(next.starts_with("/demandes/") && next.ends_with("/etape/2"));

    let twin = QUI.replace("Ana", "Eva");
    let asked = post("/guichet/pre-demande", &twin).await;
    assert_eq!(asked.status, StatusCode::OK);
    assert!(asked.corps.contains("jumeaux") && asked.corps.contains("value=\"Eva\""), "{}", asked.corps);
    let id = demande.trim_start_matches("/demandes/");
    let decided = post("/guichet/pre-demande", &format!("{twin}&personnes_differentes=oui&distinct={id}")).await;
    assert_ne!(location(&decided), next, "another draft");
    let same = post("/guichet/meme-personne", &format!("demande={id}")).await;
    assert_eq!(location(&same), demande);

    let form = "version=1&nom_1=Baptista&prenom_1=Lou&naissance_1=2018-03-04&lien_1=enfant";
    let second = post(&next, form).await;
    assert_eq!(location(&second), format!("{demande}/etape/3"));
    let stale = post(&format!("{demande}/etape/4"), "version=1&modele=CP").await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY, "someone else saved meanwhile");
    let fourth = post(&format!("{demande}/etape/4"), "version=2&modele=CP&suite=quitter").await;
    assert_eq!(location(&fourth), "/guichet");
    let back = get(&format!("{demande}/etape/2")).await.corps;
    assert!(back.contains("value=\"Lou\""), "each step is kept");

    let sheet = get(&format!("{demande}/et-maintenant.pdf")).await;
    assert!(sheet.status == StatusCode::OK && sheet.corps.starts_with("%PDF-"), "{}", sheet.status);
    let sheet = get(&format!("{demande}/et-maintenant.pdf")).await;
    assert!(sheet.status == StatusCode::OK && sheet.corps.starts_with("%PDF-"), "{}", sheet.status);
    let papers = get(&format!("{demande}/pieces")).await;
    assert!(papers.corps.contains("Attestation de la personne qui héberge") && papers.corps.contains("à labelliser"));
    let sixth = post(&format!("{demande}/etape/6"), "version=3&motif_1=13&question_securite=oui").await;
    assert_eq!(location(&sixth), format!("{demande}/pieces"));
    let papers = get(&format!("{demande}/pieces")).await;
    assert_eq!(papers.status, StatusCode::OK);
    assert!(!papers.corps.contains("confirmer) : Ordonnance") && !papers.corps.contains("iolences au sein"), "it stays secret");
    assert_eq!(location(&get(&format!("{demande}/etape/1")).await), demande, "the draft is protected from now on");
    assert_eq!(get(&format!("{demande}/etape/9")).await.status, StatusCode::NOT_FOUND);
}
