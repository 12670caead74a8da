//! A territory: the places, the organisations and the local rules of one EPCI, read from its folder.
//!
//! Another EPCI is another folder. Loading reports every problem, with file and line, and refuses a
//! rule that contradicts national law. Grids of points are carried as text: `cotation` reads them.

mod adoption;
mod anomalie;
mod courriers;
mod geo;
mod json;
mod lecteur;
mod lieux;
pub(crate) mod limites;
mod objectifs;
mod organisations;
mod plan;
mod pratiques;
mod reservations;

pub use adoption::{Adoption, StatutRegle};
pub use anomalie::Anomalie;
pub use courriers::{ChampModele, CodeModele, ModeleCourrier, TexteModele};
pub use geo::{Contour, Point};
pub use lieux::{Commune, Couleurs, Epci, Fraicheur, ModeSne, Qpv, Quartier, Regime, Secteur, SourceNotation};
pub use objectifs::{CodeObjectif, Objectif, PorteeObjectif};
pub use organisations::{
    Commission, Guichet, Instance, MembrePrevu, NatureInstance, NatureOrganisation, Organisation, QualiteMembre, Voix,
    VoixPreponderante,
};
pub use plan::{ActionCia, DocumentAttendu, ElementAttendu, EtapeAction};
pub use pratiques::{
    DelaiAnormalementLong, DelaiRelance, GrilleTypologie, Hierarchie, LigneTypologie, RangPriorite, SeuilEffort,
};
pub use reservations::{Contrepartie, ConventionReservation, PointComptage};

use std::cell::RefCell;

use anomalie::Fichier;
use lecteur::{Table, lire_toml};

use crate::jour::Jour;
use crate::logement::TypeReservataire;

/// Everything local that the rules and the pages need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Territoire {
    pub epci: Epci,
    pub communes: Vec<Commune>,
    pub secteurs: Vec<Secteur>,
    pub quartiers: Vec<Quartier>,
    pub qpv: Vec<Qpv>,
    pub organisations: Vec<Organisation>,
    pub guichets: Vec<Guichet>,
    pub commissions: Vec<Commission>,
    pub instances: Vec<Instance>,
    pub objectifs: Vec<Objectif>,
    /// In the order of the files then of the lines: the order of the holders, which breaks ties of rounding.
    pub conventions: Vec<ConventionReservation>,
    pub hierarchies: Vec<Hierarchie>,
    pub grilles_typologie: Vec<GrilleTypologie>,
    pub seuils_effort: Vec<SeuilEffort>,
    pub delais_anormalement_longs: Vec<DelaiAnormalementLong>,
    pub delais_relance: Vec<DelaiRelance>,
    pub modeles_courrier: Vec<ModeleCourrier>,
    pub actions: Vec<ActionCia>,
    pub charte_relogement: Option<DocumentAttendu>,
    pub observatoire: Option<DocumentAttendu>,
    pub contours: Vec<Contour>,
    /// Path and text of the grids, in the order of their paths.
    pub grilles_cotation: Vec<(String, String)>,
}

impl Territoire {
    /// Reads a folder given as `(path inside the folder, text)`; the order given does not matter.
    ///
    /// # Errors
    /// Every problem found, in the order of the files then of the lines.
    pub fn charger(fichiers: &[(String, String)]) -> Result<Territoire, Vec<Anomalie>> {
        let anomalies = RefCell::new(Vec::new());
        let mut sorted: Vec<Fichier<'_>> = fichiers
            .iter()
            .map(|(chemin, texte)| Fichier { chemin: chemin.as_str(), texte: texte.as_str(), anomalies: &anomalies })
            .collect();
        sorted.sort_by_key(|f| f.chemin);
        for pair in sorted.windows(2).filter(|p| p[0].chemin == p[1].chemin) {
            pair[1].signaler(None, "Ce fichier est donné deux fois.", "N'en garder qu'un.");
        }
        let read = assembler(&sorted, &anomalies);
        let mut problems = anomalies.into_inner();
        problems.sort();
        problems.dedup();
        match read {
            Some(territoire) if problems.is_empty() => Ok(territoire),
            _ => Err(problems),
        }
    }

    pub fn communes(&self) -> &[Commune] {
        &self.communes
    }

    pub fn commune(&self, code: &str) -> Option<&Commune> {
        self.communes.iter().find(|c| c.code == code)
    }

