//! To whom the flow gives the next home of a bailleur: a proposal with its reason, that people may set aside (R6.07, R6.10).

use std::collections::BTreeMap;

use chrono::Datelike;
use droit::jour::{Jour, add_jours};
use droit::logement::TypeReservataire;
use droit::montant::PointsDeBase;
use droit::reservation::check_plafond_etat;
use droit::territoire::{ConventionReservation, Territoire};
use droit::tri::Tri;
use stockage::Acces;
use stockage::logement;
use stockage::vacance::{self, FiltreVacance, Vacance};
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::habitat::libelle_titulaire;
use crate::issue::Echec;

/// All the flow, in basis points.
const TOUT: i64 = 10_000;

/// Whom to orient a home to, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Orientation {
    /// Code of the holder; that of the bailleur when the home stays with it.
    pub reservataire: String,
    pub type_reservataire: TypeReservataire,
    /// One French sentence with the figures that decided.
    pub motif: String,
    /// Last day for the holder to propose; `None` for the bailleur itself.
    pub reponse_avant_le: Option<Jour>,
}

/// Homes of a bailleur oriented in the year, by holder, kind and commune of the home.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FluxAnnee {
    orientes: BTreeMap<(String, String, String), u32>,
}

impl FluxAnnee {
    pub fn add(&mut self, reservataire: &str, type_reservataire: &str, commune: &str) {
        *self.orientes.entry((reservataire.to_owned(), type_reservataire.to_owned(), commune.to_owned())).or_default() += 1;
    }

    /// Homes of the year, in one commune when given.
    pub fn count(&self, commune: Option<&str>) -> u32 {
        self.orientes.iter().filter(|((_, _, c), _)| commune.is_none_or(|wanted| wanted == c)).map(|(_, n)| n).sum()
    }

    /// Homes of a holder, in one commune when given.
    pub fn count_titulaire(&self, reservataire: &str, kind: TypeReservataire, commune: Option<&str>) -> u32 {
        self.orientes
            .iter()
            .filter(|((r, k, c), _)| r == reservataire && k == kind.code() && commune.is_none_or(|wanted| wanted == c))
            .map(|(_, n)| n)
            .sum()
    }
}

impl FluxAnnee {
    /// Homes given to a kind of holder, whoever holds it.
    fn count_type(&self, kind: TypeReservataire) -> u32 {
        self.orientes.iter().filter(|((_, k, _), _)| k == kind.code()).map(|(_, n)| n).sum()
    }
}

/// CCH R. 441-5 (R6.04): the sentence that warns when a home given to the State takes it above its caps. It never
/// blocks: the base of the running year is that of the year before while this one gave fewer homes.
///
/// `former` is the holder that the home already counts for in the year, when it is oriented again.
pub(crate) async fn warn_plafond_etat(
    carbet: &Carbet,
    acces: &impl Acces,
    bailleur: &str,
    kind: TypeReservataire,
    former: Option<TypeReservataire>,
    jour: Jour,
) -> Result<Option<String>, Echec> {
    if !is_etat(kind) {
        return Ok(None);
    }
    let Ok(found) = carbet.parametres.reservations.find(jour) else { return Ok(None) };
    let year = read_flux(acces, bailleur, jour).await?;
    let before = match Jour::from_ymd_opt(jour.year() - 1, 12, 31) {
        Some(last) => read_flux(acces, bailleur, last).await?.count(None),
        None => 0,
    };
    let homes = year.count(None) + u32::from(former.is_none());
    let agents = |kind| kind == TypeReservataire::EtatAgents;
    let add = |count: u32, now: bool, then: bool| (count + u32::from(now)).saturating_sub(u32::from(then));
    let given_agents = add(year.count_type(TypeReservataire::EtatAgents), agents(kind), former.is_some_and(agents));
    let given = add(
        year.count_type(TypeReservataire::EtatAgents) + year.count_type(TypeReservataire::EtatPrioritaires),
        true,
        former.is_some_and(is_etat),
    );
    let constat = check_plafond_etat(found.valeurs, Some(homes.max(before)), given, given_agents);
    Ok((constat.tri() == Tri::Faux).then(|| format!("Attention, part de l’État : {}", constat.raison)))
}

const fn is_etat(kind: TypeReservataire) -> bool {
    match kind {
        TypeReservataire::EtatPrioritaires | TypeReservataire::EtatAgents => true,
        TypeReservataire::Collectivite | TypeReservataire::ActionLogement | TypeReservataire::Autre | TypeReservataire::Aucun => {
            false
        }
    }
}

