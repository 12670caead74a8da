//! What was decided here and must stand in the SNE: a list to copy (companion mode) or a message queued (interface mode).
//!
//! The SNE stays the reference (DESIGN 3b): nothing here strikes anybody off. In companion mode a person copies the
//! values then ticks the line; in interface mode the exchange is a job, and the SNE's answer changes the demande.

use std::collections::BTreeMap;

use documents::classeur::{Cellule, Classeur, Colonne, Feuille, Genre, Note, render_classeur};
use droit::demande::EtatDemande;
use droit::jour::{Jour, format_fr};
use droit::territoire::ModeSne;
use serde::{Deserialize, Serialize};
use stockage::a_reporter::{self, AReporter};
use stockage::decision::Decision;
use stockage::demande::{self, DemandeStockee};
use uuid::Uuid;

use crate::carbet::{ActeEnCours, Carbet};
use crate::decider::CodeDecision;
use crate::droits::{Acte, Acteur, Portee};
use crate::echange_sne::{self, DemandeSne};
use crate::issue::{Echec, Refus};

/// Objects of a line, by their stable code.
pub mod objet {
    pub const RADIATION_ATTRIBUTION: &str = "radiation_attribution";
    pub const DECISION_CALEOL: &str = "decision_caleol";
    pub const REFUS_OFFRE: &str = "refus_offre";
    pub const OFFRE: &str = "offre";
}

/// Kind of the job that exchanges with the SNE in interface mode.
pub const TACHE_ECHANGE: &str = "echange_sne";

/// What to copy, in words, with where to type it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// What happened.
    pub evenement: String,
    /// Screen of the SNE where it is typed.
    pub ou: String,
    /// Label and value, in the order of the screen.
    pub valeurs: Vec<(String, String)>,
}

impl Report {
    /// The passage before the commission.
    pub fn of_decision(decision: &Decision) -> Report {
        let code = CodeDecision::from_code(&decision.code);
        let mut valeurs = vec![
            ("Date de la commission".to_owned(), format_fr(decision.decide_le)),
            ("Décision".to_owned(), code.map_or_else(|| decision.code.clone(), |c| c.libelle().to_owned())),
        ];
        if let Some(rang) = decision.rang {
            valeurs.push(("Rang".to_owned(), rang.to_string()));
        }
        if let Some(motif) = decision.motif.as_deref().and_then(droit::caleol::MotifDecision::from_code) {
            valeurs.push(("Motif".to_owned(), motif.libelle().to_owned()));
        }
        Report {
            evenement: "Passage en commission d'attribution".to_owned(),
            ou: "Gestion partagée, Événements, Commission".to_owned(),
            valeurs,
        }
    }

    /// As it is stored.
    pub fn write(&self) -> String {
        serde_json::to_string(self).expect("a report holds only texts")
    }
}

/// A line of the list, as shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LigneReport {
    pub id: Uuid,
    pub demande: Uuid,
    pub numero_unique: Option<String>,
    /// Name of the titulaire, when the caller sees identities.
    pub menage: Option<String>,
    pub report: Report,
    pub depuis: Jour,
    /// Code of what happened.
    pub objet: String,
    pub organisation: Option<String>,
    pub fait: Option<Fait>,
}

/// A line that was copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fait {
    pub le: Jour,
    /// The next extract showed it: nobody had to tick it.
    pub par_le_sne: bool,
    /// An extract later than the tick does not show it yet.
    pub absent_de_l_extrait: Option<Jour>,
}

