//! Who speaks: somebody, a program for somebody (RFC 3834), a mail system of a mail that did not arrive.

use mail_parser::{Message, MessagePart, MimeHeaders, PartType};

use super::addresses;
use crate::email::{body, head};

/// What kind of mail it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nature {
    /// Somebody wrote it.
    Person,
    /// Sent to many at once by a program, as newsletters are.
    Bulk,
    /// A program answered or reported.
    Automatic,
    /// A mail did not arrive, or not yet.
    Undelivered,
}

impl Nature {
    /// What kind of mail this is.
    pub fn of(message: &Message<'_>) -> Self {
        let signs = Signs::of(message);
        if signs.is_undelivered(message) {
            Self::Undelivered
        } else if signs.is_automatic(message) {
            Self::Automatic
        } else if is_bulk(message) {
            Self::Bulk
        } else {
            Self::Person
        }
    }
}

/// The type of a part in lower case: `message/delivery-status`.
pub(super) fn kind_of(part: &MessagePart<'_>) -> String {
    let kind = part.content_type();
    let text = |text: &str| text.to_ascii_lowercase();
    kind.map_or_else(String::new, |kind| {
        format!("{}/{}", text(kind.ctype()), text(kind.subtype().unwrap_or_default()))
    })
}

/// Parts in which a mail system reports on a delivery.
pub(super) fn is_status(part: &MessagePart<'_>) -> bool {
    matches!(kind_of(part).as_str(), "message/delivery-status" | "message/global-delivery-status")
}

/// What several questions need.
struct Signs {
    from: String,
    subject: String,
    /// A program of a mail system wrote it.
    system: bool,
    /// It says that nobody is to be answered.
    no_return: bool,
}

impl Signs {
    fn of(message: &Message<'_>) -> Self {
        let first = message.from().and_then(|from| from.first());
        let part = |text: Option<&str>| text.unwrap_or_default().to_lowercase();
        let from = part(first.and_then(|one| one.address.as_deref()));
        let name = part(first.and_then(|one| one.name.as_deref()));
        let path = head::raw(message, "Return-Path").unwrap_or_default();
        let path = path.trim_matches(['<', '>', ' ']).to_lowercase();
        let named = NAMES.iter().any(|system| name.contains(system));
        Self {
            system: addresses::is_mail_system(&from) || named || from.is_empty() && name.is_empty(),
            no_return: head::raw(message, "Return-Path").is_some()
                && (path.is_empty() || addresses::is_mail_system(&path)),
            subject: message.subject().unwrap_or_default().to_lowercase(),
            from,
        }
    }

    fn is_undelivered(&self, message: &Message<'_>) -> bool {
        if head::raw(message, "X-Failed-Recipients").is_some()
            || message.parts.iter().any(|part| is_status(part) && !tells_success(part))
        {
            return true;
        }
        let program = self.system || self.no_return || addresses::is_deaf(&self.from);
        if !program {
            return false;
        }
        if (self.system || self.no_return) && contains(&self.subject, SUBJECTS) {
            return true;
        }
        let text = beginning(&body::whole(message)).to_lowercase();
        let returns = message.parts.iter().any(|part| {
            matches!(part.body, PartType::Message(_)) || kind_of(part) == "text/rfc822-headers"
        });
        let told = contains(&text, TEXTS);
        told && (self.system || self.no_return || returns)
            || text.contains("\"bouncedrecipients\"")
            || self.system && (returns || super::codes::first(&text).is_some())
    }

