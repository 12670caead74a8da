//! The lines of the board, from the open homes within reach.

use std::collections::{HashMap, HashSet};

use droit::caleol::PieceListee;
use droit::demande::EtatDemande;
use droit::jour::{Jour, format_fr};
use stockage::appel::{self, SuiviAppel};
use stockage::candidature::{self, Candidature};
use stockage::demande::{self, DemandeStockee};
use stockage::interet::{self, Interet};
use stockage::offre::{self, Offre};
use stockage::vacance::{FiltreVacance, Vacance};
use stockage::{bail, decision, seance, seance_point, vacance};
use uuid::Uuid;

use super::{Groupe, LigneRelance};
use crate::a_reporter::nom_menage;
use crate::carbet::Carbet;
use crate::consigner_appel::IssueAppel;
use crate::consulter_demande::narrow;
use crate::droits::{Acte, Acteur, Portee, VueSensible};
use crate::habitat::Habitats;
use crate::issue::Echec;
use crate::portee_vacance::filtre_vacances;
use crate::sortie::is_vivante;
use crate::suivre_mon_dossier::find_expiration;

/// What the lines are made from, read once.
struct Lecture<'a> {
    carbet: &'a Carbet,
    acteur: &'a Acteur,
    jour: Jour,
    homes: HashMap<Uuid, Vacance>,
    habitats: Habitats,
    menages: HashMap<Uuid, DemandeStockee>,
    /// The last call of each household, corrections followed.
    appels: HashMap<Uuid, SuiviAppel>,
}

/// Every line within reach, in no order.
pub(super) async fn list(carbet: &Carbet, acteur: &Acteur) -> Result<Vec<LigneRelance>, Echec> {
    let base = filtre_vacances(acteur, Acte::ConsulterRelances).ok_or(Echec::Introuvable)?;
    let homes = vacance::list(&carbet.base, &FiltreVacance { ouvertes_seulement: true, ..base }).await?;
    let ids: Vec<Uuid> = homes.iter().map(|v| v.id).collect();
    let candidates = candidature::list_de_vacances(&carbet.base, &ids).await?;
    let questions = interet::list_de_vacances(&carbet.base, &ids).await?;
    let rappels = appel::list_a_rappeler(&carbet.base, &acteur.organisation).await?;
    let mut households: Vec<Uuid> = candidates.iter().filter(|c| is_vivante(c)).map(|c| c.demande_id).collect();
    households.extend(questions.iter().filter(|q| q.reponse.is_none()).map(|q| q.demande_id));
    if acteur.portee(Acte::ConsulterRelances) == Some(Portee::Territoire) {
        households.extend(rappels.iter().map(|r| r.demande_id));
    }
    households.sort_unstable();
    households.dedup();
    let logements: Vec<Uuid> = homes.iter().map(|v| v.logement_id).collect();
    let departement = carbet.regles().territoire.epci.departement.clone();
    let lecture = Lecture {
        carbet,
        acteur,
        jour: carbet.aujourd_hui(),
        habitats: Habitats::read(&carbet.base, &logements).await?,
        menages: read_menages(carbet, acteur, &departement, &households).await?,
        appels: last_calls(appel::list_de_demandes(&carbet.base, &departement, &households).await?),
        homes: homes.into_iter().map(|v| (v.id, v)).collect(),
    };
    let mut lignes = lecture.list_offres().await?;
    lignes.extend(lecture.list_pieces(&candidates).await?);
    lignes.extend(lecture.list_perdus(&candidates, &questions).await?);
    lignes.extend(lecture.list_tours(&candidates));
    lignes.extend(lecture.list_interets(&candidates, &questions));
    lignes.extend(lecture.list_sans_nouvelle(&candidates, &questions));
    lignes.extend(lecture.list_rappels());
    Ok(lignes)
}

