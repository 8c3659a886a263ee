//! Opens connections to one collector.

use std::io;

use tokio::net::TcpStream;

use crate::connection::Failure;
use crate::endpoint::Endpoint;
use crate::settings::Settings;
use crate::stream::Stream;

/// How to speak to a collector.
#[derive(Debug)]
pub(crate) struct Connector {
    /// Where it wants TLS.
    #[cfg(feature = "tls")]
    sessions: Option<crate::tls::Sessions>,
    /// Where someone stands between.
    #[cfg(feature = "proxy")]
    proxy: Option<crate::proxy::Proxy>,
}

// === impl Connector ===

impl Connector {
    #[cfg_attr(
        not(any(feature = "tls", feature = "proxy")),
        expect(unused_variables, reason = "there is one way")
    )]
    pub(crate) fn new(settings: &Settings) -> Self {
        #[cfg(feature = "tls")]
        let sessions = |name| crate::tls::Sessions::new(name, settings.certificates.clone());
        Self {
            #[cfg(feature = "tls")]
            sessions: settings.endpoint.tls.clone().map(sessions),
            #[cfg(feature = "proxy")]
            proxy: settings.proxy.clone(),
        }
    }

    #[cfg(feature = "proxy")]
    async fn connect(&self, endpoint: &Endpoint) -> io::Result<TcpStream> {
        match &self.proxy {
            Some(proxy) => proxy.connect(endpoint).await,
            None => endpoint.connect().await,
        }
    }

    #[cfg(not(feature = "proxy"))]
    async fn connect(&self, endpoint: &Endpoint) -> io::Result<TcpStream> {
        endpoint.connect().await
    }

    pub(crate) async fn open(&self, endpoint: &Endpoint) -> Result<Stream, Failure> {
        let tcp = self.connect(endpoint).await.map_err(Failure::Unreachable)?;
        #[cfg(feature = "tls")]
        if let Some(sessions) = &self.sessions {
            return Ok(Stream::Tls(Box::new(sessions.begin(tcp).await?)));
        }
        Ok(Stream::Plain(tcp))
    }
}
