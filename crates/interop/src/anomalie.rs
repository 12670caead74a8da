//! What was wrong in a file: one value (`Anomalie`) or the whole of it (`ErreurFichier`).

/// How much an anomaly costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gravite {
    /// The value is kept and shown; somebody should look at it.
    Signalee,
    /// The value is kept in the source values but no rule will use it.
    Ignoree,
    /// The demande or the row cannot be imported.
    Rejet,
}

impl Gravite {
    /// Stable code for storage.
    pub const fn code(self) -> &'static str {
        match self {
            Gravite::Signalee => "signalee",
            Gravite::Ignoree => "ignoree",
            Gravite::Rejet => "rejet",
        }
    }

    pub const fn libelle(self) -> &'static str {
        match self {
            Gravite::Signalee => "Signalée",
            Gravite::Ignoree => "Valeur non utilisée",
            Gravite::Rejet => "Rejet",
        }
    }
}

/// One thing wrong at one place of a file, told so that somebody can mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anomalie {
    /// Line of the file, from 1.
    pub ligne: u64,
    /// The number of the demande, or the identifier of the home, as read; absent when the file gives none.
    pub numero_unique: Option<String>,
    /// Path of the field in the source, or header of the column.
    pub champ: String,
    /// At most 80 characters; « (masquée) » for a restricted or secret field.
    pub valeur: String,
    pub gravite: Gravite,
    /// In French: what is wrong.
    pub raison: String,
    /// In French: what to do.
    pub que_faire: String,
}

/// The value shown of a field that must not be.
pub const MASQUE: &str = "(masquée)";

/// Cuts a value for display: 80 characters, control characters shown as spaces.
pub fn truncate_valeur(valeur: &str) -> String {
    let mut cut: String = valeur.chars().take(80).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if valeur.chars().nth(80).is_some() {
        cut.push('…');
    }
    cut
}

/// The file as a whole cannot be read further; what was already emitted is the caller's to roll back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ErreurFichier {
    #[error("le fichier est vide : vérifiez l'export puis envoyez-le de nouveau")]
    Vide,
    #[error(
        "ligne {ligne} : ce n'est pas du XML bien formé ({detail}). Le fichier est peut-être tronqué ou d'un autre format : refaites l'export"
    )]
    Xml { ligne: u64, detail: String },
    #[error(
        "ligne {ligne} : le fichier s'arrête avant la fin de {element}. Le transfert a été interrompu : refaites l'export et envoyez-le de nouveau"
    )]
    Tronque { ligne: u64, element: String },
    #[error(
        "ligne {ligne} : le fichier contient une déclaration DOCTYPE ou une entité « {nom} ». Elles sont refusées par sécurité : un extrait du SNE n'en comporte pas"
    )]
    Entite { ligne: u64, nom: String },
    #[error(
        "la racine « {racine} » de l'espace de noms « {espace} » n'est pas celle d'un extrait du SNE (interfaceNuu, http://nuu.application.i2/). Vérifiez que le bon fichier a été choisi"
    )]
    Racine { racine: String, espace: String },
    #[error(
        "la version « {0} » de l'interface n'est pas connue : les versions lues sont 02.00 et 02.01. Signalez-le à l'administrateur"
    )]
    Version(String),
    #[error(
        "ligne {ligne} : un octet n'existe pas dans l'encodage annoncé ({encodage}). Enregistrez le fichier en UTF-8 puis envoyez-le de nouveau"
    )]
    Encodage { ligne: u64, encodage: String },
    #[error("l'encodage « {0} » n'est pas lu. Enregistrez le fichier en UTF-8 puis envoyez-le de nouveau")]
    EncodageInconnu(String),
    #[error(
        "ligne {ligne} : {quoi} dépasse la limite de sécurité ({limite}). Le fichier est refusé : ce n'est pas un export ordinaire"
    )]
    Limite { ligne: u64, quoi: &'static str, limite: u64 },
    #[error(
        "le classeur ne peut pas être lu ({0}). Ouvrez-le dans un tableur, enregistrez-le au format xlsx puis envoyez-le de nouveau"
    )]
    Classeur(String),
    #[error("ce format n'est pas lu ({0}). Formats acceptés : xlsx, csv, et le XML du SNE")]
    Format(&'static str),
    #[error("le tableau n'a pas de ligne d'en-tête : la première ligne non vide doit nommer les colonnes")]
    SansEntete,
    #[error(
        "aucune colonne ne donne {0} : ce tableau n'est ni une liste de vacances, ni une liste de baux, ni une liste de locataires. Reprenez le modèle de fichier, ou enregistrez une correspondance des colonnes"
    )]
    Bailleur(&'static str),
    #[error("la lecture du fichier a échoué ({0}). Envoyez-le de nouveau")]
    Lecture(String),
}
