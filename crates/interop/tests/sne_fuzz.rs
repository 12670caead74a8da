//! Whatever the bytes, reading answers and never panics.

use std::ops::ControlFlow;

use interop::sne::{list_champs, read_extrait};
use proptest::prelude::*;

const BON: &str = "<?xml version=\"1.0\"?><interfaceNuu versionInterface=\"02.00\" xmlns=\"http://nuu.application.i2/\"><entete><typeFichier>RAD</typeFichier></entete><demande><demandeLogement><numUnique>9730124000123G0001</numUnique><dateCreationDemande>2024-01-15</dateCreationDemande><radiation><dateRadiation>2026-01-02</dateRadiation><motifRadiation code=\"RADATT\"/></radiation></demandeLogement></demande></interfaceNuu>";

/// Values listed back from the demandes read.
fn read_all(bytes: &[u8]) -> usize {
    let mut count = 0;
    let _ = read_extrait(bytes, |lecture| {
        count += lecture.demande.as_ref().map_or(0, |d| list_champs(d).len());
        ControlFlow::Continue(())
    });
    count
}

#[test]
fn the_document_that_is_mutated_is_good() {
    assert_eq!(read_all(BON.as_bytes()), 4);
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        read_all(&bytes);
    }

    #[test]
    fn mutated_documents_never_panic(at in 0..BON.len(), with in prop::collection::vec(any::<u8>(), 0..6), cut in 0..8usize) {
        let mut bytes = BON.as_bytes().to_vec();
        let end = (at + cut).min(bytes.len());
        bytes.splice(at..end, with);
        read_all(&bytes);
    }
}
