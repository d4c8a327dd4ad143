//! What of a connection went wrong, from what the libraries say.

use std::error::Error;
use std::io;

use super::Broken;
use super::resolver::NoName;

/// Looks through all that an error was caused by.
pub(super) fn of(error: &reqwest::Error) -> Broken {
    let mut cause: Option<&(dyn Error + 'static)> = error.source();
    while let Some(error) = cause {
        if error.is::<NoName>() {
            return Broken::Name;
        }
        if error.is::<rustls::Error>() {
            return Broken::Tls;
        }
        let inner = error.downcast_ref::<io::Error>();
        if inner.is_some_and(|error| error.kind() == io::ErrorKind::ConnectionRefused) {
            return Broken::Refused;
        }
        // What an error of input holds is not among its sources.
        cause = match inner.and_then(io::Error::get_ref) {
            Some(held) => Some(held),
            None => error.source(),
        };
    }
    Broken::Other
}
