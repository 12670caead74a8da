//! Messages of the interface: what is asked stands where the contract wants it, and answers are read. All is fictional.
#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::process::Command;

use droit::demande::*;
use droit::jour::{Jour, parse_iso};
use droit::logement::TypeReservataire;
use droit::montant::Centimes;
use interop::sne::{
    AttributionMessage, Message, complete_demande, find_a_corriger, list_a_completer, read_extrait, read_reponses, write_message,
};

const COMPLETE: &str = include_str!("donnees/complete.xml");
const REFERENCE: &str = "C0123456789ABCDEF0";

fn jour(text: &str) -> Jour {
    parse_iso(text).unwrap()
}

/// The complete file, registered and not struck off.
fn demande() -> Demande {
    let mut read = None;
    read_extrait(COMPLETE.as_bytes(), |lecture| {
        read = lecture.demande;
        ControlFlow::Break(())
    })
    .unwrap();
    let mut demande: Demande = read.unwrap();
    demande.etat = EtatDemande::Enregistree { numero_unique: demande.numero_unique().unwrap() };
    demande.dossier.champs_source.retain(|c| !c.chemin.contains("/radiation/") && !c.chemin.contains("liste"));
    demande
}

fn attribution(rpls: Option<&str>) -> AttributionMessage {
    AttributionMessage {
        signe_le: jour("2026-11-12"),
        deja_loge: None,
        rpls: rpls.map(str::to_owned),
        dalo: Some(true),
        type_reservataire: TypeReservataire::Collectivite,
        siren_bailleur: None,
        typologie: Typologie::T3,
        surface: 64,
        loyer: Centimes(41_230),
        adresse: Some("12 avenue des Palmistes, résidence Les Wapas, bâtiment B".to_owned()),
        commune: "97302".to_owned(),
    }
}

fn messages() -> Vec<Message> {
    let radiation =
        |motif, courrier_le, attribution| Message::Radiation { le: jour("2026-11-16"), motif, courrier_le, attribution };
    vec![
        Message::Creation,
        Message::Modification,
        Message::Renouvellement { le: jour("2026-11-15") },
        radiation(MotifRadiation::Abandon, None, None),
        radiation(MotifRadiation::SansReponse, Some(jour("2026-10-01")), None),
        radiation(MotifRadiation::Attribution, None, Some(attribution(Some("9730038812")))),
        radiation(MotifRadiation::Attribution, None, Some(attribution(None))),
    ]
}

#[test]
fn each_message_is_whole_and_says_what_is_asked() {
    for message in messages() {
        let written = write_message(&demande(), REFERENCE, &message, jour("2026-11-16"), "09:00:00");
        assert_eq!(written.refusees, 0, "{message:?} : {:?}", written.anomalies);
        assert!(written.xml.contains(&format!("<typeFichier>{}</typeFichier>", message.type_fichier())));
        let answer = read_reponses(written.xml.as_bytes()).unwrap().remove(0);
        assert_eq!(answer.reference.as_deref(), Some(REFERENCE));
        assert!(answer.refus.is_empty() && answer.numero_unique.is_some());
        match message {
            Message::Renouvellement { le } => assert_eq!(answer.renouvele_le, Some(le)),
            Message::Radiation { le, motif, .. } => assert_eq!(answer.radiee, Some((le, motif))),
            Message::Creation | Message::Modification => assert_eq!(answer.radiee, None),
        }
    }
}

/// The schema of the State is not in the project: it judges where it lies.
#[test]
fn each_message_is_valid_for_the_schema_of_the_state() {
    let Ok(folder) = std::env::var("CARBET_DONNEES_EXTERNES") else {
        println!("CARBET_DONNEES_EXTERNES n'est pas défini : le schéma du SNE n'a pas jugé les messages");
        return;
    };
    let schema = format!("{folder}/sne/agpl/InterfaceNuu_v0201.xsd");
    for (rank, message) in messages().iter().enumerate() {
        let written = write_message(&demande(), REFERENCE, message, jour("2026-11-16"), "09:00:00");
        let path = std::env::temp_dir().join(format!("carbet-message-{}-{rank}.xml", std::process::id()));
        std::fs::write(&path, &written.xml).unwrap();
        let judged = Command::new("xmllint").args(["--noout", "--schema", &schema]).arg(&path).output();
        std::fs::remove_file(&path).unwrap();
        match judged {
            Ok(judged) => assert!(judged.status.success(), "{message:?} : {}", String::from_utf8_lossy(&judged.stderr)),
            Err(_) => return println!("xmllint n'est pas installé : le schéma du SNE n'a pas jugé les messages"),
        }
    }
}

#[test]
fn what_is_missing_is_asked_and_what_is_given_is_kept() {
    let mut held = demande();
    assert_eq!(list_a_completer(&held), vec![]);
    held.dossier.menage.personnes[1].nationalite = None;
    held.dossier.menage.personnes[0].handicap = Some(true);
    let asked = list_a_completer(&held);
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].libelle, "Nationalité, cotitulaire 1");
    let completed = complete_demande(&held, &BTreeMap::from([(asked[0].chemin.clone(), "1".to_owned())])).unwrap();
    assert_eq!(completed.dossier.menage.personnes[1].nationalite, Some(Nationalite::Francaise));
    assert_eq!(completed.dossier.menage.personnes[0].handicap, Some(true), "what the contract does not hold stays");
    assert_eq!(completed.etat, held.etat);
    let refused = complete_demande(&held, &BTreeMap::from([(asked[0].chemin.clone(), "ZZZ".to_owned())])).unwrap_err();
    assert_eq!(refused[0].champ, asked[0].chemin);
    assert!(complete_demande(&held, &BTreeMap::from([("demandeLogement/inconnu".to_owned(), "1".to_owned())])).is_err());
    let phone = "demandeLogement/personnePhysique/demandeur/telPortable";
    assert!(find_a_corriger(&held, phone, "attendu").is_some());
    assert!(find_a_corriger(&held, "demandeLogement/personnePhysique", "groupe").is_none());
}

#[test]
fn refusals_are_read_in_the_words_of_the_sne() {
    let written = write_message(&demande(), REFERENCE, &Message::Creation, jour("2026-11-16"), "09:00:00").xml;
    let said = "<listeAnomalie><anomalie code=\"E1\" propriete=\"p\"><message>Un</message></anomalie><anomalie code=\"E2\"><message>Deux</message></anomalie></listeAnomalie>";
    let answer = written.replace("  </demandeLogement>", &format!("{said}\n  </demandeLogement>"));
    let refus = read_reponses(answer.as_bytes()).unwrap().remove(0).refus;
    let words: Vec<(&str, &str, &str)> =
        refus.iter().map(|r| (r.code.as_str(), r.propriete.as_str(), r.message.as_str())).collect();
    assert_eq!(words, [("E1", "p", "Un"), ("E2", "", "Deux")]);
    let broken = written.replace("<dateCreationDemande>", "<autre>").replace("</dateCreationDemande>", "</autre>");
    assert!(read_reponses(broken.as_bytes()).unwrap()[0].illisible.is_some());
    assert!(read_reponses(&b"rien"[..]).is_err());
}
