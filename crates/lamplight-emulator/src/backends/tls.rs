//! TLS with certificates by an authority that exists only for a test.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, SanType};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

/// Takes connections over TLS.
#[derive(Clone)]
pub(super) struct Acceptor(pub(super) TlsAcceptor);

/// A certificate authority that nobody trusts but those who are given [its certificate](Self::pem).
#[derive(Clone)]
pub struct Authority(Arc<Issued>);

struct Issued {
    authority: String,
    /// For the server: its own certificate, and its key.
    certificate: CertificateDer<'static>,
    key: PrivatePkcs8KeyDer<'static>,
}

// === impl Authority ===

impl Authority {
    /// A new one, with a certificate for `localhost` and the loopback address.
    ///
    /// # Errors
    ///
    /// That no key can be made.
    pub fn new() -> io::Result<Self> {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let authority = CertifiedIssuer::self_signed(params, key).map_err(io::Error::other)?;
        let mut params = CertificateParams::new(["localhost".to_owned()]).map_err(io::Error::other)?;
        params.subject_alt_names.push(SanType::IpAddress(IpAddr::V4(Ipv4Addr::LOCALHOST)));
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let certificate = params.signed_by(&key, &authority).map_err(io::Error::other)?;
        Ok(Self(Arc::new(Issued {
            authority: authority.pem(),
            certificate: certificate.der().clone(),
            key: key.serialize_der().into(),
        })))
    }

    /// Its certificate, for `SSL_CERT_FILE`, `AWS_CA_BUNDLE`, `OTEL_EXPORTER_OTLP_CERTIFICATE` and the like.
    #[must_use]
    pub fn pem(&self) -> &str {
        &self.0.authority
    }

    pub(super) fn acceptor(&self) -> io::Result<Acceptor> {
        let provider = Arc::new(ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_no_client_auth()
            .with_single_cert(vec![self.0.certificate.clone()], PrivateKeyDer::Pkcs8(self.0.key.clone_key()))
            .map_err(io::Error::other)?;
        Ok(Acceptor(TlsAcceptor::from(Arc::new(config))))
    }
}

// Neither says what a key is.

impl fmt::Debug for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authority").finish_non_exhaustive()
    }
}

impl fmt::Debug for Acceptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Acceptor").finish_non_exhaustive()
    }
}