    fn is_automatic(&self, message: &Message<'_>) -> bool {
        let header = |name| head::raw(message, name).unwrap_or_default().to_lowercase();
        let answered = header("Auto-Submitted");
        let report = message.parts.iter().any(|part| {
            matches!(
                kind_of(part).as_str(),
                "multipart/report" | "message/disposition-notification" | "message/feedback-report"
            ) || is_status(part)
        });
        report
            || !answered.is_empty() && !answered.starts_with("no")
            || matches!(header("Precedence").as_str(), "auto_reply" | "auto-reply" | "autoreply")
            || header("X-Apple-Action") == "vacation"
            || [
                "X-Autoreply",
                "X-Autorespond",
                "X-Autoresponder",
                "X-Auto-Reply",
                "X-Auto-Reply-From",
                "X-Mail-Autoreply",
                "X-MS-Exchange-Inbox-Rules-Loop",
                "X-Vacation",
                "X-Challenge",
                "X-Delivery-Confirmation",
            ]
            .iter()
            .any(|name| !header(name).is_empty())
            || self.no_return && self.system
            || addresses::is_mail_system(&self.from)
            || begins(&self.subject, ANSWERS)
    }
}

/// Newsletters and the like. A list on which people talk says where to write.
fn is_bulk(message: &Message<'_>) -> bool {
    let header = |name| head::raw(message, name).unwrap_or_default().to_lowercase();
    let to_many = matches!(header("Precedence").as_str(), "bulk" | "junk")
        || !header("List-Unsubscribe").is_empty()
        || !header("Feedback-ID").is_empty();
    to_many && !head::is_talk(message) && header("In-Reply-To").is_empty()
}

/// A report whose every line is of success.
fn tells_success(part: &MessagePart<'_>) -> bool {
    let text = String::from_utf8_lossy(part.contents()).to_lowercase();
    let mut actions = text.lines().filter_map(|line| line.trim().strip_prefix("action:"));
    let good = |action: &str| {
        ["delivered", "relayed", "expanded"].iter().any(|word| action.trim().starts_with(word))
    };
    actions.next().is_some_and(|first| good(first) && actions.all(good))
}

/// As much of a text as such notices need to say what they are.
fn beginning(text: &str) -> &str {
    let end = (0..=text.len().min(8_000)).rev().find(|at| text.is_char_boundary(*at));
    text.get(..end.unwrap_or(0)).unwrap_or_default()
}

fn contains(text: &str, phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| text.contains(phrase))
}

/// Whether a subject begins so; what a program puts before it in brackets does not count.
fn begins(subject: &str, phrases: &[&str]) -> bool {
    let subject = subject.trim_start();
    let bare =
        subject.strip_prefix('[').and_then(|rest| rest.split_once(']')).map(|(_, rest)| rest);
    phrases.iter().any(|phrase| {
        subject.starts_with(phrase)
            || bare.is_some_and(|bare| bare.trim_start().starts_with(phrase))
    })
}

/// What mail systems call themselves.
const NAMES: &[&str] = &[
    "mail delivery",
    "mail deliver system",
    "mailer daemon",
    "mailer-daemon",
    "mailerdaemon",
    "system administrator",
    "postmaster",
    "delivery subsystem",
    "delivery system",
    "internet mail connector",
    "доставка почты",
    "система доставки",
];

/// What subjects say of a mail that did not arrive.
const SUBJECTS: &[&str] = &[
    "undeliver",
    "non-deliver",
    "nondeliver",
    "not delivered",
    "not deliver",
    "could not be delivered",
    "couldn't be delivered",
    "could not send",
    "cannot send",
    "can't be delivered",
    "cannot be delivered",
    "was not delivered",
    "delivery failure",
    "delivery failed",
    "delivery has failed",
    "delivery problem",
    "delivery error",
    "delivery report",
    "delivery status",
    "delivery notification",
    "delivery delay",
    "delayed mail",
    "delivery has been delayed",
    "failed delivery",
    "failed mail",
    "mail failed",
    "mail failure",
    "mail error",
    "mail system error",
    "mail status report",
    "error sending",
    "failure notice",
    "failure delivery",
    "failure report",
    "returned mail",
    "returned to sender",
    "return to sender",
    "returning message",
    "message status",
    "message delayed",
    "warning: message",
    "unable to deliver",
    "rejected mail",
    "mail rejected",
    "message rejected",
    "bounced",
    "smtp server: errors",
    "unzustellbar",
    "zustellung fehlgeschlagen",
    "nicht zugestellt",
    "non remis",
    "non distribu",
    "échec de la remise",
    "échec de remise",
    "no entregado",
    "no se pudo entregar",
    "não entregue",
    "falha na entrega",
    "mancato recapito",
    "recapito non riuscito",
    "niet bezorgd",
    "onbestelbaar",
    "niedostarcz",
    "nie można dostarczyć",
    "не достав",
    "недостав",
    "не удалось доставить",
    "невозможно доставить",
    "ошибка доставки",
    "сообщение не было",
    "задержка доставки",
    "配信",
    "配送",
    "不達",
    "退信",
    "送信できません",
    "エラー",
];

