//! The Russian keyboard over the Latin one: «ghbdtn» is «привет» typed without looking.

const LATIN: &str = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`{}:\"<>~";
const RUSSIAN: &str = "йцукенгшщзхъфывапролджэячсмитьбюехъжэбюе";

/// `text` as it would read had the other of the two keyboards been on; nothing when it has letters
/// of both or of neither.
pub fn on_the_other_keyboard(text: &str) -> Option<String> {
    let text = text.to_lowercase().replace('ё', "е");
    let latin = text.chars().any(|letter| letter.is_ascii_lowercase());
    let russian = text.chars().any(|letter| matches!(letter, 'а'..='я'));
    let (from, to) = match (latin, russian) {
        (true, false) => (LATIN, RUSSIAN),
        (false, true) => (RUSSIAN, LATIN),
        _ => return None,
    };
    let other = |letter: char| {
        let mut pairs = from.chars().zip(to.chars());
        pairs.find(|(one, _)| *one == letter).map_or(letter, |(_, other)| other)
    };
    Some(text.chars().map(other).collect())
}

/// Whether two letters lie side by side on the keyboard that has both.
pub(super) fn are_neighbours(one: char, other: char) -> bool {
    // In each row the letters lie half a key further right than in the row above.
    let at = |letter: char| {
        [LATIN, RUSSIAN].iter().find_map(|keys| {
            let at = keys.chars().take(32).position(|key| key == letter)?;
            Some(match at {
                0..=11 => (0_usize, at * 2),
                12..=22 => (1, (at - 12) * 2 + 1),
                _ => (2, (at - 23) * 2 + 2),
            })
        })
    };
    let (Some(one), Some(other)) = (at(one), at(other)) else { return false };
    let (rows, keys) = (one.0.abs_diff(other.0), one.1.abs_diff(other.1));
    (rows == 0 && keys == 2) || (rows == 1 && keys == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_on_the_other_keyboard() {
        let cases = [
            ("ghbdtn", Some("привет")),
            ("Ghbdtn", Some("привет")),
            (",tkrf", Some("белка")),
            ("`kjxrf", Some("елочка")),
            ("ds[jl", Some("выход")),
            ("ызфы", Some("spas")),
            ("wifi3", Some("цшаш3")),
            ("iPhone для", None),
            ("2024", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(on_the_other_keyboard(text).as_deref(), expected, "{text}");
        }
        assert_eq!(LATIN.chars().count(), RUSSIAN.chars().count());
    }

    #[test]
    fn neighbours_lie_side_by_side() {
        assert!(are_neighbours('о', 'л') && are_neighbours('а', 'п') && are_neighbours('q', 'w'));
        assert!(are_neighbours('п', 'е') && are_neighbours('с', 'в'), "one row up");
        assert!(
            !are_neighbours('о', 'а') && !are_neighbours('й', 'я') && !are_neighbours('q', 'й')
        );
    }
}
