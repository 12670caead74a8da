//! Accounts: opened once, locked, closed, given back; and the journal that tells it.

use gestion::changer_mot_de_passe::{NouveauMotDePasse, change_mot_de_passe};
use gestion::consulter_comptes::{EtatCompte, list_comptes};
use gestion::consulter_journal::{FiltreActes, list_actes, verify_chaine};
use gestion::consulter_profil::read_profil;
use gestion::creer_compte::{NouveauCompte, create_compte};
use gestion::droits::{Acteur, Role};
use gestion::fermer_compte::close_compte;
use gestion::issue::Echec;
use gestion::ouvrir_session::{Identification, find_visiteur, open_session};
use gestion::rouvrir_compte::{reopen_compte, unlock_compte};
use services::jeton;

use crate::commun::{Salle, acteur, salles};

fn admin() -> Acteur {
    acteur(Role::Admin, "cacl")
}

fn saisie(identifiant: &str, cle: &str) -> NouveauCompte {
    NouveauCompte {
        nom: "  Mylène   Assard ".to_owned(),
        identifiant: identifiant.to_owned(),
        role: "bailleur".to_owned(),
        organisation: "siguy".to_owned(),
        cle_idempotence: Some(cle.to_owned()),
    }
}

async fn sign_in(salle: &Salle, identifiant: &str, mot_de_passe: &str) -> Result<String, Echec> {
    open_session(&salle.carbet, Identification { identifiant, mot_de_passe }).await.map(|session| session.jeton)
}

fn refus(echec: Echec) -> (&'static str, Option<&'static str>) {
    match echec {
        Echec::Refus(refus) => (refus.code, refus.champ),
        other => panic!("expected a refusal, got {other}"),
    }
}

#[tokio::test]
async fn a_first_password_is_shown_once_and_must_be_changed() {
    for salle in salles().await {
        let admin = admin();
        let cree = create_compte(&salle.carbet, &admin, &saisie("Bailleur@Demo.invalid", "cle-1")).await.unwrap();
        let premier = cree.mot_de_passe.clone().unwrap();
        // The same form twice is one account, and its password is not told again.
        let encore = create_compte(&salle.carbet, &admin, &saisie("Bailleur@Demo.invalid", "cle-1")).await.unwrap();
        assert_eq!((encore.id, encore.mot_de_passe), (cree.id, None));
        let listed = list_comptes(&salle.carbet, &admin).await.unwrap();
        assert_eq!(listed.len(), 1);
        assert_eq!((listed[0].nom.as_str(), listed[0].etat), ("Mylène Assard", EtatCompte::AInitialiser));

        let first = sign_in(&salle, "bailleur@demo.invalid", &premier).await.unwrap();
        let other = sign_in(&salle, "bailleur@demo.invalid", &premier).await.unwrap();
        let visiteur = find_visiteur(&salle.carbet, &first).await.unwrap().unwrap();
        assert!(visiteur.doit_changer);
        let profil = read_profil(&salle.carbet, &visiteur.acteur, &first).await.unwrap();
        assert_eq!(profil.sessions.len(), 2);
        assert_eq!(profil.sessions.iter().filter(|s| s.courante).count(), 1);

        let session = jeton::digest_jeton(&first);
        let demande = |ancien, nouveau, confirmation| NouveauMotDePasse { ancien, nouveau, confirmation, session: &session };
        let long = "un carbet sous la pluie";
        for (ancien, nouveau, confirmation, champ) in [
            ("faux", long, long, "ancien"),
            (premier.as_str(), long, "autre chose", "confirmation"),
            (premier.as_str(), "court", "court", "nouveau"),
            (premier.as_str(), premier.as_str(), premier.as_str(), "nouveau"),
        ] {
            let refused = change_mot_de_passe(&salle.carbet, &visiteur.acteur, demande(ancien, nouveau, confirmation)).await;
            assert_eq!(refus(refused.unwrap_err()).1, Some(champ));
        }
        change_mot_de_passe(&salle.carbet, &visiteur.acteur, demande(&premier, long, long)).await.unwrap();
        assert!(!find_visiteur(&salle.carbet, &first).await.unwrap().unwrap().doit_changer);
        assert!(find_visiteur(&salle.carbet, &other).await.unwrap().is_none(), "the other session ended");
        assert!(sign_in(&salle, "bailleur@demo.invalid", &premier).await.is_err());
    }
}

