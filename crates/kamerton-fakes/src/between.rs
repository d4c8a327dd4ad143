//! Something between a client and a server that carries bytes, well or badly.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener as StdListener};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

/// How what the server says is carried. Counted is from the moment at which the mood begins, over all
/// connections together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mood {
    /// As it is.
    Well,
    /// After so many bytes every connection is cut.
    Cut(usize),
    /// After so many bytes nothing comes any more, and nothing is closed.
    Stall(usize),
    /// Byte by byte, with this much time between.
    Drip(Duration),
    /// After so many bytes these come instead, over and over.
    Garbage(usize, Vec<u8>),
    /// Nobody is let in.
    Shut,
}

struct State {
    mood: Mood,
    carried: usize,
    connections: usize,
}

type Shared = Arc<Mutex<State>>;

/// Something between. It ends when it is dropped.
pub struct Between {
    port: u16,
    state: Shared,
    end: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Between {
    /// Stands in front of a port of this machine.
    ///
    /// # Errors
    /// When there is no port or thread.
    pub fn before(port: u16) -> io::Result<Self> {
        let listener = StdListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let own = listener.local_addr()?.port();
        let state: Shared =
            Arc::new(Mutex::new(State { mood: Mood::Well, carried: 0, connections: 0 }));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (end, ended) = oneshot::channel();
        let behind = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let shared = Arc::clone(&state);
        let thread = std::thread::Builder::new().name("between".to_owned()).spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    _ = ended => {}
                    () = accept(listener, behind, &shared) => {}
                }
            });
            runtime.shutdown_background();
        })?;
        Ok(Self { port: own, state, end: Some(end), thread: Some(thread) })
    }

    /// Its port.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// From now on it carries so.
    pub fn mood(&self, mood: Mood) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        (state.mood, state.carried) = (mood, 0);
    }

    /// How many bytes were carried in this mood.
    pub fn carried(&self) -> usize {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).carried
    }

    /// How often it was connected to.
    pub fn connections(&self) -> usize {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).connections
    }
}

impl Drop for Between {
    fn drop(&mut self) {
        if let Some(end) = self.end.take() {
            let _ = end.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn accept(listener: StdListener, behind: SocketAddr, state: &Shared) {
    let Ok(listener) = TcpListener::from_std(listener) else { return };
    while let Ok((outside, _)) = listener.accept().await {
        let state = Arc::clone(state);
        let shut = {
            let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
            state.connections += 1;
            state.mood == Mood::Shut
        };
        if shut {
            continue;
        }
        tokio::spawn(async move {
            let Ok(inside) = TcpStream::connect(behind).await else { return };
            let (mut from_server, mut to_server) = inside.into_split();
            let (mut from_client, mut to_client) = outside.into_split();
            let up = async { tokio::io::copy(&mut from_client, &mut to_server).await.map(drop) };
            let down = async {
                let mut bytes = vec![0; 16 << 10];
                loop {
                    let count = from_server.read(&mut bytes).await?;
                    if count == 0 {
                        return Ok(());
                    }
                    carry(bytes.get(..count).unwrap_or_default(), &mut to_client, &state).await?;
                }
            };
            // Whichever ends first ends both.
            tokio::select! {
                _ = up => {}
                _ = async { let done: io::Result<()> = down.await; done } => {}
            }
        });
    }
}

/// How many of these bytes still go through, and what happens then.
fn allowed(count: usize, state: &Shared) -> (usize, Mood) {
    let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
    let limit = match &state.mood {
        Mood::Cut(limit) | Mood::Stall(limit) | Mood::Garbage(limit, _) => *limit,
        Mood::Well | Mood::Drip(_) | Mood::Shut => usize::MAX,
    };
    let through = count.min(limit.saturating_sub(state.carried));
    state.carried += through;
    (through, state.mood.clone())
}

async fn carry(
    bytes: &[u8],
    to: &mut tokio::net::tcp::OwnedWriteHalf,
    state: &Shared,
) -> io::Result<()> {
    let (through, mood) = allowed(bytes.len(), state);
    if let Mood::Drip(wait) = mood {
        for byte in bytes {
            to.write_all(&[*byte]).await?;
            tokio::time::sleep(wait).await;
        }
        return Ok(());
    }
    to.write_all(bytes.get(..through).unwrap_or_default()).await?;
    if through == bytes.len() {
        return Ok(());
    }
    match mood {
        Mood::Cut(_) => Err(io::Error::other("cut")),
        Mood::Garbage(_, garbage) => loop {
            to.write_all(&garbage).await?;
        },
        _ => std::future::pending().await,
    }
}
