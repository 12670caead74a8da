//! Act: a bailleur declares one of its homes free, or soon to be; the flow orients it at once.

use droit::etats::ActeVacance;
use droit::jour::{Jour, format_fr};
use droit::logement::TypeReservataire;
use droit::montant::Centimes;
use droit::vacance::EtapeVacance;
use stockage::logement::{self, LigneLogement};
use stockage::vacance::{self, Vacance};
use stockage::{Contrainte, StockageError};
use uuid::Uuid;

use crate::carbet::{ActeEnCours, Carbet};
use crate::dater_etape::write_jour;
use crate::droits::{Acte, Acteur};
use crate::idempotence;
use crate::issue::{Echec, Refus};
use crate::orientation::{Orientation, compute_delai, compute_orientation, read_flux, warn_plafond_etat};
use crate::portee_vacance::is_logement_en_portee;
use crate::vacance_etat;

/// How far ahead or behind a date of availability may stand, in days.
const HORIZON_JOURS: i64 = 366;

#[derive(Clone, Debug)]
pub struct DeclarationVacance {
    pub logement: Uuid,
    pub disponible_le: Jour,
    /// Per month, as they will stand in the lease.
    pub loyer: Centimes,
    pub loyer_annexes: Centimes,
    pub charges: Centimes,
    /// Another holder than the one the flow proposes, with its reason.
    pub choix: Option<ChoixReservataire>,
    /// Last day to propose, when another than the convention's.
    pub reponse_avant_le: Option<Jour>,
    /// The first letting of a programme: nobody leaves the home.
    pub premiere_location: bool,
    /// Steps already done, when the bailleur knows their days.
    pub conge_le: Option<Jour>,
    pub etat_des_lieux_le: Option<Jour>,
    pub cle: Option<String>,
}

/// A holder chosen against the proposal of the flow.
#[derive(Clone, Debug)]
pub struct ChoixReservataire {
    pub reservataire: String,
    pub type_reservataire: TypeReservataire,
    pub motif: String,
}

/// Declares the vacancy and orients it. Gives its id.
pub async fn declarer_vacance(carbet: &Carbet, acteur: &Acteur, demande: DeclarationVacance) -> Result<Uuid, Echec> {
    let mut acte = carbet.begin(acteur, "declarer_vacance").await?;
    let id = Uuid::now_v7();
    let (texte, now) = (id.to_string(), acte.instant());
    if let Some(deja) = idempotence::claim(&acte.tx, demande.cle.as_deref(), acteur, "declarer_vacance", &texte, now).await? {
        return deja.parse().map_err(|_| Echec::Introuvable);
    }
    let home = find_logement(acteur, &acte.tx, demande.logement).await?;
    declare(carbet, &mut acte, acteur, &demande, &home, id).await?;
    carbet.conclude(acte).await?;
    Ok(id)
}

