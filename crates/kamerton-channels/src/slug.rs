//! A place's name as part of a remote key, where its platform gives no id.

/// Letters and digits in lower case, everything else one `-`: `QA — Load & Test` is `qa-load-test`.
/// `+` and `#` stay, so that «C», «C++» and «C#» are three places. A name of nothing but signs is
/// spelt by their code points.
pub fn slug(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    for letter in name.trim().chars().flat_map(char::to_lowercase) {
        if letter.is_alphanumeric() || matches!(letter, '+' | '#') {
            slug.push(letter);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    if !slug.is_empty() {
        return slug;
    }
    let points: Vec<_> = name.trim().chars().map(|sign| format!("{:x}", u32::from(sign))).collect();
    points.join("-")
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn names_become_slugs() {
        for (name, expected) in [
            ("QA — Load & Test", "qa-load-test"),
            ("  Клуб «Ёлка» ", "клуб-ёлка"),
            ("C++", "c++"),
            ("C#", "c#"),
            ("🔥", "1f525"),
            ("", ""),
        ] {
            assert_eq!(slug(name), expected);
        }
    }
}
