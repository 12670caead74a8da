//! Act: sign the lease. Its facts are frozen without identity for the objectives (R5.01), the other candidates are
//! freed, and the striking off is asked of the SNE with the data of R1.12.

use droit::demande::MotifRadiation;
use droit::enregistrement::PreuvesRadiation;
use droit::etats::{ActeBail, ActeCandidature, ActeVacance, Bail as EtatBail, MotifLiberation, ask_radiation};
use droit::jour::{Jour, compute_mois_entiers, format_fr};
use droit::logement::{Logement, TypeReservataire};
use droit::montant::Centimes;
use droit::ressources::{compute_quartile, compute_ressources_mensuelles, compute_unites_consommation, list_ages};
use stockage::bail::{self, Bail};
use stockage::decision::Decision;
use stockage::demande::{self, DemandeStockee};
use stockage::fait_compte::{self, FaitCompte};
use stockage::vacance::Vacance;
use stockage::{candidature, logement, preparation_bail};
use uuid::Uuid;

use crate::a_reporter::{self, Report, objet};
use crate::carbet::{ActeEnCours, Carbet};
use crate::conditions_acces::{check_acces, list_conditions};
use crate::decider::loyer;
use crate::droits::Acteur;
use crate::fait_compte::{FaitsBail, build_fait_compte, locate};
use crate::figer::Fige;
use crate::idempotence;
use crate::issue::{Echec, Refus};
use crate::offre as commun;
use crate::radier_demande::get_delais;
use crate::rang_suivant::read_classement;
use crate::repondre_offre::cancel_a_notifier;
use crate::seance::logement_de;
use crate::{preparer_bail, sortie, vacance_etat};

#[derive(Clone, Debug)]
pub struct SignatureBail {
    pub offre: Uuid,
    pub signe_le: Jour,
    pub effet_le: Option<Jour>,
    /// Monthly resources at the allocation, when they were updated; else those of the file.
    pub revenu_mensuel: Option<Centimes>,
    /// Rehoused in a renouvellement urbain operation or an ORCOD.
    pub relogement: Option<bool>,
    pub cle: Option<String>,
}

/// Signs the lease and returns its id.
///
/// Errors: the offer was not accepted; a signature before the acceptance or still to come; a lease already signed; a legal
/// condition of access not met on the day of the signature, or still unknown (CCH R. 441-1).
pub async fn signer_bail(carbet: &Carbet, acteur: &Acteur, saisie: SignatureBail) -> Result<Uuid, Echec> {
    let mut acte = carbet.begin(acteur, "signer_bail").await?;
    let mut dossier = commun::find_en_portee(&acte.tx, acteur, saisie.offre).await?;
    let id = Uuid::now_v7();
    if let Some(deja) =
        idempotence::claim(&acte.tx, saisie.cle.as_deref(), acteur, "signer_bail", &id.to_string(), acte.instant()).await?
    {
        return deja.parse().map_err(|_| Echec::Introuvable);
    }
    sign(carbet, &mut acte, &mut dossier, &saisie, id).await?;
    carbet.conclude(acte).await?;
    Ok(id)
}

