//! What names nobody: mailboxes of offices and machines, names that programs put in, deleted accounts.

use std::sync::OnceLock;

use foldhash::HashSet;

use crate::translit;

/// Parts before the at sign that belong to an office or a machine, not to one human.
const ROLES: &[&str] = &[
    "abuse",
    "account",
    "accounts",
    "admin",
    "administrator",
    "anonymous",
    "apache",
    "billing",
    "bot",
    "bugs",
    "build",
    "buh",
    "career",
    "careers",
    "chat",
    "ci",
    "client",
    "clients",
    "code",
    "commits",
    "contact",
    "contacts",
    "daemon",
    "default",
    "deploy",
    "dev",
    "devnull",
    "director",
    "donotreply",
    "dummy",
    "email",
    "example",
    "family",
    "feedback",
    "foo",
    "bar",
    "git",
    "github",
    "gitlab",
    "guest",
    "hello",
    "help",
    "helpdesk",
    "hi",
    "home",
    "hostmaster",
    "hr",
    "info",
    "invalid",
    "it",
    "job",
    "jobs",
    "kontakt",
    "localhost",
    "mail",
    "mailbox",
    "mailerdaemon",
    "manager",
    "marketing",
    "me",
    "media",
    "my",
    "myemail",
    "myself",
    "name",
    "nobody",
    "noemail",
    "nomail",
    "none",
    "noreply",
    "noreplay",
    "notifications",
    "notify",
    "null",
    "office",
    "opensource",
    "order",
    "orders",
    "oss",
    "pochta",
    "postmaster",
    "pr",
    "press",
    "reception",
    "reply",
    "root",
    "sales",
    "security",
    "service",
    "shop",
    "social",
    "someone",
    "spam",
    "staff",
    "subscribe",
    "support",
    "team",
    "test",
    "tester",
    "tests",
    "undefined",
    "unknown",
    "user",
    "username",
    "vagrant",
    "web",
    "webadmin",
    "webmaster",
    "work",
    "x",
    "xxx",
    "you",
    "your",
    "youremail",
    "yourname",
    "zakaz",
    "zakupki",
];

/// Domains that are nobody's: examples and names of machines.
const NOWHERE: &[&str] = &[
    "example.com",
    "example.org",
    "example.net",
    "test.com",
    "email.com",
    "domain.com",
    "mail.example",
];

/// Names that programs or people put in where a name is asked for.
const PLACEHOLDERS: &[&str] = &[
    "account",
    "admin",
    "administrator",
    "anonim",
    "anonymous",
    "author",
    "bot",
    "build",
    "deleted",
    "deletedaccount",
    "deleteduser",
    "default",
    "developer",
    "firstnamelastname",
    "github",
    "gitlab",
    "githubactions",
    "guest",
    "hidden",
    "host",
    "home",
    "johndoe",
    "localhost",
    "me",
    "myname",
    "na",
    "name",
    "namesurname",
    "newuser",
    "nobody",
    "noname",
    "none",
    "notset",
    "null",
    "owner",
    "pc",
    "root",
    "someone",
    "staff",
    "support",
    "system",
    "telegramuser",
    "test",
    "tester",
    "testuser",
    "ubuntu",
    "undefined",
    "unknown",
    "unknownuser",
    "user",
    "username",
    "vkuser",
    "yourname",
    "yourfullname",
    "youruser",
    "админ",
    "администратор",
    "аноним",
    "безимени",
    "бот",
    "гость",
    "иванивановичиванов",
    "имя",
    "имяфамилия",
    "клиент",
    "неизвестно",
    "неизвестный",
    "никто",
    "покупатель",
    "пользователь",
    "служебный",
    "тест",
    "удален",
    "удаленный",
    "удаленныйаккаунт",
    "удаленныйпользователь",
    "удаленная",
    "удалено",
    "фамилияимя",
    "пользовательудален",
    "аккаунтудален",
    "анонимныйпользователь",
];

/// Whether a part before the at sign is an office's, a program's or a placeholder.
pub(crate) fn is_role(local: &str) -> bool {
    let plain: String = local.chars().filter(char::is_ascii_alphanumeric).collect();
    let name = plain.trim_end_matches(|c: char| c.is_ascii_digit());
    plain.is_empty()
        || ROLES.contains(&name)
        || name.starts_with("noreply")
        || name.starts_with("donotreply")
}

