//! Acts: keeping the views of a list. A view holds filters and an order, never what was searched: a name or a number
//! typed once does not stay under a title that colleagues read.

use stockage::vue::{self, Vue};
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::droits::{Acte, Acteur, Portee};
use crate::idempotence::claim;
use crate::issue::{Echec, Refus};

/// Longest name of a view, in characters.
pub const NOM_MAXIMUM: usize = 60;
/// Longest list of filters, in characters.
const FILTRES_MAXIMUM: usize = 1_000;
/// Views that one account keeps on a page.
const VUES_MAXIMUM: usize = 30;

/// A view as typed.
#[derive(Clone, Debug)]
pub struct VueSaisie {
    pub nom: String,
    pub partagee: bool,
    pub par_defaut: bool,
    pub cle: Option<String>,
}

/// A view as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VueLue {
    pub id: Uuid,
    pub nom: String,
    /// What follows `?` in the address of the list.
    pub filtres: String,
    pub partagee: bool,
    pub par_defaut: bool,
    /// The caller keeps it: only they change or delete it.
    pub a_soi: bool,
}

/// Whether the caller may share a view with their organisation.
pub fn can_partager(acteur: &Acteur) -> bool {
    acteur.portee(Acte::TenirVues) == Some(Portee::Organisation)
}

/// The views a person reads on a page, by name; empty for who keeps none.
pub async fn list_vues(carbet: &Carbet, acteur: &Acteur, page: &str) -> Result<Vec<VueLue>, Echec> {
    if acteur.portee(Acte::TenirVues).is_none() {
        return Ok(Vec::new());
    }
    let rows = vue::list_lisibles(&carbet.base, acteur.compte, &acteur.organisation, page).await?;
    let read = rows.into_iter().map(|row| {
        let a_soi = row.compte_id == acteur.compte;
        VueLue {
            id: row.id,
            nom: row.nom,
            filtres: row.filtres,
            partagee: row.partagee,
            par_defaut: row.par_defaut && a_soi,
            a_soi,
        }
    });
    Ok(read.collect())
}

/// Keeps the list one looks at under a name. `filtres` is what follows `?`, without what was searched.
///
/// # Errors
/// No name, a name too long or taken, too many views, or sharing without the right.
pub async fn enregistrer_vue(
    carbet: &Carbet,
    acteur: &Acteur,
    page: &str,
    filtres: &str,
    saisie: VueSaisie,
) -> Result<Uuid, Echec> {
    acteur.portee(Acte::TenirVues).ok_or(Echec::Introuvable)?;
    let nom = check(acteur, &saisie)?;
    if filtres.chars().count() > FILTRES_MAXIMUM {
        return Err(
            Refus::new("vue_trop_longue", "Cette vue porte trop de filtres.", "Retirez des filtres, puis enregistrez.").into()
        );
    }
    let mut acte = carbet.begin(acteur, "enregistrer_vue").await?;
    let (id, now) = (Uuid::now_v7(), acte.instant());
    if let Some(known) = claim(&acte.tx, saisie.cle.as_deref(), acteur, "enregistrer_vue", &id.to_string(), now).await? {
        return Uuid::parse_str(&known).map_err(|_| Echec::Introuvable);
    }
    let known = vue::list_lisibles(&acte.tx, acteur.compte, &acteur.organisation, page).await?;
    let mine: Vec<&Vue> = known.iter().filter(|v| v.compte_id == acteur.compte).collect();
    if mine.len() >= VUES_MAXIMUM {
        return Err(Refus::new(
            "trop_de_vues",
            "Vous gardez déjà trente vues de cette liste.",
            "Supprimez-en une, puis enregistrez.",
        )
        .into());
    }
    if mine.iter().any(|v| v.nom == nom) {
        return Err(taken().into());
    }
    let row = Vue {
        id,
        compte_id: acteur.compte,
        organisation: acteur.organisation.clone(),
        page: page.to_owned(),
        nom,
        filtres: filtres.to_owned(),
        partagee: saisie.partagee,
        par_defaut: saisie.par_defaut,
        cree_le: now,
        maj_le: now,
    };
    if row.par_defaut {
        vue::clear_defaut(&acte.tx, acteur.compte, page, id).await?;
    }
    vue::insert(&acte.tx, &row).await?;
    acte.touch("vue", id).tell(serde_json::json!({ "page": page, "partagee": row.partagee }));
    carbet.conclude(acte).await?;
    Ok(id)
}