/// Signs the lease of an offer inside an act, of a page or of a file. Errors: what [`signer_bail`] refuses.
pub(crate) async fn sign(
    carbet: &Carbet,
    acte: &mut ActeEnCours,
    dossier: &mut commun::Dossier,
    saisie: &SignatureBail,
    id: Uuid,
) -> Result<(), Echec> {
    let jour = carbet.aujourd_hui();
    if dossier.offre.etat != "acceptee" {
        return Err(Refus::new(
            "offre_non_acceptee",
            "Le bail ne se signe qu'après l'accord du ménage sur cette offre.",
            "Enregistrer d'abord la réponse du ménage.",
        )
        .article("CCH R. 441-10")
        .into());
    }
    if saisie.signe_le > jour {
        return Err(Refus::new(
            "signature_a_venir",
            "La signature est datée d'un jour à venir.",
            "L'enregistrer une fois le bail signé.",
        )
        .champ("signe_le")
        .into());
    }
    let accepted = dossier.offre.repondue_le.unwrap_or(saisie.signe_le);
    let effet_le = saisie.effet_le.unwrap_or(saisie.signe_le);
    EtatBail::APreparer { depuis: accepted }.apply(ActeBail::Signer { le: saisie.signe_le, effet_le })?;

    let stored = demande::get(&acte.tx, &dossier.offre.departement, dossier.offre.demande_id).await?;
    let dwelling = logement_de(&acte.tx, &dossier.vacance).await?;
    let home = dwelling.to_logement()?;
    let classement = read_classement(acte, &dossier.vacance, dossier.candidature.id).await?;
    let taken = classement.decision.clone();
    let conditions = list_conditions(&carbet.parametres, &stored.demande, &home, saisie.signe_le);
    let mode = carbet.regles().territoire.epci.mode_sne;
    let preuves = PreuvesRadiation { bail_signe_le: Some(saisie.signe_le), ..Default::default() };
    ask_radiation(get_delais(carbet, jour)?, &stored.demande.etat, MotifRadiation::Attribution, &preuves, jour, mode)?;

    sortie::apply(carbet, acte, &mut dossier.candidature, ActeCandidature::SignerBail { le: saisie.signe_le }).await?;
    check_acces(&conditions, taken.as_ref())?;
    let offered = classement.find_rang_offert(acte, &dossier.vacance).await?;
    vacance_etat::apply(acte, &mut dossier.vacance, offered, ActeVacance::Louer { bail_signe_le: saisie.signe_le }).await?;
    for other in candidature::list_de_vacance(&acte.tx, dossier.vacance.id).await? {
        cancel_a_notifier(acte, dossier.vacance.id, other.id).await?;
    }
    let freed = sortie::liberer_toutes(carbet, acte, &dossier.vacance, MotifLiberation::AutreRang, jour).await?;

    // What the landlord prepared says the rent; else what was declared with the home.
    let prepared = preparation_bail::find(&acte.tx, dossier.offre.id).await?;
    let rent = prepared.as_ref().map_or_else(|| loyer(&dossier.vacance).total(), preparer_bail::total);
    let row = Bail {
        id,
        offre_id: Some(dossier.offre.id),
        candidature_id: Some(dossier.candidature.id),
        vacance_id: Some(dossier.vacance.id),
        logement_id: dwelling.id,
        departement: stored.departement.clone(),
        demande_id: stored.id,
        bailleur: dossier.vacance.bailleur.clone(),
        signe_le: saisie.signe_le,
        effet_le: Some(effet_le),
        loyer: rent.0,
        maj_le: acte.instant(),
    };
    bail::insert(&acte.tx, &row).await?;
    let fait = freeze(carbet, &row, &stored, &home, &dossier.vacance, taken.as_ref(), saisie);
    fait_compte::insert(&acte.tx, &fait).await?;
    logement::set_etat(&acte.tx, dwelling.id, "loue", acte.instant()).await?;
    let principal = Centimes(prepared.as_ref().map_or(dossier.vacance.loyer, |p| p.loyer));
    let report = build_report(carbet, &row, &stored, &home, (&fait, principal), &dwelling.adresse);
    a_reporter::add(carbet, acte, &stored, objet::RADIATION_ATTRIBUTION, &row.bailleur, &report).await?;
    acte.touch("bail", id).touch("fait_compte", fait.id).touch("logement", dwelling.id).tell(serde_json::json!({
        "signe_le": saisie.signe_le.to_string(), "liberes": freed, "empreinte": fait.empreinte,
    }));
    Ok(())
}

