//! Secrets that have to be read back, kept encrypted in the database.
//!
//! The key lies beside the database and not in it: a backup or a copy of the database alone opens
//! nothing. XChaCha20-Poly1305 (`draft-irtf-cfrg-xchacha`), whose nonces are long enough to be
//! drawn by chance.

use std::io::Write;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};

use crate::error::{AppError, Result};

/// Bytes of a key.
const KEY: usize = 32;
/// Bytes of a nonce.
const NONCE: usize = 24;
/// How every sealed secret begins: a later form can be told from this one.
const FORM: &str = "v1:";

/// Seals secrets and opens them again.
#[derive(Clone)]
pub struct Seal(XChaCha20Poly1305);

impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seal")
    }
}

impl Seal {
    /// A seal with the key of a file, which is made if it is not there.
    ///
    /// # Errors
    /// When the file cannot be read or made, or holds no key.
    pub fn of_file(path: &Path) -> Result<Self> {
        match std::fs::read_to_string(path) {
            Ok(text) => Self::of_text(&text).map_err(|_| {
                AppError::Asked(format!(
                    "{} holds no key: put back the file that belongs to this database",
                    path.display()
                ))
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => make_file(path),
            Err(error) => Err(failed(path, &error)),
        }
    }

    /// A seal with a key in base64.
    ///
    /// # Errors
    /// When the text is no key of 32 bytes.
    pub fn of_text(text: &str) -> Result<Self> {
        let bytes = BASE64.decode(text.trim().trim_end_matches('=')).unwrap_or_default();
        let key: [u8; KEY] = bytes.try_into().map_err(|_| {
            AppError::Asked("a key is 32 bytes in base64: nothing was changed".to_owned())
        })?;
        Ok(Self(XChaCha20Poly1305::new(&Key::from(key))))
    }

    /// Seals a secret for one purpose: it opens for no other.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn seal(&self, purpose: &str, secret: &str) -> Result<String> {
        let nonce: [u8; NONCE] = random()?;
        let payload = Payload { msg: secret.as_bytes(), aad: purpose.as_bytes() };
        let sealed = self
            .0
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| AppError::Asked("the secret cannot be encrypted".to_owned()))?;
        Ok(format!("{FORM}{}", BASE64.encode([nonce.as_slice(), &sealed].concat())))
    }

    /// Opens what was sealed for this purpose.
    ///
    /// # Errors
    /// When it was sealed with another key or for another purpose, or was changed.
    pub fn open(&self, purpose: &str, sealed: &str) -> Result<String> {
        self.opened(purpose, sealed).ok_or_else(|| {
            AppError::Asked(
                "a stored secret does not open with this key: put back the key file that belongs \
                 to this database, or enter the secret anew"
                    .to_owned(),
            )
        })
    }

    fn opened(&self, purpose: &str, sealed: &str) -> Option<String> {
        let bytes = BASE64.decode(sealed.strip_prefix(FORM)?).ok()?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE)?;
        let nonce: [u8; NONCE] = nonce.try_into().ok()?;
        let payload = Payload { msg: sealed, aad: purpose.as_bytes() };
        String::from_utf8(self.0.decrypt(&XNonce::from(nonce), payload).ok()?).ok()
    }
}

fn make_file(path: &Path) -> Result<Seal> {
    let text = BASE64.encode(random::<KEY>()?);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(mut file) => {
            writeln!(file, "{text}").map_err(|error| failed(path, &error))?;
            file.sync_all().map_err(|error| failed(path, &error))?;
            Seal::of_text(&text)
        }
        // Another process was quicker: its key is the one.
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Seal::of_file(path),
        Err(error) => Err(failed(path, &error)),
    }
}

fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| AppError::Asked(format!("no random numbers can be had: {error}")))?;
    Ok(bytes)
}

fn failed(path: &Path, error: &std::io::Error) -> AppError {
    AppError::Asked(format!("the key file {} cannot be used: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_for_its_purpose_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret.key");
        let seal = Seal::of_file(&path).unwrap();
        let sealed = seal.seal("webhook 1", "тайна").unwrap();
        assert!(!sealed.contains("тайна"));
        assert_ne!(sealed, seal.seal("webhook 1", "тайна").unwrap(), "nonces differ");
        let again = Seal::of_file(&path).unwrap();
        assert_eq!(again.open("webhook 1", &sealed).unwrap(), "тайна");
        assert!(again.open("webhook 2", &sealed).is_err());
        let mut changed = sealed.clone();
        changed.replace_range(10..11, if &sealed[10..11] == "A" { "B" } else { "A" });
        for wrong in [changed.as_str(), "", "v1:", "v2:abc", "v1:####"] {
            assert!(again.open("webhook 1", wrong).is_err(), "{wrong}");
        }
        let other = Seal::of_file(&folder.path().join("other.key")).unwrap();
        assert!(other.open("webhook 1", &sealed).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_reads_the_key() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret.key");
        Seal::of_file(&path).unwrap();
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_file_without_a_key_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret.key");
        std::fs::write(&path, "not a key").unwrap();
        assert!(Seal::of_file(&path).err().unwrap().to_string().contains("holds no key"));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "not a key");
    }
}
