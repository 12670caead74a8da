//! Readings: the stock, a page at a time, and a home's card.

use std::collections::HashMap;

use droit::jour::Jour;
use droit::logement::Logement;
use stockage::bail::{self, Bail};
use stockage::demande::Page;
use stockage::logement::{self, LigneLogement};
pub use stockage::logement::{FiltreLogement, TriLogement};
use stockage::vacance::{self, FiltreVacance, Vacance};
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::droits::{Acte, Acteur, Portee};
use crate::habitat::{Habitat, Habitats};
use crate::issue::Echec;
use crate::portee_vacance::{is_en_portee, is_logement_en_portee};

/// Homes of one page.
pub const PAR_PAGE: u64 = 50;
/// Homes read at once for an export.
const LOT: u64 = 1000;

/// What is asked of the list.
#[derive(Clone, Debug, Default)]
pub struct DemandeParc {
    /// Narrowed to the caller's reach.
    pub filtre: FiltreLogement,
    /// From 1.
    pub page: u64,
}

#[derive(Clone, Debug)]
pub struct PageParc {
    pub total: u64,
    /// Homes open to letting on all pages of the same filters.
    pub vacants: u64,
    pub page: u64,
    pub pages: u64,
    pub lignes: Vec<LigneParc>,
}

#[derive(Clone, Debug)]
pub struct LigneParc {
    pub habitat: Habitat,
    pub logement: Logement,
    pub etat: String,
    pub reservataire: Option<String>,
    /// Day of the first stock file that no longer names the home.
    pub absent_depuis: Option<Jour>,
    /// The open vacancy, when the caller may see it.
    pub vacance: Option<Uuid>,
    pub peut_declarer: bool,
}

/// A home with its history.
#[derive(Clone, Debug)]
pub struct FicheLogement {
    pub ligne: LigneParc,
    pub reference: Option<String>,
    pub type_reservataire: Option<String>,
    /// Vacancies that the caller may see, latest first.
    pub vacances: Vec<Vacance>,
    /// Leases of the home; who signed is not told here.
    pub baux: Vec<Bail>,
}

/// The stock within reach: by commune, typology, then identifier.
pub async fn lister_logements(carbet: &Carbet, acteur: &Acteur, demande: &DemandeParc) -> Result<PageParc, Echec> {
    let filtre = to_filtre(acteur, demande)?;
    let page = demande.page.max(1);
    let (total, mut lignes) = logement::list_page(&carbet.base, &filtre, Page { numero: page, taille: PAR_PAGE }).await?;
    let pages = total.div_ceil(PAR_PAGE).max(1);
    let page = if page > pages {
        lignes = logement::list_page(&carbet.base, &filtre, Page { numero: pages, taille: PAR_PAGE }).await?.1;
        pages
    } else {
        page
    };
    let vacants = match filtre.etat.as_deref() {
        None | Some("vacant") => {
            let only = FiltreLogement { etat: Some("vacant".to_owned()), ..filtre.clone() };
            logement::list_page(&carbet.base, &only, Page { numero: 1, taille: 1 }).await?.0
        }
        Some(_) => 0,
    };
    let lignes = dress(carbet, acteur, &lignes).await?;
    Ok(PageParc { total, vacants, page, pages, lignes })
}

/// Every home that a search finds, in its order: what an export writes.
pub(crate) async fn lister_tous(carbet: &Carbet, acteur: &Acteur, demande: &DemandeParc) -> Result<Vec<LigneParc>, Echec> {
    let filtre = to_filtre(acteur, demande)?;
    let mut rows = Vec::new();
    for numero in 1.. {
        let page = Page { numero, taille: LOT };
        let (total, lignes) = logement::list_page(&carbet.base, &filtre, page).await?;
        rows.extend(dress(carbet, acteur, &lignes).await?);
        if numero * LOT >= total {
            break;
        }
    }
    Ok(rows)
}

