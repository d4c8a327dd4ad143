//! Suggestions in words: how likely two people are one, and why.

use kamerton_identity::{Because, How, Kind, Reason};

use crate::format;
use crate::words::{Arg, Words};

/// A name says this many bits where one of some hundreds is called so.
const RARE: f32 = 8.0;
/// Nobody is quite sure of somebody else.
const SUREST: f64 = 0.999;

/// A reason in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// «Имя то же, другая форма: «Саша» и «Александр»».
    pub text: String,
    /// Whether it speaks against.
    pub against: bool,
}

/// How likely, in words and percents: «почти наверняка, 97 %».
pub fn likely(words: &Words, probability: f32) -> String {
    let probability = f64::from(probability).clamp(0.0, SUREST);
    // The word goes with the percents that stand beside it.
    let how = match (probability * 100.0).round() {
        95.0.. => "sure",
        80.0.. => "very",
        65.0.. => "fair",
        _ => "may",
    };
    let share = format::share(words.language(), probability);
    words.say("suggestions-likely", &[("how", Arg::Text(how)), ("share", Arg::Text(&share))])
}

/// Why two accounts may be one person, or may not.
pub fn why(words: &Words, because: &Because) -> Why {
    let text = reason(words, &because.reason);
    let named = matches!(&because.reason, Reason::Given { how, .. } | Reason::Surname { how, .. }
        if matches!(how, How::Variant | How::Same | How::Moved));
    let text = match named && because.bits >= RARE {
        true => words.say("suggestions-rare", &[("why", Arg::Text(&text))]),
        false => text,
    };
    Why { text, against: because.bits < 0.0 }
}

fn reason(words: &Words, reason: &Reason) -> String {
    let plain = |id: &str, how: How| words.say(id, &[("how", Arg::Text(word(how)))]);
    match reason {
        Reason::Given { how, one, other } => name(words, "suggestions-given", *how, one, other),
        Reason::Surname { how, one, other } => name(words, "suggestions-surname", *how, one, other),
        Reason::Middle { how } => plain("suggestions-middle", *how),
        Reason::Handle { how } => plain("suggestions-handle", *how),
        Reason::HandleOfName => words.say("suggestions-handle_of_name", &[]),
        Reason::Email { how } => plain("suggestions-email", *how),
        Reason::Phone { how } => plain("suggestions-phone", *how),
        Reason::Picture { how } => plain("suggestions-picture", *how),
        Reason::Talk { how } => plain("suggestions-talk", *how),
        Reason::Sex { how } => plain("suggestions-sex", *how),
        Reason::Fact { kind, how, one, other, .. } => {
            let fact = words.say(&format!("fact-{}", kind_word(*kind)), &[]);
            let args = [("how", Arg::Text(word(*how))), ("fact", Arg::Text(&fact))];
            let said = words.say("suggestions-fact", &args);
            // A number of a document is nobody's to read from a list.
            if *kind == Kind::Code { said } else { with_values(words, said, one, other) }
        }
    }
}

/// What is said of a given name or a surname.
fn name(words: &Words, id: &str, how: How, one: &str, other: &str) -> String {
    let how = match how {
        How::Variant if is_latin(one) == is_latin(other) => "form",
        How::Variant => "script",
        rest => word(rest),
    };
    let said = words.say(id, &[("how", Arg::Text(how))]);
    with_values(words, said, &written(one), &written(other))
}

/// A sentence, and what it is said of: «Саша» и «Александр».
fn with_values(words: &Words, said: String, one: &str, other: &str) -> String {
    let mut values: Vec<String> = Vec::new();
    for value in [one, other].into_iter().filter(|value| !value.is_empty()) {
        let value = format::quoted(words.language(), value);
        if !values.contains(&value) {
            values.push(value);
        }
    }
    if values.is_empty() {
        return said;
    }
    let names = words.enumerated(&values);
    words.say("suggestions-named", &[("why", Arg::Text(&said)), ("names", Arg::Text(&names))])
}

/// A name that was compared in small letters, as names are written: «анна-мария» is «Анна-Мария».
fn written(name: &str) -> String {
    let mut begins = true;
    let mut text = String::with_capacity(name.len());
    for letter in name.chars() {
        if begins {
            text.extend(letter.to_uppercase())
        } else {
            text.push(letter)
        }
        begins = matches!(letter, '-' | ' ' | '\'' | '’');
    }
    text
}

