//! Reading: the vacancies as days (CIA, objectif 2.3): the open ones by age, with who is waited for, and the closed ones of a
//! year by step and by actor.

mod bilan;

pub use bilan::{Bilan, LigneBilan};

use std::collections::BTreeMap;

use chrono::Datelike;
use droit::montant::Centimes;
use droit::vacance::{DossierVacance, DureeVacance, EtapeVacance, compute_duree, compute_loyer_perdu};
use stockage::vacance::{self, FiltreVacance, Vacance};
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::consulter_info::SEUIL_SECRET;
use crate::consulter_parcours_vacance::{find_mois_longue, loyer};
use crate::droits::{Acte, Acteur, Portee};
use crate::habitat::{Habitat, Habitats, libelle_reservataire};
use crate::issue::Echec;
use crate::parcours_vacance::read_dossiers;
use crate::portee_vacance::{filtre_vacances, is_en_portee};

/// Which vacancies are asked; an empty text keeps all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FiltreDelais {
    pub bailleur: String,
    pub commune: String,
    /// Code of the step waited for.
    pub etape: String,
    pub reservataire: String,
    /// Only those vacant beyond the delay of a long vacancy.
    pub longues: bool,
    /// `jours`, `etape`, `loyer`, `logement`; `-` before it turns it round. Empty: the oldest first.
    pub tri: String,
    /// Year of the closed ones; the running one when absent.
    pub annee: Option<i32>,
}

/// An open vacancy.
#[derive(Clone, Debug)]
pub struct LigneDelai {
    pub vacance: Vacance,
    pub habitat: Habitat,
    pub reservataire: String,
    pub duree: DureeVacance,
    pub longue: bool,
    /// Rent and annexes of the days counted, without charges.
    pub loyer_perdu: Centimes,
    /// The step waited for.
    pub etape: EtapeVacance,
    pub jours_etape: i64,
    /// Who is waited for, by its name when it has one.
    pub attendu: String,
    /// The caller may open its page.
    pub peut_ouvrir: bool,
}

/// What the page and the sheet tell.
#[derive(Clone, Debug)]
pub struct Delais {
    pub lignes: Vec<LigneDelai>,
    /// Open vacancies within reach, before any filter.
    pub en_tout: usize,
    /// Code and name of what may be chosen.
    pub bailleurs: Vec<(String, String)>,
    pub communes: Vec<(String, String)>,
    pub reservataires: Vec<(String, String)>,
    pub mois_longue: u32,
    pub longues: usize,
    pub loyer_perdu: Centimes,
    pub bilan: Bilan,
}

/// A vacancy with its home and its days.
struct Vue {
    vacance: Vacance,
    habitat: Habitat,
    dossier: DossierVacance,
    duree: DureeVacance,
}

pub async fn consulter_delais(carbet: &Carbet, acteur: &Acteur, filtre: &FiltreDelais) -> Result<Delais, Echec> {
    let base = filtre_vacances(acteur, Acte::ConsulterDelais).ok_or(Echec::Introuvable)?;
    let (jour, regles) = (carbet.aujourd_hui(), carbet.regles());
    let mois_longue = find_mois_longue(carbet, jour)?;
    let open = read_vues(carbet, FiltreVacance { ouvertes_seulement: true, ..base.clone() }).await?;
    let annee = filtre.annee.unwrap_or_else(|| jour.year());
    let year = (first_day(annee), first_day(annee.saturating_add(1)).pred_opt().unwrap_or(jour));
    let closed = read_vues(carbet, FiltreVacance { closes_entre: Some(year), ..base }).await?;

    let (mut bailleurs, mut communes, mut reservataires) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for v in open.iter().chain(&closed) {
        bailleurs.insert(v.habitat.code_bailleur.clone(), v.habitat.bailleur.clone());
        communes.insert(v.habitat.code_commune.clone(), v.habitat.commune.clone());
        let holder = code_reservataire(&v.vacance);
        reservataires.entry(holder).or_insert_with(|| libelle_reservataire(&regles.territoire, &v.vacance));
    }
    let en_tout = open.len();
    let mut lignes: Vec<LigneDelai> = open
        .into_iter()
        .filter(|v| filtre.keeps(v))
        .map(|v| dress(carbet, acteur, v, mois_longue))
        .filter(|row| filtre.etape.is_empty() || row.etape.code() == filtre.etape)
        .filter(|row| !filtre.longues || row.longue)
        .collect();
    sort(&mut lignes, &filtre.tri);
    let kept: Vec<Vue> = closed.into_iter().filter(|v| filtre.keeps(v)).collect();
    let seuil = if acteur.portee(Acte::ConsulterDelais) == Some(Portee::Organisation) { 1 } else { SEUIL_SECRET };
    let annees = ((jour.year() - 4)..=jour.year()).rev().collect();
    Ok(Delais {
        en_tout,
        bailleurs: bailleurs.into_iter().collect(),
        communes: communes.into_iter().collect(),
        reservataires: reservataires.into_iter().collect(),
        mois_longue,
        longues: lignes.iter().filter(|row| row.longue).count(),
        loyer_perdu: lignes.iter().fold(Centimes::ZERO, |sum, row| sum + row.loyer_perdu),
        bilan: bilan::compute_bilan(annee, annees, &kept, mois_longue, seuil),
        lignes,
    })
}

