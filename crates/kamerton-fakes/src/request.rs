//! Reading a request, and the parameters that stand in it in one of four forms.

use serde_json::{Map, Value};
use tokio::io::{AsyncRead, AsyncReadExt};

/// Bytes of a head that are read.
const MOST_HEAD: usize = 64 << 10;
/// Bytes of a body that are read.
const MOST_BODY: usize = 256 << 20;

/// A file that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// The parameter under which it came.
    pub field: String,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// A request.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// When, in microseconds since 1970, by the fake's clock.
    pub at: i64,
    /// `GET`, `POST`, …
    pub verb: String,
    /// The path, undecoded.
    pub path: String,
    /// What follows the question mark.
    pub query: String,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The platform's name of what is asked: `sendMessage`.
    pub name: String,
    /// Parameters of address and body, whatever their form; in forms all are texts.
    pub parameters: Map<String, Value>,
    /// Files.
    pub files: Vec<Upload>,
    /// The body as it came.
    pub body: Vec<u8>,
}

impl Asked {
    /// The first header of this name, which is given in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// A parameter as text; numbers and truths as they are written.
    pub fn text(&self, name: &str) -> Option<String> {
        match self.parameters.get(name)? {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }
    }

    /// A parameter as a whole number.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.text(name)?.trim().parse().ok()
    }

    /// Whether a parameter says yes.
    pub fn is_set(&self, name: &str) -> bool {
        self.text(name).is_some_and(|text| matches!(text.as_str(), "true" | "True" | "1" | "yes"))
    }

    /// A parameter that is JSON, by itself or as text.
    pub fn value(&self, name: &str) -> Option<Value> {
        match self.parameters.get(name)? {
            Value::String(text) => serde_json::from_str(text).ok(),
            other => Some(other.clone()),
        }
    }
}

/// Reads one request; `None` when there is none any more.
///
/// # Errors
/// What is no HTTP; an answer of 400 is fit.
pub(crate) async fn read(
    stream: &mut (impl AsyncRead + Unpin),
    buffer: &mut Vec<u8>,
) -> std::io::Result<Option<Asked>> {
    let wrong = |what: &str| std::io::Error::new(std::io::ErrorKind::InvalidData, what.to_owned());
    let end = loop {
        if buffer.first().is_some_and(|first| !first.is_ascii_uppercase()) {
            return Err(wrong("no HTTP"));
        }
        if let Some(at) = find(buffer, b"\r\n\r\n") {
            break at;
        }
        if buffer.len() > MOST_HEAD {
            return Err(wrong("a head without end"));
        }
        if stream.read_buf(buffer).await? == 0 {
            return Ok(None);
        }
    };
    let head = String::from_utf8_lossy(buffer.get(..end).unwrap_or_default()).into_owned();
    buffer.drain(..end + 4);
    let mut asked = parse_head(&head).ok_or_else(|| wrong("a strange head"))?;
    asked.body = if asked.header("transfer-encoding").is_some_and(|way| way.contains("chunked")) {
        read_chunks(stream, buffer).await?
    } else {
        let length = asked.header("content-length").map_or(Some(0), |text| text.parse().ok());
        let length: usize = length.ok_or_else(|| wrong("a strange length"))?;
        read_exactly(stream, buffer, length).await?
    };
    parse_parameters(&mut asked);
    Ok(Some(asked))
}

fn parse_head(head: &str) -> Option<Asked> {
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let (verb, target) = (first.next()?, first.next()?);
    // Through a proxy the whole address comes (RFC 9112, 3.2.2).
    let target = match target.split_once("://") {
        Some((scheme, rest)) if !scheme.contains('/') => {
            rest.find('/').map_or("/", |at| rest.split_at(at).1)
        }
        _ => target,
    };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let header = |line: &str| {
        let (name, value) = line.split_once(':')?;
        Some((name.trim().to_ascii_lowercase(), value.trim().to_owned()))
    };
    Some(Asked {
        verb: verb.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: lines.filter_map(header).collect(),
        ..Asked::default()
    })
}

async fn read_exactly(
    stream: &mut (impl AsyncRead + Unpin),
    buffer: &mut Vec<u8>,
    length: usize,
) -> std::io::Result<Vec<u8>> {
    if length > MOST_BODY {
        return Err(std::io::Error::new(std::io::ErrorKind::InvalidData, "a body too large"));
    }
    while buffer.len() < length {
        if stream.read_buf(buffer).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
    let rest = buffer.split_off(length);
    Ok(std::mem::replace(buffer, rest))
}

async fn read_chunks(
    stream: &mut (impl AsyncRead + Unpin),
    buffer: &mut Vec<u8>,
) -> std::io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = loop {
            if let Some(at) = find(buffer, b"\r\n") {
                break at;
            }
            if stream.read_buf(buffer).await? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
        };
        let line = String::from_utf8_lossy(buffer.get(..end).unwrap_or_default()).into_owned();
        buffer.drain(..end + 2);
        let length = line.split(';').next().unwrap_or_default().trim();
        let length = usize::from_str_radix(length, 16)
            .map_err(|_| std::io::Error::new(std::io::ErrorKind::InvalidData, "a strange piece"))?;
        let piece = read_exactly(stream, buffer, length + 2).await?;
        if length == 0 || body.len() > MOST_BODY {
            return Ok(body);
        }
        body.extend_from_slice(piece.get(..length).unwrap_or_default());
    }
}

