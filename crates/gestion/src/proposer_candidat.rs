//! Act: propose a household for a vacancy. The proposal holds it: nobody else can propose it meanwhile.

use droit::admissibilite::check_admissibilite;
use droit::etats::ActeVacance;
use stockage::blocage::{self, Blocage};
use stockage::candidature::{self, Candidature};
use stockage::vacance::Vacance;
use stockage::{Acces, Contrainte, StockageError, demande, logement};
use uuid::Uuid;

use crate::carbet::{ActeEnCours, Carbet};
use crate::designation::{Tenus, Valeurs, classer, compute_logement, has_libre_avant, libelle_regle, tell_blocages};
use crate::droits::{Acte, Acteur};
use crate::issue::{Echec, Refus};
use crate::portee_vacance::find_vacance;
use crate::{idempotence, vacance_etat};

/// Least length of a reason, in characters.
const MOTIF_MINIMUM: usize = 5;

#[derive(Clone, Debug)]
pub struct Proposition {
    pub vacance: Uuid,
    pub demande: Uuid,
    /// Why the order is not followed, or why an undetermined household is proposed.
    pub motif: Option<String>,
    pub cle: Option<String>,
}

/// What the list says of the household at the moment of the proposal.
pub(crate) struct Etat {
    pub(crate) position: Option<usize>,
    note: Option<i64>,
    /// An admissible household before it is free, or it is not in the admissible list.
    ecart: bool,
}

/// Proposes a household and holds it. Gives the id of the candidature.
///
/// Refused, with where it is held, when the household is under proposal elsewhere, whatever the number of servers.
/// A departure from the order asks a reason, kept in the minutes (R4.03).
pub async fn proposer_candidat(carbet: &Carbet, acteur: &Acteur, proposition: Proposition) -> Result<Uuid, Echec> {
    let mut acte = carbet.begin(acteur, "proposer_candidat").await?;
    let mut home = find_vacance(&acte.tx, acteur, Acte::Designer, proposition.vacance).await?;
    let id = Uuid::now_v7();
    let (texte, now) = (id.to_string(), acte.instant());
    if let Some(deja) = idempotence::claim(&acte.tx, proposition.cle.as_deref(), acteur, "proposer_candidat", &texte, now).await?
    {
        return deja.parse().map_err(|_| Echec::Introuvable);
    }
    let departement = carbet.regles().territoire.epci.departement.clone();
    if let Some(hold) = blocage::find(&acte.tx, &departement, proposition.demande).await? {
        return Err(refuse_tenu(carbet, &acte.tx, &home, hold).await?.into());
    }
    let etat = examine(carbet, &acte, &home, &departement, proposition.demande).await?;
    let motif = proposition.motif.as_deref().map(str::trim).filter(|m| !m.is_empty());
    if etat.ecart && motif.is_none_or(|m| m.chars().count() < MOTIF_MINIMUM) {
        return Err(refuse_sans_motif(etat.position).into());
    }
    open_designation(&mut acte, &mut home).await?;
    let jour = carbet.aujourd_hui();
    let candidate = Candidature {
        id,
        vacance_id: home.id,
        departement: departement.clone(),
        demande_id: proposition.demande,
        etat: "proposee_a_la_designation".to_owned(),
        position: etat.position.and_then(|p| i32::try_from(p).ok()),
        note: etat.note,
        rang: None,
        organisation: acteur.organisation.clone(),
        propose_le: jour,
        propose_par: acteur.code(),
        ecart_motif: motif.filter(|_| etat.ecart).map(str::to_owned),
        liberee_le: None,
        liberation_motif: None,
        maj_le: acte.instant(),
    };
    candidature::insert(&acte.tx, &candidate).await?;
    let hold = Blocage {
        departement: departement.clone(),
        demande_id: proposition.demande,
        candidature_id: id,
        vacance_id: home.id,
        bailleur: home.bailleur.clone(),
        depuis: jour,
    };
    if let Err(error) = blocage::insert(&acte.tx, &hold).await {
        drop(acte);
        return match error {
            StockageError::Contrainte(Contrainte::MenageDejaRetenu) => {
                match blocage::find(&carbet.base, &departement, proposition.demande).await? {
                    Some(other) => Err(refuse_tenu(carbet, &carbet.base, &home, other).await?.into()),
                    None => Err(refuse_course().into()),
                }
            }
            other => Err(other.into()),
        };
    }
    acte.touch("candidature", id).touch("vacance", home.id).tell_about(
        &departement,
        proposition.demande,
        serde_json::json!({ "vacance": home.id, "position": candidate.position, "note": candidate.note, "motif": candidate.ecart_motif }),
    );
    carbet.conclude(acte).await?;
    Ok(id)
}

