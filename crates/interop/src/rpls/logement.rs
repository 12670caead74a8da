//! One row into one home: each value checked, the bad ones named.

use droit::demande::Typologie;
use droit::jour::{Jour, parse_iso};
use droit::montant::Centimes;

use super::champs::{Champ, Plan};
use super::codes::{Contingent, Financement, ModeOccupation, MotifSortie, produit_de_plafond};
use super::{FormatRpls, LectureLogement, LogementRpls};
use crate::anomalie::{Anomalie, Gravite, truncate_valeur};

/// Characters of an identifier of the directory.
const IDENTIFIANT: usize = 10;
/// Characters kept of a text.
const TEXTE_MAX: usize = 200;

pub fn build(plan: &Plan, format: FormatRpls, ligne: u64, cellules: &[String]) -> LectureLogement {
    let mut row = Rangee { plan, cellules, ligne, identifiant: None, anomalies: Vec::new(), rejet: false };
    let width = cellules.iter().rposition(|c| !c.is_empty()).map_or(0, |last| last + 1);
    if cellules.len() < plan.largeur || width > plan.largeur {
        row.reject(
            None,
            &format!("{} cellules", cellules.len()),
            format!(
                "cette ligne compte {} cellules au lieu de {} : ses valeurs ne sont pas à leur place",
                cellules.len(),
                plan.largeur
            ),
            "Cherchez un séparateur de trop ou de moins dans la ligne, puis importez de nouveau.",
        );
        return row.finish(None);
    }
    let identifiant = (format == FormatRpls::Declaratif).then(|| row.read_identifiant()).flatten();
    let commune = row.read_commune();
    let sortie = row.read_code(Champ::Sortie, MotifSortie::from_code).filter(|m| *m != MotifSortie::SansObjet);
    let logement = LogementRpls {
        identifiant,
        reference: row.text(Champ::Reference),
        adresse: row.build_adresse(),
        residence: row.text(Champ::Programme),
        en_qpv: row.read_oui_non(Champ::Qpv),
        individuel: row.read_individuel(),
        typologie: row.read_typologie(),
        surface: row.read_nombre(Champ::Surface, 5, 999),
        etage: row.read_etage(),
        annee_construction: row.read_nombre(Champ::Annee, 1700, 2100),
        produit: None,
        conventionne_le: row.read_convention(),
        occupation: row.read_code(Champ::Occupation, ModeOccupation::from_code),
        bail_depuis: row.read_date(Champ::Bail),
        loyer: row.read_montant(Champ::Loyer, "9999"),
        loyer_annexes: row.read_montant(Champ::LoyerAccessoire, "999"),
        type_reservataire: row.read_code(Champ::Contingent, Contingent::from_code).map(Contingent::type_reservataire),
        sortie,
        commune: commune.unwrap_or_default(),
    };
    // A home that leaves needs no more than its identifier.
    let produit = row.read_produit(sortie.is_none());
    if sortie.is_none() && format == FormatRpls::Declaratif {
        for (champ, absent) in [
            (Champ::Pieces, logement.typologie.is_none()),
            (Champ::Surface, logement.surface.is_none()),
            (Champ::Annee, logement.annee_construction.is_none()),
        ] {
            if absent {
                row.reject(
                    Some(champ),
                    "",
                    format!("sans {}, le logement ne peut pas être proposé à un ménage", champ.libelle()),
                    "Complétez la ligne dans le logiciel du bailleur, puis importez de nouveau.",
                );
            }
        }
    }
    row.finish(Some(LogementRpls { produit, ..logement }))
}

struct Rangee<'a> {
    plan: &'a Plan,
    cellules: &'a [String],
    ligne: u64,
    identifiant: Option<String>,
    anomalies: Vec<Anomalie>,
    rejet: bool,
}

