//! Reading the objectives of a year (CCH L. 441-1): figures by holder, and the leases behind each figure.
//!
//! Everything comes from the facts frozen at the leases: the same year read again later gives the same
//! figures. Figures and lists go through the same classification, so that a count is the length of its list.

use chrono::Datelike;
use droit::logement::TypeReservataire;
use droit::objectifs::{self as regle, BailCompte, Objectif, Place, Portee, Resultat, Titulaire};
use droit::ressources::Quartile;
use droit::territoire::{CodeObjectif, PorteeObjectif, Territoire};
use droit::tri::Tri;
use stockage::fait_compte::{self, FaitCompte, FiltreFait};

use crate::carbet::Carbet;
use crate::droits::{Acte, Acteur};
use crate::habitat::sigle;
use crate::issue::{Echec, Refus};

/// Years before are not those of the objectives (law of 27 January 2017).
const PREMIERE_ANNEE: i32 = 2017;
const DERNIERE_ANNEE: i32 = 2100;

/// Whose figures are shown together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Perimetre {
    /// The EPCI and each bailleur.
    #[default]
    Epci,
    /// Each holder of a reservation right.
    Reservataires,
}

/// The figures of a year.
#[derive(Clone, Debug)]
pub struct TableauObjectifs {
    pub annee: i32,
    /// Years that can be read, latest first.
    pub annees: Vec<i32>,
    pub perimetre: Perimetre,
    pub objectifs: Vec<ObjectifMesure>,
    /// Leases of the year, whatever the objective.
    pub baux: usize,
    pub provisoire: Provisoire,
    /// First-quartile threshold of the EPCI that year, euros a unit and a year, as printed; empty when not published.
    pub seuil_premier_quartile: Option<droit::montant::Centimes>,
    /// Vintages of the QPV limits met in the rows, in order.
    pub millesimes_qpv: Vec<String>,
}

/// Why figures may still change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Provisoire {
    /// The year is not over.
    pub annee_en_cours: bool,
    /// Leases classified on a threshold not yet published when they were signed.
    pub quartiles_provisoires: usize,
}

/// One objective over the holders of the perimeter.
#[derive(Clone, Debug)]
pub struct ObjectifMesure {
    pub objectif: Objectif,
    pub lignes: Vec<LigneMesure>,
}

/// One figure.
#[derive(Clone, Debug)]
pub struct LigneMesure {
    /// How addresses designate the holder: `epci`, `bailleur.siguy`, `reservataire.ctg`, `titulaire.etat`…
    pub titulaire: String,
    pub nom: String,
    pub resultat: Resultat,
    /// False when the law sets no objective at this level: told for information.
    pub exigible: bool,
}

/// Which part of a figure is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Base,
    Numerateur,
    /// The deciding fact, or the location, is unknown.
    Inconnus,
}

/// A list of leases to read.
#[derive(Clone, Debug)]
pub struct DemandeListe {
    pub annee: i32,
    pub objectif: Objectif,
    /// As in [`LigneMesure::titulaire`].
    pub titulaire: String,
    pub part: Part,
    /// From 1.
    pub page: u32,
}

/// A page of the leases behind a figure.
#[derive(Clone, Debug)]
pub struct ListeBaux {
    pub nom_titulaire: String,
    /// On all pages: the figure itself.
    pub total: usize,
    pub page: u32,
    pub pages: u32,
    pub baux: Vec<BailListe>,
}

/// A lease of a list, without identity.
#[derive(Clone, Debug)]
pub struct BailListe {
    pub fait: FaitCompte,
    pub commune: String,
    pub bailleur: String,
    pub reservataire: String,
    pub place: Place,
}

pub(crate) const PAR_PAGE: usize = 50;

impl Perimetre {
    pub const fn code(self) -> &'static str {
        match self {
            Perimetre::Epci => "epci",
            Perimetre::Reservataires => "reservataire",
        }
    }

    pub fn from_code(code: &str) -> Option<Perimetre> {
        [Perimetre::Epci, Perimetre::Reservataires].into_iter().find(|p| p.code() == code)
    }
}

impl Part {
    pub const fn code(self) -> &'static str {
        match self {
            Part::Base => "base",
            Part::Numerateur => "numerateur",
            Part::Inconnus => "inconnus",
        }
    }

    pub fn from_code(code: &str) -> Option<Part> {
        [Part::Base, Part::Numerateur, Part::Inconnus].into_iter().find(|p| p.code() == code)
    }

    const fn places(self) -> &'static [Place] {
        match self {
            Part::Base => &[Place::Compte, Place::NonCompte, Place::Inclassable],
            Part::Numerateur => &[Place::Compte],
            Part::Inconnus => &[Place::Inclassable, Place::LocalisationInconnue],
        }
    }
}

