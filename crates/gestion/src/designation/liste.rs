//! Reading: the list of a vacancy, a page at a time, narrowed to what the caller may know of each household.

use std::collections::{BTreeMap, HashMap};

use chrono::Datelike;
use droit::admissibilite::{Admissibilite, Niveau, check_admissibilite};
use droit::cotation::EtatLigne;
use droit::demande::{Demande, ModeleLogement, RolePersonne};
use droit::jour::{Jour, compute_age, format_fr};
use droit::logement::Logement;
use droit::priorites::has_priorite;
use droit::registre::Cle;
use droit::tri::Tri;
use stockage::blocage::{self, Blocage};
use stockage::candidature::{self, Candidature};
use stockage::vacance::{self, FiltreVacance, Vacance};
use stockage::{Acces, logement};
use uuid::Uuid;

use super::compute_logement;
use super::ordre::{Classement, Place, classer, noter};
use super::regard::{Regard, RegleDite};
use crate::carbet::Carbet;
use crate::droits::{Acte, Acteur};
use crate::figer::list_provisoires;
use crate::habitat::Habitats;
use crate::issue::Echec;
use crate::portee_vacance::{find_vacance, may_identify};
use crate::registre::Interieur;
use crate::sortie::is_vivante;
use crate::valeurs::{Depense, Valeurs, tell_annee_plafond};

/// Households of one page.
pub const PAR_PAGE: usize = 25;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Onglet {
    #[default]
    Admissibles,
    Indetermines,
    Ecartes,
}

#[derive(Clone, Debug)]
pub struct DemandeListe {
    pub vacance: Uuid,
    pub onglet: Onglet,
    /// Only those whose first rule is this one.
    pub regle: Option<String>,
    /// From 1.
    pub page: usize,
}

/// One page of the list, with the counts of the whole.
#[derive(Clone, Debug)]
pub struct Liste {
    pub admissibles: usize,
    pub indetermines: usize,
    pub ecartes: usize,
    /// Filled for the admissible.
    pub candidats: Vec<Candidat>,
    /// Filled for the two other tabs.
    pub refuses: Vec<Ecarte>,
    /// First rules of the tab, in the order of the law, with how many households each one stops.
    pub regles: Vec<RegleComptee>,
    /// Households alive on this vacancy, in the order of proposal.
    pub proposes: Vec<Candidat>,
    pub page: usize,
    pub pages: usize,
    /// Households of the tab under the filter.
    pub filtres: usize,
    pub compte: Compte,
}

/// What the list rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compte {
    pub grille: String,
    pub demonstration: bool,
    pub jour: Jour,
    /// National tables that answer provisionally, in words.
    pub provisoires: Vec<String>,
    /// R2.06: the ceiling may be that of the next year.
    pub annee_plafond: Option<String>,
    /// Best total of the admissible, for the bars.
    pub points_maximum: i32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegleComptee {
    pub code: &'static str,
    pub libelle: &'static str,
    pub nombre: usize,
}

#[derive(Clone, Debug)]
pub struct Candidat {
    pub demande: Uuid,
    /// From 1 among the admissible; `None` for a household proposed out of the list.
    pub position: Option<usize>,
    /// `None` when the caller may not know.
    pub identite: Option<String>,
    /// Four digits, the same at each reading, that lead to nobody.
    pub repere: String,
    pub menage: String,
    pub depot: String,
    pub typologies: String,
    pub total: i32,
    /// Part of the points that await a proof.
    pub points_provisoires: i32,
    /// Rank among comparable demandes, and how many they are.
    pub rang: Option<(u32, u32)>,
    pub depense: Depense,
    pub prioritaire: bool,
    pub mutation: bool,
    pub revenus_inconnus: bool,
    /// Rules that warn and bar nobody.
    pub avertissements: Vec<RegleDite>,
    /// Living candidature on this vacancy, and its state.
    pub candidature: Option<(Uuid, String)>,
    /// Where the household is held, in words.
    pub tenu_ailleurs: Option<String>,
    /// Households before it are free: proposing it asks a reason (R4.03).
    pub exige_motif: bool,
}

