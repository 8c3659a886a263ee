//! Opens connections to one collector.

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
}

// === impl Connector ===

impl Connector {
    #[cfg(feature = "tls")]
    pub(crate) fn new(settings: &Settings) -> Self {
        let sessions = |name| crate::tls::Sessions::new(name, settings.certificates.clone());
        Self { sessions: settings.endpoint.tls.clone().map(sessions) }
    }

    #[cfg(not(feature = "tls"))]
    pub(crate) fn new(_: &Settings) -> Self {
        Self {}
    }

    pub(crate) async fn open(&self, endpoint: &Endpoint) -> Result<Stream, Failure> {
        let tcp = endpoint.connect().await.map_err(Failure::Unreachable)?;
        #[cfg(feature = "tls")]
        if let Some(sessions) = &self.sessions {
            return Ok(Stream::Tls(Box::new(sessions.begin(tcp).await?)));
        }
        Ok(Stream::Plain(tcp))
    }
}
