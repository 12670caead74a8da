//! The table of rights (`droits.toml`): who may do which act, on what reach, and see what of a file.
//!
//! Follow one right: the act's row in `droits.toml` → [`Acte`] → the route of the same row, checked by
//! the server before the handler runs → [`Acteur::portee`] in the act, which narrows the objects.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use serde::Deserialize;
use uuid::Uuid;

/// The work an account is here for. One account has one role in one organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Agglo,
    Bailleur,
    Etat,
    Commune,
    Guichet,
    Caleol,
    Observatoire,
    Admin,
    Ctg,
    ActionLogement,
    Adil,
    Social,
    Referent,
    Dpo,
    Demandeur,
}

/// How far a right goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Portee {
    Territoire,
    Organisation,
    Contingent,
    Seance,
    Soi,
}

/// What of restricted facts a role sees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VueSensible {
    Oui,
    /// Only that something protected exists.
    Drapeau,
    #[default]
    Non,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VueNote {
    Detail,
    Familles,
    #[default]
    Total,
}

/// What a role sees of a nominative file it may open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Masque {
    pub identite: bool,
    pub menage: bool,
    pub sensible: VueSensible,
    #[serde(deserialize_with = "oui_non")]
    pub secret: bool,
    pub note: VueNote,
    /// Among the files it may open, those whose identity it reads; all when absent.
    #[serde(default)]
    pub identite_sur: Option<Portee>,
    /// Among the files it may open, those whose secret facts it reads; all when absent.
    #[serde(default)]
    pub secret_sur: Option<Portee>,
}

/// One row of the table.
#[derive(Clone, Debug)]
pub struct LigneDroit {
    pub acte: Acte,
    pub libelle: String,
    /// `GET /demandes/{id}`: every route that reaches the act.
    pub routes: Vec<String>,
    pub portees: BTreeMap<Role, Portee>,
}

/// Whoever asks: an account, or an applicant on their own file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acteur {
    pub compte: Uuid,
    pub nom: String,
    pub role: Role,
    /// Text code of the organisation in the territory's `organisations.toml`.
    pub organisation: String,
    pub departement: String,
    /// The applicant's own demande.
    pub demande: Option<Uuid>,
}

macro_rules! actes {
    ($($variant:ident = $code:literal,)+) => {
        /// The acts that rights are given on; codes are the keys of `droits.toml`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Acte { $($variant,)+ }
        impl Acte {
            pub const ALL: &'static [Acte] = &[$(Acte::$variant,)+];
            pub const fn code(self) -> &'static str { match self { $(Acte::$variant => $code,)+ } }
        }
    };
}

actes! {
    ConsulterAccueil = "consulter_accueil",
    ListerDemandes = "lister_demandes",
    TenirVues = "tenir_vues",
    ConsulterDemande = "consulter_demande",
    SaisirDemande = "saisir_demande",
    ConsulterPieces = "consulter_pieces",
    TenirPieces = "tenir_pieces",
    AppelerMenages = "appeler_menages",
    Labelliser = "labelliser",
    ProuverFait = "prouver_fait",
    ConstaterSejour = "constater_sejour",
    Importer = "importer",
    TrancherConflit = "trancher_conflit",
    ConsulterSources = "consulter_sources",
    ConsulterParametres = "consulter_parametres",
    ConsulterLogements = "consulter_logements",
    ConsulterVacances = "consulter_vacances",
    DeclarerVacance = "declarer_vacance",
    DaterEtape = "dater_etape",
    ConsulterDelais = "consulter_delais",
    Designer = "designer",
    RendreVacance = "rendre_vacance",
    ConsulterSeances = "consulter_seances",
    TenirSeance = "tenir_seance",
    SuivreOffre = "suivre_offre",
    Preselectionner = "preselectionner",
    ConsulterRelances = "consulter_relances",
    ConsignerAppel = "consigner_appel",
    EcrireDemandeur = "ecrire_demandeur",
    DemanderInteret = "demander_interet",
    EnregistrerInteret = "enregistrer_interet",
    RepondreInteret = "repondre_interet",
    ConsulterObjectifs = "consulter_objectifs",
    ComparerObjectifs = "comparer_objectifs",
    ConsulterReservations = "consulter_reservations",
    ConsulterCotation = "consulter_cotation",
    ReporterSne = "reporter_sne",
    EchangerSne = "echanger_sne",
    ConsulterJournal = "consulter_journal",
    ConsulterExploitation = "consulter_exploitation",
    TenirCourriers = "tenir_courriers",
    GererComptes = "gerer_comptes",
    TenirSonCompte = "tenir_son_compte",
    SuivreSonDossier = "suivre_son_dossier",
}

impl Role {
    pub const ALL: [Role; 15] = [
        Role::Agglo,
        Role::Bailleur,
        Role::Etat,
        Role::Commune,
        Role::Guichet,
        Role::Caleol,
        Role::Observatoire,
        Role::Admin,
        Role::Ctg,
        Role::ActionLogement,
        Role::Adil,
        Role::Social,
        Role::Referent,
        Role::Dpo,
        Role::Demandeur,
    ];

