//! Where the servers of large providers are, for whoever knows only an address.

use super::settings::{Security, Server};

/// A provider of mail.
#[derive(Debug)]
pub(super) struct Known {
    /// Its name in the settings' words: `found-of-<word>`.
    pub word: &'static str,
    domains: &'static [&'static str],
    imap: &'static str,
    smtp: (&'static str, u16, Security),
}

const KNOWN: &[Known] = &[
    Known {
        word: "yandex",
        domains: &[
            "yandex.ru",
            "ya.ru",
            "yandex.com",
            "yandex.by",
            "yandex.kz",
            "yandex.uz",
            "yandex.ua",
            "narod.ru",
        ],
        imap: "imap.yandex.ru",
        smtp: ("smtp.yandex.ru", 465, Security::Tls),
    },
    Known {
        word: "mailru",
        domains: &["mail.ru", "inbox.ru", "list.ru", "bk.ru", "internet.ru", "xmail.ru", "vk.com"],
        imap: "imap.mail.ru",
        smtp: ("smtp.mail.ru", 465, Security::Tls),
    },
    Known {
        word: "gmail",
        domains: &["gmail.com", "googlemail.com"],
        imap: "imap.gmail.com",
        smtp: ("smtp.gmail.com", 465, Security::Tls),
    },
    Known {
        word: "rambler",
        domains: &[
            "rambler.ru",
            "lenta.ru",
            "autorambler.ru",
            "myrambler.ru",
            "ro.ru",
            "rambler.ua",
        ],
        imap: "imap.rambler.ru",
        smtp: ("smtp.rambler.ru", 465, Security::Tls),
    },
    Known {
        word: "icloud",
        domains: &["icloud.com", "me.com", "mac.com"],
        imap: "imap.mail.me.com",
        smtp: ("smtp.mail.me.com", 587, Security::StartTls),
    },
    Known {
        word: "yahoo",
        domains: &["yahoo.com", "ymail.com"],
        imap: "imap.mail.yahoo.com",
        smtp: ("smtp.mail.yahoo.com", 465, Security::Tls),
    },
    Known {
        word: "microsoft",
        domains: &["outlook.com", "hotmail.com", "live.com", "msn.com"],
        imap: "outlook.office365.com",
        smtp: ("smtp-mail.outlook.com", 587, Security::StartTls),
    },
];

impl Known {
    pub fn imap(&self) -> Server {
        Server { host: self.imap.to_owned(), port: 993, security: Security::Tls }
    }

    pub fn smtp(&self) -> Server {
        let (host, port, security) = self.smtp;
        Server { host: host.to_owned(), port, security }
    }
}

/// The provider of a domain of its own.
pub(super) fn of(domain: &str) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.domains.contains(&domain))
}

/// The provider whose server this is: companies have domains of their own with them.
pub(super) fn at(imap: &str) -> Option<&'static Known> {
    let ends = |known: &&Known| {
        let domain = known.imap.split_once('.').map_or(known.imap, |(_, domain)| domain);
        imap == domain || imap.strip_suffix(domain).is_some_and(|front| front.ends_with('.'))
    };
    KNOWN.iter().find(ends)
}

/// Whether this server files what it sends by itself, so that a copy of ours would be the second.
pub(super) fn copies(smtp: &str) -> bool {
    smtp == "smtp.gmail.com"
}
