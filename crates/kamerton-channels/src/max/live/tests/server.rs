//! A server on this machine that answers as it is told and notes what it was asked.

use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::openapi::OpenApi;
use crate::live::Request;
use crate::outbound::{Allowed, Outbound};

/// What it was asked.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) method: String,
    /// Path and query.
    pub(super) target: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Asked {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// Method and path.
    pub(super) fn what(&self) -> String {
        format!("{} {}", self.method, self.target.split('?').next().unwrap_or_default())
    }

    pub(super) fn query(&self, name: &str) -> Option<String> {
        let url = reqwest::Url::parse(&format!("http://a{}", self.target)).unwrap();
        url.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
    }
}

/// What it answers.
#[derive(Clone, Debug)]
pub(super) enum Answer {
    /// A status with a body.
    Status(u16, String),
    /// A status with a header and a body.
    With(u16, &'static str, String),
    /// Nothing: it takes what was sent and hangs up.
    Nothing,
}

impl From<Value> for Answer {
    fn from(value: Value) -> Self {
        Self::Status(200, value.to_string())
    }
}

type Notes = Arc<Mutex<Vec<Asked>>>;

/// The server.
pub(super) struct Server {
    pub(super) address: String,
    asked: Notes,
}

impl Server {
    /// A server that answers so.
    pub(super) async fn new(answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let asked = Notes::default();
        let (notes, answer) = (Arc::clone(&asked), Arc::new(answer));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (notes, answer) = (Arc::clone(&notes), Arc::clone(&answer));
                tokio::spawn(async move { serve(stream, &notes, answer.as_ref()).await });
            }
        });
        Self { address, asked }
    }

    /// What it was asked, in order.
    pub(super) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// Methods and paths that it was asked, in order.
    pub(super) fn whats(&self) -> Vec<String> {
        self.asked().iter().map(Asked::what).collect()
    }

    /// Everything that it was asked keeps to the platform's description.
    pub(super) fn check(&self) {
        let Some(spec) = OpenApi::of_max() else { return };
        for asked in self.asked().iter().filter(|asked| !asked.target.starts_with("/storage")) {
            let mut request = Request::get(format!("https://platform-api2.max.ru{}", asked.target));
            request.method = match asked.method.as_str() {
                "GET" => "GET",
                "POST" => "POST",
                "PUT" => "PUT",
                "DELETE" => "DELETE",
                other => panic!("{other}"),
            };
            let token = asked.header("authorization").unwrap_or_default();
            request = request.with("authorization", token);
            let kind = asked.header("content-type").unwrap_or_default().to_owned();
            request.body = (!asked.body.is_empty()).then(|| (kind, asked.body.clone()));
            assert_eq!(spec.request_faults(&request), Vec::<String>::new(), "{}", asked.what());
        }
    }
}

/// A way out that reaches this machine.
pub(super) fn out() -> Outbound {
    Outbound::new(Allowed::parse(["127.0.0.0/8"]).unwrap()).unwrap()
}

async fn serve(mut stream: TcpStream, notes: &Notes, answer: &(dyn Fn(&Asked) -> Answer + Sync)) {
    let Some(asked) = take(&mut stream).await else { return };
    let answer = answer(&asked);
    notes.lock().unwrap().push(asked);
    let (status, header, body) = match answer {
        Answer::Nothing => return,
        Answer::Status(status, body) => (status, "x-test: 1", body),
        Answer::With(status, header, body) => (status, header, body),
    };
    let length = body.len();
    let text = format!(
        "HTTP/1.1 {status} X\r\n{header}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    );
    let _ = stream.write_all(text.as_bytes()).await;
}

async fn take(stream: &mut TcpStream) -> Option<Asked> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).ok()?;
    let mut lines = head.lines();
    let mut first = lines.next()?.split(' ');
    let (method, target) = (first.next()?.to_owned(), first.next()?.to_owned());
    let pair = |line: &str| {
        let (name, value) = line.split_once(':')?;
        Some((name.to_lowercase(), value.trim().to_owned()))
    };
    let headers: Vec<_> = lines.filter_map(pair).collect();
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length: usize = length.and_then(|(_, value)| value.parse().ok()).unwrap_or(0);
    while bytes.len() < end + 4 + length {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    let body = bytes[end + 4..end + 4 + length].to_vec();
    Some(Asked { method, target, headers, body })
}
