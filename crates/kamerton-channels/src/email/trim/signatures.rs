//! Where the words end and the signature begins.

use super::lines::is_space;

/// RFC 3676: two dashes and a space; many programs drop the space. Lists add a line of underscores
/// before theirs, some services a long dash.
pub(super) fn begins(line: &str) -> bool {
    let line = line.trim_end_matches(is_space);
    matches!(line, "--" | "—" | "––" | "\\--")
        || line.len() >= 15 && line.bytes().all(|byte| byte == b'_')
}

/// What programs add of themselves: `Sent from my iPhone`, `Get Outlook for Android`.
pub(super) fn is_mobile(line: &str) -> bool {
    let line = line.trim_matches(|letter: char| is_space(letter) || "<>()[]*_.~-".contains(letter));
    if line.len() > 240 || line.is_empty() {
        return false;
    }
    let line = line.replace('[', "").to_lowercase();
    let words = line.split_whitespace().count();
    let begins = |heads: &[&str]| heads.iter().any(|head| line.starts_with(head));
    let names = || DEVICES.iter().any(|device| line.contains(device));
    let may_sign = words <= 14;
    may_sign
        && (begins(OF_MINE)
            || begins(SENT) && (words <= 4 || names())
            || begins(GET) && names()
            || ENDS.iter().any(|end| line.ends_with(end)) && names()
            || line.ends_with(" from mobile") && words <= 4
            || line.starts_with("從我的") && line.ends_with("傳送"))
}

/// `Sent from my …`, whatever follows.
const OF_MINE: &[&str] = &[
    "sent from my",
    "sent using my",
    "sent on my",
    "from my iphone",
    "from my ipad",
    "from my android",
    "from my mobile",
    "from my phone",
    "envoyé de mon",
    "envoyé depuis mon",
    "enviado desde mi",
    "enviado do meu",
    "enviat des del meu",
    "inviato dal mio",
    "inviato da mio",
    "von meinem",
    "von unterwegs",
    "gesendet von meinem",
    "gesendet von mein",
    "verstuurd vanaf mijn",
    "verzonden vanaf mijn",
    "verzonden vanaf mĳn",
    "sendt fra min",
    "skickat från min",
    "lähetetty",
    "wysłane z mojego",
    "wysłano z mojego",
    "odesláno z mého",
    "odoslané z môjho",
    "отправлено с моего",
    "отправлено с iphone",
    "отправлено с ipad",
    "отправлено с мобильного",
    "отправлено с телефона",
    "надіслано з мого",
    "надіслано з iphone",
    "відправлено з",
    "iphone'umdan gönderildi",
    "iphonedan gönderildi",
    "küldve",
    "trimis de pe",
    "从我的",
    "发自我的",
    "從我的",
    "iphoneから送信",
    "나의 iphone에서 보냄",
    "הנשלח מה",
    "נשלח מה",
];

/// Begins what may go on with the name of a device or a program.
const SENT: &[&str] = &[
    "sent from",
    "sent via",
    "sent with",
    "sent by",
    "sent using",
    "envoyé depuis",
    "envoyé de",
    "envoyé à partir",
    "enviado desde",
    "enviado a partir",
    "enviado de ",
    "enviado do ",
    "enviado con",
    "inviato da",
    "inviato con",
    "gesendet mit",
    "gesendet von",
    "gesendet über",
    "verzonden met",
    "verzonden vanaf",
    "verzonden via",
    "verstuurd met",
    "verstuurd vanaf",
    "sendt fra",
    "sendt med",
    "skickat från",
    "skickat med",
    "wysłane z",
    "wysłano z",
    "odesláno z",
    "отправлено из",
    "отправлено с",
    "отправлено через",
    "послано с",
    "написано с",
    "надіслано з",
    "надіслано через",
];

/// Begins an advertisement of a program.
const GET: &[&str] = &[
    "get ",
    "download ",
    "télécharge",
    "obtenir ",
    "obtener ",
    "scarica ",
    "holen sie",
    "скачать ",
];

/// Ends a sentence that says by what the mail was sent.
const ENDS: &[&str] =
    &["gesendet", "傳送", "发送", "から送信", "gönderildi", "보냄", "versendet", "verschickt"];

const DEVICES: &[&str] = &[
    "iphone",
    "ipad",
    "ipod",
    "ios",
    "android",
    "galaxy",
    "samsung",
    "blackberry",
    "nokia",
    "huawei",
    "honor",
    "xiaomi",
    "redmi",
    "htc",
    "pixel",
    "windows",
    "phone",
    "mobil",
    "handy",
    "tablet",
    "smartphone",
    "device",
    "outlook",
    "gmail",
    "airmail",
    "mail",
    "k-9",
    "spark",
    "yahoo",
    "proton",
    "телефон",
    "смартфон",
    "планшет",
    "почт",
    "мобильн",
    "устройств",
    "приложен",
];
