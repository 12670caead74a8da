//! Values shown by the shared components: tags, choices, forms, pages of a list, charts.

use std::fmt::Write as _;

use super::cadre::Ton;

/// A short word with a tone.
#[derive(Clone, Debug)]
pub struct Etiquette {
    pub libelle: String,
    pub ton: Ton,
}

impl Etiquette {
    pub fn new(libelle: impl Into<String>, ton: Ton) -> Etiquette {
        Etiquette { libelle: libelle.into(), ton }
    }
}

/// One option of a list of choices.
#[derive(Clone, Debug)]
pub struct Choix {
    pub valeur: String,
    pub libelle: String,
    pub choisi: bool,
}

impl Choix {
    /// Options from pairs of value and words, the given value chosen.
    pub fn list(pairs: &[(&str, &str)], choisi: &str) -> Vec<Choix> {
        pairs
            .iter()
            .map(|(valeur, libelle)| Choix {
                valeur: (*valeur).to_owned(),
                libelle: (*libelle).to_owned(),
                choisi: *valeur == choisi,
            })
            .collect()
    }
}

/// What was typed in a form, and what is wrong with it. Empty for a fresh form.
#[derive(Clone, Debug, Default)]
pub struct Saisie {
    /// Name of the field, value.
    pub valeurs: Vec<(String, String)>,
    /// Name of the field, sentence in French.
    pub erreurs: Vec<(String, String)>,
}

impl Saisie {
    pub fn valeur(&self, nom: impl AsRef<str>) -> &str {
        self.valeurs.iter().find(|(n, _)| n == nom.as_ref()).map_or("", |(_, v)| v)
    }

    pub fn erreur(&self, nom: impl AsRef<str>) -> &str {
        self.erreurs.iter().find(|(n, _)| n == nom.as_ref()).map_or("", |(_, e)| e)
    }

    /// What was typed, or the given value when nothing was.
    pub fn valeur_ou<'a>(&'a self, nom: impl AsRef<str>, defaut: &'a str) -> &'a str {
        let typed = self.valeur(nom);
        if typed.is_empty() { defaut } else { typed }
    }

    pub fn is_choisi(&self, nom: impl AsRef<str>, valeur: impl AsRef<str>) -> bool {
        self.valeur(nom) == valeur.as_ref()
    }
}

/// A fact of a list of facts; `None` shows « non renseigné ».
#[derive(Clone, Debug)]
pub struct Ligne {
    pub libelle: String,
    pub valeur: Option<String>,
}

impl Ligne {
    pub fn new(libelle: &str, valeur: &str) -> Ligne {
        Ligne { libelle: libelle.to_owned(), valeur: Some(valeur.to_owned()) }
    }

    pub fn manquante(libelle: &str) -> Ligne {
        Ligne { libelle: libelle.to_owned(), valeur: None }
    }
}

/// Head of a column that sorts the list by a link.
#[derive(Clone, Debug)]
pub struct Colonne {
    pub libelle: String,
    /// Address that sorts by this column; `None` when the column does not sort.
    pub adresse: Option<String>,
    /// `ascending`, `descending`, or `none`.
    pub sens: &'static str,
    pub nombre: bool,
}

impl Colonne {
    pub fn fixe(libelle: &str) -> Colonne {
        Colonne { libelle: libelle.to_owned(), adresse: None, sens: "none", nombre: false }
    }

    pub fn triable(libelle: &str, adresse: &str, sens: &'static str) -> Colonne {
        Colonne { libelle: libelle.to_owned(), adresse: Some(adresse.to_owned()), sens, nombre: false }
    }

    pub fn en_nombre(mut self) -> Colonne {
        self.nombre = true;
        self
    }
}

/// Pages of a long list. `modele` is the address of a page, ending where its number goes (`/demandes?page=`).
#[derive(Clone, Debug, Default)]
pub struct Pagination {
    pub page: u32,
    pub pages: u32,
    pub modele: String,
    /// Sentence such as `8 312 demandes, de 51 à 100`.
    pub resume: String,
    /// Sizes of page offered; empty when the list does not let one choose.
    pub tailles: Vec<Taille>,
}

impl Pagination {
    /// Numbers to show: first, last, and two around the current one; 0 stands for a gap.
    pub fn numeros(&self) -> Vec<u32> {
        let mut shown = Vec::new();
        for numero in 1..=self.pages {
            if numero == 1 || numero == self.pages || numero.abs_diff(self.page) <= 2 {
                shown.push(numero);
            } else if shown.last() != Some(&0) {
                shown.push(0);
            }
        }
        shown
    }
}

