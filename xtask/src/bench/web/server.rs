//! The program under measurement, serving.

use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use super::client::{Client, field};
use crate::bench::{self, Bench, machine};

/// Who looks at the pages.
const EMAIL: &str = "bench@kamerton.example";
const PASSWORD: &str = "пароль-для-замера";

/// Limits on how often one may ask; 0 is none.
const LIMITS: [&str; 4] = [
    "KAMERTON_LIMIT_ADDRESSES",
    "KAMERTON_LIMIT_USERS",
    "KAMERTON_LIMIT_PROGRAMS",
    "KAMERTON_LIMIT_EVENTS",
];

/// A running server; it ends with this.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// From its start to the first page, in seconds.
    pub began: f64,
}

impl Server {
    /// Starts on the store in a folder, and waits for the first page.
    pub async fn start(bench: &Bench, folder: &Path) -> Result<Self> {
        let started = Instant::now();
        let mut child = Command::new(&bench.program)
            .args(["--json", "serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder)
            .env("KAMERTON_LOG", "warn")
            // What protects from too many requests would protect from this too.
            .envs(LIMITS.map(|limit| (limit, "0")))
            .envs([bench::PRIVATE])
            .stdout(Stdio::piped())
            .spawn()?;
        let output = child.stdout.take().context("the server has no output")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        let told: serde_json::Value = serde_json::from_str(&line).context("no address came")?;
        let address = told["address"].as_str().and_then(|text| text.strip_prefix("http://"));
        let address = address.context("no address came")?.parse()?;
        let mut server = Self { child, address, began: 0.0 };
        let answer = Client::connect(address).await?.get("/sign-in", "").await?;
        ensure!(answer.status == 200, "the first page was answered {}", answer.status);
        server.began = started.elapsed().as_secs_f64();
        Ok(server)
    }

    /// Signs in; gives the cookie.
    pub async fn sign_in(&self) -> Result<String> {
        let body = format!("email={}&password={}", coded(EMAIL), coded(PASSWORD));
        let headers = format!(
            "origin: http://{}\r\ncontent-type: application/x-www-form-urlencoded\r\n",
            self.address
        );
        let mut client = Client::connect(self.address).await?;
        let answer = client.post("/sign-in", &headers, body.as_bytes()).await?;
        let cookie = field(&answer.head, "set-cookie").and_then(|line| line.split(';').next());
        match cookie {
            Some(cookie) if answer.status == 303 => Ok(cookie.to_owned()),
            _ => bail!("signing in was answered {}", answer.status),
        }
    }

    /// Memory at this moment, in MB.
    pub fn memory(&self) -> f64 {
        machine::memory_of(self.child.id())
    }

    /// The largest memory so far, in MB.
    pub fn peak_memory(&self) -> f64 {
        machine::peak_memory(self.child.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let asked = Command::new("kill").arg(self.child.id().to_string()).status();
        let patience = Instant::now();
        while asked.is_ok() && patience.elapsed() < Duration::from_secs(20) {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Makes the user that looks at the pages, known or not.
pub fn make_user(bench: &Bench, folder: &Path) -> Result<()> {
    let made = with_password(bench, folder, &["add", EMAIL, "--role", "owner"]);
    made.or_else(|_| with_password(bench, folder, &["password", EMAIL]))
}

fn with_password(bench: &Bench, folder: &Path, arguments: &[&str]) -> Result<()> {
    let mut child = Command::new(&bench.program)
        .arg("user")
        .args(arguments)
        .arg("--data")
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()?;
    let mut input = child.stdin.take().context("the program takes no password")?;
    writeln!(input, "{PASSWORD}")?;
    drop(input);
    ensure!(child.wait()?.success(), "kamerton user {} failed", arguments[0]);
    Ok(())
}

/// As forms and addresses write it.
fn coded(text: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~".contains(byte);
    let one =
        |byte: u8| if plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(one).collect()
}
