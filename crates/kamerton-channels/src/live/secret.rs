//! Comparing secrets.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Whether a given secret is the one expected, in the same time wherever they differ. An expected secret
/// that is empty or blank fits nothing: a connection without one lets nobody in.
#[must_use]
pub fn same_secret(given: &[u8], expected: &str) -> bool {
    let expected = expected.trim();
    let same = Sha256::digest(given).ct_eq(&Sha256::digest(expected.as_bytes()));
    !expected.is_empty() && bool::from(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_secret_lets_nobody_in() {
        assert!(same_secret(b"open", "open"));
        assert!(!same_secret(b"opem", "open"));
        assert!(!same_secret(b"", "open"));
        assert!(!same_secret(b"", ""));
        assert!(!same_secret(b" ", " "));
    }
}
