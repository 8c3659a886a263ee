//! Where the X-Ray daemon listens.

use std::fmt;
use std::net::{SocketAddr, ToSocketAddrs as _};

use lamplight_core::lookup::Lookup;

/// The variable that Lambda sets for a function whose tracing is active.
pub const DAEMON_ADDRESS: &str = "AWS_XRAY_DAEMON_ADDRESS";

/// The address that the daemon takes documents at, by UDP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DaemonAddress(SocketAddr);

/// An address that cannot be used. Names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressError {
    value: String,
    reason: &'static str,
}

// === impl DaemonAddress ===

impl DaemonAddress {
    /// Reads `host:port`, or `tcp:host:port udp:host:port` in either order, of which only the latter is
    /// used. An IPv6 address stands in brackets.
    ///
    /// A host that is a name is looked up here and now, which blocks; Lambda gives an IP address.
    ///
    /// # Errors
    ///
    /// When the text has neither form, or the host is a name that cannot be resolved.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let error = |reason| AddressError { value: text.to_owned(), reason };
        let mut words = text.split_whitespace();
        let target = match (words.next(), words.next(), words.next()) {
            (Some(one), None, _) => one.strip_prefix("udp:").unwrap_or(one),
            (Some(one), Some(two), None) => match (one.split_once(':'), two.split_once(':')) {
                (Some(("tcp", _)), Some(("udp", target))) | (Some(("udp", target)), Some(("tcp", _))) => {
                    target
                }
                _ => return Err(error("is not an address")),
            },
            _ => return Err(error("is not an address")),
        };
        if let Ok(address) = target.parse() {
            return Ok(Self(address));
        }
        let (host, port) = target.rsplit_once(':').ok_or_else(|| error("has no port"))?;
        let port: u16 = port.parse().map_err(|_| error("has no port"))?;
        if host.is_empty() || host.contains([':', '[', ']']) {
            return Err(error("has no host"));
        }
        let mut addresses =
            (host, port).to_socket_addrs().map_err(|_| error("has a host that is not known"))?;
        addresses.next().map(Self).ok_or_else(|| error("has a host that is not known"))
    }

    /// Reads the variable [`DAEMON_ADDRESS`]; `None` when it is not set or empty, as it is where tracing
    /// is not active.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse), and when the value is not UTF-8.
    pub fn from_lookup(lookup: &dyn Lookup) -> Result<Option<Self>, AddressError> {
        match lookup.get(DAEMON_ADDRESS) {
            Ok(Some(text)) if !text.trim().is_empty() => Self::parse(&text).map(Some),
            Ok(_) => Ok(None),
            Err(_) => Err(AddressError { value: "(not UTF-8)".to_owned(), reason: "is not an address" }),
        }
    }

    /// As an address of a socket.
    #[must_use]
    pub const fn socket_addr(self) -> SocketAddr {
        self.0
    }
}

impl From<SocketAddr> for DaemonAddress {
    fn from(address: SocketAddr) -> Self {
        Self(address)
    }
}

impl fmt::Display for DaemonAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

// === impl AddressError ===

impl fmt::Display for AddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { value, reason } = self;
        write!(
            f,
            "the address of the X-Ray daemon, {value:?}, {reason}; allowed: \"host:port\" or \
             \"tcp:host:port udp:host:port\""
        )
    }
}

impl std::error::Error for AddressError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_both_forms() {
        for (text, expected) in [
            ("169.254.100.1:2000", "169.254.100.1:2000"),
            (" 127.0.0.1:2000\n", "127.0.0.1:2000"),
            ("udp:127.0.0.1:2001", "127.0.0.1:2001"),
            ("tcp:127.0.0.1:2000 udp:127.0.0.2:2001", "127.0.0.2:2001"),
            ("udp:127.0.0.2:2001 tcp:127.0.0.1:2000", "127.0.0.2:2001"),
            ("[::1]:2000", "[::1]:2000"),
            ("tcp:[::1]:2000 udp:[::1]:2001", "[::1]:2001"),
        ] {
            assert_eq!(
                DaemonAddress::parse(text).map(|address| address.to_string()),
                Ok(expected.to_owned())
            );
        }
        let named = DaemonAddress::parse("localhost:2000").expect("every machine knows itself");
        assert!(named.socket_addr().ip().is_loopback());
    }

    #[test]
    fn refuses_everything_else_and_names_it() {
        for text in [
            "",
            "127.0.0.1",
            "127.0.0.1:",
            "127.0.0.1:65536",
            ":2000",
            "::1:2000",
            "tcp:127.0.0.1:2000",
            "tcp:127.0.0.1:2000 tcp:127.0.0.1:2001",
            "udp:127.0.0.1:2000 127.0.0.1:2001",
            "a:1 b:2 c:3",
        ] {
            let error = DaemonAddress::parse(text).expect_err(text).to_string();
            assert!(error.contains(&format!("{text:?}")) && error.contains("allowed: "), "{error}");
        }
    }

    #[test]
    fn an_unset_variable_is_no_address() {
        assert_eq!(DaemonAddress::from_lookup(&[("OTHER", "x")]), Ok(None));
        assert_eq!(DaemonAddress::from_lookup(&[(DAEMON_ADDRESS, " ")]), Ok(None));
        let set = DaemonAddress::from_lookup(&[(DAEMON_ADDRESS, "127.0.0.1:2000")]);
        assert_eq!(set.map(|found| found.map(|address| address.socket_addr().port())), Ok(Some(2000)));
        DaemonAddress::from_lookup(&[(DAEMON_ADDRESS, "x")]).expect_err("not an address");
    }
}
