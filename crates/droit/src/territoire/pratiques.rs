//! Local practice and values: `priorites.toml`, `typologie.toml`, `effort.toml`, `dal.toml`, `relances.toml`.

use std::ops::RangeInclusive;

use super::adoption::Adoption;
use super::lecteur::Table;
use super::organisations::choix_de;
use crate::demande::{PublicPrioritaire, Typologie};
use crate::jour::Jour;
use crate::montant::PointsDeBase;

/// The local ranking of the national priority publics (R3.03): it ranks, it removes nobody, it gives no points (C18).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hierarchie {
    /// Day the CIH validated it.
    pub validee_en_cih_le: Option<Jour>,
    pub rangs: Vec<RangPriorite>,
    pub adoption: Adoption,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RangPriorite {
    /// From 1.
    pub rang: u8,
    pub libelle: String,
    pub publics: Vec<PublicPrioritaire>,
}

impl Hierarchie {
    /// Rank of a public; `None` for a public that the list leaves unranked (it keeps its national priority).
    pub fn rang(&self, public: PublicPrioritaire) -> Option<u8> {
        self.rangs.iter().find(|r| r.publics.contains(&public)).map(|r| r.rang)
    }
}

/// Rooms that suit a household, as a local practice: it warns, it never bars (R2.10).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrilleTypologie {
    /// By number of persons, from 1 without a gap; the last line is for that number and more.
    pub lignes: Vec<LigneTypologie>,
    pub adoption: Adoption,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LigneTypologie {
    pub personnes: u8,
    pub minimum: Typologie,
    pub maximum: Typologie,
}

impl GrilleTypologie {
    /// Rooms admitted for a household; `None` for nobody.
    pub fn pieces_admises(&self, personnes: u8) -> Option<RangeInclusive<u8>> {
        self.lignes.iter().rev().find(|l| l.personnes <= personnes).map(|l| l.minimum.pieces()..=l.maximum.pieces())
    }
}

/// Effort rate above which a home passes for too dear for a household, as a local practice (R4.09, R7.08).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeuilEffort {
    pub taux_maximal: PointsDeBase,
    pub adoption: Adoption,
}

/// Délai anormalement long, months by typology (R1.13): set by the prefect, unknown until entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DelaiAnormalementLong {
    pub delais: Vec<(Typologie, u32)>,
    pub adoption: Adoption,
}

impl DelaiAnormalementLong {
    /// Months for a typology; `None` while the value is not known.
    pub fn mois(&self, typologie: Typologie) -> Option<u32> {
        self.delais.iter().find(|(t, _)| t.pieces() == typologie.pieces()).map(|(_, months)| *months)
    }
}

/// Days without news after which a household under proposal is worth a call, as a local practice. It reminds, it never
/// ends anything: no text attaches an effect to that silence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DelaiRelance {
    pub sans_nouvelle_jours: u32,
    /// Households that may be contacted at once for a home, before three are proposed.
    pub preselection_maximum: u32,
    pub adoption: Adoption,
}

pub(super) fn lire_priorites(racine: &Table<'_>) -> Vec<Hierarchie> {
    let mut versions: Vec<Hierarchie> = Vec::new();
    for t in racine.tables("version") {
        let (adoption, validee) = (t.adoption(), t.jour_si("validee_en_cih_le"));
        let mut rangs: Vec<RangPriorite> = Vec::new();
        for r in t.tables("rang") {
            let (rang, libelle) = (r.entier("rang").and_then(|n| u8::try_from(n).ok()), r.texte("libelle"));
            let mut publics = Vec::new();
            for code in r.textes("publics") {
                match PublicPrioritaire::from_code(&code) {
                    Some(public) if rangs.iter().any(|x| x.publics.contains(&public)) || publics.contains(&public) => {
                        r.signaler(
                            "publics",
                            format!("Le public « {code} » est classé deux fois."),
                            "Le laisser à un seul rang.",
                        );
                    }
                    Some(public) => publics.push(public),
                    None => r.signaler(
                        "publics",
                        format!("« {code} » ne figure pas dans la liste nationale (CCH L. 441-1)."),
                        "Choisir un code de cette liste ; un critère local se met dans la grille de cotation.",
                    ),
                }
            }
            r.finir();
            if let (Some(rang), Some(libelle)) = (rang, libelle) {
                rangs.push(RangPriorite { rang, libelle, publics });
            }
        }
        t.finir();
        if rangs.iter().enumerate().any(|(i, r)| usize::from(r.rang) != i + 1) {
            t.signaler("rang", "Les rangs ne se suivent pas depuis 1.", "Numéroter 1, 2, 3… dans l'ordre du fichier.");
        }
        if let Some(adoption) = adoption {
            check_periode(&t, &adoption, versions.iter().map(|v| &v.adoption));
            versions.push(Hierarchie { validee_en_cih_le: validee, rangs, adoption });
        }
    }
    racine.finir();
    versions
}

