//! What the address of a list says beside its filters: the order, a link in each header, and the lines of a page.

use crate::visite::address_filtree;
use crate::vues::composants::{Colonne, Taille};

/// Lines of a page that a reader may ask; the first one that is not asked is [`TAILLE`].
const TAILLES: [u64; 3] = [25, 50, 100];
const TAILLE: u64 = 50;

/// The lines of a page asked by an address; anything else is the usual page.
pub fn read_taille(asked: &str) -> u64 {
    asked.parse().ok().filter(|taille| TAILLES.contains(taille)).unwrap_or(TAILLE)
}

/// A list under its filters. The whole of it stands in the address, so that a link shows the same list.
pub struct Liste<'a> {
    pub chemin: &'a str,
    /// Every filter, the empty ones too.
    pub filtres: &'a [(&'a str, &'a str)],
    /// Word of the order; `-` before it turns it round.
    pub tri: &'a str,
    pub taille: u64,
}

impl Liste<'_> {
    /// The address under an order and a size, ending where one more word goes.
    fn address(&self, tri: &str, taille: u64) -> String {
        let size = taille.to_string();
        let mut parts = self.filtres.to_vec();
        parts.push(("tri", tri));
        parts.push(("taille", if taille == TAILLE { "" } else { &size }));
        address_filtree(self.chemin, &parts)
    }

    /// The address of this very list, without its page.
    pub fn ici(&self) -> String {
        trim(&self.address(self.tri, self.taille))
    }

    /// The address of a page, ending where its number goes.
    pub fn modele(&self) -> String {
        format!("{}page=", self.address(self.tri, self.taille))
    }

    /// A header that sorts by a word: from the smallest first, then turned round. A new order starts at its first page.
    pub fn colonne(&self, libelle: &str, mot: &str) -> Colonne {
        let (sens, next) = if self.tri == mot {
            ("ascending", format!("-{mot}"))
        } else if self.tri.strip_prefix('-') == Some(mot) {
            ("descending", mot.to_owned())
        } else {
            ("none", mot.to_owned())
        };
        Colonne::triable(libelle, &trim(&self.address(&next, self.taille)), sens)
    }

    /// A header whose first sorting puts the largest first.
    pub fn colonne_decroissante(&self, libelle: &str, mot: &str) -> Colonne {
        let turned = format!("-{mot}");
        let (sens, next) = if self.tri == turned {
            ("descending", mot)
        } else if self.tri == mot {
            ("ascending", turned.as_str())
        } else {
            ("none", turned.as_str())
        };
        Colonne::triable(libelle, &trim(&self.address(next, self.taille)), sens)
    }

    /// The sizes of page offered.
    pub fn tailles(&self) -> Vec<Taille> {
        TAILLES
            .into_iter()
            .map(|taille| Taille {
                libelle: taille.to_string(),
                adresse: trim(&self.address(self.tri, taille)),
                choisie: taille == self.taille,
            })
            .collect()
    }
}

fn trim(address: &str) -> String {
    address.trim_end_matches(['&', '?']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_says_the_whole_list() {
        let filtres = [("q", "marie rose"), ("commune", ""), ("etat", "toutes")];
        let liste = Liste { chemin: "/demandes", filtres: &filtres, tri: "nom", taille: 100 };
        assert_eq!(liste.ici(), "/demandes?q=marie%20rose&etat=toutes&tri=nom&taille=100");
        assert_eq!(liste.modele(), "/demandes?q=marie%20rose&etat=toutes&tri=nom&taille=100&page=");
        let nom = liste.colonne("Ménage", "nom");
        assert_eq!((nom.sens, nom.adresse.unwrap().contains("tri=-nom")), ("ascending", true));
        let points = liste.colonne_decroissante("Points", "points");
        assert_eq!((points.sens, points.adresse.unwrap().contains("tri=-points")), ("none", true));
        assert_eq!(liste.tailles().iter().map(|t| t.choisie).collect::<Vec<_>>(), [false, false, true]);
        let bare = Liste { chemin: "/demandes", filtres: &[], tri: "", taille: TAILLE };
        assert_eq!(bare.ici(), "/demandes");
    }

    #[test]
    fn a_size_that_is_not_offered_is_the_usual_one() {
        assert_eq!(["25", "100", "", "7", "100000", "x"].map(read_taille), [25, 100, 50, 50, 50, 50]);
    }
}
