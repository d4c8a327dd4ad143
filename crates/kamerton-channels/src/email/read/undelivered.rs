//! Notices of mails that did not arrive: which address failed, for good or not, why, and which of our
//! mails it was. Reports after RFC 3464 say it in fields; older and other programs in sentences.

use mail_parser::{Message, PartType};

use super::addresses::{self, Found};
use super::codes::{self, Lasting};
use super::nature::{is_status, kind_of};
use crate::email::{body, head};
use crate::records::decode_text;

/// A notice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Notice {
    /// Those to whom it did not arrive.
    pub failures: Vec<Failure>,
    /// The id of the mail.
    pub original: Option<String>,
    /// Its subject.
    pub subject: Option<String>,
}

impl Notice {
    /// Whether it says more than that something did not arrive.
    pub fn tells(&self) -> bool {
        self.failures.iter().any(|one| !one.address.is_empty() || !one.why.is_empty())
    }
}

/// One to whom it did not arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    /// Whose mailbox.
    pub address: String,
    /// Whether it will be the same another time.
    pub lasting: Lasting,
    /// The mail system goes on trying.
    pub tried_again: bool,
    /// What it says.
    pub why: String,
}

impl Failure {
    /// In a sentence.
    pub fn sentence(&self) -> String {
        let Self { address, why, .. } = self;
        let what = match (self.tried_again, self.lasting) {
            (true, _) => "has not arrived yet and is tried again",
            (false, Lasting::Temporary) => "did not arrive for a reason that may pass",
            (false, Lasting::Permanent) => "did not arrive and will not",
        };
        let whom = if address.is_empty() { String::new() } else { format!(" to {address}") };
        let why = if why.is_empty() { String::new() } else { format!(": {why}") };
        format!("The mail{whom} {what}{why}")
    }
}

/// So many are told of one mail.
const MOST: usize = 50;
/// So much of a mail is searched for fields that stand where they do not belong.
const MOST_READ: usize = 256 << 10;

/// What a notice says.
pub(crate) fn read(message: &Message<'_>) -> Notice {
    let text = body::whole(message);
    let (told, copied) = split(&text);
    let returned = Returned::of(message, copied);
    let mut failures = reported(message);
    if failures.is_empty() {
        failures = in_words(message, told, &returned);
    }
    failures.truncate(MOST);
    Notice { failures, original: returned.id, subject: returned.subject }
}

/// Fields as they stand in reports: names in lower case, folded lines joined.
fn fields(text: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        let goes_on = line.starts_with([' ', '\t']);
        match (line.split_once(':'), fields.last_mut()) {
            (_, Some((_, value))) if goes_on => {
                value.push(' ');
                value.push_str(line.trim());
            }
            (Some((name, value)), _) if !name.trim().is_empty() => {
                fields.push((name.trim().to_lowercase(), value.trim().to_owned()));
            }
            _ => {}
        }
    }
    fields
}

fn field<'a>(fields: &'a [(String, String)], name: &str) -> Option<&'a str> {
    fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// What a report after RFC 3464 says.
fn reported(message: &Message<'_>) -> Vec<Failure> {
    let mut failures: Vec<Failure> = Vec::new();
    for part in message.parts.iter().filter(|part| is_status(part)) {
        take_groups(&mut failures, &decode_text(part.contents(), None));
    }
    // Some write the fields into a text, or lose the form of the mail on the way.
    if failures.is_empty() {
        let most = message.raw_message.len().min(MOST_READ);
        let beginning = message.raw_message.get(..most).unwrap_or_default();
        take_groups(&mut failures, &decode_text(beginning, None));
    }
    failures
}

fn take_groups(failures: &mut Vec<Failure>, text: &str) {
    for group in text.replace("\r\n", "\n").split("\n\n") {
        let Some(failure) = group_failure(&fields(group)) else { continue };
        let known = failures.iter().any(|known| known.address == failure.address);
        if !known && failures.len() < MOST {
            failures.push(failure);
        }
    }
}

