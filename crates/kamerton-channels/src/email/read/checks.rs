//! What the receiving server says of the sender (RFC 8601): SPF, DKIM, DMARC.
//!
//! Anybody can write such a line into a mail before sending it. A server puts its own on top and takes
//! away those in its own name, so only the topmost line is believed, and others of the same name right
//! with it. Where a server looks at nothing, a line that the sender wrote may be the topmost: it names
//! another server than the one that received the mail, and is not believed.

use kamerton_core::fact::SenderCheck;
use mail_parser::Message;

use super::addresses::is_aligned;
use crate::records::decode_text;

/// What was found of the sender with this address; `None` when no server of ours has looked.
pub(crate) fn check(message: &Message<'_>, author: &str) -> Option<SenderCheck> {
    let domain = author.rsplit_once('@').map(|(_, domain)| domain.to_lowercase())?;
    ours(message).map(|results| judge(&results, &domain))
}

/// One method and what it came to: `dkim=pass header.d=example.org`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Outcome {
    method: String,
    result: String,
    properties: Vec<(String, String)>,
}

impl Outcome {
    fn property(&self, names: &[&str]) -> Option<&str> {
        let found = self.properties.iter().find(|(name, _)| names.contains(&name.as_str()));
        found.map(|(_, value)| value.as_str())
    }

    /// Whether the domain that was proved is that of the author.
    fn is_of(&self, domain: &str, names: &[&str]) -> bool {
        self.property(names).is_some_and(|value| {
            let host = value.rsplit_once('@').map_or(value, |(_, host)| host);
            is_aligned(&host.to_lowercase(), domain)
        })
    }
}

fn judge(results: &[Outcome], domain: &str) -> SenderCheck {
    let of = |method: &'static str| results.iter().filter(move |one| one.method == method);
    for dmarc in of("dmarc") {
        let whose = dmarc.property(&["header.from"]).is_none_or(|from| is_aligned(from, domain));
        match dmarc.result.as_str() {
            "pass" if whose => return SenderCheck::Passed,
            "fail" => return SenderCheck::Failed,
            _ => {}
        }
    }
    let dkim = of("dkim").any(|one| {
        one.result == "pass" && one.is_of(domain, &["header.d", "header.i", "header.from"])
    });
    let spf = of("spf").any(|one| {
        one.result == "pass" && one.is_of(domain, &["smtp.mailfrom", "smtp.mail", "smtp.from"])
    });
    if dkim || spf {
        return SenderCheck::Passed;
    }
    let failed = |method: &'static str, bad: &[&str]| {
        let mut all = of(method).peekable();
        all.peek().is_some() && all.all(|one| bad.contains(&one.result.as_str()))
    };
    if failed("dkim", &["fail", "permerror", "policy"]) && failed("spf", &["fail", "softfail"]) {
        SenderCheck::Failed
    } else {
        SenderCheck::Unknown
    }
}

/// The outcomes of the server nearest to us, where it says any.
fn ours(message: &Message<'_>) -> Option<Vec<Outcome>> {
    let mut found = Vec::new();
    let mut name: Option<String> = None;
    // Hosts that received it, from ours outwards, as far as they were looked at.
    let mut receivers: Vec<String> = Vec::new();
    for header in message.headers() {
        let (begin, end) = (header.offset_start() as usize, header.offset_end() as usize);
        let text = || {
            let bytes = message.raw_message().get(begin..end.min(begin + MOST)).unwrap_or_default();
            decode_text(bytes, None)
        };
        if header.name().eq_ignore_ascii_case("Received") {
            receivers.push(receiver(&text()));
            if name.is_some() || receivers.len() > NEAR {
                break;
            }
        } else if header.name().eq_ignore_ascii_case("Authentication-Results") {
            let (server, outcomes) = parse(&text());
            let believed = match &name {
                Some(known) => *known == server,
                // On top of all that was received, or below and by whoever received it first of ours.
                // What was put on before that is what the sender wrote.
                None if receivers.is_empty() => true,
                None => receivers.iter().find(|host| is_named(host)).is_some_and(|first| {
                    if server.is_empty() { is_nameless(first) } else { is_near(&server, first) }
                }),
            };
            if !believed {
                break;
            }
            name = Some(server);
            found.extend(outcomes);
        }
    }
    name.map(|_| found)
}

/// So much of a line is read.
const MOST: usize = 16 << 10;
/// So many servers of one house may hand a mail on before it lies in its mailbox.
const NEAR: usize = 4;

/// `from a by mx.example.org with ESMTP …`: who received it.
fn receiver(text: &str) -> String {
    let mut words = text.split_whitespace();
    words.by_ref().find(|word| word.eq_ignore_ascii_case("by"));
    words.next().unwrap_or_default().trim_end_matches(';').to_lowercase()
}

