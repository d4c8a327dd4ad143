//! What of the private may be asked all the same, as the operator names it: hosts and networks.

use std::net::IpAddr;

use super::addresses::{is_near, is_public};

/// Hosts and networks. Empty unless somebody names them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allowed {
    hosts: Vec<String>,
    networks: Vec<Network>,
    /// One host of our own network, and nothing else.
    near: Option<String>,
}

/// Something that is neither host nor network.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "«{0}» is neither a host nor a network: write it as git.example.lan, 10.1.2.3 or 10.0.0.0/8"
)]
pub struct NotAllowed(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Network {
    address: IpAddr,
    length: u32,
}

impl Allowed {
    /// Reads a list of hosts, addresses and networks.
    ///
    /// # Errors
    /// The first that is none of these.
    pub fn parse<'a>(list: impl IntoIterator<Item = &'a str>) -> Result<Self, NotAllowed> {
        let mut allowed = Self::default();
        for text in list.into_iter().map(str::trim) {
            match Network::parse(text) {
                Some(network) => allowed.networks.push(network),
                None if is_host(text) => allowed.hosts.push(text.to_ascii_lowercase()),
                None => return Err(NotAllowed(text.to_owned())),
            }
        }
        Ok(allowed)
    }

    /// One host of our own network, by name or number: it alone is asked, and only at addresses of
    /// this machine or of a private network. The public internet is not asked at all, so that what is
    /// meant for a neighbour cannot be led outside, nor to the services of a cloud.
    pub fn near(host: &str) -> Self {
        let host = host.trim_start_matches('[').trim_end_matches([']', '.']);
        Self { near: Some(host.to_ascii_lowercase()), ..Self::default() }
    }

    /// Whether this address of this host may be asked.
    pub fn lets(&self, host: &str, ip: IpAddr) -> bool {
        match &self.near {
            Some(near) => {
                let host = host.trim_start_matches('[').trim_end_matches([']', '.']);
                near.eq_ignore_ascii_case(host) && is_near(ip)
            }
            None => is_public(ip) || self.has(host, ip),
        }
    }

    /// Whether this address of this host may be asked though it is private.
    pub fn has(&self, host: &str, ip: IpAddr) -> bool {
        let host = host.trim_end_matches('.');
        self.hosts.iter().any(|known| known.eq_ignore_ascii_case(host))
            || self.networks.iter().any(|network| network.has(ip))
    }
}

fn is_host(text: &str) -> bool {
    let letters = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.' || c == '_';
    // The last part of a name is never a number: such a text is a mistyped address.
    let last = text.rsplit('.').next().unwrap_or_default();
    !last.is_empty() && text.chars().all(letters) && !last.starts_with(|c: char| c.is_ascii_digit())
}

impl Network {
    fn parse(text: &str) -> Option<Self> {
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length.parse().ok()?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let length = length.unwrap_or(most);
        (length <= most).then_some(Self { address, length })
    }

    fn has(self, ip: IpAddr) -> bool {
        let (differs, most) = match (self.address, ip) {
            (IpAddr::V4(own), IpAddr::V4(ip)) => (u128::from(own.to_bits() ^ ip.to_bits()), 32),
            (IpAddr::V6(own), IpAddr::V6(ip)) => (own.to_bits() ^ ip.to_bits(), 128),
            _ => return false,
        };
        differs.checked_shr(most - self.length).unwrap_or(0) == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_and_networks_are_told_apart() {
        let allowed = Allowed::parse(["Git.Lan", "10.0.0.0/8", "192.168.1.7", "fd00::/8"]).unwrap();
        for (host, ip, wanted) in [
            ("git.lan", "127.0.0.1", true),
            ("git.lan.", "127.0.0.1", true),
            ("evil.git.lan", "127.0.0.1", false),
            ("x", "10.255.0.1", true),
            ("x", "11.0.0.1", false),
            ("x", "192.168.1.7", true),
            ("x", "192.168.1.8", false),
            ("x", "fd12::1", true),
            ("x", "fe80::1", false),
        ] {
            assert_eq!(allowed.has(host, ip.parse().unwrap()), wanted, "{host} {ip}");
        }
    }

    #[test]
    fn a_neighbour_is_asked_and_nobody_else() {
        for (near, host, ip, wanted) in [
            ("localhost", "localhost", "127.0.0.1", true),
            ("localhost", "LOCALHOST.", "::1", true),
            ("model.lan", "model.lan", "192.168.1.7", true),
            ("model.lan", "model.lan", "10.1.2.3", true),
            ("model.lan", "model.lan", "fd12::1", true),
            ("model.lan", "model.lan", "8.8.8.8", false),
            ("model.lan", "model.lan", "169.254.169.254", false),
            ("model.lan", "model.lan", "::ffff:169.254.169.254", false),
            ("model.lan", "model.lan", "0.0.0.0", false),
            ("model.lan", "other.lan", "192.168.1.7", false),
            ("[::1]", "[::1]", "::1", true),
            ("10.1.2.3", "10.1.2.3", "10.1.2.3", true),
            ("10.1.2.3", "10.1.2.4", "10.1.2.4", false),
        ] {
            let allowed = Allowed::near(near);
            assert_eq!(allowed.lets(host, ip.parse().unwrap()), wanted, "{near} {host} {ip}");
        }
    }

    #[test]
    fn everything_can_be_allowed() {
        let allowed = Allowed::parse(["0.0.0.0/0", "::/0"]).unwrap();
        assert!(allowed.has("x", "127.0.0.1".parse().unwrap()));
        assert!(allowed.has("x", "::1".parse().unwrap()));
    }

    #[test]
    fn what_is_mistyped_is_refused() {
        for text in ["", "10.0.0.0/33", "10.0.0", "10.0.0.0/x", "http://git.lan", "fd00::/129", "*"]
        {
            assert_eq!(Allowed::parse([text]), Err(NotAllowed(text.to_owned())), "{text}");
        }
    }
}
