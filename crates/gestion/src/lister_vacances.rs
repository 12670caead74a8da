//! Readings: the vacancies within reach, and one of them.

use std::collections::HashMap;

use droit::admissibilite::{DemandeRapide, LogementRapide, prefiltrer};
use droit::jour::Jour;
use droit::logement::Logement;
use droit::montant::Centimes;
use droit::tri::Tri;
use stockage::candidature::{self, Candidature};
use stockage::seance::{self, FiltreSeance};
use stockage::vacance::{self, FiltreVacance, Vacance};
use stockage::{logement, offre};
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::designation::{Valeurs, compute_logement};
use crate::droits::{Acte, Acteur};
use crate::habitat::{Habitat, Habitats, libelle_reservataire, total};
use crate::issue::Echec;
use crate::portee_vacance::{filtre_vacances, find_vacance, is_en_portee};
use crate::sortie::is_vivante;
use crate::vacance_etat;

/// Which vacancies are asked.
#[derive(Clone, Debug, Default)]
pub struct DemandeVacances {
    /// Codes of states; empty means the open ones.
    pub etats: Vec<String>,
    /// Only those this household may be designated for.
    pub pour_demande: Option<Uuid>,
    /// Closed ones too.
    pub closes: bool,
}

/// A vacancy in the list.
#[derive(Clone, Debug)]
pub struct LigneVacance {
    pub vacance: Vacance,
    pub habitat: Habitat,
    pub reservataire: String,
    /// State in words.
    pub etat: &'static str,
    /// Households alive on it.
    pub candidats: usize,
    /// Households admissible for it in the register.
    pub admissibles: usize,
    pub total: Centimes,
    /// Days since the home is free; negative while it is not yet.
    pub jours_vacants: i64,
    /// The nearest limit: the answer to an offer, else the holder's delay.
    pub echeance: Option<Jour>,
}

/// A vacancy and its home.
#[derive(Clone, Debug)]
pub struct FicheVacance {
    pub vacance: Vacance,
    pub habitat: Habitat,
    pub logement: Logement,
    pub reservataire: String,
    pub etat: &'static str,
    pub total: Centimes,
    /// Candidatures, the freed ones too, in the order of proposal.
    pub candidatures: Vec<Candidature>,
    pub peut_proposer: bool,
    /// Orient and withdraw.
    pub peut_gerer: bool,
    /// Give it back to the bailleur.
    pub peut_rendre: bool,
    /// Sessions of the bailleur that may still take this home, when the caller holds them.
    pub seances: Vec<SeanceOuverte>,
}

/// A session still open to homes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeanceOuverte {
    pub id: Uuid,
    pub tenue_le: Jour,
    pub heure: Option<String>,
}

/// The vacancies within reach, the oldest declared first.
pub async fn lister_vacances(carbet: &Carbet, acteur: &Acteur, demande: &DemandeVacances) -> Result<Vec<LigneVacance>, Echec> {
    let base = filtre_vacances(acteur, Acte::ConsulterVacances).ok_or(Echec::Introuvable)?;
    let filtre = FiltreVacance { etats: demande.etats.clone(), ouvertes_seulement: !demande.closes, ..base };
    let rows = vacance::list(&carbet.base, &filtre).await?;
    let ids: Vec<Uuid> = rows.iter().map(|v| v.logement_id).collect();
    let habitats = Habitats::read(&carbet.base, &ids).await?;
    let mut alive: HashMap<Uuid, usize> = HashMap::new();
    let vacances: Vec<Uuid> = rows.iter().map(|v| v.id).collect();
    for candidate in candidature::list_de_vacances(&carbet.base, &vacances).await?.iter().filter(|c| is_vivante(c)) {
        *alive.entry(candidate.vacance_id).or_default() += 1;
    }
    let mut replies: HashMap<Uuid, Jour> = HashMap::new();
    for out in offre::list(&carbet.base, &["notifiee"]).await? {
        if let Some(last) = out.expire_le {
            replies.entry(out.vacance_id).and_modify(|known| *known = last.min(*known)).or_insert(last);
        }
    }
    let mut homes = Vec::with_capacity(rows.len());
    for v in &rows {
        homes.push(habitats.ligne(v.logement_id).map(|ligne| compute_logement(ligne, v)).transpose()?);
    }
    let counts = count_admissibles(carbet, &homes, demande.pour_demande);
    let regles = carbet.regles();
    let jour = carbet.aujourd_hui();
    let mut list = Vec::with_capacity(rows.len());
    for (vacance, (admissibles, asked)) in rows.into_iter().zip(counts) {
        let Some(habitat) = habitats.habitat(&regles.territoire, vacance.logement_id) else { continue };
        if demande.pour_demande.is_some() && !asked {
            continue;
        }
        let holder = vacance.reponse_avant_le.filter(|_| matches!(vacance.etat.as_str(), "orientee" | "en_designation"));
        list.push(LigneVacance {
            reservataire: libelle_reservataire(&regles.territoire, &vacance),
            etat: vacance_etat::etat(&vacance, 1).libelle(),
            candidats: alive.get(&vacance.id).copied().unwrap_or(0),
            admissibles,
            total: total(&vacance),
            jours_vacants: (jour - vacance.disponible_le.unwrap_or(vacance.declaree_le)).num_days(),
            echeance: replies.get(&vacance.id).copied().or(holder),
            habitat,
            vacance,
        });
    }
    Ok(list)
}

