//! Money is whole minor units and a currency.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Digits after the point in a currency (ISO 4217).
pub fn minor_digits(currency: &str) -> u32 {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX"
        | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}

/// Currencies that are proposed; others come with what is imported.
pub const PROPOSED: [&str; 14] = [
    "RUB", "EUR", "USD", "BYN", "KZT", "UZS", "KGS", "AMD", "AZN", "GEL", "MDL", "TRY", "RSD",
    "GBP",
];

/// A code of ISO 4217: three capital letters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency(String);

impl Default for Currency {
    fn default() -> Self {
        Self("RUB".to_owned())
    }
}

impl Currency {
    /// The code.
    pub fn code(&self) -> &str {
        &self.0
    }

    /// An amount as people write it, `1 990`, `1990,50 ₽` or `-3.07`, in minor units; none when it
    /// is no amount, has more places than the currency, or is beyond what can be stored.
    pub fn minor(&self, text: &str) -> Option<i64> {
        let plain: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
        let (sign, plain) = match plain.strip_prefix(['-', '−']) {
            Some(rest) => (-1, rest),
            None => (1, plain.as_str()),
        };
        let plain = plain.trim_matches(is_sign).replace(',', ".");
        let (major, rest) = plain.split_once('.').unwrap_or((plain.as_str(), ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let places = minor_digits(&self.0);
        if major.is_empty() || !digits(major) || !digits(rest) || rest.len() > places as usize {
            return None;
        }
        let rest: i64 = format!("0{rest:0<width$}", width = places as usize).parse().ok()?;
        let major: i64 = major.parse().ok()?;
        Some(sign * major.checked_mul(10_i64.pow(places))?.checked_add(rest)?)
    }
}

/// What stands around an amount: signs of currencies, «руб.», a point at the end.
const fn is_sign(letter: char) -> bool {
    matches!(
        letter,
        '₽' | '$'
            | '€'
            | '£'
            | '₸'
            | '₴'
            | '₺'
            | '₾'
            | '֏'
            | '¥'
            | '₼'
            | 'р'
            | 'у'
            | 'б'
            | '.'
    )
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Currency {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let code = text.trim().to_uppercase();
        if code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return Ok(Self(code));
        }
        Err(format!("«{}» is no currency: use three letters such as RUB", text.trim()))
    }
}

impl TryFrom<String> for Currency {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minor(code: &str, text: &str) -> Option<i64> {
        code.parse::<Currency>().unwrap().minor(text)
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, amount) in [
            ("1990", 199_000),
            ("1 990,50 ₽", 199_050),
            ("1\u{a0}990.5", 199_050),
            ("100 руб.", 10_000),
            ("$ 12.30", 1_230),
            ("-3.07", -307),
            ("0", 0),
        ] {
            assert_eq!(minor("RUB", text), Some(amount), "{text}");
        }
        for text in ["", "-", "ten", "1,234", "1.-5", "--5", "99999999999999999999"] {
            assert_eq!(minor("RUB", text), None, "{text}");
        }
    }

    #[test]
    fn each_currency_has_its_places() {
        assert_eq!(minor("JPY", "1990"), Some(1_990));
        assert_eq!(minor("JPY", "1990.5"), None);
        assert_eq!(minor("KWD", "1,234"), Some(1_234));
        assert_eq!(minor("EUR", "1,23"), Some(123));
    }

    #[test]
    fn codes_are_three_letters() {
        assert_eq!("kzt".parse::<Currency>().unwrap().code(), "KZT");
        assert_eq!(Currency::default().code(), "RUB");
        for wrong in ["", "RU", "РУБ", "RUBL", "1UB"] {
            assert!(wrong.parse::<Currency>().is_err(), "{wrong}");
        }
        assert!(PROPOSED.iter().all(|code| code.parse::<Currency>().is_ok()));
        let read: Currency = serde_json::from_str("\"EUR\"").unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), "\"EUR\"");
    }
}
