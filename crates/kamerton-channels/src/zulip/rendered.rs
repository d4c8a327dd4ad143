//! Zulip's HTML turned into plain text.
//!
//! What Zulip renders in its own way is put into plain words first: formulas come thrice (MathML,
//! TeX, spans), emoji as empty-looking spans; the rest is left to [`crate::html`].

use super::content::{emoji, linked_message};
use crate::html::to_text_without_quotes;

/// The text without quotes, and the message that the first "quote and reply" answers.
pub(super) fn read(html: &str) -> (String, Option<String>) {
    let (html, answers) = without_quote_headers(html);
    (to_text_without_quotes(&simplified(&html)).trim().to_owned(), answers)
}

/// Takes out `<p><span class="user-mention silent" …>Name</span> <a href="…/near/1">said</a>:</p>`.
fn without_quote_headers(html: &str) -> (String, Option<String>) {
    let mut answers = None;
    if !html.contains("/near/") {
        return (html.to_owned(), answers);
    }
    let mut kept = String::with_capacity(html.len());
    let mut quotes_open = 0_isize;
    let mut rest = html;
    while let Some((before, after)) = rest.split_once("<p>") {
        kept.push_str(before);
        quotes_open += count(before, "<blockquote") - count(before, "</blockquote");
        let header = after.split_once("</p>").filter(|_| quotes_open <= 0);
        let header = header.and_then(|(inner, tail)| Some((header_link(inner)?, tail)));
        match header {
            Some((answered, tail)) => {
                answers = answers.or(Some(answered));
                rest = tail;
            }
            None => {
                kept.push_str("<p>");
                rest = after;
            }
        }
    }
    kept.push_str(rest);
    (kept, answers)
}

fn header_link(paragraph: &str) -> Option<String> {
    let paragraph = paragraph.trim();
    if !paragraph.starts_with("<span") || !paragraph.ends_with("</a>:") {
        return None;
    }
    let (mention, link) = paragraph.split_once("<a ")?;
    let only_link = !link.contains("<a ") && mention.contains("user-mention");
    only_link.then(|| linked_message(link)).flatten()
}

fn count(html: &str, tag: &str) -> isize {
    isize::try_from(html.matches(tag).count()).unwrap_or(isize::MAX)
}

fn simplified(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        text.push_str(before);
        match special(tag) {
            Some((words, tail)) => {
                text.push_str(&words);
                rest = tail;
            }
            None => {
                text.push('<');
                rest = tag.get(1..).unwrap_or_default();
            }
        }
    }
    text.push_str(rest);
    text
}

/// The words for the element that `html` begins with, and what follows it; still HTML.
fn special(html: &str) -> Option<(String, &str)> {
    if html.starts_with("<span class=\"katex\">") {
        return formula(html);
    }
    let (tag, after) = html.split_once('>')?;
    if tag.starts_with("<span") {
        let code = attribute(tag, "class")?.strip_prefix("emoji emoji-")?;
        let (_, tail) = after.split_once("</span>")?;
        return Some((emoji(code)?, tail));
    }
    if tag.starts_with("<img") && attribute(tag, "class")? == "emoji" {
        return Some((attribute(tag, "alt")?.to_owned(), after));
    }
    None
}

/// A formula as its author wrote it: the TeX in its annotation.
fn formula(html: &str) -> Option<(String, &str)> {
    let end = end_of_span(html)?;
    let (inner, tail) = html.split_at_checked(end)?;
    let (_, annotation) = inner.split_once("<annotation encoding=\"application/x-tex\">")?;
    let (source, _) = annotation.split_once("</annotation>")?;
    Some((source.to_owned(), tail))
}

/// Where the span that `html` begins with ends. A rendered formula takes some kilobytes; looking no
/// further keeps a text of nothing but opened formulas from being searched to its end for each.
fn end_of_span(html: &str) -> Option<usize> {
    const LONGEST: usize = 64 << 10;
    let mut depth = 0_usize;
    let mut at = 0;
    loop {
        at += html.get(at..)?.find('<')?;
        if at > LONGEST {
            return None;
        }
        let tag = html.get(at..)?;
        if tag.starts_with("<span") {
            depth += 1;
        } else if tag.starts_with("</span>") {
            depth = depth.checked_sub(1)?;
            if depth == 0 {
                return Some(at + "</span>".len());
            }
        }
        at += 1;
    }
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, after) = tag.split_once(&format!(" {name}=\""))?;
    after.split_once('"').map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, text: &str, answers: Option<&str>) {
        assert_eq!(read(html), (text.to_owned(), answers.map(str::to_owned)), "{html}");
    }

    const HEADER: &str = "<p><span class=\"user-mention silent\" data-user-id=\"1\">A B</span> \
        <a href=\"#narrow/stream/1-x/topic/y/near/12345\" title=\"t\">said</a>:</p>";

    #[test]
    fn quote_and_reply() {
        let html = format!("{HEADER}\n<blockquote>\n<p>older</p>\n</blockquote>\n<p>I agree</p>");
        check(&html, "I agree", Some("12345"));
        let nested = format!("<blockquote>{HEADER}<p>old</p></blockquote><p>new</p>");
        check(&nested, "new", None);
        let link = "<p>see <a href=\"/near/5\">there</a>:</p>";
        assert_eq!(read(link).1, None);
    }

    #[test]
    fn emoji_and_formulas() {
        let smile = "<p>ok <span aria-label=\"smile\" class=\"emoji emoji-1f604\" role=\"img\" \
            title=\"smile\">:smile:</span> <img alt=\":own:\" class=\"emoji\" src=\"/x\"></p>";
        check(smile, "ok 😄 :own:", None);
        let formula = "<p>so <span class=\"katex\"><span class=\"katex-mathml\"><math><semantics>\
            <mi>x</mi><annotation encoding=\"application/x-tex\">x^2</annotation></semantics></math>\
            </span><span class=\"katex-html\" aria-hidden=\"true\"><span>x</span>2</span></span>.</p>";
        check(formula, "so x^2.", None);
    }

    #[test]
    fn broken_html_is_read_as_far_as_it_goes() {
        for html in ["<", "<span", "<span class=\"katex\">", "<p><span><a /near/</a>:</p>", "<p>ы"]
        {
            read(html);
        }
    }
}
