//! What was filled in, with what follows from it where it was left empty.

use sha2::{Digest, Sha256};

use super::known::{self, Known};
use crate::live::Settings;

/// How a connection is secured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Security {
    /// From the first byte.
    Tls,
    /// After a plain greeting, by a command.
    StartTls,
    /// Not at all: in a network of one's own only.
    None,
}

/// A server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Server {
    pub host: String,
    pub port: u16,
    pub security: Security,
}

/// Who signs in. It is printed by nobody.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Login {
    pub user: String,
    pub password: String,
}

/// A mail account.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Account {
    /// Its address, in lower case.
    pub address: String,
    /// The name that people see.
    pub name: String,
    pub login: Login,
    pub imap: Server,
    pub smtp: Server,
    /// The folders that are read.
    pub folders: Vec<String>,
    /// The folder of what was sent, where it was named.
    pub sent: Option<String>,
    /// Whether sending leaves a copy among what was sent by itself.
    pub copies: bool,
}

/// Ways of securing, as they are named in the settings.
pub(super) const SECURITY: &[&str] = &["tls", "starttls", "none"];

impl Security {
    fn of(word: &str) -> Self {
        match word {
            "starttls" => Self::StartTls,
            "none" => Self::None,
            _ => Self::Tls,
        }
    }
}

impl Account {
    /// What the settings say.
    pub fn of(settings: &Settings) -> Self {
        let address = settings.get("address").to_lowercase();
        let known = known::of(domain(&address));
        let server = |kind: &str, host: String, usual: [u16; 3], preset: Option<Server>| {
            let get = |name: &str| settings.get(&format!("{kind}-{name}")).to_owned();
            let named = get("host").to_lowercase();
            // What is known of a provider counts as long as nobody says otherwise.
            let preset = preset.filter(|preset| named.is_empty() || named == preset.host);
            let host = preset.as_ref().map_or(host, |preset| preset.host.clone());
            let host = if named.is_empty() { host } else { named };
            let security = match (get("security").as_str(), &preset) {
                ("", Some(preset)) => preset.security,
                (word, _) => Security::of(word),
            };
            let usual = match (security, &preset) {
                (security, Some(preset)) if preset.security == security => preset.port,
                (Security::Tls, _) => usual[0],
                (Security::StartTls, _) => usual[1],
                (Security::None, _) => usual[2],
            };
            Server { host, port: get("port").parse().unwrap_or(usual), security }
        };
        let below = |name: &str| match domain(&address) {
            "" => String::new(),
            domain => format!("{name}.{domain}"),
        };
        let imap = known.map(Known::imap);
        let smtp = known.map(Known::smtp);
        let mut folders: Vec<String> = settings.lines("folders").map(str::to_owned).collect();
        if folders.is_empty() {
            folders.push("INBOX".to_owned());
        }
        folders.dedup();
        let smtp = server("smtp", below("smtp"), [465, 587, 25], smtp);
        Self {
            name: settings.get("name").to_owned(),
            login: Login {
                user: settings.get_or("user", settings.get("address")).to_owned(),
                password: settings.get("password").to_owned(),
            },
            imap: server("imap", below("imap"), [993, 143, 143], imap),
            copies: known::copies(&smtp.host),
            smtp,
            folders,
            sent: Some(settings.get("sent-folder").to_owned()).filter(|name| !name.is_empty()),
            address,
        }
    }

    /// Tells sessions of one account from those of any other.
    pub fn key(&self) -> [u8; 32] {
        let imap = &self.imap;
        let all = [
            &imap.host,
            &format!("{}/{:?}", imap.port, imap.security),
            &self.login.user,
            &self.login.password,
        ];
        let mut hash = Sha256::new();
        for part in all {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        hash.finalize().into()
    }
}

/// What follows the last at sign; empty where there is none.
pub(super) fn domain(address: &str) -> &str {
    address.rsplit_once('@').map_or("", |(_, domain)| domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(fields: &[(&str, &str)]) -> Account {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Account::of(&Settings::new(fields))
    }

    fn at(server: &Server) -> (String, u16, Security) {
        (server.host.clone(), server.port, server.security)
    }

    #[test]
    fn what_is_left_empty_follows_from_the_address() {
        let own = account(&[("address", "Help@Example.org")]);
        assert_eq!(at(&own.imap), ("imap.example.org".to_owned(), 993, Security::Tls));
        assert_eq!(at(&own.smtp), ("smtp.example.org".to_owned(), 465, Security::Tls));
        assert_eq!(
            (own.address.as_str(), own.login.user.as_str()),
            ("help@example.org", "Help@Example.org")
        );
        assert_eq!(own.folders, ["INBOX"]);
        let known = account(&[("address", "a@ya.ru"), ("user", "a")]);
        assert_eq!(known.imap.host, "imap.yandex.ru");
        assert_eq!(known.login.user, "a");
        let apple = account(&[("address", "a@icloud.com")]);
        assert_eq!(at(&apple.smtp), ("smtp.mail.me.com".to_owned(), 587, Security::StartTls));
        let other = account(&[
            ("address", "a@gmail.com"),
            ("imap-host", "Mail.Example.org"),
            ("imap-security", "starttls"),
            ("smtp-port", "2525"),
            ("folders", "INBOX\n\nЗаказы\n"),
            ("sent-folder", "Sent"),
        ]);
        assert_eq!(at(&other.imap), ("mail.example.org".to_owned(), 143, Security::StartTls));
        assert_eq!(at(&other.smtp), ("smtp.gmail.com".to_owned(), 2525, Security::Tls));
        assert_eq!(other.folders, ["INBOX", "Заказы"]);
        assert!(other.copies && other.sent.as_deref() == Some("Sent"));
        assert_eq!(account(&[]).imap.host, "");
    }

    #[test]
    fn sessions_of_another_password_are_others() {
        let key = |password| account(&[("address", "a@b.c"), ("password", password)]).key();
        assert_eq!(key("x"), key("x"));
        assert_ne!(key("x"), key("y"));
    }
}
