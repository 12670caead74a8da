//! The whole server on a fresh base, asked over HTTP without a socket.

#![expect(clippy::unwrap_used, reason = "a test stops at its first surprise")]

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
use gestion::droits::Role;
use services::horloge::Horloge;
use services::{jeton, mot_de_passe};
use stockage::compte::{self, Compte};
use stockage::demande::{self, Meta, NouvelleDemande, Origine};
use stockage::essai::Essai;
use stockage::session_web::{self, SessionWeb};
use tower::ServiceExt;
use uuid::Uuid;
use web::acces::COOKIE;

const MOT_DE_PASSE: &str = "une phrase longue";

pub struct Site {
    router: Router,
    pub carbet: Arc<Carbet>,
    _essai: Essai,
}

pub struct Reponse {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub corps: String,
}

impl Site {
    /// The whole server on a fresh base (SQLite: what depends on the engine is tested below, in `stockage` and `gestion`).
    pub async fn start(https: bool) -> Site {
        Site::start_in_mode(https, "compagnon").await
    }

    /// The same in one of the two ways of working with the SNE.
    pub async fn start_in_mode(https: bool, mode_sne: &str) -> Site {
        let essai = stockage::essai::bases().await.remove(0);
        let horloge = Horloge::fixe(droit::jour::parse_iso("2026-11-16").unwrap(), "America/Cayenne").unwrap();
        charger_territoire::load_territoire(&essai.base, &horloge, &SYSTEME, &fichiers(mode_sne)).await.unwrap();
        let options = Options { https, ..Options::default() };
        let carbet = Arc::new(Carbet::start(essai.base.clone(), horloge, options).await.unwrap());
        Site { router: web::router(carbet.clone()), carbet, _essai: essai }
    }

    pub async fn ask(&self, request: Request<Body>) -> Reponse {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let corps = String::from_utf8_lossy(&to_bytes(body, usize::MAX).await.unwrap()).into_owned();
        Reponse { status: parts.status, headers: parts.headers, corps }
    }

    pub async fn request(&self, methode: &str, adresse: &str, jeton: Option<&str>) -> Reponse {
        let mut request = Request::builder().method(methode).uri(adresse).header(header::HOST, "carbet.invalid");
        if let Some(jeton) = jeton {
            request = request.header(header::COOKIE, format!("{COOKIE}={jeton}"));
        }
        self.ask(request.body(Body::empty()).unwrap()).await
    }

    pub async fn post(&self, adresse: &str, corps: &str, headers: &[(&str, &str)]) -> Reponse {
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
    pub async fn sign_in(&self, role: Role) -> String {
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

fn fichiers(mode_sne: &str) -> Vec<(String, String)> {
    let racine = std::path::PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").unwrap()).join("../../territoires/cacl");
    let (mut fichiers, mut folders) = (Vec::new(), vec![racine.clone()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "toml" || e == "geojson") {
                let name = path.strip_prefix(&racine).unwrap().to_string_lossy().into_owned();
                let text = std::fs::read_to_string(&path).unwrap();
                fichiers.push((name, text.replace("mode_sne = \"compagnon\"", &format!("mode_sne = \"{mode_sne}\""))));
            }
        }
    }
    fichiers
}
