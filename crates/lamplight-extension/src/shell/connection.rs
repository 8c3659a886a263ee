//! Connections to collectors: plain, or in TLS.

use std::io;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use http_body_util::Full;
use hyper::Uri;
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// A connection that requests can be sent on. When it is dropped it is closed.
pub(crate) type Connection = SendRequest<Full<Bytes>>;

/// Opens connections. Nothing of TLS is made before the first one that needs it.
#[derive(Default)]
pub(crate) struct Connector {
    tls: OnceLock<TlsConnector>,
}

// === impl Connector ===

impl Connector {
    pub(crate) async fn connect(&self, uri: &Uri) -> io::Result<Connection> {
        let host = uri.host().ok_or(io::ErrorKind::InvalidInput)?;
        let is_tls = uri.scheme_str() == Some("https");
        let port = uri.port_u16().unwrap_or(if is_tls { 443 } else { 80 });
        // The brackets of an IPv6 address belong to the URL.
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let stream = TcpStream::connect((host, port)).await?;
        stream.set_nodelay(true)?;
        if !is_tls {
            return handshake(TokioIo::new(stream)).await;
        }
        let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
        let tls = self.tls.get_or_init(connector);
        handshake(TokioIo::new(tls.connect(name, stream).await?)).await
    }
}

async fn handshake<T>(io: T) -> io::Result<Connection>
where
    T: hyper::rt::Read + hyper::rt::Write + Unpin + Send + 'static,
{
    let (requests, connection) = http1::handshake(io).await.map_err(io::Error::other)?;
    // Its end shows in the requests, and dropping these ends it.
    tokio::spawn(connection);
    Ok(requests)
}

/// With the roots that browsers trust, and tickets, so that a session goes on after a freeze.
fn connector() -> TlsConnector {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}
