//! The way out against a listener on this machine, which is as private as it gets.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::time::Duration;

use kamerton_channels::outbound::{Allowed, Answer, Limits, Outbound, OutboundError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const LIMITS: Limits = Limits { deadline: Duration::from_secs(30), bytes: 1_000 };
const HELLO: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello";

/// Answers every connection with the same; gives its port.
async fn answering(text: impl Into<String>) -> u16 {
    let (listener, text) = (TcpListener::bind("127.0.0.1:0").await.unwrap(), text.into());
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let _ = stream.read(&mut [0; 4_096]).await;
            let _ = stream.write_all(text.as_bytes()).await;
        }
    });
    port
}

fn out(allowed: &[&str]) -> Outbound {
    Outbound::new(Allowed::parse(allowed.iter().copied()).unwrap()).unwrap()
}

async fn get(out: &Outbound, url: &str) -> Result<Answer, OutboundError> {
    out.get(url, LIMITS).await
}

#[tokio::test]
async fn a_private_address_is_refused_however_it_is_written() {
    let port = answering(HELLO).await;
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "017700000001",
        "localhost",
        "LOCALHOST",
        "0",
        "0.0.0.0",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]",
        "[0:0:0:0:0:0:0:1]",
        "１２７.0.0.1",
        "127。0。0。1",
        "169.254.169.254",
        "user:secret@127.0.0.1",
    ] {
        let found = get(&out(&[]), &format!("http://{host}:{port}/")).await;
        assert!(matches!(found, Err(OutboundError::Private(_))), "{host}: {found:?}");
        let found = out(&[]).post(&format!("http://{host}:{port}/"), "a/b", vec![1], LIMITS).await;
        assert!(matches!(found, Err(OutboundError::Private(_))), "{host}: {found:?}");
    }
}

#[tokio::test]
async fn what_is_allowed_is_asked() {
    let port = answering(HELLO).await;
    for (host, allowed) in [("127.0.0.1", "127.0.0.0/8"), ("0x7f.1", "127.0.0.1")] {
        let answer = get(&out(&[allowed]), &format!("http://{host}:{port}/a?b")).await.unwrap();
        assert_eq!((answer.status, answer.kind.as_deref()), (200, Some("text/plain")));
        assert_eq!(answer.body, b"hello");
    }
    let by_name = get(&out(&["localhost"]), &format!("http://localhost:{port}/")).await.unwrap();
    assert_eq!(by_name.body, b"hello");
    let elsewhere = get(&out(&["localhost"]), &format!("http://127.0.0.1:{port}/")).await;
    assert!(matches!(elsewhere, Err(OutboundError::Private(_))), "a name allows no number");
    let sent = out(&["127.0.0.1"]);
    let sent = sent.post(&format!("http://127.0.0.1:{port}/"), "a/b", vec![7], LIMITS).await;
    assert_eq!(sent.unwrap().status, 200);
}

#[tokio::test]
async fn a_redirect_is_looked_at_like_any_other_address() {
    let end = answering(HELLO).await;
    let leads =
        |to: &str| format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n");
    let allowed = out(&["127.0.0.1"]);
    let near = answering(leads(&format!("http://127.0.0.1:{end}/"))).await;
    let near = format!("http://127.0.0.1:{near}/");
    assert_eq!(get(&allowed, &near).await.unwrap().body, b"hello");
    let sent = allowed.post(&near, "a/b", vec![], LIMITS).await;
    assert!(matches!(sent, Err(OutboundError::Redirected(_))), "{sent:?}");
    for to in ["http://[::1]:1/", "http://169.254.169.254/", "//[::1]:1/", "http://0/"] {
        let port = answering(leads(to)).await;
        let found = get(&allowed, &format!("http://127.0.0.1:{port}/")).await;
        assert!(matches!(found, Err(OutboundError::Private(_))), "{to}: {found:?}");
    }
    let file = answering(leads("file:///etc/passwd")).await;
    let found = get(&allowed, &format!("http://127.0.0.1:{file}/")).await;
    assert!(matches!(found, Err(OutboundError::NoAddress(_))), "{found:?}");
    let circle = answering(leads("/again")).await;
    let found = get(&allowed, &format!("http://127.0.0.1:{circle}/")).await;
    assert!(matches!(found, Err(OutboundError::Redirected(_))), "{found:?}");
}

#[tokio::test]
async fn too_much_and_too_long_come_to_an_end() {
    let allowed = out(&["127.0.0.1"]);
    let told = answering("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n").await;
    let untold = format!("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{}", "x".repeat(1_001));
    for port in [told, answering(untold).await] {
        let found = get(&allowed, &format!("http://127.0.0.1:{port}/")).await;
        assert!(matches!(found, Err(OutboundError::TooLarge(_, 1_000))), "{found:?}");
    }
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://127.0.0.1:{}/", silent.local_addr().unwrap().port());
    let soon = Limits { deadline: Duration::from_millis(100), ..LIMITS };
    let found = allowed.get(&url, soon).await;
    assert!(matches!(found, Err(OutboundError::Late(_))), "{found:?}");
}

