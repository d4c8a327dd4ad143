//! A running `kamerton serve`, and just enough of HTTP to talk to it.

use std::io::{BufRead, BufReader, Error, Read, Write};
use std::net::TcpStream;
use std::process::Child;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::harness::Place;

/// Long enough for a busy machine; nobody waits for it when all is well.
const LONG: Duration = Duration::from_secs(60);

/// What a node answers.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    head: String,
    pub body: String,
}

impl Answer {
    /// Where it leads.
    pub fn leads_to(&self) -> &str {
        let line = self.head.lines().find_map(|line| line.strip_prefix("location: "));
        line.unwrap_or_else(|| panic!("{self:?}"))
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("{self:?}"))
    }
}

/// Where a node is, whether it still runs or not.
#[derive(Clone)]
pub struct Address(String);

/// Ended when it is dropped.
pub struct Node {
    child: Child,
    said: Arc<Mutex<Vec<u8>>>,
    pub address: Address,
}

impl Node {
    /// Starts one on any free port and waits until it can be talked to.
    pub fn start(place: &Place, options: &[&str]) -> Self {
        Self::start_with(place, options, &[])
    }

    /// The same with something in its environment.
    pub fn start_with(place: &Place, options: &[&str], environment: &[(&str, &str)]) -> Self {
        let arguments = [&["serve", "--listen", "127.0.0.1:0", "--json"], options].concat();
        let mut child = place.spawn_with(&arguments, environment);
        let said = Arc::new(Mutex::new(Vec::new()));
        // A log that nobody reads would stop the program when the pipe is full.
        keep(child.stderr.take().unwrap(), &said);
        let mut first = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        out.read_line(&mut first).unwrap();
        said.lock().unwrap().extend(first.as_bytes());
        keep(out, &said);
        let first: serde_json::Value = serde_json::from_str(&first).unwrap();
        let address =
            first["address"].as_str().unwrap().strip_prefix("http://").unwrap().to_owned();
        let address = Address(address);
        assert_eq!(address.ask("/readyz", "").unwrap().status, 200);
        Self { child, said, address }
    }

    /// All that it has printed.
    pub fn said(&self) -> String {
        String::from_utf8_lossy(&self.said.lock().unwrap()).into_owned()
    }

    /// As a power cut would.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// Keeps what is printed.
fn keep(mut printed: impl Read + Send + 'static, said: &Arc<Mutex<Vec<u8>>>) {
    let said = Arc::clone(said);
    std::thread::spawn(move || {
        let mut piece = [0; 4_096];
        while let Ok(length @ 1..) = printed.read(&mut piece) {
            said.lock().unwrap().extend(&piece[..length]);
        }
    });
}

impl Address {
    pub fn ask(&self, path: &str, header: &str) -> Result<Answer, Error> {
        self.send("GET", path, header, "")
    }

    pub fn post(&self, path: &str, header: &str, body: &str) -> Result<Answer, Error> {
        self.send("POST", path, header, body)
    }

    /// The cookie of a session.
    pub fn sign_in(&self, email: &str, password: &str) -> String {
        let (email, password) = (email.replace('@', "%40"), password.replace(' ', "+"));
        let body = format!("email={email}&password={password}");
        let header = "Content-Type: application/x-www-form-urlencoded\r\n";
        let answer = self.post("/sign-in", header, &body).unwrap();
        let line = answer.head.lines().find(|line| line.starts_with("set-cookie: kamerton="));
        let cookie = line.unwrap_or_else(|| panic!("{answer:?}"));
        let (cookie, _) = cookie.split_once(';').unwrap();
        format!("Cookie: {}\r\n", cookie.trim_start_matches("set-cookie: "))
    }

    /// The stream of changes, as a page that is open hears it.
    pub fn live(&self, cookie: &str) -> Heard {
        let stream = self.begin("GET", "/live", cookie, "").unwrap();
        let mut heard = Heard(BufReader::new(stream));
        assert!(heard.0.by_ref().lines().any(|line| line.unwrap() == ""), "behind the headers");
        heard
    }

    fn send(&self, method: &str, path: &str, header: &str, body: &str) -> Result<Answer, Error> {
        let mut text = String::new();
        self.begin(method, path, header, body)?.read_to_string(&mut text)?;
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            return Err(Error::other("it broke off"));
        };
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap();
        Ok(Answer { status, head: head.to_owned(), body: body.to_owned() })
    }

    fn begin(
        &self,
        method: &str,
        path: &str,
        header: &str,
        body: &str,
    ) -> Result<TcpStream, Error> {
        let mut stream = TcpStream::connect(&self.0)?;
        stream.set_read_timeout(Some(LONG))?;
        let (host, length) = (&self.0, body.len());
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n\
             Connection: close\r\nContent-Length: {length}\r\n{header}\r\n{body}"
        )?;
        Ok(stream)
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What comes over `/live`.
pub struct Heard(BufReader<TcpStream>);

impl Heard {
    /// Waits for word of this; what else comes meanwhile is passed over.
    pub fn wait_for(&mut self, word: &str) {
        let wanted = format!("event: {word}");
        assert!(self.0.by_ref().lines().any(|line| line.expect(word) == wanted), "no {word} came");
    }
}