/// Tells the SNE what was done here. In interface mode a lease is a message; what the contract has no message for
/// (proposals, offers, decisions of the commission) is copied by hand in both modes.
pub(crate) async fn add(
    carbet: &Carbet,
    acte: &mut ActeEnCours,
    stored: &DemandeStockee,
    objet: &str,
    organisation: &str,
    report: &Report,
) -> Result<(), Echec> {
    if objet == objet::RADIATION_ATTRIBUTION && carbet.regles().territoire.epci.mode_sne == ModeSne::Interface {
        let par = (BTreeMap::new(), None, organisation);
        let asked = DemandeSne::RadiationAttribution;
        echange_sne::prepare(carbet, acte, stored, &stored.demande, Some(organisation), asked, par).await?;
        return Ok(());
    }
    let id = Uuid::now_v7();
    let line = AReporter {
        id,
        departement: stored.departement.clone(),
        demande_id: stored.id,
        objet: objet.to_owned(),
        donnees: report.write(),
        cree_le: acte.instant(),
        organisation: Some(organisation.to_owned()),
        fait_le: None,
        fait_par: None,
    };
    a_reporter::insert(&acte.tx, &line).await?;
    acte.touch("a_reporter", id);
    acte.touch("demande", stored.id);
    Ok(())
}

/// Asks something of the SNE, by the way of the territory's mode: a line to copy, or a message.
pub(crate) async fn ask(
    carbet: &Carbet,
    acte: &mut ActeEnCours,
    acteur: &Acteur,
    stored: &DemandeStockee,
    report: &Report,
    asked: DemandeSne,
) -> Result<(), Echec> {
    match carbet.regles().territoire.epci.mode_sne {
        ModeSne::Compagnon => add(carbet, acte, stored, asked.objet(), &acteur.organisation, report).await,
        ModeSne::Interface => {
            let par = (BTreeMap::new(), None, acteur.code());
            let organisation = Some(acteur.organisation.as_str());
            echange_sne::prepare(carbet, acte, stored, &stored.demande, organisation, asked, (par.0, par.1, &par.2)).await?;
            Ok(())
        }
    }
}

/// A decision of the commission (shared management of the file, CCH L. 441-2-7).
pub(crate) async fn add_decision(
    carbet: &Carbet,
    acte: &mut ActeEnCours,
    stored: &DemandeStockee,
    decision: &Decision,
    bailleur: &str,
) -> Result<(), Echec> {
    add(carbet, acte, stored, objet::DECISION_CALEOL, bailleur, &Report::of_decision(decision)).await
}

/// How long a line copied stays shown, to be undone.
const JOURS_FAITES: i64 = 30;
/// Lines copied shown at once.
const FAITES_MAX: u64 = 500;

/// The lines still to copy within the caller's reach, oldest first.
pub async fn list_a_reporter(carbet: &Carbet, acteur: &Acteur) -> Result<Vec<LigneReport>, Echec> {
    let lines = a_reporter::list_a_faire(&carbet.base, reach(acteur)?).await?;
    build_lignes(carbet, acteur, lines).await
}

/// The lines copied in the last thirty days, latest first.
pub async fn list_reportees(carbet: &Carbet, acteur: &Acteur) -> Result<Vec<LigneReport>, Echec> {
    let since = carbet.horloge.instant_utc() - chrono::Duration::days(JOURS_FAITES);
    let lines = a_reporter::list_faites(&carbet.base, reach(acteur)?, since, FAITES_MAX).await?;
    build_lignes(carbet, acteur, lines).await
}

async fn build_lignes(carbet: &Carbet, acteur: &Acteur, lines: Vec<AReporter>) -> Result<Vec<LigneReport>, Echec> {
    let ids: Vec<Uuid> = lines.iter().map(|l| l.demande_id).collect();
    let demandes = demande::get_lot(&carbet.base, &acteur.departement, &ids).await?;
    let sees_names = acteur.role.masque().identite;
    Ok(lines
        .into_iter()
        .map(|line| {
            let stored = demandes.iter().find(|d| d.id == line.demande_id);
            LigneReport {
                id: line.id,
                demande: line.demande_id,
                numero_unique: stored.and_then(|d| d.demande.numero_unique()).map(|n| n.to_string()),
                menage: stored.filter(|_| sees_names).map(nom_menage),
                report: read_report(&line.objet, &line.donnees),
                depuis: carbet.jour_de(line.cree_le),
                fait: line.fait_le.map(|le| read_fait(&line, carbet.jour_de(le), stored)),
                objet: line.objet,
                organisation: line.organisation,
            }
        })
        .collect())
}

