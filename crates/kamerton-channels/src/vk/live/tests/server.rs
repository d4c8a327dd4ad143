//! A server on this machine that answers calls and remembers them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A call that came.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Asked {
    /// The method, or the path of what is none.
    pub method: String,
    pub params: BTreeMap<String, String>,
    /// What was sent that is no form.
    pub body: Vec<u8>,
}

impl Asked {
    pub fn get(&self, name: &str) -> &str {
        self.params.get(name).map_or("", String::as_str)
    }
}

type Answering = dyn Fn(&Asked) -> Value + Send + Sync;

/// The server.
pub(super) struct Server {
    pub address: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    /// Answers with what a function gives. A text is sent as it is, null breaks the connection, and what
    /// neither has a response nor an error is given as the response.
    pub async fn new(answer: impl Fn(&Asked) -> Value + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port());
        let (asked, answer): (Arc<Mutex<Vec<_>>>, Arc<Answering>) =
            (Arc::default(), Arc::new(answer));
        let noted = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(one(stream, Arc::clone(&noted), Arc::clone(&answer)));
            }
        });
        Self { address, asked }
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// The methods that were called, in order.
    pub fn methods(&self) -> Vec<String> {
        self.asked().into_iter().map(|asked| asked.method).collect()
    }

    pub fn forget(&self) {
        self.asked.lock().unwrap().clear();
    }
}

async fn one(mut stream: TcpStream, noted: Arc<Mutex<Vec<Asked>>>, answer: Arc<Answering>) {
    let Some((head, body)) = request(&mut stream).await else { return };
    let asked = read(&head, &body);
    noted.lock().unwrap().push(asked.clone());
    let text = match answer(&asked) {
        Value::Null => return,
        Value::String(text) => text,
        value if value.get("error").is_some_and(Value::is_object) => value.to_string(),
        value if value.get("response").is_some() || !head.contains("/method/") => value.to_string(),
        value => json!({ "response": value }).to_string(),
    };
    let (status, text) = match text.split_once(' ') {
        Some((status, text)) if status.len() == 3 && status.bytes().all(|b| b.is_ascii_digit()) => {
            (status.to_owned(), text.to_owned())
        }
        _ => ("200".to_owned(), text),
    };
    let head = format!(
        "HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        text.len()
    );
    let _ = stream.write_all(format!("{head}{text}").as_bytes()).await;
}

async fn request(stream: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    let mut piece = [0; 16_384];
    loop {
        let read = stream.read(&mut piece).await.ok().filter(|read| *read > 0)?;
        bytes.extend_from_slice(&piece[..read]);
        let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&bytes[..end]).to_string();
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
        });
        if bytes.len() >= end + 4 + length.unwrap_or(0) {
            return Some((head, bytes[end + 4..].to_vec()));
        }
    }
}

fn read(head: &str, body: &[u8]) -> Asked {
    let target = head.split(' ').nth(1).unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let is_form = head.to_ascii_lowercase().contains("x-www-form-urlencoded");
    let form = if is_form { body } else { &[] };
    let params = form_urlencoded::parse(query.as_bytes()).chain(form_urlencoded::parse(form));
    Asked {
        method: path.strip_prefix("/method/").unwrap_or(path).to_owned(),
        params: params.map(|(name, value)| (name.into_owned(), value.into_owned())).collect(),
        body: if is_form { Vec::new() } else { body.to_vec() },
    }
}

/// The calls within an `execute`.
pub(super) fn within(asked: &Asked) -> Vec<Asked> {
    let mut calls = Vec::new();
    let mut rest = asked.get("code");
    while let Some((_, after)) = rest.split_once("API.") {
        let (method, after) = after.split_once('(').unwrap();
        let mut params = serde_json::Deserializer::from_str(after).into_iter::<Value>();
        let given = params.next().unwrap().unwrap();
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let given = given.as_object().unwrap().iter();
        let params_of = given.map(|(name, value)| (name.clone(), text(value))).collect();
        calls.push(Asked { method: method.to_owned(), params: params_of, body: Vec::new() });
        rest = &after[params.byte_offset()..];
    }
    calls
}

/// An error of the platform.
pub(super) fn error(code: i64) -> Value {
    json!({ "error": { "error_code": code, "error_msg": "so it is" } })
}
