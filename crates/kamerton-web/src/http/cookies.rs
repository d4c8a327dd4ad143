//! Cookies: read from a request, written into an answer.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};

/// The name of the session's cookie. By HTTPS the browser itself holds to what the name promises:
/// this host, whole path, never in the clear.
pub const fn session_name(https: bool) -> &'static str {
    if https { "__Host-kamerton" } else { "kamerton" }
}

/// The value of a cookie.
pub fn value(headers: &HeaderMap, name: &str) -> Option<String> {
    let lists = headers.get_all(COOKIE).iter().filter_map(|list| list.to_str().ok());
    let mut pairs = lists.flat_map(|list| list.split(';')).filter_map(|pair| pair.split_once('='));
    pairs.find(|(key, _)| key.trim() == name).map(|(_, value)| value.trim().to_owned())
}

/// A cookie that lasts `seconds`, or is forgotten at once with 0. Scripts never see it, and other
/// sites' forms never send it.
pub fn set(name: &str, value: &str, seconds: u64, https: bool) -> Option<HeaderValue> {
    let secure = if https { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_static("akamerton=1; kamerton=two=2;x"));
        assert_eq!(value(&headers, "kamerton").as_deref(), Some("two=2"));
        assert_eq!(value(&headers, "x"), None);
    }

    #[test]
    fn nothing_gets_out_of_a_value() {
        assert!(set("a", "b\r\nSet-Cookie: c", 1, false).is_none());
        let text = set("a", "b", 5, true).unwrap();
        assert_eq!(text, "a=b; Path=/; Max-Age=5; HttpOnly; SameSite=Lax; Secure");
    }
}