impl<'a> Rangee<'a> {
    fn get(&self, champ: Champ) -> &'a str {
        self.plan.get(self.cellules, champ)
    }

    fn text(&self, champ: Champ) -> Option<String> {
        let clean: String = self.get(champ).chars().map(|c| if c.is_control() { ' ' } else { c }).take(TEXTE_MAX).collect();
        Some(clean.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|t| !t.is_empty())
    }

    fn push(&mut self, champ: Option<Champ>, valeur: &str, gravite: Gravite, raison: String, que_faire: &str) {
        self.anomalies.push(Anomalie {
            ligne: self.ligne,
            numero_unique: self.identifiant.clone(),
            champ: champ.map_or_else(String::new, |c| c.libelle().to_owned()),
            valeur: truncate_valeur(valeur),
            gravite,
            raison,
            que_faire: que_faire.to_owned(),
        });
    }

    fn reject(&mut self, champ: Option<Champ>, valeur: &str, raison: String, que_faire: &str) {
        self.rejet = true;
        self.push(champ, valeur, Gravite::Rejet, raison, que_faire);
    }

    fn ignore(&mut self, champ: Champ, valeur: &str, raison: String) {
        self.push(
            Some(champ),
            valeur,
            Gravite::Ignoree,
            raison,
            "Corrigez-la dans le logiciel du bailleur ; le logement est importé sans elle.",
        );
    }

    fn finish(self, logement: Option<LogementRpls>) -> LectureLogement {
        let logement = logement.filter(|_| !self.rejet);
        LectureLogement { ligne: self.ligne, identifiant: self.identifiant, logement, anomalies: self.anomalies }
    }

    fn read_identifiant(&mut self) -> Option<String> {
        let valeur = self.get(Champ::Identifiant);
        self.identifiant = Some(truncate_valeur(valeur)).filter(|v| !v.is_empty());
        if valeur.len() == IDENTIFIANT && valeur.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Some(valeur.to_ascii_uppercase());
        }
        let que_faire = if valeur.is_empty() {
            "Demandez l'identifiant au service du répertoire, ou déclarez ce logement à part."
        } else {
            "Un tableur retire les zéros du début : ouvrez la colonne en texte, puis importez de nouveau."
        };
        let raison = if valeur.is_empty() {
            "l'identifiant au répertoire manque : le logement ne peut pas être reconnu d'une année à l'autre".to_owned()
        } else {
            format!(
                "un identifiant RPLS a {IDENTIFIANT} caractères, lettres et chiffres ; celui-ci en a {}",
                valeur.chars().count()
            )
        };
        self.reject(Some(Champ::Identifiant), valeur, raison, que_faire);
        None
    }

    fn read_commune(&mut self) -> Option<String> {
        let valeur = self.get(Champ::Commune);
        let shape =
            valeur.len() == 5 && valeur.bytes().enumerate().all(|(i, b)| b.is_ascii_digit() || i == 1 && b.is_ascii_alphabetic());
        if shape {
            return Some(valeur.to_ascii_uppercase());
        }
        self.reject(
            Some(Champ::Commune),
            valeur,
            "le code de la commune a cinq caractères, comme 97302".to_owned(),
            "Corrigez-le d'après le code officiel géographique, puis importez de nouveau.",
        );
        None
    }

    fn read_code<T>(&mut self, champ: Champ, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let valeur = self.get(champ);
        if valeur.is_empty() {
            return None;
        }
        let found = parse(valeur.trim_start_matches('0')).or_else(|| parse(valeur));
        if found.is_none() {
            self.ignore(champ, valeur, "ce code n'est pas dans la liste du répertoire".to_owned());
        }
        found
    }

    fn read_oui_non(&mut self, champ: Champ) -> Option<bool> {
        self.read_code(champ, |code| match code {
            "1" => Some(true),
            "2" => Some(false),
            _ => None,
        })
    }

    fn read_individuel(&mut self) -> bool {
        self.read_code(Champ::TypeConstruction, |code| match code.to_ascii_uppercase().as_str() {
            "I" => Some(true),
            "C" | "E" => Some(false),
            _ => None,
        })
        .unwrap_or(false)
    }

    fn read_typologie(&mut self) -> Option<Typologie> {
        let pieces: u8 = self.read_nombre(Champ::Pieces, 1, 9)?;
        Some(match pieces {
            1 => Typologie::T1,
            2 => Typologie::T2,
            3 => Typologie::T3,
            4 => Typologie::T4,
            5 => Typologie::T5,
            _ => Typologie::T6,
        })
    }

    /// A whole number; decimals of an area are dropped, never rounded up.
    fn read_nombre<T: TryFrom<u32>>(&mut self, champ: Champ, least: u32, most: u32) -> Option<T> {
        let valeur = self.get(champ);
        if valeur.is_empty() {
            return None;
        }
        let whole = valeur.split([',', '.']).next().unwrap_or_default();
        let number = whole.parse::<u32>().ok().filter(|n| (least..=most).contains(n));
        if number.is_none() {
            self.ignore(champ, valeur, format!("un nombre de {least} à {most} est attendu"));
        }
        T::try_from(number?).ok()
    }

    fn read_etage(&mut self) -> Option<i8> {
        let valeur = self.get(Champ::Etage);
        match valeur.to_ascii_uppercase().as_str() {
            "" => None,
            "RC" | "RDC" | "REZ" | "R" => Some(0),
            texte => {
                let found = texte.trim_start_matches(['R', '+']).parse::<i8>().ok().filter(|e| (-5..=60).contains(e));
                if found.is_none() {
                    self.ignore(Champ::Etage, valeur, "un étage de -5 à 60, ou RC, est attendu".to_owned());
                }
                found
            }
        }
    }

    fn read_convention(&mut self) -> Option<Jour> {
        let signed = self.read_date(Champ::DateConvention);
        if self.read_oui_non(Champ::Conventionne) == Some(false) { None } else { signed }
    }

    /// `jj/mm/aaaa`, `mm/aaaa` (its first day) or `aaaa-mm-jj`; 01/1900 and 99/9999 say that there is none.
    fn read_date(&mut self, champ: Champ) -> Option<Jour> {
        let valeur = self.get(champ);
        if matches!(valeur, "" | "01/1900" | "01/01/1900" | "99/9999" | "99/99/9999") {
            return None;
        }
        let parts: Vec<&str> = valeur.split('/').collect();
        let found = match parts.as_slice() {
            [mois, annee] if annee.len() == 4 => parse_iso(&format!("{annee}-{mois:0>2}-01")),
            [jour, mois, annee] if annee.len() == 4 => parse_iso(&format!("{annee}-{mois:0>2}-{jour:0>2}")),
            [iso] => parse_iso(iso.get(..10).unwrap_or(iso)),
            _ => None,
        };
        if found.is_none() {
            self.ignore(champ, valeur, "cette date n'existe pas ; mm/aaaa ou jj/mm/aaaa est attendu".to_owned());
        }
        found
    }

    fn read_montant(&mut self, champ: Champ, sans_objet: &str) -> Option<Centimes> {
        let valeur = self.get(champ);
        let whole = valeur.trim_end_matches(['0']).trim_end_matches([',', '.']);
        if valeur.is_empty() || valeur == sans_objet || valeur.contains([',', '.']) && whole == sans_objet {
            return None;
        }
        match Centimes::parse(valeur) {
            Ok(montant) if montant >= Centimes::ZERO && montant < Centimes::euros(10_000) => Some(montant),
            _ => {
                self.ignore(champ, valeur, "un montant mensuel en euros est attendu".to_owned());
                None
            }
        }
    }

    fn read_produit(&mut self, needed: bool) -> Option<droit::logement::Produit> {
        let cus = self.get(Champ::PlafondCus);
        let financement = self.read_code(Champ::Financement, Financement::from_code);
        let produit = produit_de_plafond(cus).or_else(|| financement.filter(|_| cus != "16").and_then(Financement::produit));
        if produit.is_none() && needed {
            let valeur = if cus.is_empty() { self.get(Champ::Financement) } else { cus };
            let raison = match financement {
                Some(f) => format!("le financement « {} » ne dit pas quels plafonds de ressources s'appliquent", f.libelle()),
                None => "rien ne dit quels plafonds de ressources s'appliquent".to_owned(),
            };
            self.reject(
                Some(Champ::Financement),
                valeur,
                raison,
                "Un logement intermédiaire n'est pas attribué ici ; pour les autres, complétez le plafond de la CUS (position 47 : 11, 13 ou 14).",
            );
        }
        produit
    }

    fn build_adresse(&self) -> Option<String> {
        let street: Vec<String> = [Champ::NumeroVoie, Champ::Repetition, Champ::TypeVoie, Champ::NomVoie]
            .into_iter()
            .filter_map(|c| self.text(c))
            .collect();
        let mut parts = vec![street.join(" ")];
        parts.extend(self.text(Champ::Batiment).map(|b| format!("bâtiment {b}")));
        parts.extend(self.text(Champ::Appartement).map(|a| format!("logement {a}")));
        parts.extend(self.text(Champ::LieuDit));
        parts.retain(|p| !p.is_empty());
        Some(parts.join(", ")).filter(|a| !a.is_empty())
    }
}
