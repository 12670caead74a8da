//! How many slips separate two words: a letter missing, added, replaced, or two neighbours exchanged (one slip).

/// Longest word compared; beyond, only exact, prefix and sound remain.
const LONGUEUR_MAX: usize = 40;

/// Slips allowed in a word of so many letters: none in one or two, one up to five, two beyond.
pub(super) fn fautes_permises(longueur: usize) -> usize {
    match longueur {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    }
}

/// Whether two words are at most `max` slips apart (optimal string alignment).
pub(super) fn is_proche(un: &[u8], autre: &[u8], max: usize) -> bool {
    if un.len().abs_diff(autre.len()) > max || un.len() > LONGUEUR_MAX || autre.len() > LONGUEUR_MAX {
        return false;
    }
    let mut avant = [0u8; LONGUEUR_MAX + 1];
    let mut haut = [0u8; LONGUEUR_MAX + 1];
    let mut ligne = [0u8; LONGUEUR_MAX + 1];
    for (case, valeur) in haut.iter_mut().zip(0u8..) {
        *case = valeur;
    }
    for i in 1..=un.len() {
        ligne[0] = u8::try_from(i).unwrap_or(u8::MAX);
        let mut least = ligne[0];
        for j in 1..=autre.len() {
            let same = un[i - 1] == autre[j - 1];
            let mut cout = (haut[j - 1] + u8::from(!same)).min(haut[j] + 1).min(ligne[j - 1] + 1);
            if i > 1 && j > 1 && un[i - 1] == autre[j - 2] && un[i - 2] == autre[j - 1] {
                cout = cout.min(avant[j - 2] + 1);
            }
            ligne[j] = cout;
            least = least.min(cout);
        }
        if usize::from(least) > max + 1 {
            return false;
        }
        avant = haut;
        haut = ligne;
    }
    usize::from(haut[autre.len()]) <= max
}

/// The letters of a word as bits; one slip changes two of them at most.
pub(super) fn lettres(mot: &[u8]) -> u32 {
    mot.iter().fold(0, |bits, c| {
        bits | match c {
            b'a'..=b'z' => 1 << (c - b'a'),
            b'0'..=b'9' => 1 << (26 + (c - b'0') % 5),
            _ => 1 << 31,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_counted_an_exchange_once() {
        for (un, autre, fautes) in [
            ("castor", "castor", 0),
            ("castor", "catsor", 1),
            ("castor", "caston", 1),
            ("castor", "cstor", 1),
            ("castor", "casttor", 1),
            ("castor", "actsor", 2),
            ("appolinaire", "apolinere", 3),
        ] {
            assert!(is_proche(un.as_bytes(), autre.as_bytes(), fautes), "{un} {autre}");
            assert!(fautes == 0 || !is_proche(un.as_bytes(), autre.as_bytes(), fautes - 1), "{un} {autre}");
            let differ = (lettres(un.as_bytes()) ^ lettres(autre.as_bytes())).count_ones() as usize;
            assert!(differ <= 2 * fautes, "the letters never rule out a neighbour");
        }
    }

    #[test]
    fn short_words_are_not_guessed() {
        assert_eq!([1, 2, 3, 5, 6, 12].map(fautes_permises), [0, 0, 1, 1, 2, 2]);
    }
}
