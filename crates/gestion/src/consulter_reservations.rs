//! Reading: the conventions of reservation in flow, with what the year gave each holder.

use std::collections::BTreeMap;

use chrono::Datelike;
use droit::constat::Constat;
use droit::jour::Jour;
use droit::logement::TypeReservataire;
use droit::montant::PointsDeBase;
use droit::reservation::{check_derive_centiemes, compute_echeance_bilan};
use droit::tri::Tri;
use stockage::logement;
use stockage::vacance::{self, FiltreVacance, Vacance};
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::droits::{Acte, Acteur, Portee};
use crate::habitat::{libelle_titulaire, nom_commune, sigle};
use crate::issue::Echec;
use crate::orientation::{FluxAnnee, read_flux};

/// The flow of one bailleur in a civil year.
#[derive(Clone, Debug)]
pub struct FluxBailleur {
    pub bailleur: String,
    pub code: String,
    /// Homes oriented in the year, withdrawn ones left out.
    pub orientes: u32,
    pub lignes: Vec<LigneConvention>,
}

#[derive(Clone, Debug)]
pub struct LigneConvention {
    pub reservataire: String,
    pub contrepartie: &'static str,
    pub part: PointsDeBase,
    /// The commune whose flow it is a share of.
    pub commune: Option<String>,
    pub point_comptage: &'static str,
    pub delai_jours: u32,
    /// Homes of its scope oriented so far, then to it.
    pub assiette: u32,
    pub orientes: u32,
    /// Leases signed in the year on homes oriented to it.
    pub baux: u32,
    /// Homes due for what was oriented so far, in hundredths.
    pub du_centiemes: u64,
    /// Far from what is due (R6.10).
    pub derive: Option<String>,
    pub statut: &'static str,
    pub source: String,
}

#[derive(Clone, Debug)]
pub struct Reservations {
    pub annee: i32,
    pub jour: Jour,
    pub flux: Vec<FluxBailleur>,
    /// Day on which the balance of the year before is already late (CCH R. 441-5-1).
    pub bilan_avant_le: Option<Jour>,
}

/// The flow of the bailleurs within reach: a bailleur sees its own, a holder its own lines.
pub async fn consulter_reservations(carbet: &Carbet, acteur: &Acteur) -> Result<Reservations, Echec> {
    let portee = acteur.portee(Acte::ConsulterReservations).ok_or(Echec::Introuvable)?;
    let jour = carbet.aujourd_hui();
    let regles = carbet.regles();
    let mut flux = Vec::new();
    for bailleur in regles.territoire.bailleurs() {
        if portee == Portee::Organisation && bailleur.code != acteur.organisation {
            continue;
        }
        let year = read_flux(&carbet.base, &bailleur.code, jour).await?;
        let leases = read_baux(carbet, &bailleur.code, jour).await?;
        let lignes: Vec<LigneConvention> = regles
            .territoire
            .conventions_de(&bailleur.code, jour)
            .filter(|c| portee != Portee::Contingent || c.reservataire == acteur.organisation)
            .map(|c| {
                let scope = c.commune.as_deref();
                let assiette = year.count(scope);
                let orientes = year.count_titulaire(&c.reservataire, c.type_reservataire, scope);
                let quota = u64::from(assiette) * u64::try_from(c.part.0).unwrap_or(0) / 100;
                LigneConvention {
                    reservataire: libelle_titulaire(&regles.territoire, Some(&c.reservataire), Some(c.type_reservataire.code())),
                    contrepartie: c.contrepartie.libelle(),
                    part: c.part,
                    commune: scope.map(|code| nom_commune(&regles.territoire, code)),
                    point_comptage: c.point_comptage.libelle(),
                    delai_jours: c.delai_proposition_jours,
                    assiette,
                    orientes,
                    baux: leases.count_titulaire(&c.reservataire, c.type_reservataire, scope),
                    du_centiemes: quota,
                    derive: tell_derive(carbet, orientes, quota, jour),
                    statut: c.adoption.statut.libelle(),
                    source: c.adoption.source.clone(),
                }
            })
            .collect();
        if !lignes.is_empty() || portee != Portee::Contingent {
            flux.push(FluxBailleur {
                bailleur: sigle(&regles.territoire, &bailleur.code),
                code: bailleur.code.clone(),
                orientes: year.count(None),
                lignes,
            });
        }
    }
    let bilan_avant_le =
        carbet.parametres.reservations.find(jour).ok().and_then(|found| compute_echeance_bilan(found.valeurs, jour.year() - 1));
    Ok(Reservations { annee: jour.year(), jour, flux, bilan_avant_le })
}

/// Leases of the year, by the holder the home was oriented to: a vacancy is closed by its lease, on its day.
async fn read_baux(carbet: &Carbet, bailleur: &str, jour: Jour) -> Result<FluxAnnee, Echec> {
    let filtre =
        FiltreVacance { bailleur: Some(bailleur.to_owned()), etats: vec!["louee".to_owned()], ..FiltreVacance::default() };
    let let_homes: Vec<Vacance> = vacance::list(&carbet.base, &filtre)
        .await?
        .into_iter()
        .filter(|v| v.close_le.is_some_and(|le| le.year() == jour.year()))
        .collect();
    let ids: Vec<Uuid> = let_homes.iter().map(|v| v.logement_id).collect();
    let communes: BTreeMap<Uuid, String> =
        logement::get_lot(&carbet.base, &ids).await?.into_iter().map(|l| (l.id, l.commune)).collect();
    let mut leases = FluxAnnee::default();
    for v in &let_homes {
        let kind = v.type_reservataire.as_deref().unwrap_or(TypeReservataire::Aucun.code());
        let commune = communes.get(&v.logement_id).map_or("", String::as_str);
        leases.add(v.reservataire.as_deref().unwrap_or(&v.bailleur), kind, commune);
    }
    Ok(leases)
}

/// Whether what was oriented is far from the share of what the year gave so far; the tolerance is dated.
fn tell_derive(carbet: &Carbet, orientes: u32, du_centiemes: u64, jour: Jour) -> Option<String> {
    let found = carbet.parametres.reservations.find(jour).ok()?;
    let constat: Constat = check_derive_centiemes(found.valeurs, orientes, du_centiemes);
    (constat.tri() == Tri::Faux).then_some(constat.raison)
}
