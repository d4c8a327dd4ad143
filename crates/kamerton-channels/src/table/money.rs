//! Amounts as people and programs write them, exact to the minor unit.

use kamerton_core::money::minor_digits;

/// More digits than this are no amount; the product of two still fits.
const MOST_DIGITS: usize = 18;

/// An exact decimal number: `digits` divided by ten to the power of `scale`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    digits: i128,
    scale: u32,
}

impl Decimal {
    /// Nothing.
    pub(super) const ZERO: Self = Self { digits: 0, scale: 0 };

    /// Whether it is below zero.
    pub(super) const fn is_negative(self) -> bool {
        self.digits < 0
    }

    /// The same amount below zero.
    pub(super) const fn negative(self) -> Self {
        Self { digits: -self.digits.abs(), scale: self.scale }
    }

    /// The product.
    pub(super) fn times(self, other: Self) -> Option<Self> {
        let digits = self.digits.checked_mul(other.digits)?;
        Some(Self { digits, scale: self.scale + other.scale })
    }

    /// In minor units of the currency, half a unit rounded away from zero; `None` when it is
    /// beyond what can be stored.
    pub(super) fn minor(self, currency: &str) -> Option<i64> {
        let exponent = minor_digits(currency);
        let ten: i128 = 10;
        let minor = if self.scale <= exponent {
            self.digits.checked_mul(ten.checked_pow(exponent - self.scale)?)?
        } else {
            let unit = ten.checked_pow(self.scale - exponent)?;
            (self.digits + self.digits.signum() * unit / 2) / unit
        };
        i64::try_from(minor).ok()
    }
}

/// Reads `1 234,50 ₽`, `1,234.50`, `1234.5`, `(12.50)`, `-5 USD`: the number and the currency
/// where the cell names it. `None` when it is none.
pub(super) fn amount(cell: &str) -> Option<(Decimal, Option<String>)> {
    let (number, unit) = apart(cell);
    let currency = match unit.as_str() {
        "" => None,
        unit => Some(currency(unit)?),
    };
    Some((decimal(&number)?, currency))
}

/// A plain number, as a quantity is.
pub(super) fn number(cell: &str) -> Option<Decimal> {
    let (number, unit) = apart(cell);
    let unit = unit.to_lowercase();
    matches!(unit.as_str(), "" | "шт" | "штук" | "pcs" | "x").then(|| decimal(&number))?
}

/// The ISO code of a currency by its sign, word or code.
pub(super) fn currency(word: &str) -> Option<String> {
    let word = word.trim().trim_end_matches('.').to_lowercase();
    let code = match word.as_str() {
        "₽" | "р" | "руб" | "рубль" | "рублей" | "рубля" | "rur" | "643" | "rub" => {
            "RUB"
        }
        "$" | "us$" | "долл" | "долларов" => "USD",
        "€" | "евро" | "euro" => "EUR",
        "£" => "GBP",
        "₸" | "тг" | "тенге" => "KZT",
        "₴" | "грн" => "UAH",
        "¥" | "￥" => "JPY",
        "₹" => "INR",
        "₺" => "TRY",
        "₾" => "GEL",
        "֏" => "AMD",
        "zł" => "PLN",
        "br" | "бр" => "BYN",
        other if other.len() == 3 && other.bytes().all(|byte| byte.is_ascii_lowercase()) => {
            return Some(other.to_uppercase());
        }
        _ => return None,
    };
    Some(code.to_owned())
}

/// The currency a column's name carries: `Сумма, ₽`, `Amount (USD)`.
pub(super) fn currency_of_header(name: &str) -> Option<String> {
    let (_, rest) = name.split_once(['(', ',', '['])?;
    let word = rest.trim_matches([' ', ')', ']', '.']);
    // «net» in `Amount (net)` would pass for a code; a code stands in capitals.
    let is_word = word.chars().any(|letter| letter.is_ascii_lowercase());
    currency(word).filter(|_| !is_word)
}

/// The characters of the number, and those of the unit.
fn apart(cell: &str) -> (String, String) {
    let (mut number, mut unit) = (String::new(), String::new());
    let mut after_letter = false;
    for letter in cell.trim().chars() {
        let belongs_to_number = letter.is_ascii_digit()
            || letter.is_whitespace()
            || matches!(letter, '.' | ',' | '-' | '−' | '–' | '+' | '(' | ')' | '\'' | '’');
        if !belongs_to_number {
            unit.push(letter);
        } else if !(letter == '.' && after_letter) {
            number.push(letter);
        }
        after_letter = letter.is_alphabetic();
    }
    (number, unit)
}

fn decimal(text: &str) -> Option<Decimal> {
    let is_space = |letter: char| letter.is_whitespace() || matches!(letter, '\'' | '’');
    let text: String = text.chars().filter(|letter| !is_space(*letter)).collect();
    let (negative, text) = signed(&text);
    let (whole, fraction) = point(text)?;
    let digits: String = whole.chars().chain(fraction.chars()).collect();
    let plausible = (1..=MOST_DIGITS).contains(&digits.len());
    if !plausible || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits: i128 = digits.parse().ok()?;
    let scale = u32::try_from(fraction.len()).ok()?;
    Some(Decimal { digits: if negative { -digits } else { digits }, scale })
}

