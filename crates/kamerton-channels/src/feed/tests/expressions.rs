//! What the comments at the top of a corpus say of its files: comparisons in Python, as far as they are
//! used there.

/// One comparison: a path of names and numbers, and what is to be found there.
#[derive(Debug, PartialEq)]
pub struct Expected {
    pub path: Vec<String>,
    pub value: Value,
}

#[derive(Debug, PartialEq)]
pub enum Value {
    Text(String),
    /// The numbers of a date.
    Numbers(Vec<i64>),
    Other,
}

/// The comparisons of an expression; what is none is left out.
pub fn comparisons(expression: &str) -> Vec<Expected> {
    let mut found = Vec::new();
    for clause in split(expression, " and ") {
        let clause = clause.trim().trim_matches(['(', ')', ' ']);
        let sides = split(clause, "==");
        let Some((last, paths)) = sides.split_last() else { continue };
        for path in paths {
            let Some(path) = path_of(path.trim()) else { continue };
            found.push(Expected { path, value: value(last.trim()) });
        }
    }
    found
}

/// Splits outside of quotes and brackets.
fn split<'a>(text: &'a str, at: &str) -> Vec<&'a str> {
    let (mut parts, mut start, mut quote, mut skip) = (Vec::new(), 0, None, false);
    let mut depth = 0i32;
    for (place, sign) in text.char_indices() {
        match (quote, sign) {
            _ if std::mem::take(&mut skip) => {}
            (Some(_), '\\') => skip = true,
            (Some(open), _) if open == sign => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(sign),
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => depth -= 1,
            (None, _) if depth == 0 && text[place..].starts_with(at) && place >= start => {
                parts.push(&text[start..place]);
                start = place + at.len();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

fn path_of(text: &str) -> Option<Vec<String>> {
    let signs = |c: char| c.is_alphanumeric() || "[]'\"_.-".contains(c);
    let known = text.starts_with("feed") || text.starts_with("entries") || text == "encoding";
    if !known || !text.chars().all(signs) {
        return None;
    }
    let parts = text.split(['[', ']', '.', '\'', '"']).filter(|part| !part.is_empty());
    Some(parts.map(str::to_owned).collect())
}

fn value(text: &str) -> Value {
    if let Some(inside) = text.strip_prefix('(') {
        let numbers = inside.trim_end_matches(')').split(',').filter_map(|n| n.trim().parse().ok());
        return Value::Numbers(numbers.collect());
    }
    let text = text.strip_prefix('u').unwrap_or(text);
    for quote in ["\"\"\"", "'''", "\"", "'"] {
        let inside = text.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
        if let Some(inside) = inside {
            // Texts are put together with a plus at times.
            return Value::Text(unescaped(&inside.replace("' + '", "")));
        }
    }
    Value::Other
}

fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut signs = text.chars();
    while let Some(sign) = signs.next() {
        if sign != '\\' {
            out.push(sign);
            continue;
        }
        let kind = signs.next().unwrap();
        let digits = match kind {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        if digits > 0 {
            let code: String = signs.by_ref().take(digits).collect();
            out.push(char::from_u32(u32::from_str_radix(&code, 16).unwrap()).unwrap());
        } else {
            out.push(match kind {
                'n' => '\n',
                't' => '\t',
                other => other,
            });
        }
    }
    out
}

#[test]
fn comparisons_are_read() {
    let found = comparisons(
        r#"not bozo and entries[0]['title'] == entries[1].title == u'a \u201c and\' b'"#,
    );
    assert_eq!(found.len(), 2);
    assert_eq!(found[1].path, ["entries", "1", "title"]);
    assert_eq!(found[0].value, Value::Text("a “ and' b".to_owned()));
    assert!(comparisons("bozo").is_empty());
}
