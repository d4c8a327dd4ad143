//! Names become addresses here, and only those come out that may be connected to.

use std::error::Error;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::allowed::Allowed;

/// Asks the system, and looks at what it says.
pub(super) struct Resolver {
    allowed: Arc<Allowed>,
}

/// A name leads into a private network.
#[derive(Debug)]
struct Private;

impl fmt::Display for Private {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("it leads into a private network")
    }
}

impl Error for Private {}

/// Nobody knows a name.
#[derive(Debug)]
pub(super) struct NoName(std::io::Error);

impl fmt::Display for NoName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name is not known")
    }
}

impl Error for NoName {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

impl Resolver {
    pub(super) const fn new(allowed: Arc<Allowed>) -> Self {
        Self { allowed }
    }
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let allowed = Arc::clone(&self.allowed);
        Box::pin(async move {
            let host = name.as_str();
            let found = tokio::net::lookup_host((host, 0)).await.map_err(NoName)?;
            let found: Vec<SocketAddr> = found.collect();
            let may = |at: &SocketAddr| allowed.lets(host, at.ip());
            // One of several is enough: whoever mixes them means no good.
            if !found.iter().all(may) {
                return Err(Private.into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// Whether this is why a request failed.
pub(super) fn is_private(error: &reqwest::Error) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        if error.is::<Private>() {
            return true;
        }
        cause = error.source();
    }
    false
}