    /// The secteur of a place: that of the quartier (by code) when it has one, else that of its commune.
    pub fn secteur_de(&self, commune: &str, quartier: Option<&str>) -> Option<&Secteur> {
        quartier
            .and_then(|q| self.secteurs.iter().find(|s| s.quartiers.iter().any(|x| x == q)))
            .or_else(|| self.secteurs.iter().find(|s| s.communes.iter().any(|c| c == commune)))
    }

    /// The QPV of the list in force on that day.
    pub fn qpv(&self, code: &str, jour: Jour) -> Option<&Qpv> {
        self.qpv.iter().find(|q| q.code == code && q.adoption.is_en_vigueur(jour))
    }

    pub fn qpv_de_commune(&self, commune: &str, jour: Jour) -> impl Iterator<Item = &Qpv> {
        self.qpv.iter().filter(move |q| q.commune == commune && q.adoption.is_en_vigueur(jour))
    }

    pub fn organisation(&self, code: &str) -> Option<&Organisation> {
        self.organisations.iter().find(|o| o.code == code)
    }

    pub fn bailleurs(&self) -> impl Iterator<Item = &Organisation> {
        self.organisations.iter().filter(|o| o.nature == NatureOrganisation::Bailleur)
    }

    pub fn bailleur(&self, code: &str) -> Option<&Organisation> {
        self.bailleurs().find(|o| o.code == code)
    }

    pub fn reservataires(&self) -> impl Iterator<Item = &Organisation> {
        self.organisations.iter().filter(|o| !o.reservations.is_empty() && o.nature != NatureOrganisation::Bailleur)
    }

    /// Main kind of reservation of a holder; `Aucun` for a bailleur on its own homes; `None` for a non-holder.
    pub fn reservataire(&self, code: &str) -> Option<TypeReservataire> {
        let organisation = self.organisation(code)?;
        match organisation.nature {
            NatureOrganisation::Bailleur => Some(TypeReservataire::Aucun),
            _ => organisation.reservations.first().copied(),
        }
    }

    /// The CALEOL of a bailleur under the règlement in force on that day.
    pub fn commission(&self, bailleur: &str, jour: Jour) -> Option<&Commission> {
        self.commissions.iter().find(|c| c.bailleur == bailleur && c.adoption.is_en_vigueur(jour))
    }

    pub fn guichet(&self, code: &str) -> Option<&Guichet> {
        self.guichets.iter().find(|g| g.code == code)
    }

    pub fn objectifs_de(&self, annee: u16) -> impl Iterator<Item = &Objectif> {
        self.objectifs.iter().filter(move |o| o.is_de_l_annee(annee))
    }

    /// The objective of a holder for a year: the one set for it by name, else the one set for each of its kind.
    pub fn objectif(&self, code: CodeObjectif, portee: &PorteeObjectif, annee: u16) -> Option<&Objectif> {
        let find = |wanted: &PorteeObjectif| self.objectifs_de(annee).find(|o| o.code == code && o.portee == *wanted);
        find(portee).or_else(|| match portee {
            PorteeObjectif::Bailleur(_) => find(&PorteeObjectif::ChaqueBailleur),
            PorteeObjectif::Reservataire(_) => find(&PorteeObjectif::ChaqueReservataire),
            PorteeObjectif::Epci
            | PorteeObjectif::ChaqueBailleur
            | PorteeObjectif::ChaqueReservataire
            | PorteeObjectif::Secteur(_) => None,
        })
    }

    /// Conventions of a bailleur in force on a day, in the order that breaks ties of rounding.
    pub fn conventions_de(&self, bailleur: &str, jour: Jour) -> impl Iterator<Item = &ConventionReservation> {
        self.conventions.iter().filter(move |c| c.bailleur == bailleur && c.adoption.is_en_vigueur(jour))
    }

    pub fn hierarchie(&self, jour: Jour) -> Option<&Hierarchie> {
        self.hierarchies.iter().find(|h| h.adoption.is_en_vigueur(jour))
    }

    pub fn grille_typologie(&self, jour: Jour) -> Option<&GrilleTypologie> {
        self.grilles_typologie.iter().find(|g| g.adoption.is_en_vigueur(jour))
    }

    /// The effort rate above which a home passes for too dear; `None` when the territory sets none.
    pub fn seuil_effort(&self, jour: Jour) -> Option<&SeuilEffort> {
        self.seuils_effort.iter().find(|s| s.adoption.is_en_vigueur(jour))
    }

    pub fn delai_anormalement_long(&self, jour: Jour) -> Option<&DelaiAnormalementLong> {
        self.delais_anormalement_longs.iter().find(|d| d.adoption.is_en_vigueur(jour))
    }