/// A number of lines a page may hold, and the address that asks it.
#[derive(Clone, Debug)]
pub struct Taille {
    pub libelle: String,
    pub adresse: String,
    pub choisie: bool,
}

/// A saved view of a list, as one of its links.
#[derive(Clone, Debug)]
pub struct VueGardee {
    pub id: String,
    pub nom: String,
    pub adresse: String,
    pub partagee: bool,
    pub par_defaut: bool,
    /// Kept by who reads: offers to change it.
    pub a_soi: bool,
    /// The list is under it now.
    pub ouverte: bool,
}

/// The saved views of a list, and the filters that one more would hold.
#[derive(Clone, Debug, Default)]
pub struct VuesGardees {
    pub peut_garder: bool,
    pub peut_partager: bool,
    pub filtres: String,
    pub vues: Vec<VueGardee>,
}

impl VuesGardees {
    pub fn has_miennes(&self) -> bool {
        self.vues.iter().any(|vue| vue.a_soi)
    }
}

/// A big figure that opens the list behind it.
#[derive(Clone, Debug)]
pub struct Tuile {
    pub valeur: String,
    pub libelle: String,
    pub detail: String,
    pub adresse: String,
    pub ton: Ton,
}

impl Tuile {
    pub fn new(valeur: &str, libelle: &str, detail: &str, adresse: &str, ton: Ton) -> Tuile {
        Tuile {
            valeur: valeur.to_owned(),
            libelle: libelle.to_owned(),
            detail: detail.to_owned(),
            adresse: adresse.to_owned(),
            ton,
        }
    }
}

#[derive(Clone, Debug)]
pub struct Evenement {
    /// `JJ/MM/AAAA`.
    pub le: String,
    /// ISO date, for machines.
    pub iso: String,
    pub titre: String,
    pub detail: String,
    pub ton: Ton,
}

impl Evenement {
    pub fn new(le: &str, iso: &str, titre: &str, detail: &str, ton: Ton) -> Evenement {
        Evenement { le: le.to_owned(), iso: iso.to_owned(), titre: titre.to_owned(), detail: detail.to_owned(), ton }
    }
}

/// One bar of the chart of rates against a target.
#[derive(Clone, Debug)]
pub struct Barre {
    pub libelle: String,
    /// Basis points: 2 555 is 25.55 %.
    pub taux: u32,
    /// The rate in words, e.g. `25,55 %`; the words of the base when there is none.
    pub texte: String,
    pub atteint: bool,
}

/// Horizontal bars of rates with the line of their target, drawn on the server. Its table always stands beside it.
#[derive(Clone, Debug, Default)]
pub struct GraphiqueTaux {
    /// Says in one sentence what the drawing shows, for those who do not see it.
    pub description: String,
    pub barres: Vec<Barre>,
    /// Basis points.
    pub cible: u32,
    pub cible_texte: String,
}

const LARGEUR: u32 = 500;
const GAUCHE: u32 = 168;
const DROITE: u32 = 72;
const PAS: u32 = 38;

impl GraphiqueTaux {
    /// The drawing. The scale runs to the largest of the rates and of twice the target, 100 % at most.
    pub fn svg(&self) -> String {
        let top = self.barres.iter().map(|b| b.taux).max().unwrap_or(0).max(self.cible.saturating_mul(2)).clamp(1, 10_000);
        let width = LARGEUR - GAUCHE - DROITE;
        let x = |taux: u32| GAUCHE + taux.min(top) * width / top;
        let rows = u32::try_from(self.barres.len()).unwrap_or(0);
        let height = 26 + rows * PAS;
        let mut svg = format!(
            r#"<svg class="graphique" viewBox="0 0 {LARGEUR} {height}" role="img" aria-label="{}">"#,
            escape(&self.description)
        );
        for (row, barre) in (0u32..).zip(&self.barres) {
            let y = 24 + row * PAS;
            let class = if barre.atteint { "atteint" } else { "manque" };
            let end = x(barre.taux);
            // Writing to a String cannot fail.
            let _ = write!(
                svg,
                r#"<text x="{}" y="{}" text-anchor="end">{}</text><rect class="fond" x="{GAUCHE}" y="{y}" width="{width}" height="22" rx="3"/><rect class="{class}" x="{GAUCHE}" y="{y}" width="{}" height="22" rx="3"/><text class="etiq-valeur" x="{}" y="{}">{}</text>"#,
                GAUCHE - 12,
                y + 16,
                escape(&barre.libelle),
                end - GAUCHE,
                LARGEUR - DROITE + 10,
                y + 16,
                escape(&barre.texte),
            );
        }
        let target = x(self.cible);
        let _ = write!(
            svg,
            r#"<line class="cible" x1="{target}" x2="{target}" y1="18" y2="{height}"/><text class="cible-texte" x="{target}" y="12" text-anchor="middle">{}</text></svg>"#,
            escape(&self.cible_texte)
        );
        svg
    }
}

