//! Writing a demande: each change adds a version, nothing is overwritten but the lists' columns.

use chrono::{DateTime, NaiveDate, Utc};
use droit::demande::Demande;
use sea_orm::Value;
use sea_orm::sea_query::Condition;
use uuid::Uuid;

use super::dossier_json::{self, Fragment};
use super::{LigneFait, LignePersonne, LigneSouhait, LigneVersion, Tete, contexte_fait};
use crate::base::Transaction;
use crate::base::scelle::Scelle;
use crate::cle_demande::{self, cle_de};
use crate::coffre::Cle;
use crate::envoi;
use crate::erreur::{Contrainte, StockageError};
use crate::ligne::{self, Ligne, egal};
use crate::nom_cle::nom_cle;

/// Where a change comes from (arrêté of 25 November 2010; R1.06).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origine {
    /// Stated by the applicant.
    Demandeur,
    /// Read on a supporting document by an instructor.
    Piece,
    /// Told by a third party and validated by the applicant.
    TiersValide,
    /// Read in an extract of the SNE.
    Sne,
}

impl Origine {
    pub const fn code(self) -> &'static str {
        match self {
            Origine::Demandeur => "demandeur",
            Origine::Piece => "piece",
            Origine::TiersValide => "tiers_valide",
            Origine::Sne => "sne",
        }
    }

    pub fn from_code(code: &str) -> Option<Origine> {
        [Origine::Demandeur, Origine::Piece, Origine::TiersValide, Origine::Sne].into_iter().find(|o| o.code() == code)
    }
}

/// What is kept of a change beside the demande itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Meta {
    /// `sne`, `saisie`, `tableau`, `demo`…
    pub source: String,
    /// Day of the extract, when the source is a file.
    pub extrait_le: Option<NaiveDate>,
    pub origine: Origine,
    /// Code of the agent or of the act, never a name.
    pub agent: String,
    pub instant_utc: DateTime<Utc>,
    /// The file is hidden from lists and searches of who may not see it (R12.05).
    pub protege: bool,
}

#[derive(Clone, Debug)]
pub struct NouvelleDemande {
    pub departement: String,
    pub id: Uuid,
    pub demande: Demande,
    pub meta: Meta,
}

/// Every row of one version.
struct Lignes {
    tete: Tete,
    personnes: Vec<LignePersonne>,
    souhaits: Vec<LigneSouhait>,
    version: LigneVersion,
    faits: Vec<LigneFait>,
}

/// Records a new demande as its version 1. Errors: `NumeroUniqueDejaPris`.
pub async fn insert(transaction: &Transaction, nouvelle: &NouvelleDemande) -> Result<(), StockageError> {
    insert_lot(transaction, std::slice::from_ref(nouvelle)).await
}

/// Records many new demandes in few statements.
pub async fn insert_lot(transaction: &Transaction, nouvelles: &[NouvelleDemande]) -> Result<(), StockageError> {
    for lot in nouvelles.chunks(500) {
        let (mut tetes, mut personnes, mut souhaits, mut versions, mut faits, mut cles) =
            (vec![], vec![], vec![], vec![], vec![], vec![]);
        for n in lot {
            let (cle, row) = cle_demande::create(transaction.coffre(), &n.departement, n.id);
            let lignes = build(&cle, &n.departement, n.id, 1, &n.demande, &n.meta)?;
            cles.push(row);
            tetes.push(lignes.tete);
            personnes.extend(lignes.personnes);
            souhaits.extend(lignes.souhaits);
            versions.push(lignes.version);
            faits.extend(lignes.faits);
        }
        ligne::insert_lot(transaction, &tetes).await?;
        ligne::insert_lot(transaction, &cles).await?;
        ligne::insert_lot(transaction, &personnes).await?;
        ligne::insert_lot(transaction, &souhaits).await?;
        ligne::insert_lot(transaction, &versions).await?;
        ligne::insert_lot(transaction, &faits).await?;
    }
    Ok(())
}

