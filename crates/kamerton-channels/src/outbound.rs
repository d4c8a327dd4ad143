//! The one way out to other services.
//!
//! Addresses come from people and from what they send, so none is trusted: it is looked at after
//! its name was resolved and before a connection is made, and again at every redirect. What is
//! looked at is what is connected to; a name that answers otherwise a moment later changes nothing.
//! A request as a whole has a deadline, and of an answer only so much is read.

mod addresses;
mod allowed;
mod causes;
mod dial;
mod resolver;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{
    AUTHORIZATION, CONTENT_TYPE, DATE, HeaderMap, HeaderValue, LOCATION, RETRY_AFTER,
};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, Method, Proxy, Request, Response, Url};

pub use addresses::{is_near, is_public};
pub use allowed::{Allowed, NotAllowed};
use dial::Trust;
pub use dial::{Tls, Wire};
use resolver::Resolver;

/// Redirects that are followed at most.
const REDIRECTS: usize = 5;
/// A connection that is not made within this time is made no more.
const CONNECTING: Duration = Duration::from_secs(10);

/// How much a request may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// From the first lookup to the last byte, redirects included.
    pub deadline: Duration,
    /// Bytes of the answer's body.
    pub bytes: usize,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status, whatever it is.
    pub status: u16,
    /// The kind of content, if it is told.
    pub kind: Option<String>,
    /// The content.
    pub body: Vec<u8>,
    /// After how long to ask again, where the answer names it, in seconds or as a date.
    pub retry_after: Option<Duration>,
    /// All headers.
    pub headers: HeaderMap,
    /// Where it came from in the end, when redirects were followed.
    pub at: String,
    /// Where what was asked for lies from now on, as the redirects say that are meant for good (301, 308).
    pub moved: Option<String>,
}

impl Answer {
    /// A header that can be read as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Whether its status says that all is well.
    pub const fn is_well(&self) -> bool {
        self.status >= 200 && self.status < 300
    }
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum OutboundError {
    /// It is no address of the web.
    #[error("«{0}» is no address that can be asked: begin it with https:// or http://")]
    NoAddress(String),
    /// It leads into a private network or to this machine.
    #[error(
        "{0} leads into a private network: if that is meant, name it under allow_private in the configuration"
    )]
    Private(String),
    /// There were too many redirects, or one of what must not be sent twice.
    #[error("{0} leads elsewhere: name the address it leads to")]
    Redirected(String),
    /// It is another's host than those that this may go to.
    #[error("{0} is not one of the hosts that this connection may ask")]
    Elsewhere(String),
    /// It cannot be sent: a header or method that is none.
    #[error("the request to {0} cannot be sent: check what was filled in for strange characters")]
    Unsendable(String),
    /// There was no end to it.
    #[error("{0} did not answer in time: try again later")]
    Late(String),
    /// There was too much of it.
    #[error("{0} answers with more than {1} bytes: nothing of it was taken")]
    TooLarge(String, usize),
    /// The connection could not be made or broke.
    #[error("{0} cannot be reached: try again later")]
    Unreachable(String, #[source] reqwest::Error),
    /// A connection that is no request of the web could not be made or broke.
    #[error("{0} cannot be reached: {1}")]
    Unconnected(String, Broken),
    /// The way leads through a proxy, which carries requests of the web only.
    #[error("{0} cannot be reached through a proxy: connections of this kind go by no proxy")]
    NoProxy(String),
}

/// What of a connection went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// Nobody knows the name.
    #[error("nobody knows this name")]
    Name,
    /// Nobody listens there.
    #[error("nobody listens there")]
    Refused,
    /// No secure connection: a certificate that is not trusted, or no TLS at all.
    #[error("there is no secure connection, or its certificate is not trusted")]
    Tls,
    /// Anything else.
    #[error("the connection cannot be made")]
    Other,
}

impl OutboundError {
    /// What of the connection went wrong, when that is it.
    pub fn broken(&self) -> Option<Broken> {
        match self {
            Self::Unreachable(_, error) => Some(causes::of(error)),
            Self::Unconnected(_, broken) => Some(*broken),
            _ => None,
        }
    }