#[derive(Clone, Debug)]
pub struct Ecarte {
    pub demande: Uuid,
    pub identite: Option<String>,
    pub repere: String,
    pub menage: String,
    pub total: i32,
    /// First rule that stops, or that cannot be decided.
    pub regle: RegleDite,
    /// Other rules in the same case.
    pub autres: usize,
    pub propose: bool,
    pub tenu_ailleurs: Option<String>,
}

/// The list of a vacancy. Absent when the vacancy is out of reach.
pub async fn designer(carbet: &Carbet, acteur: &Acteur, demande: &DemandeListe) -> Result<Liste, Echec> {
    let home = find_vacance(&carbet.base, acteur, Acte::ConsulterVacances, demande.vacance).await?;
    let ligne = logement::find(&carbet.base, home.logement_id).await?.ok_or(Echec::Introuvable)?;
    let dwelling = compute_logement(&ligne, &home)?;
    let tenus = Tenus::read(carbet, &carbet.base, &home).await?;
    let regles = carbet.regles();
    let valeurs = Valeurs::new(&carbet.parametres, &regles.territoire, carbet.aujourd_hui());
    let registre = carbet.registre.read();
    let classement = classer(&registre.colonnes, &valeurs, &dwelling);
    let vue = Vue { acteur, registre: &registre, valeurs: &valeurs, logement: &dwelling, tenus: &tenus, classement: &classement };
    let all = match demande.onglet {
        Onglet::Admissibles => &classement.admissibles,
        Onglet::Indetermines => &classement.indetermines,
        Onglet::Ecartes => &classement.ecartes,
    };
    let mut liste = Liste {
        admissibles: classement.admissibles.len(),
        indetermines: classement.indetermines.len(),
        ecartes: classement.ecartes.len(),
        candidats: Vec::new(),
        refuses: Vec::new(),
        regles: Vec::new(),
        proposes: vue.list_proposes(),
        page: 1,
        pages: 1,
        filtres: all.len(),
        compte: Compte {
            grille: regles.grille.version.clone(),
            demonstration: regles.grille.statut == droit::cotation::StatutGrille::Demonstration,
            jour: valeurs.jour,
            provisoires: list_provisoires(&carbet.parametres, carbet.aujourd_hui()),
            annee_plafond: tell_annee_plafond(&carbet.parametres, carbet.aujourd_hui()),
            points_maximum: classement.admissibles.iter().map(|p| p.total).max().unwrap_or(0),
        },
    };
    if demande.onglet == Onglet::Admissibles {
        let range = liste.cut(demande.page);
        liste.candidats = range.filter_map(|index| vue.candidat(Some(index + 1), &all[index])).collect();
    } else {
        let first = vue.list_premieres(all);
        liste.regles = count_regles(&first);
        let kept: Vec<&(usize, RegleDite, usize)> =
            first.iter().filter(|(_, dite, _)| demande.regle.as_deref().is_none_or(|code| code == dite.code)).collect();
        liste.filtres = kept.len();
        let range = liste.cut(demande.page);
        liste.refuses = kept[range].iter().filter_map(|(index, dite, autres)| vue.ecarte(&all[*index], dite, *autres)).collect();
    }
    let named = liste.candidats.iter().chain(&liste.proposes).map(|c| (c.demande, &c.identite));
    let read = named.chain(liste.refuses.iter().map(|e| (e.demande, &e.identite)));
    for (id, _) in read.filter(|(_, identite)| identite.is_some()) {
        carbet.traces.note(acteur, "demande", id, carbet.horloge.instant_utc());
    }
    Ok(liste)
}

