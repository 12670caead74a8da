//! Files of the stock, good and bad. The rows are fictional.
#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use std::io::{BufReader, Read};
use std::ops::ControlFlow;

use droit::demande::Typologie;
use droit::jour::parse_iso;
use droit::logement::{Produit, TypeReservataire};
use droit::montant::Centimes;
use interop::rpls::codes::{ModeOccupation, MotifSortie};
use interop::rpls::{FormatRpls, LectureLogement, ResumeRpls, read_rpls};
use interop::{ErreurFichier, Gravite};
use proptest::prelude::*;

/// One home of the landlord's file; `changes` are positions from 1.
fn row(identifiant: &str, changes: &[(usize, &str)]) -> String {
    let mut cells = vec![String::new(); 64];
    let base = [
        (1, identifiant),
        (2, "A-12"),
        (3, "1"),
        (4, "97302"),
        (5, "97300"),
        (6, "CAYENNE"),
        (7, "12"),
        (9, "RUE"),
        (10, "DES BALOUROUS"),
        (11, "4"),
        (15, "RC"),
        (18, "B"),
        (20, "LES BALOUROUS"),
        (22, "2"),
        (23, "C"),
        (24, "3"),
        (25, "64,5"),
        (26, "1998"),
        (27, "1998"),
        (28, "1998"),
        (29, "1"),
        (32, "13"),
        (34, "1"),
        (36, "15/03/1998"),
        (37, "9"),
        (40, "1"),
        (41, "06/2019"),
        (42, "3"),
        (43, "64"),
        (44, "412,35"),
        (45, "999"),
        (48, "01/1900"),
        (63, "2"),
    ];
    for (position, valeur) in base.iter().chain(changes) {
        cells[position - 1] = (*valeur).to_owned();
    }
    cells.join(";")
}

fn read(bytes: &[u8]) -> (Result<ResumeRpls, ErreurFichier>, Vec<LectureLogement>) {
    let mut lectures = Vec::new();
    let resume = read_rpls(bytes, |l| {
        lectures.push(l);
        ControlFlow::Continue(())
    });
    (resume, lectures)
}

#[test]
fn a_home_of_the_landlord_is_read_by_position() {
    let (resume, lectures) = read(row("9730000012", &[]).as_bytes());
    let resume = resume.unwrap();
    assert_eq!((resume.format, resume.lues, resume.rejetees), (FormatRpls::Declaratif, 1, 0));
    assert_eq!(lectures[0].anomalies, vec![]);
    let l = lectures[0].logement.as_ref().unwrap();
    assert_eq!(
        (l.identifiant.as_deref(), l.reference.as_deref(), l.commune.as_str()),
        (Some("9730000012"), Some("A-12"), "97302")
    );
    assert_eq!(l.adresse.as_deref(), Some("12 RUE DES BALOUROUS, bâtiment B, logement 4"));
    assert_eq!((l.typologie, l.surface, l.etage, l.annee_construction), (Some(Typologie::T3), Some(64), Some(0), Some(1998)));
    assert_eq!((l.produit, l.loyer, l.loyer_annexes), (Some(Produit::Lls), Some(Centimes(41_235)), None));
    assert_eq!((l.occupation, l.bail_depuis), (Some(ModeOccupation::Loue), parse_iso("2019-06-01")));
    assert_eq!((l.en_qpv, l.type_reservataire, l.sortie), (Some(false), Some(TypeReservataire::EtatPrioritaires), None));
    assert_eq!(l.conventionne_le, parse_iso("1998-03-15"));
}

#[test]
fn bad_values_are_named_and_good_rows_kept() {
    let lines = [
        row("9730000001", &[(37, "7"), (41, "13/2019"), (24, "12"), (44, "douze")]),
        row("97300002", &[]),
        "seulement;trois;cellules".to_owned(),
        row("9730000004", &[(32, "16")]),
        row("9730000005", &[(32, "49"), (47, "11")]),
        row("9730000006", &[(37, "4"), (24, ""), (32, "")]),
        row("9730000005", &[]),
        row("9730000008", &[(4, "9730")]),
    ];
    let (resume, lectures) = read(lines.join("\r\n").as_bytes());
    let resume = resume.unwrap();
    assert_eq!((resume.lues, resume.rejetees), (8, 5));
    let told: Vec<(u64, &str, &str, Gravite)> =
        lectures.iter().flat_map(|l| &l.anomalies).map(|a| (a.ligne, a.champ.as_str(), a.valeur.as_str(), a.gravite)).collect();
    assert_eq!(
        told,
        [
            (1, "motif de sortie", "7", Gravite::Ignoree),
            (1, "nombre de pièces", "12", Gravite::Ignoree),
            (1, "prise d'effet du bail", "13/2019", Gravite::Ignoree),
            (1, "loyer principal", "douze", Gravite::Ignoree),
            (1, "nombre de pièces", "", Gravite::Rejet),
            (2, "identifiant RPLS", "97300002", Gravite::Rejet),
            (3, "", "3 cellules", Gravite::Rejet),
            (4, "financement initial", "16", Gravite::Rejet),
            (7, "identifiant RPLS", "9730000005", Gravite::Signalee),
            (8, "code commune", "9730", Gravite::Rejet),
        ]
    );
    assert!(lectures.iter().flat_map(|l| &l.anomalies).all(|a| !a.raison.is_empty() && !a.que_faire.is_empty()));
    assert_eq!(lectures[4].logement.as_ref().unwrap().produit, Some(Produit::Llts), "the ceiling of the CUS prevails");
    let gone = lectures[5].logement.as_ref().unwrap();
    assert_eq!((gone.sortie, gone.typologie), (Some(MotifSortie::Demolition), None));
}

