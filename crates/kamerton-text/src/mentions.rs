//! Whom a text names by their handles.

use crate::fold;

/// As many handles of one text are read: whoever lists more calls a crowd, not people.
const AT_MOST: usize = 50;

/// The handles that a text names as `@handle`, folded, each once, in their order. Addresses of mail,
/// and signs within words, name nobody.
pub fn mentions(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (at, _) in text.match_indices('@') {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        if before.is_some_and(|sign| sign.is_alphanumeric() || "@._-/".contains(sign)) {
            continue;
        }
        let rest = text.get(at + 1..).unwrap_or_default();
        let end = rest.find(|sign: char| !(sign.is_alphanumeric() || "_.-".contains(sign)));
        let name = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
        let handle = fold(name.trim_end_matches(['.', '-']));
        let is_name = handle.chars().any(char::is_alphanumeric);
        if is_name && !found.contains(&handle) {
            found.push(handle);
        }
        if found.len() == AT_MOST {
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handles_are_read() {
        assert_eq!(mentions("@Anna_K, спроси @boris.m. И (@вера)!"), ["anna_k", "boris.m", "вера"]);
        assert_eq!(mentions("@anna @ANNA"), ["anna"]);
    }

    #[test]
    fn addresses_and_stray_signs_name_nobody() {
        for text in ["anna@example.org", "a @ b", "@", "@@x", "https://t.me/@anna", "@..."] {
            assert_eq!(mentions(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_crowd_is_cut() {
        let text: String = (0..60).map(|number| format!("@name{number} ")).collect();
        assert_eq!(mentions(&text).len(), AT_MOST);
    }
}