impl Liste {
    /// Indexes of a page that exists, the nearest to the one asked.
    fn cut(&mut self, asked: usize) -> std::ops::Range<usize> {
        self.pages = self.filtres.div_ceil(PAR_PAGE).max(1);
        self.page = asked.clamp(1, self.pages);
        let start = (self.page - 1) * PAR_PAGE;
        start..(start + PAR_PAGE).min(self.filtres)
    }
}

/// Holds and candidatures around one vacancy.
pub(crate) struct Tenus {
    /// Living candidatures here, in the order of proposal.
    pub ici: Vec<Candidature>,
    ailleurs: HashMap<Uuid, String>,
}

impl Tenus {
    pub async fn read(carbet: &Carbet, acces: &impl Acces, home: &Vacance) -> Result<Tenus, Echec> {
        let ici = candidature::list_de_vacance(acces, home.id).await?.into_iter().filter(is_vivante).collect();
        let blocages: Vec<Blocage> = blocage::list(acces).await?.into_iter().filter(|b| b.vacance_id != home.id).collect();
        let ailleurs = tell_blocages(carbet, acces, &blocages).await?;
        Ok(Tenus { ici, ailleurs })
    }

    pub fn ailleurs(&self, demande: Uuid) -> Option<&String> {
        self.ailleurs.get(&demande)
    }

    pub fn ici(&self, demande: Uuid) -> Option<&Candidature> {
        self.ici.iter().find(|c| c.demande_id == demande)
    }
}

/// Where households are held, in words: the home, its bailleur, since when.
pub(crate) async fn tell_blocages(
    carbet: &Carbet,
    acces: &impl Acces,
    blocages: &[Blocage],
) -> Result<HashMap<Uuid, String>, Echec> {
    if blocages.is_empty() {
        return Ok(HashMap::new());
    }
    let filtre = FiltreVacance { ouvertes_seulement: true, ..FiltreVacance::default() };
    let open: HashMap<Uuid, Uuid> = vacance::list(acces, &filtre).await?.into_iter().map(|v| (v.id, v.logement_id)).collect();
    let ids: Vec<Uuid> = blocages.iter().filter_map(|b| open.get(&b.vacance_id).copied()).collect();
    let habitats = Habitats::read(acces, &ids).await?;
    let regles = carbet.regles();
    let told = blocages.iter().map(|hold| {
        let home = open.get(&hold.vacance_id).and_then(|id| habitats.habitat(&regles.territoire, *id));
        let place = home.map_or_else(|| "un autre logement".to_owned(), |h| format!("{} à {}", h.typologie, h.commune));
        let bailleur = crate::habitat::sigle(&regles.territoire, &hold.bailleur);
        (hold.demande_id, format!("Retenu depuis le {} pour {place} ({bailleur})", format_fr(hold.depuis)))
    });
    Ok(told.collect())
}

/// Everything needed to show one row.
pub(super) struct Vue<'a> {
    pub acteur: &'a Acteur,
    pub registre: &'a Interieur,
    pub valeurs: &'a Valeurs<'a>,
    pub logement: &'a Logement,
    pub tenus: &'a Tenus,
    pub classement: &'a Classement,
}

