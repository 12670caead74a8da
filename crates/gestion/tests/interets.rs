//! « Toujours intéressé ? », and the messages written to households, on both engines.

#![expect(clippy::unwrap_used, reason = "a test stops at its first surprise")]

mod commun;

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;

use commun::attribution::{DEPARTEMENT, is_held, prepare};
use commun::{acteur, fichiers_cacl, horloge, salles};
use droit::demande::Demande;
use droit::territoire::CodeModele;
use gestion::acteur_systeme::SYSTEME;
use gestion::carbet::{Carbet, Options};
use gestion::charger_territoire;
use gestion::consulter_relances::{FiltreRelance, Groupe, consulter_relances};
use gestion::demander_interet::{Bilan, Voie, demander_interet, enregistrer_interet, list_mes_questions, repondre_interet};
use gestion::droits::{Acteur, Role};
use gestion::ecrire_demandeur::{Canal, Message, Valeurs, ecrire_demandeur, opposer_envoi, preview, read_correspondance};
use gestion::envoyer_courriers::envoyer_courriers;
use gestion::issue::Echec;
use services::sms::Sms;
use stockage::candidature::Candidature;
use stockage::{blocage, candidature, courrier, demande, envoi, interet};
use uuid::Uuid;

fn code<T: std::fmt::Debug>(result: Result<T, Echec>) -> &'static str {
    match result {
        Err(Echec::Refus(refus)) => refus.code,
        Err(Echec::Introuvable) => "introuvable",
        other => panic!("a refusal was expected, got {other:?}"),
    }
}

/// Gives a household its contact, and protects its file or not.
async fn contact(carbet: &Carbet, id: Uuid, mel: Option<&str>, sms: Option<bool>, protege: bool) {
    let tx = carbet.base.begin().await.unwrap();
    let mut stored = demande::get(&tx, DEPARTEMENT, id).await.unwrap();
    let contact = &mut stored.demande.dossier.contact;
    contact.mel = mel.map(str::to_owned);
    contact.telephone = Some("0694 00 00 12".into());
    contact.sms_accepte = sms;
    let meta = demande::Meta {
        source: "essai".into(),
        extrait_le: None,
        origine: demande::Origine::Sne,
        agent: "essai".into(),
        instant_utc: carbet.horloge.instant_utc(),
        protege,
    };
    demande::update(&tx, DEPARTEMENT, id, stored.version, &stored.demande, &meta).await.unwrap();
    tx.commit().await.unwrap();
}

/// All that the law and the list rest on for a household: its file, its candidature, its hold, its points and its place.
async fn standing(carbet: &Carbet, id: Uuid, candidature: Uuid) -> (Demande, Candidature, bool, Option<(i32, u32)>) {
    let stored = demande::get(&carbet.base, DEPARTEMENT, id).await.unwrap();
    let row = candidature::find(&carbet.base, candidature).await.unwrap().unwrap();
    let held = is_held(carbet, id).await;
    carbet.registre.build(carbet).await.unwrap();
    let register = carbet.registre.read();
    let rang = register.colonnes.rang_de(id.as_bytes()).map(|r| (i32::from(r.typologie_max), r.rang));
    (stored.demande, row, held, rang)
}

#[tokio::test]
async fn silence_costs_neither_points_nor_place() {
    for salle in salles().await {
        let carbet = &salle.carbet;
        let who = acteur(Role::Bailleur, "siguy");
        // Every way a question may end: asked by any channel, never answered, answered late, answered twice.
        for n in 0u32..8 {
            let prepared = prepare(carbet, 1 + n * 10, 3).await;
            let (mel, sms) = (n & 1 == 1, n & 2 == 2);
            for id in &prepared.demandes {
                contact(carbet, *id, mel.then_some("essai@essai.invalid"), Some(sms), false).await;
            }
            let mut before = Vec::new();
            for (id, c) in prepared.demandes.iter().zip(&prepared.candidatures) {
                before.push(standing(carbet, *id, *c).await);
            }
            demander_interet(carbet, &who, prepared.vacance, &prepared.demandes, None).await.unwrap();
            if n & 4 == 4 {
                // Another answers yes: those who keep silent do not move.
                let asked = interet::list_de_vacance(&carbet.base, prepared.vacance).await.unwrap();
                enregistrer_interet(carbet, &who, asked[0].id, true, Voie::Telephone).await.unwrap();
            }
            for ((id, c), before) in prepared.demandes.iter().zip(&prepared.candidatures).zip(before) {
                assert_eq!(standing(carbet, *id, *c).await, before, "case {n}");
            }
        }
    }
}

