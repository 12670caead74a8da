//! The points of one demande, line by line, as a role may see them (R12.05).

use droit::cotation::{Cadre, EtatLigne, GrilleCompilee, LigneNote, Note, PreuveAdmise, Regle, StatutGrille, compute_note};
use droit::demande::Demande;
use droit::enregistrement::check_delai_anormalement_long;
use droit::faits::{EtatPreuve, format_valeur};
use droit::jour::Jour;
use droit::registre::Registre;
use stockage::demande::DemandeStockee;

use crate::carbet::Carbet;
use crate::consulter_cotation::libelle_fait;
use crate::droits::{Masque, VueNote};
use crate::labelliser::sees;

/// The score as the caller may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteVisible {
    pub total: i32,
    /// Points of the total that rest on statements alone.
    pub provisoires: i32,
    /// Version and status of the grid.
    pub grille: String,
    pub statut: StatutGrille,
    pub jour: Jour,
    /// Empty for who sees the total only; without lines for who sees families.
    pub rubriques: Vec<RubriqueVisible>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RubriqueVisible {
    pub libelle: String,
    pub regle: Option<Regle>,
    pub plafond: Option<i32>,
    pub points: i32,
    pub lignes: Vec<LigneVisible>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LigneVisible {
    pub libelle: String,
    /// Facts read, each with its label and its value in words.
    pub faits: Vec<(String, String)>,
    pub article: String,
    pub etat: EtatLigne,
    /// A fact is established by the register itself: nothing to prove.
    pub calcule: bool,
    pub points: Option<i32>,
    pub retenus: i32,
    /// Labels of the facts to complete.
    pub manque: Vec<String>,
    pub preuves_attendues: Vec<PreuveAdmise>,
}

/// One line stands for everything a role may not see.
pub const PUBLICS_PRIORITAIRES: &str = "Publics prioritaires";

pub fn compute(carbet: &Carbet, columns: &Registre, masque: Masque, stored: &DemandeStockee) -> Option<NoteVisible> {
    let grille = columns.grille();
    let faits = columns.faits(stored.id.as_bytes())?;
    let note = compute_note(grille, &faits, Cadre::General);
    let provisoires: i32 = note.lignes.iter().filter(|l| l.etat == EtatLigne::Provisoire).map(|l| l.retenus.max(0)).sum();
    let rubriques = if masque.note == VueNote::Total { Vec::new() } else { narrow_rubriques(carbet, grille, masque, &note) };
    Some(NoteVisible {
        total: note.total,
        provisoires: provisoires.min(note.total.max(0)),
        grille: note.version,
        statut: grille.statut,
        jour: columns.jour(),
        rubriques,
    })
}

/// Criteria above the role's sight leave their rubrique for one line that stands for them all, whether they
/// give points or not: its presence tells nothing.
fn narrow_rubriques(carbet: &Carbet, grille: &GrilleCompilee, masque: Masque, note: &Note) -> Vec<RubriqueVisible> {
    let (mut shown, mut hidden, mut any) = (Vec::new(), 0, false);
    for (compiled, (code, libelle, points)) in grille.rubriques.iter().zip(&note.rubriques) {
        let (mut lignes, mut kept, mut masked, mut visible) = (Vec::new(), *points, false, 0);
        for ligne in note.lignes.iter().filter(|l| l.rubrique == *code) {
            if sees(masque, ligne.sensibilite) {
                visible += 1;
                lignes.push(to_visible(carbet, ligne));
            } else {
                masked = true;
                kept -= ligne.retenus;
                hidden += ligne.retenus;
            }
        }
        any |= masked;
        if masked && visible == 0 {
            continue;
        }
        if masque.note != VueNote::Detail {
            lignes.clear();
        }
        shown.push(RubriqueVisible {
            libelle: libelle.clone(),
            // Which lines a rule kept would tell what the others are.
            regle: Some(compiled.regle).filter(|_| !masked),
            plafond: compiled.plafond.filter(|_| !masked),
            points: kept,
            lignes,
        });
    }
    if any {
        let etat = if hidden == 0 { EtatLigne::Nul } else { EtatLigne::Acquis };
        let ligne = LigneVisible {
            libelle: PUBLICS_PRIORITAIRES.to_owned(),
            faits: Vec::new(),
            article: "CCH L. 441-1".to_owned(),
            etat,
            calcule: false,
            points: Some(hidden),
            retenus: hidden,
            manque: Vec::new(),
            preuves_attendues: Vec::new(),
        };
        shown.push(RubriqueVisible {
            libelle: PUBLICS_PRIORITAIRES.to_owned(),
            regle: None,
            plafond: None,
            points: hidden,
            lignes: if masque.note == VueNote::Detail { vec![ligne] } else { Vec::new() },
        });
    }
    shown
}

fn to_visible(carbet: &Carbet, ligne: &LigneNote) -> LigneVisible {
    LigneVisible {
        libelle: ligne.libelle.clone(),
        faits: ligne.faits.iter().map(|(nom, valeur, _)| (libelle(carbet, nom), format_valeur(nom, valeur))).collect(),
        article: ligne.article.clone(),
        etat: ligne.etat,
        calcule: ligne.faits.iter().all(|(_, _, preuve)| *preuve == EtatPreuve::SansObjet),
        points: ligne.points,
        retenus: ligne.retenus,
        manque: ligne.manque.iter().map(|nom| libelle(carbet, nom)).collect(),
        preuves_attendues: ligne.preuves_attendues.clone(),
    }
}

/// The label of a fact, national or local.
fn libelle(carbet: &Carbet, nom: &str) -> String {
    libelle_fait(nom, carbet.regles().grille.schema())
}

/// Whether the wait exceeds the délai anormalement long of the largest typology asked.
pub fn is_delai_depasse(carbet: &Carbet, demande: &Demande, jour: Jour) -> bool {
    let regles = carbet.regles();
    let largest = demande.dossier.recherche.typologies.iter().max_by_key(|t| t.pieces()).copied();
    let mois = regles.territoire.delai_anormalement_long(jour).zip(largest).and_then(|(delai, typologie)| delai.mois(typologie));
    check_delai_anormalement_long(demande.depose_le, mois, jour).tri().is_vrai()
}
