//! Where sought words stand in a text.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::fold::is_plain;
use crate::tokens::{Words, composed, stem};

/// One thing that is sought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sought {
    /// A word in any of its forms: the token, and the form that was typed.
    Word {
        /// As the index has it.
        token: String,
        /// As it was typed.
        form: String,
    },
    /// Words that begin so, or are this word in any form.
    Beginning {
        /// As the index has the word.
        token: String,
        /// How they begin.
        form: String,
    },
    /// These words just so and in this order.
    Phrase(Vec<String>),
}

/// Where one thing was found: words from and to, and whether just as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Which of the sought.
    pub which: usize,
    /// Which words of the text.
    pub words: Range<usize>,
    /// Whether just as it was typed.
    pub exact: bool,
}

/// A text cut into words.
pub struct Cut {
    words: Words,
    forms: Vec<String>,
    stems: Vec<String>,
}

impl Sought {
    /// A phrase as it was typed.
    pub fn phrase(text: &str) -> Self {
        Self::Phrase(Cut::of(text).forms)
    }

    /// The words of a text, each sought in any form.
    pub fn words(text: &str) -> Vec<Self> {
        let cut = Cut::of(text);
        let pairs = cut.stems.into_iter().zip(cut.forms).filter(|(token, _)| !token.is_empty());
        pairs.map(|(token, form)| Self::Word { token, form }).collect()
    }
}

impl Cut {
    /// Cuts a text.
    pub fn of(text: &str) -> Self {
        let words = Words::cut(text);
        let form = |word| {
            let form = words.form(word);
            let plain = form.chars().all(is_plain);
            if plain { form.to_owned() } else { composed(form) }
        };
        let forms: Vec<String> = words.all.iter().map(form).collect();
        let stems = words.all.iter().map(|word| stem(words.form(word))).map(Cow::into_owned);
        let stems = stems.collect();
        Self { words, forms, stems }
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.forms.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }

    /// Where these stand, in the order of the text.
    pub fn find(&self, sought: &[Sought]) -> Vec<Found> {
        let mut found = Vec::new();
        for (at, (form, stem)) in self.forms.iter().zip(&self.stems).enumerate() {
            for (which, one) in sought.iter().enumerate() {
                let (length, exact) = match one {
                    Sought::Word { token, form: typed } if token == stem => (1, typed == form),
                    Sought::Beginning { token, form: typed }
                        if token == stem || form.starts_with(typed) =>
                    {
                        (1, typed == form)
                    }
                    Sought::Phrase(phrase) if self.says(at, phrase) => (phrase.len(), true),
                    _ => continue,
                };
                found.push(Found { which, words: at..at + length, exact });
            }
        }
        found
    }

    /// Whether this stands anywhere.
    pub fn has(&self, sought: &Sought) -> bool {
        !self.find(std::slice::from_ref(sought)).is_empty()
    }

    /// The bytes of the text at which words stand, those that touch or overlap joined.
    pub fn marks(&self, found: &[Found]) -> Vec<Range<usize>> {
        let mut marks: Vec<Range<usize>> = Vec::new();
        for one in found {
            let first = self.words.all.get(one.words.start);
            let last = one.words.end.checked_sub(1).and_then(|at| self.words.all.get(at));
            let (Some(first), Some(last)) = (first, last) else { continue };
            let (start, end) = (first.start as usize, last.end as usize);
            match marks.last_mut().filter(|mark| start <= mark.end) {
                Some(mark) => mark.end = mark.end.max(end),
                None => marks.push(start..end),
            }
        }
        marks
    }

    fn says(&self, at: usize, phrase: &[String]) -> bool {
        !phrase.is_empty() && self.forms.get(at..at + phrase.len()).is_some_and(|own| own == phrase)
    }
}

/// In how few words of the text something of each that was found stands; 0 when nothing was.
pub fn closest(found: &[Found]) -> usize {
    let kinds: HashSet<usize> = found.iter().map(|one| one.which).collect();
    let mut inside: HashMap<usize, usize> = HashMap::new();
    let (mut least, mut first) = (0, 0);
    for last in found {
        *inside.entry(last.which).or_default() += 1;
        while inside.len() == kinds.len() {
            let Some(begins) = found.get(first) else { break };
            let span = last.words.end.saturating_sub(begins.words.start);
            least = if least == 0 { span } else { least.min(span) };
            if let Some(count) = inside.get_mut(&begins.which) {
                *count -= 1;
                if *count == 0 {
                    inside.remove(&begins.which);
                }
            }
            first += 1;
        }
    }
    least
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn marked(text: &str, sought: &[Sought]) -> String {
        let cut = Cut::of(text);
        let mut shown = String::new();
        let mut at = 0;
        for mark in cut.marks(&cut.find(sought)) {
            shown += &format!("{}[{}]", &text[at..mark.start], &text[mark.clone()]);
            at = mark.end;
        }
        shown + &text[at..]
    }

    #[test]
    fn words_stand_in_any_form_and_phrases_just_so() {
        let words = Sought::words("доставка ёлку");
        assert_eq!(marked("О доставке <ёлки>!", &words), "О [доставке] <[ёлки]>!");
        let phrase = [Sought::phrase("Добрый  день")];
        assert_eq!(marked("добрый день, доброго дня", &phrase), "[добрый день], доброго дня");
        let begun = [Sought::Beginning { token: "дост".into(), form: "дост".into() }];
        assert_eq!(marked("достали с доставкой", &begun), "[достали] с [доставкой]");
        assert_eq!(marked("", &words), "");
        assert!(!Cut::of("любой").has(&Sought::phrase("")));
        assert!(Cut::of("а б в").has(&Sought::phrase("б, в")));
    }

    #[test]
    fn the_closest_words_count() {
        let sought = Sought::words("чайник свистит");
        let closest = |text: &str| closest(&Cut::of(text).find(&sought));
        assert_eq!(closest("чайник не свистит; свистит чайник"), 2);
        assert_eq!(closest("чайник совсем не свистит"), 4);
        assert_eq!(closest("чайник, чайник"), 1);
        assert_eq!(closest("самовар"), 0);
    }

    #[test]
    fn the_form_that_was_typed_is_known() {
        let found = Cut::of("доставки, доставка").find(&Sought::words("Доставка"));
        assert_eq!(found.iter().map(|one| one.exact).collect::<Vec<_>>(), [false, true]);
    }

    proptest! {
        #[test]
        fn marks_are_pieces_of_any_text(text in "\\PC{0,60}", sought in "\\PC{0,20}") {
            let mut all = Sought::words(&sought);
            all.extend(Sought::words(&text).into_iter().take(3));
            all.push(Sought::phrase(&sought));
            let cut = Cut::of(&text);
            let marks = cut.marks(&cut.find(&all));
            prop_assert!(marks.is_sorted_by(|one, next| one.end < next.start));
            for mark in marks {
                prop_assert!(text.get(mark).is_some_and(|piece| !piece.is_empty()));
            }
        }

        #[test]
        fn other_readings_take_any_text(text in "\\PC{0,40}") {
            super::super::on_the_other_keyboard(&text);
            super::super::in_the_other_script(&text);
            super::super::near(&text);
        }
    }
}