    /// Whether certainly nothing reached the other side: there was no connection, or it was not tried.
    pub fn never_sent(&self) -> bool {
        match self {
            Self::Unreachable(_, error) => error.is_connect() || error.is_builder(),
            Self::NoAddress(_)
            | Self::Private(_)
            | Self::Elsewhere(_)
            | Self::Unsendable(_)
            | Self::Unconnected(..)
            | Self::NoProxy(_) => true,
            Self::Redirected(_) | Self::Late(_) | Self::TooLarge(..) => false,
        }
    }
}

type Result<T> = std::result::Result<T, OutboundError>;

/// Asks other services. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Outbound {
    client: Client,
    allowed: Arc<Allowed>,
    /// Hosts that may be asked at all; anything when nobody named them.
    hosts: Option<Arc<[String]>>,
    /// What no request may exceed, whatever it asks for itself.
    patience: Duration,
    /// Whom connections that are no requests of the web trust.
    trust: Trust,
    by_proxy: bool,
}

/// How the way out is made, where it is not the usual one.
#[derive(Clone, Debug, Default)]
pub struct Way {
    /// What of the private may be asked all the same.
    pub allowed: Allowed,
    /// The only hosts that may be asked; anything when nobody named them. One that begins with a dot
    /// stands for every host below it: `.example.org` for `a.example.org`, not for `example.org`.
    pub hosts: Option<Vec<String>>,
    /// Certificates in PEM form that are trusted beside those of the system.
    pub certificates: String,
    /// A proxy of the operator's own, through which everything goes. It resolves names itself, so
    /// addresses are looked at only where they are numbers; the hosts named above still count.
    pub proxy: String,
    /// The longest that any request may take, though it would wait longer by itself.
    pub patience: Option<Duration>,
}

impl Outbound {
    /// A way out to everything public and to what of the private is allowed.
    ///
    /// # Errors
    /// When the system's certificates cannot be read.
    pub fn new(allowed: Allowed) -> std::result::Result<Self, reqwest::Error> {
        Self::by(Way { allowed, ..Way::default() })
    }

    /// A way out of one's own.
    ///
    /// # Errors
    /// When certificates or proxy are none.
    pub fn by(way: Way) -> std::result::Result<Self, reqwest::Error> {
        // It is installed already when there is a second way out.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let allowed = Arc::new(way.allowed);
        let mut builder = Client::builder()
            .user_agent("Kamerton")
            .redirect(Policy::none())
            .no_proxy()
            .connect_timeout(CONNECTING)
            .referer(false)
            .dns_resolver(Arc::new(Resolver::new(Arc::clone(&allowed))));
        if !way.certificates.trim().is_empty() {
            let certificates = Certificate::from_pem_bundle(way.certificates.as_bytes())?;
            builder = builder.tls_certs_merge(certificates);
        }
        if !way.proxy.trim().is_empty() {
            builder = builder.proxy(Proxy::all(way.proxy.trim())?);
        }
        let patience = way.patience.unwrap_or(Duration::MAX);
        let client = builder.build()?;
        let hosts = way.hosts.map(Arc::from);
        let by_proxy = !way.proxy.trim().is_empty();
        let trust = Trust::new(way.certificates);
        Ok(Self { client, allowed, hosts, patience, trust, by_proxy })
    }

    /// The same way out to other hosts. Certificates are read once for both, and connections that are open
    /// already serve both.
    #[must_use]
    pub fn only(&self, hosts: Option<Vec<String>>) -> Self {
        Self { hosts: hosts.map(Arc::from), ..self.clone() }
    }

