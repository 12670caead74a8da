//! How many slips separate two words: a letter missing, added, replaced, or two neighbours exchanged (one slip).

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
    let commun = un.iter().zip(autre).take_while(|(a, b)| a == b).count();
    let (un, autre) = (&un[commun..], &autre[commun..]);
    if un.is_empty() || autre.is_empty() {
        return un.len().max(autre.len()) <= max;
    }
    if max == 0 || un.len().abs_diff(autre.len()) > max {
        return false;
    }
    let exchanged = un.len() > 1 && autre.len() > 1 && un[0] == autre[1] && un[1] == autre[0];
    is_proche(&un[1..], &autre[1..], max - 1)
        || is_proche(&un[1..], autre, max - 1)
        || is_proche(un, &autre[1..], max - 1)
        || (exchanged && is_proche(&un[2..], &autre[2..], max - 1))
}

/// The letters of a word as bits, one for the first of a letter and one for its second; one slip changes two bits at most.
pub(super) fn lettres(mot: &[u8]) -> u64 {
    mot.iter().fold(0, |bits, c| {
        let letter = match c {
            b'a'..=b'z' => u64::from(c - b'a'),
            _ => 26 + u64::from(c % 6),
        };
        let first = 1 << letter;
        if bits & first == 0 { bits | first } else { bits | first << 32 }
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

    /// The table of the textbooks.
    fn compute_distance(un: &[u8], autre: &[u8]) -> usize {
        let mut table = vec![vec![0; autre.len() + 1]; un.len() + 1];
        for i in 0..=un.len() {
            for j in 0..=autre.len() {
                table[i][j] = if i == 0 || j == 0 {
                    i + j
                } else {
                    let same = usize::from(un[i - 1] != autre[j - 1]);
                    let mut cost = (table[i - 1][j - 1] + same).min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                    if i > 1 && j > 1 && un[i - 1] == autre[j - 2] && un[i - 2] == autre[j - 1] {
                        cost = cost.min(table[i - 2][j - 2] + 1);
                    }
                    cost
                };
            }
        }
        table[un.len()][autre.len()]
    }

    proptest::proptest! {
        #[test]
        fn the_short_way_counts_as_the_table(un in "[ab1c]{0,7}", autre in "[ab1c]{0,7}") {
            let (un, autre) = (un.as_bytes(), autre.as_bytes());
            let distance = compute_distance(un, autre);
            for max in 0..4 {
                proptest::prop_assert_eq!(is_proche(un, autre, max), distance <= max);
            }
            proptest::prop_assert!((lettres(un) ^ lettres(autre)).count_ones() as usize <= 2 * distance);
        }
    }

    #[test]
    fn short_words_are_not_guessed() {
        assert_eq!([1, 2, 3, 5, 6, 12].map(fautes_permises), [0, 0, 1, 1, 2, 2]);
    }
}
