//! What a server of IMAP answers (RFC 9051, RFC 3501), taken apart just as far as it is needed. Whatever
//! comes is survived: servers differ, and some are none.

/// One thing of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// A word: a number, a flag, `BODY[1.MIME]<0>`.
    Word(String),
    /// What is quoted or counted out.
    Text(Vec<u8>),
    /// What is in brackets.
    List(Vec<Self>),
    /// Nothing.
    Nil,
}

/// How a command ended, or what a server says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Status {
    /// `OK`, `NO`, `BAD`, `BYE`, `PREAUTH`.
    pub word: String,
    /// What stands in square brackets: `UIDVALIDITY 3`.
    pub code: String,
    /// The rest, for people.
    pub text: String,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Response {
    /// A command ended.
    Ended(String, Status),
    /// What a server says of itself or of what is going on.
    Says(Status),
    /// What was asked for, or news.
    Data(Vec<Value>),
    /// More is wanted.
    Go(String),
    /// Nothing that is understood.
    Odd,
}

/// Deeper than this nothing nests that means anything.
const DEEPEST: usize = 64;

impl Value {
    /// As a word or text, where it is one.
    pub fn text(&self) -> Option<String> {
        match self {
            Self::Word(word) => Some(word.clone()),
            Self::Text(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
            Self::List(_) | Self::Nil => None,
        }
    }

    /// As a number, where it is one.
    pub fn number(&self) -> Option<u32> {
        match self {
            Self::Word(word) => word.parse().ok(),
            _ => None,
        }
    }

    /// What is in its brackets.
    pub fn list(&self) -> &[Self] {
        match self {
            Self::List(list) => list,
            _ => &[],
        }
    }

    /// Whether it is this word, however it is written.
    pub fn is(&self, word: &str) -> bool {
        matches!(self, Self::Word(own) if own.eq_ignore_ascii_case(word))
    }
}

/// How many bytes follow a line that ends in their number.
pub(super) fn counted(line: &[u8]) -> Option<usize> {
    let line = line.strip_suffix(b"\n")?;
    let line = line.strip_suffix(b"\r").unwrap_or(line).strip_suffix(b"}")?;
    let at = line.iter().rposition(|byte| *byte == b'{')?;
    let digits = std::str::from_utf8(line.get(at + 1..)?).ok()?;
    digits.trim_end_matches('+').parse().ok()
}

/// Reads one answer, with all that was counted out in it.
pub(super) fn read(bytes: &[u8]) -> Response {
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
    if let Some(rest) = bytes.strip_prefix(b"+") {
        return Response::Go(String::from_utf8_lossy(rest).trim().to_owned());
    }
    let at = bytes.iter().position(|byte| *byte == b' ').unwrap_or(bytes.len());
    let (tag, rest) =
        (bytes.get(..at).unwrap_or_default(), bytes.get(at + 1..).unwrap_or_default());
    let status = status(rest);
    match (tag, status) {
        (b"*", Some(status)) => Response::Says(status),
        (b"*", None) => {
            let mut reader = Reader { bytes: rest, at: 0 };
            reader.items(0, None).map_or(Response::Odd, Response::Data)
        }
        (tag, Some(status)) if !tag.is_empty() => {
            Response::Ended(String::from_utf8_lossy(tag).into_owned(), status)
        }
        _ => Response::Odd,
    }
}

fn status(rest: &[u8]) -> Option<Status> {
    let text = String::from_utf8_lossy(rest);
    let (word, text) = text.split_once(' ').unwrap_or((&text, ""));
    let word = word.to_ascii_uppercase();
    if !["OK", "NO", "BAD", "BYE", "PREAUTH"].contains(&word.as_str()) {
        return None;
    }
    let text = text.trim();
    let (code, text) = match text.strip_prefix('[').and_then(|text| text.split_once(']')) {
        Some((code, text)) => (code.to_owned(), text.trim()),
        None => (String::new(), text),
    };
    Some(Status { word, code, text: text.to_owned() })
}

impl Status {
    /// The first word of the code.
    pub fn code_word(&self) -> String {
        self.code.split(' ').next().unwrap_or_default().to_ascii_uppercase()
    }