/// One vacancy; absent when out of reach.
pub async fn consulter_vacance(carbet: &Carbet, acteur: &Acteur, id: Uuid) -> Result<FicheVacance, Echec> {
    let vacance = find_vacance(&carbet.base, acteur, Acte::ConsulterVacances, id).await?;
    let ligne = logement::find(&carbet.base, vacance.logement_id).await?.ok_or(Echec::Introuvable)?;
    let logement = compute_logement(&ligne, &vacance)?;
    let habitats = Habitats::of_lignes(&carbet.base, std::slice::from_ref(&ligne)).await?;
    let regles = carbet.regles();
    let habitat = habitats.habitat(&regles.territoire, ligne.id).ok_or(Echec::Introuvable)?;
    let open = vacance.ouverte.is_some();
    let designable = matches!(vacance.etat.as_str(), "orientee" | "en_designation" | "rendue_au_bailleur");
    let seances = list_seances(carbet, acteur, &vacance).await?;
    Ok(FicheVacance {
        seances,
        candidatures: candidature::list_de_vacance(&carbet.base, id).await?,
        reservataire: libelle_reservataire(&regles.territoire, &vacance),
        etat: vacance_etat::etat(&vacance, 1).libelle(),
        total: total(&vacance),
        peut_proposer: designable && is_en_portee(acteur, Acte::Designer, &vacance),
        peut_rendre: is_rendable(&vacance) && is_en_portee(acteur, Acte::RendreVacance, &vacance),
        peut_gerer: open && is_en_portee(acteur, Acte::DeclarerVacance, &vacance),
        habitat,
        logement,
        vacance,
    })
}

/// Held by a réservataire that has not yet sent it to the commission.
fn is_rendable(vacance: &Vacance) -> bool {
    let reserved = vacance.reservataire.as_deref().is_some_and(|holder| holder != vacance.bailleur);
    reserved && matches!(vacance.etat.as_str(), "orientee" | "en_designation")
}

/// For each home: how many households of the register are admissible, and whether the one asked is not barred.
fn count_admissibles(carbet: &Carbet, homes: &[Option<Logement>], asked: Option<Uuid>) -> Vec<(usize, bool)> {
    let regles = carbet.regles();
    let valeurs = Valeurs::new(&carbet.parametres, &regles.territoire, carbet.aujourd_hui());
    let registre = carbet.registre.read();
    let rapides: Vec<Option<LogementRapide>> = homes.iter().map(|home| home.as_ref().map(LogementRapide::new)).collect();
    let mut counts = vec![(0, false); homes.len()];
    for row in 0..registre.colonnes.len() {
        let cle = registre.colonnes.cle(row);
        let Some(demande) = registre.colonnes.demande(&cle) else { continue };
        let moyens = valeurs.compute_moyens(demande);
        let rapide = DemandeRapide::new(demande, moyens.expire_le, &moyens.ressources);
        let wanted = asked.is_some_and(|id| *id.as_bytes() == cle);
        for (home, (count, found)) in rapides.iter().zip(&mut counts) {
            let Some(home) = home else { continue };
            match prefiltrer(home, &rapide, valeurs.jour) {
                Tri::Vrai => {
                    *count += 1;
                    *found |= wanted;
                }
                Tri::Inconnu => *found |= wanted,
                Tri::Faux => {}
            }
        }
    }
    counts
}

/// Sessions to which the caller may put a home in designation.
async fn list_seances(carbet: &Carbet, acteur: &Acteur, vacance: &Vacance) -> Result<Vec<SeanceOuverte>, Echec> {
    if vacance.etat != "en_designation" || !is_en_portee(acteur, Acte::TenirSeance, vacance) {
        return Ok(Vec::new());
    }
    let filtre = FiltreSeance { bailleur: Some(vacance.bailleur.clone()), ..FiltreSeance::default() };
    let mut open: Vec<SeanceOuverte> = seance::list(&carbet.base, &filtre)
        .await?
        .into_iter()
        .filter(|s| matches!(s.etat.as_str(), "preparee" | "convoquee" | "ouverte"))
        .map(|s| SeanceOuverte { id: s.id, tenue_le: s.tenue_le, heure: s.heure })
        .collect();
    open.sort_by_key(|s| (s.tenue_le, s.id));
    Ok(open)
}