    /// Asks whatever is to be asked; any answer with a status is one. Redirects are followed only where
    /// the request says so and nothing is sent along.
    ///
    /// # Errors
    /// See [`OutboundError`].
    pub async fn ask(&self, request: crate::live::Request) -> Result<Answer> {
        self.within(&request.url, request.limits, async {
            let mut at = parse(&request.url)?;
            let method = Method::from_bytes(request.method.as_bytes())
                .map_err(|_| OutboundError::Unsendable(named(&at)))?;
            let redirects = if request.follows && request.body.is_none() { REDIRECTS } else { 0 };
            let (mut moved, mut for_good) = (None, true);
            for left in (0..=redirects).rev() {
                let mut asked = self.client.request(method.clone(), at.clone());
                for (name, value) in &request.headers {
                    let mut value = HeaderValue::from_str(value)
                        .map_err(|_| OutboundError::Unsendable(named(&at)))?;
                    value.set_sensitive(*name == "authorization");
                    asked = asked.header(*name, value);
                }
                if let Some((kind, body)) = &request.body {
                    asked = asked.header(CONTENT_TYPE, kind).body(body.clone());
                }
                let response = self.send(asked.build(), &at).await?;
                let status = response.status().as_u16();
                match elsewhere(&response, &at)? {
                    None => {
                        let answer = read(response, &at, request.limits.bytes).await?;
                        return Ok(Answer { moved, ..answer });
                    }
                    // What was meant for one host is not told to another.
                    Some(next)
                        if left > 0 && (next.host() == at.host() || tells_nothing(&request)) =>
                    {
                        // What follows a detour is a detour.
                        for_good &= matches!(status, 301 | 308);
                        moved = if for_good { Some(next.to_string()) } else { moved };
                        at = next;
                    }
                    Some(_) => return Err(OutboundError::Redirected(named(&at))),
                }
            }
            Err(OutboundError::Redirected(named(&at)))
        })
        .await
    }

    /// Fetches what is at an address, following a few redirects.
    ///
    /// # Errors
    /// See [`OutboundError`].
    pub async fn get(&self, url: &str, limits: Limits) -> Result<Answer> {
        self.within(url, limits, async {
            let mut at = parse(url)?;
            for _ in 0..=REDIRECTS {
                let response = self.send(self.client.get(at.clone()).build(), &at).await?;
                match elsewhere(&response, &at)? {
                    None => return read(response, &at, limits.bytes).await,
                    Some(next) => at = next,
                }
            }
            Err(OutboundError::Redirected(named(&at)))
        })
        .await
    }

    /// Sends something to an address. A redirect is not followed: what was sent would go to
    /// somebody else.
    ///
    /// # Errors
    /// See [`OutboundError`].
    pub async fn post(
        &self,
        url: &str,
        kind: &str,
        body: Vec<u8>,
        limits: Limits,
    ) -> Result<Answer> {
        self.post_as(url, None, kind, body, limits).await
    }

    /// As [`Outbound::post`], with a key that says who asks (`RFC 6750`).
    ///
    /// # Errors
    /// See [`OutboundError`].
    pub async fn post_as(
        &self,
        url: &str,
        key: Option<&str>,
        kind: &str,
        body: Vec<u8>,
        limits: Limits,
    ) -> Result<Answer> {
        self.within(url, limits, async {
            let at = parse(url)?;
            let mut request = self.client.post(at.clone()).header(CONTENT_TYPE, kind).body(body);
            if let Some(mut value) =
                key.and_then(|key| HeaderValue::from_str(&format!("Bearer {key}")).ok())
            {
                value.set_sensitive(true);
                request = request.header(AUTHORIZATION, value);
            }
            let response = self.send(request.build(), &at).await?;
            match elsewhere(&response, &at)? {
                None => read(response, &at, limits.bytes).await,
                Some(_) => Err(OutboundError::Redirected(named(&at))),
            }
        })
        .await
    }

    async fn within<T>(
        &self,
        url: &str,
        limits: Limits,
        work: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        let late =
            || OutboundError::Late(parse(url).map_or_else(|_| String::new(), |at| named(&at)));
        let deadline = limits.deadline.min(self.patience);
        tokio::time::timeout(deadline, work).await.map_err(|_| late())?
    }

    async fn send(&self, request: reqwest::Result<Request>, at: &Url) -> Result<Response> {
        self.check(at.host_str().unwrap_or_default())?;
        let sent = match request {
            Ok(request) => self.client.execute(request).await,
            Err(error) => Err(error),
        };
        sent.map_err(|error| match resolver::is_private(&error) {
            true => OutboundError::Private(named(at)),
            false if error.is_timeout() => OutboundError::Late(named(at)),
            false => OutboundError::Unreachable(named(at), error.without_url()),
        })
    }

