//! What stands between us and a collector, where a network lets nobody out by himself.
//!
//! There is no standard for these variables; they are read as Go's programs do, which is what most agents are
//! (`golang.org/x/net/http/httpproxy`). Only proxies that are spoken to without TLS are known.

use std::fmt;
use std::io;
use std::net::IpAddr;

use http::StatusCode;
use http::header::HeaderValue;
use lamplight_core::lookup::Lookup;
use lamplight_core::pairs::percent_decoded;
use tokio::net::TcpStream;

use crate::basic::basic;
use crate::endpoint::Endpoint;
use crate::head::Head;
use crate::problem::Problem;
use crate::settings::{get, without_password};

/// The longest head of an answer of a proxy, in bytes.
const MAX_HEAD: usize = 16 * 1024;
/// What a proxy may be.
const ALLOWED: &str = "\"http://host:port\" or \"http://user:password@host:port\"";

/// Someone who forwards.
#[derive(Clone, PartialEq)]
pub(crate) struct Proxy {
    at: Endpoint,
    /// What the header `proxy-authorization` says.
    authorization: Option<HeaderValue>,
}

// === impl Proxy ===

impl Proxy {
    /// Whoever forwards to this endpoint, if anyone does: `HTTPS_PROXY` or `HTTP_PROXY`, in either case, but for what
    /// `NO_PROXY` names, and for this machine.
    ///
    /// # Errors
    ///
    /// When it is none that can be used: what was to be forwarded is not to go out another way.
    pub(crate) fn for_endpoint(endpoint: &Endpoint, lookup: &dyn Lookup) -> Result<Option<Self>, Problem> {
        let first = |names: [&'static str; 2]| {
            names.into_iter().find_map(|name| get(lookup, name).map(|value| (name, value)))
        };
        let names =
            if endpoint.is_tls() { ["HTTPS_PROXY", "https_proxy"] } else { ["HTTP_PROXY", "http_proxy"] };
        let Some((name, url)) = first(names) else { return Ok(None) };
        let excepted = first(["NO_PROXY", "no_proxy"]).map(|(_, list)| list).unwrap_or_default();
        if is_direct(&endpoint.host(), endpoint.port(), &excepted) {
            return Ok(None);
        }
        Self::read(&url).map(Some).ok_or_else(|| Problem::new(name, without_password(&url), ALLOWED))
    }

    /// With or without `http://`, and with who we are before the host.
    fn read(url: &str) -> Option<Self> {
        let rest = url.strip_prefix("http://").unwrap_or(url).trim_end_matches('/');
        if rest.contains("://") {
            return None;
        }
        let (user, place) = match rest.rsplit_once('@') {
            Some((user, place)) => (Some(user), place),
            None => (None, rest),
        };
        let at = Endpoint::of_signal(&format!("http://{place}")).ok()?;
        let user = user.map(|user| percent_decoded(user).ok_or(())).transpose().ok()?;
        let mut authorization = user.map(|user| HeaderValue::try_from(basic(&user))).transpose().ok()?;
        if let Some(secret) = &mut authorization {
            secret.set_sensitive(true);
        }
        Some(Self { at, authorization })
    }

    /// Connects to the endpoint through it: in a tunnel where that wants TLS, and else to the proxy itself, which is
    /// then asked for the whole URL.
    pub(crate) async fn connect(&self, endpoint: &Endpoint) -> io::Result<TcpStream> {
        let stream = self.at.connect().await.map_err(|error| self.error(&error))?;
        if endpoint.is_tls() {
            self.open_tunnel(&stream, endpoint).await.map_err(|error| self.error(&error))?;
        }
        Ok(stream)
    }

    async fn open_tunnel(&self, stream: &TcpStream, endpoint: &Endpoint) -> io::Result<()> {
        let place = endpoint.place();
        let mut head = format!("CONNECT {place} HTTP/1.1\r\nhost: {place}\r\n").into_bytes();
        self.write_authorization(&mut head);
        head.extend_from_slice(b"\r\n");
        let mut unsent = &head[..];
        while !unsent.is_empty() {
            stream.writable().await?;
            match stream.try_write(unsent) {
                Ok(sent) => unsent = &unsent[sent..],
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Err(error),
            }
        }
        let status = answered(stream).await?;
        if status.is_success() { Ok(()) } else { Err(io::Error::other(format!("it answers {status}"))) }
    }

    /// Who we are, as a header of a request.
    pub(crate) fn write_authorization(&self, head: &mut Vec<u8>) {
        if let Some(authorization) = &self.authorization {
            head.extend_from_slice(b"proxy-authorization: ");
            head.extend_from_slice(authorization.as_bytes());
            head.extend_from_slice(b"\r\n");
        }
    }

    fn error(&self, error: &io::Error) -> io::Error {
        io::Error::new(error.kind(), format!("the proxy {}: {error}", self.at.place()))
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxy").field("at", &self.at).finish_non_exhaustive()
    }
}

/// The status of an answer that has only a head: what follows it is no longer the proxy's.
async fn answered(stream: &TcpStream) -> io::Result<StatusCode> {
    let mut bytes = Vec::new();
    loop {
        stream.readable().await?;
        let mut piece = [0; 1024];
        match stream.try_read(&mut piece) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(length) => bytes.extend_from_slice(&piece[..length]),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => continue,
            Err(error) => return Err(error),
        }
        match Head::read(&bytes).map_err(|why| io::Error::other(why.0))? {
            Some((head, length)) if head.status.is_informational() => drop(bytes.drain(..length)),
            // Who is beyond the tunnel says nothing before it is spoken to.
            Some((head, length)) if head.status.is_success() && length < bytes.len() => {
                return Err(io::Error::other("more comes than was asked for"));
            }
            Some((head, _)) => return Ok(head.status),
            None if bytes.len() > MAX_HEAD => return Err(io::Error::other("its answer has no end")),
            None => {}
        }
    }
}

