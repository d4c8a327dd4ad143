//! Signed calls as Standard Webhooks has them (github.com/standard-webhooks/standard-webhooks,
//! `spec/standard-webhooks.md`): one secret, ready to sign and to check.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use hmac::{Hmac, KeyInit, Mac};
use kamerton_core::time::Instant;
use kamerton_core::webhook::{self, Head, Refused};
use sha2::Sha256;

/// How every secret begins.
const BEGINNING: &str = "whsec_";
/// Bytes that a secret has at least: an empty one would let anyone in.
const LEAST: usize = 24;

/// A text that is no secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a secret is whsec_ and at least 24 bytes in base64")]
pub struct NoSecret;

/// One secret, ready to check signatures.
#[derive(Clone)]
pub struct Secret(Vec<u8>);

impl Secret {
    /// Reads `whsec_` and base64.
    ///
    /// # Errors
    /// When it is no such text, or too short.
    pub fn parse(text: &str) -> Result<Self, NoSecret> {
        let encoded = text.strip_prefix(BEGINNING).unwrap_or_default();
        let bytes = BASE64.decode(encoded).unwrap_or_default();
        if bytes.len() < LEAST { Err(NoSecret) } else { Ok(Self(bytes)) }
    }

    /// A secret of these bytes, in words.
    pub fn text_of(bytes: &[u8]) -> String {
        format!("{BEGINNING}{}", BASE64.encode(bytes))
    }

    /// Signs a call, as a sender does: `v1,` and base64.
    pub fn sign(&self, id: &str, timestamp: &str, body: &[u8]) -> String {
        let head = Head { id, timestamp, signatures: "" };
        format!("v1,{}", BASE64.encode(self.mac(&head, body).finalize().into_bytes()))
    }

    /// Checks a call: form, time and signature. The comparison takes equally long wherever the
    /// signatures differ.
    ///
    /// # Errors
    /// Why it is refused.
    pub fn check(&self, head: &Head<'_>, body: &[u8], now: Instant) -> Result<(), Refused> {
        let signatures = webhook::check(head, now)?;
        let mut right = false;
        for signature in signatures {
            let given = BASE64.decode(signature).unwrap_or_default();
            right |= self.mac(head, body).verify_slice(&given).is_ok();
        }
        if right { Ok(()) } else { Err(Refused::WrongSignature) }
    }

    fn mac(&self, head: &Head<'_>, body: &[u8]) -> Hmac<Sha256> {
        // Every length of key is taken.
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0)
            .unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
        mac.update(webhook::signed_head(head).as_bytes());
        mac.update(body);
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the published specification and its libraries.
    #[test]
    fn the_published_example_is_right() {
        let secret = Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signed =
            secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", br#"{"test": 2432232314}"#);
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn only_what_was_signed_is_taken() {
        let secret = Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let now = Instant::from_seconds(1_614_265_330);
        let signature = secret.sign("msg_1", "1614265330", b"body");
        let check = |id: &str, timestamp: &str, signatures: &str, body: &[u8]| {
            secret.check(&Head { id, timestamp, signatures }, body, now)
        };
        assert_eq!(check("msg_1", "1614265330", &signature, b"body"), Ok(()));
        let rotated = format!("v1,AAAA {signature}");
        assert_eq!(check("msg_1", "1614265330", &rotated, b"body"), Ok(()));
        let wrong = Err(Refused::WrongSignature);
        assert_eq!(check("msg_2", "1614265330", &signature, b"body"), wrong);
        assert_eq!(check("msg_1", "1614265331", &signature, b"body"), wrong);
        assert_eq!(check("msg_1", "1614265330", &signature, b"body "), wrong);
        assert_eq!(check("msg_1", "1614265330", "v1,", b"body"), wrong);
        assert_eq!(check("msg_1", "1614260000", &signature, b"body"), Err(Refused::Stale));
        assert_eq!(check("msg_1", "1614265330", "", b"body"), Err(Refused::Unsigned));
    }

    #[test]
    fn short_secrets_are_none() {
        for text in ["", "whsec_", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"] {
            assert!(Secret::parse(text).is_err(), "{text}");
        }
    }
}
