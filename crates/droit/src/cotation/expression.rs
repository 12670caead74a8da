//! The language of conditions: `et`, `ou`, `non`, comparisons, `dans [..]`, parentheses, names of facts,
//! integers, days, words of an enumeration. Typed, without side effect, three-valued.
//!
//! `non` binds tighter than `et`, `et` tighter than `ou`. A text is read in one pass and its depth is bounded.

use chrono::Datelike;

use crate::faits::{Schema, TypeFait};
use crate::jour::parse_iso;

use super::programme::{Comparaison, FAUX, Operation, Programme, VRAI};

/// What is wrong in a condition, and where: byte offset in its text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ErreurExpression {
    /// Byte offset in the text of the condition.
    pub position: usize,
    /// French sentence: what, why, what to do.
    pub message: String,
}

const PROFONDEUR_MAXIMALE: usize = 64;
const LONGUEUR_MAXIMALE: usize = 10_000;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Lexeme {
    Mot(String),
    Entier(i32),
    Date(i32),
    Compare(Comparaison),
    Ouvre,
    Ferme,
    OuvreListe,
    FermeListe,
    Virgule,
    Fin,
}

/// One side of a comparison.
enum Operande {
    Fait(usize),
    Entier(i32),
    Date(i32),
    Booleen(bool),
    Mot(String),
}

struct Lecture<'a> {
    schema: &'a Schema,
    lexemes: Vec<(Lexeme, usize)>,
    next: usize,
    depth: usize,
    operations: Vec<Operation>,
}

/// Reads and types a condition against the facts of a schema.
pub fn compile_expression(texte: &str, schema: &Schema) -> Result<Programme, ErreurExpression> {
    if texte.len() > LONGUEUR_MAXIMALE {
        return fail(
            0,
            format!(
                "cette condition est trop longue (plus de {LONGUEUR_MAXIMALE} caractères) : partagez-la en plusieurs critères"
            ),
        );
    }
    let mut lecture = Lecture { schema, lexemes: lex(texte)?, next: 0, depth: 0, operations: Vec::new() };
    lecture.ou()?;
    match lecture.peek() {
        (Lexeme::Fin, _) => Ok(Programme::new(lecture.operations)),
        (Lexeme::Ferme, at) => fail(at, "parenthèse fermante sans parenthèse ouvrante : retirez-la"),
        (lexeme, at) => fail(at, format!("{} inattendu : reliez les conditions par « et » ou « ou »", name(&lexeme))),
    }
}

fn fail<T>(position: usize, message: impl Into<String>) -> Result<T, ErreurExpression> {
    Err(ErreurExpression { position, message: message.into() })
}

fn lex(texte: &str) -> Result<Vec<(Lexeme, usize)>, ErreurExpression> {
    let bytes = texte.as_bytes();
    let mut lexemes = Vec::new();
    let mut at = 0;
    while let Some(first) = texte[at..].chars().next() {
        let second = bytes.get(at + 1).copied();
        let (lexeme, length) = match first {
            c if c.is_whitespace() => {
                at += c.len_utf8();
                continue;
            }
            '(' => (Lexeme::Ouvre, 1),
            ')' => (Lexeme::Ferme, 1),
            '[' => (Lexeme::OuvreListe, 1),
            ']' => (Lexeme::FermeListe, 1),
            ',' => (Lexeme::Virgule, 1),
            '=' if second == Some(b'=') => return fail(at, "« == » n’existe pas : écrivez « = »"),
            '=' => (Lexeme::Compare(Comparaison::Egal), 1),
            '!' if second == Some(b'=') => (Lexeme::Compare(Comparaison::Different), 2),
            '<' if second == Some(b'=') => (Lexeme::Compare(Comparaison::InferieurOuEgal), 2),
            '<' => (Lexeme::Compare(Comparaison::Inferieur), 1),
            '>' if second == Some(b'=') => (Lexeme::Compare(Comparaison::SuperieurOuEgal), 2),
            '>' => (Lexeme::Compare(Comparaison::Superieur), 1),
            '"' => {
                let Some(end) = texte[at + 1..].find('"') else {
                    return fail(at, "guillemet ouvert et jamais fermé : ajoutez le guillemet de fin");
                };
                (Lexeme::Mot(texte[at + 1..at + 1 + end].to_owned()), end + 2)
            }
            c if c.is_ascii_digit() || c == '-' => lex_nombre(texte, at)?,
            c if c.is_ascii_alphabetic() || c == '_' => {
                let length = bytes[at..].iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
                (Lexeme::Mot(texte[at..at + length].to_owned()), length)
            }
            c => {
                return fail(
                    at,
                    format!(
                        "caractère « {c} » inattendu : une condition s’écrit avec des noms de faits sans accents, des nombres, des dates et les mots « et », « ou », « non », « dans »"
                    ),
                );
            }
        };
        lexemes.push((lexeme, at));
        at += length;
    }
    lexemes.push((Lexeme::Fin, texte.len()));
    Ok(lexemes)
}