#[tokio::test]
async fn each_candidate_is_asked_once_and_answers_by_any_way() {
    for salle in salles().await {
        let carbet = &salle.carbet;
        let who = acteur(Role::Bailleur, "siguy");
        let prepared = prepare(carbet, 1, 3).await;
        let d = prepared.demandes.clone();
        contact(carbet, d[0], Some("un@essai.invalid"), None, false).await;
        contact(carbet, d[1], None, Some(true), false).await;
        contact(carbet, d[2], Some("trois@essai.invalid"), Some(true), true).await;
        assert_eq!(code(demander_interet(carbet, &who, prepared.vacance, &[], None).await), "personne_choisi");
        let stranger = acteur(Role::Bailleur, "simko");
        assert_eq!(code(demander_interet(carbet, &stranger, prepared.vacance, &d, None).await), "introuvable");
        assert_eq!(code(demander_interet(carbet, &who, prepared.vacance, &[Uuid::now_v7()], None).await), "introuvable");

        let bilan = demander_interet(carbet, &who, prepared.vacance, &d, Some("cle")).await.unwrap();
        assert_eq!(bilan, Bilan { ecrits: 2, a_appeler: 1, deja: 0 }, "a protected file is called, never written to");
        assert_eq!(demander_interet(carbet, &who, prepared.vacance, &d, None).await.unwrap().deja, 3);
        assert_eq!(envoi::list_de_demande(&carbet.base, DEPARTEMENT, d[2]).await.unwrap(), []);
        let due = courrier::list_a_envoyer(&carbet.base, carbet.horloge.instant_utc(), 10).await.unwrap();
        assert_eq!(due.iter().map(|c| c.canal.as_str()).collect::<Vec<_>>(), ["mel", "sms"]);
        assert!(due[0].contenu.corps.contains("Balourous") && !due[1].contenu.corps.contains("Balourous"), "{due:?}");
        assert!(!due[1].contenu.corps.contains("Essai"), "an SMS names nobody");

        let board = |groupe| FiltreRelance { groupe: Some(groupe), ..FiltreRelance::default() };
        assert_eq!(consulter_relances(carbet, &who, &board(Groupe::Interet)).await.unwrap().lignes.len(), 3);
        let asked = interet::list_de_vacance(&carbet.base, prepared.vacance).await.unwrap();
        enregistrer_interet(carbet, &acteur(Role::Guichet, "ccas_cayenne"), asked[0].id, true, Voie::Guichet).await.unwrap();
        let applicant = Acteur { demande: Some(d[1]), ..acteur(Role::Demandeur, "") };
        assert_eq!(list_mes_questions(carbet, &applicant).await.unwrap().len(), 1);
        assert_eq!(code(repondre_interet(carbet, &applicant, asked[0].id, true).await), "introuvable", "not one's own");
        repondre_interet(carbet, &applicant, asked[1].id, false).await.unwrap();
        let lost = consulter_relances(carbet, &who, &board(Groupe::Perdu)).await.unwrap().lignes;
        assert!(lost.iter().any(|l| l.demande == Some(d[1])) && is_held(carbet, d[1]).await, "said lost, freed by an act only");
        repondre_interet(carbet, &applicant, asked[1].id, true).await.unwrap();
        assert_eq!(
            consulter_relances(carbet, &who, &board(Groupe::Perdu)).await.unwrap().lignes.len(),
            0,
            "the last answer counts"
        );
    }
}

#[tokio::test]
async fn a_message_is_previewed_stopped_and_forgotten_with_the_file() {
    for salle in salles().await {
        let carbet = &salle.carbet;
        let who = acteur(Role::Bailleur, "siguy");
        let prepared = prepare(carbet, 1, 2).await;
        let id = prepared.demandes[0];
        contact(carbet, id, Some("un@essai.invalid"), Some(true), false).await;
        let message = |canal| Message { modele: CodeModele::PieceManquante, canal, valeurs: Valeurs::default() };
        assert_eq!(code(preview(carbet, &who, id, &message(Canal::Mel)).await), "champ_absent", "no letter leaves with a hole");
        let whole = Message {
            valeurs: Valeurs { piece: Some("avis d’imposition".into()), ..Valeurs::default() },
            ..message(Canal::Mel)
        };
        let shown = preview(carbet, &who, id, &whole).await.unwrap();
        assert!(shown.corps.contains("avis d’imposition") && shown.destinataire == "un@essai.invalid");
        ecrire_demandeur(carbet, &who, id, &whole, Some("cle")).await.unwrap();
        ecrire_demandeur(carbet, &who, id, &whole, Some("cle")).await.unwrap();
        let sent = read_correspondance(carbet, &who, id).await.unwrap();
        assert_eq!((sent.envois.len(), sent.envois[0].corps.as_str()), (1, shown.corps.as_str()), "what was previewed, once");

        opposer_envoi(carbet, &who, id, Canal::Sms, true).await.unwrap();
        assert_eq!(code(ecrire_demandeur(carbet, &who, id, &message(Canal::Sms), None).await), "moyen_ferme");
        opposer_envoi(carbet, &who, id, Canal::Sms, false).await.unwrap();
        ecrire_demandeur(carbet, &who, id, &message(Canal::Sms), None).await.unwrap();

        // Consent is what the file holds: none said is none given; and a protected file is never written to.
        contact(carbet, prepared.demandes[1], None, None, false).await;
        assert_eq!(code(ecrire_demandeur(carbet, &who, prepared.demandes[1], &message(Canal::Sms), None).await), "moyen_ferme");
        contact(carbet, prepared.demandes[1], Some("deux@essai.invalid"), Some(true), true).await;
        for canal in Canal::ALL {
            assert_eq!(
                code(ecrire_demandeur(carbet, &who, prepared.demandes[1], &message(canal), None).await),
                "dossier_protege"
            );
        }

        let tx = carbet.base.begin().await.unwrap();
        blocage::delete_de_vacance(&tx, prepared.vacance).await.unwrap();
        let removed = demande::purge(&tx, DEPARTEMENT, id, carbet.horloge.instant_utc()).await.unwrap();
        assert!(removed.contains(&("envoi", 2)) && removed.contains(&("courrier", 2)), "{removed:?}");
        tx.commit().await.unwrap();
    }
}

