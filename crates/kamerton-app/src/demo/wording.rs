//! Turns templates into words. A template is plain text with
//!
//! * `[one/other/]`: one of these, an empty one included;
//! * `{он|она}`: by the gender of the author, `{=он|она}` by that of the product's name,
//!   `{n:он|она}` by that of the person addressed;
//! * `{p}` … `{p6}`: the product in the six cases, `{c}` … what it is, `{x}` … another product;
//! * other slots of one letter, see [`Wording::slot`].
//!
//! No regular expressions and no allocation but the text itself: ten million texts are made here.

use super::catalogue::{COMPETITORS, Product};
use super::random::Random;

/// What the slots stand for.
#[derive(Debug)]
pub struct Wording<'a> {
    /// Whether the author is a woman.
    pub woman: bool,
    /// Sixty-four bits that are the author's: their town and their manner.
    pub manner: u64,
    /// What the author is called.
    pub me: &'a str,
    /// What the person addressed is called, and whether she is a woman.
    pub called: &'a str,
    /// Whether the person addressed is a woman.
    pub called_woman: bool,
    /// What it is about.
    pub product: &'a Product,
    /// Something else it is about.
    pub other: &'a Product,
    /// Bits of the conversation: numbers and names that stay the same in it.
    pub matter: u64,
    /// The meeting spoken of.
    pub meeting: &'a str,
    /// The day of the week on which it is said, 0 is Monday.
    pub weekday: usize,
}

const BEANS: [[&str; 3]; 9] = [
    ["Эфиопия Гуджи", "Эфиопии Гуджи", "Эфиопию Гуджи"],
    ["Кения", "Кении", "Кению"],
    ["Колумбия Уила", "Колумбии Уила", "Колумбию Уила"],
    ["Бразилия", "Бразилии", "Бразилию"],
    ["Руанда", "Руанды", "Руанду"],
    ["Гватемала", "Гватемалы", "Гватемалу"],
    ["Коста-Рика", "Коста-Рики", "Коста-Рику"],
    ["Бурунди натуральная", "натуральной Бурунди", "натуральную Бурунди"],
    ["Эфиопия Сидамо", "Эфиопии Сидамо", "Эфиопию Сидамо"],
];

/// Towns: where, from where, whereto.
const TOWNS: [[&str; 3]; 16] = [
    ["Москве", "Москвы", "Москву"],
    ["Питере", "Питера", "Питер"],
    ["Казани", "Казани", "Казань"],
    ["Твери", "Твери", "Тверь"],
    ["Новосибирске", "Новосибирска", "Новосибирск"],
    ["Екате", "Екатеринбурга", "Екатеринбург"],
    ["Самаре", "Самары", "Самару"],
    ["Перми", "Перми", "Пермь"],
    ["Воронеже", "Воронежа", "Воронеж"],
    ["Рязани", "Рязани", "Рязань"],
    ["Туле", "Тулы", "Тулу"],
    ["Томске", "Томска", "Томск"],
    ["Калининграде", "Калининграда", "Калининград"],
    ["Уфе", "Уфы", "Уфу"],
    ["Вологде", "Вологды", "Вологду"],
    ["Мурманске", "Мурманска", "Мурманск"],
];

/// Days of the week as they begin a sentence.
const DAYS: [&str; 7] =
    ["Понедельник", "Вторник", "Среда", "Четверг", "Пятница", "Суббота", "Воскресенье"];

const WEEKDAYS: [[&str; 2]; 5] = [
    ["понедельника", "понедельник"],
    ["среды", "среду"],
    ["четверга", "четверг"],
    ["пятницы", "пятницу"],
    ["субботы", "субботу"],
];

