//! Files that are not what they say, or would fill the memory. Each is refused, or costs one value, with a French sentence.
#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use std::cell::Cell;
use std::io::{BufReader, Read};
use std::ops::ControlFlow;
use std::rc::Rc;

use droit::demande::EtatDemande;
use droit::jour::parse_iso;
use interop::sne::{LectureDemande, ResumeExtrait, list_champs, read_extrait};
use interop::tableau::{self, FormatTableau};
use interop::{ErreurFichier, Gravite};

const NUMERO: &str = "9730124000123G0001";

fn document(version: &str, kind: &str, demandes: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<n:interfaceNuu versionInterface=\"{version}\" xmlns:n=\"http://nuu.application.i2/\">\n<n:entete><n:typeFichier>{kind}</n:typeFichier><n:dateFichier>2026-11-01T10:00:00</n:dateFichier></n:entete>\n{demandes}\n</n:interfaceNuu>"
    )
}

fn demande(suite: &str) -> String {
    format!(
        "<n:demande><n:demandeLogement><n:numGuichet>G0001</n:numGuichet><n:numUnique>{NUMERO}</n:numUnique><n:dateCreationDemande>2024-01-15</n:dateCreationDemande>{suite}</n:demandeLogement></n:demande>"
    )
}

fn read(source: impl Read) -> (Result<ResumeExtrait, ErreurFichier>, Vec<LectureDemande>) {
    let mut lectures = Vec::new();
    let resume = read_extrait(BufReader::new(source), |l| {
        lectures.push(l);
        ControlFlow::Continue(())
    });
    (resume, lectures)
}

/// Two gigabytes of the same bytes, never held whole; tells how many were asked.
struct Fleuve {
    motif: Vec<u8>,
    read: Rc<Cell<u64>>,
}

const DEUX_GIO: u64 = 2 << 30;

impl Read for Fleuve {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let at = usize::try_from(self.read.get() % self.motif.len() as u64).unwrap();
        let left = usize::try_from(DEUX_GIO - self.read.get()).unwrap();
        let count = buffer.len().min(self.motif.len() - at).min(left);
        buffer[..count].copy_from_slice(&self.motif[at..at + count]);
        self.read.set(self.read.get() + count as u64);
        Ok(count)
    }
}

/// Reads a document whose middle never ends; gives the refusal and the bytes it took to give it.
fn pour(before: &str, motif: &str) -> (ErreurFichier, u64) {
    let read_so_far = Rc::new(Cell::new(0));
    let fleuve = Fleuve { motif: motif.as_bytes().repeat(1 + 65_536 / motif.len()), read: read_so_far.clone() };
    let head = document("02.01", "CRE", "");
    let head = head.strip_suffix("</n:interfaceNuu>").unwrap().to_owned() + before;
    let refusal = read(std::io::Cursor::new(head.into_bytes()).chain(fleuve)).0.unwrap_err();
    (refusal, read_so_far.get())
}

#[test]
fn two_gigabytes_are_refused_within_a_few_megabytes() {
    for (before, motif) in [
        ("<n:demande><n:demandeLogement><n:precision>", "xxxxxxxx"),
        ("<n:demande><n:demandeLogement>", "<n:precision>x</n:precision>"),
        ("<!--", "--x "),
        ("<n:demande attribut=\"", "yyyyyyyy"),
        ("<n:demande>", "<![CDATA[zzzz]]>"),
        ("<n:", "demande"),
    ] {
        let (refusal, bytes) = pour(before, motif);
        assert!(matches!(refusal, ErreurFichier::Limite { .. } | ErreurFichier::Xml { .. }), "{before} : {refusal:?}");
        assert!(bytes < 16 << 20, "{before} : {bytes} bytes were read before the refusal");
    }
}

#[test]
fn entities_are_refused_whatever_they_would_become() {
    let good = document("02.01", "CRE", &demande("<n:precision>été</n:precision>"));
    for declaration in [
        "<!DOCTYPE a [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>",
        "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>",
        "<!DOCTYPE a SYSTEM \"http://exemple.invalid/a.dtd\">",
        "<!DOCTYPE a [<!ENTITY % p SYSTEM \"http://exemple.invalid/p\"> %p;]>",
    ] {
        let bomb = good.replacen('\n', &format!("\n{declaration}"), 1);
        let refusal = read(bomb.as_bytes()).0.unwrap_err();
        assert!(matches!(refusal, ErreurFichier::Entite { .. }), "{declaration}");
        assert!(refusal.to_string().contains("refusées par sécurité"));
    }
}

#[test]
fn each_refusal_says_what_and_what_to_do() {
    let good = document("02.01", "CRE", &demande(""));
    for (bytes, said) in [
        (b"bonjour".to_vec(), "du texte précède la racine"),
        (good.replace("nuu.application", "autre").into_bytes(), "Vérifiez que le bon fichier a été choisi"),
        (good.replace("02.01", "01.00").into_bytes(), "02.00 et 02.01"),
        (good.as_bytes()[..good.len() - 40].to_vec(), "refaites l'export"),
        (
            good.replace("CRE", "CR\u{e9}").chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect(),
            "Enregistrez le fichier en UTF-8",
        ),
    ] {
        let refusal = read(bytes.as_slice()).0.unwrap_err().to_string();
        assert!(refusal.contains(said), "{refusal}");
    }
}

