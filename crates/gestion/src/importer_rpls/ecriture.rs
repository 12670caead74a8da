//! Writing what a stock file changes: one transaction, one line of the journal.

use std::collections::{BTreeMap, HashMap, HashSet};

use droit::jour::{Jour, format_fr};
use interop::Gravite;
use interop::rpls::LogementRpls;
use serde_json::json;
use stockage::logement::{self, LigneLogement};
use stockage::residence::{self, Residence};
use stockage::vacance::{self, FiltreVacance};
use uuid::Uuid;

use super::Extrait;
use super::fusion::{create, merge};
use crate::carbet::{ActeEnCours, Carbet};
use crate::droits::Acteur;
use crate::habitat::{nom_commune, sigle};
use crate::issue::{Echec, Refus};
use crate::recevoir_fichier::{Rapport, Suivi};

/// What the file is about.
pub(super) struct Cadre {
    pub bailleur: String,
    pub extrait_le: Jour,
    pub empreinte: String,
}

struct Ecriture<'a> {
    carbet: &'a Carbet,
    act: ActeEnCours,
    cadre: Cadre,
    extrait: Extrait,
    rapport: Rapport,
    /// The stock known here, by identifier; homes without one, by the bailleur's reference.
    connus: HashMap<String, LigneLogement>,
    sans_identifiant: HashMap<String, LigneLogement>,
    ouvertes: HashSet<Uuid>,
    residences: BTreeMap<(String, String), Uuid>,
    touches: Vec<Uuid>,
    hors_territoire: u64,
    a_localiser: u64,
    sortis: u64,
}

pub(super) async fn write(
    carbet: &Carbet,
    acteur: &Acteur,
    suivi: &Suivi,
    cadre: Cadre,
    extrait: Extrait,
) -> Result<Rapport, Echec> {
    let act = carbet.begin(acteur, "importer_rpls").await?;
    let rapport = Rapport {
        import: suivi.import,
        deja_importe: false,
        extrait_le: Some(cadre.extrait_le),
        lues: extrait.resume.lues,
        creees: 0,
        modifiees: 0,
        inchangees: 0,
        rejetees: extrait.resume.rejetees,
        radiees: 0,
        liberees: 0,
        anomalies: 0,
    };
    let (mut connus, mut sans_identifiant) = (HashMap::new(), HashMap::new());
    for row in logement::list_de_bailleur(&act.tx, &cadre.bailleur).await? {
        match (row.rpls.clone(), row.reference.clone()) {
            (Some(rpls), _) => drop(connus.insert(rpls, row)),
            (None, Some(reference)) => drop(sans_identifiant.insert(reference, row)),
            (None, None) => {}
        }
    }
    let filtre = FiltreVacance { bailleur: Some(cadre.bailleur.clone()), ouvertes_seulement: true, ..FiltreVacance::default() };
    let ouvertes = vacance::list(&act.tx, &filtre).await?.into_iter().map(|v| v.logement_id).collect();
    let residences = residence::list(&act.tx, Some(&cadre.bailleur)).await?;
    let residences = residences.into_iter().map(|r| ((r.nom.to_lowercase(), r.commune), r.id)).collect();
    let mut ecriture = Ecriture {
        carbet,
        act,
        cadre,
        extrait,
        rapport,
        connus,
        sans_identifiant,
        ouvertes,
        residences,
        touches: Vec::new(),
        hors_territoire: 0,
        a_localiser: 0,
        sortis: 0,
    };
    let message = if ecriture.extrait.is_public() {
        ecriture.compare_communes().await?
    } else {
        ecriture.write_logements().await?;
        ecriture.tell_bilan()
    };
    ecriture.conclude(suivi, message).await
}

