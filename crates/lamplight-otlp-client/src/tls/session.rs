//! How sessions begin. Nothing of rustls is set up before the first one does.

use std::fmt;
use std::sync::{Arc, OnceLock};

use rustls::client::Resumption;
use rustls::crypto::ring;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection};
use tokio::net::TcpStream;

use super::identity::CertificateFiles;
use super::roots::roots;
use super::{NoSession, TlsStream};

/// How many sessions can be taken up again, which saves most of a handshake after a freeze: there is one collector.
const KEPT: usize = 2;

/// Begins sessions with one collector.
pub(crate) struct Sessions {
    name: ServerName<'static>,
    files: CertificateFiles,
    config: OnceLock<Result<Arc<ClientConfig>, rustls::Error>>,
}

// === impl Sessions ===

impl Sessions {
    /// With a collector of this name.
    pub(crate) fn new(name: ServerName<'static>, files: CertificateFiles) -> Self {
        Self { name, files, config: OnceLock::new() }
    }

    /// Shakes hands over this connection.
    pub(crate) async fn begin(&self, tcp: TcpStream) -> Result<TlsStream, NoSession> {
        let config = self.config.get_or_init(|| config(&self.files).map(Arc::new));
        let session = config.clone().and_then(|config| ClientConnection::new(config, self.name.clone()));
        TlsStream::new(tcp, session.map_err(NoSession::Untrusted)?).await
    }
}

fn config(files: &CertificateFiles) -> Result<ClientConfig, rustls::Error> {
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots(&files.roots)?);
    let mut config = match &files.identity {
        Some((chain, key)) => builder.with_client_auth_cert(chain.clone(), key.clone_key())?,
        None => builder.with_no_client_auth(),
    };
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    config.resumption = Resumption::in_memory_sessions(KEPT);
    Ok(config)
}

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sessions")
            .field("name", &self.name)
            .field("files", &self.files)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_set_up_before_the_first_session() {
        let name = ServerName::try_from("collector").expect("a name");
        let sessions = Sessions::new(name, CertificateFiles::default());
        assert!(sessions.config.get().is_none());
        config(&sessions.files).expect("what it will be");
    }
}