    /// An address that is a number is resolved by nobody, so it is looked at here.
    fn check(&self, host: &str) -> Result<()> {
        let named = || host.to_owned();
        if self.hosts.as_ref().is_some_and(|hosts| !hosts.iter().any(|known| fits(known, host))) {
            return Err(OutboundError::Elsewhere(named()));
        }
        let number = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        match number {
            Ok(ip) if !self.allowed.lets(host, ip) => Err(OutboundError::Private(named())),
            _ => Ok(()),
        }
    }
}

/// Whether a host is the one named, or below the one named with a dot.
fn fits(known: &str, host: &str) -> bool {
    known == host || (known.starts_with('.') && known.len() > 1 && host.ends_with(known))
}

/// The form in which browsers read it: 0x7f.1, 2130706433 and 0177.0.0.1 are 127.0.0.1.
fn parse(text: &str) -> Result<Url> {
    let url = Url::parse(text.trim()).ok();
    let url = url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    url.ok_or_else(|| OutboundError::NoAddress(text.trim().chars().take(200).collect()))
}

/// What of an address says where it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Name or number of the host, in the form in which it is asked.
    pub host: String,
    /// Whether it is asked by HTTPS.
    pub secure: bool,
    /// Whether there is more than host and path: a name, a key, a question, a fragment.
    pub dressed: bool,
}

/// Where an address leads; nothing when it is none that can be asked.
pub fn place(text: &str) -> Option<Place> {
    let url = parse(text).ok()?;
    let dressed = !url.username().is_empty()
        || url.password().is_some()
        || url.query().is_some()
        || url.fragment().is_some();
    Some(Place { host: named(&url), secure: url.scheme() == "https", dressed })
}

/// Whether the headers of a request are such as any server may see.
fn tells_nothing(request: &crate::live::Request) -> bool {
    let harmless = ["accept", "accept-encoding", "if-modified-since", "if-none-match"];
    request.headers.iter().all(|(name, _)| harmless.contains(name))
}

/// Where an answer leads, if it leads elsewhere.
fn elsewhere(response: &Response, at: &Url) -> Result<Option<Url>> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let target = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
    let joined = target.and_then(|target| at.join(target).ok());
    let joined = joined.ok_or_else(|| OutboundError::Redirected(named(at)))?;
    parse(joined.as_str()).map(Some)
}

async fn read(mut response: Response, at: &Url, most: usize) -> Result<Answer> {
    let too_large = || OutboundError::TooLarge(named(at), most);
    if response.content_length().is_some_and(|length| length > most as u64) {
        return Err(too_large());
    }
    let kind = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let (status, kind) = (response.status().as_u16(), kind.map(str::to_owned));
    let headers = response.headers().clone();
    let retry_after = later(&headers);
    let mut body = Vec::new();
    let broke = |error: reqwest::Error| OutboundError::Unreachable(named(at), error.without_url());
    while let Some(piece) = response.chunk().await.map_err(broke)? {
        if body.len() + piece.len() > most {
            return Err(too_large());
        }
        body.extend_from_slice(&piece);
    }
    Ok(Answer { status, kind, body, retry_after, headers, at: at.to_string(), moved: None })
}

/// After how long to ask again: seconds, or a date by the clock of whoever answers (RFC 9110, 10.2.3).
fn later(headers: &HeaderMap) -> Option<Duration> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let wanted = text(RETRY_AFTER)?;
    if let Ok(seconds) = wanted.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = |text: &str| jiff::fmt::rfc2822::parse(text).ok().map(|at| at.timestamp());
    let seconds = date(wanted)?.as_second() - date(text(DATE)?)?.as_second();
    Some(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
}

/// How an address is named to people and in logs: what follows the host may be a secret.
fn named(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_dot_stands_for_every_host_below_and_nothing_else() {
        for (known, host, expected) in [
            ("a.example.org", "a.example.org", true),
            ("a.example.org", "b.a.example.org", false),
            (".example.org", "a.example.org", true),
            (".example.org", "b.a.example.org", true),
            (".example.org", "example.org", false),
            (".example.org", "badexample.org", false),
            (".example.org", "a.example.org.evil.net", false),
            (".", "a.", false),
            ("", "a", false),
        ] {
            assert_eq!(fits(known, host), expected, "{known} {host}");
        }
    }
}
