//! What waits on the way from a vacancy to a lease.

use std::collections::HashMap;

use droit::jour::{add_jours, format_fr};
use stockage::candidature::{self, Candidature};
use stockage::seance::{self, FiltreSeance, Seance};
use stockage::vacance::{self, FiltreVacance, Vacance};
use stockage::{offre, seance_membre, seance_point};
use uuid::Uuid;

use super::{Accueil, Action, Attente, Echeance, LIGNES, Urgence, Vers, chiffre, count, delai_en_mots, urgence_de};
use crate::carbet::Carbet;
use crate::droits::Acteur;
use crate::habitat::{Habitats, libelle_reservataire};
use crate::issue::Echec;

/// Days ahead that the agenda shows.
const AGENDA_JOURS: u64 = 30;

/// Open vacancies with their living candidates and the words of their homes.
struct EnCours {
    vacances: Vec<Vacance>,
    candidatures: HashMap<Uuid, Vec<Candidature>>,
    habitats: Habitats,
}

impl EnCours {
    async fn read(carbet: &Carbet, filtre: FiltreVacance) -> Result<EnCours, Echec> {
        let vacances = vacance::list(&carbet.base, &filtre).await?;
        let ids: Vec<Uuid> = vacances.iter().map(|v| v.id).collect();
        let mut candidatures: HashMap<Uuid, Vec<Candidature>> = HashMap::new();
        for found in candidature::list_de_vacances(&carbet.base, &ids).await? {
            if found.etat != "liberee" {
                candidatures.entry(found.vacance_id).or_default().push(found);
            }
        }
        let homes: Vec<Uuid> = vacances.iter().map(|v| v.logement_id).collect();
        let habitats = Habitats::read(&carbet.base, &homes).await?;
        Ok(EnCours { vacances, candidatures, habitats })
    }

    fn candidats(&self, vacance: Uuid) -> &[Candidature] {
        self.candidatures.get(&vacance).map_or(&[], Vec::as_slice)
    }

    fn nom(&self, carbet: &Carbet, vacance: &Vacance) -> String {
        self.habitats.habitat(&carbet.regles().territoire, vacance.logement_id).map_or_else(|| "Logement".to_owned(), |h| h.nom)
    }
}