pub(super) fn lire_typologies(racine: &Table<'_>) -> Vec<GrilleTypologie> {
    let mut versions: Vec<GrilleTypologie> = Vec::new();
    for t in racine.tables("version") {
        let adoption = t.adoption();
        let mut lignes = Vec::new();
        for l in t.tables("ligne") {
            let personnes = l.entier("personnes").and_then(|n| u8::try_from(n).ok());
            let (minimum, maximum) = (l.choix("minimum", choix_de!(Typologie)), l.choix("maximum", choix_de!(Typologie)));
            l.finir();
            if let (Some(personnes), Some(minimum), Some(maximum)) = (personnes, minimum, maximum) {
                if minimum > maximum {
                    l.signaler("minimum", "La typologie minimale dépasse la maximale.", "Échanger les deux valeurs.");
                }
                lignes.push(LigneTypologie { personnes, minimum, maximum });
            }
        }
        t.finir();
        if lignes.is_empty() || lignes.iter().enumerate().any(|(i, l)| usize::from(l.personnes) != i + 1) {
            t.signaler(
                "ligne",
                "Les nombres de personnes ne se suivent pas depuis 1.",
                "Écrire une ligne pour 1, 2, 3… personnes ; la dernière vaut pour ce nombre et au-delà.",
            );
        }
        if let Some(adoption) = adoption {
            check_periode(&t, &adoption, versions.iter().map(|v| &v.adoption));
            versions.push(GrilleTypologie { lignes, adoption });
        }
    }
    racine.finir();
    versions
}

pub(super) fn lire_effort(racine: &Table<'_>) -> Vec<SeuilEffort> {
    const CLE: &str = "taux_effort_maximal_pct";
    let mut versions: Vec<SeuilEffort> = Vec::new();
    for t in racine.tables("version") {
        let (adoption, taux) = (t.adoption(), t.entier(CLE));
        t.finir();
        // A rate that no household bears, or that all exceed, is a slip of the pen.
        if let Some(taux) = taux.filter(|taux| !(10..=60).contains(taux)) {
            t.signaler(
                CLE,
                format!("Le taux d'effort maximal est de {taux} %."),
                "Écrire un pourcentage entier de 10 à 60 : 33 pour un tiers des ressources.",
            );
        }
        if let (Some(adoption), Some(taux)) = (adoption, taux) {
            check_periode(&t, &adoption, versions.iter().map(|v| &v.adoption));
            versions.push(SeuilEffort { taux_maximal: PointsDeBase(i64::from(taux) * 100), adoption });
        }
    }
    racine.finir();
    versions
}

pub(super) fn lire_relances(racine: &Table<'_>) -> Vec<DelaiRelance> {
    const CLE: &str = "sans_nouvelle_jours";
    let mut versions: Vec<DelaiRelance> = Vec::new();
    for t in racine.tables("version") {
        let (adoption, jours, maximum) = (t.adoption(), t.entier(CLE), t.entier("preselection_maximum"));
        t.finir();
        if let Some(maximum) = maximum.filter(|n| !(3..=20).contains(n)) {
            t.signaler(
                "preselection_maximum",
                format!("La présélection compte {maximum} ménages au plus."),
                "Écrire un nombre de 3 à 20 : la commission examine trois demandes au moins.",
            );
        }
        if let Some(jours) = jours.filter(|jours| !(1..=90).contains(jours)) {
            t.signaler(CLE, format!("Le délai sans nouvelle est de {jours} jours."), "Écrire un nombre de jours de 1 à 90.");
        }
        if let (Some(adoption), Some(sans_nouvelle_jours), Some(preselection_maximum)) = (adoption, jours, maximum) {
            check_periode(&t, &adoption, versions.iter().map(|v| &v.adoption));
            versions.push(DelaiRelance { sans_nouvelle_jours, preselection_maximum, adoption });
        }
    }
    racine.finir();
    versions
}

pub(super) fn lire_dal(racine: &Table<'_>) -> Vec<DelaiAnormalementLong> {
    let mut versions: Vec<DelaiAnormalementLong> = Vec::new();
    for t in racine.tables("version") {
        let adoption = t.adoption();
        let mut delais: Vec<(Typologie, u32)> = Vec::new();
        for d in t.tables("delai") {
            let (typologie, mois) = (d.choix("typologie", choix_de!(Typologie)), d.entier("mois"));
            d.finir();
            if let (Some(typologie), Some(mois)) = (typologie, mois) {
                if delais.iter().any(|(t, _)| *t == typologie) {
                    d.signaler(
                        "typologie",
                        format!("Le délai du {} est donné deux fois.", typologie.libelle()),
                        "N'en garder qu'un.",
                    );
                }
                delais.push((typologie, mois));
            }
        }
        t.finir();
        if let Some(adoption) = adoption {
            check_periode(&t, &adoption, versions.iter().map(|v| &v.adoption));
            versions.push(DelaiAnormalementLong { delais, adoption });
        }
    }
    racine.finir();
    versions
}

pub(super) fn check_periode<'v>(t: &Table<'_>, adoption: &Adoption, mut others: impl Iterator<Item = &'v Adoption>) {
    if others.any(|o| o.chevauche(adoption)) {
        t.signaler("en_vigueur", "Deux versions de cette règle valent le même jour.", "Clore la première par « jusqu_au ».");
    }
}
