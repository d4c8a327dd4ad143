//! Elements of a JSON array somewhere inside a file, one by one, without loading the file.
//!
//! The scanner only counts brackets and steps over strings; what is inside an element is left to
//! the parser. It finds the array by its path of keys: `[]` is the file itself, `["messages"]` a
//! member of the top object, `*` any element of an array on the way
//! (`["chats", "list", "*", "messages"]`).

use std::io::Read;
use std::path::Path;

use serde_json::{Map, Value};

use super::json_value;
use super::source::{Record, Source};
use crate::import::{ImportError, MAX_RECORD};

/// Members of the enclosing object are kept up to this size.
const MAX_MEMBER: usize = 64 << 10;

/// Keys longer than this are no keys anybody asks for.
const MAX_KEY: usize = 1 << 10;

/// One element of the array. Indices begin with 0 and begin anew in each array.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Element {
    /// The raw bytes of an element; whether they are valid JSON is for the parser to say.
    Json {
        /// Which element of its array.
        index: u64,
        /// The element.
        bytes: Vec<u8>,
    },
    /// An element longer than [`MAX_RECORD`]; it was passed over.
    TooLong {
        /// Which element of its array.
        index: u64,
        /// Its length in bytes.
        length: u64,
        /// Its first bytes.
        beginning: Vec<u8>,
    },
    /// The file ends inside this element.
    Truncated {
        /// Which element of its array.
        index: u64,
        /// Its first bytes.
        beginning: Vec<u8>,
    },
}

/// Streams the elements of all arrays in a file that lie at one of the asked paths.
pub struct JsonItems {
    source: Source,
    paths: Vec<Vec<String>>,
    open: Vec<Frame>,
    header: Map<String, Value>,
    index: u64,
    found: bool,
}

/// An object or array on the way to the arrays asked for.
struct Frame {
    kind: Kind,
    /// What leads here from the frame above: a key, or `*` inside an array.
    key: String,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Object,
    Array,
    /// An array whose elements are handed over.
    Wanted,
}

enum End {
    Whole,
    OfFile,
}

impl JsonItems {
    /// Opens the array at `key_path`.
    ///
    /// # Errors
    /// [`ImportError::Io`], or [`ImportError::Foreign`] when the file does not begin like JSON.
    pub fn open(path: &Path, key_path: &[&str]) -> Result<Self, ImportError> {
        Self::open_any(path, &[key_path])
    }

    /// Opens all arrays at any of `key_paths`, in the order of the file.
    ///
    /// # Errors
    /// As [`JsonItems::open`].
    pub fn open_any(path: &Path, key_paths: &[&[&str]]) -> Result<Self, ImportError> {
        Self::over(Source::open(path)?, key_paths)
    }

    /// As [`JsonItems::open_any`], over what `reader` gives; errors name it `path`.
    ///
    /// # Errors
    /// As [`JsonItems::open`].
    pub fn open_reader(
        path: &Path,
        reader: Box<dyn Read + Send>,
        key_paths: &[&[&str]],
    ) -> Result<Self, ImportError> {
        Self::over(Source::over(path, reader)?, key_paths)
    }

