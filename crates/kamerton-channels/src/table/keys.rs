//! The keys by which a table names people: e-mail, phone, CRM id, handles.

use kamerton_core::fact::Account;

use super::columns::{Columns, Field};
use super::values::id;

/// Kind of accounts known only by a name on a list.
const LIST: &str = "list";

/// The accounts of a row, best key first, and what in its cells was no key.
#[derive(Debug, Default)]
pub(super) struct Keys {
    /// Without duplicates.
    pub(super) accounts: Vec<Account>,
    /// One sentence for each cell that could not be used.
    pub(super) remarks: Vec<String>,
}

/// The fields that hold keys.
pub(super) const KEY_FIELDS: &[Field] = &[
    Field::Email,
    Field::Phone,
    Field::Crm,
    Field::Telegram,
    Field::Vk,
    Field::Max,
    Field::Whatsapp,
    Field::Discord,
    Field::Handle,
];

impl Keys {
    /// Collects the keys of a row. Handles in a column that names no platform are of `kind`.
    pub(super) fn of(columns: &Columns, cells: &[String], kind: &str) -> Self {
        let mut keys = Self::default();
        for field in KEY_FIELDS {
            for cell in columns.many(cells, *field) {
                keys.cell(*field, cell, kind);
            }
        }
        keys
    }

    /// Gives all accounts the name; a row with a name alone becomes an account of that name.
    pub(super) fn named(&mut self, name: Option<&str>) {
        let Some(name) = name else { return };
        if self.accounts.is_empty() {
            self.accounts.push(Account { kind: LIST.to_owned(), ..Account::default() });
        }
        for account in &mut self.accounts {
            account.display_name = Some(name.to_owned());
        }
    }

    fn cell(&mut self, field: Field, cell: &str, kind: &str) {
        match field {
            Field::Email => self.parts(cell, emails(cell), "e-mail address", "email"),
            Field::Phone => self.parts(cell, phones(cell), "phone number", "phone"),
            Field::Crm => self.push(account("crm", id(cell))),
            Field::Telegram => self.handle("telegram", cell),
            Field::Vk => self.handle("vk", cell),
            Field::Max => self.handle("max", cell),
            Field::Whatsapp => self.handle("whatsapp", cell),
            Field::Discord => self.handle("discord", cell),
            _ => self.handle(kind, cell),
        }
    }

    fn parts(&mut self, cell: &str, parts: Option<Vec<String>>, what: &str, kind: &str) {
        match parts {
            Some(parts) => parts.into_iter().for_each(|part| self.push(account(kind, part))),
            None => self.remarks.push(format!("«{}» is no {what}", shortened(cell))),
        }
    }

    fn handle(&mut self, kind: &str, cell: &str) {
        match handle(kind, cell) {
            Some(handle) => {
                let handle = Some(handle);
                self.push(Account { kind: kind.to_owned(), handle, ..Account::default() });
            }
            None => self.remarks.push(format!("«{}» is no {kind} handle", shortened(cell))),
        }
    }

    fn push(&mut self, account: Account) {
        if !self.accounts.contains(&account) {
            self.accounts.push(account);
        }
    }
}

fn account(kind: &str, remote_id: String) -> Account {
    Account { kind: kind.to_owned(), remote_id, ..Account::default() }
}

fn shortened(cell: &str) -> String {
    cell.chars().take(80).collect()
}

/// The e-mail addresses in a cell, lower-case; `None` when any of its parts is none.
pub(crate) fn emails(cell: &str) -> Option<Vec<String>> {
    let parts = cell.split(|letter: char| letter.is_whitespace() || ",;".contains(letter));
    let parts = parts.map(|part| part.trim_matches(['<', '>', '"', '\''])).collect::<Vec<_>>();
    let is_one = |part: &&&str| part.contains('@');
    let wanted: Vec<_> = match parts.iter().any(|part| part.contains('@')) {
        // `Name <a@example.org>`: the words beside the address are its name.
        true if cell.contains('<') => parts.iter().filter(is_one).collect(),
        _ => parts.iter().filter(|part| !part.is_empty()).collect(),
    };
    wanted.into_iter().map(|part| email(part)).collect()
}

/// One e-mail address, lower-case.
fn email(text: &str) -> Option<String> {
    let text = text.strip_prefix("mailto:").unwrap_or(text).to_lowercase();
    let (name, domain) = text.split_once('@')?;
    let proper = !name.is_empty()
        && !domain.contains('@')
        && domain.split('.').count() > 1
        && domain.split('.').all(|part| !part.is_empty());
    proper.then(|| text.clone())
}

/// The phone numbers in a cell in E.164 form; `None` when any of its parts is none.
pub(super) fn phones(cell: &str) -> Option<Vec<String>> {
    let parts = cell.split([',', ';', '/', '\n']).map(str::trim).filter(|part| !part.is_empty());
    let found: Vec<Vec<String>> = parts.map(spaced_phones).collect::<Option<_>>()?;
    Some(found.into_iter().flatten().collect())
}

/// One number, or several with nothing but spaces between them and within.
fn spaced_phones(text: &str) -> Option<Vec<String>> {
    if let Some(number) = phone(text) {
        return Some(vec![number]);
    }
    let (mut found, mut taken) = (Vec::new(), String::new());
    for word in text.split_whitespace() {
        taken.push_str(word);
        if let Some(number) = phone(&taken) {
            found.push(number);
            taken.clear();
        }
    }
    (taken.is_empty() && !found.is_empty()).then_some(found)
}

