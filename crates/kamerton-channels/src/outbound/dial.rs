//! Connections that are no requests of the web: mail. They go the same way out as requests do: only to
//! hosts that may be asked, at addresses that were looked at, with the same certificates.

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use rustls::ClientConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls_platform_verifier::Verifier;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::{Broken, CONNECTING, Outbound, OutboundError, Result, is_near};

/// How a connection is secured at its beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// From the first byte.
    Implicit,
    /// Not at all, or later by [`Wire::secured`].
    Later,
}

/// Who is trusted: the certificates are read when they are needed first, and once.
#[derive(Clone)]
pub(super) struct Trust {
    certificates: Arc<str>,
    config: Arc<Mutex<Option<Arc<ClientConfig>>>>,
}

impl fmt::Debug for Trust {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Trust")
    }
}

impl Trust {
    pub(super) fn new(certificates: String) -> Self {
        Self { certificates: certificates.into(), config: Arc::default() }
    }

    fn config(&self) -> io::Result<Arc<ClientConfig>> {
        let mut kept = self.config.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(config) = &*kept {
            return Ok(Arc::clone(config));
        }
        let provider = Arc::new(default_provider());
        let own = CertificateDer::pem_slice_iter(self.certificates.as_bytes());
        let own = own.collect::<std::result::Result<Vec<_>, _>>().map_err(io::Error::other)?;
        let verifier = Verifier::new_with_extra_roots(own, Arc::clone(&provider));
        let verifier = verifier.map_err(io::Error::other)?;
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?;
        // A verifier of one's own is called dangerous; this one is the system's.
        let config = builder
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth();
        let config = Arc::new(config);
        *kept = Some(Arc::clone(&config));
        Ok(config)
    }
}

/// A connection.
#[derive(Debug)]
pub struct Wire {
    stream: Stream,
    host: String,
    peer: SocketAddr,
    trust: Trust,
    patience: Duration,
}

#[derive(Debug)]
enum Stream {
    Plain(TcpStream),
    Secure(Box<TlsStream<TcpStream>>),
}

impl Outbound {
    /// Connects to a port of a host.
    ///
    /// # Errors
    /// See [`OutboundError`]; whatever it is, nothing was sent.
    pub async fn dial(&self, host: &str, port: u16, tls: Tls) -> Result<Wire> {
        let host = host.trim().trim_end_matches('.').to_ascii_lowercase();
        if host.is_empty() || host.contains(|c: char| c.is_whitespace() || "/@?#".contains(c)) {
            return Err(OutboundError::NoAddress(host.chars().take(200).collect()));
        }
        self.check(&host)?;
        if self.by_proxy {
            return Err(OutboundError::NoProxy(host));
        }
        let late = || OutboundError::Late(host.clone());
        let work = async {
            let stream = self.connect(&host, port).await?;
            let peer = stream.peer_addr().map_err(|error| broken(&host, &error))?;
            let wire = Wire {
                stream: Stream::Plain(stream),
                host: host.clone(),
                peer,
                trust: self.trust.clone(),
                patience: self.patience,
            };
            match tls {
                Tls::Later => Ok(wire),
                Tls::Implicit => wire.shaken().await,
            }
        };
        // Twice the time of a bare connection: it is secured as well.
        tokio::time::timeout((CONNECTING * 2).min(self.patience), work).await.map_err(|_| late())?
    }

    /// Connects to the first address of a host that listens; all of them were looked at before.
    async fn connect(&self, host: &str, port: u16) -> Result<TcpStream> {
        let number = host.trim_start_matches('[').trim_end_matches(']');
        let found: Vec<SocketAddr> = match number.parse::<IpAddr>() {
            Ok(ip) => vec![SocketAddr::new(ip, port)],
            Err(_) => tokio::net::lookup_host((host, port))
                .await
                .map_err(|_| OutboundError::Unconnected(host.to_owned(), Broken::Name))?
                .collect(),
        };
        // One of several is enough: whoever mixes them means no good.
        if !found.iter().all(|at| self.allowed.lets(host, at.ip())) {
            return Err(OutboundError::Private(host.to_owned()));
        }
        let mut last = OutboundError::Unconnected(host.to_owned(), Broken::Name);
        for at in found {
            match tokio::time::timeout(CONNECTING, TcpStream::connect(at)).await {
                Ok(Ok(stream)) => {
                    // Commands are short, and each is waited for.
                    let _ = stream.set_nodelay(true);
                    return Ok(stream);
                }
                Ok(Err(error)) => last = broken(host, &error),
                Err(_) => last = OutboundError::Late(host.to_owned()),
            }
        }
        Err(last)
    }
}

impl Wire {
    /// The same connection, secured from now on: after the other side agreed to it.
    ///
    /// # Errors
    /// When it is not trusted, or speaks no TLS.
    pub async fn secured(self) -> Result<Self> {
        let (deadline, host) = (CONNECTING.min(self.patience), self.host.clone());
        let late = || OutboundError::Late(host);
        tokio::time::timeout(deadline, self.shaken()).await.map_err(|_| late())?
    }

    async fn shaken(self) -> Result<Self> {
        let Self { stream, host, peer, trust, patience } = self;
        let stream = match stream {
            Stream::Secure(stream) => Stream::Secure(stream),
            Stream::Plain(stream) => {
                let untrusted = || OutboundError::Unconnected(host.clone(), Broken::Tls);
                let config = trust.config().map_err(|_| untrusted())?;
                let name = host.trim_start_matches('[').trim_end_matches(']').to_owned();
                let name = ServerName::try_from(name).map_err(|_| untrusted())?;
                let shaken = TlsConnector::from(config).connect(name, stream).await;
                Stream::Secure(Box::new(shaken.map_err(|error| broken_tls(&host, &error))?))
            }
        };
        Ok(Self { stream, host, peer, trust, patience })
    }

    /// Whether what is said on it is read by nobody else.
    pub const fn is_secure(&self) -> bool {
        matches!(self.stream, Stream::Secure(_))
    }

    /// Whether it leads to this machine or into a network of one's own.
    pub fn is_near(&self) -> bool {
        is_near(self.peer.ip())
    }

    /// The host at its other end.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The longest that anything on it may take.
    pub const fn patience(&self) -> Duration {
        self.patience
    }
}

fn broken(host: &str, error: &io::Error) -> OutboundError {
    let why = match error.kind() {
        io::ErrorKind::ConnectionRefused => Broken::Refused,
        _ => Broken::Other,
    };
    OutboundError::Unconnected(host.to_owned(), why)
}

/// A connection that is reset while it is secured says as little as one that is not made.
fn broken_tls(host: &str, error: &io::Error) -> OutboundError {
    let why = match error.kind() {
        io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe => Broken::Other,
        _ => Broken::Tls,
    };
    OutboundError::Unconnected(host.to_owned(), why)
}

impl AsyncRead for Wire {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match &mut self.get_mut().stream {
            Stream::Plain(stream) => Pin::new(stream).poll_read(context, buffer),
            Stream::Secure(stream) => Pin::new(stream).poll_read(context, buffer),
        }
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match &mut self.get_mut().stream {
            Stream::Plain(stream) => Pin::new(stream).poll_write(context, bytes),
            Stream::Secure(stream) => Pin::new(stream).poll_write(context, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().stream {
            Stream::Plain(stream) => Pin::new(stream).poll_flush(context),
            Stream::Secure(stream) => Pin::new(stream).poll_flush(context),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().stream {
            Stream::Plain(stream) => Pin::new(stream).poll_shutdown(context),
            Stream::Secure(stream) => Pin::new(stream).poll_shutdown(context),
        }
    }
}