/// One bar of days.
#[derive(Clone, Debug)]
pub struct BarreJours {
    pub libelle: String,
    /// Tenths of a day.
    pub dixiemes: u32,
    /// The days in words.
    pub texte: String,
}

/// Horizontal bars of days, drawn on the server. Its table always stands beside it.
#[derive(Clone, Debug, Default)]
pub struct GraphiqueJours {
    /// Says in one sentence what the drawing shows, for those who do not see it.
    pub description: String,
    pub barres: Vec<BarreJours>,
}

/// Room for the words of a step.
const GAUCHE_JOURS: u32 = 232;
const LARGEUR_JOURS: u32 = 560;

impl GraphiqueJours {
    /// The drawing; the longest bar fills the width.
    pub fn svg(&self) -> String {
        let top = u64::from(self.barres.iter().map(|b| b.dixiemes).max().unwrap_or(0).max(1));
        let width = LARGEUR_JOURS - GAUCHE_JOURS - DROITE;
        let rows = u32::try_from(self.barres.len()).unwrap_or(0);
        let mut svg = format!(
            r#"<svg class="graphique" viewBox="0 0 {LARGEUR_JOURS} {}" role="img" aria-label="{}">"#,
            4 + rows * PAS,
            escape(&self.description)
        );
        for (row, barre) in (0u32..).zip(&self.barres) {
            let y = 4 + row * PAS;
            let long = u64::from(barre.dixiemes) * u64::from(width) / top;
            // Writing to a String cannot fail.
            let _ = write!(
                svg,
                r#"<text x="{}" y="{}" text-anchor="end">{}</text><rect class="fond" x="{GAUCHE_JOURS}" y="{y}" width="{width}" height="22" rx="3"/><rect class="atteint" x="{GAUCHE_JOURS}" y="{y}" width="{long}" height="22" rx="3"/><text class="etiq-valeur" x="{}" y="{}">{}</text>"#,
                GAUCHE_JOURS - 12,
                y + 16,
                escape(&barre.libelle),
                LARGEUR_JOURS - DROITE + 10,
                y + 16,
                escape(&barre.texte),
            );
        }
        svg.push_str("</svg>");
        svg
    }
}

/// A share drawn as a thin bar: proven points, then provisional ones, of a maximum.
pub fn barre_points(prouve: i32, provisoire: i32, maximum: i32) -> String {
    let maximum = maximum.max(1);
    let width = |points: i32| points.clamp(0, maximum) * 200 / maximum;
    let (a, b) = (width(prouve), width(provisoire));
    format!(
        r#"<svg class="barre" viewBox="0 0 200 8" preserveAspectRatio="none" aria-hidden="true"><rect class="fond" width="200" height="8"/><rect class="plein" width="{a}" height="8"/><rect class="provisoire" x="{a}" width="{b}" height="8"/></svg>"#
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_shows_its_ends_and_its_neighbours() {
        let pagination = Pagination { page: 10, pages: 20, ..Pagination::default() };
        assert_eq!(pagination.numeros(), [1, 0, 8, 9, 10, 11, 12, 0, 20]);
        let short = Pagination { page: 1, pages: 3, ..Pagination::default() };
        assert_eq!(short.numeros(), [1, 2, 3]);
    }

    #[test]
    fn a_label_cannot_leave_its_drawing() {
        let graphique = GraphiqueTaux {
            description: "a \"b\"".to_owned(),
            barres: vec![Barre { libelle: "<script>".to_owned(), taux: 99_999, texte: "&".to_owned(), atteint: false }],
            cible: 2_500,
            cible_texte: "25 %".to_owned(),
        };
        let svg = graphique.svg();
        assert!(svg.contains("&lt;script&gt;") && svg.contains("a &quot;b&quot;") && !svg.contains("<script>"));
        let jours = GraphiqueJours {
            description: "<b>".to_owned(),
            barres: vec![BarreJours { libelle: "<script>".to_owned(), dixiemes: u32::MAX, texte: "&".to_owned() }],
        };
        assert!(jours.svg().contains("&lt;script&gt;") && !jours.svg().contains("<b>"));
        assert!(GraphiqueJours::default().svg().ends_with("</svg>"));
    }
}
