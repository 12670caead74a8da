//! One row into one demande: the same tree as an extract, hence the same reading.

use std::collections::BTreeMap;

use droit::demande::*;
use droit::montant::Centimes;

use super::cibles::{ChampCible, PROPRE, find_cible};
use super::valeurs::{Refus, convert};
use super::{Colonne, Correspondance};
use crate::anomalie::{Gravite, truncate_valeur};
use crate::sne::LectureDemande;
use crate::sne::branche::Branche;
use crate::sne::controle::Constats;
use crate::sne::demande::build_demande;
use crate::tableau::LigneTableau;

/// Path under which a cell that no noun holds is kept, followed by its header.
pub(crate) const COLONNE: &str = "tableau/";

/// Reads a row with a mapping. Every non-empty cell is in the demande: in a noun, or among the source
/// values under its path or `tableau/` and its header. The anomalies name the column as the file does.
/// Two rows with one numéro unique are not compared here.
pub fn apply(correspondance: &Correspondance, entetes: &[String], ligne: &LigneTableau) -> LectureDemande {
    let mut rangee = Rangee { constats: Constats::default(), ..Rangee::default() };
    let mut kept: Vec<ChampSource> = Vec::new();
    let cellules = entetes.iter().zip(&ligne.cellules).map(|(e, c)| (e, c.trim())).filter(|(_, c)| !c.is_empty());
    for (entete, cellule) in cellules {
        let keep = ChampSource { chemin: format!("{COLONNE}{entete}"), valeur: cellule.to_owned() };
        let mut used = false;
        for colonne in correspondance.colonnes.iter().filter(|c| c.source == *entete) {
            if let Some(cible) = find_cible(&colonne.champ) {
                used |= rangee.put_cellule(correspondance, colonne, &cible, cellule, ligne.numero);
            }
        }
        if !used {
            kept.push(keep);
        }
    }
    let numero_unique = rangee.arbre.text("demandeLogement/numUnique").map(truncate_valeur);
    let Rangee { mut arbre, propres, colonnes, enfants, mut constats } = rangee;
    constats.numero_unique.clone_from(&numero_unique);
    for anomalie in &mut constats.anomalies {
        anomalie.numero_unique.clone_from(&numero_unique);
    }
    if enfants {
        complete_liens(&mut arbre);
    }
    // Without any cell of a demande the reading says that its date is missing.
    arbre.entry("demandeLogement");
    let before = constats.anomalies.len();
    let racine = arbre.build("demande", ligne.numero);
    let mut demande = build_demande(&racine, &mut constats);
    if let Some(demande) = &mut demande {
        demande.dossier.champs_source.append(&mut kept);
        apply_propres(demande, &propres, ligne.numero, &mut constats);
    }
    for anomalie in constats.anomalies.iter_mut().skip(before) {
        if let Some(entete) = colonnes.get(&anomalie.champ) {
            anomalie.champ = truncate_valeur(entete);
        }
    }
    LectureDemande {
        position: ligne.numero,
        ligne: ligne.numero,
        type_fichier: None,
        numero_unique,
        demande,
        anomalies: constats.anomalies,
    }
}

/// Facts that the nouns hold and the contract does not.
fn apply_propres(demande: &mut Demande, propres: &BTreeMap<String, String>, ligne: u64, constats: &mut Constats) {
    let booleen = |nom: &str| propres.get(&format!("{PROPRE}{nom}")).map(|v| v == "true");
    let nombre = |nom: &str| propres.get(&format!("{PROPRE}{nom}")).and_then(|v| v.parse::<u8>().ok());
    let dossier = &mut demande.dossier;
    if let Some(titulaire) = dossier.menage.personnes.iter_mut().find(|p| p.is_titulaire()) {
        titulaire.handicap = titulaire.handicap.or(booleen("handicap"));
        titulaire.sejour_regulier = booleen("sejour_regulier");
    }
    dossier.menage.conjoint_separe = booleen("conjoint_separe");
    dossier.menage.frais_ehpad = propres.get(&format!("{PROPRE}frais_ehpad")).and_then(|v| Centimes::parse(v).ok());
    dossier.logement_actuel.en_qpv = booleen("en_qpv");
    dossier.logement_actuel.indigne = booleen("indigne");
    dossier.recherche.logement_adapte = dossier.recherche.logement_adapte.or(booleen("logement_adapte"));
    let personnes = &mut dossier.menage.personnes;
    if let Some(enfants) = nombre("nombre_enfants") {
        let connus = personnes.iter().filter(|p| matches!(p.role, RolePersonne::ACharge(_) | RolePersonne::EnGarde(_))).count();
        let place = personnes.iter().position(|p| matches!(p.role, RolePersonne::EnGarde(_))).unwrap_or(personnes.len());
        // Children counted and not described: their number alone is known.
        for _ in connus..usize::from(enfants) {
            personnes.insert(place, Personne::new(RolePersonne::ACharge(LienParente::Enfant)));
        }
    }
    let compte = dossier.menage.nombre_personnes();
    if let Some(annonce) = nombre("nombre_personnes").filter(|n| *n != compte) {
        constats.push(
            ligne,
            "carbet/nombre_personnes",
            &annonce.to_string(),
            Gravite::Signalee,
            format!("le ménage annoncé compte {annonce} personne(s), celles que la ligne décrit sont {compte}"),
            "Complétez la composition du ménage : c'est la liste des personnes qui sert aux règles.",
        );
    }
}

