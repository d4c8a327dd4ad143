//! What is printed, and how a failure ends.

use std::io::Write;
use std::process::ExitCode;

use serde::Serialize;

/// Exit code for anything that failed.
pub const FAILED: u8 = 1;

/// Prints a failure with its causes, one line each.
pub fn fail(error: &anyhow::Error) -> ExitCode {
    eprintln!("kamerton: {error}");
    for cause in error.chain().skip(1) {
        let text = cause.to_string();
        // Errors that show their cause in their own text need not say it twice.
        if !error.to_string().contains(&text) {
            eprintln!("  because: {text}");
        }
    }
    ExitCode::from(FAILED)
}

/// Says something beside the output, to whoever runs the program.
pub fn note(text: &str) {
    eprintln!("kamerton: {text}");
}

/// Prints a value as JSON, one line per element of a list so that it can be piped.
///
/// # Errors
/// When standard output is gone.
pub fn json<T: Serialize>(value: &T) -> anyhow::Result<()> {
    line(&serde_json::to_string(value)?)
}

/// Prints a line; a reader that has gone away ends the program quietly.
///
/// # Errors
/// When standard output cannot be written to.
pub fn line(text: &str) -> anyhow::Result<()> {
    match writeln!(std::io::stdout().lock(), "{text}") {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => std::process::exit(0),
        other => Ok(other?),
    }
}