/// Letter of an objective in addresses.
pub const fn lettre(objectif: Objectif) -> &'static str {
    match objectif {
        Objectif::HorsQpv => "a",
        Objectif::EnQpv => "b",
        Objectif::PublicsPrioritaires => "c",
    }
}

pub fn objectif_de(texte: &str) -> Option<Objectif> {
    Objectif::ALL.into_iter().find(|objectif| lettre(*objectif) == texte)
}

/// The figures of a year; the current one when none is asked.
pub async fn read_objectifs(
    carbet: &Carbet,
    acteur: &Acteur,
    annee: Option<i32>,
    perimetre: Perimetre,
) -> Result<TableauObjectifs, Echec> {
    acteur.portee(Acte::ConsulterObjectifs).ok_or(Echec::Introuvable)?;
    let courante = carbet.aujourd_hui().year();
    let annee = check_annee(annee.unwrap_or(courante))?;
    let mut annees = fait_compte::list_annees(&carbet.base).await?;
    annees.extend([courante, annee]);
    annees.sort_unstable_by(|a, b| b.cmp(a));
    annees.dedup();
    let faits = list_faits(carbet, annee).await?;
    let baux: Vec<BailCompte> = faits.iter().map(to_bail).collect();
    let regles = carbet.regles();
    let objectifs = Objectif::ALL
        .into_iter()
        .map(|objectif| ObjectifMesure {
            objectif,
            lignes: list_lignes(carbet, &regles.territoire, &baux, objectif, perimetre, annee),
        })
        .collect();
    let mut millesimes: Vec<String> = faits.iter().filter_map(|f| f.qpv_millesime.clone()).collect();
    millesimes.sort();
    millesimes.dedup();
    Ok(TableauObjectifs {
        annee,
        annees,
        perimetre,
        objectifs,
        baux: faits.len(),
        provisoire: Provisoire {
            annee_en_cours: annee >= courante,
            quartiles_provisoires: faits.iter().filter(|f| f.quartile_provisoire).count(),
        },
        seuil_premier_quartile: find_seuil(carbet, annee),
        millesimes_qpv: millesimes,
    })
}

/// The leases behind a figure, a page at a time.
pub async fn list_baux(carbet: &Carbet, acteur: &Acteur, demande: &DemandeListe) -> Result<ListeBaux, Echec> {
    acteur.portee(Acte::ConsulterObjectifs).ok_or(Echec::Introuvable)?;
    let annee = check_annee(demande.annee)?;
    let regles = carbet.regles();
    let portee = parse_titulaire(&regles.territoire, &demande.titulaire).ok_or(Echec::Introuvable)?;
    let faits = list_faits(carbet, annee).await?;
    let baux: Vec<BailCompte> = faits.iter().map(to_bail).collect();
    let mut positions: Vec<(usize, Place)> = Vec::new();
    for place in demande.part.places() {
        positions
            .extend(regle::list_baux(&baux, demande.objectif, &portee, annee, *place).into_iter().map(|index| (index, *place)));
    }
    positions.sort_unstable_by_key(|(index, _)| *index);
    let pages = u32::try_from(positions.len().div_ceil(PAR_PAGE)).unwrap_or(u32::MAX).max(1);
    let page = demande.page.clamp(1, pages);
    let baux = positions
        .iter()
        .skip((page as usize - 1) * PAR_PAGE)
        .take(PAR_PAGE)
        .map(|(index, place)| list_bail(&regles.territoire, &faits[*index], *place))
        .collect();
    Ok(ListeBaux { nom_titulaire: nom_portee(&regles.territoire, &portee), total: positions.len(), page, pages, baux })
}

pub(crate) async fn list_faits(carbet: &Carbet, annee: i32) -> Result<Vec<FaitCompte>, Echec> {
    Ok(fait_compte::list(&carbet.base, &FiltreFait { annee: Some(annee), ..FiltreFait::default() }).await?)
}

pub(crate) fn list_bail(territoire: &Territoire, fait: &FaitCompte, place: Place) -> BailListe {
    BailListe {
        fait: fait.clone(),
        commune: crate::habitat::nom_commune(territoire, &fait.commune),
        bailleur: sigle(territoire, &fait.bailleur),
        reservataire: crate::habitat::libelle_titulaire(
            territoire,
            fait.reservataire.as_deref(),
            fait.type_reservataire.as_deref(),
        ),
        place,
    }
}