impl Wording<'_> {
    /// Writes `template` with everything filled in to the end of `text`.
    pub fn write(&self, template: &str, random: &mut Random, text: &mut String) {
        let mut rest = template;
        while let Some(at) = rest.find(['[', '{']) {
            let (plain, tail) = rest.split_at(at);
            text.push_str(plain);
            let close = if tail.starts_with('[') { ']' } else { '}' };
            let Some(end) = tail.find(close) else {
                text.push_str(tail);
                return;
            };
            let inner = tail.get(1..end).unwrap_or_default();
            if close == ']' {
                self.write(one_of(inner, random), random, text);
            } else {
                self.slot(inner, random, text);
            }
            rest = tail.get(end + 1..).unwrap_or_default();
        }
        text.push_str(rest);
    }

    fn slot(&self, name: &str, random: &mut Random, text: &mut String) {
        if let Some((first, second)) = name.split_once('|') {
            text.push_str(self.gender(first, second));
            return;
        }
        let form = name.as_bytes().last().map_or(0, |digit| digit.wrapping_sub(b'1') as usize);
        let form = if form < 6 { form } else { 0 };
        match name.as_bytes().first() {
            Some(b'p') if name == "price" => self.price(text),
            Some(b'p') => self.product(self.product, form, text),
            Some(b'x') => self.product(self.other, form, text),
            Some(b'c') => text.push_str(self.product.kind[form]),
            Some(b'l') => text.push_str(self.product.latin),
            Some(b'z') => text.push_str(BEANS[self.of(0, 9)][[0, 1, 0, 2, 0, 0][form]]),
            Some(b'u') => text.push_str(TOWNS[self.town()][[0, 1, 0, 2, 0, 0][form]]),
            Some(b'w') => text.push_str(WEEKDAYS[self.of(1, 5)][usize::from(form == 3)]),
            Some(b'y') => text.push_str(DAYS[self.weekday % DAYS.len()]),
            Some(b'q') => text.push_str(COMPETITORS[self.of(2, 4)]),
            Some(b'n') => text.push_str(self.called),
            Some(b'm') => text.push_str(self.me),
            Some(b'e') => text.push_str(self.meeting),
            Some(b'o') => number(48_000 + self.matter % 50_000, text),
            Some(b'g') => number(15 + self.of(3, 4) as u64, text),
            Some(b't') => number([92, 93, 94, 92][self.of(4, 4)], text),
            // From thirteen to twenty all take one plural.
            Some(b'k') => number(13 + self.of(5, 8) as u64, text),
            Some(b'd') => number(2 + random.below(3), text),
            Some(b'r') => number(1_000 * (2 + random.below(9)), text),
            _ => {}
        }
    }

    fn gender<'t>(&self, first: &'t str, second: &'t str) -> &'t str {
        let (first, woman) = match first.as_bytes() {
            [b'=', ..] => (first.get(1..).unwrap_or_default(), self.product.feminine),
            [b'n', b':', ..] => (first.get(2..).unwrap_or_default(), self.called_woman),
            _ => (first, self.woman),
        };
        if woman { second } else { first }
    }

    /// A draw that is the same all through the conversation.
    fn of(&self, which: u32, limit: u64) -> usize {
        ((self.matter >> (which * 9)) % limit) as usize
    }

    fn town(&self) -> usize {
        (self.manner >> 40) as usize % TOWNS.len()
    }

    /// People write a product's name in their own ways.
    fn product(&self, product: &Product, form: usize, text: &mut String) {
        match self.manner >> 12 & 31 {
            0..6 => text.extend(product.name[form].chars().flat_map(char::to_lowercase)),
            6..9 => {
                text.push('«');
                text.push_str(product.name[form]);
                text.push('»');
            }
            9..12 if form > 0 => {
                text.push_str(product.kind[form]);
                text.push(' ');
                text.push_str(product.name[0]);
            }
            _ => text.push_str(product.name[form]),
        }
    }

    fn price(&self, text: &mut String) {
        let price = self.product.price;
        if price >= 1_000 {
            number((price / 1_000) as u64, text);
            text.push(' ');
        }
        let rest = (price % 1_000) as u64;
        text.extend([100, 10, 1].map(|unit| char::from(b'0' + (rest / unit % 10) as u8)));
    }
}

fn one_of<'t>(alternatives: &'t str, random: &mut Random) -> &'t str {
    let count = 1 + alternatives.bytes().filter(|byte| *byte == b'/').count();
    let chosen = random.below(count as u64) as usize;
    alternatives.split('/').nth(chosen).unwrap_or_default()
}

