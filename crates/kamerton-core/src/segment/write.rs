//! From a tree to a text.

use super::words::{AND, EVERYBODY, FROM, NOT, OR, TO};
use super::{Condition, Field, Language, Lately, Measure, Shape, Tree};

/// A tree as a text that is parsed into the same tree, in its one form ([`Tree::normal`]).
pub fn write(tree: &Tree, language: Language) -> String {
    let mut writer = Writer { language, text: String::new() };
    writer.tree(&tree.normal(), false);
    writer.text
}

struct Writer {
    language: Language,
    text: String,
}

impl Writer {
    fn tree(&mut self, tree: &Tree, within: bool) {
        match tree {
            Tree::All(parts) if parts.is_empty() => {
                self.text.push_str(EVERYBODY.written(self.language));
            }
            Tree::Any(parts) if listed(parts).is_some() => self.list(parts),
            Tree::All(parts) => self.joined(parts, AND.written(self.language), within),
            Tree::Any(parts) => self.joined(parts, OR.written(self.language), within),
            Tree::Not(inner) => {
                self.text.push_str(NOT.written(self.language));
                self.text.push(' ');
                match &**inner {
                    Tree::One(one) => self.condition(one, true),
                    other => self.tree(other, true),
                }
            }
            Tree::One(one) => self.condition(one, false),
        }
    }

    fn joined(&mut self, parts: &[Tree], joint: &str, within: bool) {
        if within {
            self.text.push('(');
        }
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                self.text.push_str(&format!(" {joint} "));
            }
            self.tree(part, true);
        }
        if within {
            self.text.push(')');
        }
    }

    /// Several values of one field.
    fn list(&mut self, parts: &[Tree]) {
        for (at, part) in parts.iter().enumerate() {
            let Tree::One(one) = part else { continue };
            if at == 0 {
                self.condition(one, false);
            } else {
                self.text.push_str(", ");
                self.value(one);
            }
        }
    }

    fn condition(&mut self, one: &Condition, denied: bool) {
        let field = one.field();
        self.text.push_str(field.word(self.language));
        match field.shape() {
            Shape::Choice | Shape::Text | Shape::Days => self.text.push_str(": "),
            Shape::Number => self.text.push(' '),
            Shape::Lately | Shape::Flag => {}
        }
        match one {
            Condition::Charge(measure) => self.measure(*measure, tenths),
            Condition::Orders(measure)
            | Condition::Messages(measure)
            | Condition::Listeners(measure) => self.measure(*measure, |number| number.to_string()),
            Condition::Wrote(lately)
            | Condition::Talked(lately)
            | Condition::Bought(lately)
            | Condition::Joined(lately)
            | Condition::Helped(lately) => self.lately(*lately, denied),
            Condition::New(days) => self.days(*days),
            other => self.value(other),
        }
    }

    fn value(&mut self, one: &Condition) {
        match one {
            Condition::Place(text)
            | Condition::Tag(text)
            | Condition::Name(text)
            | Condition::Account(text) => self.quoted(text),
            other => self.text.push_str(other.value_word(self.language).unwrap_or_default()),
        }
    }

    fn quoted(&mut self, text: &str) {
        let (opening, closing) = match self.language {
            Language::Russian => ('«', '»'),
            Language::English => ('"', '"'),
        };
        self.text.push(opening);
        for letter in text.chars() {
            if letter == closing || letter == '\\' {
                self.text.push('\\');
            }
            self.text.push(letter);
        }
        self.text.push(closing);
    }

    fn measure(&mut self, measure: Measure, number: impl Fn(i64) -> String) {
        let text = match measure {
            Measure::AtLeast(low) => format!("≥ {}", number(low)),
            Measure::Below(high) => format!("< {}", number(high)),
            Measure::Between(low, high) if low == high => format!("= {}", number(low)),
            Measure::Between(low, high) => {
                let (from, to) = (FROM.written(self.language), TO.written(self.language));
                format!("{from} {} {to} {}", number(low), number(high))
            }
        };
        self.text.push_str(&text);
    }

    fn lately(&mut self, lately: Lately, denied: bool) {
        let Lately::Days(days) = lately else { return };
        self.text.push_str(match (self.language, denied) {
            (Language::Russian, true) => " ",
            (Language::Russian, false) => " за ",
            (Language::English, true) => " for ",
            (Language::English, false) => " within ",
        });
        self.days(days);
    }

    fn days(&mut self, days: u32) {
        let unit = match (self.language, days % 10, days % 100) {
            (Language::English, _, _) if days == 1 => "day",
            (Language::English, _, _) => "days",
            (Language::Russian, 1, hundredth) if hundredth != 11 => "день",
            (Language::Russian, 2..=4, hundredth) if !(12..=14).contains(&hundredth) => "дня",
            (Language::Russian, _, _) => "дней",
        };
        self.text.push_str(&format!("{days} {unit}"));
    }
}

/// The field of which these are values, where they can be written as a list.
fn listed(parts: &[Tree]) -> Option<Field> {
    let mut fields = parts.iter().map(|part| match part {
        Tree::One(one) => Some(one.field()),
        _ => None,
    });
    let first = fields.next()??;
    let listed = matches!(first.shape(), Shape::Choice | Shape::Text);
    (listed && fields.all(|field| field == Some(first))).then_some(first)
}

fn tenths(number: i64) -> String {
    if number % 10 == 0 {
        (number / 10).to_string()
    } else {
        format!("{}.{}", number / 10, number % 10)
    }
}
