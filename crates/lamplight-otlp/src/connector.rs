//! Opens connections to one collector.

use crate::connection::Failure;
use crate::endpoint::Endpoint;
use crate::settings::Settings;
use crate::stream::Stream;

/// Where a collector is, and how to speak to it.
#[derive(Debug)]
pub(crate) struct Connector {
    endpoint: Endpoint,
    /// Where it wants TLS.
    #[cfg(feature = "tls")]
    sessions: Option<crate::tls::Sessions>,
}

// === impl Connector ===

impl Connector {
    pub(crate) fn new(settings: &Settings) -> Self {
        let endpoint = settings.endpoint.clone();
        #[cfg(feature = "tls")]
        let sessions =
            endpoint.tls.clone().map(|name| crate::tls::Sessions::new(name, settings.certificates.clone()));
        Self {
            endpoint,
            #[cfg(feature = "tls")]
            sessions,
        }
    }

    pub(crate) fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    pub(crate) async fn open(&self) -> Result<Stream, Failure> {
        let tcp = self.endpoint.connect().await.map_err(Failure::Unreachable)?;
        #[cfg(feature = "tls")]
        if let Some(sessions) = &self.sessions {
            return Ok(Stream::Tls(Box::new(sessions.begin(tcp).await?)));
        }
        Ok(Stream::Plain(tcp))
    }
}
