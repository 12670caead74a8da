//! The pages of the exchanges with the SNE, in both modes.

#![expect(clippy::unwrap_used, reason = "a test stops at its first surprise")]

#[expect(dead_code, reason = "the walk of the rights uses the rest")]
mod commun;

use std::sync::Arc;

use axum::http::StatusCode;
use commun::Site;
use droit::demande::{Dossier, Personne, RolePersonne};
use droit::jour::parse_iso;
use gestion::carbet::Carbet;
use gestion::droits::{Acteur, Role};
use gestion::saisir_demande::{SaisieDemande, saisir_demande};
use gestion::transmettre_demande::transmettre_demande;
use stockage::message_sne;
use uuid::Uuid;
use web::acces::COOKIE;

const NATIONALITE: &str = "demandeLogement/personnePhysique/demandeur/nationalite";

/// A desk signed in to the server, in one of the two modes.
struct Guichet {
    site: Site,
    carbet: Arc<Carbet>,
    jeton: String,
}

impl Guichet {
    async fn start(mode: &str) -> Guichet {
        let site = Site::start_in_mode(false, mode).await;
        let jeton = site.sign_in(Role::Guichet).await;
        Guichet { carbet: site.carbet.clone(), site, jeton }
    }

    async fn ask(&self, methode: &str, adresse: &str, corps: &str) -> (StatusCode, String) {
        let reponse = match methode {
            "POST" => self.site.post(adresse, corps, &[("cookie", &format!("{COOKIE}={}", self.jeton))]).await,
            _ => self.site.request(methode, adresse, Some(&self.jeton)).await,
        };
        (reponse.status, reponse.corps)
    }

    /// A draft handed to the SNE; it lacks what the contract wants.
    async fn hand_over(&self) -> Uuid {
        let guichet = Acteur {
            compte: Uuid::now_v7(),
            nom: "Essai".to_owned(),
            role: Role::Guichet,
            organisation: "commune_97302".to_owned(),
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
    let site = Guichet::start("interface").await;
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
    let site = Guichet::start("compagnon").await;
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