#[test]
fn a_bad_value_is_named_and_the_demande_kept() {
    let suite = "<n:precision>{long}</n:precision><n:logementRecherche><n:listeTypeLogement><n:typeLogement code=\"T9\"/></n:listeTypeLogement></n:logementRecherche><n:personnePhysique><n:demandeur><n:nom>É</n:nom><n:dateNaissance>1990-02-30</n:dateNaissance></n:demandeur></n:personnePhysique>";
    let body = demande(&suite.replace("{long}", &"x".repeat(18_000)));
    let twice = document("02.01", "CRE", &format!("{body}{body}{}", body.replace(NUMERO, "973012400012")));
    let bom = [b"\xEF\xBB\xBF", twice.as_bytes()].concat();
    let (resume, lectures) = read(bom.as_slice());
    let resume = resume.unwrap();
    assert_eq!((resume.demandes, resume.rejetees), (3, 1));
    let gravite =
        |lecture: &LectureDemande, champ: &str| lecture.anomalies.iter().find(|a| a.champ.ends_with(champ)).map(|a| a.gravite);
    assert_eq!(gravite(&lectures[0], "precision"), Some(Gravite::Signalee));
    assert!(gravite(&lectures[0], "typeLogement").is_some());
    assert_eq!(gravite(&lectures[0], "dateNaissance"), Some(Gravite::Ignoree));
    assert_eq!(list_champs(lectures[0].demande.as_ref().unwrap())["demandeLogement/precision"].len(), 18_000);
    assert!(lectures[1].anomalies.iter().any(|a| a.champ.ends_with("numUnique") && a.raison.contains("déjà plus haut")));
    assert_eq!(gravite(&lectures[2], "numUnique"), Some(Gravite::Rejet));
    assert!(lectures.iter().flat_map(|l| &l.anomalies).all(|a| a.valeur.chars().count() <= 81 && !a.que_faire.is_empty()));
}

#[test]
fn each_kind_of_message_is_read_in_both_versions() {
    let renewal = "<n:renouvellement><n:dateRenouvellement>2026-03-10</n:dateRenouvellement></n:renouvellement>";
    let struck = "<n:radiation><n:dateRadiation>2026-04-02</n:dateRadiation><n:motifRadiation code=\"RADATT\"/></n:radiation>";
    for version in ["02.00", "02.01"] {
        for (kind, suite) in [("CRE", ""), ("MOD", "<n:precision>changée</n:precision>"), ("REN", renewal), ("RAD", struck)] {
            let (resume, lectures) = read(document(version, kind, &demande(suite)).as_bytes());
            let resume = resume.unwrap();
            assert_eq!((resume.version.as_str(), resume.type_fichier.as_deref(), resume.rejetees), (version, Some(kind), 0));
            assert!(resume.anomalies.is_empty(), "{kind} : {:?}", resume.anomalies);
            let lue = lectures[0].demande.as_ref().unwrap();
            assert_eq!(lectures[0].type_fichier.as_deref(), Some(kind));
            assert_eq!(lue.renouvele_le, parse_iso("2026-03-10").filter(|_| kind == "REN"));
            assert_eq!(matches!(lue.etat, EtatDemande::Radiee { .. }), kind == "RAD");
            assert_eq!(list_champs(lue).contains_key("demandeLogement/precision"), kind == "MOD");
        }
    }
}

#[test]
fn a_name_never_decides_the_format() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "Numéro unique").unwrap();
    sheet.write(0, 1, "Nom").unwrap();
    sheet.write(1, 0, NUMERO).unwrap();
    sheet
        .write_formula(1, 1, rust_xlsxwriter::Formula::new("=HYPERLINK(\"http://exemple.invalid\")").set_result("Langon"))
        .unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    let table = tableau::open(&bytes).unwrap();
    assert_eq!(table.format, FormatTableau::Xlsx);
    let first = table.rows().next().unwrap().unwrap();
    assert_eq!(first.cellules, [NUMERO, "Langon"], "a formula is never run: its saved value is read");
    assert!(table.anomalies.iter().any(|a| a.raison.contains("formules")));
    assert!(matches!(read(bytes.as_slice()).0.unwrap_err(), ErreurFichier::Xml { .. } | ErreurFichier::Encodage { .. }));

    let text = tableau::open(b"numero;nom\n1;=cmd|'/c calc'!A0\n").unwrap();
    assert_eq!(text.format, FormatTableau::Csv);
    assert_eq!(text.rows().next().unwrap().unwrap().cellules[1], "=cmd|'/c calc'!A0", "a text is a text");
}

#[test]
fn accents_that_come_late_do_not_cut_a_table() {
    let mut bytes = b"nom;commune\n".to_vec();
    bytes.extend(b"Langon;Cayenne\n".repeat(10_000));
    bytes.extend(b"Saint-\xC9loi;R\xE9mire-Montjoly\n");
    let table = tableau::open(&bytes).unwrap();
    assert_eq!(table.encodage, "windows-1252");
    assert_eq!(table.rows().last().unwrap().unwrap().cellules, ["Saint-Éloi", "Rémire-Montjoly"]);
}
