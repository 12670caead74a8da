//! Role × route over HTTP, from the table of rights: what is open answers, what is not does not exist.

#![expect(clippy::unwrap_used, reason = "a test stops at its first surprise")]

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use chrono::Duration;
use droit::demande::{Demande, Dossier, EtatDemande, Personne, RolePersonne};
use droit::numero_unique::NumeroUnique;
use gestion::acteur_systeme::SYSTEME;
use gestion::carbet::{Carbet, Options};
use gestion::charger_territoire;
use gestion::droits::{self, Role};
use services::horloge::Horloge;
use services::{jeton, mot_de_passe};
use stockage::compte::{self, Compte};
use stockage::demande::{self, Meta, NouvelleDemande, Origine};
use stockage::essai::Essai;
use stockage::session_web::{self, SessionWeb};
use tower::ServiceExt;
use uuid::Uuid;
use web::acces::{COOKIE, PUBLIQUES};

const MOT_DE_PASSE: &str = "une phrase longue";

struct Site {
    router: Router,
    carbet: Arc<Carbet>,
    _essai: Essai,
}

struct Reponse {
    status: StatusCode,
    headers: HeaderMap,
    corps: String,
}

impl Site {
    /// The whole server on a fresh base (SQLite: what depends on the engine is tested below, in `stockage` and `gestion`).
    async fn start(https: bool) -> Site {
        let essai = stockage::essai::bases().await.remove(0);
        let horloge = Horloge::fixe(droit::jour::parse_iso("2026-11-16").unwrap(), "America/Cayenne").unwrap();
        charger_territoire::load_territoire(&essai.base, &horloge, &SYSTEME, &fichiers()).await.unwrap();
        let options = Options { https, ..Options::default() };
        let carbet = Arc::new(Carbet::start(essai.base.clone(), horloge, options).await.unwrap());
        Site { router: web::router(carbet.clone()), carbet, _essai: essai }
    }

    async fn ask(&self, request: Request<Body>) -> Reponse {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let corps = String::from_utf8_lossy(&to_bytes(body, usize::MAX).await.unwrap()).into_owned();
        Reponse { status: parts.status, headers: parts.headers, corps }
    }

    async fn request(&self, methode: &str, adresse: &str, jeton: Option<&str>) -> Reponse {
        let mut request = Request::builder().method(methode).uri(adresse).header(header::HOST, "carbet.invalid");
        if let Some(jeton) = jeton {
            request = request.header(header::COOKIE, format!("{COOKIE}={jeton}"));
        }
        self.ask(request.body(Body::empty()).unwrap()).await
    }

    async fn post(&self, adresse: &str, corps: &str, headers: &[(&str, &str)]) -> Reponse {
        let mut request = Request::builder()
            .method("POST")
            .uri(adresse)
            .header(header::HOST, "carbet.invalid")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.ask(request.body(Body::from(corps.to_owned())).unwrap()).await
    }

    /// An account of a role, signed in; gives its token.
    async fn sign_in(&self, role: Role) -> String {
        let now = self.carbet.horloge.instant_utc();
        let tx = self.carbet.base.begin().await.unwrap();
        let jeton = jeton::create_jeton();
        let mut session = SessionWeb {
            jeton_empreinte: jeton::digest_jeton(&jeton),
            compte_id: None,
            departement: None,
            demande_id: None,
            cree_le: now,
            vu_le: now,
            expire_le: now + Duration::hours(2),
            navigateur: None,
        };
        if role == Role::Demandeur {
            let id = Uuid::now_v7();
            demande::insert(&tx, &nouvelle(id, now)).await.unwrap();
            (session.departement, session.demande_id) = (Some("973".to_owned()), Some(id));
        } else {
            let id = Uuid::now_v7();
            compte::insert(&tx, &account(id, role, now)).await.unwrap();
            session.compte_id = Some(id);
        }
        session_web::insert(&tx, &session).await.unwrap();
        tx.commit().await.unwrap();
        self.carbet.registre.build(&self.carbet).await.unwrap();
        jeton
    }
}

fn account(id: Uuid, role: Role, now: chrono::DateTime<chrono::Utc>) -> Compte {
    let organisation = match role {
        Role::Bailleur => "siguy",
        Role::Etat | Role::Caleol => "etat",
        Role::Commune | Role::Guichet => "commune_97302",
        Role::Ctg => "ctg",
        Role::ActionLogement => "action_logement",
        _ => "cacl",
    };
    Compte {
        id,
        identifiant: format!("{}@essai.invalid", role.code()),
        nom: format!("Essai {}", role.code()),
        role: role.code().to_owned(),
        organisation: organisation.to_owned(),
        territoire: None,
        mot_de_passe: mot_de_passe::hash_sans_controle(MOT_DE_PASSE),
        etat: "actif".to_owned(),
        doit_changer: false,
        echecs: 0,
        verrouille_jusqu_au: None,
        cree_le: now,
        derniere_connexion_le: None,
    }
}

fn nouvelle(id: Uuid, now: chrono::DateTime<chrono::Utc>) -> NouvelleDemande {
    let jour = droit::jour::parse_iso("2026-03-01").unwrap();
    let mut dossier = Dossier::default();
    dossier.menage.personnes = vec![Personne::new(RolePersonne::Titulaire)];
    let numero_unique = NumeroUnique::parse("973032600000197302").unwrap();
    NouvelleDemande {
        departement: "973".to_owned(),
        id,
        demande: Demande {
            etat: EtatDemande::Enregistree { numero_unique },
            depose_le: jour,
            enregistre_le: Some(jour),
            renouvele_le: None,
            guichet: None,
            dossier,
        },
        meta: Meta {
            source: "essai".to_owned(),
            extrait_le: None,
            origine: Origine::Sne,
            agent: "essai".to_owned(),
            instant_utc: now,
            protege: false,
        },
    }
}

fn fichiers() -> Vec<(String, String)> {
    let racine = std::path::PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").unwrap()).join("../../territoires/cacl");
    let (mut fichiers, mut folders) = (Vec::new(), vec![racine.clone()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "toml" || e == "geojson") {
                let name = path.strip_prefix(&racine).unwrap().to_string_lossy().into_owned();
                fichiers.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    fichiers
}

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