/// A name that says whose it is, and no address of a host.
fn is_named(host: &str) -> bool {
    let last = host.rsplit('.').next().unwrap_or_default();
    host.contains('.') && !host.contains(':') && last.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// Servers that do not name themselves in what they found.
fn is_nameless(host: &str) -> bool {
    ["outlook.com", "office365.com"].iter().any(|house| is_aligned(host, house))
}

/// Whether a server that looked and one that received are of one house: one domain has both.
fn is_near(server: &str, receiver: &str) -> bool {
    let house = |host: &str| {
        let labels: Vec<&str> = host.trim_end_matches('.').rsplit('.').collect();
        let most = labels.iter().take(3).map(|label| (*label).to_owned()).collect::<Vec<_>>();
        // `example.org`, or `example.co.uk`.
        let short = labels.get(1).is_some_and(|second| second.len() <= 3);
        let count = if short { 3 } else { 2 };
        most.into_iter().take(count).collect::<Vec<_>>()
    };
    is_aligned(server, receiver) || house(server) == house(receiver) && server.contains('.')
}

/// The name of the server and its outcomes. Some servers give no name: then it is empty.
fn parse(text: &str) -> (String, Vec<Outcome>) {
    let text = without_comments(text);
    let mut clauses = text.split(';').map(str::trim);
    let first = clauses.next().unwrap_or_default();
    let mut outcomes = Vec::new();
    let server = if first.contains('=') {
        outcomes.extend(outcome(first));
        String::new()
    } else {
        first.split_whitespace().next().unwrap_or_default().to_lowercase()
    };
    outcomes.extend(clauses.filter_map(outcome).take(50));
    (server, outcomes)
}

fn outcome(clause: &str) -> Option<Outcome> {
    let mut pairs = clause.split_whitespace().filter_map(|word| word.split_once('='));
    let (method, result) = pairs.next()?;
    let bare = |text: &str| text.trim_matches(['"', '<', '>', ',']).to_lowercase();
    let method = bare(method.split('/').next().unwrap_or(method));
    let properties = pairs.map(|(name, value)| (bare(name), bare(value))).take(20).collect();
    Some(Outcome { method, result: bare(result), properties })
}

/// Comments stand in round brackets, which may stand in each other.
fn without_comments(text: &str) -> String {
    let (mut depth, mut bare) = (0_usize, String::with_capacity(text.len()));
    for letter in text.chars() {
        match letter {
            '(' => depth += 1,
            ')' => {
                depth = depth.saturating_sub(1);
                bare.push(' ');
            }
            _ if depth == 0 => bare.push(letter),
            _ => {}
        }
    }
    bare
}

#[cfg(test)]
mod tests {
    use mail_parser::MessageParser;

    use super::*;

    fn found(head: &str) -> Option<SenderCheck> {
        let mail = format!("{head}From: Anna <anna@there.example>\nSubject: x\n\nhi\n");
        check(&MessageParser::default().parse(mail.as_bytes()).unwrap(), "anna@there.example")
    }

    const RECEIVED: &str = "Received: from out.there.example by mx.ours.example with ESMTP; now\n";

    #[test]
    fn what_our_server_found_is_told() {
        use SenderCheck::{Failed, Passed, Unknown};
        for (results, check) in [
            ("mx.ours.example; dmarc=pass (p=NONE) header.from=there.example", Passed),
            (
                "mx.ours.example 1; dmarc=fail header.from=there.example; dkim=pass header.d=there.example",
                Failed,
            ),
            ("mx.ours.example; spf=pass smtp.mailfrom=b@mail.there.example; dkim=none", Passed),
            ("mx.ours.example; dkim=pass header.i=@there.example header.s=s", Passed),
            (
                "mx.ours.example; dkim=pass header.d=elsewhere.example; spf=pass smtp.mailfrom=x@elsewhere.example",
                Unknown,
            ),
            (
                "mx.ours.example; dkim=fail header.d=there.example; spf=softfail smtp.mailfrom=x@there.example",
                Failed,
            ),
            ("mx.ours.example; spf=fail smtp.mailfrom=x@there.example", Unknown),
            ("mx.ours.example; none", Unknown),
            ("mx.ours.example; dmarc=pass header.from=elsewhere.example", Unknown),
        ] {
            let line = format!("Authentication-Results: {results}\n");
            assert_eq!(found(&format!("{line}{RECEIVED}")), Some(check), "above: {results}");
            assert_eq!(found(&format!("{RECEIVED}{line}")), Some(check), "below: {results}");
        }
        assert_eq!(found(RECEIVED), None);
        let nameless = "Authentication-Results: spf=pass (sender IP is 192.0.2.1) \
             smtp.mailfrom=there.example; dkim=none\n";
        let received = "Received: from a by b.prod.outlook.com with HTTPS; now\n";
        assert_eq!(found(&format!("{received}{nameless}")), Some(Passed));
        let inner = "Received: by 2002:a05:6a10:: with SMTP id x; now\n";
        let google = "Authentication-Results: mx.google.com; dkim=pass header.i=@there.example\n";
        let outer = "Received: from a by mx.google.com with ESMTPS id y; now\n";
        assert_eq!(found(&format!("{inner}{outer}{google}")), Some(Passed));
    }

    #[test]
    fn what_the_sender_wrote_is_not_believed() {
        let forged =
            "Authentication-Results: mx.theirs.example; dmarc=pass header.from=there.example\n";
        let inner = "Received: from a by mx.theirs.example; before\n";
        assert_eq!(found(&format!("{RECEIVED}{inner}{forged}")), None);
        assert_eq!(found(&format!("{RECEIVED}Authentication-Results: dmarc=pass\n")), None);
        assert_eq!(found(&format!("{RECEIVED}{forged}")), None);
        let ours = "Authentication-Results: mx.ours.example; dmarc=fail\n";
        assert_eq!(found(&format!("{ours}{RECEIVED}{forged}")), Some(SenderCheck::Failed));
        assert_eq!(found(&format!("{ours}{forged}{RECEIVED}")), Some(SenderCheck::Failed));
    }
}
