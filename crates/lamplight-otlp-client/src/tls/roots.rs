//! Who is trusted.

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;

/// Those of a file, or else those whom Mozilla trusts, which are built in: Lambda's own file of them is not asked for.
pub(super) fn roots(of_file: &[CertificateDer<'static>]) -> Result<RootCertStore, rustls::Error> {
    if of_file.is_empty() {
        return Ok(RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() });
    }
    let mut roots = RootCertStore::empty();
    for certificate in of_file {
        roots.add(certificate.clone())?;
    }
    Ok(roots)
}
