//! A row of leases: signs the lease that a designation led to, else records it « hors parcours » with what is known.

use droit::demande::{EtatDemande, Typologie};
use droit::jour::{compute_mois_entiers, format_fr};
use droit::logement::{Logement, TypeReservataire};
use droit::numero_unique::NumeroUnique;
use droit::ressources::{
    Position, compute_quartile, compute_ressources_mensuelles, compute_unites_consommation, find_quartile, list_ages,
};
use interop::Gravite;
use interop::bailleur::LigneBailleur;
use stockage::bail::{self, Bail};
use stockage::bail_hors_parcours::{self, BailHorsParcours};
use stockage::demande::{self, DemandeStockee};
use stockage::logement::{self, LigneLogement};
use stockage::{blocage, candidature, fait_compte, offre, vacance};
use uuid::Uuid;

use super::ecriture::{Contexte, Dire, Effet, Suite};
use crate::a_reporter::{self, Report, objet};
use crate::carbet::{ActeEnCours, Carbet};
use crate::decider::nom_organisation;
use crate::fait_compte::{FaitsBail, build_fait_compte, locate};
use crate::issue::Echec;
use crate::offre::Dossier;
use crate::signer_bail::{SignatureBail, sign};

pub(super) async fn write(
    contexte: &Contexte<'_>,
    act: &mut ActeEnCours,
    row: &LigneBailleur,
    home: &LigneLogement,
) -> Result<Suite, Echec> {
    let Some(signe_le) = row.signe_le else { return Ok((Effet::Rejetee, Vec::new())) };
    if signe_le > contexte.carbet.aujourd_hui() {
        return Ok((
            Effet::Rejetee,
            vec![reject(
                "date de signature",
                format_fr(signe_le),
                "la signature est datée d'un jour à venir",
                "Envoyez ce bail une fois signé.",
            )],
        ));
    }
    let known = bail::list_de_logement(&act.tx, home.id).await?.iter().any(|b| b.signe_le == signe_le);
    if known || bail_hors_parcours::find_signe(&act.tx, home.id, signe_le).await?.is_some() {
        return Ok((Effet::Inchangee, Vec::new()));
    }
    let mut dires = Vec::new();
    let stored = find_demande(contexte, act, row, &mut dires).await?;
    if let Some(open) = contexte.ouvertes.get(&home.id) {
        let mut found = None;
        for offer in offre::list_de_vacance(&act.tx, open.id).await? {
            let same = stored.as_ref().is_none_or(|s| s.id == offer.demande_id);
            if offer.etat == "acceptee" && same {
                found = Some(offer);
            }
        }
        if let Some(offre) = found {
            let candidature = candidature::find(&act.tx, offre.candidature_id).await?.ok_or(Echec::Introuvable)?;
            let vacance = vacance::find(&act.tx, open.id).await?.ok_or(Echec::Introuvable)?;
            let saisie = SignatureBail {
                offre: offre.id,
                signe_le,
                effet_le: row.effet_le,
                revenu_mensuel: None,
                relogement: row.relogement,
                cle: None,
            };
            sign(contexte.carbet, act, &mut Dossier { offre, candidature, vacance }, &saisie, Uuid::now_v7()).await?;
            return Ok((Effet::Creee, dires));
        }
        let designated = match &stored {
            Some(stored) => candidature::list_de_vacance(&act.tx, open.id)
                .await?
                .iter()
                .any(|c| c.demande_id == stored.id && !matches!(c.etat.as_str(), "refusee" | "liberee" | "bail_signe")),
            None => false,
        };
        if designated {
            return Ok((
                Effet::Rejetee,
                vec![reject(
                    "numéro unique",
                    row.numero_unique.clone().unwrap_or_default(),
                    "ce ménage est désigné pour ce logement, mais son accord sur l'offre n'est pas enregistré (CCH R. 441-10)",
                    "Enregistrez sa réponse à l'offre, puis envoyez le fichier de nouveau : le bail sera signé.",
                )],
            ));
        }
        dires.push(Dire {
            champ: "vacance",
            valeur: row.nom_logement(),
            gravite: Gravite::Signalee,
            raison: format!(
                "la vacance déclarée le {} reste ouverte : aucune désignation d'ici n'a mené à ce bail",
                format_fr(open.declaree_le)
            ),
            que_faire: "Retirez la vacance si le logement est loué ; le bail est compté.",
        });
    }
    record_hors_parcours(contexte, act, row, home, stored.as_ref(), &mut dires).await?;
    Ok((Effet::Creee, dires))
}