#[tokio::test]
async fn an_account_keeps_to_the_missions_of_its_organisation() {
    for salle in salles().await {
        let admin = admin();
        let mut bad = saisie("a@b.fr", "k1");
        bad.organisation = "ctg".to_owned();
        assert_eq!(refus(create_compte(&salle.carbet, &admin, &bad).await.unwrap_err()), ("role_hors_mission", Some("role")));
        bad.organisation = "nulle_part".to_owned();
        assert_eq!(refus(create_compte(&salle.carbet, &admin, &bad).await.unwrap_err()).1, Some("organisation"));
        let mut bad = saisie("pas une adresse", "k2");
        assert_eq!(refus(create_compte(&salle.carbet, &admin, &bad).await.unwrap_err()).1, Some("identifiant"));
        bad = saisie("a@b.fr", "k3");
        bad.role = "demandeur".to_owned();
        assert_eq!(refus(create_compte(&salle.carbet, &admin, &bad).await.unwrap_err()).1, Some("role"));
        create_compte(&salle.carbet, &admin, &saisie("a@b.fr", "k4")).await.unwrap();
        let taken = create_compte(&salle.carbet, &admin, &saisie("A@b.fr", "k5")).await.unwrap_err();
        assert_eq!(refus(taken), ("identifiant_pris", Some("identifiant")));
        for role in Role::ALL.into_iter().filter(|role| *role != Role::Admin) {
            let other = acteur(role, "cacl");
            assert!(matches!(create_compte(&salle.carbet, &other, &saisie("z@b.fr", "k6")).await, Err(Echec::Introuvable)));
            assert!(matches!(list_comptes(&salle.carbet, &other).await, Err(Echec::Introuvable)));
        }
    }
}

#[tokio::test]
async fn a_closed_account_comes_in_no_more_and_is_given_back_with_another_password() {
    for salle in salles().await {
        let admin = admin();
        let cree = create_compte(&salle.carbet, &admin, &saisie("c@b.fr", "k")).await.unwrap();
        let premier = cree.mot_de_passe.unwrap();
        let token = sign_in(&salle, "c@b.fr", &premier).await.unwrap();
        // Refused sign-ins lock it; it is unlocked with the same password.
        for _ in 0..5 {
            assert!(sign_in(&salle, "c@b.fr", "un mot de passe faux").await.is_err());
        }
        let locked = list_comptes(&salle.carbet, &admin).await.unwrap();
        assert!(matches!(locked[0].etat, EtatCompte::Verrouille { .. }));
        assert!(sign_in(&salle, "c@b.fr", &premier).await.is_err());
        assert_eq!(unlock_compte(&salle.carbet, &admin, cree.id).await.unwrap().mot_de_passe, None);
        sign_in(&salle, "c@b.fr", &premier).await.unwrap();

        close_compte(&salle.carbet, &admin, cree.id).await.unwrap();
        assert!(find_visiteur(&salle.carbet, &token).await.unwrap().is_none());
        assert!(sign_in(&salle, "c@b.fr", &premier).await.is_err());
        let rendu = reopen_compte(&salle.carbet, &admin, cree.id).await.unwrap();
        assert!(sign_in(&salle, "c@b.fr", &premier).await.is_err(), "the old password is over");
        sign_in(&salle, "c@b.fr", &rendu.mot_de_passe.unwrap()).await.unwrap();
        assert_eq!(refus(reopen_compte(&salle.carbet, &admin, cree.id).await.unwrap_err()).0, "compte_ouvert");

        let myself = Acteur { compte: cree.id, ..admin.clone() };
        assert_eq!(refus(close_compte(&salle.carbet, &myself, cree.id).await.unwrap_err()).0, "propre_compte");
        assert!(matches!(close_compte(&salle.carbet, &admin, uuid::Uuid::now_v7()).await, Err(Echec::Introuvable)));
    }
}

#[tokio::test]
async fn the_journal_tells_who_did_what_and_proves_itself() {
    for salle in salles().await {
        let admin = admin();
        let cree = create_compte(&salle.carbet, &admin, &saisie("d@b.fr", "k")).await.unwrap();
        close_compte(&salle.carbet, &admin, cree.id).await.unwrap();
        let page = list_actes(&salle.carbet, &admin, &FiltreActes::default()).await.unwrap();
        let actes: Vec<&str> = page.lignes.iter().map(|l| l.acte.as_str()).collect();
        assert_eq!(actes, ["Fermer un compte", "Ouvrir un compte", "Charger des règles locales"]);
        assert_eq!((page.derniere, page.suite), (3, None));
        let jour = salle.carbet.aujourd_hui();
        let filtre = FiltreActes {
            depuis: Some(jour),
            jusqu_au: Some(jour),
            acte: Some("creer_compte".to_owned()),
            ..FiltreActes::default()
        };
        assert_eq!(list_actes(&salle.carbet, &admin, &filtre).await.unwrap().lignes.len(), 1);
        let filtre = FiltreActes { jusqu_au: jour.pred_opt(), ..FiltreActes::default() };
        assert!(list_actes(&salle.carbet, &admin, &filtre).await.unwrap().lignes.is_empty());
        let filtre = FiltreActes { objet: Some(("compte".to_owned(), cree.id.to_string())), ..FiltreActes::default() };
        assert_eq!(list_actes(&salle.carbet, &admin, &filtre).await.unwrap().lignes.len(), 2);

        assert_eq!(salle.carbet.verification(), None);
        let rapport = verify_chaine(&salle.carbet, &acteur(Role::Dpo, "cacl")).await.unwrap();
        assert!(rapport.is_intact());
        assert_eq!(salle.carbet.verification().map(|v| (v.lignes, v.anomalies)), Some((3, 0)));
        for role in [Role::Agglo, Role::Bailleur, Role::Etat] {
            assert!(matches!(verify_chaine(&salle.carbet, &acteur(role, "cacl")).await, Err(Echec::Introuvable)));
        }
    }
}
