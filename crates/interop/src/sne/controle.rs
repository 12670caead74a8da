//! What the schema of the contract would refuse, listed value by value.

use droit::demande::Sensibilite;
use droit::jour::parse_iso;

use super::arbre::Noeud;
use super::champs::{Champ, TypeChamp, find_champ, is_code_connu, list_enfants};
use super::liste::sensibilite_champ;
use crate::anomalie::{Anomalie, Gravite, MASQUE, truncate_valeur};

const LOCALITE: [&str; 2] = ["codePostal", "commune"];
const LOCALITE_ETRANGER: [&str; 3] = ["codePostalEtranger", "communeEtranger", "pays"];

/// Collects the anomalies of one demande.
#[derive(Default)]
pub struct Constats {
    pub numero_unique: Option<String>,
    pub anomalies: Vec<Anomalie>,
}

impl Constats {
    pub fn push(&mut self, ligne: u64, champ: &str, valeur: &str, gravite: Gravite, raison: impl Into<String>, que_faire: &str) {
        let masked =
            !valeur.is_empty() && matches!(sensibilite_champ(champ, valeur), Sensibilite::Restreinte | Sensibilite::Secrete);
        self.anomalies.push(Anomalie {
            ligne,
            numero_unique: self.numero_unique.clone(),
            champ: champ.to_owned(),
            valeur: if masked { MASQUE.to_owned() } else { truncate_valeur(valeur) },
            gravite,
            raison: raison.into(),
            que_faire: que_faire.to_owned(),
        });
    }
}

/// Checks a `demande` element and all below it.
pub fn check_demande(demande: &Noeud, constats: &mut Constats) {
    check_groupe(demande, "demande", constats);
}

fn check_groupe(node: &Noeud, table: &str, constats: &mut Constats) {
    let mut last_rank = 0;
    for (i, enfant) in node.enfants.iter().enumerate() {
        let chemin = format!("{table}/{}", enfant.nom);
        let shown = chemin.strip_prefix("demande/").unwrap_or(&chemin);
        let Some(champ) = find_champ(&chemin) else {
            constats.push(
                enfant.ligne,
                shown,
                enfant.valeur(),
                Gravite::Signalee,
                "cet élément n'existe pas dans le contrat interfaceNuu 02.01",
                "Aucune action si l'extrait vient d'une version plus récente : la valeur est gardée avec les valeurs de la source.",
            );
            continue;
        };
        if champ.rang < last_rank {
            constats.push(
                enfant.ligne,
                shown,
                "",
                Gravite::Signalee,
                "cet élément n'est pas à sa place dans l'ordre du contrat",
                "La valeur est lue ; signalez l'ordre à l'éditeur du logiciel qui a produit le fichier.",
            );
        }
        last_rank = last_rank.max(champ.rang);
        if !champ.repete && node.enfants[..i].iter().any(|n| n.nom == enfant.nom) {
            constats.push(
                enfant.ligne,
                shown,
                enfant.valeur(),
                Gravite::Signalee,
                "cet élément apparaît plusieurs fois alors que le contrat n'en admet qu'un",
                "La première valeur est utilisée, les autres sont gardées avec les valeurs de la source : vérifiez laquelle est juste.",
            );
        }
        if champ.genre == TypeChamp::Groupe {
            check_groupe(enfant, &chemin, constats);
        } else {
            check_valeur(enfant, champ, shown, constats);
        }
    }
    for champ in list_enfants(table).filter(|c| is_attendu(c, node)) {
        if node.child(champ.nom).is_none() {
            let shown = champ.chemin.strip_prefix("demande/").unwrap_or(champ.chemin);
            constats.push(
                node.ligne,
                shown,
                "",
                Gravite::Signalee,
                format!("l'élément obligatoire « {} » manque", champ.nom),
                "Complétez-le dans le SNE ; la demande est importée avec ce qui est connu.",
            );
        }
    }
}