async fn find_demande(
    contexte: &Contexte<'_>,
    act: &ActeEnCours,
    row: &LigneBailleur,
    dires: &mut Vec<Dire>,
) -> Result<Option<DemandeStockee>, Echec> {
    let Some(text) = &row.numero_unique else { return Ok(None) };
    let departement = contexte.carbet.regles().territoire.epci.departement.clone();
    let found = match NumeroUnique::parse(text) {
        Ok(numero) => demande::find_par_numero_unique(&act.tx, &departement, &numero).await?,
        Err(invalid) => {
            dires.push(Dire {
                champ: "numéro unique",
                valeur: text.clone(),
                gravite: Gravite::Ignoree,
                raison: format!("ce numéro unique n'est pas bien formé ({invalid})"),
                que_faire: "Le bail est compté sans ménage ; corrigez le numéro auprès du bailleur.",
            });
            return Ok(None);
        }
    };
    if found.is_none() {
        dires.push(Dire {
            champ: "numéro unique",
            valeur: text.clone(),
            gravite: Gravite::Signalee,
            raison: "aucune demande du registre ne porte ce numéro".to_owned(),
            que_faire: "Le bail est compté sans ménage ; vérifiez le numéro, ou importez un extrait plus récent du SNE.",
        });
    }
    Ok(found)
}

/// The lease counts in the year it is signed, whatever led to it (CCH L. 441-1).
async fn record_hors_parcours(
    contexte: &Contexte<'_>,
    act: &mut ActeEnCours,
    row: &LigneBailleur,
    home: &LigneLogement,
    stored: Option<&DemandeStockee>,
    dires: &mut Vec<Dire>,
) -> Result<(), Echec> {
    let (carbet, id) = (contexte.carbet, Uuid::now_v7());
    let signe_le = row.signe_le.unwrap_or(contexte.cadre.extrait_le);
    let noun = home.to_logement()?;
    match stored {
        Some(stored) => {
            let lease = Bail {
                id,
                offre_id: None,
                candidature_id: None,
                vacance_id: None,
                logement_id: home.id,
                departement: stored.departement.clone(),
                demande_id: stored.id,
                bailleur: contexte.cadre.bailleur.clone(),
                signe_le,
                effet_le: row.effet_le,
                loyer: row.loyer.map_or(home.loyer, |amount| amount.0),
                maj_le: act.instant(),
            };
            bail::insert(&act.tx, &lease).await?;
            act.touch("bail", id);
            if !matches!(stored.demande.etat, EtatDemande::Radiee { .. }) {
                let report = build_report(carbet, &lease, home);
                a_reporter::add(carbet, act, stored, objet::RADIATION_ATTRIBUTION, &lease.bailleur, &report).await?;
            }
            if blocage::find(&act.tx, &stored.departement, stored.id).await?.is_some() {
                dires.push(Dire {
                    champ: "numéro unique",
                    valeur: row.numero_unique.clone().unwrap_or_default(),
                    gravite: Gravite::Signalee,
                    raison: "ce ménage est retenu ici pour un autre logement".to_owned(),
                    que_faire: "Libérez-le de l'autre proposition : il vient de signer un bail.",
                });
            }
        }
        None => {
            let told = BailHorsParcours {
                id,
                logement_id: home.id,
                bailleur: contexte.cadre.bailleur.clone(),
                reference: row.bail.clone(),
                signe_le,
                import_id: contexte.cadre.import,
                recu_le: act.instant(),
            };
            bail_hors_parcours::insert(&act.tx, &told).await?;
            act.touch("bail_hors_parcours", id);
        }
    }
    let fait = build_fait_compte(build_faits(contexte, id, row, &noun, stored, dires));
    fait_compte::insert(&act.tx, &fait).await?;
    act.touch("fait_compte", fait.id);
    if !contexte.ouvertes.contains_key(&home.id) {
        logement::set_etat(&act.tx, home.id, "loue", act.instant()).await?;
        act.touch("logement", home.id);
    }
    Ok(())
}

