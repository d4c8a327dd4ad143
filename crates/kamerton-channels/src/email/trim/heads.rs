//! The head of the mail that is answered or passed on, as programs copy it.

use super::lines::{Line, is_space, unquoted};

/// A copied head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// How many lines it has.
    pub lines: usize,
    /// The author that it names.
    pub from: Option<String>,
}

/// So many lines are looked at for a head.
const LONGEST: usize = 14;

const FROM: &[&str] = &[
    "from",
    "от",
    "от кого",
    "von",
    "de",
    "da",
    "från",
    "fra",
    "van",
    "lähettäjä",
    "od",
    "отправитель",
    "від",
    "від кого",
    "de la",
    "kimden",
    "gönderen",
    "feladó",
    "από",
    "发件人",
    "寄件者",
    "差出人",
    "보낸 사람",
    "מאת",
    "من",
];

const OTHERS: &[&str] = &[
    "sent",
    "date",
    "to",
    "cc",
    "bcc",
    "subject",
    "reply-to",
    "reply to",
    "importance",
    "organization",
    "отправлено",
    "дата",
    "кому",
    "копия",
    "тема",
    "ответить",
    "gesendet",
    "datum",
    "an",
    "kopie",
    "betreff",
    "antwort an",
    "envoyé",
    "envoyé le",
    "à",
    "objet",
    "répondre à",
    "enviado",
    "enviado el",
    "enviada",
    "enviada em",
    "fecha",
    "data",
    "para",
    "asunto",
    "assunto",
    "responder a",
    "inviato",
    "risposta",
    "a",
    "oggetto",
    "skickat",
    "till",
    "ämne",
    "kopia",
    "sendt",
    "dato",
    "til",
    "emne",
    "verzonden",
    "verzonden op",
    "aan",
    "onderwerp",
    "lähetetty",
    "päivämäärä",
    "vastaanottaja",
    "aihe",
    "wysłano",
    "wysłane",
    "do",
    "dw",
    "temat",
    "odesláno",
    "komu",
    "předmět",
    "predmet",
    "надіслано",
    "відправлено",
    "trimis",
    "către",
    "subiect",
    "tarih",
    "gönderme tarihi",
    "kime",
    "konu",
    "elküldve",
    "címzett",
    "tárgy",
    "发送时间",
    "收件人",
    "抄送",
    "主题",
    "日期",
    "寄件日期",
    "收件者",
    "主旨",
    "送信日時",
    "宛先",
    "件名",
    "日付",
    "날짜",
    "받는 사람",
    "제목",
];

/// Name and value of a line of a head: `*From:* Anna`.
fn field(line: &str) -> Option<(String, &str)> {
    if line.len() > 1_000 {
        return None;
    }
    let line = unquoted(line).trim_start_matches(['*', '_', ' ']);
    let at = line.char_indices().find(|(_, letter)| matches!(letter, ':' | '：'))?;
    let (name, rest) = line.split_at_checked(at.0)?;
    let rest = rest.get(at.1.len_utf8()..).unwrap_or_default();
    let name = name.trim_matches(|letter: char| is_space(letter) || letter == '*');
    (name.chars().count() <= 20).then(|| (name.to_lowercase(), rest))
}

/// The head that begins here: the author and at least two fields more within a few lines. It goes to the
/// next empty line, or to the first line that is no field where none is near.
pub(super) fn head(lines: &[Line<'_>]) -> Option<Head> {
    let first = lines.first()?;
    let (name, _) = field(first.text)?;
    let is_from = FROM.contains(&name.as_str());
    if !is_from && !OTHERS.contains(&name.as_str()) {
        return None;
    }
    let (mut fields, mut from, mut last) = (0, None, 0);
    for (at, line) in lines.iter().take(LONGEST).enumerate() {
        if line.is_blank() {
            // Some put an empty line between the fields.
            let next = lines.get(at + 1).and_then(|next| field(next.text));
            let goes_on = next.is_some_and(|(name, _)| is_name(&name));
            if goes_on && fields >= 1 && at <= 2 * fields {
                continue;
            }
            break;
        }
        let Some((name, value)) = field(line.text).filter(|(name, _)| is_name(name)) else {
            continue;
        };
        fields += 1;
        last = at;
        if from.is_none() && FROM.contains(&name.as_str()) {
            from = Some(value);
        }
    }
    let from = from?;
    if fields < 3 {
        return None;
    }
    // A value may be broken in two: then an empty line ends the head.
    let until = lines.iter().take(LONGEST).skip(last + 1).position(Line::is_blank);
    let lines = last + 1 + until.filter(|more| *more <= 3).unwrap_or(0);
    Some(Head { lines, from: Some(name_of(from)).filter(|name| !name.is_empty()) })
}

fn is_name(name: &str) -> bool {
    FROM.contains(&name) || OTHERS.contains(&name)
}

/// `*"Anna"* <anna@example.org>` is Anna.
fn name_of(value: &str) -> String {
    let value = value.trim_matches(|letter: char| is_space(letter) || letter == '*');
    let name = value.split(['<', '[']).next().unwrap_or_default();
    let name = name.trim_matches(|letter: char| is_space(letter) || "\"'*".contains(letter));
    let name = if name.is_empty() { value.trim_matches(['<', '>', '[', ']']) } else { name };
    name.chars().take(200).collect()
}

/// What follows is a mail copied whole: `-----Original Message-----`.
pub(super) fn begins_copy(line: &str) -> bool {
    let line = line.trim_matches(is_space);
    if line.len() > 200 {
        return false;
    }
    let bare = line.trim_matches(|letter: char| is_space(letter) || "-_*=>".contains(letter));
    let lower = bare.to_lowercase();
    let framed = line.starts_with("---") && line.ends_with("---")
        || line.starts_with("-- ") && line.ends_with(" --")
        || line.starts_with("____") && line.ends_with("____");
    if framed {
        return COPIES.iter().any(|word| lower.contains(word));
    }
    FORWARDS.contains(&lower.trim_end_matches([':', ' ', '：']))
}

/// Words in the framed line before a copied mail.
const COPIES: &[&str] = &[
    "message",
    "fwd",
    "forwarded",
    "сообщени",
    "письмо",
    "повідомлення",
    "nachricht",
    "mensaje",
    "mensagem",
    "messaggio",
    "meddelande",
    "melding",
    "meddelelse",
    "besked",
    "bericht",
    "viesti",
    "wiadomość",
    "zpráva",
    "správa",
    "üzenet",
    "mesaj",
    "ileti",
    "μήνυμα",
    "邮件",
    "郵件",
    "メッセージ",
    "메시지",
    "original mail",
    "originalmail",
];

/// Sentences before a mail that is passed on, without dashes.
const FORWARDS: &[&str] = &[
    "begin forwarded message",
    "начало переадресованного сообщения",
    "начало переадресуемого сообщения",
    "початок переспрямованого повідомлення",
    "anfang der weitergeleiteten nachricht",
    "anfang der weitergeleiteten e-mail",
    "début du message réexpédié",
    "début du message transféré",
    "inicio del mensaje reenviado",
    "início da mensagem encaminhada",
    "início da mensagem reencaminhada",
    "inizio messaggio inoltrato",
    "begin doorgestuurd bericht",
    "vidarebefordrat brev",
    "videresendt besked",
    "początek przekazywanej wiadomości",
    "转发邮件",
    "开始转发的邮件",
];