/// Adds a version and returns its number. `version_lue` is the one the change was made from. Errors: `Introuvable`,
/// `VersionPerimee` when somebody changed the file since, `NumeroUniqueDejaPris`.
pub async fn update(
    transaction: &Transaction,
    departement: &str,
    id: Uuid,
    version_lue: i64,
    demande: &Demande,
    meta: &Meta,
) -> Result<i64, StockageError> {
    let cle = match cle_demande::find(transaction, departement, id).await? {
        cle_demande::EtatCle::Vivante(cle) => cle,
        cle_demande::EtatCle::Detruite | cle_demande::EtatCle::Absente => return Err(StockageError::Introuvable),
    };
    let version = version_lue + 1;
    let lignes = build(&cle, departement, id, version, demande, meta)?;
    let key = Condition::all().add(egal("departement", departement)).add(egal("id", id));
    let values: Vec<(&'static str, Value)> =
        Tete::COLONNES.iter().copied().zip(lignes.tete.valeurs()).skip(Tete::CLE.len()).collect();
    if ligne::update_where(transaction, "demande", values, key.clone().add(egal("version", version_lue))).await? == 0 {
        let exists = ligne::count(transaction, "demande", key).await? > 0;
        return Err(if exists { StockageError::Contrainte(Contrainte::VersionPerimee) } else { StockageError::Introuvable });
    }
    ligne::delete(transaction, "personne", cle_de(departement, id)).await?;
    ligne::delete(transaction, "souhait", cle_de(departement, id)).await?;
    ligne::insert_lot(transaction, &lignes.personnes).await?;
    ligne::insert_lot(transaction, &lignes.souhaits).await?;
    ligne::insert_lot(transaction, &[lignes.version]).await?;
    ligne::insert_lot(transaction, &lignes.faits).await?;
    Ok(version)
}

/// Forgets a demande: removes its rows and destroys its key; returns rows removed by table, for the certificate.
/// What the key encrypted elsewhere (journal, decisions) becomes unreadable. Errors: `Introuvable`; `MenageDejaRetenu` while it is held.
pub async fn purge(
    transaction: &Transaction,
    departement: &str,
    id: Uuid,
    instant_utc: DateTime<Utc>,
) -> Result<Vec<(&'static str, u64)>, StockageError> {
    const TABLES: [&str; 18] = [
        "piece_morceau",
        "piece",
        "fait_protege",
        "dossier_version",
        "souhait",
        "personne",
        "acces_demandeur",
        "session_web",
        "a_reporter",
        "message_sne",
        "conflit",
        "appel",
        "interet",
        "envoi",
        "opposition_envoi",
        "preselection",
        "visite",
        "preparation_bail",
    ];
    if ligne::count(transaction, "blocage", cle_de(departement, id)).await? > 0 {
        return Err(StockageError::Contrainte(Contrainte::MenageDejaRetenu));
    }
    let mut removed = Vec::new();
    removed.push(("courrier", envoi::purge_courriers(transaction, departement, id).await?));
    for table in TABLES {
        removed.push((table, ligne::delete(transaction, table, cle_de(departement, id)).await?));
    }
    let heads =
        ligne::delete(transaction, "demande", Condition::all().add(egal("departement", departement)).add(egal("id", id))).await?;
    if heads == 0 {
        return Err(StockageError::Introuvable);
    }
    removed.push(("demande", heads));
    cle_demande::destroy(transaction, departement, id, instant_utc).await?;
    Ok(removed)
}

fn build(cle: &Cle, departement: &str, id: Uuid, version: i64, demande: &Demande, meta: &Meta) -> Result<Lignes, StockageError> {
    let (json, restreint, secret) = dossier_json::write(demande);
    let menage = &demande.dossier.menage;
    let recherche = &demande.dossier.recherche;
    let titulaire = menage.titulaire();
    let pieces = || recherche.typologies.iter().map(|t| i32::from(t.pieces()));
    let tete = Tete {
        departement: departement.to_owned(),
        id,
        numero_unique: json.etat.numero_unique.clone(),
        etat: json.etat.code.clone(),
        depose_le: demande.depose_le,
        enregistre_le: demande.enregistre_le,
        renouvele_le: demande.renouvele_le,
        radiee_le: json.etat.le,
        motif_radiation: json.etat.motif.clone(),
        guichet: demande.guichet.clone(),
        nom_cle: titulaire.map(name_key).unwrap_or_default(),
        naissance_le: titulaire.and_then(|t| t.naissance_le),
        nombre_personnes: i32::from(menage.nombre_personnes()),
        commune_souhaitee: recherche.souhaits.first().map(|s| s.commune.clone()),
        pieces_min: pieces().min(),
        pieces_max: pieces().max(),
        protege: meta.protege,
        version,
        source: meta.source.clone(),
        extrait_le: meta.extrait_le,
        maj_le: meta.instant_utc,
    };
    let personnes = (0i32..)
        .zip(&menage.personnes)
        .map(|(rang, p)| LignePersonne {
            departement: departement.to_owned(),
            demande_id: id,
            rang,
            role: dossier_json::role_code(p.role).0.to_owned(),
            nom: p.nom.clone(),
            nom_naissance: p.nom_naissance.clone(),
            prenom: p.prenom.clone(),
            nom_cle: format!(" {}", name_key(p)),
            naissance_le: p.naissance_le,
        })
        .collect();
    let souhaits = (0i32..)
        .zip(&recherche.souhaits)
        .map(|(rang, s)| LigneSouhait {
            departement: departement.to_owned(),
            demande_id: id,
            rang,
            commune: s.commune.clone(),
            quartier: s.quartier.clone(),
        })
        .collect();
    let unwritable = |e: serde_json::Error| StockageError::incoherent("dossier_version", e.to_string());
    let mut faits = Vec::new();
    for (sensibilite, fragment) in [("restreinte", &restreint), ("secrete", &secret)] {
        if *fragment != Fragment::default() {
            let clear = serde_json::to_vec(fragment).map_err(unwritable)?;
            let chiffre = cle.encrypt(&contexte_fait(departement, id, version, sensibilite), &clear);
            faits.push(LigneFait {
                departement: departement.to_owned(),
                demande_id: id,
                version,
                sensibilite: sensibilite.to_owned(),
                chiffre,
            });
        }
    }
    let version = LigneVersion {
        departement: departement.to_owned(),
        demande_id: id,
        version,
        contenu: serde_json::to_string(&json).map_err(unwritable)?,
        source: meta.source.clone(),
        extrait_le: meta.extrait_le,
        origine: meta.origine.code().to_owned(),
        agent: meta.agent.clone(),
        instant_utc: meta.instant_utc,
    };
    Ok(Lignes { tete, personnes, souhaits, version, faits })
}

/// Name, birth name, first name, as they are searched.
fn name_key(p: &droit::demande::Personne) -> String {
    let parts: Vec<String> =
        [&p.nom, &p.nom_naissance, &p.prenom].into_iter().flatten().map(|n| nom_cle(n)).filter(|k| !k.is_empty()).collect();
    parts.join(" ")
}
