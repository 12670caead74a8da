//! Role × route over HTTP, from the table of rights: what is open answers, what is not does not exist.

mod commun;

use std::collections::BTreeSet;

use axum::http::{StatusCode, header};
use commun::{Reponse, Site};
use gestion::droits::{self, Role};
use uuid::Uuid;
use web::acces::{COOKIE, PUBLIQUES};

/// `/demandes/{id}` with an id that names nothing.
fn concrete(chemin: &str) -> String {
    let id = "01900000-0000-7000-8000-000000000001";
    chemin.split('/').map(|part| if part.starts_with('{') { id } else { part }).collect::<Vec<_>>().join("/")
}

/// What a page says, without what changes at each request.
fn stable(reponse: &Reponse) -> String {
    let mut text = String::new();
    for word in reponse.corps.split('"') {
        text.push_str(if Uuid::parse_str(word).is_ok() { "UUID" } else { word });
        text.push('"');
    }
    text
}

#[test]
fn every_address_is_public_or_in_the_table_and_every_row_leads_somewhere() {
    let carte = web::carte();
    let served: BTreeSet<String> = carte.adresses().iter().map(|(m, p)| format!("{m} {p}")).collect();
    assert_eq!(served.len(), carte.adresses().len(), "an address is given twice");
    let public: BTreeSet<String> = PUBLIQUES.iter().map(|(m, p)| format!("{m} {p}")).collect();
    let told: BTreeSet<String> = droits::table().iter().flat_map(|ligne| ligne.routes.clone()).collect();
    let unknown: Vec<&String> = served.iter().filter(|a| !public.contains(*a) && !told.contains(*a)).collect();
    assert!(unknown.is_empty(), "ajoutez à gestion/droits.toml : {unknown:#?}");
    let missing: Vec<&String> = told.union(&public).filter(|a| !served.contains(*a)).collect();
    assert!(missing.is_empty(), "aucune page ne répond à : {missing:#?}");
}

#[tokio::test]
async fn who_is_not_signed_in_signs_in_first() {
    let site = Site::start(false).await;
    for (methode, chemin) in web::carte().adresses() {
        if PUBLIQUES.contains(&(*methode, *chemin)) {
            continue;
        }
        let answer = site.request(methode, &concrete(chemin), None).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{methode} {chemin}");
        let to = answer.headers[header::LOCATION].to_str().unwrap();
        assert!(to.starts_with("/connexion"), "{methode} {chemin} leads to {to}");
        assert_eq!(site.request(methode, &concrete(chemin), Some("jeton-invente")).await.status, StatusCode::SEE_OTHER);
    }
}

#[tokio::test]
async fn an_address_out_of_ones_rights_answers_as_one_that_does_not_exist() {
    let site = Site::start(false).await;
    let mut forbidden = 0;
    for role in Role::ALL {
        let jeton = site.sign_in(role).await;
        let nowhere = site.request("GET", "/nulle-part", Some(&jeton)).await;
        assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
        for (methode, chemin) in web::carte().adresses() {
            let Some(acte) = droits::find_acte(methode, chemin) else { continue };
            if role.portee(acte).is_some()
                || PUBLIQUES.contains(&(*methode, *chemin))
                || (role == Role::Demandeur && *chemin == "/")
            {
                continue;
            }
            let answer = site.request(methode, &concrete(chemin), Some(&jeton)).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{role} : {methode} {chemin}");
            assert_eq!(stable(&answer), stable(&nowhere), "{role} : {methode} {chemin}");
            forbidden += 1;
        }
    }
    assert!(forbidden > 100, "only {forbidden} forbidden cells: the walk is broken");
}