/// A frozen row as the rules count it. A home given back to its bailleur was frozen as out of any contingent.
pub(crate) fn to_bail(fait: &FaitCompte) -> BailCompte {
    let type_reservataire = fait.type_reservataire.as_deref().map_or(TypeReservataire::Aucun, |code| {
        // An unknown code is a holder the law sets no objective on: counted in A and B, not in C.
        TypeReservataire::from_code(code).unwrap_or(TypeReservataire::Autre)
    });
    BailCompte {
        signe_le: fait.signe_le,
        bailleur: fait.bailleur.clone(),
        type_reservataire,
        reservataire: match type_reservataire {
            TypeReservataire::Aucun => None,
            _ => fait.reservataire.clone(),
        },
        rendu_au_bailleur: false,
        commune: fait.commune.clone(),
        secteur: fait.secteur.clone(),
        qpv: Tri::from(fait.en_qpv),
        quartile: match fait.quartile {
            Some(1) => Some(Quartile::Q1),
            Some(2) => Some(Quartile::Q2),
            Some(3) => Some(Quartile::Q3),
            Some(4) => Some(Quartile::Q4),
            _ => None,
        },
        reloge: Tri::from(fait.relogement),
        dalo: Tri::from(fait.dalo),
        prioritaire: Tri::from(fait.prioritaire),
        foyer: fait.foyer,
        // Intermediate homes are not social homes: the register of the stock holds none.
        intermediaire: false,
        mutation: fait.mutation == Some(true),
    }
}

fn list_lignes(
    carbet: &Carbet,
    territoire: &Territoire,
    baux: &[BailCompte],
    objectif: Objectif,
    perimetre: Perimetre,
    annee: i32,
) -> Vec<LigneMesure> {
    list_portees(territoire, objectif, perimetre)
        .into_iter()
        .map(|(portee, exigible)| {
            let cible = compute_cible(carbet, territoire, objectif, &portee, annee);
            LigneMesure {
                titulaire: code_portee(territoire, &portee),
                nom: nom_portee(territoire, &portee),
                resultat: regle::compute_objectif_local(baux, objectif, &portee, annee, cible),
                exigible,
            }
        })
        .collect()
}

/// The holders of a perimeter, in the order of the territory; the second value tells whether the law sets
/// the objective there. C is owed holder by holder, never on the whole of the EPCI; A and B are owed by
/// the EPCI and by each bailleur.
fn list_portees(territoire: &Territoire, objectif: Objectif, perimetre: Perimetre) -> Vec<(Portee, bool)> {
    let per_holder = objectif == Objectif::PublicsPrioritaires;
    match perimetre {
        Perimetre::Epci => std::iter::once((Portee::Epci, !per_holder))
            .chain(territoire.bailleurs().map(|bailleur| {
                let code = bailleur.code.clone();
                (if per_holder { Portee::Titulaire(Titulaire::Bailleur(code)) } else { Portee::Bailleur(code) }, true)
            }))
            .collect(),
        Perimetre::Reservataires => territoire
            .reservataires()
            .filter_map(|reservataire| {
                let code = reservataire.code.clone();
                if !per_holder {
                    return Some((Portee::Reservataire(code), false));
                }
                let titulaire = match territoire.reservataire(&code)? {
                    TypeReservataire::EtatPrioritaires => Titulaire::Etat,
                    TypeReservataire::ActionLogement => Titulaire::ActionLogement,
                    TypeReservataire::Collectivite => Titulaire::Collectivite(code),
                    TypeReservataire::EtatAgents | TypeReservataire::Autre | TypeReservataire::Aucun => return None,
                };
                Some((Portee::Titulaire(titulaire), true))
            })
            .collect(),
    }
}

/// The target in percent: that of the CIA for the scope, never below the law for A and C.
fn compute_cible(carbet: &Carbet, territoire: &Territoire, objectif: Objectif, portee: &Portee, annee: i32) -> u32 {
    let day = droit::jour::Jour::from_ymd_opt(annee, 12, 31).unwrap_or_default();
    let legal = carbet.parametres.objectifs.find(day).ok().map(|found| regle::compute_cible(found.valeurs, objectif, portee));
    let code = match objectif {
        Objectif::HorsQpv => CodeObjectif::HorsQpv,
        Objectif::EnQpv => CodeObjectif::EnQpv,
        Objectif::PublicsPrioritaires => CodeObjectif::PublicsPrioritaires,
    };
    let scope = match portee {
        Portee::Bailleur(bailleur) | Portee::Titulaire(Titulaire::Bailleur(bailleur)) => {
            PorteeObjectif::Bailleur(bailleur.clone())
        }
        Portee::Titulaire(Titulaire::Collectivite(code)) => PorteeObjectif::Reservataire(code.clone()),
        Portee::Titulaire(titulaire) => PorteeObjectif::Reservataire(find_titulaire(territoire, titulaire)),
        Portee::Secteur(secteur) => PorteeObjectif::Secteur(secteur.clone()),
        Portee::Epci | Portee::Reservataire(_) | Portee::Commune(_) => PorteeObjectif::Epci,
    };
    // A rate with decimals is kept as the whole percent above it: never easier than what was voted.
    let local = u16::try_from(annee)
        .ok()
        .and_then(|annee| territoire.objectif(code, &scope, annee))
        .and_then(|found| u32::try_from((found.taux.0 + 99) / 100).ok());
    match (objectif, local, legal) {
        (Objectif::EnQpv, Some(local), _) => local,
        (_, local, legal) => local.unwrap_or(0).max(legal.unwrap_or(0)),
    }
}