/// Gathers what was told, from the address first.
fn parse_parameters(asked: &mut Asked) {
    let mut parameters = Map::new();
    for (name, value) in form_urlencoded::parse(asked.query.as_bytes()) {
        parameters.insert(name.into_owned(), Value::String(value.into_owned()));
    }
    let kind = asked.header("content-type").unwrap_or_default().to_owned();
    if kind.starts_with("application/json") {
        if let Ok(Value::Object(object)) = serde_json::from_slice(&asked.body) {
            parameters.extend(object);
        }
    } else if kind.starts_with("application/x-www-form-urlencoded") {
        for (name, value) in form_urlencoded::parse(&asked.body) {
            parameters.insert(name.into_owned(), Value::String(value.into_owned()));
        }
    } else if kind.starts_with("multipart/form-data") {
        let boundary = parameter(&kind, "boundary").unwrap_or_default();
        for part in parts(&asked.body, &boundary) {
            match part.file {
                None => {
                    let text = String::from_utf8_lossy(&part.bytes).into_owned();
                    parameters.insert(part.field, Value::String(text));
                }
                Some(name) => asked.files.push(Upload {
                    field: part.field,
                    name,
                    kind: part.kind,
                    bytes: part.bytes,
                }),
            }
        }
    }
    asked.parameters = parameters;
}

struct Part {
    field: String,
    file: Option<String>,
    kind: String,
    bytes: Vec<u8>,
}

/// The parts of a `multipart/form-data` body (RFC 7578).
fn parts(body: &[u8], boundary: &str) -> Vec<Part> {
    let mark = format!("--{boundary}");
    let mut found = Vec::new();
    let mut rest = match find(body, mark.as_bytes()) {
        Some(at) => body.get(at + mark.len()..).unwrap_or_default(),
        None => return found,
    };
    let next = format!("\r\n{mark}");
    while let Some(end) = find(rest, next.as_bytes()) {
        let part = rest.get(..end).unwrap_or_default();
        rest = rest.get(end + next.len()..).unwrap_or_default();
        let Some(split) = find(part, b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(part.get(..split).unwrap_or_default()).into_owned();
        let mut read = Part {
            field: String::new(),
            file: None,
            kind: String::new(),
            bytes: part.get(split + 4..).unwrap_or_default().to_vec(),
        };
        for line in head.split("\r\n") {
            let Some((name, value)) = line.split_once(':') else { continue };
            match name.trim().to_ascii_lowercase().as_str() {
                "content-disposition" => {
                    read.field = parameter(value, "name").unwrap_or_default();
                    read.file = parameter(value, "filename");
                }
                "content-type" => value.trim().clone_into(&mut read.kind),
                _ => {}
            }
        }
        found.push(read);
    }
    found
}

/// A parameter of a header: `name="value"`, percent-encoded quotes as browsers send them.
fn parameter(header: &str, wanted: &str) -> Option<String> {
    let mut rest = header;
    loop {
        let at = rest.find(';')?;
        rest = rest.get(at + 1..)?.trim_start();
        let (name, value) = rest.split_once('=')?;
        if name.trim().eq_ignore_ascii_case(wanted) {
            let quoted = value.strip_prefix('"').and_then(|value| value.split('"').next());
            let bare = value.split(';').next().unwrap_or_default().trim();
            return Some(quoted.unwrap_or(bare).replace("%22", "\""));
        }
    }
}

/// Where bytes stand in others.
fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn of(text: &[u8]) -> Asked {
        read(&mut &*text, &mut Vec::new()).await.unwrap().unwrap()
    }

    #[tokio::test]
    async fn parameters_come_in_four_forms() {
        let asked = of(b"GET /a/b?x=1&y=%D0%B4 HTTP/1.1\r\nHost: h\r\n\r\n").await;
        assert_eq!((asked.path.as_str(), asked.number("x")), ("/a/b", Some(1)));
        assert_eq!(asked.text("y").as_deref(), Some("д"));
        let asked = of(b"POST /a HTTP/1.1\r\nContent-Type: application/json\r\n\
            Content-Length: 22\r\n\r\n{\"x\":1,\"y\":true,\"z\":2}")
        .await;
        assert!(asked.is_set("y"));
        let asked =
            of(b"POST /a?x=2 HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n\
            Transfer-Encoding: chunked\r\n\r\n3\r\ny=a\r\n2\r\n+b\r\n0\r\n\r\n")
            .await;
        assert_eq!(asked.text("y").as_deref(), Some("a b"));
        let body = "--q\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n7\r\n\
            --q\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a b.png\"\r\n\
            Content-Type: image/png\r\n\r\n\x01\r\n\x02\r\n--q--\r\n";
        let head = format!(
            "POST /a HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=q\r\n\
             Content-Length: {}\r\n\r\n",
            body.len()
        );
        let asked = of(format!("{head}{body}").as_bytes()).await;
        assert_eq!(asked.number("chat_id"), Some(7));
        let file = asked.files.first().unwrap();
        assert_eq!((file.name.as_str(), file.kind.as_str()), ("a b.png", "image/png"));
        assert_eq!(file.bytes, b"\x01\r\n\x02");
    }

    #[tokio::test]
    async fn what_is_no_http_is_refused() {
        assert!(read(&mut &b"\x16\x03\x01"[..], &mut Vec::new()).await.is_err());
        assert!(read(&mut &b""[..], &mut Vec::new()).await.unwrap().is_none());
    }
}
