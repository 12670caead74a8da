//! Extracts, good and bad. The fixtures are fictional.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use droit::demande::*;
use interop::sne::{LectureDemande, ResumeExtrait, list_champs, read_extrait};
use interop::{ErreurFichier, Gravite};

const CORPS: &str = r#"<n:demandeLogement><n:numGuichet>G0001</n:numGuichet><n:numUnique>9730124000123G0001</n:numUnique>
<n:dateCreationDemande>2024-01-15</n:dateCreationDemande><n:precision>R&amp;D &#233;t&eacute_</n:precision></n:demandeLogement>"#;

fn document(demandes: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<n:interfaceNuu versionInterface=\"02.01\" xmlns:n=\"http://nuu.application.i2/\">\n<n:entete><n:typeFichier>CRE</n:typeFichier><n:dateFichier>2026-11-01T10:00:00</n:dateFichier></n:entete>\n{demandes}\n</n:interfaceNuu>"
    )
}

fn demande(inner: &str) -> String {
    format!("<n:demande>{inner}</n:demande>")
}

fn simple() -> String {
    CORPS.replace("&eacute_", "é")
}

fn read(bytes: &[u8]) -> (Result<ResumeExtrait, ErreurFichier>, Vec<LectureDemande>) {
    let mut lectures = Vec::new();
    let resume = read_extrait(bytes, |l| {
        lectures.push(l);
        ControlFlow::Continue(())
    });
    (resume, lectures)
}

#[test]
fn a_demande_keeps_each_value_and_tells_what_is_missing() {
    let (resume, lectures) = read(document(&demande(&simple())).as_bytes());
    let resume = resume.unwrap();
    assert_eq!((resume.demandes, resume.rejetees, resume.version.as_str()), (1, 0, "02.01"));
    let lue = lectures[0].demande.as_ref().unwrap();
    let champs = list_champs(lue);
    let expected: BTreeMap<String, String> = [
        ("demandeLogement/numGuichet", "G0001"),
        ("demandeLogement/numUnique", "9730124000123G0001"),
        ("demandeLogement/dateCreationDemande", "2024-01-15"),
        ("demandeLogement/precision", "R&D été"),
    ]
    .map(|(c, v)| (c.to_owned(), v.to_owned()))
    .into();
    assert_eq!(champs, expected);
    assert!(
        lectures[0].anomalies.iter().any(|a| a.champ == "demandeLogement/personnePhysique" && a.gravite == Gravite::Signalee)
    );
}

#[test]
fn bad_values_are_named_and_kept() {
    let body = simple().replace(
        "</n:precision>",
        r#"</n:precision><n:logementRecherche><n:demandeElargie>oui</n:demandeElargie><n:listeTypeLogement><n:typeLogement code="T2"/><n:typeLogement code="T9"/><n:typeLogement code="T3"/></n:listeTypeLogement><n:inconnu>x</n:inconnu></n:logementRecherche><n:personnePhysique><n:demandeur><n:nom>É</n:nom><n:dateNaissance>1990-02-30</n:dateNaissance></n:demandeur></n:personnePhysique>"#,
    );
    let (resume, lectures) = read(document(&demande(&body)).as_bytes());
    assert_eq!(resume.unwrap().rejetees, 0);
    let lue = lectures[0].demande.as_ref().unwrap();
    assert_eq!(lue.dossier.recherche.typologies, vec![Typologie::T2, Typologie::T3]);
    let champs = list_champs(lue);
    let base = "demandeLogement/logementRecherche";
    assert_eq!(champs[&format!("{base}/listeTypeLogement/typeLogement[2]")], "T9");
    assert_eq!(champs[&format!("{base}/listeTypeLogement/typeLogement[3]")], "T3");
    assert_eq!(champs[&format!("{base}/demandeElargie")], "oui");
    assert_eq!(champs[&format!("{base}/inconnu")], "x");
    for champ in ["demandeElargie", "listeTypeLogement/typeLogement", "inconnu"] {
        assert!(lectures[0].anomalies.iter().any(|a| a.champ == format!("{base}/{champ}")), "{champ}");
    }
    let date = lectures[0].anomalies.iter().find(|a| a.valeur == "1990-02-30").unwrap();
    assert_eq!((date.gravite, date.numero_unique.as_deref()), (Gravite::Ignoree, Some("9730124000123G0001")));
}

