//! The pages of the exchanges with the SNE, in both modes.

#![expect(clippy::unwrap_used, reason = "a test stops at its first surprise")]

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use chrono::Duration;
use droit::demande::{Dossier, Personne, RolePersonne};
use droit::jour::parse_iso;
use gestion::acteur_systeme::SYSTEME;
use gestion::carbet::{Carbet, Options};
use gestion::charger_territoire;
use gestion::droits::{Acteur, Role};
use gestion::saisir_demande::{SaisieDemande, saisir_demande};
use gestion::transmettre_demande::transmettre_demande;
use services::horloge::Horloge;
use services::{jeton, mot_de_passe};
use stockage::compte::{self, Compte};
use stockage::essai::Essai;
use stockage::message_sne;
use stockage::session_web::{self, SessionWeb};
use tower::ServiceExt;
use uuid::Uuid;
use web::acces::COOKIE;

const NATIONALITE: &str = "demandeLogement/personnePhysique/demandeur/nationalite";

struct Site {
    carbet: Arc<Carbet>,
    jeton: String,
    _essai: Essai,
}

fn fichiers(mode: &str) -> Vec<(String, String)> {
    let racine = std::path::PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").unwrap()).join("../../territoires/cacl");
    let (mut found, mut folders) = (Vec::new(), vec![racine.clone()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "toml" || e == "geojson") {
                let name = path.strip_prefix(&racine).unwrap().to_string_lossy().into_owned();
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((name, text.replace("mode_sne = \"compagnon\"", &format!("mode_sne = \"{mode}\""))));
            }
        }
    }
    found.sort();
    found
}

impl Site {
    async fn start(mode: &str) -> Site {
        let essai = stockage::essai::bases().await.remove(0);
        let horloge = Horloge::fixe(parse_iso("2026-11-16").unwrap(), "America/Cayenne").unwrap();
        charger_territoire::load_territoire(&essai.base, &horloge, &SYSTEME, &fichiers(mode)).await.unwrap();
        let carbet = Arc::new(Carbet::start(essai.base.clone(), horloge, Options::default()).await.unwrap());
        let now = carbet.horloge.instant_utc();
        let (jeton, id) = (jeton::create_jeton(), Uuid::now_v7());
        let tx = carbet.base.begin().await.unwrap();
        let account = Compte {
            id,
            identifiant: "guichet@essai.invalid".to_owned(),
            nom: "Essai Guichet".to_owned(),
            role: Role::Guichet.code().to_owned(),
            organisation: "ccas_cayenne".to_owned(),
            territoire: None,
            mot_de_passe: mot_de_passe::hash_sans_controle("une phrase longue"),
            etat: "actif".to_owned(),
            doit_changer: false,
            echecs: 0,
            verrouille_jusqu_au: None,
            cree_le: now,
            derniere_connexion_le: None,
        };
        compte::insert(&tx, &account).await.unwrap();
        let session = SessionWeb {
            jeton_empreinte: jeton::digest_jeton(&jeton),
            compte_id: Some(id),
            departement: None,
            demande_id: None,
            cree_le: now,
            vu_le: now,
            expire_le: now + Duration::hours(2),
            navigateur: None,
        };
        session_web::insert(&tx, &session).await.unwrap();
        tx.commit().await.unwrap();
        Site { carbet, jeton, _essai: essai }
    }

    async fn ask(&self, methode: &str, adresse: &str, corps: &str) -> (StatusCode, String) {
        let request = Request::builder()
            .method(methode)
            .uri(adresse)
            .header(header::HOST, "carbet.invalid")
            .header(header::COOKIE, format!("{COOKIE}={}", self.jeton))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let answer = web::router(self.carbet.clone()).oneshot(request.body(Body::from(corps.to_owned())).unwrap()).await.unwrap();
        let (parts, body) = answer.into_parts();
        (parts.status, String::from_utf8_lossy(&to_bytes(body, usize::MAX).await.unwrap()).into_owned())
    }

