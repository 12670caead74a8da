//! A small JSON reader for GeoJSON: exact decimals instead of floats, and the place of each value.

/// A JSON value; a number keeps its text, so that nothing is rounded.
#[derive(Debug)]
pub(super) enum Json<'a> {
    Null,
    Booleen,
    Nombre(&'a str),
    Texte(String),
    Liste(Vec<(usize, Json<'a>)>),
    Objet(Vec<(String, usize, Json<'a>)>),
}

impl<'a> Json<'a> {
    pub(super) fn get(&self, cle: &str) -> Option<&Json<'a>> {
        match self {
            Json::Objet(members) => members.iter().find(|(name, _, _)| name == cle).map(|(_, _, value)| value),
            _ => None,
        }
    }

    pub(super) fn texte(&self) -> Option<&str> {
        match self {
            Json::Texte(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn liste(&self) -> Option<&[(usize, Json<'a>)]> {
        match self {
            Json::Liste(items) => Some(items),
            _ => None,
        }
    }
}

/// Nesting allowed: GeoJSON needs ten; a hostile file must not exhaust the stack.
const PROFONDEUR: usize = 32;

/// Parses a document; `Err` is the byte offset where it stops being JSON.
pub(super) fn parse(texte: &str) -> Result<Json<'_>, usize> {
    let mut reader = Lecteur { texte, at: 0 };
    let value = reader.valeur(0)?;
    reader.blancs();
    if reader.at == texte.len() { Ok(value) } else { Err(reader.at) }
}

struct Lecteur<'a> {
    texte: &'a str,
    at: usize,
}

impl<'a> Lecteur<'a> {
    fn suivant(&self) -> Option<u8> {
        self.texte.as_bytes().get(self.at).copied()
    }

    fn blancs(&mut self) {
        while matches!(self.suivant(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn prendre(&mut self, byte: u8) -> Result<(), usize> {
        self.blancs();
        if self.suivant() == Some(byte) {
            self.at += 1;
            Ok(())
        } else {
            Err(self.at)
        }
    }

    fn mot(&mut self, word: &str, value: Json<'a>) -> Result<Json<'a>, usize> {
        if self.texte[self.at..].starts_with(word) {
            self.at += word.len();
            Ok(value)
        } else {
            Err(self.at)
        }
    }

    fn valeur(&mut self, depth: usize) -> Result<Json<'a>, usize> {
        self.blancs();
        if depth > PROFONDEUR {
            return Err(self.at);
        }
        match self.suivant() {
            Some(b'{') => self.objet(depth),
            Some(b'[') => self.liste(depth),
            Some(b'"') => self.texte().map(Json::Texte),
            Some(b't') => self.mot("true", Json::Booleen),
            Some(b'f') => self.mot("false", Json::Booleen),
            Some(b'n') => self.mot("null", Json::Null),
            Some(b'-' | b'0'..=b'9') => Ok(Json::Nombre(self.nombre())),
            _ => Err(self.at),
        }
    }

    fn nombre(&mut self) -> &'a str {
        let start = self.at;
        while matches!(self.suivant(), Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')) {
            self.at += 1;
        }
        &self.texte[start..self.at]
    }

    fn liste(&mut self, depth: usize) -> Result<Json<'a>, usize> {
        self.prendre(b'[')?;
        let mut items = Vec::new();
        self.blancs();
        if self.suivant() == Some(b']') {
            self.at += 1;
            return Ok(Json::Liste(items));
        }
        loop {
            self.blancs();
            let place = self.at;
            items.push((place, self.valeur(depth + 1)?));
            self.blancs();
            match self.suivant() {
                Some(b',') => self.at += 1,
                _ => break,
            }
        }
        self.prendre(b']')?;
        Ok(Json::Liste(items))
    }

    fn objet(&mut self, depth: usize) -> Result<Json<'a>, usize> {
        self.prendre(b'{')?;
        let mut members = Vec::new();
        self.blancs();
        if self.suivant() == Some(b'}') {
            self.at += 1;
            return Ok(Json::Objet(members));
        }
        loop {
            self.blancs();
            let name = self.texte()?;
            self.prendre(b':')?;
            self.blancs();
            let place = self.at;
            members.push((name, place, self.valeur(depth + 1)?));
            self.blancs();
            match self.suivant() {
                Some(b',') => self.at += 1,
                _ => break,
            }
        }
        self.prendre(b'}')?;
        Ok(Json::Objet(members))
    }

    fn texte(&mut self) -> Result<String, usize> {
        self.prendre(b'"')?;
        let mut out = String::new();
        loop {
            let Some(c) = self.texte[self.at..].chars().next() else { return Err(self.at) };
            self.at += c.len_utf8();
            match c {
                '"' => return Ok(out),
                '\\' => out.push(self.echappement()?),
                c if c < ' ' => return Err(self.at - 1),
                c => out.push(c),
            }
        }
    }

    fn echappement(&mut self) -> Result<char, usize> {
        let place = self.at;
        let c = self.suivant().ok_or(place)?;
        self.at += 1;
        Ok(match c {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.unite(place)?;
                let code = if (0xD800..0xDC00).contains(&first) {
                    if !self.texte[self.at..].starts_with("\\u") {
                        return Err(place);
                    }
                    self.at += 2;
                    let second = self.unite(place)?;
                    if !(0xDC00..0xE000).contains(&second) {
                        return Err(place);
                    }
                    0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00)
                } else {
                    first
                };
                char::from_u32(code).ok_or(place)?
            }
            _ => return Err(place),
        })
    }

    /// Four hexadecimal digits of a `\u` escape.
    fn unite(&mut self, place: usize) -> Result<u32, usize> {
        let digits = self.texte.get(self.at..self.at + 4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit())).ok_or(place)?;
        self.at += 4;
        u32::from_str_radix(digits, 16).map_err(|_| place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_numbers_are_kept_exactly() {
        let value = parse(r#"{"a": [1, -52.315, 1e3], "b": "\u00e9\n\ud83d\ude00é"}"#).unwrap();
        let Some(Json::Liste(items)) = value.get("a") else { panic!("a list") };
        assert!(matches!(items[1].1, Json::Nombre("-52.315")));
        assert_eq!(value.get("b").and_then(Json::texte), Some("é\n😀é"));
    }

    #[test]
    fn broken_texts_say_where() {
        assert_eq!(parse(r#"{"a": }"#).unwrap_err(), 6);
        assert_eq!(parse("[1, 2").unwrap_err(), 5);
        assert_eq!(parse("[1] x").unwrap_err(), 4);
        assert!(parse(r#""\ud83d""#).is_err());
        assert!(parse(&"[".repeat(100_000)).is_err());
    }
}
