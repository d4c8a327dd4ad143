//! Where a request comes from.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::{Extensions, HeaderMap};

/// The address that a request comes from. A proxy on this machine says for whom it asks; nobody
/// else is believed.
pub fn address(extensions: &Extensions, headers: &HeaderMap) -> Option<IpAddr> {
    // Who listens on `[::]` sees 127.0.0.1 as ::ffff:127.0.0.1.
    let peer = extensions.get::<ConnectInfo<SocketAddr>>()?.0.ip().to_canonical();
    let mut forwarded =
        headers.get_all("x-forwarded-for").iter().filter_map(|list| list.to_str().ok());
    let last = forwarded.next_back().and_then(|list| list.rsplit(',').next());
    match last.and_then(|text| text.trim().parse().ok()) {
        Some(address) if peer.is_loopback() => Some(address),
        _ => Some(peer),
    }
}

/// Whether a request comes from this machine itself, and not through a proxy on it.
pub fn is_here(extensions: &Extensions, headers: &HeaderMap) -> bool {
    address(extensions, headers).is_none_or(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn seen(peer: &str, forwarded: &'static str) -> String {
        let mut extensions = Extensions::new();
        let peer: IpAddr = peer.parse().unwrap();
        extensions.insert(ConnectInfo(SocketAddr::new(peer, 1)));
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", HeaderValue::from_static(forwarded));
        address(&extensions, &headers).unwrap().to_string()
    }

    #[test]
    fn only_a_proxy_on_this_machine_is_believed() {
        assert_eq!(seen("127.0.0.1", "1.1.1.1, 9.9.9.9"), "9.9.9.9");
        assert_eq!(seen("::1", "9.9.9.9"), "9.9.9.9");
        assert_eq!(seen("::ffff:127.0.0.1", "9.9.9.9"), "9.9.9.9");
        assert_eq!(seen("8.8.8.8", "9.9.9.9"), "8.8.8.8");
        assert_eq!(seen("::ffff:8.8.8.8", "9.9.9.9"), "8.8.8.8");
        assert_eq!(seen("127.0.0.1", "nonsense"), "127.0.0.1");
    }
}
