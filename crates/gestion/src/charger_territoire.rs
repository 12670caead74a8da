//! Loading a territory's folder into the base, as a dated version: the base is the truth every server uses.

use std::collections::BTreeMap;

use droit::cotation::{self, GrilleCompilee};
use droit::jour::Jour;
use droit::territoire::{Anomalie, Territoire};
use services::horloge::Horloge;
use stockage::journal::{self, Charge, LigneJournal, Objet};
use stockage::territoire::{self, VersionTerritoire};
use stockage::{Base, StockageError};
use uuid::Uuid;

use crate::droits::Acteur;
use crate::issue::Echec;

/// The local rules in force: the territory, and its grid compiled once.
pub struct Regles {
    /// Id of the version in the base, frozen with each decision.
    pub version: Uuid,
    pub numero: i64,
    pub territoire: Territoire,
    pub grille: GrilleCompilee,
}

impl Regles {
    /// Short name of an organisation of the territory, or its code.
    pub fn nom_organisation(&self, code: &str) -> String {
        self.territoire.organisation(code).map_or_else(|| code.to_owned(), |o| o.sigle.clone())
    }
}

/// A folder refused, with everything that is wrong in it.
#[derive(Debug, thiserror::Error)]
#[error("les règles locales sont refusées :\n{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct ReglesRefusees(pub Vec<Anomalie>);

/// Why a folder was not loaded.
#[derive(Debug, thiserror::Error)]
pub enum ChargementRefuse {
    #[error(transparent)]
    Regles(#[from] ReglesRefusees),
    #[error(transparent)]
    Stockage(#[from] StockageError),
}

/// Whether a load changed anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chargement {
    NouvelleVersion(i64),
    /// The base already has exactly these files in force.
    Inchange(i64),
}

/// Checks a folder and makes it the version in force; the same content makes no new version.
pub async fn load_territoire(
    base: &Base,
    horloge: &Horloge,
    acteur: &Acteur,
    fichiers: &[(String, String)],
) -> Result<Chargement, ChargementRefuse> {
    load_version(base, horloge, acteur, Uuid::now_v7(), fichiers).await
}

/// The same, under a chosen id: what freezes the id of its version is then the same at each writing.
pub async fn load_version(
    base: &Base,
    horloge: &Horloge,
    acteur: &Acteur,
    id: Uuid,
    fichiers: &[(String, String)],
) -> Result<Chargement, ChargementRefuse> {
    let (lu, _) = check_regles(fichiers, None)?;
    let contenus: BTreeMap<String, Vec<u8>> =
        fichiers.iter().map(|(chemin, contenu)| (chemin.clone(), contenu.clone().into_bytes())).collect();
    let tx = base.begin().await?;
    let now = horloge.instant_utc();
    let (version, nouvelle) = territoire::save(&tx, id, &lu.epci.siren, &contenus, now, &acteur.code()).await?;
    if !nouvelle {
        return Ok(Chargement::Inchange(version.numero));
    }
    let ligne = LigneJournal {
        acteur: acteur.code(),
        acte: "charger_territoire".to_owned(),
        instant_utc: now,
        objets: vec![Objet::new("territoire_version", version.id)],
        charge: Charge::Generale(serde_json::json!({ "numero": version.numero, "empreinte": version.empreinte })),
    };
    journal::append(&tx, &ligne).await?;
    tx.commit().await?;
    Ok(Chargement::NouvelleVersion(version.numero))
}

/// The local rules the base holds; `None` when no folder was ever loaded.
pub(crate) async fn read_regles(base: &Base, jour: Jour) -> Result<Option<Result<Regles, ReglesRefusees>>, StockageError> {
    let Some(version) = find_version(base).await? else {
        return Ok(None);
    };
    let fichiers = list_fichiers(base, version.id).await?;
    Ok(Some(check_regles(&fichiers, Some(jour)).map(|(territoire, grille)| Regles {
        version: version.id,
        numero: version.numero,
        territoire,
        grille,
    })))
}

/// The files of the version in force, as they were loaded; `None` when none was.
pub async fn list_fichiers_en_vigueur(base: &Base) -> Result<Option<Vec<(String, String)>>, StockageError> {
    match find_version(base).await? {
        Some(version) => list_fichiers(base, version.id).await.map(Some),
        None => Ok(None),
    }
}

async fn find_version(base: &Base) -> Result<Option<VersionTerritoire>, StockageError> {
    match territoire::list_territoires(base).await?.into_iter().next() {
        Some(code) => territoire::find_derniere(base, &code).await,
        None => Ok(None),
    }
}

pub(crate) async fn list_fichiers(base: &Base, version: Uuid) -> Result<Vec<(String, String)>, StockageError> {
    let fichiers = territoire::get_fichiers(base, version).await?;
    Ok(fichiers.into_iter().map(|(chemin, contenu)| (chemin, String::from_utf8_lossy(&contenu).into_owned())).collect())
}

/// Checks a folder without loading it: the territory and its grid in force on a day (the last one without
/// a day), or everything that is wrong.
pub fn check_regles(fichiers: &[(String, String)], jour: Option<Jour>) -> Result<(Territoire, GrilleCompilee), ReglesRefusees> {
    let territoire = Territoire::charger(fichiers).map_err(ReglesRefusees)?;
    let mut anomalies = Vec::new();
    let mut grilles = Vec::new();
    for (chemin, texte) in &territoire.grilles_cotation {
        let compiled = cotation::read_grille(texte).and_then(|grille| cotation::compile_grille(&grille));
        match compiled {
            Ok(grille) => grilles.push(grille),
            Err(erreurs) => anomalies.extend(erreurs.into_iter().map(|e| Anomalie {
                fichier: chemin.clone(),
                ligne: e.ligne,
                colonne: Some(e.colonne),
                message: e.message,
                que_faire: "Corrigez la grille ; le guide « Écrire une grille » en donne la forme.".to_owned(),
            })),
        }
    }
    if !anomalies.is_empty() {
        return Err(ReglesRefusees(anomalies));
    }
    let in_force = grilles.into_iter().filter(|grille| jour.is_none_or(|jour| grille.en_vigueur <= jour));
    match in_force.max_by_key(|grille| grille.en_vigueur) {
        Some(grille) => Ok((territoire, grille)),
        None => Err(ReglesRefusees(vec![Anomalie {
            fichier: "cotation/".to_owned(),
            ligne: 0,
            colonne: None,
            message: "le territoire n'a aucune grille de cotation en vigueur".to_owned(),
            que_faire: "Ajoutez un fichier cotation/NOM.toml.".to_owned(),
        }])),
    }
}

/// Reads again the rules in force after another version was loaded, here or by another server.
pub async fn refresh_regles(carbet: &crate::carbet::Carbet) -> Result<(), Echec> {
    if let Some(Ok(regles)) = read_regles(&carbet.base, carbet.aujourd_hui()).await? {
        carbet.replace_regles(regles);
    }
    Ok(())
}
