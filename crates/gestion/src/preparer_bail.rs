//! Act: what the lease will say, entered on an offer: the real rent, the deposit, and the appointment to sign; and the
//! letter of that appointment.

use documents::{Destinataire, Emetteur, Lettre, ReferenceLettre, SectionLettre, render_lettre};
use droit::jour::{Jour, format_fr};
use droit::montant::Centimes;
use stockage::demande;
use stockage::preparation_bail::{self, PreparationBail};
use uuid::Uuid;

use crate::a_reporter::nom_menage;
use crate::carbet::Carbet;
use crate::consulter_offres::read_adresse;
use crate::courriers_seance::list_adresse;
use crate::droits::Acteur;
use crate::issue::{Echec, Refus};
use crate::offre as commun;

/// Longest place of an appointment, in characters.
const LIEU_MAXIMUM: usize = 200;

/// What the landlord enters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BailPrepare {
    pub loyer: Centimes,
    pub loyer_annexes: Centimes,
    pub charges: Centimes,
    /// `None` while it is not fixed.
    pub depot_garantie: Option<Centimes>,
    pub rendez_vous: Option<RendezVous>,
}

/// Where and when to sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RendezVous {
    pub le: Jour,
    /// `14:30`.
    pub heure: String,
    pub lieu: String,
}

/// Keeps what the lease will say; the last entry counts until the lease is signed.
///
/// # Errors
/// The offer has no effect any more or its lease is signed; a rent of nothing; an appointment already past, or without hour or place.
pub async fn preparer_bail(carbet: &Carbet, acteur: &Acteur, id: Uuid, saisi: BailPrepare) -> Result<(), Echec> {
    let mut acte = carbet.begin(acteur, "preparer_bail").await?;
    let dossier = commun::find_en_portee(&acte.tx, acteur, id).await?;
    if !matches!(dossier.offre.etat.as_str(), "notifiee" | "acceptee") || dossier.candidature.etat == "bail_signe" {
        let next = "Rechargez l'offre pour voir où elle en est.";
        return Err(Refus::new("bail_ferme", "Le bail de cette offre ne se prépare plus.", next).into());
    }
    check(carbet, &saisi)?;
    let row = PreparationBail {
        offre_id: id,
        departement: dossier.offre.departement.clone(),
        demande_id: dossier.offre.demande_id,
        loyer: saisi.loyer.0,
        loyer_annexes: saisi.loyer_annexes.0,
        charges: saisi.charges.0,
        depot_garantie: saisi.depot_garantie.map(|m| m.0),
        rendez_vous_le: saisi.rendez_vous.as_ref().map(|r| r.le),
        rendez_vous_heure: saisi.rendez_vous.as_ref().map(|r| r.heure.clone()),
        rendez_vous_lieu: saisi.rendez_vous.as_ref().map(|r| r.lieu.trim().to_owned()),
        maj_le: acte.instant(),
        maj_par: acteur.code(),
    };
    if preparation_bail::find(&acte.tx, id).await?.is_some() {
        preparation_bail::update(&acte.tx, &row).await?;
    } else {
        preparation_bail::insert(&acte.tx, &row).await?;
    }
    acte.touch("offre", id).tell_about(
        &row.departement,
        row.demande_id,
        serde_json::json!({
            "loyer": row.loyer, "annexes": row.loyer_annexes, "charges": row.charges, "depot": row.depot_garantie,
            "rendez_vous": row.rendez_vous_le.map(|le| le.to_string()),
        }),
    );
    carbet.conclude(acte).await?;
    Ok(())
}

fn check(carbet: &Carbet, saisi: &BailPrepare) -> Result<(), Refus> {
    let amounts = [Some(saisi.loyer), Some(saisi.loyer_annexes), Some(saisi.charges), saisi.depot_garantie];
    if saisi.loyer.0 <= 0 || amounts.into_iter().flatten().any(|m| m.0 < 0) {
        let next = "Écrivez les montants du bail ; 0 pour ce qui n'est pas dû.";
        return Err(Refus::new("loyer_absent", "Le loyer du bail n'est pas un montant.", next).champ("loyer_reel"));
    }
    let Some(rendez_vous) = &saisi.rendez_vous else { return Ok(()) };
    if rendez_vous.le < carbet.aujourd_hui() {
        let next = "Choisissez aujourd'hui ou un jour à venir.";
        return Err(Refus::new("rendez_vous_passe", "Le rendez-vous est déjà passé.", next).champ("rendez_vous_le"));
    }
    let lieu = rendez_vous.lieu.trim();
    if rendez_vous.heure.trim().is_empty() || lieu.is_empty() || lieu.chars().count() > LIEU_MAXIMUM {
        let next = format!("Donnez l'heure et le lieu, en {LIEU_MAXIMUM} caractères au plus.");
        return Err(
            Refus::new("rendez_vous_incomplet", "Le rendez-vous n'a pas d'heure ou de lieu.", next).champ("rendez_vous_lieu")
        );
    }
    Ok(())
}