/// Whether the schema wants this child here, its alternatives considered.
pub fn is_attendu(champ: &Champ, node: &Noeud) -> bool {
    if !champ.obligatoire {
        return false;
    }
    let has = |names: &[&str]| names.iter().any(|n| node.child(n).is_some());
    let etranger = has(&LOCALITE_ETRANGER);
    let facultative = matches!(node.nom.as_str(), "situationProfessionnelle" | "logementActuel");
    match champ.nom {
        "association" => false,
        "personnePhysique" => node.child("association").is_none(),
        nom if LOCALITE_ETRANGER.contains(&nom) => etranger,
        nom if LOCALITE.contains(&nom)
            && list_enfants(champ.chemin.rsplit_once('/').map_or("", |p| p.0)).any(|c| c.nom == "pays") =>
        {
            !etranger && (!facultative || has(&LOCALITE))
        }
        _ => true,
    }
}

fn check_valeur(node: &Noeud, champ: &Champ, shown: &str, constats: &mut Constats) {
    let valeur = node.valeur();
    let Some(raison) = find_defaut(champ, valeur) else { return };
    let unusable = matches!(champ.genre, TypeChamp::Code | TypeChamp::Booleen | TypeChamp::Date | TypeChamp::Entier { .. });
    let gravite = if unusable { Gravite::Ignoree } else { Gravite::Signalee };
    constats.push(
        node.ligne,
        shown,
        valeur,
        gravite,
        raison,
        "Corrigez la valeur dans le SNE puis importez de nouveau ; elle reste visible parmi les valeurs de la source.",
    );
}

/// What the schema would say of this value, in French; `None` when it accepts it.
pub fn find_defaut(champ: &Champ, valeur: &str) -> Option<String> {
    let longueur_max = |longueur: usize| {
        let count = valeur.chars().count();
        (count > longueur).then(|| format!("la valeur compte {count} caractères, le contrat en admet {longueur}"))
    };
    match champ.genre {
        TypeChamp::Groupe | TypeChamp::Libre => None,
        TypeChamp::Code if valeur.is_empty() => None,
        TypeChamp::Code if valeur.len() > 6 || !valeur.bytes().all(|b| b.is_ascii_alphanumeric()) => {
            Some("un code compte de une à six lettres ou chiffres".into())
        }
        TypeChamp::Code => {
            (is_code_connu(champ.chemin, valeur) == Some(false)).then(|| "ce code n'est pas dans la liste du contrat".into())
        }
        TypeChamp::Commune if valeur.is_empty() => None,
        TypeChamp::Commune => (valeur.len() > 5 || !valeur.bytes().all(|b| b.is_ascii_alphanumeric()))
            .then(|| "un code de commune compte cinq lettres ou chiffres au plus".into()),
        TypeChamp::Booleen => (!matches!(valeur, "true" | "false" | "1" | "0")).then(|| "attendu « true » ou « false »".into()),
        TypeChamp::Date => {
            parse_iso(valeur).is_none().then(|| "cette date n'existe pas au calendrier (forme attendue : AAAA-MM-JJ)".into())
        }
        TypeChamp::Instant => {
            (valeur.len() < 19 || valeur.get(..10).and_then(parse_iso).is_none() || valeur.as_bytes()[10] != b'T')
                .then(|| "attendu une date et une heure (AAAA-MM-JJThh:mm:ss)".into())
        }
        TypeChamp::Entier { min, max } => match valeur.parse::<i64>() {
            Err(_) => Some("attendu un nombre entier".into()),
            Ok(number) => (number < min || number > max).then(|| format!("le nombre doit être compris entre {min} et {max}")),
        },
        TypeChamp::Texte { longueur } => longueur_max(longueur),
        TypeChamp::Chiffres { longueur } => longueur_max(longueur).or_else(|| {
            (!valeur.bytes().all(|b| b.is_ascii_digit())).then(|| "attendu uniquement des chiffres, sans espace".into())
        }),
        TypeChamp::Mel { longueur } => longueur_max(longueur)
            .or_else(|| (!is_mel(valeur)).then(|| "ce n'est pas une adresse électronique au sens du contrat".into())),
    }
}

fn is_mel(valeur: &str) -> bool {
    let word = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b));
    valeur.is_empty()
        || valeur.split_once('@').is_some_and(|(local, host)| {
            let end = host.rsplit_once('.');
            word(local)
                && end.is_some_and(|(name, tld)| {
                    word(name) && (1..=3).contains(&tld.len()) && tld.bytes().all(|b| b.is_ascii_alphabetic())
                })
        })
}