/// Reads what a bailleur oriented in the civil year of a day; withdrawn homes left the flow.
pub(crate) async fn read_flux(acces: &impl Acces, bailleur: &str, jour: Jour) -> Result<FluxAnnee, Echec> {
    let filtre = FiltreVacance { bailleur: Some(bailleur.to_owned()), ..FiltreVacance::default() };
    let year: Vec<Vacance> = vacance::list(acces, &filtre)
        .await?
        .into_iter()
        .filter(|v| v.etat != "retiree" && v.orientee_le.is_some_and(|le| le.year() == jour.year()))
        .collect();
    let ids: Vec<Uuid> = year.iter().map(|v| v.logement_id).collect();
    let communes: BTreeMap<Uuid, String> = logement::get_lot(acces, &ids).await?.into_iter().map(|l| (l.id, l.commune)).collect();
    let mut flux = FluxAnnee::default();
    for v in &year {
        let commune = communes.get(&v.logement_id).map_or("", String::as_str);
        let kind = v.type_reservataire.as_deref().unwrap_or(TypeReservataire::Aucun.code());
        flux.add(v.reservataire.as_deref().unwrap_or(&v.bailleur), kind, commune);
    }
    Ok(flux)
}

/// CCH R. 441-5, R6.10: the holder whose share is the furthest behind takes the next home.
///
/// For each convention that covers the commune, what is due after this home (share × homes of the year, this one
/// included, of the commune for a commune) less what was given. What nobody reserved is the bailleur's. Ties by the
/// order of the conventions, the bailleur last. A proposal: the conventions remain the parties' own.
pub fn compute_orientation(territoire: &Territoire, bailleur: &str, commune: &str, flux: &FluxAnnee, jour: Jour) -> Orientation {
    let covering: Vec<&ConventionReservation> =
        territoire.conventions_de(bailleur, jour).filter(|c| c.commune.as_deref().is_none_or(|of| of == commune)).collect();
    let own = (TOUT - covering.iter().map(|c| c.part.0).sum::<i64>()).max(0);
    let behind = |part: i64, homes: u32, given: u32| part * (i64::from(homes) + 1) - i64::from(given) * TOUT;
    let mut best: Option<(i64, Option<&ConventionReservation>)> = None;
    for c in &covering {
        let scope = c.commune.as_deref();
        let late = behind(c.part.0, flux.count(scope), flux.count_titulaire(&c.reservataire, c.type_reservataire, scope));
        if best.is_none_or(|(most, _)| late > most) {
            best = Some((late, Some(*c)));
        }
    }
    let given = flux.count_titulaire(bailleur, TypeReservataire::Aucun, None);
    let late = behind(own, flux.count(None), given);
    match best {
        Some((most, Some(c))) if most >= late => {
            let scope = c.commune.as_deref();
            let (homes, given) = (flux.count(scope), flux.count_titulaire(&c.reservataire, c.type_reservataire, scope));
            Orientation {
                reservataire: c.reservataire.clone(),
                type_reservataire: c.type_reservataire,
                motif: tell(territoire, Some(&c.reservataire), c.type_reservataire, c.part, homes, given),
                reponse_avant_le: Some(add_jours(jour, u64::from(c.delai_proposition_jours))),
            }
        }
        _ => Orientation {
            reservataire: bailleur.to_owned(),
            type_reservataire: TypeReservataire::Aucun,
            motif: tell(territoire, Some(bailleur), TypeReservataire::Aucun, PointsDeBase(own), flux.count(None), given),
            reponse_avant_le: None,
        },
    }
}

/// The delay that the convention of a holder leaves it, from a day.
pub(crate) fn compute_delai(
    territoire: &Territoire,
    bailleur: &str,
    reservataire: &str,
    kind: TypeReservataire,
    jour: Jour,
) -> Option<Jour> {
    territoire
        .conventions_de(bailleur, jour)
        .find(|c| c.reservataire == reservataire && c.type_reservataire == kind)
        .map(|c| add_jours(jour, u64::from(c.delai_proposition_jours)))
}

fn tell(
    territoire: &Territoire,
    code: Option<&str>,
    kind: TypeReservataire,
    part: PointsDeBase,
    homes: u32,
    given: u32,
) -> String {
    let due = part.0 * (i64::from(homes) + 1);
    let name = libelle_titulaire(territoire, code, Some(kind.code()));
    format!(
        "Flux de l’année : {name}, part de {part}, {given} logement{} orienté{} sur {homes}, {},{:02} dû avec celui-ci.",
        if given > 1 { "s" } else { "" },
        if given > 1 { "s" } else { "" },
        due / TOUT,
        due % TOUT / 100,
    )
}
