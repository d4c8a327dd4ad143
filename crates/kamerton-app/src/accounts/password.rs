//! Passwords, by argon2id.
//!
//! Hashing takes some tens of milliseconds and 19 MB on purpose. It happens on threads beside the
//! others, and only a few at once, so that a storm of sign-ins costs time and not memory.

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use tokio::sync::Semaphore;

use crate::error::{AppError, Result};
use crate::refusal::Refusal;

/// Shorter passwords are refused.
pub const SHORTEST: usize = 10;

/// Longer ones too: hashing them would only cost.
pub const LONGEST: usize = 200;

/// Passwords that are hashed at one time.
static TURNS: Semaphore = Semaphore::const_new(2);

/// What a password of nobody is compared with, so that an unknown address costs the same time: the
/// parameters are the defaults that [`hash`] uses.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGlzIGhlcmU\
                      $rXqUXYDhHn9CgY1Zb1hTwpY9xWmH3T5bQ0a8cGJx2mE";

/// Whether a password may be chosen.
///
/// # Errors
/// A sentence when it is too short or too long.
pub fn check(password: &str) -> Result<()> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(Refusal::ShortPassword { least: SHORTEST }.into());
    }
    if length > LONGEST {
        return Err(Refusal::LongPassword { most: LONGEST }.into());
    }
    Ok(())
}

/// Hashes a password.
///
/// # Errors
/// When the system gives no random numbers.
pub async fn hash(password: String) -> Result<String> {
    beside(move || {
        let hash = Argon2::default().hash_password(password.as_bytes());
        hash.map(|hash| hash.to_string())
            .map_err(|error| AppError::Asked(format!("cannot hash the password: {error}")))
    })
    .await?
}

/// Whether the password is the one that was hashed. Without a hash it never is, and that takes as
/// long to say.
///
/// # Errors
/// When the work could not be done.
pub async fn is_right(password: String, hash: Option<String>) -> Result<bool> {
    beside(move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
        let right = PasswordHash::new(&hash).is_ok_and(|hash| {
            Argon2::default().verify_password(password.as_bytes(), &hash).is_ok()
        });
        known && right
    })
    .await
}

async fn beside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let broken =
        |error: &dyn std::fmt::Display| AppError::Asked(format!("hashing broke off: {error}"));
    let _turn = TURNS.acquire().await.map_err(|error| broken(&error))?;
    tokio::task::spawn_blocking(work).await.map_err(|error| broken(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_again() {
        let hash = hash("ёлка-2026-зима".to_owned()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(is_right("ёлка-2026-зима".to_owned(), Some(hash.clone())).await.unwrap());
        assert!(!is_right("елка-2026-зима".to_owned(), Some(hash)).await.unwrap());
    }

    #[tokio::test]
    async fn nobody_has_a_password_but_it_is_hashed_all_the_same() {
        assert!(PasswordHash::new(NOBODY).is_ok(), "or no time would pass");
        assert!(!is_right("anything at all".to_owned(), None).await.unwrap());
    }

    #[test]
    fn short_and_endless_ones_are_refused() {
        assert!(check("ёёёёёёёёё").is_err());
        assert!(check("ёёёёёёёёёё").is_ok());
        assert!(check(&"a".repeat(201)).is_err());
    }
}