/// Renames a view, shares it or keeps it for oneself, opens the list on it or no longer.
///
/// # Errors
/// The same as keeping one; the view of somebody else does not exist.
pub async fn modifier_vue(carbet: &Carbet, acteur: &Acteur, id: Uuid, saisie: VueSaisie) -> Result<(), Echec> {
    acteur.portee(Acte::TenirVues).ok_or(Echec::Introuvable)?;
    let nom = check(acteur, &saisie)?;
    let mut acte = carbet.begin(acteur, "modifier_vue").await?;
    let mut row = vue::find(&acte.tx, id).await?.filter(|v| v.compte_id == acteur.compte).ok_or(Echec::Introuvable)?;
    let known = vue::list_lisibles(&acte.tx, acteur.compte, &acteur.organisation, &row.page).await?;
    if known.iter().any(|v| v.compte_id == acteur.compte && v.id != id && v.nom == nom) {
        return Err(taken().into());
    }
    row.nom = nom;
    row.partagee = saisie.partagee;
    row.par_defaut = saisie.par_defaut;
    row.maj_le = acte.instant();
    if row.par_defaut {
        vue::clear_defaut(&acte.tx, acteur.compte, &row.page, id).await?;
    }
    vue::update(&acte.tx, &row).await?;
    acte.touch("vue", id).tell(serde_json::json!({ "page": row.page, "partagee": row.partagee }));
    carbet.conclude(acte).await?;
    Ok(())
}

/// Deletes one's own view; who read it shared no longer does.
///
/// # Errors
/// Without a confirmation; the view of somebody else does not exist.
pub async fn supprimer_vue(carbet: &Carbet, acteur: &Acteur, id: Uuid, confirmee: bool) -> Result<(), Echec> {
    acteur.portee(Acte::TenirVues).ok_or(Echec::Introuvable)?;
    let mut acte = carbet.begin(acteur, "supprimer_vue").await?;
    let row = vue::find(&acte.tx, id).await?.filter(|v| v.compte_id == acteur.compte).ok_or(Echec::Introuvable)?;
    if !confirmee {
        return Err(Refus::new(
            "suppression_a_confirmer",
            "La suppression n’est pas confirmée.",
            "Cochez « Je confirme la suppression », puis recommencez.",
        )
        .into());
    }
    vue::delete(&acte.tx, id).await?;
    acte.touch("vue", id).tell(serde_json::json!({ "page": row.page, "partagee": row.partagee }));
    carbet.conclude(acte).await?;
    Ok(())
}

fn check(acteur: &Acteur, saisie: &VueSaisie) -> Result<String, Refus> {
    let nom = saisie.nom.trim();
    if nom.is_empty() || nom.chars().count() > NOM_MAXIMUM {
        return Err(Refus::new(
            "nom_de_vue",
            "Le nom de la vue manque ou dépasse soixante caractères.",
            "Donnez-lui un nom court, sans nom de personne.",
        ));
    }
    if saisie.partagee && !can_partager(acteur) {
        return Err(Refus::new(
            "vue_non_partageable",
            "Votre rôle ne partage pas de vue.",
            "Gardez-la pour vous, et envoyez l’adresse de la page à qui en a besoin.",
        ));
    }
    Ok(nom.to_owned())
}

fn taken() -> Refus {
    Refus::new("nom_de_vue_pris", "Une de vos vues porte déjà ce nom.", "Choisissez un autre nom, ou supprimez l’ancienne vue.")
}