/// What is prepared for an offer within reach.
pub async fn read_preparation(carbet: &Carbet, acteur: &Acteur, id: Uuid) -> Result<Option<BailPrepare>, Echec> {
    commun::find_en_portee(&carbet.base, acteur, id).await?;
    Ok(preparation_bail::find(&carbet.base, id).await?.map(|row| BailPrepare {
        loyer: Centimes(row.loyer),
        loyer_annexes: Centimes(row.loyer_annexes),
        charges: Centimes(row.charges),
        depot_garantie: row.depot_garantie.map(Centimes),
        rendez_vous: match (row.rendez_vous_le, row.rendez_vous_heure, row.rendez_vous_lieu) {
            (Some(le), Some(heure), Some(lieu)) => Some(RendezVous { le, heure, lieu }),
            _ => None,
        },
    }))
}

/// Rent and charges a month, as the lease will say.
pub(crate) fn total(row: &PreparationBail) -> Centimes {
    Centimes(row.loyer.saturating_add(row.loyer_annexes).saturating_add(row.charges))
}

/// The letter of the appointment: name of the file and document.
///
/// # Errors
/// No appointment is entered.
pub async fn render_rendez_vous(carbet: &Carbet, acteur: &Acteur, id: Uuid) -> Result<(String, Vec<u8>), Echec> {
    let dossier = commun::find_en_portee(&carbet.base, acteur, id).await?;
    let prepared = read_preparation(carbet, acteur, id).await?;
    let Some((prepared, rendez_vous)) = prepared.and_then(|p| p.rendez_vous.clone().map(|r| (p, r))) else {
        let next = "Enregistrez d'abord le jour, l'heure et le lieu sur la page de l'offre.";
        return Err(Refus::new("rendez_vous_absent", "Aucun rendez-vous de signature n'est fixé.", next).into());
    };
    let stored = demande::get(&carbet.base, &dossier.offre.departement, dossier.offre.demande_id).await?;
    let adresse = read_adresse(carbet, &dossier.vacance).await?;
    let regles = carbet.regles();
    let bailleur = regles.territoire.organisation(&dossier.vacance.bailleur);
    let nom = bailleur.map_or_else(|| dossier.vacance.bailleur.clone(), |o| o.nom.clone());
    let mut montants = vec![
        format!("Loyer principal : {} par mois.", prepared.loyer),
        format!("Loyer des annexes : {} par mois.", prepared.loyer_annexes),
        format!("Charges : {} par mois.", prepared.charges),
    ];
    montants.extend(prepared.depot_garantie.map(|m| format!("Dépôt de garantie à verser à la signature : {m}.")));
    let section = |titre: &str, paragraphes, encadre| SectionLettre { titre: Some(titre.to_owned()), paragraphes, encadre };
    let lettre = Lettre {
        emetteur: Emetteur { nom: nom.clone(), adresse: Vec::new(), contact: None },
        destinataire: Destinataire { nom: nom_menage(&stored), adresse: list_adresse(carbet, &stored) },
        lieu: bailleur
            .and_then(|o| o.commune.as_deref())
            .and_then(|code| regles.territoire.commune(code))
            .map_or_else(String::new, |c| c.nom.clone()),
        le: carbet.aujourd_hui(),
        references: stored
            .demande
            .numero_unique()
            .map(|n| ReferenceLettre { libelle: "Numéro unique".to_owned(), valeur: n.to_string() })
            .into_iter()
            .collect(),
        objet: format!("Signature de votre bail le {}", format_fr(rendez_vous.le)),
        sections: vec![
            section(
                "Votre rendez-vous",
                vec![
                    format!("Le {} à {}.", format_fr(rendez_vous.le), rendez_vous.heure.replace(':', " h ")),
                    rendez_vous.lieu.clone(),
                ],
                true,
            ),
            section("Le logement", vec![adresse], false),
            section("Ce que dira le bail", montants, false),
            section(
                "À apporter",
                vec![
                    "Une pièce d'identité de chaque signataire et une attestation d'assurance du logement.".to_owned(),
                    "Un empêchement ? Prévenez-nous : le rendez-vous se déplace.".to_owned(),
                ],
                false,
            ),
        ],
        politesse: "Nous vous prions d'agréer nos salutations distinguées.".to_owned(),
        signataire: nom,
        qualite_signataire: "Le bailleur".to_owned(),
        fictif: carbet.demo,
    };
    carbet.traces.note(acteur, "demande", stored.id, carbet.horloge.instant_utc());
    match tokio::task::spawn_blocking(move || render_lettre(&lettre)).await {
        Ok(Ok(document)) => Ok((format!("rendez-vous-bail-{}.pdf", rendez_vous.le), document)),
        Ok(Err(error)) => {
            tracing::error!(offre.id = %id, %error, "the letter of an appointment could not be rendered");
            Err(impossible())
        }
        Err(_) => Err(impossible()),
    }
}

fn impossible() -> Echec {
    let next = "Réessayer ; si cela persiste, prévenir l'administrateur.";
    Refus::new("courrier_impossible", "La lettre n'a pas pu être composée.", next).into()
}