impl FiltreDelais {
    fn keeps(&self, v: &Vue) -> bool {
        let same = |wanted: &str, here: &str| wanted.is_empty() || wanted == here;
        same(&self.bailleur, &v.habitat.code_bailleur)
            && same(&self.commune, &v.habitat.code_commune)
            && same(&self.reservataire, &code_reservataire(&v.vacance))
    }

    pub fn is_vide(&self) -> bool {
        self.bailleur.is_empty()
            && self.commune.is_empty()
            && self.etape.is_empty()
            && self.reservataire.is_empty()
            && !self.longues
    }
}

/// Holder and kind: one organisation may hold several rights.
fn code_reservataire(v: &Vacance) -> String {
    format!("{}|{}", v.reservataire.as_deref().unwrap_or(&v.bailleur), v.type_reservataire.as_deref().unwrap_or_default())
}

fn first_day(annee: i32) -> droit::jour::Jour {
    droit::jour::Jour::from_ymd_opt(annee, 1, 1).unwrap_or(droit::jour::Jour::MAX)
}

async fn read_vues(carbet: &Carbet, filtre: FiltreVacance) -> Result<Vec<Vue>, Echec> {
    let rows = vacance::list(&carbet.base, &filtre).await?;
    let homes: Vec<Uuid> = rows.iter().map(|v| v.logement_id).collect();
    let habitats = Habitats::read(&carbet.base, &homes).await?;
    let dossiers = read_dossiers(&carbet.base, &rows, carbet.aujourd_hui()).await?;
    let regles = carbet.regles();
    let mut list = Vec::with_capacity(rows.len());
    for (vacance, dossier) in rows.into_iter().zip(dossiers) {
        let Some(habitat) = habitats.habitat(&regles.territoire, vacance.logement_id) else { continue };
        let duree = compute_duree(&dossier);
        list.push(Vue { vacance, habitat, dossier, duree });
    }
    Ok(list)
}

fn dress(carbet: &Carbet, acteur: &Acteur, v: Vue, mois_longue: u32) -> LigneDelai {
    let regles = carbet.regles();
    let reservataire = libelle_reservataire(&regles.territoire, &v.vacance);
    let now = v.duree.en_cours();
    let etape = now.and_then(|i| i.etapes.last().copied()).unwrap_or(EtapeVacance::Orientation);
    LigneDelai {
        attendu: name_attendu(etape, v.dossier.reserve, &v.habitat.bailleur, &reservataire),
        jours_etape: now.map_or(0, droit::vacance::Intervalle::jours),
        etape,
        longue: v.duree.is_longue(mois_longue),
        loyer_perdu: compute_loyer_perdu(loyer(&v.vacance), v.duree.total),
        peut_ouvrir: is_en_portee(acteur, Acte::ConsulterVacances, &v.vacance),
        reservataire,
        duree: v.duree,
        habitat: v.habitat,
        vacance: v.vacance,
    }
}

/// Who is waited for, by its name.
fn name_attendu(etape: EtapeVacance, reserve: bool, bailleur: &str, reservataire: &str) -> String {
    use droit::vacance::ActeurVacance as A;
    match etape.acteur(reserve) {
        A::Bailleur => bailleur.to_owned(),
        A::Reservataire => reservataire.to_owned(),
        A::Commission => format!("CALEOL de {bailleur}"),
        A::Menage => "Le ménage".to_owned(),
    }
}

/// Ties: the oldest declared first.
fn sort(lignes: &mut [LigneDelai], tri: &str) {
    let (mot, tourne) = tri.strip_prefix('-').map_or((tri, false), |mot| (mot, true));
    lignes.sort_by(|a, b| {
        let by = match mot {
            "etape" => (a.etape, b.jours_etape).cmp(&(b.etape, a.jours_etape)),
            "loyer" => b.loyer_perdu.cmp(&a.loyer_perdu),
            "logement" => a.habitat.nom.cmp(&b.habitat.nom),
            "attendu" => a.attendu.cmp(&b.attendu),
            _ => b.duree.total.cmp(&a.duree.total),
        };
        let by = if tourne { by.reverse() } else { by };
        by.then((a.vacance.declaree_le, a.vacance.id).cmp(&(b.vacance.declaree_le, b.vacance.id)))
    });
}