/// Accountants put a loss into brackets.
fn signed(text: &str) -> (bool, &str) {
    if let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        return (true, inner);
    }
    let minus: &[char] = &['-', '−', '–'];
    match text.strip_prefix(minus).or_else(|| text.strip_suffix(minus)) {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// Splits at the decimal point. Where point and comma both stand, the last one is it. A sign that
/// comes several times groups thousands, and so does one comma before exactly three digits: money
/// has no three decimals, but `1,234` is common. One point is always decimal: programs write it so.
fn point(text: &str) -> Option<(String, String)> {
    let (last, other) = match (text.rfind('.'), text.rfind(',')) {
        (Some(point), Some(comma)) if point > comma => ('.', Some(',')),
        (_, Some(_)) => (',', Some('.')),
        (Some(_), None) => ('.', None),
        (None, None) => return Some((text.to_owned(), String::new())),
    };
    let has_other = other.is_some_and(|other| text.contains(other));
    let several = text.matches(last).count() > 1;
    let (whole, fraction) = text.rsplit_once(last)?;
    let thousands = last == ',' && !has_other && fraction.len() == 3 && whole != "0";
    if several && has_other {
        return None;
    }
    if several || thousands {
        return grouped(text, last).map(|whole| (whole, String::new()));
    }
    let whole = match other {
        Some(other) if has_other => grouped(whole, other)?,
        _ => whole.to_owned(),
    };
    Some((whole, fraction.to_owned()))
}

/// The digits of `1,234,567`; `None` when a group has not three of them, as in a date.
fn grouped(text: &str, separator: char) -> Option<String> {
    let mut groups = text.split(separator);
    let first = groups.next()?.to_owned();
    let proper = (1..=3).contains(&first.len());
    groups.try_fold(first, |whole, group| (group.len() == 3 && proper).then(|| whole + group))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cell: &str, minor: i64, code: Option<&str>) {
        let (decimal, currency) = amount(cell).unwrap_or_else(|| panic!("{cell}"));
        assert_eq!(currency.as_deref(), code, "{cell}");
        assert_eq!(decimal.minor(code.unwrap_or("RUB")), Some(minor), "{cell}");
    }

    #[test]
    fn amounts_are_read() {
        for (cell, minor, code) in [
            ("1 234,50 ₽", 123_450, Some("RUB")),
            ("1\u{a0}234,50\u{202f}руб.", 123_450, Some("RUB")),
            ("100 р.", 10_000, Some("RUB")),
            ("1,234.50", 123_450, None),
            ("1.234,50 €", 123_450, Some("EUR")),
            ("1234.5", 123_450, None),
            ("1234", 123_400, None),
            ("1,234", 123_400, None),
            ("0,234", 23, None),
            ("12,5", 1_250, None),
            ("1.234.567", 123_456_700, None),
            ("1'234.50", 123_450, None),
            ("(12.50)", -1_250, None),
            ("-5 USD", -500, Some("USD")),
            ("$5", 500, Some("USD")),
            ("US$ 5.00", 500, Some("USD")),
            ("−12,50", -1_250, None),
            ("¥1,234", 1_234, Some("JPY")),
            ("1.005", 101, None),
            ("-1.005", -101, None),
            (".5", 50, None),
            ("0", 0, None),
            ("12,000.5", 1_200_050, None),
            ("1.234 KWD", 1_234, Some("KWD")),
        ] {
            check(cell, minor, code);
        }
    }

    #[test]
    fn what_is_no_amount_is_none() {
        for cell in [
            "",
            "-",
            "бесплатно",
            "12 попугаев",
            "1.2.3",
            "1,2,3",
            "01.11.2022",
            "1e5",
            "--5",
            "₽",
            "12345678901234567890",
            "1.234.567,8,9",
            ".",
            "1,23,456.00",
            "()",
            "NaN",
        ] {
            assert_eq!(amount(cell), None, "{cell}");
        }
    }

    #[test]
    fn quantity_times_price() {
        let product = number("6 шт.").unwrap().times(amount("2.95").unwrap().0).unwrap();
        assert_eq!(product.minor("RUB"), Some(1_770));
        let most = number("999999999999999999").unwrap();
        assert_eq!(most.times(most).unwrap().minor("RUB"), None);
        assert_eq!(number("12 кг"), None);
    }

    #[test]
    fn headers_carry_currencies() {
        assert_eq!(currency_of_header("Сумма, ₽").as_deref(), Some("RUB"));
        assert_eq!(currency_of_header("Сумма, руб.").as_deref(), Some("RUB"));
        assert_eq!(currency_of_header("Amount (USD)").as_deref(), Some("USD"));
        assert_eq!(currency_of_header("Amount ($)").as_deref(), Some("USD"));
        assert_eq!(currency_of_header("Amount (net)"), None);
        assert_eq!(currency_of_header("Сумма"), None);
    }
}