    /// The texts to write for an occasion; `None` when the territory gives none.
    pub fn modele_courrier(&self, code: CodeModele, jour: Jour) -> Option<&ModeleCourrier> {
        self.modeles_courrier.iter().find(|m| m.code == code && m.is_en_vigueur(jour))
    }

    /// The days without news that are worth a call; `None` when the territory sets none.
    pub fn delai_relance(&self, jour: Jour) -> Option<&DelaiRelance> {
        self.delais_relance.iter().find(|d| d.adoption.is_en_vigueur(jour))
    }

    pub fn couleurs(&self) -> &Couleurs {
        &self.epci.couleurs
    }

    pub fn contour(&self, commune: &str) -> Option<&Contour> {
        self.contours.iter().find(|c| c.commune == commune)
    }
}

fn assembler<'a>(fichiers: &[Fichier<'a>], anomalies: &'a RefCell<Vec<Anomalie>>) -> Option<Territoire> {
    let find = |chemin: &'static str, required: bool| {
        let found = fichiers.iter().find(|f| f.chemin == chemin).copied();
        if found.is_none() && required {
            Fichier { chemin, texte: "", anomalies }.signaler(None, "Ce fichier manque.", "L'ajouter au dossier du territoire.");
        }
        found
    };
    for f in fichiers.iter().filter(|f| !is_connu(f.chemin)) {
        f.signaler(None, "Ce fichier n'a pas de place dans un territoire.", "Le retirer, ou corriger son nom ou son dossier.");
    }
    let lieux = find("territoire.toml", true).and_then(|f| with_racine(f, lieux::lire)).unwrap_or_default();
    let acteurs = find("organisations.toml", true).and_then(|f| with_racine(f, organisations::lire)).unwrap_or_default();
    check_renvois(fichiers, &lieux, &acteurs);

    let mut objectifs = Vec::new();
    let connu = |portee: &PorteeObjectif| match portee {
        PorteeObjectif::Epci | PorteeObjectif::ChaqueBailleur | PorteeObjectif::ChaqueReservataire => true,
        PorteeObjectif::Bailleur(code) => {
            acteurs.organisations.iter().any(|o| o.code == *code && o.nature == NatureOrganisation::Bailleur)
        }
        PorteeObjectif::Reservataire(code) => acteurs.organisations.iter().any(|o| o.code == *code && !o.reservations.is_empty()),
        PorteeObjectif::Secteur(code) => lieux.secteurs.iter().any(|s| s.code == *code),
    };
    for f in fichiers.iter().filter(|f| is_dans(f.chemin, "objectifs/", ".toml")) {
        with_racine(*f, |t| objectifs::lire(t, &connu, &mut objectifs));
    }
    let mut lues = Vec::new();
    for f in fichiers.iter().filter(|f| is_dans(f.chemin, "reservations/", ".toml")) {
        let read = with_racine(*f, |t| reservations::lire(t, &acteurs.organisations)).unwrap_or_default();
        lues.extend(read.into_iter().map(|(convention, position)| reservations::Lue { convention, fichier: *f, position }));
    }
    reservations::check_ensemble(&lues);

    let hierarchies = find("priorites.toml", false).and_then(|f| with_racine(f, pratiques::lire_priorites));
    let grilles_typologie = find("typologie.toml", false).and_then(|f| with_racine(f, pratiques::lire_typologies));
    let seuils_effort = find("effort.toml", false).and_then(|f| with_racine(f, pratiques::lire_effort));
    let delais_relance = find("relances.toml", false).and_then(|f| with_racine(f, pratiques::lire_relances));
    let modeles_courrier = find("courriers.toml", false).and_then(|f| with_racine(f, courriers::lire));
    let delais = find("dal.toml", false).and_then(|f| with_racine(f, pratiques::lire_dal));
    let actions =
        find("plan_actions.toml", false).and_then(|f| with_racine(f, |t| plan::lire_actions(t, &acteurs.organisations)));
    let document = |chemin| find(chemin, false).and_then(|f| with_racine(f, plan::lire_document)).flatten();
    let mut contours: Vec<Contour> = Vec::new();
    for f in fichiers.iter().filter(|f| is_dans(f.chemin, "geo/", ".geojson")) {
        contours.extend(geo::lire(*f, &lieux.communes));
    }
    let grilles_cotation = fichiers
        .iter()
        .filter(|f| is_dans(f.chemin, "cotation/", ".toml"))
        .map(|f| (f.chemin.to_owned(), f.texte.to_owned()))
        .collect();
    Some(Territoire {
        epci: lieux.epci?,
        communes: lieux.communes,
        secteurs: lieux.secteurs,
        quartiers: lieux.quartiers,
        qpv: lieux.qpv,
        organisations: acteurs.organisations,
        guichets: acteurs.guichets,
        commissions: acteurs.commissions,
        instances: acteurs.instances,
        objectifs,
        conventions: lues.into_iter().map(|l| l.convention).collect(),
        hierarchies: hierarchies.unwrap_or_default(),
        grilles_typologie: grilles_typologie.unwrap_or_default(),
        seuils_effort: seuils_effort.unwrap_or_default(),
        delais_anormalement_longs: delais.unwrap_or_default(),
        delais_relance: delais_relance.unwrap_or_default(),
        modeles_courrier: modeles_courrier.unwrap_or_default(),
        actions: actions.unwrap_or_default(),
        charte_relogement: document("charte_relogement.toml"),
        observatoire: document("observatoire.toml"),
        contours,
        grilles_cotation,
    })
}