#[tokio::test]
async fn what_the_table_opens_answers() {
    let site = Site::start(false).await;
    let (mut open, mut faults) = (0, Vec::new());
    for role in Role::ALL {
        let jeton = site.sign_in(role).await;
        for (methode, chemin) in web::carte().adresses() {
            let granted = droits::find_acte(methode, chemin).is_some_and(|acte| role.portee(acte).is_some());
            if !granted || *methode != "GET" {
                continue;
            }
            // The leases behind a figure are those of the figure asked.
            let query = if *chemin == "/objectifs/liste" { "?annee=2026&objectif=a&titulaire=epci&part=base" } else { "" };
            let answer = site.request(methode, &format!("{}{query}", concrete(chemin)), Some(&jeton)).await;
            // An object that does not exist is not found; a list is shown, empty or not.
            let expected = if chemin.contains('{') { StatusCode::NOT_FOUND } else { StatusCode::OK };
            if answer.status != expected {
                faults.push(format!("{role} : {methode} {chemin} : {}", answer.status));
            }
            open += 1;
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(open > 50, "only {open} open cells: the walk is broken");
}

#[tokio::test]
async fn a_post_from_another_site_is_refused() {
    let site = Site::start(false).await;
    let jeton = site.sign_in(Role::Agglo).await;
    let cookie = format!("{COOKIE}={jeton}");
    for hostile in [("sec-fetch-site", "cross-site"), ("origin", "https://hostile.invalid")] {
        for (methode, chemin) in web::carte().adresses() {
            if *methode == "POST" {
                let answer = site.post(&concrete(chemin), "a=b", &[("cookie", &cookie), hostile]).await;
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{chemin} {hostile:?}");
            }
        }
    }
    let own = site.post("/deconnexion", "", &[("cookie", &cookie), ("sec-fetch-site", "same-origin")]).await;
    assert_eq!(own.status, StatusCode::SEE_OTHER);
    assert_eq!(site.request("GET", "/", Some(&jeton)).await.status, StatusCode::SEE_OTHER, "signed out");
}

#[tokio::test]
async fn every_answer_carries_the_protections() {
    let site = Site::start(false).await;
    let jeton = site.sign_in(Role::Agglo).await;
    for (adresse, jeton) in
        [("/connexion", None), ("/", Some(&jeton)), ("/nulle-part", None), ("/demandes", None), ("/sante", None)]
    {
        let answer = site.request("GET", adresse, jeton.map(String::as_str)).await;
        let get = |name: &str| answer.headers.get(name).map(|v| v.to_str().unwrap().to_owned()).unwrap_or_default();
        let csp = get("content-security-policy");
        assert!(csp.starts_with("default-src 'none'") && !csp.contains("unsafe"), "{adresse} : {csp}");
        assert!(csp.contains("frame-ancestors 'none'") && csp.contains("form-action 'self'"), "{adresse} : {csp}");
        assert_eq!((get("x-content-type-options"), get("x-frame-options")), ("nosniff".into(), "DENY".into()), "{adresse}");
        assert_eq!((get("referrer-policy"), get("cache-control")), ("same-origin".into(), "no-store".into()), "{adresse}");
        assert!(!answer.corps.contains("<script>") && !answer.corps.contains(" style=\""), "{adresse} holds inline code");
    }
}

#[tokio::test]
async fn the_session_cookie_is_out_of_reach_of_scripts_and_other_sites() {
    for https in [false, true] {
        let site = Site::start(https).await;
        site.sign_in(Role::Agglo).await;
        let form = |retour: &str| format!("identifiant=agglo%40essai.invalid&mot_de_passe=une+phrase+longue&retour={retour}");
        let answer = site.post("/connexion", &form("%2Fobjectifs"), &[]).await;
        assert_eq!((answer.status, &answer.headers[header::LOCATION]), (StatusCode::SEE_OTHER, &"/objectifs".parse().unwrap()));
        let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
        assert!(cookie.starts_with(&format!("{COOKIE}=")), "{cookie}");
        for flag in ["HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(cookie.contains(flag), "{cookie}");
        }
        assert_eq!(cookie.contains("Secure"), https, "{cookie}");
        for elsewhere in
            ["https%3A%2F%2Fhostile.invalid", "%2F%2Fhostile.invalid", "%2F%5Chostile.invalid", "javascript%3Aalert(1)"]
        {
            let answer = site.post("/connexion", &form(elsewhere), &[]).await;
            assert_eq!(&answer.headers[header::LOCATION], "/", "{elsewhere}");
        }
        let wrong = site.post("/connexion", "identifiant=agglo%40essai.invalid&mot_de_passe=autre", &[]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.corps.contains("agglo@essai.invalid"), "what was typed is kept");
        assert!(!wrong.headers.contains_key(header::SET_COOKIE));
    }
}
