//! A search in words: what was not understood, and where in a text stands what was found.

use std::ops::Range;

use kamerton_core::search::Notice;

use crate::words::{Arg, Words};

/// A piece of a text, marked or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Whether it is what was sought.
    pub marked: bool,
}

/// What was not understood, and what is known instead.
pub fn notice(words: &Words, notice: &Notice) -> String {
    match notice {
        Notice::Field(name) => words.say("search-no-field", &[("name", Arg::Text(name))]),
        Notice::Value(field, value) => {
            let known = words.say(&format!("search-known-{}", field.word()), &[]);
            let args = [("value", Arg::Text(value)), ("known", Arg::Text(&known))];
            words.say("search-no-value", &args)
        }
        Notice::Signs(signs) => words.say("search-signs", &[("signs", Arg::Text(signs))]),
        Notice::TooLong => words.say("search-too-long", &[]),
    }
}

/// A text in pieces.
pub fn pieces(text: &str, marks: &[Range<usize>]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    let mut push = |range: Range<usize>, marked| {
        if let Some(text) = text.get(range).filter(|text| !text.is_empty()) {
            pieces.push(Piece { text: text.to_owned(), marked });
        }
    };
    for mark in marks {
        push(at..mark.start, false);
        push(mark.clone(), true);
        at = mark.end;
    }
    push(at..text.len(), false);
    pieces
}

/// At most `most` characters of a text in pieces, from shortly before the first mark on.
pub fn snippet(text: &str, marks: &[Range<usize>], most: usize) -> Vec<Piece> {
    let first = marks.first().map_or(0, |mark| mark.start);
    let before = text.get(..first).map_or(0, |head| head.chars().count());
    // A third of what is shown lies before the first mark, unless that is near the beginning.
    let skipped = if before + most / 4 <= most { 0 } else { before - most / 3 };
    let at = |count: usize| text.char_indices().nth(count).map_or(text.len(), |(at, _)| at);
    let blank = |from: usize| text.get(from..).and_then(|rest| rest.find(' ')).map(|at| from + at);
    let start = if skipped == 0 { 0 } else { blank(at(skipped)).map_or(first, |at| at.min(first)) };
    let end = at(skipped + most);
    let cut = if end < text.len() {
        let whole = text.get(start..end).and_then(|shown| shown.rfind(' ')).map(|at| start + at);
        whole.filter(|whole| *whole > first).unwrap_or(end)
    } else {
        end
    };
    let inside = marks.iter().filter(|mark| mark.start >= start && mark.end <= cut);
    let inside: Vec<Range<usize>> =
        inside.map(|mark| mark.start - start..mark.end - start).collect();
    let mut shown = pieces(text.get(start..cut).unwrap_or(text), &inside);
    let dots = || Piece { text: "…".to_owned(), marked: false };
    if start > 0 {
        shown.insert(0, dots());
    }
    if cut < text.len() {
        shown.push(dots());
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(pieces: &[Piece]) -> String {
        let one = |piece: &Piece| match piece.marked {
            true => format!("[{}]", piece.text),
            false => piece.text.clone(),
        };
        pieces.iter().map(one).collect()
    }

    #[test]
    fn texts_are_cut_at_their_marks() {
        assert_eq!(shown(&pieces("ёж и уж", &[0..4, 8..12])), "[ёж] и [уж]");
        assert_eq!(shown(&pieces("ёж", &[])), "ёж");
        assert_eq!(pieces("", &[]), []);
    }

    #[test]
    fn long_texts_are_shown_around_the_first_mark() {
        let text = format!("{}чайник {}", "слово ".repeat(100), "потом ".repeat(100));
        let at = text.find("чайник").unwrap();
        let found = snippet(&text, std::slice::from_ref(&(at..at + "чайник".len())), 60);
        let found = shown(&found);
        assert!(found.starts_with("… слово") && found.ends_with("потом…"), "{found}");
        assert!(found.contains("[чайник]") && found.chars().count() < 70, "{found}");
        assert_eq!(shown(&snippet("коротко", &[], 60)), "коротко");
        assert_eq!(shown(&snippet(&"а".repeat(90), &[], 60)), format!("{}…", "а".repeat(60)));
        let early = snippet(&text, &[], 60);
        assert!(shown(&early).starts_with("слово слово"));
    }

    #[test]
    fn every_field_tells_what_is_known() {
        use kamerton_core::search::Field;
        let fields = [
            Field::From,
            Field::Place,
            Field::Stage,
            Field::State,
            Field::Kind,
            Field::Has,
            Field::Before,
            Field::After,
            Field::Answered,
        ];
        for words in [Words::new("ru"), Words::new("en")] {
            for field in fields {
                let said = notice(&words, &Notice::Value(field, "чушь".to_owned()));
                assert!(said.contains("чушь"), "{said}");
                assert!(words.has(&format!("search-known-{}", field.word())));
            }
            assert!(notice(&words, &Notice::Field("цвет".to_owned())).contains("цвет"));
        }
    }
}