#[tokio::test]
async fn what_is_no_address_is_said_to_be_none() {
    for text in
        ["", "example.org", "ftp://example.org/", "file:///etc/passwd", "http://", "gopher://1"]
    {
        let found = get(&out(&[]), text).await;
        assert!(matches!(found, Err(OutboundError::NoAddress(_))), "{text}: {found:?}");
    }
}

/// What follows the host may be a secret: it is in no error.
#[tokio::test]
async fn errors_name_the_host_alone() {
    let url = "http://user:password@127.0.0.1:9/bot-token?key=secret";
    let error = get(&out(&["127.0.0.1"]), url).await.unwrap_err();
    let text = format!("{error} {error:?}");
    assert!(matches!(error, OutboundError::Unreachable(..)), "{text}");
    for secret in ["password", "bot-token", "secret"] {
        assert!(!text.contains(secret), "{text}");
    }
}

/// Connections that are no requests of the web are looked at in the same way.
#[tokio::test]
async fn a_bare_connection_goes_nowhere_else_than_a_request() {
    use kamerton_channels::outbound::{Broken, Tls, Way};

    let port = answering(HELLO).await;
    for host in ["127.0.0.1", "localhost", "::1", "[::1]", "169.254.169.254", "::ffff:127.0.0.1"] {
        let found = out(&[]).dial(host, port, Tls::Later).await;
        assert!(matches!(found, Err(OutboundError::Private(_))), "{host}: {found:?}");
    }
    for host in ["", "a b", "a/b", "user@127.0.0.1", "127.0.0.1#"] {
        let found = out(&["127.0.0.1"]).dial(host, port, Tls::Later).await;
        assert!(matches!(found, Err(OutboundError::NoAddress(_))), "{host}: {found:?}");
    }
    let by = |way: Way| {
        let allowed = Allowed::parse(["127.0.0.1"]).unwrap();
        Outbound::by(Way { allowed, ..way }).unwrap()
    };
    let hosts = Some(vec!["mail.example.org".to_owned()]);
    let found = by(Way { hosts, ..Way::default() }).dial("127.0.0.1", port, Tls::Later).await;
    assert!(matches!(found, Err(OutboundError::Elsewhere(_))), "{found:?}");
    let proxy = "http://127.0.0.1:1".to_owned();
    let found = by(Way { proxy, ..Way::default() }).dial("127.0.0.1", port, Tls::Later).await;
    assert!(matches!(found, Err(OutboundError::NoProxy(_))), "{found:?}");
    let found = by(Way::default()).dial("127.0.0.1", 1, Tls::Later).await;
    let found = found.unwrap_err();
    assert!(found.broken() == Some(Broken::Refused) && found.never_sent(), "{found:?}");
    // Whoever answers in plain text has no certificate to show.
    let found = by(Way::default()).dial("127.0.0.1", port, Tls::Implicit).await.unwrap_err();
    assert_eq!(found.broken(), Some(Broken::Tls));
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let silent = silent.local_addr().unwrap().port();
    let patience = Some(Duration::from_millis(300));
    let hasty = by(Way { patience, ..Way::default() });
    let found = hasty.dial("127.0.0.1", silent, Tls::Implicit).await;
    assert!(found.is_err());
    let mut wire = by(Way::default()).dial("127.0.0.1", port, Tls::Later).await.unwrap();
    assert!(wire.is_near() && !wire.is_secure() && wire.host() == "127.0.0.1");
    wire.write_all(b"hello\r\n").await.unwrap();
    let mut text = vec![0; 4];
    wire.read_exact(&mut text).await.unwrap();
    assert_eq!(text, b"HTTP");
}

#[tokio::test]
async fn a_bare_connection_trusts_whom_it_is_told_to_trust() {
    use kamerton_channels::outbound::{Broken, Tls, Way};
    use kamerton_fakes::{AUTHORITY, Secure, Telegram};

    let fake = Telegram::start().unwrap();
    let door = Secure::before(kamerton_fakes::Platform::stage(&fake)).unwrap();
    let port: u16 = door.base().rsplit(':').next().unwrap().parse().unwrap();
    let by = |certificates: &str| {
        let allowed = Allowed::parse(["127.0.0.1"]).unwrap();
        let certificates = certificates.to_owned();
        Outbound::by(Way { allowed, certificates, ..Way::default() }).unwrap()
    };
    let found = by("").dial("127.0.0.1", port, Tls::Implicit).await.unwrap_err();
    assert_eq!(found.broken(), Some(Broken::Tls));
    let mut wire = by(AUTHORITY).dial("127.0.0.1", port, Tls::Implicit).await.unwrap();
    assert!(wire.is_secure());
    wire.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    let mut text = vec![0; 8];
    wire.read_exact(&mut text).await.unwrap();
    assert_eq!(text, b"HTTP/1.1");
    // Secured from within, as after STARTTLS.
    let wire = by(AUTHORITY).dial("127.0.0.1", port, Tls::Later).await.unwrap();
    assert!(wire.secured().await.unwrap().is_secure());
}
