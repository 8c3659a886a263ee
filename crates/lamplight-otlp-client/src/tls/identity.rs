//! Certificates from files: whom to trust, and who we are.

use std::fmt;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// What the files say that settings name. All of it is read at the start, and none of it makes a session.
#[derive(Default, PartialEq)]
pub(crate) struct CertificateFiles {
    /// Who is trusted; without any, those whom browsers trust.
    pub(super) roots: Vec<CertificateDer<'static>>,
    /// Who we are, where collectors ask.
    pub(super) identity: Option<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)>,
}

/// A file that cannot be used, or is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    Certificate,
    Key,
}

// === impl CertificateFiles ===

impl CertificateFiles {
    /// Trusts who is in this file, in PEM, and nobody else.
    pub(crate) fn trust(&mut self, path: &str) -> Result<(), Unreadable> {
        self.roots = certificates(path)?;
        Ok(())
    }

    /// Is who these files say, both in PEM: a chain of certificates, and the key of the first.
    pub(crate) fn identify(&mut self, chain: &str, key: &str) -> Result<(), Unreadable> {
        let key = PrivateKeyDer::from_pem_file(key).map_err(|_| Unreadable::Key)?;
        self.identity = Some((certificates(chain)?, key));
        Ok(())
    }
}

/// All of a file; there has to be one.
fn certificates(path: &str) -> Result<Vec<CertificateDer<'static>>, Unreadable> {
    let certificates = CertificateDer::pem_file_iter(path).map_err(|_| Unreadable::Certificate)?;
    let certificates: Result<Vec<_>, _> = certificates.collect();
    certificates.ok().filter(|all| !all.is_empty()).ok_or(Unreadable::Certificate)
}

impl Clone for CertificateFiles {
    fn clone(&self) -> Self {
        let identity = self.identity.as_ref();
        Self {
            roots: self.roots.clone(),
            identity: identity.map(|(chain, key)| (chain.clone(), key.clone_key())),
        }
    }
}

impl fmt::Debug for CertificateFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CertificateFiles")
            .field("roots", &self.roots.len())
            .field("has_identity", &self.identity.is_some())
            .finish()
    }
}

// === impl Unreadable ===

impl Unreadable {
    /// What is allowed instead.
    pub(crate) const fn allowed(self) -> &'static str {
        match self {
            Self::Certificate => "the path of a file with certificates in PEM",
            Self::Key => "the path of a file with a private key in PEM",
        }
    }
}
