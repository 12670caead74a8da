//! Proves that no line of the journal was changed, moved, added or removed.

use std::collections::BTreeMap;

use sea_orm::sea_query::{Condition, Expr, ExprTrait, Order};
use sha2::{Digest, Sha256};

use super::{Ligne, LigneCharge, ORIGINE, Objet, TETE, Tete, compute_empreinte, list_objets, open_charge};
use crate::base::Base;
use crate::base::scelle::Scelle;
use crate::coffre::to_hex;
use crate::erreur::StockageError;
use crate::ligne::{self, egal};

/// What the verification found. Keep `tete` outside the base to prove later that no end was cut off.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rapport {
    pub lignes: u64,
    /// Payloads read and equal to their digest.
    pub charges_verifiees: u64,
    /// Payloads forgotten with their demande: the chain alone was checked.
    pub charges_effacees: u64,
    /// Number and digest of the last line.
    pub tete: Option<(i64, String)>,
    pub anomalies: Vec<AnomalieJournal>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnomalieJournal {
    pub seq: i64,
    /// In French, for the report.
    pub quoi: String,
}

impl Rapport {
    pub fn is_intact(&self) -> bool {
        self.anomalies.is_empty()
    }
}

const LOT: i64 = 1000;

/// Reads the whole chain up to the head of this moment.
pub async fn verify(base: &Base) -> Result<Rapport, StockageError> {
    let mut rapport = Rapport::default();
    let Some(tete) = ligne::find::<Tete>(base, Condition::all().add(egal("id", TETE))).await? else {
        let orphans = ligne::count(base, "journal", Condition::all()).await?;
        if orphans > 0 {
            rapport.tell(0, format!("tête absente alors que {orphans} lignes existent"));
        }
        return Ok(rapport);
    };
    let (mut precedent, mut seq) = (ORIGINE.to_owned(), 0i64);
    while seq < tete.seq {
        let dernier = Ord::min(seq + LOT, tete.seq);
        let range = || Condition::all().add(Expr::col("seq").between(seq + 1, dernier));
        let lignes = ligne::list::<Ligne>(base, range(), &[("seq", Order::Asc)]).await?;
        let mut objets: BTreeMap<i64, Vec<Objet>> = BTreeMap::new();
        for o in list_objets(base, seq + 1, dernier).await? {
            objets.entry(o.seq).or_default().push(Objet { type_objet: o.type_objet, id: o.objet_id });
        }
        let charges: BTreeMap<i64, LigneCharge> =
            ligne::list::<LigneCharge>(base, range(), &[]).await?.into_iter().map(|c| (c.seq, c)).collect();
        let mut attendu = seq + 1;
        for l in lignes {
            if l.seq != attendu {
                rapport.tell(attendu, format!("lignes {attendu} à {} absentes", l.seq - 1));
            }
            attendu = l.seq + 1;
            if l.precedent != precedent {
                rapport.tell(l.seq, "ne suit pas l'empreinte de la ligne précédente");
            }
            if compute_empreinte(&l, objets.get(&l.seq).map_or(&[], Vec::as_slice)) != l.empreinte {
                rapport.tell(l.seq, "ligne ou objets modifiés : l'empreinte ne correspond plus");
            }
            verify_charge(base, &l, charges.get(&l.seq), &mut rapport).await?;
            precedent = l.empreinte;
            rapport.lignes += 1;
        }
        if attendu <= dernier {
            rapport.tell(attendu, format!("lignes {attendu} à {dernier} absentes"));
        }
        seq = dernier;
    }
    if precedent != tete.empreinte {
        rapport.tell(tete.seq, "la tête ne porte pas l'empreinte de la dernière ligne");
    }
    if tete.cle_id != base.coffre().cle_id() {
        rapport
            .tell(tete.seq, format!("tête scellée par la clé « {} », vérifiée avec « {} »", tete.cle_id, base.coffre().cle_id()));
    } else if base.coffre().sceau(&format!("{}/{}", tete.seq, tete.empreinte)) != tete.sceau {
        rapport.tell(tete.seq, "sceau de la tête invalide");
    }
    rapport.tete = Some((tete.seq, tete.empreinte));
    Ok(rapport)
}

async fn verify_charge(
    base: &Base,
    ligne: &Ligne,
    charge: Option<&LigneCharge>,
    rapport: &mut Rapport,
) -> Result<(), StockageError> {
    match (&ligne.charge_empreinte, charge) {
        (None, None) => {}
        (None, Some(_)) => rapport.tell(ligne.seq, "charge ajoutée à une ligne qui n'en avait pas"),
        (Some(_), None) => rapport.tell(ligne.seq, "charge retirée"),
        (Some(empreinte), Some(charge)) => match open_charge(base, charge).await {
            Ok(Some(clear)) if to_hex(&Sha256::digest(&clear)) == *empreinte => rapport.charges_verifiees += 1,
            Ok(Some(_)) => rapport.tell(ligne.seq, "charge différente de son empreinte"),
            Ok(None) => rapport.charges_effacees += 1,
            Err(StockageError::DonneesIncoherentes { quoi, .. }) => rapport.tell(ligne.seq, format!("charge illisible : {quoi}")),
            Err(other) => return Err(other),
        },
    }
    Ok(())
}

impl Rapport {
    fn tell(&mut self, seq: i64, quoi: impl Into<String>) {
        self.anomalies.push(AnomalieJournal { seq, quoi: quoi.into() });
    }
}