/// A first proposal opens the designation; a home given back is taken up by its bailleur.
async fn open_designation(acte: &mut ActeEnCours, home: &mut Vacance) -> Result<(), Echec> {
    match home.etat.as_str() {
        "en_designation" => Ok(()),
        "orientee" => vacance_etat::apply(acte, home, 0, ActeVacance::OuvrirDesignation).await,
        "rendue_au_bailleur" => {
            let bailleur = home.bailleur.clone();
            vacance_etat::apply(acte, home, 0, ActeVacance::ReprendreParBailleur { bailleur }).await
        }
        "en_commission" | "proposee" => Err(Refus::new(
            "vacance_en_commission",
            "Ce logement est déjà inscrit à une séance : sa liste de candidats est arrêtée.",
            "Retirez-le de l’ordre du jour pour reprendre la désignation.",
        )
        .into()),
        _ => Err(Refus::new(
            "vacance_close",
            "Ce logement n’est plus à attribuer.",
            "Rechargez la liste des vacances pour voir où il en est.",
        )
        .into()),
    }
}

/// Where the household stands in the list of this home, all rules examined again.
pub(crate) async fn examine(
    carbet: &Carbet,
    acte: &ActeEnCours,
    home: &Vacance,
    departement: &str,
    id: Uuid,
) -> Result<Etat, Echec> {
    let ligne = logement::find(&acte.tx, home.logement_id).await?.ok_or(Echec::Introuvable)?;
    let dwelling = compute_logement(&ligne, home)?;
    let stored = demande::find(&acte.tx, departement, id).await?.ok_or(Echec::Introuvable)?;
    let tenus = Tenus::read(carbet, &acte.tx, home).await?;
    let regles = carbet.regles();
    let valeurs = Valeurs::new(&carbet.parametres, &regles.territoire, carbet.aujourd_hui());
    let moyens = valeurs.compute_moyens(&stored.demande);
    let answer = check_admissibilite(&dwelling, &stored.demande, &valeurs.contexte(&moyens, dwelling.produit));
    if let Some(barred) = answer.premier_obstacle() {
        return Err(Refus::new(
            "menage_non_admissible",
            format!("Ce ménage ne peut pas être désigné pour ce logement ({}).", libelle_regle(barred.regle).to_lowercase()),
            "Ouvrez « Pourquoi pas ce ménage ? » pour voir toutes les règles, ou proposez un autre ménage.",
        )
        .article(barred.article)
        .into());
    }
    let registre = carbet.registre.read();
    let classement = classer(&registre.colonnes, &valeurs, &dwelling);
    let place = classement.find(id.as_bytes());
    let position = place.and_then(|(position, _)| position);
    Ok(Etat {
        position,
        note: place.map(|(_, place)| i64::from(place.total)),
        ecart: position.is_none_or(|p| has_libre_avant(&classement, &tenus, p)),
    })
}

async fn refuse_tenu(carbet: &Carbet, acces: &impl Acces, home: &Vacance, hold: Blocage) -> Result<Refus, Echec> {
    if hold.vacance_id == home.id {
        return Ok(Refus::new(
            "deja_propose",
            "Ce ménage est déjà proposé pour ce logement.",
            "Rien à faire : il figure dans la liste des candidats.",
        ));
    }
    let id = hold.demande_id;
    let told =
        tell_blocages(carbet, acces, &[hold]).await?.remove(&id).unwrap_or_else(|| "Retenu pour un autre logement".to_owned());
    Ok(Refus::new(
        "menage_deja_retenu",
        format!("Ce ménage est déjà sous proposition. {told}."),
        "Attendez qu’il soit libéré, ou proposez le ménage suivant.",
    ))
}

fn refuse_course() -> Refus {
    Refus::new(
        "menage_deja_retenu",
        "Ce ménage vient d’être retenu ou libéré par quelqu’un d’autre au même instant.",
        "Rechargez la liste et recommencez s’il est libre.",
    )
}

fn refuse_sans_motif(position: Option<usize>) -> Refus {
    let raison = match position {
        Some(position) => {
            format!("Des ménages mieux classés que le rang {position} sont libres : s’écarter de l’ordre se motive.")
        }
        None => "L’admissibilité de ce ménage n’est pas encore établie : le proposer se motive.".to_owned(),
    };
    Refus::new("motif_absent", raison, "Écrivez la raison en une phrase ; elle figurera au procès-verbal.")
        .article("CCH L. 441-2-8")
        .champ("motif")
}
