//! What can go wrong in the base, split by what the caller can do about it.

use sea_orm::{DbErr, SqlErr};

/// A failure of the store. `Contrainte` becomes a message to the user; the others are incidents.
#[derive(Debug, thiserror::Error)]
pub enum StockageError {
    /// The driver or the network failed, or the base is busy: nothing was written.
    #[error("la base de données n'a pas répondu : {0}")]
    Pilote(#[source] PiloteError),
    /// What the base holds cannot be read back: to be looked at by the administrator.
    #[error("donnée incohérente dans la table « {table} » : {quoi}")]
    DonneesIncoherentes { table: &'static str, quoi: String },
    /// A named rule of the base refused the write.
    #[error("{0}")]
    Contrainte(Contrainte),
    /// The row to read or change does not exist (or no longer).
    #[error("l'objet demandé n'existe pas ou n'existe plus")]
    Introuvable,
}

/// The failure as the driver told it; opaque, for logs.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct PiloteError(DbErr);

/// Rules that the base itself keeps, whatever the number of servers.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Contrainte {
    #[error("ce numéro unique est déjà celui d'une autre demande du département")]
    NumeroUniqueDejaPris,
    #[error("ce ménage est déjà retenu sur une autre proposition")]
    MenageDejaRetenu,
    #[error("cet identifiant est déjà celui d'un autre compte")]
    IdentifiantDejaPris,
    #[error("cet acte a déjà été enregistré")]
    DejaFait,
    #[error("ce logement est déjà inscrit à l'ordre du jour de cette séance")]
    PointDejaInscrit,
    #[error("une décision est déjà enregistrée pour ce candidat dans cette séance")]
    DecisionDejaPrise,
    #[error("un bail est déjà signé pour cette vacance")]
    BailDejaSigne,
    #[error("une vacance est déjà ouverte pour ce logement")]
    VacanceDejaOuverte,
    #[error("le procès-verbal de cette séance est déjà scellé")]
    ProcesVerbalDejaScelle,
    #[error("un autre additif vient d'être ajouté à ce procès-verbal")]
    AdditifDejaAjoute,
    #[error("ce dossier a été modifié entre-temps par quelqu'un d'autre")]
    VersionPerimee,
    #[error("un objet lié n'existe pas ou sert encore ailleurs")]
    ObjetLie,
    #[error("cet enregistrement existe déjà ({0})")]
    Autre(String),
}

/// Names of unique constraints: on PostgreSQL the index, on SQLite its first columns.
const NOMS: &[(&str, &str, Contrainte)] = &[
    ("uq_demande_numero_unique", "demande.departement, demande.numero_unique", Contrainte::NumeroUniqueDejaPris),
    ("blocage_pkey", "blocage.departement, blocage.demande_id", Contrainte::MenageDejaRetenu),
    ("uq_compte_identifiant", "compte.identifiant", Contrainte::IdentifiantDejaPris),
    ("idempotence_pkey", "idempotence.cle", Contrainte::DejaFait),
    ("uq_tache_cle", "tache.cle_idempotence", Contrainte::DejaFait),
    ("uq_seance_point_vacance", "seance_point.seance_id, seance_point.vacance_id", Contrainte::PointDejaInscrit),
    ("uq_decision_candidature", "decision.seance_id, decision.candidature_id", Contrainte::DecisionDejaPrise),
    ("uq_bail_vacance", "bail.vacance_id", Contrainte::BailDejaSigne),
    ("uq_vacance_ouverte", "vacance.ouverte", Contrainte::VacanceDejaOuverte),
    ("proces_verbal_pkey", "proces_verbal.seance_id", Contrainte::ProcesVerbalDejaScelle),
    ("proces_verbal_contenu_pkey", "proces_verbal_contenu.seance_id", Contrainte::ProcesVerbalDejaScelle),
    ("additif_pkey", "additif.seance_id, additif.rang", Contrainte::AdditifDejaAjoute),
];

impl StockageError {
    pub(crate) fn incoherent(table: &'static str, quoi: impl Into<String>) -> StockageError {
        StockageError::DonneesIncoherentes { table, quoi: quoi.into() }
    }

    /// True when the same act may simply be tried again: busy base, lost connection.
    pub fn is_reessayable(&self) -> bool {
        match self {
            StockageError::Pilote(PiloteError(e)) => {
                let text = e.to_string();
                matches!(e, DbErr::ConnectionAcquire(_) | DbErr::Conn(_))
                    || text.contains("locked")
                    || text.contains("deadlock")
                    || text.contains("busy")
            }
            StockageError::DonneesIncoherentes { .. } | StockageError::Contrainte(_) | StockageError::Introuvable => false,
        }
    }
}

impl From<DbErr> for StockageError {
    fn from(error: DbErr) -> StockageError {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(message)) => {
                let known = NOMS.iter().find(|(index, columns, _)| {
                    message.contains(&format!("\"{index}\""))
                        || message.split("failed: ").nth(1).is_some_and(|failed| failed.trim() == *columns)
                });
                StockageError::Contrainte(
                    known.map_or_else(|| Contrainte::Autre(constraint_name(&message)), |(_, _, c)| c.clone()),
                )
            }
            Some(SqlErr::ForeignKeyConstraintViolation(_)) => StockageError::Contrainte(Contrainte::ObjetLie),
            _ => match error {
                DbErr::RecordNotFound(_) | DbErr::RecordNotUpdated => StockageError::Introuvable,
                other => StockageError::Pilote(PiloteError(other)),
            },
        }
    }
}

/// The name of the constraint only: a driver's message may quote the values, which stay out of logs.
fn constraint_name(message: &str) -> String {
    let quoted = message.split('"').nth(1);
    let columns = message.split("failed: ").nth(1);
    quoted.or(columns).unwrap_or("contrainte").to_owned()
}