impl Ecriture<'_> {
    async fn write_logements(&mut self) -> Result<(), Echec> {
        let lus = std::mem::take(&mut self.extrait.logements);
        let unknown: Vec<String> =
            lus.iter().filter_map(|(_, l)| l.identifiant.clone()).filter(|id| !self.connus.contains_key(id)).collect();
        let elsewhere: HashMap<String, String> = logement::list_par_rpls(&self.act.tx, &unknown)
            .await?
            .into_iter()
            .filter_map(|l| l.rpls.map(|rpls| (rpls, l.bailleur)))
            .collect();
        let mut seen: HashSet<String> = self.extrait.illisibles.drain(..).collect();
        let had_some = !self.connus.is_empty();
        let mut kept = 0u64;
        for (ligne, file) in &lus {
            let Some(identifiant) = file.identifiant.clone() else { continue };
            if let Some(other) = elsewhere.get(&identifiant) {
                self.reject_autre(*ligne, &identifiant, other);
                continue;
            }
            kept += 1;
            seen.insert(identifiant);
            self.write_logement(*ligne, file).await?;
        }
        if kept == 0 && had_some {
            return Err(Refus::new(
                "fichier_sans_logement",
                "Le fichier est refusé en entier : aucune de ses lignes n'est un logement lisible de ce bailleur.",
                "Vérifiez le bailleur choisi et le fichier ; la base n'a pas changé.",
            )
            .champ("fichier")
            .into());
        }
        self.flag_absents(&seen).await
    }

    async fn write_logement(&mut self, ligne: u64, file: &LogementRpls) -> Result<(), Echec> {
        let identifiant = file.identifiant.clone().unwrap_or_default();
        let by_reference = file.reference.as_ref().and_then(|r| self.sans_identifiant.get(r));
        let held = self.connus.get(&identifiant).or(by_reference).cloned();
        if file.sortie.is_some() {
            return match held {
                Some(held) => self.write_sortie(ligne, file, held).await,
                None => {
                    self.rapport.inchangees += 1;
                    Ok(())
                }
            };
        }
        if self.carbet.regles().territoire.commune(&file.commune).is_none() {
            self.hors_territoire += 1;
            return Ok(());
        }
        self.a_localiser += u64::from(file.en_qpv == Some(true) && held.as_ref().is_none_or(|h| h.qpv.is_none()));
        if held.as_ref().is_some_and(|h| self.is_ancien(h)) {
            let known = held.and_then(|h| h.rpls_extrait_le).map_or_else(String::new, format_fr);
            self.rapport.inchangees += 1;
            self.extrait.tell(
                ligne,
                &identifiant,
                ("date du fichier", &format_fr(self.cadre.extrait_le)),
                Gravite::Ignoree,
                format!("un fichier plus récent, au {known}, a déjà été lu pour ce logement"),
                "Rien : le logement garde ses valeurs les plus récentes.",
            );
            return Ok(());
        }
        let residence_id = self.find_residence(file).await?;
        match held {
            Some(held) => self.write_change(ligne, file, held, residence_id).await,
            None => self.write_nouveau(file, residence_id).await,
        }
    }

    async fn write_nouveau(&mut self, file: &LogementRpls, residence_id: Option<Uuid>) -> Result<(), Echec> {
        let regles = self.carbet.regles();
        let Some(row) = create(&regles.territoire, &self.cadre.bailleur, file, residence_id, self.act.instant()) else {
            self.rapport.rejetees += 1;
            return Ok(());
        };
        let row = LigneLogement { rpls_extrait_le: Some(self.cadre.extrait_le), ..row };
        logement::insert(&self.act.tx, &row).await?;
        self.rapport.creees += 1;
        self.touches.push(row.id);
        Ok(())
    }

    async fn write_change(
        &mut self,
        ligne: u64,
        file: &LogementRpls,
        held: LigneLogement,
        residence_id: Option<Uuid>,
    ) -> Result<(), Echec> {
        let regles = self.carbet.regles();
        let local = self.is_modifie_depuis(&held);
        let open = self.ouvertes.contains(&held.id);
        let (merged, ecarts) = merge(&regles.territoire, &held, file, residence_id, local, open);
        let le = format_fr(self.carbet.jour_de(held.maj_le));
        for ecart in ecarts {
            let raison = if local {
                format!("la fiche a été modifiée ici le {le}, après le jour de ce fichier : « {} » est gardé", ecart.garde)
            } else {
                format!("une attribution de ce logement est en cours : « {} » est gardé", ecart.garde)
            };
            self.extrait.tell(
                ligne,
                file.identifiant.as_deref().unwrap_or_default(),
                (ecart.champ, &ecart.fichier),
                Gravite::Signalee,
                raison,
                "Vérifiez laquelle des deux valeurs est vraie ; un fichier plus récent remplacera celle d'ici.",
            );
        }
        let dated = LigneLogement { rpls_extrait_le: Some(self.cadre.extrait_le), absent_depuis: None, ..merged };
        if dated == held {
            self.rapport.inchangees += 1;
            return Ok(());
        }
        let same = LigneLogement { rpls_extrait_le: held.rpls_extrait_le, ..dated.clone() } == held;
        let now = self.act.instant();
        // A change made here stays recognised as later than the file that did not win over it.
        let row = if same || local { dated } else { LigneLogement { maj_le: now, rpls_lu_le: Some(now), ..dated } };
        logement::update(&self.act.tx, &row).await?;
        if same {
            self.rapport.inchangees += 1;
        } else {
            self.rapport.modifiees += 1;
            self.touches.push(row.id);
        }
        Ok(())
    }

    /// A home sold, given to another bailleur or demolished: flagged, taken off the market unless a letting is under way.
    async fn write_sortie(&mut self, ligne: u64, file: &LogementRpls, held: LigneLogement) -> Result<(), Echec> {
        let Some(motif) = file.sortie else { return Ok(()) };
        if self.is_ancien(&held) || held.absent_depuis.is_some() {
            self.rapport.inchangees += 1;
            return Ok(());
        }
        let keep_state = self.ouvertes.contains(&held.id) || self.is_modifie_depuis(&held);
        let now = self.act.instant();
        let row = LigneLogement {
            etat: if keep_state { held.etat.clone() } else { "hors_location".to_owned() },
            absent_depuis: Some(self.cadre.extrait_le),
            rpls_extrait_le: Some(self.cadre.extrait_le),
            maj_le: if keep_state { held.maj_le } else { now },
            rpls_lu_le: if keep_state { held.rpls_lu_le } else { Some(now) },
            ..held
        };
        logement::update(&self.act.tx, &row).await?;
        self.touches.push(row.id);
        self.sortis += 1;
        self.rapport.radiees += 1;
        self.extrait.tell(
            ligne,
            file.identifiant.as_deref().unwrap_or_default(),
            ("motif de sortie", motif.code()),
            Gravite::Signalee,
            format!("le fichier dit ce logement {}", motif.libelle()),
            "Sa fiche est gardée et marquée ; retirez la vacance s'il en reste une.",
        );
        Ok(())
    }

    async fn flag_absents(&mut self, seen: &HashSet<String>) -> Result<(), Echec> {
        let mut absents: Vec<LigneLogement> = self.connus.values().cloned().collect();
        absents.retain(|l| l.absent_depuis.is_none() && !self.is_ancien(l) && l.rpls.as_ref().is_some_and(|r| !seen.contains(r)));
        absents.sort_by(|a, b| a.rpls.cmp(&b.rpls));
        for held in absents {
            let identifiant = held.rpls.clone().unwrap_or_default();
            let row = LigneLogement { absent_depuis: Some(self.cadre.extrait_le), ..held };
            logement::update(&self.act.tx, &row).await?;
            self.touches.push(row.id);
            self.rapport.radiees += 1;
            self.extrait.tell(
                0,
                &identifiant,
                ("identifiant RPLS", &identifiant),
                Gravite::Signalee,
                "le fichier ne cite plus ce logement, connu jusqu'ici".to_owned(),
                "Demandez au bailleur s'il est vendu, cédé ou démoli ; sa fiche est gardée et marquée.",
            );
        }
        Ok(())
    }

    /// The residence of that name in that commune, made when the file is the first to name it.
    async fn find_residence(&mut self, file: &LogementRpls) -> Result<Option<Uuid>, Echec> {
        let Some(nom) = &file.residence else { return Ok(None) };
        let key = (nom.to_lowercase(), file.commune.clone());
        if let Some(id) = self.residences.get(&key) {
            return Ok(Some(*id));
        }
        let regles = self.carbet.regles();
        let row = Residence {
            id: Uuid::now_v7(),
            bailleur: self.cadre.bailleur.clone(),
            nom: nom.clone(),
            adresse: None,
            commune: file.commune.clone(),
            secteur: regles.territoire.secteur_de(&file.commune, None).map(|s| s.code.clone()),
            quartier: None,
            qpv: None,
            qpv_connu: file.en_qpv == Some(false),
            annee_construction: file.annee_construction.map(i32::from),
        };
        residence::insert(&self.act.tx, &row).await?;
        self.act.touch("residence", row.id);
        self.residences.insert(key, row.id);
        Ok(Some(row.id))
    }

    fn reject_autre(&mut self, ligne: u64, identifiant: &str, other: &str) {
        let name = sigle(&self.carbet.regles().territoire, other);
        self.rapport.rejetees += 1;
        self.extrait.tell(
            ligne,
            identifiant,
            ("identifiant RPLS", identifiant),
            Gravite::Rejet,
            format!("ce logement est au parc de {name}"),
            "Vérifiez le bailleur choisi ; pour une cession, importez d'abord le fichier de l'autre bailleur, qui la déclare.",
        );
    }

    fn is_ancien(&self, held: &LigneLogement) -> bool {
        held.rpls_extrait_le.is_some_and(|known| known > self.cadre.extrait_le)
    }

    /// Whether somebody changed the home here after the day that the file tells.
    fn is_modifie_depuis(&self, held: &LigneLogement) -> bool {
        held.rpls_lu_le.is_none_or(|lu| held.maj_le > lu) && self.carbet.jour_de(held.maj_le) > self.cadre.extrait_le
    }

    /// The public file beside the stock: figures of each commune, nothing written.
    async fn compare_communes(&mut self) -> Result<Option<String>, Echec> {
        let regles = self.carbet.regles();
        let mut known: BTreeMap<String, u64> = BTreeMap::new();
        for (commune, _, count) in logement::count_par_commune(&self.act.tx, None).await? {
            *known.entry(commune).or_default() += count;
        }
        let lines: Vec<String> = regles
            .territoire
            .communes()
            .iter()
            .map(|c| {
                let (file, here) = (self.extrait.par_commune.get(&c.code), known.get(&c.code));
                format!(
                    "{} {} au fichier, {} ici",
                    nom_commune(&regles.territoire, &c.code),
                    file.unwrap_or(&0),
                    here.unwrap_or(&0)
                )
            })
            .collect();
        self.rapport.inchangees = self.rapport.lues - self.rapport.rejetees;
        Ok(Some(format!(
            "Fichier public : sans identifiant ni bailleur, il est comparé au parc et n'y change rien. {}.",
            lines.join(" ; ")
        )))
    }

    fn tell_bilan(&self) -> Option<String> {
        let mut parts = Vec::new();
        let absents = self.rapport.radiees - self.sortis;
        for (count, words) in [
            (absents, "que le fichier ne cite plus, gardés et marqués"),
            (self.sortis, "sortis du parc, gardés et marqués"),
            (self.hors_territoire, "hors du territoire, laissés de côté"),
            (self.a_localiser, "en QPV sans que le fichier dise lequel, à localiser"),
        ] {
            if count > 0 {
                parts.push(format!("{count} {words}"));
            }
        }
        let incomplete = if absents > self.connus.len() as u64 / 2 {
            " Plus de la moitié du parc connu n'est pas citée : vérifiez que le fichier est entier, puis importez-le de nouveau."
        } else {
            ""
        };
        (!parts.is_empty()).then(|| format!("Logements : {}.{incomplete}", parts.join(" ; ")))
    }

    async fn conclude(mut self, suivi: &Suivi, message: Option<String>) -> Result<Rapport, Echec> {
        let mut message = message.unwrap_or_default();
        if self.extrait.tues > 0 {
            message += &format!(" {} autres anomalies n'ont pas été gardées : corrigez d'abord celles-ci.", self.extrait.tues);
        }
        let message = Some(message.trim().to_owned()).filter(|m| !m.is_empty());
        let mut anomalies = std::mem::take(&mut self.extrait.anomalies);
        suivi.finish(&mut self.act, &mut self.rapport, &mut anomalies, message).await?;
        let r = &self.rapport;
        self.act.touch_all("logement", &self.touches);
        self.act.tell(json!({
            "empreinte": self.cadre.empreinte, "bailleur": self.cadre.bailleur, "extrait_le": self.cadre.extrait_le.to_string(),
            "lues": r.lues, "creees": r.creees, "modifiees": r.modifiees, "inchangees": r.inchangees,
            "rejetees": r.rejetees, "absents": r.radiees, "anomalies": r.anomalies,
        }));
        self.carbet.conclude(self.act).await?;
        Ok(self.rapport)
    }
}
