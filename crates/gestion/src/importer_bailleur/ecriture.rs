//! Writing what a file changes: one transaction, one line of the journal, each row undone alone when it is refused.

use std::collections::{HashMap, HashSet};

use droit::jour::{Jour, format_fr};
use interop::bailleur::{FichierBailleur, GenreFichier, LigneBailleur};
use interop::{Anomalie, Gravite};
use serde_json::json;
use stockage::logement::{self, LigneLogement};
use stockage::vacance::{self, FiltreVacance, Vacance};
use uuid::Uuid;

use super::{baux, locataires, vacances};
use crate::carbet::{ActeEnCours, Carbet};
use crate::droits::Acteur;
use crate::issue::Echec;
use crate::recevoir_fichier::{Rapport, Suivi};

/// What the file is about.
pub(super) struct Cadre {
    pub bailleur: String,
    pub extrait_le: Jour,
    pub empreinte: String,
    pub import: Uuid,
}

/// What a row did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effet {
    Creee,
    Modifiee,
    Inchangee,
    Rejetee,
}

/// What a row has to tell: field, value, how much it costs, why, what to do.
pub(super) struct Dire {
    pub champ: &'static str,
    pub valeur: String,
    pub gravite: Gravite,
    pub raison: String,
    pub que_faire: &'static str,
}

/// What a row did and what it has to tell.
pub(super) type Suite = (Effet, Vec<Dire>);

/// What the writing of a row starts from.
pub(super) struct Contexte<'a> {
    pub carbet: &'a Carbet,
    pub acteur: &'a Acteur,
    pub cadre: &'a Cadre,
    /// The open vacancies of the bailleur, by home.
    pub ouvertes: HashMap<Uuid, Vacance>,
}

pub(super) async fn write(
    carbet: &Carbet,
    acteur: &Acteur,
    suivi: &Suivi,
    cadre: Cadre,
    fichier: FichierBailleur,
) -> Result<Rapport, Echec> {
    let mut act = carbet.begin(acteur, "importer_bailleur").await?;
    let (by_rpls, by_reference) = list_parc(&act, &cadre.bailleur).await?;
    let filtre = FiltreVacance { bailleur: Some(cadre.bailleur.clone()), ouvertes_seulement: true, ..FiltreVacance::default() };
    let ouvertes = vacance::list(&act.tx, &filtre).await?.into_iter().map(|v| (v.logement_id, v)).collect();
    let mut contexte = Contexte { carbet, acteur, cadre: &cadre, ouvertes };
    let mut rapport = Rapport {
        import: suivi.import,
        deja_importe: false,
        extrait_le: Some(cadre.extrait_le),
        lues: fichier.lues,
        creees: 0,
        modifiees: 0,
        inchangees: 0,
        rejetees: fichier.rejetees,
        radiees: 0,
        liberees: 0,
        anomalies: 0,
    };
    let mut anomalies = fichier.anomalies.clone();
    // A row that could not be read still names its home: it is not absent.
    let mut nommes: HashSet<String> =
        anomalies.iter().filter(|a| a.gravite == Gravite::Rejet).filter_map(|a| a.numero_unique.clone()).collect();
    let mut vus: HashSet<Uuid> = HashSet::new();
    for row in &fichier.lignes {
        nommes.insert(row.nom_logement());
        let home = match find_logement(row, &by_rpls, &by_reference) {
            Ok(home) => home,
            Err(dire) => {
                rapport.rejetees += 1;
                anomalies.push(to_anomalie(row, dire));
                continue;
            }
        };
        if !vus.insert(home.id) && fichier.genre == GenreFichier::Vacances {
            rapport.rejetees += 1;
            anomalies.push(to_anomalie(row, twice(row)));
            continue;
        }
        let ligne = act.ligne.clone();
        let mut part = ActeEnCours { tx: act.tx.begin_part().await?, ligne };
        let result = match fichier.genre {
            GenreFichier::Vacances => vacances::write(&mut contexte, &mut part, row, home).await,
            GenreFichier::Baux => baux::write(&contexte, &mut part, row, home).await,
            GenreFichier::Locataires => locataires::write(&contexte, &mut part, row, home).await,
        };
        match result {
            Ok((effet, dires)) => {
                part.tx.commit().await?;
                act.ligne = part.ligne;
                match effet {
                    Effet::Creee => rapport.creees += 1,
                    Effet::Modifiee => rapport.modifiees += 1,
                    Effet::Inchangee => rapport.inchangees += 1,
                    Effet::Rejetee => rapport.rejetees += 1,
                }
                anomalies.extend(dires.into_iter().map(|dire| to_anomalie(row, dire)));
            }
            Err(Echec::Refus(refus)) => {
                part.tx.rollback().await?;
                rapport.rejetees += 1;
                anomalies.push(Anomalie {
                    ligne: row.ligne,
                    numero_unique: Some(row.nom_logement()),
                    champ: refus.champ.unwrap_or("ligne").to_owned(),
                    valeur: String::new(),
                    gravite: Gravite::Rejet,
                    raison: refus.motif().trim_end_matches('.').to_owned(),
                    que_faire: refus.que_faire,
                });
            }
            Err(other) => return Err(other),
        }
    }
    if fichier.genre == GenreFichier::Vacances {
        rapport.radiees = list_absentes(&contexte, &vus, &nommes, &by_rpls, &by_reference, &mut anomalies);
    }
    let mut message = format!("{}.", fichier.genre.libelle());
    if rapport.radiees > 0 {
        message += &format!(" Vacances ouvertes absentes du fichier : {}, gardées et listées.", rapport.radiees);
    }
    if fichier.tues > 0 {
        message += &format!(" {} autres anomalies n'ont pas été gardées : corrigez d'abord celles-ci.", fichier.tues);
    }
    suivi.finish(&mut act, &mut rapport, &mut anomalies, Some(message)).await?;
    let r = &rapport;
    act.tell(json!({
        "empreinte": cadre.empreinte, "bailleur": cadre.bailleur, "genre": fichier.genre.code(),
        "extrait_le": cadre.extrait_le.to_string(), "lues": r.lues, "creees": r.creees, "modifiees": r.modifiees,
        "inchangees": r.inchangees, "rejetees": r.rejetees, "absentes": r.radiees, "anomalies": r.anomalies,
    }));
    carbet.conclude(act).await?;
    Ok(rapport)
}