fn group_failure(fields: &[(String, String)]) -> Option<Failure> {
    let named = ["final-recipient", "original-recipient", "x-actual-recipient"];
    let address =
        named.iter().find_map(|name| {
            let value = field(fields, name)?;
            let value = value.split_once(';').map_or(value, |(_, address)| address);
            let bare = value.trim().trim_matches(['<', '>', '"', ' ']).to_lowercase();
            addresses::find(value).into_iter().next().map(|found| found.address).or_else(|| {
                (bare.contains('@') && !bare.contains(char::is_whitespace)).then_some(bare)
            })
        })?;
    let action = field(fields, "action").unwrap_or_default().to_lowercase();
    if ["delivered", "relayed", "expanded"].iter().any(|good| action.starts_with(good)) {
        return None;
    }
    let why = field(fields, "diagnostic-code").unwrap_or_default();
    let why = why.split_once(';').filter(|(kind, _)| kind.len() <= 12).map_or(why, |(_, why)| why);
    let status = field(fields, "status").unwrap_or_default();
    let tried_again = action.starts_with("delayed");
    let lasting = codes::class(status)
        .or_else(|| codes::first(why).and_then(codes::class))
        .unwrap_or(if tried_again { Lasting::Temporary } else { Lasting::Permanent });
    let why = if why.trim().is_empty() { status } else { why };
    Some(Failure { address, lasting, tried_again, why: short(why) })
}

/// At most so much of a reason, on one line.
fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= 400 {
        return line;
    }
    line.chars().take(400).chain(['…']).collect()
}

/// The notice, and the mail that it copies below.
fn split(text: &str) -> (&str, &str) {
    let (mut at, mut begun) = (0, false);
    for line in text.split_inclusive('\n') {
        let bare = line.trim_start_matches([' ', '\t', '>', '|']).to_lowercase();
        let is_head =
            ["received: ", "received:\t", "return-path: ", "message-id: <", "delivered-to: "]
                .iter()
                .any(|head| bare.starts_with(head));
        let marks = bare.len() <= 120 && COPIES.iter().any(|phrase| bare.contains(phrase));
        if begun && (is_head || marks) {
            return text.split_at_checked(at).unwrap_or((text, ""));
        }
        begun |= !bare.trim().is_empty();
        at += line.len();
    }
    (text, "")
}

/// Lines before a copy of the mail.
const COPIES: &[&str] = &[
    "copy of the message",
    "copy of your message",
    "copy of the original",
    "copy of the mail",
    "original message follows",
    "original message header",
    "original message headers",
    "original mail as follows",
    "original message ---",
    "--- original message",
    "-original message",
    "returned message ---",
    "unsent message",
    "undelivered message follows",
    "message header follows",
    "message headers follow",
    "returned mail follows",
    "текст письма:",
    "заголовки исходного",
    "копия сообщения",
    "ursprüngliche nachricht",
];

/// What is known of the mail that came back.
#[derive(Debug, Default)]
struct Returned {
    id: Option<String>,
    subject: Option<String>,
    to: Vec<String>,
    from: Vec<String>,
}

impl Returned {
    fn of(message: &Message<'_>, copied: &str) -> Self {
        let mut found = Self::default();
        for part in &message.parts {
            match &part.body {
                PartType::Message(inner) => found.take_mail(inner),
                PartType::Text(_) | PartType::Binary(_)
                    if matches!(
                        kind_of(part).as_str(),
                        "text/rfc822-headers" | "message/rfc822"
                    ) =>
                {
                    found.take(&decode_text(part.contents(), None));
                }
                // Some attach the head as a text of its own.
                PartType::Text(text) if text.contains("Received: ") => {
                    let (_, copied) = split(text);
                    found.take(if copied.is_empty() { text } else { copied });
                }
                _ => {}
            }
        }
        found.take(copied);
        let own = head::raw(message, "X-Original-Message-ID")
            .or_else(|| head::raw(message, "Original-Message-ID"));
        let answered = own.as_deref().and_then(bracketed);
        found.id = found.id.or(answered).or_else(|| head::answered(message));
        found
    }