/// What an extract read since the tick says of it: only a registration and a striking off show in an extract.
fn read_fait(line: &AReporter, le: Jour, stored: Option<&DemandeStockee>) -> Fait {
    let par_le_sne = line.fait_par.as_deref() == Some("sne");
    let later = stored.and_then(|d| d.extrait_le).filter(|extrait| *extrait > le);
    let shown = stored.is_none_or(|d| match line.objet.as_str() {
        "creation" => d.demande.numero_unique().is_some(),
        "radiation" | objet::RADIATION_ATTRIBUTION => matches!(d.demande.etat, EtatDemande::Radiee { .. }),
        _ => true,
    });
    Fait { le, par_le_sne, absent_de_l_extrait: later.filter(|_| !par_le_sne && !shown) }
}

/// Act: a line ticked by mistake is to be copied again. What the SNE itself showed stays done.
pub async fn remettre_a_reporter(carbet: &Carbet, acteur: &Acteur, id: Uuid) -> Result<(), Echec> {
    let organisation = reach(acteur)?;
    let mut acte = carbet.begin(acteur, "remettre_a_reporter_sne").await?;
    let line = a_reporter::find(&acte.tx, id).await?.ok_or(Echec::Introuvable)?;
    if organisation.is_some_and(|code| line.organisation.as_deref() != Some(code)) {
        return Err(Echec::Introuvable);
    }
    if line.fait_par.as_deref() == Some("sne") {
        return Err(Refus::new(
            "confirme_par_le_sne",
            "Un extrait du SNE montre que cela y est fait : la ligne ne se rouvre pas.",
            "Si l'extrait se trompe, corrigez dans le SNE.",
        )
        .into());
    }
    if !a_reporter::set_a_faire(&acte.tx, id).await? {
        return Err(Refus::new("pas_reporte", "Cette ligne est déjà à reporter.", "Recharger la liste.").into());
    }
    acte.touch("a_reporter", id);
    acte.tell_about(&line.departement, line.demande_id, serde_json::json!({ "objet": line.objet }));
    carbet.conclude(acte).await.map(|_| ())
}

/// The workbook of the lines still to copy.
pub async fn export_a_reporter(carbet: &Carbet, acteur: &Acteur, objet: Option<&str>) -> Result<Vec<u8>, Echec> {
    let colonne = |titre: &str, genre, largeur| Colonne { titre: titre.to_owned(), genre, largeur };
    let lignes: Vec<Vec<Cellule>> = list_a_reporter(carbet, acteur)
        .await?
        .into_iter()
        .filter(|l| objet.is_none_or(|code| l.objet == code))
        .map(|l| {
            let values: Vec<String> = l.report.valeurs.iter().map(|(name, value)| format!("{name} : {value}")).collect();
            vec![
                l.numero_unique.map_or(Cellule::Inconnu, Cellule::Texte),
                l.menage.map_or(Cellule::Inconnu, Cellule::Texte),
                Cellule::Texte(l.report.evenement),
                Cellule::Texte(l.report.ou),
                Cellule::Texte(values.join(" ; ")),
                Cellule::Date(l.depuis),
            ]
        })
        .collect();
    let classeur = Classeur {
        titre: "À reporter dans le SNE".to_owned(),
        auteur: carbet.regles().territoire.epci.nom.clone(),
        notes: vec![Note { libelle: "Lignes".to_owned(), texte: lignes.len().to_string() }],
        feuilles: vec![Feuille {
            titre: "À reporter".to_owned(),
            colonnes: vec![
                colonne("Numéro unique", Genre::Texte, 22),
                colonne("Ménage", Genre::Texte, 28),
                colonne("Événement", Genre::Texte, 34),
                colonne("Où le saisir", Genre::Texte, 38),
                colonne("Valeurs", Genre::Texte, 80),
                colonne("Depuis", Genre::Date, 12),
            ],
            lignes,
        }],
        edite_le: carbet.aujourd_hui(),
    };
    render_classeur(&classeur).map_err(|error| {
        tracing::error!(%error, "the list to copy could not be written as a workbook");
        Refus::new("classeur_impossible", "Le tableur n'a pas pu être écrit.", "Réessayez, ou copiez depuis la page.").into()
    })
}

