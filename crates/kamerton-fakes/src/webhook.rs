//! Calling a webhook, as a platform does.

use std::io::{Error, ErrorKind};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What a webhook answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Called {
    /// The status.
    pub status: u16,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// Sends a body to an address by POST, by plain HTTP on this machine, and reads the answer to its end.
///
/// # Errors
/// When there is none within the time.
pub async fn call(
    address: &str,
    headers: &[(String, String)],
    body: &[u8],
    within: Duration,
) -> std::io::Result<Called> {
    let late = |_| Error::from(ErrorKind::TimedOut);
    tokio::time::timeout(within, ask(address, headers, body)).await.map_err(late)?
}

async fn ask(address: &str, headers: &[(String, String)], body: &[u8]) -> std::io::Result<Called> {
    let wrong = |what: &str| Error::new(ErrorKind::InvalidData, what.to_owned());
    let rest = address.strip_prefix("http://").ok_or_else(|| wrong("only http:// is called"))?;
    let (host, path) = rest.find('/').map_or((rest, "/"), |at| rest.split_at(at));
    let mut stream = TcpStream::connect(host).await?;
    let mut head = format!(
        "POST {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body).await?;
    let mut bytes = Vec::new();
    stream.take(1 << 20).read_to_end(&mut bytes).await?;
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n");
    let end = end.ok_or_else(|| wrong("no head"))?;
    let head = String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok());
    let status = status.ok_or_else(|| wrong("no status"))?;
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let body = bytes.split_off(end + 4);
    let chunked = headers.iter().any(|(name, way)| name == "transfer-encoding" && way == "chunked");
    let body = if chunked { unchunk(&body) } else { body };
    Ok(Called { status, headers, body })
}

/// Puts pieces together, as far as they go.
fn unchunk(mut bytes: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(end) = bytes.windows(2).position(|window| window == b"\r\n") {
        let length = String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).into_owned();
        let Ok(length) = usize::from_str_radix(length.trim(), 16) else { break };
        let Some(piece) = bytes.get(end + 2..end + 2 + length) else { break };
        if length == 0 {
            break;
        }
        whole.extend_from_slice(piece);
        bytes = bytes.get(end + 4 + length..).unwrap_or_default();
    }
    whole
}