fn number(mut value: u64, text: &mut String) {
    let mut digits = [b'0'; 20];
    let mut at = digits.len();
    while at > 0 {
        at -= 1;
        digits[at] = b'0' + (value % 10) as u8;
        value /= 10;
        if value == 0 {
            break;
        }
    }
    text.extend(digits.iter().skip(at).map(|digit| char::from(*digit)));
}

/// The author's own manner: no capital, no «ё», a bracket for a smile.
pub fn in_own_manner(text: &mut String, manner: u64, smiles: bool, random: &mut Random) {
    if manner >> 2 & 3 == 0 {
        lower_first(text);
    }
    if manner >> 4 & 3 > 0 && text.contains(['ё', 'Ё']) {
        *text = text.replace('ё', "е").replace('Ё', "Е");
    }
    if text.ends_with('.') && manner >> 6 & 3 > 0 {
        text.pop();
    }
    let ends_in_a_word = text.chars().next_back().is_some_and(char::is_alphabetic);
    if smiles && ends_in_a_word && random.chance(110) {
        text.push_str(random.pick(&[")", "))", " 🙂", ")))", " ☕", " 😊", ")"]));
    }
}

fn lower_first(text: &mut String) {
    let mut letters = text.chars();
    let (Some(first), second) = (letters.next(), letters.next()) else { return };
    // A Latin name or an abbreviation keeps its capital.
    if ('А'..='Я').contains(&first) && second.is_none_or(|second| !second.is_uppercase()) {
        let lower: String = first.to_lowercase().collect();
        text.replace_range(..first.len_utf8(), &lower);
    }
}

/// What a slip must not make of a word that was well-meant.
const RUDE: [&str; 4] = ["еб", "ху", "бля", "сра"];

/// A slip of the finger: two letters of one word change places. `None` when no word is long enough.
pub fn with_slip(text: &str, random: &mut Random) -> Option<String> {
    let letters: Vec<char> = text.chars().collect();
    for _ in 0..8 {
        let at = random.below(letters.len() as u64) as usize;
        let Some([before, one, other, after]) = letters.get(at..at + 4) else { continue };
        let inside = [before, one, other, after].iter().all(|c| ('а'..='я').contains(*c));
        if inside && one != other {
            let mut slipped = letters.clone();
            slipped.swap(at + 1, at + 2);
            let slipped: String = slipped.into_iter().collect();
            let is_rude = |part: &str| slipped.contains(part) && !text.contains(part);
            if !RUDE.iter().any(|part| is_rude(part)) {
                return Some(slipped);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::catalogue::product;
    use super::*;

    fn written(template: &str, woman: bool) -> String {
        let wording = Wording {
            woman,
            manner: 31 << 12,
            me: "Аня",
            called: "Олег",
            called_woman: false,
            product: product(0),
            other: product(1),
            matter: 0,
            meeting: "каппинг",
            weekday: 4,
        };
        let mut text = String::new();
        wording.write(template, &mut Random::new(1), &mut text);
        text
    }

    #[test]
    fn slots_are_filled() {
        assert_eq!(written("{Купил|Купила} {p4}", true), "Купила Сойку");
        assert_eq!(written("взял{|а} {x6}, {=он|она}", false), "взял Филине, она");
        assert_eq!(written("{n} {n:прав|права}, {price}", true), "Олег прав, 6 900");
        assert_eq!(written("[да/да]!", true), "да!");
        assert_eq!(written("{y}, цех. {e}", true), "Пятница, цех. каппинг");
        assert_eq!(written("{g} [{k}/{k}", true), "15 [{k}/{k}");
    }

    #[test]
    fn manners() {
        let mut text = "Ещё один вопрос.".to_owned();
        in_own_manner(&mut text, 0b100_0001_0000, false, &mut Random::new(1));
        assert_eq!(text, "еще один вопрос.");
        assert!(with_slip("ой", &mut Random::new(1)).is_none());
        assert_ne!(with_slip("хорошо получилось", &mut Random::new(3)).unwrap(), "");
    }
}
