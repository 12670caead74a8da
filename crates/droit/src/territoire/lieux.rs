//! The EPCI and its places: `territoire.toml`.

use std::collections::BTreeMap;

use super::adoption::Adoption;
use super::lecteur::Table;

/// Which body of law applies where it differs (ceilings, housing benefit, unfit housing). Matched exhaustively.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Regime {
    Metropole,
    /// Guadeloupe, Guyane, Martinique, La Réunion.
    OutreMer,
    /// Overseas, with its own article on unfit housing (loi 2011-725, art. 11-2).
    Mayotte,
}

/// How Carbet lives beside the SNE, which alone issues numbers and strikes off for lapse (C7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ModeSne {
    /// Reads extracts and keeps a list "à reporter dans le SNE"; prints no attestation, strikes nobody off.
    Compagnon,
    /// Exchanges interfaceNuu messages; follows the SNE's answers.
    Interface,
}

/// Who computes the note shown to applicants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SourceNotation {
    Carbet,
    /// The SNE scores; Carbet imports its note and shows no second one.
    Sne,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Epci {
    pub nom: String,
    /// How people call it.
    pub sigle: String,
    pub siren: String,
    /// Département of the SNE, three characters (`973`).
    pub departement: String,
    /// Time zone of legal days, IANA name.
    pub fuseau: String,
    pub regime: Regime,
    pub mode_sne: ModeSne,
    pub notation: SourceNotation,
    /// Code of the organisation that the EPCI is.
    pub organisation: String,
    pub couleurs: Couleurs,
    /// The judge of decisions, as letters name it (`le tribunal administratif de la Guyane`); letters are silent without it.
    pub tribunal: Option<String>,
    /// Path of a logo in the folder, when the EPCI gave one.
    pub logo: Option<String>,
    /// After how many days each source is late.
    pub fraicheur: Fraicheur,
    pub adoption: Adoption,
}

/// Days after which a source that sent nothing is late; one that the EPCI did not set is never.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fraicheur {
    pub sne_jours: Option<u32>,
    pub parc_jours: Option<u32>,
    pub gestion_jours: Option<u32>,
}

/// Colours as `#rrggbb`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Couleurs {
    pub principale: String,
    pub secondaire: String,
    pub accent: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commune {
    /// INSEE code.
    pub code: String,
    pub nom: String,
    pub codes_postaux: Vec<String>,
    /// ABC zone, e.g. `B1`.
    pub zone_abc: String,
    /// Zone of the housing benefit, 1 to 3.
    pub zone_aide: u8,
    /// Code of the organisation that the commune is (`commune_97302`).
    pub organisation: String,
}

/// A group of communes or of quartiers for which objectives may be set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secteur {
    pub code: String,
    pub nom: String,
    /// Whole communes, INSEE codes.
    pub communes: Vec<String>,
    /// Codes of quartiers; they win over the commune that holds them.
    pub quartiers: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quartier {
    pub code: String,
    pub nom: String,
    pub commune: String,
}

/// A quartier prioritaire at a vintage of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Qpv {
    /// Code in Carbet; the official one when `code_officiel` says so.
    pub code: String,
    /// Official code at the vintage; `None` while it is to be completed.
    pub code_officiel: Option<String>,
    pub nom: String,
    pub commune: String,
    /// Year of the list (2024 for the decrees in force overseas since 1 January 2025).
    pub millesime: u16,
    pub adoption: Adoption,
}

#[derive(Debug, Default)]
pub(super) struct Lieux {
    pub(super) epci: Option<Epci>,
    pub(super) communes: Vec<Commune>,
    pub(super) secteurs: Vec<Secteur>,
    pub(super) quartiers: Vec<Quartier>,
    pub(super) qpv: Vec<Qpv>,
}