/// What the cells of a row gave so far.
#[derive(Default)]
struct Rangee {
    arbre: Branche,
    /// Targets outside the contract.
    propres: BTreeMap<String, String>,
    /// Header of the column by path without ranks.
    colonnes: BTreeMap<String, String>,
    /// True when a dependant or a child was described by a named target, which means a child.
    enfants: bool,
    constats: Constats,
}

impl Rangee {
    /// Puts a cell in place; false when it must be kept among the source values.
    fn put_cellule(
        &mut self,
        correspondance: &Correspondance,
        colonne: &Colonne,
        cible: &ChampCible,
        cellule: &str,
        ligne: u64,
    ) -> bool {
        let nu = crate::sne::champs::strip_rangs(&cible.chemin).unwrap_or_else(|| cible.chemin.clone());
        self.colonnes.entry(nu.clone()).or_insert_with(|| colonne.source.clone());
        let mut whole = true;
        for converted in convert(correspondance, colonne, cible, cellule) {
            let valeur = match converted {
                Ok(valeur) => valeur,
                // These two must be seen by the reading, which rejects and says why.
                Err(refus) if nu == "demandeLogement/dateCreationDemande" => refus.valeur,
                Err(refus) if nu == "demandeLogement/numUnique" => {
                    self.refuse(colonne, &nu, &refus, ligne);
                    refus.valeur
                }
                Err(refus) => {
                    self.refuse(colonne, &nu, &refus, ligne);
                    whole = false;
                    continue;
                }
            };
            if cible.chemin.starts_with(PROPRE) {
                // The cell also stays visible as it was typed: the contract has no field to show it.
                self.propres.entry(cible.chemin.clone()).or_insert(valeur);
                whole = false;
            } else if self.arbre.insert(&cible.chemin, valeur) {
                self.complete(colonne, cible);
            } else {
                whole = false;
            }
        }
        whole
    }

    /// What goes with some values: the year of an income, the nature of a resource.
    fn complete(&mut self, colonne: &Colonne, cible: &ChampCible) {
        if let Some((base, rank)) = cible.chemin.rsplit_once("/montantMoins")
            && let Some(annee) = colonne.annee
        {
            self.arbre.insert(&format!("{base}/anneeMoins{rank}"), annee.to_string());
        }
        // A path of the contract has its own columns for these.
        if cible.code.contains('/') {
            return;
        }
        if let Some(base) = cible.chemin.strip_suffix("/montant") {
            let nature =
                if base.contains("listeRessourceVersee") { NatureRessource::PensionVersee } else { NatureRessource::Autre };
            self.arbre.insert(&format!("{base}/ressource"), nature.code().to_owned());
        }
        self.enfants |= cible.chemin.contains("/personneACharge[") || cible.chemin.contains("/personneEnGarde[");
    }

    /// The anomaly names the column; the path says whether the value may be shown.
    fn refuse(&mut self, colonne: &Colonne, chemin: &str, refus: &Refus, ligne: u64) {
        self.constats.push(
            ligne,
            chemin,
            &refus.valeur,
            Gravite::Ignoree,
            refus.raison.as_str(),
            "Corrigez la cellule ou la correspondance de la colonne, puis importez de nouveau ; la valeur lue reste visible dans la demande.",
        );
        if let Some(last) = self.constats.anomalies.last_mut() {
            last.champ = truncate_valeur(&colonne.source);
        }
    }
}

/// Persons described by columns named « enfant » are children, unless a column says otherwise.
fn complete_liens(arbre: &mut Branche) {
    for (liste, nom, champ, code) in [
        ("listePersonneACharge", "personneACharge", "lienParente", LienParente::Enfant.code()),
        ("listePersonneEnGarde", "personneEnGarde", "coParentalite", Coparentalite::GardeAlternee.code()),
    ] {
        let base = format!("demandeLogement/personnePhysique/{liste}");
        let rangs: Vec<u32> = base
            .split('/')
            .try_fold(&*arbre, |branche, segment| branche.child(segment))
            .map(|b| b.enfants.keys().filter(|(_, n, _)| n == nom).map(|(_, _, rang)| *rang).collect())
            .unwrap_or_default();
        for rang in rangs {
            arbre.insert(&format!("{base}/{nom}[{rang}]/{champ}"), code.to_owned());
        }
    }
}
