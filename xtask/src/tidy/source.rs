//! A Rust source, taken apart just far enough for line rules: code, text in quotes, and which
//! lines are tests.
//!
//! This is no parser. It knows comments (nested ones too), plain and raw strings, characters and
//! lifetimes, so that a word in a comment is not taken for code and SQL in a string is found.

/// One line of a source.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Counted from 1.
    pub number: usize,
    /// The code, with comments gone and strings emptied.
    pub code: String,
    /// What stands in string literals.
    pub quoted: String,
    /// Whether it belongs to an item under `#[cfg(test)]`.
    pub is_test: bool,
}

enum State {
    Code,
    LineComment,
    /// With the depth of nesting.
    BlockComment(usize),
    /// With the number of `#` of a raw string; `None` for a plain one, where `\` escapes.
    Quoted(Option<usize>),
}

/// Takes a source apart.
pub fn lines(text: &str) -> Vec<Line> {
    let mut lines = split(text);
    mark_tests(&mut lines);
    lines
}

fn split(text: &str) -> Vec<Line> {
    let characters: Vec<char> = text.chars().collect();
    let mut lines = Vec::new();
    let mut line = Line { number: 1, ..Line::default() };
    let mut state = State::Code;
    let mut at = 0;
    while let Some(&character) = characters.get(at) {
        let rest = characters.get(at..).unwrap_or_default();
        if character == '\n' {
            if matches!(state, State::LineComment) {
                state = State::Code;
            }
            let number = line.number + 1;
            lines.push(std::mem::replace(&mut line, Line { number, ..Line::default() }));
            at += 1;
            continue;
        }
        at += step(rest, &mut state, &mut line);
    }
    lines.push(line);
    lines
}

/// Consumes what stands at the beginning of `rest` and returns how many characters that was.
fn step(rest: &[char], state: &mut State, line: &mut Line) -> usize {
    match state {
        State::LineComment => 1,
        State::BlockComment(depth) => {
            let (next, length) = match rest {
                ['*', '/', ..] if *depth == 1 => (State::Code, 2),
                ['*', '/', ..] => (State::BlockComment(*depth - 1), 2),
                ['/', '*', ..] => (State::BlockComment(*depth + 1), 2),
                _ => return 1,
            };
            *state = next;
            length
        }
        State::Quoted(hashes) => step_quoted(rest, *hashes, state, line),
        State::Code => step_code(rest, state, line),
    }
}

fn step_quoted(rest: &[char], hashes: Option<usize>, state: &mut State, line: &mut Line) -> usize {
    let closing = hashes.unwrap_or(0);
    match rest {
        ['\\', '\n', ..] if hashes.is_none() => 1,
        ['\\', _, ..] if hashes.is_none() => 2,
        ['"', after @ ..] if after.iter().take_while(|c| **c == '#').count() >= closing => {
            line.code.push('"');
            *state = State::Code;
            1 + closing
        }
        [character, ..] => {
            line.quoted.push(*character);
            1
        }
        [] => 1,
    }
}

fn step_code(rest: &[char], state: &mut State, line: &mut Line) -> usize {
    let inside_word = line.code.chars().last().is_some_and(is_word);
    match rest {
        ['/', '/', ..] => {
            *state = State::LineComment;
            2
        }
        ['/', '*', ..] => {
            *state = State::BlockComment(1);
            2
        }
        ['"', ..] => {
            *state = State::Quoted(None);
            line.code.push('"');
            1
        }
        ['r', after @ ..] if !inside_word || line.code.ends_with('b') => {
            let hashes = after.iter().take_while(|c| **c == '#').count();
            if after.get(hashes) == Some(&'"') {
                *state = State::Quoted(Some(hashes));
                line.code.push('"');
                return hashes + 2;
            }
            line.code.push('r');
            1
        }
        ['\'', '\\', _, after @ ..] => {
            3 + after.iter().position(|c| *c == '\'').map_or(0, |end| end + 1)
        }
        ['\'', _, '\'', ..] => 3,
        [character, ..] => {
            line.code.push(*character);
            1
        }
        [] => 1,
    }
}

/// Marks the items that follow `#[cfg(test)]`: up to their closing brace, or up to a semicolon
/// where they have no body.
fn mark_tests(lines: &mut [Line]) {
    let mut depth = 0_usize;
    let mut inside = false;
    for line in lines {
        if !inside && line.code.trim_start().starts_with("#[cfg(test)]") {
            (inside, depth) = (true, 0);
        }
        line.is_test = inside;
        if !inside {
            continue;
        }
        for character in line.code.chars() {
            match character {
                '{' => depth += 1,
                '}' if depth == 1 => (inside, depth) = (false, 0),
                '}' => depth = depth.saturating_sub(1),
                ';' if depth == 0 => inside = false,
                _ => {}
            }
        }
    }
}

/// Whether `word` stands in `text` by itself, not as a part of a longer name.
pub fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        let starts = !word.starts_with(is_word) || !before.is_some_and(is_word);
        let ends = !word.ends_with(is_word) || !after.is_some_and(is_word);
        starts && ends
    })
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<String> {
        lines(text).into_iter().map(|line| line.code.trim().to_owned()).collect()
    }

    fn quotes(text: &str) -> Vec<String> {
        lines(text).into_iter().map(|line| line.quoted).collect()
    }

    #[test]
    fn comments_are_no_code() {
        assert_eq!(codes("a // b\n/* c /* d */ e */ f\n/// g"), ["a", "f", ""]);
    }

    #[test]
    fn strings_are_set_apart() {
        assert_eq!(quotes(r#"let a = "x // \" y"; b"#), ["x //  y"]);
        assert_eq!(codes("let a = \"x\"; // b"), ["let a = \"\";"]);
        assert_eq!(quotes("r#\"one \" \ntwo\"# + \"three\""), ["one \" ", "twothree"]);
        assert_eq!(quotes("br\"\\\" + \"x\""), ["\\x"]);
    }

    #[test]
    fn a_string_broken_by_a_backslash_keeps_the_line_numbers() {
        let found = lines("let a = \"x \\\n   y\";\nb");
        assert_eq!(found.len(), 3);
        assert_eq!(found[2].code, "b");
    }

    #[test]
    fn characters_and_lifetimes_are_told_apart() {
        assert_eq!(
            codes("if c == '\"' { f::<'a>('\\'', '\\u{7f}') } // x"),
            ["if c ==  { f::<'a>(, ) }"]
        );
    }

    #[test]
    fn tests_end_with_their_brace() {
        let text = "a\n#[cfg(test)]\nmod tests {\n  fn b() { \"}\" }\n}\nc";
        let marks: Vec<bool> = lines(text).iter().map(|line| line.is_test).collect();
        assert_eq!(marks, [false, true, true, true, true, false]);
    }

    #[test]
    fn a_test_item_without_a_body_ends_with_its_semicolon() {
        let text = "#[cfg(test)]\nmod tests;\nfn a() {}";
        let marks: Vec<bool> = lines(text).iter().map(|line| line.is_test).collect();
        assert_eq!(marks, [true, true, false]);
    }

    #[test]
    fn words_are_whole() {
        assert!(has_word("use rand::Rng", "rand::"));
        assert!(!has_word("use strand::Rng", "rand::"));
        assert!(!has_word("eprintln!(1)", "println!"));
        assert!(!has_word("asynchronous", "async"));
    }
}