/// What such notices say in their text.
const TEXTS: &[&str] = &[
    "could not be delivered",
    "couldn't be delivered",
    "was not delivered",
    "were not delivered",
    "not be delivered",
    "cannot be delivered",
    "not yet been delivered",
    "undeliverable",
    "undelivered",
    "unable to deliver",
    "unable to be delivered",
    "wasn't able to deliver",
    "could not deliver",
    "cannot deliver",
    "failed to deliver",
    "delivery failed",
    "delivery has failed",
    "delivery failure",
    "delivery to the following",
    "delevery to the following",
    "delivery of your message",
    "delivery attempts",
    "had delivery errors",
    "had delivery problems",
    "permanent fatal errors",
    "transient non-fatal errors",
    "permanent error",
    "trouble delivering",
    "rejected recipient",
    "was rejected by",
    "has been rejected",
    "invalid user address",
    "user unknown",
    "unknown user",
    "no such user",
    "mailbox is full",
    "mailbox exceeds",
    "failure reasons",
    "returned message",
    "delivery status notification",
    "recipient address rejected",
    "unzustellbar",
    "nicht zugestellt werden",
    "n'a pas pu être remis",
    "no se ha podido entregar",
    "no se pudo entregar",
    "não pôde ser entregue",
    "non è stato possibile recapitare",
    "kon niet worden bezorgd",
    "не удалось доставить",
    "не было доставлено",
    "не может быть доставлено",
    "невозможно доставить",
    "не доставлено",
    "宛先",
    "送信できません",
    "配信できません",
    "送信に失敗",
];

/// How programs begin the subject of what they answer for somebody, or of what they report.
const ANSWERS: &[&str] = &[
    "auto:",
    "auto-reply",
    "auto reply",
    "autoreply",
    "auto response",
    "auto-response",
    "autoresponse",
    "autoresponder",
    "automatic reply",
    "automatic response",
    "automated reply",
    "automated response",
    "out of office",
    "out of the office",
    "out-of-office",
    "ooo:",
    "vacation reply",
    "vacation:",
    "away from my mail",
    "abwesenheit",
    "automatische antwort",
    "réponse automatique",
    "absence du bureau",
    "respuesta automática",
    "fuera de la oficina",
    "resposta automática",
    "risposta automatica",
    "fuori sede",
    "automatisch antwoord",
    "afwezig",
    "autosvar",
    "automatiskt svar",
    "automatisk svar",
    "automaattinen vastaus",
    "odpowiedź automatyczna",
    "autoodpowiedź",
    "automatická odpověď",
    "automatikus válasz",
    "otomatik yanıt",
    "автоответ",
    "автоматический ответ",
    "автоматичний",
    "автоматична відповідь",
    "нет на месте",
    "не в офисе",
    "自動返信",
    "自動応答",
    "自动回复",
    "自動回覆",
    "loop alert",
    "complaint about message",
    "email feedback report",
    "abuse report",
    "read:",
    "прочитано:",
    "прочтено:",
    "gelesen:",
    "lu :",
    "leído:",
    "lida:",
];
