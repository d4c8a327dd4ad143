//! What a visitor filled in, brought to measure: plain text without what no keyboard types.

use kamerton_app::contact;

/// Letters of a message.
pub const LONGEST_TEXT: usize = 4_000;
/// Letters of a name.
const LONGEST_NAME: usize = 100;

/// What was filled in and can be used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    pub text: String,
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
}

/// What of it cannot be used, by the name of its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    NoText,
    LongText,
    Email,
    Phone,
}

impl Wrong {
    /// The field, and the word of the sentence that says what is wrong.
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::NoText => ("text", "visit-wrong-empty"),
            Self::LongText => ("text", "visit-wrong-long"),
            Self::Email => ("email", "visit-wrong-email"),
            Self::Phone => ("phone", "visit-wrong-phone"),
        }
    }
}

/// Reads what was filled in; empty fields are none.
pub fn read(text: &str, name: &str, email: &str, phone: &str) -> Result<Given, Wrong> {
    let text = cleaned(text, true);
    if text.is_empty() {
        return Err(Wrong::NoText);
    }
    if text.chars().count() > LONGEST_TEXT {
        return Err(Wrong::LongText);
    }
    let email = filled(email, contact::email).map_err(|()| Wrong::Email)?;
    let phone = filled(phone, contact::phone).map_err(|()| Wrong::Phone)?;
    let name: String = cleaned(name, false).chars().take(LONGEST_NAME).collect();
    Ok(Given { text, name: Some(name).filter(|name| !name.is_empty()), email, phone })
}

fn filled(text: &str, read: fn(&str) -> Option<String>) -> Result<Option<String>, ()> {
    match text.trim() {
        "" => Ok(None),
        text => read(text).map(Some).ok_or(()),
    }
}

/// Plain text: without characters that turn it round, hide in it or steer something.
fn cleaned(text: &str, lines: bool) -> String {
    let text = text.replace("\r\n", "\n");
    let kept = |letter: &char| {
        (lines && *letter == '\n')
            || !(letter.is_control()
                || ('\u{202a}'..='\u{202e}').contains(letter)
                || ('\u{2066}'..='\u{2069}').contains(letter)
                || *letter == '\u{feff}')
    };
    let text: String = text.chars().filter(kept).collect();
    text.trim().to_owned()
}

/// Whether a name that a page gave something can be one: letters and digits, long enough not to be met
/// by chance.
pub fn is_id(text: &str) -> bool {
    (16..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_brought_to_measure() {
        let given =
            read(" Добрый\r\nдень\u{0}\u{202e} ", "Ве\nра", "A@B.example", "8 912 345-67-89");
        let given = given.unwrap();
        assert_eq!(given.text, "Добрый\nдень");
        assert_eq!(given.name.as_deref(), Some("Вера"));
        assert_eq!(given.email.as_deref(), Some("a@b.example"));
        assert_eq!(given.phone.as_deref(), Some("+79123456789"));
        assert_eq!(read("a", "", "", " "), Ok(Given { text: "a".to_owned(), ..Given::default() }));
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, email, phone, wrong) in [
            (" \n", "", "", Wrong::NoText),
            (&*"ж".repeat(LONGEST_TEXT + 1), "", "", Wrong::LongText),
            ("a", "nobody", "", Wrong::Email),
            ("a", "a@b.c, d@e.f", "", Wrong::Email),
            ("a", "", "12", Wrong::Phone),
        ] {
            assert_eq!(read(text, "", email, phone), Err(wrong));
        }
        assert!(read(&"ж".repeat(LONGEST_TEXT), "", "", "").is_ok());
    }

    #[test]
    fn names_of_writings_are_plain() {
        assert!(is_id(&"a1".repeat(8)));
        for none in ["", "short", &"a".repeat(65), "aaaaaaaaaaaaaaaa:", "жжжжжжжжжжжжжжжж"]
        {
            assert!(!is_id(none), "{none}");
        }
    }
}
