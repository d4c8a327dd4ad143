//! Finds what is not talk: code, configuration, logs. Words in there carry no emotion.

use std::ops::Range;

/// The byte ranges of `text` that are code: fenced and back-quoted pieces, and lines that look like
/// program text, configuration, a log or a stack trace. Sorted, not overlapping.
pub(crate) fn code_ranges(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut at = 0;
    let mut fence_open = false;
    for line in text.split_inclusive('\n') {
        let whole = at..at + line.len();
        at = whole.end;
        let fences = line.matches("```").count();
        if fences > 0 {
            ranges.push(whole);
            fence_open ^= fences % 2 == 1;
        } else if fence_open || looks_like_code(line.trim()) {
            ranges.push(whole);
        } else if line.contains('`') {
            ranges.extend(back_quoted(line, whole.start));
        }
    }
    ranges
}

fn back_quoted(line: &str, offset: usize) -> impl Iterator<Item = Range<usize>> {
    let mut quotes = line.match_indices('`').map(|(at, _)| at);
    std::iter::from_fn(move || {
        let from = quotes.next()?;
        let to = quotes.next()?;
        Some(offset + from..offset + to + 1)
    })
}

/// Judged by the share of signs that people hardly use when they talk.
fn looks_like_code(line: &str) -> bool {
    let bytes = line.as_bytes();
    if bytes.len() < 6 {
        return false;
    }
    let signs = bytes.iter().filter(|byte| is_code_sign(**byte)).count();
    let cyrillic = bytes.iter().any(|byte| *byte >= 0xd0);
    if signs * 100 >= bytes.len() * if cyrillic { 20 } else { 14 }
        && signs >= 3
        && !line.contains("://")
    {
        return true;
    }
    !cyrillic && (is_log_line(line) || is_command(line))
}

const fn is_code_sign(byte: u8) -> bool {
    matches!(
        byte,
        b'{' | b'}'
            | b'['
            | b']'
            | b'<'
            | b'>'
            | b'='
            | b';'
            | b'$'
            | b'|'
            | b'\\'
            | b'_'
            | b'"'
            | b'&'
            | b'+'
    )
}

fn is_log_line(line: &str) -> bool {
    let stack_frame = line.starts_with("at ") && line.ends_with(')');
    let stamped = line.len() > 18
        && line.as_bytes().iter().take(19).filter(|byte| byte.is_ascii_digit()).count() >= 10;
    let named = ["Exception", "Error:", "ERROR", "WARN", "INFO", "DEBUG", "Traceback", "errno"];
    stack_frame || stamped || named.iter().any(|name| line.contains(name))
}

fn is_command(line: &str) -> bool {
    const COMMANDS: [&str; 24] = [
        "$ ",
        "sudo ",
        "curl ",
        "docker ",
        "kubectl ",
        "git ",
        "pip ",
        "npm ",
        "cargo ",
        "apt ",
        "java -",
        "import ",
        "SELECT ",
        "INSERT ",
        "UPDATE ",
        "DELETE ",
        "select * ",
        "CREATE ",
        "GET /",
        "POST /",
        "HTTP/",
        "export ",
        "def ",
        "#include",
    ];
    COMMANDS.iter().any(|command| line.starts_with(command))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> =
            code_ranges(text).into_iter().map(|range| text[range].trim()).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn talk_is_not_code() {
        check("Привет (да-да), а вот и мы; как дела?", &[]);
        check("It works - really! (since Monday)", &[]);
        check("Ссылка: https://example.org/a?b=c&d=e_f_g", &[]);
    }

    #[test]
    fn code_is_found_by_its_signs() {
        check(
            "смотри\n{\"killed\": true, \"dead\": [1, 2]}\nвот",
            &["{\"killed\": true, \"dead\": [1, 2]}"],
        );
        check("```\nужасно\n```\nконец", &["```", "ужасно", "```"]);
        check("поле `terrible_value` лишнее", &["`terrible_value`"]);
        check("java.lang.NullPointerException: hate", &["java.lang.NullPointerException: hate"]);
        check(
            "    at com.example.Dead.kill(Dead.java:13)",
            &["at com.example.Dead.kill(Dead.java:13)"],
        );
        check("SELECT * FROM complaints", &["SELECT * FROM complaints"]);
    }
}
