//! Zulip's own Markdown, as exports store it, turned into plain text.

use super::content::linked_message;

/// The text without quotes, and the message that the first "quote and reply" answers.
pub(super) fn read(source: &str) -> (String, Option<String>) {
    let mut answers = None;
    let mut kept: Vec<String> = Vec::new();
    let mut fences: Vec<Fence> = Vec::new();
    for line in source.lines() {
        if let Some(fence) = Fence::of(line) {
            step(&mut fences, fence);
            continue;
        }
        if fences.iter().any(|fence| fence.is_quote) {
            continue;
        }
        if !fences.is_empty() {
            kept.push(line.to_owned());
            continue;
        }
        if let Some(answered) = quote_header(line) {
            answers = answers.or(Some(answered));
            continue;
        }
        if !line.starts_with('>') {
            kept.push(inline(line));
        }
    }
    (kept.join("\n").trim().to_owned(), answers)
}

/// A line of backticks or tildes that opens or closes a block.
struct Fence {
    mark: char,
    length: usize,
    is_quote: bool,
    is_bare: bool,
}

impl Fence {
    fn of(line: &str) -> Option<Self> {
        let line = line.trim();
        let mark = line.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
        let word = line.trim_start_matches(mark);
        let length = line.len() - word.len();
        // ```code``` on one line is no fence.
        if length < 3 || word.contains(mark) {
            return None;
        }
        let word = word.trim();
        Some(Self { mark, length, is_quote: word == "quote", is_bare: word.is_empty() })
    }

    fn closes(&self, opened: &Self) -> bool {
        self.is_bare && self.mark == opened.mark && self.length >= opened.length
    }
}

fn step(fences: &mut Vec<Fence>, fence: Fence) {
    if fences.last().is_some_and(|opened| fence.closes(opened)) {
        fences.pop();
        return;
    }
    // Inside code a fence is text, save that it may close; inside a quote blocks may be nested.
    if fences.last().is_none_or(|opened| opened.is_quote) {
        fences.push(fence);
    }
}

/// `@_**Name|17** [said](…/near/12345):`
fn quote_header(line: &str) -> Option<String> {
    let line = line.trim();
    if !(line.starts_with("@_**") || line.starts_with("@**")) || !line.ends_with("):") {
        return None;
    }
    let (_, link) = line.rsplit_once("](")?;
    linked_message(link)
}

/// Mentions, links to streams and bold words as people see them.
fn inline(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find("**") {
        let (before, after) = rest.split_at(at);
        let after = after.get(2..).unwrap_or_default();
        let Some((inner, tail)) = after.split_once("**") else { break };
        push_marked(&mut text, before, inner);
        rest = tail;
    }
    text.push_str(rest);
    without_links(&text)
}

fn push_marked(text: &mut String, before: &str, inner: &str) {
    let name =
        inner.rsplit_once('|').filter(|(_, id)| id.bytes().all(|byte| byte.is_ascii_digit()));
    let name = name.map_or(inner, |(name, _)| name);
    if let Some(before) = before.strip_suffix("@_") {
        text.push_str(before);
        text.push_str(name);
    } else if before.ends_with('#') {
        text.push_str(before);
        text.push_str(&inner.replace('>', " > "));
    } else if before.ends_with('@') {
        text.push_str(before);
        text.push_str(name);
    } else {
        text.push_str(before);
        text.push_str(inner);
    }
}

/// `[label](address)` becomes the label; an address that stands by itself stays.
fn without_links(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('[') {
        text.push_str(before);
        match link(after) {
            Some((label, tail)) => {
                text.push_str(label);
                rest = tail;
            }
            None => {
                text.push('[');
                rest = after;
            }
        }
    }
    text.push_str(rest);
    text
}

/// Label and remainder of the link whose `[` was just passed. Neither search goes beyond the next
/// bracket, so that a line of nothing but brackets is gone through once.
fn link(after: &str) -> Option<(&str, &str)> {
    let (label, tail) = after.split_at_checked(after.find(['[', ']'])?)?;
    let address = tail.strip_prefix("](")?;
    let (_, tail) = address.split_at_checked(address.find([')', '['])?)?;
    Some((label, tail.strip_prefix(')')?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, text: &str, answers: Option<&str>) {
        assert_eq!(read(source), (text.to_owned(), answers.map(str::to_owned)), "{source}");
    }

    #[test]
    fn quote_and_reply() {
        let source = "@_**A B|17** [said](https://z.example/#narrow/stream/1-x/topic/y/near/12345):\n\
            ```quote\nolder words\n```\n\nI agree";
        check(source, "I agree", Some("12345"));
        let nested = "@_**A|17** [сказал(а)](#narrow/near/7):\n````quote\n@_**B|18** [said](/near/5):\n\
            ```quote\noldest\n```\nolder\n````\nnew\n\n@_**C|1** [said](/near/9):\n```quote\nx\n```\nmore";
        check(nested, "new\n\nmore", Some("7"));
    }

    #[test]
    fn marks_become_words() {
        check("@**Anna|7** see #**help>start here**", "@Anna see #help > start here", None);
        check("@_**Anna** is **bold**, 2 ** 3", "Anna is bold, 2 ** 3", None);
        check("[docs](https://x.example/a) and [no]", "docs and [no]", None);
        check("> theirs\nmine", "mine", None);
        check("```rust\nlet a = b ** c; // > d\n```", "let a = b ** c; // > d", None);
    }

    #[test]
    fn broken_markup_is_text() {
        for source in ["**", "@**", "[](", "```", "@_**a** [x](", "]([", "~~~quote"] {
            read(source);
        }
        check("@**Anna", "@**Anna", None);
    }
}
