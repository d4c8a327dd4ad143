//! A door of TLS in front of a fake, with a certificate of an authority that nobody trusts by themselves. Its
//! key is in this folder for everybody to see: it is good for this machine's own address and for nothing else.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener as StdListener};
use std::sync::Arc;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::stage::Stage;

/// The certificate of the authority, in PEM form: what has to be trusted.
pub const AUTHORITY: &str = include_str!("secure/authority.pem");
pub(crate) const SERVER: &str = include_str!("secure/server.pem");
pub(crate) const KEY: &str = include_str!("secure/server-key.pem");

/// A running door. It ends when it is dropped.
pub struct Secure {
    base: String,
    port: u16,
    end: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Secure {
    /// Opens a door in front of a fake.
    ///
    /// # Errors
    /// When there is no port or thread.
    pub fn before(stage: &Stage) -> io::Result<Self> {
        Self::before_port(stage.port())
    }

    /// Opens a door in front of any server of this machine.
    ///
    /// # Errors
    /// When there is no port or thread.
    pub fn before_port(port: u16) -> io::Result<Self> {
        let listener = StdListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let own = listener.local_addr()?;
        let base = format!("https://{own}");
        let behind = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let acceptor = TlsAcceptor::from(Arc::new(config()?));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (end, ended) = oneshot::channel();
        let thread = std::thread::Builder::new().name("fake-tls".to_owned()).spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    _ = ended => {}
                    () = accept(listener, &acceptor, behind) => {}
                }
            });
            runtime.shutdown_background();
        })?;
        Ok(Self { base, port: own.port(), end: Some(end), thread: Some(thread) })
    }

    /// Its port.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Its address, without a slash at the end.
    pub fn base(&self) -> &str {
        &self.base
    }
}

impl Drop for Secure {
    fn drop(&mut self) {
        if let Some(end) = self.end.take() {
            let _ = end.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn config() -> io::Result<ServerConfig> {
    let certificate =
        CertificateDer::from_pem_slice(SERVER.as_bytes()).map_err(io::Error::other)?;
    let key = PrivateKeyDer::from_pem_slice(KEY.as_bytes()).map_err(io::Error::other)?;
    ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .map_err(io::Error::other)
}

async fn accept(listener: StdListener, acceptor: &TlsAcceptor, behind: SocketAddr) {
    let Ok(listener) = TcpListener::from_std(listener) else { return };
    loop {
        if let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut outside) = acceptor.accept(stream).await else { return };
                let Ok(mut inside) = TcpStream::connect(behind).await else { return };
                let _ = copy_bidirectional(&mut outside, &mut inside).await;
            });
        }
    }
}
