//! What every signed-in page carries around its content: who, where, how fresh, what was just done.

use super::icones::icone;

/// The frame of a page. Filled once per request by the session, then given its title by the page.
#[derive(Clone, Debug, Default)]
pub struct Cadre {
    /// Title of the page, without the name of the product.
    pub titre: String,
    /// Name of the EPCI, e.g. `CA du Centre Littoral`.
    pub epci: String,
    /// Fictional data: shows the banner.
    pub demo: bool,
    /// `JJ/MM/AAAA` of the last extract of the SNE; `None` when none was ever imported.
    pub sne_au: Option<String>,
    /// The extract is older than eight days: no agenda may be prepared on it without a warning.
    pub sne_vieux: bool,
    pub utilisateur: Utilisateur,
    pub navigation: Vec<GroupeNav>,
    /// What the previous act has to say, once.
    pub messages: Vec<Message>,
    /// Fresh at each rendering; each form of the page sends it followed by its own name.
    pub cle: String,
    /// Large type, no side band: for a wall screen.
    pub projection: bool,
    /// Values of the law and of the territory that the figures of the page rest on and that are to be confirmed.
    pub a_confirmer: usize,
}

#[derive(Clone, Debug, Default)]
pub struct Utilisateur {
    pub nom: String,
    /// Two letters for the badge.
    pub initiales: String,
    /// Role in words, e.g. `Attributions`.
    pub role: String,
    pub organisation: String,
}

#[derive(Clone, Debug)]
pub struct GroupeNav {
    pub libelle: &'static str,
    pub liens: Vec<LienNav>,
}

#[derive(Clone, Debug)]
pub struct LienNav {
    pub libelle: &'static str,
    pub adresse: &'static str,
    pub icone: &'static str,
    pub actif: bool,
    /// Number of things waiting there; 0 shows nothing.
    pub compte: u32,
}

/// Tone of a tag, a message or a figure; the words always say it too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ton {
    #[default]
    Neutre,
    Bon,
    Info,
    Attention,
    Grave,
    /// Priority publics.
    Priorite,
}

impl Ton {
    /// Class of the style sheet.
    pub fn classe(&self) -> &'static str {
        match self {
            Ton::Neutre => "ton-neutre",
            Ton::Bon => "ton-bon",
            Ton::Info => "ton-info",
            Ton::Attention => "ton-attention",
            Ton::Grave => "ton-grave",
            Ton::Priorite => "ton-priorite",
        }
    }

    pub fn icone(&self) -> &'static str {
        match self {
            Ton::Bon => "coche",
            Ton::Attention | Ton::Grave => "attention",
            Ton::Neutre | Ton::Info | Ton::Priorite => "info",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Message {
    pub ton: Ton,
    /// What happened.
    pub titre: String,
    /// Why and what to do next; may be empty.
    pub texte: String,
}

/// Words, address and drawing of an entry of the side band.
type Entree = (&'static str, &'static str, &'static str);

/// Groups of the side band with their entries, in order.
const PAGES: &[(&str, &[Entree])] = &[
    ("", &[("Aujourd’hui", "/", "accueil")]),
    (
        "Attribuer",
        &[
            ("Guichet", "/guichet", "recherche"),
            ("Demandes", "/demandes", "demandes"),
            ("Vacances", "/vacances", "vacances"),
            ("Séances CALEOL", "/seances", "seances"),
            ("Offres", "/offres", "courrier"),
            ("Relances", "/relances", "horloge"),
            ("Logements", "/logements", "logements"),
            ("À reporter au SNE", "/a-reporter", "a_reporter"),
            ("Échanges SNE", "/echanges-sne", "imports"),
        ],
    ),
    (
        "Piloter",
        &[
            ("Objectifs", "/objectifs", "objectifs"),
            ("Réservations", "/reservations", "reservations"),
            ("Cotation", "/cotation", "cotation"),
            ("Imports", "/imports", "imports"),
            ("Sources", "/sources", "imports"),
            ("Valeurs de droit", "/parametres", "info"),
        ],
    ),
    (
        "Administrer",
        &[
            ("Journal", "/journal", "journal"),
            ("Exploitation", "/exploitation", "exploitation"),
            ("Comptes", "/comptes", "comptes"),
        ],
    ),
];

/// The side band: entries the caller may open, the current one marked (`/demandes/…` belongs to `/demandes`).
pub fn navigation(chemin: &str, permis: impl Fn(&str) -> bool, compte: impl Fn(&str) -> u32) -> Vec<GroupeNav> {
    let is_current = |adresse: &str| {
        chemin == adresse || (adresse != "/" && chemin.strip_prefix(adresse).is_some_and(|rest| rest.starts_with('/')))
    };
    PAGES
        .iter()
        .map(|(libelle, liens)| GroupeNav {
            libelle,
            liens: liens
                .iter()
                .filter(|(_, adresse, _)| permis(adresse))
                .map(|(libelle, adresse, icone)| LienNav {
                    libelle,
                    adresse,
                    icone,
                    actif: is_current(adresse),
                    compte: compte(adresse),
                })
                .collect(),
        })
        .filter(|groupe| !groupe.liens.is_empty())
        .collect()
}

impl Cadre {
    /// A numéro unique that can be copied: words that stand for a missing one cannot.
    pub fn is_numero(&self, texte: impl AsRef<str>) -> bool {
        !self.projection && texte.as_ref().bytes().next().is_some_and(|byte| byte.is_ascii_digit())
    }

    /// The same frame with the title of a page.
    pub fn with_titre(mut self, titre: impl Into<String>) -> Cadre {
        self.titre = titre.into();
        self
    }

    /// Somebody signed in: shows the menu of the account.
    pub fn is_connecte(&self) -> bool {
        !self.utilisateur.nom.is_empty()
    }

    /// The caller may open the register: shows the search.
    pub fn has_recherche(&self) -> bool {
        self.navigation.iter().flat_map(|groupe| &groupe.liens).any(|lien| lien.adresse == "/demandes")
    }

    /// `3 valeurs à confirmer`.
    pub fn dit_a_confirmer(&self) -> String {
        match self.a_confirmer {
            1 => "1 valeur à confirmer".to_owned(),
            n => format!("{n} valeurs à confirmer"),
        }
    }

    pub fn icone(&self, nom: &str) -> String {
        icone(nom)
    }

    pub fn actif(&self, nom: &str) -> String {
        super::actifs::adresse(nom)
    }

    /// A frame with fictional values, for samples.
    pub fn exemple(titre: &str, chemin: &str) -> Cadre {
        Cadre {
            titre: titre.to_owned(),
            epci: "CA du Centre Littoral".to_owned(),
            demo: true,
            sne_au: Some("13/11/2026".to_owned()),
            sne_vieux: false,
            utilisateur: Utilisateur {
                nom: "Mylène Assard".to_owned(),
                initiales: "MA".to_owned(),
                role: "Chargée d’attribution".to_owned(),
                organisation: "SIGUY".to_owned(),
            },
            navigation: navigation(
                chemin,
                |_| true,
                |adresse| match adresse {
                    "/vacances" => 4,
                    "/seances" => 1,
                    "/a-reporter" => 7,
                    _ => 0,
                },
            ),
            messages: Vec::new(),
            cle: "019a8c1e-5d2f-7a40-9d1b-0c7b2f6f1a11".to_owned(),
            projection: false,
            a_confirmer: 3,
        }
    }
}