    fn over(source: Source, key_paths: &[&[&str]]) -> Result<Self, ImportError> {
        let owned = |keys: &&[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
        let mut items = Self {
            source,
            paths: key_paths.iter().map(owned).collect(),
            open: Vec::new(),
            header: Map::new(),
            index: 0,
            found: false,
        };
        match items.skip_space()? {
            Some(b'{' | b'[') => Ok(items),
            first => Err(ImportError::Foreign {
                path: items.path().to_path_buf(),
                expected: "a JSON file",
                found: first.map_or("it is empty".to_owned(), |byte| {
                    format!("it begins with «{}»", byte.escape_ascii())
                }),
            }),
        }
    }

    /// The next element; `None` at the end of the file.
    ///
    /// # Errors
    /// [`ImportError::Io`] when the file cannot be read on.
    #[allow(clippy::should_implement_trait, reason = "an iterator cannot fail this way")]
    pub fn next(&mut self) -> Result<Option<Element>, ImportError> {
        while let Some(byte) = self.skip_space()? {
            match (byte, self.open.last().map(|frame| frame.kind)) {
                (b',' | b':', _) => self.source.consume(1),
                (b'}' | b']', _) => {
                    self.source.consume(1);
                    self.open.pop();
                }
                (_, Some(Kind::Wanted)) => return self.element().map(Some),
                (b'"', Some(Kind::Object)) => self.member()?,
                (_, Some(Kind::Object)) => self.skip_value()?,
                (_, Some(Kind::Array)) => self.value("*".to_owned())?,
                (_, None) => self.value(String::new())?,
            }
        }
        Ok(None)
    }

    /// The members of the object around the current array that come before it, as far as they are
    /// no longer than 64 kB.
    pub fn header(&self) -> &Map<String, Value> {
        &self.header
    }

    /// The key of the array whose element was given last; empty for the file itself.
    pub fn array_key(&self) -> &str {
        self.open.last().map_or("", |frame| frame.key.as_str())
    }

    /// Whether an array at one of the paths was met so far.
    pub fn found(&self) -> bool {
        self.found
    }

    /// Whether the file ended before all that it opened was closed, other than inside an element.
    pub fn cut_off(&self) -> bool {
        !self.open.is_empty()
    }

    /// Bytes read so far.
    pub fn read(&self) -> u64 {
        self.source.read()
    }

    /// The file.
    pub fn path(&self) -> &Path {
        self.source.path()
    }

    /// Whether the file, of which nothing may have been read yet, is one list.
    ///
    /// # Errors
    /// [`ImportError::Io`] when the file cannot be read.
    pub fn begins_with_list(&mut self) -> Result<bool, ImportError> {
        Ok(self.skip_space()? == Some(b'['))
    }

    fn element(&mut self) -> Result<Element, ImportError> {
        let index = self.index;
        self.index += 1;
        let mut record = Record::default();
        let end = self.scan_value(|bytes| record.add(bytes, MAX_RECORD))?;
        Ok(match end {
            End::OfFile => {
                // The cut is told of here, once.
                self.open.clear();
                Element::Truncated { index, beginning: record.into_beginning() }
            }
            End::Whole if record.whole() => Element::Json { index, bytes: record.into_bytes() },
            End::Whole => {
                let length = record.length();
                Element::TooLong { index, length, beginning: record.into_beginning() }
            }
        })
    }

    /// Reads a key, then goes into its value or steps over it.
    fn member(&mut self) -> Result<(), ImportError> {
        let key = self.small_value(MAX_KEY)?;
        if self.skip_space()? == Some(b':') {
            self.source.consume(1);
        }
        let Some(next) = self.skip_space()? else {
            return Ok(());
        };
        if matches!(next, b'}' | b']' | b',') {
            return Ok(());
        }
        let Some(Value::String(key)) = key else {
            return self.skip_value();
        };
        self.value(key)
    }

    /// Decides what to do with the value that begins here and is reached by `key`.
    fn value(&mut self, key: String) -> Result<(), ImportError> {
        let Some(byte) = self.skip_space()? else {
            return Ok(());
        };
        let path = self.path_to(&key);
        let wanted = |asked: &Vec<String>| asked.iter().eq(path.iter().copied());
        if byte == b'[' && self.paths.iter().any(wanted) {
            self.found = true;
            self.index = 0;
            self.enter(Kind::Wanted, key);
            return Ok(());
        }
        let leads_on = |asked: &Vec<String>| {
            asked.len() > path.len() && asked.iter().zip(&path).all(|(a, b)| a == *b)
        };
        let onward = self.paths.iter().any(leads_on);
        match byte {
            b'{' if onward => self.enter(Kind::Object, key),
            b'[' if onward => self.enter(Kind::Array, key),
            _ => self.keep_member(key)?,
        }
        Ok(())
    }

    /// The keys from the top to the value reached by `key`. The top itself has none.
    fn path_to<'a>(&'a self, key: &'a String) -> Vec<&'a String> {
        let above = self.open.iter().skip(1).map(|frame| &frame.key);
        let own = (!self.open.is_empty()).then_some(key);
        above.chain(own).collect()
    }

    fn enter(&mut self, kind: Kind, key: String) {
        self.source.consume(1);
        if kind == Kind::Object {
            self.header.clear();
        }
        self.open.push(Frame { kind, key });
    }

    fn keep_member(&mut self, key: String) -> Result<(), ImportError> {
        if let Some(value) = self.small_value(MAX_MEMBER)? {
            self.header.insert(key, value);
        }
        Ok(())
    }

    /// Reads a value; `None` when it is longer than `limit` or no JSON.
    fn small_value(&mut self, limit: usize) -> Result<Option<Value>, ImportError> {
        let mut record = Record::default();
        self.scan_value(|bytes| record.add(bytes, limit))?;
        if !record.whole() {
            return Ok(None);
        }
        Ok(json_value(&record.into_bytes()).ok())
    }

    fn skip_value(&mut self) -> Result<(), ImportError> {
        self.scan_value(|_| ()).map(|_| ())
    }

    /// Hands the bytes of the value that begins here to `keep`, however long it is.
    fn scan_value(&mut self, mut keep: impl FnMut(&[u8])) -> Result<End, ImportError> {
        let mut scan = Scan::default();
        loop {
            let buffer = self.source.peek()?;
            if buffer.is_empty() {
                return Ok(if scan.may_end_with_file() { End::Whole } else { End::OfFile });
            }
            let end = scan.step(buffer);
            let used = end.unwrap_or(buffer.len());
            keep(buffer.get(..used).unwrap_or_default());
            self.source.consume(used);
            if end.is_some() {
                return Ok(End::Whole);
            }
        }
    }

    /// The next byte that is not white space, left where it is.
    fn skip_space(&mut self) -> Result<Option<u8>, ImportError> {
        loop {
            let buffer = self.source.peek()?;
            let length = buffer.len();
            match buffer.iter().position(|byte| !byte.is_ascii_whitespace()) {
                Some(at) => {
                    let byte = buffer.get(at).copied();
                    self.source.consume(at);
                    return Ok(byte);
                }
                None if length == 0 => return Ok(None),
                None => self.source.consume(length),
            }
        }
    }
}

/// Where one value ends. Brackets are counted without regard to their kind.
#[derive(Default)]
struct Scan {
    depth: u64,
    in_string: bool,
    escaped: bool,
    begun: bool,
    scalar: bool,
}

impl Scan {
    /// Takes in a piece of the file; the position after the value when it ends in this piece.
    fn step(&mut self, piece: &[u8]) -> Option<usize> {
        let mut at = 0;
        while let Some(byte) = piece.get(at) {
            if self.in_string {
                at = self.through_string(piece, at);
                if !self.in_string && self.depth == 0 {
                    return Some(at);
                }
                continue;
            }
            match byte {
                b'"' if !self.scalar => self.in_string = true,
                b'{' | b'[' if !self.scalar => self.depth += 1,
                b'}' | b']' if self.depth > 1 => self.depth -= 1,
                b'}' | b']' if self.depth == 1 => return Some(at + 1),
                // Whatever ends a bare word; it is left for the caller unless it is all there is.
                b',' | b'}' | b']' | b'{' | b'[' | b'"' if self.depth == 0 => {
                    return Some(if self.begun { at } else { at + 1 });
                }
                byte if self.depth == 0 && byte.is_ascii_whitespace() => return Some(at),
                _ if self.depth == 0 => self.scalar = true,
                _ => {}
            }
            self.begun = true;
            at += 1;
        }
        None
    }

