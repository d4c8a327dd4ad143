//! Lines and what they look like.

/// A line of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// As it stands.
    pub text: &'a str,
    /// Marked as the words of another.
    pub quoted: bool,
    /// Inside a block of code.
    pub code: bool,
}

impl Line<'_> {
    pub fn is_blank(&self) -> bool {
        self.text.trim_matches(is_space).is_empty()
    }

    /// Begins with a bar, as some programs quote.
    pub fn is_barred(&self) -> bool {
        self.text.trim_start().starts_with('|')
    }
}

/// White, or a mark that shows nothing.
pub(super) fn is_space(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '\u{200B}' | '\u{FEFF}' | '\u{200E}' | '\u{200F}')
}

/// The lines of a text.
pub(super) fn of(text: &str) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = text
        .split('\n')
        .map(|line| {
            let text = line.strip_suffix('\r').unwrap_or(line);
            Line { text, quoted: is_quoted(text), code: false }
        })
        .collect();
    mark_code(&mut lines);
    lines
}

/// A block of code has a fence at both ends; a fence that is never closed is none.
fn mark_code(lines: &mut [Line<'_>]) {
    let fences: Vec<usize> = (0..lines.len())
        .filter(|at| lines.get(*at).is_some_and(|line| line.text.trim_start().starts_with("```")))
        .collect();
    for pair in fences.chunks_exact(2) {
        let [first, last] = pair else { continue };
        for line in lines.get_mut(*first..=*last).unwrap_or_default() {
            line.code = true;
            line.quoted = false;
        }
    }
}

/// What follows the initials of the one who is quoted, where a line begins with some: `AB> text`.
fn behind_initials(line: &str) -> &str {
    let line = line.trim_start_matches(is_space);
    let initials: usize =
        line.chars().take(4).take_while(|letter| letter.is_uppercase()).map(char::len_utf8).sum();
    line.get(initials..).filter(|after| after.starts_with('>')).unwrap_or(line)
}

/// `>` at the beginning, perhaps with the initials of the one who is quoted.
fn is_quoted(line: &str) -> bool {
    behind_initials(line).starts_with('>')
}

/// The line without its marks of quoting.
pub(super) fn unquoted(line: &str) -> &str {
    behind_initials(line).trim_start_matches(|letter: char| letter == '>' || is_space(letter))
}

/// How many lines a quote has that begins here, empty ones inside it counted.
pub(super) fn quote_length(lines: &[Line<'_>]) -> usize {
    let within = lines.iter().take_while(|line| line.quoted || line.is_blank());
    let mut length = 0;
    for (at, line) in within.enumerate() {
        if line.quoted {
            length = at + 1;
        }
    }
    length
}

/// `--------`, `________`, `* * *`: a line of nothing but marks.
pub(super) fn is_divider(line: &str) -> bool {
    let line = line.trim_matches(is_space);
    let marks = line.chars().filter(|letter| matches!(letter, '-' | '_' | '=' | '*' | '—' | '–'));
    line.len() <= 400 && marks.count() >= 3 && line.chars().all(|letter| "-_=*—– ".contains(letter))
}
