//! Where a collector listens.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use http::Uri;
use http::header::HeaderValue;
use tokio::net::{TcpStream, lookup_host};

use crate::signal::Signal;

/// What an endpoint may be.
pub(crate) const ALLOWED: &str = if cfg!(feature = "tls") {
    "\"http://host:port/path\" or \"https://host:port/path\""
} else {
    "\"http://host:port/path\""
};
/// What is said of an endpoint with TLS.
pub(crate) const NO_TLS: &str = "\"http://…\", as https needs the feature `tls`; without it, a collector or an \
                                 extension on localhost can forward with TLS";

/// The address of a collector, taken apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Endpoint {
    host: Host,
    /// What the request line names.
    pub(crate) path: Uri,
    /// What the header `host` says.
    pub(crate) authority: HeaderValue,
    /// Who has to answer, where it wants TLS.
    #[cfg(feature = "tls")]
    pub(crate) tls: Option<rustls::pki_types::ServerName<'static>>,
}

#[derive(Clone, Debug, PartialEq)]
enum Host {
    /// An address, or those of `localhost`: nothing to look up.
    Known(Vec<SocketAddr>),
    Name(String, u16),
}

/// Why an endpoint cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unusable {
    /// It wants TLS, and there is none.
    Tls,
    /// It is not an endpoint.
    NotOne,
}

// === impl Endpoint ===

impl Endpoint {
    /// Of a collector that takes several signals, each at its path below this.
    pub(crate) fn of_collector(url: &str, signal: Signal) -> Result<Self, Unusable> {
        let mut endpoint = Self::of_signal(url)?;
        if endpoint.path.query().is_some() {
            return Err(Unusable::NotOne);
        }
        let path = format!("{}{}", endpoint.path.path().trim_end_matches('/'), signal.path());
        endpoint.path = path.parse().map_err(|_| Unusable::NotOne)?;
        Ok(endpoint)
    }

    /// Of a collector of one signal: this and nothing else.
    pub(crate) fn of_signal(url: &str) -> Result<Self, Unusable> {
        let url: Uri = url.trim().parse().map_err(|_| Unusable::NotOne)?;
        let is_tls = match url.scheme_str() {
            Some("http") => false,
            Some("https") if cfg!(feature = "tls") => true,
            Some("https") => return Err(Unusable::Tls),
            _ => return Err(Unusable::NotOne),
        };
        let authority = url.authority().ok_or(Unusable::NotOne)?;
        let host = authority.host().trim_start_matches('[').trim_end_matches(']');
        // A name and a password before the host have no place in the header `host`.
        if host.is_empty() || authority.as_str().contains('@') {
            return Err(Unusable::NotOne);
        }
        let port = match authority.as_str().strip_prefix(authority.host()) {
            Some("") if is_tls => 443,
            Some("") => 80,
            _ => authority.port_u16().ok_or(Unusable::NotOne)?,
        };
        #[cfg(feature = "tls")]
        let tls = match is_tls.then(|| host.to_owned().try_into()).transpose() {
            Ok(tls) => tls,
            // Nobody can have a certificate for such a name.
            Err(_) => return Err(Unusable::NotOne),
        };
        let host = match host.parse::<IpAddr>() {
            Ok(ip) => Host::Known(vec![(ip, port).into()]),
            Err(_) if host.eq_ignore_ascii_case("localhost") => {
                Host::Known(vec![(Ipv4Addr::LOCALHOST, port).into(), (Ipv6Addr::LOCALHOST, port).into()])
            }
            Err(_) => Host::Name(host.to_owned(), port),
        };
        let path = url.path_and_query().map_or("/", |path| path.as_str());
        Ok(Self {
            host,
            path: path.parse().map_err(|_| Unusable::NotOne)?,
            authority: HeaderValue::from_str(authority.as_str()).map_err(|_| Unusable::NotOne)?,
            #[cfg(feature = "tls")]
            tls,
        })
    }

    /// Whether one connection serves both.
    pub(crate) fn is_same_place(&self, other: &Self) -> bool {
        #[cfg(feature = "tls")]
        if self.tls != other.tls {
            return false;
        }
        self.host == other.host && self.authority == other.authority
    }

    /// Whether it is this port of this machine, by an address or as `localhost`.
    #[must_use]
    pub fn is_local(&self, port: u16) -> bool {
        match &self.host {
            Host::Known(addresses) => {
                addresses.iter().all(|address| address.port() == port && address.ip().is_loopback())
            }
            Host::Name(..) => false,
        }
    }

    /// Whether it wants TLS.
    #[cfg(feature = "proxy")]
    pub(crate) fn is_tls(&self) -> bool {
        #[cfg(feature = "tls")]
        return self.tls.is_some();
        #[cfg(not(feature = "tls"))]
        false
    }

