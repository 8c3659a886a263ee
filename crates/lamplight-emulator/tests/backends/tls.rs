//! Backends that speak TLS.

use std::sync::Arc;

use lamplight_emulator::backends::{Authority, Backend};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// Asks for something that is not there, as who trusts this authority.
async fn ask(backend: &Backend, trusted: &Authority, name: &'static str) -> std::io::Result<String> {
    let mut roots = RootCertStore::empty();
    let certificate = CertificateDer::from_pem_slice(trusted.pem().as_bytes()).expect("it is PEM");
    roots.add(certificate).expect("it is a certificate");
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring has them")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(backend.address()).await?;
    let name = ServerName::try_from(name).expect("a name");
    let mut stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await?;
    stream.write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

#[tokio::test]
async fn who_trusts_the_authority_is_answered_by_name_and_by_address() {
    let authority = Authority::new().expect("a key can be made");
    let backend = Backend::otlp().tls(&authority).start().await.expect("it starts");
    assert!(backend.url().starts_with("https://localhost:"));
    for name in ["localhost", "127.0.0.1"] {
        let answer = ask(&backend, &authority, name).await.expect("it is trusted");
        assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
    }
}

#[tokio::test]
async fn who_does_not_trust_the_authority_says_nothing() {
    let authority = Authority::new().expect("a key can be made");
    let backend = Backend::otlp().tls(&authority).start().await.expect("it starts");
    let other = Authority::new().expect("a key can be made");
    let error = ask(&backend, &other, "localhost").await.expect_err("it is not trusted");
    assert!(error.to_string().contains("certificate"), "{error}");
    let error = ask(&backend, &authority, "example.com").await.expect_err("that is another name");
    assert!(error.to_string().contains("certificate"), "{error}");
    assert!(backend.requests().is_empty());
}
