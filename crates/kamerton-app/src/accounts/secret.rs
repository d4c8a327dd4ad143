//! Secrets that we make: random, shown once, kept as a hash.

use sha2::{Digest, Sha256};

use crate::error::{AppError, Result};

/// Letters that nobody takes for each other.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// A secret of `letters` random letters, five bits each.
///
/// # Errors
/// When the system gives no random numbers.
pub fn random(letters: usize) -> Result<String> {
    let mut bytes = vec![0_u8; letters];
    getrandom::fill(&mut bytes)
        .map_err(|error| AppError::Asked(format!("no random numbers can be had: {error}")))?;
    Ok(bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte & 31)])).collect())
}

/// What is kept of a secret. The secret is random and long, so one round without salt is enough,
/// and whoever shows it is found by one look-up.
pub fn hash(secret: &str) -> String {
    Sha256::digest(secret.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_differ_and_have_their_length() {
        let (one, other) = (random(52).unwrap(), random(52).unwrap());
        assert_eq!(one.len(), 52);
        assert_ne!(one, other);
        assert!(one.bytes().all(|byte| LETTERS.contains(&byte)));
    }

    #[test]
    fn hashes_are_those_of_the_standard() {
        assert_eq!(hash("abc")[..16], *"ba7816bf8f01cfea");
    }
}