/// Act: a line was copied into the SNE. Done twice, it stays done once.
pub async fn mark_reporte(carbet: &Carbet, acteur: &Acteur, id: Uuid) -> Result<(), Echec> {
    let organisation = reach(acteur)?;
    let mut acte = carbet.begin(acteur, "reporter_sne").await?;
    let line = a_reporter::find(&acte.tx, id).await?.ok_or(Echec::Introuvable)?;
    if organisation.is_some_and(|code| line.organisation.as_deref() != Some(code)) {
        return Err(Echec::Introuvable);
    }
    if !a_reporter::set_fait(&acte.tx, id, acte.instant(), &acteur.code()).await? {
        return Err(Refus::new("deja_reporte", "Cette ligne est déjà reportée.", "Recharger la liste.").into());
    }
    acte.touch("a_reporter", id);
    acte.tell_about(&line.departement, line.demande_id, serde_json::json!({ "objet": line.objet }));
    carbet.conclude(acte).await.map(|_| ())
}

fn reach(acteur: &Acteur) -> Result<Option<&str>, Echec> {
    match acteur.portee(Acte::ReporterSne) {
        Some(Portee::Territoire) => Ok(None),
        Some(Portee::Organisation) => Ok(Some(&acteur.organisation)),
        Some(Portee::Contingent | Portee::Seance | Portee::Soi) | None => Err(Echec::Introuvable),
    }
}

/// The name a file is called by.
pub(crate) fn nom_menage(stored: &DemandeStockee) -> String {
    let titulaire = stored.demande.dossier.menage.titulaire();
    let parts: Vec<&str> =
        titulaire.iter().flat_map(|p| [p.nom.as_deref().or(p.nom_naissance.as_deref()), p.prenom.as_deref()]).flatten().collect();
    if parts.is_empty() { "Nom non renseigné".to_owned() } else { parts.join(" ") }
}

/// A line written by another act may hold a flat object: each of its texts is a value to copy.
fn read_report(objet: &str, donnees: &str) -> Report {
    if let Ok(report) = serde_json::from_str::<Report>(donnees) {
        return report;
    }
    let valeurs = match serde_json::from_str::<serde_json::Value>(donnees) {
        Ok(serde_json::Value::Object(fields)) => fields
            .into_iter()
            .filter_map(|(name, value)| match value {
                serde_json::Value::String(text) => Some((name.replace('_', " "), text)),
                serde_json::Value::Null => None,
                other => Some((name.replace('_', " "), other.to_string())),
            })
            .collect(),
        Ok(_) | Err(_) => Vec::new(),
    };
    Report { evenement: objet.replace('_', " "), ou: "Demande".to_owned(), valeurs }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_comes_back_as_written_and_a_flat_object_is_shown() {
        let report = Report { evenement: "e".into(), ou: "o".into(), valeurs: vec![("Rang".into(), "1".into())] };
        assert_eq!(read_report("x", &serde_json::to_string(&report).unwrap()), report);
        let flat = read_report("renouvellement", r#"{"renouvele_le":"2026-11-16","note":null,"n":2}"#);
        assert_eq!(flat.evenement, "renouvellement");
        assert_eq!(flat.valeurs, [("n".to_owned(), "2".to_owned()), ("renouvele le".to_owned(), "2026-11-16".to_owned())]);
        assert!(read_report("x", "illisible").valeurs.is_empty());
    }
}