pub(super) fn lire(racine: &Table<'_>) -> Lieux {
    let epci = racine.table("epci").and_then(|t| lire_epci(&t));
    let communes: Vec<Commune> = racine.tables("commune").iter().filter_map(lire_commune).collect();
    if communes.is_empty() {
        racine.signaler("commune", "Aucune commune n'est lisible.", "Ajouter une table [[commune]] par commune de l'EPCI.");
    }
    let mut lieux = Lieux { epci, ..Lieux::default() };
    check_uniques(racine, "commune", "code", communes.iter().map(|c| c.code.as_str()));
    let connue = |t: &Table<'_>, cle: &'static str, code: &str| {
        let found = communes.iter().any(|c| c.code == code);
        if !found {
            t.signaler(
                cle,
                format!("La commune « {code} » n'est pas déclarée dans ce territoire."),
                "Vérifier le code INSEE ou ajouter la commune sous [[commune]].",
            );
        }
        found
    };
    for t in racine.tables("quartier") {
        let (code, nom, commune) = (t.texte("code"), t.texte("nom"), t.texte("commune"));
        t.finir();
        if let (Some(code), Some(nom), Some(commune)) = (code, nom, commune)
            && connue(&t, "commune", &commune)
        {
            lieux.quartiers.push(Quartier { code, nom, commune });
        }
    }
    check_uniques(racine, "quartier", "code", lieux.quartiers.iter().map(|q| q.code.as_str()));
    lire_secteurs(racine, &mut lieux, &connue);
    for t in racine.tables("qpv") {
        if let Some(qpv) = lire_qpv(&t)
            && connue(&t, "commune", &qpv.commune)
        {
            lieux.qpv.push(qpv);
        }
    }
    for (index, qpv) in lieux.qpv.iter().enumerate() {
        if lieux.qpv[..index].iter().any(|q| q.code == qpv.code && q.adoption.chevauche(&qpv.adoption)) {
            racine.signaler(
                "qpv",
                format!("Le QPV « {} » est décrit deux fois sur une même période.", qpv.code),
                "Clore la première description par « jusqu_au » ou changer le code.",
            );
        }
    }
    racine.finir();
    lieux.communes = communes;
    lieux
}

fn lire_secteurs(racine: &Table<'_>, lieux: &mut Lieux, connue: &impl Fn(&Table<'_>, &'static str, &str) -> bool) {
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for t in racine.tables("secteur") {
        let (code, nom) = (t.texte("code"), t.texte("nom"));
        let (communes, quartiers) = (t.textes_si("communes"), t.textes_si("quartiers"));
        t.finir();
        let mut good = true;
        for commune in &communes {
            good &= connue(&t, "communes", commune);
        }
        for quartier in &quartiers {
            if !lieux.quartiers.iter().any(|q| q.code == *quartier) {
                t.signaler(
                    "quartiers",
                    format!("Le quartier « {quartier} » n'est pas déclaré."),
                    "L'ajouter sous [[quartier]] ou le retirer.",
                );
                good = false;
            }
        }
        let (Some(code), Some(nom)) = (code, nom) else { continue };
        for place in communes.iter().chain(&quartiers) {
            if let Some(first) = seen.insert(place.clone(), code.clone()) {
                t.signaler(
                    "code",
                    format!("« {place} » appartient aux secteurs « {first} » et « {code} »."),
                    "Le laisser dans un seul secteur.",
                );
                good = false;
            }
        }
        if good {
            lieux.secteurs.push(Secteur { code, nom, communes, quartiers });
        }
    }
    check_uniques(racine, "secteur", "code", lieux.secteurs.iter().map(|s| s.code.as_str()));
}

fn lire_epci(t: &Table<'_>) -> Option<Epci> {
    let adoption = t.adoption();
    let (nom, sigle, siren, departement) = (t.texte("nom"), t.texte("sigle"), t.texte("siren"), t.texte("departement"));
    let (fuseau, organisation, logo) = (t.texte("fuseau"), t.texte("organisation"), t.texte_si("logo"));
    let tribunal = t.texte_si("tribunal");
    let regime =
        t.choix("regime", &[("metropole", Regime::Metropole), ("outre_mer", Regime::OutreMer), ("mayotte", Regime::Mayotte)]);
    let mode_sne = t.choix("mode_sne", &[("compagnon", ModeSne::Compagnon), ("interface", ModeSne::Interface)]);
    let notation = t.choix("notation", &[("carbet", SourceNotation::Carbet), ("sne", SourceNotation::Sne)]);
    let couleurs = t.table("couleurs").and_then(|c| {
        let (principale, secondaire, accent) = (couleur(&c, "principale"), couleur(&c, "secondaire"), couleur(&c, "accent"));
        c.finir();
        Some(Couleurs { principale: principale?, secondaire: secondaire?, accent: accent? })
    });
    let fraicheur = t.table_si("fraicheur").map_or_else(Fraicheur::default, |f| {
        let read = Fraicheur {
            sne_jours: f.entier_si("sne_jours"),
            parc_jours: f.entier_si("parc_jours"),
            gestion_jours: f.entier_si("gestion_jours"),
        };
        f.finir();
        read
    });
    t.finir();
    if let Some(siren) = siren.as_deref().filter(|s| !(s.len() == 9 && chiffres(s))) {
        t.signaler("siren", format!("« {siren} » n'est pas un SIREN."), "Écrire ses neuf chiffres entre guillemets.");
    }
    if let Some(code) = departement.as_deref().filter(|d| d.len() != 3 || !d.bytes().all(|b| b.is_ascii_alphanumeric())) {
        t.signaler(
            "departement",
            format!("« {code} » n'est pas un département du SNE."),
            "Écrire trois caractères, par exemple « 973 ».",
        );
    }
    Some(Epci {
        nom: nom?,
        sigle: sigle?,
        siren: siren?,
        departement: departement?,
        fuseau: fuseau?,
        regime: regime?,
        mode_sne: mode_sne?,
        notation: notation?,
        organisation: organisation?,
        couleurs: couleurs?,
        tribunal,
        logo,
        fraicheur,
        adoption: adoption?,
    })
}