    fn take_mail(&mut self, mail: &Message<'_>) {
        self.id = self.id.take().or_else(|| head::message_id(mail));
        self.subject = self.subject.take().or_else(|| head::subject(mail));
        let all = |list: Option<&mail_parser::Address<'_>>| -> Vec<String> {
            let list = list.into_iter().flat_map(mail_parser::Address::iter);
            list.filter_map(|one| one.address.as_deref()).map(str::to_lowercase).collect()
        };
        if self.to.is_empty() {
            self.to = all(mail.to());
        }
        if self.from.is_empty() {
            self.from = all(mail.from());
        }
    }

    /// Takes what the head at the beginning of a text says and is not known yet.
    fn take(&mut self, text: &str) {
        let lines =
            text.lines().map(|line| beginning(line).trim_start_matches(['>', '|'])).take(400);
        // A head that is indented as a whole is one all the same.
        let mut joined = String::new();
        let indent = lines
            .clone()
            .find(|line| line.contains(": "))
            .map_or(0, |line| line.len() - line.trim_start().len());
        for line in lines {
            let line = line.get(indent..).unwrap_or_else(|| line.trim_start());
            joined.push_str(line.trim_end());
            joined.push('\n');
        }
        let fields = fields(&joined);
        let addresses = |name: &str| -> Vec<String> {
            let found = field(&fields, name).map(addresses::find).unwrap_or_default();
            found.into_iter().map(|found| found.address).collect()
        };
        if self.id.is_none() {
            self.id = field(&fields, "message-id").and_then(bracketed);
        }
        if self.subject.is_none() {
            self.subject = field(&fields, "subject").map(str::to_owned);
        }
        if self.to.is_empty() {
            self.to = addresses("to");
        }
        if self.from.is_empty() {
            self.from = addresses("from");
        }
    }
}

fn bracketed(text: &str) -> Option<String> {
    let inner = text.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(id, _)| id);
    let id = inner.unwrap_or(text).trim();
    (!id.is_empty() && !id.contains(char::is_whitespace)).then(|| id.to_owned())
}

/// What a notice says in sentences.
fn in_words(message: &Message<'_>, told: &str, returned: &Returned) -> Vec<Failure> {
    let subject = message.subject().unwrap_or_default();
    let failed = failed_addresses(message, told, subject, returned);
    let lower = format!("{subject}\n{told}").to_lowercase();
    let tried_again = AGAIN.iter().any(|phrase| lower.contains(phrase))
        && !GIVEN_UP.iter().any(|phrase| lower.contains(phrase));
    let code = codes::first(told);
    let lasting = match code.and_then(codes::class) {
        Some(class) if !tried_again => class,
        _ if tried_again || PASSING.iter().any(|phrase| lower.contains(phrase)) => {
            Lasting::Temporary
        }
        _ => Lasting::Permanent,
    };
    let why = reason(told, code);
    let one = |address: String| Failure { address, lasting, tried_again, why: why.clone() };
    if failed.is_empty() { vec![one(String::new())] } else { failed.into_iter().map(one).collect() }
}