/// Whether nobody stands between us and this host.
fn is_direct(host: &str, port: u16, excepted: &str) -> bool {
    let address: Option<IpAddr> = host.parse().ok();
    if address.is_some_and(|address| address.is_loopback()) {
        return true;
    }
    let host = host.to_ascii_lowercase();
    let mut excepted = excepted.split(',').map(|entry| entry.trim().to_ascii_lowercase());
    excepted.any(|entry| match (entry.as_str(), address) {
        ("", _) => false,
        ("*", _) => true,
        (entry, Some(address)) => {
            names_address(entry, address) || at_port(entry, port).is_some_and(|of| names_address(of, address))
        }
        (entry, None) => names_host(at_port(entry, port).unwrap_or(entry), &host),
    })
}

/// An entry without the port, where it has this one.
fn at_port(entry: &str, port: u16) -> Option<&str> {
    let (host, of) = entry.rsplit_once(':')?;
    (of.parse() == Ok(port)).then(|| host.trim_start_matches('[').trim_end_matches(']'))
}

/// `example.com` is that and all below it, `.example.com` and `*.example.com` only what is below it.
fn names_host(entry: &str, host: &str) -> bool {
    let below = entry.strip_prefix('*').unwrap_or(entry);
    match below.strip_prefix('.') {
        Some(_) => host.ends_with(below),
        None => host == entry || host.strip_suffix(entry).is_some_and(|rest| rest.ends_with('.')),
    }
}

/// An address, or a block of them: `10.0.0.0/8`.
fn names_address(entry: &str, address: IpAddr) -> bool {
    let Some((block, length)) = entry.split_once('/') else {
        return entry.parse() == Ok(address);
    };
    let (Ok(block), Ok(length)) = (block.parse::<IpAddr>(), length.parse::<u32>()) else { return false };
    let is_same = |width: u32, block: u128, address: u128| {
        length <= width && (length == 0 || (block ^ address) >> (width - length) == 0)
    };
    match (block, address) {
        (IpAddr::V4(block), IpAddr::V4(address)) => {
            is_same(32, block.to_bits().into(), address.to_bits().into())
        }
        (IpAddr::V6(block), IpAddr::V6(address)) => is_same(128, block.to_bits(), address.to_bits()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(url: &str) -> Endpoint {
        Endpoint::of_signal(url).expect(url)
    }

    fn at(url: &str, environment: &[(&str, &str); 3]) -> Option<String> {
        let proxy = Proxy::for_endpoint(&endpoint(url), environment).expect("it can be used");
        proxy.map(|proxy| proxy.at.place())
    }

    #[test]
    fn each_scheme_has_its_proxy_and_this_machine_has_none() {
        let environment =
            [("HTTPS_PROXY", "http://safe:3128"), ("http_proxy", "plain:80/"), ("NO_PROXY", " ")];
        assert_eq!(at("https://collector", &environment).as_deref(), Some("safe:3128"));
        assert_eq!(at("http://collector", &environment).as_deref(), Some("plain:80"));
        for local in ["http://localhost:4318", "https://127.0.0.1", "http://[::1]:1"] {
            assert_eq!(at(local, &environment), None, "{local}");
        }
    }

    #[test]
    fn exceptions_are_hosts_domains_addresses_and_blocks_with_or_without_a_port() {
        for (host, port, excepted, expected) in [
            ("api.example.com", 443, "example.com", true),
            ("example.com", 443, "example.com", true),
            ("notexample.com", 443, "example.com", false),
            ("api.example.com", 443, ".example.com", true),
            ("example.com", 443, ".example.com", false),
            ("api.example.com", 443, "*.EXAMPLE.com", true),
            ("api.example.com", 443, "other, example.com:443", true),
            ("api.example.com", 443, "example.com:80", false),
            ("anything", 443, "*", true),
            ("10.1.2.3", 80, "10.0.0.0/8", true),
            ("11.1.2.3", 80, "10.0.0.0/8", false),
            ("10.1.2.3", 80, "10.1.2.3", true),
            ("10.1.2.3", 80, "10.1.2.3:80", true),
            ("10.1.2.3", 80, "0.0.0.0/0", true),
            ("10.1.2.3", 80, "10.0.0.0/33, 10.0.0.0/x, ::/0", false),
            ("fd00::1", 80, "fd00::/16", true),
            ("127.0.0.1", 80, "", true),
        ] {
            assert_eq!(is_direct(host, port, excepted), expected, "{host}:{port} of {excepted}");
        }
    }

    #[test]
    fn who_we_are_stands_before_the_host_and_is_not_shown() {
        let proxy = Proxy::read("http://us%40work:secret@proxy:3128").expect("a proxy");
        let mut head = Vec::new();
        proxy.write_authorization(&mut head);
        // RFC 4648: us@work:secret
        assert_eq!(String::from_utf8_lossy(&head), "proxy-authorization: Basic dXNAd29yazpzZWNyZXQ=\r\n");
        assert!(!format!("{proxy:?}").contains("secret"));
    }

    #[test]
    fn a_proxy_that_cannot_be_used_is_an_error_without_its_password() {
        for url in ["https://us:secret@proxy:3128", "socks5://proxy:1080", "http://us:secret@proxy:x"] {
            let environment = [("HTTPS_PROXY", url)];
            let error = Proxy::for_endpoint(&endpoint("https://collector"), &environment).expect_err(url);
            let told = error.to_string();
            assert!(told.starts_with("HTTPS_PROXY is \"") && !told.contains("secret"), "{told}");
        }
    }
}