    /// A draft handed to the SNE; it lacks what the contract wants.
    async fn hand_over(&self) -> Uuid {
        let guichet = Acteur {
            compte: Uuid::now_v7(),
            nom: "Essai".to_owned(),
            role: Role::Guichet,
            organisation: "ccas_cayenne".to_owned(),
            departement: "973".to_owned(),
            demande: None,
        };
        let mut titulaire = Personne::new(RolePersonne::Titulaire);
        titulaire.nom = Some("Baptista".to_owned());
        titulaire.prenom = Some("Ana".to_owned());
        titulaire.naissance_le = parse_iso("1990-05-02");
        let mut dossier = Dossier::default();
        dossier.menage.personnes.push(titulaire);
        let depose_le = parse_iso("2026-11-10").unwrap();
        let saisie = SaisieDemande { depose_le, guichet: None, dossier, cle_idempotence: None };
        let id = saisir_demande(&self.carbet, &guichet, saisie).await.unwrap().id;
        transmettre_demande(&self.carbet, &guichet, id).await.unwrap();
        id
    }
}

#[tokio::test]
async fn in_interface_mode_a_message_is_followed_and_completed() {
    let site = Site::start("interface").await;
    let demande = site.hand_over().await;
    let message = message_sne::list_de_demande(&site.carbet.base, "973", demande).await.unwrap().remove(0).id;
    let (status, list) = site.ask("GET", "/echanges-sne", "").await;
    assert!(status == StatusCode::OK && list.contains("Baptista Ana") && list.contains("À compléter"), "{list}");
    assert!(list.contains("href=\"/echanges-sne\""), "the side band leads there");
    let (_, fiche) = site.ask("GET", &format!("/demandes/{demande}"), "").await;
    assert!(fiche.contains(&format!("/echanges-sne/{message}")), "the file shows its messages");
    let page = format!("/echanges-sne/{message}");
    let (status, shown) = site.ask("GET", &page, "").await;
    assert!(status == StatusCode::OK && shown.contains("Nationalité, demandeur"), "{shown}");
    let form = format!("{}=ZZZ", NATIONALITE.replace('/', "%2F"));
    let (status, refused) = site.ask("POST", &format!("{page}/completer"), &form).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.contains("Valeur refusée"));
    let (status, _) = site.ask("POST", &format!("{page}/completer"), &form.replace("ZZZ", "1")).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let latest = message_sne::list_de_demande(&site.carbet.base, "973", demande).await.unwrap().remove(0);
    assert!(latest.id != message && latest.contenu.contains("nationalite"), "a new message replaces the first");
}

#[tokio::test]
async fn in_companion_mode_the_list_to_copy_is_ticked_and_put_back() {
    let site = Site::start("compagnon").await;
    let demande = site.hand_over().await;
    let line = stockage::a_reporter::list_de_demande(&site.carbet.base, "973", demande).await.unwrap().remove(0).id;
    let (_, list) = site.ask("GET", "/a-reporter", "").await;
    assert!(list.contains("Nouvelle demande à enregistrer") && list.contains("À reporter (1)"), "{list}");
    assert!(!list.contains("href=\"/echanges-sne\""), "no message, no entry");
    let (status, _) = site.ask("POST", &format!("/a-reporter/{line}/fait"), "").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (_, done) = site.ask("GET", "/a-reporter?etat=faites", "").await;
    assert!(done.contains("Reporté le 16/11/2026") && done.contains("Remettre à reporter"), "{done}");
    site.ask("POST", &format!("/a-reporter/{line}/a-faire"), "").await;
    assert!(site.ask("GET", "/a-reporter?objet=creation", "").await.1.contains("À reporter (1)"));
    assert_eq!(site.ask("GET", "/a-reporter.xlsx", "").await.0, StatusCode::OK);
    assert!(site.ask("GET", "/echanges-sne", "").await.1.contains("n’échange pas de messages"));
}