#[test]
fn each_line_is_decoded_by_itself() {
    let plain = row("9730000001", &[]);
    let accents = row("9730000002", &[(20, "RÉSIDENCE MANGOTÉ")]);
    // Accents come late: the first 64 KiB are plain ASCII.
    let mut latin: Vec<u8> = format!("{plain}\n").repeat(400).into_bytes();
    latin.extend(accents.chars().map(|c| u8::try_from(u32::from(c)).unwrap()));
    let utf8 = [b"\xEF\xBB\xBF".as_slice(), format!("{plain}\n{accents}").as_bytes()].concat();
    let utf16: Vec<u8> =
        std::iter::once(0xFEFF).chain(format!("{plain}\n{accents}\n").encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for (bytes, encodage) in [(latin, "windows-1252"), (utf8, "UTF-8"), (utf16, "UTF-16LE")] {
        let (resume, lectures) = read(&bytes);
        assert_eq!(resume.unwrap().encodage, encodage);
        let last = lectures.last().unwrap().logement.as_ref().unwrap();
        assert_eq!(last.residence.as_deref(), Some("RÉSIDENCE MANGOTÉ"));
    }
}

#[test]
fn the_public_file_is_read_by_its_columns_whatever_the_year() {
    let old = "REG;DEPCOM;LIBCOM;NUMVOIE;TYPVOIE;NOMVOIE;ETAGE;COMPLGEO;QPV;TYPECONST;NBPIECE;SURFHAB;CONSTRUCT;FINAN\n\
03;97307;MATOURY;3;ALL;DES CAIMITIERS;2;COPAYA;1;C;4;81;2004;10\n03;97307;MATOURY;3;ALL;DES CAIMITIERS;;;;Z;;;;\n";
    let (resume, lectures) = read(old.as_bytes());
    let resume = resume.unwrap();
    assert_eq!((resume.format, resume.lues, resume.rejetees), (FormatRpls::Public, 2, 1));
    assert!(resume.anomalies.iter().any(|a| a.champ == "plafond de la CUS"));
    let l = lectures[0].logement.as_ref().unwrap();
    assert_eq!((l.identifiant.as_deref(), l.en_qpv, l.produit, l.loyer), (None, Some(true), Some(Produit::Llts), None));
    let new = "REG_CODE;DEPCOM_CODE;DEPCOM_LIBELLE;NBPIECE;SURFHAB;CONSTRUCT;FINAN_CODE\n03;97302;Cayenne;2;45;2011;13\n";
    assert_eq!(read(new.as_bytes()).1[0].logement.as_ref().unwrap().commune, "97302");
}

#[test]
fn a_workbook_named_csv_is_read_as_a_workbook() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for line in 0..2u32 {
        for (column, cell) in row(&format!("973000000{line}"), &[]).split(';').enumerate() {
            sheet.write_string(line, u16::try_from(column).unwrap(), cell).unwrap();
        }
    }
    let (resume, lectures) = read(&workbook.save_to_buffer().unwrap());
    assert_eq!((resume.unwrap().lues, lectures.len()), (2, 2));
    assert_eq!(lectures[1].logement.as_ref().unwrap().identifiant.as_deref(), Some("9730000001"));
}

#[test]
fn what_is_not_the_directory_says_so() {
    use ErreurFichier as E;
    let refused = |bytes: &[u8]| read(bytes).0.unwrap_err();
    assert_eq!(refused(b""), E::Vide);
    assert_eq!(refused(b"\n \n"), E::Vide);
    for bytes in [&b"%PDF-1.7"[..], b"<?xml version='1.0'?><a/>", b"\x1F\x8B\x08", b"a;b\0c", b"nom;prenom\nx;y\n"] {
        assert!(matches!(refused(bytes), E::Format(_)));
    }
    assert!(matches!(refused(b"PK\x03\x04 rien"), E::Classeur(_)));
}

/// The same bytes again and again, never held whole.
struct Sans {
    motif: Vec<u8>,
    at: usize,
    left: u64,
}

impl Read for Sans {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = buffer.len().min(self.motif.len() - self.at).min(usize::try_from(self.left).unwrap());
        buffer[..count].copy_from_slice(&self.motif[self.at..self.at + count]);
        self.at = (self.at + count) % self.motif.len();
        self.left -= count as u64;
        Ok(count)
    }
}

#[test]
fn two_gigabytes_on_one_line_cost_one_line_of_memory() {
    let head = format!("{}\n", row("9730000001", &[])).into_bytes();
    let source = head.chain(Sans { motif: vec![b'x'; 1 << 16], at: 0, left: 2 << 30 }).chain(&b"\n"[..]);
    let mut lectures = Vec::new();
    let resume = read_rpls(BufReader::with_capacity(1 << 16, source), |l| {
        lectures.push(l);
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!((resume.lues, resume.rejetees), (2, 1));
    assert_eq!(lectures[1].anomalies[0].ligne, 2);
}

#[test]
fn a_reader_that_has_seen_enough_stops() {
    let bytes = format!("{}\n", row("9730000001", &[])).repeat(10);
    let mut count = 0;
    let resume = read_rpls(bytes.as_bytes(), |_| {
        count += 1;
        if count == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })
    .unwrap();
    assert!(resume.interrompu && count == 3);
}

proptest! {
    #[test]
    fn mutated_rows_never_panic(at in 0..200usize, with in prop::collection::vec(any::<u8>(), 0..6), cut in 0..8usize) {
        let mut bytes = row("9730000001", &[]).into_bytes();
        let at = at.min(bytes.len());
        let end = (at + cut).min(bytes.len());
        bytes.splice(at..end, with);
        let _ = read(&bytes);
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        let _ = read(&bytes);
    }
}
