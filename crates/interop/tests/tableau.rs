//! Tables, good and bad. The rows are fictional.
#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use droit::demande::*;
use droit::jour::parse_iso;
use droit::montant::Centimes;
use interop::correspondance::{Correspondance, apply, check, propose, read_toml, write_toml};
use interop::sne::{LectureDemande, list_champs};
use interop::tableau::{FormatTableau, LigneTableau, Tableau, open};
use interop::{Anomalie, ErreurFichier, Gravite};
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

const EXPORT: &str = "Numéro unique;Date de dépôt;Nom;Prénom;Date de naissance;Commune 1;Commune 2;Typologie;RFR 2024;Ressources mensuelles;Enfant 1;Enfant 2;Motif;Commentaire\n\
973012400012300001;15/01/2024;LANGON;Marie-Ange;04/07/1989;Cayenne;97307;T3, F4;18 500,00;1 850,50;20/05/2016;;13;à rappeler\n\
;;;;;;;;;;;;;\n\
973012400012300002;30/02/2024;TEST;Jean;01/01/1980;Cayenne;;T2;;;;;;\n\
973012400012300003;15/02/2024;TEST;Léa;01/01/80;Atlantis;;T2;abc;;;;07;\"deux\nlignes\"\n";

fn rows(tableau: &Tableau<'_>) -> Vec<LigneTableau> {
    tableau.rows().map(|r| r.unwrap()).collect()
}

fn mapping(entetes: &[String]) -> Correspondance {
    Correspondance { nom: "Essai".to_owned(), communes: [("Cayenne".to_owned(), "97302".to_owned())].into(), ..propose(entetes) }
}

fn import(tableau: &Tableau<'_>) -> Vec<LectureDemande> {
    let correspondance = mapping(&tableau.entetes);
    rows(tableau).iter().map(|r| apply(&correspondance, &tableau.entetes, r)).collect()
}

#[test]
fn an_export_with_usual_headers_is_understood() {
    let tableau = open(EXPORT.as_bytes()).unwrap();
    assert_eq!((tableau.format, tableau.separateur, tableau.encodage.as_str()), (FormatTableau::Csv, Some(';'), "UTF-8"));
    let correspondance = mapping(&tableau.entetes);
    let unmapped: Vec<Anomalie> = check(&correspondance, &tableau.entetes);
    assert_eq!(unmapped.iter().map(|a| a.champ.as_str()).collect::<Vec<_>>(), ["Commentaire"]);
    assert_eq!(read_toml(&write_toml(&correspondance)), Ok(correspondance));

    let lectures = import(&tableau);
    assert_eq!(lectures.iter().map(|l| l.ligne).collect::<Vec<_>>(), [2, 4, 5]);
    let bonne = lectures[0].demande.as_ref().unwrap();
    assert_eq!(lectures[0].anomalies, vec![]);
    assert_eq!(bonne.numero_unique().unwrap().as_str(), "973012400012300001");
    assert_eq!(bonne.depose_le, parse_iso("2024-01-15").unwrap());
    let titulaire = bonne.dossier.menage.titulaire().unwrap();
    assert_eq!((titulaire.nom.as_deref(), titulaire.prenom.as_deref()), (Some("LANGON"), Some("Marie-Ange")));
    assert_eq!(titulaire.revenus_fiscaux, [(2024, Centimes::euros(18_500))].into());
    assert_eq!(titulaire.ressources, [Ressource { nature: NatureRessource::Autre, montant: Centimes(185_050) }]);
    assert_eq!(bonne.dossier.menage.personnes[1].role, RolePersonne::ACharge(LienParente::Enfant));
    assert_eq!(bonne.dossier.menage.nombre_personnes(), 2);
    let communes: Vec<&str> = bonne.dossier.recherche.souhaits.iter().map(|s| s.commune.as_str()).collect();
    assert_eq!(communes, ["97302", "97307"]);
    assert_eq!(bonne.dossier.recherche.typologies, [Typologie::T3, Typologie::T4]);
    assert_eq!(bonne.dossier.motifs, [Motif::TropPetit]);
    assert_eq!(list_champs(bonne)["tableau/Commentaire"], "à rappeler");
}