const AGAIN: &[&str] = &[
    "delayed",
    "not yet been delivered",
    "will be retried",
    "will retry",
    "will keep trying",
    "keep trying",
    "still trying",
    "still being retried",
    "delivery attempts will continue",
    "will continue to be",
    "no action is required",
    "do not need to re-send",
    "do not need to resend",
    "this is a warning",
    "warning message only",
    "could not send mail for past",
    "(delay)",
    ": warning",
    "задерж",
    "попытки доставки",
    "wird weiter versucht",
];
const GIVEN_UP: &[&str] = &[
    "given up",
    "giving up",
    "gave up",
    "permanent error",
    "permanent failure",
    "permanent fatal",
    "failed permanently",
    "message was not delivered",
    "returning message to sender",
];
const PASSING: &[&str] = &[
    "mailbox is full",
    "mailbox full",
    "mailbox exceeds",
    "over quota",
    "quota exceeded",
    "temporar",
    "timed out",
    "time out",
    "try again later",
    "too long in the queue",
    "ящик переполнен",
    "временн",
];

/// Those that a notice names: lines that begin with an address say it, other mentions are second, the one
/// to whom the copied mail went is last.
fn failed_addresses(
    message: &Message<'_>,
    told: &str,
    subject: &str,
    returned: &Returned,
) -> Vec<String> {
    if let Some(named) = head::raw(message, "X-Failed-Recipients") {
        let named: Vec<_> = addresses::find(&named).into_iter().map(|one| one.address).collect();
        if !named.is_empty() {
            return named;
        }
    }
    let mut own: Vec<String> = returned.from.clone();
    own.extend(head::recipients(message));
    own.truncate(100);
    let (mut certain, mut likely, mut ours) = (Vec::new(), Vec::new(), Vec::new());
    let push = |list: &mut Vec<String>, address: String| {
        if !list.contains(&address) && list.len() < MOST {
            list.push(address);
        }
    };
    let mut last = "";
    for line in told.lines().chain([subject]).take(2_000) {
        let line = beginning(line);
        let bare = line.trim_start_matches([' ', '\t', '<', '>', '*', '-', '|', '(', '"', '\'']);
        for Found { address, begin, .. } in addresses::find(line) {
            if addresses::is_mail_system(&address) {
                continue;
            }
            let before = line.get(..begin).unwrap_or_default().to_lowercase();
            let is_sender = ["from", "sender", "reply"].iter().any(|word| before.contains(word));
            let leads = bare.to_lowercase().starts_with(&address);
            let is_recipient = ["rcpt", "recipient", "deliver", "to:", "destination", "адрес"]
                .iter()
                .any(|word| before.contains(word))
                || ["address", "recipient", "адрес", "получател"]
                    .iter()
                    .any(|word| last.contains(word));
            if own.contains(&address) {
                if leads || is_recipient {
                    push(&mut ours, address);
                }
            } else if (leads || is_recipient) && !is_sender {
                push(&mut certain, address);
            } else if !is_sender {
                push(&mut likely, address);
            }
        }
        if !line.trim().is_empty() {
            last = line;
        }
    }
    // The copied mail knows to whom it went.
    let agreed = |list: &[String]| -> Vec<String> {
        list.iter().filter(|one| returned.to.contains(one)).cloned().collect()
    };
    for list in [agreed(&certain), agreed(&likely), certain] {
        if !list.is_empty() {
            return list;
        }
    }
    likely.truncate(1);
    ours.truncate(1);
    let to = returned.to.iter().take(1).cloned().collect();
    [likely, to, ours].into_iter().find(|list| !list.is_empty()).unwrap_or_default()
}

/// As much of a line as is read.
fn beginning(line: &str) -> &str {
    let end = (0..=line.len().min(4_000)).rev().find(|at| line.is_char_boundary(*at));
    line.get(..end.unwrap_or(0)).unwrap_or_default()
}

/// The line that says why, with those that go on with it.
fn reason(told: &str, code: Option<&str>) -> String {
    let lines: Vec<&str> = told.lines().collect();
    let has_code = |line: &&str| code.is_some_and(|code| line.contains(code));
    let says = |line: &&str| {
        let lower = line.to_lowercase();
        REASONS.iter().any(|phrase| lower.contains(phrase))
    };
    let at = lines.iter().position(has_code).or_else(|| lines.iter().position(says));
    let Some(at) = at else { return String::new() };
    let part = lines.iter().skip(at).take(3).take_while(|line| !line.trim().is_empty());
    let text = part.map(|line| line.trim()).collect::<Vec<_>>().join(" ");
    short(text.trim_start_matches(['>', '<', '-', ' ']))
}