    /// The number in a code of this name.
    pub fn number(&self, name: &str) -> Option<u32> {
        let (word, number) = self.code.split_once(' ')?;
        word.eq_ignore_ascii_case(name).then(|| number.trim().parse().ok())?
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Things up to a closing bracket, or to the end.
    fn items(&mut self, depth: usize, end: Option<u8>) -> Option<Vec<Value>> {
        let mut items = Vec::new();
        loop {
            match self.peek() {
                None if end.is_none() => return Some(items),
                None => return None,
                Some(b' ') => self.at += 1,
                found if found == end => {
                    self.at += 1;
                    return Some(items);
                }
                Some(b'(') if depth < DEEPEST => {
                    self.at += 1;
                    items.push(Value::List(self.items(depth + 1, Some(b')'))?));
                }
                Some(b'(' | b')') => return None,
                Some(b'"') => items.push(Value::Text(self.quoted()?)),
                Some(b'{') => items.push(Value::Text(self.literal()?)),
                Some(_) => items.push(self.word()?),
            }
        }
    }

    fn quoted(&mut self) -> Option<Vec<u8>> {
        let mut text = Vec::new();
        loop {
            self.at += 1;
            match self.peek()? {
                b'"' => {
                    self.at += 1;
                    return Some(text);
                }
                b'\\' => {
                    self.at += 1;
                    text.push(self.peek()?);
                }
                byte => text.push(byte),
            }
        }
    }

    fn literal(&mut self) -> Option<Vec<u8>> {
        let rest = self.bytes.get(self.at..)?;
        let end = rest.iter().position(|byte| *byte == b'\n')?;
        let length = counted(rest.get(..=end)?)?;
        let from = self.at + end + 1;
        let to = from.checked_add(length)?;
        let text = self.bytes.get(from..to)?.to_vec();
        self.at = to;
        Some(text)
    }

    /// A word; what stands in square brackets belongs to it, whatever it is.
    fn word(&mut self) -> Option<Value> {
        let from = self.at;
        let mut inside = false;
        while let Some(byte) = self.peek() {
            match byte {
                b'[' => inside = true,
                b']' => inside = false,
                b' ' | b'(' | b')' if !inside => break,
                b'\r' | b'\n' => return None,
                _ => {}
            }
            self.at += 1;
        }
        let word = String::from_utf8_lossy(self.bytes.get(from..self.at)?).into_owned();
        Some(if word.eq_ignore_ascii_case("NIL") { Value::Nil } else { Value::Word(word) })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn word(text: &str) -> Value {
        Value::Word(text.to_owned())
    }

    #[test]
    fn answers_are_taken_apart() {
        let ended = |tag: &str, word: &str, code: &str, text: &str| {
            let status =
                Status { word: word.to_owned(), code: code.to_owned(), text: text.to_owned() };
            Response::Ended(tag.to_owned(), status)
        };
        assert_eq!(read(b"a1 OK done\r\n"), ended("a1", "OK", "", "done"));
        assert_eq!(read(b"a1 no [LIMIT] slow down\r\n"), ended("a1", "NO", "LIMIT", "slow down"));
        assert_eq!(read(b"+ idling\r\n"), Response::Go("idling".to_owned()));
        let data = |items: Vec<Value>| Response::Data(items);
        assert_eq!(read(b"* 23 EXISTS\r\n"), data(vec![word("23"), word("EXISTS")]));
        let fetched = b"* 1 FETCH (UID 7 FLAGS (\\Seen) BODY[1.MIME]<0> {5}\r\na(\r\n) X NIL)\r\n";
        let items = vec![
            word("UID"),
            word("7"),
            word("FLAGS"),
            Value::List(vec![word("\\Seen")]),
            word("BODY[1.MIME]<0>"),
            Value::Text(b"a(\r\n)".to_vec()),
            word("X"),
            Value::Nil,
        ];
        assert_eq!(read(fetched), data(vec![word("1"), word("FETCH"), Value::List(items)]));
        let list = b"* LIST (\\Sent) \"/\" \"a \\\"b\\\"\"\r\n";
        let items = vec![
            word("LIST"),
            Value::List(vec![word("\\Sent")]),
            Value::Text(b"/".to_vec()),
            Value::Text(b"a \"b\"".to_vec()),
        ];
        assert_eq!(read(list), data(items));
        for odd in ["", "* 1 FETCH (UID 7\r\n", "* )\r\n", "<html>\r\n", "* \"x\r\n", "a1\r\n"] {
            assert_eq!(read(odd.as_bytes()), Response::Odd, "{odd}");
        }
    }

    #[test]
    fn counts_are_found_at_the_end_of_a_line_only() {
        assert_eq!(counted(b"* 1 FETCH (BODY[] {12}\r\n"), Some(12));
        assert_eq!(counted(b"x {3+}\r\n"), Some(3));
        for none in
            [&b"x {12} y\r\n"[..], b"x {a}\r\n", b"x 12}\r\n", b"{99999999999999999999999}\r\n"]
        {
            assert_eq!(counted(none), None);
        }
    }

    proptest! {
        #[test]
        fn nothing_breaks_it(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            read(&bytes);
            read(&[b"* ".as_slice(), &bytes].concat());
        }

        #[test]
        fn nothing_that_looks_like_it_breaks_it(text in "\\* [0-9 ()\\[\\]{}\"A-F\\\\\r\n]{0,80}") {
            read(text.as_bytes());
        }
    }
}
