//! Writing what an extract changes: one transaction, one line of the journal.

use std::collections::{BTreeMap, HashMap, HashSet};

use droit::demande::{Demande, EtatDemande};
use droit::etats::MotifLiberation;
use droit::jour::Jour;
use interop::sne::LectureDemande;
use interop::{Anomalie, Gravite};
use serde_json::json;
use stockage::demande::{self, DemandeStockee, Filtre, Meta, NouvelleDemande, Origine, Page};
use stockage::{Contrainte, StockageError, a_reporter, blocage, candidature};
use uuid::Uuid;

use super::lecture::{Extrait, Nature};
use super::rapprochement::{identite, merge};
use crate::carbet::{ActeEnCours, Carbet};
use crate::conflits::{Parole, settle};
use crate::droits::Acteur;
use crate::issue::Echec;
use crate::protection::is_protegee;
use crate::recevoir_fichier::{Rapport, Suivi};
use crate::sortie;

/// Demandes compared and written at a time.
const LOT: usize = 400;
/// Times the writing starts again when somebody changed a file meanwhile.
const ESSAIS: u32 = 5;

pub(super) async fn write(carbet: &Carbet, acteur: &Acteur, suivi: &Suivi, extrait: Extrait) -> Result<Rapport, Echec> {
    let mut essai = 1;
    loop {
        match write_once(carbet, acteur, suivi, &extrait).await {
            Err(Echec::Stockage(StockageError::Contrainte(Contrainte::VersionPerimee | Contrainte::NumeroUniqueDejaPris)))
                if essai < ESSAIS =>
            {
                essai += 1;
            }
            result => return result,
        }
    }
}

/// The names of an identity and a birth date, to find the pre-demande an extract answers.
type Identite = (String, String, Jour);

struct Ecriture<'a> {
    carbet: &'a Carbet,
    act: ActeEnCours,
    departement: String,
    meta: Meta,
    extrait: &'a Extrait,
    /// Pre-demandes waiting for their number.
    en_attente: BTreeMap<Identite, Uuid>,
    touchees: Vec<Uuid>,
    anomalies: Vec<Anomalie>,
    rapport: Rapport,
}

async fn write_once(carbet: &Carbet, acteur: &Acteur, suivi: &Suivi, extrait: &Extrait) -> Result<Rapport, Echec> {
    let departement = carbet.regles().territoire.epci.departement.clone();
    let act = carbet.begin(acteur, "importer_sne").await?;
    let extrait_le = extrait.extrait_le.unwrap_or_else(|| carbet.aujourd_hui());
    let meta = Meta {
        source: match extrait.nature {
            Nature::Xml => "sne".to_owned(),
            Nature::Tableau => "tableau".to_owned(),
        },
        extrait_le: Some(extrait_le),
        origine: Origine::Sne,
        agent: acteur.code(),
        instant_utc: act.instant(),
        protege: false,
    };
    let rapport = Rapport {
        import: suivi.import,
        deja_importe: false,
        extrait_le: Some(extrait_le),
        lues: extrait.lues,
        creees: 0,
        modifiees: 0,
        inchangees: 0,
        rejetees: extrait.rejetees,
        radiees: 0,
        liberees: 0,
        anomalies: 0,
    };
    let anomalies = extrait.anomalies.clone();
    let en_attente = list_en_attente(&act, &departement).await?;
    let mut ecriture = Ecriture { carbet, act, departement, meta, extrait, en_attente, touchees: Vec::new(), anomalies, rapport };
    ecriture.write_demandes(extrait_le).await?;
    ecriture.conclude(suivi).await
}

/// Pre-demandes by the identity of their titulaire; two of the same identity are left to a person.
async fn list_en_attente(act: &ActeEnCours, departement: &str) -> Result<BTreeMap<Identite, Uuid>, Echec> {
    let filtre = Filtre {
        departement: Some(departement.to_owned()),
        etats: vec!["en_attente_de_numero".to_owned()],
        avec_proteges: true,
        ..Filtre::default()
    };
    let (mut found, mut twice) = (BTreeMap::new(), HashSet::new());
    for numero in 1.. {
        let page = demande::list_page(&act.tx, &filtre, demande::Tri::default(), Page { numero, taille: 1000 }).await?;
        let ids: Vec<Uuid> = page.lignes.iter().map(|l| l.id).collect();
        for stored in demande::get_lot(&act.tx, departement, &ids).await? {
            if let Some(key) = stored.demande.dossier.menage.titulaire().and_then(identite)
                && found.insert(key.clone(), stored.id).is_some()
            {
                twice.insert(key);
            }
        }
        if page.lignes.len() < 1000 {
            break;
        }
    }
    found.retain(|key, _| !twice.contains(key));
    Ok(found)
}