impl Vue<'_> {
    fn list_proposes(&self) -> Vec<Candidat> {
        let row = |c: &Candidature| {
            let (position, place) = self.classement.find(c.demande_id.as_bytes())?;
            self.candidat(position, place)
        };
        self.tenus.ici.iter().filter_map(row).collect()
    }

    pub fn candidat(&self, position: Option<usize>, place: &Place) -> Option<Candidat> {
        let id = Uuid::from_bytes(place.cle);
        let demande = self.registre.colonnes.demande(&place.cle)?;
        let examen = self.examine(demande);
        let depense = self.valeurs.compute_depense(self.logement, demande);
        let note = noter(&self.registre.colonnes, &place.cle, &depense)?;
        let provisoires = note.lignes.iter().filter(|l| l.etat == EtatLigne::Provisoire).map(|l| l.retenus).sum();
        let regard = self.regard(id);
        Some(Candidat {
            demande: id,
            position,
            identite: self.identite(id, demande),
            repere: repere(&place.cle),
            menage: self.menage(id, demande),
            depot: self.depot(id, demande),
            typologies: demande.dossier.recherche.typologies.iter().map(|t| t.libelle()).collect::<Vec<_>>().join(", "),
            total: place.total,
            points_provisoires: if place.provisoire { provisoires } else { 0 },
            rang: self.registre.colonnes.rang_de(&place.cle).map(|r| (r.rang, r.sur)),
            depense,
            prioritaire: has_priorite(demande, self.valeurs.jour),
            mutation: demande.dossier.logement_actuel.modele == Some(ModeleLogement::Hlm),
            revenus_inconnus: depense.aide.is_none() && !self.logement.foyer,
            avertissements: examen
                .examens
                .iter()
                .filter(|e| e.niveau == Niveau::Avertissement && e.constat.tri() == Tri::Faux)
                .map(|e| regard.say(e))
                .collect(),
            candidature: self.tenus.ici(id).map(|c| (c.id, c.etat.clone())),
            tenu_ailleurs: self.tenus.ailleurs(id).cloned(),
            exige_motif: position.is_none_or(|p| self.has_libre_avant(p)),
        })
    }

    /// Whether an admissible household before this place is neither proposed here nor held elsewhere.
    fn has_libre_avant(&self, position: usize) -> bool {
        has_libre_avant(self.classement, self.tenus, position)
    }

    /// First rule of each row: the first that bars, else the first that cannot be decided; index, rule, others alike.
    pub fn list_premieres(&self, places: &[Place]) -> Vec<(usize, RegleDite, usize)> {
        let mut rows = Vec::with_capacity(places.len());
        for (index, place) in places.iter().enumerate() {
            let Some(demande) = self.registre.colonnes.demande(&place.cle) else { continue };
            let examen = self.examine(demande);
            let wanted = if place.admissible == Tri::Faux { Tri::Faux } else { Tri::Inconnu };
            let mut alike = examen.examens.iter().filter(|e| e.niveau == Niveau::Obstacle && e.constat.tri() == wanted);
            if let Some(first) = alike.next() {
                rows.push((index, self.regard(Uuid::from_bytes(place.cle)).say(first), alike.count()));
            }
        }
        rows
    }

    pub fn ecarte(&self, place: &Place, regle: &RegleDite, autres: usize) -> Option<Ecarte> {
        let id = Uuid::from_bytes(place.cle);
        let demande = self.registre.colonnes.demande(&place.cle)?;
        Some(Ecarte {
            demande: id,
            identite: self.identite(id, demande),
            repere: repere(&place.cle),
            menage: self.menage(id, demande),
            total: place.total,
            regle: regle.clone(),
            autres,
            propose: self.tenus.ici(id).is_some(),
            tenu_ailleurs: self.tenus.ailleurs(id).cloned(),
        })
    }

    fn examine(&self, demande: &Demande) -> Admissibilite {
        let moyens = self.valeurs.compute_moyens(demande);
        check_admissibilite(self.logement, demande, &self.valeurs.contexte(&moyens, self.logement.produit))
    }

    /// The file is open to the caller: by its reach, or because the household is proposed for this home.
    pub fn is_ouvert(&self, id: Uuid) -> bool {
        let proposed = self.tenus.ici(id).is_some() && self.acteur.role.masque().identite;
        proposed || may_identify(self.acteur, self.registre.is_protegee(id))
    }

    pub fn regard(&self, id: Uuid) -> Regard {
        Regard { dossier: self.is_ouvert(id), sensible: self.acteur.role.masque().sensible }
    }

    pub fn identite(&self, id: Uuid, demande: &Demande) -> Option<String> {
        self.is_ouvert(id).then(|| tell_identite(demande))
    }

    /// Size and category; the composition too for whoever may open the file.
    pub fn menage(&self, id: Uuid, demande: &Demande) -> String {
        let category = self.valeurs.compute_moyens(demande).categorie;
        let size = if self.is_ouvert(id) {
            tell_composition(demande, self.valeurs.jour)
        } else {
            plural(usize::from(demande.dossier.menage.nombre_personnes()), "personne")
        };
        match category {
            Some(category) => format!("{size}, catégorie {category}"),
            None => format!("{size}, catégorie inconnue"),
        }
    }

    fn depot(&self, id: Uuid, demande: &Demande) -> String {
        if self.is_ouvert(id) {
            format!("déposée le {}", format_fr(demande.depose_le))
        } else {
            format!("déposée en {}", demande.depose_le.year())
        }
    }
}