/// A bailleur: vacancies without enough candidates, points to decide, offers, leases to sign.
pub(super) async fn add_bailleur(carbet: &Carbet, acteur: &Acteur, accueil: &mut Accueil) -> Result<(), Echec> {
    let aujourd_hui = carbet.aujourd_hui();
    let minimum = carbet.parametres.caleol.find(aujourd_hui).map_or(3, |found| found.valeurs.candidats_minimum as usize);
    let filtre =
        FiltreVacance { bailleur: Some(acteur.organisation.clone()), ouvertes_seulement: true, ..FiltreVacance::default() };
    let en_cours = EnCours::read(carbet, filtre).await?;
    accueil.actions.push(Action::DeclarerVacance);

    let before_session = ["declaree", "orientee", "en_designation", "rendue_au_bailleur"];
    let short: Vec<&Vacance> = en_cours
        .vacances
        .iter()
        .filter(|v| before_session.contains(&v.etat.as_str()) && en_cours.candidats(v.id).len() < minimum)
        .collect();
    accueil.chiffres.push(chiffre(
        en_cours.vacances.len(),
        "logements à attribuer",
        count(
            short.len(),
            "tous ont leurs candidats",
            &format!("1 sans {minimum} candidats"),
            &format!("sans {minimum} candidats"),
        ),
        Vers::Vacances,
        if short.is_empty() { Urgence::Bonne } else { Urgence::Attention },
    ));
    for v in short.iter().take(LIGNES) {
        let n = en_cours.candidats(v.id).len();
        accueil.attentes.push(Attente {
            titre: format!(
                "{} : {}",
                en_cours.nom(carbet, v),
                count(n, "aucun candidat", "un seul candidat", "candidats seulement")
            ),
            detail: format!("Proposez {minimum} ménages au moins, ou motivez l’insuffisance à l’ordre du jour."),
            vers: Vers::Vacance(v.id),
            delai: v
                .reponse_avant_le
                .map_or_else(|| format!("déclaré le {}", format_fr(v.declaree_le)), |le| delai_en_mots(le, aujourd_hui)),
            urgence: v.reponse_avant_le.map_or(Urgence::Attention, |le| urgence_de(le, aujourd_hui).min(Urgence::Attention)),
        });
    }
    if short.len() > LIGNES {
        accueil.attentes.push(Attente {
            titre: count(
                short.len() - LIGNES,
                "",
                "Un autre logement sans assez de candidats",
                "autres logements sans assez de candidats",
            ),
            detail: "Les plus anciens sont au-dessus ; tous sont à la page des vacances.".to_owned(),
            vers: Vers::Vacances,
            delai: "à compléter".to_owned(),
            urgence: Urgence::Information,
        });
    }

    let by_id: HashMap<Uuid, &Vacance> = en_cours.vacances.iter().map(|v| (v.id, v)).collect();
    let offers: Vec<_> =
        offre::list(&carbet.base, &["notifiee"]).await?.into_iter().filter(|o| by_id.contains_key(&o.vacance_id)).collect();
    accueil.chiffres.push(chiffre(
        offers.len(),
        "offres sans réponse",
        offers.iter().find_map(|o| o.expire_le).map_or_else(String::new, |le| format!("la première expire le {}", format_fr(le))),
        Vers::Offres,
        if offers.iter().any(|o| o.expire_le.is_some_and(|le| le <= aujourd_hui)) {
            Urgence::Grave
        } else {
            Urgence::Information
        },
    ));
    for o in &offers {
        let (Some(vacance), Some(le)) = (by_id.get(&o.vacance_id), o.expire_le) else { continue };
        let nom = en_cours.nom(carbet, vacance);
        accueil.echeances.push(Echeance {
            le,
            titre: "Fin du délai de réponse".to_owned(),
            detail: nom.clone(),
            urgence: urgence_de(le, aujourd_hui),
        });
        if urgence_de(le, aujourd_hui) == Urgence::Information {
            continue;
        }
        accueil.attentes.push(Attente {
            titre: format!("{nom} : réponse attendue"),
            detail: if le < aujourd_hui {
                "Le délai est passé : enregistrez la réponse reçue, ou constatez le silence.".to_owned()
            } else {
                "Sans réponse à cette date, l’offre est refusée par silence.".to_owned()
            },
            vers: Vers::Offre(o.id),
            delai: delai_en_mots(le, aujourd_hui),
            urgence: urgence_de(le, aujourd_hui),
        });
    }

    let mut leases = 0;
    for v in &en_cours.vacances {
        for c in en_cours.candidats(v.id).iter().filter(|c| c.etat == "acceptee") {
            leases += 1;
            let offer = offre::list_de_vacance(&carbet.base, v.id).await?.into_iter().find(|o| o.candidature_id == c.id);
            accueil.attentes.push(Attente {
                titre: format!("{} : bail à signer", en_cours.nom(carbet, v)),
                detail: "L’offre est acceptée ; seul le bail signé compte dans les objectifs.".to_owned(),
                vers: offer.map_or(Vers::Vacance(v.id), |o| Vers::Offre(o.id)),
                delai: "à enregistrer".to_owned(),
                urgence: Urgence::Attention,
            });
        }
    }
    accueil.chiffres.push(chiffre(leases, "baux à signer", "offres acceptées", Vers::Offres, Urgence::Information));
    add_seances_de(carbet, &acteur.organisation, accueil).await
}

/// Sessions of a bailleur: to come, and those whose points wait for their decision.
async fn add_seances_de(carbet: &Carbet, bailleur: &str, accueil: &mut Accueil) -> Result<(), Echec> {
    let aujourd_hui = carbet.aujourd_hui();
    let filtre = FiltreSeance {
        bailleur: Some(bailleur.to_owned()),
        etats: vec!["preparee".to_owned(), "convoquee".to_owned(), "ouverte".to_owned()],
        ..FiltreSeance::default()
    };
    for s in seance::list(&carbet.base, &filtre).await? {
        if s.etat == "ouverte" || s.tenue_le <= aujourd_hui {
            let points = seance_point::list_de_seance(&carbet.base, s.id).await?;
            let left = points.iter().filter(|p| p.etat == "inscrit").count();
            accueil.attentes.push(Attente {
                titre: format!(
                    "Séance du {} : {}",
                    format_fr(s.tenue_le),
                    count(left, "à clore", "un point à décider", "points à décider")
                ),
                detail: if s.etat == "ouverte" {
                    "La séance est ouverte : enregistrez les décisions puis le procès-verbal.".to_owned()
                } else if s.tenue_le == aujourd_hui {
                    "La séance se tient aujourd’hui : ouvrez-la et notez les membres présents.".to_owned()
                } else {
                    "La date est passée et la séance n’a pas été ouverte : tenez-la ou reportez-la.".to_owned()
                },
                vers: Vers::Seance(s.id),
                delai: delai_en_mots(s.tenue_le, aujourd_hui),
                urgence: Urgence::Grave,
            });
        }
        if s.tenue_le >= aujourd_hui {
            push_echeance(carbet, &s, accueil);
        }
    }
    Ok(())
}

