//! What goes wrong with a mail server, and what it means.

use std::time::Duration;

use super::response::Status;
use crate::live::{Reason, Trouble};
use crate::outbound::OutboundError;

/// How long is waited where a server wants less of us and does not say how long.
pub(super) const WAIT: Duration = Duration::from_secs(300);

/// Something went wrong.
#[derive(Debug)]
pub(super) enum Upset {
    /// There is no connection.
    Out(OutboundError),
    /// The connection broke.
    Lost(String),
    /// The answer did not come in time.
    Late,
    /// It is no answer that is understood.
    Odd(String),
    /// The command is refused.
    No(Status),
    /// The sign-in is refused.
    SignIn(Status),
    /// The server ends the session.
    Bye(String),
    /// A password would go over a connection that others can read.
    Insecure,
}

pub(super) type Result<T> = std::result::Result<T, Upset>;

impl From<OutboundError> for Upset {
    fn from(error: OutboundError) -> Self {
        Self::Out(error)
    }
}

/// A text of a server without the password, should it repeat it.
pub(super) fn hidden(text: &str, password: &str) -> String {
    if password.is_empty() { text.to_owned() } else { text.replace(password, "…") }
}

/// What is wrong with a sign-in, as far as a server tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SignIn {
    /// A password for programs is wanted.
    AppPassword,
    /// Access by IMAP is switched off.
    Off,
    /// Either of them, or the password is wrong.
    Refused,
    /// It is not a matter of the sign-in: the server cannot, now.
    NotNow,
    /// There were too many.
    TooMany,
}

impl SignIn {
    /// What the words of a refusal say.
    pub fn of(code: &str, text: &str) -> Self {
        let text = text.to_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
        match code {
            "UNAVAILABLE" | "INUSE" | "SERVERBUG" | "CONTACTADMIN" => return Self::NotNow,
            "LIMIT" | "OVERQUOTA" | "THROTTLED" => return Self::TooMany,
            _ => {}
        }
        let off = says(&["disabled", "not enabled", "is off", "not allowed", "turn on imap"]);
        let either = says(&["invalid credentials or", "or imap is disabled"]);
        if says(&[
            "application-specific",
            "application password",
            "app password",
            "password for app",
        ]) || says(&["app-specific", "пароль приложения", "пароль для внешн"])
        {
            Self::AppPassword
        } else if off && !either {
            Self::Off
        } else if says(&["too many", "rate limit", "throttl"]) {
            Self::TooMany
        } else if says(&["temporar", "try again", "unavailable", "internal error"]) {
            Self::NotNow
        } else {
            Self::Refused
        }
    }
}

impl Upset {
    pub fn lost(error: std::io::Error) -> Self {
        Self::Lost(format!("the connection broke: {}", error.kind()))
    }

    /// Whether the server wants us to wait: then nothing else is asked of it either.
    pub fn is_limit(&self) -> bool {
        match self {
            Self::No(status) => matches!(refused(status), Trouble::Limited { .. }),
            Self::Bye(text) => is_too_much(text),
            _ => false,
        }
    }

    /// What it means for whoever asks: what was lost harms nothing.
    pub fn asking(self) -> Trouble {
        match self {
            Self::Out(error) => Trouble::asking(&error),
            Self::Lost(why) => Trouble::Passing(Reason::of("channel-email-why-lost").saying(why)),
            Self::Late => Trouble::Passing(Reason::of("channel-email-why-late")),
            Self::Odd(why) => Trouble::Unreadable(why.into()),
            Self::Bye(text) if is_too_much(&text) => limited(&text),
            Self::Bye(text) => Trouble::Passing(Reason::of("channel-email-why-bye").saying(text)),
            Self::SignIn(status) => sign_in(&status),
            Self::No(status) => refused(&status),
            Self::Insecure => Trouble::Settings(Reason::of("channel-email-why-insecure")),
        }
    }
}

fn is_too_much(text: &str) -> bool {
    let text = text.to_lowercase();
    ["too many", "rate limit", "throttl", "bandwidth"].iter().any(|word| text.contains(word))
}

fn limited(text: &str) -> Trouble {
    Trouble::Limited { after: WAIT, bucket: String::new(), why: text.to_owned().into() }
}

fn sign_in(status: &Status) -> Trouble {
    match SignIn::of(&status.code_word(), &status.text) {
        SignIn::NotNow => Trouble::Passing(status.text.clone().into()),
        SignIn::TooMany => limited(&status.text),
        SignIn::AppPassword | SignIn::Off | SignIn::Refused => {
            Trouble::SignIn(status.text.clone().into())
        }
    }
}

fn refused(status: &Status) -> Trouble {
    let text = || status.text.clone();
    match status.code_word().as_str() {
        "AUTHENTICATIONFAILED" | "AUTHORIZATIONFAILED" | "EXPIRED" => {
            Trouble::SignIn(text().into())
        }
        "LIMIT" | "OVERQUOTA" | "THROTTLED" => limited(&status.text),
        "NONEXISTENT" | "TRYCREATE" | "NOPERM" => Trouble::Refused(text().into()),
        _ if is_too_much(&status.text) => limited(&status.text),
        _ if status.word == "BAD" => Trouble::Unreadable(text().into()),
        _ => Trouble::Passing(Reason::of("channel-email-why-refuses").saying(text())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_known_servers_are_told_apart() {
        for (code, text, expected) in [
            (
                "AUTHENTICATIONFAILED",
                "AUTHENTICATE Invalid credentials or IMAP is disabled",
                SignIn::Refused,
            ),
            ("ALERT", "Application-specific password required: https://…", SignIn::AppPassword),
            ("AUTHENTICATIONFAILED", "Application password is REQUIRED", SignIn::AppPassword),
            ("ALERT", "Your account is not enabled for IMAP use.", SignIn::Off),
            ("AUTHENTICATIONFAILED", "Authentication failed.", SignIn::Refused),
            ("UNAVAILABLE", "Temporary authentication failure.", SignIn::NotNow),
            ("", "Too many simultaneous connections.", SignIn::TooMany),
            ("", "Server Unavailable. 15", SignIn::NotNow),
            ("", "Login failed", SignIn::Refused),
        ] {
            assert_eq!(SignIn::of(code, text), expected, "{text}");
        }
    }
}