/// Whether a domain says nothing of who: an example, a machine in a local network, none at all.
pub(crate) fn is_nowhere(domain: &str) -> bool {
    let name = domain.trim_matches(|c: char| !c.is_alphanumeric());
    let end = domain.rsplit('.').next().unwrap_or_default();
    NOWHERE.contains(&name)
        || !domain.contains('.')
        || matches!(
            end,
            "(none)"
                | "none"
                | "local"
                | "localdomain"
                | "lan"
                | "home"
                | "internal"
                | "invalid"
                | "example"
                | "test"
                | "localhost"
                | "ubuntu-domain"
        )
        || domain.split('.').all(|part| part.bytes().all(|c| c.is_ascii_digit()))
}

/// Whether a name is none: a placeholder, a deleted account, a program.
pub(crate) fn is_placeholder(name: &str) -> bool {
    let mut plain = String::with_capacity(name.len());
    for c in translit::small(name).chars().filter(|c| translit::is_word(*c)) {
        plain.push(if c == 'ё' { 'е' } else { c });
    }
    plain.is_empty()
        || placeholders().contains(plain.as_str())
        || plain
            .strip_prefix("deleted")
            .is_some_and(|rest| rest.bytes().all(|c| c.is_ascii_digit()))
        || name.contains('[') && name.to_lowercase().contains("[bot]")
}

fn placeholders() -> &'static HashSet<&'static str> {
    static NAMES: OnceLock<HashSet<&'static str>> = OnceLock::new();
    NAMES.get_or_init(|| PLACEHOLDERS.iter().copied().collect())
}

/// A mailbox, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Mailbox {
    /// The whole address in the form in which equal mailboxes are equal; none where it is shared.
    pub whole: Option<String>,
    /// The part that its owner chose, where it is not an office's.
    pub local: Option<String>,
}

/// Reads an address; the part behind a plus and the dots of providers that ignore them do not count.
pub(crate) fn mailbox(text: &str) -> Mailbox {
    let lower = text.trim().trim_matches(|c| matches!(c, '<' | '>' | '"' | '\'')).to_lowercase();
    let lower = lower.strip_prefix("mailto:").unwrap_or(&lower);
    let Some((local, domain)) = lower.rsplit_once('@') else {
        let whole = (!is_placeholder(lower) && lower.len() > 5).then(|| lower.to_owned());
        return Mailbox { whole, local: None };
    };
    let relay = domain.starts_with("users.noreply.") || domain.starts_with("noreply.");
    if relay {
        // 12345+handle@users.noreply.…: the address hides the mailbox and tells the handle.
        let handle = local.split_once('+').map_or(local, |(_, handle)| handle);
        let handle = (!is_role(handle)).then(|| handle.to_owned());
        return Mailbox {
            whole: handle.as_ref().map(|handle| format!("{handle}@{domain}")),
            local: handle,
        };
    }
    let base = match local.split_once('+') {
        Some((base, _)) if !base.is_empty() => base,
        _ => local,
    };
    let role = is_role(base);
    let nowhere = is_nowhere(domain);
    let gmail = matches!(domain, "gmail.com" | "googlemail.com");
    let whole = match (role, nowhere, gmail) {
        (true, _, _) => None,
        (false, true, _) => None,
        (false, false, true) => Some(format!("{}@gmail.com", base.replace('.', ""))),
        (false, false, false) => Some(format!("{base}@{}", provider(domain))),
    };
    Mailbox { whole, local: (!role).then(|| base.to_owned()) }
}

/// Domains of one provider under which a mailbox is the same.
fn provider(domain: &str) -> &str {
    match domain {
        "ya.ru" | "yandex.com" | "yandex.by" | "yandex.kz" | "yandex.ua" | "narod.ru" => {
            "yandex.ru"
        }
        "icloud.com" | "mac.com" => "me.com",
        "pm.me" | "proton.me" => "protonmail.com",
        _ => domain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mailboxes_of_nobody() {
        for shared in [
            "info@shop.example.ru",
            "root@localhost",
            "noreply@x.org",
            "devnull@localhost",
            "you@example.com",
        ] {
            assert_eq!(mailbox(shared).whole, None, "{shared}");
        }
        assert_eq!(mailbox("root@box.(none)"), Mailbox { whole: None, local: None });
        assert_eq!(
            mailbox("Vera.Zimina+news@gmail.com").whole.as_deref(),
            Some("verazimina@gmail.com")
        );
        assert_eq!(
            mailbox("77+zimovka@users.noreply.github.com").local.as_deref(),
            Some("zimovka")
        );
        assert_eq!(mailbox("zimin@ya.ru").whole, mailbox("zimin@yandex.ru").whole);
    }

    #[test]
    fn names_of_nobody() {
        for name in ["DELETED", "Your Name", "root", "", "=", "Удалённый аккаунт", "build[bot]"]
        {
            assert!(is_placeholder(name), "{name}");
        }
        assert!(!is_placeholder("Вера Зимина"));
    }
}