fn is_latin(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii())
}

/// The word of how far something agrees, as programs are told it too.
pub const fn word(how: How) -> &'static str {
    match how {
        How::Differs => "differs",
        How::Initial => "initial",
        How::Near => "near",
        How::Close => "close",
        How::Variant => "variant",
        How::Same => "same",
        How::Moved => "moved",
    }
}

const fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Birth => "birth",
        Kind::Gender => "gender",
        Kind::City => "city",
        Kind::Postcode => "postcode",
        Kind::Address => "address",
        Kind::Number => "number",
        Kind::Code => "code",
        Kind::Category => "category",
        Kind::Text => "text",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [How; 7] =
        [How::Differs, How::Initial, How::Near, How::Close, How::Variant, How::Same, How::Moved];

    fn said(lang: &str, reason: Reason, bits: f32) -> String {
        why(&Words::new(lang), &Because { reason, bits }).text.replace('\u{a0}', " ")
    }

    fn given(how: How, one: &str, other: &str) -> Reason {
        Reason::Given { how, one: one.to_owned(), other: other.to_owned() }
    }

    #[test]
    fn how_likely_is_a_word_and_a_share() {
        let (ru, en) = (Words::for_pages("ru"), Words::for_pages("en"));
        let cases = [
            (0.97, "почти наверняка, 97\u{a0}%", "almost certainly, 97%"),
            (0.95, "почти наверняка, 95\u{a0}%", "almost certainly, 95%"),
            (0.9, "очень вероятно, 90\u{a0}%", "very likely, 90%"),
            (0.7, "вероятно, 70\u{a0}%", "likely, 70%"),
            (0.5, "возможно, 50\u{a0}%", "possibly, 50%"),
            (1.0, "почти наверняка, 99,9\u{a0}%", "almost certainly, 99.9%"),
        ];
        for (probability, russian, english) in cases {
            assert_eq!(likely(&ru, probability), russian);
            assert_eq!(likely(&en, probability), english);
        }
    }

    #[test]
    fn names_are_told_as_they_are_written() {
        let cases = [
            (
                given(How::Variant, "саша", "александр"),
                "Имя то же, другая форма: «Саша» и «Александр»",
            ),
            (
                given(How::Variant, "саша", "alexander"),
                "Имя то же, записано иначе: «Саша» и «Alexander»",
            ),
            (given(How::Same, "анна-мария", "анна-мария"), "Имя то же: «Анна-Мария»"),
            (given(How::Differs, "пётр", "иван"), "Имена разные: «Пётр» и «Иван»"),
            (given(How::Same, "", ""), "Имя то же"),
        ];
        for (reason, text) in cases {
            assert_eq!(said("ru", reason, 3.0), text);
        }
        let rare = said("en", given(How::Same, "zohra", "zohra"), 9.0);
        assert_eq!(rare, "Same first name: “Zohra”, which is rare");
        let passport = Reason::Fact {
            kind: Kind::Code,
            column: 0,
            how: How::Same,
            one: "4509".to_owned(),
            other: "4509".to_owned(),
        };
        assert!(!said("ru", passport, 12.0).contains("4509"));
    }

    #[test]
    fn every_reason_has_its_words_in_both_languages() {
        let kinds = [
            Kind::Birth,
            Kind::Gender,
            Kind::City,
            Kind::Postcode,
            Kind::Address,
            Kind::Number,
            Kind::Code,
            Kind::Category,
            Kind::Text,
        ];
        let text = || "анна".to_owned();
        for how in ALL {
            let mut reasons = vec![
                given(how, "анна", "анна"),
                Reason::Surname { how, one: text(), other: text() },
                Reason::Middle { how },
                Reason::Handle { how },
                Reason::HandleOfName,
                Reason::Email { how },
                Reason::Phone { how },
                Reason::Picture { how },
                Reason::Talk { how },
                Reason::Sex { how },
            ];
            let fact = |kind| Reason::Fact { kind, column: 0, how, one: text(), other: text() };
            reasons.extend(kinds.map(fact));
            for reason in reasons {
                for lang in ["ru", "en"] {
                    let told = said(lang, reason.clone(), -1.0);
                    assert!(!told.contains("suggestions-") && !told.contains("fact-"), "{told}");
                    assert!(!told.contains("{$"), "{told}");
                    assert!(told.starts_with(char::is_uppercase), "{told}");
                }
            }
        }
    }
}
