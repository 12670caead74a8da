//! The life of a demande: its dates, what was decided of it, and the acts of the journal that touched it.

use droit::demande::{Demande, EtatDemande};
use droit::etats::MotifLiberation;
use droit::jour::{Jour, format_fr};
use stockage::demande::{DemandeStockee, VersionDossier};
use stockage::{bail, candidature, decision, journal, offre, vacance};

use crate::carbet::Carbet;
use crate::consulter_historique::{Changement, compare};
use crate::droits::{Acteur, Masque, Portee};
use crate::issue::Echec;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NatureEvenement {
    Neutre,
    Bon,
    Info,
    Attention,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvenementDossier {
    pub le: Jour,
    pub titre: String,
    pub detail: String,
    pub nature: NatureEvenement,
}

/// Acts of the journal told as events of the file; the others are told by the rows they wrote.
const ACTES: &[(&str, &str, NatureEvenement)] = &[
    ("saisir_demande", "Saisie au guichet", NatureEvenement::Neutre),
    ("modifier_brouillon", "Brouillon modifié", NatureEvenement::Neutre),
    ("transmettre_demande", "Transmise au SNE", NatureEvenement::Info),
    ("reprendre_demande", "Revenue au guichet", NatureEvenement::Attention),
    ("recevoir_numero", "Numéro unique reçu du SNE", NatureEvenement::Bon),
    ("renouveler_demande", "Renouvellement à reporter dans le SNE", NatureEvenement::Info),
    ("radier_demande", "Radiation demandée", NatureEvenement::Attention),
    ("reponse_sne", "Réponse du SNE", NatureEvenement::Info),
    ("envoyer_message_sne", "Message déposé pour le SNE", NatureEvenement::Info),
    ("completer_message_sne", "Message au SNE corrigé", NatureEvenement::Info),
    ("recevoir_reponse_sne", "Réponse du SNE", NatureEvenement::Info),
    ("labelliser", "Label posé", NatureEvenement::Attention),
    ("prouver_fait", "Fait confirmé", NatureEvenement::Bon),
    ("constater_sejour", "Séjour constaté", NatureEvenement::Bon),
    ("reconnaitre_personne", "Reconnue au guichet comme la même personne", NatureEvenement::Info),
    ("deposer_piece", "Pièce déposée", NatureEvenement::Neutre),
    ("verifier_piece", "Pièce vérifiée", NatureEvenement::Bon),
    ("retirer_piece", "Pièce retirée", NatureEvenement::Attention),
];

/// Latest first.
pub async fn list_evenements(
    carbet: &Carbet,
    acteur: &Acteur,
    masque: Masque,
    stored: &DemandeStockee,
    versions: &[(VersionDossier, Demande)],
) -> Result<Vec<EvenementDossier>, Echec> {
    let mut events = list_dates(carbet, stored);
    for change in compare(carbet, masque, stored, versions) {
        if matches!(change.source.as_str(), "sne" | "tableau") {
            let titre = if change.entree { "Entrée au registre par un extrait du SNE" } else { "Mise à jour par le SNE" };
            events.push(event(change.le, titre, tell_changement(&change), NatureEvenement::Info));
        }
    }
    for line in journal::list_for(&carbet.base, "demande", &stored.id.to_string()).await?.into_iter().rev() {
        if let Some((_, titre, nature)) = ACTES.iter().find(|(code, _, _)| *code == line.acte) {
            events.push(event(carbet.jour_de(line.instant_utc), titre, String::new(), *nature));
        }
    }
    add_attribution(carbet, acteur, stored, &mut events).await?;
    events.sort_by_key(|event| std::cmp::Reverse(event.le));
    Ok(events)
}

/// The extract, and the first fields that it changed; each change stands whole in the history of the file.
fn tell_changement(change: &Changement) -> String {
    const CITES: usize = 3;
    let mut parts: Vec<String> = change.extrait_le.map(|le| format!("Extrait du {}", format_fr(le))).into_iter().collect();
    let names: Vec<&str> = change.champs.iter().take(CITES).map(|c| c.libelle.as_str()).collect();
    match change.champs.len() {
        0 => {}
        count if count > CITES => parts.push(format!("{}, et {} autres champs", names.join(", "), count - CITES)),
        _ => parts.push(names.join(", ")),
    }
    parts.join(" : ")
}

fn list_dates(carbet: &Carbet, stored: &DemandeStockee) -> Vec<EvenementDossier> {
    let demande = &stored.demande;
    let regles = carbet.regles();
    let name = |code: &str| regles.territoire.guichet(code).map_or_else(|| code.to_owned(), |g| g.nom.clone());
    let desk = demande.guichet.as_ref().map_or_else(String::new, |code| format!("Guichet {}", name(code)));
    let mut events = vec![event(demande.depose_le, "Déposée", desk, NatureEvenement::Neutre)];
    events.extend(demande.renouvele_le.map(|le| event(le, "Renouvelée", String::new(), NatureEvenement::Bon)));
    if let EtatDemande::Radiee { le, motif, .. } = &demande.etat {
        events.push(event(*le, "Radiée", motif.libelle().to_owned(), NatureEvenement::Attention));
    }
    events
}

/// Proposals, decisions, offers and leases: those of one's own organisation for who does not see the whole territory.
async fn add_attribution(
    carbet: &Carbet,
    acteur: &Acteur,
    stored: &DemandeStockee,
    events: &mut Vec<EvenementDossier>,
) -> Result<(), Echec> {
    let (base, departement, id) = (&carbet.base, stored.departement.as_str(), stored.id);
    let whole = acteur.portee(crate::droits::Acte::ConsulterDemande) == Some(Portee::Territoire);
    let mut own = Vec::new();
    for row in candidature::list_de_demande(base, departement, id).await? {
        let home = vacance::find(base, row.vacance_id).await?;
        let bailleur = home.map_or_else(String::new, |v| v.bailleur);
        if !whole && row.organisation != acteur.organisation && bailleur != acteur.organisation {
            continue;
        }
        own.push(row.id);
        let sigle = crate::habitat::sigle(&carbet.regles().territoire, &bailleur);
        events.push(event(row.propose_le, "Proposée pour un logement", sigle, NatureEvenement::Bon));
        if let Some(le) = row.liberee_le {
            let motif = row.liberation_motif.as_deref().and_then(MotifLiberation::from_code);
            let detail = motif.map_or_else(String::new, |m| m.libelle().to_owned());
            events.push(event(le, "Sortie de la proposition", detail, NatureEvenement::Attention));
        }
    }
    for taken in decision::list_de_demande(base, departement, id).await? {
        if own.contains(&taken.candidature_id) {
            let code = crate::decider::CodeDecision::from_code(&taken.code);
            let detail = code.map_or_else(String::new, |c| c.libelle().to_owned());
            events.push(event(taken.decide_le, "Décision de la commission", detail, NatureEvenement::Info));
        }
    }
    for offer in offre::list_de_demande(base, departement, id).await? {
        if let Some(le) = offer.notifiee_le.filter(|_| own.contains(&offer.candidature_id)) {
            let detail = offer
                .expire_le
                .map_or_else(String::new, |limit| format!("Réponse attendue au plus tard le {}", format_fr(limit)));
            events.push(event(le, "Offre notifiée", detail, NatureEvenement::Bon));
        }
    }
    for lease in bail::list_de_demande(base, departement, id).await? {
        if whole || lease.bailleur == acteur.organisation {
            let sigle = crate::habitat::sigle(&carbet.regles().territoire, &lease.bailleur);
            events.push(event(lease.signe_le, "Bail signé", sigle, NatureEvenement::Bon));
        }
    }
    Ok(())
}

fn event(le: Jour, titre: &str, detail: impl Into<String>, nature: NatureEvenement) -> EvenementDossier {
    EvenementDossier { le, titre: titre.to_owned(), detail: detail.into(), nature }
}