#[test]
fn a_bad_cell_is_named_kept_and_costs_only_what_it_must() {
    let tableau = open(EXPORT.as_bytes()).unwrap();
    let lectures = import(&tableau);
    assert!(lectures[1].demande.is_none());
    let rejet = lectures[1].anomalies.iter().find(|a| a.gravite == Gravite::Rejet).unwrap();
    assert_eq!((rejet.ligne, rejet.champ.as_str(), rejet.valeur.as_str()), (4, "Date de dépôt", "30/02/2024"));
    assert_eq!(rejet.numero_unique.as_deref(), Some("973012400012300002"));

    let lue = lectures[2].demande.as_ref().unwrap();
    let named: Vec<(&str, &str)> = lectures[2].anomalies.iter().map(|a| (a.champ.as_str(), a.valeur.as_str())).collect();
    assert_eq!(named, [("Date de naissance", "01/01/80"), ("Commune 1", "Atlantis"), ("RFR 2024", "abc")]);
    let champs = list_champs(lue);
    for (champ, valeur) in
        [("Date de naissance", "01/01/80"), ("Commune 1", "Atlantis"), ("RFR 2024", "abc"), ("Commentaire", "deux\nlignes")]
    {
        assert_eq!(champs[&format!("tableau/{champ}")], valeur);
    }
    assert_eq!(lue.dossier.menage.titulaire().unwrap().naissance_le, None);
    assert_eq!(lue.dossier.motifs, [Motif::Handicap]);
}

#[test]
fn headers_that_are_paths_of_the_contract_need_no_work() {
    let csv = "interfaceNuu/demande/demandeLogement/numUnique,demandeLogement/dateCreationDemande,demandeLogement/personnePhysique/demandeur/nom,demandeLogement/personnePhysique/demandeur/civilite/@code,demandeLogement/personnePhysique/listePersonneACharge/personneACharge[2]/dateNaissance,demandeLogement/personnePhysique/listePersonneACharge/personneACharge[2]/lienParente,demandeLogement/logementRecherche/listeTypeLogement/typeLogement[1],demandeLogement/logementRecherche/listeTypeLogement/typeLogement[2],demandeLogement/refInterne\n\
9730124000123G0001,2024-01-15,LANGON,2,2016-05-20,E,T2,T3,R-7\n";
    let tableau = open(csv.as_bytes()).unwrap();
    let correspondance = propose(&tableau.entetes);
    assert_eq!(correspondance.colonnes.len(), 9);
    let lecture = apply(&correspondance, &tableau.entetes, &rows(&tableau)[0]);
    assert_eq!(lecture.anomalies, vec![]);
    let champs = list_champs(lecture.demande.as_ref().unwrap());
    let mut values: Vec<&str> = champs.values().map(String::as_str).collect();
    values.sort_unstable();
    assert_eq!(values, ["2", "2016-05-20", "2024-01-15", "9730124000123G0001", "E", "LANGON", "R-7", "T2", "T3"]);
}

#[test]
fn the_encoding_and_the_separator_are_found() {
    let latin: Vec<u8> =
        "Prénom\tDate de dépôt\nZoé\t15/01/2024\n".chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let tableau = open(&latin).unwrap();
    assert_eq!((tableau.separateur, tableau.encodage.as_str()), (Some('\t'), "windows-1252"));
    assert_eq!(tableau.entetes, ["Prénom", "Date de dépôt"]);
    assert_eq!(rows(&tableau)[0].cellules, ["Zoé", "15/01/2024"]);
    let excel = open(b"\xEF\xBB\xBFsep=,\n\"a;b;c\",\"d, e\",d,d\n1,2,3,4\n").unwrap();
    assert_eq!(excel.entetes, ["a;b;c", "d, e", "d", "d (2)"]);
    assert_eq!(rows(&excel)[0], LigneTableau { numero: 3, cellules: ["1", "2", "3", "4"].map(str::to_owned).into() });
}