fn lex_nombre(texte: &str, at: usize) -> Result<(Lexeme, usize), ErreurExpression> {
    let bytes = texte.as_bytes();
    let length = 1 + bytes[at + 1..].iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.')).count();
    let word = &texte[at..at + length];
    if let Some(jour) = parse_iso(word) {
        return Ok((Lexeme::Date(jour.num_days_from_ce()), length));
    }
    let digits = word.strip_prefix('-').unwrap_or(word);
    if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
        return match word.parse::<i32>() {
            Ok(value) if value != i32::MIN => Ok((Lexeme::Entier(value), length)),
            _ => fail(at, format!("le nombre {word} est trop grand")),
        };
    }
    fail(
        at,
        format!(
            "« {word} » n’est ni un nombre entier ni une date : écrivez 12, ou 2026-01-31 pour une date ; un code qui commence par un chiffre se met entre guillemets"
        ),
    )
}

fn name(lexeme: &Lexeme) -> String {
    match lexeme {
        Lexeme::Mot(word) => format!("« {word} »"),
        Lexeme::Entier(value) => format!("le nombre {value}"),
        Lexeme::Date(_) => "une date".to_owned(),
        Lexeme::Compare(_) => "un signe de comparaison".to_owned(),
        Lexeme::Ouvre => "« ( »".to_owned(),
        Lexeme::Ferme => "« ) »".to_owned(),
        Lexeme::OuvreListe => "« [ »".to_owned(),
        Lexeme::FermeListe => "« ] »".to_owned(),
        Lexeme::Virgule => "« , »".to_owned(),
        Lexeme::Fin => "la fin de la condition".to_owned(),
    }
}

