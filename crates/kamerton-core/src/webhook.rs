//! What a signed call from outside says of itself, and whether that can be true.
//!
//! The form is that of Standard Webhooks (github.com/standard-webhooks/standard-webhooks,
//! `spec/standard-webhooks.md`): an id, the time of sending and one or more signatures, of which
//! each covers the id, the time and the body. Whether a signature is right is decided by the
//! caller, who knows the secret; the rules here need none.

use crate::time::{Instant, MINUTE, SECOND};

/// A call is taken so long after it was sent, and so long before, for clocks that differ.
pub const TOLERANCE: i64 = 5 * MINUTE;
/// The longest id.
const LONGEST_ID: usize = 128;

/// The head of a signed call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head<'a> {
    /// What the sender calls it.
    pub id: &'a str,
    /// When it was sent, as it stands there: seconds since 1970.
    pub timestamp: &'a str,
    /// Signatures, parted by spaces: `v1,` and base64.
    pub signatures: &'a str,
}

/// Why a signed call is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// A header is missing or empty, or has no form that it may have.
    Unsigned,
    /// It was sent too long ago, or is from the future: it may have been recorded and sent again.
    Stale,
    /// No signature is right.
    WrongSignature,
}

impl Refused {
    /// The word for it, used in answers and logs.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unsigned => "unsigned",
            Self::Stale => "stale",
            Self::WrongSignature => "wrong_signature",
        }
    }
}

/// Checks the form and the time of a call; gives the signatures of the version that is known, in
/// base64, of which one must be right.
///
/// # Errors
/// Why it is refused.
pub fn check<'a>(head: &Head<'a>, now: Instant) -> Result<Vec<&'a str>, Refused> {
    if head.id.is_empty() || head.id.len() > LONGEST_ID {
        return Err(Refused::Unsigned);
    }
    let digits = !head.timestamp.is_empty() && head.timestamp.bytes().all(|b| b.is_ascii_digit());
    let seconds: i64 = head.timestamp.parse().map_err(|_| Refused::Unsigned)?;
    if !digits {
        return Err(Refused::Unsigned);
    }
    let apart = (now.micros() / SECOND).saturating_sub(seconds).saturating_abs();
    if apart > TOLERANCE / SECOND {
        return Err(Refused::Stale);
    }
    let known: Vec<&str> =
        head.signatures.split(' ').filter_map(|one| one.strip_prefix("v1,")).collect();
    if known.is_empty() { Err(Refused::Unsigned) } else { Ok(known) }
}

/// The text that is signed, but for the body that follows it.
pub fn signed_head(head: &Head<'_>) -> String {
    format!("{}.{}.", head.id, head.timestamp)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_at(id: &str, timestamp: &str, signatures: &str) -> Result<usize, Refused> {
        let head = Head { id, timestamp, signatures };
        check(&head, Instant::from_seconds(1_000_000)).map(|found| found.len())
    }

    #[test]
    fn a_call_in_time_with_a_signature_may_be_checked() {
        assert_eq!(check_at("msg_1", "1000000", "v1,YQ=="), Ok(1));
        assert_eq!(check_at("msg_1", "999700", "v1,YQ== v1a,xx v1,Yg=="), Ok(2));
        assert_eq!(check_at("msg_1", "1000300", "v1,YQ=="), Ok(1));
    }

    #[test]
    fn what_is_old_or_from_the_future_is_stale() {
        assert_eq!(check_at("msg_1", "999699", "v1,YQ=="), Err(Refused::Stale));
        assert_eq!(check_at("msg_1", "1000301", "v1,YQ=="), Err(Refused::Stale));
        assert_eq!(check_at("msg_1", "9223372036854775807", "v1,YQ=="), Err(Refused::Stale));
    }

    #[test]
    fn what_has_no_form_is_unsigned() {
        for (id, timestamp, signatures) in [
            ("", "1000000", "v1,YQ=="),
            ("msg_1", "", "v1,YQ=="),
            ("msg_1", "+1000000", "v1,YQ=="),
            ("msg_1", "1e6", "v1,YQ=="),
            ("msg_1", "99999999999999999999", "v1,YQ=="),
            ("msg_1", "1000000", ""),
            ("msg_1", "1000000", "v2,YQ=="),
        ] {
            assert_eq!(check_at(id, timestamp, signatures), Err(Refused::Unsigned), "{id}");
        }
        assert_eq!(check_at(&"x".repeat(129), "1000000", "v1,YQ=="), Err(Refused::Unsigned));
    }
}
