//! The order: every demande of the register set against one home, sorted by points then by the grid's tie-breaks.

use std::cmp::Ordering;

use droit::admissibilite::{DemandeRapide, LogementRapide, prefiltrer};
use droit::cotation::{Cadre, Departage, GrilleCompilee, Note, compute_note};
use droit::demande::Demande;
use droit::faits::{EtatPreuve, Portee, Valeur};
use droit::logement::Logement;
use droit::registre::{Cle, Registre};
use droit::tri::Tri;

use crate::valeurs::{Depense, Valeurs};

/// One demande against the home.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub cle: Cle,
    pub total: i32,
    pub provisoire: bool,
    pub admissible: Tri,
}

/// Everyone of the register, each list in the written order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Classement {
    pub admissibles: Vec<Place>,
    pub indetermines: Vec<Place>,
    pub ecartes: Vec<Place>,
}

impl Classement {
    /// Place from 1 among the admissible, and what is known of the household.
    pub fn find(&self, cle: &Cle) -> Option<(Option<usize>, &Place)> {
        let admissible = self.admissibles.iter().enumerate().find(|(_, p)| p.cle == *cle).map(|(index, p)| (Some(index + 1), p));
        admissible.or_else(|| self.indetermines.iter().chain(&self.ecartes).find(|p| p.cle == *cle).map(|p| (None, p)))
    }
}

/// Sorts the whole register for a home. The answer depends on the register, the grid and the day only.
pub(crate) fn classer(registre: &Registre, valeurs: &Valeurs<'_>, logement: &Logement) -> Classement {
    let grille = registre.grille();
    let with_home = grille.criteres.iter().any(|critere| critere.portee == Portee::Logement);
    let home = LogementRapide::new(logement);
    let notes = registre.notes();
    let mut rows: Vec<(Place, &Demande)> = Vec::with_capacity(registre.len());
    for ligne in 0..registre.len() {
        let cle = registre.cle(ligne);
        let Some(demande) = registre.demande(&cle) else { continue };
        let moyens = valeurs.compute_moyens(demande);
        let fast = DemandeRapide::new(demande, moyens.expire_le, &moyens.ressources);
        let admissible = prefiltrer(&home, &fast, valeurs.jour);
        let (mut total, mut provisoire) = (notes.totaux[ligne], notes.provisoires[ligne]);
        if with_home && admissible != Tri::Faux {
            let depense = valeurs.compute_depense(logement, demande);
            if let Some(note) = noter(registre, &cle, &depense) {
                (total, provisoire) = (note.total, note.provisoire);
            }
        }
        rows.push((Place { cle, total, provisoire, admissible }, demande));
    }
    rows.sort_by(|(a, x), (b, y)| b.total.cmp(&a.total).then_with(|| compare(grille, x, y)).then_with(|| a.cle.cmp(&b.cle)));
    let mut classement = Classement::default();
    for (place, _) in rows {
        match place.admissible {
            Tri::Vrai => classement.admissibles.push(place),
            Tri::Inconnu => classement.indetermines.push(place),
            Tri::Faux => classement.ecartes.push(place),
        }
    }
    classement
}

/// The points of one demande for this home, line by line.
pub(crate) fn noter(registre: &Registre, cle: &Cle, depense: &Depense) -> Option<Note> {
    let grille = registre.grille();
    let mut faits = registre.faits(cle)?;
    if let Some(rate) = depense.taux_effort {
        let whole = Valeur::Entier(rate.0.div_euclid(100));
        // A territory may do without the fact: nothing to set then.
        let _known = faits.set(grille.schema(), "taux_effort_pct", whole, EtatPreuve::SansObjet);
    }
    Some(compute_note(grille, &faits, Cadre::Logement))
}

/// The tie-breaks in the order that the grid writes; an unknown day comes first, as in the ranks.
fn compare(grille: &GrilleCompilee, a: &Demande, b: &Demande) -> Ordering {
    grille.departage.iter().fold(Ordering::Equal, |order, departage| {
        order.then_with(|| match departage {
            Departage::DeposeLe => a.depose_le.cmp(&b.depose_le),
            Departage::EnregistreLe => a.enregistre_le.cmp(&b.enregistre_le),
            Departage::NumeroUnique => {
                let number = |d: &Demande| d.numero_unique().map(|n| n.as_str().to_owned());
                number(a).cmp(&number(b))
            }
        })
    })
}
