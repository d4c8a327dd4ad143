//! A running server: it listens, notes what is asked, and behaves or misbehaves down to the socket.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener as StdListener};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use crate::clock::Clock;
use crate::fault::{Fault, Faults, Form};
use crate::ledger::Ledger;
use crate::misbehave;
use crate::reply::{Reply, later};
use crate::request::{self, Asked};

/// Something that takes time.
pub type Work<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What a platform does with requests.
pub trait Behaviour: Send + Sync + 'static {
    /// The platform's name of what is asked, by which faults are meant for it: `sendMessage`.
    fn name(&self, asked: &Asked) -> String;

    /// Does it and answers.
    fn answer<'a>(&'a self, asked: &'a Asked) -> Work<'a, Reply>;

    /// How the platform itself says that there were too many requests.
    fn too_many(&self, after: Duration) -> Reply;

    /// Whether an answer says that it was not done.
    fn refuses(&self, reply: &Reply) -> bool {
        reply.status >= 400
    }

    /// What it does by itself as long as it runs: calling webhooks.
    fn lives(self: Arc<Self>) -> Work<'static, ()> {
        Box::pin(std::future::pending())
    }
}

/// A running server on a free port of this machine, on a thread of its own, so that tests may wait in any
/// way. It ends when it is dropped.
pub struct Stage {
    base: String,
    address: SocketAddr,
    faults: Faults,
    ledger: Ledger,
    clock: Clock,
    end: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Stage {
    /// Starts a platform that goes by this clock.
    ///
    /// # Errors
    /// When there is no port or thread.
    pub fn start(behaviour: Arc<dyn Behaviour>, clock: Clock) -> io::Result<Self> {
        let listener = StdListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (faults, ledger) = (Faults::default(), Ledger::default());
        let house = Arc::new(House {
            behaviour,
            faults: faults.clone(),
            ledger: ledger.clone(),
            clock: clock.clone(),
        });
        let (end, ended) = oneshot::channel();
        let thread = std::thread::Builder::new().name("fake".to_owned()).spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    _ = ended => {}
                    () = Arc::clone(&house.behaviour).lives() => {}
                    () = accept(listener, &house) => {}
                }
            });
            runtime.shutdown_background();
        })?;
        Ok(Self {
            base: format!("http://{address}"),
            address,
            faults,
            ledger,
            clock,
            end: Some(end),
            thread: Some(thread),
        })
    }

    /// Its address, without a slash at the end.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// What goes wrong next.
    pub fn faults(&self) -> &Faults {
        &self.faults
    }

    /// What was asked.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Its clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if let Some(end) = self.end.take() {
            let _ = end.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// An address on this machine where nobody listens: a port of old that only the superuser could take. One
/// that is merely free now may be another fake's a moment later.
pub const NOBODY: &str = "http://127.0.0.1:1";

struct House {
    behaviour: Arc<dyn Behaviour>,
    faults: Faults,
    ledger: Ledger,
    clock: Clock,
}

async fn accept(listener: StdListener, house: &Arc<House>) {
    let Ok(listener) = TcpListener::from_std(listener) else { return };
    loop {
        if let Ok((stream, _)) = listener.accept().await {
            let house = Arc::clone(house);
            tokio::spawn(async move {
                // Whoever goes away in the middle harms only themselves.
                let _ = serve(stream, &house).await;
            });
        }
    }
}

/// Answers one request after another on a connection.
async fn serve(mut stream: TcpStream, house: &House) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut buffer = Vec::new();
    loop {
        let mut asked = match request::read(&mut stream, &mut buffer).await {
            Ok(Some(asked)) => asked,
            Ok(None) => return Ok(()),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                let reply = Reply::text(400, "text/plain", error.to_string());
                return misbehave::whole(&mut stream, &reply).await;
            }
            Err(error) => return Err(error),
        };
        asked.at = house.clock.micros();
        asked.name = house.behaviour.name(&asked);
        let fault = house.faults.take(&asked.name);
        let closes =
            asked.header("connection").is_some_and(|way| way.eq_ignore_ascii_case("close"));
        let asked = Arc::new(asked);
        let number = house.ledger.note(Arc::clone(&asked), fault.as_ref().map(Fault::name));
        let Some(fault) = fault else {
            let reply = house.behaviour.answer(&asked).await;
            house.ledger.answered(number, reply.status);
            misbehave::whole(&mut stream, &reply).await?;
            if closes {
                return Ok(());
            }
            continue;
        };
        if fault == Fault::AcceptThenLoseAnswer {
            let reply = house.behaviour.answer(&asked).await;
            house.ledger.answered(number, reply.status);
            if !house.behaviour.refuses(&reply) {
                misbehave::by(&mut stream, &fault, Some(reply)).await?;
                return Ok(());
            }
            // What it refused, as one that comes too soon after another, it did not accept.
            house.faults.put_back(&asked.name, fault);
            house.ledger.spared(number);
            misbehave::whole(&mut stream, &reply).await?;
            if closes {
                return Ok(());
            }
            continue;
        }
        if let Fault::Delay(time) = &fault {
            tokio::time::sleep(*time).await;
        }
        let reply = match &fault {
            fault if fault.is_done() => Some(house.behaviour.answer(&asked).await),
            Fault::TooMany { after, form } => Some(too_many(&*house.behaviour, *after, *form)),
            Fault::Status { code, headers, body } => {
                let mut reply = Reply::text(*code, "application/json", body.clone());
                reply.headers.clone_from(headers);
                Some(reply)
            }
            Fault::Garbage(page) => {
                Some(Reply::text(200, "text/html; charset=utf-8", page.clone()))
            }
            _ => None,
        };
        if let Some(reply) = &reply {
            house.ledger.answered(number, reply.status);
        }
        if !misbehave::by(&mut stream, &fault, reply).await? || closes {
            return Ok(());
        }
    }
}

fn too_many(behaviour: &dyn Behaviour, after: Duration, form: Form) -> Reply {
    let silent = Reply::text(429, "text/plain", "Too Many Requests");
    match form {
        Form::Own => behaviour.too_many(after),
        Form::Seconds => silent.with("retry-after", after.as_secs().to_string()),
        Form::Date => silent.with("retry-after", later(after.as_secs())),
        Form::Silent => silent,
    }
}