    /// From `at` inside a string to its end, or the end of the piece.
    fn through_string(&mut self, piece: &[u8], mut at: usize) -> usize {
        if self.escaped {
            self.escaped = false;
            at += 1;
        }
        while let Some(rest) = piece.get(at..) {
            match memchr::memchr2(b'"', b'\\', rest) {
                None => return piece.len(),
                Some(offset) if rest.get(offset) == Some(&b'"') => {
                    self.in_string = false;
                    return at + offset + 1;
                }
                Some(offset) if at + offset + 1 == piece.len() => {
                    self.escaped = true;
                    return piece.len();
                }
                Some(offset) => at += offset + 2,
            }
        }
        piece.len()
    }

    /// A bare number or word has no end of its own.
    fn may_end_with_file(&self) -> bool {
        self.scalar
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn opened(content: &[u8], paths: &[&[&str]]) -> JsonItems {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file.json");
        std::fs::write(&path, content).unwrap();
        JsonItems::open_any(&path, paths).unwrap()
    }

    fn all(content: &str, paths: &[&[&str]]) -> Vec<String> {
        let mut items = opened(content.as_bytes(), paths);
        let mut all = Vec::new();
        while let Some(element) = items.next().unwrap() {
            all.push(match element {
                Element::Json { bytes, .. } => String::from_utf8(bytes).unwrap(),
                Element::Truncated { index, .. } => format!("cut {index}"),
                Element::TooLong { index, length, .. } => format!("long {index} {length}"),
            });
        }
        all
    }

    #[test]
    fn the_file_itself_is_the_array() {
        let content = r#"[ {"a":"]}\"\\"} , 1,"x,y",[[],{}], null ]"#;
        let expected = [r#"{"a":"]}\"\\"}"#, "1", r#""x,y""#, "[[],{}]", "null"];
        assert_eq!(all(content, &[&[]]), expected);
        assert!(all("[]", &[&[]]).is_empty());
    }

    #[test]
    fn the_array_is_found_by_its_key() {
        let content = r#"{"name":"A","messages":[1,2],"other":{"messages":[3]},"n":[4]}"#;
        assert_eq!(all(content, &[&["messages"]]), ["1", "2"]);
        assert_eq!(all(content, &[&["other", "messages"], &["n"]]), ["3", "4"]);
        assert!(all(content, &[&[]]).is_empty());
    }

    #[test]
    fn each_array_of_a_list_has_its_own_header() {
        let content = r#"{"about":"x","chats":{"about":"y","list":[
            {"name":"A","id":1,"messages":[10,11]},{"id":2,"messages":[20],"late":0}]}}"#;
        let mut items = opened(content.as_bytes(), &[&["chats", "list", "*", "messages"]]);
        let mut seen = Vec::new();
        while let Some(Element::Json { index, bytes }) = items.next().unwrap() {
            let header = items.header();
            seen.push((header.get("id").cloned(), header.get("name").cloned(), index, bytes));
        }
        let expected = [
            (Some(json!(1)), Some(json!("A")), 0, b"10".to_vec()),
            (Some(json!(1)), Some(json!("A")), 1, b"11".to_vec()),
            (Some(json!(2)), None, 0, b"20".to_vec()),
        ];
        assert_eq!(seen, expected);
        assert!(items.found() && !items.cut_off());
    }

