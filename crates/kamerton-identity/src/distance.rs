//! How many letters stand between two words.

/// How many letters stand between two words, counting a swap of neighbours as one; `limit + 1` when
/// there are more.
pub(crate) fn distance(one: &[char], other: &[char], limit: usize) -> usize {
    if one.len().abs_diff(other.len()) > limit {
        return limit + 1;
    }
    let start = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (one, other) =
        (one.get(start..).unwrap_or_default(), other.get(start..).unwrap_or_default());
    let end = one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    let one = one.get(..one.len() - end).unwrap_or_default();
    let other = other.get(..other.len() - end).unwrap_or_default();
    match (one, other) {
        ([], rest) | (rest, []) => rest.len(),
        ([a], [b]) => usize::from(a != b),
        ([a, b], [c, d]) if a == d && b == c => 1,
        _ => quick(one, other).unwrap_or_else(|| swaps(one, other)).min(limit + 1),
    }
}

/// The table of changes a column at a time, each a number of 64 bits (Hyyrö 2003); none where a word is
/// too long or of a rare script.
fn quick(one: &[char], other: &[char]) -> Option<usize> {
    if one.len() > 64 || one.is_empty() {
        return None;
    }
    let mut places = [0_u64; 256];
    for (at, letter) in one.iter().enumerate() {
        *places.get_mut(slot(*letter)?)? |= 1 << at;
    }
    let last = 1_u64 << (one.len() - 1);
    let (mut more, mut less, mut stay, mut before) = (u64::MAX, 0_u64, 0_u64, 0_u64);
    let mut far = one.len();
    for letter in other {
        let place = slot(*letter).and_then(|slot| places.get(slot)).copied().unwrap_or(0);
        let swapped = ((!stay & place) << 1) & before;
        stay = (((place & more).wrapping_add(more)) ^ more) | place | less | swapped;
        let up = less | !(stay | more);
        let down = stay & more;
        far += usize::from(up & last != 0);
        far -= usize::from(down & last != 0);
        let up = up << 1 | 1;
        more = (down << 1) | !(stay | up);
        less = up & stay;
        before = place;
    }
    Some(far)
}

/// Where a letter is looked up: Latin and Cyrillic have places.
fn slot(letter: char) -> Option<usize> {
    match letter as usize {
        plain @ 0..128 => Some(plain),
        cyrillic @ 0x400..0x480 => Some(cyrillic - 0x400 + 128),
        _ => None,
    }
}

/// The table of changes, row by row.
fn swaps(one: &[char], other: &[char]) -> usize {
    let width = other.len() + 1;
    let mut before: Vec<usize> = vec![0; width];
    let mut above: Vec<usize> = (0..width).collect();
    let mut row: Vec<usize> = vec![0; width];
    let mut last = '\0';
    for (at, &letter) in one.iter().enumerate() {
        let mut left = at + 1;
        let mut corner = at;
        let mut other_last = '\0';
        let mut two_back = 0;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (column, &c) in other.iter().enumerate() {
            let up = above.get(column + 1).copied().unwrap_or(0);
            let mut best = (left + 1).min(up + 1).min(corner + usize::from(c != letter));
            if at > 0 && column > 0 && letter == other_last && last == c {
                best = best.min(two_back + 1);
            }
            if let Some(cell) = row.get_mut(column + 1) {
                *cell = best;
            }
            two_back = before.get(column).copied().unwrap_or(0);
            (left, corner, other_last) = (best, up, c);
        }
        std::mem::swap(&mut before, &mut above);
        std::mem::swap(&mut above, &mut row);
        last = letter;
    }
    above.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn changes_are_counted() {
        for (one, other, far) in [
            ("zimin", "zimin", 0),
            ("zimin", "zimni", 1),
            ("abcdef", "badcfe", 3),
            ("ca", "abc", 3),
            ("kitten", "sitting", 3),
            ("ведро", "бедро", 1),
            ("", "ab", 2),
        ] {
            let (one, other) = (chars(one), chars(other));
            assert_eq!(distance(&one, &other, 9), far, "{one:?} {other:?}");
            assert_eq!(distance(&other, &one, 9), far);
        }
        assert_eq!(distance(&chars("abcdefgh"), &chars("hgfedcba"), 2), 3);
    }

    #[test]
    fn both_ways_of_counting_agree() {
        let mut state = 7_u64;
        let mut word = || -> Vec<char> {
            (0..9)
                .map(|_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    char::from(b'a' + u8::try_from((state >> 40) % 4).unwrap())
                })
                .collect()
        };
        for _ in 0..2000 {
            let (one, other) = (word(), word());
            assert_eq!(quick(&one, &other), Some(swaps(&one, &other)), "{one:?} {other:?}");
        }
    }
}
