//! Signatures of requests to AWS (IAM User Guide, "Create a signed AWS API request"): pure, with the time as an
//! argument, since a request that is sent again is signed again.
//!
//! ```
//! use lamplight_core::clock::Timestamp;
//! use lamplight_core::sigv4::{Credentials, Request, Scope};
//!
//! let credentials = Credentials::new("AKIDEXAMPLE", "secret", None);
//! let scope = Scope { region: "eu-west-1", service: "xray" };
//! let request = Request { method: "POST", path: "/v1/traces", query: "", body: b"{}" };
//! let signature = credentials.sign(&request, &[("host", "xray.eu-west-1.amazonaws.com")], scope, Timestamp::from_millis(0));
//! assert_eq!(signature.date(), "19700101T000000Z");
//! assert!(signature.authorization().starts_with("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/19700101/eu-west-1/xray/"));
//! ```
//!
//! # Limits
//!
//! Paths are taken as they are sent: one with `.`, `..` or `//` in it has to be normalised before. Keys in regions of
//! their own (SigV4A) and bodies that are signed piece by piece are not supported.

mod canonical;
mod credentials;
mod signature;

pub use self::credentials::Credentials;
pub use self::signature::{Request, Scope, Signature};
