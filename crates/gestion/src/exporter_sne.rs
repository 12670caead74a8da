//! Act: writing the register in the form of the SNE, one document a demande, for another system or for the archives.

use droit::demande::EtatDemande;
use interop::sne::write_extrait;
use serde_json::json;
use stockage::demande;

use crate::carbet::Carbet;
use crate::droits::Acteur;
use crate::issue::Echec;

/// One demande, written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentSne {
    /// `numero_unique.xml`, or the demande's own id while it has none.
    pub nom: String,
    pub xml: String,
    /// What the schema of the SNE would refuse: field and reason.
    pub defauts: Vec<(String, String)>,
}

/// How many were written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BilanExport {
    pub ecrites: u64,
    /// Of which the SNE would refuse something.
    pub incompletes: u64,
}

/// Writes each demande of the register and hands it to `visit` as it comes; `radiees` adds those struck off. The export
/// is one line of the journal.
pub async fn export_sne(
    carbet: &Carbet,
    acteur: &Acteur,
    radiees: bool,
    mut visit: impl FnMut(DocumentSne) + Send,
) -> Result<BilanExport, Echec> {
    let mut bilan = BilanExport::default();
    let le = carbet.aujourd_hui();
    demande::list_toutes(&carbet.base, |stored| {
        let kept = match stored.demande.etat {
            EtatDemande::Enregistree { .. } => true,
            EtatDemande::Radiee { .. } => radiees,
            EtatDemande::Brouillon | EtatDemande::EnAttenteDeNumero => false,
        };
        if !kept {
            return;
        }
        let ecriture = write_extrait(&stored.demande, "COP", le, "00:00:00");
        let first = ecriture.anomalies.len() - ecriture.refusees;
        bilan.ecrites += 1;
        bilan.incompletes += u64::from(ecriture.refusees > 0);
        visit(DocumentSne {
            nom: format!("{}.xml", stored.demande.numero_unique().map_or_else(|| stored.id.to_string(), |n| n.to_string())),
            xml: ecriture.xml,
            defauts: ecriture.anomalies[first..].iter().map(|a| (a.champ.clone(), a.raison.clone())).collect(),
        });
    })
    .await?;
    let mut acte = carbet.begin(acteur, "exporter_sne").await?;
    acte.touch("export", le).tell(json!({ "ecrites": bilan.ecrites, "incompletes": bilan.incompletes }));
    carbet.conclude(acte).await?;
    Ok(bilan)
}
