//! Requests on their way through CloudFront.

use std::borrow::Cow;

use super::{CloudFrontHeader, CloudFrontOrigin};
use crate::field::event;
use crate::sources::http::{body, query_string};
use crate::{Headers, NotBase64};

/// What a body is encoded as where bytes have to be.
pub(super) const BASE64: &str = "base64";
pub(super) const TEXT: &str = "text";

event! {
    /// A request.
    pub struct CloudFrontRequest = "a CloudFront request" {
        /// The address of the viewer, IPv4 or IPv6. Read-only.
        pub client_ip: Option<String> = "clientIp",
        /// The headers, under their names in lower case.
        pub headers: Headers<Vec<CloudFrontHeader>> = "headers",
        /// The method. Read-only.
        pub method: String = "method",
        /// Where CloudFront gets what it does not have, for requests to an origin.
        pub origin: Option<CloudFrontOrigin> = "origin",
        /// The query string as it was sent.
        pub query_string: String = "querystring",
        /// The path.
        pub uri: String = "uri",
        /// What was sent, where the function is to see it.
        pub body: Option<CloudFrontBody> = "body",
    }
}

event! {
    /// The body of a request.
    pub struct CloudFrontBody = "the body of a CloudFront request" {
        /// What becomes of it: `read-only`, or `replace` to send another.
        pub action: Option<String> = "action",
        /// The body, in base64 as it comes.
        pub data: String = "data",
        /// `base64` or `text`.
        pub encoding: Option<String> = "encoding",
        /// Whether it is longer than what is here: more than 40 KB of a viewer's request, 1 MB of one to an
        /// origin. Read-only.
        pub input_truncated: Option<bool> = "inputTruncated",
    }
}

// === impl CloudFrontRequest ===

impl CloudFrontRequest {
    /// The value of a header, with its name in any case; the last one where there are several.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.last().map(|header| header.value.as_str())
    }

    /// Sets a header, in the place of those of its name.
    pub fn set_header(&mut self, name: impl Into<String>, value: impl Into<String>) {
        let name = name.into();
        self.headers.insert(name.to_ascii_lowercase(), vec![CloudFrontHeader::new(name, value)]);
    }

    /// The query parameters, decoded, in their order.
    pub fn query_pairs(&self) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
        query_string::pairs(&self.query_string)
    }

    /// The bytes of the body; empty where there is none, or it is kept from the function.
    ///
    /// # Errors
    ///
    /// Where the event says that the body is base64, and it is not.
    pub fn body_bytes(&self) -> Result<Cow<'_, [u8]>, NotBase64> {
        self.body.as_ref().map_or(Ok(Cow::Borrowed(&[])), CloudFrontBody::bytes)
    }

    /// Sends another body on.
    pub fn replace_body(&mut self, bytes: impl AsRef<[u8]>) {
        self.body = Some(CloudFrontBody {
            action: Some("replace".to_owned()),
            data: body::base64(bytes.as_ref()),
            encoding: Some(BASE64.to_owned()),
            ..CloudFrontBody::default()
        });
    }
}

// === impl CloudFrontBody ===

impl CloudFrontBody {
    /// The bytes.
    ///
    /// # Errors
    ///
    /// Where the event says that they are base64, and they are not.
    pub fn bytes(&self) -> Result<Cow<'_, [u8]>, NotBase64> {
        body::bytes(Some(&self.data), self.encoding.as_deref() == Some(BASE64))
    }
}