impl Ecriture<'_> {
    async fn write_demandes(&mut self, extrait_le: Jour) -> Result<(), Echec> {
        let numeros = demande::list_numeros(&self.act.tx, &self.departement).await?;
        let extrait = self.extrait;
        for lot in extrait.lectures.chunks(LOT) {
            let mut targets: Vec<Option<Uuid>> = Vec::with_capacity(lot.len());
            for lecture in lot {
                targets.push(self.find_target(lecture, &numeros));
            }
            let ids: Vec<Uuid> = targets.iter().flatten().copied().collect();
            let stored: HashMap<Uuid, DemandeStockee> =
                demande::get_lot(&self.act.tx, &self.departement, &ids).await?.into_iter().map(|s| (s.id, s)).collect();
            let mut nouvelles = Vec::new();
            for (lecture, target) in lot.iter().zip(targets) {
                let Some(read) = &lecture.demande else { continue };
                match target.and_then(|id| stored.get(&id)) {
                    Some(held) => self.write_change(lecture, read, held, extrait_le).await?,
                    None => nouvelles.extend(self.prepare_nouvelle(lecture, read)),
                }
            }
            demande::insert_lot(&self.act.tx, &nouvelles).await?;
        }
        Ok(())
    }

    /// The demande of that number, else the pre-demande of that household.
    fn find_target(&mut self, lecture: &LectureDemande, numeros: &HashMap<String, Uuid>) -> Option<Uuid> {
        let read = lecture.demande.as_ref()?;
        let numero = read.numero_unique()?;
        if let Some(id) = numeros.get(numero.as_str()) {
            return Some(*id);
        }
        let key = read.dossier.menage.titulaire().and_then(identite)?;
        self.en_attente.remove(&key)
    }

    fn prepare_nouvelle(&mut self, lecture: &LectureDemande, read: &Demande) -> Option<NouvelleDemande> {
        let Some(numero) = read.numero_unique() else {
            self.reject(
                lecture,
                "la demande n'a pas de numéro unique : elle ne peut pas être rapprochée du registre",
                "Complétez le numéro dans le SNE ou dans le fichier, puis importez de nouveau.",
            );
            return None;
        };
        if !numero.territoire().ends_with(&self.departement) {
            self.anomalies.push(Anomalie {
                ligne: lecture.ligne,
                numero_unique: lecture.numero_unique.clone(),
                champ: "numero_unique".to_owned(),
                valeur: numero.territoire().to_owned(),
                gravite: Gravite::Signalee,
                raison: format!("ce numéro n'est pas du département {}", self.departement),
                que_faire: "La demande est gardée ; vérifiez qu'elle concerne bien le territoire.".to_owned(),
            });
        }
        let id = Uuid::now_v7();
        self.rapport.creees += 1;
        self.rapport.radiees += u64::from(matches!(read.etat, EtatDemande::Radiee { .. }));
        self.touchees.push(id);
        Some(NouvelleDemande {
            departement: self.departement.clone(),
            id,
            demande: read.clone(),
            meta: Meta { protege: is_protegee(read), ..self.meta.clone() },
        })
    }

    async fn write_change(
        &mut self,
        lecture: &LectureDemande,
        read: &Demande,
        held: &DemandeStockee,
        extrait_le: Jour,
    ) -> Result<(), Echec> {
        if held.extrait_le.is_some_and(|known| known > extrait_le) {
            self.rapport.inchangees += 1;
            self.anomalies.push(Anomalie {
                ligne: lecture.ligne,
                numero_unique: lecture.numero_unique.clone(),
                champ: "extrait_le".to_owned(),
                valeur: droit::jour::format_fr(extrait_le),
                gravite: Gravite::Ignoree,
                raison: "un extrait plus récent a déjà été lu pour cette demande".to_owned(),
                que_faire: "Rien : la demande garde ses valeurs les plus récentes.".to_owned(),
            });
            return Ok(());
        }
        let merged = merge(&held.demande, read, nature_of(lecture, read, self.extrait.nature));
        if merged == held.demande {
            self.rapport.inchangees += 1;
            return Ok(());
        }
        let parole = Parole { source: &self.meta.source, le: extrait_le, import: self.rapport.import };
        let accord = settle(self.carbet, &mut self.act, held, merged, &parole).await?;
        for champ in &accord.gardes {
            self.anomalies.push(Anomalie {
                ligne: lecture.ligne,
                numero_unique: lecture.numero_unique.clone(),
                champ: champ.libelle().to_owned(),
                valeur: interop::anomalie::MASQUE.to_owned(),
                gravite: Gravite::Signalee,
                raison: "cette donnée a été saisie ici après le jour de l'extrait : la valeur d'ici est gardée".to_owned(),
                que_faire: "Choisissez entre les deux valeurs à la page Conflits.".to_owned(),
            });
        }
        let merged = accord.demande;
        if merged == held.demande {
            self.rapport.inchangees += 1;
            return Ok(());
        }
        let meta = Meta { protege: is_protegee(&merged), ..self.meta.clone() };
        demande::update(&self.act.tx, &self.departement, held.id, held.version, &merged, &meta).await?;
        self.rapport.modifiees += 1;
        self.touchees.push(held.id);
        self.follow_up(held, &merged).await
    }

    /// What a change of state brings: a hold ends with a striking off, a line to copy in the SNE is confirmed.
    async fn follow_up(&mut self, held: &DemandeStockee, merged: &Demande) -> Result<(), Echec> {
        let was_struck = matches!(held.demande.etat, EtatDemande::Radiee { .. });
        let is_struck = matches!(merged.etat, EtatDemande::Radiee { .. });
        let mut confirmed = Vec::new();
        if is_struck && !was_struck {
            self.rapport.radiees += 1;
            self.release(held.id).await?;
            confirmed.extend(["radiation", "radiation_attribution"]);
        }
        if merged.renouvele_le != held.demande.renouvele_le {
            confirmed.push("renouvellement");
        }
        if held.demande.numero_unique().is_none() && merged.numero_unique().is_some() {
            confirmed.push("creation");
        }
        if confirmed.is_empty() {
            return Ok(());
        }
        for line in a_reporter::list_de_demande(&self.act.tx, &self.departement, held.id).await? {
            if line.fait_le.is_none() && confirmed.contains(&line.objet.as_str()) {
                a_reporter::set_fait(&self.act.tx, line.id, self.act.instant(), "sne").await?;
                self.act.touch("a_reporter", line.id);
            }
        }
        Ok(())
    }

    async fn release(&mut self, demande_id: Uuid) -> Result<(), Echec> {
        let Some(hold) = blocage::find(&self.act.tx, &self.departement, demande_id).await? else {
            return Ok(());
        };
        let le = self.meta.extrait_le.unwrap_or_default();
        match candidature::find(&self.act.tx, hold.candidature_id).await? {
            Some(mut row) => sortie::liberer(self.carbet, &mut self.act, &mut row, MotifLiberation::DemandeRadiee, le).await?,
            None => {
                blocage::delete(&self.act.tx, &self.departement, demande_id, hold.candidature_id).await?;
            }
        }
        self.act.touch("vacance", hold.vacance_id);
        self.rapport.liberees += 1;
        Ok(())
    }

    fn reject(&mut self, lecture: &LectureDemande, raison: &str, que_faire: &str) {
        self.rapport.rejetees += 1;
        self.anomalies.push(Anomalie {
            ligne: lecture.ligne,
            numero_unique: lecture.numero_unique.clone(),
            champ: "numero_unique".to_owned(),
            valeur: String::new(),
            gravite: Gravite::Rejet,
            raison: raison.to_owned(),
            que_faire: que_faire.to_owned(),
        });
    }

    async fn conclude(mut self, suivi: &Suivi) -> Result<Rapport, Echec> {
        let message = (self.rapport.liberees > 0).then(|| {
            let (n, s) = (self.rapport.liberees, if self.rapport.liberees > 1 { "s" } else { "" });
            format!("{n} ménage{s} sous proposition libéré{s} : le SNE a radié la demande.")
        });
        suivi.finish(&mut self.act, &mut self.rapport, &mut self.anomalies, message).await?;
        let r = &self.rapport;
        self.act.touch_all("demande", &self.touchees);
        self.act.tell(json!({
            "empreinte": self.extrait.empreinte,
            "lues": r.lues, "creees": r.creees, "modifiees": r.modifiees, "inchangees": r.inchangees,
            "rejetees": r.rejetees, "radiees": r.radiees, "liberees": r.liberees, "anomalies": r.anomalies,
        }));
        self.carbet.conclude(self.act).await?;
        Ok(self.rapport)
    }
}

/// A renewal (REN) or a striking off (RAD) may carry its event alone: the household it does not repeat is left as it was.
fn nature_of(lecture: &LectureDemande, read: &Demande, nature: Nature) -> Nature {
    let event = matches!(lecture.type_fichier.as_deref(), Some("REN" | "RAD"));
    if event && read.dossier.menage.personnes.is_empty() { Nature::Tableau } else { nature }
}