/// What the objectives need, from the row, then from the demande when it is known; the rest stays unknown.
fn build_faits(
    contexte: &Contexte<'_>,
    bail_id: Uuid,
    row: &LigneBailleur,
    home: &Logement,
    stored: Option<&DemandeStockee>,
    dires: &mut Vec<Dire>,
) -> FaitsBail {
    let carbet = contexte.carbet;
    let regles = carbet.regles();
    let territoire = &regles.territoire;
    let signe_le = row.signe_le.unwrap_or(contexte.cadre.extrait_le);
    let thresholds = carbet.parametres.quartiles.find(signe_le).ok();
    let units = carbet.parametres.unites_consommation.find(signe_le).ok();
    let position = thresholds.as_ref().zip(units.as_ref()).and_then(|(thresholds, units)| {
        let seuils = thresholds.valeurs.epci.get(&territoire.epci.siren)?;
        if let Some(yearly) = row.revenu_uc {
            return Some(Position { revenu_uc: yearly, quartile: find_quartile(seuils, yearly) });
        }
        let menage = &stored?.demande.dossier.menage;
        let tenths = compute_unites_consommation(units.valeurs, &list_ages(menage, signe_le))?;
        Some(compute_quartile(units.valeurs, seuils, compute_ressources_mensuelles(menage)?, tenths))
    });
    if position.is_none() {
        dires.push(Dire {
            champ: "revenu_uc",
            valeur: String::new(),
            gravite: Gravite::Signalee,
            raison: "les ressources du ménage ne sont pas connues : le bail est inclassable pour les objectifs A et B".to_owned(),
            que_faire: "Donnez le revenu annuel par unité de consommation dans un prochain fichier.",
        });
    }
    let lieu = locate(territoire, home, signe_le);
    let reservataire = row.reservataire.as_ref().filter(|code| territoire.organisation(code).is_some()).cloned();
    if let (Some(told), None) = (&row.reservataire, &reservataire) {
        dires.push(Dire {
            champ: "réservataire",
            valeur: told.clone(),
            gravite: Gravite::Ignoree,
            raison: "cette organisation n'est pas connue du territoire".to_owned(),
            que_faire: "Donnez le code d'une organisation du territoire ; le réservataire de ce bail reste inconnu.",
        });
    }
    let type_reservataire =
        row.type_reservataire.or_else(|| reservataire.as_deref().and_then(|code| territoire.reservataire(code)));
    let labels = |s: &DemandeStockee| s.demande.dossier.labels.iter().any(|l| l.is_en_vigueur(signe_le));
    FaitsBail {
        id: Uuid::now_v7(),
        bail_id,
        signe_le,
        attribue_le: None,
        departement: territoire.epci.departement.clone(),
        epci: territoire.epci.siren.clone(),
        bailleur: contexte.cadre.bailleur.clone(),
        reservataire: reservataire
            .filter(|code| *code != contexte.cadre.bailleur && type_reservataire != Some(TypeReservataire::Aucun)),
        type_reservataire,
        commune: home.commune.clone(),
        secteur: home.secteur.clone().or_else(|| territoire.secteur_de(&home.commune, None).map(|s| s.code.clone())),
        en_qpv: lieu.en_qpv,
        qpv: home.qpv.clone(),
        qpv_millesime: lieu.millesime,
        quartile: position.as_ref().map(|p| p.quartile.numero()),
        quartile_provisoire: thresholds.as_ref().is_some_and(|t| t.provisoire),
        revenu_uc: position.as_ref().map(|p| p.revenu_uc),
        prioritaire: row.prioritaire.or_else(|| stored.map(labels)),
        dalo: row.dalo,
        relogement: row.relogement,
        mutation: row.mutation,
        foyer: home.foyer,
        produit: home.produit,
        typologie: home.typologie,
        attente_mois: stored
            .filter(|s| s.demande.depose_le <= signe_le)
            .map(|s| compute_mois_entiers(s.demande.depose_le, signe_le)),
        versions: serde_json::json!({
            "territoire": regles.version.to_string(), "territoire_numero": regles.numero,
            "quartiles": thresholds.as_ref().map(|t| t.version.nom()), "hors_parcours": true, "recu_le": carbet.aujourd_hui().to_string(),
        }),
    }
}

/// CCH R. 441-2-9: what is recorded at the striking off for an allocation, as far as it is known.
fn build_report(carbet: &Carbet, lease: &Bail, home: &LigneLogement) -> Report {
    let mut valeurs =
        vec![("Motif de radiation".to_owned(), "RADATT".to_owned()), ("Bail signé le".to_owned(), format_fr(lease.signe_le))];
    match &home.rpls {
        Some(rpls) => valeurs.push(("Logement RPLS".to_owned(), rpls.clone())),
        None => valeurs.extend([
            ("Commune".to_owned(), home.commune.clone()),
            ("Surface".to_owned(), format!("{} m²", home.surface)),
            ("Type".to_owned(), Typologie::from_code(&home.typologie).map_or(home.typologie.clone(), |t| t.libelle().to_owned())),
        ]),
    }
    valeurs.push(("Bailleur".to_owned(), nom_organisation(carbet, &lease.bailleur)));
    Report { evenement: "Radiation pour attribution".to_owned(), ou: "Demande, onglet Radiation".to_owned(), valeurs }
}

fn reject(champ: &'static str, valeur: String, raison: &str, que_faire: &'static str) -> Dire {
    Dire { champ, valeur, gravite: Gravite::Rejet, raison: raison.to_owned(), que_faire }
}