    #[test]
    fn a_cut_file_gives_its_whole_elements() {
        for cut in [r#"{"m":[{"a":1},{"b":"#, r#"{"m":[{"a":1},{"b":"x\"#, r#"{"m":[{"a":1},"x"#] {
            assert_eq!(all(cut, &[&["m"]]), [r#"{"a":1}"#, "cut 1"], "{cut}");
        }
        assert!(all(r#"{"m"#, &[&["m"]]).is_empty());
    }

    #[test]
    fn any_bytes_come_to_an_end() {
        let tokens = ["{", "}", "[", "]", ",", ":", "\"", "\\", "a", "1", " ", "\"m\""];
        for seed in 0..20_000_usize {
            let mut rest = seed;
            let mut content = "{\"m\":[".to_owned();
            while rest > 0 {
                content.push_str(tokens[rest % tokens.len()]);
                rest /= tokens.len();
            }
            all(&content, &[&["m"], &["a", "*"], &[]]);
        }
    }

    #[test]
    fn depth_is_no_danger() {
        let content = format!("[{}", "[".repeat(3_000_000));
        assert_eq!(all(&content, &[&[]]), ["cut 0"]);
    }

    #[test]
    fn other_files_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        for (content, found) in [("<html>", "<"), ("", "empty")] {
            let path = folder.path().join("x.json");
            std::fs::write(&path, content).unwrap();
            let error = JsonItems::open(&path, &[]).err().unwrap();
            assert!(error.to_string().contains(found), "{error}");
        }
    }
}
