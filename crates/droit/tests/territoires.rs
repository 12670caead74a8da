//! Every folder of `territoires/`, read as an operator would give it, loads without a problem.
#![expect(clippy::disallowed_methods, reason = "a test of shipped files reads them; the law itself reads none")]
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::path::Path;

use droit::montant::PointsDeBase;
use droit::territoire::{CodeObjectif, PorteeObjectif, Territoire};

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            files.push((name, std::fs::read_to_string(&path).unwrap()));
        }
    }
}

#[test]
fn every_shipped_territory_loads() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../territoires");
    let mut count = 0;
    for entry in std::fs::read_dir(&root).unwrap() {
        let folder = entry.unwrap().path();
        let mut files = Vec::new();
        collect(&folder, &folder, &mut files);
        let loaded = Territoire::charger(&files);
        assert!(loaded.is_ok(), "{}: {:#?}", folder.display(), loaded.err());
        count += 1;
    }
    assert!(count >= 1, "at least one territory is shipped");
}

/// CCH R. 441-5 and L. 441-1: of the 30 % of the State, what is not for its agents goes whole to the priority publics.
#[test]
fn the_state_owes_more_than_the_common_quarter() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../territoires/cacl");
    let mut files = Vec::new();
    collect(&folder, &folder, &mut files);
    let cacl = Territoire::charger(&files).unwrap();
    let rate = |code: &str| {
        let portee = PorteeObjectif::Reservataire(code.into());
        cacl.objectif(CodeObjectif::PublicsPrioritaires, &portee, 2026).unwrap().taux
    };
    assert_eq!(
        (rate("etat"), rate("ctg"), rate("action_logement")),
        (PointsDeBase(10_000), PointsDeBase(2_500), PointsDeBase(2_500))
    );
}
