//! Addresses: in running text, of programs, of ours.

/// The longest name before the `@` and the longest host behind it.
const LONGEST: (usize, usize) = (64, 253);

/// An address found in a text, and where it begins and ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub address: String,
    pub begin: usize,
    pub end: usize,
}

/// The addresses in a text, in lower case, in their order.
pub(crate) fn find(text: &str) -> Vec<Found> {
    let bytes = text.as_bytes();
    let name = |byte: &&u8| byte.is_ascii_alphanumeric() || b"!#$%&*+-/=?^_`{|}~.'".contains(byte);
    let host = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'-' || **byte == b'.';
    let mut found = Vec::new();
    for at in memchr::memchr_iter(b'@', bytes) {
        let before = bytes.get(at.saturating_sub(LONGEST.0)..at).unwrap_or_default();
        let after = bytes.get(at + 1..bytes.len().min(at + 1 + LONGEST.1)).unwrap_or_default();
        let begin = at - before.iter().rev().take_while(name).count();
        let end = at + 1 + after.iter().take_while(host).count();
        let Some(one) = text.get(begin..end) else { continue };
        // What a sentence or a quote puts around it does not belong to it.
        let left =
            one.len() - one.trim_start_matches(['.', '\'', '*', '=', '|', '/', '`', '-']).len();
        let address = one.trim_matches(['.', '\'', '*', '=', '|', '/', '`', '-']).to_lowercase();
        if address.split_once('@').is_some_and(|(name, host)| !name.is_empty() && is_host(host)) {
            let begin = begin + left;
            found.push(Found { end: begin + address.len(), address, begin });
        }
    }
    found
}

fn is_host(host: &str) -> bool {
    let last = host.rsplit('.').next().unwrap_or_default();
    host.contains('.') && last.len() >= 2 && !last.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether programs of mail servers write under this address.
pub(crate) fn is_mail_system(address: &str) -> bool {
    const NAMES: &[&str] = &[
        "mailer-daemon",
        "mailer_daemon",
        "mailerdaemon",
        "maildaemon",
        "mail-daemon",
        "mail.delivery.system",
        "mail-delivery-system",
        "postmaster",
        "post_master",
        "poostmaster",
        "mdaemon",
        "double-bounce",
        "bounce",
        "bounces",
    ];
    let name = address.split('@').next().unwrap_or_default().to_lowercase();
    NAMES.contains(&name.as_str())
}

/// Whether nobody reads what is sent to this address.
pub(crate) fn is_deaf(address: &str) -> bool {
    let name = address.split('@').next().unwrap_or_default().to_lowercase();
    let bare: String = name.chars().filter(|letter| letter.is_alphanumeric()).collect();
    let word = ["noreply", "donotreply", "neotvechat", "nichtantworten", "nepasrepondre"]
        .iter()
        .any(|word| bare.starts_with(word) || bare.ends_with(word));
    word || is_mail_system(address)
}

/// Whether a host belongs to a domain, or the domain to the host's: as close as one can come without the
/// list of public suffixes.
pub(crate) fn is_aligned(host: &str, domain: &str) -> bool {
    let (host, domain) = (host.trim_end_matches('.'), domain.trim_end_matches('.'));
    let below = |inner: &str, outer: &str| {
        inner.strip_suffix(outer).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    host.contains('.') && domain.contains('.') && (below(host, domain) || below(domain, host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_in_text() {
        let found = |text: &str| find(text).into_iter().map(|one| one.address).collect::<Vec<_>>();
        assert_eq!(
            found("to <A.B@Example.org>, 'c@d.example.' @x a@b"),
            ["a.b@example.org", "c@d.example"]
        );
        assert_eq!(found("ключ:ключ@пример.рф x@[192.0.2.1] 5@192.0.2.1"), [""; 0]);
        assert!(found(&"@".repeat(100_000)).is_empty());
    }

    #[test]
    fn names_of_programs_are_known() {
        assert!(is_mail_system("MAILER-DAEMON@x.example") && !is_mail_system("anna@x.example"));
        assert!(is_deaf("no-reply@x.example") && is_deaf("shop_noreply@x.example"));
        assert!(!is_deaf("reply@x.example"));
    }

    #[test]
    fn domains_are_compared_by_their_ends() {
        assert!(is_aligned("mail.shop.example", "shop.example"));
        assert!(is_aligned("shop.example", "news.shop.example"));
        assert!(
            !is_aligned("myshop.example", "shop.example") && !is_aligned("example", "shop.example")
        );
    }
}
