//! What somebody types to say by what another one is reached: an address, a number, a handle.

use kamerton_core::fact::Account;

use crate::table::keys;

/// Where a handle of no named platform belongs: most people who write `@name` mean it.
const USUAL: &str = "telegram";

/// Addresses of platforms before a handle, and whose they are.
const PLATFORMS: [(&str, &str); 8] = [
    ("t.me/", "telegram"),
    ("telegram.me/", "telegram"),
    ("m.vk.com/", "vk"),
    ("vk.com/", "vk"),
    ("vk.ru/", "vk"),
    ("max.ru/", "max"),
    ("wa.me/", "whatsapp"),
    ("discord.com/users/", "discord"),
];

/// The one e-mail address that a text is, as accounts have it.
pub fn email(text: &str) -> Option<String> {
    let mut found = keys::emails(text.trim())?;
    let one = found.pop().filter(|_| found.is_empty())?;
    let printable = one.chars().all(|letter| !letter.is_control() && !"<>\"'()\\".contains(letter));
    (printable && one.len() <= 254).then_some(one)
}

/// The telephone number that a text is, as accounts have it.
pub fn phone(text: &str) -> Option<String> {
    keys::phone(text.trim())
}

/// The account that a text names: an e-mail address, a number, the address of a page, or a handle.
pub fn account(text: &str) -> Option<Account> {
    let text = text.trim();
    let of_kind = |kind: &str, id: String| Account {
        kind: kind.to_owned(),
        remote_id: id,
        ..Account::default()
    };
    let bare = text.trim_start_matches("https://").trim_start_matches("http://");
    let bare = bare.trim_start_matches("www.");
    let platform = PLATFORMS.iter().find(|(begin, _)| bare.starts_with(begin));
    let kind = match (platform, text.starts_with('@') && !text.contains('.')) {
        (Some((_, kind)), _) => kind,
        (None, true) => USUAL,
        (None, false) => {
            let mail = email(text).map(|address| of_kind("email", address));
            return mail.or_else(|| phone(text).map(|number| of_kind("phone", number)));
        }
    };
    let handle = keys::handle(kind, text)?;
    Some(Account { kind: kind.to_owned(), handle: Some(handle), ..Account::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> Option<(String, String)> {
        account(text).map(|one| (one.kind, one.handle.unwrap_or(one.remote_id)))
    }

    #[test]
    fn what_people_type_is_understood() {
        for (text, kind, id) in [
            ("Anna@Example.org ", "email", "anna@example.org"),
            ("8 (912) 345-67-89", "phone", "+79123456789"),
            ("+44 20 7946 0018", "phone", "+442079460018"),
            ("@anna", "telegram", "anna"),
            ("https://t.me/anna?x=1", "telegram", "anna"),
            ("vk.com/anna", "vk", "anna"),
            ("www.vk.com/anna/", "vk", "anna"),
        ] {
            assert_eq!(named(text), Some((kind.to_owned(), id.to_owned())), "{text}");
        }
    }

    #[test]
    fn what_names_nobody_is_none() {
        for text in ["", "anna", "12", "@", "a@b", "a@b.c, d@e.f", "t.me/", "<a@b.c\"onload"] {
            assert_eq!(named(text), None, "{text}");
        }
    }
}