/// A phone number in E.164 form, read as in Russia where it names no country.
pub(crate) fn phone(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    // An extension leads to somebody's desk, not to another number.
    let main = ["доб", "ext", "вн", "#"].iter().find_map(|word| lower.split_once(word));
    let main = main.map_or(lower.as_str(), |(main, _)| main);
    let main = main.trim_start_matches("tel:").trim_start_matches("тел").trim_start_matches('.');
    if main.chars().any(char::is_alphabetic) {
        return None;
    }
    let digits: String = main.chars().filter(char::is_ascii_digit).collect();
    let international = match (main.trim().starts_with('+'), digits.len()) {
        (true, 7..=15) => digits,
        (false, 11) if digits.starts_with('8') => format!("7{}", digits.get(1..)?),
        (false, 10) => format!("7{digits}"),
        (false, 11..=15) => digits.strip_prefix("00").unwrap_or(&digits).to_owned(),
        _ => return None,
    };
    let number = phonenumber::parse(None, format!("+{international}")).ok()?;
    // Numbering plans grow faster than the tables of a library: a Russian number of the right
    // length is taken even when its range is not known yet.
    let russian = international.len() == 11
        && international.starts_with('7')
        && international.get(1..2).is_some_and(|first| "34589".contains(first));
    let proper = russian || phonenumber::is_valid(&number);
    proper.then(|| format!("+{international}"))
}

/// A handle without `@` and without the address of its platform.
pub(crate) fn handle(kind: &str, cell: &str) -> Option<String> {
    let text = cell.trim();
    let text = text.strip_prefix("https://").or(text.strip_prefix("http://")).unwrap_or(text);
    let text = text.strip_prefix("www.").unwrap_or(text);
    let hosts = [
        "t.me/",
        "telegram.me/",
        "m.vk.com/",
        "vk.com/",
        "vk.ru/",
        "max.ru/",
        "wa.me/",
        "discord.com/users/",
        "instagram.com/",
    ];
    let text = hosts.iter().find_map(|host| text.strip_prefix(host)).unwrap_or(text);
    let text = text.trim_start_matches('@');
    let text = text.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    if kind == "whatsapp" {
        return phone(text).or_else(|| plausible(text));
    }
    plausible(text)
}

fn plausible(handle: &str) -> Option<String> {
    let proper = !handle.is_empty()
        && handle.len() <= 128
        && handle.chars().any(char::is_alphanumeric)
        && !handle.contains(|letter: char| letter.is_whitespace() || letter == '/');
    proper.then(|| handle.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emails_are_read() {
        let check = |cell: &str, expected: Option<&[&str]>| {
            let expected = expected.map(|all| all.iter().map(|one| (*one).to_owned()).collect());
            assert_eq!(emails(cell), expected, "{cell}");
        };
        check(" A@Example.ORG ", Some(&["a@example.org"]));
        check(
            "a@example.org; b@example.org\nc@example.org",
            Some(&["a@example.org", "b@example.org", "c@example.org"]),
        );
        check("Имя <a@example.org>", Some(&["a@example.org"]));
        check("mailto:a@example.org", Some(&["a@example.org"]));
        check("почта@пример.рф", Some(&["почта@пример.рф"]));
        for none in ["нет", "a@", "@b.c", "a@b", "a@b..c", "a@b@c.d", "a@example.org нет"] {
            check(none, None);
        }
    }

    #[test]
    fn phones_are_read() {
        for text in [
            "+7 912 345-67-89",
            "8 (912) 345-67-89",
            "89123456789",
            "79123456789",
            "9123456789",
            "+7(912)3456789",
            "8-912-345-67-89 доб. 12",
            "8\u{a0}912\u{a0}345\u{a0}67\u{a0}89",
            "tel:+79123456789",
        ] {
            assert_eq!(phone(text).as_deref(), Some("+79123456789"), "{text}");
        }
        assert_eq!(phone("+49 30 901820").as_deref(), Some("+4930901820"));
        assert_eq!(phone("00 44 20 7946 0018").as_deref(), Some("+442079460018"));
        for text in ["", "нет", "12345", "+", "7.9123E+10", "+7912345678", "+1 000 000 0000"] {
            assert_eq!(phone(text), None, "{text}");
        }
    }

    #[test]
    fn several_phones_share_a_cell() {
        let both = ["+79123456789".to_owned(), "+79123456780".to_owned()];
        for cell in [
            "89123456789, 89123456780",
            "+7 912 345 67 89; +7 912 345 67 80",
            "8 912 345 67 89 8 912 345 67 80",
            "89123456789\n89123456780",
        ] {
            assert_eq!(phones(cell).as_deref(), Some(both.as_slice()), "{cell}");
        }
        assert_eq!(phones("89123456789, нет"), None);
    }

    #[test]
    fn handles_are_bare() {
        for cell in
            ["@name", "name", "https://t.me/name", "t.me/name?start=1", " www.vk.com/name/ "]
        {
            assert_eq!(handle("telegram", cell).as_deref(), Some("name"), "{cell}");
        }
        let wa = handle("whatsapp", "https://wa.me/79123456789");
        assert_eq!(wa.as_deref(), Some("+79123456789"));
        for cell in ["@", "два слова", "-", "https://t.me/", "a/b"] {
            assert_eq!(handle("telegram", cell), None, "{cell}");
        }
    }
}