/// The households of the lines. Over the whole territory a protected file is shown to who may know only: a list is no
/// place to find it.
async fn read_menages(
    carbet: &Carbet,
    acteur: &Acteur,
    departement: &str,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, DemandeStockee>, Echec> {
    let masque = acteur.role.masque();
    let knows = masque.secret || masque.sensible != VueSensible::Non;
    let everywhere = acteur.portee(Acte::ConsulterRelances) == Some(Portee::Territoire);
    let read = demande::get_lot(&carbet.base, departement, ids).await?;
    Ok(read.into_iter().filter(|d| !(d.protege && everywhere && !knows)).map(|d| (d.id, d)).collect())
}

/// The last call of each household that no correction replaces. The calls come the last first.
fn last_calls(calls: Vec<SuiviAppel>) -> HashMap<Uuid, SuiviAppel> {
    let corrected: HashSet<Uuid> = calls.iter().filter_map(|a| a.corrige).collect();
    let mut last = HashMap::new();
    for call in calls {
        if !corrected.contains(&call.id) {
            last.entry(call.demande_id).or_insert(call);
        }
    }
    last
}

impl Lecture<'_> {
    /// A line on a household, or `None` when the caller may not see it.
    fn line(
        &self,
        groupe: Groupe,
        household: Uuid,
        home: Option<&Vacance>,
        depuis: Jour,
        raison: String,
    ) -> Option<LigneRelance> {
        let stored = self.menages.get(&household)?;
        let masque = self.acteur.role.masque();
        let shown = narrow(&stored.demande, masque, stored.protege);
        let (logement, bailleur) = home.map_or_else(Default::default, |home| self.tell_home(home));
        Some(LigneRelance {
            groupe,
            demande: Some(household),
            menage: if masque.identite { nom_menage(stored) } else { String::new() },
            numero_unique: stored.demande.numero_unique().map(|n| n.to_string()).unwrap_or_default(),
            telephone: shown.dossier.contact.telephone.clone().filter(|_| masque.identite).unwrap_or_default(),
            vacance: home.map(|v| v.id),
            offre: None,
            interet: None,
            logement,
            bailleur,
            depuis,
            echeance: None,
            legale: false,
            raison,
            dernier_appel: self
                .appels
                .get(&household)
                .map(|a| (a.appele_le, IssueAppel::from_code(&a.issue).unwrap_or(IssueAppel::Absent))),
        })
    }

    fn tell_home(&self, home: &Vacance) -> (String, String) {
        let regles = self.carbet.regles();
        let name = self.habitats.habitat(&regles.territoire, home.logement_id).map(|h| h.nom).unwrap_or_default();
        (name, home.bailleur.clone())
    }

    /// Offers out: CCH R. 441-10 gives the last day to answer.
    async fn list_offres(&self) -> Result<Vec<LigneRelance>, Echec> {
        let mut lines = Vec::new();
        for out in offre::list(&self.carbet.base, &["notifiee"]).await? {
            let (Some(home), Some(last)) = (self.homes.get(&out.vacance_id), out.expire_le) else { continue };
            let raison = if self.jour > last {
                format!(
                    "Délai de réponse expiré le {} : le silence est à constater, ou la réponse reçue à temps à inscrire.",
                    format_fr(last)
                )
            } else {
                format!("Offre notifiée, réponse possible jusqu'au {} inclus.", format_fr(last))
            };
            let since = out.recue_le.or(out.notifiee_le).unwrap_or(last);
            let Some(line) = self.line(Groupe::SansReponse, out.demande_id, Some(home), since, raison) else { continue };
            lines.push(LigneRelance { offre: Some(out.id), echeance: Some(last), legale: true, ..line });
        }
        Ok(lines)
    }

    /// Papers: that of a condition (CCH R. 441-3), and the income that keeps a proposed household from being judged.
    async fn list_pieces(&self, candidates: &[Candidature]) -> Result<Vec<LigneRelance>, Echec> {
        let mut lines = Vec::new();
        let offres = offre::list(&self.carbet.base, &[crate::rang_suivant::A_NOTIFIER]).await?;
        for c in candidates.iter().filter(|c| is_vivante(c)) {
            let Some(home) = self.homes.get(&c.vacance_id) else { continue };
            let line = match c.etat.as_str() {
                "attribuee" => self.condition_line(c, home, &offres).await?,
                "proposee_a_la_designation" | "inscrite_en_seance" => self.income_line(c, home).await?,
                _ => None,
            };
            lines.extend(line);
        }
        Ok(lines)
    }

    async fn condition_line(&self, c: &Candidature, home: &Vacance, offres: &[Offre]) -> Result<Option<LigneRelance>, Echec> {
        let taken = decision::find_de_candidature(&self.carbet.base, c.id).await?;
        let Some((taken, last)) = taken.and_then(|d| d.condition_avant_le.map(|last| (d, last))) else { return Ok(None) };
        let piece = taken.condition_piece.as_deref();
        let words = piece.map(|code| PieceListee::from_code(code).map_or_else(|| code.to_owned(), |p| p.libelle().to_owned()));
        let words = words.unwrap_or_else(|| "Pièce".to_owned());
        let raison = if self.jour > last {
            format!("{words} : attendue jusqu'au {}, la condition n'est pas levée.", format_fr(last))
        } else {
            format!("{words} : attendue jusqu'au {} inclus pour que l'attribution ait effet.", format_fr(last))
        };
        let line = self.line(Groupe::Pieces, c.demande_id, Some(home), taken.decide_le, raison);
        let offre = offres.iter().find(|o| o.candidature_id == c.id).map(|o| o.id);
        Ok(line.map(|line| LigneRelance { offre, echeance: Some(last), legale: true, ..line }))
    }

    async fn income_line(&self, c: &Candidature, home: &Vacance) -> Result<Option<LigneRelance>, Echec> {
        use chrono::Datelike;
        let Some(stored) = self.menages.get(&c.demande_id).filter(|_| self.acteur.role.masque().menage) else { return Ok(None) };
        let Ok(regles) = self.carbet.parametres.menage.find(self.jour) else { return Ok(None) };
        let menage = &stored.demande.dossier.menage;
        if droit::ressources::compute_revenu_retenu_menage(regles.valeurs, menage, self.jour).is_some() {
            return Ok(None);
        }
        let seance = if c.etat == "inscrite_en_seance" { self.find_seance(c.vacance_id).await? } else { None };
        let why = format!(
            "Revenu fiscal de référence {} de chaque adulte : sans lui, le plafond ne peut pas être jugé.",
            self.jour.year() - 2
        );
        let line = self.line(Groupe::Pieces, c.demande_id, Some(home), c.propose_le, why);
        Ok(line.map(|line| LigneRelance { echeance: seance, ..line }))
    }

    /// The next session that a home is on the agenda of.
    async fn find_seance(&self, vacance: Uuid) -> Result<Option<Jour>, Echec> {
        let mut next: Option<Jour> = None;
        for point in seance_point::list_de_vacance(&self.carbet.base, vacance).await? {
            let held = seance::find(&self.carbet.base, point.seance_id).await?.filter(|s| s.etat != "close");
            if let Some(day) = held.map(|s| s.tenue_le).filter(|day| *day >= self.jour) {
                next = Some(next.map_or(day, |known| known.min(day)));
            }
        }
        Ok(next)
    }

    /// Households under proposal that no longer wait for this home.
    async fn list_perdus(&self, candidates: &[Candidature], questions: &[Interet]) -> Result<Vec<LigneRelance>, Echec> {
        let mut lines = Vec::new();
        for c in candidates.iter().filter(|c| is_vivante(c)) {
            let (Some(home), Some(stored)) = (self.homes.get(&c.vacance_id), self.menages.get(&c.demande_id)) else { continue };
            let Some((since, raison)) = self.why_lost(c, stored, questions).await? else { continue };
            lines.extend(self.line(Groupe::Perdu, c.demande_id, Some(home), since, raison));
        }
        Ok(lines)
    }

    async fn why_lost(
        &self,
        c: &Candidature,
        stored: &DemandeStockee,
        questions: &[Interet],
    ) -> Result<Option<(Jour, String)>, Echec> {
        if let EtatDemande::Radiee { le, motif, .. } = &stored.demande.etat {
            return Ok(Some((*le, format!("Demande radiée le {} : {}.", format_fr(*le), motif.libelle().to_lowercase()))));
        }
        let leases = bail::list_de_demande(&self.carbet.base, &c.departement, c.demande_id).await?;
        if let Some(lease) = leases.iter().find(|b| b.signe_le >= c.propose_le && b.vacance_id != Some(c.vacance_id)) {
            let where_ = crate::habitat::sigle(&self.carbet.regles().territoire, &lease.bailleur);
            return Ok(Some((lease.signe_le, format!("Bail signé ailleurs le {} ({where_}).", format_fr(lease.signe_le)))));
        }
        let offres = offre::list_de_demande(&self.carbet.base, &c.departement, c.demande_id).await?;
        let elsewhere = |o: &&Offre| o.vacance_id != c.vacance_id && matches!(o.etat.as_str(), "notifiee" | "acceptee");
        if let Some(other) = offres.iter().find(elsewhere) {
            let since = other.repondue_le.or(other.notifiee_le).unwrap_or(c.propose_le);
            return Ok(Some((since, "Une autre offre est en cours pour ce ménage.".to_owned())));
        }
        let said_no = questions.iter().find(|q| q.demande_id == c.demande_id && q.vacance_id == c.vacance_id);
        if let Some(le) = said_no.filter(|q| q.reponse.as_deref() == Some("non")).and_then(|q| q.reponse_le) {
            return Ok(Some((le, format!("A répondu le {} ne plus être intéressé par ce logement.", format_fr(le)))));
        }
        let expiry = find_expiration(self.carbet, &stored.demande, self.jour).filter(|last| self.jour > *last);
        let registered = matches!(stored.demande.etat, EtatDemande::Enregistree { .. });
        Ok(expiry.filter(|_| registered).map(|last| {
            (
                last,
                format!(
                    "Demande arrivée à échéance le {} sans renouvellement : à renouveler avant toute attribution.",
                    format_fr(last)
                ),
            )
        }))
    }

    /// Homes whose ranks have all gone, and nobody proposed since.
    fn list_tours(&self, candidates: &[Candidature]) -> Vec<LigneRelance> {
        let mut lines = Vec::new();
        for home in self.homes.values() {
            let of_home: Vec<&Candidature> = candidates.iter().filter(|c| c.vacance_id == home.id).collect();
            let ranked: Vec<&&Candidature> = of_home.iter().filter(|c| c.rang.is_some()).collect();
            if ranked.is_empty() || of_home.iter().any(|c| is_vivante(c)) {
                continue;
            }
            let since = ranked.iter().filter_map(|c| c.liberee_le).max().unwrap_or(home.declaree_le);
            let (logement, bailleur) = self.tell_home(home);
            lines.push(LigneRelance {
                groupe: Groupe::TourEpuise,
                demande: None,
                menage: String::new(),
                numero_unique: String::new(),
                telephone: String::new(),
                vacance: Some(home.id),
                offre: None,
                interet: None,
                logement,
                bailleur,
                depuis: since,
                echeance: None,
                legale: false,
                raison: match ranked.len() {
                    1 => "Le seul rang attribué n'a pas abouti : la désignation est à reprendre.".to_owned(),
                    n => format!("Les {n} rangs attribués n'ont pas abouti : la désignation est à reprendre."),
                },
                dernier_appel: None,
            });
        }
        lines
    }

    /// Questions without an answer, about a household that may still be chosen.
    fn list_interets(&self, candidates: &[Candidature], questions: &[Interet]) -> Vec<LigneRelance> {
        let lines = questions.iter().filter(|q| q.reponse.is_none()).filter_map(|q| {
            let gone = candidates.iter().any(|c| c.vacance_id == q.vacance_id && c.demande_id == q.demande_id && !is_vivante(c));
            let home = self.homes.get(&q.vacance_id).filter(|_| !gone)?;
            let raison = "N'a pas encore répondu. Ce silence ne lui coûte ni point ni place.".to_owned();
            let line = self.line(Groupe::Interet, q.demande_id, Some(home), q.demande_le, raison)?;
            Some(LigneRelance { interet: Some(q.id), ..line })
        });
        lines.collect()
    }

    /// Households proposed and silent for the local delay; a call that reached them or an answer is news.
    fn list_sans_nouvelle(&self, candidates: &[Candidature], questions: &[Interet]) -> Vec<LigneRelance> {
        let regles = self.carbet.regles();
        let Some(delai) = regles.territoire.delai_relance(self.jour) else { return Vec::new() };
        let lines = candidates.iter().filter(|c| c.etat == "proposee_a_la_designation").filter_map(|c| {
            let home = self.homes.get(&c.vacance_id)?;
            let call = self.appels.get(&c.demande_id).filter(|a| a.issue == IssueAppel::Joint.code()).map(|a| a.appele_le);
            let answered = questions
                .iter()
                .filter(|q| q.demande_id == c.demande_id && q.vacance_id == c.vacance_id)
                .filter_map(|q| q.reponse_le)
                .max();
            let last = [Some(c.propose_le), call, answered].into_iter().flatten().max()?;
            let days = (self.jour - last).num_days();
            if days < i64::from(delai.sans_nouvelle_jours) {
                return None;
            }
            let raison =
                format!("Proposé, sans nouvelle depuis {days} jours (usage local : {} jours).", delai.sans_nouvelle_jours);
            self.line(Groupe::SansNouvelle, c.demande_id, Some(home), last, raison)
        });
        lines.collect()
    }

    /// Calls that this organisation wrote to make again, unless a later call took their place.
    fn list_rappels(&self) -> Vec<LigneRelance> {
        let lines = self.appels.values().filter(|a| a.organisation == self.acteur.organisation).filter_map(|a| {
            let due = a.rappeler_le?;
            let raison = if due < self.jour {
                format!("À rappeler depuis le {}.", format_fr(due))
            } else {
                format!("À rappeler le {}.", format_fr(due))
            };
            let line = self.line(Groupe::Rappel, a.demande_id, None, a.appele_le, raison)?;
            Some(LigneRelance { echeance: Some(due), ..line })
        });
        lines.collect()
    }
}
