//! Which addresses are the public internet.
//!
//! After the registries of special-purpose addresses of IANA (RFC 6890 and its successors): what is
//! not plainly somebody's public address is not public.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Blocks of IPv4 that are not public, with the length of their prefix.
const NOT_PUBLIC_V4: [([u8; 4], u32); 15] = [
    ([0, 0, 0, 0], 8),       // this network
    ([10, 0, 0, 0], 8),      // private
    ([100, 64, 0, 0], 10),   // a provider's own
    ([127, 0, 0, 0], 8),     // this machine
    ([169, 254, 0, 0], 16),  // this wire, and the metadata of clouds
    ([172, 16, 0, 0], 12),   // private
    ([192, 0, 0, 0], 24),    // protocols
    ([192, 0, 2, 0], 24),    // examples
    ([192, 88, 99, 0], 24),  // 6to4, given up
    ([192, 168, 0, 0], 16),  // private
    ([198, 18, 0, 0], 15),   // measurements
    ([198, 51, 100, 0], 24), // examples
    ([203, 0, 113, 0], 24),  // examples
    ([224, 0, 0, 0], 4),     // many at once
    ([240, 0, 0, 0], 4),     // never given out, and everybody at once
];

/// Blocks within 2000::/3 that are not public; outside of it nothing is.
const NOT_PUBLIC_V6: [(u128, u32); 4] = [
    (0x2001 << 112, 23),     // protocols, Teredo among them
    (0x2001_0db8 << 96, 32), // examples
    (0x2002 << 112, 16),     // 6to4: an address of IPv4 in disguise
    (0x3fff << 112, 20),     // examples
];
/// `::ffff:0:0/96`: IPv4 as IPv6 writes it.
const MAPPED: u128 = 0xffff << 32;
/// `64:ff9b::/96`: IPv4 behind a translator.
const TRANSLATED: u128 = 0x0064_ff9b << 96;

/// Blocks of IPv4 that are this machine or a network of one's own.
const NEAR_V4: [([u8; 4], u32); 5] = [
    ([10, 0, 0, 0], 8),
    ([100, 64, 0, 0], 10), // networks laid over others use a provider's own addresses
    ([127, 0, 0, 0], 8),
    ([172, 16, 0, 0], 12),
    ([192, 168, 0, 0], 16),
];

/// Whether an address is this machine's or one of a private network. What a machine hears on its own
/// wire alone is not: there clouds tell their secrets.
pub fn is_near(ip: IpAddr) -> bool {
    let is_near_v4 = |ip: Ipv4Addr| {
        let bits = ip.to_bits();
        NEAR_V4
            .iter()
            .any(|(block, length)| (bits ^ u32::from_be_bytes(*block)) >> (32 - length) == 0)
    };
    match ip {
        IpAddr::V4(ip) => is_near_v4(ip),
        IpAddr::V6(ip) => match hidden(ip) {
            Some(hidden) => is_near_v4(hidden),
            // fd00:ec2::/32 is where a cloud tells its secrets by IPv6.
            None => {
                let (bits, cloud) = (ip.to_bits(), 0xfd00_0ec2_u128);
                ip.is_loopback() || bits >> 121 == 0xfc >> 1 && bits >> 96 != cloud
            }
        },
    }
}

/// Whether an address is somebody's on the public internet.
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => match hidden(ip) {
            Some(hidden) => is_public_v4(hidden),
            None => is_public_v6(ip),
        },
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let bits = ip.to_bits();
    NOT_PUBLIC_V4
        .iter()
        .all(|(block, length)| (bits ^ u32::from_be_bytes(*block)) >> (32 - length) != 0)
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let bits = ip.to_bits();
    let given_out = bits >> 125 == 1;
    given_out && NOT_PUBLIC_V6.iter().all(|(block, length)| (bits ^ block) >> (128 - length) != 0)
}

/// The address of IPv4 that is really asked.
fn hidden(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    let bits = ip.to_bits();
    let front = bits & !u128::from(u32::MAX);
    let hides = front == MAPPED || front == TRANSLATED;
    hides.then(|| Ipv4Addr::from_bits(bits as u32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_public_is_known() {
        for text in [
            "0.0.0.0",
            "0.0.0.1",
            "0.255.255.255",
            "10.0.0.0",
            "10.255.255.255",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.1.2.3",
            "127.255.255.255",
            "169.254.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.0.170",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.0.1",
            "192.168.255.255",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "239.255.255.250",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::8.8.8.8",
            "::ffff:127.0.0.1",
            "::ffff:0.0.0.0",
            "::ffff:10.1.2.3",
            "::ffff:169.254.169.254",
            "::ffff:0:127.0.0.1",
            "64:ff9b::127.0.0.1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:0:53aa:64c::1",
            "2001:10::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "2002:a9fe:a9fe::",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd12:3456:789a::1",
            "fe80::1",
            "febf::1",
            "fec0::1",
            "ff02::1",
            "ff0e::1",
        ] {
            assert!(!is_public(text.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn what_is_public_is_let_through() {
        for text in [
            "1.1.1.1",
            "8.8.8.8",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.1",
            "169.253.255.255",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.1",
            "192.167.255.255",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "::ffff:8.8.8.8",
            "64:ff9b::8.8.8.8",
            "2001:200::1",
            "2001:4860:4860::8888",
            "2a02:6b8::feed:ff",
            "2606:4700:4700::1111",
        ] {
            assert!(is_public(text.parse().unwrap()), "{text}");
        }
    }
}
