//! How answers go over the wire: well or badly.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// Something that goes wrong with one command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailFault {
    /// It is not done, and this is said instead; the server ends the connection where it says `* BYE` or 421.
    Says(String),
    /// It is not done; the connection is reset.
    Cut,
    /// It is done; the connection is reset before a byte of the answer.
    Lose,
    /// It is done; after so many bytes of the answer the connection is reset.
    CutAfter(usize),
    /// It is not done, and nothing is ever said again.
    Silence,
    /// It is done, and nothing is ever said again.
    Mute,
    /// It is done; the answer comes byte by byte with this much time between.
    Drip(Duration),
    /// It is not done; these bytes come over and over.
    Endless(Vec<u8>),
    /// It is not done; these bytes come first and then others over and over.
    Begun(Vec<u8>, Vec<u8>),
}

impl MailFault {
    /// Whether what was asked is done all the same.
    pub const fn is_done(&self) -> bool {
        matches!(self, Self::Lose | Self::CutAfter(_) | Self::Mute | Self::Drip(_))
    }
}

/// A connection.
pub(super) struct Wire {
    stream: BufReader<TcpStream>,
}

impl Wire {
    pub fn over(stream: TcpStream) -> Self {
        Self { stream: BufReader::new(stream) }
    }

    /// A line without its end; nothing when the other side has gone.
    pub async fn line(&mut self) -> io::Result<Option<String>> {
        let mut line = Vec::new();
        if self.stream.read_until(b'\n', &mut line).await? == 0 {
            return Ok(None);
        }
        let text = String::from_utf8_lossy(&line);
        Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()))
    }

    /// So many bytes.
    pub async fn exactly(&mut self, count: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; count];
        self.stream.read_exact(&mut bytes).await?;
        Ok(bytes)
    }

    /// Says something.
    pub async fn say(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes).await?;
        self.stream.flush().await
    }

    /// Answers; `refusal` is how what is said instead begins. Gives whether the connection is still good.
    pub async fn answer(
        &mut self,
        bytes: &[u8],
        fault: Option<MailFault>,
        refusal: &str,
    ) -> io::Result<bool> {
        let Some(fault) = fault else {
            self.say(bytes).await?;
            return Ok(true);
        };
        match fault {
            MailFault::Says(text) => {
                let ends = text.starts_with("* BYE") || text.starts_with("421");
                let begin = if text.starts_with('*') { "" } else { refusal };
                self.say(format!("{begin}{text}\r\n").as_bytes()).await?;
                return Ok(!ends);
            }
            MailFault::Cut | MailFault::Lose => {}
            MailFault::CutAfter(count) => {
                self.say(bytes.get(..count.min(bytes.len())).unwrap_or_default()).await?;
                // What is under way when a connection is reset is lost: it arrives first.
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            MailFault::Silence | MailFault::Mute => std::future::pending().await,
            MailFault::Drip(pause) => {
                for byte in bytes {
                    self.say(&[*byte]).await?;
                    tokio::time::sleep(pause).await;
                }
                return Ok(true);
            }
            MailFault::Endless(bytes) => self.pour(&bytes).await?,
            MailFault::Begun(first, bytes) => {
                self.say(&first).await?;
                self.pour(&bytes).await?;
            }
        }
        self.stream.get_ref().set_zero_linger()?;
        Ok(false)
    }

    async fn pour(&mut self, bytes: &[u8]) -> io::Result<()> {
        let many = bytes.repeat((16 << 10) / bytes.len().max(1) + 1);
        loop {
            self.stream.write_all(&many).await?;
        }
    }
}