/// Opens and orients a vacancy inside an act, of a page or of a file. Errors: what [`declarer_vacance`] refuses.
pub(crate) async fn declare(
    carbet: &Carbet,
    acte: &mut ActeEnCours,
    acteur: &Acteur,
    demande: &DeclarationVacance,
    home: &LigneLogement,
    id: Uuid,
) -> Result<(), Echec> {
    let jour = carbet.aujourd_hui();
    check_declaration(demande, home, jour)?;
    let orientation = orient(carbet, &acte.tx, demande, home, jour).await?;
    let mut ligne = Vacance {
        id,
        logement_id: home.id,
        bailleur: home.bailleur.clone(),
        etat: "declaree".to_owned(),
        ouverte: Some(home.id),
        declaree_le: jour,
        declaree_par: acteur.code(),
        disponible_le: Some(demande.disponible_le),
        reservataire: Some(orientation.reservataire.clone()),
        type_reservataire: Some(orientation.type_reservataire.code().to_owned()),
        orientee_le: Some(jour),
        orientation_motif: Some(orientation.motif.clone()),
        reponse_avant_le: orientation.reponse_avant_le,
        loyer: demande.loyer.0,
        loyer_annexes: demande.loyer_annexes.0,
        charges: demande.charges.0,
        close_le: None,
        cloture_motif: None,
        premiere_location: demande.premiere_location,
        maj_le: acte.instant(),
    };
    match vacance::insert(&acte.tx, &ligne).await {
        Err(StockageError::Contrainte(Contrainte::VacanceDejaOuverte)) => return Err(already_open().into()),
        other => other?,
    }
    let etapes = [
        (EtapeVacance::Conge, demande.conge_le, "conge_le"),
        (EtapeVacance::EtatDesLieux, demande.etat_des_lieux_le, "etat_des_lieux_le"),
    ];
    for (etape, le, champ) in etapes {
        if le.is_some() {
            write_jour(acte, acteur, &ligne, etape, le, jour).await.map_err(|echec| match echec {
                Echec::Refus(refus) => refus.champ(champ).into(),
                other => other,
            })?;
        }
    }
    let orienter =
        ActeVacance::Orienter { reservataire: orientation.reservataire.clone(), jusqu_au: orientation.reponse_avant_le };
    vacance_etat::apply(acte, &mut ligne, 0, orienter).await?;
    logement::set_etat(&acte.tx, home.id, "vacant", acte.instant()).await?;
    acte.touch("logement", home.id).tell(serde_json::json!({
        "reservataire": orientation.reservataire, "type": orientation.type_reservataire.code(), "motif": orientation.motif,
        "loyer": demande.loyer.0, "charges": demande.charges.0,
    }));
    Ok(())
}

/// What the flow proposes for a home, before it is declared.
pub async fn proposer_orientation(carbet: &Carbet, acteur: &Acteur, logement: Uuid) -> Result<Orientation, Echec> {
    let home = find_logement(acteur, &carbet.base, logement).await?;
    let jour = carbet.aujourd_hui();
    let flux = read_flux(&carbet.base, &home.bailleur, jour).await?;
    let mut proposed = compute_orientation(&carbet.regles().territoire, &home.bailleur, &home.commune, &flux, jour);
    warn(carbet, &carbet.base, &home.bailleur, &mut proposed, jour).await?;
    Ok(proposed)
}

/// Adds to the reason that the State goes above its share, when it does.
async fn warn(
    carbet: &Carbet,
    acces: &impl stockage::Acces,
    bailleur: &str,
    orientation: &mut Orientation,
    jour: Jour,
) -> Result<(), Echec> {
    if let Some(warning) = warn_plafond_etat(carbet, acces, bailleur, orientation.type_reservataire, None, jour).await? {
        orientation.motif = format!("{} {warning}", orientation.motif);
    }
    Ok(())
}

async fn find_logement(acteur: &Acteur, acces: &impl stockage::Acces, id: Uuid) -> Result<LigneLogement, Echec> {
    let found = logement::find(acces, id).await?.ok_or(Echec::Introuvable)?;
    if is_logement_en_portee(acteur, Acte::DeclarerVacance, &found) { Ok(found) } else { Err(Echec::Introuvable) }
}

