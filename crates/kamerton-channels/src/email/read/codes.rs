//! Codes of mail servers: `550`, `5.1.1`.

/// Whether something is so for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lasting {
    /// It will be the same tomorrow.
    Permanent,
    /// It may go another time.
    Temporary,
}

/// What the class of a code says.
pub(crate) fn class(code: &str) -> Option<Lasting> {
    match code.trim_start().as_bytes().first() {
        Some(b'5') => Some(Lasting::Permanent),
        Some(b'4') => Some(Lasting::Temporary),
        _ => None,
    }
}

/// The first code in a text: an extended one where there is any, else a plain one.
pub(crate) fn first(text: &str) -> Option<&str> {
    extended(text).or_else(|| plain(text))
}

/// `5.1.1`, and no address of a host.
fn extended(text: &str) -> Option<&str> {
    let is_code = |word: &str| {
        let mut parts = word.split('.');
        let class = parts.next();
        let number = |part: Option<&str>| {
            part.is_some_and(|part| {
                (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
            })
        };
        matches!(class, Some("4" | "5"))
            && number(parts.next())
            && number(parts.next())
            && parts.next().is_none()
    };
    text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '.' && letter != '-')
        .map(|word| word.trim_end_matches('.').trim_start_matches('-'))
        .find(|word| is_code(word))
}

/// `550 User unknown`, `550-5.1.1`: three digits that begin a line or follow a word of the protocol.
fn plain(text: &str) -> Option<&str> {
    for line in text.lines() {
        let mut before = "";
        for word in
            line.split(|letter: char| letter.is_whitespace() || "-[]()'\":;,<>".contains(letter))
        {
            let is_code = word.len() == 3
                && word.starts_with(['4', '5'])
                && word.as_bytes().get(1).is_some_and(|byte| (b'0'..=b'7').contains(byte))
                && word.bytes().all(|byte| byte.is_ascii_digit());
            let said = || {
                before.is_empty()
                    || [
                        "said",
                        "error",
                        "returned",
                        "smtp",
                        "responded",
                        "was",
                        "follows",
                        "code",
                        "with",
                    ]
                    .contains(&before.to_lowercase().trim_end_matches([':', '.']))
            };
            if is_code && said() {
                return Some(word);
            }
            if !word.is_empty() {
                before = word;
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_no_addresses_and_no_dates() {
        for (text, code) in [
            ("550 5.1.1 <a@b.example>: User unknown", Some("5.1.1")),
            ("host 5.1.1.9 said: 450 try later", Some("450")),
            ("(#5.5.0)", Some("5.5.0")),
            ("552-mailbox full", Some("552")),
            ("29 Apr 2011, 512 bytes", None),
            ("", None),
        ] {
            assert_eq!(first(text), code, "{text}");
        }
        assert_eq!(class("4.2.2"), Some(Lasting::Temporary));
    }
}
