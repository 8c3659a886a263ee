//! The span of a request.

use http::{Request, Uri};
use tracing::Span;
use tracing::field::Empty;

use crate::current;

/// The methods that conventions know; others are `HTTP`, so that names are few.
const METHODS: [&str; 10] =
    ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "CONNECT", "TRACE", "QUERY"];

/// A span for this request, where it is recorded.
pub(super) fn of<B>(request: &Request<B>) -> Span {
    if !current::is_recorded() {
        return Span::none();
    }
    let (method, uri) = (request.method().as_str(), request.uri());
    let name = if METHODS.contains(&method) { method } else { "HTTP" };
    let host = uri.host().or_else(|| request.headers().get(http::header::HOST)?.to_str().ok());
    tracing::info_span!(
        target: "lamplight::client",
        "request",
        otel.name = name,
        otel.kind = "client",
        otel.status_code = Empty,
        otel.status_message = Empty,
        http.request.method = method,
        url.full = address(uri),
        server.address = host,
        server.port = port(uri),
        http.response.status_code = Empty,
        error.type = Empty,
    )
}

/// The address without what may be secret: user and password, and query.
fn address(uri: &Uri) -> Option<String> {
    let (scheme, authority) = (uri.scheme_str()?, uri.authority()?.as_str());
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    Some(format!("{scheme}://{host}{}", uri.path()))
}

fn port(uri: &Uri) -> Option<u16> {
    uri.port_u16().or_else(|| match uri.scheme_str()? {
        "http" => Some(80),
        "https" => Some(443),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_no_secrets() {
        for (uri, expected) in [
            ("https://user:word@example.com:8443/a?key=secret", Some("https://example.com:8443/a")),
            ("http://example.com", Some("http://example.com/")),
            ("/a?key=secret", None),
        ] {
            let uri: Uri = uri.parse().expect("a good address");
            assert_eq!(address(&uri).as_deref(), expected);
        }
    }

    #[test]
    fn a_port_is_known_by_the_scheme() {
        for (uri, expected) in
            [("https://example.com/", Some(443)), ("http://example.com:8080/", Some(8080)), ("/", None)]
        {
            assert_eq!(port(&uri.parse().expect("a good address")), expected, "{uri}");
        }
    }
}
