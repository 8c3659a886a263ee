//! The certificate of a client that proved who it is by mutual TLS.
//!
//! See "Configuring mutual TLS authentication" in the API Gateway Developer Guide.

use crate::field::event;
use crate::{Seconds, Timestamp};

event! {
    /// The certificate of a client.
    pub struct ClientCertificate = "a client certificate" {
        /// The certificate in PEM.
        pub client_cert_pem: Option<String> = "clientCertPem",
        /// The distinguished name of whom it is for.
        pub subject_dn: Option<String> = "subjectDN",
        /// The distinguished name of who issued it.
        pub issuer_dn: Option<String> = "issuerDN",
        /// Its serial number.
        pub serial_number: Option<String> = "serialNumber",
        /// When it holds.
        pub validity: Option<ClientCertificateValidity> = "validity",
    }
}

event! {
    /// When a certificate holds.
    pub struct ClientCertificateValidity = "the validity of a certificate" {
        /// From when: `May 28 12:30:02 2019 GMT`.
        pub not_before: Option<Timestamp<Seconds>> = "notBefore",
        /// Until when.
        pub not_after: Option<Timestamp<Seconds>> = "notAfter",
    }
}