    /// The code stored with an account and written in `droits.toml`.
    pub const fn code(self) -> &'static str {
        match self {
            Role::Agglo => "agglo",
            Role::Bailleur => "bailleur",
            Role::Etat => "etat",
            Role::Commune => "commune",
            Role::Guichet => "guichet",
            Role::Caleol => "caleol",
            Role::Observatoire => "observatoire",
            Role::Admin => "admin",
            Role::Ctg => "ctg",
            Role::ActionLogement => "action_logement",
            Role::Adil => "adil",
            Role::Social => "social",
            Role::Referent => "referent",
            Role::Dpo => "dpo",
            Role::Demandeur => "demandeur",
        }
    }

    pub const fn libelle(self) -> &'static str {
        match self {
            Role::Agglo => "Agglomération",
            Role::Bailleur => "Bailleur",
            Role::Etat => "État",
            Role::Commune => "Commune",
            Role::Guichet => "Guichet enregistreur",
            Role::Caleol => "Membre de CALEOL",
            Role::Observatoire => "Observatoire",
            Role::Admin => "Administration technique",
            Role::Ctg => "Collectivité territoriale de Guyane",
            Role::ActionLogement => "Action Logement",
            Role::Adil => "ADIL",
            Role::Social => "Travail social",
            Role::Referent => "Référent relogement",
            Role::Dpo => "Protection des données",
            Role::Demandeur => "Demandeur",
        }
    }

    pub fn from_code(code: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.code() == code)
    }

    pub fn masque(self) -> Masque {
        TABLE.masques.get(&self).copied().unwrap_or_default()
    }

    /// The reach of this role on an act; `None` when it has no access at all.
    pub fn portee(self, acte: Acte) -> Option<Portee> {
        TABLE.lignes.iter().find(|ligne| ligne.acte == acte)?.portees.get(&self).copied()
    }
}

impl Acteur {
    pub fn portee(&self, acte: Acte) -> Option<Portee> {
        self.role.portee(acte)
    }

    /// The code the journal keeps: the account's id, or `systeme` for the program itself.
    pub fn code(&self) -> String {
        if self.compte.is_nil() { "systeme".to_owned() } else { self.compte.to_string() }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.libelle())
    }
}

/// Every row, in the order of the file.
pub fn table() -> &'static [LigneDroit] {
    &TABLE.lignes
}

/// The act a route reaches, e.g. `GET` and `/demandes/{id}`.
pub fn find_acte(methode: &str, chemin: &str) -> Option<Acte> {
    TABLE.par_route.get(&format!("{methode} {chemin}")).copied()
}

struct Table {
    lignes: Vec<LigneDroit>,
    par_route: BTreeMap<String, Acte>,
    masques: BTreeMap<Role, Masque>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fichier {
    acte: BTreeMap<String, toml::Table>,
    masque: BTreeMap<Role, Masque>,
}

static TABLE: LazyLock<Table> =
    LazyLock::new(|| parse(include_str!("../droits.toml")).expect("droits.toml is checked by a test"));

fn parse(contenu: &str) -> Result<Table, String> {
    let fichier: Fichier = toml::from_str(contenu).map_err(|e| e.to_string())?;
    let mut lignes = Vec::new();
    let mut par_route = BTreeMap::new();
    for acte in Acte::ALL {
        let row = fichier.acte.get(acte.code()).ok_or_else(|| format!("acte absent : {}", acte.code()))?;
        let text = |key: &str| row.get(key).and_then(|v| v.as_str()).map(str::to_owned);
        let libelle = text("libelle").ok_or_else(|| format!("{} : libellé absent", acte.code()))?;
        let routes: Vec<String> = row
            .get("routes")
            .and_then(|v| v.as_array())
            .map(|list| list.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect())
            .unwrap_or_default();
        let mut portees = BTreeMap::new();
        for (key, value) in row {
            if key == "libelle" || key == "routes" {
                continue;
            }
            let role = Role::from_code(key).ok_or_else(|| format!("{} : rôle inconnu « {key} »", acte.code()))?;
            let portee = value.clone().try_into().map_err(|e| format!("{} : {key} : {e}", acte.code()))?;
            portees.insert(role, portee);
        }
        for route in &routes {
            if par_route.insert(route.clone(), *acte).is_some() {
                return Err(format!("route donnée deux fois : {route}"));
            }
        }
        lignes.push(LigneDroit { acte: *acte, libelle, routes, portees });
    }
    if let Some(unknown) = fichier.acte.keys().find(|code| !Acte::ALL.iter().any(|acte| acte.code() == *code)) {
        return Err(format!("acte inconnu : {unknown}"));
    }
    Ok(Table { lignes, par_route, masques: fichier.masque })
}

fn oui_non<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    match String::deserialize(deserializer)?.as_str() {
        "oui" => Ok(true),
        "non" => Ok(false),
        other => Err(serde::de::Error::custom(format!("attendu « oui » ou « non », lu « {other} »"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        let table = parse(include_str!("../droits.toml")).unwrap();
        assert_eq!(table.lignes.len(), Acte::ALL.len());
        for ligne in &table.lignes {
            assert!(!ligne.routes.is_empty(), "{} has no route", ligne.acte.code());
            assert!(!ligne.portees.is_empty(), "{} is given to nobody", ligne.acte.code());
        }
    }

    #[test]
    fn the_observatory_and_the_administrator_never_open_a_file() {
        for role in [Role::Observatoire, Role::Admin, Role::Dpo] {
            assert_eq!(role.portee(Acte::ConsulterDemande), None, "{role}");
            assert_eq!(role.masque(), Masque::default(), "{role}");
        }
    }

    #[test]
    fn secret_facts_reach_three_roles_only() {
        let told: Vec<Role> = Role::ALL.into_iter().filter(|role| role.masque().secret).collect();
        assert_eq!(told, [Role::Etat, Role::Social, Role::Demandeur]);
    }

    #[test]
    fn a_route_finds_its_act() {
        assert_eq!(find_acte("GET", "/demandes/{id}"), Some(Acte::ConsulterDemande));
        assert_eq!(find_acte("DELETE", "/demandes/{id}"), None);
    }
}