#[test]
fn one_bad_demande_does_not_lose_the_others() {
    let bad = simple().replace("9730124000123G0001", "9731324000123G0001");
    let (resume, lectures) = read(document(&format!("{}{}{}", demande(&simple()), demande(&bad), demande(&simple()))).as_bytes());
    assert_eq!(resume.unwrap().rejetees, 1);
    assert!(lectures[1].demande.is_none() && lectures[1].anomalies.iter().any(|a| a.gravite == Gravite::Rejet));
    assert!(lectures[2].anomalies.iter().any(|a| a.raison.contains("déjà plus haut")));
}

#[test]
fn broken_files_say_why() {
    use ErreurFichier as E;
    let good = document(&demande(&simple()));
    let refused = |bytes: &[u8]| read(bytes).0.unwrap_err();
    assert_eq!(refused(b""), E::Vide);
    assert!(matches!(refused(b"PK\x03\x04 pas du xml"), E::Xml { .. } | E::Encodage { .. }));
    assert!(matches!(refused(&good.as_bytes()[..good.len() - 60]), E::Tronque { ligne: 5, .. }));
    assert!(matches!(refused(good.replace("nuu.application", "autre").as_bytes()), E::Racine { .. }));
    assert_eq!(refused(good.replace("02.01", "09.00").as_bytes()), E::Version("09.00".into()));
    let bomb = good.replacen('\n', "\n<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>", 1);
    assert!(matches!(refused(bomb.as_bytes()), E::Entite { .. }));
    assert!(matches!(refused(good.replace("&amp;", "&x;").as_bytes()), E::Entite { .. }));
    assert!(matches!(refused(document(&"<n:demande>".repeat(40)).as_bytes()), E::Limite { .. }));
    let attributes: String = (0..100).map(|i| format!(" a{i}=\"1\"")).collect();
    assert!(matches!(refused(document(&format!("<n:demande{attributes}/>")).as_bytes()), E::Limite { .. }));
    assert!(matches!(refused(document(&demande(&"x".repeat(3 << 20))).as_bytes()), E::Limite { .. }));
    let latin: Vec<u8> = good.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    assert!(matches!(refused(&latin), E::Encodage { .. }));
}

#[test]
fn other_encodings_and_long_fields_are_read() {
    let good = document(&demande(&simple()));
    let latin: Vec<u8> = good.replace("UTF-8", "ISO-8859-1").chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let utf16: Vec<u8> =
        std::iter::once(0xFEFF).chain(good.replace("UTF-8", "UTF-16").encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let bom = [b"\xEF\xBB\xBF", good.as_bytes()].concat();
    for bytes in [latin, utf16, bom] {
        let (resume, lectures) = read(&bytes);
        resume.unwrap();
        assert_eq!(list_champs(lectures[0].demande.as_ref().unwrap())["demandeLogement/precision"], "R&D été");
    }
    let (_, lectures) = read(good.replace("R&amp;D", &"x".repeat(18_000)).as_bytes());
    assert!(lectures[0].anomalies.iter().any(|a| a.raison.contains("18") && a.champ.ends_with("precision")));
}

/// Reads the public specimen where it lies; its licence keeps it out of the project.
#[test]
fn the_public_specimen_keeps_each_value() {
    let Ok(folder) = std::env::var("CARBET_DONNEES_EXTERNES") else {
        println!("CARBET_DONNEES_EXTERNES n'est pas défini : le spécimen JDD_OPENFISCA.xml n'a pas été lu");
        return;
    };
    let bytes = std::fs::read(format!("{folder}/sne/agpl/JDD_OPENFISCA.xml")).unwrap();
    let (resume, lectures) = read(&bytes);
    assert_eq!(resume.unwrap().demandes, 1);
    let lue = lectures[0].demande.as_ref().unwrap();
    // Values of the file found by a means of its own: `code="…"` and `>text<`, below the first demande.
    let text = String::from_utf8(bytes).unwrap();
    let body = &text[text.find("demande>").unwrap() + 8..];
    let mut expected: Vec<&str> = body.split("code=\"").skip(1).map(|p| p.split('"').next().unwrap()).collect();
    expected.extend(body.split('>').filter_map(|p| p.split('<').next()).map(str::trim).filter(|t| !t.is_empty()));
    let champs = list_champs(lue);
    let mut found: Vec<&str> = champs.values().map(String::as_str).collect();
    expected.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, expected);
    assert_eq!(lue.dossier.menage.personnes.len(), 5);
    for missing in ["numGuichet", "precision"] {
        assert!(lectures[0].anomalies.iter().any(|a| a.champ == format!("demandeLogement/{missing}")), "{missing}");
    }
}