/// The facts the yearly accounts read, without identity. What is not known stays unknown.
fn freeze(
    carbet: &Carbet,
    lease: &Bail,
    stored: &DemandeStockee,
    home: &Logement,
    vacance: &Vacance,
    taken: Option<&Decision>,
    saisie: &SignatureBail,
) -> FaitCompte {
    let regles = carbet.regles();
    let territoire = &regles.territoire;
    let signe_le = lease.signe_le;
    let fige = taken.and_then(|d| d.fige.as_deref()).and_then(Fige::read);
    let menage = &stored.demande.dossier.menage;
    let resources = saisie.revenu_mensuel.or_else(|| compute_ressources_mensuelles(menage));
    let units = carbet.parametres.unites_consommation.find(signe_le).ok();
    let thresholds = carbet.parametres.quartiles.find(signe_le).ok();
    let position = units.as_ref().zip(thresholds.as_ref()).and_then(|(units, thresholds)| {
        let tenths = compute_unites_consommation(units.valeurs, &list_ages(menage, signe_le))?;
        let seuils = thresholds.valeurs.epci.get(&territoire.epci.siren)?;
        Some(compute_quartile(units.valeurs, seuils, resources?, tenths))
    });
    let lieu = locate(territoire, home, signe_le);
    let kind = vacance
        .type_reservataire
        .as_deref()
        .and_then(TypeReservataire::from_code)
        .or_else(|| vacance.reservataire.as_deref().and_then(|code| territoire.reservataire(code)))
        .unwrap_or(TypeReservataire::Aucun);
    let prioritaire = match (taken, &fige) {
        (_, Some(fige)) => fige.candidat.prioritaire,
        (Some(taken), None) => Some(stored.demande.dossier.labels.iter().any(|l| l.is_en_vigueur(taken.decide_le))),
        (None, None) => None,
    };
    let versions = serde_json::json!({
        "territoire": regles.version.to_string(),
        "territoire_numero": regles.numero,
        "grille": fige.as_ref().map(|f| f.versions.grille.clone()),
        "quartiles": thresholds.as_ref().map(|t| t.version.nom()),
        "unites_consommation": units.as_ref().map(|u| u.version.nom()),
        "decision": taken.map(|d| d.fige_empreinte.clone()),
    });
    build_fait_compte(FaitsBail {
        id: Uuid::now_v7(),
        bail_id: lease.id,
        signe_le,
        attribue_le: taken.map(|d| d.decide_le),
        departement: lease.departement.clone(),
        epci: territoire.epci.siren.clone(),
        bailleur: lease.bailleur.clone(),
        reservataire: vacance.reservataire.clone().filter(|code| *code != lease.bailleur),
        type_reservataire: Some(kind),
        commune: home.commune.clone(),
        secteur: home.secteur.clone().or_else(|| territoire.secteur_de(&home.commune, None).map(|s| s.code.clone())),
        en_qpv: lieu.en_qpv,
        qpv: home.qpv.clone(),
        qpv_millesime: lieu.millesime,
        quartile: position.as_ref().map(|p| p.quartile.numero()),
        quartile_provisoire: thresholds.as_ref().is_some_and(|t| t.provisoire),
        revenu_uc: position.as_ref().map(|p| p.revenu_uc),
        prioritaire,
        dalo: fige.as_ref().and_then(|f| f.candidat.dalo),
        relogement: saisie.relogement,
        mutation: fige.as_ref().and_then(|f| f.candidat.mutation),
        foyer: home.foyer,
        produit: home.produit,
        typologie: home.typologie,
        attente_mois: (stored.demande.depose_le <= signe_le).then(|| compute_mois_entiers(stored.demande.depose_le, signe_le)),
        versions,
    })
}

/// CCH R. 441-2-9 (R1.12): what is recorded at the striking off for an allocation.
fn build_report(
    carbet: &Carbet,
    lease: &Bail,
    stored: &DemandeStockee,
    home: &Logement,
    (fait, principal): (&FaitCompte, Centimes),
    adresse: &Option<String>,
) -> Report {
    let yes_no = |value: Option<bool>| match value {
        Some(true) => "oui",
        Some(false) => "non",
        None => "à vérifier",
    };
    let mut valeurs =
        vec![("Motif de radiation".to_owned(), "RADATT".to_owned()), ("Bail signé le".to_owned(), format_fr(lease.signe_le))];
    match &home.rpls {
        Some(rpls) => valeurs.push(("Logement RPLS".to_owned(), rpls.clone())),
        // Without an identifier, the text asks for the place, the area, the type and the rent.
        None => valeurs.extend([
            ("Adresse".to_owned(), adresse.clone().unwrap_or_else(|| home.commune.clone())),
            ("Commune".to_owned(), home.commune.clone()),
            ("Surface".to_owned(), format!("{} m²", home.surface)),
            ("Type".to_owned(), home.typologie.code().to_owned()),
            ("Loyer".to_owned(), principal.to_string()),
        ]),
    }
    let kind = fait.type_reservataire.as_deref().and_then(TypeReservataire::from_code);
    valeurs.extend([
        ("Contingent".to_owned(), kind.map_or("AUCUN", TypeReservataire::code).to_owned()),
        (
            "Contingent de l'État".to_owned(),
            match kind {
                Some(TypeReservataire::EtatAgents) => "agents civils ou militaires".to_owned(),
                Some(TypeReservataire::EtatPrioritaires) => "publics prioritaires".to_owned(),
                _ => "non".to_owned(),
            },
        ),
        ("Titulaire DALO".to_owned(), yes_no(fait.dalo).to_owned()),
        ("Accord collectif".to_owned(), "à préciser par le bailleur".to_owned()),
        ("Déjà logé dans le parc social".to_owned(), yes_no(fait.mutation).to_owned()),
        ("Personnes à loger".to_owned(), stored.demande.dossier.menage.nombre_personnes().to_string()),
        ("Bailleur".to_owned(), crate::decider::nom_organisation(carbet, &lease.bailleur)),
    ]);
    Report { evenement: "Radiation pour attribution".to_owned(), ou: "Demande, onglet Radiation".to_owned(), valeurs }
}
