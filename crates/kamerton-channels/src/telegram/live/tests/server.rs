//! A small server that answers what it is told and remembers what it was asked.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use kamerton_core::time::Instant;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::about;
use crate::live::{About, Link, Settings};
use crate::outbound::{Allowed, Outbound};

pub const TOKEN: &str = "777:secret-Token_1";

/// What the server answers: a status and a body, or it hangs up.
#[derive(Clone, Debug)]
pub enum Says {
    Answer(u16, String),
    HangUp,
}

pub fn ok(result: Value) -> Says {
    Says::Answer(200, json!({"ok": true, "result": result}).to_string())
}

pub fn no(code: u16, description: &str) -> Says {
    let body = json!({"ok": false, "error_code": code, "description": description});
    Says::Answer(code, body.to_string())
}

pub fn no_but(code: u16, description: &str, parameters: Value) -> Says {
    let body = json!({"ok": false, "error_code": code, "description": description,
        "parameters": parameters});
    Says::Answer(code, body.to_string())
}

/// What was asked: the method and the body.
#[derive(Clone, Debug)]
pub struct Asked {
    pub method: String,
    pub kind: String,
    pub body: Vec<u8>,
}

impl Asked {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

pub struct Server {
    pub settings: Settings,
    pub about: About,
    pub out: Outbound,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    /// Answers one after the other, then hangs up.
    pub async fn new(answers: impl IntoIterator<Item = Says>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let mut answers: VecDeque<Says> = answers.into_iter().collect();
        let seen = Arc::clone(&asked);
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let says = answers.pop_front().unwrap_or(Says::HangUp);
                serve(stream, says, &seen).await;
            }
        });
        let settings = [
            ("token", TOKEN.to_owned()),
            ("webhook-secret", "knock-knock".to_owned()),
            ("address", format!("http://127.0.0.1:{port}")),
        ];
        let settings = settings.into_iter().map(|(name, value)| (name.to_owned(), value));
        Self {
            settings: Settings::new(settings),
            about: about(),
            out: Outbound::new(Allowed::parse(["127.0.0.1"]).unwrap()).unwrap(),
            asked,
        }
    }

    pub fn link(&self) -> Link<'_> {
        let now = || Instant::from_seconds(1_709_366_400);
        Link { settings: &self.settings, about: &self.about, out: &self.out, now }
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    pub fn methods(&self) -> Vec<String> {
        self.asked().into_iter().map(|asked| asked.method).collect()
    }
}

async fn serve(mut stream: TcpStream, says: Says, seen: &Mutex<Vec<Asked>>) {
    let mut bytes = Vec::new();
    let mut piece = vec![0; 64 << 10];
    let head = loop {
        let read = stream.read(&mut piece).await.unwrap_or(0);
        bytes.extend_from_slice(&piece[..read]);
        if let Some(at) = bytes.windows(4).position(|end| end == b"\r\n\r\n") {
            break at;
        }
        if read == 0 {
            return;
        }
    };
    let text = String::from_utf8_lossy(&bytes[..head]).into_owned();
    let header = |name: &str| {
        let mut lines = text.lines().filter_map(|line| line.split_once(':'));
        let found = lines.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    };
    let length: usize = header("content-length").parse().unwrap_or(0);
    while bytes.len() < head + 4 + length {
        let read = stream.read(&mut piece).await.unwrap_or(0);
        if read == 0 {
            return;
        }
        bytes.extend_from_slice(&piece[..read]);
    }
    let path = text.split_whitespace().nth(1).unwrap_or_default();
    let method = path.strip_prefix(&format!("/bot{TOKEN}/")).unwrap_or(path).to_owned();
    let body = bytes[head + 4..].to_vec();
    seen.lock().unwrap().push(Asked { method, kind: header("content-type"), body });
    let Says::Answer(status, body) = says else { return };
    let answer = format!(
        "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{body}",
        body.len()
    );
    let _ = stream.write_all(answer.as_bytes()).await;
    let _ = stream.shutdown().await;
}