fn with_racine<'a, T>(fichier: Fichier<'a>, read: impl FnOnce(&Table<'_>) -> T) -> Option<T> {
    let table = lire_toml(fichier)?;
    Some(read(&Table::racine(fichier, &table)))
}

fn is_dans(chemin: &str, dossier: &str, extension: &str) -> bool {
    chemin.strip_prefix(dossier).is_some_and(|name| name.ends_with(extension) && !name.contains('/'))
}

fn is_connu(chemin: &str) -> bool {
    const RACINE: [&str; 11] = [
        "territoire.toml",
        "organisations.toml",
        "priorites.toml",
        "typologie.toml",
        "effort.toml",
        "dal.toml",
        "relances.toml",
        "courriers.toml",
        "plan_actions.toml",
        "charte_relogement.toml",
        "observatoire.toml",
    ];
    RACINE.contains(&chemin)
        || chemin.ends_with(".md")
        || chemin.ends_with(".svg")
        || is_dans(chemin, "objectifs/", ".toml")
        || is_dans(chemin, "reservations/", ".toml")
        || is_dans(chemin, "cotation/", ".toml")
        || is_dans(chemin, "geo/", ".geojson")
}

/// What `territoire.toml` and `organisations.toml` say of each other.
fn check_renvois(fichiers: &[Fichier<'_>], lieux: &lieux::Lieux, acteurs: &organisations::Acteurs) {
    let tell = |chemin: &str, message: String, que_faire: &str| {
        if let Some(f) = fichiers.iter().find(|f| f.chemin == chemin) {
            f.signaler(None, message, que_faire);
        }
    };
    let known = |code: &str| acteurs.organisations.iter().any(|o| o.code == code);
    let cited = lieux.epci.iter().map(|e| &e.organisation).chain(lieux.communes.iter().map(|c| &c.organisation));
    for code in cited.filter(|code| !known(code)) {
        tell(
            "territoire.toml",
            format!("L'organisation « {code} » n'est pas déclarée."),
            "L'ajouter dans organisations.toml ou corriger le code.",
        );
    }
    for logo in
        lieux.epci.iter().filter_map(|e| e.logo.as_ref()).filter(|logo| !fichiers.iter().any(|f| f.chemin == logo.as_str()))
    {
        tell(
            "territoire.toml",
            format!("Le logo « {logo} » n'est pas dans le dossier."),
            "L'ajouter au dossier (SVG) ou retirer « logo ».",
        );
    }
    let places = acteurs
        .organisations
        .iter()
        .filter_map(|o| o.commune.as_ref())
        .chain(acteurs.guichets.iter().filter_map(|g| g.commune.as_ref()));
    for code in places.filter(|code| !lieux.communes.iter().any(|c| c.code == **code)) {
        tell(
            "organisations.toml",
            format!("La commune « {code} » n'est pas déclarée dans ce territoire."),
            "Vérifier le code INSEE.",
        );
    }
    for bailleur in acteurs.organisations.iter().filter(|o| o.nature == NatureOrganisation::Bailleur) {
        if !acteurs.commissions.iter().any(|c| c.bailleur == bailleur.code) {
            tell(
                "organisations.toml",
                format!("Le bailleur « {} » n'a pas de commission d'attribution (CCH L. 441-2).", bailleur.code),
                "Ajouter une table [[commission]] pour lui.",
            );
        }
    }
}

#[cfg(test)]
mod tests;
