//! A proxy of the web that wants a name and a password (RFC 9110, 7.6 and 9.3.6; RFC 9112, 3.2.2). Wherever it
//! is asked to go, it goes to one port of this machine: names that only it can resolve may be asked for.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener as StdListener};
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

/// What it wants to be told: `name:password`.
pub const CREDENTIALS: &str = "proxy-name:proxy-password";

const MOST_HEAD: usize = 64 << 10;

type Asked = Arc<Mutex<Vec<String>>>;

/// A running proxy. It ends when it is dropped.
pub struct Proxy {
    port: u16,
    asked: Asked,
    end: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Proxy {
    /// A proxy that goes to this port.
    ///
    /// # Errors
    /// When there is no port or thread.
    pub fn to(port: u16) -> io::Result<Self> {
        let listener = StdListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let own = listener.local_addr()?.port();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (end, ended) = oneshot::channel();
        let asked = Asked::default();
        let (shared, behind) = (Arc::clone(&asked), SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
        let thread = std::thread::Builder::new().name("proxy".to_owned()).spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    _ = ended => {}
                    () = accept(listener, behind, &shared) => {}
                }
            });
            runtime.shutdown_background();
        })?;
        Ok(Self { port: own, asked, end: Some(end), thread: Some(thread) })
    }

    /// Its address with what it wants to be told.
    pub fn address(&self) -> String {
        format!("http://{CREDENTIALS}@127.0.0.1:{}", self.port)
    }

    /// Its address alone.
    pub fn nameless(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// How each connection began: `CONNECT a.example:443`, or `GET http://a.example/…` up to the host. Those
    /// that were refused are there with `407` before.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        if let Some(end) = self.end.take() {
            let _ = end.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn accept(listener: StdListener, behind: SocketAddr, asked: &Asked) {
    let Ok(listener) = TcpListener::from_std(listener) else { return };
    loop {
        if let Ok((stream, _)) = listener.accept().await {
            let asked = Arc::clone(asked);
            // Whoever goes away in the middle harms only themselves.
            tokio::spawn(async move {
                let _: io::Result<()> = serve(stream, behind, &asked).await;
            });
        }
    }
}

async fn serve(mut outside: TcpStream, behind: SocketAddr, asked: &Asked) -> io::Result<()> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break at + 4;
        }
        if bytes.len() > MOST_HEAD || outside.read_buf(&mut bytes).await? == 0 {
            return Ok(());
        }
    };
    let head = String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).into_owned();
    let mut lines = head.split("\r\n");
    let first = lines.next().unwrap_or_default();
    let (verb, target) = first.split_once(' ').unwrap_or((first, ""));
    let target = target.split(' ').next().unwrap_or_default();
    // What follows the host is told to nobody: secrets may stand there.
    let host = target.split("://").last().unwrap_or_default().split('/').next().unwrap_or_default();
    let wanted = format!("Basic {}", BASE64.encode(CREDENTIALS));
    let mut headers = lines.filter_map(|line| line.split_once(':'));
    let is_known = headers.any(|(name, value)| {
        name.eq_ignore_ascii_case("proxy-authorization") && value.trim() == wanted
    });
    let note = |text: String| {
        asked.lock().unwrap_or_else(PoisonError::into_inner).push(text);
    };
    if !is_known {
        note(format!("407 {verb} {host}"));
        let refusal = b"HTTP/1.1 407 Proxy Authentication Required\r\n\
                        proxy-authenticate: Basic realm=\"fake\"\r\ncontent-length: 0\r\n\r\n";
        return outside.write_all(refusal).await;
    }
    note(format!("{verb} {host}"));
    let mut inside = TcpStream::connect(behind).await?;
    let rest = if verb == "CONNECT" {
        outside.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
        end
    } else {
        // Servers understand addresses in whole as well.
        0
    };
    inside.write_all(bytes.get(rest..).unwrap_or_default()).await?;
    copy_bidirectional(&mut outside, &mut inside).await.map(drop)
}