/// The organisation that is this holder: State and Action Logement are one each.
fn find_titulaire(territoire: &Territoire, titulaire: &Titulaire) -> String {
    let kind = match titulaire {
        Titulaire::Etat => TypeReservataire::EtatPrioritaires,
        Titulaire::ActionLogement => TypeReservataire::ActionLogement,
        Titulaire::Collectivite(code) | Titulaire::Bailleur(code) => return code.clone(),
    };
    territoire.reservataires().find(|o| o.reservations.contains(&kind)).map_or_else(String::new, |o| o.code.clone())
}

fn code_portee(territoire: &Territoire, portee: &Portee) -> String {
    match portee {
        Portee::Epci => "epci".to_owned(),
        Portee::Bailleur(code) => format!("bailleur.{code}"),
        Portee::Reservataire(code) => format!("reservataire.{code}"),
        Portee::Commune(code) => format!("commune.{code}"),
        Portee::Secteur(code) => format!("secteur.{code}"),
        Portee::Titulaire(titulaire) => format!("titulaire.{}", find_titulaire(territoire, titulaire)),
    }
}

/// Reads what [`code_portee`] writes; `None` for a holder the territory does not know.
fn parse_titulaire(territoire: &Territoire, texte: &str) -> Option<Portee> {
    if texte == "epci" {
        return Some(Portee::Epci);
    }
    let (genre, code) = texte.split_once('.')?;
    match genre {
        "bailleur" => territoire.bailleur(code).map(|o| Portee::Bailleur(o.code.clone())),
        "reservataire" => territoire.reservataires().find(|o| o.code == code).map(|o| Portee::Reservataire(o.code.clone())),
        "commune" => territoire.commune(code).map(|c| Portee::Commune(c.code.clone())),
        "secteur" => territoire.secteurs.iter().find(|s| s.code == code).map(|s| Portee::Secteur(s.code.clone())),
        "titulaire" => {
            let titulaire = match territoire.reservataire(code)? {
                TypeReservataire::Aucun => Titulaire::Bailleur(code.to_owned()),
                TypeReservataire::EtatPrioritaires => Titulaire::Etat,
                TypeReservataire::ActionLogement => Titulaire::ActionLogement,
                TypeReservataire::Collectivite => Titulaire::Collectivite(code.to_owned()),
                TypeReservataire::EtatAgents | TypeReservataire::Autre => return None,
            };
            Some(Portee::Titulaire(titulaire))
        }
        _ => None,
    }
}

fn nom_portee(territoire: &Territoire, portee: &Portee) -> String {
    match portee {
        Portee::Epci => territoire.epci.sigle.clone(),
        Portee::Reservataire(code) if *code == territoire.epci.organisation => {
            format!("{}, son contingent", sigle(territoire, code))
        }
        Portee::Bailleur(code) | Portee::Reservataire(code) => sigle(territoire, code),
        Portee::Commune(code) => crate::habitat::nom_commune(territoire, code),
        Portee::Secteur(code) => {
            territoire.secteurs.iter().find(|s| s.code == *code).map_or_else(|| code.clone(), |s| s.nom.clone())
        }
        Portee::Titulaire(Titulaire::Bailleur(code)) => format!("{}, hors contingent", sigle(territoire, code)),
        Portee::Titulaire(titulaire) => {
            let code = find_titulaire(territoire, titulaire);
            let own = if code == territoire.epci.organisation { ", son contingent" } else { "" };
            format!("{}{own}", sigle(territoire, &code))
        }
    }
}

fn find_seuil(carbet: &Carbet, annee: i32) -> Option<droit::montant::Centimes> {
    let day = droit::jour::Jour::from_ymd_opt(annee, 12, 31)?;
    let found = carbet.parametres.quartiles.find(day).ok()?;
    // A threshold carried over from another year is not that of this one.
    (!found.provisoire).then(|| found.valeurs.epci.get(&carbet.regles().territoire.epci.siren).map(|seuils| seuils.q1)).flatten()
}

fn check_annee(annee: i32) -> Result<i32, Echec> {
    if (PREMIERE_ANNEE..=DERNIERE_ANNEE).contains(&annee) {
        return Ok(annee);
    }
    Err(Refus::new(
        "annee_hors_objectifs",
        format!("L'année {annee} n'a pas d'objectifs d'attribution : la loi les fixe depuis {PREMIERE_ANNEE}."),
        "Choisissez une année de la liste.",
    )
    .article("CCH L. 441-1")
    .champ("annee")
    .into())
}
