//! Markup of texts turned into characters: `[id1|Anna]` is a mention, `[#alias|text|address]` a link.

/// A name may be this long in a mention; what is longer is no mention.
const LONGEST: usize = 400;

/// The text as people see it.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('[') {
        let (before, from) = rest.split_at(start);
        plain.push_str(before);
        match mention(from) {
            Some((shown, after)) => {
                plain.push_str(shown);
                rest = after;
            }
            None => {
                plain.push('[');
                rest = from.get(1..).unwrap_or_default();
            }
        }
    }
    plain.push_str(rest);
    plain.trim().to_owned()
}

/// What is shown of a mention at the beginning, and what follows it.
fn mention(text: &str) -> Option<(&str, &str)> {
    let end = text.bytes().take(LONGEST).position(|byte| byte == b']')?;
    let inner = text.get(1..end)?;
    let (target, shown) = inner.split_once('|')?;
    let shown = match target.starts_with('#') {
        true => shown.split('|').next().unwrap_or(shown),
        false => shown,
    };
    (is_target(target) && !shown.contains(['[', '\n'])).then_some(())?;
    Some((shown, text.get(end + 1..)?))
}

fn is_target(target: &str) -> bool {
    if target.starts_with('#') || target.starts_with("https://vk.") {
        return true;
    }
    // «id1:bp-2_3» is a mention that answers a comment.
    let name = target.split(':').next().unwrap_or(target);
    let number = ["id", "club", "public", "event"].iter().find_map(|kind| name.strip_prefix(kind));
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn mentions_become_names() {
        assert_eq!(plain("[id55|Анна], спасибо!"), "Анна, спасибо!");
        assert_eq!(plain("[id55:bp-1_7|Анна], да"), "Анна, да");
        assert_eq!(plain("см. [club1|наше сообщество] [1]"), "см. наше сообщество [1]");
        assert_eq!(plain("[#alias|карта|https://example.org]"), "карта");
        for same in ["[a|b]", "[id|b]", "x [", "[[", "[id5", "a [] b", "[id5|x\ny]"] {
            assert_eq!(plain(same), same);
        }
        assert_eq!(plain("[[id5|Яна]]"), "[Яна]");
    }
}