#[test]
fn a_row_out_of_place_is_refused_and_the_next_one_read() {
    let tableau = open(b"a;b\n1;2;3\n4\n5;6;;\n").unwrap();
    let read: Vec<Result<LigneTableau, Anomalie>> = tableau.rows().collect();
    assert_eq!(read[0].as_ref().unwrap_err().ligne, 2);
    assert_eq!(read[0].as_ref().unwrap_err().gravite, Gravite::Rejet);
    assert_eq!(read[1].as_ref().unwrap().cellules, ["4", ""]);
    assert_eq!(read[2].as_ref().unwrap().cellules, ["5", "6"]);
}

fn workbook() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, entete) in
        (0..).zip(["Numéro unique", "Date de dépôt", "Nom", "Nombre d'enfants", "RFR N-1", "Année RFR", "Handicap"])
    {
        sheet.write(2, column, entete).unwrap();
    }
    let date = Format::new().set_num_format("dd/mm/yyyy");
    sheet.write(3, 0, "973012400012300001").unwrap();
    sheet.write_datetime_with_format(3, 1, ExcelDateTime::from_ymd(2024, 1, 15).unwrap(), &date).unwrap();
    sheet.write(3, 2, "LANGON").unwrap();
    sheet.write(3, 3, 2).unwrap();
    sheet.write_formula(3, 4, rust_xlsxwriter::Formula::new("=10000+8500.5").set_result("18500.5")).unwrap();
    sheet.write(3, 5, 2025).unwrap();
    sheet.write(3, 6, true).unwrap();
    sheet.write(5, 0, 973_012_400_012_300_002_f64).unwrap();
    sheet.write(5, 1, 45_306).unwrap();
    workbook.add_worksheet().write(0, 0, "autre").unwrap();
    workbook.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_is_read_whatever_its_name() {
    let bytes = workbook();
    let tableau = open(&bytes).unwrap();
    assert_eq!((tableau.format, tableau.feuille.as_deref(), tableau.ligne_entete), (FormatTableau::Xlsx, Some("Sheet1"), 3));
    let said: String = tableau.anomalies.iter().map(|a| a.raison.as_str()).collect();
    assert!(said.contains("autres feuilles") && said.contains("formules"), "{said}");
    let lectures = import(&tableau);
    let demande = lectures[0].demande.as_ref().unwrap();
    assert_eq!(lectures[0].ligne, 4);
    assert_eq!(demande.depose_le, parse_iso("2024-01-15").unwrap());
    assert_eq!(demande.dossier.menage.nombre_personnes(), 3);
    let titulaire = demande.dossier.menage.titulaire().unwrap();
    assert_eq!(titulaire.handicap, Some(true));
    assert_eq!(titulaire.revenus_fiscaux, [(2025, Centimes(1_850_050))].into());
    // A numéro unique stored as a number has lost digits: no other number may be made of it.
    assert!(lectures[1].demande.is_none());
    assert!(lectures[1].anomalies.iter().any(|a| a.raison.contains("perdu les derniers chiffres")));
}

#[test]
fn what_is_not_a_table_says_what_it_is() {
    use ErreurFichier as E;
    let refused = |bytes: &[u8]| open(bytes).unwrap_err();
    assert_eq!(refused(b" \n"), E::Vide);
    assert_eq!(refused(b";;\n;\n"), E::SansEntete);
    assert!(matches!(refused(b"%PDF-1.7"), E::Format(_)));
    assert!(matches!(refused(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), E::Format(_)));
    assert!(matches!(refused(b"\xEF\xBB\xBF<?xml version='1.0'?><a/>"), E::Format(_)));
    assert!(matches!(refused(b"a;b\0c\n"), E::Format(_)));
    assert!(matches!(refused(b"PK\x03\x04 et rien d'autre"), E::Classeur(_)));
    let good = workbook();
    assert!(matches!(refused(&good[..good.len() / 2]), E::Classeur(_)));
}