/// A gateway of this machine that answers each call in turn and gives back what it heard.
fn gateway(answers: &'static [&'static str]) -> (Sms, std::thread::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://127.0.0.1:{}/sms", listener.local_addr().unwrap().port());
    let served = std::thread::spawn(move || {
        let mut heard = Vec::new();
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = String::new();
            let mut buffer = [0; 4096];
            while !request.contains("texte=") {
                let read = stream.read(&mut buffer).unwrap();
                request.push_str(&String::from_utf8_lossy(&buffer[..read]));
            }
            heard.push(request);
            stream.write_all(answer.as_bytes()).unwrap();
        }
        heard
    });
    (Sms::from_url(&url, None).unwrap(), served)
}

#[tokio::test]
async fn an_sms_leaves_by_the_gateway_is_proved_and_is_never_lost() {
    for essai in stockage::essai::bases().await {
        let clock = horloge(commun::JOUR);
        charger_territoire::load_territoire(&essai.base, &clock, &SYSTEME, &fichiers_cacl()).await.unwrap();
        let (sms, served) = gateway(&["HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 503 Later\r\n\r\n", "HTTP/1.1 403 Forbidden\r\n\r\n"]);
        let options = Options { sms: Some(sms), ..Options::default() };
        let carbet = Arc::new(Carbet::start(essai.base.clone(), clock, options).await.unwrap());
        let who = acteur(Role::Bailleur, "siguy");
        let prepared = prepare(&carbet, 1, 3).await;
        let message = Message { modele: CodeModele::PieceManquante, canal: Canal::Sms, valeurs: Valeurs::default() };
        for (id, (etat, parti)) in prepared.demandes.iter().zip([("envoye", true), ("a_envoyer", false), ("echoue", false)]) {
            contact(&carbet, *id, None, Some(true), false).await;
            ecrire_demandeur(&carbet, &who, *id, &message, None).await.unwrap();
            let run = envoyer_courriers(&carbet, 10).await.unwrap();
            assert_eq!(
                (run.envoyes, run.reportes, run.abandonnes),
                match etat {
                    "envoye" => (1, 0, 0),
                    "a_envoyer" => (0, 1, 0),
                    _ => (0, 0, 1),
                }
            );
            let proof = envoi::list_de_demande(&carbet.base, DEPARTEMENT, *id).await.unwrap().remove(0);
            assert_eq!((proof.etat.as_str(), proof.envoye_le.is_some()), (etat, parti));
            let row = courrier::find(&carbet.base, proof.courrier_id).await.unwrap().unwrap();
            assert_eq!((row.etat.as_str(), row.message.is_some()), (etat, etat != "envoye"), "what did not leave says why");
        }
        let heard = served.join().unwrap();
        assert!(heard[0].contains("numero=0694000012") && heard[0].contains("reference="));
    }
}

#[tokio::test]
async fn without_a_way_to_leave_an_sms_waits() {
    for salle in salles().await {
        let carbet = &salle.carbet;
        let who = acteur(Role::Bailleur, "siguy");
        let prepared = prepare(carbet, 1, 1).await;
        contact(carbet, prepared.demandes[0], None, Some(true), false).await;
        let message = Message { modele: CodeModele::PieceManquante, canal: Canal::Sms, valeurs: Valeurs::default() };
        ecrire_demandeur(carbet, &who, prepared.demandes[0], &message, None).await.unwrap();
        assert_eq!(envoyer_courriers(carbet, 10).await.unwrap().envoyes, 0);
        assert_eq!(courrier::list_a_envoyer(&carbet.base, carbet.horloge.instant_utc(), 10).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn the_board_never_shows_a_protected_file_over_the_whole_territory() {
    for salle in salles().await {
        let carbet = &salle.carbet;
        let prepared = prepare(carbet, 1, 1).await;
        let id = prepared.demandes[0];
        contact(carbet, id, None, None, true).await;
        demander_interet(carbet, &acteur(Role::Bailleur, "siguy"), prepared.vacance, &[id], None).await.unwrap();
        let all = FiltreRelance::default();
        let seen = async |who: Acteur| {
            consulter_relances(carbet, &who, &all).await.unwrap().lignes.iter().any(|l| l.demande == Some(id))
        };
        assert!(!seen(acteur(Role::Agglo, "cacl")).await, "a list is no place to find a protected file");
        assert!(seen(acteur(Role::Guichet, "ccas_cayenne")).await, "desks see that it is protected");
        assert!(seen(acteur(Role::Bailleur, "siguy")).await, "who works on it does");
    }
}
