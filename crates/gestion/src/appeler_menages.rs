//! Reading: the households to call before their demande expires, and the last call made. A demande is never struck off
//! here: past its day, only the SNE strikes off, after the notice of a month (CCH R. 441-2-7, R. 441-2-8, C7).

use std::collections::HashMap;

use droit::jour::Jour;
use stockage::{a_reporter, appel, demande};
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::consigner_appel::IssueAppel;
use crate::droits::{Acte, Acteur};
use crate::issue::Echec;
use crate::portee_demandes;
use crate::suivre_mon_dossier::find_expiration;

/// Demandes that expire within this many days are called.
pub const EXPIRATION_JOURS: i64 = 60;
/// Lines of the page, the soonest first; the total is told.
const LIGNES: usize = 50;

/// The list of the desk.
#[derive(Clone, Debug)]
pub struct ARenouveler {
    pub total: usize,
    pub depassees: usize,
    pub lignes: Vec<LigneARenouveler>,
}

#[derive(Clone, Debug)]
pub struct LigneARenouveler {
    pub id: Uuid,
    pub numero_unique: Option<String>,
    pub menage: String,
    /// `None` when the household gave none, or when its file is protected.
    pub telephone: Option<String>,
    pub expire_le: Jour,
    pub jours: i64,
    pub appel: Option<(Jour, String)>,
    /// The renewal waits to be typed in the SNE: nobody is to be called again.
    pub renouvellement_demande: bool,
}

/// The demandes past their day or within sixty days of it, of the desks of the caller's organisation (all when it holds
/// none), the soonest first. Protected files are shown to who may know them only.
pub async fn list_a_renouveler(carbet: &Carbet, acteur: &Acteur) -> Result<ARenouveler, Echec> {
    let reach = portee_demandes::read_etendue(carbet, acteur, Acte::AppelerMenages).await?;
    let (regles, jour) = (carbet.regles(), carbet.aujourd_hui());
    let departement = regles.territoire.epci.departement.clone();
    let desks: Vec<&str> = regles
        .territoire
        .guichets
        .iter()
        .filter(|guichet| guichet.organisation == acteur.organisation)
        .map(|guichet| guichet.code.as_str())
        .collect();
    let mut due: Vec<(Jour, Uuid)> = Vec::new();
    {
        let registre = carbet.registre.read();
        for ligne in 0..registre.colonnes.len() {
            let key = registre.colonnes.cle(ligne);
            let Some(demande) = registre.colonnes.demande(&key) else { continue };
            let own = desks.is_empty() || demande.guichet.as_deref().is_some_and(|code| desks.contains(&code));
            let Some(le) = find_expiration(carbet, demande, jour).filter(|_| own) else { continue };
            let id = Uuid::from_bytes(key);
            if (le - jour).num_days() <= EXPIRATION_JOURS && reach.contains(id) {
                due.push((le, id));
            }
        }
    }
    due.sort_unstable();
    let total = due.len();
    let depassees = due.iter().filter(|(le, _)| *le < jour).count();
    due.truncate(LIGNES);
    let ids: Vec<Uuid> = due.iter().map(|(_, id)| *id).collect();
    let calls = appel::list_de_demandes(&carbet.base, &departement, &ids).await?;
    let asked: Vec<Uuid> = a_reporter::list_a_faire(&carbet.base, None)
        .await?
        .into_iter()
        .filter(|line| line.objet == crate::renouveler_demande::OBJET)
        .map(|line| line.demande_id)
        .collect();
    let stored: HashMap<Uuid, demande::DemandeStockee> =
        demande::get_lot(&carbet.base, &departement, &ids).await?.into_iter().map(|d| (d.id, d)).collect();
    let masque = acteur.role.masque();
    let mut lignes = Vec::new();
    for (expire_le, id) in due {
        let Some(held) = stored.get(&id).filter(|held| !held.protege || masque.secret) else { continue };
        let dossier = &held.demande.dossier;
        let titulaire = dossier.menage.titulaire().filter(|_| masque.identite);
        let names = titulaire.map(|t| [t.nom.as_deref().or(t.nom_naissance.as_deref()), t.prenom.as_deref()]);
        if masque.identite {
            carbet.traces.note(acteur, "demande", id, carbet.horloge.instant_utc());
        }
        lignes.push(LigneARenouveler {
            id,
            numero_unique: held.demande.numero_unique().map(|n| n.to_string()),
            menage: names.into_iter().flatten().flatten().collect::<Vec<_>>().join(" "),
            telephone: dossier.contact.telephone.clone().filter(|_| masque.identite),
            expire_le,
            jours: (expire_le - jour).num_days(),
            appel: calls.iter().find(|call| call.demande_id == id).map(|call| {
                let said = IssueAppel::from_code(&call.issue).map_or("", IssueAppel::libelle);
                (call.appele_le, said.to_owned())
            }),
            renouvellement_demande: asked.contains(&id),
        });
    }
    Ok(ARenouveler { total, depassees, lignes })
}
