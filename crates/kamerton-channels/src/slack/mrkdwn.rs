//! Slack's markup turned into plain text.
//!
//! `<@U1|name>`, `<#C1|name>`, `<!here>` and `<https://…|label>` stand for mentions, channels and
//! links; `&amp;`, `&lt;` and `&gt;` are the only escapes; a line that begins with `&gt;` quotes.

use super::directory::Directory;
use crate::fields::without_quotes;

/// The text as people see it, without quotes.
pub(super) fn to_text(source: &str, directory: &Directory) -> String {
    let lines: Vec<_> = source.lines().map(|line| words(line, directory)).collect();
    without_quotes(&lines.join("\n"))
}

fn words(line: &str, directory: &Directory) -> String {
    let (mut text, mut rest) = match (line.strip_prefix("&gt;&gt;&gt;"), line.strip_prefix("&gt;"))
    {
        (Some(quoted), _) => (">>> ".to_owned(), quoted.trim_start()),
        (None, Some(quoted)) => ("> ".to_owned(), quoted.trim_start()),
        (None, None) => (String::with_capacity(line.len()), line),
    };
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(&unescaped(before));
        let Some((reference, tail)) = after.split_once('>') else {
            text.push('<');
            rest = after;
            break;
        };
        text.push_str(&unescaped(&referred(reference, directory)));
        rest = tail;
    }
    text.push_str(&unescaped(rest));
    text
}

fn referred(reference: &str, directory: &Directory) -> String {
    let (target, label) = reference.split_once('|').unwrap_or((reference, ""));
    let or = |name: Option<&str>| name.unwrap_or(target.get(1..).unwrap_or_default()).to_owned();
    let label = Some(label.trim()).filter(|label| !label.is_empty());
    match target.chars().next() {
        Some('@') => {
            let known = target.get(1..).and_then(|user| directory.name(user));
            format!("@{}", or(known.or(label)).trim_start_matches('@'))
        }
        Some('#') => {
            let known = target.get(1..).and_then(|channel| directory.channel_name(channel));
            format!("#{}", or(label.or(known)).trim_start_matches('#'))
        }
        Some('!') => special(target, label),
        _ => label.unwrap_or(target.strip_prefix("mailto:").unwrap_or(target)).to_owned(),
    }
}

/// `<!here>`, `<!subteam^S1|@team>`, `<!date^1392734382^{date}|18 Feb>`.
fn special(target: &str, label: Option<&str>) -> String {
    let word = target.trim_start_matches('!').split('^').next().unwrap_or_default();
    label.map_or_else(|| format!("@{word}"), str::to_owned)
}

fn unescaped(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    // The ampersand comes last: `&amp;lt;` is the text `&lt;`.
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, text: &str) {
        assert_eq!(to_text(source, &Directory::default()), text, "{source}");
    }

    #[test]
    fn references_become_words() {
        check("<@U1|anna> in <#C1|general>, <!here>", "@anna in #general, @here");
        check("<@U1> <#C1> <!subteam^S1|@team>", "@U1 #C1 @team");
        check("see <https://a.example/x?a=1&amp;b=2|the page>", "see the page");
        check("<https://a.example/x?a=1&amp;b=2>", "https://a.example/x?a=1&b=2");
        check("<mailto:a@b.example|a@b.example> <!date^1^{date}|today>", "a@b.example today");
    }

    #[test]
    fn escapes_and_quotes() {
        check("1 &lt; 2 &amp;&amp; 3 &gt; 2, &amp;lt;", "1 < 2 && 3 > 2, &lt;");
        check("&gt; theirs\n&gt;theirs too\nmine", "mine");
        check("mine\n&gt;&gt;&gt; theirs\nall", "mine");
        check("```\n&gt; code\n```", "```\n> code\n```");
    }

    #[test]
    fn broken_markup_is_text() {
        check("a < b", "a < b");
        check("<>", "");
        check("<@>", "@");
        check("<|>", "");
    }
}
