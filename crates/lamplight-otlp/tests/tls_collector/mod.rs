//! Certificates made for a test, and a collector in TLS with them.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use rcgen::{BasicConstraints, Certificate, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::server::WebPkiClientVerifier;
use rustls::{HandshakeKind, RootCertStore, ServerConfig, ServerConnection, Stream};
use tempfile::TempDir;

/// Who signs certificates, and whose own is in a file.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    certificate: Certificate,
    folder: TempDir,
}

/// A certificate and its key.
pub(crate) struct Leaf {
    certificate: Certificate,
    key: KeyPair,
}

/// What a collector received: the body's length, how hands were shaken, and by which connection it came.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) body: usize,
    pub(crate) handshake: HandshakeKind,
    pub(crate) connection: usize,
}

/// A collector that takes everything.
pub(crate) struct TlsCollector {
    pub(crate) address: SocketAddr,
    pub(crate) received: Receiver<Received>,
}

/// What a collector does after its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    KeepOpen,
    Close,
}

// === impl Authority ===

impl Authority {
    pub(crate) fn new() -> Self {
        let (key, mut params) = (KeyPair::generate().unwrap(), CertificateParams::new(Vec::new()).unwrap());
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = params.self_signed(&key).unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("ca.pem"), certificate.pem()).unwrap();
        Self { issuer: Issuer::new(params, key), certificate, folder }
    }

    pub(crate) fn file(&self) -> String {
        text(&self.folder.path().join("ca.pem"))
    }

    /// A certificate for this host.
    pub(crate) fn leaf(&self, host: &str) -> Leaf {
        self.sign(&CertificateParams::new([host.to_owned()]).unwrap())
    }

    pub(crate) fn expired(&self, host: &str) -> Leaf {
        let mut params = CertificateParams::new([host.to_owned()]).unwrap();
        params.not_after = rcgen::date_time_ymd(2020, 1, 1);
        self.sign(&params)
    }

    /// The paths of files with a certificate and with its key.
    pub(crate) fn files_of(&self, leaf: &Leaf) -> (String, String) {
        let files = ["leaf.pem", "leaf.key"].map(|name| self.folder.path().join(name));
        let [certificate, key] = &files;
        std::fs::write(certificate, leaf.certificate.pem()).unwrap();
        std::fs::write(key, leaf.key.serialize_pem()).unwrap();
        (text(certificate), text(key))
    }

    fn sign(&self, params: &CertificateParams) -> Leaf {
        let key = KeyPair::generate().unwrap();
        Leaf { certificate: params.signed_by(&key, &self.issuer).unwrap(), key }
    }
}

fn text(path: &Path) -> String {
    PathBuf::from(path).into_os_string().into_string().unwrap()
}

// === impl TlsCollector ===

impl TlsCollector {
    pub(crate) fn start(leaf: &Leaf, then: Then) -> Self {
        Self::serve(leaf, then, None)
    }

    /// Takes only those who have a certificate of this authority.
    pub(crate) fn for_clients_of(authority: &Authority, leaf: &Leaf) -> Self {
        Self::serve(leaf, Then::KeepOpen, Some(authority))
    }

    fn serve(leaf: &Leaf, then: Then, clients: Option<&Authority>) -> Self {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ServerConfig::builder_with_provider(Arc::clone(&provider));
        let builder = builder.with_safe_default_protocol_versions().unwrap();
        let builder = match clients {
            Some(authority) => {
                let mut roots = RootCertStore::empty();
                roots.add(authority.certificate.der().clone()).unwrap();
                let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
                builder.with_client_cert_verifier(verifier.build().unwrap())
            }
            None => builder.with_no_client_auth(),
        };
        let key = PrivateKeyDer::Pkcs8(leaf.key.serialize_der().into());
        let config = builder.with_single_cert(vec![leaf.certificate.der().clone()], key).unwrap();
        let config = Arc::new(config);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (send, received) = channel();
        std::thread::spawn(move || {
            for (connection, tcp) in listener.incoming().enumerate() {
                serve(tcp.unwrap(), &config, connection + 1, then, &send);
            }
        });
        Self { address, received }
    }
}

/// Takes the requests of a connection, until it ends.
fn serve(
    mut tcp: TcpStream,
    config: &Arc<ServerConfig>,
    connection: usize,
    then: Then,
    send: &Sender<Received>,
) {
    let mut session = ServerConnection::new(Arc::clone(config)).unwrap();
    let mut stream = Stream::new(&mut session, &mut tcp);
    while let Some(body) = read(&mut stream) {
        let handshake = stream.conn.handshake_kind().unwrap();
        if send.send(Received { body, handshake, connection }).is_err() {
            return;
        }
        // In pieces, of which some are records of their own.
        for piece in ["HTTP/1.1 200 OK\r\ncontent-le", "ngth: 10000\r\n\r\n", &"\0".repeat(10_000)] {
            if stream.write_all(piece.as_bytes()).and_then(|()| stream.flush()).is_err() {
                return;
            }
        }
        if then == Then::Close {
            stream.conn.send_close_notify();
            let _ = stream.flush();
            return;
        }
    }
}

/// The length of a request's body; nothing at the end of the connection, and where nobody can be spoken to.
fn read(stream: &mut Stream<'_, ServerConnection, TcpStream>) -> Option<usize> {
    let mut bytes = Vec::new();
    loop {
        let mut piece = [0; 4096];
        let read = stream.read(&mut piece).ok().filter(|read| *read > 0)?;
        bytes.extend_from_slice(&piece[..read]);
        let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        let head = std::str::from_utf8(&bytes[..end]).unwrap();
        let length = head.split_once("content-length: ").unwrap().1.lines().next().unwrap();
        let length: usize = length.parse().unwrap();
        while bytes.len() < end + 4 + length {
            let read = stream.read(&mut piece).ok().filter(|read| *read > 0)?;
            bytes.extend_from_slice(&piece[..read]);
        }
        return Some(length);
    }
}
