//! Numbers, shares and money.

use kamerton_core::money::minor_digits;

use super::{Language, NBSP};

/// The minus sign: a hyphen is too short beside digits.
const MINUS: char = '−';
/// Under this share whole percents say nothing.
const SMALL_SHARE: f64 = 0.01;

/// A whole number in groups of three.
pub fn count(language: Language, number: i64) -> String {
    sign(number < 0, &grouped(language, &number.unsigned_abs().to_string()))
}

/// A number with so many places after the point.
pub fn decimal(language: Language, number: f64, places: usize) -> String {
    let text = format!("{:.places$}", number.abs());
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let is_nothing = text.chars().all(|c| matches!(c, '0' | '.'));
    let mut shown = grouped(language, whole);
    if !rest.is_empty() {
        shown.push(point(language));
        shown.push_str(rest);
    }
    sign(number < 0.0 && !is_nothing, &shown)
}

/// A difference: with its sign even when it is above zero.
pub fn signed(language: Language, number: f64, places: usize) -> String {
    let text = decimal(language, number, places);
    let is_nothing = !text.chars().any(|c| matches!(c, '1'..='9'));
    if number > 0.0 && !is_nothing { format!("+{text}") } else { text }
}

/// A share of one as percents: `84 %`. Shares under a hundredth keep two places, and what is not
/// all is never shown as a hundred.
pub fn share(language: Language, share: f64) -> String {
    format!("{}{}", percent(language, share), percent_sign(language))
}

/// An interval of shares: `71–92 %`.
pub fn interval(language: Language, low: f64, high: f64) -> String {
    let (low, high) = (percent(language, low), percent(language, high));
    format!("{low}–{high}{}", percent_sign(language))
}

fn percent(language: Language, share: f64) -> String {
    let whole = (share * 100.0).round();
    if share > 0.0 && share < SMALL_SHARE {
        // Rounding up keeps what is there above nothing.
        let hundredths = (share * 10_000.0).round().max(1.0);
        return decimal(language, hundredths / 100.0, 2);
    }
    if share < 1.0 && whole >= 100.0 {
        return decimal(language, ((share * 1_000.0).floor() / 10.0).min(99.9), 1);
    }
    decimal(language, whole, 0)
}

const fn percent_sign(language: Language) -> &'static str {
    match language {
        Language::Ru => "\u{a0}%",
        Language::En => "%",
    }
}

/// An amount in minor units: `1 234,50 ₽`, without the places when they are nothing.
pub fn money(language: Language, minor: i64, currency: &str) -> String {
    let digits = minor_digits(currency);
    let unit = 10_u64.pow(digits);
    let (whole, rest) = (minor.unsigned_abs() / unit, minor.unsigned_abs() % unit);
    let mut shown = grouped(language, &whole.to_string());
    if rest > 0 {
        shown.push(point(language));
        shown.push_str(&format!("{rest:0width$}", width = digits as usize));
    }
    let shown = match (language, symbol(language, currency)) {
        (Language::En, Some(symbol)) => format!("{symbol}{shown}"),
        (Language::En, None) => format!("{currency}{NBSP}{shown}"),
        (Language::Ru, symbol) => format!("{shown}{NBSP}{}", symbol.unwrap_or(currency)),
    };
    sign(minor < 0, &shown)
}

/// The sign of a currency, or what it is called where it has none: `₽`, `сум`, `UZS`.
pub fn currency(language: Language, code: &str) -> &str {
    symbol(language, code).unwrap_or(code)
}

fn symbol(language: Language, code: &str) -> Option<&'static str> {
    Some(match (code, language) {
        ("RUB", _) => "₽",
        ("USD", _) => "$",
        ("EUR", _) => "€",
        ("GBP", _) => "£",
        ("KZT", _) => "₸",
        ("UAH", _) => "₴",
        ("TRY", _) => "₺",
        ("GEL", _) => "₾",
        ("AMD", _) => "֏",
        ("AZN", _) => "₼",
        ("CNY" | "JPY", _) => "¥",
        // Words, as they stand on the price tags there.
        ("BYN", Language::Ru) => "Br",
        ("UZS", Language::Ru) => "сум",
        ("KGS", Language::Ru) => "сом",
        ("MDL", Language::Ru) => "лей",
        _ => return None,
    })
}

/// The size of a file: `34 КБ`, `1,4 ГБ`, `4 ГБ`.
pub fn bytes(language: Language, size: u64) -> String {
    let units = match language {
        Language::Ru => ["Б", "КБ", "МБ", "ГБ", "ТБ"],
        Language::En => ["B", "KB", "MB", "GB", "TB"],
    };
    let mut left = size as f64;
    let mut unit = 0;
    while left >= 1_000.0 && unit + 1 < units.len() {
        left /= 1_024.0;
        unit += 1;
    }
    // A tenth that is nothing says nothing.
    let is_whole = (left * 10.0).round() % 10.0 == 0.0;
    let places = usize::from(unit > 0 && left < 10.0 && !is_whole);
    format!("{}{NBSP}{}", decimal(language, left, places), units[unit])
}

