//! Passwords from standard input: one never stands on a command line, where others see it.

use std::io::Read;

use anyhow::{Result, anyhow, bail};
use kamerton_app::accounts::password::SHORTEST;

/// Reads a password: the first line of standard input.
///
/// # Errors
/// When it cannot be read or is too short.
pub fn read() -> Result<String> {
    let mut text = String::new();
    std::io::stdin()
        .take(4_096)
        .read_to_string(&mut text)
        .map_err(|error| anyhow!("cannot read the password from standard input: {error}"))?;
    let password = text.lines().next().unwrap_or_default().to_owned();
    if password.chars().count() < SHORTEST {
        bail!("the password on standard input needs at least {SHORTEST} characters");
    }
    Ok(password)
}