impl Lecture<'_> {
    fn peek(&self) -> (Lexeme, usize) {
        self.lexemes[self.next.min(self.lexemes.len() - 1)].clone()
    }

    fn take(&mut self) -> (Lexeme, usize) {
        let taken = self.peek();
        self.next += 1;
        taken
    }

    fn take_mot(&mut self, word: &str) -> bool {
        let found = matches!(&self.lexemes[self.next.min(self.lexemes.len() - 1)].0, Lexeme::Mot(m) if m == word);
        self.next += usize::from(found);
        found
    }

    fn ou(&mut self) -> Result<(), ErreurExpression> {
        self.et()?;
        while self.take_mot("ou") {
            self.et()?;
            self.operations.push(Operation::Ou);
        }
        Ok(())
    }

    fn et(&mut self) -> Result<(), ErreurExpression> {
        self.non()?;
        while self.take_mot("et") {
            self.non()?;
            self.operations.push(Operation::Et);
        }
        Ok(())
    }

    fn non(&mut self) -> Result<(), ErreurExpression> {
        let mut negated = false;
        while self.take_mot("non") {
            negated = !negated;
        }
        let (lexeme, at) = self.peek();
        if lexeme == Lexeme::Ouvre {
            self.next += 1;
            self.depth += 1;
            if self.depth > PROFONDEUR_MAXIMALE {
                return fail(at, format!("plus de {PROFONDEUR_MAXIMALE} parenthèses emboîtées : simplifiez la condition"));
            }
            self.ou()?;
            self.depth -= 1;
            let (closing, closing_at) = self.take();
            if closing != Lexeme::Ferme {
                return fail(closing_at, format!("parenthèse jamais fermée : ajoutez « ) » avant {}", name(&closing)));
            }
        } else {
            self.comparaison()?;
        }
        if negated {
            self.operations.push(Operation::Non);
        }
        Ok(())
    }

    fn comparaison(&mut self) -> Result<(), ErreurExpression> {
        let (left, left_at) = self.operande()?;
        let (lexeme, at) = self.peek();
        match lexeme {
            Lexeme::Compare(comparaison) => {
                self.next += 1;
                let (right, right_at) = self.operande()?;
                let operation = self.compare((left, left_at), comparaison, at, (right, right_at))?;
                self.operations.push(operation);
                if let (Lexeme::Compare(_), second_at) = self.peek() {
                    return fail(
                        second_at,
                        "deux comparaisons de suite : reliez-les par « et », par exemple « age_titulaire >= 18 et age_titulaire < 30 »",
                    );
                }
            }
            Lexeme::Mot(word) if word == "dans" => {
                self.next += 1;
                let operation = self.dans(left, left_at)?;
                self.operations.push(operation);
            }
            _ => match left {
                Operande::Booleen(value) => self.operations.push(Operation::Constante(if value { VRAI } else { FAUX })),
                Operande::Fait(fait) => match &self.schema.faits()[fait].type_fait {
                    TypeFait::Booleen => self.operations.push(Operation::Charge(fait)),
                    other => {
                        let nom = &self.schema.faits()[fait].nom;
                        return fail(
                            left_at,
                            format!(
                                "le fait « {nom} » est de type « {} », pas oui ou non : comparez-le à une valeur",
                                other.libelle()
                            ),
                        );
                    }
                },
                Operande::Mot(word) => return fail(left_at, self.unknown(&word)),
                Operande::Entier(_) | Operande::Date(_) => {
                    return fail(left_at, "une valeur seule n’est pas une condition : comparez-la à un fait");
                }
            },
        }
        Ok(())
    }

    fn operande(&mut self) -> Result<(Operande, usize), ErreurExpression> {
        let (lexeme, at) = self.take();
        let operande = match lexeme {
            Lexeme::Entier(value) => Operande::Entier(value),
            Lexeme::Date(value) => Operande::Date(value),
            Lexeme::Mot(word) => match word.as_str() {
                "vrai" | "true" => Operande::Booleen(true),
                "faux" | "false" => Operande::Booleen(false),
                "et" | "ou" | "dans" => return fail(at, format!("« {word} » n’a rien à relier ici : il manque une condition")),
                _ => self.schema.find(&word).map_or(Operande::Mot(word), Operande::Fait),
            },
            Lexeme::Fin => return fail(at, "la condition s’arrête trop tôt : il manque un fait ou une valeur"),
            other => return fail(at, format!("{} inattendu : un fait ou une valeur est attendu ici", name(&other))),
        };
        Ok((operande, at))
    }

    fn unknown(&self, word: &str) -> String {
        let close = self.schema.faits().iter().map(|f| f.nom.as_str()).min_by_key(|nom| distance(nom, word));
        match close.filter(|nom| distance(nom, word) <= 3) {
            Some(nom) => format!("« {word} » n’est pas un fait connu. Vouliez-vous écrire « {nom} » ?"),
            None => format!("« {word} » n’est pas un fait connu : voyez le catalogue des faits, ou déclarez un « fait_local »"),
        }
    }

    fn compare(
        &self,
        left: (Operande, usize),
        comparaison: Comparaison,
        at: usize,
        right: (Operande, usize),
    ) -> Result<Operation, ErreurExpression> {
        let (fait, comparaison, other, other_at) = match (left, right) {
            ((Operande::Fait(gauche), _), (Operande::Fait(droite), _)) => {
                return self.compare_faits(gauche, comparaison, at, droite);
            }
            ((Operande::Fait(fait), _), (other, other_at)) => (fait, comparaison, other, other_at),
            ((Operande::Mot(word), word_at), (Operande::Fait(fait), _)) if !self.is_code(fait, &word) => {
                return fail(word_at, self.unknown(&word));
            }
            ((other, other_at), (Operande::Fait(fait), _)) => (fait, comparaison.flip(), other, other_at),
            ((Operande::Mot(word), word_at), _) | (_, (Operande::Mot(word), word_at)) => {
                return fail(word_at, self.unknown(&word));
            }
            _ => return fail(at, "comparaison entre deux valeurs fixes : l’un des côtés doit être un fait"),
        };
        let description = &self.schema.faits()[fait];
        let equality = matches!(comparaison, Comparaison::Egal | Comparaison::Different);
        match (&description.type_fait, other) {
            (TypeFait::Entier, Operande::Entier(valeur)) | (TypeFait::Date, Operande::Date(valeur)) => {
                Ok(Operation::Compare { fait, comparaison, valeur })
            }
            (TypeFait::Booleen | TypeFait::Enumeration(_), _) if !equality => {
                fail(at, format!("le fait « {} » n’a pas d’ordre : seuls « = » et « != » conviennent", description.nom))
            }
            (TypeFait::Booleen, Operande::Booleen(value)) => {
                let wanted = value == (comparaison == Comparaison::Egal);
                Ok(Operation::Compare {
                    fait,
                    comparaison: Comparaison::Egal,
                    valeur: i32::from(if wanted { VRAI } else { FAUX }),
                })
            }
            (TypeFait::Enumeration(codes), Operande::Mot(word)) => {
                let index = self.code(fait, codes, &word, other_at)?;
                let equal = comparaison == Comparaison::Egal;
                Ok(Operation::Appartient { fait, masque: mask(|code| (code == index) == equal) })
            }
            (TypeFait::Enumeration(_), _) => {
                fail(other_at, format!("le fait « {} » se compare à un code de sa liste", description.nom))
            }
            (type_fait, _) => fail(
                other_at,
                format!(
                    "le fait « {} » est de type « {} » : la valeur comparée n’est pas de ce type",
                    description.nom,
                    type_fait.libelle()
                ),
            ),
        }
    }

    fn compare_faits(
        &self,
        gauche: usize,
        comparaison: Comparaison,
        at: usize,
        droite: usize,
    ) -> Result<Operation, ErreurExpression> {
        let (left, right) = (&self.schema.faits()[gauche], &self.schema.faits()[droite]);
        if left.type_fait != right.type_fait {
            return fail(
                at,
                format!("« {} » et « {} » ne sont pas du même type : on ne peut pas les comparer", left.nom, right.nom),
            );
        }
        let ordered = matches!(left.type_fait, TypeFait::Entier | TypeFait::Date);
        if !ordered && !matches!(comparaison, Comparaison::Egal | Comparaison::Different) {
            return fail(at, format!("le fait « {} » n’a pas d’ordre : seuls « = » et « != » conviennent", left.nom));
        }
        Ok(Operation::CompareFaits { gauche, comparaison, droite })
    }

    fn dans(&mut self, left: Operande, left_at: usize) -> Result<Operation, ErreurExpression> {
        let fait = match left {
            Operande::Fait(fait) => fait,
            Operande::Mot(word) => return fail(left_at, self.unknown(&word)),
            _ => return fail(left_at, "« dans » veut un fait à sa gauche"),
        };
        let (opening, at) = self.take();
        if opening != Lexeme::OuvreListe {
            return fail(at, "« dans » veut une liste entre crochets, par exemple « dans [CPE, CP] »");
        }
        let type_fait = &self.schema.faits()[fait].type_fait;
        let (mut valeurs, mut indexes) = (Vec::new(), Vec::new());
        loop {
            let (lexeme, at) = self.take();
            match (type_fait, lexeme) {
                (TypeFait::Entier, Lexeme::Entier(value)) | (TypeFait::Date, Lexeme::Date(value)) => valeurs.push(value),
                (TypeFait::Enumeration(codes), Lexeme::Mot(word)) => indexes.push(self.code(fait, codes, &word, at)?),
                (TypeFait::Booleen, _) => return fail(left_at, "un fait oui ou non ne se cherche pas dans une liste"),
                (_, Lexeme::FermeListe) => return fail(at, "la liste est vide ou finit par une virgule : ajoutez une valeur"),
                (_, Lexeme::Fin) => return fail(at, "la liste n’est pas fermée : ajoutez « ] »"),
                (type_fait, other) => {
                    return fail(
                        at,
                        format!(
                            "{} ne convient pas : cette liste attend des valeurs de type « {} »",
                            name(&other),
                            type_fait.libelle()
                        ),
                    );
                }
            }
            match self.take() {
                (Lexeme::Virgule, _) => {}
                (Lexeme::FermeListe, _) => break,
                (Lexeme::Fin, at) => return fail(at, "la liste n’est pas fermée : ajoutez « ] »"),
                (other, at) => return fail(at, format!("{} inattendu : séparez les valeurs par des virgules", name(&other))),
            }
        }
        if matches!(type_fait, TypeFait::Enumeration(_)) {
            return Ok(Operation::Appartient { fait, masque: mask(|code| indexes.contains(&code)) });
        }
        valeurs.sort_unstable();
        valeurs.dedup();
        Ok(Operation::Dans { fait, valeurs: valeurs.into_boxed_slice() })
    }

    fn is_code(&self, fait: usize, word: &str) -> bool {
        matches!(&self.schema.faits()[fait].type_fait, TypeFait::Enumeration(codes) if codes.iter().any(|code| code == word))
    }

    fn code(&self, fait: usize, codes: &[String], word: &str, at: usize) -> Result<usize, ErreurExpression> {
        match codes.iter().position(|code| code == word) {
            Some(index) => Ok(index),
            None => fail(
                at,
                format!(
                    "« {word} » n’est pas une valeur de « {} ». Valeurs possibles : {}",
                    self.schema.faits()[fait].nom,
                    codes.join(", ")
                ),
            ),
        }
    }
}

fn mask(test: impl Fn(usize) -> bool) -> Box<[bool; 256]> {
    Box::new(std::array::from_fn(test))
}

/// Edits between two names, for a suggestion; names are short.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<u8> = b.bytes().take(64).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, right) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(left != *right);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}