fn push_echeance(carbet: &Carbet, s: &Seance, accueil: &mut Accueil) {
    if s.tenue_le > add_jours(carbet.aujourd_hui(), AGENDA_JOURS) {
        return;
    }
    let hour = s.heure.clone().unwrap_or_default();
    let place = s.lieu.clone().unwrap_or_default();
    accueil.echeances.push(Echeance {
        le: s.tenue_le,
        titre: format!("Séance de CALEOL, {}", crate::habitat::sigle(&carbet.regles().territoire, &s.bailleur)),
        detail: [hour, place].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "),
        urgence: Urgence::Information,
    });
}

/// A holder: homes oriented to it, those without a candidate first.
pub(super) async fn add_contingent(carbet: &Carbet, acteur: &Acteur, accueil: &mut Accueil) -> Result<(), Echec> {
    let aujourd_hui = carbet.aujourd_hui();
    let filtre =
        FiltreVacance { reservataire: Some(acteur.organisation.clone()), ouvertes_seulement: true, ..FiltreVacance::default() };
    let en_cours = EnCours::read(carbet, filtre).await?;
    let waiting: Vec<&Vacance> = en_cours
        .vacances
        .iter()
        .filter(|v| ["orientee", "en_designation"].contains(&v.etat.as_str()) && en_cours.candidats(v.id).is_empty())
        .collect();
    accueil.chiffres.push(chiffre(
        en_cours.vacances.len(),
        "logements sur votre contingent",
        count(waiting.len(), "tous ont un candidat", "1 sans candidat", "sans candidat"),
        Vers::Vacances,
        if waiting.is_empty() { Urgence::Bonne } else { Urgence::Attention },
    ));
    for v in waiting.iter().take(LIGNES) {
        let territoire = &carbet.regles().territoire;
        accueil.attentes.push(Attente {
            titre: format!("{} : proposez des ménages", en_cours.nom(carbet, v)),
            detail: format!("{}, {}.", crate::habitat::sigle(territoire, &v.bailleur), libelle_reservataire(territoire, v)),
            vers: Vers::Vacance(v.id),
            delai: v.reponse_avant_le.map_or_else(
                || v.orientee_le.map_or_else(String::new, |le| format!("orienté le {}", format_fr(le))),
                |le| delai_en_mots(le, aujourd_hui),
            ),
            urgence: v.reponse_avant_le.map_or(Urgence::Attention, |le| urgence_de(le, aujourd_hui)),
        });
    }
    accueil.echeances.extend(en_cours.vacances.iter().filter_map(|v| {
        let le = v.reponse_avant_le.filter(|le| *le >= aujourd_hui && *le <= add_jours(aujourd_hui, AGENDA_JOURS))?;
        Some(Echeance {
            le,
            titre: "Fin du délai de proposition".to_owned(),
            detail: en_cours.nom(carbet, v),
            urgence: urgence_de(le, aujourd_hui),
        })
    }));
    Ok(())
}

/// A member of commissions: the sessions their organisation sits in.
pub(super) async fn add_seances(carbet: &Carbet, acteur: &Acteur, accueil: &mut Accueil) -> Result<(), Echec> {
    let aujourd_hui = carbet.aujourd_hui();
    let filtre = FiltreSeance { depuis: Some(aujourd_hui), ..FiltreSeance::default() };
    let mut mine = Vec::new();
    for s in seance::list(&carbet.base, &filtre).await? {
        let sits = s.bailleur == acteur.organisation
            || seance_membre::list_de_seance(&carbet.base, s.id)
                .await?
                .iter()
                .any(|m| m.organisation.as_deref() == Some(acteur.organisation.as_str()));
        if sits {
            mine.push(s);
        }
    }
    mine.sort_by(|a, b| a.tenue_le.cmp(&b.tenue_le).then_with(|| a.id.cmp(&b.id)));
    accueil.chiffres.push(chiffre(
        mine.len(),
        "séances à venir",
        mine.first().map_or_else(|| "aucune convocation".to_owned(), |s| format!("la prochaine le {}", format_fr(s.tenue_le))),
        Vers::Seances,
        Urgence::Information,
    ));
    for s in &mine {
        push_echeance(carbet, s, accueil);
        if s.etat == "convoquee" || s.etat == "ouverte" {
            let points = seance_point::list_de_seance(&carbet.base, s.id).await?;
            accueil.attentes.push(Attente {
                titre: format!("Séance du {} : dossiers à lire", format_fr(s.tenue_le)),
                detail: count(points.len(), "Aucun logement inscrit.", "Un logement inscrit.", "logements inscrits."),
                vers: Vers::Seance(s.id),
                delai: delai_en_mots(s.tenue_le, aujourd_hui),
                urgence: urgence_de(s.tenue_le, aujourd_hui),
            });
        }
    }
    Ok(())
}