fn couleur(t: &Table<'_>, cle: &'static str) -> Option<String> {
    let value = t.texte(cle)?;
    let good = value.len() == 7 && value.starts_with('#') && value[1..].bytes().all(|b| b.is_ascii_hexdigit());
    if !good {
        t.signaler(
            cle,
            format!("« {value} » n'est pas une couleur."),
            "Écrire « # » puis six chiffres hexadécimaux, par exemple « #1f5a4b ».",
        );
    }
    good.then_some(value)
}

fn lire_commune(t: &Table<'_>) -> Option<Commune> {
    let (code, nom, organisation) = (t.texte("code"), t.texte("nom"), t.texte("organisation"));
    let (codes_postaux, zone_abc, zone_aide) = (t.textes("codes_postaux"), t.texte("zone_abc"), t.entier("zone_aide"));
    t.finir();
    if let Some(code) = code.as_deref().filter(|c| c.len() != 5 || !c.bytes().all(|b| b.is_ascii_alphanumeric())) {
        t.signaler(
            "code",
            format!("« {code} » n'est pas un code INSEE de commune."),
            "Écrire ses cinq caractères entre guillemets.",
        );
    }
    for postal in codes_postaux.iter().filter(|c| c.len() != 5 || !chiffres(c)) {
        t.signaler(
            "codes_postaux",
            format!("« {postal} » n'est pas un code postal."),
            "Écrire ses cinq chiffres entre guillemets.",
        );
    }
    if let Some(zone) = zone_abc.as_deref().filter(|z| !["A bis", "A", "B1", "B2", "C"].contains(z)) {
        t.signaler("zone_abc", format!("La zone « {zone} » n'existe pas."), "Écrire A bis, A, B1, B2 ou C.");
    }
    if let Some(zone) = zone_aide.filter(|z| !(1..=3).contains(z)) {
        t.signaler("zone_aide", format!("La zone {zone} n'existe pas."), "Écrire 1, 2 ou 3.");
    }
    Some(Commune {
        code: code?,
        nom: nom?,
        codes_postaux,
        zone_abc: zone_abc?,
        zone_aide: u8::try_from(zone_aide?).ok()?,
        organisation: organisation?,
    })
}

fn lire_qpv(t: &Table<'_>) -> Option<Qpv> {
    let adoption = t.adoption();
    let (code, code_officiel, nom, commune) = (t.texte("code"), t.texte_si("code_officiel"), t.texte("nom"), t.texte("commune"));
    let millesime = t.entier("millesime");
    t.finir();
    if let Some(official) = code_officiel.as_deref().filter(|c| c.chars().count() != 8) {
        t.signaler(
            "code_officiel",
            format!("« {official} » n'a pas huit caractères."),
            "Recopier le code de la liste officielle ou retirer la ligne.",
        );
    }
    Some(Qpv {
        code: code?,
        code_officiel,
        nom: nom?,
        commune: commune?,
        millesime: u16::try_from(millesime?).ok()?,
        adoption: adoption?,
    })
}

/// Reports each code met twice.
pub(super) fn check_uniques<'c>(racine: &Table<'_>, table: &str, cle: &str, codes: impl Iterator<Item = &'c str>) {
    let mut seen = std::collections::BTreeSet::new();
    for code in codes {
        if !seen.insert(code) {
            racine.signaler(
                table,
                format!("Le {cle} « {code} » sert à deux [[{table}]]."),
                "Donner un code différent à chacun ou retirer le doublon.",
            );
        }
    }
}

pub(super) fn chiffres(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}