/// Whether an admissible household before this place is neither proposed here nor held elsewhere.
pub(crate) fn has_libre_avant(classement: &Classement, tenus: &Tenus, position: usize) -> bool {
    classement.admissibles.iter().take(position.saturating_sub(1)).any(|place| {
        let id = Uuid::from_bytes(place.cle);
        tenus.ici(id).is_none() && tenus.ailleurs(id).is_none()
    })
}

fn count_regles(first: &[(usize, RegleDite, usize)]) -> Vec<RegleComptee> {
    let mut counts: BTreeMap<&'static str, (&'static str, usize)> = BTreeMap::new();
    for (_, dite, _) in first {
        counts.entry(dite.code).or_insert((dite.libelle, 0)).1 += 1;
    }
    let mut rules: Vec<RegleComptee> =
        counts.into_iter().map(|(code, (libelle, nombre))| RegleComptee { code, libelle, nombre }).collect();
    rules.sort_by_key(|r| (ORDRE.iter().position(|code| *code == r.code).unwrap_or(ORDRE.len()), r.code));
    rules
}

/// The rules that bar, in the order of the law; groups of rules stand where their first one does.
const ORDRE: &[&str] = &[
    "demande_active",
    "demande_valide",
    "sejour_regulier",
    "acces",
    "majorite",
    "plafond_ressources",
    "typologie_recherchee",
    "commune_souhaitee",
    "convenance",
];

/// Four digits that name nobody.
pub(super) fn repere(cle: &Cle) -> String {
    let tail = u32::from_be_bytes([cle[12], cle[13], cle[14], cle[15]]);
    format!("{:04}", tail % 10_000)
}

pub(crate) fn tell_identite(demande: &Demande) -> String {
    let Some(holder) = demande.dossier.menage.titulaire() else {
        return "Titulaire inconnu".to_owned();
    };
    let parts: Vec<&str> = [holder.prenom.as_deref(), holder.nom.as_deref()].into_iter().flatten().collect();
    if parts.is_empty() { "Nom inconnu".to_owned() } else { parts.join(" ") }
}

fn tell_composition(demande: &Demande, jour: Jour) -> String {
    let menage = &demande.dossier.menage;
    let is_child = |p: &droit::demande::Personne| {
        let dependent = matches!(p.role, RolePersonne::ACharge(_) | RolePersonne::EnGarde(_));
        dependent && p.naissance_le.is_none_or(|born| compute_age(born, jour) < 18)
    };
    let children = menage.personnes.iter().filter(|p| is_child(p)).count();
    let adults = menage.personnes.len() - children;
    let mut parts = vec![plural(adults, "adulte")];
    if children > 0 {
        parts.push(plural(children, "enfant"));
    }
    if let Some(unborn) = menage.a_naitre.filter(|a| a.nombre > 0) {
        parts.push(format!("{} à naître", unborn.nombre));
    }
    parts.join(", ")
}

fn plural(count: usize, word: &str) -> String {
    if count > 1 { format!("{count} {word}s") } else { format!("{count} {word}") }
}
