//! The scripts that tell languages apart, and which language a script alone tells.

/// A script, as far as it is told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Script {
    Latin,
    Cyrillic,
    Armenian,
    Georgian,
    Greek,
    Hebrew,
    Arabic,
    Devanagari,
    Thai,
    Hangul,
    Han,
    Kana,
    /// A letter of any other script.
    Unknown,
}

impl Script {
    pub const ALL: [Self; 13] = [
        Self::Latin,
        Self::Cyrillic,
        Self::Armenian,
        Self::Georgian,
        Self::Greek,
        Self::Hebrew,
        Self::Arabic,
        Self::Devanagari,
        Self::Thai,
        Self::Hangul,
        Self::Han,
        Self::Kana,
        Self::Unknown,
    ];

    /// The script of a letter (the blocks of Unicode); nothing for what is no letter.
    pub fn of(letter: char) -> Option<Self> {
        let script = match letter {
            'a'..='z' | 'A'..='Z' => Self::Latin,
            '\0'..='\u{bf}' | '×' | '÷' => return None,
            // The modifier letters from U+2B0 on stand for apostrophes and tones.
            '\u{c0}'..='\u{2af}' | '\u{1e00}'..='\u{1eff}' => Self::Latin,
            '\u{400}'..='\u{52f}' | '\u{1c80}'..='\u{1c8f}' => Self::Cyrillic,
            '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Self::Greek,
            '\u{531}'..='\u{58f}' => Self::Armenian,
            '\u{590}'..='\u{5ff}' => Self::Hebrew,
            '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{fb50}'..='\u{fefc}' => Self::Arabic,
            '\u{900}'..='\u{97f}' => Self::Devanagari,
            '\u{e00}'..='\u{e7f}' => Self::Thai,
            '\u{10a0}'..='\u{10ff}' | '\u{1c90}'..='\u{1cbf}' => Self::Georgian,
            '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7af}' => Self::Hangul,
            '\u{3041}'..='\u{30ff}' => Self::Kana,
            '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}' => Self::Han,
            _ => Self::Unknown,
        };
        let letter = matches!(script, Self::Latin | Self::Cyrillic) || letter.is_alphabetic();
        letter.then_some(script)
    }

    /// The language of a script that one of the world's larger languages has to itself, or nearly.
    pub const fn language(self) -> Option<&'static str> {
        match self {
            Self::Armenian => Some("hy"),
            Self::Georgian => Some("ka"),
            Self::Greek => Some("el"),
            Self::Hebrew => Some("he"),
            Self::Arabic => Some("ar"),
            Self::Devanagari => Some("hi"),
            Self::Thai => Some("th"),
            Self::Hangul => Some("ko"),
            Self::Han => Some("zh"),
            Self::Kana => Some("ja"),
            Self::Latin | Self::Cyrillic | Self::Unknown => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_stand_in_the_order_of_their_numbers() {
        for (number, script) in Script::ALL.into_iter().enumerate() {
            assert_eq!(script as usize, number);
        }
    }

    #[test]
    fn signs_have_no_script() {
        for sign in ['1', ' ', '’', '🔥', '×', '«', '€', '、', '،', '\u{301}'] {
            assert_eq!(Script::of(sign), None, "{sign}");
        }
    }
}