fn sign(is_negative: bool, shown: &str) -> String {
    if is_negative { format!("{MINUS}{shown}") } else { shown.to_owned() }
}

const fn point(language: Language) -> char {
    match language {
        Language::Ru => ',',
        Language::En => '.',
    }
}

fn grouped(language: Language, digits: &str) -> String {
    let gap = match language {
        Language::Ru => NBSP,
        Language::En => ',',
    };
    let mut shown = String::with_capacity(digits.len() + digits.len() / 3 * 2);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(gap);
        }
        shown.push(digit);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    const RU: Language = Language::Ru;
    const EN: Language = Language::En;

    #[test]
    fn whole_numbers_stand_in_groups() {
        for (number, ru, en) in [
            (0, "0", "0"),
            (999, "999", "999"),
            (1_204, "1\u{a0}204", "1,204"),
            (-34_012, "−34\u{a0}012", "−34,012"),
            (10_000_000, "10\u{a0}000\u{a0}000", "10,000,000"),
            (i64::MIN, "−9\u{a0}223\u{a0}372\u{a0}036\u{a0}854\u{a0}775\u{a0}808", ""),
        ] {
            assert_eq!(count(RU, number), ru);
            if !en.is_empty() {
                assert_eq!(count(EN, number), en);
            }
        }
    }

    #[test]
    fn decimals() {
        assert_eq!(decimal(RU, 10.2, 1), "10,2");
        assert_eq!(decimal(EN, -5.26, 1), "−5.3");
        assert_eq!(decimal(RU, -0.04, 1), "0,0", "nothing has no sign");
        assert_eq!(decimal(RU, 12_345.678, 2), "12\u{a0}345,68");
        assert_eq!(signed(RU, 0.9, 1), "+0,9");
        assert_eq!(signed(RU, -0.9, 1), "−0,9");
        assert_eq!(signed(RU, 0.01, 1), "0,0");
    }

    #[test]
    fn shares_say_no_more_than_is_known() {
        for (value, ru) in [
            (0.0, "0\u{a0}%"),
            (0.000_01, "0,01\u{a0}%"),
            (0.0014, "0,14\u{a0}%"),
            (0.29, "29\u{a0}%"),
            (0.84, "84\u{a0}%"),
            (0.9999, "99,9\u{a0}%"),
            (1.0, "100\u{a0}%"),
        ] {
            assert_eq!(share(RU, value), ru);
        }
        assert_eq!(share(EN, 0.84), "84%");
        assert_eq!(interval(RU, 0.714, 0.92), "71–92\u{a0}%");
    }

    #[test]
    fn money_knows_its_currency() {
        assert_eq!(money(RU, 123_450, "RUB"), "1\u{a0}234,50\u{a0}₽");
        assert_eq!(money(RU, 450_000, "RUB"), "4\u{a0}500\u{a0}₽");
        assert_eq!(money(RU, -5, "EUR"), "−0,05\u{a0}€");
        assert_eq!(money(EN, 123_450, "RUB"), "₽1,234.50");
        assert_eq!(money(EN, -1_234, "JPY"), "−¥1,234");
        assert_eq!(money(RU, 1_005, "KWD"), "1,005\u{a0}KWD");
        assert_eq!(money(EN, 1_005, "KWD"), "KWD\u{a0}1.005");
        assert_eq!(money(RU, 1_250_000, "UZS"), "12\u{a0}500\u{a0}сум");
        assert_eq!(money(EN, 1_250_000, "UZS"), "UZS\u{a0}12,500");
        assert_eq!(money(RU, 4_990, "BYN"), "49,90\u{a0}Br");
    }

    #[test]
    fn sizes_of_files() {
        assert_eq!(bytes(RU, 999), "999\u{a0}Б");
        assert_eq!(bytes(RU, 1_000), "1\u{a0}КБ");
        assert_eq!(bytes(RU, 35_000), "34\u{a0}КБ");
        assert_eq!(bytes(RU, 4 << 30), "4\u{a0}ГБ");
        assert_eq!(bytes(EN, 4 << 30), "4\u{a0}GB");
        assert_eq!(bytes(RU, 10_200), "10\u{a0}КБ", "which is nearly ten");
        assert_eq!(bytes(RU, 1_500_000_000), "1,4\u{a0}ГБ");
        assert_eq!(bytes(EN, 1_500_000_000), "1.4\u{a0}GB");
    }
}