fn check_declaration(demande: &DeclarationVacance, home: &LigneLogement, jour: Jour) -> Result<(), Refus> {
    if (demande.disponible_le - jour).num_days().abs() > HORIZON_JOURS {
        return Err(Refus::new(
            "date_lointaine",
            format!("La date de disponibilité ({}) est à plus d’un an d’aujourd’hui.", format_fr(demande.disponible_le)),
            "Vérifiez l’année.",
        )
        .champ("libre_le"));
    }
    for (amount, field, words) in [
        (demande.loyer, "loyer", "Le loyer principal"),
        (demande.loyer_annexes, "loyer_annexes", "Le loyer des annexes"),
        (demande.charges, "charges", "Les charges"),
    ] {
        if amount < Centimes::ZERO {
            return Err(
                Refus::new("montant_negatif", format!("{words} ne peut pas être négatif."), "Corrigez le montant.").champ(field)
            );
        }
    }
    if demande.loyer == Centimes::ZERO {
        return Err(Refus::new(
            "loyer_nul",
            "Le loyer principal est nul : l’aide et le taux d’effort ne peuvent pas être estimés.",
            "Saisissez le loyer tel qu’il sera au bail.",
        )
        .champ("loyer"));
    }
    if let Some(limit) = demande.reponse_avant_le.filter(|limit| *limit < jour) {
        return Err(Refus::new(
            "delai_passe",
            format!("Le délai de proposition finirait le {}, avant aujourd’hui.", format_fr(limit)),
            "Choisissez un jour à venir, ou laissez le champ vide pour le délai de la convention.",
        )
        .champ("proposition_avant"));
    }
    if home.foyer {
        return Err(Refus::new(
            "foyer",
            "Ce logement est dans un foyer ou une résidence sociale, qui a ses propres conditions d’admission.",
            "Passez par le gestionnaire du foyer ; s’il s’agit d’un logement ordinaire, corrigez sa fiche.",
        )
        .article("CCH L. 633-1")
        .champ("logement"));
    }
    if home.etat == "hors_location" {
        return Err(Refus::new(
            "hors_location",
            "Ce logement est hors location (travaux, vente ou démolition).",
            "Remettez-le d’abord en location dans le parc.",
        )
        .champ("logement"));
    }
    Ok(())
}

async fn orient(
    carbet: &Carbet,
    acces: &impl stockage::Acces,
    demande: &DeclarationVacance,
    home: &LigneLogement,
    jour: Jour,
) -> Result<Orientation, Echec> {
    let regles = carbet.regles();
    let mut orientation = match &demande.choix {
        None => {
            let flux = read_flux(acces, &home.bailleur, jour).await?;
            compute_orientation(&regles.territoire, &home.bailleur, &home.commune, &flux, jour)
        }
        Some(choix) => check_choix(carbet, choix, &home.bailleur, jour)?,
    };
    warn(carbet, acces, &home.bailleur, &mut orientation, jour).await?;
    if orientation.type_reservataire != TypeReservataire::Aucun {
        orientation.reponse_avant_le = demande.reponse_avant_le.or(orientation.reponse_avant_le);
    }
    Ok(orientation)
}

/// A holder chosen by hand: it must hold a right of this kind, and the choice is motivated.
pub(crate) fn check_choix(carbet: &Carbet, choix: &ChoixReservataire, bailleur: &str, jour: Jour) -> Result<Orientation, Refus> {
    let regles = carbet.regles();
    let territoire = &regles.territoire;
    let own = choix.reservataire == bailleur && choix.type_reservataire == TypeReservataire::Aucun;
    let holds = territoire.organisation(&choix.reservataire).is_some_and(|o| o.reservations.contains(&choix.type_reservataire));
    if !(own || holds && choix.type_reservataire != TypeReservataire::Aucun) {
        return Err(Refus::new(
            "reservataire_sans_droit",
            "L’organisation choisie ne détient pas de droit de réservation de ce type.",
            "Choisissez un réservataire de la liste.",
        )
        .article("CCH R. 441-5")
        .champ("reservataire"));
    }
    if choix.motif.trim().is_empty() {
        return Err(Refus::new(
            "motif_absent",
            "Orienter autrement que le flux demande un motif : le réservataire le lira dans son bilan.",
            "Écrivez la raison en une phrase.",
        )
        .article("CCH R. 441-5")
        .champ("motif"));
    }
    Ok(Orientation {
        reservataire: choix.reservataire.clone(),
        type_reservataire: choix.type_reservataire,
        motif: choix.motif.trim().to_owned(),
        reponse_avant_le: compute_delai(territoire, bailleur, &choix.reservataire, choix.type_reservataire, jour),
    })
}

fn already_open() -> Refus {
    Refus::new(
        "vacance_deja_ouverte",
        "Une vacance est déjà ouverte pour ce logement.",
        "Ouvrez-la depuis la liste des vacances, ou retirez-la avant d’en déclarer une autre.",
    )
    .champ("logement")
}