const REASONS: &[&str] = &[
    "unknown",
    "no such",
    "not found",
    "full",
    "quota",
    "rejected",
    "denied",
    "refused",
    "blocked",
    "disabled",
    "timed out",
    "not listed",
    "not exist",
    "exceeds",
    "invalid",
    "failed",
    "переполнен",
    "не найден",
    "не существует",
    "отклонен",
];

#[cfg(test)]
mod tests {
    use mail_parser::MessageParser;

    use super::*;

    fn notice(mail: &str) -> Notice {
        read(&MessageParser::default().parse(mail.as_bytes()).unwrap())
    }

    #[test]
    fn a_report_is_read_field_by_field() {
        let found = notice(
            "From: MAILER-DAEMON@mx.example\nTo: shop@our.example\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n\
             --b\nContent-Type: text/plain\n\nSorry.\n\n\
             --b\nContent-Type: message/delivery-status\n\n\
             Reporting-MTA: dns; mx.example\n\n\
             Final-Recipient: rfc822; <Anna@There.example>\nAction: failed\nStatus: 5.1.1\n\
             Diagnostic-Code: smtp; 550 5.1.1\n no such user\n\n\
             Final-Recipient: rfc822;ivan@there.example\nAction: delayed\nStatus: 4.2.2\n\n\
             Final-Recipient: rfc822;vera@there.example\nAction: relayed\nStatus: 2.0.0\n\n\
             --b\nContent-Type: message/rfc822\n\n\
             Message-ID: <ours@our.example>\nSubject: Re: =?utf-8?B?0LfQsNC60LDQtw==?=\nTo: anna@there.example\n\nhi\n--b--\n",
        );
        let [anna, ivan] = found.failures.as_slice() else { panic!("{found:?}") };
        assert_eq!(anna.address, "anna@there.example");
        assert_eq!((anna.lasting, anna.tried_again), (Lasting::Permanent, false));
        assert_eq!(anna.why, "550 5.1.1 no such user");
        assert_eq!((ivan.lasting, ivan.tried_again), (Lasting::Temporary, true));
        assert_eq!(found.original.as_deref(), Some("ours@our.example"));
        assert_eq!(found.subject.as_deref(), Some("Re: заказ"));
        assert_eq!(
            anna.sentence(),
            "The mail to anna@there.example did not arrive and will not: 550 5.1.1 no such user"
        );
    }

    #[test]
    fn a_notice_is_read_in_sentences() {
        let found = notice(
            "From: postmaster@mx.example\nTo: shop@our.example\nSubject: Undeliverable\n\n\
             Your message from shop@our.example could not be delivered to:\n\n  anna@there.example\n\n\
             Mailbox is full, 452 try later\n\n--- Below is a copy of the message.\n\n\
             Received: by x.example\nMessage-ID: <ours@our.example>\nFrom: shop@our.example\n\
             To: anna@there.example\nSubject: order\n",
        );
        let [anna] = found.failures.as_slice() else { panic!("{found:?}") };
        assert_eq!(anna.address, "anna@there.example");
        assert_eq!((anna.lasting, anna.tried_again), (Lasting::Temporary, false));
        assert_eq!(found.original.as_deref(), Some("ours@our.example"));
        assert_eq!(found.subject.as_deref(), Some("order"));
    }

    #[test]
    fn a_notice_that_names_nobody_is_one_all_the_same() {
        let found = notice("From: MAILER-DAEMON@mx.example\nSubject: failure notice\n\nSorry.\n");
        assert_eq!(found.failures.len(), 1);
        assert_eq!(found.failures[0].sentence(), "The mail did not arrive and will not");
    }
}