    #[cfg(feature = "proxy")]
    pub(crate) fn port(&self) -> u16 {
        match &self.host {
            Host::Known(addresses) => addresses.first().map_or(0, SocketAddr::port),
            Host::Name(_, port) => *port,
        }
    }

    /// Host and port.
    #[cfg(feature = "proxy")]
    pub(crate) fn place(&self) -> String {
        let (host, port) = (self.host(), self.port());
        if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
    }

    /// The name or the address of whoever listens there.
    #[must_use]
    pub fn host(&self) -> String {
        match &self.host {
            Host::Known(addresses) => {
                addresses.first().map(|address| address.ip().to_string()).unwrap_or_default()
            }
            Host::Name(name, _) => name.clone(),
        }
    }

    pub(crate) async fn connect(&self) -> io::Result<TcpStream> {
        let found: Vec<_>;
        let addresses = match &self.host {
            Host::Known(addresses) => addresses,
            Host::Name(name, port) => {
                found = lookup_host((name.as_str(), *port)).await?.collect();
                &found
            }
        };
        let stream = TcpStream::connect(&addresses[..]).await?;
        // A request is written at once; nothing is gained by waiting for more.
        stream.set_nodelay(true)?;
        Ok(stream)
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        #[cfg(feature = "tls")]
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        #[cfg(not(feature = "tls"))]
        let scheme = "http";
        write!(f, "{scheme}://{}{}", self.authority.to_str().unwrap_or_default(), self.path)
    }
}

// === impl Unusable ===

impl Unusable {
    /// What is allowed instead.
    pub(crate) const fn allowed(self) -> &'static str {
        match self {
            Self::Tls => NO_TLS,
            Self::NotOne => ALLOWED,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_collectors_endpoint_gets_the_path_of_the_signal() {
        for (url, expected) in [
            ("http://127.0.0.1:4318", "http://127.0.0.1:4318/v1/traces"),
            (" http://localhost:4318/ ", "http://localhost:4318/v1/traces"),
            ("http://collector/base/", "http://collector/base/v1/traces"),
            ("http://[::1]:4318", "http://[::1]:4318/v1/traces"),
        ] {
            assert_eq!(Endpoint::of_collector(url, Signal::Traces).expect(url).to_string(), expected);
        }
    }

    #[test]
    fn an_endpoint_of_a_signal_is_taken_as_it_is() {
        for (url, path, at) in [
            ("http://127.0.0.1:4318", "/", "Known([127.0.0.1:4318])"),
            ("http://LOCALHOST:1", "/", "Known([127.0.0.1:1, [::1]:1])"),
            ("http://collector/a/b?c=d", "/a/b?c=d", "Name(\"collector\", 80)"),
            ("http://[::1]", "/", "Known([[::1]:80])"),
        ] {
            let endpoint = Endpoint::of_signal(url).expect(url);
            assert_eq!(
                (endpoint.path.to_string().as_str(), format!("{:?}", endpoint.host).as_str()),
                (path, at)
            );
        }
    }

    #[test]
    fn everything_else_is_refused() {
        let is_refused = Endpoint::of_signal("https://collector:4318").err() == Some(Unusable::Tls);
        assert_eq!(is_refused, cfg!(not(feature = "tls")));
        for url in [
            "",
            "collector",
            "127.0.0.1:4318",
            "/v1/traces",
            "http://",
            "grpc://x:1",
            "http://a:b@c",
            "http://c:x",
        ] {
            assert_eq!(Endpoint::of_signal(url).err(), Some(Unusable::NotOne), "{url}");
        }
        assert_eq!(Endpoint::of_collector("http://c/?a=b", Signal::Traces).err(), Some(Unusable::NotOne));
    }

    #[cfg(feature = "tls")]
    #[test]
    fn an_endpoint_with_tls_has_a_port_of_its_own_and_a_name_to_be_checked() {
        let endpoint = Endpoint::of_collector("https://collector/base", Signal::Traces).expect("an endpoint");
        assert_eq!(endpoint.to_string(), "https://collector/base/v1/traces");
        assert_eq!(format!("{:?}", endpoint.host), "Name(\"collector\", 443)");
        assert_eq!(endpoint.tls.expect("a name").to_str(), "collector");
        let endpoint = Endpoint::of_signal("https://127.0.0.1:4318").expect("an endpoint");
        assert_eq!(endpoint.tls.expect("an address").to_str(), "127.0.0.1");
        assert_eq!(Endpoint::of_signal("https://no%20name").err(), Some(Unusable::NotOne));
    }
}
