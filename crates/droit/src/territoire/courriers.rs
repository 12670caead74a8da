//! The texts written to applicants: `courriers.toml`. Their places to fill are a closed list, so that a letter never
//! leaves with a hole in it, and a short message never holds an address, a name or a paper.

use super::adoption::Adoption;
use super::lecteur::Table;
use super::organisations::choix_de;
use super::pratiques::check_periode;
use crate::jour::Jour;
use crate::nomenclature::nomenclature;

/// Longest fixed text of a short message, in characters.
const SMS_MAXIMUM: usize = 250;

nomenclature!(
    /// What a text is written for.
    CodeModele {
        Interet = "interet", "Toujours intéressé ?"; PieceManquante = "piece_manquante", "Pièce manquante";
        RelanceOffre = "relance_offre", "Offre en attente de réponse"; RendezVousBail = "rendez_vous_bail", "Rendez-vous de signature du bail";
    }
);

nomenclature!(
    /// A place to fill in a text, written `{code}`.
    ChampModele {
        Menage = "menage", "nom du ménage"; NumeroUnique = "numero_unique", "numéro unique"; Logement = "logement", "logement"; Commune = "commune", "commune du logement";
        Bailleur = "bailleur", "organisation qui écrit"; DateLimite = "date_limite", "date limite"; Piece = "piece", "pièce attendue"; Jour = "jour", "jour du rendez-vous";
        Heure = "heure", "heure du rendez-vous"; Place = "lieu", "lieu du rendez-vous"; Contact = "contact", "où répondre";
    }
);

impl ChampModele {
    /// A telephone is read by others than its holder: a short message names neither person, nor home, nor paper, nor place.
    pub const fn is_permis_en_sms(self) -> bool {
        matches!(
            self,
            ChampModele::Bailleur | ChampModele::DateLimite | ChampModele::Jour | ChampModele::Heure | ChampModele::Contact
        )
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Morceau {
    Fixe(String),
    Champ(ChampModele),
}

/// A text with its places to fill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TexteModele {
    morceaux: Vec<Morceau>,
}

/// The texts of one code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModeleCourrier {
    pub code: CodeModele,
    pub objet: TexteModele,
    pub mel: TexteModele,
    /// `None`: this is never sent as a short message.
    pub sms: Option<TexteModele>,
    /// Where to answer, the same in all the texts.
    pub contact: String,
    pub adoption: Adoption,
}

impl TexteModele {
    /// Reads `Bonjour {menage}`.
    ///
    /// # Errors
    /// The word in braces that is no place, or the brace left open, in words.
    pub fn parse(texte: &str) -> Result<TexteModele, String> {
        let mut morceaux = Vec::new();
        let mut rest = texte;
        while let Some(start) = rest.find('{') {
            let (before, after) = rest.split_at(start);
            let Some(end) = after.find('}') else { return Err("Une accolade ouverte n'est pas fermée.".to_owned()) };
            let name = &after[1..end];
            let champ = ChampModele::from_code(name).ok_or_else(|| format!("« {{{name}}} » n'est pas un champ connu."))?;
            if !before.is_empty() {
                morceaux.push(Morceau::Fixe(before.to_owned()));
            }
            morceaux.push(Morceau::Champ(champ));
            rest = &after[end + 1..];
        }
        if !rest.is_empty() {
            morceaux.push(Morceau::Fixe(rest.to_owned()));
        }
        Ok(TexteModele { morceaux })
    }

    /// The text filled.
    ///
    /// # Errors
    /// The first place whose value is not known.
    pub fn write(&self, valeur: impl Fn(ChampModele) -> Option<String>) -> Result<String, ChampModele> {
        let mut text = String::new();
        for morceau in &self.morceaux {
            match morceau {
                Morceau::Fixe(fixe) => text.push_str(fixe),
                Morceau::Champ(champ) => text.push_str(&valeur(*champ).filter(|v| !v.is_empty()).ok_or(*champ)?),
            }
        }
        Ok(text)
    }

    pub fn champs(&self) -> impl Iterator<Item = ChampModele> {
        self.morceaux.iter().filter_map(|m| match m {
            Morceau::Champ(champ) => Some(*champ),
            Morceau::Fixe(_) => None,
        })
    }

    fn count_fixe(&self) -> usize {
        let fixed = self.morceaux.iter().map(|m| match m {
            Morceau::Fixe(text) => text.chars().count(),
            Morceau::Champ(_) => 0,
        });
        fixed.sum()
    }
}

pub(super) fn lire(racine: &Table<'_>) -> Vec<ModeleCourrier> {
    let mut modeles: Vec<ModeleCourrier> = Vec::new();
    for t in racine.tables("modele") {
        let code = t.choix("code", choix_de!(CodeModele));
        let (objet, mel) = (lire_texte(&t, "objet", t.texte("objet")), lire_texte(&t, "mel", t.texte("mel")));
        let sms = lire_texte(&t, "sms", t.texte_si("sms"));
        let (contact, adoption) = (t.texte("contact"), t.adoption());
        t.finir();
        if let Some(sms) = &sms {
            check_sms(&t, sms);
        }
        if let (Some(code), Some(objet), Some(mel), Some(contact), Some(adoption)) = (code, objet, mel, contact, adoption) {
            check_periode(&t, &adoption, modeles.iter().filter(|m| m.code == code).map(|m| &m.adoption));
            modeles.push(ModeleCourrier { code, objet, mel, sms, contact, adoption });
        }
    }
    racine.finir();
    modeles
}

fn lire_texte(t: &Table<'_>, cle: &'static str, texte: Option<String>) -> Option<TexteModele> {
    match TexteModele::parse(texte?.trim()) {
        Ok(read) => Some(read),
        Err(why) => {
            let known: Vec<String> = ChampModele::ALL.iter().map(|c| format!("{{{}}}", c.code())).collect();
            t.signaler(cle, why, format!("Employer seulement : {}.", known.join(", ")));
            None
        }
    }
}

fn check_sms(t: &Table<'_>, sms: &TexteModele) {
    if let Some(champ) = sms.champs().find(|c| !c.is_permis_en_sms()) {
        t.signaler(
            "sms",
            format!("« {{{}}} » ne se met pas dans un SMS : un téléphone se lit à plusieurs.", champ.code()),
            "Renvoyer vers le guichet ou le bailleur sans nommer ni le ménage, ni le logement, ni la pièce.",
        );
    }
    let count = sms.count_fixe();
    if count > SMS_MAXIMUM {
        t.signaler(
            "sms",
            format!("Le SMS compte {count} caractères fixes."),
            format!("Le réduire à {SMS_MAXIMUM} caractères au plus."),
        );
    }
}

impl ModeleCourrier {
    pub fn is_en_vigueur(&self, jour: Jour) -> bool {
        self.adoption.is_en_vigueur(jour)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_whole_or_is_not_written() {
        let text = TexteModele::parse("Bonjour {menage}, répondez avant le {date_limite}.").unwrap();
        let full = text.write(|champ| Some(if champ == ChampModele::Menage { "Essai".into() } else { "20/11/2026".into() }));
        assert_eq!(full.as_deref(), Ok("Bonjour Essai, répondez avant le 20/11/2026."));
        let hole = text.write(|champ| (champ == ChampModele::Menage).then(|| "Essai".into()));
        assert_eq!(hole, Err(ChampModele::DateLimite));
        assert!(TexteModele::parse("{motif}").is_err() && TexteModele::parse("{menage").is_err());
    }
}