/// What was asked, narrowed to the caller's reach.
fn to_filtre(acteur: &Acteur, demande: &DemandeParc) -> Result<FiltreLogement, Echec> {
    let mut filtre = demande.filtre.clone();
    match acteur.portee(Acte::ConsulterLogements) {
        Some(Portee::Territoire) => {}
        Some(Portee::Organisation) => filtre.bailleur = Some(acteur.organisation.clone()),
        Some(Portee::Contingent) => filtre.reservataire = Some(acteur.organisation.clone()),
        Some(Portee::Seance | Portee::Soi) | None => return Err(Echec::Introuvable),
    }
    Ok(filtre)
}

/// The card of one home.
pub async fn consulter_logement(carbet: &Carbet, acteur: &Acteur, id: Uuid) -> Result<FicheLogement, Echec> {
    let found = logement::find(&carbet.base, id).await?.ok_or(Echec::Introuvable)?;
    if !is_logement_en_portee(acteur, Acte::ConsulterLogements, &found) {
        return Err(Echec::Introuvable);
    }
    let (reference, type_reservataire) = (found.reference.clone(), found.type_reservataire.clone());
    let ligne = dress(carbet, acteur, &[found]).await?.pop().ok_or(Echec::Introuvable)?;
    let filtre = FiltreVacance { logement_id: Some(id), ..FiltreVacance::default() };
    let mut vacances: Vec<Vacance> = vacance::list(&carbet.base, &filtre)
        .await?
        .into_iter()
        .filter(|v| is_en_portee(acteur, Acte::ConsulterVacances, v))
        .collect();
    vacances.reverse();
    let baux = bail::list_de_logement(&carbet.base, id).await?;
    Ok(FicheLogement { ligne, reference, type_reservataire, vacances, baux })
}

/// Homes offered at once by the form that declares a vacancy.
const DECLARABLES: u64 = 20;

/// The first homes that a bailleur may declare free (let or vacant, without an open vacancy) and whose residence, address
/// or reference holds the text.
pub async fn lister_declarables(carbet: &Carbet, acteur: &Acteur, texte: Option<&str>) -> Result<Vec<Habitat>, Echec> {
    if acteur.portee(Acte::DeclarerVacance) != Some(Portee::Organisation) {
        return Err(Echec::Introuvable);
    }
    let filtre = FiltreLogement {
        bailleur: Some(acteur.organisation.clone()),
        texte: texte.map(str::to_owned),
        ..FiltreLogement::default()
    };
    let (_, lignes) = logement::list_page(&carbet.base, &filtre, Page { numero: 1, taille: DECLARABLES }).await?;
    let rows = dress(carbet, acteur, &lignes).await?;
    Ok(rows.into_iter().filter(|l| l.peut_declarer).map(|l| l.habitat).collect())
}

async fn dress(carbet: &Carbet, acteur: &Acteur, lignes: &[LigneLogement]) -> Result<Vec<LigneParc>, Echec> {
    let habitats = Habitats::of_lignes(&carbet.base, lignes).await?;
    let filtre = FiltreVacance { ouvertes_seulement: true, ..FiltreVacance::default() };
    let open: HashMap<Uuid, Vacance> =
        vacance::list(&carbet.base, &filtre).await?.into_iter().map(|v| (v.logement_id, v)).collect();
    let regles = carbet.regles();
    let mut rows = Vec::with_capacity(lignes.len());
    for ligne in lignes {
        let Some(habitat) = habitats.habitat(&regles.territoire, ligne.id) else { continue };
        let running = open.get(&ligne.id);
        let own = acteur.portee(Acte::DeclarerVacance) == Some(Portee::Organisation) && ligne.bailleur == acteur.organisation;
        rows.push(LigneParc {
            habitat,
            logement: ligne.to_logement()?,
            etat: ligne.etat.clone(),
            reservataire: ligne.reservataire.clone(),
            absent_depuis: ligne.absent_depuis,
            vacance: running.filter(|v| is_en_portee(acteur, Acte::ConsulterVacances, v)).map(|v| v.id),
            peut_declarer: own && running.is_none() && ligne.etat != "hors_location" && !ligne.foyer,
        });
    }
    Ok(rows)
}
