//! A client that asks over one connection after the other answer has come. It parses no more of an
//! answer than its length, so that on two cores the server has most of them.

use std::net::SocketAddr;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// One connection that is kept open.
pub struct Client {
    stream: TcpStream,
    address: SocketAddr,
    /// What came and was not used yet.
    buffer: Vec<u8>,
}

/// An answer.
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its lines, as they came.
    pub head: String,
    /// What it brought.
    pub body: Vec<u8>,
}

impl Client {
    /// Connects.
    pub async fn connect(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, address, buffer: Vec::with_capacity(64 << 10) })
    }

    /// Asks for a page, with a cookie.
    pub async fn get(&mut self, path: &str, cookie: &str) -> Result<Answer> {
        let head = format!(
            "GET {path} HTTP/1.1\r\nhost: {}\r\ncookie: {cookie}\r\naccept: text/html\r\n\r\n",
            self.address
        );
        self.ask(head.as_bytes()).await
    }

    /// Posts a body with these headers, each ended by a line break.
    pub async fn post(&mut self, path: &str, headers: &str, body: &[u8]) -> Result<Answer> {
        let mut request = format!(
            "POST {path} HTTP/1.1\r\nhost: {}\r\ncontent-length: {}\r\n{headers}\r\n",
            self.address,
            body.len()
        )
        .into_bytes();
        request.extend_from_slice(body);
        self.ask(&request).await
    }

    async fn ask(&mut self, request: &[u8]) -> Result<Answer> {
        self.stream.write_all(request).await?;
        let end = self.until(b"\r\n\r\n").await?;
        let head = String::from_utf8_lossy(&self.buffer[..end]).into_owned();
        self.buffer.drain(..end);
        let status = head.split(' ').nth(1).and_then(|word| word.parse().ok());
        let status = status.with_context(|| format!("no answer of HTTP: {head}"))?;
        let body = match field(&head, "content-length") {
            Some(length) => self.take(length.parse()?).await?,
            None if field(&head, "transfer-encoding").is_some() => self.pieces().await?,
            None => Vec::new(),
        };
        Ok(Answer { status, head, body })
    }

    /// Reads until these bytes have come; gives where they end.
    async fn until(&mut self, mark: &[u8]) -> Result<usize> {
        let mut looked = 0;
        loop {
            let found = self.buffer[looked..].windows(mark.len()).position(|part| part == mark);
            if let Some(at) = found {
                return Ok(looked + at + mark.len());
            }
            looked = self.buffer.len().saturating_sub(mark.len());
            self.more().await?;
        }
    }

    async fn take(&mut self, length: usize) -> Result<Vec<u8>> {
        while self.buffer.len() < length {
            self.more().await?;
        }
        Ok(self.buffer.drain(..length).collect())
    }

    async fn pieces(&mut self) -> Result<Vec<u8>> {
        let mut all = Vec::new();
        loop {
            let end = self.until(b"\r\n").await?;
            let line = String::from_utf8_lossy(&self.buffer[..end - 2]).into_owned();
            self.buffer.drain(..end);
            let length = usize::from_str_radix(line.trim(), 16)?;
            all.extend(self.take(length).await?);
            self.take(2).await?;
            if length == 0 {
                return Ok(all);
            }
        }
    }

    async fn more(&mut self) -> Result<()> {
        if self.stream.read_buf(&mut self.buffer).await? == 0 {
            bail!("the server closed the connection");
        }
        Ok(())
    }
}

/// What a header says.
pub fn field<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut lines = head.split("\r\n").filter_map(|line| line.split_once(':'));
    lines.find(|(own, _)| own.trim().eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::net::TcpListener;

    /// A client whose other end says this.
    async fn told(answer: &'static str) -> Client {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut asked = [0; 1_024];
            assert!(stream.read(&mut asked).await.unwrap() > 0);
            stream.write_all(answer.as_bytes()).await.unwrap();
        });
        Client::connect(address).await.unwrap()
    }

    #[tokio::test]
    async fn answers_of_both_forms_are_read() {
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nX-One: a\r\n\r\nyes";
        let answer = told(answer).await.get("/", "").await.unwrap();
        assert_eq!((answer.status, answer.body.as_slice()), (200, b"yes".as_slice()));
        assert_eq!(field(&answer.head, "x-one"), Some("a"));
        let answer =
            "HTTP/1.1 404 No\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n";
        let answer = told(answer).await.get("/", "").await.unwrap();
        assert_eq!((answer.status, answer.body.as_slice()), (404, b"abc".as_slice()));
        assert!(told("HTTP/1.1 200 OK\r\ncontent-le").await.get("/", "").await.is_err());
    }
}
