//! The facts frozen at a lease, without identity: what every yearly figure counts (R5.01, DESIGN 3b).

use droit::demande::Typologie;
use droit::jour::Jour;
use droit::logement::{Logement, Produit, TypeReservataire};
use droit::montant::Centimes;
use droit::territoire::Territoire;
use sha2::{Digest, Sha256};
use stockage::fait_compte::FaitCompte;
use uuid::Uuid;

/// Where a home stands among the priority districts on the day of its lease.
pub(crate) struct LieuQpv {
    /// `None` when the home is not located, or its code is not in the list in force: it is to be located again.
    pub en_qpv: Option<bool>,
    pub millesime: Option<String>,
}

pub(crate) fn locate(territoire: &Territoire, home: &Logement, signe_le: Jour) -> LieuQpv {
    let qpv = home.qpv.as_deref().and_then(|code| territoire.qpv(code, signe_le));
    let en_qpv = match (home.qpv_connu, &home.qpv, qpv) {
        (false, _, _) | (true, Some(_), None) => None,
        (true, None, _) => Some(false),
        (true, Some(_), Some(_)) => Some(true),
    };
    LieuQpv { en_qpv, millesime: qpv.map(|q| q.millesime.to_string()) }
}

/// What is known of a lease on the day it is signed; unknown stays `None`.
pub struct FaitsBail {
    pub id: Uuid,
    pub bail_id: Uuid,
    pub signe_le: Jour,
    pub attribue_le: Option<Jour>,
    pub departement: String,
    /// SIREN.
    pub epci: String,
    pub bailleur: String,
    pub reservataire: Option<String>,
    pub type_reservataire: Option<TypeReservataire>,
    pub commune: String,
    pub secteur: Option<String>,
    pub en_qpv: Option<bool>,
    pub qpv: Option<String>,
    pub qpv_millesime: Option<String>,
    /// 1 to 4.
    pub quartile: Option<u8>,
    pub quartile_provisoire: bool,
    /// A year, by consumption unit.
    pub revenu_uc: Option<Centimes>,
    pub prioritaire: Option<bool>,
    pub dalo: Option<bool>,
    pub relogement: Option<bool>,
    pub mutation: Option<bool>,
    pub foyer: bool,
    pub produit: Produit,
    pub typologie: Typologie,
    /// Whole months between the filing of the demande and the lease.
    pub attente_mois: Option<u32>,
    /// Versions of the parameters, the grid and the territory that made them.
    pub versions: serde_json::Value,
}

/// The row to keep, with the digest of all it says. The lease counts in the year it is signed.
pub fn build_fait_compte(faits: FaitsBail) -> FaitCompte {
    let mut fait = FaitCompte {
        id: faits.id,
        bail_id: faits.bail_id,
        annee: chrono::Datelike::year(&faits.signe_le),
        signe_le: faits.signe_le,
        attribue_le: faits.attribue_le,
        departement: faits.departement,
        epci: faits.epci,
        bailleur: faits.bailleur,
        reservataire: faits.reservataire,
        type_reservataire: faits.type_reservataire.map(|kind| kind.code().to_owned()),
        commune: faits.commune,
        secteur: faits.secteur,
        en_qpv: faits.en_qpv,
        qpv: faits.qpv,
        qpv_millesime: faits.qpv_millesime,
        quartile: faits.quartile.map(i32::from),
        quartile_provisoire: faits.quartile_provisoire,
        revenu_uc: faits.revenu_uc.map(|amount| amount.0),
        prioritaire: faits.prioritaire,
        dalo: faits.dalo,
        relogement: faits.relogement,
        mutation: faits.mutation,
        foyer: faits.foyer,
        produit: faits.produit.code().to_owned(),
        typologie: faits.typologie.code().to_owned(),
        versions: faits.versions.to_string(),
        empreinte: String::new(),
        rectifie: None,
        attente_mois: faits.attente_mois.and_then(|mois| i32::try_from(mois).ok()),
    };
    fait.empreinte = compute_empreinte(&fait);
    fait
}

/// Digest of everything a row says but its identifiers.
pub fn compute_empreinte(fait: &FaitCompte) -> String {
    let bare = FaitCompte { id: Uuid::nil(), bail_id: Uuid::nil(), empreinte: String::new(), rectifie: None, ..fait.clone() };
    // A row frozen before the wait was kept says nothing of it: its digest stays the one it had.
    let said = format!("{bare:?}").replace(", attente_mois: None", "");
    Sha256::digest(said.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