/// The stock by identifier and by reference; a reference of two homes names neither.
type Parc = HashMap<String, Option<LigneLogement>>;

async fn list_parc(act: &ActeEnCours, bailleur: &str) -> Result<(Parc, Parc), Echec> {
    let (mut by_rpls, mut by_reference) = (Parc::new(), Parc::new());
    for row in logement::list_de_bailleur(&act.tx, bailleur).await? {
        if let Some(rpls) = row.rpls.clone() {
            by_rpls.insert(rpls, Some(row.clone()));
        }
        if let Some(reference) = row.reference.clone() {
            by_reference.entry(reference).and_modify(|known| *known = None).or_insert(Some(row));
        }
    }
    Ok((by_rpls, by_reference))
}

fn find_logement<'a>(row: &LigneBailleur, by_rpls: &'a Parc, by_reference: &'a Parc) -> Result<&'a LigneLogement, Dire> {
    let reject = |champ, valeur: &Option<String>, raison: &str, que_faire| Dire {
        champ,
        valeur: valeur.clone().unwrap_or_default(),
        gravite: Gravite::Rejet,
        raison: raison.to_owned(),
        que_faire,
    };
    if let Some(Some(home)) = row.rpls.as_ref().and_then(|rpls| by_rpls.get(rpls)) {
        return Ok(home);
    }
    match row.reference.as_ref().and_then(|reference| by_reference.get(reference)) {
        Some(Some(home)) => Ok(home),
        Some(None) => Err(reject(
            "référence du logement",
            &row.reference,
            "plusieurs logements de ce bailleur portent cette référence",
            "Donnez l'identifiant RPLS du logement, puis envoyez le fichier de nouveau.",
        )),
        None if row.rpls.is_some() => Err(reject(
            "identifiant RPLS",
            &row.rpls,
            "ce logement n'est pas connu au parc de ce bailleur",
            "Importez d'abord le parc du bailleur (RPLS), ou corrigez l'identifiant.",
        )),
        None => Err(reject(
            "référence du logement",
            &row.reference,
            "ce logement n'est pas connu au parc de ce bailleur",
            "Importez d'abord le parc du bailleur (RPLS), ou corrigez la référence.",
        )),
    }
}

fn twice(row: &LigneBailleur) -> Dire {
    Dire {
        champ: "logement",
        valeur: row.nom_logement(),
        gravite: Gravite::Rejet,
        raison: "ce logement est déjà cité plus haut dans le fichier".to_owned(),
        que_faire: "Gardez une seule ligne par logement vacant ; la première a été lue.",
    }
}

/// Open vacancies that the file no longer names: told, kept. Those declared after the day of the file are not its to name.
fn list_absentes(
    contexte: &Contexte<'_>,
    vus: &HashSet<Uuid>,
    nommes: &HashSet<String>,
    by_rpls: &Parc,
    by_reference: &Parc,
    anomalies: &mut Vec<Anomalie>,
) -> u64 {
    let homes: HashMap<Uuid, &LigneLogement> =
        by_reference.values().chain(by_rpls.values()).flatten().map(|home| (home.id, home)).collect();
    let mut absentes: Vec<(String, &Vacance)> = contexte
        .ouvertes
        .values()
        .filter(|v| !vus.contains(&v.logement_id) && v.declaree_le < contexte.cadre.extrait_le)
        .filter_map(|v| {
            let home = homes.get(&v.logement_id)?;
            let named = |text: &Option<String>| text.as_ref().is_some_and(|text| nommes.contains(text));
            if named(&home.rpls) || named(&home.reference) {
                return None;
            }
            Some((home.reference.clone().or_else(|| home.rpls.clone()).unwrap_or_default(), v))
        })
        .collect();
    absentes.sort_by(|a, b| a.0.cmp(&b.0));
    for (nom, vacance) in &absentes {
        anomalies.push(Anomalie {
            ligne: 0,
            numero_unique: Some(nom.clone()),
            champ: "vacance".to_owned(),
            valeur: nom.clone(),
            gravite: Gravite::Signalee,
            raison: format!("absente du fichier : la vacance déclarée le {} est encore ouverte", format_fr(vacance.declaree_le)),
            que_faire: "Demandez au bailleur ; retirez la vacance si le logement n'est plus à louer. Rien n'a été fermé."
                .to_owned(),
        });
    }
    absentes.len() as u64
}

fn to_anomalie(row: &LigneBailleur, dire: Dire) -> Anomalie {
    Anomalie {
        ligne: row.ligne,
        numero_unique: Some(row.nom_logement()).filter(|nom| !nom.is_empty()),
        champ: dire.champ.to_owned(),
        valeur: dire.valeur,
        gravite: dire.gravite,
        raison: dire.raison,
        que_faire: dire.que_faire.to_owned(),
    }
}