#[test]
fn a_workbook_that_swells_is_refused() {
    use std::io::Write;
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    archive.start_file("xl/workbook.xml", options).unwrap();
    let zeros = vec![b' '; 1 << 20];
    for _ in 0..40 {
        archive.write_all(&zeros).unwrap();
    }
    let bytes = archive.finish().unwrap().into_inner();
    assert!(bytes.len() < 1 << 20);
    assert!(matches!(open(&bytes).unwrap_err(), ErreurFichier::Limite { .. }));
}

/// The workbook with one part changed.
fn rebuild(part: usize, change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    use std::io::{Read, Write};
    let mut source = zip::ZipArchive::new(std::io::Cursor::new(workbook())).unwrap();
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let target = ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"][part];
    let mut change = Some(change);
    for i in 0..source.len() {
        let mut file = source.by_index(i).unwrap();
        let nom = file.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        if nom == target {
            change.take().unwrap()(&mut bytes);
        }
        out.start_file(nom, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(&bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

#[test]
fn cells_far_away_do_not_fill_the_memory() {
    let far = |text: &mut Vec<u8>| {
        let whole = String::from_utf8(text.clone()).unwrap();
        *text =
            whole.replace("</sheetData>", "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData>").into_bytes();
    };
    let bytes = rebuild(0, far);
    let tableau = open(&bytes).unwrap();
    assert_eq!(rows(&tableau).len(), 2);
    assert!(tableau.anomalies.iter().any(|a| a.raison.contains("au-delà de la colonne")));
}

/// Reads everything of a table; the number of demandes.
fn read_all(bytes: &[u8]) -> usize {
    let Ok(tableau) = open(bytes) else { return 0 };
    let correspondance = propose(&tableau.entetes);
    check(&correspondance, &tableau.entetes);
    tableau.rows().flatten().filter(|r| apply(&correspondance, &tableau.entetes, r).demande.is_some()).count()
}

#[test]
fn the_table_that_is_mutated_is_good() {
    assert_eq!(read_all(EXPORT.as_bytes()), 2);
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        read_all(&bytes);
    }

    #[test]
    fn mutated_tables_never_panic(at in 0..EXPORT.len(), with in prop::collection::vec(any::<u8>(), 0..6), cut in 0..8usize) {
        let mut bytes = EXPORT.as_bytes().to_vec();
        let end = (at + cut).min(bytes.len());
        bytes.splice(at..end, with);
        read_all(&bytes);
    }

    #[test]
    fn any_cell_in_any_column_never_panics(cell in "\\PC{0,40}", champ in 0..interop::correspondance::champs_cibles().len()) {
        let cible = &interop::correspondance::champs_cibles()[champ];
        let entetes = [cible.code.clone(), "depose_le".to_owned()];
        let ligne = LigneTableau { numero: 2, cellules: vec![cell, "2024-01-15".to_owned()] };
        let lecture = apply(&propose(&entetes), &entetes, &ligne);
        prop_assert!(lecture.demande.is_some() || lecture.anomalies.iter().any(|a| a.gravite == Gravite::Rejet));
    }
}

proptest! {
    // Each case writes a workbook: fewer of them.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn mutated_workbooks_never_panic(at in any::<prop::sample::Index>(), with in prop::collection::vec(any::<u8>(), 1..4)) {
        let mut bytes = workbook();
        let at = at.index(bytes.len());
        let end = (at + with.len()).min(bytes.len());
        bytes.splice(at..end, with);
        read_all(&bytes);
    }

    /// The parts themselves mutated, the archive sound: what a checksum cannot stop.
    #[test]
    fn mutated_sheets_never_panic(part in 0..3usize, at in any::<prop::sample::Index>(), with in "[0-9<>/\"=A-Za-z&;.-]{0,8}", cut in 0..8usize) {
        read_all(&rebuild(part, |text| {
            let at = at.index(text.len());
            let end = (at + cut).min(text.len());
            text.splice(at..end, with.bytes());
        }));
    }
}
